"""The condition of an embedded action, which every employee may write, tells nothing (IT9, CU-A)."""

import base64

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common.cases import CustomsCase

SECRET = base64.b32encode(b"a secret of twenty b").decode()


@tagged("post_install", "-at_install")
class TestEmbeddedActions(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = new_test_user(cls.env, login="plain_employee", groups="base.group_user")
        cls.action = cls.env["ir.actions.act_window"].create({"name": "Contacts", "res_model": "res.partner"})
        cls.supervisor.totp_secret = SECRET
        cls.env.flush_all()

    def action_of(self, user, model, domain, **values):
        values = {"name": "x", "parent_res_model": model, "domain": domain, **values}
        number = {"parent_action_id": self.action.id, "action_id": self.action.id}
        return self.env["ir.embedded.actions"].with_user(user).create(number | values)

    def told(self, user, record, domain):
        """Return whether the action with this condition is shown to the user on the record."""
        action = self.action_of(user, record._name, domain)
        self.env.invalidate_all()
        return action.with_context(active_id=record.id).read(["is_visible"])[0]["is_visible"]

    def test_second_factor(self):
        """IT9: an employee does not learn the second factor of anybody from the conditions of an action."""
        contact = self.supervisor.partner_id
        for path in ("user_ids.totp_secret", "user_ids.customs_invited_for_id"):
            for operator, value in (
                (">=", "A"),
                ("!=", False),
                ("=", False),
                ("like", SECRET),
                ("like", "-"),
            ):
                with self.subTest(path=path, operator=operator, value=value):
                    for user in (self.employee, self.reader, self.officer):
                        self.assertFalse(self.told(user, contact, repr([(path, operator, value)])))
        own = repr([("user_ids", "any", [("totp_secret", "like", SECRET[:1])])])
        self.assertFalse(self.told(self.employee, contact, own))

    def test_in_python(self):
        """IT9: nor does whatever evaluates a condition in Python go past the groups of a field."""
        contact = self.supervisor.partner_id.with_user(self.employee)
        for domain in (
            [("user_ids.totp_secret", ">=", "A")],
            [("user_ids", "any", [("totp_secret", "!=", False)])],
            [("parent_id.child_ids.user_ids.totp_secret", "!=", False)],
            [("user_ids.customs_invited_for_id", "=", False)],
        ):
            with self.subTest(domain=domain):
                self.env.invalidate_all()
                try:
                    told = contact.filtered_domain(domain)
                except AccessError:
                    continue
                self.assertFalse(told)
        self.assertEqual(contact.filtered_domain([("user_ids.login", "=", self.supervisor.login)]), contact)

    def test_shown(self):
        """A condition that the user may ask is answered as before, and who it is for is kept to."""
        contact = self.supervisor.partner_id
        for domain, told in (
            ("[]", True),
            ("", True),
            (repr([("name", "=", contact.name)]), True),
            (repr([("name", "=", "Nobody")]), False),
            (repr([("user_ids.login", "=", self.supervisor.login)]), True),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(self.told(self.employee, contact, domain), told)
        for values, told in (
            ({"parent_res_id": contact.id}, True),
            ({"parent_res_id": self.officer.partner_id.id}, False),
            ({"user_id": self.employee.id}, True),
            ({"user_id": self.officer.id}, False),
            ({"groups_ids": self.env.ref("base.group_user").ids}, True),
            ({"groups_ids": self.env.ref("base.group_system").ids}, False),
            ({"python_method": "action_archive", "action_id": False}, True),
            ({"python_method": "no_such_method", "action_id": False}, False),
        ):
            with self.subTest(values=values):
                action = self.action_of(self.administrator, "res.partner", "[]", **values)
                action = action.with_user(self.employee).with_context(active_id=contact.id)
                self.assertEqual(action.is_visible, told)

    def test_malformed(self):
        """A condition that cannot be asked shows nothing, and does not close the screen to others."""
        contact = self.supervisor.partner_id
        for domain in (
            "[",
            "x",
            "7",
            "[('nofield', '=', 1)]",
            "[('id', '=', 'x')]",
            "[('name', 'x', 1)]",
            "[1]",
        ):
            with self.subTest(domain=domain):
                self.assertFalse(self.told(self.employee, contact, domain))
        self.assertFalse(self.action_of(self.employee, "no.model", "[]").with_context(active_id=1).is_visible)
        closed = self.action_of(self.env.user, "customs.task", "[]").with_user(self.employee)
        self.assertFalse(closed.with_context(active_id=1).is_visible)
        opened = self.action.with_user(self.employee).with_context(active_id=contact.id)
        self.assertTrue(opened._get_action_dict())
