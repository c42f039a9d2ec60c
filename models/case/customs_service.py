from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.given import given_day
from ..law.customs_service_rule import CHANNELS


class CustomsService(models.Model):
    """A sending of a document: to whom, by which channel, when sent, when it counts as served, or returned.

    Which day counts as the day of service follows from the law of the procedure (`customs.service.rule`);
    where that names none, service is recorded from its proof.
    """

    _name = "customs.service"
    _description = "Service of a Document"
    _inherit = ["customs.guarded.mixin"]
    _order = "sent_on, id"
    _rec_name = "channel"

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
    returned_on = fields.Date()
    returned_reason = fields.Text()
    cancelled = fields.Boolean(help="A supervisor withdrew the fact that it was sent.")

    # What the rule of the portal reads.
    _person_idx = models.Index("(commercial_person_id, document_id) WHERE cancelled IS NOT TRUE")

    @api.depends("channel", "sent_on", "addressee_id", "addressee_authority_id")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for service in self:
            addressee = service.addressee_id.sudo().name or service.addressee_authority_id.sudo().name
            parts = (fields.Date.to_string(service.sent_on), channels.get(service.channel), addressee)
            service.display_name = ", ".join(filter(None, parts))

    @api.depends("addressee_id")
    def _compute_commercial_person(self):
        for service in self:
            service.commercial_person_id = service.addressee_id.commercial_partner_id

    @api.model
    def _guarded_fields(self):
        return self._written_fields()

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: sending and service are recorded on the document.", names)

    @api.model
    def _enter(self, vals_list):
        """Enter sendings whose checks are done; where the law counts from them, they are served at once."""
        services = self.sudo()._behind_the_door().create(vals_list)
        for service, rule in services._rules().items():
            if rule.counts_from == "sending":
                service._write_guarded({"served_on": rule._day_after(service.sent_on)})
        return services

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

        :raises UserError: it was returned or served already, before it was sent, or in the future
        """
        day = given_day(self.env, day)
        for service in self._checked():
            problems = service._problems_of_outcome(day)
            if service.returned_on:
                problems.append(self.env._("It was returned on %s: send it again.", service.returned_on))
            if problems:
                raise UserError("\n".join(problems))
            service.sudo()._write_guarded({"served_on": day, "proof": (proof or "").strip() or False})
        return True

    def record_returned(self, day, reason):
        """Record that it came back, with the reason; it can be sent again.

        :raises UserError: it was served, before it was sent, in the future, or without a reason
        """
        day = given_day(self.env, day)
        for service in self._checked():
            problems = service._problems_of_outcome(day)
            if not (reason or "").strip():
                problems.append(self.env._("Say why it came back."))
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

    def _problems_of_outcome(self, day):
        """Return why nothing can be recorded of this sending for ``day``, as sentences."""
        self.ensure_one()
        problems = []
        if not day:
            problems.append(self.env._("Give the day."))
        elif day < self.sent_on:
            problems.append(self.env._("It was sent on %s, after that day.", self.sent_on))
        elif day > self.document_id._case()._today():
            problems.append(self.env._("%s lies in the future.", day))
        if self.served_on:
            problems.append(self.env._("It was served on %s.", self.served_on))
        if self.cancelled:
            problems.append(self.env._("This sending was withdrawn."))
        return problems

    def _note_opening(self):
        """Note that the addressee opened it on the portal, the first time: that proves its receipt."""
        unopened = self.sudo().filtered(lambda row: not row.opened_at and not row.cancelled)
        rules = unopened._rules()
        for service in unopened:
            today = service.importing_authority_id._today()
            values = {"opened_at": fields.Datetime.now(), "opened_by_id": self.env.uid}
            rule = rules.get(service)
            if not service.served_on and not service.returned_on and service.channel == "portal":
                counts_from_opening = not rule or rule.counts_from == "receipt"
                if counts_from_opening:
                    values["served_on"] = rule._day_after(today) if rule else today
            service._write_guarded(values)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("What was sent stays in the register."))
