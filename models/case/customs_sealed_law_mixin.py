from odoo import api, models


class CustomsSealedLawMixin(models.AbstractModel):
    """A row of law by which days are counted: what of it counts is sealed by each lawful write (IT9).

    Its seals have no case: the set-up and the weekly check compare them.
    """

    _name = "customs.sealed.law.mixin"
    _description = "Row of Law under Seals"
    _inherit = ["customs.sealed.mixin"]
    _may_be_deleted = True  # in due form; what cases stand on cannot be
    # The fields by which something is counted. Words are translated, in files of the software.
    _counted_fields = frozenset()

    @api.model
    def _is_sealed(self, name, field):
        return name in self._counted_fields

    @api.model
    def _law_kinds(self):
        """Return the models whose rows have seals of their own, and no case."""
        mixin = self.env.registry["customs.sealed.law.mixin"]
        return sorted(
            name
            for name, model in self.env.registry.items()
            if issubclass(model, mixin) and not model._abstract and not model._seal_path
        )
