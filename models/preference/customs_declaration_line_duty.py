from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import periods


class CustomsDeclarationLine(models.Model):
    """The duty with and without the preference, and where the preference of the goods stands.

    Amounts are in the currency of the customs value, rates in per cent of it. `preference_state` follows from
    suspensions and decisions and is kept by SQL; what depends on the day (may it still be restored?) is never
    stored, only the last day of it (RS10.3).
    """

    _inherit = "customs.declaration.line"

    rate_without = fields.Float(
        string="Rate without Preference (%)",
        digits=(16, 4),
        aggregator=None,
        help="Per cent of the customs value.",
    )
    rate_with = fields.Float(
        string="Rate with Preference (%)",
        digits=(16, 4),
        aggregator=None,
        help="Per cent of the customs value.",
    )
    duty_without = fields.Monetary(
        string="Duty without Preference",
        currency_field="currency_id",
        compute="_compute_duty_without",
        store=True,
        readonly=False,
        help="As the clearance system gives it; else the rate's share of the customs value.",
    )
    duty_with = fields.Monetary(
        string="Duty with Preference",
        currency_field="currency_id",
        compute="_compute_duty_with",
        store=True,
        readonly=False,
        help="As the clearance system gives it; else the rate's share of the customs value.",
    )
    duty_at_stake = fields.Monetary(
        currency_field="currency_id",
        compute="_compute_duty_at_stake",
        store=True,
        help="What the preference is worth: the duty without it less the duty with it.",
    )
    preference_state = fields.Selection(
        [
            ("not_claimed", "Not claimed"),
            ("claimed", "Claimed"),
            ("suspended", "Suspended"),
            ("released", "Released without preference"),
            ("refused", "Refused"),
            ("restored", "Restored"),
        ],
        string="Preference",
        compute="_compute_preference_state",
        store=True,
        help="Suspended: under a suspension in force. Released without preference: its suspensions have "
        "ended and nothing is decided yet, so the preference can be restored (RS16.12, RS10.3).",
    )
    restorable_until = fields.Date(
        string="Can Be Restored until",
        compute="_compute_restorable_until",
        store=True,
        help="The last day on which the preference can be restored (RS10.3).",
    )

    @api.depends("customs_value", "rate_without", "currency_id")
    def _compute_duty_without(self):
        for line in self:
            line.duty_without = line._share(line.rate_without)

    @api.depends("customs_value", "rate_with", "currency_id")
    def _compute_duty_with(self):
        for line in self:
            line.duty_with = line._share(line.rate_with)

    def _share(self, rate):
        """Return ``rate`` per cent of the customs value, rounded as its currency is."""
        amount = self.customs_value * rate / 100
        return self.currency_id.round(amount) if self.currency_id else amount

    @api.depends("duty_without", "duty_with", "preference_claimed")
    def _compute_duty_at_stake(self):
        for line in self:
            line.duty_at_stake = max(line.duty_without - line.duty_with, 0.0)

    @api.depends("registered_on", "agreement_id.restoration_length", "agreement_id.restoration_unit")
    def _compute_restorable_until(self):
        for line in self:
            law = line.agreement_id
            line.restorable_until = (
                periods.last_day(
                    line.registered_on, periods.Term(law.restoration_length, law.restoration_unit)
                )
                if line.registered_on and law.restoration_length and law.restoration_unit
                else False
            )

    @api.depends("preference_claimed")
    def _compute_preference_state(self):
        """Take what the database says: suspensions and decisions are kept there in sets."""
        stored = self._states_in_database() if self.ids else {}
        for line in self:
            plain = "claimed" if line.preference_claimed else "not_claimed"
            known = stored.get(line._origin.id)
            line.preference_state = known if known not in (None, "claimed", "not_claimed") else plain

    def _states_in_database(self):
        self.env["customs.preference.decision"].flush_model()
        rows = self.env.execute_query(
            SQL("SELECT l.id, %s FROM customs_declaration_line l WHERE l.id = ANY(%s)", STATE, self.ids)
        )
        return dict(rows)

    @api.model
    def _refresh_preference_states(self, lines):
        """Store the state of the lines of the SQL query ``lines`` (of ids) anew, where it is another one.

        :return: the number of lines whose state changed
        """
        # Marks just written in great numbers are in no statistics yet: PostgreSQL would read all of them
        # for each line, a hundred times the work. By their index it is the same for few and for many.
        self.env.cr.execute("SELECT set_config('enable_seqscan', 'off', true)")
        self.env.cr.execute(
            SQL(
                """
                WITH now AS MATERIALIZED (  -- else the state of every line is asked for, not of these alone
                    SELECT l.id, %(state)s AS state FROM customs_declaration_line l WHERE l.id IN (%(lines)s)
                )
                UPDATE customs_declaration_line AS l SET preference_state = now.state FROM now
                 WHERE l.id = now.id AND l.preference_state IS DISTINCT FROM now.state
                """,
                state=STATE,
                lines=lines,
            )
        )
        changed = self.env.cr.rowcount
        self.env.cr.execute("SELECT set_config('enable_seqscan', 'on', true)")
        self.invalidate_model(["preference_state"])
        return changed


# Where the preference of a line `l` stands. The last decision counts; a line whose suspensions have all
# ended was released without preference, and waits for its restoration.
STATE = SQL(
    """
    COALESCE(
        (SELECT CASE d.kind WHEN 'restoration' THEN 'restored' ELSE 'refused' END
           FROM customs_preference_decision_line dl
           JOIN customs_preference_decision d ON d.id = dl.decision_id
          WHERE dl.line_id = l.id AND dl.left_out IS NOT TRUE AND d.decided_on IS NOT NULL
            AND d.revoked_on IS NULL
          ORDER BY d.decided_on DESC, d.decided_at DESC NULLS LAST, d.id DESC LIMIT 1),
        CASE WHEN l.preference_claimed IS TRUE THEN COALESCE(
            (SELECT CASE WHEN bool_or(s.ended_on IS NULL) THEN 'suspended' ELSE 'released' END
               FROM customs_suspended_line m
               JOIN customs_preference_suspension s ON s.id = m.suspension_id
              WHERE m.line_id = l.id HAVING count(*) > 0),
            'claimed') ELSE 'not_claimed' END
    )
    """
)
