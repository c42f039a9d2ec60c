import json
import xmlrpc.client
from contextlib import suppress

from psycopg2 import DataError
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, UnprocessableEntity

from odoo import SUPERUSER_ID, models
from odoo.api import Environment
from odoo.exceptions import UserError
from odoo.http import Response, SessionExpiredException, request

SECOND_FACTOR = "/customs/second-factor"
# What somebody reaches who still has to set up a second factor: its page and what that is made of, and the
# doors that ask who one is.
OPEN_PATHS = (
    SECOND_FACTOR,
    "/web/login",
    "/web/session/logout",
    "/web/session/destroy",
    "/web/session/authenticate",
    "/web/session/check",
    "/web/assets/",
    "/web/binary/company_logo",
    "/web/webclient/translations",
    "/web/webclient/version_info",
    "/web/manifest.webmanifest",
    "/web/health",
    "/web/database/",
    "/web/reset_password",
    "/web/signup",
    "/jsonrpc",
    "/xmlrpc/",
    "/json/version",
    "/web/version",
)
# Pages that no other site shows within its own: those of logged-in people. Other addons have pages that
# are made to be shown elsewhere (courses, chat), which stay theirs.
FRAMED_BY_OURSELVES = ("/my", "/customs", "/odoo", "/web", "/mail", "/report")
SESSION_COOKIE = "session_id="
# What Odoo raises where an argument of a call is of another kind than its method takes.
BENT = (
    *(ArithmeticError, AssertionError, AttributeError, DataError, LookupError, RecursionError, TypeError),
    ValueError,
)
# Files and pictures, by the number of their record in the address.
BY_NUMBER = ("/web/image", "/web/content")
MOST = 2**31 - 1  # the number of a record


class SecondFactorMissing(SessionExpiredException):
    """Somebody of whom a second factor is demanded has none: the web client loads its page anew."""


