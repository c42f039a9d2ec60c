"""Access ends when its reason ends: in the next search, in the same process, without a restart (CU-A, IT9).

Odoo keeps the evaluated record rules of a user (``ir.rule._compute_domain``), with the ids that they named.
"""

from unittest.mock import patch

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from ..common.cases import CustomsCase

PROOF = "customs.origin.proof"


class ChangesCase(CustomsCase):
    def told_others(self):
        """Tell whether the other processes will be told, and forget it for the next question."""
        told = "default" in self.registry.cache_invalidated
        self.registry.cache_invalidated.clear()
        return told


@tagged("post_install", "-at_install")
class TestWhoServesAnAuthority(ChangesCase):
    """CU-A: an officer sees the cases of the authorities that are served now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificate = cls.proof()

    def setUp(self):
        super().setUp()
        self.assertTrue(self.seen())
        self.told_others()

    def seen(self, user=None):
        """Tell whether the user finds the proof."""
        proofs = self.env[PROOF].with_user(user or self.officer)
        return bool(proofs.search([("id", "=", self.certificate.id)]))

    def test_taken_off_at_the_user(self):
        """IT9: an authority taken from the user's list is closed to the user at once."""
        self.officer.customs_authority_ids = [Command.unlink(self.importing.id)]
        self.assertFalse(self.seen())

    def test_taken_off_at_the_authority(self):
        """IT9: a user taken from the authority's list is shut out at once."""
        self.importing.user_ids = [Command.unlink(self.officer.id)]
        self.assertFalse(self.seen())
        self.assertTrue(self.seen(self.officer_2), "only who was taken off is shut out")

    def test_taken_off_in_the_form(self):
        """IT9: the same through the form of the authority, by the administrator."""
        with Form(self.importing.with_user(self.administrator)) as form:
            form.user_ids.remove(self.officer.id)
        self.assertFalse(self.seen())

    def test_list_replaced(self):
        """IT9: the same when the whole list is replaced by another."""
        self.officer.customs_authority_ids = self.other_importing
        self.assertFalse(self.seen())

    def test_added(self):
        """CU-A: who begins to serve an authority need not wait: at the user, at the authority."""
        self.assertFalse(self.seen(self.foreign_officer))
        self.foreign_officer.customs_authority_ids |= self.importing
        self.assertTrue(self.seen(self.foreign_officer))
        self.assertFalse(self.seen(self.foreign_supervisor))
        self.importing.user_ids |= self.foreign_supervisor
        self.assertTrue(self.seen(self.foreign_supervisor))

    def test_authority_archived(self):
        """CU-A: nobody serves an authority that is archived; again when it is taken back."""
        self.importing.active = False
        self.assertFalse(self.seen())
        self.importing.active = True
        self.assertTrue(self.seen())

    def test_new_authority_with_its_users(self):
        """CU-A: a new authority that is created with its users is open to them at once."""
        central = self.importing.with_user(self.administrator).create(
            {
                "name": "Test Central Authority",
                "code": "T-KZ-C",
                "country_id": self.kz.id,
                "is_customs_authority": True,
                "user_ids": [Command.link(self.officer.id)],
            }
        )
        self.assertTrue(self.told_others())
        proof = self.proof(importing_authority_id=central.id)
        self.assertTrue(self.env[PROOF].with_user(self.officer).search([("id", "=", proof.id)]))

    def test_authority_deleted(self):
        """IT9: with an authority that is deleted, its users' rules are forgotten."""
        central = self.importing.copy({"code": "T-KZ-C", "user_ids": [Command.link(self.officer.id)]})
        self.told_others()
        central.unlink()
        self.assertTrue(self.told_others())

    def test_new_user(self):
        """CU-A: a new user sees what the authority sees from the first search on."""
        user = new_test_user(
            self.env,
            login="test_officer_3",
            groups="base.group_user,customs_verification.group_officer",
            customs_authority_ids=[Command.link(self.importing.id)],
        )
        self.assertTrue(self.seen(user))

    def test_other_processes(self):
        """IT9: every worker is told, whichever side was changed."""
        self.officer.customs_authority_ids = False
        self.assertTrue(self.told_others())
        self.importing.user_ids = [Command.unlink(self.officer_2.id)]
        self.assertTrue(self.told_others())

    def test_nothing_forgotten_in_vain(self):
        """Nobody's rules are evaluated anew because an authority moved to another street."""
        self.importing.write({"street": "2 Test Street", "phone": "1"})
        self.officer.name = "Renamed"
        self.assertFalse(self.told_others())

    def test_who_searched_meanwhile(self):
        """IT9: what somebody else's thread kept between the change and its commit is forgotten as well."""
        self.officer.customs_authority_ids = False
        self.told_others()
        self.env.cr.postcommit.run()
        self.assertTrue(self.told_others())


