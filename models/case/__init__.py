from . import customs_fact
from . import customs_document
from . import customs_case_mixin
from . import customs_task
from . import ir_actions_report
