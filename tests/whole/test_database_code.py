"""Code kept in the database acts as the software: what it writes in a record stays found (IT9)."""

from contextlib import contextmanager, suppress
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_open_temporary_directory
from odoo.tools.convert import convert_file

from ...models.case import customs_seal
from ...tools import database_code, fact_chain
from ..common.outside_log import LogCase
from ..common.record import RecordCase


class _EnoughError(Exception):
    """What was done is taken back."""


class CodeCase(RecordCase):
    """A case, and an administrator of the system who writes server actions."""

    def setUp(self):
        super().setUp()
        self.env.cr.flush()
        self.addCleanup(customs_seal._codes.clear)
        customs_seal._codes.clear()

    def action(self, code, **values):
        return self.env["ir.actions.server"].create(
            {
                "name": "Moves the Clock",
                "model_id": self.env["ir.model"]._get_id("customs.verification.visit"),
                "state": "code",
                "code": code,
            }
            | values
        )

    def run_code(self, code, **values):
        """Run ``code`` as the last act of a transaction, on the visit."""
        self.action(code, **values).with_context(
            active_model=self.visit_1._name, active_id=self.visit_1.id, active_ids=self.visit_1.ids
        ).run()
        self.env.cr.flush()
        self.env.invalidate_all()

    @contextmanager
    def rolled_back(self):
        """Take back at the end what is done within."""
        with suppress(_EnoughError), self.env.cr.savepoint():
            yield
            raise _EnoughError

    def by_code(self):
        """Return the findings that say: code kept in the database wrote."""
        [(_case, findings)] = self.visit_1.sudo()._check_chain()
        return [finding for finding in findings if finding.kind == fact_chain.BY_CODE]

    @property
    def deadline(self):
        return self.env["customs.deadline"].search(
            [
                ("res_model", "=", self.visit_1._name),
                ("res_id", "=", self.visit_1.id),
                ("due_on", "!=", False),
            ],
            limit=1,
        )


