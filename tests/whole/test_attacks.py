"""Attacks from outside: by another's ids, by tokens, by forged forms, by remote calls, by texts and files.

What a single part refuses is tried with that part (files, letters, workbooks, rights). Here stands what an
outsider would do, through the doors that an outsider has.
"""

import ast
import io
import json
import re
from pathlib import Path

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.inputs import given_text
from ..common.access import rows_of
from ..common.access_table import METHODS
from ..common.attack import ASKED, FOREIGN, INTERNAL, PERSON, READABLE, VISIT, AttackHttpCase
from ..common.bare_socket import BareSocketMixin
from ..common.cases import CustomsCase
from ..common.file_samples import PDF, packed

MB = 1024 * 1024
OUTSIDERS = ("contact", "asked", "unrelated")
RECORDS = ("task", "answer", "file", "letter", "window", "notice")
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


class GivenBack(Exception):  # noqa: N818 - nothing went wrong
    """What was taken is given back."""


# What a remote call can send where something else is expected, and what of it stands for what.
NOTHING = (None, [], {})
WORDS = (5, -1, 2**70, 1.5, "x")
NO_WORDS = (*NOTHING, [[]], True, "\x00", "\ud800", ["x"], [[1, 2]], [["a", None]])
ODD = (*WORDS, *NO_WORDS)
# (who, record, method) -> arguments that are taken, and which odd ones are taken in place of each.
CALLS = {
    ("contact", "task", "give_answer"): (
        {"round_number": 1, "text": "x", "choice": None, "file_ids": [], "is_confidential": False},
        {"round_number": (True,), "text": WORDS, "choice": ODD, "file_ids": NOTHING, "is_confidential": ODD},
    ),
    ("asked", "window", "add_material"): (
        {"subject": "x", "files": [("a.txt", b"a")], "is_confidential": False},
        {"subject": WORDS, "files": (), "is_confidential": ODD},
    ),
    ("asked", "window", "consent"): (
        {"reference": "x", "dated_on": None, "note": "x", "files": []},
        {"reference": WORDS, "dated_on": (None,), "note": ODD, "files": NOTHING},
    ),
    ("asked", "window", "refuse"): (
        {"note": "x", "reference": "x", "dated_on": None, "files": []},
        {"note": WORDS, "reference": ODD, "dated_on": (None,), "files": NOTHING},
    ),
    ("asked", "recent", "ask_verified_person"): ({"due_on": None}, {"due_on": ()}),
    ("asked", "window", "remove_team_member"): ({"member_id": None}, {"member_id": ()}),
    ("asked", "window", "add_team_member"): (
        {"first_name": "x", "last_name": "x", "position": "x", "native_first_name": "x"},
        {"first_name": WORDS, "last_name": WORDS, "position": WORDS, "native_first_name": ODD},
    ),
}


def public_methods():
    """Return model, method, and who may call it, of the table of access."""
    return [(model, method, set(who)) for model, _which, method, *who in rows_of(METHODS)]


