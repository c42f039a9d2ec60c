def migrate(cr, version):
    """Specimens are asked for certificates, as before: now the type of proof says so (RS15.1)."""
    if version:
        cr.execute("UPDATE customs_proof_type SET specimens_needed = FALSE WHERE kind = 'declaration'")
