from datetime import UTC, datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

from ...tools.given import given_text
from ..case.customs_guarded_mixin import DOOR

# Where a decision takes its goods from; `customs_preference_decision_goods.py` holds the queries.
SCOPES = [
    ("named", "Goods that the request of the visit named"),
    ("report", "Goods that do not comply by the report"),
    ("proofs", "Goods that use the proofs of the documentary verification"),
    ("proof", "Goods that use the proof of origin"),
    ("released", "Goods released under the suspensions of the visit"),
    ("revoked", "Goods of a refusal that was revoked"),
    ("chosen", "Goods chosen by hand"),
]

# What a decision without a case follows from.
WITHOUT_CASE = ("customs.origin.proof", "customs.declaration")


class CustomsPreferenceDecision(models.Model):
    """A decision on the preference: proposed from the facts, taken by a supervisor (RS11, RS16.6, RS10.3).

    It refuses or restores the preference for goods of declarations (`line_ids`). Its acts are written into
    the chained record of its case. A decision that follows from a proof of origin or a declaration alone
    (RS11.1.5) has no case: its acts stand in its own history, which nobody changes or deletes.
    """

    _name = "customs.preference.decision"
    _description = "Decision on Preference"
    _inherit = ["customs.guarded.mixin", "customs.inner.thread.mixin", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(string="Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    kind = fields.Selection(
        [("refusal", "Refusal of preference"), ("restoration", "Restoration of preference")],
        required=True,
        default="refusal",
    )
    scope = fields.Selection(
        SCOPES, string="Which Goods", help="From where the goods come until it is decided."
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
        "res.partner", string="Exporter or Producer", index="btree_not_null", ondelete="restrict"
    )
    ground_id = fields.Many2one("customs.ground", ondelete="restrict", tracking=True)
    binding = fields.Selection(related="ground_id.binding")
    ground_article = fields.Char(related="ground_id.article", string="Article of the Ground")
    ground_note = fields.Text(related="ground_id.note", string="What Is No Ground", help="RS11.2")
    asks_slips = fields.Boolean(related="ground_id.asks_slips")
    asks_falsified = fields.Boolean(related="ground_id.asks_falsified")
    article = fields.Char(string="Follows from", help="The article from which the proposal follows.")
    trigger = fields.Char(required=True, help="The fact from which the proposal follows: each proposes once.")
    reason = fields.Text(string="Why It Is Proposed")
    fact_on = fields.Date(
        string="Day of the Fact", help="Goods registered up to this day count as already imported (RS16.6)."
    )
    origin_decision_id = fields.Many2one(
        "customs.preference.decision",
        string="Revoked Decision",
        index="btree_not_null",
        ondelete="restrict",
        help="The refusal after whose revocation the preference is restored.",
    )
    prepared_by_ids = fields.Many2many(
        "res.users",
        "customs_preference_decision_prepared_rel",
        "decision_id",
        "user_id",
        string="Prepared by",
        copy=False,
        help="Who chose its goods does not decide.",
    )
    proposed_on = fields.Date(required=True)
    decided_on = fields.Date(readonly=True, copy=False, tracking=True)
    dismissed_on = fields.Date(readonly=True, copy=False, tracking=True)
    void_on = fields.Date(
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which the fact went away from which it was proposed.",
    )
    revoked_on = fields.Date(
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which a supervisor took the decision back: its goods are free again.",
    )
    decided_at = fields.Datetime(readonly=True, copy=False, help="Of two decisions, the later one counts.")
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    revoked_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decision_reason = fields.Text(readonly=True, copy=False)
    revocation_reason = fields.Text(readonly=True, copy=False)
    slips_answer = fields.Selection(
        [
            ("doubt", "They cast doubt on the origin"),
            ("no_doubt", "Slips only: they cast no doubt on the origin"),
        ],
        string="Do the Slips Cast Doubt on the Origin?",
        readonly=True,
        copy=False,
        help="Asked before the ground is used (RS11.2).",
    )
    falsified = fields.Selection(
        [("yes", "Yes: the preference is never restored"), ("no", "No")],
        string="Was the Proof Falsified?",
        readonly=True,
        copy=False,
        help="After a falsified proof the preference is not restored (RS10.5).",
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("decided", "Decided"),
            ("dismissed", "Dismissed"),
            ("void", "No longer founded"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )

    _trigger_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, trigger)", "This fact has already led to a proposal in this case."
    )
    _refusal_has_ground = models.Constraint(
        "CHECK(kind = 'restoration' OR ground_id IS NOT NULL)", "A refusal names its ground (RS11.1)."
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

    # What was proposed and decided stays

    @api.model
    def _guarded_fields(self):
        acts = {
            "name",
            "decided_on",
            "dismissed_on",
            "void_on",
            "revoked_on",
            "decided_at",
            "decided_by_id",
            "revoked_by_id",
            "decision_reason",
            "revocation_reason",
            "slips_answer",
            "falsified",
            "prepared_by_ids",
        }
        origin = {
            "kind",
            "scope",
            "line_ids",
            "res_model",
            "res_id",
            "case_name",
            "agreement_id",
            "importing_authority_id",
            "trigger",
            "fact_on",
            "origin_decision_id",
            "proposed_on",
        }
        return super()._guarded_fields() | acts | origin

    @api.model
    def _guarded_message(self, names):
        return self.env._(
            "%s: a decision follows from the facts of its case, and is taken with its buttons.", names
        )

    @api.model
    def _own_values(self, vals):
        number = self.env["ir.sequence"].sudo().next_by_code(self._name)
        return super()._own_values(vals) | {"name": number or self.env._("New")}

    def write(self, vals):
        if {"ground_id", "person_id", "reason", "article", "officer_id"} & vals.keys():
            self._refuse_change_of_decided()
        return super().write(vals)

    def _refuse_change_of_decided(self):
        for decision in self:
            if decision.decided_on or decision.dismissed_on:
                raise UserError(self.env._("%s is already decided.", decision.name))

    def _with_kept_history(self):
        """Return the decisions whose history is kept: all of them."""
        return self

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A proposed decision is decided or dismissed, never deleted."))

    # From what it follows

    def _source(self):
        """Return the case from which it follows; where there is none, the proof of origin or declaration."""
        self.ensure_one()
        if self.res_model in WITHOUT_CASE:
            return self.env[self.res_model].browse(self.res_id).exists()
        return self._case() or self.env["customs.origin.proof"]

    def _case(self):
        """Return the case, or None."""
        self.ensure_one()
        return self.env["customs.case.mixin"]._case_of(self.res_model, self.res_id)

    def _log(self, fact, label, day, **texts):
        """Write an act into the record of the case; without a case into the decision's own history."""
        self.ensure_one()
        label = f"{label}: {self.name}"
        case = self.sudo()._case()
        if case:
            case._log_act(fact, label, day, reference=self.name, **texts)
        else:
            self.sudo()._message_log(body=" - ".join(filter(None, (label, str(day or ""), *texts.values()))))

    @api.model
    def _propose(self, source, ground, trigger, reason, article, person=None, **more):
        """Propose once, for one fact of ``source``, a decision on ``ground`` with its goods; return it.

        :param source: the case, or a proof of origin
        :param more: further values: ``scope``, ``fact_on``, ``kind``, ``origin_decision_id``
        """
        decisions = self.sudo()
        known = decisions.search(
            [("res_model", "=", source._name), ("res_id", "=", source.id), ("trigger", "=", trigger)], limit=1
        )
        founded = ground or more.get("kind") == "restoration"
        if not founded or (known and known.state != "void"):
            return known
        values = {
            "officer_id": source.officer_id.id if "officer_id" in source._fields else False,
            "person_id": person.id if person else False,
            "ground_id": ground.id if ground else False,
            "article": article,
            "reason": reason,
            "proposed_on": source._today(),
            **more,
        }
        if known:  # what went away has come again
            known._write_guarded(values | {"void_on": False})
            decision = known
        else:
            decision = decisions._create_proposed(source, values | {"trigger": trigger})
        decision._refresh_goods()
        source._message_log(body=f"{decision.name}: {decision._subject()}. {reason}")
        decision._ask_for_decision(decision._supervisor_at_work())
        return decision

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
        """Return in a word what it decides."""
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
        """Take back what was proposed from a fact that is gone; a decision that was taken stands."""
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
        self._log("decision_void", self.env._("Proposal no longer founded"), self.void_on, reason=reason)

    # Deciding

    def decide(self, reason, slips_answer=None, falsified=None):
        """Refuse (or restore) the preference for its goods, with ``reason``.

        :param slips_answer: ``doubt`` or ``no_doubt``, where the ground asks for it (RS11.2)
        :param falsified: ``yes`` or ``no``, where the ground asks for it (RS10.5)
        :raises AccessError: the user is no supervisor
        :raises UserError: everything that stands against it, all at once
        """
        self._lock_decisions()
        self._check_may_decide()
        reason = given_text(reason)
        problems = [] if reason else [self.env._("Give the reasons for the decision.")]
        for decision in self:
            problems += decision._problems_of_deciding(slips_answer, falsified)
        if problems:
            raise UserError("\n".join(dict.fromkeys(problems)))
        for decision in self:
            answers = {
                "slips_answer": decision.asks_slips and slips_answer,
                "falsified": decision.asks_falsified and falsified,
            }
            decision._close("decided_on", reason, answers)
        self._refresh_line_states()
        return True

    def _problems_of_deciding(self, slips_answer, falsified):
        """Return everything that stands against deciding so, as sentences."""
        self.ensure_one()
        problems = []
        if self.env.user in self.prepared_by_ids:
            problems.append(self.env._("%s: you chose its goods. Another supervisor decides.", self.name))
        if self.asks_slips and slips_answer not in ("doubt", "no_doubt"):
            problems.append(
                self.env._("%s: say whether the slips cast doubt on the origin of the goods.", self.name)
            )
        if self.asks_slips and slips_answer == "no_doubt":
            problems.append(f"{self.name}: {self.ground_note or self.ground_article}")
        if self.asks_falsified and falsified not in ("yes", "no"):
            problems.append(self.env._("%s: say whether the proof was falsified.", self.name))
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
        self._check_supervisor()
        reason = self._require_reason(reason)
        for decision in self:
            if decision.state != "decided":
                raise UserError(self.env._("%s is not in force: there is nothing to revoke.", decision.name))
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
        self._refresh_line_states()
        self._after_revocation()
        return True

    def _after_revocation(self):
        """Do what follows when decisions were revoked."""

    def _lock_decisions(self):
        """Let two who decide at the same moment come one after the other."""
        self.check_access("read")
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(
                self.env._("Somebody else is deciding at this moment. Try again in a few seconds.")
            ) from None
        self.invalidate_recordset(["decided_on", "dismissed_on", "void_on", "revoked_on", "state"])

    def _check_supervisor(self):
        self.check_access("write")
        self._require_supervisor()

    @api.model
    def _require_supervisor(self):
        if not self.env.su and not self.env.user.has_group("customs_verification.group_supervisor"):
            raise AccessError(self.env._("Only a supervisor decides on the preference."))

    def _check_may_decide(self):
        self._check_supervisor()
        for decision in self:
            decision._refuse_change_of_decided()
            if decision.void_on:
                raise UserError(self.env._("%s: the fact is gone from which it was proposed.", decision.name))

    def _require_reason(self, reason):
        """Return ``reason`` as text, or refuse an act without one."""
        text = given_text(reason)
        if not text:
            raise UserError(self.env._("Give the reasons for the decision."))
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
        note = " - ".join(filter(None, (self._subject(), self._totals(), *self._answers_in_words())))
        self._log(*self._act(field), day, note=note, reason=reason)

    def _act(self, field):
        """Return how the record names the act: (word of the software, words for a person)."""
        if field == "dismissed_on":
            return "decision_dismissed", self.env._("Proposal dismissed")
        if self.kind == "restoration":
            return "preference_restored", self.env._("Preference restored")
        return "preference_refused", self.env._("Preference refused")

    def _answers_in_words(self):
        """Return the answers to the questions of the ground, as sentences."""
        words = []
        for name in ("slips_answer", "falsified"):
            if self[name]:
                field = self._fields[name]
                answers = dict(field._description_selection(self.env))
                words.append(f"{field._description_string(self.env)} {answers[self[name]]}")
        return words

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
        return {
            "type": "ir.actions.act_window",
            "res_model": source._name,
            "res_id": source.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