@tagged("post_install", "-at_install")
class TestAttacks(BareSocketMixin, AttackHttpCase):
    """What is another's is not found, does not differ from what is not there, and is not changed."""

    def answers(self, path):
        """Return status and page for a path, without what differs in every page."""
        response = self.url_open(path, allow_redirects=False)
        page = re.sub(r'csrf_token: "[^"]*"|value="[0-9a-f]{40}o\d*"', "", response.text)
        return response.status_code, page

    def test_by_id(self):
        """CU-A: each page of the portal, with the ids of another's records: as if they were not there."""
        for name in OUTSIDERS:
            self.enter(getattr(self, name))
            for rule in self.routes():
                if "GET" not in rule.methods or not rule.arguments - {"page"}:
                    continue
                with self.subTest(user=name, route=rule.rule):
                    path = self.path(rule, self.foreign)
                    status, page = self.answers(path)
                    self.assertEqual(status, 404)
                    self.assertNotIn(FOREIGN, page)
                    missing = re.sub(r"\d+", str(2**31 - 1), path, count=1)
                    self.assertEqual(self.answers(missing)[0], 404)
                    self.assertEqual(
                        page.replace(path, ""), self.answers(missing)[1].replace(missing, ""), "they differ"
                    )

    def test_by_posting(self):
        """CU-A: each form, sent with the right token to another's record: not found, nothing written."""
        before = self.digest(self.foreign)
        for name in OUTSIDERS:
            self.enter(getattr(self, name))
            for rule in self.routes():
                if "POST" not in rule.methods or not rule.arguments:
                    continue
                with self.subTest(user=name, route=rule.rule):
                    form = {"ids": self.foreign.visit.id, "round": "1", "text": "x", "due_on": "2100-01-01"}
                    response = self.post(self.path(rule, self.foreign), **form)
                    self.assertEqual(response.status_code, 404)
                    self.assert_no_marks(response, FOREIGN)
        self.assertEqual(self.digest(self.foreign), before)

    def test_by_role(self):
        """CU-A: the person sees no request to the authority, the authority no task; a stranger neither."""
        own = {
            "contact": "tasks/receipt/documents/remove/files/answer/file/preferences",
            "asked": "requests",
            "unrelated": "",
        }
        for name in OUTSIDERS:
            self.enter(getattr(self, name))
            for rule in self.routes():
                kind = rule.rule.split("/")[3] if rule.rule.startswith("/my/") else "file"
                if rule.rule.startswith("/customs/report") or not rule.arguments - {"page"}:
                    continue
                if kind in own[name] and own[name]:
                    continue
                with self.subTest(user=name, route=rule.rule):
                    path = self.path(rule, self.own)
                    get = "GET" in rule.methods
                    response = self.url_open(path, allow_redirects=False) if get else self.post(path)
                    self.assertEqual(response.status_code, 404)
                    self.assert_no_marks(response, PERSON, ASKED, INTERNAL)

    def test_without_login(self):
        """CU-A: who is not logged in is led to the login from each page, and no form does anything."""
        before = self.digest(self.own)
        self.enter(None)
        for rule in self.routes():
            with self.subTest(route=rule.rule):
                path = self.path(rule, self.own)
                if "GET" in rule.methods:
                    response = self.url_open(path, allow_redirects=False)
                else:
                    response = self.post(path)
                self.assertEqual(response.status_code, 303)
                self.assertIn("/web/login", response.headers["Location"])
        self.assertEqual(self.digest(self.own), before)

    def test_by_token(self):
        """CU-A: our records have no keys: none in the models, and what a link brings changes nothing."""
        for model in READABLE:
            self.assertFalse({"access_token", "access_url"} & set(self.env[model]._fields), model)
        self.enter(self.unrelated)
        partner = self.contact.partner_id
        for query in (
            "access_token=x",
            f"access_token={'0' * 64}&pid={partner.id}&hash={'0' * 64}",
            f"token={partner.signup_token if 'signup_token' in partner._fields else 'x'}&pid={partner.id}",
        ):
            for rule in self.routes():
                if "GET" in rule.methods and rule.arguments - {"page"}:
                    with self.subTest(query=query, route=rule.rule):
                        response = self.url_open(
                            f"{self.path(rule, self.own)}?{query}", allow_redirects=False
                        )
                        self.assertEqual(response.status_code, 404)
                        self.assert_no_marks(response, PERSON, ASKED, INTERNAL)

    @mute_logger("odoo.http")
    def test_by_the_routes_of_mail(self):
        """CU-A: messages, followers and files of a case are read and posted by nobody outside."""
        before = self.digest(self.own)
        for user in (self.contact, self.asked, self.unrelated, None):
            self.enter(user)
            for record in (self.own.task, self.own.visit, self.foreign.task):
                thread = {"thread_model": record._name, "thread_id": record.id}
                calls = {
                    "/mail/thread/messages": {},
                    "/mail/thread/data": {"request_list": ["followers", "attachments", "activities"]},
                    "/mail/message/post": {"post_data": {"body": "x", "message_type": "comment"}},
                    "/portal/chatter_init": {},
                }
                for path, more in calls.items():
                    for token in ({}, {"token": "x", "hash": "x", "pid": "1", "access_token": "x"}):
                        response = self.url_open(path, json={"params": {**thread, **more, **token}})
                        self.assert_no_marks(response, INTERNAL, FOREIGN)
                upload = {"thread_id": record.id, "thread_model": record._name}
                upload["csrf_token"] = Request.csrf_token(self)
                response = self.url_open(
                    "/mail/attachment/upload", data=upload, files={"ufile": ("a.txt", b"x")}
                )
                self.assertNotIn("ownership_token", response.text)
        self.assertEqual(self.digest(self.own), before)

    def test_by_attachment(self):
        """CU-A, RSM26: no file is reached by the id of its attachment, of its record, or as a picture."""
        attachments = self.env["ir.attachment"]
        for world in (self.own, self.foreign):
            attachments |= world.attachment | world.paper
            attachments |= attachments.create(
                {"name": INTERNAL, "raw": INTERNAL, "res_model": VISIT, "res_id": world.visit.id}
            )
        places = [str(attachment.id) for attachment in attachments]
        for world in (self.own, self.foreign):
            places += [f"customs.file/{world.file.id}/content", f"customs.document/{world.letter.id}/file"]
            places += [f"{VISIT}/{world.visit.id}/note", f"customs.task/{world.task.id}/question"]
        for user in (self.contact, self.asked, self.unrelated, None):
            self.enter(user)
            for place in places:
                for path in (
                    f"/web/content/{place}",
                    f"/web/content/{place}?access_token=x&mimetype=text/html&download=true",
                    f"/web/image/{place}",
                ):
                    response = self.url_open(path, allow_redirects=False)
                    self.assert_no_marks(response, INTERNAL, PERSON, FOREIGN)
            found = self.env["ir.attachment"].with_user(user or self.env.ref("base.public_user"))
            self.assertFalse(found.has_access("read"))

    def test_ids_of_files_in_an_answer(self):
        """RS16.9: an answer takes no file of another company, of another user, of another task."""
        colleague = self.portal_contact(self.company, "Colleague", login="colleague")
        others = (
            self.env["customs.file"].with_user(colleague)._accept([("c.txt", b"c")], task_id=self.own.task.id)
        )
        self.enter(self.contact)
        for ids in (
            self.foreign.pending.ids,
            self.foreign.file.ids,
            self.own.file.ids,
            others.ids,
            [2**31 - 1],
        ):
            with self.subTest(ids=ids):
                response = self.post(
                    f"/my/customs/tasks/{self.own.task.id}/answer", round="1", text="Here.", file_ids=ids
                )
                self.assertIn(response.status_code, (200, 422))
                self.assertIn("o_customs_problems", response.text)
                self.assert_no_marks(response, FOREIGN)
                error = self.call("customs.task", "give_answer", self.own.task.ids, 1, "Here.", file_ids=ids)
                self.assertIn("error", error)
        self.assertFalse(self.own.task.answer_ids)

    def test_another_round(self):
        """RS16.9: a number of a round that is none answers nothing."""
        self.enter(self.contact)
        for number in ("0", "2", "-1", "1.0", "x", "", "9" * 30, "١"):
            with self.subTest(number=number):
                response = self.post(
                    f"/my/customs/tasks/{self.own.task.id}/answer", round=number, text="Here."
                )
                self.assertIn("o_customs_problems", response.text)
        self.assertFalse(self.own.task.answer_ids)

    def test_contact_of_two_companies(self):
        """CU-A: a contact who moves to another company leaves all behind, and takes nothing along."""
        self.contact.partner_id.parent_id = self.foreign.company
        self.enter(self.contact)
        paths = (f"/my/customs/tasks/{self.own.task.id}", f"/customs/file/{self.own.file.id}")
        for path in (*paths, f"/my/customs/tasks/{self.own.former.id}/receipt/1"):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        page = self.url_open("/my/customs/tasks")
        self.assert_no_marks(page, PERSON)
        self.assertIn(FOREIGN, page.text)
        response = self.post(f"/my/customs/tasks/{self.own.task.id}/answer", round="1", text="x")
        self.assertEqual(response.status_code, 404)
        self.assertFalse(self.own.task.answer_ids)

    def test_moving_oneself(self):
        """CU-A: nobody becomes another company's contact, or an official, by the form of the account."""
        self.enter(self.unrelated)
        partner = self.unrelated.partner_id
        former = partner.commercial_partner_id
        form = {
            "name": "Stranger",
            "email": "s@example.com",
            "phone": "1",
            "street": "1",
            "city": "X",
            "zipcode": "1",
            "country_id": self.rs.id,
            "partner_id": partner.id,
            "parent_id": self.company.id,
            "commercial_partner_id": self.company.id,
            "customs_authority_ids": self.exporting.id,
            "user_ids": self.contact.id,
        }
        for path in ("/my/address/submit", "/my/account"):
            self.post(path, **{**form, "callback": "/my"})
        own = {**form, "partner_id": self.contact.partner_id.id}
        self.post("/my/address/submit", **own)
        partner.invalidate_recordset()
        self.assertEqual(partner.commercial_partner_id, former)
        self.assertEqual(self.contact.partner_id.name, "Own Contact")
        for values in ({"parent_id": self.company.id}, {"customs_authority_ids": [self.exporting.id]}):
            self.assertIn("error", self.call("res.partner", "write", partner.ids, values))
            self.assertIn("error", self.call("res.users", "write", self.unrelated.ids, values))
        self.unrelated.invalidate_recordset()
        self.assertFalse(self.unrelated.customs_authority_ids)

    # Forged, repeated and bent forms

    @mute_logger("odoo.http")
    def test_without_the_token(self):
        """CU-A: no form works without the token of the session, nor with another's: nothing is written."""
        self.enter(self.asked)
        anothers = Request.csrf_token(self)
        before = self.digest(self.own)
        for user in (self.contact, self.asked):
            self.enter(user)
            for rule in self.routes():
                if "POST" not in rule.methods:
                    continue
                for token in (False, "0" * 40 + "o1", "x", anothers if user != self.asked else False):
                    with self.subTest(user=user.login, route=rule.rule, token=token):
                        response = self.post(
                            self.path(rule, self.own), token=token, round="1", text="x", due_on="2100-01-01"
                        )
                        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.digest(self.own), before)

    def test_writing_by_link(self):
        """CU-A: what writes answers to POST alone; a page that is read writes nothing."""
        before = self.digest(self.own)
        for user in (self.contact, self.asked):
            self.enter(user)
            for rule in self.routes():
                with self.subTest(route=rule.rule):
                    self.assertFalse({"GET", "POST"} <= rule.methods, "one route reads and writes")
                    self.assertNotIn(
                        "csrf", [key for key, val in rule.endpoint.routing.items() if val is False]
                    )
                    path = f"{self.path(rule, self.own)}?round=1&text=x"
                    if "POST" in rule.methods:
                        self.assertIn(self.url_open(path).status_code, (404, 405))
                    else:
                        self.assertLess(self.url_open(path).status_code, 500)
                        self.assertEqual(rule.endpoint.routing["readonly"], True)
        self.assertEqual(self.digest(self.own), before)

    def test_old_form(self):
        """RS16.9: a form that was sent is not sent again, by the same nor by a colleague."""
        colleague = self.portal_contact(self.company, "Colleague", login="colleague")
        path = f"/my/customs/tasks/{self.own.task.id}/answer"
        for user, status in ((self.contact, 303), (self.contact, 200), (colleague, 200)):
            self.enter(user)
            self.assertEqual(self.post(path, round="1", text="First.").status_code, status)
        self.own.task.with_user(self.officer).send_back("Not readable.")
        self.enter(self.contact)
        self.assertEqual(self.post(path, round="1", text="Old form.").status_code, 200)
        self.assertEqual(self.post(path, round="2", text="Second.").status_code, 303)
        self.assertEqual(self.own.task.answer_ids.mapped("text"), ["First.", "Second."])

    def test_more_than_the_form_has(self):
        """IT9: fields that the form does not have are not written, whatever they are called."""
        self.enter(self.contact)
        more = {
            "outcome": "accepted",
            "state": "accepted",
            "accepted_on": str(self.today),
            "commercial_person_id": self.unrelated.commercial_partner_id.id,
            "answered_by_id": self.officer.id,
            "answered_by_name": "The Minister",
            "answered_on": "2020-01-01",
            "number": "7",
            "by_letter": "1",
            "context": '{"customs_door": true, "default_outcome": "accepted"}',
            "customs_door": "1",
            "default_outcome": "accepted",
            "force_company": "1",
            "uid": "1",
            "su": "1",
        }
        response = self.post(f"/my/customs/tasks/{self.own.task.id}/answer", round="1", text="Here.", **more)
        self.assertEqual(response.status_code, 303)
        answer = self.own.task.answer_ids
        self.assertEqual((answer.outcome, answer.number, answer.by_letter), (False, 1, False))
        self.assertEqual((answer.answered_by_id, answer.answered_by_name), (self.contact, "Own Contact"))
        self.assertEqual((answer.answered_on, self.own.task.state), (self.today, "answered"))
        self.assertEqual(answer.commercial_person_id, self.company)

    def test_leading_elsewhere(self):
        """CU-A: no answer leads to another host, whatever the form or the link says."""
        self.enter(self.contact)
        more = dict.fromkeys(("redirect", "url", "next", "return_url", "callback"), "//evil.example.com/")
        response = self.post(
            f"/my/customs/tasks/{self.own.task.id}/answer?redirect=//evil.example.com",
            round="1",
            text="x",
            **more,
        )
        place = response.headers["Location"]
        self.assertTrue(place.startswith(("/my/customs/", self.base_url())), place)
        self.assertNotIn("evil", place)

    def test_ids_of_another_kind(self):
        """IT9: numbers that are none, too large, negative, in other digits: not found, and no error."""
        junk = (
            "0",
            "-1",
            "2147483648",
            "9" * 40,
            "9" * 5000,
            "1e3",
            "٩٩٩٩٩٩٩",
            "%C2%B2",
            "abc",
            "1.0",
            "%00",
            "..%2f1",
        )
        self.enter(self.contact)
        kinds = {frozenset(rule.arguments): rule for rule in self.routes() if rule.arguments}
        for rule in kinds.values():
            for number in junk:
                path = re.sub(r"\d+", number, self.path(rule, self.own), count=1)
                with self.subTest(route=rule.rule, number=number[:10]):
                    if "POST" in rule.methods:
                        response = self.post(path, ids="1")
                    else:
                        response = self.url_open(path, allow_redirects=False)
                    # Other digits lead to the page of the number, where it is asked whose it is.
                    self.assertIn(response.status_code, (400, 404, 301))

    def test_ids_of_a_report(self):
        """IT9: a list of ids with anything in it is not found, and no error."""
        self.enter(self.officer)
        report = self.env.ref("customs_verification.action_report_visit_request")
        for ids in ("²", "٣", "9" * 40, "2147483648", "1,²", "-1", "\x00", "[1]", "1;2"):
            with self.subTest(ids=ids):
                self.assertIn(self.post(f"/customs/report/{report.id}", ids=ids).status_code, (404, 422))

    def test_bent_texts(self):
        """IT9: texts that no keyboard writes: kept without what cannot be kept, and never an error."""
        self.enter(self.contact)
        for number, text in enumerate(
            (
                "a\x00b",
                "\u202egpj.exe",
                "x" * 20_000,
                "\ufffe\uffffx",
                "\x1b[31m",
                "'; DROP TABLE res_users; --",
            ),
            1,
        ):
            with self.subTest(text=text[:20]):
                response = self.post(
                    f"/my/customs/tasks/{self.own.task.id}/answer", round=str(number), text=text
                )
                self.assertEqual(response.status_code, 303, response.text[:2000])
                self.assertEqual(self.own.task.answer_ids[-1:].text, given_text(text))
                self.own.task.with_user(self.officer).send_back("Again.")

    def test_two_gigabytes(self):
        """RS16.9: a form that announces 2 GB is answered before its body is read."""
        for user in (self.contact, self.asked):
            self.enter(user)
            for rule in self.routes():
                if "POST" not in rule.methods or "report" in rule.rule or rule.rule.endswith("download"):
                    continue
                with self.subTest(route=rule.rule):
                    status = self.announce(self.path(rule, self.own), 2**31)
                    self.assertIn(status, (b"413", b"404"))
            mine = (
                f"tasks/{self.own.task.id}/files"
                if user == self.contact
                else f"requests/{self.own.window.id}/material"
            )
            if any(
                rule.rule.startswith(f"/my/customs/{mine.split('/', maxsplit=1)[0]}")
                for rule in self.routes()
            ):
                self.assertEqual(self.announce(f"/my/customs/{mine}", 2**31), b"413")

    def announce(self, path, length):
        """Send the head of a form, and return the status that comes back."""
        return self.send(path, b"", [f"Content-Length: {length}"]).split(b" ", 2)[1]

    def test_files_that_are_not_what_they_say(self):
        """RS16.9: bombs, scripts and programs under honest names are refused at the page, all named."""
        self.enter(self.contact)
        uploads = {
            "bomb.zip": packed({"a.txt": bytes(30 * MB)}),
            "photo.jpg": b"MZ\x90\x00 a program",
            "letter.pdf": b"<html><script>alert(1)</script>",
            "page.html": b"<script>alert(1)</script>",
            "image.svg": b"<svg onload='alert(1)'/>",
            "empty.pdf": b"",
            "act.pdf.exe": b"MZ",
        }
        before = self.env["customs.file"].search_count([])
        response = self.url_open(
            f"/my/customs/tasks/{self.own.task.id}/files",
            data={"csrf_token": Request.csrf_token(self)},
            files=[("files", (name, content)) for name, content in uploads.items()],
            headers={"Accept": "application/json"},
        )
        self.assertEqual(response.status_code, 422)
        told = "\n".join(response.json()["problems"])
        for name in uploads:
            self.assertIn(name, told)
        self.assertEqual(self.env["customs.file"].search_count([]), before)

    def test_names_of_files(self):
        """RS16.9: a name that leads elsewhere, or into a header, becomes a plain name."""
        self.enter(self.contact)
        for name in (
            "../../../etc/passwd.pdf",
            "..\\..\\a.pdf",
            "C:\\a.pdf",
            "a\r\nSet-Cookie: b=c.pdf",
            "a\x00.pdf",
            'a".pdf',
            "\u202efdp.pdf",
            "x" * 500 + ".pdf",
            SCRIPT + ".pdf",
        ):
            with self.subTest(name=name):
                file = (
                    self.env["customs.file"]
                    .with_user(self.contact)
                    ._accept([(name, PDF)], task_id=self.own.task.id)
                )
                self.assertFalse(re.search(r"[\x00-\x1f<>\"/\\\u202a-\u202e]", file.name), file.name)
                self.assertLessEqual(len(file.name), 255)
                response = self.url_open(f"/customs/file/{file.id}")
                self.assertNotIn("Set-Cookie: b", str(response.headers))
                self.assertNotIn("b", response.cookies)
                self.assertTrue(response.headers["Content-Disposition"].startswith("attachment"))
                file._unlink_pending()

    # The doors of programs: what a person outside may call does what it says, and nothing else is called

    def test_private_methods(self):
        """IT9: what begins with an underscore, and what is marked so, is called by nobody."""
        self.enter(self.contact)
        for model in ("customs.task", "customs.task.answer", "customs.file", "customs.document"):
            for name in (
                "_write_guarded",
                "_behind_the_door",
                "_accept",
                "_add_answer",
                "_bind",
                "sudo",
                "with_user",
            ):
                if hasattr(self.env[model], name):
                    answer = self.call(model, name, self.own.task.ids)
                    self.assertIn("error", answer, name)

    def test_other_methods(self):
        """CU-A: acts of the authority and Odoo's own changes are refused to everybody outside."""
        before = self.digest(self.own)
        acts = [
            (model, method)
            for model, method, who in public_methods()
            if not who & {"person", "liaison", "asked_officer", "reader"}
        ]
        for user in (self.contact, self.asked, self.unrelated):
            self.enter(user)
            for model, method in acts:
                record = self.own.task if model == "customs.task" else self.own.letter
                ids = record.ids if record._name == model else [1]
                with self.subTest(user=user.login, method=f"{model}.{method}"):
                    self.assertIn("error", self.call(model, method, ids, *(["2026-01-01", "x"])))
            for name in RECORDS:
                record = getattr(self.own, name)
                values = {"name": "x"} if "name" in record._fields else {"number": 5}
                for method, args in (
                    ("write", [values]),
                    ("unlink", []),
                    ("copy", []),
                    ("web_save", [values, {}]),
                ):
                    with self.subTest(user=user.login, method=f"{record._name}.{method}"):
                        self.assertIn("error", self.call(record._name, method, record.ids, *args))
                self.assertIn("error", self.call(record._name, "create", [values]))
        self.assertEqual(self.digest(self.own), before)

    def test_contexts(self):
        """IT9: no context opens the door of the addon, changes who one is, or fills in what is not asked."""
        self.enter(self.contact)
        for context in (
            {"customs_door": True},
            {"customs_door": "DOOR", "default_outcome": "accepted", "default_by_letter": True},
            {"uid": 1, "su": True, "force_company": 1, "allowed_company_ids": [1]},
            {"active_test": False, "bin_size": False, "prefetch_fields": False},
            {
                "default_task_id": self.foreign.task.id,
                "default_commercial_person_id": self.foreign.company.id,
            },
            {"tracking_disable": True, "mail_notrack": True, "import_file": True},
        ):
            with self.subTest(context=context):
                for values in ({"state": "accepted"}, {"asked_on": False}, {"name": "x"}):
                    error = self.call("customs.task", "write", self.own.task.ids, values, context=context)
                    self.assertIn("error", error)
                rows = self.call("customs.task", "search_read", [], ["name", "state"], context=context)[
                    "result"
                ]
                self.assertNotIn(FOREIGN, json.dumps(rows))
                self.assertNotIn("draft", {row["state"] for row in rows})
        answer = self.call(
            "customs.task",
            "give_answer",
            self.own.task.ids,
            1,
            "Here.",
            context={
                "default_outcome": "accepted",
                "default_by_letter": True,
                "default_answered_on": "2020-01-01",
            },
        )
        self.assertIn("result", answer)
        given = self.own.task.answer_ids
        self.assertEqual((given.outcome, given.by_letter, given.answered_on), (False, False, self.today))

    def test_files_of_others_in_a_wizard(self):
        """RSM26: who answers a request takes no file of anything else, and makes none disappear."""
        user = self.officer_2
        user.customs_authority_ids = self.exporting
        file = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": "res.partner", "res_id": self.company.id}
        )
        for kind in ("member", "material", "ask", "consent"):
            values = {"request_id": self.own.window.id, "kind": kind, "attachment_ids": [(6, 0, file.ids)]}
            values |= {"first_name": "A", "last_name": "B", "position": "C", "subject": "D", "reference": "E"}
            wizard = self.env["customs.answer.request"].with_user(user).create(values)
            with self.subTest(kind=kind), self.refused("You can only use files that you uploaded here"):
                wizard.action_apply()
        self.assertTrue(file.exists())

    def test_looking_around(self):
        """CU-A: lists, groups, names, counts, exports and filters tell nothing of another's, nor internal."""
        for user, marks in (
            (self.contact, (INTERNAL, ASKED, FOREIGN)),
            (self.asked, (INTERNAL, PERSON, FOREIGN)),
            (self.unrelated, (INTERNAL, PERSON, ASKED, FOREIGN)),
        ):
            self.enter(user)
            for model in READABLE:
                answers = [
                    self.call(model, "search_read", []),
                    self.call(model, "name_search", ""),
                    self.call(model, "formatted_read_group", [], ["create_uid"], ["__count"]),
                    self.call(
                        model, "web_search_read", [], {"display_name": {}, "create_uid": {"fields": {}}}
                    ),
                ]
                text = json.dumps(answers)
                for mark in marks:
                    self.assertNotIn(mark, text, (user.login, model))

    def test_asking_by_filter(self):
        """CU-A: a filter over what one may not read is refused: it would tell it letter by letter."""
        self.enter(self.contact)
        for model, domain in (
            ("customs.task", [["officer_id.login", "like", "test"]]),
            ("customs.task", [["answer", "like", "x"]]),
            ("customs.task", [["importing_authority_id.supervisor_id", "!=", False]]),
            ("customs.task", [["message_ids.body", "like", INTERNAL]]),
            ("customs.document", [["drawn_up_by_id", "!=", False]]),
            ("customs.document", [["service_ids.note", "!=", False]]),
            ("customs.document", [["disclosure_ids", "!=", False]]),
            ("customs.task.answer", [["decided_by_id.name", "like", "T"]]),
            ("customs.file", [["content", "!=", False]]),
        ):
            with self.subTest(domain=domain):
                answer = self.call(model, "search_count", domain)
                self.assertTrue("error" in answer or answer["result"] == 0, answer)

    def test_arguments_of_another_kind(self):
        """IT9: lists for texts, texts for numbers, nothing for all: a sentence, and never an error.

        What is taken all the same is named here: it means something, or is left out.
        """
        self.own.window.with_user(self.asked).add_team_member("First", "Last", "Inspector")
        recent = self.sent_visit(-10, person=self.company)
        self.own.recent = self.own.window.browse(recent.id * 2 + 1)
        known = {"due_on": str(self.day(5)), "member_id": self.own.visit.member_ids.id}
        taken = {}
        for (user, record, method), (arguments, _read_as) in CALLS.items():
            records = getattr(self.own, record).with_user(getattr(self, user))
            honest = arguments | {name: known[name] for name in known.keys() & arguments.keys()}
            self.assertTrue(self.takes(records, method, honest), method)
            for name in honest:
                taken[method, name] = {
                    repr(value) for value in ODD if self.takes(records, method, honest | {name: value})
                }
        wanted = {
            (method, name): set(map(repr, values))
            for (_user, _record, method), (_honest, read_as) in CALLS.items()
            for name, values in read_as.items()
        }
        # The member's own number may be among the odd ones.
        wanted["remove_team_member", "member_id"] = {repr(one) for one in ODD if one == known["member_id"]}
        self.assertEqual(taken.keys(), wanted.keys())
        differ = {name: (value, wanted[name]) for name, value in taken.items() if value != wanted[name]}
        self.assertFalse(differ, "what was taken, and what may be")

    def takes(self, records, method, arguments):
        """Whether a public method takes these arguments; what it did is undone. Only a sentence refuses."""
        self.env.invalidate_all()
        with self.subTest(method=method, arguments=arguments):
            try:
                with self.env.cr.savepoint():
                    get_public_method(records, method)(records, **arguments)
                    raise GivenBack
            except UserError:
                return False
            except GivenBack:
                return True
        return False

    # What somebody typed is text wherever it is shown

    def hostile(self):
        """Return a task, its answer and a letter with the script wherever somebody can type."""
        self.contact.partner_id.name = f"Contact {SCRIPT}"
        task = self.task(
            self.own.visit, name=f"Task {SCRIPT}", question=SCRIPT, warning=SCRIPT, article=SCRIPT
        )
        files = self.env["customs.file"].with_user(self.contact)
        file = files._accept([(f"{SCRIPT}.txt", b"x")], task_id=task.id)
        answer = task.with_user(self.contact).give_answer(1, SCRIPT, file_ids=file.ids)
        return task, answer, self._letter(self.own.visit, SCRIPT, addressee_id=self.company.id)

    def assert_text(self, page):
        """No tag of the planted script is a tag of the page."""
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("<script>alert", page.text)
        self.assertNotIn("<img src=x", page.text)

    def test_portal(self):
        """CU-A: pages of the portal show the title, the question, the answer, names and files as text."""
        task, _answer, letter = self.hostile()
        self.enter(self.contact)
        for path in (
            "tasks",
            f"tasks/{task.id}",
            f"tasks/{task.id}/receipt/1",
            "documents",
            f"documents/{letter.id}",
        ):
            page = self.url_open(f"/my/customs/{path}")
            self.assert_text(page)
            self.assertIn("&lt;script&gt;", page.text)
        task.with_user(self.officer).send_back(SCRIPT)
        page = self.url_open(f"/my/customs/tasks/{task.id}")
        self.assert_text(page)
        page = self.post(f"/my/customs/tasks/{task.id}/answer", round="1", text=SCRIPT, choice=SCRIPT)
        self.assert_text(page)

    def test_web_client(self):
        """IT9: what the web client shows as HTML (messages, notes, activities) holds the script as text."""
        task, _answer, _letter = self.hostile()
        task.with_user(self.officer).send_back(SCRIPT)
        bodies = [*task.message_ids.mapped("body"), *self.own.visit.message_ids.mapped("body")]
        bodies += task.activity_ids.mapped("note")
        self.assertIn("&lt;script&gt;", "".join(map(str, bodies)))
        for body in bodies:
            self.assertNotIn("<script", str(body))
            self.assertNotIn("<img src=x", str(body))
        for model in ("customs.task", "customs.task.answer", "customs.file", "customs.document"):
            shown = self.env[model]._fields
            for name in {
                "name",
                "text",
                "question",
                "warning",
                "reason",
                "sent_back_reason",
                "subject",
            } & set(shown):
                self.assertIn(shown[name].type, ("char", "text"), f"{model}.{name} is shown as HTML")

    def test_mail(self):
        """RS16.9: bodies of mails hold it as text; subjects and addresses have one line."""
        self.contact.partner_id.email = "contact@example.com"
        self.contact.partner_id.name = "Name\r\nBcc: victim@example.com"
        task = self.task(self.own.visit, name=f"One\r\nBcc: victim@example.com {SCRIPT}", question=SCRIPT)
        mails = self.env["mail.mail"].search([("model", "=", task._name), ("res_id", "=", task.id)])
        mails |= self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertTrue(mails)
        for mail in mails:
            self.assertNotIn("<script>alert", str(mail.body_html))
            self.assertNotIn("<img src=x", str(mail.body_html))
            for values in mail._prepare_outgoing_list():
                message = self.env["ir.mail_server"]._build_email__(
                    "a@example.com",
                    values["email_to"] or ["b@example.com"],
                    values["subject"],
                    values["body"],
                )
                sent = message.as_bytes().split(b"\n\n")[0].split(b"\r\n\r\n")[0]
                self.assertFalse(re.search(rb"^Bcc", sent, re.MULTILINE), sent)
                self.assertNotIn("Bcc", message.keys())

    def test_pdf(self):
        """RS16.10: the receipt and the printed record show it letter by letter, and load nothing."""
        _task, answer, _letter = self.hostile()
        self.own.visit.with_user(self.officer).record_fact(
            "request_acknowledged_on", self.today, reference="<b>RS</b> & <a href='x'>", note=SCRIPT
        )
        reports = self.env["ir.actions.report"].with_user(self.officer)
        printed, _kind = reports._render("customs_verification.action_report_visit_facts", self.own.visit.ids)
        for content in (answer.with_user(self.contact)._pdf_receipt(), printed):
            text = re.sub(
                r"\s+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
            )
            self.assertIn("<script>alert(1)</script><imgsrc=xonerror=alert(2)>", text)
            self.assertNotIn(b"/URI", content)
            self.assertNotIn(b"/Subtype /Image", content)

    def test_workbook(self):
        """Design, Output: formulas that somebody typed are text in the register."""
        formulas = ("=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1", "-1+1", "\t=1+1", '=HYPERLINK("http://x","y")')
        for number, formula in enumerate(formulas):
            company = self.person(formula)
            self.sent_visit(person=company, days=-70 - number)
        reports = self.env["ir.actions.report"].with_user(self.officer)
        for report in self.env["ir.actions.report"].search([("report_type", "=", "customs-xlsx")]):
            records = self.env[report.model].with_user(self.officer).search([])
            content, _kind = reports._render(report, records.ids)
            book = load_workbook(io.BytesIO(content))
            typed = [
                (cell.value, cell.data_type)
                for sheet in book
                for row in sheet.iter_rows()
                for cell in row
                if isinstance(cell.value, str) and any(text.strip() in cell.value for text in formulas)
            ]
            self.assertEqual({kind for _value, kind in typed} - {"s"}, set(), report.report_name)

    def test_names_of_downloads(self):
        """IT9: a number or a name cannot begin a header of its own, nor a path."""
        _task, _answer, letter = self.hostile()
        self.enter(self.contact)
        response = self.post(f"/my/customs/documents/{letter.id}/download")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.headers["Content-Disposition"].startswith("attachment"))
        for sign in "\r\n/\\":
            self.assertNotIn(sign, response.headers["Content-Disposition"])


