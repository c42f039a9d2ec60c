from odoo import api, models
from odoo.exceptions import AccessError

from ..setup.roles import SYSTEM_ADMINISTRATORS


class IrEmbeddedActions(models.Model):
    """The tabs over a screen of this addon are not any employee's to add (CU-A).

    Odoo lets everybody inside offer everybody a tab that calls a method of the record. Pressed by a
    supervisor it would be an act of the supervisor's.
    """

    _inherit = "ir.embedded.actions"

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._refuse_tabs_of_ours()
        return actions

    def write(self, vals):
        self.check_access("write")
        self._refuse_tabs_of_ours()
        result = super().write(vals)
        self._refuse_tabs_of_ours()
        return result

    def _refuse_tabs_of_ours(self):
        """Refuse tabs over our records by who is no administrator of the system, and by all what acts there.

        The data files of a module bring what they bring.
        """
        if self.env.su and self.env.context.get("install_mode"):
            return
        ours = self.sudo().filtered(lambda action: action._is_over_ours())
        if ours.filtered("python_method"):
            raise AccessError(
                self.env._("Tabs that call a method cannot be added to the screens of customs cases.")
            )
        if ours and not self.env.su and not self.env.user.has_group(SYSTEM_ADMINISTRATORS):
            raise AccessError(
                self.env._(
                    "Only an administrator of the system can add tabs to the screens of customs cases."
                )
            )

    def _is_over_ours(self):
        self.ensure_one()
        models_named = (self.parent_res_model, self.parent_action_id.res_model)
        return any((name or "").startswith("customs.") for name in models_named)


class ResUsersSettingsEmbeddedAction(models.Model):
    _inherit = "res.users.settings.embedded.action"

    def write(self, vals):
        """Write; which tabs a screen shows stays the choice of the user whose setting it is (CU-A)."""
        if "user_setting_id" in vals and not self.env.su:
            self.check_access("write")
            if any(setting.user_setting_id.id != vals["user_setting_id"] for setting in self):
                raise AccessError(self.env._("A setting of one user cannot be given to another one."))
        return super().write(vals)
