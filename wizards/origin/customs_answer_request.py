from odoo import api, fields, models
from odoo.exceptions import UserError

ANSWERS = [("yes", "Yes"), ("no", "No"), ("not_stated", "Not stated")]


class CustomsAnswerRequest(models.TransientModel):
    """Answer a request of the other Party: consent, refuse, give the result, hand in, ask, name members.

    It types in what the methods of `customs.incoming.request` take; they check and record.
    """

    _name = "customs.answer.request"
    _description = "Answer a Request"

    request_id = fields.Many2one("customs.incoming.request", readonly=True)
    provisions = fields.Json(related="request_id.provisions")
    demands_text = fields.Text(related="request_id.demands_text")
    kind = fields.Selection(
        [
            ("consent", "Consent to the visit"),
            ("refuse", "Refuse the visit"),
            ("result", "Give the result"),
            ("material", "Submit documents"),
            ("ask", "Ask the verified person for consent"),
            ("documents", "Demand documents from the person who made out the proof"),
            ("member", "Add a team member"),
            ("remove", "Remove a team member"),
        ],
        required=True,
        readonly=True,
    )
    reference = fields.Char(string="Reference of the Document")
    dated_on = fields.Date(string="Document Date")
    note = fields.Text()
    authentic_question = fields.Char(compute="_compute_questions")
    originating_question = fields.Char(compute="_compute_questions")
    rules_met_question = fields.Char(compute="_compute_questions")
    authentic = fields.Selection(ANSWERS)
    originating = fields.Selection(ANSWERS)
    rules_met = fields.Selection(ANSWERS, string="Other Rules Met")
    subject = fields.Char(string="Description")
    is_confidential = fields.Boolean(string="Confidential")
    due_on = fields.Date(string="Last Day for the Answer")
    first_name = fields.Char()
    last_name = fields.Char(string="Surname")
    native_first_name = fields.Char()
    native_last_name = fields.Char(string="Native Surname")
    position = fields.Char()
    member = fields.Selection(selection="_selection_member", string="Member of the Team")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", bypass_search_access=True)

    @api.model
    def _selection_member(self):
        """Return the members whom the own authority named, for the request of the context."""
        request = self.env["customs.incoming.request"].browse(self.env.context.get("default_request_id"))
        if not request or not request.has_access("read"):
            return []
        return [(str(member["id"]), member["name"]) for member in request.team or () if member["own"]]

    @api.depends("request_id", "kind")
    @api.depends_context("lang")
    def _compute_questions(self):
        for wizard in self:
            questions = wizard.request_id.questions or {} if wizard.kind == "result" else {}
            for name in ("authentic", "originating", "rules_met"):
                wizard[f"{name}_question"] = questions.get(name, "")

    def action_apply(self):
        """Do what was chosen, as the user.

        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        if not self.request_id:
            raise UserError(self.env._("This request does not exist."))
        self._check_files()
        getattr(self, f"_apply_{self.kind}")()
        self.attachment_ids.sudo().unlink()
        return {"type": "ir.actions.act_window_close"}

    def _apply_consent(self):
        self.request_id.consent(self.reference, self.dated_on, self.note, self._files())

    def _apply_refuse(self):
        self.request_id.refuse(self.note, self.reference, self.dated_on, self._files())

    def _apply_result(self):
        answers = (self.authentic, self.originating, self.rules_met)
        self.request_id.give_result(self.reference, *answers, self.dated_on, self.note, self._files())

    def _apply_material(self):
        self.request_id.add_material(self.subject, self._files(), self.is_confidential)

    def _apply_ask(self):
        self.request_id.ask_verified_person(self.due_on)

    def _apply_documents(self):
        self.request_id.demand_documents(self.due_on)

    def _apply_member(self):
        native = (self.native_first_name, self.native_last_name)
        self.request_id.add_team_member(self.first_name, self.last_name, self.position, *native)

    def _apply_remove(self):
        self.request_id.remove_team_member(int(self.member or 0))

    def _check_files(self):
        """Refuse files that belong to something: they are gone from here with whatever is done."""
        files = self.attachment_ids.sudo()
        if any(file.create_uid != self.env.user or not file._is_unbound() for file in files):
            raise UserError(
                self.env._(
                    "You can only use files that you uploaded here. The other files already belong to "
                    "something else."
                )
            )

    def _files(self):
        """Return name and bytes of the files that the user uploaded here."""
        files = self.attachment_ids.sudo().with_context(bin_size=False)
        return [(file.name, file.raw) for file in files]
