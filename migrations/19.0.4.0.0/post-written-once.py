def migrate(cr, version):
    """What stood on each ground of EAEU-Serbia, in the same words, stands on the agreement once (RS11.2).

    What somebody wrote anew on a ground stays there.
    """
    if not version:
        return
    cr.execute(
        """
        WITH shipped AS (
            SELECT res_id FROM ir_model_data
             WHERE module = 'customs_verification' AND name LIKE 'ground\\_eaeu\\_rs\\_%'
               AND model = 'customs.ground'
        ), common AS (
            SELECT g.agreement_id, g.note ->> 'en_US' AS words, (array_agg(g.note ORDER BY g.id))[1] AS note
              FROM customs_ground g JOIN shipped s ON s.res_id = g.id
             WHERE g.note ->> 'en_US' <> ''
             GROUP BY g.agreement_id, g.note ->> 'en_US' HAVING count(*) > 1
        ), moved AS (
            UPDATE customs_agreement a SET grounds_note = c.note
              FROM common c WHERE c.agreement_id = a.id AND a.grounds_note IS NULL
            RETURNING a.id
        )
        UPDATE customs_ground g SET note = NULL
          FROM common c, moved m
         WHERE m.id = g.agreement_id AND c.agreement_id = g.agreement_id AND g.note ->> 'en_US' = c.words
           AND g.id IN (SELECT res_id FROM shipped)
        """
    )
