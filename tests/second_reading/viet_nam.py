"""The agreement between the EAEU and Viet Nam of 29 May 2015, Chapter 4, as its text has it.

Art. 1.1: days are calendar days including weekends and holidays. Periods "from" and "after" a day count from
the day after it.
"""

from .law import WITHDRAWN, Limit, Procedure, Proof, Question, Reading, Step

APPROVED = Step("approved", "the request is approved and dated", supervisor=True, state="approved")

DOCUMENTS = Procedure(
    code="documents",
    words="verification of origin",
    steps=(
        APPROVED,
        Step("sent", "the request is sent", "4.30(1)", ("approved",), ("withdrawn",), state="requested"),
        Step(
            "result",
            "the response is received",
            "4.30(4)",
            after=("sent",),
            never_with=("withdrawn",),
            state="answered",
            ends=True,
            dated=True,
        ),
        WITHDRAWN,
    ),
    limits=(
        # Six months after the date of the request: the day on which it was approved and dated, if it is sent.
        Limit(
            "result",
            "the response to the request",
            "4.30(3), 4.24(2)",
            start="approved",
            terms=((6, "month"),),
            met_by=("result",),
            there=True,
            only_with="sent",
            refusal="4.24(2) no reply",
        ),
    ),
    # 4.30(4): authentic and/or originating; 4.24(2): insufficient to conclude whether the goods originate.
    questions=(
        Question("authentic", needed=False, refusal="4.24(2) not issued"),
        Question("originating", refusal="4.24(2) not originating"),
        Question("rules met", needed=False),
    ),
    insufficient="4.24(2) no reply",
)

VISIT = Procedure(
    code="visit",
    words="verification visit",
    steps=(
        APPROVED,
        Step(
            "sent",
            "the notification is dispatched",
            "4.31(2)",
            ("approved",),
            ("withdrawn",),
            state="requested",
        ),
        Step(
            "person consents",
            "the producer or exporter gives consent",
            "4.31(4)",
            after=("sent",),
            never_with=("withdrawn",),
        ),
        Step(
            "consent",
            "the written consent is received",
            "4.31(4)",
            after=("sent",),
            never_with=("no answer", "refusal", "withdrawn"),
            state="consented",
            dated=True,
        ),
        Step(
            "no answer",
            "it is established that no written consent came",
            "4.31(5)",
            after=("sent",),
            never_with=("consent", "refusal", "withdrawn"),
            supervisor=True,
            state="no_answer",
            ends=True,
            over="consent",
        ),
        Step(
            "refusal",
            "the refusal is received",
            "4.31(5)",
            after=("sent",),
            never_with=("consent", "no answer", "withdrawn"),
            state="refused",
            ends=True,
            dated=True,
            refusal="4.31(5)",
        ),
        Step(
            "started",
            "the visit is launched",
            "4.31(6)",
            after=("consent",),
            never_with=("withdrawn",),
            state="visiting",
        ),
        Step(
            "ended",
            "the visit is finished",
            "4.31(6)",
            after=("started",),
            never_with=("withdrawn",),
            state="visited",
        ),
        Step(
            "report approved",
            "the written determination is approved",
            after=("ended",),
            never_with=("withdrawn",),
            state="reported",
        ),
        Step(
            "report sent",
            "the written determination is provided",
            "4.31(7)",
            after=("report approved",),
            state="done",
            ends=True,
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
        # Counted from the dispatch of the notification, both for the consent (4) and for the denial (5).
        Limit(
            "consent",
            "the written consent",
            "4.31(4), 4.31(5)",
            start="sent",
            terms=((60, "day"),),
            met_by=("consent", "refusal"),
            there=True,
            refusal="4.31(5)",
        ),
        Limit("start", "the launch of the visit", "4.31(6)", "consent", ((60, "day"),), ("started",)),
        Limit(
            "determination",
            "the written determination, from the first day of the visit",
            "4.31(7)",
            "started",
            ((90, "day"),),
            ("report sent",),
            cap_of="determination",
        ),
        # 4.31(8) does not say from when: the earliest that it can mean is the dispatch.
        Limit(
            "visit and determination",
            "the visit and the determination together, from the dispatch of the notification",
            "4.31(8)",
            "sent",
            ((210, "day"),),
            ("report sent",),
            cap_of="determination",
        ),
    ),
)

READING = Reading(
    code="EAEU-VN",
    words="EAEU-Viet Nam",
    procedures=(DOCUMENTS, VISIT),
    proofs=(
        # 4.16(4): twelve months; 4.20(1) and (2): a duplicate and a certificate in substitution hold from the
        # issue of the original; 4.22(1) and (3): kept three years.
        Proof("EAV", ((12, "month"),), ((3, "year"),), frozenset({"duplicate", "replacement"})),
    ),
    # 4.31(9): shall be reinstated upon the determination, without a period.
    restoration=None,
    zones=("Asia/Almaty", "Europe/Moscow", "Asia/Vladivostok"),
    zones_there=("Asia/Ho_Chi_Minh",),
)
