from odoo import api, fields, models

from ...tools import periods, remark_text

# The boxes of form CT-2 (RS18), by the fields of the head that hold them.
BOXES = {
    "exporter_id": 1,
    "consignee_id": 2,
    "transport": 3,
    "number": 4,
    "issue_country_id": 4,
    "submission_country_id": 4,
    "official_remarks": 5,
    "remark_ids": 5,
    "issuing_body_id": 12,
    "issued_on": 12,
    "signatory": 12,
    "stamp_present": 12,
    "applicant_name": 13,
    "applicant_on": 13,
    "origin_country_id": 13,
}
# What the paper says, in its boxes and beside them.
CONTENT = (
    *BOXES,
    "agreement_id",
    "proof_type_id",
    "importing_authority_id",
    "original_id",
    "replaced_id",
    "basis_id",
    "customs_value",
    "currency_id",
)


class CustomsOriginProof(models.Model):
    """A proof of origin: certificate of origin form CT-2 with its 13 boxes, or a declaration of origin.

    Weights are in kg. Validity, value limit and retention come from the type of proof, as the agreement
    sets them (RS12, RS13). A wrong proof is refused with every reason named. What is registered is kept:
    its files and, once a case or a declaration uses it, its goods; its retention never becomes shorter.
    """

    _name = "customs.origin.proof"
    _description = "Proof of Origin"
    _inherit = ["customs.inner.thread.mixin", "customs.checked.mixin"]
    _order = "issued_on desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number"]
    _part_fields = ("line_ids", "invoice_ids")
    _checked_fields = frozenset((*CONTENT, "line_ids", "invoice_ids", "paper_original_on", "annulled_on"))
    _guarded_fields = frozenset(["annulled_by_id", "verification_request_ids"])

    agreement_id = fields.Many2one(
        "customs.agreement",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("kind", "=", "agreement")],
    )
    proof_type_id = fields.Many2one(
        "customs.proof.type",
        required=True,
        ondelete="restrict",
        domain="[('agreement_id', '=', agreement_id)]",
    )
    kind = fields.Selection(related="proof_type_id.kind")
    importing_authority_id = fields.Many2one(
        "customs.authority",
        string="Registered by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.customs_authority_ids.filtered("is_customs_authority")[:1],
        domain="[('is_customs_authority', '=', True)]",
    )
    exporter_id = fields.Many2one(
        "res.partner",
        string="Exporter or Consignor",
        required=True,
        index=True,
        ondelete="restrict",
        help="Box 1.",
    )
    consignee_id = fields.Many2one(
        "res.partner", string="Importer or Consignee", index=True, ondelete="restrict", help="Box 2."
    )
    transport = fields.Text(string="Means of Transport and Route", help="Box 3.")
    number = fields.Char(required=True, index="trigram", tracking=True, help="Box 4.")
    issue_country_id = fields.Many2one("res.country", string="Issued in", required=True, help="Box 4.")
    submission_country_id = fields.Many2one("res.country", string="For Submission in", help="Box 4.")
    official_remarks = fields.Text(string="For Official Use", help="Box 5.")
    remark_ids = fields.Many2many(
        "customs.proof.remark",
        string="Remarks of Box 5",
        ondelete="restrict",
        domain="[('proof_type_id', '=', proof_type_id)]",
        help="Retrospective, duplicate, replacement, back-to-back (RS12.6-RS12.9).",
    )
    original_id = fields.Many2one(
        "customs.origin.proof", string="Duplicate of", index="btree_not_null", ondelete="restrict"
    )
    replaced_id = fields.Many2one(
        "customs.origin.proof", string="Issued instead of", index="btree_not_null", ondelete="restrict"
    )
    basis_id = fields.Many2one(
        "customs.origin.proof", string="Issued on the Basis of", index="btree_not_null", ondelete="restrict"
    )
    verification_request_ids = fields.Many2many(
        "customs.verification.request", string="Documentary Verifications", copy=False
    )
    line_ids = fields.One2many("customs.origin.proof.line", "proof_id", string="Goods", help="Boxes 6 to 11.")
    invoice_ids = fields.One2many(
        "customs.origin.proof.invoice", "proof_id", string="Invoices", help="Box 11."
    )
    issuing_body_id = fields.Many2one(
        "customs.authority",
        string="Certified by",
        ondelete="restrict",
        domain="[('is_authorised_body', '=', True)]",
        help="Box 12.",
    )
    issued_on = fields.Date(
        string="Issued or Signed on",
        required=True,
        tracking=True,
        help="Box 12; a declaration's date of signature.",
    )
    signatory = fields.Char(string="Signed by", help="Box 12; the maker of a declaration.")
    stamp_present = fields.Boolean(string="Stamp", help="Box 12: the stamp of the authorised body is there.")
    applicant_name = fields.Char(string="Applicant's Signatory", help="Box 13.")
    applicant_on = fields.Date(string="Applicant Signed on", help="Box 13.")
    origin_country_id = fields.Many2one("res.country", string="Country of Origin", help="Box 13.")
    customs_value = fields.Monetary(
        currency_field="currency_id",
        help="Customs value of the consignment: a declaration has a limit (RS13.1).",
    )
    currency_id = fields.Many2one(
        "res.currency",
        # By its number: env.ref asks the database anew for each proof of an import.
        default=lambda self: self.env["ir.model.data"]._xmlid_to_res_id("base.EUR"),
    )
    total_gross_weight_kg = fields.Float(
        string="Gross Weight (kg)", compute="_compute_total_weight", store=True, digits=(16, 3)
    )
    paper_original_on = fields.Date(
        string="Paper Original Seen on", help="On doubt the original is demanded (RS14.3)."
    )
    number_key = fields.Char(compute="_compute_number_key", store=True)
    counts_from_on = fields.Date(
        string="Validity Counts from",
        compute="_compute_counts_from_on",
        store=True,
        recursive=True,
        help="The day of issue; for a duplicate that of the first original (RS12.7).",
    )
    valid_until = fields.Date(compute="_compute_valid_until", store=True, index=True)
    retention_until = fields.Date(
        string="Kept until", compute="_compute_retention_until", store=True, help="RS12.10, RS13.6."
    )
    annulled_on = fields.Date(tracking=True, copy=False, help="The day of its annulment (RS12.8, RS15.6d).")
    annulment_reason = fields.Char(tracking=True, copy=False)
    annulled_by_id = fields.Many2one(
        "customs.origin.proof",
        string="Annulled by",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The certificate that was issued instead of this one (RS12.8).",
    )
    specimen_known = fields.Boolean(
        string="Specimen Exchanged",
        compute="_compute_specimen_known",
        help="The authorised body had exchanged its specimens when it issued the proof (RS15.1-3).",
    )
    missing_boxes = fields.Text(
        compute="_compute_missing_boxes", help="Boxes that the proof leaves empty (RS12.1)."
    )
    file = fields.Binary(string="Scan", attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    active = fields.Boolean(default=True)

    # In one register only: a refusal across registers would tell one authority what another one holds (CU-A).
    _number_uniq = models.UniqueIndex(
        "(importing_authority_id, proof_type_id, issue_country_id, number_key)",
        "A proof of this type and country with this number is already in the register of this authority: "
        "one certificate covers one consignment (Annex 3, Art. 12(4)).",
    )

    @api.depends("number", "proof_type_id.code", "issued_on")
    def _compute_display_name(self):
        for proof in self:
            issued_on = proof.issued_on and fields.Date.to_string(proof.issued_on)
            parts = (proof.proof_type_id.code, proof.number, issued_on)
            proof.display_name = " ".join(part for part in parts if part)

    @api.depends("number")
    def _compute_number_key(self):
        for proof in self:
            proof.number_key = remark_text.number_key(proof.number)

    @api.depends("line_ids.gross_weight_kg")
    def _compute_total_weight(self):
        for proof in self:
            proof.total_gross_weight_kg = sum(proof.line_ids.mapped("gross_weight_kg"))

    @api.depends("issued_on", "original_id.counts_from_on", "remark_ids.counts_from_original")
    def _compute_counts_from_on(self):
        for proof in self:
            original = (
                any(proof.remark_ids.mapped("counts_from_original")) and proof.original_id.counts_from_on
            )
            proof.counts_from_on = original or proof.issued_on

    @api.depends("counts_from_on", "proof_type_id.validity_length", "proof_type_id.validity_unit")
    def _compute_valid_until(self):
        for proof in self:
            terms = proof.proof_type_id
            proof.valid_until = self._last_day(
                proof.counts_from_on, terms.validity_length, terms.validity_unit
            )

    @api.depends("issued_on", "proof_type_id.retention_length", "proof_type_id.retention_unit")
    def _compute_retention_until(self):
        """Keep the later day: no correction, of the proof or of its type, makes the retention shorter."""
        for proof in self:
            terms, former = proof.proof_type_id, proof.retention_until
            kept = self._last_day(proof.issued_on, terms.retention_length, terms.retention_unit)
            proof.retention_until = max(filter(None, (former, kept)), default=False)

    @api.model
    def _last_day(self, day, length, unit):
        """Return the last day of a term from ``day``; none from a day that no calendar reaches."""
        try:
            return periods.last_day(day, periods.Term(length, unit)) if day and length and unit else False
        except ValueError:
            return False

    @api.depends(
        "agreement_id",
        "issued_on",
        "proof_type_id.kind",
        "issuing_body_id.specimen_ids.agreement_id",
        "issuing_body_id.specimen_ids.valid_from",
        "issuing_body_id.specimen_ids.valid_to",
    )
    def _compute_specimen_known(self):
        for proof in self:
            body = proof.issuing_body_id
            proof.specimen_known = proof.kind == "declaration" or bool(
                body and proof.issued_on and body._has_valid_specimen(proof.agreement_id, proof.issued_on)
            )

    @api.depends(
        "kind",
        "consignee_id",
        "transport",
        "submission_country_id",
        "line_ids.package_count",
        "line_ids.package_kind",
        "invoice_ids",
        "issuing_body_id",
        "signatory",
        "stamp_present",
        "applicant_name",
        "applicant_on",
        "origin_country_id",
        "customs_value",
    )
    def _compute_missing_boxes(self):
        for proof in self:
            proof.missing_boxes = "\n".join(proof._empty_boxes()) or False

    def _empty_boxes(self):
        """Return the boxes that are empty, as sentences (RS12.1, RS18); a declaration of origin has fewer."""
        self.ensure_one()
        everywhere, certificate, declaration = (True, True), (True, False), (False, True)
        boxes = [
            (everywhere, self.consignee_id, self.env._("Box 2: importer or consignee")),
            (certificate, self.transport, self.env._("Box 3: means of transport and route")),
            (certificate, self.submission_country_id, self.env._("Box 4: country for submission")),
            (everywhere, self.line_ids, self.env._("Boxes 6 to 10: goods")),
            *(
                (
                    certificate,
                    line.package_count and line.package_kind,
                    line._field_title("package_kind", line.position),
                )
                for line in self.line_ids
            ),
            (everywhere, self.invoice_ids, self.env._("Box 11: invoices")),
            (certificate, self.issuing_body_id, self.env._("Box 12: authorised body")),
            (everywhere, self.signatory, self.env._("Box 12: signatory")),
            (certificate, self.stamp_present, self.env._("Box 12: stamp of the authorised body")),
            (
                certificate,
                self.applicant_name and self.applicant_on,
                self.env._("Box 13: applicant's declaration"),
            ),
            (everywhere, self.origin_country_id, self.env._("Box 13: country of origin")),
            (declaration, self.customs_value, self.env._("Customs value of the consignment (Art. 13(1))")),
        ]
        kind = self.kind == "declaration"
        return [text for where, value, text in boxes if where[kind] and not value]

    def _problems_title(self):
        self.ensure_one()
        return self.env._("Proof of origin %s:", self.number or "")

    @api.model
    def _field_title(self, name, number=None):
        label = super()._field_title(name, number)
        return self.env._("Box %(box)s: %(field)s", box=BOXES[name], field=label) if name in BOXES else label

    def _today(self):
        """Return today where the proof is registered."""
        self.ensure_one()
        authority = self.importing_authority_id
        return authority._today() if authority else fields.Date.context_today(self)

    # May it serve a declaration?

    def _reasons_not_usable(self, registered_on):
        """Return why the proof cannot serve a declaration registered on ``registered_on``, as sentences.

        Empty when it can. Looks at validity (RS12.4, RS13.2), annulment (RS12.8) and specimens (RS15.1-3).
        """
        return self._reasons_not_valid(registered_on) + self._reasons_no_specimen()

    def _reasons_not_valid(self, registered_on):
        """Return why the proof was not valid on that day: expired or annulled (RS12.4, RS12.8, RS13.2)."""
        self.ensure_one()
        reasons = []
        if registered_on and self.valid_until and registered_on > self.valid_until:
            reasons.append(
                self.env._(
                    "%(proof)s was valid until %(until)s; the declaration was registered on %(day)s "
                    "(%(article)s).",
                    proof=self.display_name,
                    until=self.valid_until,
                    day=registered_on,
                    article=self.proof_type_id.article,
                )
            )
        for proof in self._with_originals():
            if registered_on and proof.annulled_on and proof.annulled_on <= registered_on:
                reasons.append(
                    self.env._(
                        "%(proof)s was annulled on %(day)s.", proof=proof.display_name, day=proof.annulled_on
                    )
                )
        return reasons

    def _reasons_no_specimen(self):
        """Return that the body which issued it had exchanged no specimen, where it is so (RS15.1-3)."""
        self.ensure_one()
        if self.specimen_known:
            return []
        return [
            self.env._(
                "%s: no specimen of its authorised body was exchanged for the day of issue.",
                self.display_name,
            )
        ]

    def _with_originals(self):
        """Return the proof and the ones it is a duplicate of: they are one certificate (RS12.7)."""
        proofs = self.sudo()
        while (original := proofs[-1:].original_id) and original not in proofs:
            proofs += original
        return proofs

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create([self._tidied(vals) for vals in vals_list])
        proofs.filtered("replaced_id")._annul_replaced()
        return proofs

    def write(self, vals):
        result = super().write(self._tidied(vals))
        if vals.keys() & {"replaced_id", "remark_ids", "issued_on", "number"}:
            self._annul_replaced()
        return result

    @api.model
    def _tidied(self, vals):
        """Return ``vals`` with the number as one reads it: spaces around and doubled ones do not count."""
        if isinstance(vals.get("number"), str):
            return {**vals, "number": " ".join(vals["number"].split())}
        return vals

    def _annul_replaced(self):
        """The certificate in whose place another was issued is annulled on that day (RS12.8)."""
        known = self.with_context(active_test=False).search([("annulled_by_id", "in", self.ids)])
        for proof in self:
            replaces = any(proof.remark_ids.mapped("annuls_original"))
            replaced = proof.replaced_id if replaces else self.browse()
            released = self.browse(other.id for other in known if other.annulled_by_id == proof) - replaced
            if released:
                released._by_the_software().write(
                    {"annulled_on": False, "annulment_reason": False, "annulled_by_id": False}
                )
            if replaced and (not replaced.annulled_on or replaced.annulled_by_id == proof):
                replaced._by_the_software().write(
                    {
                        "annulled_on": proof.issued_on,
                        "annulment_reason": self.env._("Replaced by %s", proof.display_name),
                        "annulled_by_id": proof.id,
                    }
                )
