# In the order in which models are built: what others inherit comes first.
# isort: off
from . import intake_resolve
from . import intake_check
from . import intake_report
from . import intake_rows
from . import intake_compare
from . import intake_stage
from . import intake_write
from . import intake_pipeline
from . import customs_import_source
from . import customs_declaration_import
from . import customs_declaration
from . import customs_declaration_line
from . import customs_import_column
from . import customs_import_problem
from . import customs_import_seen
from . import customs_origin_proof
from . import customs_setup_check
from . import ir_attachment
from . import res_partner
