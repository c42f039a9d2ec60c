"""Nobody speaks in a case in another's name, and what officers are going to say stays theirs (CU-A, IT9)."""

# pylint: disable=translation-required  # what a test writes is not translated

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common.access import VISIT, AccessCase

SECRET = "qqscheduled on the exporter"


@tagged("post_install", "-at_install")
class TestInAnothersName(AccessCase):
    """The history of a case says who said what, and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.own_people["contact"].partner_id

    def threads(self):
        """Return a record of each model of the addon on which its officers write messages."""
        return [
            record
            for record in self.own.values()
            if record._auto
            and not record.is_transient()
            and "message_ids" in record._fields
            and record.with_user(self.officer).has_access("write")
        ]

    def test_message_post(self):
        """CU-A: a message is posted by nobody but its author."""
        tried = 0
        for record in self.threads():
            thread = record.with_user(self.officer)
            for signed in (
                {"author_id": self.person.id},
                {"author_id": False, "email_from": "person@example.com"},
                {"author_id": self.supervisor.partner_id.id},
            ):
                with self.subTest(record=record, signed=signed), self.assertRaises(AccessError):
                    thread.message_post(body="I consent", **signed)
                tried += 1
            self.assertEqual(thread.message_post(body="My own words").author_id, self.officer.partner_id)
        self.assertGreater(tried, 20)

    def test_created(self):
        """CU-A, IT9: nor is it put in past that, as a mail that came, or of another day."""
        own = {
            "model": VISIT,
            "res_id": self.own[VISIT].id,
            "body": "I consent",
            "author_id": self.officer.partner_id.id,
            "message_type": "comment",
        }
        messages = self.env["mail.message"].with_user(self.officer)
        for other in (
            {"author_id": self.person.id},
            {"author_id": False, "email_from": "person@example.com"},
            {"message_type": "email"},
            {"date": "2020-01-02 00:00:00"},
            {"date": fields.Datetime.now() + timedelta(days=3)},
        ):
            with self.subTest(other=other), self.assertRaises(AccessError):
                messages.create({**own, **other})
        with self.assertRaises(AccessError):
            messages.with_context(default_message_type="email", default_date="2020-01-02 00:00:00").create(
                {name: value for name, value in own.items() if name != "message_type"}
            )
        self.assertTrue(messages.create(own))

    def test_former_values(self):
        """IT9: nobody invents what a field held before, nor an address from which a message came."""
        field = self.env["ir.model.fields"]._get(VISIT, "name").id
        value = {"field_id": field, "old_value_char": "before", "new_value_char": "after"}
        values = [fields.Command.create(value)]
        tried = 0
        for record in self.threads():
            own = {"model": record._name, "res_id": record.id, "body": "Mine"}
            messages = self.env["mail.message"].with_user(self.officer)
            for ask in (
                lambda record=record: record.with_user(self.officer).message_post(
                    body="Mine", tracking_value_ids=values
                ),
                lambda own=own, messages=messages: messages.create({**own, "tracking_value_ids": values}),
                lambda own=own, messages=messages: messages.with_context(customs_tracked=True).create(
                    {**own, "tracking_value_ids": values}
                ),
                lambda own=own, messages=messages: messages.create({**own, "email_from": "a@b.example"}),
            ):
                with self.subTest(record=record), self.assertRaises(AccessError):
                    ask()
                tried += 1
        self.assertGreater(tried, 20)

    def test_written(self):
        """CU-A, IT9: nor is a message signed otherwise later, or moved into a case."""
        draft = self.own[VISIT, "draft"].with_user(self.officer)
        message = draft.message_post(body="I consent", message_type="comment")
        for other in (
            {"author_id": self.person.id},
            {"message_type": "email"},
            {"date": "2020-01-02 00:00:00"},
        ):
            with self.subTest(other=other), self.assertRaises(AccessError):
                message.write(other)
        elsewhere = self.own_people["firm"].with_user(self.officer)
        signed = elsewhere.message_post(body="I consent", author_id=self.person.id, message_type="comment")
        with self.assertRaises(AccessError):
            signed.write({"model": VISIT, "res_id": draft.id})

    def test_on_contacts(self):
        """CU-A: nor does anybody sign a note on a contact as an officer, by name or by address."""
        firm = self.own_people["firm"]
        manager = self.users["employee"]
        manager.group_ids |= self.env.ref("base.group_partner_manager")
        officer = self.supervisor.partner_id
        old = "2020-01-02 00:00:00"
        for user in (manager, self.foreign_officer):
            thread, messages = firm.with_user(user), self.env["mail.message"].with_user(user)
            note = {"model": "res.partner", "res_id": firm.id, "body": "Forged", "message_type": "comment"}
            own = messages.create(note)
            for ask in (
                lambda thread=thread: thread.message_post(body="Forged", author_id=officer.id),
                lambda thread=thread: thread.message_post(body="Forged", email_from=self.supervisor.email),
                lambda messages=messages, note=note: messages.create(
                    note | {"author_id": officer.id, "date": old}
                ),
                lambda own=own: own.write({"author_id": officer.id}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    ask()
            customer = self.person.id
            self.assertTrue(thread.message_post(body="As plain Odoo", author_id=customer))
            self.assertTrue(messages.create(note | {"email_from": "shop@example.com", "date": old}))

    def test_closed_hides_nothing(self):
        """CU-A: what is scheduled on another's case changes no count of the own, whatever one asks."""
        later = fields.Datetime.now() + timedelta(days=1)
        for user, world in ((self.officer, self.own), (self.foreign_officer, self.foreign)):
            self.env["mail.scheduled.message"].with_user(user).create(
                {
                    "model": VISIT,
                    "res_id": world[VISIT].id,
                    "author_id": user.partner_id.id,
                    "subject": SECRET if user == self.foreign_officer else "Own",
                    "body": "Words",
                    "scheduled_date": later,
                }
            )
        scheduled = self.env["mail.scheduled.message"].with_user(self.officer)
        counts = {
            scheduled.search_count([("model", "=", VISIT), ("subject", "not ilike", word)])
            for word in (SECRET, "qqnever")
        }
        self.assertEqual(counts, {scheduled.search_count([("model", "=", VISIT)])})
        self.assertNotIn(0, counts)

    def test_scheduled(self):
        """CU-A: nor by a message that is posted later, neither scheduled, signed otherwise nor posted."""
        scheduled = self.env["mail.scheduled.message"].with_user(self.officer)
        later = {"body": "I consent", "scheduled_date": fields.Datetime.now() + timedelta(days=1)}
        tried = 0
        for record in self.threads():
            values = {**later, "model": record._name, "res_id": record.id}
            for author in self.person | self.supervisor.partner_id:
                with self.subTest(record=record, author=author), self.assertRaises(AccessError):
                    scheduled.create({**values, "author_id": author.id})
                message = scheduled.create({**values, "author_id": self.officer.partner_id.id})
                with self.subTest(record=record, author=author), self.assertRaises(AccessError):
                    message.write({"author_id": author.id})
                tried += 1
            message.sudo().author_id = self.person
            with self.assertRaises(AccessError):
                message.post_message()
        self.assertGreater(tried, 10)


