"""Virtual environments with pinned packages. Each is named after its pins: change a pin, get a new one."""

import os
import shutil
import sys
from pathlib import Path

from . import locks, paths, process
from .progress import say

PINS = paths.REPO / "requirements"
CONSTRAINTS = PINS / "constraints.txt"
KINDS = {
    "main": [PINS / "odoo.txt", paths.REPO / "requirements.txt", PINS / "dev.txt"],
    "oldest": [PINS / "oldest.txt", PINS / "dev.txt"],
    "lint": [PINS / "lint.txt"],
}


def python(kind="main"):
    """The Python of a virtual environment, built first when needed."""
    files = KINDS[kind]
    pins = [file.read_text(encoding="utf-8") for file in [*files, CONSTRAINTS]]
    home = paths.folder(paths.cache() / "venvs") / f"{kind}-{paths.digest(sys.version, sys.prefix, *pins)}"
    complete = home / "complete"
    if not complete.exists():
        with locked_build(home):
            if not complete.exists():
                build(home, files)
                complete.touch()
    return home / "bin/python"


def locked_build(home):
    """One builder at a time for each environment."""
    return locks.locked(
        f"venv-{home.name}", "Another ./dev is installing the Python packages; waiting for it"
    )


def build(home: Path, files):
    """A virtual environment cannot be moved, so it is built in place and marked when complete."""
    kind = home.name.partition("-")[0]
    shutil.rmtree(home, ignore_errors=True)
    say(f"Making the Python environment '{kind}'")
    process.run([sys.executable, "-m", "venv", home], "No virtual environment could be made", f"venv-{kind}")
    say(f"Installing the pinned Python packages of '{kind}' (under a minute)")
    wanted = [part for file in files for part in ("-r", file)]
    process.run(
        [
            home / "bin/python",
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "-c",
            CONSTRAINTS,
            *wanted,
        ],
        "The Python packages could not be installed: look at the network (or proxy) and start again",
        f"pip-{kind}",
    )


def environment():
    """The environment for programs that are not Odoo: they keep their bytecode out of the repository, too."""
    return keeping_bytecode(os.environ)


def keeping_bytecode(variables):
    """These variables, with which Python keeps what it compiled, even where the machine tells it not to."""
    kept = {name: value for name, value in variables.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(paths.cache() / "bytecode")}
