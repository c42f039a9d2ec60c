import re
from datetime import datetime, timedelta
from unittest.mock import patch

import pytz

from odoo.tests import HttpCase, freeze_time, tagged

from ...models.clock import customs_deadline as job
from ...tools.dates import long_date
from ..common.cases import CustomsCase
from ..common.deadline import local

VISIT = "customs.verification.visit"
LOGGER = "odoo.addons.customs_verification.models.clock.customs_deadline"
AHEAD = "customs_verification.mail_activity_type_deadline"
LATE = "customs_verification.mail_activity_type_late"


class JobCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("customs_verification.cron_deadlines")

    def run_job(self, moment=None):
        """Run the job as the scheduler does, now or at another moment (UTC)."""
        if moment:
            with freeze_time(moment):
                return self.run_job()
        with self.enter_registry_test_mode():
            return self.cron.method_direct_trigger()

    def activities(self, case, kind=None, user=None):
        domain = [("res_model", "=", case._name), ("res_id", "=", case.id)]
        domain += [("activity_type_id", "=", self.env.ref(kind).id)] if kind else []
        domain += [("user_id", "=", user.id)] if user else []
        return self.env["mail.activity"].search(domain)

    def mails(self, user):
        return self.env["mail.mail"].search([("model", "=", "res.users"), ("res_id", "=", user.id)])

    def noon(self, days=0):
        """Return the moment at which it is noon in the importing authority, ``days`` from today."""
        return local(self.importing.tz, self.day(days), 12)


