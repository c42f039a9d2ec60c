"""Guards that no other test missed when they were taken out: each has here the test that fails without it.

Some of them have a second guard behind them, which their test names.
"""

import base64

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..common.cases import PASSWORD, CustomsCase
from ..common.decision import DecisionCase
from ..common.file_samples import PDF
from ..common.similar_goods_case import SimilarCase
from ..common.suspension import BRAND, SuspensionCase


@tagged("post_install", "-at_install")
class TestGuardsOfCases(CustomsCase):
    def test_files_of_another_answer(self):
        """RS16.9: only files of the answer that stands are sent back, not those of another task or person."""
        firms = [self.person(name) for name in ("First", "Second")]
        files = []
        for firm in firms:
            contact, task = self.portal_contact(firm), self.task(self.sent_visit(-30, person=firm))
            taken = self.env["customs.file"].with_user(contact)._accept([("a.txt", b"a")], task_id=task.id)
            task.with_user(contact).give_answer(1, "Here.", file_ids=taken.ids)
            files.append((task, taken))
        (task, own), (_other, others) = files  # pylint: disable=unbalanced-tuple-unpacking
        for given in (others.ids, (own | others).ids):
            with self.subTest(given=given), self.refused("you can only send back files of this answer"):
                task.with_user(self.officer).send_back("Unreadable", file_ids=given)
        self.assertEqual(task.state, "answered")
        self.assertFalse(task.answer_ids.sent_back_file_ids)
        task.with_user(self.officer).send_back("Unreadable", file_ids=own.ids)
        self.assertEqual(task.answer_ids.sent_back_file_ids, own)

    def test_file_of_an_earlier_answer(self):
        """RS16.9: a file of an earlier round is not sent back with a later one."""
        firm = self.person("First")
        contact, task = self.portal_contact(firm), self.task(self.sent_visit(-30, person=firm))
        files = self.env["customs.file"].with_user(contact)
        first = files._accept([("a.txt", b"a")], task_id=task.id)
        task.with_user(contact).give_answer(1, "Here.", file_ids=first.ids)
        task.with_user(self.officer).send_back("All of it anew", file_ids=first.ids)
        second = files._accept([("b.txt", b"b")], task_id=task.id)
        task.with_user(contact).give_answer(2, "Anew.", file_ids=second.ids)
        with self.refused("you can only send back files of this answer"):
            task.with_user(self.officer).send_back("Again", file_ids=first.ids)

    def test_answered_file_stays_for_acts_too(self):
        """RS16.9: what belongs to an answer is not changed by the addon's own acts either.

        Everybody else is stopped by the guarded fields too.
        """
        firm = self.person("First")
        contact, task = self.portal_contact(firm), self.task(self.sent_visit(-30, person=firm))
        file = self.env["customs.file"].with_user(contact)._accept([("a.txt", b"a")], task_id=task.id)
        file.sudo()._write_guarded({"name": "b.txt"})
        task.with_user(contact).give_answer(1, "Here.", file_ids=file.ids)
        with self.refused("Received files cannot be entered or changed"):
            file.sudo()._write_guarded({"name": "c.txt"})
        self.assertEqual(file.name, "b.txt")

    def test_final_answer_is_not_sent_back(self):
        """RS16.5b: a consent stands, even where it does not count as accepted.

        It is accepted with the answer: the state of the task refuses before.
        """
        firm = self.person("First")
        visit = self.sent_visit(-30, person=firm)
        contact, task = self.portal_contact(firm), self.task(visit, kind="consent")
        task.with_user(contact).give_answer(1, "", choice="consent")
        self.assertEqual(task.state, "accepted")
        with self.refused("This is possible only in"):
            task.with_user(self.officer).send_back("Unreadable")
        task._write_guarded({"accepted_on": False})
        self.assertEqual(task.state, "answered")
        with self.refused("this answer is final and cannot be sent back"):
            task.with_user(self.officer).send_back("Unreadable")

    def test_file_of_a_field(self):
        """RSM26: the file of a field is not taken as one that was uploaded for the case."""
        proof = self.proof().with_user(self.officer)
        file = self.env["ir.attachment"].search(
            [("res_model", "=", proof._name), ("res_id", "=", proof.id), ("res_field", "=", "file")]
        )
        self.assertEqual(len(file), 1)
        with self.assertRaises(UserError):  # the door of files says so first
            file.with_user(self.officer)._accept_for(proof)
        with self.refused("You can only use files that you uploaded here"):
            file.with_user(self.officer).sudo()._accept_for(proof)
        loose = self.env["ir.attachment"].with_user(self.officer).create({"name": "a.txt", "raw": b"a"})
        loose._accept_for(proof)
        self.assertEqual((loose.res_model, loose.res_id), (proof._name, proof.id))

    def test_sent_in_the_future(self):
        """RS15.4: no letter is sent on a day that has not come; today of the authority is the last one."""
        case = self.visit()
        letter = self.env["customs.document"].browse(
            case.draw_up_letter(
                "Notice", "a.pdf", base64.b64encode(PDF), addressee_id=case.verified_person_id.id
            )
        )
        letter.with_user(self.supervisor).action_approve()
        for days in (1, 30):
            with self.subTest(days=days), self.refused("is in the future"):
                letter.with_user(self.officer).record_sent(self.day(days), "by_hand")
        self.assertFalse(letter.service_ids)
        letter.with_user(self.officer).record_sent(self.today, "by_hand")
        self.assertEqual(letter.sent_on, self.today)


