import logging
from collections import defaultdict
from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.dates import long_date
from ...tools.inputs import given_day
from ...tools.search import yes_or_no
from ..setup.roles import OFFICERS, SUPERVISORS
from . import deadline_notes, deadline_status
from .calendar_moves import is_of_new_release, move_by_new_release, provisional_domain, tell_of_releases
from .deadline_changes import check_changes_again
from .deadline_extension import problems_of_extending
from .deadline_rows import SYNCED, upsert
from .deadline_values import differing, left_behind, let_earlier_govern, moved_ids, values_of

_logger = logging.getLogger(__name__)

BATCH = 100
# More rows than this nobody reads in a mail: it says how many more there are, and where.
DIGEST_ROWS = 200
DIGEST_DAYS = 7


class CustomsDeadline(models.Model):
    """A time limit of one case under one rule: when it started, its last day, when it was met.

    Rows are kept by the case's facts alone (`_sync_cases`); nobody writes them by hand. Whether a deadline
    is late is never stored: it is the last day against today in the time zone of who owes the step.
    """

    _name = "customs.deadline"
    _description = "Deadline"
    _inherit = ["customs.sorted.groups.mixin"]  # the pivot of the register
    _order = "due_on, id"
    _rec_name = "case_name"

    res_model = fields.Char(string="Kind of Case", required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    rule_id = fields.Many2one("customs.deadline.rule", required=True, index=True, ondelete="restrict")
    case_name = fields.Char(string="Reference")
    agreement_id = fields.Many2one("customs.agreement", ondelete="restrict")
    procedure_id = fields.Many2one("customs.procedure", ondelete="restrict")
    importing_authority_id = fields.Many2one(
        "customs.authority", string="Importing Party", ondelete="restrict"
    )
    exporting_authority_id = fields.Many2one(
        "customs.authority", string="Exporting Party", ondelete="restrict"
    )
    day_authority_id = fields.Many2one(
        "customs.authority",
        string="Last Day Ends at",
        ondelete="restrict",
        help="The last day begins and ends in the time zone of this authority.",
    )
    officer_id = fields.Many2one("res.users", ondelete="set null")
    owed_by = fields.Selection(
        lambda self: self.env["customs.deadline.rule"]._fields["owed_by"]._description_selection(self.env),
        string="Responsible",
    )
    article = fields.Char(related="rule_id.article")
    lapse = fields.Selection(related="rule_id.lapse")
    lapse_meaning = fields.Char(related="rule_id.lapse_meaning", string="Consequence if Missed")
    start_on = fields.Date(string="Counts from")
    first_due_on = fields.Date(string="Original Last Day", help="The last day before any extension or pause.")
    due_on = fields.Date(string="Last Day")
    warn_on = fields.Date(help="The officer is reminded from this day.")
    done_on = fields.Date(string="Done")
    ended_on = fields.Date(
        string="Ended without Being Met",
        help="The day on which the case was closed, or on which it was recorded that the step did not come.",
    )
    paused_on = fields.Date(string="Paused since", help="The deadline has been paused since this day.")
    is_open = fields.Boolean(help="Started, with a last day, not met, and the case is open.")
    gives_way = fields.Boolean(
        string="Another Limit Governs",
        help="The text sets several limits for this step, and another one has the earlier last day.",
    )
    words = fields.Char(related="rule_id.words")
    note = fields.Char(compute="_compute_note", help="Which limit governs, and which start was chosen.")
    terms = fields.Json(
        help="By which terms the days were computed: those of the rule, and exceptions to the calendar."
    )
    extension_ids = fields.One2many("customs.deadline.extension", "deadline_id", string="Extensions")
    pause_ids = fields.One2many("customs.deadline.pause", "deadline_id", string="Pauses")
    warned_on = fields.Date(help="The day on which the officer was reminded.")
    escalated_on = fields.Date(help="The day on which the supervisor was notified.")
    lapse_handled_on = fields.Date(
        string="Consequence Proposed on", help=("The day on which the consequence was proposed.")
    )
    days_left = fields.Integer(
        compute="_compute_status",
        help="Days to the last day. Negative: days late. Working days if the rule counts them.",
    )
    days_to_last_day = fields.Integer(
        string="Calendar Days to the Last Day",
        compute="_compute_status",
        search="_search_days_to_last_day",
        help=(
            "Calendar days from today, in the time zone of who owes the step, to the last day. "
            "Negative: passed."
        ),
    )
    status = fields.Selection(
        [
            ("waiting", "Not started"),
            ("running", "Running"),
            ("soon", "Due soon"),
            ("late", "Overdue"),
            ("paused", "Paused"),
            ("met", "Met"),
            ("met_late", "Met late"),
            ("lapsed", "Lapsed"),
            ("governed", "Another limit governs"),
            ("silent", "No answer"),
            ("closed", "No longer needed"),
        ],
        compute="_compute_status",
    )
    is_late = fields.Boolean(string="Overdue", compute="_compute_status", search="_search_is_late")
    is_met_late = fields.Boolean(
        string="Met Late", compute="_compute_is_met_late", search="_search_is_met_late"
    )

    is_lapsed = fields.Boolean(
        string="Lapsed",
        compute="_compute_is_lapsed",
        search="_search_is_lapsed",
        help="The last day passed without the step, and the case is closed or it is recorded that the step "
        "did not come.",
    )

    is_provisional = fields.Boolean(
        string="Provisional",
        compute="_compute_is_provisional",
        search="_search_is_provisional",
        help="The last day depends on working days that are not published yet, so it may move.",
    )

    _case_rule_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, rule_id)", "This case already has a deadline under this rule."
    )
    # What the register and its filters read: open deadlines by last day, and nothing else. The ORM asks for
    # `is_open IS TRUE`, and PostgreSQL takes a partial index only for the very same words. Counts and the
    # pivot by officer and step are answered from the authority's index alone.
    _open_due_idx = models.Index("(due_on, id) WHERE is_open IS TRUE")
    _open_authority_idx = models.Index(
        "(importing_authority_id, due_on, id)"
        " INCLUDE (officer_id, rule_id, paused_on, day_authority_id, gives_way) WHERE is_open IS TRUE"
    )
    _open_officer_idx = models.Index("(officer_id, due_on, id) WHERE is_open IS TRUE")

    # Status against today

    @api.depends(
        *("start_on", "due_on", "done_on", "ended_on", "paused_on", "is_open", "warn_on", "gives_way"),
        "day_authority_id.tz",
    )
    def _compute_status(self):
        todays = {authority: authority._today() for authority in self.day_authority_id}
        for deadline in self:
            today = todays.get(deadline.day_authority_id) or deadline._today()
            deadline.days_left = deadline_status.days_left(deadline, today)
            deadline.status = deadline_status.status(deadline, today)
            deadline.is_late = deadline.status == "late"
            deadline.days_to_last_day = (deadline.due_on - today).days if deadline.due_on else 0

    def _calendar(self):
        country = self.rule_id.calendar_country_id or self.importing_authority_id.country_id
        return self.env["customs.calendar.exception"]._calendar(country)

    def _search_is_late(self, operator, value):
        return yes_or_no(self._late_domain(), operator, value)

    @api.model
    def _late_domain(self):
        """Return the domain of overdue deadlines: each against the day where who owes the step is."""
        return self._running_domain() & self._by_today("due_on", "<")

    @api.model
    def _by_today(self, name, operator):
        """Return the domain that compares the date ``name`` with today where who owes the step is."""
        return self.env["customs.authority"]._by_today(name, operator, of="day_authority_id")

    @api.model
    def _silent_domain(self):
        """Return the domain of periods of at least so many days that are over without the answer."""
        rules = self.env["customs.deadline.rule"].sudo().with_context(active_test=False)
        rules = rules.search([("bound", "=", "at_least"), ("lapse", "!=", "none")])
        waiting = Domain("start_on", "!=", False) & Domain("done_on", "=", False)
        return (
            Domain("rule_id", "in", rules.ids)
            & waiting
            & Domain("ended_on", "=", False)
            & self._by_today("due_on", "<")
        )

    @api.model
    def _running_domain(self):
        """Return the domain of deadlines that can become overdue."""
        return (
            Domain("is_open", "=", True) & Domain("paused_on", "=", False) & Domain("gives_way", "=", False)
        )

    def _search_days_to_last_day(self, operator, value):
        return self.env["customs.authority"]._by_days_left("due_on", operator, value, of="day_authority_id")

    @api.depends("ended_on", "due_on", "paused_on", "gives_way", "rule_id.bound")
    def _compute_is_lapsed(self):
        for deadline in self:
            deadline.is_lapsed = deadline_status.has_lapsed_unmet(deadline)

    def _search_is_lapsed(self, operator, value):
        lapsed = Domain.custom(
            to_sql=deadline_status.lapsed_in_sql, predicate=deadline_status.has_lapsed_unmet
        )
        return yes_or_no(Domain("rule_id.bound", "=", "at_most") & lapsed, operator, value)

    @api.depends("done_on", "due_on", "gives_way", "rule_id.bound")
    def _compute_is_met_late(self):
        for deadline in self:
            late = deadline.due_on and deadline.done_on and deadline.done_on > deadline.due_on
            late = late and not deadline.gives_way
            deadline.is_met_late = bool(late and deadline.rule_id.bound == "at_most")

    def _search_is_met_late(self, operator, value):
        done_after = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s > %s",
                model._field_to_sql(alias, "done_on", query),
                model._field_to_sql(alias, "due_on", query),
            ),
            predicate=lambda deadline: bool(
                deadline.done_on and deadline.due_on and deadline.done_on > deadline.due_on
            ),
        )
        of_itself = Domain("rule_id.bound", "=", "at_most") & Domain("gives_way", "=", False)
        return yes_or_no(of_itself & done_after, operator, value)

    @api.depends("gives_way", "start_on", "due_on", "rule_id")
    @api.depends_context("lang")
    def _compute_note(self):
        first = deadline_notes.governing_rows(self)
        for deadline in self:
            deadline.note = deadline_notes.note(deadline, first.get(deadline_notes.step_of(deadline)))

    @api.depends("due_on", "done_on", "is_open", "rule_id", "importing_authority_id.country_id")
    def _compute_is_provisional(self):
        for deadline in self:
            deadline.is_provisional = deadline_status.is_provisional(deadline)

    def _search_is_provisional(self, operator, value):
        return yes_or_no(provisional_domain(self), operator, value)

    def _today(self):
        """Return today where who owes the step is, by which its last day is judged."""
        self.ensure_one()
        authority = self.day_authority_id or self.importing_authority_id
        return authority._today() if authority else fields.Date.context_today(self)

    # Opening the case

    def _case(self):
        """Return the case of this deadline, as the current user sees it."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def action_open_case(self):
        """Open the case of the deadline."""
        self.ensure_one()
        case = self._case()
        case.check_access("read")
        return case._get_records_action(context={})

    # Extension, pause and taking back, each by the terms of the deadline's own rule.

    def _possible_changes(self):
        """Return what may be done to this clock now: 'extend', 'pause', 'resume', 'take_back'."""
        self.ensure_one()
        rule = self.rule_id
        changed = self.extension_ids or self.pause_ids
        take_back = ["take_back"] if changed and self._case()._is_supervisor() else []
        if not self.is_open:
            return take_back
        if self.paused_on:
            by_hand = self.pause_ids.filtered(lambda pause: not pause.last_on)
            return ["resume"] * bool(by_hand) + take_back
        extendable = len(self.extension_ids) < rule.extension_times
        return ["extend"] * extendable + ["pause"] * rule.pause_allowed + take_back

    def extend(self, asked_on, reason=None, length=None):
        """Extend the deadline once by the terms of its rule.

        :param asked_on: date on which the extension was asked for (``YYYY-MM-DD`` or date)
        :param reason: why, where the rule asks for a reason (RS15.6b)
        :param length: by how much, in the unit of the rule, where the text sets no length; else None
        :raises UserError: not extendable, used up, asked after the last day, no reason or length, or already
            done
        """
        self.ensure_one()
        case = self._case_for_change()
        asked_on = given_day(self.env, asked_on)
        problems = problems_of_extending(self, asked_on, reason, length)
        if problems:
            raise UserError("\n".join(problems))
        rule = self.rule_id
        self.env["customs.deadline.extension"].sudo().create(
            {
                "deadline_id": self.id,
                "asked_on": asked_on,
                "length": length if rule.extension_open else rule.extension_length,
                "unit": rule.extension_unit,
                "reason": reason,
                "recorded_by_id": self.env.uid,
            }
        )
        self._count_anew(case)
        case._log_clock_change(self, self.env._("Extended"), asked_on, reason)
        return True

    def pause(self, first_on, reason=None):
        """Stop the clock: ``first_on`` (date) is the first day that does not count.

        :raises UserError: the rule knows no pause, the clock does not run, or it stands already
        """
        self.ensure_one()
        case = self._case_for_change()
        first_on = given_day(self.env, first_on)
        problems = self._pause_problems(first_on)
        if problems:
            raise UserError("\n".join(problems))
        self.env["customs.deadline.pause"].sudo().create(
            {"deadline_id": self.id, "first_on": first_on, "reason": reason, "recorded_by_id": self.env.uid}
        )
        self._count_anew(case)
        case._log_clock_change(self, self.env._("Deadline paused"), first_on, reason)
        return True

    def _pause_problems(self, first_on):
        problems = []
        rule = self.rule_id.display_name
        if not self.rule_id.pause_allowed:
            problems.append(self.env._("%s cannot be paused under its rule.", rule))
        if not self.is_open or self.paused_on:
            problems.append(self.env._("%s is not running.", rule))
        if not first_on or first_on > self._today() or (self.start_on and first_on <= self.start_on):
            problems.append(self.env._("The pause must begin after the period starts and not in the future."))
        elif self.due_on and first_on > self.due_on:
            problems.append(
                self.env._(
                    "The last day of %(rule)s was %(due)s.",
                    rule=rule,
                    due=long_date(self.due_on, self.env.lang),
                )
            )
        return problems

    def resume(self, last_on, reason=None):
        """Resume the clock: ``last_on`` (date) is the last day that does not count.

        :raises UserError: the clock does not stand by a recorded pause, or the day is not possible
        """
        self.ensure_one()
        case = self._case_for_change()
        last_on = given_day(self.env, last_on)
        pause = self.pause_ids.filtered(lambda row: not row.last_on)
        if not pause:
            raise UserError(self.env._("%s is not paused.", self.rule_id.display_name))
        if not last_on or last_on < pause.first_on or last_on > self._today():
            raise UserError(
                self.env._(
                    "The pause began on %s. It must end on that day or later, and not in the future.",
                    long_date(pause.first_on, self.env.lang),
                )
            )
        pause.sudo().last_on = last_on
        pause.flush_recordset()  # the next pause may come in the same breath
        self._count_anew(case)
        case._log_clock_change(self, self.env._("Deadline resumed"), last_on, reason)
        return True

    def take_back(self, reason):
        """Take back the extension or pause that was recorded last: a supervisor's correction.

        :raises AccessError: the user is no supervisor
        :raises UserError: there is none, or no reason is given
        """
        self.ensure_one()
        case = self._case_for_change()
        case._require_supervisor()
        changes = [*self.sudo().extension_ids, *self.sudo().pause_ids]
        problems = []
        if not changes:
            problems.append(
                self.env._(
                    "%s was not extended or paused, so there is nothing to undo.", self.rule_id.display_name
                )
            )
        if not (reason or "").strip():
            problems.append(self.env._("Enter the reason for the correction."))
        if problems:
            raise UserError("\n".join(problems))
        last = max(changes, key=lambda change: (change.create_date, change._name, change.id))
        label = self.env._("Undone: %s", last.display_name)
        last._take_back()
        self._count_anew(case)
        case._refuse_contradiction()
        case._log_clock_change(self, label, self._today(), reason)
        return True

    def _case_for_change(self):
        """Return the case, locked, after checking that the user may change it."""
        case = self._case()
        case.check_access("write")
        case._lock()
        return case

    # The daily job over the deadlines: it reminds, escalates and proposes what a lapse means, each once.
    #
    # No screen depends on it: what is late is late without it. It may be killed and started again at any
    # moment, since each batch is marked and committed with what it did.

    @api.model
    def _cron_act(self):
        """Count anew by a new release of the calendars; remind, escalate, propose; send the digest."""
        move_by_new_release(self)
        running, late = self._running_domain(), self._late_domain()
        to_warn = self._by_today("warn_on", "<=")
        steps = (
            (
                running & to_warn & Domain("warned_on", "=", False),
                "_warn",
                "warned_on",
            ),
            (late & Domain("escalated_on", "=", False), "_escalate", "escalated_on"),
            (
                late & Domain("lapse_handled_on", "=", False) & Domain("rule_id.lapse", "!=", "none"),
                "_handle_lapse",
                "lapse_handled_on",
            ),
            (
                self._silent_domain() & Domain("lapse_handled_on", "=", False),
                "_handle_lapse",
                "lapse_handled_on",
            ),
        )
        done = all(self._act_in_batches(*step) for step in steps) and self._send_digests()
        # Out of time: the scheduler calls again at once. What failed waits for the next day.
        self.env["ir.cron"]._commit_progress(remaining=0 if done else 1)

    @api.model
    def _act_in_batches(self, domain, method, mark):
        """Call ``method`` on each due deadline and mark it; return whether all of them were dealt with."""
        cron = self.env["ir.cron"]
        left_out = set()
        seconds_left = cron._commit_progress(remaining=self.search_count(domain) + 1)
        while seconds_left:
            due = self.search(domain & Domain("id", "not in", list(left_out)), limit=BATCH)
            if not due:
                return True
            batch = due.try_lock_for_update()
            left_out.update((due - batch).ids)
            left_out.update(deadline.id for deadline in batch if not deadline._act_once(method, mark))
            seconds_left = cron._commit_progress(len(due))
        return False

    def _act_once(self, method, mark):
        """Act on one deadline in a savepoint: one that fails must not keep the others from theirs."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                if not getattr(self, method)():
                    return False
                self[mark] = self._today()
                self.flush_recordset()
        except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others get theirs
            _logger.exception(
                "Deadline %s of %s: %s failed; the next run tries again", self.id, self.case_name, method
            )
            return False
        return True

    def _warn(self):
        """Give the officer an activity ahead of the last day; return whether somebody is there to do it."""
        self.ensure_one()
        summary = self.env._(
            "%(step)s: last day %(day)s", step=self.rule_id.name, day=long_date(self.due_on, self.env.lang)
        )
        user = self._case().sudo()._responsible()
        return self._remind("customs_verification.mail_activity_type_deadline", user, summary)

    def _escalate(self):
        """Notify the supervisor that the last day has passed; return whether there is somebody to notify."""
        self.ensure_one()
        case = self._case().sudo()
        summary = self.env._(
            "Overdue: %(step)s, last day was %(day)s",
            step=self.rule_id.name,
            day=long_date(self.due_on, self.env.lang),
        )
        user = case._supervisor() or case._responsible()
        return self._remind("customs_verification.mail_activity_type_late", user, summary)

    def _handle_lapse(self):
        """Have the case propose what the law attaches to the lapse (RS16.6, RS15.8)."""
        self.ensure_one()
        # The digest names what is proposed: three hundred lapses need no three hundred mails.
        self._case().sudo().with_context(mail_activity_quick_update=True)._on_deadline_lapsed(self)
        return True

    def _remind(self, activity_type, user, summary):
        """Put an activity on the case; the digest reports it by mail, so this sends no mail."""
        if not user:
            _logger.warning(
                "Deadline %s of %s: no officer and no supervisor to remind", self.id, self.case_name
            )
            return False
        note = " ".join(part for part in (self.rule_id.article, self.lapse_meaning) if part)
        case = self._case().sudo().with_context(mail_activity_quick_update=True)
        case.activity_schedule(
            activity_type,
            date_deadline=self.due_on,
            summary=summary,
            note=note,
            user_id=user.id,
            customs_deadline_id=self.id,
        )
        return True

    # Morning digest

    @api.model
    def _send_digests(self):
        """Send officers and supervisors their digest, once a day of theirs; return whether all have it."""
        template = self.env.ref("customs_verification.mail_template_digest", raise_if_not_found=False)
        if not template:
            _logger.warning("The template of the morning digest was deleted: no digest is sent")
            return True
        users = self.env["res.users"].search(
            Domain("customs_digest", "=", True)
            & Domain("share", "=", False)
            & Domain("email", "!=", False)
            & Domain("all_group_ids", "in", self.env.ref(OFFICERS).ids)
        )
        for user in users:
            today = self._day_of(user)
            if user.customs_digest_on and user.customs_digest_on >= today:
                continue
            self._send_digest(template, user, today)
            if not self.env["ir.cron"]._commit_progress(1):
                return False
        return True

    @api.model
    def _send_digest(self, template, user, today):
        """Send one digest and mark it at once; one that fails does not keep the others from theirs."""
        try:
            with self.env.cr.savepoint():
                deadlines = self._digest_deadlines(user, today)
                waiting = self.with_context(lang=user.lang)._digest_waiting(user)
                if deadlines or waiting:
                    template.with_context(
                        digest_rows=self._digest_rows(deadlines[:DIGEST_ROWS], user),
                        digest_count=len(deadlines),
                        digest_waiting=waiting,
                    ).send_mail(user.id)
                user.customs_digest_on = today
                user.flush_recordset()
        except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others get theirs
            _logger.exception("The morning digest of %s failed; the next run tries again", user.login)

    @api.model
    def _day_of(self, user):
        """Return today where the user is: in the user's time zone, else in that of the authority served."""
        zone = user.tz or user.customs_authority_ids[:1].tz or "UTC"
        return datetime.now(pytz.timezone(zone)).date()

    @api.model
    def _digest_deadlines(self, user, today):
        """Return the deadlines of a user's digest: late or due soon; a supervisor's, all late ones too."""
        soon = self._running_domain() & Domain("due_on", "<=", fields.Date.add(today, days=DIGEST_DAYS))
        mine = soon & Domain("officer_id", "=", user.id)
        if user.has_group(SUPERVISORS):
            mine |= self._late_domain() & Domain(
                "importing_authority_id", "in", user.customs_authority_ids.ids
            )
        # As the user: nobody is notified of a case that the user may not see.
        return self.with_user(user).search(mine)

    @api.model
    def _digest_waiting(self, user):
        """Return what else waits for the user, as (sentence, address); other rooms add to it."""
        return []

    @api.model
    def _digest_rows(self, deadlines, user):
        return [
            {
                "case": deadline.case_name,
                "url": f"/odoo/{deadline.res_model}/{deadline.res_id}",
                "step": deadline.rule_id.with_context(lang=user.lang).name,
                "article": deadline.agreement_id._cite(deadline.article, user.lang),
                "due_on": deadline.due_on,
                "last_day": long_date(deadline.due_on, user.lang),
                "days_left": deadline.days_left,
                "officer": deadline.officer_id.name or "",
            }
            for deadline in deadlines
        ]

    # Keeps the rows in step with the facts of their cases, for any number of cases at once.

    @api.model
    def _sync_cases(self, cases):
        """Bring the deadlines of ``cases`` (one model) in step with their facts, all at once."""
        if not cases:
            return
        cases, deadlines = cases.sudo(), self.sudo()
        self.env["customs.calendar.exception"]._read_anew()
        # All that is looked at is read here, at once: the ORM alone would read it a thousand rows at a time.
        rows = deadlines.search_fetch(
            [("res_model", "=", cases._name), ("res_id", "in", cases.ids)],
            [*SYNCED, "extension_ids", "pause_ids"],
        )
        known = {(row.res_id, row.rule_id.id): row for row in rows}
        changed, written, started, released = [], {}, [], {}
        for _case, _rule, row, values in deadlines._worked_out(cases, known):
            names = values and differing(row, values)
            if names:
                changed.append(values)
                written[row.id] = frozenset(names)
                if row.start_on and "start_on" in names and (row.extension_ids or row.pause_ids):
                    started.append(row.id)
                if is_of_new_release(row, names):
                    released[row.id] = (row.due_on, row.terms["library"])
        if changed:
            moved = moved_ids(known, changed)
            upsert(deadlines, changed, written)
            deadlines.browse(moved)._forget_reminders()
        cases._refresh_next_due()
        if released and not self.env.context.get("customs_moves_are_told"):
            tell_of_releases(deadlines, cases, released)
        check_changes_again(deadlines, cases, deadlines.browse(started))

    @api.model
    def _count_anew(self, cases):
        """Bring the deadlines of ``cases`` in step where no fact was recorded, and what follows from them."""
        self._sync_cases(cases)
        cases.sudo()._on_days_moved()

    def _started(self):
        """Return rule -> deadline, of these deadlines of one case that have started."""
        return {row.rule_id: row for row in self if row.start_on}

    @api.model
    def _worked_out(self, cases, known):
        """Return what the deadlines of ``cases`` are by facts and law; nothing is written.

        :param known: (id of the case, id of the rule) -> deadline that is there
        :return: list of (case, rule, row or none, values of `values_of` or None)
        """
        found = []
        for case, rule in self._clocks_of(cases, known):
            row = known.get((case.id, rule.id), self.browse())
            found.append((case, rule, row, values_of(case, rule, row)))
        let_earlier_govern(found)
        return found

    @api.model
    def _clocks_of(self, cases, known):
        """Yield (case, rule): the rules in use, and those out of use that started a clock of the case.

        What was met under a former version of the procedure is not counted once more under another one.
        """
        in_use = {procedure: procedure.rule_ids for procedure in cases.procedure_id}
        started = defaultdict(list)
        for (case_id, _rule_id), row in known.items():
            started[case_id].append(row.rule_id)
        for case in cases:
            met = {
                rule.code
                for rule in started[case.id]
                if rule.procedure_id != case.procedure_id
                and not left_behind(case, rule, known[case.id, rule.id])
            }
            for rule in in_use[case.procedure_id].union(*started[case.id]):
                if rule.procedure_id != case.procedure_id or rule.code not in met:
                    yield case, rule

    def _after_sql(self, names=None):
        """Hook: these rows were written in SQL: the columns ``names``; None: they are new."""

    def _forget_reminders(self):
        """Take back the reminders of deadlines that moved or stopped, so that new ones can be given."""
        if not self:
            return
        self.env["mail.activity"].sudo().search([("customs_deadline_id", "in", self.ids)]).unlink()
        self.fetch(["warned_on", "escalated_on", "lapse_handled_on"])
        self.filtered(lambda row: row.warned_on or row.escalated_on).write(
            {"warned_on": False, "escalated_on": False}
        )
        undone = self.filtered(lambda row: row.lapse_handled_on and not row._has_lapsed())
        undone.write({"lapse_handled_on": False})

    def _has_lapsed(self):
        """Return whether the last day passed before the step was done, or before its clock ended.

        A period of at least so many days ends in silence: an answer, at whatever day, is none.
        """
        self.ensure_one()
        if not self.start_on or not self.due_on or self.gives_way:
            return False
        if self.rule_id.bound == "at_least" and (self.done_on or self.rule_id.lapse == "none"):
            return False
        end = self.done_on or self.ended_on
        return self.due_on < (end or self._today()) and not (self.paused_on and not end)

    @api.model
    def _hand_over_reminders(self, cases):
        """Give the officer who has a case now the reminders of the one who had it."""
        reminders = (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .search(
                [
                    ("res_model", "=", cases._name),
                    ("res_id", "in", cases.ids),
                    ("customs_deadline_id", "!=", False),
                    (
                        "activity_type_id",
                        "=",
                        self.env.ref("customs_verification.mail_activity_type_deadline").id,
                    ),
                ]
            )
        )
        for reminder in reminders:
            officer = cases.browse(reminder.res_id).sudo()._responsible()
            if officer and officer != reminder.user_id:
                reminder.user_id = officer
