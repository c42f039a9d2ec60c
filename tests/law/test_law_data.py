import base64
import hashlib
from datetime import date, timedelta

from markupsafe import escape

from odoo import Command
from odoo.tests import tagged

from ...models.law.customs_noted_mixin import NAMED
from ..common.cases import CustomsCase

SOURCE = "Agreement of 25 October 2019, Annex 3"
SENT, CONSENT = "request_sent_on", "consent_received_on"

# Every rule of RS15 and RS16 that has a number: procedure, code, article, length, unit, start, done, lapse,
# ground.
RULES = [
    ("DOC", "RS15.6a", "15(6)", 6, "month", SENT, "result_received_on", "proposed_decision", "11.1.4"),
    ("VISIT", "RS16.5a", "16(5)", 60, "day", SENT, "answer_received_on", "proposed_decision", "11.1.8"),
    ("VISIT", "RS16.7a", "16(7)", 60, "day", CONSENT, "visit_started_on", "none", ""),
    ("VISIT", "RS16.7b", "16(7)", 150, "day", CONSENT, "visit_ended_on", "none", ""),
    ("VISIT", "RS16.11", "16(11)", 200, "day", CONSENT, "report_sent_on", "none", ""),
]
# Box 5, as the agreement words it (RS12.6-RS12.9): kind, wording, article.
REMARKS = [
    ("retrospective", "Issued retrospectively", "12(6)"),
    ("duplicate", "Duplicate", "12(7)"),
    ("replacement", "Issued instead of certificate form CT-2", "12(8)"),
    ("back_to_back", "Issued on the basis of certificate form CT-2", "12(9)"),
]


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def numbering(number, index):
    """Return how the text has the item: the items of the report are dashes, those of the request numbers."""
    return f"{number}, {ORDINALS[index - 1]} indent" if number == "16(10)" else f"{number}({index})"


def article(number):
    return f"Annex 3, Art. {number}"


