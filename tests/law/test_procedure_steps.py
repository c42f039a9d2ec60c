from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..common.cases import CustomsCase


@tagged("post_install", "-at_install")
class TestProcedureSteps(CustomsCase):
    """A procedure says which steps there are: facts, order, words and states follow from its rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.visit_procedure.copy({"code": "OTHER", "name": "Visit of another kind"})

    def step(self, fact, procedure=None):
        return (procedure or self.other).step_ids.filtered(lambda step: step.fact == fact)

    def case(self, *facts):
        """Return a visit under the other procedure, with its request sent and what else was recorded."""
        visit = self.visit(procedure_id=self.other.id)
        self.approve(visit)
        for days, fact in enumerate(("request_sent_on", *facts)):
            self.record(visit, fact, days - 50, **({"reference": "X-1"} if "consent" in fact else {}))
        return visit

    # As they are shipped

    def test_shipped_steps(self):
        """RS15, RS16: both procedures have a step for every usual fact of their kind, and lack nothing."""
        for procedure, model in (
            (self.documents_procedure, "customs.verification.request"),
            (self.visit_procedure, "customs.verification.visit"),
        ):
            with self.subTest(model):
                specs = self.env[model]._fact_specs().items()
                usual = {name for name, spec in specs if spec.usual}
                self.assertEqual(set(procedure.step_ids.mapped("fact")), usual)
                self.assertFalse(procedure.step_problems)
                cited = procedure.step_ids.filtered("article")
                self.assertEqual(cited.filtered("verified"), cited)

    def test_no_article_where_the_agreement_has_none(self):
        """RS16.3: the agreement provides neither acknowledgement nor withdrawal of a request for a visit."""
        for fact in ("request_acknowledged_on", "withdrawn_on"):
            self.assertFalse(self.step(fact, self.visit_procedure).article)

    # What a procedure has not

    def test_asking_the_person_without_such_steps(self):
        """RS16.5b: a person is asked and answers also where the procedure has no steps for that."""
        for fact in ("person_informed_on", "person_consent_on", "person_refusal_on"):
            self.step(fact).unlink()
        case = self.case()
        contact = self.portal_contact(case.verified_person_id)
        task = self.task(case, kind="consent", person_id=contact.partner_id.id)
        task.with_user(contact).give_answer(1, "We refuse.", choice="refuse")
        self.assertFalse(case.person_informed_on or case.person_refusal_on)
        self.assertTrue(task.answer_ids)

    def test_team_and_costs_are_data(self):
        """RS16.2, RS16.13: who must be in the team, and whose costs are borne, the procedure says."""
        visit = self.case("consent_received_on")
        missing = " ".join(visit._missing_for_visit())
        self.assertIn("from the exporting Party", missing)
        for team in ("accompanied", "importing"):
            self.other.team = team
            missing = " ".join(visit._missing_for_visit())
            self.assertNotIn("from the exporting Party", missing)
            self.assertIn("from the importing Party", missing)
        self.team(visit)
        self.assertIn("officials of the importing Party only", " ".join(visit._missing_for_visit()))
        self.other.team = "accompanied"
        self.assertFalse(visit._missing_for_visit())
        cost = {
            "visit_id": visit.id,
            "member_id": visit.member_ids.filtered(lambda member: member.side == "exporting").id,
            "amount": 10.0,
        }
        with self.refused("bears only the costs of its own", error=ValidationError):
            self.env["customs.inspection.cost"].create(cost)
        self.other.costs = "importing"
        self.assertTrue(self.env["customs.inspection.cost"].create(cost))

    def test_notice_of_a_refusal_is_of_the_procedure(self):
        """RS16.6: what a refusal means for the preference is said as the law's data has it: may or shall."""
        consequence = self.other._consequence_of("refusal_received_on")
        consequence.binding = "may"
        for visit, effect in ((self.case(), "may be"), (self.sent_visit(days=-50), "is")):
            said = f"Preference {effect} refused: {consequence.ground_id.name}"
            self.assertIn(said, " ".join(visit._fact_notice("refusal_received_on")))

    def test_step_that_is_not_there(self):
        """RS16: what a procedure has no step for is neither offered nor recorded."""
        self.step("person_informed_on").unlink()
        self.step("request_acknowledged_on").unlink()
        case = self.case()
        offered = {item["fact"] for item in case.missing_items}
        self.assertIn("consent_received_on", offered)
        self.assertFalse(offered & {"person_informed_on", "request_acknowledged_on"})
        with self.refused("request_acknowledged_on is not a step of Visit of another kind"):
            case.with_user(self.officer).record_fact("request_acknowledged_on", self.today)
        form = (
            self.env["customs.record.fact"]
            .with_user(self.officer)
            .with_context(default_res_model=case._name, default_res_id=case.id)
        )
        names = dict(form._selection_fact())
        self.assertIn("consent_received_on", names)
        self.assertNotIn("request_acknowledged_on", names)

    def test_procedure_without_steps(self):
        """RS16: without steps nothing can be recorded, nothing is complete, and the procedure says so."""
        self.other.step_ids.unlink()
        visit = self.visit(procedure_id=self.other.id)
        self.assertEqual(visit.state, "draft")
        self.assertFalse(visit.missing_items)
        self.assertEqual([key for key, _label in visit.state_way], ["draft"])
        with self.refused("request_approved_on is not a step of Visit of another kind"):
            visit.with_user(self.supervisor).action_approve_request()
        self.assertIn("'Request sent' is missing", self.other.step_problems)
        self.assertIn("No step closes the case", self.other.step_problems)

    # Words, order, states

    def test_words_and_article(self):
        """RS16: labels, articles and names of states are the procedure's."""
        self.step("consent_received_on").write(
            {"name": "Consent of the exporter", "article": "Art. 99", "state_name": "Exporter agreed"}
        )
        case = self.case()
        [item] = [each for each in case.missing_items if each["fact"] == "consent_received_on"]
        self.assertEqual((item["label"], item["article"]), ("Consent of the exporter", "Art. 99"))
        self.assertIn(["consented", "Exporter agreed"], case.state_way)
        self.record(case, "consent_received_on", -40, reference="X-2")
        self.assertEqual(case.fact_ids.sorted("id")[-1].label, "Consent of the exporter")

    def test_words_in_the_language_of_the_reader(self):
        """RS16: each reads the steps in the own language, also after somebody else read them."""
        self.env["res.lang"]._activate_lang("ru_RU")
        step = self.step("consent_received_on")
        step.name = "Agreed"
        step.with_context(lang="ru_RU").name = "Согласие есть"
        case = self.case()
        self.assertEqual(case._fact_label("consent_received_on"), "Agreed")
        self.assertEqual(case.with_context(lang="ru_RU")._fact_label("consent_received_on"), "Согласие есть")

    def test_order_decides_the_state(self):
        """RS16: the last step reached, in the order of the law, decides the state."""
        case = self.case("consent_received_on")
        self.assertEqual(case.state, "consented")
        self.assertFalse(case.closed_on)
        other = self.other.copy({"code": "TURNED"})
        consent, sent = self.step("consent_received_on", other), self.step("request_sent_on", other)
        consent.sequence, sent.sequence = sent.sequence, consent.sequence
        self.other = other
        self.assertEqual(self.case("consent_received_on").state, "requested")

    def test_what_closes(self):
        """RS16: a case is closed by the steps that close it, and by no others."""
        self.step("consent_received_on").closes = True
        case = self.case("consent_received_on")
        self.assertEqual(case.closed_on, case.consent_received_on)

    def test_states_beside_the_way(self):
        """RS16: the header shows the way; an end beside it only when the case is there."""
        case = self.case()
        self.assertNotIn("refused", dict(case.state_way))
        self.record(case, "refusal_received_on", -30)
        self.assertIn("refused", dict(case.state_way))

    # Order, exclusion, role, document

    def test_order_of_the_procedure(self):
        """RS16: what must come before a step, and what excludes it, are rows."""
        acknowledged, consent = self.step("request_acknowledged_on"), self.step("consent_received_on")
        consent.after_ids |= acknowledged
        case = self.case()
        with self.refused("record 'Receipt of the request confirmed' first"):
            self.record(case, "consent_received_on", -40, reference="X-1")
        self.record(case, "request_acknowledged_on", -45)
        self.record(case, "consent_received_on", -40, reference="X-1")

    def test_approval_stands_before_sending_everywhere(self):
        """RS16.4: no procedure lets a request go that nobody approved."""
        self.step("request_sent_on").after_ids = False
        visit = self.visit(procedure_id=self.other.id)
        with self.refused("record 'Request approved' first"):
            self.record(visit, "request_sent_on", -50)

    def test_role_and_document_of_the_procedure(self):
        """RS16: who records a step, and whether its document needs a number, are data."""
        self.step("consent_received_on").write({"recorded_by": "supervisor", "reference_required": False})
        case = self.case()
        with self.refused("Written consent received: only a supervisor can record it"):
            case.with_user(self.officer).record_fact("consent_received_on", self.day(-40))
        case.with_user(self.supervisor).record_fact("consent_received_on", self.day(-40))
        self.assertEqual(case.state, "consented")

    # What the rows may say

    def test_what_a_step_may_not_say(self):
        """RS16: facts, states and dates that the kind of case does not have are refused, with what it has."""
        with self.refused("'paid_on' is not a fact of this type of case", error=ValidationError):
            self.step("consent_received_on").fact = "paid_on"
        with self.refused("'gone' is not a state of this type of case", error=ValidationError):
            self.step("consent_received_on").state = "gone"
        with self.refused("'paid_on' is not a date of this type of case", error=ValidationError):
            self.step("no_answer_on").lapse_of = "paid_on"
        with self.refused("keeps no number of a document", error=ValidationError):
            self.step("visit_started_on").reference_required = True
        with self.refused("belong to another procedure: Request sent", error=ValidationError):
            self.step("visit_started_on").after_ids = self.step("request_sent_on", self.visit_procedure)
        with self.refused("the step waits for itself", error=ValidationError):
            self.step("consent_received_on").after_ids |= self.step("visit_ended_on")
        with self.refused("cannot both come before and exclude it", error=ValidationError):
            self.step("visit_started_on").without_ids |= self.step("consent_received_on")

    def test_law_of_recorded_cases_stays(self):
        """RS16: what decides is not changed under cases with records; words and comparison are."""
        self.case()
        law = self.other.with_user(self.administrator)
        [step] = law.step_ids.filtered(lambda step: step.fact == "consent_received_on")
        step.write({"name": "Consent", "verified": True, "source": "The text"})
        for values in (
            {"closes": True},
            {"sequence": 5},
            {"after_ids": [Command.clear()]},
            {"recorded_by": "supervisor"},
        ):
            with (
                self.subTest(values),
                self.refused(f"Steps of {law.display_name} cannot be changed: something is recorded"),
            ):
                step.write(values)
        with self.refused("cannot be changed: something is recorded"):
            step.unlink()
        step.write({"closes": False, "after_ids": [Command.set(step.after_ids.ids)]})  # nothing new

    def test_copy(self):
        """RS16: a copy has the steps, rules and contents with their order, none of them verified."""
        for name in ("step_ids", "rule_ids", "content_item_ids"):
            with self.subTest(name):
                self.assertEqual(len(self.other[name]), len(self.visit_procedure[name]))
                self.assertFalse(any(self.other[name].mapped("verified")))
        for step in self.other.step_ids:
            former = self.step(step.fact, self.visit_procedure)
            for way in ("after_ids", "without_ids"):
                self.assertFalse(step[way].procedure_id - self.other)
                self.assertEqual(set(step[way].mapped("fact")), set(former[way].mapped("fact")))

    def test_usual_steps(self):
        """RS16: the button adds what is missing, in its place, without article; only for administrators."""
        expected = {
            step.fact: (set(step.after_ids.mapped("fact")), set(step.without_ids.mapped("fact")))
            for step in self.other.step_ids
        }
        kept = self.step("consent_received_on")
        (self.other.step_ids - kept).unlink()
        with self.assertRaises(AccessError):
            self.other.with_user(self.supervisor).action_add_usual_steps()
        self.other.with_user(self.administrator).action_add_usual_steps()
        self.assertIn(kept, self.other.step_ids)
        new = self.other.step_ids - kept
        self.assertFalse(any(new.mapped("article")))
        self.assertFalse(any(new.mapped("verified")))
        found = {
            step.fact: (set(step.after_ids.mapped("fact")), set(step.without_ids.mapped("fact")))
            for step in new
        }
        self.assertEqual(found, {fact: expected[fact] for fact in found})

    def test_each_kind_of_case(self):
        """RS15, RS16: the usual steps of every kind lead to its usual states and lack nothing but a rule."""
        for model, label in self.env["customs.procedure"]._selection_case_model():
            with self.subTest(label):
                procedure = self.env["customs.procedure"].create(
                    {
                        "agreement_id": self.agreement.id,
                        "code": model,
                        "name": label,
                        "article": "Art. 1",
                        "case_model": model,
                    }
                )
                procedure._add_usual_steps()
                if procedure.step_ids.filtered(lambda step: step.fact == "no_answer_on"):
                    self.assertIn("no deadline rule counts the time for it", procedure.step_problems)
                    rule = self.visit_procedure.rule_ids.filtered(lambda one: one.code == "RS16.5a")
                    rule.copy({"procedure_id": procedure.id})
                    procedure.invalidate_recordset()
                self.assertFalse(procedure.step_problems)
                specs = self.env[model]._fact_specs().values()
                states = {spec.state for spec in specs if spec.usual and spec.state}
                self.assertEqual(set(filter(None, procedure.step_ids.mapped("state"))), states)

    def test_read_without_queries(self):
        """RS16: the steps are read once, not for each case."""
        case = self.case()
        case._steps()
        with self.assertQueryCount(0):
            case._steps()
            self.assertTrue(case._fact_label("consent_received_on"))
