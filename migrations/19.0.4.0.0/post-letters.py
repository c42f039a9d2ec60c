"""The last day that held for an answer, where it is known: a task that was sent back got another.

An answer that came by letter is the person's, not the officer's who recorded it (``answered_by_id``).
"""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE customs_task_answer a SET due_on = t.due_on
          FROM customs_task t
         WHERE t.id = a.task_id AND a.due_on IS NULL AND a.outcome IS DISTINCT FROM 'sent_back'
           AND NOT EXISTS (SELECT FROM customs_task_answer later
                            WHERE later.task_id = a.task_id AND later.number > a.number)
        """
    )
    cr.execute(
        """
        UPDATE customs_task_answer a SET answered_by_name = p.name
          FROM customs_task t JOIN res_partner p ON p.id = t.person_id
         WHERE t.id = a.task_id AND a.by_letter
        """
    )
