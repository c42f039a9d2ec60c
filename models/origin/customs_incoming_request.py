from odoo import api, fields, models
from odoo.tools import SQL


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
    clocks = fields.Json(compute="_compute_clocks")
    goods = fields.Json(compute="_compute_goods")
    team = fields.Json(compute="_compute_team")

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
        """Return both kinds of case in one table, only sent ones; ids are case id * 2 + kind."""
        return SQL(
            """
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
             WHERE request_sent_on IS NOT NULL AND exporting_authority_id IS NOT NULL
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
                        WHEN visit_started_on IS NOT NULL THEN 'under_way'
                        WHEN state = 'consented' THEN 'consented'
                        WHEN request_acknowledged_on IS NOT NULL THEN 'acknowledged'
                        ELSE 'new' END
              FROM customs_verification_visit
             WHERE request_sent_on IS NOT NULL AND exporting_authority_id IS NOT NULL
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

    def _waiting_deadlines(self):
        """Return (model, id) -> last day for the answer, while it is awaited."""
        rows = (
            self.env["customs.deadline"]
            .sudo()
            .search(
                [
                    ("is_open", "=", True),
                    ("rule_id.done_fact", "in", ("answer_received_on", "result_received_on")),
                    "|",
                    "&",
                    ("res_model", "=", "customs.verification.visit"),
                    ("res_id", "in", self.filtered(lambda row: row.kind == "visit").mapped("res_id")),
                    "&",
                    ("res_model", "=", "customs.verification.request"),
                    ("res_id", "in", self.filtered(lambda row: row.kind == "documents").mapped("res_id")),
                ]
            )
        )
        return {(row.res_model, row.res_id): row.due_on for row in rows}

    @api.depends("res_model", "res_id", "state")
    def _compute_clocks(self):
        cases = self._cases()
        keys = ("name", "article", "owed_by", "term", "words", "start_on", "due_on", "done_on", "days_left")
        shown = (*keys, "status", "status_label", "start_label")
        for window in self:
            window.clocks = [{key: step[key] for key in shown} for step in cases[window].clock_strip]

    @api.depends("res_model", "res_id")
    def _compute_goods(self):
        cases = self._cases()
        for window in self:
            case = cases[window]
            rows = case.goods_ids if window.kind == "visit" else case.proof_ids.line_ids
            window.goods = [{"hs_code": row.hs_code, "description": row.description} for row in rows]

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
                }
                for member in members
            ]
