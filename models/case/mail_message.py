import itertools
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tools import email_normalize, is_html_empty

from ..law.customs_guarded_mixin import DOOR
from ..setup.roles import READERS, SYSTEM_ADMINISTRATORS
from .customs_inner_note_mixin import CONTACT
from .mail_mail import _without_subject

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

# Who says it, when, and that it came as a mail: of a record of ours also what puts it there.
SIGNED = {"author_id", "author_guest_id", "email_from", "date", "message_type", "model", "res_id"}
MOMENT = timedelta(minutes=1)
# The software tracks: an object, which no remote call can put into a context.
TRACKED = object()


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "customs.inner.note.mixin"]

    def _check_access(self, operation):
        """Close what is said on cases and contacts to people outside, but what they said themselves (CU-A).

        In a search Odoo leaves notes out; read by their numbers it gives notes of the software, with what it
        noted of a task and the former values of a contact, and whatever told somebody by mail, with the name
        of the officer.
        """
        result = super()._check_access(operation)
        if operation != "read" or self.env.user._is_internal():
            return result
        user = self.env.user
        notes = (self - result[0] if result else self).sudo()
        closed = notes.filtered(
            lambda note: (
                str(note.model or "").startswith((CONTACT, "customs.")) and user.partner_id != note.author_id
            )
        )
        if not closed:
            return result
        forbidden = closed.with_env(self.env) | (result[0] if result else self.browse())
        return forbidden, lambda: forbidden._make_access_error(operation)

    @api.model
    def _get_with_access(self, message_id, *args, **kwargs):
        # Who may write on the contact is given its messages, whatever the rules of messages say.
        message = super()._get_with_access(message_id, *args, **kwargs)
        if message and not self.env.su and message._is_kept_from_user():
            return message.sudo(False)._filtered_access("read")
        return message

    def _place_of_note(self):
        return self.model

    def _says_something(self):
        """Return whether people said it: the former values of fields are the contact book's own."""
        return not is_html_empty(self.body) or bool(self.attachment_ids)

    def _writers_of_note(self):
        return super()._writers_of_note() | self.author_id.user_ids

    # What was written in a case stays in it: notes of the software, words of officers, mail that came in.
    #
    # So does what was written on a declaration or a proof of origin that is kept.

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        self._refuse_loss_of_history()

    def _refuse_loss_of_history(self):
        """Refuse that kept messages are deleted; a later room that knows a better reason names it before."""
        if self.env.context.get("customs_history_goes") is DOOR:
            return  # with its record
        if self._of_kept_history():
            raise UserError(self.env._("Messages here cannot be deleted. Add a new message."))

    @api.model_create_multi
    def create(self, vals_list):
        with_values = [bool(vals.get("tracking_value_ids")) for vals in vals_list]  # Odoo takes them out
        messages = super().create(vals_list)
        messages._refuse_anothers_words()
        for message in itertools.compress(messages, with_values):
            message._refuse_invented_values()
        if any(vals.get("attachment_ids") for vals in vals_list):
            messages._refuse_foreign_files()
        return messages

    def _refuse_anothers_words(self):
        """Refuse what somebody says on our records in another's name, of another day, or as a mail that came.

        Odoo lets whoever may post say so. But the words of a person come from that person's own login, or by
        the mail gateway: as superuser.
        """
        if self.env.su:
            return
        for message in self.sudo():
            ours = (message.model or "").startswith("customs.")
            of_contact = message.model == CONTACT
            if (ours and not message._is_as_it_says()) or (of_contact and message._speaks_for_an_officer()):
                raise AccessError(
                    self.env._(
                        "Write messages here in your own name, with the present date, and not as emails."
                    )
                )

    def _is_as_it_says(self):
        """Return whether the user says it, today, and not as a mail that came."""
        own, latest = self.env.user.partner_id, Datetime.now() + MOMENT
        return (
            self.author_id == own
            and not self.author_guest_id
            and email_normalize(self.email_from or "") in (False, own.email_normalized)
            and self.message_type != "email"
            and self.create_date - MOMENT <= self.date <= latest
        )

    def _speaks_for_an_officer(self):
        """Return whether it is signed by another user who has a role here, by name or by address.

        On contacts everybody else may say what plain Odoo lets one say: in the name of a shop, of a customer.
        A mail that came may be handed in by who keeps the mail servers.
        """
        own = self.env.user
        if self.message_type == "email" and own.has_group(SYSTEM_ADMINISTRATORS):
            return False
        users = self.author_id.with_context(active_test=False).user_ids
        address = email_normalize(self.email_from or "")
        if address and address not in (own.email_normalized, self.author_id.email_normalized):
            users |= users.with_context(active_test=False).search([("email_normalized", "=", address)])
        return any(user.has_group(READERS) for user in users - own)

    def _refuse_invented_values(self):
        """Refuse former values that somebody gives: in the history of our records the software notes them."""
        if self.env.su or self.env.context.get("customs_tracked") is TRACKED:
            return
        if (self.sudo().model or "").startswith("customs."):
            raise AccessError(self.env._("Former values are logged automatically and cannot be entered."))

    def _refuse_foreign_files(self):
        """Refuse to send files of a case on with messages that are not of the same case."""
        ours = self.sudo().attachment_ids._bound_to_ours()
        for message in self.sudo() if ours else ():
            files = message.attachment_ids & ours
            place = files and self._case_of_record(message.model, message.res_id)
            if any(self._case_of_record(file.res_model, file.res_id) != place for file in files):
                files._refuse_leaving()

    @api.model
    def _case_of_record(self, model, res_id):
        """Return (model, id) of the case of a record; of the record itself where it has none."""
        record = self.env[model].sudo().browse(res_id or ()).exists() if model in self.env else None
        case = record._case() if record and hasattr(record, "_case") else record
        return (case._name, case.id) if case else (model, res_id)

    def write(self, vals):
        self._refuse_others(vals)
        result = super().write(vals)
        if not SIGNED.isdisjoint(vals):
            self._refuse_anothers_words()
        if vals.get("attachment_ids"):
            self._refuse_foreign_files()
        if "attachment_ids" in vals:
            for message in self.sudo().filtered("customs_authority_ids"):
                message._keep_files_within()
        return result

    def _refuse_others(self, vals):
        """Refuse what would make a kept message say something else."""
        if not self or self.env.context.get("customs_door") is DOOR or SAID.isdisjoint(vals):
            return
        self.check_access("write")
        if any(message._says_otherwise(vals) for message in self._of_kept_history()):
            raise UserError(self.env._("Messages here cannot be changed. Add a new message."))

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
        """Return whether ``vals`` would change what is said; files may be added to a new message."""
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

    def _compute_record_name(self):  # pylint: disable=missing-return
        """Name the record; of a message that is not saved, only one that the user may read (CU-A)."""
        super()._compute_record_name()
        for message in self if not self.env.su else ():
            if not isinstance(message.id, int) and message.record_name:
                record = self.env[message.model].browse(message.res_id)
                if not record._filtered_access("read"):
                    message.record_name = False

    def _compute_display_name(self):  # pylint: disable=missing-return
        """Where something refers to a message of a case or a contact, it does not tell its subject (CU-A)."""
        super()._compute_display_name()
        _without_subject(self)
