"""The moment that a trial of the law takes for now; everything else goes by the clock."""

from datetime import datetime
from typing import NamedTuple

# The name in a context. Its value is a `TrialMoment`: no remote call can send one.
TRIAL = "customs_trial_moment"


class TrialMoment(NamedTuple):
    """``at`` is the moment, in UTC with its zone."""

    at: datetime
