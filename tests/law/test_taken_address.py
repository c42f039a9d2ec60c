"""An invited person whose address somebody has signed up with before (CU-A)."""

import re

from odoo.exceptions import AccessDenied
from odoo.fields import Datetime
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from ..common.cases import PASSWORD
from ..common.invitation import NOT_HERE, InvitationCase

ADDRESS = "taken@firm.example"
LINK = re.compile(r'href="[^"]*(/customs/invitation/[^"]+)"')


class TakenCase(InvitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.squatter = cls.signed_up(ADDRESS)
        cls.asked = cls.task(cls.case)

    @classmethod
    def signed_up(cls, login):
        """Let somebody sign up by themselves with an address that need not be theirs."""
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        values = {"login": login, "name": "Somebody", "password": PASSWORD}
        cls.env["res.users"].sudo().signup(values)
        return cls.env["res.users"].search([("login", "=", login)])

    def link(self, email=ADDRESS):
        """Return the path of the last mail to this address."""
        mails = self.invitations(email).sorted("id")
        return LINK.search(mails[-1:].body_html)[1]

    def token(self):
        return self.link().rsplit("/", 1)[1]

    def comes_in(self, user, password=PASSWORD):
        try:
            self.env["res.users"].sudo()._check_uid_passwd(user.id, password)
        except AccessDenied:
            return False
        return True


@tagged("post_install", "-at_install")
class TestTakenAddress(TakenCase):
    def test_invited(self):
        """CU-A: the invitation goes to the address; whoever signed up with it gets nothing by it."""
        contact = self.invite(ADDRESS)
        self.assertEqual(contact.commercial_partner_id, self.firm)
        self.assertFalse(contact.user_ids)
        mail = self.invitations(ADDRESS)
        self.assertEqual((mail.email_to, mail.state, mail.auto_delete), (ADDRESS, "outgoing", True))
        self.assertIn("origin@customs.example", mail.email_from)
        self.assertNotIn("/web/signup", mail.body_html)
        self.assertNotEqual(self.squatter.partner_id.commercial_partner_id, self.firm)
        self.assertFalse(self.env["customs.task"].with_user(self.squatter).search([]))
        for user in (self.officer, self.administrator, self.squatter):
            self.assertFalse(
                self.env["mail.message"].with_user(user).search([("id", "=", mail.mail_message_id.id)]),
                user.login,
            )
        self.assertEqual(self.invite(ADDRESS), contact, "once more is the same contact")

    def test_mail_of_the_squatter(self):
        """CU-A: the mail goes to the address that was typed, not to one the squatter entered since."""
        self.squatter.partner_id.email = "squatter@else.example"
        self.invite(ADDRESS)
        self.assertEqual(self.invitations(ADDRESS).email_to, ADDRESS)
        self.assertFalse(
            self.invitations("squatter@else.example").filtered(lambda mail: "invitation" in mail.body_html)
        )

    def test_accepted(self):
        """CU-A: with the link the former login ends, with password and keys; the contact has its own."""
        contact = self.invite(ADDRESS)
        self.env["res.users.apikeys"].with_user(self.squatter).sudo()._generate(None, "key", None)
        address = self.env["res.users"].sudo()._accept_by_proof(self.token())
        self.assertIn("/web/signup?", address)
        self.assertFalse(self.squatter.active)
        self.squatter.active = True
        self.assertFalse(self.comes_in(self.squatter))
        self.assertFalse(self.squatter.api_key_ids)
        self.assertNotEqual(self.squatter.login, ADDRESS)
        user = contact.user_ids
        self.assertEqual((user.login, user._is_portal()), (ADDRESS, True))
        self.assertEqual(self.env["customs.task"].with_user(user).search([]), self.asked)
        self.assertFalse(self.env["customs.task"].with_user(self.squatter).search([]))
        self.assertIn(ADDRESS, contact.message_ids[0].body)

    def test_once(self):
        """CU-A: the link works once, six days, and only while the invitation stands."""
        contact = self.invite(ADDRESS)
        token = self.token()
        users = self.env["res.users"].sudo()
        with freeze_time(Datetime.add(Datetime.now(), days=7)):
            self.assertIsNone(users._accept_by_proof(token))
        for change in (
            {"active": False},
            {"email": "other@firm.example"},
            {"parent_id": self.person("Another").id},
        ):
            contact.write(dict(change))
            self.assertIsNone(users._accept_by_proof(token), change)
            contact.write({"active": True, "email": ADDRESS, "parent_id": self.firm.id})
        self.assertIsNone(users._accept_by_proof(token[:-4] + "AAAA"))
        self.assertIsNone(users._accept_by_proof("x"))
        self.assertTrue(self.squatter.active)
        self.assertTrue(users._accept_by_proof(token))
        self.assertIsNone(users._accept_by_proof(token))

    def test_role_in_between(self):
        """CU-A: a login that got a role meanwhile is ended by no link."""
        self.invite(ADDRESS)
        token = self.token()
        self.squatter.customs_authority_ids = self.exporting
        self.assertIsNone(self.env["res.users"].sudo()._accept_by_proof(token))
        self.assertTrue(self.squatter.active)

    def test_who_is_not_ended(self):
        """CU-A: people of the house, of an authority, of a person or of another company keep their login."""
        liaison = self.liaison()
        liaison.login = "liaison@else.example"
        employee = new_test_user(self.env, login="employee@else.example", groups="base.group_user")
        customer = self.portal_contact(self.person("Customer"), login="customer@else.example")
        for user in (liaison, employee, customer, self.env.ref("base.public_user")):
            self.assertFalse(user._is_made_by_itself(), user.login)
        for email in ("liaison@else.example", "employee@else.example", "customer@else.example"):
            with self.subTest(email=email), self.refused(NOT_HERE):
                self.invite(email)
        self.assertTrue(self.squatter._is_made_by_itself())

    def test_own_contact_goes_first(self):
        """A colleague with a login of the firm is invited as before, whoever else named the same address."""
        contact = self.invite("colleague@firm.example")
        self.squatter.partner_id.email = "colleague@firm.example"
        self.assertEqual(self.invite("colleague@firm.example"), contact)
        self.assertEqual(len(self.invitations("colleague@firm.example")), 2)

    def test_liaison(self):
        """CU-A: a liaison officer serves the authority only once the address is proven."""
        authority = self.exporting.with_user(self.administrator)
        contact = self.env["res.partner"].browse(authority.invite_liaison("New Liaison", ADDRESS))
        self.assertEqual(authority.invite_liaison("New Liaison", ADDRESS), contact.id)
        self.assertFalse(self.squatter.customs_authority_ids)
        self.assertFalse(contact.user_ids)
        self.assertTrue(self.env["res.users"].sudo()._accept_by_proof(self.token()))
        self.assertEqual(contact.user_ids.customs_authority_ids, self.exporting)
        self.assertFalse(self.squatter.customs_authority_ids)


@tagged("post_install", "-at_install")
class TestTheLink(TakenCase, HttpCase):
    def test_page(self):
        """CU-A: opening the link changes nothing; the button ends the former login and leads on."""
        contact = self.invite(ADDRESS)
        link = self.link()
        page = self.url_open(link)
        self.assertIn(ADDRESS, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertTrue(self.squatter.active)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.assertEqual(self.url_open(f"{link}/accept", data={"csrf_token": "x"}).status_code, 400)
        self.assertTrue(self.squatter.active)
        onward = self.url_open(f"{link}/accept", data={"csrf_token": token})
        self.assertIn('name="confirm_password"', onward.text)
        self.assertIn(ADDRESS, onward.text)
        self.assertFalse(self.squatter.active)
        self.assertTrue(contact.user_ids)
        gone = self.url_open(link)
        self.assertEqual(gone.status_code, 410)
        self.assertNotIn(ADDRESS, gone.text)

    def test_sessions_end(self):
        """CU-A: a session that the squatter left open ends."""
        self.invite(ADDRESS)
        token = self.token()
        self.authenticate(ADDRESS, PASSWORD)
        self.assertEqual(self.url_open("/my", allow_redirects=False).status_code, 200)
        self.env["res.users"].sudo()._accept_by_proof(token)
        self.env.flush_all()
        self.assertEqual(self.url_open("/my", allow_redirects=False).status_code, 303)

    def test_nobody_else(self):
        """CU-A: a link that nobody was sent, of any form."""
        for path in ("x", "0" * 500, "AQAAAA", "%00", "AQ" * 60):
            response = self.url_open(f"/customs/invitation/{path}")
            self.assertIn(response.status_code, (404, 410), path)
