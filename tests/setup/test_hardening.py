"""docs/hardening.md names what there is: options, system parameters, sentences of the log (CU-A)."""

import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools import config

import odoo.addons

from ...models.setup.ir_http import FRAMED_BY_OURSELVES, SECOND_FACTOR
from ...models.setup.res_users import DEMANDS
from ...models.setup.setup_checks import SERVER_CHECKS
from ...tools import outside_log

HOME = Path(__file__).resolve().parents[2]
PAGE = HOME / "docs" / "hardening.md"
# System parameters -> where Odoo reads them.
PARAMETERS = {
    "web.base.url": "base/models/res_users.py",
    "web.base.url.freeze": "base/models/res_users.py",
    "base.login_cooldown_after": "base/models/res_users.py",
    "base.login_cooldown_duration": "base/models/res_users.py",
    "auth_signup.reset_password": "auth_signup/controllers/main.py",
    "auth_signup.invitation_scope": "auth_signup/models/res_users.py",
    "web.max_file_upload_size": "base/models/ir_http.py",
    "ir_attachment.location": "base/models/ir_attachment.py",
    "sessions.max_inactivity_seconds": "../http.py",
}
# What the page says that Odoo says -> where it says so.
SENTENCES = {
    "No account found for this login": "auth_signup/models/res_users.py",
    "Login failed for login:": "base/models/res_users.py",
    "Login attempt ignored": "base/models/res_users.py",
    "2FA check: FAIL": "auth_totp/models/res_users.py",
    "2FA disable: SUCCESS": "auth_totp/models/res_users.py",
    "generated: scope:": "base/models/res_users.py",
    "On invitation": "auth_signup/models/res_config_settings.py",
}


@tagged("post_install", "-at_install")
class TestHardening(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = PAGE.read_text(encoding="utf-8")

    def source(self, place):
        """Return the text of a file of Odoo, from wherever its addons lie."""
        for folder in odoo.addons.__path__:
            file = Path(folder) / place
            if file.is_file():
                return file.read_text(encoding="utf-8")
        raise AssertionError(f"Odoo has no {place}")

    def test_options(self):
        """Each option of the configuration file is one that the server knows."""
        table = self.page.split("## The server's configuration file")[1].split("\n## ")[0]
        rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
        options = {name for row in rows for name in re.findall(r"`([a-z_]+)", row)}
        self.assertGreater(len(options), 10)
        self.assertFalse({name for name in options if name not in config.options} - {outside_log.OPTION})

    def test_parameters(self):
        """Each system parameter is one that Odoo reads; each of ours is one that we read."""
        for key, place in PARAMETERS.items():
            with self.subTest(parameter=key):
                self.assertIn(f"`{key}`", self.page)
                self.assertIn(key, self.source(place))
        for key in re.findall(r"customs_verification\.second_factor_\w+", self.page):
            self.assertIn(key, DEMANDS.values())

    def test_sentences(self):
        """What the page says that Odoo says, it says."""
        for sentence, place in SENTENCES.items():
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, self.page)
                self.assertIn(sentence, self.source(place))

    def test_own_sentences(self):
        """The same for our own: paths, pages that nobody frames, sentences of the log."""
        for path in (*FRAMED_BY_OURSELVES, SECOND_FACTOR):
            self.assertIn(f"`{path}`", self.page)
        for start, file in {
            "API keys and trusted browsers of": "models/setup/res_users.py",
            "ended: the address was proven by another person": "models/law/res_users.py",
        }.items():
            self.assertIn(start, self.page)
            self.assertIn(start, (HOME / file).read_text(encoding="utf-8"))

    def test_points_of_the_server(self):
        """What the setup checks find on the server stands on the page."""
        named = {
            "base_url": "web.base.url",
            "base_url_frozen": "web.base.url.freeze",
            "proxy_mode": "proxy_mode",
            "database_list": "list_db",
            "database_filter": "dbfilter",
            "master_password": "admin_passwd",
            "developer_mode": "dev_mode",
            "log_level": "log_level",
            "workers": "workers",
            "extensions": "ALTER FUNCTION unaccent(text) IMMUTABLE",
            "neutralised": "neutralised",
            "backup": "## Backup",
            "mail_server": "mails do not wait",
            "mail_failed": "mails do not wait",
        }
        self.assertEqual({check.code for check in SERVER_CHECKS}, set(named))
        for words in named.values():
            self.assertIn(words, self.page)

    def test_linked(self):
        """The README leads here."""
        self.assertIn("docs/hardening.md", (HOME / "README.md").read_text(encoding="utf-8"))
