from markupsafe import Markup
from werkzeug.exceptions import NotFound, RequestEntityTooLarge

from odoo import models
from odoo.http import Response, request

from ...tools.dates import html_language
from ..setup.roles import ADMINISTRATORS, SUPERVISORS, SYSTEM_ADMINISTRATORS
from .ir_attachment import FULL

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

    def session_info(self):
        """Send the web client the text above the lists of cases: why the records are not kept outside."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["customs_record_notice"] = self._customs_record_notice()
        return info

    def _customs_record_notice(self):
        """Return the notice for supervisors and administrators; for others nothing."""
        told = (
            SUPERVISORS,
            ADMINISTRATORS,
            SYSTEM_ADMINISTRATORS,
        )
        if not any(self.env.user.has_group(group) for group in told):
            return ""
        # A database with demonstration data is no production.
        if self.env["ir.module.module"].sudo()._get("customs_verification").demo:
            return ""
        return self.env["customs.fact"]._log_trouble()

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
        if cls._is_for_room(exception):
            return cls._no_room()
        return super()._handle_error(exception)

    @classmethod
    def _is_for_room(cls, exception):
        """Return whether the disk is full that takes the body of a request to one of our pages."""
        is_full = isinstance(exception, OSError) and exception.errno in FULL
        is_ours = request.httprequest.path.startswith("/my/customs")
        return is_full and is_ours and request.dispatcher.routing_type == "http"

    @classmethod
    def _no_room(cls):
        env = request.env
        return cls._page_of_refusal(
            507,
            env._("No space at the moment"),
            env._(
                "There is no space for your files, and nothing was saved. Go back and send them again "
                "later. If the problem persists, contact the authority."
            ),
        )

    @classmethod
    def _too_large(cls):
        env = request.env
        return cls._page_of_refusal(
            413,
            env._("Too much at once"),
            env._(
                "Your files are larger than allowed, and nothing was saved. Go back and send fewer or "
                "smaller files."
            ),
        )

    @classmethod
    def _page_of_refusal(cls, status, title, text):
        page = PAGE.format(lang=html_language(request.env.lang), title=title, text=text)
        response = Response(page, status=status, content_type="text/html; charset=utf-8")
        # What is left of the body is not read: no other request comes over this connection.
        response.headers["Connection"] = "close"
        response.headers["Cache-Control"] = "no-store"
        return response
