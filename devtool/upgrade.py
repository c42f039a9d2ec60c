"""`./dev test --upgrade`: a database of each former version, with its demo data, brought to the present code.

Nothing may be lost on the way: every stored value of every record is noted before and compared afterwards,
every stored file byte for byte. And the result must be built as a new database is: the same tables, indexes,
record rules, rights and law. What a migration means to change or to leave stands in
tests/common/upgrade_checks.py, with the functions that look after it.
"""

import io
import json
import re
import tarfile
from pathlib import Path

from . import database, locks, odoo, paths, process, testing
from .progress import Trouble, say

VERSIONS = Path(__file__).parent / "former_versions.json"
# date, time, process, level, database; what follows is the logger and what it says.
HEAD = re.compile(r"^\S+ \S+ \d+ [A-Z]+ \S+ ")


def run(setup):
    """Upgrade from every former version of the table; the first that fails ends it."""
    versions = json.loads(VERSIONS.read_text(encoding="utf-8"))
    name = paths.database("upgrade")
    say("Noting how a new database is built")
    new = built_anew(setup)
    with locks.locked(name, "Another run tests the upgrade on this clone; waiting for it"):
        for version, commit in versions.items():
            say(f"Upgrading a database of version {version}")
            upgrade_from(setup, name, version, exported(version, commit), new)
        database.drop(setup, name)
    say(f"Nothing is lost on the way from {', '.join(versions)}")


def built_anew(setup):
    """Note how a new database is built, in a file; the one of the tests is such."""
    name = paths.database("test")
    notes = setup.data_folder(name).parent / f"{name}.json"
    with testing.in_use(name):
        inside(setup, database.for_tests(setup, name), "built", notes)
    return notes


def upgrade_from(setup, name, version, folder, new):
    """Install, note what is there, update, compare."""
    notes = setup.data_folder(name).parent / f"{name}.json"
    installed(setup, name, folder)
    say("Noting what is in it")
    inside(setup, odoo.configuration(setup, name, addons=folder.parent), "read", notes, version)
    conf = odoo.configuration(setup, name)
    say("Updating it to the present code")
    said = odoo.install(setup, conf, "The update", "-u", paths.ADDON, database.demo_option(True))
    refuse_warnings(said)
    say("Comparing")
    inside(setup, conf, "check", notes, new)


def exported(version, commit):
    """The folder of a former version of the addon, as git has kept it."""
    target = paths.folder(paths.cache() / "former") / commit[:12]
    with locks.locked(f"former-{target.name}"):
        if not target.is_dir():
            archive = from_history(version, commit)
            with locks.whole_or_nothing(target) as place, tarfile.open(fileobj=io.BytesIO(archive)) as files:
                files.extractall(place / paths.ADDON, filter="data")
    return target / paths.ADDON


def from_history(version, commit):
    """The files of a commit as a tar archive."""
    command = ["git", "-C", paths.REPO, "archive", "--format=tar", commit]
    try:
        done = process.captured(command)
    except OSError:
        done = None
    if done is None or done.returncode:
        raise Trouble(
            f"The upgrade from {version} cannot be tested here: its commit {commit[:12]} is not in the git "
            "history of this folder; use a full clone (`git fetch --unshallow` completes a shallow one)."
        )
    return done.stdout


def installed(setup, name, former):
    """A new database with the former version and its demo data."""
    origin, files = database.template(setup, demo=True, needs=database.depends(former))
    with locks.locked(f"copy-{origin}"):
        database.copy(setup, origin, name, files)
    conf = odoo.configuration(setup, name, addons=former.parent)
    what = "Installing the former version"
    # What the former version warned of is past mending.
    odoo.install(setup, conf, what, "-i", paths.ADDON, database.demo_option(True), show=("ERROR", "CRITICAL"))


def inside(setup, conf, *arguments):
    """Read or check in Odoo's own environment: the same reader for the former code and for the present."""
    command = [setup.python, "-m", "devtool.upgrade_inside", *arguments]
    if process.foreground(command, setup.environment(conf), cwd=paths.REPO):
        raise Trouble("The upgrade failed: the reasons stand above.")


def refuse_warnings(said):
    """A warning of the update that is ours (it names the addon or one of its models) is a failure."""
    if any(is_ours(text) for _level, text in said):
        raise Trouble("The update warned of something in the addon: what it said stands above.")


def is_ours(text):
    """Whether a record of the log speaks of the addon: the database and the cache bear its name, too."""
    said = HEAD.sub("", text).replace(str(paths.cache()), "")
    return "customs" in said
