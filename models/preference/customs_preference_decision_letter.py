from odoo import api, fields, models
from odoo.exceptions import UserError

from ...reports.decision_letter_data import decision_pdf, letter_language


class CustomsPreferenceDecision(models.Model):
    """Letters of a decision: one for each importing firm, over its own goods only (CU-A)."""

    _inherit = "customs.preference.decision"

    document_ids = fields.One2many("customs.document", "decision_id", string="Letters")
    letter_count = fields.Integer(compute="_compute_letter_count")

    @api.depends("document_ids")
    def _compute_letter_count(self):
        for decision in self:
            decision.letter_count = len(decision.document_ids)

    def _importing_firms(self):
        """Return the firms whose goods it goes over, in the order of their names."""
        self.ensure_one()
        rows = self.sudo().line_ids.filtered(lambda row: not row.left_out)
        return rows.importer_firm_id.sorted(lambda firm: (firm.name or "", firm.id))

    def action_draw_up_letters(self):
        """Enter the draft of a letter to each importing firm into the register; another person approves it.

        Pressed again it enters those that are not there yet.

        :raises AccessError: the user does not run the case
        :raises UserError: it is not decided, or has no goods
        """
        self.ensure_one()
        self.check_access("read")
        self._require_officer()
        source = self._source()
        source.check_access("write")
        if self.state != "decided":
            raise UserError(self.env._("%s is not in force: there is no letter to send.", self.name))
        firms = self._importing_firms() - self.sudo().document_ids.addressee_id.commercial_partner_id
        if not firms and not self.document_ids:
            raise UserError(self.env._("%s has no goods: there is nobody to write to.", self.name))
        for firm in firms:
            self.env["customs.document"]._draw_up(
                source,
                f"{self.name.replace('/', '-')}.pdf",
                b"",  # what it says is rendered for good when it is approved; drafts come from the Print menu
                kind="decision",
                subject=f"{self._kind_in_words()}: {self.name}",
                language=letter_language(self.sudo(), firm),
                dated_on=self.decided_on,
                addressee_id=firm.id,
                decision_id=self.id,
            )
        self.invalidate_recordset(["document_ids", "letter_count"])
        return self.action_open_letters()

    def _kind_in_words(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def action_open_letters(self):
        """Open the letters of the decision."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letters of %s", self.name),
            "res_model": "customs.document",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("decision_id", "=", self.id)],
            "context": {"create": False},
        }

    def _pdf_decision(self):
        """Return the letters to all importing firms in one PDF: as approved, else as drafts."""
        self.ensure_one()
        firms = self._importing_firms()
        if not firms:
            raise UserError(self.env._("%s has no goods: there is nobody to write to.", self.name))
        stored = {
            document.addressee_id.commercial_partner_id: document
            for document in self.sudo().document_ids
            if document.approved_at
        }
        letters = [
            stored[firm]._content() if firm in stored else decision_pdf(self.sudo(), firm) for firm in firms
        ]
        return self.env["ir.actions.report"]._merge(letters)
