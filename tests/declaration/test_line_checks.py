"""The conditions of the preference on declared goods: passed, failed, not known, and why (RS10.1)."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.dates import long_date
from ..common.line_checks import LineChecksCase
from ..common.proof import DAY

CODES = ["agreement", "excluded", "origin", "proof", "validity", "consignment", "specimen", "weight"]


@tagged("post_install", "-at_install")
class TestLineChecks(LineChecksCase):
    def test_all_passed(self):
        """RS10.1: origin, proof, validity, direct consignment and specimens, each with its article."""
        line = self.line()
        checks = line.with_user(self.officer).preference_checks
        self.assertEqual([check["code"] for check in checks], CODES)
        self.assertEqual({check["state"] for check in checks}, {"passed"}, checks)
        self.assertEqual(
            {check["code"]: check["article"] for check in checks},
            {
                "agreement": "Annex 3, Art. 10(1)",
                "excluded": "Art. 4(3), Annexes 1 and 2",
                "origin": line.proof_id.line_ids.criterion_id.article,
                "proof": "Annex 3, Art. 12(4)",
                "validity": "Annex 3, Art. 12(4)",
                "consignment": "Annex 3, Art. 9(1)",
                "specimen": "Annex 3, Art. 15(1)-(3)",
                "weight": "Annex 3, Art. 12(5)",
            },
        )
        self.assertEqual((line.checks_summary, line.checks_state), ("All passed", "passed"))

    def test_nothing_claimed_nothing_checked(self):
        """RS10.1: goods that claim no preference have no conditions."""
        line = self.line(preference_claimed=False)
        self.assertFalse(line.preference_checks)
        self.assertFalse(line.checks_summary)
        self.assertFalse(line.checks_state)

    def test_agreement(self):
        """RS10.1: the agreement was in force on the day of registration."""
        self.assertState(self.line(registered_on=date(2021, 7, 9)), "agreement", "failed", "not in force")
        line = self.imported(self.goods(agreement_id=False)).line_ids
        self.assertEqual(list(self.checks(line)), ["agreement"])
        self.assertState(line, "agreement", "failed", "No agreement is given")

    def test_origin_of_other_goods(self):
        """RS10.1: the proof is about these goods, as far as both HS codes go."""
        self.assertState(self.line(hs_code="0406101000"), "origin", "failed", "0406101000", "0406905000")
        self.assertState(self.line(hs_code="040690"), "origin", "passed", "criterion P")

    def test_origin_denied_by_a_result(self):
        """RS15.6c, RS15.8: a result that denies something speaks against it; a poor one leaves it open."""
        line = self.line()
        case = self.documentary(line.proof_id)
        self.assertState(line, "origin", "unknown", case.name, "does not answer 'Documents are authentic'")
        case.write({"authentic": "yes", "originating": "no", "rules_met": "yes"})
        self.assertState(line, "origin", "failed", case.name, "Goods originate")
        case.with_user(self.supervisor).correct_result({"originating": "yes"}, "Misread")
        self.assertState(line, "origin", "passed")

    def test_origin_denied_by_a_report(self):
        """RS16.10.8: goods that do not comply by an approved report; others of the proof are not touched."""
        other = self.line_values(position=2, hs_code="0404100000", description="Whey")
        proof = self.proof(line_ids=[Command.create(self.line_values()), Command.create(other)])
        cheese, whey = self.line(proof_id=proof.id), self.line(proof_id=proof.id, hs_code="0404100000")
        visit = self.visited(proof=proof)
        proof.verification_request_ids.write({"authentic": "yes", "originating": "yes", "rules_met": "yes"})
        report = self.report(visit, "not_complies")
        self.assertState(cheese, "origin", "passed")
        report.with_user(self.supervisor).action_approve()
        self.assertState(cheese, "origin", "failed", visit.name, "As seen on site.")
        self.assertState(whey, "origin", "passed", "Item 2")

    def test_validity(self):
        """RS12.4, RS12.8: valid and not annulled on the day of registration, not today."""
        line = self.line()
        proof, day = line.proof_id, line.registered_on
        self.assertState(line, "validity", "passed", long_date(proof.valid_until, "en_US"))
        old = self.old_proof(days=500)
        self.assertState(
            self.line(proof_id=old.id),
            "validity",
            "failed",
            "was valid until",
            long_date(old.valid_until, "en_US"),
        )
        last = self.line(proof_id=old.id, registered_on=old.valid_until)
        self.assertState(last, "validity", "passed", long_date(old.valid_until, "en_US"))
        proof.annulled_on = day + DAY
        self.assertState(line, "validity", "passed")
        proof.annulled_on = day
        self.assertState(line, "validity", "failed", "was annulled")

    def test_a_duplicate_falls_with_its_original(self):
        """RS12.7: a duplicate and its original are one certificate."""
        original = self.proof()
        duplicate = self.proof(**self.duplicate_values(original))
        line = self.line(proof_id=duplicate.id)
        self.assertState(line, "validity", "passed")
        original.annulled_on = line.registered_on
        self.assertState(line, "validity", "failed", original.number)

    def test_specimen(self):
        """RS15.1-3: no specimen, no preference; a declaration of origin needs none."""
        line = self.line()
        self.assertState(line, "specimen", "passed", self.body.name)
        self.body.specimen_ids.valid_to = line.proof_id.issued_on - DAY
        names = self.agreement.specimen_kind_ids.mapped("name")
        self.assertState(line, "specimen", "failed", *names, "Annex 3, Art. 15(1)(4)")
        self.body.specimen_ids.write({"valid_to": False, "received_on": False})
        self.assertState(line, "specimen", "unknown", *names, "not recorded when it was received")
        line.proof_id.issuing_body_id = False
        self.assertState(line, "specimen", "unknown", "which body")
        declared = self.line(proof_id=self.proof(proof_type_id=self.declaration_of_origin.id).id)
        self.assertNotIn("specimen", self.checks(declared))

    def test_weight_over_all_lines(self):
        """RS12.5: the weights of all goods that use the certificate are added up, over declarations."""
        line = self.line(gross_weight_kg=600)
        self.assertState(line, "weight", "passed", "600 kg", "1,000 kg", "5 %")
        second = self.line(proof_id=line.proof_id.id, gross_weight_kg=450)
        self.assertState(line, "weight", "passed", "1,050 kg")
        third = self.line(proof_id=line.proof_id.id, gross_weight_kg=0)
        for each in (line, second, third):
            self.assertState(each, "weight", "unknown", "without a gross weight")
        third._behind_the_door().write({"gross_weight_kg": 0.1})
        for each in (line, second, third):
            self.assertState(each, "weight", "failed", "1,050.1 kg", "Art. 12(5)")

    def test_weight_not_stated(self):
        """RS12.5: a proof without gross weights cannot be compared."""
        goods = self.line_values(gross_weight_kg=0, quantity=5, quantity_unit="pieces")
        line = self.line(proof_id=self.proof(line_ids=[Command.create(goods)]).id)
        self.assertState(line, "weight", "unknown", "does not state the gross weight")

    def test_value_of_a_declaration_of_origin(self):
        """RS13.1: a declaration of origin may be used up to EUR 5,000, over all goods that use it."""
        proof = self.proof(proof_type_id=self.declaration_of_origin.id)
        line = self.line(proof_id=proof.id, customs_value=3000)
        self.assertState(line, "value", "passed", "5000.00")
        self.line(proof_id=proof.id, customs_value=2000)
        self.assertState(line, "value", "passed")
        self.line(proof_id=proof.id, customs_value=0.01)
        self.assertState(line, "value", "failed", "5000.01", "Art. 13")

    def test_no_rate(self):
        """RS13.1, RS14.1: a value without an exchange rate is not known to be small."""
        currency = self.env["res.currency"].create({"name": "XTS", "symbol": "x"})
        proof = self.proof(proof_type_id=self.declaration_of_origin.id)
        line = self.line(proof_id=proof.id, currency_id=currency.id)
        self.assertState(line, "value", "unknown", "no exchange rate between XTS and EUR")
        line = self.line(proof_id=False, currency_id=currency.id)
        self.assertState(line, "proof", "unknown", "no exchange rate between XTS and EUR")

    def test_small_consignments(self):
        """RS14.1: up to EUR 200 no proof is needed; the goods of the declaration count together."""
        line = self.line(proof_id=False, customs_value=200)
        self.assertState(line, "proof", "passed", "None is needed up to 200.00")
        self.assertState(line, "origin", "passed", "As declared")
        self.assertNotIn("validity", self.checks(line))
        both = self.imported(self.goods(), self.goods(position=2, customs_value=100.01)).line_ids
        for each in both:
            self.assertState(each, "proof", "failed", "200.01", "Art. 14(1)")
            self.assertState(each, "origin", "unknown", "Without a proof")
        both[1].proof_reference = "RS0001"
        self.assertState(both[1], "proof", "unknown", "RS0001", "not registered")
        self.agreement.waiver_limit = 0
        self.assertState(line, "proof", "failed", "There is no proof of origin.")

    def test_splitting(self):
        """RS14.1: small consignments that look like one are for a person to look at."""
        self.agreement.splitting_days = 7
        line = self.line(proof_id=False, customs_value=150)
        self.assertState(line, "splitting", "passed", "7 days")
        other = self.line(proof_id=False, customs_value=150, registered_on=line.registered_on + 3 * DAY)
        self.assertState(line, "splitting", "unknown", other.declaration_id.number)

    def test_direct_consignment(self):
        """RS9.1: sent from the exporting Party; what the declaration does not tell is not known."""
        for country, state in (
            (self.rs, "passed"),
            (self.env["res.country"], "unknown"),
            (self.env.ref("base.tr"), "unknown"),
            (self.env.ref("base.ru"), "unknown"),
        ):
            with self.subTest(country=country.name):
                line = self.line(consignment_country_id=country.id)
                self.assertState(line, "consignment", state, country.name or "does not state")
        small = self.line(proof_id=False)
        self.assertState(small, "consignment", "passed", self.rs.name)
        self.agreement.consignment_article = False
        self.assertNotIn("consignment", self.checks(small))

    def test_proof_of_transit(self):
        """RS9.3: which document of transit was seen stays with who and when; the last record counts."""
        line = self.line(consignment_country_id=self.env.ref("base.tr").id)
        kind = self.transit("customs")
        wizard = (
            self.env["customs.record.transit"]
            .with_user(self.officer)
            .with_context(active_model="customs.declaration", active_ids=line.declaration_id.ids)
            .create({"document_id": kind.id, "note": " T1  0815 "})
        )
        self.assertEqual((wizard.line_ids, wizard.agreement_ids), (line, self.agreement))
        self.assertEqual(len(wizard.answer_ids), 5, "issuer, goods, transshipment, transport, stay")
        with self.assertRaises(UserError) as refused:
            wizard.action_record()
        self.assertNames(
            str(refused.exception),
            "Customs authority of the transit country that issued it: enter what the document states.",
            "Exact description of the goods:",
            "Day of transshipment:",
            "Means of transport:",
            "Circumstances of the stay in the transit country:",
            "Attach the document.",
        )
        for row in wizard.answer_ids:
            row.answer = f"Stated {row.sequence}"
        wizard.attachment_ids = file = self.transit_file(wizard)
        wizard.action_record()
        self.assertRecordValues(
            line,
            [
                {
                    "transit_proof": "document",
                    "transit_document_id": kind.id,
                    "transit_note": "T1 0815",
                    "transit_seen_on": self.today,
                    "transit_seen_by_id": self.officer.id,
                    "transit_attachment_ids": file.ids,
                }
            ],
        )
        self.assertIn("Day of transshipment: Stated 2", line.transit_answers)
        self.assertEqual((file.res_model, file.res_id), ("customs.declaration", line.declaration_id.id))
        with self.assertRaises(UserError):
            file.with_user(self.supervisor).unlink()
        today = long_date(self.today, "en_US")
        self.assertState(line, "consignment", "passed", "T1 0815", self.officer.name, today, "Stated 4")
        [article] = [check["article"] for check in line.preference_checks if check["code"] == "consignment"]
        self.assertEqual(article, "Annex 3, Art. 9(3)(b)")
        line.with_user(self.supervisor).record_transit_proof("none", "Asked twice")
        self.assertState(line, "consignment", "failed", "Asked twice", self.supervisor.name)

    def transit(self, name):
        return self.env.ref(f"customs_verification.transit_eaeu_rs_{name}")

    def transit_file(self, wizard):
        return (
            self.env["ir.attachment"]
            .with_user(self.officer)
            .create({"name": "t1.pdf", "raw": b"T1", "res_model": wizard._name})
        )

    def test_each_kind_of_transit_document(self):
        """RS9.3, RS9.4: what the transit customs issued or confirmed proves transit, and nothing else."""
        line = self.line(consignment_country_id=self.env.ref("base.tr").id)
        for name, asked, article in (
            ("non_manipulation", 1, "Annex 3, Art. 9(3)(a)"),
            ("customs", 5, "Annex 3, Art. 9(3)(b)"),
            ("transport", 2, "Annex 3, Art. 9(3)(c)"),
            ("exhibition", 4, "Annex 3, Art. 9(4)"),
        ):
            kind = self.transit(name)
            with self.subTest(kind=name):
                self.assertEqual((len(kind._questions()), kind.article), (asked, article))
                self.assertFalse(kind.verified)
                file = self.transit_file(self.env["customs.record.transit"])
                line.with_user(self.officer).record_transit_proof(
                    kind.code, "No. 1", ["Stated"] * asked, file.ids
                )
                self.assertState(line, "consignment", "passed", kind.name)
        others = self.transit("others")
        line.with_user(self.officer).record_transit_proof(others.code, "CMR 1", ["The carrier"])
        self.assertState(line, "consignment", "failed", "Only documents that the customs authority", "CMR 1")

    def test_transit_recorded_under_the_former_wording(self):
        """RS9.3: what was recorded when nobody was asked who issued it is kept, and not passed."""
        line = self.line(consignment_country_id=self.env.ref("base.tr").id)
        for kind, words in (
            ("customs", "Document of the customs authority of the transit country (former wording)"),
            ("transport", "Transport document for the whole way (former wording)"),
            ("other", "Other documents (former wording)"),
        ):
            line._behind_the_door().write({"transit_proof": kind, "transit_note": "T1 0815"})
            self.assertState(line, "consignment", "unknown", words, "T1 0815", "Record the document again")

    def test_proof_of_transit_is_guarded(self):
        """RS9.3: only officers of the authority record it, through its own door, and say which document."""
        line = self.line()
        with self.assertRaises(UserError) as refused:
            line.with_user(self.officer).record_transit_proof("other", "  ")
        self.assertNames(str(refused.exception), "Choose the document", "Enter the number and date")
        for user in (self.reader, self.foreign_officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user).record_transit_proof("none", "CMR 1")
        for values in ({"transit_proof": "other"}, {"transit_seen_by_id": self.officer.id}):
            with self.assertRaises(UserError):
                line.with_user(self.officer).write(values)
        context = {"default_transit_proof": "other", "default_transit_note": "CMR 1"}
        made = self.declarations.with_user(self.officer).with_context(**context)
        self.assertFalse(made.create(self.declaration_values()).line_ids.transit_proof)
        self.assertFalse(line.transit_proof)

    def test_summary(self):
        """RS10.1: lists say how many conditions failed and how many are not known."""
        old = self.old_proof(days=500)
        line = self.line(proof_id=old.id, hs_code="0101210000", consignment_country_id=False)
        self.assertEqual((line.checks_summary, line.checks_state), ("2 failed, 1 not known", "failed"))

    def test_answer_for_the_clearance_system(self):
        """RS10.1: what failed is a reason against the preference, what is not known leaves it open."""
        good, unknown = self.line(), self.line(consignment_country_id=False)
        bad = self.line(proof_id=self.old_proof(days=500).id, consignment_country_id=False)
        answers = self.declarations.with_user(self.officer).may_grant(
            [{"id": line.id} for line in (good, unknown, bad)]
        )
        self.assertEqual([answer["granted"] for answer in answers], [True, "not_known", False])
        self.assertEqual(answers[0]["reasons"], [])
        self.assertEqual(
            [(reason["code"], reason["granted"], reason["article"]) for reason in answers[2]["reasons"]],
            [
                ("condition_validity", False, "Annex 3, Art. 12(4)"),
                ("condition_consignment", "not_known", "Annex 3, Art. 9(1)"),
            ],
        )
        self.assertNames(answers[2]["reasons"][0]["text"], "Valid on the day", "was valid until")

    def test_other_authority(self):
        """CU-A: another authority reads no checks."""
        line = self.line()
        with self.assertRaises(AccessError):
            line.with_user(self.foreign_officer).read(["preference_checks"])

    def test_queries(self):
        """RS10.1, design: Scale: as many queries for many lines as for few."""

        def work(number):
            lines = self.declarations.line_ids
            for index in range(number):
                lines |= self.line() if index % 2 else self.line(proof_id=False)
            ids = lines.ids
            return lambda: (
                self.env["customs.declaration.line"]
                .with_user(self.officer)
                .browse(ids)
                .read(["preference_checks", "checks_summary"])
            )

        self.agreement.splitting_days = 5
        self.queries(work(2))  # fills the caches of access rules
        self.assertFlat(work)
