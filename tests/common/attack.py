"""Two worlds for attacks: an own one and a foreign one, with marks in all that somebody may not see."""

import base64
import threading
from types import SimpleNamespace
from unittest.mock import patch

from odoo.http import Request
from odoo.tests import HttpCase
from odoo.tools import SQL

from .cases import PASSWORD, ZONE, CustomsCase
from .file_samples import PDF
from .notice import NoticeMixin

VISIT = "customs.verification.visit"
# Pages of a login, not of a record: a link proves an address, a code a second factor. Their own tests:
# test_taken_address.py and test_second_factor.py.
OF_LOGINS = ("/customs/invitation/", "/customs/second-factor")

# What people outside read.
READABLE = (
    "customs.task",
    "customs.task.answer",
    "customs.file",
    "customs.document",
    "customs.incoming.request",
    "customs.preference.notice",
)

# Planted texts, by who may see them: nobody outside, the verified person alone, the authority asked alone.
INTERNAL, PERSON, ASKED = "Zqinternal7", "Zqperson7", "Zqasked7"
FOREIGN = "Zqforeign7"


class AttackCase(NoticeMixin, CustomsCase):
    """People from outside, each with a case of their own, and a case of others that concerns none of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_exporting = cls.env["customs.authority"].create(
            {
                "name": "Test Second Administration of Serbia",
                "code": "T-RS-2",
                "country_id": cls.rs.id,
                "is_customs_authority": True,
                "is_verification_authority": True,
                "tz": ZONE,
            }
        )
        cls.company = cls.person("Own Producer")
        cls.contact = cls.portal_contact(cls.company, "Own Contact", login="own_contact")
        cls.asked = cls.liaison(name="Own Liaison")
        cls.unrelated = cls.portal_contact(cls.person("Unrelated Firm"), "Stranger", login="unrelated")
        cls.own = cls._world(cls.company, cls.contact, cls.asked, INTERNAL, PERSON, ASKED)
        with patch.multiple(
            cls,
            importing=cls.other_importing,
            officer=cls.foreign_officer,
            supervisor=cls.foreign_supervisor,
            exporting=cls.other_exporting,
        ):
            company = cls.person(f"{FOREIGN} Producer", comment=FOREIGN)
            contact = cls.portal_contact(company, f"{FOREIGN} Contact", login="foreign_contact")
            liaison = cls.liaison(cls.other_exporting, f"{FOREIGN} Liaison")
            cls.foreign = cls._world(company, contact, liaison, FOREIGN, FOREIGN, FOREIGN)
        cls.env.flush_all()

    @classmethod
    def _world(cls, company, contact, liaison, internal, person, asked):
        """Return a case of ``cls.importing`` with all that outside people have to do with it."""
        visit = cls.sent_visit(
            person=company, doubts=f"{asked} doubts", internal_doubts=internal, risk_remarks=internal
        )
        visit.note = f"<p>{internal}</p>"
        visit.message_post(body=internal)
        world = SimpleNamespace(visit=visit, company=company, contact=contact, liaison=liaison)
        texts = {"name": f"{person} task", "question": f"{person} question", "warning": f"{person} warning"}
        world.task, world.former = (cls.task(visit, **texts) for _number in range(2))
        world.consent = cls.task(visit, kind="consent", **texts)
        world.draft = cls.task(visit, ask=False, name=f"{internal} draft", question=internal)
        world.task.message_post(body=internal)
        files = cls.env["customs.file"].with_user(contact)
        name, content = f"{person}.txt", f"{person} ledger".encode()
        world.pending = files._accept([(name, content)], task_id=world.task.id)
        world.file = files._accept([(name, content)], task_id=world.former.id)
        world.answer = world.former.with_user(contact).give_answer(1, person, file_ids=world.file.ids)
        world.letter = cls._letter(visit, person, addressee_id=company.id)
        world.draft_letter = cls.env["customs.document"].browse(
            visit.draw_up_letter(f"{internal} draft", "d.pdf", base64.b64encode(PDF), addressee_id=company.id)
        )
        world.window = cls.env["customs.incoming.request"].browse(visit.id * 2 + 1)
        world.window.with_user(liaison).add_material(f"{asked} material", [(f"{asked}.txt", asked.encode())])
        world.material = visit.document_ids.filtered(lambda row: row.kind == "material")
        lines = cls.goods(company, description=f"{person} cheese")
        suspension = cls.suspended(visit, lines, reason=internal, told_importers=f"{person} told")
        world.notice = suspension.notice_ids
        world.attachment = world.file._attachment()
        world.paper = cls.env["ir.attachment"].search(
            [
                ("res_model", "=", "customs.document"),
                ("res_id", "=", world.letter.id),
                ("res_field", "=", "file"),
            ]
        )
        return world

    @classmethod
    def _letter(cls, visit, mark, **values):
        letter = cls.env["customs.document"].browse(
            visit.draw_up_letter(
                f"{mark} letter", f"{mark}.pdf", base64.b64encode(PDF + mark.encode()), **values
            )
        )
        letter.with_user(cls.supervisor).action_approve()
        letter.with_user(cls.officer).record_sent(cls.today, "portal")
        return letter

    # Whether anything changed that belongs to others

    def digest(self, world):
        """Return table -> digest of all rows of a world, and of the law: by SQL, past every rule."""
        parts = [
            SQL(
                "SELECT %s, md5(string_agg(row::text, '|' ORDER BY row.id)) FROM %s row WHERE %s",
                table,
                SQL.identifier(table),
                where,
            )
            for table, where in self._tables(world)
        ]
        self.env.flush_all()
        # What the test itself prepared is sealed now, as a commit would: no request is blamed for it.
        self.env.cr.precommit.run()
        return dict(self.env.execute_query(SQL(" UNION ALL ").join(parts)))

    def _tables(self, world):
        visit = world.visit
        of_case = {
            "importing_authority_id": visit.importing_authority_id.id,
            "visit_id": visit.id,
        }
        for name, model in self.env.registry.items():
            if not name.startswith("customs.") or model._abstract or model._transient or not model._auto:
                continue
            column = next((key for key in of_case if key in model._fields and model._fields[key].store), None)
            where = SQL("%s = %s", SQL.identifier(column), of_case[column]) if column else SQL("TRUE")
            if not column and {"res_model", "res_id"} <= model._fields.keys():  # the seals of a case
                where = SQL("res_model = %s AND res_id = %s", visit._name, visit.id)
            if name == "customs.upload.limit":  # it knows senders, and no authority
                senders = [
                    self.env[name].with_user(user)._sender() for user in (world.contact, world.liaison)
                ]
                where = SQL("sender = ANY(%s)", senders)
            yield model._table, where
        yield "res_partner", SQL("commercial_partner_id = %s", world.company.id)
        yield "res_users", SQL("id IN %s", (world.contact.id, world.liaison.id))
        yield (
            "ir_attachment",
            SQL("res_model = 'customs.file' AND res_id IN %s", tuple((world.file | world.pending).ids)),
        )
        for model, record in ((VISIT, visit), ("customs.task", world.task)):
            yield "mail_message", SQL("model = %s AND res_id = %s", model, record.id)


class AttackHttpCase(AttackCase, HttpCase):
    def enter(self, user):
        """Log ``user`` in; None: nobody."""
        self.authenticate(user.login if user else None, PASSWORD if user else None)

    def post(self, path, token=True, **form):
        """Post a form, with the token of the session unless ``token`` is another one or False."""
        if token:
            form["csrf_token"] = Request.csrf_token(self) if token is True else token
        return self.url_open(path, data=form, allow_redirects=False, method="POST")

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does; return its answer as it comes."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params},
        ).json()

    def routes(self):
        """Return the rules of the routing map that are this addon's and lead to records."""
        # Odoo's server says so of its threads; a runner of tests may not.
        with patch.object(threading.current_thread(), "dbname", self.env.cr.dbname, create=True):
            rules = self.env["ir.http"].routing_map().iter_rules()
        own = [rule for rule in rules if rule.rule.startswith(("/my/customs", "/customs/"))]
        own = [rule for rule in own if not rule.rule.startswith(OF_LOGINS)]
        return sorted(own, key=lambda rule: rule.rule)

    def path(self, rule, world):
        """Return the path of a rule with the ids of a world."""
        ids = {
            "task_id": world.task.id,
            "document_id": world.letter.id,
            "request_id": world.window.id,
            "file_id": world.file.id,
            "number": 1,
            "page": 1,
            "notice_id": world.notice.id,
            "act": "acknowledge",
            "import_id": 1,
            "model": VISIT,
            "record_id": world.visit.id,
            "proof_id": world.visit.goods_ids.proof_line_id.proof_id[:1].id,
            "kind": "csv",
            "agreement_id": self.env.ref("customs_verification.agreement_eaeu_rs").id,
            "template_id": world.visit.procedure_id.letter_ids[:1].id,
            "report_id": self.env.ref("customs_verification.action_report_visit_request").id,
        }
        if rule.rule.endswith("/remove"):
            ids["file_id"] = world.pending.id
        if "receipt" in rule.rule:
            ids["task_id"] = world.former.id
        return rule.build({name: ids[name] for name in rule.arguments})[1]

    def assert_no_marks(self, response, *marks):
        """Nothing planted stands in a response: neither in its body nor in its headers."""
        text = response.content + repr(response.headers).encode()
        for mark in marks:
            self.assertNotIn(mark.encode(), text, response.url)


def in_base64(mark):
    """Return the three ways in which a text can stand inside base64."""
    raw = mark.encode()
    return [base64.b64encode(bytes(shift) + raw)[4 if shift else 0 : -4] for shift in range(3)]
