import logging

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 200


class CustomsPreferenceDecision(models.Model):
    """The daily job: proposals in step with what was registered, proofs that give a ground, reminders.

    No list depends on it: what can be restored or is lost follows from the day. It may be killed at any
    moment and begun again: each batch is committed with what it did, and what is done is not done twice.
    """

    _inherit = "customs.preference.decision"

    @api.model
    def _cron_preference(self):
        """Refresh proposals, propose what proofs give ground for, remind of the last day of restorations."""
        done = all(step() for step in (self._job_refresh, self._job_proofs, self._job_restorations))
        self.env["ir.cron"]._commit_progress(remaining=0 if done else 1)

    @api.model
    def _job_refresh(self):
        """Bring the goods of all proposals in step with the register; return whether all were dealt with."""
        last = 0
        while proposals := self.search(
            [("state", "=", "proposed"), ("id", ">", last)], order="id", limit=BATCH
        ):
            last = proposals.ids[-1]
            proposals._refresh_goods()
            if not self.env["ir.cron"]._commit_progress(len(proposals)):
                return False
        return True

    @api.model
    def _job_proofs(self):
        """Propose refusals over the proofs that give a ground, and take back those that no longer do."""
        proofs = self.env["customs.origin.proof"]
        for trigger, ids in proofs._with_ground().items():
            known = self.search([("res_model", "=", proofs._name), ("trigger", "=", trigger)])
            stands = set(known.filtered(lambda decision: decision.state != "void").mapped("res_id"))
            gone = known.filtered(lambda row, ids=ids: row.state == "proposed" and row.res_id not in ids)
            for decision in gone:
                decision._void_one(self.env._("No longer founded: the proof or its goods were changed."))
            for proof in proofs.browse(sorted(ids - stands)):
                if not self._in_savepoint(lambda proof=proof, trigger=trigger: proof._propose_one(trigger)):
                    continue
                if not self.env["ir.cron"]._commit_progress(1):
                    return False
        return True

    @api.model
    def _in_savepoint(self, act):
        """Do one thing: one that fails must not keep the others from theirs."""
        try:
            with self.env.cr.savepoint():
                act()
        except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others get theirs
            _logger.exception("A proposal on the preference failed; the next run tries again")
            return False
        return True

    # Reminders before the last day of the restoration

    @api.model
    def _job_restorations(self):
        """Remind once of goods whose preference can soon no longer be restored (RS10.3)."""
        lines = self.env["customs.declaration.line"]
        for agreement in self.env["customs.agreement"].search([("restoration_warning_days", ">", 0)]):
            due = lines.search(
                Domain("agreement_id", "=", agreement.id)
                & Domain("can_be_restored", "=", True)
                & Domain("restoration_reminded_on", "=", False)
                & lines._by_today("restorable_until", "<=", agreement.restoration_warning_days)
            )
            for visit, among in due._by_visit().items():
                self._in_savepoint(lambda visit=visit, among=among: self._remind_of(visit, among))
                if not self.env["ir.cron"]._commit_progress(1):
                    return False
        return True

    @api.model
    def _remind_of(self, visit, lines):
        """Give one activity on the case for all these goods, and mark them: nobody is reminded twice."""
        user = visit._responsible()
        if not user:
            _logger.warning("Restoration of %s goods: nobody to remind in %s", len(lines), visit.display_name)
            return
        first = min(lines.mapped("restorable_until"))
        visit.with_context(mail_activity_quick_update=True).activity_schedule(
            "customs_verification.mail_activity_type_restoration",
            date_deadline=first,
            summary=self.env._(
                "Restore the preference of %(count)s goods by %(day)s", count=len(lines), day=first
            ),
            note=Markup('<a href="/odoo/restorable-goods">%s</a>') % self.env._("Goods that can be restored"),
            user_id=user.id,
        )
        self.env.execute_query(
            SQL(
                "UPDATE customs_declaration_line SET restoration_reminded_on = %s WHERE id = ANY(%s)"
                " RETURNING id",
                visit._today(),
                lines.ids,
            )
        )
        lines.invalidate_recordset(["restoration_reminded_on"])


class CustomsDeclarationLine(models.Model):
    _inherit = "customs.declaration.line"

    def _by_visit(self):
        """Return {visit: goods}: the visit of the last suspension under which the goods are."""
        marks = self.env["customs.suspended.line"].search([("line_id", "in", self.ids)], order="id")
        visit_of = {mark.line_id.id: mark.suspension_id.visit_id for mark in marks}
        return {
            visit: self.browse(number for number in self.ids if visit_of.get(number) == visit)
            for visit in set(visit_of.values())
        }
