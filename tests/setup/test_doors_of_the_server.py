"""What the server tells everybody: headers of pages and cookies, errors without the inside of the program."""

import json
import xmlrpc.client

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common.cases import PASSWORD, CustomsCase

# Arguments of another kind than their method takes, and bodies that are no object.
BENT_CALLS = (
    ("search", {"domain": "x"}),
    ("search", {"domain": 5}),
    ("search", {"domain": ["&"]}),
    ("search", {"domain": [["no_such_field", "=", 1]]}),
    ("search", {"domain": [["id", "=", {}]]}),
    ("search", {"domain": [["id", "in", ["x"]]]}),
    ("search", {"domain": [["id", "=", float("nan")]]}),
    ("search", {"domain": [["id", "=", 10**30]]}),
    ("search", {"domain": [["name", "ilike", "a\0"]]}),
    ("search", {"domain": [], "limit": "x"}),
    ("search", {"domain": [], "limit": -1}),
    ("search", {"domain": [], "offset": -1}),
    ("search", {"domain": [], "limit": 10**30}),
    ("search", {"domain": [], "order": "no_such_field"}),
    ("search", {"domain": [], "order": 5}),
    ("search_read", {"domain": [], "fields": ["no_such_field"]}),
    ("search_read", {"domain": [], "fields": 5}),
    ("web_search_read", {"domain": [], "specification": {"id": 5}}),
    ("web_search_read", {"domain": [], "specification": {"id": {}}, "count_limit": "x"}),
    ("name_search", {"name": "a\0"}),
    ("name_search", {"name": "a", "operator": "nothing"}),
    ("formatted_read_group", {"domain": [], "groupby": ["no_such_field"]}),
    ("formatted_read_group", {"domain": [], "groupby": 5}),
    ("default_get", {"fields": 5}),
    ("fields_get", {"allfields": 5}),
    ("get_views", {"views": 5}),
    ("get_view", {"view_id": "x"}),
    ("load", {"fields": 5, "data": 5}),
    ("no_such_method", {}),
    ("_read_format", {}),
    ("__init__", {}),
    ("env", {}),
    ("name", {}),
    ("read", []),
    ("read", 5),
    ("read", None),
    ("search", {"self": 1}),
    ("search", {"no_such_argument": 1}),
    ("search", "["),
    ("search", "[" * 100_000),
    ("search", '{"a":' * 100_000),
    ("search", "1" * 6000),
)
NO_NUMBERS = (
    ["x"],
    "x",
    ["1"],
    [10**30],
    [2**31],
    [-1],
    [0],
    [None],
    [True],
    [1.5],
    {"a": 1},
    5,
    [[1]],
    [{"a": 1}],
    None,
    [float("nan")],
    [float("inf")],
)
NO_CONTEXTS = (
    5,
    "x",
    [],
    None,
    [["lang", "en_US"]],
    {"lang": 5},
    {"lang": ["en_US"]},
    {"lang": "a\0"},
    {"tz": 5},
    {"tz": ["UTC"]},
    {"allowed_company_ids": "x"},
    {"allowed_company_ids": 1},
    {"allowed_company_ids": [{}]},
    {"allowed_company_ids": [float("nan")]},
    {"allowed_company_ids": ["1"]},
    {"allowed_company_ids": None},
)


