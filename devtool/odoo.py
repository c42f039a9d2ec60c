"""How Odoo is called: its environment, its configuration file, and a run that must end without errors."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from . import machine, odoo_source, paths, postgres, process, python_env
from .progress import Trouble, say

LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) ")
SERIOUS = ("WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class Setup:
    """Everything that must be there before Odoo can run."""

    source: odoo_source.Source
    python: Path
    server: dict

    def environment(self, conf):
        """The environment of every Odoo process: bytecode is kept, but not in the repository."""
        ours = {
            "ODOO_RC": str(conf),
            "PYTHONPATH": str(self.source.home),
            "PYTHONUNBUFFERED": "1",
        }
        return python_env.keeping_bytecode(postgres.clean_environment()) | self.server | ours

    def command(self, conf, name, *arguments):
        """The command line of one of Odoo's own commands."""
        return [self.python, "-m", "odoo", name, "-c", conf, *arguments]

    @property
    def server_key(self):
        """Databases of one name on two servers are two databases."""
        return paths.digest(
            self.server.get("PGHOST"), self.server.get("PGPORT"), self.server.get("PGSERVICE")
        )

    def data_folder(self, database):
        """Each database has its own files, so that one can be dropped without a look at the others."""
        return paths.folder(paths.clone() / "data" / self.server_key / database)


def prepare(*packages, environment="main"):
    """Bring the machine to where Odoo can run; nothing but a look when all is there."""
    machine.require("python3-venv", *postgres.needed_packages(), *packages)
    source = odoo_source.find()
    python_env.python()
    return Setup(source, python_env.python(environment), postgres.environment())


def configuration(setup, database, data_dir=None, addons=None):
    """Write the configuration file for a database and return its place; `addons` holds another version."""
    addons = [*setup.source.addons, addons or paths.addons()]
    options = {
        "db_name": database,
        "list_db": False,
        "addons_path": ",".join(map(str, addons)),
        "data_dir": data_dir or setup.data_folder(database),
        "http_interface": "127.0.0.1",  # the demo logins are no secret: this machine only
        "max_cron_threads": 0,
        "admin_passwd": "",
    }
    place = paths.folder(paths.clone() / "conf") / f"{database}.conf"
    lines = "".join(f"{name} = {value}\n" for name, value in options.items())
    place.write_text(f"[options]\n{lines}", encoding="utf-8")
    return place


def install(setup, conf, what, *arguments, show=SERIOUS):
    """Let Odoo install or update and end; what it says is shown, an error in its log is a failure.

    Returned are the warnings: (level, text) of each.
    """
    place = f"odoo-{Path(conf).stem}"
    command = setup.command(conf, "server", *arguments, "--stop-after-init", "--no-http", "--log-level=info")
    code, output = process.record(command, place, setup.environment(conf))
    serious = [(level, text) for level, text in split_log(output) if level in SERIOUS]
    for text in (text for level, text in serious if level in show):
        say(f"Odoo says: {shortened(text)}")
    # A failing demo file only warns, and the rest of the demo data is left out.
    if code or any(level != "WARNING" or "demo data failed" in text for level, text in serious):
        raise Trouble(f"{what} failed: the reason stands above (all of Odoo's log is in {paths.log(place)}).")
    return serious


def shortened(text, lines=12):
    """The head and the end of a traceback: the middle is always Odoo's own."""
    head, *rest = text.splitlines()
    return "\n".join([head, *(["  ..."] if len(rest) > lines else []), *rest[-lines:]])


def split_log(output):
    """(level, text) of each record, with the lines that belong to it."""
    records = []
    for line in output.splitlines():
        found = LOG_LINE.match(line)
        if found:
            records.append([found[1], line])
        elif records:
            records[-1][1] += f"\n{line}"
    return records


def logins():
    """The demo logins as the repository names them."""
    place = paths.REPO / "demo/logins.json"
    if not place.is_file():
        return [{"login": "admin", "password": "admin", "role": "administrator"}]
    return json.loads(place.read_text(encoding="utf-8"))
