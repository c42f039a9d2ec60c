"""For which firm somebody stands, and so reads and answers, is changed by nobody who may not (CU-A)."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.contacts import ContactsCase

HANGS = "Only an administrator of the users can change its company"


@tagged("post_install", "-at_install")
class TestWhoseContact(ContactsCase):
    def ways_in(self):
        """Return name -> what puts the stranger's login into the firm of the case."""
        stranger, firm = self.stranger.partner_id, self.firm
        return {
            "parent": lambda user: stranger.with_user(user).write({"parent_id": firm.id}),
            "company": lambda user: stranger.with_user(user).write({"commercial_partner_id": firm.id}),
            "firm of the stranger": lambda user: stranger.parent_id.with_user(user).write(
                {"parent_id": firm.id, "is_company": False}
            ),
            "parent alone": lambda user: (
                stranger.parent_id.with_user(user).write({"parent_id": firm.id})
                and stranger.parent_id.with_user(user).write({"is_company": False})
            ),
            "children": lambda user: firm.with_user(user).write({"child_ids": [Command.link(stranger.id)]}),
            "children set": lambda user: firm.with_user(user).write(
                {"child_ids": [Command.set([*firm.child_ids.ids, stranger.id])]}
            ),
            "update of a child": lambda user: stranger.parent_id.with_user(user).write(
                {"child_ids": [Command.update(stranger.id, {"parent_id": firm.id})]}
            ),
            "below a contact": lambda user: stranger.with_user(user).write(
                {"parent_id": self.contact.partner_id.id, "is_company": False}
            ),
            "new office": lambda user: (
                self.env["res.partner"]
                .with_user(user)
                .create({"name": "Office", "parent_id": firm.id, "child_ids": [Command.link(stranger.id)]})
            ),
            "user": lambda user: self.stranger.with_user(user).write({"parent_id": firm.id}),
            "user's contact": lambda user: self.stranger.with_user(user).write(
                {"partner_id": self.contact.partner_id.copy({"name": "Twin"}).id}
            ),
            "load": lambda user: self.loaded(user, stranger),
            "merge": lambda user: self.merged(user, stranger, firm.child_ids[:1].copy({"name": "Twin"})),
            "web_save": lambda user: stranger.with_user(user).web_save({"parent_id": firm.id}, {"name": {}}),
        }

    def loaded(self, user, stranger):
        known = (
            stranger.with_user(user).export_data(["id"])
            if user.has_group("base.group_allow_export")
            else None
        )
        name = known["datas"][0][0] if known else self.xmlid(stranger)
        result = (
            self.env["res.partner"].with_user(user).load(["id", "parent_id/.id"], [[name, str(self.firm.id)]])
        )
        if not result["ids"]:
            raise UserError(str(result["messages"]))

    def xmlid(self, record):
        self.env["ir.model.data"].create(
            {"module": "test", "name": f"p{record.id}", "model": record._name, "res_id": record.id}
        )
        return f"test.p{record.id}"

    def merged(self, user, one, other):
        merge = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        merge.create(
            {"partner_ids": [Command.set((one | other).ids)], "dst_partner_id": other.id}
        ).action_merge()

    def test_into_a_firm(self):
        """CU-A: nobody makes a login a contact of a firm of a case, by whichever door."""
        wrong = []
        for user in self.writers():
            for name, way in self.ways_in().items():
                with self.request_of(user):
                    way(user)
                    if self.seen(self.stranger):
                        wrong.append((user.login, name))
        self.assertFalse(wrong)
        self.assertFalse(self.seen(self.stranger))

    def ways_out(self):
        """Return name -> what takes the firm's contact away, so that silence counts against the firm."""
        contact, firm = self.contact.partner_id, self.firm
        return {
            "parent": lambda user: contact.with_user(user).write({"parent_id": False}),
            "other parent": lambda user: contact.with_user(user).write({"parent_id": self.shop.id}),
            "a firm of its own": lambda user: contact.with_user(user).write({"is_company": True}),
            "type of company": lambda user: contact.with_user(user).write({"company_type": "company"}),
            "firm into another": lambda user: firm.with_user(user).write(
                {"parent_id": self.shop.id, "is_company": False}
            ),
            "firm no more": lambda user: firm.with_user(user).write({"is_company": False}),
            "firm archived": lambda user: firm.with_user(user).write({"active": False}),
            "firm archived by the button": lambda user: firm.with_user(user).action_archive(),
            "contact archived": lambda user: contact.with_user(user).write({"active": False}),
            "unlinked": lambda user: firm.with_user(user).write({"child_ids": [Command.unlink(contact.id)]}),
            "deleted": lambda user: firm.with_user(user).write({"child_ids": [Command.delete(contact.id)]}),
            "cleared": lambda user: firm.with_user(user).write({"child_ids": [Command.clear()]}),
            "address": lambda user: contact.with_user(user).write({"type": "other"}),
            "company made of its name": lambda user: (
                contact.with_user(user).write({"company_name": "Own"})
                and contact.with_user(user).create_company()
            ),
            "login archived": lambda user: self.contact.with_user(user).write({"active": False}),
            "taken off the portal": lambda user: self.portal(user, contact).action_revoke_access(),
            "email": lambda user: contact.with_user(user).write({"email": "mine@example.com"}),
            "merged": lambda user: self.merged(user, firm, self.shop),
        }

    def portal(self, user, contact):
        wizard = self.env["portal.wizard"].with_user(user).create({"partner_ids": [Command.set(contact.ids)]})
        return wizard.user_ids

    def test_out_of_a_firm(self):
        """CU-A: nobody takes the contact of a firm away."""
        wrong = []
        state = self.state()
        for user in self.writers():
            for name, way in self.ways_out().items():
                with self.request_of(user):
                    way(user)
                    self.env.flush_all()
                    self.env.invalidate_all()
                    if self.state() != state:
                        wrong.append((user.login, name, self.state()))
        self.assertFalse(wrong)

    def state(self):
        contact = self.contact.partner_id
        return (
            self.seen(self.contact).ids,
            contact.commercial_partner_id.ids,
            self.firm.commercial_partner_id.ids,
            contact.active,
            contact.type,
            contact.email,
            self.firm.active,
            self.contact.active,
            self.contact._is_portal(),
        )

    def test_office_between(self):
        """CU-A: an office between the firm and its contact is not taken out, moved or deleted either."""
        office = self.env["res.partner"].create({"name": "Office", "parent_id": self.firm.id})
        self.contact.partner_id.parent_id = office
        for vals in ({"parent_id": False}, {"parent_id": self.shop.id}, {"is_company": True}):
            with self.refused(HANGS):
                office.with_user(self.manager).write(vals)
        with self.refused(HANGS):
            office.with_user(self.manager).unlink()
        self.assertEqual(self.seen(self.contact), self.asked)

    def test_liaison(self):
        """CU-A: the login of an authority is moved by nobody else either."""
        liaison = self.liaison().partner_id
        liaison.email = "liaison@example.com"
        for vals in ({"parent_id": self.shop.id}, {"active": False}, {"email": "mine@example.com"}):
            with self.assertRaises(UserError):
                liaison.with_user(self.manager).write(vals)

    def test_grant(self):
        """CU-A: no keeper of contacts lets somebody in for the firm of a case, nor its own contact."""
        planted = (
            self.env["res.partner"]
            .with_user(self.manager)
            .create({"name": "Planted", "email": "planted@example.com", "parent_id": self.firm.id})
        )
        for context in ({}, {"customs_invited": True, "customs_invitation": {"customs_authority": "X"}}):
            with self.refused("Invite it from the case or the authority", error=UserError):
                self.portal(self.manager, planted).with_context(**context).action_grant_access()
        self.assertFalse(planted.with_context(active_test=False).user_ids)

    def test_sign_up(self):
        """CU-A: nor does somebody sign up as a contact of the firm by a link that no authority sent."""
        planted = self.env["res.partner"].create(
            {"name": "Planted", "email": "planted@example.com", "parent_id": self.firm.id}
        )
        planted.signup_prepare()
        token = planted._generate_signup_token()
        public = self.env.ref("base.public_user")
        with self.refused("ask for an invitation", error=UserError):
            self.env["res.users"].with_user(public).sudo().signup(
                {"login": "planted@example.com", "name": "Planted", "password": "a-long-password"}, token
            )
        self.assertFalse(planted.with_context(active_test=False).user_ids)

    def test_same_sentence(self):
        """CU-A: the refusal does not tell whether a case or a login is the reason, and whose."""
        sentences = set()
        for partner in (self.firm, self.stranger.partner_id, self.shop):
            with self.assertRaises(UserError) as caught:
                partner.with_user(self.foreign_officer).write({"parent_id": self.person("Other").id})
            sentences.add(str(caught.exception).replace(partner.display_name, ""))
        self.assertEqual(len(sentences), 1)


