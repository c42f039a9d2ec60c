from odoo import Command
from odoo.tests import tagged

from ..common.cases import CustomsCase


@tagged("post_install", "-at_install")
class TestReportReceived(CustomsCase):
    """A procedure may count from the day on which the verified person received the report (KR-VN 3.21(7))."""

    def test_no_usual_step(self):
        """KR-VN 3.21(7): only a law that counts from the receipt has the step."""
        self.assertNotIn("report_received_on", self.visit_procedure.step_ids.mapped("fact"))
        procedure = self.visit_procedure.copy({"code": "EMPTY", "step_ids": [Command.clear()]})
        procedure.action_add_usual_steps()
        self.assertIn("report_sent_on", procedure.step_ids.mapped("fact"))
        self.assertNotIn("report_received_on", procedure.step_ids.mapped("fact"))

    def test_period_from_the_receipt(self):
        """KR-VN 3.21(7): the time for comments counts from the receipt, not from the sending."""
        steps = {step.fact: step for step in self.visit_procedure.step_ids}
        self.env["customs.procedure.step"].create(
            {
                "procedure_id": self.visit_procedure.id,
                "fact": "report_received_on",
                "name": "Report received",
                "recorded_by": "officer",
                "sequence": 500,
                "after_ids": [Command.link(steps["report_sent_on"].id)],
            }
        )
        self.env["customs.deadline.rule"].create(
            {
                "procedure_id": self.visit_procedure.id,
                "code": "T-COMMENTS",
                "name": "Comments",
                "article": "Article 1",
                "start_fact": "report_received_on",
                "done_fact": "withdrawn_on",
                "length": 30,
                "unit": "day",
                "bound": "at_least",
                "owed_by": "person",
            }
        )
        visit = self.visited()
        self.report(visit).with_user(self.supervisor).action_approve()
        with self.refused("Report sent"):
            self.record(visit, "report_received_on", 0)
        self.record(visit, "report_sent_on", 0)
        self.assertFalse(self.clock(visit, "T-COMMENTS").due_on)
        self.record(visit, "report_received_on", 0)
        clock = self.clock(visit, "T-COMMENTS")
        self.assertEqual((clock.start_on, clock.due_on), (self.today, self.day(30)))
