"""Who stands for a firm was let in for it; keys for sign-up, followers and activities are not told (CU-A)."""

from odoo import Command
from odoo.exceptions import AccessDenied, AccessError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from ..common.cases import PASSWORD
from ..common.contacts import ContactsCase


class PeopleCase(ContactsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        cls.employee = new_test_user(cls.env, login="plain_employee", groups="base.group_user")
        cls.fresh = cls.person("Fresh Dairy LLP")
        cls.free = cls.env["res.partner"].create(
            {"name": "Free Contact", "email": "free@fresh.example", "parent_id": cls.fresh.id}
        )

    def signs_up(self, contact, login="evil@else.example"):
        """Sign up as this contact, as whoever has a key does."""
        contact.signup_prepare()
        public = self.env.ref("base.public_user")
        values = {"login": login, "password": PASSWORD}
        users = self.env["res.users"].with_user(public).sudo()
        users.signup(values, contact._generate_signup_token())
        self.env.invalidate_all()
        return self.env["res.users"].search([("login", "=", login)])


@tagged("post_install", "-at_install")
class TestKeys(PeopleCase):
    def test_asked_for(self):
        """Nobody inside but an administrator of the users is given the key of a contact without a login."""
        for user in (self.employee, *self.writers()):
            given = self.free.with_user(user).signup_get_auth_param()
            self.assertFalse(given.get(self.free.id), user.login)
        given = self.free.with_user(self.user_manager).signup_get_auth_param()
        self.assertTrue(given[self.free.id]["auth_signup_token"])
        with self.assertRaises(AccessDenied):
            self.free.with_user(self.customer).signup_get_auth_param()

    def test_links(self):
        """A link of the contact that others make, or that a template holds, carries no key."""
        template = self.env.ref("auth_signup.portal_set_password_email")
        for user in (self.employee, *self.writers()):
            shared = self.free.with_user(user).with_context(signup_valid=True)
            self.assertNotIn("token", shared._get_signup_url_for_action()[self.free.id], user.login)
            try:
                body = template.with_user(user)._render_field("body_html", self.stranger.ids)
            except Exception:  # pylint: disable=broad-exception-caught
                continue
            self.assertNotIn("token=", body[self.stranger.id], user.login)
        self.assertIn(
            "token=", self.free.with_user(self.user_manager)._get_signup_url_for_action()[self.free.id]
        )

    def test_contact_manager(self):
        """Who keeps the contact book lets a contact in as ever, by a mail with a key that is not theirs."""
        wizard = self.env["portal.wizard"].with_user(self.manager).create({"partner_ids": self.free.ids})
        wizard.user_ids.action_grant_access()
        mail = self.env["mail.mail"].search([("email_to", "ilike", "free@fresh.example")], limit=1)
        mail = mail or self.env["mail.mail"].search([("recipient_ids", "in", self.free.ids)], limit=1)
        messages = self.env["mail.message"].with_user(self.manager)
        self.assertIn("token=", mail.body_html)
        self.assertFalse(messages.search([("id", "=", mail.mail_message_id.id)]))
        with self.assertRaises(AccessError):
            mail.mail_message_id.with_user(self.manager).read(["body"])
        self.assertTrue(self.free.user_ids)


@tagged("post_install", "-at_install")
class TestLetIn(PeopleCase):
    def test_signed_up_before(self):
        """Who signed up as a contact before a case named the firm reads and answers nothing of it."""
        evil = self.signs_up(self.free)
        self.assertEqual(evil.partner_id, self.free)
        task = self.task(self.case, person_id=self.fresh.id)
        self.assertFalse(self.seen(evil))
        self.assertNotIn(self.free, self.mails(task).recipient_ids)
        self.assertEqual(task.with_user(self.officer).uninvited_count, 1)
        # The officer confirms the address: whoever reads its mail chooses a new password.
        self.case.with_user(self.supervisor).invite_contact(self.fresh.id, "Free", "evil@else.example")
        self.assertEqual(self.seen(evil), task)
        self.env.invalidate_all()
        self.assertEqual(task.with_user(self.officer).uninvited_count, 0)
        with self.assertRaises(AccessDenied):
            evil.with_user(evil)._check_credentials(
                {"type": "password", "password": PASSWORD}, {"interactive": False}
            )

    def test_moved_before(self):
        """Who was let in for one firm, and moved to another before a case named it, stands for neither."""
        self.customer.partner_id.with_user(self.manager).parent_id = self.fresh
        task = self.task(self.case, person_id=self.fresh.id)
        self.assertFalse(self.seen(self.customer))
        self.customer.partner_id.with_user(self.user_manager).parent_id = self.shop
        self.customer.partner_id.with_user(self.user_manager).parent_id = self.fresh
        self.assertEqual(self.seen(self.customer), task)

    def test_granted_before(self):
        """Who keeps the contact book lets nobody stand for a firm, not before a case names it either."""
        wizard = self.env["portal.wizard"].with_user(self.manager).create({"partner_ids": self.free.ids})
        wizard.user_ids.action_grant_access()
        self.task(self.case, person_id=self.fresh.id)
        self.assertFalse(self.seen(self.free.user_ids))


@tagged("post_install", "-at_install")
class TestWhoWorksOnAFirm(PeopleCase):
    def others(self):
        return (self.employee, self.foreign_officer, self.manager, self.user_manager)

    def test_followers(self):
        """Which officer follows a firm is seen by those who serve the officer's authority."""
        self.fresh.message_subscribe(self.officer.partner_id.ids)
        self.fresh.message_subscribe(self.employee.partner_id.ids)
        officer = self.officer.partner_id
        of_firm = [("res_model", "=", "res.partner"), ("res_id", "=", self.fresh.id)]
        by_officer = [("id", "=", self.fresh.id), ("message_partner_ids", "in", officer.ids)]
        for user in self.others():
            env = self.env(user=user.id)
            env.invalidate_all()
            self.assertEqual(
                env["mail.followers"].search(of_firm).sudo().partner_id, self.employee.partner_id
            )
            self.assertNotIn(officer, self.fresh.with_env(env).message_partner_ids.sudo(), user.login)
            self.assertFalse(env["res.partner"].search(by_officer), user.login)
            by_path = [("id", "=", self.fresh.id), ("message_follower_ids.partner_id", "=", officer.id)]
            self.assertFalse(env["res.partner"].search(by_path), user.login)
        self.env.invalidate_all()
        self.assertIn(officer, self.fresh.with_user(self.supervisor).message_partner_ids)
        self.assertTrue(self.env["res.partner"].with_user(self.supervisor).search(by_officer))

    def test_activity_state(self):
        """The state of an officer's activity finds and groups the firm for nobody outside the authority."""
        firm = self.fresh.with_user(self.officer)
        self.env["mail.activity"].with_user(self.officer).create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": firm.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "date_deadline": Date.today(),
                "user_id": self.officer.id,
            }
        )
        own = [("id", "=", firm.id)]
        with_state = [*own, ("activity_state", "in", ["today", "overdue", "planned"])]
        without = [*own, ("activity_state", "=", False)]
        for user, seen in [(self.officer, True), *((user, False) for user in self.others())]:
            partners = self.env["res.partner"].with_user(user)
            self.assertEqual(bool(partners.search(with_state)), seen, user.login)
            self.assertEqual(bool(partners.search(without)), not seen, user.login)
            [[state]] = partners.with_context(tz="Asia/Almaty")._read_group(own, ["activity_state"])
            self.assertEqual(bool(state), seen, user.login)


@tagged("post_install", "-at_install")
class TestMessagesToOutside(PeopleCase):
    def told(self, record, author):
        """Write a message on a record that tells the customer of it, by mail."""
        customer = self.customer.partner_id
        told = {"res_partner_id": customer.id, "author_id": author.id, "notification_type": "inbox"}
        return self.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": author.id,
                "partner_ids": customer.ids,
                "notification_ids": [Command.create(told)],
            }
        )

    def test_told_by_mail(self):
        """A message that told somebody outside of a task or on a contact names no officer to them."""
        for record in (self.asked, self.customer.partner_id):
            message = self.told(record, self.officer.partner_id).with_user(self.customer)
            with self.assertRaises(AccessError):
                message.read(["author_id"])
            with self.assertRaises(AccessError):
                message.notification_ids.with_user(self.customer).read(["author_id", "mail_message_id"])
        own = self.told(self.customer.partner_id, self.customer.partner_id).with_user(self.customer)
        self.assertTrue(own.read(["author_id"]))
