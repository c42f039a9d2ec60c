"""What is refused is refused like what is not there: a number says nothing of another's record (CU-A)."""

# pylint: disable=translation-required  # what a test writes is not translated

import itertools
import json
import re
import xmlrpc.client

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import access_table
from ..common.access import REQUEST, VISIT, AccessCase, rows_of
from ..common.access_roles import ARGUMENTS
from ..common.cases import PASSWORD

# Who asks: people outside, the authority that was asked, another importing authority.
ROLES = ("person", "liaison", "asked_officer", "other_officer")
# For forms also the others: who has a role elsewhere, and who has none.
FORM_ROLES = (*ROLES, "reader", "officer", "administrator", "asked_reader", "stranger", "employee", "public")
FORM_ACTS = ("default_get", "onchange", "onchange of defaults", "create", "create of defaults")
MODELS = (
    VISIT,
    REQUEST,
    "customs.task",
    "customs.task.answer",
    "customs.file",
    "customs.document",
    "customs.preference.notice",
    "customs.incoming.request",
    "customs.service",
    "customs.origin.proof",
    "customs.declaration",
    "customs.deadline",
    "customs.fact",
    "customs.verification.report",
    "customs.preference.decision",
    "customs.preference.suspension",
)
# What Odoo offers for the records of any model, and its messages.
CALLS = {
    "read": lambda rows: rows.read(["display_name"]),
    "read of the number": lambda rows: rows.read(["id"]),
    "read of all": lambda rows: rows.read(),
    "web_read": lambda rows: rows.web_read({"display_name": {}}),
    "web_read of the number": lambda rows: rows.web_read({"id": {}}),
    "search_read": lambda rows: rows.search_read([("id", "in", rows.ids)], ["display_name"]),
    "search_count": lambda rows: rows.search_count([("id", "in", rows.ids)]),
    "group": lambda rows: rows.formatted_read_group([("id", "in", rows.ids)], ["id"], ["__count"]),
    "name_search": lambda rows: rows.name_search("", [("id", "in", rows.ids)]),
    "child_of": lambda rows: rows.search_count([("id", "child_of", rows.ids)]),
    "write": lambda rows: rows.write({"display_name": "X"}),
    "write of nothing": lambda rows: rows.write({}),
    "web_save": lambda rows: rows.web_save({}, {"display_name": {}}),
    "unlink": lambda rows: rows.unlink(),
    "copy": lambda rows: rows.copy(),
    "copy_data": lambda rows: rows.copy_data(),
    "export_data": lambda rows: rows.export_data(["display_name"]),
    "export of the number": lambda rows: rows.export_data([".id"]),
    "get_metadata": lambda rows: rows.get_metadata(),
    "may read": lambda rows: rows.has_access("read"),
    "may write": lambda rows: rows.has_access("write"),
    "may delete": lambda rows: rows.has_access("unlink"),
    "onchange": lambda rows: rows.onchange({}, [], {"display_name": {}}),
    "archive": lambda rows: rows.action_archive(),
    "translations": lambda rows: rows.get_field_translations("name"),
    "base_url": lambda rows: rows.get_base_url(),
    "message_post": lambda rows: rows.message_post(body="X"),
    "message_subscribe": lambda rows: rows.message_subscribe(rows.env.user.partner_id.ids),
    "message_unsubscribe": lambda rows: rows.message_unsubscribe(rows.env.user.partner_id.ids),
    "activity_schedule": lambda rows: rows.activity_schedule("mail.mail_activity_data_todo"),
    "activity_unlink": lambda rows: rows.activity_unlink(["mail.mail_activity_data_todo"]),
}
MISSING = 2_000_000_000


