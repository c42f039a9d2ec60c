"""Proofs of origin: what each box may say, what follows, and that all reasons stand in one message."""

import json
from calendar import monthrange
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ...tools.dates import long_date
from ..common.cases import PASSWORD
from ..common.proof import DAY, ProofCase


@tagged("post_install", "-at_install")
class TestBoxes(ProofCase):
    def test_all_thirteen_boxes_are_recorded(self):
        """RS12.1: what stands in the 13 boxes is recorded, and read back by a reader."""
        values = self.proof_values(official_remarks="None")
        proof = self.proofs.create(values).with_user(self.reader)
        self.env.invalidate_all()
        for name in (
            "transport",
            "number",
            "official_remarks",
            "signatory",
            "stamp_present",
            "applicant_name",
            "issued_on",
            "applicant_on",
        ):
            self.assertEqual(proof[name], values[name], name)
        for name in ("exporter_id", "consignee_id", "issue_country_id", "submission_country_id"):
            self.assertEqual(proof[name].id, values[name], name)
        self.assertEqual((proof.issuing_body_id, proof.origin_country_id), (self.body, self.rs))
        self.assertEqual(proof.invoice_ids.mapped("dated_on"), [self.today - 102 * DAY])
        line = proof.line_ids
        self.assertEqual(
            (line.position, line.package_count, line.package_kind, line.description, line.hs_code),
            (1, 10, "boxes", "White cheese in brine", "0406905000"),
        )
        self.assertEqual((line.criterion_text, line.gross_weight_kg), ("P", 1000.0))
        self.assertFalse(proof.missing_boxes)

    def test_empty_boxes_of_a_certificate_are_listed_in_their_order(self):
        """RS12.1: a certificate is recorded as it is; the boxes that it leaves empty are named."""
        empty = ("consignee_id", "transport", "submission_country_id", "issuing_body_id", "signatory")
        proof = self.proof()
        proof.write(dict.fromkeys((*empty, "applicant_on", "origin_country_id", "stamp_present"), False))
        proof.line_ids.package_kind = False
        proof.invoice_ids.unlink()
        boxes = [line.split(",")[0].split(":")[0] for line in proof.missing_boxes.split("\n")]
        self.assertEqual(
            boxes,
            ["Box 2", "Box 3", "Box 4", "Box 7", "Box 11", "Box 12", "Box 12", "Box 12", "Box 13", "Box 13"],
        )

    def test_a_declaration_of_origin_has_fewer_boxes(self):
        """RS13.1: a declaration of origin has no stamp and no applicant, but a value to be compared."""
        proof = self.proof(
            proof_type_id=self.declaration_of_origin.id, customs_value=4000.0, signatory_role="exporter"
        )
        proof.write(dict.fromkeys(("transport", "submission_country_id", "applicant_name", "stamp_present")))
        self.assertFalse(proof.missing_boxes)
        proof.write({"customs_value": 0.0, "signatory": False, "origin_country_id": False})
        self.assertNotIn("Box", proof.missing_boxes)
        self.assertNames(
            proof.missing_boxes,
            "Customs value of the consignment (Annex 3, Art. 13(1))",
            "Country of Origin (Annex 3, Art. 13(1))",
            "Name of the signatory (Annex 3, Art. 13(7))",
        )

    def test_goods_are_numbered_from_one_and_once(self):
        """RS12.1: box 6."""
        self.refused(
            "Box 6: number the goods from 1.", line_ids=[Command.create(self.line_values(position=0))]
        )
        two = [Command.create(self.line_values()), Command.create(self.line_values())]
        self.refused("Box 6: two items have the same number.", line_ids=two)

    def test_quantity(self):
        """RS12.1: box 10 holds the gross weight in kg, another quantity with its unit, or both."""
        for values, text in (
            ({"gross_weight_kg": 0}, "Box 10, item 1: the gross weight or another quantity is missing."),
            ({"gross_weight_kg": -1}, "Box 10, item 1: a quantity is negative."),
            ({"quantity": -5, "quantity_unit": "pcs"}, "Box 10, item 1: a quantity is negative."),
            ({"quantity": 5}, "Box 10, item 1: enter the unit of the quantity."),
            ({"quantity": 5, "quantity_unit": "  "}, "Box 10, item 1: enter the unit of the quantity."),
            ({"package_count": -1}, "Box 7, item 1: the number of packages is negative."),
        ):
            with self.subTest(values=values):
                self.refused(text, line_ids=[Command.create(self.line_values(**values))])
        pieces = self.line_values(gross_weight_kg=0, quantity=5, quantity_unit="pcs")
        self.assertTrue(self.proof(line_ids=[Command.create(pieces)]))

    def test_invoices(self):
        """RS12.1: box 11 names invoices with number and date, of this proof."""
        late = {"number": "INV-9", "dated_on": self.today + DAY}
        self.refused("invoice INV-9 is in the future", invoice_ids=[Command.create(late)])
        nameless = Command.create({"dated_on": self.today, "number": " "})
        text = self.refused("Number is missing", invoice_ids=[nameless, nameless])
        self.assertEqual(text.count("Number is missing"), 1, "the same reason is said once")
        other = self.proof()
        text = self.refusal(
            lambda: self.proof().line_ids.write({"invoice_ids": [Command.set(other.invoice_ids.ids)]})
        )
        self.assertNames(text, "Box 11, item 1: the invoice belongs to another proof.")

    def test_hs_code_has_6_to_10_digits(self):
        """RS12.1: box 8; letters, too few, too many, digits of another script and line breaks are refused."""
        for code in ("04069", "04069050001", "0406AB", "0406 90", "040690\n", "٠٤٠٦٩٠", "-40690", "0406.90"):
            with self.subTest(code=code):
                self.refused(
                    "Box 8, item 1: HS code",
                    "6 to 10 digits",
                    line_ids=[Command.create(self.line_values(hs_code=code))],
                )
        for code in ("040690", "0406905", "0406905000"):
            with self.subTest(code=code):
                self.assertTrue(self.proof(line_ids=[Command.create(self.line_values(hs_code=code))]))

    def test_countries_and_body(self):
        """RS12.1: boxes 4, 12 and 13 name Parties of the two sides, and a body of the issuing one."""
        germany = self.env.ref("base.de")
        self.refused("Box 4: Germany is not a Party", issue_country_id=germany.id)
        self.refused("Box 13: Germany is not a Party", origin_country_id=germany.id)
        self.refused("Box 4: Serbia is not on the other side", submission_country_id=self.rs.id)
        self.refused(
            "Box 12: the authorised body is in a different country",
            "is not on the other side of the agreement and cannot",
            issue_country_id=self.kz.id,
        )
        self.refused("is not an authorised body", issuing_body_id=self.exporting.id)

    def test_dates_stand_in_their_order(self):
        """RS12.1: nothing is issued tomorrow, nor before the agreement or the applicant."""
        tomorrow = self.today + DAY
        said = long_date(tomorrow, "en")
        self.refused(f"Box 12: the date of issue {said} is in the future.", issued_on=tomorrow)
        self.refused(
            ("is before the entry into force of the agreement on"),
            issued_on=self.agreement.signed_on - DAY,
            applicant_on=False,
        )
        self.refused(
            ("is before the entry into force of the agreement on"),
            issued_on=date(1066, 10, 14),
            applicant_on=False,
        )
        self.refused("Box 13: the applicant's signature is dated after", applicant_on=self.today - 99 * DAY)
        self.refused("is in the future", annulled_on=tomorrow)
        self.refused("is before the day of issue", annulled_on=self.today - 101 * DAY)
        self.assertTrue(self.proof(issued_on=self.today, applicant_on=self.today))

    def test_the_authoritys_today_counts(self):
        """Design, The clock: today is today where the proof is registered."""
        with freeze_time("2026-03-10 20:30:00"):  # in Almaty it is 01:30 on the 11th
            self.assertTrue(
                self.proof(issued_on=date(2026, 3, 11), applicant_on=date(2026, 3, 11), invoice_ids=False)
            )
            self.refused("is in the future", issued_on=date(2026, 3, 12), invoice_ids=False)


