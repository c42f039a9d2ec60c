from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo.fields import Domain
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..common.cases import CustomsCase

ADDON = "customs_verification"
VISIT = "customs.verification.visit"
WITHOUT_RECORDS = {"activity", "search"}


def own_fields(node, models, model):
    """Return what the web client reads of ``model`` for a view: its fields, and those of the views inside."""
    spec = {}
    for field in node.iter("field"):
        parents = [parent for parent in field.iterancestors("field") if parent is not node]
        if any(parent in list(node.iter("field")) for parent in parents):
            continue
        name = field.get("name")
        relation = models[model]["fields"][name].get("relation")
        inside = next((child for child in field if child.tag in ("list", "kanban", "form")), None)
        if inside is not None:
            spec[name] = {"fields": own_fields(inside, models, relation)}
        else:
            spec[name] = {"fields": {"display_name": {}}} if relation else {}
    return spec


class ViewCase(CustomsCase):
    """Opens views as the web client does, without a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.visit()
        cls.late = cls.sent_visit(-80)
        cls.done = cls.visited()
        cls.draft_report = cls.report(cls.visited())
        approved = cls.report(cls.done)
        approved.with_user(cls.supervisor).action_approve()
        cls.record(cls.done, "report_sent_on", 0)
        cls.roles = {
            "reader": cls.reader,
            "officer": cls.officer,
            "supervisor": cls.supervisor,
            "administrator": cls.administrator,
        }

    def menu_actions(self, user):
        """Return the window actions that ``user`` finds under the addon's menu, or gets from one there."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        ids, actions = [self.env.ref(f"{ADDON}.menu_root").id], []
        while ids:
            menu = menus[ids.pop()]
            ids += menu["children"]
            if menu["action_model"] == "ir.actions.server":
                opened = self.env["ir.actions.server"].browse(menu["action_id"]).with_user(user).run()
                actions.append(self.env["ir.actions.act_window"].browse(opened["id"]))
            elif menu["action_id"]:
                actions.append(self.env["ir.actions.act_window"].browse(menu["action_id"]))
        return actions

    def views_of(self, action, user):
        """Return what ``get_views`` gives for an action: archs by type, and the models' fields."""
        model = self.env[action.res_model].with_user(user).with_context(**safe_eval(action.context or "{}"))
        result = model.get_views([*action.views, (action.search_view_id.id, "search")])
        archs = {kind: etree.fromstring(view["arch"]) for kind, view in result["views"].items()}
        return model, archs, result["models"]


