"""The sending of the approved report to the verified person: one act, which is the fact as well (RS16.11)."""

from odoo.exceptions import UserError

from odoo.addons.base.models.ir_mail_server import MailDeliveryException


class ReportSending:
    """The report of a visit on its way to the verified persons."""

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
        persons = self.visit._verified_persons().filtered(lambda person: not self._was_sent(person))
        problems = self._problems(persons)
        if problems:
            raise UserError("\n".join(problems))
        failures = [failure for person in persons if (failure := self._send_to(person))]
        if len(failures) == len(persons):
            raise UserError("\n".join([*failures, self.env._("Nothing was recorded.")]))
        return self._notification_of_sending(persons, failures)

    def _was_sent(self, person):
        """Return whether the report is with ``person`` by this channel already."""
        return any(
            service.addressee_id == person
            and service.channel == self.channel
            and not (service.cancelled or service.returned_on)
            for service in self.document.sudo().service_ids
        )

    def _problems(self, persons):
        """Return why the report cannot be sent so, as sentences."""
        if not persons:
            return [self.env._("The report was already sent to the verified person.")]
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

    def _send_to(self, person):
        """Send and record in a savepoint; return why it failed, as a sentence, or nothing.

        What the mail server did not take was not sent: nothing of it is recorded, and it closes no case.
        """
        try:
            with self.env.cr.savepoint():
                self.document.record_sent(self.visit._today(), self.channel, person.id)
                if self.channel == "email":
                    sent = self.document.sudo().service_ids.filtered(lambda row: row.addressee_id == person)
                    sent.sorted("id")[-1:]._mail_report()
        except MailDeliveryException as error:
            self.visit.invalidate_recordset()
            return self.env._(
                "The email to %(person)s was not sent: %(reason)s", person=person.display_name, reason=error
            )
        return ""

    def _notification_of_sending(self, persons, failures):
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
