import json
from collections import defaultdict
from copy import deepcopy
from dataclasses import replace
from operator import itemgetter
from weakref import WeakKeyDictionary

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL, split_every

from ...tools import database_code, fact_chain, outside_log, seal_chain

BATCH = 1000
NOTED = "customs_verification.rows_to_seal"
KEY = ("res_model", "res_id", "kind")
# Kept where code from the database cannot reach: transaction -> names of such code that wrote in it; key of
# a transaction -> what it noted.
_codes = WeakKeyDictionary()
_noted_of = WeakKeyDictionary()
MOST_ROWS = 50  # nobody reads more of them in one cell


class _Key:
    """That a transaction noted rows to be sealed."""

    def __deepcopy__(self, memo):
        # Odoo's tests keep what a class noted for each of its tests.
        key = _Key()
        if self in _noted_of:
            _noted_of[key] = deepcopy(_noted_of[self])
        return key


def _noted(env):
    """Return what this transaction noted.

    User, rows by model, rows that went, cases with new entries, hashes of rows before they were written.
    """
    precommit = env.cr.precommit
    key = precommit.data.get(NOTED)
    if key not in _noted_of:
        key = precommit.data[NOTED] = _Key()
        _noted_of[key] = {"uid": env.uid, "rows": {}, "gone": {}, "facts": set(), "before": {}}
        precommit.add(env(user=SUPERUSER_ID, su=True, context={})["customs.seal"]._seal_noted)
    return _noted_of[key]


def _watch_the_end(env):
    """Let the code that wrote in this transaction be forgotten with its end."""
    env.cr.postcommit.add(lambda: _forget_code(env))
    env.cr.postrollback.add(lambda: _forget_code(env))


def _forget_code(env):
    """Begin the next transaction without code that wrote in the last one.

    Not while something noted waits for its seal; and the code may have ended the transaction, and go on.
    """
    if env.cr.precommit.data.get(NOTED) in _noted_of:
        return
    name = database_code.running()
    _codes[env.cr] = {name: True} if name else {}
    if name:
        env.cr.precommit.add(lambda: _watch_the_end(env))


