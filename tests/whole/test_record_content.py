"""What stands outside the entries of the record, and counts in law, is compared with them or sealed (IT9)."""

import importlib.util
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from psycopg2 import Error

from odoo.models import BaseModel
from odoo.modules.module import get_module_path
from odoo.tests import tagged
from odoo.tools import SQL, config, mute_logger

from ...models.clock.deadline_rows import SYNCED, upsert
from ...models.law.customs_guarded_mixin import DOOR
from ...tools import fact_chain, outside_log
from ..common.access import VISIT, AccessCase
from ..common.decision import DecisionCase
from ..common.record import CHAIN_LOGGER, LOGGER, LoggedCase, RecordCase

# A notice has one source, a reading is of one thing, HS codes have ten digits at most: constraints.
REFUSED_BY_THE_DATABASE = {
    ("customs.procedure", "hs_digits"),
    ("customs.consequence", "step_id"),  # an outcome has no step
    ("customs.consequence", "kind"),  # a restoration has no ground
    ("customs.preference.notice", "decision_id"),
    ("customs.reading", "answer_id"),
    ("customs.reading", "document_id"),
}


@tagged("post_install", "-at_install")
class TestFactsOfTheCase(RecordCase):
    """The dates and references that the case shows are those of its entries."""

    def told(self):
        return self.visit_1.with_user(self.reader).action_check_record()["params"]["message"]

    def change(self, column, value):
        self.sql(f"UPDATE customs_verification_visit SET {column} = %s WHERE id = %s", value, self.visit_1.id)

    def test_changed_fact(self):
        """IT9: another date of a fact on the case itself is found, and both dates are named."""
        former = self.visit_1.request_sent_on
        self.change("request_sent_on", self.day(-100))
        self.assertIn((0, fact_chain.FACT), self.found())
        words = self.told()
        for part in ("Request sent", str(former), str(self.day(-100))):
            self.assertIn(part, words)

    def test_fact_without_entry(self):
        """IT9: a fact on the case that nobody recorded is found, and so is one that was taken away."""
        self.change("visit_started_on", self.today)
        self.assertIn((0, fact_chain.FACT), self.found())
        self.assertIn("Visit started", self.told())
        self.change("visit_started_on", None)
        self.assertNotIn((0, fact_chain.FACT), self.found())
        self.change("consent_received_on", None)
        self.assertIn((0, fact_chain.FACT), self.found())

    def test_changed_reference(self):
        """IT9: so is the reference or the date of its document."""
        self.change("consent_reference", "RS-9")
        self.assertIn((0, fact_chain.FACT), self.found())
        self.assertIn("RS-9", self.told())
        self.change("consent_reference", "RS-1")
        self.change("consent_dated_on", self.day(-60))
        self.assertIn((0, fact_chain.FACT), self.found())

    def test_recorded_corrected_withdrawn(self):
        """IT9: what is recorded, corrected and withdrawn in due form is no finding."""
        case = self.visit_1.with_user(self.supervisor)
        case.record_fact(
            "consent_received_on", self.day(-58), reference="RS-2", dated_on=self.day(-59), reason="x"
        )
        self.assertFalse(self.found())
        case.record_fact("consent_received_on", False, reason="It was another's")
        self.assertFalse(self.found())
        self.assertFalse(self.visit_1.consent_reference)

    def test_nothing_to_create(self):
        """IT9: an empty list of entries is no error."""
        self.assertFalse(self.env["customs.fact"].create([]))


@tagged("post_install", "-at_install")
class TestLogOnly(LoggedCase):
    """What only the outside log lacks is told as that, not as a changed record."""

    @mute_logger(CHAIN_LOGGER, LOGGER)
    def test_not_logged_is_no_change(self):
        """IT9: entries that the outside log lacks, or a log that cannot be read, accuse nobody."""
        self.record(self.visit_1, "person_informed_on", -20)
        result = self.visit_1.action_check_record()["params"]
        self.assertEqual(result["type"], "warning")
        self.assertNotIn("changed", result["title"])
        self.assertNotIn("What to do: change nothing", result["message"])
        config[outside_log.OPTION] = "facts.jsonl"
        result = self.visit_1.action_check_record()["params"]
        self.assertEqual(result["type"], "warning")
        self.assertNotIn("changed", result["title"])


