"""Odoo inside this process, and every statement it sends to PostgreSQL."""

import contextlib
import os
import time

# Prepares the libraries as `python -m odoo` does.
import odoo.cli  # noqa: F401 pylint: disable=unused-import
from odoo import api
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor
from odoo.tools import SQL, config


def start(*databases):
    """Read the configuration that ./dev wrote; the web client may log in to `databases`."""
    arguments = ["-c", os.environ["ODOO_RC"], "--log-level=error"]
    config.parse_config(
        [*arguments, "-d", ",".join(databases)] if databases else arguments, setup_logging=True
    )


@contextlib.contextmanager
def environment(database, **context):
    """An environment of the superuser; what it did is committed at the end."""
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, api.SUPERUSER_ID, context)


class Statements:
    """The statements sent while the block runs: how many, how long together, and the slowest."""

    def __init__(self):
        self.count = 0
        self.seconds = 0.0
        self.slowest = (0.0, "")  # seconds, text as the server got it

    def __enter__(self):
        self._execute = original = Cursor.execute

        def execute(cursor, query, params=None, log_exceptions=True):
            began = time.perf_counter()
            original(cursor, query, params, log_exceptions)
            self._note(time.perf_counter() - began, cursor)

        Cursor.execute = execute
        return self

    def __exit__(self, *_error):
        Cursor.execute = self._execute

    def _note(self, seconds, cursor):
        self.count += 1
        self.seconds += seconds
        if seconds > self.slowest[0]:
            self.slowest = (seconds, cursor._obj.query.decode(errors="replace"))


def explain(env, statement):
    """The plan of a statement (SQL, or text as the server got it), with what it did, as text."""
    if isinstance(statement, str):
        statement = SQL(statement.replace("%", "%%"))
    env.cr.execute(SQL("EXPLAIN (ANALYZE, BUFFERS) %s", statement))
    return "\n".join(line for (line,) in env.cr.fetchall())
