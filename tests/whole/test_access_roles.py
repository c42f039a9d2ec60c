import re
from contextlib import contextmanager, nullcontext, suppress
from types import FunctionType
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import access_table
from ..common.access import AT_HOME_THERE, OPERATIONS, REQUEST, ROLES, VISIT, AccessCase, rights, rows_of
from ..common.access_roles import ARGUMENTS

ADDON = "odoo.addons.customs_verification.models"
WIZARDS = "odoo.addons.customs_verification.wizards"
LAW_OR_WIZARD = ("law", "wizard")
WRITES = re.compile(r'(?:INSERT INTO|(?<!FOR )(?<!KEY )UPDATE|DELETE FROM|MERGE INTO|COPY)\s+"?(\w+)')
# What is written before the question who calls: what comes from outside is counted in a transaction of its
# own; a message asks when it is written, as Odoo has it.
WRITTEN_BEFORE = {"customs_upload_limit", "mail_message"}

# Wizards that name a case, by those who may open them and may not read that case.
NAME_A_CASE = {
    ("customs.give.reason", "administrator"),
    ("customs.invite.person", "administrator"),
    ("customs.version.change", "administrator"),
    ("customs.version.change", "asked_reader"),
}


def _group_of(records):
    """Return by what a list of these records is grouped."""
    names = {
        "create_date": "create_date:year",
        "kind": "kind",
        "same_firm": "same_firm",
        "hs_chapter": "hs_chapter",
        "key": "key",
    }
    return next(group for name, group in names.items() if name in records._fields)


# Ways in which the ORM lists records: each returns ids, or how many there are.
LISTS = {
    "search": lambda records, both: records.search(both, order="id").ids,
    "search_read": lambda records, both: [row["id"] for row in records.search_read(both, ["id"], order="id")],
    "web_search_read": lambda records, both: [
        row["id"] for row in records.web_search_read(both, {"display_name": {}}, order="id")["records"]
    ],
    "name_search": lambda records, both: sorted(row[0] for row in records.name_search("", both)),
    "mapped": lambda records, both: records.search(both, order="id").mapped("id"),
}
COUNTS = {
    "search_count": lambda records, both: records.search_count(both),
    "_read_group": lambda records, both: records._read_group(both, [], ["__count"])[0][0],
    "export": lambda records, both: len(records.search(both).export_data(["display_name"])["datas"]),
    "formatted_read_group": lambda records, both: records.formatted_read_group(both, [], ["__count"])[0][
        "__count"
    ],
    "web_read_group": lambda records, both: sum(
        group["__count"] for group in records.web_read_group(both, [_group_of(records)], [])["groups"]
    ),
}

DOORS = {
    "r": {
        "read": lambda record: record.read(["display_name"]),
        "web_read": lambda record: record.web_read({"display_name": {}}) or record.read(),
        "export": lambda record: record.export_data(["id", "display_name"]),
    },
    "w": {"write": lambda record: record.write({}), "web_save": lambda record: record.web_save({}, {})},
    "c": {"copy": lambda record: record.copy()},
    "d": {"unlink": lambda record: record.unlink()},
}
NEW = {
    "create": lambda record: record.create([{}]),
    "name_create": lambda record: record.name_create("x"),
    "import": lambda record: record.load(["id"], [["x"]])["ids"],
    "web_save": lambda record: record.web_save({}, {}),
}

# What leads from what a person reads to what it may not: officers, users, other addressees, the case.
HIDDEN = {
    "customs.task": (
        "officer_id.login",
        "create_uid.login",
        "write_uid.name",
        "importing_authority_id.user_ids.login",
        "message_ids.body",
        "message_follower_ids.partner_id.name",
        "activity_ids.summary",
        "answer",
    ),
    "customs.preference.notice": (
        "suspension_id.reason",
        "suspension_id.visit_id.doubts",
        "decision_id.decision_reason",
        "create_uid.login",
        "write_uid.name",
        "importing_authority_id.user_ids.login",
    ),
    "customs.task.answer": ("answered_by_id.login", "decided_by_id.login", "attachment_ids.name"),
    "customs.document": (
        "service_ids.addressee_id.name",
        "drawn_up_by_id.login",
        "approved_by_id.name",
        "create_uid.login",
        "disclosure_ids.reference",
        "importing_authority_id.supervisor_id.login",
        "sender_authority_id.user_ids.login",
    ),
    "customs.file": ("create_uid.name", "importing_authority_id.user_ids.login"),
}


