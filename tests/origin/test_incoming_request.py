"""What the authority that is asked sees of a case, does in it, and never learns (RS15, RS16, CU-A)."""

import base64

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..common.incoming_request import VISIT, WINDOW, AskedCase

REQUEST = "customs.verification.request"
TEXT = ("consent.txt", b"We consent.")


@tagged("post_install", "-at_install")
class TestIncomingRequest(AskedCase):
    """The window: who sees it, and what stands in it."""

    def test_seen_from_the_day_it_is_sent(self):
        """CU-A: the authority asked sees a request once it was sent, not before."""
        visit = self.visit()
        self.approve(visit)
        windows = self.env[WINDOW].with_user(self.liaison_user)
        self.assertFalse(windows.search([("id", "=", self.window(visit).id)]))
        self.record(visit, "request_sent_on", -80)
        for user in (self.liaison_user, self.asked_officer, self.asked_reader):
            found = windows.with_user(user).search([("id", "=", self.window(visit).id)])
            self.assertEqual((found.name, found.kind, found.state), (visit.name, "visit", "new"))
        for user in (self.other_liaison, self.officer, self.supervisor, self.foreign_officer):
            self.assertFalse(windows.with_user(user).search([("id", "=", self.window(visit).id)]), user.login)

    def test_what_it_says(self):
        """RS16.4, RS16.5a, RS16.8a: who asks, why, of whom, which goods, until when, and that all assist."""
        visit = self.sent_visit(days=-10)
        self.team(visit)
        window = self.window(visit)
        self.assertEqual(window.authority_name, self.importing.name)
        self.assertEqual(window.answer_due_on, self.day(50))
        self.assertEqual((window.days_left, window.is_late), (50, False))
        self.assertEqual(window.reasons, visit.doubts)
        self.assertEqual([row["name"] for row in window.persons], [visit.verified_person_id.name])
        self.assertEqual([row["hs_code"] for row in window.goods], ["0406905000"])
        self.assertEqual([row["side"] for row in window.team], ["importing", "exporting"])
        self.assertIn("Annex 3, Art. 16(8)", window.assistance)
        self.assertIn("Both authorities and the verified person must assist", window.assistance)
        self.assertEqual([step["code"] for step in window.clocks][:1], ["RS16.5a"])
        self.assertFalse(any(step["id"] or step["changes"] for step in window.clocks))

    def test_documentary_request(self):
        """RS15.5, RS15.6: the same of a documentary verification; a check at random gives no reasons."""
        request = self.sent_request()
        window = self.window(request)
        self.assertEqual(
            (window.kind, window.asked, window.reasons), ("documents", request.asked_data, request.doubts)
        )
        self.assertFalse(window.assistance)
        self.assertTrue(window.answer_due_on)
        self.assertEqual([row["proof"] for row in window.goods], [request.proof_ids.number])

    def test_clock_on_an_internal_date(self):
        """CU-A: a clock that counts from a date which the other Party does not know is not shown."""
        self.env["customs.deadline.rule"].create(
            {
                "procedure_id": self.visit_procedure.id,
                "name": "Internal step",
                "code": "INT-1",
                "start_fact": "request_approved_on",
                "done_fact": "request_sent_on",
                "owed_by": "importing_authority",
                "length": 5,
                "unit": "day",
                "article": "Internal order",
            }
        )
        visit = self.sent_visit(days=-10)
        self.assertIn("INT-1", [step["code"] for step in visit.clock_strip])
        self.assertNotIn("INT-1", [step["code"] for step in self.window(visit).clocks])

    def test_states(self):
        """RS16: the state follows what both Parties know."""
        visit = self.sent_visit(days=-70)
        window = self.window(visit)
        for fact, days, details, state in (
            ("request_acknowledged_on", -69, {}, "acknowledged"),
            ("consent_received_on", -60, {"reference": "RS-1"}, "consented"),
            ("visit_started_on", -40, {}, "under_way"),
            ("visit_ended_on", -38, {}, "visited"),
        ):
            if fact == "visit_started_on":
                self.team(visit)
            self.record(visit, fact, days, **details)
            window.invalidate_recordset()
            self.assertEqual(window.state, state)
        other = self.sent_visit(days=-70)
        self.record(other, "withdrawn_on", -1, user=self.supervisor)
        self.assertEqual(self.window(other).state, "withdrawn")

    def test_lists(self):
        """Design, Scale: names, filters, orders and groups are answered from the table."""
        visit, request = self.sent_visit(days=-10), self.sent_request(days=-20)
        windows = self.env[WINDOW].with_user(self.asked_reader)
        both = [("id", "in", [self.window(visit).id, self.window(request).id])]
        self.assertEqual(windows.search(both).mapped("name"), [visit.name, request.name])
        self.assertEqual(
            windows.search(both, order="request_sent_on").mapped("name"), [request.name, visit.name]
        )
        self.assertEqual([name for _id, name in windows.name_search(visit.name)], [visit.name])
        groups = windows.formatted_read_group(both, ["kind"], ["__count"])
        self.assertEqual({row["kind"]: row["__count"] for row in groups}, {"documents": 1, "visit": 1})
        self.assertTrue(windows.formatted_read_group(both, ["importing_authority_id"], ["__count"]))
        self.assertTrue(windows.formatted_read_group(both, ["request_sent_on:month"], ["__count"]))

    def test_what_was_just_recorded_is_found(self):
        """Design, Facts: what the officer records is found at once, though nothing was flushed by hand."""
        visit = self.sent_visit(days=-10)
        windows = self.env[WINDOW].with_user(self.liaison_user)
        self.record(visit, "request_acknowledged_on")
        found = windows.search([("id", "=", self.window(visit).id), ("state", "=", "acknowledged")])
        self.assertEqual(found.request_acknowledged_on, self.today)

    def test_constant_queries(self):
        """Design, Scale: the list costs as many queries for 80 requests as for 10."""
        visit = self.sent_visit(days=-10)
        values = visit.copy_data()[0]
        visits = self.env[VISIT].with_user(self.officer).create([dict(values) for _no in range(80)])
        self.approve(visits, days=-12)
        visits._record_facts({"request_sent_on": self.day(-11)})
        names = [
            "name",
            "kind",
            "authority_name",
            "answer_due_on",
            "days_left",
            "is_late",
            "state",
            "article",
        ]
        full = [*names, "clocks", "persons", "goods", "team", "document_ids", "assistance", "reasons"]
        for fields in (names, full):
            counts = []
            for size in (10, 80, 10, 80):
                windows = self.window(visits[0]).browse([row.id * 2 + 1 for row in visits[:size]])
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                windows.read(fields)
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(counts[-2], counts[-1], fields)

    def test_indexes(self):
        """Design, Scale: by id, by authority and the open ones: read from indexes on both branches."""
        for case in (self.sent_visit(days=-10), self.sent_request()):
            self._many(case)
        windows = self.env[WINDOW].with_user(self.liaison_user)
        for domain, index in (
            ([("id", "in", [50, 51])], "window_idx"),
            ([], "_exporting_authority_id_index"),
            ([("closed_on", "=", False)], "asked_open_idx"),
            ([("closed_on", "=", False), ("answered_on", "=", False)], "asked_open_idx"),
        ):
            query = windows._search(domain, limit=80, order=windows._order).select()
            plan = "\n".join(row[0] for row in self.env.execute_query(SQL("EXPLAIN %s", query)))
            with self.subTest(domain=domain):
                self.assertNotIn("Seq Scan", plan)
                for table in ("customs_verification_request", "customs_verification_visit"):
                    self.assertIn(f"{table}_{index}", plan)

    def _many(self, case):
        """Copy ``case`` 20,000 times in the database; every hundredth is the own authority's."""
        self.env.flush_all()
        own = ("id", "exporting_authority_id", "closed_on")
        table = SQL.identifier(case._table)
        names = [
            name
            for name, field in case._fields.items()
            if field.store and field.column_type and name not in own
        ]
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(columns)s, exporting_authority_id, closed_on) "
                "SELECT %(columns)s, CASE WHEN no %% 100 = 0 THEN exporting_authority_id ELSE %(other)s "
                "END, "
                "CASE WHEN no %% 300 > 0 THEN request_sent_on END "
                "FROM %(table)s, generate_series(1, 20000) AS no WHERE id = %(id)s",
                table=table,
                columns=columns,
                other=self.other_exporting.id,
                id=case.id,
            )
        )
        self.env.cr.execute(SQL("ANALYZE %s", table))


