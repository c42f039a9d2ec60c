# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_notified_mixin
from . import customs_declaration
from . import customs_preference_decision
from . import customs_preference_notice
from . import customs_preference_suspension
from . import customs_suspended_line
from . import customs_task
from . import mail_template
from . import res_partner
