"""Runs inside Odoo: `read FILE VERSION` notes all that the addon holds, `check FILE` looks for it again.

The same program reads under the former code and under the present one, so it knows no model by name.
"""

import base64
import hashlib
import importlib.util
import inspect
import json
import os
import sys

# Prepares the libraries as `python -m odoo` does.
import odoo.cli  # noqa: F401 pylint: disable=unused-import
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config

from devtool import paths, upgrade_compare

CHECKS = paths.REPO / "tests/upgrade_checks.py"
SHOWN = 40
OURS = "customs."
# When a row was written last says nothing of what is in it.
LEFT_OUT = {"write_date", "write_uid"}
# Odoo's own models that hold our people's work: which rows, which fields (all without a list).
BESIDES = {
    "ir.attachment": ("res_model", ["name", "res_model", "res_id", "res_field", "mimetype", "raw"]),
    "mail.message": ("model", ["model", "res_id", "body", "subject", "date", "author_id", "message_type"]),
    "mail.activity": ("res_model", ["res_model", "res_id", "summary", "date_deadline", "user_id"]),
}


def digest(env):
    """Return what stands in the database, as plain data (see ``upgrade_compare``)."""
    records = {}
    for name, model in env.registry.items():
        if name.startswith(OURS) and model._auto and not model._abstract and not model._transient:
            rows = env[name].search([], order="id")
            records[name] = values_of(rows, stored_fields(rows))
    for name, (key, fields) in BESIDES.items():
        rows = env[name].search([(key, "=like", f"{OURS}%"), ("id", "!=", 0)], order="id")
        records[name] = values_of(rows, fields)
    module = env["ir.module.module"].search([("name", "=", paths.ADDON)])
    return {"version": module.latest_version, "records": records, "sequences": sequences(env)}


def stored_fields(rows):
    """Return the names of the fields that the database keeps; lists of rows are kept by these."""
    return [
        name
        for name, field in rows._fields.items()
        if field.store and field.type != "one2many" and name not in LEFT_OUT
    ]


def values_of(rows, names):
    """Return the values of the rows: ``{id: {field: value}}``."""
    return {row.id: {name: plain(row._fields[name], row[name]) for name in names} for row in rows}


def plain(field, value):
    """Return a value as JSON knows it; a file as the SHA-256 of its bytes."""
    if field.type == "binary":
        if not value:
            return False
        # `raw` of an attachment is the bytes themselves.
        content = value if field.name == "raw" else base64.b64decode(value)
        return hashlib.sha256(content).hexdigest()
    if field.type == "many2one":
        return value.id
    if field.type == "many2many":
        return sorted(value.ids)
    if field.type in ("date", "datetime"):
        return value and value.isoformat()
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)


def sequences(env):
    """Return the next number of each sequence, and of its ranges by year."""
    found = {}
    for sequence in env["ir.sequence"].search([("code", "=like", f"{OURS}%")]):
        found[sequence.code] = sequence.number_next_actual
        for part in sequence.date_range_ids:
            found[f"{sequence.code} from {part.date_from}"] = part.number_next_actual
    return found


def checks():
    """Return the module of the check functions; read by its place, so that no test is imported with it."""
    spec = importlib.util.spec_from_file_location("upgrade_checks", CHECKS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def trouble(env, former):
    """Return a sentence for everything that the upgrade lost, then for every check that does not hold."""
    module = checks()
    moved = upgrade_compare.moved_since(former["version"], module.MOVED)
    found = upgrade_compare.differences(former, as_read(json.dumps(digest(env))), moved)
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("check_"):
            try:
                function(env, former)
            except AssertionError as error:
                found.append(f"{name}: {error}")
    return found


def as_read(text):
    """Return a digest as it was before JSON made texts of its ids."""
    data = json.loads(text)
    for model, records in data["records"].items():
        data["records"][model] = {int(identity): values for identity, values in records.items()}
    return data


def main(command, place, version=None):
    """Read a database of a version, or check it; the exit code tells whether all is well."""
    config.parse_config(["-c", os.environ["ODOO_RC"], "--log-level=warn"], setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"active_test": False, "bin_size": False})
        if command == "read":
            data = digest(env)
            with open(place, "w", encoding="utf-8") as file:
                json.dump(data, file)
            there = data["version"]
            found = [] if there == version else [f"this is version {there}, where {version} was meant"]
        else:
            with open(place, encoding="utf-8") as file:
                found = trouble(env, as_read(file.read()))
        cr.rollback()  # nothing was done here
    print("".join(f"  {sentence}\n" for sentence in found[:SHOWN]), end="")
    if len(found) > SHOWN:
        print(f"  … and {len(found) - SHOWN} more")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
