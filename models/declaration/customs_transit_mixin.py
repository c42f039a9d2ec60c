from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.inputs import given_ids, given_text
from ..setup.roles import OFFICERS
from .claim_checks import DOCUMENT_SEEN, NOTHING_SHOWN


class CustomsTransitMixin(models.AbstractModel):
    """Which document of transit an officer saw for declared goods (RS9.2, RS9.3, RS9.4).

    Which kinds there are, what each must state and whether it proves anything is data of the agreement.
    Recorded anew, the last counts.
    """

    _name = "customs.transit.mixin"
    _description = "Goods with a Proof of Transit"
    _inherit = ["customs.guarded.mixin"]

    transit_proof = fields.Selection(
        [
            (DOCUMENT_SEEN, "Document presented"),
            (NOTHING_SHOWN, "None presented"),
            # As recorded before it was asked who issued or confirmed the document.
            ("transport", "Transport document for the whole way (former wording)"),
            ("customs", "Document of the customs authority of the transit country (former wording)"),
            ("other", "Other documents (former wording)"),
        ],
        string="Proof of Transit",
        readonly=True,
        copy=False,
        help="The document that proves transit under customs control, as checked by an officer.",
    )
    transit_document_id = fields.Many2one(
        "customs.transit.document", string="Kind of Document", readonly=True, copy=False, ondelete="restrict"
    )
    transit_note = fields.Char(string="Document Details", readonly=True, copy=False)
    transit_answers = fields.Text(
        string="What It States", readonly=True, copy=False, help="The questions asked, with the answers."
    )
    transit_attachment_ids = fields.Many2many(
        "ir.attachment",
        "customs_transit_attachment_rel",
        "line_id",
        "attachment_id",
        string="Transit Document",
        readonly=True,
        copy=False,
        ondelete="restrict",
        bypass_search_access=True,
    )
    transit_seen_on = fields.Date(string="Checked on", readonly=True, copy=False)
    transit_seen_by_id = fields.Many2one(
        "res.users", string="Checked by", readonly=True, copy=False, ondelete="restrict"
    )

    @api.model
    def _guarded_fields(self):
        own = {"proof", "document_id", "note", "answers", "attachment_ids", "seen_on", "seen_by_id"}
        return super()._guarded_fields() | {f"transit_{name}" for name in own}

    def record_transit_proof(self, kind, note="", answers=(), attachment_ids=()):
        """Record which document of transit was seen for these goods, or that none was shown (RS9.2, RS9.3).

        :param kind: code of a kind of transit document of the agreement, or ``none``
        :param note: number and date of the document; why there is none
        :param answers: what the document states, in the order of what the kind asks
        :param attachment_ids: the document as files that the user uploaded; a proof must be attached
        :raises AccessError: the user is no officer of the authority
        :raises UserError: the kind is unknown, or something that it asks is missing, all at once
        """
        self.check_access("write")
        if not self.env.user.has_group(OFFICERS):
            raise AccessError(self.env._("Only an officer can record the document."))
        note = " ".join(given_text(note).split())
        texts = answers if isinstance(answers, (list, tuple)) else [answers]
        answers = [" ".join(given_text(text).split()) for text in texts]
        files = self.env["ir.attachment"].browse(given_ids(attachment_ids))
        document = self._transit_kind(kind)
        problems = self._transit_problems(kind, document, note, answers, files)
        if problems:
            raise UserError("\n".join(problems))
        files._accept_for(self.declaration_id)
        stated = zip(document._questions() if document else (), answers, strict=False)
        values = {
            "transit_proof": DOCUMENT_SEEN if document else NOTHING_SHOWN,
            "transit_document_id": document.id,
            "transit_note": note,
            "transit_answers": "\n".join(f"{question}: {answer}" for question, answer in stated) or False,
            "transit_attachment_ids": [fields.Command.set(files.ids)],
            "transit_seen_by_id": self.env.uid,
        }
        for authority, lines in self.grouped("importing_authority_id").items():
            lines._behind_the_door().write({**values, "transit_seen_on": authority._today()})
        return True

    def _transit_kind(self, code):
        """Return the kind of document with this code under the agreement of these goods."""
        kinds = self.env["customs.transit.document"]
        if not isinstance(code, str) or len(self.agreement_id) != 1:
            return kinds
        return kinds.search([("agreement_id", "=", self.agreement_id.id), ("code", "=", code)])

    def _transit_problems(self, kind, document, note, answers, files):
        """Return why the document cannot be recorded for these goods, as sentences."""
        problems = []
        if not document and kind != NOTHING_SHOWN:
            problems.append(self.env._("Choose the document."))
        if not note:
            problems.append(
                self.env._("Enter the number and date of the document, or why none was presented.")
            )
        if document:
            given = [*answers, *[""] * len(document._questions())]
            problems += [
                self.env._("%s: enter what the document states.", question)
                for question, answer in zip(document._questions(), given, strict=False)
                if not answer
            ]
        if document.proves and not files:
            problems.append(self.env._("Attach the document."))
        elif document.proves and len(files) < len(document._all_presented()):
            problems.append(self.env._("Attach a file of each of these: %s.", document._names_together()))
        if files and len(self.declaration_id) > 1:
            problems.append(self.env._("Choose goods of one declaration, to which the document is attached."))
        return problems
