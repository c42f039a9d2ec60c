import logging
from collections import defaultdict
from dataclasses import replace

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL, html2plaintext, plaintext2html, split_every

from ...reports.case.fact_record_data import fact_record_data
from ...reports.case.fact_record_pdf import build_fact_record
from ...tools import fact_chain as chain
from ...tools import outside_log, outside_log_owner
from ..setup.roles import SUPERVISORS

_logger = logging.getLogger(__name__)

BATCH = 1000
MOST_LINES = 20  # nobody reads more of them; the record itself shows the others
JUST_NOW = 60  # seconds in which the line of an entry may still be on its way to the outside log
ACTIVITY = "customs_verification.mail_activity_type_record"


class CustomsRecordMixin(models.AbstractModel):
    """A record of its own, as a chain: where it ends, whether it is as it was written (IT9).

    Cases have one, and what is done in law without a case.
    """

    _name = "customs.record.mixin"
    _description = "Case or Document with a Record"
    _inherit = ["customs.guarded.mixin"]
    _is_customs_record = True
    _may_be_deleted = True  # without entries and documents

    fact_ids = fields.One2many(
        "customs.fact",
        "res_id",
        string="Recorded Facts",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )
    fact_count = fields.Integer(string="Entries in the Record", readonly=True, copy=False)
    fact_head = fields.Char(string="Latest Hash of the Record", readonly=True, copy=False, size=64)
    record_checked_at = fields.Datetime(string="Record Checked", readonly=True, copy=False)
    record_findings = fields.Text(
        readonly=True, copy=False, help="Result of the weekly check of the record. Empty: no findings."
    )

    @api.model
    def _guarded_fields(self):
        own = {"fact_count", "fact_head", "record_checked_at", "record_findings"}
        return super()._guarded_fields() | own

    # What has a record says

    @api.model
    def _fact_specs(self):
        """Return the facts that it shows as dates of its own: name of the date -> FactSpec."""
        return {}

    @api.model
    def _with_record(self):
        """Return the domain of what has a record of its own: all."""
        return fields.Domain.TRUE

    def _recipient_of_findings(self):
        """Return who is notified that the record was changed."""
        return self.env["res.users"]

    def _record_documents(self):
        """Return the documents that belong to these records."""
        documents = self.env["customs.document"].sudo().with_context(active_test=False)
        return documents.search([("res_model", "=", self._name), ("res_id", "in", self.ids)])

    @api.model
    def _record_of_document(self, document):
        """Return the id of the record to which one of `_record_documents` belongs."""
        return document.res_id

    def _log_values(self):
        """Return what every entry of the record says: of what it is, and who made it."""
        return {
            "res_model": self._name,
            "res_id": self.id,
            "case_name": self.display_name,
            "importing_authority_id": self.importing_authority_id.id,
            "recorded_by_id": self.env.uid,
        }

    # The check

    def action_check_record(self):
        """Check the record of this case now and return the result in words; nothing is changed.

        :raises AccessError: the user may not see the case
        """
        self.ensure_one()
        self.check_access("read")
        [(_case, findings)] = self.sudo()._check_chain()
        serious, by_code, of_the_log = self._sorted_findings(findings)
        not_compared = self.env["customs.outside.log"].sudo()._why_not_compared()
        if serious:
            kind, title = "danger", self.env._("The record was changed")
            if all(finding.kind == chain.FOREIGN for finding in serious):
                title = self.env._("The database can change the record")
            message = self._findings_in_words(findings)
        elif by_code:
            kind, title = "warning", self.env._("Code kept in the database wrote in the record")
            message = self._findings_in_words(findings)
        elif of_the_log:
            kind, title = "warning", self.env._("The record is consistent, the outside log does not match")
            message = self._log_findings_in_words(of_the_log)
        elif not_compared:
            kind, title = (
                "warning",
                self.env._("The record is consistent; it was not compared with an outside log"),
            )
            message = f"{self._whole_in_words()} {not_compared}"
        else:
            kind, title = "success", self.env._("The record is intact")
            message = f"{self._whole_in_words()} {self.env._('The outside log matches.')}"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "sticky": kind != "success", "title": title, "message": message},
        }

    @api.model
    def _sorted_findings(self, findings):
        """Return (what is wrong with the record, what code from the database wrote, what the log lacks).

        The last is the matter of an administrator.
        """
        kinds = [chain.OF_THE_LOG, {chain.BY_CODE}]
        of_the_log, by_code = ([one for one in findings if one.kind in kind] for kind in kinds)
        serious = [one for one in findings if not any(one.kind in kind for kind in kinds)]
        return serious, by_code, of_the_log

    @api.model
    def _told_findings(self, findings):
        """Return what a supervisor is told of: not what only the log lacks, unless entries were lost.

        Who deletes entries and has them stated as lost may put others in their place.
        """
        serious, by_code, of_the_log = self._sorted_findings(findings)
        lost = {finding.chain for finding in of_the_log if finding.kind == chain.LOST}
        told = (chain.LOST, chain.NOT_LOGGED, chain.LATE)
        return [
            *serious,
            *by_code,
            *(one for one in of_the_log if one.chain in lost and one.kind in told),
        ]

    def action_open_seals(self):
        """Open the seals of this record: who sealed what, when, and which fields.

        :raises AccessError: the user may not see the case
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["customs.seal"]._get_records_action(
            name=self.env._("Seals"),
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=[("res_model", "=", self._name), ("res_id", "=", self.id)],
        )

    def _check_chain(self):
        """Yield (case, findings) of each case: `fact_chain.Finding` in the order of the entries.

        Compares the entries with their hashes, with the end that the case knows, with the files and
        documents as they are stored now, and with the outside log when that is a file. Batch by batch.
        """
        self.env.flush_all()
        self.env["customs.seal"]._seal_noted()  # what this transaction did itself
        of_ours, _of_others = self.env["customs.foreign.code"]._found()
        foreign = [chain.Finding(0, chain.FOREIGN, name=words) for words in of_ours]
        for ids in split_every(BATCH, self.ids, list):
            for case, found in self.browse(ids)._check_batch():
                yield case, sorted({*found, *foreign})

    def _check_batch(self):
        """Return (case, findings) of each case; what cannot be read is a finding of that case alone."""
        try:
            with self.env.cr.savepoint(flush=False):
                return list(self._compared())
        except OperationalError:
            raise  # the database, and no row of it
        except Exception as error:  # pylint: disable=broad-exception-caught  # rows may hold anything
            self.env.invalidate_all(flush=False)
            if len(self) > 1:
                half = len(self) // 2
                return self[:half]._check_batch() + self[half:]._check_batch()
            _logger.exception("The record of %s cannot be read", self._log_key())
            return [(self, [chain.Finding(0, chain.BROKEN, name=type(error).__name__)])]

    def _compared(self):
        """Yield (case, findings) of each case of one batch."""
        entries = self._chain_entries()
        ends = self._chain_ends()
        contents = self._content_findings(entries)
        facts = self._fact_findings(entries)
        seals = self.env["customs.seal"]._findings(self)
        logged = self._log_findings(entries)
        stamped = self._stamp_findings(entries)
        derived = self._derived_findings()
        for case in self:
            found = chain.problems(entries[case.id], *ends.get(case.id, (0, "")))
            found = {
                *found,
                *chain.turned_back(entries[case.id], "recorded_at"),
                *contents[case.id],
                *facts[case.id],
                *seals[case.id],
                *logged[case.id],
                *stamped[case.id],
                *derived[case.id],
            }
            yield case, sorted(found)

    def _derived_findings(self):
        """Return case id -> what the software works out and does not follow any more; rooms add theirs."""
        found = defaultdict(list)
        self.env.invalidate_all()  # worked out from rows as they are, and not as an earlier check did
        self.env["customs.procedure"]._read_steps_anew()
        seals = self.env["customs.seal"]
        for name in seals._sealed_models():
            for res_id, row_id, names in self.env[name].sudo()._derived_otherwise(self):
                found[res_id].append(seals._of_row(chain.ROW_DERIVED, name, row_id, names))
        self.env.invalidate_all()
        return found

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

    def _fact_findings(self, entries):
        """Return case id -> the dates and references of the case that its entries do not say."""
        specs = self._fact_specs()
        names = list(chain.recorded_facts((), specs))
        found = defaultdict(list)
        if not names:
            return found
        self.flush_model(names)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL.identifier(self._table),
                self.ids,
            )
        )
        for res_id, *values in rows:
            recorded = chain.recorded_facts(entries[res_id], specs)
            for name, value in zip(names, values, strict=True):
                if (value or None) != recorded[name]:
                    found[res_id].append(
                        chain.Finding(
                            0,
                            chain.FACT,
                            name=name,
                            said=str(value or ""),
                            recorded=str(recorded[name] or ""),
                        )
                    )
        return found

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
        """Return whether a recorded file is there with its name and its bytes."""
        file = self.env["ir.attachment"].sudo().browse(recorded["id"]).exists()
        named = bool(file) and (file.name or "") == (recorded["name"] or "")
        return named and file._content_sha256() == recorded["sha256"]

    def _document_findings(self, entries):
        """Every document of the cases that is stored for good, and those that entries refer to."""
        referring = [
            entry
            for rows in entries.values()
            for entry in rows
            if entry["document_id"] or entry["document_sha256"]
        ]
        documents = self._record_documents()
        own = set(documents.ids)
        named = [entry["document_id"] for entry in referring if entry["document_id"]]
        documents |= documents.search([("id", "in", named)])
        known = {document.id: (document.sha256 or "", document.display_name) for document in documents}
        found = defaultdict(list)
        for entry in referring:
            sha256, name = known.get(entry["document_id"], (None, ""))
            # A letter that is approved after the fact has no hash yet when the fact is recorded.
            if sha256 is None or entry["document_sha256"] not in (None, "", sha256):
                place = {"index": entry["chain_index"] or 0, "entry": entry["id"]}
                found[entry["res_id"]].append(chain.Finding(kind=chain.DOCUMENT, name=name, **place))
        for document in documents.filtered(lambda row: row.sha256 and row.id in own):
            # Read from the disk, one at a time: neither what was read before nor all of them at once.
            self.env["ir.attachment"].invalidate_model(["raw", "datas", "db_datas"])
            if not document._is_unchanged():
                finding = chain.Finding(0, chain.DOCUMENT, name=document.display_name)
                found[self._record_of_document(document)].append(finding)
        self._add_files_from_outside(documents.browse(own), found)
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
                found[self._record_of_file(file)].append(chain.Finding(0, chain.FILE, name=file.name))
        for rows in (documents, files):
            seconds = attachments._with_second_of_field(rows._name, rows.ids)
            for (_model, row_id, _field), names in seconds.items():
                row = rows.browse(row_id)
                finding = chain.Finding(
                    0, chain.SECOND, entry=row_id, name=row.display_name, said=", ".join(names[1:])
                )
                found[self._record_of_file(row)].append(finding)

    @api.model
    def _record_of_file(self, row):
        """Return the id of the record to which a document, or a file from outside, belongs."""
        document = row if row._name == "customs.document" else row.document_id
        return self._record_of_document(document) if document else row.answer_id.task_id.res_id

    def _log_findings(self, entries):
        """Return case id -> what the outside log says of its chains, where it is compared."""
        found = defaultdict(list)
        outside = self.env["customs.outside.log"]
        state = outside._state()
        if state.kind == outside_log_owner.UNREADABLE:
            _logger.error("The record is not compared with the outside log: %s", state.why)
            return {case.id: [chain.Finding(0, chain.UNREADABLE)] for case in self}
        log = outside._open()
        if not state.is_compared or not log.readable:
            return found
        known = log.known(state.opening.belongs, (case._log_key() for case in self))
        seals = self.env["customs.seal"]._heads_of_chains(self._name, self.ids)
        for case in self:
            of_case = known.get(case._log_key(), {})
            chains = {outside_log.FACTS: entries[case.id]} | seals[case.id]
            for name in sorted(chains.keys() | of_case.keys()):
                logged = of_case.get(name, outside_log.Known())
                found[case.id] += case._compared_with_log(name, chains.get(name, []), logged)
            if state.opening.instead_of and any(logged.begun for logged in of_case.values()):
                opening = state.opening
                found[case.id].append(
                    chain.Finding(0, chain.BEGUN_ANEW, name=opening.begun_by, said=opening.begun_at)
                )
        return found

    def _stamp_findings(self, entries):
        """Return case id -> the entries that a valid time stamp knows otherwise, or that are gone."""
        found = defaultdict(list)
        known = self.env["customs.time.stamp"]._known(case._log_key() for case in self)
        if not known:
            return found
        seals = self.env["customs.seal"]._heads_of_chains(self._name, self.ids)
        for case in self:
            chains = {outside_log.FACTS: entries[case.id]} | seals[case.id]
            for name, heads in known[case._log_key()].items():
                here = {entry["chain_index"]: entry for entry in chains.get(name, [])}
                found[case.id] += [
                    chain.Finding(
                        index,
                        chain.STAMPED,
                        entry=here[index]["id"] if index in here else 0,
                        name=str(day),
                        chain="" if name == outside_log.FACTS else name,
                    )
                    for index, (value, day) in heads.items()
                    if index not in here or here[index]["hash"] != value
                ]
        return found

    def _compared_with_log(self, name, entries, logged):
        """Return the findings of one chain; what is being recorded at this moment does not count."""
        recorded_at = {entry["id"]: entry["recorded_at"] for entry in entries}
        row_of = {entry["chain_index"]: entry["id"] for entry in entries if entry["chain_index"]}
        findings = [
            finding
            for finding in chain.log_problems(entries, logged.hashes, logged.covered, logged.lost)
            if not (finding.kind == chain.NOT_LOGGED and self._is_just_now(recorded_at[finding.entry]))
            and not (
                finding.kind == chain.LOG_ONLY
                and self._was_recorded_since(name, finding.index, logged.hashes[finding.index])
            )
        ]
        findings += [
            chain.Finding(index, chain.LATE, entry=row_of.get(index, 0), name=by, said=at)
            for index, (by, at) in logged.late.items()
        ]
        of_update = {entry["id"] for entry in entries if entry.get("is_of_update")}
        findings = [
            replace(finding, kind=chain.UPDATE_NOT_LOGGED)
            if finding.kind == chain.NOT_LOGGED and finding.entry in of_update
            else finding
            for finding in findings
        ]
        findings += [
            chain.Finding(index, chain.BY_CODE, entry=row_of.get(index, 0), name=code)
            for index, code in logged.code.items()
        ]
        return [replace(finding, chain="" if name == outside_log.FACTS else name) for finding in findings]

    @api.model
    def _is_just_now(self, moment):
        """The line is written after the commit: for a moment the entry has none."""
        return 0 <= (fields.Datetime.now() - moment).total_seconds() < JUST_NOW

    def _was_recorded_since(self, name, index, hashes):
        """Return whether this was recorded in its place while the check ran: the log is ahead of it."""
        table, kind = (
            ("customs_fact", SQL("TRUE"))
            if name == outside_log.FACTS
            else (
                "customs_seal",
                SQL("kind = %s", name),
            )
        )
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT FROM %s WHERE res_model = %s AND res_id = %s AND chain_index = %s AND %s"
                    " AND hash = ANY(%s) LIMIT 1",
                    SQL.identifier(table),
                    self._name,
                    self.id,
                    index,
                    kind,
                    list(hashes),
                )
            )
            return bool(cr.rowcount)

    # In words

    def _whole_in_words(self):
        """Return what a check without findings says."""
        return self.env._("All %s entries, their files and documents are unchanged.", self.fact_count)

    def _findings_in_words(self, findings):
        """Return, as lines, which entries are concerned, what is wrong with them, and what to do."""
        return self._listed(
            findings,
            self.env._(
                "What to do: change nothing, copy the database, its files and the outside log, and "
                "inform the administrator. A backup or a printed record shows the original entries."
            ),
        )

    def _log_findings_in_words(self, findings):
        """Return, as lines, what the outside log lacks, and what that does not prove."""
        return self._listed(
            findings,
            self.env._(
                "The record is consistent. Entries missing from the outside log are not proven and may "
                "have been inserted outside the system. Compare them with letters and files. An "
                "administrator can see them under Configuration > Outside Log."
            ),
        )

    def _listed(self, findings, advice):
        """Return the first findings as lines, how many more there are, and the advice."""
        lines = [self._told(finding) for finding in findings[:MOST_LINES]]
        if len(findings) > MOST_LINES:
            lines.append(self.env._("And %s more.", len(findings) - MOST_LINES))
        return "\n".join([*lines, advice])

    def _told(self, finding):
        """Return one finding as a sentence, also where the rows that it names cannot be read."""
        try:
            with self.env.cr.savepoint(flush=False):
                return self._finding_in_words(finding)
        except OperationalError:
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught  # rows may hold anything
            _logger.exception("A finding of %s cannot be put into words: %s", self._log_key(), finding)
            broken = chain.Finding(finding.index, chain.BROKEN, name=type(error).__name__)
            return self._finding_in_words(broken)

    def _finding_in_words(self, finding):
        """Return one finding as a sentence."""
        if finding.kind in chain.OF_ROWS:
            return self.env["customs.seal"]._in_words(finding)
        by_code = self.env._(
            "the code %s, kept in the database, wrote in the same transaction.", finding.name
        )
        if finding.kind == chain.BY_CODE and finding.chain and finding.entry:
            by_code = f"{by_code} {self.env['customs.seal']._content_in_words(finding.entry)}".strip()
        nothing = self.env._("nothing")
        texts = {
            chain.CHANGED: self.env._("its content differs from what was recorded."),
            chain.MISSING: self.env._("%s entries before it are missing.", finding.count),
            chain.INSERTED: self.env._("it was inserted without being recorded."),
            chain.UNLINKED: self.env._("the previous entry was rewritten."),
            chain.CUT: self.env._("the last %s entries are missing.", finding.count),
            chain.APPENDED: self.env._(
                "the last %s entries were inserted without being recorded.", finding.count
            ),
            chain.HEAD: self.env._("it is not the last entry that was recorded."),
            chain.FILE: self.env._("the file %s is missing or was changed.", finding.name),
            chain.DEADLINE: self.env._(
                "the deadline %(step)s says: %(said)s. By the facts and the rules as they are now: %(now)s. "
                "Either of them was changed.",
                step=finding.name,
                said=finding.said,
                now=finding.recorded,
            ),
            chain.BROKEN: self.env._(
                "it could not be read (%s): a row of it was malformed in the database. See the server's log.",
                finding.name,
            ),
            chain.FILES: self.env._("a file was attached afterwards."),
            chain.SECOND: self.env._(
                "%(name)s has a second file beside the recorded one: %(files)s.",
                name=finding.name,
                files=finding.said,
            ),
            chain.DOCUMENT: self.env._("the document %s is missing or was changed.", finding.name),
            chain.FACT: self.env._(
                "%(what)s: the case has %(said)s, its record has %(recorded)s.",
                what=self._fact_label(finding.name) if finding.name in self._fields else finding.name,
                said=finding.said or nothing,
                recorded=finding.recorded or nothing,
            ),
            chain.REWRITTEN: self.env._(
                "the outside log has another entry in its place, so it was rewritten."
            ),
            chain.LOG_ONLY: self.env._(
                "it is in the outside log but not in the record: it was deleted, or an older backup was "
                "restored."
            ),
            chain.NOT_LOGGED: self.env._("it is missing from the outside log. An administrator can add it."),
            chain.FOREIGN: self.env._(
                "the database has the %s. It can change or hide what is recorded, and this system has none.",
                finding.name,
            ),
            chain.UPDATE_NOT_LOGGED: self.env._(
                "it says that an update of the software made it, but it is missing from the outside log. "
                "Find out when the software was updated."
            ),
            chain.TURNED_BACK: self.env._(
                "it is dated %(at)s, before an entry of %(former)s that precedes it: the server's time was "
                "set back.",
                at=finding.said,
                former=finding.recorded,
            ),
            chain.LATE: self.env._(
                "it was added to the outside log later, by %(by)s on %(at)s.",
                by=finding.name,
                at=finding.said,
            ),
            chain.BY_CODE: by_code,
            chain.STAMPED: self.env._(
                "the time stamp of %s has another entry in its place, or none: it was rewritten.",
                finding.name,
            ),
            chain.LOST: self.env._(
                "%s entries in the outside log were lost when a backup was restored, as an administrator "
                "stated in the log.",
                finding.count,
            ),
            chain.BEGUN_ANEW: self.env._(
                "%(by)s started a new outside log on %(at)s, though another one had this record. What was "
                "changed before is not found.",
                by=finding.name,
                at=finding.said,
            ),
            chain.UNREADABLE: self.env._("the outside log cannot be read. See the server's log."),
        }
        if finding.chain and finding.index:
            kinds = dict(self.env["customs.seal"]._fields["kind"]._description_selection(self.env))
            return self.env._(
                "Seal %(number)s of the %(kind)s: %(what)s",
                number=finding.index,
                kind=kinds[finding.chain].lower(),
                what=texts[finding.kind],
            )
        if not finding.index:
            return self.env._("Whole record: %s", texts[finding.kind])
        return self.env._("Entry %(number)s: %(what)s", number=finding.index, what=texts[finding.kind])

    # On paper

    def _seal_ends(self):
        """Return (kind in words, number, hash of the last) of the seals of this record."""
        self.ensure_one()
        self.check_access("read")
        seals = self.env["customs.seal.end"].sudo()
        self.env.flush_all()
        self.env["customs.seal"]._seal_noted()
        kinds = dict(seals._fields["kind"]._description_selection(self.env))
        ends = seals.search([("res_model", "=", self._name), ("res_id", "=", self.id)], order="kind")
        return [(kinds[end.kind].lower(), end.count, end.head) for end in ends]

    def _findings_on_paper(self):
        """Return what the check finds now, in words; empty where it finds nothing."""
        self.ensure_one()
        self.check_access("read")
        [(case, findings)] = self.sudo()._check_chain()
        told = case._told_findings(findings)
        return case._findings_in_words(told) if told else ""

    def _pdf_facts(self):
        """Return the record of facts as PDF bytes, as the user may read it."""
        self.ensure_one()
        return build_fact_record(fact_record_data(self))

    # Every week

    @api.model
    def _record_kinds(self):
        """Return the names of the models that have a record."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if getattr(model, "_is_customs_record", False) and not model._abstract
        )

    @api.model
    def _cron_check_records(self):
        """Check the record of every case; tell what is wrong with it, count what the log lacks."""
        self.env["customs.record.check"]._run()

    def _store_findings(self, text, is_notified=True, former=False):
        """Store what was found on the case, and see that somebody is told of it.

        :param text: what is wrong; False: nothing
        :param is_notified: whether somebody gets an activity
        :param former: the outside log says that something was found the last time
        """
        self.ensure_one()
        before = self.record_findings or ""
        if text:
            if before != text:
                _logger.error(
                    "The record of %s (%s) was changed:\n%s", self.display_name, self._log_key(), text
                )
            if is_notified:
                self._notify_supervisor(text)
        elif before or former:
            what = before or self.env._("See the activities of the case and the server's log.")
            note = self.env._("The check of the record no longer finds what it found before: %s", what)
            self._message_log(body=plaintext2html(note))
            _logger.error("%s (%s): %s", self.display_name, self._log_key(), note)
        if before != (text or ""):
            self._write_guarded({"record_findings": text})

    def _notify_supervisor(self, text):
        """Give somebody who can act an activity that says ``text``, unless one is open."""
        users = self._recipient_of_findings() or self._supervisors_of_record()
        if not users:
            _logger.error("The record of %s was changed, and there is nobody to tell", self.display_name)
            return
        note, summary = plaintext2html(text), self.env._("The record was changed")
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        activities = self.activity_ids.filtered(
            lambda one: one.summary == summary and one.activity_type_id == (kind or one.activity_type_id)
        )
        told = activities.filtered(lambda one: _same_text(one.note, note)).user_id
        reminding = self.with_context(mail_activity_quick_update=True)
        for user in users - told:
            reminding.activity_schedule(ACTIVITY if kind else "", summary=summary, note=note, user_id=user.id)

    def _supervisors_of_record(self):
        """Return who is told where nobody is in charge: the supervisors of the authority."""
        served = self.importing_authority_id.sudo().user_ids
        return served.filtered(lambda user: user.active and user.has_group(SUPERVISORS))


def _same_text(one, other):
    """Tell whether two notes say the same, however they are broken into lines."""
    return "".join(html2plaintext(one or "").split()) == "".join(html2plaintext(other).split())
