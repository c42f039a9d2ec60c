"""The rules of the house (docs/house.md): who may know whom, and where a thing stands.

A test names whoever breaks a rule, with file and line.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

from lxml import etree

from odoo.orm.model_classes import is_model_definition
from odoo.tests import BaseCase, TransactionCase, tagged

HOME = Path(__file__).parents[2]
# In the order of who may know whom: a room knows those before it.
ROOMS = (
    "setup",
    "law",
    "clock",
    "case",
    "origin",
    "declaration",
    "suspension",
    "decision",
    "notice",
    "intake",
    "clearance",
    "audit",
    "exchange",
)
LONGEST = 750
CRUD = ("create", "write", "unlink")


class Source:
    """A Python file of a room."""

    def __init__(self, path):
        self.path = path
        self.room = path.parent.name
        self.tree = ast.parse(path.read_text(encoding="utf-8"))

    def __str__(self):
        return str(self.path.relative_to(HOME))

    def classes(self):
        """Yield (class, name of the model that it is or extends, whether it is its own)."""
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef):
                said = {
                    part.targets[0].id: ast.literal_eval(part.value)
                    for part in node.body
                    if isinstance(part, ast.Assign)
                    and getattr(part.targets[0], "id", "") in ("_name", "_inherit")
                }
                inherit = said.get("_inherit")
                inherit = inherit[0] if isinstance(inherit, list) and len(inherit) == 1 else inherit
                if said.get("_name"):
                    yield node, said["_name"], True
                elif isinstance(inherit, str):
                    yield node, inherit, False

    def strings(self):
        """Yield (line, text) of each string that is no docstring."""
        docs = {
            id(node.body[0].value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield node.lineno, node.value

    def imported_rooms(self):
        """Yield (line, room) of each import out of a room."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.level > 1:
                names = (node.module or "").split(".") if node.level == 2 or node.module else []
                first = names[1] if node.level == 3 and len(names) > 1 else names[0] if names else ""
                if first in ROOMS:
                    yield node.lineno, first


def sources(*folders):
    for folder in folders:
        for room in ROOMS:
            yield from map(Source, sorted((HOME / folder / room).glob("*.py")))


def rooms_of_models():
    """Return {name of a model: its room}."""
    rooms = {}
    for source in sources("models", "wizards"):
        for _node, model, is_own in source.classes():
            if is_own and model.startswith("customs."):
                rooms.setdefault(model, source.room)
    return rooms


def screens():
    """Yield the files of views of all rooms."""
    for folder in ("views", "wizards", "reports"):
        for room in ROOMS:
            yield from sorted((HOME / folder / room).glob("*.xml"))


def is_later(room, other):
    return ROOMS.index(other) > ROOMS.index(room)


@tagged("post_install", "-at_install")
class TestHouse(BaseCase):
    def test_no_code_knows_a_later_room(self):
        """A room names no model and no table of a later one, and imports nothing of it."""
        rooms = rooms_of_models()
        tables = {model.replace(".", "_"): model for model in rooms}
        self.assertGreater(len(rooms), 60)
        wrong = set()
        for source in sources("models", "wizards", "reports"):
            for line, text in source.strings():
                words = (
                    {tables.get(word) for word in re.findall(r"\bcustoms_\w+", text)}
                    if " " in text
                    else set()
                )
                for model in {text, *words} & rooms.keys():
                    if is_later(source.room, rooms[model]):
                        wrong.add(f"{source}:{line}: {model} ({rooms[model]})")
            for line, room in source.imported_rooms():
                if is_later(source.room, room):
                    wrong.add(f"{source}:{line}: imports from {room}")
        self.assertFalse(sorted(wrong))

    def test_no_screen_knows_a_later_room(self):
        """A view of a room names no model, view or action of a later one."""
        rooms = rooms_of_models()
        names = rooms | {f"model_{model.replace('.', '_')}": room for model, room in rooms.items()}
        texts = {path: path.read_text(encoding="utf-8") for path in screens()}
        for path, text in texts.items():
            names |= dict.fromkeys(re.findall(r'<record id="(\w+)"', text), path.parent.name)
        self.assertGreater(len(texts), 50)
        word = re.compile(r"customs(?:\.[a-z]+)+|model_customs_\w+|(?:(?<=ref=\")|(?<=%\())\w+")
        wrong = [
            f"{path.relative_to(HOME)}:{number}: {name} ({names[name]})"
            for path, text in texts.items()
            for number, line in enumerate(text.splitlines(), 1)
            for name in word.findall(line)
            if name in names and is_later(path.parent.name, names[name])
        ]
        self.assertFalse(wrong)

    def test_a_model_is_one_file_of_a_room(self):
        """What a room says of a model stands in one file."""
        files = defaultdict(set)
        for source in sources("models", "wizards"):
            for _node, model, _is_own in source.classes():
                files[source.room, model].add(str(source))
        self.assertFalse({key: sorted(there) for key, there in files.items() if len(there) > 1})

    def test_the_prefix_is_for_models(self):
        """`customs_*.py` defines or extends the model of that name; what helps it has a name without it."""
        named = [source for source in sources("models", "wizards") if source.path.name.startswith("customs_")]
        self.assertGreater(len(named), 120)
        wrong = [
            str(source)
            for source in named
            if source.path.stem not in {model.replace(".", "_") for _node, model, _own in source.classes()}
        ]
        self.assertFalse(wrong)

    def test_one_override_for_a_model_and_room(self):
        """`create`, `write`, `unlink` are overridden once for a model and room: what follows is in order."""
        found = defaultdict(list)
        for source in sources("models", "wizards"):
            for node, model, _is_own in source.classes():
                for part in node.body:
                    if isinstance(part, ast.FunctionDef) and part.name in CRUD:
                        found[source.room, model, part.name].append(f"{source}:{part.lineno}")
        self.assertGreater(len(found), 50)
        self.assertFalse({key: places for key, places in found.items() if len(places) > 1})

    def test_no_file_is_too_long(self):
        """A file holds one thing that one can read."""
        sizes = {
            str(path.relative_to(HOME)): len(path.read_text(encoding="utf-8").splitlines())
            for folder in ("models", "wizards", "reports", "controllers", "tools")
            for path in sorted((HOME / folder).rglob("*.py"))
        }
        self.assertFalse({name: size for name, size in sizes.items() if size > LONGEST})

    def test_no_test_imports_another(self):
        """What several tests stand on is in `tests/common`."""
        wrong = []
        for path in sorted((HOME / "tests").rglob("*.py")):
            if path == HOME / "tests/__init__.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.level:
                    names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
                    if any(name.startswith("test_") for name in names):
                        wrong.append(f"{path.relative_to(HOME)}:{node.lineno}")
        self.assertFalse(wrong)

    def test_rooms(self):
        """Each folder inside `models` is a room of this list, and so is each inside the other four."""
        beside = {"models": set(), "wizards": set(), "views": {"portal"}, "reports": {"kit"}}
        beside["tests"] = {"common", "reports", "second_reading", "tools", "whole"}
        for folder, others in beside.items():
            there = {
                one.name for one in (HOME / folder).iterdir() if one.is_dir() and one.name != "__pycache__"
            }
            self.assertFalse(there - {*ROOMS} - others, folder)


