"""What speaks against a file, as a code with its figures: the model says it in the person's language."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One reason not to take a file; ``inside`` names the entry of an archive that it is about."""

    code: str
    params: dict = {}
    inside: str = ""
