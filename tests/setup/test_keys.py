"""API keys of people with a role end with the password, with the role, and with the contact."""

import logging
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessDenied
from odoo.tests import new_test_user, tagged

from ..common.cases import PASSWORD, CustomsCase

LOGGER = "odoo.addons.customs_verification.models.setup.res_users"


class KeyCase(CustomsCase):
    def key_of(self, user, name="clearance system"):
        """Give a user a key that opens remote calls; return it."""
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate(None, name, None)
        self.assertTrue(self.opens(key, user))
        return key

    def opens(self, key, user):
        """Tell whether a remote call with this key comes in as the user."""
        users = self.env["res.users"].sudo()
        try:
            users._check_uid_passwd(user.id, key)
        except AccessDenied:
            return False
        return True

    def device_of(self, user):
        """Let a browser of the user be trusted: it is asked for no second factor."""
        return self.env["auth_totp.device"].with_user(user).sudo()._generate("browser", "Firefox", None)


@tagged("post_install", "-at_install")
class TestKeysEndWithThePassword(KeyCase):
    """Whoever knew the password may have made the key (CU-A)."""

    def test_every_way_to_a_new_password(self):
        """CU-A: by the person, by an administrator, by a field, by the link for a new password."""
        users = self.env["res.users"]
        ways = {
            "own": lambda user: users.with_user(user).change_password(PASSWORD, "another-long-password"),
            "wizard": lambda user: user._change_password("another-long-password"),
            "field": lambda user: user.write({"password": "another-long-password"}),
            "link": self._by_link,
        }
        for way, change in ways.items():
            user = self._officer(f"officer_{way}")
            key = self.key_of(user)
            with self.subTest(way=way):
                change(user)
                self.assertFalse(self.opens(key, user))
                self.assertFalse(user.api_key_ids)

    def _officer(self, login, groups="base.group_user,customs_verification.group_officer"):
        return new_test_user(
            self.env, login=login, password=PASSWORD, groups=groups, email=f"{login}@x.example"
        )

    def _by_link(self, user):
        user.partner_id.signup_prepare(signup_type="reset")
        token = user.partner_id.sudo()._generate_signup_token()
        self.env["res.users"].signup({"password": "another-long-password"}, token)

    def test_every_role(self):
        """CU-A: inside and outside; liaison officers and contacts of persons as well."""
        case = self.sent_visit()
        contact = self.portal_contact(case.verified_person_id)
        self.task(case)
        for user in (self.reader, self.supervisor, self.administrator, self.liaison(), contact):
            key = self.key_of(user)
            with self.subTest(user=user.login):
                user.password = "another-long-password"
                self.assertFalse(self.opens(key, user))

    def test_others_keep_theirs(self):
        """The keys of people without a role here are the ERP's own matter."""
        stranger = self.portal_contact(self.person("Stranger d.o.o."))
        employee = self._officer("plain_employee", "base.group_user")
        for user in (stranger, employee):
            key = self.key_of(user)
            user.password = "another-long-password"
            self.assertTrue(self.opens(key, user), user.login)

    def test_trusted_browsers(self):
        """CU-A: a browser that is asked for no second factor is trusted no more."""
        self.device_of(self.officer)
        self.officer.password = "another-long-password"
        self.assertFalse(self.officer.totp_trusted_device_ids)

    def test_key_in_use(self):
        """CU-A: also a key that this process has just let in, and remembers."""
        key = self.key_of(self.officer)
        self.assertTrue(self.opens(key, self.officer))
        self.registry.cache_invalidated.clear()
        self.officer.password = "another-long-password"
        self.assertIn("default", self.registry.cache_invalidated, "the other processes are told")


@tagged("post_install", "-at_install")
class TestWhoIsTold(KeyCase):
    def test_mail_and_log(self):
        """CU-A: the person reads in a mail which keys ended, and the server's log says so."""
        self.key_of(self.officer, "clearance system")
        users = type(self.env["res.users"])
        with (
            patch.object(users, "_notify_security_setting_update", autospec=True) as told,
            self.assertLogs(LOGGER, logging.INFO) as log,
        ):
            self.officer.password = "another-long-password"
        ours = [call for call in told.call_args_list if "clearance system" in str(call)]
        self.assertEqual([call.args[0] for call in ours], [self.officer])
        self.assertIn("test_officer", log.output[0])

    def test_nobody_without_keys(self):
        """A new password without keys needs no mail of ours."""
        users = type(self.env["res.users"])
        with patch.object(users, "_notify_security_setting_update", autospec=True) as told:
            self.officer.password = "another-long-password"
        subjects = [call.args[1] for call in told.call_args_list]
        self.assertFalse([subject for subject in subjects if "API" in subject])


@tagged("post_install", "-at_install")
class TestKeysEndWithTheRole(KeyCase):
    """A key outlives neither the role nor the contact (CU-A)."""

    def test_role_of_the_house(self):
        """CU-A: the role taken from the user, the user taken from the role, the login archived."""
        group = self.env.ref("customs_verification.group_officer")
        ways = {
            "groups of the user": lambda user: user.write({"group_ids": [Command.unlink(group.id)]}),
            "users of the group": lambda user: group.write({"user_ids": [Command.unlink(user.id)]}),
            "archived": lambda user: user.write({"active": False}),
        }
        for way, act in ways.items():
            user = new_test_user(
                self.env, login=f"leaver {way}", groups="base.group_user,customs_verification.group_officer"
            )
            key = self.key_of(user)
            with self.subTest(way=way):
                act(user)
                self.assertFalse(user.api_key_ids)
                user.active = True
                self.assertFalse(self.opens(key, user))

    def test_less_of_a_role(self):
        """Whoever keeps a role keeps the keys: what they open follows the role at once."""
        key = self.key_of(self.supervisor)
        group = self.env.ref("customs_verification.group_supervisor")
        officer = self.env.ref("customs_verification.group_officer")
        self.supervisor.group_ids = [Command.link(officer.id), Command.unlink(group.id)]
        self.assertTrue(self.opens(key, self.supervisor))

    def test_liaison(self):
        """CU-A: taken off the authority, on either side; the authority archived."""
        ways = {
            "at the user": lambda user: user.write({"customs_authority_ids": [Command.clear()]}),
            "at the authority": lambda user: self.exporting.write({"user_ids": [Command.unlink(user.id)]}),
            "archived": lambda user: self.exporting.write({"active": False}),
        }
        for way, act in ways.items():
            user = self.liaison()
            key = self.key_of(user)
            with self.subTest(way=way):
                act(user)
                self.assertFalse(self.opens(key, user))

    def test_contact(self):
        """CU-A: a contact who leaves the firm, or whose firm is deleted from above it."""
        case = self.sent_visit()
        self.task(case)
        contact = self.portal_contact(case.verified_person_id)
        key = self.key_of(contact)
        contact.partner_id.phone = "1"
        self.assertTrue(self.opens(key, contact))
        contact.partner_id.parent_id = self.person("Another firm")
        self.assertFalse(self.opens(key, contact))

    def test_cost_of_a_contact(self):
        """The rest of the ERP pays one query for a contact that moves, when nobody of it has a key."""
        firm = self.person("Mover d.o.o.")
        contact = self.env["res.partner"].create({"name": "Mover", "parent_id": firm.id})
        self.env.flush_all()
        with self.assertQueryCount(1):
            contact._key_holders()
