import logging

from odoo import api, models

_logger = logging.getLogger(__name__)

TASK = "customs.task"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.private
    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Route; what replies to the mail of a task goes to its case, and makes no task of its own."""
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        kept = []
        for target, record_id, *rest in routes or ():
            if target == TASK:
                task = self.env[TASK].sudo().browse(record_id or ()).exists()
                case = task and task._case()
                if not case:
                    _logger.info("Mail %s: its task is gone, nothing is kept", message_dict["message_id"])
                    continue
                message_dict["customs_task_id"] = task.id
                kept.append((case._name, case.id, *rest))
            else:
                kept.append((target, record_id, *rest))
        if any(self._is_case(route[0]) for route in kept):
            message_dict["customs_automatic"] = self._is_automatic(message)
        return kept

    @api.model
    def _is_automatic(self, message):
        """Tell whether a mail was sent by itself: such a one says so with any word but "no" (RFC 3834)."""
        return str(message["Auto-Submitted"] or "no").strip().lower() != "no"

    @api.model
    def _is_case(self, model):
        return model in dict(self.env["customs.procedure"]._selection_case_model())
