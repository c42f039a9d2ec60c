from odoo import api, fields, models

from ...tools import exact
from ...tools.citing import with_article
from ...tools.dates import decimal_number, long_date
from .claim_checks import FAILED, UNKNOWN


class CustomsOriginProof(models.Model):
    """What the declarations that use a proof say of it: one consignment, its weight, its value."""

    _inherit = "customs.origin.proof"

    declaration_line_ids = fields.One2many("customs.declaration.line", "proof_id", string="Used by")
    declared_gross_weight_kg = fields.Float(
        string="Declared Gross Weight (kg)", compute="_compute_declared_weight", digits=(16, 3)
    )
    actual_gross_weight_kg = fields.Float(
        string="Gross Weight Found (kg)",
        digits=(16, 3),
        tracking=True,
        copy=False,
        help="Gross weight of all goods of the proof, if they were weighed. It counts instead of the "
        "declared weight.",
    )
    _actual_weight_not_negative = models.Constraint(
        "CHECK(COALESCE(actual_gross_weight_kg, 0) >= 0)", "The gross weight found must not be negative."
    )

    weight_excess_percent = fields.Float(
        string="Weight above the Proof (%)",
        compute="_compute_declared_weight",
        digits=(16, 2),
        help="Percentage by which the actual gross weight exceeds the proof's.",
    )
    weight_exceeded = fields.Boolean(
        string="Overweight",
        compute="_compute_declared_weight",
        help="The actual gross weight exceeds the proof's by more than the agreement allows, which is "
        "a ground for refusal.",
    )
    use_doubts = fields.Text(
        string="Doubts about Its Use",
        compute="_compute_use_doubts",
        help="Doubts raised by the declarations that use the proof: a certificate covers one "
        "consignment of its weight and value while it is valid.",
    )

    marks = fields.Char(
        string="Warnings",
        compute="_compute_marks",
        help="Missing specimen, overweight goods, doubts about its use or empty boxes.",
    )

    @api.depends(
        "declaration_line_ids.gross_weight_kg",
        "actual_gross_weight_kg",
        "line_ids.gross_weight_kg",
        "proof_type_id.weight_tolerance_percent",
        "proof_type_id.weight_article",
    )
    def _compute_declared_weight(self):
        sums = dict(
            self.env["customs.declaration.line"]
            .sudo()
            ._read_group([("proof_id", "in", self.ids)], ["proof_id"], ["gross_weight_kg:sum"])
        )
        for proof in self:
            terms, declared = proof.proof_type_id, sums.get(proof._origin, 0.0)
            stated = proof.total_gross_weight_kg if proof._states_all_weights() else 0.0
            actual = proof.actual_gross_weight_kg or declared
            excess = (actual - stated) / stated * 100 if stated else 0.0
            proof.declared_gross_weight_kg = declared
            proof.weight_excess_percent = max(excess, 0.0)
            proof.weight_exceeded = bool(terms.weight_article and stated) and exact.exceeds(
                actual, stated, terms.weight_tolerance_percent
            )

    def _states_all_weights(self):
        """Tell whether all goods have a gross weight; otherwise there is no sum to compare."""
        return bool(self.line_ids) and all(line.gross_weight_kg for line in self.line_ids)

    @api.depends(
        "weight_exceeded",
        "valid_until",
        "annulled_on",
        "issued_on",
        "exporter_id",
        "consignee_id",
        "importer_id",
        "remark_ids",
        "original_id",
        "declaration_line_ids.preference_claimed",
        "declaration_line_ids.registered_on",
        "declaration_line_ids.importer_id",
        "declaration_line_ids.exporter_id",
        "declaration_line_ids.limit_value",
    )
    def _compute_use_doubts(self):
        copies = self.sudo().search([("original_id", "in", self.ids)]) if self.ids else self.browse()
        family = self._origin.sudo() | self._origin.sudo().original_id | copies
        use = {
            proof: values
            for proof, *values in self.env["customs.declaration.line"]
            .sudo()
            ._read_group(
                [("proof_id", "in", family.ids)],
                ["proof_id"],
                ["importer_id:recordset", "exporter_id:recordset", "registered_on:min"],
            )
        }
        claimed_on = dict(
            self.env["customs.declaration.line"]
            .sudo()
            ._read_group(
                [("proof_id", "in", self.ids), ("preference_claimed", "=", True)],
                ["proof_id"],
                ["registered_on:max"],
            )
        )
        for proof in self:
            origin = proof._origin
            doubts = []
            if origin in use:
                importers, exporters, first_on = use[origin]
                relatives = origin.sudo().original_id | copies.filtered(
                    lambda copy, of=origin: copy.original_id == of
                )
                doubts = proof._consignment_doubts(
                    importers, exporters, relatives.filtered(lambda other: other in use)
                )
                doubts += (
                    proof._weight_doubts() + proof._remark_doubts(first_on) + proof._reasons_over_limit()
                )
            if origin in claimed_on:
                doubts += proof._reasons_not_usable(claimed_on[origin])
            proof.use_doubts = "\n".join(doubts) or False

    def _consignment_doubts(self, importers, exporters, relatives):
        """One certificate covers one consignment: of its exporter, to its importer, once (RS12.4).

        A consignment may be declared in parts, so several declarations alone raise no doubt. Other persons
        do, and so do declarations that use both a certificate and its duplicate.
        """
        article = self.agreement_id._cite(self.proof_type_id.article)
        doubts = []
        if len(importers.commercial_partner_id) > 1:
            doubts.append(
                self.env._(
                    "Used by several importers: %(names)s (%(article)s).",
                    names=", ".join(importers.commercial_partner_id.mapped("display_name")),
                    article=article,
                )
            )
        for label, stated, declared in (
            (self.env._("importer"), self._importer(), importers),
            (self.env._("exporter"), self.exporter_id, exporters),
        ):
            others = declared.commercial_partner_id - stated.sudo().commercial_partner_id
            if stated and others:
                doubts.append(
                    self.env._(
                        "Declared with a different %(role)s: %(names)s (%(article)s).",
                        role=label,
                        names=", ".join(others.mapped("display_name")),
                        article=article,
                    )
                )
        if relatives:
            doubts.append(
                self.env._(
                    "Declarations use both this proof and %(proofs)s, which is the same certificate "
                    "(%(article)s).",
                    proofs=", ".join(relatives.mapped("display_name")),
                    article=article,
                )
            )
        return doubts

    def _weight_doubts(self):
        """The actual weight exceeds the proof's by more than is allowed (RS12.5, RS13.3), or is not known."""
        terms = self.proof_type_id
        if not terms.weight_article:
            return []
        if self.weight_exceeded:
            return [self._overweight_text()]
        if not self._states_all_weights():
            text = self.env._(
                "The proof does not state the gross weight of all goods, so the weight cannot be compared."
            )
            return [with_article(text, self.agreement_id._cite(terms.weight_article))]
        return []

    def _excess_percent(self):
        """Return by how many per cent the actual weight is above the proof's, to the sixth decimal."""
        actual = self.actual_gross_weight_kg or self.declared_gross_weight_kg
        return round((actual / self.total_gross_weight_kg - 1) * 100, 6)

    def _overweight_text(self):
        terms, lang = self.proof_type_id, self.env.lang
        values = {
            "stated": decimal_number(self.total_gross_weight_kg, lang, 3),
            "excess": exact.amount(self._excess_percent(), terms.weight_tolerance_percent),
            "allowed": terms.weight_tolerance_percent,
        }
        if self.actual_gross_weight_kg:
            text = self.env._(
                "The gross weight found, %(actual)s kg, exceeds the proof's %(stated)s kg by %(excess)s %%; "
                "%(allowed)g %% is allowed.",
                actual=decimal_number(self.actual_gross_weight_kg, lang, 3),
                **values,
            )
        else:
            text = self.env._(
                "Declared gross weight %(declared)s kg exceeds the proof's %(stated)s kg by %(excess)s %%; "
                "%(allowed)g %% is allowed.",
                declared=decimal_number(self.declared_gross_weight_kg, lang, 3),
                **values,
            )
        ground = terms.weight_ground_id.display_name or self.env._("none")
        return " ".join(
            (
                with_article(text, self.agreement_id._cite(terms.weight_article)),
                self.env._("Ground for refusal: %(ground)s.", ground=ground),
            )
        )

    def _remark_doubts(self, first_on):
        """Goods imported before the issue had been exported before it: a remark says so (RS12.6)."""
        remark = self.proof_type_id.remark_ids.filtered(lambda known: known.kind == "retrospective")
        if not remark or not first_on or not self.issued_on or first_on >= self.issued_on or self.remark_ids:
            return []
        return [
            self.env._(
                "Issued on %(issued)s, after its goods were declared on %(declared)s, without the "
                "remark '%(words)s' "
                "(%(article)s).",
                issued=long_date(self.issued_on, self.env.lang),
                declared=long_date(first_on, self.env.lang),
                words=remark.wording,
                article=self.agreement_id._cite(remark.article),
            )
        ]

    def _uses(self):
        """Declarations use a proof, too."""
        uses = super()._uses()
        lines = self.env["customs.declaration.line"].sudo()
        for proof, declarations in lines._read_group(
            [("proof_id", "in", self.ids)], ["proof_id"], ["declaration_id:recordset"]
        ):
            uses[proof] += declarations[:3].mapped("display_name")
        return uses

    def _reasons_over_limit(self):
        """Return why the consignment is worth more than this proof will do for (RS13.1), as sentences."""
        self.ensure_one()
        terms = self.proof_type_id
        if not terms.value_limit:
            return []
        if unknown := self._reasons_value_unknown():
            return unknown
        lines = self.sudo().declaration_line_ids
        value = exact.total(lines.mapped("limit_value"))
        if not exact.exceeds(value, terms.value_limit):
            return []
        text = self.env._(
            "%(proof)s: the value of the declarations that use it is %(value)s %(currency)s, but "
            "it may be used only up to %(limit).2f %(currency)s.",
            proof=self.display_name,
            value=exact.amount(value, terms.value_limit),
            currency=terms.limit_currency_id.name or "",
            limit=terms.value_limit,
        )
        return [with_article(text, self.agreement_id._cite(terms.value_article or terms.article))]

    def _reasons_value_unknown(self):
        """Return why the consignment's value cannot be compared with a limit: there is no rate (RS13.1)."""
        lines = self.sudo().declaration_line_ids
        unknown = lines.filtered(lambda line: line.customs_value and not line.limit_value)[:1]
        if not unknown:
            return []
        article = self.agreement_id._cite(self.proof_type_id.article)
        return [self.agreement_id._no_rate_message(unknown.currency_id, unknown.registered_on, article)]

    # What verifications and visits found of proofs, for many of them at once (RS10.1, RS15.6c, RS16.10).

    def _findings(self):
        """Return what speaks against these proofs: {proof: [(goods of it or none, state, sentence)]}."""
        found = {}
        for proof, goods, state, text in (*self._results_against(), *self._reports_against()):
            found.setdefault(proof, []).append((goods, state, text))
        return found

    def _results_against(self):
        """Results of documentary verifications that answer "no", or do not allow a conclusion (RS15.8)."""
        requests = self.env["customs.verification.request"].sudo()
        answered = requests.search([("proof_ids", "in", self.ids), ("result_received_on", "!=", False)])
        for request in answered:
            answered_no = request._answered_no().mapped("name")
            if request.is_sufficient and not answered_no:
                continue
            text = (
                self.env._(
                    "%(case)s, result of %(day)s: \"no\" to '%(questions)s'.",
                    case=request.name,
                    day=long_date(request.result_received_on, self.env.lang),
                    questions="', '".join(answered_no),
                )
                if answered_no
                else self.env._(
                    "%(case)s: the result of %(day)s does not allow a conclusion: %(why)s.",
                    case=request.name,
                    day=long_date(request.result_received_on, self.env.lang),
                    why=request._why_insufficient().rstrip("."),
                )
            )
            for proof in request.proof_ids & self:
                yield proof, None, FAILED if answered_no else UNKNOWN, text

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
                    day=long_date(goods.visit_id.report_approved_on, self.env.lang),
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

    # What lists and cards say of a proof in a word: why one should look at it again.

    @api.depends("specimen_known", "weight_exceeded", "use_doubts", "missing_boxes", "breach_ids")
    def _compute_marks(self):
        for proof in self:
            marks = (
                (not proof.specimen_known, self.env._("No specimen")),
                (proof.weight_exceeded, self.env._("Overweight")),
                (proof.use_doubts and not proof.weight_exceeded, self.env._("Doubts about its use")),
                (proof.missing_boxes, self.env._("Boxes empty")),
                (proof.breach_ids, self.env._("Form not as required")),
            )
            proof.marks = ", ".join(text for wrong, text in marks if wrong) or False
