"""When do two texts name the same characteristic of goods? Plain Python, no ORM (RS16.12c).

A clearance system writes the same brand as 'LACTO Premium', ' Lacto  premium ' or '"Lacto Premium"'.
What differs in letter case, spaces and enclosing marks only is the same; whether anything else is,
a person judges.
"""

import hashlib
import unicodedata

# The fields of declared and of suspended goods that hold one each.
FIELDS = ("brand", "goods_model", "article_no")
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
    return digest_of_keys(*map(key, texts))


def digest_of_keys(*keys):
    """Return the same of texts whose keys are known already."""
    return hashlib.blake2b("\x1f".join(keys).encode(), digest_size=8).hexdigest()
