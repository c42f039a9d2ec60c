"""A duty that was not given is not known: it stands nowhere as nothing, and no total holds it (RS11.1)."""

import io

from openpyxl import load_workbook

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common.decision import DecisionCase
from ..common.imports import ImportCase

KNOWN = (
    # (values, whether the duty is known)
    ({}, False),
    ({"rate_without": 10.0}, False),
    ({"rate_without": 10.0, "rate_with": 0.0}, True),
    ({"rate_without": 10.0, "rate_with": False}, False),
    ({"rate_without": 10.0, "rate_with": 3.0}, True),
    ({"duty_without": 10.0, "duty_with": 0.0}, True),
    ({"duty_without": 10.0}, False),
    ({"rate_without": 0.0, "rate_with": 0.0}, True),
    ({"rate_with": 0.0}, False),
    ({"rate_without": 10.0, "with_is_zero": True}, True),
    ({"rate_without": 0.0, "rate_with": 0.0, "without_is_zero": False, "with_is_zero": False}, False),
    ({"rate_without": 10.0, "rate_with": 0.0, "customs_value": 0.0}, False),
)


@tagged("post_install", "-at_install")
class TestDutyKnown(DecisionCase):
    def line(self, **values):
        """Create goods whose duty is what ``values`` give, and nothing beside."""
        number = len(self.env["customs.declaration"].search([])) + 1
        declaration = self.env["customs.declaration"].create(
            {
                "number": f"KNOWN/{number}",
                "registered_on": self.today,
                "importing_authority_id": self.importing.id,
                "importer_id": self.importer.id,
                "exporter_id": self.exporter.id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "hs_code": "0406905000",
                            "description": "White cheese in brine",
                            "gross_weight_kg": 1.0,
                            "customs_value": 100.0,
                            "currency_id": self.eur.id,
                            "agreement_id": self.agreement.id,
                            **values,
                        },
                    )
                ],
            }
        )
        return declaration.line_ids

    def setUp(self):
        super().setUp()
        self.importer = self.person("Importer LLP", self.kz)
        self.exporter = self.person("Exporter d.o.o.")

    def test_given_or_not(self):
        """RS11.1: a zero that is given is known; a rate or duty that is not given is not; of both sides."""
        for values, known in KNOWN:
            with self.subTest(values=values):
                line = self.line(**values)
                self.assertEqual(line.duty_known, known)
                self.env.flush_all()
                self.env.cr.execute(
                    "SELECT duty_known FROM customs_declaration_line WHERE id = %s", (line.id,)
                )
                self.assertEqual(self.env.cr.fetchone()[0], known)

    def test_corrected(self):
        """RS11.1: what is typed as nothing is known; a mark beside an amount is refused."""
        line = self.line(rate_without=10.0)
        line.rate_with = 0.0
        self.assertTrue(line.duty_known and line.with_is_zero)
        line.rate_with = 4.0
        self.assertEqual((line.duty_known, line.with_is_zero, line.duty_at_stake), (True, False, 6.0))
        with self.refused(
            "is ticked, but a rate or duty is entered. Remove one of them", error=ValidationError
        ):
            line.with_is_zero = True

    def test_sums_say_it(self):
        """RS11.1, RS16.12: every sum says of how many goods it does not know the duty."""
        proof = self.proof()
        known = self.declared(proof, days=-20, importer=self.importer)
        unknown = self.declared(proof, days=-20, importer=self.importer, with_is_zero=False)
        visit = self.refused_visit(proof)
        decision = self.decision(visit, "refusal")
        self.assertEqual(self.goods(decision), known | unknown)
        self.assertIn("not known for 1 items", decision.totals)
        suspension = self.suspension(self.visited(), known | unknown)
        self.assertIn("not known for 1 items", suspension.marked_duty)
        book = load_workbook(io.BytesIO(suspension._xlsx_suspended_goods()))
        heads, *goods = book.active.iter_rows(values_only=True)
        goods = [dict(zip(heads, row, strict=True)) for row in goods]
        duties = {row["Declaration"]: (row["Duty at stake"], row["Duty not known"]) for row in goods}
        self.assertEqual(duties[unknown.declaration_id.number], (None, True))
        self.assertEqual(duties[known.declaration_id.number][0], 10.0)
        self.decide(decision)
        notice = decision.notice_ids
        self.assertIn("not known for 1 items", notice.duty_text)
        rows = {row["declaration"]: row["duty"] for row in notice._goods(notice.sudo()._own_lines())}
        self.assertEqual(rows[unknown.declaration_id.number], None)
        self.assertEqual(rows[known.declaration_id.number], 10.0)
        [figure] = [one for one in visit.trade_figures if one["currency_name"] == "EUR"]
        self.assertEqual((figure["lines"], figure["unknown"]), (2, 1))

    def test_no_sum_holds_it(self):
        """RS11.1: a duty of which one side was given is worth nothing yet: no sum holds it in part."""
        proof = self.proof()
        known = self.declared(proof, days=-20, importer=self.importer)
        half = self.declared(proof, days=-20, importer=self.importer, with_is_zero=False)
        self.assertEqual((known.duty_at_stake, half.duty_at_stake), (10.0, 0.0))
        visit = self.refused_visit(proof)
        decision = self.decision(visit, "refusal")
        self.assertEqual(sum(decision.line_ids.mapped("duty")), 10.0)
        half.with_is_zero = True
        self.assertEqual(half.duty_at_stake, 10.0)
        decision._refresh_goods()
        self.env.invalidate_all()
        self.assertEqual(sum(decision.line_ids.mapped("duty")), 20.0)

    def test_workbooks_say_it(self):
        """RS11.1: in workbooks the amount is an empty cell beside a mark, never 0.00."""
        proof = self.proof()
        lines = self.declared(proof, days=-20) | self.declared(proof, days=-20, with_is_zero=False)
        pages = load_workbook(io.BytesIO(lines._xlsx_preference()))
        page = pages.worksheets[1]
        rows = [[cell.value for cell in row] for row in page.iter_rows()]
        head = next(number for number, row in enumerate(rows) if "Duty at Stake" in row)
        stake, mark = rows[head].index("Duty at Stake"), rows[head].index("Duty Not Known")
        found = {(row[stake], bool(row[mark])) for row in rows[head + 1 :] if row[0]}
        self.assertEqual(found, {(10, False), (None, True)})
        totals = [[cell.value for cell in row] for row in pages.worksheets[0].iter_rows()]
        head = next(row for row in totals if "Duty Not Known" in row)
        self.assertIn(1, [row[head.index("Duty Not Known")] for row in totals])


@tagged("post_install", "-at_install")
class TestImportedDuty(ImportCase):
    def test_blank_is_not_nothing(self):
        """RS11.1: a blank cell of an import is not known, a zero is given."""
        rows = (
            ({"rate_without": 15, "rate_with": 0}, True),
            ({"rate_without": 15, "rate_with": ""}, False),
            ({"rate_without": "", "rate_with": ""}, False),
            ({"rate_without": "", "rate_with": "", "duty_without": 5, "duty_with": 0}, True),
            ({"rate_without": 15, "rate_with": "", "duty_with": 2}, True),
        )
        lines = [self.line(number=f"DUTY/{number}", **values) for number, (values, _known) in enumerate(rows)]
        run = self.imported(self.csv(lines))
        self.assertFalse(run.problem_ids.mapped("reasons"))
        found = {line.declaration_id.number: line for line in self.goods()}
        for number, (values, known) in enumerate(rows):
            line = found[f"DUTY/{number}"]
            self.assertEqual((line.duty_known, bool(line.duty_at_stake)), (known, known), values)
