from datetime import UTC

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...models.decision.law_trial import Given, Trial

FACT, OUTCOME = "fact", "outcome"
# Beyond these nothing is tried: the ends of what a date can be are days of no case.
FIRST_YEAR, LAST_YEAR = 1900, 2200


class CustomsTryProcedure(models.TransientModel):
    """Try a procedure: enter dates, and see what a case would show. Nothing of it is a case."""

    _name = "customs.try.procedure"
    _description = "Try a Procedure"

    procedure_id = fields.Many2one("customs.procedure", required=True, ondelete="cascade")
    importing_authority_id = fields.Many2one(
        "customs.authority",
        string="Importing Party's Authority",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user.customs_authority_ids.filtered("is_customs_authority")[:1],
        domain=[("is_customs_authority", "=", True)],
        help="Its calendar and time zone count.",
    )
    exporting_authority_id = fields.Many2one(
        "customs.authority",
        string="Exporting Party's Authority",
        ondelete="cascade",
        domain=[("is_verification_authority", "=", True)],
        help="In its time zone the last days of steps on its side end.",
    )
    now_at = fields.Datetime(
        string="Looked at on",
        required=True,
        default=fields.Datetime.now,
        help="The moment at which the case is looked at, in your time zone.",
    )
    date_ids = fields.One2many("customs.try.date", "trial_id")
    result_ids = fields.One2many("customs.try.result", "trial_id")
    not_verified = fields.Text(
        compute="_compute_not_verified", help="Rows of the procedure that nobody compared with the text."
    )

    @api.depends("procedure_id")
    def _compute_display_name(self):
        for trial in self:
            trial.display_name = self.env._("Trial of %s", trial.procedure_id.display_name or "")

    @api.depends("procedure_id")
    def _compute_not_verified(self):
        for trial in self:
            trial.not_verified = trial.procedure_id._not_verified() or False

    @api.onchange("procedure_id")
    def _onchange_procedure(self):
        """List the dates of the procedure, in their order; those that are entered are kept."""
        entered = {(row.kind, row.code): row.day for row in self.date_ids}
        self.result_ids = [Command.clear()]
        self.date_ids = [Command.clear()] + [
            Command.create(values | {"day": entered.get((values["kind"], values["code"]), False)})
            for values in self._dates()
        ]

    def _dates(self):
        """Return the dates that may be entered: steps, other dates of the rules, outcomes."""
        procedure = self.procedure_id
        if not procedure:
            return []
        procedure.check_access("read")
        kind = self.env[procedure.case_model]
        steps = procedure._steps()
        named = {
            name
            for rule in procedure.rule_ids
            for name in (rule.start_fact, rule.done_fact, rule.pause_from_fact, rule.pause_to_fact)
            if name and name not in steps
        }
        rows = [(FACT, name, step.label, step.article) for name, step in steps.items()]
        rows += [(FACT, name, kind._fact_label(name), "") for name in sorted(named)]
        rows += [
            (OUTCOME, row.outcome, row.display_name, row.article)
            for row in procedure.consequence_ids
            if row.outcome
        ]
        return [
            {"sequence": number, "kind": kind, "code": code, "name": name, "article": article}
            for number, (kind, code, name, article) in enumerate(rows, 1)
        ]

    def action_calculate(self):
        """Work out what a case would show, and show it below.

        :raises AccessError: the user may not read the law
        :raises UserError: a day is outside of what the calendars know
        """
        self.ensure_one()
        self.check_access("write")
        for record in (self.procedure_id, self.importing_authority_id, self.exporting_authority_id):
            record.check_access("read")
        self._check_days()
        trial = self._trial()
        problems = trial.problems()
        for row in self.date_ids:
            row.problem = "\n".join(problems.get(row.code, ())) if row.kind == FACT else False
        self.write(
            {
                "result_ids": [
                    Command.clear(),
                    *(
                        Command.create({"sequence": number, **values})
                        for number, values in enumerate(self._results(trial), 1)
                    ),
                ]
            }
        )
        return True

    def _check_days(self):
        """Refuse days that no calendar has on both sides of midnight, or from which nothing is counted."""
        days = [(self.env._("Looked at on"), self.now_at.date())]
        days += [(row.name or row.code or "", row.day) for row in self.date_ids if row.day]
        outside = [name for name, day in days if not FIRST_YEAR <= day.year <= LAST_YEAR]
        if outside:
            raise UserError(
                self.env._(
                    "%(names)s: enter a day from %(first)s to %(last)s.",
                    names=", ".join(outside),
                    first=FIRST_YEAR,
                    last=LAST_YEAR,
                )
            )

    def action_open_result(self):
        """Open the result as a list of its own, which Odoo exports.

        :raises UserError: nothing was calculated yet
        """
        self.ensure_one()
        self.check_access("read")
        if not self.result_ids:
            raise UserError(self.env._("Calculate first."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customs_verification.action_customs_try_result"
        )
        return action | {"name": self.display_name, "domain": [("trial_id", "=", self.id)]}

    def _trial(self):
        """Return the trial of what is entered."""
        entered = {
            kind: {row.code: row.day for row in self.date_ids if row.kind == kind and row.day}
            for kind in (FACT, OUTCOME)
        }
        # A row that somebody sent under another name is no date of this procedure.
        known = {(values["kind"], values["code"]) for values in self._dates()}
        facts, outcomes = (
            {code: day for code, day in entered[kind].items() if (kind, code) in known}
            for kind in (FACT, OUTCOME)
        )
        return Trial(
            Given(
                self.procedure_id,
                self.importing_authority_id,
                self.exporting_authority_id,
                facts,
                outcomes,
                self.now_at.replace(tzinfo=UTC),
            )
        )

    def _results(self, trial):
        """Yield the values of the rows of the result."""
        yield {"kind": "state", "name": trial.state()}
        for clock in trial.clocks():
            yield {
                "kind": "deadline",
                "name": clock["name"],
                "article": clock["article"],
                "start_on": clock["start_on"] or False,
                "due_on": clock["due_on"] or False,
                "status": self._status_of(clock),
                "note": " ".join(filter(None, (clock["term"], clock["words"], clock.get("note")))),
                "provisional": clock["provisional"],
                "verification": "verified" if clock["verified"] else "unverified",
            }
        marks = {step.fact: step.verification for step in self.procedure_id.step_ids}
        for step, closed in trial.next_steps():
            yield {
                "kind": "step",
                "name": step.label,
                "article": step.article,
                "status": self.env._("Not possible yet") if closed else self.env._("Possible"),
                "note": " ".join(closed),
                "verification": step.article and marks.get(step.fact),
            }
        legal = dict(self.env["customs.ground"]._fields["binding"]._description_selection(self.env))
        for trigger, proposal in trial.follows().items():
            ground = proposal["ground"]
            row = self._source_of(trigger)
            yield {
                "kind": "proposal",
                "name": ground.display_name,
                "article": self.procedure_id.agreement_id._cite(proposal["article"]),
                "start_on": proposal["fact_on"],
                "status": legal.get(row.binding if "binding" in row._fields else ground.binding, ""),
                "note": proposal["reason"],
                "verification": "verified" if row.verified and ground.verified else "unverified",
            }

    def _status_of(self, clock):
        """Return the status of a deadline in words; a last day that may still move is provisional."""
        if clock["provisional"]:
            return self.env._("%s, last day provisional", clock["status_label"])
        return clock["status_label"]

    def _source_of(self, trigger):
        """Return the row of law from which the proposal with this ``trigger`` follows."""
        code = trigger.removeprefix("lapse:")
        rows = self.procedure_id.rule_ids if code != trigger else self.procedure_id.consequence_ids
        return rows.filtered(lambda row: row.code == code)[:1]


class CustomsTryDate(models.TransientModel):
    """A date that is tried: a step, another date that a rule names, or what the record shows."""

    _name = "customs.try.date"
    _description = "Date of a Trial"
    _order = "trial_id, sequence, id"

    trial_id = fields.Many2one("customs.try.procedure", ondelete="cascade", index=True)
    sequence = fields.Integer()
    kind = fields.Selection([(FACT, "Date"), (OUTCOME, "Outcome")], required=True, default=FACT)
    code = fields.Char()
    name = fields.Char(string="Step or Outcome")
    article = fields.Char()
    day = fields.Date(string="Date")
    problem = fields.Text(string="Not Possible", readonly=True)


class CustomsTryResult(models.TransientModel):
    """A row of what a case would show by the dates that are tried."""

    _name = "customs.try.result"
    _description = "Result of a Trial"
    _order = "trial_id, sequence, id"

    trial_id = fields.Many2one("customs.try.procedure", ondelete="cascade", index=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(
        [
            ("state", "State"),
            ("deadline", "Deadline"),
            ("step", "Next step"),
            ("proposal", "Proposed refusal"),
        ],
        string="Part",
        readonly=True,
    )
    name = fields.Char(string="What", readonly=True)
    article = fields.Char(readonly=True)
    start_on = fields.Date(string="Counts from", readonly=True)
    due_on = fields.Date(string="Last Day", readonly=True)
    status = fields.Char(readonly=True)
    note = fields.Text(string="Details", readonly=True)
    provisional = fields.Boolean(
        readonly=True, help="The last day depends on working days that are not published yet, so it may move."
    )
    verification = fields.Selection(
        selection=lambda self: self.env["customs.ground"]._fields["verification"].selection,
        string="Official Text",
        readonly=True,
    )
