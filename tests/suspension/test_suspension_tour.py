from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..common.suspension import BRAND, SuspensionCase


@tagged("post_install", "-at_install")
class TestSuspensionTour(SuspensionCase, HttpCase):
    def test_suspension_through_the_web_client(self):
        """RS16.12: drafted, judged, put in force and ended, as officer and supervisor."""
        # The browser stands in the authority's time zone, as an officer's does.
        self.importing.tz = "UTC"
        self.enterContext(patch.dict("os.environ", TZ="UTC"))
        certain, likely = self.declared(brand=BRAND), self.declared()
        visit = f"/odoo/verification-visits/{self.case.id}"
        self.start_tour(visit, "customs_suspension_draft", login="test_officer")
        suspension = self.case.suspension_ids
        self.assertEqual((suspension.state, suspension.judgement_ids.similar), ("draft", True))
        self.start_tour("/odoo/preference-suspensions", "customs_suspension_start", login="test_supervisor")
        self.assertEqual((certain | likely).mapped("preference_state"), ["suspended", "suspended"])
        self.start_tour(visit, "customs_suspension_end", login="test_supervisor")
        self.assertEqual((suspension.state, suspension.end_kind), ("ended", "supervisor"))
        self.assertEqual((certain | likely).mapped("preference_state"), ["released", "released"])
