from odoo import api, models, tools

from ...tools import database_triggers


class CustomsForeignCode(models.AbstractModel):
    """Triggers, rules, policies and inheriting tables in the database: the software makes none (IT9).

    Those on tables that acts write may change what is recorded before it is hashed, or show something else
    than is checked. They are looked for whenever rows are sealed, and named in the seal.
    """

    _name = "customs.foreign.code"
    _description = "Trigger or Rule in the Database"

    @api.model
    @tools.ormcache()
    def _tables(self):
        """Return the tables of this addon, and those that link its rows."""
        models_ = [
            model
            for name, model in self.env.registry.items()
            if name.startswith("customs.") and model._auto and not model._abstract
        ]
        links = {
            field.relation
            for model in models_
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        }
        return frozenset({model._table for model in models_} | links)

    @api.model
    def _found(self):
        """Return (those on tables that acts write, those of others) in words, in one query."""
        tables = self._tables()
        found = database_triggers.found(self.env.cr, tables)
        ours = [one.words for one in found if one.is_on(tables)]
        return ours, [one.words for one in found if not one.is_on(tables)]

    @api.model
    def _note(self):
        """Let what is sealed in this transaction name those that stand on tables that acts write."""
        ours, _of_others = self._found()
        for words in ours:
            self.env["customs.seal"]._add_code(words)

    @api.model
    def _trouble(self):
        """Return, as a sentence, that the database may hold something else than was recorded; or ''."""
        ours, _of_others = self._found()
        if not ours:
            return ""
        return self.env._(
            "The database has triggers or rules that can change the records: %s. An administrator of the "
            "database finds out who made them, and removes them.",
            ", ".join(ours),
        )
