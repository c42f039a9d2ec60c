import json
import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import fact_chain, outside_log

_logger = logging.getLogger(__name__)

BATCH = 500

# A field without a value is stored as empty: no default of the context or of a user gets into the record.
EMPTY = dict.fromkeys({*fact_chain.CONTENT, "hash", "hash_format"} - {"recorded_at"}, False)

DERIVED = ("document_sha256", "files", "chain_index", "previous_hash", "hash", "hash_format")


class CustomsFact(models.Model):
    """The record of a legal fact of a case: what, on which day, by whom and when, the former value.

    Append-only: the case writes it, nobody changes or deletes it. The entries of a case form a chain of
    hashes, so that a change made behind the record's back is found (IT9; `tools/fact_chain.py`).
    """

    _name = "customs.fact"
    _description = "Recorded Fact"
    _order = "id desc"
    _rec_name = "label"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    case_name = fields.Char(string="Reference")
    importing_authority_id = fields.Many2one("customs.authority", index=True, ondelete="restrict")
    fact = fields.Char(required=True, help="The field of the case that holds the fact.")
    label = fields.Char(required=True, string="What Was Recorded")
    value_on = fields.Date(string="Date")
    former_value_on = fields.Date(string="Former Date")
    is_correction = fields.Boolean(string="Correction")
    reference = fields.Char(string="Document")
    former_reference = fields.Char(string="Former Document")
    dated_on = fields.Date(string="Document Date")
    note = fields.Text()
    reason = fields.Text(string="Reason for the Correction")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", bypass_search_access=True)
    files = fields.Json(
        string="SHA-256 of the Files", readonly=True, help="ID, name and SHA-256 of each file."
    )
    document_id = fields.Many2one(
        "customs.document", string="Registered Document", index="btree_not_null", ondelete="restrict"
    )
    document_sha256 = fields.Char(string="SHA-256 of the Document", readonly=True, size=64)
    recorded_by_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    recorded_at = fields.Datetime(required=True, default=fields.Datetime.now)

    chain_index = fields.Integer(
        string="No.",
        readonly=True,
        aggregator=None,
        help="Number of the entry in the record of the case, from 1.",
    )
    previous_hash = fields.Char(readonly=True, size=64)
    hash = fields.Char(
        string="SHA-256", readonly=True, size=64, help="SHA-256 of the content and the previous hash."
    )
    hash_format = fields.Integer(
        readonly=True, aggregator=None, help="Version of the list of fields that the hash covers."
    )
    short_hash = fields.Char(string="Hash", compute="_compute_short_hash")

    _case_idx = models.Index("(res_model, res_id, id)")
    _chain_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, chain_index)",
        "This place in the record is already taken by another entry. Try again.",
    )

    @api.depends("hash")
    def _compute_short_hash(self):
        for entry in self:
            entry.short_hash = (entry.hash or "")[:12]

    def write(self, vals):  # pylint: disable=method-required-super  # nothing is ever written
        raise UserError(self.env._("Recorded facts cannot be changed. Record a correction instead."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Recorded facts cannot be deleted."))

    # The chain: every entry gets its place, the hash before it and its own, in the order of the record.

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        ends = self._ends_of_chains({(vals["res_model"], vals["res_id"]) for vals in vals_list})
        documents = (
            self.env["customs.document"]
            .sudo()
            .browse({vals["document_id"] for vals in vals_list if vals.get("document_id")})
        )
        sha256 = {document.id: document.sha256 for document in documents}
        now = fields.Datetime.now()
        last = {case: count for case, (count, _head) in ends.items()}
        rows = []
        for vals in vals_list:
            last[vals["res_model"], vals["res_id"]] += 1
            given = {name: value for name, value in vals.items() if name not in DERIVED}
            derived = {
                "document_sha256": sha256.get(vals.get("document_id"), False),
                "chain_index": last[vals["res_model"], vals["res_id"]],
            }
            rows.append({"recorded_at": now} | EMPTY | given | derived)
        facts = super().create(rows)
        if facts:
            facts._chain(ends, rows)
        return facts

    @api.model
    def _ends_of_chains(self, cases):
        """Lock ``cases``, pairs (model, id), and return for each how many entries it has, and the last hash.

        Whoever records takes this lock first, so two entries never follow one and the same; a transaction
        that began before another's entry is begun anew by Odoo, since that one changed the row of the case.
        """
        ids_of = defaultdict(list)
        for model, res_id in cases:
            ids_of[model].append(res_id)
        ends = {}
        for model, ids in sorted(ids_of.items()):
            if not getattr(self.env.get(model), "_is_customs_record", False):
                raise UserError(self.env._("%s is not a type of case, so it has no record.", model))
            # An index beyond the end was put in behind the record's back: the check reports it, and
            # recording goes on after it.
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT c.id, COALESCE(c.fact_count, 0), COALESCE(c.fact_head, ''),
                           COALESCE((SELECT max(f.chain_index) FROM customs_fact f
                                      WHERE f.res_model = %s AND f.res_id = c.id), 0)
                      FROM %s c WHERE c.id = ANY(%s) ORDER BY c.id FOR NO KEY UPDATE OF c
                    """,
                    model,
                    SQL.identifier(self.env[model]._table),
                    ids,
                )
            )
            ends |= {(model, res_id): (max(count, last), head) for res_id, count, head, last in rows}
        if len(ends) < len(cases):
            raise UserError(self.env._("This case does not exist, so it has no record."))
        return ends

    def _chain(self, ends, given=None):
        """Put these entries, in the order of their ids, at the ends of the chains of their cases.

        :param given: what they were created with: the database must hold the same
        """
        self.flush_recordset()
        files = self._file_digests()
        entries_of = defaultdict(list)
        stored = self._chain_rows(SQL("id = ANY(%s)", self.ids), SQL("id"))
        if given is not None:
            self._require_as_given(stored, given)
        for row in stored:
            entries_of[row["res_model"], row["res_id"]].append(row | {"files": files.get(row["id"]) or None})
        chained = {
            case: list(fact_chain.chained(entries, *ends[case])) for case, entries in entries_of.items()
        }
        self._store_chain([entry for entries in chained.values() for entry in entries])
        self._store_ends({case: entries[-1] for case, entries in chained.items()})
        self.invalidate_recordset(DERIVED, flush=False)
        self.env["customs.seal"]._add_facts(entries_of)
        self.env["customs.outside.log"]._log_after_commit(
            [
                outside_log.head(entry, outside_log.FACTS, entry["recorded_at"])
                for entries in chained.values()
                for entry in entries
            ]
        )

    def _require_as_given(self, stored, given):
        """Refuse entries of which the database holds another day or fact than was given, or another number.

        :raises UserError: something in the database changed them on the way
        """
        there = {row["id"]: row for row in stored}
        same = len(stored) == len(self) and all(
            fact.id in there
            and all(
                (there[fact.id][name] or "") == (values.get(name) or "") for name in ("fact", "reference")
            )
            and all(
                there[fact.id][name] == fields.Date.to_date(values.get(name) or None)
                for name in ("value_on", "former_value_on", "dated_on")
            )
            for fact, values in zip(self, given, strict=True)
        )
        if not same:
            raise UserError(
                self.env._(
                    "Nothing was recorded: the database holds something else than was entered. A trigger or "
                    "a rule changes it. Inform the administrator, who finds it in the setup check."
                )
            )

    @api.model
    def _store_chain(self, entries):
        columns = zip(
            *(
                (
                    entry["id"],
                    json.dumps(entry["files"]) if entry["files"] else None,
                    entry["chain_index"],
                    entry["previous_hash"],
                    entry["hash"],
                )
                for entry in entries
            ),
            strict=True,
        )
        ids, files, indexes, before, hashes = map(list, columns)
        self.env.cr.execute(
            """
            UPDATE customs_fact f
               SET files = new.files::jsonb, chain_index = new.chain_index, hash_format = %s,
                   previous_hash = new.previous_hash, hash = new.hash
              FROM unnest(%s, %s::text[], %s, %s, %s) AS new(id, files, chain_index, previous_hash, hash)
             WHERE f.id = new.id
            """,
            [fact_chain.FORMAT, ids, files, indexes, before, hashes],
        )

    @api.model
    def _store_ends(self, last_of):
        """Store on each case how many entries it has and the hash of the last: a cut tail is seen by it."""
        of_model = defaultdict(list)
        for (model, res_id), entry in last_of.items():
            of_model[model].append((res_id, entry["chain_index"], entry["hash"]))
        for model, rows in of_model.items():
            ids, counts, heads = map(list, zip(*rows, strict=True))
            self.env.execute_query(
                SQL(
                    """
                    UPDATE %s c SET fact_count = new.count, fact_head = new.head
                      FROM unnest(%s, %s, %s) AS new(id, count, head) WHERE c.id = new.id
                    RETURNING c.id
                    """,
                    SQL.identifier(self.env[model]._table),
                    ids,
                    counts,
                    heads,
                )
            )
            self.env[model].browse(ids).invalidate_recordset(["fact_count", "fact_head"], flush=False)

    @api.model
    def _chain_rows(self, condition, order):
        """Return the entries as the database holds them: what is hashed is what is stored."""
        names = ("id", *fact_chain.CONTENT, "hash", "hash_format")
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM customs_fact WHERE %s ORDER BY %s",
                SQL(", ").join(map(SQL.identifier, names)),
                condition,
                order,
            )
        )
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _file_digests(self):
        """Return entry id -> list of id, name and SHA-256 of each of its files, in the order of their ids."""
        files_of = self._files_of(self.ids)
        attachments = (
            self.env["ir.attachment"].sudo().browse({file for ids in files_of.values() for file in ids})
        )
        known = {
            file.id: {"id": file.id, "name": file.name, "sha256": file._content_sha256()}
            for file in attachments
        }
        return {entry: [known[file] for file in ids] for entry, ids in files_of.items()}

    @api.model
    def _files_of(self, ids):
        """Return entry id -> ids of the files that are attached to it now."""
        field = self._fields["attachment_ids"]
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, array_agg(%s ORDER BY %s) FROM %s WHERE %s = ANY(%s) GROUP BY 1",
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                SQL.identifier(field.column2),
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                list(ids),
            )
        )
        return dict(rows)

    @api.model
    def _chain_unchained(self):
        """Chain the entries that were recorded before there was a chain, in the order of their ids.

        For an update from a version without chains; batch by batch, so any number of them. Returns how many.
        """
        self.flush_model()
        done, after = 0, ("", 0)
        while cases := self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT res_model, res_id FROM customs_fact
                 WHERE hash IS NULL AND (res_model, res_id) > (%s, %s) ORDER BY 1, 2 LIMIT %s
                """,
                *after,
                BATCH,
            )
        ):
            after = cases[-1]
            done += self._chain_unchained_of([case for case in cases if self._has_case(*case)])
        return done

    @api.model
    def _has_case(self, model, res_id):
        """Return whether an entry's case is there; one that is not was deleted behind the record's back."""
        found = (
            getattr(self.env.get(model), "_is_customs_record", False)
            and self.env[model].browse(res_id).exists()
        )
        if not found:
            _logger.error("The record of facts has entries of %s,%s, which is not there", model, res_id)
        return bool(found)

    @api.model
    def _chain_unchained_of(self, cases):
        if not cases:
            return 0
        names, ids = map(list, zip(*cases, strict=True))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT f.id FROM customs_fact f JOIN unnest(%s, %s) AS c(res_model, res_id)
                    ON f.res_model = c.res_model AND f.res_id = c.res_id
                 WHERE f.hash IS NULL ORDER BY f.id
                """,
                names,
                ids,
            )
        )
        facts = self.browse([row for (row,) in rows])
        facts._chain(self._ends_of_chains(set(cases)))
        facts.invalidate_recordset(flush=False)
        return len(facts)

    # The outside log

    @api.model
    def _log_trouble(self):
        """Return why the records are not kept in an outside log as they should be, as a sentence; or ''."""
        return self.env["customs.outside.log"]._trouble()