@tagged("post_install", "-at_install")
class TestShippedLaw(CustomsCase):
    """The law as it is shipped: each number with its article, compared with the official text."""

    def test_every_rule_with_a_number(self):
        """RS15.6a, RS16.5a, RS16.7a, RS16.7b, RS16.11: each number, its article, facts and consequence."""
        rules = self.agreement.procedure_ids.rule_ids
        numbered = rules.filtered("length")
        self.assertEqual(sorted(numbered.mapped("code")), sorted(row[1] for row in RULES), "no other number")
        for procedure, code, number, length, unit, start, done, lapse, ground in RULES:
            with self.subTest(code=code):
                rule = numbered.filtered(lambda row, code=code: row.code == code)
                self.assertEqual(rule.procedure_id.code, procedure)
                self.assertEqual(rule.article, article(number))
                self.assertEqual((rule.length, rule.unit), (length, unit))
                self.assertEqual((rule.start_fact, rule.done_fact), (start, done))
                self.assertEqual((rule.lapse, rule.lapse_ground_id.code or ""), (lapse, ground))
                self.assertTrue(rule.lapse_meaning)
                self.assertTrue(rule.verified)
                self.assertEqual(rule.source, SOURCE)

    def test_terms_common_to_all_rules(self):
        """RSD20: calendar days from the day after the fact; the roll to a working day is off for Annex 3."""
        rules = self.agreement.procedure_ids.rule_ids
        self.assertTrue(rules)
        for rule in rules:
            with self.subTest(code=rule.code):
                self.assertEqual((rule.direction, rule.bound, rule.roll), ("after", "at_most", "none"))
                self.assertFalse(rule.pause_allowed or rule.pause_from_fact)

    def test_extension_of_the_documentary_verification(self):
        """RS15.6b: two months more, once, asked for with reasons within the six months; for nothing else."""
        rule = self.env.ref("customs_verification.rule_eaeu_rs_documents_result")
        self.assertEqual((rule.extension_times, rule.extension_length, rule.extension_unit), (1, 2, "month"))
        self.assertTrue(rule.extension_within)
        self.assertTrue(rule.extension_reason_required)
        self.assertEqual(rule.extension_article, article("15(6)"))
        others = self.agreement.procedure_ids.rule_ids - rule
        self.assertFalse(any(others.mapped("extension_times")))

    def test_words_are_shown_and_never_computed(self):
        """RS15.7: receipt is confirmed 'at once': words only, so no deadline is reckoned from them."""
        rule = self.env.ref("customs_verification.rule_eaeu_rs_documents_ack")
        self.assertEqual((rule.length, rule.words, rule.term_text), (0, "at once", "at once"))
        self.assertEqual(rule.article, article("15(7)"))
        request = self.documentary(answered=False)
        self.approve(request)
        self.record(request, "request_sent_on", -5)
        self.assertEqual(request.deadline_ids.filtered("due_on").rule_id.mapped("code"), ["RS15.6a"])
        row = self.clock(request, "RS15.7")
        self.assertEqual((row.start_on, row.due_on, row.note), (self.day(-5), False, "at once"))
        step = next(step for step in request.clock_strip if step["code"] == "RS15.7")
        self.assertEqual((step["words"], step["due_on"]), ("at once", ""))

    def test_time_in_words(self):
        """A rule shows its length in words, with its extension (RS15.6a, RS15.6b, RS16.5a)."""
        result = self.env.ref("customs_verification.rule_eaeu_rs_documents_result")
        answer = self.env.ref("customs_verification.rule_eaeu_rs_visit_answer")
        self.assertEqual(result.term_text, "6 months (+ 2 months)")
        self.assertEqual(answer.term_text, "60 days")

    def test_eight_grounds(self):
        """RS11.1.1, RS11.1.2, RS11.1.3, RS11.1.4, RS11.1.5, RS11.1.6, RS11.1.7, RS11.1.8: the eight grounds.

        RS11.2 stands beside all of them.
        """
        grounds = self.agreement.ground_ids
        self.assertEqual(grounds.mapped("code"), [*(f"11.1.{number}" for number in range(1, 9)), "16.8"])
        obstruction = grounds[-1]
        self.assertEqual((obstruction.article, obstruction.binding), (article("16(8)"), "may"))
        self.assertIn(
            "neither affect the accuracy or completeness of the data nor cast doubt",
            self.agreement.grounds_note,
        )
        self.assertIn(article("11(2)"), self.agreement.grounds_note)
        for number, ground in enumerate(grounds - obstruction, 1):
            with self.subTest(ground=ground.code):
                self.assertEqual(ground.article, article(f"11(1)({number})"))
                self.assertEqual(ground.binding, "shall")

    def test_grounds_that_the_software_proposes(self):
        """RS11.1.1, RS11.1.3, RS11.1.4, RS11.1.7, RS11.1.8, RS16.8b: what follows from what fails."""
        visit, documents = self.visit_procedure, self.documents_procedure
        self.assertEqual(self.ct2.weight_ground_id.code, "11.1.5")
        found = {
            row.code: (row.ground_id.code, row.binding, row.article)
            for row in (documents | visit).consequence_ids
        }
        self.assertEqual(
            found,
            {
                "insufficient": ("11.1.4", "shall", article("15(8)")),
                "false": ("11.1.3", "shall", article("11(1)(3)")),
                "not_originating": ("11.1.1", "shall", article("11(1)(1)")),
                "rules_not_met": ("11.1.1", "shall", article("11(1)(1)")),
                "refusal": ("11.1.8", "shall", article("16(6)")),
                "obstruction": ("16.8", "may", article("16(8)")),
                "report": ("11.1.7", "shall", article("11(1)(7)")),
            },
        )

    def test_ground_of_a_false_proof(self):
        """RS11.1.3: also withdrawn, and issued on inaccurate or incomplete documents or data."""
        ground = self.agreement.ground_ids.filtered(lambda ground: ground.code == "11.1.3")
        for word in ("not issued", "forged", "annulled or withdrawn", "invalid, inaccurate or incomplete"):
            self.assertIn(word, ground.name)

    def test_sent_and_received(self):
        """RS15.6a, RS16.5a: the duty is to send; the ground counts the receipt, which stops the clock."""
        rows = {
            "RS15.6a": ("15(6)", "result_dated_on", "result_received_on", "11(1)(4)"),
            "RS16.5a": ("16(5)", "answer_sent_on", "answer_received_on", "16(6)"),
        }
        rules = self.agreement.procedure_ids.rule_ids
        found = {
            rule.code: (rule.article, rule.sent_fact, rule.done_fact, rule.lapse_article)
            for rule in rules.filtered("sent_fact")
        }
        self.assertEqual(
            found,
            {
                code: (article(duty), sent, done, article(ground))
                for code, (duty, sent, done, ground) in rows.items()
            },
        )

    def test_who_owes_the_report(self):
        """RS16.11: the inspection team sends the report, so it owes it, on screens and in the register."""
        rule = self.env.ref("customs_verification.rule_eaeu_rs_visit_report")
        self.assertEqual(rule.owed_by, "inspection_team")
        self.assertIn("not sent in time", rule.lapse_meaning)

    def test_content_of_the_visit_request(self):
        """RS16.4.1, RS16.4.2, RS16.4.3, RS16.4.4, RS16.4.5: what the request contains, and where it is."""
        self._check_content("request", "RS16.4.", "16(4)", 5, "customs.verification.visit")

    def test_content_of_the_report(self):
        """RS16.10.1, RS16.10.2, RS16.10.3, RS16.10.4, RS16.10.5, RS16.10.6, RS16.10.7, RS16.10.8."""
        self._check_content("report", "RS16.10.", "16(10)", 8, "customs.verification.report")

    def _check_content(self, content_list, prefix, number, count, model):
        items = self.visit_procedure.content_item_ids.filtered(lambda item: item.content_list == content_list)
        items = items.filtered(lambda item: item.code.startswith(prefix))
        self.assertEqual(items.mapped("code"), [f"{prefix}{index}" for index in range(1, count + 1)])
        for index, item in enumerate(items, 1):
            with self.subTest(item=item.code):
                self.assertEqual(item.article, article(numbering(number, index)))
                self.assertEqual(item.res_model, model)
                self.assertIn(item.field_name, self.env[model]._fields)
                self.assertTrue(item.mandatory)
                self.assertTrue(item.hint)

    def test_content_of_the_documentary_request(self):
        """RS15.5: authority, copies of the proofs, what is asked, reasons unless at random."""
        items = self.documents_procedure.content_item_ids
        self.assertEqual(
            items.mapped("field_name"),
            ["exporting_authority_id", "has_proof_copies", "asked_data", "has_reasons"],
        )
        self.assertEqual(set(items.mapped("article")), {article("15(5)")})

    def test_parties_on_two_sides(self):
        """The five EAEU states stand on one side and Serbia on the other: no EAEU state verifies another."""
        sides = {party.country_id.code: party.side for party in self.agreement.party_ids}
        eaeu = dict.fromkeys(("AM", "BY", "KZ", "KG", "RU"), "EAEU")
        self.assertEqual(sides, {**eaeu, "RS": "RS"})
        day = self.today
        self.assertEqual(self.agreement._side_of(self.kz, day), "EAEU")
        self.assertEqual(self.agreement._side_of(self.rs, day), "RS")
        self.assertEqual(self.agreement._side_of(self.env.ref("base.fr"), day), "")

    def test_a_party_is_one_in_its_days(self):
        """A country is a Party from the day to the day of its row; without a day, at any time."""
        party = self.agreement.party_ids.filtered(lambda party: party.country_id == self.kz)
        first, last = self.today - timedelta(days=20), self.today - timedelta(days=10)
        party.write({"valid_from": first, "valid_to": last})
        sides = {
            day: self.agreement._side_of(self.kz, self.today - timedelta(days=day)) for day in (21, 20, 10, 9)
        }
        self.assertEqual(sides, {21: "", 20: "EAEU", 10: "EAEU", 9: ""})
        self.assertEqual(self.agreement._side_of(self.kz, None), "EAEU")

    def test_agreement_itself(self):
        """The agreement is cited with place and date, and in force from 10 July 2021."""
        self.assertEqual(self.agreement.signed_on, date(2019, 10, 25))
        self.assertEqual(self.agreement.in_force_on, date(2021, 7, 10))
        self.assertFalse(self.agreement.in_force_verified, "the text of the agreement names no day")
        self.assertIn("done at Moscow on 25 October 2019", self.agreement.citation)
        self.assertFalse(self.agreement._is_in_force(date(2021, 7, 9)))
        self.assertTrue(self.agreement._is_in_force(date(2021, 7, 10)))

    def test_certificate(self):
        """RS12.4 valid 12 months, RS12.5 weight 5 % over at most, RS12.10 kept 3 years."""
        terms = self.ct2
        self.assertEqual((terms.kind, terms.article), ("certificate", article("12(4)")))
        self.assertEqual((terms.validity_length, terms.validity_unit), (12, "month"))
        self.assertEqual((terms.weight_tolerance_percent, terms.weight_article), (5.0, article("12(5)")))
        self.assertEqual((terms.retention_length, terms.retention_unit), (3, "year"))
        self.assertEqual(terms.retention_article, article("12(10)"))
        self.assertFalse(terms.value_limit)

    def test_declaration_of_origin(self):
        """RS13.1 up to EUR 5,000, RS13.2 valid 12 months, RS13.6 kept 3 years."""
        terms = self.declaration_of_origin
        self.assertEqual((terms.kind, terms.article), ("declaration", article("13")))
        self.assertEqual((terms.value_limit, terms.limit_currency_id), (5000.0, self.eur))
        self.assertEqual((terms.validity_length, terms.validity_unit), (12, "month"))
        self.assertEqual((terms.retention_length, terms.retention_unit), (3, "year"))
        self.assertEqual(terms.retention_article, article("13(6)"))

    def test_no_proof_needed(self):
        """RS14.1: up to EUR 200; the days of splitting are the authority's own, for the law names none."""
        self.assertEqual((self.agreement.waiver_limit, self.agreement.limit_currency_id), (200.0, self.eur))
        self.assertEqual(self.agreement.waiver_article, article("14(1)"))
        self.assertFalse(self.agreement.splitting_days)

    def test_remarks_of_box_five(self):
        """RS12.6-RS12.9: the words of box 5; the Russian ones were not compared, so they are not verified."""
        rows = {remark.kind: remark for remark in self.ct2.remark_ids}
        self.assertEqual(set(rows), {kind for kind, _wording, _number in REMARKS})
        for kind, wording, number in REMARKS:
            with self.subTest(remark=kind):
                self.assertEqual((rows[kind].wording, rows[kind].article), (wording, article(number)))
                self.assertEqual(rows[kind].verification, "unverified")
                self.assertIn("Russian wording was not compared", rows[kind].source)
        self.assertTrue(rows["duplicate"].counts_from_original)
        self.assertTrue(rows["replacement"].annuls_original)

    def test_criteria(self):
        """RS18.4.9: P, Y with a percentage of at most 50 (RS5.1), Pk."""
        rows = {row.code: (row.percent_required, row.percent_max) for row in self.agreement.criterion_ids}
        self.assertEqual(rows, {"P": (False, 0.0), "Y": (True, 50.0), "Pk": (False, 0.0)})
        for row in self.agreement.criterion_ids:
            self.assertIn("Art. 18(4)(9)", row.article)

    def test_what_parties_exchange(self):
        """RS15.1: forms, stamps, names and addresses of authorised bodies and of verification authorities."""
        rows = self.agreement.specimen_kind_ids
        self.assertEqual([row.article for row in rows], [article(f"15(1)({no})") for no in range(1, 5)])
        self.assertEqual(rows.mapped("sent_for"), ["country", "body", "body", "country"])
        self.assertTrue(all(rows.mapped("is_required")))

    def test_rows_that_were_not_compared_with_the_official_text(self):
        """RS9.3, RS15.1: rows that came later have an article with a citation, and are not verified yet."""
        law = self.agreement
        types = law.proof_type_ids
        later = (
            law.transit_document_ids,
            law.specimen_kind_ids,
            types.original_reason_ids,
            types.question_ids,
        )
        for row in (row for rows in later for row in rows):
            self.assertFalse(row.verified, row.name)
            self.assertIn(row.article, law.article_ids.mapped("name"))

    def test_articles_of_the_agreement_have_citations(self):
        """RS15.5: what the agreement itself names is cited in each language: no row took another's place."""
        names = set(self.agreement.article_ids.mapped("name"))
        for name, field in self.agreement._fields.items():
            if field.type == "char" and name.endswith("_article"):
                self.assertIn(self.agreement[name], names, name)

    def test_every_row_has_its_article_and_was_compared(self):
        """Each shipped row names its article; each with a number says that it was compared, and with what."""
        agreement = self.agreement
        procedures = agreement.procedure_ids
        numbers = (
            *(procedures.rule_ids, agreement.ground_ids, procedures.content_item_ids),
            *(agreement.proof_type_ids, agreement.criterion_ids),
        )
        for rows in (procedures, agreement.proof_type_ids.remark_ids, *numbers):
            self.assertTrue(rows, rows._name)
            for row in rows:
                self.assertTrue(row.article.startswith("Annex 3, Art. "), row.display_name)
        for rows in (agreement, *numbers):
            for row in rows:
                self.assertEqual((row.verification, row.source), ("verified", SOURCE), row.display_name)


