from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# What of a suspension decides which declared goods fall under it.
DECISIVE = frozenset(["starts_on", "started_on", "ended_on", "cancelled_on"])
# A transaction that began before the change of a suspension and writes lines later than this would be cut off
# by the server's own limits long before.
STRAGGLERS = timedelta(minutes=15)


class CustomsPreferenceSuspension(models.Model):
    """The marks of a suspension follow its window, its goods and its judgements (RS16.12)."""

    _inherit = "customs.preference.suspension"

    remark_until = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="It changed: until then its declared goods are marked once more, for those that came in "
        "meanwhile.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"remark_until"}

    def _mark(self):
        """Bring the marks of these suspensions in step with the declared goods, and the goods' states.

        A draft and one that was given up mark nothing. Marks of one that has ended stay, but for goods
        registered on the day of its end or later; all its goods get the state that follows. Writing to a
        suspension, its goods and its judgements calls it: whoever starts or ends one need not. Nothing is
        written that is right already. A constant number of queries for any number of suspensions and lines.

        :return: the lines whose marks changed
        """
        lines = self.env["customs.declaration.line"]
        if not self.ids:
            return lines
        marks = self.env["customs.suspended.line"].sudo()
        touched = marks._mark_goods(
            SQL("g.suspension_id = ANY(%s)", self.ids), SQL("m.suspension_id = ANY(%s)", self.ids)
        )
        # The end of a suspension changes the state of its goods, not their marks.
        lines.sudo()._refresh_preference_states(
            SQL(
                "SELECT unnest(%s::int[]) UNION SELECT line_id FROM customs_suspended_line"
                " WHERE suspension_id = ANY(%s)",
                touched,
                self.ids,
            )
        )
        return lines.browse(touched)

    def write(self, vals):
        result = super().write(vals)
        if DECISIVE & vals.keys():
            self._mark_changed()
        return result

    def _mark_changed(self):
        """Mark what these suspensions cover now, and have the job do it once more for goods on their way in.

        A transaction that brings in lines at this moment does not see the change, nor this one those lines.
        """
        changed = self.sudo().filtered("started_on")
        if not changed:
            return
        changed._mark()
        until = fields.Datetime.now() + STRAGGLERS
        changed._write_guarded({"remark_until": until})
        self._trigger_marking(until)

    @api.model
    def _trigger_marking(self, *moments):
        """Have the job look after what changed right after this transaction, and at ``moments``."""
        job = self.env.ref("customs_verification.cron_mark", raise_if_not_found=False)
        if job:
            job.sudo()._trigger(at=[fields.Datetime.now(), *moments])
