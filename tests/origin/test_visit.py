from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, ValidationError
from odoo.tests import tagged

from ...tools.dates import long_date
from ..common.cases import CustomsCase

VISIT = "customs.verification.visit"

# One row for each thing that the request must say: what is taken away, and the article that asks for it.
REQUEST_ITEMS = [
    (
        {"verification_request_id": False},
        "The documentary verification with an unsatisfactory result (Annex 3, Art. 16(1))",
    ),
    (
        {"dissatisfaction": False},
        ("Why the result was not satisfactory, and the exceptional circumstances (Annex 3, Art. 16(1))"),
    ),
    (
        {"dissatisfaction": "  "},
        ("Why the result was not satisfactory, and the exceptional circumstances (Annex 3, Art. 16(1))"),
    ),
    (
        {"study_documents": False, "inspect_premises": False},
        "study of documents, inspection of premises, or both (Annex 3, Art. 16(1))",
    ),
    (
        {"exporting_authority_id": False},
        "The verification authority of the exporting Party (Annex 3, Art. 16(3))",
    ),
    ({"verified_person_id": False}, "The verified person (Annex 3, Art. 16(4)(2))"),
    ({"goods_ids": [Command.clear()]}, "the goods and the justified doubts (Annex 3, Art. 16(4)(3))"),
    ({"doubts": " "}, "the goods and the justified doubts (Annex 3, Art. 16(4)(3))"),
    (
        {"preliminary_body_ids": [Command.clear()]},
        "The participating competent bodies (preliminary) (Annex 3, Art. 16(4)(4))",
    ),
    ({"no_other_reasons": False}, "Other reasons (Annex 3, Art. 16(4)(5))"),
    ({"signatory_name": False}, "Name and position of the signatory"),
    ({"signatory_position": " "}, "Name and position of the signatory"),
]


