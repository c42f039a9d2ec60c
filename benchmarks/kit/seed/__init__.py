"""Set-based seeds: cases of every age and state, and tasks of `project`, by INSERT ... SELECT.

One record of each kind is made by the ORM, so that every column holds what the addon would write; SQL copies
it and sets what differs: who, when, how far. `check` lets the addon look at a sample afterwards.
"""

from .cases import visits
from .check import check
from .sql import finish
from .tasks import tasks
from .world import HEAD, OFFICER, PASSWORD, world

# No letters to people who do not exist, no tracking of a first value.
CONTEXT = {"tracking_disable": True, "no_reset_password": True}

__all__ = ["CONTEXT", "HEAD", "OFFICER", "PASSWORD", "check", "finish", "tasks", "visits", "world"]
