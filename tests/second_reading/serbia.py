"""The agreement with Serbia of 25 October 2019, Annex 3, as its text has it.

Days are calendar days counted from the day after the act (Annex 5, Art. 20, written for disputes, taken for
all), and no last day moves. Where the other Party's side acts, its own midnight counts.
"""

from .law import WITHDRAWN, Limit, Procedure, Proof, Question, Reading, Step

APPROVED = Step("approved", "the request is approved", supervisor=True, state="approved")

DOCUMENTS = Procedure(
    code="documents",
    words="documentary verification",
    steps=(
        APPROVED,
        Step(
            "sent",
            "the request is sent",
            "15(5)",
            after=("approved",),
            never_with=("withdrawn",),
            state="requested",
        ),
        Step("acknowledged", "its receipt is confirmed", "15(7)", after=("sent",)),
        Step(
            "result",
            "the result is received",
            "15(6)",
            after=("sent",),
            never_with=("withdrawn",),
            state="answered",
            ends=True,
            dated=True,
        ),
        WITHDRAWN,
    ),
    limits=(
        # Sent within six months (15(6)); refused if none was received in six months from the sending of the
        # request, or in eight from that sending if more time was asked for within the six (11(1)(4)).
        Limit(
            "result",
            "the result of the verification",
            "15(6), 11(1)(4)",
            start="sent",
            terms=((6, "month"),),
            met_by=("result",),
            there=True,
            extended=((8, "month"),),
            refusal="11(1)(4)",
        ),
    ),
    # 15(6), third subparagraph: authentic, originating, other rules; 15(8) if it allows no conclusion.
    questions=(
        Question("authentic", refusal="11(1)(3)"),
        Question("originating", refusal="11(1)(1)"),
        Question("rules met", refusal="11(1)(1)"),
    ),
    insufficient="11(1)(4)",
)

VISIT = Procedure(
    code="visit",
    words="verification visit",
    steps=(
        APPROVED,
        Step(
            "sent",
            "the request is sent",
            "16(3)",
            after=("approved",),
            never_with=("withdrawn",),
            state="requested",
        ),
        Step("acknowledged", "its receipt is confirmed", after=("sent",)),
        Step(
            "informed",
            "the verified person is told what a refusal means",
            "16(5)",
            after=("sent",),
            never_with=("withdrawn", "no answer"),
        ),
        Step(
            "person consents",
            "the verified person consents",
            "16(5)",
            after=("informed",),
            never_with=("person refuses", "withdrawn"),
        ),
        Step(
            "person refuses",
            "the verified person refuses",
            "16(5)",
            after=("informed",),
            never_with=("person consents", "consent", "withdrawn"),
        ),
        Step(
            "consent",
            "the written consent is received",
            "16(5)",
            after=("sent",),
            never_with=("refusal", "person refuses", "no answer", "withdrawn"),
            state="consented",
            dated=True,
        ),
        Step(
            "no answer",
            "it is established that no answer came",
            "16(6)",
            after=("sent",),
            never_with=("consent", "refusal", "withdrawn"),
            supervisor=True,
            state="no_answer",
            ends=True,
            over="answer",
        ),
        Step(
            "refusal",
            "the refusal is received",
            "16(6)",
            after=("sent",),
            never_with=("consent", "no answer", "withdrawn"),
            state="refused",
            ends=True,
            dated=True,
            refusal="11(1)(8)",
        ),
        Step(
            "started",
            "the visit starts",
            "16(7)",
            after=("consent",),
            never_with=("withdrawn",),
            state="visiting",
        ),
        Step(
            "ended",
            "the visit ends",
            "16(7)",
            after=("started",),
            never_with=("withdrawn",),
            state="visited",
        ),
        Step(
            "report approved",
            "the report is approved",
            "16(10)",
            after=("ended",),
            never_with=("withdrawn",),
            state="reported",
        ),
        Step(
            "report sent",
            "the report is sent to the verified person",
            "16(11)",
            after=("report approved",),
            state="done",
            ends=True,
        ),
        Step(
            "withdrawn",
            "the request is withdrawn",
            after=("sent",),
            never_with=("report approved", "refusal", "no answer"),
            supervisor=True,
            state="withdrawn",
            ends=True,
            undoes=True,
        ),
    ),
    limits=(
        Limit(
            "answer",
            "the written consent or refusal",
            "16(5), 16(6)",
            start="sent",
            terms=((60, "day"),),
            met_by=("consent", "refusal"),
            there=True,
            refusal="11(1)(8)",
        ),
        Limit("start", "the start of the visit", "16(7)", "consent", ((60, "day"),), ("started",)),
        Limit("end", "the end of the visit", "16(7)", "consent", ((150, "day"),), ("ended",)),
        Limit("report", "the report", "16(11)", "consent", ((200, "day"),), ("report sent",)),
    ),
)

READING = Reading(
    code="EAEU-RS",
    words="EAEU-Serbia",
    procedures=(DOCUMENTS, VISIT),
    proofs=(
        # 12(4): twelve months; 12(7): a duplicate, from the issue of the original; 12(8): a certificate in
        # place of another, with a new number, has its own time; 12(10): kept three years.
        Proof("CT-2", ((12, "month"),), ((3, "year"),), frozenset({"duplicate"})),
        # 13(2) and 13(6): from the day of the signature.
        Proof("DO", ((12, "month"),), ((3, "year"),)),
    ),
    # 10(3)(2): not more than twelve months since the registration of the declaration.
    restoration=((12, "month"),),
    zones=("Asia/Almaty", "Europe/Moscow", "Europe/Minsk", "Asia/Vladivostok", "Asia/Yerevan"),
    zones_there=("Europe/Belgrade",),
)
