import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """Seal the rows that count in law as they stand: they are protected from this update on, not before.

    At the end, so that what other scripts of the update change is sealed as they leave it.
    """
    if not version:
        return
    seals = api.Environment(cr, SUPERUSER_ID, {})["customs.seal"]
    count = seals._seal_everything("Sealed at the update to 19.0.4.0.0")
    _logger.info("%s rows that count in law are sealed now", count)
