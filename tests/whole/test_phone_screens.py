import re
from pathlib import Path

from lxml import etree

from odoo.tests import TransactionCase, tagged

ADDON = "customs_verification"
ROWS = ("one2many", "many2many")


@tagged("post_install", "-at_install")
class TestOnPhones(TransactionCase):
    """On a phone a list is read as cards: Odoo shows a list there only where no card is offered."""

    def check_lists_inside(self, arch, name):
        """Each list that a view holds for its rows has a card beside it."""
        tried = 0
        for inner in arch.iterfind(".//field/list"):
            field = inner.getparent()
            with self.subTest(view=name, field=field.get("name")):
                self.assertIsNotNone(field.find("kanban"), "no card for phones")
                self.assertEqual(field.get("mode", "list,kanban"), "list,kanban")
                tried += 1
        return tried

    def test_lists_inside_views(self):
        """Every list of rows within a form has a card, in every view of this addon and in its wizards."""
        views = self.env["ir.ui.view"].search([("model", "=like", "customs.%"), ("type", "=", "form")])
        tried = sum(
            self.check_lists_inside(etree.fromstring(view.get_combined_arch()), view.name)
            for view in views.filtered(lambda view: not view.inherit_id)
        )
        self.assertGreater(tried, 20)

    def test_lists_of_actions(self):
        """Every list that an action of this addon opens has a card."""
        actions = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.actions.act_window")]
        )
        tried = 0
        for action in self.env["ir.actions.act_window"].browse(actions.mapped("res_id")):
            kinds = [kind for _view, kind in action.views]
            if "list" in kinds:
                with self.subTest(action=action.name):
                    self.assertIn("kanban", kinds)
                    self.check_card(action.res_model)
                    tried += 1
        self.assertGreater(tried, 25)

    def model_at(self, node, model):
        """Return the model at ``node``, which may stand in a view inside a field."""
        for field in reversed(list(node.iterancestors("field"))):
            model = self.env[model]._fields[field.get("name")].comodel_name
        return model

    def check_card(self, model):
        """A model has a card of its own, not the one that Odoo makes up of its name."""
        self.assertTrue(
            self.env["ir.ui.view"].search_count([("model", "=", model), ("type", "=", "kanban")]),
            f"{model} has no card",
        )

    def test_rows_without_a_list_of_their_own(self):
        """Rows that a form shows by the views of their model have a card there."""
        tried = 0
        for view in self.env["ir.ui.view"].search([("model", "=like", "customs.%"), ("type", "=", "form")]):
            for node in etree.fromstring(view.get_combined_arch()).iter("field"):
                kind = self.env[self.model_at(node, view.model)]._fields[node.get("name")]
                shown = not node.get("widget") and node.get("invisible") not in ("1", "True")
                if kind.type in ROWS and shown and node.find("list") is None:
                    with self.subTest(view=view.name, field=node.get("name")):
                        self.check_card(kind.comodel_name)
                        tried += 1
        self.assertGreater(tried, 5)

    def test_dates_of_cards(self):
        """A date on a card has its year: what is read out later must not depend on today."""
        views = self.env["ir.ui.view"].search([("model", "=like", "customs.%")])
        tried = 0
        for view in views:
            for node in etree.fromstring(view.get_combined_arch()).iterfind(".//t[@t-name='card']//field"):
                if self.env[self.model_at(node, view.model)]._fields[node.get("name")].type == "date":
                    with self.subTest(view=view.name, field=node.get("name")):
                        self.assertIn(node.get("widget"), ("customs_date", "remaining_days"))
                        tried += 1
        self.assertGreater(tried, 20)

    def test_python_opens_cards(self):
        """An action that a method puts together offers a card wherever it offers a list."""
        for place in Path(__file__).parents[2].joinpath("models").rglob("*.py"):
            for views in re.findall(r"views\W+\[(.*?\)),?\s*\]", place.read_text(encoding="utf-8"), re.S):
                if '"list"' in views:
                    with self.subTest(file=place.name, views=views):
                        self.assertIn('"kanban"', views)
