"""What must come before what when a suspension or declared goods change, whatever the files are called."""

from contextlib import ExitStack
from unittest.mock import patch

from odoo.tests import tagged

from ..common.decision import DecisionCase


@tagged("post_install", "-at_install")
class TestOrder(DecisionCase):
    def in_order(self, model, *names):
        """Record the order in which the methods ``names`` of ``model`` begin, while the block lasts."""
        called, stack = [], ExitStack()
        for name in names:
            method = getattr(self.registry[model], name)

            def recorded(records, *args, of=name, method=method, **kwargs):
                called.append(of)
                return method(records, *args, **kwargs)

            stack.enter_context(patch.object(self.registry[model], name, recorded))
        return called, stack

    def test_marks_before_restorations(self):
        """RS16.12b, RS10.3: a restoration finds the goods as the end of the suspension leaves them."""
        lines = self.declared(days=-20)
        visit = self.visited()
        suspension = self.suspension(visit, lines)
        names = ("_mark_changed", "_propose_restorations", "_withdraw_restorations")
        called, recording = self.in_order("customs.preference.suspension", *names)
        with recording:
            self.end(suspension)
            suspension._write_guarded({"ended_on": False, "end_kind": False})
        told = [name for number, name in enumerate(called) if called[number - 1 : number] != [name]]
        self.assertEqual(told, ["_mark_changed", names[1], "_mark_changed", names[2]])

    def test_a_decision_counts_before_a_suspension(self):
        """RS11.1, RS16.12: goods that were refused are refused, under whatever suspension they are."""
        proof = self.proof()
        lines = self.declared(proof, days=-20)
        visit = self.refused_visit(proof)
        self.suspension(visit, lines)
        self.assertEqual(lines.preference_state, "suspended")
        decision = self.decision(visit, "refusal")
        self.env["customs.preference.decision.line"]._add(decision, lines - self.goods(decision), "Named")
        self.decide(decision)
        self.assertEqual(lines.preference_state, "refused")
        self.env["customs.suspended.line"].sudo()._mark_range(0, max(lines.ids))
        self.assertEqual(lines.preference_state, "refused")

    def test_what_follows_from_a_revocation(self):
        """RS10.3: goods take their state first, then a restoration is proposed, then importers are told."""
        proof = self.proof()
        lines = self.declared(proof, days=-20)
        decision = self.decision(self.refused_visit(proof), "refusal")
        self.env["customs.preference.decision.line"]._add(decision, lines - self.goods(decision), "Named")
        self.decide(decision)
        steps = ["_refresh_line_states", "_propose", "_notify_importers"]
        called, recording = self.in_order("customs.preference.decision", *steps)
        with recording:
            decision.with_user(self.supervisor).revoke("Wrong")
        self.assertEqual(called, steps)
