"""What was given in confidence: asked about by nobody, read only with an entry in the log (RSM26, IT8)."""

import itertools
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_open_temporary_directory
from odoo.tools.convert import convert_file

from ..common.cases import CustomsCase

ANSWER, DOCUMENT, FILE = "customs.task.answer", "customs.document", "customs.file"
SECRET = "Our price is qqsecret"


@tagged("post_install", "-at_install")
class ConfidedCase(CustomsCase):
    """A case with a confidential answer, its file and its letter, and everybody inside who may read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.sent_visit(days=-20)
        cls.contact = cls.portal_contact(cls.case.verified_person_id)
        task = cls.case_task = cls.task(cls.case)
        cls.file = cls.env[FILE].with_user(cls.contact)._accept([("a.txt", SECRET.encode())], task_id=task.id)
        cls.answer = task.with_user(cls.contact).give_answer(
            1, SECRET, file_ids=cls.file.ids, is_confidential=True
        )
        for user in (cls.reader, cls.officer, cls.supervisor):
            user.group_ids |= cls.env.ref("base.group_allow_export")
        cls.env.flush_all()
        cls.env.invalidate_all()

    def readings(self, **values):
        values = values or {"answer_id": self.answer.id}
        return self.env["customs.reading"].search([(name, "=", value) for name, value in values.items()])


class TestNotAsked(ConfidedCase):
    """No search, order, group or aggregate tells what was given in confidence."""

    def confided(self):
        """Yield (model, field) of all that is confided, with the paths of relations that lead there."""
        for model in self.env.registry.values():
            for name in getattr(model, "_confided_fields", ()):
                yield model._name, name

    def paths(self, model):
        """Return (model, path): every stored relation of any model that leads to ``model``."""
        return [
            (other._name, name)
            for other in self.env.registry.values()
            for name, field in other._fields.items()
            if field.relational
            and field.comodel_name == model
            and field.store
            and not other._abstract
            and not other._transient
            and other._auto
        ]

    def ask_all(self, model, field, user, kind):
        """Yield (name, question) for every way to ask ``model`` about the path ``field`` of this type."""
        records = self.env[model].with_user(user)
        conditions = [("=", False), ("!=", False)]
        if kind == "text":
            conditions += [("ilike", "qq"), ("=like", "O%"), ("in", ["x"]), (">", "O"), ("not ilike", "qq")]
        for operator, value in conditions:
            domain = [(field, operator, value)]
            yield f"domain {operator}", lambda domain=domain: records.search_count(domain)
            yield f"python {operator}", lambda domain=domain: self.in_python(records, domain)
        yield "search", lambda: records.search([(field, "!=", False)])
        yield "not", lambda: records.search(["!", (field, "!=", False)])
        yield "name_search", lambda: records.name_search("", [(field, "!=", False)])
        yield "web_search_read", lambda: records.web_search_read([(field, "!=", False)], {"id": {}})
        yield "formatted_read_group", lambda: records.formatted_read_group([], [field], ["__count"])
        yield "read_group", lambda: records.read_group([], [field], [field])
        yield "web_read_group", lambda: records.web_read_group([], [field], ["__count"])
        yield (
            "grouping sets",
            lambda: records.formatted_read_grouping_sets([], [[field], []], ["__count"]),
        )
        if "." in field:
            return
        yield "order", lambda: records.search([], order=field)
        yield "order of a page", lambda: records.web_search_read([], {"id": {}}, order=f"{field} desc")
        for aggregate in ("array_agg", "array_agg_distinct", "max", "min", "count_distinct", "count"):
            spec = f"{field}:{aggregate}"
            yield spec, lambda spec=spec: records.formatted_read_group([], [], [spec])
            yield (
                f"having {spec}",
                lambda spec=spec: records.formatted_read_group(
                    [], ["id"], ["__count"], having=[(spec, "!=", "x")]
                ),
            )
            yield (
                f"order {spec}",
                lambda spec=spec: records.formatted_read_group([], ["id"], ["__count"], order=spec),
            )

    def in_python(self, records, domain):
        """Ask as a condition that somebody wrote is asked of records which were found already."""
        found = records.search([], limit=5)
        if not found or ("." in domain[0][0] and not found.mapped(domain[0][0].rpartition(".")[0])):
            raise NotImplementedError("there is nothing to ask")
        return found.filtered_domain(domain)

    def outcome(self, ask):
        """Return refused, impossible, or what was told."""
        try:
            with self.env.cr.savepoint():
                return f"told {ask()}"
        except AccessError as error:
            self.assertNotIn("qqsecret", str(error))
            return "refused"
        except (ValueError, NotImplementedError, KeyError, AssertionError):
            return "impossible"

    def test_by_field(self):
        """RSM26, IT8: by no door of the ORM is a confided field searched, sorted, grouped or aggregated."""
        refused = 0
        for (model, field), user in itertools.product(self.confided(), (self.reader, self.supervisor)):
            kind = self.env[model]._fields[field].type
            for name, ask in self.ask_all(model, field, user, kind):
                with self.subTest(model=model, field=field, ask=name, user=user.login):
                    outcome = self.outcome(ask)
                    self.assertFalse(outcome.startswith("told"), outcome)
                    refused += outcome == "refused"
        self.assertGreater(refused, 100)

    def test_own_defaults(self):
        """RSM26: a default that a reader set changes nothing of what the log says of the reading."""
        reader = self.reader
        other = self.env["customs.document"].search([], limit=1)
        defaults = self.env["ir.default"].with_user(reader)
        defaults.set("customs.reading", "read_at", "2001-01-01 00:00:00", user_id=True)
        if other:
            defaults.set("customs.reading", "document_id", other.id, user_id=True)
        defaults.set("customs.reading", "way", "printed", user_id=True)
        before = self.readings()
        self.answer.with_user(reader).read(["text"])
        noted = self.readings() - before
        self.assertEqual(
            (noted.read_at.year, noted.document_id.id, noted.answer_id, noted.way),
            (fields.Datetime.now().year, False, self.answer, "opened"),
        )

    def test_read_by_code(self):
        """RSM26: code of a mail template or a server action that reads as the software is noted as well."""
        partner = self.env["ir.model"]._get_id("res.partner")
        reads = f"object.env['customs.task.answer'].sudo().browse({self.answer.id}).text"
        template = self.env["mail.template"].create(
            {"model_id": partner, "subject": f"{{{{ {reads} }}}}", "body_html": f'<p t-out="{reads}"/>'}
        )
        action = self.env["ir.actions.server"].create(
            {"name": "Reads", "model_id": partner, "state": "code", "code": reads.replace("object.", "")}
        )
        company = self.env.company.partner_id
        ways = {
            "subject": lambda: template._render_field("subject", company.ids),
            "body": lambda: template._render_field("body_html", company.ids),
            "action": action.run,
        }
        for way, read in ways.items():
            with self.subTest(way=way):
                self.env.invalidate_all()
                before = self.readings()
                read()
                self.assertEqual((self.readings() - before).mapped("way"), ["by_code"])

    def test_by_relation(self):
        """RSM26, IT8: nor through a relation, one or two deep, of any model of the database."""
        refused = 0
        for model, field in self.confided():
            kind = self.env[model]._fields[field].type
            for other, path in self.paths(model):
                for name, ask in self.ask_all(other, f"{path}.{field}", self.supervisor, kind):
                    with self.subTest(model=other, path=f"{path}.{field}", ask=name):
                        outcome = self.outcome(ask)
                        if "group" in name:  # there may be nothing to group
                            self.assertNotIn("qqsecret", outcome)
                        else:
                            self.assertFalse(outcome.startswith("told"), outcome)
                        refused += outcome == "refused"
                for far, first in self.paths(other):
                    with self.subTest(model=far, path=f"{first}.{path}.{field}"):
                        records = self.env[far].with_user(self.supervisor)
                        domain = [(f"{first}.{path}.{field}", "!=", False)]
                        outcome = self.outcome(lambda r=records, d=domain: r.search_count(d))
                        self.assertFalse(outcome.startswith("told"), outcome)
        self.assertGreater(refused, 100)

    def test_no_detour(self):
        """RSM26: no field is a copy of a confided one, tracks it, or leads past the rules to it."""
        confided = set(self.confided())
        self.assertIn((ANSWER, "text"), confided)
        self.assertIn((DOCUMENT, "file"), confided)
        for model in self.env.registry.values():
            for name, field in model._fields.items():
                with self.subTest(model=model._name, field=name):
                    if field.related and not model._abstract:
                        target = field.related_field
                        self.assertNotIn((target.model_name, target.name), confided)
                    if (model._name, name) in confided:
                        self.assertFalse(getattr(field, "tracking", False))
                        self.assertFalse(field.column_type and field.prefetch, "it is fetched with others")
                    if field.type == "many2one" and field.comodel_name in {row[0] for row in confided}:
                        self.assertFalse(field.bypass_search_access)

    def test_the_rest_is_asked(self):
        """Numbers and dates are searched, sorted, grouped as before; the software asks what it needs."""
        answers = self.env[ANSWER].with_user(self.officer)
        self.assertIn(self.answer, answers.search([("number", "=", 1)], order="answered_at desc"))
        groups = answers.formatted_read_group([("task_id", "=", self.case_task.id)], ["task_id"], ["__count"])
        self.assertEqual(groups[0]["__count"], 1)
        self.assertIn(self.answer, self.env[ANSWER].sudo().search([("text", "ilike", "qqsecret")]))
        self.assertFalse(self.readings())


class TestNoted(ConfidedCase):
    """Every way that still gives the content leaves an entry."""

    def test_by_name(self):
        """RSM26: a form that is not saved, the words of a mail: what reads the field by its name is noted."""
        answer = self.answer.with_user(self.reader)
        template = self.env["mail.template"].create(
            {"model_id": self.env["ir.model"]._get_id(ANSWER), "body_html": '<p t-out="object.text"/>'}
        )
        ways = {
            "template": lambda: template.with_user(self.reader)._render_field("body_html", answer.ids),
            "attribute": lambda: answer.text,
            "mapped": lambda: answer.mapped("text"),
        }
        wizard = self.env["customs.send.back"].with_user(self.officer)
        spec = {"task_id": {}, "text": {}, "answer_id": {}}
        ways["wizard"] = lambda: wizard.onchange({"task_id": self.case_task.id}, ["task_id"], spec)
        ways["wizard that is saved"] = lambda: wizard.create(
            {"task_id": self.case_task.id, "reason": "x"}
        ).read(["text"])
        ways["translations"] = lambda: answer.get_field_translations("text")
        for name, read in ways.items():
            with self.subTest(way=name):
                self.env.invalidate_all()
                before = self.readings()
                read()
                noted = self.readings() - before
                self.assertTrue(noted)
                self.assertEqual(noted.user_id, self.officer if "wizard" in name else self.reader)

    def test_error_tells(self):
        """RSM26: an error that says what was read does not take the entry back with it."""
        self.env.flush_all()
        self.env.invalidate_all()
        values = {"model_id": self.env["ir.model"]._get_id(ANSWER), "subject": "{{ int(object.text) }}"}
        self.reader.group_ids |= self.env.ref("mail.group_mail_template_editor")
        with (
            patch.object(self.registry["customs.upload.limit"], "_own_transaction", self.own_transaction()),
            self.assertLogs("odoo.addons.mail.models.mail_template", "ERROR") as logs,
            self.assertRaises(ValidationError),
            self.env.cr.savepoint(),
        ):
            self.env["mail.template"].with_user(self.reader).create(values)
        self.assertIn("qqsecret", str(logs.output))
        self.assertEqual({(row["way"], row["user_id"]) for row in self.opened}, {("by_code", self.reader.id)})

    def own_transaction(self):
        """Take the place of a transaction of its own: keep what it writes, whatever becomes of the test's."""
        self.opened = opened = []
        create = self.registry["customs.reading"].create

        @contextmanager
        def own_transaction(records):
            def kept(readings, vals_list):
                opened.extend(vals_list)
                return create(readings, vals_list)

            with patch.object(self.registry["customs.reading"], "create", kept):
                yield records.env.cr

        return own_transaction

    def test_taken_back(self):
        """RSM26: what was read before something failed was read: the entry is made after the rollback."""
        ways = {
            "attribute": lambda: self.answer.with_user(self.reader).text,
            "read": lambda: self.answer.with_user(self.reader).read(["text"]),
            "download": lambda: self.answer.with_user(self.reader)._pdf_receipt(),
        }
        for way, read in ways.items():
            for hooks in (self.env.cr.postrollback, self.env.cr.postcommit):
                with self.subTest(way=way, hooks=hooks):
                    hooks.clear()
                    self.env.flush_all()
                    self.env.invalidate_all()
                    before = self.readings()
                    with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                        read()
                        raise ZeroDivisionError
                    self.assertFalse(self.readings() - before)
                    hooks.run()
                    noted = self.readings() - before
                    self.assertTrue(noted)
                    self.assertEqual(noted.user_id, self.reader)
                    self.env.invalidate_all()
                    read()
                    before = self.readings()
                    hooks.run()
                    self.assertEqual(self.readings(), before, "what is in the log is not noted twice")

    def test_receipt(self):
        """RSM26: a receipt is printed with an entry, whichever report prints it; by its giver without."""
        report = self.env["ir.actions.report"].create(
            {
                "name": "Receipts",
                "model": ANSWER,
                "report_type": "customs-pdf",
                "report_name": "customs_verification.receipt",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        report.with_user(self.reader)._render_customs_pdf(report.id, self.answer.ids)
        noted = self.readings()
        self.assertEqual((set(noted.mapped("way")), noted.user_id), ({"printed"}, self.reader))
        self.case_task.with_user(self.reader)._pdf_receipt()
        self.assertEqual(len(self.readings()), len(noted) + 1)
        self.answer.with_user(self.contact)._pdf_receipt()
        self.assertEqual(len(self.readings()), len(noted) + 1)

    def test_by_relation(self):
        """RSM26: whichever record leads there, by reading or exporting: one entry each time."""
        spec = {"answer_id": {"fields": {"text": {}}}}
        file, task = self.file.with_user(self.reader), self.case_task.with_user(self.reader)
        ids = [("id", "in", self.file.ids)]
        ways = {
            "read": ("opened", lambda: file.web_read(spec)),
            "search": ("opened", lambda: file.web_search_read(ids, spec)),
            "lines": ("opened", lambda: task.web_read({"answer_ids": {"fields": {"text": {}}}})),
            "page": (
                "opened",
                lambda: self.answer.with_user(self.reader).search_read([], ["text"], limit=80),
            ),
            "groups": (
                "opened",
                lambda: self.answer.with_user(self.reader).web_read_group(
                    [], ["task_id"], ["__count"], auto_unfold=True, unfold_read_specification={"text": {}}
                ),
            ),
            "export": ("exported", lambda: file.export_data(["name", "answer_id/text"])),
            "export of lines": ("exported", lambda: task.export_data(["name", "answer_ids/text"])),
        }
        for name, (way, read) in ways.items():
            with self.subTest(way=name):
                self.env.invalidate_all()
                before = self.readings()
                self.assertIn("qqsecret", str(read()))  # pylint: disable=not-callable
                noted = self.readings() - before
                self.assertEqual((len(noted), noted.way, noted.user_id), (1, way, self.reader))

    def test_by_its_giver(self):
        """RSM26: the person's own words are no secret from it, by the portal's page."""
        self.env.invalidate_all()
        self.assertEqual(self.answer.with_user(self.contact).text, SECRET)
        self.assertFalse(self.readings())

    def test_copied(self):
        """RSM26: what was given in confidence is not copied, nor told as the values of a copy."""
        for user in (self.reader, self.officer, self.supervisor):
            with self.refused("Confidential content cannot be copied"):
                self.answer.with_user(user).copy_data()
        self.assertFalse(self.readings())


class TestByTheDatabase(ConfidedCase):
    """Who writes into the database what reads as the software, code or none, is in the log as well."""

    def code(self, code):
        model = self.env["ir.model"]._get_id("res.partner")
        action = self.env["ir.actions.server"].create(
            {"name": "Reads", "model_id": model, "state": "code", "code": code}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return action.run()

    def test_by_every_method(self):
        """RSM26: code that reads by whichever method of a model leaves an entry."""
        answer = f"env['{ANSWER}'].sudo()"
        of_file = (
            f"[('res_model', '=', '{FILE}'), ('res_id', '=', {self.file.id}), ('res_field', '!=', False)]"
        )
        ways = (
            f"{answer}.search_fetch([('id', '=', {self.answer.id})], ['text']).text",
            f"{answer}.browse({self.answer.id}).read(['text'])[0]['text']",
            f"{answer}.browse({self.answer.id}).mapped('text')[0]",
            f"{answer}.browse({self.answer.id}).export_data(['text'])['datas'][0][0]",
            f"b64decode(env['{FILE}'].sudo().browse({self.file.id}).content).decode()",
            f"env['ir.attachment'].sudo().search({of_file}).raw.decode()",
            f"b64decode(env['ir.attachment'].sudo().search({of_file}).datas).decode()",
        )
        for way in ways:
            with self.subTest(way=way):
                before = self.readings()
                told = self.code(f"action = {{'told': {way}}}")
                self.assertEqual(told["told"], SECRET)
                noted = self.readings() - before
                self.assertEqual(set(noted.mapped("way")), {"by_code"})
                self.assertEqual(noted.user_id, self.env.user)

    def test_by_a_data_file(self):
        """RSM26: a module that an administrator imports reads by the calls of its data files."""
        call = f"<function model='{ANSWER}' name='read'><value eval='[{self.answer.id}]'/></function>"
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.readings()
        with file_open_temporary_directory(self.env) as folder:
            path = Path(folder, "data.xml")
            path.write_text(f"<odoo>{call}</odoo>", encoding="utf-8")
            convert_file(self.env, "imported", "data.xml", {}, mode="init", pathname=str(path))
        self.assertEqual((self.readings() - before).mapped("way"), ["by_code"])

    def test_not_asked_by_code(self):
        """RSM26, IT8: code asks nothing about it either: a search would tell it without an entry."""
        ways = (
            "search([('text', 'ilike', 'qqsecret')])",
            "_read_group([], ['text'])",
            "search([], order='text')",
        )
        for way in ways:
            with self.subTest(way=way), self.assertRaises(AccessError):
                self.code(f"action = {{'told': str(env['{ANSWER}'].sudo().{way})}}")

    def test_field_that_repeats(self):
        """RSM26: a field that an administrator lets repeat the text, without code, leaves an entry."""
        partner = self.env["ir.model"]._get_id("res.partner")
        fields_ = self.env["ir.model.fields"]
        fields_.create({"name": "x_answer", "model_id": partner, "ttype": "many2one", "relation": ANSWER})
        fields_.create(
            {
                "name": "x_text",
                "model_id": partner,
                "ttype": "text",
                "related": "x_answer.text",
                "store": False,
                "readonly": True,
            }
        )
        company = self.env.company.partner_id
        company.x_answer = self.answer
        self.env.flush_all()
        self.env.invalidate_all()
        administrator = self.env.ref("base.user_admin")
        self.assertEqual(company.with_user(administrator).read(["x_text"])[0]["x_text"], SECRET)
        noted = self.readings()
        self.assertEqual((noted.mapped("way"), noted.user_id), (["by_code"], administrator))

    def test_without_code(self):
        """RSM26: so does a message to another server, which has no code either."""
        model = self.env["ir.model"]._get_id(ANSWER)
        text = self.env["ir.model.fields"]._get(ANSWER, "text")
        webhook = self.env["ir.actions.server"].create(
            {
                "name": "Sends",
                "model_id": model,
                "state": "webhook",
                "webhook_url": "http://localhost",
                "webhook_field_ids": text.ids,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        webhook.with_context(active_id=self.answer.id)._run_action_webhook()
        self.assertEqual(self.readings().mapped("way"), ["by_code"])

    def test_rule(self):
        """RSM26: a record rule that asks for the text opens nothing: what it shows would tell the text."""
        for model, domain in (
            (ANSWER, "[('text', '=like', 'Our%')]"),
            ("customs.task", "[('answer_ids', 'any', [('text', '=like', 'Our%')])]"),
            (FILE, "[('answer_id.text', '=like', 'Our%')]"),
        ):
            rule = self.env["ir.rule"].create(
                {
                    "name": "Asks",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "domain_force": domain,
                    "groups": self.env.ref("customs_verification.group_reader").ids,
                }
            )
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.reader).search([])
            rule.unlink()

    def test_raised(self):
        """RSM26: code that raises what it read takes its own transaction back, and not the entry."""
        opened = []

        @contextmanager
        def own_transaction(records):
            opened.append(records)
            yield records.env.cr

        with patch.object(self.registry["customs.upload.limit"], "_own_transaction", own_transaction):
            with self.assertRaisesRegex(UserError, "qqsecret"):
                self.code(f"raise UserError(env['{ANSWER}'].sudo().browse({self.answer.id}).text)")
            self.assertEqual(len(opened), 1)
            self.answer.with_user(self.reader).read(["text"])
            self.assertEqual(len(opened), 1)