@tagged("post_install", "-at_install")
class TestNumbers(AccessCase):
    def foreign_rows(self, role):
        """Return (model, which) -> a record of each model that this role may not read."""
        found, models = {}, set()
        for world in (self.own, self.foreign):
            for (model, which), record in world.items():
                seen = record.with_user(self.users[role])
                if model in MODELS and model not in models and not seen.has_access("read"):
                    models.add(model)
                    found[model, which] = seen
        return found

    def outcome(self, rows, call):
        """Return how a call ends, without the numbers that were asked."""
        self.env.invalidate_all()
        numbers = rows.ids
        try:
            with self.env.cr.savepoint():
                told = call(rows)
        except Exception as error:  # pylint: disable=broad-exception-caught
            told = f"{type(error).__name__}: {error}"
        # Names of people here end with a number, and dates hold some: each may be that of a record, too.
        text = str(told).replace(f"{rows.env.user.name} (id={rows.env.uid})", "the user")
        text = re.sub(r"\b\d{4}-\d\d-\d\d\b", "the day", text)
        for number in numbers:
            text = re.sub(rf"\b{number}\b", "#", text)
        return text

    def compare(self, role, key, rows, name, call):
        """Return what differs between another's record and one that is not there."""
        foreign = self.outcome(rows, call)
        missing = self.outcome(rows.browse(MISSING), call)
        if foreign == missing:
            return []
        return [(role, *key, name, foreign[:160].replace("\n", " "), missing[:160].replace("\n", " "))]

    def test_doors_of_core(self):
        """CU-A: reading, writing, deleting, copying, exporting, posting: foreign and missing end alike."""
        wrong, tried = [], 0
        for role in ROLES:
            for key, rows in self.foreign_rows(role).items():
                for name, call in CALLS.items():
                    tried += 1
                    wrong += self.compare(role, key, rows, name, call)
        self.assertGreater(tried, 1500)
        self.assertNone(wrong)

    def test_own_methods(self):
        """CU-A: so do the methods of this addon."""
        wrong, tried = [], 0
        rows = rows_of(access_table.METHODS)
        for role in ROLES:
            foreign = self.foreign_rows(role)
            for (model, which), record in foreign.items():
                for name in {method for other, _which, method, *_who in rows if other == model}:
                    tried += 1
                    call = getattr(type(record), name)
                    arguments = ARGUMENTS.get(name, ())
                    wrong += self.compare(
                        role,
                        (model, which),
                        record,
                        name,
                        lambda rows, call=call, arguments=arguments: call(rows, *arguments),
                    )
        self.assertGreater(tried, 100)
        self.assertNone(wrong)

    def test_among_own(self):
        """CU-A: among own records too."""
        for role in ("person", "liaison", "officer"):
            documents = self.env["customs.document"].with_user(self.users[role])
            own = documents.search([], limit=1)
            foreign = next(
                row for (model, _which), row in self.foreign.items() if model == "customs.document"
            ).with_user(self.users[role])
            self.assertFalse(foreign.has_access("read"))
            told = {
                self.outcome(own | other, lambda rows: rows.read(["name"]))
                for other in (foreign, foreign.browse(MISSING))
            }
            self.assertEqual(len(told), 1, told)
            self.assertTrue(told.pop().startswith("AccessError"))

    def test_named_in_a_form(self):
        """CU-A: nor does a form tell it that names the record, before saving and after."""
        for model, name, of in (
            ("customs.verification.visit", "verification_request_id", REQUEST),
            ("customs.task", "document_id", "customs.document"),
        ):
            for user in (self.officer,):
                records = self.env[model].with_user(user)
                told = set()
                for number in (self.foreign[of].id, MISSING):
                    text = self.outcome(
                        records,
                        lambda rows, number=number, name=name: rows.onchange(
                            {name: number}, [name], {name: {"fields": {"display_name": {}}}}
                        ),
                    )
                    told.add(re.sub(rf"\b{number}\b", "#", text))
                self.assertEqual(len(told), 1, told)

    def test_named_in_values(self):
        """CU-A: nor do values that are saved: another's record and none end alike."""
        tried = 0
        for (model, which), record in self.own.items():
            rows = record.with_user(self.officer)
            if which in ("law", "draft") or not rows._auto or not rows.has_access("write"):
                continue
            for name, field in rows._fields.items():
                key = next((key for key in self.foreign if key[0] == field.comodel_name), None)
                if field.type != "many2one" or not field.store or not key:
                    continue
                foreign = self.foreign[key]
                if foreign.with_user(self.officer).has_access("read"):
                    continue
                tried += 1
                told = set()
                for number in (foreign.id, MISSING):

                    def save(rows, name=name, number=number):
                        rows.write({name: number})
                        rows.env.flush_all()

                    text = self.outcome(rows, save)
                    told.add(re.sub(rf"\b{number}\b", "#", text))
                self.assertEqual(len(told), 1, (model, name, told))
        self.assertGreater(tried, 5)

    # Forms: every one of them, for everybody

    def forms(self, role):
        """Yield (form, name of its field, values that name a record, the record) of every form of ours."""
        rows = self.foreign_rows(role)
        for model in sorted(self.registry):
            form = self.env[model].with_user(self.users[role])
            if not model.startswith("customs.") or form._abstract or not form._transient:
                continue
            for name, field in form._fields.items():
                for row in rows.values() if field.store else ():
                    if field.type == "many2one_reference":
                        yield (
                            form,
                            name,
                            lambda number, row=row, name=name, kind=field.model_field: {
                                kind: row._name,
                                name: number,
                            },
                            row,
                        )
                    elif field.comodel_name == row._name and field.type == "many2one":
                        yield form, name, lambda number, name=name: {name: number}, row
                    elif field.comodel_name == row._name and field.type == "many2many":
                        yield form, name, lambda number, name=name: {name: [Command.set([number])]}, row

    def told_by_form(self, form, values, number, act):
        """Return what a form tells that is about the record ``number``, without the number."""
        given = values(number)
        defaults = {f"default_{name}": value for name, value in given.items()}
        others = {
            name: value
            for name, value in self.form_values.get(form._name, {}).items()
            if name not in given and self.is_open(form._fields[name], value, form.env.user)
        }
        rest = {name: {} for name in form._fields}

        def call(rows):
            if act == "default_get":
                return rows.with_context(**defaults).default_get(list(rows._fields))
            if act == "onchange":
                return rows.onchange(given, list(given), rest)
            if act == "onchange of defaults":
                return rows.with_context(**defaults).onchange({}, [], rest)
            if act == "create":
                return rows.create(others | given).read()
            return rows.with_context(**defaults).create(others).read()

        with mute_logger("odoo.sql_db"):
            told = self.outcome(form, call)
        # What is required and nobody gave: the row that was not written has a number of its own.
        told = told.splitlines()[0] if told.startswith("NotNull") else told
        return re.sub(rf"\b{number}\b", "#", told)

    def is_open(self, field, value, user):
        """Return whether a value of a form names nothing that the user may not read."""
        if field.type == "many2one":
            return self.env[field.comodel_name].with_user(user).browse(value).has_access("read")
        return not field.relational

    def test_every_form(self):
        """CU-A: another's record and none end alike in every form, for every role, saved or not."""
        self.form_values = self._wizard_values(self.own[VISIT])
        wrong, tried = [], 0
        for role in FORM_ROLES:
            for form, name, values, row in self.forms(role):
                for act in FORM_ACTS:
                    tried += 1
                    foreign = self.told_by_form(form, values, row.id, act)
                    missing = self.told_by_form(form, values, MISSING, act)
                    if foreign != missing or not foreign.startswith(("AccessError", "NotNull")):
                        wrong.append((role, form._name, name, row._name, act, foreign[:200], missing[:200]))
        self.assertGreater(tried, 1000)
        self.assertNone(wrong)

    def test_forms_of_nobody(self):
        """CU-A: who may not create a form is given none, whatever it would be about."""
        for role in ("stranger", "employee", "person", "public"):
            for model in self.registry:
                form = self.env[model].with_user(self.users[role])
                if model.startswith("customs.") and form._transient and not form._abstract:
                    if form.has_access("create"):
                        continue
                    for call in (
                        lambda rows: rows.default_get(list(rows._fields)),
                        lambda rows: rows.onchange({}, [], {"display_name": {}}),
                    ):
                        with self.subTest(role=role, form=model), self.assertRaises(AccessError):
                            call(form)

    def test_own_default_of_a_form(self):
        """CU-A: nor does a default that the user keeps, which names the record."""
        form = self.env["customs.record.fact"].with_user(self.officer)
        told = set()
        for number in (self.foreign[VISIT].id, MISSING):
            defaults = self.env["ir.default"].with_user(self.officer)
            defaults.set(form._name, "res_model", VISIT, user_id=True)
            defaults.set(form._name, "res_id", number, user_id=True)
            told.add(self.outcome(form, lambda rows: rows.default_get(list(rows._fields))))
        self.assertEqual({re.sub(r"\b\d+\b", "#", text)[:11] for text in told}, {"AccessError"})
        self.assertEqual(len({re.sub(r"\b\d+\b", "#", text) for text in told}), 1, told)

    def test_own_record_that_was_deleted(self):
        """Who opens what was deleted meanwhile is told by a refusal, without a traceback."""
        visit = self.visit()
        number = visit.id
        visit.unlink()
        with self.assertRaises(AccessError):
            self.env[VISIT].with_user(self.officer).browse(number).read(["name"])

    def test_ranks_of_panels(self):
        """CU-A: no question for the values of a field makes a ring of numbers in which the server runs on.

        Odoo asks each record of the other model who stands over it. Over a user that is a firm, whose number
        it looks up among the users.
        """
        asked, kinds = [], set()
        for model in MODELS:
            rows = self.env[model].with_user(self.officer)
            for name, field in rows._fields.items():
                if not (field.type == "many2one" and field.store and rows._has_field_access(field, "read")):
                    continue
                panel = rows.search_panel_select_range(name)
                above = panel.get("parent_field")
                asked.append(name)
                if above:
                    kinds.add(field.comodel_name)
                    self.assertEqual(
                        self.env[field.comodel_name]._fields[above].comodel_name, field.comodel_name
                    )
        self.assertGreater(len(asked), 100)
        self.assertIn("res.partner", kinds)
        self.assertNotIn("res.users", kinds)


