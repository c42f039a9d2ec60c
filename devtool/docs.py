"""`./dev docs`: pages of docs/ that follow from data. A test fails when one is out of date."""

import importlib.util
from pathlib import Path

from .docs_example import example_page
from .progress import Trouble, say

HOME = Path(__file__).resolve().parent.parent
PAGE = HOME / "docs" / "access.md"
EXAMPLE = HOME / "docs" / "worked-example.md"

HEAD = """\
# Who may do what

Written by `./dev docs` from `tests/common/access_table.py`; the tests try every cell of it. Change the table, then run the command.

## The principle

- **Columns, not followers.** A case carries the importing authority, the exporting authority and the persons concerned in
  indexed columns. Record rules read these columns alone (CU-A). Following a case gives nothing: only people of its authority
  become followers.
- **A window for the authority that is asked.** It never reads the case. From the day of the request's sending it reads
  `customs.incoming.request`, which holds what the letter says and what both sides know, and answers through its methods.
- **Persons see what was asked of them and what was sent to them**: tasks from the day they are asked, letters with a sending
  to their company, their own answers and files. A contact who leaves the company takes nothing along.
- **Acts, not rights.** Nobody but the importing authority's officers writes into a case. Outsiders answer through methods that
  check who calls, and everything that follows from an act is written by that act.
- **What is refused tells nothing**: no name, no number, not whether it exists.
- **Who may write code in the database acts as the software**, above this table: Odoo's *Settings* right (`base.group_system`) and
  *Mail Template Editor* (`mail.group_mail_template_editor`) let code read every text and write every row. The record, the outside
  log and the access log name much of it ([The record](record.md)); who has these rights is an authority's decision
  ([Hardening](hardening.md)).

## The roles
"""

DOORS = """\
## The doors

| door | what it does |
|---|---|
| web client (`/web/dataset/call_kw`), JSON-2 (`/json/2/...`) | the tables above, as the user who is logged in or whose key it is; lists, counts, groups, searches by name, domains, order and exports over what the user may read |
| names beside a reference | Odoo tells the name of a record that a readable field names, saved or not. A form of an officer may therefore name what the officer may read, and nothing else. Fields that name officers, other addressees or givers are therefore closed to the portal |
| `/my/customs/...`, `/customs/...` | as the user; another's id is answered as an id that does not exist |
| `/web/content`, `/web/image` | by the rights of the record that the file belongs to; files from outside leave by `/customs/file/<id>` alone, as downloads |
| `/customs/report/<id>`, `/report/...` | prints what the user may read; POST with the token of the session |
| `/web/export/...` | what a list would show; asks for Odoo's own right to export |
| messages, followers, activities | notes and comments are read by those who read the case inside; nobody outside reads a message of a case but an own one, directly or through fields and searches |
| mail | a follower is one of the authority; who answers a mail from outside does not become one; a mail comes into a case by the mail gateway alone |
| contacts | everybody inside sees the contact book of the house, but not what officers of other authorities wrote on a contact; a portal user sees its own company, without notes, activities and who entered it |
"""


def run(arguments):
    """Write the pages."""
    if arguments:
        raise Trouble("`./dev docs` takes no words.")
    for page, text in pages().items():
        page.write_text(text, encoding="utf-8")
        say(f"Written: {page.relative_to(HOME)}")


def pages():
    """Return all pages as they should be: path -> text."""
    return {PAGE: access_page(), EXAMPLE: example_page(_data_of("worked_example_data"))}


def access_page():
    """Return the page of access as it should be."""
    data = _data_of("access_table")
    parts = [HEAD, _roles(data), _models(data), _methods(data), _fields(data), DOORS]
    return "\n".join(parts)


def _data_of(name):
    """Load a file of the tests as plain data: their package needs Odoo, these files do not."""
    spec = importlib.util.spec_from_file_location(name, HOME / "tests" / "common" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(text):
    return [line.split() for line in text.strip().splitlines()[1:]]


def _markdown(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _roles(data):
    return _markdown(["in the table", "role"], [[short, what] for short, what in data.ROLES.values()])


def _models(data):
    head = ["model", "which", *(short for short, _what in data.ROLES.values())]
    which = [[f"`{name}`", what] for name, what in data.WHICH.items()]
    rows = [[f"`customs.{model}`", *cells] for model, *cells in _rows(data.TABLE)]
    return (
        "## Models\n\nr read, w write, c create, d delete, - nothing. These are rights: what was sent, recorded or "
        "approved is kept from whoever has them by the models themselves.\n\n"
        + _markdown(head, rows)
        + "\n"
        + _markdown(["which", "what it is"], which)
    )


def _methods(data):
    rows = [
        [f"`customs.{model}`", which, f"`{method}`", ", ".join(data.ROLES[role][0] for role in who)]
        for model, which, method, *who in _rows(data.METHODS)
    ]
    return "## Methods that can be called from outside\n\nAll others are refused.\n\n" + _markdown(
        ["model", "which", "method", "who may"], rows
    )


def _fields(data):
    rows = [[f"`customs.{model}`", " ".join(names.split())] for model, names in data.OUTSIDE.items()]
    return (
        "## Fields that portal users read\n\nOf the records that they may read; whatever else these models have is "
        "hidden from them.\n\n" + _markdown(["model", "fields"], rows)
    )