@tagged("post_install", "-at_install")
class TestHeaders(CustomsCase, HttpCase):
    """Pages of logged-in people stand in no frame of another site (clickjacking)."""

    def test_pages(self):
        """CU-A: portal, web client, login, and pages that say that something is missing."""
        contact = self.portal_contact(self.person())
        for login, paths in {
            contact.login: (
                "/my",
                "/my/customs/tasks",
                "/my/account",
                "/my/customs/tasks/999999",
                "/my/security",
            ),
            "test_officer": ("/odoo", "/web"),
            None: ("/web/login", "/web/signup", "/web/reset_password"),
        }.items():
            self.authenticate(login, login and PASSWORD)
            for path in paths:
                with self.subTest(login=login, path=path):
                    headers = self.url_open(path).headers
                    self.assertIn(headers["X-Frame-Options"], ("SAMEORIGIN", "DENY"))
                    self.assertIn("frame-ancestors 'self'", headers["Content-Security-Policy"])

    def test_others_keep_theirs(self):
        """What other addons let be framed by other sites stays so; files have no such header to lose."""
        self.authenticate(None, None)
        for path in ("/web/health", "/website/translations"):
            self.assertNotIn("X-Frame-Options", self.url_open(path).headers, path)

    def test_cookie(self):
        """CU-A: the session goes along with no request that another site makes."""
        self.authenticate(None, None)
        self.opener.cookies.clear()
        cookies = self.url_open("/web/login", allow_redirects=False).headers["Set-Cookie"]
        session = next(cookie for cookie in cookies.split(", ") if cookie.startswith("session_id="))
        self.assertIn("session_id=", cookies)
        self.assertEqual(cookies.count("SameSite=Lax"), 1, cookies)
        self.assertTrue(session)


