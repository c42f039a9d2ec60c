from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.given import given_day


class CustomsDocument(models.Model):
    """Sending a document: to whom, by which channel, and when it counts as served."""

    _inherit = "customs.document"

    def record_sent(self, day, channel, addressee_id=None, note=None):
        """Record that the approved document was sent; the fact of the case that this is follows from it.

        :param day: day of sending (``YYYY-MM-DD`` or date)
        :param channel: by_hand, registered_mail, email, portal or electronic_cabinet
        :param addressee_id: the person, where it is sent to another one than the letter names
        :raises UserError: everything that stands against it, all at once (RSM26: a confidential document
            goes to a third party only with the giver's consent)
        """
        self.ensure_one()
        self._check_may_run_case()
        day = given_day(self.env, day)
        values = self._service_values(day, channel, addressee_id, note)
        problems = self._problems_of_sending(values)
        if problems:
            raise UserError("\n".join(problems))
        case = self._case()
        fact = case._fact_of_letter(self.kind)
        if fact and not case[fact] and not self.superseded:
            case._record_facts({fact: day}, note=note, services=[values])
        else:
            self.env["customs.service"]._enter([values])
        return True

    def _service_values(self, day, channel, addressee_id=None, note=None):
        """Return the values of a sending of this document."""
        self.ensure_one()
        person = self.env["res.partner"].browse(addressee_id or self.addressee_id.id)
        return {
            "document_id": self.id,
            "addressee_id": person.id,
            "addressee_authority_id": False if person else self.addressee_authority_id.id,
            "channel": channel,
            "sent_on": day,
            "note": note,
        }

    def _problems_of_sending(self, values):
        """Return why the document cannot be sent so, as sentences."""
        self.ensure_one()
        problems = []
        if self.direction == "in" or not self.approved_at:
            problems.append(self.env._("%s: only an approved document is sent.", self.display_name))
        if not values["sent_on"]:
            problems.append(self.env._("Give the day of sending."))
        elif values["sent_on"] > self._case()._today():
            problems.append(self.env._("The day of sending lies in the future."))
        elif self.approved_at and values["sent_on"] < self.approved_at.date():
            problems.append(
                self.env._("It was sent before its approval of %s?", fields.Date.to_string(self.approved_at))
            )
        channels = dict(self.env["customs.service"]._fields["channel"].selection)
        if values["channel"] not in channels:
            problems.append(self.env._("Choose the channel: %s.", ", ".join(channels)))
        if not values["addressee_id"] and not values["addressee_authority_id"]:
            problems.append(self.env._("Say to whom it is sent."))
        return problems + self._problems_of_disclosure(values)

    def _problems_of_disclosure(self, values):
        """A confidential document goes to its giver; to others with the giver's consent (RSM26, IT8)."""
        self.ensure_one()
        if self.confidentiality != "confidential":
            return []
        person = self.env["res.partner"].browse(values.get("addressee_id")).commercial_partner_id
        authority = self.env["customs.authority"].browse(values.get("addressee_authority_id"))
        if (authority and authority == self.giving_authority_id) or (
            person and person == self.giving_person_id.commercial_partner_id
        ):
            return []
        for consent in self.sudo().disclosure_ids:
            if (authority and consent.to_authority_id == authority) or (
                person and consent.to_person_id.commercial_partner_id == person
            ):
                return []
        giver = self.giving_authority_id.sudo().display_name or self.giving_person_id.sudo().display_name
        return [
            self.env._(
                "%(document)s was given in confidence by %(giver)s. It goes to %(addressee)s only with the "
                "giver's written consent: record it first.",
                document=self.display_name,
                giver=giver or self.env._("somebody unnamed"),
                addressee=(person or authority).sudo().display_name,
            )
        ]
