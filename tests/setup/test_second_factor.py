"""A second factor at login, demanded of roles: who is meant, what stays shut, how it is set up."""

import base64
import json
import time
import xmlrpc.client
from unittest.mock import patch

from odoo.exceptions import AccessDenied
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.auth_totp.models.totp import hotp

from ...models.setup.res_users import DEMANDS, LOGIN
from ..common.cases import PASSWORD, CustomsCase

PAGE = "/customs/second-factor"


class SecondFactorCase(CustomsCase):
    def demand(self, *roles):
        """Demand a second factor of these roles, and of no others."""
        for role, key in DEMANDS.items():
            self.env["ir.config_parameter"].set_param(key, role in roles)

    def give(self, user):
        """Let a user have set up the code of an app; return its key."""
        user.sudo().totp_secret = "JBSWY3DPEHPK3PXP"
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestOfWhom(SecondFactorCase):
    """The demand is for each role (CU-A)."""

    def test_roles(self):
        """CU-A: each demand means whoever has that role, also by a role that is above it."""
        system = new_test_user(self.env, login="system", groups="base.group_system")
        liaison = self.liaison()
        contact = self.portal_contact(self.person())
        employee = new_test_user(self.env, login="employee", groups="base.group_user")
        everybody = {
            "reader": self.reader,
            "officer": self.officer,
            "supervisor": self.supervisor,
            "administrator": self.administrator,
            "system": system,
            "liaison": liaison,
            "contact": contact,
            "employee": employee,
            "superuser": self.env.ref("base.user_root"),
        }
        for role, meant in {
            "officer": {"reader", "officer", "supervisor"},
            "supervisor": {"supervisor"},
            "administrator": {"administrator", "system"},
            "liaison": {"liaison"},
        }.items():
            self.demand(role)
            found = {name for name, user in everybody.items() if user._is_second_factor_demanded()}
            self.assertEqual(found, meant, role)

    def test_nothing_without_demand(self):
        """Nothing is demanded unless somebody decides so, and asking costs the ERP no query."""
        self.demand()
        self.officer._is_second_factor_demanded()
        with self.assertQueryCount(0):
            self.assertFalse(self.officer._is_second_factor_demanded())

    def test_codes_by_mail_are_none(self):
        """CU-A: whoever reads the mailbox can set a new password too: codes by mail are no second factor."""
        self.demand("officer")
        self.env["ir.config_parameter"].set_param("auth_totp.policy", "all_required")
        self.assertTrue(self.officer._lacks_second_factor({}))
        self.give(self.officer)
        self.assertFalse(self.officer._lacks_second_factor({}))

    def test_passkey(self):
        """CU-A: a login by a passkey gave two factors at once; by a password it did not, passkey or not."""
        self.demand("officer")
        self.assertFalse(self.officer._lacks_second_factor({LOGIN: {"at": 1, "strong": True}}))
        self.assertTrue(self.officer._lacks_second_factor({LOGIN: {"at": 1, "strong": False}}))

    def test_without_auth_totp(self):
        """Where Odoo's app codes were uninstalled nobody could comply, and nobody is shut out."""
        self.demand("officer")
        users = type(self.env["res.users"])
        with patch.object(users, "_can_have_second_factor", lambda _user: False):
            self.assertFalse(self.officer._is_second_factor_demanded())


