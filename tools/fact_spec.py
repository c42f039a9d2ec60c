"""What a kind of case brings for each of its facts, and what a procedure makes of them: plain data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FactSpec:
    """A fact that a kind of case has a date for.

    The first group is how the software records it. Whether a procedure has the step at all, in which order
    and under which article, is law: the steps of the procedure (`Step`). The second group is what a new
    procedure begins with.

    :param gate: name of the case's method that lists what is still missing before the fact (list of str)
    :param internal: never recorded by hand, it follows from another act (approving a report)
    :param needed: no procedure of this kind does without it
    :param usual: a new procedure begins with it; some agreements alone have the others
    :param needs: facts that stand before it in every procedure (nothing is sent that was not approved)
    :param reference_field: field of the case that takes the reference of the document
    :param number_optional: the document may come without a number
    :param dated_field: field of the case that takes the date written on the document, the day it was sent
    :param letter: kind of the outgoing document whose sending the fact is
    :param received: kind of the incoming document whose receipt the fact is

    :param after: facts that come before it
    :param without: facts that exclude it
    :param supervisor: a supervisor records it
    :param lapse_of: the date whose time must have passed
    :param state: the state to which it leads
    :param closes: it closes the case
    :param undoes: what followed from the case before is no longer justified
    """

    gate: str = ""
    internal: bool = False
    needed: bool = False
    usual: bool = True
    needs: tuple[str, ...] = ()
    reference_field: str = ""
    number_optional: bool = False
    dated_field: str = ""
    letter: str = ""
    received: str = ""

    after: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    supervisor: bool = False
    lapse_of: str = ""
    state: str = ""
    closes: bool = False
    undoes: bool = False


@dataclass(frozen=True)
class Step:
    """A fact of a case as the procedure of the case has it.

    :param fact: name of the date
    :param label: what it is called, in the user's language
    :param article: the article under which it stands, as it is cited
    :param after: facts that must be recorded already, none of them on a later day than this one
    :param without: facts together with which this one cannot stand
    :param supervisor: only a supervisor records it
    :param reference: the document with which it comes must have a number
    :param lapse_of: the fact says that the time of this date has passed: it lies after the last day
    :param state: the state to which it leads, or nothing
    :param state_label: what the procedure calls that state, or nothing
    :param closes: it closes the case
    :param undoes: what followed from the case before is no longer justified
    :param spec: what the kind of case brings for it
    """

    fact: str
    label: str
    article: str = ""
    after: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    supervisor: bool = False
    reference: bool = False
    lapse_of: str = ""
    state: str = ""
    state_label: str = ""
    closes: bool = False
    undoes: bool = False
    spec: FactSpec = field(default_factory=FactSpec)
