"""Contacts of two authorities, and what is done inside one request of a user and then taken back."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user

from odoo.addons.auth_signup.models.res_partner import SignupError

from .invitation import InvitationCase


class TakenBack(Exception):  # noqa: N818 - no error
    """What was done is taken back."""


class ContactsCase(InvitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asked = cls.task(cls.case)
        cls.shop = cls.person("Shop Customer d.o.o.")
        cls.customer = cls.portal_contact(cls.shop, "Customer")
        cls.stranger = cls.portal_contact(cls.person("Stranger d.o.o."), "Stranger")
        cls.manager = new_test_user(
            cls.env, login="contact_manager", groups="base.group_user,base.group_partner_manager"
        )
        cls.user_manager = new_test_user(
            cls.env,
            login="user_manager",
            groups="base.group_user,base.group_erp_manager,base.group_partner_manager",
        )
        cls.env.flush_all()

    def seen(self, user):
        return self.env["customs.task"].with_user(user).search([])

    @contextmanager
    def request_of(self, user):
        """What is done inside is done in a request of ``user``, and taken back.

        Commands for contacts, in the fields of others, Odoo runs as the user of the request.
        """
        self.env.invalidate_all()
        try:
            with (
                self.env.cr.savepoint(),
                patch.object(self.env.transaction, "default_env", self.env(user=user.id, su=False)),
            ):
                yield
                self.env.flush_all()
                raise TakenBack
        except (AccessError, UserError, RedirectWarning, SignupError, TakenBack):
            self.env.invalidate_all()

    def writers(self):
        return (
            self.officer,
            self.supervisor,
            self.foreign_officer,
            self.foreign_supervisor,
            self.administrator,
            self.manager,
        )
