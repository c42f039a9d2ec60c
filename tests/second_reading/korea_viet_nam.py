"""The agreement between Korea and Viet Nam of 5 May 2015, Chapter 3, as its text has it.

Art. 1.5: days are calendar days including weekends and holidays. Periods "after" and "from" a day count from
the day after it.
"""

from .law import Limit, Procedure, Proof, Question, Reading, Step

APPROVED = Step("approved", "the request is approved", supervisor=True, state="approved")

DOCUMENTS = Procedure(
    code="documents",
    words="retroactive check",
    steps=(
        APPROVED,
        Step("sent", "the request is sent", "3.21(1)(a)", ("approved",), ("withdrawn",), state="requested"),
        Step("acknowledged", "its receipt is acknowledged", "3.21(1)(b)", after=("sent",)),
        Step(
            "result",
            "the result is received",
            "3.21(1)(c)",
            after=("sent",),
            never_with=("no answer", "withdrawn"),
            state="answered",
            dated=True,
        ),
        # "Otherwise" it may be denied: that no result came is said once the six months are over.
        Step(
            "no answer",
            "it is established that no result came",
            "3.21(1)(c)",
            after=("acknowledged",),
            never_with=("result", "withdrawn"),
            supervisor=True,
            state="no_answer",
            over="result",
        ),
        Step(
            "determination",
            "the issuing authority is notified of the determination",
            "3.21(1)(e)",
            after=("sent",),
            never_with=("withdrawn",),
            state="determined",
            ends=True,
        ),
        Step(
            "withdrawn",
            "the request is withdrawn",
            after=("sent",),
            never_with=("result", "no answer", "determination"),
            supervisor=True,
            state="withdrawn",
            ends=True,
            undoes=True,
        ),
    ),
    limits=(
        # Within six months after receipt of the request; otherwise the preference may be denied.
        Limit(
            "result",
            "the result of the retroactive check",
            "3.21(1)(c)",
            start="acknowledged",
            terms=((6, "month"),),
            met_by=("result",),
            there=True,
            refusal="3.21(1)(c)",
        ),
        # The entire process: it begins with the request that is sent.
        Limit(
            "whole check",
            "the entire retroactive check, with the notice of the determination",
            "3.21(1)(e)",
            start="sent",
            terms=((10, "month"),),
            met_by=("determination",),
        ),
    ),
    # 3.21(1): authenticity, accuracy as to the true origin. A result that leaves it open is no ground: the
    # importing Party determines (1)(e), or asks for a visit (3).
    questions=(
        Question("authentic", needed=False, refusal="3.22"),
        Question("originating", refusal="3.22"),
    ),
)

VISIT = Procedure(
    code="visit",
    words="verification visit",
    steps=(
        APPROVED,
        Step(
            "sent",
            "the notification is delivered to all",
            "3.21(4)(a)",
            ("approved",),
            ("withdrawn",),
            state="requested",
        ),
        Step("acknowledged", "the notification is received", "3.21(4)(d)", after=("sent",)),
        Step(
            "consent",
            "the written consent of the producer or exporter is received",
            "3.21(4)(c)",
            after=("sent",),
            never_with=("no answer", "refusal", "withdrawn"),
            state="consented",
        ),
        # Days to consent run from the receipt: before it nobody can be late.
        Step(
            "no answer",
            "it is established that no written consent was obtained",
            "3.21(4)(d)",
            after=("acknowledged",),
            never_with=("consent", "refusal", "withdrawn"),
            supervisor=True,
            state="no_answer",
            ends=True,
            over="consent",
        ),
        Step(
            "refusal",
            "the refusal is received",
            "3.21(4)(d)",
            after=("sent",),
            never_with=("consent", "no answer", "withdrawn"),
            state="refused",
            ends=True,
            refusal="3.21(4)(d)",
        ),
        Step(
            "started",
            "the visit starts",
            "3.21(4)(e)",
            after=("consent",),
            never_with=("withdrawn",),
            state="visiting",
        ),
        Step("ended", "the visit ends", after=("started",), never_with=("withdrawn",), state="visited"),
        Step(
            "report approved",
            "the written determination is approved",
            after=("ended",),
            never_with=("withdrawn",),
            state="reported",
        ),
        # 3.21(5) and (8): to the producer or exporter and to the issuing authority.
        Step(
            "report sent",
            "the written determination is provided",
            "3.21(5)",
            after=("report approved",),
            state="done",
        ),
        Step("report received", "the written determination is received", "3.21(7)", after=("report sent",)),
        # 3.21(7): comments of the producer or exporter, then the final written determination.
        Step("comments", "the comments are received", "3.21(7)", after=("report sent",)),
        Step(
            "determination",
            "the final determination is communicated",
            "3.21(7)",
            after=("report sent",),
            state="determined",
            ends=True,
            waits_for="comments",
        ),
        Step(
            "withdrawn",
            "the notification is withdrawn",
            after=("sent",),
            never_with=("no answer", "refusal", "report approved"),
            supervisor=True,
            state="withdrawn",
            ends=True,
            undoes=True,
        ),
    ),
    limits=(
        Limit(
            "consent",
            "the written consent of the producer or exporter",
            "3.21(4)(d)",
            start="acknowledged",
            terms=((30, "day"),),
            met_by=("consent", "refusal"),
            there=True,
            refusal="3.21(4)(d)",
        ),
        # 3.21(4)(e): from the receipt of the notification, postponed or not; or longer, as the Parties agree.
        Limit(
            "visit",
            "the visit, from the receipt of the notification",
            "3.21(4)(e)",
            start="acknowledged",
            terms=((60, "day"),),
            met_by=("ended",),
            longer="day",
        ),
        # 3.21(8): from the first day of the visit to the results communicated to the issuing authority.
        Limit(
            "process",
            "the visit with its results",
            "3.21(8)",
            start="started",
            terms=((6, "month"),),
            met_by=("report sent",),
        ),
        # 3.21(7): the producer or exporter has thirty days, so nothing is final before.
        Limit(
            "comments",
            "so long for comments or additional information",
            "3.21(7)",
            start="report received",
            terms=((30, "day"),),
            met_by=("comments",),
            there=True,
            at_least=True,
            holds="running",
        ),
        Limit(
            "final",
            "the final determination, from the comments",
            "3.21(7)",
            start="comments",
            terms=((30, "day"),),
            met_by=("determination",),
        ),
    ),
)

READING = Reading(
    code="KR-VN",
    words="Korea-Viet Nam",
    procedures=(DOCUMENTS, VISIT),
    # 3.16(3): one year after the issue; 3.14(6): a certified true copy bears the date of the original;
    # 3.18(1) and (3): kept five years from the issue.
    proofs=(Proof("COO", ((1, "year"),), ((5, "year"),), frozenset({"duplicate"})),),
    # 3.21(6): shall be reinstated upon the determination, without a period.
    restoration=None,
    zones=("Asia/Seoul",),
    zones_there=("Asia/Ho_Chi_Minh",),
)
