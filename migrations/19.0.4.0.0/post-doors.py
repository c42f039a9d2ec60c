"""Files that somebody made public while a case could lose them so belong to their records alone again."""


def migrate(cr, version):
    if version:
        cr.execute(
            "UPDATE ir_attachment SET public = FALSE WHERE public AND res_model LIKE %s AND res_id != 0",
            ["customs.%"],
        )
