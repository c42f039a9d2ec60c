from . import customs_once_mixin  # the wizards below inherit it

# isort: split
from . import (
    customs_answer_request,
    customs_ask_consent,
    customs_ask_importers,
    customs_change_deadline,
    customs_change_suspension,
    customs_choose_goods,
    customs_decide_preference,
    customs_decide_preference_notices,
    customs_document_step,
    customs_draw_up_letter,
    customs_give_reason,
    customs_invite_person,
    customs_judge_goods,
    customs_likely_goods,
    customs_record_fact,
    customs_record_transit,
    customs_send_back,
)
