"""What the product says of dates beside a second reading of the law, over random timelines."""

import ast
import os
import random
import sys
from datetime import date, timedelta
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...tools import periods
from ..common.product_dates import NAMES, DatesCase
from ..second_reading import AGREEMENTS
from ..second_reading.days import Calendar, last_day, last_day_before

HOME = Path(__file__).parents[2]
# `./dev check-dates` names others.
SEED = int(os.environ.get("CUSTOMS_DATES_SEED") or random.randrange(1, 10**6))
COUNT = int(os.environ.get("CUSTOMS_DATES_TIMELINES") or 0)
CHOSEN = os.environ.get("CUSTOMS_DATES_AGREEMENT") or ""
SHORT, AT_ONCE, SHOWN = 16, 250, 5
FIRST, LAST = date(2021, 7, 10).toordinal(), date(2041, 1, 1).toordinal()
PAPERS = max(20, COUNT // 20)


@tagged("post_install", "-at_install")
class TestSecondReading(DatesCase):
    """RS15.6, RS16.5-16.12, VN 4.16-4.31, CPTPP 3.20-3.28, KR-VN 3.21, CN-KR 3.23, UK-RS 32: what dates mean.

    Compared are last days, status, state, refusals, and how long proofs hold and are kept.
    """

    def _agrees(self, code):
        self.assertIn(CHOSEN or code, AGREEMENTS, f"There is {', '.join(AGREEMENTS)}.")
        if CHOSEN not in ("", code):
            return
        self.world_of(code)
        self.assertFalse(self.rules_without_reading(), "Rules with a date that were not read a second time")
        count = COUNT or SHORT
        differences, figures = self.compare(
            AGREEMENTS[code], SEED, count, at_once=AT_ONCE, by_doors=not COUNT
        )
        self._papers_agree(code)
        told = ", ".join(f"{number} {name}" for name, number in sorted(figures.items()))
        sys.stdout.write(f"\n{code}, seed {SEED}: {told}; {len(differences)} differ\n")
        if differences:
            shown = "\n\n".join(one.text for one in differences[:SHOWN])
            self.fail(
                f"Seed {SEED}: {len(differences)} of {figures['timelines']} timelines differ.\n\n{shown}"
            )

    def _papers_agree(self, code):
        """Compare how long proofs hold and are kept, and until when a preference can be restored."""
        reading, rng = AGREEMENTS[code], random.Random(f"{code}/{SEED}")
        types = {row.code: row for row in self.agreement.proof_type_ids}
        self.assertEqual(set(types), {proof.code for proof in reading.proofs})
        for _ in range(PAPERS):
            day, earlier = (date.fromordinal(rng.randint(FIRST, LAST)) for _ in range(2))
            for proof in reading.proofs:
                for remark in [False, *types[proof.code].remark_ids]:
                    paper = self._paper(types[proof.code], day, remark, earlier)
                    from_original = remark and remark.kind in proof.from_original
                    expected = (
                        last_day(earlier if from_original else day, proof.valid),
                        last_day(day, proof.kept),
                    )
                    found = (paper.valid_until, paper.retention_until)
                    self.assertEqual(expected, found, f"{proof.code} of {day}, {remark and remark.kind}")
            found = self._declared_on(day).restorable_until
            said = f"Restoration of goods declared on {day}"
            if reading.restoration is None:
                self.assertGreater(found, date(9999, 1, 1), said)
            else:
                ends = last_day(day, reading.restoration) if reading.restoration else False
                self.assertEqual(ends, found, said)

    def _paper(self, kind, day, remark, earlier):
        """Return a proof of ``kind`` issued on ``day``, in place of one that was issued ``earlier``."""
        values = {"agreement_id": self.agreement.id, "proof_type_id": kind.id}
        proofs = self.env["customs.origin.proof"]
        paper = proofs.new({**values, "issued_on": day})
        if remark:
            paper.original_id = proofs.new({**values, "issued_on": earlier})
            paper.remark_ids = remark
        return paper

    def _declared_on(self, day):
        declaration = self.env["customs.declaration"].new({"registered_on": day})
        values = {"declaration_id": declaration, "agreement_id": self.agreement.id}
        return self.env["customs.declaration.line"].new(values)

    def test_eaeu_serbia(self):
        """Annex 3, Articles 15 and 16."""
        self._agrees("EAEU-RS")

    def test_eaeu_viet_nam(self):
        """Articles 4.30 and 4.31."""
        self._agrees("EAEU-VN")

    def test_cptpp(self):
        """Articles 3.27 and 3.28."""
        self._agrees("CPTPP")

    def test_uk_serbia(self):
        """Article 32."""
        self._agrees("UK-RS")

    def test_korea_viet_nam(self):
        """Article 3.21."""
        self._agrees("KR-VN")

    def test_china_korea(self):
        """Article 3.23."""
        self._agrees("CN-KR")


@tagged("post_install", "-at_install")
class TestCounting(BaseCase):
    """What rules can say beyond the agreements shipped: counted by the product and with a pencil (KZ6)."""

    def _drawn(self, rng):
        """Draw a start, days off and worked that are not those of the plain week, and pauses."""
        start = date.fromordinal(rng.randint(FIRST, LAST))
        near = [start + timedelta(days=number) for number in range(-60, 160)]
        off, worked = set(rng.sample(near, 12)), set(rng.sample(near, 4))
        pauses = []
        for _ in range(rng.choice((0, 0, 1, 2, 3))):
            first = start + timedelta(days=rng.randint(1, 50))
            pauses.append((first, first + timedelta(days=rng.choice((0, 1, 5, 20)))))
        return start, off - worked, worked, tuple(pauses)

    def test_last_days(self):
        """KZ6, KZ417.2, RS15.6b: all units, more time, pauses that overlap, days off at the end; and back."""
        rng = random.Random(SEED)
        for number in range(max(600, COUNT)):
            start, off, worked, pauses = self._drawn(rng)
            exceptions = dict.fromkeys(off, False) | dict.fromkeys(worked, True)
            theirs, ours = periods.WorkCalendar(exceptions=exceptions), Calendar(off, worked)
            unit = rng.choice(("day", "working_day", "month"))
            length = rng.choice((1, 2, 6, 12) if unit == "month" else (1, 5, 10, 30, 60))
            more, roll = rng.choice((0, 0, 1, 2)), rng.random() < 0.5
            found = periods.last_day(
                start,
                periods.Term(length, unit),
                roll="next_working_day" if roll else "none",
                calendar=theirs,
                extensions=[periods.Term(more, unit)] if more else [],
                pauses=[periods.Pause(*pause) for pause in pauses],
            )
            expected = last_day(start, ((length + more, unit),), pauses, roll, ours)
            said = f"No. {number}, seed {SEED}: {length}+{more} {unit} from {start}, roll {roll}, {pauses}"
            self.assertEqual(expected, found, said)
            before = periods.last_day(start, periods.Term(length, unit), direction="before", calendar=theirs)
            self.assertEqual(last_day_before(start, length, unit, ours), before, f"{said}, before")


@tagged("post_install", "-at_install")
class TestReadingsThemselves(BaseCase):
    """The second reading is one: nothing of the product is in it, and no agreement is left out."""

    def test_nothing_of_the_product(self):
        """It imports the standard library and itself alone, and opens no file."""
        for path in sorted((HOME / "tests/second_reading").glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    roots = {name.name.split(".")[0] for name in node.names}
                elif isinstance(node, ast.ImportFrom):
                    self.assertLessEqual(node.level, 1, path.name)
                    roots = set() if node.level else {node.module.split(".")[0]}
                else:
                    continue
                self.assertLessEqual(roots, sys.stdlib_module_names, path.name)
            self.assertNotIn("open(", path.read_text(encoding="utf-8"), path.name)

    def test_each_agreement_that_is_shipped(self):
        """Each file of an agreement has a second reading, and so has the agreement that is installed."""
        files = {path.name for path in (HOME / "data/agreements").glob("*.json")}
        self.assertEqual({names.file for names in NAMES.values()}, files | {""})
        self.assertEqual(set(NAMES), set(AGREEMENTS))