def any_of(path):
    """Return the domain that asks ``path`` by ``any`` at each step."""
    first, *rest = path.split(".", 1)
    return (first, "any", [any_of(rest[0])]) if rest else (first, "ilike", "q")


def specification(path):
    """Return what the web client asks for, to read ``path``."""
    first, *rest = path.split(".", 1)
    return {first: {"fields": specification(rest[0])} if rest else {}}


WAYS = {
    "domain": lambda records, path: records.search([(path, "ilike", "q")]),
    "any": lambda records, path: records.search([any_of(path)]),
    "count": lambda records, path: records.search_count([(path, "!=", False)]),
    "order": lambda records, path: records.search([], order=path),
    "group": lambda records, path: records.formatted_read_group([], [path], ["__count"]),
    "aggregate": lambda records, path: records.formatted_read_group([], [], [f"{path}:max"]),
    "export": lambda records, path: records.search([]).export_data([path.replace(".", "/")]),
    "specification": lambda records, path: records.search([]).web_read(specification(path)),
}


@tagged("post_install", "-at_install")
class TestMatrix(AccessCase):
    """Every model, every role, every operation, with records of the own and of another authority."""

    def test_every_model_has_its_row(self):
        """Design, Access: a new model without a row in the table fails here; so does a record without."""
        models = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("customs.") and not model._abstract
        }
        self.assertEqual({model for model, _which in rights()}, models)
        self.assertEqual({which for _model, which in rights()}, set(access_table.WHICH))
        self.assertEqual(set(rights()), {*self.law, *self.own})
        self.assertEqual(set(self.own), set(self.foreign))
        self.assertFalse([key for key, record in self.own.items() if len(record) != 1])

    def test_rights(self):
        """CU-A, IT9: what each role may do with the records of its own case, and of another's."""
        wrong = []
        for world, key, record in self.worlds():
            for role in ROLES:
                may, letters = self._may(record.with_user(self.users[role])), self.letters(world, key, role)
                if may != letters:
                    wrong.append((*key, self.case(world), role, f"{may}, not {letters}"))
        self.assertNone(wrong)

    def _may(self, record):
        """Return what the user of ``record`` may do with it, in the letters of the table."""
        if not record._auto and record.id not in record.sudo().search([]).ids:
            return "-"
        return "".join(letter for letter, name in OPERATIONS.items() if record.has_access(name)) or "-"

    def test_wizards(self):
        """IT9: an open wizard is its user's own, and only who may change something has one."""
        cases = {"other_officer": self.foreign, "other_supervisor": self.foreign}
        for key, role in [(key, role) for key in rights() if key[1] == "wizard" for role in ROLES]:
            records, letters = self.env[key[0]].with_user(self.users[role]), rights()[key][role]
            with self.subTest(record=key, role=role):
                self.assertEqual(records.has_access("create"), letters != "-")
                if role != ("administrator" if key[0] == "customs.load.agreement" else "officer"):
                    self.assertEqual(self._may(records.browse(self.own[key].id)), "-")
                if letters != "-" and role != "asked_officer":
                    visit = cases.get(role, self.own)[VISIT, "sent"]
                    values = self._wizard_values(visit)[key[0]]
                    if (key[0], role) in NAME_A_CASE:
                        with self.assertRaises(AccessError):  # they name a case, which it may not read
                            records.create(values)
                        continue
                    self.assertEqual(self._may(records.create(values)), letters)

    # Really done, not only asked

    def _models(self):
        """Return model -> its records of both cases, for the models that belong to cases."""
        models = {}
        for _world, key, record in self.worlds():
            if key[1] not in LAW_OR_WIZARD:
                models.setdefault(key[0], []).append(record)
        return models

    def _readable(self, model, role):
        """Return the ids of the records that the role may read, as the table says."""
        return sorted(
            record.id
            for world, key, record in self.worlds()
            if key[0] == model and "r" in self.letters(world, key, role)
        )

    def test_lists(self):
        """CU-A: searches, counts, groups and exports show each role what it may read, and nothing else."""
        wrong = []
        for model, of_both in self._models().items():
            both = [("id", "in", [record.id for record in of_both])]
            for role in ROLES:
                readable = self._readable(model, role)
                records = self.env[model].with_user(self.users[role])
                is_open = records.has_access("read")
                self.assertLessEqual(bool(readable), is_open)
                for name, look in LISTS.items():
                    seen = self._try(look, records, both)
                    if seen != (readable if is_open else "refused"):
                        wrong.append((model, role, name, f"{seen}, not {readable}"))
                for name, look in COUNTS.items():
                    seen = self._try(look, records, both)
                    if seen != (len(readable) if is_open else "refused"):
                        wrong.append((model, role, name, f"{seen}, not {len(readable)}"))
        self.assertNone(wrong)

    def _try(self, act, *arguments):
        """Do it; return what it gives, or that it was refused."""
        try:
            return act(*arguments)
        except (AccessError, MissingError):
            return "refused"

    def test_refused(self):
        """CU-A, IT9: what the table refuses is refused when it is done, through every door of the ORM."""
        wrong = []
        for role in ROLES:
            self.env.invalidate_all()  # what other roles have read is not there to be copied
            for world, key, record in self.worlds():
                mine, letters = record.with_user(self.users[role]), self.letters(world, key, role)
                for letter in DOORS.keys() - set(letters):
                    error = AccessError if letter == "r" else UserError
                    for name, act in DOORS[letter].items():
                        problem = self._not_refused(act, mine, role, error)
                        if problem:
                            wrong.append((*key, self.case(world), role, name, problem))
        self.assertNone(wrong)

    def test_no_new_ones(self):
        """IT9: whoever may create no record of a model creates none through any door."""
        wrong = []
        for model in {key[0] for key in rights()}:
            for role in ROLES:
                records = self.env[model].with_user(self.users[role])
                for name, act in NEW.items() if not records.has_access("create") else ():
                    problem = self._not_refused(act, records, role, UserError)
                    if problem:
                        wrong.append((model, role, name, problem))
        self.assertNone(wrong)

    def _not_refused(self, act, record, role, error):
        """Return what is wrong with how it was refused, or nothing."""
        try:
            done = act(record)  # a model without a name makes nothing of a name
            return f"done: {done}" if done else None
        except (error, MissingError) as refusal:
            return self.told(role, str(refusal))

    def test_every_field(self):
        """CU-A: read field by field, a record tells nobody a word of what is not for him."""
        wrong = []
        for world, key, record in self.worlds():
            for role in ROLES:
                if "r" not in self.letters(world, key, role) or role in ("reader", "officer", "supervisor"):
                    continue
                mine = record.with_user(self.users[role])
                for name in mine.fields_get(attributes=[]):
                    told = self.told(role, self._look(mine, name))
                    if told:
                        wrong.append((*key, self.case(world), role, name, told))
        self.assertNone(wrong)

    def _look(self, record, name):
        """Return what the user reads of one field, in the ways of the ORM; a refusal is an answer as well."""
        try:
            exported = record.export_data([name])["datas"] if record._auto else ()
            return [record.read([name]), exported, record.web_read({name: {}})]
        except AccessError as refusal:  # Odoo shows some computed fields that rest on hidden ones
            return str(refusal)

    def test_fields_for_outsiders(self):
        """CU-A: portal users read these fields and no others; a new one is hidden, or in the list."""
        wrong = []
        for model in {key[0] for key in rights()}:
            records = self.env[model].with_user(self.users["liaison"])
            names = set(records.fields_get(attributes=[])) if records.has_access("read") else set()
            names -= set(access_table.OF_EVERY_RECORD.split())
            known = set(access_table.OUTSIDE.get(model.removeprefix("customs."), "").split())
            wrong += [(model, name, "is read") for name in sorted(names - known)]
            wrong += [(model, name, "is not read") for name in sorted(known - names)]
        self.assertNone(wrong)

    def test_ways_around(self):
        """CU-A: no domain, order, group or path of an export asks for what one may not read."""
        wrong = []
        for model, paths in HIDDEN.items():
            role = "importer" if model == "customs.preference.notice" else "person"
            records = self.env[model].with_user(self.users[role])
            for path in paths:
                for name, act in WAYS.items():
                    seen = self._around(act, records, path)
                    if seen not in ("refused", "no such"):
                        wrong.append((model, path, name, seen))
        self.assertNone(wrong)

    def _around(self, act, records, path):
        try:
            with self.env.cr.savepoint():
                return repr(act(records, path))
        except AccessError:
            return "refused"
        except (ValueError, KeyError, UserError):
            return "no such"

    def test_administrator_sees_no_case(self):
        """Design, Access: who keeps the law sees no case by that alone, nor its messages and files."""
        visit = self.own[VISIT]
        file = self.env["ir.attachment"].create(
            {"name": "secret", "raw": b"secret", "res_model": VISIT, "res_id": visit.id}
        )
        message = visit.message_ids[:1]
        for user in (self.administrator, self.foreign_officer):
            for record in (visit, file, message):
                self.assertFalse(record.with_user(user).has_access("read"), record)
        self.assertTrue(file.with_user(self.reader).has_access("read"))

    def test_files_of_documents(self):
        """CU-A, RSM26: stored letters are read by nobody by the id of their file, the own ones neither."""
        for world in (self.own, self.foreign):
            document = world["customs.document"]
            file = self.env["ir.attachment"].search(
                [("res_model", "=", document._name), ("res_id", "=", document.id), ("res_field", "=", "file")]
            )
            for user in (self.officer, self.supervisor, self.env.ref("base.user_admin")):
                for operation in ("read", "write", "unlink"):
                    self.assertFalse(file.with_user(user).has_access(operation), (user.login, operation))

    def test_without_an_authority(self):
        """Design, Access: a role without an authority sees no case at all."""
        self.officer_2.customs_authority_ids = False
        for model in self._models():
            records = self.env[model].with_user(self.officer_2)
            if not records.is_transient() and records.browse().has_access("read"):
                self.assertFalse(records.search([]), model)

    def test_two_authorities(self):
        """Design, Access: who serves two authorities sees the cases of both."""
        self.officer_2.customs_authority_ids |= self.other_importing
        both = self.own[VISIT] | self.foreign[VISIT]
        self.assertEqual(
            set(self.env[VISIT].with_user(self.officer_2).search([("id", "in", both.ids)])), set(both)
        )