@tagged("post_install", "-at_install")
class TestCriterion(ProofCase):
    def line(self, criterion, **values):
        return [Command.create(self.line_values(criterion_id=criterion.id, **values))]

    def test_each_line_has_its_own_criterion(self):
        """RS18.4.9: P, Y with its percentage and Pk stand side by side on one certificate."""
        proof = self.proof(
            line_ids=[
                Command.create(self.line_values()),
                Command.create(
                    self.line_values(position=2, criterion_id=self.criterion_y.id, criterion_percent=15)
                ),
                Command.create(self.line_values(position=3, criterion_id=self.criterion_pk.id)),
            ]
        )
        self.assertEqual(proof.line_ids.mapped("criterion_text"), ["P", "Y15%", "Pk"])

    def test_y_takes_0_to_50_per_cent(self):
        """RS18.4.9, RS5.1: foreign materials are 0 to 50 % of the value; the limits will do."""
        for percent, text in ((0, "Y0%"), (-0.001, "Y0%"), (12.5, "Y12.5%"), (50, "Y50%")):
            with self.subTest(percent=percent):
                proof = self.proof(line_ids=self.line(self.criterion_y, criterion_percent=percent))
                self.assertEqual(proof.line_ids.criterion_text, text)
        for percent in (50.01, -1, -0.01, 51, 100):
            with self.subTest(percent=percent):
                self.refused(
                    "Box 9, item 1: for criterion Y the percentage of foreign materials must be from 0 to 50",
                    f"not {percent:g}",
                    "Annex 3, Art. 5(1)",
                    line_ids=self.line(self.criterion_y, criterion_percent=percent),
                )
        for percent in (float("nan"), float("inf"), "much"):
            with self.subTest(percent=percent):
                self.refused(
                    "is not a valid value", line_ids=self.line(self.criterion_y, criterion_percent=percent)
                )

    def test_y_needs_its_percentage(self):
        """RS18.4.9: no percentage is not 0 %."""
        needed = "Box 9, item 1: criterion Y requires the percentage of foreign materials"
        self.refused(needed, line_ids=self.line(self.criterion_y))
        self.refused(needed, line_ids=self.line(self.criterion_y, criterion_percent=False))
        proof = self.proof()
        self.assertNames(
            self.refusal(lambda: proof.line_ids.write({"criterion_id": self.criterion_y.id})), needed
        )
        update = [Command.update(proof.line_ids.id, {"criterion_id": self.criterion_y.id})]
        self.assertNames(self.refusal(lambda: proof.write({"line_ids": update})), needed)
        proof.line_ids.write({"criterion_id": self.criterion_y.id, "criterion_percent": 0})
        self.assertEqual(proof.line_ids.criterion_text, "Y0%")

    def test_p_and_pk_take_no_percentage(self):
        """RS18.4.9: only Y is followed by a percentage."""
        for criterion in (self.criterion_p, self.criterion_pk):
            with self.subTest(criterion=criterion.code):
                text = f"criterion {criterion.code} has no percentage"
                self.refused(text, line_ids=self.line(criterion, criterion_percent=15))

    def test_criterion_of_another_agreement(self):
        """RS18.4.9: the criterion is one of the agreement's own."""
        other = self.env["customs.agreement"].create({"code": "T-X", "name": "Other"})
        foreign = self.env["customs.origin.criterion"].create(
            {"agreement_id": other.id, "code": "A", "name": "A", "article": "Art. 1"}
        )
        self.refused("the criterion belongs to another agreement", line_ids=self.line(foreign))

    @given(st.decimals(min_value=-10, max_value=110, places=2))
    @settings(max_examples=60)
    def test_every_percentage(self, percent):
        """RS5.1: for any percentage of two places, 0 to 50 stands and the rest is refused."""
        line = self.env["customs.origin.proof.line"].new(
            {**self.line_values(criterion_id=self.criterion_y.id), "criterion_percent": float(percent)}
        )
        line.proof_id = self.proofs.new({"agreement_id": self.agreement.id})
        self.assertEqual(not line._criterion_problems(), 0 <= percent <= 50)


