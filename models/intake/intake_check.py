"""Within one file a declaration has one head, and goods come once: lines are compared with those before."""

import json

from ...tools.import_values import Problem
from .intake_resolve import ROLES_OF_HEAD

HEAD_OF_FILE = 0  # the position under which the head of a declaration is stored
HEAD_COLUMNS = ("registered_on", "consignment_country", *(f"{role}_name" for role in ROLES_OF_HEAD))


class Seen(dict):
    """The lines before: {(key of the declaration, position): (line, content)}.

    This one is for lines that come alone; an import keeps the same over all its batches.
    """

    def load(self, keys):
        """Read the lines of earlier batches of the declarations with these keys."""

    def save(self):
        """Store the lines of this batch."""


def agreeing(batch, named, persons, seen):
    """Compare the good lines with those before them, in this batch and in ``seen``.

    :return: (places of lines that say something of their own, places of lines that repeat one before)
    """
    good = batch.good()
    seen.load({named.keys[place] for place in good})
    heads, contents = _heads(named, persons, good), batch.contents
    positions, line_nos = batch.column("position"), batch.line_nos
    own, repeated = [], []
    for place, head in zip(good, heads, strict=True):
        key, position, line_no, content = (
            named.keys[place],
            positions[place],
            line_nos[place],
            contents[place],
        )
        first = seen.get((key, HEAD_OF_FILE))
        if first and first[1] != head:
            batch.add(place, _other_head(batch.columns["number"][place], first, head))
            continue
        same = seen.get((key, position))
        if not same:
            if not first:
                seen[key, HEAD_OF_FILE] = line_no, head
            seen[key, position] = line_no, content
            own.append(place)
        elif same[1] == content:
            repeated.append(place)
        else:
            batch.add(place, Problem("other_goods", "position", str(position), str(same[0])))
    return own, repeated


class _Heads(dict):
    """{(day, country, persons of the head): the same as a text that is kept}."""

    def __init__(self, persons):
        super().__init__()
        self._persons = persons

    def __missing__(self, head):
        day, country, *persons = head
        self[head] = text = json.dumps([day.isoformat(), country, *map(self._person, persons)])
        return text

    def _person(self, key):
        """Return what makes the person of a head the same: a new one is its code or name."""
        partner_id, _firm_id = self._persons.ids(key)
        return partner_id if partner_id is None or partner_id > 0 else " / ".join(key)


def _heads(named, persons, places):
    texts = _Heads(persons)
    columns = (named.days, named.countries, *(named.persons[role] for role in ROLES_OF_HEAD))
    rows = list(zip(*columns, strict=True))
    return [texts[rows[place]] for place in places]


def _other_head(number, first, head):
    pairs = zip(HEAD_COLUMNS, json.loads(first[1]), json.loads(head), strict=True)
    differing = [name for name, before, now in pairs if before != now]
    return Problem("other_head", ",".join(differing), number, str(first[0]))
