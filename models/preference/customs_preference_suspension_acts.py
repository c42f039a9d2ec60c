from markupsafe import Markup, escape

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.given import given_day, given_ids, given_text

# What a change may say of goods, by the kind of value.
GOODS_TEXTS = ("hs_code", "description", "brand", "goods_model", "article_no")
GOODS_FLAGS = ("no_characteristics", "person_judges")
GOODS_PERSONS = ("producer_id", "exporter_id")


class CustomsPreferenceSuspension(models.Model):
    """The life of a suspension: put in force, changed, ended, taken back (RS16.12, RS16.12b).

    Each act locks the case and the suspension, is written to the record of the case, and marks the goods
    anew. What ends by itself follows from the facts of the visit (`customs_verification_visit_suspension`).
    """

    _inherit = "customs.preference.suspension"

    def put_in_force(self):
        """Put the suspension in force: goods in its window are marked at once (RS16.12).

        :raises AccessError: the user is no supervisor
        :raises UserError: the user wrote it, it is no draft, or something is missing; all of it is named
        """
        self._require_supervisor()
        self._begin_act("draft")
        if self.env.user in self.sudo().author_ids | self.drafted_by_id:
            raise UserError(self.env._("You wrote %s. Another supervisor puts it in force.", self.name))
        missing = self._missing()
        if missing:
            raise UserError(
                self.env._("%s cannot be put in force. Missing:", self.name) + "\n" + "\n".join(missing)
            )
        self._write_guarded({"started_on": self._today(), "started_by_id": self.env.uid})
        self._log(
            "suspension_started",
            self.env._("Preference suspended for similar goods: declarations from"),
            self.starts_on,
            note="\n".join([*self._goods_in_words(), *self._judgements_in_words(self.judgement_ids)]),
            reason=self.reason,
        )
        self._follow_act()
        return True

    def change(self, reason, starts_on=None, goods=None):
        """Change the window or the goods of a suspension in force (RS16.12, RS16.12c).

        :param reason: why
        :param starts_on: the new first day of the window (``YYYY-MM-DD`` or date); empty: it stays
        :param goods: rows of goods as the commands of Odoo: ``[0, 0, {values}]`` adds one,
            ``[1, id, {values}]`` changes one, ``[2, id]`` takes one out; values are hs_code, description,
            brand, goods_model, article_no, no_characteristics, person_judges, producer_id, exporter_id
        :raises AccessError: the user is no supervisor
        :raises UserError: it is not in force, nothing is changed, or something is missing; all of it is named
        """
        self._require_supervisor()
        self._begin_act("in_force")
        reason, day = given_text(reason), given_day(self.env, starts_on) or self.starts_on
        commands = self._goods_commands(goods)
        if not reason:
            raise UserError(self.env._("Give the reason for the change."))
        former_day, former_goods = self.starts_on, self._goods_in_words()
        self._write_guarded({"starts_on": day, "goods_ids": commands})
        self.invalidate_recordset(["goods_ids"])
        missing = self._missing_terms() + self._missing_no_other()
        if missing:
            raise UserError(
                self.env._("%s cannot be changed so. Missing:", self.name) + "\n" + "\n".join(missing)
            )
        goods_now = self._goods_in_words()
        if day == former_day and goods_now == former_goods:
            raise UserError(self.env._("Nothing of %s is changed.", self.name))
        self._log(
            "suspension_changed",
            self.env._("Suspension changed: declarations from"),
            day,
            former_on=day != former_day and former_day,
            note=self._difference(former_goods, goods_now),
            reason=reason,
        )
        self._follow_act()
        return True

    def end(self, reason, day=None):
        """End a suspension in force, or correct the day on which a supervisor ended it (RS16.12).

        :param reason: why
        :param day: the first day of registration that it no longer covers; empty: today
        :raises AccessError: the user is no supervisor
        :raises UserError: it is not in force, ended by a fact of its visit, or the day is not possible
        """
        self._require_supervisor()
        self._begin_act("in_force", "ended")
        reason, day = given_text(reason), given_day(self.env, day) or self._today()
        problems = [] if reason else [self.env._("Give the reason for the end.")]
        if self.ended_on and self.end_kind != "supervisor":
            problems.append(self._ended_by_fact())
        elif day == self.ended_on:
            problems.append(self._state_sentence(self))
        if day < self.starts_on:
            problems.append(
                self.env._("%(day)s lies before its first day %(first)s.", day=day, first=self.starts_on)
            )
        if day > self._today():
            problems.append(self.env._("%s lies in the future.", day))
        over_on = self.visit_id.report_approved_on or self.visit_id.withdrawn_on
        if over_on and day > over_on:
            problems.append(
                self.env._("%(day)s lies after %(over)s: it ends then at the latest.", day=day, over=over_on)
            )
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
        self._require_supervisor()
        self._begin_act("ended")
        problems = [] if given_text(reason) else [self.env._("Give the reason for taking it back.")]
        if self.end_kind != "supervisor":
            problems.append(self._ended_by_fact())
        else:
            problems += self.visit_id._against_suspension()
        problems += self._missing_no_other()
        if problems:
            raise UserError("\n".join(problems))
        self._take_end_back(given_text(reason))
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
            raise UserError(self.env._("Give the reason for giving it up."))
        self._write_guarded({"cancelled_on": self._today()})
        self._message_log(body=self.env._("Given up: %s", reason))
        self.sudo().activity_ids.action_feedback(feedback=reason)
        return True

    # Roles, sentences

    def _require_supervisor(self):
        self.check_access("write")
        self.visit_id._require_supervisor()

    def _ended_by_fact(self):
        """Return why nobody changes an end that followed from a fact."""
        kinds = dict(self._fields["end_kind"]._description_selection(self.env))
        return self.env._(
            "%(name)s ended on %(day)s by itself (%(kind)s). Correct the fact of %(visit)s, not the end.",
            name=self.name,
            day=self.ended_on,
            kind=kinds[self.end_kind],
            visit=self.visit_id.name,
        )

    def _goods_in_words(self):
        return [goods._in_words() for goods in self.goods_ids]

    def _difference(self, before, after):
        """Return which goods are gone and which are new, as lines."""
        gone = [self.env._("No longer: %s", text) for text in before if text not in after]
        new = [self.env._("New: %s", text) for text in after if text not in before]
        return "\n".join(gone + new) or False

    # What each act leaves behind

    def _log(self, fact, label, day, **details):
        """Write the act to the record of the case, and to the suspension's own history."""
        self.visit_id._log_act(fact, label, day, reference=self.name, **details)
        texts = (f"{label} {day or ''}", details.get("reason"), details.get("note"))
        lines = [escape(line) for text in texts if text for line in text.splitlines()]
        self._message_log(body=Markup("<br/>").join(lines))

    def _follow_act(self):
        """Count what a person has to judge, and close what was asked; the write itself marks the goods."""
        self._note_likely()
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

    def _take_end_back(self, reason):
        """Let it be in force again."""
        former = self.ended_on
        self._write_guarded({"ended_on": False, "end_kind": False, "end_reason": False, "ended_by_id": False})
        self._log(
            "suspension_ended",
            self.env._("End of the suspension taken back: in force again"),
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

    # What comes from outside

    def _goods_commands(self, goods):
        """Return the rows of a change as commands that hold nothing else, or name what is wrong with them."""
        commands, problems = [], []
        for command in goods if isinstance(goods, list | tuple) else [goods] if goods else []:
            try:
                commands.append(self._goods_command(*command))
            except (TypeError, ValueError) as wrong:
                problems.append(str(wrong) if isinstance(wrong, ValueError) else self._no_command(command))
        if problems:
            raise UserError("\n".join(dict.fromkeys(problems)))
        return commands

    def _no_command(self, command):
        return self.env._("'%s' is no change of goods: 0 adds, 1 changes, 2 takes out.", command)

    def _goods_command(self, kind, row=0, values=None):
        """Return one command, checked.

        :raises ValueError: with the sentence that says what is wrong
        """
        if kind not in (0, 1, 2) or isinstance(kind, bool):
            raise ValueError(self._no_command(kind))
        if kind and row not in self.goods_ids.ids:
            raise ValueError(self.env._("Goods %(row)s are not in %(name)s.", row=row, name=self.name))
        if kind == fields.Command.DELETE:
            return fields.Command.delete(row)
        values = self._goods_values(values or {})
        return fields.Command.update(row, values) if kind else fields.Command.create(values)

    def _goods_values(self, values):
        known = {*GOODS_TEXTS, *GOODS_FLAGS, *GOODS_PERSONS}
        if not isinstance(values, dict) or values.keys() - known:
            raise ValueError(
                self.env._(
                    "Of goods may be changed: %s.", ", ".join([*GOODS_TEXTS, *GOODS_FLAGS, *GOODS_PERSONS])
                )
            )
        clean = {name: given_text(values[name]) for name in GOODS_TEXTS if name in values}
        clean |= {name: bool(values[name]) for name in GOODS_FLAGS if name in values}
        for name in GOODS_PERSONS:
            if name in values:
                clean[name] = self._person(values[name]).id
        return clean

    def _person(self, value):
        """Return the person with the id ``value``, or nobody."""
        persons = self.env["res.partner"]
        if not value:
            return persons
        person = persons.browse(given_ids([value])).exists()
        if not person:
            raise ValueError(self.env._("There is no person %s.", value))
        return person

    # What follows from the facts of the visit

    def _follow_end(self, kind, day, label):
        """End, move the end or take it back, as the fact ``label`` of the visit says (RS16.12b)."""
        self.ensure_one()
        if day and self.state == "in_force":
            self._end(day, kind)
        elif day and self.end_kind == kind and self.ended_on != day:
            self._end(day, kind, self.env._("'%s' was corrected.", label))
        elif day and self.end_kind == "supervisor" and self.ended_on > day:
            self._end(day, "supervisor", label)
        elif not day and self.end_kind == kind:
            self._take_end_back(self.env._("'%s' was withdrawn.", label))
