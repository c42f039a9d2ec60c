from odoo import fields, models
from odoo.exceptions import UserError

from .res_users import DEMANDS


class ResConfigSettings(models.TransientModel):
    """Of whom a second factor is demanded at login."""

    _inherit = "res.config.settings"

    customs_second_factor_liaison = fields.Boolean(
        string="Liaison Officers", config_parameter=DEMANDS["liaison"]
    )
    customs_second_factor_officer = fields.Boolean(
        string="Readers and Officers",
        config_parameter=DEMANDS["officer"],
        help="Supervisors are also officers.",
    )
    customs_second_factor_supervisor = fields.Boolean(
        string="Supervisors", config_parameter=DEMANDS["supervisor"]
    )
    customs_second_factor_administrator = fields.Boolean(
        string="Administrators",
        config_parameter=DEMANDS["administrator"],
        help="Administrators of the law, of the users and of the system, who can give roles to any user.",
    )

    def set_values(self):
        fields_of = [f"customs_second_factor_{role}" for role in DEMANDS]
        parameters = self.env["ir.config_parameter"].sudo()
        before = {role: bool(parameters.get_param(key)) for role, key in DEMANDS.items()}
        for settings in self:
            wanted = {role: settings[name] for role, name in zip(DEMANDS, fields_of, strict=True)}
            if any(wanted[role] and not before[role] for role in DEMANDS):
                settings._check_second_factor_can_be_demanded()
        result = super().set_values()
        if before != {role: bool(parameters.get_param(key)) for role, key in DEMANDS.items()}:
            # Passwords that lately opened remote calls are known to every worker.
            self.env.registry.clear_cache()
            self.env.cr.postcommit.add(self.env.registry.clear_cache)
        return result

    def _check_second_factor_can_be_demanded(self):
        """Whoever demands it shows that it can be had: nobody is to be shut out, least of all everybody."""
        user = self.env.user
        if not user._can_have_second_factor():
            raise UserError(
                self.env._(
                    "A second factor cannot be required because the app “Two-Factor Authentication (TOTP)” "
                    "(auth_totp) is not installed. Install it first."
                )
            )
        if not user._has_second_factor():
            raise UserError(
                self.env._(
                    "Set up your own second factor first, at %s, to make sure that it works.",
                    user.get_base_url() + "/customs/second-factor",
                )
            )
