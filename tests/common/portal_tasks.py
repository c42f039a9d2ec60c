"""People of a company on the portal: their login, the forms they send, the pages they read."""

import re
from contextlib import contextmanager

from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase

from ..common.cases import PASSWORD, CustomsCase

PART = re.compile(r"^([a-z]*)|\.([\w-]+)|#([\w-]+)|\[([\w-]+)(?:=([\w-]+))?\]")


def find(node, selector):
    """Return the nodes that a simple CSS selector names: tag, .class, #id, [name=value], " " and " > "."""
    path, step = ".", "//"
    for word in selector.split():
        if word == ">":
            step = "/"
            continue
        tests = []
        tag = "*"
        for part in PART.finditer(word):
            name, css_class, node_id, attribute, value = part.groups()
            tag = name or tag
            if css_class:
                tests.append(f"contains(concat(' ', normalize-space(@class), ' '), ' {css_class} ')")
            if node_id:
                tests.append(f"@id='{node_id}'")
            if attribute:
                tests.append(f"@{attribute}='{value}'" if value else f"@{attribute}")
        path += f"{step}{tag}" + "".join(f"[{test}]" for test in tests)
        step = "//"
    return node.xpath(path)


class PortalCase(CustomsCase, HttpCase):
    """A producer with two contacts on the portal, and another company's contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.producer = cls.person("Šumadija Құрт Өндірушісі d.o.o.")
        cls.contact = cls.portal_contact(cls.producer, name="Đorđe Šćepanović", login="portal_contact")
        cls.colleague = cls.portal_contact(cls.producer, name="Jelena Živanović", login="portal_colleague")
        cls.stranger = cls.portal_contact(cls.person("Stranger d.o.o."), login="portal_stranger")
        cls.case = cls.sent_visit(person=cls.producer)

    def setUp(self):
        super().setUp()
        self.authenticate("portal_contact", PASSWORD)

    def login(self, user):
        self.authenticate(user.login, PASSWORD)

    def post(self, url, data=None, token=True, **kwargs):
        data = {"sent": "1", **(data or {})}
        if token:
            data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data, allow_redirects=False, **kwargs)

    def upload(self, task, *files, json_answer=True):
        headers = {"Accept": "application/json"} if json_answer else {}
        return self.post(
            f"/my/customs/tasks/{task.id}/files",
            files=[("files", (name, content)) for name, content in files],
            headers=headers,
        )

    def answer(self, task, data=None, **kwargs):
        return self.post(
            f"/my/customs/tasks/{task.id}/answer", {"round": str(task.round), **(data or {})}, **kwargs
        )

    def page(self, url):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def text(self, node):
        return re.sub(r"\s+", " ", node.text_content()).strip()

    @contextmanager
    def counted(self):
        """Count the queries of the requests made inside; yields a list that then holds their number."""
        count = []
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        yield count
        count.append(self.env.cr.sql_log_count - before)
