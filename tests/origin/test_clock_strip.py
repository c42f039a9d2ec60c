from odoo.tests import tagged

from ..common.cases import CustomsCase


@tagged("post_install", "-at_install")
class TestClockStrip(CustomsCase):
    """The clocks on the form are right at once."""

    def _step(self, visit, code):
        return next(step for step in visit.clock_strip if step["code"] == code)

    def test_strip_is_fresh(self):
        """RS16.5a, RS16.7a, RS16.7b, RS16.11: the strip follows each fact in the same moment."""
        visit = self.visit()
        self.assertEqual([step["status"] for step in visit.clock_strip], ["waiting"] * 4)
        self.approve(visit, days=-70)
        self.record(visit, "request_sent_on", -70)
        step = self._step(visit, "RS16.5a")
        self.assertEqual(
            (step["status"], step["due_on"], step["days_left"]), ("late", str(self.day(-10)), -10)
        )
        self.record(visit, "consent_received_on", -5, reference="RS-1")
        self.assertEqual(self._step(visit, "RS16.5a")["status"], "met_late")
        for code, days in (("RS16.7a", 60), ("RS16.7b", 150), ("RS16.11", 200)):
            step = self._step(visit, code)
            self.assertEqual((step["start_on"], step["due_on"]), (str(self.day(-5)), str(self.day(days - 5))))
        self.record(visit, "consent_received_on", -6, user=self.supervisor, reason="Postmark")
        self.assertEqual(self._step(visit, "RS16.11")["due_on"], str(self.day(194)))

    def test_one_version_of_a_rule(self):
        """KZ6: of several versions of a rule the strip shows the one that governs the case."""
        old = self.visit_procedure.rule_ids.filtered(lambda rule: rule.code == "RS16.5a")
        old.valid_to = self.day(-50)
        new = old.copy({"valid_from": self.day(-49), "valid_to": False, "length": 30})
        for sent, rule in ((-80, old), (-40, new)):
            visit = self.sent_visit(days=sent)
            steps = [step for step in visit.clock_strip if step["code"] == "RS16.5a"]
            self.assertEqual(len(steps), 1)
            self.assertEqual(steps[0]["due_on"], str(self.day(sent + rule.length)))
        draft = self.visit()
        self.assertEqual(len([step for step in draft.clock_strip if step["code"] == "RS16.5a"]), 1)
