"""Two people at the same moment, on two connections to the database; what is committed is removed again."""

from datetime import timedelta

from odoo import SUPERUSER_ID
from odoo.exceptions import LockError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.several_connections import NUMBERS, MomentCase


@tagged("post_install", "-at_install")
class TestSameMoment(MomentCase):
    """RS16.9, RS16.5b: an answer is given once, and none is overlooked, however close two come."""

    def _persons(self, env, number):
        """Create firms with a contact on the portal each; return (firms, users)."""
        firms = env["res.partner"].create(
            [{"name": f"Firm {next(NUMBERS)}", "is_company": True} for _number in range(number)]
        )
        users = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": f"Contact {firm.id}",
                        "login": f"moment-{firm.id}",
                        "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
                    }
                    for firm in firms
                ]
            )
        )
        for firm, user in zip(firms, users, strict=True):
            user.partner_id.parent_id = firm
        return firms, users

    def _visit(self, env, firms):
        procedure = env.ref("customs_verification.procedure_eaeu_rs_visit")
        importing, exporting = env["customs.authority"].create(
            [
                {
                    "name": "Moment KZ",
                    "code": "M-KZ",
                    "country_id": env.ref("base.kz").id,
                    "tz": "Asia/Almaty",
                    "is_customs_authority": True,
                },
                {
                    "name": "Moment RS",
                    "code": "M-RS",
                    "country_id": env.ref("base.rs").id,
                    "tz": "Europe/Belgrade",
                    "is_customs_authority": True,
                    "is_verification_authority": True,
                },
            ]
        )
        values = {
            "procedure_id": procedure.id,
            "importing_authority_id": importing.id,
            "exporting_authority_id": exporting.id,
            "verified_person_id": firms[0].id,
            "verified_role": "exporter" if len(firms) > 1 else "both",
            "second_person_id": firms[1].id if len(firms) > 1 else False,
        }
        visit = env["customs.verification.visit"].create(values)
        today = importing._today()
        # What came before is no matter here: the request was sent, and the persons were told.
        visit._write_guarded(
            {
                "request_approved_on": today - timedelta(days=3),
                "request_sent_on": today - timedelta(days=2),
                "person_informed_on": today - timedelta(days=1),
            }
        )
        return visit

    def _tasks(self, env, visit, firms, kind):
        tasks = env["customs.task"].create(
            [
                {
                    "name": "Moment",
                    "kind": kind,
                    "question": "What?",
                    "warning": "A refusal is a ground.",
                    "res_model": visit._name,
                    "res_id": visit.id,
                    "person_id": firm.id,
                    "due_on": visit._today() + timedelta(days=5),
                }
                for firm in firms
            ]
        )
        tasks._write_guarded({"asked_on": visit._today()})
        return tasks

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_answers(self):
        """RS16.9: of two answers to one task at the same moment one is taken; the other gets a sentence."""
        with self._env() as env:
            firms, users = self._persons(env, 1)
            task = self._tasks(env, self._visit(env, firms), firms, "answer")
            colleague = users.copy({"login": "moment-colleague"})
            colleague.partner_id.parent_id = firms
            task_id, uids = task.id, (users.id, colleague.id)

        def answer(env):
            return env["customs.task"].browse(task_id).give_answer(1, f"From {env.uid}.").id

        outcomes = self._at_once(*[(uid, answer) for uid in uids])
        self.assertEqual([outcome for outcome, _what in outcomes], ["done", "refused"], outcomes)
        self.assertRegex(outcomes[1][1], "out of date|already given|Another person is answering")
        with self._env() as env:
            task = env["customs.task"].browse(task_id)
            self.assertEqual((len(task.answer_ids), task.state), (1, "answered"))

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_consents(self):
        """RS16.5b: two verified persons consent at the same moment: the fact that both did is recorded."""
        with self._env() as env:
            firms, users = self._persons(env, 2)
            visit = self._visit(env, firms)
            tasks = self._tasks(env, visit, firms, "consent")
            visit_id, pairs = visit.id, list(zip(users.ids, tasks.ids, strict=True))

        def consent(task_id):
            return lambda env: env["customs.task"].browse(task_id).give_answer(1, choice="consent").id

        outcomes = self._at_once(*[(uid, consent(task_id)) for uid, task_id in pairs])
        self.assertEqual([outcome for outcome, _what in outcomes], ["done", "done"], outcomes)
        with self._env() as env:
            visit = env["customs.verification.visit"].browse(visit_id)
            self.assertEqual(visit.person_consent_on, visit._today())

    @mute_logger("odoo.service.model", "odoo.sql_db", "odoo.addons.auth_signup.models.res_users")
    def test_two_invitations(self):
        """RS16.5b: of two invitations of one address at the same moment one is sent, the other told."""
        with self._env() as env:
            firms, _users = self._persons(env, 1)
            visit_id, firm_id = self._visit(env, firms).id, firms.id
            env.ref("base.group_portal")

        def invite(env):
            visit = env["customs.verification.visit"].browse(visit_id)
            return visit.invite_contact(firm_id, "Moment", "moment-invited@firm.example")

        outcomes = self._at_once((SUPERUSER_ID, invite), (SUPERUSER_ID, invite))
        self.assertEqual([outcome for outcome, _what in outcomes], ["done", "refused"], outcomes)
        self.assertIn("Another person is inviting moment-invited@firm.example", outcomes[1][1])

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_deciders(self):
        """RS16.6: of two supervisors who decide at the same moment one does, and the record says it once."""
        with self._env() as env:
            firms, _users = self._persons(env, 1)
            visit = self._visit(env, firms)
            decision = env["customs.preference.decision"]._propose(
                visit,
                visit.procedure_id._consequence_of("refusal_received_on").ground_id,
                "moment",
                "Refused",
                "Annex 3, Art. 16(6)",
                scope="named",
                fact_on=visit._today(),
            )
            supervisors = self._supervisors(env, visit, "decider")
            decision_id, uids = decision.id, supervisors.ids

        def decide(env):
            return env["customs.preference.decision"].browse(decision_id).decide(f"Decided by {env.uid}")

        outcomes = self._at_once(*[(uid, decide) for uid in uids])
        self.assertEqual([outcome for outcome, _what in outcomes], ["done", "refused"], outcomes)
        self.assertRegex(outcomes[1][1], "already decided|Another user is taking this decision")
        with self._env() as env:
            decision = env["customs.preference.decision"].browse(decision_id)
            facts = decision._case().fact_ids.filtered(lambda fact: fact.reference == decision.name)
            self.assertEqual((decision.state, len(facts)), ("decided", 1))

    def _supervisors(self, env, visit, name):
        """Create two supervisors of the authority of the visit."""
        return (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": f"{name} {number}",
                        "login": f"moment-{name}-{number}",
                        "group_ids": [(6, 0, env.ref("customs_verification.group_supervisor").ids)],
                        "customs_authority_ids": [(6, 0, visit.importing_authority_id.ids)],
                    }
                    for number in range(2)
                ]
            )
        )

    def test_a_case_that_somebody_holds(self):
        """IT9: a fact on a case that another is changing gets a sentence at once, and does not wait.

        What was changed meanwhile the database finds too, at the write.
        """
        with self._env() as env:
            firms, _users = self._persons(env, 1)
            visit = self._visit(env, firms)
            case_id, uid, today = visit.id, self._supervisors(env, visit, "recorder").ids[0], visit._today()
        with self._env() as other, self._env(uid) as env:
            other["customs.verification.visit"].browse(case_id).lock_for_update()
            env.cr.execute("SET LOCAL lock_timeout = '5s'")
            with self.assertRaisesRegex(LockError, "Another user is changing this case"):
                env["customs.verification.visit"].browse(case_id).record_fact(
                    "consent_received_on", today, reference="RS-1"
                )

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_supervisors(self):
        """RS16.12: of two supervisors who put a suspension in force at the same moment one does."""
        with self._env() as env:
            firms, _users = self._persons(env, 1)
            visit = self._visit(env, firms)
            goods = {
                "hs_code": "0406905000",
                "description": "Cheese",
                "brand": "X",
                "exporter_id": firms.id,
            }
            suspension = env["customs.preference.suspension"].create(
                {"visit_id": visit.id, "reason": "Doubts", "goods_ids": [(0, 0, goods)]}
            )
            supervisors = self._supervisors(env, visit, "supervisor")
            suspension_id, uids = suspension.id, supervisors.ids

        def start(env):
            return env["customs.preference.suspension"].browse(suspension_id).put_in_force()

        outcomes = self._at_once(*[(uid, start) for uid in uids])
        self.assertEqual([outcome for outcome, _what in outcomes], ["done", "refused"], outcomes)
        self.assertRegex(outcomes[1][1], "is in force since|Another user is changing this case")
        with self._env() as env:
            suspension = env["customs.preference.suspension"].browse(suspension_id)
            facts = suspension.visit_id.fact_ids.filtered(lambda fact: fact.reference == suspension.name)
            self.assertEqual((suspension.state, len(facts)), ("in_force", 1))

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_answer_and_removal_of_its_file(self):
        """RS16.9: a file removed at the moment at which it is sent: it is in the answer, or there is none."""
        with self._env() as env:
            firms, users = self._persons(env, 1)
            task = self._tasks(env, self._visit(env, firms), firms, "documents")
            file = env["customs.file"].with_user(users)._accept([("a.txt", b"ledger")], task_id=task.id)
            task_id, file_id, uid = task.id, file.id, users.id

        def answer(env):
            return env["customs.task"].browse(task_id).give_answer(1, "Here.", file_ids=[file_id]).id

        def remove(env):
            env["customs.file"].browse(file_id)._unlink_pending()

        outcomes = self._at_once((uid, answer), (uid, remove))
        self.assertEqual([outcome for outcome, _what in outcomes], ["done", "refused"], outcomes)
        with self._env() as env:
            file, answers = (
                env["customs.file"].browse(file_id).exists(),
                env["customs.task"].browse(task_id).answer_ids,
            )
            self.assertEqual(answers.file_ids, file)
            self.assertEqual(bool(answers), bool(file))

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_readers(self):
        """RSM26: two who read what was given in confidence at the same moment leave an entry each."""
        with self._env() as env:
            firms, users = self._persons(env, 1)
            visit = self._visit(env, firms)
            task = self._tasks(env, visit, firms, "answer")
            readers = self._supervisors(env, visit, "reader")
            answer = task.with_user(users).give_answer(1, "In confidence.", is_confidential=True)
            answer_id, uids = answer.id, readers.ids

        def read(env):
            return env["customs.task.answer"].browse(answer_id).read(["text"])[0]["text"]

        outcomes = self._at_once(*[(uid, read) for uid in uids])
        self.assertEqual(outcomes, [("done", "In confidence.")] * 2)
        with self._env() as env:
            entries = env["customs.reading"].search([("answer_id", "=", answer_id)])
            self.assertEqual(sorted(entries.user_id.ids), sorted(uids))
