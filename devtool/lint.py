"""The checks of the code: ruff, the words that users read, pylint with Odoo's rules, and OCA's rules."""

import os

from . import machine, paths, process, python_env
from .progress import Trouble, say

# The README is Markdown, which the places that host this repository show as well.
NOT_WANTED = "prefer-readme-rst"


def run(arguments):
    """Run every check, whatever the one before said; with --fix mend first what can be mended."""
    fix = arguments == ["--fix"]
    if arguments and not fix:
        raise Trouble("`./dev lint` knows one option only: --fix.")
    machine.require("python3-venv")
    programs = python_env.python("lint").parent
    if fix:
        mend(programs)
    failed = [name for name, command, place in checks(programs) if not passes(name, command, place)]
    if failed:
        raise Trouble(f"Not clean: {', '.join(failed)}.")
    say("Clean")


def checks(programs):
    """(name, command, folder to run it in); Odoo's checks want a folder that carries the addon's name."""
    translations = sorted(str(place) for place in (paths.REPO / "i18n").glob("*.po*"))
    module_checks = [programs / "oca-checks-odoo-module", "-d", NOT_WANTED, paths.ADDON]
    # One process for each core; what needs all files (cycles, repetitions) is put together in the end.
    pylint = [
        programs / "pylint",
        f"-j{os.cpu_count() or 1}",
        f"--rcfile={paths.REPO / '.pylintrc'}",
        paths.ADDON,
    ]
    return [
        ("ruff", [programs / "ruff", "check", "--no-cache"], paths.REPO),
        ("ruff format", [programs / "ruff", "format", "--check", "--no-cache", "--quiet"], paths.REPO),
        ("the words of the glossary", [programs / "python", "-m", "devtool.words"], paths.REPO),
        ("pylint-odoo", pylint, paths.addons()),
        ("OCA module checks", module_checks, paths.addons()),
        *(
            [("OCA translation checks", [programs / "oca-checks-po", *translations], None)]
            * bool(translations)
        ),
    ]


def mend(programs):
    """What ruff can put right by itself."""
    for options in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        process.foreground([programs / "ruff", *options, "--no-cache"], python_env.environment(), paths.REPO)


def passes(name, command, place):
    """Run one check and say how it went."""
    say(f"Checking with {name}")
    return process.foreground(command, python_env.environment(), place) == 0
