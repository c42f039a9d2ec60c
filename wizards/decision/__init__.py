# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_choose_goods
from . import customs_decide_preference
from . import customs_try_procedure
from . import customs_version_effect
