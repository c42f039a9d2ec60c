import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.citing import with_article
from ...tools.dates import long_date
from ...tools.inputs import given_day, given_files, given_text
from ..setup.roles import OFFICERS
from . import result_answers
from .result_questions import problems_of_answers
from .visit_task_words import problems_of_asking
from .window_persons import (
    answers_to,
    ask_for_consent,
    demand,
    demands_in_words,
    persons_of,
    problems_of_demand,
)

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
    *("code", "name", "article", "owed_by", "term", "unit", "words", "start_label", "start_on", "due_on"),
    *("provisional", "done_on", "sent_on", "sent_in_time", "days_left", "status", "status_label", "extended"),
    *("lapse", "verified"),
)
LINE, TEXT = 200, 20_000  # characters that a line and a text may have


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
    _inherit = ["customs.cited.mixin"]
    _cited_depends = ("res_model", "res_id")

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
    person_informed_on = fields.Date(
        string="Verified person informed of the consequence of a refusal", readonly=True
    )
    person_consent_on = fields.Date(string="Verified person consented", readonly=True)
    person_refusal_on = fields.Date(string="Verified person refused", readonly=True)
    answered_on = fields.Date(readonly=True)
    visit_started_on = fields.Date(string="Visit started", readonly=True)
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
    authority_name = fields.Char(related="importing_authority_id.name", string="Requested by")
    person_name = fields.Char(related="verified_person_id.name", string="Verified Person's Name")
    citation = fields.Char(compute="_compute_shared", string="Agreement")
    article = fields.Char(compute="_compute_shared")
    answer_due_on = fields.Date(string="Answer by", compute="_compute_shared")
    days_left = fields.Integer(compute="_compute_shared", help="Calendar days left for the answer.")
    is_late = fields.Boolean(compute="_compute_shared", string="Overdue")
    assistance = fields.Char(
        compute="_compute_assistance",
        help="The duty of authorities and the verified person to assist in the visit.",
    )
    reasons = fields.Text(compute="_compute_asked")
    asked = fields.Text(compute="_compute_asked", string="What Is Requested")
    questions = fields.Json(compute="_compute_asked", help="What the procedure asks of a result.")
    clocks = fields.Json(string="Deadlines", compute="_compute_clocks")
    step_facts = fields.Json(compute="_compute_step_facts", help="What the procedure has steps for.")
    persons = fields.Json(compute="_compute_persons")
    demands = fields.Json(compute="_compute_demands", help="Of whom documents can be demanded, and which.")
    answer_ids = fields.Many2many(
        "customs.task.answer",
        string="Answers to Us",
        compute="_compute_answers",
        help="What was submitted when we demanded documents.",
    )
    answer_file_ids = fields.Many2many("customs.file", string="Files for Us", compute="_compute_answers")
    goods = fields.Json(compute="_compute_goods")
    team = fields.Json(compute="_compute_team")
    # The same as text, for the form of the web client.
    persons_text = fields.Text(string="List of Persons", compute="_compute_texts")
    goods_text = fields.Text(string="List of Goods", compute="_compute_texts")
    team_text = fields.Text(string="List of Team Members", compute="_compute_texts")
    demands_text = fields.Text(string="What Can Be Demanded", compute="_compute_texts")
    enclosures = fields.Json(compute="_compute_enclosures", help="Copies enclosed with the letter.")
    document_ids = fields.Many2many(
        "customs.document",
        string="Documents",
        compute="_compute_documents",
        help="Documents received and sent by us.",
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
    @api.depends_context("lang")
    def _compute_shared(self):
        cases = self._cases()
        waiting = self._waiting_deadlines()
        for window in self:
            case = cases[window]
            window.citation = case.agreement_id.citation
            window.article = case.agreement_id._cite(case.procedure_id.article)
            clock = waiting.get((window.res_model, window.res_id))
            window.answer_due_on = clock and clock.due_on
            window.days_left = clock.days_to_last_day if clock else 0
            window.is_late = window.days_left < 0

    def _waiting_deadlines(self):
        """Return (model, id) -> deadline for the answer, while it is awaited."""
        awaited = fields.Domain.OR(
            fields.Domain("res_model", "=", model) & fields.Domain("res_id", "in", windows.mapped("res_id"))
            for model, windows in self.grouped("res_model").items()
        )
        answers = fields.Domain("rule_id.done_fact", "in", ("answer_received_on", "result_received_on"))
        rows = (
            self.env["customs.deadline"]
            .sudo()
            .search(
                awaited
                & answers
                & fields.Domain("is_open", "=", True)
                & fields.Domain("gives_way", "=", False)
            )
        )
        return {(row.res_model, row.res_id): row for row in rows}

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_assistance(self):
        cases = self._cases()
        for window in self:
            window.assistance = window.kind == "visit" and with_article(
                self.env._("Both authorities and the verified person must assist in the visit."),
                cases[window].agreement_id._provision("assistance"),
            )

    def _cited(self):
        return self._cases()[self]._cited()

    @api.depends("res_model", "res_id")
    @api.depends_context("lang")
    def _compute_asked(self):
        cases = self._cases()
        for window in self:
            case = cases[window]
            # As the letter has it: a check at random gives no reasons.
            at_random = window.kind == "documents" and case.basis == "random"
            window.reasons = False if at_random else case.doubts
            window.asked = case.asked_data if window.kind == "documents" else False
            window.questions = case._questions_to_authority() if window.kind == "documents" else {}

    @api.depends("res_model", "res_id", "state")
    @api.depends_context("lang")
    def _compute_clocks(self):
        cases = self._cases()
        for window in self:
            case = cases[window]
            rows = case.deadline_ids._started()
            rules = case._clock_rules(rows).filtered(
                lambda rule: (
                    {rule.start_fact, rule.done_fact} <= SHARED_FACTS
                    and (not rule.only_with_fact or rule.only_with_fact in SHARED_FACTS)
                )
            )
            steps = [case._clock_step(rule, rows.get(rule)) for rule in rules]
            # Who was asked extends and stops no clock: no id, no buttons.
            window.clocks = [
                {key: step[key] for key in SHOWN_OF_CLOCKS} | {"id": False, "changes": []} for step in steps
            ]

    @api.depends("res_model", "res_id")
    def _compute_step_facts(self):
        cases = self._cases()
        for window in self:
            window.step_facts = [name for name in cases[window]._steps() if name in SHARED_FACTS]

    @api.depends("res_model", "res_id", "person_informed_on", "person_consent_on", "person_refusal_on")
    @api.depends_context("lang")
    def _compute_persons(self):
        cases = self._cases()
        for window in self:
            window.persons = persons_of(window, cases[window])

    @api.depends("res_model", "res_id", "answered_on", "closed_on")
    @api.depends_context("lang")
    def _compute_demands(self):
        cases = self._cases()
        for window in self:
            ended = window.kind != "documents" or window.answered_on or window.closed_on
            window.demands = [] if ended else demands_in_words(window, cases[window])

    @api.depends("res_model", "res_id", "state")
    def _compute_answers(self):
        answers = answers_to(self)
        for window in self:
            window.answer_ids = answers.get((window.res_model, window.res_id))
            window.answer_file_ids = window.answer_ids.file_ids

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

    @api.depends("persons", "goods", "team", "demands")
    def _compute_texts(self):
        def lines(rows, *names):
            return "\n".join(", ".join(filter(None, (row[name] for name in names))) for row in rows or ())

        for window in self:
            window.persons_text = lines(
                window.persons, "name", "native_name", "registration_number", "address"
            )
            window.goods_text = lines(window.goods, "hs_code", "description", "proof")
            window.demands_text = lines(window.demands, "person", "proofs", "text")
            window.team_text = lines(window.team, "name", "native_name", "position", "authority")

    @api.depends("res_model", "res_id")
    def _compute_enclosures(self):
        cases = self._cases()
        for window in self:
            window.enclosures = [
                {"id": row["proof"], "number": row["number"], "issued_on": row["issued_on"]}
                for row in cases[window]._letter_with_enclosures()._enclosed()
            ]

    def _enclosure(self, proof_id):
        """Return a copy that goes with the letter, as `_enclosure` of the case does."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo()._case()._enclosure(proof_id)

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

    # How the authority that was asked answers: each act is recorded as its user's (RS15, RS16).

    def acknowledge(self):
        """Confirm the receipt of the request today (RS15.7).

        :raises UserError: it was confirmed already, or withdrawn
        """
        case = self._case_to_answer()
        self._record(case, "request_acknowledged_on", self._closed_problems(case))
        return True

    def consent(self, reference, dated_on=None, note=None, files=()):
        """Give the written consent to the visit, with its paper (RS16.5a).

        :param reference: number of the written consent
        :param dated_on: date written on it
        :param files: the paper: (file name, content) each, the content in base64 when it comes by remote call
        :raises UserError: everything that stands against it, all at once
        """
        case = self._case_to_answer("visit")
        self._record(
            case,
            "consent_received_on",
            self._closed_problems(case),
            reference=reference,
            dated_on=dated_on,
            note=note,
            files=files,
        )
        return True

    def refuse(self, note, reference=None, dated_on=None, files=()):
        """Refuse the visit, with the reasons (RS16.6).

        :raises UserError: everything that stands against it, all at once
        """
        case = self._case_to_answer("visit")
        problems = self._closed_problems(case)
        if not given_text(note):
            problems.append(self.env._("Enter the reasons for the refusal."))
        self._record(
            case,
            "refusal_received_on",
            problems,
            reference=reference,
            dated_on=dated_on,
            note=note,
            files=files,
        )
        return True

    def give_result(self, reference, authentic, originating, rules_met, dated_on=None, note=None, files=()):
        """Give the result of the documentary verification: its answers and their paper (RS15.6c).

        :param authentic, originating, rules_met: ``yes``, ``no`` or ``not_stated``; nothing where the
            procedure does not ask
        :raises UserError: everything that stands against it, all at once
        """
        case = self._case_to_answer("documents")
        answers = {"authentic": authentic, "originating": originating, "rules_met": rules_met}
        problems = self._closed_problems(case) + problems_of_answers(case, answers)
        self._record(
            case,
            "result_received_on",
            problems,
            answers={**answers, "result_note": given_text(note)},
            reference=reference,
            dated_on=dated_on,
            note=note,
            files=files,
        )
        return True

    def add_material(self, subject, files, is_confidential=False):
        """Hand in documents for the case, in confidence where they are so given (RSM26).

        :raises UserError: no subject, no file, what is wrong with the files, or the request was withdrawn
        """
        self._count_act()
        case = self._case_to_answer()
        subject = given_text(subject)
        problems = self._withdrawn_problems(case) + self._too_long(subject, LINE, self.env._("Description"))
        if not subject:
            problems.append(self.env._("Enter a description of the documents."))
        given, wrong = self._given_files(files)
        if not given and not wrong:
            wrong = [self.env._("Add at least one file.")]
        self._refuse(problems + wrong, given)
        own = self.exporting_authority_id
        document = self.env["customs.document"]._receive(
            [
                {
                    "kind": "material",
                    "subject": subject,
                    "res_model": case._name,
                    "res_id": case.id,
                    "sender_authority_id": own.id,
                    "received_on": case._today(),
                    "confidentiality": "confidential" if is_confidential else "ordinary",
                    "giving_authority_id": own.id if is_confidential else False,
                }
            ]
        )
        document._accept_files(given)
        case._message_log(
            body=self.env._("%(authority)s submitted: %(what)s", authority=own.sudo().name, what=subject)
        )
        self.invalidate_recordset()
        return True

    def add_team_member(self, first_name, last_name, position, native_first_name=None, native_last_name=None):
        """Name an official of the own authority for the inspection team (RS16.2).

        :raises UserError: what is missing, or the request is answered for, or the report approved already
        """
        self._count_act()
        case = self._case_to_answer("visit")
        values = {
            "first_name": given_text(first_name),
            "last_name": given_text(last_name),
            "position": given_text(position),
            "native_first_name": given_text(native_first_name) or False,
            "native_last_name": given_text(native_last_name) or False,
        }
        problems = self._closed_problems(case)
        members = case.member_ids
        for name, text in values.items():
            label = members._fields[name]._description_string(self.env)
            problems += self._too_long(text or "", LINE, label)
            if not text and name in ("first_name", "last_name", "position"):
                problems.append(self.env._("%s: is missing.", label))
        named = {
            (row.first_name, row.last_name)
            for row in members
            if row.authority_id == self.exporting_authority_id
        }
        if (values["first_name"], values["last_name"]) in named:
            problems.append(self.env._("%(name)s is already in the team.", name=values["last_name"]))
        self._refuse(problems)
        members.create({"visit_id": case.id, "authority_id": self.exporting_authority_id.id, **values})
        self.invalidate_recordset()
        return True

    def remove_team_member(self, member_id):
        """Take an official of the own authority off the team, before the visit begins.

        :raises UserError: the member is none of the own authority, or the visit has begun
        """
        self._count_act()
        case = self._case_to_answer("visit")
        own = case.member_ids.filtered(
            lambda member: member.id == member_id and member.authority_id == self.exporting_authority_id
        )
        problems = self._closed_problems(case)
        if not own:
            problems.append(self.env._("You can only remove team members of your own authority."))
        self._refuse(problems)
        own.unlink()
        self.invalidate_recordset()
        return True

    def ask_verified_person(self, due_on):
        """Ask the verified persons for their consent, with the warning of RS16.5b, through the portal.

        :param due_on: the last day for their answer, within the time for the own answer
        :raises UserError: they were asked already, or the time for the answer has passed
        """
        case = self._case_to_answer("visit")
        due_on, undated = self._given_date(due_on)
        self._refuse(self._closed_problems(case) + (undated or problems_of_asking(self, case, due_on)))
        ask_for_consent(self, case, due_on)
        self.invalidate_recordset()
        return True

    def demand_documents(self, due_on=None):
        """Ask who made out the proofs for the documents that the agreement obliges them to give (RS13.5).

        :param due_on: the authority's own last day for their answer; empty: none
        :raises UserError: everything that stands against it, all at once
        """
        self._count_act()
        case = self._case_to_answer("documents")
        due_on, undated = self._given_date(due_on)
        self._refuse(self._closed_problems(case) + (undated or problems_of_demand(self, case, due_on)))
        demand(self, case, due_on)
        self.invalidate_recordset()
        return True

    def _count_act(self):
        """Count what the authority that was asked adds: it stays, and is made no faster than a person works.

        :raises TooMuchError: there was too much of it within a minute
        """
        self.ensure_one()
        self.check_access("read")
        self.env["customs.upload.limit"]._count_act(f"authority:{self.exporting_authority_id.id}")

    def _case_to_answer(self, kind=None):
        """Return the case as superuser, locked, after all checks of who answers (else AccessError)."""
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if self.exporting_authority_id not in user.customs_authority_ids:
            raise AccessError(self.env._("Only the requested authority can answer."))
        if user._is_internal() and not user.has_group(OFFICERS):
            raise AccessError(self.env._("Only an officer of the requested authority can answer."))
        if kind and self.kind != kind:
            raise UserError(
                self.env._("This action is not possible for %s, which is another type of request.", self.name)
            )
        case = self._case().sudo()
        # Two answers at the same moment: the second one finds the first.
        case._lock()
        case.invalidate_recordset()
        self.invalidate_recordset()
        return case

    def _log_opening(self, document):
        """Note that the own authority opened a letter to it, and who read one in confidence (RSM26)."""
        own = self.env.user.customs_authority_ids
        services = document.sudo().service_ids
        services.filtered(lambda row: row.addressee_authority_id in own)._log_opening()
        document._log_reading("downloaded")

    def _page_version(self):
        """Return what distinguishes a page from one that was opened before an act on the request."""
        self.ensure_one()
        case = self._case().sudo()
        seen = (
            *(str(self[name]) for name in sorted(self._fields) if name.endswith("_on")),
            self.state,
            sorted(case.member_ids.ids) if self.kind == "visit" else (),
            sorted(self.document_ids.ids),
        )
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]

    def _check_page_version(self, version):
        """Refuse an act from a page that is out of date: an old form does nothing a second time.

        :raises UserError: something was done with the request since
        :raises AccessError: the user does not answer for the authority that was asked
        """
        self._case_to_answer()
        if version != self._page_version():
            raise UserError(
                self.env._(
                    "This page was out of date because the request was changed in the meantime. Check it "
                    "again; what you typed is kept."
                )
            )

    def _withdrawn_problems(self, case):
        """Return, as sentences, that nothing is awaited any more."""
        if not case.withdrawn_on:
            return []
        return [
            self.env._(
                "This request was withdrawn on %s. No answer is needed.",
                long_date(case.withdrawn_on, self.env.lang),
            )
        ]

    def _closed_problems(self, case):
        """Return, as sentences, that the case has ended: an answer cannot change it any more."""
        problems = self._withdrawn_problems(case)
        if case.closed_on and not problems:
            problems = [
                self.env._(
                    "This request was closed on %s. It can no longer be answered.",
                    long_date(case.closed_on, self.env.lang),
                )
            ]
        return problems

    def _record(self, case, fact, problems, answers=None, reference=None, dated_on=None, note=None, files=()):
        """Record ``fact`` of today in the case with its paper, unless there is a reason against it.

        :param answers: of a result what it says
        """
        given, wrong = self._given_files(files)
        day, undated = self._given_date(dated_on)
        document = {"reference": given_text(reference) or False, "dated_on": day}
        note = given_text(note)
        problems = [
            *problems,
            *undated,
            *self._too_long(document["reference"] or "", LINE, self.env._("Reference")),
            *self._too_long(note, TEXT, self.env._("Note")),
        ]
        if case[fact]:
            # Why a correction needs a supervisor concerns those who run the case.
            problems = [self.env._("This was already answered on %s.", long_date(case[fact], self.env.lang))]
        elif not problems:
            problems = case._fact_problems({fact: case._today_there(fact)}, None, **document)
        self._refuse(problems + wrong, given)
        if answers is not None:
            result_answers.enter(case, answers)
        case._record_facts({fact: case._today_there(fact)}, note=note or None, files=given, **document)
        self.invalidate_recordset()

    def _given_date(self, value):
        """Return the day, and what is wrong with how it was given."""
        try:
            return given_day(self.env, value), []
        except UserError as error:
            return False, [str(error)]

    def _given_files(self, files):
        """Return the files as bytes and uploads, and what is wrong with how they were given."""
        try:
            return given_files(files), []
        except (TypeError, ValueError):
            return [], [self.env._("Send files as a list of name and content.")]

    def _too_long(self, text, length, label):
        """Return, as sentences, that ``text`` is longer than anybody reads."""
        if len(text) <= length:
            return []
        return [self.env._("%(field)s: at most %(length)s characters.", field=label, length=length)]

    def _refuse(self, problems, files=()):
        """Refuse an act for its ``problems``, naming in the same message what is wrong with its files."""
        if not problems:
            return
        if files:
            problems = problems + self.env["customs.file"]._problems_of(files)
        raise UserError("\n".join(dict.fromkeys(problems)))
