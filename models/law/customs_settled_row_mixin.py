from odoo import api, models
from odoo.exceptions import UserError


class CustomsSettledRowMixin(models.AbstractModel):
    """A row of a procedure by which cases go: what of it decides stays once something rests on it.

    That is a case with something recorded, or what a model says in `_refuse_change_of_used`.
    """

    _name = "customs.settled.row.mixin"
    _description = "Row of Law by Which Cases Go"
    _inherit = ["customs.law.row.mixin"]
    _belongs_to = "procedure_id"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._refuse_addition_to_used()
        return rows

    def write(self, vals):
        self.check_access("write")
        self.filtered(lambda row: row._decides_otherwise(vals))._refuse_change_of_used()
        return super().write(vals)

    def unlink(self):
        # Before the notes of the history are touched: it says why not.
        self.check_access("unlink")
        self._refuse_change_of_used()
        self._refuse_loss_of_history()
        return super().unlink()

    def _refuse_addition_to_used(self):
        """A new row changes what cases rest on as a changed one does."""
        self._refuse_change_of_used()

    def _refuse_loss_of_history(self):
        """Hook: say why a row that may be changed may not be deleted."""

    def _refuse_change_of_used(self):
        """States and clocks of running cases rest on these rows: another law is another procedure."""
        if self._is_by_the_software():
            return  # an update brings the law that it ships in step
        for procedure in self.procedure_id:
            case = procedure.sudo()._recorded_case()
            if case:
                raise UserError(procedure._settled_by(case, self._title_of_rows()))

    @api.model
    def _title_of_rows(self):
        """Return how the procedure names its list of such rows."""
        lists = self.env["customs.procedure"]._fields.values()
        of_these = next(row for row in lists if row.type == "one2many" and row.comodel_name == self._name)
        return of_these._description_string(self.env)

    def _with_kept_history(self):
        """Return those whose history is kept: those by which something was recorded."""
        used = self.procedure_id.filtered(lambda procedure: procedure.sudo()._recorded_case())
        return self.filtered(lambda row: row.procedure_id in used)
