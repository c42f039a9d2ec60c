import base64
from types import FunctionType
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.models import BaseModel
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .common import CustomsCase
from .common_files import PDF

LETTER = base64.b64encode(PDF).decode()
VISIT = "customs.verification.visit"
REQUEST = "customs.verification.request"
ADDON = "odoo.addons.customs_verification.models"
WIZARDS = "odoo.addons.customs_verification.wizards"

ROLES = ("reader", "officer", "supervisor", "administrator")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}

# Who may do what: r read, w write, c create, d delete, - nothing. "Of another authority" says whether records
# of an authority that the user does not serve are open in the same way (law is everybody's) or closed.
TABLE = """
model                          reader  officer  supervisor  administrator  of another authority
customs.agreement              r       r        r           rwcd           open
customs.party                  r       r        r           rwcd           open
customs.authority              r       r        r           rwcd           open
customs.authority.contact      r       r        r           rwcd           open
customs.authority.specimen     r       r        r           rwcd           open
customs.procedure              r       r        r           rwcd           open
customs.ground                 r       r        r           rwcd           open
customs.deadline.rule          r       r        r           rwcd           open
customs.content.item           r       r        r           rwcd           open
customs.proof.type             r       r        r           rwcd           open
customs.proof.remark           r       r        r           rwcd           open
customs.origin.criterion       r       r        r           rwcd           open
customs.service.rule           r       r        r           rwcd           open
customs.calendar.exception     r       r        r           rwcd           open
customs.verification.request   r       rwcd     rwcd        -              closed
customs.verification.visit     r       rwcd     rwcd        -              closed
customs.verification.report    r       rwcd     rwcd        -              closed
customs.visit.goods            r       rwcd     rwcd        -              closed
customs.visit.premises         r       rwcd     rwcd        -              closed
customs.visit.obstruction      r       rwcd     rwcd        -              closed
customs.inspection.member      r       rwcd     rwcd        -              closed
customs.inspection.cost        r       rwcd     rwcd        -              closed
customs.task                   r       rwcd     rwcd        -              closed
customs.task.answer            r       r        r           -              closed
customs.file                   r       r        r           -              closed
customs.origin.proof           r       rwcd     rwcd        -              closed
customs.origin.proof.line      r       rwcd     rwcd        -              closed
customs.origin.proof.invoice   r       rwcd     rwcd        -              closed
customs.declaration            r       rwcd     rwcd        -              closed
customs.declaration.line       r       rwcd     rwcd        -              closed
customs.preference.decision    r       r        rw          -              closed
customs.deadline               r       r        r           -              closed
customs.deadline.extension     r       r        r           -              closed
customs.deadline.pause         r       r        r           -              closed
customs.fact                   r       r        r           -              closed
customs.document               r       r        r           -              closed
customs.service                r       r        r           -              closed
customs.disclosure.consent     r       rc       rc          -              closed
customs.reading                -       -        r           -              closed
customs.incoming.request       -       -        -           -              closed
customs.record.fact            -       rwcd     rwcd        -              closed
customs.change.deadline        -       rwcd     rwcd        -              closed
customs.give.reason            -       rwcd     rwcd        -              closed
customs.invite.person          -       rwcd     rwcd        rwcd           closed
customs.send.back              -       rwcd     rwcd        -              closed
customs.ask.consent            -       rwcd     rwcd        -              closed
customs.document.step          -       rwcd     rwcd        -              closed
customs.draw.up.letter         -       rwcd     rwcd        -              closed
customs.answer.request         -       rwcd     rwcd        -              closed
"""

