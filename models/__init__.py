# The rooms of the house, in the order in which they may know each other (docs/house.md).
from . import law
from . import clock
from . import case
from . import origin
from . import preference