class Done(Exception):  # noqa: N818 - no error: what was done is taken back
    """It was done."""


@tagged("post_install", "-at_install")
class TestMethods(AccessCase):
    """Public methods are the API: each checks who calls it."""

    def _rows(self):
        return [(model, which, method, who) for model, which, method, *who in rows_of(access_table.METHODS)]

    def _public_methods(self):
        """Return (model, method) of each method that this addon adds and a remote call can reach.

        What Odoo gives every model, in its own modules or in those of its web client, is tried elsewhere.
        """
        ours = (ADDON, WIZARDS)
        every = self.env.registry["base"].mro()
        of_odoo = {method for part in every if not part.__module__.startswith(ours) for method in vars(part)}
        found = set()
        for name, model in self.env.registry.items():
            if not name.startswith("customs.") or model._abstract:
                continue
            for part in model.mro():
                if part.__module__.startswith(ours):
                    found |= {
                        (name, method)
                        for method, value in vars(part).items()
                        if isinstance(value, FunctionType)
                        and not method.startswith("_")
                        and method not in of_odoo
                        and not getattr(value, "_api_private", False)
                    }
        return found

    def test_every_public_method_has_its_row(self):
        """IT9: a new public method without a row in the table fails here."""
        rows = self._rows()
        self.assertEqual(self._public_methods(), {(model, method) for model, _which, method, _who in rows})
        self.assertLessEqual({role for *_row, who in rows for role in who}, set(ROLES))

    def test_own_case(self):
        """IT9: each method is done for those whom the table names; it refuses and tells nothing to others."""
        wrong = []
        for model, which, method, who in self._rows():
            record = self.law.get((model, which)) or self.own[model, which]
            for role in ROLES:
                mine = self._wizard_of(record, role) if which == "wizard" else record
                wrong += self._wrong(mine, method, role, role in who)
        self.assertNone(wrong)

    def test_foreign_case(self):
        """CU-A: no public method does or tells anything of a case of another authority."""
        wrong = []
        for model, which, method, who in self._rows():
            for role in ROLES if which not in LAW_OR_WIZARD else ():
                wrong += self._wrong(self.foreign[model, which], method, role, AT_HOME_THERE.get(role) in who)
        self.assertNone(wrong)

    def _wizard_of(self, wizard, role):
        """Return such a wizard as the role itself has it open, or the officer's where it can have none."""
        records = wizard.browse().with_user(self.users[role])
        if records.has_access("create"):
            with suppress(AccessError):  # some refuse as soon as they are told of which record
                return records.create(self._wizard_values(self.own[VISIT])[wizard._name])
        return wizard

    def _wrong(self, record, method, role, may):
        """Return what is wrong: done by somebody who may not, refused to who may, or a word too much.

        Whoever gets past the checks of who calls is one who may: a bad argument is another matter.
        """
        self.env.flush_all()
        self.env.invalidate_all()  # each call is a new request, which remembers nothing
        written = set()
        try:  # what should be refused needs no way back
            with self.env.cr.savepoint() if may else nullcontext(), self._written() as written:
                getattr(record.with_user(self.users[role]), method)(*ARGUMENTS.get(method, ()))
                raise Done
        except (AccessError, MissingError) as refusal:
            told = self.told(role, str(refusal))
            # An open form is its user's own: it notes that it was pressed.
            tables = written - WRITTEN_BEFORE - ({record._table} if record.is_transient() else set())
            if not may and tables:
                return [(record._name, method, role, f"wrote before it asked: {tables}")]
            return [(record._name, method, role, told or "refused")] if may or told else []
        except (Done, UserError):
            return [] if may else [(record._name, method, role, "not refused")]

    @contextmanager
    def _written(self):
        """Return the tables to which rows are written while the block lasts."""
        written, execute = set(), self.env.cr.execute

        def noted(query, *args, **kwargs):
            written.update(WRITES.findall(query.code if isinstance(query, SQL) else str(query)))
            return execute(query, *args, **kwargs)

        with patch.object(self.env.cr, "execute", noted):
            try:
                yield written
            finally:
                self.env.flush_all()  # what an act left for later counts as well

    def test_private_methods(self):
        """IT9: what draws consequences without asking who calls is no remote method."""
        for model in (
            VISIT,
            REQUEST,
            "customs.fact",
            "customs.deadline",
            "customs.document",
            "customs.preference.decision",
        ):
            records = self.env[model]
            private = {
                name
                for part in type(records).mro()
                if part.__module__.startswith((ADDON, WIZARDS))
                for name, value in vars(part).items()
                if isinstance(value, FunctionType) and name.startswith("_")
            }
            self.assertGreater(len(private), 3)
            for name in private:
                with self.subTest(method=f"{model}.{name}"), self.assertRaises(AccessError):
                    get_public_method(records, name)


