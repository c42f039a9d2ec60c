# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_approve_paper
from . import customs_document_step
from . import customs_draw_up_letter
from . import customs_invite_person
from . import customs_record_fact
from . import customs_send_back
