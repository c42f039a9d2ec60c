"""What the software works out nobody writes; the ORM would let anybody overwrite what it stores (IT9)."""

from odoo import Command
from odoo.tests import tagged

from ..common.cases import CustomsCase


@tagged("post_install", "-at_install")
class TestComputedFields(CustomsCase):
    def test_every_model(self):
        """CU-A, IT9: each model that anybody may create or change guards what it computes and stores."""
        rights = self.env["ir.model.access"].search(
            ["|", ("perm_create", "=", True), ("perm_write", "=", True)]
        )
        tried = 0
        for name in sorted(set(rights.model_id.mapped("model"))):
            model = self.registry.get(name)
            if not name.startswith("customs.") or model is None or model._abstract or model._transient:
                continue
            computed = {
                field.name
                for field in model._fields.values()
                if field.store
                and field.compute
                and field.readonly
                and "customs_verification" in field._modules
            }
            if computed:
                tried += 1
                with self.subTest(model=name):
                    self.assertTrue(hasattr(model, "_refuse_guarded"), computed)
                    self.assertLessEqual(computed, self.env[name]._guarded_fields())
        self.assertGreater(tried, 15)

    def test_by_hand(self):
        """CU-A, RS16.4.3: whose proof, side and authority a row has follows from what it is about."""
        visit = self.visit()
        goods, other = visit.goods_ids[:1], self.proof()
        source = self.env["customs.import.source"].create(
            {
                "name": "Clearance",
                "importing_authority_id": self.importing.id,
                "column_ids": [Command.create({"field": "number", "heading": "Number"})],
            }
        )
        member = {"authority_id": self.importing.id, "first_name": "A", "last_name": "B", "position": "C"}
        tried = (
            (goods, {"proof_id": other.id}),
            (visit, {"goods_ids": [Command.update(goods.id, {"proof_id": other.id})]}),
            (visit, {"member_ids": [Command.create(member | {"side": "exporting"})]}),
            (source.column_ids, {"importing_authority_id": self.other_importing.id}),
        )
        for record, vals in tried:
            with self.subTest(model=record._name, vals=vals), self.refused("filled in automatically"):
                record.with_user(self.officer).write(vals)
        self.assertEqual(goods.proof_id, goods.proof_line_id.proof_id)