class CustomsSeal(models.Model):
    """A seal of a record: hashes of the rows that count in law, as one transaction left them (IT9).

    Append-only, and chained like the facts. It is written at the end of each transaction by what the models
    with `customs.sealed.mixin` noted, for any number of records in a constant number of queries.
    """

    _name = "customs.seal"
    _description = "Seal of a Record"
    _order = "id"
    _rec_name = "chain_index"
    _log_access = False

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True)
    kind = fields.Selection([("contents", "Contents"), ("readings", "Access Log")], required=True)
    note = fields.Char(
        help="Reason if it was not sealed by a recorded action: an update of the software, or code "
        "kept in the database."
    )
    # Not even read: by the mark of a field its value could be found by trying.
    sealed = fields.Json(
        groups=NO_ACCESS, help="Model and rows: ID, SHA-256 of the content, hashes of the fields."
    )
    by_code = fields.Boolean(
        compute="_compute_by_code", search="_search_by_code", string="Code Kept in the Database Wrote"
    )
    importing_authority_id = fields.Many2one("customs.authority", index=True, ondelete="restrict")
    sealed_by_id = fields.Many2one("res.users", string="By", required=True, ondelete="restrict")
    sealed_at = fields.Datetime(string="At", required=True)
    chain_index = fields.Integer(string="No.", required=True, aggregator=None)
    previous_hash = fields.Char(size=64)
    hash = fields.Char(string="SHA-256", size=64)
    hash_format = fields.Integer(aggregator=None)

    _chain_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, kind, chain_index)",
        ("This place among the seals of the record is already taken. Try again."),
    )

    # What it holds, for those who look at the list

    how = fields.Char(compute="_compute_contents")
    contents = fields.Text(compute="_compute_contents", string="Rows and Fields")

    @api.depends("note")
    def _compute_by_code(self):
        for seal in self:
            seal.by_code = (seal.note or "").startswith(seal_chain.CODE)

    @api.model
    def _search_by_code(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        domain = fields.Domain("note", "=like", f"{seal_chain.CODE}%")
        return domain if (True in value) == (operator == "in") else ~domain

    def write(self, vals):  # pylint: disable=method-required-super  # nothing is ever written
        raise UserError(self.env._("A seal cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A seal cannot be deleted."))

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super  # acts alone make seals
        if vals_list:
            raise UserError(self.env._("Seals are made by the actions of a record and cannot be entered."))
        return self.browse()

    @api.model
    @tools.ormcache()
    def _sealed_models(self):
        """Return the names of the models whose rows are sealed."""
        return tuple(
            sorted(
                name
                for name, model in self.env.registry.items()
                if not model._abstract and hasattr(model, "_sealed_fields")
            )
        )

    # At the end of the transaction

    @api.model
    def _add_rows(self, model, ids, names=None):
        """Note rows that were written in due form: fields ``names``; None: new rows, or written whole."""
        if not ids:
            return
        self._add_writing_code(model)
        rows = _noted(self.env)["rows"].setdefault(model, {})
        for row_id in ids:
            if names is None or rows.get(row_id, ()) is None:
                rows[row_id] = None
            else:
                rows[row_id] = {*rows.get(row_id, ()), *names}

    @api.model
    def _add_before(self, rows):
        """Note what ``rows`` of a model without marks hold before this transaction writes them first."""
        noted = _noted(self.env)
        known = noted["rows"].get(rows._name, ())
        ids = [
            row_id
            for row_id in rows._ids
            if row_id not in known and (rows._name, row_id) not in noted["before"]
        ]
        for some in split_every(BATCH, ids, list):
            found = rows._sealed_rows(lambda _way, some=some: SQL("r.id = ANY(%s)", some))
            for _owner, row_id, values in found:
                noted["before"][rows._name, row_id] = seal_chain.seal_of(rows._name, row_id, values, False)[1]

    @api.model
    def _add_deleted(self, model, owners):
        """Note rows that were deleted or given to another record; ``owners``: id -> (model, id)."""
        if owners:
            self._add_writing_code(model)
            gone = _noted(self.env)["gone"]
            for row_id, owner in owners.items():
                gone.setdefault((model, row_id), owner)

    @api.model
    def _add_code(self, name=None):
        """Note that code kept in the database writes in this transaction: what is sealed now says so.

        :param name: which; None: what is being run at this moment, if there is any
        """
        name = name or database_code.running()
        if name:
            codes = _codes.setdefault(self.env.cr, {})
            if not codes:
                env = self.env(user=SUPERUSER_ID, su=True, context={})
                _watch_the_end(env)
            codes[name] = True

    @api.model
    def _add_writing_code(self, model):
        """Note it when code kept in the database writes rows of ``model``.

        Not what it only stores for others, and not that it read something: a template does that.
        """
        if self.env[model]._seal_kind != "contents" or database_code.inside_of("_flush"):
            return
        self._add_code()
        if database_code.called_back():
            self._add_code("at the end of the transaction")

    @api.model
    def _code_of_transaction(self):
        """Return the names of the code from the database that wrote in this transaction, or ''."""
        return ", ".join(_codes.get(self.env.cr, ()))

    @api.model
    def _add_facts(self, cases):
        """Note that entries were added to the records of ``cases``, pairs (model, id)."""
        self._add_code()
        _noted(self.env)["facts"].update(cases)

    @api.model
    def _seal_noted(self):
        """Seal what the transaction noted; nothing where it noted nothing."""
        while self.env.cr.precommit.data.get(NOTED) in _noted_of:
            self.env.flush_all()  # what is computed last is noted by that
            noted = _noted_of.pop(self.env.cr.precommit.data.pop(NOTED))
            self.env["customs.foreign.code"]._note()
            chains = self._seals_of(noted["rows"], noted["before"], noted["gone"])
            self._add_gone(chains, noted["gone"])
            if self._code_of_transaction():
                for case in noted["facts"]:
                    chains.setdefault((*case, "contents"), {})
            if chains:
                self._append(chains, noted["uid"])

    @api.model
    def _seals_of(self, rows, before=None, gone=None):
        """Return (model, id, kind) of each record -> model -> seals of its rows.

        :param before: (model, id) -> hash of the row before this transaction wrote it, without marks
        :param gone: (model, id) -> (model, id) of the record from which this transaction took the row
        """
        chains = defaultdict(lambda: defaultdict(list))
        written = {}
        for name, noted in sorted(rows.items()):
            model = self.env[name]
            for some in split_every(BATCH, sorted(noted), list):
                found = model._sealed_rows(lambda _way, some=some: SQL("r.id = ANY(%s)", some))
                for owner, row_id, values in found:
                    seal = seal_chain.seal_of(name, row_id, values, model._seal_marks)
                    chain = (*owner, model._seal_kind)
                    chains[chain][name].append(seal)
                    if noted[row_id] is not None:
                        was = (before or {}).get((name, row_id))
                        written[chain, name, row_id] = (seal, noted[row_id], was)
        moved = {row: (*owner, self.env[row[0]]._seal_kind) for row, owner in (gone or {}).items()}
        self._add_suspects(written, moved)
        return chains

    @api.model
    def _add_suspects(self, written, moved):
        """Add to seals what was changed behind the record's back before: an act on the row must not cover it.

        A row that counts only under a condition comes under its first seal by a field that fulfils it, an
        uploaded file by its answer. Before the update that seals everything no row has a seal.

        :param written: (chain, model, id) -> the seal, the fields that this transaction wrote, hash before
        :param moved: (model, id) -> the chain from which it took the row, with the last seal of it
        """
        if not written:
            return
        origin = {key: (moved.get(key[1:], key[0]), *key[1:]) for key in written}
        last = self._last_of(origin.values())
        is_first = getattr(self.env.registry, "customs_first_seals", False)
        for (chain, name, row_id), (seal, names, was) in written.items():
            former = last.get(origin[chain, name, row_id])
            owner = () if (name, row_id) in moved else self.env[name]._seal_owner_fields()
            begins = is_first or not self.env[name]._seal_begins_with.union(owner).isdisjoint(names)
            if former is None and begins:
                continue
            suspects = seal_chain.suspects(seal, former, names, was)
            if suspects:
                seal.append(suspects)

    @api.model
    def _last_of(self, keys):
        """Return (chain, model, id) -> the last seal of each of these rows."""
        chains = sorted({chain for chain, _name, _row_id in keys})
        names = sorted({name for _chain, name, _row_id in keys})
        ids = sorted({row_id for _chain, _name, row_id in keys})
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.res_model, s.res_id, s.kind, m.model, r.row
                  FROM unnest(%s, %s, %s) AS k(res_model, res_id, kind)
                  JOIN customs_seal s
                    ON (s.res_model, s.res_id, s.kind) = (k.res_model, k.res_id, k.kind)
                 CROSS JOIN LATERAL jsonb_each(s.sealed) AS m(model, rows)
                 CROSS JOIN LATERAL jsonb_array_elements(m.rows) AS r(row)
                 WHERE m.model = ANY(%s) AND (r.row ->> 0)::int = ANY(%s)
                 ORDER BY s.chain_index
                """,
                *map(list, zip(*chains, strict=True)),
                names,
                ids,
            )
        )
        return {((model, res_id, kind), name, row[0]): row for model, res_id, kind, name, row in rows}

    @api.model
    def _add_gone(self, chains, gone):
        for (name, row_id), owner in sorted(gone.items()):
            seals = chains[(*owner, self.env[name]._seal_kind)][name]
            if all(seal[0] != row_id for seal in seals):
                seals.append([row_id, seal_chain.GONE, {}])

    @api.model
    def _append(self, chains, uid, note=False):
        """Add a seal to each of the ``chains``, in a constant number of statements.

        An empty one says that code from the database added entries.
        """
        self._add_code()
        code = self._code_of_transaction()
        note = f"{seal_chain.CODE}{code}" if code else note
        keys = sorted(key for key, seals in chains.items() if code or any(seals.values()))
        if not keys:
            return
        authorities = self._authorities_of(keys)
        ends = self._lock_ends(keys)
        now = fields.Datetime.now()
        entries = []
        for key in keys:
            entry = {
                **dict(zip(KEY, key, strict=True)),
                "note": note,
                "sealed": {
                    name: sorted(seals, key=itemgetter(0)) for name, seals in chains[key].items() if seals
                },
                "sealed_by_id": uid,
                "sealed_at": now,
                "importing_authority_id": authorities.get(key[:2]),
            }
            entries += fact_chain.chained([entry], *ends[key], seal_chain.CONTENT)
        self._insert(entries)
        self.env["customs.outside.log"]._log_after_commit(
            [outside_log.head(entry, entry["kind"], now) for entry in entries]
        )
        self._store_ends(entries)

    @api.model
    def _authorities_of(self, keys):
        """Return (model, id) -> id of the authority whose record it is: its people read the list of seals."""
        ids_of = defaultdict(set)
        for model, res_id, _kind in keys:
            if "importing_authority_id" in getattr(self.env.get(model), "_fields", ()):
                ids_of[model].add(res_id)
        return {
            (model, row_id): authority
            for model, ids in ids_of.items()
            for row_id, authority in self.env.execute_query(
                SQL(
                    "SELECT id, importing_authority_id FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(self.env[model]._table),
                    sorted(ids),
                )
            )
        }

    @api.model
    def _lock_ends(self, keys):
        """Lock the ends of the chains ``keys``, which are made where there are none; return their ends."""
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO customs_seal_end AS e (res_model, res_id, kind, count, head)
                SELECT k.*, 0, '' FROM unnest(%s, %s, %s) AS k(res_model, res_id, kind)
                ON CONFLICT (res_model, res_id, kind) DO UPDATE SET count = e.count
                RETURNING res_model, res_id, kind, head, GREATEST(count, COALESCE(
                    (SELECT max(s.chain_index) FROM customs_seal s
                      WHERE (s.res_model, s.res_id, s.kind) = (e.res_model, e.res_id, e.kind)), 0))
                """,
                *map(list, zip(*keys, strict=True)),
            )
        )
        return {tuple(key): (count, head or "") for *key, head, count in rows}

    @api.model
    def _insert(self, entries):
        columns = [
            [entry["res_model"] for entry in entries],
            [entry["res_id"] for entry in entries],
            [entry["kind"] for entry in entries],
            [entry["note"] or None for entry in entries],
            [json.dumps(entry["sealed"], separators=(",", ":")) for entry in entries],
            [entry["sealed_by_id"] for entry in entries],
            [entry["sealed_at"] for entry in entries],
            [entry["chain_index"] for entry in entries],
            [entry["previous_hash"] for entry in entries],
            [entry["hash"] for entry in entries],
            [entry["importing_authority_id"] for entry in entries],
        ]
        self.env.cr.execute(
            """
            INSERT INTO customs_seal (res_model, res_id, kind, note, sealed, sealed_by_id, sealed_at,
                                      chain_index, previous_hash, hash, importing_authority_id, hash_format)
            SELECT new.res_model, new.res_id, new.kind, new.note, new.sealed::jsonb, new.sealed_by_id,
                   new.sealed_at, new.chain_index, new.previous_hash, new.hash, new.authority, %s
              FROM unnest(%s, %s, %s, %s::text[], %s::text[], %s, %s, %s, %s, %s, %s::int[])
                   AS new(res_model, res_id, kind, note, sealed, sealed_by_id, sealed_at, chain_index,
                          previous_hash, hash, authority)
            """,
            [fact_chain.FORMAT, *columns],
        )

    @api.model
    def _store_ends(self, entries):
        self.env.cr.execute(
            """
            UPDATE customs_seal_end e SET count = new.count, head = new.head
              FROM unnest(%s, %s, %s, %s, %s) AS new(res_model, res_id, kind, count, head)
             WHERE (e.res_model, e.res_id, e.kind) = (new.res_model, new.res_id, new.kind)
            """,
            [[entry[name] for entry in entries] for name in (*KEY, "chain_index", "hash")],
        )
        self.env["customs.seal.end"].invalidate_model(flush=False)

    @api.model
    def _seal_everything(self, note):
        """Seal all rows that count and have no seal yet, for an update; ``note`` says so. Returns how many.

        What has a seal keeps it: an update that writes sealed fields by SQL names them (`_add_to_seal`).
        """
        self.env.flush_all()
        self._seal_noted()
        count = 0
        for name in self._sealed_models():
            after = 0
            table = SQL.identifier(self.env[name]._table)
            while ids := [
                row_id
                for (row_id,) in self.env.execute_query(
                    SQL("SELECT id FROM %s WHERE id > %s ORDER BY id LIMIT %s", table, after, BATCH)
                )
            ]:
                after = ids[-1]
                chains = self._seals_of({name: dict.fromkeys(ids)})
                count += self._take_out_sealed(chains, name)
                self._append(chains, self.env.uid, note)
        return count

    @api.model
    def _take_out_sealed(self, chains, name):
        """Take out of ``chains`` the rows of the model that have a seal already; return how many are left."""
        keys = [(chain, name, seal[0]) for chain, models_ in chains.items() for seal in models_[name]]
        known = self._last_of(keys) if keys else {}
        for chain, models_ in chains.items():
            models_[name] = [seal for seal in models_[name] if (chain, name, seal[0]) not in known]
        return sum(len(models_[name]) for models_ in chains.values())

    # The check of the seals: the rows as the database holds them now, against what was sealed last.

    @api.model
    def _findings(self, records):
        """Return id -> what is wrong with the seals of ``records`` (one model), and with what they cover."""
        self.env.flush_all()
        self._seal_noted()  # what this transaction did itself
        found = defaultdict(list)
        model, ids = records._name, records.ids
        entries, ends = self._entries_of(model, ids), self._ends_of(model, ids)
        last = defaultdict(dict)
        for key in sorted(entries.keys() | ends.keys()):
            res_id, kind = key
            count, head = ends.get(key, (0, ""))
            problems = fact_chain.problems(entries[key], count, head, seal_chain.CONTENT)
            problems += fact_chain.turned_back(entries[key], "sealed_at")
            found[res_id] += [replace(finding, chain=kind) for finding in problems]
            found[res_id] += [
                self._of_code(kind, entry) for entry in entries[key] if seal_chain.is_by_code(entry)
            ]
            last[res_id] |= seal_chain.last_seals(entries.pop(key))
        for res_id, name, row_id in self._rows_of_other_authorities(records):
            found[res_id].append(
                self._of_row(fact_chain.ROW_DERIVED, name, row_id, ["importing_authority_id"])
            )
        rows, doubles = self._rows_and_doubles(model, ids)
        for res_id, name, row_id in doubles:
            found[res_id].append(self._of_row(fact_chain.ROW_NEW, name, row_id, ()))
        for res_id in last.keys() | rows.keys():
            for difference in seal_chain.differences(last[res_id], rows[res_id]):
                found[res_id].append(self._of_row(*difference))
        return found

    @api.model
    def _rows_of_other_authorities(self, records):
        """Return (id, model, id of the row) of rows that are open to another authority than their record.

        The column follows from the record, so that it is under no seal; the rules of access read it (CU-A).
        """
        if "importing_authority_id" not in records._fields:
            return []
        of_records = SQL.identifier(records._table)
        queries = [
            SQL(
                "SELECT c.id, %s, r.id FROM %s r %s JOIN %s c ON c.id = %s WHERE %s AND %s = %s"
                " AND c.id = ANY(%s) AND r.importing_authority_id IS DISTINCT FROM c.importing_authority_id",
                name,
                SQL.identifier(self.env[name]._table),
                way.joins,
                of_records,
                way.res_id,
                way.where,
                way.model,
                records._name,
                records.ids,
            )
            for name in self._sealed_models()
            if name != records._name and "importing_authority_id" in self.env[name]._fields
            if self.env[name]._fields["importing_authority_id"].store
            if "importing_authority_id" not in self.env[name]._sealed_fields()
            for way in self.env[name]._seal_ways()
        ]
        return self.env.execute_query(SQL(" UNION ALL ").join(queries))

    @api.model
    def _of_code(self, kind, entry):
        """Return as a finding that code kept in the database wrote what is sealed in ``entry``."""
        rows = sorted(f"{name},{seal[0]}" for name, seals in entry["sealed"].items() for seal in seals)
        return fact_chain.Finding(
            entry["chain_index"] or 0,
            fact_chain.BY_CODE,
            entry=entry["id"],
            name=entry["note"].removeprefix(seal_chain.CODE),
            said=" ".join(rows),
            chain=kind,
        )

    @api.model
    def _of_row(self, kind, name, row_id, names):
        """Return a difference of a row as a finding."""
        kind_of_seal = self.env[name]._seal_kind if name in self.env else "contents"
        return fact_chain.Finding(0, kind, entry=row_id, name=name, said=",".join(names), chain=kind_of_seal)

    @api.model
    def _entries_of(self, model, ids):
        """Return (id, kind) -> the seals of a record in the order of their chain."""
        names = ("id", *seal_chain.CONTENT, "hash")
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM customs_seal WHERE res_model = %s AND res_id = ANY(%s)"
                " ORDER BY chain_index, id",
                SQL(", ").join(map(SQL.identifier, names)),
                model,
                list(ids),
            )
        )
        entries = defaultdict(list)
        for row in rows:
            entry = dict(zip(names, row, strict=True))
            entries[entry["res_id"], entry["kind"]].append(entry)
        return entries

    @api.model
    def _ends_of(self, model, ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id, kind, COALESCE(count, 0), COALESCE(head, '') FROM customs_seal_end"
                " WHERE res_model = %s AND res_id = ANY(%s)",
                model,
                list(ids),
            )
        )
        return {(res_id, kind): (count, head) for res_id, kind, count, head in rows}

    @api.model
    def _rows_of(self, model, ids):
        """Return id -> (model, id) -> content: all rows that the seals of these records cover."""
        return self._rows_and_doubles(model, ids)[0]

    @api.model
    def _rows_and_doubles(self, model, ids):
        """Return the same, and (id, model, id) of rows that are there twice: a table inherits from theirs."""
        rows, doubles = defaultdict(dict), []

        def of_these(way):
            return SQL("%s = %s AND %s = ANY(%s)", way.model, model, way.res_id, list(ids))

        for name in self._sealed_models():
            for (_model, res_id), row_id, values in self.env[name]._sealed_rows(of_these):
                if (name, row_id) in rows[res_id]:
                    doubles.append((res_id, name, row_id))
                rows[res_id][name, row_id] = values
        return rows, doubles

    @api.model
    def _heads_of_chains(self, model, ids):
        """Return id -> kind -> the seals of a record as the outside log knows them: place, hash, moment."""
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id, kind, id, chain_index, hash, sealed_at, note FROM customs_seal"
                " WHERE res_model = %s AND res_id = ANY(%s)",
                model,
                list(ids),
            )
        )
        chains = defaultdict(lambda: defaultdict(list))
        names = ("id", "chain_index", "hash", "recorded_at")
        for res_id, kind, *values, note in rows:
            seal = dict(zip(names, values, strict=True))
            chains[res_id][kind].append(seal | {"is_of_update": seal_chain.is_of_update({"note": note})})
        return chains

    @api.model
    def _in_words(self, finding):
        """Return what a finding says of a row that is sealed, as a sentence."""
        what = self._row_in_words(finding.name, finding.entry)
        if finding.kind == fact_chain.ROW_GONE:
            return self.env._("%s was deleted or moved to another case.", what)
        if finding.kind == fact_chain.ROW_NEW:
            return self.env._("%s was inserted without a recorded action.", what)
        if finding.kind == fact_chain.ROW_MARKS:
            return self.env._(
                "%(what)s does not agree with its marks: %(count)s declared goods have a wrong mark or none.",
                what=what,
                count=finding.count,
            )
        labels = self._labels_in_words(finding.name, filter(None, finding.said.split(",")))
        if finding.kind == fact_chain.ROW_DERIVED:
            return self.env._(
                "%(what)s does not agree with what was recorded: %(fields)s.",
                what=what,
                fields=labels,
            )
        if not labels:
            return self.env._("%s was changed without a recorded action.", what)
        return self.env._(
            ("%(what)s was changed without a recorded action: %(fields)s."), what=what, fields=labels
        )

    @api.depends_context("lang")
    def _compute_contents(self):
        ids_of = defaultdict(set)
        for seal in self:
            ids_of[seal.res_model].add(seal.res_id)
        changes = {}
        for model, ids in ids_of.items():
            for entries in self._entries_of(model, ids).values():
                changes |= self._changes(entries, set(self.ids))
        rows = {change[:2] for _entry, some in changes.values() for change in some[:MOST_ROWS]}
        names = self._rows_in_words(rows)
        for seal in self:
            entry, some = changes.get(seal.id, ({}, ()))
            words = [self._change_in_words(names[change[:2]], *change) for change in some[:MOST_ROWS]]
            if len(some) > MOST_ROWS:
                words.append(self.env._("And %s more.", len(some) - MOST_ROWS))
            seal.how, seal.contents = self._how_in_words(entry), "\n".join(words)

    @api.model
    def _content_in_words(self, seal_id):
        """Return which rows and fields a seal holds, as one sentence."""
        return (self.sudo().browse(seal_id).contents or "").replace("\n", " ")

    @api.model
    def _changes(self, entries, wanted):
        """Return id -> (entry, what it says of each row) of the ``wanted`` ones of a chain.

        Of a row: model, id, (content, marks) as it was sealed before or None, content, marks, suspects.
        """
        rows, found = {}, {}
        for entry in entries:
            changes = []
            for name, seals in (entry["sealed"] or {}).items():
                for row_id, content, marks, *suspects in seals:
                    before = rows.get((name, row_id))
                    rows[name, row_id] = (content, marks)
                    changes.append((name, row_id, before, content, marks, suspects[0] if suspects else ()))
            if entry["id"] in wanted:
                found[entry["id"]] = (entry, changes)
        return found

    @api.model
    def _how_in_words(self, entry):
        """Return how a seal came to be."""
        if seal_chain.is_by_code(entry):
            return self.env._(
                "Code kept in the database wrote: %s", entry["note"].removeprefix(seal_chain.CODE)
            )
        return (
            self.env._("Update of the software: %s", entry["note"])
            if entry["note"]
            else self.env._("By a recorded action")
        )

    @api.model
    def _change_in_words(self, what, name, _row_id, before, content, marks, suspects):
        """Return what one seal says of the row ``what``, as a sentence."""
        if content == seal_chain.GONE:
            return self.env._("%s: deleted, or moved to another record.", what)
        if not before or before[0] == seal_chain.GONE:
            return self.env._("%s: new.", what)
        changed = {
            field for field in before[1].keys() | marks.keys() if before[1].get(field) != marks.get(field)
        }
        if not changed and before[0] == content:
            return self.env._("%s: unchanged.", what)
        labels = self._labels_in_words(name, sorted(changed.difference(suspects)))
        text = self.env._("%(what)s: %(fields)s.", what=what, fields=labels) if labels else f"{what}."
        if suspects and seal_chain.PUT_IN not in suspects:
            text += " " + self.env._(
                "Changed before without a recorded action: %s.", self._labels_in_words(name, suspects)
            )
        return text

    @api.model
    def _labels_in_words(self, name, names):
        """Return the fields ``names`` of a model as a person reads them."""
        known = self.env[name]._fields if name in self.env else {}
        return ", ".join(
            known[field]._description_string(self.env) if field in known else field for field in names
        )

    @api.model
    def _row_in_words(self, name, row_id):
        """Return which row it is, as a person would call it."""
        return self._rows_in_words([(name, row_id)])[name, row_id]

    @api.model
    def _rows_in_words(self, rows):
        """Return (model, id) -> which row it is, as a person would call it."""
        ids_of = defaultdict(set)
        for name, row_id in rows:
            ids_of[name].add(row_id)
        words = {}
        for name, ids in ids_of.items():
            known = {}
            kind = name
            if name in self.env:
                model = self.env[name]
                kind = self.env["ir.model"]._get(name).name or model._description
                known = {row.id: row.display_name for row in model.sudo().browse(ids).exists()}
            for row_id in ids:
                called = f"{kind}: {known[row_id]}" if row_id in known else kind
                words[name, row_id] = f"{called} ({row_id})" if name in self.env else f"{name} {row_id}"
        return words
