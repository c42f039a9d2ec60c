from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL

from ...tools.dates import day_of, long_date
from ...tools.inputs import given_day
from ..setup.roles import READERS

MOVED = ("sent_on", "served_on", "returned_on")


class CustomsSentMixin(models.AbstractModel):
    """A document on its way to those it goes to: each of them is sent it, has it, or returns it.

    It is served once everybody has it, and returned while somebody's last sending came back. A letter to
    persons counts by persons: an authority gets a copy of it. Who of another authority, or outside, was sent
    it reads of its own sending alone.
    """

    _name = "customs.sent.mixin"
    _description = "Document That Is Sent"
    _inherit = ["customs.officer.names.mixin"]
    _hidden_fields = frozenset({*MOVED, "state"})

    service_ids = fields.One2many("customs.service", "document_id", groups=READERS)
    # For the record rules alone. What a user reads in `service_ids` stays in the cache of the transaction
    # with what that user may see of it, and the rules would then be judged by so little.
    addressed_ids = fields.One2many(
        "customs.service", "document_id", string="Sent to", bypass_search_access=True, groups=NO_ACCESS
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
    needs_opening = fields.Boolean(
        compute="_compute_needs_opening",
        help="It was sent to an authority you serve, and nobody there has opened it yet.",
    )

    @api.depends(
        "addressee_id",
        "addressee_authority_id",
        "service_ids.sent_on",
        "service_ids.served_on",
        "service_ids.returned_on",
        "service_ids.cancelled",
    )
    def _compute_service(self):
        for document in self.sudo():
            services = document.service_ids.filtered(lambda service: not service.cancelled)
            document.update(document._standing(services))

    def _standing(self, services):
        """Return field name -> day, for these ``services`` of the document: sent, served, returned.

        Served is the day on which the last of those had it to whom the letter goes.
        """
        self.ensure_one()
        goes_to = services.filtered("addressee_id")
        if not goes_to or (self.addressee_authority_id and not self.addressee_id):
            goes_to = services.filtered("addressee_authority_id") or goes_to
        served, returned = [], []
        rows = goes_to.grouped(lambda row: row.commercial_person_id or row.addressee_authority_id)
        for own in rows.values():
            served.append(min(filter(None, own.mapped("served_on")), default=False))
            last = own.sorted(lambda row: (row.sent_on, row.id))[-1:]
            returned.append(last.returned_on if not served[-1] else False)
        return {
            "sent_on": min(filter(None, services.mapped("sent_on")), default=False),
            "served_on": max(served) if served and all(served) else False,
            "returned_on": max(filter(None, returned), default=False),
        }

    @api.depends("direction", "approved_at", "sent_on", "served_on", "returned_on")
    def _compute_state(self):
        for document in self:
            document.state = document._state_of({name: document[name] for name in MOVED})

    def _state_of(self, days):
        """Return the state that follows from ``days`` (`_standing`)."""
        self.ensure_one()
        if self.direction == "in":
            return "received"
        reached = (("served", "served_on"), ("returned", "returned_on"), ("sent", "sent_on"))
        found = next((state for state, name in reached if days[name]), None)
        return found or ("approved" if self.approved_at else "draft")

    # What others read of it: their own sending

    def _letters_of_others(self):
        """Return the letters that other authorities sent, as superuser."""
        return self._of_others().sudo().filtered(lambda row: row.direction == "out")

    def _own_standing(self):
        """Return id of a letter of others -> what the user reads of its sending: field name -> value."""
        others = self._letters_of_others()
        own = others._own_sendings()
        rows, told = own.grouped("document_id"), {}
        for document in others:
            days = document._standing(rows.get(document, own.browse()))
            told[document.id] = {**days, "state": document._state_of(days)}
        return told

    def _read_format(self, fnames, load="_classic_read"):
        self._refuse_unopened(fnames)
        rows = super()._read_format(fnames, load)
        asked = self._hidden_fields & set(fnames)
        told = self._own_standing() if asked else {}
        for values in rows:
            own = told.get(values["id"])
            if own:
                values.update({name: own[name] for name in asked})
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):  # pylint: disable=redefined-outer-name
        named = {path[0] for path in fields if path}
        if named & self._hidden_fields:
            self.check_access("read")
            if self._own_standing():
                raise AccessError(
                    self.env._(
                        "When a letter of another authority was sent and served cannot be exported. "
                        "Read it on the document."
                    )
                )
        self._refuse_unopened(named)
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        if field_expr not in self._hidden_fields or self.env.su or self._is_fetching():
            return sql
        return SQL(
            "(CASE WHEN %(authority)s = ANY(%(own)s) OR %(direction)s = 'in' THEN %(value)s END)",
            authority=super()._field_to_sql(alias, "importing_authority_id", query),
            own=self.env.user.customs_authority_ids.ids,
            direction=super()._field_to_sql(alias, "direction", query),
            value=sql,
        )

    # Its first opening by the authority to which it went is the receipt, on whichever screen

    @api.depends("service_ids.opened_at", "service_ids.cancelled")
    @api.depends_context("uid")
    def _compute_needs_opening(self):
        unopened = self._unopened()
        for document in self:
            document.needs_opening = document in unopened

    def _unopened(self):
        """Return the letters of others to the user's authority or company that were not opened there."""
        own = self._letters_of_others()._own_sendings()
        opened = own.filtered("opened_at").document_id
        return (own.document_id - opened).with_env(self.env)

    def _refuse_unopened(self, names=("file",)):
        """Refuse to show what is in a letter before the act that records its opening.

        :param names: the fields that are read; a form asks for the size of the file alone
        """
        if self.env.su or "file" not in names or self.env.context.get("bin_size"):
            return
        self.check_access("read")
        unopened = self._unopened()
        if unopened:
            raise AccessError(
                self.env._(
                    "%s was not opened yet. Open the document and choose 'Open the Letter': that records "
                    "its receipt.",
                    ", ".join(unopened.mapped("display_name")),
                )
            )

    def action_open_letter(self):
        """Record that the authority to which the letter went has opened it, and download it.

        :raises AccessError: the letter did not go to an authority that the user serves with a login inside
        """
        self.ensure_one()
        self.check_access("read")
        if self.env.user.share or not self._own_services():
            raise AccessError(self.env._("%s was not sent to your authority.", self.display_name))
        self._log_own_opening()
        return self.action_download()

    # What was sent to the company of a user of the portal: its own sendings, and their first opening.

    @api.model
    def _own_services_domain(self):
        """Return the domain of what was sent to the user's own company, or to an authority that it serves.

        An authority that was not asked has no window: it opens its copies and reports here.
        """
        user = self.env.user
        own = Domain("commercial_person_id", "in", user._own_firm().ids)
        own |= Domain("addressee_authority_id", "in", user.customs_authority_ids.ids)
        return list(own & Domain("cancelled", "=", False))

    @api.model
    def _own_domain(self):
        """Return the domain of what was sent to the user's own company, whatever else the user may see."""
        services = self.env["customs.service"].sudo()._search(self._own_services_domain())
        return [("direction", "=", "out"), ("id", "in", services.subselect("document_id"))]

    def _own_sendings(self):
        """Return the sendings of these documents to the user's own company or authority, as superuser."""
        services = self.env["customs.service"].sudo()
        if not self:
            return services
        return services.search([("document_id", "in", self.ids), *self._own_services_domain()])

    def _own_services(self):
        """Return document id -> the last sending to the user's own company, read as superuser."""
        return {service.document_id.id: service for service in self._own_sendings()}

    def _log_own_opening(self):
        """Note that the company opened it: the first time proves its receipt; a confidential one, each time.

        The sendings to others stay as they are.
        """
        self.ensure_one()
        services = self.sudo().service_ids.filtered_domain(self._own_services_domain())
        services._log_opening()
        self._log_reading("downloaded")

    # Sending a document: to whom, by which channel, and when it counts as served.

    def record_sent(self, day, channel, addressee_id=None, note=None, addressee_authority_id=None):
        """Record that the approved document was sent; the fact of the case that this is follows from it.

        The fact of a request or report follows once it was sent to all to whom it goes, on the day on which
        the last of those whom it is about was sent it. Until then it goes to nobody else.

        :param day: day of sending (``YYYY-MM-DD`` or date)
        :param channel: by_hand, registered_mail, email, portal or electronic_cabinet
        :param addressee_id: the person, where it is sent to another one than the letter names; without one a
            request or report is sent to all who have not been sent it
        :param addressee_authority_id: the authority, where it is sent to one and not to a person
        :raises UserError: everything that stands against it, all at once (RSM26: a confidential document
            goes to a third party only with the giver's consent)
        """
        self.ensure_one()
        self._check_may_run_case()
        day, fact = given_day(self.env, day), self._fact_awaited()
        rows = self._sendings_of(day, channel, addressee_id, note, addressee_authority_id)
        problems = [problem for values in rows for problem in self._problems_of_sending(values)]
        if problems:
            raise UserError("\n".join(dict.fromkeys(problems)))
        case = self._case()
        sent = self._sent_days(rows)
        if fact and not self._not_sent_yet(sent):
            day = max(sent[self._addressee_key(row)] for row in case._principals(self.kind))
            case._record_facts({fact: day}, note=note, services=rows)
        else:
            self.env["customs.service"]._enter(rows)
            case.sudo()._on_letter_sent(self.sudo())
        return True

    def _sendings_of(self, day, channel, addressee_id=None, note=None, addressee_authority_id=None):
        """Return the values of the sendings that one act of `record_sent` enters."""
        self.ensure_one()
        addressees = [{"addressee_id": addressee_id, "addressee_authority_id": addressee_authority_id}]
        if not addressee_id and not addressee_authority_id and self._fact_awaited():
            addressees = self._not_sent_yet() or addressees
        return [self._service_values(day, channel, note=note, **addressee) for addressee in addressees]

    def _fact_awaited(self):
        """Return the fact that the sending of this document is, while it is not recorded; or ''."""
        self.ensure_one()
        case = self._case()
        fact = case._fact_of_letter(self.kind)
        return fact if fact and fact in case._steps() and not case[fact] and not self.superseded else ""

    @api.model
    def _addressee_key(self, values):
        """Return what identifies the addressee of a sending: of a person its company."""
        person = self.env["res.partner"].browse(values.get("addressee_id") or ())
        return (person.sudo().commercial_partner_id.id, values.get("addressee_authority_id") or False)

    def _sent_days(self, rows=()):
        """Return key of the addressee -> the first day on which it was sent this, also by ``rows``."""
        live = self.sudo().service_ids.filtered(lambda row: not row.cancelled)
        known = [
            {
                "addressee_id": row.addressee_id.id,
                "addressee_authority_id": row.addressee_authority_id.id,
                "sent_on": row.sent_on,
            }
            for row in live
        ]
        days = {}
        for values in [*known, *rows]:
            key = self._addressee_key(values)
            days[key] = min(days.get(key, values["sent_on"]), values["sent_on"])
        return days

    def _not_sent_yet(self, sent=None):
        """Return those to whom it goes and who were not sent it: values of `customs.service`."""
        sent = self._sent_days() if sent is None else sent
        goes_to = self._case()._addressees(self.kind)
        return [values for values in goes_to if self._addressee_key(values) not in sent]

    def _problems_of_addressee(self, values):
        """A request or report goes to whom the case says before anybody else; a replaced one to nobody."""
        case = self._case()
        if not case._fact_of_letter(self.kind):
            return []
        if self.superseded:
            return [
                self.env._("%s was replaced by a later version and is no longer sent.", self.display_name)
            ]
        goes_to = case._addressees(self.kind) if self._fact_awaited() else []
        keys = [self._addressee_key(row) for row in goes_to]
        if not goes_to or self._addressee_key(values) in keys:
            return []
        return [
            self.env._(
                "%(document)s goes to %(addressees)s. Record that sending first.",
                document=self.display_name,
                addressees=self._names_of(goes_to),
            )
        ]

    @api.model
    def _names_of(self, rows):
        """Return the names of those to whom these sendings go."""
        persons = self.env["res.partner"].sudo()
        authorities = self.env["customs.authority"].sudo()
        return ", ".join(
            (
                persons.browse(row["addressee_id"])
                if row.get("addressee_id")
                else authorities.browse(row["addressee_authority_id"])
            ).display_name
            for row in rows
        )

    def _service_values(self, day, channel, addressee_id=None, note=None, addressee_authority_id=None):
        """Return the values of a sending of this document."""
        self.ensure_one()
        usual = False if addressee_authority_id else self.addressee_id.id
        person = self.env["res.partner"].browse(addressee_id or usual)
        authority_id = addressee_authority_id or self.addressee_authority_id.id
        return {
            "document_id": self.id,
            "addressee_id": person.id,
            "addressee_authority_id": False if person else authority_id,
            "channel": channel,
            "sent_on": day,
            "note": note,
        }

    def _problems_of_sending(self, values):
        """Return why the document cannot be sent so, as sentences."""
        self.ensure_one()
        problems = []
        if self.direction == "in" or not self.approved_at:
            problems.append(
                self.env._("%s is not approved yet. Approve it before sending.", self.display_name)
            )
        if not values["sent_on"]:
            problems.append(self.env._("Enter the day of sending."))
        elif values["sent_on"] > self._case()._today():
            problems.append(self.env._("The day of sending is in the future."))
        elif self.approved_at and values["sent_on"] < self._approved_on():
            problems.append(
                self.env._(
                    "The day of sending is before the approval on %s. Check the date.",
                    long_date(self._approved_on(), self.env.lang),
                )
            )
        channels = dict(self.env["customs.service"]._fields["channel"].selection)
        if values["channel"] not in channels:
            problems.append(self.env._("Choose the channel: %s.", ", ".join(channels)))
        if not values["addressee_id"] and not values["addressee_authority_id"]:
            problems.append(self.env._("Choose the addressee."))
        else:
            problems += self._problems_of_addressee(values)
        problems += self._case()._problems_of_sending_letter(self, values)
        return problems + self._problems_of_disclosure(values)

    def _approved_on(self):
        """Return the day of the approval in the authority's time zone."""
        return day_of(self.approved_at, self.importing_authority_id.sudo().tz)

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
                "%(document)s was provided in confidence by %(giver)s. Record the provider's written "
                "consent before sending it to %(addressee)s.",
                document=self.display_name,
                giver=giver or self.env._("an unnamed person"),
                addressee=(person or authority).sudo().display_name,
            )
        ]
