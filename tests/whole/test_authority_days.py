"""Today is the authority's day: for what is late or open, what filters show, and the year of numbers."""

import ast
from datetime import date, timedelta
from pathlib import Path

from lxml import etree

from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from ..common.cases import CustomsCase
from ..common.notice import NoticeMixin

VIEWS = Path(__file__).parents[2] / "views"
# Last days that an authority's today is compared with. Law, activities and log books go by the reader's day.
LAST_DAYS = {
    "due_on",
    "next_due_on",
    "closed_on",
    "restorable_until",
    "valid_until",
    "warn_on",
    "answer_due_on",
}
# UTC: in New York and Pago Pago it is still the day before.
EARLY = "03:30:00"
NEW_YORK, ALMATY, KIRITIMATI, PAGO = (
    "America/New_York",
    "Asia/Almaty",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)


def filters(name):
    """Yield (file, model, filter, domain) of each search view."""
    for path in sorted(VIEWS.rglob("*.xml")):
        for view in etree.parse(path).iter("record"):
            [model] = view.xpath("field[@name='model']/text()") or [""]
            for node in view.iter("filter"):
                if node.get("domain"):
                    yield path.name, model, node.get("name"), node.get("domain")


@tagged("post_install", "-at_install")
class TestAuthorityDays(CustomsCase):
    """Design, Clock: "today" is the authority's today, in its time zone, whoever looks from wherever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authorities = cls.env["customs.authority"]

    def _days(self, operator, days=0):
        """Compare `_by_today` with the plain reading, over proofs with last days around today."""
        proofs = self.proofs
        found = proofs.search(self.authorities._by_today("valid_until", operator, days) & self._ours())
        compare = {
            "<": date.__lt__,
            "<=": date.__le__,
            ">": date.__gt__,
            ">=": date.__ge__,
            "=": date.__eq__,
        }[operator]
        expected = proofs.filtered(
            lambda proof: compare(
                proof.valid_until, proof.importing_authority_id._today() + timedelta(days=days)
            )
        )
        self.assertEqual(set(found.ids), set(expected.ids), f"{operator} {days}")

    def _ours(self):
        return Domain("id", "in", self.proofs.ids)

    def _make_proofs(self):
        self.importing.tz = KIRITIMATI
        self.other_importing.tz = PAGO
        self.proofs = self.env["customs.origin.proof"]
        for authority in (self.importing, self.other_importing):
            for shift in (-2, -1, 0, 1, 2):
                proof = self.proof()
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE customs_origin_proof SET importing_authority_id = %s, valid_until = %s"
                    " WHERE id = %s",
                    (authority.id, authority._today() + timedelta(days=shift), proof.id),
                )
                self.proofs |= proof
        self.env.invalidate_all()

    def test_by_today(self):
        """Every comparison agrees with the plain reading, over authorities whose days differ."""
        with freeze_time(f"{self.today} {EARLY}"):
            self._make_proofs()
            self.assertEqual((self.importing._today() - self.other_importing._today()).days, 1)
            for operator in ("<", "<=", ">", ">=", "="):
                for days in (-1, 0, 2):
                    self._days(operator, days)

    def test_proofs(self):
        """RS12.4: a proof that is said to be valid is found as such, and an expired one as that."""
        with freeze_time(f"{self.today} {EARLY}"):
            self._make_proofs()
            for user in (self.officer, self.foreign_officer):
                user.tz = NEW_YORK
                proofs = self.proofs.with_user(user).sudo().with_context(tz=NEW_YORK)
                for state in ("valid", "expired", "annulled"):
                    found = proofs.search(Domain("validity", "=", state) & self._ours())
                    self.assertEqual(found, proofs.filtered(lambda row, s=state: row.validity == s))
            self.assertEqual(len(self.proofs.filtered(lambda row: row.validity == "expired")), 4)

    def test_cases_and_deadlines(self):
        """RS16.5a: the filters show what the rows say, from any time zone of the reader."""
        visits = [self.sent_visit(days=-days) for days in (52, 53, 54, 59, 60, 61)]
        deadlines = self.env["customs.deadline"].search([("case_name", "in", [row.name for row in visits])])
        deadlines = deadlines.filtered("due_on")
        noon = f"{self.today} 12:00:00"
        for moment in (noon, f"{self.today} 03:30:00", f"{self.today} 22:30:00"):
            for zone in (NEW_YORK, ALMATY, KIRITIMATI):
                with self.subTest(moment=moment, zone=zone), freeze_time(moment):
                    self.env.invalidate_all()
                    self.supervisor.tz = zone
                    rows = deadlines.with_user(self.supervisor)
                    today = self.importing._today()
                    for low, high in ((0, 7), (0, 30), (-3, -1)):
                        within = [("days_to_last_day", ">=", low), ("days_to_last_day", "<=", high)]
                        found = rows.search([*within, ("id", "in", rows.ids)])
                        expected = rows.filtered(
                            lambda row, low=low, high=high: low <= row.days_to_last_day <= high
                        )
                        self.assertEqual(set(found.ids), set(expected.ids))
                        for row in found:
                            self.assertEqual(row.days_to_last_day, (row.due_on - today).days)
                        cases = self.env["customs.verification.visit"].with_user(self.supervisor)
                        ids = [visit.id for visit in visits]
                        found = cases.search(
                            [("id", "in", ids), ("days_left", ">=", low), ("days_left", "<=", high)]
                        )
                        expected = cases.browse(ids).filtered(
                            lambda case, low=low, high=high: (
                                case.next_due_on and low <= case.days_left <= high
                            )
                        )
                        self.assertEqual(set(found.ids), set(expected.ids))

    def test_late_tasks(self):
        """RS16.9: "Last Day Passed" shows the red rows, and no others."""
        visit = self.visit()
        tasks = self.env["customs.task"]
        for days in (-2, -1, 0, 1):
            task = tasks.create(
                {
                    "name": f"Data {days}",
                    "kind": "documents",
                    "question": "Which?",
                    "res_model": visit._name,
                    "res_id": visit.id,
                    "person_id": visit.verified_person_id.id,
                    "due_on": self.day(days),
                }
            )
            tasks |= task
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customs_task SET asked_on = %s, state = 'asked' WHERE id = ANY(%s)",
            (self.day(-5), tasks.ids),
        )
        self.env.invalidate_all()
        for moment in (f"{self.today} 03:30:00", f"{self.today} 20:30:00"):
            for zone in (NEW_YORK, KIRITIMATI):
                with self.subTest(moment=moment, zone=zone), freeze_time(moment):
                    self.env.invalidate_all()
                    self.officer.tz = zone
                    rows = tasks.with_user(self.officer)
                    for late in (True, False):
                        found = rows.search([("id", "in", tasks.ids), ("is_late", "=", late)])
                        expected = rows.filtered(lambda task, late=late: task.is_late == late)
                        self.assertEqual(set(found.ids), set(expected.ids))
                    self.assertTrue(rows.filtered("is_late"))

    def test_views(self):
        """No filter compares a last day with the reader's own day: the rows go by the authority's."""
        seen = 0
        for file, model, name, domain in filters(VIEWS):
            seen += 1
            if "uid" in domain or "context" in domain:
                continue
            for leaf in ast.literal_eval(domain):
                if isinstance(leaf, tuple) and str(leaf[2]).startswith("today"):
                    self.assertNotIn(leaf[0], LAST_DAYS, f"{file}: filter {name} of {model}")
        self.assertGreater(seen, 100)

    def test_year_of_numbers(self):
        """IT9: what is entered in Almaty on 1 January has a number of the new year; UTC is behind."""
        visit = self.sent_visit(days=-3)
        document = self.env["customs.document"]
        old, new = self.today.year, self.today.year + 1
        with freeze_time(f"{old}-12-31 20:30:00"):  # in Almaty it is 01:30 on the 1st
            self.env.invalidate_all()
            day = self.importing._today()
            self.assertEqual(day, date(new, 1, 1))
            vals = {"kind": "material", "res_model": visit._name, "res_id": visit.id, "received_on": day}
            [received] = document._receive([vals])
            self.assertRegex(received.name, rf"^IN/{new}/")
            of_minsk = {**vals, "importing_authority_id": self.other_importing.id}
            self.other_importing.tz = NEW_YORK
            both = document._receive([vals, of_minsk])
            self.assertEqual([name.split("/")[1] for name in both.mapped("name")], [str(new), str(old)])
            self.assertRegex(self.visit().name, rf"^VV/{new}/")
            self.assertRegex(self.visit().copy().name, rf"^VV/{new}/")


@tagged("post_install", "-at_install")
class TestNoticeDays(NoticeMixin, CustomsCase):
    def test_open(self):
        """RS16.12: until when a notice is open is the authority's day, for who reads it and who searches."""
        importer = self.person("Importer LLP", self.kz)
        visit = self.visited()
        suspension = self.suspended(visit, self.goods(importer))
        notice = self.notice(suspension, importer).sudo()
        with freeze_time(f"{self.today} {EARLY}"):
            for zone, reader in ((KIRITIMATI, PAGO), (PAGO, KIRITIMATI)):
                self.importing.tz = zone
                seen = notice.with_context(tz=reader)
                for shift, is_open in ((-1, False), (0, False), (1, True)):
                    closed_on = self.importing._today() + timedelta(days=shift)
                    with self.subTest(zone=zone, shift=shift):
                        self.env.flush_all()
                        self.env.cr.execute(
                            "UPDATE customs_preference_notice SET closed_on = %s WHERE id = %s",
                            (closed_on, notice.id),
                        )
                        self.env.invalidate_all()
                        self.assertEqual(seen.is_open, is_open)
                        found = seen.search([("is_open", "=", True), ("id", "=", notice.id)])
                        self.assertEqual(bool(found), is_open)
