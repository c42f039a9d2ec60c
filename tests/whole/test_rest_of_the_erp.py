"""The rest of the ERP works as it did: an employee without a role does what plain Odoo lets one do (CU-A)."""

# pylint: disable=translation-required  # what a test writes is not translated

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common.cases import CustomsCase

TODO = "mail.mail_activity_data_todo"
DOT = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestRestOfTheErp(CustomsCase):
    """Each way by which an employee uses Odoo's own models on a contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = new_test_user(
            cls.env,
            login="keeper_of_contacts",
            groups="base.group_user,base.group_partner_manager",
            email="keeper@example.com",
        )
        cls.colleague = new_test_user(
            cls.env, login="colleague", groups="base.group_user", email="c@example.com"
        )
        cls.plain = cls.env["res.partner"].create({"name": "Supplier", "email": "supplier@example.com"})
        cls.contact = cls.plain.with_user(cls.employee)
        cls.of_contact = {"model": "res.partner", "res_id": cls.plain.id}

    def as_employee(self, model):
        return self.env[model].with_user(self.employee)

    def activity_values(self, **values):
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.plain.id,
            "user_id": self.employee.id,
            "summary": "Call",
            **values,
        }

    def test_activities(self):
        """CU-A: activities are created, changed, handed on and done, by each of Odoo's ways."""
        activities = self.as_employee("mail.activity")
        created = activities.create(self.activity_values())
        saved = activities.browse().web_save(
            {"res_model": "res.partner", **self.activity_values()}, {"summary": {}, "res_name": {}}
        )
        scheduled = self.contact.activity_schedule(TODO, summary="Visit", user_id=self.colleague.id)
        wizard = self.as_employee("mail.activity.schedule").create(
            {
                "res_model": "res.partner",
                "res_ids": str(self.plain.ids),
                "activity_type_id": self.env.ref(TODO).id,
                "activity_user_id": self.employee.id,
                "summary": "Write",
            }
        )
        wizard.action_schedule_activities()
        free = activities.create({"summary": "Own", "user_id": self.employee.id})
        self.assertEqual(saved[0]["res_name"], "Supplier")
        self.assertEqual(len(self.contact.activity_ids), 4)
        created.write({"summary": "Call again", "user_id": self.colleague.id})
        free.write({"res_model_id": self.activity_values()["res_model_id"], "res_id": self.plain.id})
        self.assertEqual(free.res_name, "Supplier")
        scheduled.action_feedback(feedback="Done")
        free.unlink()

    def test_forms_of_activities(self):
        """CU-A: nor is a form refused that names no deadline."""
        form = {"customs_deadline_id": False, "attachment_ids": [], **self.activity_values()}
        spec = {"summary": {}, "customs_deadline_id": {}, "attachment_ids": {}}
        self.assertTrue(self.as_employee("mail.activity").onchange(form, [], spec))
        created = self.as_employee("mail.activity").create(
            {"customs_deadline_id": False, **self.activity_values()}
        )
        self.assertTrue(created.onchange({"customs_deadline_id": False}, ["customs_deadline_id"], spec))

    def test_messages(self):
        """CU-A: messages with mails, files and answers, and their changes."""
        file = self.as_employee("ir.attachment").create(
            {"name": "a.txt", "raw": b"a", "res_model": "mail.compose.message", "res_id": 0}
        )
        message = self.contact.message_post(
            body="Hello",
            partner_ids=(self.colleague.partner_id | self.plain).ids,
            attachment_ids=file.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(file.res_id, self.plain.id)
        self.contact.message_post(body="Answer", parent_id=message.id, message_type="comment")
        self.contact._message_update_content(message, body="Hello!")
        self.assertTrue(self.as_employee("mail.message").create({**self.of_contact, "body": "Note"}))
        message.unlink()
        composer = self.as_employee("mail.compose.message").create(
            {"model": "res.partner", "res_ids": str(self.plain.ids), "subject": "Offer", "body": "Text"}
        )
        composer.action_send_mail()

    def test_followers(self):
        """CU-A: followers come and go."""
        self.contact.message_subscribe(self.colleague.partner_id.ids)
        self.assertIn(self.colleague.partner_id, self.contact.message_partner_ids)
        self.contact.message_unsubscribe(self.colleague.partner_id.ids)
        wizard = self.as_employee("mail.followers.edit").create(
            {
                "res_model": "res.partner",
                "res_ids": str(self.plain.ids),
                "operation": "add",
                "partner_ids": [Command.set(self.colleague.partner_id.ids)],
            }
        )
        wizard.edit_followers()
        self.assertIn(self.colleague.partner_id, self.contact.message_partner_ids)

    def test_attachments(self):
        """CU-A: files are added, renamed, moved and deleted."""
        files = self.as_employee("ir.attachment")
        file = files.create(
            {"name": "a.txt", "raw": b"a", "res_model": "res.partner", "res_id": self.plain.id}
        )
        file.write({"name": "b.txt", "raw": b"b"})
        other = self.plain.copy({"name": "Other"})
        file.write({"res_id": other.id})
        file.copy().unlink()
        file.unlink()
        self.contact.write({"image_1920": DOT})

    def test_scheduled_messages(self):
        """CU-A: a message is scheduled, changed and posted."""
        scheduled = self.as_employee("mail.scheduled.message").create(
            {
                **self.of_contact,
                "author_id": self.employee.partner_id.id,
                "body": "Later",
                "scheduled_date": fields.Datetime.now() + timedelta(days=1),
            }
        )
        scheduled.write({"body": "Much later"})
        scheduled.post_message()
        self.assertIn("Much later", str(self.contact.message_ids.mapped("body")))

    def test_queries_of_activities(self):
        """CU-A: to change or delete an activity elsewhere in the ERP takes no query more than in Odoo."""
        activities = self.as_employee("mail.activity").create(
            [{"summary": f"Call {number}", "user_id": self.employee.id} for number in range(5)]
        )
        for operation in ("write", "unlink"):
            for _turn in range(2):  # the first fills the caches of rules
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                activities.check_access(operation)
            with self.subTest(operation):
                self.assertEqual(self.env.cr.sql_log_count - before, 1)

    def test_templates(self):
        """CU-A: a template is written and used."""
        template = self.as_employee("mail.template").create(
            {
                "name": "Offer",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "Offer",
                "body_html": "<p>Hello</p>",
                "partner_to": str(self.plain.id),
            }
        )
        self.assertTrue(template.send_mail(self.plain.id))
        preview = self.as_employee("mail.template.preview").create(
            {"mail_template_id": template.id, "resource_ref": f"res.partner,{self.plain.id}"}
        )
        self.assertEqual(preview.subject, "Offer")
        template.unlink()

    def test_nothing_is_refused(self):
        """CU-A: to write or delete no record at all is refused to nobody whom Odoo does not refuse it."""
        people = (
            self.employee
            | self.colleague
            | self.portal_contact(self.person())
            | self.env.ref("base.public_user")
        )
        values = {
            "res.partner": (
                {"email": "x@example.com"},
                {"parent_id": False},
                {"active": False},
                {"name": "x"},
            ),
            "ir.attachment": ({"name": "x"}, {"public": True}),
            "mail.message": ({"body": "x"}, {"subject": "x"}),
            "mail.activity": ({"summary": "x"}, {"customs_deadline_id": False}),
            "mail.tracking.value": ({"old_value_char": "x"},),
            "mail.followers": ({"res_id": 1},),
            "mail.scheduled.message": ({"author_id": 1},),
        }
        wrong = []
        for user in people:
            for model, changes in values.items():
                if model == "ir.attachment" and user.share:  # Odoo refuses it itself
                    continue
                none = self.env[model].with_user(user).browse()
                for ask in [
                    none.unlink,
                    *(lambda vals=vals, none=none: none.write(dict(vals)) for vals in changes),
                ]:
                    try:
                        ask()
                    except AccessError as error:
                        wrong.append((user.login, model, str(error)[:100]))
        self.assertEqual(wrong, [])