@tagged("post_install", "-at_install")
class TestWhereAFirmIsReached(ContactsCase):
    """Name, numbers, address and language of a firm to which a task or letter went, its emails (CU-A)."""

    WHO = "Only officers of an authority that runs a case with it, or an administrator of the users"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.env["res.partner"].create({"name": "Office", "parent_id": cls.firm.id})
        cls.env["res.lang"]._activate_lang("ru_RU")

    def changes(self):
        firm, office = self.firm, self.office
        return (
            (firm, {"name": "Another d.o.o."}),
            (firm, {"email": "mine@example.com"}),
            (firm, {"vat": "RS1234567"}),
            (firm, {"company_registry": "7"}),
            (firm, {"street": "2 Street"}),
            (firm, {"country_id": self.kz.id}),
            (firm, {"customs_native_name": "Друго"}),
            (firm, {"lang": "ru_RU"}),
            (office, {"lang": "ru_RU"}),
            (office, {"email": "mine@example.com"}),
            (firm, {"child_ids": [Command.update(office.id, {"email": "mine@example.com"})]}),
        )

    def test_refused(self):
        """CU-A: neither another authority nor who keeps the contact book says where a firm is reached."""
        for user in (self.foreign_officer, self.foreign_supervisor, self.manager):
            for partner, vals in self.changes():
                with (
                    self.subTest(user=user.login, vals=vals),
                    patch.object(self.env.transaction, "default_env", self.env(user=user.id, su=False)),
                    self.refused(self.WHO),
                ):
                    partner.with_user(user).write(vals)
            with self.refused(self.WHO):  # a new contact brings the number of its firm along
                self.env["res.partner"].with_user(user).create(
                    {"name": "New", "parent_id": self.firm.id, "vat": "RS7654321"}
                )
            for partner in (self.firm, self.office):
                partner.with_user(user).write({"phone": "1", "comment": "x", "email": partner.email})
            self.office.with_user(user).name = f"Office of {user.login}"

    def test_let(self):
        """CU-A: who runs a case with the firm, the firm itself and an administrator of the users may."""
        for user in (self.officer, self.supervisor, self.user_manager):
            for partner, vals in self.changes():
                with self.subTest(user=user.login, vals=vals):
                    partner.with_user(user).write(vals)
        self.firm.with_user(self.contact).sudo().email = "ours@example.com"
        self.assertEqual(self.firm.email, "ours@example.com")
        self.contact.customs_invited_for_id = False  # nobody let it in for the firm
        with self.refused(self.WHO):
            self.firm.with_user(self.contact).sudo().email = "mine@example.com"

    def test_no_case(self):
        """R5: a firm to which nothing went is kept as ever; so is one whose task is a draft."""
        draft = self.person("Draft d.o.o.")
        self.task(self.case, ask=False, person_id=draft.id)
        for partner in (self.shop, draft):
            for user in (self.manager, self.foreign_officer):
                partner.with_user(user).write(
                    {"name": f"By {user.login}", "email": "x@example.com", "vat": "1"}
                )

    def test_letter(self):
        """CU-A: a letter that went to a firm counts like a task."""
        firm = self.person("Lettered d.o.o.")
        firm.with_user(self.manager).email = "first@example.com"
        document = (
            self.env["customs.document"]
            ._behind_the_door()
            .create(
                {
                    "name": "L-1",
                    "direction": "out",
                    "kind": "letter",
                    "res_model": self.case._name,
                    "res_id": self.case.id,
                    "addressee_id": firm.id,
                }
            )
        )
        self.env["customs.service"]._behind_the_door().create(
            {"document_id": document.id, "addressee_id": firm.id, "channel": "email", "sent_on": self.today}
        )
        with self.refused(self.WHO):
            firm.with_user(self.manager).email = "mine@example.com"

    def test_queries(self):
        """Design, Scale: what says nothing of where a firm is reached asks nothing more than Odoo does."""
        asked = patch.object(
            self.registry["res.partner"], "_authorities_that_wrote", side_effect=AssertionError
        )
        with asked:
            for partner in (self.firm, self.shop):
                partner.with_user(self.manager).write(
                    {"phone": "5", "name": partner.name, "email": partner.email}
                )
        with patch.object(self.registry["res.partner"], "_refuse_other_firm", side_effect=AssertionError):
            self.firm.with_user(self.manager).write({"phone": "6", "ref": "x", "website": "x.example"})


