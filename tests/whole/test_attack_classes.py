"""Attacks by classes: every door, every role, every place with a secret of its own, and one assertion.

No byte of a foreign secret comes back, no question tells it from nobody's word, and each reading of what was
given in confidence left an entry. Here is the short form; `./dev fuzz` makes another, long one.
"""

import os
import random
import time
from collections import Counter

from odoo.tests import tagged

from ..common.access_table import ROLES
from ..common.attack_asking import Asking, HttpAsking
from ..common.attack_doors import Doors
from ..common.attack_probes import Prober
from ..common.attack_world import SEED

LONG = int(os.environ.get("CUSTOMS_FUZZ_REQUESTS") or 0)
# Of each kind of call, this many for each model; and this many requests to doors for each role.
EACH = 1 + LONG // 200
REQUESTS = 12 + LONG // 40
KINDS = (
    "reads",
    "exports",
    "names",
    "groups",
    "orders",
    "domains",
    "hidden_domains",
    "forms",
    "methods",
)


class Attack(Asking):
    """How calls are drawn, and what is told of a long run."""

    def chance_of(self, *of):
        return random.Random(f"{SEED} {' '.join(of)}")

    def drawn_calls(self, prober):
        """Return the calls of a run for one role, drawn once: some of each kind for each model."""
        if not prober.drawn:
            for model in prober.models:
                for kind in KINDS:
                    every = list(getattr(prober, kind)(model))
                    first = [call for call in every if call.first]
                    first = prober.chance.sample(first, min(len(first), 3 * EACH))
                    prober.drawn += first + prober.chance.sample(every, min(len(every), EACH))
        return prober.drawn

    def tell(self, what):
        """Print what was done, in a long run."""
        if LONG:
            seconds, number = time.monotonic() - self.started, sum(self.counts.values())
            lines = [f"{what}: seed {SEED}, {number} in {seconds:.0f} s, {number / seconds:.0f} a second"]
            lines += [f"  {name:75} {told}" for name, told in sorted(self._counted().items())]
            print("\n".join(lines), flush=True)  # noqa: T201

    def _counted(self):
        """Return {kind or route: its outcomes} over all roles."""
        counts = {}
        for (_role, name, outcome), number in self.counts.items():
            counts.setdefault(name, Counter())[str(outcome)] += number
        return {
            name: "  ".join(f"{outcome}: {number}" for outcome, number in sorted(outcomes.items()))
            for name, outcomes in counts.items()
        }


@tagged("post_install", "-at_install")
class TestCalls(Attack):
    """What ends in a method of a model: the web client, JSON-2, XML-RPC and JSON-RPC all end there."""

    def test_calls(self):
        """CU-A, RSM26: no call of anybody tells a foreign secret, or one in confidence without an entry."""
        self.start_asking()
        for role in ROLES:
            prober = Prober(self, role, self.chance_of(role, "calls"))
            for call in self.drawn_calls(prober):
                self.try_call(role, call)
        self.tell("Calls of methods")
        self.assert_no_problems()


@tagged("post_install", "-at_install")
class TestDoorsOfTheServer(Attack, HttpAsking):
    """What comes over HTTP: pages, files, pictures, prints, exports, messages, remote calls."""

    def test_doors(self):
        """CU-A, RSM26: no door tells anybody a foreign secret, or one in confidence without an entry."""
        self.start_sessions(ROLES)
        for role in ROLES:
            chance = self.chance_of(role, "doors")
            doors = Doors(self, Prober(self, role, chance), chance)
            requests = doors.first() + [doors.request() for _number in range(REQUESTS)]
            for request in requests:
                self.try_request(role, request)
        self.tell("Requests to doors")
        self.assert_no_problems()
