"""The sending of the approved report to all who receive it: one act, which is the fact as well (RS16.11)."""

from odoo.exceptions import UserError

from odoo.addons.base.models.ir_mail_server import MailDeliveryException


def report_addressees(visit):
    """Return to whom the report of ``visit`` goes, as its procedure says: values of `customs.service`."""
    law, proofs = visit.procedure_id, visit.sudo()._requested_proofs()
    persons = visit._verified_persons() if law.report_to_person else visit.env["res.partner"]
    if law.report_to_importer:
        for proof in proofs:
            persons |= proof._importer()
    authorities = visit.env["customs.authority"]
    if law.report_to_authority:
        authorities |= visit.exporting_authority_id or visit.informed_authority_id
    if law.report_to_body:
        authorities |= proofs.issuing_body_id
    return [
        *({"addressee_id": person.id} for person in persons),
        *({"addressee_authority_id": authority.id} for authority in authorities),
    ]


class ReportSending:
    """The report of a visit on its way to those who receive it."""

    def __init__(self, visit):
        self.visit, self.env = visit, visit.env
        self.document = visit.report_id.document_id
        self.channel = "email" if visit.sudo().importing_authority_id.reports_by_mail else "portal"

    def send(self):
        """Send it to whoever has not got it, and return the action that says how it went.

        :raises UserError: everything that stands against it, all at once
        """
        if not self.visit.report_approved_on:
            raise UserError(self.env._("The report is not approved yet."))
        addressees = [
            record
            for values in report_addressees(self.visit)
            if not self._was_sent(record := self._addressee(values))
        ]
        # An authority without the portal gets it by letter, which another act records.
        by_letter = [record for record in addressees if not self._is_reached(record)]
        addressees = [record for record in addressees if record not in by_letter]
        persons = self.env["res.partner"].union(*(row for row in addressees if row._name == "res.partner"))
        problems = self._problems(addressees, persons, by_letter)
        if problems:
            raise UserError("\n".join(problems))
        failures = [failure for record in addressees if (failure := self._send_to(record))]
        if len(failures) == len(addressees):
            raise UserError("\n".join([*failures, self.env._("Nothing was recorded.")]))
        return self._notification_of_sending(failures + self._to_be_sent_by_letter(by_letter))

    def _addressee(self, values):
        """Return the person or authority whom these values of a sending name."""
        if "addressee_id" in values:
            return self.env["res.partner"].browse(values["addressee_id"])
        return self.env["customs.authority"].browse(values["addressee_authority_id"])

    def _is_reached(self, record):
        """Return whether ``record`` can be sent the report here: a person, or an authority on the portal."""
        if record._name == "res.partner":
            return True
        users = record.sudo().user_ids
        return self.channel == "portal" and any(user.active for user in users)

    def _to_be_sent_by_letter(self, authorities):
        return [
            self.env._(
                "%s does not use the portal. Send it the report by letter and record the sending on the "
                "document.",
                authority.display_name,
            )
            for authority in authorities
        ]

    def _was_sent(self, record):
        """Return whether the report is with ``record``, an authority by any channel, already."""
        name = "addressee_id" if record._name == "res.partner" else "addressee_authority_id"
        return any(
            service[name] == record
            and (service.channel == self.channel or name == "addressee_authority_id")
            and not (service.cancelled or service.returned_on)
            for service in self.document.sudo().service_ids
        )

    def _problems(self, addressees, persons, by_letter):
        """Return why the report cannot be sent so, as sentences."""
        if not addressees:
            return self._to_be_sent_by_letter(by_letter) or [
                self.env._("The report was already sent to the verified person.")
            ]
        problems = []
        if self.channel == "email" and self.document.confidentiality == "confidential":
            problems.append(
                self.env._("%s is confidential and cannot be sent by email.", self.document.display_name)
            )
        readers = persons.commercial_partner_id._portal_readers()
        for person in persons:
            if self.channel == "portal" and not readers.get(person.commercial_partner_id):
                problems.append(
                    self.env._(
                        "No contact of %s uses the portal. Invite a contact first, or send the "
                        "report another "
                        "way and record the sending.",
                        person.display_name,
                    )
                )
            elif self.channel == "email" and not (
                readers.get(person.commercial_partner_id) or person._recipients_without_login()
            ):
                problems.append(self.env._("%s has no email address.", person.display_name))
        return problems

    def _send_to(self, record):
        """Send and record in a savepoint; return why it failed, as a sentence, or nothing.

        What the mail server did not take was not sent: nothing of it is recorded, and it closes no case.
        """
        try:
            with self.env.cr.savepoint():
                is_person = record._name == "res.partner"
                self.document.record_sent(
                    self.visit._today(),
                    self.channel,
                    addressee_id=record.id if is_person else None,
                    addressee_authority_id=None if is_person else record.id,
                )
                if self.channel == "email":
                    sent = self.document.sudo().service_ids.filtered(lambda row: row.addressee_id == record)
                    sent.sorted("id")[-1:]._mail_report()
        except MailDeliveryException as error:
            self.visit.invalidate_recordset()
            return self.env._(
                "The email to %(person)s was not sent: %(reason)s", person=record.display_name, reason=error
            )
        return ""

    def _notification_of_sending(self, failures):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failures else "success",
                "sticky": bool(failures),
                "message": "\n".join(failures) or self.env._("The report was sent to the verified person."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
