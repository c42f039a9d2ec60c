from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.decision import DecisionCase

TOO_HEAVY = {"gross_weight_kg": 1060.0}


@tagged("post_install", "-at_install")
class TestGoodsOfRefusals(DecisionCase):
    """Which goods a proposed refusal goes over (RS11.1.3-8, RS15.8, RS16.6, RS16.8b)."""

    def test_named_goods_already_imported(self):
        """RS16.6: refused are the goods that the request named and that were imported by the refusal."""
        proof, other = self.proof(), self.proof()
        before = self.declared(proof, days=-20)
        on_the_day = self.declared(proof, days=-5)
        after = self.declared(proof, days=-4)
        another_code = self.declared(proof, days=-20, hs_code="0402101100")
        same_six = self.declared(proof, days=-20, hs_code="0406909900")
        not_claimed = self.declared(proof, days=-20, preference_claimed=False)
        another_proof = self.declared(other, days=-20)
        decision = self.decision(self.refused_visit(proof), "refusal")
        self.assertEqual(self.goods(decision), before | on_the_day | same_six)
        self.assertFalse(self.goods(decision) & (after | another_code | not_claimed | another_proof))
        self.assertEqual((decision.line_count, decision.importer_count), (3, 3))
        self.assertIn("30", decision.totals)

    def test_named_goods_by_the_digits_of_the_procedure(self):
        """RS16.6, RS16.12c: goods are named in as many digits as the procedure has, as far as codes go."""
        self.visit_procedure.write({"hs_digits": 8, "hs_digits_reason": "Tried"})
        proof = self.proof()
        same, short = (self.declared(proof, days=-20, hs_code=code) for code in ("0406905099", "040690"))
        self.declared(proof, days=-20, hs_code="0406909900")
        self.assertEqual(self.goods(self.decision(self.refused_visit(proof), "refusal")), same | short)

    def test_no_answer(self):
        """RS16.6, RS11.1.8: no reply in 60 days means the same as a refusal."""
        proof = self.proof()
        lines = self.declared(proof, days=-20)
        visit = self.sent_visit(days=-80, proof=proof)
        deadline = self.clock(visit, "RS16.5a")
        visit.sudo()._on_deadline_lapsed(deadline)
        decision = self.decision(visit, "lapse:RS16.5a")
        self.assertEqual(decision.fact_on, deadline.due_on)
        self.assertEqual(
            self.goods(decision), lines.filtered(lambda line: line.registered_on <= deadline.due_on)
        )

    def test_later_registration_of_earlier_goods(self):
        """RS16.6: a declaration that comes into the register late is added until it is decided."""
        proof = self.proof()
        decision = self.decision(self.refused_visit(proof), "refusal")
        self.assertFalse(self.goods(decision))
        late = self.declared(proof, days=-20)
        decision.with_user(self.officer).action_refresh_goods()
        self.assertEqual(self.goods(decision), late)
        late.hs_code = "0101210000"
        decision.with_user(self.officer).action_refresh_goods()
        self.assertFalse(self.goods(decision))

    def test_report(self):
        """RS11.1.7, RS16.12: goods that do not comply: those under the suspensions, and those named."""
        proof = self.proof()
        visit = self.visited(proof=proof)
        suspended = self.declared(days=-20)
        named = self.declared(proof, days=-20)
        other = self.declared(days=-20)
        self.suspension(visit, suspended)
        visit.goods_ids.conclusion = "not_complies"
        self.report(visit, conclusion="not_complies").with_user(self.supervisor).action_approve()
        decision = self.decision(visit, "report")
        self.assertEqual(self.goods(decision), suspended | named)
        self.assertEqual(decision.line_ids.filtered(lambda row: row.line_id == named).why, "named")
        self.assertNotIn(other, self.goods(decision))

    def test_proofs_of_the_documentary_verification(self):
        """RS15.8, RS11.1.4: an insufficient result concerns the goods that use the proofs."""
        proof, other = self.proof(), self.proof()
        lines = self.declared(proof, days=-20) | self.declared(proof, days=-1)
        self.declared(other)
        request = self.documentary(proof)
        request.with_user(self.officer).write({"authentic": "yes", "originating": "not_stated"})
        decision = self.decision(request, "insufficient")
        self.assertEqual((decision.ground_id.code, self.goods(decision)), ("11.1.4", lines))

    def test_a_false_proof(self):
        """RS11.1.3: documents that are not authentic propose a refusal; corrected, it goes again."""
        proof = self.proof()
        lines = self.declared(proof, days=-20)
        request = self.documentary(proof)
        request.with_user(self.officer).write(
            {"authentic": "no", "originating": "not_stated", "rules_met": "not_stated"}
        )
        decision = self.decision(request, "false")
        self.assertEqual((decision.ground_id.code, self.goods(decision)), ("11.1.3", lines))
        self.assertIn("11(1)(3)", decision.article)
        request.with_user(self.supervisor).correct_result({"authentic": "yes"}, "Misread")
        self.assertEqual(decision.state, "void")

    def test_refused_goods_are_not_refused_again(self):
        """RS11.1: goods under a refusal in force stay out of later proposals, but a falsification counts."""
        proof = self.proof()
        lines = self.declared(proof, days=-20)
        self.decide(self.decision(self.refused_visit(proof), "refusal"))
        request = self.documentary(proof)
        request.with_user(self.officer).write({"authentic": "no", "originating": "not_stated"})
        self.assertFalse(self.goods(self.decision(request, "insufficient")))
        self.assertEqual(self.goods(self.decision(request, "false")), lines)

    def test_overweight(self):
        """RS11.1.5, RS12.5: a proof that is too heavy proposes by itself, once, and takes it back."""
        proof = self.proof()
        lines = self.declared(proof, days=-20, **TOO_HEAVY)
        proof.with_user(self.officer).action_propose_refusal()
        decision = self.decision(proof, "overweight")
        self.assertEqual((decision.ground_id.code, self.goods(decision)), ("11.1.5", lines))
        self.assertEqual(decision.activity_ids.user_id, self.supervisor)
        self.assertIn("6.00 %", decision.reason)
        proof.with_user(self.officer).action_propose_refusal()
        self.assertEqual(len(self.decision(proof)), 1)
        lines.gross_weight_kg = 1050.0
        proof.with_user(self.officer).action_propose_refusal()
        self.assertEqual(decision.state, "void")

    def test_annulled(self):
        """RS11.1.3: an annulled proof proposes a refusal; one replaced by another certificate does not."""
        proof = self.proof()
        lines = self.declared(proof, days=-20)
        proof.write({"annulled_on": self.day(-1), "annulment_reason": "Issued in error"})
        proof.with_user(self.officer).action_propose_refusal()
        decision = self.decision(proof, "annulled")
        self.assertEqual((decision.ground_id.code, self.goods(decision)), ("11.1.3", lines))
        self.assertIn("Issued in error", decision.reason)

    def test_daily_job(self):
        """RS11.1.5, RS16.6: the job proposes what the register shows, refreshes proposals, each once."""
        heavy, proof = self.proof(), self.proof()
        decision = self.decision(self.refused_visit(proof), "refusal")
        lines = self.declared(proof, days=-20)
        self.declared(heavy, days=-20, **TOO_HEAVY)
        job = self.env.ref("customs_verification.cron_preference")
        for _run in range(2):
            with self.enter_registry_test_mode():
                job.method_direct_trigger()
            self.assertEqual(self.goods(decision), lines)
            self.assertEqual(self.decision(heavy).trigger, "overweight")

    def test_queries_do_not_grow(self):
        """Design: filling, deciding and revoking take the same number of queries for 10 and 80 goods."""
        counts = []
        for number in (2, 10, 80):  # the first one only warms up
            proof = self.proof()
            self.declared(proof, count=number, days=-20)
            decision = self.decision(self.refused_visit(proof), "refusal")
            self.env.flush_all()
            self.env.invalidate_all()
            steps = []
            for act in (
                decision._refresh_goods,
                lambda decision=decision: self.decide(decision),
                lambda decision=decision: decision.with_user(self.supervisor).revoke("Wrong"),
            ):
                before = self.env.cr.sql_log_count
                act()
                self.env.flush_all()
                steps.append(self.env.cr.sql_log_count - before)
            counts.append(steps)
        self.assertEqual(*counts[1:])


