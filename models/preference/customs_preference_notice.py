from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

INSIDE = "customs_verification.group_reader"
# From which day on the notice of a decision `d` is closed, over the firm's own goods `l` of it.
CLOSED = SQL(
    """
    CASE WHEN d.revoked_on IS NOT NULL THEN d.revoked_on
         WHEN d.kind = 'restoration' OR bool_and(l.preference_state = 'restored') THEN d.decided_on
         WHEN bool_and(l.restorable_until IS NOT NULL) THEN max(l.restorable_until) + 1 END
    """
)


class CustomsPreferenceNotice(models.Model):
    """What an importing firm is told of a suspension or decision that touches its own goods (RS16.12, RS11).

    One row for each suspension or decision and each firm. It holds what concerns the firm and nothing of
    others: goods and amounts are read through it, filtered by the firm, and never stored. It is written by
    the acts that put a suspension in force, mark goods, or decide; by nobody else.
    """

    _name = "customs.preference.notice"
    _description = "Notice on Preference to an Importer"
    _inherit = ["customs.guarded.mixin", "customs.outside.mixin"]
    _order = "since desc, id desc"

    name = fields.Char(string="Reference", compute="_compute_source", store=True)
    kind = fields.Selection(
        [
            ("suspension", "Suspension of preference"),
            ("refusal", "Refusal of preference"),
            ("restoration", "Restoration of preference"),
        ],
        required=True,
    )
    suspension_id = fields.Many2one(
        "customs.preference.suspension", index="btree_not_null", ondelete="restrict", groups=INSIDE
    )
    decision_id = fields.Many2one(
        "customs.preference.decision", index="btree_not_null", ondelete="restrict", groups=INSIDE
    )
    importer_firm_id = fields.Many2one(
        "res.partner", string="Importing Firm", required=True, ondelete="restrict"
    )
    importing_authority_id = fields.Many2one(
        "customs.authority", required=True, index=True, ondelete="restrict"
    )
    since = fields.Date(
        compute="_compute_source",
        store=True,
        help="Suspension: the first day of registration that it covers. Decision: its day.",
    )
    until = fields.Date(
        compute="_compute_source", store=True, help="From this day on the suspension covers no goods."
    )
    closed_on = fields.Date(
        compute="_compute_source",
        store=True,
        help="From this day on the firm is not expected to say anything more: the suspension has ended, the "
        "preference was restored, or it cannot be restored any more.",
    )
    told_on = fields.Date(help="The day on which the firm was told by mail, or need not be told any more.")
    # Law and the names of authorities are public: the firm reads these of its own notice (CU-A).
    authority_name = fields.Char(related="importing_authority_id.name", string="By Whom")
    article = fields.Char(compute="_compute_law")
    restoration_article = fields.Char(compute="_compute_law", string="Article of the Restoration")
    ground = fields.Char(compute="_compute_law", help="The ground of a refusal (RS11.1).")
    citation = fields.Char(compute="_compute_law", string="Agreement")
    told_importers = fields.Text(compute="_compute_law", string="What Importers Are Told")
    state = fields.Selection(
        [
            ("in_force", "In force"),
            ("ended", "Ended"),
            ("refused", "Preference refused"),
            ("restored", "Preference restored"),
            ("revoked", "Decision taken back"),
        ],
        compute="_compute_state",
    )
    is_open = fields.Boolean(string="Open", compute="_compute_state")
    line_count = fields.Integer(
        string="Own Goods", compute="_compute_figures", help="Goods of the firm that it touches."
    )
    duty_text = fields.Char(
        string="Duty", compute="_compute_figures", help="About those goods, for each currency."
    )
    task_ids = fields.One2many("customs.task", "notice_id", string="Answers of the Importer")

    _one_source = models.Constraint(
        "CHECK(num_nonnulls(suspension_id, decision_id) = 1)", "A notice is of a suspension or a decision."
    )
    _suspension_uniq = models.UniqueIndex(
        "(suspension_id, importer_firm_id) WHERE suspension_id IS NOT NULL", "The firm has its notice."
    )
    _decision_uniq = models.UniqueIndex(
        "(decision_id, importer_firm_id) WHERE decision_id IS NOT NULL", "The firm has its notice."
    )
    # What the rule and the list of the portal read.
    _firm_idx = models.Index("(importer_firm_id, since DESC, id DESC)")
    # What the job reads that tells the firms.
    _untold_idx = models.Index("(id) WHERE told_on IS NULL")

    @api.depends(
        "suspension_id.name",
        "suspension_id.starts_on",
        "suspension_id.ended_on",
        "decision_id.name",
        "decision_id.decided_on",
        "decision_id.revoked_on",
    )
    def _compute_source(self):
        last_days = self._last_days()
        for notice in self:
            suspension, decision = notice.suspension_id, notice.decision_id
            notice.name = suspension.name or decision.name
            notice.since = suspension.starts_on or decision.decided_on
            notice.until = suspension.ended_on
            notice.closed_on = suspension.ended_on or last_days.get(notice.id)

    def _last_days(self):
        """Return {id: the day on which a decision's notice closes}, in one query.

        A restoration at once. A refusal when all own goods are restored, else after the last day on which
        one of them can be; without such a day it stays open.
        """
        for model in ("customs.preference.decision", "customs.preference.decision.line"):
            self.env[model].flush_model()
        self.env["customs.declaration.line"].flush_model(["restorable_until", "preference_state"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT n.id, %(closed)s
                      FROM customs_preference_notice n
                      JOIN customs_preference_decision d ON d.id = n.decision_id
                      JOIN customs_preference_decision_line dl
                        ON dl.decision_id = d.id AND dl.left_out IS NOT TRUE
                      JOIN customs_declaration_line l
                        ON l.id = dl.line_id AND l.importer_firm_id = n.importer_firm_id
                     WHERE n.id = ANY(%(ids)s) GROUP BY n.id, d.id
                    """,
                    closed=CLOSED,
                    ids=self.ids,
                )
            )
        )

    @api.depends("suspension_id", "decision_id")
    @api.depends_context("lang")
    def _compute_law(self):
        for notice in self:
            inside = notice.sudo()
            source = inside.suspension_id or inside.decision_id
            law = source.agreement_id
            refusal = notice.kind == "refusal" and inside.decision_id
            notice.article = (refusal and refusal.ground_article) or source.article
            notice.ground = refusal and refusal.ground_id.name
            notice.citation = law.citation
            notice.restoration_article = law.restoration_article
            notice.told_importers = source.told_importers

    @api.depends("kind", "closed_on", "decision_id.revoked_on")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        states = {"refusal": "refused", "restoration": "restored"}
        for notice in self:
            notice.is_open = not notice.closed_on or notice.closed_on > today
            notice.state = states.get(notice.kind) or ("in_force" if notice.is_open else "ended")
            if notice.sudo().decision_id.revoked_on:
                notice.state = "revoked"

    @api.model
    def _open_domain(self):
        """Return the domain of what is open."""
        today = fields.Date.context_today(self)
        return Domain("closed_on", "=", False) | Domain("closed_on", ">", today)

    @api.model
    def _own_domain(self):
        """Return the domain of what the user's own company is told, whatever else the user may see."""
        return Domain("importer_firm_id", "=", self.env.user.commercial_partner_id.id)

    # Written by acts only

    @api.model
    def _guarded_fields(self):
        return self._written_fields()

    @api.model
    def _guarded_message(self, names):
        return self.env._("What an importer is told follows from suspensions and decisions.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("What an importer was told is never deleted."))

    # From suspensions and decisions, in sets

    @api.model
    def _note_suspended(self, marks):
        """Give the importers of marked goods their notice; who has it keeps it.

        :param SQL marks: condition on ``m``, the marks (`customs_suspended_line`) that were written
        :return: the new notices, as superuser
        """
        return self._insert(
            SQL(
                """
                SELECT DISTINCT m.suspension_id, NULL::int, l.importer_firm_id, s.importing_authority_id,
                       'suspension', s.name, s.starts_on, s.ended_on, s.ended_on
                  FROM customs_suspended_line m
                  JOIN customs_preference_suspension s ON s.id = m.suspension_id
                  JOIN customs_declaration_line l ON l.id = m.line_id
                 WHERE l.importer_firm_id IS NOT NULL AND s.started_on IS NOT NULL AND (%s)
                   AND NOT EXISTS (SELECT FROM customs_preference_notice n
                                    WHERE n.suspension_id = m.suspension_id
                                      AND n.importer_firm_id = l.importer_firm_id)
                """,
                marks,
            )
        )

    @api.model
    def _note_decided(self, decisions):
        """Give the importers over whose goods ``decisions`` go their notice; return the new ones."""
        notices = self._insert(
            SQL(
                """
                SELECT NULL::int, d.id, l.importer_firm_id, d.importing_authority_id, d.kind, d.name,
                       d.decided_on, NULL::date, %(closed)s
                  FROM customs_preference_decision d
                  JOIN customs_preference_decision_line dl
                    ON dl.decision_id = d.id AND dl.left_out IS NOT TRUE
                  JOIN customs_declaration_line l ON l.id = dl.line_id
                 WHERE d.id = ANY(%(ids)s) AND d.decided_on IS NOT NULL AND l.importer_firm_id IS NOT NULL
                   AND NOT EXISTS (SELECT FROM customs_preference_notice n
                                    WHERE n.decision_id = d.id AND n.importer_firm_id = l.importer_firm_id)
                 GROUP BY d.id, l.importer_firm_id
                """,
                closed=CLOSED,
                ids=decisions.ids,
            )
        )
        self._touched_by(decisions)._close_anew()
        return notices

    def _touched_by(self, decisions):
        """Return the notices of earlier decisions over the same goods: a restoration closes a refusal."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT n.id FROM customs_preference_decision_line now
                  JOIN customs_preference_decision_line former ON former.line_id = now.line_id
                  JOIN customs_preference_notice n ON n.decision_id = former.decision_id
                 WHERE now.decision_id = ANY(%s)
                """,
                decisions.ids,
            )
        )
        return self.sudo().browse(row[0] for row in rows)

    def _close_anew(self):
        """Compute anew from which day on these notices are closed."""
        self.env.add_to_compute(self._fields["closed_on"], self)
        self._behind_the_door()._recompute_recordset(["closed_on"])
        self.modified(["closed_on"])

    @api.model
    def _insert(self, rows):
        """Insert the notices of a query, and let the job tell the firms; returns them as superuser.

        All in SQL: the first marking of a million goods may bring as many notices.
        """
        for model in (
            "customs.preference.suspension",
            "customs.preference.decision",
            "customs.preference.decision.line",
            "customs.declaration.line",
            self._name,
        ):
            self.env[model].flush_model()
        new = self.env.execute_query(
            SQL(
                """
                INSERT INTO customs_preference_notice (suspension_id, decision_id, importer_firm_id,
                       importing_authority_id, kind, name, since, until, closed_on, create_uid, create_date,
                       write_uid, write_date)
                SELECT r.*, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(rows)s) r
                    ON CONFLICT DO NOTHING RETURNING id
                """,
                uid=self.env.uid,
                rows=rows,
            )
        )
        notices = self.sudo().browse(row[0] for row in new)
        if notices:
            self.env["customs.preference.suspension"].invalidate_model(["notice_ids"])
            self.env["customs.preference.decision"].invalidate_model(["notice_ids"])
            notices._to_be_told()
        return notices

    def _to_be_told(self):
        """Hook: these firms are to be told."""

    @api.model
    def _action_open(self, name, domain):
        """Return the action that shows the officer who was told, and who has answered."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False},
        }
