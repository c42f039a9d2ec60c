"""What somebody with a login asks of a model: each way of reading, grouping, searching, sorting, exporting.

Each probe is a `Call`: a method that can be called from outside, with its arguments. How it is sent, over
which door, is another matter (`attack_doors.py`).
"""

import dataclasses
import inspect

from odoo.models import BaseModel

from .attack_visible import CONFIDED, may_see

# Models of Odoo that hold what is said about our records, or lead to them.
AROUND = (
    "res.partner",
    "res.users",
    "res.company",
    "mail.message",
    "mail.activity",
    "mail.scheduled.message",
    "mail.followers",
    "mail.notification",
    "mail.tracking.value",
    "mail.mail",
    "mail.compose.message",
    "ir.attachment",
    "ir.model.data",
    "bus.bus",
)
AGGREGATES = (
    "max",
    "min",
    "array_agg",
    "array_agg_distinct",
    "count_distinct",
    "sum",
    "recordset",
    "bool_or",
)
SEARCHED_IN_PART = ("ilike", "=like", "=ilike", "like", "not ilike")
SEARCHED = (*SEARCHED_IN_PART, "in", "=", "not in")
MOST_WORDS, FEW_WORDS = 80, 4  # of one domain
DATES = ("day", "month", "year", "month_number")
LIMIT = 100
# Never called: what they do is no reading, and takes long or ends the process.
NOT_CALLED = {
    "flush_model",
    "init",
    "browse",
    "button_immediate_install",
    "button_immediate_upgrade",
    "button_immediate_uninstall",
    "upgrade_module",
    "update_list",
}
NOBODYS = "zq0000000x"  # stands nowhere


@dataclasses.dataclass
class Call:
    """A call from outside; ``oracle`` is what it must not tell apart: the same about nobody's word."""

    kind: str
    model: str
    method: str
    args: tuple = ()
    kwargs: dict = dataclasses.field(default_factory=dict)
    oracle: "Call | None" = None
    asks: str = ""  # what a refusal is wanted of
    first: bool = False  # tried in each run, however short
    path: str = ""  # of a question: to where

    def __str__(self):
        words = [*map(repr, self.args), *(f"{name}={value!r}" for name, value in self.kwargs.items())]
        return f"{self.model}.{self.method}({', '.join(words)})"[:400]


