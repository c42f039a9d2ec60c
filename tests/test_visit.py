from odoo.tests import tagged

from .common import CustomsCase


@tagged("post_install", "-at_install")
class TestVisit(CustomsCase):
    def test_from_draft_to_approved_report(self):
        """RS16: the whole way, from the written request to the report sent to the verified person."""
        visit = self.visited()
        report = self.report(visit)
        self.assertEqual(visit.state, "visited")
        report.with_user(self.supervisor).action_approve()
        self.assertEqual(report.state, "approved")
        self.assertEqual(visit.state, "reported")
        self.record(visit, "report_sent_on", 0)
        self.assertEqual(visit.state, "done")
        self.assertTrue(visit.clock_strip)