@tagged("post_install", "-at_install")
class TestSeals(AccessCase):
    """Every row that counts in law is under a seal: any field changed, any row deleted or put in is found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit_1 = cls.own[VISIT]
        # The world writes its words past all acts.
        cls.env.cr.flush()
        cls.env.cr.execute("DELETE FROM customs_seal; DELETE FROM customs_seal_end")
        cls.env["customs.seal"]._seal_everything("the words of the test")
        decision = cls.visit_1.sudo().decision_ids.filtered("line_ids")[:1]
        decision.with_user(cls.supervisor).decide(
            "The goods do not comply.", slips_answer="doubt", falsified="no"
        )
        cls.own["customs.preference.notice"]._write_guarded({"told_on": cls.today})
        cls.env.cr.flush()

    def found(self, owner):
        """Return what is wrong with the rows of a record: (kind, model, id) -> names of the fields."""
        findings = self.env["customs.seal"]._findings(owner)[owner.id]
        return {
            (finding.kind, finding.name, finding.entry): finding.said for finding in findings if finding.name
        }

    def sql(self, statement, *arguments):
        self.env.cr.flush()
        self.env.cr.execute(SQL(statement, *arguments))
        self.env.invalidate_all()

    def sealed_row(self, model):
        """Return (owner, row): one row of ``model`` that counts, and whose seals it is under."""
        for row in self.env[model].search([], order="id"):
            owner = row._seal_owners().get(row.id)
            if owner:
                return self.env[owner[0]].browse(owner[1]), row
        raise AssertionError(f"The world has no {model}")

    def behind_the_back(self, *args):
        """Change a row past all that the database itself would refuse; return whether that went."""
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute("SET LOCAL session_replication_role = replica")
                self.env.cr.execute(SQL(*args))
                return bool(self.env.cr.rowcount)
        except Error:
            return False
        finally:
            self.env.invalidate_all(flush=False)

    def test_untouched(self):
        """IT9: what was done in due form is no finding, in either case of the world."""
        cases = self.own[VISIT] | self.foreign[VISIT]
        for case in (*cases, *cases.verification_request_id):
            self.assertEqual(dict(self.found(case)), {}, case.display_name)

    def other_value(self, field, value):
        """Return something else than ``value`` that its column takes."""
        if isinstance(value, bool) or field.type == "boolean":
            return not value
        if field.type in ("many2one", "many2one_reference"):
            return 2_000_000_000
        if field.type == "json":
            return '{"x": 1}'
        if field.type == "char" and field.size:
            return "0" * field.size
        if isinstance(value, datetime | date):
            return value + timedelta(days=1)
        if isinstance(value, int | float | Decimal):
            return value + 1
        return {"date": "2026-01-01", "datetime": "2026-01-01 00:00:00", "integer": 7, "monetary": 7}.get(
            field.type, f"{value or ''}x"
        )

    def test_every_field_of_every_model(self):
        """IT9: another value in any sealed field of any model is found, and the field is named."""
        tried = 0
        for model in self.env["customs.seal"]._sealed_models():
            owner, row = self.sealed_row(model)
            names = self.env[model]._sealed_fields()
            self.assertTrue(names)
            for name in names:
                field = row._fields[name]
                if field.type == "many2many" or (model, name) in REFUSED_BY_THE_DATABASE:
                    continue
                self.sql(
                    "SELECT %s FROM %s WHERE id = %s",
                    SQL.identifier(name),
                    SQL.identifier(row._table),
                    row.id,
                )
                other = self.other_value(field, self.env.cr.fetchone()[0])
                with self.subTest(model=model, field=name), self.env.cr.savepoint() as savepoint:
                    changed = self.behind_the_back(
                        "UPDATE %s SET %s = %s WHERE id = %s",
                        SQL.identifier(row._table),
                        SQL.identifier(name),
                        other,
                        row.id,
                    )
                    self.assertTrue(changed, f"{model}.{name} was not changed")
                    found = self.found(owner)
                    key = (fact_chain.ROW_CHANGED, model, row.id)
                    if name in row._seal_owner_fields():
                        key = (fact_chain.ROW_GONE, model, row.id)
                        self.assertTrue(key in found or (fact_chain.ROW_CHANGED, *key[1:]) in found, found)
                    else:
                        self.assertIn(key, found)
                        self.assertIn(found[key], (name, "") if not row._seal_marks else (name,))
                    tried += 1
                    savepoint.rollback()
                    self.env.invalidate_all()
        self.assertGreater(tried, 250)

    def test_who_sees_it(self):
        """IT9, CU-A: the firms and authorities that decide who sees a row are sealed, or compared."""
        open_columns = {
            f"{model}.{name}"
            for model in self.env["customs.seal"]._sealed_models()
            for name, field in self.env[model]._fields.items()
            if field.store and field.comodel_name in ("res.partner", "customs.authority")
            if field.type == "many2one" and name not in self.env[model]._sealed_fields()
            if name != "importing_authority_id"
        }
        self.assertEqual(
            open_columns,
            {
                "customs.deadline.exporting_authority_id",  # no rule reads it
                "customs.deadline.day_authority_id",  # no rule reads it; in whose time zone a day ends
                f"{VISIT}.next_day_authority_id",  # the same of the next deadline
                "customs.verification.request.next_day_authority_id",
                "customs.preference.decision.line.importer_firm_id",  # of the goods, as evidence
                "customs.suspension.goods.exporter_firm_id",  # worked out again
                "customs.suspension.goods.producer_firm_id",
            },
        )
        other, tried = self.other_importing, 0
        for model in self.env["customs.seal"]._sealed_models():
            field = self.env[model]._fields.get("importing_authority_id")
            if not field or not field.store or field.name in self.env[model]._sealed_fields():
                continue
            owner, row = self.sealed_row(model)
            with self.subTest(model=model):
                savepoint = self.env.cr.savepoint()
                self.sql(
                    "UPDATE %s SET importing_authority_id = %s WHERE id = %s",
                    SQL.identifier(row._table),
                    other.id,
                    row.id,
                )
                [(_record, found)] = owner.sudo()._check_chain()
                said = {(finding.kind, finding.name, finding.entry, finding.said) for finding in found}
                self.assertIn((fact_chain.ROW_DERIVED, model, row.id, "importing_authority_id"), said)
                savepoint.close(rollback=True)
                self.env.invalidate_all()
                tried += 1
        self.assertGreater(tried, 8)

    def test_derived_days(self):
        """IT9: a day that the software works out, and what a case concludes, is under the seal as well."""
        derived = {
            VISIT: {"visit_from", "visit_to", "answer_received_on", "conclusion", "closed_on"},
            "customs.verification.request": {"is_sufficient", "closed_on"},
            "customs.preference.notice": {"since", "until", "closed_on"},
            "customs.suspension.goods": {"starts_on", "started_on", "ended_on"},
        }
        for model, names in derived.items():
            self.assertLessEqual(names, set(self.env[model]._sealed_fields()))
        open_days = {
            f"{model}.{name}"
            for model in self.env["customs.seal"]._sealed_models()
            for name, field in self.env[model]._fields.items()
            if field.type == "date" and field.store and name not in self.env[model]._sealed_fields()
        }
        self.assertEqual(
            open_days,
            {
                "customs.deadline.warn_on",
                f"{VISIT}.next_due_on",
                "customs.verification.request.next_due_on",
            },
        )

    def test_nothing_is_emptied_from_outside(self):
        """IT9: no sealed field is emptied by the database because another record is deleted."""
        loose = [
            f"{model}.{name}"
            for model in self.env["customs.seal"]._sealed_models()
            for name in self.env[model]._sealed_fields()
            if self.env[model]._fields[name].type == "many2one"
            and self.env[model]._fields[name].ondelete == "set null"
        ]
        self.assertEqual(loose, [])

    def test_merged_partners(self):
        """IT9: partners that are merged in due form leave no finding."""
        [answer] = self.own["customs.task.answer"]
        person = answer.task_id.person_id
        other = self.env["res.partner"].create({"name": "The same", "parent_id": person.parent_id.id})
        other.with_context(active_test=False)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        with mute_logger("odoo.addons.base.partner.merge"):
            merge._merge((person | other).ids, other, extra_checks=False)
        self.assertEqual(answer.task_id.person_id, other)
        self.assertEqual(dict(self.found(self.visit_1)), {})

    def test_linked(self):
        """IT9: what is linked to a row, and taken from it, is found."""
        tried = 0
        for model in self.env["customs.seal"]._sealed_models():
            owner, row = self.sealed_row(model)
            for name in self.env[model]._sealed_fields():
                field = row._fields[name]
                if field.type != "many2many":
                    continue
                with self.subTest(model=model, field=name), self.env.cr.savepoint() as savepoint:
                    changed = self.behind_the_back(
                        "INSERT INTO %s (%s, %s) VALUES (%s, 2000000000)",
                        SQL.identifier(field.relation),
                        SQL.identifier(field.column1),
                        SQL.identifier(field.column2),
                        row.id,
                    )
                    self.assertTrue(changed)
                    self.assertEqual(self.found(owner)[fact_chain.ROW_CHANGED, model, row.id], name)
                    tried += 1
                    savepoint.rollback()
                    self.env.invalidate_all()
        self.assertGreaterEqual(tried, 6)

    def test_deleted_in_due_form(self):
        """IT9: what is deleted in due form, with what the database deletes with it, is no finding."""
        draft = self.own[VISIT, "draft"]
        suspension = self.own["customs.preference.suspension", "draft"]
        self.assertFalse(self.found(draft) or self.found(self.visit_1))
        suspension.goods_ids.with_user(self.officer).unlink()
        draft.goods_ids.with_user(self.officer).unlink()
        self.assertFalse(self.found(draft) or self.found(self.visit_1))
        draft.unlink()
        self.sql(
            "SELECT sealed FROM customs_seal WHERE res_model = %s AND res_id = %s ORDER BY id DESC LIMIT 1",
            VISIT,
            draft.id,
        )
        self.assertIn([draft.id, "", {}], self.env.cr.fetchone()[0][VISIT])

    def test_written_by_sql_of_ours(self):
        """IT9: an extension moves the last day by SQL of the addon, a reading notes itself: no finding."""
        deadline = self.own["customs.deadline"]
        self.env["customs.deadline"]._sync_cases(self.visit_1)
        self.assertTrue(deadline.due_on)
        document = self.own["customs.document", "received"]
        document.with_user(self.officer).read(["file_ids"])
        self.assertEqual(dict(self.found(self.visit_1)), {})

    def test_in_words(self):
        """IT9: which row it is and which field, in words."""
        answer = self.own["customs.task.answer"]
        self.sql(
            "UPDATE customs_task_answer SET text = 'Another', is_confidential = NULL WHERE id = %s", answer.id
        )
        message = self.visit_1.with_user(self.reader).action_check_record()["params"]["message"]
        self.assertIn("Answer to a Task", message)
        self.assertIn("was changed without a recorded action: Answer", message)

    def test_queries(self):
        """IT9: many cases are sealed in as many queries as few, and checked so."""
        visits = self.visit() | self.visit() | self.visit() | self.visit() | self.visit()
        self.env.cr.flush()
        counts = []
        for cases in (visits[:1], visits[1:2], visits[2:]):
            cases._add_to_seal()
            cases.goods_ids._add_to_seal()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["customs.seal"]._seal_noted()
            sealed = self.env.cr.sql_log_count
            self.assertFalse(any(self.env["customs.seal"]._findings(cases).values()))
            counts.append((sealed - before, self.env.cr.sql_log_count - sealed))
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[1][0], 10)

    def test_an_act_covers_nothing(self):
        """IT9: what was changed or put in before stays found when the row is written in due form later."""
        answer = self.own["customs.task.answer"]
        text = answer.text
        self.sql("UPDATE customs_task_answer SET text = 'Another' WHERE id = %s", answer.id)
        answer._write_guarded({"outcome": "accepted"})
        self.assertEqual(
            self.found(self.visit_1), {(fact_chain.ROW_CHANGED, answer._name, answer.id): "text"}
        )
        goods = self.visit_1.goods_ids[:1]
        self.sql(
            "INSERT INTO customs_visit_goods (visit_id, hs_code, description) VALUES (%s, '040690', 'x')"
            " RETURNING id",
            self.visit_1.id,
        )
        put_in = goods.browse(self.env.cr.fetchone()[0])
        put_in.with_context(customs_door=DOOR)._write({"description": "y"})
        found = self.found(self.visit_1)
        self.assertIn((fact_chain.ROW_NEW, put_in._name, put_in.id), found)
        self.assertIn((fact_chain.ROW_CHANGED, answer._name, answer.id), found)
        # Put right by hand, it is as it was; written in due form, it is what was written.
        self.sql("UPDATE customs_task_answer SET text = %s WHERE id = %s", text, answer.id)
        self.assertNotIn((fact_chain.ROW_CHANGED, answer._name, answer.id), self.found(self.visit_1))
        self.sql("UPDATE customs_task_answer SET text = 'Another' WHERE id = %s", answer.id)
        answer._write_guarded({"text": "In due form"})
        self.assertNotIn((fact_chain.ROW_CHANGED, answer._name, answer.id), self.found(self.visit_1))

    def test_an_act_covers_no_other_column(self):
        """IT9: a deadline is written whole in SQL; of what that left alone nothing was said in due form."""
        deadline = self.own["customs.deadline"]
        self.sql("UPDATE customs_deadline SET due_on = due_on + 30 WHERE id = %s", deadline.id)
        values = {}
        for name in SYNCED:
            value = deadline[name]
            values[name] = value.id if isinstance(value, BaseModel) else value
        upsert(deadline, [values], {deadline.id: frozenset({"first_due_on"})})
        found = self.found(self.visit_1)
        self.assertEqual(found[fact_chain.ROW_CHANGED, deadline._name, deadline.id], "due_on")

    def test_file_that_waited(self):
        """RSM26, IT8: a file is uploaded first and given with an answer later: nobody put it in."""
        contact, case = self.own_people["contact"], self.visit_1
        task = self.task(case, name="Waiting")
        [file] = self.env["customs.file"].with_user(contact)._accept([("a.txt", b"x")], task_id=task.id)
        self.env.cr.flush()
        self.env.invalidate_all()
        task.with_user(contact).give_answer(task.round, "Here", file_ids=file.ids)
        self.env.cr.flush()
        self.assertEqual(file.sudo().answer_id.task_id, task)
        self.assertEqual(dict(self.found(case)), {})
        self.sql("UPDATE customs_file SET name = 'b.txt' WHERE id = %s", file.id)
        self.assertIn((fact_chain.ROW_CHANGED, "customs.file", file.id), self.found(case))

    def test_moved_to_another_case(self):
        """RSM26, IT8: a draft that is moved is intact in both cases; what was changed before stays found."""
        other = self.sent_visit()
        drafts = (
            self.task(self.visit_1, name="One", ask=False),
            self.task(self.visit_1, name="Two", ask=False),
        )
        self.env.cr.flush()
        self.sql("UPDATE customs_task SET name = 'Forged' WHERE id = %s", drafts[1].id)
        for draft in drafts:
            draft.with_user(self.supervisor).write({"res_id": other.id})
        self.env.cr.flush()
        self.assertFalse([key for key in self.found(self.visit_1) if key[1] == "customs.task"])
        self.assertEqual(
            {key: names for key, names in self.found(other).items() if key[1] == "customs.task"},
            {(fact_chain.ROW_CHANGED, "customs.task", drafts[1].id): "name"},
        )
        drafts[0].with_user(self.supervisor).write({"res_id": self.visit_1.id})
        self.env.cr.flush()
        self.assertFalse([key for key in self.found(self.visit_1) if key[1] == "customs.task"])

    def test_an_act_covers_no_notice(self):
        """IT9: a notice changed or put in behind the record's back stays found after a later act on it."""
        notice = self.own["customs.preference.notice"]
        owner = self.env[VISIT].browse(notice._seal_owners()[notice.id][1])
        self.sql(
            "UPDATE customs_preference_notice SET told_on = told_on - 60 WHERE id = %s RETURNING id",
            notice.id,
        )
        put_in = self.put_in(notice)
        for act in range(2):
            (notice | put_in)._write_guarded({"until": self.day(act), "closed_on": self.day(act)})
            self.env.flush_all()
            found = self.found(owner)
            self.assertEqual(found[fact_chain.ROW_CHANGED, notice._name, notice.id], "told_on")
            self.assertIn((fact_chain.ROW_NEW, notice._name, put_in.id), found)

    def put_in(self, row):
        """Put a copy of a row into the database, past the software."""
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT * FROM %s", SQL.identifier(row._table)
            )
        )
        self.env.cr.execute(SQL("DELETE FROM copied WHERE id <> %s", row.id))
        self.env.cr.execute("UPDATE copied SET id = 2000000000")
        for name, value in self.told_apart(row).items():
            self.env.cr.execute(SQL("UPDATE copied SET %s = %s", SQL.identifier(name), value))
        self.assertTrue(
            self.behind_the_back("INSERT INTO %s SELECT * FROM copied", SQL.identifier(row._table))
        )
        return row.browse(2000000000)

    def test_an_act_covers_no_goods(self):
        """IT9: goods of a decision, which have no marks, stay found when they are written later."""
        line = self.env["customs.preference.decision.line"].search([], order="id")
        line = line.filtered(lambda row: row._seal_owners())[:1]
        owner = self.env[VISIT].browse(line._seal_owners()[line.id][1])
        key = (fact_chain.ROW_CHANGED, line._name, line.id)
        self.assertNotIn(key, self.found(owner))
        line._write_guarded({"left_out_reason": "x"})
        self.assertNotIn(key, self.found(owner))
        self.sql("UPDATE customs_preference_decision_line SET duty = duty + 1 WHERE id = %s", line.id)
        self.assertIn(key, self.found(owner))
        for reason in ("y", "z"):
            line._write_guarded({"left_out_reason": reason})
            self.assertIn(key, self.found(owner))

    def test_update_that_was_run_again(self):
        """IT9: an older version written into the database lets no update seal what was forged."""
        answer = self.own["customs.task.answer"]
        notice = self.own["customs.preference.notice"]
        self.sql("UPDATE customs_task_answer SET text = 'Another' WHERE id = %s", answer.id)
        put_in = self.put_in(notice)
        keys = {
            (fact_chain.ROW_CHANGED, answer._name, answer.id),
            (fact_chain.ROW_NEW, notice._name, put_in.id),
        }
        owner = self.visit_1
        self.assertLessEqual(keys, self.found(owner).keys())
        self.addCleanup(self.env.registry.__dict__.pop, "customs_first_seals", None)
        self.env.registry.customs_first_seals = True
        self.run_script("pre-record")
        self.assertFalse(self.env.registry.customs_first_seals)
        with self.assertLogs("end-record", "ERROR"):
            self.run_script("end-record")
        self.assertLessEqual(keys, self.found(owner).keys())
        # Nor does an update that seals what is new.
        count = self.env["customs.seal"]._seal_everything("Sealed at the update to 19.0.5.0.0")
        self.assertEqual(count, 1)
        self.assertIn((fact_chain.ROW_CHANGED, answer._name, answer.id), self.found(owner))

    def run_script(self, name):
        """Run a script of the update."""
        path = Path(get_module_path("customs_verification")) / f"migrations/19.0.4.0.0/{name}.py"
        spec = importlib.util.spec_from_file_location(name, path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.3.0.0")
        self.env.invalidate_all()

    def test_update_that_fills_a_column(self):
        """IT9: an update that writes sealed fields by SQL, and names them, leaves and covers nothing."""
        answer = self.own["customs.task.answer"]
        self.sql("UPDATE customs_task_answer SET outcome = 'accepted' WHERE id = %s", answer.id)
        answer._add_to_seal({"outcome"})
        self.assertEqual(dict(self.found(self.visit_1)), {})
        self.sql("UPDATE customs_task_answer SET text = 'Another' WHERE id = %s", answer.id)
        self.sql("UPDATE customs_task_answer SET outcome = NULL WHERE id = %s", answer.id)
        answer._add_to_seal({"outcome"})
        self.assertEqual(
            self.found(self.visit_1), {(fact_chain.ROW_CHANGED, answer._name, answer.id): "text"}
        )

    def test_nobody_makes_seals(self):
        """IT9: no call makes, changes or deletes a seal."""
        seal = self.own["customs.seal"].sudo()
        for act in (
            lambda: seal.create({"res_model": VISIT, "res_id": 1, "kind": "contents"}),
            lambda: seal.write({"note": "x"}),
            seal.unlink,
        ):
            with self.refused():
                act()

    def test_deleted_and_put_in(self):
        """IT9: a row that is deleted, and one that is put in, is found, whatever model it is of."""
        for model in self.env["customs.seal"]._sealed_models():
            owner, row = self.sealed_row(model)
            table = SQL.identifier(row._table)
            with self.subTest(model=model), self.env.cr.savepoint() as savepoint:
                self.assertTrue(self.behind_the_back("DELETE FROM %s WHERE id = %s", table, row.id))
                self.assertIn((fact_chain.ROW_GONE, model, row.id), self.found(owner))
                savepoint.rollback()
                self.env.invalidate_all()
            if owner == row:
                continue
            with self.subTest(model=model, put_in=True), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    SQL(
                        "CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT * FROM %s WHERE id = %s",
                        table,
                        row.id,
                    )
                )
                self.env.cr.execute("UPDATE copied SET id = 2000000000")
                for name, value in self.told_apart(row).items():
                    self.env.cr.execute(SQL("UPDATE copied SET %s = %s", SQL.identifier(name), value))
                self.assertTrue(self.behind_the_back("INSERT INTO %s SELECT * FROM copied", table))
                self.assertIn((fact_chain.ROW_NEW, model, 2000000000), self.found(owner))
                savepoint.rollback()
                self.env.invalidate_all()

    def told_apart(self, row):
        """Return other values for a copy of ``row``, where it would meet the row under a unique index."""
        return {
            "customs.deadline": {"rule_id": 2000000000},
            "customs.procedure": {"code": "another"},
            "customs.procedure.step": {"fact": "another"},
            "customs.consequence": {"code": "another"},
            "customs.result.question": {"answer": "another"},
            "customs.preference.decision": {"trigger": "another"},
            "customs.preference.decision.line": {"line_id": 2000000000},
            "customs.preference.notice": {"importer_firm_id": 2000000000},
            "customs.service.rule": {"channel": "portal"},
            "customs.suspension.judgement": {"goods_id": 2000000000},
            "customs.task.answer": {"number": 2000000000},
            "customs.verification.report": {"version": 2000000000, "superseded": True},
        }.get(row._name, {})


