from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common.pdf_builders import text_of
from ..common.proof import ProofCase


@tagged("post_install", "-at_install")
class TestProofPersons(ProofCase):
    """Exporter, consignor, consignee, importer and producer are persons of their own (RS2, RS13.2, RS18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller, cls.forwarder = cls.person("Seller d.o.o."), cls.person("Forwarder d.o.o.")
        cls.warehouse, cls.buyer = cls.person("Warehouse LLP", cls.kz), cls.person("Buyer LLP", cls.kz)

    def of_four(self, **values):
        return self.proof(
            exporter_id=self.seller.id,
            consignor_id=self.forwarder.id,
            consignee_id=self.warehouse.id,
            importer_id=self.buyer.id,
            **values,
        )

    def test_a_field_for_each(self):
        """RS2, RS18: boxes 1 and 2 may name two persons each; who is not entered is the other one."""
        proof, plain = self.of_four(), self.proof(consignee_id=self.warehouse.id)
        self.forwarder.street = "Carinska 1"
        self.assertIn("Carinska 1", proof.consignor_lines)
        self.assertEqual((proof._importer(), plain._importer()), (self.buyer, self.warehouse))
        self.assertFalse(proof.persons_as_one)
        self.assertEqual(self.proofs.search([("consignor_id", "=", self.forwarder.id)]), proof)

    def test_declared_by_the_buyer(self):
        """RS2, RS12.4: the certificate is used by who buys, not by who receives the goods."""
        proof = self.of_four()
        head = {"importing_authority_id": self.importing.id, "registered_on": self.today}
        goods = {
            "hs_code": "0406905000",
            "description": "Cheese",
            "gross_weight_kg": 10.0,
            "currency_id": self.eur.id,
            "agreement_id": self.agreement.id,
            "proof_id": proof.id,
        }
        declaration = self.env["customs.declaration"].create(
            head
            | {
                "number": "P/1",
                "importer_id": self.buyer.id,
                "exporter_id": self.seller.id,
                "line_ids": [Command.create(goods)],
            }
        )
        self.assertNotIn("different", proof.use_doubts or "")
        declaration.write({"importer_id": self.warehouse.id, "exporter_id": self.forwarder.id})
        self.env.invalidate_all()
        self.assertIn("different importer: Warehouse LLP", proof.use_doubts)
        self.assertIn("different exporter: Forwarder d.o.o.", proof.use_doubts)

    def test_role_of_the_signatory(self):
        """RS13.2: a declaration of origin says whether producer, exporter or consignor made it out."""
        proof = self.proof(proof_type_id=self.declaration_of_origin.id, customs_value=10)
        self.assertIn("Signed as exporter, producer or consignor", proof.missing_boxes)
        proof.signatory_role = "consignor"
        self.assertNotIn("Signed as", proof.missing_boxes or "")
        self.assertNotIn("Signed as", self.proof().missing_boxes or "")

    def test_registered_before(self):
        """RS2: what was registered with one field for two persons says so until somebody looks."""
        proof, other = self.proof(), self.proof()
        self.env.flush_all()
        ids = (proof | other).ids
        self.env.cr.execute("UPDATE customs_origin_proof SET persons_as_one = TRUE WHERE id = ANY(%s)", [ids])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            proof.with_user(self.reader).action_confirm_persons()
        proof.with_user(self.officer).action_confirm_persons()
        self.assertFalse(proof.persons_as_one)
        self.assertIn("were confirmed", proof.message_ids[:1].body)
        self.assertTrue(other.persons_as_one)
        other.with_user(self.officer).write({"consignor_id": self.forwarder.id})
        self.assertFalse(other.persons_as_one)

    def test_letter(self):
        """RS2, RS15.5: the request names exporter and importer, and who acts on their behalf."""
        text = " ".join(text_of(self.documentary(self.of_four(), answered=False)._pdf_request()).split())
        for words in ("Seller d.o.o.", "Consignor: Forwarder", "Buyer LLP", "Consignee: Warehouse"):
            self.assertIn(words, text)
        plain = " ".join(text_of(self.documentary(answered=False)._pdf_request()).split())
        self.assertNotIn("Consignor", plain)

    def test_in_use_a_supervisor_corrects(self):
        """RS12.10: who sold the goods is what the paper says; in use only a supervisor corrects it."""
        proof = self.of_four()
        request = self.documentary(proof)
        self.assertTrue(request.request_sent_on)
        text = self.refusal(
            lambda: proof.with_user(self.officer).write({"consignor_id": False}), error=Exception
        )
        self.assertIn("A supervisor can correct it", text)
        proof.with_user(self.supervisor).write({"consignor_id": False})
