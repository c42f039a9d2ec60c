from odoo.modules.registry import Registry
from odoo.tools.sql import table_exists


def migrate(cr, version):
    """Note in the server's memory whether there are seals already: an update seals what never had one.

    Not by the version that the database says it has: who may write to the database sets that back.
    """
    sealed = False
    if table_exists(cr, "customs_seal"):
        cr.execute("SELECT EXISTS (SELECT FROM customs_seal)")
        [sealed] = cr.fetchone()
    Registry(cr.dbname).customs_first_seals = not sealed
