import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customs_proof_type import OF_GOODS
from .proof_changes import changes_in_words

HS_CODE = re.compile(r"[0-9]{6,10}\Z")

# What a change of needs a check, in the order of the paper.
CONTENT = (*OF_GOODS, "invoice_ids")


class CustomsOriginProofLine(models.Model):
    """Goods of a proof of origin: each line has its own criterion (RS18.4.9)."""

    _name = "customs.origin.proof.line"
    _description = "Goods on a Proof of Origin"
    _inherit = ["customs.checked.mixin"]
    _order = "proof_id, position, id"
    _whole_field = "proof_id"
    _checked_fields = frozenset(CONTENT)

    proof_id = fields.Many2one("customs.origin.proof", required=True, index=True, ondelete="cascade")
    agreement_id = fields.Many2one(related="proof_id.agreement_id")
    importing_authority_id = fields.Many2one(
        related="proof_id.importing_authority_id", store=True, index=True
    )
    position = fields.Integer(string="No.", required=True, default=1)
    package_count = fields.Integer(string="Packages")
    package_kind = fields.Char(string="Kind of Packages")
    description = fields.Text(required=True)
    hs_code = fields.Char(string="HS Code", required=True, index=True, help="6 to 10 digits.")
    criterion_id = fields.Many2one(
        "customs.origin.criterion",
        required=True,
        ondelete="restrict",
        domain="[('agreement_id', '=', agreement_id)]",
    )
    criterion_percent = fields.Float(
        string="Foreign Materials (%)",
        digits=(5, 2),
        help="If the criterion asks for it: the value of foreign materials in per cent.",
    )
    criterion_text = fields.Char(string="Criterion as Written", compute="_compute_criterion_text")
    gross_weight_kg = fields.Float(string="Gross Weight (kg)", digits=(16, 3))
    quantity = fields.Float(digits=(16, 3), help="Other quantity.")
    quantity_unit = fields.Char(string="Unit", help="Unit of the other quantity.")
    invoice_ids = fields.Many2many(
        "customs.origin.proof.invoice",
        string="Invoices",
        domain="[('proof_id', '=', proof_id)]",
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
        if name not in CONTENT:
            return label
        return self._type_of_titles()._title_of(name, label, number or "?")

    def _type_of_titles(self):
        """Return the type of proof whose boxes titles name: of these goods, or of their proof to be."""
        return self[:1].proof_id._type_of_titles()

    def _problems(self):
        """Return every reason why the line is not accepted as entered, as sentences."""
        problems, no, box = super()._problems(), self.position, self.proof_id.proof_type_id._in_box
        if no < 1:
            problems.append(box("position", self.env._("number the goods from 1.")))
        if self.package_count < 0:
            problems.append(box("package_count", self.env._("the number of packages is negative."), no))
        if self.hs_code and not HS_CODE.match(self.hs_code):
            problems.append(
                box("hs_code", self.env._("HS code '%s' must have 6 to 10 digits.", self.hs_code), no)
            )
        problems += self._criterion_problems() + self._quantity_problems()
        if self.invoice_ids.proof_id._origin - self.proof_id._origin:
            problems.append(box("invoice_ids", self.env._("the invoice belongs to another proof."), no))
        return problems

    def _criterion_problems(self):
        """Y needs a percentage within the agreement's limit, the others have none (RS18.4.9, RS5.1)."""
        criterion, percent, no = self.criterion_id, self.criterion_percent, self.position
        box = self.proof_id.proof_type_id._in_box
        if not criterion:
            return []
        if criterion.agreement_id != self.proof_id.agreement_id:
            return [box("criterion_id", self.env._("the criterion belongs to another agreement."), no)]
        if criterion.percent_required and not 0 <= percent <= criterion.percent_max:
            return [
                box(
                    "criterion_percent",
                    self.env._(
                        "for criterion %(code)s the percentage of foreign materials must be from 0 to "
                        "%(limit)g, not %(percent)g (%(article)s).",
                        code=criterion.code,
                        limit=criterion.percent_max,
                        percent=percent,
                        article=criterion.agreement_id._cite(criterion.article),
                    ),
                    no,
                )
            ]
        if not criterion.percent_required and percent:
            return [
                box(
                    "criterion_percent",
                    self.env._(
                        "criterion %(code)s has no percentage (%(article)s).",
                        code=criterion.code,
                        article=criterion.agreement_id._cite(criterion.article),
                    ),
                    no,
                )
            ]
        return []

    def _unfit(self, vals):
        """No column distinguishes zero percent from none: the missing one is named here (RS18.4.9)."""
        named_type = self
        if not self.env.context.get("customs_proof_type"):  # else the proof itself says its type
            proof, given = self[:1].proof_id, vals.get("proof_id")
            if not proof and given and isinstance(given, int):
                proof = proof.browse(given).exists()
            named_type = self.with_context(customs_proof_type=proof.proof_type_id.id)
        problems, fit = super(CustomsOriginProofLine, named_type)._unfit(vals)
        if not vals.get("criterion_id"):
            return problems, fit
        criterion = self.env["customs.origin.criterion"].browse(vals["criterion_id"])
        percent = vals.get("criterion_percent", self.criterion_percent or None)
        if criterion.percent_required and (percent is None or percent is False):
            problems.append(
                named_type._type_of_titles()._in_box(
                    "criterion_percent",
                    self.env._(
                        "criterion %(code)s requires the percentage of foreign materials (%(article)s).",
                        code=criterion.code,
                        article=criterion.agreement_id._cite(criterion.article),
                    ),
                    vals.get("position") or self.position or 1,
                )
            )
        return problems, fit

    def _quantity_problems(self):
        """Each item has its gross weight in kg, or another quantity with its unit, or both."""
        no, box = self.position, self.proof_id.proof_type_id._in_box
        problems = []
        if self.gross_weight_kg < 0 or self.quantity < 0:
            problems.append(box("quantity", self.env._("a quantity is negative."), no))
        if not self.gross_weight_kg and not self.quantity:
            problems.append(
                box("quantity", self.env._("the gross weight or another quantity is missing."), no)
            )
        if self.quantity and not (self.quantity_unit or "").strip():
            problems.append(box("quantity_unit", self.env._("enter the unit of the quantity."), no))
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
        """Return what a proof says of these goods, as text."""
        self.ensure_one()
        return self._as_texts(CONTENT, self.position)

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
