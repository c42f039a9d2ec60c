"""What the tests stand on: authorities, people in every role, persons, a proof, a verification.

Nothing here comes from demo data. The law is the one that the addon ships: EAEU-Serbia.
"""

import base64
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user

from ...tools.dates import long_date
from .moment_of_tests import begun

NUMBERS = count(1)
PASSWORD = "a-long-test-password"
# One for all authorities: `today` is the same day for each, at whatever hour the suite runs. Tests of time
# zones set others themselves.
ZONE = "Asia/Almaty"


@contextmanager
def in_the_same_transaction(records):
    """Take the place of a transaction of its own."""
    yield records.env.cr


class TourCase(HttpCase):
    """Tours that also end well on a busy machine: Odoo gives the whole of one a minute.

    They take place today: a browser has its own clock.
    """

    def __init_subclass__(cls, **kwargs):  # pylint: disable=missing-return
        super().__init_subclass__(**kwargs)
        cls.freeze_time = None

    def start_tour(self, *args, **kwargs):
        """Start a tour in the browser, for less time than pytest.ini gives a test: it says where it stood."""
        return super().start_tour(*args, **{"timeout": 240, **kwargs})


class CustomsCase(TransactionCase):
    freeze_time = begun()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cr._now = fields.Datetime.now()  # when the transaction began, which the ORM asks of PostgreSQL
        # What comes from outside is counted in a transaction of its own: here it is taken back with the test.
        limit = cls.registry["customs.upload.limit"]
        cls.startClassPatcher(patch.object(limit, "_own_transaction", in_the_same_transaction))
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False, no_reset_password=True))
        cls.agreement = cls.env.ref("customs_verification.agreement_eaeu_rs")
        cls.visit_procedure = cls.env.ref("customs_verification.procedure_eaeu_rs_visit")
        cls.documents_procedure = cls.env.ref("customs_verification.procedure_eaeu_rs_documents")
        cls.ct2 = cls.env.ref("customs_verification.proof_type_eaeu_rs_ct2")
        cls.declaration_of_origin = cls.env.ref("customs_verification.proof_type_eaeu_rs_declaration")
        cls.kz = cls.env.ref("base.kz")
        cls.rs = cls.env.ref("base.rs")
        cls.eur = cls.env.ref("base.EUR")
        cls.eur.active = True
        cls._create_authorities()
        cls._create_users()
        cls.today = cls.importing._today()

    @classmethod
    def _create_authorities(cls):
        authorities = cls.env["customs.authority"]
        cls.importing = authorities.create(
            {
                "name": "Test Customs Authority of Kazakhstan",
                "native_name": "Сынақ кеден органы",
                "code": "T-KZ",
                "country_id": cls.kz.id,
                "is_customs_authority": True,
                "tz": ZONE,
                "street": "1 Test Street",
                "city": "Astana",
            }
        )
        cls.other_importing = authorities.create(
            {
                "name": "Test Customs Authority of Belarus",
                "code": "T-BY",
                "country_id": cls.env.ref("base.by").id,
                "is_customs_authority": True,
                "tz": ZONE,
            }
        )
        cls.exporting = authorities.create(
            {
                "name": "Test Customs Administration of Serbia",
                "code": "T-RS",
                "country_id": cls.rs.id,
                "is_customs_authority": True,
                "is_verification_authority": True,
                "tz": ZONE,
                "email": "verification@example.com",
            }
        )
        cls.body = authorities.create(
            {
                "name": "Test Chamber of Serbia",
                "code": "T-RS-CH",
                "country_id": cls.rs.id,
                "is_authorised_body": True,
                "tz": ZONE,
                "specimen_ids": [
                    Command.create(
                        {
                            "agreement_id": cls.agreement.id,
                            "kind_id": kind.id,
                            "name": "Stamp 1" if kind.code == "stamp" else kind.name,
                            "received_on": date(2021, 7, 1),
                            "valid_from": date(2021, 7, 10),
                        }
                    )
                    for kind in cls.agreement.specimen_kind_ids
                ],
            }
        )

    @classmethod
    def _person_inside(cls, name, role):
        """Return the values of a user who has a role at one of the two importing authorities."""
        groups = [cls.env.ref(group) for group in ("base.group_user", f"customs_verification.group_{role}")]
        authority = cls.other_importing if name.startswith("foreign") else cls.importing
        return {
            "login": f"test_{name}",
            "password": PASSWORD,
            "group_ids": [Command.set([group.id for group in groups])],
            "customs_authority_ids": [Command.set(authority.ids)],
            "name": f"test_{name}".replace("_", " ").title(),
            "email": f"test_{name}@example.com",
        }

    @classmethod
    def _create_users(cls):
        roles = {
            "reader": "reader",
            "officer": "officer",
            "officer_2": "officer",
            "supervisor": "supervisor",
            "supervisor_2": "supervisor",
            "administrator": "administrator",
            "foreign_officer": "officer",
            "foreign_supervisor": "supervisor",
        }
        # All at once, and no word of it in their chatter: each class of tests begins with this.
        users = cls.env["res.users"].with_context(tracking_disable=True)
        users = users.create([cls._person_inside(name, role) for name, role in roles.items()])
        for name, user in zip(roles, users.with_env(cls.env), strict=True):
            setattr(cls, name, user)
        cls.importing.supervisor_id = cls.supervisor

    @contextmanager
    def refused(self, *sentences, error=UserError):
        """What is done inside is refused, in one message that holds all the ``sentences``."""
        with self.assertRaises(error) as caught:
            yield
        for sentence in sentences:
            self.assertIn(str(sentence), str(caught.exception))

    @classmethod
    def day(cls, days):
        """Return the date ``days`` from today."""
        return cls.today + timedelta(days=days)

    @classmethod
    def words(cls, days):
        """Return the date ``days`` from today in words."""
        return long_date(cls.day(days), "en_US")

    @classmethod
    def clock(cls, case, code):
        """Return the deadline of a case under the rule ``code``."""
        return case.deadline_ids.filtered(lambda row: row.rule_id.code == code)

    # Builders

    @classmethod
    def person(cls, name="Test Producer d.o.o.", country=None, **values):
        """Create a firm."""
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "country_id": (country or cls.rs).id, **values}
        )

    @classmethod
    def proof_values(cls, **values):
        """Return the values of a certificate CT-2 with all its boxes filled."""
        number = next(NUMBERS)
        return {
            "agreement_id": cls.agreement.id,
            "proof_type_id": cls.ct2.id,
            "importing_authority_id": cls.importing.id,
            "exporter_id": values.pop("exporter_id", None) or cls.person(f"Exporter {number}").id,
            "consignee_id": values.pop("consignee_id", None) or cls.person(f"Importer {number}", cls.kz).id,
            "transport": "By road, Belgrade - Astana",
            "number": f"RS{number:08d}",
            "issue_country_id": cls.rs.id,
            "submission_country_id": cls.kz.id,
            "issuing_body_id": cls.body.id,
            "issued_on": cls.today - timedelta(days=100),
            "signatory": "Test Signatory",
            "stamp_present": True,
            "applicant_name": "Test Applicant",
            "applicant_on": cls.today - timedelta(days=101),
            "origin_country_id": cls.rs.id,
            "file": base64.b64encode(b"%PDF-1.4 test"),
            "file_name": "ct2.pdf",
            "invoice_ids": [
                Command.create({"number": f"INV-{number}", "dated_on": cls.today - timedelta(days=102)})
            ],
            "line_ids": [Command.create(cls.line_values())],
            **values,
        }

    @classmethod
    def line_values(cls, **values):
        """Return the values of goods on a certificate."""
        return {
            "position": 1,
            "package_count": 10,
            "package_kind": "boxes",
            "description": "White cheese in brine",
            "hs_code": "0406905000",
            "criterion_id": cls.env.ref("customs_verification.criterion_eaeu_rs_p").id,
            "gross_weight_kg": 1000.0,
            **values,
        }

    @classmethod
    def proof(cls, **values):
        """Create a certificate CT-2."""
        return cls.env["customs.origin.proof"].create(cls.proof_values(**values))

    @classmethod
    def documentary(cls, proofs=None, answered=True, user=None):
        """Create a documentary verification; answered, its result did not satisfy."""
        user = user or cls.officer
        request = (
            cls.env["customs.verification.request"]
            .with_user(user)
            .create(
                {
                    "procedure_id": cls.documents_procedure.id,
                    "importing_authority_id": cls.importing.id,
                    "exporting_authority_id": cls.exporting.id,
                    "proof_ids": [Command.set((proofs or cls.proof()).ids)],
                    "doubts": "The stamp differs from the specimen.",
                    "asked_data": "Confirm the authenticity and the criterion.",
                    "signatory_name": "Test Head",
                    "signatory_position": "Head of Department",
                }
            )
        )
        if answered:
            cls.approve(request)
            cls.record(request, "request_sent_on", -90)
            cls.record(request, "result_received_on", -30, reference="RS-1/2026")
        return request

    @classmethod
    def visit_values(cls, **values):
        """Return the values of a visit whose request is complete."""
        proof = values.pop("proof", None) or cls.proof()
        person = values.pop("person", None) or cls.person()
        return {
            "procedure_id": cls.visit_procedure.id,
            "importing_authority_id": cls.importing.id,
            "exporting_authority_id": cls.exporting.id,
            "verification_request_id": cls.documentary(proof).id,
            "dissatisfaction": "The result does not say how the milk was bought.",
            "verified_person_id": person.id,
            "doubts": "The capacity of the plant is lower than the exports.",
            "preliminary_body_ids": [Command.set(cls.importing.ids)],
            "no_other_reasons": True,
            "signatory_name": "Test Head",
            "signatory_position": "Head of Department",
            "goods_ids": [
                Command.create(
                    {
                        "proof_line_id": proof.line_ids[:1].id,
                        "hs_code": proof.line_ids[:1].hs_code,
                        "description": "White cheese in brine",
                    }
                )
            ],
            **values,
        }

    @classmethod
    def visit(cls, user=None, **values):
        """Create a visit, written by an officer, complete and ready for approval."""
        return (
            cls.env["customs.verification.visit"]
            .with_user(user or cls.officer)
            .create(cls.visit_values(**values))
        )

    @classmethod
    def approve(cls, case, days=-95):
        """Approve the request of a case as a supervisor, on a day in the past."""
        case.with_user(cls.supervisor)._record_facts(
            {"request_approved_on": cls.today + timedelta(days=days)}
        )

    @classmethod
    def record(cls, case, fact, days=0, user=None, answers=None, **details):
        """Record a fact ``days`` from today, as an officer; a result with its ``answers``."""
        if answers is not None:
            day = cls.today + timedelta(days=days)
            return case.with_user(user or cls.officer).record_result(day, answers, **details)
        return case.with_user(user or cls.officer).record_fact(
            fact, cls.today + timedelta(days=days), **details
        )

    @classmethod
    def sent_visit(cls, days=-80, **values):
        """Create a visit whose request was sent ``days`` from today."""
        visit = cls.visit(**values)
        cls.approve(visit, days=days - 1)
        cls.record(visit, "request_sent_on", days)
        return visit

    @classmethod
    def portal_contact(cls, company, name="Test Contact", login=None, groups="base.group_portal"):
        """Create a user of the portal who is a contact of ``company``."""
        login = login or f"contact-{next(NUMBERS)}"
        user = new_test_user(cls.env, login=login, groups=groups, name=name, password=PASSWORD)
        user.partner_id.parent_id = company
        return user

    @classmethod
    def liaison(cls, authority=None, name="Test Liaison"):
        """Create a user of the portal who serves the authority that is asked."""
        user = new_test_user(
            cls.env,
            login=f"liaison-{next(NUMBERS)}",
            groups="base.group_portal",
            name=name,
            password=PASSWORD,
        )
        user.customs_authority_ids = authority or cls.exporting
        return user

    @classmethod
    def task(cls, case, kind="documents", user=None, ask=True, **values):
        """Create a task of ``case`` for its verified person, and ask it."""
        task = (
            cls.env["customs.task"]
            .with_user(user or cls.officer)
            .create(
                {
                    "name": "Ledger of materials",
                    "kind": kind,
                    "question": "The ledger of materials of 2025.",
                    "res_model": case._name,
                    "res_id": case.id,
                    "person_id": case.verified_person_id.id,
                    "due_on": cls.day(10),
                    **values,
                }
            )
        )
        if ask:
            task.action_ask()
        return task

    @classmethod
    def team(cls, visit):
        """Name an inspection team of both Parties."""
        visit.with_user(cls.officer).member_ids = [
            Command.create(
                {
                    "first_name": "Әділет",
                    "last_name": "Қожахметұлы",
                    "position": "Chief Inspector",
                    "authority_id": cls.importing.id,
                    "is_head": True,
                }
            ),
            Command.create(
                {
                    "first_name": "Đorđe",
                    "last_name": "Šćepanović",
                    "position": "Senior Customs Officer",
                    "authority_id": cls.exporting.id,
                }
            ),
        ]

    @classmethod
    def visited(cls, sent=-80, received=-60, started=-40, ended=-38, **values):
        """Create a visit that has taken place."""
        visit = cls.sent_visit(sent, **values)
        cls.record(visit, "consent_received_on", received, reference="RS-VV-7")
        cls.team(visit)
        cls.record(visit, "visit_started_on", started)
        cls.record(visit, "visit_ended_on", ended)
        return visit

    @classmethod
    def report(cls, visit, conclusion="complies", user=None):
        """Write the complete report of a visit, as an officer."""
        user = user or cls.officer
        visit = visit.with_user(user)
        visit.action_open_report()
        visit.premises_ids = [
            Command.create(
                {
                    "name": "Dairy plant",
                    "address": "Industrijska 1, Subotica",
                    "inspected": "Intake of milk, ripening rooms, stores",
                    "inspected_on": visit.visit_started_on,
                }
            )
        ]
        visit.goods_ids.write({"conclusion": conclusion, "conclusion_reason": "As seen on site."})
        visit.report_id.write(
            {
                "place": "Subotica",
                "reported_on": cls.today,
                "grounds": "The capacity of the plant is lower than the exports.",
                "production_process": "Milk is pasteurised, renneted, cut, drained and salted.",
                "conclusion": conclusion,
                "conclusion_text": "The goods were produced from local milk.",
            }
        )
        return visit.report_id
