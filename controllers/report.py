from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, content_disposition, request, route

from ..models.law.law_file import to_file
from ..models.law.law_schema import schema
from .portal_common import ID, given_ids

TYPES = {
    "customs-pdf": ("pdf", "application/pdf"),
    "customs-xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


# The papers that somebody approves -> the method that returns them as they would be.
DRAFTS = {
    "customs.document": "_draft_pdf",
    "customs.verification.report": "_pdf_report",
    "customs.verification.request": "_pdf_request",
    "customs.verification.visit": "_pdf_request",
}
PDF = "application/pdf"


class ReportController(Controller):
    """Downloads of the Print menu for the report types of this addon, and drafts before their approval."""

    @route(
        f"/customs/draft/<string:model>/<{ID}:record_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def draft(self, model, record_id, **_params):
        """Show a paper to the officers who run its case, as it will be when it is approved."""
        if model not in DRAFTS or request.env.user.share:
            return request.not_found()
        record = request.env[model].browse(record_id)
        try:
            record.check_access("read")
            if not record.exists() or not record._is_of_own_authority():
                return request.not_found()
            content = getattr(record, DRAFTS[model])()
        except (AccessError, MissingError):
            return request.not_found()
        except UserError as error:
            return request.make_response(
                str(error), [("Content-Type", "text/plain; charset=utf-8")], status=422
            )
        return self._shown(record.display_name, content)

    @route(
        f"/customs/letter/<{ID}:template_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def letter(self, template_id, record_id="", **_params):
        """Show the words of a letter, with the record ``record_id`` where the user may read it."""
        if request.env.user.share:
            return request.not_found()
        template = request.env["customs.letter.template"].browse(template_id)
        try:
            template.check_access("read")
            if not template.exists():
                return request.not_found()
            record = template._records_of_letter().filtered(lambda row: str(row.id) == record_id)
            if record_id and not record:
                return request.not_found()
            content = template._preview(record)
        except (AccessError, MissingError):
            return request.not_found()
        return self._shown(template.display_name, content)

    @route(
        f"/customs/agreement/<{ID}:agreement_id>", type="http", auth="user", methods=["GET"], readonly=True
    )
    def agreement(self, agreement_id, **_params):
        """Download an agreement with all its law as a file, for who keeps the law."""
        if request.env.user.share:
            return request.not_found()
        agreement = request.env["customs.agreement"].browse(agreement_id)
        try:
            agreement.check_access("write")
            if not agreement.exists():
                return request.not_found()
            content = to_file(agreement)
        except (AccessError, MissingError):
            return request.not_found()
        name = f"{agreement.code.replace('/', '-')}.json"
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)

    @route("/customs/agreement/schema.json", type="http", auth="user", methods=["GET"], readonly=True)
    def schema(self, **_params):
        """Show the JSON Schema of such a file."""
        if request.env.user.share or not request.env["customs.agreement"].has_access("read"):
            return request.not_found()
        return request.make_json_response(schema(request.env))

    def _shown(self, title, content):
        """Return a file: a PDF is read in the browser, what was drawn up outside is downloaded."""
        shown = content.startswith(b"%PDF")
        name = f"{title.replace('/', '-')}{'.pdf' if shown else ''}"
        headers = [
            ("Content-Type", PDF if shown else "application/octet-stream"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition(name, "inline" if shown else "attachment")),
            ("Content-Security-Policy", "default-src 'none'; sandbox"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)

    @route(f"/customs/report/<{ID}:report_id>", type="http", auth="user", methods=["POST"])
    def download(self, report_id, ids="", **_params):
        """Render a report of this addon over ``ids`` (comma-separated) as the current user."""
        report = request.env["ir.actions.report"].sudo().browse(report_id).exists()
        if report.report_type not in TYPES:
            return request.not_found()
        if report.group_ids and not report.group_ids & request.env.user.all_group_ids:
            return request.not_found()
        extension, mimetype = TYPES[report.report_type]
        record_ids, all_ids = given_ids(ids.split(",") if ids else [])
        if not all_ids:
            return request.not_found()
        try:
            content, _kind = request.env["ir.actions.report"]._render(report, record_ids)
        except (AccessError, MissingError):
            return request.not_found()
        except UserError as error:
            return request.make_response(
                str(error), [("Content-Type", "text/plain; charset=utf-8")], status=422
            )
        records = request.env[report.model].browse(record_ids)
        headers = [
            ("Content-Type", mimetype),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition(report._customs_file_name(records, extension))),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)