@tagged("post_install", "-at_install")
class TestReminders(JobCase):
    """The officer is reminded ahead of the last day, the supervisor told when it has passed."""

    def test_ahead(self):
        """RS16.5a: from 14 days before the last day on the officer has a reminder."""
        early, soon = self.sent_visit(days=-45), self.sent_visit(days=-46)
        self.run_job()
        self.assertFalse(self.activities(early))
        reminder = self.activities(soon)
        self.assertEqual((reminder.user_id, reminder.date_deadline), (self.officer, self.day(14)))
        self.assertEqual(reminder.activity_type_id, self.env.ref(AHEAD))
        self.assertIn(long_date(self.day(14), "en"), reminder.summary)
        self.assertIn("Written consent or refusal", reminder.summary)
        self.assertIn("Annex 3, Art. 16(5)", reminder.note)
        self.assertEqual(reminder.customs_deadline_id, self.clock(soon, "RS16.5a"))
        self.assertEqual(self.clock(soon, "RS16.5a").warned_on, self.today)
        self.run_job(self.noon(1))
        self.assertEqual(len(self.activities(early)), 1)
        self.assertEqual(self.activities(soon), reminder)

    def test_late(self):
        """RS16.5a: on the day after the last day the supervisor is told."""
        due, late = self.sent_visit(days=-60), self.sent_visit(days=-61)
        self.run_job()
        self.assertFalse(self.activities(due, LATE))
        told = self.activities(late, LATE)
        self.assertEqual((told.user_id, told.date_deadline), (self.supervisor, self.day(-1)))
        self.assertIn("The preference is refused", told.note)
        self.assertEqual(self.clock(late, "RS16.5a").escalated_on, self.today)
        self.assertEqual(len(self.activities(late, AHEAD, self.officer)), 1)

    def test_supervisor_of_the_case(self):
        """Design, Clock: a case with a supervisor of its own escalates to that one."""
        visit = self.sent_visit(days=-61, supervisor_id=self.supervisor_2.id)
        self.run_job()
        self.assertEqual(self.activities(visit, LATE).user_id, self.supervisor_2)

    def test_no_mail_for_each(self):
        """Design, Clock: the digest tells of reminders and proposals by mail; they send none themselves."""
        visits = [self.sent_visit(days=-61) for _turn in range(3)]
        before = self.env["mail.mail"].search([])
        self.run_job()
        sent = self.env["mail.mail"].search([]) - before
        proposed = self.env["customs.preference.decision"].search([("state", "=", "proposed")])
        for visit in visits:
            self.assertIn(visit.sudo().decision_ids, proposed)
            self.assertEqual(visit.sudo().decision_ids.activity_ids.user_id, self.supervisor)
        self.assertEqual(set(sent.mapped("model")), {"res.users"})
        [digest] = sent.filtered(lambda mail: mail.res_id == self.supervisor.id)
        self.assertIn(f"Proposed decisions awaiting your decision: {len(proposed)}", digest.body_html)
        self.assertIn("/odoo/preference-decisions", digest.body_html)
        [digest] = sent.filtered(lambda mail: mail.res_id == self.officer.id)
        self.assertNotIn("/odoo/preference-decisions", digest.body_html)

    def test_digest_of_decisions_alone(self):
        """Design, Clock: who has decisions to take and no late deadline is told of them all the same."""
        self.run_job(self.noon(-1))
        before = self.mails(self.supervisor)
        visit = self.sent_visit(days=-50)
        self.record(visit, "refusal_received_on", -1)
        self.assertEqual(visit.decision_ids.activity_ids.user_id, self.supervisor)
        self.run_job()
        [digest] = self.mails(self.supervisor) - before
        self.assertIn("Proposed decisions awaiting your decision: ", digest.body_html)
        self.assertNotIn("late or due within seven days", digest.body_html)

    def test_archived_officer(self):
        """Design, Clock: where the officer has left, the supervisor is reminded."""
        visit = self.sent_visit(days=-50)
        self.officer.active = False
        self.run_job()
        self.assertEqual(self.activities(visit, AHEAD).user_id, self.supervisor)

    def test_officer_of_another_authority(self):
        """Design, Access: who no longer serves the authority is told nothing of its cases."""
        visit = self.sent_visit(days=-61)
        self.officer.customs_authority_ids = self.other_importing
        self.run_job()
        self.assertEqual(self.activities(visit).user_id, self.supervisor)

    def test_nobody_at_work(self):
        """Design, Clock: with nobody there a reminder waits until somebody is."""
        visit = self.sent_visit(days=-50)
        (self.officer | self.supervisor).active = False
        with self.assertLogs(LOGGER, "WARNING") as logs:
            self.run_job()
        self.assertIn("no officer and no supervisor to remind", logs.output[0])
        self.assertFalse(self.activities(visit) or self.clock(visit, "RS16.5a").warned_on)
        self.importing.supervisor_id = self.supervisor_2
        self.run_job()
        self.assertEqual(self.activities(visit).user_id, self.supervisor_2)

    def test_today_of_the_authority(self):
        """RS16.5a: whether it is time to remind is asked of the day of the authority that owes the answer."""
        visit = self.sent_visit(days=-60)
        row = self.clock(visit, "RS16.5a")
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            with self.subTest(zone=zone), self.cr.savepoint() as savepoint:
                self.exporting.tz = zone
                self.run_job(local(zone, row.due_on, 23, 59))
                self.assertFalse(self.activities(visit, LATE))
                self.run_job(local(zone, row.due_on + timedelta(days=1)))
                self.assertEqual(len(self.activities(visit, LATE)), 1)
                self.assertEqual(row.escalated_on, row.due_on + timedelta(days=1))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_standing_clock(self):
        """KZ417.2: nobody is reminded of a clock that stands, nor told that it is late."""
        rule = self.visit_procedure.rule_ids.filtered(lambda rule: rule.code == "RS16.5a")
        rule.pause_allowed = True
        visit = self.sent_visit(days=-61)
        row = self.clock(visit, "RS16.5a").with_user(self.officer)
        self.run_job()
        self.assertEqual(len(self.activities(visit)), 2)
        row.pause(self.day(-10))
        self.assertFalse(self.activities(visit))
        self.run_job()
        self.assertFalse(self.activities(visit))
        row.resume(self.day(-9))
        self.run_job()
        self.assertEqual(self.activities(visit).date_deadline, self.day(1))

    # Taken back

    def test_taken_back_when_met(self):
        """RS16.5a: with the answer the reminders go; what somebody has done with one stays in the trail."""
        visit = self.sent_visit(days=-61)
        self.run_job()
        done = self.activities(visit, AHEAD)
        done.with_user(self.officer).action_feedback("Wrote to them")
        self.record(visit, "consent_received_on", 0, reference="RS-1")
        self.assertFalse(self.activities(visit))
        self.assertEqual(done.with_context(active_test=False).exists(), done)
        row = self.clock(visit, "RS16.5a")
        self.assertFalse(row.warned_on or row.escalated_on)

    def test_taken_back_when_moved(self):
        """RS16.5a: a corrected start takes the reminders back; the new last day has its own."""
        visit = self.sent_visit(days=-61)
        self.run_job()
        visit.with_user(self.supervisor).record_fact("request_sent_on", self.day(-60), reason="Postmark")
        self.assertFalse(self.activities(visit))
        self.run_job()
        self.assertEqual(self.activities(visit).date_deadline, self.day(0))
        self.assertEqual(self.activities(visit).activity_type_id, self.env.ref(AHEAD))

    def test_taken_back_when_the_case_ends(self):
        """RS16.6: nobody is reminded of a case that has ended."""
        visit = self.sent_visit(days=-61)
        self.run_job()
        self.record(visit, "withdrawn_on", 0, user=self.supervisor)
        self.assertFalse(self.activities(visit))
        self.run_job()
        self.assertFalse(self.activities(visit))

    def test_new_officer(self):
        """Design, Access: the reminders of a case go to the officer who has it now; nobody is told twice."""
        visit = self.sent_visit(days=-61)
        self.run_job()
        reminder, told = self.activities(visit, AHEAD), self.activities(visit, LATE)
        visit.with_user(self.supervisor).officer_id = self.officer_2
        self.assertEqual(reminder.user_id, self.officer_2)
        self.assertEqual(told.user_id, self.supervisor)
        self.run_job()
        self.assertEqual(self.activities(visit), reminder | told)