class Prober:
    """Makes calls for one role: ``case`` is the test, ``chance`` decides where there are too many."""

    def __init__(self, case, role, chance):
        self.case, self.role, self.chance = case, role, chance
        self.env = case.env(user=case.users[role], su=False)
        self.models = [name for name in self._models() if self.env[name].has_access("read")]
        self.ours = [name for name in self.models if name.startswith("customs.")]
        self.fields = {
            name: self.env[name].fields_get(attributes=["type", "relation"]) for name in self.models
        }
        planted = {"mail.message": {"body", "subject"}}
        for secret in case.secrets.given.values():
            model = (
                "res.partner" if secret.model == "res.users" and secret.field != "signature" else secret.model
            )
            if secret.field in case.env[model]._fields:
                planted.setdefault(model, set()).add(secret.field)
        self.planted = {name: sorted(names) for name, names in planted.items()}
        self.leads, self.drawn, self.ids = {}, [], {}

    def _models(self):
        ours = [
            name
            for name, model in self.case.env.registry.items()
            if name.startswith("customs.") and not model._abstract and not model._transient
        ]
        return [*sorted(ours), *AROUND]

    def ids_of(self, model):
        """Return the ids of all planted records of a model, of both cases, and of whatever there is else."""
        if model not in self.ids:
            planted = {secret.res_id for secret in self.case.secrets.given.values() if secret.model == model}
            others = self.case.env[model].sudo()
            self.ids[model] = sorted(planted) or others.search([], order="id desc", limit=8).ids
        return self.ids[model]

    # Reading

    def reads(self, model):
        """Every field of every record, through each method that reads."""
        names = list(self.fields[model])
        every = self.ids_of(model)
        deep = {name: self._deep(model, name) for name in names}
        yield Call("read", model, "search_read", ([], names), {"limit": LIMIT, "order": "id desc"})
        yield Call("read", model, "web_search_read", ([], deep), {"limit": LIMIT, "order": "id desc"})
        for number in every:
            yield Call("read", model, "read", ([number], names))
            yield Call("read", model, "web_read", ([number], deep))
        for name in names:
            yield Call("read field", model, "search_read", ([], [name]), {"limit": LIMIT, "order": "id desc"})
            yield Call("read field", model, "web_search_read", ([], {name: deep[name]}), {"limit": LIMIT})
        for name in self._hidden(model):
            for method, args in (
                ("read", (every, [name])),
                ("web_read", (every, {name: {}})),
                ("search_read", ([], [name])),
                ("export_data", (every, [name])),
            ):
                yield Call("hidden field", model, method, args)

    def _deep(self, model, name):
        """Return what the web client says to read a field: names of related records, and two fields more."""
        description = self.fields[model][name]
        if description.get("relation") not in self.case.env:
            return {}
        shown = {"display_name": {}}
        others = sorted(self.case.env[description["relation"]]._fields)
        for other in self.chance.sample(others, min(2, len(others))):
            shown[other] = {}
        return {"fields": shown, "limit": LIMIT}

    def _hidden(self, model):
        """Return the fields that are there and that this user is not told of."""
        return sorted(set(self.case.env[model]._fields) - set(self.fields[model]))

    def exports(self, model):
        every = self.ids_of(model)
        for path in self._paths(model, 40):
            yield Call("export", model, "export_data", (every, ["id", path.replace(".", "/")]))

    def names(self, model):
        foreign = [
            word
            for word, secret in self.case.secrets.given.items()
            if secret.model == model and not may_see(self.role, secret)
        ]
        for text in ("zq", "", *self.chance.sample(foreign, min(3, len(foreign)))):
            for method, more in (("name_search", ()), ("web_name_search", ({"display_name": {}},))):
                call = Call("name", model, method, (text, *more), {"limit": LIMIT})
                if text in foreign:
                    call.oracle = Call("name", model, method, (NOBODYS, *more), {"limit": LIMIT})
                yield call

    # Groups and aggregates

    def groups(self, model):
        """Every field and path as a group, and every aggregate of every field, in each method that groups."""
        for call in self._groups(model):
            asked = str(call)
            call.first = any(f"'{name}" in asked for name in self._watched(model))
            yield call

    def _watched(self, model):
        """Return the fields whose grouping tells at once: given in confidence, or the name of an officer."""
        fields = self.case.env[model]._fields
        ours = model.startswith("customs.")
        officers = [
            name
            for name, one in fields.items()
            if ours and one.type == "many2one" and one.comodel_name == "res.users"
        ]
        return [*officers, *CONFIDED.get(model, ())]

    def _groups(self, model):
        names = sorted(self.case.env[model]._fields)
        for path in [*names, *self._paths(model, 30)]:
            group = path
            if self._type_of(model, path) in ("date", "datetime"):
                group = f"{path}:{self.chance.choice(DATES)}"
            yield Call("group", model, "formatted_read_group", ([], [group], ["__count"]))
            yield Call("group", model, "web_read_group", ([], [group]), {"auto_unfold": True})
            yield Call("group", model, "read_group", ([], ["__count"], [group]))
            yield Call(
                "group",
                model,
                "formatted_read_grouping_sets",
                ([], [[group], []]),
                {"aggregates": ["__count"]},
            )
        for name in names:
            for aggregate in AGGREGATES:
                yield Call("aggregate", model, "formatted_read_group", ([], [], [f"{name}:{aggregate}"]))
            yield Call("aggregate", model, "read_group", ([], [f"x:array_agg({name})"], []))
            yield Call("aggregate", model, "web_read_group", ([], ["id"], [f"{name}:array_agg"]))
            yield Call(
                "aggregate",
                model,
                "formatted_read_group",
                ([], ["id"], ["__count"]),
                {"having": [(f"{name}:max", ">=", "zq")]},
            )
            yield Call("panel", model, "search_panel_select_range", (name,), {"enable_counters": True})
            yield Call("panel", model, "search_panel_select_multi_range", (name,), {"enable_counters": True})
            yield Call("panel", model, "read_progress_bar", ([], name, {"field": name, "colors": {}}))

    def _type_of(self, model, path):
        records = self.case.env[model]
        *way, last = path.split(".")
        for name in way:
            records = self.case.env[records._fields[name].comodel_name]
        return records._fields[last].type

    # Searches

    def domains(self, model, count=12):
        """Paths up to three steps that end in planted fields: none may tell a secret from nobody's word."""
        for path, of, name in self._paths_to_secrets(model, count):
            way = path.split(".")[:-1]
            # Who wrote it is known of a record; who works in the house is known to the house.
            names_officer = (
                way and of in ("res.users", "res.partner") and len(way) < 3 and way[0] in self._watched(model)
            )
            words = self.case.foreign_at(self.role, of, name, model if names_officer else "")
            if words:
                call = self._asked(model, path, words, self.case.env[of]._fields[name])
                # What the house says of a person, asked from a record that the person reads.
                call.first = of.startswith("mail.") and len(way) < 3 and name in ("body", "summary")
                yield call

    def hidden_domains(self, model):
        for name in self._hidden(model):
            for domain in ([(name, "!=", False)], [(name, "ilike", "zq")]):
                yield Call("hidden field", model, "search_count", (domain,), asks=name)
            yield Call("hidden field", model, "search", ([],), {"order": name, "limit": 1}, asks=name)

    def _asked(self, model, path, words, field):
        in_part = field.type == "html" or field.name in ("email", "name")
        operator = self.chance.choice(SEARCHED_IN_PART if in_part else SEARCHED)
        shape = self.chance.choice((dotted, nested))
        method = self.chance.choice(("search_count", "search", "search_read", "formatted_read_group"))

        def call(asked):
            domain = shape(path, operator, asked)
            args = {"search_read": (domain, ["id"]), "formatted_read_group": (domain, [], ["__count"])}
            return Call("domain", model, method, args.get(method, (domain,)), path=path)

        # PostgreSQL plans a long AND over paths for minutes.
        most = FEW_WORDS if operator.startswith("not ") else MOST_WORDS
        words = self.chance.sample(words, min(len(words), most))
        asked = call(words)
        asked.oracle = call([NOBODYS] * len(words))
        return asked

    def orders(self, model):
        names = sorted(self.case.env[model]._fields)
        for name in names:
            yield Call("order", model, "search_read", ([], ["id"]), {"order": f"{name} desc", "limit": 20})

    def _paths_to_secrets(self, model, count):
        """Return ``count`` ways (path, model, field) from a model to planted fields, the short ones first."""
        ways = [(name, model, name) for name in self.planted.get(model, ())]
        for one in self._leads(model):
            # What is said about the persons of a case, two steps away.
            if self.case.env[model]._fields[one].comodel_name == "res.partner":
                for name in ("body", "subject"):
                    ways.append((f"{one}.message_ids.{name}", "mail.message", name))
                ways.append((f"{one}.activity_ids.summary", "mail.activity", "summary"))
        for one in self._leads(model):
            first = self.case.env[model]._fields[one].comodel_name
            ways += [(f"{one}.{name}", first, name) for name in self.planted.get(first, ())]
        for _number in range(count * 4):
            way, of = [], model
            for _step in range(self.chance.choice((2, 2, 3))):
                leads = self._leads(of)
                if not leads:
                    break
                way.append(self.chance.choice(leads))
                of = self.case.env[of]._fields[way[-1]].comodel_name
            if way and of in self.planted:
                name = self.chance.choice(self.planted[of])
                ways.append((".".join((*way, name)), of, name))
        return list(dict.fromkeys(ways))

    def _leads(self, model):
        """Return the fields of a model that lead to models with secrets, or to those that lead there."""
        if model not in self.leads:
            self.leads[model] = sorted(
                name
                for name, one in self.case.env[model]._fields.items()
                if one.relational and one.comodel_name in self.case.env and self._is_near(one.comodel_name)
            )
        return self.leads[model]

    def _is_near(self, model):
        return model.startswith(("customs.", "mail.", "res.", "ir.attachment")) and model != "res.country"

    def _paths(self, model, count):
        """Return ``count`` dotted paths, two or three steps, over fields of any kind."""
        paths = set()
        leads = self._leads(model)
        for _number in range(count if leads else 0):
            way, of = [], model
            for _step in range(self.chance.choice((1, 1, 2))):
                near = self._leads(of)
                if not near:
                    break
                way.append(self.chance.choice(near))
                of = self.case.env[of]._fields[way[-1]].comodel_name
            last = self.planted.get(of) or sorted(self.case.env[of]._fields)
            paths.add(".".join((*way, self.chance.choice(last))))
        return sorted(paths)

    # Copies, forms and all other methods

    def forms(self, model):
        every = self.ids_of(model)
        names = list(self.fields[model])
        yield Call("form", model, "default_get", (names,))
        yield Call("form", model, "fields_get")
        yield Call("form", model, "get_views", ([[False, kind] for kind in ("form", "list", "search")],))
        yield Call("form", model, "onchange", ([], {}, names, {name: {} for name in names}))
        for number in every:
            ids = [number]
            yield Call("copy", model, "copy_data", (ids,))
            yield Call("copy", model, "copy", (ids,))
            yield Call("form", model, "get_metadata", (ids,))
            yield Call("form", model, "web_save", (ids, {}, {name: {} for name in names}))
            yield Call(
                "form",
                model,
                "onchange",
                (ids, {}, [], {name: {"fields": {"display_name": {}}} for name in names}),
            )
            yield Call("form", model, "load", (["id", ".id"], [["", str(number)]]))
        for name, one in self.case.env[model]._fields.items():
            if one.type in ("many2one", "many2one_reference", "reference"):
                for call in self._named_in_forms(model, name, one):
                    call.first = one.type != "many2one" and self.chance.random() < 0.2
                    yield call

    def _named_in_forms(self, model, name, one):
        """A form that is not saved, and names a record of others: what does it tell of it?"""
        spec = {other: {"fields": {"display_name": {}}} for other in self.fields[model]}
        values = []
        if one.type == "many2one" and self._is_near(one.comodel_name):
            ids = self.ids_of(one.comodel_name)
            values = [{name: number} for number in self.chance.sample(ids, min(4, len(ids)))]
            spec[name] = {
                "fields": {other: {} for other in ("display_name", *self.planted.get(one.comodel_name, ()))}
            }
        elif one.type == "many2one_reference":
            values = [
                {one.model_field: of, name: number}
                for of in self.chance.sample(sorted(self.planted), 6)
                for number in self.ids_of(of)[:1]
            ]
        for given in values:
            yield Call("onchange", model, "onchange", ([], given, [name], spec))
            yield Call("onchange", model, "onchange", ([], given, [], spec))
            context = {f"default_{key}": value for key, value in given.items()}
            yield Call("onchange", model, "default_get", (list(given),), {"context": context})
            yield Call("onchange", model, "onchange", ([], {}, [], spec), {"context": context})

    def methods(self, model):
        """Every public method of the model that nothing above calls, with arguments by their names."""
        every = self.ids_of(model)
        ids = self.chance.sample(every, min(2, len(every)))
        cls = type(self.case.env[model])
        for name in sorted(dir(cls)):
            if name.startswith("_") or name in NOT_CALLED:
                continue
            method = getattr(cls, name, None)
            if not inspect.isfunction(method) or getattr(method, "_api_private", False):
                continue
            args = self._arguments(model, method)
            for number in ids[: 1 if hasattr(BaseModel, name) else 2]:
                first = () if getattr(method, "_api_model", False) else ([number],)
                yield Call("method", model, name, (*first, *args))

    def _arguments(self, model, method):
        """Return arguments for what the method must be given."""
        names = list(self.fields[model])
        other = self.chance.choice(sorted(self.planted))
        known = {
            "domain": [],
            "fields": names,
            "fnames": names,
            "field_names": names,
            "fields_list": names,
            "fields_to_export": ["id"],
            "specification": {name: {} for name in names},
            "fields_spec": {name: {} for name in names},
            "groupby": ["create_uid"],
            "aggregates": ["__count"],
            "vals": {},
            "values": {},
            "vals_list": [{}],
            "name": "zq",
            "value": "zq",
            "field_name": "create_uid",
            "fname": "create_uid",
            "limit": 10,
            "offset": 0,
            "res_model": other,
            "model_name": other,
            "model": other,
            "thread_model": other,
            "res_id": self.chance.choice(self.ids_of(other)),
            "res_ids": self.ids_of(other),
            "thread_id": self.chance.choice(self.ids_of(other)),
            "partner_ids": [self.env.user.partner_id.id],
            "ids": self.ids_of(model),
            "body": "x",
            "reason": "x",
            "view_type": "form",
            "view_id": False,
        }
        parameters = list(inspect.signature(method).parameters.values())[1:]
        needed = [one for one in parameters if one.default is one.empty and one.kind in (0, 1)]
        return tuple(known.get(one.name, "zq") for one in needed)


# Shapes of a domain


def dotted(path, operator, words):
    """Ask for any of the words by one path with dots."""
    return joined([[path, operator, value] for value in values_asked(operator, words)], operator)


def nested(path, operator, words):
    """Ask the same with `any` at each step."""
    *way, last = path.split(".")
    domain = joined([[last, operator, value] for value in values_asked(operator, words)], operator)
    for name in reversed(way):
        domain = [[name, "any", domain]]
    return domain


def joined(leaves, operator):
    return [*["&" if operator.startswith("not") else "|"] * (len(leaves) - 1), *leaves]


def values_asked(operator, words):
    if operator in ("in", "not in"):
        return [words]
    return [f"%{word}%" if operator in ("=like", "=ilike") else word for word in words]
