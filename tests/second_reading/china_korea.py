"""The agreement between China and Korea of 1 June 2015, Chapter 3, Article 3.23, as its text has it.

Art. 1.6: days are calendar days. Periods "from" a day count from the day after it.
"""

from .law import Limit, Procedure, Proof, Question, Reading, Step

APPROVED = Step("approved", "the request is approved", supervisor=True, state="approved")

DOCUMENTS = Procedure(
    code="documents",
    words="request to verify the origin",
    steps=(
        APPROVED,
        Step("sent", "the request is sent", "3.23(2)(a)", ("approved",), ("withdrawn",), state="requested"),
        Step("acknowledged", "the request is received", "3.23(2)(b)", after=("sent",)),
        Step(
            "result",
            "the verification results are received",
            "3.23(2)(b)",
            after=("sent",),
            never_with=("no answer", "withdrawn"),
            state="answered",
            dated=True,
        ),
        Step(
            "no answer",
            "it is established that no results came",
            "3.23(5)(b)",
            after=("acknowledged",),
            never_with=("result", "withdrawn"),
            supervisor=True,
            state="no_answer",
            ends=True,
            over="result",
        ),
        Step(
            "determination",
            "the determination is notified",
            "3.23(2)(c)",
            after=("result",),
            never_with=("withdrawn",),
            state="determined",
            ends=True,
        ),
        Step(
            "withdrawn",
            "the request is withdrawn",
            after=("sent",),
            never_with=("result", "no answer"),
            supervisor=True,
            state="withdrawn",
            ends=True,
            undoes=True,
        ),
    ),
    limits=(
        Limit(
            "result",
            "the verification results",
            "3.23(2)(b)",
            start="acknowledged",
            terms=((6, "month"),),
            met_by=("result",),
            there=True,
            refusal="3.23(5)(b)",
        ),
        Limit(
            "determination",
            "the determination, from the receipt of the results",
            "3.23(2)(c)",
            start="result",
            terms=((3, "month"),),
            met_by=("determination",),
        ),
    ),
    # 3.23(5)(c): what is necessary to confirm the origin status; 3.25(c) for a certificate not authentic.
    questions=(
        Question("authentic", needed=False, refusal="3.25(c)"),
        Question("originating", refusal="3.25(a)"),
    ),
    insufficient="3.23(5)(c)",
)

# 3.23(1)(a) and (5)(a): the importer is asked first, and has one month from the receipt of the request.
IMPORTER = Procedure(
    code="importer",
    kind="documents",
    words="request for information from the importer",
    steps=(
        APPROVED,
        Step("sent", "the request is sent", "3.23(1)(a)", ("approved",), ("withdrawn",), state="requested"),
        Step("acknowledged", "the request is received", "3.23(5)(a)", after=("sent",)),
        Step(
            "result",
            "the information is received",
            "3.23(1)(a)",
            after=("sent",),
            never_with=("no answer", "withdrawn"),
            state="answered",
            ends=True,
            dated=True,
        ),
        Step(
            "no answer",
            "it is established that the importer did not respond",
            "3.23(5)(a)",
            after=("acknowledged",),
            never_with=("result", "withdrawn"),
            supervisor=True,
            state="no_answer",
            ends=True,
            over="response",
        ),
        Step(
            "withdrawn",
            "the request is withdrawn",
            after=("sent",),
            never_with=("result", "no answer"),
            supervisor=True,
            state="withdrawn",
            ends=True,
            undoes=True,
        ),
    ),
    limits=(
        Limit(
            "response",
            "the response of the importer",
            "3.23(5)(a)",
            start="acknowledged",
            terms=((1, "month"),),
            met_by=("result",),
            refusal="3.23(5)(a)",
        ),
    ),
    # The importer is no authority: what it sends has to be assessed. 3.23(5)(c) speaks of results.
    questions=(
        Question("authentic", needed=False, refusal="3.25(c)"),
        Question("originating", needed=False, refusal="3.25(a)"),
    ),
)

