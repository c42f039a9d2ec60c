from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import periods
from ...tools.search import yes_or_no


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

    def _today(self):
        """Return today in the time zone of the importing authority."""
        self.ensure_one()
        return self.importing_authority_id._today()

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