@tagged("post_install", "-at_install")
class TestDecisionWithoutCase(DecisionCase):
    """What is decided on a proof alone has a record of its own, checked like that of a case (RS11.1.5)."""

    def setUp(self):
        super().setUp()
        proof = self.proof()
        self.declared(proof, days=-20, gross_weight_kg=1060.0)
        proof.with_user(self.officer).action_propose_refusal()
        self.take(self.decision(proof, "overweight"))

    def take(self, decision):
        """Take the decision that is looked at, with its letters."""
        self.decision_1 = decision
        self.decide(decision)
        decision.with_user(self.officer).action_draw_up_letters()
        self.env.cr.flush()

    def check(self):
        return self.decision_1.with_user(self.reader).action_check_record()["params"]

    def test_record(self):
        """IT9: its acts are chained, its content and goods are sealed: what is changed is found."""
        self.assertIn("is consistent", self.check()["title"])
        self.assertTrue(self.decision_1.with_user(self.reader)._pdf_facts().startswith(b"%PDF"))
        rows = {
            "customs_fact": self.decision_1.fact_ids.sorted("id")[:1].id,
            "customs_preference_decision": self.decision_1.id,
            "customs_preference_decision_line": self.decision_1.line_ids[:1].id,
        }
        for statement, words in (
            ("UPDATE customs_fact SET reason = 'x' WHERE id = %s", "Entry 1"),
            ("UPDATE customs_preference_decision SET decided_on = '2026-01-01' WHERE id = %s", "Decided On"),
            (
                "UPDATE customs_preference_decision_line SET duty = duty + 1 WHERE id = %s",
                "Goods of a Decision",
            ),
            ("DELETE FROM customs_preference_decision_line WHERE id = %s", "was deleted"),
        ):
            row_id = rows[statement.split(" ")[2 if statement.startswith("DELETE") else 1]]
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(SQL(statement, row_id))
                self.env.invalidate_all()
                self.assertEqual(self.check()["type"], "danger")
                self.assertIn(words, self.check()["message"])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_weekly(self):
        """IT9: the weekly check looks at it, and tells the supervisor of its authority."""
        self.env.cr.flush()
        self.env.cr.execute(
            SQL(
                "UPDATE customs_preference_decision SET decided_on = '2026-01-01' WHERE id = %s",
                self.decision_1.id,
            )
        )
        self.env.invalidate_all()
        with self.enter_registry_test_mode(), mute_logger(LOGGER):
            self.env.ref("customs_verification.cron_check_records").method_direct_trigger()
        self.assertIn("Decided On", self.decision_1.record_findings)
        kind = self.env.ref("customs_verification.mail_activity_type_record")
        told = self.decision_1.activity_ids.filtered(lambda row: row.activity_type_id == kind)
        self.assertEqual(told.user_id, self.supervisor)


@tagged("post_install", "-at_install")
class TestDecisionOnDeclaration(TestDecisionWithoutCase):
    """What is decided on goods of a declaration alone has such a record, too (RS10.3)."""

    def setUp(self):
        super().setUp()
        goods = self.declared(days=-20, preference_claimed=False)
        number = goods.with_user(self.officer).apply_for_restoration("The importer applied")
        self.take(self.env["customs.preference.decision"].browse(number))
        self.assertEqual(self.decision_1.res_model, "customs.declaration")
