# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_ask_importers
from . import customs_decide_preference
