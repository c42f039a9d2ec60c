"""Stored papers that were given in confidence: whichever door prints one, it is noted."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...controllers.report import DRAFTS
from ..common.decision import DecisionCase

PDF = "customs-pdf"


@tagged("post_install", "-at_install")
class TestConfidedPapers(DecisionCase):
    """Each reading of a confidential paper leaves an entry, by every report and every draft (RSM26, IT8)."""

    def setUp(self):
        super().setUp()
        visited = self.visited()
        self.report(visited).with_user(self.supervisor).action_approve()
        asked = self.sent_visit(days=-50)
        asked.with_user(self.officer).action_draw_up_reminder()
        proof = self.proof()
        self.declared(proof, days=-20, importer=self.person("First Importer LLP", self.kz))
        refused = self.refused_visit(proof)
        refusal = self.decision(refused, "refusal")
        self.importing.write({"decision_rights": "Appeal.", "decision_payment": "Account KZ00 TEST."})
        self.supervisor.customs_position = "Head of Department"
        self.decide(refusal)
        refusal.with_user(self.officer).action_draw_up_letters()
        visit, request = self.visit(), self.documentary(answered=False)
        for case in (visit, request):
            case.with_user(self.supervisor).action_approve_request()
        visits = visited | asked | refused | visit
        self.owners = [visits, request, visited.report_id, refusal]
        self.papers = visits.document_ids | request.document_ids | refusal.document_ids
        for paper in self.papers.filtered(lambda row: row.direction == "out" and not row.approved_at):
            paper.with_user(self.supervisor).action_approve()
        self.papers = self.papers.filtered("approved_at")
        self.papers.with_user(self.officer).mark_confidential(giving_authority_id=self.exporting.id)
        self.stored = {paper._content(): paper for paper in self.papers}
        self.env.flush_all()
        self.env.invalidate_all()

    def doors(self, user):
        """Yield (name, what prints it) for each record of these cases and each way to print it."""
        reports = self.env["ir.actions.report"].search([("report_type", "=", PDF)])
        for records in (*self.owners, self.papers):
            for record in records.with_user(user):
                for report in reports.filtered(lambda row, model=records._name: row.model == model):
                    printing = report.with_user(user)
                    yield (
                        f"report {report.report_name} of {record._name}",
                        lambda printing=printing, record=record: printing._render_customs_pdf(
                            printing.id, record.ids
                        )[0],
                    )
                if record._name in DRAFTS:
                    yield f"draft of {record._name}", getattr(record, DRAFTS[record._name])

    def test_every_door(self):
        """RSM26: the bytes of a confidential paper come with one entry, whoever asks and by which door."""
        for user in (self.reader, self.officer, self.supervisor):
            kinds = set()
            for name, prints in self.doors(user):
                before = self.env["customs.reading"].search([])
                try:
                    content = prints()
                except UserError:
                    continue  # there is no such paper
                self.env.flush_all()
                noted = self.env["customs.reading"].search([]) - before
                paper = self.stored.get(content)
                with self.subTest(door=name, user=user.login, paper=paper and paper.name):
                    self.assertEqual(
                        (noted.document_id.ids, len(noted)), (paper.ids, 1) if paper else ([], 0)
                    )
                    self.assertEqual(set(noted.user_id.ids), {user.id} if paper else set())
                if paper:
                    kinds.add((paper.kind, name.split(" ")[0]))
            self.assertLessEqual(
                {
                    ("request", "report"),
                    ("request", "draft"),
                    ("report", "report"),
                    ("report", "draft"),
                    ("reminder", "report"),
                    ("decision", "report"),
                },
                kinds,
            )
