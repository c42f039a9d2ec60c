"""What a fuzz run sends to the doors of people outside, drawn by Hypothesis, and what each answer must hold.

A draw names records by what they are ("foreign task"), never by their ids: the same seed gives the same
requests in every database.
"""

import re
import zipfile
from dataclasses import dataclass, field
from urllib.parse import quote

from hypothesis import strategies as st

from .attack import READABLE
from .file_samples import HONEST, PDF, packed

RECORDS = ("task", "former", "consent", "draft", "pending", "file", "answer", "letter", "draft_letter")
RECORDS += ("window", "material", "visit", "company", "attachment", "paper", "notice")
LABELS = [f"{world} {record}" for world in ("own", "foreign") for record in RECORDS]

JUNK_IDS = [
    "0",
    "-1",
    "2147483647",
    "2147483648",
    "9" * 30,
    "1e3",
    "٣",
    "²",
    "1.0",
    "abc",
    "%00",
    "..",
    "1,2",
]
JUNK_IDS += ["[1]", "{}", "null", "1;DROP TABLE", " 1", "1 ", "+1", "true", "NaN", "\x00", "0x10", "1_0"]
JUNK_TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: a=b",
    "x\r\nBcc: victim@example.com",
    "\u202egpj.exe\u2066",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}${7*7}#{7*7}",
    "%s %(x)s {0} {x}",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE customs_task; --",
    "../../../../etc/passwd",
    "//evil.example.com",
    "javascript:alert(1)",
    "long " * 20_000,
    "Қазақстан šćepanović сыр 🧀",
    "￾\ud7ff￿",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
]
SURROGATES = ["\ud800", "a\udfffb"]
VALUES = {
    "round": ["1", "2", "3", "0"],
    "choice": ["consent", "refuse"],
    "is_confidential": ["1", "on"],
    "read_warning": ["1"],
    "text": ["An honest answer.", "Љубичица, үлкен\r\nsecond line"],
    "reference": ["RS-1/2026"],
    "note": ["An honest note."],
    "subject": ["The ledger"],
    "authentic": ["yes", "no", "not_stated"],
    "originating": ["yes", "no", "not_stated"],
    "rules_met": ["yes", "no", "not_stated"],
    "first_name": ["Đorđe"],
    "last_name": ["Šćepanović"],
    "position": ["Inspector"],
    "filterby": ["open", "answered", "ended", "all"],
    "sortby": ["newest", "oldest", "reference"],
    "search": ["50600", "PS/"],
    "done": ["consent", "refuse"],
    "mimetype": ["text/html"],
    "download": ["true"],
    "version": ["<own version>"],
}
DATES = ("due_on", "dated_on")
IDS = ("file_ids", "ids", "member_id", "person_id", "document_id", "task_id", "file_id", "answer_id", "page")
IDS += ("notice_id",)
# The developer mode is left out: in it Odoo shows tracebacks to everybody.
# What no form has: mass assignment, contexts, tokens, other people.
EXTRA = ("outcome", "state", "commercial_person_id", "context", "customs_door", "default_state", "uid", "db")
EXTRA += ("access_token", "token", "hash", "pid", "version", "redirect", "lang", "force_company")
ACTS = (
    "acknowledge",
    "ask",
    "documents",
    "consent",
    "refuse",
    "result",
    "member",
    "remove",
    "material",
    "unlink",
    "write",
)
ATTACHMENTS = [f"<{world} {record}>" for world in ("own", "foreign") for record in ("attachment", "paper")]
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH")

# Public methods for people outside, and what they take.
CALLS = {
    "customs.task": {
        "give_answer": ("round_number", "text", "choice", "file_ids", "is_confidential"),
    },
    "customs.incoming.request": {
        "acknowledge": (),
        "consent": ("reference", "dated_on", "note", "files"),
        "refuse": ("note", "reference", "dated_on", "files"),
        "give_result": ("reference", "authentic", "originating", "rules_met", "dated_on", "note", "files"),
        "add_material": ("subject", "files", "is_confidential"),
        "add_team_member": ("first_name", "last_name", "position", "native_first_name", "native_last_name"),
        "remove_team_member": ("member_id",),
        "ask_verified_person": ("due_on",),
        "demand_documents": ("due_on",),
    },
}
LOOKS = (
    "read",
    "web_read",
    "search_read",
    "name_search",
    "export_data",
    "formatted_read_group",
    "search_count",
)
CHANGES = (
    "write",
    "unlink",
    "copy",
    "create",
    "message_post",
    "action_accept",
    "send_back",
    "withdraw",
    "action_ask",
)
CLOSED = (
    "customs.verification.visit",
    "customs.fact",
    "customs.service",
    "customs.reading",
    "customs.authority",
    "customs.preference.suspension",
    "customs.preference.decision",
    "customs.suspended.line",
    "customs.declaration.line",
)
CLOSED += ("mail.message", "ir.attachment", "res.partner")
CONTEXTS = [
    {},
    {"customs_door": True},
    {"active_test": False},
    {"default_outcome": "accepted"},
    {"lang": "xx"},
]
CONTEXTS += [{"su": True, "uid": 1}, {"bin_size": False}, {"allowed_company_ids": [10**9]}]