@tagged("post_install", "-at_install")
class TestSettings(SecondFactorCase):
    def settings(self, user, **values):
        return self.env["res.config.settings"].with_user(user).create(values)

    def setUp(self):
        super().setUp()
        self.system = new_test_user(self.env, login="system", groups="base.group_system", password=PASSWORD)

    def test_demand(self):
        """CU-A: the settings hold a demand for each role."""
        self.give(self.system)
        self.settings(self.system, customs_second_factor_supervisor=True).execute()
        self.assertTrue(self.supervisor._is_second_factor_demanded())
        self.assertFalse(self.officer._is_second_factor_demanded())
        self.settings(self.system, customs_second_factor_supervisor=False).execute()
        self.assertFalse(self.supervisor._is_second_factor_demanded())

    def test_own_first(self):
        """Whoever demands it of administrators has it: so the way is known to work."""
        with self.refused("Set up your own second factor first"):
            self.settings(self.system, customs_second_factor_administrator=True).execute()
        self.give(self.system)
        self.settings(self.system, customs_second_factor_administrator=True).execute()

    def test_password_known_to_the_server(self):
        """CU-A: a password that the server has just let in by a remote call does so no more."""
        self.give(self.system)
        users = self.env["res.users"].sudo()
        users._check_uid_passwd(self.supervisor.id, PASSWORD)
        self.settings(self.system, customs_second_factor_supervisor=True).execute()
        with self.assertRaises(AccessDenied):
            users._check_uid_passwd(self.supervisor.id, PASSWORD)

    def test_nothing_to_demand(self):
        """Where Odoo's app codes are uninstalled the demand is refused, with what to install."""
        self.give(self.system)
        users = type(self.env["res.users"])
        settings = self.settings(self.system, customs_second_factor_supervisor=True)
        with patch.object(users, "_can_have_second_factor", lambda _user: False), self.refused("auth_totp"):
            settings.execute()


