"""Plain data of a print-out with a text planted into each place, for letters that no font has."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace

# Choices and keys, not texts that somebody wrote.
KEYS = {"language", "party", "follows", "words", "aligns"}


def planted(data, text, path=()):
    """Yield (path, the data with ``text`` appended to one of its texts), for each of them."""
    if isinstance(data, str):
        yield path, data + text
        return
    for name, item, change in _places(data):
        if name not in KEYS:
            for where, value in planted(item, text, (*path, name)):
                yield where, change(value)


def _places(data):
    """Yield (name or number, what stands there, a function that puts something else there)."""
    if is_dataclass(data):
        for field in fields(data):
            name = field.name
            yield name, getattr(data, name), lambda value, name=name: replace(data, **{name: value})
    elif isinstance(data, Mapping):
        for name, item in data.items():
            yield name, item, lambda value, name=name: {**data, name: value}
    elif isinstance(data, tuple):
        for index, item in enumerate(data):
            yield index + 1, item, lambda value, at=index: (*data[:at], value, *data[at + 1 :])
