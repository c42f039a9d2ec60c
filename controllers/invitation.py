from odoo import http
from odoo.http import request

from ..models.law.res_users import PATH


class Invitation(http.Controller):
    """The page on which an invited person confirms that the address of a former login is theirs."""

    @http.route(
        PATH + "<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def invitation(self, token, **_more):
        """Say what would end; nothing does by that."""
        return self._page(token)

    @http.route(
        PATH + "<string:token>/accept",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def accept_invitation(self, token, **_more):
        """End the former login, and go on to the new password."""
        onward = request.env["res.users"]._accept_by_proof(token)
        return request.redirect(onward) if onward else self._page(token)

    def _page(self, token):
        found = request.env["res.users"]._read_proof(token)
        return request.render(
            "customs_verification.invitation_page",
            {"token": token, "email": found[1] if found else None},
            status=200 if found else 410,
            headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
        )
