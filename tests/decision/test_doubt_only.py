from odoo.tests import tagged

from ..common.decision import DecisionCase


@tagged("post_install", "-at_install")
class TestDoubtOnly(DecisionCase):
    """A ground may hold only in cases of doubt: nothing is proposed on it after a random check."""

    def checked(self, basis):
        """Return a verification without a reply, sent so long ago that the time for it has passed."""
        case = self.documentary(answered=False)
        case.basis = basis
        self.approve(case, days=-400)
        self.record(case, "request_sent_on", -399)
        for clock in case.deadline_ids.filtered("is_open"):
            clock.sudo()._act_once("_handle_lapse", "lapse_handled_on")
        return case

    def test_missing_reply(self):
        """UK-RS 32(6): a missing reply is a ground in case of doubt, and none after a random check."""
        ground = self.documents_procedure.rule_ids.lapse_ground_id
        ground.doubt_only = False
        self.assertEqual(self.decision(self.checked("random")).ground_id, ground)
        ground.doubt_only = True
        self.assertEqual(self.decision(self.checked("doubt")).ground_id, ground)
        self.assertFalse(self.decision(self.checked("random")))

    def test_insufficient_reply(self):
        """UK-RS 32(6): neither is a reply that does not allow a conclusion; a "no" has its own ground."""
        rows = self.documents_procedure.consequence_ids
        insufficient = rows.filtered(lambda row: row.outcome == "insufficient")
        insufficient.ground_id.doubt_only = True
        for basis, expected in (("doubt", insufficient.ground_id), ("random", rows.ground_id.browse())):
            with self.subTest(basis):
                case = self.checked(basis)
                self.record(case, "result_received_on", -1, reference="RS-1")
                found = self.decision(case).filtered(lambda row: row.state == "proposed")
                self.assertEqual(found.ground_id, expected)
