from collections import defaultdict

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import similar_goods

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
    """A mark: goods of a declaration fall under a suspension (RS16.12), and by whom they are the same.

    It follows from the suspension, the judgements and the declaration alone and is written by SQL in sets;
    it stays when the suspension has ended, because the goods were released without preference under it.
    """

    _name = "customs.suspended.line"
    _description = "Suspended Goods"
    _order = "id desc"
    _rec_name = "line_id"
    _log_access = False

    suspension_id = fields.Many2one(
        "customs.preference.suspension", required=True, readonly=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "customs.declaration.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        string="Goods",
    )
    same_firm = fields.Selection(
        string="Same Company",
        selection=[
            ("producer", "Same producer"),
            ("exporter", "Same exporter"),
            ("both", "Same producer and exporter"),
        ],
        readonly=True,
    )
    by_judgement = fields.Boolean(
        string="By Assessment", readonly=True, help=("An officer assessed the characteristics as the same.")
    )
    state = fields.Selection(related="suspension_id.state", string="State")
    importing_authority_id = fields.Many2one(related="suspension_id.importing_authority_id")
    visit_id = fields.Many2one(related="suspension_id.visit_id", string="Visit")
    goods_summary = fields.Char(related="suspension_id.goods_summary", string="Suspended for")
    starts_on = fields.Date(related="suspension_id.starts_on")
    ended_on = fields.Date(related="suspension_id.ended_on")

    _pair_uniq = models.UniqueIndex("(suspension_id, line_id)", "These goods are already marked.")

    def action_open_suspension(self):
        """Open the suspension."""
        self.ensure_one()
        self.check_access("read")
        return self.suspension_id._action_open()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("A mark is set by the suspension and the declaration and cannot be deleted.")
        )

    # Marks are brought in step with what they follow from, in sets; what is right already is not written.

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

    # Which are there no more

    def _as_pairs(self):
        """Return {id of the mark: (suspension, goods)}."""
        return {mark.id: (mark.suspension_id, mark.line_id) for mark in self}

    @api.model
    def _gone_of(self, pairs):
        """Return {suspension: goods} of those marks, once standing, that are there no more."""
        kept = set(self.sudo().browse(pairs).exists().ids)
        gone = defaultdict(list)
        for mark, (suspension, line) in pairs.items():
            if mark not in kept:
                gone[suspension].append(line.id)
        lines = self.env["customs.declaration.line"].sudo()
        return {suspension: lines.browse(ids) for suspension, ids in gone.items()}

    # In step

    @api.model
    def _mark_goods(self, goods, marks):
        """Bring the marks of ``marks`` (condition on `m`) in step with the goods of ``goods`` (on `g`).

        :return: the ids of the lines whose marks changed
        """
        self._flush_matched()
        return self._bring_in_step(similar_goods.pairs_of_goods(goods), marks)

    @api.model
    def _mark_those_of_lines(self, lines, marks, are_many=False):
        """Bring the marks of ``marks`` (condition on `m`) in step with the lines of ``lines`` (on `l`).

        :param are_many: tens of thousands of marks may change
        :return: the ids of the lines whose marks changed
        """
        self._flush_matched()
        pairs = similar_goods.pairs(similar_goods.candidates_of_lines(lines))
        return self._bring_in_step(pairs, marks, are_many)

    @api.model
    def _flush_matched(self):
        for name in MATCHED_MODELS:
            self.env[name].flush_model()

    @api.model
    def _bring_in_step(self, pairs, marks, are_many=False):
        """Write, change and delete marks so that those of the scope ``marks`` are ``pairs``.

        Two transactions that mark the same goods at the same moment do not both succeed: the later one fails
        as any concurrent update does, and is tried again (ON CONFLICT, in REPEATABLE READ).
        """
        # To compile statements that it thinks long takes PostgreSQL longer than they run.
        self.env.cr.execute("SELECT set_config('jit', 'off', true)")
        # Read first, written then: PostgreSQL plans what writes without a second process, ten times slower.
        changes = self._differences(pairs, marks)
        touched = self._write_many_changes(changes) if are_many else self._write_changes(changes)
        if touched:
            self.invalidate_model()
            self.env["customs.declaration.line"].invalidate_model(["mark_ids"])
            self.env["customs.preference.suspension"].invalidate_model(["mark_ids"])
        return touched

    @api.model
    def _differences(self, pairs, marks):
        """Return the SQL of what is to be changed so that the marks of the scope ``marks`` are ``pairs``."""
        return SQL(
            """
            SELECT m.id, COALESCE(d.suspension_id, m.suspension_id) AS suspension_id,
                   COALESCE(d.line_id, m.line_id) AS line_id, d.same_firm, d.by_judgement
              FROM (%(pairs)s) d
              FULL JOIN (SELECT * FROM customs_suspended_line m WHERE %(marks)s) m
                     ON m.suspension_id = d.suspension_id AND m.line_id = d.line_id
             WHERE m.id IS NULL OR d.line_id IS NULL OR m.same_firm IS DISTINCT FROM d.same_firm
                OR m.by_judgement IS DISTINCT FROM d.by_judgement
            """,
            pairs=pairs,
            marks=marks,
        )

    @api.model
    def _write_many_changes(self, changes):
        """Do the same as `_write_changes` for any number of marks, without bringing them here.

        :return: the ids of the lines whose marks changed
        """
        cr = self.env.cr
        cr.execute(SQL("CREATE TEMP TABLE marks_changed ON COMMIT DROP AS %s", changes))
        cr.execute(
            """
            DELETE FROM customs_suspended_line WHERE id IN (
                SELECT id FROM marks_changed WHERE same_firm IS NULL);
            UPDATE customs_suspended_line m SET same_firm = c.same_firm, by_judgement = c.by_judgement
              FROM marks_changed c WHERE m.id = c.id AND c.same_firm IS NOT NULL;
            INSERT INTO customs_suspended_line (suspension_id, line_id, same_firm, by_judgement)
            SELECT suspension_id, line_id, same_firm, by_judgement FROM marks_changed WHERE id IS NULL
             ORDER BY line_id, suspension_id
                ON CONFLICT (suspension_id, line_id) DO NOTHING
            """
        )
        cr.execute("SELECT DISTINCT line_id FROM marks_changed ORDER BY line_id")
        touched = [line for (line,) in cr.fetchall()]
        cr.execute("DROP TABLE marks_changed")
        return touched

    @api.model
    def _write_changes(self, changes):
        """Delete, change and add marks.

        :param SQL changes: id of the mark, suspension_id, line_id, same_firm (NULL: no mark), by_judgement
        :return: the ids of the lines whose marks changed
        """
        changes = self.env.execute_query(changes)
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
        return sorted({line for _id, _suspension, line, *_how in changes})

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
            are_many=True,
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
