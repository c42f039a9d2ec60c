"""The web client's calls over Odoo's own WSGI application: session, access rules and JSON as for a browser.

What is read follows from the view's own arch, as the web client's `getFieldsSpec` derives it.
"""

import datetime
import json

from dateutil.relativedelta import relativedelta
from lxml import etree
from werkzeug.test import Client
from werkzeug.wrappers import Response

from odoo.fields import Domain
from odoo.http import root
from odoo.tools.safe_eval import safe_eval

# The web client's own limits.
LIST_LIMIT, KANBAN_LIMIT, X2MANY_LIMIT, COUNT_LIMIT = 80, 40, 40, 10001
# What the activity widgets read beside their field (`fieldDependencies` in their JavaScript).
ACTIVITY_FIELDS = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
)
NUMBERS = ("integer", "float", "monetary")


class WebClient:
    """A browser of one user."""

    def __init__(self, database, login, password):
        self.client = Client(root, Response)
        # Which of several databases is meant is said once, at the login; the session keeps it.
        session = self.post(
            "/web/session/authenticate", {"db": database, "login": login, "password": password}
        )
        self.uid = session["uid"]
        self.context = session["user_context"]

    def post(self, path, params):
        """Send one JSON-RPC request and return its result."""
        response = self.client.post(
            path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            content_type="application/json",
            environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
        )
        answer = json.loads(response.get_data())
        if "error" in answer:
            raise RuntimeError(f"{path}: {answer['error']['data'].get('debug') or answer['error']}")
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        """Call a method of a model."""
        kwargs["context"] = {**self.context, **kwargs.pop("context", {})}
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def screen(self, action):
        """Open a window action by its XML ID: its views, domain and context."""
        return Screen(self, self.post("/web/action/load", {"action_id": action}))


