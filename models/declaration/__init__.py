# In the order in which models are built: what others inherit comes first.
# isort: off
from . import base_partner_merge
from . import customs_declaration
from . import claim_checks
from . import customs_excluded_finding_mixin
from . import customs_transit_mixin
from . import customs_declaration_line
from . import customs_origin_proof
from . import ir_attachment
from . import res_partner
