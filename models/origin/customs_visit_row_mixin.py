from odoo import api, models
from odoo.exceptions import UserError


class CustomsVisitRowMixin(models.AbstractModel):
    """A row of a visit: it stays with its visit, and is locked with the request or report that prints it.

    Whoever writes it has written in that request or report, and does not approve it.
    """

    _name = "customs.visit.row.mixin"
    _description = "Row of a Verification Visit"
    # The fields that the request prints, and those that the report prints.
    _in_request = frozenset()
    _in_report = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_named_records()
        rows._note_change(self._in_request | self._in_report)
        return rows

    def write(self, vals):
        self.check_access("write")
        if "visit_id" in vals and any(row.visit_id.id != vals["visit_id"] for row in self):
            raise UserError(self.env._("%s stays with its visit.", self[:1].display_name))
        self._note_change(vals.keys())
        result = super().write(vals)
        self._check_named_records(vals.keys())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._note_change(self._in_request | self._in_report)

    def _note_change(self, names):
        """Refuse to change ``names`` in what is approved; remember who wrote in what is not approved yet."""
        visits = self.visit_id
        # Nobody approves at the same moment what is being changed here.
        visits._lock()
        if self._in_request & set(names):
            visits._refuse_change_of_approved([self._description])
            visits._note_request_author()
        if self._in_report & set(names):
            visits.report_id._refuse_change_of_approved()
            visits.report_id._note_author()
