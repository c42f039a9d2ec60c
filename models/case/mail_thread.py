import logging

from odoo import api, models

_logger = logging.getLogger(__name__)

TASK = "customs.task"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Route; what replies to the mail of a task goes to its case, and makes no task of its own."""
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        kept = []
        for route in routes or ():
            if route[0] == TASK:
                case, task = self._case_of_route(route)
                if not case:
                    _logger.info("Mail %s: its task is gone, nothing is kept", message_dict["message_id"])
                    continue
                message_dict["customs_task_id"] = task.id
                route = (case._name, case.id, None, *route[3:])
            if self._is_case(route[0]):
                # RFC 3834: whatever answers by itself says so with any word but "no".
                message_dict["customs_automatic"] = (
                    message["Auto-Submitted"] or "no"
                ).strip().lower() != "no"
            kept.append(route)
        return kept

    @api.model
    def _case_of_route(self, route):
        task = self.env[TASK].sudo().browse(route[1]).exists() if route[1] else self.env[TASK]
        return task and task._case(), task

    @api.model
    def _is_case(self, model):
        return model in dict(self.env["customs.procedure"]._selection_case_model())
