"""What verification means for trade: duty at stake, suspended, refused, restored, lost (RS10.3, RS16.12)."""

import io
from datetime import datetime

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...models.clearance.customs_preference_analysis import FIGURES
from ...reports.clearance import preference_analysis_xlsx
from ..common.line_checks import LineChecksCase

LONG_AGO = 400  # days: the last day of the restoration has passed


class AnalysisCase(LineChecksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analysis = cls.env["customs.preference.analysis"]
        cls.suspensions = cls.env["customs.preference.suspension"]
        cls.decisions = cls.env["customs.preference.decision"]
        cls.kzt = cls.env.ref("base.KZT")
        cls.kzt.active = True
        cls.ground = cls.env.ref("customs_verification.ground_eaeu_rs_7")

    @classmethod
    def claimed(cls, duty, days=-50, **values):
        """Create goods with so much duty at stake, registered ``days`` from today."""
        head = {name: values.pop(name) for name in list(values) if name in cls.declarations._fields}
        goods = cls.goods(duty_without=duty, duty_with=0, customs_value=duty * 10, **values)
        return cls.imported(goods, registered_on=cls.day(days), **head).line_ids

    @classmethod
    def suspend(cls, visit, lines, ended=None):
        """Mark ``lines`` as suspended by a new suspension of ``visit``."""
        draft = cls.suspensions.create({"visit_id": visit.id, "starts_on": cls.day(-500)})
        draft.flush_recordset()  # its article is the one of its draft
        suspension = draft._behind_the_door()
        suspension.write(
            {"started_on": cls.day(-500), "ended_on": cls.day(ended) if ended is not None else False}
        )
        marks = [{"suspension_id": suspension.id, "line_id": line.id} for line in lines]
        cls.env["customs.suspended.line"].create(marks)
        cls.refresh()
        return suspension

    @classmethod
    def decide(cls, case, lines, kind="refusal", days=-3):
        cls.count = getattr(cls, "count", 0) + 1
        decision = cls.decisions._behind_the_door().create(
            {
                "kind": kind,
                "res_model": case._name,
                "res_id": case.id,
                "agreement_id": cls.agreement.id,
                "importing_authority_id": cls.importing.id,
                "ground_id": cls.ground.id,
                "trigger": f"test {cls.count}",
                "proposed_on": cls.day(days),
                "decided_on": cls.day(days),
                "line_ids": [
                    Command.create({"line_id": line.id, "currency_id": line.currency_id.id}) for line in lines
                ],
            }
        )
        cls.refresh()
        return decision

    @classmethod
    def refresh(cls):
        cls.env.flush_all()
        cls.env["customs.declaration.line"]._refresh_preference_states(
            SQL("SELECT id FROM customs_declaration_line")
        )

    def sums(self, domain=(), user=None):
        """Return the sums of the six columns and the number of rows, as ``user`` reads them."""
        analysis = self.analysis.with_user(user or self.reader)
        [row] = analysis._read_group(list(domain), [], [*(f"{name}:sum" for name in FIGURES), "__count"])
        return tuple(row)


@tagged("post_install", "-at_install")
class TestPreferenceAnalysis(AnalysisCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit_a, cls.visit_b = cls.sent_visit(), cls.sent_visit()
        # Each duty is twice the one before: a sum says which goods are in it.
        cls.plain = cls.claimed(1)
        cls.twice = cls.claimed(2, hs_code="0404100000")
        cls.suspended_lost = cls.claimed(4, days=-LONG_AGO)
        cls.released = cls.claimed(8)
        cls.released_lost = cls.claimed(16, days=-LONG_AGO)
        cls.refused_line = cls.claimed(32)
        cls.restored = cls.claimed(64)
        cls.not_claimed = cls.claimed(128, preference_claimed=False)
        cls.refused_then_restored = cls.claimed(256)
        cls.suspend(cls.visit_a, cls.twice | cls.suspended_lost)
        cls.second = cls.suspend(cls.visit_b, cls.twice)
        cls.suspend(cls.visit_a, cls.released | cls.released_lost | cls.refused_line, ended=-2)
        cls.decide(cls.visit_a, cls.refused_line | cls.refused_then_restored, days=-4)
        cls.decide(cls.visit_a, cls.restored | cls.refused_then_restored, kind="restoration")

    def test_sums(self):
        """RS10.3, RS11.1, RS16.12: every line is in one of four columns, once, whatever it is under."""
        at_stake, suspended, restorable = 1 + 2 + 8, 2, 8
        refused, restored, lost = 32, 64 + 256, 4 + 16
        self.assertEqual(self.sums(), (at_stake, suspended, restorable, refused, restored, lost, 9))
        claimed = sum(2**power for power in range(9)) - 128
        self.assertEqual(at_stake + refused + restored + lost, claimed)

    def test_states(self):
        """RS16.12: each state has its own rows, and the case it follows from."""
        rows = {
            row.line_id: row
            for row in self.analysis.with_user(self.reader).search([("preference_state", "!=", "claimed")])
        }
        expected = {
            self.twice: ("suspended", self.visit_b),
            self.suspended_lost: ("suspended", self.visit_a),
            self.released: ("released", self.visit_a),
            self.refused_line: ("refused", self.visit_a),
            self.restored: ("restored", self.visit_a),
            self.not_claimed: ("not_claimed", self.visit_a.browse()),
        }
        for line, (state, visit) in expected.items():
            with self.subTest(state=state):
                row = rows[line]
                self.assertEqual((row.preference_state, row.visit_id), (state, visit))
                self.assertEqual(row.action_open_line()["res_id"], line.id)
                self.assertEqual(row.display_name, line.display_name)

    def test_two_suspensions_count_once(self):
        """RS16.12: goods under two suspensions are in the figures of both cases, and once in any sum."""
        both = [
            ("line_id.mark_ids.suspension_id.visit_id", "in", (self.visit_a | self.visit_b).ids),
            ("line_id", "=", self.twice.id),
        ]
        self.assertEqual(self.sums(both)[::6], (2, 1))
        self.second._behind_the_door().write({"ended_on": self.day(-1)})
        self.refresh()
        self.assertEqual(self.sums(both)[:2], (2, 2))
        row = self.analysis.search([("line_id", "=", self.twice.id)])
        self.assertEqual(row.visit_id, self.visit_a)

    def test_never_restored(self):
        """RS10.5: what was released is not restorable when its proof was falsified."""
        proof = self.proof()
        first, second = self.claimed(16384, proof_id=proof.id), self.claimed(32768, proof_id=proof.id)
        self.suspend(self.visit_a, first | second, ended=-1)
        domain = [("line_id", "in", (first | second).ids)]
        self.assertEqual(self.sums(domain)[:4], (16384 + 32768, 0, 16384 + 32768, 0))
        refusal = self.decide(self.visit_a, first)
        self.assertEqual(self.sums(domain)[:4], (32768, 0, 32768, 16384))
        refusal._behind_the_door().write({"falsified": "yes"})
        self.assertEqual(self.sums(domain)[:4], (32768, 0, 0, 16384))

    def test_revoked(self):
        """RS11.1: a refusal that was revoked counts no more."""
        domain = [("line_id", "=", self.plain.id)]
        refusal = self.decide(self.visit_b, self.plain)
        self.assertEqual(self.sums(domain)[:4], (0, 0, 0, 1))
        refusal._behind_the_door().write({"revoked_on": self.day(-1)})
        self.refresh()
        self.assertEqual(self.sums(domain)[:4], (1, 0, 0, 0))
        self.assertFalse(self.analysis.search(domain).visit_id)

    def test_lost_by_the_day_of_the_authority(self):
        """RS10.3: the last day is still in time, the next one is not, each where the authority is."""
        line = self.released
        domain, last = [("line_id", "=", line.id)], line.restorable_until
        for moment, column in (
            (f"{last} 18:59:00", "duty_restorable"),
            (f"{last} 19:01:00", "duty_lost"),  # past midnight in Almaty
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                sums = dict(zip(FIGURES, self.sums(domain), strict=False))
                at_stake = {"duty_at_stake"} if column == "duty_restorable" else set()
                self.assertEqual({name for name, value in sums.items() if value}, {column} | at_stake)

    def test_pivot_and_graph(self):
        """Issue: by agreement, HS chapter, exporter, importer and month, with the groups in order."""
        analysis = self.analysis.with_user(self.reader)
        groupings = [[], ["hs_code"], ["hs_code", "preference_state"], ["registered_on:month"]]
        total, by_code, crossed, by_month = analysis.formatted_read_grouping_sets(
            [], groupings, ["duty_at_stake:sum", "__count"]
        )
        self.assertEqual(total[0]["duty_at_stake:sum"], 11)
        self.assertEqual(
            [(row["hs_code"], row["duty_at_stake:sum"]) for row in by_code],
            [("0404100000", 2), ("0406905000", 9)],
        )
        self.assertEqual(
            [row["preference_state"] for row in crossed if row["hs_code"] == "0406905000"],
            ["not_claimed", "claimed", "suspended", "released", "refused", "restored"],
        )
        self.assertEqual(sum(row["__count"] for row in by_month), 9)
        for name in ("agreement_id", "exporter_firm_id", "importer_firm_id", "producer_firm_id", "visit_id"):
            with self.subTest(group=name):
                rows = analysis.formatted_read_group([], [name], ["duty_refused:sum"])
                self.assertEqual(sum(row["duty_refused:sum"] for row in rows), 32)

    def test_currencies(self):
        """Issue: duty in two currencies is not added up as if it were one; without a rate there is no sum."""
        self.claimed(512, currency_id=self.kzt.id)
        aggregates = ["duty_at_stake:sum", "duty_at_stake:sum_currency", "currency_id:array_agg_distinct"]
        by_currency = self.analysis._read_group([], ["currency_id"], ["duty_at_stake:sum"])
        self.assertEqual({currency.name: amount for currency, amount in by_currency}, {"EUR": 11, "KZT": 512})
        self.env["res.currency.rate"].search([("currency_id", "in", (self.eur | self.kzt).ids)]).unlink()
        [(_raw, converted, currencies)] = self.analysis._read_group([], [], aggregates)
        self.assertEqual((converted or None, len(currencies)), (None, 2))
        home = self.env.company.currency_id
        for currency, rate in ((self.eur, 0.5), (self.kzt, 256)):
            if currency != home:
                self.env["res.currency.rate"].create(
                    {"currency_id": currency.id, "name": self.day(-100), "rate": rate}
                )
        [(_raw, converted, _currencies)] = self.analysis._read_group([], [], aggregates)
        parts = {self.eur: (11, 11 / 0.5), self.kzt: (512, 512 / 256)}
        expected = sum(raw if one == home else part for one, (raw, part) in parts.items())
        self.assertAlmostEqual(converted, expected)

    def test_access(self):
        """CU-A: readers of the authority read it, another authority sees nothing, nobody writes."""
        self.assertEqual(self.sums(user=self.foreign_supervisor)[-1], 0)
        with self.assertRaises(AccessError):
            self.sums(user=self.administrator)
        row = self.analysis.search([("line_id", "=", self.plain.id)])
        for user in (self.foreign_officer, self.administrator):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["hs_code"])
            with self.assertRaises(AccessError):
                row.with_user(user).action_open_line()
        for method, values in (("write", {"hs_code": "1"}), ("unlink", None)):
            with self.assertRaises(AccessError):
                getattr(row.with_user(self.supervisor), method)(*filter(None, [values]))

    def test_figures_of_a_case(self):
        """RS16.6, RS16.12: a visit shows the duty of the goods that it is about, each once."""
        found = self.visit_a.with_user(self.reader)
        [figure] = found.trade_figures
        self.assertEqual(figure["currency_name"], "EUR")
        self.assertEqual((figure["currency"], figure["lines"], found.trade_line_count), (self.eur.id, 7, 7))
        self.assertEqual(
            {amount["name"]: amount["amount"] for amount in figure["amounts"]},
            dict(zip(FIGURES, (2 + 8, 2, 8, 32, 64 + 256, 4 + 16), strict=True)),
        )
        self.assertEqual(figure["amounts"][0]["label"], "Duty at Stake")
        [figure] = self.visit_b.trade_figures
        self.assertEqual((figure["lines"], figure["amounts"][1]["amount"]), (1, 2))

    def test_figures_of_proofs(self):
        """RS16.6: goods that use the proofs in question belong to the case, with and without marks."""
        proof = self.proof()
        visit = self.sent_visit(proof=proof)
        line = self.claimed(1024, proof_id=proof.id)
        self.claimed(2048, proof_id=proof.id, preference_claimed=False)
        other = self.claimed(4096, proof_id=proof.id, currency_id=self.kzt.id)
        self.suspend(visit, line)
        for case in (visit, visit.verification_request_id):
            with self.subTest(case=case.name):
                figures = {figure["currency"]: figure for figure in case.trade_figures}
                amounts = {currency: figure["amounts"][0]["amount"] for currency, figure in figures.items()}
                self.assertEqual(amounts, {self.eur.id: 1024, self.kzt.id: 4096})
                domain = case.with_user(self.reader).action_open_trade()["domain"]
                rows = self.analysis.with_user(self.reader).search(domain)
                self.assertEqual(rows.line_id, line | other)

    def test_figures_open_what_they_count(self):
        """Issue: the analysis opens filtered to the goods that the figures of the case count."""
        for visit in (self.visit_a, self.visit_b):
            domain = visit.with_user(self.reader).action_open_trade()["domain"]
            sums = self.sums(domain)
            self.assertEqual(sums[-1], visit.trade_line_count)
            self.assertEqual(
                list(sums[:-1]), [amount["amount"] for amount in visit.trade_figures[0]["amounts"]]
            )
        with self.assertRaises(AccessError):
            self.visit_a.with_user(self.foreign_officer).action_open_trade()

    def test_queries(self):
        """Design: Scale: a page of 80 cases asks for its figures with as many queries as one of 10."""

        def work(number):
            visits = self.visit_a.browse()
            for _index in range(number):
                visits |= self.visit_a.copy()
            for visit in visits:
                self.suspend(visit, self.plain)
            ids = visits.ids
            return lambda: visits.with_user(self.officer).browse(ids).read(["trade_figures"])

        self.assertFlat(work)


@tagged("post_install", "-at_install")
class TestPreferenceWorkbook(AnalysisCase):
    def workbook(self, records, name):
        report = self.env.ref(f"customs_verification.action_report_{name}_preference")
        reports = self.env["ir.actions.report"].with_user(self.reader)
        content, kind = reports._render(report, records.ids)
        self.assertEqual(kind, "xlsx")
        return load_workbook(io.BytesIO(content))

    def rows(self, sheet):
        head, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def test_content(self):
        """Issue: totals and goods, real dates and numbers, the article beside each state, no formula."""
        visit = self.sent_visit()
        suspended, refused = self.claimed(10.5, description="=1+1"), self.claimed(20)
        lost = self.claimed(40, days=-LONG_AGO)
        self.claimed(80, currency_id=self.kzt.id)
        self.suspend(visit, suspended)
        self.suspend(visit, lost, ended=-1)
        self.decide(visit, refused)
        book = self.workbook(visit, "visit")
        self.assertEqual(book.sheetnames, ["Totals", "Goods"])
        goods = {row["Goods"]: row for row in self.rows(book["Totals"]) if row["By"] == "Agreement"}
        self.assertEqual(list(goods), [3])
        totals = goods[3]
        self.assertEqual(
            (totals["Currency"], totals["Duty at Stake"], totals["Duty Refused"]), ("EUR", 10.5, 20)
        )
        self.assertEqual(
            [row["Group"] for row in self.rows(book["Totals"]) if row["By"] == "Registered"],
            sorted({f"{line.registered_on:%Y-%m}" for line in suspended | refused | lost}),
        )
        rows = {row["Declaration"]: row for row in self.rows(book["Goods"])}
        row = rows[suspended.declaration_id.number]
        self.assertEqual((row["Preference"], row["Article"]), ("Suspended", "Annex 3, Art. 16(12)"))
        self.assertEqual(row["Registered"], datetime.combine(suspended.registered_on, datetime.min.time()))
        self.assertEqual((row["Description"], row["Visit"]), ("=1+1", visit.name))
        self.assertEqual(row["HS Code"], "0406905000")
        row = rows[refused.declaration_id.number]
        self.assertEqual((row["Preference"], row["Article"]), ("Refused", self.ground.article))
        row = rows[lost.declaration_id.number]
        self.assertEqual((row["Preference"], row["Article"]), ("Restoration expired", "Annex 3, Art. 10(3)"))
        self.assertEqual(row["Duty Not Restored in Time"], 40)
        sheet = book["Goods"]
        self.assertTrue(sheet.auto_filter.ref)
        self.assertEqual(sheet.freeze_panes, "C2")
        cells = [cell for line in sheet.iter_rows() for cell in line]
        self.assertNotIn("f", {cell.data_type for cell in cells})

    def test_from_lists(self):
        """Issue: printed from declared goods, declarations and the analysis; all when none is chosen."""
        lines = self.claimed(1) | self.claimed(2)
        for records, name, count in (
            (lines[0], "line", 1),
            (lines.declaration_id, "declaration", 2),
            (self.analysis.browse(lines.ids), "analysis", 2),
            (lines.browse(), "line", 2),
        ):
            with self.subTest(name=name):
                self.assertEqual(len(self.rows(self.workbook(records, name)["Goods"])), count)

    def test_of_another_authority(self):
        """CU-A: the workbook holds what the user may read, and nothing else."""
        line = self.claimed(1)
        foreign = self.claimed(2, importing_authority_id=self.other_importing.id)
        rows = self.rows(self.workbook(line.browse(), "line")["Goods"])
        self.assertEqual([row["Declaration"] for row in rows], [line.declaration_id.number])
        with self.assertRaises(AccessError):
            self.workbook(foreign, "line")

    def test_slices(self):
        """Design: Output: goods are read in slices; none is missing or double at their borders."""
        for count in range(5):
            self.claimed(count + 1)
        self.patch(preference_analysis_xlsx, "SLICE", 2)
        rows = self.rows(self.workbook(self.declarations.line_ids, "line")["Goods"])
        self.assertEqual([row["Duty at Stake"] for row in rows], [1, 2, 3, 4, 5])
