"""Who prepared a refusal does not decide it, and on what it was decided stays (RS11.1, RS16.8b)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common.decision import DecisionCase


@tagged("post_install", "-at_install")
class TestDecidedByAnother(DecisionCase):
    def noted(self, record):
        """Return the former values in the history of ``record``."""
        self.env.flush_all()
        self.env.cr.flush()
        values = record.sudo().message_ids.tracking_value_ids
        return {
            name: values.filtered(lambda value, name=name: value.field_id.name == name)
            for name in values.field_id.mapped("name")
        }

    def obstructed(self, user=None):
        """Return a visit that an obstruction made impossible, and the refusal that is proposed for it."""
        visit = self.sent_visit(days=-40)
        self.record(visit, "consent_received_on", -30, reference="RS-1")
        row = {
            "happened_on": self.day(-20),
            "who": "A guard",
            "description": "Closed the gate.",
            "made_impossible": True,
        }
        visit.with_user(user or self.officer).obstruction_ids = [Command.create(row)]
        return visit, visit.sudo().decision_ids

    # Proposals that somebody corrects

    def test_correcting_is_preparing(self):
        """RS11.1: a supervisor who corrects a proposal leaves it to another one; former words are kept."""
        proof = self.proof()
        self.declared(proof, days=-20)
        other_ground = self.agreement.ground_ids.filtered(lambda ground: not ground.asks_slips)[:1]
        for name, value in (
            ("reason", "Invented"),
            ("article", "Art. 99"),
            ("person_id", self.person("Another").id),
            ("ground_id", other_ground.id),
        ):
            decision = self.decision(self.refused_visit(self.proof()), "refusal")
            self.env.flush_all()
            self.env.cr.flush()  # what was just created tracks nothing
            proposal = decision.with_user(self.supervisor)
            former = decision[name]
            proposal.write({name: former.id if name.endswith("_id") else former})
            self.assertFalse(decision.prepared_by_ids, "what is no change is no work")
            proposal.write({name: value})
            with self.subTest(name):
                self.assertEqual(decision.prepared_by_ids, self.supervisor)
                self.assertTrue(self.noted(decision)[name])
                answers = {"slips_answer": "doubt", "falsified": "no"}
                with self.refused("You prepared"):
                    proposal.decide("For these reasons", **answers)
                decision.with_user(self.supervisor_2).decide("For these reasons", **answers)
                self.assertEqual(decision.state, "decided")

    def test_ground_of_another_agreement(self):
        """RS11.1: a refusal has a ground of its own agreement."""
        decision = self.decision(self.refused_visit(self.proof()), "refusal")
        other = self.env["customs.agreement"].create({"code": "X", "name": "Another"})
        ground = self.env["customs.ground"].create(
            {"agreement_id": other.id, "code": "1", "name": "Another", "article": "Art. 1"}
        )
        with self.refused("the ground belongs to another agreement", error=ValidationError):
            decision.with_user(self.supervisor).ground_id = ground

    # Obstructions

    def test_obstruction_is_decided_by_another(self):
        """RS16.8b: a supervisor who entered or changed the obstruction does not decide the refusal for it."""
        visit, decision = self.obstructed(self.supervisor)
        with self.refused("You prepared"):
            decision.with_user(self.supervisor).decide("For these reasons")
        visit.obstruction_ids.with_user(self.supervisor_2).description = "Closed both gates."
        with self.refused("You prepared"):
            decision.with_user(self.supervisor_2).decide("For these reasons")
        self.assertEqual(decision.prepared_by_ids, self.supervisor | self.supervisor_2)
        visit, decision = self.obstructed()
        self.assertEqual(decision.prepared_by_ids, self.officer)
        decision.with_user(self.supervisor).decide("For these reasons")
        self.assertEqual(decision.state, "decided")

    def test_declared_impossible_by_another(self):
        """RS16.8b: nor does who wrote it, where somebody else said that it made the visit impossible."""
        visit = self.sent_visit(days=-40)
        self.record(visit, "consent_received_on", -30, reference="RS-1")
        row = {"happened_on": self.day(-20), "who": "A guard", "description": "Closed the gate."}
        visit.with_user(self.supervisor).obstruction_ids = [Command.create(row)]
        visit.obstruction_ids.with_user(self.officer).made_impossible = True
        with self.refused("You prepared"):
            visit.sudo().decision_ids.with_user(self.supervisor).decide("For these reasons")

    def test_obstruction_that_was_decided_on(self):
        """RS16.8b, IT9: once decided on, supervisors alone correct it, and the case keeps what it said."""
        visit, decision = self.obstructed()
        row = visit.obstruction_ids
        row.with_user(self.officer).description = "Closed the gate at nine."
        decision.with_user(self.supervisor).decide("For these reasons")
        for call in (
            lambda: row.with_user(self.officer).write({"description": "Nothing", "made_impossible": False}),
            row.with_user(self.officer).unlink,
        ):
            with self.refused("decided is based on this", "A supervisor can correct it"):
                call()
        row.with_user(self.supervisor).description = "Closed both gates."
        self.assertIn("at nine", visit.sudo().message_ids[0].body)
        row.with_user(self.supervisor).unlink()
        self.assertIn("Closed both gates.", visit.sudo().message_ids[0].body)
        self.assertEqual(decision.state, "decided")

    # The result of a documentary verification

    def test_answers_are_kept(self):
        """RS15.8, IT9: what the result said before stands in the history of the case."""
        case = self.documentary()
        case.with_user(self.officer).write(
            {"authentic": "yes", "originating": "no", "result_note": "Not ours."}
        )
        self.env.flush_all()
        self.env.cr.flush()
        answers = {"originating": "yes", "rules_met": "yes", "result_note": "Ours."}
        case.with_user(self.supervisor).correct_result(answers, "The second page was overlooked")
        noted = self.noted(case)
        self.assertEqual(noted["originating"].sorted("id")[-1].old_value_char, "No")
        self.assertEqual(noted["result_note"].sorted("id")[-1].old_value_text, "Not ours.")

    def test_answers_that_were_decided_on(self):
        """RS15.8, RS11.1: once decided on, supervisors alone correct the answers."""
        case = self.documentary()
        officer = case.with_user(self.officer)
        officer.write({"authentic": "yes", "originating": "no", "rules_met": "yes"})
        [decision] = case.sudo().decision_ids.filtered(lambda row: row.state == "proposed")
        decision.with_user(self.supervisor).decide("For these reasons", "doubt", "no")
        with self.refused(decision.name, "A supervisor can correct them"):
            officer.write({"originating": "yes"})
        officer.write({"originating": "no"})  # nothing new
        case.with_user(self.supervisor).correct_result({"originating": "yes"}, "Misread")
        self.assertEqual((case.originating, decision.state), ("yes", "decided"))

    def test_nothing_is_answered_before_the_result(self):
        """RS15.6c: no answer, no note and nothing supplied stands in a case that has no result."""
        case = self.documentary(answered=False)
        case.asked_data = "Copies of the invoices."
        self.approve(case)
        self.record(case, "request_sent_on", -90)
        officer = case.with_user(self.officer)
        for values in (
            {"authentic": "yes"},
            {"result_note": "Ours."},
            {"originating": "no", "rules_met": "yes"},
        ):
            with self.subTest(values), self.refused("record the result first"):
                officer.write(values)
        with self.refused("record the result first"):
            officer.item_ids.supplied = "yes"
        with self.refused("the result is not recorded"):
            case.with_user(self.supervisor).correct_result({"authentic": "yes"}, "Misread")
        with self.refused("has no result yet"):
            officer.copy({"rules_met": "yes"})

    def test_what_the_result_says_is_corrected_by_a_supervisor(self):
        """RS15.6c, RS15.8: an officer enters it once; a supervisor corrects it, and both stay."""
        case = self.documentary(answered=False)
        case.asked_data = "Copies of the invoices."
        self.approve(case)
        self.record(case, "request_sent_on", -90)
        self.record(case, "result_received_on", -30, reference="RS-1")
        answers = {
            "authentic": "no",
            "originating": "no",
            "rules_met": "no",
            "result_note": "The stamp is forged.",
        }
        officer, supervisor = case.with_user(self.officer), case.with_user(self.supervisor)
        officer.write(answers)
        officer.item_ids.supplied = "no"
        proposed = case.sudo().decision_ids.filtered(lambda row: row.state == "proposed")
        self.assertTrue(proposed)
        for name in answers:
            for other in ("yes", False):
                for user in (officer, supervisor):
                    with (
                        self.subTest(name, other=other),
                        self.refused("A supervisor corrects it", "with a reason"),
                    ):
                        user.write({name: other})
        for user in (officer, supervisor):
            with self.refused("A supervisor corrects it", "with a reason"):
                user.item_ids.supplied = "yes"
        self.assertEqual(set(proposed.mapped("state")), {"proposed"})
        for call in (
            lambda: officer.correct_result({"authentic": "yes"}, "Misread"),
            lambda: officer.item_ids.correct_supplied("yes", "Misread"),
        ):
            with self.refused("Only a supervisor can do this", error=AccessError):
                call()
        with self.refused("Enter the reason", "no answers of a result: state", "choose one of the answers"):
            supervisor.correct_result({"authentic": "maybe", "state": "draft"}, " ")
        with self.refused("Nothing is changed"):
            supervisor.correct_result({"authentic": "no"}, "Misread")
        with self.refused("Enter the reason", "Choose whether it was supplied"):
            supervisor.item_ids.correct_supplied("often", None)
        supervisor.correct_result(
            {"authentic": "yes", "result_note": "The stamp is ours."}, "The wrong letter was read"
        )
        supervisor.item_ids.correct_supplied("yes", "It was in the annex")
        first, second = case.sudo().fact_ids.filtered(lambda row: row.fact == "result_corrected").sorted("id")
        self.assertEqual((first.reason, second.reason), ("The wrong letter was read", "It was in the annex"))
        self.assertIn("Documents Are Authentic: No → Yes", first.note)
        self.assertIn("The stamp is forged. → The stamp is ours.", first.note)
        self.assertIn("Copies of the invoices.: Not supplied → Supplied", second.note)
        self.assertEqual((case.authentic, case.item_ids.supplied), ("yes", "yes"))
        form = officer.action_correct_result()
        values = {name.removeprefix("default_"): value for name, value in form["context"].items()}
        wizard = self.env["customs.correct.result"].with_user(self.supervisor)
        wizard.create({**values, "rules_met": "yes", "reason": "Misread"}).action_apply()
        self.assertEqual((case.rules_met, case.originating), ("yes", "no"))

    def test_a_withdrawn_result_leaves_no_answers(self):
        """RS15.6c: with the result its answers go; the record keeps them, the next is entered anew."""
        case = self.documentary()
        case.with_user(self.officer).write({"authentic": "no", "result_note": "The stamp is forged."})
        case.with_user(self.supervisor).record_fact("result_received_on", False, reason="Of another case")
        self.assertEqual((case.authentic, case.result_note), (False, False))
        entry = case.sudo().fact_ids.filtered(lambda row: row.fact == "result_corrected")
        self.assertIn("The stamp is forged. → none", entry.note)
        self.record(case, "result_received_on", -1, reference="RS-2")
        case.with_user(self.officer).authentic = "yes"
        self.assertEqual(case.authentic, "yes")

    # Proposals of another kind

    def test_restorations_are_not_withdrawn(self):
        """RS10.3: no code of a consequence withdraws what does not follow from consequences."""
        proof = self.proof()
        self.declared(proof, days=-20)
        visit = self.refused_visit(proof)
        restoration = self.env["customs.preference.decision"]._create_proposed(
            visit.sudo(),
            {"kind": "restoration", "trigger": "restoration", "article": "Art. 1", "proposed_on": self.today},
        )
        values = {
            "procedure_id": visit.procedure_id.id,
            "outcome": "report",
            "ground_id": self.agreement.ground_ids[:1].id,
            "article": "Art. 1",
        }
        rows = self.env["customs.consequence"].with_user(self.administrator)
        rows.create(values | {"code": "restoration"})
        visit.sudo()._bring_proposals_in_step()
        self.assertEqual(restoration.sudo().state, "proposed")
        for code in ("lapse:RS16.5a", "a b", " ", "a\n"):
            with self.subTest(code), self.refused("may only have letters", error=ValidationError):
                rows.create(values | {"code": code})

    def test_deleting_consequences(self):
        """IT9: of a used procedure none is deleted, and the sentence says what to do; of others they are."""
        self.sent_visit(days=-40)
        row = self.visit_procedure.consequence_ids.filtered(lambda each: each.code == "report")
        with self.refused("its history is kept", "Duplicate the procedure", error=UserError):
            row.with_user(self.administrator).unlink()
        unused = self.visit_procedure.with_user(self.administrator).copy({"code": "NEW", "name": "New"})
        row = unused.consequence_ids[:1]
        row.article = "Art. 99"
        self.env.flush_all()
        self.env.cr.flush()
        row.unlink()
        self.assertFalse(row.exists())

    def test_order_of_consequences(self):
        """IT9: which of several consequences comes first is kept, too."""
        row = self.visit_procedure.consequence_ids[:1].with_user(self.administrator)
        row.sequence += 5
        self.assertTrue(self.noted(row)["sequence"])
