"""Rows of Odoo that hang on a record by model and number tell nothing of it, and get in nowhere (CU-A)."""

# pylint: disable=translation-required  # what a test writes is not translated

from datetime import timedelta

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..common.access import VISIT, AccessCase

NOBODYS = 987_654_321


@tagged("post_install", "-at_install")
class TestHangingRows(AccessCase):
    """Activities, messages, files, followers and whatever else is hung on a record."""

    def refusal(self, ask):
        """Return what is said against it, without numbers, or nothing."""
        try:
            with self.env.cr.savepoint():
                ask()
                self.env.flush_all()
        except (AccessError, MissingError, UserError, ValueError) as error:
            words = "".join(letter for letter in str(error) if not letter.isdigit())
            return f"{type(error).__name__} {words}"
        return ""

    def outsiders(self):
        outsiders = self.users["employee"] | self.foreign_officer | self.administrator
        for user in outsiders:
            user.group_ids |= self.env.ref("base.group_partner_manager")
        return outsiders

    def ways(self, activities, own, place):
        """Return how one might hang an activity on a record: a new one, an own one, by a default."""
        values = {"user_id": activities.env.uid}
        defaults = {f"default_{name}": value for name, value in place.items()}
        return (
            lambda: own.write(place),
            lambda: activities.create(values | place),
            lambda: activities.with_context(**defaults).create(values),
        )

    def test_activities(self):
        """CU-A: nobody moves an activity to another's record: no name is told, nothing is posted there."""
        models = self.env["ir.model"].sudo()
        for user in self.outsiders():
            activities = self.env["mail.activity"].with_user(user)
            for record in (
                record for record in self.own.values() if record._auto and not record.is_transient()
            ):
                if record.with_user(user).has_access("read"):
                    continue
                of_model = models._get_id(record._name)
                answers = set()
                for number in (record.id, NOBODYS):
                    place = {"res_model_id": of_model, "res_id": number}
                    own = activities.create({"user_id": user.id, "summary": "x"})
                    answers |= set(enumerate(map(self.refusal, self.ways(activities, own, place))))
                    self.assertFalse(own.res_name)
                with self.subTest(user=user.login, record=record):
                    self.assertEqual(len(answers), 3, answers)
                    self.assertNotIn("", {said for _way, said in answers})

    def test_activities_of_readers(self):
        """CU-A: who may only read a case puts no activity there: done, it would be posted as the software."""
        own = (
            self.env["mail.activity"]
            .with_user(self.reader)
            .create({"user_id": self.reader.id, "summary": "x"})
        )
        place = {"res_model_id": self.env["ir.model"]._get_id(VISIT), "res_id": self.own[VISIT].id}
        with self.assertRaises(AccessError):
            own.write(place)
        own = (
            self.env["mail.activity"]
            .with_user(self.officer)
            .create({"user_id": self.officer.id, "summary": "x"})
        )
        own.write(place)
        self.assertEqual(own.res_name, self.own[VISIT].display_name)

    def test_given_away(self):
        """CU-A: an activity that an officer gave to an employee is done by the employee, not moved."""
        employee = self.users["employee"]
        given = (
            self.own[VISIT]
            .with_user(self.officer)
            .activity_schedule("mail.mail_activity_data_todo", summary="x", user_id=employee.id)
        )
        mine = given.with_user(employee)
        place = {"res_model_id": self.env["ir.model"]._get_id(VISIT), "res_id": self.foreign[VISIT].id}
        with self.assertRaises(AccessError):
            mine.write(place)
        mine.write({"summary": "Nearly done"})
        mine.action_feedback(feedback="Done")

    def test_others(self):
        """CU-A: nor any other row of Odoo that names a record by model and number."""
        later = Datetime.now() + timedelta(days=1)
        for user in self.outsiders():
            partner = user.partner_id
            ways = {
                "mail.message": {"body": "x", "author_id": partner.id},
                "ir.attachment": {"name": "x.txt", "raw": b"x"},
                "mail.scheduled.message": {"body": "x", "author_id": partner.id, "scheduled_date": later},
            }
            for model, values in ways.items():
                rows = self.env[model].with_user(user)
                of_model = self.env[model]._places_that_tell()[0][0]
                elsewhere = {of_model: "res.partner", "res_id": self.own_people["firm"].id}
                own = rows.create(values | elsewhere)
                answers = set()
                for number in (self.own[VISIT].id, NOBODYS):
                    place = {of_model: VISIT, "res_id": number}
                    answers |= {
                        (1, self.refusal(lambda rows=rows, new=values | place: rows.create(new))),
                        (2, self.refusal(lambda own=own, place=place: own.write(place))),
                    }
                with self.subTest(user=user.login, model=model):
                    self.assertEqual(len(answers), 2, answers)
                    self.assertNotIn("", {said for _way, said in answers})

    def test_wizards(self):
        """CU-A: nor a form of Odoo that names records by a list of numbers."""
        case = self.own[VISIT]
        for user in self.outsiders():
            for model, names in {
                "mail.compose.message": {"model": VISIT},
                "mail.activity.schedule": {"res_model": VISIT},
                "mail.followers.edit": {"res_model": VISIT, "operation": "add"},
            }.items():
                answers = set()
                for number in (case.id, NOBODYS):
                    form = {**names, "res_ids": str([number])}
                    rows = self.env[model].with_user(user)
                    answers.add(
                        self.refusal(lambda rows=rows, form=form: self.assertUntold(rows, form, case))
                    )
                with self.subTest(user=user.login, model=model):
                    self.assertEqual(len(answers), 1, answers)

    def assertUntold(self, rows, form, case):  # noqa: N802 - as unittest names it
        """A form says nothing of the case: neither its name nor who follows it."""
        form = rows.create(form)
        told = str(form.read())
        self.assertNotIn(case.name, told)
        self.assertNotIn(case.sudo().display_name, told)

    def test_places(self):
        """CU-A: each model that names records so is known by itself."""
        known = {name for name in self.env.registry if self.env[name]._places_that_tell()}
        self.assertLessEqual(
            {"mail.activity", "mail.message", "mail.followers", "mail.scheduled.message", "ir.attachment"},
            known,
        )