class Screen:
    """The views of a file of a room, and what of models they name."""

    WORDS = (
        "invisible",
        "readonly",
        "required",
        "column_invisible",
        "t-if",
        "t-elif",
        "t-att-class",
        "filter_domain",
    )

    def __init__(self, env, path):
        self.env, self.path = env, path

    def named(self):
        """Yield (line, model, name) of each field and method that the views of the file name."""
        for view in etree.parse(str(self.path)).findall(".//record[@model='ir.ui.view']"):
            model = view.findtext("field[@name='model']")
            if model in self.env:
                for node in view.find("field[@name='arch']"):
                    yield from self.of_node(node, model)

    def of_node(self, node, model):
        if not isinstance(node.tag, str):
            return
        inside, name = model, node.get("name", "")
        if node.tag == "xpath":
            inside = self.comodel(model, *re.findall(r"field\[@name='(\w+)'\]/", node.get("expr")))
        elif node.tag == "field" or (node.tag == "button" and node.get("type") == "object"):
            yield node.sourceline, model, name
            inside = self.comodel(model, name) if node.tag == "field" else model
        yield from self.of_attributes(node, model, inside)
        for part in node:
            yield from self.of_node(part, inside)

    def of_attributes(self, node, model, inside):
        for key, value in node.attrib.items():
            if key in self.WORDS or key.startswith("decoration-"):
                for word in re.findall(r"\b[a-z]\w+", re.sub(r"'[^']*'", "", value)):
                    if word in self.env[model]._fields:
                        yield node.sourceline, model, word
            elif key in ("domain", "context"):
                where = inside if node.tag == "field" and key == "domain" else model
                for way in re.findall(r"(?:\(|group_by': )'([a-z][\w.]*)'", value):
                    yield from self.of_way(node.sourceline, where, way)

    def of_way(self, line, model, way):
        for name in way.split("."):
            if model in self.env and name in self.env[model]._fields:
                yield line, model, name
                model = self.comodel(model, name)

    def comodel(self, model, *names):
        for name in names:
            field = self.env[model]._fields.get(name)
            model = field.comodel_name if field is not None and field.relational else model
        return model


@tagged("post_install", "-at_install")
class TestOrderOfRooms(TransactionCase):
    def room_of(self, part):
        """Return the room of a class that says something of a model; nothing for one of Odoo's own."""
        path = part.__module__.removeprefix("odoo.addons.customs_verification.").split(".")
        return path[1] if path[0] in ("models", "wizards") and len(path) > 2 else None

    def first_room(self, model, name):
        """Return the room that is the first to define a field or method; nothing where Odoo does."""
        parts = filter(is_model_definition, self.env.registry[model].mro())
        rooms = {self.room_of(part) for part in parts if name in vars(part)}
        return None if None in rooms else min(rooms, key=ROOMS.index, default=None)

    def models_of(self, part):
        """Return the models that a class is or extends; a mixin that it takes in is none of them."""
        said = vars(part)
        inherit = said.get("_inherit") or []
        return [said["_name"]] if said.get("_name") else [inherit] if isinstance(inherit, str) else inherit

    def test_later_rooms_come_first(self):
        """Odoo runs the override of a later room before that of a former one, for every model."""
        wrong, tried = [], 0
        for name, model in self.env.registry.items():
            rooms = [
                self.room_of(part)
                for part in model.mro()
                if self.room_of(part) and name in self.models_of(part)
            ]
            places = [ROOMS.index(room) for room in rooms]
            tried += len(set(rooms)) > 1
            if places != sorted(places, reverse=True):
                wrong.append((name, rooms))
        self.assertGreater(tried, 15)
        self.assertFalse(wrong)

    def test_no_view_names_a_field_of_a_later_room(self):
        """A view names no field and no button of a later room: that room adds them by inheritance."""
        wrong, tried = set(), 0
        for path in screens():
            for line, model, name in Screen(self.env, path).named():
                tried += 1
                room = self.first_room(model, name)
                if room and is_later(path.parent.name, room):
                    wrong.add(f"{path.relative_to(HOME)}:{line}: {model}.{name} ({room})")
        self.assertGreater(tried, 1000)
        self.assertFalse(sorted(wrong))
