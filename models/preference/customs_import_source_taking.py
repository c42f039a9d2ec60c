"""A batch of lines becomes declarations and goods: read, checked, compared and written in sets."""

import hashlib
import json

from odoo import models
from odoo.tools import SQL

from ...tools.import_values import Problem
from .customs_import_lookup import Lookup
from .customs_import_record import BAD, CHANGED, HEAD_OF_FILE, NEW, UNCHANGED, Record, Seen
from .customs_import_rows import COLUMNS, GIVEN, HEAD, SAID, Rows


class CustomsImportSource(models.Model):
    _inherit = "customs.import.source"

    def _take(self, lines, settings, seen=None, dry_run=False):
        """Take the read lines (`tools/import_values.Line`) into the register.

        Good lines are taken, and bad ones told with all their reasons. The same lines again change nothing.
        The number of queries does not depend on that of the lines.

        :param settings: how the source is read (`_settings`)
        :param seen: what the lines before have said (`Seen`)
        :param dry_run: only say what would become of the lines
        :return: the `Record` of each line, in order
        """
        self.ensure_one()
        self.env.flush_all()
        seen = Seen() if seen is None else seen
        records = [Record(line.line_no, line.values, list(line.problems)) for line in lines]
        lookup = Lookup(self.env, self.importing_authority_id.id, settings, records)
        today = self.importing_authority_id._today()
        for record in records:
            self._resolve(record, lookup, today)
        if not dry_run:
            self.env["customs.suspended.line"].sudo()._lock_writing_lines()
            lookup.create_persons(
                [key for record in records if not record.problems for key in self._persons_of(record)]
            )
        seen.load(records)
        good = self._agreeing(records, seen, lookup)
        rows = Rows(self.env, self.importing_authority_id.id, lookup, good)
        for record in good:
            record.row = rows.row(record)
        writing = self.env["customs.declaration"].sudo()._import_rows(self, good, dry_run)
        seen.save()
        if writing and not dry_run:
            self.env["customs.declaration.line"].sudo().browse(writing)._after_import()
        return records

    def _resolve(self, record, lookup, today):
        """Put records in place of names and codes, or say what nobody knows."""
        values, problems = record.values, record.problems
        record.key = values.get("number", "")
        if record.key:
            record.key = values["number"] = " ".join(record.key.split())
            record.key = record.key.upper()
        day = values.get("registered_on")
        if day and day > today:
            problems.append(Problem("future", "registered_on", day.isoformat()))
        record.head = {
            "registered_on": day,
            "importer": lookup.person("importer", values, problems),
            "exporter": lookup.person("exporter", values, problems),
            "country": lookup.country(values.get("consignment_country"), problems),
        }
        record.producer = lookup.person("producer", values, problems)
        record.currency = lookup.currency(values.get("currency"), problems)
        record.agreement = lookup.agreement(values.get("agreement"), problems)
        self._resolve_claim(record, lookup)

    def _resolve_claim(self, record, lookup):
        """The preference is claimed where the line says so, or names an agreement and leaves it open."""
        said = record.values.get("preference_claimed")
        agreement = record.agreement or lookup.default_agreement()
        is_left_open = said is None and "preference_claimed" not in record.values
        record.claimed = bool(said) or (is_left_open and bool(agreement))
        if record.claimed:
            record.agreement = agreement
            if not agreement and not record.values.get("agreement"):
                record.problems.append(Problem("missing", "agreement"))

    def _persons_of(self, record):
        return record.head["importer"], record.head["exporter"], record.producer

    # One declaration has one head, and goods stand once

    def _agreeing(self, records, seen, lookup):
        """Return the good lines that say nothing else than the lines before."""
        good = []
        for record in records:
            if record.problems:
                continue
            head, content = self._head_content(record, lookup), self._line_content(record)
            first = seen.get((record.key, HEAD_OF_FILE))
            if first and first[1] != head:
                record.problems.append(self._other_head(record, first, head))
                continue
            same = seen.get((record.key, record.values["position"]))
            if same and same[1] != content:
                record.problems.append(
                    Problem("other_goods", "position", str(record.values["position"]), str(same[0]))
                )
            elif same:
                record.status = UNCHANGED
            else:
                seen.setdefault((record.key, HEAD_OF_FILE), (record.line_no, head))
                seen[record.key, record.values["position"]] = record.line_no, content
                good.append(record)
        return good

    def _head_content(self, record, lookup):
        head = record.head
        return json.dumps(
            [
                head["registered_on"].isoformat(),
                self._person_content(head["importer"], lookup),
                self._person_content(head["exporter"], lookup),
                head["country"],
            ]
        )

    def _person_content(self, key, lookup):
        """Return what makes the person of a head the same: a new one is its code or name."""
        partner_id, _firm_id = lookup.firm(key)
        return partner_id if partner_id is None or partner_id > 0 else " / ".join(key)

    def _line_content(self, record):
        said = [f"{name}={value}" for name, value in sorted(record.values.items())]
        return hashlib.blake2b("\x1f".join(said).encode(), digest_size=8).hexdigest()

    def _other_head(self, record, first, head):
        names = ("registered_on", "importer_name", "exporter_name", "consignment_country")
        pairs = zip(names, json.loads(first[1]), json.loads(head), strict=True)
        differing = [name for name, before, now in pairs if before != now]
        return Problem("other_head", ",".join(differing), record.values["number"], str(first[0]))