@tagged("post_install", "-at_install")
class TestForwarded(AccessCase):
    """A form of another addon that names a message of others tells nothing of it (CU-A)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = [
            record.with_user(cls.officer).message_post(body=SECRET, subject=SECRET)
            for record in (cls.own[VISIT], cls.own["customs.task"], cls.own_people["firm"])
        ]
        cls.env.flush_all()

    def test_composer(self):
        """CU-A: no mail is begun from another's message, by a value, a default, or later."""
        composers = self.env["mail.compose.message"]
        for user in (self.foreign_officer, self.users["employee"], self.administrator):
            mine = composers.with_user(user)
            own = mine.create({"model": "res.partner", "res_ids": str(user.partner_id.ids)})
            for message in self.messages:
                named = {"parent_id": message.id}
                for ask in (
                    lambda mine=mine, named=named: mine.create(named),
                    lambda mine=mine, message=message: mine.with_context(default_parent_id=message.id).create(
                        {}
                    ),
                    lambda own=own, named=named: own.write(named),
                    lambda own=own, named=named: own.web_save(named, {"subject": {}}),
                ):
                    with self.subTest(user=user.login, message=message), self.assertRaises(AccessError):
                        ask()
        message = self.messages[0]
        self.assertEqual(
            composers.with_user(self.officer).create({"parent_id": message.id}).parent_id, message
        )

    def test_notification(self):
        """CU-A: nobody names a message of others in a notification, by which one would read it."""
        manager = new_test_user(
            self.env, login="user_manager", groups="base.group_user,base.group_erp_manager"
        )
        for user in (manager, self.administrator, self.foreign_officer):
            notifications = self.env["mail.notification"].with_user(user)
            mine = {"res_partner_id": user.partner_id.id, "notification_type": "inbox"}
            own = self.env["mail.message"].create({"body": "x", "author_id": user.partner_id.id})
            notified = notifications.sudo().create(mine | {"mail_message_id": own.id}).sudo(False)
            for message in self.messages:
                named = {"mail_message_id": message.id}
                for ask in (
                    lambda notified=notified, named=named: notified.write(named),
                    lambda notifications=notifications, row=mine | named: notifications.create(row),
                ):
                    with self.subTest(user=user.login, message=message), self.assertRaises(AccessError):
                        ask()
                with self.assertRaises(AccessError):
                    message.with_user(user).read(["body"])

    def test_fields_that_tell(self):
        """CU-A: the same holds of any field of any model that names one."""
        found = {
            f"{name}.{field}"
            for name, model in self.env.registry.items()
            if not model._abstract
            for field in self.env[name]._fields_that_tell()
        }
        self.assertIn("mail.compose.message.parent_id", found)


