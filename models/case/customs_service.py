from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.dates import day_of, long_date
from ...tools.inputs import given_day
from ..law.customs_service_rule import CHANNELS
from ..setup.roles import READERS
from .service_mail_words import mail_rows


class CustomsService(models.Model):
    """A sending of a document: to whom, by which channel, when sent, when it counts as served, or returned.

    Which day counts as the day of service follows from the law of the procedure (`customs.service.rule`);
    where that names none, service is recorded from its proof.
    """

    _name = "customs.service"
    _description = "Service of a Document"
    _inherit = ["customs.guarded.mixin", "customs.sealed.mixin"]
    _order = "sent_on, id"
    _rec_name = "channel"
    _seal_path = ("document_id",)
    _sealed_derived = frozenset({"commercial_person_id"})
    _kept_derived = frozenset({"commercial_person_id"})

    document_id = fields.Many2one("customs.document", required=True, index=True, ondelete="restrict")
    importing_authority_id = fields.Many2one(
        related="document_id.importing_authority_id", store=True, index=True
    )
    addressee_id = fields.Many2one("res.partner", string="To", ondelete="restrict")
    addressee_authority_id = fields.Many2one(
        "customs.authority", string="To Authority", index="btree_not_null", ondelete="restrict"
    )
    commercial_person_id = fields.Many2one(
        "res.partner",
        string="Company of the Addressee",
        compute="_compute_commercial_person",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    channel = fields.Selection(CHANNELS)
    sent_on = fields.Date(required=True)
    sent_by_id = fields.Many2one("res.users", default=lambda self: self.env.user, ondelete="restrict")
    note = fields.Text()
    served_on = fields.Date()
    proof = fields.Char(string="Proof of Service", help="For example the number of the delivery notice.")
    opened_at = fields.Datetime(help="When the addressee first opened it on the portal.")
    opened_by_id = fields.Many2one("res.users", ondelete="restrict")
    is_only_opened = fields.Boolean(
        compute="_compute_is_only_opened",
        groups=READERS,
        help="Only its opening on the portal says when it was received; it may have come before.",
    )
    returned_on = fields.Date()
    returned_reason = fields.Text()
    cancelled = fields.Boolean(help="A supervisor withdrew the recorded sending.")

    # What the rule of the portal reads.
    _person_idx = models.Index("(commercial_person_id, document_id) WHERE cancelled IS NOT TRUE")

    @api.depends("channel", "sent_on", "addressee_id", "addressee_authority_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for service in self:
            addressee = service.addressee_id.sudo().name or service.addressee_authority_id.sudo().name
            parts = (long_date(service.sent_on, self.env.lang), channels.get(service.channel), addressee)
            service.display_name = ", ".join(filter(None, parts))

    @api.depends("opened_at", "served_on", "proof")
    def _compute_is_only_opened(self):
        for service in self:
            opened_on = day_of(service.opened_at, service.sudo().importing_authority_id.tz)
            service.is_only_opened = bool(
                opened_on and service.served_on and service.served_on >= opened_on and not service.proof
            )

    @api.depends("addressee_id")
    def _compute_commercial_person(self):
        for service in self:
            service.commercial_person_id = service.addressee_id.commercial_partner_id

    @api.model
    def _guarded_fields(self):
        return self._written_fields()

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: record sending and service on the document.", names)

    @api.model
    def _enter(self, vals_list):
        """Enter sendings whose checks are done; where the law counts from them, they are served at once."""
        services = self.sudo()._behind_the_door().create(vals_list)
        for service, rule in services._rules().items():
            if rule.counts_from == "sending":
                service._write_guarded({"served_on": rule._day_after(service.sent_on)})
        services.filtered(lambda service: service.channel == "portal")._notify_ready()
        return services

    def _move_to(self, day):
        """Let these sendings have taken place on ``day``: served days that follow from the law follow it."""
        rules = self._rules()
        for service in self:
            rule, values = rules.get(service), {"sent_on": day}
            if (
                rule
                and rule.counts_from == "sending"
                and service.served_on == rule._day_after(service.sent_on)
            ):
                values["served_on"] = rule._day_after(day)
            service._write_guarded(values)

    def _rules(self):
        """Return sending -> the rule of law for its channel, for those that have one."""
        rules = {}
        for model, services in self.grouped(lambda row: row.document_id.res_model).items():
            if "procedure_id" not in self.env[model]._fields:
                continue  # the letter of a decision without a case (RS11.1.5): no rule of service tells of it
            cases = self.env[model].sudo().browse(services.document_id.mapped("res_id"))
            procedures = {case.id: case.procedure_id for case in cases}
            for service in services:
                procedure = procedures[service.document_id.res_id]
                rule = procedure.service_rule_ids.filtered(
                    lambda row, own=service: row.channel == own.channel
                )
                if rule:
                    rules[service] = rule[:1]
        return rules

    def record_served(self, day, proof=None):
        """Record the day on which it was served, with its proof.

        Where only its opening on the portal tells of the receipt, an earlier one may be proven.

        :param proof: what proves it: the number of the delivery notice, or what happened
        :raises UserError: no proof, returned or served already, before it was sent, or in the future
        """
        day = given_day(self.env, day)
        for service in self._checked():
            problems = service._problems_of_receipt(day, proof)
            if problems:
                raise UserError("\n".join(problems))
            service.sudo()._write_guarded({"served_on": day, "proof": proof.strip()})
            service._follow_in_case(proof)
        return True

    def _follow_in_case(self, note):
        """Let the case record what follows from the receipt of its letter."""
        case = self.document_id._case().sudo()
        case._on_letter_served(self.document_id.sudo(), self.sudo().served_on, (note or "").strip() or None)

    def record_returned(self, day, reason):
        """Record that it came back, with the reason; it can be sent again.

        :raises UserError: it was served, before it was sent, in the future, or without a reason
        """
        day = given_day(self.env, day)
        for service in self._checked():
            problems = service._problems_of_outcome(day)
            if not (reason or "").strip():
                problems.append(self.env._("Enter the reason for the return."))
            if problems:
                raise UserError("\n".join(problems))
            service.sudo()._write_guarded({"returned_on": day, "returned_reason": reason.strip()})
        return True

    def _checked(self):
        """Return the sendings, when the user may run their cases."""
        self.check_access("read")
        for document in self.document_id:
            document._case().check_access("write")
        return self

    def _problems_of_outcome(self, day, proof=None):
        """Return why nothing can be recorded of this sending for ``day``, as sentences."""
        self.ensure_one()
        problems = []
        if not day:
            problems.append(self.env._("Enter the day."))
        elif day < self.sent_on:
            problems.append(
                self.env._("The day is before the sending on %s.", long_date(self.sent_on, self.env.lang))
            )
        elif day > self.document_id._case()._today():
            problems.append(self.env._("%s is in the future.", long_date(day, self.env.lang)))
        earlier = day and self.served_on and self._is_earlier(day)
        if earlier and not (proof or "").strip():
            problems.append(
                self.env._(
                    "It was opened on the portal on %s. Enter the proof of the earlier receipt.",
                    long_date(self.served_on, self.env.lang),
                )
            )
        elif self.served_on and not earlier:
            problems.append(
                self.env._("It was already served on %s.", long_date(self.served_on, self.env.lang))
            )
        if self.cancelled:
            problems.append(self.env._("This sending was withdrawn."))
        return problems

    def _problems_of_receipt(self, day, proof):
        """Return why no receipt can be recorded for ``day``, as sentences: time runs from it."""
        problems = self._problems_of_outcome(day, proof)
        if not (proof or "").strip() and not (day and self.served_on):
            problems.append(
                self.env._(
                    "Enter the proof of the receipt: the number of the delivery notice, or who received "
                    "it and how."
                )
            )
        if self.returned_on:
            problems.append(
                self.env._(
                    "It was returned on %s. Send it again.", long_date(self.returned_on, self.env.lang)
                )
            )
        return problems

    def _is_earlier(self, day):
        """Return whether on ``day`` it came before what its opening on the portal tells of its receipt."""
        return day < self.served_on and self.sudo().is_only_opened

    def _log_opening(self):
        """Note that the addressee opened it on the portal, the first time: that proves its receipt."""
        unopened = self.sudo().filtered(lambda row: not row.opened_at and not row.cancelled)
        rules = unopened._rules()
        for service in unopened:
            today = service.importing_authority_id._today()
            values = {"opened_at": fields.Datetime.now(), "opened_by_id": self.env.uid}
            rule = rules.get(service)
            # Who reads it there has it, by whatever way it was sent: a delivery notice is not waited for.
            if not service.served_on and not service.returned_on:
                counts_from_opening = not rule or rule.counts_from == "receipt"
                if counts_from_opening:
                    values["served_on"] = rule._day_after(today) if rule else today
            service._write_guarded(values)
            if values.get("served_on"):
                service._follow_in_case(self.env._("Opened on the portal by %s", self.env.user.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A recorded sending cannot be deleted."))

    # The mail that a document is ready on the portal (RS16.11)

    def _notify_ready(self):
        """Notify the addressees by mail that a document awaits them on the portal."""
        template = self.env.ref("customs_verification.mail_template_document_ready", raise_if_not_found=False)
        if not template:
            return
        addressees = self._addressees()
        template._queue_for(addressees)
        for service in self.filtered(lambda service: not addressees[service.id]):
            addressee = service.addressee_id or service.addressee_authority_id
            self.env["mail.mail"]._notify_no_address(service.document_id._case(), addressee.sudo())

    def _mail_report(self):
        """Send the report itself by mail, at once (RS16.11); only where the authority allows it.

        :raises MailDeliveryException: it could not be sent
        """
        self.ensure_one()
        template = self.env.ref("customs_verification.mail_template_report")
        document = self.document_id
        file = {"name": document.file_name or f"{document.name}.pdf", "raw": document._content()}
        template._queue_for(self._addressees(), [file]).send(raise_exception=True)

    def _addressees(self):
        """Return {id of the sending: whom to notify}: the addressee's contacts on the portal, else itself.

        For an authority: its liaison officers on the portal.
        """
        services = self.sudo()
        readers = services.commercial_person_id._portal_readers()
        told = {}
        for service in services:
            if service.addressee_id:
                told[service.id] = (
                    readers.get(service.commercial_person_id)
                    or service.addressee_id._recipients_without_login()
                )
            else:
                liaisons = service.addressee_authority_id.user_ids.filtered(
                    lambda user: user.share and user.active and user.partner_id.email
                )
                told[service.id] = liaisons.partner_id
        return told

    def _mail_sender(self):
        """Return the sender of mails: the authority."""
        return self.sudo().importing_authority_id._mail_sender()

    def _mail_link(self):
        """Return the address of the documents on the portal: it asks for a login and holds no key."""
        return f"{self.get_base_url()}/my/customs/documents"

    def _mail_owner(self):
        """Return what a mail about the sending says of whom it concerns (`mail_mail.py`)."""
        document = self.document_id
        return {"customs_res_model": document.res_model, "customs_res_id": document.res_id}

    def _mail_rows(self):
        """Return what a mail says of the document: (label, value); never what it is about (RSM26)."""
        return mail_rows(self)
