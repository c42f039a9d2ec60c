"""./dev - the one command for people who work on this addon."""

import argparse
import os
import secrets
import sys

from . import database, docs, i18n, lint, locks, odoo, paths, postgres, process, server, testing, upgrade
from .progress import Trouble, say

HELP = """\
./dev - everything you need to work on this addon; what is missing on the machine is set up on the way.

  ./dev run [--port N]     start Odoo 19 with the addon and its demo data, print the address and the logins
  ./dev test [...]         run all tests in two processes; arguments go to pytest: ./dev test tests/test_x.py
  ./dev test --oldest      the same with the oldest Python packages Odoo 19 asks for
  ./dev test --native      once with Odoo's own test runner
  ./dev test --upgrade     bring a database of each former version to this code; nothing may be lost
  ./dev fuzz [--requests N] [--seed N]
                           send requests of all kinds to every door, as everybody (5000 unless told)
  ./dev check-dates [--timelines N] [--seed S] [--agreement CODE]
                           compare the dates of the product with a second reading of the law over random
                           timelines (10000 for each agreement unless told)
  ./dev lint [--fix]       ruff, the glossary's words, pylint-odoo, OCA's checks; --fix mends what it can
  ./dev i18n               bring the translations in i18n/ in step with the terms, name what is not translated
  ./dev update             put the addon as it is now into the database of `./dev run`
  ./dev reset              drop that database with its files and make it anew
  ./dev shell              Odoo's Python shell on that database
  ./dev screenshots [...]  take the pictures of docs/images/ anew (or only those named)
  ./dev docs               write the pages of docs/ that follow from data: who may do what, the worked example
  ./dev bench [name ...]   run the programs of benchmarks/ (or only those named) on a database of their own
  ./dev stop               stop the private PostgreSQL server

All is kept in {cache}, nothing in the repository
(root's PostgreSQL cluster is in {cluster}).

  ODOO_HOME            use the Odoo 19 in this folder (a git checkout, or what holds its `odoo` package)
  PGHOST, PGUSER ...   use the PostgreSQL server they name
  CUSTOMS_DB_SUFFIX    work in databases of another name, beside somebody else's work on the same clone
  XDG_CACHE_HOME       keep everything in another place
"""


def main(arguments):
    """Run one command; what the user can mend is said in one sentence."""
    name, *rest = arguments or ["help"]
    command = COMMANDS.get(name)
    try:
        if command is None:
            raise Trouble(f"There is no `./dev {name}`: `./dev` alone shows what there is.")
        return command(rest) or 0
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; start the same command again to go on.", file=sys.stderr)
        return 130


def show_help(_arguments):
    """What stands above."""
    print(HELP.format(cache=paths.cache(), cluster=postgres.ROOTS_CLUSTERS))


def no_more(arguments):
    """Refuse words a command does not know rather than do something else than was meant."""
    if arguments:
        raise Trouble(f"Not understood here: {' '.join(arguments)} (`./dev` alone shows what there is).")


def port_of(arguments):
    """Take `--port N` or `--port=N` out of the arguments: (port, the rest)."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--port", default=str(server.DEFAULT_PORT))
    try:
        found, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        found, rest = argparse.Namespace(port=""), []
    if not found.port.isdigit() or not 0 < int(found.port) < 65536:
        raise Trouble("--port needs a number from 1 to 65535.")
    return int(found.port), rest


def run(arguments):
    """Start the server and stay with it."""
    port, rest = port_of(arguments)
    server.check_port(port)
    setup, conf = running_database()
    say("Starting Odoo")
    with server.serving(setup, conf, port, "--max-cron-threads=1", *rest) as process_:
        server.announce(port)
        server.open_browser(port)
        try:
            return process_.wait()
        except KeyboardInterrupt:
            say("Stopping Odoo")
    return 0


def running_database(**how):
    """The database of `./dev run`, with the addon as it is now."""
    setup = odoo.prepare()
    name = paths.database("run")
    with locks.locked(name):
        return setup, database.for_running(setup, name, **how)


def update(arguments):
    """Install or update in the database of `./dev run`."""
    no_more(arguments)
    running_database(update=True)
    say("The addon is up to date in the database")


def reset(arguments):
    """A new database, as on the first day."""
    no_more(arguments)
    setup = odoo.prepare()
    name = paths.database("run")
    with locks.locked(name):
        say("Dropping the database and its files")
        database.drop(setup, name)
    running_database()
    say("The database is new")


def shell(arguments):
    """Odoo's shell; what it changes is kept only after env.cr.commit()."""
    setup, conf = running_database()
    return process.foreground(setup.command(conf, "shell", "--no-http", *arguments), setup.environment(conf))


