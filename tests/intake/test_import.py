"""Imports of declarations: what is taken, as the ORM would write it, once, and what is not."""

import csv
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.intake import customs_declaration_import as job
from ...tools import import_columns
from ..common.imports import HEADINGS, ImportCase


@tagged("post_install", "-at_install")
class TestImport(ImportCase):
    maxDiff = None

    def test_same_as_orm(self):
        """Every stored column is what the ORM computes for the same data."""
        usd = self.env.ref("base.USD")
        self._enter_rates(usd)
        proof = self.proof(number="RS00000777", exporter_id=self.exporter.id)
        office = self.person("Office", parent_id=self.importer.id, ref="OFFICE")
        cases = (
            ({}, {"proof_id": proof.id}),
            (
                {
                    "currency": "USD",
                    "customs_value": 12345.678,
                    "rate_without": 12.34567,
                    "proof_reference": "",
                },
                {"currency_id": usd.id, "customs_value": 12345.678, "rate_without": 12.34567},
            ),
            (
                {"preference_claimed": "no", "producer_code": "", "producer_name": "", "brand": '"lacto" '},
                {
                    "preference_claimed": False,
                    "agreement_id": False,
                    "producer_id": False,
                    "brand": '"lacto"',
                },
            ),
            (
                {"duty_without": 77.777, "duty_with": 7, "article_no": "n/a", "proof_reference": "RS-X 9"},
                {"duty_without": 77.777, "duty_with": 7, "article_no": "n/a", "proof_reference": "RS-X 9"},
            ),
            ({"importer_code": "OFFICE"}, {"importer": office.id, "proof_id": proof.id}),
        )
        rows = [self.line(number=f"IMP/{number}", **said) for number, (said, _values) in enumerate(cases)]
        run = self.imported(self.csv(rows))
        self.assertEqual(self.counts(run), (len(cases), 0, 0, 0), run.problem_ids.mapped("reasons"))
        typed = self.lines
        for number, (_said, values) in enumerate(cases):
            typed |= self._typed(f"ORM/{number}", dict(values))
        ours, theirs = self.stored(self.goods()), self.stored(typed)
        for (line, head), (orm_line, orm_head) in zip(ours, theirs, strict=True):
            self.assertEqual(line, orm_line)
            self.assertEqual(head, orm_head)

    def _enter_rates(self, usd):
        usd.active = True
        for day, rate in ((-200, 1.10), (-45, 1.25), (-10, 1.5)):
            for currency, factor in ((usd, rate), (self.eur, 0.9 * rate)):
                if currency != self.env.company.currency_id:
                    self.env["res.currency.rate"].create(
                        {"currency_id": currency.id, "name": self.day(day), "rate": factor}
                    )

    def _typed(self, number, values):
        importer = values.pop("importer", self.importer.id)
        line = {
            "position": 1,
            "hs_code": "0406905000",
            "description": "White cheese in brine",
            "brand": "LACTO Premium",
            "article_no": "A-1",
            "producer_id": self.producer.id,
            "gross_weight_kg": 120.5,
            "net_weight_kg": 118.25,
            "customs_value": 1999.99,
            "currency_id": self.eur.id,
            "agreement_id": self.agreement.id,
            "preference_claimed": True,
            "proof_reference": False if values.get("currency_id") else "RS 00000777",
            "proof_dated_on": self.day(-50),
            "rate_without": 15,
            "rate_with": 0,
            **values,
        }
        declarations = self.env["customs.declaration"]
        head = {
            "number": number,
            "registered_on": self.day(-40),
            "importing_authority_id": self.importing.id,
            "importer_id": importer,
            "exporter_id": self.exporter.id,
            "consignment_country_id": self.rs.id,
            "line_ids": [Command.create(line)],
        }
        if line.get("proof_id") or not line["preference_claimed"]:
            return declarations.create(head).line_ids
        # An import takes what was declared; a person is refused a claim that no proof bears.
        with self.refused("is not needed only up to"):
            declarations.create(head)
        with patch.object(type(declarations), "_claim_problems", lambda self: []):
            return declarations.create(head).line_ids

    def test_origin_and_condition(self):
        """RSM4.3: the country of origin and whether goods are new or used, in the words of systems."""
        rows = [
            self.line(position=1, origin_country="RS", condition="Б/У"),
            self.line(position=2, origin_country="serbia", condition="Novo"),
            self.line(position=3),
            self.line(position=4, condition="old"),
        ]
        run = self.imported(self.csv(rows))
        goods = self.goods()
        self.assertEqual(goods.mapped("goods_condition"), ["used", "new", False])
        self.assertEqual(
            [line.origin_country_id for line in goods],
            [self.rs, self.rs, self.lines.browse().origin_country_id],
        )
        self.assertIn("enter 'new' or 'used', not 'old'", run.problem_ids.reasons)

    def test_again_changes_nothing(self):
        """Re-import of the same file changes nothing, not even when it was written."""
        content = self.csv(self.many(23))
        self.imported(content)
        self.env.cr.execute(
            "UPDATE customs_declaration SET write_date = '2020-01-01'; "
            "UPDATE customs_declaration_line SET write_date = '2020-01-01'"
        )
        before = self.stored(self.goods())
        with patch.object(job, "BATCH", 4):
            run = self.imported(content)
        self.assertEqual(self.counts(run), (0, 0, 23, 0))
        self.assertEqual(self.stored(self.goods()), before)
        self.env.cr.execute(
            "SELECT count(*) FROM customs_declaration_line WHERE write_date <> '2020-01-01' UNION ALL "
            "SELECT count(*) FROM customs_declaration WHERE write_date <> '2020-01-01'"
        )
        self.assertEqual(self.env.cr.fetchall(), [(0,), (0,)])

    def test_texts_survive(self):
        """Core: a text is kept as it stands in the file, whatever it means to a program on its way."""
        texts = (
            "\\N",
            "\\.",
            'a "quoted" word',
            "two\nlines",
            "a;b,c\td",
            "\\x41 \\n",
            "'; --",
            "NULL",
            "Ж€ß",
        )
        rows = [
            self.line(number=f"TEXT/{number}", description=text, brand=text, proof_reference=text)
            for number, text in enumerate(texts)
        ]
        run = self.imported(self.csv(rows))
        self.assertEqual(self.counts(run), (len(texts), 0, 0, 0), run.problem_ids.mapped("reasons"))
        for name in ("description", "brand", "proof_reference"):
            self.assertEqual(self.goods().mapped(name), list(texts))
        typed = self._typed("ORM/1", {"description": texts[3], "brand": texts[2]})
        keys = [line.brand_key for line in self.goods()]
        self.assertEqual(keys[2], typed.brand_key)
        self.assertEqual(self.counts(self.imported(self.csv(rows))), (0, 0, len(texts), 0))

    def test_headings_are_data(self):
        """Core: each heading that is known means one column that there is."""
        with open(import_columns.HEADINGS, newline="", encoding="utf-8") as file:
            rows = [tuple(row.values()) for row in csv.DictReader(file)]
        self.assertEqual({name for name, _heading in rows} - set(import_columns.BY_NAME), set())
        self.assertEqual(len({import_columns.heading_key(heading) for _name, heading in rows}), len(rows))
        for name, heading in rows:
            with self.subTest(heading=heading):
                self.assertEqual(import_columns.proposed([heading]), {name: heading})

    def test_correction(self):
        """A corrected line of a later file corrects the goods, and its head all goods."""
        self.imported(self.csv(self.many(6, per_declaration=3)))
        rows = self.many(6, per_declaration=3)
        rows[1] |= {"customs_value": 10, "brand": "Other"}
        run = self.imported(self.csv(rows))
        self.assertEqual(self.counts(run), (0, 1, 5, 0))
        self.assertEqual(self.goods()[1].duty_without, 1.5)
        self.assertEqual(self.goods()[1].brand_key, "other")
        later = str(self.day(-20))
        run = self.imported(self.csv([rows[0] | {"registered_on": later}]))
        self.assertEqual(self.counts(run), (0, 1, 0, 0))
        goods = self.goods()
        self.assertEqual(goods[:3].mapped("registered_on"), [self.day(-20)] * 3)
        self.assertEqual(goods[3:].mapped("registered_on"), [self.day(-40)] * 3)
        self.assertEqual(goods[2].restorable_until, goods[0].restorable_until)

    def test_spread_over_file_and_files(self):
        """Goods of one declaration may stand anywhere in the file, and in several files."""
        rows = self.many(12, per_declaration=4)
        with patch.object(job, "BATCH", 2):
            run = self.imported(self.csv(rows[::2]))
            self.assertEqual(self.counts(run), (6, 0, 0, 0))
            self.imported(self.csv(rows[1::2][::-1]))
        self.assertEqual(len(self.goods().declaration_id), 3)
        self.assertEqual(self.goods().mapped("position"), [1, 2, 3, 4] * 3)

    def test_all_reasons(self):
        """A bad line has its number and all its reasons; good lines are kept."""
        rows = [
            self.line(),
            self.line(
                number="X/2",
                registered_on="31.02.2026",
                importer_code="000",
                importer_name="Nobody",
                position="0",
                hs_code="04",
                description=" ",
                gross_weight_kg="-1",
                customs_value="much",
                currency="XQQ",
                agreement="None",
                preference_claimed="perhaps",
                consignment_country="Atlantis",
            ),
            self.line(number="X/3", net_weight_kg=500, registered_on=str(self.day(5))),
        ]
        run = self.imported(self.csv(rows))
        self.assertEqual(self.counts(run), (1, 0, 0, 2))
        bad = run.problem_ids
        self.assertEqual(bad.mapped("line_no"), [3, 4])
        for words in (
            "31.02.2026",
            "Nobody",
            "whole number",
            "6 to 10 digits",
            "description is missing",
            "is negative",
            "'much'",
            "XQQ",
            "agreement 'None' does not exist",
            "is not yes or no",
            "is not a country",
        ):
            self.assertIn(words, bad[0].reasons)
        self.assertIn("net weight is greater", bad[1].reasons)
        self.assertIn("future", bad[1].reasons)
        self.assertFalse(self.env["customs.declaration"].search([("number", "=like", "X/%")]))

    def test_contradictions_in_a_file(self):
        """In one file a declaration has one head, goods stand once; the same again is no fault."""
        rows = self.many(3)
        rows += [
            rows[0],  # the same again
            rows[1] | {"customs_value": 1},  # other goods under the same number
            self.line(position=9, registered_on=str(self.day(-41)), exporter_code="", exporter_name=""),
            self.line(position=10),
        ]
        for batch in (2000, 1):
            with self.subTest(batch=batch), patch.object(job, "BATCH", batch):
                run = self.imported(self.csv(rows))
                self.assertEqual(run.lines_bad, 2)
                self.assertEqual(sum(self.counts(run)), 7)
                reasons = run.problem_ids.mapped("reasons")
                self.assertIn("is already in line 3", reasons[0])
                self.assertIn("line 2 has a different value", reasons[1])
                self.assertIn("registered on", reasons[1])
                self.assertIn("Exporter", reasons[1])
        self.assertEqual(self.goods().mapped("position"), [1, 2, 3, 10])
        self.assertFalse(self.env["customs.import.seen"].sudo().search([]))

    def test_dry_run(self):
        """Only checked, nothing changes; the result is the same, and then it is imported."""
        self.source.create_persons = True
        rows = [
            *self.many(7),
            self.line(number="X", hs_code=""),
            self.line(number="N", exporter_name="Newcomer", exporter_code=""),
        ]
        persons = self.env["res.partner"].search_count([])
        with patch.object(job, "BATCH", 3):
            run = self.imported(self.csv(rows), dry_run=True)
            self.assertEqual(self.counts(run), (8, 0, 0, 1))
            self.assertFalse(self.goods())
            self.assertEqual(self.env["res.partner"].search_count([]), persons)
            action = run.action_import_now()
            self.work()
        real = self.imports.browse(action["res_id"])
        self.assertEqual((real.state, real.sha256), ("done", run.sha256))
        self.assertEqual(self.counts(real), self.counts(run))
        self.assertEqual(len(self.goods()), 8)
        self.assertEqual(self.env["res.partner"].search_count([]), persons + 1)

    def test_persons(self):
        """Persons are found by code, else by name; who may be several is not guessed."""
        twin = [self.person("Twin d.o.o."), self.person("Twin  D.O.O.")]
        rows = [
            self.line(number="P/1", importer_code="", importer_name="  alma   IMPORT llp"),
            self.line(number="P/2", exporter_code="", exporter_name="TWIN D.O.O."),
            self.line(number="P/3", exporter_code="999", exporter_name="Mlekara Subotica d.o.o."),
        ]
        run = self.imported(self.csv(rows))
        self.assertEqual(self.counts(run), (1, 0, 0, 2))
        self.assertEqual(self.goods().importer_id, self.importer)
        self.assertIn("matches several contacts. Merge them or give the code", run.problem_ids[0].reasons)
        self.assertIn("no contact is named", run.problem_ids[1].reasons)
        twin[1].active = False
        self.source.create_persons = True
        run = self.imported(self.csv(rows))
        self.assertEqual(self.counts(run), (2, 0, 1, 0))
        new = self.goods()[2].exporter_id
        self.assertEqual((new.name, new.company_registry), ("Mlekara Subotica d.o.o.", "999"))
        self.assertNotEqual(new, self.exporter)

    def test_consignor_and_consignee(self):
        """RS2: who sent and who received the goods are persons of their own, on the head alone."""
        columns = [(name, name) for name in ("consignor_name", "consignee_code")]
        rows = [
            Command.create({"field": field, "heading": heading})
            for field, heading in (*HEADINGS.items(), *columns)
        ]
        source = self.make_source(name="With consignors", column_ids=rows)
        sender = self.person("Špedicija d.o.o.")
        receiver, other = self.person("Store LLP", self.kz, vat="777"), self.person("Other Store", vat="778")
        said = {"consignor_name": "špedicija d.o.o.", "consignee_code": "777"}
        lines = [self.line(position=position, **said) for position in (1, 2)]
        results = source.import_lines(lines)
        self.assertEqual([result["status"] for result in results], ["new", "new"], results)
        head = self.goods().declaration_id
        self.assertEqual((head.consignor_id, head.consignee_id), (sender, receiver))
        self.assertEqual((head.exporter_id, head.importer_id), (self.exporter, self.importer))
        self.assertEqual([result["status"] for result in source.import_lines(lines)], ["unchanged"] * 2)
        result = source.import_lines([lines[0], lines[1] | {"consignee_code": "778"}])
        self.assertIn("Consignee", " ".join(result[1]["reasons"]))
        source.import_lines([line | {"consignee_code": "778"} for line in lines])
        self.assertEqual(head.consignee_id, other)
        self.imported(self.csv([self.line(position=1)]))  # a source without these columns says nobody
        self.assertFalse(head.consignor_id | head.consignee_id)

    def test_typed_stays(self):
        """Core: a declaration that was entered by hand is not overwritten by an import."""
        self._typed("50700/110126/0000001", {})
        run = self.imported(self.csv([self.line()]))
        self.assertEqual(self.counts(run), (0, 0, 0, 1))
        self.assertIn("entered by hand", run.problem_ids.reasons)

    def test_by_hand(self):
        """Core: what was imported is changed by imports only; what the law does not bear is taken."""
        self.imported(self.csv(self.many(2, customs_value=900000, proof_reference="")))
        goods = self.goods().with_user(self.officer)
        declaration = goods.declaration_id
        self.assertEqual(goods.mapped("preference_claimed"), [True, True])
        with self.refused("imported from Clearance system"):
            goods[0].brand = "Other"
        with self.refused("imported from Clearance system"):
            declaration.number = "Other"
        with self.refused("imported from Clearance system"):
            declaration.line_ids = [Command.create({"position": 9, "hs_code": "040690", "description": "X"})]
        with self.refused("imported from Clearance system"):
            goods.create({"declaration_id": declaration.id, "hs_code": "040690", "description": "X"})
        with self.refused("imported from Clearance system"):
            goods[0].unlink()
        with self.refused("imported from Clearance system"):
            declaration.unlink()
        typed = self._typed("T/1", {"proof_reference": False}).declaration_id.with_user(self.officer)
        with self.refused("this is filled in automatically and cannot be entered"):
            typed.source_id = self.source
        hidden = self.env["customs.declaration"].with_context(default_source_id=self.source.id)
        self.assertNotIn("source_id", hidden.default_get(["source_id", "number"]))
        declaration.with_user(self.supervisor).unlink()
        self.assertFalse(goods.exists())

    def test_decided_goods_stay(self):
        """Core: a line in a decision that was made is not changed, nor is its head; the reason names it."""
        self.imported(self.csv(self.many(3)))
        goods = self.goods()
        decision = self._decision(goods[0])
        run = self.imported(self.csv([row | {"customs_value": 5} for row in self.many(3)]))
        self.assertEqual(self.counts(run), (0, 2, 0, 1))
        self.assertIn(decision, run.problem_ids.reasons)
        run = self.imported(self.csv([row | {"registered_on": str(self.day(-39))} for row in self.many(3)]))
        self.assertEqual(self.counts(run), (0, 0, 0, 3))
        self.assertIn("so its data cannot be changed", run.problem_ids[0].reasons)
        self.assertEqual(goods[0].customs_value, 1999.99)
        # What follows from the law, the rates and the proofs of the day is no difference.
        self.env.cr.execute(
            "UPDATE customs_declaration_line SET limit_value = 1 WHERE id = %s", [goods[0].id]
        )
        self.proof(number="RS00000777", exporter_id=self.exporter.id)
        self.assertFalse(goods[0].proof_id)
        run = self.imported(self.csv(self.many(1)))
        self.assertEqual(self.counts(run), (0, 0, 1, 0))

    def _decision(self, line):
        """Put goods into a decision that was made, and return its name."""
        visit = self.visited()
        report = self.report(visit, conclusion="not_complies")
        report.with_user(self.supervisor).action_approve()
        decision = visit.sudo().decision_ids[:1]
        self.assertTrue(decision)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customs_preference_decision SET decided_on = %s, state = 'decided' WHERE id = %s"
            " RETURNING name",
            (self.today, decision.id),
        )
        (name,) = self.env.cr.fetchone()
        self.env.cr.execute(
            "INSERT INTO customs_preference_decision_line (decision_id, line_id, currency_id)"
            " VALUES (%s, %s, %s)",
            (decision.id, line.id, self.eur.id),
        )
        self.env.invalidate_all()
        return name

    def test_proof_registered_later(self):
        """Goods that named a proof are linked when it is registered."""
        self.imported(self.csv(self.many(3)))
        self.assertFalse(self.goods().proof_id)
        proof = self.proof(number="rs 0000 0777", exporter_id=self.exporter.id)
        self.assertEqual(self.goods().proof_id, proof)
        run = self.imported(self.csv(self.many(3)))
        self.assertEqual(self.counts(run), (0, 0, 3, 0))

    def test_russian_file(self):
        """Headings in Russian are known, in Windows-1251, with decimal commas and days first."""
        headings = {
            "number": "Номер ДТ",
            "registered_on": "Дата регистрации",
            "importer_code": "БИН импортера",
            "position": "№ товара",
            "hs_code": "Код ТН ВЭД",
            "description": "Наименование товара",
            "brand": "Товарный знак",
            "gross_weight_kg": "Вес брутто, кг",
            "customs_value": "Таможенная стоимость",
            "currency": "Код валюты",
            "preference_claimed": "Преференция",
            "rate_without": "Ставка пошлины",
        }
        source = self.make_source(
            name="Астана", decimal_mark="comma", date_format="day_dots", column_ids=False, delimiter="tab"
        )
        row = self.line(
            registered_on=self.day(-40).strftime("%d.%m.%Y"),
            hs_code="0406 90 500 0",
            description="Сыр «Белый»",
            brand="Лакто",
            gross_weight_kg="1\xa0120,5",
            customs_value="12.345,67",
            currency="978",
            preference_claimed="да",
        )
        content = self.csv([row], delimiter=";", encoding="cp1251", headings=headings)
        run = self.make(content, source=source, start=False)
        run.action_read_columns()
        self.assertEqual((source.encoding, source.delimiter), ("cp1251", "semicolon"))
        self.assertEqual({c.field: c.heading for c in source.column_ids}, headings)
        self.assertFalse(run.unmapped)
        run.dry_run = False
        run.action_start()
        self.work()
        self.assertEqual(self.counts(run), (1, 0, 0, 0), run.problem_ids.mapped("reasons"))
        goods = self.goods()
        self.assertEqual(
            (goods.hs_code, goods.description, goods.brand_key, goods.gross_weight_kg, goods.customs_value),
            ("0406905000", "Сыр «Белый»", "лакто", 1120.5, 12345.67),
        )

    def test_xlsx(self):
        """A workbook with real dates, numbers and codes that lost their zero."""
        source = self.make_source(name="Workbook", file_kind="xlsx")
        rows = [
            row | {"registered_on": self.day(-40), "hs_code": 406905000, "preference_claimed": True}
            for row in self.many(9)
        ]
        with patch.object(job, "BATCH", 4):
            run = self.imported(self.xlsx([*rows, {"number": "Y"}]), source=source, name="lines.xlsx")
        self.assertEqual(self.counts(run), (9, 0, 0, 1))
        self.assertEqual(set(self.goods().mapped("hs_code")), {"0406905000"})
        self.assertEqual(run.problem_ids.line_no, 11)
        as_text = self.imported(self.csv(self.many(9)))
        self.assertEqual(self.counts(as_text), (0, 0, 9, 0))

    def test_wrong_files(self):
        """A file that cannot be read is refused before the start, and all lacks are named."""
        workbook = self.make_source(name="Workbook", file_kind="xlsx")
        with self.refused("The file is not an XLSX workbook"):
            self.make(b"PK\x03\x04nonsense", source=workbook)
        with self.refused("no headings"):
            self.make(b"")
        part = {name: HEADINGS[name] for name in ("number", "hs_code")}
        with self.refused("no column 'Date'", "no column 'Item'"):
            self.make(self.csv([], headings=part))
        empty = self.make_source(name="Empty", column_ids=False)
        with self.refused(
            "No column is assigned to: Declaration: registered on", "Goods: number", "Importer: name"
        ):
            self.make(self.csv([], headings=part), source=empty)

    def test_broken_lines(self):
        """A line in another encoding or with an open quotation mark is told, others are taken."""
        good = self.csv(self.many(2))
        broken = good + "50700/X;сыр\r\n".encode("cp1251") + b'a;"open\r\n'
        with mute_logger(job.__name__):
            run = self.imported(broken)
        self.assertEqual(self.counts(run)[0], 2)
        self.assertIn("encoding", run.problem_ids[0].reasons)
        self.assertEqual(run.lines_bad, 2)
