"""PostgreSQL: the server the PG* variables name, or a private cluster that listens on its own socket only."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from . import locks, machine, paths, process, python_env
from .progress import Trouble, say

OWNER = "odoo"  # Odoo refuses to work as the user `postgres`
SYSTEM_USER = "postgres"
ROOTS_CLUSTERS = Path("/var/lib/postgresql") / paths.ADDON
NAMES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSERVICE", "PGPASSFILE", "PGDATABASE", "PGSSLMODE")
# A cluster of throw-away databases: speed is worth more than surviving a power cut.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": 200,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "shared_buffers": "512MB",
    "jit": "off",  # compiling takes longer than what it compiles; docs/scale.md asks the same
}
MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
# Runs in the environment's Python, so that no PostgreSQL client need be installed for a server elsewhere.
CLIENT = """
import json, sys, psycopg2
database, statements = json.load(sys.stdin)
try:
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
        print(json.dumps(cursor.fetchall() if cursor.description else []))
except psycopg2.Error as error:
    sys.exit(str(error).strip())
"""


def named_elsewhere():
    """Whether the user points at a server that is already there."""
    return any(os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGUSER", "PGSERVICE"))


def needed_packages():
    """No server need be installed when one is named."""
    return [] if named_elsewhere() else ["postgresql"]


def environment():
    """PG* variables of a server that answers: the user's, or the private one, started first."""
    if named_elsewhere():
        return check_named({name: os.environ[name] for name in NAMES if name in os.environ})
    with locks.locked("postgres"):
        return start()


def check_named(variables):
    """Say at once what is wrong with the named server, not in the middle of an installation."""
    variables.pop("PGDATABASE", None)  # each command names its database
    if variables.get("PGUSER") == SYSTEM_USER:
        raise Trouble("Odoo refuses the database user `postgres`: set PGUSER to another with CREATEDB.")
    try:
        rows = query(variables, "postgres", MAY_CREATE)
    except Trouble as trouble:
        raise Trouble(f"The PostgreSQL server of the PG* variables does not answer: {trouble}") from None
    if rows != [[True]]:
        raise Trouble("The database user of the PG* variables may not create databases: give it CREATEDB.")
    return variables


def query(variables, database, statement, *values):
    """Rows of one statement."""
    return execute(variables, database, (statement, values))


def execute(variables, database, *statements):
    """Run statements one by one, outside a transaction; rows of the last."""
    client = subprocess.run(
        [python_env.python(), "-c", CLIENT],
        input=json.dumps([database, statements]),
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment() | variables,
    )
    if client.returncode:
        raise Trouble(" ".join(client.stderr.split()) or "PostgreSQL gave no reason.")
    return json.loads(client.stdout)


def clean_environment():
    """The environment without PG* variables of another server."""
    return {name: value for name, value in os.environ.items() if name not in NAMES}


def base():
    """Where the private cluster is. As root it runs as the user postgres, who cannot enter root's home."""
    if os.geteuid():
        return paths.folder(paths.cache() / "postgres")
    home = ROOTS_CLUSTERS / paths.digest(paths.cache())
    home.mkdir(parents=True, exist_ok=True)
    shutil.chown(home.parent, SYSTEM_USER)
    shutil.chown(home, SYSTEM_USER)
    home.chmod(0o700)
    return home


def as_server(*command):
    """A command of the server's programs, as the user that owns the cluster."""
    return [*([] if os.geteuid() else ["runuser", "-u", SYSTEM_USER, "--"]), *command]


def start():
    """Start the private cluster, made first when missing; returns the variables to reach it."""
    programs = machine.postgres_programs()
    home = base()
    data = home / f"data-{programs.parent.name}"
    if len(str(home)) > 85:
        raise Trouble(f"{home} is too long for a PostgreSQL socket: set XDG_CACHE_HOME to a shorter path.")
    if not (data / "complete").exists():
        create(programs, data)
    if not running(programs, data):
        say("Starting PostgreSQL")
        settings = [
            f"-c {name}='{value}'" for name, value in {**SETTINGS, "unix_socket_directories": home}.items()
        ]
        control(programs, data, "start", "-l", home / "log", "-w", "-o", " ".join(settings))
    return {"PGHOST": str(home), "PGPORT": "5432", "PGUSER": OWNER}


def create(programs, data):
    """A new cluster; the marker tells it from one whose making was interrupted."""
    say("Making a private PostgreSQL cluster")
    shutil.rmtree(data, ignore_errors=True)
    arguments = ["-D", data, "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    process.run(
        as_server(programs / "initdb", *arguments),
        "The PostgreSQL cluster could not be made",
        "postgres-init",
        clean_environment(),
        cwd="/",
    )
    (data / "complete").touch()


def running(programs, data):
    """Whether the cluster's server is up."""
    command = as_server(programs / "pg_ctl", "-D", data, "status")
    return (
        subprocess.run(command, capture_output=True, check=False, cwd="/", env=clean_environment()).returncode
        == 0
    )


def control(programs, data, action, *options):
    """Start or stop; from the root folder, since the server's user may not enter the one we are in."""
    process.run(
        as_server(programs / "pg_ctl", action, "-D", data, *options),
        f"PostgreSQL did not {action} (its own log is {data.parent / 'log'})",
        f"postgres-{action}",
        clean_environment(),
        cwd="/",
    )


def stop():
    """Stop the private cluster; returns whether it was running."""
    programs = machine.postgres_programs()
    if not programs:
        return False
    data = base() / f"data-{programs.parent.name}"
    if not running(programs, data):
        return False
    control(programs, data, "stop", "-m", "fast", "-w")
    return True
