"""The tests: all of them through pytest, and once through Odoo's own runner."""

import contextlib
import itertools
import os
import re
from pathlib import Path

from . import database, locks, odoo, paths, process, server
from .progress import Trouble, say

# pytest's options that take their value as the next word, which is then no path even if it looks like one.
TAKES_A_VALUE = re.compile(r"-[kmpocWnr]|--(durations|maxfail|deselect|ignore|tb|hypothesis-seed)")

# The whole suite takes this many processes, each with a database of its own.
PROCESSES = 2
# A class stays whole. A process that dies is a fault, and another in its place would have no database.
SIDE_BY_SIDE = [f"-n{PROCESSES}", "--dist=loadscope", "--no-loadscope-reorder", "--max-worker-restart=0"]
# What chooses tests, or wants the terminal or the processes for itself, runs in one.
IN_ONE = re.compile(r"-[hkmnps]|--(pdb|trace|capture|co|deselect|dist|fixtures|help|ignore|version)")

RESULT_LOG = "odoo.tests.result"
RESULT = re.compile(RESULT_LOG + r": (\d+) failed, (\d+) error\(s\) of (\d+) tests")


def run_pytest(setup, kind, arguments):
    """Run the suite, or the part that `arguments` name, and return pytest's exit code."""
    name = paths.database(kind)
    with in_use(name):
        conf = database.for_tests(setup, name)
        with beside(setup, kind, PROCESSES - 1 if is_whole(arguments) else 0) as others:
            return start_pytest(setup, kind, [conf, *others], arguments)


def is_whole(arguments):
    """Whether these arguments leave the suite whole and the terminal to nobody."""
    whole = on_the_link(arguments) == [*arguments, str(paths.link() / "tests")]
    return whole and not any(map(IN_ONE.match, arguments))


@contextlib.contextmanager
def beside(setup, kind, count):
    """The configurations of as many more processes: copies of the test database, while the block lasts."""
    origin = paths.database(kind)
    names = [paths.database(f"{kind}{number + 2}") for number in range(count)]
    for name in names:
        database.copy(setup, origin, name, setup.data_folder(origin))
    try:
        yield [odoo.configuration(setup, name) for name in names]
    finally:
        for name in names:
            database.drop(setup, name)


def start_pytest(setup, kind, confs, arguments):
    """One process of pytest, or one for each configuration with another over them that reports."""
    command = [
        setup.python,
        *("-P", "-m", "pytest", "-c", paths.link() / "pytest.ini", f"--rootdir={paths.link()}"),
        *("-p", "customs_pytest_rules", "--odoo-http", "--odoo-log-level=warn"),
        *(SIDE_BY_SIDE if len(confs) > 1 else []),
        # What old packages do in an old way is nothing to mend.
        *(["--disable-warnings"] if kind == "oldest" else []),
        *on_the_link(arguments),
    ]
    say(f"Running the tests in {len(confs)} processes" if len(confs) > 1 else "Running the tests")
    environment = setup.environment(confs[0])
    environment["PYTHONPATH"] += f"{os.pathsep}{paths.REPO / 'devtool/pytest_rules'}"
    environment["HYPOTHESIS_STORAGE_DIRECTORY"] = str(paths.clone() / "hypothesis")
    environment["CUSTOMS_CONFIGURATIONS"] = os.pathsep.join(map(str, confs))
    return process.foreground(command, environment, cwd=paths.addons())


def in_use(name):
    """Two runs in one database would see each other's work."""
    return locks.locked(
        name, "Another run uses this test database; waiting (CUSTOMS_DB_SUFFIX=name gives you your own)"
    )


def on_the_link(arguments):
    """The same arguments, with paths of the repository as Odoo knows them: through the link."""
    mapped = []
    paths_given = False
    for before, argument in itertools.pairwise(["", *arguments]):
        is_word = argument.startswith("-") or TAKES_A_VALUE.fullmatch(before)
        place = None if is_word else in_repository(argument)
        paths_given = paths_given or bool(place)
        mapped.append(place or argument)
    return mapped if paths_given else [*mapped, str(paths.link() / "tests")]


def in_repository(argument):
    """A path like tests/test_x.py::Case::test, seen through the link; None when it is no path of ours."""
    name, mark, rest = argument.partition("::")
    for base in (Path.cwd(), paths.REPO):
        place = Path(os.path.abspath(base / name))
        for root in (paths.REPO, paths.link()):
            if place.exists() and place.is_relative_to(root):
                return f"{paths.link() / place.relative_to(root)}{mark}{rest}"
    return None


def run_native(setup):
    """Update the addon in a copy of the test database and let Odoo's own runner test it."""
    origin, name = paths.database("test"), paths.database("native")
    with in_use(origin), in_use(name):
        database.for_tests(setup, origin)
        database.copy(setup, origin, name, setup.data_folder(origin))
        conf = odoo.configuration(setup, name)
        say("Running the tests with Odoo's own runner")
        arguments = [
            *("-u", paths.ADDON, "--test-tags", f"/{paths.ADDON}", "--stop-after-init"),
            *(f"--http-port={server.free_port()}", "--log-level=warn", f"--log-handler={RESULT_LOG}:INFO"),
        ]
        command = setup.command(conf, "server", *arguments)
        code, output = process.record(command, "native", setup.environment(conf), echo=True)
        database.drop(setup, name)
    judge(code, output)


def judge(code, output):
    """Odoo ends well, too, when it has found no test; then there was something wrong with the finding."""
    results = RESULT.findall(output)
    if code or not results or any(failed != "0" or errors != "0" for failed, errors, _count in results):
        raise Trouble("Odoo's own runner failed: what it said stands above.")
    if not sum(int(count) for _failed, _errors, count in results):
        raise Trouble("Odoo's own runner found no test: tests/__init__.py must import the test files.")
