from odoo import models
from odoo.exceptions import UserError

from ...tools.given import given_day


class CustomsDeadline(models.Model):
    """Extension, pause and taking back, each by the terms of the deadline's own rule."""

    _inherit = "customs.deadline"

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
        last._take_back()
        self._sync_cases(case)
        case._refuse_contradiction()
        case._log_clock_change(self, label, self._today(), reason)
        return True

    def _case_for_change(self):
        """Return the case, locked, after checking that the user may change it."""
        case = self._case()
        case.check_access("write")
        case._lock()
        return case
