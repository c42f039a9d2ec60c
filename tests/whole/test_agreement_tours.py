"""Cases under agreements that come as files, from the request to the result through the web client."""

from unittest.mock import patch

from odoo.tests import tagged

from ..common.cases import TourCase
from ..common.loaded_agreement import LAW, LoadedAgreementCase


class AgreementTourCase(LoadedAgreementCase, TourCase):
    """The browser stands in the authority's time zone, as an officer's does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        authorities = cls.importing | cls.exporting | cls.body
        authorities.write({"tz": "UTC"})
        cls.today = cls.importing._today()

    def setUp(self):
        super().setUp()
        self.enterContext(patch.dict("os.environ", TZ="UTC"))

    def tour(self, place, name, login="test_officer"):
        """Start the tour ``name`` at the cases of ``place``."""
        self.start_tour(f"/odoo/{place}", name, login=login)

    def letter_of(self, case):
        """Return the words of the stored letter of the request, in which no other agreement is named."""
        letter = case._letter("request")
        self.assertTrue(letter._is_unchanged())
        return self.check_letter(letter._content())


@tagged("post_install", "-at_install")
class TestVietNamTour(AgreementTourCase):
    file, importing_country, exporting_country = "eaeu_vn.json", "base.kz", "base.vn"
    foreign = tuple(set(LAW) - {"EAEU", "Form EAV"})

    def test_visit(self):
        """EAEU-VN 4.31(2)-(8): notification, consent, visit, determination, and its sending."""
        visit = self.visit(person=self.person("Tour Rice Mill"), member_ids=False)
        self.tour("verification-visits", "customs_viet_nam_notification")
        self.assertEqual(visit.member_ids.last_name, "Сәрсенова")
        self.tour("verification-visits", "customs_viet_nam_approve", "test_supervisor")
        text = self.letter_of(visit)
        for part in ("Art. 4.31(1)", "Art. 4.31(4)", "Tour Rice Mill", "60 days"):
            self.assertIn(part, text)
        self.tour("verification-visits", "customs_viet_nam_visit")
        self.assertEqual((visit.state, visit.consent_reference), ("visited", "VN-31/4"))
        self.tour("verification-visits", "customs_viet_nam_determination", "test_supervisor")
        self.assertIn("Art. 4.31(7)", self.check_letter(visit.report_id.document_id._content()))
        self.tour("verification-visits", "customs_viet_nam_result")
        self.assertEqual(
            (visit.state, visit.report_sent_on, visit.closed_on), ("done", self.today, self.today)
        )
        self.assertFalse(visit.sudo().decision_ids.filtered(lambda row: row.kind == "refusal"))


@tagged("post_install", "-at_install")
class TestCptppTour(AgreementTourCase):
    file, importing_country, exporting_country = "cptpp.json", "base.jp", "base.au"
    foreign = tuple(set(LAW) - {"Trans-Pacific"})

    def test_request_for_information(self):
        """CPTPP 3.27(1)(b), 3.27(4)-(10): request to the exporter, receipt, information, determination."""
        exporter = self.person("Tour Dairy Pty Ltd", self.rs)
        proof = self.proof(number="AU-TOUR-1", issuing_body_id=False, exporter_id=exporter.id)
        request = (
            self.env["customs.verification.request"]
            .with_user(self.officer)
            .create(
                {
                    "procedure_id": self.documents_procedure.id,
                    "importing_authority_id": self.importing.id,
                    "addressee_kind": "exporter",
                    "asked_person_id": exporter.id,
                    "informed_authority_id": self.exporting.id,
                    "proof_ids": proof.ids,
                    "doubts": "More cheese was sold than the milk allows.",
                    "answer_length": 30,
                    "signatory_name": "Test Head",
                    "signatory_position": "Head of Department",
                }
            )
        )
        self.tour("documentary-verifications", "customs_cptpp_request")
        self.tour("documentary-verifications", "customs_cptpp_approve", "test_supervisor")
        text = self.letter_of(request)
        for part in ("Art. 3.27(6)(c)", "30 days from the date of receipt", "Tour Dairy Pty Ltd"):
            self.assertIn(part, text)
        self.tour("documentary-verifications", "customs_cptpp_information")
        self.assertEqual((request.state, request.closed_on), ("determined", self.today))
        self.assertEqual((request.originating, request.result_reference), ("yes", "AU-7"))
        self.assertFalse(self.proposed(request))
