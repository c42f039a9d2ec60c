"""What a case says of each of its facts: plain data, no ORM."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FactSpec:
    """A legal fact of a case: the date on which something happened, and when it may be recorded.

    :param article: the article under which the fact stands
    :param after: facts that must be recorded already, none of them on a later day than this one
    :param without: facts together with which this one cannot stand
    :param gate: name of the case's method that lists what is still missing before the fact (list of str)
    :param supervisor: only a supervisor records it
    :param internal: never recorded by hand, it follows from another act (approving a report)
    :param lapse_of: the fact says that this other fact's time has passed: it lies after the last day
    :param reference_field: field of the case that takes the reference of the document
    :param dated_field: field of the case that takes the date written on the document
    :param letter: kind of the outgoing document whose sending the fact is
    :param received: kind of the incoming document whose receipt the fact is
    """

    article: str = ""
    after: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    gate: str = ""
    supervisor: bool = False
    internal: bool = False
    lapse_of: str = ""
    reference_field: str = ""
    dated_field: str = ""
    letter: str = ""
    received: str = ""