@tagged("post_install", "-at_install")
class TestViews(ViewCase):
    def test_actions_of_the_menus_open(self):
        """Each action of the menus opens in each of its views for whoever sees its menu."""
        opened = {}
        for role, user in self.roles.items():
            for action in self.menu_actions(user):
                with self.subTest(role=role, action=action.name):
                    model, archs, models = self.views_of(action, user)
                    domain = safe_eval(action.domain or "[]", {"uid": user.id})
                    for kind, arch in archs.items():
                        if kind in WITHOUT_RECORDS | {"pivot", "graph"}:
                            continue
                        spec = own_fields(arch, models, action.res_model)
                        result = model.web_search_read(domain, spec, limit=80)
                        self.assertEqual(result["length"], model.search_count(domain))
                    opened.setdefault(role, set()).add(action.res_model)
        self.assertIn(VISIT, opened["reader"])
        self.assertEqual(opened["reader"] - opened["officer"], set())
        self.assertEqual(opened["officer"] - opened["supervisor"], set())
        self.assertNotIn(VISIT, opened["administrator"], "the law's administrator sees no case by that alone")

    def test_filters_and_groups_work(self):
        """Each filter and each grouping of each search view gives an answer, for whoever sees it."""
        tried = 0
        for action in self.menu_actions(self.supervisor):
            model, archs, _models = self.views_of(action, self.supervisor)
            for node in archs["search"].iter("filter"):
                with self.subTest(action=action.name, filter=node.get("name")):
                    context = safe_eval(node.get("context") or "{}")
                    if node.get("domain"):
                        domain = safe_eval(node.get("domain"), {"uid": self.supervisor.id})
                        self.assertLessEqual(model.search_count(domain), model.search_count([]))
                        tried += 1
                    if context.get("group_by"):
                        groups = model.formatted_read_group([], [context["group_by"]], ["__count"])
                        self.assertEqual(sum(group["__count"] for group in groups), model.search_count([]))
                        tried += 1
        self.assertGreater(tried, 60)

    def test_lists_fit_on_a_screen(self):
        """Each list of the menus shows its last column at 1280 pixels: what gets no width has 75 of them."""
        screen, box, search_panel, least = 1280, 105, 220, 75
        tried = 0
        for user in (self.supervisor, self.administrator):
            for action in self.menu_actions(user):
                _model, archs, _models = self.views_of(action, user)
                if "list" not in archs:
                    continue
                widths = [
                    int((node.get("width") or str(least)).removesuffix("px"))
                    for node in archs["list"].iterchildren("field")
                    if node.get("optional") != "hide"
                    and (node.get("column_invisible") or "0") not in ("1", "True")
                ]
                panel = search_panel if archs["search"].find(".//searchpanel") is not None else 0
                with self.subTest(action=action.name):
                    self.assertLessEqual(sum(widths), screen - box - panel, widths)
                tried += 1
        self.assertGreater(tried, 20)

    def test_empty_lists_say_what_belongs_there(self):
        """A new authority, with nothing entered yet, reads on each screen of the menus what belongs there."""
        tried = 0
        for user in (self.supervisor, self.administrator):
            for action in self.menu_actions(user):
                if "list" in action.view_mode and action.res_model != "customs.setup.check":
                    with self.subTest(action=action.name):
                        self.assertGreater(len(etree.HTML(action.help or "<p/>").findall(".//p")), 1)
                    tried += 1
        self.assertGreater(tried, 25)

    def test_default_filters_exist(self):
        """What an action switches on at its opening is a filter of its search view."""
        tried = 0
        for action in self.menu_actions(self.supervisor):
            _model, archs, _models = self.views_of(action, self.supervisor)
            names = {node.get("name") for node in archs["search"].iter("filter", "field")}
            for key in literal_eval(action.context or "{}"):
                if key.startswith("search_default_"):
                    with self.subTest(action=action.name, key=key):
                        self.assertIn(key.removeprefix("search_default_"), names)
                    tried += 1
        self.assertGreater(tried, 5)

    def test_buttons_lead_somewhere(self):
        """Each button of each view calls a public method of its model, or opens an action that is there."""
        views = self.env["ir.ui.view"].search([("model", "=like", "customs.%")])
        self.assertGreater(len(views), 30)
        buttons = 0
        for view in views:
            arch = etree.fromstring(view.get_combined_arch())
            for button in arch.iter("button"):
                with self.subTest(view=view.name, button=button.get("name")):
                    self.check_button(button, self.model_at(button, view.model))
                    buttons += 1
        self.assertGreater(buttons, 30)

    def model_at(self, node, model):
        """Return the model at ``node``, which may stand in a view inside a field."""
        for field in reversed(list(node.iterancestors("field"))):
            model = self.env[model]._fields[field.get("name")].comodel_name
        return model

    def check_button(self, button, model):
        name = button.get("name")
        if button.get("special"):
            return
        if button.get("type") == "action":
            self.assertTrue(self.env["ir.actions.actions"].browse(int(name)).exists())
            return
        self.assertEqual(button.get("type"), "object")
        self.assertFalse(name.startswith("_"))
        self.assertTrue(callable(getattr(self.env[model], name, None)), f"{model}.{name}")

    def test_steps_of_the_panel_lead_somewhere(self):
        """Each step of the panel is recorded with the wizard, or has the method of an act of its own."""
        wizard = self.env.ref(f"{ADDON}.action_customs_record_fact")
        self.assertEqual(wizard.res_model, "customs.record.fact")
        for visit in (self.draft, self.late):
            for step in visit.with_user(self.supervisor).missing_items:
                with self.subTest(step=step["fact"]):
                    spec = visit._fact_specs()[step["fact"]]
                    self.assertEqual(bool(step["method"]), spec.internal)
                    self.assertTrue(not step["method"] or callable(getattr(visit, step["method"], None)))
                    self.assertTrue(step["label"])

    def test_case_forms_open_in_every_state(self):
        """The forms of a visit and of its report are read whole by whoever may see them."""
        cases = (self.draft, self.late, self.done, self.draft_report, self.done.report_id)
        for role in ("reader", "officer", "supervisor"):
            for case in cases:
                with self.subTest(role=role, case=case.display_name):
                    model = self.env[case._name].with_user(self.roles[role])
                    result = model.get_views([(False, "form")])
                    arch = etree.fromstring(result["views"]["form"]["arch"])
                    spec = own_fields(arch, result["models"], case._name)
                    (values,) = model.browse(case.id).web_read(spec)
                    self.assertEqual(values["id"], case.id)
                    self.assertIn("missing_items", values)


