from . import customs_guarded_mixin  # the models below inherit it

# isort: split
from . import (
    customs_case_mixin,
    customs_document,
    customs_fact,
    customs_task,
    ir_actions_report,
    ir_attachment,
)

# isort: split
from . import customs_case_facts, customs_case_record, customs_fact_chain  # extend what stands above
