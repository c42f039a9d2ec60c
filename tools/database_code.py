"""Code that is kept in the database and run from there: server actions, computed fields, templates. No ORM.

Odoo runs it with a set of built-in functions of its own, never with Python's: by that its frames are known.
"""

import ast
import builtins
import sys
from collections.abc import Iterator
from types import CodeType, FrameType

PYTHONS_OWN = vars(builtins)
CALLBACKS = "odoo.tools.misc"  # where what was left for the end of a transaction is run
# Where data files are carried out, which call any method as superuser; and where the software loads its own.
DATA_FILES = "odoo.tools.convert"
LOADING = "odoo.modules.loading"
# Functions of Odoo that carry out what people wrote into the database without a line of code: fields that
# repeat another record's, messages to other servers.
CARRYING_OUT = frozenset({"_compute_related", "_run_action_webhook"})
# Words for what such code may begin with.
HANDLES = frozenset({"env", "model", "record", "records", "action"})
# Methods that write whatever they are given: no act with checks of its own.
RAW = frozenset(
    {
        *("browse", "search", "search_fetch", "read", "mapped", "filtered", "sorted"),
        *("create", "write", "unlink", "copy", "update", "load", "name_create", "web_save"),
        *("sudo", "with_user", "with_context", "with_env", "with_company"),
        *("flush_all", "flush_model", "flush_recordset", "cr"),
    }
)


def running() -> str:
    """Return the name of the code from the database that is being run now; empty where there is none.

    Code that does nothing but call one act is not named: the act has its own checks. A data file of a module
    that somebody imported is code: it calls any method, also private ones, as anybody.
    """
    of_data = ""
    for frame in _frames():
        if frame.f_builtins is not PYTHONS_OWN and not _calls_one_act(frame.f_code):
            return frame.f_code.co_filename or "?"
        where = frame.f_globals.get("__name__")
        if where == DATA_FILES and frame.f_code.co_name == "convert_file":
            of_data = f"{frame.f_locals.get('module')}/{frame.f_locals.get('filename')}"
        elif where == LOADING:
            of_data = ""
    return of_data


def asks() -> bool:
    """Tell whether what is read now is read for what people wrote into the database, code or none."""
    return bool(running()) or inside_of(*CARRYING_OUT)


def inside_of(*names: str) -> bool:
    """Tell whether a function of one of these names, of the software itself, is being run now."""
    return any(frame.f_code.co_name in names and frame.f_builtins is PYTHONS_OWN for frame in _frames())


def called_back() -> bool:
    """Tell whether what is being run now was left for the end of a transaction."""
    return any(
        frame.f_code.co_name == "run" and frame.f_globals.get("__name__") == CALLBACKS for frame in _frames()
    )


def _frames() -> Iterator[FrameType]:
    """Yield the frames of what is being run now, the innermost first."""
    frame = sys._getframe(1)
    while frame:
        yield frame
        frame = frame.f_back


def calls_one_act(text: str) -> bool:
    """Tell whether code does nothing but call one act of a model, as the scheduled actions of modules do."""
    try:
        tree = ast.parse(text.strip())
    except SyntaxError:
        return False
    return not tree.body or _calls_one_act(compile(tree, "", "exec"))


def _calls_one_act(code: CodeType) -> bool:
    if any(isinstance(constant, CodeType) for constant in code.co_consts):
        return False
    methods = set(code.co_names) - HANDLES
    return len(methods) == 1 and all(_is_act(name) for name in methods)


def _is_act(name: str) -> bool:
    return name not in RAW and (not name.startswith("_") or name.startswith("_cron"))
