"""The law is data: what an agreement says, no code and no screen says for it.

Articles, lists, forms of proof and their boxes, names of Parties and periods stand in `data/`, `demo/`, tests
and docs.
"""

import ast
import re
from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, tagged

HOME = Path(__file__).parents[2]
CODE = ("models", "wizards", "controllers", "reports", "views", "static/src", "security", "tools")
NUMBER = r"(?:[2-9]|\d\d+|three|four|five|six|ten|twelve|thirty|sixty)"
LAW = re.compile(
    r"\bAnnex(?:es)? \d|\bArt(?:\.|icles?) ?\d|\bCT-2\b|\bEAEU\b"
    r"|\b[Сс]тать[а-я]* \d|\bПриложени[а-я]* (?:№|\d)|\bСТ-2\b|\bЕАЭС\b"
)
# Which data is in which box of a form is a row of its type of proof: "Box 5", "boxes 6 to 10", `box5`.
BOX = re.compile(
    r"(?<![a-z])box(?:es)?[ _#№-]*(?:no\.? ?)?\d|\bграф[а-я]* (?:№ ?)?\d|\d\d?-граф"
    r"|\b(?:rubrik[a-z]*|polj[aeu]) \d",
    re.IGNORECASE,
)
# Filters of lists ("Due in 7 Days", "Last 30 Days") are no law.
PERIOD = re.compile(
    rf"(?<!Due in )(?<!Last )\b{NUMBER} (?:calendar |working )?(?:days|months|years)\b", re.IGNORECASE
)
# Periods of the software itself: file -> what it says.
OTHER_PERIODS = {"views/law/invitation_templates.xml": ("six days",)}


def files(*endings):
    yield HOME / "hooks.py"
    for folder in CODE:
        for path in sorted((HOME / folder).rglob("*")):
            if path.suffix in endings and "static/tests" not in str(path):
                yield path


def python_strings(path):
    """Yield (line, text) of each string that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def python_names(path):
    """Yield (line, name) of the names in a module, its own among them."""
    yield 1, path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for part in ("name", "asname", "id", "attr", "arg", "module"):
            name = getattr(node, part, None)
            if isinstance(name, str):
                yield getattr(node, "lineno", 1), name


def screen_texts(path):
    """Yield (line, text) of what the screens of a file say: texts and attributes, no comments."""
    for node in etree.parse(str(path)).iter(etree.Element):
        for text in (node.text, node.tail, *node.attrib.values()):
            if text and text.strip():
                yield node.sourceline, " ".join(text.split())


def script_lines(path):
    """Yield (line, text) of a script without its comments."""
    text = re.sub(
        r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), path.read_text("utf-8"), flags=re.S
    )
    for number, line in enumerate(text.splitlines(), 1):
        yield number, re.sub(r"(^|\s)//.*", "", line)


READERS = {".py": python_strings, ".xml": screen_texts, ".js": script_lines}


def found_in(path, text):
    named = [match[0] for pattern in (LAW, BOX) for match in pattern.finditer(text)]
    other = OTHER_PERIODS.get(str(path.relative_to(HOME)), ())
    return named + [match[0] for match in PERIOD.finditer(text) if match[0] not in other]


@tagged("post_install", "-at_install")
class TestArticlesAreData(BaseCase):
    def test_no_article_in_code(self):
        """No article, list, form or period of one agreement stands in Python, a screen or a script."""
        wrong = [
            f"{path.relative_to(HOME)}:{line}: {', '.join(named)}"
            for path in files(*READERS)
            for line, text in READERS[path.suffix](path)
            if (named := found_in(path, text))
        ]
        self.assertFalse(wrong, "Make it data (docs/house.md, 'Articles in the code'):\n" + "\n".join(wrong))

    def test_no_box_in_a_name(self):
        """No file, class, function or variable is named for a number that a box has on one form."""
        wrong = [
            f"{path.relative_to(HOME)}:{line}: {name}"
            for path in files(".py")
            for line, name in python_names(path)
            if BOX.search(name)
        ]
        self.assertFalse(wrong, "Name it for what the box holds:\n" + "\n".join(wrong))

    def test_boxes_are_found(self):
        """The rule finds a box's number in each way of writing it, and takes no other number for one."""
        for text in (
            "Box 5: the remark",
            "see boxes 6 to 10",
            "box5_remark",
            "official_box_5",
            "box-12",
            "Box No. 8",
            "в графе 5",
            "5-графа",
            "rubrika 5",
        ):
            self.assertTrue(BOX.search(text), text)
        for text in (
            "%(box)s, item %(no)s: %(text)s",
            "box_ids",
            "The box of the remarks",
            "inbox2",
            "checkbox",
        ):
            self.assertFalse(BOX.search(text), text)

    def test_articles_are_found(self):
        """The rule finds what it is for, in each kind of file."""
        for text in (
            "(Annex 3, Art. 16(5))",
            "Article 16",
            "form CT-2",
            "EAEU",
            "within 60 days",
            "six months",
        ):
            self.assertTrue(LAW.search(text) or PERIOD.search(text), text)
        for text in ("The article, as the official text counts it", "%s days", "Articles"):
            self.assertFalse(LAW.search(text) or PERIOD.search(text), text)
