"""Lines of an import, read many at once: a batch of rows becomes columns of values. No ORM.

Every cell that says nothing possible is a problem of its own, and none hides another. A column says the same
again and again: what a text means is worked out once for all cells of a batch that hold it.
"""

from functools import lru_cache
from hashlib import blake2b
from itertools import zip_longest

from . import box_remark, characteristics, import_columns
from .import_columns import BY_NAME, NUMBER, TEXT
from .import_values import Problem, UnreadableError, clean

# So many meanings of a column are kept from one batch to the next.
MOST_KEPT = 4000
NUMBERS = tuple(target.name for target in import_columns.TARGETS if target.kind == NUMBER)
ABSENT = object()


class Batch:
    """Lines as columns: ``columns[name][place]`` is what the line at a place says, None for nothing.

    :ivar line_nos: number of each line in its file
    :ivar problems: {place: [Problem]} of the lines that cannot be taken
    :ivar absent: {name: places of the lines that do not have this column}
    :ivar unread: places of the lines that could not be read at all
    :ivar keys: {name: column} of how texts are compared: the same as the register's columns of these names
    :ivar contents: a short text for each line that is the same for lines that say the same
    """

    def __init__(self, line_nos):
        self.line_nos = line_nos
        self.columns = {}
        self.problems = {}
        self.absent = {}
        self.unread = set()
        self.keys = {}
        self.contents = []

    def __len__(self):
        return len(self.line_nos)

    def add(self, place, problem):
        self.problems.setdefault(place, []).append(problem)

    def add_all(self, place, missing):
        """Add that a line lacks what is named ``missing``, unless it could not be read at all."""
        if place not in self.unread:
            for name in missing:
                self.add(place, Problem("missing", name))

    def refuse(self, place, problems):
        """Add why a line could not be read at all."""
        self.unread.add(place)
        self.problems[place] = problems

    def column(self, name):
        """Return what the lines say of ``name``; nothing where the file has no such column."""
        return self.columns.get(name) or [None] * len(self.line_nos)

    def values(self, place):
        """Return what one line says, {name: value}."""
        if place in self.unread:
            return {}
        return {
            name: column[place]
            for name, column in self.columns.items()
            if place not in self.absent.get(name, ())
        }

    def good(self):
        """Return the places of the lines without a problem."""
        return [place for place in range(len(self.line_nos)) if place not in self.problems]


class BatchReader:
    """Reads rows of one source into batches."""

    def __init__(self, reader, is_text=False):
        """Read cells by ``reader``; ``is_text``: every cell is a text."""
        self._is_text = is_text
        self._meanings = {
            target.name: _Meanings(target, reader.kinds[target.kind]) for target in import_columns.TARGETS
        }

    def of_rows(self, rows, places):
        """Return the batch of ``rows`` of a file, whose columns stand at ``places`` ({name: place})."""
        batch = Batch([row.line_no for row in rows])
        for place, row in enumerate(rows):
            if row.problem:
                batch.refuse(place, [Problem(row.problem)])
        cells = list(zip_longest(*(row.cells for row in rows)))
        nothing = [None] * len(rows)
        columns = {name: cells[at] if at < len(cells) else nothing for name, at in places.items()}
        return self._read(batch, columns)

    def of_objects(self, objects):
        """Return the batch of lines that come as {name: cell}; whatever they are, it is no error."""
        batch = Batch(list(range(1, len(objects) + 1)))
        for place, said in enumerate(objects):
            if not isinstance(said, dict):
                batch.refuse(place, [Problem("no_row")])
                continue
            strange = [name for name, cell in said.items() if name in BY_NAME and not _is_plain(cell)]
            if strange:
                batch.refuse(place, [Problem("no_row", name) for name in strange])
                continue
            for name in said:
                if name not in BY_NAME:
                    batch.add(place, Problem("unknown", "", clean(_text(name))[:80]))
        columns = {
            name: [
                ABSENT if place in batch.unread else said.get(name, ABSENT)
                for place, said in enumerate(objects)
            ]
            for name in BY_NAME
        }
        for name, cells in list(columns.items()):
            absent = {place for place, cell in enumerate(cells) if cell is ABSENT}
            if len(absent) == len(cells):
                del columns[name]
            elif absent:
                batch.absent[name] = absent
                columns[name] = [None if cell is ABSENT else cell for cell in cells]
        return self._read(batch, columns)

    def _read(self, batch, columns):
        for name, cells in columns.items():
            self._read_column(batch, name, cells, batch.absent.get(name, ()))
        self._lack(batch)
        self._cross(batch)
        if "number" in batch.columns:
            numbers = batch.columns["number"]
            batch.columns["number"] = [" ".join(number.split()) if number else "" for number in numbers]
        batch.keys = _keys(batch)
        batch.contents = _contents(batch)
        return batch

    def _read_column(self, batch, name, cells, absent):
        meanings = self._meanings[name]
        if self._is_text:
            values = list(map(meanings.__getitem__, cells))
        else:
            # To a dictionary True and 1 are the same.
            values = [meanings.meaning(cell) for cell in cells]
        if meanings.any_wrong:
            for place, value in enumerate(values):
                if value.__class__ is Wrong:
                    values[place] = value.value
                    if place not in absent and place not in batch.unread:
                        batch.add(place, value.problem)
        batch.columns[name] = values
        meanings.shrink()

    @staticmethod
    def _lack(batch):
        """Add what a line must say and has no column for."""
        for place in range(len(batch)) if batch.absent else ():
            there = tuple(name for name in batch.columns if place not in batch.absent.get(name, ()))
            batch.add_all(place, _lacking(there))
        for name in () if batch.absent else _lacking(tuple(batch.columns)):
            for place in range(len(batch)):
                batch.add_all(place, (name,))

    @staticmethod
    def _cross(batch):
        """Add what is wrong between the cells of a line."""
        persons = zip(batch.column("importer_code"), batch.column("importer_name"), strict=True)
        for place, (code, name) in enumerate(persons):
            if not code and not name:
                batch.add_all(place, ("importer_name",))
        for name in NUMBERS:
            for place, value in enumerate(batch.columns.get(name, ())):
                if value and value < 0:
                    batch.add(place, Problem("below_zero", name))
        weights = zip(batch.column("gross_weight_kg"), batch.column("net_weight_kg"), strict=True)
        for place, (gross, net) in enumerate(weights):
            if gross and net and net > gross:
                batch.add(place, Problem("net_above_gross"))


