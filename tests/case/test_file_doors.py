"""Files of cases leave by their own doors only: every other one of Odoo's, tried by all (CU-A, RSM26)."""

# pylint: disable=translation-required  # what a test writes is not translated

import base64
import io
import itertools
import json
import runpy
import zipfile
from functools import partial
from pathlib import Path

from pypdf import PdfWriter

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools.misc import limited_field_access_token

from odoo.addons.http_routing.tests.common import MockRequest

from ..common.attack import AttackCase
from ..common.cases import PASSWORD

BYTES = ("raw", "datas", "db_datas", "index_content", "store_fname")


class FileDoorsCase(AttackCase):
    """Files of every kind of a case, each with a word of its own that is searched for in all answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.env["res.users"].create(
            {
                "name": "Employee",
                "login": "door_employee",
                "password": PASSWORD,
                "group_ids": [(6, 0, [cls.env.ref("base.group_user").id])],
            }
        )
        cls.system = cls.env["res.users"].create(
            {
                "name": "System",
                "login": "door_system",
                "password": PASSWORD,
                "group_ids": [
                    (4, cls.env.ref("base.group_system").id),
                    (4, cls.env.ref("customs_verification.group_supervisor").id),
                ],
                "customs_authority_ids": cls.importing.ids,
            }
        )
        attachments = cls.env["ir.attachment"]

        def attach(word, record):
            return attachments.create(
                {
                    "name": f"{word}.txt",
                    "raw": f"Door {word} text".encode(),
                    "mimetype": "text/plain",
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )

        visit = cls.own.visit
        cls.chatter = attach("qqchatter", visit)
        visit.with_user(cls.officer).message_post(body="With a file", attachment_ids=cls.chatter.ids)
        cls.by_letter = attach("qqbyletter", cls.own.task)
        cls.confided = cls._answer_by_letter()
        # (attachment, word): what is behind a field, and what is attached to a record.
        cls.sealed = {cls.own.attachment: b"Zqperson7 ledger", cls.own.paper: b"Zqperson7"}
        cls.attached = {cls.chatter: b"qqchatter text", cls.by_letter: b"qqbyletter text"}
        for user in (cls.reader, cls.officer, cls.supervisor, cls.system, cls.employee):
            user.group_ids |= cls.env.ref("base.group_allow_export")
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _answer_by_letter(cls):
        """Return a confidential answer whose letter is ``cls.by_letter``."""
        task = cls.own.former
        answer = task.answer_ids
        answer.sudo()._write_guarded({"is_confidential": True})
        cls.env.cr.execute(
            "INSERT INTO customs_task_answer_attachment_rel VALUES (%s, %s)", [answer.id, cls.by_letter.id]
        )
        cls.env.invalidate_all()
        return answer

    def inside(self):
        return {"reader": self.reader, "officer": self.officer, "supervisor": self.supervisor}

    def outside(self):
        return {
            "person": self.contact,
            "liaison": self.asked,
            "stranger": self.unrelated,
            "another authority": self.foreign_officer,
            "its supervisor": self.foreign_supervisor,
            "employee": self.employee,
            "public": self.env.ref("base.public_user"),
        }

    def readings(self):
        return self.env["customs.reading"].search([("answer_id", "=", self.confided.id)])


@tagged("post_install", "-at_install")
class TestByCalls(FileDoorsCase):
    """By remote calls, on the model of attachments."""

    def ways(self, file, user):
        """Yield (name, call) for every way to the bytes or the words of a file."""
        files = self.env["ir.attachment"].with_user(user)
        row = files.browse(file.id)
        place = [("res_model", "=", file.res_model), ("res_id", "=", file.res_id)]
        for name in BYTES:
            yield f"read {name}", lambda name=name: row.read([name])
            yield f"web_read {name}", lambda name=name: row.web_read({name: {}})
            if name != "store_fname":  # a digest, which no remote call reads by its name
                yield f"by name {name}", lambda name=name: row[name]
            yield (
                f"search_read {name}",
                lambda name=name: files.search_read([*place, ("id", "=", file.id)], [name]),
            )
            yield f"export {name}", lambda name=name: row.export_data([name])
        yield "copy_data", row.copy_data
        yield "copy", lambda: row.copy({"res_model": False, "res_id": 0, "res_field": False}).raw

    def questions(self, file, user):
        """Yield (name, call) for questions that are answered by yes or no, or by a group."""
        files = self.env["ir.attachment"].with_user(user)
        word = "qqbyletter" if file == self.by_letter else "ledger"
        place = [("res_model", "=", file.res_model), ("res_id", "=", file.res_id)]
        for extra in ([], place, [("id", "=", file.id)], [("res_field", "!=", None), *place]):
            yield (
                f"words {extra}",
                lambda extra=extra: files.search_count([("index_content", "ilike", word), *extra]),
            )
        yield (
            "by a message",
            lambda: (
                self.env["mail.message"]
                .with_user(user)
                .search_count([("attachment_ids.index_content", "ilike", word)])
            ),
        )

    def test_sealed(self):
        """CU-A, RSM26: what is behind a field is no attachment for anybody, in the house or out of it."""
        everybody = self.inside() | self.outside() | {"system": self.system}
        for (role, user), (file, word) in itertools.product(everybody.items(), self.sealed.items()):
            for name, call in self.ways(file, user):
                with self.subTest(role=role, file=file.res_model, way=name):
                    self.env.invalidate_all()
                    told = self.told(call)
                    self.assertNotIn(word.decode(), told)
                    self.assertNotIn(base64.b64encode(word).decode()[:12], told)
            for name, call in self.questions(file, user):
                with self.subTest(role=role, file=file.res_model, way=name):
                    self.assertIn(self.told(call), ("0", "refused"))
            for change in (
                {"public": True},
                {"res_model": "res.partner", "res_id": user.partner_id.id},
                {"res_field": False},
                {"access_token": "x"},
                {"name": "x"},
            ):
                with self.subTest(role=role, change=change):
                    self.assertEqual(self.told(partial(file.with_user(user).write, dict(change))), "refused")
            self.assertFalse(file.with_user(user).has_access("unlink"))

    def told(self, call):
        try:
            with self.env.cr.savepoint():
                return str(call())
        except UserError as error:  # the errors of access among them
            return "refused" if "qq" not in str(error) else str(error)

    def test_attached_to_others(self):
        """CU-A: who may not read the record reads nothing of what is attached to it."""
        for (role, user), (file, word) in itertools.product(self.outside().items(), self.attached.items()):
            if file == self.by_letter and role == "person":
                continue  # its own letter
            for name, call in (*self.ways(file, user), *self.questions(file, user)):
                with self.subTest(role=role, file=file.name, way=name):
                    self.env.invalidate_all()
                    told = self.told(call)
                    self.assertIn(told, ("refused", "0", "[]", "False"))
                    self.assertNotIn(word.decode(), told)

    def test_public_by_a_default(self):
        """RSM26: neither a default of the context nor one of the user makes a file of a case public."""
        vals = {
            "name": "x.txt",
            "raw": b"x",
            "res_model": "customs.verification.visit",
            "res_id": self.own.visit.id,
        }
        files = self.env["ir.attachment"].with_user(self.officer)
        with self.assertRaises(UserError):
            files.with_context(default_public=True).create(dict(vals))
        self.env["ir.default"].with_user(self.officer).set("ir.attachment", "public", True, user_id=True)
        with self.assertRaises(UserError):
            files.create(dict(vals))

    def test_confided_is_noted(self):
        """RSM26: the letter of an answer given in confidence: each way that gives its bytes is noted."""
        given = 0
        for role, user in self.inside().items():
            for name, call in self.ways(self.by_letter, user):
                with self.subTest(role=role, way=name):
                    self.env.invalidate_all()
                    before = self.readings()
                    told = self.told(call)
                    if told not in ("refused", "False", "[]"):
                        noted = self.readings() - before
                        self.assertEqual((len(noted), noted.user_id), (1, user), told)
                        given += 1
            for name, call in self.questions(self.by_letter, user):
                with self.subTest(role=role, way=name):
                    self.assertIn(self.told(call), ("0", "refused"))
        self.assertGreater(given, 20)

    def test_by_templates(self):
        """RSM26: what the words of a template fetch as superuser is noted, whichever method they call."""
        files = "object.env['ir.attachment'].sudo()"
        one = f"{files}.browse({self.by_letter.id})"
        name = f"{one}.store_fname"
        found = f"{files}.search_fetch([('id', '=', {self.by_letter.id})]"
        ways = {
            "stream": f"{one}._to_http_stream().read()",
            "stream of the route": f"object.env['ir.binary'].sudo()._record_to_stream({one}, 'raw').read()",
            "words": f"{one}.index_content",
            "words in a search": f"{found}, ['index_content'])",
            "words, fetched": f"{one}.fetch(['index_content'])",
            "name in the store": f"{files}._file_read({name})",
            "bytes": f"{one}.raw",
        }
        editor = self.employee
        editor.group_ids |= self.env.ref("mail.group_mail_template_editor")
        templates = self.env["mail.template"].with_user(editor)
        values = {"model_id": self.env["ir.model"]._get_id("res.partner")}
        for way, code in ways.items():
            with self.subTest(way=way), MockRequest(self.env):
                template = templates.sudo().create({**values, "body_html": f'<p t-out="{code}"/>'})
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.readings()
                template.with_user(editor)._render_field("body_html", editor.partner_id.ids)
                noted = self.readings() - before
                self.assertEqual((set(noted.mapped("way")), noted.user_id), ({"by_code"}, editor))
        asked = f"{files}.search_count([('index_content', 'ilike', 'qqbyletter')])"
        template = templates.sudo().create({**values, "body_html": f'<p t-out="{asked}"/>'})
        text = template.with_user(editor)._render_field("body_html", editor.partner_id.ids)
        self.assertIn("0", text[editor.partner_id.id])

    def test_fields_by_templates(self):
        """RSM26: nor are the bytes and words behind a field fetched unnoted, with no word of its place."""
        place = (
            f"('res_model', '=', 'customs.file'), ('res_id', '=', {self.own.attachment.res_id}), "
            "('res_field', '=', 'content')"
        )
        files = "object.env['ir.attachment'].sudo()"
        found = f"{files}.search([{place}])"
        ways = {
            name.format(field=field): code.format(field=field)
            for field in ("index_content", "raw", "datas")
            for name, code in {
                "{field}": found + ".{field}",
                "mapped {field}": found + ".mapped('{field}')",
                "item {field}": found + "['{field}']",
                "read {field}": found + ".read(['{field}'])",
                "search_read {field}": f"{files}.search_read([{place}], ['{{field}}'])",
                "search_fetch {field}": f"{files}.search_fetch([{place}], ['{{field}}']).mapped('{{field}}')",
                "export {field}": found + ".export_data(['{field}'])",
                "web_read {field}": found + ".web_read({{'{field}': {{}}}})",
                "grouped {field}": found + ".grouped('{field}')",
                "sorted {field}": found + ".sorted('{field}').mapped('{field}')",
                "filtered {field}": found + ".filtered('{field}').mapped('{field}')",
            }.items()
        }
        answer = self.env["customs.file"].browse(self.own.attachment.res_id).sudo().answer_id
        answer.sudo()._write_guarded({"is_confidential": True})
        editor = self.employee
        editor.group_ids |= self.env.ref("mail.group_mail_template_editor")
        templates = self.env["mail.template"].sudo()
        values = {"model_id": self.env["ir.model"]._get_id("res.partner")}
        for way, code in ways.items():
            with self.subTest(way=way), MockRequest(self.env):
                template = templates.create({**values, "body_html": f'<p t-out="{code}"/>'})
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env["customs.reading"].search([("answer_id", "=", answer.id)])
                template.with_user(editor)._render_field("body_html", editor.partner_id.ids)
                noted = self.env["customs.reading"].search([("answer_id", "=", answer.id)]) - before
                self.assertEqual((set(noted.mapped("way")), noted.user_id), ({"by_code"}, editor))

    def test_not_grouped(self):
        """RSM26: files are not sorted, grouped or aggregated by their words, whosesoever they are."""
        files = self.env["ir.attachment"].with_user(self.supervisor)
        for name in ("index_content", "db_datas"):
            for call in (
                lambda name=name: files.formatted_read_group([], [name], ["__count"]),
                lambda name=name: files.formatted_read_group([], [], [f"{name}:array_agg"]),
                lambda name=name: files.formatted_read_group([], ["id"], ["__count"], order=f"{name}:max"),
                lambda name=name: files.search([], order=name),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_the_rest_of_the_erp(self):
        """Files of other models are searched by their words, copied, shared and published as ever."""
        partner = self.env["res.partner"].create({"name": "Other"})
        files = self.env["ir.attachment"].with_user(self.env.ref("base.user_admin"))
        file = files.create(
            {
                "name": "o.txt",
                "raw": b"qqother words",
                "mimetype": "text/plain",
                "res_model": "res.partner",
                "res_id": partner.id,
            }
        )
        self.assertEqual(files.search([("index_content", "ilike", "qqother")]), file)
        self.assertEqual(file.copy().raw, b"qqother words")
        file.write({"public": True, "res_id": self.env.ref("base.main_partner").id})
        token = file.generate_access_token()[0]
        self.assertTrue(file._can_return_content("raw", token))
        partner.message_post(body="With it", attachment_ids=file.ids)

    def test_nothing_leaves_its_case(self):
        """RSM26: a file of a case is not copied, made public or put elsewhere, by the software neither."""
        files = [*self.attached, *self.sealed]
        users = [*self.inside().values(), self.system, self.env.ref("base.user_admin")]
        elsewhere = {"res_model": "res.partner", "res_id": self.officer.partner_id.id}
        for file in (file.with_user(user) for user, file in itertools.product(users, files)):
            for act in (
                lambda file=file: file.copy(elsewhere),
                lambda file=file: file.copy({"public": True}),
                lambda file=file: file.copy({**elsewhere, "raw": b"other"}),
                lambda file=file: file.write({"public": True}),
                lambda file=file: file.write(dict(elsewhere)),
                lambda file=file: file.write({"res_id": 0}),
                lambda file=file: file.write({"res_model": False}),
            ):
                with self.assertRaises(UserError):
                    act()
        picture = self.chatter.with_user(self.officer).copy({"raw": b"cropped"})
        self.assertEqual((picture.res_model, picture.res_id), (self.chatter.res_model, self.chatter.res_id))
        for file in files:
            if file != self.chatter:  # no second one, of which nobody would note who reads it
                with self.refused("part of the record"):
                    file.sudo().copy()
            for act in (
                lambda file=file: file.sudo().copy(elsewhere),
                lambda file=file: file.sudo().write({"public": True}),
            ):
                with self.refused("part of the record"):
                    act()
        for record in (self.own.visit, self.own.task):
            values = {
                "res_model": record._name,
                "res_id": record.id,
                "name": "p",
                "raw": b"p",
                "public": True,
            }
            with self.refused("part of the record"):
                self.env["ir.attachment"].with_user(self.officer).create(values)

    def test_not_sent_on(self):
        """RSM26: no message, mail, template or channel sends a file of a case on to elsewhere."""
        other = self.env["res.partner"].create({"name": "Other"})
        channel = self.env["discuss.channel"].with_user(self.officer)._create_channel("Doors", None)
        file = self.chatter
        officer = self.env(user=self.officer)
        composer = {
            "model": "res.partner",
            "res_ids": str(other.ids),
            "body": "x",
            "partner_ids": other.ids,
            "attachment_ids": file.ids,
        }

        def compose(mode):
            officer["mail.compose.message"].create(composer | {"composition_mode": mode})._action_send_mail()

        def send_template():
            template = officer["mail.template"].create({"name": "T", "attachment_ids": file.ids, **partners})
            template.send_mail(other.id)

        partners = {"model_id": self.env["ir.model"]._get_id("res.partner"), "email_to": "x@example.com"}
        acts = {
            "message": lambda: other.with_env(officer).message_post(body="x", attachment_ids=file.ids),
            "note": lambda: other.with_env(officer).message_notify(
                body="x", partner_ids=other.ids, attachment_ids=file.ids
            ),
            "channel": lambda: channel.message_post(body="x", attachment_ids=file.ids),
            "template": send_template,
            "composer": lambda: compose("comment"),
            "mass mail": lambda: compose("mass_mail"),
            "another case": lambda: self.foreign.visit.sudo().message_post(body="x", attachment_ids=file.ids),
            "mail": lambda: self.env["mail.mail"].create({"body_html": "x", "attachment_ids": file.ids}),
            "added": lambda: other.message_post(body="x").sudo().write({"attachment_ids": [(4, file.id)]}),
        }
        for name, act in acts.items():
            with self.subTest(way=name), self.refused("part of the record"), self.env.cr.savepoint():
                act()
        # In its own case it is named again.
        self.own.visit.with_env(officer).message_post(body="See above", attachment_ids=file.ids)

    def test_tokens(self):
        """CU-A: tokens open no file of ours: neither Odoo's own ones nor those of an uploader."""
        public = self.env["ir.binary"].with_user(self.env.ref("base.public_user"))
        for file in (*self.attached, *self.sealed):
            plain = file.sudo().access_token or "12345678"
            self.env.cr.execute("UPDATE ir_attachment SET access_token = %s WHERE id = %s", [plain, file.id])
            self.env.invalidate_all()
            tokens = [plain, *(self.token(file, name, scope) for name, scope in self.scopes())]
            for token, name in itertools.product(tokens, ("raw", "datas", "thumbnail", None)):
                with self.subTest(file=file.name, token=token[:5], field=name):
                    self.env.invalidate_all()
                    with self.assertRaises(UserError):
                        public._find_record(res_id=file.id, access_token=token, field=name)
            ownership = self.token(file, "id", "attachment_ownership")
            for user in self.outside().values():
                if user != self.contact:
                    self.assertFalse(file.with_user(user)._has_attachments_ownership([ownership]))

    def scopes(self):
        return (
            ("raw", "binary"),
            ("datas", "binary"),
            ("thumbnail", "binary"),
            ("id", "attachment_ownership"),
        )

    def token(self, file, name, scope):
        return limited_field_access_token(file.sudo(), name, scope=scope)

    def test_published_before(self):
        """RSM26: what somebody published in a former version is taken back by the upgrade, and no more."""
        other = self.env["ir.attachment"].create({"name": "logo", "raw": b"logo", "public": True})
        published = self.chatter | self.own.paper
        self.env.cr.execute("UPDATE ir_attachment SET public = TRUE WHERE id IN %s", [tuple(published.ids)])
        path = Path(__file__).parents[2] / "migrations" / "19.0.4.0.0" / "post-doors.py"
        runpy.run_path(str(path))["migrate"](self.env.cr, "19.0.3.0.0")
        self.env.invalidate_all()
        self.assertEqual((published | other).filtered("public"), other)

    def test_same_bytes(self):
        """RSM26: nobody learns that a file of a case has the bytes that he guesses."""
        files = self.env["ir.attachment"].with_user(self.officer)
        guess = {"name": "g", "mimetype": "text/plain", "datas": base64.b64encode(b"Door qqbyletter text")}
        found = files.create_unique([guess])
        self.assertEqual(len(found), 1)
        self.assertNotIn(self.by_letter.id, found)


