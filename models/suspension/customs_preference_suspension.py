from datetime import timedelta

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ...reports.suspension.suspended_goods_xlsx import suspended_goods
from ...tools.dates import long_date
from ...tools.inputs import given_day, given_text
from . import likely_goods, similar_goods_job, suspension_conditions, suspension_sentences
from .goods_changes import change_in_force
from .suspension_preview import marked_figures, preview_figures

# What a draft says: written by hand while it is one, changed by a supervisor's act once it is in force.
TERMS = frozenset({"starts_on", "reason", "goods_ids"})
# What of it decides which declared goods fall under it.
MARKING = frozenset({"starts_on", "started_on", "ended_on", "cancelled_on", "hs_digits"})
# So many ways of describing goods are shown and counted at once.
MOST = 500
OPEN = ("draft", "in_force")
# A transaction that began before the change of a suspension and writes lines later than this would be cut off
# by the server's own limits long before.
STRAGGLERS = timedelta(minutes=15)


class CustomsPreferenceSuspension(models.Model):
    """The suspension of the preference for goods similar to those of a visit (RS16.12).

    It covers goods declared from the day `starts_on`, at the earliest the day on which the request was sent,
    and before the day `ended_on`: on the day on which the report is approved the preference is granted again.
    An officer drafts it, a supervisor puts it in force. Each act locks the case, then the suspension, and is
    written to the record of the case.
    """

    _name = "customs.preference.suspension"
    _description = "Suspension of Preference"
    _inherit = [
        "customs.four.eyes.mixin",
        "customs.sealed.mixin",
        "customs.inner.thread.mixin",
        "customs.excluded.mixin",
        "mail.activity.mixin",
    ]
    _seal_path = ("visit_id",)
    _unsealed_fields = frozenset({"likely_count"})
    _sealed_derived = frozenset({"article", "hs_digits", "starts_on", "state"})
    _kept_derived = frozenset({"article", "hs_digits"})
    _order = "id desc"
    _acts_with_reason = ("give_up", "take_back")
    _author_field = "author_ids"
    _excluded_depends = ("visit_id", "starts_on", "goods_ids.hs_code", "goods_ids.visit_goods_id")

    name = fields.Char(string="Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    visit_id = fields.Many2one("customs.verification.visit", required=True, index=True, ondelete="restrict")
    agreement_id = fields.Many2one(related="visit_id.agreement_id", store=True, index=True)
    importing_authority_id = fields.Many2one(
        related="visit_id.importing_authority_id", store=True, index=True
    )
    officer_id = fields.Many2one(related="visit_id.officer_id", store=True, index=True)
    request_sent_on = fields.Date(related="visit_id.request_sent_on")
    article = fields.Char(compute="_compute_law", store=True, help="The article that allows the suspension.")
    hs_digits = fields.Integer(
        string="HS Digits",
        compute="_compute_law",
        store=True,
        aggregator=None,
        help="Number of HS code digits that must match. Set by the procedure. Once in force, they stay.",
    )
    digits_note = fields.Text(string="About the Digits", compute="_compute_digits_note")
    starts_on = fields.Date(
        string="Declarations from",
        tracking=True,
        copy=False,
        compute="_compute_starts_on",
        store=True,
        readonly=False,
        help="First day of registration covered. At the earliest, the day on which the request was sent.",
    )
    reason = fields.Text(string="Why the Preference Is Suspended")
    drafted_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, default=lambda self: self.env.user, ondelete="restrict"
    )
    author_ids = fields.Many2many(
        "res.users",
        string="Written by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Authors of the draft. They cannot put it in force.",
    )
    goods_ids = fields.One2many("customs.suspension.goods", "suspension_id")
    goods_summary = fields.Char(
        string="Suspended for",
        compute="_compute_goods_summary",
        store=True,
        help="Goods covered by the suspension, in short.",
    )
    judgement_ids = fields.One2many("customs.suspension.judgement", "suspension_id", string="Assessments")
    mark_ids = fields.One2many("customs.suspended.line", "suspension_id", string="Suspended Goods")
    started_on = fields.Date(string="In Force since", readonly=True, copy=False, tracking=True)
    started_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    ended_on = fields.Date(
        string="Ended",
        readonly=True,
        copy=False,
        tracking=True,
        help="From this day it covers no declarations.",
    )
    end_kind = fields.Selection(
        [
            ("report", "The report was approved"),
            ("withdrawn", "The request was withdrawn"),
            ("supervisor", "A supervisor ended it"),
        ],
        string="How It Ended",
        readonly=True,
        copy=False,
    )
    end_reason = fields.Text(readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    cancelled_on = fields.Date(
        readonly=True, copy=False, tracking=True, help="The draft was cancelled and was never in force."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In force"), ("ended", "Ended"), ("cancelled", "Cancelled")],
        compute="_compute_state",
        store=True,
        index=True,
    )

    missing_items = fields.Json(compute="_compute_missing_items")
    preview_count = fields.Integer(
        string="Goods That Would Be Suspended",
        compute="_compute_preview",
        help="Similar declared goods registered so far.",
    )
    preview_duty = fields.Char(string="Duty at Stake", compute="_compute_preview")
    marked_count = fields.Integer(string="Number of Suspended Goods", compute="_compute_marked")
    marked_duty = fields.Char(string="Duty on These Goods", compute="_compute_marked")
    likely_count = fields.Integer(
        string="To Assess",
        readonly=True,
        copy=False,
        help="Number of descriptions of goods to assess, when last counted.",
    )
    likely_now = fields.Integer(string="To Assess Now", compute="_compute_likely_now")
    judgement_count = fields.Integer(string="Assessed", compute="_compute_judgement_count")
    remark_until = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="After a change, its declared goods are marked again until this time to include goods "
        "received in the meantime.",
    )

    _window_forward = models.Constraint(
        "CHECK(ended_on IS NULL OR starts_on IS NOT NULL)",
        "A suspension with an end date needs a start date.",
    )

    @api.depends("visit_id.procedure_id.hs_digits", "visit_id.procedure_id.suspension_article")
    def _compute_law(self):
        """Once in force it stays under the terms on which it was put in force."""
        for suspension in self:
            if suspension.started_on and suspension.hs_digits:  # and not started before it was computed
                suspension.update({"article": suspension.article, "hs_digits": suspension.hs_digits})
                continue
            procedure = suspension.visit_id.procedure_id
            suspension.article = procedure.suspension_article
            suspension.hs_digits = procedure.hs_digits

    @api.depends("hs_digits", "visit_id.procedure_id")
    @api.depends_context("lang")
    def _compute_digits_note(self):
        for suspension in self:
            suspension.digits_note = suspension_sentences.of_digits(suspension)

    @api.depends("visit_id.request_sent_on")
    def _compute_starts_on(self):
        for suspension in self:
            suspension.starts_on = suspension.starts_on or suspension.visit_id.request_sent_on

    @api.depends("started_on", "ended_on", "cancelled_on")
    def _compute_state(self):
        steps = (("cancelled_on", "cancelled"), ("ended_on", "ended"), ("started_on", "in_force"))
        for suspension in self:
            suspension.state = next((state for day, state in steps if suspension[day]), "draft")

    @api.depends("goods_ids.hs_code", "goods_ids.description")
    def _compute_goods_summary(self):
        for suspension in self:
            goods = suspension.goods_ids
            text = f"{goods[:1].hs_code or ''} {goods[:1].description or ''}".strip()
            suspension.goods_summary = f"{text} +{len(goods) - 1}" if len(goods) > 1 else text

    @api.model
    def _guarded_fields(self):
        acts = {
            "name",
            "drafted_by_id",
            "started_on",
            "started_by_id",
            "ended_on",
            "end_kind",
            "end_reason",
            "ended_by_id",
            "cancelled_on",
            "remark_until",
            "likely_count",
        }
        return super()._guarded_fields() | acts

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: this is set by the buttons of the suspension and cannot be entered.", names)

    @api.model
    def _own_values(self, vals):
        visit_id = vals.get("visit_id") or self.env.context.get("default_visit_id")
        visit = self.env["customs.verification.visit"].sudo().browse(visit_id)
        day = visit._today() if visit else fields.Date.context_today(self)
        number = self.env["ir.sequence"].sudo().next_by_code(self._name, sequence_date=day)
        return super()._own_values(vals) | {"name": number or self.env._("New")}

    # What a draft says is written as long as it is one

    @api.model_create_multi
    def create(self, vals_list):
        suspensions = super().create(vals_list)
        if not self.env.su:
            for suspension in suspensions:
                suspension.visit_id.check_access("read")
                suspension._refuse_unless_possible()
        suspensions._add_author()
        return suspensions

    def write(self, vals):
        """Write; who wrote a draft is remembered, then the goods are marked anew.

        Decisions follow after that (`decision` comes later): a restoration finds the goods as they are now.
        """
        self.check_access("write")
        if "visit_id" in vals and any(suspension.visit_id.id != vals["visit_id"] for suspension in self):
            raise UserError(self.env._("A suspension cannot be moved to another visit."))
        written = TERMS & vals.keys() and not self._is_behind_the_door()
        if written:
            self._refuse_unless_draft()
        result = super().write(vals)
        if written:
            self._add_author()
        if MARKING & vals.keys():
            self._mark_changed()
        return result

    def _refuse_unless_possible(self):
        """A suspension begins while its visit allows one, with every reason named where it does not."""
        problems = self.visit_id._problems_of_suspending()
        if problems:
            raise UserError("\n".join(problems))

    def _refuse_unless_draft(self):
        """Once in force, what it says is changed by a supervisor, with a reason (RS16.12)."""
        for suspension in self:
            if suspension.state == "in_force":
                raise UserError(
                    self.env._(
                        "%s is in force. Only a supervisor can change it, with the button "
                        "'Change' and a reason.",
                        suspension.name,
                    )
                )
            if suspension.state != "draft":
                raise UserError(suspension_sentences.of_state(suspension))

    def _authors(self):
        return super()._authors() | self.sudo().drafted_by_id

    def _begin_act(self, *states):
        """Let one person at a time act on a suspension in one of the ``states``.

        The case is locked first: its facts, from which an end follows, are recorded under the same lock.
        """
        self.ensure_one()
        self.check_access("write")
        self.visit_id._lock()
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(self.env._("Another user is changing %s. Try again.", self.name)) from None
        self.env.invalidate_all()
        if self.state not in states:
            raise UserError(suspension_sentences.of_state(self))

    def _today(self):
        """Return today in the time zone of the authority."""
        self.ensure_one()
        return self.importing_authority_id._today()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A suspension cannot be deleted. Cancel or end it."))

    # Acts: each locks the case and the suspension, is written to the record of the case, marks the goods

    def put_in_force(self):
        """Put the suspension in force: goods in its window are marked at once (RS16.12).

        :raises AccessError: the user is no supervisor
        :raises UserError: the user wrote it, it is no draft, or something is missing; all of it is named
        """
        self._check_may_approve()
        self._begin_act("draft")
        self._refuse_own_work()
        missing = suspension_conditions.missing(self)
        if missing:
            raise UserError(
                self.env._("%s cannot be put in force. Missing:", self.name) + "\n" + "\n".join(missing)
            )
        self._write_guarded({"started_on": self._today(), "started_by_id": self.env.uid})
        self._log(
            "suspension_started",
            self.env._("Preference suspended for similar goods: declarations from"),
            self.starts_on,
            note="\n".join([*self._goods_in_words(), *self.judgement_ids._in_words()]),
            reason=self.reason,
        )
        self._follow_act()
        return True

    def change(self, reason, starts_on=None, goods=None, digits_of_procedure=False):
        """Change the window, the goods or the digits of a suspension in force (RS16.12, RS16.12c).

        :param reason: why
        :param starts_on: the new first day of the window (``YYYY-MM-DD`` or date); empty: it stays
        :param goods: rows of goods as the commands of Odoo: ``[0, 0, {values}]`` adds one,
            ``[1, id, {values}]`` changes one, ``[2, id]`` takes one out; values are hs_code, description,
            brand, goods_model, article_no, no_characteristics, person_judges, producer_id, exporter_id
        :param digits_of_procedure: whether the digits that must match are those of the procedure from now on
        :raises AccessError: the user is no supervisor
        :raises UserError: it is not in force, nothing is changed, or something is missing; all of it is named
        """
        self._check_may_approve()
        self._begin_act("in_force")
        change_in_force(self, given_text(reason), starts_on, goods, digits_of_procedure)
        self._follow_act()
        return True

    def end(self, reason, day=None):
        """End a suspension in force, or correct the day on which a supervisor ended it (RS16.12).

        :param reason: why
        :param day: the first day of registration that it no longer covers; empty: today
        :raises AccessError: the user is no supervisor
        :raises UserError: it is not in force, ended by a fact of its visit, or the day is not possible
        """
        self._check_may_approve()
        self._begin_act("in_force", "ended")
        reason, day = given_text(reason), given_day(self.env, day) or self._today()
        problems = suspension_conditions.against_end(self, reason, day)
        if problems:
            raise UserError("\n".join(problems))
        self._end(day, "supervisor", reason)
        return True

    def take_back(self, reason):
        """Take back the end that a supervisor set: the suspension is in force again (RS16.12).

        :param reason: why
        :raises AccessError: the user is no supervisor
        :raises UserError: it did not end so, no reason is given, or the visit allows no suspension any more
        """
        self._check_may_approve()
        self._begin_act("ended")
        problems = suspension_conditions.against_reopening(self, given_text(reason))
        if problems:
            raise UserError("\n".join(problems))
        self._reopen(given_text(reason))
        return True

    def give_up(self, reason):
        """Give up a draft, which never was in force.

        :param reason: why
        :raises AccessError: the user may not change the suspension
        :raises UserError: it is no draft, or no reason is given
        """
        self._begin_act("draft")
        reason = given_text(reason)
        if not reason:
            raise UserError(self.env._("Enter the reason for cancelling it."))
        self._write_guarded({"cancelled_on": self._today()})
        self._message_log(body=self.env._("Cancelled: %s", reason))
        self.sudo().activity_ids.action_feedback(feedback=reason)
        return True

    # Sentences

    def _goods_in_words(self):
        return [goods._in_words() for goods in self.goods_ids]

    # What each act leaves behind

    def _log(self, fact, label, day, **details):
        """Write the act to the record of the case, and to the suspension's own history."""
        self.visit_id._log_act(fact, label, day, reference=self.name, **details)
        texts = (f"{label} {long_date(day, self.env.lang)}", details.get("reason"), details.get("note"))
        lines = [escape(line) for text in texts if text for line in text.splitlines()]
        self._message_log(body=Markup("<br/>").join(lines))

    def _log_gone(self, fact, label, lines, texts, **details):
        """Write into the record of the case which goods fall under it no more, and why."""
        day = self.sudo().visit_id._today()
        self.sudo()._log(fact, label, day, note="\n".join((lines._names(), *texts)), **details)

    def _follow_act(self):
        """Count what a person has to judge, and close what was asked; the write itself marks the goods."""
        self._store_likely_count()
        done = self.env.ref("customs_verification.mail_activity_type_decision")
        if not self.likely_count:
            done |= self.env.ref("customs_verification.mail_activity_type_likely")
        activities = self.sudo().activity_ids
        activities.filtered(lambda activity: activity.activity_type_id in done).action_feedback()

    def _end(self, day, kind, reason=False):
        """End it on ``day``, or move its end there."""
        former = self.ended_on
        self._write_guarded(
            {"ended_on": day, "end_kind": kind, "end_reason": reason, "ended_by_id": self.env.uid}
        )
        kinds = dict(self._fields["end_kind"]._description_selection(self.env))
        self._log(
            "suspension_ended",
            self.env._("Suspension ended"),
            day,
            former_on=former,
            note=kinds[kind],
            reason=reason,
        )
        self._follow_act()

    def _reopen(self, reason):
        """Let it be in force again."""
        former = self.ended_on
        self._write_guarded({"ended_on": False, "end_kind": False, "end_reason": False, "ended_by_id": False})
        self._log(
            "suspension_ended",
            self.env._("Suspension reopened: in force again"),
            False,
            former_on=former,
            reason=reason,
        )
        self._follow_act()

    def _move_start(self, day, reason):
        """Let the window begin on ``day``: the request was sent later than it was thought (RS16.12)."""
        former = self.starts_on
        self._write_guarded({"starts_on": day})
        self._log(
            "suspension_changed",
            self.env._("Suspension changed: declarations from"),
            day,
            former_on=former,
            reason=reason,
        )
        self._follow_act()

    # What follows from the facts of the visit

    def _apply_end(self, kind, day, label):
        """End, move the end or take it back, as the fact ``label`` of the visit says (RS16.12b)."""
        self.ensure_one()
        if day and self.state == "in_force":
            self._end(day, kind)
        elif day and self.end_kind == kind and self.ended_on != day:
            self._end(day, kind, self.env._("'%s' was corrected.", label))
        elif day and self.end_kind == "supervisor" and self.ended_on > day:
            self._end(day, "supervisor", label)
        elif not day and self.end_kind == kind:
            self._reopen(self.env._("'%s' was withdrawn.", label))

    # What is missing, what it would mean, and what it means

    @api.depends(
        "state",
        "starts_on",
        "reason",
        "goods_ids.hs_code",
        "goods_ids.brand",
        "goods_ids.goods_model",
        "goods_ids.article_no",
        "goods_ids.no_characteristics",
        "goods_ids.person_judges",
        "goods_ids.producer_id",
        "goods_ids.exporter_id",
        "visit_id.request_sent_on",
        "visit_id.closed_on",
        "visit_id.report_approved_on",
    )
    def _compute_missing_items(self):
        for suspension in self:
            draft = suspension.state == "draft" and suspension.visit_id
            suspension.missing_items = [suspension_conditions.next_step(suspension)] if draft else []

    @api.depends("state", "starts_on", "goods_ids", "judgement_ids.similar")
    def _compute_preview(self):
        for suspension in self:
            count, duty = preview_figures(suspension._origin)
            suspension.preview_count, suspension.preview_duty = count, duty

    @api.depends("mark_ids")
    def _compute_marked(self):
        figures = marked_figures(self)
        for suspension in self:
            suspension.marked_count, suspension.marked_duty = figures.get(suspension._origin.id, (0, ""))

    def action_open_lines(self):
        """Open the goods under the suspension; of a draft those that would fall under it."""
        self.ensure_one()
        self.check_access("read")
        draft = self.state == "draft"
        title = (
            self.env._("Would be suspended by %s", self.name)
            if draft
            else self.env._("Suspended by %s", self.name)
        )
        return self.env["customs.declaration.line"]._get_records_action(
            name=title,
            mobile_view_mode="kanban",
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=[("falls_under_id" if draft else "mark_ids.suspension_id", "=", self.id)],
            context={"create": False},
        )

    def _xlsx_suspended_goods(self):
        """Return the XLSX of the goods under these suspensions; of all readable ones when none is chosen."""
        suspensions = self or self.search([("state", "in", ("in_force", "ended"))])
        return suspended_goods(suspensions)

    # What a person judges

    @api.depends("state", "starts_on", "goods_ids", "judgement_ids")
    def _compute_likely_now(self):
        for suspension in self:
            suspension.likely_now = len(suspension._origin._queue())

    @api.depends("judgement_ids")
    def _compute_judgement_count(self):
        for suspension in self:
            suspension.judgement_count = len(suspension.judgement_ids)

    def _queue(self):
        """Return what a person has to judge for this suspension, the most duty first (see `likely_groups`).

        What was judged similar and has too short an HS code waits for the declaration, not for a person.
        """
        self.ensure_one()
        if not self.id or not self.starts_on or self.state not in OPEN:
            return []
        return [group for group in likely_goods.likely_groups(self, MOST) if not group["judged_similar"]]

    def _store_likely_count(self):
        """Note how many ways of describing goods wait for a judgement."""
        for suspension in self:
            count = len(suspension._queue())
            if suspension.likely_count != count:
                suspension.sudo()._write_guarded({"likely_count": count})

    def action_open_likely(self):
        """Open the queue of goods that are likely to be similar, as it is now."""
        self.ensure_one()
        self.check_access("write")
        rows = self.env["customs.likely.goods"].create(likely_goods.queue_values(self))
        search = self.env.ref("customs_verification.customs_likely_goods_view_search")
        return rows.browse()._get_records_action(
            name=self.env._("To Assess: %s", self.display_name),
            mobile_view_mode="kanban",
            views=[(False, "list"), (False, "kanban")],
            search_view_id=[search.id, "search"],
            domain=[("suspension_id", "=", self.id), ("id", "in", rows.ids)],
            context={"create": False},
            help=suspension_sentences.of_empty_queue(self.env),
        )

    def judge(self, goods_id, characteristics_keys, similar, reason):
        """Judge whether goods described alike have the characteristics of those of the suspension (RS16.12c).

        Of a suspension in force each judgement is in the record of the case, and the goods follow at once.

        :param goods_id: the goods of the suspension with which they were compared
        :param characteristics_keys: how the goods are described: keys from the queue (`characteristics_key`)
        :param similar: whether they have the same characteristics
        :param reason: why
        :return: the ids of the judgements
        :raises AccessError: the user may not change the suspension
        :raises UserError: no reason; goods not of this suspension; goods that wait for none
        """
        self._begin_act(*OPEN)
        return self.env["customs.suspension.judgement"]._judge(
            self, goods_id, characteristics_keys, bool(similar), given_text(reason)
        )

    def _after_judgements(self, judgements, reason, corrected=False):
        """Whoever judges in a draft has written it; in force it is an act, and the goods follow at once."""
        if self.state == "draft":
            self._add_author()
            self._store_likely_count()
            return
        label = (
            self.env._("Assessment of similar goods corrected")
            if corrected
            else self.env._("Similar goods assessed")
        )
        self._log(
            "suspension_judged",
            label,
            self._today(),
            note="\n".join(judgements._in_words()),
            reason=reason,
        )
        self._follow_act()

    def action_open_judgements(self):
        """Open what was judged for this suspension."""
        self.ensure_one()
        self.check_access("read")
        return self.env["customs.suspension.judgement"]._get_records_action(
            name=self.env._("Assessed for %s", self.display_name),
            mobile_view_mode="kanban",
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=[("suspension_id", "=", self.id)],
            context={"create": False},
        )

    def _action_judge(self, title, likely=None, judgement=None):
        """Return the action that opens the form in which goods are judged."""
        return self.env["customs.judge.goods"]._get_records_action(
            name=title,
            target="new",
            context={
                "default_suspension_id": self.id,
                "default_likely_ids": likely.ids if likely else [],
                "default_judgement_id": judgement.id if judgement else False,
            },
        )

    @api.model
    def _cron_notify_likely(self):
        """Notify the officers of likely goods that came in since, once a day for each suspension."""
        likely_goods.tell_of_new(self)

    # Its marks on the declared goods

    def _mark(self):
        """Bring the marks of these suspensions in step with the declared goods, and the goods' states.

        A draft and one that was given up mark nothing. Marks of one that has ended stay, but for goods
        registered on the day of its end or later; all its goods get the state that follows. Writing to a
        suspension, its goods and its judgements calls it: whoever starts or ends one need not. Nothing is
        written that is right already. A constant number of queries for any number of suspensions and lines.

        :return: the lines whose marks changed
        """
        lines = self.env["customs.declaration.line"]
        if not self.ids:
            return lines
        marks = self.env["customs.suspended.line"].sudo()
        touched = marks._mark_goods(
            SQL("g.suspension_id = ANY(%s)", self.ids), SQL("m.suspension_id = ANY(%s)", self.ids)
        )
        # The end of a suspension changes the state of its goods, not their marks.
        lines.sudo()._refresh_preference_states(
            SQL(
                "SELECT unnest(%s::int[]) UNION SELECT line_id FROM customs_suspended_line"
                " WHERE suspension_id = ANY(%s)",
                touched,
                self.ids,
            )
        )
        return lines.browse(touched)

    def _mark_changed(self):
        """Mark what these suspensions cover now, and have the job do it once more for goods on their way in.

        A transaction that brings in lines at this moment does not see the change, nor this one those lines.
        """
        changed = self.sudo().filtered("started_on")
        if not changed:
            return
        changed._mark()
        until = fields.Datetime.now() + STRAGGLERS
        changed._write_guarded({"remark_until": until})
        self._trigger_marking(until)

    @api.model
    def _trigger_marking(self, *moments):
        """Have the job look after what changed right after this transaction, and at ``moments``."""
        job = self.env.ref("customs_verification.cron_mark", raise_if_not_found=False)
        if job:
            job.sudo()._trigger(at=[fields.Datetime.now(), *moments])

    @api.model
    def _cron_mark(self):
        """Mark once more what changed, right after the change and daily; once a day mark everything."""
        similar_goods_job.run(self)

    # Ways to it and from it

    def _action_open(self, title=None):
        """Return the action that opens these suspensions: one of them in its form."""
        name = title or self.env._("Suspension")
        if len(self) == 1:
            return self._get_records_action(name=name, context={"create": False})
        return self.browse()._get_records_action(
            name=name,
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=[("id", "in", self.ids)],
            context={"create": False},
        )

    def action_open_visit(self):
        """Open the visit of the suspension."""
        self.ensure_one()
        self.check_access("read")
        return self.visit_id._get_records_action(context={})

    def _goods_asked(self):
        return suspension_conditions.goods_asked(self)
