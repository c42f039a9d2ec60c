"""A visit whose request was sent, declared goods around it, and suspensions of it in every state."""

from odoo import Command

from .cases import NUMBERS, CustomsCase

BRAND = "Lacto Premium"


class SuspensionCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suspensions = cls.env["customs.preference.suspension"]
        cls.exporter = cls.person("Test Exporter d.o.o.")
        cls.producer = cls.person("Test Dairy d.o.o.")
        cls.importer = cls.person("Test Importer LLP", cls.kz)
        cls.case = cls.sent_visit(-40, proof=cls.proof(exporter_id=cls.exporter.id), person=cls.producer)

    @classmethod
    def declared(cls, day=-20, authority=None, exporter=None, **values):
        """Register goods ``day`` days from today as the clearance system holds them; return their line."""
        line = {
            "hs_code": "0406905000",
            "description": "White cheese",
            "gross_weight_kg": 10.0,
            "customs_value": 100.0,
            "currency_id": cls.eur.id,
            "rate_without": 15.0,
            "with_is_zero": True,
            "agreement_id": cls.agreement.id,
            "preference_claimed": True,
            **values,
        }
        return (
            cls.env["customs.declaration"]
            .create(
                {
                    "number": f"SU/{next(NUMBERS)}",
                    "registered_on": cls.day(day),
                    "importing_authority_id": (authority or cls.importing).id,
                    "importer_id": cls.importer.id,
                    "exporter_id": (cls.exporter if exporter is None else exporter).id,
                    "line_ids": [Command.create(line)],
                }
            )
            .line_ids
        )

    @classmethod
    def draft(cls, visit=None, user=None, **goods):
        """Draft a suspension of the visit, as an officer, with everything that the gate asks for."""
        visit = (visit or cls.case).with_user(user or cls.officer)
        suspension = visit.env["customs.preference.suspension"].browse(visit.draft_suspension())
        suspension.reason = "The milk was not from Serbia."
        suspension.goods_ids.write(goods or {"brand": BRAND})
        return suspension

    @classmethod
    def in_force(cls, visit=None, **goods):
        """Draft a suspension and put it in force, as a supervisor."""
        suspension = cls.draft(visit, **goods)
        suspension.with_user(cls.supervisor).put_in_force()
        return suspension

    def recorded(self, suspension):
        """Return what the record of the case says of the suspension: (act, day, day before)."""
        entries = suspension.visit_id.sudo().fact_ids.filtered(lambda fact: fact.reference == suspension.name)
        return [(entry.fact, entry.value_on, entry.former_value_on) for entry in entries.sorted("id")]
