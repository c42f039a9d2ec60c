"""A case with entries and a file in its record, changes behind its back, and what the check finds."""

import json
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tools import SQL, config

from ...models.case import customs_outside_log, customs_record_mixin
from ...tools import fact_chain, outside_log
from ..common.cases import CustomsCase

VISIT = "customs.verification.visit"
LOGGER = "odoo.addons.customs_verification.models.case"  # of all that the check calls
CHAIN_LOGGER = "odoo.addons.customs_verification.models.case.customs_fact"
LOG_LOGGER = "odoo.addons.customs_verification.models.case.customs_outside_log"
# Changes an entry as soon as a file is attached to it: the table is none of the record.
TRIGGER = """
    CREATE FUNCTION zz_eye() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE customs_fact SET value_on = value_on - 47 WHERE id = NEW.customs_fact_id;
        RETURN NEW;
    END $$;
    CREATE TRIGGER zz_eye AFTER INSERT ON customs_fact_ir_attachment_rel
        FOR EACH ROW EXECUTE FUNCTION zz_eye();
"""


class RecordCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit_1 = cls._case_with_file()

    @classmethod
    def _case_with_file(cls):
        """Create a visit with four entries; the third has a file, the fourth is of a clock."""
        visit = cls.sent_visit(-70)
        upload = {
            "name": "consent.pdf",
            "raw": b"consent of the producer",
            "res_model": "customs.record.fact",
        }
        cls.file = cls.env["ir.attachment"].with_user(cls.officer).create(upload)
        cls.record(visit, "consent_received_on", -60, reference="RS-1", attachment_ids=cls.file.ids)
        case = visit.with_user(cls.supervisor)
        case.record_fact("consent_received_on", cls.day(-59), reference="RS-1", reason="Read wrongly: Ғ")
        return visit.with_env(cls.env)

    def sql(self, statement, *arguments):
        """Do what somebody with the database's password does, after what was done in due form."""
        self.env.cr.flush()
        self.env.cr.execute(SQL(statement, *arguments))
        self.env.invalidate_all()

    def found(self, cases=None):
        """Return what the check finds, as (number, kind)."""
        cases = (cases or self.visit_1).sudo()
        return [(finding.index, finding.kind) for _case, found in cases._check_chain() for finding in found]

    def entry(self, index, case=None):
        return (case or self.visit_1).sudo().fact_ids.filtered(lambda entry: entry.chain_index == index)

    def seal_anew(self, case):
        """Make the seals of a case anew, as one who forges them would."""
        for table in ("customs_seal", "customs_seal_end"):
            self.sql(
                "DELETE FROM %s WHERE res_model = %s AND res_id = %s",
                SQL.identifier(table),
                case._name,
                case.id,
            )
        seals = self.env["customs.seal"]
        for model, res_id in seals._rows_of(case._name, case.ids)[case.id]:
            seals._add_rows(model, [res_id])
        self.env.cr.flush()

    def rewrite(self, case):
        """Write the whole chain of a case anew, so that it is consistent in itself and with the case."""
        entries = list(fact_chain.chained(case._chain_entries()[case.id]))
        for entry in entries:
            self.sql(
                "UPDATE customs_fact SET hash = %s, previous_hash = %s, chain_index = %s WHERE id = %s",
                entry["hash"],
                entry["previous_hash"],
                entry["chain_index"],
                entry["id"],
            )
        self.sql(
            "UPDATE customs_verification_visit SET fact_head = %s, fact_count = %s WHERE id = %s",
            entries[-1]["hash"],
            len(entries),
            case.id,
        )
        # Who forges a record lets the case say the same.
        for column, value in fact_chain.recorded_facts(entries, case._fact_specs()).items():
            self.sql(
                "UPDATE customs_verification_visit SET %s = %s WHERE id = %s",
                SQL.identifier(column),
                value,
                case.id,
            )
        # And what is worked out from its dates, too.
        self.env.invalidate_all()
        self.env.add_to_compute(case._fields["first_action_on"], case)
        self.env["customs.deadline"]._sync_cases(case)
        self.env.cr.flush()
        self.seal_anew(case)


class LoggedCase(RecordCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.path = folder / "facts.jsonl"

    def setUp(self):
        super().setUp()
        self.path.unlink(missing_ok=True)
        config[outside_log.OPTION] = str(self.path)
        self.addCleanup(config._runtime_options.pop, outside_log.OPTION)
        self.addCleanup(customs_outside_log._said.clear)
        self.outside = self.env["customs.outside.log"]
        self.begin()
        self.startPatcher(patch.object(customs_record_mixin, "JUST_NOW", 0))

    def begin(self):
        """Begin the log; what was recorded until now is covered by its beginning."""
        self.env.cr.flush()
        self.env.cr.postcommit.clear()
        self.outside.action_begin()

    def lines(self):
        """Return the lines that were written since the log was begun."""
        lines = self.all_lines()
        begun = [no for no, line in enumerate(lines, 1) if line.get("act") == "begun"]
        return lines[begun[-1] :] if begun else lines

    def all_lines(self):
        return [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []

    def committed(self):
        """Do what the end of a transaction does, with a second cursor that sees what this one wrote."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()

    def logged(self, cases=None):
        """Bring the entries of the cases into the log."""
        facts = (cases or self.visit_1).sudo().fact_ids
        heads = self.outside._heads("customs_fact", facts.ids)
        self.outside._open().append(self.outside._lines(self.outside._state(), heads))

    def run_cron(self):
        self.env.cr.flush()
        cron = self.env.ref("customs_verification.cron_check_records")
        with self.enter_registry_test_mode():
            return cron.method_direct_trigger()
