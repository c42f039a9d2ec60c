from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ...models.decision.decision_letters import preview
from ...reports.origin.letter_data import reminder_data, request_data
from ..common.decision import DecisionCase
from ..common.pdf_builders import text_of


@tagged("post_install", "-at_install")
class TestLettersAsData(DecisionCase):
    """What letters say is data of the procedure: their words, their order, and when a part is printed."""

    def letter(self, kind="request", language="en", procedure=None):
        """Return the words of a letter of the procedure."""
        return (procedure or self.visit_procedure).letter_ids.filtered(
            lambda row: (row.kind, row.language) == (kind, language)
        )

    def other_procedure(self):
        """Return the procedure of a visit under another agreement, with letters like the shipped ones."""
        agreement = self.env["customs.agreement"].create(
            {
                "code": "X",
                "name": "Agreement X",
                "citation": "Agreement X of 2024",
                "party_ids": [
                    Command.create({"country_id": party.country_id.id, "side": party.side})
                    for party in self.agreement.party_ids
                ],
            }
        )
        procedure = self.env["customs.procedure"].create(
            {
                "code": "X",
                "name": "Visit X",
                "agreement_id": agreement.id,
                "article": "Rule 7",
                "case_model": "customs.verification.visit",
            }
        )
        procedure._add_usual_steps()
        for letter in self.visit_procedure.letter_ids:
            letter.part_ids.article = False
            letter.copy({"procedure_id": procedure.id, "agreement_id": agreement.id})
        return procedure

    def test_values_and_fields_are_the_same(self):
        """RS15.5, RS16.4: what the list of fields promises is there, and nothing that the list leaves out."""
        visit = self.sent_visit(days=-50)
        decision = self.decision(self.refused_visit(), "refusal")
        for record, kind, (_letter, values) in (
            (visit, "request", request_data(visit)),
            (visit, "reminder", reminder_data(visit)),
            (visit.verification_request_id, "request", request_data(visit.verification_request_id)),
            (visit, "report", visit._letter_preview("report")),
            (decision, "refusal", preview(decision)),
        ):
            agreement, procedure = record._law_of_letters()
            letter = (procedure or agreement).letter_ids.filtered(lambda row, kind=kind: row.kind == kind)[:1]
            known = letter._fields_of_letter()
            with self.subTest(model=record._name, kind=kind):
                self.assertLessEqual(set(values), set(known))
                self.assertFalse({name for name in known if not name.startswith("article_")} - set(values))
                for name, field in known.items():
                    rows = values.get(name) if field.kind == "table" else ()
                    for row in rows or ():
                        self.assertEqual(set(row), set(field.columns), name)

    def test_shipped_letters(self):
        """RS15.5, RS16.3: every letter is shipped in both languages, with the same fields in each."""
        letters = self.visit_procedure.letter_ids | self.documents_procedure.letter_ids
        letters |= self.agreement.letter_ids
        places = {}
        for letter in letters:
            key = (letter.procedure_id, letter.res_model, letter.kind)
            places.setdefault(key, {})[letter.language] = {
                (part.table, part.listing, part.shown_if, part.shown_unless) for part in letter.part_ids
            }
        self.assertEqual(len(places), 6)
        for key, languages in places.items():
            if key[-1] == "report":  # in English alone
                self.assertEqual(list(languages), ["en"])
            else:
                self.assertEqual(languages["en"], languages["ru"], key)

    def test_words_of_the_procedure(self):
        """RS16.3: the words are those of the procedure, from the next draft on; an approved letter stays."""
        visit = self.visit()
        self.letter().part_ids[0].text = "We ask for a visit under {{ agreement }}."
        self.assertIn("We ask for a visit under", text_of(visit._pdf_request()))
        visit.with_user(self.supervisor).action_approve_request()
        self.letter().part_ids[0].text = "Something else."
        self.assertIn("We ask for a visit under", text_of(visit._pdf_request()))

    def test_parts_that_are_left_out(self):
        """RS16.4: a part is printed as its fields say, and a section goes with all its parts."""
        letter = self.letter()
        letter.part_ids = [
            Command.create({"sequence": 990, "heading": "Only planned", "shown_if": "has_planned_dates"}),
            Command.create({"sequence": 991, "text": "Continues it."}),
            Command.create(
                {"sequence": 992, "heading": "Never planned", "shown_unless": "has_planned_dates"}
            ),
        ]
        planned = text_of(self.visit(planned_from=self.day(30), planned_to=self.day(40))._pdf_request())
        self.assertIn("Continues it.", planned)
        self.assertNotIn("Never planned", planned)
        open_dates = text_of(self.visit(planned_from=False, planned_to=False)._pdf_request())
        self.assertNotIn("Only planned", open_dates)
        self.assertNotIn("Continues it.", open_dates)
        self.assertIn("Never planned Not stated.", open_dates)

    def test_what_is_no_field_is_refused(self):
        """RS16.3: words name fields from the list and nothing else, and all that is wrong is named."""
        letter = self.letter()
        for words in ("{{ 1 + 1 }}", "{{ object.env }}", "{{ has_planned_dates }}", "{{ goods }}"):
            with self.subTest(words), self.assertRaisesRegex(ValidationError, r"no such field"):
                letter.write({"subject": words})
        with self.assertRaisesRegex(ValidationError, "nothing_a, nothing_b, nothing_c, sender, nothing_d"):
            letter.part_ids = [
                Command.create(
                    {
                        "text": "{{ nothing_a }}",
                        "shown_if": "nothing_b",
                        "shown_unless": "nothing_c",
                        "listing": "sender",
                        "table": "goods",
                        "column_ids": [Command.create({"name": "nothing_d"})],
                    }
                )
            ]
        with self.assertRaisesRegex(ValidationError, "writes no letter 'refusal'"):
            letter.kind = "refusal"

    def test_braces_without_end(self):
        """Design: braces that open or close no place are refused, however many there are, and at once."""
        letter = self.letter()
        for words in ("{{ " * 30_000, "{{ sender ||| " * 2_000, "{{}}", "a }} b", "{{ sender\n}}"):
            with self.subTest(words[:20]), self.assertRaisesRegex(ValidationError, r"no such field"):
                letter.write({"closing": words})

    def test_nothing_is_run(self):
        """Design: what stands between braces is looked up, never run, even where a check was passed by."""
        letter = self.letter()
        self.env.cr.execute(
            "UPDATE customs_letter_template SET subject = %s WHERE id = %s",
            ["A{{ env.cr.execute('SELECT 1') }}{{ 6 * 7 }}Z", letter.id],
        )
        letter.invalidate_recordset()
        visit = self.visit()
        filled, problems = visit._write_letter("request", *request_data(visit, draft=True))
        self.assertEqual(filled.subject, "A________________Z")
        self.assertEqual(len(problems), 2)

    def test_gate_names_what_is_missing(self):
        """RS16.4: a letter that states what is not there is not approved, and each missing thing is named."""
        visit = self.visit(planned_from=False, planned_to=False)
        self.letter().part_ids[0].text = "From {{ planned_from }} to {{ planned_to }}, {{ doubts ||| none }}."
        self.assertIn("From ________ to ________, ", text_of(visit._pdf_request()))
        with self.refused("'Planned first day'", "'Planned last day'"):
            visit.with_user(self.supervisor).action_approve_request()

    def test_without_words_there_is_no_letter(self):
        """RS15.5: a language in which the procedure has no words is named; nothing of another is printed."""
        visit = self.visit(letter_language="ru")
        self.letter(language="ru").unlink()
        sentence = (
            "Verification visit (EAEU-RS) has no text for the letter 'Request' in this language: Russian"
        )
        with self.refused(sentence):
            visit._pdf_request()
        with self.refused(sentence):
            visit.with_user(self.supervisor).action_approve_request()

    def test_reminder_without_words(self):
        """RS16.5a: so with a reminder, whose draft cannot be approved."""
        visit = self.sent_visit(days=-50)
        action = visit.with_user(self.officer).action_draw_up_reminder()
        self.letter("reminder").unlink()
        document = self.env["customs.document"].browse(action["res_id"])
        with self.refused("has no text for the letter 'Reminder'"):
            document.with_user(self.supervisor).action_approve()

    def test_copy_of_a_procedure(self):
        """Design: a procedure that is copied brings its letters, and each changes by itself."""
        other = self.visit_procedure.copy({"code": "OTHER"})
        self.assertEqual(len(other.letter_ids), len(self.visit_procedure.letter_ids))
        letter = self.letter(procedure=other)
        self.assertEqual(letter.agreement_id, other.agreement_id)
        self.assertEqual(letter._words(), self.letter()._words())
        letter.part_ids[0].text = "Other words."
        self.assertNotEqual(letter._words(), self.letter()._words())

    def test_another_agreement_says_nothing_of_this_one(self):
        """Design: a visit of another agreement is asked for in its own words, with its own articles."""
        other = self.other_procedure()
        self.letter(procedure=other).part_ids[0].text = "Under {{ article_procedure }} of {{ agreement }}."
        goods = Command.create({"hs_code": "0406905000", "description": "Cheese"})
        visit = self.visit(procedure_id=other.id, verification_request_id=False, goods_ids=[goods])
        text = text_of(visit._pdf_request())
        self.assertIn("Under Rule 7 of Agreement X of 2024.", text)
        self.assertNotIn("Annex 3", text)

    def test_former_words_are_kept(self):
        """Design: what a letter said before stands in the history of its agreement, also once it is gone."""
        letter = self.letter("reminder")
        gone = letter.part_ids[0].text
        letter.part_ids[-1].heading = "Another heading"
        letter.unlink()
        notes = " ".join(self.agreement.message_ids.mapped("body"))
        self.assertIn("Another heading", notes)
        self.assertIn(gone[:40], notes)

    def test_copy_goes_to_the_other_language(self):
        """RS15.5: a letter that is copied is first one in the language that is still without it."""
        self.letter("reminder", "ru").unlink()
        copied = self.letter("reminder").copy()
        self.assertEqual(copied.language, "ru")
        self.assertEqual(copied._words(), self.letter("reminder")._words())

    def test_unprintable_words(self):
        """RS16.3: words with letters that no font has are refused where they are entered."""
        with self.assertRaisesRegex(ValidationError, r"U\+4E2D"):
            self.letter().subject = "Request 中"


