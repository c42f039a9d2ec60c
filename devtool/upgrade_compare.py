"""What an upgrade lost or changed, as sentences. Knows no Odoo.

A digest is ``{"version": …, "records": {model: {id: {field: value}}}, "sequences": {id: next number}}``.
How a database is built is ``{part: {name: {field: value}}}``: tables, and what the addon ships by its
external ids.
"""

import reprlib

EVERY = "*"
SHORT = reprlib.Repr()
SHORT.maxstring = SHORT.maxother = 120


def differences(former, present, moved):
    """Return a sentence for each value of ``former`` that ``present`` does not hold.

    ``moved`` names what a migration means to change: ``{(model, field): why}``; the field ``*`` stands for
    all of the model. What is new in ``present`` is no difference. An entry that changed nothing is one.
    """
    found = []
    used = set()
    for model, records in former["records"].items():
        there = present["records"].get(model)
        if (model, EVERY) in moved:
            used.add((model, EVERY))
        elif there is None and records:
            found.append(f"{model}: the model is gone, with {len(records)} records")
        elif there is not None:
            found += model_differences(model, records, there, moved, used)
    found += sequence_differences(former["sequences"], present["sequences"])
    found += [
        f"{model}.{field} is said to be moved, but is as it was"
        for model, field in set(moved) - used
        if is_there(former["records"], model, field)
    ]
    return sorted(found)


def is_there(records, model, field):
    """Tell whether there was something to move: an older version may have no such field yet."""
    return any(field in (EVERY, *values) for values in records.get(model, {}).values())


def moved_since(version, moved):
    """Return what migrations after ``version`` move, of ``{version: {(model, field): why}}``."""
    return {
        place: why
        for later, places in moved.items()
        if numbers(later) > numbers(version)
        for place, why in places.items()
    }


def numbers(version):
    """Return a version as numbers, which can be compared."""
    return [int(part) for part in version.split(".")]


def model_differences(model, records, there, moved, used):
    """Return the sentences of one model; what is in ``moved`` is put into ``used`` where it is met."""
    found = []
    for identity, values in records.items():
        if identity not in there:
            found.append(f"{model} {identity} is gone")
            continue
        for field, value in values.items():
            now = there[identity].get(field, "no such field")
            if now == value:
                continue
            if (model, field) in moved:
                used.add((model, field))
            else:
                found.append(f"{model} {identity} {field}: {short(value)} became {short(now)}")
    return found


def short(value):
    """Return a value as a person may read it: a long text by its beginning."""
    return SHORT.repr(value)


def sequence_differences(former, present):
    """Return a sentence for each sequence that would give a number twice."""
    return [
        f"sequence {code} goes back from {number} to {present.get(code)}"
        for code, number in former.items()
        if present.get(code, 0) < number
    ]


def built_otherwise(new, upgraded, kept):
    """Return a sentence for everything that is not in the upgraded database as it is in a new one.

    ``kept`` names what a migration leaves as it was: ``{(part, field): why}``.
    """
    found = []
    for part in sorted({*new, *upgraded}):
        wanted, there = new.get(part, {}), upgraded.get(part, {})
        found += [f"{part} {name} is missing" for name in wanted.keys() - there.keys()]
        found += [f"{part} {name} is left over" for name in there.keys() - wanted.keys()]
        for name in wanted.keys() & there.keys():
            found += [
                f"{part} {name} {field}: {short(there[name].get(field))} instead of {short(value)}"
                for field, value in wanted[name].items()
                if there[name].get(field) != value and (part, field) not in kept
            ]
    return sorted(found)
