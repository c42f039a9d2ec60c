"""The agreement between the United Kingdom and Serbia, origin reference document: Articles 16 to 32.

Verification by the customs authorities of the exporting Party alone; there is no visit.
"""

from .law import Limit, Procedure, Proof, Question, Reading, Step

DOCUMENTS = Procedure(
    code="documents",
    words="verification of proofs of origin",
    steps=(
        Step("approved", "the request is approved and dated", supervisor=True, state="approved"),
        Step("sent", "the request is sent", "32(2)", ("approved",), ("withdrawn",), state="requested"),
        Step(
            "result",
            "the result is received",
            "32(5)",
            after=("sent",),
            never_with=("no answer", "withdrawn"),
            state="answered",
            ends=True,
            dated=True,
        ),
        Step(
            "no answer",
            "it is established that no reply came",
            "32(6)",
            after=("sent",),
            never_with=("result", "withdrawn"),
            supervisor=True,
            state="no_answer",
            ends=True,
            over="result",
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
        # No reply within ten months of the date of the request: preference is refused.
        Limit(
            "result",
            "the reply",
            "32(6)",
            start="approved",
            terms=((10, "month"),),
            met_by=("result",),
            there=True,
            only_with="sent",
            refusal="32(6)",
        ),
    ),
    # 32(5): authentic and originating, clearly; other requirements. 32(6): sufficient for the authenticity of
    # the document and the real origin, or refused.
    questions=(
        Question("authentic", refusal="16(1) proof"),
        Question("originating", refusal="16(1) origin"),
        Question("rules met", needed=False, refusal="13(1)"),
    ),
    insufficient="32(6)",
)

READING = Reading(
    code="UK-RS",
    words="UK-Serbia",
    procedures=(DOCUMENTS,),
    # 24(1): four months from the issue; 19(4): a duplicate takes effect as from the issue of the original;
    # 29: kept for at least three years, from the issue, since the text names no other day.
    proofs=tuple(
        Proof(code, ((4, "month"),), ((3, "year"),), frozenset({"duplicate"}))
        for code in ("EUR1", "EURMED", "OD", "OD-AE")
    ),
    restoration=None,
    zones=("Europe/London",),
    zones_there=("Europe/Belgrade",),
)
