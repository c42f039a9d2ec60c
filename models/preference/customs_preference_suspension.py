from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

# What a draft says: written by hand while it is one, changed by a supervisor's act once it is in force.
TERMS = frozenset({"starts_on", "reason", "goods_ids"})


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
    visit_id = fields.Many2one("customs.verification.visit", required=True, index=True, ondelete="restrict")
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
    author_ids = fields.Many2many(
        "res.users",
        string="Written by",
        readonly=True,
        copy=False,
        help="Who wrote the draft does not put it in force.",
    )
    goods_ids = fields.One2many("customs.suspension.goods", "suspension_id")
    goods_summary = fields.Char(
        string="Suspended for",
        compute="_compute_goods_summary",
        store=True,
        help="What tells it from others.",
    )
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

    @api.depends("goods_ids.hs_code", "goods_ids.description")
    def _compute_goods_summary(self):
        for suspension in self:
            goods = suspension.goods_ids
            text = f"{goods[:1].hs_code or ''} {goods[:1].description or ''}".strip()
            suspension.goods_summary = f"{text} +{len(goods) - 1}" if len(goods) > 1 else text

    @api.model
    def _guarded_fields(self):
        acts = {
            "name",
            "author_ids",
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

    # What a draft says is written as long as it is one

    @api.model_create_multi
    def create(self, vals_list):
        suspensions = super().create(vals_list)
        if not self.env.su:
            for suspension in suspensions:
                suspension.visit_id.check_access("read")
                suspension._refuse_unless_possible()
        suspensions._note_author()
        return suspensions

    def write(self, vals):
        self.check_access("write")
        if "visit_id" in vals and any(suspension.visit_id.id != vals["visit_id"] for suspension in self):
            raise UserError(self.env._("A suspension stays with its visit."))
        written = TERMS & vals.keys() and not self._is_behind_the_door()
        if written:
            self._refuse_unless_draft()
        result = super().write(vals)
        if written:
            self._note_author()
        return result

    def _refuse_unless_possible(self):
        """A suspension begins while its visit allows one, with every reason named where it does not."""
        problems = self.visit_id._against_suspension()
        if problems:
            raise UserError("\n".join(problems))

    def _refuse_unless_draft(self):
        """Once in force, what it says is changed by a supervisor, with a reason (RS16.12)."""
        for suspension in self:
            if suspension.state == "in_force":
                raise UserError(
                    self.env._(
                        "%s is in force. A supervisor changes it with the button 'Change', with the reason.",
                        suspension.name,
                    )
                )
            if suspension.state != "draft":
                raise UserError(self._state_sentence(suspension))

    def _state_sentence(self, suspension):
        """Return where the suspension stands, as the reason why something cannot be done with it."""
        sentences = {
            "draft": self.env._("%s is a draft: it is not in force.", suspension.name),
            "in_force": self.env._(
                "%(name)s is in force since %(day)s.", name=suspension.name, day=suspension.started_on
            ),
            "ended": self.env._("%(name)s ended on %(day)s.", name=suspension.name, day=suspension.ended_on),
            "cancelled": self.env._(
                "%(name)s was given up on %(day)s.", name=suspension.name, day=suspension.cancelled_on
            ),
        }
        return sentences[suspension.state]

    def _note_author(self):
        """Remember who wrote the draft, so that the same person does not put it in force."""
        new = self.filtered(lambda suspension: self.env.user not in suspension.sudo().author_ids)
        if new:
            new.sudo()._write_guarded({"author_ids": [fields.Command.link(self.env.uid)]})

    def _begin_act(self, *states):
        """Let one person at a time act on a suspension that stands in one of the ``states``.

        The case is locked first: its facts, from which an end follows, are recorded under the same lock.
        """
        self.ensure_one()
        self.check_access("write")
        self.visit_id._lock()
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(
                self.env._("Somebody else is changing %s at this moment. Try again.", self.name)
            ) from None
        self.env.invalidate_all()
        if self.state not in states:
            raise UserError(self._state_sentence(self))

    def _today(self):
        """Return today where the suspension stands."""
        self.ensure_one()
        return self.importing_authority_id._today()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A suspension is given up or ended, never deleted."))

    # Ways to it and from it

    def _action_open(self, title=None):
        """Return the action that opens these suspensions: one of them in its form."""
        action = {
            "type": "ir.actions.act_window",
            "name": title or self.env._("Suspension"),
            "res_model": self._name,
            "domain": [("id", "in", self.ids)],
            "context": {"create": False},
        }
        if len(self) == 1:
            return action | {"res_id": self.id, "view_mode": "form", "views": [(False, "form")]}
        return action | {"view_mode": "list,form", "views": [(False, "list"), (False, "form")]}

    def action_open_visit(self):
        """Open the visit on which the suspension stands."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "customs.verification.visit",
            "res_id": self.visit_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
