from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common.decision import DecisionCase

SETTINGS = settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
LAPSE = "lapse:RS16.5a"


@tagged("post_install", "-at_install")
class TestConsequences(DecisionCase):
    """What follows from facts, lapses and outcomes follows always, in whatever order they came (RS16.6)."""

    def proposals(self, case):
        """Return trigger -> (ground, day of the fact) of what stands proposed."""
        rows = self.env["customs.preference.decision"].search(
            [("res_model", "=", case._name), ("res_id", "=", case.id), ("state", "=", "proposed")]
        )
        return {row.trigger: (row.ground_id.code, row.fact_on) for row in rows}

    def job(self, case):
        """Do what the daily job does with the missed deadlines of a case."""
        for clock in case.sudo().deadline_ids:
            if clock.is_late and not clock.lapse_handled_on and clock.lapse != "none":
                clock._act_once("_handle_lapse", "lapse_handled_on")

    def correct(self, case, fact, days):
        day = self.day(days) if days is not None else False
        case.with_user(self.supervisor).record_fact(fact, day, reason="Entered wrongly", reference="C-1")

    # Each fault that was found

    def test_no_answer_before_the_job(self):
        """RS16.6: the refusal follows from the missed day, also where the job did not run before."""
        visit = self.sent_visit(days=-61)
        visit.with_user(self.supervisor).record_fact("no_answer_on", self.today)
        self.assertEqual(self.proposals(visit), {LAPSE: ("11.1.8", self.day(-1))})

    def test_late_consent(self):
        """RS16.6: a consent after the last day leaves the refusal proposed, whether the job ran or not."""
        visit = self.sent_visit(days=-61)
        self.record(visit, "consent_received_on", 0, reference="RS-1")
        self.assertEqual(self.proposals(visit), {LAPSE: ("11.1.8", self.day(-1))})

    def test_consent_in_time(self):
        """RS16.5a: a consent in time leaves nothing to propose, however late it is recorded."""
        visit = self.sent_visit(days=-100)
        self.record(visit, "consent_received_on", -60, reference="RS-1")
        self.assertFalse(self.proposals(visit))

    def test_sent_in_time_and_received_late(self):
        """RS16.5a: a consent sent in time and received late is marked so; who decides says why."""
        for by_job in (False, True):
            with self.subTest(by_job=by_job):
                visit = self.sent_visit(days=-61)
                if by_job:
                    self.job(visit)
                    self.assertFalse(visit.decision_ids.answer_sent_on)
                self.record(visit, "consent_received_on", reference="RS-1", dated_on=self.day(-3))
                [decision] = visit.decision_ids
                self.assertEqual((decision.state, decision.answer_sent_on), ("proposed", self.day(-3)))
                self.assertIn(f"sent in time, on {self.words(-3)}, and received on", decision.reason)
                self.assertEqual(decision.article, "Annex 3, Art. 16(6)", "the ground counts the receipt")
                with self.refused("Enter the reasons"):
                    decision.with_user(self.supervisor).decide("")
                clock = self.clock(visit, "RS16.5a")
                self.assertEqual(
                    (clock.status, clock.done_on, clock.sent_on, clock.is_sent_in_time),
                    ("met_late", self.today, self.day(-3), True),
                )
                self.correct_dated(visit, "consent_received_on", self.today)
                self.assertFalse(decision.answer_sent_on)
                self.assertIn(f"sent on {self.words(0)} and received", decision.reason)

    def correct_dated(self, case, fact, dated_on):
        case.with_user(self.supervisor).record_fact(
            fact, case[fact], reason="Read wrongly", reference="C-1", dated_on=dated_on
        )

    def test_late_and_not_dated(self):
        """RS16.5a: where nobody entered when the answer was sent, the proposal says so."""
        visit = self.sent_visit(days=-61)
        self.record(visit, "consent_received_on", reference="RS-1")
        self.assertIn("the day it was sent is not recorded", visit.decision_ids.reason)
        self.assertFalse(visit.decision_ids.answer_sent_on)

    def test_result_sent_in_time_and_received_late(self):
        """RS15.6a: the same of the result of a documentary verification, whose ground counts the receipt."""
        case = self.documentary(answered=False)
        self.approve(case, days=-250)
        self.record(case, "request_sent_on", -249)
        last_day = self.clock(case, "RS15.6a").due_on
        answers = dict.fromkeys(("authentic", "originating", "rules_met"), "yes")
        self.record(case, "result_received_on", -10, answers=answers, reference="RS-9", dated_on=last_day)
        [decision] = case.decision_ids
        self.assertEqual(
            (decision.trigger, decision.answer_sent_on, decision.ground_id.code, decision.article),
            ("lapse:RS15.6a", last_day, "11.1.4", "Annex 3, Art. 11(1)(4)"),
        )

    def test_late_refusal(self):
        """RS16.6: a refusal after the last day gives one proposal, over the goods imported by then."""
        visit = self.sent_visit(days=-70)
        self.job(visit)
        self.assertEqual(self.proposals(visit), {LAPSE: ("11.1.8", self.day(-10))})
        self.record(visit, "refusal_received_on", -2)
        self.assertEqual(self.proposals(visit), {"refusal": ("11.1.8", self.day(-2))})

    def test_withdrawal_takes_back(self):
        """RS16.6: a withdrawn request leaves nothing proposed, whether its day had passed or not."""
        visit = self.sent_visit(days=-70)
        self.job(visit)
        self.assertTrue(self.proposals(visit))
        visit.with_user(self.supervisor).record_fact("withdrawn_on", self.today)
        self.assertFalse(self.proposals(visit))

    def test_corrected_refusal(self):
        """RS16.6: the proposal follows the corrected day: goods registered later were not yet imported."""
        visit = self.sent_visit(days=-40)
        self.record(visit, "refusal_received_on", -10)
        self.assertEqual(self.proposals(visit)["refusal"], ("11.1.8", self.day(-10)))
        self.correct(visit, "refusal_received_on", -20)
        self.assertEqual(self.proposals(visit)["refusal"], ("11.1.8", self.day(-20)))
        self.correct(visit, "refusal_received_on", None)
        self.assertFalse(self.proposals(visit))

    def test_result_of_documents(self):
        """RS11.1.1, RS11.1.3, RS15.8: each answer has its ground; a good one has none."""
        for answers, expected in (
            (("yes", "yes", "yes"), set()),
            (("no", "yes", "yes"), {"false"}),
            (("yes", "no", "yes"), {"not_originating"}),
            (("yes", "yes", "no"), {"rules_not_met"}),
            (("yes", "yes", "not_stated"), {"insufficient"}),
        ):
            with self.subTest(answers):
                case = self.documentary()
                case.write(dict(zip(("authentic", "originating", "rules_met"), answers, strict=True)))
                self.assertEqual(set(self.proposals(case)), expected)
                if set(answers) != {"yes"}:
                    better = {"authentic": "yes", "originating": "yes", "rules_met": "yes"}
                    case.with_user(self.supervisor).correct_result(better, "Misread")
                self.assertFalse(self.proposals(case))

    def test_not_supplied(self):
        """RS15.8: data or copies that were requested and not supplied leave no conclusion: ground 4."""
        case = self.documentary(answered=False)
        case.asked_data = "Confirm the criterion.\n\nCopies of the invoices.\nThe calculation of costs."
        self.assertFalse(case.item_ids)
        self.approve(case)
        confirm, invoices, costs = case.item_ids
        self.assertEqual(invoices.name, "Copies of the invoices.")
        self.record(case, "request_sent_on", -90)
        answers = dict.fromkeys(("authentic", "originating", "rules_met"), "yes")
        self.record(case, "result_received_on", -30, answers=answers, reference="RS-1")
        self.assertTrue(case.has_open_items)
        self.assertFalse(self.proposals(case), "nobody has said yet that something is missing")
        as_officer = case.item_ids.with_user(self.officer)
        (confirm + invoices).with_user(self.officer).supplied = "yes"
        costs.with_user(self.officer).supplied = "no"
        self.assertFalse(case.has_open_items or case.is_sufficient)
        self.assertEqual(self.proposals(case), {"insufficient": ("11.1.4", self.day(-30))})
        self.assertIn("not supplied: The calculation of costs.", case.decision_ids.reason)
        self.assertEqual(case.decision_ids.article, "Annex 3, Art. 15(8)")
        costs.with_user(self.supervisor).correct_supplied("none", "Came with the annex")
        self.assertFalse(self.proposals(case))
        with self.refused("follows from the approved request", error=UserError):
            as_officer[:1].name = "Something else"

    def test_supplied_after_the_decision(self):
        """RS15.8, IT9: a supervisor corrects what a decision rests on, nobody deletes it."""
        case = self.documentary(answered=False)
        case.proof_ids = self.proof()
        self.declared(case.proof_ids, days=-20)
        case.asked_data = "Copies of the invoices."
        self.approve(case)
        self.record(case, "request_sent_on", -90)
        answers = dict.fromkeys(("authentic", "originating", "rules_met"), "yes")
        self.record(case, "result_received_on", -30, answers=answers, reference="RS-1")
        case.item_ids.with_user(self.officer).supplied = "no"
        self.decide(self.decision(case))
        with self.refused("is based on the result, so the answers cannot be changed", error=UserError):
            case.item_ids.with_user(self.officer).supplied = "yes"
        case.item_ids.with_user(self.officer).supplied = "no"  # nothing changes
        case.item_ids.with_user(self.supervisor).correct_supplied("yes", "Came with the annex")
        with self.refused("was requested and cannot be deleted", error=UserError):
            case.item_ids.sudo().unlink()

    def test_what_is_requested_follows_the_approval(self):
        """RS15.5: listed is what the approved request asks for; it goes with a withdrawn approval."""
        case = self.documentary(answered=False)
        self.approve(case)
        self.assertEqual(case.item_ids.mapped("name"), ["Confirm the authenticity and the criterion."])
        case.with_user(self.supervisor).record_fact(
            "request_approved_on", False, reason="Something is missing"
        )
        self.assertFalse(case.item_ids)

    def test_obstruction(self):
        """RS16.8b: only an obstruction by that side that made the visit impossible, and only as a "may"."""
        visit = self.sent_visit(days=-40)
        self.record(visit, "consent_received_on", -30, reference="RS-1")
        row = {"happened_on": self.day(-20), "who": "A guard", "description": "Closed the gate."}
        visit.with_user(self.officer).obstruction_ids = [Command.create(row)]
        self.assertFalse(self.proposals(visit))
        visit.with_user(self.officer).obstruction_ids.made_impossible = True
        self.assertEqual(self.proposals(visit), {"obstruction": ("16.8", self.day(-20))})
        self.assertEqual(visit.decision_ids.binding, "may")
        visit.with_user(self.officer).obstruction_ids.obstructed_by = "other"
        self.assertFalse(self.proposals(visit))

    def test_dismissed_stays_dismissed(self):
        """RS16.6: what a supervisor dismissed is not proposed once more by the next fact or the job."""
        visit = self.sent_visit(days=-40)
        self.record(visit, "refusal_received_on", -10)
        [decision] = visit.decision_ids
        decision.with_user(self.supervisor).dismiss("Not justified")
        self.correct(visit, "refusal_received_on", -12)
        self.assertEqual(decision.state, "dismissed")

    # Any order

    @SETTINGS
    @given(st.data())
    def check_any_order(self, data):
        """What stands proposed in the end follows from what stands recorded in the end."""
        sent = data.draw(st.integers(-75, -50))
        facts = ("consent_received_on", "refusal_received_on", "no_answer_on", "withdrawn_on")
        cases = []
        with self.env.cr.savepoint() as savepoint:
            visit = self.sent_visit(days=sent)
            for _act in range(data.draw(st.integers(1, 6))):
                fact = data.draw(st.sampled_from((*facts, "job", "request_sent_on")))
                if fact == "job":
                    self.job(visit)
                    continue
                days = data.draw(st.integers(sent, 0))
                if fact in facts and data.draw(st.booleans()):
                    days = None
                try:
                    with self.env.cr.savepoint():
                        self.correct(visit, fact, days)
                except (UserError, ValidationError):
                    continue
            self.job(visit)
            cases.append((visit, self.proposals(visit)))
            fresh = self.sent_visit(days=(visit.request_sent_on - self.today).days)
            for fact in facts:
                if visit[fact]:
                    self.correct(fresh, fact, (visit[fact] - self.today).days)
            self.job(fresh)
            cases.append((fresh, self.proposals(fresh)))
            savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(cases[0][1], cases[1][1])

    def test_any_order(self):
        """RS16.6: the same end in any order of facts, corrections, withdrawals and runs of the job."""
        self.check_any_order()  # pylint: disable=no-value-for-parameter  # Hypothesis gives it

    # The rows

    def test_what_a_consequence_may_not_say(self):
        """RS16.6: an outcome that the kind of case does not know, another procedure's step or ground."""
        row = self.visit_procedure.consequence_ids.filtered(lambda each: each.code == "report")
        with self.refused("'lost' is not an outcome of this type of case", error=ValidationError):
            row.outcome = "lost"
        refusal = self.visit_procedure.consequence_ids.filtered(lambda each: each.code == "refusal")
        with self.refused("The step belongs to another procedure", error=ValidationError):
            refusal.step_id = self.documents_procedure.step_ids[:1]
        other = self.env["customs.agreement"].create({"code": "X", "name": "Another"})
        ground = self.env["customs.ground"].create(
            {"agreement_id": other.id, "code": "1", "name": "Another", "article": "Art. 1"}
        )
        with self.refused("The ground belongs to another agreement", error=ValidationError):
            row.ground_id = ground

    def test_what_decisions_rest_on(self):
        """RS11.1, IT9: a consequence stays once a decision rests on it, whatever became of that decision."""
        visit = self.sent_visit(days=-40)
        rows = self.visit_procedure.consequence_ids.with_user(self.administrator)
        row = rows.filtered(lambda each: each.code == "refusal")
        row.binding = "may"
        self.record(visit, "refusal_received_on", -10)
        [decision] = visit.decision_ids
        ground = self.agreement.ground_ids.filtered(lambda each: each != row.ground_id)[:1]
        for act in ("proposed", "dismissed"):
            self.assertEqual(decision.state, act)
            for vals in (
                {"ground_id": ground.id},
                {"binding": "shall"},
                {"code": "another"},
                {"step_id": False, "outcome": "report"},
            ):
                with (
                    self.subTest(act=act, vals=vals),
                    self.refused("is based on it", "Duplicate the procedure"),
                ):
                    row.write(vals)
            with self.refused("is based on it", "Duplicate the procedure"):
                row.unlink()
            with self.refused("is based on it"):
                self.visit_procedure.with_user(self.administrator).consequence_ids = [Command.delete(row.id)]
            if act == "proposed":
                decision.with_user(self.supervisor).dismiss("Not justified")
        row.write({"article": "Art. 99", "binding": row.binding})
        other = rows.filtered(lambda each: each.code == "report")
        other.binding = "may"

    def test_more_time_after_the_job(self):
        """RS15.6b, RS11.1.4: time that was asked for and entered late moves the day of the refusal."""
        request = self.documentary(answered=False)
        self.approve(request, days=-280)
        self.record(request, "request_sent_on", -270)
        clock = self.clock(request, "RS15.6a")
        first = clock.due_on
        self.job(request)
        self.assertEqual(self.proposals(request), {"lapse:RS15.6a": ("11.1.4", first)})
        clock.with_user(self.officer).extend(first, "Many proofs")
        self.assertGreater(clock.due_on, first)
        self.assertEqual(self.proposals(request), {"lapse:RS15.6a": ("11.1.4", clock.due_on)})

    def test_more_time_undone_in_a_closed_case(self):
        """RS15.6b, RS11.1.4: without the time that was given the result is late, and the refusal follows."""
        request = self.documentary(answered=False)
        self.approve(request, days=-230)
        self.record(request, "request_sent_on", -220)
        clock = self.clock(request, "RS15.6a")
        first = clock.due_on
        clock.with_user(self.officer).extend(first, "Many proofs")
        answers = {"authentic": "yes", "originating": "yes", "rules_met": "yes"}
        self.record(request, "result_received_on", -10, answers=answers, reference="RS-1")
        self.assertFalse(self.proposals(request))
        clock.with_user(self.supervisor).take_back("Entered wrongly")
        self.assertEqual(clock.status, "met_late")
        self.assertEqual(self.proposals(request), {"lapse:RS15.6a": ("11.1.4", first)})

    def test_pause_after_the_job(self):
        """KZ417.2, RS16.6: a pause that is entered late takes the proposal back; taken back, it returns."""
        rule = self.visit_procedure.rule_ids.filtered(lambda row: row.code == "RS16.5a")
        rule.pause_allowed = True
        visit = self.sent_visit(days=-70)
        clock, proposed = self.clock(visit, "RS16.5a"), {LAPSE: ("11.1.8", self.day(-10))}
        self.job(visit)
        self.assertEqual(self.proposals(visit), proposed)
        clock.with_user(self.officer).pause(self.day(-30), "The office is closed")
        self.assertFalse(self.proposals(visit))
        clock.with_user(self.officer).resume(self.day(-29), "The office is open")
        self.job(visit)
        self.assertEqual(self.proposals(visit), {LAPSE: ("11.1.8", self.day(-8))})
        clock.with_user(self.supervisor).take_back("Entered wrongly")
        self.job(visit)
        self.assertEqual(self.proposals(visit), proposed)

    def test_lapse_of_a_closed_case(self):
        """RS16.5a: a case closed before the last day missed nothing, however long ago that was."""
        visit = self.sent_visit(days=-200)
        visit.with_user(self.supervisor).record_fact("withdrawn_on", self.day(-190))
        [clock] = visit.deadline_ids.filtered(lambda row: row.rule_id.code == "RS16.5a")
        self.assertFalse(clock._has_lapsed())
        self.assertEqual(clock.due_on, self.day(-200) + timedelta(days=60))
