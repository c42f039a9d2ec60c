"""Two whole cases, and everybody who may look at them: what the tests of access stand on (CU-A, IT9).

Words that only some may read stand in both cases, so that any answer of the system can be searched for them.
"""

import base64
import itertools
import json
from functools import cache
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from ...models.intake.intake_report import Record
from ...tools.import_values import Problem
from . import access_table
from .cases import PASSWORD, CustomsCase
from .file_samples import PDF

LETTER = base64.b64encode(PDF).decode()

VISIT = "customs.verification.visit"
REQUEST = "customs.verification.request"
ROLES = tuple(access_table.ROLES)
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}

# In the other case these people are at home: there each of them may what the column of the other role says.
AT_HOME_THERE = {"other_officer": "officer", "other_supervisor": "supervisor", "other_liaison": "liaison"}

# Words in the case, in the contact book and of its people; after the letter of the case, A or B.
INTERNAL, SHARED, PERSON, IMPORTER = "qqinternal", "qqshared", "qqperson", "qqimporter"
IN_THE_LETTER = "qqletter"  # what the letter of the request says to the authority that is asked
STAFF = "qqstaff"
# Texts of the case that its letters, its window or its tasks show to those outside.
SHOWN_TEXTS = {"customs.task", "customs.task.answer", "customs.visit.goods"}
# What the letter of a request that was sent says (RS15.5, RS16.4): the authority that is asked reads it.
IN_LETTER = {
    VISIT: {"doubts", "other_reasons", "dissatisfaction"},
    REQUEST: {"doubts", "asked_data"},
    "customs.origin.proof": {"number"},
    "customs.origin.proof.line": {"description"},
}
# Numbers and names that stand in a Char.
INTERNAL_CHARS = {
    "customs.origin.proof": "number",
    "customs.declaration": "number",
    "customs.visit.premises": "name",
    "customs.inspection.cost": "name",
}
# What each role may read somewhere, of the case A and of the other one, B.
ALL = (INTERNAL, IN_THE_LETTER, SHARED, PERSON, IMPORTER, STAFF)
MAY_READ = {
    "reader": {"a": ALL},
    "officer": {"a": ALL},
    "supervisor": {"a": ALL},
    "other_officer": {"b": ALL},
    "other_supervisor": {"b": ALL},
    "asked_reader": {"a": (SHARED, IN_THE_LETTER, PERSON)},
    "asked_officer": {"a": (SHARED, IN_THE_LETTER, PERSON)},
    "liaison": {"a": (SHARED, IN_THE_LETTER, PERSON)},
    "other_liaison": {"b": (SHARED, IN_THE_LETTER, PERSON)},
    "person": {"a": (SHARED, PERSON)},
    "importer": {"a": (SHARED, IMPORTER)},
}


# Which record of a model stands for it.
STANDS_FOR = ("sent", "case", "answered", "person", "importer", "wizard")


class World(dict):
    """(model, which) -> record; asked for a model alone, the record that stands for it."""

    def __missing__(self, model):
        of_model = {which: record for (name, which), record in self.items() if name == model}
        return of_model[next(which for which in STANDS_FOR if which in of_model)]


def rows_of(table):
    """Return the rows of a table as lists of words, without its head; models by their full name."""
    return [[f"customs.{model}", *words] for model, *words in map(str.split, table.strip().splitlines()[1:])]


@cache
def rights():
    """Return (model, which) -> role -> letters."""
    return {
        (model, which): dict(zip(ROLES, cells, strict=True))
        for model, which, *cells in rows_of(access_table.TABLE)
    }


class AccessCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.law = cls._law()
        cls.other_exporting = cls.exporting.copy({"code": "T-RS-2", "name": "Other Authority of Serbia"})
        cls.users = cls._people_inside()
        for user in cls.officer | cls.supervisor:
            user.name = f"{STAFF}a {user.id}"
        for user in cls.foreign_officer | cls.foreign_supervisor:
            user.name = f"{STAFF}b {user.id}"
        cls.own, cls.own_people = cls._world("a")
        with patch.multiple(
            cls,
            importing=cls.other_importing,
            exporting=cls.other_exporting,
            officer=cls.foreign_officer,
            supervisor=cls.foreign_supervisor,
            today=cls.other_importing._today(),  # in its own time zone it may be the day before
        ):
            cls.foreign, cls.foreign_people = cls._world("b")
        cls.users |= cls._people_outside()
        cls.words = {}
        cls._write_words(cls.own, "a")
        cls._write_words(cls.foreign, "b")
        cls.forbidden = {role: cls._forbidden(role) for role in ROLES}
        # Exports are open to everybody here: what they hold follows from the record rules.
        for user in cls.users.values():
            user.group_ids |= cls.env.ref("base.group_allow_export")
        cls.env.flush_all()
        cls.env.invalidate_all()

    # People

    @classmethod
    def _people_inside(cls):
        def user(login, *groups, authority=None):
            new = new_test_user(
                cls.env, login=login, password=PASSWORD, groups=",".join(("base.group_user", *groups))
            )
            new.customs_authority_ids = authority
            return new

        group = "customs_verification.group_"
        return {
            "reader": cls.reader,
            "officer": cls.officer,
            "supervisor": cls.supervisor,
            "administrator": cls.administrator,
            "other_officer": cls.foreign_officer,
            "other_supervisor": cls.foreign_supervisor,
            "asked_reader": user("test_asked_reader", group + "reader", authority=cls.exporting),
            "asked_officer": user("test_asked_officer", group + "officer", authority=cls.exporting),
            "employee": user("test_employee"),
        }

    @classmethod
    def _people_outside(cls):
        return {
            "liaison": cls.own_people["liaison"],
            "other_liaison": cls.foreign_people["liaison"],
            "person": cls.own_people["contact"],
            "importer": cls.portal_contact(cls.own_people["importer"]),
            "named": cls.portal_contact(cls.own_people["named"]),
            "stranger": cls.portal_contact(cls.person("Stranger")),
            "public": cls.env.ref("base.public_user"),
        }

    # The cases

    @classmethod
    def _law(cls):
        """Return one record of each model of the law, which belongs to no authority's cases."""
        env, agreement = cls.env, cls.agreement
        cls.visit_procedure.rule_ids[:1].valid_to = "2200-01-01"  # so that a new version can follow
        records = (
            agreement,
            agreement.party_ids,
            cls.exporting,
            env["customs.authority.contact"].create({"authority_id": cls.exporting.id, "name": "Test"}),
            cls.body.specimen_ids,
            cls.visit_procedure,
            cls.visit_procedure.step_ids,
            cls.visit_procedure.consequence_ids,
            agreement.ground_ids,
            env["customs.excluded.goods"].search([("agreement_id", "=", agreement.id)], limit=1),
            agreement.article_ids,
            agreement.provision_ids,
            cls.visit_procedure.rule_ids,
            cls.visit_procedure.content_item_ids,
            cls.visit_procedure.letter_ids,
            cls.visit_procedure.letter_ids.part_ids,
            cls.visit_procedure.letter_ids.part_ids.column_ids,
            cls.ct2,
            env["customs.proof.remark"].search([("proof_type_id", "=", cls.ct2.id)]),
            agreement.criterion_ids,
            agreement.transit_document_ids,
            agreement.specimen_kind_ids,
            agreement.proof_type_ids.original_reason_ids,
            agreement.proof_type_ids.question_ids,
            agreement.proof_type_ids.box_ids,
            cls.agreement.procedure_ids.result_question_ids,
            env["customs.service.rule"].create(
                {"procedure_id": cls.visit_procedure.id, "channel": "email", "article": "Art. 1"}
            ),
            env["customs.setup.check"].create(
                {"code": "own_authority", "area": "house", "state": "decide", "for_law": True}
            ),
            env["customs.calendar.exception"].create(
                {
                    "country_id": cls.kz.id,
                    "day": "2025-02-10",
                    "is_working": False,
                    "name": "Act of the test",
                    "reason": "Entered late",
                }
            ),
            env["customs.calendar.publication"].create(
                {"country_id": cls.kz.id, "published_until": "2026-12-31", "source": "Act of the test"}
            ),
        )
        return {(record._name, "law"): record[:1] for record in records}

    @classmethod
    def _world(cls, letter):
        """Return (model, which) -> a record of the case of ``cls.importing``; and the people of the case."""
        firm = cls.person(f"{PERSON}{letter} d.o.o.")
        importer = cls.person(f"{IMPORTER}{letter} LLP", cls.kz)
        liaison = cls.liaison(cls.exporting)
        contact = cls.portal_contact(firm)
        named = cls.person(f"Named {letter}")
        proof = cls.proof(
            exporter_id=firm.id,
            consignor_id=named.id,
            consignee_id=named.id,
            importer_id=importer.id,
            line_ids=[Command.create(cls.line_values(producer_id=named.id))],
        )
        visit = cls.visited(proof=proof, person=firm)
        people = {"liaison": liaison, "contact": contact, "importer": importer, "firm": firm}
        people["named"] = named
        records = cls._of_case(visit, proof) | cls._drafts(firm) | cls._letters(visit, people)
        records |= cls._asked_directly(proof, firm)
        records |= cls._given(visit, people) | cls._wizards(visit)
        # Its goods fall under the suspension that `_of_case` puts in force.
        records["customs.preference.notice", "importer"] = visit.sudo().suspension_ids.notice_ids
        records |= cls._imports(letter)
        cls.env["customs.seal"]._seal_noted()
        for model in ("customs.seal", "customs.seal.end"):
            of_case = [("res_model", "=", VISIT), ("res_id", "=", visit.id)]
            records[model, "case"] = cls.env[model].search(of_case, limit=1)
        stamp = {"stamped_at": "2026-01-01", "digest": "0" * 64, "heads": LETTER, "token": LETTER}
        records["customs.time.stamp", "case"] = cls.env["customs.time.stamp"].create(stamp)
        page = records["customs.outside.log", "case"] = cls.env["customs.outside.log"].create({})
        head = {"case": f"{VISIT},{visit.id}", "chain": "facts", "chain_index": 1, "hash": "0" * 64}
        lacks = cls.env["customs.outside.log.missing"]
        records[lacks._name, "case"] = lacks._show(page, [head | {"recorded_at": "2026-01-01T00:00:00Z"}])
        return World((key, record.with_env(cls.env)) for key, record in records.items()), people

    @classmethod
    def _of_case(cls, visit, proof):
        report = cls.report(visit)
        own_member = visit.member_ids.filtered(lambda member: member.side == "importing")
        visit.cost_ids = [Command.create({"member_id": own_member.id, "amount": 10.0})]
        visit.obstruction_ids = [
            Command.create(
                {
                    "happened_on": cls.day(-39),
                    "who": "X",
                    "made_impossible": True,
                    "description": "Kept a store closed.",
                }
            )
        ]
        deadline = cls.clock(visit, "RS16.11")
        declaration = cls._declaration(visit, proof)
        visit.sudo().decision_ids._refresh_goods()
        rows = (
            report,
            visit.verification_request_id.item_ids,
            visit.goods_ids,
            visit.premises_ids,
            visit.obstruction_ids,
            visit.member_ids,
            visit.cost_ids,
            proof,
            proof.line_ids,
            proof.invoice_ids,
            declaration,
            declaration.line_ids,
            cls.env["customs.preference.analysis"].browse(declaration.line_ids.ids),
            visit.decision_ids,
            visit.decision_ids.line_ids,
            *cls._suspension(visit, declaration.line_ids),
            deadline,
            cls.env["customs.deadline.extension"].create(
                {"deadline_id": deadline.id, "asked_on": cls.today, "length": 1, "unit": "day"}
            ),
            cls.env["customs.deadline.pause"].create(
                {"deadline_id": deadline.id, "first_on": cls.day(-9), "last_on": cls.day(-8)}
            ),
            visit.fact_ids,
        )
        return {(row._name, "case"): row[:1] for row in rows} | {
            (VISIT, "sent"): visit,
            (REQUEST, "sent"): visit.verification_request_id,
            ("customs.preference.suspension", "draft"): cls._draft_suspension(visit, "0406100000"),
        }

    @classmethod
    def _declaration(cls, visit, proof):
        line = {
            "hs_code": "0406905000",
            "description": "Cheese",
            "gross_weight_kg": 10.0,
            "customs_value": 100.0,
            "currency_id": cls.eur.id,
            "agreement_id": cls.agreement.id,
            "proof_id": proof.id,
        }
        return cls.env["customs.declaration"].create(
            {
                "number": f"50600/{visit.id}",
                "registered_on": cls.day(-60),
                "importing_authority_id": cls.importing.id,
                "importer_id": proof.importer_id.id,
                "consignee_id": proof.consignee_id.id,
                "exporter_id": proof.exporter_id.id,
                "consignor_id": proof.consignor_id.id,
                "line_ids": [Command.create(line | {"producer_id": proof.consignor_id.id})],
            }
        )

    @classmethod
    def _suspension(cls, visit, line):
        """Return a suspension in force with its goods, a judgement on it and a mark."""
        suspension = cls._draft_suspension(visit, line.hs_code)
        suspension.judge(suspension.goods_ids.id, [line.characteristics_key], True, "As seen.")
        suspension.with_user(cls.supervisor).put_in_force()
        return suspension, suspension.goods_ids, suspension.judgement_ids, suspension.mark_ids

    @classmethod
    def _draft_suspension(cls, visit, hs_code):
        goods = {
            "hs_code": hs_code,
            "description": "Cheese",
            "person_judges": True,
            "exporter_id": visit.goods_ids.proof_id.exporter_id.id,
        }
        return (
            cls.env["customs.preference.suspension"]
            .with_user(cls.officer)
            .create({"visit_id": visit.id, "reason": "Doubts", "goods_ids": [Command.create(goods)]})
        )

    @classmethod
    def _imports(cls, letter):
        """Return a source of declarations, an import of it, and a line that was not taken."""
        source = cls.env["customs.import.source"].create(
            {
                "name": f"Clearance {letter}",
                "importing_authority_id": cls.importing.id,
                "column_ids": [Command.create({"field": "number", "heading": "Number"})],
            }
        )
        run = cls.env["customs.declaration.import"].create(
            {"source_id": source.id, "file": base64.b64encode(b"Number\n1\n"), "file_name": "lines.csv"}
        )
        bad = Record(2, {"number": "1"}, [Problem("missing", "registered_on")])
        run.env["customs.import.problem"]._store(run, source, [bad], {2: ["1"]})
        cls.env["customs.import.seen"]._add(run, {("1", 0): (2, "")})
        rows = (source, source.column_ids, run, run.problem_ids)
        seen = cls.env["customs.import.seen"].search([("import_id", "=", run.id)])
        return {(row._name, "case"): row for row in (*rows, seen)}

    @classmethod
    def _drafts(cls, firm):
        visit = cls.visit(person=firm)
        return {
            (VISIT, "draft"): visit,
            (REQUEST, "draft"): cls.documentary(answered=False),
            ("customs.incoming.request", "draft"): cls._window(visit),
        }

    @classmethod
    def _asked_directly(cls, proof, firm):
        """Return a request that asks the firm itself, its letter, its task, and no window."""
        cls.documents_procedure.asks_exporter = True
        case = cls.documentary(proof, answered=False)
        case.write(
            {"addressee_kind": "exporter", "exporting_authority_id": False, "asked_person_id": firm.id}
        )
        case.with_user(cls.supervisor).action_approve_request()
        case.document_ids.with_user(cls.officer).record_sent(cls.today, "portal")
        return {
            (REQUEST, "direct"): case,
            ("customs.document", "direct"): case.document_ids,
            ("customs.task", "direct"): case.task_ids,
            ("customs.incoming.request", "direct"): cls.env["customs.incoming.request"].browse(case.id * 2),
        }

    @classmethod
    def _window(cls, visit):
        return cls.env["customs.incoming.request"].browse(visit.id * 2 + 1)

    @classmethod
    def _letters(cls, visit, people):
        """Return letters at every stage, with their service, consent and the log of readings."""

        def letter(stage, **addressee):
            document = cls.env["customs.document"].browse(
                visit.draw_up_letter("Notice", "notice.pdf", LETTER, **addressee)
            )
            if stage > 0:
                document.with_user(cls.supervisor).action_approve()
            if stage > 1:
                document.with_user(cls.officer).record_sent(cls.today, "portal")
            return document

        firm, importer = people["firm"].id, people["importer"].id
        letters = {
            "draft": letter(0, addressee_id=firm),
            "approved": letter(1, addressee_id=firm),
            "person": letter(2, addressee_id=firm),
            "importer": letter(2, addressee_id=importer),
            "authority": letter(2, addressee_authority_id=cls.exporting.id),
        }
        letters["authority"].sudo().service_ids._log_opening()  # so that its file can be read
        sent = letters["person"].with_user(cls.officer)
        sent.mark_confidential(cls.exporting.id)
        consent = cls.env["customs.disclosure.consent"].with_user(cls.officer)
        consent = consent.create(
            {
                "document_id": sent.id,
                "to_person_id": firm,
                "given_by": "The Head",
                "reference": "RS-9",
                "dated_on": cls.today,
            }
        )
        services = {
            ("customs.service", which): letters[which].sudo().service_ids for which in ("person", "authority")
        }
        return {
            **{("customs.document", which): document for which, document in letters.items()},
            **services,
            ("customs.disclosure.consent", "case"): consent,
            ("customs.reading", "case"): cls.env["customs.reading"]
            .with_user(cls.officer)
            ._log_readings("opened", sent),
        }

    @classmethod
    def _given(cls, visit, people):
        """Return what outside people were asked and gave."""
        window, files = cls._window(visit), cls.env["customs.file"]
        window.with_user(people["liaison"]).add_material("Ledger", [("a.txt", "YQ==")])
        received = visit.document_ids.filtered(lambda row: row.kind == "material")
        task = cls.task(visit)
        file = files.with_user(people["contact"])._accept([("ledger.txt", b"ledger")], task_id=task.id)
        answer = task.with_user(people["contact"]).give_answer(1, "Here.", file_ids=file.ids)
        asked = cls.task(visit)
        pending = files.with_user(people["contact"])._accept([("more.txt", b"more")], task_id=asked.id)
        return {
            ("customs.incoming.request", "sent"): window,
            ("customs.document", "received"): received,
            ("customs.file", "received"): received.file_ids,
            ("customs.file", "answered"): file,
            ("customs.file", "pending"): pending,
            ("customs.upload.limit", "case"): cls.env["customs.upload.limit"].search(
                [("sender", "=", f"firm:{people['firm'].id}")], limit=1
            ),
            ("customs.task", "draft"): cls.task(visit, ask=False),
            ("customs.task", "asked"): asked,
            ("customs.task", "answered"): task,
            ("customs.task", "importer"): cls.task(visit, person_id=people["importer"].id),
            ("customs.task.answer", "answered"): answer,
        }

    @classmethod
    def _wizards(cls, visit):
        """Return the wizards that the officer has open; those on the law are the administrator's."""
        users = {"customs.load.agreement": cls.administrator}
        return {
            (model, "wizard"): cls.env[model].with_user(users.get(model, cls.officer)).create(values)
            for model, values in cls._wizard_values(visit).items()
        }

    @classmethod
    def _wizard_values(cls, visit):
        of_case = {"res_model": visit._name, "res_id": visit.id}
        decision = visit.sudo().decision_ids
        suspension = visit.sudo().suspension_ids.filtered("started_on")
        likely = {"suspension_id": suspension.id, "goods_id": suspension.goods_ids.id}
        return {
            "customs.record.fact": {**of_case, "fact": "request_acknowledged_on", "day": cls.today},
            "customs.record.transit": {
                "line_ids": [Command.set(visit.sudo().goods_ids.proof_id.declaration_line_ids.ids)],
                "none_shown": True,
                "note": "CMR 1",
            },
            "customs.correct.result": {
                "request_id": visit.verification_request_id.id,
                "originating": "no",
                "reason": "Reason",
            },
            "customs.replace.scan": {
                "proof_id": visit.sudo().goods_ids.proof_id.id,
                "file": base64.b64encode(b"%PDF-1.4 other"),
                "file_name": "other.pdf",
                "reason": "Reason",
            },
            "customs.record.original": {
                "proof_id": visit.sudo().goods_ids.proof_id.id,
                "act": "missing",
                "day": cls.today,
            },
            "customs.record.transit.answer": {"question": "Question", "answer": "Answer"},
            "customs.change.deadline": {
                "deadline_id": cls.clock(visit.sudo(), "RS16.11").id,
                "reason": "Reason",
            },
            "customs.change.suspension": {"suspension_id": suspension.id, "kind": "end", "reason": "Reason"},
            "customs.change.suspension.goods": {"hs_code": "0406905000", "description": "Cheese"},
            "customs.likely.goods": likely | {"sample_line_id": suspension.mark_ids.line_id.id},
            "customs.judge.goods": {
                "suspension_id": suspension.id,
                "verdict": "other",
                "reason": "Reason",
            },
            "customs.give.reason": {
                "res_model": decision._name,
                "res_id": decision.id,
                "method": "dismiss",
                "reason": "Reason",
            },
            "customs.decide.preference": {"decision_id": decision.id, "reason": "Reason"},
            "customs.choose.goods": {"mode": "add", "decision_id": decision.id, "reason": "Reason"},
            "customs.invite.person": {**of_case, "name": "Name", "email": "name@example.com"},
            "customs.send.back": {"task_id": visit.sudo().task_ids[:1].id, "reason": "Reason"},
            "customs.ask.consent": {
                "visit_id": visit.id,
                "due_on": cls.today,
                "question": "Question",
                "warning": "Warning",
            },
            "customs.document.step": {
                "document_id": visit.sudo()._letter("letter").id,
                "step": "lift",
                "note": "Reason",
            },
            "customs.draw.up.letter": {**of_case, "subject": "Subject"},
            "customs.approve.paper": dict(of_case),
            "customs.load.agreement": {},
            "customs.compare.law": {
                "before_id": cls.visit_procedure.id,
                "after_id": cls.documents_procedure.id,
            },
            "customs.try.procedure": {
                "procedure_id": cls.visit_procedure.id,
                "importing_authority_id": cls.importing.id,
                "exporting_authority_id": cls.exporting.id,
                "result_ids": [Command.create({"kind": "state", "name": "State"})],
            },
            "customs.version.effect": {
                "procedure_id": cls.visit_procedure.id,
                "version_id": cls.documents_procedure.id,
            },
            "customs.version.change": {**of_case, "case_name": "Reference"},
            "customs.try.date": {"name": "Step"},
            "customs.try.result": {"name": "Step"},
            "customs.law.difference": {"place": "Row"},
            "customs.preview.letter": {"template_id": cls.visit_procedure.letter_ids[:1].id},
            "customs.ask.importers": {
                "suspension_id": suspension.id,
                "due_on": cls.today,
                "question": "Question",
            },
            "customs.answer.request": {
                "kind": "consent",
                "reference": "RS-1",
            },  # about no request: does nothing
        }

    # The words

    @classmethod
    def _write_words(cls, records, letter):
        """Write words that only some may read into every text of the case, behind the ORM's back."""
        cls.env.flush_all()
        for (model, which), record in records.items():
            if model not in SHOWN_TEXTS and record._auto and not record.is_transient():
                for name in cls._texts(record):
                    query = f'UPDATE "{record._table}" SET "{name}" = %s WHERE id IN %s'
                    said = which != "draft" and name in IN_LETTER.get(model, ())
                    kind = IMPORTER if name == "told_importers" else IN_THE_LETTER if said else INTERNAL
                    word = f"{kind}{letter}-{record.id}"
                    cls.env.cr.execute(query, (word, record._ids))
        sent = [records[model, "sent"].name for model in (VISIT, REQUEST)]
        drafts = [records[model, "draft"].name for model in (VISIT, REQUEST)]
        cls.words |= {
            (letter, INTERNAL): {f"{INTERNAL}{letter}", *drafts},
            (letter, SHARED): set(sent),
            **{(letter, word): {f"{word}{letter}"} for word in (IN_THE_LETTER, PERSON, IMPORTER, STAFF)},
        }

    @classmethod
    def _texts(cls, record):
        """Return the fields of the record that hold words of people."""
        names = [
            name
            for name, field in record._fields.items()
            if field.store and field.type in ("text", "html") and not field.compute and not field.translate
        ]
        return [*names, INTERNAL_CHARS[record._name]] if record._name in INTERNAL_CHARS else names

    @classmethod
    def _forbidden(cls, role):
        """Return the words that this role reads nowhere."""
        allowed = {(letter, word) for letter, words in MAY_READ.get(role, {}).items() for word in words}
        if cls.users[role]._is_internal():  # the contact book of the house, and its people
            allowed |= set(itertools.product("ab", (PERSON, IMPORTER, STAFF)))
        return [word for key, words in cls.words.items() if key not in allowed for word in words]

    def told(self, role, answer):
        """Return the words in what the system answered that this role may not read."""
        text = answer if isinstance(answer, str) else json.dumps(answer, default=str, ensure_ascii=False)
        return [word for word in self.forbidden[role] if word in text]

    def assertNone(self, wrong):  # noqa: N802 - as unittest names it
        """Nothing was found wrong; else all of it is named."""
        if wrong:
            self.fail(
                "\n".join([f"{len(wrong)} wrong:", *(" | ".join(map(str, row)) for row in wrong[:200])])
            )

    # The table

    def letters(self, world, key, role):
        """Return what the table says for this record of the own or the foreign case."""
        cells = rights()[key]
        if key[1] in ("law", "wizard") or world is self.own:
            return cells[role]
        return cells[AT_HOME_THERE[role]] if role in AT_HOME_THERE else "-"

    def case(self, world):
        return "own case" if world is self.own else "other case"

    def worlds(self):
        """Return (own or foreign case, key, record) for every row of the table, the law once."""
        for key in rights():
            if key[1] == "law":
                yield self.own, key, self.law[key]
            elif key[1] != "wizard":
                yield self.own, key, self.own[key]
                yield self.foreign, key, self.foreign[key]
