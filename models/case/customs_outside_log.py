import json
import logging
import uuid
from weakref import WeakKeyDictionary

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, config, split_every

from ...tools import outside_log, outside_log_owner
from ..setup.roles import SYSTEM_ADMINISTRATORS
from .customs_outside_log_missing import MOST

_logger = logging.getLogger(__name__)

BATCH = 500
TO_LOG = "customs_verification.heads_to_log"
# Key of a transaction -> what it has for the log. Kept where code from the database cannot reach.
_heads_waiting: WeakKeyDictionary = WeakKeyDictionary()
# One for each process: the acts of a log are read once, and what follows as it is written.
_reader = outside_log_owner.ActsReader()
# What this process has said already: (database, state).
_said: set[tuple[str, str]] = set()


ENTRIES = 10_000


class _Waiting:
    """That a transaction has something for the log."""

    def __deepcopy__(self, memo):
        return self


class CustomsOutsideLog(models.TransientModel):
    """The outside log of the records: where it is kept, for which database it was begun, what it lacks (IT9).

    The heads of all chains are written into it after each commit, and the records are compared with it. A log
    is begun, moved and completed by an administrator alone, and each of these acts is a line of the log.
    """

    _name = "customs.outside.log"
    _description = "Outside Log"

    setting = fields.Char(compute="_compute_standing", string="Set in the Configuration")
    standing = fields.Text(compute="_compute_standing", string="Status")
    kind = fields.Char(compute="_compute_standing")
    missing = fields.Integer(compute="_compute_standing", string="Missing Entries")
    reason = fields.Char(help="Written to the log.")
    lost = fields.Integer(string="Entries That Would Be Marked as Lost", readonly=True)
    lost_list = fields.Text(string="What Is Missing Here", readonly=True)
    is_restored = fields.Boolean(
        string="A Backup Was Restored",
        help="The entries listed here are missing because an older backup was restored. Enter in the reason "
        "which one.",
    )
    missing_ids = fields.One2many(
        "customs.outside.log.missing", "page_id", string="List of Missing Entries", readonly=True
    )

    # Whose it is

    @api.model
    def _open(self):
        """Return the log that the server's configuration names, or None.

        :raises outside_log.LogError: the configuration names none that can be used
        """
        return outside_log.open_log(config.get(outside_log.OPTION))

    @api.model
    def _place(self):
        """Return where this database stands: no dump, duplicate or restored backup takes that along."""
        self.env.cr.execute(
            # By their full names: a view of the same name in another schema tells nothing here.
            "SELECT oid, pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute')"
            " FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()"
        )
        oid, allowed = self.env.cr.fetchone()
        system = "unknown"
        if allowed:
            self.env.cr.execute("SELECT system_identifier FROM pg_catalog.pg_control_system()")
            system = str(self.env.cr.fetchone()[0])
        return outside_log_owner.Place(system, oid)

    @api.model
    def _database_name(self):
        return self.env.cr.dbname

    @api.model
    def _held(self):
        """Return what the database itself says of its log: its identity, and for which place it was begun."""
        try:
            held = json.loads(
                self.env["ir.config_parameter"].sudo().get_param(outside_log_owner.HELD) or "{}"
            )
        except ValueError:
            held = {}
        return held if isinstance(held, dict) else {}

    @api.model
    def _state(self):
        """Return the relation of this database to the log: a `outside_log_owner.State`."""
        try:
            log = self._open()
            if not log:
                return outside_log_owner.State(outside_log_owner.OFF)
            held, place = self._held(), self._place()
            openings = _reader.openings(log) if log.readable else self._openings_held(held)
            return outside_log_owner.state_of(openings, held.get("log") or "", place, self._database_name())
        except outside_log.LogError as error:
            return outside_log_owner.State(outside_log_owner.UNREADABLE, why=str(error))

    @api.model
    def _known(self, keys):
        """Return what the log knows of the records ``keys`` ("model,id"); None where it is not compared."""
        state = self._state()
        log = self._open() if state.is_compared else None
        return log.known(state.opening.belongs, keys) if log and log.readable else None

    @api.model
    def _openings_held(self, held):
        """Return the openings by what the database holds: of a log that is written and never read."""
        if not held.get("log"):
            return {}
        act = {**held, "act": "begun", "place": held.get("place") or ["", 0]}
        return outside_log_owner.openings_of([act])

    @api.model
    def _is_neutralized(self):
        value = self.env["ir.config_parameter"].sudo().get_param("database.is_neutralized") or ""
        return value.lower() in ("true", "1", "t")

    # What is reported to supervisors and administrators

    @api.model
    def _trouble(self):
        """Return, as a sentence, why the records are not kept outside as they should be; or ''."""
        others = ("customs.time.stamp", "customs.record.check", "customs.foreign.code")
        told = (self._trouble_of_log(), *(self.env[name]._trouble() for name in others))
        return " ".join(filter(None, told))

    @api.model
    def _trouble_of_log(self):
        """Return, as a sentence, why the records are not kept in an outside log as they should be; or ''."""
        state = self._state()
        # A copy for tests keeps no log. One under the name of the original is reported all the same.
        if (
            state.kind in (outside_log_owner.OFF, outside_log_owner.UNBEGUN, outside_log_owner.COPY)
            and self._is_neutralized()
        ):
            return ""
        missing = int(self.env["ir.config_parameter"].sudo().get_param(outside_log_owner.MISSING) or 0)
        if state.kind == outside_log_owner.OPEN and missing:
            return self.env._(
                "%s entries of the records are missing from the outside log. An administrator can add "
                "them under Configuration > Outside Log.",
                missing,
            )
        return self._state_in_words(state) if state.kind != outside_log_owner.OPEN else ""

    @api.model
    def _why_not_compared(self):
        """Return, as sentences, why a record was not compared with the outside log; '' where it was."""
        state = self._state()
        if state.kind == outside_log_owner.OFF:
            return self.env._("There is no outside log to compare with.")
        if state.kind == outside_log_owner.UNREADABLE:
            return ""  # that is a finding of its own
        if not state.is_compared:
            return self._state_in_words(state)
        if not self._open().readable:
            return self.env._("The outside log is a syslog. Compare it manually.")
        return self._state_in_words(state) if state.kind == outside_log_owner.CHANGED else ""

    @api.model
    def _state_in_words(self, state):
        """Return the relation of this database to the log, and what to do, as sentences."""
        opening = state.opening
        named = {"database": opening.database, "at": opening.at} if opening else {}
        return {
            outside_log_owner.OFF: self.env._(
                "The records are not logged outside the database, so anyone with its password could "
                "change them unnoticed. An administrator of the server can configure an outside log "
                "(docs/record.md)."
            ),
            outside_log_owner.UNREADABLE: self.env._("The outside log does not work: %s", state.why),
            outside_log_owner.UNBEGUN: self.env._(
                "An outside log is configured but was not started for this database, so nothing is "
                "written to it or compared with it. An administrator can start it under Configuration > "
                "Outside Log."
            ),
            outside_log_owner.OPEN: self.env._(
                "The outside log works. It was started or moved here on %(at)s.", **named
            )
            if opening
            else "",
            outside_log_owner.CHANGED: self.env._(
                "The outside log was started for this database (%(database)s, %(at)s), but the database "
                "states otherwise, so it was changed. Nothing is written to the log until an "
                "administrator resumes it; the records are compared with it.",
                **named,
            )
            if opening
            else "",
            outside_log_owner.COPY: self.env._(
                "This database is a copy of %(database)s, to which the outside log belongs. Nothing is "
                "written to it or compared with it. If the database was moved here, an administrator can "
                "move the log.",
                **named,
            )
            if opening
            else "",
            outside_log_owner.RESTORED: self.env._(
                "The outside log was started for another database named %(database)s (%(at)s). This "
                "database was restored from a backup, moved or copied. Nothing is written to the log or "
                "compared with it until an administrator moves it here.",
                **named,
            )
            if opening
            else "",
        }[state.kind]

    # Writing

    @api.model
    def _log_after_commit(self, heads):
        """Write these heads into the log as soon as their entries are in the database for good.

        :param heads: as `outside_log.head` makes them
        """
        if not heads or not config.get(outside_log.OPTION):
            return
        cr, registry = self.env.cr, self.env.registry
        waiting = cr.postcommit.data.get(TO_LOG)
        if not isinstance(waiting, _Waiting):
            waiting = cr.postcommit.data[TO_LOG] = _Waiting()
            cr.postcommit.add(lambda: _write_log(registry, _heads_waiting.pop(waiting, ())))
        seals = self.env["customs.seal"]
        seals._add_code()
        _heads_waiting.setdefault(waiting, []).append((heads, seals._code_of_transaction()))

    @api.model
    def _there(self, heads):
        """Return those of ``heads`` that are in the database as they were computed.

        What a savepoint took back is not there. What is there in another place was put there by someone who
        writes past the software: it is not logged, and told.
        """
        hashes = [head["hash"] for head in heads]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_model || ',' || res_id, %s, chain_index, hash
                  FROM customs_fact WHERE hash = ANY(%s)
                UNION ALL
                SELECT res_model || ',' || res_id, kind, chain_index, hash
                  FROM customs_seal WHERE hash = ANY(%s)
                """,
                outside_log.FACTS,
                hashes,
                hashes,
            )
        )
        places = {tuple(row) for row in rows}
        there = [head for head in heads if outside_log.place(head) in places]
        elsewhere = {row[3] for row in rows} - {head["hash"] for head in there}
        if elsewhere:
            _logger.error("Entries of the record are in another place than they were written: %s", elsewhere)
        return there

    @api.model
    def _heads(self, table, ids):
        """Return the entries ``ids`` as the log writes them, in their order; without the log's identity."""
        chain, moment = (
            (SQL("'facts'"), "recorded_at") if table == "customs_fact" else (SQL("kind"), "sealed_at")
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_model || ',' || res_id, %s, chain_index, hash,
                       to_char(%s, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                  FROM %s WHERE id = ANY(%s) AND hash IS NOT NULL ORDER BY id
                """,
                chain,
                SQL.identifier(moment),
                SQL.identifier(table),
                list(ids),
            )
        )
        return [dict(zip(outside_log.NAMES[2:], row, strict=True)) for row in rows]

    @api.model
    def _lines(self, state, heads, **more):
        """Return ``heads`` as lines of the log of ``state``."""
        own = {"log": state.opening.log, "database": self._database_name()}
        return [own | head | more for head in heads]

    @api.model
    def _all_heads(self):
        """Return the last entry of every chain of the database, as `_heads` does."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT * FROM (
                    SELECT DISTINCT ON (res_model, res_id)
                           res_model || ',' || res_id AS of, 'facts' AS chain, chain_index, hash,
                           to_char(recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                      FROM customs_fact WHERE hash IS NOT NULL
                     ORDER BY res_model, res_id, chain_index DESC
                ) f
                UNION ALL
                SELECT s.res_model || ',' || s.res_id, s.kind, s.chain_index, s.hash,
                       to_char(s.sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                  FROM customs_seal_end e JOIN customs_seal s
                    ON (s.res_model, s.res_id, s.kind) = (e.res_model, e.res_id, e.kind)
                   AND s.chain_index = e.count
                 WHERE s.hash IS NOT NULL
                """
            )
        )
        return [dict(zip(outside_log.NAMES[2:], row, strict=True)) for row in rows]

    @api.model
    def _write_heads(self, waiting):
        """Write what was committed, where the log was begun for this database, else report once."""
        state = self._state()
        if state.kind == outside_log_owner.UNREADABLE:
            raise outside_log.LogError(state.why)
        if not state.is_written:
            self._log_once(state)
            return
        log = self._open()
        # This cursor also sees what was put into the database since the transaction began.
        seen, _of_others = self.env["customs.foreign.code"]._found()
        for heads, code in waiting:
            names = ", ".join(filter(None, [code, *(name for name in seen if name not in code)]))
            more = {"code": names} if names else {}
            for some in split_every(BATCH, heads, list):
                log.append(self._lines(state, self._there(some), **more))

    @api.model
    def _log_once(self, state):
        key = (self._database_name(), state.kind)
        told = (outside_log_owner.CHANGED, outside_log_owner.RESTORED)
        if key not in _said and (state.kind in told or not self._is_neutralized()):
            _said.add(key)
            _logger.error("The outside log is not written: %s", self._state_in_words(state))

    @api.model
    def _new_identity(self):
        return str(uuid.uuid4())

    @api.model
    def _now(self):
        return f"{fields.Datetime.now().isoformat()}Z"

    # The outside log knows which time stamps there are.

    @api.model
    def _write_act(self, act, **more):
        """Write a line of an act into the log, where it is begun for this database."""
        state = self._state()
        if state.is_written:
            line = {"log": state.opening.log, "act": act, "at": self._now(), **more}
            self._open().append([line])

    @api.model
    def _stamped(self):
        """Yield the hashes of the time stamps that the log knows."""
        state = self._state()
        log = self._open() if state.is_compared else None
        if not log or not log.readable:
            return
        for act in log.acts()[0]:
            if act.get("act") == "stamped" and state.opening.belongs(act):
                yield act.get("digest")

    # What an administrator does with the outside log: begin, move, complete; each is a line of the log.

    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Outside Log")

    def _compute_standing(self):
        self._require_keeper()
        missing = int(self.env["ir.config_parameter"].sudo().get_param(outside_log_owner.MISSING) or 0)
        state = self._state()
        for page in self:
            page.setting = self._setting_in_words()
            page.standing = self._state_in_words(state)
            page.kind = state.kind
            page.missing = missing

    @api.model
    def _setting_in_words(self):
        try:
            log = self._open()
        except outside_log.LogError as error:
            return str(error)
        return log.path if log else self.env._("No outside log")

    @api.model
    def _require_keeper(self):
        if not self.env.su and not self.env.user.has_group(SYSTEM_ADMINISTRATORS):
            raise AccessError(self.env._("Only an administrator of the system can manage the outside log."))

    @api.model
    def action_open_page(self):
        """Open the page of the outside log."""
        self._require_keeper()
        return self.create({})._get_records_action(name=self.env._("Outside Log"))

    # Begin

    def action_begin(self):
        """Begin the log for this database: from now on it is written, and the records are compared with it.

        Where the database had a log, that one is moved; a copy begins its own with a reason, and each check
        of the records that it had by then tells so.

        :raises AccessError: the user is no administrator of the system
        :raises UserError: no log is set, it cannot be written, or it is begun already; the database had one
        """
        self._require_keeper()
        state, log = self._state(), self._log_to_act_on()
        if state.is_compared:
            raise UserError(self.env._("The outside log was already started for this database."))
        if state.kind == outside_log_owner.RESTORED:
            raise UserError(
                self.env._(
                    "This file has the log of a database named %s, with which the records must be compared. "
                    "Move that log here. If this is another database, set another file on the server.",
                    state.opening.database,
                )
            )
        heads = self._all_heads()
        former = self.env["customs.outside.log.past"]._former_log(state, log, heads)
        if former and not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "The records of this database are in another outside log (%s). A new log does not find "
                    "what was changed before, and every check will say so. Enter the reason for starting it, "
                    "or move that log here.",
                    former,
                )
            )
        opening = {
            "log": self._new_identity(),
            "act": "begun",
            "at": self._now(),
            "by": self.env.user.login,
            "database": self._database_name(),
            "place": list(self._place()),
            "adopts": self._lines_before(log),
            "chains": len(heads),
            "digest": outside_log_owner.digest_of_heads(heads),
        }
        if former:
            opening |= {"instead_of": former, "reason": self.reason.strip()}
        state = outside_log_owner.State(
            outside_log_owner.OPEN, outside_log_owner.openings_of([opening])[opening["log"]]
        )
        # The opening comes last: one that was cut short has begun nothing.
        self._add(log, [*self._lines(state, heads, begun=True), opening])
        self._hold(opening)
        return self._reopen()

    @api.model
    def _lines_before(self, log):
        """Return whose lines of the time before logs were begun are this database's: [(uuid, name)]."""
        own = (self.env["ir.config_parameter"].sudo().get_param("database.uuid") or "", self._database_name())

        def is_own(values):
            return "log" not in values and (values.get("uuid"), values.get("database")) == own

        known = log.readable and next(iter(log.lines(is_own, lambda _case: True)), None)
        return [own] if known else []

    # Move

    def action_move(self):
        """Let the log go on with this database: it was moved here, or a backup of it was restored.

        What the log knows and the database lacks is written into the log as lost, with the reason: only when
        it was shown, and the administrator says that a backup was restored.

        :raises AccessError: the user is no administrator of the system
        :raises UserError: no reason is given, or there is no log to move; entries would be lost
        """
        self._require_keeper()
        self.ensure_one()
        state, log = self._state(), self._log_to_act_on()
        if not state.opening:
            raise UserError(self.env._("There is no log of this database to move. Start a log."))
        if not (self.reason or "").strip():
            raise UserError(
                self.env._("Enter the reason: that the database was moved, or which backup was restored.")
            )
        lost = self.env["customs.outside.log.past"]._lost_heads(log, state.opening)
        count = sum(head["count"] for head in lost)
        if count and (count != self.lost or not self.is_restored):
            raise UserError(
                self.env._(
                    "%(count)s entries in the outside log are missing from this database:\n%(list)s\n"
                    "They were deleted, or an older backup was restored. If you do not know which backup, "
                    "change nothing and find out who deleted them. If you do, press “Show What Is Missing "
                    "Here”, tick “A Backup Was Restored”, and enter in the reason which one.",
                    count=count,
                    list=self.env["customs.outside.log.past"]._lost_in_words(lost),
                )
            )
        act = {
            "log": state.opening.log,
            "act": "moved",
            "at": self._now(),
            "by": self.env.user.login,
            "reason": self.reason.strip(),
            "database": self._database_name(),
            "place": list(self._place()),
            "from": list(state.opening.place),
            "lost": len(lost),
            "entries": count,
            "restored": bool(count),
        }
        self._add(log, [*self.env["customs.outside.log.past"]._lost_lines(state, log, lost), act])
        self._hold(act)
        return self._reopen()

    def action_show_lost(self):
        """Show what the log knows and this database lacks, before it is given up.

        :raises AccessError: the user is no administrator of the system
        :raises UserError: there is no log to move, or nothing is missing
        """
        self._require_keeper()
        self.ensure_one()
        state, log = self._state(), self._log_to_act_on()
        if not state.opening:
            raise UserError(self.env._("There is no log of this database to move. Start a log."))
        past = self.env["customs.outside.log.past"]
        lost = past._lost_heads(log, state.opening)
        self.write(
            {
                "lost": sum(head["count"] for head in lost),
                "lost_list": past._lost_in_words(lost) if lost else self.env._("Nothing is missing."),
                "is_restored": False,
            }
        )
        return self._get_records_action(name=self.env._("Outside Log"))

    # Complete

    def action_show_missing(self):
        """Show what the log lacks, entry by entry: what was recorded, by whom and when; the first thousand.

        :raises AccessError: the user is no administrator of the system
        :raises UserError: the log is not begun for this database, or nothing is missing
        """
        self._require_keeper()
        self.ensure_one()
        heads = self._some_missing_heads()
        if not heads:
            self.env["ir.config_parameter"].sudo().set_param(outside_log_owner.MISSING, False)
            raise UserError(self.env._("The outside log is complete."))
        self.env["customs.outside.log.missing"]._show(self, heads)
        return self._get_records_action(name=self.env._("Outside Log"))

    def action_add_missing(self):
        """Add to the log what the page shows that it lacks, marked as written later, and by whom.

        :raises AccessError: the user is no administrator of the system
        :raises UserError: the log is not begun for this database, or the page shows nothing
        """
        self._require_keeper()
        self.ensure_one()
        shown = {line._place() for line in self.missing_ids}
        if not shown:
            raise UserError(
                self.env._("Check the missing entries before you add them: press Show Missing Entries.")
            )
        heads = [head for head in self._some_missing_heads() if outside_log.place(head) in shown]
        late = {"written_at": self._now(), "written_by": self.env.user.login}
        state, log = self._state(), self._log_to_act_on()
        act = {"log": state.opening.log, "act": "added", "count": len(heads), **late}
        if heads:
            self._add(log, [act, *self._lines(state, heads, **late)])
        self._count_missing()
        return self._reopen()

    @api.model
    def _some_missing_heads(self):
        """Return the first thousand entries that the log lacks.

        :raises UserError: the log is not begun for this database, or cannot be read
        """
        state, log = self._state(), self._log_to_act_on()
        if not state.is_written or not log.readable:
            raise UserError(
                self.env._("The outside log cannot be completed: %s", self._state_in_words(state))
            )
        found = []
        for heads in self._missing_heads(log, state.opening):
            found += heads
            if len(found) >= MOST:
                break
        return found[:MOST]

    @api.model
    def _count_missing(self):
        """Note how many entries the log lacks now, as far as it is known."""
        parameters = self.env["ir.config_parameter"].sudo()
        left = len(self._some_missing_heads())
        parameters.set_param(outside_log_owner.MISSING, left or False)

    @api.model
    def _missing_heads(self, log, opening):
        """Yield, in batches, the entries that the log does not know and its beginning does not cover."""
        kinds = self.env["customs.record.mixin"]._record_kinds()
        for model in [*kinds, *self.env["customs.sealed.law.mixin"]._law_kinds()]:
            # Also of what was deleted in due form: that it was, is a seal.
            ids = [
                row_id
                for (row_id,) in self.env.execute_query(
                    SQL(
                        "SELECT id FROM %(table)s"
                        " UNION SELECT res_id FROM customs_seal WHERE res_model = %(model)s"
                        " UNION SELECT res_id FROM customs_fact WHERE res_model = %(model)s ORDER BY 1",
                        table=SQL.identifier(self.env[model]._table),
                        model=model,
                    )
                )
            ]
            for some in split_every(ENTRIES, ids, list):
                known = log.known(opening.belongs, [f"{model},{res_id}" for res_id in some])
                heads = []
                for table in ("customs_fact", "customs_seal"):
                    rows = self.env.execute_query(
                        SQL(
                            "SELECT id FROM %s WHERE res_model = %s AND res_id = ANY(%s)",
                            SQL.identifier(table),
                            model,
                            some,
                        )
                    )
                    heads += self._heads(table, [row_id for (row_id,) in rows])
                missing = [head for head in heads if self._is_missing(head, known)]
                if missing:
                    yield missing

    @api.model
    def _is_missing(self, head, known):
        chain = known.get(head["case"], {}).get(head["chain"], outside_log.Known())
        return head["chain_index"] > chain.covered and head["chain_index"] not in chain.hashes

    # The same for all

    @api.model
    def _log_to_act_on(self):
        try:
            log = self._open()
        except outside_log.LogError as error:
            raise UserError(str(error)) from None
        if not log:
            raise UserError(
                self.env._("No outside log is configured on the server (%s).", outside_log.OPTION)
            )
        return log

    @api.model
    def _add(self, log, lines):
        try:
            log.append(lines)
        except outside_log.LogError as error:
            raise UserError(str(error)) from None

    @api.model
    def _hold(self, act):
        """Let the database know its log: without that nobody writes into it."""
        names = ("log", "place", "database", "at", "by")
        held = {name: act[name] for name in names}
        self.env["ir.config_parameter"].sudo().set_param(
            outside_log_owner.HELD, outside_log.line(held).decode()
        )

    def _reopen(self):
        return self.action_open_page()


def _write_log(registry, waiting):
    """Write the entries ``waiting`` into the log: after the commit, so nothing here may fail the act.

    They are read anew: what a savepoint took back was never recorded, and must not stand in the log.
    """
    try:
        with registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["customs.outside.log"]._write_heads(waiting)
    except Exception:  # pylint: disable=broad-exception-caught  # what is recorded is recorded
        _logger.exception(
            "The heads of the record are not in the outside log: an administrator adds them later"
        )
