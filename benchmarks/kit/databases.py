"""Throw-away databases: copies of the one that `./dev bench` made, dropped when the program ends."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2

# Set to keep the seeded databases for the next run: for work on the benchmarks or on what is slow.
KEEP = bool(os.environ.get("CUSTOMS_BENCH_KEEP"))
SEEDED_BY = hashlib.sha1(
    b"".join(place.read_bytes() for place in sorted((Path(__file__).parent / "seed").glob("*.py")))
).hexdigest()[:10]


def base():
    """The name of the database with nothing but the addon in it; `./dev bench` names it."""
    name = os.environ.get("CUSTOMS_DATABASE")
    if not name:
        sys.exit("Start the benchmarks with `./dev bench [name]`: it makes the database that they fill.")
    return name


def ask(statement, *values):
    """Run a statement outside a transaction and return its rows."""
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def name_of(kind):
    return f"{base()}_{kind}"


def drop(name):
    """Remove a copy and its files."""
    ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(data_folder() / "filestore" / name, ignore_errors=True)


def data_folder():
    from odoo.tools import config  # noqa: PLC0415 (Odoo is there once it is started)

    return Path(config["data_dir"])


def mark(kind):
    """What a seeded copy carries as its comment: the database it was copied from, and the seed."""
    oid = ask("SELECT oid FROM pg_database WHERE datname = %s", base())[0][0]
    return f"{kind} {oid} {SEEDED_BY}"


@contextlib.contextmanager
def copies(*kinds):
    """Make a copy for each kind, yield {kind: (name, whether it is already seeded)}, and drop them."""
    found = {}
    for kind in kinds:
        name = name_of(kind)
        rows = ask(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            name,
        )
        filled = KEEP and bool(rows) and rows[0][0] == mark(kind)
        if not filled:
            drop(name)
            ask(f'CREATE DATABASE "{name}" TEMPLATE "{base()}"')
        found[kind] = (name, filled)
    try:
        yield found
    finally:
        _close_all()
        for name, _filled in found.values():
            if not KEEP:
                drop(name)


def _close_all():
    from odoo.sql_db import close_all  # noqa: PLC0415 (Odoo is there once it is started)

    close_all()


def seeded(kind):
    """Write down that the copy is complete, so that a kept one is used again."""
    ask(f'COMMENT ON DATABASE "{name_of(kind)}" IS %s', mark(kind))


def install(name, module):
    """Install another addon of Odoo's into a copy, in its own process; what it says counts if it fails."""
    command = [
        *(sys.executable, "-m", "odoo", "server", "-d", name, "-i", module),
        *("--stop-after-init", "--no-http", "--without-demo", "--log-level=error"),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Installing {module} failed:\n{done.stderr}")
