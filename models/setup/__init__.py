# In the order in which models are built: what others inherit comes first.
# isort: off
from . import res_users
from . import setup_checks
from . import customs_setup_check
from . import ir_embedded_actions
from . import ir_http
from . import res_config_settings
from . import res_groups
