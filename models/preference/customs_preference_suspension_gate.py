from odoo import api, fields, models
from odoo.tools import SQL

from ...reports.suspension_data import suspended_goods


class CustomsPreferenceSuspension(models.Model):
    """What a suspension needs before it is put in force, and what it would mean (RS16.12, RS16.12c)."""

    _inherit = "customs.preference.suspension"

    missing_items = fields.Json(compute="_compute_missing_items")
    preview_count = fields.Integer(
        string="Goods That Would Fall under It",
        compute="_compute_preview",
        help="Declared goods that are certainly similar, registered until now.",
    )
    preview_duty = fields.Char(string="Duty at Stake", compute="_compute_preview")
    marked_count = fields.Integer(string="Goods under It", compute="_compute_marked")
    marked_duty = fields.Char(string="Duty of These Goods", compute="_compute_marked")

    # What is missing

    def _missing(self):
        """Return everything that is missing before it may be put in force, as sentences."""
        self.ensure_one()
        return self.visit_id._against_suspension() + self._missing_terms() + self._missing_no_other()

    def _missing_terms(self):
        """Return what its window, reason and goods lack."""
        missing = self._missing_window()
        if not (self.reason or "").strip():
            missing.append(self.env._("Why the preference is suspended (%s)", self.article or ""))
        if not self.goods_ids:
            missing.append(self.env._("The goods: at least one row (%s)", self.article or ""))
        for goods in self.goods_ids:
            missing += goods._missing()
        return missing

    def _missing_window(self):
        """The window begins on the day on which the request was sent, at the earliest (RS16.12)."""
        sent = self.visit_id.request_sent_on
        if not self.starts_on:
            return [self.env._("The first day of the window (%s)", self.article or "")]
        problems = []
        if sent and self.starts_on < sent:
            problems.append(
                self.env._(
                    "The first day of the window: %(day)s lies before the sending of the request on %(sent)s "
                    "(%(article)s)",
                    day=self.starts_on,
                    sent=sent,
                    article=self.article or "",
                )
            )
        if self.starts_on > self._today():
            problems.append(self.env._("The first day of the window: %s lies in the future", self.starts_on))
        return problems

    def _missing_no_other(self):
        """Goods of a visit stand under one suspension of it at a time."""
        others = self.visit_id.suspension_ids.filtered(
            lambda other: other.state == "in_force" and other.id != self._origin.id
        )
        mine = {goods._identity() for goods in self.goods_ids}
        return [
            self.env._(
                "%(goods)s: already under %(other)s, in force since %(day)s",
                goods=goods._name_in_sentence(),
                other=other.name,
                day=other.started_on,
            )
            for other in others
            for goods in other.goods_ids
            if goods._identity() in mine
        ]

    @api.depends(
        "state",
        "starts_on",
        "reason",
        "goods_ids.hs_code",
        "goods_ids.brand",
        "goods_ids.goods_model",
        "goods_ids.article_no",
        "goods_ids.no_characteristics",
        "goods_ids.person_judges",
        "goods_ids.producer_id",
        "goods_ids.exporter_id",
        "visit_id.request_sent_on",
        "visit_id.closed_on",
        "visit_id.report_approved_on",
    )
    def _compute_missing_items(self):
        for suspension in self:
            draft = suspension.state == "draft" and suspension.visit_id
            suspension.missing_items = [suspension._next_step()] if draft else []

    def _next_step(self):
        """Return the one step of a draft, as the panel of what is missing shows it."""
        return {
            "fact": "put_in_force",
            "label": self.env._("Put in force"),
            "article": self.article or "",
            "missing": self._missing(),
            "method": "put_in_force",
            "button": self.env._("Put in Force"),
            "supervisor": True,
            "allowed": False,
        }

    # What it would mean, and what it means

    @api.depends("state", "starts_on", "goods_ids", "judgement_ids.similar")
    def _compute_preview(self):
        for suspension in self:
            count, duty = suspension._origin._preview_figures()
            suspension.preview_count, suspension.preview_duty = count, duty

    @api.depends("mark_ids")
    def _compute_marked(self):
        figures = self._marked_figures()
        for suspension in self:
            suspension.marked_count, suspension.marked_duty = figures.get(suspension._origin.id, (0, ""))

    def _preview_figures(self):
        """Return (number of lines, duty in words) of what would fall under the draft."""
        if not self.id or self.state != "draft" or not self.starts_on:
            return 0, ""
        preview = self._preview()
        return preview["line_count"], self._duty_in_words(preview["duty"])

    def _marked_figures(self):
        """Return id -> (number of lines, duty in words) of the goods under these suspensions; two queries."""
        ids = [suspension.id for suspension in self._origin if suspension.id]
        if not ids:
            return {}
        self.env["customs.suspended.line"].flush_model()
        self.env["customs.declaration.line"].flush_model(["duty_at_stake", "currency_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.suspension_id, l.currency_id, COUNT(*), SUM(l.duty_at_stake)
                  FROM customs_suspended_line m JOIN customs_declaration_line l ON l.id = m.line_id
                 WHERE m.suspension_id = ANY(%s) GROUP BY 1, 2
                """,
                ids,
            )
        )
        figures = {}
        for suspension, currency, count, duty in rows:
            number, duties = figures.setdefault(suspension, [0, {}])
            figures[suspension] = [number + count, duties | {currency: float(duty or 0.0)}]
        return {key: (number, self._duty_in_words(duty)) for key, (number, duty) in figures.items()}

    def action_open_lines(self):
        """Open the goods under the suspension; of a draft those that would fall under it."""
        self.ensure_one()
        self.check_access("read")
        draft = self.state == "draft"
        title = self.env._("Would fall under %s", self.name) if draft else self.env._("Under %s", self.name)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "customs.declaration.line",
            "view_mode": "list,kanban,form",
            "mobile_view_mode": "kanban",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("falls_under_id" if draft else "mark_ids.suspension_id", "=", self.id)],
            "context": {"create": False},
        }

    def _xlsx_suspended_goods(self):
        """Return the XLSX of the goods under these suspensions; of all readable ones when none is chosen."""
        suspensions = self or self.search([("state", "in", ("in_force", "ended"))])
        return suspended_goods(suspensions)
