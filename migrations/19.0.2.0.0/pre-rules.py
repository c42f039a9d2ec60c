"""Who sees what is the addon's to say (CU-A): an update sets the record rules to what it ships."""


def migrate(cr, version):
    """Let this update, and those to come, write the record rules of the addon."""
    cr.execute(
        "UPDATE ir_model_data SET noupdate = FALSE "
        "WHERE module = 'customs_verification' AND model = 'ir.rule'"
    )
