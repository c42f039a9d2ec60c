"""In which script a text is written: the report of a visit is in English (RS16.10)."""

import unicodedata

# Letters that scientific English uses and that Unicode does not call Latin: micro, ohm, degree-like signs.
_ALLOWED = frozenset("µμΩΩπΔ")


def is_foreign_letter(char):
    """Tell whether ``char`` is a letter of another script than Latin."""
    if char in _ALLOWED or not unicodedata.category(char).startswith("L"):
        return False
    name = unicodedata.name(char, "")
    return not name.startswith(("LATIN", "MODIFIER LETTER", "FEMININE ORDINAL", "MASCULINE ORDINAL"))


def foreign_words(text):
    """Return the words of ``text`` with letters of another script than Latin, each once, in their order."""
    words = (word.strip(".,;:!?()[]{}\"'«»„“”") for word in (text or "").split())
    return list(dict.fromkeys(word for word in words if any(is_foreign_letter(char) for char in word)))
