import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ...models.case import procedure_move
from ...models.decision.version_effects import Effects
from ...models.law import law_file
from ..common.cases import CustomsCase


@tagged("post_install", "-at_install")
class TestProcedureVersions(CustomsCase):
    """A procedure has versions: a copy in draft, put in force from a day; open cases keep theirs."""

    def draft(self):
        """Return the draft of a new version of the visit."""
        action = self.visit_procedure.with_user(self.administrator).action_new_version()
        return self.env["customs.procedure"].browse(action["res_id"])

    def version(self, days=0, **rule):
        """Return a version in force from ``days`` from today on, with another time for the answer."""
        draft = self.draft()
        self.rule(draft).write({"length": self.rule(self.visit_procedure).length + 7, **rule})
        draft.valid_from = self.day(days)
        draft.with_user(self.administrator).action_put_in_force()
        return draft

    def rule(self, procedure):
        return procedure.rule_ids.filtered(lambda row: row.code == "RS16.5a")

    def move(self, case, version, reason="The new text applies to all.", user=None):
        procedure_move.move(case.with_user(user or self.supervisor), version, reason)

    # Draft, in force

    def test_draft(self):
        """Decision 0027: a new version is a copy in draft with all that it holds, and there is one."""
        draft = self.draft()
        self.assertTrue(draft.is_draft)
        self.assertEqual(draft.former_version_id, self.visit_procedure)
        self.assertEqual(len(draft.step_ids), len(self.visit_procedure.step_ids))
        self.assertEqual(len(draft.letter_ids), len(self.visit_procedure.letter_ids))
        self.assertEqual(self.draft(), draft)
        self.assertEqual(draft.version_ids, self.visit_procedure | draft)
        with self.refused("is a draft", error=ValidationError):
            self.visit(procedure_id=draft.id)

    def test_put_in_force(self):
        """Decision 0027: from its first day new cases take it, and the former one ends the day before."""
        version = self.version()
        self.assertEqual(self.visit_procedure.valid_to, self.day(-1))
        visits = self.env["customs.verification.visit"]
        self.assertEqual(visits._default_procedure(), version)
        self.assertEqual(self.visit(procedure_id=version.id).procedure_id, version)
        with self.refused("does not apply to cases opened", version.code, error=ValidationError):
            self.visit()

    def test_from_a_later_day(self):
        """Decision 0027: until its first day new cases take the former version."""
        version = self.version(days=30)
        self.assertEqual(self.env["customs.verification.visit"]._default_procedure(), self.visit_procedure)
        self.assertTrue(self.visit())
        with self.refused("does not apply to cases opened", error=ValidationError):
            self.visit(procedure_id=version.id)

    def test_what_stands_against_it(self):
        """Decision 0027: a version without a first day, or before the former one, is not put in force."""
        draft = self.draft()
        with self.refused("Enter the day from which"):
            draft.action_put_in_force()
        self.visit_procedure.valid_from = self.day(-10)
        draft.valid_from = self.day(-10)
        with self.refused("Enter a later day"):
            draft.action_put_in_force()
        with self.refused("first day must be after", error=ValidationError):
            draft.write({"is_draft": False, "valid_from": self.day(0)})
        version = self.version()
        with self.refused("in force already"):
            version.action_put_in_force()
        with self.refused("replaces", error=ValidationError):
            self.visit_procedure.former_version_id = version

    def test_who_may(self):
        """Access: the administrator of the law makes versions; nobody else does."""
        for user in (self.reader, self.officer, self.supervisor):
            with self.assertRaises(AccessError):
                self.visit_procedure.with_user(user).action_new_version()
        draft = self.draft()
        draft.valid_from = self.today
        for user in (self.supervisor, new_test_user(self.env, "out.version", groups="base.group_portal")):
            with self.assertRaises(AccessError):
                draft.with_user(user).action_put_in_force()

    # Open cases

    def test_open_cases_keep_theirs(self):
        """Decision 0027: an open case goes on under its version: its last days and letters stay."""
        visit = self.sent_visit(-20)
        before = self.clock(visit, "RS16.5a").due_on
        self.version()
        self.record(visit, "request_acknowledged_on", -10)
        self.assertEqual(self.clock(visit, "RS16.5a").due_on, before)
        self.assertEqual(visit.procedure_id, self.visit_procedure)

    def test_move(self):
        """Decision 0027: a supervisor moves a case, with a reason: its clocks follow, the record says so."""
        visit = self.sent_visit(-20)
        before = self.clock(visit, "RS16.5a")
        version = self.version()
        self.move(visit, version)
        rows = visit.deadline_ids.filtered(lambda row: row.rule_id.code == "RS16.5a")
        now = rows.filtered("start_on")
        self.assertEqual(now.rule_id, self.rule(version))
        self.assertEqual(now.start_on, self.day(-20))
        self.assertGreater(now.due_on, self.day(-20))
        self.assertFalse(before.start_on)
        entry = visit.sudo().fact_ids.filtered(lambda row: row.fact == "procedure_moved")
        self.assertIn(version.code, entry.label)
        self.assertEqual(entry.reason, "The new text applies to all.")
        self.assertFalse(visit.sudo()._derived_findings()[visit.id])
        self.record(visit, "consent_received_on", -1, reference="RS-1")
        self.assertEqual(now.done_on, self.day(-1))

    def test_move_keeps_the_former_last_day(self):
        """IT9: the record says which last day was given up, and which one holds."""
        visit = self.sent_visit(-20)
        former = self.clock(visit, "RS16.5a").due_on
        version = self.version()
        self.move(visit, version)
        entry = visit.sudo().fact_ids.filtered(lambda row: row.fact == "procedure_moved")
        now = visit.deadline_ids.filtered(lambda row: row.rule_id == self.rule(version)).due_on
        for day in (former, now):
            self.assertIn(self.words((day - self.today).days), entry.note)

    def test_move_refused_by_what_is_recorded(self):
        """RS16.6: no case goes to a version under which a recorded step would have come too early."""
        visit = self.sent_visit(-20)
        self.record(visit, "request_acknowledged_on", -10)
        draft = self.draft()
        self.rule(draft).copy(
            {
                "code": "HELD",
                "name": "Time to think",
                "bound": "at_least",
                "length": 30,
                "unit": "day",
                "held_fact": "request_acknowledged_on",
                "lapse": "none",
                "lapse_ground_id": False,
                "extension_times": 0,
            }
        )
        draft.valid_from = self.today
        draft.action_put_in_force()
        with self.refused("the date cannot be before"):
            self.move(visit, draft)
        self.assertEqual(visit.procedure_id, self.visit_procedure)

    def test_approved_letter_is_not_left_behind(self):
        """RS16.3, decision 0027: a letter that waits to be sent states its own version."""
        visit = self.visit()
        self.approve(visit, days=-1)
        version = self.version()

        def told():
            [(_case, effects)] = Effects(visit, version).of_each()
            return [effect.after for effect in effects if effect.kind == "move"]

        [text] = told()
        self.assertIn("Withdraw the approval first", text)
        with self.refused(visit.name, "not sent yet", self.visit_procedure.display_name, "Withdraw"):
            self.move(visit, version)
        self.assertEqual(visit.procedure_id, self.visit_procedure)
        visit.with_user(self.supervisor).record_fact("request_approved_on", False, reason="New version")
        self.assertFalse(told())
        self.move(visit, version)
        self.assertEqual(visit.procedure_id, version)

    def test_move_keeps_what_is_met(self):
        """Decision 0027: a time that was met keeps the version by which it was counted."""
        visit = self.sent_visit(-20)
        self.record(visit, "consent_received_on", -10, reference="RS-1")
        row = self.clock(visit, "RS16.5a")
        due_on = row.due_on
        version = self.version()
        self.move(visit, version)
        rows = visit.deadline_ids.filtered(lambda each: each.rule_id.code == "RS16.5a" and each.start_on)
        self.assertEqual((rows, rows.due_on), (row, due_on))
        self.assertFalse(visit.sudo()._derived_findings()[visit.id])

    def test_move_keeps_extensions(self):
        """RS15.6b: an extension goes with its clock to the other version, and the record says so."""
        case = self.documentary(answered=False)
        self.approve(case, -21)
        self.record(case, "request_sent_on", -20)
        row = case.deadline_ids.filtered(lambda each: each.rule_id.extension_times)[:1]
        row.with_user(self.officer).extend(self.day(-2), "The archive is large.")
        extended = row.due_on
        action = self.documents_procedure.action_new_version()
        draft = self.env["customs.procedure"].browse(action["res_id"])
        draft.valid_from = self.today
        draft.action_put_in_force()
        self.move(case, draft)
        now = case.deadline_ids.filtered(lambda each: each.rule_id.code == row.rule_id.code and each.start_on)
        self.assertEqual((len(now.extension_ids), now.due_on), (1, extended))
        self.assertEqual(now.rule_id.procedure_id, draft)
        self.assertTrue(
            case.sudo().fact_ids.filtered(lambda each: "moved to another version" in (each.reason or ""))
        )

    def test_move_refused(self):
        """Decision 0027: what cannot move is named at once; an officer and other authorities move nothing."""
        visit = self.sent_visit(-20)
        draft = self.draft()
        draft.step_ids.filtered(lambda step: step.fact == "request_acknowledged_on").unlink()
        self.record(visit, "request_acknowledged_on", -10)
        with self.refused("Enter the reason", "is a draft", "has no step for what is recorded"):
            self.move(visit, draft, reason=" ")
        with self.refused("is not another version"):
            self.move(visit, self.visit_procedure)
        for user in (self.officer, self.foreign_supervisor, self.administrator):
            with self.assertRaises(AccessError):
                self.move(visit, draft, user=user)
        with self.refused("cannot be changed"):
            visit.with_user(self.supervisor).procedure_id = draft

    # Effects

    def effects(self, cases, version):
        return dict(Effects(cases, version).of_each())

    def test_effects_are_those_of_the_move(self):
        """Decision 0027: what is shown before the move is what the move does; nothing is written before."""
        visit = self.sent_visit(-20)
        version = self.version()
        shown = self.effects(visit, version)[visit]
        self.env.flush_all()
        self.assertEqual(visit.procedure_id, self.visit_procedure)
        self.assertEqual(self.clock(visit, "RS16.5a").rule_id, self.rule(self.visit_procedure))
        days = {effect.name: effect.after for effect in shown if effect.kind == "deadline"}
        self.assertTrue(days)
        self.move(visit, version)
        for row in visit.deadline_ids.filtered("start_on"):
            if row.rule_id.name in days:
                self.assertEqual(days[row.rule_id.name], self.words((row.due_on - self.today).days))

    def test_effects_on_states_and_proposals(self):
        """Decision 0027: state, next steps, proposals and gates that differ are named."""
        visit = self.sent_visit(-100)
        draft = self.draft()
        self.rule(draft).length += 365
        sent = draft.step_ids.filtered(lambda step: step.fact == "request_sent_on")
        sent.state_name = "On its way"
        draft.step_ids.filtered(lambda step: step.fact == "request_acknowledged_on").unlink()
        effects = self.effects(visit, draft)[visit]
        self.assertLessEqual({"deadline", "state", "step", "proposal"}, {effect.kind for effect in effects})
        proposal = next(effect for effect in effects if effect.kind == "proposal")
        self.assertTrue(proposal.before)
        self.assertFalse(proposal.after)

    def test_same_law_has_no_effect(self):
        """Decision 0027: a version that says the same changes nothing."""
        visit = self.sent_visit(-20)
        self.assertFalse(self.effects(visit, self.draft())[visit])

    def test_constant_number_of_queries(self):
        """Design: the effects on ten cases take as many queries as those on two, but for a few."""
        visits = self.env["customs.verification.visit"].browse()
        for _number in range(8):
            visits |= self.sent_visit(-20)
        draft = self.draft()
        self.rule(draft).length += 3
        counts = []
        for cases in (visits[:2], visits):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.effects(cases, draft)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 4, counts)

    def test_screen(self):
        """Access: each sees the effects on the cases that it may see, and only whether there are others."""
        visit = self.sent_visit(-20)
        version = self.version()
        found = {}
        for user in (self.supervisor, self.reader, self.administrator, self.foreign_supervisor):
            wizard = self.env["customs.version.effect"].with_user(user)
            wizard = wizard.create({"procedure_id": self.visit_procedure.id, "version_id": version.id})
            wizard.action_calculate()
            found[user] = (visit.id in wizard.change_ids.mapped("res_id"), wizard.has_hidden)
        self.assertEqual(found[self.supervisor][0], True)
        self.assertEqual(found[self.reader][0], True)
        self.assertEqual(found[self.administrator], (False, True))
        self.assertEqual(found[self.foreign_supervisor], (False, True))
        wizard = self.env["customs.version.effect"].with_user(self.supervisor)
        wizard = wizard.create(
            {"procedure_id": self.visit_procedure.id, "version_id": version.id, "reason": "All cases."}
        )
        wizard.action_calculate()
        self.assertEqual(wizard.change_ids[0].action_open_case()["res_id"], visit.id)
        wizard.action_move()
        self.assertEqual(visit.procedure_id, version)

    # A newer file

    def newer(self):
        """Return the bytes of a newer file of the agreement."""
        data = json.loads(law_file.to_file(self.agreement))
        visit = next(row for row in data["agreement"]["procedure_ids"] if row["code"] == "VISIT")
        next(row for row in visit["rule_ids"] if row["code"] == "RS16.5a")["length"] += 5
        data["agreement"]["waiver_article"] = "Another article"
        return json.dumps(data).encode()

    def test_take_over(self):
        """Decision 0027: what a newer file says becomes drafts, and nothing in force changes."""
        before = law_file.to_file(self.agreement)
        content = self.newer()
        agreement = self.agreement.with_user(self.administrator)
        drafts = agreement._take_over_file(content, "newer.json")
        self.assertEqual(drafts.former_version_id, self.visit_procedure)
        self.assertTrue(drafts.is_draft)
        self.assertEqual(self.rule(drafts).length, self.rule(self.visit_procedure).length + 5)
        self.assertFalse(drafts.rule_ids.filtered("verified"))
        note = self.agreement.message_ids[0].body
        self.assertIn(law_file.digest(content), note)
        self.assertIn("change them by hand", note)
        with self.refused("are there already"):
            agreement._take_over_file(content, "newer.json")
        drafts.unlink()
        self.assertEqual(law_file.to_file(self.agreement), before)
        with self.refused("No procedure of the file differs"):
            agreement._take_over_file(before, "same.json")

    def test_take_over_who(self):
        """Access: the law is taken over by its administrator alone."""
        with self.assertRaises(AccessError):
            self.agreement.with_user(self.supervisor)._take_over_file(self.newer(), "newer.json")

    def test_versions_in_a_file(self):
        """Design: a file carries the versions of a procedure, and which replaces which."""
        self.version()
        self.draft()
        data = json.loads(law_file.to_file(self.agreement))
        data["agreement"]["code"] = "COPY"
        copied = self.env["customs.agreement"]._load_file(json.dumps(data).encode(), "copy.json")
        visits = copied.procedure_ids.filtered(lambda row: row.case_model == "customs.verification.visit")
        self.assertEqual(
            [row.former_version_id.code for row in visits.sorted("code")], [False, "VISIT", "VISIT-2"]
        )
        self.assertEqual(visits.filtered("is_draft").code, "VISIT-3")
