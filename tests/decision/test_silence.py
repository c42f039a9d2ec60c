from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..common.decision import DecisionCase

SETTINGS = settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SILENCE = "lapse:T-LEAST"


@tagged("post_install", "-at_install")
class TestSilence(DecisionCase):
    """At least so many days to answer: silence is a fact afterwards (CPTPP 3.27(6)(c), 3.28(2)(c))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        procedure = cls.documents_procedure
        procedure.rule_ids.active = False
        cls.ground = cls.agreement.ground_ids.filtered(lambda row: row.code == "11.1.8")
        cls.rule = cls.env["customs.deadline.rule"].create(
            {
                "procedure_id": procedure.id,
                "code": "T-LEAST",
                "name": "Time to respond",
                "article": "Test, Art. 7",
                "start_fact": "request_acknowledged_on",
                "done_fact": "result_received_on",
                "bound": "at_least",
                "length": 30,
                "owed_by": "person",
                "holds_refusal": "always",
                "lapse": "proposed_decision",
                "lapse_ground_id": cls.ground.id,
                "lapse_meaning": "The claim may be refused.",
            }
        )
        steps = {step.fact: step for step in procedure.step_ids}
        cls.env["customs.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "sequence": 35,
                "fact": "no_answer_on",
                "name": "No answer established",
                "recorded_by": "supervisor",
                "after_ids": [(6, 0, steps["request_sent_on"].ids)],
                "without_ids": [(6, 0, (steps["result_received_on"] | steps["withdrawn_on"]).ids)],
                "lapse_of": "result_received_on",
                "state": "no_answer",
            }
        )

    def asked(self, received=-40):
        case = self.documentary(answered=False)
        self.approve(case, days=-90)
        self.record(case, "request_sent_on", -80)
        if received is not None:
            self.record(case, "request_acknowledged_on", received)
        return case

    def job(self):
        """Do what the daily job does with periods that ended in silence."""
        deadlines = self.env["customs.deadline"].sudo()
        due = deadlines.search([*deadlines._silent_domain(), ("lapse_handled_on", "=", False)])
        for row in due:
            row._act_once("_handle_lapse", "lapse_handled_on")

    def proposals(self, case):
        """Return trigger -> day of the fact of what stands proposed."""
        rows = self.decision(case).filtered(lambda row: row.state == "proposed")
        return {row.trigger: row.fact_on for row in rows}

    def test_silence(self):
        """CPTPP 3.28(2)(c): once the period has ended without an answer, the job proposes the refusal."""
        case = self.asked(received=-30)
        row = self.clock(case, "T-LEAST")
        self.job()
        self.assertEqual((row.status, self.proposals(case)), ("running", {}))
        self.record(self.asked(), "result_received_on", -20, reference="RS-1")  # another one answered
        self.correct(case, "request_acknowledged_on", -31)
        self.assertEqual((row.due_on, row.status, row.is_late), (self.day(-1), "silent", False))
        self.job()
        self.assertEqual(self.proposals(case), {SILENCE: self.day(-1)})
        reason = self.decision(case).reason
        self.assertIn("the period ended on", reason)
        self.assertIn("without an answer (Test, Art. 7). The claim may be refused.", reason)
        self.assertFalse(case.is_late or row.is_lapsed)
        self.assertEqual(len(self.decision(case)), 1)
        self.job()
        self.assertEqual(len(self.decision(case)), 1)

    def test_late_answer_ends_it(self):
        """CPTPP 3.27(6)(c): the period is a least one: an answer after it ends the silence."""
        case = self.asked(received=-50)
        self.job()
        self.assertEqual(self.proposals(case), {SILENCE: self.day(-20)})
        self.record(case, "result_received_on", -1, reference="RS-1")
        self.assertNotIn(SILENCE, self.proposals(case))
        self.assertFalse(self.clock(case, "T-LEAST").is_met_late)
        self.correct(case, "result_received_on", None)
        self.job()
        self.assertEqual(self.proposals(case), {SILENCE: self.day(-20)})

    def test_established(self):
        """CPTPP 3.28(2)(c): that there is no answer is established after the period, not before."""
        case = self.asked(received=None)
        with self.refused("the period has not started (Test, Art. 7)"):
            self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.record(case, "request_acknowledged_on", -30)
        with self.refused("The period for the answer runs until"):
            self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.correct(case, "request_acknowledged_on", -31)
        self.record(case, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual((case.state, self.proposals(case)), ("no_answer", {SILENCE: self.day(-1)}))

    def test_closed_before_the_end(self):
        """CPTPP 3.27(6)(c): a case that is closed while the period runs ends in no silence."""
        case = self.asked(received=-20)
        self.record(case, "withdrawn_on", -1, user=self.supervisor)
        self.assertEqual(self.clock(case, "T-LEAST").status, "closed")
        self.job()
        self.assertEqual(self.proposals(case), {})

    def test_holds_back_the_refusal(self):
        """CPTPP 3.27(6)(c), 3.27(9): a refusal is decided after the period; the gate says when."""
        case = self.asked(received=None)
        self.record(case, "result_received_on", -5, reference="RS-1")
        [decision] = self.decision(case).filtered(lambda row: row.state == "proposed")
        decision = decision.with_user(self.supervisor)
        with self.refused("cannot be decided yet: Time to respond has not started (Test, Art. 7)"):
            decision.decide("No documents", slips_answer="doubt", falsified="no")
        self.correct(case, "result_received_on", None)
        self.record(case, "request_acknowledged_on", -30)
        self.record(case, "result_received_on", -5, reference="RS-1")
        [decision] = self.decision(case).filtered(lambda row: row.state == "proposed")
        decision = decision.with_user(self.supervisor)
        with self.refused("cannot be decided before", self.words(1), "Time to respond (Test, Art. 7)"):
            decision.decide("No documents", slips_answer="doubt", falsified="no")
        self.correct(case, "request_acknowledged_on", -31)
        decision.decide("No documents", slips_answer="doubt", falsified="no")
        self.assertEqual(decision.state, "decided")

    def correct(self, case, fact, days):
        day = self.day(days) if days is not None else False
        case.with_user(self.supervisor).record_fact(fact, day, reason="Entered wrongly", reference="C-1")

    def test_any_order(self):
        """CPTPP 3.28(2)(c): whenever the job runs between the facts, the same stands proposed in the end."""

        @SETTINGS
        @given(
            st.integers(-70, -1),
            st.one_of(st.none(), st.integers(-70, 0)),
            st.lists(st.booleans(), min_size=3, max_size=3),
        )
        def holds(received, answered, jobs):
            with self.cr.savepoint() as savepoint:
                case = self.asked(received=None)
                acts = [("request_acknowledged_on", received), ("result_received_on", answered)]
                for (fact, day), job in zip(acts, jobs[:2], strict=True):
                    if day is not None:
                        self.record(case, fact, day, reference="RS-1")
                    if job:
                        self.job()
                self.job()
                wanted = {SILENCE: self.day(received + 30)} if answered is None and received < -30 else {}
                found = {name: day for name, day in self.proposals(case).items() if name == SILENCE}
                self.assertEqual(found, wanted)
                self.env.flush_all()
                savepoint.rollback()
            self.env.invalidate_all()

        holds()  # pylint: disable=no-value-for-parameter  # Hypothesis gives them
