from odoo import api, models
from odoo.exceptions import UserError

# What keeps goods as they are: a decision in force. What keeps them from deletion: any mark or decision.
DECIDED = [
    ("left_out", "!=", True),
    ("decision_id.decided_on", "!=", False),
    ("decision_id.revoked_on", "=", False),
]
# Kept by the software after a decision, too.
MOVING = frozenset({"preference_state", "restorable_until", "limit_value", "restoration_reminded_on"})


class CustomsDeclarationLine(models.Model):
    """Goods that were decided upon are evidence: neither changed nor deleted, through any door (IT9)."""

    _inherit = "customs.declaration.line"

    def write(self, vals):
        if vals.keys() - MOVING:
            self._decided_lines()._refuse_difference(vals)
        return super().write(vals)

    def _decided_lines(self):
        """Return those of the goods over which a decision in force goes: nobody changes them."""
        rows = self.env["customs.preference.decision.line"].sudo()
        groups = rows._read_group([("line_id", "in", self.ids), *DECIDED], ["line_id"])
        ids = {line.id for (line,) in groups}
        return self.filtered(lambda line: line.id in ids)

    def _refuse_difference(self, vals):
        """Refuse values that say something else than the goods do; the same again changes nothing."""
        changed = self.filtered(lambda line: any(_differs(line, *pair) for pair in vals.items()))
        if changed:
            raise UserError(
                self.env._(
                    "%s: a decision on the preference goes over these goods, they stay as they are. A "
                    "supervisor can revoke the decision.",
                    self.env["customs.preference.decision"]._names(changed),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._refuse_loss_of_evidence()

    def _refuse_loss_of_evidence(self):
        """Refuse the deletion of goods that are under a suspension or in a decision."""
        lines = self.sudo()
        for model, text in (
            ("customs.preference.decision.line", self.env._("In a decision on the preference: %s")),
            ("customs.suspended.line", self.env._("Marked under a suspension: %s")),
        ):
            groups = lines.env[model]._read_group([("line_id", "in", lines.ids)], ["line_id"])
            if groups:
                kept = lines.browse(line.id for (line,) in groups)
                names = self.env["customs.preference.decision"]._names(kept)
                raise UserError(text % names + "\n" + self.env._("Such goods are never deleted."))


class CustomsDeclaration(models.Model):
    """A declaration stays as it is with goods that were decided upon, and is kept with marked ones."""

    _inherit = "customs.declaration"

    def write(self, vals):
        said = {name: value for name, value in vals.items() if name not in self._part_fields}
        if said:
            for declaration in self._decided():
                if any(_differs(declaration, *pair) for pair in said.items()):
                    raise UserError(
                        self.env._(
                            "%s: a decision on the preference goes over its goods, it stays as it is. A "
                            "supervisor can revoke the decision.",
                            declaration.display_name,
                        )
                    )
        return super().write(vals)

    def _decided(self):
        """Return the declarations over whose goods a decision in force goes."""
        rows = self.env["customs.preference.decision.line"].sudo()
        domain = [("line_id.declaration_id", "in", self.ids), *DECIDED]
        ids = {row.line_id.declaration_id.id for row in rows.search(domain)}
        return self.filtered(lambda declaration: declaration.id in ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self.sudo().line_ids._refuse_loss_of_evidence()


def _differs(record, name, value):
    """Tell whether ``value`` is another one than the field ``name`` of the record holds."""
    field = record._fields.get(name)
    if not field or name in MOVING:
        return False
    if field.type in ("one2many", "many2many"):
        return bool(value)
    return field.convert_to_cache(value, record) != field.convert_to_cache(record[name], record)
