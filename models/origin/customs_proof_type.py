from odoo import api, models

from ...tools.citing import with_article

# What a form may have a box for: of the proof itself, and of each item of its goods.
OF_PROOF = (
    "exporter_id",
    "consignor_id",
    "consignee_id",
    "importer_id",
    "transport",
    "number",
    "issue_country_id",
    "submission_country_id",
    "official_remarks",
    "remark_ids",
    "line_ids",
    "invoice_ids",
    "issuing_body_id",
    "issued_on",
    "signatory",
    "signatory_role",
    "stamp_present",
    "applicant_name",
    "applicant_on",
    "origin_country_id",
    "customs_value",
)
OF_GOODS = (
    "position",
    "package_count",
    "package_kind",
    "description",
    "hs_code",
    "criterion_id",
    "criterion_percent",
    "gross_weight_kg",
    "quantity",
    "quantity_unit",
)


class CustomsProofType(models.Model):
    """How sentences name what a proof has: by the box of its form, else by its plain name (RS18)."""

    _inherit = "customs.proof.type"

    @api.model
    def _data_of_proofs(self):
        models_of = (("customs.origin.proof", OF_PROOF), ("customs.origin.proof.line", OF_GOODS))
        return {
            name: self.env[model]._fields[name]._description_string(self.env)
            for model, names in models_of
            for name in names
        }

    def _box_of(self, data):
        """Return the row of this type for ``data``, a field of a proof or of its goods, or nothing."""
        return self.sudo().box_ids.filtered(lambda row: row.data == data)[:1]

    def _in_box(self, data, text, number=None):
        """Return ``text`` with the box that holds ``data``, of the item of goods with this number."""
        box = self._box_of(data).name
        if box and number is not None:
            return self.env._("%(box)s, item %(no)s: %(text)s", box=box, no=number, text=text)
        if box:
            return self.env._("%(box)s: %(text)s", box=box, text=text)
        if number is not None:
            return self.env._("Item %(no)s: %(text)s", no=number, text=text)
        return text[:1].upper() + text[1:]

    def _title_of(self, data, usual, number=None):
        """Return how a sentence names ``data``: by its box and the words of the text, else ``usual``."""
        row = self._box_of(data)
        return self._in_box(data, row.label or usual, number)

    def _empty_on(self, proof):
        """Return what this type requires and ``proof`` lacks, as sentences with their articles (RS12.1).

        Where nobody entered what such a proof contains, that is what is missing: nothing is complete.
        """
        if not self.box_ids:
            return [
                self.env._(
                    "It is not entered what this type of proof contains: %s. An administrator enters it on "
                    "the type of proof.",
                    self.name,
                )
            ]
        texts = []
        for row in self.sudo().box_ids.filtered("is_required"):
            whole = row.data not in OF_GOODS
            for record in proof if whole else proof.line_ids:
                if not record[row.data]:
                    usual = record._fields[row.data]._description_string(self.env)
                    title = self._title_of(row.data, usual, None if whole else record.position)
                    cited = self.agreement_id._cite(row.article or self.content_article)
                    texts.append(with_article(title, cited))
        return texts