@tagged("post_install", "-at_install")
class TestLawChecks(CustomsCase):
    """What the law cannot be: each refused with a message that says what to do."""

    def rule_values(self, **values):
        return {
            "procedure_id": self.visit_procedure.id,
            "code": "T.1",
            "name": "Test step",
            "article": "Art. 1",
            "start_fact": "request_sent_on",
            "done_fact": "answer_received_on",
            "length": 10,
            "unit": "day",
            "owed_by": "exporting_authority",
            **values,
        }

    def rule(self, **values):
        return self.env["customs.deadline.rule"].create(self.rule_values(**values))

    def test_unknown_fact(self):
        """A rule names facts of its own kind of case; the message names the known ones."""
        with self.refused("consent_recieved_on is not a fact of this type of case.", "consent_received_on"):
            self.rule(start_fact="consent_recieved_on")
        with self.refused("state is not a fact of this type of case"):
            self.rule(done_fact="state")
        with self.refused("nonsense_on is not a fact of this type of case"):
            self.rule(sent_fact="nonsense_on")
        with self.refused("consent_received_on, answer_received_on is not a fact of this type of case."):
            self.rule(procedure_id=self.documents_procedure.id, start_fact="consent_received_on")

    def test_unknown_field_of_a_content_item(self):
        """A content item names a field that is there, of a model that is there."""
        values = {
            "procedure_id": self.visit_procedure.id,
            "content_list": "request",
            "code": "T.2",
            "name": "Something",
            "article": "Art. 2",
            "res_model": "customs.verification.visit",
            "field_name": "doubtz",
        }
        items = self.env["customs.content.item"]
        with self.refused(
            "Content item Something: customs.verification.visit has no field doubtz. Choose another field."
        ):
            items.create(values)
        with self.refused(
            "Content item Something: customs.nothing has no field doubts. Choose another field."
        ):
            items.create({**values, "res_model": "customs.nothing", "field_name": "doubts"})

    def test_lapse_without_ground(self):
        """A lapse that proposes a decision names its ground, one of the same agreement (RS16.6)."""
        with self.refused(
            "Rule Test step (Art. 1): choose the ground for the decision that is "
            "proposed if the deadline is missed."
        ):
            self.rule(lapse="proposed_decision")
        other = self.env["customs.agreement"].create(
            {
                "code": "T-AGR",
                "name": "Another agreement",
                "ground_ids": [Command.create({"code": "1", "name": "A ground", "article": "Art. 9"})],
            }
        )
        with self.refused(
            "Rule Test step (Art. 1): the ground belongs to another agreement. Choose a ground of this one."
        ):
            self.rule(lapse="proposed_decision", lapse_ground_id=other.ground_ids.id)

    def test_neither_length_nor_words(self):
        """A rule has a number, or the words of the law."""
        self.assertEqual(self.rule(code="T.3", length=0, words="without delay").term_text, "without delay")
        with self.assertRaisesRegex(Exception, "length_or_words"), self.env.cr.savepoint():
            self.rule(code="T.4", length=0)

    def test_verified_with_what(self):
        """'Verified' names the text; a new version of a rule is not verified until somebody compares it."""
        rule = self.rule()
        self.assertEqual(rule.verification, "unverified")
        with self.refused("enter the official text with which it was compared"):
            rule.verified = True
        rule.write({"verified": True, "source": "Official gazette 1/2026"})
        self.assertEqual(rule.verification, "verified")
        self.assertEqual(rule.copy({"code": "T.5"}).verification, "unverified")

    def test_two_versions_of_one_day(self):
        """Two versions of a rule never govern the same day: a step would have two last days."""
        first = self.rule()
        with self.refused("Rule Test step (Art. 1): two versions apply on the same days."):
            self.rule(valid_from=self.today)
        first.valid_to = self.day(-1)
        second = self.rule(valid_from=self.today)
        with self.refused("Rule Test step (Art. 1): two versions apply on the same days."):
            second.valid_from = self.day(-1)
        with self.refused("Rule Test step (Art. 1): the last day is before the first day."):
            second.valid_to = self.day(-2)

    def test_new_version_needs_the_end_of_the_old_one(self):
        """A new version begins on the day after the last day of the old one."""
        rule = self.rule()
        with self.refused("Rule Test step (Art. 1): enter the last day of this version first"):
            rule.action_new_version()
        rule.valid_to = self.day(5)
        new = self.env["customs.deadline.rule"].browse(rule.action_new_version()["res_id"])
        self.assertEqual((new.valid_from, new.valid_to), (self.day(6), False))
        self.assertEqual((new.code, new.length, new.start_fact), ("T.1", 10, "request_sent_on"))

    def test_agreement_dates(self):
        """An agreement does not end before it enters into force."""
        with self.refused("the last day in force (9 July 2021) is before the first (10 July 2021)"):
            self.agreement.ended_on = date(2021, 7, 9)


