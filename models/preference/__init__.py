from . import customs_declaration
from . import customs_declaration_line
from . import customs_origin_proof
from . import customs_preference_decision
from . import customs_case_mixin
from . import customs_verification_request
from . import customs_verification_visit
