from . import test_periods
from . import test_visit
