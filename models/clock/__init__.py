from . import customs_calendar_exception
from . import customs_deadline
from . import customs_deadline_job
from . import customs_deadline_extension
from . import customs_deadline_pause
from . import customs_deadline_rule
from . import mail_activity
from . import res_users
