import logging

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError

from ..setup.roles import SYSTEM_ADMINISTRATORS
from .customs_inner_note_mixin import CONTACT
from .mail_message import TRACKED

_logger = logging.getLogger(__name__)

TASK = "customs.task"
UNTRACKED = frozenset({"tracking_disable", "mail_notrack"})


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _search_message_partner_ids(self, operator, operand):
        """Find contacts and records of cases by those followers alone that the user sees (CU-A)."""
        domain = super()._search_message_partner_ids(operator, operand)
        kept = self._name == CONTACT or self._name.startswith("customs.")
        if domain is NotImplemented or not kept or self.env.su or not self.env.user._is_internal():
            return domain
        seen = self.env["mail.followers"]._search(
            [("res_model", "=", self._name), ("partner_id", operator, operand)]
        )
        return [("id", "in", seen.subselect("res_id"))]

    @api.model_create_multi
    def create(self, vals_list):
        return super(MailThread, self._tracked()).create(vals_list).with_env(self.env)

    def write(self, vals):  # pylint: disable=useless-parent-delegation  # it writes as others
        return super(MailThread, self._tracked()).write(vals)

    def _message_track(self, fields_iter, initial_values_dict):
        """Log what changed; nobody else writes former values into the history of a record of ours."""
        tracking = self.with_context(customs_tracked=TRACKED)
        return super(MailThread, tracking)._message_track(fields_iter, initial_values_dict)

    def _tracked(self):
        """Return these records with their changes tracked: no caller takes the history off a record of ours.

        The software itself, as superuser, writes without it where an entry of its own says more (IT9).
        """
        if self.env.su or not self._name.startswith("customs.") or UNTRACKED.isdisjoint(self.env.context):
            return self
        return self.with_context(**dict.fromkeys(UNTRACKED, False))

    @api.private
    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Route; what replies to the mail of a task goes to its case, and makes no task of its own.

        Odoo lets every employee hand in a mail, for any record, and takes it for the mail gateway's.

        :raises AccessError: it is for a record of ours, and nobody hands it in who keeps the mail servers
        """
        if (model or "").startswith("customs."):
            self._check_is_gateway()
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        kept = []
        for target, record_id, *rest in routes or ():
            if (target or "").startswith("customs."):
                self._check_is_gateway()
            if target == TASK:
                task = self.env[TASK].sudo().browse(record_id or ()).exists()
                case = task and task._case()
                if not case:
                    _logger.info("Mail %s: its task is gone, nothing is kept", message_dict["message_id"])
                    continue
                message_dict["customs_task_id"] = task.id
                kept.append((case._name, case.id, *rest))
            elif (target or "").startswith("customs.") and not record_id:
                _logger.info(
                    "Mail %s: no mail makes a %s, nothing is kept", message_dict["message_id"], target
                )
            else:
                kept.append((target, record_id, *rest))
        if any(self._is_case(route[0]) for route in kept):
            message_dict["customs_automatic"] = self._is_automatic(message)
        if any((route[0] or "").startswith("customs.") for route in kept) and not self.env.su:
            self._name_who_hands_in(message_dict, kept)
        return kept

    @api.model
    def _name_who_hands_in(self, message_dict, routes):
        """Let a mail that a login hands in, and no job of the mail gateway, say which login it is.

        A case says so in its own words (`_body_of_mail`), other records of ours in front of the text.
        """
        if all(self._is_case(route[0]) for route in routes):
            message_dict["customs_handed_in_by"] = self.env.user.login
        else:
            told = Markup("<p><em>%s</em></p>") % self._handed_in_words(self.env.user.login)
            message_dict["body"] = told + Markup(message_dict.get("body") or "")

    @api.model
    def _handed_in_words(self, login):
        return self.env._("It was submitted by the login “%s”.", login)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Take a mail that came back; one of ours, found as superuser, from the gateway alone."""
        bounced = message_dict.get("bounced_message")
        if bounced and (bounced.model or "").startswith("customs."):
            self._check_is_gateway()
        return super()._routing_handle_bounce(email_message, message_dict)

    @api.model
    def _check_is_gateway(self):
        if not self.env.su and not self.env.user.has_group(SYSTEM_ADMINISTRATORS):
            raise AccessError(self.env._("Only the mail gateway can add emails to a case."))

    @api.model
    def _is_automatic(self, message):
        """Return whether a mail was sent by itself: such a one says so with any word but "no" (RFC 3834)."""
        return str(message["Auto-Submitted"] or "no").strip().lower() != "no"

    @api.model
    def _is_case(self, model):
        return model in dict(self.env["customs.procedure"]._selection_case_model())
