from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customs_declaration_line_checks import FAILED, PASSED, UNKNOWN

NOTHING_SHOWN = "none"


class CustomsDeclarationLine(models.Model):
    """Direct consignment (RS9): what the declaration tells of it, and what an officer saw.

    Where goods passed through a third country, one of three kinds of documents proves that they stayed under
    customs control (RS9.2). Which one was seen is recorded with who and when; recorded anew, the last counts.
    """

    _inherit = "customs.declaration.line"
    _guarded_fields = frozenset(
        ["transit_proof", "transit_note", "transit_seen_on", "transit_seen_by_id", "restoration_reminded_on"]
    )

    transit_proof = fields.Selection(
        [
            ("transport", "Transport document for the whole way"),
            ("customs", "Document of the customs authority of the transit country"),
            ("other", "Other documents"),
            (NOTHING_SHOWN, "None was shown"),
        ],
        string="Proof of Transit",
        readonly=True,
        copy=False,
        help="Which of the documents that prove a transit under customs control an officer saw (RS9.2).",
    )
    transit_note = fields.Char(string="What the Document Says", readonly=True, copy=False)
    transit_seen_on = fields.Date(string="Seen on", readonly=True, copy=False)
    transit_seen_by_id = fields.Many2one(
        "res.users", string="Seen by", readonly=True, copy=False, ondelete="restrict"
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        return {name: value for name, value in values.items() if name not in self._guarded_fields}

    def record_transit_proof(self, kind, note=""):
        """Record which document of transit was seen for these goods, or that none was shown (RS9.2).

        :param kind: ``transport``, ``customs``, ``other`` or ``none``
        :param note: number and date of the document; what it is, for others; why there is none
        :raises AccessError: the user is no officer of the authority
        :raises UserError: the kind is unknown, or the note is missing
        """
        self.check_access("write")
        if not self.env.user.has_group("customs_verification.group_officer"):
            raise AccessError(self.env._("Only an officer records which document was seen."))
        note = " ".join(note.split()) if isinstance(note, str) else ""
        problems = []
        if kind not in dict(self._fields["transit_proof"].selection):
            problems.append(self.env._("Say which document was seen."))
        if not note:
            problems.append(
                self.env._("Name the document, with its number and date, or say why none was shown.")
            )
        if problems:
            raise UserError("\n".join(problems))
        for authority, lines in self.grouped("importing_authority_id").items():
            lines._by_the_software().write(
                {
                    "transit_proof": kind,
                    "transit_note": note,
                    "transit_seen_on": authority._today(),
                    "transit_seen_by_id": self.env.uid,
                }
            )
        return True

    def _transit_article(self):
        """Return the article on which direct consignment is checked: once a document was seen, its own."""
        law = self.agreement_id
        return (self.transit_proof and law.transit_article) or law.consignment_article

    def _check_consignment(self):
        """The goods came from the exporting Party, directly or in transit under customs control (RS9)."""
        if not self.agreement_id.consignment_article:
            return None
        if self.transit_proof:
            return self._check_transit()
        country = self.declaration_id.consignment_country_id
        if not country:
            return UNKNOWN, self.env._("The declaration does not say from where the goods were sent.")
        if self._is_exporting_party(country):
            return PASSED, self.env._("Sent from %s; the declaration names no other country.", country.name)
        return UNKNOWN, self.env._(
            "Sent from %(country)s, which is not the exporting Party: no document of transit was seen yet "
            "(%(article)s).",
            country=country.name,
            article=self.agreement_id.transit_article or self.agreement_id.consignment_article,
        )

    def _check_transit(self):
        kinds = dict(self._fields["transit_proof"]._description_selection(self.env))
        text = self.env._(
            "%(kind)s: %(note)s (%(who)s, %(day)s).",
            kind=kinds[self.transit_proof],
            note=self.transit_note or "",
            who=self.transit_seen_by_id.name or "",
            day=self.transit_seen_on,
        )
        return FAILED if self.transit_proof == NOTHING_SHOWN else PASSED, text

    def _is_exporting_party(self, country):
        """Tell whether ``country`` stands on the side from which the goods are exported."""
        law = self.agreement_id
        side = law._side_of(country)
        issued = law._side_of(self.proof_id.issue_country_id)
        own = law._side_of(self.importing_authority_id.country_id)
        return bool(side) and (side == issued if issued else side != own)
