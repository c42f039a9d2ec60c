import base64
import hashlib
import json
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ...models.law import law_file
from ...models.law.law_schema import schema
from ...models.law.law_spec import KEYS, LEFT_OUT, ROOT, LawSpec
from ..common.cases import CustomsCase

# Columns that a file does not carry, with the reason.
NOT_CARRIED = {
    "message_main_attachment_id": "history of the row, not its law",
    "hs_key": "computed from the code",
}


@tagged("post_install", "-at_install")
class TestAgreementFile(CustomsCase):
    """An agreement with all its law is one file: exported, checked as a whole, loaded, the same again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env, "keeper.of.law", groups="customs_verification.group_administrator"
        )

    def data(self, code="COPY"):
        """Return the data of the shipped agreement under another code."""
        data = json.loads(law_file.to_file(self.agreement))
        data["agreement"]["code"] = code
        return data

    def load(self, data, user=None, **values):
        """Load a file as the administrator does, and return the agreement."""
        content = json.dumps(data).encode()
        agreements = self.env["customs.agreement"].with_user(user or self.administrator)
        return agreements._load_file(content, "copy.json", **values)

    def test_round_trip(self):
        """Design: what was exported and loaded is the same, row by row, with its marks if it is trusted."""
        agreement = self.load(self.data(), keep_marks=True)
        self.assertEqual(json.loads(law_file.to_file(agreement)), self.data())
        self.assertEqual(law_file.to_file(agreement), law_file.to_file(agreement))
        self.assertGreater(len(agreement.excluded_ids), 100)
        self.assertEqual(len(agreement.procedure_ids.step_ids), len(self.agreement.procedure_ids.step_ids))

    def test_everything_is_carried(self):
        """Design: no stored column of a row of law is left out of the file without a reason."""
        spec = LawSpec(self.env)
        law = {name for name in self.env.registry if hasattr(self.env[name], "_place_of_notes")}
        law = {name for name in law if not self.env[name]._abstract}
        outside = {"customs.authority", "customs.authority.contact", "customs.authority.specimen"}
        self.assertEqual(law - outside, set(spec.models))
        for name in spec.models:
            carried = set(spec.columns(name)) | {column.name for column in spec.rows(name)}
            parents = {
                spec.parent(other, name)
                for other in spec.models
                for column in spec.rows(other)
                if column.of == name
            }
            entered = {
                field.name
                for field in self.env[name]._fields.values()
                if field.store and not field.related and field.type not in ("one2many", "many2one_reference")
            }
            with self.subTest(name):
                self.assertFalse(entered - carried - parents - LEFT_OUT - NOT_CARRIED.keys())

    def visit_under(self, agreement):
        """Return a visit under the agreement, sent, after a verification of a proof of its own."""
        procedures = {row.code: row for row in agreement.procedure_ids}
        criterion = agreement.criterion_ids.filtered(lambda row: row.code == "P")
        proof = self.proof(
            agreement_id=agreement.id,
            proof_type_id=agreement.proof_type_ids.filtered(lambda row: row.code == self.ct2.code).id,
            line_ids=[Command.create(self.line_values(criterion_id=criterion.id))],
        )
        with patch.object(type(self), "documents_procedure", procedures["DOC"]):
            return self.sent_visit(days=-80, proof=proof, procedure_id=procedures["VISIT"].id)

    def test_cases_run_on_it(self):
        """RS16.5a, RS16.7a: a visit under the loaded agreement has the same last days."""
        visits = [
            self.visit_under(agreement)
            for agreement in (self.agreement, self.load(self.data(), keep_marks=True))
        ]
        for visit in visits:
            self.record(visit, "consent_received_on", -60, reference="RS-1")
        shipped, loaded = (
            {row.rule_id.code: (row.start_on, row.due_on) for row in visit.deadline_ids} for visit in visits
        )
        self.assertEqual(shipped, loaded)
        self.assertGreater(len([due for _start, due in shipped.values() if due]), 3)
        self.assertEqual(visits[0].state, visits[1].state)

    def test_marks_of_a_file_from_elsewhere(self):
        """Design: what somebody else verified is not verified here."""
        agreement = self.load(self.data())
        self.assertFalse(agreement.procedure_ids.rule_ids.filtered("verified"))
        self.assertFalse(agreement.verified)
        self.assertFalse(agreement.in_force_verified)
        self.assertTrue(self.agreement.procedure_ids.rule_ids.filtered("verified"))

    def test_names_of_another_procedure(self):
        """Design: what a row names stands in its own procedure; nothing is left out without a word."""
        data = self.data()
        visit = data["agreement"]["procedure_ids"][1]
        visit["step_ids"] = [row for row in visit["step_ids"] if row["fact"] != "request_sent_on"]
        with self.assertRaises(ValidationError) as refused:
            self.load(data)
        lines = [line for line in str(refused.exception).splitlines() if "procedure_ids 2" in line]
        self.assertTrue(lines)
        for line in lines:
            self.assertIn("'request_sent_on' is not in the file", line)

    def test_more_rows_than_an_agreement_has(self):
        """Design: a file of many rows costs no more than to count them."""
        data = self.data()
        data["agreement"]["party_ids"] *= 20_000
        with self.refused("the file has more than 20000 rows"), self.assertQueryCount(0):
            law_file.read(self.env, json.dumps(data).encode())

    def test_history_names_the_file(self):
        """Design: the history says who exported or loaded which file, by its SHA-256."""
        data = self.data()
        agreement = self.load(data)
        digest = hashlib.sha256(json.dumps(data).encode()).hexdigest()
        note = agreement.message_ids.filtered(lambda message: digest in (message.body or ""))
        self.assertEqual(note.author_id, self.administrator.partner_id)
        self.agreement.with_user(self.administrator).action_export_file()
        digest = hashlib.sha256(law_file.to_file(self.agreement)).hexdigest()
        self.assertTrue(self.agreement.message_ids.filtered(lambda row: digest in (row.body or "")))

    def test_all_problems_at_once(self):
        """Design: everything wrong in a file is named with its place, and nothing is created."""
        data = self.data("BAD")
        row = data["agreement"]
        row["nothing"] = 1
        row["in_force_on"] = "10.7.2021"
        row["party_ids"][0]["country_id"] = "ZZ"
        del row["ground_ids"][0]["article"]
        row["procedure_ids"][1]["rule_ids"][0]["length"] = "sixty"
        row["procedure_ids"][1]["rule_ids"][0]["unit"] = "fortnight"
        row["procedure_ids"][0]["consequence_ids"][0]["ground_id"] = "99"
        row["procedure_ids"][0]["step_ids"][1]["after_ids"] = ["nothing_on"]
        row["procedure_ids"][1]["rule_ids"][1]["length"] = 10**12
        row["name"] = {"ru_RU": "Соглашение"}
        row["ground_ids"][1]["name"] = {}
        row["letter_ids"] = {}
        row["criterion_ids"][0] = "P"
        with self.assertRaises(ValidationError) as caught:
            self.load(data)
        for sentence in (
            "nothing: there is no such column.",
            "in_force_on: a date is expected",
            "party_ids 1, country_id: 'ZZ' is not in the file, or is not known.",
            "ground_ids 1, article: this is required.",
            "procedure_ids 2, rule_ids 1, length: a whole number is expected.",
            "procedure_ids 2, rule_ids 1, unit: choose one of these: day, ",
            "procedure_ids 1, consequence_ids 1, ground_id: '99' is not in the file",
            "procedure_ids 1, step_ids 2, after_ids: 'nothing_on' is not in the file",
            "procedure_ids 2, rule_ids 2, length: a whole number is expected.",
            "name: a text is expected.",
            "ground_ids 2, name: a text is expected.",
            "letter_ids: a list of rows is expected.",
            "criterion_ids 1: a row with columns is expected.",
        ):
            self.assertIn(sentence, str(caught.exception))
        self.assertFalse(self.env["customs.agreement"].search([("code", "=", "BAD")]))

    def places(self, spec, row, name=ROOT):
        """Yield (model, row, column) for each column of each model of the file, once."""
        for column in spec.columns(name).values():
            yield name, row, column
        for column in spec.rows(name):
            if row.get(column.name):
                yield from self.places(spec, row[column.name][0], column.of)

    def test_whatever_a_column_holds(self):
        """Design: bad input never a traceback, in whichever column of whichever row it stands."""
        values = (
            "a\0b",
            "a\ud800b",
            float("nan"),
            float("inf"),
            [[]],
            [{}],
            [None],
            ["a\0b"],
            {"en_US": "\0"},
        )
        row = self.data("HOSTILE")["agreement"]
        check, tried = law_file.Check(self.env), 0
        for model, place, column in list(self.places(check.spec, row)):
            for value in values:
                translated = column.translated and isinstance(value, str)
                changed = {column.name: {"en_US": "Plain", "ru_RU": value} if translated else value}
                with self.subTest(model=model, column=column.name, value=value):
                    check.problems = []
                    rows = {inner.name: [] for inner in check.spec.rows(model)}  # checked by themselves
                    check._check(model, place | rows | changed, ())
                    self.assertIn(column.name, "\n".join(check.problems))
                    "\n".join(check.problems).encode()
                tried += 1
        self.assertGreater(tried, 1000)

    def test_numbers_that_are_none(self):
        """Design: a number of thousands of digits is refused in a sentence, wherever it stands."""
        for digits in ("7" * 5000, "1e999", "NaN"):
            text = json.dumps(self.data("DIGITS")).replace('"DIGITS"', digits)
            with self.subTest(digits[:5]), self.assertRaises(ValidationError):
                law_file.read(self.env, text.encode())

    def test_a_column_that_stands_twice(self):
        """Design: what a person reads in a file is what is loaded."""
        text = json.dumps(self.data("TWICE")).replace('"code": "TWICE"', '"code": "SHOWN", "code": "TWICE"')
        with self.assertRaisesRegex(ValidationError, "a column twice: code"):
            law_file.read(self.env, text.encode())

    def test_what_only_the_rows_know_is_refused_too(self):
        """Design: a row that its own check refuses leaves nothing of the file behind."""
        data = self.data("HALF")
        visit = data["agreement"]["procedure_ids"][1]
        visit["letter_ids"][0]["part_ids"][0]["text"] = "{{ nothing }}"
        with self.assertRaisesRegex(ValidationError, "no such field for this use: nothing"):
            self.load(data)
        self.env.invalidate_all()
        self.assertFalse(self.env["customs.agreement"].search([("code", "=", "HALF")]))

    def test_no_agreement(self):
        """Design: what is no such file is refused in a sentence."""
        deep = b"[" * 100_000
        for content in (b"\xff", b"{", b"[]", b"{}", deep, b'{"format": "other", "agreement": {}}'):
            with self.subTest(content), self.assertRaises(ValidationError):
                law_file.read(self.env, content)
        with self.assertRaisesRegex(ValidationError, "already there"):
            self.load(self.data(self.agreement.code))

    def test_who_may(self):
        """Design: only who keeps the law loads and exports it."""
        for user in (self.officer, self.supervisor):
            with self.assertRaises(AccessError):
                self.load(self.data(), user=user)
            with self.assertRaises(AccessError):
                self.agreement.with_user(user).action_export_file()

    def test_form(self):
        """Design: the form says what the file holds and what is wrong, and loads once."""
        forms = self.env["customs.load.agreement"].with_user(self.administrator)
        content = json.dumps(self.data("FORM")).encode()
        form = forms.create({"file": base64.b64encode(content), "file_name": "form.json"})
        self.assertFalse(form.problems)
        self.assertIn("FORM", form.content_name)
        self.assertEqual(form.content_digest, hashlib.sha256(content).hexdigest())
        self.env.invalidate_all()
        sized = form.with_context(bin_size=True)
        self.assertEqual((sized.problems, sized.content_digest), (False, form.content_digest))
        agreement = self.env["customs.agreement"].browse(form.action_load()["res_id"])
        self.assertEqual((agreement.code, agreement.verified), ("FORM", False))
        self.assertEqual(form.action_load()["res_id"], agreement.id)
        wrong = forms.create({"file": base64.b64encode(b"{}"), "file_name": "wrong.json"})
        self.assertIn("not an agreement", wrong.problems)
        with self.assertRaises(UserError):
            wrong.action_load()
        with self.assertRaisesRegex(UserError, "Choose an agreement or a file"):
            forms.create({}).action_load()

    def test_shipped_files(self):
        """Design: every agreement that is shipped as a file loads with its marks, and lacks no step."""
        self.env["res.lang"]._activate_lang("ru_RU")  # texts of languages that are not there are left out
        forms = self.env["customs.load.agreement"].with_user(self.administrator)
        for name, label in forms._selection_shipped():
            with self.subTest(name):
                form = forms.create({"shipped": name})
                self.assertFalse(form.problems)
                agreement = self.env["customs.agreement"].browse(form.action_load()["res_id"])
                self.assertIn(agreement.code, label)
                self.assertFalse(any(agreement.procedure_ids.mapped("step_problems")))
                content = json.loads(law_file.to_file(agreement))
                self.assertEqual(content, json.loads(form._content()[0]))

    def test_schema(self):
        """Design: the published schema is that of the models, and names every code that a row may hold."""
        found = schema(self.env)
        self.assertEqual(found["$defs"].keys(), set(LawSpec(self.env).models))
        self.assertEqual(found["properties"]["agreement"]["$ref"], f"#/$defs/{ROOT}")
        steps = found["$defs"]["customs.procedure.step"]
        self.assertEqual(steps["properties"]["after_ids"]["type"], "array")
        self.assertIn("fact", steps["required"])
        self.assertLessEqual(set(KEYS), set(self.env))

    def test_same_bytes_in_any_language(self):
        """Design: the file of the same rows has the same SHA-256, whoever exports it in whatever language."""
        self.env["res.lang"]._activate_lang("ru_RU")
        english = law_file.to_file(self.agreement)
        self.assertEqual(law_file.to_file(self.agreement.with_context(lang="ru_RU")), english)


@tagged("post_install", "-at_install")
class TestAgreementDownload(CustomsCase, HttpCase):
    """The file of an agreement is for who keeps the law, its schema for everybody inside."""

    def test_download(self):
        """Design: the download has the bytes that the history names; others find nothing."""
        keeper = new_test_user(self.env, "keeper.2", groups="customs_verification.group_administrator")
        keeper.password = keeper.login
        self.officer.password = self.officer.login
        self.authenticate(keeper.login, keeper.login)
        answer = self.url_open(f"/customs/agreement/{self.agreement.id}")
        self.assertEqual(answer.content, law_file.to_file(self.agreement))
        self.assertEqual(self.url_open(f"/customs/agreement/{self.agreement.id + 10**6}").status_code, 404)
        answer = self.url_open("/customs/agreement/schema.json")
        self.assertEqual(answer.json(), schema(self.env))
        self.authenticate(self.officer.login, self.officer.login)
        self.assertEqual(self.url_open(f"/customs/agreement/{self.agreement.id}").status_code, 404)
