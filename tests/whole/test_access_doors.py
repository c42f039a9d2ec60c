"""The table of `access_table.py` through every door of the server, as browsers and programs ask (CU-A, IT9).

Each door is tried as each role, with the records of the own case and of the other one. Whatever comes back, a
list, a page, a file or a refusal, holds no word that the role may not read.
"""

# pylint: disable=translation-required  # what a test writes is not translated

import json
import re
import threading
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common.access import REQUEST, ROLES, VISIT, AccessCase, rights
from ..common.cases import PASSWORD

OUTSIDE = ("liaison", "other_liaison", "person", "importer", "stranger")
# Roles for which everything of the case is foreign, and those who see a part of it.
NOT_OF_THE_HOUSE = (*OUTSIDE, "administrator", "other_officer", "asked_officer", "employee")


@tagged("post_install", "-at_install")
class TestDoors(AccessCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = [
            cls.env["ir.attachment"].create(
                {"name": f"{model}.txt", "raw": b"qqinternala", "res_model": model, "res_id": record.id}
            )
            for model, record in (
                (VISIT, cls.own[VISIT]),
                (REQUEST, cls.own[REQUEST]),
                ("customs.task", cls.own["customs.task", "asked"]),
            )
        ]
        cls.notes = [
            record.with_user(cls.officer).message_post(
                body="qqinternala", subtype_xmlid="mail.mt_note", attachment_ids=file.ids
            )
            for record, file in (
                (cls.own[VISIT], cls.files[0]),
                (cls.own["customs.task", "asked"], cls.files[2]),
            )
        ]
        cls.comment = (
            cls.own[VISIT]
            .with_user(cls.officer)
            .message_post(body="qqinternala", subtype_xmlid="mail.mt_comment")
        )
        cls.activity = (
            cls.own[VISIT]
            .with_user(cls.officer)
            .activity_schedule("mail.mail_activity_data_todo", summary="qqinternala", user_id=cls.officer.id)
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.wrong = []
        # What is refused is logged as a warning: here by the thousand.
        self.enterContext(
            mute_logger(
                "odoo.http",
                "odoo.addons.web.controllers.export",
                "odoo.addons.base.models.ir_rule",
                "odoo.addons.rpc",
            )
        )

    # Asking

    def enter(self, role):
        """Log in as the role, or not at all as a visitor."""
        self.role = role
        if role == "public":
            self.authenticate(None, None)
        else:
            self.authenticate(self.users[role].login, PASSWORD)

    def rpc(self, route, **params):
        """Call a JSON route; return its result, or None where it refused."""
        response = self.url_open(route, json={"jsonrpc": "2.0", "method": "call", "params": params})
        self.look(response, f"{route} {json.dumps(params, default=str)[:150]}")
        return response.json().get("result") if response.ok else None

    def call(self, model, method, *args, **kwargs):
        """Call a method of a model as the web client does."""
        return self.rpc(
            f"/web/dataset/call_kw/{model}/{method}", model=model, method=method, args=args, kwargs=kwargs
        )

    def get(self, route, **form):
        """Ask for a page or a file: by GET, or where there is a form by POST with its token."""
        data = {"csrf_token": Request.csrf_token(self), **form} if form else None
        response = self.url_open(route, data=data, allow_redirects=False)
        self.look(response, route)
        return response

    def look(self, response, where):
        """No answer tells what it should not, and none is an error of the server."""
        told = self.told(self.role, response.content.decode("utf-8", "replace"))
        if told:
            self.wrong.append((self.role, where, told))
        if response.status_code >= 500 and "/web/export/" not in where:  # Odoo refuses exports so
            self.wrong.append((self.role, where, response.status_code))

    def cells(self, role, *, but=("law", "wizard")):
        """Return model -> (all ids of both cases, those that the role may read)."""
        models = {}
        for world, key, record in self.worlds():
            if key[1] not in but:
                every, readable = models.setdefault(key[0], ([], []))
                every.append(record.id)
                if "r" in self.letters(world, key, role):
                    readable.append(record.id)
        return {model: tuple(map(sorted, ids)) for model, ids in models.items()}

    # The web client and programs

    def test_web_client(self):
        """CU-A: lists, groups and forms of the web client hold what the role may read."""
        for role in (role for role in ROLES if role != "public"):
            self.enter(role)
            for model, (every, readable) in self.cells(role).items():
                domain = [["id", "in", every]]
                rows = self.call(model, "web_search_read", domain, self._specification(model, role))
                self._compare(role, model, rows and sorted(row["id"] for row in rows["records"]), readable)
                groups = self.call(model, "formatted_read_group", domain, [], ["__count"])
                self._compare(role, model, groups and groups[0]["__count"], len(readable))
                hidden = [res_id for res_id in every if res_id not in readable]
                if hidden and self.call(model, "web_read", hidden[:1], {"display_name": {}}):
                    self.wrong.append((role, model, "read by its id"))
        self.assertNone(self.wrong)

    def _specification(self, model, role):
        """Return every field for those who see a part of a case, the names alone for those who see all."""
        if role not in NOT_OF_THE_HOUSE:
            return {"display_name": {}}
        fields = self.env[model].with_user(self.users[role]).fields_get(attributes=["type"])
        return {
            name: {"fields": {"display_name": {}}} if field["type"] in ("many2one", "one2many") else {}
            for name, field in fields.items()
            if not name.startswith(("activity_", "message_", "website_"))
        }

    def _compare(self, role, model, seen, expected):
        if seen != expected and (seen or expected):
            self.wrong.append((role, model, f"{seen}, not {expected}"))

    def test_json2(self):
        """CU-A: the same for programs that come with the key of a user (JSON-2)."""
        for role in (role for role in ROLES if role != "public"):
            self.role = role
            keys = self.env["res.users.apikeys"].with_user(self.users[role]).sudo()
            key = keys._generate("rpc", "test", Datetime.now() + timedelta(days=1))
            self.authenticate(None, None)
            for model, (every, readable) in self.cells(role).items():
                rows = self._json2(
                    key, model, "search_read", domain=[["id", "in", every]], fields=["display_name"]
                )
                self._compare(role, model, rows and sorted(row["id"] for row in rows), readable)
                hidden = [res_id for res_id in every if res_id not in readable]
                for method, arguments in (("read", {"fields": ["display_name"]}), ("unlink", {})):
                    if hidden and self._json2(key, model, method, ids=hidden[:1], **arguments):
                        self.wrong.append((role, model, method))
        self.assertNone(self.wrong)

    def _json2(self, key, model, method, **arguments):
        response = self.url_open(
            f"/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"Bearer {key}"},
        )
        self.look(response, f"{model}.{method}")
        return response.json() if response.ok else None

    def test_exports(self):
        """CU-A: an export holds what a list holds, whichever records and paths it is asked for."""
        for role in ("administrator", "other_officer", "asked_officer", "employee", "person", "stranger"):
            self.enter(role)
            for model, (every, readable) in self.cells(role).items():
                wanted = {
                    "model": model,
                    "fields": [{"name": name, "label": name} for name in ("id", "display_name")],
                    "ids": every,
                    "domain": [],
                    "import_compat": False,
                    "groupby": [],
                }
                response = self.get("/web/export/csv", data=json.dumps(wanted))
                if response.ok and len(every) != len(readable):
                    self.wrong.append((role, model, response.text[:200]))
                self.rpc("/web/export/get_fields", model=model, domain=[])
        self.assertNone(self.wrong)

    # Files and prints

    def test_files(self):
        """CU-A: no file of a case leaves by the number of its attachment or by the name of its field."""
        binaries = {
            model: [
                name for name, field in self.env[model]._fields.items() if field.type in ("binary", "image")
            ]
            for model in {key[0] for key in rights()}
        }
        attachments = self.env["ir.attachment"].search(
            [("res_model", "in", list(binaries)), ("res_field", "!=", None)]
        )
        for role in (*NOT_OF_THE_HOUSE, "public"):
            self.enter(role)
            for world, key, record in self.worlds():
                may = "r" in self.letters(world, key, role)
                for name in binaries[key[0]]:
                    for door in ("content", "image"):
                        response = self.get(f"/web/{door}/{key[0]}/{record.id}/{name}?download=1")
                        if door == "content" and response.ok and not may:
                            self.wrong.append((role, key, name))
            for attachment in (
                *self.files,
                *attachments.filtered(lambda row: "customs.ag" not in row.res_model),
            ):
                response = self.get(f"/web/content/{attachment.id}?download=1")
                owner = self.env[attachment.res_model].browse(attachment.res_id).with_user(self.users[role])
                if response.ok and not owner.has_access("read"):
                    self.wrong.append((role, attachment.res_model, attachment.name))
        self.assertNone(self.wrong)

    def test_prints(self):
        """CU-A: nobody prints by its id what he may not read, by none of the doors for reports."""
        reports = self.env["ir.actions.report"].search([("model", "=like", "customs.%")])
        self.assertGreater(len(reports), 5)
        for role in (*NOT_OF_THE_HOUSE, "public"):
            self.enter(role)
            for report in reports:
                record = self.own[report.model]
                if record.with_user(self.users[role]).has_access("read"):
                    continue
                answers = [
                    self.get(f"/customs/report/{report.id}", ids=str(record.id)),
                    self.get(f"/report/pdf/{report.report_name}/{record.id}"),
                    self.get(f"/report/html/{report.report_name}/{record.id}"),
                ]
                if any(answer.status_code == 200 for answer in answers):
                    self.wrong.append((role, report.report_name, [answer.status_code for answer in answers]))
        self.assertNone(self.wrong)

    # The portal

    def test_portal_routes(self):
        """CU-A: every route of the portal, with every id of both cases that it may mean, tells nothing."""
        routes = sorted(
            (rule.rule, tuple(rule.arguments))
            for rule in self._routing_map().iter_rules()
            if rule.rule.startswith(("/my/customs", "/customs/"))
        )
        self.assertTrue(routes)
        for role in ("stranger", "employee", "public"):
            self.enter(role)
            for route, arguments in routes:
                ids = self._ids_meant_by(arguments)
                for res_id in ids:
                    self.get(re.sub(r"<[^>]*>", str(res_id), route))
                for res_id in ids[:5]:
                    self.get(re.sub(r"<[^>]*>", str(res_id), route), ids=str(res_id), round="1", text="x")
        self.assertNone(self.wrong)

    def _ids_meant_by(self, arguments):
        """Return the ids of both cases that a route with these arguments may be asked for."""
        cells = [
            (key[0], record.id) for _world, key, record in self.worlds() if key[1] not in ("law", "wizard")
        ]
        if not arguments:
            return [1]
        words = [argument.removesuffix("_id").replace("_", ".") for argument in arguments]
        meant = {res_id for model, res_id in cells if any(word in model for word in words)}
        return sorted(meant or {res_id for _model, res_id in cells})

    def _routing_map(self):
        """Return the routes as a request finds them: Odoo asks the thread for the database."""
        with patch.object(threading.current_thread(), "dbname", self.cr.dbname, create=True):
            return self.env["ir.http"].routing_map()

    # Messages

    def test_messages(self):
        """CU-A: messages, followers, activities and files stay among those who run the case."""
        threads = [
            self.own[VISIT],
            self.own[REQUEST],
            self.own["customs.task", "asked"],
            self.own["customs.origin.proof"],
            self.own["customs.preference.decision"],
        ]
        for role in (*NOT_OF_THE_HOUSE, "public"):
            self.enter(role)
            for thread in threads:
                self._ask_for_messages(thread)
            for message in (*self.notes, self.comment):
                self.rpc("/mail/message/update_content", message_id=message.id, update_data={"body": "x"})
                self.rpc("/mail/message/reaction", message_id=message.id, content="x", action="add")
                self.get(f"/mail/message/{message.id}")
            for model in (
                "mail.message",
                "mail.activity",
                "mail.followers",
                "mail.notification",
                "mail.tracking.value",
                "mail.mail",
                "ir.attachment",
                "res.users",
                "res.partner",
                "bus.bus",
            ):
                self.call(model, "search_read", [], [])
                self.call(model, "name_search", "qq")
            self.call("mail.message", "search_count", [["body", "ilike", "qqinternala"]])
            for route in ("inbox", "history", "starred"):
                self.rpc(f"/mail/{route}/messages")
            self.rpc("/websocket/peek_notifications", channels=[f"{VISIT}_{self.own[VISIT].id}"], last=0)
        self.assertNone(self.wrong)
        self.assertFalse(self.own[VISIT].message_ids.reaction_ids)

    def _ask_for_messages(self, thread):
        where = {"thread_model": thread._name, "thread_id": thread.id}
        wanted = ["followers", "attachments", "activities", "suggestedRecipients", "messages"]
        self.rpc("/mail/data", fetch_params=[["mail.thread", {**where, "request_list": wanted}]])
        self.rpc("/mail/thread/messages", **where)
        self.rpc("/mail/thread/recipients", **where)
        self.rpc("/mail/thread/recipients/get_suggested_recipients", **where)
        self.rpc("/mail/chatter_fetch", **where)
        self.rpc("/portal/chatter_init", **where)
        self.get(f"/mail/view?model={thread._name}&res_id={thread.id}")
        partner = self.users[self.role].partner_id.id
        for route, params in {
            "/mail/thread/subscribe": {
                "res_model": thread._name,
                "res_id": thread.id,
                "partner_ids": [partner],
            },
            "/mail/message/post": {**where, "post_data": {"body": "x", "message_type": "comment"}},
        }.items():
            if self.rpc(route, **params):
                self.wrong.append((self.role, route, thread._name))
        followers = self.env["mail.followers"].search_count(
            [("res_model", "=", thread._name), ("res_id", "=", thread.id), ("partner_id", "=", partner)]
        )
        if followers:
            self.wrong.append((self.role, "follows", thread._name))

    def test_followers(self):
        """CU-A: an outsider becomes no follower of a case, gets none of its mails and no access."""
        for thread in (self.own[VISIT], self.own["customs.origin.proof"]):
            for role in NOT_OF_THE_HOUSE:
                user = self.users[role]
                thread.with_user(self.officer).message_subscribe(partner_ids=user.partner_id.ids)
                with self.subTest(thread=thread._name, role=role):
                    self.assertNotIn(user.partner_id, thread.message_partner_ids)
                    # And one who has become one before, or behind the back of all this, reads nothing for it.
                    self.env["mail.followers"].create(
                        {"res_model": thread._name, "res_id": thread.id, "partner_id": user.partner_id.id}
                    )
                    self.assertFalse(thread.with_user(user).has_access("read"))
                    self.assertFalse(
                        self.env["mail.message"]
                        .with_user(user)
                        .search_count([("model", "=", thread._name), ("res_id", "=", thread.id)])
                    )
        self.own[VISIT].with_user(self.officer).message_subscribe(partner_ids=self.officer_2.partner_id.ids)
        self.assertIn(self.officer_2.partner_id, self.own[VISIT].message_partner_ids)

    def test_list_of_followers(self):
        """CU-A: nor does who keeps the list of followers put one there, or move one."""
        followers = self.env["mail.followers"]
        keepers = self.administrator | self.supervisor
        for user in keepers:
            user.group_ids |= self.env.ref("base.group_system")
        case, outsider = self.own[VISIT], self.users["stranger"].partner_id
        for user in keepers:
            mine = followers.with_user(user)
            elsewhere = followers.create(
                {"res_model": "res.partner", "res_id": user.partner_id.id, "partner_id": outsider.id}
            ).with_user(user)
            of_case = {"res_model": VISIT, "res_id": case.id}
            for ask in (
                lambda mine=mine, of_case=of_case: mine.create({**of_case, "partner_id": outsider.id}),
                lambda row=elsewhere, of_case=of_case: row.write(of_case),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    ask()
        inside = {"res_model": VISIT, "res_id": case.id, "partner_id": self.officer_2.partner_id.id}
        follower = followers.with_user(self.supervisor).create(inside)
        with self.assertRaises(AccessError):
            follower.write({"partner_id": outsider.id})

    def test_contacts(self):
        """CU-A: portal users find their own company, and no other firm and no officer."""
        for role in OUTSIDE:
            self.enter(role)
            company = self.users[role].commercial_partner_id
            for model in ("res.partner", "res.users"):
                rows = self.call(model, "search_read", [], ["display_name"]) or []
                partners = self.env[model].browse(row["id"] for row in rows)
                partners = partners.partner_id if model == "res.users" else partners
                if partners.commercial_partner_id - company:
                    self.wrong.append((role, model, partners.mapped("display_name")))
                self.call(model, "name_search", "qq")
                self.call(model, "formatted_read_group", [], ["name"], ["__count"])
        self.assertNone(self.wrong)
