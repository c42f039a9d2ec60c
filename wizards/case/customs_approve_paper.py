from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsApprovePaper(models.TransientModel):
    """The paper as it will be, beside the button that approves it: nobody signs what one has not seen.

    A paper names the act that approves it in `_approval_act`: the act itself checks who approves, and what is
    missing.
    """

    _name = "customs.approve.paper"
    _description = "Approve a Document"
    _inherit = ["customs.once.mixin"]

    res_model = fields.Selection(
        selection=lambda self: [(name, self.env[name]._description) for name in self._papers()],
        required=True,
        readonly=True,
    )
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    paper_name = fields.Char(string="File Name", compute="_compute_paper")
    paper_url = fields.Char(
        string="Address of the Draft", compute="_compute_paper", help="Where the draft is read."
    )
    problems = fields.Text(compute="_compute_paper")

    @api.model
    def _papers(self):
        """Return the models whose records are approved here."""
        models_ = self.env.registry.items()
        return sorted(name for name, model in models_ if _act(model) and not model._abstract)

    @api.model
    def _open(self, record):
        """Return the action that shows ``record`` to who approves it."""
        record.ensure_one()
        wizard = self.create({"res_model": record._name, "res_id": record.id})
        return wizard._get_records_action(
            name=self.env._("Read and Approve"), target="new", context={"dialog_size": "extra-large"}
        )

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard._record()
        return wizards

    def write(self, vals):
        result = super().write(vals)
        for wizard in self:
            wizard._record()
        return result

    def _record(self):
        """Return the paper, which the user may read."""
        self.ensure_one()
        if self.res_model not in self._papers():
            raise UserError(self.env._("This document does not exist."))
        record = self.env[self.res_model].browse(self.res_id).exists()
        record.check_access("read")
        if not record:
            raise UserError(self.env._("This document does not exist."))
        return record

    @api.depends("res_model", "res_id")
    def _compute_paper(self):
        for wizard in self:
            record = wizard._record()
            wizard.paper_name = record.display_name
            problems = record._problems_of_signing()
            wizard.problems = "\n".join(problems) or False
            wizard.paper_url = f"/customs/draft/{record._name}/{record.id}"

    def action_approve(self):
        """Approve the paper, once; its own act checks who approves it and whether it can be approved."""
        if self._begin():
            record = self._record()
            getattr(record, _act(record))()
        return {"type": "ir.actions.act_window_close"}


def _act(model):
    """Return the name of the method that approves records of the model; nothing where none does."""
    return getattr(model, "_approval_act", "")
