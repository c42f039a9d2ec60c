from odoo import api, fields, models
from odoo.tools import SQL

from .customs_verification_visit import ARTICLE

# What both Parties know of a case: a clock that counts from or to anything else stays with who runs the case.
SHARED_FACTS = frozenset(
    {
        "request_sent_on",
        "request_acknowledged_on",
        "person_informed_on",
        "person_consent_on",
        "person_refusal_on",
        "consent_received_on",
        "refusal_received_on",
        "answer_received_on",
        "result_received_on",
        "visit_started_on",
        "visit_ended_on",
        "report_sent_on",
        "withdrawn_on",
    }
)
SHOWN_OF_CLOCKS = (
    "code",
    "name",
    "article",
    "owed_by",
    "term",
    "unit",
    "words",
    "start_label",
    "start_on",
    "due_on",
    "done_on",
    "days_left",
    "status",
    "status_label",
    "extended",
    "lapse",
    "verified",
)


class CustomsIncomingRequest(models.Model):
    """A request of the other Party, as the authority sees it that was asked, once it was sent (RS15, RS16).

    A window on the case, not the case: it holds what the letter says and what both Parties know, and nothing
    of notes, internal doubts, risk remarks, officers or drafts. What it does not hold, nobody can read
    through it. Its users answer through its methods, as themselves.
    """

    _name = "customs.incoming.request"
    _description = "Request of the Other Party"
    _auto = False
    _order = "request_sent_on desc, id desc"

    name = fields.Char(string="Reference", readonly=True)
    kind = fields.Selection(
        [("documents", "Documentary verification"), ("visit", "Verification visit")], readonly=True
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True)
    importing_authority_id = fields.Many2one("customs.authority", string="From", readonly=True)
    exporting_authority_id = fields.Many2one("customs.authority", string="To", readonly=True)
    verified_person_id = fields.Many2one("res.partner", readonly=True)
    request_sent_on = fields.Date(string="Sent", readonly=True)
    request_acknowledged_on = fields.Date(string="Receipt confirmed", readonly=True)
    person_informed_on = fields.Date(string="Verified person told what a refusal means", readonly=True)
    person_consent_on = fields.Date(string="Verified person consented", readonly=True)
    person_refusal_on = fields.Date(string="Verified person refused", readonly=True)
    answered_on = fields.Date(readonly=True)
    visit_started_on = fields.Date(string="Visit begun", readonly=True)
    visit_ended_on = fields.Date(string="Visit ended", readonly=True)
    closed_on = fields.Date(readonly=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("acknowledged", "Receipt confirmed"),
            ("consented", "Consented"),
            ("refused", "Refused"),
            ("answered", "Answered"),
            ("under_way", "Visit under way"),
            ("visited", "Visit ended"),
            ("closed", "Closed"),
            ("withdrawn", "Withdrawn"),
        ],
        readonly=True,
    )
    # What the person who answers reads beside it, taken from the case for the pages of this model alone.
    authority_name = fields.Char(related="importing_authority_id.name", string="Asked by")
    person_name = fields.Char(related="verified_person_id.name", string="Verified Person's Name")
    citation = fields.Char(compute="_compute_shared", string="Agreement")
    article = fields.Char(compute="_compute_shared")
    answer_due_on = fields.Date(string="Answer until", compute="_compute_shared")
    days_left = fields.Integer(compute="_compute_shared", help="Calendar days left for the answer.")
    is_late = fields.Boolean(compute="_compute_shared", string="Late")
    assistance = fields.Char(compute="_compute_assistance", help="RS16.8a")
    reasons = fields.Text(compute="_compute_asked", string="Why It Is Asked")
    asked = fields.Text(compute="_compute_asked", string="What Is Asked")
    clocks = fields.Json(compute="_compute_clocks")
    persons = fields.Json(compute="_compute_persons")
    goods = fields.Json(compute="_compute_goods")
    team = fields.Json(compute="_compute_team")
    # The same as text, for the form of the web client.
    persons_text = fields.Text(string="Persons in Words", compute="_compute_texts")
    goods_text = fields.Text(string="Goods in Words", compute="_compute_texts")
    team_text = fields.Text(string="Team in Words", compute="_compute_texts")
    document_ids = fields.Many2many(
        "customs.document", string="Documents", compute="_compute_documents", help="Sent to and by us."
    )

    _depends = {
        "customs.verification.request": [
            "name",
            "importing_authority_id",
            "exporting_authority_id",
            "request_sent_on",
            "request_acknowledged_on",
            "result_received_on",
            "closed_on",
            "state",
        ],
        "customs.verification.visit": [
            "name",
            "importing_authority_id",
            "exporting_authority_id",
            "verified_person_id",
            "request_sent_on",
            "request_acknowledged_on",
            "person_informed_on",
            "person_consent_on",
            "person_refusal_on",
            "answer_received_on",
            "visit_started_on",
            "visit_ended_on",
            "closed_on",
            "state",
        ],
    }

    @property
    def _table_query(self):
        """Return both kinds of case in one table, only sent ones; ids are case id * 2 + kind.

        What holds for both stands around the union: without conditions of their own PostgreSQL takes its
        parts row by row from their indexes in the order of the list, and stops after the page.
        """
        return SQL(
            """
            SELECT * FROM (
            SELECT id * 2 AS id, 'customs.verification.request' AS res_model, id AS res_id,
                   'documents' AS kind, name, importing_authority_id, exporting_authority_id,
                   NULL::integer AS verified_person_id, request_sent_on, request_acknowledged_on,
                   NULL::date AS person_informed_on, NULL::date AS person_consent_on,
                   NULL::date AS person_refusal_on, result_received_on AS answered_on,
                   NULL::date AS visit_started_on, NULL::date AS visit_ended_on, closed_on,
                   CASE WHEN state = 'withdrawn' THEN 'withdrawn'
                        WHEN state = 'answered' THEN 'answered'
                        WHEN request_acknowledged_on IS NOT NULL THEN 'acknowledged'
                        ELSE 'new' END AS state
              FROM customs_verification_request
             UNION ALL
            SELECT id * 2 + 1, 'customs.verification.visit', id,
                   'visit', name, importing_authority_id, exporting_authority_id,
                   verified_person_id, request_sent_on, request_acknowledged_on,
                   person_informed_on, person_consent_on,
                   person_refusal_on, answer_received_on,
                   visit_started_on, visit_ended_on, closed_on,
                   CASE WHEN state = 'withdrawn' THEN 'withdrawn'
                        WHEN state = 'refused' THEN 'refused'
                        WHEN closed_on IS NOT NULL THEN 'closed'
                        WHEN visit_ended_on IS NOT NULL THEN 'visited'
                        WHEN visit_started_on IS NOT NULL THEN 'under_way'
                        WHEN state = 'consented' THEN 'consented'
                        WHEN request_acknowledged_on IS NOT NULL THEN 'acknowledged'
                        ELSE 'new' END
              FROM customs_verification_visit
            ) cases WHERE request_sent_on IS NOT NULL AND exporting_authority_id IS NOT NULL
            """
        )

    def _case(self):
        """Return the case behind the window: the caller has checked who looks, and reads what both know."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def _cases(self):
        """Return window -> case as superuser, read in one query for each kind."""
        cases = {}
        for model, windows in self.grouped("res_model").items():
            records = self.env[model].sudo().browse(windows.mapped("res_id"))
            cases |= dict(zip(windows, records, strict=True))
        return cases

    @api.depends("res_model", "res_id", "state")
    def _compute_shared(self):
        cases = self._cases()
        waiting = self._waiting_deadlines()
        todays = {authority: authority._today() for authority in self.sudo().importing_authority_id}
        for window in self:
            case = cases[window]
            window.citation = case.agreement_id.citation
            window.article = case.procedure_id.article
            window.answer_due_on = waiting.get((window.res_model, window.res_id), False)
            due, today = window.answer_due_on, todays[window.sudo().importing_authority_id]
            window.days_left = (due - today).days if due else 0
            window.is_late = window.days_left < 0

    def _waiting_deadlines(self):
        """Return (model, id) -> last day for the answer, while it is awaited."""
        awaited = fields.Domain.OR(
            fields.Domain("res_model", "=", model) & fields.Domain("res_id", "in", windows.mapped("res_id"))
            for model, windows in self.grouped("res_model").items()
        )
        answers = fields.Domain("rule_id.done_fact", "in", ("answer_received_on", "result_received_on"))
        rows = (
            self.env["customs.deadline"]
            .sudo()
            .search(awaited & answers & fields.Domain("is_open", "=", True))
        )
        return {(row.res_model, row.res_id): row.due_on for row in rows}

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_assistance(self):
        for window in self:
            window.assistance = window.kind == "visit" and self.env._(
                "Both authorities and the verified person assist in the visit (%s).", f"{ARTICLE}(8)"
            )

    @api.depends("res_model", "res_id")
    def _compute_asked(self):
        cases = self._cases()
        for window in self:
            case = cases[window]
            # As the letter has it: a check at random gives no reasons.
            at_random = window.kind == "documents" and case.basis == "random"
            window.reasons = False if at_random else case.doubts
            window.asked = case.asked_data if window.kind == "documents" else False

    @api.depends("res_model", "res_id", "state")
    @api.depends_context("lang")
    def _compute_clocks(self):
        cases = self._cases()
        for window in self:
            case = cases[window]
            rows = {row.rule_id: row for row in case.deadline_ids if row.start_on}
            rules = case._clock_rules(rows).filtered(
                lambda rule: {rule.start_fact, rule.done_fact} <= SHARED_FACTS
            )
            steps = [case._clock_step(rule, rows.get(rule)) for rule in rules]
            # Who was asked extends and stops no clock: no id, no buttons.
            window.clocks = [
                {key: step[key] for key in SHOWN_OF_CLOCKS} | {"id": False, "changes": []} for step in steps
            ]

    @api.depends("res_model", "res_id", "person_informed_on", "person_consent_on", "person_refusal_on")
    @api.depends_context("lang")
    def _compute_persons(self):
        cases = self._cases()
        for window in self:
            case = cases[window]
            if window.kind == "visit":
                persons = case._verified_persons()
                asked = case.task_ids.filtered(lambda task: task.kind == "consent" and task.asked_on)
            else:
                persons, asked = case.proof_ids.exporter_id, case.task_ids.browse()
            window.persons = [self._person(person, asked) for person in persons]

    @api.model
    def _person(self, person, tasks):
        """Return what the letter says of a person, and whether its consent was asked and given (RS16.5b)."""
        asked = tasks.filtered(
            lambda task: (
                task.commercial_person_id == person.commercial_partner_id and task.state != "withdrawn"
            )
        ).sorted("id")[-1:]
        answer = asked.answer_ids.sorted("number")[-1:]
        return {
            "name": person.name,
            "native_name": person.customs_native_name or "",
            "registration_number": person.company_registry or person.vat or "",
            "address": person._customs_address(),
            "asked_on": fields.Date.to_string(asked.asked_on) or "",
            "due_on": fields.Date.to_string(asked.due_on) or "",
            "answered_on": fields.Date.to_string(answer.answered_on) or "",
            "choice": answer.choice or "",
        }

    @api.depends("res_model", "res_id")
    def _compute_goods(self):
        cases = self._cases()
        for window in self:
            case = cases[window]
            rows = case.goods_ids if window.kind == "visit" else case.proof_ids.line_ids
            window.goods = [
                {
                    "hs_code": row.hs_code or "",
                    "description": row.description or "",
                    "proof": row.proof_id.number or "",
                    "proof_on": fields.Date.to_string(row.proof_id.issued_on) or "",
                }
                for row in rows
            ]

    @api.depends("res_model", "res_id")
    def _compute_team(self):
        cases = self._cases()
        for window in self:
            members = cases[window].member_ids if window.kind == "visit" else ()
            window.team = [
                {
                    "id": member.id,
                    "name": member.display_name,
                    "native_name": " ".join(
                        filter(None, (member.native_first_name, member.native_last_name))
                    ),
                    "position": member.position,
                    "authority": member.authority_id.name,
                    "side": member.side,
                    "own": member.authority_id == window.sudo().exporting_authority_id,
                }
                for member in members
            ]

    @api.depends("persons", "goods", "team")
    def _compute_texts(self):
        def lines(rows, *names):
            return "\n".join(", ".join(filter(None, (row[name] for name in names))) for row in rows or ())

        for window in self:
            window.persons_text = lines(
                window.persons, "name", "native_name", "registration_number", "address"
            )
            window.goods_text = lines(window.goods, "hs_code", "description", "proof")
            window.team_text = lines(window.team, "name", "native_name", "position", "authority")

    @api.depends("res_model", "res_id", "state")
    def _compute_documents(self):
        # Searched as who looks: the rules of documents say which of them.
        found = self.env["customs.document"].search(
            fields.Domain.OR(
                fields.Domain("res_model", "=", model)
                & fields.Domain("res_id", "in", windows.mapped("res_id"))
                for model, windows in self.grouped("res_model").items()
            )
        )
        documents = found.grouped(lambda row: (row.res_model, row.res_id))
        for window in self:
            window.document_ids = documents.get((window.res_model, window.res_id), found.browse())
