def migrate(cr, version):
    """The agreement in the database names its article on excluded goods; the rows come with the data."""
    cr.execute(
        """
        UPDATE customs_agreement a SET excluded_article = %s FROM ir_model_data d
         WHERE d.module = 'customs_verification' AND d.name = 'agreement_eaeu_rs'
           AND d.model = 'customs.agreement' AND d.res_id = a.id AND a.excluded_article IS NULL
        """,
        ["Art. 4(3), Annexes 1 and 2"],
    )
