from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...reports.clearance.preference_analysis_xlsx import preference_workbook
from ..decision.decisions_in_force import FALSIFIED, last_decision
from ..decision.restoration_period import KEPT

VISIT, REQUEST = "customs.verification.visit", "customs.verification.request"
AMOUNT = {"currency_field": "currency_id", "readonly": True}
FIGURES = (
    "duty_at_stake",
    "duty_suspended",
    "duty_restorable",
    "duty_refused",
    "duty_restored",
    "duty_lost",
)

# What the rows are made of: stored anew before they are read.
DEPENDS = {
    "customs.declaration.line": [
        "agreement_id",
        "currency_id",
        "customs_value",
        "declaration_id",
        "duty_at_stake",
        "duty_known",
        "exporter_firm_id",
        "hs_chapter",
        "hs_code",
        "importer_firm_id",
        "importing_authority_id",
        "preference_state",
        "producer_firm_id",
        "registered_on",
        "restorable_until",
    ],
    "customs.preference.decision": [
        "decided_at",
        "decided_on",
        "falsified",
        "res_id",
        "res_model",
        "state",
    ],
    "customs.preference.decision.line": ["decision_id", "left_out", "line_id"],
    "customs.preference.suspension": ["ended_on", "visit_id"],
    "customs.suspended.line": ["line_id", "suspension_id"],
}


