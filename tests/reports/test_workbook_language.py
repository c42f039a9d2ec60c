"""Workbooks are wholly in one language: headings, sheets, states, articles, the day, whoever prints them."""

import io
from datetime import date, datetime

from openpyxl import load_workbook

from odoo.tests import tagged

from ...tools.dates import MONTHS
from ..common.cases import CustomsCase
from ..common.notice import NoticeMixin
from ..common.pseudo_language import LANG, MARK, PseudoMixin

# What stands in a column and is no word of the addon: numbers of papers, names, descriptions, codes.
DATA = {
    "Case", "Agreement", "Officer", "Visit", "Verified person", "Declaration", "HS Code", "HS code",
    "Description", "Importer", "Exporter", "Producer", "Currency", "Documentary Verification", "Suspension",
    "Goods", "Brand", "Model", "Article No.", "Number", "Subject", "Sender or addressee", "Their reference",
    "SHA-256",
    "Group", "Term", "Proof of origin", "Documentary verification",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestWorkbookLanguage(PseudoMixin, NoticeMixin, CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer = cls.person("Importer of Workbooks", cls.kz)
        cls.case = cls.sent_visit()
        cls.sent_visit(-10)
        lines = cls.goods(cls.importer, 2)
        cls.suspension = cls.suspended(cls.case, lines)
        cls.refusal = cls.decided(cls.case, cls.goods(cls.importer))
        cls.env.flush_all()
        cls.translate_everything()

    def workbooks(self, env):
        """Return every workbook that the addon prints, by what it is."""
        visits = env["customs.verification.visit"].search([])
        suspension = self.suspension.with_env(env)
        notice = self.notice(self.suspension, self.importer).with_env(env)
        return {
            "register": visits._xlsx_register(),
            "deadlines": env["customs.deadline"].search([("start_on", "!=", False)])._xlsx_register(),
            "documents": env["customs.document"].search([])._xlsx_documents(),
            "suspended goods": suspension._xlsx_suspended_goods(),
            "preference": env["customs.declaration.line"].search([])._xlsx_preference(),
            "own goods": notice.sudo()._xlsx_goods(),
        }

    def printed(self, lang):
        user = self.officer
        env = self.env(user=user, context={**self.env.context, "lang": lang})
        with self.every_sentence():
            books = self.workbooks(env)
        return {name: load_workbook(io.BytesIO(content)) for name, content in books.items()}

    def test_one_language(self):
        """Papers: no heading, sheet, state or article of a workbook is in another language than the rest."""
        english, other = self.printed("en_US"), self.printed(LANG)
        for name, book in other.items():
            self.assertTrue(book.properties.title.startswith(MARK), name)
            for sheet, original in zip(book, english[name], strict=True):
                with self.subTest(workbook=name, sheet=original.title):
                    self.assertIn(MARK, sheet.title)
                    self.assertFalse(self.untranslated(sheet, original))

    def untranslated(self, sheet, english):
        """Return the cells that stayed as they are in English, though their column holds words."""
        found = []
        heads = [cell.value for cell in english[1]]
        for row, original in zip(sheet.iter_rows(), english.iter_rows(), strict=True):
            for head, cell, former in zip(heads, row, original, strict=True):
                is_word = isinstance(cell.value, str) and (cell.row == 1 or head not in DATA)
                if is_word and cell.value == former.value and not self.is_name(cell.value):
                    found.append((cell.coordinate, head, cell.value))
        return found

    def is_name(self, text):
        """Tell whether a cell holds a person's name or a sum: below the summary stands a second table."""
        return text.startswith("=SUBTOTAL") or text == self.officer.name

    def test_one_form_of_the_day(self):
        """Papers: each workbook says of which day it is in one form, in words of its language."""
        for lang, months in (("en_US", MONTHS["en"]), (LANG, MONTHS["ru"])):
            for name, book in self.printed(lang).items():
                for sheet in book:
                    with self.subTest(workbook=name, lang=lang):
                        footer = sheet.oddFooter.left.text
                        self.assertIn("As of ", footer)
                        self.assertTrue(any(month in footer for month in months), footer)

    def test_dates_are_dates(self):
        """Papers: a date in a cell is one, shown as 2026-12-09, never text."""
        for name, book in self.printed(LANG).items():
            cells = [cell for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row]
            days = [cell for cell in cells if isinstance(cell.value, date | datetime)]
            self.assertTrue(days or name == "documents", name)
            self.assertEqual({cell.number_format for cell in days} - {"yyyy-mm-dd"}, set(), name)

    def test_headings_differ(self):
        """Papers: no two columns of a sheet have one heading, whatever the capitals."""
        for name, book in self.printed("en_US").items():
            for sheet in book:
                heads = [cell.value.casefold() for cell in sheet[1] if cell.value]
                self.assertEqual(len(heads), len(set(heads)), (name, sheet.title, heads))

    def test_own_goods(self):
        """Papers: an importer's workbook has customs value, proof and totals for each currency."""
        sheet = self.printed("en_US")["own goods"]
        heads = [cell.value for cell in sheet.worksheets[0][1]]
        for head in ("Customs value", "Proof of origin"):
            self.assertIn(head, heads)
        totals = [[cell.value for cell in row] for row in sheet["Totals"].iter_rows()]
        self.assertEqual(totals, [["Currency", "Goods", "Customs value", "Duty"], ["EUR", 2, 2000, 300]])
