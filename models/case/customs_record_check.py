import json
import logging
import uuid
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import fact_chain, outside_log, outside_log_owner, record_runs, time_stamp
from ...tools.dates import long_date

_logger = logging.getLogger(__name__)

BATCH = 1000
LATE = timedelta(days=8)  # without a check that came to its end, supervisors and administrators are told
STALE = timedelta(days=2)  # a check that was cut short and not gone on with since begins anew
LONG_AGO = fields.Datetime.to_datetime("1900-01-01 00:00:00")
MOST_NAMED = 20
# One for each process: the acts of a log are read once, and what follows as it is written.
_reader = record_runs.RunsReader()


class CustomsRecordCheck(models.AbstractModel):
    """The weekly check of all records: how far it came, what it tells, and to whom (IT9).

    It takes every case, whatever the case says of its last check. It may be killed and goes on where it was:
    that stands in the outside log where one is open, for who can write to the database can write that, too.
    """

    _name = "customs.record.check"
    _description = "Weekly Check of the Records"

    # How far it came

    @api.model
    def _log_of_runs(self):
        """Return the log that says how far the check came, and its identity; None where there is none."""
        outside = self.env["customs.outside.log"]
        state = outside._state()
        log = outside._open() if state.is_written else None
        return (log, state.opening.log) if log and log.readable else None

    @api.model
    def _last(self):
        """Return act -> what the last check says of itself, by the log where it can be read."""
        found = self._log_of_runs()
        if found:
            return _reader.last(*found)
        return record_runs.parsed(self.env["ir.config_parameter"].sudo().get_param(record_runs.HELD))

    @api.model
    def _note(self, act, run):
        """Write how far the check came: into the log, and into the database for where there is none."""
        at = f"{fields.Datetime.now().isoformat()}Z"
        parameters = self.env["ir.config_parameter"].sudo()
        held = record_runs.parsed(parameters.get_param(record_runs.HELD))
        parameters.set_param(record_runs.HELD, json.dumps(held | {act: run | {"at": at}}))
        try:
            self.env["customs.outside.log"]._write_act(act, **run)
        except outside_log.LogError:
            _logger.exception("The outside log does not say how far the check of the records came")

    @api.model
    def _begun(self):
        """Return the check that was cut short, or a new one."""
        last = self._last()
        going_on = last.get(record_runs.GOING_ON, {})
        if record_runs.is_unfinished(last) and self._moment(going_on) > fields.Datetime.now() - STALE:
            return {name: value for name, value in going_on.items() if name not in ("act", "at", "log")}
        former = last.get(record_runs.DONE, {}).get("found") or []
        run = {"run": str(uuid.uuid4()), "model": "", "after": 0, "cases": 0, "missing": 0}
        return run | {"found": [], "former": former}

    @api.model
    def _moment(self, act):
        """Return when an act was, in UTC; the beginning of time where it does not say."""
        try:
            moment = datetime.fromisoformat(act["at"])
        except (KeyError, TypeError, ValueError):
            return LONG_AGO
        return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment

    # The check

    @api.model
    def _run(self):
        """Check the record of every case; tell what is wrong, count what the log lacks."""
        kinds = self.env["customs.record.mixin"]._record_kinds()
        run, cron = self._begun(), self.env["ir.cron"]
        left = cron._commit_progress(remaining=self._count_left(kinds, run) + 1)
        for model in kinds:
            while left and (cases := self._next(model, run)):
                found, missing = self._check(cases, set(run["former"]))
                run |= {
                    "model": model,
                    "after": cases.ids[-1],
                    "cases": run["cases"] + len(cases),
                    "missing": run["missing"] + missing,
                    "found": [*run["found"], *found][: record_runs.MOST_NAMED],
                }
                self._count_missing(run["missing"])
                left = cron._commit_progress(len(cases))
                self._note(record_runs.GOING_ON, run)
        if left:
            self._count_missing(run["missing"])
            trouble = self._trouble_of_all(kinds)
            run = {name: value for name, value in run.items() if name != "former"}
            self._note(record_runs.DONE, run | {"trouble": trouble})
            cron._commit_progress(1, remaining=0)

    @api.model
    def _rest(self, model, run):
        """Return the domain of the cases of ``model`` that this check has not come to."""
        if model < run["model"]:
            return fields.Domain.FALSE
        after = run["after"] if model == run["model"] else 0
        return self.env[model]._with_record() & fields.Domain("id", ">", after)

    @api.model
    def _next(self, model, run):
        rows = self.env[model].with_context(active_test=False)
        return rows.search(self._rest(model, run), order="id", limit=BATCH)

    @api.model
    def _count_left(self, kinds, run):
        return sum(
            self.env[model].with_context(active_test=False).search_count(self._rest(model, run))
            for model in kinds
        )

    @api.model
    def _check(self, cases, former):
        """Check these cases and tell what is wrong; return which, and how many entries the log lacks."""
        results = list(cases._check_chain())
        # What was checked took its time: from here on in a new transaction, so as not to stand in the way of
        # those who record meanwhile.
        self.env["ir.cron"]._commit_progress()
        found = []
        for case, findings in results:
            told, key = case._told_findings(findings), case._log_key()
            if any(finding.kind not in (fact_chain.BY_CODE, fact_chain.FOREIGN) for finding in told):
                found.append(key)
            if told or case.record_findings or key in former:
                self._tell(case, told, key in former)
        self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s SET record_checked_at = %(now)s WHERE id IN (
                    SELECT id FROM %(table)s WHERE id = ANY(%(ids)s) FOR NO KEY UPDATE SKIP LOCKED
                ) RETURNING id
                """,
                table=SQL.identifier(cases._table),
                now=fields.Datetime.now(),
                ids=cases.ids,
            )
        )
        cases.invalidate_recordset(["record_checked_at"], flush=False)
        missing = [one for _case, some in results for one in some if one.kind == fact_chain.NOT_LOGGED]
        return found, len(missing)

    @api.model
    def _tell(self, case, findings, former):
        """Tell of one case; one that cannot be told keeps the others from nothing."""
        try:
            with self.env.cr.savepoint():
                # Of a trigger all cases tell; it stands above the lists, too, and is an activity of none.
                is_of_case = any(finding.kind != fact_chain.FOREIGN for finding in findings)
                text = case._findings_in_words(findings) if findings else False
                case._store_findings(text, is_of_case, former)
        except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others are told
            _logger.exception("What was found in the record of %s could not be told", case._log_key())

    @api.model
    def _count_missing(self, count):
        """Note how many entries the outside log lacks."""
        self.env["ir.config_parameter"].sudo().set_param(outside_log_owner.MISSING, count or False)
        if count:
            _logger.warning("%s entries of the records are not in the outside log", count)

    # What belongs to no case that is there

    @api.model
    def _trouble_of_all(self, kinds):
        """Return kind of trouble -> what it concerns; all of it goes into the server's log as well."""
        checks = {
            "lost": lambda: self._lost_cases(kinds),
            "triggers": self._triggers,
            "stamps": self._stamps,
            "law": self._law,
            "jobs": self._jobs,
        }
        trouble = {}
        for name, check in checks.items():
            try:
                with self.env.cr.savepoint():
                    names = check()
            except Exception as error:  # pylint: disable=broad-exception-caught  # rows may hold anything
                _logger.exception("The check of the records could not look at: %s", name)
                names = [type(error).__name__]
            if names:
                trouble[name] = names[:MOST_NAMED]
        return trouble

    @api.model
    def _lost_cases(self, kinds):
        """Return the cases that are known, and that the database has not."""
        lost = self.env["customs.lost.record"]._lost(
            [*kinds, *self.env["customs.sealed.law.mixin"]._law_kinds()]
        )
        for case in sorted(lost):
            _logger.error(
                "The record of %s is known, and the database has no such case: it was deleted, or an older "
                "backup restored",
                case,
            )
        return sorted(lost)

    @api.model
    def _triggers(self):
        """Return what lets the database write past the software."""
        checks = self.env["customs.setup.check"]
        of_ours, of_others = self.env["customs.foreign.code"]._found()
        names = of_ours + checks._missing_keys()
        for name in names:
            _logger.error("A trigger or rule of others, or a missing key, on a table of the record: %s", name)
        if of_others and not checks._are_triggers_known():
            _logger.warning(
                "Other tables of the database have triggers or rules: %s. If they are known, an "
                "administrator says so in the setup check",
                ", ".join(of_others),
            )
        return names

    @api.model
    def _stamps(self):
        """Return the time stamps that do not hold."""
        try:
            problems = self.env["customs.time.stamp"]._check_stamps()
        except (outside_log.LogError, time_stamp.StampError) as error:
            problems = [str(error)]
        for problem in problems:
            _logger.error("A time stamp of the records does not hold: %s", problem)
        return [str(problem) for problem in problems]

    @api.model
    def _law(self):
        """Return, as sentences, which rows of law were changed without the software."""
        problems = self._law_problems()
        for problem in problems:
            _logger.error("The law by which days are counted was changed: %s", problem)
        return problems

    @api.model
    def _law_problems(self):
        """Return, as sentences, what is wrong with rows of law and with their seals."""
        seals, found = self.env["customs.seal"], []
        for model in self.env["customs.sealed.law.mixin"]._law_kinds():
            rows = self._law_rows(model)
            findings = seals._findings(rows)
            logged = self._chains_otherwise_logged(rows)
            for row in rows:
                found += [
                    seals._in_words(finding)
                    for finding in sorted(findings[row.id])
                    if finding.kind in fact_chain.OF_ROWS
                ]
                if row.id in logged or any(
                    finding.kind not in (*fact_chain.OF_ROWS, fact_chain.BY_CODE)
                    for finding in findings[row.id]
                ):
                    what = seals._row_in_words(model, row.id)
                    found.append(self.env._("The seals of this were changed: %s.", what))
        return found

    @api.model
    def _law_rows(self, model):
        """Return the rows of law that are there, and those that are known by their seals alone."""
        # pylint: disable-next=no-search-all  # rows of law are few
        there = self.env[model].sudo().with_context(active_test=False).search([])
        known = self.env.execute_query(
            SQL("SELECT DISTINCT res_id FROM customs_seal_end WHERE res_model = %s ORDER BY 1", model)
        )
        return there.browse({*there.ids, *(row_id for (row_id,) in known)})

    @api.model
    def _chains_otherwise_logged(self, rows):
        """Return the ids of rows whose seals the outside log knows otherwise, or does not know."""
        outside = self.env["customs.outside.log"]
        state = outside._state()
        log = outside._open() if state.is_compared else None
        if not log or not log.readable:
            return set()
        keys = {f"{rows._name},{row_id}": row_id for row_id in rows.ids}
        known = log.known(state.opening.belongs, keys)
        heads = self.env["customs.seal"]._heads_of_chains(rows._name, rows.ids)
        mixin, found = self.env["customs.record.mixin"], set()
        for key, row_id in keys.items():
            logged = known.get(key, {}).get("contents", outside_log.Known())
            entries = heads[row_id]["contents"]
            recorded_at = {entry["id"]: entry["recorded_at"] for entry in entries}
            for one in fact_chain.log_problems(entries, logged.hashes, logged.covered, logged.lost):
                is_new = one.kind == fact_chain.NOT_LOGGED and mixin._is_just_now(recorded_at[one.entry])
                if one.kind != fact_chain.LOST and not is_new:
                    found.add(row_id)
        return found

    @api.model
    def _jobs(self):
        """Return the jobs of the addon that are not as they were delivered."""
        # After the server stood still, all are late for a moment.
        problems = self.env["customs.setup.check"]._job_problems(without=["late"])
        for problem in problems:
            _logger.error("A scheduled action is not as it was delivered: %s", problem)
        return problems

    # Above the lists of cases, for supervisors and administrators

    @api.model
    def _trouble(self):
        """Return, as sentences, what the last check told, and that there was none for days; or ''."""
        outside = self.env["customs.outside.log"]
        try:
            state = outside._state()
            if state.kind != outside_log_owner.OPEN and outside._is_neutralized():
                return ""  # a copy for tests runs no jobs
            done = self._last().get(record_runs.DONE, {})
        except outside_log.LogError:
            return ""  # that is told of the log itself
        sentences = [self._late_in_words(done, state), *self._done_in_words(done)]
        return " ".join(filter(None, sentences))

    @api.model
    def _late_in_words(self, done, state):
        """Return that no check came to its end for days; or ''."""
        too_long_ago = fields.Datetime.now() - LATE
        last = self._moment(done)
        if last >= too_long_ago:
            return ""
        if not done and self._is_new(state, too_long_ago):
            return ""
        day = long_date(last.date(), self.env.lang) if done else self.env._("none")
        return self.env._(
            "The weekly check of the records does not come to its end. Last check: %s. An administrator can "
            "see why under Configuration > Setup Check.",
            day,
        )

    @api.model
    def _is_new(self, state, moment):
        """Return whether nothing to check was there before ``moment``."""
        if state.kind == outside_log_owner.OPEN and self._log_of_runs():
            return self._moment({"at": state.opening.at}) >= moment
        rows = self.env.execute_query(
            SQL("SELECT 1 FROM customs_fact WHERE recorded_at < %s LIMIT 1", moment)
        )
        return not rows

    @api.model
    def _done_in_words(self, done):
        """Yield what the last check told that belongs to no single case."""
        if done.get("found"):
            yield self.env._(
                "The last weekly check found changes in the records of %s cases. They stand above the record "
                "of each case.",
                len(done["found"]),
            )
        trouble = done.get("trouble") or {}
        texts = {
            "lost": self.env._("Cases are known that the database does not have: %s."),
            "triggers": self.env._(
                "Triggers, rules or missing keys let the database change data automatically: %s."
            ),
            "stamps": self.env._("Time stamps of the records do not hold: %s"),
            "law": self.env._("The law by which days are counted was changed: %s"),
            "jobs": self.env._("Scheduled actions are not as they were delivered: %s"),
        }
        for name, text in texts.items():
            if trouble.get(name):
                yield text % ", ".join(map(str, trouble[name]))