class CustomsPreferenceAnalysis(models.Model):
    """What verification means for trade: the duty of each declared line, by the state of its preference.

    One row for each line, whatever number of suspensions and decisions it is under, so sums count it once.
    The duty of a line that claims the preference is in exactly one of four columns: at stake (nothing is
    decided yet), lost by time, refused or restored. Suspended and still restorable are parts of what is at
    stake. Whether it is lost follows from today where the authority is (RS10.3), so it is never stored.
    """

    _name = "customs.preference.analysis"
    _description = "Analysis of Preferences"
    _inherit = ["customs.sorted.groups.mixin"]
    _auto = False
    _order = "registered_on desc, id desc"
    _rec_name = "line_id"
    _depends = DEPENDS

    line_id = fields.Many2one("customs.declaration.line", string="Goods", readonly=True)
    declaration_id = fields.Many2one("customs.declaration", readonly=True)
    registered_on = fields.Date(string="Registered", readonly=True)
    importing_authority_id = fields.Many2one("customs.authority", string="Customs Authority", readonly=True)
    agreement_id = fields.Many2one("customs.agreement", readonly=True)
    hs_chapter = fields.Char(string="HS Chapter", readonly=True)
    hs_code = fields.Char(string="HS Code", readonly=True)
    importer_firm_id = fields.Many2one("res.partner", string="Importer", readonly=True)
    exporter_firm_id = fields.Many2one("res.partner", string="Exporter", readonly=True)
    producer_firm_id = fields.Many2one("res.partner", string="Producer", readonly=True)
    preference_state = fields.Selection(
        selection=lambda self: (
            self.env["customs.declaration.line"]._fields["preference_state"]._description_selection(self.env)
        ),
        string="Preference",
        readonly=True,
    )
    restorable_until = fields.Date(string="Restorable until", readonly=True)
    visit_id = fields.Many2one(
        VISIT,
        readonly=True,
        help="The visit on which the last decision is based, or else the applicable suspension.",
    )
    request_id = fields.Many2one(
        REQUEST,
        string="Documentary Verification",
        readonly=True,
        help="The documentary verification on which the last decision is based.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    customs_value = fields.Monetary(**AMOUNT)
    duty_at_stake = fields.Monetary(
        **AMOUNT,
        string="Duty at Stake",
        help="Claimed and not decided yet: granted, suspended or restorable.",
    )
    duty_suspended = fields.Monetary(
        **AMOUNT,
        help="Part of the duty at stake: under a suspension in force.",
    )
    duty_restorable = fields.Monetary(
        **AMOUNT,
        string="Duty Still Restorable",
        help="Part of the duty at stake: released without preference, which can still be restored.",
    )
    duty_refused = fields.Monetary(**AMOUNT, help="Refused by a decision.")
    duty_restored = fields.Monetary(**AMOUNT, help="Restored by a decision.")
    duty_lost = fields.Monetary(
        **AMOUNT,
        string="Duty Not Restored in Time",
        help="Released without preference or still suspended when the period for restoration ended.",
    )

    duty_unknown = fields.Integer(
        string="Duty Not Known",
        readonly=True,
        help=(
            "Goods with a claimed preference and an unknown rate or duty. They are not included in totals."
        ),
    )

    @property
    def _table_query(self):
        """Return the rows: from the lines alone, so that PostgreSQL uses their indexes and reads no more."""
        lost = SQL(
            "(l.preference_state IN ('released', 'suspended') AND l.restorable_until < %s"
            " AND l.id NOT IN (%s))",
            self._today_sql(),
            KEPT,
        )
        return SQL(
            """
            SELECT l.id, l.id AS line_id, l.declaration_id, l.registered_on, l.importing_authority_id,
                   l.agreement_id, l.hs_chapter, l.hs_code, l.importer_firm_id, l.exporter_firm_id,
                   l.producer_firm_id, l.preference_state, l.restorable_until, l.currency_id, l.customs_value,
                   %(visit)s AS visit_id, %(request)s AS request_id,
                   CASE WHEN l.preference_state IN ('claimed', 'suspended', 'released')
                             AND %(lost)s IS NOT TRUE
                        THEN l.duty_at_stake ELSE 0 END AS duty_at_stake,
                   CASE WHEN l.preference_state = 'suspended' AND %(lost)s IS NOT TRUE
                        THEN l.duty_at_stake ELSE 0 END AS duty_suspended,
                   CASE WHEN l.preference_state = 'released' AND %(lost)s IS FALSE AND NOT %(never)s
                        THEN l.duty_at_stake ELSE 0 END AS duty_restorable,
                   CASE WHEN l.preference_state = 'refused'
                        THEN l.duty_at_stake ELSE 0 END AS duty_refused,
                   CASE WHEN l.preference_state = 'restored'
                        THEN l.duty_at_stake ELSE 0 END AS duty_restored,
                   CASE WHEN %(lost)s THEN l.duty_at_stake ELSE 0 END AS duty_lost,
                   CASE WHEN l.preference_state <> 'not_claimed' AND l.duty_known IS NOT TRUE
                        THEN 1 ELSE 0 END AS duty_unknown
              FROM customs_declaration_line l
            """,
            visit=CASE_OF[VISIT],
            request=CASE_OF[REQUEST],
            lost=lost,
            never=FALSIFIED,
        )

    @api.model
    def _today_sql(self):
        """Return today where the authority of the line is, as SQL: the world has two or three days."""
        by_day = self.env["customs.authority"]._todays()
        if len(by_day) == 1:
            return SQL("%s::date", next(iter(by_day)))
        cases = [
            SQL("WHEN l.importing_authority_id = ANY(%s) THEN %s::date", ids, day)
            for day, ids in by_day.items()
        ]
        return SQL("(CASE %s END)", SQL(" ").join(cases))

    # Sums of several currencies

    def _read_group_select(self, aggregate_spec, query):
        """Give no sum over several currencies where one of them has no rate: Odoo would take it for 1."""
        sql = super()._read_group_select(aggregate_spec, query)
        if not aggregate_spec.endswith(":sum_currency"):
            return sql
        rates = query.make_alias(self._table, "currency_id__rates")
        return SQL(
            "CASE WHEN bool_and(%s IS NOT NULL OR %s = %s) THEN %s END",
            SQL.identifier(rates, "rate"),
            self._field_to_sql(self._table, "currency_id", query),
            self.env.company.currency_id.id,
            sql,
        )

    # Figures of a case, a suspension, or whatever else has goods

    @api.model
    def _figures(self, goods):
        """Return {owner: [figure]} for the SQL query ``goods`` of (owner, line) pairs, one figure a currency.

        A figure is a dict: ``currency`` (id), ``currency_name``, ``lines`` (how many), ``unknown`` (of how
        many the duty is not known) and ``amounts``: [{``name``, ``label``, ``amount``}]. A line that comes up
        twice counts once. Sums of several currencies are never mixed. The caller has checked the access to
        the owners. A constant number of queries.
        """
        labels = {name: self._fields[name]._description_string(self.env) for name in FIGURES}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT goods.owner, a.currency_id, c.name, count(*), sum(a.duty_unknown), %(sums)s
                  FROM (SELECT DISTINCT * FROM (%(goods)s) AS pair) AS goods (owner, line)
                  JOIN %(analysis)s AS a ON a.id = goods.line
                  JOIN res_currency c ON c.id = a.currency_id
                 GROUP BY goods.owner, a.currency_id, c.name ORDER BY goods.owner, count(*) DESC, c.name
                """,
                sums=SQL(", ").join(SQL("sum(a.%s)", SQL.identifier(name)) for name in FIGURES),
                goods=goods,
                analysis=self._table_sql,
            )
        )
        found = defaultdict(list)
        for owner, currency, name, lines, unknown, *amounts in rows:
            found[owner].append(
                {
                    "currency": currency,
                    "currency_name": name,
                    "lines": lines,
                    "unknown": int(unknown or 0),
                    "amounts": [
                        {"name": column, "label": labels[column], "amount": float(amount)}
                        for column, amount in zip(FIGURES, amounts, strict=True)
                    ],
                }
            )
        return found

    # What it opens

    def action_open_line(self):
        """Open the declared goods of the row."""
        self.ensure_one()
        self.line_id.check_access("read")
        return self.line_id._get_records_action(context={})

    # The workbook of the analysis, from whichever list or case it is printed.

    def _xlsx_preference(self):
        """Return the XLSX of these rows; of all that the user may read when none is chosen."""
        return self._workbook(Domain("id", "in", self.ids) if self else Domain.TRUE)

    @api.model
    def _workbook(self, domain):
        """Return the XLSX of the rows in ``domain``, a domain of the analysis."""
        return preference_workbook(self.env, domain)


# The case of the decision that counts, if it is of this kind.
DECIDED_IN = "CASE d.res_model WHEN %s THEN d.res_id END"
# Only goods that something happened to are looked up; the others have neither.
TOUCHED = "CASE WHEN l.preference_state IN ('suspended', 'released', 'refused', 'restored') THEN %s END"
SUSPENDED_BY = SQL(
    """
    (SELECT s.visit_id
       FROM customs_suspended_line m
       JOIN customs_preference_suspension s ON s.id = m.suspension_id
      WHERE m.line_id = l.id
      ORDER BY s.ended_on IS NULL DESC, s.id DESC LIMIT 1)
    """
)
CASE_OF = {
    VISIT: SQL(TOUCHED, SQL("COALESCE(%s, %s)", last_decision(SQL(DECIDED_IN, VISIT)), SUSPENDED_BY)),
    REQUEST: SQL(TOUCHED, last_decision(SQL(DECIDED_IN, REQUEST))),
}
