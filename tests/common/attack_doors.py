"""Requests to every door of the server that the routing map has, with ids and names of records of both cases.

Which doors there are is asked of the routing map, and what a door takes of its function: a door that another
module or the next version of Odoo adds is tried without a word here.
"""

import inspect
import json
import threading
import xmlrpc.client
from dataclasses import dataclass, field
from unittest.mock import patch

from .attack_probes import NOBODYS

# Doors that are not tried, with the reason.
NOT_TRIED = {
    "/web/database": "of the whole server, behind its master password",
    "/web/session/destroy": "ends the session",
    "/web/session/logout": "ends the session",
    "/web/session/authenticate": "begins another session",
    "/web/become": "begins another session",
    "/web/tests": "Odoo's own tests",
    "/web/speedscope": "fetches a program from another host",
    "/web/set_profiling": "writes the profiler's settings",
    "/web/profile_config": "of Odoo's own profiler",
    "/web/filestore": "answers only behind a web server of its own",
    "/web/assets": "programs and styles of the pages",
    "/web/bundle": "programs and styles of the pages",
    "/bus/websocket_worker_bundle": "programs and styles of the pages",
    "/web/webclient/translations": "words of the screens",
    "/website/translations": "words of the screens",
    "/web/service-worker.js": "a program of the pages",
    "/websocket": "a connection that stays open; peek_notifications reads the same",
    "/mail/rtc": "calls by voice, through another host",
    "/discuss/voice": "calls by voice",
    "/discuss/gif": "pictures from another host",
    "/mail/font_to_img": "pictures of letters",
    "/web_editor/font_to_img": "pictures of letters",
    "/html_editor/get_ice_servers": "addresses of another host",
    "/web_editor/get_ice_servers": "addresses of another host",
    "/html_editor/generate_text": "asks another host",
    "/web_editor/generate_text": "asks another host",
    "/html_editor/media_library_search": "asks another host",
    "/html_editor/link_preview_external": "asks another host",
    "/web_unsplash": "asks another host",
    "/google_gmail": "of another host",
    "/microsoft_outlook": "of another host",
    "/base_import_module": "asks for the password of an administrator first",
}
PEEKED = ("/websocket/peek_notifications", "/websocket/update_bus_presence")
# Doors through which files, lists, prints and messages go: each is tried in each run.
ALWAYS = (
    "/mail/attachment/zip",
    "/mail/attachment/pdf_first_page",
    "/mail/thread/messages",
    "/mail/chatter_fetch",
    "/mail/data",
    "/portal/chatter_init",
    "/web/content/<int:id>",
    "/web/content/<string:model>/<int:id>/<string:field>",
    "/web/image/<int:id>",
    "/web/export/csv",
    "/web/export/xlsx",
    "/web/dataset/call_kw",
    "/json/2/<__model__>",
    "/jsonrpc",
    "/xmlrpc/2/",
    "/report/<converter>/<reportname>/<docids>",
    "/customs/report",
    "/customs/file",
    "/my/customs/tasks/<int",
    "/my/customs/documents/<int",
    "/html_editor/modify_image",
    "/web/signup",
    "/web/reset_password",
)
XLSX_DATA = ("/web/export/csv", "/web/export/xlsx")


@dataclass
class Request:
    """One request; ``route`` names its door in the counts."""

    route: str
    method: str
    path: str
    query: dict = field(default_factory=dict)
    form: dict | None = None
    body: object = None  # of JSON
    raw: bytes | None = None
    bearer: bool = False  # with the key of the user, not in its session

    def __str__(self):
        sent = {"query": self.query, "form": self.form, "json": self.body, "raw": self.raw}
        told = " ".join(f"{name}={str(value)[:300]}" for name, value in sent.items() if value)
        return f"{self.method} {self.path} {told}"


def rules(env):
    """Return the rules of the routing map that are tried."""
    # Odoo's server says so of its threads; a runner of tests may not.
    with patch.object(threading.current_thread(), "dbname", env.cr.dbname, create=True):
        every = list(env["ir.http"].routing_map().iter_rules())
    return sorted((rule for rule in every if _is_tried(rule.rule)), key=lambda rule: rule.rule)