@dataclass(frozen=True)
class Sent:
    """One request, in words that mean the same in every database."""

    actor: str
    method: str
    route: str
    path: str
    query: tuple = ()
    form: tuple = ()
    files: tuple = ()
    body: object = None
    csrf: str = "absent"
    headers: tuple = field(default=())

    @property
    def is_ours(self):
        """Tell whether it goes to a route or a method of the addon: no error of the server is Odoo's own."""
        body = self.body or {}
        method = body.get("method") in CALLS.get(body.get("model"), ())
        return method or self.path.startswith(("/my/customs", "/customs"))


def known_ids(worlds):
    """Return label -> id, for the words in which requests are drawn."""
    return {
        f"{name} {record}": getattr(world, record).id for name, world in worlds.items() for record in RECORDS
    }


texts = st.sampled_from(JUNK_TEXTS) | st.text(max_size=60)
ids = st.sampled_from([f"<{label}>" for label in LABELS]) | st.sampled_from(JUNK_IDS)


def values_of(name):
    """Return the strategy for a field of a form: mostly what it takes, sometimes anything."""
    if name in IDS:
        return st.one_of(ids, ids, ids, texts)
    if name in DATES:
        return st.one_of(st.just("<day>"), st.just("<day>"), st.dates().map(str), texts)
    honest = VALUES.get(name)
    return st.one_of(st.sampled_from(honest), st.sampled_from(honest), texts) if honest else texts


fields_of_forms = st.sampled_from([*VALUES, *IDS, *DATES, *EXTRA]).flatmap(
    lambda name: st.tuples(st.just(name), values_of(name))
)
pairs = st.lists(fields_of_forms, max_size=6)
uploads = st.lists(
    st.tuples(
        st.sampled_from(
            ["files"] * 5 + ["file", "text", "round", "choice", "note", "member_id", "due_on", "ids"]
        ),
        st.sampled_from(
            [*HONEST, "a.exe", "../../a.pdf", "a.pdf.html", "a" * 400 + ".pdf", "\x00.pdf", ".pdf", ""]
        )
        | texts,
        st.sampled_from(["honest", "empty", "script", "bomb", "noise"]),
    ),
    max_size=3,
)


def content_of(name, kind):
    """Return the bytes of an uploaded file."""
    if kind == "bomb":
        return packed({"a.txt": bytes(3_000_000)}, zipfile.ZIP_DEFLATED)
    contents = {"empty": b"", "script": b"<script>alert(1)</script>", "noise": bytes(range(256))}
    return contents.get(kind, HONEST.get(name, PDF))


# What each form of the pages sends; of others only the parts of the path are drawn.
FORMS = {
    "/answer": ("round", "text", "choice", "read_warning", "is_confidential", "file_ids"),
    "/files": (),
    "/remove": (),
    "/download": (),
    "<string:act>": (
        *("reference", "note", "dated_on", "due_on", "subject", "authentic", "originating", "rules_met"),
        *("first_name", "last_name", "position", "member_id", "version"),
    ),
}


