# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_change_suspension
from . import customs_judge_goods
from . import customs_likely_goods
