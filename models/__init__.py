# The rooms of the house, in the order in which they may know each other (docs/house.md).
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
from . import intake
from . import clearance
