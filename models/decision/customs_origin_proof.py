from odoo import api, models
from odoo.tools import SQL

from ...tools.dates import long_date
from ..law import procedure_versions

# Proofs whose goods are heavier than the proof allows (RS12.5, RS13.3), to the last gram. The sum over the
# goods of the proof counts only where all of them state a gross weight, as in `_states_all_weights`.
TOO_HEAVY = SQL(
    """
    SELECT p.id
      FROM customs_origin_proof p
      JOIN customs_proof_type t ON t.id = p.proof_type_id
           AND COALESCE(t.weight_article, '') <> '' AND t.weight_ground_id IS NOT NULL
      JOIN (SELECT l.proof_id, sum(l.gross_weight_kg) AS declared, bool_or(l.preference_claimed) AS claimed
              FROM customs_declaration_line l WHERE l.proof_id IS NOT NULL GROUP BY l.proof_id) AS used
        ON used.proof_id = p.id AND used.claimed
      JOIN (SELECT proof_id, sum(gross_weight_kg) AS stated, bool_and(gross_weight_kg > 0) AS complete
              FROM customs_origin_proof_line GROUP BY proof_id) AS goods
        ON goods.proof_id = p.id AND goods.complete
     WHERE COALESCE(NULLIF(p.actual_gross_weight_kg, 0), used.declared) * 100
           > goods.stated * (100 + t.weight_tolerance_percent)
    """
)
# Annulled by the body that issued it (RS11.1.3). One that was replaced by another certificate is no false
# proof: its goods are those of the new one (RS12.8).
ANNULLED = SQL(
    """
    SELECT p.id
      FROM customs_origin_proof p
     WHERE p.annulled_on IS NOT NULL AND p.annulled_by_id IS NULL
       AND EXISTS (SELECT 1 FROM customs_declaration_line l
                    WHERE l.proof_id = p.id AND l.preference_claimed IS TRUE)
       AND EXISTS (SELECT 1 FROM customs_consequence c JOIN customs_procedure r ON r.id = c.procedure_id
                    WHERE r.agreement_id = p.agreement_id AND c.outcome = 'false')
    """
)
# The paper original, or a certificate instead of the proof, was demanded and not presented (RS11.1.6). Which
# proofs these are follows from the day, which is each authority's own.
NO_ORIGINAL = SQL(
    """
    SELECT p.id
      FROM customs_origin_proof p
      JOIN customs_proof_type t ON t.id = p.proof_type_id AND t.original_ground_id IS NOT NULL
     WHERE EXISTS (SELECT 1 FROM customs_declaration_line l
                    WHERE l.proof_id = p.id AND l.preference_claimed IS TRUE)
    """
)
QUERIES = {"overweight": TOO_HEAVY, "annulled": ANNULLED, "original": NO_ORIGINAL}


class CustomsOriginProof(models.Model):
    """What a proof's own facts mean for the goods that use it: proposed refusals (RS11.1.3, .5, .6)."""

    _name = "customs.origin.proof"
    _inherit = ["customs.origin.proof", "customs.decision.source.mixin"]

    def _decision_person(self):
        return self.exporter_id

    def _decision_scope(self):
        return "proof"

    def action_propose_refusal(self):
        """Propose now what the facts of the proof mean for its goods; the daily job does it too.

        :raises AccessError: the user may not change the proof
        """
        self.ensure_one()
        self.check_access("write")
        self.sudo()._propose_refusals()
        if self.sudo().decision_ids:
            return self.action_open_decisions()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "There is no ground for refusal: the proof is not annulled, the weight of the declared "
                    "goods is within the tolerance, and no paper original is missing."
                ),
            },
        }

    def _propose_refusals(self):
        """Propose for these proofs what their facts say, and take back what they no longer say."""
        for trigger, ids in self._with_ground(self.ids).items():
            for proof in self:
                if proof.id in ids:
                    proof._propose_one(trigger)
                else:
                    reason = self.env._("No longer justified: the proof or its goods were changed.")
                    proof._withdraw_refusal(trigger, reason)
        self.decision_ids._refresh_goods()

    @api.model
    def _with_ground(self, ids=None):
        """Return trigger -> ids of the proofs (of ``ids``, else of all) that give a ground for a refusal."""
        for model in (self._name, "customs.origin.proof.line", "customs.declaration.line"):
            self.env[model].flush_model()
        found = {}
        for trigger, query in QUERIES.items():
            some = SQL("%s AND p.id = ANY(%s)", query, list(ids)) if ids is not None else query
            if trigger == "original":
                missing = self.sudo().search(self._original_not_presented()).ids
                some = SQL("%s AND p.id = ANY(%s)", some, missing)
            found[trigger] = {row for (row,) in self.env.execute_query(some)}
        return found

    def _propose_one(self, trigger):
        self.ensure_one()
        if trigger == "overweight":
            ground, article = self.proof_type_id.weight_ground_id, self.proof_type_id.weight_article
            reason = "\n".join(self._weight_doubts())
        elif trigger == "original":
            ground, article = self.proof_type_id.original_ground_id, self.original_reason_id.article
            reason = self._why_no_original()
        else:
            ground = self._false_ground()
            article = ground.article
            reason = self.env._(
                "%(proof)s was annulled on %(day)s. %(why)s",
                proof=self.display_name,
                day=long_date(self.annulled_on, self.env.lang),
                why=self.annulment_reason or "",
            ).strip()
        return self._propose_refusal(ground, trigger, reason, article, fact_on=self._today())

    def _after_original(self):
        """A refusal follows from an original that was not presented, and ends when it is (RS11.1.6)."""
        result = super()._after_original()
        self.sudo()._propose_refusals()
        return result

    def _false_ground(self):
        """Return the ground on which a false proof rests, as a procedure of its agreement names it."""
        today = self.importing_authority_id._today()
        procedures = self.agreement_id.sudo().procedure_ids.filtered(
            lambda procedure: procedure_versions.holds_on(procedure, today)
        )
        return procedures.consequence_ids.filtered(lambda row: row.outcome == "false")[:1].ground_id
