from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...reports.origin.deadline_register_data import register
from ...reports.origin.letter_data import reminder_data
from ...tools.citing import with_article
from ...tools.dates import amount_in_words
from ...tools.fact_spec import FactSpec
from ...tools.letter_template import LetterKind
from . import letter_fields, report_fields
from .portal_request import PortalRequest
from .refusal_notice import notice_of_refusal
from .reminder_letter import Reminder
from .report_sending import ReportSending, report_addressees
from .visit_task_words import (
    not_awaited,
    note_of_asking,
    problems_of_asking_consent,
    question_of_visit,
    words_of_task,
)
from .visit_team import missing_for_visit

# What a person chooses on the portal -> its own fact, and the answer to the request if the person was asked.
ANSWERS_OF_PERSON = {
    "consent": ("person_consent_on", "consent_received_on"),
    "refuse": ("person_refusal_on", "refusal_received_on"),
}


class CustomsVerificationVisit(models.Model):
    """A verification visit: the case from the written request to the approved report in English (RS16)."""

    _name = "customs.verification.visit"
    _description = "Verification Visit"
    _inherit = ["customs.visit.days.mixin"]
    _order = "id desc"
    _sequence_code = "customs.verification.visit"
    _sealed_derived = frozenset({"state", "closed_on", "conclusion"})
    _kept_derived = frozenset({"proposed_from"})
    _followed_fields = frozenset({"agreement_id", "report_id"})
    _side_states = frozenset({"refused", "no_answer", "withdrawn"})
    _addressees_possible = frozenset({"authority", "body", "exporter"})
    _answer_fact = "answer_received_on"
    _excluded_depends = (
        *("agreement_id", "importing_authority_id"),
        *("goods_ids.hs_code", "goods_ids.description", "goods_ids.proof_line_id"),
    )

    # The request (RS16.1, RS16.4)
    verification_request_id = fields.Many2one(
        "customs.verification.request",
        string="Follows Documentary Verification",
        index=True,
        tracking=True,
        ondelete="restrict",
        domain="[('importing_authority_id', '=', importing_authority_id)]",
        help="A visit is possible only if the result of this verification was not satisfactory.",
    )
    dissatisfaction = fields.Text(
        string="Why the Result Was Not Satisfactory",
        help="Also state what makes the circumstances exceptional.",
    )
    study_documents = fields.Boolean(default=True)
    inspect_premises = fields.Boolean(string="Inspect Production Premises", default=True)
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
        help=(
            "The producer if the verified person is only the exporter, or the exporter if it is only "
            "the producer."
        ),
    )
    goods_ids = fields.One2many("customs.visit.goods", "visit_id", copy=True)
    goods_count = fields.Integer(compute="_compute_goods_count")
    preliminary_body_ids = fields.Many2many(
        "customs.authority",
        "customs_visit_preliminary_body_rel",
        string="Participating Competent Bodies",
        help="Preliminary list, as stated in the request.",
    )
    other_reasons = fields.Text(help="Other reasons stated in the request.")
    no_other_reasons = fields.Boolean()
    location = fields.Text(
        string="Location of the Visit", help="As the request names it, for example the address of the plant."
    )
    # Facts
    person_informed_on = fields.Date(
        string="Verified person informed of the consequence of a refusal",
        readonly=True,
        copy=False,
        help="The day on which the verified person was informed of the consequence of a refusal.",
    )
    person_consent_on = fields.Date(string="Verified person consented", readonly=True, copy=False)
    person_refusal_on = fields.Date(string="Verified person refused", readonly=True, copy=False)
    consent_received_on = fields.Date(string="Written consent received", readonly=True, copy=False)
    consent_reference = fields.Char(string="Reference of the consent", readonly=True, copy=False)
    consent_dated_on = fields.Date(string="Consent sent, as dated", readonly=True, copy=False)
    refusal_received_on = fields.Date(string="Refusal received", readonly=True, copy=False)
    refusal_reference = fields.Char(string="Reference of the refusal", readonly=True, copy=False)
    refusal_dated_on = fields.Date(string="Refusal sent, as dated", readonly=True, copy=False)
    answer_received_on = fields.Date(
        string="Answer received",
        compute="_compute_answer_received_on",
        store=True,
        help="Consent or refusal.",
    )
    answer_sent_on = fields.Date(
        string="Answer sent, as dated",
        compute="_compute_answer_sent_on",
        store=True,
        help="The date of the consent or refusal: the day on which it was sent.",
    )
    no_answer_on = fields.Date(string="No answer established", readonly=True, copy=False)
    visit_started_on = fields.Date(string="Visit started", readonly=True, copy=False)
    visit_ended_on = fields.Date(string="Visit ended", readonly=True, copy=False)
    report_approved_on = fields.Date(string="Report approved", readonly=True, copy=False)
    report_sent_on = fields.Date(string="Report sent to the verified person", readonly=True, copy=False)
    # The visit and its report
    member_ids = fields.One2many("customs.inspection.member", "visit_id", string="Inspection Team", copy=True)
    team_rule = fields.Selection(related="procedure_id.team", string="Who Is in the Team")
    costs_rule = fields.Selection(related="procedure_id.costs", string="Who Bears the Costs")
    premises_ids = fields.One2many("customs.visit.premises", "visit_id")
    obstruction_ids = fields.One2many("customs.visit.obstruction", "visit_id")
    cost_ids = fields.One2many("customs.inspection.cost", "visit_id", string="Costs")
    cost_total = fields.Char(
        string="Total Costs",
        compute="_compute_cost_total",
        help="Costs that the importing Party bears, for each currency.",
    )
    report_ids = fields.One2many("customs.verification.report", "visit_id", string="Reports")
    report_id = fields.Many2one("customs.verification.report", compute="_compute_report", store=True)
    report_state = fields.Selection(related="report_id.state", string="State of the Report")
    conclusion = fields.Selection(related="report_id.conclusion", store=True, string="Conclusion")
    note = fields.Html(string="Internal Notes")
    # What the content list asks for
    has_proof_copies = fields.Boolean(
        compute="_compute_has_proof_copies", help="A copy of each proof of its goods is attached."
    )
    follows_unsatisfactory_result = fields.Boolean(compute="_compute_request_content")
    has_goods_and_doubts = fields.Boolean(compute="_compute_request_content")
    other_reasons_stated = fields.Boolean(compute="_compute_request_content")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Request approved"),
            ("requested", "Awaiting consent"),
            ("consented", "Consent received"),
            ("visiting", "Visit under way"),
            ("visited", "Report due"),
            ("reported", "Report approved"),
            ("done", "Report sent"),
            ("determined", "Determination issued"),
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
    def _letter_kinds(self):
        return {
            "request": LetterKind(self.env._("Request"), letter_fields.of_visit(self.env)),
            "reminder": LetterKind(self.env._("Reminder"), letter_fields.of_reminder(self.env)),
            "report": LetterKind(self.env._("Report"), report_fields.of_report(self.env), is_report=True),
        }

    @api.model
    def _fact_specs(self):
        answer = ("consent_received_on", "refusal_received_on")
        return {
            **super()._fact_specs(),
            "person_informed_on": FactSpec(
                after=("request_sent_on",), without=("withdrawn_on", "no_answer_on")
            ),
            "person_consent_on": FactSpec(
                after=("person_informed_on",), without=("person_refusal_on", "withdrawn_on")
            ),
            "person_refusal_on": FactSpec(
                after=("person_informed_on",),
                without=("person_consent_on", "consent_received_on", "withdrawn_on"),
            ),
            "consent_received_on": FactSpec(
                reference_field="consent_reference",
                dated_field="consent_dated_on",
                received="consent",
                after=("request_sent_on",),
                # The exporting Party consents with the verified person's consent, not against it.
                without=("refusal_received_on", "person_refusal_on", "no_answer_on", "withdrawn_on"),
                state="consented",
            ),
            "no_answer_on": FactSpec(
                gate="_missing_for_no_answer",
                after=("request_sent_on",),
                without=(*answer, "withdrawn_on"),
                lapse_of="answer_received_on",
                supervisor=True,
                state="no_answer",
                closes=True,
            ),
            "refusal_received_on": FactSpec(
                reference_field="refusal_reference",
                number_optional=True,
                dated_field="refusal_dated_on",
                received="refusal",
                after=("request_sent_on",),
                without=("consent_received_on", "no_answer_on", "withdrawn_on"),
                state="refused",
                closes=True,
            ),
            "visit_started_on": FactSpec(
                gate="_missing_for_visit",
                after=("consent_received_on",),
                without=("withdrawn_on",),
                state="visiting",
            ),
            "visit_ended_on": FactSpec(
                needs=("visit_started_on",), without=("withdrawn_on",), state="visited"
            ),
            "report_approved_on": FactSpec(
                internal=True,
                after=("visit_ended_on",),
                without=("withdrawn_on",),
                state="reported",
            ),
            "report_sent_on": FactSpec(
                needs=("report_approved_on",), letter="report", state="done", closes=True
            ),
            **self._specs_of_determination(),
            "withdrawn_on": FactSpec(
                after=("request_sent_on",),
                without=("report_approved_on", "refusal_received_on", "no_answer_on"),
                supervisor=True,
                state="withdrawn",
                closes=True,
                undoes=True,
            ),
        }

    def _requested_proofs(self):
        return self.goods_ids.proof_id

    def _asked_persons(self):
        self.ensure_one()
        return self._verified_persons() if self.addressee_kind == "exporter" else super()._asked_persons()

    def _named_persons(self):
        return self._verified_persons()

    def _problems_of_authority(self):
        """A visit is requested of the authority of the country where the verified person is (RS16.3)."""
        authority = self.exporting_authority_id
        return super()._problems_of_authority() + [
            self.env._(
                "%(authority)s is not of the country of %(person)s, so it is not asked for a visit there",
                authority=authority.display_name,
                person=person.display_name,
            )
            for person in self._verified_persons()
            if not self._answers_for(authority, person.country_id)
        ]

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
            "location",
        }

    @api.model
    def _gate_fields(self):
        return super()._gate_fields() | {
            "goods_ids.proof_line_id",
            "member_ids.side",
            "report_id.missing_items",
        }

    @api.depends("request_sent_on", "verification_request_id.first_action_on")
    def _compute_first_action_on(self):
        """A visit continues the documentary verification that it follows, once its own request is sent."""
        for visit in self:
            before = visit.sudo().verification_request_id.first_action_on
            sent_on = visit.request_sent_on
            visit.first_action_on = min(before or sent_on, sent_on) if sent_on else False

    @api.depends("consent_received_on", "refusal_received_on")
    def _compute_answer_received_on(self):
        for visit in self:
            visit.answer_received_on = visit.consent_received_on or visit.refusal_received_on

    @api.depends("consent_received_on", "consent_dated_on", "refusal_dated_on")
    def _compute_answer_sent_on(self):
        for visit in self:
            dated = visit.consent_dated_on if visit.consent_received_on else visit.refusal_dated_on
            visit.answer_sent_on = dated

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

    @api.depends("goods_ids.proof_id.file")
    def _compute_has_proof_copies(self):
        for visit in self:
            proofs = visit._requested_proofs().with_context(bin_size=True)
            visit.has_proof_copies = bool(proofs) and proofs == proofs.filtered("file")

    def _consent_given_by(self):
        """Return who consented to the visit: the persons, if they were asked, or else the authority."""
        return ", ".join(self._asked_persons().mapped("name")) or self.exporting_authority_id.name or ""

    @api.depends("report_ids.superseded")
    def _compute_report(self):
        for visit in self:
            visit.report_id = visit.report_ids.filtered(lambda report: not report.superseded).sorted(
                "version"
            )[-1:]

    @api.depends("cost_ids.amount", "cost_ids.currency_id")
    @api.depends_context("lang")
    def _compute_cost_total(self):
        for visit in self:
            by_currency = visit.cost_ids.grouped("currency_id")
            visit.cost_total = " + ".join(
                amount_in_words(
                    sum(costs.mapped("amount")), currency.name, self.env.lang, currency.decimal_places
                )
                for currency, costs in sorted(by_currency.items(), key=lambda pair: pair[0].name or "")
                if currency
            )

    @api.depends(
        "verification_request_id.result_received_on",
        "verification_request_id.next_due_on",
        "procedure_id.visit_after",
        "goods_ids.description",
        "doubts",
        "other_reasons",
        "no_other_reasons",
    )
    def _compute_request_content(self):
        for visit in self:
            request = visit.verification_request_id
            visit.follows_unsatisfactory_result = visit.procedure_id.visit_after == "nothing" or (
                bool(request) and request._allows_visit(visit.procedure_id)
            )
            visit.has_goods_and_doubts = bool(visit.goods_ids) and bool((visit.doubts or "").strip())
            visit.other_reasons_stated = visit.no_other_reasons or bool((visit.other_reasons or "").strip())

    def _verified_persons(self):
        """Return the verified persons: exporter and/or producer (RS16.2)."""
        return self.verified_person_id | self.second_person_id

    # Constraints

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
                    self.env._(
                        "The documentary verification belongs to a different authority from the visit."
                    )
                )
            if request.agreement_id != visit.agreement_id:
                raise ValidationError(
                    self.env._("%s belongs to a different agreement from the visit.", request.display_name)
                )
            asked, host = request.exporting_authority_id.country_id, visit.exporting_authority_id.country_id
            if asked and host and asked != host:
                raise ValidationError(
                    self.env._("%s was sent to a different Party from the visit.", request.display_name)
                )

    @api.constrains("verified_person_id", "verified_role", "second_person_id")
    def _check_verified_persons(self):
        for visit in self:
            if visit.second_person_id and visit.second_person_id == visit.verified_person_id:
                raise ValidationError(
                    self.env._(
                        "The second verified person is the same as the first. Choose another "
                        "person or leave it "
                        "empty."
                    )
                )
            if visit.second_person_id and visit.verified_role == "both":
                raise ValidationError(
                    self.env._(
                        "%s is both exporter and producer. Remove the second verified person.",
                        visit.verified_person_id.display_name,
                    )
                )

    # Gates

    def _missing_for_request(self):
        """Return what RS16.1 and RS16.4 ask of the request and it lacks."""
        missing = super()._missing_for_request()
        if not (self.study_documents or self.inspect_premises):
            missing.append(
                with_article(
                    self.env._("The purpose: study of documents, inspection of premises, or both"),
                    self.agreement_id._provision("purpose"),
                )
            )
        return missing + self._missing_proofs()

    def _missing_proofs(self):
        """Name the goods without their proof of origin, where goods of a visit must have one (RS16.2)."""
        article = self.agreement_id._provision("object")
        if not article:
            return []
        return [
            with_article(
                self.env._(
                    "Item %(number)s, %(goods)s: its proof of origin", number=no, goods=goods.description
                ),
                article,
            )
            for no, goods in enumerate(self.goods_ids, 1)
            if not goods.proof_line_id
        ]

    def _missing_for_visit(self):
        """The team is of officials of those Parties whom the procedure names (RS16.2)."""
        return missing_for_visit(self)

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

    @api.model
    def _outcomes(self):
        return super()._outcomes() | {
            "obstruction": self.env._("Obstruction made the visit impossible"),
            "report": self.env._("The report states that goods do not comply"),
            "complies": self.env._("The report states that the goods comply"),
        }

    def _outcome(self, code):
        if code == "obstruction":
            rows = self.obstruction_ids.filtered(lambda row: row._hinders())
            rows = rows.sorted(lambda row: (row.happened_on, row.id))
            return (rows[0].happened_on, rows[0]._in_words()) if rows else None
        if code in ("report", "complies"):
            report, found = self.report_id, {"report": "not_complies", "complies": "complies"}[code]
            if not self.report_approved_on or not report.approved_at or report.conclusion != found:
                return None
            text = (
                self.env._("The report %s states that the goods do not comply.", report.name)
                if code == "report"
                else self.env._("The report %s states that the goods comply.", report.name)
            )
            return self.report_approved_on, text
        return super()._outcome(code)

    def _fact_button(self, fact):
        if fact == "report_approved_on":
            return "action_open_report", self.env._("Open Report")
        return super()._fact_button(fact)

    def _fact_notice(self, fact):
        notice = super()._fact_notice(fact)
        if fact == "person_informed_on":
            notice.append(
                with_article(
                    self.env._(
                        "The exporting Party informed the verified person that a refusal of the visit is a "
                        "ground for refusing the preference."
                    ),
                    self._steps()[fact].article,
                )
            )
        if fact in ("refusal_received_on", "no_answer_on"):
            notice += notice_of_refusal(self, fact)
        return notice

    def _next_step(self, fact):
        step = super()._next_step(fact)
        if fact == "report_approved_on":
            step["missing"] = (
                self.report_id._missing()
                if self.report_id
                else [self.env._("The report was not created yet.")]
            )
        return step

    def _internal_fact_message(self, fact):
        if fact == "report_approved_on":
            return self.env._("Approve the report on its form, with the button 'Approve'.")
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
        return self.verification_request_id._get_records_action(context={})

    def action_open_goods(self):
        """Open the goods of the visit."""
        self.ensure_one()
        return self.env["customs.visit.goods"]._get_records_action(
            name=self.env._("Goods of %s", self.display_name),
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=[("visit_id", "=", self.id)],
            context={"create": False},
        )

    def action_open_report(self):
        """Open the report of the visit; write its first draft when there is none."""
        self.ensure_one()
        self.check_access("read" if self.report_id else "write")
        if not self.visit_started_on:
            raise UserError(self.env._("The report can be created once the visit has started."))
        report = self.report_id or self.env["customs.verification.report"].create({"visit_id": self.id})
        return report._get_records_action(context={})

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

    def action_send_report(self):
        """Send the approved report to the verified persons today, and record that it was sent.

        It is put on the portal, and they are told by mail. Only where the authority has it so, the report
        itself is attached to a mail; then it counts as sent when the mail server has taken that, not before.

        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        self.check_access("write")
        return ReportSending(self).send()

    # What it asks of the verified person: consent, documents, receipt (RS16.5b, RS16.9)

    def _task_persons(self):
        return self._verified_persons()

    def _addressees(self, kind):
        # To whom the report goes, the procedure says; to both verified persons where they are two (RS16.11).
        return report_addressees(self) if kind == "report" else super()._addressees(kind)

    def _principals(self, kind):
        rows, verified = super()._principals(kind), self._verified_persons().ids
        told = [row for row in rows if row.get("addressee_id") in verified]
        return told if kind == "report" and self.procedure_id.report_to_person and told else rows

    @api.model
    def _kind_of_request_task(self):
        return "consent"

    def _question_of_request(self, letter):
        return question_of_visit(self.env, self.importing_authority_id)

    def _task_words(self, kind):
        return super()._task_words(kind) | words_of_task(self, kind)

    def _task_problems(self, task):
        problems = super()._task_problems(task)
        if task.kind == "consent":
            problems += problems_of_asking_consent(self, task)
        if self.closed_on and task.kind != "receipt":
            problems.append(self.env._("%s is closed.", self.display_name))
        return problems

    def _task_answer_problems(self, task, choice):
        problems = super()._task_answer_problems(task, choice)
        if PortalRequest(self).problems_of_answer(self._facts_of_answer(choice)):
            problems.append(not_awaited(self, task))
        return problems

    def _facts_of_answer(self, choice):
        """Return the facts that a person's answer is: its consent or refusal; the answer, if it was asked."""
        own, answer = ANSWERS_OF_PERSON[choice]
        return [own, answer] if self.sudo()._asked_persons() else [own]

    def _on_task_asked(self, task):
        result = super()._on_task_asked(task)
        fact = "person_informed_on"
        if task.kind == "consent" and fact in self._steps() and not self[fact]:
            self._record_facts(
                {fact: self._today()},
                note=note_of_asking(self, task),
            )
        return result

    def _on_task_answered(self, task, answer):
        super()._on_task_answered(task, answer)
        if task.kind != "consent":
            return
        self._one_consent_at_a_time()
        if answer.choice == "refuse" or self._all_persons_consented():
            PortalRequest(self).record_answer(answer, self._facts_of_answer(answer.choice))

    def _one_consent_at_a_time(self):
        """Two persons who consent at the same moment would each not see the other's consent (RS16.5b).

        The row of the case is written, as it is: of two transactions that do so the later one fails, is tried
        again, and sees the earlier one's answer.
        """
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL("UPDATE %s SET write_date = write_date WHERE id IN %s", table, self._ids))

    def _all_persons_consented(self):
        """Return whether each verified person who was asked consented to the request in force: two, both."""
        self.ensure_one()
        tasks = PortalRequest(self).tasks()
        consented = tasks.answer_ids.filtered(lambda answer: answer.choice == "consent").task_id
        persons = self.sudo()._verified_persons().commercial_partner_id
        return persons <= consented.commercial_person_id

    # The reminder that the reply to the request is awaited: a letter of the register like any other.
    #
    # It says that no reply has been received, so it is drawn up, approved and sent only while that is true
    # (RS16.5a).

    def action_draw_up_reminder(self):
        """Enter the draft of a reminder into the register, or open the one that is there.

        :raises AccessError: the user does not run the case
        :raises UserError: there is nothing to remind of
        """
        self.ensure_one()
        self.check_access("write")
        problems = Reminder(self).problems()
        if problems:
            raise UserError("\n".join(problems))
        document = self._draw_up_composed(
            "reminder",
            self.env._("Reminder: %s", self.name),
            language=self.letter_language,
            **self._addressee_of_letter(),
        )
        return document.get_formview_action()

    def _letter_data(self, kind):
        if kind != "reminder":
            return super()._letter_data(kind)
        against = Reminder(self).problems()
        if against:
            return (), against, []
        data = reminder_data(self)
        return data, [], self._write_letter("reminder", *data)[1]

    def _compose_letter(self, kind, number="", draft=False):
        if kind != "reminder":
            return super()._compose_letter(kind, number, draft)
        return self._letter_pdf("reminder", *reminder_data(self, number, draft))

    def _letter_preview(self, kind):
        if kind == "report":
            report = self.report_id or self.report_ids.new({"visit_id": self.id, "grounds": self.doubts})
            return report._preview()
        return reminder_data(self, draft=True) if kind == "reminder" else super()._letter_preview(kind)

    def _problems_of_sending_letter(self, document, values):
        problems = super()._problems_of_sending_letter(document, values)
        if document.kind == "reminder" and document.is_composed and values["sent_on"]:
            problems += Reminder(self).problems_of_sending(document, values)
        return problems

    def _pdf_reminder(self):
        """Return the reminder: the draft that waits for its approval, else the last one as approved.

        :raises UserError: there is none, and nothing to remind of, or it was not drawn up
        """
        self.ensure_one()
        return Reminder(self).pdf()

    def _goods_asked(self):
        return [
            self._goods_named(goods, goods.proof_id, goods.proof_id.issued_on) for goods in self.goods_ids
        ]