@tagged("post_install", "-at_install")
class TestVisitForm(ViewCase):
    def test_new_visit(self):
        """RS16.4: a new visit begins with its procedure and the officer's authority, and its clocks wait."""
        with Form(self.env[VISIT].with_user(self.officer)) as form:
            self.assertEqual(form.procedure_id, self.visit_procedure)
            self.assertEqual(form.importing_authority_id, self.importing)
            self.assertEqual(form.officer_id, self.officer)
            self.assertEqual({step["status"] for step in form.clock_strip}, {"waiting"})
            form.exporting_authority_id = self.exporting
            form.verified_person_id = self.person()
        visit = form.record
        self.assertEqual(visit.state, "draft")
        step = visit.missing_items[0]
        self.assertEqual((step["fact"], step["method"]), ("request_approved_on", "action_open_approval"))
        self.assertFalse(step["allowed"], "an officer does not approve a request")

    def test_request_is_read_only_once_approved(self):
        """RS16.4: what the approved request says can no longer be typed over."""
        with Form(self.draft.with_user(self.officer)) as form:
            form.doubts = "The capacity of the plant is lower than its exports."
        with Form(self.late.with_user(self.officer)) as form:
            for name in ("doubts", "dissatisfaction", "verified_person_id", "signatory_name"):
                with self.subTest(field=name), self.assertRaises(AssertionError):
                    setattr(form, name, getattr(form, name))

    def test_wizard_of_a_step(self):
        """The wizard of a step knows its case, says what follows, and asks for the document of a consent."""
        wizards = self.env["customs.record.fact"].with_user(self.officer)
        context = {"default_res_model": VISIT, "default_res_id": self.late.id}
        with Form(wizards.with_context(**context, default_fact="consent_received_on")) as form:
            self.assertEqual(form.case_name, self.late.name)
            self.assertEqual(form.day, self.late._today())
            self.assertTrue(form.needs_document)
            self.assertIn("Annex 3, Art. 16(7)", form.notice)
            form.reference = "RS-VV-8"
        form.record.action_record()
        self.assertEqual(self.late.consent_reference, "RS-VV-8")
        self.assertEqual(self.late.state, "consented")

    def test_wizard_of_a_correction(self):
        """A supervisor corrects the last recorded fact, from the date that stands, with a reason."""
        wizards = self.env["customs.record.fact"].with_user(self.supervisor)
        wizards = wizards.with_context(
            default_res_model=VISIT, default_res_id=self.late.id, customs_correction=True
        )
        sent_on = self.late.request_sent_on
        with Form(wizards) as form:
            self.assertEqual(form.fact, "request_sent_on")
            self.assertEqual(form.day, sent_on)
            self.assertTrue(form.is_correction)
            form.day = self.today - timedelta(days=79)
            form.reason = "The post office stamped it one day later."
        form.record.action_record()
        self.assertEqual(self.late.request_sent_on, self.today - timedelta(days=79))
        self.assertTrue(self.late.fact_ids[0].is_correction)


@tagged("post_install", "-at_install")
class TestRegister(ViewCase):
    def deadlines(self, domain):
        return self.env["customs.deadline"].with_user(self.supervisor).search(domain)

    def test_overdue_and_days_left(self):
        """The register finds what is late, and says by how many days, as the case itself does."""
        late = self.deadlines(
            [("is_late", "=", True), ("res_id", "=", self.late.id), ("res_model", "=", VISIT)]
        )
        self.assertEqual(late.rule_id.code, "RS16.5a")
        self.assertEqual(late.days_left, -20)
        self.assertEqual(self.late.days_left, -20)
        self.assertTrue(self.late.is_late)
        self.assertEqual(late.action_open_case()["res_id"], self.late.id)

    def test_met_late(self):
        """What was done after its last day stays known as met late."""
        self.record(self.late, "consent_received_on", reference="RS-VV-9")
        of_case = Domain("res_id", "=", self.late.id) & Domain("res_model", "=", VISIT)
        row = self.deadlines(of_case & Domain("is_met_late", "=", True))
        self.assertEqual((row.rule_id.code, row.status), ("RS16.5a", "met_late"))
        others = self.deadlines(of_case & Domain("is_met_late", "=", False))
        self.assertEqual(set(others.mapped("status")), {"running"})
        self.assertEqual(others + row, self.deadlines(of_case).sorted(lambda deadline: deadline == row))