VISIT = Procedure(
    code="visit",
    words="verification visit",
    proposed=("visit proposed",),
    steps=(
        APPROVED,
        Step(
            "sent", "the request is delivered", "3.23(3)(a)", ("approved",), ("withdrawn",), state="requested"
        ),
        Step("acknowledged", "the request is received", "3.23(3)(a)", after=("sent",)),
        Step(
            "consent",
            "the consent of the customs authority is received",
            "3.23(3)(a)",
            after=("sent",),
            never_with=("no answer", "refusal", "withdrawn"),
            state="consented",
            dated=True,
        ),
        Step(
            "no answer",
            "it is established that no reply came",
            "3.23(5)(e)",
            after=("acknowledged",),
            never_with=("consent", "refusal", "withdrawn"),
            supervisor=True,
            state="no_answer",
            ends=True,
            over="reply",
        ),
        Step(
            "refusal",
            "the request is denied",
            "3.23(5)(d)",
            after=("sent",),
            never_with=("consent", "no answer", "withdrawn"),
            state="refused",
            ends=True,
            dated=True,
            refusal="3.23(5)(d)",
        ),
        Step(
            "started",
            "the visit starts",
            "3.23(3)(c)",
            after=("consent",),
            never_with=("withdrawn",),
            state="visiting",
        ),
        Step("ended", "the visit ends", after=("started",), never_with=("withdrawn",), state="visited"),
        Step(
            "report approved",
            "the determination is approved",
            after=("ended",),
            never_with=("withdrawn",),
            state="reported",
        ),
        Step(
            "report sent",
            "the determination and the result of the visit are notified",
            "3.23(3)(e)",
            after=("report approved",),
            state="done",
        ),
        Step("comments", "the comments are received", "3.23(3)(f), 3.23(3)(g)", after=("report sent",)),
        Step(
            "determination",
            "the final determination is notified",
            "3.23(3)(g)",
            after=("report sent",),
            state="determined",
            ends=True,
        ),
        Step(
            "withdrawn",
            "the request is withdrawn",
            after=("sent",),
            never_with=("no answer", "refusal", "report approved"),
            supervisor=True,
            state="withdrawn",
            ends=True,
            undoes=True,
        ),
    ),
    limits=(
        # 3.23(3)(a): delivered at least thirty days before the date of the visit that the request proposes.
        Limit(
            "notice",
            "the delivery of the request before the visit",
            "3.23(3)(a)",
            start="visit proposed",
            terms=((30, "day"),),
            met_by=("sent",),
            before=True,
        ),
        Limit(
            "reply",
            "the reply of the customs authority",
            "3.23(3)(a), 3.23(5)(e)",
            start="acknowledged",
            terms=((30, "day"),),
            met_by=("consent", "refusal"),
            there=True,
            refusal="3.23(5)(e)",
        ),
        # 3.23(3)(b): a postponement, notified with the approval, is by sixty days from the proposed date.
        Limit(
            "postponed",
            "the visit, if it was postponed",
            "3.23(3)(b)",
            start="visit proposed",
            terms=((60, "day"),),
            met_by=("started",),
            only_with="consent",
        ),
        # Both bound the final determination.
        Limit(
            "final",
            "the final determination, from the comments",
            "3.23(3)(g)",
            start="comments",
            terms=((30, "day"),),
            met_by=("determination",),
            cap_of="final determination",
        ),
        # 3.23(3)(h): from the actual visit to the final determination.
        Limit(
            "process",
            "the visit to the final determination",
            "3.23(3)(h)",
            start="started",
            terms=((6, "month"),),
            met_by=("determination",),
            cap_of="final determination",
        ),
    ),
)

READING = Reading(
    code="CN-KR",
    words="China-Korea",
    procedures=(DOCUMENTS, IMPORTER, VISIT),
    # 3.15(3): one year from the issue; 3.15(5): a certified copy is one of the original; 3.20: three years.
    proofs=(Proof("COO", ((1, "year"),), ((3, "year"),), frozenset({"duplicate"})),),
    # 3.23(4): suspended only while awaiting the results, so granted after them, without a period.
    restoration=None,
    zones=("Asia/Seoul", "Asia/Shanghai"),
    zones_there=("Asia/Shanghai", "Asia/Seoul"),
)
