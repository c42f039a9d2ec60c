"""The translations of the addon: `./dev i18n` exports the terms and brings the files of i18n/ in step."""

from . import database, locks, odoo, paths, process
from .progress import Trouble, say


def run(arguments):
    """Export, merge, report; an error code where a term that outside people see is not translated."""
    if arguments:
        raise Trouble("`./dev i18n` takes no arguments.")
    setup = odoo.prepare()
    name = paths.database("test")
    with locks.locked(name):
        conf = database.for_tests(setup, name)
        exported = paths.folder(paths.clone() / "i18n") / f"{paths.ADDON}.pot"
        say("Exporting the terms")
        command = [setup.python, "-m", "odoo", "i18n", "export", "-c", conf, "-o", exported, paths.ADDON]
        process.run(command, "The export failed", "i18n", setup.environment(conf))
    say("Bringing the translations in step")
    program = [setup.python, "-m", "devtool.i18n_files", exported]
    return process.foreground(program, setup.environment(conf), cwd=paths.REPO)
