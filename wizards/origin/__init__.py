# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_answer_request
from . import customs_ask_consent
from . import customs_correct_result
from . import customs_record_fact
from . import customs_record_original
from . import customs_replace_scan
