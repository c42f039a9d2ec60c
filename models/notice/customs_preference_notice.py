from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...reports.notice.notice_data import notice_sheet
from ...reports.notice.notice_xlsx import build_notice
from ...tools.dates import decimal_number
from ...tools.periods import NO_LIMIT
from ...tools.search import yes_or_no
from ..setup.roles import READERS

# From which day on the notice of a decision `d` is closed, over the firm's own goods `l` of it.
CLOSED = SQL(
    """
    CASE WHEN d.revoked_on IS NOT NULL THEN d.revoked_on
         WHEN d.kind = 'restoration' OR bool_and(l.preference_state = 'restored') THEN d.decided_on
         WHEN bool_and(l.restorable_until < %s) THEN max(l.restorable_until) + 1 END
    """,
    NO_LIMIT,
)


DAYS = 30  # until what an importer is asked, or has begun to write, is expected

SLICE = 1000

RESTORABLE = frozenset({"suspended", "released", "refused"})

BATCH = 100


class CustomsPreferenceNotice(models.Model):
    """Notice to an importing firm of a suspension or decision on its own goods (RS16.12, RS11).

    One row for each suspension or decision and each firm. It holds what concerns the firm and nothing of
    others: goods and amounts are read through it, filtered by the firm, and never stored. It is written by
    the acts that put a suspension in force, mark goods, or decide; by nobody else.
    """

    _name = "customs.preference.notice"
    _description = "Notice on Preference to an Importer"
    _inherit = ["customs.guarded.mixin", "customs.outside.mixin", "customs.sealed.mixin"]
    _seal_path = ("suspension_id", "decision_id")
    _seal_begins_with = frozenset({"told_on"})
    # It follows from the state of declared goods, which is under no seal.
    _kept_derived = frozenset({"closed_on"})
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
        "customs.preference.suspension", index="btree_not_null", ondelete="restrict", groups=READERS
    )
    decision_id = fields.Many2one(
        "customs.preference.decision", index="btree_not_null", ondelete="restrict", groups=READERS
    )
    importer_firm_id = fields.Many2one(
        "res.partner", string="Importing Company", required=True, ondelete="restrict"
    )
    importing_authority_id = fields.Many2one(
        "customs.authority", required=True, index=True, ondelete="restrict"
    )
    since = fields.Date(
        compute="_compute_source",
        store=True,
        help="For a suspension, the first day of registration covered. For a decision, its date.",
    )
    until = fields.Date(
        compute="_compute_source", store=True, help="The suspension covers no goods from this day."
    )
    closed_on = fields.Date(
        compute="_compute_source",
        store=True,
        help="From this day, no answer of the company is expected: the suspension ended, the "
        "preference was restored or can no longer be restored.",
    )
    told_on = fields.Date(
        string="Notified on",
        help="The day on which the company was notified by email or no longer had to be notified.",
    )
    # Law and the names of authorities are public: the firm reads these of its own notice (CU-A).
    authority_name = fields.Char(related="importing_authority_id.name", string="Sent by")
    article = fields.Char(compute="_compute_law")
    restoration_article = fields.Char(compute="_compute_law", string="Article of the Restoration")
    ground = fields.Char(compute="_compute_law", help="The ground for the refusal.")
    citation = fields.Char(compute="_compute_law", string="Agreement")
    told_importers = fields.Text(compute="_compute_law", string="Message to Importers")
    state = fields.Selection(
        [
            ("in_force", "In force"),
            ("ended", "Ended"),
            ("refused", "Preference refused"),
            ("restored", "Preference restored"),
            ("revoked", "Decision revoked"),
        ],
        compute="_compute_state",
    )
    is_open = fields.Boolean(string="Open", compute="_compute_state", search="_search_is_open")
    line_count = fields.Integer(
        string="Goods", compute="_compute_figures", help="Goods of the company concerned."
    )
    duty_text = fields.Char(
        string="Duty", compute="_compute_figures", help="For these goods, for each currency."
    )
    task_ids = fields.One2many("customs.task", "notice_id", string="Importer's Answers")

    _one_source = models.Constraint(
        "CHECK(num_nonnulls(suspension_id, decision_id) = 1)",
        "A notice must belong to either a suspension or a decision.",
    )
    _suspension_uniq = models.UniqueIndex(
        "(suspension_id, importer_firm_id) WHERE suspension_id IS NOT NULL",
        "This company already has its notice.",
    )
    _decision_uniq = models.UniqueIndex(
        "(decision_id, importer_firm_id) WHERE decision_id IS NOT NULL",
        "This company already has its notice.",
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

    @api.model
    def _seal_condition(self, alias):
        """A notice counts once the firm was notified; many thousand may be created at once before that."""
        return SQL("%s IS NOT NULL", SQL.identifier(alias, "told_on"))

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
            notice.article = law._cite(inside._article_of_law())
            notice.ground = refusal and refusal.ground_id.name
            notice.citation = law.citation
            notice.restoration_article = law._cite(law.restoration_article)
            notice.told_importers = source.told_importers

    def _article_of_law(self):
        """Return the article on which it rests, as the law's rows name it."""
        self.ensure_one()
        refusal = self.kind == "refusal" and self.decision_id.ground_article
        return refusal or self.suspension_id.article or self.decision_id.article

    @api.depends("kind", "closed_on", "decision_id.revoked_on", "importing_authority_id.tz")
    def _compute_state(self):
        todays = {authority: authority._today() for authority in self.sudo().importing_authority_id}
        states = {"refusal": "refused", "restoration": "restored"}
        for notice in self:
            today = todays[notice.sudo().importing_authority_id]
            notice.is_open = not notice.closed_on or notice.closed_on > today
            notice.state = states.get(notice.kind) or ("in_force" if notice.is_open else "ended")
            if notice.sudo().decision_id.revoked_on:
                notice.state = "revoked"

    def _search_is_open(self, operator, value):
        later = self.env["customs.authority"]._by_today("closed_on", ">")
        return yes_or_no(Domain("closed_on", "=", False) | later, operator, value)

    @api.model
    def _own_domain(self):
        """Return the domain of the notices to the user's own company, whatever else the user may see."""
        return Domain("importer_firm_id", "in", self.env.user._own_firm().ids)

    # Written by acts only

    @api.model
    def _guarded_fields(self):
        return self._written_fields()

    @api.model
    def _guarded_message(self, names):
        return self.env._("Notices are created from suspensions and decisions and cannot be entered.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A notice to an importer cannot be deleted."))

    # From suspensions and decisions, in sets

    @api.model
    def _store_for_marks(self, marks):
        """Store a notice for each importer of marked goods who has none yet.

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
    def _store_for_decisions(self, decisions):
        """Store a notice for each importer of the goods of ``decisions``; return the new ones."""
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
        """Insert the notices of a query and let the job notify the firms; return them as superuser.

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
            notices._queue_notification()
        return notices

    @api.model
    def _action_open(self, name, domain):
        """Return the action that shows the officer who was notified, and who has answered."""
        return self._get_records_action(
            name=name,
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=domain,
            context={"create": False},
        )

    # What an importer says to a notice: a task of the case, with rounds, files and receipts (RS16.9).

    def _case(self):
        """Return the case in which it was suspended or decided, as superuser; None where there is none."""
        self.ensure_one()
        inside = self.sudo()
        decision = inside.decision_id
        if decision:
            return inside.env["customs.case.mixin"]._case_of(decision.res_model, decision.res_id)
        return inside.suspension_id.visit_id

    def _open_task(self):
        """Return the task of this notice that is not closed yet, as superuser."""
        self.ensure_one()
        return self.sudo().task_ids.filtered(lambda task: not task.accepted_on and not task.withdrawn_on)[:1]

    def _begin_answer(self):
        """Return the open task in which the user's firm answers; opened by itself where none is.

        Nothing is asked of the firm then: no mail, no reminder. What it sends is told to the officer.

        :raises AccessError: the notice is not that of the user's firm
        :raises UserError: the notice is closed
        """
        self.ensure_one()
        self._check_is_own()
        task = self._open_task()
        if not task:
            if not self._takes_answers():
                raise UserError(self.env._("This can no longer be answered."))
            self._one_at_a_time()
            task = self._create_tasks(
                self.env._("Your message is read by the officer of the case."),
                fields.Date.add(self._today(), days=DAYS),
                person=self.env.user.partner_id,
            )
        return task.with_env(self.env)

    def _takes_answers(self):
        """Tell whether the firm may write now: it is open, and there is a case that the answer comes to."""
        return self.is_open and bool(self._case())

    def _check_is_own(self):
        """Only a contact of the firm answers: not the authority, nor another's contact."""
        self.check_access("read")
        if self.sudo().importer_firm_id != self.env.user._own_firm():
            raise AccessError(self.env._("Only the notified importer can answer."))

    def _one_at_a_time(self):
        """Two contacts who begin at the same moment get the same task.

        The row is written, as it is: of two transactions that do so the later one fails, is tried again, and
        finds the earlier one's task.
        """
        self.env.cr.execute(
            SQL("UPDATE customs_preference_notice SET write_date = write_date WHERE id = %s", self.id)
        )

    def _today(self):
        return self.sudo().importing_authority_id._today()

    def _ask(self, question, due_on):
        """Ask the firms of these notices at once for what they have to say; return the tasks.

        Who has a task that is not closed is not asked a second time.
        """
        tasks = self._not_asked()._create_tasks(question, due_on)
        tasks._notify_asked()
        return tasks

    def _not_asked(self):
        """Return the notices without a task that is not closed yet."""
        waiting = self.task_ids.filtered(lambda task: not task.accepted_on and not task.withdrawn_on)
        return self - waiting.notice_id

    def _create_tasks(self, question, due_on, person=None):
        """Create one task for each notice, asked today, as superuser.

        :param person: who has begun it itself; else the firm is asked
        """
        values = []
        for notice in self.sudo():
            case = notice._case()
            firm = notice.importer_firm_id
            officer = case._responsible()
            values.append(
                {
                    "name": notice._task_name((person or firm).lang),
                    "kind": "answer",
                    "notice_id": notice.id,
                    "res_model": case._name,
                    "res_id": case.id,
                    "person_id": (person or firm).id,
                    "officer_id": officer.id,
                    "article": notice._article_of_law(),
                    "question": question,
                    "due_on": due_on,
                    "begun_by_person": bool(person),
                }
            )
        quiet = self.env["customs.task"].sudo().with_context(mail_create_nosubscribe=True)
        tasks = quiet._behind_the_door().create(values).with_env(quiet.env)
        for day, of_day in tasks.grouped(lambda task: task._today()).items():
            of_day._write_guarded({"asked_on": day})
        return tasks

    def _task_name(self, lang):
        """Return the title of the task, in the language of the one who reads it."""
        notice = self.with_context(lang=lang or self.env.lang)
        kinds = dict(notice._fields["kind"]._description_selection(notice.env))
        return f"{kinds[notice.kind]} {notice.name}"

    @api.model
    def _ask_problems(self, question, due_on):
        """Return why importers cannot be asked this, as sentences."""
        problems = []
        if not (question or "").strip():
            problems.append(self.env._("Enter the question to the importers."))
        if not due_on:
            problems.append(self.env._("Enter the last day for the answer."))
        return problems

    # What the page shows beside the goods

    def _own_tasks(self):
        """Return what was asked and answered about this notice, as the user may read it; the last first."""
        self.ensure_one()
        tasks = self.env["customs.task"]
        return tasks.search([*tasks._own_domain(), ("notice_id", "=", self.id)], order="id desc")

    def _own_letters(self):
        """Return the letters of the decision that were sent to the user's company."""
        documents = self.env["customs.document"]
        letters = self.sudo().decision_id.document_ids
        return documents.search(Domain("id", "in", letters.ids) & Domain(documents._own_domain()))

    # The goods of the firm under its notice: read in the name of the system, filtered by the firm (CU-A).
    #
    # The firm has no access to declarations, marks and decisions. What it may see of them are goods that it
    # imported itself, with what it declared itself.

    @api.depends("suspension_id", "decision_id")
    @api.depends_context("lang")
    def _compute_figures(self):
        figures, lang = self._figures(), self.env.lang
        for notice in self:
            rows = figures.get(notice.id, [])
            notice.line_count = sum(count for _currency, count, _duty, _unknown in rows)
            unknown = sum(unknown for _currency, _count, _duty, unknown in rows)
            parts = [
                f"{decimal_number(duty, lang, currency.decimal_places, fixed=True)} {currency.name}"
                for currency, count, duty, unknown_here in rows
                if duty or count > unknown_here
            ]
            if unknown:
                parts.append(notice.env._("not known for %s items", unknown))
            notice.duty_text = "; ".join(parts)

    def _figures(self):
        """Return {id: [(currency, number of own goods, duty, of how many it is not known)]}, in one query."""
        for model in ("customs.declaration.line", "customs.preference.decision.line"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT n.id, l.currency_id, count(*), sum(l.duty_at_stake),
                       count(*) FILTER (WHERE l.duty_known IS NOT TRUE)
                  FROM customs_preference_notice n
                  JOIN customs_suspended_line m ON m.suspension_id = n.suspension_id
                  JOIN customs_declaration_line l
                    ON l.id = m.line_id AND l.importer_firm_id = n.importer_firm_id
                 WHERE n.id = ANY(%(ids)s) GROUP BY n.id, l.currency_id
                 UNION ALL
                SELECT n.id, dl.currency_id, count(*), sum(dl.duty),
                       count(*) FILTER (WHERE dl.duty_known IS NOT TRUE)
                  FROM customs_preference_notice n
                  JOIN customs_preference_decision_line dl
                    ON dl.decision_id = n.decision_id AND dl.left_out IS NOT TRUE
                  JOIN customs_declaration_line l
                    ON l.id = dl.line_id AND l.importer_firm_id = n.importer_firm_id
                 WHERE n.id = ANY(%(ids)s) GROUP BY n.id, dl.currency_id
                 ORDER BY 1, 2
                """,
                ids=self.ids,
            )
        )
        figures = {}
        currencies = self.env["res.currency"]
        for notice_id, currency_id, count, duty, unknown in rows:
            row = (currencies.browse(currency_id), count, duty or 0.0, unknown)
            figures.setdefault(notice_id, []).append(row)
        return figures

    def _goods_domain(self):
        """Return the domain of the firm's own goods under this notice."""
        self.ensure_one()
        inside = self.sudo()
        own = Domain("importer_firm_id", "=", inside.importer_firm_id.id)
        own &= Domain("importing_authority_id", "=", inside.importing_authority_id.id)
        if inside.suspension_id:
            return own & Domain("mark_ids", "any", [("suspension_id", "=", inside.suspension_id.id)])
        decided = [("decision_id", "=", inside.decision_id.id), ("left_out", "!=", True)]
        return own & Domain("decision_line_ids", "any", decided)

    def _own_lines(self, offset=0, limit=None):
        """Return the firm's goods under this notice, as superuser.

        :raises AccessError: the notice is not the user's to read
        """
        self.check_access("read")
        return (
            self.env["customs.declaration.line"]
            .sudo()
            .search(
                self._goods_domain(),
                order="registered_on desc, declaration_id desc, position, id",
                offset=offset,
                limit=limit,
            )
        )

    def _goods(self, lines):
        """Yield goods of `_own_lines` as plain values: what the firm declared, and where it stands."""
        states = dict(lines._fields["preference_state"]._description_selection(self.env))
        for start in range(0, len(lines), SLICE):
            part = lines[start : start + SLICE].with_prefetch()
            duties, forever = self._decided_duties(part), part._falsified_ids()
            for line in part:
                restorable = line.id not in forever and line.preference_state in RESTORABLE
                yield {
                    "declaration": line.declaration_id.number,
                    "position": line.position,
                    "hs_code": line.hs_code,
                    "description": line.description,
                    "proof": line.proof_id.number or line.proof_reference or "",
                    "customs_value": line.customs_value,
                    "registered_on": line.registered_on,
                    # None: not known, which is not the same as nothing.
                    "duty": duties.get(line.id, line.duty_at_stake if line.duty_known else None),
                    "duty_unknown": duties.get(line.id, line.duty_known or None) is None,
                    "currency": line.currency_id.name,
                    "state": states.get(line.preference_state) or "",
                    "restorable_until": restorable and not line.restorable_always and line.restorable_until,
                }
            if len(lines) > SLICE:
                part.invalidate_recordset(flush=False)

    def _xlsx_goods(self):
        """Return the workbook (bytes) of all own goods under this notice.

        :raises AccessError: the notice is not the user's to read
        """
        lines = self._own_lines()
        return build_notice(notice_sheet(self, self._goods(lines)))

    def _decided_duties(self, lines):
        """Return {id of the line: the duty that the decision names, None where it is not known}."""
        decision = self.sudo().decision_id
        if not decision or not lines:
            return {}
        domain = [("decision_id", "=", decision.id), ("line_id", "in", lines.ids)]
        rows = self.env["customs.preference.decision.line"].sudo().search(domain)
        return {row.line_id.id: row.duty if row.duty_known else None for row in rows}

    def _refused_forever(self):
        """Tell whether the goods are never restored: the proof was found falsified (RS10.5)."""
        return self.sudo().decision_id.falsified == "yes"

    @api.model
    def _with_declaration(self, text):
        """Return the domain of notices with own goods of the user's firm, of a declaration like ``text``."""
        firm = self.env.user._own_firm().id or 0
        number = f"%{text}%"
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """
                EXISTS (
                    SELECT FROM customs_declaration d
                      JOIN customs_declaration_line l ON l.declaration_id = d.id
                     WHERE d.number ILIKE %(number)s AND l.importer_firm_id = %(firm)s
                       AND (EXISTS (SELECT FROM customs_suspended_line m
                                     WHERE m.line_id = l.id AND m.suspension_id = %(suspension)s)
                         OR EXISTS (SELECT FROM customs_preference_decision_line dl
                                     WHERE dl.line_id = l.id AND dl.decision_id = %(decision)s
                                       AND dl.left_out IS NOT TRUE)))
                """,
                number=number,
                firm=firm,
                suspension=SQL.identifier(alias, "suspension_id"),
                decision=SQL.identifier(alias, "decision_id"),
            )
        )

    # Mails to importers: that their goods are concerned, and where to read more.
    #
    # A job sends them, batch by batch: marking a million goods waits for no mail, and a job that is killed
    # and started again notifies nobody twice.

    def _queue_notification(self):
        """Have the firms notified, right after this transaction."""
        job = self.env.ref("customs_verification.cron_tell_importers", raise_if_not_found=False)
        if job:
            job.sudo()._trigger()

    @api.model
    def _cron_notify_importers(self):
        """Notify the importing firms of their new notices; of those closed meanwhile nobody is notified."""
        cron = self.env["ir.cron"]
        new = [("told_on", "=", False)]
        seconds_left = cron._commit_progress(remaining=self.search_count(new))
        while seconds_left:
            notices = self.search(new, limit=BATCH, order="id").try_lock_for_update()
            if not notices:
                return
            notices._notify()
            seconds_left = cron._commit_progress(len(notices))

    def _notify(self):
        """Put the mails of these notices into the queue."""
        for kind, notices in self.grouped("kind").items():
            open_ones = notices.filtered(lambda notice: notice.is_open or notice.kind != "suspension")
            template = self.env.ref(
                f"customs_verification.mail_template_preference_{kind}", raise_if_not_found=False
            )
            if template and open_ones:
                template._queue_for(open_ones._addressees())
        for day, notices in self.grouped(lambda notice: notice._today()).items():
            notices._write_guarded({"told_on": day})

    def _addressees(self):
        """Return {id: addressees}: the firm's contacts on the portal, else the firm."""
        notices = self.sudo()
        readers = notices.importer_firm_id._portal_readers()
        return {
            notice.id: readers.get(notice.importer_firm_id)
            or notice.importer_firm_id._recipients_without_login()
            for notice in notices
        }

    def _mail_sender(self):
        """Return the sender of mails: the authority."""
        return self.sudo().importing_authority_id._mail_sender()

    def _mail_link(self):
        """Return the address of the notice on the portal: it asks for a login and holds no key."""
        return f"{self.get_base_url()}/my/customs/preferences/{self.id}"

    def _mail_owner(self):
        """Return what a mail about the notice says of whom it concerns (`mail_mail.py`)."""
        case = self._case() or self.decision_id
        return {"customs_res_model": case._name, "customs_res_id": case.id}

    def _mail_rows(self):
        """Return what a mail says: (label, value); goods and amounts stand on the portal alone."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        rows = [
            (self.env._("Subject"), f"{kinds[self.kind]} {self.name}"),
            (self.env._("Sent by"), self.authority_name),
            (self.env._("Article"), ", ".join(filter(None, (self.article, self.citation)))),
            (self.env._("Ground"), self.ground),
            (self._since_label(), self._day_in_words(self.since)),
            *self._mail_rows_of_what_to_do(),
            (self.env._("How to reach us"), self.sudo().importing_authority_id._mail_reach()),
        ]
        return [(label, value) for label, value in rows if value]

    def _mail_rows_of_what_to_do(self):
        """Return until when something can be done, and what happens otherwise."""
        if self.kind == "restoration":
            return [(self.env._("What you need to do"), self.env._("You do not need to do anything more."))]
        return [
            (
                self.env._("Until when"),
                self.env._("The last day for restoring the preference is shown for each item of your goods."),
            ),
            (
                self.env._("What happens if you do not answer"),
                self.env._(
                    "After that day the preference cannot be restored, and the duty without preference "
                    "remains due."
                ),
            ),
        ]

    def _since_label(self):
        if self.kind == "suspension":
            return self.env._("Declarations registered from")
        return self.env._("Decided on")
