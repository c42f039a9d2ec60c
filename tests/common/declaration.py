"""Declarations and declared goods, made quickly, and how a wrong one is refused."""

from odoo import Command

from ..common.proof import DAY, ProofCase


class DeclarationCase(ProofCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.declarations = cls.env["customs.declaration"]
        cls.importer, cls.exporter = cls.person("Test Importer", cls.kz), cls.person("Test Exporter")

    @classmethod
    def goods(cls, **values):
        """Return the values of goods that claim the preference without a proof, for EUR 100."""
        return {
            "position": 1,
            "hs_code": "0406905000",
            "description": "White cheese in brine",
            "gross_weight_kg": 100.0,
            "customs_value": 100.0,
            "currency_id": cls.eur.id,
            "agreement_id": cls.agreement.id,
            **values,
        }

    @classmethod
    def declaration_values(cls, *goods, **values):
        cls.count = getattr(cls, "count", 0) + 1
        return {
            "number": f"50000/{cls.count:06d}",
            "registered_on": cls.today - 50 * DAY,
            "importing_authority_id": cls.importing.id,
            "importer_id": cls.importer.id,
            "exporter_id": cls.exporter.id,
            "line_ids": [Command.create(line) for line in goods or [cls.goods()]],
            **values,
        }

    @classmethod
    def declaration(cls, *goods, **values):
        return cls.declarations.create(cls.declaration_values(*goods, **values))

    def refused(self, *parts, goods=(), **values):
        """Check that a declaration is refused with all these parts in one message."""
        text = self.refusal(lambda: self.declaration(*goods, **values))
        self.assertNames(text, *parts)
        return text
