import re

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import Form, HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from ..common.cases import PASSWORD, CustomsCase
from ..common.invitation import NOT_HERE, InvitationCase


@tagged("post_install", "-at_install")
class TestInvitation(InvitationCase):
    """Who is invited, by whom, and for which company (CU-A, RS16.5b)."""

    def test_contact(self):
        """CU-A: the officer invites; the contact belongs to the company and sees its open tasks at once."""
        task = self.task(self.case)
        contact = self.invite(lang="en_US")
        user = contact.user_ids
        self.assertEqual((contact.commercial_partner_id, user.login), (self.firm, "new@firm.example"))
        self.assertTrue(user.share and user._is_portal())
        self.assertFalse(user.customs_authority_ids)
        self.assertEqual(self.env["customs.task"].with_user(user).search([]), task)
        self.assertIn("new@firm.example", self.case.message_ids[0].body)

    def test_next_task(self):
        """RS16.9: what is asked next is told to the invited contact as well."""
        contact = self.invite()
        self.assertIn(contact, self.mails(self.task(self.case)).recipient_ids)

    def test_mail(self):
        """CU-A: the mail names the authority and the login, waits in the queue; only its reader sees it."""
        contact = self.invite()
        mail = self.invitations()
        self.assertEqual(mail.state, "outgoing")
        self.assertTrue(mail.auto_delete)
        self.assertIn(self.importing.name, mail.subject)
        self.assertIn("origin@customs.example", mail.email_from)
        self.assertIn("new@firm.example", mail.body_html)
        self.assertIn("/web/signup?", mail.body_html)
        messages = self.env["mail.message"]
        for user in (self.officer, self.supervisor, self.administrator, self.contact):
            found = messages.with_user(user).search([("id", "=", mail.mail_message_id.id)])
            self.assertFalse(found, user.login)
            with self.assertRaises(AccessError):
                mail.mail_message_id.with_user(user).read(["body"])
        self.assertFalse(contact.message_ids.filtered(lambda message: "signup" in message.body))

    def test_contact_that_is_there(self):
        """A contact of the company that has no login gets one: it is not entered twice."""
        known = self.env["res.partner"].create(
            {"name": "Known", "email": "New@firm.example", "parent_id": self.firm.id}
        )
        self.assertEqual(self.invite(), known)

    def test_again(self):
        """Who was invited and has not come yet is invited again; who has, is named."""
        first = self.invite()
        self.assertEqual(self.invite(), first)
        self.assertEqual(len(self.invitations()), 2)
        self.env["res.users.log"].with_user(first.user_ids).sudo().create({})
        first.user_ids.invalidate_recordset()
        with self.refused("already uses the portal"):
            self.invite()

    def test_taken_away_and_invited_again(self):
        """CU-A: an archived login of the same company is taken back with an invitation."""
        contact = self.invite()
        contact.user_ids.active = False
        self.assertEqual(self.invite(), contact)
        self.assertTrue(contact.user_ids.active)

    def test_refused_addresses(self):
        """CU-A: an address that belongs to somebody else is refused, and not said whose it is."""
        stranger = self.portal_contact(self.person("Stranger d.o.o."), login="stranger@else.example")
        liaison = self.liaison()
        liaison.login = "liaison@rs.example"
        archived = self.portal_contact(self.person("Gone d.o.o."), login="gone@else.example")
        archived.active = False
        self.officer.login = "officer@customs.example"
        sentences = set()
        for email in (
            "stranger@else.example",
            "STRANGER@else.example",
            "liaison@rs.example",
            "gone@else.example",
            "officer@customs.example",
            self.supervisor.email,
        ):
            with self.subTest(email=email), self.assertRaises(UserError) as caught:
                self.invite(email)
            sentences.add(str(caught.exception).replace(email, ""))
        self.assertEqual(len(sentences), 1)
        self.assertIn(NOT_HERE, sentences.pop())
        self.assertFalse(self.firm.child_ids.filtered(lambda row: row.email and "else" in row.email))
        self.assertEqual(stranger.partner_id.commercial_partner_id.name, "Stranger d.o.o.")

    def test_everything_wrong_at_once(self):
        """One message names all that is wrong."""
        with self.refused("Enter the name", "is not an email address", "is not installed"):
            self.invite("not an address", name=" ", lang="xx_XX")

    def test_pattern(self):
        """The signs of a pattern in an address are plain signs."""
        self.portal_contact(self.person("Stranger d.o.o."), login="newx@firm.example")
        self.assertTrue(self.invite("new_@firm.example"))
        self.assertTrue(self.invite("%@firm.example"))

    def test_person_of_the_case(self):
        """CU-A: only for a person of whom something is asked in this case."""
        with self.refused("Choose a person"):
            self.invite(person=self.person("Stranger d.o.o."))
        importer = self.person("Importer", self.kz)
        self.task(self.case, person_id=importer.id)
        contact = self.invite(person=importer, user=self.supervisor)
        self.assertEqual(contact.commercial_partner_id, importer)

    def test_who_may(self):
        """CU-A: the officers of the case; no reader, other authority, administrator or outside person."""
        for user in (
            self.reader,
            self.foreign_officer,
            self.foreign_supervisor,
            self.administrator,
            self.contact,
            self.liaison(),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.invite(user=user)
        self.assertFalse(self.invitations())
        self.assertTrue(self.invite(user=self.supervisor))

    def test_wizard(self):
        """From the task: the case and the person are there already."""
        task = self.task(self.case)
        context = {
            "default_res_model": task.res_model,
            "default_res_id": task.res_id,
            "default_person_id": self.firm.id,
        }
        form = Form(self.env["customs.invite.person"].with_user(self.officer).with_context(**context))
        form.name, form.email = "New Contact", "new@firm.example"
        form.save().action_invite()
        self.assertTrue(self.invitations())

    def test_wizard_from_the_person(self):
        """From a contact: the case is the last in which something was asked of its company."""
        self.task(self.case)
        colleague = self.env["res.partner"].create(
            {"name": "Colleague", "email": "colleague@firm.example", "parent_id": self.firm.id}
        )
        wizard = self.env["customs.invite.person"].with_user(self.officer)
        wizard = wizard.with_context(active_model="res.partner", active_id=colleague.id)
        Form(wizard).save().action_invite()
        self.assertTrue(colleague.user_ids._is_portal())
        stranger = self.person("Stranger d.o.o.")
        with self.refused("This person has no task in your cases"):
            wizard.with_context(active_id=stranger.id).create(
                {"name": "X", "email": "x@else.example"}
            ).action_invite()

    def test_wizard_is_no_way_round(self):
        """CU-A: a wizard that names another authority's case is none, saved or changed to it."""
        wizard = self.env["customs.invite.person"].with_user(self.foreign_officer)
        case = {"res_model": self.case._name, "res_id": self.case.id}
        about = {"person_id": self.firm.id, "name": "X", "email": "x@else.example"}
        with self.assertRaises(AccessError):
            wizard.create(case | about)
        with self.assertRaises(AccessError):
            wizard.create(about).write(case)
        with self.assertRaises(AccessError):
            wizard.create(case | about | {"res_id": 2_000_000_000})
        wizard = wizard.create({"authority_id": self.exporting.id, "name": "X", "email": "x@else.example"})
        with self.assertRaises(AccessError):
            wizard.action_invite()


@tagged("post_install", "-at_install")
class TestLiaisonInvitation(InvitationCase):
    """Liaison officers are invited by an administrator of the law (RS15, CU-A)."""

    def invite_liaison(self, email="liaison@rs.example", user=None, authority=None):
        contact_id = (
            (authority or self.exporting)
            .with_user(user or self.administrator)
            .invite_liaison("New Liaison", email, "en_US")
        )
        return self.env["res.partner"].browse(contact_id)

    def test_liaison(self):
        """CU-A: a liaison officer is a user of the portal who serves the authority, and of no company."""
        visit = self.sent_visit()
        contact = self.invite_liaison()
        user = contact.user_ids
        self.assertTrue(user.share)
        self.assertEqual(user.customs_authority_ids, self.exporting)
        self.assertFalse(contact.parent_id)
        windows = self.env["customs.incoming.request"].with_user(user).search([("res_id", "=", visit.id)])
        self.assertIn(visit._name, windows.mapped("res_model"))
        self.assertIn("answer them", " ".join(self.invitations("liaison@rs.example").body_html.split()))
        self.assertEqual(self.invite_liaison(), contact)

    def test_who_may(self):
        """CU-A: nobody but an administrator of the law."""
        for user in (self.officer, self.supervisor, self.reader, self.contact):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.invite_liaison(user=user)

    def test_refused(self):
        """CU-A: an address of another authority's liaison, a person's contact or an official is refused."""
        other = self.liaison(self.other_importing)
        other.login = "other@by.example"
        self.contact.login = "contact@firm.example"
        for email in ("other@by.example", "contact@firm.example", self.officer.email):
            with self.subTest(email=email), self.refused(NOT_HERE):
                self.invite_liaison(email)
        self.assertEqual(other.customs_authority_ids, self.other_importing)
        with self.refused("no liaison officers"):
            self.invite_liaison(authority=self.body)


@tagged("post_install", "-at_install")
class TestInvitationByLink(InvitationCase, HttpCase):
    def test_chooses_a_password(self):
        """CU-A: the link of the mail leads to a page where the contact chooses a password."""
        contact = self.invite()
        link = re.search(r'href="([^"]*/web/signup[^"]*)"', self.invitations().body_html)[1]
        path = link.replace("&amp;", "&").split("/web/", 1)[1]
        page = self.url_open(f"/web/{path}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("new@firm.example", page.text)
        self.assertIn('name="confirm_password"', page.text)
        self.assertTrue(contact.user_ids)


@tagged("post_install", "-at_install")
class TestAddressesOfTheFirm(InvitationCase, HttpCase):
    """Each contact of a firm edits the firm's addresses on the portal, and nobody's login (RS16.5b, CU-A)."""

    def submits(self, contact=None, **values):
        """Send the form of an address as the first contact of the firm; return the answer."""
        self.authenticate(self.contact.login, PASSWORD)
        form = {
            "name": "New Contact",
            "email": "new@firm.example",
            "phone": "+381 11 000000",
            "street": "S 1",
            "city": "Novi Sad",
            "zip": "21000",
            "country_id": str(self.rs.id),
            "required_fields": "",
            "address_type": "delivery",
            "partner_id": str(contact.id) if contact else "",
            "csrf_token": Request.csrf_token(self),
        }
        return self.url_open("/my/address/submit", data=form | values)

    def archives(self, contact):
        self.authenticate(self.contact.login, PASSWORD)
        return self.make_jsonrpc_request("/my/address/archive", {"partner_id": contact.id})

    def test_invited(self):
        """CU-A: an address that a contact entered under a colleague's email is not whom one invites."""
        self.assertEqual(self.submits().status_code, 200)
        [address] = self.firm.child_ids.filtered(lambda row: row.email == "new@firm.example")
        contact = self.invite()
        self.assertNotEqual(contact, address)
        self.assertEqual((contact.type, contact.commercial_partner_id), ("contact", self.firm))
        self.assertFalse(address.user_ids)
        self.assertEqual(self.submits(address, email="stock@firm.example").status_code, 200)
        self.assertEqual(address.email, "stock@firm.example")
        self.assertEqual(contact.email, "new@firm.example")

    def test_name_of_the_firm(self):
        """RS16.5b: a contact renames no firm of a case by the form of an address; the own address is kept."""
        name = self.firm.name
        answer = self.submits(self.contact.partner_id, company_name="Renamed Firm d.o.o.", city="Zemun")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual((self.firm.name, self.contact.partner_id.city), (name, "Zemun"))

    def test_with_a_login(self):
        """RS16.5b: an address with a login is edited and archived by nobody else, archived logins too."""
        address = self.env["res.partner"].create(
            {"name": "Stock", "email": "stock@firm.example", "type": "delivery", "parent_id": self.firm.id}
        )
        user = new_test_user(
            self.env, login="stock@firm.example", groups="base.group_portal", partner_id=address.id
        )
        for active in (True, False):
            user.active = active
            with self.subTest(active=active):
                self.assertEqual(self.submits(address, email="evil@else.example").status_code, 403)
                with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                    self.archives(address)
                self.assertTrue(address.active)
                self.assertEqual(address.email, "stock@firm.example")
        user.active = True
        with self.refused("log in on the portal"):
            address.with_user(self.contact).sudo().email = "evil@else.example"

    def test_own(self):
        """One's own address, and those without a login, are edited as before."""
        own = self.contact.partner_id
        changed = {"email": "mine@firm.example", "name": own.name}
        answer = self.submits(own, use_delivery_as_billing="true", **changed)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(own.email, "mine@firm.example", answer.text)
        address = self.env["res.partner"].create({"name": "S", "type": "delivery", "parent_id": self.firm.id})
        self.archives(address)
        self.assertFalse(address.active)


@tagged("post_install", "-at_install")
class TestAddressOfLogin(CustomsCase):
    """Nobody takes over a login of the portal by its address (RS16.5b, CU-A)."""

    def test_address(self):
        """RS16.5b: an officer does not redirect the password link of the person who answers."""
        contact = self.portal_contact(self.person())
        contact.partner_id.email = "exporter@example.com"
        with self.refused("log in on the portal"):
            contact.partner_id.with_user(self.officer).email = "officer@example.com"
        contact.partner_id.with_user(self.officer).write({"email": "exporter@example.com", "phone": "1"})
        self.assertEqual(contact.partner_id.email, "exporter@example.com")
        without_login = self.person("No Login", email="old@example.com")
        without_login.with_user(self.officer).email = "new@example.com"
        self.assertEqual(without_login.email, "new@example.com")
