import base64
import io
from datetime import timedelta
from zlib import crc32

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo import Command, api, models

from ..hooks import DEMO_LANGUAGES
from . import authorities, cases
from .cases import MARK


class CustomsDemo(models.AbstractModel):
    """Loads the demonstration: two authorities, their people, and verifications in every state.

    Only called when the database is made with demo data. Facts are recorded through the same door as in
    daily work, as the persons whose task it is, so the demonstration cannot contradict the law.
    """

    _name = "customs.demo"
    _description = "Demonstration Data"

    @api.model
    def _load(self):
        """Create everything, in days before today."""
        self._load_languages()
        authorities.load(self)
        authorities.load_names(self)
        self._load_users()
        self._load_partners()
        for spec in cases.REQUESTS:
            self._load_request(spec["key"], spec["goods"], spec)
        for spec in cases.VISITS:
            self._load_visit(spec)
        self._load_letters()
        self._load_consent()
        self._load_declarations()

    # Where things are

    def _ref(self, name):
        return self.env.ref(f"customs_verification.demo_{name}")

    def _make(self, model, name, values, user=None):
        """Create or update the record with the demonstration's external id."""
        records = self.env[model].with_user(user) if user else self.env[model]
        record = records.create(values)
        # What could not be deleted when the addon was uninstalled has kept its name.
        named = [("module", "=", "customs_verification"), ("name", "=", f"demo_{name}")]
        self.env["ir.model.data"].search(named).unlink()
        self.env["ir.model.data"].create(
            {
                "module": "customs_verification",
                "name": f"demo_{name}",
                "model": model,
                "res_id": record.id,
                "noupdate": True,
            }
        )
        return record

    def _day(self, days_ago):
        return self._ref("authority_kz")._today() - timedelta(days=days_ago)

    # Authorities, people, firms

    def _load_languages(self):
        """The languages of people outside, offered at the foot of each page of the portal."""
        codes = ("ru_RU", "sr@latin", "kk_KZ")
        active = {code for code, _name in self.env["res.lang"].get_installed()}
        new = " ".join(code for code in codes if code not in active)
        self.env["ir.config_parameter"].set_param(DEMO_LANGUAGES, new)
        for code in codes:
            self.env["res.lang"]._activate_and_install_lang(code)

    def _load_users(self):
        authority = self._ref("authority_kz")
        people = {
            "officer": ("Айгерім Сәдуақасова", "officer"),
            "officer2": ("Ержан Төлегенұлы", "officer"),
            "supervisor": ("Гүлнар Қожахметова", "supervisor"),
            "reader": ("Данияр Оспанов", "reader"),
        }
        for login, (name, group) in people.items():
            self._make(
                "res.users",
                f"user_{login}",
                {
                    "name": name + MARK,
                    "function": {"supervisor": "Head of department", "reader": False}.get(group, "Inspector"),
                    "login": login,
                    "password": f"{login}-demo",
                    "email": f"{login}@example.com",
                    "tz": "Asia/Almaty",
                    "group_ids": [Command.link(self.env.ref(f"customs_verification.group_{group}").id)],
                    "customs_authority_ids": [Command.set(authority.ids)],
                },
            )
        authority.supervisor_id = self._ref("user_supervisor")
        self._load_outside_user("liaison", "Jelena Živanović", {"tz": "Europe/Belgrade"})
        self._ref("user_liaison").customs_authority_ids = self._ref("authority_rs")

    def _load_outside_user(self, login, name, values):
        """Somebody outside, with a login on the portal."""
        self._make(
            "res.users",
            f"user_{login}",
            {
                "name": name + MARK,
                "login": login,
                "password": f"{login}-demo",
                "email": f"{login}@example.com",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                **values,
            },
        )

    def _load_partners(self):
        for key, (name, town, street, number) in cases.PRODUCERS.items():
            self._make(
                "res.partner",
                f"producer_{key}",
                {
                    "name": name + MARK,
                    "is_company": True,
                    "street": street,
                    "city": town,
                    "company_registry": number,
                    "country_id": self.env.ref("base.rs").id,
                    "email": f"{key}@example.com",
                },
            )
        self._load_outside_user("exporter", "Nenad Đurić", {"tz": "Europe/Belgrade"})
        self._ref("user_exporter").partner_id.parent_id = self._ref("producer_dairy")
        for key, (name, native, town) in cases.IMPORTERS.items():
            self._make(
                "res.partner",
                f"importer_{key}",
                {
                    "name": name + MARK,
                    "customs_native_name": native,
                    "is_company": True,
                    "city": town,
                    "country_id": self.env.ref("base.kz").id,
                    "email": f"{key}.kz@example.com",
                },
            )
        self._load_outside_user("importer", "Алия Сейтқазы", {"tz": "Asia/Almaty"})
        self._ref("user_importer").partner_id.parent_id = self._ref("importer_food")

    # Proofs and documentary verifications

    def _load_proof(self, key, goods, issued, lines=None):
        """A certificate CT-2 for one consignment of ``goods``, or ``lines``, issued so many days ago."""
        lines = lines or cases.GOODS[goods]
        agreement = self.env.ref("customs_verification.agreement_eaeu_rs")
        number = f"RS{crc32(key.encode()) % 10**8:08d}"
        criteria = {
            code: self.env.ref(f"customs_verification.criterion_eaeu_rs_{code.lower()}").id
            for code in ("P", "Y")
        }
        return self._make(
            "customs.origin.proof",
            f"proof_{key}",
            {
                "agreement_id": agreement.id,
                "proof_type_id": self.env.ref("customs_verification.proof_type_eaeu_rs_ct2").id,
                "importing_authority_id": self._ref("authority_kz").id,
                "exporter_id": self._ref(f"producer_{goods}").id,
                "consignor_id": goods in cases.FORWARDED and self._ref("producer_forwarder").id,
                "consignee_id": self._ref(f"importer_{cases.IMPORTER_OF[goods]}").id,
                "transport": "By road, Serbia - Hungary - Poland - Belarus - Russia - Kazakhstan, under "
                "customs control",
                "number": number,
                "issue_country_id": self.env.ref("base.rs").id,
                "submission_country_id": self.env.ref("base.kz").id,
                "issuing_body_id": self._ref("body_rs").id,
                "issued_on": self._day(issued),
                "signatory": "Milica Stojković" + MARK,
                "stamp_present": True,
                "applicant_name": "Nenad Đurić" + MARK,
                "applicant_on": self._day(issued + 1),
                "origin_country_id": self.env.ref("base.rs").id,
                "invoice_ids": [
                    Command.create({"number": f"{number[-4:]}/1", "dated_on": self._day(issued + 2)})
                ],
                "file": self._scan(number),
                "file_name": f"CT-2 {number}.pdf",
                "line_ids": [
                    Command.create(
                        {
                            "position": position,
                            "package_count": 20 * position,
                            "package_kind": "pallets",
                            "description": text,
                            "hs_code": code,
                            "criterion_id": criteria[criterion],
                            "criterion_percent": percent,
                            "gross_weight_kg": weight,
                            "producer_id": self._ref(f"producer_{goods}").id,
                        }
                    )
                    for position, (code, text, criterion, percent, weight) in enumerate(lines, 1)
                ],
            },
        )

    def _scan(self, number):
        """A page that stands for the scan of the paper."""
        text = f"Demonstration copy of certificate of origin form CT-2 No. {number}"
        return base64.b64encode(self._page(text))

    def _page(self, text):
        """Return a PDF (bytes) of one page with a line of text."""
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=A4, invariant=1)
        canvas.drawString(72, 760, text)
        canvas.save()
        return file.getvalue()

    def _load_request(self, key, goods, spec):
        """A documentary verification: with its facts as far as ``spec`` goes."""
        issued = max(spec.get("sent", 10) + 40, 60)
        officer = self._ref(f"user_{spec.get('officer', 'officer')}")
        random = spec.get("random")
        request = self._make(
            "customs.verification.request",
            key,
            {
                "procedure_id": self.env.ref("customs_verification.procedure_eaeu_rs_documents").id,
                "importing_authority_id": self._ref("authority_kz").id,
                "exporting_authority_id": self._ref("authority_rs").id,
                "basis": "random" if random else "doubt",
                "doubts": False if random else cases.DOUBTS[goods],
                "asked_data": "Authenticity of the certificate and of the data in boxes 7 to 12\n"
                "Copies of the documents on which the certificate was issued",
                "proof_ids": [Command.set(self._load_proof(key, goods, issued).ids)],
                **self._signatory(),
            },
            officer,
        )
        self._record_common(request, spec, officer)
        deadline = request.deadline_ids.filtered(lambda row: row.rule_id.extension_times)
        if "extended" in spec:
            deadline.with_user(officer).extend(
                self._day(spec["extended"]), "The producer's books are with a court; copies are awaited."
            )
        if "result" in spec:
            answers = {"authentic": "yes", "originating": "yes", "rules_met": spec.get("rules_met", "yes")}
            paper = {"reference": f"RS-CA/{request.id}", "dated_on": self._day(spec["result"] + 4)}
            request.record_result(self._day(spec["result"]), answers, **paper)
            request.item_ids[:1].supplied = "none"
            request.item_ids[1:].supplied = "yes"
        return request

    def _signatory(self):
        return {
            "signatory_name": "Гүлнар Қожахметова" + MARK,
            "signatory_position": "Head of the Department for Origin",
        }

    def _record_common(self, case, spec, officer):
        """Approve, send, confirm: what both kinds of verification begin with."""
        if "approved" in spec:
            case.with_user(self._ref("user_supervisor"))._approve_request(self._day(spec["approved"]))
        for name, fact in (("sent", "request_sent_on"), ("acknowledged", "request_acknowledged_on")):
            if name in spec:
                case.with_user(officer).record_fact(fact, self._day(spec[name]))

    # Visits

    def _load_visit(self, spec):
        key, goods = spec["key"], spec["goods"]
        officer = self._ref(f"user_{spec.get('officer', 'officer')}")
        before = spec.get("approved", 20)
        request = self._load_request(
            f"{key}_documents",
            goods,
            {
                "approved": before + 120,
                "sent": before + 118,
                "acknowledged": before + 117,
                "result": before + 8,
                "rules_met": "no",
                "officer": spec.get("officer", "officer"),
            },
        )
        visit = self._make(
            "customs.verification.visit", key, self._visit_values(spec, goods, request), officer
        )
        visit.action_add_proof_goods()
        if spec.get("incomplete"):
            visit.write({"doubts": False, "preliminary_body_ids": [Command.clear()]})
            return
        self._record_common(visit, spec, officer)
        self._record_answer(visit, spec)
        if spec.get("team"):
            self._load_team(visit, spec)
        for name, fact in (("started", "visit_started_on"), ("ended", "visit_ended_on")):
            if name in spec:
                visit.record_fact(fact, self._day(spec[name]))
        self._load_visit_rows(visit, spec)
        if "report" in spec:
            self._load_report(visit, spec)

    def _visit_values(self, spec, goods, request):
        first, last = spec.get("planned", (None, None))
        return {
            "procedure_id": self.env.ref("customs_verification.procedure_eaeu_rs_visit").id,
            "importing_authority_id": self._ref("authority_kz").id,
            "exporting_authority_id": self._ref("authority_rs").id,
            "verification_request_id": request.id,
            "dissatisfaction": "The result confirms the signature and the stamp, but gives no account of "
            "the materials "
            "used; the volume of trade makes the circumstances exceptional",
            "verified_person_id": self._ref(f"producer_{goods}").id,
            "verified_role": "both",
            "doubts": cases.DOUBTS[goods],
            "preliminary_body_ids": [
                Command.set((self._ref("authority_kz") | self._ref("authority_rs")).ids)
            ],
            "no_other_reasons": True,
            "planned_from": self._day(first) if first is not None else False,
            "planned_to": self._day(last) if last is not None else False,
            **self._signatory(),
        }

    def _record_answer(self, visit, spec):
        supervisor = self._ref("user_supervisor")
        if "consent" in spec:
            visit.record_fact("person_informed_on", self._day(spec["consent"] + 20))
            visit.record_fact("person_consent_on", self._day(spec["consent"] + 10))
            visit.record_fact(
                "consent_received_on",
                self._day(spec["consent"]),
                reference=f"148-{visit.id}/VV",
                dated_on=self._day(spec["consent"] + 3),
            )
        if "refusal" in spec:
            visit.record_fact("person_informed_on", self._day(spec["refusal"] + 20))
            visit.record_fact("person_refusal_on", self._day(spec["refusal"] + 6))
            visit.record_fact(
                "refusal_received_on",
                self._day(spec["refusal"]),
                dated_on=self._day(spec["refusal"] + 3),
                note="The producer does not admit the team.",
            )
        if "no_answer" in spec:
            visit.with_user(supervisor).record_fact("no_answer_on", self._day(spec["no_answer"]))
        if "withdrawn" in spec:
            visit.with_user(supervisor).record_fact(
                "withdrawn_on",
                self._day(spec["withdrawn"]),
                note="The missing documents arrived with a second letter.",
            )

    def _load_team(self, visit, spec):
        kz, rs = self._ref("authority_kz"), self._ref("authority_rs")
        people = [
            ("Gulnar", "Kozhakhmetova", "Гүлнар", "Қожахметова", "Head of Department", kz, True),
            ("Aigerim", "Saduakasova", "Айгерім", "Сәдуақасова", "Chief Officer", kz, False),
            ("Jelena", "Živanović", "Јелена", "Живановић", "Head of the Department for Origin", rs, False),
            ("Miloš", "Đukić", "Милош", "Ђукић", "Customs Inspector", rs, False),
        ]
        visit.member_ids = [
            Command.create(
                {
                    "sequence": 10 * no,
                    "first_name": first,
                    "last_name": last + MARK,
                    "native_first_name": native_first,
                    "native_last_name": native_last,
                    "position": position,
                    "authority_id": authority.id,
                    "is_head": head,
                }
            )
            for no, (first, last, native_first, native_last, position, authority, head) in enumerate(
                people, 1
            )
        ]
        if spec.get("costs"):
            day = self._day(spec["started"])
            currency = self.env.ref("base.EUR")
            visit.cost_ids = [
                Command.create(
                    {
                        "member_id": member.id,
                        "kind": kind,
                        "amount": amount,
                        "spent_on": day,
                        "currency_id": currency.id,
                    }
                )
                for member in visit.member_ids.filtered(lambda member: member.side == "importing")
                for kind, amount in (("travel", 640.0), ("accommodation", 285.0), ("daily", 210.0))
            ]

    def _load_visit_rows(self, visit, spec):
        if spec.get("tasks"):
            self._load_tasks(visit)
        if "started" in spec:
            producer = visit.verified_person_id
            visit.premises_ids = [
                Command.create(
                    {
                        "name": "Plant and stores",
                        "address": f"{producer.street}, {producer.city}, Serbia",
                        "person_id": producer.id,
                        "inspected": "Intake of materials, production rooms, stores of materials and of "
                        "finished goods",
                        "inspected_on": self._day(spec["started"]),
                    }
                )
            ]
        if "obstruction" in spec:
            visit.obstruction_ids = [
                Command.create(
                    {
                        "happened_on": self._day(spec["obstruction"]),
                        "obstructed_by": "verified_person",
                        "who": "Plant manager" + MARK,
                        "made_impossible": True,
                        "description": "The team was not admitted to the store of casings, and the ledger "
                        "of materials was "
                        "not shown in spite of a written demand.",
                    }
                )
            ]

    def _load_tasks(self, visit):
        for name, question, asked in (
            (
                "Ledger of materials",
                "Purchases of materials of the last 12 months with origin and value, per supplier.",
                True,
            ),
            ("Production log", "Output per shift and line for the goods of the certificate.", True),
            (
                "Cost calculation",
                "Ex-works price and value of foreign materials for each of the goods.",
                False,
            ),
        ):
            task = self.env["customs.task"].create(
                {
                    "name": name,
                    "question": question,
                    "res_model": visit._name,
                    "res_id": visit.id,
                    "person_id": visit.verified_person_id.id,
                    "officer_id": visit.officer_id.id,
                    "article": "Annex 3, Art. 16(9)",
                    "due_on": self._day(-10),
                }
            )
            if asked:
                task.action_ask()
        answered = visit.task_ids.filtered(lambda task: task.name == "Production log")
        answered.answer = "The log of the last quarter, three shifts a day."
        answered.action_record_answer()
        if visit.verified_person_id == self._ref("producer_dairy"):
            self._load_rounds(visit.task_ids.filtered(lambda task: task.name == "Ledger of materials"))

    def _load_rounds(self, task):
        """The person answers on the portal; one file is sent back, and comes again."""
        person, officer = self._ref("user_exporter"), task.officer_id
        first = self._upload(
            task,
            ("Књига набавки млека 2025, scan of pages 1 to 48.pdf", self._page("Ledger of milk, page 1")),
            ("purchases-of-rennet.csv", b"supplier;kg;EUR\nEnzim d.o.o.;120;960\n"),
        )
        answering = task.with_user(person)
        answering.give_answer(
            1, "The ledger, and a table of purchases. It holds our prices.", None, first.ids, True
        )
        task.with_user(officer).send_back(
            "Pages 31 to 48 of the ledger cannot be read. Scan them again, please.",
            self._day(-14),
            first[:1].ids,
        )
        second = self._upload(task, ("Ledger of milk, scanned again.pdf", self._page("Ledger of milk")))
        answering.give_answer(2, "Scanned again in colour.", None, second.ids, True)

    def _upload(self, task, *files):
        uploads = self.env["customs.file"].with_user(self._ref("user_exporter"))
        return uploads._accept(list(files), task_id=task.id)

    def _load_letters(self):
        """Letters in every state of the register: a draft, a returned one, one given in confidence."""
        visit = self._ref("report_due")
        officer, supervisor = self._ref("user_officer"), self._ref("user_supervisor")
        importer = self._ref(f"importer_{cases.IMPORTER_OF['tyres']}")
        for subject, steps in (
            ("Тексеру нәтижесін күту туралы хабарлама / Notice that the report is awaited", 2),
            ("Request for the contract of sale", 0),
        ):
            content = base64.b64encode(self._page(f"Demonstration letter: {subject.rpartition(' / ')[-1]}"))
            letter = self.env["customs.document"].browse(
                visit.with_user(officer).draw_up_letter(
                    subject,
                    "notice.pdf",
                    content,
                    kind="notice",
                    language="kk",
                    dated_on=self._day(0),
                    addressee_id=importer.id,
                )
            )
            if steps:
                letter.with_user(supervisor).action_approve()
                letter.with_user(officer).record_sent(self._day(0), "registered_mail")
                letter.service_ids.with_user(officer).record_returned(
                    self._day(0), "The addressee has moved; the new address is not known to the post office."
                )
        self._load_material(self._ref("under_way"))
        self._load_letter_to_exporter(self._ref("under_way"))

    def _load_letter_to_exporter(self, visit):
        """A letter that waits on the portal to be opened."""
        content = base64.b64encode(self._page("Demonstration letter: programme of the visit"))
        letter = self.env["customs.document"].browse(
            visit.with_user(visit.officer_id).draw_up_letter(
                "Programme of the visit",
                "programme.pdf",
                content,
                kind="letter",
                language="en",
                addressee_id=visit.verified_person_id.id,
            )
        )
        letter.with_user(self._ref("user_supervisor")).action_approve()
        letter.with_user(visit.officer_id).record_sent(self._day(0), "portal")

    def _load_material(self, visit):
        """Data that the exporting Party gave in confidence, not passed on without its consent (RSM26)."""
        window = self.env["customs.incoming.request"].search(
            [("res_model", "=", visit._name), ("res_id", "=", visit.id)]
        )
        content = base64.b64encode(self._page("Demonstration: register of approved milk suppliers"))
        window.with_user(self._ref("user_liaison")).add_material(
            "Register of approved milk suppliers", [("register.pdf", content.decode())], True
        )
        material = visit.document_ids.filtered(lambda document: document.kind == "material")
        self.env["customs.disclosure.consent"].with_user(visit.officer_id).create(
            {
                "document_id": material[:1].id,
                "to_person_id": self._ref(f"importer_{cases.IMPORTER_OF['dairy']}").id,
                "given_by": "Jelena Živanović, Head of the Department for Origin",
                "reference": "RS-CA/77",
                "dated_on": self._day(0),
                "purpose": "To answer the importer's question on the suppliers, for customs purposes only.",
            }
        )

    def _load_consent(self):
        """The verified person is asked for its consent, with the warning of the law (RS16.5b)."""
        visit = self._ref("due_soon")
        wizard = self.env["customs.ask.consent"].with_user(visit.officer_id)
        wizard.with_context(default_visit_id=visit.id).create({}).action_ask()

    def _load_report(self, visit, spec):
        """The report, written by the officer; approved and sent as far as ``spec`` goes."""
        goods, complies = spec["goods"], spec["report"]
        visit = visit.with_user(visit.officer_id)
        visit.action_open_report()
        for no, line in enumerate(visit.goods_ids):
            failed = complies == "not_complies" and no == 0
            line.write(
                {
                    "conclusion": "not_complies" if failed else "complies",
                    "conclusion_reason": "The origin of the main material could not be shown."
                    if failed
                    else "Materials, process and quantity agree with the books.",
                }
            )
        visit.report_id.write(
            {
                "place": visit.verified_person_id.city,
                "reported_on": self._day(max(spec["ended"] - 6, 0)),
                "grounds": cases.DOUBTS[goods],
                "production_process": cases.PROCESS[goods],
                "documents_examined": "Ledger of materials of the last 12 months\nProduction "
                "logs\nInvoices of suppliers\n"
                "Cost calculation per product",
                "conclusion": complies,
                "conclusion_text": "The team followed the goods from the materials to the store and "
                "compared quantities and "
                "values with the books.",
                "approver_position": "Head of the Department for Origin",
            }
        )
        if "report_approved" in spec:
            visit.report_id.with_user(self._ref("user_supervisor"))._approve(
                self._day(spec["report_approved"])
            )
        if "report_sent" in spec:
            visit.record_fact(
                "report_sent_on", self._day(spec["report_sent"]), note="By registered mail and e-mail."
            )

    # Declarations

    def _load_declarations(self):
        """One declaration per proof of the visits, registered 20 days after its issue."""
        for no, spec in enumerate(cases.VISITS, 1):
            proof = self._ref(f"proof_{spec['key']}_documents")
            registered = proof.issued_on + timedelta(days=20)
            self._make(
                "customs.declaration",
                f"declaration_{spec['key']}",
                {
                    "number": f"50600/{registered:%d%m%y}/{no:07d}",
                    "registered_on": registered,
                    "importing_authority_id": self._ref("authority_kz").id,
                    "importer_id": proof.consignee_id.id,
                    "exporter_id": proof.exporter_id.id,
                    "consignor_id": proof.consignor_id.id,
                    # Some came from a third country: whether in transit, an officer has to see (RS9.2).
                    "consignment_country_id": self.env.ref("base.rs" if no % 4 else "base.tr").id,
                    "line_ids": [
                        Command.create(
                            {
                                "position": line.position,
                                "hs_code": line.hs_code,
                                "description": line.description,
                                # One of them is heavier than its certificate by more than 5 % (RS12.5).
                                "gross_weight_kg": line.gross_weight_kg
                                * (1.08 if spec["key"] == "waiting" else 1.0),
                                "customs_value": line.gross_weight_kg * 4.2,
                                "currency_id": self.env.ref("base.EUR").id,
                                "agreement_id": proof.agreement_id.id,
                                "proof_id": proof.id,
                            }
                        )
                        for line in proof.line_ids
                    ],
                },
            )
