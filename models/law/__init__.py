from . import customs_checked_mixin, customs_verified_mixin  # others inherit them

# isort: split
from . import (
    base_partner_merge,
    customs_agreement,
    customs_authority,
    customs_authority_contact,
    customs_authority_specimen,
    customs_content_item,
    customs_deadline_rule,
    customs_ground,
    customs_origin_criterion,
    customs_party,
    customs_procedure,
    customs_proof_remark,
    customs_proof_type,
    customs_service_rule,
    ir_rule,
    portal_wizard_user,
    res_lang,
    res_partner,
    res_users,
)

# isort: split
from . import (  # these extend the models above
    customs_authority_invitation,
    customs_authority_mail,
    res_users_invitation,
)