# Where controllers act as superuser, and why nothing that an outsider names is read so.
SUDO_IN_CONTROLLERS = {
    ("file.py", "upload_limit"): "a setting: how long a body may be",
    ("import_problems.py", "download"): "lines of an import that the user may read, asked as the user before",
    ("report.py", "download"): "the print action by its id; the records are read as the user",
    ("portal_requests.py", "_asked_page"): "settings: which files are taken",
}


@tagged("post_install", "-at_install")
class TestSource(CustomsCase):
    """What no attack from outside would find quickly: the places that act as superuser."""

    def test_sudo_in_controllers(self):
        """CU-A: no controller acts as superuser but in these places, each with its reason."""
        found = set()
        for place in sorted(Path(__file__).parents[2].joinpath("controllers").glob("*.py")):
            for function in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef) and self._calls(function, {"sudo", "with_user"}):
                    found.add((place.name, function.name))
        self.assertEqual(found - SUDO_IN_CONTROLLERS.keys(), set())

    def test_sudo_in_templates(self):
        """CU-A: no page acts as superuser."""
        for place in Path(__file__).parents[2].joinpath("views").rglob("*.xml"):
            self.assertNotIn("sudo(", place.read_text(encoding="utf-8"), place.name)

    def _calls(self, tree, names):
        """Return where one of these methods is called in a piece of source."""
        return [
            (node.lineno, node.col_offset)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
        ]

    def test_nothing_hidden_is_filtered(self):
        """CU-A: no field that outsiders read leads past the rules: a filter would tell what is there."""
        # Of the own files of the own answer; and the window's authorities, whose names are public.
        known = {("customs.task.answer", "sent_back_file_ids")}
        for user in (self.portal_contact(self.person()), self.liaison()):
            for model in READABLE:
                records = self.env[model].with_user(user)
                past = {
                    (model, name)
                    for name, field in records._fields.items()
                    if field.relational
                    and getattr(field, "bypass_search_access", False)
                    and records._has_field_access(field, "read")
                }
                self.assertLessEqual(past, known)
