from . import customs_record_fact
from . import customs_change_deadline
from . import customs_give_reason