class CustomsDeclaration(models.Model):
    _inherit = "customs.declaration"

    def _import_rows(self, source, records, dry_run):
        """Write the rows of good lines where they are new or say something else.

        :return: the ids of the goods that were written
        """
        if not records:
            return []
        known = self._known_heads(source, records)
        self._refuse_heads(records, known)
        records = [record for record in records if not record.problems]
        self._compare(records, known)
        writing = [record for record in records if record.status in (NEW, CHANGED)]
        if dry_run or not records:
            return []
        changed = self._write_heads(source, records, known)
        return self._write_lines(writing, changed)

    def _known_heads(self, source, records):
        """Return {key: (id, whether typed, whether other, a decision over its goods)} of what is there."""
        heads = {}
        for record in records:
            heads.setdefault(record.key, record)
        self.env.cr.execute(
            SQL(
                """
                SELECT h.key, d.id, d.source_id IS NULL,
                       (d.registered_on, d.importer_id, d.exporter_id, d.consignment_country_id)
                       IS DISTINCT FROM
                       (h.registered_on, h.importer_id, h.exporter_id, h.consignment_country_id),
                       (SELECT min(p.name) FROM customs_declaration_line l
                          JOIN customs_preference_decision_line dl ON dl.line_id = l.id
                          JOIN customs_preference_decision p ON p.id = dl.decision_id
                         WHERE l.declaration_id = d.id AND dl.left_out IS NOT TRUE
                           AND p.decided_on IS NOT NULL AND p.revoked_on IS NULL)
                  FROM json_to_recordset(%s) AS h(key varchar, registered_on date, importer_id int4,
                                                  exporter_id int4, consignment_country_id int4)
                  JOIN customs_declaration d
                    ON d.importing_authority_id = %s AND upper(d.number) = upper(h.key)
                """,
                _json([self._head_row(key, record) for key, record in heads.items()]),
                source.importing_authority_id.id,
            )
        )
        return {key: tuple(known) for key, *known in self.env.cr.fetchall()}

    @staticmethod
    def _head_row(key, record):
        row = record.row
        return {
            "key": key,
            "number": record.values["number"],
            "registered_on": row["registered_on"],
            "importer_id": row["importer_id"],
            "exporter_id": row["exporter_id"],
            "consignment_country_id": record.head["country"],
        }

    def _refuse_heads(self, records, known):
        """A declaration that was typed stays, and so does the head over goods that were decided."""
        for record in records:
            declaration_id, typed, differs, decision = known.get(record.key, (0, False, False, None))
            record.declaration_id = declaration_id
            if typed:
                record.problems.append(Problem("typed", "number", record.values["number"]))
            elif differs and decision:
                record.problems.append(Problem("head_decided", "number", record.values["number"], decision))

    def _compare(self, records, known):
        """Say of each line whether it is new, says something else, or nothing new."""
        for record in records:
            record.status = NEW
        there = [record for record in records if record.declaration_id]
        if not there:
            return
        rows = [
            record.row | {"row": number, "declaration_id": record.declaration_id}
            for number, record in enumerate(there)
        ]
        self.env.cr.execute(
            SQL(
                """
                SELECT g.row, l.id, (%(own)s) IS DISTINCT FROM (%(given)s),
                       (SELECT min(p.name) FROM customs_preference_decision_line dl
                          JOIN customs_preference_decision p ON p.id = dl.decision_id
                         WHERE dl.line_id = l.id AND dl.left_out IS NOT TRUE
                           AND p.decided_on IS NOT NULL AND p.revoked_on IS NULL)
                  FROM json_to_recordset(%(rows)s) AS g(row int4, declaration_id int4, %(types)s)
                  JOIN customs_declaration_line l
                    ON l.declaration_id = g.declaration_id AND l.position = g.position
                """,
                own=_columns("l", SAID),
                given=_columns("g", SAID),
                rows=_json(rows),
                types=_types(),
            )
        )
        for number, line_id, differs, decision in self.env.cr.fetchall():
            record = there[number]
            record.line_id, record.status = line_id, CHANGED if differs else UNCHANGED
            if differs and decision:
                record.status = BAD
                record.problems.append(
                    Problem("goods_decided", "position", str(record.values["position"]), decision)
                )

    # Writing

    def _write_heads(self, source, records, known):
        """Add the new declarations and correct those whose head says something else; return the latter."""
        heads, changed, growing = {}, {}, set()
        for record in records:
            if record.problems:
                continue
            if record.key not in known:
                heads.setdefault(record.key, self._head_row(record.key, record))
            elif known[record.key][2]:
                changed.setdefault(record.key, self._head_row(record.declaration_id, record))
            elif record.status == NEW:
                growing.add(record.declaration_id)
        self._insert_heads(source, list(heads.values()), records)
        self._update_heads(list(changed.values()), sorted(growing))
        return self.browse(int(row["key"]) for row in changed.values())

    def _insert_heads(self, source, rows, records):
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customs_declaration (number, registered_on, importing_authority_id, importer_id,
                    exporter_id, consignment_country_id, source_id,
                    create_uid, write_uid, create_date, write_date)
                SELECT h.number, h.registered_on, %(authority)s, h.importer_id, h.exporter_id,
                       h.consignment_country_id, %(source)s, %(user)s, %(user)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM json_to_recordset(%(rows)s) AS h(key varchar, number varchar, registered_on date,
                           importer_id int4, exporter_id int4, consignment_country_id int4)
                RETURNING id, number
                """,
                authority=source.importing_authority_id.id,
                source=source.id,
                user=self.env.uid,
                rows=_json(rows),
            )
        )
        ids = {number.upper(): declaration_id for declaration_id, number in self.env.cr.fetchall()}
        for record in records:
            record.declaration_id = record.declaration_id or ids.get(record.key, 0)

    def _update_heads(self, rows, growing):
        """Correct heads, and touch declarations that get more goods.

        The touch makes two imports that give goods to one declaration at the same moment meet: the second
        one starts again and sees what the first has written.
        """
        if rows:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE customs_declaration AS d
                       SET registered_on = h.registered_on, importer_id = h.importer_id,
                           exporter_id = h.exporter_id, consignment_country_id = h.consignment_country_id,
                           write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                      FROM json_to_recordset(%s) AS h(key int4, registered_on date, importer_id int4,
                               exporter_id int4, consignment_country_id int4)
                     WHERE d.id = h.key
                    """,
                    self.env.uid,
                    _json(rows),
                )
            )
        if growing:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE customs_declaration SET write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                     WHERE id = ANY(%s)
                    """,
                    self.env.uid,
                    growing,
                )
            )

    def _write_lines(self, records, changed_heads):
        lines = self.env["customs.declaration.line"]
        written = lines._insert_imported([record for record in records if record.status == NEW])
        written += lines._update_imported([record for record in records if record.status == CHANGED])
        self.invalidate_model()
        lines.invalidate_model()
        if changed_heads:
            # Goods of the same declaration that stand in no line of this batch follow their head.
            changed_heads.modified(list(HEAD))
            self.env.flush_all()
            written = list({*written, *changed_heads.line_ids.ids})
        return written


class CustomsDeclarationLine(models.Model):
    _inherit = "customs.declaration.line"

    def _insert_imported(self, records):
        """Add goods; return their ids."""
        if not records:
            return []
        rows = [record.row | {"declaration_id": record.declaration_id} for record in records]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customs_declaration_line (declaration_id, %(names)s, preference_state,
                    create_uid, write_uid, create_date, write_date)
                SELECT g.declaration_id, %(given)s,
                       CASE WHEN g.preference_claimed THEN 'claimed' ELSE 'not_claimed' END,
                       %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM json_to_recordset(%(rows)s) AS g(declaration_id int4, %(types)s)
                RETURNING id, declaration_id, position
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in COLUMNS),
                given=_columns("g"),
                user=self.env.uid,
                rows=_json(rows),
                types=_types(),
            )
        )
        ids = {(declaration, place): line_id for line_id, declaration, place in self.env.cr.fetchall()}
        for record in records:
            record.line_id = ids[record.declaration_id, record.values["position"]]
        return list(ids.values())

    def _update_imported(self, records):
        """Correct goods; return their ids."""
        if not records:
            return []
        rows = [record.row | {"id": record.line_id} for record in records]
        self.env.cr.execute(
            SQL(
                """
                UPDATE customs_declaration_line AS l
                   SET %(changes)s, write_uid = %(user)s, write_date = now() AT TIME ZONE 'UTC'
                  FROM json_to_recordset(%(rows)s) AS g(id int4, %(types)s)
                 WHERE l.id = g.id
                """,
                changes=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SQL.identifier("g", name)) for name in COLUMNS
                ),
                user=self.env.uid,
                rows=_json(rows),
                types=_types(),
            )
        )
        ids = [record.line_id for record in records]
        self.invalidate_model()
        self._refresh_preference_states(SQL("SELECT unnest(%s)", ids))
        self._tell_decisions(ids)
        return ids

    def _tell_decisions(self, ids):
        """What an undecided decision has copied from these goods is copied again."""
        decided = self.env["customs.preference.decision.line"].sudo().search([("line_id", "in", ids)])
        decided.line_id.modified(["importer_firm_id", *GIVEN])
        self.env.flush_all()

    def _after_import(self):
        """Mark what falls under a suspension in force (RS16.12)."""
        self._mark_lines()


def _json(rows):
    return json.dumps(rows, default=str, ensure_ascii=False)


def _columns(table, names=COLUMNS):
    return SQL(", ").join(SQL.identifier(table, name) for name in names)


def _types():
    return SQL(", ").join(SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items())
