import psycopg2

from odoo import api, models
from odoo.tools import SQL

from .customs_suspended_line_match import IN_FORCE_ONCE

# Whoever writes lines holds this lock, shared with others, until the end of the transaction; the job that
# marks once more what changed waits until nobody holds it. Any number does that no other advisory lock here
# has.
WRITING_LINES = 0x43564D4C
# So long the job keeps new lines waiting behind those that are on their way in.
PATIENCE = "10s"
# What the marks are made of, as the database must hold it before they are.
MATCHED_MODELS = (
    "customs.declaration",
    "customs.declaration.line",
    "customs.preference.suspension",
    "customs.suspension.goods",
    "customs.suspension.judgement",
)


class CustomsSuspendedLine(models.Model):
    """Marks are brought in step with what they follow from, in sets; what is right already is not written."""

    _inherit = "customs.suspended.line"

    @api.model
    def _lock_writing_lines(self):
        """Hold the lock of those who write declared goods, shared, to the end of the transaction.

        Call it before lines are written by SQL; create, write and `_mark_lines` do it themselves.
        """
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock_shared(%s)", WRITING_LINES))

    @api.model
    def _wait_for_writers(self):
        """Wait until all transactions that write lines have ended, and begin a new one; tell whether they
        have.

        Writers that come later wait behind this: so it gives up after some seconds.
        """
        cr = self.env.cr
        cr.commit()  # pylint: disable=invalid-commit  # of a job: what follows sees what others wrote
        try:
            cr.execute(SQL("SELECT set_config('lock_timeout', %s, true)", PATIENCE))
            cr.execute(SQL("SELECT pg_advisory_lock(%s)", WRITING_LINES), log_exceptions=False)
        except psycopg2.errors.LockNotAvailable:
            cr.rollback()
            return False
        cr.execute(SQL("SELECT pg_advisory_unlock(%s)", WRITING_LINES))
        cr.commit()  # pylint: disable=invalid-commit  # the next statement begins to look anew
        return True

    @api.model
    def _mark_goods(self, goods, marks):
        """Bring the marks of ``marks`` (condition on `m`) in step with the goods of ``goods`` (on `g`).

        :return: the ids of the lines whose marks changed
        """
        self._flush_matched()
        pairs = self._pairs(self._candidates_of_goods(SQL("%s AND %s", IN_FORCE_ONCE, goods)))
        return self._bring_in_step(pairs, marks)

    @api.model
    def _mark_those_of_lines(self, lines, marks):
        """Bring the marks of ``marks`` (condition on `m`) in step with the lines of ``lines`` (on `l`).

        :return: the ids of the lines whose marks changed
        """
        self._flush_matched()
        return self._bring_in_step(self._pairs(self._candidates_of_lines(lines)), marks)

    @api.model
    def _flush_matched(self):
        for name in MATCHED_MODELS:
            self.env[name].flush_model()

    @api.model
    def _bring_in_step(self, pairs, marks):
        """Write, change and delete marks so that those of the scope ``marks`` are ``pairs``.

        Two transactions that mark the same goods at the same moment do not both succeed: the later one fails
        as any concurrent update does, and is tried again (ON CONFLICT, in REPEATABLE READ).
        """
        # Read first, written then: PostgreSQL plans what writes without a second process, ten times slower.
        changes = self.env.execute_query(
            SQL(
                """
                SELECT m.id, COALESCE(d.suspension_id, m.suspension_id), COALESCE(d.line_id, m.line_id),
                       d.same_firm, d.by_judgement
                  FROM (%(pairs)s) d
                  FULL JOIN (SELECT * FROM customs_suspended_line m WHERE %(marks)s) m
                         ON m.suspension_id = d.suspension_id AND m.line_id = d.line_id
                 WHERE m.id IS NULL OR d.line_id IS NULL OR m.same_firm IS DISTINCT FROM d.same_firm
                    OR m.by_judgement IS DISTINCT FROM d.by_judgement
                """,
                pairs=pairs,
                marks=marks,
            )
        )
        self._write_changes(changes)
        touched = sorted({line for _id, _suspension, line, *_how in changes})
        if touched:
            self.invalidate_model()
            self.env["customs.declaration.line"].invalidate_model(["mark_ids"])
            self.env["customs.preference.suspension"].invalidate_model(["mark_ids"])
        return touched

    @api.model
    def _write_changes(self, changes):
        """Delete, change and add marks: (id of the mark, suspension, line, same_firm, by_judgement)."""
        gone = [mark for mark, _suspension, _line, firm, _judged in changes if firm is None]
        if gone:
            self.env.cr.execute(SQL("DELETE FROM customs_suspended_line WHERE id = ANY(%s)", gone))
        other = [(mark, firm, judged) for mark, _suspension, _line, firm, judged in changes if mark and firm]
        if other:
            self.env.cr.execute(
                SQL(
                    "UPDATE customs_suspended_line m SET same_firm = c.firm, by_judgement = c.judged"
                    " FROM UNNEST(%s, %s, %s) c (id, firm, judged) WHERE m.id = c.id",
                    *map(list, zip(*other, strict=True)),
                )
            )
        new = [row for mark, *row in changes if not mark]
        if new:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO customs_suspended_line (suspension_id, line_id, same_firm, by_judgement)"
                    " SELECT * FROM UNNEST(%s, %s, %s, %s) ON CONFLICT (suspension_id, line_id) DO NOTHING",
                    *map(list, zip(*new, strict=True)),
                )
            )

    # All lines, range by range

    @api.model
    def _end_of_range(self, after, number):
        """Return the id of the last of the ``number`` lines behind the line ``after``, or None."""
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT MAX(id) FROM (SELECT id FROM customs_declaration_line"
                " WHERE id > %s ORDER BY id LIMIT %s) l",
                after,
                number,
            )
        )
        return last

    @api.model
    def _mark_range(self, after, last):
        """Mark the lines behind the line ``after`` up to the line ``last``, and store their states.

        :return: the number of lines whose marks changed
        """
        touched = self._mark_those_of_lines(
            SQL("l.id > %s AND l.id <= %s", after, last),
            SQL("m.line_id > %s AND m.line_id <= %s", after, last),
        )
        # Those whose marks stay, too: a suspension of theirs may have ended.
        self.env["customs.declaration.line"]._refresh_preference_states(
            SQL(
                """
                SELECT unnest(%(touched)s::int[])
                UNION SELECT line_id FROM customs_suspended_line
                       WHERE line_id > %(after)s AND line_id <= %(last)s
                """,
                touched=touched,
                after=after,
                last=last,
            )
        )
        return len(touched)
