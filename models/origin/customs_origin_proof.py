from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import periods


LOOK_ALIKES = str.maketrans("стаеорх", "ctaeopx")


class CustomsOriginProof(models.Model):
    """A proof of origin: certificate of origin form CT-2 with its 13 boxes, or a declaration of origin.

    Weights are in kg. Validity, value limit and retention come from the type of proof, as the agreement
    sets them (RS12, RS13). A wrong proof is refused with every reason named.
    """

    _name = "customs.origin.proof"
    _description = "Proof of Origin"
    _inherit = ["mail.thread"]
    _order = "issued_on desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number"]

    agreement_id = fields.Many2one(
        "customs.agreement", required=True, index=True, ondelete="restrict", domain=[("kind", "=", "agreement")]
    )
    proof_type_id = fields.Many2one(
        "customs.proof.type", required=True, ondelete="restrict", domain="[('agreement_id', '=', agreement_id)]"
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
        "res.partner", string="Exporter or Consignor", required=True, index=True, ondelete="restrict", help="Box 1."
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
    invoice_ids = fields.One2many("customs.origin.proof.invoice", "proof_id", string="Invoices", help="Box 11.")
    issuing_body_id = fields.Many2one(
        "customs.authority",
        string="Certified by",
        ondelete="restrict",
        domain="[('is_authorised_body', '=', True)]",
        help="Box 12.",
    )
    issued_on = fields.Date(
        string="Issued or Signed on", required=True, tracking=True, help="Box 12; a declaration's date of signature."
    )
    signatory = fields.Char(string="Signed by", help="Box 12; the maker of a declaration.")
    stamp_present = fields.Boolean(string="Stamp", help="Box 12: the stamp of the authorised body is there.")
    applicant_name = fields.Char(string="Applicant's Signatory", help="Box 13.")
    applicant_on = fields.Date(string="Applicant Signed on", help="Box 13.")
    origin_country_id = fields.Many2one("res.country", string="Country of Origin", help="Box 13.")
    customs_value = fields.Monetary(
        currency_field="currency_id", help="Customs value of the consignment: a declaration has a limit (RS13.1)."
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.EUR", raise_if_not_found=False)
    )
    total_gross_weight_kg = fields.Float(
        string="Gross Weight (kg)", compute="_compute_total_weight", store=True, digits=(16, 3)
    )
    paper_original_on = fields.Date(string="Paper Original Seen on", help="On doubt the original is demanded (RS14.3).")
    valid_until = fields.Date(compute="_compute_terms", store=True, index=True, recursive=True)
    retention_until = fields.Date(
        string="Kept until", compute="_compute_terms", store=True, recursive=True, help="RS12.10, RS13.6."
    )
    validity = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired"), ("annulled", "Annulled")],
        compute="_compute_validity",
        help="Today. What counts for a declaration is the day of its registration (RS12.4).",
    )
    is_retrospective = fields.Boolean(compute="_compute_remark_kinds")
    is_duplicate = fields.Boolean(compute="_compute_remark_kinds")
    is_replacement = fields.Boolean(compute="_compute_remark_kinds")
    is_back_to_back = fields.Boolean(compute="_compute_remark_kinds")
    annulled_on = fields.Date(tracking=True, copy=False, help="The day of its annulment (RS12.8, RS15.6d).")
    annulment_reason = fields.Char(tracking=True, copy=False)
    specimen_known = fields.Boolean(
        string="Specimen Exchanged",
        compute="_compute_specimen_known",
        help="The authorised body had exchanged its specimens when it issued the proof (RS15.1-3).",
    )
    missing_boxes = fields.Text(compute="_compute_missing_boxes", help="Boxes that the proof leaves empty.")
    file = fields.Binary(string="Scan", attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    active = fields.Boolean(default=True)

    _number_uniq = models.UniqueIndex(
        "(importing_authority_id, proof_type_id, issue_country_id, upper(number)) WHERE active",
        "A proof of this type and country with this number is already in the register.",
    )

    @api.depends("number", "proof_type_id.name", "issued_on")
    def _compute_display_name(self):
        for proof in self:
            parts = (proof.proof_type_id.code, proof.number, proof.issued_on and fields.Date.to_string(proof.issued_on))
            proof.display_name = " ".join(part for part in parts if part)

    @api.depends("valid_until", "annulled_on", "importing_authority_id.tz")
    def _compute_validity(self):
        todays = {authority: authority._today() for authority in self.importing_authority_id}
        for proof in self:
            today = todays.get(proof.importing_authority_id) or fields.Date.context_today(proof)
            expired = proof.valid_until and proof.valid_until < today
            proof.validity = "annulled" if proof.annulled_on else "expired" if expired else "valid"

    @api.depends("remark_ids.kind")
    def _compute_remark_kinds(self):
        for proof in self:
            kinds = set(proof.remark_ids.mapped("kind"))
            proof.is_retrospective = "retrospective" in kinds
            proof.is_duplicate = "duplicate" in kinds
            proof.is_replacement = "replacement" in kinds
            proof.is_back_to_back = "back_to_back" in kinds

    @api.depends("line_ids.gross_weight_kg")
    def _compute_total_weight(self):
        for proof in self:
            proof.total_gross_weight_kg = sum(proof.line_ids.mapped("gross_weight_kg"))

    @api.depends(
        "issued_on",
        "original_id.issued_on",
        "original_id.valid_until",
        "remark_ids.counts_from_original",
        "proof_type_id.validity_length",
        "proof_type_id.validity_unit",
        "proof_type_id.retention_length",
        "proof_type_id.retention_unit",
    )
    def _compute_terms(self):
        for proof in self:
            terms = proof.proof_type_id
            if not (proof.issued_on and terms):
                proof.valid_until = proof.retention_until = False
                continue
            # A duplicate lives no longer than its original (RS12.7).
            counts_from = proof.original_id.issued_on or proof.issued_on
            proof.valid_until = periods.last_day(
                counts_from, periods.Term(terms.validity_length, terms.validity_unit)
            )
            proof.retention_until = periods.last_day(
                proof.issued_on, periods.Term(terms.retention_length, terms.retention_unit)
            )

    @api.depends("issuing_body_id.specimen_ids.valid_from", "issuing_body_id.specimen_ids.valid_to", "issued_on")
    def _compute_specimen_known(self):
        for proof in self:
            body = proof.issuing_body_id
            proof.specimen_known = proof.kind == "declaration" or bool(
                body and proof.issued_on and body._has_valid_specimen(proof.agreement_id, proof.issued_on)
            )

    @api.depends(
        "consignee_id",
        "transport",
        "submission_country_id",
        "line_ids",
        "invoice_ids",
        "issuing_body_id",
        "signatory",
        "stamp_present",
        "applicant_name",
        "applicant_on",
        "origin_country_id",
        "kind",
    )
    def _compute_missing_boxes(self):
        for proof in self:
            proof.missing_boxes = "\n".join(proof._empty_boxes()) or False

    def _empty_boxes(self):
        """Return the boxes of form CT-2 that are empty, as sentences (RS12.1, RS18); a declaration has fewer."""
        self.ensure_one()
        declaration = [
            (self.consignee_id, self.env._("Box 2: importer or consignee")),
            (self.line_ids, self.env._("Boxes 6 to 10: goods")),
            (self.invoice_ids, self.env._("Box 11: invoices")),
            (self.signatory, self.env._("Box 12: signatory")),
            (self.origin_country_id, self.env._("Box 13: country of origin")),
        ]
        certificate = [
            (self.transport, self.env._("Box 3: means of transport and route")),
            (self.submission_country_id, self.env._("Box 4: country for submission")),
            (self.issuing_body_id, self.env._("Box 12: authorised body")),
            (self.stamp_present, self.env._("Box 12: stamp of the authorised body")),
            (self.applicant_name and self.applicant_on, self.env._("Box 13: applicant's declaration")),
        ]
        boxes = declaration if self.kind == "declaration" else declaration + certificate
        return sorted(text for value, text in boxes if not value)

    # A wrong proof is refused with every reason named

    @api.constrains(
        "agreement_id",
        "proof_type_id",
        "issue_country_id",
        "submission_country_id",
        "number",
        "issued_on",
        "applicant_on",
        "official_remarks",
        "remark_ids",
        "original_id",
        "replaced_id",
        "basis_id",
        "line_ids",
        "issuing_body_id",
        "customs_value",
        "currency_id",
        "annulled_on",
    )
    def _check_proof(self):
        for proof in self:
            problems = proof._problems()
            if problems:
                raise ValidationError(
                    self.env._("Proof of origin %s:", proof.number or "") + "\n" + "\n".join(problems)
                )

    def _problems(self):
        """Return every reason why the proof cannot stand as entered, as sentences."""
        self.ensure_one()
        problems = self._head_problems() + self._remark_problems() + self._value_problems()
        for line in self.line_ids:
            problems += line._problems()
        positions = self.line_ids.mapped("position")
        if len(positions) != len(set(positions)):
            problems.append(self.env._("Box 6: two goods have the same number."))
        return problems

    def _head_problems(self):
        problems = []
        agreement = self.agreement_id
        if self.proof_type_id.agreement_id != agreement:
            problems.append(self.env._("The type of proof belongs to another agreement."))
        if not (self.number or "").strip():
            problems.append(self.env._("Box 4: the number is missing."))
        side = agreement._side_of(self.issue_country_id)
        if not side:
            problems.append(
                self.env._("Box 4: %s is no Party to the agreement.", self.issue_country_id.name or "?")
            )
        elif self.submission_country_id and agreement._side_of(self.submission_country_id) in ("", side):
            problems.append(
                self.env._(
                    "Box 4: %s is not on the other side of the agreement, so the proof cannot be submitted there.",
                    self.submission_country_id.name,
                )
            )
        if self.issued_on and self.issued_on > fields.Date.context_today(self):
            problems.append(self.env._("Box 12: the date of issue %s lies in the future.", self.issued_on))
        if self.issuing_body_id and self.issuing_body_id.country_id != self.issue_country_id:
            problems.append(self.env._("Box 12: the authorised body is of another country than the proof."))
        if self.kind == "certificate" and self.applicant_on and self.issued_on and self.applicant_on > self.issued_on:
            problems.append(self.env._("Box 13: the applicant signed after the certificate was issued."))
        return problems

    def _remark_problems(self):
        """Box 5 says in the agreement's words what kind of proof this is, and names the other one (RS12.6-9)."""
        links = {"duplicate": self.original_id, "replacement": self.replaced_id, "back_to_back": self.basis_id}
        problems = []
        for remark in self.remark_ids:
            if not self._box_says(remark.wording, remark.wording_ru):
                problems.append(
                    self.env._("Box 5 must say '%(words)s' (%(article)s).", words=remark.wording, article=remark.article)
                )
            if remark.kind in links:
                problems += self._link_problems(remark, links[remark.kind])
        kinds = set(self.remark_ids.mapped("kind"))
        labels = dict(self.env["customs.proof.remark"]._fields["kind"]._description_selection(self.env))
        for kind, linked in links.items():
            if linked and kind not in kinds:
                problems.append(
                    self.env._(
                        "It points at %(proof)s, but box 5 has no remark '%(kind)s'.",
                        proof=linked.display_name,
                        kind=labels[kind],
                    )
                )
        return problems

    def _box_says(self, *wordings):
        box = self._as_read(self.official_remarks)
        return any(words and self._as_read(words) in box for words in wordings)

    @api.model
    def _as_read(self, text):
        """Return ``text`` as the eye reads it: the letters of CT-2 look the same in Latin and Cyrillic."""
        return " ".join((text or "").casefold().translate(LOOK_ALIKES).split())

    def _link_problems(self, remark, linked):
        if not linked:
            return [
                self.env._(
                    "Box 5 '%(words)s': name the certificate it refers to (%(article)s).",
                    words=remark.wording,
                    article=remark.article,
                )
            ]
        problems = []
        if linked == self:
            problems.append(self.env._("A proof cannot refer to itself."))
        if linked.number and not self._box_says(linked.number):
            problems.append(
                self.env._(
                    "Box 5 must name number %(number)s of %(date)s (%(article)s).",
                    number=linked.number,
                    date=linked.issued_on,
                    article=remark.article,
                )
            )
        if self.issued_on and linked.issued_on and self.issued_on < linked.issued_on:
            problems.append(
                self.env._("It was issued before %s, to which it refers.", linked.display_name)
            )
        if remark.kind == "replacement" and (self.number or "").casefold() == (linked.number or "").casefold():
            problems.append(self.env._("A replacement has a new number (%s).", remark.article))
        return problems

    def _value_problems(self):
        """A declaration of origin will do up to the agreement's limit only (RS13.1)."""
        limit = self.proof_type_id.value_limit
        if not limit or self.customs_value is False:
            return []
        value = self._value_in_limit_currency()
        if value <= limit:
            return []
        return [
            self.env._(
                "Customs value %(value).2f %(currency)s: %(type)s will do up to %(limit).2f %(currency)s (%(article)s).",
                value=value,
                currency=self.proof_type_id.limit_currency_id.name,
                type=self.proof_type_id.name,
                limit=limit,
                article=self.proof_type_id.article,
            )
        ]

    def _value_in_limit_currency(self):
        """Return the consignment's customs value in the currency of the agreement's limits."""
        self.ensure_one()
        limit_currency = self.agreement_id.limit_currency_id
        if not self.currency_id or not limit_currency or self.currency_id == limit_currency:
            return self.customs_value
        return self.currency_id._convert(
            self.customs_value, limit_currency, self.env.company, self.issued_on or fields.Date.context_today(self)
        )

    def _reasons_not_usable(self, registered_on):
        """Return why the proof cannot serve a declaration registered on ``registered_on``, as sentences.

        Empty when it can. Looks at validity (RS12.4, RS13.2), annulment (RS12.8) and specimens (RS15.1-3).
        """
        self.ensure_one()
        reasons = []
        if self.valid_until and registered_on > self.valid_until:
            reasons.append(
                self.env._(
                    "%(proof)s was valid until %(until)s; the declaration was registered on %(day)s (%(article)s).",
                    proof=self.display_name,
                    until=self.valid_until,
                    day=registered_on,
                    article=self.proof_type_id.article,
                )
            )
        if self.annulled_on and self.annulled_on <= registered_on:
            reasons.append(
                self.env._("%(proof)s was annulled on %(day)s.", proof=self.display_name, day=self.annulled_on)
            )
        if not self.specimen_known:
            reasons.append(
                self.env._(
                    "%s: no specimen of its authorised body was exchanged for the day of issue.", self.display_name
                )
            )
        return reasons

    def action_request_verification(self):
        """Open a new documentary verification of these proofs (RS15.4)."""
        self.env["customs.verification.request"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documentary Verification"),
            "res_model": "customs.verification.request",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_proof_ids": self.ids,
                "default_importing_authority_id": self.importing_authority_id[:1].id,
            },
        }

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        proofs._annul_replaced()
        return proofs

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"replaced_id", "remark_ids", "issued_on"}:
            self._annul_replaced()
        return result

    def _annul_replaced(self):
        """The certificate in whose place another was issued is annulled on that day (RS12.8)."""
        for proof in self:
            replaced = proof.replaced_id
            if replaced and not replaced.annulled_on and "replacement" in proof.remark_ids.mapped("kind"):
                replaced.write(
                    {
                        "annulled_on": proof.issued_on,
                        "annulment_reason": self.env._("Replaced by %s", proof.display_name),
                    }
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_retained(self):
        self._refuse_loss()

    def _refuse_loss(self):
        """Refuse that anything of a proof is deleted before its retention time has passed (RS12.10, RS13.6)."""
        today = fields.Date.context_today(self)
        for proof in self:
            if proof.retention_until and today <= proof.retention_until:
                raise ValidationError(
                    self.env._(
                        "%(proof)s and its documents are kept until %(until)s (%(article)s): nothing of it is deleted.",
                        proof=proof.display_name,
                        until=proof.retention_until,
                        article=proof.proof_type_id.retention_article or proof.proof_type_id.article,
                    )
                )