@st.composite
def of_route(draw, rule, actors):
    """Draw a request to a route of the addon: honest in most of its parts, and anything in some."""
    path = re.sub(
        r"<([^>:]*):?(\w*)>", lambda found: quote(draw(part_of_path(found)), safe=""), brackets(rule.rule)
    )
    own = next((names for end, names in FORMS.items() if rule.rule.endswith(end)), ())
    form = [(name, draw(values_of(name))) for name in own if draw(st.integers(0, 9)) < 8] + draw(pairs)
    methods = [name for name in sorted(rule.methods) if name not in ("HEAD", "OPTIONS")]
    method = draw(st.sampled_from(methods * 6 + list(METHODS)))
    posts = method in ("POST", "PUT", "PATCH")
    accept = draw(st.sampled_from(["text/html", "application/json", "*/*", "x"]))
    return Sent(
        actor=draw(who_fits(rule.rule, actors)),
        method=method,
        route=rule.rule,
        path=path,
        query=tuple(draw(pairs)) if draw(st.booleans()) else (),
        form=tuple(form) if posts else (),
        files=tuple(draw(uploads)) if posts and draw(st.booleans()) else (),
        csrf=draw(st.sampled_from(["right"] * 8 + ["wrong", "absent"])),
        headers=(("Accept", accept),),
    )


def who_fits(rule, actors):
    """Return the strategy for who sends it: mostly the one for whom the page is, else anybody."""
    fitting = "liaison" if "/requests" in rule else "contact"
    return st.sampled_from([fitting] * 6 + list(actors))


def brackets(rule):
    """Return a rule with its converters' arguments left out."""
    return re.sub(r"<(\w+)(?:\([^)]*\))?:(\w+)>", r"<\2:\1>", rule)


def part_of_path(found):
    """Return the strategy for a variable of a path: the id of a fitting record of either world, or junk."""
    name, kind = found[1], found[2]
    if kind == "string":
        return st.sampled_from(ACTS * 3) | texts.filter(lambda text: "/" not in text and len(text) < 300)
    fitting = {
        "task_id": ("task", "former", "consent", "draft"),
        "document_id": ("letter", "draft_letter", "material"),
        "request_id": ("window",),
        "notice_id": ("notice",),
        "file_id": ("file", "pending"),
    }.get(name, ())
    labels = [f"<{world} {record}>" for world in ("own", "own", "own", "foreign") for record in fitting]
    small = st.sampled_from(["1", "2", "3"]) if not labels else st.sampled_from(labels)
    return st.one_of(small, small, small, small, ids)


@st.composite
def of_calls(draw, actors):
    """Draw a remote call, through the web client's door or JSON-2: of a method for outsiders, or another."""
    model = draw(st.sampled_from([*CALLS, *CALLS, *READABLE, *CLOSED]))
    records = [draw(numbers)] if draw(st.integers(0, 9)) else [draw(numbers), draw(numbers)]
    if model in CALLS and draw(st.booleans()):
        method = draw(st.sampled_from(sorted(CALLS[model])))
        # A call without an argument that must be there is answered by Odoo: with an error of the server.
        arguments = {name: draw(argument_of(name)) for name in CALLS[model][method]}
        records = records[:1]  # of one record, as all acts
    else:
        method = draw(st.sampled_from([*LOOKS, *CHANGES]))
        arguments = draw(arguments_of(method, records))
    door = draw(st.sampled_from(["call_kw", "json/2"]))
    context = draw(st.sampled_from(CONTEXTS))
    body = {"ids": records, "arguments": arguments, "context": context, "model": model, "method": method}
    if method in ("search_read", "name_search", "formatted_read_group", "search_count", "create"):
        body["ids"] = None
    path = "/web/dataset/call_kw/" if door == "call_kw" else "/json/2/"
    return Sent(
        draw(st.sampled_from(actors)), "POST", f"{path}{model}/{method}", f"{path}{model}/{method}", body=body
    )


# Ids of rows are numbers of PostgreSQL's integer: what is larger, Odoo itself answers with an error.
numbers = st.one_of(
    st.sampled_from([f"<{label}>" for label in LABELS]), st.sampled_from([0, -1, 1, 2**31 - 1, 123456])
)
plain_values = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(-1e9, 1e9), texts, st.sampled_from(SURROGATES))
)
json_values = st.one_of(
    plain_values,
    st.lists(plain_values, max_size=3),
    st.lists(st.lists(plain_values, max_size=2), max_size=2),
    st.dictionaries(st.text(max_size=5), plain_values, max_size=2),
)


def argument_of(name):
    """Return the strategy for an argument of a remote call."""
    if name == "files":
        pair = st.tuples(
            st.sampled_from(["a.pdf", "a.exe"]) | texts, st.sampled_from(["JVBERi0xLjQ=", "!", "", 5])
        )
        return st.lists(pair.map(list), max_size=2) | json_values
    if name in ("file_ids",):
        return st.lists(numbers | st.integers(), max_size=3) | json_values
    if name == "round_number":
        return st.sampled_from([1, 2]) | json_values
    if name == "member_id":
        return numbers | json_values
    return st.one_of(values_of(name), values_of(name), json_values)


