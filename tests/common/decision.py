"""Declared goods, suspensions put in force, marks: what the tests of decisions stand on."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command

from .cases import NUMBERS, CustomsCase


class DecisionCase(CustomsCase):
    def declared(self, proof=None, count=1, days=-10, importer=None, **values):
        """Create a declaration with ``count`` goods, each worth 100 EUR with 10 EUR of duty at stake."""
        number = next(NUMBERS)
        head = {
            name: values.pop(name) for name in ("importing_authority_id", "exporter_id") if name in values
        }
        line = {
            "hs_code": "0406905000",
            "description": "White cheese in brine",
            "gross_weight_kg": 1.0,
            "customs_value": 100.0,
            "rate_without": 10.0,
            "with_is_zero": True,
            "currency_id": self.eur.id,
            "agreement_id": self.agreement.id,
            "proof_id": proof.id if proof else False,
            **values,
        }
        registered = self.today + timedelta(days=days) if isinstance(days, int) else days
        declaration = self.env["customs.declaration"].create(
            {
                "number": f"50700/{number}",
                "registered_on": self.today,
                "importing_authority_id": self.importing.id,
                "importer_id": (importer or self.person(f"Importer {number}", self.kz)).id,
                "exporter_id": proof.exporter_id.id if proof else self.person(f"Exporter {number}").id,
                **head,
                "line_ids": [Command.create({**line, "position": row + 1}) for row in range(count)],
            }
        )
        if registered != self.today:  # as an import takes it: the proof need not have been valid
            self.env.flush_all()
            for query in (
                "UPDATE customs_declaration SET registered_on = %s WHERE id = %s",
                "UPDATE customs_declaration_line SET registered_on = %s WHERE declaration_id = %s",
            ):
                self.env.cr.execute(query, (registered, declaration.id))
            self.env.invalidate_all()
            lines = declaration.line_ids
            self.env.add_to_compute(lines._fields["restorable_until"], lines)
            self.env.flush_all()
        return declaration.line_ids

    def suspension(self, visit, lines, ended=None, end_kind="report", **goods):
        """Put a suspension in force that covers ``lines``, by their exporters alone, and end it."""
        suspension = self.env["customs.preference.suspension"].create({"visit_id": visit.id})
        self.covers(suspension, lines, **goods)
        self.start(suspension, lines)
        if ended is not None:
            self.end(suspension, ended, end_kind)
        return suspension

    def start(self, suspension, lines):
        suspension._write_guarded(
            {"started_on": self.day(-60), "starts_on": min(lines.mapped("registered_on"))}
        )
        self.assertLessEqual(lines, suspension.mark_ids.line_id)

    def covers(self, suspension, lines, **values):
        self.env["customs.suspension.goods"].create(
            [
                {
                    "suspension_id": suspension.id,
                    "hs_code": line.hs_code,
                    "description": line.description,
                    "no_characteristics": True,
                    "exporter_id": line.exporter_id.id,
                    **values,
                }
                for line in lines
            ]
        )

    def end(self, suspension, days=0, end_kind="report"):
        suspension._write_guarded({"ended_on": self.day(days), "end_kind": end_kind})

    def decision(self, case, trigger=None):
        """Return the decisions of a case, or the one that follows from ``trigger``."""
        domain = [("res_model", "=", case._name), ("res_id", "=", case.id)]
        if trigger:
            domain.append(("trigger", "=", trigger))
        return self.env["customs.preference.decision"].search(domain)

    def goods(self, decision):
        """Return the goods over which the decision goes."""
        self.env.flush_all()
        self.env.invalidate_all()
        return decision.line_ids.filtered(lambda row: not row.left_out).line_id

    def refused_visit(self, proof=None, **values):
        """Create a visit whose request was refused, over the goods of ``proof``."""
        visit = self.sent_visit(proof=proof or self.proof(), **values)
        self.record(visit, "refusal_received_on", -5, reference="RS-5")
        return visit

    def apply(self, lines, user=None, reason="The importer applied", applied_on=None):
        """Apply for the restoration of goods, as an officer; return the decision that is proposed."""
        number = lines.with_user(user or self.officer).apply_for_restoration(reason, applied_on)
        return self.env["customs.preference.decision"].browse(number)

    def last_day(self, days, **values):
        """Create goods whose last day lies ``days`` from today."""
        lines = self.declared(days=self.day(days) - relativedelta(months=12), **values)
        self.env.cr.execute(
            "UPDATE customs_declaration_line SET restorable_until = %s WHERE id = ANY(%s)",
            (self.day(days), lines.ids),
        )
        self.env.invalidate_all()
        return lines

    def decide(self, decision, user=None, **answers):
        """Take the decision, as a supervisor who says why conditions that are not known are met."""
        if decision.kind == "restoration":
            answers.setdefault("conditions_note", "The transport documents show it.")
        return decision.with_user(user or self.supervisor).decide("For these reasons", **answers)
