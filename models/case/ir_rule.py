from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

INSIDE = ("any", "not any", "any!", "not any!")


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        """Refuse a rule that asks for what was given in confidence: who sees a row would tell it (RSM26)."""
        domain = super()._compute_domain(model_name, mode)
        if self._asks_confided(self.env[model_name], domain):
            raise AccessError(self.env._("A record rule must not ask for what was provided in confidence."))
        return domain

    @classmethod
    def _asks_confided(cls, model, domain):
        """Return whether ``domain`` leads to the content of a confidential record."""
        for condition in domain.iter_conditions():
            at = model
            for name in str(condition.field_expr).split("."):
                field = at._fields.get(name)
                if field is None:
                    break
                if not field.relational and name in getattr(at, "_confided_fields", ()):
                    return True
                if not field.comodel_name:
                    break
                at = at.env[field.comodel_name]
            inside = condition.value if condition.operator in INSIDE else ()
            if isinstance(inside, Domain | list | tuple) and cls._asks_confided(at, Domain(inside)):
                return True
        return False
