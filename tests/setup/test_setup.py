"""The checks of the setup: every one in both states, who sees it, what is left as it is (CU-A)."""

import logging
import shutil
import tempfile
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import config

from ...models.setup.customs_setup_check import DECIDE, OK, OPEN
from ...models.setup.res_users import DEMANDS
from ..common.cases import PASSWORD, CustomsCase

BAD = (OPEN, DECIDE)
# A picture that is not Odoo's own.
LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class SetupCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = new_test_user(cls.env, login="system", groups="base.group_system", password=PASSWORD)
        cls.checks = cls.env["customs.setup.check"]

    def check(self, code, user=None):
        """Check, and return what an administrator finds."""
        checks = self.checks.with_user(user or self.system)
        checks.action_check()
        return checks.search([("code", "=", code)])

    def look_at(self, code):
        """Make this check alone, as the list would show it."""
        [check] = [check for check in self.checks._checks() if check.code == code]
        found = self.checks.with_user(self.system).sudo()._look_at(check)
        row = self.checks.search([("code", "=", code)]) or self.checks.create(
            {"code": code, "area": check.area, **found}
        )
        row._store_result(found)
        return row.read(["state", "finding"])[0]

    def parameter(self, key, value):
        self.env["ir.config_parameter"].set_param(key, value)

    @contextmanager
    def configured(self, **options):
        """Let the server's configuration say something else."""
        with patch.dict(config.options, options):
            yield


