"""Cases under the made-up agreement X, and what no screen or paper of them may say."""

import json
import re

from odoo import Command

from .agreement_x import OF_ONE, data_of_x
from .decision import DecisionCase


class AgreementX(DecisionCase):
    """Cases between Kazakhstan and New Zealand under an agreement of its own words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load(data_of_x(cls.agreement))

    @classmethod
    def _load(cls, data):
        cls.agreement = cls.env["customs.agreement"]._load_file(json.dumps(data).encode(), "x.json")
        procedures = {row.case_model: row for row in cls.agreement.procedure_ids}
        cls.documents_procedure = procedures["customs.verification.request"]
        cls.visit_procedure = procedures["customs.verification.visit"]
        types = cls.agreement.proof_type_ids
        cls.ct2 = types.filtered(lambda row: row.kind == "certificate")[:1]
        cls.rs = cls.env.ref("base.nz")
        authorities = cls.exporting | cls.body
        authorities.write({"country_id": cls.rs.id})
        cls.exporting.name, cls.body.name = "Test Customs of Aotearoa", "Test Chamber of Aotearoa"
        cls.body.specimen_ids.unlink()
        cls.body.specimen_ids = [
            Command.create(
                {
                    "agreement_id": cls.agreement.id,
                    "kind_id": kind.id,
                    "name": "Specimen",
                    "received_on": "2021-07-01",
                    "valid_from": "2021-07-10",
                }
            )
            for kind in cls.agreement.specimen_kind_ids
        ]

    @classmethod
    def line_values(cls, **values):
        criterion = cls.agreement.criterion_ids.filtered(lambda row: not row.percent_required)[:1]
        return super().line_values(**{"criterion_id": criterion.id, **values})

    @classmethod
    def proof_values(cls, **values):
        return super().proof_values(**{"transport": "By sea", "file_name": "proof.pdf", **values})

    def assert_own(self, text, where):
        """What is shown or printed has no word of another agreement."""
        text = text if isinstance(text, str) else json.dumps(text, default=str, ensure_ascii=False)
        found = {word for word in OF_ONE if word in text}
        found |= set(re.findall(r"\bBox \d+", text))
        self.assertFalse(found, f"{where}: {sorted(found)}")

    def records(self):
        """Return a record of each kind that an officer works with, after a whole case."""
        visit = self.visited()
        line = self.declared(visit.goods_ids.proof_id, days=-45)
        suspension = self.env["customs.preference.suspension"].create({"visit_id": visit.id})
        self.covers(suspension, line)
        report = self.report(visit, "not_complies")
        report.with_user(self.supervisor).action_approve()
        decision = self.decision(visit, "report")
        request = visit.verification_request_id
        return {
            "visit": visit,
            "request": request,
            "suspension": suspension,
            "decision": decision,
            "proof": request.proof_ids,
            "line": line,
            "report": report,
            "window": self.env["customs.incoming.request"].browse(visit.id * 2 + 1),
        }
