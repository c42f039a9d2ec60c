from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.inputs import given_day, given_text


class CustomsPreferenceSuspension(models.Model):
    """Notices to importers of a suspension, and their answers."""

    _name = "customs.preference.suspension"
    _inherit = ["customs.preference.suspension", "customs.notified.mixin"]

    told_importers = fields.Text(
        string="Message to Importers",
        copy=False,
        help="Shown to each importer concerned, exactly as entered. Nothing else of the case is "
        "shown, neither the reason above nor doubts nor the verified person.",
    )
    notice_ids = fields.One2many("customs.preference.notice", "suspension_id", string="Notified Importers")

    def write(self, vals):
        if "told_importers" in vals and any(self.mapped("started_on")):
            raise UserError(self.env._("Notices already sent to importers are kept."))
        return super().write(vals)

    def ask_importers(self, question, due_on):
        """Ask all importers whose goods it covers for their answers: a task for each, at once.

        Who is being asked already, or has begun to answer, is not asked a second time.

        :param question: what they are asked
        :param due_on: the last day for their answers
        :return: how many were asked
        :raises UserError: it is not in force, nobody is to be asked, or question or day do not fit
        """
        self.ensure_one()
        self.check_access("write")
        self.visit_id.check_access("write")
        notices = self.env["customs.preference.notice"]
        question, due_on = given_text(question), given_day(self.env, due_on)
        problems = notices._ask_problems(question, due_on)
        if self.state != "in_force":
            problems.append(self.env._("%s is not in force.", self.name))
        if due_on and due_on < self.importing_authority_id._today():
            problems.append(self.env._("The last day is in the past."))
        if problems:
            raise UserError("\n".join(problems))
        tasks = self.notice_ids._ask(question, due_on)
        if not tasks:
            raise UserError(self.env._("All importers were already asked."))
        return len(tasks)