@tagged("post_install", "-at_install")
class TestChecks(SetupCase):
    """Each check is in order when it is, and is not when it is not: two small set-ups for each."""

    def assert_states(self, code, wrong, right):
        """The check is open or to be decided after ``wrong``, in order after ``right``, and says why."""
        for arrange, states in ((wrong, BAD), (right, (OK,))):
            arranged = arrange()
            with arranged if hasattr(arranged, "__enter__") else nullcontext():
                found = self.look_at(code)
                self.assertIn(found["state"], states, f"{code}: {found['finding']}")
                self.assertTrue(found["finding"])

    def test_every_check(self):
        """CU-A: no check without its two set-ups here: a new one fails until it has them."""
        set_ups = self.set_ups()
        self.assertEqual({check.code for check in self.checks._checks()}, set(set_ups))
        for code, (wrong, right) in set_ups.items():
            with self.subTest(check=code):
                self.assert_states(code, wrong, right)

    def set_ups(self):
        return {
            **self.set_ups_of_server(),
            **self.set_ups_of_people(),
            **self.set_ups_of_authority(),
            **self.set_ups_of_record(),
        }

    def set_ups_of_server(self):
        def set_to(key, value):
            return lambda: self.parameter(key, value)

        def option(**options):
            return lambda: self.configured(**options)

        def backup():
            self.check("backup").leave_as_is("Restored on 3 March by the operators.")

        return {
            "base_url": (set_to("web.base.url", "http://x"), set_to("web.base.url", "https://x.example")),
            "base_url_frozen": (set_to("web.base.url.freeze", False), set_to("web.base.url.freeze", "True")),
            "proxy_mode": (option(proxy_mode=False), option(proxy_mode=True)),
            "database_list": (option(list_db=True), option(list_db=False)),
            "database_filter": (option(dbfilter="", db_name=[]), option(dbfilter="^x$", db_name=[])),
            "master_password": (option(admin_passwd="admin"), option(admin_passwd="a long one")),
            "developer_mode": (option(dev_mode=["xml"]), option(dev_mode=[])),
            "log_level": (
                option(log_level="info", log_handler=["odoo.sql_db:DEBUG"]),
                option(log_level="info", log_handler=[":INFO"]),
            ),
            "workers": (option(workers=0), option(workers=4)),
            "extensions": (
                lambda: patch.object(self.env.registry, "has_trigram", False),
                lambda: None,
            ),
            "neutralised": (
                set_to("database.is_neutralized", "True"),
                set_to("database.is_neutralized", False),
            ),
            "backup": (lambda: None, backup),
            "mail_server": (self._no_mail_server, self._mail_server),
            "mail_failed": (self._failed_mail, lambda: self.env["mail.mail"].search([]).unlink()),
        }

    def _no_mail_server(self):
        self.env["ir.mail_server"].search([]).active = False
        return self.configured(smtp_server="localhost")

    def _mail_server(self):
        self.env["ir.mail_server"].create({"name": "Mail", "smtp_host": "mail.example"})

    def _failed_mail(self):
        self.env["mail.mail"].create({"state": "exception", "subject": "x", "email_to": "x@x.example"})

    def set_ups_of_people(self):
        company = self.env.company
        officers = self.env.ref("customs_verification.group_officer")
        export = self.env.ref("base.group_allow_export")
        everybody = self.officer | self.officer_2 | self.supervisor | self.supervisor_2 | self.reader
        everybody |= self.foreign_officer | self.foreign_supervisor
        return {
            "company": (
                lambda: company.write({"name": "My Company"}),
                lambda: company.write({"name": "Customs", "email": "x@x.example", "logo": LOGO}),
            ),
            "roles": (self._no_supervisor, self._a_supervisor),
            "second_factor": (lambda: self._demand_of_all(False), lambda: self._demand_of_all("True")),
            "demo_logins": (self._demo_login, self._no_demo_login),
            "sign_up": (
                lambda: self.parameter("auth_signup.invitation_scope", "b2c"),
                lambda: self.parameter("auth_signup.invitation_scope", "b2b"),
            ),
            "password_reset": (
                lambda: self.parameter("auth_signup.reset_password", "True"),
                lambda: self.parameter("auth_signup.reset_password", "False"),
            ),
            "api_keys": (self._key_for_ever, self._key_for_a_day),
            "export_right": (
                lambda: self.officer.write({"group_ids": [Command.link(export.id)]}),
                self._no_export_right,
            ),
            "template_editors": (
                lambda: self.officer.write(
                    {"group_ids": [Command.link(self.env.ref("mail.group_mail_template_editor").id)]}
                ),
                self._no_template_editor,
            ),
            "mixed_roles": (
                lambda: self.administrator.write({"group_ids": [Command.link(officers.id)]}),
                lambda: self.administrator.write({"group_ids": [Command.unlink(officers.id)]}),
            ),
            "unserved": (
                lambda: self.officer.write({"customs_authority_ids": [Command.clear()]}),
                lambda: everybody.write({"customs_authority_ids": self.importing.ids}),
            ),
        }

    def _no_supervisor(self):
        group = self.env.ref("customs_verification.group_supervisor")
        self.env["res.users"].search([("all_group_ids", "in", group.ids)]).group_ids = [
            Command.unlink(group.id)
        ]

    def _a_supervisor(self):
        group = self.env.ref("customs_verification.group_supervisor")
        self.supervisor.group_ids = [Command.link(group.id)]

    def _demand_of_all(self, value):
        for key in DEMANDS.values():
            self.parameter(key, value)

    def _key_for_ever(self):
        self.env["res.users.apikeys"].with_user(self.officer).sudo()._generate(None, "key", None)

    def _key_for_a_day(self):
        self.env["res.users.apikeys"].sudo().search([]).unlink()
        until = Datetime.now() + timedelta(days=1)
        self.env["res.users.apikeys"].with_user(self.officer).sudo()._generate(None, "key", until)

    def _no_template_editor(self):
        editors = self.env.ref("mail.group_mail_template_editor")
        self.env.ref("base.group_user").implied_ids = [Command.unlink(editors.id)]
        for user in self.env["res.users"].search([("all_group_ids", "in", editors.ids)]):
            user.group_ids = [Command.unlink(editors.id)]

    def _no_export_right(self):
        export = self.env.ref("base.group_allow_export")
        for user in self.env["res.users"].search([]):
            user.group_ids = [Command.unlink(export.id)]
        self.env.ref("base.group_user").implied_ids = [Command.unlink(export.id)]

    def _demo_login(self):
        self.env["ir.model.data"].create(
            {
                "module": "customs_verification",
                "name": "demo_user_officer",
                "model": "res.users",
                "res_id": self.officer_2.id,
            }
        )

    def _no_demo_login(self):
        self.officer_2.active = False
        self.env["res.users"].search([("login", "=", "admin")]).password = "another-long-password"

    def set_ups_of_authority(self):
        authorities = self.env["customs.authority"]

        def verify():
            for name, model in self.env.items():
                if "verified" in model._fields and name.startswith("customs.") and not model._abstract:
                    model.search([]).write({"verified": True, "source": "Official text"})

        def languages():
            langs = self.env["res.lang"].with_context(active_test=False)
            langs.search([("code", "in", ["ru_RU", "sr@latin", "kk_KZ"])]).active = True

        def exceptions():
            year = date.today().year  # noqa: DTZ011
            for country in authorities.search([("is_customs_authority", "=", True)]).country_id:
                self.env["customs.calendar.exception"].create(
                    {
                        "country_id": country.id,
                        "day": f"{year}-03-02",
                        "name": "Act",
                        "reason": "Entered late",
                    }
                )

        def source():
            self.env["customs.import.source"].create(
                {"name": "Clearance", "importing_authority_id": self.importing.id}
            )

        periods = "odoo.addons.customs_verification.models.clock.customs_setup_check.periods.known_until"
        own = self.importing | self.other_importing
        return {
            "own_authority": (
                lambda: authorities.search([]).write({"user_ids": [Command.clear()]}),
                lambda: self.importing.write({"user_ids": self.officer.ids}),
            ),
            "other_authority": (
                lambda: self.exporting.write({"email": False}),
                lambda: self.exporting.write({"email": "x@x.example"}),
            ),
            "time_zones": (
                lambda: self.importing.write({"tz": "UTC"}),
                lambda: self.importing.write({"tz": "Asia/Almaty"}),
            ),
            "supervisors": (
                lambda: own.write({"supervisor_id": self.officer.id, "user_ids": self.officer.ids}),
                lambda: own.write({"supervisor_id": self.supervisor_3().id}),
            ),
            "liaison": (lambda: None, self.liaison),
            "law_not_verified": (lambda: self.agreement.write({"verified": False}), verify),
            "languages": (lambda: None, languages),
            "calendars": (lambda: patch(periods, return_value=2020), lambda: None),
            "transferred_days": (lambda: None, exceptions),
            "rights_of_appeal": (
                lambda: self.importing.write({"decision_rights": False}),
                lambda: own.write({"decision_rights": "Appeal to the court within 30 days."}),
            ),
            "declarations": (lambda: None, source),
        }

    def supervisor_3(self):
        return new_test_user(
            self.env, login="third", groups="base.group_user,customs_verification.group_supervisor"
        )

    def set_ups_of_record(self):
        jobs = self.env["ir.model.data"].search(
            [("module", "=", "customs_verification"), ("model", "=", "ir.cron")]
        )
        jobs = self.env["ir.cron"].with_context(active_test=False).browse(jobs.mapped("res_id"))

        def public_file():
            file = self.env["ir.attachment"].create({"name": "open.txt", "raw": b"x", "public": True})
            self.env.cr.execute(
                "UPDATE ir_attachment SET res_model = 'customs.agreement', res_id = 1 WHERE id = %s",
                [file.id],
            )
            file.invalidate_recordset()

        def no_public_file():
            self.env.cr.execute("DELETE FROM ir_attachment WHERE name = 'open.txt'")

        def all_in_time():
            jobs.write({"active": True, "nextcall": Datetime.now()})
            return self.configured(max_cron_threads=1)

        return {
            "outside_log": (lambda: self.configured(customs_fact_log=""), self._begun_log),
            "triggers": (
                lambda: self.env.cr.execute("CREATE RULE eye AS ON INSERT TO customs_seal DO ALSO SELECT 1"),
                lambda: self.env.cr.execute("DROP RULE eye ON customs_seal"),
            ),
            "law_rows": (
                lambda: self.env.cr.execute("UPDATE customs_authority SET code = 'X-KZ' WHERE code = 'T-KZ'"),
                lambda: self.env.cr.execute("UPDATE customs_authority SET code = 'T-KZ' WHERE code = 'X-KZ'"),
            ),
            "scanner": (
                lambda: self.parameter("customs_verification.file_scanner", False),
                lambda: self.parameter("customs_verification.file_scanner", "clamav:3310"),
            ),
            "upload_limit": (
                lambda: self.parameter("web.max_file_upload_size", "1000"),
                lambda: self.parameter("web.max_file_upload_size", False),
            ),
            "public_files": (public_file, no_public_file),
            "file_store": (
                lambda: self.parameter("ir_attachment.location", "db"),
                lambda: self.parameter("ir_attachment.location", "file"),
            ),
            "jobs": (lambda: jobs[:1].write({"active": False}), all_in_time),
        }

    def _begun_log(self):
        """Set an outside log, and begin it."""
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        self.startPatcher(patch.dict(config.options, customs_fact_log=f"{folder}/customs.log"))
        self.env["customs.outside.log"].with_user(self.system).create({}).action_begin()

    def test_what_is_found(self):
        """What is found is named, so that one need not look for it."""
        self.env["res.users.apikeys"].with_user(self.officer).sudo()._generate(None, "old script", None)
        self.assertIn("test_officer: old script", self.check("api_keys").finding)
        self.importing.tz = "UTC"
        self.assertIn(self.importing.name, self.check("time_zones").finding)
        self.parameter("database.is_neutralized", "True")
        self.assertEqual(self.check("neutralised").state, DECIDE)

    def test_missing_index(self):
        """R10: after a plain restore indexes for searches are missing: they are named, with the command."""
        self.assertEqual(self.check("extensions").state, OK)
        name = self._a_trigram_index()
        self.env.cr.execute(f'DROP INDEX "{name}"')  # pylint: disable=sql-injection
        check = self.check("extensions")
        self.assertEqual(check.state, OPEN)
        self.assertIn(name, check.finding)
        self.assertIn("ALTER FUNCTION unaccent(text) IMMUTABLE", check.remedy)

    def _a_trigram_index(self):
        self.env.cr.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename LIKE 'customs_%' "
            "AND indexdef LIKE '%gin_trgm_ops%' AND indexname LIKE '%_index' LIMIT 1"
        )
        return self.env.cr.fetchone()[0]

    def test_links(self):
        """Every check that has a link opens something; one that has none says what to do."""
        self.checks.with_user(self.system).action_check()
        for check in self.checks.with_user(self.system).search([]):
            with self.subTest(check=check.code):
                self.assertTrue(check.name and check.why and check.remedy)
                if check.can_open:
                    self.assertTrue(check.action_open()["type"].startswith("ir.actions."))
                else:
                    with self.refused("This cannot be set in the system"):
                        check.action_open()

    def test_check_that_fails(self):
        """A check that fails is open, and takes no other along."""
        with (
            patch.object(type(self.checks), "_check_of_workers", side_effect=KeyError("x")),
            self.assertLogs(
                "odoo.addons.customs_verification.models.setup.customs_setup_check", logging.ERROR
            ),
        ):
            check = self.check("workers")
        self.assertEqual(check.state, OPEN)
        self.assertIn("could not be checked", check.finding)
        self.assertTrue(self.checks.search([("code", "=", "sign_up")]))


