from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomsContentItem(models.Model):
    """One thing that a request, report, act or notice must contain, with its article (RS16.4, RS16.10).

    ``field_name`` names the field that holds it; an empty field means that the item is missing, and what
    lacks an item can be neither approved nor sent.
    """

    _name = "customs.content.item"
    _description = "Content Item"
    _inherit = ["customs.noted.mixin", "customs.verified.mixin"]
    _belongs_to = "procedure_id"
    _noted_on = "procedure_id.agreement_id"
    _order_counts = True
    _order = "procedure_id, content_list, sequence, id"

    procedure_id = fields.Many2one("customs.procedure", required=True, index=True, ondelete="cascade")
    content_list = fields.Selection(
        [("request", "Request"), ("report", "Report"), ("result", "Result")], required=True
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Technical code of the item. Empty: the article.",
    )
    name = fields.Char(required=True, translate=True)
    article = fields.Char(required=True)
    res_model = fields.Char(string="Model", required=True, help="The record type that holds the item.")
    field_name = fields.Char(string="Field", required=True)
    condition_field = fields.Char(
        string="Required If",
        help="While this field of the record is empty, the reason is enough. Empty: it always is.",
    )
    reason_field = fields.Char(
        string="Or the Reason Why Not",
        help="The field that says why the item does not apply. Empty: the item itself is required.",
    )
    hint = fields.Char(translate=True, help="What to do if the item is missing, and where.")
    model_choices = fields.Json(compute="_compute_model_choices", help="Record types to choose from.")
    mandatory = fields.Boolean(
        default=True, help="If off, the item is shown in the list but does not block approval."
    )

    @api.depends("article")
    def _compute_code(self):
        for item in self:
            item.code = item.code or item.article

    @api.depends_context("lang")
    def _compute_model_choices(self):
        choices = [
            (name, model._description)
            for name, model in self.env.items()
            if name.startswith("customs.") and not model._abstract and not model._transient
        ]
        for item in self:
            item.model_choices = sorted(choices, key=lambda choice: choice[1])

    @api.constrains("res_model", "field_name", "condition_field", "reason_field")
    def _check_field(self):
        for item in self:
            known = self.env[item.res_model]._fields if item.res_model in self.env else ()
            for name in filter(None, (item.field_name, item.condition_field, item.reason_field)):
                if name not in known:
                    raise ValidationError(
                        self.env._(
                            "Content item %(item)s: %(model)s has no field %(field)s. Choose another field.",
                            item=item.name,
                            field=name,
                            model=item.res_model,
                        )
                    )

    def _is_filled(self, record):
        """Return whether ``record`` holds this item, or says why it does not apply where that is enough."""
        self.ensure_one()
        if self._says(record, self.field_name):
            return True
        return self._may_be_reasoned(record) and self._says(record, self.reason_field)

    def _may_be_reasoned(self, record):
        """Return whether a reason can stand for this item in ``record`` (RS16.10.7)."""
        self.ensure_one()
        if not self.reason_field:
            return False
        return not (self.condition_field and self._says(record, self.condition_field))

    @api.model
    def _says(self, record, name):
        """Return whether a field of ``record`` is filled; blank text counts as empty."""
        value = record[name]
        return bool(value.strip() if isinstance(value, str) else value)

    def _missing_in(self, record):
        """Return the sentence that says that ``record`` lacks this item, and what to do."""
        self.ensure_one()
        ways = [self.hint] if self.hint else []
        if self._may_be_reasoned(record):
            label = record._fields[self.reason_field]._description_string(self.env)
            ways.append(self.env._("or enter '%s'", label))
        return f"{self.name} ({self.article})" + (f": {', '.join(ways)}" if ways else "")