@tagged("post_install", "-at_install")
class TestWhoWorksForAFirm(ChangesCase):
    """CU-A: a contact sees what its company may see, as long as it is a contact of the company.

    Odoo's own rule for contacts names the company of the portal user, as the rules of cases do.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.person("Test Group")
        cls.firm = cls.person("Test Firm", parent_id=cls.group.id)
        cls.branch = cls.person("Test Branch", parent_id=cls.firm.id, is_company=False)
        cls.rival = cls.person("Test Rival")
        cls.user = new_test_user(cls.env, login="test_contact", groups="base.group_portal", name="Contact")
        cls.manager = new_test_user(
            cls.env, login="test_manager", groups="base.group_user,base.group_partner_manager"
        )
        cls.contact = cls.user.partner_id
        cls.contact.parent_id = cls.branch

    def setUp(self):
        super().setUp()
        self.assertEqual((self.seen(self.firm), self.seen(self.rival)), (True, False))
        self.told_others()

    def seen(self, partner):
        return bool(self.env["res.partner"].with_user(self.user).search([("id", "=", partner.id)]))

    def test_moves_to_another_company(self):
        """CU-A: who leaves for a rival sees the rival's records and the former company's no more."""
        self.contact.parent_id = self.rival
        self.assertEqual((self.seen(self.firm), self.seen(self.rival)), (False, True))

    def test_moves_at_the_user(self):
        """CU-A: the same where the company is changed in the form of the user."""
        self.user.write({"parent_id": self.rival.id})
        self.assertFalse(self.seen(self.firm))

    def test_moves_at_the_company(self):
        """CU-A: the same where the contact is put on the rival's list, or on a new company's."""
        self.rival.child_ids = [Command.link(self.contact.id)]
        self.assertFalse(self.seen(self.firm))
        new = self.env["res.partner"].create(
            {"name": "Test New", "is_company": True, "child_ids": [Command.link(self.contact.id)]}
        )
        self.assertEqual((self.seen(self.rival), self.seen(new)), (False, True))

    def test_leaves(self):
        """CU-A: who belongs to no company any more sees nothing of the former one."""
        self.contact.parent_id = False
        self.assertFalse(self.seen(self.firm))

    def test_branch_moves(self):
        """CU-A: contacts go with the branch that they belong to."""
        self.branch.parent_id = self.rival
        self.assertEqual((self.seen(self.firm), self.seen(self.rival)), (False, True))

    def test_becomes_a_company(self):
        """CU-A: a branch that becomes a company takes its contacts with it, and brings them back."""
        self.branch.is_company = True
        self.assertEqual((self.seen(self.firm), self.seen(self.branch)), (False, True))
        self.branch.is_company = False
        self.assertTrue(self.seen(self.firm))
        self.firm.is_company = False
        self.assertTrue(self.seen(self.group))

    def test_becomes_a_company_by_an_officer(self):
        """CU-A: the same by a person for whom Odoo writes this field in another way."""
        self.branch.with_user(self.manager).is_company = True
        self.assertFalse(self.seen(self.firm))

    def test_another_contact(self):
        """CU-A: a login that is given to another contact is given its company, too."""
        self.user.partner_id = self.person("Test Successor", parent_id=self.rival.id, is_company=False)
        self.assertEqual((self.seen(self.firm), self.seen(self.rival)), (False, True))

    def test_archived(self):
        """IT9: a login that is archived is forgotten at once, by Odoo itself."""
        self.user.active = False
        self.assertTrue(self.told_others())

    def test_company_deleted(self):
        """IT9: the contacts of a company that is deleted are nobody else's."""
        self.branch.parent_id = self.rival
        self.assertTrue(self.seen(self.rival))
        self.rival.unlink()
        self.assertEqual(self.contact.commercial_partner_id, self.branch)
        self.assertEqual((self.seen(self.firm), self.seen(self.branch)), (False, True))

    def test_merged(self):
        """CU-A: a contact merged into one of another company, by Odoo's wizard, sees that company alone."""
        twin = self.person("Contact", parent_id=self.rival.id, is_company=False)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge([self.contact.id, twin.id], twin)
        self.assertEqual(self.user.partner_id, twin)
        self.assertEqual((self.seen(self.firm), self.seen(self.rival)), (False, True))

    def test_nothing_forgotten_in_vain(self):
        """Contacts move by the thousand: nobody's rules are evaluated anew for them, with a login or without.

        Each worker keeps them by the company for which the user stands, so none of them need be told.
        """
        lone = self.person("Test Lone")
        lone.parent_id = self.rival
        lone.is_company = False
        lone.active = False
        self.contact.write({"phone": "1", "street": "1 Test Street"})
        self.firm.name = "Test Firm, renamed"
        self.contact.parent_id = self.rival
        self.branch.is_company = True
        self.person("Test Gone", child_ids=[Command.link(self.contact.id)]).unlink()
        self.assertFalse(self.told_others())

    def test_kept_by_another_worker(self):
        """CU-A: what a worker kept of the rules before a move is not asked after it, whoever wrote it."""
        self.assertTrue(self.seen(self.firm))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET parent_id = %s, commercial_partner_id = %s WHERE id = %s",
            (self.rival.id, self.rival.id, self.contact.id),
        )
        self.env.invalidate_all(flush=False)
        self.assertEqual((self.seen(self.firm), self.seen(self.rival)), (False, True))

    def test_cost(self):
        """A contact without goods costs one query more than in an Odoo without customs, and one update."""
        partners = self.env["res.partner"].create([{"name": f"Test {number}"} for number in range(20)])

        def cost(firm):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            for partner in partners:
                partner.parent_id = firm
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        with patch.object(type(partners), "_move_goods", lambda self: None):
            cost(self.firm)  # warm
            without = cost(self.group)
        self.assertLessEqual(cost(self.firm), without + 2 * len(partners))

    def test_cost_for_a_salesperson(self):
        """Moving a contact by hand costs four queries more: two for who may, one for goods, one update."""
        user = new_test_user(
            self.env, login="salesperson", groups="base.group_user,base.group_partner_manager"
        )
        partners = self.env["res.partner"].with_user(user).create([{"name": f"Test {n}"} for n in range(20)])
        model = type(partners)

        def cost(name, value):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for partner in partners:
                partner[name] = value
            self.env.flush_all()
            return (self.env.cr.sql_log_count - before) / len(partners)

        def plain(self, vals, write):
            return write(vals)

        values = {"parent_id": (self.firm.id, self.group.id), "is_company": (True, False)}
        for name, (one, other) in values.items():
            cost(name, other)  # warm
            with (
                patch.object(model, "_move_goods", lambda self: None),
                patch.object(model, "_write_standing_of", plain),
            ):
                without = cost(name, one)
            cost(name, other)
            self.assertLessEqual(cost(name, one), without + 4.5)


@tagged("post_install", "-at_install")
class TestFollowers(CustomsCase):
    """Who follows a case is no business of another authority (CU-A)."""

    def test_followers(self):
        """CU-A: followers of a case are seen by those who serve its authority, and by themselves."""
        visit = self.visit()
        visit.message_subscribe(self.supervisor.partner_id.ids)
        followers = self.env["mail.followers"]
        domain = [("res_model", "=", visit._name), ("res_id", "=", visit.id)]
        self.assertTrue(followers.with_user(self.officer).search(domain))
        employee = new_test_user(self.env, login="plain_employee", groups="base.group_user")
        for user in (self.foreign_officer, self.administrator, employee):
            self.assertFalse(followers.with_user(user).search(domain), user.login)
        partner = self.person("Followed")
        partner.message_subscribe(self.person("Follower").ids)
        of_partner = [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        self.assertTrue(followers.with_user(employee).search(of_partner))