@tagged("post_install", "-at_install")
class TestByHand(DecisionCase):
    """Officers prepare, another person decides (RS11.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cheese = cls.proof()

    def setUp(self):
        super().setUp()
        self.lines = self.declared(self.cheese, count=3, days=-20)
        self.proposal = self.decision(self.refused_visit(self.cheese), "refusal")

    def test_taking_out(self):
        """RS16.6: an officer takes goods out, with a reason that stays; the refresh keeps them out."""
        row = self.proposal.line_ids[0].with_user(self.officer)
        with self.refused("Enter the reason"):
            row.leave_out(" ")
        row.leave_out("Of another consignment")
        self.proposal._refresh_goods()
        self.assertEqual(self.goods(self.proposal), self.lines - row.line_id)
        self.assertEqual(self.proposal.line_count, 2)
        self.assertEqual((row.left_out_reason, row.left_out_by_id), ("Of another consignment", self.officer))
        self.assertIn("Of another consignment", self.proposal.message_ids[0].body)
        self.decide(self.proposal)
        self.assertEqual(row.line_id.preference_state, "claimed")
        with self.refused("already decided"):
            row.put_back()

    def test_putting_back(self):
        row = self.proposal.line_ids[0].with_user(self.officer)
        row.leave_out("By mistake")
        row.put_back()
        self.assertEqual(self.goods(self.proposal), self.lines)

    def test_adding(self):
        """RS11.1: further goods are of the same authority and agreement; all that is wrong is named."""
        more = self.declared(days=-20)
        foreign = self.declared(days=-20, importing_authority_id=self.other_importing.id)
        unclaimed = self.declared(days=-20, preference_claimed=False)
        proposal = self.proposal.with_user(self.officer)
        with self.refused("Enter the reason", "No preference is claimed", "Already in the decision"):
            proposal.add_goods((unclaimed | self.lines).ids, "")
        with self.refused(error=AccessError):
            proposal.add_goods(foreign.ids, "Mine now")
        with self.refused("Of another authority"):
            self.proposal.add_goods(foreign.ids, "By the software")
        proposal.add_goods(more.ids, "The same goods")
        self.proposal._refresh_goods()
        self.assertEqual(self.goods(self.proposal), self.lines | more)

    def test_who_prepares_does_not_decide(self):
        """RS11.1: a supervisor who chose the goods leaves the decision to another one."""
        self.proposal.line_ids[0].with_user(self.supervisor).leave_out("Not these")
        with self.refused("You prepared ", "Another supervisor must approve it"):
            self.decide(self.proposal)
        self.decide(self.proposal, self.supervisor_2)
        self.assertEqual(self.proposal.decided_by_id, self.supervisor_2)

    def test_who_may(self):
        """CU-A: readers and people of another authority change nothing."""
        row = self.proposal.line_ids[0]
        for user in (self.reader, self.foreign_officer, self.foreign_supervisor):
            for act in (
                lambda user=user: row.with_user(user).leave_out("Mine"),
                lambda user=user: self.proposal.with_user(user).add_goods(self.lines.ids, "Mine"),
                lambda user=user: self.proposal.with_user(user).action_refresh_goods(),
                lambda user=user: self.proposal.with_user(user).revoke("Mine"),
            ):
                with self.subTest(user=user.login), self.refused(error=AccessError):
                    act()
        with self.refused():
            self.proposal.line_ids.with_user(self.supervisor).write({"duty": 0})
        with self.refused():
            self.proposal.line_ids.sudo().unlink()

    def test_it_is_in_the_record(self):
        """IT9: decision, revocation and dismissal stand in the chained record of the case."""
        visit = self.proposal._case()
        self.decide(self.proposal)
        fact = visit.fact_ids.filtered(lambda row: row.fact == "preference_refused")
        self.assertEqual((fact.value_on, fact.recorded_by_id), (self.today, self.supervisor))
        self.assertIn("30", fact.note)
        self.proposal.with_user(self.supervisor).revoke("A wrong consignment")
        self.assertEqual(
            visit.fact_ids.filtered(lambda row: row.fact == "decision_revoked").reason, "A wrong consignment"
        )
        self.assertEqual(dict(visit.sudo()._check_chain()), {visit: []})

    def test_states_follow(self):
        """RS16.6: decided goods are refused; revoked, they are free again."""
        self.assertEqual(set(self.lines.mapped("preference_state")), {"claimed"})
        self.decide(self.proposal)
        self.assertEqual(set(self.lines.mapped("preference_state")), {"refused"})
        self.proposal.with_user(self.supervisor).revoke("Wrong")
        self.assertEqual(set(self.lines.mapped("preference_state")), {"claimed"})
        self.assertEqual(self.proposal.state, "revoked")
        with self.refused("not in force"):
            self.proposal.with_user(self.supervisor).revoke("Again")

    def test_through_the_wizard(self):
        """RS16.6: the form decides once, however often its button is pressed."""
        wizard = (
            self.env["customs.decide.preference"]
            .with_user(self.supervisor)
            .create({"decision_id": self.proposal.id, "reason": "Refused in writing"})
        )
        self.assertEqual((wizard.line_count, wizard.importer_count), (3, 1))
        for _press in range(2):
            wizard.action_decide()
        self.assertEqual(self.proposal.decision_reason, "Refused in writing")


@tagged("post_install", "-at_install")
class TestQuestions(DecisionCase):
    """What is requested before a ground is used (RS11.2, RS10.5)."""

    def proposal(self, code):
        proof = self.proof()
        self.declared(proof, days=-20)
        decision = self.decision(self.refused_visit(proof), "refusal")
        decision.ground_id = self.agreement.ground_ids.filtered(lambda ground: ground.code == code)
        return decision

    def test_slips(self):
        """RS11.2: slips that affect neither data nor origin are no ground; the answer is kept."""
        for code in ("11.1.1", "11.1.2"):
            with self.subTest(ground=code):
                decision = self.proposal(code)
                with self.refused("whether the discrepancies are more than minor", "Enter the reasons"):
                    decision.with_user(self.supervisor).decide("")
                with self.refused("Art. 11(2)"):
                    self.decide(decision, slips_answer="no_doubt")
                self.decide(decision, slips_answer="doubt")
                self.assertEqual(decision.slips_answer, "doubt")
                record = decision._case().fact_ids.filtered(lambda row: row.fact == "preference_refused")
                self.assertIn("accuracy or completeness of the data, or cast doubt", record.note)

    def test_grounds_that_ask_nothing(self):
        """RS11.1.8: where the ground does not ask, no answer is kept."""
        decision = self.proposal("11.1.8")
        self.decide(decision, slips_answer="no_doubt", falsified="yes")
        self.assertFalse(decision.slips_answer or decision.falsified)

    def test_falsified(self):
        """RS10.5: whether the proof was falsified is asked, and kept."""
        decision = self.proposal("11.1.3")
        with self.refused("choose whether the proof was falsified"):
            self.decide(decision)
        self.decide(decision, falsified="yes")
        self.assertEqual(decision.falsified, "yes")

    def test_other_answers(self):
        """RS11.2: an answer that is none is refused."""
        with self.refused("choose whether the discrepancies are more than minor"):
            self.decide(self.proposal("11.1.1"), slips_answer="perhaps")


@tagged("post_install", "-at_install")
class TestEvidence(DecisionCase):
    """Goods that were decided upon stay as they are (IT9)."""

    def setUp(self):
        super().setUp()
        self.paper = self.proof()
        self.lines = self.declared(self.paper, count=2, days=-20)
        self.proposal = self.decision(self.refused_visit(self.paper), "refusal")

    def test_through_any_door(self):
        """IT9: neither the line nor its declaration is changed, nor are they deleted."""
        line, declaration = self.lines[0], self.lines.declaration_id
        line.description = "Cheese, white"  # a proposal leaves them open
        self.decide(self.proposal)
        for user in (self.officer, self.supervisor, self.env.ref("base.user_root")):
            changes = (
                (line, {"customs_value": 1.0}),
                (line, {"preference_claimed": False}),
                (declaration, {"registered_on": self.day(-1)}),
                (declaration, {"importer_id": self.person().id}),
                (declaration, {"line_ids": [(1, line.id, {"gross_weight_kg": 5.0})]}),
                (declaration, {"line_ids": [(2, line.id)]}),
            )
            for record, values in changes:
                with self.subTest(user=user.login, values=values), self.refused(error=UserError):
                    record.with_user(user).write(values)
            for record in (line, declaration):
                with self.subTest(user=user.login, record=record), self.refused(error=UserError):
                    record.with_user(user).unlink()
        line.write({"customs_value": 100.0})  # the same again says nothing new

    def test_revoked_goods_are_free(self):
        """IT9: after a revocation they can be corrected, and are kept."""
        self.decide(self.proposal)
        self.proposal.with_user(self.supervisor).revoke("A wrong consignment")
        self.lines[0].with_user(self.officer).customs_value = 90.0
        with self.refused("In a decision"):
            self.lines.declaration_id.unlink()

    def test_marked_goods_are_kept(self):
        """RS16.12: who is under a suspension is not deleted."""
        marked = self.declared(days=-20)
        self.suspension(self.proposal._case(), marked)
        for record in (marked, marked.declaration_id):
            with self.refused("Marked under a suspension"):
                record.with_user(self.officer).unlink()
        self.declared().unlink()

    def test_no_case(self):
        """IT9, RS11.1.5: without a case the decision has a record and a history of its own, for good."""
        proof = self.proof()
        self.declared(proof, days=-20, **TOO_HEAVY)
        proof.with_user(self.officer).action_propose_refusal()
        decision = self.decision(proof, "overweight")
        self.decide(decision)
        message = decision.message_ids.filtered(lambda row: "For these reasons" in (row.body or ""))[:1]
        self.assertTrue(message)
        with self.refused():
            message.sudo().unlink()
        self.assertEqual(decision.fact_ids.mapped("fact"), ["preference_refused"])
        self.assertEqual((decision.fact_count, decision.fact_head), (1, decision.fact_ids.hash))
        self.assertFalse(proof._fields.get("fact_ids"))
        self.assertEqual(decision.with_user(self.officer).action_open_case()["res_id"], proof.id)
