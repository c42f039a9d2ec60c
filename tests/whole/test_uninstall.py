"""What uninstalling clears away (R10)."""

import json
from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessDenied
from odoo.tests import new_test_user, tagged

from ...hooks import DEMO_LANGUAGES, uninstall_hook
from ...models.suspension import similar_goods_job
from ..common.cases import CustomsCase

LOGINS = Path(__file__).resolve().parents[2] / "demo" / "logins.json"


@tagged("post_install", "-at_install")
class TestUninstall(CustomsCase):
    def setUp(self):
        super().setUp()
        self.demo = [
            login for login in json.loads(LOGINS.read_text(encoding="utf-8")) if login["login"] != "admin"
        ]
        for login in self.demo:
            user = new_test_user(self.env, login=login["login"], password=login["password"])
            self.name(user, f"demo_user_{login['login']}")

    def name(self, record, name):
        values = {"module": "customs_verification", "name": name, "model": record._name, "res_id": record.id}
        self.env["ir.model.data"].create(values)

    def users(self):
        users = self.env["res.users"].with_context(active_test=False)
        return users.search([("login", "in", [login["login"] for login in self.demo])])

    def test_logins(self):
        """R10: nobody comes in with a password of the README; the names are free for another installation."""
        people = {user.login: user for user in self.users()}
        self.assertEqual(len(self.users()), len(self.demo))
        uninstall_hook(self.env)
        self.assertFalse(self.users())
        for login in self.demo:
            user = people[login["login"]]
            self.assertFalse(user.active)
            user.active = True
            with self.assertRaises(AccessDenied):
                self.env["res.users"].sudo()._check_uid_passwd(user.id, login["password"])
            new_test_user(self.env, login=login["login"])

    def test_others_stay(self):
        """Logins that are not the demonstration's are left alone."""
        uninstall_hook(self.env)
        self.assertTrue(self.officer.active)
        self.assertEqual(self.officer.login, "test_officer")

    def test_languages(self):
        """R10: the languages that the demonstration activated go, unless somebody uses them by now."""
        langs = self.env["res.lang"]
        for code in ("ru_RU", "kk_KZ", "sr@latin"):
            langs._activate_lang(code)
        self.env["ir.config_parameter"].set_param(DEMO_LANGUAGES, "ru_RU kk_KZ")
        self.person("Reader of Russian", lang="ru_RU")
        producer = self.person("Producer of the demonstration", lang="kk_KZ")
        self.name(producer, "demo_producer_x")
        uninstall_hook(self.env)
        active = {code for code, _name in langs.get_installed()}
        self.assertIn("ru_RU", active, "somebody uses it")
        self.assertIn("sr@latin", active, "somebody else activated it")
        self.assertNotIn("kk_KZ", active)

    def test_settings(self):
        """R10: no setting and no mark of a job stays."""
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("customs_verification.file_max_mb", "7")
        parameters.set_param("customs_verification.second_factor_officer", "True")
        similar_goods_job.setting(self.env, "customs_verification.mark_all_x", "1")
        uninstall_hook(self.env)
        self.assertFalse(parameters.search([("key", "=like", "customs_verification.%")]))

    def test_keys(self):
        """R10: and no key of a login of the demonstration."""
        user = self.env["res.users"].search([("login", "=", "officer")])
        user.group_ids = [Command.link(self.env.ref("customs_verification.group_officer").id)]
        self.env["res.users.apikeys"].with_user(user).sudo()._generate(None, "key", None)
        uninstall_hook(self.env)
        self.assertFalse(user.api_key_ids)
