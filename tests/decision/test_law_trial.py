from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ...models.decision.law_trial import Given, Trial
from ...tools.trial_moment import TRIAL, TrialMoment
from ..common.cases import CustomsCase

FILES = Path(__file__).parents[2] / "data/agreements"
SHOWN = ("name", "start_on", "due_on", "done_on", "status", "days_left", "article", "provisional")


@tagged("post_install", "-at_install")
class TestLawTrial(CustomsCase):
    """A procedure is tried with dates, and shows what a case would show; nothing becomes a case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedures = cls.agreement.procedure_ids
        for path in sorted(FILES.glob("*.json")):
            loaded = cls.env["customs.agreement"]._load_file(path.read_bytes(), path.name, keep_marks=True)
            # The authorities of the tests are of Parties to each.
            known = loaded.party_ids.country_id
            loaded.party_ids = [
                Command.create({"country_id": country.id, "side": country.code})
                for country in (cls.kz, cls.rs)
                if country not in known
            ]
            cls.procedures |= loaded.procedure_ids
        cls.moment = fields.Datetime.now().replace(tzinfo=UTC)

    def trial(self, procedure, facts=None, outcomes=None, at=None, exporting=None):
        """Return a trial of the procedure at the moment ``at``."""
        return Trial(
            Given(
                procedure,
                self.importing,
                exporting or self.exporting,
                facts or {},
                outcomes or {},
                at or self.moment,
            )
        )

    def case_of(self, procedure):
        """Return a stored case of the procedure on which nothing is recorded."""
        cases = self.env[procedure.case_model]
        values = {"importing_authority_id": self.importing.id}
        if procedure.case_model == "customs.verification.visit":
            values = {**self.visit_values(), "goods_ids": False}
            values.pop("verification_request_id")
        values |= cases._usual_addressee(procedure, self.exporting)
        return cases.create({**values, "procedure_id": procedure.id})

    def record_as_it_is(self, case, facts):
        """Write the dates of a case and let all follow from them, as its door does after its checks."""
        steps = case._fact_specs()
        case._write_guarded({name: facts.get(name, False) for name in steps})
        deadlines = self.env["customs.deadline"]
        deadlines._sync_cases(case)
        for row in case.deadline_ids.filtered(lambda each: each.status in ("late", "silent")):
            row.lapse_handled_on = row._today()
        case._bring_proposals_in_step()

    @given(data=st.data())
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def check_same(self, procedure, case, data):
        """Dates of any steps, in any order and number: the trial and the case say the same."""
        facts, day = {}, self.today - timedelta(days=data.draw(st.integers(0, 400)))
        for name in data.draw(st.permutations(sorted(procedure._steps())))[: data.draw(st.integers(0, 7))]:
            facts[name] = day
            day = min(day + timedelta(days=data.draw(st.integers(0, 90))), self.today)
        self.record_as_it_is(case, facts)
        trial = self.trial(procedure, facts)
        self.assertEqual(trial.case.state, case.state)
        self.assertEqual(trial.case.closed_on, case.closed_on)
        self.assertEqual(trial.case.state_way, case.state_way)
        tried, stored = (
            [{name: step[name] for name in SHOWN} for step in each.clock_strip] for each in (trial.case, case)
        )
        self.assertEqual(tried, stored)
        self.assertEqual([step.fact for step, _closed in trial.next_steps()], case._next_steps())
        for step, closed in trial.next_steps():
            self.assertEqual(closed, case._too_early_problems(step.fact, step, self.today))
        clocks = case.deadline_ids.filtered(lambda row: row.rule_id.lapse == "proposed_decision")
        self.assertEqual(trial.case._what_follows(trial.clocks_of_lapses()), case._what_follows(clocks))
        proposed = case.decision_ids.filtered(lambda row: row.state == "proposed")
        self.assertEqual(
            set(trial.case._what_follows(trial.clocks_of_lapses())), set(proposed.mapped("trigger"))
        )

    def test_same_as_a_case(self):
        """Decision 0027: over random dates a trial and a case of each shipped procedure say the same."""
        self.assertGreaterEqual(len(self.procedures), 6)
        for procedure in self.procedures:
            with self.subTest(procedure.display_name):
                # pylint: disable-next=no-value-for-parameter  # Hypothesis gives it
                self.check_same(procedure, self.case_of(procedure))

    def test_nothing_is_kept(self):
        """Decision 0027: a trial creates no case and no deadline, takes no number and leaves no seal."""
        kinds = (
            "customs.verification.visit",
            "customs.deadline",
            "customs.fact",
            "customs.seal",
            "mail.message",
        )
        sequence = self.env["ir.sequence"].search([("code", "=", "customs.verification.visit")], limit=1)
        before = [self.env[name].search_count([]) for name in kinds], sequence.number_next_actual
        wizard = self.wizard()
        wizard.action_calculate()
        self.env.flush_all()
        self.assertGreater(len(wizard.result_ids), 5)
        self.assertEqual(
            before, ([self.env[name].search_count([]) for name in kinds], sequence.number_next_actual)
        )

    def wizard(self, user=None, **days):
        """Return the form of a trial of the visit, as a user enters it."""
        form = Form(self.env["customs.try.procedure"].with_user(user or self.reader))
        form.importing_authority_id = self.importing
        form.exporting_authority_id = self.exporting
        form.procedure_id = self.visit_procedure
        wizard = form.save()
        days = days or {"request_approved_on": -101, "request_sent_on": -100}
        for row in wizard.date_ids:
            if row.code in days:
                row.day = self.day(days[row.code])
        return wizard

    def test_screen(self):
        """RS16.5a, RS16.6: sent a hundred days ago without an answer: overdue, and a refusal is proposed."""
        wizard = self.wizard()
        wizard.action_calculate()
        rows = wizard.result_ids
        state = rows.filtered(lambda row: row.kind == "state")
        self.assertEqual(len(state), 1)
        answer = rows.filtered(lambda row: row.kind == "deadline" and row.status == "Overdue")
        self.assertEqual(answer.start_on, self.day(-100))
        self.assertTrue(answer.article)
        proposal = rows.filtered(lambda row: row.kind == "proposal")
        self.assertEqual(proposal.start_on, answer.due_on)
        self.assertEqual(proposal.verification, "verified")
        self.assertIn("last day", proposal.note)
        action = wizard.action_open_result()
        self.assertEqual(self.env["customs.try.result"].search(action["domain"]), rows)

    def test_closed_until(self):
        """RS16.6: the absence of an answer is not established before the last day; the row says when."""
        wizard = self.wizard(request_approved_on=-11, request_sent_on=-10)
        wizard.action_calculate()
        closed = wizard.result_ids.filtered(lambda row: row.kind == "step" and "before" in (row.note or ""))
        self.assertTrue(closed)
        self.assertEqual(set(closed.mapped("status")), {"Not possible yet"})

    def test_dates_that_cannot_be(self):
        """Decision 0027: a date that a case would refuse is named beside it."""
        wizard = self.wizard(request_approved_on=-10, request_sent_on=-20)
        wizard.action_calculate()
        row = wizard.date_ids.filtered(lambda row: row.code == "request_sent_on")
        self.assertIn("is before", row.problem)

    def test_outcome(self):
        """RS15.8: what the record would show is given by its day, and leads to its proposal."""
        consequence = self.documents_procedure.consequence_ids.filtered("outcome")[0]
        trial = self.trial(
            self.documents_procedure,
            {"result_received_on": self.day(-5)},
            {consequence.outcome: self.day(-5)},
        )
        self.assertEqual(trial.follows()[consequence.code]["ground"], consequence.ground_id)
        self.assertFalse(self.trial(self.documents_procedure, {"result_received_on": self.day(-5)}).follows())

    def test_midnight(self):
        """Decision 0024: a last day ends at midnight of who owes the step, in a trial too."""
        west = self.exporting.copy({"code": "T-WEST", "tz": "America/Santiago"})
        facts = {"request_approved_on": self.day(-101), "request_sent_on": self.day(-100)}
        rows = self.trial(self.visit_procedure, facts, exporting=west).rows
        row = rows.filtered(lambda row: row.day_authority_id._origin == west and row.due_on)[:1]
        midnight = datetime.combine(row.due_on + timedelta(days=1), datetime.min.time(), UTC)
        for hours, late in ((1, False), (12, True)):
            trial = self.trial(
                self.visit_procedure, facts, at=midnight + timedelta(hours=hours), exporting=west
            )
            found = trial.rows.filtered(lambda each, row=row: each.rule_id == row.rule_id)
            self.assertEqual(found.is_late, late, hours)

    def test_moment_from_outside(self):
        """Access: no remote call can set the day of an authority: what a context brings is no moment."""
        for value in ("2020-01-01", [fields.Datetime.now()], {"at": "2020-01-01"}):
            self.assertEqual(self.importing.with_context(**{TRIAL: value})._today(), self.today)
        moment = TrialMoment(datetime(2020, 1, 1, tzinfo=UTC))
        self.assertEqual(self.importing.with_context(**{TRIAL: moment})._today().year, 2020)

    def test_draft_is_tried(self):
        """Decision 0027: a procedure that nothing is under can be tried, and says that it is not verified."""
        copied = self.visit_procedure.copy({"code": "VISIT-TRIED"})
        wizard = (
            self.env["customs.try.procedure"]
            .with_user(self.administrator)
            .create({"procedure_id": copied.id, "importing_authority_id": self.importing.id})
        )
        wizard.date_ids = [Command.create(values) for values in wizard._dates()]
        wizard.action_calculate()
        marks = wizard.result_ids.filtered(lambda row: row.kind == "deadline").mapped("verification")
        self.assertEqual(set(marks), {"unverified"})
        self.assertIn(copied.rule_ids[0].display_name, wizard.not_verified)
        self.assertFalse(self.visit_procedure.not_verified)

    def test_own_trial(self):
        """Access: a trial is its user's own, and nobody outside has one."""
        wizard = self.wizard()
        wizard.action_calculate()
        for model in ("customs.try.procedure", "customs.try.date", "customs.try.result"):
            self.assertTrue(self.env[model].with_user(self.reader).search([]))
            self.assertFalse(self.env[model].with_user(self.officer).search([]))
        outside = new_test_user(self.env, "outside.trial", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.env["customs.try.procedure"].with_user(outside).create(
                {"procedure_id": self.visit_procedure.id, "importing_authority_id": self.importing.id}
            )

    def test_years_without_calendar(self):
        """Decision 0027: a date that no calendar knows is refused with a sentence."""
        wizard = self.wizard()
        wizard.date_ids.filtered(lambda row: row.code == "request_sent_on").day = "9999-12-30"
        with self.assertRaises(UserError):
            wizard.action_calculate()

    def test_moments_at_the_ends_of_time(self):
        """IT9: the first and the last moment that a field takes get a sentence, in whatever time zone."""
        first, last = "0001-01-01 00:00:00", "9999-12-31 23:59:59"
        for zone, moment in (("Pacific/Pago_Pago", first), ("Asia/Almaty", last)):
            self.importing.tz = zone
            wizard = self.wizard()
            wizard.now_at = moment
            with self.refused("Looked at on: enter a day from 1900"):
                wizard.action_calculate()
        wizard = self.wizard()
        wizard.date_ids.filtered(lambda row: row.code == "request_sent_on").day = "0001-01-01"
        with self.refused("enter a day from 1900"):
            wizard.action_calculate()