@tagged("post_install", "-at_install")
class TestRequest(CustomsCase):
    """The written request: what it says, who approves it, and that it then stays as it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.visit()

    def test_complete_request(self):
        """RS16.3, RS16.4: a request that says everything is approved, and its letter is kept."""
        draft = self.draft.with_user(self.supervisor)
        draft.action_approve_request()
        self.assertEqual((draft.state, draft.request_approved_on), ("approved", self.today))
        self.assertEqual(draft._letter("request").approved_by_id, self.supervisor)

    def test_each_missing_item_is_named(self):
        """RS16.1, RS16.3, RS16.4.2, RS16.4.3, RS16.4.4, RS16.4.5: each missing item, with its article."""
        for change, sentence in REQUEST_ITEMS:
            with self.subTest(missing=list(change)), self.cr.savepoint() as savepoint:
                self.draft.write(change)
                with self.refused(sentence):
                    self.draft.with_user(self.supervisor).action_approve_request()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_all_missing_items_in_one_message(self):
        """RS16.4.1-RS16.4.5: one message names everything that is missing."""
        self.draft.write(
            {name: value for change, _sentence in REQUEST_ITEMS for name, value in change.items()}
        )
        with self.refused(*(sentence for _change, sentence in REQUEST_ITEMS)):
            self.draft.with_user(self.supervisor).action_approve_request()
        self.assertEqual(self.draft.state, "draft")

    def test_sender(self):
        """RS16.4.1: the request is sent by a customs authority, and by nobody else."""
        with self.refused("is not a customs authority"):
            self.body.user_ids = self.officer
            self.env[VISIT].create(
                {
                    "procedure_id": self.visit_procedure.id,
                    "importing_authority_id": self.body.id,
                    "officer_id": self.officer.id,
                }
            )

    def test_addressee(self):
        """RS16.3: the request goes to a verification authority of the other side."""
        with self.refused("is not a verification authority"):
            self.draft.exporting_authority_id = self.body
        self.other_importing.is_verification_authority = True
        with self.refused("are on the same side"):
            self.draft.exporting_authority_id = self.other_importing
        outside = self.exporting.copy(
            {"name": "Test Authority of Nowhere", "code": "T-XX", "country_id": self.env.ref("base.is").id}
        )
        with self.refused("Not a Party to"):
            self.draft.exporting_authority_id = outside

    def test_panel_follows_what_is_written(self):
        """RS16.4: what is missing is shown before the step, fresh after every change."""

        def missing():
            return next(
                step["missing"] for step in self.draft.missing_items if step["fact"] == "request_approved_on"
            )

        self.assertFalse(missing())
        self.draft.doubts = False
        self.assertEqual(len(missing()), 1)
        self.draft.goods_ids.unlink()
        self.assertIn("Art. 16(4)(3)", missing()[0])
        self.draft.doubts = "The capacity is too low."
        self.assertEqual(len(missing()), 1)
        self.draft.action_add_proof_goods()
        self.assertFalse(missing())

    def test_panel_of_a_form_that_is_typed_in(self):
        """RS16.4: the panel follows what is typed before it is saved."""
        form = self.env[VISIT].new(origin=self.draft)
        form.doubts = False
        self.assertTrue(any(step["missing"] for step in form.missing_items))

    # RS16.1: what a visit follows

    def test_follows_a_result(self):
        """RS16.1: without a result, and while its time runs, no visit is asked for."""
        waiting = self.documentary(answered=False)
        self.draft.verification_request_id = waiting
        self._assert_not_followed()
        self.approve(waiting)
        self.record(waiting, "request_sent_on", -30)
        self._assert_not_followed()
        self.record(waiting, "result_received_on", -1, reference="RS-2")
        self.draft.with_user(self.supervisor).action_approve_request()
        self.assertEqual(self.draft.state, "approved")

    def test_follows_silence(self):
        """RS16.1: results that do not satisfy are presupposed; silence is one where the procedure says so."""
        silent = self.documentary(answered=False)
        self.approve(silent, days=-251)
        self.record(silent, "request_sent_on", -250)
        self.assertEqual(self.visit_procedure.visit_after, "result", "as the agreement has it")
        with self.refused(
            "only after a result that was not satisfactory. There is no result (Annex 3, Art. 16(1))"
        ):
            silent.action_start_visit()
        self.draft.verification_request_id = silent
        self._assert_not_followed()
        self.visit_procedure.visit_after = "lapse"
        self.assertTrue(silent.action_start_visit())
        self.draft.with_user(self.supervisor).action_approve_request()
        self.assertEqual(self.draft.state, "approved")

    def test_goods_with_their_proof(self):
        """RS16.2: the object are goods with proofs of origin; each without one is named."""
        self.draft.with_user(self.officer).goods_ids = [
            Command.create({"hs_code": "040690", "description": "Goods without a proof", "sequence": 99})
        ]
        with self.refused("Item 2, Goods without a proof: its proof of origin (Annex 3, Art. 16(2))"):
            self.draft.with_user(self.supervisor).action_approve_request()
        self.assertFalse([text for text in self.draft._missing_for_request() if "Item 1" in text])
        self.agreement.provision_ids.filtered(lambda row: row.code == "object").unlink()
        self.draft.with_user(self.supervisor).action_approve_request()

    def test_does_not_follow_a_withdrawn_one(self):
        """RS16.1: a documentary verification that was withdrawn gave no result."""
        withdrawn = self.documentary(answered=False)
        self.approve(withdrawn, days=-251)
        self.record(withdrawn, "request_sent_on", -250)
        self.record(withdrawn, "withdrawn_on", -200, user=self.supervisor)
        self.draft.verification_request_id = withdrawn
        self._assert_not_followed()

    def _assert_not_followed(self):
        with self.refused("The documentary verification with an unsatisfactory result"):
            self.draft.with_user(self.supervisor).action_approve_request()

    def test_follows_one_of_the_same_parties(self):
        """RS16.1: the documentary verification was asked by the same authority, of the same Party."""
        foreign = self.documentary(answered=False).copy()
        foreign.sudo().proof_ids = False
        foreign.sudo().write({"importing_authority_id": self.other_importing.id, "officer_id": False})
        with self.refused("belongs to a different authority", error=ValidationError):
            self.draft.sudo().verification_request_id = foreign
        host = self.exporting.copy({"code": "T-RS-2", "country_id": self.env.ref("base.is").id})
        self.agreement.party_ids = [Command.create({"country_id": host.country_id.id, "side": "RS"})]
        with self.refused("was sent to a different Party from the visit", error=ValidationError):
            self.draft.exporting_authority_id = host

    def test_only_who_is_a_party_on_that_day(self):
        """RS16.3: the request goes to who is a Party on its day; it stays right when that ends later."""
        party = self.agreement.party_ids.filtered(lambda party: party.country_id == self.rs)
        sent = self.sent_visit(days=-10)
        party.valid_to = self.day(-1)
        sent.sudo()._check_sides()
        with self.refused("Not a Party to"):
            self.draft.sudo().exporting_authority_id = self.exporting
        self.assertEqual([sent._side_of(self.exporting), self.draft._side_of(self.exporting)], ["RS", ""])

    # Four eyes

    def test_only_a_supervisor_approves(self):
        """RS16.3: an officer cannot approve a request."""
        with self.refused("Only a supervisor", error=AccessError):
            self.draft.with_user(self.officer_2).action_approve_request()

    def test_writer_does_not_approve(self):
        """RS16.3: whoever wrote the request does not approve it; another supervisor does."""
        own = self.visit(user=self.supervisor)
        with self.refused("You prepared "):
            own.with_user(self.supervisor).action_approve_request()
        own.with_user(self.supervisor_2).action_approve_request()
        self.assertEqual(own.state, "approved")

    def test_who_wrote_in_any_part_does_not_approve(self):
        """RS16.3: it is enough to have written one field, or a goods line through whichever door."""
        doors = {
            "field": lambda visit: visit.write({"doubts": "Other doubts."}),
            "addressee": lambda visit: visit.write(
                {"exporting_authority_id": self.exporting.copy({"code": "T-R2"}).id}
            ),
            "goods written": lambda visit: visit.goods_ids.write({"description": "Cheese"}),
            "goods through the visit": lambda visit: visit.write(
                {"goods_ids": [Command.update(visit.goods_ids.id, {"description": "Cheese"})]}
            ),
            "goods added": lambda visit: visit.goods_ids.create(
                {"visit_id": visit.id, "hs_code": "0406905000", "description": "More cheese"}
            ),
            "goods deleted": lambda visit: visit.goods_ids.unlink(),
            "goods of the proof": lambda visit: visit.action_add_proof_goods(),
        }
        more = self.line_values(position=2, description="Hard cheese")
        proof = self.proof(line_ids=[Command.create(self.line_values()), Command.create(more)])
        self.draft.verification_request_id = self.documentary(proof)
        for door, act in doors.items():
            with self.subTest(door=door), self.cr.savepoint() as savepoint:
                act(self.draft.with_user(self.supervisor))
                with self.refused("You prepared "):
                    self.draft.with_user(self.supervisor).action_approve_request()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_authors_cannot_be_written_off(self):
        """RS16.3: nobody takes a name off the list of those who wrote the request."""
        own = self.visit(user=self.supervisor)
        for user in (self.supervisor, self.officer):
            with self.refused("Written by"):
                own.with_user(user).request_author_ids = [Command.clear()]
        with self.refused("Written by"):
            own.with_user(self.supervisor).copy({"request_author_ids": [Command.set(self.officer.ids)]})

    # Locked once approved

    def test_approved_request_is_locked(self):
        """RS16.3: what an approved request says is changed by nobody, field by field."""
        self.approve(self.draft)
        values = {
            "dissatisfaction": "Other.",
            "study_documents": False,
            "inspect_premises": False,
            "verified_person_id": self.person("Another").id,
            "verified_role": "producer",
            "second_person_id": self.person("A second").id,
            "doubts": "Other.",
            "preliminary_body_ids": [Command.clear()],
            "other_reasons": "Other.",
            "no_other_reasons": False,
            "letter_language": "ru",
            "signatory_name": "Other",
            "signatory_position": "Other",
            "copy_to": "Another",
            "verification_request_id": self.documentary().id,
            "procedure_id": self.visit_procedure.copy({"code": "V2"}).id,
            "importing_authority_id": self.other_importing.id,
            "exporting_authority_id": self.exporting.copy({"code": "T-R2"}).id,
            "addressee_kind": "exporter",
            "informed_authority_id": self.exporting.copy({"code": "T-R3"}).id,
            "location": "Another plant",
            "answer_length": 45,
            "planned_from": self.day(30),
            "planned_to": self.day(31),
        }
        self.assertEqual(set(values), self.draft._request_content())
        for user in (self.officer, self.supervisor):
            for name, value in values.items():
                with self.subTest(field=name, user=user.login), self.refused():
                    self.draft.with_user(user).write({name: value})

    def test_goods_of_an_approved_request_are_locked(self):
        """RS16.4.3: through no door goods come into an approved request, leave it, or change."""
        other = self.visit()
        self.approve(self.draft)
        line, stray = self.draft.goods_ids, other.goods_ids
        new = {"hs_code": "0406905000", "description": "Smuggled in"}
        doors = {
            "written": lambda visit: line.with_env(visit.env).write({"description": "Changed"}),
            "HS code": lambda visit: line.with_env(visit.env).write({"hs_code": "0406901000"}),
            "order": lambda visit: line.with_env(visit.env).write({"sequence": 99}),
            "proof": lambda visit: line.with_env(visit.env).write({"proof_line_id": False}),
            "created": lambda visit: line.with_env(visit.env).create({**new, "visit_id": visit.id}),
            "deleted": lambda visit: line.with_env(visit.env).unlink(),
            "command create": lambda visit: visit.write({"goods_ids": [Command.create(new)]}),
            "command update": lambda visit: visit.write(
                {"goods_ids": [Command.update(line.id, {"hs_code": "040690"})]}
            ),
            "command delete": lambda visit: visit.write({"goods_ids": [Command.delete(line.id)]}),
            "command unlink": lambda visit: visit.write({"goods_ids": [Command.unlink(line.id)]}),
            "command clear": lambda visit: visit.write({"goods_ids": [Command.clear()]}),
            "command set": lambda visit: visit.write({"goods_ids": [Command.set(stray.ids)]}),
            "command link": lambda visit: visit.write({"goods_ids": [Command.link(stray.id)]}),
            "moved in": lambda visit: stray.with_env(visit.env).write({"visit_id": visit.id}),
            "moved out": lambda visit: line.with_env(visit.env).write({"visit_id": other.id}),
            "of the proof": lambda visit: visit.action_add_proof_goods(),
        }
        for user in (self.officer, self.supervisor):
            for door, act in doors.items():
                with self.subTest(door=door, user=user.login), self.refused():
                    act(self.draft.with_user(user))
        self.assertEqual(self.draft.goods_ids, line)
        self.assertEqual(line.description, "White cheese in brine")

    def test_goods_stay_with_their_visit(self):
        """RS16.4.3: goods of a draft do not pass into another visit either."""
        other = self.visit()
        with self.refused("cannot be moved to another visit"):
            self.draft.goods_ids.visit_id = other

    def test_goods_are_of_the_own_authority(self):
        """RS16.2: the goods of a visit stand on proofs of its own authority and agreement."""
        foreign = self.proof(importing_authority_id=self.other_importing.id)
        with self.refused("belongs to another authority", error=ValidationError):
            self.draft.goods_ids.sudo().proof_line_id = foreign.line_ids
        with self.refused("must have 6 to 10 digits", error=ValidationError):
            self.draft.goods_ids.hs_code = "0406"

    def test_letter_is_kept(self):
        """RS16.3: the letter is stored with its SHA-256 and never made again."""
        self.draft.with_user(self.supervisor).action_approve_request()
        document = self.draft._letter("request")
        content = document._content()
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertTrue(document._is_unchanged())
        self.draft.verified_person_id.name = "Renamed afterwards"
        self.env.invalidate_all()
        self.assertEqual(self.draft._pdf_request(), content)

    def test_approval_withdrawn_and_given_again(self):
        """RS16.3: a supervisor withdraws an approval with a reason; the next letter is another document."""
        self.draft.with_user(self.supervisor).action_approve_request()
        first = self.draft._letter("request")
        with self.refused("Only a supervisor can correct it"):
            self.draft.with_user(self.officer).record_fact("request_approved_on", False, reason="Wrong goods")
        with self.refused("enter the reason"):
            self.draft.with_user(self.supervisor).record_fact("request_approved_on", False)
        self.draft.with_user(self.supervisor).record_fact("request_approved_on", False, reason="Wrong goods")
        self.assertEqual(self.draft.state, "draft")
        self.assertTrue(first.superseded)
        self.assertFalse(self.draft._letter("request"))
        self.draft.with_user(self.officer).goods_ids.description = "White cheese in oil"
        self.draft.with_user(self.supervisor).action_approve_request()
        second = self.draft._letter("request")
        self.assertEqual((first.version, second.version), (1, 2))
        self.assertNotEqual(first.sha256, second.sha256)
        self.assertNotEqual(first.file_name, second.file_name)

    def test_approval_of_a_sent_request_stands(self):
        """RS16.3: once sent, the approval is not withdrawn."""
        self.approve(self.draft)
        self.record(self.draft, "request_sent_on", -1)
        with self.refused("cannot be withdrawn because later facts depend on it: Request sent"):
            self.draft.with_user(self.supervisor).record_fact(
                "request_approved_on", False, reason="Wrong goods"
            )

    def test_approval_is_not_recorded_by_hand(self):
        """RS16.3: the approval is an act, not a date that somebody writes down."""
        with self.refused("Approve Request"):
            self.draft.with_user(self.supervisor).record_fact("request_approved_on", self.today)


@tagged("post_install", "-at_install")
class TestFacts(CustomsCase):
    """Facts in the order of the law; the state follows from them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sent = cls.sent_visit(days=-80)
        cls.consented = cls.sent_visit(days=-80)
        cls.record(cls.consented, "consent_received_on", -60, reference="RS-VV-7")

    def test_states_on_the_way(self):
        """RS16.3-RS16.11: each fact brings the visit to its next state."""
        visit = self.visit()
        self.assertEqual(visit.state, "draft")
        self.approve(visit, days=-81)
        self.assertEqual(visit.state, "approved")
        self.record(visit, "request_sent_on", -80)
        self.assertEqual(visit.state, "requested")
        for fact in ("request_acknowledged_on", "person_informed_on", "person_consent_on"):
            self.record(visit, fact, -75)
            self.assertEqual(visit.state, "requested")
        self.record(visit, "consent_received_on", -60, reference="RS-VV-7")
        self.assertEqual(visit.state, "consented")
        self.team(visit)
        self.record(visit, "visit_started_on", -40)
        self.assertEqual(visit.state, "visiting")
        self.record(visit, "visit_ended_on", -38)
        self.assertEqual(visit.state, "visited")
        report = self.report(visit)
        report.with_user(self.supervisor).action_approve()
        self.assertEqual(visit.state, "reported")
        self.assertFalse(visit.closed_on)
        self.record(visit, "report_sent_on", 0)
        self.assertEqual((visit.state, visit.closed_on), ("done", self.today))

    def test_ends_without_a_visit(self):
        """RS16.6: a refusal, the absence of an answer and a withdrawal end the case."""
        ends = {"refusal_received_on": "refused", "no_answer_on": "no_answer", "withdrawn_on": "withdrawn"}
        for fact, state in ends.items():
            with self.subTest(fact=fact), self.cr.savepoint() as savepoint:
                self.record(self.sent, fact, -1, user=self.supervisor)
                self.assertEqual((self.sent.state, self.sent.closed_on), (state, self.day(-1)))
                self.assertFalse(self.sent.deadline_ids.filtered("is_open"))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_order_of_facts(self):
        """RS16.3-RS16.11: no fact before the one that it follows."""
        draft = self.visit()
        first = {
            "request_sent_on": "Request approved",
            "request_acknowledged_on": "Request sent",
            "person_informed_on": "Request sent",
            "person_consent_on": "Verified person informed of the consequence of a refusal",
            "person_refusal_on": "Verified person informed of the consequence of a refusal",
            "consent_received_on": "Request sent",
            "refusal_received_on": "Request sent",
            "no_answer_on": "Request sent",
            "visit_started_on": "Written consent received",
            "visit_ended_on": "Visit started",
            "report_sent_on": "Report approved",
            "withdrawn_on": "Request sent",
        }
        by_hand = {name for name, spec in draft._fact_specs().items() if not spec.internal}
        self.assertEqual(set(first), by_hand & set(self.visit_procedure.step_ids.mapped("fact")))
        for fact, before in first.items():
            with self.subTest(fact=fact), self.refused(f"record '{before}"):
                self.record(draft, fact, -1, user=self.supervisor, reference="RS-1")

    def test_no_fact_in_the_future(self):
        """RS16: what is recorded has happened."""
        self.team(self.consented)
        for visit, fact in (
            (self.sent, "request_acknowledged_on"),
            (self.sent, "person_informed_on"),
            (self.sent, "consent_received_on"),
            (self.sent, "refusal_received_on"),
            (self.sent, "no_answer_on"),
            (self.sent, "withdrawn_on"),
            (self.consented, "visit_started_on"),
        ):
            with self.subTest(fact=fact), self.refused("is in the future"):
                self.record(visit, fact, 1, user=self.supervisor, reference="RS-1")

    def test_no_fact_before_what_it_follows(self):
        """RS16: the dates keep the order too."""
        with self.refused(f"is before 'Request sent' of {self.words(-80)}"):
            self.record(self.sent, "consent_received_on", -81, reference="RS-1")
        self.team(self.consented)
        with self.refused(f"is before 'Written consent received' of {self.words(-60)}"):
            self.record(self.consented, "visit_started_on", -61)

    def test_several_facts_on_one_day(self):
        """RS16: facts of one day stand beside each other."""
        visit = self.visit()
        self.approve(visit, days=0)
        self.record(visit, "request_sent_on", 0)
        self.record(visit, "person_informed_on", 0)
        self.record(visit, "person_consent_on", 0)
        self.record(visit, "consent_received_on", 0, reference="RS-1", dated_on=self.today)
        self.team(visit)
        self.record(visit, "visit_started_on", 0)
        self.record(visit, "visit_ended_on", 0)
        self.assertEqual(visit.state, "visited")

    def test_consent_or_refusal(self):
        """RS16.5a: consent and refusal do not stand together, whichever came first."""
        with self.refused("contradicts 'Written consent received'"):
            self.record(self.consented, "refusal_received_on", -1)
        self.record(self.sent, "refusal_received_on", -20)
        with self.refused("contradicts 'Refusal received'"):
            self.record(self.sent, "consent_received_on", -1, reference="RS-1")
        for fact in ("no_answer_on", "withdrawn_on"):
            with self.refused("contradicts 'Refusal received'"):
                self.record(self.sent, fact, 0, user=self.supervisor)

    def test_consent_and_refusal_at_once(self):
        """RS16.5a: not even when both are recorded in one go."""
        day = self.day(-1)
        with self.refused("contradicts"):
            self.sent.with_user(self.officer)._record_facts(
                {"consent_received_on": day, "refusal_received_on": day}, reference="RS-1"
            )

    def test_details_of_the_consent(self):
        """RS16.10.5: the written consent has a reference, and is not dated after its receipt."""
        with self.refused("enter the reference of the document"):
            self.record(self.sent, "consent_received_on", -1)
        with self.refused("enter the reference of the document"):
            self.record(self.sent, "consent_received_on", -1, reference="  ")
        with self.refused(f"the document is dated {self.words(-1)}, after {self.words(-2)}"):
            self.record(self.sent, "consent_received_on", -2, reference="RS-1", dated_on=self.day(-1))
        self.record(self.sent, "consent_received_on", -1, reference="RS-1", dated_on=self.day(-4))
        self.assertEqual(
            (self.sent.consent_reference, self.sent.consent_dated_on, self.sent.answer_received_on),
            ("RS-1", self.day(-4), self.day(-1)),
        )

    def test_sent_and_received(self):
        """RS16.5a: the clock stops on receipt; the day of sending stands beside it, wherever it is shown."""
        visit = self.sent_visit(days=-61)
        wizard = self.env["customs.record.fact"].with_user(self.officer)
        wizard = wizard.with_context(default_res_model=visit._name, default_res_id=visit.id)
        notice = wizard.create({"fact": "consent_received_on"}).notice
        self.assertIn("it was sent in time, and the supervisor decides", notice)
        self.record(visit, "consent_received_on", -0, reference="RS-1", dated_on=self.day(-2))
        self.assertEqual((visit.answer_received_on, visit.answer_sent_on), (self.today, self.day(-2)))
        [step] = [step for step in visit.clock_strip if step["code"] == "RS16.5a"]
        self.assertEqual(
            (step["status"], step["done_on"], step["sent_on"], step["sent_in_time"]),
            ("met_late", str(self.today), str(self.day(-2)), True),
        )
        entry = visit.fact_ids.filtered(lambda row: row.fact == "consent_received_on")
        self.assertEqual(entry.dated_on, self.day(-2))
        self.assertIn(f"dated {self.words(-2)}", "".join(visit.message_ids.mapped("body")))
        [shown] = [
            clock
            for clock in self.env["customs.incoming.request"].browse(visit.id * 2 + 1).clocks
            if clock["code"] == "RS16.5a"
        ]
        self.assertTrue(shown["sent_in_time"])

    def test_refusal_is_sent_and_received(self):
        """RS16.5a, RS16.6: a refusal keeps number and date of its letter, too; the number is not required."""
        visit = self.sent_visit(days=-30)
        self.record(visit, "refusal_received_on", -1, dated_on=self.day(-5))
        self.assertEqual((visit.answer_sent_on, visit.refusal_reference), (self.day(-5), False))
        visit.with_user(self.supervisor).record_fact(
            "refusal_received_on", self.day(-1), reason="The number was left out", reference="RS-N-1"
        )
        self.assertEqual((visit.refusal_reference, visit.refusal_dated_on), ("RS-N-1", self.day(-5)))
        visit.with_user(self.supervisor).record_fact("refusal_received_on", False, reason="Of another case")
        self.assertFalse(visit.refusal_reference or visit.refusal_dated_on or visit.answer_sent_on)

    def test_consent_of_the_person(self):
        """RS16.5b: the person is told what a refusal means, then consents or refuses, not both."""
        with self.refused("record 'Verified person informed of the consequence of a refusal' first"):
            self.record(self.sent, "person_consent_on", -1)
        self.record(self.sent, "person_informed_on", -70)
        self.record(self.sent, "person_refusal_on", -65, note="Answered by the director")
        with self.refused("contradicts 'Verified person refused'"):
            self.record(self.sent, "person_consent_on", -60)
        with self.refused("contradicts 'Verified person refused'"):
            self.record(self.sent, "consent_received_on", -60, reference="RS-1")
        entry = self.sent.fact_ids.filtered(lambda row: row.fact == "person_refusal_on")
        self.assertEqual((entry.recorded_by_id, entry.note), (self.officer, "Answered by the director"))
        self.assertTrue(entry.recorded_at)

    def test_absence_of_an_answer(self):
        """RS16.6: the absence of an answer is established by a supervisor, after the 60 days are over."""
        due = self.day(-20)
        self.assertEqual(self.clock(self.sent, "RS16.5a").due_on, due)
        with self.refused("only a supervisor can record it"):
            self.record(self.sent, "no_answer_on", 0)
        with self.refused(f"the date cannot be before {self.words(-19)} (Annex 3, Art. 16(5))"):
            self.record(self.sent, "no_answer_on", -20, user=self.supervisor)
        self.record(self.sent, "no_answer_on", -19, user=self.supervisor)
        self.assertEqual(self.sent.state, "no_answer")

    def test_absence_of_an_answer_while_the_time_runs(self):
        """RS16.6: on the last day itself the exporting Party may still answer."""
        for sent in (-10, -60):
            with self.subTest(sent=sent):
                visit = self.sent_visit(days=sent)
                due = self.day(sent + 60)
                with self.refused(f"The period for the answer runs until {long_date(due, 'en')}"):
                    self.record(visit, "no_answer_on", 0, user=self.supervisor)
        visit = self.sent_visit(days=-61)
        self.record(visit, "no_answer_on", 0, user=self.supervisor)
        self.assertEqual(visit.state, "no_answer")

    def test_both_parties_in_the_team(self):
        """RS16.2: the visit begins with officials of both Parties."""
        importing = "A member of the inspection team from the importing Party (Annex 3, Art. 16(2))"
        exporting = "A member of the inspection team from the exporting Party (Annex 3, Art. 16(2))"
        with self.refused(importing, exporting):
            self.record(self.consented, "visit_started_on", -1)
        self.team(self.consented)
        first, second = self.consented.member_ids
        self.assertEqual({first.side, second.side}, {"importing", "exporting"})
        for member, sentence in (
            (first, importing if first.side == "importing" else exporting),
            (second, importing if second.side == "importing" else exporting),
        ):
            with self.subTest(without=member.side), self.cr.savepoint() as savepoint:
                member.unlink()
                with self.refused(sentence):
                    self.record(self.consented, "visit_started_on", -1)
                savepoint.rollback()
                self.env.invalidate_all()
        self.record(self.consented, "visit_started_on", -1)
        self.assertEqual(self.consented.state, "visiting")

    def test_members_of_the_team(self):
        """RS16.2, RS16.10.1: a member is an official of either Party, with both names and a position."""
        values = {
            "visit_id": self.consented.id,
            "first_name": "Ana",
            "last_name": "Test",
            "position": "Inspector",
        }
        outside = self.exporting.copy({"code": "T-IS", "country_id": self.env.ref("base.is").id})
        members = self.env["customs.inspection.member"].with_user(self.officer)
        with self.refused("belongs to neither Party to the visit", error=ValidationError):
            members.create({**values, "authority_id": outside.id})
        for name in ("first_name", "last_name", "position"):
            with self.refused("of a member of the inspection team is missing", error=ValidationError):
                members.create({**values, "authority_id": self.exporting.id, name: " "})

    def test_who_took_part_stays(self):
        """RS16.10.1: nobody is taken out of the team after the visit has begun."""
        self.team(self.consented)
        self.record(self.consented, "visit_started_on", -1)
        with self.refused("took part in the visit", error=ValidationError):
            self.consented.with_user(self.officer).member_ids[:1].unlink()

    # Corrections

    def test_correction(self):
        """RS16.5a: a supervisor corrects a date with a reason; the former one stays in the record."""
        with self.refused("Only a supervisor can correct it"):
            self.record(self.sent, "request_sent_on", -79, reason="Postmark")
        with self.refused("enter the reason for the correction"):
            self.record(self.sent, "request_sent_on", -79, user=self.supervisor)
        with self.refused("enter the reason for the correction"):
            self.record(self.sent, "request_sent_on", -79, user=self.supervisor, reason="  ")
        self.record(self.sent, "request_sent_on", -79, user=self.supervisor, reason="Postmark")
        entry = self.sent.fact_ids.sorted("id")[-1]
        self.assertEqual((entry.former_value_on, entry.value_on), (self.day(-80), self.day(-79)))
        self.assertEqual((entry.reason, entry.recorded_by_id), ("Postmark", self.supervisor))
        self.assertTrue(entry.is_correction)
        self.assertEqual(self.clock(self.sent, "RS16.5a").due_on, self.day(-19))
        body = self.sent.message_ids[0].body
        self.assertIn("Postmark", body)
        for day in (self.day(-80), self.day(-79)):
            self.assertIn(long_date(day, "en_US"), body, "as mails and letters have it")
            self.assertNotIn(str(day), body)

    def test_correction_of_a_document(self):
        """RS16.10.5: a wrong reference is corrected alone, and the former one stays in the record."""
        with self.refused("Only a supervisor can correct it"):
            self.record(self.consented, "consent_received_on", -60, reference="RS-VV-8")
        with self.refused("is already recorded"):
            self.record(self.consented, "consent_received_on", -60, reference="RS-VV-7", user=self.supervisor)
        self.record(
            self.consented,
            "consent_received_on",
            -60,
            reference="RS-VV-8",
            user=self.supervisor,
            reason="Misread",
        )
        entry = self.consented.fact_ids.sorted("id")[-1]
        self.assertEqual((entry.former_reference, entry.reference), ("RS-VV-7", "RS-VV-8"))
        self.assertEqual(self.consented.consent_reference, "RS-VV-8")

    def test_correction_keeps_the_order(self):
        """RS16: a correction moves no fact before what it follows or behind what follows it."""
        with self.refused(f"is after 'Written consent received' of {self.words(-60)}"):
            self.record(self.consented, "request_sent_on", -59, user=self.supervisor, reason="Postmark")
        with self.refused("is before 'Request approved'"):
            self.record(self.consented, "request_sent_on", -82, user=self.supervisor, reason="Postmark")

    def test_correction_that_contradicts_another_fact(self):
        """RS16.6: the time to answer cannot grow past the day on which the absence of an answer stands."""
        self.record(self.sent, "no_answer_on", -19, user=self.supervisor)
        with self.refused(f"No answer established: the date cannot be before {self.words(-9)}"):
            self.record(self.sent, "request_sent_on", -70, user=self.supervisor, reason="Postmark")
        self.assertEqual(self.sent.request_sent_on, self.day(-80))

    def test_withdrawal(self):
        """RS16: a fact on which others stand is withdrawn after them, by a supervisor with a reason."""
        supervisor = self.consented.with_user(self.supervisor)
        with self.refused("cannot be withdrawn because later facts depend on it: Written consent received"):
            supervisor.record_fact("request_sent_on", False, reason="Never sent")
        with self.refused("Only a supervisor can correct it"):
            self.consented.with_user(self.officer).record_fact(
                "consent_received_on", False, reason="Other case"
            )
        supervisor.record_fact("consent_received_on", False, reason="Other case")
        self.assertEqual(self.consented.state, "requested")
        self.assertFalse(self.consented.consent_reference)
        self.assertEqual(self.consented.fact_ids.sorted("id")[-1].former_value_on, self.day(-60))
        with self.refused("is not recorded, so it cannot be withdrawn"):
            supervisor.record_fact("consent_received_on", False, reason="Other case")

    def test_what_is_no_fact(self):
        """RS16: only facts of the case are recorded, with dates that are dates."""
        with self.refused("state is not a step of Verification visit"):
            self.sent.with_user(self.officer).record_fact("state", self.today)
        with self.refused("'soon' is not a date"):
            self.sent.with_user(self.officer).record_fact("consent_received_on", "soon", reference="RS-1")
        with self.refused("with the button 'Approve'"):
            self.sent.with_user(self.supervisor).record_fact("report_approved_on", self.today)

    def test_day_far_away(self):
        """RS16: a year that no clock knows gets a sentence."""
        visit = self.visit()
        visit.with_user(self.supervisor)._record_facts(
            {"request_approved_on": self.day(-95).replace(year=1900)}
        )
        with self.refused("lies outside of the years"):
            visit.with_user(self.officer).record_fact("request_sent_on", "1900-12-30")

    def test_case_that_somebody_else_changes(self):
        """IT9: while somebody else records on a case, one is told to try again, and nothing is written."""
        visits = self.registry[VISIT]
        acts = {
            "fact": lambda: self.record(self.sent, "refusal_received_on", -1),
            "row": lambda: self.sent.goods_ids.with_user(self.officer).write({"conclusion": "complies"}),
        }
        for name, act in acts.items():
            with (
                self.subTest(act=name),
                patch.object(visits, "lock_for_update", side_effect=LockError("locked")),
                self.refused("Another user is changing this case"),
            ):
                act()
        self.assertFalse(self.sent.refusal_received_on or self.sent.goods_ids.conclusion)

    def test_the_record_stays(self):
        """IT9: what was recorded is neither changed nor deleted, by nobody."""
        entry = self.sent.fact_ids[:1]
        for act in (lambda: entry.sudo().write({"value_on": self.today}), lambda: entry.sudo().unlink()):
            with self.refused():
                act()
        with self.refused(error=AccessError):
            entry.with_user(self.supervisor).create(
                {"res_model": VISIT, "res_id": self.sent.id, "fact": "x", "label": "x"}
            )

    def test_files_of_a_fact(self):
        """RS16.5a: the files of a fact belong to the case, and stay as they are."""
        upload = {"name": "consent.pdf", "raw": b"consent", "res_model": "customs.record.fact"}
        file = self.env["ir.attachment"].with_user(self.officer).create(upload)
        self.record(self.sent, "consent_received_on", -1, reference="RS-1", attachment_ids=file.ids)
        self.assertEqual((file.res_model, file.res_id), (VISIT, self.sent.id))
        self.assertEqual(self.sent.fact_ids.filtered("attachment_ids").attachment_ids, file)
        self.assertEqual(file.with_user(self.reader).raw, b"consent")
        for act in (
            lambda: file.with_user(self.officer).unlink(),
            lambda: file.with_user(self.supervisor).write({"raw": b"forged"}),
            lambda: file.with_user(self.officer).write({"res_id": self.consented.id}),
        ):
            with self.refused("part of the record"):
                act()

    def test_files_of_others(self):
        """RSM26: only what one uploads oneself is attached, no file of another record or person."""
        attachments = self.env["ir.attachment"]
        of_proof = attachments.create(
            {"name": "scan", "raw": b"scan", "res_model": "customs.origin.proof", "res_id": self.proof().id}
        )
        of_colleague = attachments.with_user(self.officer_2).create({"name": "draft", "raw": b"draft"})
        public = attachments.create({"name": "logo", "raw": b"logo", "public": True})
        of_field = self.env["ir.attachment"].search(
            [("res_model", "=", "customs.origin.proof"), ("res_field", "=", "file")], limit=1
        )
        for file in (of_proof, of_colleague, public, of_field):
            owner = (file.res_model, file.res_id)
            with self.subTest(file=file.name), self.refused():
                self.record(self.sent, "consent_received_on", -1, reference="RS-1", attachment_ids=file.ids)
            self.assertEqual((file.res_model, file.res_id), owner)