@tagged("post_install", "-at_install")
class TestLapse(JobCase):
    """What the law attaches to a lapse is proposed, once."""

    def test_no_answer(self):
        """RS16.6, RS11.1.8: no answer in 60 days proposes the refusal of preference."""
        waiting, lapsed = self.sent_visit(days=-60), self.sent_visit(days=-61)
        self.run_job()
        self.assertFalse(waiting.decision_ids)
        decision = lapsed.sudo().decision_ids
        self.assertEqual((decision.ground_id.code, decision.state), ("11.1.8", "proposed"))
        self.assertEqual((decision.person_id, decision.officer_id), (lapsed.verified_person_id, self.officer))
        self.assertIn(long_date(self.day(-1), "en"), decision.reason)
        self.assertIn("Annex 3, Art. 16(5)", decision.reason)
        self.assertEqual(decision.activity_ids.user_id, self.supervisor)
        self.assertEqual(self.clock(lapsed, "RS16.5a").lapse_handled_on, self.today)

    def test_no_result(self):
        """RS15.8, RS11.1.4: no result in six months, or eight, proposes the refusal."""
        request = self.documentary(answered=False)
        self.approve(request, days=-250)
        self.record(request, "request_sent_on", -250)
        row = self.clock(request, "RS15.6a")
        row.with_user(self.officer).extend(self.day(-200), "The archive is being moved")
        self.assertLess(row.first_due_on, self.today)
        sent = request.request_sent_on
        self.run_job(local(self.importing.tz, row.due_on, 12))
        self.assertFalse(request.decision_ids)
        self.run_job(local(self.importing.tz, row.due_on + timedelta(days=1), 12))
        self.assertEqual(request.decision_ids.ground_id.code, "11.1.4")
        self.assertEqual(request.decision_ids.person_id, request.proof_ids.exporter_id)
        self.assertEqual(sent, request.request_sent_on)

    def test_lapse_without_a_consequence(self):
        """RS16.7a: nothing follows from a visit that begins late: it is shown and told, no more."""
        visit = self.sent_visit(days=-100)
        self.record(visit, "consent_received_on", -90, reference="RS-1")
        self.run_job()
        row = self.clock(visit, "RS16.7a")
        self.assertEqual((row.status, row.escalated_on, row.lapse_handled_on), ("late", self.today, False))
        self.assertFalse(visit.decision_ids)

    def test_twice(self):
        """Design, Clock: run twice, on one day or on the next, the job does nothing twice."""
        visit = self.sent_visit(days=-61)
        for moment in (None, None, self.noon(1), self.noon(2)):
            self.run_job(moment)
        self.assertEqual(len(self.activities(visit, AHEAD)), 1)
        self.assertEqual(len(self.activities(visit, LATE)), 1)
        self.assertEqual(len(visit.decision_ids), 1)

    def test_dismissed_proposal_stays_dismissed(self):
        """RS16.6: what a supervisor dismissed is not proposed again."""
        visit = self.sent_visit(days=-61)
        self.run_job()
        visit.decision_ids.with_user(self.supervisor).dismiss("The answer came by another way")
        self.record(visit, "consent_received_on", 0, reference="RS-1")
        visit.with_user(self.supervisor).record_fact("consent_received_on", False, reason="Other case")
        self.run_job()
        self.assertEqual(visit.decision_ids.mapped("state"), ["dismissed"])

    def test_late_answer(self):
        """RS16.6: an answer after the 60 days leaves the proposal to the supervisor."""
        visit = self.sent_visit(days=-61)
        self.run_job()
        self.record(visit, "consent_received_on", 0, reference="RS-1")
        self.assertEqual(visit.decision_ids.state, "proposed")

    def test_lapse_that_was_none(self):
        """RS16.6: a correction by which the time had not passed takes the proposal back."""
        visit = self.sent_visit(days=-61)
        self.run_job()
        visit.with_user(self.supervisor).record_fact("request_sent_on", self.day(-59), reason="Postmark")
        decision = visit.decision_ids
        self.assertEqual(decision.state, "void")
        self.assertFalse(self.clock(visit, "RS16.5a").lapse_handled_on)
        self.run_job()
        self.assertEqual(decision.state, "void")
        self.run_job(self.noon(2))
        self.assertEqual((visit.decision_ids, decision.state), (decision, "proposed"))

    def test_answer_in_time_recorded_late(self):
        """RS16.6: an answer that came in time and is recorded later takes the proposal back."""
        visit = self.sent_visit(days=-61)
        self.run_job()
        self.record(visit, "consent_received_on", -2, reference="RS-1")
        self.assertEqual(visit.decision_ids.state, "void")


