"""What the software works out of suspended goods is checked against what it follows from (IT9, RS16.12c)."""

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.suspension import similar_goods_job, suspension_consistency
from ...tools import characteristics, fact_chain
from ..common.suspension import SuspensionCase

GOODS = "customs.suspension.goods"
KEYS = {f"{name}_key" for name in characteristics.FIELDS}
OTHERS = {"char": "x", "date": "2020-01-02", "integer": 1}
# By these declared goods are found to be similar.
MATCHED = {*suspension_consistency.OF_LINES, *KEYS, "characteristics_key"}


@tagged("post_install", "-at_install")
class TestDerivedCheck(SuspensionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.declared(brand="Lacto Premium")
        cls.standing = cls.in_force()
        cls.standing._write_guarded({"remark_until": False})
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def sql(self, statement, *arguments):
        """Do what somebody with the database's password does."""
        self.env.cr.execute(SQL(statement, *arguments))
        self.env.invalidate_all()

    def found(self):
        [(_case, found)] = self.case.sudo()._check_chain()
        return [(finding.kind, finding.entry, finding.count, finding.said) for finding in found]

    def another(self, row, name):
        """Return another value for a column."""
        field = row._fields[name]
        if field.type != "many2one":
            return OTHERS[field.type]
        model = row[name].sudo().with_context(active_test=False)
        return model.search([("id", "not in", row[name].ids)], limit=1).id or None

    def test_nothing(self):
        """IT9: what was done in due form has no finding."""
        self.assertEqual(self.standing.mark_ids.line_id, self.line)
        self.assertEqual(self.found(), [])

    def test_goods(self):
        """IT9: each derived field of suspended goods is sealed or worked out again, and named."""
        goods, fields = self.standing.goods_ids, self.env[GOODS]._fields
        derived = {name for name, field in fields.items() if field.store and (field.compute or field.related)}
        derived -= {*self.env[GOODS]._sealed_fields(), "display_name"}
        self.assertEqual(derived, {*suspension_consistency.OF_GOODS, *KEYS})
        for name in sorted(derived):
            with self.subTest(name=name):
                savepoint = self.env.cr.savepoint()
                self.sql(
                    "UPDATE customs_suspension_goods SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    self.another(goods, name),
                    goods.id,
                )
                self.assertIn((fact_chain.ROW_DERIVED, goods.id, 0, name), self.found())
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        self.assertEqual(self.found(), [])

    def test_marks(self):
        """IT9: marks that were taken away, put in or changed are found, and the sentence names them."""
        other = self.declared(brand="Other")
        self.env.flush_all()
        wrong = (fact_chain.ROW_MARKS, self.standing.id, 1, "")
        for statement, arguments in (
            ("DELETE FROM customs_suspended_line WHERE line_id = %s", (self.line.id,)),
            ("UPDATE customs_suspended_line SET by_judgement = TRUE WHERE line_id = %s", (self.line.id,)),
            (
                "INSERT INTO customs_suspended_line (suspension_id, line_id, same_firm)"
                " VALUES (%s, %s, 'both')",
                (self.standing.id, other.id),
            ),
        ):
            with self.subTest(statement=statement):
                savepoint = self.env.cr.savepoint()
                self.sql(statement, *arguments)
                self.assertEqual(self.found(), [wrong])
                said = self.case.with_user(self.officer).action_check_record()["params"]["message"]
                self.assertIn(f"({self.standing.id}) does not agree with its marks: 1 declared goods", said)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_cost(self):
        """IT9: any number of suspensions is checked in two queries."""
        cases = self.case | self.sent_visit(-30)
        self.env.flush_all()
        with self.assertQueryCount(2):
            suspension_consistency.findings(cases)

    def test_declared_goods(self):
        """IT9: keys, firms and days of declared goods, by which they are matched, are told if they differ."""
        for name in sorted(MATCHED):
            with self.subTest(name=name):
                savepoint = self.env.cr.savepoint()
                self.sql(
                    "UPDATE customs_declaration_line SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    self.another(self.line, name),
                    self.line.id,
                )
                with self.assertLogs(suspension_consistency._logger, "ERROR") as told:
                    suspension_consistency.tell_of_lines(self.env, 0, self.line.id)
                self.assertIn(f"Declared goods {self.line.id}: {name} do not follow", told.output[0])
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        with self.assertNoLogs(suspension_consistency._logger, "ERROR"):
            suspension_consistency.tell_of_lines(self.env, 0, self.line.id)

    def test_marks_put_right(self):
        """IT9: the daily job that puts marks right says that it did."""
        self.sql("DELETE FROM customs_suspended_line WHERE line_id = %s", self.line.id)
        with self.assertLogs(similar_goods_job._logger, "WARNING") as told:
            similar_goods_job._mark_batch(self.env, self.line.id - 1, self.line.id)
        self.assertIn("marks of 1 declared goods", told.output[0])
        self.assertEqual(self.standing.mark_ids.line_id, self.line)