@tagged("post_install", "-at_install")
class TestEveryReasonAtOnce(ProofCase):
    def test_six_faults_in_one_message(self):
        """RS12, RS18: six faults in head, remark, goods and invoice are named at once."""
        self.refused(
            "Box 4: Germany is not a Party",
            "is in the future",
            "Box 5: it must state 'Issued retrospectively'",
            "Box 8, item 1: HS code '04' must have 6 to 10 digits",
            "Box 9, item 2: for criterion Y the percentage",
            "Box 11: the date",
            issue_country_id=self.env.ref("base.de").id,
            issued_on=self.today + DAY,
            remark_ids=self.ticked("retrospective"),
            line_ids=[
                Command.create(self.line_values(hs_code="04")),
                Command.create(
                    self.line_values(position=2, criterion_id=self.criterion_y.id, criterion_percent=50.01)
                ),
            ],
            invoice_ids=[Command.create({"number": "INV-1", "dated_on": self.today + DAY})],
        )

    def test_what_the_database_could_not_take_is_named_with_the_rest(self):
        """RS12.1: missing boxes, a number that is none and a wrong criterion stand in one message."""
        line = self.line_values(
            hs_code=False, description=" ", gross_weight_kg=float("nan"), package_count=2**40
        )
        text = self.refused(
            "Box 4: Number is missing.",
            "Box 12: Issued or Signed on is missing.",
            "Box 8, item 1: Description is missing.",
            "Box 8, item 1: HS Code is missing.",
            "Box 10, item 1: Gross Weight (kg): 'nan' is not a valid value.",
            f"Box 7, item 1: Packages: '{2**40}' is not a valid value.",
            "Box 9, item 2: Criterion is missing.",
            number=False,
            issued_on=False,
            line_ids=[
                Command.create(line),
                Command.create(self.line_values(position=2, criterion_id=False)),
            ],
        )
        self.assertEqual(text.count("is missing."), 5 + 1, text)  # and the weight of goods 1

    def test_required_values_alone(self):
        """RS12.1: an empty proof names each value that it must have."""
        text = self.refusal(lambda: self.proofs.create({}))
        self.assertNames(
            text,
            "Agreement",
            "Proof Type",
            "Registered by",
            "Exporter",
            "Number",
            "Issued in",
            "Issued or Signed on",
        )

    def test_values_from_outside(self):
        """RS12.1: values that JSON can carry and a form cannot get a sentence, not a traceback."""
        for values in (
            {"issued_on": "2026-13-45"},
            {"issued_on": "yesterday"},
            {"issued_on": 20260101},
            {"customs_value": float("nan")},
            {"customs_value": float("-inf")},
            {"customs_value": 1e300},
            {"number": "RS\0 1"},
            {"invoice_ids": [Command.create({"number": "I", "dated_on": "31.12.2025"})]},
            {"line_ids": [Command.create(self.line_values(position=2**31))]},
            {"line_ids": [Command.create(self.line_values(gross_weight_kg="heavy"))]},
            {"line_ids": [Command.create(self.line_values(quantity=float("inf"), quantity_unit="pcs"))]},
        ):
            with self.subTest(values=values):
                self.refused("is not a valid value", **values)
        proof = self.proof()
        for line_values in (
            {"gross_weight_kg": float("nan")},
            {"position": -(2**40)},
            {"criterion_percent": "x"},
        ):
            with self.subTest(values=line_values):
                text = self.refusal(lambda changed=line_values: proof.line_ids.write(changed))
                self.assertNames(text, "item 1", "is not a valid value")
                update = [Command.update(proof.line_ids.id, line_values)]
                self.assertNames(
                    self.refusal(
                        lambda commands=update: proof.write({"line_ids": commands, "issued_on": "x"})
                    ),
                    "item 1",
                    "Issued or Signed on: 'x' is not a valid value",
                )

    def test_a_negative_value(self):
        """RS13.1: a customs value below zero."""
        self.refused("The customs value is negative.", customs_value=-1)
        self.refused("Choose the currency", customs_value=10, currency_id=False)

    def test_head_and_line_on_write(self):
        """RS12, RS18: a change of head and goods is checked as a whole, whatever the order of its parts."""
        proof, original = self.proof(), self.proof()
        text = self.refusal(
            lambda: proof.write(
                {
                    "line_ids": [Command.update(proof.line_ids.id, {"hs_code": "4"})],
                    "remark_ids": self.ticked("duplicate"),
                    "issued_on": self.today + DAY,
                }
            )
        )
        self.assertNames(
            text,
            "HS code '4'",
            "is in the future",
            "Box 5: it must state 'Duplicate'",
            "choose the certificate it refers to",
        )
        values = self.duplicate_values(original)
        proof.write(
            {
                "original_id": values.pop("original_id"),
                "line_ids": [Command.update(proof.line_ids.id, {"hs_code": "040690"})],
                **values,
            }
        )
        self.assertEqual(proof.counts_from_on, original.issued_on)

    def test_a_line_alone_is_checked_with_its_paper(self):
        """RS18.4.9: goods added, changed or numbered twice behind the head's back are checked, too."""
        proof = self.proof()
        lines = self.env["customs.origin.proof.line"]
        text = self.refusal(lambda: lines.create({**self.line_values(hs_code="x"), "proof_id": proof.id}))
        self.assertNames(text, f"Proof of origin {proof.number}", "same number", "HS code 'x'")
        self.assertNames(self.refusal(lambda: proof.line_ids.write({"gross_weight_kg": -3})), "is negative")
        self.assertNames(
            self.refusal(lambda: proof.invoice_ids.write({"number": ""})), "Box 11: invoice, Number"
        )

    def test_each_wrong_proof_is_named(self):
        """RS12: several wrong proofs in one call: each with its number and its reasons."""
        first, right, third = (self.proof_values() for _ in range(3))
        first["line_ids"] = [Command.create(self.line_values(hs_code="1"))]
        third["applicant_on"] = self.today
        text = self.refusal(lambda: self.proofs.create([first, right, third]))
        self.assertNames(
            text, first["number"], "HS code '1'", third["number"], "the applicant's signature is dated after"
        )
        self.assertNotIn(right["number"], text)

    def test_through_the_form(self):
        """RS12, RS18: the form shows all reasons at once."""
        view = self.env["ir.ui.view"].create(
            {
                "name": "proof",
                "model": "customs.origin.proof",
                "type": "form",
                "arch": """<form>
                    <field name="agreement_id"/><field name="proof_type_id"/>
                    <field name="importing_authority_id"/>
                    <field name="exporter_id"/><field name="number"/><field name="issue_country_id"/>
                    <field name="issued_on"/><field name="official_remarks"/><field name="remark_ids"/>
                    <field name="line_ids"><list editable="bottom">
                        <field name="position"/><field name="description"/><field name="hs_code"/>
                        <field name="criterion_id"/><field name="criterion_percent"/>
                        <field name="gross_weight_kg"/>
                    </list></field></form>""",
            }
        )
        form = Form(self.proofs.with_user(self.officer), view=view)
        form.agreement_id, form.proof_type_id = self.agreement, self.ct2
        form.exporter_id, form.number = self.person(), "FORM-1"
        form.issue_country_id, form.issued_on = self.rs, self.today + DAY
        form.remark_ids.add(self.remark("retrospective"))
        with form.line_ids.new() as line:
            line.description, line.hs_code, line.criterion_id = "Cheese", "0406X", self.criterion_y
            line.criterion_percent = 60
        text = self.refusal(form.save)
        self.assertNames(
            text,
            "is in the future",
            "Issued retrospectively",
            "HS code '0406X'",
            "not 60",
            "gross weight or another",
        )
        form.issued_on, form.official_remarks = self.today, "ISSUED  retrospectively"
        with form.line_ids.edit(0) as line:
            line.hs_code, line.criterion_percent, line.gross_weight_kg = "040690", 50, 12.5
        proof = form.save()
        self.assertEqual(
            (proof.importing_authority_id, proof.line_ids.criterion_text), (self.importing, "Y50%")
        )

    def test_through_import(self):
        """RS12, RS18: an import names all reasons of a row, and takes the rows that are right."""
        columns = [
            "number",
            "agreement_id/.id",
            "proof_type_id/.id",
            "importing_authority_id/.id",
            "exporter_id/.id",
        ]
        columns += ["issue_country_id/.id", "issued_on", "line_ids/position", "line_ids/description"]
        columns += [
            "line_ids/hs_code",
            "line_ids/criterion_id/.id",
            "line_ids/criterion_percent",
            "line_ids/gross_weight_kg",
        ]

        def row(number, issued_on, hs_code, percent, weight):
            return [
                *(number, self.agreement.id, self.ct2.id, self.importing.id, self.person().id, self.rs.id),
                *(str(issued_on), "1", "Cheese", hs_code, self.criterion_y.id, percent, weight),
            ]

        good = row("LOAD-1", self.today, "040690", "15", "12.5")
        result = self.proofs.with_user(self.officer).load(columns, [good])
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.proofs.browse(result["ids"]).line_ids.criterion_text, "Y15%")
        bad = row("LOAD-2", self.today + DAY, "0406", "", "-1")
        result = self.proofs.with_user(self.officer).load(columns, [bad])
        self.assertFalse(result["ids"])
        text = "\n".join(message["message"] for message in result["messages"])
        self.assertNames(text, "is in the future", "HS code '0406'", "requires the percentage", "is negative")

    def test_numbers_are_taken_once(self):
        """RS12.4: spaces, capitals and look-alike letters make no other number."""
        proof = self.proof(number="  CT 00  17/A ")
        self.assertEqual(proof.number, "CT 00 17/A")
        for number in ("CT 00 17/A", "ct0017/a", "СТ 00 17/А", " cT 0017/A\t"):
            with self.subTest(number=number), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self.proof(number=number)
        self.assertTrue(self.proof(number="CT 00 17/A", issue_country_id=self.rs.id, **self._declaration()))
        self.assertTrue(self.proof(number="CT 00 17/AB"))

    def _declaration(self):
        return {"proof_type_id": self.declaration_of_origin.id, "customs_value": 10}

    def test_what_follows_is_not_written_by_hand(self):
        """Design, ideas 1 and 2: validity, retention, sums and annulment follow; no call writes them."""
        proof, other = self.proof(), self.proof()
        for values in (
            {"valid_until": "2099-01-01"},
            {"retention_until": "2000-01-01"},
            {"counts_from_on": "2026-01-01"},
            {"total_gross_weight_kg": 99999},
            {"number_key": "free"},
            {"annulled_by_id": other.id},
            {"verification_request_ids": [Command.clear()]},
        ):
            with self.subTest(values=values):
                for user in (self.officer, self.supervisor, self.env.user):
                    text = self.refusal(lambda by=user, new=values: proof.with_user(by).write(new), UserError)
                    self.assertNames(text, "this is filled in automatically and cannot be entered")
                self.refusal(lambda new=values: self.proof(**new), UserError)
        # A context from outside cannot open the doors: it is JSON, and they look for objects.
        forged = {"customs_door": True, "customs_checked": "1", "customs_former_kept": True}
        self.refusal(lambda: proof.with_context(**forged).write({"valid_until": "2099-01-01"}), UserError)
        self.refusal(lambda: proof.with_context(**forged).line_ids.write({"hs_code": "x"}))


