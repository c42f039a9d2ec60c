"""What tests stand on that need several connections: what they commit is removed again."""

import threading
from contextlib import contextmanager, suppress
from itertools import count
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, mute_logger

from .moment_of_tests import begun

NUMBERS = count(1)


class MomentCase(BaseCase):
    """Transactions of their own, on connections of their own."""

    def setUp(self):
        super().setUp()
        self.startPatcher(begun())
        # Odoo's own runner holds this lock in the main thread: others would wait for it for good.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            tables = [
                model._table
                for model in self.registry.models.values()
                if model._auto and not model._abstract and "id" in model._fields
            ]
            self.last = {}
            for table in sorted(set(tables)):
                cr.execute(SQL("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(table)))
                self.last[table] = cr.fetchone()[0]
        self.addCleanup(self._remove_what_is_new)

    def _remove_what_is_new(self):
        """Delete every row that was committed here, in whatever order the references allow."""
        with self.registry.cursor() as cr:
            left = dict(self.last)
            for _round in range(20):
                for table in list(left):
                    with suppress(psycopg2.Error), mute_logger("odoo.sql_db"), cr.savepoint():
                        cr.execute(SQL("DELETE FROM %s WHERE id > %s", SQL.identifier(table), left[table]))
                        del left[table]
                if not left:
                    break
            self.assertFalse(left)
        self.registry.clear_all_caches()  # SQL told them nothing

    @contextmanager
    def _env(self, uid=SUPERUSER_ID):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, uid, {})

    def _at_once(self, *acts):
        """Run acts (user id, function of an environment) in two threads that begin with the same snapshot."""
        ready, outcomes = threading.Barrier(len(acts), timeout=30), []

        def work(uid, act):
            first = True
            with self._env(uid) as env:

                def once():
                    nonlocal first
                    env.user.read(["name"])  # the snapshot of this transaction begins
                    if first:
                        first = False
                        ready.wait()
                    return act(env)

                try:
                    outcomes.append(("done", retrying(once, env)))
                except UserError as error:
                    outcomes.append(("refused", str(error)))
                except Exception as error:
                    outcomes.append(("failed", repr(error)))
                    raise

        threads = [threading.Thread(target=work, args=act) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return sorted(outcomes, key=lambda outcome: outcome[0])
