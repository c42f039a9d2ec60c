# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_once_mixin
from . import customs_give_reason
