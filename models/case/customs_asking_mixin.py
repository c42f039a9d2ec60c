from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsAskingMixin(models.AbstractModel):
    """What a case asks of outside persons, what follows from their answers, and whom it invites."""

    _name = "customs.asking.mixin"
    _description = "Case That Asks Outside Persons"
    _inherit = ["customs.four.eyes.mixin"]

    task_ids = fields.One2many(
        "customs.task",
        "res_id",
        string="Tasks",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )
    task_count = fields.Integer(compute="_compute_task_count")

    @api.depends("task_ids")
    def _compute_task_count(self):
        counts = dict(
            self.env["customs.task"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
            )
        )
        for case in self:
            case.task_count = counts.get(case._origin.id, 0)

    def _task_persons(self):
        """Return the persons whom the case usually asks, the first one by default."""
        self.ensure_one()
        return self.env["res.partner"]

    def _persons_concerned(self):
        """Return the persons whom the case usually asks, and whom it has asked (as superuser)."""
        self.ensure_one()
        return self.sudo()._task_persons() | self.sudo().task_ids.person_id

    def _task_words(self, kind):
        """Return what the law says to a task of ``kind``: ``article``, ``question``, ``warning``."""
        self.ensure_one()
        return {}

    def _task_problems(self, task):
        """Return why ``task`` cannot be asked in this case, as sentences."""
        self.ensure_one()
        return []

    def _task_answer_problems(self, task, choice):
        """Return why the person cannot answer ``task`` with ``choice`` any more, as sentences."""
        self.ensure_one()
        return []

    def _task_withdrawal_problems(self, task):
        """Return why ``task`` cannot be withdrawn by itself, as sentences."""
        self.ensure_one()
        return []

    def _letter_answer_problems(self, task):
        """Return why an answer to ``task`` that came by letter is not recorded on the task, as sentences."""
        self.ensure_one()
        return []

    def _on_task_asked(self, task):
        """Hook: something follows for the case from asking ``task``."""

    def _on_task_answered(self, task, answer):
        """Hook: something follows for the case from ``answer`` to ``task``."""

    def _on_task_accepted(self, task):
        """Hook: something follows for the case from accepting the answer to ``task``."""

    def action_open_tasks(self):
        """Open what is asked of outside persons in this case."""
        self.ensure_one()
        return self.env["customs.task"]._get_records_action(
            name=self.env._("Tasks of %s", self.display_name),
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=[("res_model", "=", self._name), ("res_id", "=", self.id)],
            context={
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_person_id": self._task_persons()[:1].id,
            },
        )

    # Contacts of the persons of the case, invited to the portal by whoever runs it

    def invite_contact(self, person_id, name, email, lang=None):
        """Invite a contact of a person of the case to the portal; return the id of the contact.

        What was asked of the person's company, the new contact sees at once, whichever authority asked it.
        So two people stand behind an invitation: whoever approved the request that names the person, or a
        supervisor who invites for somebody else of whom something was asked (CU-A).

        :param person_id: the person, or a contact of the same company
        :raises AccessError: the user may not run the case
        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        self.check_access("write")
        person = self.env["res.partner"].sudo().browse(person_id).exists()
        company = person.commercial_partner_id
        self._check_may_invite(company)
        contact = self.env["res.users"]._invite_to_portal(
            name, email, lang, self.sudo().importing_authority_id, company=company
        )
        self._message_log(
            body=self.env._(
                "Invited to the portal: %(name)s, %(email)s, of %(company)s",
                name=contact.name,
                email=email,
                company=company.name,
            )
        )
        return contact.id

    def _check_may_invite(self, company):
        """Refuse to invite for a company that the authority has no case with, as two of its people know it.

        :raises UserError: nobody but the user says that the company is concerned
        """
        case = self.sudo()
        if not company or company not in self._persons_to_invite().commercial_partner_id:
            raise UserError(self.env._("Choose a person who has a task in this case."))
        if "request_approved_on" in case._fields and not case.request_approved_on:
            raise UserError(
                self.env._(
                    "You can invite persons once the request is approved. Until then, nobody is notified of "
                    "this case."
                )
            )
        if company in case._persons_of_request().commercial_partner_id:
            return
        asked = case.task_ids.filtered("asked_on").person_id.commercial_partner_id
        if company not in asked:
            raise UserError(self.env._("%s has no task yet. Ask first, then invite.", company.name))
        self._require_supervisor()

    def _persons_to_invite(self):
        """Return the persons for whom contacts may be invited, as the form offers them (as superuser)."""
        return self._persons_concerned() | self.sudo()._persons_of_request()

    def _persons_of_request(self):
        """Return the persons whom the request names that another person has approved."""
        return self._task_persons()
