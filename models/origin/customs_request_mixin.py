from odoo import api, fields, models
from odoo.exceptions import UserError

from ...reports.letter_data import request_pdf


class CustomsRequestMixin(models.AbstractModel):
    """A case that begins with a written request to the other Party's verification authority (RS15.5, RS16.3).

    The request has a content list; a supervisor who did not write it approves it, which stores the letter
    for good. What it says is locked from then on.
    """

    _name = "customs.request.mixin"
    _description = "Case with a Request to the Other Party"
    _inherit = ["customs.case.mixin"]

    importing_country_id = fields.Many2one(
        related="importing_authority_id.country_id", string="Importing Party"
    )
    exporting_country_id = fields.Many2one(
        related="exporting_authority_id.country_id", string="Exporting Party"
    )
    doubts = fields.Text(
        string="Justified Doubts", help="Reasons for the request; not needed for a random check."
    )
    letter_language = fields.Selection(
        [("en", "English"), ("ru", "Russian")],
        string="Language of Letters",
        required=True,
        default="en",
        help="Requests are in English or Russian (RS15.5).",
    )
    internal_doubts = fields.Text(
        string="Doubts Not for the Letter",
        help="For the own authority alone: never printed, never shown to the other Party or a person.",
    )
    risk_remarks = fields.Text(
        help="Remarks of risk management, for the own authority alone: never printed, never shown outside."
    )
    signatory_name = fields.Char(string="Signed by", help="Who signs the letters: first name and surname.")
    signatory_position = fields.Char(string="Position of the Signatory")
    request_author_ids = fields.Many2many(
        "res.users",
        string="Written by",
        copy=False,
        readonly=True,
        help="Who wrote the request does not approve it.",
    )
    request_approved_on = fields.Date(string="Request approved", readonly=True, copy=False)
    request_sent_on = fields.Date(string="Request sent", readonly=True, copy=False, index="btree_not_null")
    request_acknowledged_on = fields.Date(
        string="Receipt of the request confirmed", readonly=True, copy=False
    )
    withdrawn_on = fields.Date(string="Request withdrawn", readonly=True, copy=False)

    @api.constrains("importing_authority_id", "exporting_authority_id", "procedure_id")
    def _check_sides(self):
        for case in self:
            agreement = case.agreement_id
            importing = agreement._side_of(case.importing_authority_id.country_id)
            exporting = agreement._side_of(case.exporting_authority_id.country_id)
            outside = [
                authority.display_name
                for authority, side in (
                    (case.importing_authority_id, importing),
                    (case.exporting_authority_id, exporting),
                )
                if authority and not side
            ]
            if outside:
                raise UserError(
                    self.env._(
                        "No Party to %(agreement)s: %(authorities)s.",
                        agreement=agreement.display_name,
                        authorities=", ".join(outside),
                    )
                )
            if not case.importing_authority_id.is_customs_authority:
                raise UserError(
                    self.env._("%s is no customs authority.", case.importing_authority_id.display_name)
                )
            addressee = case.exporting_authority_id
            if addressee and not addressee.is_verification_authority:
                raise UserError(self.env._("%s is no verification authority.", addressee.display_name))
            if exporting and importing == exporting:
                raise UserError(
                    self.env._(
                        "%(importing)s and %(exporting)s stand on the same side of %(agreement)s. A "
                        "request goes "
                        "to the other side.",
                        importing=case.importing_authority_id.display_name,
                        exporting=case.exporting_authority_id.display_name,
                        agreement=agreement.display_name,
                    )
                )

    @api.onchange("exporting_authority_id")
    def _onchange_exporting_authority(self):
        if self.exporting_authority_id:
            self.letter_language = self.exporting_authority_id.letter_language

    # Who wrote the request

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._note_request_author()
        return cases

    def write(self, vals):
        self.check_access("write")
        content = self._request_content() & vals.keys()
        if content:
            self._refuse_change_of_approved(content)
        result = super().write(vals)
        if content:
            self._note_request_author()
        return result

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"request_author_ids"}

    def _request_content(self):
        """The letter names its sender and its addressee too, under the procedure of its agreement."""
        return super()._request_content() | {
            "procedure_id",
            "importing_authority_id",
            "exporting_authority_id",
            "doubts",
            "letter_language",
            "signatory_name",
            "signatory_position",
        }

    def _note_request_author(self):
        """Remember who wrote the request, so that the same person does not approve it."""
        new = self.filtered(lambda case: self.env.user not in case.sudo().request_author_ids)
        if new:
            new.sudo()._write_guarded({"request_author_ids": [fields.Command.link(self.env.uid)]})

    def _refuse_change_of_approved(self, content=()):
        """Refuse a change of what an approved request says."""
        for case in self:
            if case.request_approved_on:
                raise UserError(
                    self.env._(
                        "The request of %(case)s was approved on %(day)s and stays as it is%(fields)s. A "
                        "supervisor "
                        "can withdraw the approval, with a reason, as long as the request was not sent.",
                        case=case.display_name,
                        day=case.request_approved_on,
                        fields=f" ({', '.join(self._content_labels(content))})" if content else "",
                    )
                )

    def _content_labels(self, content):
        """Return the names that a person reads for parts of the request: fields, or rows as they come."""
        return sorted(self._fact_label(name) if name in self._fields else name for name in content)

    def _missing_for_request(self):
        """Return what the content list of the request asks for and it lacks."""
        missing = self._missing_content("request")
        if not ((self.signatory_name or "").strip() and (self.signatory_position or "").strip()):
            missing.append(self.env._("Who signs the letter: name and position"))
        return missing

    # Approval

    def _fact_button(self, fact):
        if fact == "request_approved_on":
            return "action_approve_request", self.env._("Approve Request")
        return super()._fact_button(fact)

    def action_approve_request(self):
        """Approve the request today and store its letter for good.

        :raises AccessError: the user is no supervisor
        :raises UserError: the user wrote it, or something is missing; every missing item is named
        """
        self.ensure_one()
        self.check_access("write")
        self._require_supervisor()
        if self.env.user in self.request_author_ids:
            raise UserError(
                self.env._("You wrote the request %s. Another supervisor approves it.", self.display_name)
            )
        self._approve_request(self._today())
        return True

    def _approve_request(self, day):
        """Record the approval of ``day`` and store the letter for good."""
        self._record_facts({"request_approved_on": day})
        self.env["customs.document"]._store(
            self,
            "request",
            self.name,
            request_pdf(self),
            addressee_authority_id=self.exporting_authority_id.id,
            language=self.letter_language,
        )

    def _after_facts(self, facts):
        super()._after_facts(facts)
        if facts.get("request_approved_on") is False:
            self.sudo().document_ids.filtered(lambda document: document.kind == "request")._write_guarded(
                {"superseded": True}
            )

    def _pdf_request(self):
        """Return the PDF of the request: the stored one once approved, a draft before."""
        self.ensure_one()
        stored = self._letter("request")
        return stored._content() if stored else request_pdf(self, draft=True)

    def _internal_fact_message(self, fact):
        if fact == "request_approved_on":
            return self.env._(
                "The request is approved with the button 'Approve Request', which stores its letter."
            )
        return super()._internal_fact_message(fact)
