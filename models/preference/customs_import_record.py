"""A line of an import on its way into the register, and what the lines before it have said."""

from dataclasses import dataclass, field
from typing import Any

NEW, CHANGED, UNCHANGED, BAD = "new", "changed", "unchanged", "bad"
HEAD_OF_FILE = 0  # the position under which the head of a declaration is noted


@dataclass(slots=True)
class Record:
    """A line on its way: what it says, what that stands for, and what became of it."""

    line_no: int
    values: dict
    problems: list
    head: dict = field(default_factory=dict)
    key: str = ""
    agreement: Any = None
    currency: Any = None
    producer: tuple = None
    claimed: bool = False
    row: dict = None
    status: str = BAD
    declaration_id: int = 0
    line_id: int = 0


class Seen(dict):
    """What the lines before have said: {(key of the declaration, position): (line, content)}.

    Within one file a declaration has one head, and goods stand once. This one is for lines that come alone;
    an import keeps the same over all its batches.
    """

    def load(self, records):
        """Take what earlier batches have said of the declarations of ``records``."""

    def save(self):
        """Keep what this batch has said."""
