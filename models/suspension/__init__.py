# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_preference_suspension
from . import customs_suspended_line
from . import customs_suspension_goods
from . import customs_suspension_judgement
from . import customs_verification_visit
from . import res_partner
from . import customs_declaration
from . import customs_declaration_line
