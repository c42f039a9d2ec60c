"""Declarations: which proof may serve them, what they say of it, and small consignments without one."""

from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common.declaration import DeclarationCase
from ..common.proof import DAY


@tagged("post_install", "-at_install")
class TestDeclaration(DeclarationCase):
    def test_every_reason_at_once(self):
        """RS12.4, RS14.1: faults of head, goods, proof and missing proof stand in one message."""
        late = self.old_proof(days=500)
        self.refused(
            "is in the future",
            "Item 1: HS code '0406' must have 6 to 10 digits.",
            "Item 2: the gross weight is negative.",
            "Item 2: the customs value is negative.",
            "was valid until",
            "The value of goods without a proof of origin is 900.00 EUR",
            "Item 4: choose the agreement",
            goods=[
                self.goods(hs_code="0406", proof_id=late.id),
                self.goods(position=2, gross_weight_kg=-1, customs_value=-5, proof_id=late.id),
                self.goods(position=3, customs_value=900),
                self.goods(position=4, agreement_id=False),
            ],
            registered_on=self.today + DAY,
        )

    def test_deleted_goods_are_noted(self):
        """IT9, RS12.10: a declaration that goes with its history leaves a note on each proof that it used."""
        proof = self.proof()
        declaration = self.declaration(self.goods(proof_id=proof.id))
        name, code = declaration.display_name, declaration.line_ids.hs_code
        former = proof.message_ids
        declaration.with_user(self.officer).with_context(mail_notrack=True).unlink()
        [note] = proof.message_ids - former
        self.assertEqual(note.author_id, self.officer.partner_id)
        for text in ("Declared goods deleted", name, code):
            self.assertIn(text, note.body)

    def test_what_the_database_could_not_take(self):
        """RS12.5: missing values and numbers that are none are named with the rest."""
        nan = self.goods(gross_weight_kg=float("nan"), hs_code="x", description=False)
        self.refused(
            "Number is missing.",
            "Importer is missing.",
            "Item 1: Description is missing.",
            "Item 1: Gross Weight (kg): 'nan' is not a valid value.",
            "Item 1: HS code 'x'",
            "Item 2: Customs Value: 'inf' is not a valid value.",
            goods=[nan, self.goods(position=2, customs_value=float("inf"))],
            number="  ",
            importer_id=False,
        )
        self.refused("'2026-02-30' is not a valid value", registered_on="2026-02-30")
        line = self.declaration().line_ids
        for values in ({"gross_weight_kg": float("nan")}, {"position": 2**31}, {"customs_value": "dear"}):
            with self.subTest(values=values):
                text = self.refusal(lambda new=values: line.write(new))
                self.assertNames(text, line.declaration_id.number, "Item 1", "is not a valid value")

    def test_goods_are_numbered_once(self):
        """RS12.5: goods are told apart by their number."""
        self.refused("Number the goods from 1.", goods=[self.goods(position=0)])
        self.refused(
            "Two items have the same number. Change one of them.",
            goods=[self.goods(customs_value=1), self.goods(customs_value=1)],
        )

    def test_through_the_form(self):
        """RS12.4, RS14.1: the form shows the reasons of head and goods together."""
        view = self.env["ir.ui.view"].create(
            {
                "name": "declaration",
                "model": "customs.declaration",
                "type": "form",
                "arch": """<form>
                    <field name="number"/><field name="registered_on"/><field name="importing_authority_id"/>
                    <field name="importer_id"/><field name="exporter_id"/>
                    <field name="line_ids"><list editable="bottom">
                        <field name="position"/><field name="hs_code"/><field name="description"/>
                        <field name="customs_value"/><field name="currency_id"/><field name="agreement_id"/>
                        <field name="preference_claimed"/><field name="proof_id"/>
                    </list></field></form>""",
            }
        )
        form = Form(self.declarations.with_user(self.officer), view=view)
        form.number, form.registered_on, form.importer_id = "F-1", self.today + DAY, self.importer
        with form.line_ids.new() as line:
            line.hs_code, line.description, line.agreement_id = "04", "Cheese", self.agreement
            line.customs_value, line.currency_id = 200.01, self.eur
        self.assertNames(self.refusal(form.save), "is in the future", "HS code '04'", "is 200.01 EUR")
        form.registered_on = self.today
        with form.line_ids.edit(0) as line:
            line.hs_code, line.customs_value = "040690", 200
        self.assertEqual(form.save().line_ids.limit_value, 200)

    def test_through_import(self):
        """RS12.4: an import names all reasons of a row."""
        columns = [
            "number",
            "registered_on",
            "importing_authority_id/.id",
            "importer_id/.id",
            "line_ids/hs_code",
        ]
        columns += [
            "line_ids/description",
            "line_ids/customs_value",
            "line_ids/currency_id/.id",
            "line_ids/agreement_id/.id",
        ]
        head = [str(self.today), self.importing.id, self.importer.id]
        bad = ["L-1", *head, "04069X", "Cheese", "201", self.eur.id, self.agreement.id]
        good = ["L-2", *head, "040690", "Cheese", "200", self.eur.id, self.agreement.id]
        result = self.declarations.with_user(self.officer).load(columns, [bad])
        text = "\n".join(message["message"] for message in result["messages"])
        self.assertNames(text, "HS code '04069X'", "is 201.00 EUR")
        result = self.declarations.with_user(self.officer).load(columns, [good])
        self.assertEqual((result["messages"], len(result["ids"])), ([], 1))

    def test_a_number_is_taken_once(self):
        """RS12.4: spaces and capitals make no other declaration; another authority counts its own."""
        self.declaration(number=" 50112/ab ")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.declaration(number="50112/AB")
        self.assertTrue(self.declaration(number="50112/AB", importing_authority_id=self.other_importing.id))

    def test_what_follows_is_not_written_by_hand(self):
        """CU-A: copies for rules and sums follow from the declaration; no call writes them."""
        line = self.declaration().line_ids
        for values in (
            {"importing_authority_id": self.other_importing.id},
            {"registered_on": "2020-01-01"},
            {"importer_id": self.exporter.id},
            {"limit_value": 1},
        ):
            with self.subTest(values=values):
                self.assertNames(
                    self.refusal(lambda new=values: line.write(new), UserError),
                    "this is filled in automatically and cannot be entered",
                )
                new = self.goods(position=2, declaration_id=line.declaration_id.id, **values)
                self.refusal(lambda wrong=new: line.create(wrong), UserError)

    def test_goods_stay_on_their_declaration(self):
        """RS12.5: goods are not moved to another declaration."""
        line, other = self.declaration().line_ids, self.declaration()
        text = self.refusal(lambda: line.write({"declaration_id": other.id}), UserError)
        self.assertNames(text, "it cannot be moved to another document")

    def test_access(self):
        """CU-A: readers change nothing, another authority sees nothing, nothing is given away."""
        declaration = self.declaration()
        mine = declaration.with_user(self.reader)
        self.assertEqual(mine.line_ids.limit_value, 100)
        for change in (
            lambda: mine.write({"number": "x"}),
            lambda: mine.line_ids.write({"customs_value": 1}),
            mine.unlink,
            lambda: self.declarations.with_user(self.reader).create(self.declaration_values()),
        ):
            self.refusal(change, AccessError)
        for record in (declaration, declaration.line_ids):
            foreign = record.with_user(self.foreign_officer)
            self.assertFalse(foreign.search([("id", "=", record.id)]))
            self.env.invalidate_all()
            self.refusal(lambda of=foreign: of.read(["display_name"]), AccessError)
            self.refusal(lambda of=foreign: of.unlink(), AccessError)
        give = {"importing_authority_id": self.other_importing.id}
        text = self.refusal(lambda: declaration.with_user(self.officer).write(give), AccessError)
        self.assertNames(text, "You are not a user of the authority you chose for the")

    def test_another_authoritys_proof(self):
        """CU-A: an officer cannot use, and so cannot learn of, a proof that another authority registered."""
        proof = self.proof(importing_authority_id=self.other_importing.id)
        values = self.declaration_values(self.goods(proof_id=proof.id))
        self.env.flush_all()
        self.env.invalidate_all()
        self.refusal(lambda: self.declarations.with_user(self.officer).create(values), AccessError)