# Every method that a remote call can reach, who may call it on a case of the own authority, and with what.
# read: who sees the record; write: who may change it; supervisor and administrator: that role alone.
METHODS = """
model                         method                          who
customs.verification.request  record_fact                     write
customs.verification.request  action_approve_request          supervisor
customs.verification.request  action_start_visit              read
customs.verification.request  action_open_tasks               read
customs.verification.request  draw_up_letter                  write
customs.verification.request  invite_contact                  write
customs.verification.request  message_post                    write
customs.verification.request  action_open_decisions           read
customs.verification.request  action_check_record             read
customs.verification.visit    record_fact                     write
customs.verification.visit    action_approve_request          supervisor
customs.verification.visit    draw_up_letter                  write
customs.verification.visit    invite_contact                  write
customs.verification.visit    message_post                    write
customs.verification.visit    action_open_report              read
customs.verification.visit    action_open_send_report         write
customs.verification.visit    action_add_proof_goods          write
customs.verification.visit    action_open_verification_request  read
customs.verification.visit    action_open_tasks               read
customs.verification.visit    action_open_goods               read
customs.verification.visit    action_open_decisions           read
customs.verification.visit    action_check_record             read
customs.verification.report   action_approve                  supervisor
customs.verification.report   action_send                     write
customs.verification.report   action_open_visit               read
customs.task                  action_ask                      write
customs.task                  action_record_answer            write
customs.task                  action_accept                   write
customs.task                  send_back                       write
customs.task                  withdraw                        write
customs.task                  give_answer                     outside
customs.incoming.request      acknowledge                     outside
customs.incoming.request      consent                         outside
customs.incoming.request      refuse                          outside
customs.incoming.request      give_result                     outside
customs.incoming.request      add_material                    outside
customs.incoming.request      add_team_member                 outside
customs.incoming.request      remove_team_member              outside
customs.incoming.request      ask_verified_person             outside
customs.deadline              extend                          write
customs.deadline              pause                           write
customs.deadline              resume                          write
customs.deadline              take_back                       supervisor
customs.deadline              action_open_case                read
customs.preference.decision   decide                          supervisor
customs.preference.decision   dismiss                         supervisor
customs.preference.decision   action_open_case                read
customs.document              action_download                 read
customs.document              action_approve                  supervisor
customs.document              record_sent                     write
customs.document              mark_confidential               write
customs.document              lift_confidentiality            supervisor
customs.service               record_served                   write
customs.service               record_returned                 write
customs.file                  action_download                 read
customs.origin.proof          action_request_verification     write
customs.deadline.rule         action_new_version              administrator
customs.authority             invite_liaison                  administrator
"""

ARGUMENTS = {
    "record_fact": ("request_acknowledged_on", "2026-01-01"),
    "extend": ("2026-01-01", "Reason"),
    "pause": ("2026-01-01", "Reason"),
    "resume": ("2026-01-01", "Reason"),
    "take_back": ("Reason",),
    "send_back": ("Reason",),
    "decide": ("Reason",),
    "dismiss": ("Reason",),
    "withdraw": ("Reason",),
    "give_answer": (1, "Text"),
    "consent": ("RS-1",),
    "refuse": ("Reason",),
    "give_result": ("RS-1", "yes", "yes", "yes"),
    "add_material": ("Ledger", [("a.txt", "YQ==")]),
    "add_team_member": ("First", "Last", "Inspector"),
    "remove_team_member": (1,),
    "ask_verified_person": ("2100-01-01",),
    "draw_up_letter": ("Subject", "a.txt", "YQ=="),
    "invite_contact": (1, "Name", "name@example.com"),
    "invite_liaison": ("Name", "name@example.com"),
    "record_sent": ("2026-01-01", "email"),
    "mark_confidential": (1,),
    "lift_confidentiality": ("Reason",),
    "record_served": ("2026-01-01",),
    "record_returned": ("2026-01-01", "Reason"),
}


class RolesCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.law = cls._law()
        cls.own = cls._world()
        with patch.multiple(
            cls,
            importing=cls.other_importing,
            officer=cls.foreign_officer,
            supervisor=cls.foreign_supervisor,
        ):
            cls.foreign = cls._world()
        cls.users = {role: getattr(cls, role) for role in ROLES}
        # Exports are open to all of them here: what they hold follows from the record rules.
        export = cls.env.ref("base.group_allow_export")
        for user in cls.users.values():
            user.group_ids |= export

    @classmethod
    def _law(cls):
        """Return one record of each model of the law, which belongs to no authority's cases."""
        env = cls.env
        exception = env["customs.calendar.exception"].create(
            {"country_id": cls.kz.id, "day": "2025-02-10", "is_working": False, "name": "Act of the test"}
        )
        contact = env["customs.authority.contact"].create({"authority_id": cls.exporting.id, "name": "Test"})
        agreement = cls.agreement
        records = (
            agreement,
            agreement.party_ids,
            cls.exporting,
            contact,
            cls.body.specimen_ids,
            cls.visit_procedure,
            agreement.ground_ids,
            cls.visit_procedure.rule_ids,
            cls.visit_procedure.content_item_ids,
            cls.ct2,
            cls.env["customs.proof.remark"].search([("proof_type_id", "=", cls.ct2.id)]),
            agreement.criterion_ids,
            env["customs.service.rule"].create(
                {"procedure_id": cls.visit_procedure.id, "channel": "email", "article": "Art. 1"}
            ),
            exception,
        )
        return {record._name: record[:1] for record in records}

    @classmethod
    def _world(cls):
        """Return one record of each model that belongs to the cases of ``cls.importing``."""
        proof = cls.proof()
        visit = cls.visited(
            proof=proof,
            goods_ids=[
                Command.create(
                    {"proof_line_id": proof.line_ids.id, "hs_code": "0406905000", "description": "Cheese"}
                )
            ],
        )
        report = cls.report(visit)
        own_member = visit.member_ids.filtered(lambda member: member.side == "importing")
        visit.cost_ids = [Command.create({"member_id": own_member.id, "amount": 10.0})]
        visit.obstruction_ids = [
            Command.create({"happened_on": cls.day(-39), "who": "X", "description": "Kept a store closed."})
        ]
        approved = cls.visit()
        approved.with_user(cls.supervisor)._approve_request(cls.today)
        deadline = cls.clock(visit, "RS16.11")
        declaration = cls.env["customs.declaration"].create(
            {
                "number": f"50600/{visit.id}",
                "registered_on": cls.day(-60),
                "importing_authority_id": cls.importing.id,
                "importer_id": proof.consignee_id.id,
                "exporter_id": proof.exporter_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "hs_code": "0406905000",
                            "description": "Cheese",
                            "gross_weight_kg": 10.0,
                            "customs_value": 100.0,
                            "currency_id": cls.eur.id,
                            "agreement_id": cls.agreement.id,
                            "proof_id": proof.id,
                        }
                    )
                ],
            }
        )
        records = (
            visit,
            visit.verification_request_id,
            report,
            *cls._from_outside(visit),
            visit.goods_ids,
            visit.premises_ids,
            visit.obstruction_ids,
            visit.member_ids[:1],
            visit.cost_ids,
            proof,
            proof.line_ids,
            proof.invoice_ids,
            declaration,
            declaration.line_ids,
            visit.decision_ids,
            deadline,
            cls.env["customs.deadline.extension"].create(
                {"deadline_id": deadline.id, "asked_on": cls.today, "length": 1, "unit": "day"}
            ),
            cls.env["customs.deadline.pause"].create(
                {"deadline_id": deadline.id, "first_on": cls.day(-9), "last_on": cls.day(-8)}
            ),
            visit.fact_ids[:1],
            approved.document_ids,
        )
        return {record._name: record.with_env(cls.env) for record in records} | cls._wizards(visit, deadline)

    @classmethod
    def _from_outside(cls, visit):
        """Return what outside people gave to the case of ``visit``, and what was sent to them."""
        person = cls.portal_contact(visit.verified_person_id)
        task = cls.task(visit)
        file = cls.env["customs.file"].with_user(person)._take([("ledger.txt", b"ledger")], task_id=task.id)
        answer = task.with_user(person).give_answer(1, "Here.", file_ids=file.ids)
        letter = cls.env["customs.document"].browse(
            visit.draw_up_letter("Notice", "notice.pdf", LETTER, addressee_id=visit.verified_person_id.id)
        )
        letter.with_user(cls.supervisor).action_approve()
        letter.with_user(cls.officer).record_sent(cls.today, "portal")
        letter.with_user(cls.officer).mark_confidential(cls.exporting.id)
        consent = (
            cls.env["customs.disclosure.consent"]
            .with_user(cls.officer)
            .create(
                {
                    "document_id": letter.id,
                    "to_person_id": visit.verified_person_id.id,
                    "given_by": "The Head",
                    "reference": "RS-9",
                    "dated_on": cls.today,
                }
            )
        )
        reading = cls.env["customs.reading"].with_user(cls.officer)._note("opened", letter)
        window = cls.env["customs.incoming.request"].search(
            [("res_model", "=", VISIT), ("res_id", "=", visit.id)]
        )
        return task, answer, file, letter.sudo().service_ids, consent, reading, window

    @classmethod
    def _wizards(cls, visit, deadline):
        """Return the wizards that the officer has open."""
        of_case = {"res_model": visit._name, "res_id": visit.id}
        values = {
            "customs.record.fact": {**of_case, "fact": "request_acknowledged_on", "day": cls.today},
            "customs.change.deadline": {"deadline_id": deadline.id, "reason": "Reason"},
            "customs.give.reason": {
                "res_model": "customs.preference.decision",
                "res_id": visit.decision_ids.id,
                "method": "decide",
                "reason": "Reason",
            },
            "customs.invite.person": {"name": "Name", "email": "name@example.com"},
            "customs.send.back": {"task_id": visit.task_ids[:1].id, "reason": "Reason"},
            "customs.ask.consent": {
                "visit_id": visit.id,
                "due_on": cls.today,
                "question": "Question",
                "warning": "Warning",
            },
            "customs.document.step": {
                "document_id": visit._letter("letter").id,
                "step": "lift",
                "note": "Reason",
            },
            "customs.draw.up.letter": {**of_case, "subject": "Subject"},
            "customs.answer.request": {"kind": "consent", "reference": "RS-1"},
        }
        return {model: cls.env[model].with_user(cls.officer).create(vals) for model, vals in values.items()}


