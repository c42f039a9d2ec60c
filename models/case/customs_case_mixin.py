from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.given import given_day

# The key to the door for facts. An object, not a word: no RPC, JSON-2 or import can put it into a context,
# so facts and states change through `_record_facts` only.
_DOOR = object()


class CustomsCaseMixin(models.AbstractModel):
    """What every case has: facts recorded with date and document, a state derived from them, clocks on them.

    A case declares its facts in `_fact_specs` and computes `state` and `closed_on` from them. Nobody writes
    a state; a fact is recorded once, and corrected or withdrawn by a supervisor with a reason.
    """

    _name = "customs.case.mixin"
    _description = "Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _is_customs_case = True
    _sequence_code = ""

    name = fields.Char(string="Reference", readonly=True, copy=False, index="trigram", default=lambda self: self.env._("New"))
    procedure_id = fields.Many2one(
        "customs.procedure",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_procedure(),
        domain=lambda self: [("case_model", "=", self._name)],
    )
    agreement_id = fields.Many2one(related="procedure_id.agreement_id", store=True, index=True)
    importing_authority_id = fields.Many2one(
        "customs.authority",
        string="Importing Party's Authority",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        default=lambda self: self.env.user.customs_authority_ids.filtered("is_customs_authority")[:1],
        domain="[('is_customs_authority', '=', True)]",
    )
    exporting_authority_id = fields.Many2one(
        "customs.authority",
        string="Exporting Party's Authority",
        index=True,
        tracking=True,
        ondelete="restrict",
        domain="[('is_verification_authority', '=', True)]",
    )
    officer_id = fields.Many2one(
        "res.users",
        string="Officer",
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('customs_authority_ids', 'in', importing_authority_id)]",
    )
    supervisor_id = fields.Many2one(
        "res.users",
        string="Supervisor",
        tracking=True,
        domain="[('share', '=', False), ('customs_authority_ids', 'in', importing_authority_id)]",
        help="Told of late deadlines. Empty: the authority's supervisor.",
    )
    closed_on = fields.Date(compute="_compute_closed_on", store=True, help="The day of the fact that ended the case.")
    next_due_on = fields.Date(
        string="Next Last Day", readonly=True, copy=False, help="The first last day among the clocks that run."
    )
    next_rule_id = fields.Many2one("customs.deadline.rule", string="Next Step Due", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late", string="Late")
    deadline_ids = fields.One2many(
        "customs.deadline",
        "res_id",
        string="Deadlines",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )
    fact_ids = fields.One2many(
        "customs.fact",
        "res_id",
        string="Recorded Facts",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )
    document_ids = fields.One2many(
        "customs.document",
        "res_id",
        string="Documents",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )
    clock_strip = fields.Json(compute="_compute_clock_strip", help="The steps with their clocks, for the form.")
    missing_items = fields.Json(
        compute="_compute_missing_items", help="What is missing before the next step, for the form."
    )

    @api.model
    def _default_procedure(self):
        """Return the procedure of this kind of case where there is but one to choose."""
        procedures = self.env["customs.procedure"].search([("case_model", "=", self._name)], limit=2)
        return procedures if len(procedures) == 1 else procedures.browse()

    # What a case declares

    @api.model
    def _fact_specs(self):
        """Return the facts of this kind of case: name of the date field -> FactSpec, in the order of the law."""
        return {}

    def _closing_facts(self):
        """Return the names of the facts that end the case."""
        return ()

    def _next_facts(self):
        """Return the names of the facts that may be recorded next, the main one first."""
        specs = self._fact_specs()
        return [name for name in self._next_steps() if not specs[name].internal]

    def _next_steps(self):
        """Return the names of the facts that may come next, those too that follow from an act of their own."""
        self.ensure_one()
        return [
            name
            for name, spec in self._fact_specs().items()
            if not self[name]
            and all(self[other] for other in spec.after)
            and not any(self[other] for other in spec.without)
        ]

    def _fact_button(self, fact):
        """Return (method, label) of the act from which ``fact`` follows, where it is not recorded by hand."""
        return "", ""

    def _on_deadline_lapsed(self, deadline):
        """Do what the law attaches to a lapsed deadline; rooms that know decisions propose one (RS16.6)."""
        self.ensure_one()

    def _request_content(self):
        """Return the names of the fields that make up the request: locked once it is approved."""
        return set()

    # Derived

    def _compute_closed_on(self):
        for case in self:
            dates = [case[name] for name in case._closing_facts() if case[name]]
            case.closed_on = min(dates, default=False)

    @api.depends("next_due_on", "importing_authority_id.tz")
    def _compute_is_late(self):
        todays = {authority: authority._today() for authority in self.importing_authority_id}
        for case in self:
            today = todays.get(case.importing_authority_id)
            case.is_late = bool(today and case.next_due_on and case.next_due_on < today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self.env["customs.deadline"]._late_domain() & fields.Domain("res_model", "=", self._name)
        return fields.Domain("id", "in", self.env["customs.deadline"].sudo()._search(late).subselect("res_id"))

    def _compute_clock_strip(self):
        for case in self:
            rows = {row.rule_id.id: row for row in case.deadline_ids}
            case.clock_strip = [
                case._clock_step(rule, rows.get(rule.id)) for rule in case.procedure_id.rule_ids
            ]

    def _clock_step(self, rule, row):
        """Return one step of the strip: what, by which article, from when, until when, how many days left."""
        done_on = row.done_on if row else self[rule.done_fact]
        if row:
            status, days_left = row.status, row.days_left
        else:
            status, days_left = ("met" if done_on else "closed" if self.closed_on else "waiting"), None
        owed_by = dict(rule._fields["owed_by"]._description_selection(self.env))[rule.owed_by]
        statuses = dict(self.env["customs.deadline"]._fields["status"]._description_selection(self.env))
        return {
            "id": row.id if row else False,
            "code": rule.code,
            "name": rule.name,
            "article": rule.article,
            "owed_by": owed_by,
            "words": rule.words or "",
            "term": "" if rule.words else f"{rule.length} {dict(rule._fields['unit']._description_selection(self.env))[rule.unit].lower()}",
            "unit": rule.unit,
            "start_label": self._fact_label(rule.start_fact),
            "start_on": fields.Date.to_string(row.start_on if row else self[rule.start_fact]) or "",
            "due_on": fields.Date.to_string(row.due_on) if row and row.due_on else "",
            "done_on": fields.Date.to_string(done_on) if done_on else "",
            "days_left": days_left,
            "status": status,
            "status_label": statuses[status],
            "extended": bool(row and row.extension_ids),
            "extendable": bool(row and row.is_open and len(row.extension_ids) < rule.extension_times),
            "changes": row._possible_changes() if row and self.has_access("write") else [],
            "lapse": rule.lapse_meaning or "",
            "verified": rule.verified,
        }

    def _compute_missing_items(self):
        for case in self:
            case.missing_items = [case._next_step(name) for name in case._next_steps()] if case.id else []

    def _next_step(self, fact):
        """Return one possible next step: what is missing before it, who takes it, and with which button."""
        spec = self._fact_specs()[fact]
        method, button = self._fact_button(fact)
        supervisor = self.env.user.has_group("customs_verification.group_supervisor")
        return {
            "fact": fact,
            "label": self._fact_label(fact),
            "article": spec.article,
            "missing": self._missing_before(fact),
            "method": method,
            "button": button,
            "supervisor": spec.supervisor,
            "allowed": self.has_access("write") and (supervisor or not spec.supervisor),
        }

    def _missing_before(self, fact):
        """Return, as sentences, what is missing before ``fact`` may be recorded."""
        self.ensure_one()
        gate = self._fact_specs()[fact].gate
        return getattr(self, gate)() if gate else []

    @api.model
    def _fact_label(self, fact):
        """Return the name of a fact in the user's language."""
        return self._fields[fact]._description_string(self.env)

    def _missing_content(self, content_list, record=None):
        """Return, as sentences with their article, the mandatory content items that ``record`` lacks."""
        self.ensure_one()
        record = record or self
        items = self.procedure_id.content_item_ids.filtered(
            lambda item: item.content_list == content_list and item.res_model == record._name and item.mandatory
        )
        return [
            f"{item.name} ({item.article})" + (f": {item.hint}" if item.hint else "")
            for item in items
            if not item._is_filled(record)
        ]

    def _today(self):
        """Return today in the time zone of the importing authority."""
        self.ensure_one()
        return self.importing_authority_id._today() if self.importing_authority_id else fields.Date.context_today(self)

    # Recording facts

    def record_fact(self, fact, day, note=None, reason=None, reference=None, dated_on=None, attachment_ids=None):
        """Record, correct or withdraw a fact of this case.

        :param fact: name of the fact, e.g. ``request_sent_on``
        :param day: date on which it happened (``YYYY-MM-DD`` or date); empty to withdraw the fact
        :param note: free note kept with the record
        :param reason: why a recorded fact is corrected or withdrawn (supervisors only)
        :param reference: number of the document
        :param dated_on: date written on the document
        :param attachment_ids: files that the user uploaded to this case
        :raises UserError: everything that stands against it, all at once
        :raises AccessError: the user may not change the case, or not record this fact
        """
        self.ensure_one()
        self.check_access("write")
        if fact not in self._fact_specs():
            raise UserError(
                self.env._(
                    "%(fact)s is no fact of this case. It has: %(known)s.",
                    fact=fact,
                    known=", ".join(self._fact_specs()),
                )
            )
        spec = self._fact_specs()[fact]
        day = given_day(self.env, day)
        if spec.internal and day:
            raise UserError(self._internal_fact_message(fact))
        attachments = self.env["ir.attachment"].browse(attachment_ids or [])
        attachments.check_access("read")
        self._record_facts(
            {fact: day},
            note=note,
            reason=reason,
            reference=reference,
            dated_on=given_day(self.env, dated_on),
            attachments=attachments,
        )
        return True

    def _internal_fact_message(self, fact):
        """Return how a fact that is never recorded by hand comes about."""
        return self.env._("%s is recorded by the act itself, not by hand.", self._fact_label(fact))

    def _record_facts(self, facts, note=None, reason=None, reference=None, dated_on=False, attachments=None):
        """Record ``facts`` (name -> date or False) on every case of ``self`` after all checks, and log them.

        The single door for facts: it checks roles, order, gates and corrections, writes the dates, keeps the
        record and brings the deadlines in step, for any number of cases in a constant number of queries.
        """
        self.lock_for_update()
        for case in self:
            problems = case._fact_problems(facts, reason, reference)
            if problems:
                raise UserError("\n".join(problems))
        log = [case._fact_log_values(name, day, note, reason, reference, dated_on, attachments) for case in self for name, day in facts.items()]
        vals = dict(facts)
        for name in facts:
            spec = self._fact_specs()[name]
            if spec.reference_field and (reference or not facts[name]):
                vals[spec.reference_field] = reference or False
            if spec.dated_field and (dated_on or not facts[name]):
                vals[spec.dated_field] = dated_on or False
        self.with_context(customs_door=_DOOR).write(vals)
        self.env["customs.fact"].sudo().create(log)
        self.env["customs.deadline"]._sync_cases(self)
        self._log_facts_in_chatter(log)
        self._after_facts(facts)

    def _after_facts(self, facts):
        """Hook: something follows from ``facts`` just recorded."""

    def _fact_problems(self, facts, reason, reference=None):
        """Return every reason why ``facts`` cannot be recorded on this case, as sentences."""
        self.ensure_one()
        problems = []
        for name, day in facts.items():
            spec = self._fact_specs()[name]
            if self[name] == day:
                problems.append(self.env._("%(fact)s is already recorded for %(day)s.", fact=self._fact_label(name), day=day) if day else self.env._("%s is not recorded, so there is nothing to withdraw.", self._fact_label(name)))
                continue
            problems += self._role_problems(name, spec, reason)
            if day:
                problems += self._order_problems(name, spec, day, facts)
                if not self[name]:
                    problems += self._missing_before(name)
                if spec.reference_field and not reference and not self[spec.reference_field]:
                    problems.append(self.env._("%s: give the reference of the document.", self._fact_label(name)))
            else:
                problems += self._withdrawal_problems(name)
        return problems

    def _role_problems(self, name, spec, reason):
        """A fact is corrected or withdrawn by a supervisor, with a reason; some are a supervisor's from the start."""
        supervisor = self.env.su or self.env.user.has_group("customs_verification.group_supervisor")
        problems = []
        if self[name]:
            if not supervisor:
                problems.append(
                    self.env._(
                        "%(fact)s is recorded for %(day)s. Only a supervisor corrects it.",
                        fact=self._fact_label(name),
                        day=self[name],
                    )
                )
            if not (reason or "").strip():
                problems.append(self.env._("%s: give the reason for the correction.", self._fact_label(name)))
        elif spec.supervisor and not supervisor:
            problems.append(self.env._("%s: only a supervisor records it.", self._fact_label(name)))
        return problems

    def _order_problems(self, name, spec, day, facts):
        """Facts have an order: none lies in the future, before what it follows, or after what follows it."""
        label = self._fact_label(name)
        problems = []
        if day > self._today():
            problems.append(self.env._("%(fact)s: %(day)s lies in the future.", fact=label, day=day))
        for other in spec.after:
            known = facts.get(other) or self[other]
            if not known:
                problems.append(
                    self.env._("%(fact)s: first record '%(other)s'.", fact=label, other=self._fact_label(other))
                )
            elif known > day:
                problems.append(
                    self.env._(
                        "%(fact)s: %(day)s lies before '%(other)s' of %(known)s.",
                        fact=label,
                        day=day,
                        other=self._fact_label(other),
                        known=known,
                    )
                )
        for other in spec.without:
            if self[other]:
                problems.append(
                    self.env._(
                        "%(fact)s cannot stand together with '%(other)s' of %(known)s. A supervisor can withdraw it.",
                        fact=label,
                        other=self._fact_label(other),
                        known=self[other],
                    )
                )
        return problems + self._later_problems(name, day) + self._too_early_problems(name, day)

    def _later_problems(self, name, day):
        """A correction does not move a fact behind one that follows it."""
        return [
            self.env._(
                "%(fact)s: %(day)s lies after '%(other)s' of %(known)s.",
                fact=self._fact_label(name),
                day=day,
                other=self._fact_label(other),
                known=self[other],
            )
            for other, spec in self._fact_specs().items()
            if name in spec.after and self[other] and self[other] < day
        ]

    def _too_early_problems(self, name, day):
        """Where the law gives at least so many days, the step is not possible before them."""
        return [
            self.env._(
                "%(fact)s: not before %(due)s (%(article)s).",
                fact=self._fact_label(name),
                due=row.due_on,
                article=row.article,
            )
            for row in self.sudo().deadline_ids
            if row.rule_id.done_fact == name and row.rule_id.bound == "at_least" and row.due_on and day < row.due_on
        ]

    def _withdrawal_problems(self, name):
        """A fact on which others stand is withdrawn after them."""
        later = [
            self._fact_label(other) for other, spec in self._fact_specs().items() if name in spec.after and self[other]
        ]
        if not later:
            return []
        return [
            self.env._(
                "%(fact)s cannot be withdrawn while these stand on it: %(others)s.",
                fact=self._fact_label(name),
                others=", ".join(later),
            )
        ]

    def _fact_log_values(self, name, day, note, reason, reference, dated_on, attachments):
        return {
            "res_model": self._name,
            "res_id": self.id,
            "case_name": self.display_name,
            "importing_authority_id": self.importing_authority_id.id,
            "fact": name,
            "label": self._fact_label(name),
            "value_on": day,
            "former_value_on": self[name],
            "is_correction": bool(self[name]),
            "reference": reference,
            "dated_on": dated_on,
            "note": note,
            "reason": reason,
            "attachment_ids": [fields.Command.set(attachments.ids)] if attachments else False,
            "recorded_by_id": self.env.uid,
        }

    def _log_facts_in_chatter(self, log):
        bodies = {}
        for values in log:
            line = self._fact_sentence(values)
            bodies[values["res_id"]] = "\n".join(filter(None, [bodies.get(values["res_id"]), line]))
        self._message_log_batch(bodies=bodies)

    def _fact_sentence(self, values):
        """Return the line of the chatter for one recorded fact."""
        if not values["former_value_on"]:
            line = f"{values['label']}: {values['value_on']}"
        elif values["value_on"]:
            line = self.env._(
                "%(label)s corrected: %(former)s -> %(day)s. Reason: %(reason)s",
                label=values["label"],
                former=values["former_value_on"],
                day=values["value_on"],
                reason=values["reason"],
            )
        else:
            line = self.env._(
                "%(label)s withdrawn (was %(former)s). Reason: %(reason)s",
                label=values["label"],
                former=values["former_value_on"],
                reason=values["reason"],
            )
        return " - ".join(part for part in (line, values["reference"], values["note"]) if part)

    def _log_clock_change(self, deadline, label, day, reason):
        """Record that the clock of ``deadline`` was extended, stopped or set going."""
        self.ensure_one()
        text = f"{label}: {deadline.rule_id.display_name}"
        values = self._fact_log_values(deadline.rule_id.done_fact, False, reason, None, None, False, None)
        values |= {"label": text, "value_on": day, "former_value_on": False, "is_correction": False, "fact": "clock"}
        self.env["customs.fact"].sudo().create(values)
        self._message_log(body=f"{text}, {day}. {self.env._('Last day')}: {deadline.due_on}. {reason or ''}")

    # CRUD: facts and states only through the door

    @api.model
    def _guarded_fields(self):
        """Return the fields that nobody writes by hand."""
        specs = self._fact_specs()
        extra = {spec.reference_field for spec in specs.values()} | {spec.dated_field for spec in specs.values()}
        return (set(specs) | extra | {"state", "closed_on", "next_due_on", "next_rule_id", "name"}) - {""}

    def _refuse_guarded(self, vals):
        if self.env.context.get("customs_door") is _DOOR:
            return
        guarded = self._guarded_fields() & vals.keys()
        if guarded:
            raise UserError(
                self.env._(
                    "%s: facts are recorded with their date and document, and the state follows from them. "
                    "Use 'Record' on the case, or its method record_fact.",
                    ", ".join(sorted(self._fact_label(name) for name in guarded)),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._sequence_code) or self.env._("New")
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if vals.keys() & {"importing_authority_id", "procedure_id", "exporting_authority_id"}:
            self._refuse_move_of_started()
        result = super().write(vals)
        if vals.keys() & {"officer_id", "importing_authority_id", "exporting_authority_id", "procedure_id"}:
            self.env["customs.deadline"]._sync_cases(self)
        return result

    def _refuse_move_of_started(self):
        """Once a letter has gone out, the case stays with its authorities and its procedure."""
        for case in self:
            started = next((name for name in case._fact_specs() if case[name]), None)
            if started:
                raise UserError(
                    self.env._(
                        "%(case)s: authorities and procedure stay as they are, because '%(fact)s' is recorded.",
                        case=case.display_name,
                        fact=self._fact_label(started),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        for case in self:
            if case.sudo().fact_ids or case.sudo().document_ids:
                raise UserError(
                    self.env._("%s holds recorded facts. It is withdrawn, never deleted.", case.display_name)
                )

    def _refresh_next_due(self):
        """Store the first last day among the running clocks of each case, in one statement."""
        self.env["customs.deadline"].flush_model()
        self.flush_recordset()
        self.env.cr.execute(
            f"""
            UPDATE {self._table} AS c
               SET next_due_on = d.due_on, next_rule_id = d.rule_id
              FROM unnest(%s) AS ids(id)
              LEFT JOIN LATERAL (
                   SELECT due_on, rule_id FROM customs_deadline
                    WHERE res_model = %s AND res_id = ids.id AND is_open AND paused_on IS NULL
                    ORDER BY due_on, id LIMIT 1
              ) AS d ON TRUE
             WHERE c.id = ids.id AND (c.next_due_on, c.next_rule_id) IS DISTINCT FROM (d.due_on, d.rule_id)
            """,
            [list(self.ids), self._name],
        )
        self.invalidate_recordset(["next_due_on", "next_rule_id", "is_late", "deadline_ids", "clock_strip"])

    def _require_supervisor(self):
        """Refuse anybody but a supervisor."""
        if not self.env.su and not self.env.user.has_group("customs_verification.group_supervisor"):
            raise AccessError(self.env._("Only a supervisor does this."))
