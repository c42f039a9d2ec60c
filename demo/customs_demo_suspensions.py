from odoo import Command, api, models

from . import cases

TOLD = ("mail.mail", "mail.activity")


class CustomsDemo(models.AbstractModel):
    """Goods declared while visits run, a suspension in force and a draft, through the doors of daily work."""

    _inherit = "customs.demo"

    @api.model
    def _load(self):
        last = {name: self.env[name].search([], order="id desc", limit=1).id or 0 for name in TOLD}
        result = super()._load()
        for goods, declarations in cases.DECLARED.items():
            oldest = max(day for day, *_rest in declarations)
            proof = self._load_proof(f"declared_{goods}", goods, oldest + 10)
            for number, (day, importer, rows) in enumerate(declarations, 1):
                self._load_declared(f"{goods}_{number}", proof, day, importer, rows)
        for spec in cases.EXCLUDED:
            self._load_excluded(*spec)
        for spec in cases.SUSPENSIONS:
            self._load_suspension(spec)
        self._keep_mails_here(last)
        return result

    def _load_excluded(self, key, producer, day, importer, row):
        """Goods outside the preference, or within a tariff quota, under a certificate of their own."""
        code, text, *_others, weight, _value, _rate = row
        proof = self._load_proof(f"declared_{key}", producer, day + 10, [(code, text, "P", 0, weight)])
        self._load_declared(key, proof, day, importer, [row])

    def _keep_mails_here(self, last):
        """Nobody outside gets mail of the demonstration; nor is it said of each that it could not be sent.

        :param last: the last mail and activity that were there before
        """
        self.env["customs.preference.notice"].search([("told_on", "=", False)])._notify()
        mails, activities = (self.env[name].search([("id", ">", last[name])]) for name in TOLD)
        mails.filtered("customs_res_model").cancel()
        failed = self.env.ref("customs_verification.mail_activity_type_failed")
        activities.filtered(lambda activity: activity.activity_type_id == failed).unlink()

    def _load_declared(self, key, proof, day, importer, rows):
        registered = self._day(day)
        self._make(
            "customs.declaration",
            f"declared_{key}",
            {
                "number": f"50600/{registered:%d%m%y}/{9000 + day:07d}",
                "registered_on": registered,
                "importing_authority_id": self._ref("authority_kz").id,
                "importer_id": self._ref(f"importer_{importer}").id,
                "exporter_id": proof.exporter_id.id,
                "consignment_country_id": self.env.ref("base.rs").id,
                "line_ids": [
                    Command.create(self._declared_values(position, proof, row))
                    for position, row in enumerate(rows, 1)
                ],
            },
        )

    def _declared_values(self, position, proof, row):
        code, text, brand, model, article, weight, value, rate = row
        return {
            "position": position,
            "hs_code": code,
            "description": text,
            "brand": brand,
            "goods_model": model,
            "article_no": article,
            "producer_id": proof.exporter_id.id,
            "gross_weight_kg": weight,
            "net_weight_kg": weight * 0.95,
            "customs_value": value,
            "rate_without": rate,
            "with_is_zero": True,
            "currency_id": self.env.ref("base.EUR").id,
            "agreement_id": proof.agreement_id.id,
            "proof_id": proof.id,
        }

    def _load_suspension(self, spec):
        """Draft it as the officer of the visit, judge, and put it in force as the supervisor."""
        visit = self._ref(spec["visit"])
        visit = visit.with_user(visit.officer_id)
        suspension = visit.env["customs.preference.suspension"].browse(visit.draft_suspension())
        self.env["ir.model.data"].create(
            {
                "module": "customs_verification",
                "name": f"demo_suspension_{spec['visit']}",
                "model": suspension._name,
                "res_id": suspension.id,
                "noupdate": True,
            }
        )
        suspension.reason = spec["reason"]
        for goods in suspension.goods_ids:
            goods.write(spec["named"].get(goods.hs_code, {}))
        for start, (similar, reason) in spec.get("judged", {}).items():
            # Goods may be like several of the suspension: what they were compared with is the first.
            keys = {}
            for group in suspension._queue():
                if group["described_as"].startswith(start):
                    keys.setdefault(group["characteristics_key"], group["goods_id"])
            for key, goods_id in keys.items():
                suspension.judge(goods_id, [key], similar, reason)
        if spec.get("in_force"):
            suspension.with_user(self._ref("user_supervisor")).put_in_force()
