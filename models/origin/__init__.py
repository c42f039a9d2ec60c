# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_agreement
from . import customs_cited_mixin
from . import customs_request_mixin
from . import customs_visit_row_mixin
from . import customs_deadline
from . import report_sending
from . import visit_task_words
from . import reminder_letter
from . import customs_verification_visit
from . import customs_incoming_request
from . import customs_inspection_cost
from . import customs_inspection_member
from . import ir_attachment
from . import proof_changes
from . import proof_check
from . import customs_origin_proof
from . import customs_origin_proof_invoice
from . import customs_origin_proof_line
from . import customs_verification_report
from . import customs_verification_request
from . import customs_visit_goods
from . import customs_visit_obstruction
from . import customs_visit_premises
from . import ir_module
from . import mail_message
from . import res_partner
