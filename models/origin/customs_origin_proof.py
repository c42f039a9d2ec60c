from collections import defaultdict
from contextlib import contextmanager

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools import box_remark, periods
from ...tools.dates import long_date
from ..law.customs_guarded_mixin import DOOR
from ..setup.roles import SUPERVISORS
from . import proof_scan, proof_specimens
from .customs_proof_type import OF_GOODS, OF_PROOF
from .ir_attachment import FORMER_KEPT
from .proof_changes import changes_in_words, changes_since, sayings
from .proof_check import LINKS, ProofCheck

# What the paper says, in its boxes and beside them.
CONTENT = (
    *(name for name in OF_PROOF if name not in ("line_ids", "invoice_ids", "customs_value")),
    "agreement_id",
    "proof_type_id",
    "importing_authority_id",
    "original_id",
    "replaced_id",
    "basis_id",
    "basis_body_id",
    "customs_value",
    "currency_id",
)


# What of a specimen decides whether it counts for a proof.
SPECIMEN_FIELDS = (
    "kind_id",
    "authority_id",
    "received_on",
    "valid_from",
    "valid_to",
    "relation",
    "former_id",
)


class CustomsOriginProof(models.Model):
    """A proof of origin: a certificate with the boxes of its form, or a declaration of origin.

    Weights are in kg. Validity, value limit and retention come from the type of proof, as the agreement
    sets them (RS12, RS13). A wrong proof is refused with every reason named. What is registered is kept:
    its files and, once a case or a declaration uses it, its goods; its retention never becomes shorter.
    """

    _name = "customs.origin.proof"
    _description = "Proof of Origin"
    _inherit = [
        "customs.inner.thread.mixin",
        "customs.original.mixin",
        "customs.examined.mixin",
        "customs.checked.mixin",
        "customs.excluded.mixin",
        "customs.proof.persons.mixin",
    ]
    _order = "issued_on desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number"]
    _part_fields = ("line_ids", "invoice_ids")
    _excluded_depends = (
        *("agreement_id", "importing_authority_id", "origin_country_id", "issued_on"),
        *("line_ids.hs_code", "line_ids.description"),
    )
    _checked_fields = frozenset((*CONTENT, "line_ids", "invoice_ids", "annulled_on", "breach_ids"))

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
    transport = fields.Text(string="Means of Transport and Route")
    number = fields.Char(required=True, index="trigram", tracking=True)
    issue_country_id = fields.Many2one("res.country", string="Issued in", required=True)
    submission_country_id = fields.Many2one("res.country", string="For Submission in")
    official_remarks = fields.Text(string="For Official Use")
    remark_ids = fields.Many2many(
        "customs.proof.remark",
        string="Remarks",
        ondelete="restrict",
        domain="[('proof_type_id', '=', proof_type_id)]",
        help="Issued retrospectively, duplicate, replacement or back-to-back certificate.",
    )
    original_id = fields.Many2one(
        "customs.origin.proof", string="Duplicate of", index="btree_not_null", ondelete="restrict"
    )
    replaced_id = fields.Many2one(
        "customs.origin.proof", string="Issued in Place of", index="btree_not_null", ondelete="restrict"
    )
    basis_id = fields.Many2one(
        "customs.origin.proof", string="Issued on the Basis of", index="btree_not_null", ondelete="restrict"
    )
    basis_body_id = fields.Many2one(
        "customs.authority",
        string="Basis Issued by",
        ondelete="restrict",
        domain=[("is_authorised_body", "=", True)],
        help="The body that the remark names as the issuer of the certificate that is the basis of this one.",
    )
    verification_request_ids = fields.Many2many(
        "customs.verification.request", string="Documentary Verifications", copy=False
    )
    line_ids = fields.One2many("customs.origin.proof.line", "proof_id", string="Goods")
    invoice_ids = fields.One2many("customs.origin.proof.invoice", "proof_id", string="Invoices")
    issuing_body_id = fields.Many2one(
        "customs.authority",
        string="Certified by",
        ondelete="restrict",
        domain="[('is_authorised_body', '=', True)]",
    )
    issued_on = fields.Date(
        string="Issued or Signed on",
        required=True,
        tracking=True,
        help="For a declaration of origin, the date of signature.",
    )
    signatory = fields.Char(
        string="Signed by", help="For a declaration of origin, the person who made it out."
    )
    stamp_present = fields.Boolean(string="Stamp", help="The stamp of the authorised body is present.")
    applicant_name = fields.Char(string="Applicant's Signatory")
    applicant_on = fields.Date(string="Applicant Signed on")
    origin_country_id = fields.Many2one("res.country", string="Country of Origin")
    customs_value = fields.Monetary(
        currency_field="currency_id",
        help="Customs value of the consignment. A declaration of origin may be used only up to a limit.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        # By its number: env.ref asks the database anew for each proof of an import.
        default=lambda self: self.env["ir.model.data"]._xmlid_to_res_id("base.EUR"),
    )
    total_gross_weight_kg = fields.Float(
        string="Gross Weight (kg)", compute="_compute_total_weight", store=True, digits=(16, 3)
    )
    number_key = fields.Char(compute="_compute_number_key", store=True)
    counts_from_on = fields.Date(
        string="Validity Counts from",
        compute="_compute_counts_from_on",
        store=True,
        recursive=True,
        help="The day of issue. For a duplicate, the day of issue of the first original.",
    )
    valid_until = fields.Date(compute="_compute_valid_until", store=True, index=True)
    retention_until = fields.Date(
        string="Kept until",
        compute="_compute_retention_until",
        store=True,
        help="The day until which the proof must be kept.",
    )
    annulled_on = fields.Date(tracking=True, copy=False, help="The day of annulment.")
    annulment_reason = fields.Char(tracking=True, copy=False)
    annulled_by_id = fields.Many2one(
        "customs.origin.proof",
        string="Annulled by",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The certificate issued in place of this one.",
    )
    specimen_known = fields.Boolean(
        string="Specimen Exchanged",
        compute="_compute_specimen_known",
        help="What the Parties exchange had been received when the proof was issued.",
    )
    specimen_missing = fields.Text(
        string="Not Exchanged",
        compute="_compute_specimen_known",
        help="What the Parties exchange and was not received and in use when the proof was issued.",
    )
    specimen_unknown = fields.Text(
        string="Not Known Whether Exchanged",
        compute="_compute_specimen_known",
        help="What was exchanged on a day that is not recorded.",
    )
    boxes = fields.Json(compute="_compute_boxes", help="The boxes of its form.")
    missing_boxes = fields.Text(
        compute="_compute_missing_boxes", help="What the proof must contain and does not."
    )
    file = fields.Binary(string="Scan", attachment=True, copy=False)
    file_name = fields.Char(tracking=True, copy=False)
    copy_pages = fields.Integer(
        tracking=True,
        string="Pages of the Scan",
        copy=False,
        help="Number of pages of the enclosed copy, as stated in letters. Zero: not stated.",
    )
    active = fields.Boolean(default=True)

    # In one register only: a refusal across registers would show one authority what another one holds (CU-A).
    _number_uniq = models.UniqueIndex(
        "(importing_authority_id, proof_type_id, issue_country_id, number_key)",
        "A proof of this type, country and number is already registered by this authority. Open that one.",
    )

    validity = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired"), ("annulled", "Annulled")],
        compute="_compute_validity",
        search="_search_validity",
        help="Validity today. For a declaration, the day of its registration is decisive.",
    )
    type_code = fields.Char(related="proof_type_id.code", string="Type")
    is_duplicate = fields.Boolean(compute="_compute_remark_kinds")
    is_replacement = fields.Boolean(compute="_compute_remark_kinds")
    is_back_to_back = fields.Boolean(compute="_compute_remark_kinds")

    @api.depends("number", "proof_type_id.code", "issued_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for proof in self:
            issued_on = proof.issued_on and f"({long_date(proof.issued_on, self.env.lang)})"
            parts = (proof.proof_type_id.code, proof.number, issued_on)
            proof.display_name = " ".join(part for part in parts if part)

    @api.depends("number")
    def _compute_number_key(self):
        for proof in self:
            proof.number_key = box_remark.number_key(proof.number)

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
        "agreement_id.specimen_kind_ids.is_required",
        "issued_on",
        "issue_country_id",
        "issuing_body_id",
        "proof_type_id.specimens_needed",
        *(f"agreement_id.specimen_ids.{name}" for name in SPECIMEN_FIELDS),
    )
    @api.depends_context("lang")
    def _compute_specimen_known(self):
        asked = self.filtered(lambda proof: proof.proof_type_id.specimens_needed and proof.issued_on)
        asked = asked.filtered(lambda proof: proof_specimens.is_asked(proof.agreement_id))
        found = proof_specimens.exchanged(asked)
        for proof in self:
            missing, unknown = found.get(proof, ((), ()))
            proof.specimen_missing = "\n".join(missing) or False
            proof.specimen_unknown = "\n".join(unknown) or False
            proof.specimen_known = not missing and (proof not in found or bool(proof.issuing_body_id))

    @api.depends(
        *(f"proof_type_id.box_ids.{name}" for name in ("data", "name", "label", "is_required", "article")),
        *OF_PROOF,
        *(f"line_ids.{name}" for name in OF_GOODS),
    )
    @api.depends_context("lang")
    def _compute_missing_boxes(self):
        for proof in self:
            proof.missing_boxes = "\n".join(proof.proof_type_id._empty_on(proof)) or False

    @api.depends("proof_type_id.box_ids.data", "proof_type_id.box_ids.name")
    @api.depends_context("lang")
    def _compute_boxes(self):
        for proof in self:
            rows = proof.proof_type_id.sudo().box_ids
            proof.boxes = {row.data: row.name for row in rows if row.name}

    def _problems_title(self):
        self.ensure_one()
        return self.env._("Proof of origin %s:", self.number or "")

    @api.model
    def _field_title(self, name, number=None):
        label = super()._field_title(name, number)
        return self._type_of_titles()._title_of(name, label) if name in OF_PROOF else label

    def _type_of_titles(self):
        """Return the type of proof whose boxes titles name: of these, or of what is about to be created."""
        given = self.env.context.get("customs_proof_type")
        types = self.env["customs.proof.type"]
        return self[:1].proof_type_id or types.browse(given if isinstance(given, int) else []).exists()

    @api.model
    def _unfit(self, vals):
        named = vals.get("proof_type_id") or self[:1].proof_type_id.id
        return super(CustomsOriginProof, self.with_context(customs_proof_type=named))._unfit(vals)

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
                    until=long_date(self.valid_until, self.env.lang),
                    day=long_date(registered_on, self.env.lang),
                    article=self.agreement_id._cite(self.proof_type_id.article),
                )
            )
        for proof in self._with_originals():
            if registered_on and proof.annulled_on and proof.annulled_on <= registered_on:
                reasons.append(
                    self.env._(
                        "%(proof)s was annulled on %(day)s.",
                        proof=proof.display_name,
                        day=long_date(proof.annulled_on, self.env.lang),
                    )
                )
        return reasons

    def _reasons_no_specimen(self):
        """Return what the Parties had not exchanged when it was issued, where it is so (RS15.1-3)."""
        self.ensure_one()
        if self.specimen_known:
            return []
        if not self.specimen_missing:
            return [self.env._("%s does not state which body issued it.", self.display_name)]
        return [f"{self.display_name}: {text}" for text in self.specimen_missing.split("\n")]

    def _with_originals(self):
        """Return the proof and the ones it is a duplicate of: they are one certificate (RS12.7)."""
        proofs = self.sudo()
        while (original := proofs[-1:].original_id) and original not in proofs:
            proofs += original
        return proofs

    def _problems(self):
        """Return every reason why the proof is not accepted as entered, as sentences."""
        self.ensure_one()
        return super()._problems() + ProofCheck(self).problems()

    # CRUD

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"annulled_by_id", "verification_request_ids"}

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create([self._tidied(vals) for vals in vals_list])
        proofs.filtered("replaced_id")._annul_replaced()
        return proofs

    def write(self, vals):
        """Write; the loss of what is kept is refused first, what was replaced is annulled last."""
        self.check_access("write")
        if "active" in vals and not vals["active"]:
            self._refuse_loss()
        self._refuse_giving_away(vals)
        self._refuse_revival(vals)
        proofs = self._keeping_former_scan(vals)
        result = super(CustomsOriginProof, proofs).write(self._tidied(vals))
        if vals.keys() & {"replaced_id", "remark_ids", "issued_on", "number"}:
            proofs._annul_replaced()
        if not vals.keys().isdisjoint((*CONTENT, *proof_scan.SCAN)):
            proofs._add_author_of_drafts()
        return result

    @api.model
    def _tidied(self, vals):
        """Return ``vals`` with the number without spaces around it and without double spaces."""
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
                released._behind_the_door().write(
                    {"annulled_on": False, "annulment_reason": False, "annulled_by_id": False}
                )
            if replaced and (not replaced.annulled_on or replaced.annulled_by_id == proof):
                replaced._behind_the_door().write(
                    {
                        "annulled_on": proof.issued_on,
                        "annulment_reason": self.env._("Replaced by %s", proof.display_name),
                        "annulled_by_id": proof.id,
                    }
                )

    # What the form of a proof shows beside its boxes: its state today, which remarks it carries.

    @api.depends("valid_until", "annulled_on", "original_id.annulled_on", "importing_authority_id.tz")
    def _compute_validity(self):
        todays = {authority: authority._today() for authority in self.importing_authority_id}
        for proof in self:
            today = todays.get(proof.importing_authority_id) or fields.Date.context_today(proof)
            expired = proof.valid_until and proof.valid_until < today
            # A duplicate is one certificate with its original (RS12.7).
            annulled = proof.annulled_on or proof.original_id.annulled_on
            proof.validity = "annulled" if annulled else "expired" if expired else "valid"

    def _search_validity(self, operator, value):
        if operator != "in":
            return NotImplemented
        annulled = Domain("annulled_on", "!=", False) | Domain("original_id.annulled_on", "!=", False)
        expired = self.env["customs.authority"]._by_today("valid_until", "<")
        is_so = {"annulled": annulled, "expired": ~annulled & expired, "valid": ~annulled & ~expired}
        return Domain.OR(is_so[state] for state in is_so.keys() & set(value))

    @api.depends("remark_ids.kind")
    def _compute_remark_kinds(self):
        for proof in self:
            kinds = set(proof.remark_ids.mapped("kind"))
            proof.is_duplicate = "duplicate" in kinds
            proof.is_replacement = "replacement" in kinds
            proof.is_back_to_back = "back_to_back" in kinds

    @api.onchange("proof_type_id")
    def _onchange_proof_type_id(self):
        """The type of proof belongs to an agreement: chosen first, it brings the agreement along."""
        self.agreement_id = self.agreement_id or self.proof_type_id.agreement_id

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """Number goods as they are added: goods are counted from 1 on."""
        known = set()
        for line in self.line_ids:
            if line.position in known:
                line.position = max(known) + 1
            known.add(line.position)

    def action_request_verification(self):
        """Open a new documentary verification of these proofs (RS15.4)."""
        self.env["customs.verification.request"].check_access("create")
        return self.env["customs.verification.request"]._get_records_action(
            name=self.env._("Documentary Verification"),
            context={
                "default_proof_ids": self.ids,
                "default_importing_authority_id": self.importing_authority_id[:1].id,
            },
        )

    # What is registered is kept: within the retention time, and in use as it was (RS12.10).

    def _uses(self):
        """Return what uses these proofs: {proof: [names]}, without those that nothing uses."""
        uses = defaultdict(list)
        requests = self.env["customs.verification.request"].sudo()
        for request in requests.search([("proof_ids", "in", self.ids), ("request_approved_on", "!=", False)]):
            for proof in request.proof_ids & self:
                uses[proof].append(request.display_name)
        goods = self.env["customs.visit.goods"].sudo()
        for row in goods.search(
            [("proof_id", "in", self.ids), ("visit_id.request_approved_on", "!=", False)]
        ):
            uses[row.proof_id].append(row.visit_id.display_name)
        for name in LINKS.values():
            for proof in self.sudo().with_context(active_test=False).search([(name, "in", self.ids)]):
                uses[proof[name]].append(proof.display_name)
        return uses

    @contextmanager
    def _changing(self):
        """Around a change of what these proofs say: once in use, a supervisor corrects it, and it is logged.

        A declaration was accepted, or a letter written, on what the proof said then (RS12.10).
        """
        uses = self._uses() if self.ids else {}
        former = {proof: proof._content() for proof in self if proof in uses}
        others = {proof: sayings(proof, CONTENT) for proof in self if proof not in uses}
        yield
        notes = {}
        for proof, before in former.items():
            after = proof._content()
            changed = [name for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
            if changed:
                proof._refuse_correction(uses[proof], changed)
                changes = [(name, before.get(name, ""), after.get(name, "")) for name in changed]
                notes[proof.id] = changes_in_words(self.env._("Corrected while in use"), changes)
        for proof, before in others.items():
            if changes := changes_since(proof, CONTENT, before):
                notes[proof.id] = changes_in_words(self.env._("Changed"), changes)
        if notes:
            self.browse(notes)._message_log_batch(notes)
            self.browse(notes)._add_author_of_drafts()

    def _add_author_of_drafts(self):
        """Who changes what a proof says writes at the requests that print it, and does not approve them."""
        if self.env.su:
            return
        drafts = [("request_approved_on", "=", False), ("closed_on", "=", False)]
        for model, name in (("request", "proof_ids"), ("visit", "goods_ids.proof_id")):
            cases = self.env[f"customs.verification.{model}"].sudo()
            cases.search([(name, "in", self.ids), *drafts])._add_author()

    def _content(self):
        """Return what the paper says, field by field, as text."""
        self.ensure_one()
        content = self._as_texts(CONTENT)
        for part in (*self.line_ids, *self.invoice_ids):
            content.update(part._content())
        return content

    def _refuse_correction(self, uses, changed):
        if self.env.su or self.env.user.has_group(SUPERVISORS):
            return
        raise UserError(
            self.env._(
                "%(proof)s is used (%(uses)s) and cannot be changed. A supervisor can correct it "
                "(%(fields)s).",
                proof=self.display_name,
                uses=", ".join(list(dict.fromkeys(uses))[:3]),
                fields=", ".join(changed),
            )
        )

    def _is_retained(self):
        """Return whether the retention time runs (RS12.10, RS13.6)."""
        self.ensure_one()
        return bool(self.retention_until and self._today() <= self.retention_until)

    def _with_kept_history(self):
        """Return the proofs whose history is kept: former values of what is retained or in use."""
        uses = self._uses()
        return self.filtered(lambda proof: proof in uses or proof._is_retained())

    def _refuse_loss(self):
        """Refuse that anything of a proof is deleted within its retention time (RS12.10, RS13.6)."""
        for proof in self:
            if proof._is_retained():
                raise ValidationError(
                    self.env._(
                        "%(proof)s and its documents must be kept until %(until)s "
                        "(%(article)s) and cannot be "
                        "deleted or archived.",
                        proof=proof.display_name,
                        until=long_date(proof.retention_until, self.env.lang),
                        article=proof.agreement_id._cite(
                            proof.proof_type_id.retention_article or proof.proof_type_id.article
                        ),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_retained(self):
        self._refuse_loss()
        self._refuse_loss_of_used()

    def _refuse_loss_of_used(self):
        """Refuse the loss of a proof that a case or declaration names, also after its retention."""
        uses = self._uses()
        for request in (
            self.env["customs.verification.request"].sudo().search([("proof_ids", "in", self.ids)])
        ):
            for proof in request.proof_ids & self:
                uses[proof].append(request.display_name)
        for proof, names in uses.items():
            raise ValidationError(
                self.env._(
                    "%(proof)s is used (%(uses)s) and cannot be deleted.",
                    proof=proof.display_name,
                    uses=", ".join(list(dict.fromkeys(names))[:3]),
                )
            )

    def _refuse_loss_of_parts(self, parts):
        """Goods and invoices of a proof in use stay on it; others go with a note of what they said."""
        for proof, uses in self._uses().items():
            raise ValidationError(
                self.env._(
                    "%(proof)s is used (%(uses)s). Its goods and invoices cannot be removed. A supervisor "
                    "can correct them.",
                    proof=proof.display_name,
                    uses=", ".join(list(dict.fromkeys(uses))[:3]),
                )
            )
        for proof in self:
            gone = [
                f"{title}: {text}"
                for part in parts
                if part.proof_id == proof
                for title, text in part._content().items()
                if text
            ]
            rows = Markup("").join(Markup("<li>%s</li>") % row for row in gone)
            proof._message_log(body=Markup("<p>%s</p><ul>%s</ul>") % (self.env._("Removed"), rows))

    def _keeping_former_scan(self, vals):
        """Keep the scan that ``vals`` replace; return the proofs, with the context in which it may go."""
        if not (self.env.su or self._is_behind_the_door()):
            proof_scan.refuse_exchange(self, vals)
        if "file" not in vals:
            return self
        self._keep_former_scan(vals["file"])
        return self.with_context(customs_former_kept=FORMER_KEPT)

    def unlink(self):
        # mail.thread deletes the messages before it asks for rights, and before it says why the proof stays.
        self.check_access("unlink")
        self._unlink_except_retained()
        return super().unlink()

    def replace_scan(self, content, file_name, reason, pages=0):
        """Replace the scan; the former one stays among the documents, and what uses the proof notes it.

        :param content: the new scan, in base64
        :param reason: why it is replaced
        :param pages: how many pages it has; zero: not stated
        :raises AccessError: the user may not change the proof, or is no supervisor
        :raises UserError: everything that stands against it, all at once
        """
        self.ensure_one()
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(SUPERVISORS)):
            raise AccessError(self.env._("Only a supervisor can do this."))
        proof_scan.replace(self, content, file_name, pages, reason)
        return True

    def action_replace_scan(self):
        """Open the form in which a supervisor replaces the scan of a proof in use."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replace the Scan"),
            "res_model": "customs.replace.scan",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proof_id": self.id},
        }

    def _cases_that_use(self):
        """Yield the cases whose approved request is about this proof, as superuser."""
        self.ensure_one()
        approved = ("request_approved_on", "!=", False)
        yield from (
            self.env["customs.verification.request"].sudo().search([("proof_ids", "in", self.ids), approved])
        )
        visits = self.env["customs.verification.visit"].sudo()
        yield from visits.search([("goods_ids.proof_id", "in", self.ids), approved])

    def _refuse_giving_away(self, vals):
        """A proof does not vanish into the register of an authority which the user does not serve."""
        new = vals.get("importing_authority_id")
        if not new or self.env.su or new in self.env.user.customs_authority_ids.ids:
            return
        if any(proof.importing_authority_id.id != new for proof in self):
            raise AccessError(self.env._("You are not a user of the authority you chose for the proof."))

    def _refuse_revival(self, vals):
        """An annulled proof stays annulled, unless a supervisor corrects it."""
        if "annulled_on" not in vals or self._is_behind_the_door() or self.env.su:
            return
        new = fields.Date.to_date(vals["annulled_on"]) or False
        if any(
            proof.annulled_on and proof.annulled_on != new for proof in self
        ) and not self.env.user.has_group(SUPERVISORS):
            raise UserError(self.env._("Only a supervisor can correct a recorded annulment."))

    def _keep_former_scan(self, value):
        """A new scan takes the former one's place on the form; the former one stays among the documents."""
        scans = self._scans()
        if scans and not value:
            self.browse(scans.mapped("res_id"))._refuse_loss()
            return
        names = {proof.id: proof.file_name for proof in self}
        for scan in scans.filtered(lambda scan: scan._is_changed_by({"datas": value})):
            scan.with_context(customs_door=DOOR).copy(
                {"res_field": False, "name": self.env._("Former scan %s", names[scan.res_id] or scan.name)}
            )

    def _scans(self):
        domain = [("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "in", self.ids)]
        return self.env["ir.attachment"].sudo().search(domain)

    def _goods_asked(self):
        return [self._goods_named(goods, self, self.issued_on) for goods in self.line_ids]
