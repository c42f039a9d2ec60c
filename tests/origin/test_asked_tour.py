from odoo.tests import tagged

from ..common.cases import TourCase
from ..common.incoming_request import AskedCase


@tagged("post_install", "-at_install")
class TestAskedTour(AskedCase, TourCase):
    """The way of a liaison officer through the portal, on a desktop."""

    def test_liaison_consents(self):
        """RS16.2, RS16.5a, CU-A: acknowledges, consents with a file, names two; the officer sees it."""
        visit = self.sent_visit(days=-10)
        self.start_tour("/my/customs/requests", "customs_asked_consent", login=self.liaison_user.login)
        visit = visit.with_user(self.officer)
        visit.invalidate_recordset()
        self.assertEqual((visit.state, visit.consent_reference), ("consented", "RS-148/2026"))
        self.assertEqual(visit.request_acknowledged_on, self.today)
        self.assertEqual(visit.member_ids.mapped("last_name"), ["Šćepanović", "Jović"])
        self.assertEqual(set(visit.member_ids.mapped("side")), {"exporting"})
        entered = {row.kind: row for row in visit.document_ids if row.direction == "in"}
        self.assertEqual(entered.keys(), {"acknowledgement", "consent"})
        self.assertEqual(entered["consent"].file_ids.mapped("name"), ["consent.txt"])
        facts = visit.fact_ids.filtered(lambda row: row.recorded_by_id == self.liaison_user)
        self.assertEqual(set(facts.mapped("fact")), {"request_acknowledged_on", "consent_received_on"})
        self.assertEqual(facts.document_id, entered["acknowledgement"] | entered["consent"])


@tagged("post_install", "-at_install")
class TestAskedTourPhone(TestAskedTour):
    """The same on a screen of 360 x 740 pixels, with fingers."""

    browser_size = "360x740"
    touch_enabled = True