@tagged("post_install", "-at_install")
class TestSafety(JobCase):
    """The job may be killed, meet a case that fails, or one that somebody works on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls.env[VISIT].union(*(cls.sent_visit(days=-61) for _case in range(5)))
        cls.rows = cls.cases.deadline_ids

    def _assert_all_done_once(self):
        for case in self.cases:
            self.assertEqual(len(self.activities(case, AHEAD)), 1)
            self.assertEqual(len(self.activities(case, LATE)), 1)
            self.assertEqual(len(case.decision_ids), 1)

    def _kill_after(self, commits):
        """Run the job until it has committed so often; return whether it was killed."""
        crons = self.registry["ir.cron"]
        commit = crons._commit_progress
        done = []

        def killed(cron, *args, **kwargs):
            if len(done) == commits:
                cron.env.cr.rollback()  # as the database does when the connection is gone
                raise KeyboardInterrupt  # which nothing catches
            done.append(commit(cron, *args, **kwargs))
            return done[-1]

        with patch.object(job, "BATCH", 2), patch.object(crons, "_commit_progress", killed):
            try:
                self.run_job()
            except KeyboardInterrupt:
                return True
        return False

    def _ahead(self):
        kind = self.env.ref(AHEAD)
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)]).customs_deadline_id

    def test_killed(self):
        """Design, Clock: killed at any moment: what was done stays, the rest comes, nothing twice."""
        kills = 0
        for commits in range(20):
            with self.subTest(commits=commits), self.cr.savepoint() as savepoint:
                kills += self._kill_after(commits)
                self.assertEqual(self._ahead(), self.rows.filtered("warned_on"), "what was done is marked")
                self.run_job()
                self._assert_all_done_once()
                self.assertEqual(len(self.mails(self.officer)), 1)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertGreater(kills, 12, "three batches of each of the three steps, and the digests")

    def test_killed_halfway(self):
        """Design, Clock: the first batch stays done when the job dies in the second."""
        self.assertTrue(self._kill_after(2))
        self.assertEqual(len(self._ahead()), 2)

    def test_poisonous_case(self):
        """Design, Clock: one case that fails keeps no other from its reminder."""
        bad = self.rows[2]
        deadlines = self.registry["customs.deadline"]
        remind = deadlines._remind

        def poisoned(deadline, *args):
            done = remind(deadline, *args)
            if deadline.id == bad.id:
                raise ValueError("poison")
            return done

        with (
            patch.object(job, "BATCH", 2),
            patch.object(deadlines, "_remind", poisoned),
            self.assertLogs(LOGGER, "ERROR") as logs,
        ):
            self.run_job()
        self.assertEqual(len(logs.output), 2, "once ahead and once late, and not again and again")
        self.assertIn(bad.case_name, logs.output[0])
        self.assertEqual(self.rows.filtered("warned_on"), self.rows - bad)
        self.assertEqual(self.rows.filtered("escalated_on"), self.rows - bad)
        self.assertFalse(self.activities(bad._case()), "nothing is left half done")
        self.assertEqual(len(bad._case().decision_ids), 1)
        progress = self.env["ir.cron.progress"].search(
            [("cron_id", "=", self.cron.id)], order="id desc", limit=1
        )
        self.assertEqual(progress.remaining, 0, "the job does not go round for what fails")
        self.run_job()
        self._assert_all_done_once()

    def test_case_that_somebody_works_on(self):
        """Design, Clock: a locked deadline is left out, and its turn comes with the next run."""
        busy = self.rows[:2]
        deadlines = self.registry["customs.deadline"]
        lock = deadlines.try_lock_for_update

        def locked_by_others(rows, **kwargs):
            return lock(rows - busy if rows._name == "customs.deadline" else rows, **kwargs)

        with patch.object(job, "BATCH", 2), patch.object(deadlines, "try_lock_for_update", locked_by_others):
            self.run_job()
        self.assertEqual(self.rows.filtered("warned_on"), self.rows - busy)
        self.run_job()
        self._assert_all_done_once()

    def test_out_of_time(self):
        """Design, Clock: a job that must stop goes on where it stopped; the digest comes last."""
        crons, deadlines = self.registry["ir.cron"], self.registry["customs.deadline"]
        commit, send = crons._commit_progress, deadlines._send_digests
        seen = []

        def hurried(cron, *args, **kwargs):
            seconds = commit(cron, *args, **kwargs)
            return 0 if args else seconds

        def watched(model):
            marks = ("warned_on", "escalated_on", "lapse_handled_on")
            seen.append(all(row[mark] for row in model.browse(self.rows.ids) for mark in marks))
            return send(model)

        with (
            patch.object(job, "BATCH", 2),
            patch.object(crons, "_commit_progress", hurried),
            patch.object(deadlines, "_send_digests", watched),
        ):
            for _run in range(10):
                self.run_job()
                if seen:
                    break
        self.assertEqual(set(seen), {True})
        self._assert_all_done_once()
        self.assertEqual(len(self.mails(self.officer)), 1)


@tagged("post_install", "-at_install")
class TestDigest(JobCase):
    """A mail in the morning with what is late and what is due soon."""

    def _rows(self, mail):
        """Return (case, path of its link) of each row of a digest."""
        # Above the rows stands what else waits.
        links = re.findall(r'<td><a href="https?://[^/"]+(/odoo/[^"]+)"[^>]*>([^<]+)</a>', mail.body_html)
        return [(case.strip(), path) for path, case in links]

    def test_rows(self):
        """Design, Clock: the officer's own deadlines, late or due within seven days, the oldest first."""
        late, soon = self.sent_visit(days=-70), self.sent_visit(days=-53)
        self.sent_visit(days=-52)
        other = self.sent_visit(days=-70, user=self.officer_2)
        self.run_job()
        mail = self.mails(self.officer)
        self.assertEqual(self._rows(mail), [(case.name, f"/odoo/{VISIT}/{case.id}") for case in (late, soon)])
        self.assertIn("test_officer@example.com", mail.email_to)
        self.assertIn(": 2", mail.subject)
        for text in ("Written consent or refusal", "Annex 3, Art. 16(5)", "-10", "Test Officer"):
            self.assertIn(text, mail.body_html)
        self.assertEqual([case for case, _path in self._rows(self.mails(self.officer_2))], [other.name])

    def test_supervisor_sees_all_that_is_late(self):
        """Design, Clock: a supervisor's digest holds all that is late in the authority."""
        late = self.sent_visit(days=-70)
        self.sent_visit(days=-53)
        self.run_job()
        self.assertEqual(self._rows(self.mails(self.supervisor)), [(late.name, f"/odoo/{VISIT}/{late.id}")])
        self.assertFalse(self.mails(self.foreign_supervisor) | self.mails(self.foreign_officer))
        self.assertFalse(self.mails(self.reader) | self.mails(self.administrator))

    def test_once_a_day(self):
        """Design, Clock: one digest a day, however often the job runs; another on the next day."""
        self.sent_visit(days=-70)
        for moment in (self.noon(), self.noon(), self.noon() + timedelta(hours=6)):
            self.run_job(moment)
        self.assertEqual(len(self.mails(self.officer)), 1)
        self.run_job(self.noon(1))
        self.assertEqual(len(self.mails(self.officer)), 2)

    def test_day_of_the_user(self):
        """Design, Clock: the day of a digest is the user's own, else the authority's."""
        self.sent_visit(days=-70)
        self.assertFalse(self.officer.tz)
        for zone in (None, "America/New_York"):
            with self.subTest(zone=zone), self.cr.savepoint() as savepoint:
                self.officer.tz = zone
                self.run_job(local(zone or self.importing.tz, self.today, 23, 59))
                self.run_job(local(zone or self.importing.tz, self.today, 23, 59))
                self.assertEqual(self.officer.customs_digest_on, self.today)
                self.assertEqual(len(self.mails(self.officer)), 1)
                self.run_job(local(zone or self.importing.tz, self.day(1)))
                self.assertEqual(len(self.mails(self.officer)), 2)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_no_digest(self):
        """Design, Clock: none for who opted out, has no address, has left, or has nothing to do."""
        self.sent_visit(days=-70)
        self.officer.with_user(self.officer).customs_digest = False
        self.run_job()
        self.assertFalse(self.mails(self.officer) | self.mails(self.officer_2))
        self.assertTrue(self.mails(self.supervisor))
        self.supervisor.customs_digest_on = False
        self.supervisor.email = False
        self.run_job()
        self.assertEqual(len(self.mails(self.supervisor)), 1)
        self.officer.customs_digest = True
        self.officer.active = False
        self.run_job(self.noon(1))
        self.assertFalse(self.mails(self.officer))

    def test_digest_that_fails(self):
        """Design, Clock: one digest that fails keeps nobody else from theirs, and is sent next time."""
        self.sent_visit(days=-70)
        deadlines = self.registry["customs.deadline"]
        rows_of = deadlines._digest_rows

        def poisoned(model, rows, user):
            if user == self.officer:
                raise ValueError("poison")
            return rows_of(model, rows, user)

        with patch.object(deadlines, "_digest_rows", poisoned), self.assertLogs(LOGGER, "ERROR"):
            self.run_job()
        self.assertFalse(self.mails(self.officer) or self.officer.customs_digest_on)
        self.assertTrue(self.mails(self.supervisor))
        self.run_job()
        self.assertEqual((len(self.mails(self.officer)), len(self.mails(self.supervisor))), (1, 1))

    def test_long_digest(self):
        """Design, Clock: a long list is cut, and says so."""
        for _case in range(3):
            self.sent_visit(days=-70)
        with patch.object(job, "DIGEST_ROWS", 2):
            self.run_job()
        mail = self.mails(self.officer)
        self.assertEqual(len(self._rows(mail)), 2)
        self.assertIn(": 3", mail.subject)
        self.assertIn("And 1 more", " ".join(mail.body_html.split()))

    def test_deleted_template(self):
        """Design, Clock: without the template the job does the rest, and says so in the log."""
        visit = self.sent_visit(days=-70)
        self.env.ref("customs_verification.mail_template_digest").unlink()
        with self.assertLogs(LOGGER, "WARNING"):
            self.run_job()
        self.assertEqual(len(self.activities(visit)), 2)


