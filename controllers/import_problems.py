import tempfile

from odoo.exceptions import AccessError, MissingError
from odoo.http import Controller, content_disposition, request, route

from .portal_common import ID

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
IN_MEMORY = 2**20  # bytes; what is longer goes through a file


class ImportController(Controller):
    """Downloads of the lines that an import did not take."""

    @route(
        f"/customs/import/<{ID}:import_id>/problems.<any(csv, xlsx):kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, import_id, kind, **_params):
        """Send the rejected lines, with their reasons; memory does not grow with their number."""
        run = request.env["customs.declaration.import"].browse(import_id)
        try:
            run.check_access("read")
        except (AccessError, MissingError):
            raise request.not_found() from None
        # Closed with the response.
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 pylint: disable=consider-using-with
        problems = request.env["customs.import.problem"].sudo()
        getattr(problems, f"_write_{kind}")(run.sudo(), file)
        size = file.tell()
        file.seek(0)
        name = f"{run.id}-{request.env._('rejected-lines')}.{kind}"
        headers = [
            ("Content-Type", TYPES[kind]),
            ("Content-Length", str(size)),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        response = request.make_response(iter(lambda: file.read(64 * 1024), b""), headers)
        response.call_on_close(file.close)
        return response
