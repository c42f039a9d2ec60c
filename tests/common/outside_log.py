"""A record with an outside log, and a database that stands in another place than the log knows."""

from unittest.mock import patch

from ...tools import outside_log_owner
from .record import LoggedCase

ELSEWHERE = outside_log_owner.Place("another cluster", 7)


class LogCase(LoggedCase):
    def facts_found(self):
        """Return what the check finds in the chain of the facts, as (number, kind)."""
        [(_case, findings)] = self.visit_1.sudo()._check_chain()
        return [(finding.index, finding.kind) for finding in findings if not finding.chain]

    def told(self):
        return self.visit_1.action_check_record()["params"]["message"]

    def state(self):
        return self.outside._state().kind

    def page(self, **values):
        return self.outside.create(values)

    def move(self, reason):
        """Let the log go on here, after what is missing was looked at."""
        page = self.page(reason=reason)
        page.action_show_lost()
        page.is_restored = True
        page.action_move()

    def elsewhere(self, name=None):
        """Let the database stand elsewhere, as its copies do; a copy has another name as well."""
        self.startPatcher(patch.object(type(self.outside), "_place", lambda _self: ELSEWHERE))
        if name:
            self.named(name)

    def named(self, name):
        self.startPatcher(patch.object(type(self.outside), "_database_name", lambda _self: name))

    def act(self, day=-20, fact="person_informed_on"):
        """Record a fact, as a transaction that is committed."""
        self.record(self.visit_1, fact, day)
        self.env.cr.flush()
        self.committed()