@tagged("post_install", "-at_install")
class TestOnlyThroughTheDoor(CustomsCase):
    """IT9: facts, states and what follows from them are written by nobody, however it is tried."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.visit()
        cls.guarded = {
            "state": "done",
            "closed_on": "2026-01-01",
            "next_due_on": "2026-01-01",
            "name": "VV/0000/1",
            "answer_received_on": "2026-01-01",
            "visit_from": "2026-01-01",
            "conclusion": "complies",
            "consent_reference": "forged",
            "consent_dated_on": "2026-01-01",
            "agreement_id": cls.agreement.id,
            **dict.fromkeys(cls.case._fact_specs(), "2026-01-01"),
        }

    def test_write(self):
        """IT9: not by write, with whatever context, whoever it is."""
        contexts = (
            {},
            {"customs_door": True},
            {"customs_door": "DOOR"},
            {"customs_door": {}},
            {"import_file": True},
        )
        for user in (self.officer, self.supervisor, self.env.user):
            for context in contexts:
                for name, value in self.guarded.items():
                    with (
                        self.subTest(field=name, user=user.login, context=context),
                        self.refused("Use 'Record'"),
                    ):
                        self.case.with_user(user).with_context(**context).write({name: value})

    def test_create(self):
        """IT9: not by create, copy or import either."""
        values = {
            "procedure_id": self.visit_procedure.id,
            "importing_authority_id": self.importing.id,
        }
        visits = self.env[VISIT]
        for user in (self.officer, self.supervisor, self.env.user):
            for name, value in self.guarded.items():
                with self.subTest(field=name, user=user.login):
                    with self.refused("Use 'Record'"):
                        visits.with_user(user).create({**values, name: value})
                    with self.refused("Use 'Record'"):
                        self.case.with_user(user).copy({name: value})
        result = visits.with_user(self.officer).load(
            ["procedure_id/.id", "importing_authority_id/.id", "request_sent_on"],
            [[str(self.visit_procedure.id), str(self.importing.id), "2026-01-01"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("Use 'Record'", result["messages"][0]["message"])

    def test_defaults(self):
        """IT9: defaults in the context or of the user do not reach them."""
        values = {"procedure_id": self.visit_procedure.id, "importing_authority_id": self.importing.id}
        context = {f"default_{name}": value for name, value in self.guarded.items()}
        for name in ("request_sent_on", "state", "consent_received_on"):
            self.env["ir.default"].with_user(self.officer).set(VISIT, name, self.guarded[name], user_id=True)
        visit = self.env[VISIT].with_user(self.officer).with_context(**context).create(values)
        self.assertEqual(visit.state, "draft")
        self.assertFalse(any(visit[name] for name in visit._fact_specs()))
        self.assertFalse(visit.next_due_on or visit.closed_on or visit.consent_reference)
        self.assertNotEqual(visit.name, "VV/0000/1")

    def test_web_client(self):
        """IT9: the web client's own way of saving is no other door."""
        with self.refused("Use 'Record'"):
            self.case.with_user(self.supervisor).web_save({"state": "done"}, {"state": {}})

    def test_deadlines(self):
        """IT9: nobody writes a clock."""
        visit = self.sent_visit()
        row = self.clock(visit, "RS16.5a")
        for user in (self.officer, self.supervisor):
            with self.refused(error=AccessError):
                row.with_user(user).write({"due_on": self.today})
            with self.refused(error=AccessError):
                row.with_user(user).unlink()
            with self.refused(error=AccessError):
                row.with_user(user).copy()

    def test_copy_has_no_past(self):
        """RS16.3: a copy is a new draft: no facts, clocks, approval or findings, and its own number."""
        visit = self.visited()
        self.report(visit)
        copy = visit.with_user(self.supervisor).copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(any(copy[name] for name in copy._fact_specs()))
        for name in (
            "fact_ids",
            "deadline_ids",
            "document_ids",
            "report_ids",
            "task_ids",
            "decision_ids",
            "premises_ids",
            "cost_ids",
        ):
            self.assertFalse(copy[name], name)
        self.assertFalse(copy.next_due_on or copy.consent_reference or copy.report_id)
        self.assertEqual(copy.request_author_ids, self.supervisor)
        self.assertNotEqual(copy.name, visit.name)
        self.assertEqual(len(copy.goods_ids), 1)
        self.assertFalse(copy.goods_ids.conclusion or copy.goods_ids.conclusion_reason)

    def test_draft_is_deleted_with_its_rows(self):
        """RS16.3: a draft of which nothing is recorded goes with all that belongs to it."""
        self.visit_procedure.rule_ids.create(
            {
                "procedure_id": self.visit_procedure.id,
                "code": "T1",
                "name": "Notice ahead of the visit",
                "article": "Test",
                "start_fact": "planned_from",
                "done_fact": "request_sent_on",
                "length": 30,
                "direction": "before",
                "owed_by": "importing_authority",
            }
        )
        visit = self.case.with_user(self.officer)
        visit.planned_from = self.day(100)
        task = (
            self.env["customs.task"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Books",
                    "question": "The ledger of materials",
                    "res_model": VISIT,
                    "res_id": visit.id,
                    "person_id": visit.verified_person_id.id,
                    "due_on": self.day(30),
                }
            )
        )
        self.team(visit)
        rows = visit.deadline_ids, visit.goods_ids, visit.member_ids, task
        self.assertEqual(visit.deadline_ids.due_on, self.day(70))
        visit.unlink()
        for records in rows:
            self.assertFalse(records.exists())

    def test_what_is_recorded_is_never_deleted(self):
        """IT9: a case of which something was recorded stays, even when it was withdrawn again."""
        visit = self.visit()
        self.approve(visit)
        visit.with_user(self.supervisor).record_fact("request_approved_on", False, reason="Wrong goods")
        self.assertEqual(visit.state, "draft")
        for user in (self.officer, self.supervisor, self.env.user):
            with self.refused("cannot be deleted"):
                visit.with_user(user).unlink()

    def test_moved_to_no_other_authority(self):
        """IT9: what was recorded under one authority does not pass to another."""
        visit = self.visit()
        self.approve(visit)
        visit.with_user(self.supervisor).record_fact("request_approved_on", False, reason="Wrong goods")
        for name, value in (
            ("importing_authority_id", self.other_importing.id),
            ("exporting_authority_id", False),
            ("procedure_id", self.documents_procedure.id),
        ):
            with self.refused("authorities and procedure cannot be changed because"):
                visit.sudo().write({name: value})
        visit.with_user(self.officer).write({"exporting_authority_id": self.exporting.id})

    def test_procedure_of_another_kind(self):
        """RS16.1: a visit runs under a procedure for visits."""
        with self.refused(
            ("is a procedure for another type of case. Choose another procedure"), error=ValidationError
        ):
            self.case.procedure_id = self.documents_procedure

    def test_officer_and_supervisor(self):
        """Design, Access: supervisors reassign; officer and supervisor serve the authority of the case."""
        visit = self.case
        with self.refused("Only a supervisor can assign a case to another officer", error=AccessError):
            visit.with_user(self.officer).officer_id = self.officer_2
        visit.with_user(self.supervisor).officer_id = self.officer_2
        with self.refused("not a user of", error=ValidationError):
            visit.with_user(self.supervisor).officer_id = self.foreign_officer
        with self.refused("is not a supervisor. Choose a supervisor", error=ValidationError):
            visit.with_user(self.officer).supervisor_id = self.officer_2
        visit.with_user(self.officer).supervisor_id = self.supervisor_2
        self.assertEqual(visit._supervisor(), self.supervisor_2)
        self.supervisor_2.active = False
        self.assertEqual(visit._supervisor(), self.supervisor)

    def test_free_case_is_taken(self):
        """Design, Access: a case without an officer may be taken by one."""
        self.case.sudo().officer_id = False
        self.case.with_user(self.officer_2).officer_id = self.officer_2
        self.assertEqual(self.case.officer_id, self.officer_2)


