"""The words in which an agreement is read: steps, time limits, what follows."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """Something that happens in a case.

    :param after: steps without which it cannot be, none of them on a later day
    :param never_with: steps beside which it cannot be
    :param supervisor: it is a supervisor who says so
    :param state: what the case then waits for, or how it ended
    :param ends: it ends the case
    :param undoes: nothing follows from the case any more
    :param over: the time limit whose end it establishes: it comes after that last day, and only if it ran
    :param waits_for: the time limit during which it is too early, from its start to its last day
    :param dated: it comes with a paper that says when it was sent
    :param refusal: the refusal of the preference that it leads to
    """

    name: str
    words: str
    article: str = ""
    after: tuple = ()
    never_with: tuple = ()
    supervisor: bool = False
    state: str = ""
    ends: bool = False
    undoes: bool = False
    over: str = ""
    waits_for: str = ""
    dated: bool = False
    refusal: str = ""


@dataclass(frozen=True)
class Limit:
    """A time limit.

    :param start: the step from the day after which it counts, or the day that was proposed
    :param terms: pairs (length, unit)
    :param before: it counts back from a proposed day: so long before it the step comes at the latest
    :param met_by: the steps of which one must come by the last day
    :param there: it is the other Party's side that acts, by its own midnight
    :param at_least: so long must be allowed; nobody is late afterwards
    :param holds: until it is over no refusal is decided: "always", so also before it has begun, or "running"
    :param extended: the terms in place of ``terms`` once more time was asked for, within the time
    :param longer: the unit of the time, as long as both sides agree, that may be given on top, at any time
    :param refusal: the refusal of the preference if the last day passes without the step
    :param only_with: a step without which it does not run, though it counts from another
    :param cap_of: what several time limits bound together: the earliest last day governs
    """

    name: str
    words: str
    article: str
    start: str
    terms: tuple
    met_by: tuple = ()
    there: bool = False
    at_least: bool = False
    extended: tuple = ()
    longer: str = ""
    before: bool = False
    refusal: str = ""
    only_with: str = ""
    holds: str = ""
    cap_of: str = ""


@dataclass(frozen=True)
class Question:
    """What a result must answer, and the refusal to which a "no" leads."""

    name: str
    needed: bool = True
    refusal: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Procedure:
    """How a kind of case goes: its steps in the order of the text, its time limits.

    :param insufficient: the refusal if the result leaves open what is needed
    :param assessed: persons answer, and the officer says what it means: until then nothing is insufficient
    :param kind: "documents" or "visit"; it is the code, unless an agreement has several of a kind
    :param proposed: days that the request proposes; they stay what they were when it was approved
    """

    code: str
    words: str
    steps: tuple
    limits: tuple
    questions: tuple = ()
    insufficient: str = ""
    assessed: bool = False
    kind: str = ""
    proposed: tuple = ()

    def step(self, name):
        """Return the step of that name."""
        return next(step for step in self.steps if step.name == name)

    def limit(self, name):
        """Return the time limit of that name."""
        return next(limit for limit in self.limits if limit.name == name)


@dataclass(frozen=True)
class Proof:
    """How long a proof of origin holds and is kept, from the day of its issue."""

    code: str
    valid: tuple
    kept: tuple
    # Kinds that hold from the issue of the paper in whose place they are: "duplicate", "replacement".
    from_original: frozenset = frozenset()


@dataclass(frozen=True)
class Reading:
    """The dates of one agreement."""

    code: str
    words: str
    procedures: tuple
    proofs: tuple = ()
    # Within which time of the registration of the declaration the preference can be restored; None: at any.
    restoration: tuple | None = ()
    zones: tuple = field(default=("UTC",))
    zones_there: tuple = field(default=("UTC",))


# The texts know no withdrawal of a documentary verification; nothing follows from what is no longer asked.
WITHDRAWN = Step(
    "withdrawn",
    "the request is withdrawn",
    after=("sent",),
    never_with=("result",),
    supervisor=True,
    state="withdrawn",
    ends=True,
    undoes=True,
)
