"""Runs inside Odoo, on one database:

- ``read FILE VERSION`` notes all that the addon holds;
- ``built FILE`` notes how the database is built;
- ``check READ BUILT`` compares it with both, and runs the checks of tests/common/upgrade_checks.py.

The same program reads under the former code and under the present one, so it knows no model of ours by name.
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

CHECKS = paths.REPO / "tests/common/upgrade_checks.py"
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
# What the addon ships beside its own models; what a user or a day changes in it is left out.
SHIPPED = {
    "ir.rule",
    "ir.model.access",
    "res.groups",
    "res.groups.privilege",
    "ir.cron",
    "ir.actions.act_window",
    "ir.actions.report",
    "ir.actions.server",
    "ir.config_parameter",
    "ir.sequence",
    "ir.ui.menu",
    "ir.ui.view",
    "mail.activity.type",
    "mail.message.subtype",
    "mail.template",
}
CHANGES = {
    *("id", "create_date", "create_uid", "user_ids", "nextcall", "lastcall", "number_next", "parent_path"),
    # Views are written anew by each update, with the ids of actions in them.
    *("arch_db", "arch_prev", "arch_updated"),
}
COLUMNS = """
    SELECT table_name || '.' || column_name,
           udt_name || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
      FROM information_schema.columns
     WHERE table_schema = current_schema AND (table_name IN %(tables)s OR column_name LIKE 'customs\\_%%')
"""
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
     WHERE schemaname = current_schema AND (tablename IN %(tables)s OR indexname LIKE '%%customs%%')
"""
CONSTRAINTS = """
    SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE conrelid::regclass::text IN %(tables)s
"""


def built(env):
    """Return how the database is built: the tables, and what the addon ships (see ``upgrade_compare``)."""
    found = shipped(env)
    for part, query in (("column", COLUMNS), ("index", INDEXES), ("constraint", CONSTRAINTS)):
        env.cr.execute(query, {"tables": tables(env)})
        found[part] = {name: {"as": text} for name, text in env.cr.fetchall()}
    return found


def tables(env):
    """Return the tables of our models and of their relations."""
    models = [model for name, model in env.registry.items() if name.startswith(OURS) and not model._abstract]
    fields = [field for model in models for field in model._fields.values() if field.type == "many2many"]
    relations = {field.relation for field in fields if field.store and field.relation}
    return tuple({model._table for model in models} | relations)


def shipped(env):
    """Return the records with an external id of the addon: ``{model: {name: {field: value}}}``."""
    found = {}
    names = env["ir.model.data"].search([("module", "=", paths.ADDON), ("name", "not =like", "demo\\_%")])
    for model, rows in names.grouped("model").items():
        if model in SHIPPED or (model.startswith(OURS) and model in env):
            fields = [name for name in stored_fields(env[model]) if name not in CHANGES]
            found[model] = {
                row.name: {name: named(record._fields[name], record[name]) for name in fields}
                for row in rows
                for record in env[model].browse(row.res_id).exists()
            }
    return found


def named(field, value):
    """Return a value without ids: related records by their external ids, or their names."""
    if field.type not in ("many2one", "many2many", "reference") or not value:
        return plain(field, value)
    names = value.get_external_id()
    return sorted(names[record.id] or record.display_name for record in value)


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


def trouble(env, former, new):
    """Return a sentence for everything that the upgrade lost, built otherwise, or that a check found."""
    module = checks()
    moved = upgrade_compare.moved_since(former["version"], module.MOVED)
    found = upgrade_compare.differences(former, as_read(json.dumps(digest(env))), moved)
    found += upgrade_compare.built_otherwise(new, json.loads(json.dumps(built(env))), module.KEPT)
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


def read(env, place, version):
    """Note what the database of a former version holds."""
    data = digest(env)
    write(data, place)
    there = data["version"]
    return [] if there == version else [f"this is version {there}, where {version} was meant"]


def check(env, place, new):
    """Compare with what was noted."""
    with open(place, encoding="utf-8") as noted, open(new, encoding="utf-8") as built_anew:
        return trouble(env, as_read(noted.read()), json.load(built_anew))


def write(data, place):
    """Write plain data into a file."""
    with open(place, "w", encoding="utf-8") as file:
        json.dump(data, file)


COMMANDS = {"read": read, "check": check, "built": lambda env, place: write(built(env), place)}


def main(command, *arguments):
    """Do one of the three; the exit code tells whether all is well."""
    config.parse_config(["-c", os.environ["ODOO_RC"], "--log-level=warn"], setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"active_test": False, "bin_size": False})
        found = COMMANDS[command](env, *arguments) or []
        cr.rollback()  # nothing was done here
    print("".join(f"  {sentence}\n" for sentence in found[:SHOWN]), end="")
    if len(found) > SHOWN:
        print(f"  … and {len(found) - SHOWN} more")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