@tagged("post_install", "-at_install")
class TestGuardsOfSuspensions(SuspensionCase):
    def test_end_taken_back_over_another(self):
        """RS16.12: an end is not taken back while another suspension of the visit holds the same goods."""
        first = self.in_force()
        first.with_user(self.supervisor).end("Enough", self.day(-1))
        second = self.draft()
        second.with_user(self.supervisor).put_in_force()
        with self.refused(f"already suspended by {second.name}"):
            first.with_user(self.supervisor).take_back("The doubts came again")
        self.assertEqual((first.state, second.state), ("ended", "in_force"))

    def test_goods_of_another_suspension(self):
        """CU-A, RS16.12: a change names goods of this suspension alone."""
        mine, other = self.in_force(), self.draft(self.sent_visit(-40, person=self.producer), brand="Another")
        row = other.goods_ids
        before = row.read(["description", "brand", "hs_code"])
        for command in ([1, row.id, {"brand": "Taken over"}], [2, row.id], [2, row.id, 0]):
            with self.subTest(command=command), self.refused(f"Goods {row.id} are not in {mine.name}"):
                mine.with_user(self.supervisor).change("Because", goods=[command])
        self.assertEqual(row.exists().read(["description", "brand", "hs_code"]), before)
        self.assertEqual(mine.goods_ids.brand, BRAND)


@tagged("post_install", "-at_install")
class TestGuardsOfDecisions(DecisionCase):
    def test_nothing_is_decided_without_its_fact(self):
        """RS16.6: a proposal whose fact was withdrawn is neither decided nor dismissed."""
        visit = self.refused_visit()
        decision = self.decision(visit)
        self.assertEqual(decision.state, "proposed")
        visit.with_user(self.supervisor).record_fact("refusal_received_on", False, reason="Another case")
        self.assertEqual(decision.state, "void")
        for act in (decision.with_user(self.supervisor).decide, decision.with_user(self.supervisor).dismiss):
            with self.subTest(act=act.__name__), self.refused("the fact on which it was based was withdrawn"):
                act("For these reasons")
        self.assertEqual((decision.state, decision.decision_reason), ("void", False))


@tagged("post_install", "-at_install")
class TestGuardsOfPages(CustomsCase, HttpCase):
    def test_no_role_no_page(self):
        """CU-A: who may not read requests finds no page of one, and is not told that there is one."""
        new_test_user(self.env, login="no_role", password=PASSWORD, groups="base.group_user")
        task = self.task(self.sent_visit(-30))
        self.authenticate("no_role", PASSWORD)
        for number in (task.id, 999_999_999):
            with self.subTest(number=number):
                self.assertEqual(self.url_open(f"/my/customs/tasks/{number}").status_code, 404)


@tagged("post_install", "-at_install")
class TestGuardsOfTheAnswer(SimilarCase):
    def test_last_decision_by_its_day(self):
        """RS10.3, RS11.1: the decision taken last settles it, also where it was proposed first."""
        line = self.line(producer_id=self.firms[0].id, brand="Lacto")
        later = self._decided(line, "restoration", -2)
        earlier = self._decided(line, "refusal", -3)
        self.assertLess(later.id, earlier.id)
        [answer] = self.env["customs.declaration"].with_user(self.reader).may_grant([{"id": line.id}])
        self.assertEqual((answer["granted"], answer["problems"]), (True, []))
        self.assertEqual([reason["decision"] for reason in answer["reasons"]], [later.name])

    def test_last_decision_of_a_day(self):
        """RS10.3: of two decisions of one day the one that was signed later settles it."""
        line = self.line(producer_id=self.firms[0].id, brand="Lacto")
        later = self._decided(line, "restoration", -2, at="12:00:00")
        self._decided(line, "refusal", -2, at="09:00:00")
        [answer] = self.env["customs.declaration"].with_user(self.reader).may_grant([{"id": line.id}])
        self.assertEqual([reason["decision"] for reason in answer["reasons"]], [later.name])

    def _decided(self, line, kind, days, at="10:00:00"):
        decisions = self.env["customs.preference.decision"]._behind_the_door()
        return decisions.create(
            {
                "kind": kind,
                "res_model": "customs.verification.visit",
                "res_id": self.visits[self.importing].id,
                "agreement_id": self.agreement.id,
                "importing_authority_id": self.importing.id,
                "ground_id": self.agreement.ground_ids[:1].id,
                "trigger": f"{kind}{days}",
                "proposed_on": self.today,
                "decided_on": self.day(days),
                "decided_at": f"{self.day(days)} {at}",
                "line_ids": [Command.create({"line_id": line.id, "currency_id": self.eur.id})],
            }
        )