@tagged("post_install", "-at_install")
class TestReferences(AccessCase):
    """No reference leads out of the own authority's cases."""

    def test_rows_in_a_foreign_case(self):
        """CU-A: nobody puts a row, a task or a report into a case of another authority."""
        visit = self.foreign[VISIT]
        values = {
            "customs.visit.goods": {"hs_code": "0406905000", "description": "X"},
            "customs.visit.premises": {"name": "X", "address": "Y"},
            "customs.visit.obstruction": {"happened_on": self.day(-39), "who": "X", "description": "Y"},
            "customs.inspection.member": {
                "first_name": "X",
                "last_name": "Y",
                "position": "Z",
                "authority_id": self.importing.id,
            },
            "customs.inspection.cost": {"member_id": visit.member_ids[:1].id, "amount": 1.0},
            "customs.verification.report": {},
        }
        before = {model: self.env[model].search_count([]) for model in values}
        for user in (self.officer, self.supervisor):
            for model, vals in values.items():
                records = self.env[model].with_user(user)
                with self.subTest(model=model, user=user.login):
                    with self.assertRaises(AccessError):
                        records.create({**vals, "visit_id": visit.id})
                    with self.assertRaises(UserError):
                        records.with_context(default_visit_id=visit.id).create(vals)
        self.assertEqual({model: self.env[model].search_count([]) for model in values}, before)

    def test_own_rows_into_a_foreign_case(self):
        """CU-A: a row of the own authority does not move into a case of another."""
        for model in (
            "customs.visit.goods",
            "customs.visit.premises",
            "customs.visit.obstruction",
            "customs.inspection.member",
            "customs.inspection.cost",
            "customs.verification.report",
        ):
            with self.subTest(model=model), self.refused("cannot be moved to another visit"):
                self.own[model].with_user(self.officer).visit_id = self.foreign[VISIT].id

    def test_task_of_a_foreign_case(self):
        """RS16.9: a task is given in a case of the own authority only, and does not tell another's name."""
        with self.assertRaises(AccessError) as caught:
            self.task(self.foreign[VISIT].sudo(), ask=False)
        self.assertNotIn(self.foreign[VISIT].name, str(caught.exception))
        own = self.task(self.own[VISIT], ask=False)
        with self.assertRaises(AccessError):
            own.res_id = self.foreign[VISIT].id
        with self.refused("is not a case. A task must belong to a case"):
            own.write({"res_model": "res.users", "res_id": self.officer.id})

    def test_what_a_case_refers_to(self):
        """CU-A: a case refers to verifications and proofs of its own authority only."""
        draft = self.visit().with_user(self.officer)
        request = self.documentary(answered=False).with_user(self.officer)
        for act in (
            lambda: draft.write({"verification_request_id": self.foreign[REQUEST].id}),
            lambda: draft.goods_ids.write({"proof_line_id": self.foreign["customs.origin.proof.line"].id}),
            lambda: request.write({"proof_ids": [Command.link(self.foreign["customs.origin.proof"].id)]}),
        ):
            with self.assertRaises(UserError) as caught:
                act()
            for record in (self.foreign[REQUEST], self.foreign["customs.origin.proof"]):
                self.assertNotIn(record.display_name, str(caught.exception))

    def test_wizards_on_a_foreign_case(self):
        """CU-A: no wizard does or tells anything of a case of another authority."""
        visit, deadline = self.foreign[VISIT], self.foreign["customs.deadline"]
        wizards = {
            "customs.record.fact": (
                {
                    "res_model": VISIT,
                    "res_id": visit.id,
                    "fact": "request_acknowledged_on",
                    "day": self.today,
                },
                ("action_record", "action_withdraw"),
            ),
            "customs.change.deadline": ({"deadline_id": deadline.id, "reason": "X"}, ("action_apply",)),
            "customs.record.transit": (
                {
                    "line_ids": [Command.set(self.foreign["customs.declaration.line"].ids)],
                    "none_shown": True,
                    "note": "X",
                },
                ("action_record",),
            ),
            "customs.give.reason": (
                {
                    "res_model": "customs.preference.decision",
                    "res_id": self.foreign["customs.preference.decision"].id,
                    "method": "dismiss",
                    "reason": "X",
                },
                ("action_apply",),
            ),
        }
        for user in (self.officer, self.supervisor):
            for model, (values, methods) in wizards.items():
                for method in methods:
                    with (
                        self.subTest(model=model, method=method, user=user.login),
                        self.assertRaises(AccessError),
                    ):
                        getattr(self.env[model].with_user(user).create(values), method)()
        self.assertEqual(self.foreign["customs.preference.decision"].state, "proposed")
        with self.assertRaises(AccessError):
            self.env["customs.change.deadline"].with_user(self.officer).create({"deadline_id": deadline.id})
        with self.assertRaises(AccessError):
            wizard = self.env["customs.record.fact"].with_user(self.officer)
            wizard.create(wizards["customs.record.fact"][0]).read(["case_name", "current_on"])

    def test_readers_have_no_wizards(self):
        """Design, Access: readers open no wizard that changes something."""
        for model in (
            "customs.record.fact",
            "customs.change.deadline",
            "customs.give.reason",
            "customs.answer.request",
            "customs.choose.goods",
            "customs.decide.preference",
        ):
            # An administrator gives the reason why a finding of a setup check stays as it is.
            others = () if model == "customs.give.reason" else (self.administrator,)
            for user in (self.reader, *others):
                with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                    self.env[model].with_user(user).create({})

    def test_wizard_of_another_user(self):
        """IT9: an open wizard is its user's own."""
        wizard = self.own["customs.record.fact"]
        with self.assertRaises(AccessError):
            wizard.with_user(self.officer_2).action_record()

    def test_wizards_on_other_models(self):
        """IT9: a wizard that is pointed at anything but a case says so, and does nothing."""
        for model in (
            "res.users",
            "res.partner",
            "customs.authority",
            "ir.model",
            "no.such.model",
            "customs.case.mixin",
        ):
            values = {"res_model": model, "res_id": 1, "fact": "request_sent_on", "day": self.today}
            forms = self.env["customs.record.fact"].with_user(self.officer)
            for method in ("action_record", "action_withdraw"):
                with self.subTest(model=model, method=method), self.assertRaises(UserError) as caught:
                    getattr(forms.create(values), method)()
                if not isinstance(caught.exception, AccessError):  # that one may not read has no form at all
                    self.assertIn("This case does not exist", str(caught.exception))

    def test_reasons_for_other_methods(self):
        """IT9: the wizard of reasons calls what takes a reason, and nothing else."""
        for model, method in (
            ("res.users", "unlink"),
            ("customs.task", "unlink"),
            ("customs.preference.decision", "unlink"),
            (VISIT, "record_fact"),
            ("no.such.model", "decide"),
            ("customs.preference.decision", "_void"),
        ):
            values = {"res_model": model, "res_id": 1, "method": method, "reason": "X"}
            forms = self.env["customs.give.reason"].with_user(self.supervisor)
            with self.subTest(method=f"{model}.{method}"), self.assertRaises(UserError) as caught:
                forms.create(values).action_apply()
            if not isinstance(caught.exception, AccessError):  # that one may not read has no form at all
                self.assertIn("No reason can be entered here", str(caught.exception))

    def test_files_of_a_foreign_case(self):
        """RSM26: a file of another authority's case is attached nowhere."""
        file = self.env["ir.attachment"].create(
            {"name": "secret", "raw": b"secret", "res_model": VISIT, "res_id": self.foreign[VISIT].id}
        )
        visit = self.sent_visit(days=-30)
        wizards = self.env["customs.record.fact"].with_user(self.officer)
        values = {
            "res_model": VISIT,
            "res_id": visit.id,
            "fact": "request_acknowledged_on",
            "day": self.today,
        }
        for act in (
            lambda: wizards.create({**values, "attachment_ids": [Command.set(file.ids)]}).action_record(),
            lambda: self.record(visit, "request_acknowledged_on", 0, attachment_ids=file.ids),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertEqual(file.res_id, self.foreign[VISIT].id)
        self.assertFalse(visit.request_acknowledged_on)