def test(arguments):
    """The suite, in one of its three ways, or the upgrade from former versions."""
    rest = [argument for argument in arguments if argument not in ("--oldest", "--native", "--upgrade")]
    if "--upgrade" in arguments:
        no_more([*rest, *(argument for argument in arguments if argument in ("--oldest", "--native"))])
        return upgrade.run(odoo.prepare())
    if "--native" in arguments:
        no_more(rest)
        return testing.run_native(odoo.prepare("chromium"))
    kind = "oldest" if "--oldest" in arguments else "main"
    if kind == "oldest" and sys.version_info[:2] != (3, 11):
        raise Trouble(
            "Odoo 19 asks for these old packages on Python 3.11: start it as `python3.11 dev test --oldest`."
        )
    setup = odoo.prepare("chromium", environment=kind)
    return testing.run_pytest(setup, "oldest" if kind == "oldest" else "test", rest)


FUZZED = (
    "tests/whole/test_fuzz.py",
    "tests/whole/test_attack_classes.py",
    "tests/whole/test_attack_together.py",
    "tests/suspension/test_suspension_marks.py",
    "tests/clearance/test_may_grant.py",
)
# The long form is one test that may take an hour.
AS_LONG_AS_IT_TAKES = ("--timeout=0", "-o", "faulthandler_timeout=0")


def fuzz(arguments):
    """The fuzz run and the attacks by classes in long form: another seed each time, or the one named."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6) + 1)
    try:
        found, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        raise Trouble("--requests and --seed need a number.") from None
    no_more(rest)
    if found.requests < 1 or found.seed < 1:
        raise Trouble("--requests and --seed need a number above 0.")
    os.environ |= {"CUSTOMS_FUZZ_REQUESTS": str(found.requests), "CUSTOMS_FUZZ_SEED": str(found.seed)}
    say(f"Seed {found.seed}: {found.requests} requests, about ten a second; then attacks by classes")
    return testing.run_pytest(
        odoo.prepare(), "test", [*FUZZED, *AS_LONG_AS_IT_TAKES, "-s", "-q", "--tb=short"]
    )


CHECKED_DATES = ("tests/clock/test_second_reading.py",)


def check_dates(arguments):
    """The comparison of dates in long form: another seed each time, or the one named."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--timelines", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6) + 1)
    parser.add_argument("--agreement", default="")
    try:
        found, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        raise Trouble("--timelines and --seed need a number, --agreement a code.") from None
    no_more(rest)
    if found.timelines < 1 or found.seed < 1:
        raise Trouble("--timelines and --seed need a number above 0.")
    os.environ |= {
        "CUSTOMS_DATES_TIMELINES": str(found.timelines),
        "CUSTOMS_DATES_SEED": str(found.seed),
        "CUSTOMS_DATES_AGREEMENT": found.agreement,
    }
    say(f"Seed {found.seed}: {found.timelines} timelines for {found.agreement or 'each agreement'}")
    return testing.run_pytest(
        odoo.prepare(), "test", [*CHECKED_DATES, *AS_LONG_AS_IT_TAKES, "-s", "-q", "--tb=short"]
    )


def stop(arguments):
    """Stop the private cluster."""
    no_more(arguments)
    print("PostgreSQL is stopped." if postgres.stop() else "PostgreSQL was not running.")


def screenshots(arguments):
    """Take the pictures against a server of their own."""
    setup = odoo.prepare("chromium")
    _setup, conf = running_database()
    port = server.free_port()
    say("Starting Odoo for the pictures")
    with server.serving(setup, conf, port):
        program = [setup.python, "-m", "devtool.screenshots", server.address(port), *arguments]
        return process.foreground(program, setup.environment(conf), cwd=paths.REPO)


def bench(arguments):
    """Run benchmarks in the environment of Odoo, on a database they may fill."""
    programs = sorted(place for place in (paths.REPO / "benchmarks").glob("*.py") if place.stem != "__init__")
    chosen = [place for place in programs if not arguments or place.stem in arguments]
    unknown = set(arguments) - {place.stem for place in chosen}
    if not programs:
        raise Trouble("There is no benchmark in benchmarks/ yet.")
    if unknown:
        there = ", ".join(place.stem for place in programs)
        raise Trouble(f"No such benchmark: {' '.join(sorted(unknown))}. There are: {there}.")
    setup = odoo.prepare()
    name = paths.database("bench")
    with locks.locked(name):
        conf = database.for_tests(setup, name)
        environment = setup.environment(conf) | {"CUSTOMS_DATABASE": name}
        codes = []
        for program in chosen:
            say(f"Benchmark {program.stem}")
            codes.append(process.foreground([setup.python, program], environment, cwd=paths.REPO))
    return max(map(abs, codes))


COMMANDS = {
    "help": show_help,
    "-h": show_help,
    "--help": show_help,
    "run": run,
    "test": test,
    "lint": lint.run,
    "i18n": i18n.run,
    "update": update,
    "reset": reset,
    "shell": shell,
    "screenshots": screenshots,
    "docs": docs.run,
    "bench": bench,
    "fuzz": fuzz,
    "check-dates": check_dates,
    "stop": stop,
}