class Screen:
    """A window action as the web client shows it, with the calls that each of its views makes."""

    def __init__(self, client, action):
        self.client = client
        self.model = action["res_model"]
        context = self._evaluate(action["context"] or "{}")
        self.defaults = [
            key.removeprefix("search_default_")
            for key, value in context.items()
            if key.startswith("search_default_") and value
        ]
        self.context = {key: value for key, value in context.items() if not key.startswith("search_default_")}
        self.domain = self._evaluate(action["domain"] or "[]")
        wanted = [*action["views"], [(action.get("search_view_id") or [False])[0], "search"]]
        options = {"action_id": action["id"], "load_filters": True, "toolbar": True}
        found = client.call(self.model, "get_views", wanted, options, context=self.context)
        self.fields = {name: model["fields"] for name, model in found["models"].items()}
        self.archs = {kind: etree.fromstring(view["arch"]) for kind, view in found["views"].items()}
        self.specs = {
            kind: self.specification(self.archs[kind], self.model)
            for kind in ("list", "kanban", "form")
            if kind in self.archs
        }

    def _evaluate(self, text):
        if not isinstance(text, str):
            return text
        names = {
            "uid": self.client.uid,
            "context": self.client.context,
            "allowed_company_ids": self.client.context.get("allowed_company_ids", []),
            "context_today": datetime.date.today,
            "relativedelta": relativedelta,
            "active_id": False,
        }
        return safe_eval(text, names)

    # What the views read

    def specification(self, arch, model):
        """Return the specification of the read that a view of `model` makes."""
        found = {}
        for node in _own_fields(arch):
            name = node.get("name")
            field = self.fields[model].get(name)
            if field is None:
                continue
            found[name] = {**found.get(name, {}), **self._of_field(node, field)}
            if node.get("widget") in ("list_activity", "kanban_activity"):
                found |= {other: {} for other in ACTIVITY_FIELDS if other != "activity_type_id"}
                found["activity_type_id"] = {"fields": {"display_name": {}}}
        return found

    def _of_field(self, node, field):
        hidden = {node.get("invisible"), node.get("column_invisible")} & {"True", "1"}
        if field["type"] == "many2one":
            return {"fields": {} if hidden else {"display_name": {}}}
        if field["type"] not in ("one2many", "many2many") or hidden:
            return {}
        inner = next((view for kind in ("list", "kanban") for view in node.findall(kind)), None)
        if inner is not None:
            limit = int(inner.get("limit") or X2MANY_LIMIT)
            return {"fields": self.specification(inner, field["relation"]), "limit": limit}
        if node.get("widget", "").startswith(("many2many_tags", "many2many_avatar")):
            color = self._evaluate(node.get("options") or "{}").get("color_field")
            return {"fields": {"display_name": {}, **({color: {}} if color else {})}}
        return {}

    def filter(self, *names):
        """Return the domain of the search view's filters of these names.

        As in the web client: filters without a separator between them widen each other, others narrow.
        """
        groups, number = {}, 0
        for node in self.archs["search"].iter("filter", "separator"):
            number += node.tag == "separator"
            if node.tag == "filter" and node.get("name") in names:
                groups.setdefault(number, []).append(self._evaluate(node.get("domain")))
        found = sum(map(len, groups.values()))
        if found != len(set(names)):
            raise LookupError(
                f"The search view of {self.model} has not all of the filters {', '.join(names)}."
            )
        return list(Domain.AND(Domain.OR(group) for group in groups.values()))

    def default_filters(self):
        """Return the domain of the filters that are set when the screen opens."""
        filters = {node.get("name"): node for node in self.archs["search"].iter("filter")}
        return self.filter(
            *(name for name in self.defaults if name in filters and filters[name].get("domain"))
        )

    # What the views call

    def call(self, method, *args, context=None, **kwargs):
        """Call a method of the screen's model in the screen's context."""
        return self.client.call(
            self.model, method, *args, context={**self.context, **(context or {})}, **kwargs
        )

    def list(self, domain=(), spec=None):
        """Show the first page of the list: records and count."""
        return self.call(
            "web_search_read",
            domain=[*self.domain, *domain],
            specification=spec or self.specs["list"],
            offset=0,
            order=self.archs["list"].get("default_order", ""),
            limit=LIST_LIMIT,
            count_limit=COUNT_LIMIT,
            context={"bin_size": True},
        )

    def open_list(self, domain=()):
        """Show the list, and the search panel beside it where it has one."""
        self.list(domain)
        panel = self.archs["search"].find("searchpanel")
        if panel is None or "list" not in panel.get("view_types", "list,kanban").split(","):
            return
        for node in panel.iter("field"):
            self._panel(node, [*self.domain, *domain])

    def _panel(self, node, domain):
        """Read one field of the search panel."""
        several = node.get("select") == "multi"
        counters = bool(node.get("enable_counters"))
        options = {
            "enable_counters": counters,
            "expand": bool(node.get("expand")),
            "limit": 200,
            "category_domain": [],
            "filter_domain": [],
            "search_domain": domain,
        }
        if several:
            options |= {"comodel_domain": [], "group_by": False, "group_domain": []}
        else:
            options["hierarchize"] = False
        self.call(f"search_panel_select_{'multi_' * several}range", node.get("name"), **options)

    def kanban(self, domain=(), group_by=None):
        """Show the kanban: groups with the first cards of each, and the bars over them."""
        arch = self.archs["kanban"]
        group_by = group_by or arch.get("default_group_by")
        domain = [*self.domain, *domain]
        progress = arch.find(".//progressbar")
        if progress is not None:
            colors = self._evaluate(progress.get("colors"))
            asked = {"field": progress.get("field"), "colors": colors}
            self.call("read_progress_bar", domain=domain, group_by=group_by, progress_bar=asked)
        fields = self.fields[self.model]
        return self.call(
            "web_read_group",
            domain,
            [group_by],
            [
                f"{name}:{fields[name]['aggregator']}"
                for name in self.specs["kanban"]
                if fields[name].get("aggregator") and fields[name]["type"] in NUMBERS
            ],
            offset=0,
            order=arch.get("default_order", ""),
            auto_unfold=True,
            opening_info=[],
            unfold_read_specification=self.specs["kanban"],
            unfold_read_default_limit=KANBAN_LIMIT,
            groupby_read_specification={},
            context={"read_group_expand": True},
        )

    def form(self, record_id):
        """Show one record."""
        return self.call(
            "web_read", [record_id], specification=self.specs["form"], context={"bin_size": True}
        )

    def pivot(self, domain=()):
        """Show the pivot as it opens: rows and columns, with the totals of each."""
        rows, columns, measures = [], [], []
        for node in self.archs["pivot"].findall("field"):
            name, field = node.get("name"), self.fields[self.model].get(node.get("name"))
            if field is None or node.get("invisible") in ("1", "True"):
                continue
            if node.get("type") in ("row", "col"):
                group = f"{name}:{node.get('interval')}" if node.get("interval") else name
                (rows if node.get("type") == "row" else columns).append(group)
            else:
                measures.append(f"{name}:{field.get('aggregator', 'sum')}")
        sets = [
            [*rows[:row], *columns[:column]]
            for row in range(len(rows) + 1)
            for column in range(len(columns) + 1)
        ]
        return self._grouped(domain, sets, measures or ["__count"])

    def counts_by(self, group_by, domain=()):
        """Show the pivot by one field, with the total."""
        return self._grouped(domain, [[], [group_by]], ["__count"])

    def _grouped(self, domain, sets, measures):
        return self.call("formatted_read_grouping_sets", [*self.domain, *domain], sets, measures)

    def count(self, domain=()):
        """Count all records, without a limit."""
        return self.call("search_count", [*self.domain, *domain])

    def name_search(self, text):
        """Type a few letters into a field that names such a record."""
        return self.call("web_name_search", name=text, specification={"display_name": {}}, domain=[], limit=8)


def _own_fields(arch):
    """Yield the fields of a view, not those of the views inside its fields."""
    for node in arch.iterdescendants("field"):
        parent = node.getparent()
        while parent is not None and parent is not arch and parent.tag != "field":
            parent = parent.getparent()
        if parent is arch or parent is None:
            yield node