@tagged("post_install", "-at_install")
class TestStoredCode(CodeCase):
    """A date that a server action moved is found, with the name of the action and of the field."""

    def test_dates_by_a_server_action(self):
        """IT9: every way by which a server action moves a date is found, and stays found."""
        deadline = f"env['customs.deadline'].sudo().browse({self.deadline.id})"
        update = f"UPDATE customs_deadline SET due_on = due_on + 30 WHERE id = {self.deadline.id}"
        sql = f"env.cr.execute('{update}')"
        move = "d.due_on + datetime.timedelta(days=30)"
        ways = {
            "write": f"d = {deadline}\nd.write({{'due_on': {move}}})",
            "item": f"d = {deadline}\nd['due_on'] = {move}",
            "many rows": f"d = {deadline}\nd._write_multi([{{'due_on': {move}}}])",
            "field": f"d = {deadline}\nd._fields['due_on'].write(d, {move})",
            "SQL, then a seal": f"{sql}\n{deadline}._add_to_seal()",
            "SQL, then a seal at the end": f"{sql}\nenv.cr.precommit.add({deadline}._add_to_seal)",
            "a lambda at the end": f"d = {deadline}\n"
            f"env.cr.precommit.add(lambda: d.write({{'due_on': {move}}}))",
            "an end of the transaction in between": f"env.cr.postcommit.run()\n{sql}\n"
            f"env.cr.precommit.add({deadline}._add_to_seal)",
            "notes of one's own": f"{sql}\nenv.cr.precommit.data['customs_verification.rows_to_seal'] = "
            f"dict(uid=1, rows={{'customs.deadline': {{{self.deadline.id}: None}}}}, gone={{}}, facts=[])\n"
            "env.cr.precommit.add(env['customs.seal'].sudo()._seal_noted)",
            "a deleted row": f"env.cr.precommit.add({deadline}.unlink)",
            "an update of the software": f"{sql}\nenv['customs.seal']._seal_everything('19.0.5.0.0')",
            "seals of one's own": f"{sql}\nd = {deadline}\n"
            "env['customs.seal']._append(env['customs.seal']._seals_of({d._name: {d.id: None}}), 1)",
        }
        for way, code in ways.items():
            with self.subTest(way=way), self.rolled_back():
                customs_seal._codes.clear()
                deadline_of_way = self.deadline
                before = deadline_of_way.due_on
                self.run_code(code)
                self.assertNotEqual(deadline_of_way.exists().due_on, before)
                result = self.visit_1.with_user(self.reader).action_check_record()["params"]
                self.assertIn(result["type"], ("danger", "warning"))
                # Either the code is named, or the row is not as it was sealed.
                self.assertRegex(
                    result["message"],
                    "Moves the Clock|changed without a recorded action|end of the transaction",
                )
                # In the next transaction, after lawful acts, it is found as before.
                customs_seal._codes.clear()
                self.visit_1._log_act("x", "Something else", self.today)
                self.deadline._add_to_seal({"state"})
                self.env.cr.flush()
                [(_case, findings)] = self.visit_1.sudo()._check_chain()
                self.assertTrue(findings)

    def test_field_is_named(self):
        """IT9: the check, the list of seals and the weekly job name the field, the action and the login."""
        label = self.deadline._fields["due_on"].string
        self.run_code(
            f"d = env['customs.deadline'].sudo().browse({self.deadline.id})\n"
            "d.write({'due_on': d.due_on + datetime.timedelta(days=30)})"
        )
        message = self.visit_1.with_user(self.reader).action_check_record()["params"]["message"]
        self.assertIn(label, message)
        seal = self.env["customs.seal"].with_user(self.reader).search([("by_code", "=", True)])
        self.assertEqual(len(seal), 1)
        self.assertIn(label, seal.contents)
        self.assertIn("Moves the Clock", seal.how)
        self.assertEqual(seal.sealed_by_id, self.env.user)
        with self.assertLogs("odoo.addons.customs_verification", "ERROR"):
            self.visit_1.sudo()._store_findings(self.visit_1._findings_in_words(self.by_code()))
        self.assertIn("Moves the Clock", self.visit_1.sudo().record_findings)

    def test_other_code(self):
        """IT9: so are templates and formulas of fields, which run code from the database as well."""
        template = self.env["ir.qweb"].with_context(active_test=False)
        view = self.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "name": "x",
                "key": "customs_verification.x",
                "arch": "<t t-name='x'><t t-out=\"rows.sudo().write({'due_on': day})\"/></t>",
            }
        )
        template._render(view.id, {"rows": self.deadline, "day": self.day(90)})
        self.env.cr.flush()
        self.assertTrue(self.by_code())

    def test_formulas_and_rules(self):
        """IT9: a formula of a field, or the domain of a rule, that leaves something for the end is found."""
        seal = f"self.env['customs.deadline'].sudo().browse({self.deadline.id})._add_to_seal"
        update = f"UPDATE customs_deadline SET due_on = due_on + 30 WHERE id = {self.deadline.id}"
        self.env["ir.model.fields"].create(
            {
                "name": "x_eye",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "ttype": "integer",
                "store": False,
                "depends": "name",
                "compute": f"self.env.cr.execute('{update}')\nself.env.cr.precommit.add({seal})",
            }
        )
        self.env.cr.flush()
        self.env.company.partner_id.read(["x_eye"])
        self.env.cr.flush()
        self.assertTrue(self.by_code())

    def test_facts_by_code(self):
        """IT9: an entry that a server action adds is an entry, and the record says what added it."""
        self.run_code(
            f"env['customs.verification.visit'].browse({self.visit_1.id})._log_act("
            "'x', 'Consent read again', datetime.date.today())"
        )
        self.assertTrue(self.by_code())
        self.assertTrue(self.entry(5))

    def test_updates_a_record(self):
        """IT9: an action that updates a record without code is one as well."""
        field = self.env["ir.model.fields"]._get("customs.verification.visit", "officer_id")
        self.run_code(
            False,
            state="object_write",
            update_path="officer_id",
            update_field_id=field.id,
            value=str(self.supervisor.id),
        )
        self.visit_1._add_to_seal()
        self.env.cr.flush()
        self.assertTrue(self.by_code())

    def test_acts_are_acts(self):
        """IT9: an action that only calls an act is in due form, and so are the jobs of the modules."""
        self.run_code("action = record.action_check_record()")
        self.record(self.visit_1, "person_informed_on", -20)
        self.env.cr.flush()
        crons = (
            self.env["ir.cron"]
            .search([])
            .filtered(
                lambda cron: (cron.get_external_id()[cron.id] or "").startswith("customs_verification.")
            )
        )
        self.assertTrue(crons)
        for cron in crons:
            self.assertFalse(cron.ir_actions_server_id._writes_what_it_likes(), cron.name)
        self.assertFalse(self.by_code())

    def test_automation_beside_an_act(self):
        """IT9: what an act of a person sets off does not make the act suspect; what it writes itself is."""
        deadline = self.deadline
        silent = self.action("x = record.name + 'x'")
        talking = self.action(
            f"d = env['customs.deadline'].sudo().browse({deadline.id})\nd.write({{'due_on': d.start_on}})"
        )
        context = {"active_model": self.visit_1._name, "active_id": self.visit_1.id}

        def write(action):  # as the automation of Odoo does, from within the method of that name
            self.visit_1.sudo().write({"note": "x"})
            action.with_context(**context).run()

        write(silent)
        self.record(self.visit_1, "person_informed_on", -20)
        self.env.cr.flush()
        self.assertFalse(self.by_code())
        write(talking)
        self.env.cr.flush()
        self.assertTrue(self.by_code())


