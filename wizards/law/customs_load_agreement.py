from odoo import fields, models
from odoo.exceptions import UserError


class CustomsLoadAgreement(models.TransientModel):
    """Load an agreement with all its law from a file: one that is shipped, or one of the administrator's."""

    _name = "customs.load.agreement"
    _description = "Load an Agreement"
    _inherit = ["customs.once.mixin", "customs.file.of.agreement.mixin"]

    agreement_id = fields.Many2one("customs.agreement", string="Loaded Agreement", readonly=True)

    def action_load(self):
        """Load the agreement, once, and open it.

        :raises AccessError: the user may not create agreements
        :raises UserError: no file is chosen, or something in it is wrong: all of it is named
        """
        if self._begin():
            content, name = self._checked_content()
            trusted = not self.file  # the marks of a file from elsewhere are somebody else's
            self.agreement_id = self.env["customs.agreement"]._load_file(content, name, keep_marks=trusted)
        return self.agreement_id.get_formview_action()

    def action_compare(self):
        """Show what differs between the file and the agreement that is already there.

        :raises UserError: there is none, no file is chosen, or something in it is wrong
        """
        self.ensure_one()
        self.check_access("write")
        comparison = self.env["customs.compare.law"].create(
            {"what": "file"} | {name: self[name] for name in ("shipped", "file", "file_name")}
        )
        return comparison.action_compare()

    def action_take_over(self):
        """Take over what the procedures of the file say otherwise as versions in draft, and open them.

        :raises AccessError: the user may not change the law
        :raises UserError: no file is chosen, something in it is wrong, nothing differs, or a draft is there
        """
        self.ensure_one()
        self.check_access("write")
        content, name = self._checked_content()
        if not self.known_agreement_id:
            raise UserError(self.env._("There is no agreement with this code. Load the file instead."))
        trusted = not self.file
        drafts = self.known_agreement_id._take_over_file(content, name, keep_marks=trusted)
        return drafts._get_records_action(name=self.env._("Taken Over as Drafts"), context={})
