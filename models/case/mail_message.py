from odoo import api, models
from odoo.exceptions import UserError

from .customs_guarded_mixin import DOOR

# What a message says, and of what; with its files it is all that others read of it.
WORDS = {
    "body",
    "subject",
    "date",
    "author_id",
    "email_from",
    "model",
    "res_id",
    "message_type",
    "tracking_value_ids",
}
SAID = WORDS | {"attachment_ids"}


class MailMessage(models.Model):
    """What was written in a case stays in it: notes of the software, words of officers, mail that came in."""

    _inherit = "mail.message"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if self._of_kept_history():
            raise UserError(self.env._("What was written in a case stays in it. Write what is to be added."))

    def write(self, vals):
        told = self.env.context.get("customs_door") is not DOOR and SAID & vals.keys()
        if told and any(message._says_otherwise(vals) for message in self._of_kept_history()):
            raise UserError(
                self.env._("What was written in a case is not changed. Write what is to be added.")
            )
        return super().write(vals)

    def _of_kept_history(self):
        """Return the messages of cases with recorded facts, and of tasks that were asked."""
        kept = self.browse()
        for model, messages in self.sudo().grouped("model").items():
            records = self.env.get(model)
            if records is None or not hasattr(records, "_with_kept_history"):
                continue
            of_these = records.sudo().browse(set(messages.mapped("res_id"))).exists()
            ids = set(of_these._with_kept_history().ids)
            kept |= messages.filtered(lambda message, ids=ids: message.res_id in ids)
        return kept

    def _says_otherwise(self, vals):
        """Tell whether ``vals`` would change what is said; files may be added to a new message."""
        self.ensure_one()
        for name in SAID & vals.keys():
            if name in ("attachment_ids", "tracking_value_ids"):
                after = self[name]._origin.browse(self._after_commands(name, vals[name]))
                if self[name] - after:
                    return True
            elif (self._fields[name].convert_to_write(self[name], self) or False) != (vals[name] or False):
                return True
        return False

    def _after_commands(self, name, commands):
        """Return the ids that the relation ``name`` would have after ``commands``."""
        ids = list(self[name].ids)
        for command, *rest in commands:
            if command in (2, 3):
                ids = [number for number in ids if number != rest[0]]
            elif command == 4:
                ids.append(rest[0])
            elif command == 5:
                ids = []
            elif command == 6:
                ids = list(rest[1])
        return ids