@tagged("post_install", "-at_install")
class TestDataFiles(CodeCase):
    """A module that an administrator imports holds data files alone, and they call what they like (IT9)."""

    def load(self, calls):
        """Carry out a data file as the import of a module does: as superuser, from a file of its own."""
        with file_open_temporary_directory(self.env) as folder:
            path = Path(folder, "data.xml")
            path.write_text(f"<odoo>{calls}</odoo>", encoding="utf-8")
            convert_file(self.env, "imported", "data.xml", {}, mode="init", pathname=str(path))
        self.env.cr.flush()
        self.env.invalidate_all()

    def call(self, model, method, *values):
        values = "".join(f'<value eval="{value}"/>' for value in values)
        return f'<function model="{model}" name="{method}">{values}</function>'

    def test_written(self):
        """IT9: what they write in a record names the module, also by an act and by a private method."""
        visit = self.visit_1
        for calls in (
            self.call(visit._name, "_write_guarded", visit.ids, {"request_sent_on": "2020-01-02"}),
            self.call(visit._name, "record_fact", visit.ids, "'person_informed_on'", f"'{self.day(-50)}'"),
        ):
            with self.subTest(calls=calls), self.rolled_back():
                self.load(calls)
                names = {finding.name for finding in self.by_code()}
                self.assertEqual(names, {"imported/data.xml"})

    def test_loaded_by_the_software(self):
        """What the software loads when it is installed or updated is its own."""
        loading = {"__name__": database_code.LOADING, "load": self.load}
        exec("def run(calls): load(calls)", loading)  # pylint: disable=exec-used  # a frame as that of Odoo's loading
        visit = self.visit_1
        calls = self.call(visit._name, "_write_guarded", visit.ids, {"request_sent_on": "2020-01-02"})
        with self.rolled_back():
            loading["run"](calls)
            self.assertEqual(self.by_code(), [])


@tagged("post_install", "-at_install")
class TestStoredCodeInTheLog(CodeCase, LogCase):
    """The outside log says it too: there nobody takes it back."""

    def test_lines_name_the_code(self):
        """IT9: lines of what a server action recorded carry its name."""
        self.run_code(
            f"env['customs.verification.visit'].browse({self.visit_1.id})._log_act("
            "'x', 'Consent read again', datetime.date.today())"
        )
        self.committed()
        lines = self.lines()
        self.assertTrue(lines)
        self.assertTrue(all("Moves the Clock" in line["code"] for line in lines))

    def test_forged_lines(self):
        """IT9: who lets the software write lines for seals of his own leaves his name in them."""
        seal = self.env["customs.seal"].search([("res_id", "=", self.visit_1.id)], order="id desc", limit=1)
        head = {"case": f"{self.visit_1._name},{self.visit_1.id}", "chain": "contents"}
        head |= {"chain_index": seal.chain_index, "hash": seal.hash}
        code = f"[dict({head!r}, recorded_at='2026-01-01T00:00:00Z')]"
        self.run_code(f"env['customs.outside.log']._log_after_commit({code})")
        self.committed()
        self.assertEqual([bool(line.get("code")) for line in self.lines()], [True])
        self.assertTrue(self.by_code())

    def test_no_line_of_its_own(self):
        """IT9: such code adds no line to the log, neither a forged one nor what was missing."""
        before = self.all_lines()
        line = {"case": f"{self.visit_1._name},{self.visit_1.id}", "chain": "facts", "chain_index": 1}
        for code in (
            f"env['customs.outside.log']._open().append([dict({line!r}, hash='0')])",
            f"env['customs.outside.log']._write_heads([([dict({line!r}, hash='0')], '')])",
            "env['customs.outside.log'].create({}).action_move()",
        ):
            with self.subTest(code=code):
                with suppress(ValueError, UserError), self.env.cr.savepoint():
                    self.run_code(code.replace("create({})", "create({'reason': 'x'})"))
                self.assertEqual(self.all_lines(), before)
        self.assertEqual(self.all_lines(), before)