def _keys(batch):
    """Return {name: column} of how texts are compared."""
    found = {
        f"{name}_key": _mapped(characteristics.key, batch.column(name)) for name in characteristics.FIELDS
    }
    described = _mapped(characteristics.key, batch.column("description"))
    digests = map(characteristics.digest_of_keys, *found.values(), described)
    found["characteristics_key"] = list(digests)
    found["proof_reference_key"] = _mapped(box_remark.number_key, batch.column("proof_reference"))
    return found


def _mapped(meaning, texts):
    """Return ``meaning`` of each text, '' for none, worked out once for each."""
    known = {text: meaning(text) if text else "" for text in set(texts)}
    return [known[text] for text in texts]


def _contents(batch):
    parts = []
    for name in sorted(batch.columns):
        values = batch.columns[name]
        known = {value: f"{name}={value}" for value in set(values)}
        texts = [known[value] for value in values]
        for place in batch.absent.get(name, ()):
            texts[place] = ""
        parts.append(texts)
    lines = map("\x1f".join, zip(*parts, strict=True))
    return [blake2b(line.encode("utf-8", "replace"), digest_size=8).hexdigest() for line in lines]


class Wrong:
    """A cell that cannot be taken: why, and what of it is read all the same."""

    __slots__ = ("problem", "value")

    def __init__(self, problem, value=None):
        self.problem, self.value = problem, value


class _Meanings(dict):
    """{cell: what it means} of one column."""

    def __init__(self, target, read):
        super().__init__()
        self._target, self._read = target, read
        self.any_wrong = False

    def __missing__(self, cell):
        self[cell] = value = self.meaning(cell)
        return value

    def meaning(self, cell):
        target = self._target
        try:
            value = self._read(cell)
        except UnreadableError as error:
            return self._wrong(Problem(str(error), target.name, clean(cell)[:80]))
        if target.required and (value is None or value == ""):
            return self._wrong(Problem("missing", target.name), value)
        if target.kind == TEXT and len(value) > target.longest:
            return self._wrong(Problem("too_long", target.name, value[:40], str(target.longest)), value)
        return value

    def _wrong(self, problem, value=None):
        self.any_wrong = True
        return Wrong(problem, value)

    def shrink(self):
        """Forget what would fill the memory."""
        if len(self) > MOST_KEPT:
            self.clear()
            self.any_wrong = False


# The names are the same for all lines of a file.
_lacking = lru_cache(maxsize=64)(import_columns.lacking)


def _text(name):
    return name if isinstance(name, str) else ""


def _is_plain(cell):
    return cell is None or isinstance(cell, str | int | float | bool)
