"""Names that Odoo finds as superuser: in forms of messages and activities, and beside references to them."""

from contextlib import suppress

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common.access_table import ROLES
from ..common.attack_world import SecretsCase


@tagged("post_install", "-at_install")
class TestNames(SecretsCase):
    def _records(self):
        """Return a record of each model that has secrets."""
        return {
            secret.model: secret.res_id
            for secret in self.secrets.given.values()
            if secret.letter == "b" and secret.model.startswith(("customs.", "res."))
        }

    def _named(self, role, model, values, name):
        """Return what a form that is not saved tells, or that it was refused."""
        records = self.env(user=self.users[role], su=False)[model]
        self.env.flush_all()
        self.env.invalidate_all()
        spec = {name: {}, "display_name": {}}
        try:
            return repr(records.onchange(values, list(values), spec))
        except AccessError as refusal:
            return str(refusal)

    def test_in_forms(self):
        """CU-A: a form of a message or an activity names no record that its user may not read."""
        roles = [role for role in ROLES if role not in ("public", "other_officer", "other_supervisor")]
        records = self._records()
        self.assertGreater(len(records), 5)
        for model, number in records.items():
            model_id = self.env["ir.model"]._get_id(model)
            for role in roles:
                forms = [("mail.message", {"model": model, "res_id": number}, "record_name")]
                if self.users[role]._is_internal():
                    forms.append(("mail.activity", {"res_model": model, "res_id": number}, "res_name"))
                    forms.append(("mail.activity", {"res_model_id": model_id, "res_id": number}, "res_name"))
                for form, values, name in forms:
                    with self.subTest(role=role, form=form, about=model):
                        self.assertFalse(self.told(role, self._named(role, form, values, name)))

    def test_files_in_forms(self):
        """CU-A: no form of any model names a file or a message that its user may not read."""
        visit = self.foreign["customs.verification.visit", "sent"]
        message = self.env["mail.message"].search(
            [("model", "=", visit._name), ("res_id", "=", visit.id), ("attachment_ids", "!=", False)], limit=1
        )
        file = message.attachment_ids
        self.assertEqual(len(file), 1)
        forms = (
            ("ir.attachment", {"original_id": file.id}, "original_id"),
            ("mail.message", {"parent_id": message.id}, "parent_id"),
            ("mail.message", {"attachment_ids": [[4, file.id]]}, "attachment_ids"),
        )
        for role in ("officer", "asked_officer", "employee", "person", "stranger"):
            for model, values, name in forms:
                records = self.env(user=self.users[role], su=False)[model]
                self.env.flush_all()
                self.env.invalidate_all()
                with (
                    self.subTest(role=role, form=model, field=name),
                    self.assertRaises(AccessError) as caught,
                ):
                    records.onchange(values, [], {name: {"fields": {"display_name": {}}}})
                self.assertFalse(self.told(role, str(caught.exception)))

    def test_own_are_named(self):
        """A form still names what its user may read."""
        visit = self.own["customs.verification.visit", "sent"]
        for form, field, name in (
            ("mail.message", "model", "record_name"),
            ("mail.activity", "res_model", "res_name"),
        ):
            told = self._named("officer", form, {field: visit._name, "res_id": visit.id}, name)
            self.assertIn(visit.display_name, told)

    def test_of_a_task(self):
        """CU-A: the form of a task names no case of another authority, by values or by defaults."""
        visit = self.foreign["customs.verification.visit", "sent"]
        values = {"res_model": visit._name, "res_id": visit.id}
        tasks = self.env["customs.task"].with_user(self.officer)
        defaults = {f"default_{name}": value for name, value in values.items()}
        for records, given in ((tasks, values), (tasks.with_context(**defaults), {})):
            with self.assertRaises(AccessError) as caught:
                records.onchange(given, list(given), {"case_name": {}, "display_name": {}})
            self.assertFalse(self.told("officer", str(caught.exception)))

    def test_beside_references(self):
        """CU-A: what refers to a message does not tell its subject: notifications, answers, former values."""
        for role in ROLES:
            for model, name in (
                ("mail.notification", "mail_mail_id"),
                ("mail.notification", "mail_message_id"),
                ("mail.message", "parent_id"),
                ("mail.tracking.value", "mail_message_id"),
            ):
                records = self.env(user=self.users[role], su=False)[model]
                if not records.has_access("read"):
                    continue
                self.env.invalidate_all()
                rows = repr(records.search_read([], [name]))
                groups = repr(records.formatted_read_group([], [name], ["__count"]))
                with self.subTest(role=role, field=f"{model}.{name}"):
                    self.assertFalse(self.told(role, rows, groups))

    def test_by_the_path_of_an_export(self):
        """CU-A: no export reads, by the path to it, a message or an activity that its user may not read."""
        for role in ROLES:
            for model, path in (
                ("mail.notification", "mail_message_id/body"),
                ("mail.notification", "mail_message_id/subject"),
                ("mail.notification", "mail_message_id/attachment_ids/name"),
                ("mail.tracking.value", "mail_message_id/body"),
                ("mail.message", "parent_id/body"),
                ("res.partner", "activity_ids/summary"),
                ("res.partner", "message_ids/body"),
                ("res.partner", "message_ids/attachment_ids/raw"),
            ):
                records = self.env(user=self.users[role], su=False)[model]
                if not records.has_access("read"):
                    continue
                self.env.invalidate_all()
                told = []
                for number in self.env[model].sudo().search([], order="id desc", limit=60).ids:
                    with suppress(AccessError):
                        told.append(repr(records.browse(number).export_data([path])))
                with self.subTest(role=role, path=f"{model}: {path}"):
                    self.assertFalse(self.told(role, *told))
