import io

from pypdf import PdfReader, PdfWriter

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
            raise UserError(self.env._("Choose what is to be printed."))
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
            raise UserError(self.env._("The report %s does not fit its kind of record.", self.name))
        return method

    @api.model
    def _merge(self, contents):
        """Return one PDF of several; a single one stays as it is, byte for byte."""
        if len(contents) == 1:
            return contents[0]
        writer = PdfWriter()
        for content in contents:
            writer.append(PdfReader(io.BytesIO(content)))
        merged = io.BytesIO()
        writer.write(merged)
        return merged.getvalue()

    def _customs_file_name(self, records, extension):
        """Return the name of the downloaded file."""
        self.ensure_one()
        if self.print_report_name and len(records) == 1:
            name = safe_eval(self.print_report_name, {"object": records, "time": time})
        else:
            name = self.name
        return name.replace("/", "-") + f".{extension}"
