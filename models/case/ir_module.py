from odoo import api, fields, models
from odoo.exceptions import UserError

MODULE = "customs_verification"
CONFIRMED = "customs_verification.may_be_uninstalled"


class IrModuleModule(models.Model):
    """Uninstalling deletes the record for good: it is said what would be lost, and asked for in writing."""

    _inherit = "ir.module.module"

    def button_uninstall(self):
        self.check_access("write")
        self._refuse_unconfirmed_loss()
        return super().button_uninstall()

    def _refuse_unconfirmed_loss(self):
        """Refuse to uninstall this addon, or what it depends on, while nobody confirmed what is lost by it.

        :raises UserError: it holds records, and the name of the database was given nowhere
        """
        loss = (self | self.downstream_dependencies())._customs_loss()
        database = self.env.cr.dbname
        confirmed = self.env["ir.config_parameter"].sudo().get_param(CONFIRMED)
        if loss and database not in (confirmed, self.env.context.get("customs_loss_confirmed")):
            raise UserError(
                self.env._(
                    "%(loss)s\n\nTo uninstall anyway, use the button in Apps and type the name of this "
                    "database there. Without the web client, set it in the system parameter %(parameter)s.",
                    loss=loss,
                    parameter=CONFIRMED,
                )
            )

    @api.model
    def _customs_kinds(self):
        """Return the models whose records would be lost, in the order in which they are named."""
        return ["customs.fact", "customs.document", "customs.task.answer", "customs.file", "customs.reading"]

    def _customs_loss(self):
        """Return, as sentences, what would be lost with these modules; nothing where nothing was recorded."""
        if MODULE not in self.mapped("name"):
            return ""
        counts = []
        for model in self._customs_kinds():
            count = self.env[model].sudo().with_context(active_test=False).search_count([])
            if count:
                counts.append(f"{self.env['ir.model']._get(model).name}: {count}")
        if not counts:
            return ""
        return self.env._(
            "Uninstalling permanently deletes the records of customs verification and their files. "
            "Only a backup can restore them:\n%(counts)s\nAn authority must keep them by law. Print "
            "the records and make a backup first. The outside log is kept.",
            counts="\n".join(counts),
        )


class BaseModuleUninstall(models.TransientModel):
    """The dialogue of Apps says what would be lost, and asks for the name of the database."""

    _inherit = "base.module.uninstall"

    customs_loss = fields.Text(string="What Would Be Lost", compute="_compute_customs_loss")
    customs_confirmation = fields.Char(string="Name of This Database")

    @api.depends("module_ids")
    def _compute_customs_loss(self):
        for wizard in self:
            wizard.customs_loss = (wizard.module_ids | wizard._get_modules())._customs_loss()

    def action_uninstall(self):
        confirmed = (self.customs_confirmation or "").strip()
        if self.customs_loss and confirmed != self.env.cr.dbname:
            raise UserError(self.env._("Type the name of this database to confirm the loss."))
        wizard = self.with_context(customs_loss_confirmed=confirmed)
        return super(BaseModuleUninstall, wizard).action_uninstall()
