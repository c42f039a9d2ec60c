from odoo import api, models
from odoo.exceptions import UserError
from odoo.models import LOG_ACCESS_COLUMNS

# The key to the door. An object, not a word: no RPC, JSON-2 or import can put it into a context, so what is
# guarded changes through the acts of the addon only.
DOOR = object()


class CustomsGuardedMixin(models.AbstractModel):
    """Fields that follow from acts and that nobody writes by hand: no form, import, default or remote call.

    Guarded are the stored computed fields, which the ORM would let anybody overwrite, and what a model adds
    in `_guarded_fields`.
    """

    _name = "customs.guarded.mixin"
    _description = "Record with Guarded Fields"

    @api.model
    def _guarded_fields(self):
        """Return the names of the fields that nobody writes by hand."""
        return {
            name for name, field in self._fields.items() if field.store and field.compute and field.readonly
        }

    @api.model
    def _written_fields(self):
        """Return the names of all stored fields but those that the ORM keeps itself."""
        return {name for name, field in self._fields.items() if field.store} - {"id", *LOG_ACCESS_COLUMNS}

    @api.model
    def _guarded_message(self, names):
        """Return the sentence for somebody who wrote the fields ``names`` by hand."""
        return self.env._("%s: this is filled in automatically and cannot be entered.", names)

    @api.model
    def _own_values(self, vals):
        """Return the guarded values with which a record begins that is created with ``vals``."""
        return {}

    @api.model
    def _field_title(self, name):
        """Return how a message names the field ``name``."""
        return self._fields[name]._description_string(self.env)

    @api.model
    def _refuse_guarded(self, *vals_list):
        if self._is_behind_the_door():
            return
        guarded = self._guarded_fields() & set().union(*vals_list)
        if guarded:
            labels = sorted(map(self._field_title, guarded))
            raise UserError(self._guarded_message(", ".join(labels)))

    def _behind_the_door(self):
        """Return the records as the acts of the addon write them: guarded fields included."""
        return self.with_context(customs_door=DOOR)

    def _is_behind_the_door(self):
        """Return whether an act of the addon is writing, after its own checks."""
        return self.env.context.get("customs_door") is DOOR

    def _write_guarded(self, vals):
        """Write ``vals`` with guarded fields: only after the checks of the act that they follow from."""
        return self._behind_the_door().write(vals)

    @api.model
    def default_get(self, fields):
        """Give guarded fields the default of the model alone: not the context's, nor a user's own one."""
        values = super().default_get(fields)
        for name in self._guarded_fields() & values.keys():
            del values[name]
            if self._fields[name].default:
                values[name] = self._own_default(self._fields[name])
        return values

    @api.model
    def _own_default(self, field):
        """Return the default that the model itself gives ``field``, as it is written."""
        value = field.convert_to_cache(field.default(self), self, validate=False)
        return field.convert_to_write(field.convert_to_record(value, self), self)

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_guarded(*vals_list)
        return super().create([vals | self._own_values(vals) for vals in vals_list])

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)
