"""In which script a text is written: the report of a visit is in English (RS16.10)."""

import unicodedata

# Letters of scientific English that Unicode does not call Latin: micro, ohm (two each), pi, delta, litre,
# kelvin, angstrom.
_ALLOWED = frozenset("\u00b5\u03bc\u03a9\u2126\u03c0\u0394\u2113\u212a\u212b")
_LATIN = ("LATIN", "MODIFIER LETTER", "FEMININE ORDINAL", "MASCULINE ORDINAL", "DIGIT")
_OTHER = ("CYRILLIC", "GREEK", "GEORGIAN", "CHINESE")


def is_foreign_letter(char):
    """Tell whether ``char`` is a letter, or a digit, of another script than Latin."""
    category = unicodedata.category(char)
    if char in _ALLOWED or not (category.startswith("L") or category == "Nd"):
        return False
    name = unicodedata.name(char, "")
    return not name.startswith(_LATIN) or any(script in name for script in _OTHER)


def foreign_words(text):
    """Return the words of ``text`` with letters of another script than Latin, each once, in their order."""
    words = (word.strip(".,;:!?()[]{}\"'«»„“”") for word in (text or "").split())
    return list(dict.fromkeys(word for word in words if any(is_foreign_letter(char) for char in word)))