@tagged("post_install", "-at_install")
class TestAnswers(AskedCase):
    """The acts: who may, what is recorded, and what stands against them."""

    def test_consent_with_its_paper(self):
        """RS16.5a, IT9: the consent is recorded as the liaison's, with its paper and its SHA-256."""
        visit = self.sent_visit(days=-10)
        window = self.window(visit)
        window.acknowledge()
        window.consent("RS-VV-1", dated_on=str(self.day(-1)), note="Welcome.", files=[TEXT])
        self.assertEqual((visit.state, visit.consent_reference), ("consented", "RS-VV-1"))
        fact = visit.fact_ids.filtered(lambda row: row.fact == "consent_received_on")
        self.assertEqual((fact.recorded_by_id, fact.value_on), (self.liaison_user, self.today))
        document = fact.document_id
        self.assertEqual((document.kind, document.sender_authority_id), ("consent", self.exporting))
        self.assertEqual(document.file_ids.mapped("name"), ["consent.txt"])
        self.assertEqual(document.sha256, document.file_ids.sha256)
        self.assertEqual(window.document_ids & document, document)
        self.assertTrue(visit.action_check_record())

    def test_by_remote_call(self):
        """Design, Access: another system gives the files in base64."""
        visit = self.sent_visit(days=-10)
        content = base64.b64encode(b"We consent.").decode()
        self.window(visit, self.asked_officer).consent("RS-2", files=[["consent.txt", content]])
        self.assertEqual(visit.document_ids.file_ids.mapped("name"), ["consent.txt"])

    def test_refusal(self):
        """RS16.6: a refusal is given with its reasons, and ends the case."""
        visit = self.sent_visit(days=-10)
        with self.refused("Enter the reasons"):
            self.window(visit).refuse("  ")
        self.window(visit).refuse("The plant is closed.", "RS-3")
        self.assertEqual((visit.state, self.window(visit).state), ("refused", "refused"))
        self.assertEqual(visit.document_ids.filtered(lambda row: row.kind == "refusal").reference, "RS-3")

    def test_result(self):
        """RS15.6c, RS15.8: the three answers and their paper."""
        request = self.sent_request()
        window = self.window(request)
        with self.refused("Do the goods originate in your Party? Answer with yes, no or not stated."):
            window.give_result("", "yes", "perhaps", "")
        window.give_result("RS-4", "yes", "no", "not_stated", note="The stamp is ours.", files=[TEXT])
        self.assertEqual(
            (request.state, request.authentic, request.originating, request.rules_met, request.result_note),
            ("answered", "yes", "no", "not_stated", "The stamp is ours."),
        )
        self.assertFalse(request.is_sufficient)

    def test_everything_wrong_at_once(self):
        """Issue 3: one message names all: the text, the date and the files; nothing is half done."""
        visit = self.sent_visit(days=-10)
        with self.refused("characters", "is not a date", "evil.exe"):
            self.window(visit).consent("R" * 300, dated_on="soon", files=[("evil.exe", b"MZ")])
        with self.refused("Enter the reasons", "evil.exe"):
            self.window(visit).refuse("", files=[("evil.exe", b"MZ")])
        with self.refused("list of name and content"):
            self.window(visit).consent("RS-1", files=7)
        self.assertFalse(visit.answer_received_on)
        self.assertFalse(visit.document_ids.filtered(lambda row: row.direction == "in"))

    def test_twice(self):
        """RS16.5a: what was answered is not answered again, and not turned round."""
        visit = self.sent_visit(days=-10)
        window = self.window(visit)
        window.acknowledge()
        with self.refused("This was already answered on"):
            window.acknowledge()
        window.consent("RS-1")
        with self.refused("This was already answered on"):
            window.consent("RS-2")
        with self.refused("Written consent received"):
            window.refuse("We think otherwise.")
        self.assertEqual(visit.consent_reference, "RS-1")

    def test_supervisors_of_the_asked_authority(self):
        """IT9: a supervisor of the authority asked corrects nothing in the case of the other."""
        visit = self.sent_visit(days=-10)
        supervisor = self._asked("test_asked_supervisor", "supervisor")
        self.window(visit, supervisor).consent("RS-1")
        with self.refused("This was already answered on"):
            self.window(visit, supervisor).consent("RS-2")

    def test_after_withdrawal(self):
        """RS16.3: of a withdrawn request nothing is awaited, and nothing is taken."""
        visit = self.sent_visit(days=-10)
        self.record(visit, "withdrawn_on", -1, user=self.supervisor)
        window = self.window(visit)
        for act in (
            window.acknowledge,
            lambda: window.consent("RS-1"),
            lambda: window.refuse("No."),
            lambda: window.add_material("Ledger", [TEXT]),
            lambda: window.add_team_member("A", "B", "C"),
            lambda: window.ask_verified_person(self.day(5)),
        ):
            with self.refused("was withdrawn on"):
                act()

    def test_late(self):
        """RS16.5a: a late answer counts until the absence of an answer is established, and not after."""
        visit = self.sent_visit(days=-70)
        self.assertTrue(self.window(visit).is_late)
        other = self.sent_visit(days=-70)
        self.window(visit).consent("RS-1")
        self.assertEqual(visit.state, "consented")
        self.record(other, "no_answer_on", 0, user=self.supervisor)
        with self.refused("was closed on"):
            self.window(other).consent("RS-1")

    def test_of_another_kind(self):
        """RS15, RS16: a visit has no result, a documentary verification no consent."""
        visit, request = self.window(self.sent_visit(days=-10)), self.window(self.sent_request())
        with self.refused("another type of request"):
            visit.give_result("RS-1", "yes", "yes", "yes")
        for act in (
            lambda: request.consent("RS-1"),
            lambda: request.refuse("No."),
            lambda: request.add_team_member("A", "B", "C"),
            lambda: request.ask_verified_person(self.day(5)),
        ):
            with self.refused("another type of request"):
                act()

    def test_who_answers(self):
        """CU-A: the liaison officer and officers of the authority asked; readers and all others do not."""
        visit = self.sent_visit(days=-10)
        people = (self.asked_reader, self.other_liaison, self.officer, self.supervisor, self.administrator)
        for user in people:
            window = self.window(visit, user)
            for act in (
                window.acknowledge,
                lambda window=window: window.consent("RS-1"),
                lambda window=window: window.add_material("Ledger", [TEXT]),
                lambda window=window: window._check_page_version("x"),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    act()
        self.assertFalse(visit.request_acknowledged_on)

    def test_team(self):
        """RS16.2, RS16.10.1: the authority names its own officials, and takes off only them."""
        visit = self.sent_visit(days=-10)
        self.team(visit)
        window = self.window(visit)
        with self.refused("First Name", "Surname", "Position"):
            window.add_team_member(" ", "", "\x00")
        window.add_team_member("Jelena", "Jović", "Inspector", "Јелена", "Јовић")
        with self.refused("is already in the team"):
            window.add_team_member("Jelena", "Jović", "Inspector")
        member = visit.member_ids.filtered(lambda row: row.last_name == "Jović")
        self.assertEqual((member.side, member.native_last_name), ("exporting", "Јовић"))
        theirs = visit.member_ids.filtered(lambda row: row.side == "importing")
        with self.refused("You can only remove team members of your own authority"):
            window.remove_team_member(theirs.id)
        window.remove_team_member(member.id)
        self.assertFalse(member.exists())
        window.add_team_member("Jelena", "Jović", "Inspector")
        self.record(visit, "consent_received_on", -5, reference="RS-1")
        self.record(visit, "visit_started_on", -3)
        with self.refused("took part in the visit and cannot be removed from the team"):
            window.remove_team_member(visit.member_ids.filtered(lambda row: row.last_name == "Jović").id)

    def test_asking_the_verified_person(self):
        """RS16.5b: the person is asked within the authority's own time, with the warning, once."""
        visit = self.sent_visit(days=-10)
        window = self.window(visit)
        for day, sentence in (
            (None, "Enter the last day"),
            ("soon", "is not a date"),
            (self.day(-1), "is in the past"),
            (self.day(51), "The last day is after the last day for your own answer"),
        ):
            with self.refused(sentence):
                window.ask_verified_person(day)
        window.ask_verified_person(str(self.day(20)))
        task = visit.task_ids
        self.assertEqual((task.kind, task.due_on, task.state), ("consent", self.day(20), "asked"))
        self.assertIn("ground for refusing", task.warning)
        self.assertEqual(visit.person_informed_on, self.today)
        self.assertEqual(window.persons[0]["due_on"], str(self.day(20)))
        with self.refused("already asked"):
            window.ask_verified_person(self.day(20))
        contact = self.portal_contact(visit.verified_person_id)
        task.with_user(contact).give_answer(1, choice="refuse")
        window.invalidate_recordset()
        self.assertEqual((window.person_refusal_on, window.persons[0]["choice"]), (self.today, "refuse"))
        with self.refused("Verified person refused"):
            window.consent("RS-1")
        window.refuse("The verified person refused.")
        self.assertEqual(visit.state, "refused")

    def test_material(self):
        """RSM26: documents are handed in, in confidence where they are so given."""
        visit = self.sent_visit(days=-10)
        window = self.window(visit)
        with self.refused("Enter a description", "at least one file"):
            window.add_material(" ", [])
        window.add_material("Ledger", [TEXT, ("b.txt", b"b")], is_confidential=True)
        document = visit.document_ids.filtered(lambda row: row.kind == "material")
        self.assertEqual((document.subject, len(document.file_ids)), ("Ledger", 2))
        self.assertEqual(
            (document.confidentiality, document.giving_authority_id), ("confidential", self.exporting)
        )
        self.assertIn(document, window.document_ids)

    def test_old_page(self):
        """Issue 3: an old form does nothing a second time."""
        visit = self.sent_visit(days=-10)
        window = self.window(visit)
        version = window._page_version()
        window._check_page_version(version)
        for act in (
            lambda: window.add_material("Ledger", [TEXT]),
            lambda: window.add_team_member("A", "B", "C"),
            window.acknowledge,
        ):
            act()
            with self.refused("out of date"):
                window._check_page_version(version)
            version = window._page_version()

    def test_wizard(self):
        """RS16.5a, RS16.2: an officer of the authority asked does the same in the web client."""
        visit = self.sent_visit(days=-10)
        request = self.sent_request()
        officer = self.asked_officer

        def answer(case, kind, **values):
            wizards = self.env["customs.answer.request"].with_user(officer)
            wizard = wizards.with_context(default_request_id=self.window(case).id).create(
                {"kind": kind, **values}
            )
            return wizard.action_apply()

        file = (
            self.env["ir.attachment"]
            .with_user(officer)
            .create({"name": "a.txt", "raw": b"a", "res_model": "customs.answer.request", "res_id": 0})
        )
        self.window(visit, officer).acknowledge()
        answer(visit, "ask", due_on=self.day(5))
        answer(visit, "member", first_name="A", last_name="B", position="C")
        answer(visit, "remove", member=str(visit.member_ids.id))
        answer(visit, "member", first_name="A", last_name="B", position="C")
        answer(visit, "material", subject="Ledger", attachment_ids=[Command.set(file.ids)])
        answer(visit, "consent", reference="RS-1")
        answer(request, "result", reference="RS-2", authentic="yes", originating="yes", rules_met="yes")
        other = self.sent_visit(days=-10)
        answer(other, "refuse", note="No.")
        self.assertEqual((visit.state, request.state, other.state), ("consented", "answered", "refused"))
        self.assertEqual(visit.member_ids.mapped("last_name"), ["B"])
        self.assertFalse(file.exists())
        foreign = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": VISIT, "res_id": visit.id}
        )
        with self.assertRaises(AccessError):
            answer(visit, "material", subject="X", attachment_ids=[Command.set(foreign.ids)])
        with self.assertRaises(AccessError):
            self.env["customs.answer.request"].with_user(self.officer).create(
                {"kind": "consent", "request_id": self.window(visit).id}
            )
