import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """Chain what was recorded before there were chains (IT9): it is protected from this update on."""
    if not version:
        return
    count = api.Environment(cr, SUPERUSER_ID, {})["customs.fact"]._chain_unchained()
    _logger.info("%s entries of the record are chained now", count)
