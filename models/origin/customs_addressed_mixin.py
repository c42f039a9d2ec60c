from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .portal_request import PortalRequest
from .visit_task_words import question_of_request

KINDS = [
    ("authority", "Verification authority of the other Party"),
    ("body", "Issuing body of the other Party"),
    ("exporter", "Exporter or producer"),
    ("importer", "Importer"),
]
PERSONS = frozenset({"exporter", "importer"})
# From what a time for the answer counts, and who owes one.
REQUESTED = frozenset({"request_approved_on", "request_sent_on", "request_acknowledged_on"})
ADDRESSEES = frozenset({"exporting_authority", "person"})


class CustomsAddressedMixin(models.AbstractModel):
    """A case whose request goes to an authority, or to a person directly; its procedure says to whom it may.

    The authority that is asked is ``exporting_authority_id``: it sees the request in its window and answers
    there. Where a person is asked there is none. The person reads the letter on the portal and answers as
    itself; an authority of its Party is informed by a copy of the letter at most, and has no window.
    """

    _name = "customs.addressed.mixin"
    _description = "Case with an Addressee"
    _inherit = ["customs.case.mixin"]
    # Who can be asked in this kind of case.
    _addressees_possible = frozenset(kind for kind, _label in KINDS)
    # The date of the answer for which the period waits.
    _answer_fact = "result_received_on"

    addressee_kind = fields.Selection(
        KINDS,
        string="Request Goes to",
        required=True,
        default="authority",
        tracking=True,
        help="Who is asked and answers. The procedure says who may be asked.",
    )
    addressee_is_open = fields.Boolean(
        compute="_compute_addressee", help="The procedure lets one choose who is asked."
    )
    asks_person = fields.Boolean(compute="_compute_addressee", help="The request goes to a person directly.")
    exporting_authority_id = fields.Many2one(
        domain="[('is_authorised_body', '=', True)] if addressee_kind == 'body'"
        " else [('is_verification_authority', '=', True)]",
        help="The authority that is asked. Empty if a person is asked directly.",
    )
    informed_authority_id = fields.Many2one(
        "customs.authority",
        ondelete="restrict",
        tracking=True,
        domain="['|', ('is_customs_authority', '=', True), ('is_verification_authority', '=', True)]",
        help="If a person is asked directly: the authority of its Party that receives a copy of the request.",
    )
    exporting_country_id = fields.Many2one(
        "res.country", string="Exporting Party", compute="_compute_exporting_country"
    )
    person_day_authority_id = fields.Many2one(
        "customs.authority",
        string="Day of the Person",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="If a person is asked directly: the authority in whose time zone it acts, as it was when the "
        "request was approved.",
    )

    @api.depends("procedure_id", "addressee_kind")
    def _compute_addressee(self):
        for case in self:
            kinds = case.procedure_id.sudo()._addressee_kinds()
            case.addressee_is_open = len(kinds) > 1
            case.asks_person = case.addressee_kind in PERSONS

    def _asked_persons(self):
        """Return the persons to whom the request goes; nobody where it goes to an authority."""
        self.ensure_one()
        return self.env["res.partner"]

    def _named_persons(self):
        """Return the persons of the exporting Party whose goods the case is about."""
        self.ensure_one()
        return self.env["res.partner"]

    @api.depends("exporting_authority_id", "informed_authority_id", "addressee_kind")
    def _compute_exporting_country(self):
        for case in self:
            authority = case.exporting_authority_id or case.informed_authority_id
            case.exporting_country_id = authority.country_id or case._country_of_persons()

    def _exporting_side(self):
        """Return the side of the exporting Party, or '' where it is not known."""
        self.ensure_one()
        agreement, country = self.agreement_id, self.exporting_country_id
        day = self.request_sent_on or self._today()
        return (agreement and country and agreement._side_of(country, day)) or ""

    def _country_of_persons(self):
        persons = self._asked_persons() if self.addressee_kind == "exporter" else self._named_persons()
        return persons.country_id[:1]

    def _authority_there(self):
        """Return the authority by whose clock the addressee acts: the one asked, else one of its country.

        Of a person it stays what it was at the approval: a person that moves on paper gains no hour.
        """
        self.ensure_one()
        case = self.sudo()
        if case.addressee_kind == "importer":
            return case.importing_authority_id
        there = case.exporting_authority_id or case.informed_authority_id or case.person_day_authority_id
        if there or case.addressee_kind not in PERSONS:
            return there
        authorities, country = self.env["customs.authority"].sudo(), case._country_of_persons()
        if not country:
            return authorities
        return authorities.search(
            [("country_id", "=", country.id)], order="is_customs_authority desc, id", limit=1
        )

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        return super().create([self._with_addressee_kind(vals) for vals in vals_list])

    @api.model
    def _with_addressee_kind(self, vals):
        """Let a new case ask whom its procedure usually asks, where nobody is chosen."""
        if vals.get("addressee_kind"):
            return vals
        known = vals if "procedure_id" in vals else self.default_get(["procedure_id"])
        kinds = self.env["customs.procedure"].browse(known.get("procedure_id"))._addressee_kinds()
        return {**vals, "addressee_kind": kinds[0]} if kinds else vals

    @api.model
    def _usual_addressee(self, procedure, authority):
        """Return the values of a case that asks whom ``procedure`` usually asks.

        ``authority`` of the other Party is the one that is asked, or informed where a person is.
        """
        kind = (procedure.sudo()._addressee_kinds() or ["authority"])[0]
        values = {"exporting_authority_id": False, "informed_authority_id": False, "addressee_kind": kind}
        values["informed_authority_id" if kind in PERSONS else "exporting_authority_id"] = authority.id
        return values

    @api.onchange("procedure_id")
    def _onchange_procedure_asked(self):
        kinds = self.procedure_id._addressee_kinds()
        if kinds and self.addressee_kind not in kinds:
            self.addressee_kind = kinds[0]

    @api.onchange("addressee_kind")
    def _onchange_addressee_kind(self):
        if self.addressee_kind in PERSONS:
            self.update({"exporting_authority_id": False})
        else:
            self.update({"informed_authority_id": False})

    @api.constrains("addressee_kind", "procedure_id", "exporting_authority_id", "informed_authority_id")
    def _check_addressee(self):
        labels = dict(self._fields["addressee_kind"]._description_selection(self.env))
        for case in self:
            problems, authority = [], case.exporting_authority_id
            kinds = case.procedure_id.sudo()._addressee_kinds()
            if case.addressee_kind not in kinds:
                problems.append(
                    self.env._(
                        "Under %(procedure)s a request cannot go to: %(kind)s. Choose from: %(known)s.",
                        procedure=case.procedure_id.display_name,
                        kind=labels[case.addressee_kind],
                        known=", ".join(labels[kind] for kind in kinds),
                    )
                )
            if case.addressee_kind in PERSONS and authority:
                problems.append(
                    self.env._(
                        "The request goes to a person, so no authority is asked. Remove %s; to send a copy "
                        "to it, choose it as the informed authority.",
                        authority.display_name,
                    )
                )
            if case.addressee_kind == "authority" and authority and not authority.is_verification_authority:
                problems.append(self.env._("%s is not a verification authority.", authority.display_name))
            if case.addressee_kind == "body" and authority and not authority.is_authorised_body:
                problems.append(self.env._("%s is not an authorised body.", authority.display_name))
            if case.addressee_kind not in PERSONS and case.informed_authority_id:
                problems.append(
                    self.env._("An informed authority can be chosen only if a person is asked directly.")
                )
            if problems:
                raise ValidationError("\n".join(problems))

    def _items_that_concern(self, items):
        """Leave out the authority that is asked where a person is: its name is asked for otherwise."""
        items = super()._items_that_concern(items)
        if self.addressee_kind not in PERSONS:
            return items
        return items.filtered(lambda item: item.field_name != "exporting_authority_id")

    def _missing_addressee(self):
        """Return, as sentences, why nobody can be asked as the case stands."""
        self.ensure_one()
        if self.addressee_kind not in PERSONS:
            named = self.procedure_id.content_item_ids.mapped("field_name")
            if self.exporting_authority_id:
                return self._problems_of_authority()
            if "exporting_authority_id" in named:
                return []
            return [self.env._("The authority to which the request goes")]
        persons = self._asked_persons()
        if not persons:
            return [self.env._("The person to whom the request goes")]
        problems = [problem for person in persons for problem in self._problems_of_person(person)]
        return problems + self._problems_of_informed(persons)

    def _problems_of_authority(self):
        """Return, as sentences, why the authority that is asked has nothing to do with what is asked."""
        self.ensure_one()
        return []

    def _answers_for(self, authority, country):
        """Return whether ``authority`` answers for what is in ``country``: its own, or its side as a whole.

        Of a side with one country it does, too, for a firm whose country nobody entered.
        """
        agreement, day = self.agreement_id, self._today()
        side = agreement._side_of(authority.country_id, day)
        if country == authority.country_id:
            return True
        if not country:
            return (
                len(agreement.party_ids.filtered(lambda row: row.side == side and row._is_party_on(day))) == 1
            )
        return agreement.one_authority_for_side and agreement._side_of(country, day) == side

    def _problems_of_informed(self, persons):
        """A copy tells of trade of the persons: it goes to an authority of their Party, and to no other."""
        authority = self.informed_authority_id
        countries = (persons if self.addressee_kind == "exporter" else self._named_persons()).country_id
        if not authority or not countries or any(self._answers_for(authority, one) for one in countries):
            return []
        return [
            self.env._(
                "%(authority)s is not of the Party of %(persons)s, so it is not informed",
                authority=authority.display_name,
                persons=", ".join(persons.mapped("display_name")),
            )
        ]

    def _problems_of_person(self, person):
        """A person that is asked directly is known to the case, and is on the right side of the agreement."""
        if self.addressee_kind != "exporter":
            return []
        if not person.country_id:
            return [self.env._("The country of %s", person.display_name)]
        side = self.agreement_id._side_of(person.country_id, self._today())
        if not side or side == self._side_of(self.importing_authority_id):
            return [
                self.env._(
                    "%(person)s is in %(country)s, which is not the other Party to %(agreement)s",
                    person=person.display_name,
                    country=person.country_id.name,
                    agreement=self.agreement_id.display_name,
                )
            ]
        return []

    # Letters, and what comes back

    def _addressees(self, kind):
        persons = self._asked_persons()
        rows = [{"addressee_id": person.id} for person in persons] or super()._addressees(kind)
        if kind != "request":
            return rows
        others, authorities = self._copied()
        return [
            *rows,
            *({"addressee_id": person.id} for person in others),
            *({"addressee_authority_id": authority.id} for authority in authorities),
        ]

    def _copied(self):
        """Return (persons, authorities) who get the request as well: by the procedure, or informed."""
        law, proofs = self.procedure_id.sudo(), self.sudo()._requested_proofs()
        persons, authorities = self.env["res.partner"], self.informed_authority_id
        if law.copy_to_importer:
            persons = persons.union(*(proof._importer() for proof in proofs)) - self._asked_persons()
        if law.copy_to_body:
            authorities |= proofs.issuing_body_id - self.exporting_authority_id
        return persons.with_env(self.env), authorities.with_env(self.env)

    def _missing_copies(self):
        """Return, as sentences, who must get the request as well and is not known."""
        law, proofs = self.procedure_id.sudo(), self.sudo()._requested_proofs()
        problems = []
        for proof in proofs:
            if law.copy_to_importer and not proof._importer():
                problems.append(
                    self.env._("The importer in %s, who receives the request, too", proof.display_name)
                )
            if law.copy_to_body and not proof.issuing_body_id:
                problems.append(
                    self.env._("The body that issued %s and receives the request, too", proof.display_name)
                )
        return problems

    def _principals(self, kind):
        rows = super()._principals(kind)
        if kind != "request":
            return rows
        asked = self._asked_persons().ids
        if asked:
            return [row for row in rows if row.get("addressee_id") in asked]
        return [row for row in rows if row.get("addressee_authority_id") == self.exporting_authority_id.id]

    def _addressee_of_letter(self):
        """Return the addressee that a second letter of the case names, as values of `customs.document`."""
        persons = self._silent_persons() or self._asked_persons()
        if persons:
            return {"addressee_id": persons[0].id}
        return {"addressee_authority_id": self.exporting_authority_id.id}

    def _sender_of_answer(self):
        persons = self._asked_persons()
        return {"sender_id": persons[0].id} if persons else super()._sender_of_answer()

    def _task_persons(self):
        return super()._task_persons() | self._asked_persons()

    def _persons_of_request(self):
        return super()._persons_of_request() | self._asked_persons()

    # The time for the answer

    def _reply_rule(self):
        """Return the rule by which the addressee has time for the answer, or nothing."""
        started = self.sudo().deadline_ids._started()
        rules = self.sudo()._clock_rules(started).filtered(lambda rule: rule.length)
        rules = rules.filtered(lambda rule: rule.done_fact == self._answer_fact) or rules.filtered(
            lambda rule: rule.start_fact in REQUESTED and rule.owed_by in ADDRESSEES
        )
        # Of several limits of the answer that which governs.
        return rules.sorted(lambda rule: bool(rule in started and started[rule].gives_way))[:1]

    def _reply_clock(self):
        """Return the clock of the answer, as superuser."""
        self.ensure_one()
        rule = self._reply_rule()
        return self.sudo().deadline_ids.filtered(lambda row: row.rule_id == rule and row.due_on)[:1]

    # The second letter

    def _silent_persons(self):
        """Return the persons asked from whom no reply came: of several each for itself."""
        self.ensure_one()
        tasks = PortalRequest(self).tasks().filtered(lambda task: task.state in ("answered", "accepted"))
        replied = tasks.commercial_person_id
        return self._asked_persons().filtered(lambda person: person.commercial_partner_id not in replied)

    def _missing_reminder(self):
        """Return, as a sentence, that a second letter must come before a missing answer has consequences."""
        self.ensure_one()
        if not self.procedure_id.sudo().reminder_first or self._was_reminded():
            return []
        return [self.env._("A reminder or second request that was sent")]

    def _was_reminded(self):
        """Return whether a second letter of any kind went to who is asked, not before the request.

        A letter to somebody else reminds nobody; of several persons each that has not replied has got one.
        """
        self.ensure_one()
        case = self.sudo()
        reminders = case.document_ids.filtered(lambda row: row.kind == "reminder" and row.direction == "out")
        sent = reminders.service_ids.filtered(
            lambda row: not row.cancelled and case.request_sent_on and row.sent_on >= case.request_sent_on
        )
        if case._asked_persons():
            return case._silent_persons().commercial_partner_id <= sent.commercial_person_id
        return case.exporting_authority_id in sent.addressee_authority_id

    def _holds_back_lapse(self, deadline):
        unanswered = deadline.rule_id.done_fact == self._answer_fact and not deadline.done_on
        return super()._holds_back_lapse(deadline) or (unanswered and bool(self._missing_reminder()))

    # On the portal

    def _task_withdrawal_problems(self, task):
        problems = super()._task_withdrawal_problems(task)
        stands = self.request_sent_on and not self.withdrawn_on and not self.closed_on
        if stands and PortalRequest(self).is_answered_by(task):
            problems.append(
                self.env._(
                    "%(task)s: the answer to it is the answer to the request, which is still in force. "
                    "Withdraw the request of %(case)s instead.",
                    task=task.name,
                    case=self.display_name,
                )
            )
        return problems

    @api.model
    def _kind_of_request_task(self):
        """Return the kind of task by which a person answers such a request on the portal."""
        return "documents"

    def _question_of_request(self, letter):
        """Return what a person is asked on the portal; the letter says the rest."""
        self.ensure_one()
        return question_of_request(self.env, self.importing_authority_id, letter.name or self.name)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"person_day_authority_id"}

    def _after_facts(self, facts):
        super()._after_facts(facts)
        if "request_approved_on" in facts:
            self._keep_day_of_person()
        for case in self.filtered("asks_person"):
            PortalRequest(case).follow(facts)

    def _keep_day_of_person(self):
        """Keep with the approval of the request by whose day a person acts; without one nothing is kept."""
        for case in self.filtered("asks_person"):
            case._write_guarded({"person_day_authority_id": False})
            if case.request_approved_on:
                there = case._authority_there() or case.importing_authority_id
                case._write_guarded({"person_day_authority_id": there.id})

    def _on_letter_served(self, document, day, note):
        super()._on_letter_served(document, day, note)
        if self._asked_persons():
            PortalRequest(self).note_receipt(document, day, note)

    def action_ask_on_portal(self):
        """Ask on the portal the persons to whom the request was sent, and who were not asked there yet.

        :raises AccessError: the user does not run the case
        :raises UserError: the request was not sent, or everybody was asked
        """
        self.ensure_one()
        self.check_access("write")
        asking = PortalRequest(self)
        problems = asking.problems()
        if problems:
            raise UserError("\n".join(problems))
        asking.ask()
        return self.action_open_tasks()