@tagged("post_install", "-at_install")
class TestWhoAndWhat(SetupCase):
    """Administrators check; what they decide to leave is kept with the reason, while the same is found."""

    def test_who(self):
        """CU-A: the administrator of the system sees all, that of the law what is theirs, others nothing."""
        self.checks.with_user(self.system).action_check()
        everything = self.checks.with_user(self.system).search([])
        self.assertEqual(len(everything), len(self.checks._checks()))
        of_law = self.checks.with_user(self.administrator).search([])
        self.assertEqual(of_law.mapped("for_law"), [True] * len(of_law))
        self.assertIn("law_not_verified", of_law.mapped("code"))
        self.assertNotIn("demo_logins", of_law.mapped("code"))
        for user in (self.officer, self.supervisor, self.reader, self.liaison()):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.checks.with_user(user).action_check()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.checks.with_user(user).search([])
        with self.assertRaises(AccessError):
            self.checks.with_user(self.system).create({"code": "x", "area": "law", "state": OK})
        with self.assertRaises(AccessError):
            everything[0].write({"state": OK})

    def test_law_administrator_of_the_system(self):
        """CU-A: who is both sees all of it; a link needs the right that its screen needs."""
        self.system.group_ids = [Command.link(self.env.ref("customs_verification.group_administrator").id)]
        self.assertTrue(self.check("demo_logins"))

    def test_leave_as_is(self):
        """What is to be decided is left with a reason, by the dialogue, and asked anew when more is found."""
        keys = self.env["res.users.apikeys"].with_user(self.officer).sudo()
        keys._generate(None, "clearance", None)
        check = self.check("api_keys")
        wizard = self.env["customs.give.reason"].with_user(self.system)
        wizard = wizard.with_context(
            default_res_model=check._name, default_res_id=check.id, default_method="leave_as_is"
        )
        form = Form(wizard)
        form.reason = "The clearance system has its own network."
        form.save().action_apply()
        self.assertEqual((check.state, check.decided_by_id), (OK, self.system))
        self.assertEqual(self.check("api_keys").state, OK, "the same is found")
        keys._generate(None, "another", None)
        again = self.check("api_keys")
        self.assertEqual((again.state, bool(again.decided_reason)), (DECIDE, True))
        again.leave_as_is("Both are known.")
        again.take_up_again()
        self.assertEqual((again.state, again.decided_reason), (DECIDE, False))

    def test_leave_as_is_in_another_language(self):
        """What was decided stays decided, whatever the language of who looks."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.check("backup").leave_as_is("Tried on 3 March.")
        self.system.lang = "ru_RU"
        self.assertEqual(self.check("backup").state, OK)

    def test_nothing_to_decide(self):
        """What is open is not left as it is, and nothing is decided without a reason."""
        self.parameter("auth_signup.invitation_scope", "b2c")
        with self.refused("there is nothing to decide"):
            self.check("sign_up").leave_as_is("I like it.")
        with self.refused("Enter the reason"):
            self.check("backup").leave_as_is("  ")
        with self.assertRaises(AccessError):
            self.check("backup").with_user(self.administrator).leave_as_is("Not mine.")

    def test_screens(self):
        """The menus open the lists: all that is open, and the first steps in a shorter form."""
        action = self.checks.with_user(self.system).action_check()
        self.assertEqual(action["res_model"], "customs.setup.check")
        steps = self.checks.with_user(self.system).action_first_steps()
        short = self.env.ref("customs_verification.customs_setup_check_view_list_short")
        self.assertEqual(steps["views"][0], (short.id, "list"))
        found = self.checks.with_user(self.system).search([("is_first_step", "=", True)]).mapped("code")
        for code in ("company", "rights_of_appeal", "outside_log", "mail_server", "own_authority"):
            self.assertIn(code, found)
        for menu in ("menu_customs_check_setup", "menu_customs_first_steps"):
            action = self.env.ref(f"customs_verification.{menu}").action.with_user(self.system)
            self.assertEqual(action.run()["res_model"], "customs.setup.check")

    def test_checks_that_went(self):
        """A check that the addon has no more disappears from the list."""
        self.checks.create({"code": "gone", "area": "law", "state": OPEN})
        self.assertFalse(self.check("gone"))

    def test_unknown(self):
        with self.assertRaises(UserError):
            self.checks.create({"code": "gone", "area": "law", "state": OPEN}).with_user(
                self.system
            ).action_open()
