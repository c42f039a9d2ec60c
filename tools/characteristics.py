"""When do two texts name the same characteristic of goods? Plain Python, no ORM (RS16.12c).

A clearance system writes the same brand as 'LACTO Premium', ' Lacto  premium ' or '"Lacto Premium"'.
What differs in letter case, spaces and enclosing marks only is the same; whether anything else is,
a person judges.
"""

import hashlib
import unicodedata

# Marks that enclose a name, and words that say there is none.
MARKS = " \t\n\r\"'`´«»„“”‘’.,;:()[]<>/\\-–—_*#№"
NOTHING = {
    "",
    "n/a",
    "na",
    "none",
    "no",
    "нет",
    "отсутствует",
    "не указан",
    "не указана",
    "не обозначен",
    "bez",
}


def key(text):
    """Return the form in which a characteristic is compared; '' when ``text`` names none."""
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    found = " ".join(folded.split()).strip(MARKS)
    return "" if found in NOTHING else found


def digest(*texts):
    """Return one short key of all characteristics and the description together, 16 hexadecimal digits.

    Goods with the same digest are described alike: a person's judgement of one holds for all of them.
    """
    whole = "\x1f".join(key(text) for text in texts)
    return hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()