@tagged("post_install", "-at_install")
class TestContactBook(ContactsCase):
    """The contact book of the house goes on as without customs (reliability)."""

    def test_keeper_of_contacts(self):
        """Who keeps the contacts moves, archives and merges those whom no case concerns."""
        manager, shop = self.manager, self.shop.with_user(self.manager)
        customer = self.customer.partner_id.with_user(manager)
        customer.parent_id = self.stranger.partner_id.parent_id
        customer.parent_id = shop
        customer.email = "shop@example.com"
        customer.email = "other@example.com"
        shop.is_company = False
        shop.is_company = True
        lone = self.person("Lone").with_user(manager)
        lone.active = False
        lone.active = True
        twin = self.person("Lone", email=lone.email)
        merge = self.env["base.partner.merge.automatic.wizard"].with_user(manager)
        merge.create(
            {"partner_ids": [Command.set((lone | twin).ids)], "dst_partner_id": lone.id}
        ).action_merge()
        self.assertFalse(twin.exists())
        lone.unlink()
        new = (
            self.env["res.partner"]
            .with_user(manager)
            .create({"name": "New", "email": "new@shop.example", "parent_id": shop.id})
        )
        wizard = self.env["portal.wizard"].with_user(manager).create({"partner_ids": [Command.set(new.ids)]})
        wizard.user_ids.action_grant_access()
        self.assertTrue(new.user_ids._is_portal())
        wizard.user_ids.action_revoke_access()

    def test_salesperson(self):
        """R5: a keeper of contacts changes the address of a customer who has nothing to do with customs."""
        self.customer.partner_id.email = "old@shop.example"
        self.customer.partner_id.with_user(self.manager).email = "new@shop.example"
        self.assertEqual(self.customer.partner_id.email, "new@shop.example")
        self.contact.partner_id.email = "old@firm.example"
        with self.refused("log in on the portal"):
            self.contact.partner_id.with_user(self.manager).email = "mine@example.com"
        with self.refused("log in on the portal"):
            self.customer.partner_id.with_user(self.officer).email = "mine@example.com"

    def test_other_fields(self):
        """Name, address and telephone are kept as before, also by a form that saves all of it."""
        for user in (self.officer, self.manager):
            contact = self.contact.partner_id.with_user(user)
            contact.write({"name": "Renamed", "phone": "1", "parent_id": self.firm.id, "is_company": False})
            contact.write({"active": True, "type": "contact"})
            self.firm.with_user(user).write({"is_company": True, "phone": "2", "name": self.firm.name})
            self.assertEqual((contact.name, contact.phone, self.firm.phone), ("Renamed", "1", "2"))
            self.env.cr.execute("UPDATE res_partner SET name = 'Before' WHERE id = %s", [contact.id])
            self.env.invalidate_all()
        employee = (
            self.env["res.partner"]
            .with_user(self.officer)
            .create({"name": "Employee", "parent_id": self.firm.id})
        )
        self.assertEqual(employee.parent_id, self.firm)

    def test_accounts_are_renamed(self):
        """An officer renames a contact with a bank account, which has the new name as Odoo gives it."""
        shop = self.shop
        accounts = self.env["res.partner.bank"].create(
            [
                {"acc_number": "RS1", "partner_id": shop.id},
                {"acc_number": "RS2", "partner_id": shop.id, "acc_holder_name": "Another"},
            ]
        )
        for user in (self.officer, self.manager):
            shop.with_user(user).name = f"Renamed by {user.login}\nd.o.o."
            self.assertEqual(accounts.mapped("acc_holder_name"), [shop.name, "Another"])
            self.assertNotIn("\n", shop.name)

    def test_officer_enters_a_firm(self):
        """An officer enters the persons of a case: what was typed first is a contact, and then a company."""
        firm = self.env["res.partner"].browse(
            self.env["res.partner"].with_user(self.officer).name_create("New Producer d.o.o.")[0]
        )
        self.visit(person=firm)
        firm.with_user(self.officer).is_company = True
        firm.with_user(self.officer_2).is_company = False
        with self.refused(HANGS):
            firm.with_user(self.foreign_officer).is_company = True
        self.sent_visit(person=firm)
        self.portal_contact(firm)
        with self.refused(HANGS):
            firm.with_user(self.officer).is_company = True

    def test_administrator_of_users(self):
        """An administrator of the users moves whom it must, and the contact notes it."""
        contact = self.contact.partner_id
        contact.with_user(self.user_manager).parent_id = self.shop
        self.assertFalse(self.seen(self.contact))
        self.assertIn("Mail Producer", contact.message_ids[0].body)
        contact.with_user(self.user_manager).parent_id = self.firm
        self.assertEqual(self.seen(self.contact), self.asked)

    def test_closing_the_own_account(self):
        """Whoever logs in for a firm may leave by the own account."""
        self.contact.with_user(self.contact).sudo()._deactivate_portal_user()
        self.assertFalse(self.contact.active)