@tagged("post_install", "-at_install")
class TestMatrix(RolesCase):
    """Every model, every role, every operation, with records of the own and of another authority."""

    def test_every_model_has_its_row(self):
        """Design, Access: a new model without a row in the table fails here."""
        models = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("customs.") and not model._abstract
        }
        self.assertEqual({row["model"] for row in self._rows()}, models)

    def _rows(self):
        head, *rows = TABLE.strip().splitlines()
        names = ("model", *ROLES, "foreign")
        self.assertEqual(len(head.split()), len(names) + 2)
        return [dict(zip(names, row.split(), strict=True)) for row in rows]

    def _may(self, record, user):
        """Return what ``user`` may do with ``record``, in the letters of the table."""
        record = record.with_user(user)
        return "".join(letter for letter, name in OPERATIONS.items() if record.has_access(name)) or "-"

    def _own_record(self, model, user):
        """Return the record on which a role is tried: of a wizard, the one that the user has open."""
        record = self.law.get(model) or self.own[model]
        if record.is_transient() and record.with_user(user).browse().has_access("create"):
            record = record.with_user(user).create(self._values_of(record))
        return record

    def _values_of(self, wizard):
        names = {
            "customs.record.fact": ("res_model", "res_id", "fact", "day"),
            "customs.change.deadline": ("deadline_id", "reason"),
            "customs.give.reason": ("res_model", "res_id", "method", "reason"),
            "customs.invite.person": ("name", "email"),
            "customs.send.back": ("task_id", "reason"),
            "customs.ask.consent": ("visit_id", "due_on", "question", "warning"),
            "customs.document.step": ("document_id", "step", "note"),
            "customs.draw.up.letter": ("res_model", "res_id", "subject"),
            "customs.answer.request": ("kind", "reference"),
        }[wizard._name]
        return {name: wizard._fields[name].convert_to_write(wizard[name], wizard) for name in names}

    def test_own_records(self):
        """CU-A, IT9: what each role may do with the records of its own authority."""
        for row in self._rows():
            for role in ROLES:
                user = self.users[role]
                with self.subTest(model=row["model"], role=role):
                    self.assertEqual(self._may(self._own_record(row["model"], user), user), row[role])

    def test_records_of_another_authority(self):
        """CU-A: law is open to all; of cases of another authority nobody sees or does anything."""
        for row in self._rows():
            closed = row["foreign"] == "closed"
            self.assertEqual(closed, row["model"] in self.foreign, row["model"])
            for role in ROLES:
                user = self.users[role]
                with self.subTest(model=row["model"], role=role):
                    record = self.foreign[row["model"]] if closed else self.law[row["model"]]
                    self.assertEqual(self._may(record, user), "-" if closed else row[role])

    def test_lists_hold_own_records_only(self):
        """CU-A: search, count, name search, groups and export show nothing of another authority."""
        for row in self._rows():
            model = row["model"]
            if row["foreign"] == "open" or self.env[model].is_transient():
                continue
            for role in ROLES:
                with self.subTest(model=model, role=role):
                    if model == "customs.incoming.request":  # open, but not to who asks: an empty list
                        window = self.env[model].with_user(self.users[role])
                        self.assertFalse(
                            role != "administrator" and window.search(self._both(self.own[model]))
                        )
                    elif row[role] == "-":
                        self._assert_no_list(self.env[model].with_user(self.users[role]))
                    else:
                        self._assert_own_list(self.env[model].with_user(self.users[role]))

    def _both(self, records):
        return [("id", "in", (self.own[records._name] | self.foreign[records._name]).ids)]

    def _assert_no_list(self, records):
        both = self._both(records)
        for look in (
            lambda: records.search(both),
            lambda: records.search_count(both),
            lambda: records.name_search("", both),
            lambda: records.formatted_read_group(both, [], ["__count"]),
        ):
            with self.assertRaises(AccessError):
                look()

    def _assert_own_list(self, records):
        both, own = self._both(records), self.own[records._name]
        self.assertEqual(records.search(both).ids, own.ids)
        self.assertEqual(records.search_count(both), 1)
        self.assertEqual([found for found, _name in records.name_search("", both)], own.ids)
        groups = records.formatted_read_group(both, [], ["__count"])
        self.assertEqual([group["__count"] for group in groups], [1])
        with self.assertRaises(AccessError):
            records.browse(self.foreign[records._name].id).export_data(["create_date"])

    def test_rights_are_real(self):
        """IT9: what the table refuses is refused when it is done, with every door of the ORM."""
        tried = {
            VISIT: "dissatisfaction",
            REQUEST: "asked_data",
            "customs.visit.goods": "description",
            "customs.verification.report": "place",
        }
        people = (
            (self.reader, self.own),
            (self.officer, self.foreign),
            (self.supervisor, self.foreign),
            (self.administrator, self.own),
        )
        for model, name in tried.items():
            for user, world in people:
                with self.subTest(model=model, user=user.login):
                    self._assert_refused(world[model].with_user(user), name)

    def _assert_refused(self, record, name):
        for act in (
            lambda: record.write({name: "x"}),
            lambda: record.web_save({name: "x"}, {name: {}}),
            record.copy,
            record.unlink,
        ):
            with self.assertRaises(AccessError):
                act()

    def test_administrator_sees_no_case(self):
        """Design, Access: who keeps the law sees no case by that alone, nor its messages and files."""
        visit = self.own[VISIT]
        file = self.env["ir.attachment"].create(
            {"name": "secret", "raw": b"secret", "res_model": VISIT, "res_id": visit.id}
        )
        message = visit.message_ids[:1]
        for user in (self.administrator, self.foreign_officer):
            for record in (visit, file, message):
                self.assertFalse(record.with_user(user).has_access("read"), record)
        self.assertTrue(file.with_user(self.reader).has_access("read"))

    def test_files_of_documents(self):
        """CU-A: the stored letters of another authority are not read by the id of their file."""
        for world, readable in ((self.own, True), (self.foreign, False)):
            document = world["customs.document"]
            file = self.env["ir.attachment"].search(
                [("res_model", "=", document._name), ("res_id", "=", document.id), ("res_field", "=", "file")]
            )
            self.assertEqual(file.with_user(self.officer).has_access("read"), readable)
            self.assertFalse(file.with_user(self.officer).has_access("write"))

    def test_without_an_authority(self):
        """Design, Access: a role without an authority sees no case at all."""
        self.officer_2.customs_authority_ids = False
        for model in self.own:
            records = self.env[model].with_user(self.officer_2)
            if not records.is_transient() and records.browse().has_access("read"):
                self.assertFalse(records.search([]), model)

    def test_two_authorities(self):
        """Design, Access: who serves two authorities sees the cases of both."""
        self.officer_2.customs_authority_ids |= self.other_importing
        both = self.own[VISIT] | self.foreign[VISIT]
        self.assertEqual(
            set(self.env[VISIT].with_user(self.officer_2).search([("id", "in", both.ids)])), set(both)
        )