@tagged("post_install", "-at_install")
class TestErrors(CustomsCase, HttpCase):
    """Errors tell people outside nothing of the program, and people inside what they did (CU-A)."""

    def setUp(self):
        super().setUp()
        self.contact = self.portal_contact(self.person())

    def rpc(self, path, **params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        return self.url_open(path, data=body, headers={"Content-Type": "application/json"}).json()["error"]

    def call(self, model, method, *args):
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.rpc(path, model=model, method=method, args=list(args), kwargs={})["data"]

    def json2(self, path, body, login):
        user = self.env["res.users"].search([("login", "=", login)])
        key = self.env["res.users.apikeys"].with_user(user).sudo()._generate(None, "key", None)
        self.authenticate(None, None)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        return self.url_open(path, data=json.dumps(body), headers=headers).json()

    def assert_no_insides(self, told):
        text = json.dumps(told)
        for word in ("Traceback", 'File \\"', ".py", "psycopg2", "ValueError", "KeyError", "SELECT"):
            self.assertNotIn(word, text)

    def test_json_rpc(self):
        """CU-A: a fault of the program, a refusal, and a method that is not there."""
        self.authenticate(self.contact.login, PASSWORD)
        fault = self.call("customs.task", "search", [["no_such_field", "=", 1]])
        self.assert_no_insides(fault)
        self.assertIn("Something went wrong", fault["message"])
        refusal = self.call("customs.verification.visit", "search", [])
        self.assert_no_insides({**refusal, "name": ""})
        self.assertIn("AccessError", refusal["name"])
        self.assertTrue(refusal["message"])
        self.assert_no_insides(self.call("customs.task", "no_such_method", []))

    def test_json_2(self):
        """CU-A: the same for an API key of somebody outside."""
        for path, body in {
            "/json/2/customs.task/search": {"domain": [["no_such_field", "=", 1]]},
            "/json/2/customs.verification.visit/search": {"domain": []},
            "/json/2/customs.task/read": {"ids": ["x"]},
            "/json/2/customs.nothing/read": {},
        }.items():
            with self.subTest(path=path):
                told = self.json2(path, body, self.contact.login)
                self.assertEqual(told["debug"], "")
                self.assert_no_insides({**told, "name": ""})

    def test_json_2_arguments(self):
        """CU-A: arguments that do not fit are told as that, without the inside: no fault of the server."""
        for user in (self.contact, self.officer):
            headers = self.headers_of(user)
            for method, body in BENT_CALLS:
                with self.subTest(user=user.login, method=method, body=str(body)[:80]):
                    response = self.send(f"/json/2/customs.task/{method}", body, headers)
                    self.assertLess(response.status_code, 500)
                    told = response.json()
                    if user == self.contact and isinstance(told, dict) and "debug" in told:
                        self.assertEqual(told["debug"], "")
                        self.assertTrue(told["message"])
                        self.assert_no_insides({**told, "name": ""})

    def test_json_2_numbers_and_context(self):
        """CU-A: numbers that are none, and a context that is none, are named; inside and outside, alike."""
        for user in (self.contact, self.officer, self.env.ref("base.user_admin")):
            headers = self.headers_of(user)
            for ids in NO_NUMBERS:
                for method, more in (("read", {}), ("unlink", {}), ("has_access", {"operation": "read"})):
                    with self.subTest(user=user.login, ids=str(ids)[:40], method=method):
                        body = {"ids": ids, **more}
                        response = self.send(f"/json/2/customs.task/{method}", body, headers)
                        self.assertEqual(response.status_code, 422)
                        self.assertIn("no numbers of records", response.json()["message"])
            for context in NO_CONTEXTS:
                with self.subTest(user=user.login, context=str(context)[:40]):
                    body = {"domain": [], "context": context}
                    response = self.send("/json/2/customs.task/search", body, headers)
                    self.assertEqual(response.status_code, 422)
                    self.assertIn('"context" cannot be taken', response.json()["message"])
            for context in (
                {},
                {"lang": False, "tz": None},
                {"customs_door": True, "active_test": 5, "uid": 1},
            ):
                response = self.send("/json/2/res.users/context_get", {"context": context}, headers)
                self.assertEqual(response.status_code, 200)

    def test_json_2_of_other_models(self):
        """A single number and an empty one, which Odoo takes, are taken for the ERP's own models."""
        user = self.env.ref("base.user_admin")
        headers = self.headers_of(user)
        for ids, count in ((user.id, 1), ([user.id], 1), (None, 0)):
            with self.subTest(ids=ids):
                response = self.send("/json/2/res.users/read", {"ids": ids, "fields": ["login"]}, headers)
                self.assertEqual((response.status_code, len(response.json())), (200, count))

    def headers_of(self, user):
        """Return the headers of a call with an API key of this user."""
        key = self.env["res.users.apikeys"].with_user(user).sudo()._generate(None, "key", self.tomorrow())
        self.authenticate(None, None)
        return {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}

    def tomorrow(self):
        return fields.Datetime.add(fields.Datetime.now(), days=1)

    def send(self, path, body, headers):
        data = body if isinstance(body, str) else json.dumps(body)
        return self.url_open(path, data=data, headers=headers, method="POST")

    def test_without_a_login(self):
        """CU-A: nobody learns anything either."""
        self.authenticate(None, None)
        path = "/web/dataset/call_kw/res.users/read"
        self.assert_no_insides(self.rpc(path, model="res.users", method="read"))
        self.assert_no_insides(self.rpc("/my/counters", counters=5))
        fault = self.rpc("/jsonrpc", service="object", method="execute_kw", args=[self.env.cr.dbname, 2])
        self.assert_no_insides(fault)

    def test_pages_of_errors(self):
        """CU-A: a page says that something went wrong, and in developer mode no more than that."""
        visit = f"model=customs.verification.visit&res_id={self.visit().id}"
        for login in (None, self.contact.login):
            self.authenticate(login, login and PASSWORD)
            for path in (
                f"/mail/unfollow?{visit}&debug=1",
                f"/mail/unfollow?{visit}",
                f"/mail/unfollow?{visit}&pid=x&token=x&debug=assets",
                "/web/image?model=customs.document&id=1&field=no_such_field&width=x&debug=1",
                "/no/such/page?debug=1",
            ):
                with self.subTest(login=login, path=path):
                    response = self.url_open(path)
                    self.assertNotIn("exception_traceback", response.text)
                    for word in ("Traceback (most", "odoo/addons", "site-packages", "TypeError"):
                        self.assertNotIn(word, response.text)

    def test_page_of_a_template_that_fails(self):
        """CU-A: nor the template and the expression that failed in it."""
        page = self.env.ref("portal.portal_my_home")
        self.env["ir.ui.view"].create(
            {
                "name": "failing",
                "type": "qweb",
                "inherit_id": page.id,
                "arch": '<xpath expr="//*[1]" position="inside"><t t-out="1 / (5 - 5)"/></xpath>',
            }
        )
        self.authenticate(self.contact.login, PASSWORD)
        with mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http"):
            response = self.url_open("/my?debug=1")
        self.assertEqual(response.status_code, 500)
        for word in ("Traceback", "ZeroDivisionError", "1 / (5 - 5)", "portal_my_home"):
            self.assertNotIn(word, response.text)

    def test_pages_of_errors_inside(self):
        """Whoever has a login of the house sees the traceback in developer mode, as before."""
        self.authenticate("test_officer", PASSWORD)
        path = f"/mail/unfollow?model=customs.verification.visit&res_id={self.visit().id}&debug=1"
        self.assertIn("Traceback (most", self.url_open(path).text)

    def test_numbers_of_nothing(self):
        """CU-A: what is no number of a record, and a path that no text can be, are not found."""
        for login in (None, self.contact.login, "test_officer"):
            self.authenticate(login, login and PASSWORD)
            for number in ("0x8", "1e3", "NaN", "8;9", "%00", "-1", "2147483648", "9" * 30, "9" * 5000):
                for path in (
                    f"/web/image?model=res.partner&id={number}&field=image_128",
                    f"/web/content?model=customs.document&id={number}&field=file",
                ):
                    with self.subTest(login=login, path=path[:60]):
                        self.assertEqual(self.url_open(path).status_code, 404)
            for path in (
                "/web/content/a%00",
                "/web/image/%00",
                "/my/customs/tasks/%00",
                "/web/assets/%00/x.js",
            ):
                with self.subTest(login=login, path=path):
                    self.assertEqual(self.url_open(path).status_code, 404)

    def test_broken_bodies(self):
        """CU-A: what Odoo reads before it knows who asks."""
        self.authenticate(None, None)
        path = "/web/dataset/call_kw/res.users/read"
        for body in ('{"params": {"model": "res.users"}}', "{}", '{"params": 5}', "5", "[]", "{", ""):
            with self.subTest(body=body):
                headers = {"Content-Type": "application/json"}
                response = self.url_open(path, data=body, headers=headers, method="POST")
                self.assertLess(response.status_code, 500)
                self.assert_no_insides(response.text)

    def test_calls_with_a_password(self):
        """CU-A: XML-RPC and JSON-RPC with login and password in the call."""
        arguments = [self.env.cr.dbname, self.contact.id, PASSWORD, "customs.task", "search"]
        domain = [[["no_such_field", "=", 1]]]
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            self.xmlrpc_object.execute_kw(*arguments, domain)
        self.assert_no_insides(caught.exception.faultString)
        self.assertEqual(caught.exception.faultCode, 1)
        fault = self.rpc("/jsonrpc", service="object", method="execute_kw", args=[*arguments, domain])
        self.assert_no_insides(fault)
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            self.xmlrpc_object.execute_kw(self.env.cr.dbname, self.officer.id)
        self.assert_no_insides(caught.exception.faultString)

    def test_inside(self):
        """Whoever has a login of the house is told as before: Odoo's dialogue of errors lives on it."""
        self.authenticate("test_officer", PASSWORD)
        self.assertIn("Traceback", self.call("customs.task", "search", [["no_such_field", "=", 1]])["debug"])
        told = self.json2("/json/2/customs.task/search", {"domain": [["no_such", "=", 1]]}, "test_officer")
        self.assertIn("Traceback", told["debug"])
        arguments = [self.env.cr.dbname, self.officer.id, PASSWORD, "customs.task", "search"]
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            self.xmlrpc_object.execute_kw(*arguments, [[["no_such_field", "=", 1]]])
        self.assertIn("Traceback", caught.exception.faultString)

    def test_reasons_stay(self):
        """What people are told, all reasons of it, comes through word by word (README, "API")."""
        case = self.sent_visit(person=self.contact.partner_id.commercial_partner_id)
        task = self.task(case)
        told = self.json2(
            "/json/2/customs.task/give_answer", {"ids": task.ids, "task_round": 7}, self.contact.login
        )
        self.assertNotIn("Something went wrong", json.dumps(told))
        self.assertEqual(told["debug"], "")
