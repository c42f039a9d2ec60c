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

    def _open_enclosure(self, proof_id):
        """Return (file name, type, content) of an enclosed copy for the user, and note it in the case.

        None where the letter encloses no such copy, or the user's company has not opened the letter yet: the
        receipt of the letter is proven by the letter.
        """
        self.ensure_one()
        self.check_access("read")
        service = self._own_services().get(self.id)
        enclosure = self._enclosed_file(proof_id) if service and service.opened_at else None
        if enclosure:
            self.sudo()._case()._note_once(
                self.env._(
                    "%(letter)s: the enclosed copy %(file)s was opened on the portal by %(user)s",
                    letter=self.name,
                    file=enclosure[0],
                    user=self.env.user.name,
                )
            )
            self._log_reading("downloaded")
        return enclosure