@tagged("post_install", "-at_install")
class TestByRoutes(FileDoorsCase, HttpCase):
    """By the routes of Odoo."""

    def enter(self, user):
        login = user.login if user and user != self.env.ref("base.public_user") else None
        self.authenticate(login, PASSWORD if login else None)

    def bodies(self, files):
        """Yield (name, body) of what each route answers for the files; archives are opened."""
        token = Request.csrf_token(self)
        for file in files:
            for path in (
                f"/web/content/{file.id}",
                f"/web/content/{file.id}?download=1&mimetype=text/html",
                f"/web/content?model=ir.attachment&id={file.id}&field=datas",
                f"/web/content/ir.attachment/{file.id}/db_datas",
                f"/web/image/{file.id}",
                f"/web/image/{file.id}/100x100",
                f"/web/image/ir.attachment/{file.id}/thumbnail",
                f"/mail/attachment/pdf_first_page/{file.id}",
            ):
                yield path, self.url_open(path, allow_redirects=False).content
            form = {"csrf_token": token, "file_ids": str(file.id), "zip_name": "a.zip"}
            answer = self.url_open("/mail/attachment/zip", data=form, allow_redirects=False)
            yield "zip", self.unzipped(answer.content)
            for path, params in (
                ("/mail/attachment/delete", {"attachment_id": file.id}),
                ("/mail/attachment/update_thumbnail", {"attachment_id": file.id}),
            ):
                yield path, self.url_open(path, json={"params": params}).content

    def unzipped(self, content):
        if not zipfile.is_zipfile(io.BytesIO(content)):
            return content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())

    def test_outside(self):
        """CU-A: no route gives any file to who may not read its record, nor what is behind a field."""
        everything = self.sealed | self.attached
        own = {self.contact: self.by_letter}
        for role, user in self.outside().items():
            self.enter(user)
            for name, body in self.bodies([file for file in everything if own.get(user) != file]):
                with self.subTest(role=role, route=name):
                    for word in everything.values():
                        self.assertNotIn(word, body)
        self.assertEqual(everything.keys(), {file.exists() for file in everything})

    def test_inside(self):
        """RSM26: who may read the case gets no letter by its attachment; a confided file leaves an entry."""
        for user in (self.reader, self.system):
            self.enter(user)
            for name, body in self.bodies(self.sealed):
                with self.subTest(user=user.login, route=name):
                    for word in self.sealed.values():
                        self.assertNotIn(word, body)
        given = 0
        self.enter(self.reader)
        for number in range(len(list(self.bodies([self.by_letter])))):
            before = self.readings()
            name, body = next(itertools.islice(self.bodies([self.by_letter]), number, None))
            if self.attached[self.by_letter] in body:
                given += 1
                self.assertTrue(self.readings() - before, name)
        self.assertGreater(given, 3)

    def test_first_page(self):
        """RSM26: the first page of a PDF of a confided answer is noted."""
        writer, stream = PdfWriter(), io.BytesIO()
        writer.add_blank_page(100, 100)
        writer.write(stream)
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = %s, store_fname = NULL, mimetype = 'application/pdf' "
            "WHERE id = %s",
            [stream.getvalue(), self.by_letter.id],
        )
        self.env.invalidate_all()
        self.enter(self.reader)
        before = self.readings()
        answer = self.url_open(f"/mail/attachment/pdf_first_page/{self.by_letter.id}")
        self.assertEqual((answer.status_code, answer.content[:5]), (200, b"%PDF-"))
        self.assertEqual((self.readings() - before).user_id, self.reader)
        self.enter(self.foreign_officer)
        answer = self.url_open(f"/mail/attachment/pdf_first_page/{self.by_letter.id}")
        self.assertEqual(answer.status_code, 404)

    def test_zip_of_all(self):
        """CU-A: without a login, the ids of all files of the database in one archive give none of them."""
        self.enter(None)
        ids = self.env["ir.attachment"].sudo().search([("id", "!=", 0)], limit=500).ids
        form = {"csrf_token": Request.csrf_token(self), "zip_name": "a.zip"}
        for number in {*ids[:20], *(file.id for file in self.sealed | self.attached)}:
            if self.env["ir.attachment"].browse(number).public:
                continue
            answer = self.url_open("/mail/attachment/zip", data={**form, "file_ids": str(number)})
            self.assertNotEqual(answer.status_code, 200, number)

    def test_export(self):
        """RSM26: exported, the bytes of a confided file are noted; those behind a field are not exported."""
        for file, expected in ((self.by_letter, True), (self.own.paper, False)):
            self.enter(self.supervisor)
            wanted = {
                "model": "ir.attachment",
                "fields": [{"name": "datas", "label": "datas", "type": "binary"}],
                "ids": file.ids,
                "domain": [],
                "import_compat": False,
            }
            before = self.readings()
            data = {"data": json.dumps(wanted), "csrf_token": Request.csrf_token(self)}
            answer = self.url_open("/web/export/csv", data=data)
            self.assertEqual(answer.ok, expected)
            self.assertEqual(bool(self.readings() - before), expected)
