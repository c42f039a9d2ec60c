from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class MailScheduledMessage(models.Model):
    """What an officer will say on a contact stays within the authority before it is said, too (CU-A)."""

    _name = "mail.scheduled.message"
    _inherit = ["mail.scheduled.message", "customs.inner.note.mixin"]

    def _place_of_note(self):
        return self.model

    def _writers_of_note(self):
        return super()._writers_of_note() | self.author_id.user_ids

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Search among what is scheduled on records that are open to the user (CU-A).

        Odoo asks of all records of a model together: one that is closed hides the open ones, so that a count
        tells by which words the closed one would be found.
        """
        if not (self.env.is_superuser() or bypass_access):
            found = super()._search(domain, bypass_access=True)
            closed = [
                Domain("model", "=", model) & Domain("res_id", "in", ids)
                for model, ids in self._closed_places(found)
            ]
            domain = Domain(domain) & ~Domain.OR(closed)
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

    @api.model
    def _closed_places(self, found):
        """Return (model, ids) of the records, among those of the query ``found``, closed to the user."""
        places = defaultdict(set)
        columns = [self._field_to_sql(self._table, name) for name in ("model", "res_id")]
        for model, res_id in self.env.execute_query(found.select(*columns)):
            places[model].add(res_id)
        for model, ids in places.items():
            records = self.env[model].browse(ids).exists()
            is_open = records._filtered_access(getattr(records, "_mail_post_access", "write"))
            if closed := ids.difference(is_open.ids):
                yield model, list(closed)

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._refuse_anothers_words()
        return messages

    def write(self, vals):
        result = super().write(vals)
        if "author_id" in vals:
            self._refuse_anothers_words()
        return result

    def _refuse_anothers_words(self):
        """Refuse what would be said on our records in another's name: it is read before it is posted."""
        own = self.env.user.partner_id
        if not self.env.su and any(
            (message.model or "").startswith("customs.") and message.author_id != own
            for message in self.sudo()
        ):
            raise AccessError(self.env._("Schedule messages here in your own name."))
