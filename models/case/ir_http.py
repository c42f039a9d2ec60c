from markupsafe import Markup
from werkzeug.exceptions import NotFound, RequestEntityTooLarge

from odoo import models
from odoo.http import Response, request

PAGE = Markup(
    '<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"/>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"/><title>{title}</title></head>'
    '<body style="font-family: sans-serif; margin: 2rem"><h1>{title}</h1><p>{text}</p></body></html>'
)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        try:
            return super()._match(path_info)
        except ValueError:  # Python makes no number of thousands of digits: it is that of no record
            raise NotFound from None

    @classmethod
    def _serve_fallback(cls):
        # Odoo looks for a file of this path in the database, which has no NUL: nothing is there.
        if "\x00" in request.httprequest.path:
            return None
        return super()._serve_fallback()

    @classmethod
    def _handle_error(cls, exception):
        """Say what is wrong with a body that is too long: Odoo's own page would read that body once more."""
        if isinstance(exception, RequestEntityTooLarge) and request.dispatcher.routing_type == "http":
            return cls._too_large()
        return super()._handle_error(exception)

    @classmethod
    def _too_large(cls):
        env = request.env
        page = PAGE.format(
            lang=(env.lang or "en_US").replace("_", "-"),
            title=env._("Too much at once"),
            text=env._(
                "What you sent is larger than what is taken here, and nothing of it was kept. Go back and "
                "send fewer or smaller files."
            ),
        )
        response = Response(page, status=413, content_type="text/html; charset=utf-8")
        # What is left of the body is not read: no other request comes over this connection.
        response.headers["Connection"] = "close"
        response.headers["Cache-Control"] = "no-store"
        return response
