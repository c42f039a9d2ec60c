"""A source, files of declarations, and the job that reads them: what the tests of imports stand on."""

import base64
import csv
import io

from odoo import Command

from .cases import CustomsCase

OURS = ["id", "declaration_id", "number", "source_id", "create_uid", "write_uid", "create_date", "write_date"]
HEADINGS = {
    "number": "Declaration",
    "registered_on": "Date",
    "importer_code": "Importer BIN",
    "importer_name": "Importer",
    "exporter_code": "Exporter code",
    "exporter_name": "Exporter",
    "consignment_country": "Country of consignment",
    "position": "Item",
    "hs_code": "HS code",
    "description": "Description",
    "brand": "Brand",
    "goods_model": "Model",
    "article_no": "Article",
    "origin_country": "Country of origin",
    "condition": "Condition",
    "producer_code": "Producer code",
    "producer_name": "Producer",
    "gross_weight_kg": "Gross weight",
    "net_weight_kg": "Net weight",
    "customs_value": "Customs value",
    "currency": "Currency",
    "agreement": "Agreement",
    "preference_claimed": "Preference",
    "proof_reference": "Certificate",
    "proof_dated_on": "Certificate date",
    "rate_without": "Rate",
    "rate_with": "Preferential rate",
    "duty_without": "Duty",
    "duty_with": "Preferential duty",
}


class ImportCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement.limit_currency_id = cls.eur
        cls.importer = cls.person("Alma Import LLP", cls.kz, vat="150240012345")
        cls.exporter = cls.person("Mlekara Subotica d.o.o.", company_registry="08012345")
        cls.producer = cls.person("Farma Sever d.o.o.", ref="F-7")
        cls.source = cls.make_source()
        cls.imports = cls.env["customs.declaration.import"].with_user(cls.officer)
        cls.lines = cls.env["customs.declaration.line"]

    @classmethod
    def make_source(cls, **values):
        return (
            cls.env["customs.import.source"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Clearance system",
                    "importing_authority_id": cls.importing.id,
                    "agreement_id": cls.agreement.id,
                    "currency_id": cls.eur.id,
                    "column_ids": [
                        Command.create({"field": field, "heading": heading})
                        for field, heading in HEADINGS.items()
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def line(cls, **values):
        """Return a good line of goods that claim the preference."""
        return {
            "number": "50700/110126/0000001",
            "registered_on": str(cls.day(-40)),
            "importer_code": "150240012345",
            "importer_name": "Alma Import LLP",
            "exporter_code": "08012345",
            "exporter_name": "Mlekara Subotica d.o.o.",
            "consignment_country": "RS",
            "position": 1,
            "hs_code": "0406905000",
            "description": "White cheese in brine",
            "brand": "LACTO Premium",
            "goods_model": "",
            "article_no": "A-1",
            "producer_code": "F-7",
            "producer_name": "Farma Sever d.o.o.",
            "gross_weight_kg": 120.5,
            "net_weight_kg": 118.25,
            "customs_value": 1999.99,
            "currency": "EUR",
            "preference_claimed": "yes",
            "proof_reference": "RS 00000777",
            "proof_dated_on": str(cls.day(-50)),
            "rate_without": 15,
            "rate_with": 0,
            **values,
        }

    @classmethod
    def many(cls, count, per_declaration=5, **values):
        """Return good lines of several declarations."""
        return [
            cls.line(
                number=f"50700/110126/{number // per_declaration + 1:07d}",
                position=number % per_declaration + 1,
                article_no=f"A-{number}",
                **values,
            )
            for number in range(count)
        ]

    @classmethod
    def csv(cls, rows, delimiter=";", encoding="utf-8-sig", headings=None):
        """Return a CSV of lines as bytes."""
        headings = headings or HEADINGS
        file = io.StringIO()
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(headings.values())
        writer.writerows([[row.get(name, "") for name in headings] for row in rows])
        return file.getvalue().encode(encoding)

    @classmethod
    def xlsx(cls, rows, headings=None):
        """Return a workbook of lines as bytes."""
        headings = headings or HEADINGS
        from openpyxl import Workbook  # noqa: PLC0415 (slow, and only some tests need it)

        book = Workbook(write_only=True)
        page = book.create_sheet("Lines")
        page.append(list(headings.values()))
        for row in rows:
            page.append([row.get(name) for name in headings])
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def make(self, content, name="lines.csv", dry_run=False, source=None, start=True):
        """Start the import of a file, as an officer."""
        run = self.imports.create(
            {
                "source_id": (source or self.source).id,
                "file": base64.b64encode(content),
                "file_name": name,
                "dry_run": dry_run,
            }
        )
        if start:
            run.action_start()
        return run

    def work(self):
        """Let the job do what waits."""
        with self.enter_registry_test_mode():
            self.env.ref("customs_verification.cron_import").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def imported(self, content, **options):
        """Import a file to its end."""
        run = self.make(content, **options)
        self.work()
        self.assertEqual(run.state, "done", run.failure)
        return run

    def counts(self, run):
        return run.lines_new, run.lines_changed, run.lines_unchanged, run.lines_bad

    def goods(self):
        """Return the imported goods of the authority, in order."""
        found = self.lines.search([("declaration_id.source_id", "!=", False)])
        return found.sorted(lambda line: (line.declaration_id.number, line.position))

    def stored(self, lines):
        """Return what the database holds of the goods and their declarations, without ids and writers."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT to_jsonb(l) - %(ours)s, to_jsonb(d) - %(ours)s
              FROM customs_declaration_line l JOIN customs_declaration d ON d.id = l.declaration_id
             WHERE l.id = ANY(%(ids)s) ORDER BY d.number, l.position
            """,
            {"ids": lines.ids, "ours": OURS},
        )
        return self.env.cr.fetchall()
