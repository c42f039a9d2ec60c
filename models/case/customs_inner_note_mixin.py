from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Command

from ..setup.roles import READERS

CONTACT = "res.partner"


class CustomsInnerNoteMixin(models.AbstractModel):
    """Words of officers about a contact stay within their authority (CU-A).

    Odoo opens what is written on a contact to everybody who reads the contact book: to the whole house, and
    to the officers of every other authority (`docs/decisions/0017-notes-on-contacts.md`). So a note
    remembers which authorities its writer served when it was written, and the record rules show it to those
    who serve all of them.
    """

    _name = "customs.inner.note.mixin"
    _description = "Note That Stays within an Authority"

    customs_authority_ids = fields.Many2many(
        "customs.authority",
        string="Visible to",
        copy=False,
        readonly=True,
        groups=NO_ACCESS,
        # An authority that is archived keeps its words to itself.
        context={"active_test": False},
    )

    @api.model_create_multi
    def create(self, vals_list):
        notes = super().create(vals_list)
        notes._keep_within()
        return notes

    def _export_rows(self, *args, **kwargs):
        # A path of an export leads here, too, and Odoo asks nothing more on the way.
        self.check_access("read")
        return super()._export_rows(*args, **kwargs)

    def _keep_within(self):
        """Let what officers say on contacts be read within their authorities."""
        for note in self.sudo():
            if note._place_of_note() != CONTACT or not note._says_something():
                continue
            authorities = (
                note._all_writers().filtered(lambda user: user.has_group(READERS)).customs_authority_ids
            )
            if authorities:
                note.customs_authority_ids = [Command.set(authorities.ids)]
                note._keep_files_within()

    def _without_kept(self, operation, result):
        """Return the answer of `_check_access`, with those refused that are kept from the user.

        Odoo lets whoever writes on a contact change and delete what others put there, whatever the record
        rules say: to change it one must read it first.
        """
        if operation not in ("write", "unlink") or self.env.su or not self:
            return result
        noted = self.browse(
            note.id  # no query for what hangs elsewhere in the ERP
            for note in self.sudo()
            if note._place_of_note() == CONTACT and note.customs_authority_ids
        )
        kept = noted - noted._filtered_access("read")
        if not kept:
            return result
        forbidden = kept | (result[0] if result else self.browse())
        return forbidden, lambda: forbidden._make_access_error(operation)

    def _is_kept_from_user(self):
        """Return whether the user does not serve an authority that keeps one of these notes to itself."""
        own = self.env.user.customs_authority_ids if self.env.user.has_group(READERS) else ()
        return any(authority not in own for authority in self.sudo().customs_authority_ids)

    def _place_of_note(self):
        """Return the model of what the note is about."""
        raise NotImplementedError

    def _says_something(self):
        return True

    def _writers_of_note(self):
        """Return the users who said it, beside the one who stores it."""
        return self.create_uid

    def _all_writers(self):
        return (self.env.user | self._writers_of_note()).sudo()

    def _keep_files_within(self):
        """Let the files that came with the note be read by those who read the note."""
        writers = self._all_writers()
        files = self.attachment_ids.filtered(
            lambda file: file.res_model == CONTACT and not file.res_field and file.create_uid in writers
        )
        files.write({"res_model": self._name, "res_id": self.id})
