from odoo import api, models

from ...reports.kit.missing_glyphs import excerpt, named, unprintable


class CustomsPrintedMixin(models.AbstractModel):
    """Papers that the software prints: what cannot be printed is named before the paper is approved.

    A paper that was approved is stored for good, so a letter that prints as a box would stay a box for good.
    """

    _name = "customs.printed.mixin"
    _description = "Record that Is Printed"
    _inherit = ["customs.four.eyes.mixin"]

    # The public method that approves the paper, for the form `customs.approve.paper`.
    _approval_act = ""

    def action_open_approval(self):
        """Open the draft beside the button that approves it."""
        self.ensure_one()
        self._check_may_approve()
        return self.env["customs.approve.paper"]._open(self)

    def _is_of_own_authority(self):
        """Return whether the user serves the authority whose paper it is."""
        self.ensure_one()
        return self.sudo().importing_authority_id in self.env.user.customs_authority_ids

    @api.model
    def _print_problems(self, data):
        """Return, as sentences, what of the plain ``data`` of a builder cannot be printed, and where."""
        return [
            self.env._(
                "%(where)s: the characters %(letters)s cannot be printed (“%(text)s”). Use other characters.",
                where=self._print_place(found.path),
                letters=named(found.letters),
                text=excerpt(found.text),
            )
            for found in unprintable(data)
        ]

    @api.model
    def _print_place(self, path):
        """Return the place of a text, in words: 'Goods 2, Description'."""
        words, parts = self._print_words(), []
        for name in path:
            if isinstance(name, int):
                if parts:
                    parts[-1] = f"{parts[-1]} {name}"
            elif words.get(name):
                parts.append(words[name])
            elif name.startswith("article_"):
                parts.append(words["articles"])
        return ", ".join(parts) or self.env._("Text")

    @api.model
    def _print_words(self):
        """Return the name of each field of the builders' data, as a person reads it."""
        return {
            "address": self.env._("Address"),
            "addressee": self.env._("Addressee"),
            "agreement": self.env._("Agreement"),
            "agreement_citation": self.env._("Agreement"),
            "agreement_title": self.env._("Agreement"),
            "annexes": self.env._("Annexes"),
            "approval": self.env._("Approval"),
            "articles": self.env._("Articles"),
            "asked": self.env._("What Is Requested"),
            "authority": self.env._("Authority"),
            "bodies": self.env._("Participating Bodies"),
            "case": self.env._("Case"),
            "closing": self.env._("Closing Words"),
            "conclusion_text": self.env._("Conclusion in Words"),
            "consent": self.env._("Written Consent"),
            "contact": self.env._("Contact"),
            "copies": self.env._("Copies to"),
            "country": self.env._("Country"),
            "criterion": self.env._("Criterion"),
            "criterion_found": self.env._("Criterion Found"),
            "currency": self.env._("Currency"),
            "declaration": self.env._("Declaration"),
            "description": self.env._("Description"),
            "documents": self.env._("Documents Examined"),
            "doubts": self.env._("Justified Doubts"),
            "duty": self.env._("Duty"),
            "email": self.env._("Email"),
            "enclosures": self.env._("Enclosures"),
            "exporter": self.env._("Exporter"),
            "exporters": self.env._("Exporters"),
            "exporting_authority": self.env._("Exporting Party's Authority"),
            "extension": self.env._("Extension"),
            "facts": self.env._("Facts"),
            "files": self.env._("Files"),
            "conditions": self.env._("Conditions"),
            "findings": self.env._("Findings"),
            "first_name": self.env._("First Name"),
            "follows_article": self.env._("Article"),
            "former_reference": self.env._("Former Document"),
            "function": self.env._("Function"),
            "given_by": self.env._("Given by"),
            "goods": self.env._("Goods"),
            "ground": self.env._("Ground"),
            "ground_article": self.env._("Article of the Ground"),
            "hs_code": self.env._("HS Code"),
            "importer": self.env._("Importer"),
            "importing_authority": self.env._("Importing Party's Authority"),
            "inspected": self.env._("What Was Inspected"),
            "invoices": self.env._("Invoices"),
            "issued_by": self.env._("Issued by"),
            "kind": self.env._("Kind"),
            "label": self.env._("Fact"),
            "line_conclusions": self.env._("Conclusions on Goods"),
            "materials": self.env._("Materials Used"),
            "name": self.env._("Name"),
            "native_first_name": self.env._("First Name in Its Own Script"),
            "native_name": self.env._("Name in Its Own Script"),
            "native_surname": self.env._("Surname in Its Own Script"),
            "note": self.env._("Note"),
            "number": self.env._("Number"),
            "obstruction": self.env._("Obstruction"),
            "opening": self.env._("Opening Words"),
            "operations": self.env._("Production Found"),
            "other_reasons": self.env._("Other Reasons"),
            "party": self.env._("Party"),
            "payment": self.env._("How to Pay"),
            "period": self.env._("Period"),
            "persons": self.env._("Verified Persons"),
            "phone": self.env._("Phone"),
            "place": self.env._("Place"),
            "portal": self.env._("Portal"),
            "position": self.env._("Position"),
            "preceding": self.env._("Documentary Verification Before"),
            "preceding_number": self.env._("Documentary Verification Before"),
            "preceding_reasons": self.env._("Documentary Verification Before"),
            "premises": self.env._("Premises"),
            "no_premises": self.env._("Why No Premises Were Inspected"),
            "process": self.env._("Production Process"),
            "process_lines": self.env._("Production of Goods"),
            "proof": self.env._("Proof of Origin"),
            "proof_number": self.env._("Number of the Proof of Origin"),
            "proofs": self.env._("Proofs of Origin"),
            "quantity_unit": self.env._("Unit"),
            "reason": self.env._("Reason"),
            "reasons": self.env._("Reasons"),
            "recorded_by": self.env._("Recorded by"),
            "reference": self.env._("Reference"),
            "registration_number": self.env._("Registration Number"),
            "request_number": self.env._("Number of the Request"),
            "requirements": self.env._("Rules of Origin"),
            "rights": self.env._("Right of Appeal"),
            "role": self.env._("Role"),
            "rows": self.env._("Row"),
            "salutation": self.env._("Salutation"),
            "scan": self.env._("Virus Scan"),
            "sections": self.env._("Section"),
            "sender": self.env._("Sender"),
            "short_title": self.env._("Title"),
            "signatory_basis": self.env._("Basis of the Signature"),
            "signatory_name": self.env._("Signed by"),
            "signatory_position": self.env._("Position of the Signatory"),
            "size": self.env._("Size"),
            "source": self.env._("Basis"),
            "source_number": self.env._("Basis"),
            "subject": self.env._("Subject"),
            "surname": self.env._("Surname"),
            "team": self.env._("Inspection Team"),
            "text": self.env._("Text"),
            "total": self.env._("Total Duty"),
            "value": self.env._("Customs Value"),
            "words": self.env._("Words of the Form"),
        }
