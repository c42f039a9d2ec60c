from datetime import UTC, datetime

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .customs_inner_note_mixin import CONTACT

SIGNS = {"overdue": -1, "today": 0, "planned": 1}


class MailActivityMixin(models.AbstractModel):
    """The state of activities is found and grouped by those activities alone that the user sees (CU-A).

    Odoo finds and groups by it in SQL, past the rules of activities: so one learnt which firms an officer
    works on.
    """

    _inherit = "mail.activity.mixin"

    def _search_activity_state(self, operator, value):
        domain = super()._search_activity_state(operator, value)
        if domain is NotImplemented or not self._keeps_activities():
            return domain
        wanted = set(value) if operator == "in" else {*SIGNS, False} - set(value)
        reverse = False in wanted
        signs = [sign for state, sign in SIGNS.items() if (state in wanted) != reverse]
        states = self._signs_of_seen_activities("utc")
        found = SQL("(SELECT res_id FROM (%s) AS seen WHERE sign = ANY(%s))", states, signs)
        return [("id", "not in" if reverse else "in", found)]

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != "activity_state" or not self._keeps_activities():
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields["activity_state"], "read")
        seen = query.make_alias(self._table, "last_activity_state")
        if seen not in query._joins:
            states = SQL(
                "(SELECT res_id, (ARRAY['overdue', 'today', 'planned'])[sign + 2] AS activity_state"
                " FROM (%s) AS seen)",
                self._signs_of_seen_activities(str(self.env.tz) if self.env.context.get("tz") else "UTC"),
            )
            query.left_join(self._table, "id", states, "res_id", "last_activity_state")
        return SQL.identifier(seen, "activity_state")

    def _keeps_activities(self):
        return not self.env.su and (self._name == CONTACT or self._name.startswith("customs."))

    def _signs_of_seen_activities(self, tz):
        """Return SQL of (res_id, sign): -1 overdue, 0 today, 1 planned, of what the rules show the user."""
        activities = self.env["mail.activity"]
        activities.flush_model(["active", "date_deadline", "res_model", "user_id", "user_tz"])
        rules = self.env["ir.rule"]._compute_domain("mail.activity", "read")
        seen = activities.sudo()._search(Domain("res_model", "=", self._name) & Domain(rules))
        return SQL(
            """
            SELECT res_id, MIN(SIGN(EXTRACT(day FROM (
                       date_deadline - DATE_TRUNC('day', %(now)s AT TIME ZONE COALESCE(user_tz, %(tz)s))
                   ))))::INT AS sign
              FROM mail_activity
             WHERE res_model = %(model)s AND active AND id IN %(seen)s
             GROUP BY res_id
            """,
            now=datetime.now(UTC),
            tz=tz,
            model=self._name,
            seen=seen.subselect(),
        )
