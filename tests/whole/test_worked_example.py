"""The worked example of docs/worked-example.md, run through the product and seen in the web client."""

import os
from datetime import date, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..common import worked_example_data as example
from ..common.cases import TourCase
from ..common.worked_example_case import BEFORE_REPORT, ExampleCase

IN_THE_END = date(2026, 3, 26)


@tagged("post_install", "-at_install")
class TestWorkedExample(ExampleCase):
    def test_forty_lines(self):
        """RS16.12, RS16.12b, RS16.12c, RS16.6, RS10.3: each of the forty lines ends as the page says."""
        visit, suspension = self._until_the_report()
        with self.on(BEFORE_REPORT):
            self._assert_outcomes("during", range(1, 39))
            self.assertAlmostEqual(self._duty("suspended"), example.duty("during", "suspended"))
            # What was declared between the request and the start was marked with the start (RS16.12).
            first = suspension.mark_ids.line_id.filtered(
                lambda line: line.registered_on <= example.STARTED_ON
            )
            self.assertEqual(first, self._lines([5, 6, 7, 8]))
        self._report(visit)
        self.assertEqual((suspension.state, suspension.ended_on), ("ended", example.APPROVED_ON))
        with self.on(example.REFUSED_ON):
            self._refuse(visit)
        with self.on(example.FIRST_RESTORATION_ON):
            self._restore_first(visit)
        with self.on(example.SECOND_RESTORATION_ON):
            self._restore_late()
        with self.on(IN_THE_END):
            self._assert_outcomes("after", range(1, 41))
            for state in ("refused", "restored"):
                self.assertAlmostEqual(self._duty(state), example.duty("after", state))
            lost = self._lines([5, 7, 8])
            self.assertAlmostEqual(sum(lost.mapped("duty_at_stake")), example.duty("after", "lost"))
        # Start, two judgements and end are in the record of the case.
        entries = visit.fact_ids.sorted("id").filtered(lambda entry: "suspension" in entry.fact)
        days = [example.SENT_ON, BEFORE_REPORT, BEFORE_REPORT, example.APPROVED_ON]
        self.assertEqual(entries.mapped("value_on"), days)

    def test_lines_on_the_lists(self):
        """RSM4.3: the two lines of goods on the lists of Annex 2 are answered as the page says."""
        for number, code, description, granted, _words, why in example.LISTED:
            line = {"no": number, "hs": "A", "registered_on": example.SENT_ON, "importer": "I1"}
            line |= {"exporter": "E3", "producer": "P2", "brand": "", "article_no": "", "value": 100.0}
            row = self._row(line | {"note": "", "proof": ""})
            with self.on(BEFORE_REPORT):
                row |= {"hs_code": code, "description": description}
                [result] = self.source.with_user(self.officer).import_lines([row])
                declarations = self.env["customs.declaration"].with_user(self.officer)
                [answer] = declarations.may_grant([{"id": result["line_id"]}])
            self.assertEqual(answer["granted"], granted)
            text = "\n".join(reason["text"] for reason in answer["reasons"])
            self.assertIn(why.split(":", maxsplit=1)[0], text)

    def test_the_page_adds_up(self):
        """The figures of the page: forty lines of 3 exporters and 2 producers in 4 HS codes."""
        lines = example.lines()
        self.assertEqual([line["no"] for line in lines], list(range(1, 41)))
        self.assertEqual(len({line["exporter"] for line in lines}), 3)
        self.assertEqual({line["producer"] for line in lines} - {""}, {"P1", "P2"})
        self.assertEqual(len({line["hs"] for line in lines}), 4)
        window = [line["registered_on"] for line in lines if line["during"] == "suspended"]
        self.assertEqual((min(window), max(window)), (example.SENT_ON, BEFORE_REPORT))
        self.assertEqual(example.APPROVED_ON - BEFORE_REPORT, timedelta(days=1))


@tagged("post_install", "-at_install")
class TestWorkedExampleTour(ExampleCase, TourCase):
    def test_example_through_the_web_client(self):
        """RS11.1.7, RS10.3: the supervisor refuses the butter; the officer sees what became of all lines."""
        self.importing.tz = "UTC"
        self.enterContext(patch.dict(os.environ, TZ="UTC"))
        visit, _suspension = self._until_the_report()
        self._report(visit)
        self.env.invalidate_all()
        self.start_tour("/odoo/preference-decisions", "customs_example_refuse", login="test_supervisor")
        with self.on(example.FIRST_RESTORATION_ON):
            self._restore_first(visit)
        with self.on(example.SECOND_RESTORATION_ON):
            self._restore_late()
        self._assert_outcomes("after", range(1, 41))
        self.start_tour("/odoo/customs-declared-goods", "customs_example_outcome", login="test_officer")
