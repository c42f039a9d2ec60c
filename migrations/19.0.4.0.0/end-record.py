import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """Seal the rows that count in law as they stand: they are protected from this update on, not before.

    At the end, so that what other scripts of the update change is sealed as they leave it. Where rows were
    sealed before the update (`pre-record.py`), nothing is sealed anew.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if not getattr(env.registry, "customs_first_seals", False):
        _logger.error(
            "The database says that it has version %s, but the records were sealed before: somebody set the "
            "version back. Nothing is sealed anew; check the records",
            version,
        )
        return
    count = env["customs.seal"]._seal_everything("Sealed at the update to 19.0.4.0.0")
    env.registry.customs_first_seals = False
    _logger.info("%s rows that count in law are sealed now", count)
