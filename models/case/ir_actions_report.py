import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval, time

PREFIX = "customs_verification."


class IrActionsReport(models.Model):
    """Report types of this addon: PDF by ReportLab and XLSX by XlsxWriter, without wkhtmltopdf.

    The report name says what to print: ``customs_verification.request`` calls ``_pdf_request`` of the record.
    """

    _inherit = "ir.actions.report"

    report_type = fields.Selection(
        selection_add=[("customs-pdf", "PDF (ReportLab)"), ("customs-xlsx", "XLSX (XlsxWriter)")],
        ondelete={"customs-pdf": "cascade", "customs-xlsx": "cascade"},
    )

    @api.model
    def _render_customs_pdf(self, report_ref, res_ids, data=None):
        """Return (PDF, 'pdf') of the records, as the current user may read them."""
        report, records = self._customs_records(report_ref, res_ids)
        if not records:
            raise UserError(self.env._("Choose what to print."))
        method = report._customs_method("_pdf_")
        return self._merge([getattr(record, method)() for record in records]), "pdf"

    @api.model
    def _render_customs_xlsx(self, report_ref, res_ids, data=None):
        """Return (XLSX, 'xlsx') of the records; of all that the user may read when none is chosen."""
        report, records = self._customs_records(report_ref, res_ids)
        return getattr(records, report._customs_method("_xlsx_"))(), "xlsx"

    @api.model
    def _customs_records(self, report_ref, res_ids):
        report = self._get_report(report_ref)
        # Report actions are fetched with sudo: what is printed is read as the user.
        records = self.env[report.model].browse(res_ids or [])
        records.check_access("read")
        return report, records

    def _customs_method(self, prefix):
        self.ensure_one()
        method = prefix + self.report_name.removeprefix(PREFIX)
        if not self.report_name.startswith(PREFIX) or not hasattr(self.env[self.model], method):
            raise UserError(self.env._("The report %s cannot be used for this type of record.", self.name))
        return method

    @api.model
    def _merge(self, contents, title=""):
        """Return one PDF of several; a single one stays as it is, byte for byte.

        :param title: of the whole; else the titles of the parts
        """
        if len(contents) == 1:
            return contents[0]
        writer, readers = PdfWriter(), [PdfReader(io.BytesIO(content)) for content in contents]
        for reader in readers:
            writer.append(reader)
        self._describe_merged(writer, readers, title)
        merged = io.BytesIO()
        writer.write(merged)
        return merged.getvalue()

    @api.model
    def _describe_merged(self, writer, readers, title):
        """Give the whole a title, and author, language and date as its parts have them."""
        found = [reader.metadata or {} for reader in readers]
        root = [reader.trailer["/Root"] for reader in readers]
        titles = list(dict.fromkeys(str(one.get("/Title") or "") for one in found))
        facts = {"/Title": title or "; ".join(filter(None, titles))[:500]}
        for name in ("/Author", "/Creator", "/CreationDate", "/ModDate"):
            values = {str(one[name]) for one in found if one.get(name)}
            if values:
                facts[name] = values.pop() if len(values) == 1 else max(values) if "Date" in name else ""
        writer.add_metadata({name: text for name, text in facts.items() if text})
        languages = {str(one["/Lang"]) for one in root if "/Lang" in one}
        if len(languages) == 1:
            writer.root_object[NameObject("/Lang")] = TextStringObject(languages.pop())
        writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
            {NameObject("/DisplayDocTitle"): BooleanObject(True)}
        )

    def _customs_file_name(self, records, extension):
        """Return the name of the downloaded file."""
        self.ensure_one()
        if self.print_report_name and len(records) == 1:
            name = safe_eval(self.print_report_name, {"object": records, "time": time})
        else:
            name = self.name
        return name.replace("/", "-") + f".{extension}"
