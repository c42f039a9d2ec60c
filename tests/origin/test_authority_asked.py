"""Whom of a side one asks: the authority of the country, the body that certified (RS15.5, RS16.3)."""

from odoo import Command
from odoo.tests import tagged

from ..common.cases import CustomsCase


@tagged("post_install", "-at_install")
class TestAuthorityAsked(CustomsCase):
    """Serbia asks: the other side has several countries, each with authorities and bodies of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # `importing` and `kz` are what the builders call the asking authority and its country.
        cls.importing, cls.exporting = cls.exporting, cls.importing
        cls.kz, cls.rs = cls.rs, cls.kz
        cls.neighbour = cls.other_importing
        (cls.exporting | cls.neighbour).is_verification_authority = True
        (cls.officer | cls.supervisor).customs_authority_ids = [Command.link(cls.importing.id)]
        cls.importing.supervisor_id = cls.supervisor
        cls.body, cls.other_body = cls.env["customs.authority"].create(
            [
                {
                    "name": f"Test Chamber {number}",
                    "code": f"T-CH{number}",
                    "country_id": cls.rs.id,
                    "is_authorised_body": True,
                    "tz": cls.exporting.tz,
                }
                for number in (1, 2)
            ]
        )
        cls.today = cls.importing._today()

    def approved(self, case):
        case.with_user(self.supervisor).action_approve_request()
        return bool(case.request_approved_on)

    def test_country_of_the_proof(self):
        """RS15.5: a proof issued in one country is asked about there, and not of its neighbour."""
        there = self.body.copy({"code": "T-CH3", "country_id": self.neighbour.country_id.id})
        there = {"issue_country_id": there.country_id.id, "issuing_body_id": there.id}
        proof, other = self.proof(), self.proof(**there)
        case = self.documentary(proof, answered=False)
        case.exporting_authority_id = self.neighbour
        with self.refused(self.neighbour.name, "not of the country where", proof.number):
            self.approved(case)
        self.assertIn(proof.number, str(case.missing_items))
        case.exporting_authority_id = self.exporting
        case.proof_ids = proof | other
        with self.refused(self.exporting.name, "not of the country where", other.number):
            self.approved(case)
        case.proof_ids = proof
        self.assertTrue(self.approved(case))

    def test_body_that_certified(self):
        """RS15.5: an issuing body is asked about what it certified, and about nothing else."""
        self.documents_procedure.asks_body = True
        case = self.documentary(self.proof(), answered=False)
        case.write({"addressee_kind": "body", "exporting_authority_id": self.other_body.id})
        with self.refused(self.other_body.name, "did not certify"):
            self.approved(case)
        case.exporting_authority_id = self.body
        case.proof_ids = self.proof() | self.proof(issuing_body_id=self.other_body.id)
        with self.refused(self.body.name, "did not certify"):
            self.approved(case)
        case.proof_ids = self.proof()
        self.assertTrue(self.approved(case))

    def test_country_of_the_verified_person(self):
        """RS16.3: a visit is asked of the authority of the country where the verified person is."""
        visit = self.visit()
        verified = visit.verified_person_id
        visit.verified_person_id = self.person("Test Far Away", self.neighbour.country_id)
        with self.refused(self.exporting.name, "not of the country of", "Test Far Away"):
            self.approved(visit)
        visit.verified_person_id = verified
        neighbour = self.person("Test Neighbour", self.neighbour.country_id)
        visit.write({"verified_role": "producer", "second_person_id": neighbour.id})
        with self.refused(self.exporting.name, "not of the country of", "Test Neighbour"):
            self.approved(visit)
        visit.second_person_id = self.person("Test Nowhere", country_id=False)
        with self.refused(self.exporting.name, "not of the country of", "Test Nowhere"):
            self.approved(visit)
        visit.second_person_id = False
        self.assertTrue(self.approved(visit))

    def test_informed_authority(self):
        """CU-A: of a side with several countries that of the person is informed, and not its neighbour."""
        self.documents_procedure.asks_exporter = True
        case = self.documentary(self.proof(), answered=False)
        case.write(
            {
                "addressee_kind": "exporter",
                "exporting_authority_id": False,
                "asked_person_id": case.proof_ids.exporter_id.id,
                "informed_authority_id": self.neighbour.id,
            }
        )
        with self.refused(self.neighbour.name, "so it is not informed"):
            self.approved(case)
        case.informed_authority_id = self.exporting
        self.assertTrue(self.approved(case))

    def test_one_authority_for_the_side(self):
        """RS15.5: where an agreement has one authority for a side, it answers for all its countries."""
        case = self.documentary(self.proof(), answered=False)
        visit = self.visit()
        case.exporting_authority_id = self.neighbour
        neighbour = self.person("Test Neighbour", self.neighbour.country_id)
        visit.write({"verified_role": "producer", "second_person_id": neighbour.id})
        self.agreement.one_authority_for_side = True
        for one in (case, visit):
            with self.subTest(one._name):
                self.assertTrue(self.approved(one))