@tagged("post_install", "-at_install")
class TestRuleInUse(CustomsCase):
    """A rule on which deadlines run stays: a change of the law is a new version."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("customs_verification.rule_eaeu_rs_visit_answer")
        cls.running = cls.sent_visit(days=-80)
        cls.rules = cls.env["customs.deadline.rule"].with_user(cls.administrator)

    def test_terms_cannot_be_moved(self):
        """RS16.5a: letters have named the last day, so neither length nor unit nor facts change; texts do."""
        rule = self.rule.with_user(self.administrator)
        message = "create a new version that starts on the next day"
        for name, value in (
            ("length", 90),
            ("unit", "working_day"),
            ("start_fact", "request_approved_on"),
            ("done_fact", "consent_received_on"),
            ("roll", "next_working_day"),
            ("bound", "at_least"),
        ):
            with self.subTest(field=name), self.refused("cannot be changed: deadlines already run", message):
                rule.write({name: value})
        rule.write(
            {"length": 60, "unit": "day", "warn_before": 20, "lapse_meaning": "The preference is refused."}
        )
        self.assertEqual(self.clock(self.running, "RS16.5a").due_on, self.day(-20))

    def test_unused_rule_can_be_changed(self):
        """As long as no time runs under a rule, an administrator mends it."""
        rule = self.env.ref("customs_verification.rule_eaeu_rs_documents_result").with_user(
            self.administrator
        )
        self.env["customs.deadline"].search([("rule_id", "=", rule.id)]).unlink()
        rule.length = 7
        self.assertEqual(rule.term_text, "7 months (+ 2 months)")

    def test_end_and_new_version(self):
        """RS16.5a: ended, a rule keeps what it governs; the new version governs what starts in its days."""
        rule = self.rule.with_user(self.administrator)
        rule.valid_to = self.day(-51)
        new = self.rules.browse(rule.action_new_version()["res_id"])
        self.assertEqual(new.valid_from, self.day(-50))
        new.write({"length": 90, "article": "Annex 3, Art. 16(5) as amended"})
        before, after = self.sent_visit(days=-51), self.sent_visit(days=-50)
        for visit, version, due in (
            (self.running, rule, self.day(-20)),
            (before, rule, self.day(-51) + timedelta(days=60)),
            (after, new, self.day(-50) + timedelta(days=90)),
        ):
            clock = self.clock(visit, "RS16.5a")
            self.assertEqual(len(clock), 1, "one last day per step")
            self.assertEqual((clock.rule_id, clock.due_on), (version, due))
            steps = [step for step in visit.clock_strip if step["code"] == "RS16.5a"]
            self.assertEqual([step["article"] for step in steps], [version.article])

    def test_not_started_case_shows_the_version_of_today(self):
        """A draft shows the version that would govern it today, and no other."""
        rule = self.rule.with_user(self.administrator)
        rule.valid_to = self.day(-1)
        new = self.rules.browse(rule.action_new_version()["res_id"])
        new.article = "Annex 3, Art. 16(5) as amended"
        steps = [step for step in self.visit().clock_strip if step["code"] == "RS16.5a"]
        self.assertEqual([step["article"] for step in steps], [new.article])

    def test_end_before_a_start_under_it(self):
        """A version cannot end before a day on which a time under it has started."""
        with self.refused("a period has started under this version on a day that it would not cover"):
            self.rule.with_user(self.administrator).valid_to = self.day(-81)

    def test_only_administrators_keep_the_law(self):
        """Officers and supervisors read the law, administrators change it."""
        for user in (self.officer, self.supervisor):
            self.assertTrue(self.rule.with_user(user).has_access("read"))
            self.assertFalse(self.rule.with_user(user).has_access("write"))
        self.assertTrue(self.rule.with_user(self.administrator).has_access("write"))


@tagged("post_install", "-at_install")
class TestAuthorities(CustomsCase):
    """Contacts and specimens as the Parties have exchanged them (RS15.1-3, RSM29)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacts = cls.env["customs.authority.contact"].with_user(cls.administrator)

    def contact(self, **values):
        return self.contacts.create(
            {
                "authority_id": self.exporting.id,
                "name": "Željko Đurđević",
                "email": "zeljko@example.com",
                "valid_from": self.day(-400),
                **values,
            }
        )

    def test_what_an_authority_is(self):
        """An authority is at least one of three things; none is refused."""
        with self.refused("tick at least one of"):
            self.env["customs.authority"].create(
                {"name": "Nothing", "code": "T-NIL", "country_id": self.kz.id, "tz": "Asia/Almaty"}
            )

    def test_change_of_a_contact_is_kept(self):
        """RSM29: the former values of a contact stay in its authority's history, with who changed them."""
        contact = self.contact()
        contact.write({"email": "origin@example.com", "valid_to": self.day(30), "notified_on": self.today})
        message = self.exporting.message_ids[0]
        self.assertEqual(message.author_id, self.administrator.partner_id)
        for text in ("Changed: ", "zeljko@example.com", "origin@example.com", str(self.day(30))):
            self.assertIn(text, message.body)
        self.assertIn("<s>", message.body, "the former values are struck out")

    def test_change_of_nothing_is_no_change(self):
        """RSM29: the history names changes only."""
        contact = self.contact()
        count = len(self.exporting.message_ids)
        contact.write({"email": "zeljko@example.com"})
        self.assertEqual(len(self.exporting.message_ids), count)

    def test_markup_in_a_contact_is_text(self):
        """The history shows what was entered as text, never as markup."""
        contact = self.contact(name="<b>Jovana</b>")
        contact.name = "<i>Jovana</i>"
        body = str(self.exporting.message_ids[0].body)
        self.assertIn("&lt;b&gt;Jovana&lt;/b&gt;", body)
        self.assertNotIn("<b>", body)

    def test_former_law_is_kept(self):
        """IT9, RS15.1: what specimens, Parties, grounds and terms of proofs said before is kept."""
        specimen = self.body.specimen_ids.filtered(lambda row: row.kind_id.code == "stamp")
        ground = self.agreement.ground_ids[:1]
        service = self.env["customs.service.rule"].create(
            {"procedure_id": self.visit_procedure.id, "channel": "by_hand", "article": "Art. 97"}
        )
        rows = (
            (specimen, {"valid_from": "2024-05-06", "valid_to": "2030-01-02"}, self.body, "2021-07-10"),
            (ground, {"valid_from": "2023-04-05"}, self.agreement, "2023-04-05"),
            (ground, {"binding": "may"}, self.agreement, "Preference is refused"),
            (self.agreement.party_ids[:1], {"valid_to": "2031-02-03"}, self.agreement, "2031-02-03"),
            (self.ct2, {"validity_length": 7}, self.agreement, "12"),
            (self.ct2.remark_ids[:1], {"article": "Art. 99"}, self.agreement, "Art. 99"),
            (self.visit_procedure, {"valid_from": "2022-03-04"}, self.agreement, "2022-03-04"),
            (service, {"article": "Art. 98"}, self.agreement, "Art. 97"),
        )
        for row, vals, place, text in rows:
            with self.subTest(model=row._name, vals=vals):
                row.with_user(self.administrator).with_context(install_mode=True, mail_notrack=True).write(
                    vals
                )
                message = place.message_ids[0]
                self.assertEqual(message.author_id, self.administrator.partner_id)
                self.assertIn("Changed", message.body)
                self.assertIn(text, message.body)
                count = len(place.message_ids)
                row.with_user(self.administrator).write(vals)
                self.assertEqual(len(place.message_ids), count, "what is no change is not noted")
        specimen.with_user(self.administrator).image = base64.b64encode(b"stamp")
        self.assertIn(hashlib.sha256(base64.b64encode(b"stamp")).hexdigest(), self.body.message_ids[0].body)
        specimen.with_user(self.administrator).unlink()
        for text in ("Removed", "Stamp 1", "2024-05-06"):
            self.assertIn(text, self.body.message_ids[0].body)

    def test_added_law_is_noted(self):
        """IT9, RS16.10: what is added to the law, and in which order papers print it, is in its history."""
        letter = self.visit_procedure.letter_ids.filtered(lambda row: row.kind == "request")[:1]
        of_agreement = {"agreement_id": self.agreement.id}
        rows = (
            ("customs.article", {**of_agreement, "name": "Art. 96", "citation": "Article 96"}),
            ("customs.specimen.kind", {**of_agreement, "code": "seal", "name": "Seals", "article": "15"}),
            (
                "customs.letter.part",
                {"template_id": letter.id, "heading": "A heading", "text": "Some words."},
            ),
            (
                "customs.service.rule",
                {"procedure_id": self.visit_procedure.id, "channel": "by_hand", "article": "Art. 97"},
            ),
        )
        for model, vals in rows:
            with self.subTest(model=model):
                count = len(self.agreement.message_ids)
                row = self.env[model].with_user(self.administrator).create(vals)
                self.assertEqual(len(self.agreement.message_ids), count + 1)
                note = self.agreement.message_ids[0]
                self.assertEqual(note.author_id, self.administrator.partner_id)
                self.assertIn("Added", note.body)
                self.assertIn(str(escape(row.display_name)), note.body)
        first, second = letter.part_ids[:2]
        first.with_user(self.administrator).sequence = second.sequence + 1
        self.assertIn("Changed", self.agreement.message_ids[0].body)
        self.assertIn("Sequence", self.agreement.message_ids[0].body)

    def test_much_law_at_once(self):
        """IT9: rows that come together stand in one note, which says how many it does not name."""
        articles = [
            {"agreement_id": self.agreement.id, "name": f"Art. 9{n}", "citation": f"Article 9{n}"}
            for n in range(NAMED + 5)
        ]
        count = len(self.agreement.message_ids)
        self.env["customs.article"].with_user(self.administrator).create(articles)
        self.assertEqual(len(self.agreement.message_ids), count + 1)
        self.assertIn("5 more", self.agreement.message_ids[0].body)

    def test_used_contact_stays(self):
        """RS15.1: one must see where a former letter was rightly sent; only what never served goes."""
        used, planned = self.contact(), self.contact(name="Next", valid_from=self.day(10))
        with self.refused("Željko Đurđević was used and cannot be deleted. Enter its last day instead."):
            used.unlink()
        planned.unlink()
        self.assertFalse(planned.exists())

    def test_contact_of_a_day(self):
        """RS15.1: a new contact does not change where letters of former days went."""
        old = self.contact(valid_to=self.day(-11))
        new = self.contact(name="Мирјана Јовановић", valid_from=self.day(-10), purpose="verification")
        self.assertEqual(self.exporting._contact_on(self.day(-11)), old)
        self.assertEqual(self.exporting._contact_on(self.day(-10)), new)
        general = self.contact(name="General", valid_from=self.day(-10))
        self.assertEqual(self.exporting._contact_on(self.today, "verification"), new)
        self.assertEqual(self.exporting._contact_on(self.today, "general"), general)
        self.assertFalse(self.exporting._contact_on(self.day(-401)))

    def test_dates_of_a_contact(self):
        """A contact does not end before it begins."""
        with self.refused("Contact Željko Đurđević: the last day is before the first day."):
            self.contact(valid_to=self.day(-401))

    def test_specimen_of_the_day_of_issue(self):
        """RS15.1, RS15.2, RS15.3: a proof counts if a specimen was exchanged for its day of issue."""
        specimen = self.body.specimen_ids
        specimen.write({"valid_from": self.day(-50), "valid_to": self.day(-10)})
        for issued, known in ((-51, False), (-50, True), (-10, True), (-9, False)):
            with self.subTest(issued=issued):
                proof = self.proof(issued_on=self.day(issued))
                self.assertEqual(proof.specimen_known, known)
                self.assertEqual("No specimen" in (proof.marks or ""), not known)
                reasons = proof._reasons_not_usable(self.today)
                self.assertEqual(any("in use by the day" in reason for reason in reasons), not known)

    def test_no_specimen_no_use(self):
        """RS15.3: a declaration cannot use a proof of a body without a specimen; the message says why."""
        self.body.specimen_ids.unlink()
        proof = self.proof()
        with self.refused("Impression of the stamp: not received and in use by the day of issue"):
            self.env["customs.declaration"].create(
                {
                    "number": "T/1",
                    "registered_on": self.today,
                    "importing_authority_id": self.importing.id,
                    "importer_id": proof.consignee_id.id,
                    "exporter_id": proof.exporter_id.id,
                    "line_ids": [
                        Command.create(
                            {
                                "hs_code": "0406905000",
                                "description": "Cheese",
                                "gross_weight_kg": 900,
                                "agreement_id": self.agreement.id,
                                "proof_id": proof.id,
                            }
                        )
                    ],
                }
            )

    def test_specimen_of_another_agreement(self):
        """RS15.1: a specimen counts for the agreement under which it was exchanged."""
        other = self.env["customs.agreement"].create({"code": "T-AGR2", "name": "Another agreement"})
        kind = self.env["customs.specimen.kind"].create(
            {"agreement_id": other.id, "code": "stamp", "name": "Stamp", "article": "Art. 1"}
        )
        self.body.specimen_ids.write({"agreement_id": other.id, "kind_id": kind.id})
        self.assertFalse(self.proof().specimen_known)

    def test_dates_of_a_specimen(self):
        """A specimen does not end before it begins."""
        with self.refused("Specimen Stamp 1: the last day is before the first day."):
            self.body.specimen_ids.filtered(lambda row: row.name == "Stamp 1").valid_to = date(2021, 7, 9)


@tagged("post_install", "-at_install")
class TestSlipsAreNoGround(CustomsCase):
    def test_note_beside_the_decision(self):
        """RS11.2: who decides on a refusal reads that slips are no ground, beside the ground."""
        visit = self.sent_visit()
        self.record(visit, "refusal_received_on", -50)
        decision = self.env["customs.preference.decision"].search(
            [("res_model", "=", visit._name), ("res_id", "=", visit.id)]
        )
        self.assertEqual(decision.ground_id.code, "11.1.8")
        self.assertEqual(decision.ground_article, article("11(1)(8)"))
        self.assertIn(
            "neither affect the accuracy or completeness of the data nor cast doubt on the origin",
            decision.with_user(self.supervisor).ground_note,
        )
        arch = decision.with_user(self.supervisor).get_view(view_type="form")["arch"]
        self.assertIn('name="ground_note"', arch)
