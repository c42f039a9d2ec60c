"""An agreement that comes as a file, loaded as an administrator does, with authorities on both sides."""

import json
import re
from pathlib import Path

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import file_path

from ...tools import periods
from .decision import DecisionCase
from .pdf_builders import text_of

FOLDER = "customs_verification/data/agreements"
# Words of agreements that come with the addon.
LAW = ("Annex 3,", "CT-2", "EAEU", "Form EAV", "Trans-Pacific")


class LoadedAgreementCase(DecisionCase):
    """Cases of one importing and one exporting Party under the agreement of ``file``."""

    file, importing_country, exporting_country = "", "", ""
    foreign = LAW  # what no letter under the agreement names
    article = r"Art\. \d+(?:\.\d+)?(?:\(\w+\))*(?:-\(\d+\))?"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keeper = new_test_user(
            cls.env, f"keeper.of.{cls.file}", groups="customs_verification.group_administrator"
        )
        cls.content = Path(file_path(f"{FOLDER}/{cls.file}")).read_bytes()
        agreements = cls.env["customs.agreement"].with_user(keeper)
        cls.agreement = agreements._load_file(cls.content, cls.file, keep_marks=True).with_env(cls.env)
        cls.procedures = {row.code: row for row in cls.agreement.procedure_ids}
        cls.documents_procedure = cls.procedures["DOC"]
        cls.visit_procedure = cls.procedures.get("VISIT", cls.documents_procedure.browse())
        cls.rules = {row.code: row for row in cls.agreement.procedure_ids.rule_ids}
        cls.ct2 = cls.agreement.proof_type_ids[:1]
        # `kz` and `rs` are what the builders of `CustomsCase` call the importing and the exporting country.
        cls.kz, cls.rs = cls.env.ref(cls.importing_country), cls.env.ref(cls.exporting_country)
        cls._create_sides()
        cls.today = cls.importing._today()

    @classmethod
    def _create_sides(cls):
        common = {"is_customs_authority": True, "tz": cls.importing.tz, "city": "Test City"}
        cls.importing, cls.exporting, cls.body = cls.env["customs.authority"].create(
            [
                {
                    **common,
                    "name": f"Test Customs of {cls.kz.name}",
                    "code": "T-IM",
                    "country_id": cls.kz.id,
                },
                {
                    **common,
                    "name": f"Test Customs of {cls.rs.name}",
                    "code": "T-EX",
                    "country_id": cls.rs.id,
                    "is_verification_authority": True,
                },
                {
                    "name": f"Test Issuing Body of {cls.rs.name}",
                    "code": "T-EX-AB",
                    "country_id": cls.rs.id,
                    "is_authorised_body": True,
                    "tz": cls.importing.tz,
                },
            ]
        )
        (cls.officer | cls.supervisor).customs_authority_ids = [Command.link(cls.importing.id)]
        cls.importing.supervisor_id = cls.supervisor

    @classmethod
    def proof_values(cls, **values):
        """Return the values of a proof that is old enough for all periods to have passed."""
        return super().proof_values(
            **{"issued_on": cls.day(-350), "applicant_on": False, "transport": "By sea", **values}
        )

    @classmethod
    def line_values(cls, **values):
        criterion = cls.agreement.criterion_ids[:1]
        return super().line_values(
            **{
                "criterion_id": criterion.id,
                "description": "Electric motors",
                "hs_code": "850152",
                "quantity": 100.0,
                "quantity_unit": "pieces",
                **values,
            }
        )

    @classmethod
    def visit_values(cls, **values):
        planned = {"planned_from": cls.day(40), "planned_to": cls.day(42)}
        return super().visit_values(**{**planned, **values})

    # Acts

    def sent(self, case=None, approved=-300, sent=-299, received=None):
        """Return a case that was approved, sent and, if so, received on these days from today."""
        case = case or self.documentary(answered=False)
        self.approve(case, days=approved)
        self.record(case, "request_sent_on", sent)
        if received is not None:
            self.record(case, "request_acknowledged_on", received)
        return case

    def visit_sent(self, sent=-80, received=None, **values):
        """Return a visit that was asked for on this day from today, approved the day before."""
        return self.sent(self.visit(**values), approved=sent - 1, sent=sent, received=received)

    def correct(self, case, fact, days):
        """Correct a recorded fact, as a supervisor."""
        self.record(case, fact, days, user=self.supervisor, reason="Entered wrongly")

    def lapse(self, case, code):
        """Let the daily job deal with a missed last day."""
        self.clock(case, code).sudo()._act_once("_handle_lapse", "lapse_handled_on")

    def proposed(self, case):
        """Return trigger, ground, binding and state of what is proposed in the case."""
        return [
            (row.trigger, row.ground_id.code or False, row.binding, row.state) for row in self.decision(case)
        ]

    # What is checked of every agreement

    def check_last_days(self, rows):
        """Last days that were counted by hand are those that are computed: (rule, start, last day)."""
        for code, start, last in rows:
            with self.subTest(rule=code, start=start):
                rule = self.rules[code]
                found = periods.last_day(start, rule._term(), direction=rule.direction, roll=rule.roll)
                self.assertEqual(found, last)

    def check_citations(self):
        """Each article that a row or a sentence of the file names is one of the agreement."""
        agreement = json.loads(self.content)["agreement"]
        cited = {row["name"] for row in agreement.pop("article_ids")}
        text = json.dumps(agreement, ensure_ascii=False)
        named = set(re.findall(r'"\w*article": "([^"{]+)"', text)) | set(re.findall(self.article, text))
        self.assertLessEqual(named, cited)

    def check_marks(self, unmarked=()):
        """What is marked names the text that it was compared with; what is not, is what is known to be."""
        procedures = self.agreement.procedure_ids
        rows = (
            *(self.agreement.ground_ids, self.agreement.proof_type_ids, procedures.rule_ids),
            *(procedures.consequence_ids, procedures.content_item_ids),
            procedures.step_ids.filtered("article"),
        )
        for records in rows:
            for row in records:
                self.assertTrue(row.source or not row.verified, row.display_name)
        found = {row.code for records in rows[:3] for row in records if not row.verified}
        self.assertEqual(found, set(unmarked))

    def check_letter(self, content, *parts):
        """The letter says each of the parts, and nothing of another agreement."""
        text = text_of(content)
        for part in parts:
            self.assertIn(part, text)
        for foreign in self.foreign:
            self.assertNotIn(foreign, text)
        return text

    def check_previews(self, number):
        """Each letter of the agreement can be printed, and none names another agreement."""
        letters = self.agreement.letter_ids | self.agreement.procedure_ids.letter_ids
        self.assertEqual(len(letters), number)
        for letter in letters:
            with self.subTest(letter.display_name):
                self.check_letter(letter._preview())