@tagged("post_install", "-at_install")
class TestRemarks(ProofCase):
    def test_issued_retrospectively(self):
        """RS12.6: box 5 says "Issued retrospectively", in English or Russian, and the remark is shown."""
        self.refused(
            "Box 5: it must state 'Issued retrospectively' (Annex 3, Art. 12(6))",
            remark_ids=self.ticked("retrospective"),
        )
        for words in (
            "Issued retrospectively",
            "ISSUED\nRETROSPECTIVELY.",
            "Выдан впоследствии",
            "No. 5; issued retrospectively",
        ):
            with self.subTest(words=words):
                proof = self.proof(remark_ids=self.ticked("retrospective"), official_remarks=words)
                self.assertEqual(proof.remark_ids.display_name, "Issued retrospectively")
        for words in ("Issued", "not issued retrospectivelyish", "retrospectively issued"):
            with self.subTest(words=words):
                self.refused(
                    "Box 5: it must state", remark_ids=self.ticked("retrospective"), official_remarks=words
                )

    def test_what_the_box_says_is_ticked(self):
        """RS12.6-RS12.9: words of box 5 that nobody ticked are named: terms follow from remarks."""
        self.refused(
            "Box 5: it states 'Issued retrospectively'. Tick this remark",
            official_remarks="Issued retrospectively",
        )
        self.refused("Box 5: it states 'Duplicate'. Tick this remark", official_remarks="ДУБЛИКАТ")
        self.assertTrue(self.proof(official_remarks="Checked. In duplicated order"))

    def test_remark_of_another_type(self):
        """RS12.6: a remark is one of the proof's own type."""
        self.refused(
            "belongs to another type of proof",
            proof_type_id=self.declaration_of_origin.id,
            customs_value=5,
            remark_ids=self.ticked("retrospective"),
            official_remarks="Issued retrospectively",
        )

    def test_remark_without_link_and_link_without_remark(self):
        """RS12.7-RS12.9: remark and link go together."""
        for kind, words in (
            ("duplicate", "Duplicate"),
            ("replacement", "Issued instead of certificate form CT-2"),
            ("back_to_back", "Issued on the basis of certificate form CT-2"),
        ):
            field = {"duplicate": "original_id", "replacement": "replaced_id", "back_to_back": "basis_id"}[
                kind
            ]
            with self.subTest(kind=kind):
                self.refused(
                    ("choose the certificate it refers to"),
                    remark_ids=self.ticked(kind),
                    official_remarks=words,
                )
                self.refused("but has no remark", **{field: self.proof().id})

    def test_the_box_names_the_original(self):
        """RS12.7, RS12.8: number and date of the other certificate stand in box 5."""
        original = self.proof(
            number="RS 0001", issued_on=date(2026, 3, 5), applicant_on=date(2026, 3, 5), invoice_ids=False
        )
        for box, missing in (
            ("Duplicate", ("number", "date")),
            ("Duplicate of RS 0001", ("date",)),
            ("Duplicate, 05.03.2026", ("number",)),
            ("Duplicate of RS 00012 of 05.03.2026", ("number",)),
            ("Duplicate of RS 0001 of 15.03.2026", ("date",)),
            ("Duplicate of RS 0001 of 05.03.20261", ("date",)),
        ):
            with self.subTest(box=box):
                text = self.refused(
                    "Box 5: it must give", **self.duplicate_values(original, official_remarks=box)
                )
                for part in ("number", "date"):
                    self.assertEqual(f"must give the {part} of" in text, part in missing, text)
        for box in (
            "Duplicate of RS 0001 of 05.03.2026",
            "DUPLICATE RS0001 5/3/26",
            "Дубликат RЅ 0001 от 5 марта 2026 г.",
            "Duplicate (No. rs 0001, 2026-03-05)",
            "Duplicate of RS 0001 of March 5, 2026",
        ):
            with self.subTest(box=box):
                self.assertTrue(self.proof(**self.duplicate_values(original, official_remarks=box)))

    def test_a_duplicate_is_one_of_the_same_certificate(self):
        """RS12.7: same type, country and exporter, and not issued before the original."""
        original = self.proof()
        self.refused(
            "of which this is a duplicate, has a different exporter",
            **self.duplicate_values(original, exporter_id=self.person().id),
        )
        self.refused(
            "It was issued before",
            **self.duplicate_values(original, issued_on=original.issued_on - DAY, applicant_on=False),
        )
        other = self.proof(proof_type_id=self.declaration_of_origin.id, customs_value=5)
        self.refused("is a proof of another type", **self.duplicate_values(other))

    def test_no_proof_refers_to_itself(self):
        """RS12.7-RS12.9: neither directly nor round about."""
        proof = self.proof()
        for kind, field in (
            ("duplicate", "original_id"),
            ("replacement", "replaced_id"),
            ("back_to_back", "basis_id"),
        ):
            with self.subTest(kind=kind):
                words = f"{self.remark(kind).wording} {proof.number} {proof.issued_on:%d.%m.%Y}"
                values = {field: proof.id, "remark_ids": self.ticked(kind), "official_remarks": words}
                self.assertNames(self.refusal(lambda new=values: proof.write(new)), "cannot refer to itself")
        second = self.proof(**self.duplicate_values(proof))
        third = self.proof(**self.duplicate_values(second))
        round_about = self.duplicate_values(third)
        self.assertNames(self.refusal(lambda: proof.write(round_about)), "cannot refer to itself")

    def test_replacement(self):
        """RS12.8: a replacement has a new number; the replaced one is annulled on the day of the new one."""
        old = self.proof()
        self.refused(
            "Box 5: it must give the number",
            **self.replacement_values(old, official_remarks=self.remark("replacement").wording),
        )
        day = self.today - 20 * DAY
        new = self.proof(**self.replacement_values(old, issued_on=day))
        self.assertEqual((old.annulled_on, old.annulled_by_id), (day, new))
        self.assertIn(new.number, old.annulment_reason)
        self.assertFalse(new.annulled_on)
        self.assertEqual(new.valid_until, fields.Date.add(day, months=12))
        self.assertEqual(len(old._reasons_not_usable(day)), 1)
        self.assertEqual(old._reasons_not_usable(day - DAY), [])

    def test_replacement_with_the_same_number(self):
        """RS12.8: the same number, in another spelling or of another country, is no new one."""
        old = self.proof(number="RS 55")
        draft = self.proofs.new(self.proof_values(number="rS55", **self.replacement_values(old)))
        self.assertNames(
            "\n".join(draft._problems()), "A replacement must have a new number (Annex 3, Art. 12(8))."
        )

    def test_a_corrected_replacement_sets_the_first_one_free(self):
        """RS12.8: the annulment follows the link and the date; one that was recorded otherwise stays."""
        wrong, right = self.proof(), self.proof()
        new = self.proof(**self.replacement_values(wrong))
        new.write(self.replacement_values(right))
        self.assertFalse(wrong.annulled_on or wrong.annulled_by_id or wrong.annulment_reason)
        self.assertEqual(right.annulled_on, new.issued_on)
        new.write({"issued_on": self.today - 10 * DAY})
        self.assertEqual(right.annulled_on, self.today - 10 * DAY)
        new.write({"replaced_id": False, "remark_ids": [Command.clear()], "official_remarks": False})
        self.assertFalse(right.annulled_on)
        before = self.proof(annulled_on=self.today - 30 * DAY, annulment_reason="Notified by the authority")
        self.proof(**self.replacement_values(before))
        self.assertEqual(before.annulled_on, self.today - 30 * DAY)
        self.assertEqual(before.annulment_reason, "Notified by the authority")

    def test_back_to_back(self):
        """RS12.9: "Issued on the basis of certificate form CT-2", with its number, date and issuing body."""
        basis = self.proof()
        words = self.remark("back_to_back").wording
        values = {"basis_id": basis.id, "remark_ids": self.ticked("back_to_back")}
        self.refused(f"Box 5: it must state '{words}'", **values)
        self.refused(
            f"Box 5: it must give the number of {basis.display_name} (Annex 3, Art. 12(9)).",
            f"Box 5: it must give the date of {basis.display_name} (Annex 3, Art. 12(9)).",
            f"Box 5: it must give the body that issued {basis.display_name} (Annex 3, Art. 12(9)).",
            official_remarks=words,
            **values,
        )
        values["official_remarks"] = f"{words.upper()} {basis.number} of {basis.issued_on:%d.%m.%Y}"
        other = self.body.copy({"code": "OTHER-BODY"})
        self.refused(f"but {basis.display_name} was issued by", basis_body_id=other.id, **values)
        proof = self.proof(basis_body_id=self.body.id, **values)
        self.assertEqual(proof.basis_id, basis)
        self.assertEqual(proof.counts_from_on, proof.issued_on)
        self.assertFalse(basis.annulled_on)


