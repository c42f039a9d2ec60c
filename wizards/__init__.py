# The same rooms as in `models`, in the same order.
# isort: off
from . import setup
from . import law
from . import clock
from . import case
from . import origin
from . import declaration
from . import suspension
from . import decision
from . import notice
