from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.law.customs_service_rule import CHANNELS

STEPS = [
    ("sent", "Record sending"),
    ("served", "Record service"),
    ("returned", "Record return"),
    ("confidential", "Mark confidential"),
    ("lift", "Remove confidentiality"),
    ("disclosure", "Record consent to disclosure"),
]


class CustomsDocumentStep(models.TransientModel):
    """Record what was done with a document of the register: sent, served, returned; confidence and consent.

    What stands against it is shown before; the act itself checks again.
    """

    _name = "customs.document.step"
    _description = "Record a Step of a Document"
    _inherit = ["customs.once.mixin"]

    document_id = fields.Many2one("customs.document", required=True, readonly=True)
    # Read as the user: a wizard must not show another authority's document.
    document_name = fields.Char(related="document_id.name", related_sudo=False)
    subject = fields.Char(related="document_id.subject", related_sudo=False)
    addressee_authority_id = fields.Many2one(
        related="document_id.addressee_authority_id", related_sudo=False, string="To the Authority"
    )
    confidentiality = fields.Selection(related="document_id.confidentiality", related_sudo=False)
    step = fields.Selection(STEPS, required=True, default="sent")
    service_id = fields.Many2one(
        "customs.service",
        string="Sending",
        domain="[('id', 'in', open_service_ids)]",
    )
    open_service_ids = fields.Many2many("customs.service", compute="_compute_open_services")
    day = fields.Date()
    channel = fields.Selection(CHANNELS)
    addressee_id = fields.Many2one("res.partner", string="Person")
    authority_id = fields.Many2one("customs.authority")
    given_by = fields.Char(help="Who signed the consent and in what capacity.")
    reference = fields.Char()
    note = fields.Text()
    goes_to = fields.Char(
        compute="_compute_goes_to",
        help="Those to whom the request or report goes and who were not sent it yet: all of them, unless you "
        "choose one below.",
    )
    problems = fields.Text(compute="_compute_problems")

    @api.model
    def default_get(self, fields):  # pylint: disable=redefined-outer-name
        values = super().default_get(fields)
        document = self.env["customs.document"].browse(values.get("document_id")).exists()
        if document:
            document._check_may_run_case()
            values.setdefault("day", document._case()._today())
            if values.get("step", "sent") == "sent" and not document._fact_awaited():
                values.setdefault("addressee_id", document.addressee_id.id)
            if values.get("step") in ("served", "returned"):
                values.setdefault("service_id", self._open_sendings(document)[-1:].id)
        return values

    @api.model
    def _open_sendings(self, document):
        """Return the sendings of ``document`` of which nothing is known yet, the last one last."""
        return document.service_ids.filtered(
            lambda row: not row.cancelled and not row.served_on and not row.returned_on
        )

    @api.depends("document_id", "step")
    def _compute_open_services(self):
        for wizard in self:
            services = wizard._open_sendings(wizard.document_id)
            if wizard.step == "served":
                services |= wizard.document_id.service_ids.filtered(
                    lambda row: not row.cancelled and row.is_only_opened
                )
            wizard.open_service_ids = services

    @api.depends("document_id", "step")
    def _compute_goes_to(self):
        for wizard in self:
            document = wizard.document_id
            awaited = wizard.step == "sent" and document and document._fact_awaited()
            wizard.goes_to = document._names_of(document._not_sent_yet()) if awaited else False

    @api.depends(
        "document_id", "step", "service_id", "day", "channel", "addressee_id", "authority_id", "reference"
    )
    def _compute_problems(self):
        for wizard in self:
            wizard.problems = "\n".join(wizard._problems()) if wizard.document_id else False

    def _problems(self):
        """Return the problems of the step as it is filled in, as sentences."""
        document = self.document_id
        if self.step == "sent":
            # The form itself asks for the channel: until it is chosen, any of them shows the other problems.
            rows = document._sendings_of(
                self.day,
                self.channel or "email",
                self.addressee_id.id,
                addressee_authority_id=self.authority_id.id,
            )
            found = [problem for values in rows for problem in document._problems_of_sending(values)]
            return list(dict.fromkeys(found))
        if self.step in ("served", "returned") and not self.service_id:
            return [self.env._("%s was not sent yet, or all sendings were served.", document.display_name)]
        if self.step == "served":
            # The form itself asks for the proof.
            asked = self.reference or (not self.service_id.served_on and "-")
            return self.service_id._problems_of_receipt(self.day, asked)
        if self.step == "returned":
            return self.service_id._problems_of_outcome(self.day)
        if self.step == "disclosure" and document.confidentiality != "confidential":
            return [self.env._("%s is not confidential.", document.display_name)]
        return []

    def action_apply(self):
        """Do the step, once; its act checks who does it and whether it is possible."""
        if self._begin():
            getattr(self, f"_apply_{self.step}")()
        return {"type": "ir.actions.act_window_close"}

    def _apply_sent(self):
        self.document_id.record_sent(
            self.day, self.channel, self.addressee_id.id, self.note, self.authority_id.id
        )

    def _apply_served(self):
        self._sending().record_served(self.day, self.reference)

    def _apply_returned(self):
        self._sending().record_returned(self.day, self.note)

    def _sending(self):
        if not self.service_id:
            raise UserError(self.env._("Choose the sending."))
        return self.service_id

    def _apply_confidential(self):
        self.document_id.mark_confidential(self.authority_id.id, self.addressee_id.id)

    def _apply_lift(self):
        self.document_id.lift_confidentiality(self.note)

    def _apply_disclosure(self):
        missing = not self.given_by or not self.reference or not self.day
        if missing:
            raise UserError(self.env._("Enter who gave the consent, its reference and its date."))
        self.env["customs.disclosure.consent"].create(
            {
                "document_id": self.document_id.id,
                "to_authority_id": self.authority_id.id,
                "to_person_id": self.addressee_id.id,
                "given_by": self.given_by,
                "reference": self.reference,
                "dated_on": self.day,
                "purpose": self.note,
            }
        )

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards._check_document()
        return wizards

    def write(self, vals):
        result = super().write(vals)
        self._check_document()
        return result

    def _check_document(self):
        """Only who runs the case names its document and its sendings here."""
        self.document_id._check_may_run_case()
        for wizard in self:
            if wizard.service_id and wizard.service_id.document_id != wizard.document_id:
                raise UserError(
                    self.env._("This sending belongs to another document. Choose a sending of this document.")
                )
