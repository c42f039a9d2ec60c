from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.citing import with_article
from ...tools.dates import long_date
from ...tools.fact_spec import FactSpec
from ...tools.letter_template import LetterKind
from ..case.answer_check import WAITING
from . import letter_fields, result_answers
from .customs_addressed_mixin import PERSONS
from .portal_request import PortalRequest
from .result_questions import without_questions
from .visit_task_words import request_was_withdrawn
from .window_persons import demands_of

ANSWERS = [("yes", "Yes"), ("no", "No"), ("not_stated", "Not stated")]
# What a "no" is called where consequences refer to it.
OUTCOMES_OF_NO = {"false": "authentic", "not_originating": "originating", "rules_not_met": "rules_met"}


class CustomsVerificationRequest(models.Model):
    """Documentary verification: the verification authority confirms a proof of origin, or not (RS15)."""

    _name = "customs.verification.request"
    _description = "Documentary Verification"
    _inherit = ["customs.request.mixin"]
    _order = "id desc"
    _sequence_code = "customs.verification.request"
    _sealed_derived = frozenset({"state", "closed_on", "is_sufficient"})
    _side_states = frozenset({"no_answer", "withdrawn"})
    _excluded_depends = ("agreement_id", "importing_authority_id", "proof_ids")

    basis = fields.Selection(
        [("doubt", "Reasonable doubt"), ("random", "Random check")],
        required=True,
        default="doubt",
        tracking=True,
    )
    proof_ids = fields.Many2many("customs.origin.proof", string="Proofs of Origin")
    asked_person_id = fields.Many2one(
        "res.partner",
        string="Person Asked",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The exporter, producer or importer to whom the request goes directly.",
    )
    asked_data = fields.Text(
        string="What Is Requested",
        help="Authenticity and data to be confirmed; further data and copies requested.",
    )
    result_received_on = fields.Date(string="Result received", readonly=True, copy=False)
    result_reference = fields.Char(string="Reference of the result", readonly=True, copy=False)
    result_dated_on = fields.Date(string="Result sent, as dated", readonly=True, copy=False)
    results_sent_on = fields.Date(string="Results of the verification sent", readonly=True, copy=False)
    no_answer_on = fields.Date(string="No answer established", readonly=True, copy=False)
    authentic_statement = fields.Char(compute="_compute_statements")
    originating_statement = fields.Char(compute="_compute_statements")
    rules_met_statement = fields.Char(compute="_compute_statements")
    answered_by = fields.Selection(related="procedure_id.answered_by")
    result_problems = fields.Char(
        compute="_compute_result_problems", help="Why the result does not allow a conclusion."
    )
    authentic = fields.Selection(ANSWERS, string="Documents Are Authentic", copy=False, tracking=True)
    originating = fields.Selection(ANSWERS, string="Goods Originate", copy=False, tracking=True)
    rules_met = fields.Selection(ANSWERS, string="Other Rules Are Met", copy=False, tracking=True)
    result_note = fields.Text(string="Result", copy=False, tracking=True)
    item_ids = fields.One2many(
        "customs.requested.item",
        "request_id",
        string="Requested Data and Documents",
        help="What the approved request asks for, and whether it was supplied.",
    )
    has_open_items = fields.Boolean(compute="_compute_has_open_items")
    entered_answers = fields.Char(
        compute="_compute_entered_answers",
        help="What of the result is entered. A supervisor corrects it with a reason.",
    )
    is_sufficient = fields.Boolean(
        compute="_compute_is_sufficient",
        store=True,
        help="The result answers the questions of the procedure that are needed for a conclusion, and all "
        "that was requested was supplied.",
    )
    has_reasons = fields.Boolean(
        compute="_compute_has_reasons", help="Doubts are entered, or it is a random check."
    )
    has_proof_copies = fields.Boolean(
        compute="_compute_has_proof_copies", help="A copy of each proof is attached."
    )
    needs_issue = fields.Boolean(
        compute="_compute_needs_issue", help="The request states its reasons, also in a random check."
    )
    may_start_visit = fields.Boolean(compute="_compute_may_start_visit")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Request approved"),
            ("requested", "Awaiting result"),
            ("no_answer", "No answer"),
            ("answered", "Result received"),
            ("informed", "Results sent"),
            ("determined", "Determination issued"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        group_expand="_group_expand_state",
    )
    visit_ids = fields.One2many("customs.verification.visit", "verification_request_id", string="Visits")

    # What customs.incoming.request reads: by its id (unique and without a condition, or PostgreSQL expects
    # one row of two hundred for each id and reads them all); those of an authority in the order of its list,
    # all of them, and the open ones with what its counter reads.
    _window_idx = models.UniqueIndex("((id * 2))")
    _asked_idx = models.Index(
        "(exporting_authority_id, request_sent_on DESC, (id * 2) DESC) WHERE request_sent_on IS NOT NULL"
    )
    _asked_open_idx = models.Index(
        "(exporting_authority_id, request_sent_on DESC, (id * 2) DESC) INCLUDE (result_received_on)"
        " WHERE request_sent_on IS NOT NULL AND closed_on IS NULL"
    )

    @api.model
    def _letter_kinds(self):
        return {"request": LetterKind(self.env._("Request"), letter_fields.of_request(self.env))}

    @api.model
    def _fact_specs(self):
        return {
            **super()._fact_specs(),
            "no_answer_on": FactSpec(
                gate="_missing_for_no_answer",
                usual=False,
                after=("request_sent_on",),
                without=("result_received_on", "withdrawn_on"),
                lapse_of="result_received_on",
                supervisor=True,
                state="no_answer",
            ),
            "result_received_on": FactSpec(
                reference_field="result_reference",
                dated_field="result_dated_on",
                received="result",
                after=("request_sent_on",),
                without=("withdrawn_on",),
                state="answered",
                closes=True,
            ),
            "results_sent_on": FactSpec(
                usual=False, after=("request_sent_on",), without=("withdrawn_on",), state="informed"
            ),
            **self._specs_of_determination(),
            "withdrawn_on": FactSpec(
                after=("request_sent_on",),
                without=("result_received_on",),
                supervisor=True,
                state="withdrawn",
                closes=True,
                undoes=True,
            ),
        }

    def _requested_proofs(self):
        return self.proof_ids

    def _request_content(self):
        return super()._request_content() | {"basis", "proof_ids", "asked_data", "asked_person_id"}

    # Who is asked

    def _asked_persons(self):
        self.ensure_one()
        return self.asked_person_id if self.addressee_kind in PERSONS else super()._asked_persons()

    def _named_persons(self):
        return self.proof_ids.exporter_id

    def _possible_persons(self):
        """Return who may be asked: those whom the proofs name as exporter or producer, or as importer."""
        proofs = self.proof_ids
        if self.addressee_kind == "importer":
            # A consignee who acts for the importer is asked only where no importer is named.
            return proofs.env["res.partner"].union(*(proof._importer() for proof in proofs))
        return proofs.exporter_id | proofs.line_ids.producer_id

    def _problems_of_authority(self):
        """What a request says of a firm's trade goes to who issued its proof, or to its country (RS15.5)."""
        authority, problems = self.exporting_authority_id, super()._problems_of_authority()
        proofs = self.proof_ids
        if self.addressee_kind == "body":
            others = proofs.filtered(lambda proof: proof.issuing_body_id != authority)
            text = self.env._("%(authority)s did not certify %(proofs)s, so it is not asked about it")
        else:
            others = proofs.filtered(lambda proof: not self._answers_for(authority, proof.issue_country_id))
            text = self.env._(
                "%(authority)s is not of the country where %(proofs)s was issued, so it is not asked about it"
            )
        names = [proof.display_name for proof in others]
        return problems + [text % {"authority": authority.display_name, "proofs": name} for name in names]

    def _problems_of_person(self, person):
        problems = super()._problems_of_person(person)
        if person not in self._possible_persons():
            # What a request says is not told to a firm that has nothing to do with the goods.
            problems.append(
                self.env._("%s is not named in this role in the proofs of origin", person.display_name)
            )
        return problems

    @api.onchange("addressee_kind", "proof_ids")
    def _onchange_asked_person(self):
        possible = self._possible_persons() if self.addressee_kind in PERSONS else self.env["res.partner"]
        if self.asked_person_id._origin not in possible._origin:
            self.asked_person_id = possible._origin[:1]

    @api.constrains("addressee_kind", "asked_person_id")
    def _check_asked_person(self):
        for case in self:
            if case.asked_person_id and case.addressee_kind not in PERSONS:
                raise ValidationError(
                    self.env._(
                        "The request goes to an authority. Remove %s.", case.asked_person_id.display_name
                    )
                )

    def _letter_answer_problems(self, task):
        """The result counts from the day of its receipt, which the case records: the task follows it."""
        problems = super()._letter_answer_problems(task)
        if self.result_received_on or not PortalRequest(self).is_answered_by(task.sudo()):
            return problems
        return [
            *problems,
            self.env._(
                "%(task)s: this answers the request. Record the result first on %(case)s, with 'Record' and "
                "the day of its receipt; then record the answer here.",
                task=task.name,
                case=self.display_name,
            ),
        ]

    def _on_task_answered(self, task, answer):
        super()._on_task_answered(task, answer)
        asking = PortalRequest(self)
        answered = ["result_received_on"]
        if asking.is_answered_by(task) and not answer.by_letter and not asking.problems_of_answer(answered):
            asking.record_answer(answer, answered)

    @api.depends("procedure_id")
    def _compute_needs_issue(self):
        for case in self:
            items = case.procedure_id.sudo()._items_of_letters()
            case.needs_issue = "doubts" in items.mapped("field_name")

    @api.depends(
        "result_received_on", "no_answer_on", "next_due_on", "request_acknowledged_on", "procedure_id"
    )
    def _compute_may_start_visit(self):
        for case in self:
            procedures = case._procedures_of_visits()
            asked = case.request_sent_on and not case.withdrawn_on
            case.may_start_visit = bool(procedures and asked and case._allows_visit(procedures))

    @api.constrains("proof_ids", "importing_authority_id", "procedure_id")
    def _check_proofs(self):
        for case in self:
            for proof in case.sudo().proof_ids:
                if proof.importing_authority_id != case.importing_authority_id:
                    raise ValidationError(
                        self.env._(
                            "%s: this proof of origin belongs to another authority.", case.display_name
                        )
                    )
                if proof.agreement_id != case.agreement_id:
                    raise ValidationError(
                        self.env._("%s was issued under another agreement.", proof.display_name)
                    )

    def _persons_of_request(self):
        return super()._persons_of_request() | self.proof_ids.exporter_id

    @api.depends("procedure_id", "authentic", "originating", "rules_met", "item_ids.supplied")
    def _compute_is_sufficient(self):
        for case in self:
            case.is_sufficient = (
                bool(case._questions()) and not case._open_questions() and not case._not_supplied()
            )

    @api.depends(
        "is_sufficient", "procedure_id", "authentic", "originating", "rules_met", "item_ids.supplied"
    )
    @api.depends_context("lang")
    def _compute_result_problems(self):
        for case in self:
            case.result_problems = "" if case.is_sufficient else case._why_insufficient()

    @api.depends("procedure_id.result_question_ids.name")
    @api.depends_context("lang")
    def _compute_statements(self):
        for case in self:
            statements = {row.answer: row.name for row in case._questions()}
            for name in self._result_answers():
                case[f"{name}_statement"] = statements.get(name, "")

    @api.depends("result_received_on", "item_ids.supplied")
    def _compute_has_open_items(self):
        for case in self:
            case.has_open_items = bool(case.result_received_on) and not all(case.item_ids.mapped("supplied"))

    @api.depends("result_received_on", *result_answers.ANSWERED)
    def _compute_entered_answers(self):
        for case in self:
            # As stored: what somebody is entering can still be chosen again.
            stored = case._origin
            case.entered_answers = " ".join(name for name in result_answers.ANSWERED if stored[name])

    # What the result says

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        if not self.env.su and any(case[name] for case in cases for name in result_answers.ANSWERED):
            raise UserError(self.env._("A new case has no result yet. Record it when it comes."))
        return cases

    def write(self, vals):
        self.check_access("write")
        if not (self.env.su or self._is_behind_the_door()):
            result_answers.refuse_entry(self, vals)
        return super().write(vals)

    def record_result(self, day, answers, **paper):
        """Record the result of ``day`` together with what it says.

        :param answers: ``authentic``, ``originating``, ``rules_met`` (``yes``, ``no`` or ``not_stated``) and
            ``result_note``; what is not named can be entered later
        :param paper: as for `record_fact`: note, reference, dated_on, attachment_ids
        :raises AccessError: the user may not change the case
        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        self.check_access("write")
        self._lock()
        result_answers.enter(self, answers)
        return self.record_fact("result_received_on", day, **paper)

    def correct_result(self, answers, reason):
        """Correct what the recorded result says; the former answers and the reason stay in the record.

        :param answers: ``authentic``, ``originating``, ``rules_met`` (``yes``, ``no``, ``not_stated`` or
            empty) and ``result_note``; what is not named stays as it is
        :param reason: why they are corrected
        :raises AccessError: the user may not change the case, or is no supervisor
        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        result_answers.correct(self, answers, reason)
        return True

    def action_correct_result(self):
        """Open the form in which a supervisor corrects what the result says."""
        self.ensure_one()
        self.check_access("write")
        return self.env["customs.correct.result"]._open(self)

    @api.model
    def _result_answers(self):
        return {
            "authentic": {
                "name": self.env._("Documents are authentic"),
                "question": self.env._("Are the documents authentic?"),
            },
            "originating": {
                "name": self.env._("Goods originate"),
                "question": self.env._("Do the goods originate in your Party?"),
            },
            "rules_met": {
                "name": self.env._("Other rules are met"),
                "question": self.env._("Are the other rules met?"),
            },
        }

    def _questions(self):
        """Return the questions that the procedure asks of a result, in its order (RS15.6c)."""
        return self.procedure_id.sudo().with_context(lang=self.env.lang).result_question_ids

    def _questions_to_authority(self):
        """Return what the authority answers: field -> question; nothing where persons answer."""
        by_authority = self.procedure_id.sudo().answered_by == "authority"
        return {row.answer: row.question for row in self._questions() if by_authority}

    def _open_questions(self):
        """Return the questions needed for a conclusion that the result leaves open."""
        return self._questions().filtered(lambda row: row.is_needed and self[row.answer] not in ("yes", "no"))

    def _answered_no(self):
        """Return the questions that the result answers with no."""
        return self._questions().filtered(lambda row: self[row.answer] == "no")

    def _is_assessed(self):
        """Return whether somebody said what the result means: an authority's says it itself."""
        answers = [self[row.answer] for row in self._questions()]
        return bool(answers) and (self.procedure_id.sudo().answered_by == "authority" or any(answers))

    def _not_supplied(self):
        """Return what was requested and not supplied (RS15.8)."""
        return self.item_ids.filtered(lambda item: item.supplied == "no")

    @api.depends("basis", "doubts")
    def _compute_has_reasons(self):
        for case in self:
            case.has_reasons = case.basis == "random" or bool((case.doubts or "").strip())

    @api.depends("proof_ids.file")
    def _compute_has_proof_copies(self):
        for case in self:
            with_copy = case.proof_ids.with_context(bin_size=True).filtered("file")
            case.has_proof_copies = bool(case.proof_ids) and with_copy == case.proof_ids

    @api.model
    def _outcomes(self):
        return super()._outcomes() | {
            "insufficient": self.env._("The result does not allow a conclusion"),
            "confirmed": self.env._("The result confirms the proofs"),
            **{
                code: self.env._('"No" to: %s', self._result_answers()[name]["name"])
                for code, name in OUTCOMES_OF_NO.items()
            },
        }

    def _outcome(self, code):
        if code == "insufficient":
            shown = not self.is_sufficient and (self._is_assessed() or bool(self._not_supplied()))
            what = self._why_insufficient()
        elif code == "confirmed":
            shown = self.is_sufficient and not self._answered_no()
            what = self.env._("it confirms the proofs")
        elif code in OUTCOMES_OF_NO:
            no = self._answered_no().filtered(lambda row: row.answer == OUTCOMES_OF_NO[code])
            shown, what = bool(no), self.env._("\"no\" to '%s'", no.name)
        else:
            return super()._outcome(code)
        if not self.result_received_on or not shown:
            return None
        day = long_date(self.result_received_on, self.env.lang)
        return self.result_received_on, self.env._("Result of %(day)s: %(what)s.", day=day, what=what)

    def _why_insufficient(self):
        """Return why the result does not allow a conclusion: the questions, the things not supplied."""
        if not self._questions():
            return without_questions(self)
        reasons = []
        if not self._is_assessed():
            reasons.append(self.env._("the officer has not assessed it yet"))
        elif self._open_questions():
            names = "', '".join(self._open_questions().mapped("name"))
            reasons.append(self.env._("it does not answer '%s'", names))
        reasons += [
            self.env._("not supplied: %s", " ".join(item.name.split()).rstrip("."))
            for item in self._not_supplied()
        ]
        return "; ".join(reasons)

    def _after_facts(self, facts):
        if "request_approved_on" in facts:
            self._list_requested_items()
        if "request_sent_on" in facts:
            self._move_first_action()
        if facts.get("withdrawn_on"):
            self._withdraw_demands()
        if facts.get("result_received_on") is False:
            for case in self:
                result_answers.leave(case)
        super()._after_facts(facts)

    def _withdraw_demands(self):
        """With the request goes what the requested authority demanded because of it."""
        for case in self:
            waiting = demands_of(case).filtered(lambda task: task.state in WAITING)
            for task in waiting:
                there = task.with_context(lang=task.person_id.lang or self.env.lang)
                task.withdraw(request_was_withdrawn(there.env))

    def _move_first_action(self):
        """A time of a visit that follows may count from the sending: it moves, and the visit says why."""
        visits = self.env["customs.verification.visit"].sudo()
        visits = visits.search([("verification_request_id", "in", self.ids)]).filtered("request_sent_on")
        if not visits:
            return
        clocks = visits.deadline_ids.filtered(lambda row: row.rule_id.start_fact == "first_action_on")
        before = {row: row.start_on for row in clocks if row.start_on}
        self.env["customs.deadline"]._count_anew(visits)
        visits._refuse_contradiction()
        for row, start_on in before.items():
            if row.start_on and row.start_on != start_on:
                visit = visits.browse(row.res_id)
                label = self.env._("Start corrected in %s", visit.verification_request_id.display_name)
                visit._log_clock_change(row, label, row.start_on, None)

    def _list_requested_items(self):
        """List what the approved request asks for, one for each of its lines; of no other nothing."""
        items = self.env["customs.requested.item"].sudo()._behind_the_door()
        items.search([("request_id", "in", self.ids)]).unlink()
        items.create(
            [
                {"request_id": case.id, "sequence": number, "name": line.strip()}
                for case in self.filtered("request_approved_on")
                for number, line in enumerate((case.asked_data or "").splitlines(), 1)
                if line.strip()
            ]
        )

    def action_start_visit(self):
        """Open a new verification visit that follows this documentary verification (RS16.1).

        :raises UserError: there is no result, and no procedure for visits of the agreement does without one
        """
        self.ensure_one()
        visits = self.env["customs.verification.visit"]
        procedures = self._procedures_of_visits()
        if not self._allows_visit(procedures):
            raise UserError(self._no_visit_yet(procedures))
        return visits._get_records_action(
            name=self.env._("Verification Visit"),
            context={
                "default_verification_request_id": self.id,
                "default_importing_authority_id": self.importing_authority_id.id,
                "default_exporting_authority_id": self.exporting_authority_id.id,
                "default_verified_person_id": self.proof_ids.exporter_id[:1].id,
                "default_doubts": self.doubts,
            },
        )

    def _procedures_of_visits(self):
        """Return the procedures of the agreement for visits; it may have none."""
        visits = self.env["customs.verification.visit"]
        return self.env["customs.procedure"].search(
            [("agreement_id", "=", self.agreement_id.id), *visits._domain_of_procedures()]
        )

    def _allows_visit(self, procedures):
        """Return whether a visit under one of ``procedures`` may follow (RS16.1).

        There is a result; whether it satisfies, who asks for the visit says. Where a procedure does without
        one, the time for it has passed.
        """
        self.ensure_one()
        ways = set(procedures.mapped("visit_after"))
        if "nothing" in ways or (self.result_received_on and ways):
            return True
        over = self.no_answer_on or self.sudo().is_late
        if ways & {"lapse", "at_least"} and over:
            return True
        return "at_least" in ways and self._least_time_is_over()

    def _least_time_is_over(self):
        """Return whether the addressee has had the least time that the law gives it for the answer."""
        clock = self._reply_clock()
        return clock.rule_id.bound == "at_least" and clock._today() > clock.due_on

    def _no_visit_yet(self, procedures):
        """Return the sentence for a visit that cannot follow yet under ``procedures``."""
        if not procedures:
            return self.env._("%s has no verification visits.", self.agreement_id.display_name)
        if "at_least" in procedures.mapped("visit_after"):
            return self.env._(
                "%s: a visit is possible after a result, or once the time for the answer is over.",
                self.display_name,
            )
        text = (
            self.env._(
                "%s: a visit is possible only after an unsatisfactory result, or if there is no "
                "result by the last day.",
                self.display_name,
            )
            if "lapse" in procedures.mapped("visit_after")
            else self.env._(
                "%s: a visit is possible only after a result that was not satisfactory. There is no result.",
                self.display_name,
            )
        )
        return with_article(text, self.agreement_id._provision("visit_after_documents"))

    def _goods_asked(self):
        return [
            self._goods_named(goods, proof, proof.issued_on)
            for proof in self.proof_ids
            for goods in proof.line_ids
        ]
