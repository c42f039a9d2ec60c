import base64
import hashlib
from urllib.parse import quote as url_quote

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS


class CustomsDocument(models.Model):
    """The register of letters in and out: each with number, sender, addressee, files and their SHA-256.

    An outgoing one is approved, sent, served or returned; each sending is a `customs.service` of its own.
    What was approved is stored once and never rendered again, so that what was sent can be proven (IT9).
    """

    _name = "customs.document"
    _description = "Document of a Case"
    _inherit = [
        "customs.guarded.mixin",
        "customs.confidential.mixin",
        "customs.officer.names.mixin",
    ]
    _officer_fields = frozenset({"drawn_up_by_id", "approved_by_id"})
    _order = "id desc"
    _confided_fields = frozenset({"file", "file_ids"})

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("Draft")
    )
    direction = fields.Selection(
        [("out", "Outgoing"), ("in", "Incoming")], required=True, default="out", readonly=True
    )
    kind = fields.Selection(
        [
            ("request", "Request"),
            ("acknowledgement", "Confirmation of receipt"),
            ("consent", "Consent to the visit"),
            ("refusal", "Refusal of the visit"),
            ("result", "Result of the documentary verification"),
            ("report", "Report"),
            ("reminder", "Reminder"),
            ("notice", "Notice"),
            ("material", "Documents and data"),
            ("letter", "Letter"),
        ],
        required=True,
        default="letter",
    )
    subject = fields.Char()
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    case_name = fields.Char(string="Reference", compute="_compute_case", store=True)
    importing_authority_id = fields.Many2one(
        "customs.authority", compute="_compute_case", store=True, index=True, ondelete="restrict"
    )
    authority_name = fields.Char(related="importing_authority_id.name", string="Authority")
    sender_authority_id = fields.Many2one(
        "customs.authority", string="From Authority", index="btree_not_null", ondelete="restrict"
    )
    sender_id = fields.Many2one("res.partner", string="From", index="btree_not_null", ondelete="restrict")
    addressee_authority_id = fields.Many2one(
        "customs.authority", string="To Authority", index="btree_not_null", ondelete="restrict"
    )
    addressee_id = fields.Many2one("res.partner", string="To", index="btree_not_null", ondelete="restrict")
    language = fields.Selection(
        [("en", "English"), ("ru", "Russian"), ("sr", "Serbian"), ("kk", "Kazakh"), ("other", "Other")]
    )
    dated_on = fields.Date(string="Dated", help="The date written on the document.")
    reference = fields.Char(string="Their Reference", readonly=True)
    received_on = fields.Date(readonly=True, help="The day on which an incoming document came.")
    version = fields.Integer(default=1, readonly=True)
    # Persons get it from the portal's page alone, where the first opening is noted as the proof of receipt.
    file = fields.Binary(attachment=True, groups="customs_verification.group_reader")
    file_name = fields.Char()
    sha256 = fields.Char(string="SHA-256", readonly=True, size=64)
    file_ids = fields.One2many("customs.file", "document_id", string="Files")
    drawn_up_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        groups="customs_verification.group_reader",
    )
    approved_by_id = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", groups="customs_verification.group_reader"
    )
    approved_at = fields.Datetime(readonly=True)
    superseded = fields.Boolean(
        readonly=True, help="A later version took its place; this one stays as it was approved."
    )
    service_ids = fields.One2many(
        "customs.service", "document_id", groups="customs_verification.group_reader"
    )
    # For the record rules alone. What a user reads in `service_ids` stays in the cache of the transaction
    # with what that user may see of it, and the rules would then be judged by so little.
    addressed_ids = fields.One2many(
        "customs.service", "document_id", string="Sendings", bypass_search_access=True, groups=NO_ACCESS
    )
    sent_on = fields.Date(compute="_compute_service", store=True)
    served_on = fields.Date(compute="_compute_service", store=True)
    returned_on = fields.Date(compute="_compute_service", store=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("sent", "Sent"),
            ("served", "Served"),
            ("returned", "Returned"),
            ("received", "Received"),
        ],
        compute="_compute_state",
        store=True,
    )
    confidentiality = fields.Selection(
        [("ordinary", "Ordinary"), ("confidential", "Confidential")],
        required=True,
        default="ordinary",
        help="A confidential document is passed on only with the giver's written consent; each reading of it "
        "is noted (RSM26).",
    )
    giving_authority_id = fields.Many2one(
        "customs.authority",
        string="Given by the Authority",
        ondelete="restrict",
        groups="customs_verification.group_reader",
        help="Whose Party gave it in confidence: its written consent is needed to pass it on.",
    )
    giving_person_id = fields.Many2one(
        "res.partner",
        string="Given by",
        ondelete="restrict",
        groups="customs_verification.group_reader",
    )
    disclosure_ids = fields.One2many(
        "customs.disclosure.consent",
        "document_id",
        string="Consents to Disclosure",
        groups="customs_verification.group_reader",
    )

    _case_idx = models.Index("(res_model, res_id)")

    @api.depends("res_model", "res_id")
    def _compute_case(self):
        for model, documents in self.grouped("res_model").items():
            known = model in dict(self.env["customs.procedure"]._selection_case_model())
            ids = set(documents.mapped("res_id")) if known else ()
            cases = {case.id: case for case in self.env[model].sudo().browse(ids).exists()} if ids else {}
            for document in documents:
                case = cases.get(document.res_id)
                document.case_name = case.display_name if case else False
                document.importing_authority_id = case.importing_authority_id if case else False

    @api.depends(
        "service_ids.sent_on", "service_ids.served_on", "service_ids.returned_on", "service_ids.cancelled"
    )
    def _compute_service(self):
        for document in self:
            services = document.sudo().service_ids.filtered(lambda service: not service.cancelled)
            document.sent_on = min(filter(None, services.mapped("sent_on")), default=False)
            document.served_on = min(filter(None, services.mapped("served_on")), default=False)
            last = services.sorted(lambda service: (service.sent_on, service.id))[-1:]
            document.returned_on = last.returned_on if last and not document.served_on else False

    @api.depends("direction", "approved_at", "sent_on", "served_on", "returned_on")
    def _compute_state(self):
        for document in self:
            if document.direction == "in":
                document.state = "received"
            elif document.served_on:
                document.state = "served"
            elif document.returned_on:
                document.state = "returned"
            elif document.sent_on:
                document.state = "sent"
            else:
                document.state = "approved" if document.approved_at else "draft"

    def _case(self):
        """Return the case of the document, or None."""
        self.ensure_one()
        return self.env["customs.case.mixin"]._case_of(self.res_model, self.res_id)

    # Written by acts only

    def _confided(self):
        return self.filtered(lambda document: document.confidentiality == "confidential")

    @api.model
    def _guarded_fields(self):
        return self._written_fields()

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: an approved document stays as it was approved.", names)

    def _check_may_run_case(self):
        """Only who runs the case does something with its documents."""
        self.check_access("read")
        for document in self:
            document._case().check_access("write")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("What is in the register of documents is kept."))

    # Storing

    @api.model
    def _store(self, case, kind, number, content, **values):
        """Store ``content`` (bytes of the PDF) for ``case`` for good, and return the document."""
        former = case.sudo().document_ids.filtered(
            lambda document: document.kind == kind and document.direction == "out"
        )
        version = max(former.mapped("version"), default=0) + 1
        return (
            self.sudo()
            ._behind_the_door()
            .create(
                {
                    "name": number,
                    "kind": kind,
                    "res_model": case._name,
                    "res_id": case.id,
                    "version": version,
                    "sender_authority_id": case.importing_authority_id.id,
                    "file": base64.b64encode(content),
                    "file_name": f"{number.replace('/', '-')}{f'-{version}' if version > 1 else ''}.pdf",
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "approved_by_id": self.env.uid,
                    "approved_at": fields.Datetime.now(),
                    "dated_on": case._today(),
                    **values,
                }
            )
        )

    @api.model
    def _receive(self, vals_list):
        """Enter incoming documents into the register, numbered, and return them."""
        numbers = self._numbers("customs.document.in", len(vals_list))
        values = [
            {"direction": "in", "name": number, **vals}
            for number, vals in zip(numbers, vals_list, strict=True)
        ]
        return self.sudo()._behind_the_door().create(values).with_env(self.env)

    def _take_files(self, files):
        """Take the paper of an incoming document, and seal it: its SHA-256 goes into the record (IT9).

        :param files: (file name, content): bytes or an upload
        """
        self.ensure_one()
        self.env["customs.file"]._take(files, document_id=self.id)
        document = self.sudo()
        document.invalidate_recordset(["file_ids"])
        document._write_guarded({"sha256": self._seal(document.file_ids.mapped("sha256"))})

    @api.model
    def _seal(self, digests):
        """Return the SHA-256 of one file as it is; of several, that of theirs, one a line."""
        if len(digests) < 2:
            return digests[0] if digests else False
        return hashlib.sha256("\n".join(digests).encode()).hexdigest()

    @api.model
    def _numbers(self, code, count):
        """Return ``count`` numbers of the register's sequence, in two queries however many they are."""
        sequence = self.env["ir.sequence"].sudo().search([("code", "=", code)], limit=1)
        return sequence._next_numbers(count)

    @api.model
    def _draw_up(self, case, file_name, content, **values):
        """Enter the draft of a letter that somebody wrote outside the system; return it."""
        return (
            self.sudo()
            ._behind_the_door()
            .create(
                {
                    "res_model": case._name,
                    "res_id": case.id,
                    "sender_authority_id": case.importing_authority_id.id,
                    "file": base64.b64encode(content),
                    "file_name": file_name,
                    **values,
                }
            )
            .with_env(self.env)
        )

    def action_approve(self):
        """Approve a letter that was drawn up by somebody else: it gets its number and stays as it is.

        :raises AccessError: the user is no supervisor
        :raises UserError: the user drew it up, it has no file or no addressee: all is named
        """
        self._check_may_run_case()
        for document in self:
            document._case()._require_supervisor()
            problems = document._problems_of_approval()
            if problems:
                raise UserError("\n".join(problems))
            [number] = self._numbers("customs.document.out", 1)
            document._approve_as(number)
        return True

    def _is_rendered_on_approval(self):
        """Tell whether the software writes the file when the letter is approved, from what it is about."""
        return False

    def _approve_as(self, number):
        """Store the approval of the letter, which has this number from now on, and seal its file."""
        self.ensure_one()
        self.sudo()._write_guarded(
            {
                "name": number,
                "sha256": hashlib.sha256(self._content()).hexdigest(),
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
            }
        )

    def _problems_of_approval(self):
        """Return why the letter cannot be approved, as sentences."""
        self.ensure_one()
        problems = []
        if self.state != "draft":
            problems.append(self.env._("%s is approved already.", self.display_name))
        elif self.drawn_up_by_id == self.env.user:
            problems.append(self.env._("You drew up this letter. Another supervisor approves it."))
        if not self.file and not self._is_rendered_on_approval():
            problems.append(self.env._("The letter has no file."))
        if not self.addressee_id and not self.addressee_authority_id:
            problems.append(self.env._("The letter has no addressee."))
        return problems

    def action_download(self):
        """Download the stored file, byte for byte as approved."""
        self.ensure_one()
        self.check_access("read")
        name = url_quote(self.file_name or "")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{name}?download=true",
            "target": "self",
        }

    def _is_unchanged(self):
        """Tell whether the stored file still has the SHA-256 of its approval."""
        self.ensure_one()
        files = self.sudo().file_ids
        if self.direction == "in" and files:
            same = all(file._is_unchanged() for file in files)
            return same and self._seal(files.mapped("sha256")) == self.sha256
        return hashlib.sha256(self._content() or b"").hexdigest() == self.sha256

    def _content(self):
        """Return the stored bytes, exactly as approved; empty where there is no file."""
        return self._attachment().raw or b""

    def _mimetype(self):
        """Return the type of the stored file, as its content shows it."""
        return self._attachment().mimetype or "application/octet-stream"

    def _attachment(self):
        """Return the attachment (as superuser) that holds the stored file."""
        self.ensure_one()
        domain = [("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "=", self.id)]
        return self.env["ir.attachment"].sudo().search(domain, order="id", limit=1)
