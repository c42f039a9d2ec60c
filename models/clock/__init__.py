# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_clock_change_mixin
from . import customs_sorted_groups_mixin
from . import deadline_status
from . import deadline_rows
from . import deadline_values
from . import calendar_moves
from . import deadline_changes
from . import deadline_check
from . import customs_authority
from . import customs_calendar_exception
from . import customs_calendar_publication
from . import customs_deadline
from . import customs_deadline_extension
from . import customs_deadline_pause
from . import customs_deadline_rule
from . import customs_procedure
from . import customs_setup_check
from . import mail_activity
from . import res_country
from . import res_users
