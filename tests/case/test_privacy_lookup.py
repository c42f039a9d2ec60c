"""Odoo's tools for administrators act as superuser: on records of this addon as their user alone (CU-A)."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common.access import AccessCase


@tagged("post_install", "-at_install")
class TestPrivacyLookup(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = new_test_user(cls.env, login="test_system", groups="base.group_system")
        cls.env.flush_all()

    def line(self, record):
        lines = self.env["privacy.lookup.wizard.line"].with_user(self.system)
        model = self.env["ir.model"]._get_id(record._name)
        values = {"res_model_id": model, "res_id": record.id, "is_active": True}
        if record._name.startswith("customs."):
            with self.assertRaises(AccessError):
                lines.create(values)
        return lines.sudo().create(values).sudo(False)

    def test_by_number(self):
        """CU-A: an administrator of the system has no record of a case named, archived or deleted so."""
        tried = 0
        for record in self.own.values():
            if not record._auto or record.is_transient() or record.with_user(self.system).has_access("read"):
                continue
            line = self.line(record)
            with self.subTest(record=record):
                self.assertFalse(line.res_name)
                for act in (line.action_unlink, line.action_unlink_all, line._onchange_is_active):
                    with self.assertRaises(AccessError):
                        act()
                tried += 1
        self.assertGreater(tried, 20)

    def test_files_and_messages(self):
        """CU-A: nor a file or a message of a case."""
        case = self.own["customs.verification.visit"]
        message = case.with_user(self.officer).message_post(body="A", subject="A")  # pylint: disable=translation-required
        file = self.env["ir.attachment"].search(
            [("res_model", "=like", "customs.%"), ("res_field", "!=", False)], limit=1
        )
        for record in (message, file):
            line = self.line(record)
            with self.subTest(record=record):
                self.assertFalse(line.res_name)
                with self.assertRaises(AccessError):
                    line.action_unlink()

    def test_lookup(self):
        """The search itself works, and finds contacts, no records of cases."""
        contact = self.own_people["contact"].partner_id
        contact.email = "looked-up@example.com"
        wizard = self.env["privacy.lookup.wizard"].with_user(self.system)
        wizard = wizard.create({"name": contact.name, "email": contact.email})
        wizard.action_lookup()
        found = wizard.line_ids.mapped("res_model")
        self.assertIn("res.partner", found)
        self.assertFalse([name for name in found if name.startswith("customs.")])
