"""Suspensions and declared goods made quickly, and what the plain reading of RS16.12c makes of them."""

from odoo import Command

from ...models.law.customs_guarded_mixin import DOOR
from ...tools import characteristics
from . import similar_goods_plain_reading as reading
from .proof import ProofCase


class SimilarCase(ProofCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.env["customs.declaration.line"]
        cls.suspensions = cls.env["customs.preference.suspension"]
        cls.other_agreement = cls.agreement.copy({"name": "Other Agreement", "code": "T-OTHER"})
        cls.importer = cls.person("Importer", cls.kz)
        cls.firms = [cls.person(f"Firm {letter}") for letter in "ABC"]
        # An office of the first firm is the first firm.
        cls.office = cls.env["res.partner"].create({"name": "Office", "parent_id": cls.firms[0].id})
        cls.visits = {
            authority: cls.bare_visit(authority) for authority in (cls.importing, cls.other_importing)
        }
        cls.numbers, cls.words = 0, {}

    @classmethod
    def bare_visit(cls, authority, sent=-80):
        """Create a visit whose request was sent; what came before is no matter here."""
        visit = cls.env["customs.verification.visit"].create(
            {
                "procedure_id": cls.visit_procedure.id,
                "importing_authority_id": authority.id,
                "exporting_authority_id": cls.exporting.id,
                "verified_person_id": cls.firms[0].id,
            }
        )
        visit._write_guarded({"request_sent_on": cls.day(sent)})
        return visit

    @classmethod
    def line(cls, *, day=-10, authority=None, exporter=None, **values):
        """Register one line of a declaration, as the clearance system holds it."""
        return cls.declaration_of([values], day, authority, exporter).line_ids

    @classmethod
    def declaration_of(cls, goods, day=-10, authority=None, exporter=None):
        """Register a declaration ``day`` days from today with these goods."""
        cls.numbers += 1
        return cls.env["customs.declaration"].create(
            {
                "number": f"S/{cls.numbers}",
                "registered_on": cls.day(day),
                "importing_authority_id": (authority or cls.importing).id,
                "importer_id": cls.importer.id,
                "exporter_id": exporter.id if exporter else False,
                "consignment_country_id": cls.rs.id,
                "line_ids": [
                    Command.create(cls.goods_values(number, **values))
                    for number, values in enumerate(goods, 1)
                ],
            }
        )

    @classmethod
    def goods_values(cls, position=1, **values):
        """Return the values of goods that claim the preference; worth little, so that they need no proof."""
        return {
            "position": position,
            "hs_code": "0406905000",
            "description": "White cheese",
            "customs_value": 0.01,
            "currency_id": cls.eur.id,
            "agreement_id": cls.agreement.id,
            **values,
        }

    @classmethod
    def suspension(cls, *goods, start=-40, in_force=True, digits=None, authority=None, **values):
        """Draft a suspension from ``start`` days from today on, and put it in force."""
        suspension = cls.suspensions.create(
            {
                "visit_id": cls.visits[authority or cls.importing].id,
                "starts_on": cls.day(start),
                "goods_ids": [
                    Command.create({"hs_code": "0406905000", "description": "White cheese", **one})
                    for one in goods
                ],
                **values,
            }
        )
        if digits:
            suspension.flush_recordset()  # what is computed is computed before
            suspension._write_guarded({"hs_digits": digits})
        if in_force:
            cls.start(suspension)
        return suspension

    @classmethod
    def start(cls, suspension):
        suspension._write_guarded({"started_on": cls.today})

    @classmethod
    def end(cls, suspension, day=0):
        suspension._write_guarded({"ended_on": cls.day(day)})

    def behind_the_door(self, records):
        """Return the records as the acts of the addon write them, after their own checks."""
        return records.with_context(customs_door=DOOR)

    def judge(self, goods, words, similar):
        """Pass a judgement on goods that are described so (brand, model, article no., description)."""
        judgements = self.behind_the_door(self.env["customs.suspension.judgement"])
        key = characteristics.digest(*words)
        self.words[key] = reading.Line.describe(*words)
        known = judgements.search([("goods_id", "=", goods.id), ("characteristics_key", "=", key)])
        if known:
            known.similar = similar
            return known
        return judgements.create(
            {
                "suspension_id": goods.suspension_id.id,
                "goods_id": goods.id,
                "characteristics_key": key,
                "described_as": " ".join(filter(None, words)),
                "similar": similar,
                "judged_by_id": self.env.uid,
                "judged_on": self.today,
            }
        )

    # What the plain reading says

    def read_line(self, line):
        head = line.declaration_id
        return reading.Line(
            name=line.id,
            authority=head.importing_authority_id.id,
            agreement=line.agreement_id.id,
            claimed=line.preference_claimed,
            registered_on=head.registered_on,
            hs_code=line.hs_code or "",
            producer=self.firm(line.producer_id),
            exporter=self.firm(head.exporter_id),
            brand=line.brand,
            model=line.goods_model,
            article_no=line.article_no,
            description=line.description,
        )

    def firm(self, partner):
        """The firm of a partner: itself, or that to which it belongs."""
        while partner.parent_id and not partner.is_company:
            partner = partner.parent_id
        return partner.id

    def described(self, lines):
        """Return {characteristics key: how goods with it are described, in plain words}."""
        return self.words | {line.characteristics_key: self.read_line(line).described() for line in lines}

    def read_suspension(self, suspension, described):
        return reading.Suspension(
            name=suspension.id,
            authority=suspension.visit_id.importing_authority_id.id,
            agreement=suspension.visit_id.agreement_id.id,
            digits=suspension.hs_digits,
            starts_on=suspension.starts_on or None,
            put_in_force=bool(suspension.started_on),
            ended_on=suspension.ended_on or None,
            goods=[
                reading.Goods(
                    hs_code=goods.hs_code,
                    producer=self.firm(goods.producer_id),
                    exporter=self.firm(goods.exporter_id),
                    brand=goods.brand,
                    model=goods.goods_model,
                    article_no=goods.article_no,
                    nothing_tells_apart=goods.no_characteristics,
                    judgements={
                        described[judgement.characteristics_key]: judgement.similar
                        for judgement in suspension.judgement_ids
                        if judgement.goods_id == goods and judgement.characteristics_key in described
                    },
                )
                for goods in suspension.goods_ids
            ],
        )

    def plain(self, lines, suspensions):
        """Return {(suspension id, line id): (same firm, by judgement)} and {line id: state}, read plainly."""
        read = {line: self.read_line(line) for line in lines}
        known = [self.read_suspension(suspension, self.described(lines)) for suspension in suspensions]
        pairs = {
            (suspension.name, line.name): how
            for suspension in known
            for line in read.values()
            if (how := reading.falls_under(line, suspension))
        }
        return pairs, {line.name: reading.state(line, known) for line in read.values()}

    def marks(self, lines):
        """Return {(suspension id, line id): (same firm, by judgement)} as it is stored."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT suspension_id, line_id, same_firm, by_judgement IS TRUE FROM customs_suspended_line"
            " WHERE line_id = ANY(%s)",
            [lines.ids],
        )
        return {
            (suspension, line): (firm, judged) for suspension, line, firm, judged in self.env.cr.fetchall()
        }

    def states(self, lines):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, preference_state FROM customs_declaration_line WHERE id = ANY(%s)", [lines.ids]
        )
        return dict(self.env.cr.fetchall())

    def assertAsRead(self, lines, suspensions):  # noqa: N802 - as unittest's own
        """Assert that marks and states are those of the plain reading."""
        lines, suspensions = lines.exists(), suspensions.exists()
        pairs, states = self.plain(lines, suspensions)
        self.assertEqual(self.marks(lines), pairs)
        self.assertEqual(self.states(lines), states)
