from odoo import api, fields, models
from odoo.exceptions import UserError

from ..setup.roles import SUPERVISORS


class CustomsDeclaration(models.Model):
    """A declaration that a source has brought is kept by its imports, and by nobody's hand."""

    _inherit = "customs.declaration"

    source_id = fields.Many2one(
        "customs.import.source",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Source of the import. Empty: entered by hand.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"source_id"}

    @api.model
    def _declared_fields(self):
        """Return them without the source, which is not declared."""
        return super()._declared_fields() - {"source_id"}

    def _refuse_by_hand(self):
        """Refuse that anybody changes what the clearance system has declared."""
        if self._is_behind_the_door():
            return
        self.check_access("read")
        for declaration in self:
            if declaration.source_id:
                raise UserError(
                    self.env._(
                        "%(declaration)s was imported from %(origin)s and cannot be changed here. Correct it "
                        "there and import it again.",
                        declaration=declaration.display_name,
                        origin=declaration.source_id.sudo().name,
                    )
                )

    def write(self, vals):
        self._refuse_by_hand()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        """What was imported by mistake is deleted by a supervisor."""
        if not self.env.su and not self.env.user.has_group(SUPERVISORS):
            self._refuse_by_hand()
