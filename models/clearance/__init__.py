# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_case_mixin
from . import customs_verification_visit
from . import customs_verification_request
from . import customs_preference_analysis
from . import customs_declaration_line
from . import customs_declaration
