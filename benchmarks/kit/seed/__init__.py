"""Set-based seeds: cases of every age and state, and tasks of `project`, by INSERT ... SELECT.

One record of each kind is made by the ORM, so that every column holds what the addon would write; SQL copies
it and sets what differs: who, when, how far. `check` lets the addon look at a sample afterwards.
"""

from .cases import visits
from .check import check
from .portal import CONTACT as PORTAL_CONTACT
from .portal import LIAISON, OWN_OPEN, OWN_TASKS, check_portal, looked_at, portal
from .preference import declared_goods
from .sql import finish
from .tasks import tasks
from .world import HEAD, OFFICER, PASSWORD, world

# No letters to people who do not exist, no tracking of a first value.
CONTEXT = {"tracking_disable": True, "no_reset_password": True}

__all__ = [
    "CONTEXT",
    "HEAD",
    "LIAISON",
    "OFFICER",
    "OWN_OPEN",
    "OWN_TASKS",
    "PASSWORD",
    "PORTAL_CONTACT",
    "check",
    "check_portal",
    "declared_goods",
    "finish",
    "looked_at",
    "portal",
    "tasks",
    "visits",
    "world",
]
