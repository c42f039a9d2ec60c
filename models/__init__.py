# The rooms of the house, in the order in which they may know each other (docs/house.md).
from . import law

# isort: split
from . import clock

# isort: split
from . import case

# isort: split
from . import origin

# isort: split
from . import preference