@tagged("post_install", "-at_install")
class TestTerms(ProofCase):
    def test_validity(self):
        """RS12.4, RS13.2: 12 months, to the same day-number or the month's last day."""
        kinds = ({}, {"proof_type_id": self.declaration_of_origin.id, "customs_value": 5})
        for kind in kinds:
            for issued_on, until in (
                (date(2024, 2, 29), date(2025, 2, 28)),
                (date(2023, 2, 28), date(2024, 2, 28)),
                (date(2024, 12, 31), date(2025, 12, 31)),
                (date(2025, 6, 1), date(2026, 6, 1)),
            ):
                with self.subTest(issued_on=issued_on, kind=kind):
                    proof = self.proof(issued_on=issued_on, applicant_on=False, invoice_ids=False, **kind)
                    self.assertEqual(proof.valid_until, until)

    def test_last_day_of_use(self):
        """RS12.4, RS13.2: usable on the last day, refused with the reason on the next."""
        for kind in ({}, {"proof_type_id": self.declaration_of_origin.id, "customs_value": 5}):
            proof = self.old_proof(days=500, **kind)
            self.assertEqual(proof._reasons_not_usable(proof.valid_until), [])
            reasons = proof._reasons_not_usable(proof.valid_until + DAY)
            self.assertEqual(len(reasons), 1)
            self.assertNames(
                reasons[0],
                f"was valid until {long_date(proof.valid_until, 'en')}",
                proof.proof_type_id.article,
            )

    def test_duplicate_counts_from_the_original(self):
        """RS12.7: a duplicate is valid from the original's issue, at most 12 months from it."""
        original = self.old_proof(days=300)
        duplicate = self.proof(**self.duplicate_values(original, issued_on=self.today))
        self.assertEqual(duplicate.counts_from_on, original.issued_on)
        self.assertEqual(duplicate.valid_until, original.valid_until)
        self.assertGreater(duplicate.retention_until, original.retention_until)

    def test_duplicate_of_a_duplicate_counts_from_the_first_original(self):
        """RS12.7: however long the chain, and when the first one's date is corrected, all follow."""
        original = chain = self.old_proof(days=300)
        for days in (200, 100, 0):
            chain = self.proof(
                **self.duplicate_values(
                    chain, issued_on=self.today - days * DAY, exporter_id=original.exporter_id.id
                )
            )
        self.assertEqual(chain.valid_until, original.valid_until)
        second = chain.original_id.original_id
        self.assertEqual(second.original_id, original)
        original.issued_on = self.today - 290 * DAY
        self.assertEqual(chain.counts_from_on, self.today - 290 * DAY)
        self.assertEqual(chain.valid_until, original.valid_until)

    def test_a_duplicate_of_an_annulled_certificate(self):
        """RS12.7, RS12.8: what was annulled does not live on in its duplicate."""
        original = self.proof()
        duplicate = self.proof(**self.duplicate_values(original))
        self.proof(**self.replacement_values(original, issued_on=self.today - 5 * DAY))
        self.assertEqual(duplicate._reasons_not_usable(self.today - 6 * DAY), [])
        self.assertNames(duplicate._reasons_not_usable(self.today)[0], original.number, "was annulled")

    @given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(-800, 800))
    @settings(max_examples=80)
    def test_validity_against_a_plain_reading(self, issued_on, days):
        """RS12.4: the set-up terms give what one reads off a calendar, and use ends with that day."""
        year, month = issued_on.year + 1, issued_on.month
        until = date(year, month, min(issued_on.day, monthrange(year, month)[1]))
        proof = self.proofs.new(
            {
                "agreement_id": self.agreement.id,
                "proof_type_id": self.ct2.id,
                "issued_on": issued_on,
                "issuing_body_id": self.body.id,
            }
        )
        self.assertEqual(proof.valid_until, until)
        registered_on = issued_on + days * DAY
        late = any("was valid until" in reason for reason in proof._reasons_not_usable(registered_on))
        self.assertEqual(late, registered_on > until)

    @given(st.lists(st.integers(0, 120), min_size=1, max_size=5))
    @settings(max_examples=40)
    def test_chains_against_a_plain_reading(self, gaps):
        """RS12.7: for any chain of duplicates the validity is the first original's."""
        first = day = date(2022, 1, 31)
        remarks = self.remark("duplicate")
        proof = self.proofs.new({"proof_type_id": self.ct2.id, "issued_on": first})
        for gap in gaps:
            day += gap * DAY
            proof = self.proofs.new(
                {
                    "proof_type_id": self.ct2.id,
                    "issued_on": day,
                    "remark_ids": remarks.ids,
                    "original_id": proof,
                }
            )
        self.assertEqual((proof.counts_from_on, proof.valid_until), (first, date(2023, 1, 31)))


