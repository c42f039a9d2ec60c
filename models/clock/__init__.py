from . import customs_clock_change_mixin, customs_sorted_groups_mixin  # the models below inherit them

# isort: split
from . import (
    customs_calendar_exception,
    customs_deadline,
    customs_deadline_changes,
    customs_deadline_extension,
    customs_deadline_job,
    customs_deadline_pause,
    customs_deadline_pivot,
    customs_deadline_rule,
    customs_deadline_sync,
    mail_activity,
    res_users,
)
