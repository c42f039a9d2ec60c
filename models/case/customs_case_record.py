import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...reports.fact_record_data import fact_record_data
from ...reports.fact_record_pdf import build_fact_record
from ...tools import fact_chain as chain
from ...tools import fact_log

_logger = logging.getLogger(__name__)

BATCH = 1000
MOST_LINES = 20  # nobody reads more of them; the record itself shows the others
DAYS = 6  # the weekly check leaves out what was checked since
JUST_NOW = 60  # seconds in which the line of an entry may still be on its way to the outside log
ACTIVITY = "customs_verification.mail_activity_type_record"


class CustomsCaseMixin(models.AbstractModel):
    """The record of a case as a chain: where it ends, whether it is as it was written (IT9)."""

    _inherit = "customs.case.mixin"

    fact_count = fields.Integer(string="Entries in the Record", readonly=True, copy=False)
    fact_head = fields.Char(string="Head of the Record", readonly=True, copy=False, size=64)
    record_checked_at = fields.Datetime(string="Record Checked", readonly=True, copy=False)
    record_findings = fields.Text(
        readonly=True, copy=False, help="What the weekly check of the record found; empty: nothing."
    )

    @api.model
    def _guarded_fields(self):
        own = {"fact_count", "fact_head", "record_checked_at", "record_findings"}
        return super()._guarded_fields() | own

    # The check

    def action_check_record(self):
        """Check the record of this case now and tell the result in words; nothing is changed.

        :raises AccessError: the user may not see the case
        """
        self.ensure_one()
        self.check_access("read")
        [(_case, findings)] = self.sudo()._check_chain()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if findings else "success",
                "sticky": bool(findings),
                "title": self.env._("The record was changed")
                if findings
                else self.env._("The record is whole"),
                "message": self._findings_in_words(findings) if findings else self._whole_in_words(),
            },
        }

    def _check_chain(self):
        """Yield (case, findings) of each case: `fact_chain.Finding` in the order of the entries.

        Compares the entries with their hashes, with the end that the case knows, with the files and
        documents as they are stored now, and with the outside log when that is a file. Batch by batch.
        """
        self.env["customs.fact"].flush_model()
        for ids in split_every(BATCH, self.ids, list):
            cases = self.browse(ids)
            entries = cases._chain_entries()
            ends = cases._chain_ends()
            contents = cases._content_findings(entries)
            logged = cases._log_findings(entries)
            for case in cases:
                found = chain.problems(entries[case.id], *ends.get(case.id, (0, "")))
                yield case, sorted({*found, *contents[case.id], *logged[case.id]})

    def _log_key(self):
        return f"{self._name},{self.id}"

    def _chain_entries(self):
        """Return case id -> rows of its entries in the order of the chain, as the database holds them."""
        rows = self.env["customs.fact"]._chain_rows(
            SQL("res_model = %s AND res_id = ANY(%s)", self._name, self.ids),
            SQL("chain_index NULLS LAST, id"),
        )
        entries = defaultdict(list)
        for row in rows:
            entries[row["res_id"]].append(row)
        return entries

    def _chain_ends(self):
        """Return case id -> (number of entries, hash of the last) as the case knows them."""
        self.flush_model(["fact_count", "fact_head"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, COALESCE(fact_count, 0), COALESCE(fact_head, '') FROM %s WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                self.ids,
            )
        )
        return {res_id: (count, head) for res_id, count, head in rows}

    def _content_findings(self, entries):
        """Return case id -> what is wrong with the stored bytes of the files and documents of its record."""
        found = self._document_findings(entries)
        rows = [entry for rows in entries.values() for entry in rows]
        attached = self.env["customs.fact"]._files_of([entry["id"] for entry in rows])
        for entry in rows:
            place = {"index": entry["chain_index"] or 0, "entry": entry["id"]}
            recorded = {file["id"]: file for file in entry["files"] or []}
            if set(attached.get(entry["id"], [])) - recorded.keys():
                found[entry["res_id"]].append(chain.Finding(kind=chain.FILES, **place))
            found[entry["res_id"]] += [
                chain.Finding(kind=chain.FILE, name=file["name"] or "", **place)
                for file in recorded.values()
                if not self._is_file_unchanged(file)
            ]
        return found

    @api.model
    def _is_file_unchanged(self, recorded):
        file = self.env["ir.attachment"].sudo().browse(recorded["id"]).exists()
        return bool(file) and file._content_sha256() == recorded["sha256"]

    def _document_findings(self, entries):
        """Every document of the cases that is stored for good, and those that entries refer to."""
        referring = [
            entry
            for rows in entries.values()
            for entry in rows
            if entry["document_id"] or entry["document_sha256"]
        ]
        documents = self.env["customs.document"].sudo().with_context(active_test=False)
        documents = documents.search(
            fields.Domain("id", "in", [entry["document_id"] for entry in referring])
            | (fields.Domain("res_model", "=", self._name) & fields.Domain("res_id", "in", self.ids))
        )
        known = {document.id: (document.sha256 or "", document.display_name) for document in documents}
        found = defaultdict(list)
        for entry in referring:
            sha256, name = known.get(entry["document_id"], (None, ""))
            # A letter that is approved after the fact has no hash yet when the fact is recorded.
            if sha256 is None or entry["document_sha256"] not in (None, "", sha256):
                place = {"index": entry["chain_index"] or 0, "entry": entry["id"]}
                found[entry["res_id"]].append(chain.Finding(kind=chain.DOCUMENT, name=name, **place))
        for document in documents.filtered(lambda row: row.sha256 and row.res_model == self._name):
            # Read from the disk, one at a time: neither what was read before nor all of them at once.
            self.env["ir.attachment"].invalidate_model(["raw", "datas", "db_datas"])
            if not document._is_unchanged():
                found[document.res_id].append(chain.Finding(0, chain.DOCUMENT, name=document.display_name))
        self._add_files_from_outside(documents, found)
        return found

    def _add_files_from_outside(self, documents, found):
        """Add to ``found`` the files of registered documents and of answers that are not as they came."""
        tasks = (
            self.env["customs.task"]
            .sudo()
            .search_fetch([("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"])
        )
        files = self.env["customs.file"].sudo()
        files = files.search(
            fields.Domain("document_id", "in", documents.ids)
            | fields.Domain("answer_id.task_id", "in", tasks.ids)
        )
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [("res_model", "=", files._name), ("res_field", "=", "content"), ("res_id", "in", files.ids)]
            )
        )
        content = {attachment.res_id: attachment for attachment in attachments}
        for file in files.filtered("sha256"):
            attachment = content.get(file.id)
            if not attachment or attachment._content_sha256() != file.sha256:
                owner = file.document_id or file.answer_id.task_id
                found[owner.res_id].append(chain.Finding(0, chain.FILE, name=file.name))

    def _log_findings(self, entries):
        """Return case id -> what the outside log says of its record, when it is a file."""
        found = defaultdict(list)
        facts = self.env["customs.fact"]
        try:
            log = facts._open_log()
            if not log or not log.readable:
                return found
            logged = log.hashes(facts._database_uuid(), (case._log_key() for case in self))
        except fact_log.LogError:
            _logger.exception("The record is not compared with the outside log")
            return {case.id: [chain.Finding(0, chain.UNREADABLE)] for case in self}
        for case in self:
            found[case.id] = case._compared_with_log(entries[case.id], logged.get(case._log_key(), {}))
        return found

    def _compared_with_log(self, entries, logged):
        """Return the findings of one case; what is recorded at this moment is none."""
        recorded_at = {entry["id"]: entry["recorded_at"] for entry in entries}
        return [
            finding
            for finding in chain.log_problems(entries, logged)
            if not (finding.kind == chain.NOT_LOGGED and self._is_just_now(recorded_at[finding.entry]))
            and not (finding.kind == chain.LOG_ONLY and self._was_recorded_since(logged[finding.index]))
        ]

    @api.model
    def _is_just_now(self, moment):
        """The line is written after the commit: for a moment the entry stands without it."""
        return 0 <= (fields.Datetime.now() - moment).total_seconds() < JUST_NOW

    @api.model
    def _was_recorded_since(self, hashes):
        """Tell whether somebody recorded this while the check ran: the log is ahead of what it sees."""
        with self.env.registry.cursor() as cr:
            cr.execute("SELECT 1 FROM customs_fact WHERE hash = ANY(%s) LIMIT 1", [list(hashes)])
            return bool(cr.rowcount)

    # In words

    def _whole_in_words(self):
        """Return what a check without findings says, and whether the outside log took part in it."""
        text = self.env._("%s entries, each as it was recorded; files and documents too.", self.fact_count)
        log = self.env["customs.fact"]._open_log()
        if not log:
            return text + " " + self.env._("There is no outside log to compare it with.")
        if not log.readable:
            return text + " " + self.env._("The outside log is syslog: compare with it by hand.")
        return text + " " + self.env._("The outside log says the same.")

    def _findings_in_words(self, findings):
        """Return, as lines, which entries are concerned, what is wrong with them, and what to do."""
        lines = [self._finding_in_words(finding) for finding in findings[:MOST_LINES]]
        if len(findings) > MOST_LINES:
            lines.append(self.env._("And %s more.", len(findings) - MOST_LINES))
        lines.append(
            self.env._(
                "What to do: change nothing, keep a copy of the database, its files and the outside log, "
                "and tell the administrator. A backup or a printed record shows what stood here."
            )
        )
        return "\n".join(lines)

    def _finding_in_words(self, finding):
        texts = {
            chain.CHANGED: self.env._("its content is not what was recorded."),
            chain.MISSING: self.env._("%s entries before it are missing.", finding.count),
            chain.INSERTED: self.env._("it was put in without being recorded."),
            chain.UNLINKED: self.env._("the entry before it was written anew."),
            chain.CUT: self.env._("the last %s entries are missing.", finding.count),
            chain.APPENDED: self.env._(
                "the last %s entries were put in without being recorded.", finding.count
            ),
            chain.HEAD: self.env._("it is not the last entry that was recorded."),
            chain.FILE: self.env._("the file %s is missing or was changed.", finding.name),
            chain.FILES: self.env._("a file was attached afterwards."),
            chain.DOCUMENT: self.env._("the document %s is missing or was changed.", finding.name),
            chain.REWRITTEN: self.env._(
                "the outside log knows another entry in its place: it was rewritten."
            ),
            chain.LOG_ONLY: self.env._(
                "the outside log knows it, the record does not: it was deleted, or an older backup restored."
            ),
            chain.NOT_LOGGED: self.env._(
                "it is not in the outside log. The weekly check writes it there; if it does not, see the "
                "server's log."
            ),
            chain.UNREADABLE: self.env._("the outside log cannot be read: the server's log says why."),
        }
        if not finding.index:
            return self.env._("Of the whole record: %s", texts[finding.kind])
        return self.env._("Entry %(number)s: %(what)s", number=finding.index, what=texts[finding.kind])

    # On paper

    def _pdf_facts(self):
        """Return the record of facts as PDF bytes, as the user may read it."""
        self.ensure_one()
        return build_fact_record(fact_record_data(self))

    # Every week

    @api.model
    def _cron_check_records(self):
        """Check the record of every case; tell the supervisor once, and complete the outside log."""
        kinds = [model for model, _name in self.env["customs.procedure"]._selection_case_model()]
        before = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS)
        due = fields.Domain("record_checked_at", "=", False) | fields.Domain("record_checked_at", "<", before)
        remaining = sum(self.env[model].search_count(due) for model in kinds)
        left = self.env["ir.cron"]._commit_progress(remaining=remaining + 1)
        for model in kinds:
            after = 0
            while left and (
                cases := self.env[model].search(
                    due & fields.Domain("id", ">", after), order="id", limit=BATCH
                )
            ):
                after = cases.ids[-1]
                cases._check_and_tell()
                left = self.env["ir.cron"]._commit_progress(len(cases))
        if left:
            self._tell_of_lost_cases(kinds)
            self.env["ir.cron"]._commit_progress(1, remaining=0)

    def _check_and_tell(self):
        """Check these cases, complete the outside log, tell of what is new, and note that it was done."""
        results = list(self._check_chain())
        # What was checked took its time: from here on in a new transaction, so as not to stand in the way of
        # those who record meanwhile.
        self.env["ir.cron"]._commit_progress()
        missing = [
            finding.entry for _case, found in results for finding in found if finding.kind == chain.NOT_LOGGED
        ]
        self._complete_log(missing)
        for case, found in results:
            serious = [finding for finding in found if finding.kind not in chain.OF_THE_LOG]
            case._note_findings(case._findings_in_words(serious) if serious else False)
        self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s SET record_checked_at = now() AT TIME ZONE 'UTC' WHERE id IN (
                    SELECT id FROM %(table)s WHERE id = ANY(%(ids)s) FOR NO KEY UPDATE SKIP LOCKED
                ) RETURNING id
                """,
                table=SQL.identifier(self._table),
                ids=self.ids,
            )
        )
        self.invalidate_recordset(["record_checked_at"], flush=False)

    @api.model
    def _complete_log(self, entries):
        """Write what the outside log lacks, marked as late; who reads it sees that it came afterwards."""
        if not entries:
            return
        facts = self.env["customs.fact"]
        try:
            log = facts._open_log()
            for ids in split_every(BATCH, entries, list):
                log.append(facts._heads(ids), written_at=f"{fields.Datetime.now().isoformat()}Z")
        except fact_log.LogError:
            _logger.exception("%s entries of the record are not in the outside log", len(entries))
        else:
            _logger.warning("%s entries of the record were not in the outside log: written now", len(entries))

    def _note_findings(self, text):
        """Keep what was found on the case; tell its supervisor when it is something else than before."""
        self.ensure_one()
        if (self.record_findings or False) == text:
            return
        if text:
            _logger.error("The record of %s (%s) was changed:\n%s", self.display_name, self._log_key(), text)
            self._tell_supervisor(text)
        self._write_guarded({"record_findings": text})

    def _tell_supervisor(self, text):
        user = self._supervisor() or self._responsible()
        if not user:
            _logger.error("The record of %s was changed, and there is nobody to tell", self.display_name)
            return
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            ACTIVITY, summary=self.env._("The record was changed"), note=text, user_id=user.id
        )

    @api.model
    def _tell_of_lost_cases(self, kinds):
        """Tell the administrator, in the server's log, of cases that only the outside log knows."""
        uuid = self.env["customs.fact"]._database_uuid()
        try:
            log = self.env["customs.fact"]._open_log()
            keys = (
                (line["case"] for line in log.lines(uuid, lambda _case: True)) if log and log.readable else ()
            )
            for some in split_every(BATCH, keys, set):
                for case in sorted(self._lost(some, kinds)):
                    _logger.error(
                        "The outside log knows the record of %s, and the database has no such case: it was "
                        "deleted, or an older backup restored",
                        case,
                    )
        except fact_log.LogError:
            _logger.exception("The cases are not compared with the outside log")

    @api.model
    def _lost(self, keys, kinds):
        ids_of = defaultdict(set)
        for key in keys:
            model, _comma, res_id = key.partition(",")
            ids_of[model].add(int(res_id))
        return {
            f"{model},{res_id}"
            for model, ids in ids_of.items()
            for res_id in ids - set(self.env[model].browse(ids).exists().ids if model in kinds else ids)
        }
