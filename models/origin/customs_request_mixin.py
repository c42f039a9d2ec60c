from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...reports.origin.letter_data import request_data
from ...tools.citing import with_article
from ...tools.dates import long_date
from ...tools.fact_spec import FactSpec
from ...tools.letter_template import LANGUAGES


class CustomsRequestMixin(models.AbstractModel):
    """A case that begins with a written request, to an authority of the other Party or to a person.

    (RS15.5, RS16.3)

    The request has a content list; a supervisor who did not write it approves it, which stores the letter
    for good. What it says is locked from then on.
    """

    _name = "customs.request.mixin"
    _description = "Case with a Request to the Other Party"
    _inherit = [
        "customs.addressed.mixin",
        "customs.printed.mixin",
        "customs.lettered.mixin",
        "customs.excluded.mixin",
        "customs.cited.mixin",
    ]
    _cited_depends = ("procedure_id",)
    _approval_act = "action_approve_request"
    _author_field = "request_author_ids"

    importing_country_id = fields.Many2one(
        related="importing_authority_id.country_id", string="Importing Party"
    )
    doubts = fields.Text(
        string="Justified Doubts", help="Reasons for the request. Not needed for a random check."
    )
    letter_language = fields.Selection(
        LANGUAGES,
        string="Language of Letters",
        required=True,
        default="en",
        help="Requests are written in English or Russian.",
    )
    internal_doubts = fields.Text(
        help="For your own authority only. Never printed or shown to the other Party or a person.",
    )
    risk_remarks = fields.Text(
        help="Remarks of risk management, for your own authority only. Never printed or shown outside."
    )
    signatory_name = fields.Char(
        string="Signed by", help="First name and surname of the person who signs the letters."
    )
    signatory_position = fields.Char(string="Position of the Signatory")
    copy_to = fields.Text(string="Copies to", help="Who receives a copy of the letter, one per line.")
    request_author_ids = fields.Many2many(
        "res.users",
        string="Written by",
        copy=False,
        readonly=True,
        ondelete="restrict",
        help="Authors of the request. They cannot approve it.",
    )
    request_approved_on = fields.Date(string="Request approved", readonly=True, copy=False)
    request_sent_on = fields.Date(string="Request sent", readonly=True, copy=False, index="btree_not_null")
    request_acknowledged_on = fields.Date(
        string="Receipt of the request confirmed", readonly=True, copy=False
    )
    information_complete_on = fields.Date(
        string="Necessary information received",
        readonly=True,
        copy=False,
        help="The day on which the last information came that a determination needs.",
    )
    determination_issued_on = fields.Date(string="Determination issued", readonly=True, copy=False)
    first_action_on = fields.Date(
        string="First request of the verification",
        compute="_compute_first_action_on",
        store=True,
        help="The day on which the first request was sent: that of the documentary verification which a "
        "visit follows.",
    )
    answer_length = fields.Integer(
        string="Length of the Period",
        help="How long the request gives for the answer, where the text leaves that to the request.",
    )
    asks_length = fields.Boolean(compute="_compute_asks_length")
    length_choice = fields.Char(
        string="What May Be Chosen",
        compute="_compute_asks_length",
        help="Which lengths the text allows, with the article.",
    )
    withdrawn_on = fields.Date(string="Request withdrawn", readonly=True, copy=False)

    @api.model
    def _fact_specs(self):
        return {
            "request_approved_on": FactSpec(
                gate="_missing_for_request", internal=True, needed=True, supervisor=True, state="approved"
            ),
            "request_sent_on": FactSpec(
                needed=True,
                # Nothing is sent that no second person has approved.
                needs=("request_approved_on",),
                letter="request",
                without=("withdrawn_on",),
                state="requested",
            ),
            "request_acknowledged_on": FactSpec(after=("request_sent_on",), received="acknowledgement"),
        }

    @api.model
    def _specs_of_determination(self):
        """Return the facts on the way to a determination, for agreements that have one."""
        return {
            "information_complete_on": FactSpec(
                usual=False, after=("request_sent_on",), without=("withdrawn_on",)
            ),
            "determination_issued_on": FactSpec(
                usual=False,
                after=("request_sent_on",),
                without=("withdrawn_on",),
                state="determined",
                closes=True,
            ),
        }

    @api.depends("request_sent_on")
    def _compute_first_action_on(self):
        for case in self:
            case.first_action_on = case.request_sent_on

    # A length that the request chooses

    def _chosen_length(self):
        return self.answer_length

    @api.model
    def _length_fields(self):
        return super()._length_fields() | {"answer_length"}

    def _chosen_rule(self):
        """Return the rule whose length the request chooses, or nothing."""
        self.ensure_one()
        case = self.sudo()
        return case._clock_rules(case.deadline_ids._started()).filtered("is_chosen")[:1]

    @api.depends("procedure_id", "request_sent_on")
    @api.depends_context("lang")
    def _compute_asks_length(self):
        for case in self:
            rule = case._chosen_rule() if case.procedure_id else None
            case.asks_length = bool(rule)
            case.length_choice = (
                f"{rule.name}: {rule._length_in_words()} ({case.agreement_id._cite(rule.article)})"
                if rule
                else False
            )

    def _missing_length(self):
        """Name the length of a period that the request must choose, where it is missing or not possible."""
        rule = self._chosen_rule()
        if not rule or rule._may_be_chosen(self.answer_length):
            return []
        return [
            with_article(
                self.env._(
                    "%(step)s: choose the length of the period, %(choice)s",
                    step=rule.name,
                    choice=rule._length_in_words(),
                ),
                self.agreement_id._cite(rule.article),
            )
        ]

    def _missing_for_no_answer(self):
        """The absence of an answer is established only after its time, and a reminder if asked (RS16.6)."""
        step = self._steps().get("no_answer_on")
        waiting = self.sudo().deadline_ids.filtered(
            lambda row: (
                step
                and row.rule_id.done_fact == step.lapse_of
                and not (row.gives_way or row.done_on or row.ended_on)
                and (row.paused_on or (row.due_on and row._today() <= row.due_on))
            )
        )
        return [
            self.env._(
                "The period for the answer runs until %(day)s (%(article)s)",
                day=long_date(row.due_on, self.env.lang),
                article=row.article,
            )
            for row in waiting
        ] + self._missing_reminder()

    def _side_of(self, authority):
        """Return the side of ``authority`` on the day of the request, before it is sent: of today; or ''."""
        self.ensure_one()
        agreement = self.agreement_id
        return agreement and agreement._side_of(authority.country_id, self.request_sent_on or self._today())

    @api.constrains(
        "importing_authority_id", "exporting_authority_id", "informed_authority_id", "procedure_id"
    )
    def _check_sides(self):
        for case in self:
            agreement = case.agreement_id
            importing = case._side_of(case.importing_authority_id)
            exporting = case._side_of(case.exporting_authority_id)
            outside = [
                authority.display_name
                for authority, side in (
                    (case.importing_authority_id, importing),
                    (case.exporting_authority_id, exporting),
                    (case.informed_authority_id, case._side_of(case.informed_authority_id)),
                )
                if authority and not side
            ]
            if outside:
                raise UserError(
                    self.env._(
                        "Not a Party to %(agreement)s: %(authorities)s.",
                        agreement=agreement.display_name,
                        authorities=", ".join(outside),
                    )
                )
            if not case.importing_authority_id.is_customs_authority:
                raise UserError(
                    self.env._("%s is not a customs authority.", case.importing_authority_id.display_name)
                )
            if exporting and importing == exporting:
                raise UserError(
                    self.env._(
                        "%(importing)s and %(exporting)s are on the same side of %(agreement)s. Choose an "
                        "authority of the other side.",
                        importing=case.importing_authority_id.display_name,
                        exporting=case.exporting_authority_id.display_name,
                        agreement=agreement.display_name,
                    )
                )

    @api.onchange("exporting_authority_id", "addressee_kind")
    def _onchange_exporting_authority(self):
        if self.exporting_authority_id:
            self.letter_language = self.exporting_authority_id.letter_language
        elif self._asked_persons():
            self.letter_language = self._language_of(self._asked_persons()[0])

    @api.model
    def _language_of(self, person):
        """Return the language of letters in which a person is written to: its own, or English."""
        code = (person.lang or "").partition("_")[0]
        return code if code in dict(LANGUAGES) else "en"

    # Who wrote the request

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._add_author()
        return cases

    def write(self, vals):
        self.check_access("write")
        content = self._request_content() & vals.keys()
        if self._is_behind_the_door():
            content -= {"procedure_id"}  # a move to another version of it: the letter stays as it was sent
        if content:
            self._refuse_change_of_approved(content)
        result = super().write(vals)
        if content:
            self.filtered(lambda case: not case.request_approved_on)._add_author()
        return result

    def _request_content(self):
        """The letter names its sender and its addressee too, under the procedure of its agreement."""
        return super()._request_content() | {
            "answer_length",
            "procedure_id",
            "importing_authority_id",
            "exporting_authority_id",
            "addressee_kind",
            "informed_authority_id",
            "doubts",
            "letter_language",
            "signatory_name",
            "signatory_position",
            "copy_to",
        }

    def _refuse_change_of_approved(self, content=()):
        """Refuse a change of what an approved request says."""
        for case in self:
            locked = case._locked_content(set(content)) if content and case.request_approved_on else content
            if case.request_approved_on and (locked or not content):
                raise UserError(
                    self.env._(
                        "The request of %(case)s was approved on %(day)s and cannot be changed%(fields)s. A "
                        "supervisor can withdraw the approval, with a reason, until the request is sent.",
                        case=case.display_name,
                        day=long_date(case.request_approved_on, self.env.lang),
                        fields=f" ({', '.join(self._content_labels(locked))})" if content else "",
                    )
                )

    def _locked_content(self, content):
        """Return what of ``content`` stays as it is once the request is approved: all of it."""
        self.ensure_one()
        return content

    def _content_labels(self, content):
        """Return the names that a person reads for parts of the request: fields, or rows as they come."""
        return sorted(self._fact_label(name) if name in self._fields else name for name in content)

    def _problems_of_move(self, version):
        """An approved letter that still waits states the periods and the questions of its own version."""
        problems = super()._problems_of_move(version)
        if self.request_approved_on and not self.request_sent_on:
            problems.append(
                self.env._(
                    "%(case)s: its request was approved on %(day)s and is not sent yet. The letter states "
                    "what holds under %(version)s. Withdraw the approval first.",
                    case=self.display_name,
                    day=long_date(self.request_approved_on, self.env.lang),
                    version=self.procedure_id.display_name,
                )
            )
        return problems

    def _missing_for_request(self):
        """Return what the content list of the request asks for and it lacks."""
        missing = self._missing_content("request") + self._missing_addressee() + self._missing_length()
        missing += self._missing_copies()
        if not ((self.signatory_name or "").strip() and (self.signatory_position or "").strip()):
            missing.append(self.env._("Name and position of the signatory"))
        if not self.request_approved_on and self.letter_language and self.importing_authority_id:
            data = request_data(self, draft=True)
            missing += self._write_letter("request", *data)[1] + self._print_problems(data)
        return missing

    # Approval

    def _fact_button(self, fact):
        if fact == "request_approved_on":
            return "action_open_approval", self.env._("Approve Request")
        return super()._fact_button(fact)

    def _problems_of_signing(self):
        """Return what prevents the approval, for who is about to sign."""
        self.ensure_one()
        problems = self._missing_before("request_approved_on")
        if self.request_approved_on:
            problems = [self.env._("%s is already approved.", self.display_name)]
        return problems + self._own_work_problems()

    def action_approve_request(self):
        """Approve the request today and store its letter for good.

        :raises AccessError: the user is no supervisor
        :raises UserError: the user wrote it, or something is missing; every missing item is named
        """
        self.ensure_one()
        self._check_may_approve()
        self._refuse_own_work()
        self._approve_request(self._today())
        return True

    def _approve_request(self, day):
        """Record the approval of ``day`` and store the letter for good."""
        self._record_facts({"request_approved_on": day})
        documents = self.env["customs.document"]
        [number] = documents._numbers("customs.document.out", 1, self._today())
        letter = documents._store(
            self,
            "request",
            number,
            self._letter_pdf("request", *request_data(self, number)),
            **self._addressee_of_letter(),
            language=self.letter_language,
            dated_on=day,
        )
        letter._enclose(self._proofs_with_scan())

    def _cited(self):
        """Return the articles of the steps, of the outcomes that have consequences, and the provisions."""
        procedure, law = self.procedure_id, self.agreement_id
        named = {fact: step.article for fact, step in procedure._steps().items()}
        named |= {row.outcome: law._cite(row.article) for row in procedure.consequence_ids if row.outcome}
        named |= {code: law._cite(article) for code, article in law._provisions().items()}
        return {code: article for code, article in named.items() if article}

    def _request_letter(self):
        """Return number and date of the request as its letter bears them."""
        self.ensure_one()
        letter = self.sudo()._letter("request")
        return {
            "number": letter.name or self.name,
            "date": letter.dated_on or self.request_approved_on or False,
        }

    def _requested_proofs(self):
        """Return the proofs of origin that the request is about."""
        return self.env["customs.origin.proof"]

    def _enclosed_proofs(self):
        """Return the proofs whose copies go with the request: those that have one, in order of number.

        Of an approved request those whose copies were enclosed then, whatever the proofs have now.
        """
        self.ensure_one()
        letter = self._letter_with_enclosures()
        if letter:
            return self.env["customs.origin.proof"].sudo().browse(row["proof"] for row in letter._enclosed())
        return self._proofs_with_scan()

    def _proofs_with_scan(self):
        """Return the proofs of the request that have a scan now, as superuser, in order of number."""
        proofs = self.sudo()._requested_proofs().with_context(bin_size=True)
        return proofs.filtered("file").sorted("number").with_context(bin_size=False)

    def _letter_with_enclosures(self):
        """Return the approved letter of the request, with which its enclosures are kept; or nothing."""
        return self.sudo()._letter("request") if self.request_approved_on else self.env["customs.document"]

    def _enclosure(self, proof_id):
        """Return (file name, type, content) of a copy that goes with the letter; None where it does not.

        The copy as it was enclosed, and nothing else: the proof itself stays with the authority that asks.
        """
        self.ensure_one()
        return self._letter_with_enclosures()._enclosed_file(proof_id)

    def _note_once(self, body):
        """Note ``body`` in the history of the case, unless the user's own note says the same already."""
        known = self.env["mail.message"].sudo()
        domain = [("model", "=", self._name), ("res_id", "=", self.id)]
        own = known.search([*domain, ("author_id", "=", self.env.user.partner_id.id)])
        if body not in own.mapped(lambda message: html2plaintext(message.body)):
            self._message_log(body=body)

    def _on_outcome(self):
        """Hook: what the record shows may have changed; rooms that know decisions propose what follows."""

    def _after_facts(self, facts):
        super()._after_facts(facts)
        if facts.get("request_approved_on") is False:
            self.sudo().document_ids.filtered(lambda document: document.kind == "request")._write_guarded(
                {"superseded": True}
            )

    def _withdrawal_problems(self, name):
        problems = super()._withdrawal_problems(name)
        if name != "request_approved_on" or self.request_sent_on:
            return problems
        letter = self.sudo()._letter("request")
        sent = letter.service_ids.filtered(lambda row: not row.cancelled)
        if not sent:
            return problems
        return [
            *problems,
            self.env._(
                "%(letter)s was already sent: %(sendings)s. Record the sending to all others too; then "
                "the request can be withdrawn, or its sending corrected.",
                letter=letter.display_name,
                sendings="; ".join(sent.mapped("display_name")),
            ),
        ]

    def _pdf_request(self):
        """Return the PDF of the request: the stored one once approved, a draft before."""
        self.ensure_one()
        stored = self._letter("request")
        if stored:
            return stored._printed_content()
        return self._letter_pdf("request", *request_data(self, draft=True))

    def _letter_preview(self, kind):
        return request_data(self, draft=True)

    def _internal_fact_message(self, fact):
        if fact == "request_approved_on":
            return self.env._("Use the button 'Approve Request' to approve the request and store its letter.")
        return super()._internal_fact_message(fact)