def arguments_of(method, records):
    """Return the strategy for the arguments of Odoo's own methods: of the right shape, on any record."""
    domain = [["id", "in", records]]
    shapes = {
        "read": {"fields": ["display_name", "create_uid"]},
        "web_read": {"specification": {"display_name": {}}},
        "search_read": {"domain": domain},
        "search_count": {"domain": domain},
        "name_search": {"name": "", "domain": domain},
        "export_data": {"fields_to_export": ["id", "display_name"]},
        "formatted_read_group": {"domain": domain, "groupby": ["create_uid"], "aggregates": ["__count"]},
        "write": {"vals": {"name": "x"}},
        "create": {"vals_list": [{"name": "x"}]},
        "message_post": {"body": "x"},
        "send_back": {"reason": "x"},
        "withdraw": {"reason": "x"},
    }
    arguments = shapes.get(method, {})
    if method in ("read", "search_read"):
        return st.sampled_from([arguments, {key: val for key, val in arguments.items() if key == "domain"}])
    return st.just(arguments)


@st.composite
def of_odoo(draw, actors):
    """Draw a request to a door of Odoo itself that could lead to what is ours."""
    model = draw(st.sampled_from([*READABLE, *CLOSED, "no.such"]))
    record = draw(st.sampled_from([f"<{label}>" for label in LABELS]) | st.sampled_from(["0", "2147483647"]))
    name = draw(st.sampled_from(["file", "content", "name", "note", "image_1920", "raw"]))
    kind = draw(st.sampled_from(["content", "image", "attachment", "view", "home"]))
    if kind == "home":
        path = draw(
            st.sampled_from(["/my", "/my/home", "/my/counters", "/my/account", "/odoo", "/mail/data"])
        )
        return Sent(draw(st.sampled_from(actors)), "GET", path, path)
    query = draw(
        st.lists(st.tuples(st.sampled_from(["access_token", "mimetype", "download"]), texts), max_size=2)
    )
    if kind == "view":
        query = [*query, ("model", model), ("res_id", record)]
        return Sent(draw(st.sampled_from(actors)), "GET", "/mail/view", "/mail/view", query=tuple(query))
    route = f"/web/{kind}"
    place = f"{route}/{model}/{record}/{name}"
    if kind == "attachment":
        route = "/web/content/<id>"
        place = f"/web/content/{draw(st.sampled_from(ATTACHMENTS))}"
    return Sent(draw(st.sampled_from(actors)), "GET", route, place, query=tuple(query))


@st.composite
def of_mail(draw, actors):
    """Draw a call of a route of mail, on a record of ours."""
    model = draw(
        st.sampled_from(["customs.task", "customs.verification.visit", "customs.file", "res.partner"])
    )
    route = draw(
        st.sampled_from(
            ["/mail/thread/messages", "/mail/message/post", "/mail/thread/data", "/portal/chatter_init"]
        )
    )
    params = {"thread_model": model, "thread_id": draw(numbers)}
    if route == "/mail/message/post":
        params["post_data"] = {"body": "x", "message_type": "comment"}
    if route == "/mail/thread/data":
        params["request_list"] = ["followers", "attachments", "activities"]
    return Sent(draw(st.sampled_from(actors)), "POST", route, route, body={"rpc": params})


def requests(rules, actors):
    """Return the strategy for one request: mostly to the addon's own routes, each as often as any other."""
    own = st.sampled_from(rules).flatmap(lambda rule: of_route(rule, actors))
    others = st.one_of(of_calls(actors), of_calls(actors), of_odoo(actors), of_mail(actors))
    return st.integers(0, 9).flatmap(lambda number: own if number < 7 else others)


NAMED = re.compile(r"(?:<|%3C)((?:own|foreign)(?: |%20)\w+)(?:>|%3E)")


def filled(value, known):
    """Return a drawn value with the ids of this database in the place of their names."""
    if isinstance(value, str):
        exact = NAMED.fullmatch(value)
        if exact:
            return known[exact[1].replace("%20", " ")]
        return NAMED.sub(lambda found: str(known[found[1].replace("%20", " ")]), value)
    if isinstance(value, list | tuple):
        return [filled(item, known) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, known) for key, item in value.items()}
    return value