@tagged("post_install", "-at_install")
class TestScheduledOnContacts(AccessCase):
    """What an officer will say on a contact is read within the authority before it is said, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message = (
            cls.env["mail.scheduled.message"]
            .with_user(cls.officer)
            .create(
                {
                    "model": "res.partner",
                    "res_id": cls.own_people["firm"].id,
                    "author_id": cls.officer.partner_id.id,
                    "subject": SECRET,
                    "body": SECRET,
                    "is_note": True,
                    "scheduled_date": fields.Datetime.now() + timedelta(days=1),
                }
            )
        )
        cls.keeper = cls.users["employee"]
        cls.keeper.group_ids |= cls.env.ref("base.group_partner_manager") | cls.env.ref("base.group_system")
        cls.env.flush_all()

    def test_read_by_others(self):
        """CU-A: by no officer of another authority, and nobody who keeps the contact book."""
        for user in (self.foreign_officer, self.foreign_supervisor, self.keeper, self.administrator):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                messages = self.message.with_user(user)
                self.assertNotIn(self.message, messages.search([]))
                self.assertFalse(messages.search_count([("body", "ilike", SECRET)]))
                self.assertNotIn(SECRET, str(messages.formatted_read_group([], ["subject"], ["__count"])))
                for ask in (
                    lambda messages=messages: messages.read(["body", "subject"]),
                    lambda messages=messages: messages.export_data(["body"]),
                    lambda messages=messages: messages.write({"subject": "x"}),
                    lambda messages=messages: messages.post_message(),
                ):
                    with self.assertRaises(AccessError):
                        ask()

    def test_read_by_own(self):
        """The officers of the authority read it; once posted it is a note of theirs as any other."""
        self.assertEqual(self.message.with_user(self.officer_2).read(["subject"])[0]["subject"], SECRET)
        self.message.with_user(self.officer).post_message()
        note = self.env["mail.message"].search([("subject", "=", SECRET)])
        self.assertTrue(note.with_user(self.officer_2).has_access("read"))
        self.assertFalse(note.with_user(self.foreign_officer).has_access("read"))


@tagged("post_install", "-at_install")
class TestMailed(AccessCase):
    """What an officer writes in a case goes out by mail, with a subject or without one (RS16.9)."""

    def test_without_subject(self):
        """RS16.9, IT9: a message without a subject is mailed; then it has the subject of its mail."""
        reader = self.own_people["firm"].copy({"name": "Reader", "email": "reader@example.com"})
        tried = 0
        for record in self.own.values():
            thread = record.with_user(self.officer)
            if not record._auto or "message_ids" not in record._fields or not thread.has_access("write"):
                continue
            for kind in ("comment", "notification"):
                for names in ({}, {"subject": "Ledger"}):
                    with self.subTest(record=record, kind=kind, names=names):
                        file = self.env["ir.attachment"].with_user(self.officer)
                        file = file.create({"name": "a.txt", "raw": b"a"})
                        message = thread.message_post(
                            body="Words",
                            message_type=kind,
                            subtype_xmlid="mail.mt_comment",
                            partner_ids=(reader | self.officer_2.partner_id).ids,
                            attachment_ids=file.ids,
                            **names,
                        )
                        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
                        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
                        self.assertIn(reader, mails.recipient_ids)
                        self.assertEqual(message.attachment_ids, file)
                        self.assertEqual(message.subject, names.get("subject") or record.display_name)
                    tried += 1
        self.assertGreater(tried, 20)
        kept = self.own[VISIT].with_user(self.officer).message_post(body="Words", partner_ids=reader.ids)
        with self.assertRaises(UserError):
            kept.sudo().subject = "Other words"
        with self.assertRaises(UserError):
            self.env["mail.mail"].sudo().create({"mail_message_id": kept.id, "subject": "Other words"})
