from odoo import fields, models

from ..law.customs_guarded_mixin import DOOR
from ..setup.roles import READERS


class CustomsDocument(models.Model):
    """What is enclosed with an approved letter stays as it was, under the seal of the letter (RS15.5, IT9).

    A scan that a proof gets later is another file: it was enclosed with nothing.
    """

    _inherit = "customs.document"

    enclosure_ids = fields.Many2many(
        "ir.attachment",
        "customs_document_enclosure_rel",
        "document_id",
        "attachment_id",
        string="Enclosures",
        readonly=True,
        copy=False,
        groups=READERS,
        help="The copies that were enclosed, as they were when the letter was approved.",
    )
    enclosures = fields.Json(
        string="Proofs Enclosed",
        readonly=True,
        copy=False,
        groups=READERS,
        help="Which proof each enclosed copy is of, with what the letter says of it.",
    )

    def _enclose(self, proofs):
        """Keep the copies of ``proofs`` with this letter, as they are now."""
        self.ensure_one()
        files = self.env["ir.attachment"].sudo().with_context(bin_size=False)
        rows, kept = [], files.browse()
        for proof in proofs.sudo():
            scan = files._first_of_field(proof, "file").with_context(bin_size=False)
            copy = (
                files.with_context(customs_door=DOOR)
                .create(
                    {
                        "name": proof.file_name or f"{proof.number}.pdf".replace("/", "-"),
                        "res_model": self._name,
                        "res_id": self.id,
                        "mimetype": scan.mimetype,
                        "raw": scan.raw,
                    }
                )
                .with_env(files.env)
            )
            kept += copy
            rows.append(
                {
                    "proof": proof.id,
                    "file": copy.id,
                    "number": proof.number,
                    "issued_on": fields.Date.to_string(proof.issued_on) or "",
                    "pages": proof.copy_pages,
                }
            )
        self.sudo()._write_guarded({"enclosures": rows, "enclosure_ids": [fields.Command.set(kept.ids)]})

    def _enclosed(self):
        """Return what is enclosed, a row for each copy: proof, file, number, day of issue, pages."""
        return self.sudo().enclosures or []

    def _enclosed_file(self, proof_id):
        """Return (file name, type, content) of the enclosed copy of a proof; None where there is none."""
        row = next((row for row in self._enclosed() if row["proof"] == proof_id), None)
        file = self.sudo().enclosure_ids.filtered(lambda file: row and file.id == row["file"])
        return (file.name, file.mimetype, file.with_context(bin_size=False).raw) if file else None
