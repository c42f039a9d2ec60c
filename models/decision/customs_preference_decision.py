from datetime import UTC, datetime
from functools import partial

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

from ...tools.dates import long_date
from ...tools.inputs import given_ids, given_text
from ..case.customs_sealed_mixin import REFERENCE, Way
from ..law.customs_guarded_mixin import DOOR
from ..setup.roles import OFFICERS
from . import (
    decision_correction,
    decision_goods,
    decision_job,
    decision_letters,
    decision_totals,
    restoration_conditions,
)
from .decision_answers import answers_in_words
from .decision_held_back import held_back
from .decision_proposal import propose
from .decision_restoration import propose_after_revocation, record_application

# Where a decision takes its goods from; `decision_goods.py` holds the queries.
SCOPES = [
    ("named", "Goods named in the request for the visit"),
    ("report", "Goods that do not comply according to the report"),
    ("proofs", "Goods that use the proofs of the documentary verification"),
    ("proof", "Goods that use the proof of origin"),
    ("released", "Goods released under the suspensions of the visit"),
    ("revoked", "Goods of a revoked refusal"),
    ("chosen", "Goods chosen by hand"),
]

# What acts write, and from what the decision follows: nobody else writes it.
GUARDED = """
    name decided_on dismissed_on void_on revoked_on decided_at decided_by_id revoked_by_id decision_reason
    revocation_reason slips_answer falsified answer_sent_on
    kind scope line_ids res_model res_id case_name agreement_id importing_authority_id trigger fact_on
    origin_decision_id proposed_on applied_on conditions_note conditions_unknown
"""
# What a decision without a case follows from.
WITHOUT_CASE = ("customs.origin.proof", "customs.declaration")


