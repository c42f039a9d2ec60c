from odoo import api, models
from odoo.exceptions import AccessError


class CustomsOfficerNamesMixin(models.AbstractModel):
    """Records that others than the own authority read: which officer wrote them is not theirs (CU-A)."""

    _name = "customs.officer.names.mixin"
    _inherit = ["customs.outside.mixin"]
    _description = "Record that Does Not Name Its Officers to Others"
    # The fields that name a user: shown to those who serve the authority that runs the case.
    _officer_fields = frozenset()

    def _of_others(self):
        """Return the records of cases that the user's authorities do not run."""
        if self.env.su:
            return self.browse()
        own = self.env.user.customs_authority_ids
        return self.sudo().filtered(lambda row: row.importing_authority_id not in own).with_env(self.env)

    @api.model
    def _is_theirs(self, user):
        """Tell whether the name is that of the reader's own authority: it knows its people."""
        return bool(user.customs_authority_ids & self.env.user.customs_authority_ids) or user == self.env.user

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        names = self._officer_fields & set(fnames)
        others = {row.id: row for row in self._of_others().sudo()} if names else {}
        for values in rows:
            if values["id"] in others:
                for name in names:
                    if not self._is_theirs(others[values["id"]][name]):
                        values[name] = False
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if self._officer_fields & {path[0] for path in fields if path} and self._of_others():
            raise AccessError(self.env._("Who wrote it is not exported from the case of another authority."))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