@tagged("post_install", "-at_install")
class TestValueAndSpecimen(ProofCase):
    def value(self, value, currency=None, **values):
        return self.proof(
            proof_type_id=self.declaration_of_origin.id,
            customs_value=value,
            currency_id=(currency or self.eur).id,
            **values,
        )

    @classmethod
    def rate(cls, currency, day, per_euro):
        """Enter the rates of a day: so many units of ``currency`` for a euro."""
        currency.active = True
        company = cls.env.company.currency_id
        euro = 1.0 if company == cls.eur else 0.8
        rates = [(currency, euro * per_euro)] + ([] if company == cls.eur else [(cls.eur, euro)])
        for unit, rate in rates:
            known = cls.env["res.currency.rate"].search([("currency_id", "=", unit.id), ("name", "=", day)])
            known.unlink()
            cls.env["res.currency.rate"].create({"currency_id": unit.id, "name": day, "rate": rate})

    def test_declaration_of_origin_up_to_5000_euros(self):
        """RS13.1: exactly EUR 5,000 will do, a cent more will not."""
        self.assertTrue(self.value(5000))
        text = self.refusal(lambda: self.value(5000.01))
        self.assertNames(text, "5000.01 EUR", "up to 5000.00 EUR", "Annex 3, Art. 13")
        proof = self.value(10)
        self.assertNames(self.refusal(lambda: proof.write({"customs_value": 5001})), "5001.00 EUR")
        self.assertTrue(self.proof(customs_value=1_000_000), "a certificate has no limit")

    def test_another_currency_at_the_days_rate(self):
        """RS13.1: a value in another currency counts at the rate of the day of signature."""
        tenge = self.env.ref("base.KZT")
        self.rate(tenge, self.today - 100 * DAY, 500)
        self.rate(tenge, self.today - 99 * DAY, 400)
        self.assertTrue(self.value(2_500_000, tenge))
        self.assertNames(self.refusal(lambda: self.value(2_500_100, tenge)), "5000.20 EUR")
        next_day = {"issued_on": self.today - 99 * DAY}
        self.assertNames(self.refusal(lambda: self.value(2_500_000, tenge, **next_day)), "6250.00 EUR")
        self.assertTrue(self.value(2_000_000, tenge, **next_day))

    def test_no_rate_is_no_rate_of_one(self):
        """RS13.1: without a rate for the day nothing can be compared, and that is said."""
        tenge = self.env.ref("base.KZT")
        tenge.active = True
        tenge.rate_ids.unlink()
        text = self.refusal(lambda: self.value(100, tenge))
        self.assertNames(text, "no exchange rate between KZT and EUR", "Enter it first")
        self.rate(tenge, self.today, 500)
        self.assertNames(self.refusal(lambda: self.value(100, tenge)), "no exchange rate between")
        self.assertTrue(self.proof(customs_value=100, currency_id=tenge.id), "a certificate needs no rate")

    def test_specimen(self):
        """RS15.1, RS15.3: each of the four things valid and received by the day of issue, or it is named."""
        proof = self.proof()
        self.assertTrue(proof.specimen_known)
        self.assertEqual(len(self.body.specimen_ids), 4)
        for specimen in self.body.specimen_ids:
            kind = specimen.kind_id
            for values in (
                {"valid_to": proof.issued_on - DAY},
                {"valid_from": proof.issued_on + DAY, "valid_to": False},
                {"valid_from": proof.issued_on, "received_on": proof.issued_on + DAY},
            ):
                with self.subTest(kind=kind.code, values=values):
                    specimen.write(values)
                    self.assertFalse(proof.specimen_known)
                    [reason] = proof._reasons_not_usable(self.today)
                    self.assertNames(reason, kind.name, "not received and in use", kind.article)
            specimen.write({"valid_to": proof.issued_on, "received_on": proof.issued_on})
            self.assertTrue(proof.specimen_known)
        self.body.specimen_ids.unlink()
        self.assertEqual(len(proof._reasons_not_usable(self.today)), 4)

    def test_paper_that_is_examined(self):
        """RS18.2-3, RS13.7: what the paper does not meet is a warning with its article, no bar."""
        proof = self.proof().with_user(self.officer)
        asked = self.ct2.question_ids.filtered("is_asked")
        self.assertEqual(asked.mapped("code"), ["signature", "erasures", "corrections"])
        for part in ("Annex 3, Art. 18(2)", "Annex 3, Art. 18(3)", "Annex 3, Art. 18(5)", "Annex 3, Art. 19"):
            self.assertIn(part, proof.requirements)
        proof.write({"examined_on": self.today, "breach_ids": [Command.set(asked[:1].ids)]})
        self.assertEqual(
            proof.breach_warning, "Signed by hand: no facsimile of a signature (Annex 3, Art. 18(2))"
        )
        self.assertIn("Form not as required", proof.marks)
        declared = self.value(5)
        self.assertNames(declared.requirements, "Printed (Annex 3, Art. 13(7))", "Annex 3, Art. 13(5)")
        self.assertNames(
            self.refusal(lambda: declared.write({"breach_ids": [Command.set(asked.ids)]})),
            "belongs to another type of proof",
        )

    def test_each_requirement_of_the_paper(self):
        """RS18.2, RS18.3: each requirement not met is named with its own article, and no bar."""
        articles = {"signature": "Art. 18(2)", "erasures": "Art. 18(2)", "corrections": "Art. 18(3)"}
        for question in self.ct2.question_ids.filtered("is_asked"):
            proof = self.proof().with_user(self.officer)
            self.assertFalse(proof.breach_warning)
            proof.write({"examined_on": self.today, "breach_ids": [Command.set(question.ids)]})
            article = f"Annex 3, {articles[question.code]}"
            self.assertEqual(proof.breach_warning, f"{question.name} ({article})")
            # Article 11(2): whether it matters is for a person; nothing is refused for it alone.
            self.assertFalse(proof._reasons_not_usable(self.today))
            proof.breach_ids = [Command.clear()]
            self.assertFalse(proof.breach_warning)
        self.assertEqual(set(self.ct2.question_ids.filtered("is_asked").mapped("code")), set(articles))

    def test_what_is_only_shown(self):
        """RS18.5, RS19: the blank reverse and blanks of the former form are shown, with their articles."""
        shown = self.ct2.question_ids.filtered(lambda row: not row.is_asked)
        self.assertEqual(
            {row.code: row.article for row in shown},
            {"reverse": "Annex 3, Art. 18(5)", "old_blanks": "Annex 3, Art. 19"},
        )
        proof = self.proof().with_user(self.officer)
        for row in shown:
            self.assertNames(proof.requirements, f"{row.name} ({row.article})")
        view = self.env["customs.origin.proof"].get_view(view_type="form")["arch"]
        self.assertIn('name="requirements"', view)
        self.assertIn('name="breach_warning"', view)

    def test_articles_of_requirements_are_data(self):
        """RS18.2: another agreement's requirement is named with that one's words and article."""
        question = self.ct2.question_ids.filtered(lambda row: row.code == "signature")
        question.write({"name": "Signed with ink", "article": "Rule 99"})
        proof = self.proof().with_user(self.officer)
        proof.breach_ids = [Command.set(question.ids)]
        self.assertEqual(proof.breach_warning, "Signed with ink (Rule 99)")

    def test_day_of_receipt_that_is_not_recorded(self):
        """RS15.1, RS15.3: a specimen of which nobody knows when it was received is not known to count."""
        proof = self.proof()
        self.body.specimen_ids[0].received_on = False
        self.assertTrue(proof.specimen_known)
        self.assertNames(proof.specimen_unknown, self.body.specimen_ids[0].kind_id.name, "not recorded when")

    def test_a_new_stamp(self):
        """RS15.2: a stamp instead of another counts alone from its first day, one in addition beside it."""
        stamp = self.body.specimen_ids.filtered(lambda row: row.kind_id.code == "stamp")
        proof = self.proof()
        values = {"name": "Stamp 2", "former_id": stamp.id, "valid_from": proof.issued_on}
        new = stamp.copy({**values, "relation": "addition", "received_on": proof.issued_on + DAY})
        self.assertTrue(new.is_late)
        self.assertTrue(proof.specimen_known, "the former one is still used")
        new.relation = "instead"
        self.assertFalse(proof.specimen_known, "replaced by one that was not notified in advance")
        new.received_on = proof.issued_on - DAY
        self.assertTrue(proof.specimen_known)
        self.assertFalse(new.is_late)
        for wrong, part in (
            ({"relation": False}, "whether this one replaces it"),
            ({"former_id": new.id}, "cannot replace itself"),
            ({"former_id": (self.body.specimen_ids - stamp - new)[0].id}, "of another kind"),
        ):
            with self.subTest(part=part):
                self.assertNames(self.refusal(lambda values=wrong: new.write(values)), part)

    def test_addresses_of_another_authority(self):
        """RS15.1: forms and verification authorities are the Party's, stamps and names the body's own."""
        proof = self.proof()
        for specimen in self.body.specimen_ids:
            specimen.authority_id = self.exporting
            self.assertEqual(proof.specimen_known, specimen.kind_id.sent_for == "country", specimen.name)
            specimen.authority_id = self.body

    def test_specimen_of_another_agreement(self):
        """RS15.1-3: specimens of another agreement do not count; a declaration needs none."""
        proof = self.proof()
        self.assertTrue(proof.specimen_known)
        other = self.env["customs.agreement"].create({"code": "T-X", "name": "Other"})
        kind = self.env["customs.specimen.kind"].create(
            {"agreement_id": other.id, "code": "stamp", "name": "Stamp", "article": "Art. 1"}
        )
        self.body.specimen_ids.write({"agreement_id": other.id, "kind_id": kind.id})
        self.assertFalse(proof.specimen_known)
        self.assertTrue(self.value(5).specimen_known)
        proof.issuing_body_id = False
        self.assertFalse(proof.specimen_known)


