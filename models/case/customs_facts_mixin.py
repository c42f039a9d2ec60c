from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ...tools.dates import long_date
from ...tools.fact_document import FactDocument
from ...tools.inputs import given_day
from . import held_back


class CustomsFactsMixin(models.AbstractModel):
    """The door for facts: checks of role, order, document and gate, record, clocks, consequences."""

    _name = "customs.facts.mixin"
    _description = "Case with Facts"
    _inherit = ["customs.record.mixin", "customs.four.eyes.mixin", "customs.documented.mixin"]

    def record_fact(
        self,
        fact,
        day,
        note=None,
        reason=None,
        reference=None,
        dated_on=None,
        attachment_ids=None,
        channel=None,
    ):
        """Record, correct or withdraw a fact of this case.

        :param fact: name of the fact, e.g. ``request_sent_on``
        :param day: date on which it happened (``YYYY-MM-DD`` or date); empty to withdraw the fact
        :param note: free note kept with the record
        :param reason: why a recorded fact is corrected or withdrawn (supervisors only)
        :param reference: number of the document
        :param dated_on: date written on the document
        :param attachment_ids: files that the user uploaded to this case
        :param channel: how the letter was sent: by_hand, registered_mail, email, portal, electronic_cabinet
        :raises UserError: everything that stands against it, all at once
        :raises AccessError: the user may not change the case, or not record this fact
        """
        self.ensure_one()
        self.check_access("write")
        self._refuse_unknown_steps([fact])
        day = given_day(self.env, day)
        if self._steps()[fact].spec.internal and day:
            raise UserError(self._internal_fact_message(fact))
        if channel and channel not in dict(self.env["customs.service"]._fields["channel"].selection):
            raise UserError(self.env._("'%s' is not a channel.", channel))
        attachments = self.env["ir.attachment"].browse(attachment_ids or [])
        # The files belong to the case from now on, so that who may see the case may see them.
        attachments._accept_for(self)
        self._record_facts(
            {fact: day},
            note=note,
            reason=reason,
            reference=reference,
            dated_on=given_day(self.env, dated_on),
            attachments=attachments,
            channel=channel or False,
        )
        return True

    def _refuse_unknown_steps(self, facts):
        """Refuse facts that are no step of the procedure of a case."""
        for case in self:
            steps = case._steps()
            unknown = [name for name in facts if name not in steps]
            if unknown:
                raise UserError(case._not_a_step(unknown))

    def _not_a_step(self, names):
        return self.env._(
            "%(fact)s is not a step of %(procedure)s. Choose from: %(known)s.",
            fact=", ".join(names),
            procedure=self.procedure_id.display_name,
            known=", ".join(self._steps()),
        )

    def _internal_fact_message(self, fact):
        """Return how a fact that is never recorded by hand comes about."""
        return self.env._(
            "%s is recorded automatically by its action and cannot be entered.", self._fact_label(fact)
        )

    def _record_facts(self, facts, note=None, reason=None, **paper):
        """Record ``facts`` (name -> date or False) on every case of ``self`` after all checks, and log them.

        The single door for facts: it checks roles, order, gates and corrections, writes the dates, keeps the
        record and brings the deadlines in step, for any number of cases in a constant number of queries.
        ``paper`` are the fields of `FactDocument`: reference, dated_on, attachments, files, channel,
        services.
        """
        paper = FactDocument(**paper)
        self.env["customs.procedure"]._read_steps_anew()
        self._refuse_unknown_steps(facts)
        self._lock()
        # Read for all cases at once what the checks look at.
        self.sudo().deadline_ids.fetch(["start_on", "due_on", "rule_id", "extension_ids", "pause_ids"])
        document = paper.document
        for case in self:
            problems = case._fact_problems(facts, reason, **document)
            if problems:
                raise UserError("\n".join(problems))
        log = [
            case._fact_log_values(name, day, note=note, reason=reason, **document)
            for case in self
            for name, day in facts.items()
        ]
        correction = any(values["is_correction"] for values in log)
        former = {(values["res_id"], values["fact"]): values["former_value_on"] for values in log}
        self._write_guarded(self._fact_values(facts, **document))
        entered = self._enter_documents(facts, former, paper)
        for values in log:
            values["document_id"] = entered.get((values["res_id"], values["fact"]), False)
            if paper.attachments:
                values["attachment_ids"] = [fields.Command.set(paper.attachments.ids)]
        self.env["customs.fact"].sudo().create(log)
        self.env["customs.deadline"]._sync_cases(self)
        if correction:
            self._refuse_contradiction()
        self._log_facts_in_chatter(log)
        self._after_facts(facts)

    def _lock(self):
        """Keep others from recording on these cases, or changing their rows, until this is done."""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(
                self.env._("Another user is changing this case. Try again in a few seconds.")
            ) from None

    @api.model
    def _fact_values(self, facts, reference, dated_on):
        """Return what is written for ``facts``: the dates, with the reference and date of their document."""
        vals = dict(facts)
        for name, day in facts.items():
            spec = self._fact_specs()[name]
            if spec.reference_field and (reference or not day):
                vals[spec.reference_field] = reference
            if spec.dated_field and (dated_on or not day):
                vals[spec.dated_field] = dated_on
        return vals

    def _problems_of_move(self, version):
        """Hook: return, as sentences, why the case as it stands cannot go over to ``version``."""
        self.ensure_one()
        return []

    def _after_facts(self, facts):
        """Hook: something follows from ``facts`` just recorded."""

    def _fact_problems(self, facts, reason, reference=False, dated_on=False):
        """Return every reason why ``facts`` cannot be recorded on this case, as sentences."""
        self.ensure_one()
        problems = []
        for name, day in facts.items():
            step = self._steps().get(name)
            if not step:
                problems.append(self._not_a_step([name]))
                continue
            if self[name] == day and not self._corrects_document(step.spec, reference, dated_on):
                problems.append(self._nothing_new(name))
                continue
            problems += self._role_problems(name, step, reason)
            if day:
                problems += self._order_problems(name, step, day, facts)
                problems += self._document_problems(name, step, day, reference, dated_on)
                problems += self._problems_of_sent_letter(name, step.spec, day)
                if not self[name]:
                    problems += self._missing_before(name)
            else:
                problems += self._withdrawal_problems(name)
        return problems

    def _problems_before_step(self, fact):
        """Return why ``fact`` cannot be recorded today; a procedure without the step has no reason."""
        self.ensure_one()
        return self._fact_problems({fact: self._today()}, None) if fact in self._steps() else []

    def _corrects_document(self, spec, reference, dated_on):
        """Return whether the reference or the date of a recorded document is another one than recorded."""
        return any(
            field and value and value != self[field]
            for field, value in ((spec.reference_field, reference), (spec.dated_field, dated_on))
        )

    def _nothing_new(self, name):
        if not self[name]:
            return self.env._("%s is not recorded, so it cannot be withdrawn.", self._fact_label(name))
        return self.env._(
            "%(fact)s is already recorded for %(day)s.",
            fact=self._fact_label(name),
            day=long_date(self[name], self.env.lang),
        )

    def _document_problems(self, name, step, day, reference, dated_on):
        """A document has a reference where the step asks for one, and is not dated after the fact."""
        problems, spec = [], step.spec
        if step.reference and not reference and not self[spec.reference_field]:
            problems.append(self.env._("%s: enter the reference of the document.", self._fact_label(name)))
        dated_on = dated_on or (spec.dated_field and self[spec.dated_field])
        if dated_on and dated_on > day:
            problems.append(
                self.env._(
                    "%(fact)s: the document is dated %(dated)s, after %(day)s.",
                    fact=self._fact_label(name),
                    dated=long_date(dated_on, self.env.lang),
                    day=long_date(day, self.env.lang),
                )
            )
        return problems

    def _role_problems(self, name, step, reason):
        """A supervisor corrects and withdraws, with a reason; some facts only a supervisor records."""
        supervisor = self._is_supervisor()
        problems = []
        if self[name]:
            if not supervisor:
                problems.append(
                    self.env._(
                        "%(fact)s is already recorded for %(day)s. Only a supervisor can correct it.",
                        fact=self._fact_label(name),
                        day=long_date(self[name], self.env.lang),
                    )
                )
            if not (reason or "").strip():
                problems.append(
                    self.env._("%s: enter the reason for the correction.", self._fact_label(name))
                )
        elif step.supervisor and not supervisor:
            problems.append(self.env._("%s: only a supervisor can record it.", self._fact_label(name)))
        return problems

    def _order_problems(self, name, step, day, facts):
        """Facts have an order: none lies in the future, before what it follows, or after what follows it."""
        label = self._fact_label(name)
        problems = []
        if day > self._today():
            problems.append(
                self.env._(
                    "%(fact)s: %(day)s is in the future.", fact=label, day=long_date(day, self.env.lang)
                )
            )
        for other in step.after:
            known = facts.get(other, self[other])
            if not known:
                problems.append(
                    self.env._(
                        "%(fact)s: record '%(other)s' first.", fact=label, other=self._fact_label(other)
                    )
                )
            elif known > day:
                problems.append(
                    self.env._(
                        "%(fact)s: %(day)s is before '%(other)s' of %(known)s.",
                        fact=label,
                        day=long_date(day, self.env.lang),
                        other=self._fact_label(other),
                        known=long_date(known, self.env.lang),
                    )
                )
        for other in step.without:
            known = facts.get(other, self[other])
            if known:
                problems.append(
                    self.env._(
                        "%(fact)s contradicts '%(other)s' of %(known)s. A supervisor can withdraw that fact.",
                        fact=label,
                        other=self._fact_label(other),
                        known=long_date(known, self.env.lang),
                    )
                )
        return problems + self._later_problems(name, day) + self._too_early_problems(name, step, day)

    def _later_problems(self, name, day):
        """A correction does not move a fact behind one that follows it."""
        return [
            self.env._(
                "%(fact)s: %(day)s is after '%(other)s' of %(known)s.",
                fact=self._fact_label(name),
                day=long_date(day, self.env.lang),
                other=self._fact_label(other),
                known=long_date(self[other], self.env.lang),
            )
            for other, step in self._steps().items()
            if name in step.after and self[other] and self[other] < day
        ]

    def _too_early_problems(self, name, step, day):
        """Where the law gives somebody so many days, a step that waits for them is not possible before."""
        return held_back.too_early(self, name, step, day)

    def _refuse_contradiction(self):
        """A correction that moves a last day must not make a recorded fact come too early."""
        self.sudo().deadline_ids.fetch(["due_on", "rule_id"])
        for case in self:
            problems = [
                problem
                for name, step in case._steps().items()
                if case[name]
                for problem in (
                    *case._too_early_problems(name, step, case[name]),
                    *held_back.absence_problems(case, name),
                )
            ]
            if problems:
                raise UserError("\n".join(problems))

    def _withdrawal_problems(self, name):
        """A fact on which others depend, or an extension or pause of its clock, is withdrawn after them."""
        later = [
            self._fact_label(other)
            for other, step in self._steps().items()
            if name in step.after and self[other]
        ] + [
            self.env._("extension or pause of %s", row.rule_id.display_name)
            for row in self.sudo().deadline_ids
            if name in (row.rule_id.start_fact, row.rule_id.only_with_fact)
            and (row.extension_ids or row.pause_ids)
        ]
        if not later:
            return []
        return [
            self.env._(
                "%(fact)s cannot be withdrawn because later facts depend on it: %(others)s. Withdraw "
                "those first.",
                fact=self._fact_label(name),
                others=", ".join(later),
            )
        ]

    def _fact_log_values(self, name, day, *, note=None, reason=None, reference=False, dated_on=False):
        spec = self._fact_specs()[name]
        former_reference = spec.reference_field and self[spec.reference_field]
        return {
            **self._log_values(),
            "fact": name,
            "label": self._fact_label(name),
            "value_on": day,
            "former_value_on": self[name],
            "is_correction": bool(self[name]),
            "reference": reference,
            "former_reference": former_reference if former_reference != reference else False,
            "dated_on": dated_on,
            "note": note,
            "reason": reason,
        }

    def _log_facts_in_chatter(self, log):
        lines = {}
        for values in log:
            lines.setdefault(values["res_id"], []).append(escape(self._fact_sentence(values)))
        self._message_log_batch(
            bodies={res_id: Markup("<br/>").join(texts) for res_id, texts in lines.items()}
        )

    def _fact_sentence(self, values):
        """Return the line of the chatter for one recorded fact, its days as mails and letters have them."""
        former = long_date(values["former_value_on"], self.env.lang)
        day = long_date(values["value_on"], self.env.lang)
        if not values["former_value_on"]:
            line = f"{values['label']}: {day}"
        elif values["value_on"]:
            line = self.env._(
                "%(label)s corrected: %(former)s -> %(day)s. Reason: %(reason)s",
                label=values["label"],
                former=former,
                day=day,
                reason=values["reason"],
            )
        else:
            line = self.env._(
                "%(label)s withdrawn (was %(former)s). Reason: %(reason)s",
                label=values["label"],
                former=former,
                reason=values["reason"],
            )
        dated = values["dated_on"] and self.env._("dated %s", long_date(values["dated_on"], self.env.lang))
        return " - ".join(part for part in (line, values["reference"], dated, values["note"]) if part)

    def _log_act(self, fact, label, day, *, former_on=False, note=None, reason=None, reference=None):
        """Record an act that other rooms do on the strength of this case, and that is no date of it.

        :param fact: what kind of act, as a word of the software, e.g. ``suspension_started``
        :param label: what was done, as a person reads it
        :param day: the day on which it takes effect; empty when it is taken back
        :param former_on: the day that stood there before
        """
        self.ensure_one()
        self._lock()
        entry = {
            "fact": fact,
            "label": label,
            "value_on": day,
            "former_value_on": former_on,
            "is_correction": bool(former_on),
            "note": note,
            "reason": reason,
            "reference": reference,
        }
        self.env["customs.fact"].sudo().create(self._log_values() | entry)
        texts = (f"{label} {long_date(day, self.env.lang)}".strip(), reference, note, reason)
        self._message_log(body=" - ".join(text for text in texts if text))

    def _log_clock_change(self, deadline, label, day, reason):
        """Record that the clock of ``deadline`` was extended, stopped or set going."""
        self.ensure_one()
        text = f"{label}: {deadline.rule_id.display_name}"
        entry = {"fact": "clock", "label": text, "value_on": day, "reason": reason}
        self.env["customs.fact"].sudo().create(self._log_values() | entry)
        day, last_day = (long_date(each, self.env.lang) for each in (day, deadline.due_on))
        self._message_log(body=f"{text}, {day}. {self.env._('Last day')}: {last_day}. {reason or ''}")
