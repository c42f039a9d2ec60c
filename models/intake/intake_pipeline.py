"""How lines of an import become declarations and goods: batch by batch, each step for all lines at once.

A batch is read (`tools/import_batch.py`), its names are resolved (`intake_resolve.py`), its lines are checked
against those before them (`intake_check.py`), computed (`intake_rows.py`), staged (`intake_stage.py`),
compared with the register (`intake_compare.py`), written (`intake_write.py`) and reported
(`intake_report.py`).
"""

from odoo.tools import SQL

from ...tools.import_values import Problem
from .intake_check import Seen, agreeing
from .intake_compare import compare
from .intake_report import BAD, CHANGED, NEW, UNCHANGED, Report
from .intake_resolve import ROLES, Lookup
from .intake_rows import Rows
from .intake_stage import Stage
from .intake_write import Writer


class Intake:
    """Imports batches of lines into the register of one authority."""

    def __init__(self, source, settings, seen=None, dry_run=False):
        """
        :param source: the source that brings the lines
        :param settings: how the source is read (`_settings`)
        :param seen: what the lines before hold (`Seen`)
        :param dry_run: only say what would become of the lines
        """
        self._env = source.env(su=True)
        self._source_id = source.id
        self._authority = source.importing_authority_id
        self._settings = settings
        self._seen = Seen() if seen is None else seen
        self._dry_run = dry_run

    def accept(self, batch, each=False):
        """Import the lines of a batch (`tools/import_batch.Batch`) and return its `Report`.

        Good lines are imported, bad ones reported with all their reasons. The same lines again change
        nothing. The number of queries does not depend on that of the lines.

        :param each: also report what became of each line
        """
        self._env.flush_all()
        authority_id = self._authority.id
        lookup = Lookup(self._env, authority_id, self._settings, batch)
        named = lookup.named(self._authority._today())
        if not self._dry_run:
            self._env["customs.suspended.line"]._lock_writing_lines()
            self._add_persons(batch, lookup, named)
        own, repeated = agreeing(batch, named, lookup.persons, self._seen)
        counts, written, results = {}, [], {}
        if own:
            stage = Stage(self._env.cr)
            rows = Rows(self._env, authority_id, lookup, batch, named, own)
            stage.fill(rows.columns(), own)
            counts, bad = compare(self._env.cr, stage, authority_id, self._dry_run)
            for place, code, text, decision in bad:
                name = "position" if code == "goods_decided" else "number"
                batch.add(place, Problem(code, name, text, decision))
            if not self._dry_run and (counts.get(NEW) or counts.get(CHANGED) or counts.get(UNCHANGED)):
                written = Writer(self._env, stage, authority_id, self._source_id).write(counts)
            results = self._results(stage) if each else {}
        self._seen.save()
        if written:
            self._env["customs.declaration.line"].browse(written)._mark_lines()
        if each:
            results |= dict.fromkeys(repeated, (UNCHANGED, 0, 0))
        counts = dict.fromkeys((NEW, CHANGED, UNCHANGED, BAD), 0) | counts
        counts[UNCHANGED] += len(repeated)
        counts[BAD] = len(batch.problems)
        return Report(batch, counts, results)

    def _add_persons(self, batch, lookup, named):
        """Add the unknown persons of good lines to the contacts."""
        if self._settings["create_persons"]:
            good = batch.good()
            keys = [named.persons[role][place] for place in good for role in ROLES]
            lookup.persons.add(dict.fromkeys(keys))

    def _results(self, stage):
        self._env.cr.execute(
            SQL("SELECT row_no, status, declaration_id, COALESCE(line_id, 0) FROM %s", stage.found)
        )
        return {place: tuple(result) for place, *result in self._env.cr.fetchall()}
