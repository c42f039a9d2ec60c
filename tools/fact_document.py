"""With which paper a fact is recorded: plain data, no ORM."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FactDocument:
    """What came, or was sent, with a fact.

    :param reference: number of the document
    :param dated_on: date written on the document, or False
    :param attachments: files that an officer put to the fact (`ir.attachment`), or None
    :param files: the paper of an incoming document: (file name, content) each
    :param channel: how a letter was sent, or False
    :param services: the sendings of a letter as they were (values of `customs.service`); None: to the usual
        addressees
    """

    reference: Any = False
    dated_on: Any = False
    attachments: Any = None
    files: Any = ()
    channel: Any = False
    services: Any = None

    @property
    def document(self):
        """Return reference and date of the document, as facts and their record keep them."""
        return {"reference": (self.reference or "").strip() or False, "dated_on": self.dated_on or False}
