from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.clock.deadline_check import out_of_step
from ...reports.origin.letter_data import request_data
from ..common.cases import CustomsCase


@tagged("post_install", "-at_install")
class TestChosenLength(CustomsCase):
    """A length that the text leaves to the request: chosen there, within its limits (CPTPP 3.27(6)(c))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents_procedure.rule_ids.filtered(
            lambda rule: rule.done_fact == "result_received_on"
        ).active = False
        cls.rule = cls.env["customs.deadline.rule"].create(
            {
                "procedure_id": cls.documents_procedure.id,
                "code": "T-CHOSEN",
                "name": "Answer",
                "article": "Test, Art. 7",
                "start_fact": "request_sent_on",
                "done_fact": "result_received_on",
                "length": 30,
                "longest": 60,
                "is_chosen": True,
                "owed_by": "exporting_authority",
            }
        )

    def test_gate(self):
        """CPTPP 3.27(6)(c): missing or out of range, the gate names it with what may be chosen."""
        case = self.documentary(answered=False)
        self.assertEqual(
            (case.asks_length, case.length_choice), (True, "Answer: 30 to 60 days (Test, Art. 7)")
        )
        for length in (0, -30, 29, 61, 10**6):
            with self.subTest(length=length):
                case.answer_length = length
                with self.refused("choose the length of the period, 30 to 60 days (Test, Art. 7)"):
                    case.with_user(self.supervisor).action_approve_request()
                self.assertIn("choose the length of the period", str(case.missing_items))
        for length in (30, 45, 60):
            case.answer_length = length
            self.assertNotIn("choose the length of the period", str(case.missing_items))

    def test_chosen(self):
        """CPTPP 3.27(6)(c): the clock, the strip and the letter go by what the approved request says."""
        case = self.documentary(answered=False)
        case.answer_length = 45
        self.assertEqual(request_data(case)[1]["period"], "45 days")
        self.approve(case, days=-10)
        with self.refused("was approved", error=UserError):
            case.answer_length = 60
        self.record(case, "request_sent_on", -10)
        row = self.clock(case, "T-CHOSEN")
        self.assertEqual((row.due_on, row.terms["chosen"]), (self.day(35), 45))
        [step] = [step for step in case.clock_strip if step["code"] == "T-CHOSEN"]
        self.assertEqual(step["term"], "45 days")
        self.assertFalse(list(out_of_step(self.env["customs.deadline"], case)))

    def test_changed_past_the_software(self):
        """CPTPP 3.27(6)(c): a length that is changed in the database is found by the check of the record."""
        case = self.documentary(answered=False)
        case.answer_length = 45
        self.approve(case, days=-10)
        self.record(case, "request_sent_on", -10)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customs_verification_request SET answer_length = 50 WHERE id = %s", [case.id]
        )
        self.env.invalidate_all()
        self.assertTrue(list(out_of_step(self.env["customs.deadline"], case)))

    def test_no_most(self):
        """CPTPP 3.27(6)(c): 'at least 30 days' sets no most."""
        self.rule.longest = 0
        case = self.documentary(answered=False)
        self.assertEqual(case.length_choice, "Answer: at least 30 days (Test, Art. 7)")
        case.answer_length = 400
        self.assertFalse(case._missing_length())

    def test_one_for_a_request(self):
        """CPTPP 3.27(6)(c): a request chooses one length; a version of the rule is the same rule."""
        with self.refused("a request chooses one length"):
            self.rule.copy({"code": "T-OTHER", "name": "Another"})

    def test_nothing_to_choose(self):
        """RS15.6a: where the text has a number, nothing is asked and nothing is chosen."""
        self.rule.write({"is_chosen": False, "longest": 0})
        case = self.documentary(answered=False)
        case.answer_length = 45  # from before, or by a remote call: of no account
        self.assertFalse(case.asks_length or case.length_choice or case._missing_length())
        self.approve(case, days=-10)
        self.record(case, "request_sent_on", -10)
        self.assertEqual(self.clock(case, "T-CHOSEN").due_on, self.day(20))


@tagged("post_install", "-at_install")
class TestFirstAction(CustomsCase):
    """A time of a visit that counts from the request of the case that it follows (CPTPP 3.27(6)(e))."""

    def test_correction_of_the_other_case(self):
        """IT9: a start that is corrected in another case is in the record of the visit, too."""
        rule = self.visit_procedure.rule_ids.filtered(lambda row: row.code == "RS16.5a")
        new = rule.copy(
            {
                "code": "FIRST",
                "name": "Determination",
                "start_fact": "first_action_on",
                "done_fact": "report_sent_on",
                "length": 365,
                "unit": "day",
                "lapse": "none",
                "lapse_ground_id": False,
            }
        )
        visit = self.sent_visit(-20)
        row = visit.deadline_ids.filtered(lambda each: each.rule_id == new)
        self.assertEqual((row.start_on, row.due_on), (self.day(-90), self.day(275)))
        entries = len(visit.sudo().fact_ids)
        case = visit.verification_request_id
        self.record(case, "request_sent_on", -80, user=self.supervisor, reason="Entered wrongly")
        self.assertEqual((row.start_on, row.due_on), (self.day(-80), self.day(285)))
        [entry] = visit.sudo().fact_ids.sorted("id")[entries:]
        self.assertEqual((entry.fact, entry.value_on), ("clock", self.day(-80)))
        self.assertIn(case.name, entry.label)
        self.assertFalse(visit.sudo()._derived_findings()[visit.id])
