"""Articles in sentences: in brackets before the final stop, and nothing where the agreement names none."""

STOPS = (".", "!", "?", ":")


def with_article(sentence, *articles):
    """Return ``sentence`` with the ``articles`` that there are: 'It must be sent (Art. 5; Art. 6).'"""
    cited = bracketed(*articles)
    if not cited:
        return sentence
    stop = sentence[-1:] if sentence.endswith(STOPS) else ""
    return f"{sentence.removesuffix(stop)} {cited}{stop}"


def bracketed(*articles):
    """Return the ``articles`` that there are, each once, in brackets; nothing when there are none."""
    named = "; ".join(dict.fromkeys(filter(None, articles)))
    return f"({named})" if named else ""
