import logging
from ast import literal_eval

from psycopg2 import ProgrammingError

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .ir_http import BENT

_logger = logging.getLogger(__name__)
# What comes of a condition that somebody wrote: it is malformed, forbidden, or names what is not there.
CANNOT_BE_ASKED = (*BENT, MemoryError, NotImplementedError, ProgrammingError, SyntaxError, UserError)


class IrEmbeddedActions(models.Model):
    """Every employee writes the condition under which such an action is shown on a record: a question (IT9).

    Odoo answers it in Python. There it follows a relation that needs no access of its own (the users of a
    contact) as superuser, and asks nobody whether a field is closed: one learned second factors letter by
    letter. Here a search answers, as the user: it asks for the rights to models, rows and fields.
    """

    _inherit = "ir.embedded.actions"

    def _compute_is_visible(self):
        record_id = self.env.context.get("active_id")
        offered = self.filtered(lambda action: record_id and action._is_offered(record_id))
        asked = {(action.parent_res_model, action.domain or "[]") for action in offered}
        told = {question: self._holds_for(record_id, *question) for question in asked}
        for action in self:
            question = (action.parent_res_model, action.domain or "[]")
            action.is_visible = action in offered and told[question]

    def _is_offered(self, active_id):
        """Return whether the action is meant for the user and this record, whatever its condition says."""
        model = self.env.get(self.parent_res_model)
        return (
            model is not None
            and (not self.python_method or hasattr(model, self.python_method))
            and (not self.groups_ids or bool(self.groups_ids & self.env.user.all_group_ids))
            and self.parent_res_id in (False, active_id)
            and self.user_id.id in (False, self.env.uid)
        )

    def _holds_for(self, record_id, model, domain):
        """Return whether ``domain`` finds the record, as the user; what cannot be asked finds nothing.

        One employee's malformed condition does not close the screen to all others.
        """
        try:
            asked = Domain("id", "=", record_id) & Domain(literal_eval(domain))
            self.env.flush_all()
            with self.env.cr.savepoint(flush=False):
                return bool(self.env[model].sudo(False).search_count(asked, limit=1))
        except CANNOT_BE_ASKED as error:
            _logger.info(
                "An embedded action of %s is not shown: its condition cannot be asked. %s", model, error
            )
            return False
