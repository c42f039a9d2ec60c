"""Goods outside the preference in the conditions of a claim."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.line_checks import LineChecksCase


@tagged("post_install", "-at_install")
class TestExcludedLines(LineChecksCase):
    def of_proof(self, code, description="Goods", **values):
        goods = self.line_values(hs_code=code, description=description)
        proof = self.proof(
            exporter_id=self.exporter.id, consignee_id=self.importer.id, line_ids=[Command.create(goods)]
        )
        return self.line(proof_id=proof.id, hs_code=code, **values)

    def article(self, line):
        return {check["code"]: check["article"] for check in line.with_user(self.officer).preference_checks}[
            "excluded"
        ]

    def test_excluded(self):
        """RSM4.3, RS10.1: goods of the annex fail, with annex and row."""
        line = self.of_proof("5208521000")
        self.assertState(line, "excluded", "failed", "Annex 2: 'Woven cotton fabrics, 85 %", "HS 5208")
        self.assertEqual(self.article(line), "Annex 2")
        self.assertEqual(line.checks_state, "failed")

    def test_free(self):
        """RSM4.3: goods of no list pass, with the article."""
        line = self.line()
        self.assertState(line, "excluded", "passed", "0406905000")
        self.assertEqual(self.article(line), "Art. 4(3), Annexes 1 and 2")

    def test_quota(self):
        """RSM4.3: goods under a quota are not known: its balance is not administered here."""
        line = self.of_proof("0406906900")
        self.assertState(line, "excluded", "unknown", "400 t a year", "not recorded here")
        exempt = self.of_proof("0406906900", "Buttercase cheese, 10 boxes")
        self.assertState(exempt, "excluded", "passed", "outside the tariff quota", "Glarus")

    def test_what_data_do_not_tell(self):
        """RSM4.3: a short code, and goods of which nobody knows whether they are used, are not known."""
        self.assertState(self.of_proof("040690"), "excluded", "unknown", "040690 is too short")
        line = self.of_proof("8704213900")
        self.assertState(line, "excluded", "unknown", "new or used")
        line.goods_condition = "new"
        self.assertState(line, "excluded", "passed")
        line.goods_condition = "used"
        self.assertState(line, "excluded", "failed", "Annex 2", "used")

    def test_the_day_of_registration_counts(self):
        """RSM4.3: the lists are asked as they were on the day of registration."""
        line = self.of_proof("5208521000")
        row = self.env.ref("customs_verification.excluded_eaeu_rs_2_excluded_5208")
        row.valid_from = line.registered_on
        self.assertState(line, "excluded", "failed")
        row.valid_to = line.registered_on
        self.assertState(line, "excluded", "failed")
        row.write({"valid_from": self.today, "valid_to": False})
        self.assertState(line, "excluded", "passed")

    def test_origin_declared_and_proven(self):
        """RSM4.3: the declared country of origin and the one of box 13 agree, or the origin is not known."""
        line = self.of_proof("2207100000", origin_country_id=self.env.ref("base.ru").id)
        self.importing.country_id = self.rs
        proof = line.proof_id._with_whole()
        proof.origin_country_id = self.env.ref("base.ru")
        self.assertState(line, "excluded", "passed")
        proof.origin_country_id = self.kz
        self.assertState(line, "excluded", "unknown", "state of origin")
        line.origin_country_id = self.kz
        self.assertState(line, "excluded", "failed", "Annex 1", "originating in")

    def test_an_officer_assesses(self):
        """RSM4.3: what data do not tell is not known until an officer says it of these very goods."""
        line = self.of_proof("0406906900")
        self.assertTrue(line.excluded_open)
        with self.assertRaises(AccessError):
            line.with_user(self.reader).assess_not_excluded("Licence 7")
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            line.with_user(self.officer).assess_not_excluded(" ")
        line.with_user(self.officer).assess_not_excluded("Licence 7 of the quota")
        self.assertState(
            line, "excluded", "passed", "Licence 7 of the quota", self.officer.name, "400 t a year"
        )
        self.assertFalse(line.excluded_open)
        line.with_user(self.officer).assess_excluded("The quota of the year is used up")
        self.assertState(line, "excluded", "failed", "used up")
        line._with_whole().hs_code = "0406907400"
        self.assertState(line, "excluded", "unknown", "400 t a year")
        with self.assertRaisesRegex(UserError, "filled in automatically"):
            line.with_user(self.officer).write({"excluded_finding": "not_excluded"})

    def test_nobody_assesses_what_is_certain(self):
        """RSM4.3: goods that a row means for certain stay outside, whatever an officer recorded."""
        line = self.of_proof("5208521000")
        line.with_user(self.officer).assess_not_excluded("By mistake")
        self.assertState(line, "excluded", "failed", "Woven cotton")

    def test_constant_queries(self):
        """RSM4.3: the conditions of many goods take as many queries as those of two."""
        lines = self.env["customs.declaration.line"]
        for code in ("5208521000", "0406905000", "0406906900", "8704213900", "8414302000", "4012110000"):
            lines |= self.of_proof(code)
        lines._preference_checks()
        counts = []
        for some in (lines[:2], lines):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._preference_checks()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
