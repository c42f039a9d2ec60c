"""The worked example of docs/worked-example.md, act by act, as the people who do them."""

from contextlib import contextmanager
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from . import worked_example_data as example
from .cases import CustomsCase

BEFORE_REPORT = date(2025, 5, 27)


class ExampleCase(CustomsCase):
    # The one clock of the class: clocks stop in the reverse order of their beginning.
    freeze_time = freeze_time(f"{example.SENT_ON} 05:00:00", tick=True)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firms = {name: cls.person(name) for name in cls._firm_names()}
        for name in example.IMPORTERS.values():
            cls.firms[name].country_id = cls.kz
        cls.source = cls._source()

    @classmethod
    def _firm_names(cls):
        return {*example.PRODUCERS.values(), *example.EXPORTERS.values(), *example.IMPORTERS.values()}

    @classmethod
    def _source(cls):
        return (
            cls.env["customs.import.source"]
            .with_user(cls.officer)
            .create({"name": "Clearance", "importing_authority_id": cls.importing.id})
        )

    @contextmanager
    def on(self, day):
        """Stand on ``day``, at ten in the morning in Almaty."""
        with freeze_time(f"{day} 05:00:00"):
            type(self).today = day
            self.env.invalidate_all()
            yield

    # What is done

    def _declare(self, *numbers):
        """The clearance system sends lines as they are declared: each a declaration of its own."""
        lines = [line for line in example.lines() if line["no"] in numbers]
        for line in lines:
            if line["note"] != "noclaim" and line["proof"] != "named":
                self._certify(line)
        rows = [self._row(line) for line in lines]
        results = self.source.with_user(self.officer).import_lines(rows)
        self.assertFalse([result for result in results if result.get("problems")])

    def _certify(self, line):
        """The certificate of a consignment (RS12.4): what is worth over EUR 200 has none of the others'."""
        issued_on = line["registered_on"] - timedelta(days=10)
        goods = self.line_values(hs_code=example.HS[line["hs"]], gross_weight_kg=line["value"] / 10)
        self.proof(
            number=self._certificate(line),
            exporter_id=self.firms[example.EXPORTERS[line["exporter"]]].id,
            consignee_id=self.firms[example.IMPORTERS[line["importer"]]].id,
            issued_on=issued_on,
            applicant_on=issued_on,
            line_ids=[Command.create(goods)],
        )

    def _certificate(self, line):
        if line["proof"] == "named":
            return self.proof_number
        return "" if line["note"] == "noclaim" else f"EX{line['no']:06d}"

    def _row(self, line):
        goods = {code: description for code, description, *_rest in example.GOODS}
        return {
            "number": f"50600/{line['no']:06d}",
            "registered_on": str(line["registered_on"]),
            "importer_name": example.IMPORTERS[line["importer"]],
            "exporter_name": example.EXPORTERS[line["exporter"]],
            "producer_name": example.PRODUCERS.get(line["producer"], ""),
            "consignment_country": "RS",
            "position": "1",
            "hs_code": example.HS[line["hs"]],
            "description": goods.get(line["hs"], "Dairy products"),
            "brand": line["brand"],
            "article_no": line["article_no"],
            "gross_weight_kg": str(line["value"] / 10),
            "customs_value": str(line["value"]),
            "currency": "EUR",
            "agreement": self.agreement.code,
            "preference_claimed": "no" if line["note"] == "noclaim" else "yes",
            "proof_reference": self._certificate(line),
            "rate_without": str(example.RATE),
            "rate_with": "0",
        }

    def _send_request(self):
        """A visit about white cheese and butter of one proof; its request is sent."""
        seller = self.firms[example.EXPORTERS["E1"]]
        goods = [
            self.line_values(
                position=number, hs_code=example.HS[code], description=description, gross_weight_kg=400.0
            )
            | {"producer_id": self.firms[example.PRODUCERS["P1"]].id}
            for number, (code, description, *_rest) in enumerate(example.GOODS, 1)
        ]
        proof = self.proof(
            exporter_id=seller.id,
            consignee_id=self.firms[example.IMPORTERS["I1"]].id,
            issued_on=date(2025, 1, 20),
            applicant_on=date(2025, 1, 19),
            line_ids=[Command.create(values) for values in goods],
        )
        self.proof_number = proof.number
        visit = self.visit(proof=proof, person=seller, goods_ids=[])
        visit.goods_ids = [
            Command.create(self.env["customs.visit.goods"]._from_proof_line(line)) for line in proof.line_ids
        ]
        self.approve(visit, days=0)
        self.record(visit, "request_sent_on")
        return visit

    def _suspend(self, visit):
        """An officer drafts the suspension and names what tells the goods apart; a supervisor signs it."""
        suspension = self.env["customs.preference.suspension"].with_user(self.officer)
        suspension = suspension.browse(visit.with_user(self.officer).draft_suspension())
        for goods, (code, _description, brand, article_no, _found) in zip(
            suspension.goods_ids, example.GOODS, strict=True
        ):
            self.assertEqual(goods.hs_code, example.HS[code])
            goods.write({"brand": brand, "article_no": article_no})
        suspension.reason = "The capacity of the plant is lower than the exports."
        suspension.with_user(self.supervisor).put_in_force()
        return suspension

    def _judge(self, suspension):
        """Goods that leave out what tells them apart are judged, once for all that are described alike."""
        for note, similar in (("similar", True), ("other", False)):
            lines = self._lines(line["no"] for line in example.lines() if line["note"] == note)
            self.assertEqual(len(lines), 2)
            [key] = set(lines.mapped("characteristics_key"))
            cheese = suspension.goods_ids[0]
            suspension.with_user(self.officer).judge(cheese.id, [key], similar, "Compared with the invoices.")

    def _visit_and_report(self, visit):
        """The visit takes place; its report says that the cheese complies and the butter does not."""
        report = self.report(visit, "not_complies")
        for goods, (*_rest, found) in zip(visit.goods_ids, example.GOODS, strict=True):
            goods.conclusion = found
        report.with_user(self.supervisor).action_approve()

    # What is seen

    def _lines(self, numbers):
        names = [f"50600/{number:06d}" for number in numbers]
        return self.env["customs.declaration.line"].search([("declaration_id.number", "in", names)])

    def _outcomes(self):
        """Return {no.: outcome} of all declared lines, "lost" for what time took."""
        lines = self.env["customs.declaration.line"].search(
            [("declaration_id.importing_authority_id", "=", self.importing.id)]
        )
        found = {}
        for line in lines:
            lost = line.preference_state == "released" and line.restorable_until < self.importing._today()
            found[int(line.declaration_id.number[-6:])] = "lost" if lost else line.preference_state
        return found

    def _assert_outcomes(self, column, numbers):
        expected = {line["no"]: line[column] for line in example.lines() if line["no"] in numbers}
        self.assertEqual(self._outcomes(), expected)

    def _duty(self, *states):
        groups = self.env["customs.declaration.line"]._read_group(
            [("importing_authority_id", "=", self.importing.id), ("preference_state", "in", states)],
            [],
            ["duty_at_stake:sum"],
        )
        return groups[0][0]

    def _until_the_report(self):
        """From the request to the day before the report: goods are declared, suspended and judged."""
        days = {line["no"]: line["registered_on"] for line in example.lines()}
        with self.on(example.SENT_ON):
            visit = self._send_request()
            self._declare(*(no for no, day in days.items() if day <= example.SENT_ON))
        with self.on(example.STARTED_ON):
            self._declare(*(no for no, day in days.items() if example.SENT_ON < day <= example.STARTED_ON))
            suspension = self._suspend(visit)
        with self.on(date(2025, 4, 10)):
            self.record(visit, "consent_received_on", reference="RS-VV-7")
        with self.on(BEFORE_REPORT):
            self._declare(*(no for no, day in days.items() if example.STARTED_ON < day <= BEFORE_REPORT))
            self._judge(suspension)
            self.team(visit)
            self.record(visit, "visit_started_on", -20)
            self.record(visit, "visit_ended_on", -15)
        return visit, suspension

    def _report(self, visit):
        """The report is approved; two more lines are declared on the same day."""
        with self.on(example.APPROVED_ON):
            self._visit_and_report(visit)
            self._declare(39, 40)

    def _refuse(self, visit):
        """The butter is refused (RS11.1.7): under the suspension, and imported before and named."""
        refusal = visit.decision_ids.filtered(lambda decision: decision.kind == "refusal")
        self.assertEqual(refusal.ground_id.code, "11.1.7")
        expected = [line["no"] for line in example.lines() if line["after"] == "refused"]
        self.assertEqual(refusal.line_ids.line_id, self._lines(expected))
        refusal.with_user(self.supervisor).decide("The butter was made from foreign cream.")

    def _restore_first(self, visit):
        """The restoration that the end of the suspension proposed goes over one importer first."""
        restoration = visit.decision_ids.filtered(lambda decision: decision.kind == "restoration")
        late = self.firms[example.IMPORTERS["I2"]]
        others = restoration.line_ids.filtered(lambda row: row.line_id.importer_firm_id == late)
        others.with_user(self.officer).leave_out("Has not applied yet.")
        restoration.with_user(self.supervisor).decide("The cheese complies (report).")

    def _restore_late(self):
        """Twelve months after registration it is too late for three lines; the others are restored."""
        late = self._lines(
            line["no"]
            for line in example.lines()
            if line["importer"] == "I2" and line["after"] in ("restored", "lost")
        ).with_user(self.officer)
        with self.assertRaises(UserError) as refused:
            late.apply_for_restoration("The importer applied.")
        for number in (5, 7, 8):
            self.assertIn(f"50600/{number:06d}", str(refused.exception))
        in_time = late.filtered(lambda line: line.restorable_until >= self.importing._today())
        self.assertEqual(min(in_time.mapped("restorable_until")), example.SECOND_RESTORATION_ON)
        decision = self.env["customs.preference.decision"].browse(
            in_time.apply_for_restoration("The importer applied.")
        )
        decision.with_user(self.supervisor).decide("The cheese complies (report).")