@tagged("post_install", "-at_install")
class TestKeptOnContacts(AccessCase):
    """What an officer plans on a contact is changed, moved and emptied by nobody of another authority."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.own_people["firm"]
        cls.planned = (
            cls.env["mail.activity"]
            .with_user(cls.officer)
            .create(
                {
                    "res_model_id": cls.env["ir.model"]._get_id("res.partner"),
                    "res_id": cls.firm.id,
                    "summary": "qqsummary",
                    "note": "qqnote",
                    "user_id": cls.officer.id,
                }
            )
        )
        cls.file = (
            cls.env["ir.attachment"]
            .with_user(cls.officer)
            .create(
                {"name": "qq.txt", "raw": b"qqbytes", "res_model": "mail.activity", "res_id": cls.planned.id}
            )
        )
        cls.env.flush_all()
        cls.employee = cls.users["employee"]
        cls.employee.group_ids |= cls.env.ref("base.group_partner_manager")

    def others(self):
        yield from (self.employee, self.foreign_officer, self.foreign_supervisor, self.users["asked_officer"])

    def test_activity(self):
        """CU-A: no word of it is changed, it is moved nowhere, and it is not deleted."""
        own = self.person(name="Own Contact")
        for user in self.others():
            planned = self.planned.with_user(user)
            for ask in (
                lambda planned=planned: planned.write({"summary": "Forged"}),
                lambda planned=planned: planned.write({"note": "Forged"}),
                lambda planned=planned: planned.write({"res_id": own.id}),
                lambda planned=planned: planned.web_save({"note": "Forged"}, {}),
                lambda planned=planned: planned.unlink(),
                lambda planned=planned: planned.action_feedback(feedback="Forged"),
                lambda planned=planned: self.firm.with_user(planned.env.user).write(
                    {"activity_ids": [(1, planned.id, {"note": "Forged"})]}
                ),
                lambda planned=planned: planned.env["mail.message"].create(
                    {"model": "mail.activity", "res_id": planned.id, "body": "x"}
                ),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    ask()
                    self.env.flush_all()
        self.planned.with_user(self.officer).write({"note": "Own"})
        self.planned.with_user(self.officer_2).write({"note": "A colleague's"})

    def test_file(self):
        """CU-A: its files are read, moved, published and deleted by nobody else."""
        own = self.person(name="Own Contact")
        for user in self.others():
            file = self.file.with_user(user)
            for ask in (
                lambda file=file: file.read(["raw"]),
                lambda file=file: file.write({"res_model": "res.partner", "res_id": own.id}),
                lambda file=file: file.write({"public": True}),
                lambda file=file: file.generate_access_token(),
                lambda file=file: file.unlink(),
                lambda file=file: file.env["ir.attachment"].create(
                    {"name": "x", "raw": b"x", "res_model": "mail.activity", "res_id": self.planned.id}
                ),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    ask()

    def test_moved_to_odoos_own(self):
        """CU-A: an own activity takes the name of no activity, file or follower of others."""
        case = self.own[VISIT].sudo()
        planned = case.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.officer.id, summary="qq"
        )
        follower = case.message_follower_ids[:1] or self.env["mail.followers"].create(
            {"res_model": VISIT, "res_id": case.id, "partner_id": self.officer.partner_id.id}
        )
        for user in self.others():
            own = self.env["mail.activity"].with_user(user).create({"user_id": user.id, "summary": "Own"})
            for record in (planned, self.planned, self.file, follower):
                place = {"res_model_id": self.env["ir.model"]._get_id(record._name), "res_id": record.id}
                for move in (own.write, lambda place, own=own: own.web_save(place, {"res_name": {}})):
                    with self.subTest(user=user.login, model=record._name), self.assertRaises(AccessError):
                        move(place)
                    self.env.invalidate_all()
            self.assertFalse(own.res_name)


@tagged("post_install", "-at_install")
class TestTabsAndFilters(AccessCase):
    """What officers see and press on their screens is not any employee's to add."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.action = cls.env["ir.actions.act_window"].search([("res_model", "=", "customs.task")], limit=1)
        cls.plain_action = cls.env["ir.actions.act_window"].search(
            [("res_model", "=", "res.partner")], limit=1
        )
        cls.keeper = cls.users["employee"]

    def tab(self, **values):
        return {
            "name": "Overview",
            "parent_action_id": self.action.id,
            "parent_res_model": "customs.task",
            "action_id": self.plain_action.id,
            **values,
        }

    def test_tabs(self):
        """CU-A: an employee adds no tab to a screen of ours, by creating or changing one."""
        tabs = self.env["ir.embedded.actions"]
        elsewhere = {"parent_action_id": self.plain_action.id, "parent_res_model": "res.partner"}
        for user in (self.keeper, self.foreign_officer, self.officer, self.supervisor):
            mine = tabs.with_user(user)
            plain = mine.create(self.tab(**elsewhere, domain="[]"))
            for ask in (
                lambda mine=mine: mine.create(self.tab()),
                lambda mine=mine: mine.create(self.tab(parent_res_model="res.partner")),
                lambda mine=mine: mine.create(self.tab(parent_action_id=self.plain_action.id)),
                lambda mine=mine: mine.create(self.tab(python_method="action_accept")),
                lambda plain=plain: plain.write({"parent_action_id": self.action.id}),
                lambda plain=plain: plain.write({"parent_res_model": "customs.task"}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    ask()
            plain.write({"name": "Mine"})
        self.keeper.group_ids |= self.env.ref("base.group_system")
        made = tabs.with_user(self.keeper).create(self.tab())
        for user in (self.officer, self.supervisor):
            with self.assertRaises(AccessError):  # a bad one stops the screen for everybody
                made.with_user(user).write({"domain": "[('nofield', '=', 1)]"})

    def test_acts_in_tabs(self):
        """CU-A: a tab that calls a method of our records is added by nobody, the software neither."""
        self.keeper.group_ids |= self.env.ref("base.group_system")
        for tabs in (
            self.env["ir.embedded.actions"].with_user(self.keeper),
            self.env["ir.embedded.actions"].sudo(),
        ):
            with self.assertRaises(AccessError):
                tabs.create(self.tab(python_method="action_accept"))

    def test_settings_of_others(self):
        """CU-A: which tabs are shown to an officer is not set by others, and so of defaults."""
        settings = self.env["res.users.settings"]
        theirs = settings._find_or_create_for_user(self.officer)
        own = settings._find_or_create_for_user(self.keeper)
        mine = self.env["res.users.settings.embedded.action"].with_user(self.keeper)
        row = mine.create(
            {"user_setting_id": own.id, "action_id": self.action.id, "res_model": "customs.task"}
        )
        row.write({"user_setting_id": own.id, "embedded_visibility": True})
        with self.assertRaises(AccessError):
            row.write({"user_setting_id": theirs.id})
        field = self.env["ir.model.fields"]._get("res.partner", "comment")
        default = (
            self.env["ir.default"]
            .with_user(self.keeper)
            .create({"field_id": field.id, "json_value": '"x"', "user_id": self.keeper.id})
        )
        default.write({"json_value": '"y"'})
        with self.assertRaises(AccessError):
            default.write({"user_id": self.officer.id})

    def test_filters(self):
        """CU-A: a filter on our screens is shared by a supervisor or an administrator of the users alone."""
        values = {
            "name": "None",
            "model_id": "customs.task",
            "domain": "[('id', '=', 0)]",
            "is_default": True,
        }
        for role in ("employee", "other_officer", "officer", "stranger", "importer"):
            user = self.users[role]
            filters = self.env["ir.filters"].with_user(user)
            own = filters.create(values | {"user_ids": user.ids, "name": role})
            own.write({"domain": "[]"})
            for ask in (
                lambda filters=filters: filters.create(values),
                lambda filters=filters, user=user: filters.create(
                    values | {"user_ids": (user | self.officer | self.supervisor).ids}
                ),
                lambda own=own: own.write({"user_ids": False}),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    ask()
        by_supervisor = self.env["ir.filters"].with_user(self.supervisor)
        for reached in ((), (self.supervisor | self.foreign_officer).ids):
            with self.assertRaises(AccessError):  # users of other authorities would see it, too
                by_supervisor.create(values | {"user_ids": reached})
        shared = by_supervisor.create(values | {"user_ids": (self.supervisor | self.supervisor_2).ids})
        with self.assertRaises(AccessError):
            shared.with_user(self.foreign_supervisor).write({"domain": "[]"})
        for change in (lambda row: row.write({"domain": "[]"}), lambda row: row.unlink()):
            with self.assertRaises(AccessError):
                change(shared.with_user(self.officer))
        plain = self.env["ir.filters"].with_user(self.keeper).create(values | {"model_id": "res.partner"})
        plain.unlink()