@tagged("post_install", "-at_install")
class TestMethods(RolesCase):
    """Public methods are the API: each checks who calls it."""

    def _rows(self):
        return [line.split() for line in METHODS.strip().splitlines()[1:]]

    def _public_methods(self):
        """Return (model, method) of each method that this addon adds and a remote call can reach."""
        found = set()
        for name, model in self.env.registry.items():
            if not name.startswith("customs.") or model._abstract:
                continue
            for part in model.mro():
                if part.__module__.startswith((ADDON, WIZARDS)):
                    found |= {
                        (name, method)
                        for method, value in vars(part).items()
                        if isinstance(value, FunctionType)
                        and not method.startswith("_")
                        and not hasattr(BaseModel, method)
                        and not getattr(value, "_api_private", False)
                    }
        return found

    def test_every_public_method_has_its_row(self):
        """IT9: a new public method without a row in the table fails here; wizards are tried below."""
        known = {(model, method) for model, method, _who in self._rows()}
        wizards = {
            ("customs.record.fact", "action_record"),
            ("customs.record.fact", "action_withdraw"),
            ("customs.change.deadline", "action_apply"),
            ("customs.give.reason", "action_apply"),
            ("customs.invite.person", "action_invite"),
            ("customs.send.back", "action_apply"),
            ("customs.ask.consent", "action_ask"),
            ("customs.document.step", "action_apply"),
            ("customs.draw.up.letter", "action_draw_up"),
            ("customs.answer.request", "action_apply"),
        }
        self.assertEqual(self._public_methods(), known | wizards)

    def _call(self, record, method, user):
        return getattr(record.with_user(user), method)(*ARGUMENTS.get(method, ()))

    def test_foreign_records(self):
        """CU-A: no public method does or tells anything of a case of another authority."""
        for model, method, who in self._rows():
            if who == "administrator":
                continue
            for user in (self.reader, self.officer, self.supervisor, self.administrator):
                with (
                    self.subTest(method=f"{model}.{method}", user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self._call(self.foreign[model], method, user)

    def test_roles(self):
        """IT9: readers change nothing, officers do nothing that is a supervisor's."""
        refused = {
            "read": (self.administrator,),
            "write": (self.reader, self.administrator),
            "supervisor": (self.reader, self.officer, self.administrator),
            "administrator": (self.reader, self.officer, self.supervisor),
            # Acts of those who are asked: nobody of the authority that asks does them in their name.
            "outside": (self.reader, self.officer, self.supervisor, self.administrator),
        }
        for model, method, who in self._rows():
            record = self.law.get(model) or self.own[model]
            if model == "customs.deadline.rule":
                record.valid_to = "2200-01-01"
            for user in refused[who]:
                with (
                    self.subTest(method=f"{model}.{method}", user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self._call(record, method, user)

    def test_readers_open(self):
        """Design, Access: what only opens something is open to readers of the own authority."""
        for model, method, who in self._rows():
            if who == "read":
                with self.subTest(method=f"{model}.{method}"):
                    self.assertTrue(self._call(self.own[model], method, self.reader))

    def test_private_methods(self):
        """IT9: what draws consequences without asking who calls is no remote method."""
        for model in (
            VISIT,
            REQUEST,
            "customs.fact",
            "customs.deadline",
            "customs.document",
            "customs.preference.decision",
        ):
            records = self.env[model]
            private = {
                name
                for part in type(records).mro()
                if part.__module__.startswith((ADDON, WIZARDS))
                for name, value in vars(part).items()
                if isinstance(value, FunctionType) and name.startswith("_")
            }
            self.assertGreater(len(private), 3)
            for name in private:
                with self.subTest(method=f"{model}.{name}"), self.assertRaises(AccessError):
                    get_public_method(records, name)


@tagged("post_install", "-at_install")
class TestReferences(RolesCase):
    """No reference leads out of the own authority's cases."""

    def test_rows_in_a_foreign_case(self):
        """CU-A: nobody puts a row, a task or a report into a case of another authority."""
        visit = self.foreign[VISIT]
        values = {
            "customs.visit.goods": {"hs_code": "0406905000", "description": "X"},
            "customs.visit.premises": {"name": "X", "address": "Y"},
            "customs.visit.obstruction": {"happened_on": self.day(-39), "who": "X", "description": "Y"},
            "customs.inspection.member": {
                "first_name": "X",
                "last_name": "Y",
                "position": "Z",
                "authority_id": self.importing.id,
            },
            "customs.inspection.cost": {"member_id": visit.member_ids[:1].id, "amount": 1.0},
            "customs.verification.report": {},
        }
        before = {model: self.env[model].search_count([]) for model in values}
        for user in (self.officer, self.supervisor):
            for model, vals in values.items():
                records = self.env[model].with_user(user)
                with self.subTest(model=model, user=user.login):
                    with self.assertRaises(AccessError):
                        records.create({**vals, "visit_id": visit.id})
                    with self.assertRaises(UserError):
                        records.with_context(default_visit_id=visit.id).create(vals)
        self.assertEqual({model: self.env[model].search_count([]) for model in values}, before)

    def test_own_rows_into_a_foreign_case(self):
        """CU-A: a row of the own authority does not move into a case of another."""
        for model in (
            "customs.visit.goods",
            "customs.visit.premises",
            "customs.visit.obstruction",
            "customs.inspection.member",
            "customs.inspection.cost",
            "customs.verification.report",
        ):
            with self.subTest(model=model), self.refused("stays with its visit"):
                self.own[model].with_user(self.officer).visit_id = self.foreign[VISIT].id

    def test_task_of_a_foreign_case(self):
        """RS16.9: a task is given in a case of the own authority only, and does not tell another's name."""
        with self.assertRaises(AccessError) as caught:
            self.task(self.foreign[VISIT].sudo(), ask=False)
        self.assertNotIn(self.foreign[VISIT].name, str(caught.exception))
        own = self.task(self.own[VISIT], ask=False)
        with self.assertRaises(AccessError):
            own.res_id = self.foreign[VISIT].id
        with self.refused("A task belongs to a case"):
            own.write({"res_model": "res.users", "res_id": self.officer.id})

    def test_what_a_case_refers_to(self):
        """CU-A: a case refers to verifications and proofs of its own authority only."""
        draft = self.visit().with_user(self.officer)
        request = self.documentary(answered=False).with_user(self.officer)
        for act in (
            lambda: draft.write({"verification_request_id": self.foreign[REQUEST].id}),
            lambda: draft.goods_ids.write({"proof_line_id": self.foreign["customs.origin.proof.line"].id}),
            lambda: request.write({"proof_ids": [Command.link(self.foreign["customs.origin.proof"].id)]}),
        ):
            with self.assertRaises(UserError) as caught:
                act()
            for record in (self.foreign[REQUEST], self.foreign["customs.origin.proof"]):
                self.assertNotIn(record.display_name, str(caught.exception))

    def test_wizards_on_a_foreign_case(self):
        """CU-A: no wizard does or tells anything of a case of another authority."""
        visit, deadline = self.foreign[VISIT], self.foreign["customs.deadline"]
        wizards = {
            "customs.record.fact": (
                {
                    "res_model": VISIT,
                    "res_id": visit.id,
                    "fact": "request_acknowledged_on",
                    "day": self.today,
                },
                ("action_record", "action_withdraw"),
            ),
            "customs.change.deadline": ({"deadline_id": deadline.id, "reason": "X"}, ("action_apply",)),
            "customs.give.reason": (
                {
                    "res_model": "customs.preference.decision",
                    "res_id": self.foreign["customs.preference.decision"].id,
                    "method": "decide",
                    "reason": "X",
                },
                ("action_apply",),
            ),
        }
        for user in (self.officer, self.supervisor):
            for model, (values, methods) in wizards.items():
                for method in methods:
                    with (
                        self.subTest(model=model, method=method, user=user.login),
                        self.assertRaises(AccessError),
                    ):
                        getattr(self.env[model].with_user(user).create(values), method)()
        self.assertEqual(self.foreign["customs.preference.decision"].state, "proposed")
        with self.assertRaises(AccessError):
            self.env["customs.change.deadline"].with_user(self.officer).create({"deadline_id": deadline.id})
        with self.assertRaises(AccessError):
            wizard = self.env["customs.record.fact"].with_user(self.officer)
            wizard.create(wizards["customs.record.fact"][0]).read(["case_name", "current_on"])

    def test_readers_have_no_wizards(self):
        """Design, Access: readers open no wizard that changes something."""
        for model in (
            "customs.record.fact",
            "customs.change.deadline",
            "customs.give.reason",
            "customs.answer.request",
        ):
            for user in (self.reader, self.administrator):
                with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                    self.env[model].with_user(user).create({})

    def test_wizard_of_another_user(self):
        """IT9: an open wizard is its user's own."""
        wizard = self.own["customs.record.fact"]
        with self.assertRaises(AccessError):
            wizard.with_user(self.officer_2).action_record()

    def test_wizards_on_other_models(self):
        """IT9: a wizard that is pointed at anything but a case says so, and does nothing."""
        for model in (
            "res.users",
            "res.partner",
            "customs.authority",
            "ir.model",
            "no.such.model",
            "customs.case.mixin",
        ):
            wizard = (
                self.env["customs.record.fact"]
                .with_user(self.officer)
                .create({"res_model": model, "res_id": 1, "fact": "request_sent_on", "day": self.today})
            )
            for method in ("action_record", "action_withdraw"):
                with self.subTest(model=model, method=method), self.refused("There is no such case"):
                    getattr(wizard, method)()

    def test_reasons_for_other_methods(self):
        """IT9: the wizard of reasons calls what takes a reason, and nothing else."""
        for model, method in (
            ("res.users", "unlink"),
            ("customs.task", "unlink"),
            ("customs.preference.decision", "unlink"),
            (VISIT, "record_fact"),
            ("no.such.model", "decide"),
            ("customs.preference.decision", "_void"),
        ):
            wizard = (
                self.env["customs.give.reason"]
                .with_user(self.supervisor)
                .create({"res_model": model, "res_id": 1, "method": method, "reason": "X"})
            )
            with self.subTest(method=f"{model}.{method}"), self.refused("nothing here that takes a reason"):
                wizard.action_apply()

    def test_files_of_a_foreign_case(self):
        """RSM26: a file of another authority's case is attached nowhere."""
        file = self.env["ir.attachment"].create(
            {"name": "secret", "raw": b"secret", "res_model": VISIT, "res_id": self.foreign[VISIT].id}
        )
        visit = self.sent_visit(days=-30)
        wizards = self.env["customs.record.fact"].with_user(self.officer)
        values = {
            "res_model": VISIT,
            "res_id": visit.id,
            "fact": "request_acknowledged_on",
            "day": self.today,
        }
        for act in (
            lambda: wizards.create({**values, "attachment_ids": [Command.set(file.ids)]}).action_record(),
            lambda: self.record(visit, "request_acknowledged_on", 0, attachment_ids=file.ids),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertEqual(file.res_id, self.foreign[VISIT].id)
        self.assertFalse(visit.request_acknowledged_on)
