from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...reports.letter_data import reminder_pdf
from ...reports.register_data import register
from ...tools.fact_spec import FactSpec

ARTICLE = "Annex 3, Art. 16"


class CustomsVerificationVisit(models.Model):
    """A verification visit: the case from the written request to the approved report in English (RS16)."""

    _name = "customs.verification.visit"
    _description = "Verification Visit"
    _inherit = ["customs.request.mixin"]
    _order = "id desc"
    _sequence_code = "customs.verification.visit"

    # The request (RS16.1, RS16.4)
    verification_request_id = fields.Many2one(
        "customs.verification.request",
        string="Follows Documentary Verification",
        index=True,
        tracking=True,
        ondelete="restrict",
        domain="[('importing_authority_id', '=', importing_authority_id)]",
        help="A visit is possible only when the result of this verification did not satisfy (RS16.1).",
    )
    dissatisfaction = fields.Text(
        string="Why Its Result Did Not Satisfy", help="And what makes the circumstances exceptional (RS16.1)."
    )
    study_documents = fields.Boolean(default=True)
    inspect_premises = fields.Boolean(string="Inspect Premises of Production", default=True)
    verified_person_id = fields.Many2one("res.partner", index=True, tracking=True, ondelete="restrict")
    verified_role = fields.Selection(
        [("exporter", "Exporter"), ("producer", "Producer"), ("both", "Exporter and producer")],
        default="both",
    )
    second_person_id = fields.Many2one(
        "res.partner",
        string="Second Verified Person",
        index="btree_not_null",
        ondelete="restrict",
        help="The producer, when the verified person is the exporter only, or the other way round.",
    )
    goods_ids = fields.One2many("customs.visit.goods", "visit_id", copy=True)
    goods_count = fields.Integer(compute="_compute_goods_count")
    preliminary_body_ids = fields.Many2many(
        "customs.authority",
        "customs_visit_preliminary_body_rel",
        string="Competent Bodies Taking Part",
        help="Preliminary, as the request names them (RS16.4.4).",
    )
    other_reasons = fields.Text(help="Other reasons that the request gives (RS16.4.5).")
    no_other_reasons = fields.Boolean(string="There Are No Other Reasons")
    planned_from = fields.Date(string="Planned from", tracking=True)
    planned_to = fields.Date(string="Planned to", tracking=True)
    visit_from = fields.Date(string="Visit from", compute="_compute_visit_days", store=True)
    visit_to = fields.Date(string="Visit to", compute="_compute_visit_days", store=True)
    # Facts
    person_informed_on = fields.Date(
        string="Verified person told what a refusal means", readonly=True, copy=False, help="RS16.5b"
    )
    person_consent_on = fields.Date(string="Verified person consented", readonly=True, copy=False)
    person_refusal_on = fields.Date(string="Verified person refused", readonly=True, copy=False)
    consent_received_on = fields.Date(string="Written consent received", readonly=True, copy=False)
    consent_reference = fields.Char(string="Reference of the consent", readonly=True, copy=False)
    consent_dated_on = fields.Date(string="Date of the consent", readonly=True, copy=False)
    refusal_received_on = fields.Date(string="Refusal received", readonly=True, copy=False)
    answer_received_on = fields.Date(
        string="Answer received",
        compute="_compute_answer_received_on",
        store=True,
        help="Consent or refusal (RS16.5a).",
    )
    no_answer_on = fields.Date(string="Absence of an answer established", readonly=True, copy=False)
    visit_started_on = fields.Date(string="Visit begun", readonly=True, copy=False)
    visit_ended_on = fields.Date(string="Visit ended", readonly=True, copy=False)
    report_approved_on = fields.Date(string="Report approved", readonly=True, copy=False)
    report_sent_on = fields.Date(string="Report sent to the verified person", readonly=True, copy=False)
    # The visit and its report
    member_ids = fields.One2many("customs.inspection.member", "visit_id", string="Inspection Team", copy=True)
    premises_ids = fields.One2many("customs.visit.premises", "visit_id")
    obstruction_ids = fields.One2many("customs.visit.obstruction", "visit_id")
    cost_ids = fields.One2many("customs.inspection.cost", "visit_id", string="Costs")
    cost_currency_id = fields.Many2one("res.currency", compute="_compute_cost_total")
    cost_total = fields.Monetary(
        string="Costs in All",
        currency_field="cost_currency_id",
        compute="_compute_cost_total",
        help="RS16.13",
    )
    report_ids = fields.One2many("customs.verification.report", "visit_id", string="Reports")
    report_id = fields.Many2one("customs.verification.report", compute="_compute_report", store=True)
    report_state = fields.Selection(related="report_id.state", string="State of the Report")
    conclusion = fields.Selection(related="report_id.conclusion", store=True, string="Conclusion")
    note = fields.Html(string="Internal Notes")
    # What the content list asks for
    follows_unsatisfactory_result = fields.Boolean(compute="_compute_request_content")
    has_goods_and_doubts = fields.Boolean(compute="_compute_request_content")
    other_reasons_stated = fields.Boolean(compute="_compute_request_content")
    state = fields.Selection(
        [
            ("draft", "Draft request"),
            ("approved", "Request approved"),
            ("requested", "Awaiting consent"),
            ("consented", "Consent received"),
            ("visiting", "Visit under way"),
            ("visited", "Report due"),
            ("reported", "Report approved"),
            ("done", "Report sent"),
            ("refused", "Visit refused"),
            ("no_answer", "No answer"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        group_expand="_group_expand_state",
    )

    _state_idx = models.Index("(importing_authority_id, state, id DESC)")
    # Open visits: what the kanban and the search panel count, answered from the index alone.
    _open_idx = models.Index("(importing_authority_id, state, officer_id, id) WHERE closed_on IS NULL")
    # What customs.incoming.request reads: by its id (unique and without a condition, or PostgreSQL expects
    # one row of two hundred for each id and reads them all); those of an authority in the order of its list,
    # all of them, and the open ones with what its counter reads.
    _window_idx = models.UniqueIndex("((id * 2 + 1))")
    _asked_idx = models.Index(
        "(exporting_authority_id, request_sent_on DESC, (id * 2 + 1) DESC) WHERE request_sent_on IS NOT NULL"
    )
    _asked_open_idx = models.Index(
        "(exporting_authority_id, request_sent_on DESC, (id * 2 + 1) DESC) INCLUDE (answer_received_on)"
        " WHERE request_sent_on IS NOT NULL AND closed_on IS NULL"
    )

    # Facts and state

    @api.model
    def _fact_specs(self):
        answer = ("consent_received_on", "refusal_received_on")
        return {
            "request_approved_on": FactSpec(
                article=f"{ARTICLE}(4)", gate="_missing_for_request", supervisor=True, internal=True
            ),
            "request_sent_on": FactSpec(
                article=f"{ARTICLE}(3)",
                after=("request_approved_on",),
                without=("withdrawn_on",),
                letter="request",
            ),
            "request_acknowledged_on": FactSpec(
                article=f"{ARTICLE}(3)", after=("request_sent_on",), received="acknowledgement"
            ),
            "person_informed_on": FactSpec(
                article=f"{ARTICLE}(5)", after=("request_sent_on",), without=("withdrawn_on", "no_answer_on")
            ),
            "person_consent_on": FactSpec(
                article=f"{ARTICLE}(5)",
                after=("person_informed_on",),
                without=("person_refusal_on", "withdrawn_on"),
            ),
            "person_refusal_on": FactSpec(
                article=f"{ARTICLE}(5)",
                after=("person_informed_on",),
                without=("person_consent_on", "consent_received_on", "withdrawn_on"),
            ),
            "consent_received_on": FactSpec(
                article=f"{ARTICLE}(5)",
                after=("request_sent_on",),
                # The exporting Party consents with the verified person's consent, not against it.
                without=("refusal_received_on", "person_refusal_on", "no_answer_on", "withdrawn_on"),
                reference_field="consent_reference",
                dated_field="consent_dated_on",
                received="consent",
            ),
            "refusal_received_on": FactSpec(
                article=f"{ARTICLE}(6)",
                after=("request_sent_on",),
                without=("consent_received_on", "no_answer_on", "withdrawn_on"),
                received="refusal",
            ),
            "no_answer_on": FactSpec(
                article=f"{ARTICLE}(6)",
                after=("request_sent_on",),
                without=(*answer, "withdrawn_on"),
                gate="_missing_for_no_answer",
                lapse_of="answer_received_on",
                supervisor=True,
            ),
            "visit_started_on": FactSpec(
                article=f"{ARTICLE}(7)",
                after=("consent_received_on",),
                without=("withdrawn_on",),
                gate="_missing_for_visit",
            ),
            "visit_ended_on": FactSpec(
                article=f"{ARTICLE}(7)", after=("visit_started_on",), without=("withdrawn_on",)
            ),
            "report_approved_on": FactSpec(
                article=f"{ARTICLE}(10)", after=("visit_ended_on",), without=("withdrawn_on",), internal=True
            ),
            "report_sent_on": FactSpec(
                article=f"{ARTICLE}(11)", after=("report_approved_on",), letter="report"
            ),
            "withdrawn_on": FactSpec(
                article=f"{ARTICLE}(3)",
                after=("request_sent_on",),
                without=("report_approved_on", "refusal_received_on", "no_answer_on"),
                supervisor=True,
            ),
        }

    def _closing_facts(self):
        return ("refusal_received_on", "no_answer_on", "report_sent_on", "withdrawn_on")

    def _request_content(self):
        # The goods guard themselves: what the visit finds of them is written after the request.
        return super()._request_content() | {
            "verification_request_id",
            "dissatisfaction",
            "study_documents",
            "inspect_premises",
            "verified_person_id",
            "verified_role",
            "second_person_id",
            "preliminary_body_ids",
            "other_reasons",
            "no_other_reasons",
        }

    @api.model
    def _gate_fields(self):
        return super()._gate_fields() | {"goods_ids", "member_ids.side", "report_id.missing_items"}

    @api.depends("refusal_received_on", "no_answer_on", "report_sent_on", "withdrawn_on")
    def _compute_closed_on(self):
        super()._compute_closed_on()

    @api.depends("consent_received_on", "refusal_received_on")
    def _compute_answer_received_on(self):
        for visit in self:
            visit.answer_received_on = visit.consent_received_on or visit.refusal_received_on

    @api.depends(
        "request_approved_on",
        "request_sent_on",
        "consent_received_on",
        "refusal_received_on",
        "no_answer_on",
        "visit_started_on",
        "visit_ended_on",
        "report_approved_on",
        "report_sent_on",
        "withdrawn_on",
    )
    def _compute_state(self):
        # The last fact in the order of the law says where the case stands.
        steps = (
            ("withdrawn_on", "withdrawn"),
            ("report_sent_on", "done"),
            ("report_approved_on", "reported"),
            ("visit_ended_on", "visited"),
            ("visit_started_on", "visiting"),
            ("refusal_received_on", "refused"),
            ("no_answer_on", "no_answer"),
            ("consent_received_on", "consented"),
            ("request_sent_on", "requested"),
            ("request_approved_on", "approved"),
        )
        for visit in self:
            visit.state = next((state for fact, state in steps if visit[fact]), "draft")

    @api.model
    def _group_expand_state(self, states, domain):
        """Show every step of the way in the kanban, the ends only where a case stands in them."""
        ends = {"refused", "no_answer", "withdrawn"}
        return [key for key, _label in self._fields["state"].selection if key not in ends or key in states]

    # Other computed fields

    @api.depends("goods_ids")
    def _compute_goods_count(self):
        counts = dict(
            self.env["customs.visit.goods"]._read_group(
                [("visit_id", "in", self.ids)], ["visit_id"], ["__count"]
            )
        )
        for visit in self:
            visit.goods_count = counts.get(visit._origin, 0)

    @api.depends("planned_from", "planned_to", "visit_started_on", "visit_ended_on")
    def _compute_visit_days(self):
        for visit in self:
            visit.visit_from = visit.visit_started_on or visit.planned_from
            visit.visit_to = visit.visit_ended_on or max(
                filter(None, (visit.planned_to, visit.visit_from)), default=False
            )

    @api.depends("report_ids.superseded")
    def _compute_report(self):
        for visit in self:
            visit.report_id = visit.report_ids.filtered(lambda report: not report.superseded).sorted(
                "version"
            )[-1:]

    @api.depends("cost_ids.amount", "cost_ids.currency_id", "cost_ids.spent_on")
    @api.depends_context("company")
    def _compute_cost_total(self):
        currency = self.env.company.currency_id
        for visit in self:
            visit.cost_currency_id = currency
            visit.cost_total = sum(
                cost.currency_id._convert(
                    cost.amount, currency, self.env.company, cost.spent_on or visit._today()
                )
                for cost in visit.cost_ids
            )

    @api.depends(
        "verification_request_id.result_received_on",
        "verification_request_id.next_due_on",
        "goods_ids.description",
        "doubts",
        "other_reasons",
        "no_other_reasons",
    )
    def _compute_request_content(self):
        for visit in self:
            request = visit.verification_request_id
            visit.follows_unsatisfactory_result = bool(request) and request._did_not_satisfy()
            visit.has_goods_and_doubts = bool(visit.goods_ids) and bool((visit.doubts or "").strip())
            visit.other_reasons_stated = visit.no_other_reasons or bool((visit.other_reasons or "").strip())

    def _verified_persons(self):
        """Return the verified persons: exporter and/or producer (RS16.2)."""
        return self.verified_person_id | self.second_person_id

    # Constraints

    @api.constrains("planned_from", "planned_to")
    def _check_planned(self):
        for visit in self:
            if visit.planned_from and visit.planned_to and visit.planned_to < visit.planned_from:
                raise ValidationError(self.env._("The visit cannot end before it begins."))

    @api.constrains(
        "verification_request_id", "importing_authority_id", "exporting_authority_id", "procedure_id"
    )
    def _check_verification_request(self):
        for visit in self:
            request = visit.verification_request_id.sudo()
            if not request:
                continue
            if request.importing_authority_id != visit.importing_authority_id:
                raise ValidationError(
                    self.env._("The documentary verification belongs to another authority than the visit.")
                )
            if request.agreement_id != visit.agreement_id:
                raise ValidationError(
                    self.env._("%s ran under another agreement than the visit.", request.display_name)
                )
            asked, host = request.exporting_authority_id.country_id, visit.exporting_authority_id.country_id
            if asked and host and asked != host:
                raise ValidationError(
                    self.env._("%s was asked of another Party than the visit is.", request.display_name)
                )

    @api.constrains("verified_person_id", "verified_role", "second_person_id")
    def _check_verified_persons(self):
        for visit in self:
            if visit.second_person_id and visit.second_person_id == visit.verified_person_id:
                raise ValidationError(self.env._("The second verified person is the same as the first."))
            if visit.second_person_id and visit.verified_role == "both":
                raise ValidationError(
                    self.env._(
                        "%s is both exporter and producer, so there is no second verified person.",
                        visit.verified_person_id.display_name,
                    )
                )

    # Gates

    def _missing_for_request(self):
        """Return what RS16.1 and RS16.4 ask of the request and it lacks."""
        missing = super()._missing_for_request()
        if not (self.study_documents or self.inspect_premises):
            missing.append(
                self.env._(
                    "The purpose: study of documents, inspection of premises, or both (%s)", f"{ARTICLE}(1)"
                )
            )
        return missing

    def _missing_for_no_answer(self):
        """The absence of an answer is established only after its time has passed (RS16.6)."""
        waiting = self.sudo().deadline_ids.filtered(
            lambda row: row.rule_id.done_fact == "answer_received_on" and row.is_open and not row.is_late
        )
        return [
            self.env._(
                "The time to answer runs until %(day)s (%(article)s)", day=row.due_on, article=row.article
            )
            for row in waiting
        ]

    def _missing_for_visit(self):
        """The team is of officials of both Parties before the visit starts (RS16.2)."""
        missing = []
        if not self.member_ids.filtered(lambda member: member.side == "importing"):
            missing.append(
                self.env._("A member of the inspection team from the importing Party (%s)", f"{ARTICLE}(2)")
            )
        if not self.member_ids.filtered(lambda member: member.side == "exporting"):
            missing.append(
                self.env._("A member of the inspection team from the exporting Party (%s)", f"{ARTICLE}(2)")
            )
        return missing

    def _pdf_reminder(self):
        """Return the PDF of the reminder of the answer that is due."""
        self.ensure_one()
        if not self.request_sent_on:
            raise UserError(
                self.env._(
                    "%s: the request was not sent, so there is nothing to remind of.", self.display_name
                )
            )
        return reminder_pdf(self)

    def _pdf_report(self):
        """Return the PDF of the current report: the stored one once approved, a draft before."""
        self.ensure_one()
        if not self.report_id:
            raise UserError(self.env._("%s has no report yet.", self.display_name))
        return self.report_id._pdf_report()

    def _xlsx_register(self):
        """Return the XLSX of these visits and their deadlines; of all readable ones when none is chosen."""
        visits = self or self.search([])  # pylint: disable=no-search-all  # the whole register is asked for
        deadlines = self.env["customs.deadline"].search(
            [("res_model", "=", self._name), ("res_id", "in", visits.ids), ("start_on", "!=", False)]
        )
        return register(self.env, deadlines, visits)

    def _on_obstruction(self, obstruction):
        """Hook: somebody obstructed the visit; rooms that know decisions propose one (RS16.8b)."""

    def _on_no_obstruction(self):
        """Hook: what was recorded of an obstruction is taken back before the report."""

    def _on_report_approved(self, report):
        """Hook: the report was approved; rooms that know decisions propose one when goods do not comply."""

    def _fact_button(self, fact):
        if fact == "report_approved_on":
            return "action_open_report", self.env._("Open Report")
        return super()._fact_button(fact)

    def _fact_notice(self, fact):
        notice = super()._fact_notice(fact)
        if fact == "person_informed_on":
            notice.append(
                self.env._(
                    "The exporting Party told the verified person that a refusal of the visit is a "
                    "ground for refusing "
                    "preference (%s).",
                    f"{ARTICLE}(5)",
                )
            )
        if fact in ("refusal_received_on", "no_answer_on"):
            notice.append(
                self.env._(
                    "Preference is refused for the goods already imported that the request named (%s): a "
                    "decision is "
                    "proposed to the supervisor.",
                    f"{ARTICLE}(6)",
                )
            )
        return notice

    def _next_step(self, fact):
        step = super()._next_step(fact)
        if fact == "report_approved_on":
            step["missing"] = (
                self.report_id._missing() if self.report_id else [self.env._("The report is not begun.")]
            )
        return step

    def _internal_fact_message(self, fact):
        if fact == "report_approved_on":
            return self.env._("The report is approved on the report itself, with the button 'Approve'.")
        return super()._internal_fact_message(fact)

    def _after_facts(self, facts):
        super()._after_facts(facts)
        if facts.get("report_approved_on") is False:
            for visit in self:
                visit.report_id._supersede()

    # Actions

    def action_open_verification_request(self):
        """Open the documentary verification that the visit follows."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customs.verification.request",
            "res_id": self.verification_request_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_goods(self):
        """Open the goods of the visit."""
        self.ensure_one()
        return self._action_of(
            "customs.visit.goods",
            self.env._("Goods of %s", self.display_name),
            [("visit_id", "=", self.id)],
            {"create": False},
        )

    @api.model
    def _action_of(self, model, name, domain, context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": context,
        }

    def action_open_report(self):
        """Open the report of the visit; write its first draft when there is none."""
        self.ensure_one()
        self.check_access("read" if self.report_id else "write")
        if not self.visit_started_on:
            raise UserError(self.env._("The report is written once the visit has begun."))
        report = self.report_id or self.env["customs.verification.report"].create({"visit_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "customs.verification.report",
            "res_id": report.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_send_report(self):
        """Open the mail to the verified person with the approved report attached (RS16.11)."""
        self.ensure_one()
        self.check_access("write")
        if not self.report_approved_on:
            raise UserError(self.env._("The report is not approved yet."))
        template = self.env.ref("customs_verification.mail_template_report")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Report to the Verified Person"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
            },
        }

    def action_add_proof_goods(self):
        """Take the goods of the documentary verification's proofs as the object of the visit (RS16.4.3)."""
        self.check_access("write")
        for visit in self:
            visit._refuse_change_of_approved(["goods_ids"])
            known = visit.goods_ids.proof_line_id
            lines = visit.verification_request_id.proof_ids.line_ids - known
            visit.goods_ids = [
                fields.Command.create(self.env["customs.visit.goods"]._from_proof_line(line))
                for line in lines
            ]
        return True
