"""The paper original: waived, demanded, presented, not presented, and what follows (RS12.2, RS14.3)."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.line_checks import LineChecksCase
from ..common.proof import DAY


@tagged("post_install", "-at_install")
class TestPaperOriginal(LineChecksCase):
    def setUp(self):
        super().setUp()
        self.declared = self.line()
        self.paper = self.declared.proof_id.with_user(self.officer)

    def proposals(self, proof=None):
        source = proof or self.paper
        return self.env["customs.preference.decision"].search(
            [("res_model", "=", source._name), ("res_id", "=", source.id), ("trigger", "=", "original")]
        )

    def run_job(self):
        with patch.object(self.registry["ir.cron"], "_commit_progress", return_value=60):
            self.env["customs.preference.decision"]._cron_preference()

    def test_waived(self):
        """RS12.2, RS14.2: waived with the reason, by an officer; nobody writes it by hand."""
        self.assertNotIn("original", self.checks(self.declared))
        self.ct2.original_asked = True
        self.assertState(self.declared, "original", "unknown", "not recorded whether")
        with self.assertRaises(UserError):
            self.paper.waive_original(" ")
        with self.assertRaises(AccessError):
            self.paper.with_user(self.reader).waive_original("The electronic system runs")
        self.paper.waive_original("The electronic system runs")
        self.assertState(self.declared, "original", "passed", "The electronic system runs")
        with self.assertRaises(UserError):
            self.paper.original_waived_on = self.today
        with self.assertRaises(UserError):
            self.paper.paper_original_on = self.today

    def test_presented(self):
        """RS12.2: presented on a day that is not before the issue and not in the future."""
        for day, part in (
            (self.today + DAY, "is in the future"),
            (self.paper.issued_on - DAY, "the day of issue"),
            (False, "Enter the day"),
        ):
            with self.subTest(day=day), self.assertRaises(UserError) as refused:
                self.paper.record_original(day)
            self.assertIn(part, str(refused.exception))
        self.paper.record_original(self.today)
        self.assertState(self.declared, "original", "passed", "Presented on")
        with self.assertRaises(UserError) as refused:
            self.paper.demand_original("doubt", self.today + DAY)
        self.assertIn("already presented", str(refused.exception))

    def test_reasons(self):
        """RS14.3, RS13.4: each type of proof has its reasons, with the article."""
        reasons = self.ct2.original_reason_ids
        self.assertEqual(reasons.mapped("code"), ["doubt", "mismatch", "no_data"])
        self.assertEqual(set(reasons.mapped("article")), {"Annex 3, Art. 14(3)"})
        inaccurate = self.declaration_of_origin.original_reason_ids
        self.assertEqual((inaccurate.article, inaccurate.demanded), ("Annex 3, Art. 13(4)", "certificate"))
        self.assertFalse(any((reasons | inaccurate).mapped("verified")))
        with self.assertRaises(UserError) as refused:
            self.paper.demand_original("inaccurate", self.today - DAY)
        for part in ("Choose the reason", "The last day is in the past"):
            self.assertIn(part, str(refused.exception))

    def test_demanded_and_not_presented(self):
        """RS14.3, RS11.1.6: ground 6 is proposed once it is not presented, and ends when it is."""
        self.paper.demand_original("mismatch", self.today + 5 * DAY, "Another weight")
        self.assertState(self.declared, "original", "unknown", "do not match")
        self.assertFalse(self.proposals())
        self.assertEqual(self.paper.original_state, "demanded")
        self.paper.record_original_missing(self.today, "The importer says that it is lost")
        decision = self.proposals()
        self.assertEqual((decision.state, decision.ground_id.code), ("proposed", "11.1.6"))
        self.assertEqual(decision.article, "Annex 3, Art. 14(3)")
        self.assertEqual(decision.line_ids.line_id, self.declared)
        self.assertIn("says that it is lost", decision.reason)
        self.assertState(self.declared, "original", "failed", "was not presented", "Annex 3, Art. 14(3)")
        self.paper.record_original(self.today)
        self.assertEqual(decision.state, "void")
        self.assertState(self.declared, "original", "passed", "Presented on")

    def test_overdue(self):
        """RS11.1.6: the day that passes is enough, for the daily job too; the last day itself is in time."""
        self.paper.demand_original("doubt", self.today)
        self.run_job()
        self.assertFalse(self.proposals())
        self.paper._behind_the_door().write({"original_due_on": self.today - DAY})
        self.assertState(self.declared, "original", "failed", "was not presented")
        self.run_job()
        self.assertEqual(self.proposals().ground_id.code, "11.1.6")

    def test_withdrawn_by_a_supervisor(self):
        """RS14.3: what was recorded is withdrawn by a supervisor, with the reason; the history keeps it."""
        self.paper.demand_original("doubt", self.today + DAY)
        self.paper.record_original_missing(self.today, "Lost")
        with self.assertRaises(AccessError):
            self.paper.withdraw_original("An error")
        self.paper.with_user(self.supervisor).withdraw_original("An error of entry")
        self.assertFalse(self.paper.original_state or self.paper.original_note)
        self.assertEqual(self.proposals().state, "void")
        self.assertIn("An error of entry", "".join(self.paper.message_ids.mapped("body")))

    def test_certificate_instead_of_a_declaration(self):
        """RS13.4: instead of a declaration of origin a certificate is demanded, and that one is presented."""
        line = self.line(
            proof_id=self.proof(proof_type_id=self.declaration_of_origin.id, customs_value=100).id
        )
        paper = line.proof_id.with_user(self.officer)
        paper.demand_original("inaccurate", self.today + DAY, "The route is another one")
        with self.assertRaises(UserError) as refused:
            paper.record_original(self.today)
        self.assertIn("Choose the certificate", str(refused.exception))
        with self.assertRaises(UserError):
            paper.record_original(self.today, paper.id)
        certificate = self.proof()
        paper.record_original(self.today, certificate.id)
        self.assertEqual(paper.original_certificate_id, certificate)
        self.assertFalse(self.proposals(paper))

    def test_importer_is_asked(self):
        """RS13.4, RS14.3: in an open documentary verification the importer is asked, with an own last day."""
        with self.assertRaises(UserError) as refused:
            self.paper.demand_original("doubt", self.today + DAY, "", True)
        self.assertIn("No open documentary verification or visit", str(refused.exception))
        request = self.documentary(self.paper.sudo(), answered=False)
        self.approve(request)
        self.record(request, "request_sent_on", -10)
        wizard = (
            self.env["customs.record.original"]
            .with_user(self.officer)
            .create(
                {
                    "proof_id": self.paper.id,
                    "reason_id": self.ct2.original_reason_ids[0].id,
                    "due_on": self.today + 9 * DAY,
                    "asks_importer": True,
                }
            )
        )
        wizard.action_record()
        task = self.paper.original_task_id
        self.assertEqual((task.state, task.due_on), ("asked", self.today + 9 * DAY))
        self.assertEqual(task.person_id, self.paper.consignee_id)  # box 2 names one person: the importer
        self.assertEqual(task.article, "Annex 3, Art. 14(3)")
        self.assertIn(self.paper.number, task.question)
        ground = self.paper.proof_type_id.original_ground_id
        self.assertIn(f"ground for refusing the preference ({ground.article})", task.warning)
        self.assertEqual(wizard.open_case, request.display_name)
        self.paper.with_user(self.supervisor).withdraw_original("The doubt is settled")
        self.assertEqual(task.state, "withdrawn")

    def test_without_a_last_day(self):
        """RS13.4, RS14.3: the text sets no time: without a day of the authority nothing becomes overdue."""
        self.paper.demand_original("doubt")
        self.assertEqual((self.paper.original_state, self.paper.original_due_on), ("demanded", False))
        self.assertState(self.declared, "original", "unknown", "Demanded on", "Justified doubt")
        self.run_job()
        self.assertFalse(self.proposals())
        proofs = self.env["customs.origin.proof"]
        self.assertNotIn(self.paper, proofs.search(proofs._original_not_presented()))
        self.paper.record_original_missing(self.today, "The importer says that it is lost")
        decision = self.proposals()
        self.assertEqual(decision.ground_id.code, "11.1.6")
        self.assertNotIn("to be presented by", decision.reason)

    def test_importer_is_asked_before_the_request(self):
        """RS13.4, RS14.3: the demand waits for no request: a case that is open is enough, also a draft."""
        request = self.documentary(self.paper.sudo(), answered=False)
        self.assertFalse(request.request_sent_on)
        self.paper.demand_original("doubt", False, "", True)
        task = self.paper.original_task_id
        self.assertEqual((task.res_model, task.res_id, task.due_on), (request._name, request.id, False))
        self.assertEqual(task.state, "asked")

    def test_importer_is_asked_in_a_visit(self):
        """RS14.3, RS16.9: in a visit, what its own documents are asked for is not said of the original."""
        visit = self.visit()
        proof = visit.goods_ids.proof_id[:1].with_user(self.officer)
        for request in proof.verification_request_ids:
            self.assertTrue(request.closed_on)
        proof.demand_original("doubt", False, "", True)
        task = proof.original_task_id
        self.assertEqual((task.res_model, task.res_id), (visit._name, visit.id))
        self.assertEqual(task.article, "Annex 3, Art. 14(3)")
        self.assertNotIn("visit", task.warning)
        self.assertEqual(task.person_id, proof._importer())

    def test_who_is_asked(self):
        """RS13.4, CU-A: the importer is asked; a consignee who acts on its behalf reads nothing."""
        paper = self.proof(importer_id=self.person("The Importer LLP", self.kz).id).with_user(self.officer)
        request = self.documentary(paper.sudo(), answered=False)
        self.approve(request)
        self.record(request, "request_sent_on", -10)
        forwarder = self.portal_contact(paper.consignee_id, "Forwarder", login="forwarder")
        paper.demand_original("doubt", self.today + DAY, "", True)
        self.assertEqual(paper.original_task_id.person_id, paper.importer_id)
        self.assertFalse(self.env["customs.task"].with_user(forwarder).search([]))

    def test_certificate_of_another_register(self):
        """CU-A: whether another authority has a certificate of a number is not told."""
        paper = self.proof(proof_type_id=self.declaration_of_origin.id, customs_value=100)
        paper = paper.with_user(self.officer)
        paper.demand_original("inaccurate", self.today + DAY, "The route is another one")
        foreign = self.proof(importing_authority_id=self.other_importing.id)
        said = []
        for number in (foreign.id, foreign.id + 10**6):
            with self.assertRaises(UserError) as refused:
                paper.record_original(self.today, number)
            said.append((type(refused.exception), str(refused.exception)))
        self.assertEqual(said[0], said[1])
