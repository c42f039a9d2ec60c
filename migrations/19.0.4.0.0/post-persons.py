def migrate(cr, version):
    """Proofs that are there had one field for two persons: they say so until somebody looks.

    What a running import has read of heads has two persons less: it reads them once more.
    """
    if version:
        cr.execute("UPDATE customs_origin_proof SET persons_as_one = TRUE")
        cr.execute("DELETE FROM customs_import_seen WHERE position = 0")
