from . import (
    customs_case_mixin,
    customs_declaration,
    customs_declaration_line,
    customs_declaration_split,
    customs_origin_proof,
    customs_origin_proof_marks,
    customs_preference_decision,
    customs_verification_request,
    customs_verification_visit,
)