@tagged("post_install", "-at_install")
class TestNumbersByCall(AccessCase, HttpCase):
    """The same over the wire: by the web client's door, by JSON-2, by XML-RPC."""

    def key(self, user):
        return (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate(None, "test", self.env.cr.now() + self.day(1).resolution)
        )

    def ids(self):
        for model, which in (
            ("customs.task", "importer"),
            ("customs.file", "answered"),
            ("customs.task.answer", "answered"),
            ("customs.document", "importer"),
            ("customs.preference.notice", "importer"),
            (VISIT, "sent"),
        ):
            yield model, self.foreign[model, which].id

    def same(self, answers, number):
        # An external id that is made for an export holds the number that was asked, and a part by chance.
        # Who is refused is named, with the own number.
        answers = [re.sub(r"__export__\.\w+|[\w ]+ \(id=\d+\)", "made", text) for text in answers]
        told = {re.sub(rf"\b({number}|{MISSING})\b", "#", text) for text in answers}
        self.assertEqual(len(told), 1, told)

    def test_call_kw(self):
        """CU-A: `/web/dataset/call_kw`."""
        for role in ("person", "other_officer"):
            user = self.users["person"] if role == "person" else self.officer
            self.authenticate(user.login, PASSWORD)
            for model, number in self.ids():
                for method, args in (
                    ("read", [["display_name"]]),
                    ("unlink", []),
                    ("copy", []),
                    ("export_data", [["id"]]),
                ):
                    answers = []
                    for one in (number, MISSING):
                        params = {"model": model, "method": method, "args": [[one], *args], "kwargs": {}}
                        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
                        found = self.url_open(f"/web/dataset/call_kw/{model}/{method}", json=body).json()
                        error = found.get("error")
                        answers.append(
                            json.dumps(
                                [error["data"]["name"], error["data"]["message"]]
                                if error
                                else found["result"]
                            )
                        )
                    self.same(answers, number)

    def test_json_2(self):
        """CU-A: `/json/2`."""
        for user in (self.users["person"], self.officer):
            headers = {"Authorization": f"Bearer {self.key(user)}"}
            for model, number in self.ids():
                for method, args in (("read", {"fields": ["display_name"]}), ("unlink", {}), ("copy", {})):
                    answers = []
                    for one in (number, MISSING):
                        found = self.url_open(
                            f"/json/2/{model}/{method}", json={"ids": [one], **args}, headers=headers
                        )
                        told = found.json()
                        told = [told.get("name"), told.get("message")] if isinstance(told, dict) else told
                        answers.append(f"{found.status_code} {told}")
                    self.same(answers, number)

    def test_json_2_bytes(self):
        """CU-A: `/json/2`: byte by byte, of more methods, among own records, and in developer mode."""
        methods = {
            "read": {},
            "write": {"vals": {}},
            "unlink": {},
            "copy": {},
            "web_read": {"specification": {"display_name": {}}},
            "export_data": {"fields_to_export": [".id", "display_name"]},
            "message_post": {"body": "x"},
            "get_metadata": {},
            "check_access": {"operation": "read"},
            "mapped": {"func": "display_name"},
        }
        for user in (self.users["person"], self.users["liaison"], self.officer):
            headers = {"Authorization": f"Bearer {self.key(user)}"}
            for model, number in self.ids():
                self.assertFalse(self.env[model].with_user(user).browse(number).has_access("read"))
                own = self.env[model].with_user(user)
                own = own.search([], limit=1).ids if own.has_access("read") else []
                kinds = (([], ""), ([], "?debug=1"), (own, ""))
                for (method, args), (ids, query) in itertools.product(methods.items(), kinds):
                    answers = []
                    for one in (number, MISSING):
                        found = self.url_open(
                            f"/json/2/{model}/{method}{query}",
                            json={"ids": [*ids, one], **args},
                            headers=headers,
                        )
                        text = found.text
                        if user == self.officer and found.status_code >= 400:
                            text = json.dumps({**found.json(), "debug": ""})
                        answers.append(f"{found.status_code} {text}")
                    self.same(answers, number)

    def test_developer_mode(self):
        """CU-A: in developer mode Odoo names what it refuses; not what hangs on another's case."""
        case = self.own[VISIT].sudo()
        mark = "zqunheard"
        person = self.supervisor.partner_id
        self.supervisor.name = mark
        case.message_subscribe(partner_ids=person.ids)
        message = case.message_post(body=mark, subject=mark)
        of_case = [("res_model", "=", case._name), ("res_id", "=", case.id), ("partner_id", "=", person.id)]
        followers = self.env["mail.followers"].sudo().search(of_case)
        hanging = (
            self.env["ir.attachment"].create(
                {"name": f"{mark}.txt", "raw": b"x", "res_model": case._name, "res_id": case.id}
            ),
            case.activity_schedule("mail.mail_activity_data_todo", summary=mark, user_id=self.supervisor.id),
            followers,
            message,
        )
        for user in (self.users["other_officer"], self.users["employee"], self.users["asked_officer"]):
            headers = {"Authorization": f"Bearer {self.key(user)}"}
            for records in hanging:
                self.assertTrue(records)
                for method, args in {
                    "read": {"fields": ["display_name"]},
                    "write": {"vals": {"create_uid": 1}},
                    "unlink": {},
                    "copy": {},
                    "export_data": {"fields_to_export": ["display_name"]},
                }.items():
                    path = f"/json/2/{records._name}/{method}?debug=1"
                    found = self.url_open(path, json={"ids": records.ids, **args}, headers=headers)
                    with self.subTest(user=user.login, model=records._name, method=method):
                        self.assertNotIn(mark, found.text)

    def test_of_another_company(self):
        """CU-A: a request that names a company which is not the user's is no error of the server."""
        for user in (self.users["person"], self.officer):
            headers = {"Authorization": f"Bearer {self.key(user)}"}
            context = {"allowed_company_ids": [10**9]}
            for model, number in self.ids():
                for method in ("copy", "has_access", "unlink"):
                    args = {"operation": "read"} if method == "has_access" else {}
                    answers = []
                    for one in (number, MISSING):
                        found = self.url_open(
                            f"/json/2/{model}/{method}",
                            json={"ids": [one], "context": context, **args},
                            headers=headers,
                        )
                        self.assertLess(found.status_code, 500)
                        told = found.json()
                        answers.append(
                            f"{found.status_code} {told['message'] if isinstance(told, dict) else told}"
                        )
                    self.same(answers, number)

    def test_xml_rpc(self):
        """CU-A: XML-RPC."""
        for user in (self.users["person"], self.officer):
            for model, number in self.ids():
                answers = []
                for one in (number, MISSING):
                    try:
                        found = self.xmlrpc_object.execute_kw(
                            self.env.cr.dbname, user.id, PASSWORD, model, "read", [[one], ["display_name"]]
                        )
                        answers.append(str(found))
                    except xmlrpc.client.Fault as fault:
                        answers.append(f"{fault.faultCode} {fault.faultString}")
                self.same(answers, number)
