import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .proof_changes import changes_in_words

HS_CODE = re.compile(r"[0-9]{6,10}\Z")

# The boxes of form CT-2 (RS18), by the fields of the goods that hold them.
BOXES = {
    "position": 6,
    "package_count": 7,
    "package_kind": 7,
    "description": 8,
    "hs_code": 8,
    "criterion_id": 9,
    "criterion_percent": 9,
    "gross_weight_kg": 10,
    "quantity": 10,
    "quantity_unit": 10,
    "invoice_ids": 11,
}


class CustomsOriginProofLine(models.Model):
    """Goods of a proof of origin, boxes 6 to 11: each line has its own criterion (RS18.4.9)."""

    _name = "customs.origin.proof.line"
    _description = "Goods on a Proof of Origin"
    _inherit = ["customs.checked.mixin"]
    _order = "proof_id, position, id"
    _whole_field = "proof_id"
    _checked_fields = frozenset(BOXES)

    proof_id = fields.Many2one("customs.origin.proof", required=True, index=True, ondelete="cascade")
    agreement_id = fields.Many2one(related="proof_id.agreement_id")
    importing_authority_id = fields.Many2one(
        related="proof_id.importing_authority_id", store=True, index=True
    )
    position = fields.Integer(string="No.", required=True, default=1, help="Box 6.")
    package_count = fields.Integer(string="Packages", help="Box 7.")
    package_kind = fields.Char(string="Kind of Packages", help="Box 7.")
    description = fields.Text(required=True, help="Box 8.")
    hs_code = fields.Char(string="HS Code", required=True, index=True, help="Box 8: 6 to 10 digits.")
    criterion_id = fields.Many2one(
        "customs.origin.criterion",
        required=True,
        ondelete="restrict",
        domain="[('agreement_id', '=', agreement_id)]",
        help="Box 9.",
    )
    criterion_percent = fields.Float(
        string="Foreign Materials (%)",
        digits=(5, 2),
        help="Box 9: for criterion Y, the value of foreign materials in per cent.",
    )
    criterion_text = fields.Char(string="Criterion as Written", compute="_compute_criterion_text")
    gross_weight_kg = fields.Float(string="Gross Weight (kg)", digits=(16, 3), help="Box 10.")
    quantity = fields.Float(digits=(16, 3), help="Box 10: other quantity.")
    quantity_unit = fields.Char(string="Unit", help="Box 10: unit of the other quantity.")
    invoice_ids = fields.Many2many(
        "customs.origin.proof.invoice",
        string="Invoices",
        domain="[('proof_id', '=', proof_id)]",
        help="Box 11.",
    )
    producer_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")

    @api.depends("proof_id.number", "position", "description")
    def _compute_display_name(self):
        for line in self:
            text = (line.description or "").split("\n")[0]
            line.display_name = f"{line.proof_id.number} / {line.position} {text[:60]}"

    @api.depends("criterion_id.code", "criterion_id.percent_required", "criterion_percent")
    def _compute_criterion_text(self):
        for line in self:
            code, percent = line.criterion_id.code or "", line.criterion_percent
            # Adding zero takes the sign from a minus zero.
            line.criterion_text = f"{code}{percent + 0.0:g}%" if line.criterion_id.percent_required else code

    @api.model
    def _field_title(self, name, number=None):
        label = super()._field_title(name, number)
        if name not in BOXES:
            return label
        return self.env._(
            "Box %(box)s, item %(no)s: %(field)s", box=BOXES[name], no=number or "?", field=label
        )

    def _problems(self):
        """Return every reason why the line is not accepted as entered, as sentences."""
        problems, no = super()._problems(), self.position
        if no < 1:
            problems.append(self.env._("Box 6: number the goods from 1."))
        if self.package_count < 0:
            problems.append(self.env._("Box 7, item %s: the number of packages is negative.", no))
        if self.hs_code and not HS_CODE.match(self.hs_code):
            problems.append(
                self.env._(
                    "Box 8, item %(no)s: HS code '%(code)s' must have 6 to 10 digits.",
                    no=no,
                    code=self.hs_code,
                )
            )
        problems += self._criterion_problems() + self._quantity_problems()
        if self.invoice_ids.proof_id._origin - self.proof_id._origin:
            problems.append(self.env._("Box 11, item %s: the invoice belongs to another proof.", no))
        return problems

    def _criterion_problems(self):
        """Y needs a percentage within the agreement's limit, the others have none (RS18.4.9, RS5.1)."""
        criterion, percent, no = self.criterion_id, self.criterion_percent, self.position
        if not criterion:
            return []
        if criterion.agreement_id != self.proof_id.agreement_id:
            return [self.env._("Box 9, item %s: the criterion belongs to another agreement.", no)]
        if criterion.percent_required and not 0 <= percent <= criterion.percent_max:
            return [
                self.env._(
                    "Box 9, item %(no)s: for criterion %(code)s the percentage of foreign materials must be "
                    "from 0 to %(limit)g, not %(percent)g (%(article)s).",
                    no=no,
                    code=criterion.code,
                    limit=criterion.percent_max,
                    percent=percent,
                    article=criterion.agreement_id._cite(criterion.article),
                )
            ]
        if not criterion.percent_required and percent:
            return [
                self.env._(
                    "Box 9, item %(no)s: criterion %(code)s has no percentage (%(article)s).",
                    no=no,
                    code=criterion.code,
                    article=criterion.agreement_id._cite(criterion.article),
                )
            ]
        return []

    def _unfit(self, vals):
        """No column distinguishes zero percent from none: the missing one is named here (RS18.4.9)."""
        problems, fit = super()._unfit(vals)
        if not vals.get("criterion_id"):
            return problems, fit
        criterion = self.env["customs.origin.criterion"].browse(vals["criterion_id"])
        percent = vals.get("criterion_percent", self.criterion_percent or None)
        if criterion.percent_required and (percent is None or percent is False):
            problems.append(
                self.env._(
                    "Box 9, item %(no)s: criterion %(code)s requires the percentage of foreign materials "
                    "(%(article)s).",
                    no=vals.get("position") or self.position or 1,
                    code=criterion.code,
                    article=criterion.agreement_id._cite(criterion.article),
                )
            )
        return problems, fit

    def _quantity_problems(self):
        """Box 10 holds the gross weight in kg, or another quantity with its unit, or both."""
        no = self.position
        problems = []
        if self.gross_weight_kg < 0 or self.quantity < 0:
            problems.append(self.env._("Box 10, item %s: a quantity is negative.", no))
        if not self.gross_weight_kg and not self.quantity:
            problems.append(
                self.env._("Box 10, item %s: the gross weight or another quantity is missing.", no)
            )
        if self.quantity and not (self.quantity_unit or "").strip():
            problems.append(self.env._("Box 10, item %s: enter the unit of the quantity.", no))
        return problems

    def write(self, vals):
        former = {line: line.producer_id for line in self} if "producer_id" in vals else {}
        result = super().write(vals)
        self._note_producers(former)
        return result

    def _note_producers(self, former):
        """Keep in the history of the proof who was the producer: no box says it, so it is no correction."""
        changes = defaultdict(list)
        for line, producer in former.items():
            if producer != line.producer_id:
                title = f"{line.display_name}, {self._field_title('producer_id')}"
                changes[line.proof_id].append((title, producer.display_name, line.producer_id.display_name))
        for proof, changed in changes.items():
            proof._message_log(body=changes_in_words(self.env._("Changed"), changed))

    def _content(self):
        """Return what boxes 6 to 11 say of these goods, as text."""
        self.ensure_one()
        return self._as_texts(BOXES, self.position)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        goods = self.env["customs.visit.goods"].sudo().search([("proof_line_id", "in", self.ids)], limit=1)
        if goods:
            raise ValidationError(
                self.env._(
                    "%(line)s is verified in %(visit)s and cannot be removed from its proof.",
                    line=goods.proof_line_id.display_name,
                    visit=goods.visit_id.display_name,
                )
            )
        self.proof_id._refuse_loss_of_parts(self)
