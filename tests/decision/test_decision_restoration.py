from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common.decision import DecisionCase


@tagged("post_install", "-at_install")
class TestRestoration(DecisionCase):
    """Restored within 12 months of the registration, never after a falsification (RS10.3, RS10.5)."""

    def ended(self, *lines, end_kind="report", visit=None):
        """Put goods under a suspension that has ended today; return the visit."""
        visit = visit or self.visited()
        self.suspension(visit, self.env["customs.declaration.line"].union(*lines), 0, end_kind)
        return visit

    # Proposed by itself

    def test_after_a_report_of_compliance(self):
        """RS16.12b, RS10.3: the end of the suspension proposes the restoration, once for each visit."""
        lines, later = self.declared(count=2, days=-20), self.declared()
        visit = self.ended(lines)
        decision = self.decision(visit, "restoration")
        self.assertEqual((decision.kind, decision.state), ("restoration", "proposed"))
        self.assertEqual(self.goods(decision), lines)
        self.assertEqual(decision.activity_ids.user_id, self.supervisor)
        self.assertIn("10(3)", decision.article)
        self.suspension(visit, later, 0)
        self.assertEqual(len(self.decision(visit)), 1)
        decision._refresh_goods()
        self.assertEqual(self.goods(decision), lines | later)
        self.decide(decision)
        self.assertEqual(set((lines | later).mapped("preference_state")), {"restored"})
        fact = visit.fact_ids.filtered(lambda row: row.fact == "preference_restored")
        self.assertIn("30", fact.note)

    def test_after_a_withdrawal(self):
        """RS16.12: after the withdrawal of the request the preference is granted again, too."""
        lines = self.declared(days=-20)
        self.assertEqual(self.goods(self.decision(self.ended(lines, end_kind="withdrawn"))), lines)

    def test_the_report_is_withdrawn(self):
        """RS16.12: a suspension that stands again after a correction takes the proposed restoration back."""
        lines = self.declared(days=-20)
        visit = self.ended(lines)
        suspension = lines.mark_ids.suspension_id
        suspension._write_guarded({"ended_on": False, "end_kind": False})
        decision = self.decision(visit, "restoration")
        self.assertEqual((decision.state, lines.preference_state), ("void", "suspended"))
        self.end(suspension)
        self.assertEqual((decision.state, self.goods(decision)), ("proposed", lines))

    def test_ended_by_a_supervisor(self):
        """RS10.3: what a supervisor ended is restored on application only."""
        lines = self.declared(days=-20)
        visit = self.ended(lines, end_kind="supervisor")
        self.assertFalse(self.decision(visit))
        self.assertEqual(self.apply(lines).res_id, visit.id)

    def test_from_the_day_of_the_end_on(self):
        """RS16.12: goods registered on the day of the end were not under the suspension."""
        before, same_day = self.declared(days=-1), self.declared(days=0)
        visit = self.ended(before, same_day)
        self.assertEqual(self.goods(self.decision(visit)), before)

    def test_a_report_that_distinguishes(self):
        """RS16.10.8, RS16.12b: goods that comply are restored, the others are refused."""
        good, bad = self.declared(days=-20, brand="A"), self.declared(days=-20, brand="B")
        proof = self.proof()
        row = {"proof_line_id": proof.line_ids.id, "hs_code": "0406905000", "description": "Cheese"}
        visit = self.visited(proof=proof, goods_ids=[Command.create(row), Command.create(row)])
        goods = visit.goods_ids
        suspension = self.env["customs.preference.suspension"].create({"visit_id": visit.id})
        self.covers(suspension, good, visit_goods_id=goods[0].id)
        self.covers(suspension, bad, visit_goods_id=goods[1].id)
        self.start(suspension, good | bad)
        goods[0].conclusion, goods[1].conclusion = "complies", "not_complies"
        visit._propose_refusal(
            visit.procedure_id._consequence_of("report").ground_id,
            "report",
            "As the report says",
            "Annex 3, Art. 11(1)(7)",
            scope="report",
            fact_on=self.today,
        )
        self.end(suspension)
        self.assertEqual(self.goods(self.decision(visit, "report")), bad)
        self.assertEqual(self.goods(self.decision(visit, "restoration")), good)

    def test_no_compliance(self):
        """RS16.12b: goods that do not comply are not restored, and nothing is proposed."""
        lines = self.declared(days=-20)
        visit = self.visited()
        suspension = self.suspension(visit, lines)
        visit.goods_ids.conclusion = "not_complies"
        self.end(suspension)
        self.assertFalse(self.decision(visit, "restoration"))

    def test_another_suspension(self):
        """RS16.12: goods that another suspension holds are not restored with the first one."""
        both, one = self.declared(days=-20), self.declared(days=-20)
        other = self.suspension(self.visited(), both)
        visit = self.ended(both, one)
        self.assertEqual(self.goods(self.decision(visit)), one)
        with self.refused("Still suspended by", other.name, both.display_name):
            self.apply(both)

    def test_after_a_revoked_refusal(self):
        """RS10.3: the restoration of goods is proposed whose refusal was revoked."""
        proof = self.proof()
        lines = self.declared(proof, days=-20)
        refusal = self.decision(self.refused_visit(proof), "refusal")
        self.decide(refusal)
        refusal.with_user(self.supervisor).revoke("The answer came by another way")
        decision = self.decision(refusal._case(), f"revoked:{refusal.id}")
        self.assertEqual((decision.origin_decision_id, self.goods(decision)), (refusal, lines))
        with self.refused("You prepared"):
            self.decide(decision)
        self.decide(decision, self.supervisor_2)
        self.assertEqual(lines.preference_state, "restored")

    # On application

    def test_every_reason_at_once(self):
        """RS10.3, RS10.5: all that stands against a restoration is named in one message."""
        late = self.last_day(-1)
        unclaimed = self.declared(days=-20, preference_claimed=False, agreement_id=False)
        held = self.declared(days=-20)
        suspension = self.suspension(self.visited(), held)
        restored = self.declared(days=-20)
        self.decide(self.apply(restored))
        false = self.falsified()
        lines = late | unclaimed | held | restored | false
        with self.refused(
            "Enter the reason",
            "The last day for restoration was",
            "Art. 10(3)",
            "No agreement is given for restoring the preference",
            "Still suspended by",
            suspension.name,
            "is already restored",
            "Art. 10(5)",
            *lines.mapped("display_name"),
        ):
            self.apply(lines, reason=" ")

    def test_restoration_without_article(self):
        """RS10.3, RS10.5: an agreement that names no article for it is cited without empty brackets."""
        self.agreement.restoration_article = self.agreement.falsification_article = False
        lines = self.last_day(-1) | self.falsified()
        problems = "\n".join(
            problem for line in lines for problem in line._own_restoration_problems(lines.ids)
        )
        self.assertIn("The last day for restoration was", problems)
        self.assertIn("so the preference cannot be restored", problems)
        self.assertNotIn("(", problems)

    def test_goods_released_without_a_claim(self):
        """RS10.3: goods that were released without a claim get the preference when its conditions are met."""
        unclaimed = self.declared(days=-20, preference_claimed=False)
        self.decide(self.apply(unclaimed))
        self.assertEqual(unclaimed.preference_state, "restored")

    def falsified(self):
        proof = self.proof()
        lines = self.declared(proof, days=-20)
        request = self.documentary(proof)
        request.with_user(self.officer).write({"authentic": "no"})
        self.decide(self.decision(request, "false"), falsified="yes")
        return lines

    def test_the_last_day_counts(self):
        """RS10.3: on the last day itself the preference can still be restored, the day after not."""
        lines = self.declared(days=date(2024, 2, 29))
        self.assertEqual(lines.restorable_until, date(2025, 2, 28))
        on_the_day, before, late = self.last_day(0), self.last_day(1), self.last_day(-1)
        visit = self.ended(on_the_day, before, late)
        decision = self.decision(visit)
        self.assertEqual(self.goods(decision), on_the_day | before)
        self.assertEqual(on_the_day.restoration_days_left, 0)
        with patch.object(type(self.importing), "_today", lambda _self: self.day(1)):
            self.env.invalidate_all()
            with self.refused("The last day for restoration was", on_the_day.display_name):
                self.decide(decision)
            decision._refresh_goods()
            self.assertEqual(self.goods(decision), before)
            self.decide(decision)
        self.assertEqual(on_the_day.preference_state, "released")

    def test_a_falsified_proof(self):
        """RS10.5: neither the goods of that decision nor others of the proof; revoked, it bars no more."""
        lines = self.falsified()
        other = self.declared(lines.proof_id, days=-20)
        with self.refused("Art. 10(5)", other.display_name, lines.display_name):
            self.apply(lines | other)
        refusal = lines.decision_line_ids.decision_id.filtered("decided_on")
        refusal.with_user(self.supervisor).revoke("It was authentic after all")
        self.assertEqual(self.goods(self.decision(refusal._case(), f"revoked:{refusal.id}")), lines)
        with self.refused("Condition not met", other.display_name):
            self.apply(other)
        result = lines.proof_id.verification_request_ids.with_user(self.supervisor)
        result.correct_result({"authentic": "yes"}, "Misread")
        self.assertTrue(self.apply(other))

    def test_who_applies_does_not_decide(self):
        """RS10.3: whoever proposes the restoration leaves it to another supervisor."""
        decision = self.apply(self.declared(days=-20), self.supervisor)
        with self.refused("You prepared ", "Another supervisor must approve it"):
            self.decide(decision)
        self.decide(decision, self.supervisor_2)

    def test_who_may(self):
        """CU-A: readers and people of other authorities propose nothing."""
        lines = self.declared(days=-20)
        for user in (self.reader, self.foreign_officer):
            with self.subTest(user=user.login), self.refused(error=AccessError):
                self.apply(lines, user)

    def test_one_authority_one_agreement(self):
        """RS10.3: a decision is one authority's, under one agreement."""
        other = self.declared(days=-20, importing_authority_id=self.other_importing.id)
        with self.refused("several authorities"):
            (self.declared(days=-20) | other).apply_for_restoration("Both")

    def test_twice(self):
        """RS10.3: goods are in one proposed restoration only."""
        lines = self.declared(days=-20)
        decision = self.apply(lines)
        with self.refused(decision.name, "already proposes the restoration"):
            self.apply(lines)

    def test_through_the_list(self):
        """RS10.3: the action of the list opens the application, which proposes once."""
        lines = self.declared(days=-20, count=2)
        action = lines.with_user(self.officer).action_restore_preference()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"reason": "The importer applied"})
        )
        first, second = wizard.action_apply()["res_id"], wizard.action_apply()["res_id"]
        self.assertEqual(first, second)
        self.assertEqual(self.goods(self.env["customs.preference.decision"].browse(first)), lines)

    # Lists

    def test_lists(self):
        """RS10.3: what can be restored, with the days left, and what is lost by time, with the reason."""
        can, soon, lost = self.declared(days=-20), self.last_day(3), self.last_day(-1)
        held = self.last_day(-2)
        suspension = self.suspension(self.visited(), held)
        self.ended(can, soon, lost)
        lines = self.env["customs.declaration.line"].with_user(self.reader)
        mine = [("id", "in", (can | soon | lost | held).ids)]
        found = lines.search([*mine, ("can_be_restored", "=", True)], order="restorable_until")
        self.assertEqual(found, soon | can)
        self.assertEqual(found[0].restoration_days_left, 3)
        found = lines.search([*mine, ("is_lost", "=", True)])
        self.assertEqual(found, lost | held)
        self.assertEqual(lines.search([*mine, ("is_lost", "=", False)]), can | soon)
        self.assertIn("the suspension ended on", lost.lost_reason)
        self.assertIn(suspension.name, held.lost_reason)
        self.assertEqual((can | soon | lost | held).filtered("can_be_restored"), can | soon)
        self.assertEqual((can | soon | lost | held).filtered("is_lost"), lost | held)

    def test_queries_do_not_grow(self):
        """Design: an application and its decision take as many queries for 80 goods as for 10."""
        counts = []
        for number in (2, 10, 80):  # the first one only warms up
            lines = self.declared(self.proof(), count=number, days=-20)
            lines = lines.browse(lines.ids)  # as a list of ids comes from the screen
            self.ended(lines, end_kind="supervisor")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            decision = self.apply(lines)
            self.decide(decision)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    # Reminder

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("customs_verification.cron_preference").method_direct_trigger()

    def reminders(self, visit):
        kind = self.env.ref("customs_verification.mail_activity_type_restoration")
        return visit.sudo().activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_reminder(self):
        """RS10.3: officers are reminded once of goods near their last day, in one activity for each case."""
        self.agreement.restoration_warning_days = 10
        soon, near, far, late = self.last_day(3), self.last_day(10), self.last_day(11), self.last_day(-1)
        visit = self.ended(soon, near, far, late)
        for _run in range(2):
            self.run_job()
            reminder = self.reminders(visit)
            self.assertEqual((len(reminder), reminder.user_id), (1, self.officer))
            self.assertEqual(reminder.date_deadline, soon.restorable_until)
            self.assertIn("restorable-goods", reminder.note)
            self.assertIn("2", reminder.summary)
        self.assertTrue(all((soon | near).mapped("restoration_reminded_on")))
        self.assertFalse(any((far | late).mapped("restoration_reminded_on")))

    def test_no_reminder(self):
        """RS10.3: the number of days is the authority's own; without it nobody is reminded."""
        visit = self.ended(self.last_day(3))
        self.run_job()
        self.assertFalse(self.reminders(visit))
