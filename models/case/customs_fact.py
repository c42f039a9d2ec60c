from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsFact(models.Model):
    """The record of a legal fact of a case: what, on which day, by whom and when, the former value.

    Append-only: the case writes it, nobody changes or deletes it. The entries of a case form a chain of
    hashes, so that a change made behind the record's back is found (IT9; `customs_fact_chain.py`).
    """

    _name = "customs.fact"
    _description = "Recorded Fact"
    _order = "id desc"
    _rec_name = "label"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Case", model_field="res_model", required=True)
    case_name = fields.Char(string="Reference")
    importing_authority_id = fields.Many2one("customs.authority", index=True, ondelete="restrict")
    fact = fields.Char(required=True, help="The field of the case that holds the fact.")
    label = fields.Char(required=True, string="What")
    value_on = fields.Date(string="Date")
    former_value_on = fields.Date(string="Former Date")
    is_correction = fields.Boolean(string="Correction")
    reference = fields.Char(string="Document")
    former_reference = fields.Char(string="Former Document")
    dated_on = fields.Date(string="Document of")
    note = fields.Text()
    reason = fields.Text(string="Reason for the Correction")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", bypass_search_access=True)
    files = fields.Json(
        string="SHA-256 of the Files", readonly=True, help="Id, name and SHA-256 of each file."
    )
    document_id = fields.Many2one(
        "customs.document", string="Registered Document", index="btree_not_null", ondelete="restrict"
    )
    document_sha256 = fields.Char(string="SHA-256 of the Document", readonly=True, size=64)
    recorded_by_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    recorded_at = fields.Datetime(required=True, default=fields.Datetime.now)

    chain_index = fields.Integer(
        string="No.", readonly=True, aggregator=None, help="Its place in the record of the case, from 1."
    )
    previous_hash = fields.Char(string="Hash before It", readonly=True, size=64)
    hash = fields.Char(
        string="SHA-256", readonly=True, size=64, help="Of its content and the hash before it."
    )
    hash_format = fields.Integer(readonly=True, aggregator=None, help="What the hash covers, as a version.")
    short_hash = fields.Char(string="Hash", compute="_compute_short_hash")

    _case_idx = models.Index("(res_model, res_id, id)")
    _chain_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, chain_index)", "Two entries of a record cannot stand in one place."
    )

    @api.depends("hash")
    def _compute_short_hash(self):
        for entry in self:
            entry.short_hash = (entry.hash or "")[:12]

    def write(self, vals):  # pylint: disable=method-required-super  # nothing is ever written
        raise UserError(
            self.env._("What was recorded stays as it was. A correction is recorded as a fact of its own.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("What was recorded is never deleted."))
