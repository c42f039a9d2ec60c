from odoo import api, models


class CustomsAgreement(models.Model):
    _inherit = "customs.agreement"

    @api.model
    def _provision_codes(self):
        return super()._provision_codes() | {
            "visit_after_documents": self.env._("A visit follows a documentary verification"),
            "purpose": self.env._("The purpose of a visit"),
            "object": self.env._("The goods of a visit have proofs of origin"),
            "team": self.env._("Who is in the inspection team"),
            "assistance": self.env._("The authorities and the verified person assist in the visit"),
            "documents": self.env._("The verified person submits documents and data"),
            "costs": self.env._("Who bears the costs of a visit"),
        }