@tagged("post_install", "-at_install")
class TestPreviewOfLetters(DecisionCase, HttpCase):
    """An administrator sees a letter without a case, officers with their cases, nobody with others'."""

    def preview(self, login, letter, record=None):
        """Return the answer to who looks at a letter."""
        self.authenticate(login, login)
        query = f"?record_id={record.id}" if record else ""
        return self.url_open(f"/customs/letter/{letter.id}{query}")

    def test_preview(self):
        """RS16.3: the words with the names of their fields, or with a case of the reader's own authority."""
        visit = self.visit()
        letter = self.visit_procedure.letter_ids.filtered(lambda row: row.kind == "request")[:1]
        for user in (self.officer, self.supervisor):
            user.password = user.login
            text = text_of(self.preview(user.login, letter, visit).content)
            self.assertIn(visit.verified_person_id.name, text)
            self.assertIn("DRAFT", text)
            text = text_of(self.preview(user.login, letter).content)
            self.assertIn("[Doubts]", text)
            self.assertNotIn(visit.verified_person_id.name, text)

    def test_of_others(self):
        """CU-A: a case of another authority, a case of another kind and a missing one are not found alike."""
        visit = self.visit()
        letter = self.visit_procedure.letter_ids[:1]
        other = new_test_user(self.env, "other.of.letters", groups="customs_verification.group_officer")
        outside = self.portal_contact(self.person())
        for user in (other, outside):
            user.password = user.login
        self.assertEqual(self.preview(other.login, letter, visit).status_code, 404)
        self.assertEqual(self.preview(other.login, letter).status_code, 200)
        self.assertEqual(self.preview(outside.login, letter).status_code, 404)
        keeper = self.administrator
        keeper.password = keeper.login
        for kind in self.agreement.letter_ids | self.visit_procedure.letter_ids:
            self.assertTrue(self.preview(keeper.login, kind).content.startswith(b"%PDF"), kind.display_name)
        self.assertEqual(self.preview(keeper.login, letter, visit).status_code, 404)
        missing = self.env["customs.verification.visit"].browse(visit.id + 10**6)
        self.assertEqual(self.preview(other.login, letter, missing).status_code, 404)

    def test_form_offers_ones_own(self):
        """RS16.3: the form offers the cases that the reader's authority runs; to others it offers none."""
        visit = self.visit()
        letter = self.visit_procedure.letter_ids[:1]
        action = letter.with_user(self.officer).action_preview()
        form = self.env["customs.preview.letter"].with_user(self.officer).browse(action["res_id"])
        self.assertIn([str(visit.id), visit.display_name], form.record_choices)
        self.assertEqual(form.paper_url, f"/customs/letter/{letter.id}")
        form.record = str(visit.id)
        self.assertEqual(form.paper_url, f"/customs/letter/{letter.id}?record_id={visit.id}")
        form.record = "1 OR 1=1"
        self.assertEqual(form.paper_url, f"/customs/letter/{letter.id}")
        for user in (self.administrator, self.foreign_officer):  # who reads no cases, and who has none
            action = letter.with_user(user).action_preview()
            form = self.env["customs.preview.letter"].with_user(user).browse(action["res_id"])
            form.invalidate_recordset()
            self.assertFalse(form.record_choices)
            form.record = str(visit.id)
            self.assertEqual(form.paper_url, f"/customs/letter/{letter.id}")
