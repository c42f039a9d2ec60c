from urllib.parse import urlsplit, urlunsplit

from odoo.http import request

from odoo.addons.portal.controllers.web import Home


class LoginLanguage(Home):
    """Whoever of our portal logs in reads it in the language of the account.

    Before, Odoo remembers the language of the browser, and would keep to it after the login. Other logins of
    the portal (customers of a shop on the same server) are left alone, and so is who chose a language since.
    """

    def _login_redirect(self, uid, redirect=None):
        user = request.env(user=uid).user
        if user._is_portal() and not user._represents_nobody():
            language = request.env["ir.http"].get_nearest_lang(user.lang)
            if language:
                request.future_response.set_cookie("frontend_lang", language)
                redirect = redirect and _without_language(redirect)
        return super()._login_redirect(uid, redirect=redirect)


def _without_language(address):
    """Return an address without the language that Odoo put in front of its path: /ru/my is /my."""
    parts = urlsplit(address)
    first, _slash, rest = parts.path.lstrip("/").partition("/")
    known = {language.url_code for language in request.env["res.lang"]._get_frontend().values()}
    return urlunsplit(parts._replace(path=f"/{rest}")) if first in known else address