@tagged("post_install", "-at_install")
class TestDoors(SecondFactorCase, HttpCase):
    """Nothing of ours is reached before: neither by pages, nor by remote calls (CU-A)."""

    def setUp(self):
        super().setUp()
        self.contact = self.liaison()
        self.visit = self.sent_visit()

    def call(self, path, **params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        return self.url_open(path, data=body, headers={"Content-Type": "application/json"})

    def test_pages(self):
        """CU-A: whoever has the role and no second factor is led to its page, inside and outside."""
        self.demand("officer", "liaison")
        for login, paths in {
            "test_officer": ("/odoo", "/web", "/odoo/customs", "/web/image/res.partner/1/image_128", "/my"),
            self.contact.login: ("/my", "/my/home", "/my/customs/requests", "/my/security"),
        }.items():
            self.authenticate(login, PASSWORD)
            for path in paths:
                with self.subTest(login=login, path=path):
                    response = self.url_open(path, allow_redirects=False)
                    self.assertEqual(response.status_code, 303, path)
                    self.assertIn(PAGE, response.headers["Location"])

    def test_calls(self):
        """CU-A: a session that was open before is led there as well: the web client loads the page anew."""
        self.authenticate("test_officer", PASSWORD)
        params = {"model": "customs.verification.visit", "method": "search_read", "args": [[]], "kwargs": {}}
        path = "/web/dataset/call_kw/customs.verification.visit/search_read"
        self.assertIn(self.visit.name, self.call(path, **params).text)
        self.demand("officer")
        answer = self.call(path, **params)
        self.assertEqual(answer.json()["error"]["code"], 100)
        self.assertNotIn(self.visit.name, answer.text)
        self.assertIn("second factor", answer.json()["error"]["data"]["message"])
        notifications = self.call("/websocket/peek_notifications", channels=[], last=0, is_first_poll=True)
        self.assertEqual(notifications.json()["error"]["code"], 100)

    def test_remote_calls(self):
        """CU-A: a password alone opens no remote call; an API key does, as Odoo has it."""
        key = self.env["res.users.apikeys"].with_user(self.officer).sudo()._generate(None, "key", None)
        self.env.flush_all()

        def ask(secret):
            arguments = (
                self.env.cr.dbname,
                self.officer.id,
                secret,
                "customs.verification.visit",
                "search_count",
            )
            return self.xmlrpc_object.execute_kw(*arguments, [[]])

        self.assertTrue(ask(PASSWORD))
        self.demand("officer")
        self.registry.clear_cache()
        with self.assertRaises(xmlrpc.client.Fault):
            ask(PASSWORD)
        self.assertTrue(ask(key))

    def test_others_are_left_alone(self):
        """Whoever has no such role, or the second factor, goes in as before."""
        self.demand("supervisor", "liaison")
        self.authenticate("test_officer", PASSWORD)
        self.assertEqual(self.url_open("/odoo", allow_redirects=False).status_code, 200)
        self.give(self.supervisor)
        self.authenticate("test_supervisor", PASSWORD)
        self.assertEqual(self.url_open("/odoo", allow_redirects=False).status_code, 200)


@tagged("post_install", "-at_install")
class TestSettingUp(SecondFactorCase, HttpCase):
    """The page: a key for the app, its first code, and on to where one wanted to go."""

    def log_in(self, login):
        """Log in by the form, as people do."""
        self.session = self.authenticate(None, None)
        page = self.url_open("/web/login")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        data = {"login": login, "password": PASSWORD, "csrf_token": token, "type": "password"}
        return self.url_open("/web/login", data=data)

    def send(self, page, code, **values):
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        data = {"csrf_token": token, "code": code, **values}
        return self.url_open(f"{PAGE}/confirm", data=data, allow_redirects=False)

    def code_for(self, user):
        wizard = self.env["auth_totp.wizard"].search([("user_id", "=", user.id)], order="id desc", limit=1)
        key = base64.b32decode(wizard.secret.replace(" ", ""))
        return str(hotp(key, int(time.time() / 30))).zfill(6)

    def test_officer(self):
        """CU-A: from the login to the page, with a wrong code told, to the web client."""
        self.demand("officer")
        page = self.log_in("test_officer")
        self.assertIn("Protect your login", page.text)
        self.assertIn("no-store", page.headers["Cache-Control"])
        wrong = self.send(page, "000000x")
        self.assertIn("This is not the current code of the app", wrong.text)
        code = self.code_for(self.officer)
        done = self.send(page, f"{code[:3]} {code[3:]}", redirect="/odoo/customs")
        self.assertEqual((done.status_code, done.headers["Location"].endswith("/odoo/customs")), (303, True))
        self.assertTrue(self.officer.totp_enabled)
        self.assertEqual(self.url_open("/odoo", allow_redirects=False).status_code, 200)
        again = self.log_in("test_officer")
        self.assertIn("totp_token", again.text, "the next login asks for the code")

    def test_liaison(self):
        """CU-A: a liaison officer, on the portal, with no web client."""
        self.demand("liaison")
        user = self.liaison()
        page = self.log_in(user.login)
        self.assertIn("Protect your login", page.text)
        code = self.code_for(user)
        done = self.send(page, code)
        self.assertTrue(done.headers["Location"].endswith("/my"))
        self.assertEqual(self.url_open("/my", allow_redirects=False).status_code, 200)

    def test_no_way_to_another_host(self):
        """After the set-up nobody is led to another server."""
        self.demand("officer")
        page = self.log_in("test_officer")
        code = self.code_for(self.officer)
        done = self.send(page, code, redirect="https://evil.example/odoo")
        self.assertNotIn("evil.example", done.headers["Location"])

    def test_old_session(self):
        """Whoever finds a session left open does not bind a phone of their own to it: log in first."""
        self.log_in("test_officer")
        with patch("odoo.addons.customs_verification.controllers.second_factor.FRESH", -1):
            response = self.url_open(PAGE, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
        self.assertFalse(self.env["auth_totp.wizard"].search_count([("user_id", "=", self.officer.id)]))

    def test_offered(self):
        """Also without a demand whoever wants it sets it up here."""
        self.demand()
        self.log_in("test_officer")
        page = self.url_open(PAGE)
        self.assertIn("Protect your login", page.text)
        self.assertNotIn("Your login gives access to confidential files, so a", page.text)

    def test_offered_on_the_portal(self):
        """CU-A: liaison officers read of it on their first page, until they have it; nobody else does."""
        self.demand()
        user, contact = self.liaison(), self.portal_contact(self.person())
        self.authenticate(user.login, PASSWORD)
        self.assertIn(PAGE, self.url_open("/my").text)
        self.give(user)
        self.authenticate(user.login, PASSWORD)
        self.assertNotIn(PAGE, self.url_open("/my").text)
        self.authenticate(contact.login, PASSWORD)
        self.assertNotIn(PAGE, self.url_open("/my").text)

    def test_way_back(self):
        """docs/hardening.md: a lost phone of the last administrator, from Odoo's shell."""
        self.demand("administrator")
        self.give(self.administrator)
        self.administrator.sudo().totp_secret = False
        self.assertFalse(self.administrator.totp_enabled)
        self.assertIn("Protect your login", self.log_in("test_administrator").text)
        self.demand()
        self.assertNotIn("Protect your login", self.log_in("test_administrator").text)
