from . import customs_request_mixin, customs_visit_row_mixin  # the models below inherit them

# isort: split
from . import (
    customs_deadline,
    customs_incoming_request,
    customs_incoming_request_acts,
    customs_inspection_cost,
    customs_inspection_member,
    customs_origin_proof,
    customs_origin_proof_check,
    customs_origin_proof_form,
    customs_origin_proof_invoice,
    customs_origin_proof_kept,
    customs_origin_proof_line,
    customs_verification_report,
    customs_verification_request,
    customs_verification_visit,
    customs_visit_goods,
    customs_visit_obstruction,
    customs_visit_premises,
    customs_visit_tasks,
    ir_attachment,
    mail_message,
    res_partner,
)
