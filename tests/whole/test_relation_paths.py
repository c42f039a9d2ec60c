"""No path of relations, from whatever outsiders read, leads to what the house says among itself (CU-A)."""

# pylint: disable=translation-required  # what a test writes is not translated

from contextlib import suppress

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from ..common.access import VISIT, AccessCase

# What the house says among itself, whatever it is about.
INNER = (
    "mail.message",
    "mail.activity",
    "mail.tracking.value",
    "mail.followers",
    "mail.notification",
    "mail.mail",
    "mail.scheduled.message",
    "rating.rating",
)
SECRET = "qqnoted on the exporter"
OUTSIDE = ("person", "importer", "stranger", "liaison", "other_liaison")
DEPTH = 4


class PathsCase(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.own_people["firm"]
        author = {"author_id": cls.officer.partner_id.id}
        cls.note = cls.firm.with_user(cls.officer).message_post(body=SECRET, message_type="comment")
        cls.log = cls.firm.with_user(cls.officer)._message_log(body=SECRET)
        cls.task_note = cls.own["customs.task"].message_post(body=SECRET, **author)
        cls.activity = cls.firm.with_user(cls.officer).activity_schedule(
            "mail.mail_activity_data_todo", summary=SECRET, note=SECRET, user_id=cls.officer_2.id
        )
        cls.firm.comment = f"<p>{SECRET}</p>"
        cls.env.flush_all()

    def readable(self, user):
        """Return the models of which this user may read at least something."""
        names = []
        for name, model in self.env.registry.items():
            records = self.env[name].with_user(user)
            if not model._abstract and not model._transient and records.has_access("read"):
                names.append(name)
        return names

    def steps(self, user, name):
        """Return the relations that this user may follow from the model: (field, model)."""
        records = self.env[name].with_user(user)
        return [
            (field, field.comodel_name)
            for field in records._fields.values()
            if field.relational
            and field.comodel_name in self.env
            and (field.store or field.search or field.related)
            and records._has_field_access(field, "read")
        ]

    def paths(self, user, name, depth=DEPTH):
        """Return (path, model at its end) of everything that is reached from the model; each model once."""
        found, reached = [((), name)], {name}
        while found:
            path, model = found.pop(0)
            yield path, model
            if len(path) == depth:
                continue
            for field, comodel in self.steps(user, model):
                # Without the right to its model a relation is only followed where Odoo asks nobody.
                may = self.env[comodel].with_user(user).has_access("read") or field.bypass_search_access
                # The channels of a chat are open to their members alone.
                if may and comodel not in reached and not comodel.startswith("discuss."):
                    reached.add(comodel)
                    found.append(((*path, field.name), comodel))


@tagged("post_install", "-at_install")
class TestNoPath(PathsCase):
    """What outsiders follow, generically: over all models and fields of the registry."""

    def test_nothing_leads_inside(self):
        """CU-A: from the models of this addon and from contacts no relation leads to notes, at any depth."""
        wrong = []
        for role in OUTSIDE:
            user = self.users[role]
            starts = [
                name
                for name in self.readable(user)
                if name.startswith("customs.") or name in ("res.partner", "res.users")
            ]
            for start in starts:
                wrong += [
                    (role, start, ".".join(path), model)
                    for path, model in self.paths(user, start)
                    if path and model in INNER
                ]
        self.assertNone(wrong)

    def test_closed_fields_are_not_searched(self):
        """CU-A: a field that is closed to somebody is not searched either, nor by a method of its own."""
        wrong = []
        for role in OUTSIDE:
            user = self.users[role]
            for name in self.readable(user):
                if not name.startswith("customs.") and name not in ("res.partner", "res.users"):
                    continue
                records = self.env[name].with_user(user)
                for field in records._fields.values():
                    if not field.groups or records._has_field_access(field, "read"):
                        continue
                    if not (field.store or field.search):
                        continue
                    for operator in ("=", "!="):
                        with suppress(AccessError):
                            records.search_count([(field.name, operator, False)])
                            wrong.append((role, name, field.name, operator))
        self.assertNone(wrong)


@tagged("post_install", "-at_install")
class TestNotesAsked(PathsCase):
    """The same, tried: by each way of asking, from each model that outsiders read."""

    WAYS = (
        "message_ids.body",
        "message_ids.email_from",
        "message_ids.author_id.name",
        "message_ids.subject",
        "website_message_ids.body",
        "message_ids.attachment_ids.name",
        "message_ids.tracking_value_ids.new_value_char",
        "message_ids.parent_id.body",
        "message_follower_ids.partner_id.name",
        "message_partner_ids.name",
        "activity_ids.summary",
        "activity_ids.note",
        "activity_ids.user_id.name",
        "activity_summary",
        "activity_user_id.name",
        "activity_state",
        "activity_exception_decoration",
        "has_message",
        "message_has_error",
        "rating_ids.feedback",
        "comment",
        "create_uid.name",
        "write_uid.login",
    )
    TO_CONTACTS = {
        "res.partner": ("", "parent_id", "child_ids", "commercial_partner_id", "user_ids.partner_id"),
        "res.users": ("", "partner_id", "commercial_partner_id"),
        "customs.task": ("", "person_id", "commercial_person_id", "file_ids.commercial_person_id"),
        "customs.task.answer": ("commercial_person_id", "task_id", "task_id.person_id"),
        "customs.file": ("commercial_person_id", "task_id", "document_id.addressee_id"),
        "customs.document": ("addressee_id", "sender_id", "file_ids.commercial_person_id"),
        "customs.preference.notice": ("importer_firm_id", "task_ids", "task_ids.person_id"),
        "customs.incoming.request": ("verified_person_id",),
    }

    def asked(self, role):
        """Return (model, path) of what this role asks."""
        for model, ways in self.TO_CONTACTS.items():
            if self.env[model].with_user(self.users[role]).has_access("read"):
                for way in ways:
                    for end in self.WAYS:
                        yield model, f"{way}.{end}" if way else end

    def answer(self, records, call):
        try:
            return call(records)
        except (AccessError, ValueError, NotImplementedError):
            return None
        finally:
            self.env.invalidate_all()

    def test_domains(self):
        """CU-A: a right guess is answered like a wrong one, by whichever operator."""
        wrong = []
        for role in ("person", "liaison"):
            for model, path in self.asked(role):
                records = self.env[model].with_user(self.users[role])
                right, never = ("overdue", "today") if path.endswith("state") else ("qqnoted", "qqnever")
                right = self.officer.name if path.endswith(("name", "login", "from")) else right
                head, _dot, rest = path.partition(".")
                asks = {
                    "=" if path.endswith("state") else "ilike": lambda text, path=path: [
                        (path, "ilike", text)
                    ],
                    "in": lambda text, path=path: [(path, "in", [text])],
                }
                if rest:
                    asks["not any"] = lambda text, head=head, rest=rest: [
                        (head, "not any", [(rest, "ilike", text)])
                    ]
                for way, domain in asks.items():
                    told = [
                        self.answer(
                            records, lambda rows, domain=domain, text=text: rows.search_count(domain(text))
                        )
                        for text in (right, never)
                    ]
                    if told[0] != told[1]:
                        wrong.append((role, model, path, way, told))
        self.assertNone(wrong)

    def test_refused(self):
        """CU-A: outsiders get no answer at all: neither by domains, nor in orders, groups, aggregates,
        exports.
        """
        wrong = []
        paths = ("message_ids", "website_message_ids", "activity_ids", "message_follower_ids", "create_uid")
        for role in OUTSIDE:
            for model in ("res.partner", "customs.task"):
                records = self.env[model].with_user(self.users[role])
                for name in paths if records.has_access("read") else ():
                    calls = {
                        "domain": lambda rows, name=name: rows.search_count([(name, "!=", False)]),
                        "any": lambda rows, name=name: rows.search_count([(name, "any", [("id", ">", 0)])]),
                        "order": lambda rows, name=name: rows.search([], order=name).ids or None,
                        "group": lambda rows, name=name: rows.formatted_read_group([], [name], ["__count"]),
                        "aggregate": lambda rows, name=name: rows.formatted_read_group(
                            [], [], [f"{name}:array_agg"]
                        ),
                        "having": lambda rows, name=name: rows.formatted_read_group(
                            [], ["id"], ["__count"], having=[(f"{name}:count", ">", 0)]
                        ),
                        "read": lambda rows, name=name: rows.search([]).read([name]),
                        "export": lambda rows, name=name: rows.search([]).export_data([name]),
                        "name_search": lambda rows, name=name: rows.name_search(
                            "", domain=[(name, "!=", False)]
                        ),
                    }
                    for way, call in calls.items():
                        told = self.answer(records, call)
                        if told not in (None, [], {"datas": []}):
                            wrong.append((role, model, name, way, told))
        self.assertNone(wrong)

    def test_right_guess_from_a_task(self):
        """CU-A: the very question of the finding."""
        tasks = self.env["customs.task"].with_user(self.users["person"])
        for name in ("commercial_person_id.message_ids.body", "message_ids.body"):
            with self.assertRaises(AccessError):
                tasks.search_count([(name, "ilike", "qqnoted")])

    def test_read_by_number(self):
        """CU-A: nor is a note read as itself, though the contact reads its own firm."""
        for role in OUTSIDE:
            for record in (self.note, self.log, self.task_note, self.activity):
                rows = record.with_user(self.users[role])
                self.assertFalse(self.answer(rows, lambda rows: rows.search([("id", "=", rows.id)])), role)
                name = "body" if record._name == "mail.message" else "note"
                self.assertFalse(self.answer(rows, lambda rows, name=name: rows.read([name])), (role, record))


@tagged("post_install", "-at_install")
class TestNotesOnContacts(PathsCase):
    """What officers write on a contact stays within their authority (decision 0017)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls.officer_2
        cls.others = [
            cls.users[role] for role in ("employee", "other_officer", "asked_officer", "administrator")
        ]
        cls.manager = new_test_user(
            cls.env, login="contact_manager", groups="base.group_user,base.group_partner_manager"
        )
        cls.others.append(cls.manager)

    def notes(self, user):
        return self.env["mail.message"].with_user(user).search([("id", "in", (self.note.ids))])

    def test_colleagues_read(self):
        """CU-A: those who serve the authority read the note: as a message, in the chatter, by searching."""
        for user in (self.officer, self.colleague, self.reader, self.supervisor):
            self.assertEqual(self.notes(user), self.note, user.login)
            self.assertIn(SECRET, self.note.with_user(user).read(["body"])[0]["body"])
            found = self.env["res.partner"].with_user(user).search([("message_ids.body", "ilike", "qqnoted")])
            self.assertEqual(found, self.firm)

    def test_others_do_not(self):
        """CU-A: no employee, no keeper of contacts, no officer of another authority."""
        for user in self.others:
            partners = self.env["res.partner"].with_user(user)
            self.env.invalidate_all()
            self.assertFalse(self.notes(user), user.login)
            with self.assertRaises(AccessError):
                self.note.with_user(user).read(["body"])
            with self.assertRaises(AccessError):
                self.activity.with_user(user).read(["summary"])
            self.assertNotIn(self.note, self.firm.with_user(user).message_ids)
            self.assertFalse(
                self.env["mail.activity"].with_user(user).search([("summary", "ilike", "qqnoted")])
            )
            for path in ("message_ids.body", "activity_ids.note", "activity_ids.summary", "activity_summary"):
                self.assertFalse(partners.search([(path, "ilike", "qqnoted")]), (user.login, path))
            self.assertFalse(
                self.env["mail.message"].with_user(user)._get_with_access(self.note.id, "create")
            )

    def test_page_of_the_contact_opens(self):
        """The contact still opens for everybody, with the activities that are theirs to see."""
        specification = {
            "name": {},
            "message_ids": {"fields": {"body": {}}},
            "activity_ids": {"fields": {"summary": {}}},
            "activity_state": {},
        }
        for user, sees in ((self.colleague, True), (self.manager, False)):
            self.env.invalidate_all()
            [row] = self.firm.with_user(user).web_read(specification)
            self.assertEqual(SECRET in str(row["message_ids"]), sees)
            self.assertEqual(SECRET in str(row["activity_ids"]), sees)

    def test_words_of_the_house(self):
        """What employees write on a contact is read by everybody inside, as in any Odoo."""
        word = self.firm.with_user(self.manager).message_post(body="Pays late", message_type="comment")
        for user in (*self.others, self.officer):
            self.assertTrue(word.with_user(user).has_access("read"), user.login)

    def test_former_values(self):
        """The history of the contact's own fields is the house's, whoever changed them."""
        self.env.flush_all()
        self.env.cr.precommit.run()  # what a new record changes is not tracked
        self.firm.with_user(self.officer).email = "new@firm.example"
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        tracked = self.firm.message_ids.filtered("tracking_value_ids")
        self.assertTrue(tracked)
        for message in tracked:
            self.assertTrue(message.with_user(self.manager).has_access("read"))

    def test_followers(self):
        """CU-A: who follows a contact is told of no note of an authority that it does not serve."""
        subtypes = self.env["mail.message.subtype"].search([]).ids
        spies = [self.manager, self.users["other_officer"], self.colleague]
        for user in spies:
            self.firm.message_subscribe(user.partner_id.ids, subtype_ids=subtypes)
        note = self.firm.with_user(self.officer).message_post(body=SECRET, subtype_xmlid="mail.mt_note")
        self.assertEqual(note.sudo().notification_ids.res_partner_id, self.colleague.partner_id)
        named = self.firm.with_user(self.officer).message_post(
            body=SECRET, partner_ids=self.manager.partner_id.ids, subtype_xmlid="mail.mt_note"
        )
        self.assertIn(self.manager.partner_id, named.sudo().notification_ids.res_partner_id)
        self.assertTrue(named.with_user(self.manager).has_access("read"))

    def test_files(self):
        """CU-A: the files of a note are read with the note, not with the contact."""
        note = self.firm.with_user(self.officer).message_post(
            body="See the file", attachments=[("ledger.txt", b"qqnoted ledger")], message_type="comment"
        )
        file = note.attachment_ids
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(file.with_user(self.colleague).read(["datas"]))
        for user in self.others:
            with self.assertRaises(AccessError):
                file.with_user(user).read(["datas"])
            self.assertFalse(self.env["ir.attachment"].with_user(user).search([("id", "=", file.id)]))

    def test_two_authorities(self):
        """CU-A: what somebody writes who serves two authorities is read by those who serve both."""
        self.officer_2.customs_authority_ids |= self.other_importing
        note = self.firm.with_user(self.officer_2).message_post(body=SECRET, message_type="comment")
        self.assertFalse(note.with_user(self.officer).has_access("read"))
        self.assertFalse(note.with_user(self.foreign_officer).has_access("read"))
        self.officer.customs_authority_ids |= self.other_importing
        self.assertTrue(note.with_user(self.officer).has_access("read"))

    def test_left_the_authority(self):
        """CU-A: who leaves takes no note along, not even the own ones; an archived authority opens none."""
        self.officer.customs_authority_ids = self.other_importing
        self.env.invalidate_all()
        self.assertFalse(self.note.with_user(self.officer).has_access("read"))
        self.importing.active = False
        self.env.invalidate_all()
        self.assertFalse(self.note.with_user(self.manager).has_access("read"))

    def test_nobody_opens_it(self):
        """CU-A: by no write and no default does a note get other readers."""
        for user in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                self.note.with_user(user).write({"customs_authority_ids": [(5, 0, 0)]})
        posted = (
            self.firm.with_user(self.officer)
            .with_context(default_customs_authority_ids=[])
            .message_post(body=SECRET, message_type="comment")
        )
        self.assertEqual(posted.sudo().customs_authority_ids, self.importing)

    def test_conditions_keep_their_sense(self):
        """Within the house the searches over messages answer as before."""
        word = (
            self.own[VISIT].with_user(self.officer).message_post(body="qqplain word", message_type="comment")
        )
        self.assertTrue(word)
        found = self.env[VISIT].with_user(self.officer).search(Domain("message_ids.body", "ilike", "qqplain"))
        self.assertEqual(found, self.own[VISIT])