@tagged("post_install", "-at_install")
class TestSealsRead(CodeCase):
    """Who sealed what is open to those of the authority; what a seal hides is not."""

    def test_list_of_seals(self):
        """IT9: the seals of a case: number, when, who, how, which fields."""
        self.record(self.visit_1, "person_informed_on", -20)
        self.env.cr.flush()
        action = self.visit_1.with_user(self.reader).action_open_seals()
        seals = self.env[action["res_model"]].with_user(self.reader).search(action["domain"])
        self.assertTrue(seals)
        self.assertEqual(seals.mapped("kind"), ["contents"] * len(seals))
        self.assertTrue(all(seals.mapped("contents")))
        self.assertEqual(set(seals.mapped("how")), {"By a recorded action"})

    def test_seals_of_others(self):
        """IT9, RS5: nobody outside of the authority reads its seals; their marks are for nobody."""
        action = self.visit_1.with_user(self.reader).action_open_seals()
        self.assertFalse(self.env["customs.seal"].with_user(self.foreign_officer).search(action["domain"]))
        with self.assertRaises(AccessError):
            self.visit_1.with_user(self.foreign_officer).action_open_seals()
        outsider = self.portal_contact(
            self.env["res.partner"].create({"name": "Exporter", "is_company": True})
        )
        with self.assertRaises(AccessError):
            self.env["customs.seal"].with_user(outsider).search(action["domain"])
        seals = self.env["customs.seal"].with_user(self.supervisor).search(action["domain"])
        for door in (
            lambda: seals.read(["sealed"]),
            lambda: seals.search([("sealed", "!=", False)]),
            lambda: seals.formatted_read_group([], ["sealed"], ["__count"]),
            lambda: seals.export_data(["sealed"]),
        ):
            with self.assertRaises(UserError):
                door()

    def test_queries_of_the_list(self):
        """Eighty seals of a record cost the queries of one."""
        for day in range(1, 12):
            self.visit_1.with_user(self.supervisor).record_fact(
                "consent_received_on", self.day(-59 + day), reference="RS-1", reason="x"
            )
            self.env.cr.flush()
        action = self.visit_1.with_user(self.reader).action_open_seals()
        seals = self.env["customs.seal"].with_user(self.reader).search(action["domain"])
        self.assertGreater(len(seals), 8)

        def queries(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("contents")
            return self.env.cr.sql_log_count - before

        queries(seals)
        self.assertLessEqual(queries(seals), queries(seals[:1]) + 3)


@tagged("post_install", "-at_install")
class TestCodeItself(RecordCase):
    """What calls one act and what does more (no ORM)."""

    def test_calls_one_act(self):
        """IT9: only a single call of a public act or of a job passes for one."""
        for code in (
            "model._cron_check_records()",
            "action = records.action_close()",
            "model.process_email_queue(batch_size=100)",
            "# nothing",
        ):
            with self.subTest(code=code):
                self.assertTrue(database_code.calls_one_act(code))
        for code in (
            "records.write({'due_on': False})",
            "env.cr.execute('UPDATE customs_deadline SET due_on = NULL')",
            "model.sudo().action_close()",
            "record.write({})",
            "env['customs.deadline'].sudo().write({})",
            "record['due_on'] = False",
            "action = (lambda: 1)",
            "records.unlink()",
            "model.search([]).action_close()",
            "records.action_close(); records.action_open()",
            "this is no code",
        ):
            with self.subTest(code=code):
                self.assertFalse(database_code.calls_one_act(code))
        self.assertEqual(database_code.running(), "")
