"""The JSON Schema (draft 2020-12) of a file of an agreement, from the same columns by which it is checked."""

from .law_file import FORMAT
from .law_spec import ROOT, LawSpec

SIMPLE = {
    "char": {"type": "string"},
    "text": {"type": "string"},
    "html": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "selection": {"type": "string"},
    "many2one": {"type": "string"},
    "integer": {"type": "integer"},
    "float": {"type": "number"},
    "monetary": {"type": "number"},
    "boolean": {"type": "boolean"},
    "many2many": {"type": "array", "items": {"type": "string"}},
}


def schema(env):
    """Return the schema as plain data, with a definition for each model of the law."""
    spec = LawSpec(env(context={"lang": "en_US"}))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An agreement with its law",
        "type": "object",
        "properties": {"format": {"const": FORMAT}, "agreement": {"$ref": f"#/$defs/{ROOT}"}},
        "required": ["format", "agreement"],
        "additionalProperties": False,
        "$defs": {name: _definition(spec, name) for name in spec.models},
    }


def _definition(spec, name):
    columns = spec.columns(name)
    properties = {column.name: _property(column) for column in columns.values()}
    for column in spec.rows(name):
        items = {"$ref": f"#/$defs/{column.of}"}
        properties[column.name] = {"type": "array", "items": items, "description": column.label}
    fields = spec.env[name]._fields
    required = [
        column.name
        for column in columns.values()
        if column.required and not (fields[column.name].default or fields[column.name].compute)
    ]
    return {
        "type": "object",
        "description": spec.env[name]._description,
        "properties": dict(sorted(properties.items())),
        "required": sorted(required),
        "additionalProperties": False,
    }


def _property(column):
    found = {**SIMPLE[column.type], "description": column.label}
    if column.choices:
        found["enum"] = list(column.choices)
    if column.type in ("many2one", "many2many"):
        found["description"] = f"{column.label}: the code of it"
    if column.translated:
        texts = {"type": "object", "additionalProperties": {"type": "string"}, "required": ["en_US"]}
        found = {"anyOf": [{"type": "string"}, texts], "description": column.label}
    return found
