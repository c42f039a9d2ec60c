"""Dates in errors, histories and names are written as the reader's language writes them (`tools/dates.py`).

Read from the source: a day that is put into a sentence or a name as it is would be printed as 2026-12-09.
"""

import ast
import re
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent.parent
ROOMS = ("models", "wizards", "controllers")
DAY = re.compile(r"(?:^|_)(?:on|at|day|until|due|dated|first|last|moment|today)$")
WORD = re.compile(r"^(?:day|due|until|started|ended|declared|issued|start|end|sent|asked|over)$")
# A year, and a file that sorts by its day.
FREE = {
    ("customs_setup_check.py", "until"),
    ("customs_time_stamp.py", "day"),
}


def days_as_they_are(source):
    """Return (line, text) of each day that stands in a sentence or a name without being written out."""
    found = []
    for node in ast.walk(tree := ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_":
            values = [*node.args[1:], *(word.value for word in node.keywords)]
            words = {id(word.value): word.arg for word in node.keywords}
        elif isinstance(node, ast.FormattedValue) and not node.format_spec:
            values, words = [node.value], {}
        else:
            continue
        written = written_out(tree, node.lineno)
        for value in values:
            parts = value.values if isinstance(value, ast.BoolOp) else [value]
            found += [
                (part.lineno, ast.unparse(part))
                for part in parts
                if is_day(part, words.get(id(value))) and ast.unparse(part) not in written
            ]
    return found


def is_day(node, word=None):
    """Whether a value is called a day: by itself, or by the place in the sentence to which it is given."""
    if isinstance(node, ast.Call):
        return False
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return bool(DAY.search(name) or (word and WORD.search(word) and not isinstance(node, ast.Constant)))


def written_out(tree, line):
    """Return the names that the function around a line gives to days in words."""
    names = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.lineno <= line <= function.end_lineno:
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and re.search(
                    r"long_(?:date|moment)\(", ast.unparse(node.value)
                ):
                    names |= {
                        part.id
                        for target in node.targets
                        for part in ast.walk(target)
                        if isinstance(part, ast.Name)
                    }
    return names


def test_what_is_found():
    """A day as it is is found, in a sentence, a name and beside a sign for none; one in words is not."""
    source = """
def one(self):
    self.env._("Until %s", self.valid_until)
    self.env._("Refused on %(day)s", day=self[fact])
    self.env._("From %(day)s", day=row.started_on or "?", name=self.name)
    self.name = f"{self.number} ({self.issued_on})"
def other(self):
    day = long_date(self.issued_on, self.env.lang)
    self.name = f"{self.number} ({day})"
    self.env._("Until %s", long_date(self.valid_until, self.env.lang))
"""
    assert [text for _line, text in days_as_they_are(source)] == [
        "self.valid_until",
        "self[fact]",
        "row.started_on",
        "self.issued_on",
    ]


def test_no_day_as_it_is():
    """RS16.9: what a person reads of a day is in words: nobody takes 09/12 for September."""
    found = [
        f"{place.relative_to(HOME)}:{line}: {text}"
        for room in ROOMS
        for place in sorted((HOME / room).rglob("*.py"))
        for line, text in days_as_they_are(place.read_text(encoding="utf-8"))
        if (place.name, text) not in FREE
    ]
    assert found == []
