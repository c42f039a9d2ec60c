from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...tools import periods
from ...tools.given import given_day
from ...tools.search import yes_or_no

# How many cases are brought in step at a time when a calendar changes.
SLICE = 1000

# The columns that `_sync_cases` writes; the daily job and its marks are not among them.
SYNCED = (
    "res_model",
    "res_id",
    "rule_id",
    "case_name",
    "agreement_id",
    "procedure_id",
    "importing_authority_id",
    "exporting_authority_id",
    "officer_id",
    "owed_by",
    "start_on",
    "first_due_on",
    "due_on",
    "warn_on",
    "done_on",
    "paused_on",
    "is_open",
)


class CustomsDeadline(models.Model):
    """A time limit of one case under one rule: when it started, its last day, when it was met.

    Rows are kept by the case's facts alone (`_sync_cases`); nobody writes them by hand. Whether a deadline
    is late is never stored: it is the last day against today in the importing authority's time zone.
    """

    _name = "customs.deadline"
    _description = "Deadline"
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
    officer_id = fields.Many2one("res.users", ondelete="set null")
    owed_by = fields.Selection(
        lambda self: self.env["customs.deadline.rule"]._fields["owed_by"].selection, string="Owed by"
    )
    article = fields.Char(related="rule_id.article")
    lapse = fields.Selection(related="rule_id.lapse")
    lapse_meaning = fields.Char(related="rule_id.lapse_meaning", string="What a Lapse Means")
    start_on = fields.Date(string="Counts from")
    first_due_on = fields.Date(string="Last Day at First", help="The last day before any extension or pause.")
    due_on = fields.Date(string="Last Day")
    warn_on = fields.Date(help="From this day on the officer is reminded.")
    done_on = fields.Date(string="Done")
    paused_on = fields.Date(string="Stands since", help="The clock stands since this day.")
    is_open = fields.Boolean(help="Started, not met, and the case still runs.")
    extension_ids = fields.One2many("customs.deadline.extension", "deadline_id", string="Extensions")
    pause_ids = fields.One2many("customs.deadline.pause", "deadline_id", string="Pauses")
    warned_on = fields.Date(help="The day on which the daily job reminded the officer.")
    escalated_on = fields.Date(help="The day on which the daily job told the supervisor.")
    lapse_handled_on = fields.Date(help="The day on which the consequence of the lapse was proposed.")
    days_left = fields.Integer(
        compute="_compute_status",
        help="Days left until the last day; below zero: days late. Working days where the rule counts them.",
    )
    status = fields.Selection(
        [
            ("waiting", "Not started"),
            ("running", "Running"),
            ("soon", "Due soon"),
            ("late", "Late"),
            ("paused", "Stands still"),
            ("met", "Met"),
            ("met_late", "Met late"),
            ("closed", "No longer needed"),
        ],
        compute="_compute_status",
    )
    is_late = fields.Boolean(string="Late", compute="_compute_status", search="_search_is_late")
    is_met_late = fields.Boolean(
        string="Met Late", compute="_compute_is_met_late", search="_search_is_met_late"
    )

    _case_rule_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, rule_id)", "A case has one deadline under each rule."
    )
    # What the register and its filters read: open deadlines by last day, and nothing else. The ORM asks for
    # `is_open IS TRUE`, and PostgreSQL takes a partial index only for the very same words. Counts and the
    # pivot by officer and step are answered from the authority's index alone.
    _open_due_idx = models.Index("(due_on, id) WHERE is_open IS TRUE")
    _open_authority_idx = models.Index(
        "(importing_authority_id, due_on, id) INCLUDE (officer_id, rule_id, paused_on) WHERE is_open IS TRUE"
    )
    _open_officer_idx = models.Index("(officer_id, due_on, id) WHERE is_open IS TRUE")

    # Status against today

    @api.depends(
        "start_on", "due_on", "done_on", "paused_on", "is_open", "warn_on", "importing_authority_id.tz"
    )
    def _compute_status(self):
        todays = {authority: authority._today() for authority in self.importing_authority_id}
        for deadline in self:
            today = todays.get(deadline.importing_authority_id) or fields.Date.context_today(deadline)
            deadline.days_left = deadline._days_left(today)
            deadline.status = deadline._status(today)
            deadline.is_late = deadline.status == "late"

    def _days_left(self, today):
        """Return the days left on ``today``; a clock that stands shows what was left when it stopped."""
        self.ensure_one()
        if not self.due_on:
            return 0
        rule = self.rule_id
        # The first day of a pause does not count any more: what is left is what the day before it left.
        stands_since = self.paused_on and fields.Date.subtract(self.paused_on, days=1)
        end = self.done_on or stands_since or today
        calendar = self._calendar() if rule.unit == "working_day" else None
        return periods.days_left(
            self.due_on, end, unit="working_day" if calendar else "day", calendar=calendar
        )

    def _status(self, today):
        self.ensure_one()
        if self.done_on and self.start_on:
            late = self.due_on and self.done_on > self.due_on and self.rule_id.bound == "at_most"
            return "met_late" if late else "met"
        if not self.start_on:
            return "waiting"
        if self.rule_id.bound == "at_least":  # the way is free once the time is over
            return "running" if today < self.due_on else "closed"
        if not self.is_open:
            return "closed"
        if self.paused_on:
            return "paused"
        if self.due_on < today:
            return "late"
        return "soon" if self.warn_on and self.warn_on <= today else "running"

    def _calendar(self):
        country = self.rule_id.calendar_country_id or self.importing_authority_id.country_id
        return self.env["customs.calendar.exception"]._calendar(country)

    def _search_is_late(self, operator, value):
        return yes_or_no(self._late_domain(), operator, value)

    @api.model
    def _late_domain(self):
        """Return the domain of late deadlines: each against today in its own authority's time zone."""
        return self._running_domain() & self._by_today("due_on", "<")

    @api.model
    def _running_domain(self):
        return Domain("is_open", "=", True) & Domain("paused_on", "=", False)

    @api.model
    def _by_today(self, name, operator):
        """Return the domain of dates ``name`` before today (``<`` or ``<=``), as it is for each authority."""
        by_day = defaultdict(list)
        authorities = self.env["customs.authority"].sudo().with_context(active_test=False)
        for authority in authorities.search([]):  # pylint: disable=no-search-all  # some dozens
            by_day[authority._today()].append(authority.id)
        first = min(by_day, default=fields.Date.context_today(self))
        domain = Domain(name, operator, first)
        for day, authority_ids in by_day.items():
            if day > first:
                domain |= Domain(name, operator, day) & Domain("importing_authority_id", "in", authority_ids)
        if len(by_day) > 1:  # one range that holds for all, so that an index by the date serves
            domain &= Domain(name, operator, max(by_day))
        return domain

    @api.depends("done_on", "due_on", "rule_id.bound")
    def _compute_is_met_late(self):
        for deadline in self:
            late = deadline.due_on and deadline.done_on and deadline.done_on > deadline.due_on
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
        return yes_or_no(Domain("rule_id.bound", "=", "at_most") & done_after, operator, value)

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
        return {
            "type": "ir.actions.act_window",
            "res_model": case._name,
            "res_id": case.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # Extension and pause, by the rule's own terms

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

    def extend(self, asked_on, reason=None):
        """Extend the deadline once by the terms of its rule.

        :param asked_on: date on which the extension was asked for (``YYYY-MM-DD`` or date)
        :param reason: why, where the rule asks for a reason (RS15.6b)
        :raises UserError: not extendable, used up, asked after the last day, no reason, or already done
        """
        self.ensure_one()
        case = self._case_for_change()
        asked_on = given_day(self.env, asked_on)
        problems = self._extension_problems(asked_on, reason)
        if problems:
            raise UserError("\n".join(problems))
        rule = self.rule_id
        self.env["customs.deadline.extension"].sudo().create(
            {
                "deadline_id": self.id,
                "asked_on": asked_on,
                "length": rule.extension_length,
                "unit": rule.extension_unit,
                "reason": reason,
                "recorded_by_id": self.env.uid,
            }
        )
        self._sync_cases(case)
        case._log_clock_change(self, self.env._("Extended"), asked_on, reason)
        return True

    def _extension_problems(self, asked_on, reason):
        rule = self.rule_id
        if not rule.extension_times:
            return [self.env._("%s cannot be extended.", rule.display_name)]
        problems = []
        if not self.is_open:
            problems.append(self.env._("%s does not run, so there is nothing to extend.", rule.display_name))
        if len(self.extension_ids) >= rule.extension_times:
            problems.append(
                self.env._(
                    "%(rule)s can be extended %(times)s time(s), and was (%(article)s).",
                    rule=rule.display_name,
                    times=rule.extension_times,
                    article=rule.extension_article or rule.article,
                )
            )
        if not asked_on:
            problems.append(self.env._("Say on which day the extension was asked for."))
        elif asked_on > self._today():
            problems.append(self.env._("The extension cannot have been asked for in the future."))
        elif self.start_on and asked_on < self.start_on:
            problems.append(self.env._("The extension cannot have been asked for before the time began."))
        elif rule.extension_within and self.due_on and asked_on > self.due_on:
            problems.append(
                self.env._(
                    "The extension was asked for on %(asked)s, after the last day %(due)s: it comes too late "
                    "(%(article)s).",
                    asked=asked_on,
                    due=self.due_on,
                    article=rule.extension_article or rule.article,
                )
            )
        if rule.extension_reason_required and not (reason or "").strip():
            problems.append(
                self.env._("Give the reasons for the extension (%s).", rule.extension_article or rule.article)
            )
        return problems

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
        self._sync_cases(case)
        case._log_clock_change(self, self.env._("Clock stopped"), first_on, reason)
        return True

    def _pause_problems(self, first_on):
        problems = []
        rule = self.rule_id.display_name
        if not self.rule_id.pause_allowed:
            problems.append(self.env._("The clock of %s cannot be stopped.", rule))
        if not self.is_open or self.paused_on:
            problems.append(self.env._("The clock of %s does not run.", rule))
        if not first_on or first_on > self._today() or (self.start_on and first_on <= self.start_on):
            problems.append(self.env._("A pause begins after the start of the time, and not in the future."))
        elif self.due_on and first_on > self.due_on:
            problems.append(self.env._("The last day of %(rule)s was %(due)s.", rule=rule, due=self.due_on))
        return problems

    def resume(self, last_on, reason=None):
        """Let the clock go on: ``last_on`` (date) is the last day that does not count.

        :raises UserError: the clock does not stand by a recorded pause, or the day is not possible
        """
        self.ensure_one()
        case = self._case_for_change()
        last_on = given_day(self.env, last_on)
        pause = self.pause_ids.filtered(lambda row: not row.last_on)
        if not pause:
            raise UserError(self.env._("The clock of %s does not stand.", self.rule_id.display_name))
        if not last_on or last_on < pause.first_on or last_on > self._today():
            raise UserError(
                self.env._(
                    "The pause began on %s: it ends on that day or later, and not in the future.",
                    pause.first_on,
                )
            )
        pause.sudo().last_on = last_on
        pause.flush_recordset()  # the next pause may come in the same breath
        self._sync_cases(case)
        case._log_clock_change(self, self.env._("Clock goes on"), last_on, reason)
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
            problems.append(self.env._("%s was neither extended nor paused.", self.rule_id.display_name))
        if not (reason or "").strip():
            problems.append(self.env._("Give the reason for the correction."))
        if problems:
            raise UserError("\n".join(problems))
        last = max(changes, key=lambda change: (change.create_date, change._name, change.id))
        label = self.env._("Taken back: %s", last.display_name)
        last.unlink()
        self._sync_cases(case)
        case._refuse_contradiction()
        case._log_clock_change(self, label, self._today(), reason)
        return True

    def _today(self):
        """Return today in the time zone of the importing authority."""
        self.ensure_one()
        return self.importing_authority_id._today()

    def _case_for_change(self):
        """Return the case, locked, after checking that the user may change it."""
        case = self._case()
        case.check_access("write")
        case._lock()
        return case

    # Keeping the rows in step with the facts

    @api.model
    def _sync_cases(self, cases):
        """Bring the deadlines of ``cases`` (one model) in step with their facts, all at once."""
        if not cases:
            return
        cases = cases.sudo()
        deadlines = self.sudo()
        # All that is looked at is read here, at once: the ORM alone would read it a thousand rows at a time.
        rows = deadlines.search_fetch(
            [("res_model", "=", cases._name), ("res_id", "in", cases.ids)],
            [*SYNCED, "extension_ids", "pause_ids"],
        )
        known = {(row.res_id, row.rule_id.id): row for row in rows}
        changed = []
        for case, rule in deadlines._clocks_of(cases, known):
            row = known.get((case.id, rule.id), deadlines.browse())
            values = deadlines._row_of(case, rule, row)
            if values and deadlines._differs(row, values):
                changed.append(values)
        if changed:
            moved = deadlines._moved_ids(known, changed)
            deadlines._upsert(changed)
            deadlines.browse(moved)._forget_reminders()
        cases._refresh_next_due()

    @api.model
    def _clocks_of(self, cases, known):
        """Yield (case, rule): the rules in use, and those out of use that started a clock of the case."""
        in_use = {procedure: procedure.rule_ids for procedure in cases.procedure_id}
        started = defaultdict(list)
        for (case_id, _rule_id), row in known.items():
            started[case_id].append(row.rule_id)
        for case in cases:
            for rule in in_use[case.procedure_id].union(*started[case.id]):
                yield case, rule

    @api.model
    def _row_of(self, case, rule, row):
        """Return the deadline of ``case`` under ``rule`` as values, or None when there is none to keep."""
        start_on = case[rule.start_fact] if rule.length else False
        # Each version of a rule governs the times that start in its own days.
        if start_on and not rule._holds_on(start_on):
            start_on = False
        if not start_on and not row:
            return None
        done_on = case[rule.done_fact] or False
        values = {
            "res_model": case._name,
            "res_id": case.id,
            "rule_id": rule.id,
            "case_name": case.display_name,
            "agreement_id": case.agreement_id.id,
            "procedure_id": case.procedure_id.id,
            "importing_authority_id": case.importing_authority_id.id,
            "exporting_authority_id": case.exporting_authority_id.id,
            "officer_id": case.officer_id.id,
            "owed_by": rule.owed_by,
            "start_on": start_on,
            "done_on": done_on,
            "is_open": bool(start_on and not done_on and not case.closed_on and rule.bound == "at_most"),
        }
        return values | self._dates_of(case, rule, row, start_on)

    @api.model
    def _dates_of(self, case, rule, row, start_on):
        """Return last day, first last day, warning and pause of a time that starts on ``start_on``."""
        if not start_on:
            return dict.fromkeys(("first_due_on", "due_on", "warn_on", "paused_on"), False)
        country = rule.calendar_country_id or case.importing_authority_id.country_id
        terms = {"direction": rule.direction, "roll": rule.roll}
        if rule._counts_working_days():
            terms["calendar"] = self.env["customs.calendar.exception"]._calendar(country)
        closed, paused_on = self._pauses_of(case, rule, row)
        extensions = [periods.Term(extension.length, extension.unit) for extension in row.extension_ids]
        try:
            first_due_on = periods.last_day(start_on, rule._term(), **terms)
            due_on = periods.last_day(start_on, rule._term(), extensions=extensions, pauses=closed, **terms)
        except ValueError as error:  # a day outside of the years that the calendars know
            message = self.env._("%(rule)s: %(error)s", rule=rule.display_name, error=error)
            raise UserError(message) from None
        return {
            "first_due_on": first_due_on,
            "due_on": due_on,
            "warn_on": fields.Date.subtract(due_on, days=rule.warn_before),
            # A clock that has run out does not stop any more.
            "paused_on": paused_on if paused_on and paused_on <= due_on else False,
        }

    @api.model
    def _pauses_of(self, case, rule, row):
        """Return the ended pauses and the first day of an open one: recorded, or by the rule's facts."""
        pauses = [periods.Pause(pause.first_on, pause.last_on or None) for pause in row.pause_ids]
        if rule.pause_from_fact and case[rule.pause_from_fact]:
            # The clock stops on sending and goes on with the answer (CU371.8.1): the day of sending counts.
            first_on = fields.Date.add(case[rule.pause_from_fact], days=1)
            last_on = case[rule.pause_to_fact] if rule.pause_to_fact else None
            if not last_on or last_on >= first_on:
                pauses.append(periods.Pause(first_on, last_on or None))
        open_since = [pause.first_on for pause in pauses if not pause.last_on]
        return [pause for pause in pauses if pause.last_on], min(open_since, default=False)

    @api.model
    def _differs(self, row, values):
        """Tell whether the stored ``row`` says something else than ``values``."""
        if not row:
            return True
        for name, value in values.items():
            stored = row[name]
            if isinstance(stored, models.BaseModel):
                stored = stored.id
            if (stored or False) != (value or False):
                return True
        return False

    @api.model
    def _moved_ids(self, known, changed):
        """Return the deadlines whose last day moved or that no longer run: what was said of them is void."""
        moved = []
        for values in changed:
            row = known.get((values["res_id"], values["rule_id"]))
            if row and any(row[name] != values[name] for name in ("due_on", "is_open", "paused_on")):
                moved.append(row.id)
        return moved

    @api.model
    def _upsert(self, rows):
        """Write deadline rows in one statement, whatever their number."""
        self.flush_model()
        updated = [name for name in SYNCED if name not in ("res_model", "res_id", "rule_id")]
        stamp = (self.env.uid, self.env.cr.now(), self.env.uid, self.env.cr.now())
        values = [
            tuple(row[name] if row[name] is not False or name == "is_open" else None for name in SYNCED)
            for row in rows
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customs_deadline (%s, create_uid, create_date, write_uid, write_date)
                VALUES %s
                ON CONFLICT (res_model, res_id, rule_id) DO UPDATE
                SET %s, write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                """,
                SQL(", ").join(SQL.identifier(name) for name in SYNCED),
                SQL(", ").join(SQL("%s", value + stamp) for value in values),
                SQL(", ").join(
                    SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name)) for name in updated
                ),
            )
        )
        self.invalidate_model()

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
        for deadline in undone:
            deadline._case().sudo()._on_lapse_undone(deadline)

    def _has_lapsed(self):
        """Tell whether the last day passed before the step was done."""
        self.ensure_one()
        return bool(self.start_on) and self.due_on < (self.done_on or self._today())

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

    @api.model
    def _recompute_for_calendar(self, countries):
        """Compute anew what counts working days of ``countries`` (res.country) and is still open."""
        deadlines = self.sudo().search(
            Domain("start_on", "!=", False)
            & Domain("done_on", "=", False)
            & (Domain("is_open", "=", True) | Domain("rule_id.bound", "=", "at_least"))
            & Domain("rule_id", "in", self._working_day_rules().ids)
            & (
                Domain("rule_id.calendar_country_id", "in", countries.ids)
                | (
                    Domain("rule_id.calendar_country_id", "=", False)
                    & Domain("importing_authority_id.country_id", "in", countries.ids)
                )
            )
        )
        for model, rows in deadlines.grouped("res_model").items():
            for case_ids in split_every(SLICE, sorted(set(rows.mapped("res_id")))):
                self._sync_cases(self.env[model].browse(case_ids))

    @api.model
    def _working_day_rules(self):
        rules = (
            self.env["customs.deadline.rule"]
            .sudo()
            .with_context(active_test=False)
            .search([("length", ">", 0)])
        )
        return rules.filtered(lambda rule: rule._counts_working_days())