@tagged("post_install", "-at_install")
class TestProofInUse(DeclarationCase):
    def test_the_last_day(self):
        """RS12.4, RS13.2: a proof serves a declaration of its last day, and none of the next."""
        for kind in ({}, {"proof_type_id": self.declaration_of_origin.id, "customs_value": 5}):
            proof = self.old_proof(days=500, **kind)
            with self.subTest(kind=proof.kind):
                self.assertTrue(
                    self.declaration(self.goods(proof_id=proof.id), registered_on=proof.valid_until)
                )
                text = self.refused(
                    "was valid until",
                    proof.proof_type_id.article,
                    goods=[self.goods(proof_id=proof.id)],
                    registered_on=proof.valid_until + DAY,
                )
                self.assertEqual(text.count("was valid until"), 1)

    def test_the_reason_comes_once_however_many_goods_use_the_proof(self):
        """RS12.4: 80 goods with the same late proof: one sentence."""
        proof = self.old_proof(days=500)
        goods = [self.goods(position=number, proof_id=proof.id) for number in range(1, 81)]
        text = self.refused("was valid until", goods=goods, registered_on=self.today)
        self.assertEqual(text.count("was valid until"), 1)

    def test_a_later_day_of_registration(self):
        """RS12.4: a correction of the declaration's day is checked against the proof, too."""
        proof = self.old_proof(days=500)
        declaration = self.declaration(self.goods(proof_id=proof.id), registered_on=proof.valid_until)
        text = self.refusal(lambda: declaration.write({"registered_on": proof.valid_until + DAY}))
        self.assertNames(text, "was valid until")

    def test_duplicates_serve_no_longer_than_their_original(self):
        """RS12.7: the duplicate of an expired certificate serves nothing."""
        original = self.old_proof(days=400)
        duplicate = self.proof(**self.duplicate_values(original, issued_on=self.today - 10 * DAY))
        again = self.proof(**self.duplicate_values(duplicate, issued_on=self.today - 5 * DAY))
        for proof in (duplicate, again):
            self.refused("was valid until", goods=[self.goods(proof_id=proof.id)], registered_on=self.today)
            self.assertTrue(
                self.declaration(self.goods(proof_id=proof.id), registered_on=original.valid_until)
            )

    def test_annulled(self):
        """RS12.8, RS15.6d: an annulled proof serves until the day before, as a replaced one does."""
        proof = self.proof(annulled_on=self.today - 20 * DAY)
        self.refused(
            "was annulled on", goods=[self.goods(proof_id=proof.id)], registered_on=self.today - 20 * DAY
        )
        self.assertTrue(self.declaration(self.goods(proof_id=proof.id), registered_on=self.today - 21 * DAY))
        replaced = self.proof()
        new = self.proof(**self.replacement_values(replaced, issued_on=self.today - 30 * DAY))
        self.refused(
            "was annulled on", goods=[self.goods(proof_id=replaced.id)], registered_on=self.today - 30 * DAY
        )
        self.assertTrue(self.declaration(self.goods(proof_id=new.id), registered_on=self.today - 30 * DAY))

    def test_no_specimen(self):
        """RS15.1-3: no exchange, no preference."""
        proof = self.proof()
        self.body.specimen_ids.unlink()
        self.refused("not received and in use by the day of issue", goods=[self.goods(proof_id=proof.id)])

    def test_another_agreement(self):
        """RS12.4: a proof serves under its own agreement, and while that is in force."""
        other = self.env["customs.agreement"].create(
            {"code": "T-X", "name": "Other", "in_force_on": self.today - DAY}
        )
        self.refused(
            "was issued under another agreement",
            "T-X was not in force",
            goods=[self.goods(proof_id=self.proof().id, agreement_id=other.id)],
        )
        self.refused("was not in force", registered_on=self.agreement.in_force_on - DAY)
        self.assertTrue(self.declaration(registered_on=self.agreement.in_force_on))

    def test_without_a_claim_nothing_stands_in_the_way(self):
        """RS10.1: a proof that does not serve is recorded where no preference is claimed, until it is."""
        proof = self.old_proof(days=500)
        line = self.declaration(
            self.goods(proof_id=proof.id, preference_claimed=False), registered_on=self.today
        ).line_ids
        self.assertNames(self.refusal(lambda: line.write({"preference_claimed": True})), "was valid until")
        plain = self.declaration(self.goods(customs_value=10000, preference_claimed=False)).line_ids
        self.assertNames(self.refusal(lambda: plain.write({"preference_claimed": True})), "is 10000.00 EUR")


