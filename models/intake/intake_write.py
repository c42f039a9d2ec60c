"""Staged lines are written where they are new or say something else, in sets, with all that follows."""

from odoo.tools import SQL

from .intake_compare import HEAD_SAYS, columns
from .intake_report import CHANGED, NEW
from .intake_rows import COLUMNS, GIVEN

NOW = SQL("now() AT TIME ZONE 'UTC'")


class Writer:
    """Writes what was staged and compared."""

    def __init__(self, env, stage, authority_id, source_id):
        self._env = env
        self._cr = env.cr
        self._stage = stage
        self._authority_id = authority_id
        self._source_id = source_id

    def write(self, counts):  # pylint: disable=method-required-super  # not a model
        """Write; return the ids of the goods that were written.

        :param counts: {status: number of lines}
        """
        declarations = self._env["customs.declaration"]
        lines = self._env["customs.declaration.line"]
        changed_heads = self._changed_heads()
        is_there = len(changed_heads) + counts.get(CHANGED, 0)
        with lines.browse(self._suspended(changed_heads) if is_there else [])._logging_import():
            self._insert_heads()
            self._update_heads(changed_heads)
            self._touch_growing_heads()
            written = self._insert_lines() if counts.get(NEW) else []
            corrected = self._update_lines() if counts.get(CHANGED) else []
            declarations.invalidate_model()
            lines.invalidate_model()
            if corrected:
                lines._refresh_preference_states(SQL("SELECT unnest(%s)", corrected))
                self._refresh_decisions(corrected)
            written += corrected
            if changed_heads:
                # Goods of the same declaration that stand in no line of this batch follow their head.
                heads = declarations.browse(changed_heads)
                heads.modified(list(HEAD_SAYS))
                self._env.flush_all()
                written = list({*written, *heads.line_ids.ids})
        return written

    def _ids(self, statement):
        self._cr.execute(statement)
        return [number for (number,) in self._cr.fetchall()]

    # Declarations

    def _changed_heads(self):
        """Return the ids of the declarations whose head says something else, and may."""
        return self._ids(
            SQL(
                "SELECT id FROM %s WHERE differs AND NOT is_typed AND decision IS NULL ORDER BY row_no",
                self._stage.head,
            )
        )

    def _suspended(self, changed_heads):
        """Return the ids of the goods under a suspension that are about to be corrected, or their head."""
        return self._ids(
            SQL(
                """
                SELECT DISTINCT l.id FROM customs_suspended_line m
                  JOIN customs_declaration_line l ON l.id = m.line_id
                 WHERE l.id = ANY(ARRAY(SELECT line_id FROM %(found)s WHERE status = %(changed)s))
                    OR l.declaration_id = ANY(%(heads)s)
                """,
                found=self._stage.found,
                changed=CHANGED,
                heads=changed_heads,
            )
        )

    def _insert_heads(self):
        """Add new declarations.

        Another import may add the same at this moment: this one fails then as any concurrent update does, and
        is tried again.
        """
        self._cr.execute(
            SQL(
                """
                INSERT INTO customs_declaration (id, number, %(names)s, importing_authority_id, source_id,
                    create_uid, write_uid, create_date, write_date)
                SELECT h.id, h.number, %(says)s, %(authority)s, %(source)s, %(user)s, %(user)s,
                       %(now)s, %(now)s
                  FROM %(head)s h WHERE h.is_new ORDER BY h.row_no
                    ON CONFLICT (importing_authority_id, upper(number)) DO NOTHING
                """,
                names=SQL(", ").join(map(SQL.identifier, HEAD_SAYS)),
                says=columns("h", HEAD_SAYS),
                authority=self._authority_id,
                source=self._source_id,
                user=self._env.uid,
                now=NOW,
                head=self._stage.head,
            )
        )

    def _update_heads(self, ids):
        if not ids:
            return
        self._cr.execute(
            SQL(
                """
                UPDATE customs_declaration AS d SET %(changes)s, write_uid = %(user)s, write_date = %(now)s
                  FROM %(head)s h WHERE d.id = h.id AND h.id = ANY(%(ids)s)
                """,
                changes=_changes("h", HEAD_SAYS),
                user=self._env.uid,
                now=NOW,
                head=self._stage.head,
                ids=ids,
            )
        )

    def _touch_growing_heads(self):
        """Touch declarations that get more goods.

        Two imports that give goods to one declaration at the same moment meet by that: the second one starts
        again and sees what the first has written.
        """
        self._cr.execute(
            SQL(
                """
                UPDATE customs_declaration SET write_uid = %(user)s, write_date = %(now)s
                 WHERE id = ANY(ARRAY(
                     SELECT h.id FROM %(head)s h
                      WHERE NOT h.is_new AND NOT h.differs AND EXISTS (
                          SELECT FROM %(found)s f WHERE f.declaration_id = h.id AND f.status = %(new)s)))
                """,
                user=self._env.uid,
                now=NOW,
                head=self._stage.head,
                found=self._stage.found,
                new=NEW,
            )
        )

    # Goods

    def _insert_lines(self):
        """Add goods; return their ids."""
        return self._ids(
            SQL(
                """
                INSERT INTO customs_declaration_line (id, declaration_id, %(names)s, preference_state,
                    create_uid, write_uid, create_date, write_date)
                SELECT f.line_id, f.declaration_id, %(given)s,
                       CASE WHEN g.preference_claimed THEN 'claimed' ELSE 'not_claimed' END,
                       %(user)s, %(user)s, %(now)s, %(now)s
                  FROM %(found)s f JOIN %(line)s g ON g.row_no = f.row_no
                 WHERE f.status = %(new)s ORDER BY f.row_no
                RETURNING id
                """,
                names=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                given=columns("g", COLUMNS),
                user=self._env.uid,
                now=NOW,
                found=self._stage.found,
                line=self._stage.line,
                new=NEW,
            )
        )

    def _update_lines(self):
        """Correct goods; return their ids."""
        return self._ids(
            SQL(
                """
                UPDATE customs_declaration_line AS l
                   SET %(changes)s, write_uid = %(user)s, write_date = %(now)s
                  FROM %(found)s f JOIN %(line)s g ON g.row_no = f.row_no
                 WHERE l.id = f.line_id AND f.status = %(changed)s
                RETURNING l.id
                """,
                changes=_changes("g", COLUMNS),
                user=self._env.uid,
                now=NOW,
                found=self._stage.found,
                line=self._stage.line,
                changed=CHANGED,
            )
        )

    def _refresh_decisions(self, ids):
        """What an undecided decision has copied from these goods is copied again."""
        decided = self._env["customs.preference.decision.line"].sudo().search([("line_id", "in", ids)])
        decided.line_id.modified(["importer_firm_id", *GIVEN])
        self._env.flush_all()


def _changes(table, names):
    return SQL(", ").join(SQL("%s = %s", SQL.identifier(name), SQL.identifier(table, name)) for name in names)
