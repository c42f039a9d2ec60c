from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomsPreferenceSuspension(models.Model):
    """The suspension of the preference for goods similar to those of a visit (RS16.12).

    It covers goods declared from the day `starts_on`, at the earliest the day on which the request was sent,
    and before the day `ended_on`: on the day on which the report is approved the preference is granted again.
    An officer drafts it, a supervisor puts it in force.
    """

    _name = "customs.preference.suspension"
    _description = "Suspension of Preference"
    _inherit = ["customs.guarded.mixin", "customs.inner.thread.mixin", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(string="Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    visit_id = fields.Many2one(
        "customs.verification.visit", required=True, index=True, ondelete="restrict", string="Visit"
    )
    agreement_id = fields.Many2one(related="visit_id.agreement_id", store=True, index=True)
    importing_authority_id = fields.Many2one(
        related="visit_id.importing_authority_id", store=True, index=True
    )
    officer_id = fields.Many2one(related="visit_id.officer_id", store=True, index=True)
    request_sent_on = fields.Date(related="visit_id.request_sent_on")
    article = fields.Char(compute="_compute_law", store=True, help="The article that allows the suspension.")
    hs_digits = fields.Integer(
        string="HS Digits",
        compute="_compute_law",
        store=True,
        aggregator=None,
        help="So many digits of the HS code must agree (RS16.12c); set by the procedure.",
    )
    starts_on = fields.Date(
        string="Declarations from",
        tracking=True,
        copy=False,
        compute="_compute_starts_on",
        store=True,
        readonly=False,
        help="The first day of registration that it covers: at the earliest the day on which the request was "
        "sent (RS16.12).",
    )
    reason = fields.Text(string="Why the Preference Is Suspended")
    drafted_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, default=lambda self: self.env.user, ondelete="restrict"
    )
    goods_ids = fields.One2many("customs.suspension.goods", "suspension_id", string="Goods")
    judgement_ids = fields.One2many("customs.suspension.judgement", "suspension_id", string="Judgements")
    mark_ids = fields.One2many("customs.suspended.line", "suspension_id", string="Suspended Goods")
    started_on = fields.Date(string="In Force since", readonly=True, copy=False, tracking=True)
    started_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    ended_on = fields.Date(
        string="Ended",
        readonly=True,
        copy=False,
        tracking=True,
        help="From this day on it covers no declaration.",
    )
    end_kind = fields.Selection(
        [
            ("report", "The report was approved"),
            ("withdrawn", "The request was withdrawn"),
            ("supervisor", "A supervisor ended it"),
        ],
        string="How It Ended",
        readonly=True,
        copy=False,
    )
    end_reason = fields.Text(readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    cancelled_on = fields.Date(
        readonly=True, copy=False, tracking=True, help="The draft was given up; it never was in force."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In force"), ("ended", "Ended"), ("cancelled", "Given up")],
        compute="_compute_state",
        store=True,
        index=True,
    )

    _window_forward = models.Constraint(
        "CHECK(ended_on IS NULL OR starts_on IS NOT NULL)", "What has ended had begun."
    )

    @api.depends("visit_id.procedure_id.hs_digits", "visit_id.procedure_id.suspension_article")
    def _compute_law(self):
        """Once in force it stays under the terms on which it was put in force."""
        for suspension in self:
            if suspension.started_on and suspension.hs_digits:  # and not started before it was computed
                suspension.update({"article": suspension.article, "hs_digits": suspension.hs_digits})
                continue
            procedure = suspension.visit_id.procedure_id
            suspension.article = procedure.suspension_article
            suspension.hs_digits = procedure.hs_digits

    @api.depends("visit_id.request_sent_on")
    def _compute_starts_on(self):
        for suspension in self:
            suspension.starts_on = suspension.starts_on or suspension.visit_id.request_sent_on

    @api.depends("started_on", "ended_on", "cancelled_on")
    def _compute_state(self):
        steps = (("cancelled_on", "cancelled"), ("ended_on", "ended"), ("started_on", "in_force"))
        for suspension in self:
            suspension.state = next((state for day, state in steps if suspension[day]), "draft")

    @api.model
    def _guarded_fields(self):
        acts = {
            "name",
            "drafted_by_id",
            "started_on",
            "started_by_id",
            "ended_on",
            "end_kind",
            "end_reason",
            "ended_by_id",
            "cancelled_on",
        }
        return super()._guarded_fields() | acts

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: a suspension is put in force and ended with its buttons.", names)

    @api.model
    def _own_values(self, vals):
        number = self.env["ir.sequence"].sudo().next_by_code(self._name)
        return super()._own_values(vals) | {"name": number or self.env._("New")}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A suspension is given up or ended, never deleted."))