class IrHttp(models.AbstractModel):
    """What the server answers to everybody: who comes in, what an error tells, who may frame a page."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        if "\0" in path_info:  # no text of the database holds it: nothing is there
            raise NotFound
        rule, args = super()._match(path_info)
        cls._try_readonly(rule, args)
        return rule, args

    @classmethod
    def _authenticate(cls, endpoint):
        result = super()._authenticate(endpoint)
        uid = request.session.uid
        if uid and not _is_below(request.httprequest.path, OPEN_PATHS):
            user = request.env(user=uid)["res.users"].browse(uid)
            if user._lacks_second_factor(request.session):
                raise SecondFactorMissing(
                    user.with_context(lang=user.lang).env._(
                        "Your login requires a second factor. Set it up first: %s",
                        user.get_base_url() + SECOND_FACTOR,
                    )
                )
        return result

    @classmethod
    def _dispatch(cls, endpoint):
        if request.dispatcher.routing_type == "json2":
            cls._refuse_malformed_call(request.params)
        elif _is_below(request.httprequest.path, BY_NUMBER):
            cls._refuse_number_of_nothing(request.params.get("id"))
        try:
            return super()._dispatch(endpoint)
        except Exception as error:
            if hasattr(error, "error_response") and _is_below(request.httprequest.path, ("/xmlrpc",)):
                cls._remove_traceback_from_fault(error)
            raise

    @classmethod
    def _handle_error(cls, exception):
        if isinstance(exception, SecondFactorMissing) and request.dispatcher.routing_type == "http":
            return request.redirect_query(SECOND_FACTOR, {"redirect": request.httprequest.full_path})
        response = super()._handle_error(exception)
        if not hasattr(response, "headers"):
            return response
        if request.dispatcher.routing_type in ("jsonrpc", "json2"):
            cls._remove_traceback_from_json(response, exception)
        cls._harden(response)
        return response

    @classmethod
    def _post_dispatch(cls, response):
        result = super()._post_dispatch(response)
        cls._harden(response)
        return result

    # Errors: people outside get what is meant for them, and nothing of the program. The log has it all.

    @classmethod
    def _try_readonly(cls, rule, args):
        """Refuse a body with which Odoo, before it asks who calls, fails in the open: with a traceback."""
        readonly = rule.endpoint.routing.get("readonly")
        uid = request.env.uid
        if not callable(readonly) or (uid and request.env["res.users"].browse(uid)._is_internal()):
            return
        try:
            with suppress(HTTPException):  # Odoo raises it once more, and answers it
                readonly(rule.endpoint.func.__self__, rule, args)
        except Exception as error:
            raise BadRequest from error

    @classmethod
    def _refuse_malformed_call(cls, params):
        """Refuse numbers of our records and contexts that are none: Odoo would fail wherever it meets them.

        What a call of another model may look like is the ERP's own: programs that call it go on as before.

        :raises UnprocessableEntity: what is wrong, and how it is given
        """
        if not params.get("__model__", "").startswith("customs."):
            return
        ids, context = params.get("ids", []), params.get("context", {})
        if not _are_numbers(ids):
            raise UnprocessableEntity(
                request.env._('"ids" are no numbers of records. Give a list, for example [7, 12].')
            )
        if not isinstance(context, dict) or not all(
            _is_bearable(name, value) for name, value in context.items()
        ):
            raise UnprocessableEntity(
                request.env._(
                    'The "context" cannot be taken. Give an object, for example {"lang": "en_US"}: "lang" '
                    'and "tz" are texts, "allowed_company_ids" a list of numbers.'
                )
            )

    @classmethod
    def _refuse_number_of_nothing(cls, number):
        """Answer "not found" for a number that no file or picture can have: Odoo would report a server error.

        :raises NotFound: ``number``, as the address gives it, is that of no record
        """
        try:
            is_one = not number or 0 < int(number) <= MOST
        except ValueError:
            is_one = False
        if not is_one:
            raise NotFound

    @classmethod
    def _get_error_html(cls, env, code, values):
        """Show no traceback on the page of an error to an outside person, in developer mode neither."""
        if not cls._is_insider(values.get("exception")):
            values.update(traceback="", qweb_exception=None)
        return super()._get_error_html(env, code, values)

    @classmethod
    def _remove_traceback_from_json(cls, response, error):
        """Remove the traceback from an error sent as JSON to an outside person.

        A call of JSON-2 whose arguments do not fit its method is no fault of the server, whoever made it; the
        log has it.
        """
        is_bent = request.dispatcher.routing_type == "json2" and isinstance(error, BENT)
        if is_bent:
            response.status_code = UnprocessableEntity.code
        if cls._is_insider(error):
            return
        body = json.loads(response.get_data())
        told = body.get("error", {}).get("data") if "jsonrpc" in body else body
        if not isinstance(told, dict) or "debug" not in told:
            return
        told["debug"] = ""
        if not _is_meant_for_people(error):
            message = cls._sentence_of_malformed_call() if is_bent else cls._sentence_of_failure()
            told |= {
                "name": f"werkzeug.exceptions.{'UnprocessableEntity' if is_bent else 'InternalServerError'}",
                "message": message,
                "arguments": [message],
                "context": {},
            }
        response.set_data(json.dumps(body, ensure_ascii=False))

    @classmethod
    def _remove_traceback_from_fault(cls, error):
        """Remove the traceback from an error sent as XML to an outside person."""
        if _is_meant_for_people(error) or cls._is_insider(error):
            return
        message = cls._sentence_of_failure()
        with_numbers = _is_below(request.httprequest.path, ("/xmlrpc/2",))
        fault = xmlrpc.client.Fault(1, message) if with_numbers else xmlrpc.client.Fault(message, "")
        content = xmlrpc.client.dumps(fault, methodresponse=True)
        error.error_response = Response(response=content, mimetype="text/xml")

    @classmethod
    def _sentence_of_failure(cls):
        if request.env.cr.closed:  # a call that brings its own password has a cursor of its own
            return "Something went wrong on the server. Nothing was changed."
        return request.env._("Something went wrong on the server. Nothing was changed.")

    @classmethod
    def _sentence_of_malformed_call(cls):
        return request.env._(
            "The call could not be carried out as it was given. Nothing was changed. Check the names and the "
            "kinds of its arguments; if they are right, inform the administrator of this server."
        )

    @classmethod
    def _is_insider(cls, error):
        """Return whether whoever asks has a login of the house."""
        if _is_below(request.httprequest.path, ("/jsonrpc", "/xmlrpc")):
            return not _is_meant_for_people(error) and cls._is_insider_of_call()
        uid = request.env.uid or request.session.uid
        return bool(uid) and request.env(user=uid)["res.users"].browse(uid)._is_internal()

    @classmethod
    def _is_insider_of_call(cls):
        """The same for a call that brings login and password along."""
        try:
            if request.dispatcher.routing_type == "jsonrpc":
                arguments = request.params["args"]
            else:
                arguments, _method = xmlrpc.client.loads(request.httprequest.get_data())
            _database, uid, password = arguments[:3]
            with request.registry.cursor() as cr:
                users = Environment(cr, SUPERUSER_ID, {})["res.users"]
                users._check_uid_passwd(int(uid), password)
                return users.browse(int(uid))._is_internal()
        except Exception:  # pylint: disable=broad-exception-caught  # a broken call is nobody's of the house
            return False

    # Headers

    @classmethod
    def _harden(cls, response):
        """No other site frames pages of this server, and its requests do not carry the session."""
        headers = response.headers
        path = request.httprequest.path
        if (response.mimetype or "") == "text/html" and _is_below(path, FRAMED_BY_OURSELVES):
            headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            if not any("frame-ancestors" in value for value in headers.getlist("Content-Security-Policy")):
                headers.add("Content-Security-Policy", "frame-ancestors 'self'")
        cookies = headers.getlist("Set-Cookie")
        if any(_is_open_session(cookie) for cookie in cookies):
            headers.remove("Set-Cookie")
            for cookie in cookies:
                headers.add("Set-Cookie", cookie + ("; SameSite=Lax" if _is_open_session(cookie) else ""))


def _are_numbers(values):
    """Return whether these are numbers of records, in a list."""
    return isinstance(values, list | tuple) and all(
        isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST for value in values
    )


def _is_bearable(name, value):
    """Return whether Odoo can read a part of the context of a call: what every environment asks of it."""
    if name in ("lang", "tz"):
        return value is None or value is False or (isinstance(value, str) and "\0" not in value)
    return name != "allowed_company_ids" or _are_numbers(value)


def _is_meant_for_people(error):
    """Return whether an error is a sentence for whoever asked, not a fault of the program."""
    return isinstance(error, UserError | HTTPException | SessionExpiredException)


def _is_below(path, places):
    """Return whether a path is one of these places, or lies below one."""
    return any(path == place.rstrip("/") or path.startswith(place.rstrip("/") + "/") for place in places)


def _is_open_session(cookie):
    return cookie.startswith(SESSION_COOKIE) and "samesite" not in cookie.lower()