@tagged("post_install", "-at_install")
class TestByRemoteCall(ProofCase, HttpCase):
    def call(self, values):
        """Create a proof as the web client does, with the body as JSON text."""
        self.authenticate("test_officer", PASSWORD)
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "params": {"model": "customs.origin.proof", "method": "create", "args": [values], "kwargs": {}},
        }
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(body, default=str),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def test_all_reasons_arrive(self):
        """RS12, RS18: a remote call gets every reason as a sentence; Python's JSON also reads NaN."""
        values = self.proof_values(number=" ", issued_on="2026-02-30")
        values.pop("file")
        values["line_ids"] = [
            [0, 0, self.line_values(hs_code="12", gross_weight_kg=float("nan"), quantity=-1)]
        ]
        error = self.call(values)["error"]["data"]
        self.assertEqual(error["name"], "odoo.exceptions.ValidationError")
        self.assertNames(
            error["message"],
            "Number is missing",
            "'2026-02-30' is not a valid value",
            "HS code '12'",
            "'nan' is not a valid value",
            "is negative",
        )

    def test_a_good_one_is_taken(self):
        """RS12.1: the same call with a right certificate creates it."""
        values = self.proof_values()
        values["file"] = values["file"].decode()
        created = self.call(values)["result"]
        self.assertEqual(self.proofs.browse(created).number, values["number"])
