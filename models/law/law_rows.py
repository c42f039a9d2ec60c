"""Rows of law from plain data, as a file holds them: what they refer to is named by code, never by id."""

from odoo import Command
from odoo.exceptions import ValidationError

# By which field a row is named where another refers to it.
KEYS = {"customs.procedure": "code"}


class LawRows:
    """Turns the rows of one agreement into values that `create` takes."""

    def __init__(self, agreement):
        self.agreement, self.env = agreement, agreement.env

    def values(self, model, row):
        """Return ``row`` of ``model``, a mapping of names of fields, as values; rows in it become commands.

        :raises ValidationError: a field or what it refers to does not exist
        """
        return {name: self._value(model, name, value) for name, value in row.items()}

    def _value(self, model, name, value):
        field = self.env[model]._fields.get(name)
        if not field:
            raise ValidationError(self.env._("%(model)s has no field '%(field)s'.", model=model, field=name))
        if field.type == "one2many":
            return [Command.create(self.values(field.comodel_name, row)) for row in value]
        if field.type == "many2one":
            return self._named(field, value).id
        return value

    def _named(self, field, code):
        """Return the record of this agreement that ``code`` names."""
        key = KEYS[field.comodel_name]
        found = self.env[field.comodel_name].search(
            [("agreement_id", "=", self.agreement.id), (key, "=", code)]
        )
        if not found:
            raise ValidationError(
                self.env._(
                    "%(agreement)s has no '%(field)s' with the code '%(code)s'.",
                    agreement=self.agreement.display_name,
                    field=field._description_string(self.env),
                    code=code,
                )
            )
        return found