class CustomsPreferenceDecision(models.Model):
    """A decision on the preference: proposed from the facts, taken by a supervisor (RS11, RS16.6, RS10.3).

    It refuses or restores the preference for goods of declarations (`line_ids`). Its acts are written into
    the chained record of its case. A decision that follows from a proof of origin or a declaration alone
    (RS11.1.5) has no case: its acts are in a chained record of its own.
    """

    _name = "customs.preference.decision"
    _description = "Decision on Preference"
    _inherit = [
        "customs.record.mixin",
        "customs.four.eyes.mixin",
        "customs.lettered.mixin",
        "customs.sealed.mixin",
        "customs.inner.thread.mixin",
        "customs.mailed.mixin",
        "mail.activity.mixin",
    ]
    _seal_path = REFERENCE
    _sealed_derived = frozenset({"state"})
    _unsealed_fields = frozenset(
        {"officer_id", "case_name", "fact_count", "fact_head", "record_checked_at", "record_findings"}
    )
    _order = "id desc"
    _may_be_deleted = False
    _acts_with_reason = ("dismiss", "revoke")
    _author_field = "prepared_by_ids"

    name = fields.Char(string="Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    kind = fields.Selection(
        [("refusal", "Refusal of preference"), ("restoration", "Restoration of preference")],
        required=True,
        default="refusal",
    )
    scope = fields.Selection(
        SCOPES, string="Goods Selection", help="How the goods are selected until the decision is taken."
    )
    line_ids = fields.One2many("customs.preference.decision.line", "decision_id", string="Goods")
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    case_name = fields.Char(string="Case Reference")
    agreement_id = fields.Many2one("customs.agreement", required=True, ondelete="restrict")
    importing_authority_id = fields.Many2one(
        "customs.authority", required=True, index=True, ondelete="restrict"
    )
    officer_id = fields.Many2one("res.users", index=True)
    person_id = fields.Many2one(
        "res.partner",
        string="Exporter or Producer",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    ground_id = fields.Many2one("customs.ground", ondelete="restrict", tracking=True)
    binding = fields.Selection(
        selection=lambda self: self.env["customs.ground"]._fields["binding"]._description_selection(self.env),
        compute="_compute_binding",
        string="Legal Effect",
    )
    ground_article = fields.Char(related="ground_id.article", string="Article of the Ground")
    ground_note = fields.Text(
        related="ground_id.full_note", string="Not a Ground", help="What is not a ground for refusal."
    )
    asks_slips = fields.Boolean(related="ground_id.asks_slips")
    asks_falsified = fields.Boolean(related="ground_id.asks_falsified")
    article = fields.Char(
        string="Legal Basis", tracking=True, help="The article on which the proposal is based."
    )
    trigger = fields.Char(
        required=True, help="The fact on which the proposal is based. Each fact leads to one proposal."
    )
    reason = fields.Text(string="Reason for the Proposal", tracking=True)
    fact_on = fields.Date(
        string="Date of the Fact", help="Goods registered up to this day count as already imported."
    )
    answer_sent_on = fields.Date(
        string="Answer Sent in Time on",
        help="Dated by the last day and received later. The ground counts the receipt: a supervisor decides.",
    )
    origin_decision_id = fields.Many2one(
        "customs.preference.decision",
        string="Revoked Decision",
        index="btree_not_null",
        ondelete="restrict",
        help="The revoked refusal on which the restoration is based.",
    )
    prepared_by_ids = fields.Many2many(
        "res.users",
        "customs_preference_decision_prepared_rel",
        "decision_id",
        "user_id",
        string="Prepared by",
        copy=False,
        ondelete="restrict",
        help="Users who chose its goods, changed its ground or reasons, entered the obstruction on which "
        "it is based, or revoked the refusal. They cannot decide.",
    )
    proposed_on = fields.Date(required=True)
    decided_on = fields.Date(readonly=True, copy=False, tracking=True)
    dismissed_on = fields.Date(readonly=True, copy=False, tracking=True)
    void_on = fields.Date(
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which the fact for the proposal was withdrawn.",
    )
    revoked_on = fields.Date(
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which a supervisor revoked the decision. It no longer applies to its goods.",
    )
    decided_at = fields.Datetime(
        readonly=True, copy=False, help="If there are two decisions, the later one applies."
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    revoked_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decision_reason = fields.Text(readonly=True, copy=False)
    revocation_reason = fields.Text(readonly=True, copy=False)
    slips_answer = fields.Selection(
        [
            ("doubt", "They affect the accuracy or completeness of the data, or cast doubt on the origin"),
            ("no_doubt", "Minor discrepancies only: neither the data nor the origin are in doubt"),
        ],
        string="Are the Discrepancies More Than Minor?",
        readonly=True,
        copy=False,
        help="Required before the ground is used.",
    )
    falsified = fields.Selection(
        [("yes", "Yes: the preference is never restored"), ("no", "No")],
        string="Was the Proof Falsified?",
        readonly=True,
        copy=False,
        help="If the proof was falsified, the preference is not restored.",
    )
    applied_on = fields.Date(
        string="Application Received on", copy=False, tracking=True, help="When the importer applied for it."
    )
    conditions_unknown = fields.Text(string="Conditions Not Known", readonly=True, copy=False)
    conditions_note = fields.Text(string="Why They Are Met", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("decided", "Decided"),
            ("dismissed", "Dismissed"),
            ("void", "No longer justified"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )

    line_count = fields.Integer(string="Number of Goods", compute="_compute_totals")
    importer_count = fields.Integer(string="Importers", compute="_compute_totals")
    totals = fields.Char(
        string="Duty",
        compute="_compute_totals",
        help="The duty to be paid (refusal) or repaid (restoration), for each currency.",
    )
    document_ids = fields.One2many("customs.document", "decision_id", string="Letters")
    letter_count = fields.Integer(compute="_compute_letter_count")

    _trigger_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, trigger)", "This fact has already led to a proposal in this case."
    )
    _refusal_has_ground = models.Constraint(
        "CHECK(kind = 'restoration' OR ground_id IS NOT NULL)", "Choose the ground for the refusal."
    )

    @api.depends("decided_on", "dismissed_on", "void_on", "revoked_on")
    def _compute_state(self):
        steps = (
            ("revoked_on", "revoked"),
            ("decided_on", "decided"),
            ("dismissed_on", "dismissed"),
            ("void_on", "void"),
        )
        for decision in self:
            decision.state = next((state for day, state in steps if decision[day]), "proposed")

    @api.depends("ground_id", "trigger", "res_model", "res_id")
    def _compute_binding(self):
        """What the procedure says of this consequence, else what the ground says."""
        for decision in self:
            case = decision.sudo()._case()
            row = (
                case.procedure_id.consequence_ids.filtered(
                    lambda row, decision=decision: row.code == decision.trigger and row.ground_id
                )
                if case
                else None
            )
            decision.binding = row.binding if row else decision.ground_id.binding

    @api.depends("line_ids.duty", "line_ids.duty_known", "line_ids.left_out", "line_ids.line_id")
    def _compute_totals(self):
        decision_totals.sum_up(self)

    @api.depends("document_ids")
    def _compute_letter_count(self):
        for decision in self:
            decision.letter_count = len(decision.document_ids)

    # What was proposed and decided stays

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {*GUARDED.split()}

    @api.model
    def _guarded_message(self, names):
        return self.env._(
            "%s: this cannot be entered. Decisions are proposed from facts and taken with their buttons.",
            names,
        )

    @api.model
    def _own_values(self, vals):
        authority = self.env["customs.authority"].sudo().browse(vals.get("importing_authority_id"))
        day = authority._today() if authority else fields.Date.context_today(self)
        number = self.env["ir.sequence"].sudo().next_by_code(self._name, sequence_date=day)
        return super()._own_values(vals) | {"name": number or self.env._("New")}

    def write(self, vals):
        if not decision_correction.CORRECTED.isdisjoint({*vals}) or "officer_id" in vals:
            self._refuse_change_of_decided()
        corrected = decision_correction.by_hand(self, vals)
        result = super().write(vals)
        corrected._add_author()
        return result

    @api.constrains("ground_id", "agreement_id")
    def _check_ground(self):
        decision_correction.check_grounds(self)

    def _refuse_change_of_decided(self):
        for decision in self:
            if decision.decided_on or decision.dismissed_on:
                raise UserError(self.env._("%s is already decided.", decision.name))

    def _refuse_closed(self):
        """Refuse an act on a proposal that was decided, dismissed or is no longer justified."""
        self._refuse_change_of_decided()
        for decision in self:
            if decision.void_on:
                raise UserError(
                    self.env._("%s: the fact on which it was based was withdrawn.", decision.name)
                )

    @api.model
    def _seal_ways(self, alias="r"):
        """A decision stands under the seals of its case; without a case under its own."""
        model, res_id = SQL.identifier(alias, "res_model"), SQL.identifier(alias, "res_id")
        without = SQL("%s = ANY(%s)", model, list(WITHOUT_CASE))
        return [
            Way(SQL(), model, res_id, SQL("NOT %s", without)),
            Way(SQL(), SQL("%s", self._name), SQL.identifier(alias, "id"), without),
        ]

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        if any("decided_on" in vals for vals in vals_list):
            # From now on its goods are evidence.
            self.env["customs.preference.decision.line"].search(
                [("decision_id", "in", self.ids)]
            )._add_to_seal()
        return result

    def _with_kept_history(self):
        """Return the decisions whose history is kept: all of them."""
        return self

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A proposed decision cannot be deleted. Decide or dismiss it."))

    # Its source

    def _source(self):
        """Return the case to which it belongs; without a case, the proof of origin or declaration."""
        self.ensure_one()
        if self.res_model in WITHOUT_CASE:
            return self.env[self.res_model].browse(self.res_id).exists()
        return self._case() or self.env["customs.origin.proof"]

    def _case(self):
        """Return the case, or None."""
        self.ensure_one()
        return self.env["customs.case.mixin"]._case_of(self.res_model, self.res_id)

    def _log(self, fact, label, day, **texts):
        """Write an act into the record of the case; without a case into the decision's own."""
        self.ensure_one()
        label = f"{label}: {self.name}"
        case = self.sudo()._case()
        if case:
            case._log_act(fact, label, day, reference=self.name, **texts)
            return
        entry = {"fact": fact, "label": label, "value_on": day, "reference": self.name}
        self.env["customs.fact"].sudo().create(self.sudo()._log_values() | entry | texts)
        words = (label, long_date(day, self.env.lang), *texts.values())
        self.sudo()._message_log(body=" - ".join(filter(None, words)))

    # Without a case it has a record of its own

    @api.model
    def _with_record(self):
        return fields.Domain("res_model", "in", WITHOUT_CASE)

    def _recipient_of_findings(self):
        return self._supervisor_at_work()

    def _record_documents(self):
        documents = self.env["customs.document"].sudo().with_context(active_test=False)
        return documents.search([("decision_id", "in", self.ids), ("res_model", "in", WITHOUT_CASE)])

    @api.model
    def _record_of_document(self, document):
        return document.decision_id.id

    @api.model
    def _propose(self, source, ground, trigger, reason, article, person=None, **more):
        """Propose once, for one fact of ``source``, a decision on ``ground`` with its goods; return it.

        :param source: the case, or a proof of origin
        :param more: further values: ``scope``, ``fact_on``, ``kind``, ``origin_decision_id``
        """
        values = {
            "ground_id": ground.id if ground else False,
            "article": article,
            "reason": reason,
            **more,
        }
        return propose(self.sudo(), source, trigger, values, person)

    @api.model
    def _create_proposed(self, source, values):
        of_source = {
            "res_model": source._name,
            "res_id": source.id,
            "case_name": source.display_name,
            "importing_authority_id": source.importing_authority_id.id,
        }
        if "agreement_id" not in values:
            of_source["agreement_id"] = source.agreement_id.id
        decision = self.with_context(customs_door=DOOR).create(values | of_source)
        return self.browse(decision.id)

    def _subject(self):
        """Return what it decides: its ground, else its kind."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.ground_id.display_name or kinds[self.kind]

    def _supervisor_at_work(self):
        """Return who decides: of the case or of its authority; else who works on the case."""
        self.ensure_one()
        case = self.sudo()._case()
        if case:
            return case._supervisor() or case._responsible()
        authority = self.importing_authority_id.sudo()
        user = authority.supervisor_id
        return user if user.active and user in authority.user_ids else user.browse()

    def _ask_for_decision(self, user):
        """Give the supervisor the decision to take; with nobody at work, the list of proposals shows it."""
        self.ensure_one()
        if user:
            self.activity_schedule(
                "customs_verification.mail_activity_type_decision",
                summary=self.env._("Decide: %s", self._subject()),
                # It quotes what others wrote: text, no markup of theirs.
                note=Markup("<br/>").join((self.reason or "").splitlines()),
                user_id=user.id,
            )

    @api.model
    def _void(self, source, trigger, reason):
        """Withdraw the proposal whose fact is gone; a decision that was taken stays."""
        proposed = self.sudo().search(
            [
                ("res_model", "=", source._name),
                ("res_id", "=", source.id),
                ("trigger", "=", trigger),
                ("state", "=", "proposed"),
            ]
        )
        for decision in proposed:
            decision._void_one(reason)

    def _void_one(self, reason):
        self._write_guarded({"void_on": self.importing_authority_id._today()})
        self._message_log(body=reason)
        self.activity_ids.unlink()
        self._log("decision_void", self.env._("Proposal no longer justified"), self.void_on, reason=reason)

    # Deciding

    def decide(self, reason, slips_answer=None, falsified=None, conditions_note=None):
        """Refuse (or restore) the preference for its goods, with ``reason``.

        :param slips_answer: ``doubt`` or ``no_doubt``, where the ground asks for it (RS11.2)
        :param falsified: ``yes`` or ``no``, where the ground asks for it (RS10.5)
        :param conditions_note: why the conditions of a restoration that are not known are met (RS10.3)
        :raises AccessError: the user is no supervisor
        :raises UserError: everything that prevents it, all at once
        """
        self._lock_decisions()
        self._check_may_decide()
        reason, note = given_text(reason), given_text(conditions_note)
        asked = {decision: restoration_conditions.of_decision(decision) for decision in self}
        problems = [] if reason else [self.env._("Enter the reasons for the decision.")]
        for decision in self:
            problems += decision._problems_of_deciding(slips_answer, falsified)
            problems += restoration_conditions.problems_of_restoring(decision, note, *asked[decision])
        if problems:
            raise UserError("\n".join(dict.fromkeys(problems)))
        for decision in self:
            answers = {
                "slips_answer": decision.asks_slips and slips_answer,
                "falsified": decision.asks_falsified and falsified,
                "conditions_unknown": "\n".join(asked[decision][1]) or False,
                "conditions_note": bool(asked[decision][1]) and note,
            }
            decision._close("decided_on", reason, answers)
        self._follow_up("decide")
        return True

    def _problems_of_deciding(self, slips_answer, falsified):
        """Return every reason why it cannot be decided so, as sentences."""
        self.ensure_one()
        problems = self._own_work_problems() + held_back(self)
        if self.asks_slips and slips_answer not in ("doubt", "no_doubt"):
            problems.append(
                self.env._("%s: choose whether the discrepancies are more than minor.", self.name)
            )
        if self.asks_slips and slips_answer == "no_doubt":
            problems.append(f"{self.name}: {self.ground_note or self.ground_article}")
        if self.asks_falsified and falsified not in ("yes", "no"):
            problems.append(self.env._("%s: choose whether the proof was falsified.", self.name))
        return problems

    def dismiss(self, reason):
        """Do not decide as proposed, with ``reason``.

        :raises AccessError: the user is no supervisor
        :raises UserError: already decided, or no reason given
        """
        self._lock_decisions()
        self._check_may_decide()
        reason = self._require_reason(reason)
        for decision in self:
            decision._close("dismissed_on", reason, {})
        return True

    def revoke(self, reason):
        """Take back a decision that was wrong, with ``reason``: its goods are free again.

        :raises AccessError: the user is no supervisor
        :raises UserError: it is not in force, or no reason given
        """
        self._lock_decisions()
        self._check_may_approve()
        reason = self._require_reason(reason)
        for decision in self:
            if decision.state != "decided":
                raise UserError(self.env._("%s is not in force, so it cannot be revoked.", decision.name))
        for decision in self:
            day = decision.importing_authority_id._today()
            decision._write_guarded(
                {"revoked_on": day, "revoked_by_id": self.env.uid, "revocation_reason": reason}
            )
            decision._log(
                "decision_revoked",
                self.env._("Decision revoked"),
                day,
                note=decision._totals(),
                reason=reason,
            )
        self._follow_up("revoke")
        return True

    def _lock_decisions(self):
        """Let two who decide at the same moment come one after the other."""
        self.check_access("read")
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(
                self.env._("Another user is taking this decision. Try again in a few seconds.")
            ) from None
        self.invalidate_recordset(["decided_on", "dismissed_on", "void_on", "revoked_on", "state"])

    def _check_may_decide(self):
        self._check_may_approve()
        self._refuse_closed()

    def _require_reason(self, reason):
        """Return ``reason`` as text, or refuse an act without one."""
        text = given_text(reason)
        if not text:
            raise UserError(self.env._("Enter the reasons for the decision."))
        return text

    def _close(self, field, reason, answers):
        self.ensure_one()
        day = self.importing_authority_id._today()
        self._write_guarded(
            {
                field: day,
                "decided_at": datetime.now(UTC).replace(
                    tzinfo=None
                ),  # to the microsecond: the later one counts
                "decided_by_id": self.env.uid,
                "decision_reason": reason,
                **answers,
            }
        )
        self.sudo().activity_ids.action_feedback(feedback=reason)
        note = " - ".join(filter(None, (self._subject(), self._totals(), *answers_in_words(self))))
        self._log(*self._act(field), day, note=note, reason=reason)

    def _act(self, field):
        """Return how the record names the act: (code, label)."""
        if field == "dismissed_on":
            return "decision_dismissed", self.env._("Proposal dismissed")
        if self.kind == "restoration":
            return "preference_restored", self.env._("Preference restored")
        return "preference_refused", self.env._("Preference refused")

    # What follows from an act

    def _consequences(self, act):
        """Return what follows from ``act`` (`decide` or `revoke`), in order; a later room adds its own."""
        return {
            "decide": [self._refresh_line_states],
            "revoke": [self._refresh_line_states, partial(propose_after_revocation, self)],
        }[act]

    def _follow_up(self, act):
        for consequence in self._consequences(act):
            consequence()

    def _refresh_line_states(self):
        """Bring the state of the goods in step with what was decided."""
        self.flush_model()
        self.env["customs.preference.decision.line"].flush_model()
        self.env["customs.declaration.line"].sudo()._refresh_preference_states(
            SQL("SELECT line_id FROM customs_preference_decision_line WHERE decision_id = ANY(%s)", self.ids)
        )

    def action_open_case(self):
        """Open the case, the proof or the declaration from which the proposal follows."""
        self.ensure_one()
        self.check_access("read")
        source = self._source()
        source.check_access("read")
        return source._get_records_action(context={})

    # Its goods: found from the facts until it is decided, then evidence

    def _refresh_goods(self):
        """Bring the goods of proposals in step with the facts; what an officer added or took out stays so."""
        decision_goods.refresh(self)

    def action_refresh_goods(self):
        """Bring the goods of the proposal in step with the facts now; the daily job does it too.

        :raises AccessError: the user is no officer of the authority
        :raises UserError: it is decided already
        """
        self._check_may_prepare()
        self.sudo()._refresh_goods()
        return True

    def _check_may_prepare(self):
        """Officers of the authority prepare what is not decided yet."""
        self.check_access("read")
        self._require_officer()
        self._refuse_closed()

    @api.model
    def _require_officer(self):
        if not self.env.su and not self.env.user.has_group(OFFICERS):
            raise AccessError(self.env._("Only an officer of the authority can prepare a decision."))

    def add_goods(self, line_ids, reason):
        """Add further goods of declarations to a proposed decision, with ``reason``.

        :param line_ids: ids of goods of the same authority, with a preference under the same agreement
        :raises AccessError: the user is no officer of the authority, or may not see the goods
        :raises UserError: everything that prevents it, all at once
        """
        self.ensure_one()
        self._check_may_prepare()
        reason = given_text(reason)
        lines = self.env["customs.declaration.line"].browse(given_ids(line_ids)).exists()
        lines.check_access("read")
        rows = self.env["customs.preference.decision.line"]
        problems = [] if reason else [self.env._("Enter the reason for adding the goods.")]
        problems += rows._problems_of_adding(self, lines)
        if problems:
            raise UserError("\n".join(problems))
        rows._add(self, lines, reason)
        self._log_preparation(self.env._("Goods added"), lines, reason)
        return True

    def record_application(self, day, reason):
        """Record on which day an application for the proposed restoration came (RS10.3).

        :param day: ``YYYY-MM-DD`` or date
        :raises AccessError: the user is no officer of the authority
        :raises UserError: everything that prevents it, all at once
        """
        self.ensure_one()
        self._check_may_prepare()
        record_application(self, day, reason)
        return True

    def _log_preparation(self, label, lines, reason):
        """Log who changed its goods; this person may not decide it."""
        self.ensure_one()
        self._add_author()
        parts = (label, lines._names(), (reason or "").strip())
        self.sudo()._message_log(body=" - ".join(filter(None, parts)))
        self.invalidate_recordset(["line_count", "importer_count", "totals"])

    def _totals(self):
        """Return how many goods, of how many importers, and the duty in each currency, as a sentence."""
        return decision_goods.totals_of(self)

    # Letters: one for each importing firm

    def _importing_firms(self):
        """Return the firms whose goods it covers, in the order of their names."""
        self.ensure_one()
        rows = self.sudo().line_ids.filtered(lambda row: not row.left_out)
        return rows.importer_firm_id.sorted(lambda firm: (firm.name or "", firm.id))

    def _recipient_of_failures(self):
        """Return who is notified of a mail about the decision that was not sent."""
        source = self._source()
        return source._responsible() if hasattr(source, "_responsible") else self.officer_id

    def _check_may_send_again(self):
        for decision in self:
            decision.check_access("read")
            decision._require_officer()
            decision._source().check_access("write")

    def action_draw_up_letters(self):
        """Enter the draft of a letter to each importing firm into the register; another person approves it.

        Pressed again it enters those that are not there yet.

        :raises AccessError: the user does not run the case
        :raises UserError: it is not decided, or has no goods
        """
        self.ensure_one()
        self._check_may_send_again()
        if self.state != "decided":
            raise UserError(self.env._("%s is not in force, so there is no letter to send.", self.name))
        decision_letters.draw_up(self)
        self.invalidate_recordset(["document_ids", "letter_count"])
        return self.action_open_letters()

    def _kind_in_words(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def action_open_letters(self):
        """Open the letters of the decision."""
        self.ensure_one()
        self.check_access("read")
        return self.env["customs.document"]._get_records_action(
            name=self.env._("Letters of %s", self.name),
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=[("decision_id", "=", self.id)],
            context={"create": False},
        )

    def _pdf_decision(self):
        """Return the letters to all importing firms in one PDF: as approved, else as drafts."""
        self.ensure_one()
        return decision_letters.print_all(self)

    @api.model
    def _cron_preference(self):
        """Refresh proposals, propose what proofs give ground for, remind of the last day of restorations."""
        decision_job.run(self.env)

    @api.model
    def _letter_kinds(self):
        return decision_letters.kinds(self.env)

    def _letter_preview(self, kind):
        return decision_letters.preview(self)
