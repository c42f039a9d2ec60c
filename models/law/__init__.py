# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_guarded_mixin
from . import customs_checked_mixin
from . import customs_verified_mixin
from . import res_partner
from . import base_partner_merge
from . import customs_agreement
from . import customs_article
from . import authority_mail_words
from . import customs_authority
from . import customs_authority_contact
from . import customs_authority_specimen
from . import customs_content_item
from . import customs_deadline_rule
from . import customs_ground
from . import customs_origin_criterion
from . import customs_party
from . import customs_procedure
from . import customs_procedure_step
from . import customs_proof_remark
from . import customs_proof_type
from . import customs_service_rule
from . import ir_rule
from . import res_users
from . import portal_wizard_user
from . import res_lang
from . import customs_setup_check
