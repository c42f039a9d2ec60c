import json
import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, config, split_every

from ...tools import fact_chain, fact_log

_logger = logging.getLogger(__name__)

BATCH = 500
TO_LOG = "customs_verification.facts_to_log"
# A field without a value is stored as empty: no default of the context or of a user gets into the record.
EMPTY = dict.fromkeys({*fact_chain.CONTENT, "hash", "hash_format"} - {"recorded_at"}, False)
DERIVED = ("document_sha256", "files", "chain_index", "previous_hash", "hash", "hash_format")


class CustomsFact(models.Model):
    """The chain: every entry gets its place, the hash before it and its own, in the order of the record."""

    _inherit = "customs.fact"

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
        facts._chain(ends)
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
            if not getattr(self.env.get(model), "_is_customs_case", False):
                raise UserError(self.env._("%s is no kind of case: nothing is recorded of it.", model))
            # An index beyond the end was put in behind the record's back: the check tells of it, and
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
            raise UserError(self.env._("There is no such case: nothing is recorded of it."))
        return ends

    def _chain(self, ends):
        """Put these entries, in the order of their ids, at the ends of the chains of their cases."""
        self.flush_recordset()
        files = self._file_digests()
        entries_of = defaultdict(list)
        for row in self._chain_rows(SQL("id = ANY(%s)", self.ids), SQL("id")):
            entries_of[row["res_model"], row["res_id"]].append(row | {"files": files.get(row["id"]) or None})
        chained = {
            case: list(fact_chain.chained(entries, *ends[case])) for case, entries in entries_of.items()
        }
        self._store_chain([entry for entries in chained.values() for entry in entries])
        self._store_ends({case: entries[-1] for case, entries in chained.items()})
        self.invalidate_recordset(DERIVED, flush=False)
        self._log_after_commit()

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
        """Tell whether an entry's case is there; one that is not was deleted behind the record's back."""
        found = (
            getattr(self.env.get(model), "_is_customs_case", False)
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
    def _open_log(self):
        """Return the outside log of the server's configuration, or None.

        :raises fact_log.LogError: the configuration names none that can be used
        """
        return fact_log.open_log(config.get(fact_log.OPTION))

    def _log_after_commit(self):
        """Write these entries into the outside log as soon as they are in the database for good."""
        if not config.get(fact_log.OPTION):
            return
        cr, registry = self.env.cr, self.env.registry
        if TO_LOG not in cr.postcommit.data:
            ids = cr.postcommit.data[TO_LOG] = []
            cr.postcommit.add(lambda: _write_log(registry, ids))
        cr.postcommit.data[TO_LOG].extend(self.ids)

    @api.model
    def _heads(self, ids):
        """Return the entries ``ids`` as the outside log writes them, in the order of their ids."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_model || ',' || res_id, chain_index, hash,
                       to_char(recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                  FROM customs_fact WHERE id = ANY(%s) AND hash IS NOT NULL ORDER BY id
                """,
                list(ids),
            )
        )
        own = (self.env.cr.dbname, self._database_uuid())
        return [dict(zip(fact_log.NAMES, (*own, *row), strict=True)) for row in rows]

    @api.model
    def _database_uuid(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid") or ""


def _write_log(registry, ids):
    """Write the entries ``ids`` into the outside log: after the commit, so nothing here may fail the act.

    They are read anew: what a savepoint took back was never recorded, and must not stand in the log.
    """
    try:
        with registry.cursor() as cr:
            facts = api.Environment(cr, api.SUPERUSER_ID, {})["customs.fact"]
            log = facts._open_log()
            for some in split_every(BATCH, ids, list):
                log.append(facts._heads(some))
    except Exception:  # pylint: disable=broad-exception-caught  # what is recorded is recorded
        _logger.exception(
            "The heads of the record are not in the outside log: the weekly check writes them later"
        )
