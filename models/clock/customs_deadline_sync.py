from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...tools import periods

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
    """Keeps the rows in step with the facts of their cases, for any number of cases at once."""

    _inherit = "customs.deadline"

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
