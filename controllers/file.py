from odoo.exceptions import AccessError, MissingError
from odoo.http import Controller, request, route

LAST_ID = 2**31 - 1  # of PostgreSQL's integer


def upload_limit(_controller):
    """Return how many bytes a request with files may have: ``@route(..., max_content_length=upload_limit)``.

    How Odoo 19 does it (``Dispatcher.pre_dispatch``): the value of the route, a number or a function of the
    controller, becomes werkzeug's ``max_content_length`` of this request, and takes the place of
    ``web.max_file_upload_size`` and of the 128 MiB that hold for every other route. That is before the body
    is parsed: a request that says its ``Content-Length`` and passes the limit is answered with 413 and its
    body is never read; one that says nothing (``chunked``) is read up to the limit and no further. Parts
    above 500 kB go to a temporary file, not into memory. ``None`` would mean no limit at all.
    """
    return request.env["customs.file"].sudo()._max_request_bytes()


class FileController(Controller):
    """Downloads of files from outside."""

    @route(
        f"/customs/file/<int(min=1, max={LAST_ID}):file_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, file_id, **_params):
        """Send a file as a download. Who may not read it learns not even that it is there."""
        file = request.env["customs.file"].browse(file_id)
        try:
            file.check_access("read")
        except (AccessError, MissingError):
            raise request.not_found() from None
        file._log_download()
        stream = file._attachment()._to_http_stream()
        stream.mimetype = file.mimetype
        stream.download_name = file.name
        response = stream.get_response(
            as_attachment=True,
            content_security_policy="default-src 'none'; sandbox",
            conditional=False,
            etag=False,
            last_modified=None,
        )
        response.headers["Cache-Control"] = "no-store"
        return response
