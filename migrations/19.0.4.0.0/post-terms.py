import logging

from odoo import SUPERUSER_ID, api

from odoo.addons.customs_verification.models.clock.deadline_check import keep_terms

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """Keep with each deadline the terms by which it was computed; what says other days is named."""
    if not version:
        return
    others = keep_terms(api.Environment(cr, SUPERUSER_ID, {})["customs.deadline"])
    for deadline in others:
        _logger.warning(
            "%s, %s: the last day %s is not what its facts and the rules give now",
            deadline.case_name,
            deadline.rule_id.display_name,
            deadline.due_on,
        )
