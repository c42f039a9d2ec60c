import re
import time

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.utils import is_user_internal

from ..models.setup.ir_http import SECOND_FACTOR
from ..models.setup.res_users import LOGIN

FRESH = 600  # seconds after a login in which a second factor is set up without asking who one is once more


class SecondFactor(http.Controller):
    """The page on which people of whom a second factor is demanded set it up, inside or outside the house."""

    @http.route(
        SECOND_FACTOR,
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def second_factor(self, redirect=None, **_more):
        """Show the key for the app."""
        return self._set_up(redirect)

    @http.route(
        f"{SECOND_FACTOR}/confirm",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def confirm_second_factor(self, redirect=None, code=None, **_more):
        """Take the first code of the app: from now on each login asks for one."""
        return self._set_up(redirect, code or "")

    def _set_up(self, redirect, code=None):
        user = request.env.user
        onward = redirect or ("/odoo" if is_user_internal(user.id) else "/my")
        if not user._can_have_second_factor() or user._has_second_factor():
            return request.redirect(onward)
        if time.time() - (request.session.get(LOGIN) or {}).get("at", 0) > FRESH:
            request.session.logout(keep_db=True)
            return request.redirect_query("/web/login", {"redirect": SECOND_FACTOR})
        wizard = user._second_factor_wizard()
        error = None
        if code is not None:
            digits = re.sub(r"\s", "", code)
            if (
                digits.isascii()
                and digits.isdigit()
                and user._totp_try_setting(wizard.secret, int(digits[:9]))
            ):
                wizard.secret = ""  # as Odoo does: nobody needs it any more
                return request.redirect(onward)
            error = request.env._(
                "This is not the current code of the app. Wait for the next code and check the time on "
                "your phone."
            )
        return request.render(
            "customs_verification.second_factor_page",
            {
                "user": user,
                "wizard": wizard,
                "redirect": redirect,
                "error": error,
                "demanded": user._is_second_factor_demanded(),
            },
            headers={"Cache-Control": "no-store"},
        )
