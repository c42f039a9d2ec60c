def migrate(cr, version):
    """Keep who serves which authority by user first, as in a new database: the same rows, another order."""
    cr.execute(
        """
        ALTER TABLE customs_authority_users_rel DROP CONSTRAINT IF EXISTS customs_authority_users_rel_pkey;
        DROP INDEX IF EXISTS customs_authority_users_rel_user_id_authority_id_idx;
        ALTER TABLE customs_authority_users_rel ADD PRIMARY KEY (user_id, authority_id);
        CREATE INDEX IF NOT EXISTS customs_authority_users_rel_authority_id_user_id_idx
            ON customs_authority_users_rel (authority_id, user_id);
        """
    )
