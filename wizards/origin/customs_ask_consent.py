from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

USUAL_DAYS = 21


class CustomsAskConsent(models.TransientModel):
    """Ask the verified persons for their consent to the visit, with the warning of the law (RS16.5b)."""

    _name = "customs.ask.consent"
    _description = "Ask for Consent to the Visit"
    _inherit = ["customs.once.mixin"]

    visit_id = fields.Many2one("customs.verification.visit", required=True, readonly=True)
    provisions = fields.Json(related="visit_id.provisions", related_sudo=False)
    visit_name = fields.Char(related="visit_id.name", related_sudo=False)
    person_ids = fields.Many2many("res.partner", string="Persons to Ask", compute="_compute_person_ids")
    answer_due_on = fields.Date(
        string="Answer of the Exporting Party Due",
        compute="_compute_person_ids",
        help="The consent must be obtained within the period for the exporting Party's answer.",
    )
    due_on = fields.Date(string="Last Day for the Answer", required=True)
    question = fields.Text(string="What Is Requested", required=True)
    warning = fields.Text(string="Consequence of a Refusal", required=True)
    problems = fields.Text(compute="_compute_problems")

    @api.model
    def default_get(self, fields):  # pylint: disable=redefined-outer-name
        values = super().default_get(fields)
        visit = self.env["customs.verification.visit"].browse(values.get("visit_id")).exists()
        if visit:
            visit.check_access("read")
            today, due_on = visit._today(), visit.next_due_on
            usual = today + timedelta(days=USUAL_DAYS)
            values["due_on"] = min(usual, due_on) if due_on and due_on >= today else usual
            values["warning"] = visit._task_words("consent").get("warning")
            values["question"] = self.env._(
                "%(authority)s asks for a verification visit at your premises (%(visit)s). Do you consent?",
                authority=visit.importing_authority_id.name,
                visit=visit.name,
            )
        return values

    @api.depends("visit_id")
    def _compute_person_ids(self):
        for wizard in self:
            visit = wizard.visit_id
            wizard.person_ids = visit._verified_persons() - wizard._asked()
            wizard.answer_due_on = visit.next_due_on if visit.request_sent_on else False

    def _asked(self):
        """Return the verified persons whose answer is awaited, or was given."""
        tasks = self.visit_id.task_ids.filtered(
            lambda task: task.kind == "consent" and task.state in ("asked", "accepted")
        )
        return tasks.person_id

    @api.depends("visit_id")
    def _compute_problems(self):
        for wizard in self:
            wizard.problems = "\n".join(wizard._problems()) if wizard.visit_id else False

    def _problems(self):
        """Return why nobody can be asked now, as sentences."""
        visit = self.visit_id
        problems = []
        if not self.person_ids:
            problems.append(self.env._("All verified persons were already asked, or none is named."))
        if visit.closed_on:
            problems.append(self.env._("%s is closed.", visit.display_name))
        elif not visit.request_sent_on:
            problems.append(self.env._("%s: the request was not sent yet.", visit.display_name))
        elif not visit.person_informed_on:
            problems += visit._problems_before_step("person_informed_on")
        return problems

    def action_ask(self):
        """Ask each verified person who was not asked yet, once; open the tasks."""
        if self._begin():
            problems = self._problems()
            if problems:
                raise UserError("\n".join(problems))
            tasks = self.env["customs.task"].create([self._task_values(person) for person in self.person_ids])
            tasks.action_ask()
        return self.visit_id.action_open_tasks()

    def _task_values(self, person):
        visit = self.visit_id
        return {
            "name": self.env._("Consent to the verification visit %s", visit.name),
            "kind": "consent",
            "res_model": visit._name,
            "res_id": visit.id,
            "person_id": person.id,
            "officer_id": visit.officer_id.id or self.env.uid,
            "due_on": self.due_on,
            "document_id": visit.sudo()._letter("request").id if visit._asked_persons() else False,
            "question": self.question,
            "warning": self.warning,
        }
