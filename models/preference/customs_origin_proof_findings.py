from odoo import models

from .customs_declaration_line_checks import FAILED, UNKNOWN


class CustomsOriginProof(models.Model):
    """What verifications and visits found of proofs, for many of them at once (RS10.1, RS15.6c, RS16.10)."""

    _inherit = "customs.origin.proof"

    def _findings(self):
        """Return what speaks against these proofs: {proof: [(goods of it or none, state, sentence)]}."""
        found = {}
        for proof, goods, state, text in (*self._results_against(), *self._reports_against()):
            found.setdefault(proof, []).append((goods, state, text))
        return found

    def _results_against(self):
        """Results of documentary verifications that deny something, or do not allow a conclusion (RS15.8)."""
        requests = self.env["customs.verification.request"].sudo()
        answered = requests.search([("proof_ids", "in", self.ids), ("result_received_on", "!=", False)])
        for request in answered:
            denied = [
                request._fields[name]._description_string(self.env)
                for name in ("authentic", "originating", "rules_met")
                if request[name] == "no"
            ]
            if request.is_sufficient and not denied:
                continue
            text = (
                self.env._(
                    "%(case)s, result of %(day)s: no to '%(questions)s'.",
                    case=request.name,
                    day=request.result_received_on,
                    questions="', '".join(denied),
                )
                if denied
                else self.env._(
                    "%(case)s: the result of %(day)s does not answer all three questions.",
                    case=request.name,
                    day=request.result_received_on,
                )
            )
            for proof in request.proof_ids & self:
                yield proof, None, FAILED if denied else UNKNOWN, text

    def _reports_against(self):
        """Approved reports of visits which say that goods do not comply (RS16.10.8)."""
        goods_found = (
            self.env["customs.visit.goods"]
            .sudo()
            .search(
                [
                    ("proof_id", "in", self.ids),
                    ("conclusion", "=", "not_complies"),
                    ("visit_id.report_approved_on", "!=", False),
                ]
            )
        )
        for goods in goods_found:
            yield (
                goods.proof_id,
                goods.proof_line_id,
                FAILED,
                self.env._(
                    "%(visit)s, report of %(day)s: does not comply. %(reason)s",
                    visit=goods.visit_id.name,
                    day=goods.visit_id.report_approved_on,
                    reason=goods.conclusion_reason or "",
                ).strip(),
            )

    def _used_unweighed(self):
        """Return the proofs that goods without a gross weight use: their sum is not known (RS12.5)."""
        lines = self.env["customs.declaration.line"].sudo()
        rows = lines._read_group([("proof_id", "in", self.ids), ("gross_weight_kg", "=", 0)], ["proof_id"])
        return {proof for [proof] in rows}

    def _fetch_originals(self):
        """Read the originals of duplicates for all at once: they are looked up one after the other later."""
        proofs, known = self.sudo(), self.browse()
        while proofs:
            known |= proofs
            proofs.fetch(["original_id", "annulled_on"])
            proofs = proofs.original_id - known
