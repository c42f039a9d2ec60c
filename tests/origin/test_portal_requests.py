"""The portal of an authority that was asked: its pages and forms, and what they never show (CU-A, RS16)."""

import base64

from lxml import html

from odoo import Command
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from ..common.cases import PASSWORD
from ..common.file_samples import PDF
from ..common.incoming_request import AskedCase

URL = "/my/customs/requests"


class PortalCase(AskedCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.sent_visit(days=-10)

    def setUp(self):
        super().setUp()
        self.log_in(self.liaison_user)

    def log_in(self, user):
        self.authenticate(user.login, PASSWORD)

    def url(self, case=None):
        return f"{URL}/{self.window(case or self.case).id}"

    def page(self, case=None):
        response = self.url_open(self.url(case))
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def send(self, act, case=None, files=(), version=None, token=True, **values):
        """Send one form of the page, with the version that the page has now."""
        data = {"version": version or self.window(case or self.case)._page_version(), **values}
        if token:
            data["csrf_token"] = Request.csrf_token(self)
        uploads = [("files", file) for file in files]
        return self.url_open(
            f"{self.url(case)}/{act}", data=data, files=uploads or None, allow_redirects=False
        )


@tagged("post_install", "-at_install")
class TestPortalRequests(PortalCase):
    def test_list(self):
        """CU-A: the liaison officer finds the requests to the own authority: the open ones, and all."""
        closed = self.sent_visit(days=-20)
        self.window(closed).refuse("No.")
        text = self.url_open(URL).text
        self.assertIn(self.case.name, text)
        self.assertNotIn(closed.name, text)
        self.assertIn(closed.name, self.url_open(f"{URL}?filterby=all").text)
        self.assertIn(self.case.name, self.url_open(f"{URL}/page/1?filterby=nonsense").text)
        self.assertIn("Requests to your authority", self.url_open("/my").text)
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["customs_request_count"]})
        self.assertEqual(counters["customs_request_count"], 1)

    def test_empty(self):
        """CU-A: another authority's liaison officer is told that nothing is asked."""
        self.log_in(self.other_liaison)
        text = self.url_open(URL).text
        self.assertIn("There are no open requests", text)
        self.assertNotIn(self.case.name, text)

    def test_pages_of_a_list(self):
        """Design, Scale: 80 a page; a page that is not there is the last one."""
        values = self.case.copy_data()[0]
        visits = self.case.with_user(self.officer).create([dict(values) for _no in range(81)])
        self.approve(visits, days=-12)
        visits._record_facts({"request_sent_on": self.day(-11)})
        for page, rows in ((1, 80), (2, 2), (99, 2), (0, 80)):
            found = html.fromstring(self.url_open(f"{URL}/page/{page}").text)
            self.assertEqual(len(found.xpath("//a[contains(@class, 'o_customs_request_row')]")), rows)

    def test_page(self):
        """RS16.4, RS16.5a, RS16.8a: who asks, agreement, article, person, goods, until when, who assists."""
        text = self.page().text_content()
        for said in (
            self.case.name,
            self.importing.name,
            self.case.agreement_id.citation,
            self.case.procedure_id.article,
            self.case.verified_person_id.name,
            "0406905000",
            self.case.doubts,
            "50 days left",
            "Both authorities and the verified person must assist",
            "Written consent or refusal",
            "ground for refusing the preference",
            "preference is refused for the goods already imported",
        ):
            self.assertIn(said, text)

    def test_letter(self):
        """RS16.3, IT9: the letter is downloaded as approved, and its opening is noted."""
        visit = self.visit()
        visit.with_user(self.supervisor)._approve_request(self.today)
        self.record(visit, "request_sent_on", 0, channel="portal")
        [link] = self.page(visit).xpath("//form[contains(@action, '/letter/')]/@action")
        self.assertIn(self.url_open(link).status_code, (404, 405), "a link that is followed proves nothing")
        self.assertFalse(visit._letter("request").served_on)
        response = self.url_open(link, data={"csrf_token": Request.csrf_token(self)})
        letter = visit._letter("request")
        self.assertEqual(response.content, letter._content())
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(letter.service_ids.opened_by_id, self.liaison_user)
        self.assertEqual(letter.served_on, self.today)
        self.log_in(self.other_liaison)
        refused = self.url_open(link, data={"csrf_token": Request.csrf_token(self)})
        self.assertEqual(refused.status_code, 404)

    def test_enclosures(self):
        """RS15.5: what the letter says is enclosed can be opened here, by who was asked and nobody else."""
        case = self.visit()
        case.with_user(self.supervisor)._approve_request(self.today)
        self.record(case, "request_sent_on", 0)
        proof = case.goods_ids.proof_id
        [link] = self.page(case).xpath("//ul[contains(@class, 'o_customs_enclosures')]//a/@href")
        response = self.url_open(link)
        self.assertEqual(response.content, base64.b64decode(proof.file))
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        other = self.proof()
        missing = link.rpartition("/")[0] + f"/{other.id}"
        self.assertEqual(self.url_open(missing).status_code, 404)
        self.log_in(self.other_liaison)
        self.assertEqual(self.url_open(link).status_code, 404)

    def test_enclosures_stay_as_they_were_sent(self):
        """RS15.5, IT9: what was enclosed stays, whatever happens to the scan; what came later was not."""
        proof, bare = self.proof(), self.proof(file=False, file_name=False)
        first = base64.b64decode(proof.file)
        visit = self.visit()
        visit.goods_ids.unlink()
        goods = {"hs_code": "0406905000", "description": "White cheese in brine"}
        lines = (proof | bare).line_ids
        visit.goods_ids = [Command.create({"proof_line_id": line.id, **goods}) for line in lines]
        visit.with_user(self.supervisor)._approve_request(self.today)
        self.record(visit, "request_sent_on", 0, channel="portal")
        window = self.window(visit)
        self.assertEqual([row["id"] for row in window.enclosures], proof.ids)
        other = base64.b64encode(b"%PDF-1.4 another paper")
        proof.sudo().write({"file": other, "file_name": "other.pdf"})
        bare.with_user(self.officer).write({"file": other, "file_name": "late.pdf"})
        self.env.invalidate_all()
        seen = window.with_user(self.liaison_user)
        self.assertEqual([row["id"] for row in seen.enclosures], proof.ids, "nothing else was enclosed")
        self.assertEqual(seen._enclosure(proof.id)[2], first)
        self.assertIsNone(seen._enclosure(bare.id))
        letter = visit.sudo()._letter("request")
        self.assertEqual(visit._enclosed_proofs(), proof)
        with self.refused("part of the record of a case"):
            letter.enclosure_ids.write({"raw": b"%PDF-1.4 forged"})
        with self.refused("part of the record of a case"):
            letter.enclosure_ids.unlink()
        with self.refused("cannot be changed"):
            letter.with_user(self.supervisor).write({"enclosures": []})
        # A new approval encloses what there is then.
        bare.invalidate_recordset()
        other_case = self.documentary(bare, answered=False)
        other_case.with_user(self.supervisor)._approve_request(self.today)
        self.assertEqual(other_case._enclosed_proofs(), bare)

    def test_foreign_and_missing_alike(self):
        """CU-A: another's request is not told from one that is not there, by page nor by act."""
        self.log_in(self.other_liaison)
        other = self.window(self.visit())  # not sent yet
        texts = set()
        for number in (self.window(self.case).id, other.id, 2_000_000_000):
            response = self.url_open(f"{URL}/{number}")
            self.assertEqual(response.status_code, 404)
            texts.add(" ".join(html.fromstring(response.text).xpath("//body//*[not(self::script)]/text()")))
            data = {"csrf_token": Request.csrf_token(self), "version": "x"}
            self.assertEqual(self.url_open(f"{URL}/{number}/acknowledge", data=data).status_code, 404)
        self.assertEqual(len(texts), 1)
        self.assertFalse(self.case.request_acknowledged_on)

    def test_persons_have_no_such_pages(self):
        """CU-A: who serves no authority has neither the list nor a request."""
        self.log_in(self.portal_contact(self.case.verified_person_id))
        self.assertEqual(self.url_open(URL).status_code, 404)
        self.assertEqual(self.url_open(self.url()).status_code, 404)
        self.assertNotIn("Requests to your authority", self.url_open("/my").text)

    def test_acts(self):
        """RS16.2, RS16.5a, RS16.5b: acknowledge, ask, name, take off, hand in, consent with its file."""
        case = self.case
        self.assertEqual(self.send("acknowledge").status_code, 303)
        self.assertEqual(self.send("ask", due_on=str(self.day(20))).status_code, 303)
        member = {"first_name": "Jelena", "last_name": "Jović", "position": "Inspector"}
        self.assertEqual(self.send("member", **member, native_last_name="Јовић").status_code, 303)
        self.assertEqual(self.send("remove", member_id=str(case.member_ids.id)).status_code, 303)
        self.assertFalse(case.member_ids)
        self.assertEqual(self.send("member", **member).status_code, 303)
        files = [("a.pdf", PDF), ("b.txt", b"b")]
        self.assertEqual(
            self.send("material", files=files, subject="Ledger", is_confidential="1").status_code, 303
        )
        response = self.send("consent", files=[("c.pdf", PDF)], reference="RS-1", dated_on=str(self.today))
        self.assertEqual(response.status_code, 303)
        case.invalidate_recordset()
        self.assertEqual((case.state, case.consent_reference), ("consented", "RS-1"))
        self.assertEqual((case.request_acknowledged_on, case.person_informed_on), (self.today, self.today))
        consent, material = (
            case.document_ids.filtered(lambda row, kind=kind: row.kind == kind)
            for kind in ("consent", "material")
        )
        self.assertEqual(consent.file_ids.name, "c.pdf")
        self.assertEqual(material.file_ids.mapped("name"), ["a.pdf", "b.txt"])
        self.assertEqual(material.confidentiality, "confidential")
        text = self.page().text_content()
        for said in (
            "Jović",
            "Ledger",
            consent.file_ids.sha256,
            material.file_ids[0].sha256,
            "in confidence",
        ):
            self.assertIn(said, text)

    def test_refusal(self):
        """RS16.6: the visit is refused with its reasons."""
        response = self.send("refuse", note="")
        self.assertEqual(response.status_code, 422)
        self.assertIn("Enter the reasons for the refusal", response.text)
        self.assertEqual(self.send("refuse", note="The plant is closed.").status_code, 303)
        self.assertEqual(self.case.state, "refused")

    def test_result(self):
        """RS15.6c: the three questions of a documentary verification."""
        request = self.sent_request()
        self.assertEqual(len(self.page(request).xpath("//input[@type='radio']")), 9)
        answers = {"authentic": "yes", "originating": "no", "rules_met": "not_stated"}
        self.assertEqual(self.send("result", request, reference="RS-9", **answers).status_code, 303)
        self.assertEqual((request.state, request.originating), ("answered", "no"))

    def test_everything_wrong_comes_back(self):
        """Issue 3: all errors at once, the input is kept, nothing is half done."""
        response = self.send("consent", files=[("x.exe", b"MZ")], dated_on="soon", note="<b>Our</b> words")
        self.assertEqual(response.status_code, 422)
        page = html.fromstring(response.text)
        problems = page.xpath("//div[contains(@class, 'o_customs_problems')]")[0].text_content()
        for said in ("is not a date", "x.exe"):
            self.assertIn(said, problems)
        [form] = page.xpath("//details[@data-act='consent' and @open]")
        self.assertEqual(
            form.xpath(".//textarea[@name='note']")[0].text_content().strip(), "<b>Our</b> words"
        )
        self.assertFalse(self.case.answer_received_on)
        self.assertNotIn("<b>Our</b>", response.text)

    def test_replay_of_an_old_form(self):
        """Issue 3: a form sent twice, or from an old page, does nothing the second time."""
        version = self.window(self.case)._page_version()
        values = {"first_name": "A", "last_name": "B", "position": "C"}
        self.assertEqual(self.send("member", version=version, **values).status_code, 303)
        values["first_name"] = "D"
        response = self.send("member", version=version, **values)
        self.assertEqual(response.status_code, 422)
        self.assertIn("out of date", response.text)
        self.assertEqual(len(self.case.member_ids), 1)

    def test_without_token_and_by_get(self):
        """Issue 3: no other page acts in the liaison's name, and nothing is done by GET."""
        self.assertEqual(self.send("acknowledge", token=False).status_code, 400)
        for act in ("acknowledge", "consent", "refuse", "material"):
            self.assertIn(self.url_open(f"{self.url()}/{act}").status_code, (404, 405))
        self.assertEqual(self.send("unlink").status_code, 404)
        self.assertFalse(self.case.request_acknowledged_on)

    def test_nonsense(self):
        """Issue 3: nonsense gets a sentence, not a traceback."""
        long = "x" * 70_000
        for act, values in (
            ("member", {"first_name": long, "last_name": "\x00\u202e", "position": "=1+1"}),
            ("remove", {"member_id": "1 OR 1=1"}),
            ("remove", {"member_id": "9" * 40}),
            ("remove", {"member_id": "²"}),
            ("ask", {"due_on": "9999-99-99"}),
            ("result", {"authentic": "yes"}),
            ("consent", {"reference": long, "dated_on": "0000-01-01"}),
            ("material", {"subject": "\x00"}),
        ):
            with self.subTest(act=act):
                response = self.send(act, **values)
                self.assertEqual(response.status_code, 422)
                self.assertNotIn("Traceback", response.text)
        for number in ("0", "-1", "abc", "9" * 30):
            self.assertEqual(self.url_open(f"{URL}/{number}").status_code, 404)

    def test_withdrawn(self):
        """RS16.3: of a withdrawn request the page says so and offers nothing."""
        self.record(self.case, "withdrawn_on", 0, user=self.supervisor)
        page = self.page()
        self.assertIn("This request was withdrawn", page.text_content())
        self.assertFalse(page.xpath("//details"))

    def test_scripts(self):
        """Issue 3: markup in names stays text."""
        self.case.verified_person_id.name = "<script>alert(1)</script>"
        self.window(self.case).add_team_member("<img src=x onerror=alert(1)>", "B", "<svg/onload=alert(1)>")
        text = self.url_open(self.url()).text
        for markup in ("<script>alert(1)", "<img src=x", "<svg/onload"):
            self.assertNotIn(markup, text)
