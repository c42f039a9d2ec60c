from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COUNTED = ("proposed", "decided")  # the decisions whose goods belong to the case


class CustomsCaseMixin(models.AbstractModel):
    """What a case means for trade: the duty of the declared goods that it is about.

    These are the goods under its suspensions (RS16.12), those of its decisions, and those that use the proofs
    of origin in question and claim the preference (RS16.6). Each counts once, in its own currency.
    """

    _inherit = "customs.case.mixin"

    trade_figures = fields.Json(
        string="Effect on Trade",
        compute="_compute_trade_figures",
        help="Declared goods and their duty: at stake, suspended, restorable, refused, restored, expired.",
    )
    trade_line_count = fields.Integer(string="Declared Goods", compute="_compute_trade_figures")

    def _compute_trade_figures(self):
        found = self.env["customs.preference.analysis"]._figures(self._goods_in_trade()) if self.ids else {}
        for case in self:
            figures = found.get(case._origin.id, [])
            case.trade_figures = figures
            case.trade_line_count = sum(figure["lines"] for figure in figures)

    def _goods_in_trade(self):
        """Return the SQL of (case, line) pairs of these cases; a pair may come up more than once."""
        return SQL(" UNION ALL ").join(self._sources_of_goods())

    def _sources_of_goods(self):
        """Return the queries of (case, line) pairs; a kind of case adds its own."""
        self.env["customs.preference.decision"].flush_model()
        self.env["customs.preference.decision.line"].flush_model()
        return [
            SQL(
                """
                SELECT d.res_id, dl.line_id
                  FROM customs_preference_decision d
                  JOIN customs_preference_decision_line dl ON dl.decision_id = d.id
                 WHERE d.res_model = %s AND d.res_id = ANY(%s) AND d.state = ANY(%s)
                   AND dl.left_out IS NOT TRUE
                """,
                self._name,
                self.ids,
                list(COUNTED),
            )
        ]

    def _domain_of_goods(self):
        """Return the same goods as a domain of `customs.preference.analysis`."""
        return Domain(
            "line_id.decision_line_ids",
            "any",
            [
                ("left_out", "=", False),
                ("decision_id.res_model", "=", self._name),
                ("decision_id.res_id", "in", self.ids),
                ("decision_id.state", "in", COUNTED),
            ],
        )

    def action_open_trade(self):
        """Open the analysis of the declared goods of these cases."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customs_verification.action_customs_preference_analysis"
        )
        return action | {
            "domain": list(self._domain_of_goods()),
            "context": {},
            "views": [(False, "list"), (False, "kanban"), (False, "pivot"), (False, "graph")],
        }

    @api.model
    def _goods_of_proofs(self, pairs):
        """Return the SQL of (case, line) for the ``pairs`` (SQL) of (case, proof)."""
        self.env["customs.declaration.line"].flush_model(["proof_id", "preference_claimed"])
        return SQL(
            """
            SELECT pair.case_id, l.id
              FROM (%s) AS pair (case_id, proof_id)
              JOIN customs_declaration_line l ON l.proof_id = pair.proof_id
             WHERE l.preference_claimed IS TRUE
            """,
            pairs,
        )

    @api.model
    def _domain_of_proofs(self, proofs):
        return Domain("line_id.proof_id", "in", proofs.ids) & Domain("preference_state", "!=", "not_claimed")

    def _xlsx_preference(self):
        """Return the XLSX of the goods of these cases; of those of all cases when none is chosen."""
        cases = self or self.search([])  # pylint: disable=no-search-all  # all are asked for
        return self.env["customs.preference.analysis"]._workbook(cases._domain_of_goods())