@tagged("post_install", "-at_install")
class TestWeight(DeclarationCase):
    def test_five_per_cent_over_several_declarations(self):
        """RS12.5, RS11.1.5: exactly 5 % more is allowed; a gram more is flagged, with its ground."""
        proof = self.proof()
        self.declaration(self.goods(proof_id=proof.id, gross_weight_kg=525))
        second = self.declaration(self.goods(proof_id=proof.id, gross_weight_kg=525)).line_ids
        self.assertEqual((proof.declared_gross_weight_kg, proof.weight_excess_percent), (1050, 5))
        self.assertFalse(proof.weight_exceeded or (proof.use_doubts and "12(5)" in proof.use_doubts))
        second.gross_weight_kg = 525.001
        self.assertTrue(proof.weight_exceeded)
        self.assertNames(
            proof.use_doubts, "1,050.001 kg", "1,000 kg", "5 % is allowed", "Annex 3, Art. 12(5)", "11.1.5"
        )
        second.unlink()
        self.assertFalse(proof.weight_exceeded)

    def test_five_per_cent_that_binary_numbers_miss(self):
        """RS12.5: 1.140 kg and 5 % are 1.197 kg, though a computer's 1.14 times 1.05 is less."""
        proof = self.proof(line_ids=[Command.create(self.line_values(gross_weight_kg=1.14))])
        line = self.declaration(self.goods(proof_id=proof.id, gross_weight_kg=1.197)).line_ids
        self.assertFalse(proof.weight_exceeded)
        line.gross_weight_kg = 1.198
        self.assertTrue(proof.weight_exceeded)

    def test_a_lighter_consignment(self):
        """RS12.5: less than the certificate says is no excess."""
        proof = self.proof()
        self.declaration(self.goods(proof_id=proof.id, gross_weight_kg=1))
        self.assertEqual((proof.weight_excess_percent, proof.weight_exceeded), (0, False))

    def test_a_proof_that_does_not_state_all_weights(self):
        """RS12.5: where goods are given in pieces only, there is no sum to compare, and that is said."""
        pieces = self.line_values(position=2, gross_weight_kg=0, quantity=5, quantity_unit="pcs")
        proof = self.proof(line_ids=[Command.create(self.line_values()), Command.create(pieces)])
        self.declaration(self.goods(proof_id=proof.id, gross_weight_kg=5000))
        self.assertFalse(proof.weight_exceeded)
        self.assertNames(proof.use_doubts, "does not state the gross weight of all goods")

    def test_a_declaration_of_origin_has_the_same_rule(self):
        """RS13.3, RS11.1.5: the tolerance holds for a declaration of origin, with its own article."""
        proof = self.proof(proof_type_id=self.declaration_of_origin.id, customs_value=5)
        line = self.declaration(self.goods(proof_id=proof.id, gross_weight_kg=1050)).line_ids
        self.assertFalse(proof.weight_exceeded)
        line.gross_weight_kg = 1050.001
        self.assertTrue(proof.weight_exceeded)
        self.assertNames(proof.use_doubts, "1,050.001 kg", "5.0001 %", "Annex 3, Art. 13(3)", "11.1.5")
        self.assertEqual(proof._with_ground([proof.id])["overweight"], {proof.id})

    def test_half_a_gram(self):
        """RS12.5: nothing passes over the limit, not half a gram either."""
        proof = self.proof(line_ids=[Command.create(self.line_values(gross_weight_kg=0.01))])
        line = self.declaration(self.goods(proof_id=proof.id, gross_weight_kg=0.01)).line_ids
        self.assertFalse(proof.weight_exceeded)
        line.gross_weight_kg = 0.011
        self.assertTrue(proof.weight_exceeded, "10.5 g are allowed, 11 g were declared")
        self.assertEqual(proof._with_ground([proof.id])["overweight"], {proof.id})

    def test_goods_that_were_weighed(self):
        """RS12.5, RS13.3: the actual weight counts; where the goods were weighed, it is the one found."""
        proof = self.proof()
        self.declaration(self.goods(proof_id=proof.id, gross_weight_kg=1000))
        proof.with_user(self.officer).actual_gross_weight_kg = 1050.5
        self.assertTrue(proof.weight_exceeded)
        self.assertNames(proof.use_doubts, "The gross weight found, 1,050.5 kg", "Art. 12(5)")
        self.assertEqual(proof._with_ground([proof.id])["overweight"], {proof.id})
        proof.actual_gross_weight_kg = 1050
        self.assertFalse(proof.weight_exceeded)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            proof.actual_gross_weight_kg = -1
            proof.flush_recordset()

    @given(
        st.lists(st.integers(1, 10**9), min_size=1, max_size=3),
        st.lists(st.integers(0, 10**9), min_size=1, max_size=3),
        st.sampled_from([None, 0, 1, -1]),
    )
    @settings(max_examples=60)
    def test_grams_against_a_plain_reading(self, stated, declared, at_limit):
        """RS12.5: in whole grams, the flag is up exactly when 100 x declared is more than 105 x stated."""
        if at_limit is not None:  # on the limit, a gram over it and a gram under it
            stated[0] += -sum(stated) % 100
            declared = [sum(stated) * 105 // 100 + at_limit]
        with self.undone():
            kilos = [float(Decimal(grams) / 1000) for grams in stated]
            proof = self.proof(
                line_ids=[
                    Command.create(self.line_values(position=number, gross_weight_kg=weight))
                    for number, weight in enumerate(kilos, 1)
                ]
            )
            goods = [
                self.goods(position=number, proof_id=proof.id, gross_weight_kg=float(Decimal(grams) / 1000))
                for number, grams in enumerate(declared, 1)
            ]
            self.declaration(*goods)
            self.assertEqual(proof.weight_exceeded, 100 * sum(declared) > 105 * sum(stated))


@tagged("post_install", "-at_install")
class TestOneConsignment(DeclarationCase):
    def use(self, proof, **values):
        own = {"importer_id": proof.consignee_id.id, "exporter_id": proof.exporter_id.id}
        return self.declaration(self.goods(proof_id=proof.id, gross_weight_kg=1), **{**own, **values})

    def test_the_same_persons_raise_no_doubt(self):
        """RS12.4: one consignment may be declared in parts, and by an office of its importer."""
        proof = self.proof()
        self.use(proof)
        self.use(proof)
        office = self.env["res.partner"].create({"name": "Office", "parent_id": proof.consignee_id.id})
        self.use(proof, importer_id=office.id, exporter_id=False)
        self.assertFalse(proof.use_doubts)

    def test_other_persons_are_flagged(self):
        """RS12.4: one certificate, one consignment: other persons than its own are flagged."""
        proof = self.proof()
        self.use(proof)
        self.use(proof, importer_id=self.importer.id)
        self.assertNames(
            proof.use_doubts,
            "several importers",
            "a different importer",
            "Test Importer",
            ("Annex 3, Art. 12(4)"),
        )
        self.assertNotIn("has a different exporter", proof.use_doubts)
        self.use(proof, exporter_id=self.exporter.id)
        self.assertNames(proof.use_doubts, "a different exporter: Test Exporter")

    def test_original_and_duplicate(self):
        """RS12.4, RS12.7: a certificate and its duplicate are one; the use of both is flagged."""
        proof = self.proof()
        duplicate = self.proof(**self.duplicate_values(proof, consignee_id=proof.consignee_id.id))
        self.use(proof)
        self.assertFalse(proof.use_doubts or duplicate.use_doubts)
        self.use(duplicate)
        self.env.invalidate_all()
        self.assertNames(proof.use_doubts, "same certificate", duplicate.number)
        self.assertNames(duplicate.use_doubts, "same certificate", proof.number)

    def test_annulled_after_its_use(self):
        """RS12.8: declarations that used a proof after the day of its annulment are flagged."""
        proof = self.proof()
        self.use(proof, registered_on=self.today - 30 * DAY)
        self.assertFalse(proof.use_doubts)
        proof.annulled_on = self.today - 29 * DAY
        self.assertFalse(proof.use_doubts)
        proof.annulled_on = self.today - 30 * DAY
        self.assertNames(proof.use_doubts, "was annulled on")

    def test_issued_after_export(self):
        """RS12.6: goods declared before the issue had been exported before it; box 5 must say so."""
        proof = self.proof()
        self.use(proof, registered_on=proof.issued_on)
        self.assertFalse(proof.use_doubts)
        self.use(proof, registered_on=proof.issued_on - DAY)
        self.assertNames(
            proof.use_doubts, "without the remark 'Issued retrospectively'", "Annex 3, Art. 12(6)"
        )
        said = self.proof(remark_ids=self.ticked("retrospective"), official_remarks="Issued retrospectively")
        self.use(said, registered_on=said.issued_on - DAY)
        self.assertFalse(said.use_doubts)


@tagged("post_install", "-at_install")
class TestLimits(DeclarationCase):
    def origin_declaration(self):
        return self.proof(proof_type_id=self.declaration_of_origin.id, customs_value=5000)

    def rate(self, currency, day, per_euro):
        """Enter the rates of a day: so many units of ``currency`` for a euro."""
        currency.active = True
        company, rates = self.env.company.currency_id, self.env["res.currency.rate"]
        euro = 1.0 if company == self.eur else 0.8
        for unit, rate in {currency: euro * per_euro, self.eur: euro}.items():
            if unit != company:
                rates.search([("currency_id", "=", unit.id), ("name", "=", day)]).unlink()
                rates.create({"currency_id": unit.id, "name": day, "rate": rate})

    def test_5000_euros_over_all_declarations(self):
        """RS13.1: a consignment is worth up to EUR 5,000, on however many declarations."""
        proof = self.origin_declaration()
        self.declaration(self.goods(proof_id=proof.id, customs_value=3000))
        second = self.declaration(self.goods(proof_id=proof.id, customs_value=2000)).line_ids
        text = self.refusal(lambda: second.write({"customs_value": 2000.01}))
        self.assertNames(text, "that use it is 5000.01 EUR", "up to 5000.00 EUR", "Annex 3, Art. 13")
        self.refused("that use it is 5000.01 EUR", goods=[self.goods(proof_id=proof.id, customs_value=0.01)])

    def test_5000_euros_in_another_currency(self):
        """RS13.1: a value in another currency counts at the rate of the day of registration."""
        tenge = self.env.ref("base.KZT")
        self.rate(tenge, self.today - 51 * DAY, 500)
        self.rate(tenge, self.today - 10 * DAY, 400)
        goods = self.goods(
            proof_id=self.origin_declaration().id, customs_value=2_500_000, currency_id=tenge.id
        )
        declaration = self.declaration(goods, registered_on=self.today - 50 * DAY)
        self.assertEqual(declaration.line_ids.limit_value, 5000)
        text = self.refusal(lambda: declaration.write({"registered_on": self.today - 10 * DAY}))
        self.assertNames(text, "that use it is 6250.00 EUR")

    def test_sums_are_compared_before_they_are_rounded(self):
        """RS14.1, RS13.1: five goods of EUR 40.004 need a proof, a tenth of a cent over 5,000 is over it."""
        tenge = self.env.ref("base.KZT")
        self.rate(tenge, self.today - 60 * DAY, 500)
        goods = [
            self.goods(position=number, customs_value=20_002, currency_id=tenge.id) for number in range(1, 6)
        ]
        self.refused("of goods without a proof of origin is 200.02 EUR", goods=goods)
        exact = [{**one, "customs_value": 20_000} for one in goods]
        self.assertEqual(self.declaration(*exact).line_ids.mapped("limit_value"), [40] * 5)
        origin = self.origin_declaration()
        over = self.goods(proof_id=origin.id, customs_value=2_500_001, currency_id=tenge.id)
        self.refused("that use it is 5000.002 EUR", "Annex 3, Art. 13(1)", goods=[over])

    def test_no_rate(self):
        """RS13.1, RS14.1: without a rate for the day nothing can be compared; the certificate needs none."""
        tenge = self.env.ref("base.KZT")
        tenge.active = True
        tenge.rate_ids.unlink()
        small = self.goods(customs_value=100, currency_id=tenge.id)
        self.refused("no exchange rate between KZT and EUR", "Art. 14", goods=[small])
        self.refused(
            "There is no exchange rate",
            "Art. 13",
            goods=[{**small, "proof_id": self.origin_declaration().id}],
        )
        line = self.declaration({**small, "customs_value": 90000, "proof_id": self.proof().id}).line_ids
        self.assertEqual(line.limit_value, 0)
        self.rate(tenge, self.today - 60 * DAY, 500)
        line.proof_id = False
        self.assertEqual(line.limit_value, 180, "the rate came after the line, and counts when it matters")

    def test_200_euros_need_no_proof(self):
        """RS14.1: exactly EUR 200 need no proof; a cent more over all goods of the declaration does."""
        self.assertTrue(self.declaration(self.goods(customs_value=200)))
        two = [self.goods(customs_value=100), self.goods(position=2, customs_value=100.01)]
        self.refused(
            "of goods without a proof of origin is 200.01 EUR",
            "up to 200.00 EUR",
            "Annex 3, Art. 14",
            goods=two,
        )
        proven = self.goods(position=2, customs_value=900, proof_id=self.proof().id)
        self.assertTrue(self.declaration(self.goods(customs_value=200), proven))

    def test_limit_without_article(self):
        """RS14.1: an agreement that names no article for its limit is cited without empty brackets."""
        self.agreement.waiver_article = False
        self.refused("up to 200.00 EUR. Enter a proof.", goods=[self.goods(customs_value=200.01)])
        text = self.agreement._no_rate_message(self.env.ref("base.KZT"), self.today, False)
        self.assertTrue(text.endswith("compared with the limit."), text)

    def test_a_line_added_later(self):
        """RS14.1: goods added to a declaration count with those that are there."""
        declaration = self.declaration(self.goods(customs_value=150))
        more = self.goods(position=2, customs_value=51, declaration_id=declaration.id)
        self.assertNames(self.refusal(lambda: declaration.line_ids.create(more)), "is 201.00 EUR")

    def test_the_proof_is_taken_away(self):
        """RS14.1: goods that lose their proof need one again."""
        declaration = self.declaration(self.goods(customs_value=900, proof_id=self.proof().id))
        text = self.refusal(lambda: declaration.line_ids.write({"proof_id": False}))
        self.assertNames(text, "is 900.00 EUR")


@tagged("post_install", "-at_install")
class TestSplitting(DeclarationCase):
    def small(self, days, value=150, **values):
        """Declare a small consignment ``days`` ago, without a proof."""
        return self.declaration(
            self.goods(customs_value=value), registered_on=self.today - days * DAY, **values
        ).line_ids

    def test_only_when_the_authority_set_the_days(self):
        """RS14.1: the agreement gives no number of days; without the authority's own nothing is flagged."""
        lines = self.small(5) + self.small(5)
        self.assertFalse(any(lines.mapped("splitting_suspected")))
        self.agreement.splitting_days = 7
        self.assertTrue(all(lines.mapped("splitting_suspected")))
        self.agreement.splitting_days = 0
        self.assertFalse(any(lines.mapped("splitting_suspected")))

    def test_only_above_the_limit(self):
        """RS14.1: small consignments that need no proof together either are no splitting."""
        self.agreement.splitting_days = 7
        lines = self.small(5, 100) + self.small(5, 100)
        self.assertFalse(any(lines.mapped("splitting_suspected")))
        lines += self.small(6, 0.01)
        self.env.invalidate_all()
        self.assertTrue(all(lines.mapped("splitting_suspected")))

    def test_only_within_the_days(self):
        """RS14.1: seven days apart is within seven days, eight is not."""
        self.agreement.splitting_days = 7
        within = self.small(20) + self.small(13)
        outside = self.small(40) + self.small(32)
        self.assertTrue(all(within.mapped("splitting_suspected")))
        self.assertFalse(any(outside.mapped("splitting_suspected")))
        chain = self.small(100, 120) + self.small(93, 40) + self.small(86, 120)
        self.assertFalse(any(chain.mapped("splitting_suspected")), "within seven days lie 160 euros at most")

    def test_only_the_same_trade(self):
        """RS14.1: other persons, proven goods and goods without a claim do not count; offices do."""
        self.agreement.splitting_days = 7
        line = self.small(5)
        self.small(5, exporter_id=self.person().id)
        self.small(5, importer_id=self.person(country=self.kz).id)
        self.declaration(self.goods(proof_id=self.proof().id), registered_on=self.today - 5 * DAY)
        self.declaration(self.goods(preference_claimed=False), registered_on=self.today - 5 * DAY)
        self.assertFalse(line.splitting_suspected)
        office = self.env["res.partner"].create({"name": "Office", "parent_id": self.exporter.id})
        other = self.small(6, exporter_id=office.id)
        self.env.invalidate_all()
        self.assertTrue(line.splitting_suspected)
        split = line._split_consignments()[line]
        self.assertEqual(split, line.declaration_id | other.declaration_id)

    def test_leaving_out_the_exporter_hides_nothing(self):
        """RS14.1: consignments of one importer whose exporter is not named are taken together."""
        self.agreement.splitting_days = 7
        lines = self.small(5, exporter_id=False) + self.small(5, exporter_id=False)
        self.assertTrue(all(lines.mapped("splitting_suspected")))

    def test_one_declaration_is_not_split(self):
        """RS14.1: several goods on one declaration are one consignment."""
        self.agreement.splitting_days = 7
        goods = [self.goods(customs_value=100), self.goods(position=2, customs_value=100)]
        lines = self.declaration(*goods).line_ids
        self.assertFalse(any(lines.mapped("splitting_suspected")))
        self.agreement.waiver_limit = 150
        self.assertFalse(any(lines.mapped("splitting_suspected")), "nor when the limit sinks below its worth")

    def test_queries_do_not_grow(self):
        """Design, Scale: a list of 80 goods asks as often as one of 10."""
        self.agreement.splitting_days = 7
        self.declarations.create(
            [self.declaration_values(registered_on=self.today - n * DAY) for n in range(80)]
        )
        mine = self.env["customs.declaration.line"].with_user(self.reader)
        columns = {
            "splitting_suspected": {},
            "limit_value": {},
            "display_name": {},
            "proof_id": {"fields": {"display_name": {}}},
        }
        domain = [("importer_id", "=", self.importer.id)]

        def listing(limit):
            return lambda: mine.web_search_read(domain, columns, limit=limit)["records"]

        self.assertFlat(listing)
        self.assertTrue(all(row["splitting_suspected"] for row in listing(80)()))

    def test_creating_with_10_and_80_lines(self):
        """Design, Scale: a declaration of 80 goods takes as many queries as one of 10."""
        proof = self.proof()

        def creating(count):
            goods = [self.goods(position=number, proof_id=proof.id) for number in range(1, count + 1)]
            values = self.declaration_values(*goods)
            return lambda: self.declarations.with_user(self.officer).create(values)

        self.assertFlat(creating)

    @given(
        st.lists(
            st.tuples(st.integers(0, 25), st.sampled_from([0.01, 50, 99.99, 100, 150, 200])),
            min_size=1,
            max_size=6,
        ),
        st.integers(1, 10),
    )
    @settings(max_examples=30)
    def test_windows_against_a_plain_reading(self, consignments, days):
        """RS14.1: flagged exactly when days in a row, around it, hold several above the limit."""
        with self.undone():
            self.agreement.splitting_days = days
            lines = self.env["customs.declaration.line"]
            for ago, value in consignments:
                lines += self.small(ago, value)
            split = lines._split_consignments()
            for line, (ago, _value) in zip(lines, consignments, strict=True):
                found = set()
                for start in range(ago - days, ago + 1):
                    inside = [
                        n for n, (other, _) in enumerate(consignments) if start <= other <= start + days
                    ]
                    if len(inside) > 1 and round(sum(consignments[n][1] for n in inside), 2) > 200:
                        found.update(lines[n].declaration_id for n in inside)
                self.assertEqual(set(split.get(line, ())), found, (consignments, days))
                self.assertEqual(line.splitting_suspected, bool(found))


@tagged("post_install", "-at_install")
class TestLaw(DeclarationCase):
    def test_terms_that_make_no_sense(self):
        """RS12.4, RS12.5, RS5.1, RS14.1: the terms of the law lie within their bounds."""
        criterion = self.env.ref("customs_verification.criterion_eaeu_rs_y")
        for record, values in (
            (self.ct2, {"validity_length": 0}),
            (self.ct2, {"retention_length": -1}),
            (self.ct2, {"weight_tolerance_percent": -5}),
            (self.ct2, {"weight_tolerance_percent": 101}),
            (self.declaration_of_origin, {"value_limit": -1}),
            (criterion, {"percent_max": 101}),
            (criterion, {"percent_max": -1}),
            (self.agreement, {"waiver_limit": -1}),
            (self.agreement, {"splitting_days": -1}),
        ):
            with self.subTest(values=values), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                record.write(values)
                self.env.flush_all()

    def test_what_proofs_stand_on_is_not_deleted(self):
        """RS12.6-RS12.9, RS18.4.9: remarks, criteria and types in use stay."""
        proof = self.proof(remark_ids=self.ticked("retrospective"), official_remarks="Issued retrospectively")
        for record in (proof.remark_ids, proof.line_ids.criterion_id, proof.proof_type_id):
            with (
                self.subTest(record=record._name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                record.unlink()

    def test_the_laws_own_numbers(self):
        """RS12.4, RS12.5, RS13.1, RS13.2, RS14.1, RS5.1: the shipped terms are the agreement's."""
        terms = self.ct2
        self.assertEqual((terms.validity_length, terms.validity_unit), (12, "month"))
        self.assertEqual((terms.retention_length, terms.retention_unit), (3, "year"))
        self.assertEqual((terms.weight_tolerance_percent, terms.weight_ground_id.code), (5, "11.1.5"))
        terms = self.declaration_of_origin
        self.assertEqual((terms.validity_length, terms.validity_unit, terms.value_limit), (12, "month", 5000))
        self.assertEqual((self.agreement.waiver_limit, self.agreement.limit_currency_id.name), (200, "EUR"))
        self.assertEqual(self.env.ref("customs_verification.criterion_eaeu_rs_y").percent_max, 50)
        self.assertEqual(date(2024, 2, 29) + relativedelta(months=12), date(2025, 2, 28))
