from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.decision.decision_letters import draft
from ..common.decision import DecisionCase
from ..common.pdf_builders import text_of


@tagged("post_install", "-at_install")
class TestRestorationConditions(DecisionCase):
    """Restored are goods that meet all conditions of the preference, within the period (RS10.3, RS10.1)."""

    def ended(self, lines, report_on=None):
        """Put goods under a suspension that ended with the report; return the visit."""
        visit = self.visited()
        if report_on:
            visit._write_guarded({"report_approved_on": report_on})
        self.suspension(visit, lines, 0)
        return visit

    def on(self, days):
        """Return a context in which it is so many days later for the authority."""
        self.env.invalidate_all()
        return patch.object(type(self.importing), "_today", lambda _self: self.today + timedelta(days=days))

    def test_conditions_that_are_not_met(self):
        """RS10.3(1), RS10.1: refused, with all reasons of all goods at once; also goods without a claim."""
        worth = self.declared(days=-20, preference_claimed=False, customs_value=5000.0)
        excluded = self.declared(days=-20, hs_code="5208521000", preference_claimed=False)
        good = self.declared(days=-20)
        with self.assertRaises(UserError) as refused:
            self.apply(worth | excluded | good)
        for text in (
            "Condition not met - Proof",
            "5000.00 EUR",
            worth.display_name,
            "5208",
            excluded.display_name,
        ):
            self.assertIn(text, str(refused.exception))
        self.assertNotIn(good.display_name, str(refused.exception))

    def test_proposed_by_itself(self):
        """RS10.3(1), RS16.12b: goods of an ended suspension are not restored either if a condition fails."""
        proof = self.proof()
        lines = self.declared(proof, days=-20) | self.declared(days=-20)
        decision = self.decision(self.ended(lines), "restoration")
        proof.annulled_on = self.day(-30)
        self.assertEqual(self.goods(decision), lines)
        with self.refused("Condition not met", "annulled", lines[0].display_name):
            self.decide(decision)
        decision.line_ids.filtered(lambda row: row.line_id == lines[0]).with_user(self.officer).leave_out(
            "No"
        )
        self.decide(decision)
        self.assertEqual(lines.mapped("preference_state"), ["released", "restored"])

    def test_conditions_that_are_not_known(self):
        """RS10.3(1), RS9.1: what the data do not show a supervisor says; the reason is kept and printed."""
        importer = self.person("Importer", self.kz)
        line = self.declared(days=-20, importer=importer)
        decision = self.apply(line)
        wizard = self.env["customs.decide.preference"].with_user(self.supervisor)
        wizard = wizard.create({"decision_id": decision.id, "reason": "Origin is proven"})
        self.assertFalse(wizard.conditions_failed)
        self.assertIn("Direct consignment", wizard.conditions_unknown)
        with self.refused("say why these conditions are met", "Direct consignment", line.display_name):
            wizard.action_decide()
        wizard = wizard.create(
            {
                "decision_id": decision.id,
                "reason": "Origin is proven",
                "conditions_note": "The CMR names no third country.",
            }
        )
        wizard.action_decide()
        self.assertEqual(line.preference_state, "restored")
        self.assertEqual(decision.conditions_note, "The CMR names no third country.")
        self.assertIn("Direct consignment", decision.conditions_unknown)
        entry = self.env["customs.fact"].search(
            [("fact", "=", "preference_restored")], order="id desc", limit=1
        )
        self.assertIn("The CMR names no third country.", entry.note)
        self.assertIn("The CMR names no third country.", " ".join(text_of(draft(decision, importer)).split()))

    def test_nothing_unknown(self):
        """RS10.3(1): where all conditions are passed nobody is asked for more."""
        line = self.declared(days=-20)
        line.declaration_id.consignment_country_id = self.rs
        decision = self.apply(line)
        self.decide(decision, conditions_note=None)
        self.assertEqual((decision.conditions_unknown, decision.conditions_note), (False, False))

    def test_a_report_outweighs_a_result(self):
        """RS16.12b, RS15.8: what a visit found to comply is restored though a former result said no."""
        proof = self.proof()
        line = self.declared(proof, days=-20)
        visit = self.visited(proof=proof)
        visit.verification_request_id.with_user(self.officer).write({"originating": "no"})
        with self.refused("Condition not met"):
            self.apply(line)
        visit.goods_ids.conclusion = "complies"
        visit._write_guarded({"report_approved_on": self.today})
        decision = self.apply(line)
        with self.refused("say why these conditions are met", "Origin"):
            self.decide(decision, conditions_note=" ")
        self.decide(decision)

    # Which day must be within the period

    def test_applied_on_the_last_day(self):
        """RS10.3(2): applied for on the last day and decided the day after: in time."""
        lines = self.last_day(0)
        self.suspension(self.visited(), lines, 0, "supervisor")
        decision = self.apply(lines)
        self.assertEqual(decision.applied_on, self.today)
        entry = self.env["customs.fact"].search(
            [("fact", "=", "restoration_applied")], order="id desc", limit=1
        )
        self.assertEqual(entry.value_on, self.today)
        with self.on(1):
            self.assertFalse(lines.is_lost)
            self.decide(decision)
        self.assertEqual(lines.preference_state, "restored")

    def test_not_lost_while_it_is_decided(self):
        """RS10.3(2): goods for which somebody applied in time are not among those lost by time."""
        lines, late = self.last_day(-1), self.last_day(-1)
        self.suspension(self.visited(), lines | late, 0, "supervisor")
        self.apply(lines, applied_on=self.day(-1))
        self.env.invalidate_all()
        self.assertEqual((lines.is_lost, lines.can_be_restored, late.is_lost), (False, True, True))
        both = [("id", "in", (lines | late).ids)]
        self.assertEqual(lines.search([("is_lost", "=", True), *both]), late)
        self.assertEqual(lines.search([("can_be_restored", "=", True), *both]), lines)
        figures = self.env["customs.preference.analysis"].browse((lines | late).ids)
        self.assertEqual(figures.mapped("duty_lost"), [0.0, 10.0])
        self.assertEqual(figures.mapped("duty_restorable"), [10.0, 0.0])

    def test_the_decision_counts(self):
        """RS10.3(2): an authority can say that the decision must be within the period."""
        self.agreement.restoration_day = "decision"
        lines = self.last_day(0)
        self.suspension(self.visited(), lines, 0, "supervisor")
        decision = self.apply(lines)
        with self.on(1):
            self.assertTrue(lines.is_lost)
            with self.refused("The last day for restoration was", lines.display_name):
                self.decide(decision)

    def test_an_earlier_application(self):
        """RS10.3(2): an application that came in time counts, whenever it is entered; none of the future."""
        lines = self.last_day(-3)
        with self.refused("is in the future"):
            self.apply(lines, applied_on=self.day(1))
        with self.refused("is older than the declaration"):
            self.apply(lines, applied_on=self.day(-800))
        with self.refused("The last day for restoration was"):
            self.apply(lines, applied_on=self.day(-2))
        self.decide(self.apply(lines, applied_on=str(self.day(-3))))
        self.assertEqual(lines.preference_state, "restored")

    def test_application_for_what_is_proposed(self):
        """RS10.3(2): the day is recorded on a proposal, too; who records it does not decide."""
        lines = self.last_day(0)
        decision = self.decision(self.ended(lines), "restoration")
        mine = decision.with_user(self.supervisor)
        with self.refused("Enter the reason", "Enter the day"):
            mine.record_application(False, " ")
        with self.assertRaises(UserError):
            self.proposed_refusal().with_user(self.officer).record_application(self.today, "Letter 5")
        wizard = self.env["customs.choose.goods"].with_user(self.supervisor)
        wizard.create(
            {"mode": "applied", "decision_id": decision.id, "applied_on": self.today, "reason": "Letter 5"}
        ).action_apply()
        with self.on(1), self.refused("You prepared "):
            self.decide(decision)
        with self.on(1):
            decision._refresh_goods()
            self.assertEqual(self.goods(decision), lines)
            self.decide(decision, self.supervisor_2)
        self.assertEqual(lines.preference_state, "restored")

    def proposed_refusal(self):
        proof = self.proof()
        self.declared(proof, days=-20)
        return self.decision(self.refused_visit(proof), "refusal")

    # Goods that a visit found to comply

    def test_the_period_bars_compliant_goods(self):
        """RS10.3(2), RS16.12b: as shipped the period bars goods that a visit found to comply, too."""
        lines = self.last_day(-1)
        self.assertFalse(self.decision(self.ended(lines, self.today), "restoration"))
        self.assertTrue(lines.is_lost)

    def test_compliant_goods_after_the_period(self):
        """RS16.12b: a procedure can say that goods found to comply are restored after the period, too."""
        self.visit_procedure.restored_after_period = True
        lines, other = self.last_day(-1), self.last_day(-1)
        withdrawn = self.suspension(self.visited(), other, 0, "withdrawn")
        self.assertFalse(self.decision(withdrawn.visit_id, "restoration"))
        decision = self.decision(self.ended(lines, self.today), "restoration")
        self.assertEqual(self.goods(decision), lines)
        self.assertEqual((lines.is_lost, lines.can_be_restored, other.is_lost), (False, True, True))
        self.decide(decision)
        self.assertEqual(lines.preference_state, "restored")