def _is_tried(path):
    if path in PEEKED:
        return True
    return not any(path == prefix or path.startswith(f"{prefix}/") for prefix in NOT_TRIED)


class Doors:
    """Makes requests for one role."""

    def __init__(self, case, prober, chance):
        self.case, self.prober, self.chance = case, prober, chance
        self.env = case.env
        self.rules = rules(case.env)
        self.planted = sorted(prober.planted)
        self.attachments = case.planted_attachments()
        self.messages = self.env["mail.message"].sudo().search([("model", "!=", False)]).ids
        self.reports = self.env["ir.actions.report"].sudo().search([("model", "=like", "customs.%")])
        self.report_names = self.reports.mapped("report_name")
        self.logins = self.env["res.users"].sudo().search([]).mapped("login")
        self.followers = self.env["mail.followers"].sudo().search([]).ids or [1]
        self.actions = self.env["ir.actions.actions"].sudo().search([]).ids

    def first(self):
        """Return one request to each door through which most goes."""
        return [
            self.of_rule(rule)
            for rule in self.rules
            if rule.rule.startswith(ALWAYS) and rule.rule.count("/") < 7
        ]

    def request(self):
        """Draw one request: to each door as often as to any other."""
        return self.of_rule(self.chance.choice(self.rules))

    def of_rule(self, rule):
        """Return a request to a door, with all that its function takes."""
        routing = rule.endpoint.routing
        self._choose()
        names = self._parameters(rule)
        given = {name: self._value(name, rule.rule) for name in names}
        path = self._path(rule)
        method = self._method(rule)
        if "/xmlrpc/" in rule.rule:
            return Request(rule.rule, "POST", path, raw=self._xmlrpc())
        if routing["type"] == "json2":
            call = self._call()
            if "__method__" in rule.rule:
                return self.by_json2(call)
            return Request(rule.rule, method, path, bearer=True)
        if routing["type"] == "jsonrpc":
            params = self._rpc(rule, given)
            return Request(
                rule.rule, "POST", path, body={"jsonrpc": "2.0", "method": "call", "params": params}
            )
        flat = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
        bearer = routing["auth"] == "bearer"
        if method == "GET":
            return Request(rule.rule, "GET", path, query=flat, bearer=bearer)
        return Request(rule.rule, "POST", path, form=flat, bearer=bearer)

    def _choose(self):
        """Choose about which record this request is."""
        self.model = self.chance.choice(self.planted)
        self.record = self.chance.choice(self.prober.ids_of(self.model))
        self.attachment = self.chance.choice(self.attachments)
        self.thread = self.chance.choice(
            [name for name in self.planted if "message_ids" in self.env[name]._fields]
        )
        self.on_thread = self.chance.choice(self.prober.ids_of(self.thread))

    def _parameters(self, rule):
        signature = inspect.signature(rule.endpoint.func)
        names = [
            name
            for name, one in signature.parameters.items()
            if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) and name not in rule.arguments
        ]
        # What pages take without saying so in their functions.
        if any(one.kind == one.VAR_KEYWORD for one in signature.parameters.values()):
            names += self.chance.sample(
                ("access_token", "search", "sortby", "filterby", "ids", "redirect"), 2
            )
        if "signup" in rule.rule or "reset_password" in rule.rule:
            names += ["login", "name", "password", "confirm_password", "token"]
        return list(dict.fromkeys(names))

    def _method(self, rule):
        allowed = sorted((rule.methods or {"GET", "POST"}) - {"HEAD", "OPTIONS"})
        return self.chance.choice([name for name in allowed if name in ("GET", "POST")] or allowed)

    def _path(self, rule):
        values = {}
        for name in rule.arguments:
            value = self._value(name, rule.rule)
            converter = type(rule._converters[name]).__name__
            if converter in ("IntegerConverter", "SignedIntConverter"):
                value = value if isinstance(value, int) else self.record
            if converter == "ModelConverter":
                records = self.env[rule._converters[name].model].sudo()
                known = [self.attachment] if records._name == "ir.attachment" else []
                known = known or self.prober.ids_of(records._name) or [1]
                value = records.browse(self.chance.choice(known))
            if converter == "AnyConverter":
                value = self.chance.choice(sorted(rule._converters[name].items))
            values[name] = value if not isinstance(value, list | dict | bool) else str(value)
        return rule.build(values)[1]

    # What a parameter of this name is given

    def _value(self, name, path):
        about = self._of_door(name, path)
        if about is not None:
            return about
        words = list(self.case.secrets.given)
        login = self.chance.choice(self.logins)
        known = {
            "model": self.model,
            "res_model": self.model,
            "model_name": self.model,
            "id": self.record,
            "res_id": self.record,
            "rec_id": self.record,
            "thread_model": self.thread,
            "thread_id": self.on_thread,
            "field": self._field(),
            "field_name": self._field(),
            "attachment_id": self.attachment,
            "file_id": self.attachment,
            "file_ids": ",".join(map(str, self.chance.sample(self.attachments, 3))),
            "zip_name": "a.zip",
            "attachment": self.attachment,
            "original_id": self.attachment,
            "message_id": self.chance.choice(self.messages),
            "message_ids": self.chance.sample(self.messages, 3),
            "reportname": self.chance.choice(self.report_names),
            "report_id": self.chance.choice(self.reports.ids),
            "docids": str(self.record),
            "ids": str(self.record),
            "converter": self.chance.choice(("pdf", "html", "text")),
            "domain": [["id", "=", self.record]],
            "partner_id": self._partner(),
            "partner_ids": [self._partner()],
            "partner": self._partner(),
            "pid": self._partner(),
            "follower_id": self.chance.choice(self.followers),
            "page": 1,
            "number": 1,
            "limit": 30,
            "width": 100,
            "height": 100,
            "download": "1",
            "mimetype": self.chance.choice(("text/html", "image/png", "text/plain")),
            "access_token": self.chance.choice(("", "x", "0" * 64)),
            "token": "x",
            "term": self.chance.choice(("zq", self.chance.choice(words))),
            "search": self.chance.choice(("zq", self.chance.choice(words), NOBODYS)),
            "search_term": "zq",
            "login": login,
            "email": login,
            "emails": [f"{word}@example.com" for word in self.chance.sample(words, 3)],
            "name": "X",
            "password": "x",
            "confirm_password": "x",
            "redirect": "/my",
            "src": f"/web/image/{self.attachment}",
            "preview_url": f"/odoo/{self.model}/{self.record}",
            "subpath": f"{self.model}/{self.record}",
            "fetch_params": self._fetch(),
            "counters": ["customs_task_count", "customs_document_count", "customs_preference_count"],
            "channels": [f"{self.model}_{self.record}", f"res.partner_{self._partner()}", "broadcast"],
            "last": 0,
            "post_data": {"body": "x", "message_type": "comment"},
            "update_data": {"body": "x"},
            "content": "x",
            "action": "add",
            "model_names": json.dumps([self.model]),
            "model_names_to_fetch": json.dumps([self.model]),
            "action_id": self.chance.choice(self.actions),
            "actions": [{"model": self.model, "resId": self.record}],
            "act": self.chance.choice(("acknowledge", "consent", "refuse", "result", "material")),
            "kind": "csv",
            "is_internal": False,
            "unique": "x",
            "filename": "x.txt",
            "xmlid": f"customs_verification.{self.model.replace('.', '_')}",
        }
        return known.get(name, "x")

    def _of_door(self, name, path):
        """Return what a door takes that another door means otherwise."""
        if path.startswith(("/web/content", "/web/image")):
            # The number alone is that of an attachment; with the name of a model, that of its record.
            if "model" not in path:
                return {"id": self.attachment, "model": "ir.attachment", "field": "raw", "xmlid": ""}.get(
                    name
                )
            return {"xmlid": ""}.get(name)
        if path == "/web/export/get_fields":
            return {"prefix": "", "parent_name": "", "import_compat": False, "exclude": []}.get(name)
        if name == "data":
            return self._data(path)
        if path.startswith("/mail/avatar"):
            return {"res_id": self.chance.choice(self.messages)}.get(name)
        if name in ("_hash", "hash"):
            return "x"
        return None

    def _data(self, path):
        if path in XLSX_DATA:
            return json.dumps(
                {
                    "model": self.model,
                    "fields": [
                        {"name": one, "label": one, "type": "char"} for one in ("id", *self._exported())
                    ],
                    "ids": self.chance.choice((False, self.prober.ids_of(self.model))),
                    "domain": [],
                    "import_compat": False,
                    "groupby": self.chance.choice(([], [self._field()])),
                }
            )
        if path == "/report/download":
            report = self.chance.choice(self.reports)
            kind = self.chance.choice(("pdf", "text"))
            return json.dumps([f"/report/{kind}/{report.report_name}/{self.record}", f"qweb-{kind}"])
        return "e30="

    def _exported(self):
        paths = self.prober._paths(self.model, 6) or ["display_name"]
        return [path.replace(".", "/") for path in self.chance.sample(paths, min(2, len(paths)))]

    def _field(self):
        names = [
            name
            for name, one in self.env[self.model]._fields.items()
            if one.type in ("binary", "image", "char", "text", "html")
        ]
        binary = [name for name in names if self.env[self.model]._fields[name].type in ("binary", "image")]
        return self.chance.choice(
            binary if binary and self.chance.random() < 0.6 else names or ["display_name"]
        )

    def _partner(self):
        return self.chance.choice(self.prober.ids_of("res.partner"))

    def _fetch(self):
        wanted = [
            "followers",
            "attachments",
            "activities",
            "suggestedRecipients",
            "messages",
            "contact_fields",
        ]
        thread = {"thread_model": self.thread, "thread_id": self.on_thread, "request_list": wanted}
        return [
            ["mail.thread", thread],
            ["res.partner", {"id": self._partner()}],
            "init_messaging",
            "systray_get_activities",
        ]

    # Remote calls, by each of the doors that take them

    def _call(self):
        return self.chance.choice(self.case.drawn_calls(self.prober))

    def _rpc(self, rule, given):
        """Return what goes into `params`."""
        if rule.rule.startswith("/web/dataset/"):
            call = self._call()
            return {"model": call.model, "method": call.method, "args": call.args, "kwargs": call.kwargs}
        if rule.rule == "/jsonrpc":
            return {"service": "object", "method": "execute_kw", "args": self._execute()}
        if rule.rule.startswith(
            ("/mail/thread/messages", "/mail/chatter_fetch", "/discuss/channel/messages")
        ):
            given["fetch_params"] = {"limit": 30}
        if rule.rule in ("/mail/inbox/messages", "/mail/history/messages", "/mail/starred/messages"):
            given["fetch_params"] = {"limit": 30, "search_term": self.chance.choice(("", "zq"))}
        if rule.rule == "/mail/thread/recipients":
            given["message_id"] = self.chance.choice((None, given["message_id"]))
        return {name: value for name, value in given.items() if name not in ("height", "width")}

    def _execute(self):
        call = self._call()
        user = self.env(user=self.case.users[self.prober.role]).user
        return [
            self.env.cr.dbname,
            user.id,
            self.case.password_of(self.prober.role),
            call.model,
            call.method,
            list(call.args),
            call.kwargs,
        ]

    def _xmlrpc(self):
        try:
            return xmlrpc.client.dumps(tuple(self._execute()), "execute_kw", allow_none=True).encode()
        except (TypeError, OverflowError):
            return xmlrpc.client.dumps((), "version").encode()

    def by_json2(self, call):
        """Return the request that makes a call by JSON-2: arguments by their names."""
        method = getattr(type(self.env[call.model]), call.method)
        of_model = getattr(method, "_api_model", False)
        names = list(inspect.signature(method).parameters)[1:]
        args = list(call.args)
        body = {} if of_model else {"ids": args.pop(0) if args else []}
        body |= dict(zip(names, args, strict=False)) | call.kwargs
        return Request(
            "/json/2/<model>/<method>", "POST", f"/json/2/{call.model}/{call.method}", body=body, bearer=True
        )
