"""Goods that the agreement leaves outside the preference: its lists, and how goods are compared with them."""

import csv
from datetime import date, timedelta
from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ...models.law import goods_outside
from ...models.law.goods_outside import CODE, CONDITION, EXCLUDED, FREE, NOT_KNOWN, ORIGIN, PARTLY, QUOTA
from ..common.cases import CustomsCase

SHIPPED = Path(__file__).parents[2] / "data" / "customs.excluded.goods.csv"


class ExcludedCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["customs.excluded.goods"]
        cls.ru, cls.by = cls.env.ref("base.ru"), cls.env.ref("base.by")

    def asked(self, code, importing=None, day=None, **values):
        origins = tuple(country.id for country in values.pop("origins", ()))
        return goods_outside.Goods(
            self.agreement.id, (importing or self.kz).id, code, day or self.today, origins, **values
        )

    def answer(self, *args, **values):
        return goods_outside.answers(self.env, {1: self.asked(*args, **values)})[1]

    def assertAnswer(self, state, *args, missing=(), **values):  # noqa: N802 - as unittest's own
        answer = self.answer(*args, **values)
        found = sorted({one for _row, unknown in answer.rows for one in unknown})
        self.assertEqual((answer.state, found), (state, sorted(missing)), answer.rows)
        return answer

    def row(self, **values):
        return self.rows.create(
            {
                "agreement_id": self.agreement.id,
                "importing_side": "EAEU",
                "hs_code": "9999",
                "description": "Test goods",
                "article": "Annex 2",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestExcludedGoods(ExcludedCase):
    def test_shipped_rows(self):
        """RSM4.3: every row of both annexes is there once, with its article; none is said to be verified."""
        with open(SHIPPED, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 165)
        for row in rows:
            record = self.env.ref(f"customs_verification.{row['id']}")
            self.assertEqual(record.hs_code, row["hs_code"])
            self.assertEqual(record.description, row["description"])
            self.assertEqual(record.article, row["article"])
            self.assertEqual(
                len(record.origin_country_ids),
                len(row["origin_country_ids/id"].split(",")) if row["origin_country_ids/id"] else 0,
            )
            self.assertFalse(record.verified)
            self.assertTrue(record.source)
        data = self.env["ir.model.data"].search([("model", "=", "customs.excluded.goods")])
        self.assertEqual(len(data.filtered("noupdate")), 165)

    def test_an_update_keeps_what_was_changed(self):
        """RSM4.3: an update brings rows that are missing, and leaves those that an administrator changed."""
        changed = self.env.ref("customs_verification.excluded_eaeu_rs_2_excluded_5208")
        changed.description = "As my country's text says"
        gone = self.env.ref("customs_verification.excluded_eaeu_rs_2_excluded_5209")
        gone.unlink()
        self.rows._load_shipped()
        self.assertEqual(changed.description, "As my country's text says")
        self.assertEqual(
            self.env.ref("customs_verification.excluded_eaeu_rs_2_excluded_5209").hs_code, "5209"
        )

    def test_prefix(self):
        """RSM4.3: a row means all codes that begin with its own, and no other."""
        answer = self.assertAnswer(EXCLUDED, "5208521000")
        self.assertEqual(answer.rows[0][0]["description"][:20], "Woven cotton fabrics")
        self.assertAnswer(EXCLUDED, "5801100000")  # row 58, of two digits
        self.assertAnswer(FREE, "5207100000")
        self.assertAnswer(FREE, "0406905000")

    def test_exception_within_a_code(self):
        """RSM4.3: an exception is free; a code too short to say whether it is one is not known."""
        self.assertAnswer(EXCLUDED, "8414302000")
        self.assertAnswer(FREE, "8414302001")
        self.assertAnswer(FREE, "8414308101")
        self.assertAnswer(NOT_KNOWN, "841430", missing=[CODE])
        self.assertAnswer(NOT_KNOWN, "84143020", missing=[CODE])
        self.assertAnswer(EXCLUDED, "84143030")
        self.assertAnswer(FREE, "4012900000")
        self.assertAnswer(EXCLUDED, "4012110000")

    def test_code_too_short(self):
        """RSM4.3: a declared code shorter than the row's is not known, never free."""
        self.assertAnswer(NOT_KNOWN, "170199", missing=[CODE])
        self.assertAnswer(EXCLUDED, "1701991000")
        self.assertAnswer(FREE, "1701999000")

    def test_direction(self):
        """RSM4.3: Annex 1 is for goods imported by Serbia, Annex 2 for goods imported by the Union."""
        self.assertAnswer(EXCLUDED, "5208521000")
        self.assertAnswer(FREE, "5208521000", self.rs, origins=[self.ru])
        self.assertAnswer(EXCLUDED, "2402100000", self.rs, origins=[self.by])
        self.assertAnswer(NOT_KNOWN, "5208521000", self.env.ref("base.tr"))

    def test_a_side_that_has_another_name(self):
        """RSM4.3: a side that is renamed does not free the goods: nothing is known until rows follow."""
        self.agreement.party_ids.filtered(lambda party: party.side == "RS").side = "Serbia"
        self.assertAnswer(NOT_KNOWN, "5208521000")
        self.assertAnswer(NOT_KNOWN, "0406905000", self.rs)
        rows = self.rows.search([("importing_side", "=", "RS")])
        rows.importing_side = "Serbia"
        self.assertAnswer(EXCLUDED, "5208521000")
        self.assertAnswer(EXCLUDED, "4012110000", self.rs)

    def test_state_of_origin(self):
        """RSM4.3: some goods are excluded by their state of origin; not given, or two of them: not known."""
        self.assertAnswer(EXCLUDED, "2207100000", self.rs, origins=[self.kz])
        self.assertAnswer(FREE, "2207100000", self.rs, origins=[self.ru])
        self.assertAnswer(NOT_KNOWN, "2207100000", self.rs, missing=[ORIGIN])
        self.assertAnswer(NOT_KNOWN, "2207100000", self.rs, origins=[self.kz, self.ru], missing=[ORIGIN])

    def test_new_or_used(self):
        """RSM4.3: some goods are excluded only new, or only used."""
        self.assertAnswer(EXCLUDED, "8704213900", condition="used")
        self.assertAnswer(FREE, "8704213900", condition="new")
        self.assertAnswer(NOT_KNOWN, "8704213900", missing=[CONDITION])
        self.assertAnswer(NOT_KNOWN, "8701101000", self.rs, missing=[CONDITION, ORIGIN])

    def test_partly(self):
        """RSM4.3: where only some goods of a code are meant, a person must say whether these are."""
        answer = self.assertAnswer(
            NOT_KNOWN, "8701941010", self.rs, origins=[self.ru], condition="new", missing=[PARTLY]
        )
        [text] = goods_outside.sentences(self.env, self.asked("8701941010", self.rs), answer)
        self.assertIn("not of a power above 90 kW", text)
        self.assertAnswer(FREE, "8701941010", self.rs, origins=[self.by], condition="new")

    def test_quota(self):
        """RSM4.3: goods under a quota: its volume and unit are said; what is left of it is not known here."""
        answer = self.assertAnswer(QUOTA, "0406906900")
        [text] = goods_outside.sentences(self.env, self.asked("0406906900"), answer)
        for part in (
            "Annex 2, tariff quotas",
            "0406906900",
            "400 t a year",
            "not compared with the official text",
        ):
            self.assertIn(part, text)
        self.assertAnswer(NOT_KNOWN, "040690", missing=[CODE])

    def test_remark_that_exempts_from_the_quota(self):
        """RSM4.3: with the remark in box 8 of the proof, cheeses are free of duty outside the quota."""
        answer = self.assertAnswer(FREE, "0406906900", remarks="Cheese, GLARUS cheese  with herbs, 200 kg")
        self.assertEqual(answer.exempt["article"], "Annex 2, tariff quotas, para. 4")
        self.assertAnswer(FREE, "0406906900", remarks="Cheese made of goat’s or sheep’s milk")
        self.assertAnswer(QUOTA, "0406906900", remarks="Glarus cheese")

    def test_validity_on_the_day(self):
        """RSM4.3: a row holds from its first to its last day, both included."""
        first, last = self.today - timedelta(days=20), self.today - timedelta(days=10)
        self.row(valid_from=first, valid_to=last)
        for day, state in (
            (first - timedelta(days=1), FREE),
            (first, EXCLUDED),
            (last, EXCLUDED),
            (last + timedelta(days=1), FREE),
        ):
            self.assertAnswer(state, "9999000000", day=day)
        self.rows.search([("hs_code", "=", "9999")]).active = False
        self.assertAnswer(FREE, "9999000000", day=first)

    def test_certain_comes_before_doubtful(self):
        """RSM4.3: one row that means the goods for certain settles it; several doubts are all named."""
        self.row(goods_condition="used")
        self.row(goods_condition="new", partly=True, description="Other goods")
        self.assertAnswer(NOT_KNOWN, "9999000000", missing=[CONDITION, PARTLY])
        self.row(hs_code="99990000")
        self.assertAnswer(EXCLUDED, "9999000000")

    def test_another_agreement_has_lists_of_its_own(self):
        """RSM4.3: an agreement without lists is not asked."""
        other = self.agreement.copy({"code": "T-OTHER", "name": "Other"})
        asked = goods_outside.Goods(other.id, self.kz.id, "5208521000", self.today)
        self.assertEqual(goods_outside.answers(self.env, {1: asked}), {})

    def test_one_query_for_any_number(self):
        """RSM4.3: one query for one line and for a thousand."""
        codes = ("5208521000", "0406905000", "8414302001", "0406906900", "170199")
        asked = {number: self.asked(codes[number % 5], day=date(2026, 1, 1)) for number in range(1000)}
        self.env.flush_all()
        for some in (dict(list(asked.items())[:1]), asked):
            with self.assertQueryCount(1):
                found = goods_outside.answers(self.env, some)
            self.assertEqual(len(found), len(some))

    def test_looked_up_by_an_index(self):
        """RSM4.3: rows are found by their index: equality with the beginnings of the code."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO customs_excluded_goods (agreement_id, importing_side, kind, hs_code, hs_key,
                                                description, article, active)
            SELECT %s, 'EAEU', 'excluded', lpad(n::text, 8, '0'), left(lpad(n::text, 8, '0'), 6), 'Goods',
                   'Annex 2', TRUE FROM generate_series(10000000, 10400000, 20) n;
            ANALYZE customs_excluded_goods
            """,
            [self.agreement.id],
        )
        query = goods_outside._matches([goods_outside._compared(self.asked("5208521000"))])
        self.env.cr.execute(self.env.cr.mogrify("EXPLAIN " + query.code, query.params).decode())
        plan = "\n".join(line for [line] in self.env.cr.fetchall())
        self.assertRegex(plan, r"customs_excluded_goods_match_idx.*\n.*Index Cond: .*hs_key")

    # The screen

    def test_codes_as_official_lists_write_them(self):
        """RSM4.3: spaces, points and separators of a list are understood; a wrong code is named."""
        row = self.row(hs_code="8414 30", except_codes="8414 30 200 1; 8414.30.810.1")
        self.assertEqual((row.hs_code, row.except_codes), ("841430", "8414302001, 8414308101"))
        for values in (
            {"hs_code": "8"},
            {"hs_code": "84x4"},
            {"except_codes": "8515"},
            {"except_codes": "9999"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.row(**values)
        with self.assertRaisesRegex(ValidationError, "Its sides: EAEU, RS"):
            self.row(importing_side="XX")

    def test_import_of_rows(self):
        """RSM4.3: an administrator of the law imports a list with Odoo's own import; an officer cannot."""
        fields = [
            "agreement_id",
            "importing_side",
            "hs_code",
            "except_codes",
            "origin_country_ids",
            "description",
            "article",
        ]
        row = [["EAEU-RS", "RS", "1234 56", "1234 56 7", "Belarus,Kazakhstan", "Imported", "Annex 1"]]
        result = self.rows.with_user(self.administrator).load(fields, row)
        self.assertFalse(result["messages"])
        made = self.rows.browse(result["ids"])
        self.assertEqual(
            (made.hs_code, made.except_codes, made.origin_country_ids),
            ("123456", "1234567", self.by | self.kz),
        )
        self.assertFalse(made.verified)
        with self.assertRaises(AccessError):
            self.rows.with_user(self.officer).create({"hs_code": "12"})
        self.assertTrue(self.rows.with_user(self.reader).search_count([]))

    def test_verified_needs_its_source(self):
        """RSM4.3: who ticks that a row was compared names the text."""
        row = self.row()
        with self.assertRaises(ValidationError):
            row.verified = True
        row.write({"verified": True, "source": "Official text"})
        self.assertIn("Official text", self.agreement.message_ids[0].body)  # what it said before is noted
        answer = self.answer("9999000000")
        [text] = goods_outside.sentences(self.env, self.asked("9999000000"), answer)
        self.assertNotIn("not compared", text)


@tagged("post_install", "-at_install")
class TestExcludedWarnings(ExcludedCase):
    def test_proof(self):
        """RSM4.3: a proof warns of goods outside the preference, with the annex and the row."""
        goods = [
            Command.create(self.line_values(position=1, hs_code="5208521000", description="Cotton fabric")),
            Command.create(self.line_values(position=2)),
        ]
        proof = self.proof(line_ids=goods)
        self.assertIn("5208521000 Cotton fabric: Annex 2: 'Woven cotton fabrics", proof.excluded_warning)
        self.assertEqual(len(proof.excluded_warning.split("\n")), 1)
        self.assertFalse(self.proof().excluded_warning)

    def test_request_visit_and_suspension(self):
        """RSM4.3: goods put into a request or a suspension are warned of."""
        proof = self.proof(line_ids=[Command.create(self.line_values(hs_code="5208521000"))])
        request = self.documentary(proof)
        self.assertIn("Annex 2", request.excluded_warning)
        visit = self.visit(proof=proof)
        self.assertIn("Annex 2", visit.excluded_warning)
        suspension = self.env["customs.preference.suspension"].create(
            {
                "visit_id": visit.id,
                "goods_ids": [Command.create({"hs_code": "5208521000", "description": "Cotton"})],
            }
        )
        self.assertIn("5208521000 Cotton: Annex 2", suspension.excluded_warning)
        suspension.goods_ids.hs_code = "0406905000"
        self.assertFalse(suspension.excluded_warning)

    def test_constant_queries(self):
        """RSM4.3: the warnings of many proofs take as many queries as those of one."""
        proofs = self.env["customs.origin.proof"]
        for _number in range(5):
            proofs |= self.proof(line_ids=[Command.create(self.line_values(hs_code="5208521000"))])
        proofs.mapped("excluded_warning")
        counts = []
        for some in (proofs[:1], proofs):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("excluded_warning")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
