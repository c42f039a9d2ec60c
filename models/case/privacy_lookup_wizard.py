from odoo import api, models

from .base import OF_RECORDS


class PrivacyLookupWizard(models.TransientModel):
    """Odoo's search for what it holds of a person leaves out the records of this addon.

    They are kept by law and closed to the administrators who search (CU-A); and Odoo would search by fields
    that are closed to everybody, and fail.
    """

    _inherit = "privacy.lookup.wizard"

    def _get_query_models_blacklist(self):
        ours = [name for name in self.env if name.startswith("customs.")]
        return [*super()._get_query_models_blacklist(), *ours]


class PrivacyLookupWizardLine(models.TransientModel):
    """Odoo names, archives and deletes as superuser whatever a line names by model and number."""

    _inherit = "privacy.lookup.wizard.line"

    def _kept_record(self):
        """Return the record of the line, as its user sees it, if it is of this addon or belongs to one."""
        self.ensure_one()
        model = self.res_model_id.model or ""
        if model in self.env and (model.startswith("customs.") or model in OF_RECORDS):
            return self.env(su=False)[model].browse(self.res_id)
        return None

    def _compute_res_name(self):  # pylint: disable=missing-return
        """Name of kept records those that the user may read."""
        for line in self:
            record = line._kept_record()
            if record is None or record._filtered_access("read"):
                super(PrivacyLookupWizardLine, line)._compute_res_name()
            else:
                line.res_name = False

    @api.onchange("is_active")
    def _onchange_is_active(self):
        self._check_kept("write")
        return super()._onchange_is_active()

    def action_unlink(self):
        """Delete the record, if it is a kept one as the user may.

        :raises AccessError: the user may not
        """
        self._check_kept("unlink")
        return super().action_unlink()

    def _check_kept(self, operation):
        for line in self:
            record = line._kept_record()
            if record is not None:
                record.check_access(operation)
