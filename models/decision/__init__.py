# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_decision_source_mixin
from . import customs_case_mixin
from . import customs_deadline
from . import customs_preference_decision
from . import customs_consequence
from . import customs_document
from . import customs_origin_proof
from . import customs_preference_decision_line
from . import customs_preference_suspension
from . import customs_requested_item
from . import customs_setup_check
from . import customs_verification_request
from . import customs_verification_visit
from . import customs_visit_obstruction
from . import ir_module
from . import customs_declaration
from . import customs_declaration_line
