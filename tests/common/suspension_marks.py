"""How many examples the property tests of marks take."""

import os

from hypothesis import HealthCheck, Phase, settings

# A history is slow to make: twelve of them each time, many in `./dev fuzz`. One that fails is made shorter.
SETTINGS = settings(
    max_examples=200 if os.environ.get("CUSTOMS_FUZZ_REQUESTS") else 12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[phase for phase in Phase if phase is not Phase.explain],
)
