import base64
import copy
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ...models.law import law_file
from ...models.law.law_compare import NAMED_BY, Comparison
from ...models.law.law_spec import ROOT, LawSpec
from ..common.cases import CustomsCase


@tagged("post_install", "-at_install")
class TestCompareLaw(CustomsCase):
    """Two procedures, or an agreement and a file, are compared row by row, in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env, "keeper.of.compared", groups="customs_verification.group_administrator"
        )
        cls.spec = LawSpec(cls.env)
        cls.copied = cls.visit_procedure.copy({"code": "VISIT-COPY"})

    def compared(self, before, after, **context):
        """Return the differences between two procedures."""
        env = self.env(context=dict(self.env.context, **context))
        rows = [law_file.row_of(self.spec, side) for side in (before, after)]
        return Comparison(env).of("customs.procedure", *rows)

    def test_copy_is_the_same(self):
        """Decision 0027: a copy differs in its code alone; that nothing is verified is no difference."""
        found = self.compared(self.visit_procedure, self.copied)
        self.assertEqual(
            [(row.column, row.before, row.after) for row in found], [("Code", "VISIT", "VISIT-COPY")]
        )

    def test_every_change_is_found(self):
        """Decision 0027: whatever column of whatever row is changed, the comparison names it."""
        tried = 0
        spec = self.spec
        data = law_file.row_of(spec, self.agreement)
        before = copy.deepcopy(data)
        for name, row in self.one_of_each(data):
            for column in spec.columns(name).values():
                if column.name not in row or column.name in ("verified", "source", "sequence"):
                    continue
                value = row[column.name]
                row[column.name] = self.other(column, value)
                with self.subTest(model=name, column=column.name):
                    found = Comparison(self.env).of(ROOT, before, data)
                    self.assertTrue(found)
                    tried += 1
                row[column.name] = value
        self.assertGreater(tried, 100)

    def one_of_each(self, data):
        """Return (model, row): one row of each model of the law that the agreement has."""
        found, waiting = {}, [(ROOT, data)]
        while waiting:
            name, row = waiting.pop(0)
            found.setdefault(name, row)
            waiting += [
                (column.of, inner) for column in self.spec.rows(name) for inner in row.get(column.name, ())
            ]
        return found.items()

    def other(self, column, value):
        """Return another value than this one."""
        if column.type == "boolean":
            return not value
        if column.type in ("integer", "float", "monetary"):
            return value + 1
        if column.type == "many2many":
            return value[1:]
        if column.type == "date":
            return "1999-12-31"
        if column.choices:
            return next((choice for choice in column.choices if choice != value), None)
        return "Another" if isinstance(value, str) else {**value, "en_US": "Another"}

    def test_words(self):
        """Decision 0027: the old and the new value are named as a person reads them."""
        rule = self.copied.rule_ids.filtered(lambda row: row.code == "RS16.5a")
        step = self.copied.step_ids.filtered(lambda row: row.fact == "withdrawn_on")
        self.env["customs.procedure.step"].browse(step.id).after_ids = False
        rule.write({"length": rule.length + 3, "unit": "day", "done_fact": "refusal_received_on"})
        found = {
            row.column: (row.before, row.after)
            for row in self.compared(self.visit_procedure, self.copied)
            if row.model == rule._name
        }
        self.assertIn(str(rule.length), [after for _before, after in found.values()])
        texts = " ".join(text for pair in found.values() for text in pair)
        self.assertNotIn("refusal_received_on", texts)
        self.assertIn(
            self.copied.step_ids.filtered(lambda row: row.fact == "refusal_received_on").name, texts
        )

    def test_added_and_removed(self):
        """Decision 0027: a row that is only on one side is added or removed, with all that it says."""
        item = self.copied.content_item_ids[0]
        item.copy({"code": "NEW", "name": "One thing more", "procedure_id": self.copied.id})
        self.copied.service_rule_ids.unlink()
        self.copied.content_item_ids[1].unlink()
        found = self.compared(self.visit_procedure, self.copied)
        added = [row for row in found if row.change == "added"]
        self.assertEqual([row.model for row in added], ["customs.content.item"])
        self.assertIn("One thing more", added[0].after)
        removed = [row.model for row in found if row.change == "removed"]
        self.assertEqual(removed.count("customs.service.rule"), len(self.visit_procedure.service_rule_ids))
        self.assertEqual(removed.count("customs.content.item"), 1)

    def test_a_part_of_a_letter(self):
        """Decision 0027: a part that is put in is one difference; those after it stay the same."""
        letter = self.copied.letter_ids[0]
        letter.part_ids[1].copy({"heading": "One more", "template_id": letter.id, "sequence": 15})
        found = [row for row in self.compared(self.visit_procedure, self.copied) if "letter" in row.model]
        parts = [row for row in found if row.model == "customs.letter.part"]
        self.assertEqual([row.change for row in parts], ["added"])

    def test_named_rows(self):
        """Design: what a row is known by is a column of its model."""
        for name, columns in NAMED_BY.items():
            self.assertLessEqual(set(columns), set(self.spec.columns(name)), name)

    def test_with_a_file(self):
        """Decision 0027: before it is loaded, a file is compared with the agreement that is there."""
        data = json.loads(law_file.to_file(self.agreement))
        data["agreement"]["procedure_ids"][1]["rule_ids"][0]["article"] = "Another article"
        del data["agreement"]["article_ids"][0]
        content = base64.b64encode(json.dumps(data).encode())
        form = Form(self.env["customs.load.agreement"].with_user(self.administrator))
        form.file = content
        self.assertEqual(form.known_agreement_id, self.agreement)
        action = form.save().action_compare()
        found = self.env["customs.law.difference"].with_user(self.administrator).search(action["domain"])
        self.assertEqual(set(found.mapped("model")), {"customs.article", "customs.deadline.rule"})
        self.assertEqual(found.filtered(lambda row: row.change == "removed").model, "customs.article")
        self.assertIn("Another article", found.mapped("after"))

    def test_same_file(self):
        """Decision 0027: a file of the same agreement has no difference, and the screen says so."""
        wizard = self.env["customs.compare.law"].with_user(self.officer)
        wizard = wizard.create(
            {
                "what": "file",
                "file": base64.b64encode(law_file.to_file(self.agreement)),
                "file_name": "x.json",
            }
        )
        with self.assertRaisesRegex(UserError, "no difference"):
            wizard.action_compare()

    def test_what_is_missing(self):
        """Decision 0027: what cannot be compared is refused with a sentence."""
        wizards = self.env["customs.compare.law"].with_user(self.reader)
        for values, sentence in (
            ({}, "Choose two procedures"),
            (
                {"before_id": self.visit_procedure.id, "after_id": self.visit_procedure.id},
                "Choose two procedures",
            ),
            (
                {"before_id": self.visit_procedure.id, "after_id": self.documents_procedure.id},
                "same type of case",
            ),
            ({"what": "file"}, "Choose an agreement or a file"),
            ({"what": "file", "file": base64.b64encode(b"{}")}, "not an agreement"),
        ):
            with self.assertRaisesRegex(UserError, sentence):
                wizards.create(values).action_compare()

    def test_own_comparison(self):
        """Access: a comparison is its user's own, and nobody outside has one."""
        wizards = self.env["customs.compare.law"]
        values = {"before_id": self.visit_procedure.id, "after_id": self.copied.id}
        action = wizards.with_user(self.reader).create(values).action_compare()
        found = self.env["customs.law.difference"].search(action["domain"])
        self.assertTrue(found.with_user(self.reader).mapped("place"))
        self.assertFalse(self.env["customs.law.difference"].with_user(self.officer).search(action["domain"]))
        outside = new_test_user(self.env, "outside.compared", groups="base.group_portal")
        with self.assertRaises(AccessError):
            wizards.with_user(outside).create(values)

    def test_not_verified(self):
        """Decision 0027: each difference says whether the new row was compared with the official text."""
        self.copied.rule_ids[0].length += 1
        wizard = self.env["customs.compare.law"].create(
            {"before_id": self.visit_procedure.id, "after_id": self.copied.id}
        )
        wizard.action_compare()
        rule = wizard.difference_ids.filtered(lambda row: row.model == "customs.deadline.rule")
        self.assertEqual(set(rule.mapped("verification")), {"unverified"})