@tagged("post_install", "-at_install")
class TestWhomAnAuthorityInvites(ContactsCase):
    """Behind an invitation for a firm stand two people of an authority that has a case with it (CU-A)."""

    def test_own_draft(self):
        """CU-A: a draft that names a firm invites nobody for it."""
        draft = self.visit(person=self.firm)
        with self.refused("You can invite persons once the request is approved"):
            self.invite("mine@example.com", case=draft)
        with patch.multiple(
            type(self),
            importing=self.other_importing,
            officer=self.foreign_officer,
            supervisor=self.foreign_supervisor,
        ):
            foreign = self.visit(person=self.firm)
        with self.refused("You can invite persons once the request is approved"):
            self.invite("mine@example.com", case=foreign, user=self.foreign_officer)
        self.assertFalse(self.invitations("mine@example.com"))

    def test_somebody_else_in_an_own_case(self):
        """CU-A: a firm that only a task names is invited by a supervisor, and once it was asked."""
        importer = self.person("Importer", self.kz)
        draft = self.task(self.case, ask=False, person_id=importer.id)
        for user in (self.officer, self.supervisor):
            with self.refused("Ask first, then invite"):
                self.invite(person=importer, user=user)
        draft.action_ask()
        with self.assertRaises(AccessError):
            self.invite(person=importer)
        self.assertEqual(self.invite(person=importer, user=self.supervisor).commercial_partner_id, importer)

    def test_exporter_of_a_documentary_verification(self):
        """CU-A: whom the approved request names is invited by the officer."""
        proof = self.proof()
        request = self.documentary(proof)
        contact = self.invite(case=request, person=proof.exporter_id)
        self.assertEqual(contact.commercial_partner_id, proof.exporter_id)