@tagged("post_install", "-at_install")
class TestDigestLink(JobCase, HttpCase):
    def run_job(self, moment=None):
        return self.cron.method_direct_trigger()

    def test_link_opens_the_case(self):
        """Design, Clock: the link of a digest opens the form of its case in the web client."""
        visit = self.sent_visit(days=-70)
        self.run_job()
        path = re.search(r'href="https?://[^/"]+(/odoo/[^"]+)"', self.mails(self.officer).body_html)[1]
        self.assertEqual(path, f"/odoo/{VISIT}/{visit.id}")
        self.browser_js(
            path,
            "console.log('test successful')",
            f"document.querySelector('.o_form_view') && document.body.innerText.includes('{visit.name}')",
            login="test_officer",
            timeout=600,
        )


@tagged("post_install", "-at_install")
class TestSchedule(JobCase):
    def test_every_day(self):
        """Design, Clock: the job runs daily, before the working day of the authorities begins."""
        self.assertEqual((self.cron.interval_number, self.cron.interval_type), (1, "days"))
        almaty = pytz.utc.localize(self.cron.nextcall).astimezone(pytz.timezone("Asia/Almaty"))
        belgrade = pytz.utc.localize(self.cron.nextcall).astimezone(pytz.timezone("Europe/Belgrade"))
        self.assertLess(max(almaty.hour, belgrade.hour), 8)
        self.assertIsInstance(self.cron.nextcall, datetime)