@tagged("post_install", "-at_install")
class TestConsequences(CustomsCase):
    """What the facts of a visit mean for the preference: proposed once, decided by a supervisor."""

    def _decision(self, visit, trigger):
        return visit.sudo().decision_ids.filtered(lambda decision: decision.trigger == trigger)

    def test_refusal(self):
        """RS16.6, RS11.1.8: a refusal of the visit proposes the refusal of preference."""
        visit = self.sent_visit(days=-30)
        self.record(visit, "refusal_received_on", -1)
        decision = self._decision(visit, "refusal")
        self.assertEqual((decision.ground_id.code, decision.state), ("11.1.8", "proposed"))
        self.assertEqual(decision.person_id, visit.verified_person_id)
        self.assertEqual(decision.activity_ids.user_id, self.supervisor)

    def test_refusal_corrected(self):
        """RS16.6: a corrected date proposes nothing new; a withdrawn refusal takes its proposal with it."""
        visit = self.sent_visit(days=-30)
        self.record(visit, "refusal_received_on", -2)
        self.record(visit, "refusal_received_on", -1, user=self.supervisor, reason="Postmark")
        decision = self._decision(visit, "refusal")
        self.assertEqual(len(decision), 1)
        visit.with_user(self.supervisor).record_fact("refusal_received_on", False, reason="Other case")
        self.assertEqual((decision.state, decision.activity_ids.ids), ("void", []))
        with self.refused("the fact on which it was based was withdrawn"):
            decision.with_user(self.supervisor).decide("It was refused")
        self.record(visit, "refusal_received_on", 0)
        self.assertEqual(self._decision(visit, "refusal"), decision)
        self.env.invalidate_all()
        self.assertEqual((decision.state, decision.activity_ids.user_id), ("proposed", self.supervisor))

    def test_decision_stands(self):
        """RS16.6: what a supervisor decided is not undone by a correction of the fact."""
        visit = self.sent_visit(days=-30)
        self.record(visit, "refusal_received_on", -2)
        decision = self._decision(visit, "refusal")
        decision.with_user(self.supervisor).decide("Refused in writing")
        visit.with_user(self.supervisor).record_fact("refusal_received_on", False, reason="Other case")
        self.assertEqual(decision.state, "decided")

    def test_supervisor_decides(self):
        """RS16.6: a supervisor decides, once, with reasons; the proposal itself is written by nobody."""
        visit = self.sent_visit(days=-30)
        self.record(visit, "refusal_received_on", -2)
        decision = self._decision(visit, "refusal")
        for user in (self.officer, self.reader):
            for act in ("decide", "dismiss"):
                with self.refused(error=AccessError):
                    getattr(decision.with_user(user), act)("Reasons")
        supervised = decision.with_user(self.supervisor)
        with self.refused("Enter the reasons"):
            supervised.decide("  ")
        for name, value in (
            ("state", "decided"),
            ("decided_on", self.today),
            ("dismissed_on", self.today),
            ("decided_by_id", self.supervisor.id),
            ("trigger", "other"),
            ("importing_authority_id", self.other_importing.id),
            ("res_id", 1),
        ):
            with self.subTest(field=name), self.refused("this cannot be entered"):
                supervised.write({name: value})
        supervised.dismiss("The letter was a misunderstanding")
        self.assertEqual((decision.state, decision.decided_by_id), ("dismissed", self.supervisor))
        self.assertEqual(decision.dismissed_on, self.today)
        for act in (lambda: supervised.decide("Reasons"), lambda: supervised.write({"ground_id": 1})):
            with self.refused("is already decided"):
                act()
        with self.refused():
            decision.sudo().unlink()

    def test_obstruction(self):
        """RS16.8b: obstruction is recorded and proposes a decision; taken back, it takes that with it."""
        visit = self.visited()
        visit.with_user(self.officer).obstruction_ids = [
            Command.create(
                {
                    "happened_on": self.day(-39),
                    "who": "The manager",
                    "made_impossible": True,
                    "description": "Kept the store closed.",
                }
            )
        ]
        decision = self._decision(visit, "obstruction")
        self.assertEqual((decision.ground_id.code, decision.article), ("16.8", "Annex 3, Art. 16(8)"))
        self.assertIn("Kept the store closed.", decision.reason)
        visit.with_user(self.officer).obstruction_ids.unlink()
        self.assertEqual(decision.state, "void")

    def test_obstruction_lies_in_the_visit(self):
        """RS16.8b: obstruction lies between the consent and today."""
        visit = self.visited()
        for days in (-61, 1):
            with self.refused("the date must be between the consent", error=ValidationError):
                visit.with_user(self.officer).obstruction_ids = [
                    Command.create({"happened_on": self.day(days), "who": "X", "description": "Y"})
                ]

    def test_goods_do_not_comply(self):
        """RS11.1.7: a report of non-compliance proposes the refusal, one of compliance does not."""
        for conclusion, proposed in (("complies", False), ("not_complies", True)):
            with self.subTest(conclusion=conclusion):
                visit = self.visited()
                self.report(visit, conclusion).with_user(self.supervisor).action_approve()
                decision = self._decision(visit, "report")
                self.assertEqual(bool(decision), proposed)
                self.assertEqual(visit.conclusion, conclusion)
                if proposed:
                    self.assertEqual(decision.ground_id.code, "11.1.7")
                    visit.with_user(self.supervisor).record_fact(
                        "report_approved_on", False, reason="Wrong goods"
                    )
                    self.assertEqual(decision.state, "void")

    def test_proposed_days_are_content(self):
        """RS16.4: who plans the days that a request prints wrote it; approved they stay until it is sent."""
        visit = self.visit()
        days = {"planned_from": self.day(20), "planned_to": self.day(21)}
        visit.with_user(self.supervisor).write(days)
        self.assertIn(self.supervisor, visit.request_author_ids)
        with self.refused("You prepared"):
            visit.with_user(self.supervisor).action_approve_request()
        visit = self.visit(**days)
        self.approve(visit, days=-1)
        for name in days:
            with self.subTest(name), self.refused("cannot be changed", "Planned"):
                visit.with_user(self.officer).write({name: self.day(21)})
        self.record(visit, "request_sent_on", 0)
        visit.with_user(self.officer).write({"planned_to": self.day(25)})
        self.assertEqual((visit.planned_to, visit.proposed_from), (self.day(25), self.day(20)))
        self.assertEqual(visit.request_author_ids, self.officer)

    def test_days_that_no_letter_names(self):
        """RS16.4: days of which the request says nothing are planned at any time."""
        letters = self.visit_procedure.letter_ids.filtered(lambda letter: letter.kind == "request")
        for part in letters.part_ids.filtered(lambda part: "planned" in f"{part.text}{part.heading}"):
            part.text = "Days are agreed on."
        visit = self.visit()
        self.approve(visit, days=-1)
        visit.with_user(self.officer).write({"planned_from": self.day(20), "planned_to": self.day(21)})
        self.assertEqual(visit.planned_from, self.day(20))

    def test_who_corrects_a_proof_wrote_the_request(self):
        """RS15.5: the request prints the proof: whoever changes what it says does not approve it."""
        request = self.documentary(answered=False)
        request.proof_ids.with_user(self.supervisor).number = "RS99999999"
        self.assertIn(self.supervisor, request.request_author_ids)
        with self.refused("You prepared"):
            request.with_user(self.supervisor).action_approve_request()

    def test_insufficient_result(self):
        """RS15.8, RS11.1.4: an answer that leaves one of the three questions open proposes the refusal."""
        request = self.documentary(answered=False)
        self.approve(request)
        self.record(request, "request_sent_on", -90)
        self.assertFalse(request.decision_ids)
        answers = {"authentic": "yes", "originating": "no"}
        self.record(request, "result_received_on", -1, answers=answers, reference="RS-3")
        decision = self._decision(request, "insufficient")
        self.assertEqual((decision.ground_id.code, decision.state), ("11.1.4", "proposed"))
        request.with_user(self.officer).rules_met = "yes"
        self.assertEqual(decision.state, "void")
        request.with_user(self.supervisor).correct_result({"rules_met": "not_stated"}, "Misread")
        self.assertEqual(decision.state, "proposed")

    def test_costs(self):
        """RS16.13: the importing Party bears the costs of its own representatives, summed by currency."""
        visit = self.visited()
        own, guest = visit.member_ids.sorted(lambda member: member.side != "importing")
        costs = [
            Command.create(
                {
                    "member_id": own.id,
                    "amount": amount,
                    "currency_id": self.env.ref(f"base.{code}").id,
                    "spent_on": self.day(-39),
                }
            )
            for amount, code in ((1100.0, "EUR"), (20.0, "USD"), (50.5, "EUR"))
        ]
        visit.with_user(self.officer).cost_ids = costs
        self.assertEqual(visit.cost_total.replace("\N{NO-BREAK SPACE}", " "), "1,150.50 EUR + 20.00 USD")
        with self.refused("does not represent the importing Party", error=ValidationError):
            visit.with_user(self.officer).cost_ids = [Command.create({"member_id": guest.id, "amount": 1.0})]
        other = self.visited()
        with self.refused("This person is not a member of the team of this visit", error=ValidationError):
            other.with_user(self.officer).cost_ids = [Command.create({"member_id": own.id, "amount": 1.0})]
