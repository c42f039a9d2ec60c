from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_amount

from ...tools.given import given_ids, given_text

ACTIVITY = "customs_verification.mail_activity_type_likely"
# After which line the daily job goes on.
SEEN = "customs_verification.likely_after"
BATCH = 50_000
# So many ways of describing goods are shown and counted at once.
MOST = 500
OPEN = ("draft", "in_force")


class CustomsPreferenceSuspension(models.Model):
    """The queue of goods that are likely to be similar, and a person's judgements on them (RS16.12c).

    One row stands for all goods that are described alike. The queue itself is never stored: it follows from
    the declarations and the judgements.
    """

    _inherit = "customs.preference.suspension"

    likely_count = fields.Integer(
        string="To Be Judged",
        readonly=True,
        copy=False,
        help="So many ways of describing goods wait for a person's judgement, when it was counted last.",
    )
    likely_now = fields.Integer(string="To Be Judged Now", compute="_compute_likely_now")
    judgement_count = fields.Integer(string="Judged", compute="_compute_judgement_count")

    @api.depends("state", "starts_on", "goods_ids", "judgement_ids")
    def _compute_likely_now(self):
        for suspension in self:
            suspension.likely_now = len(suspension._origin._queue())

    @api.depends("judgement_ids")
    def _compute_judgement_count(self):
        for suspension in self:
            suspension.judgement_count = len(suspension.judgement_ids)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"likely_count"}

    # The queue

    def _queue(self):
        """Return what a person has to judge for this suspension, the most duty first (see `_likely`).

        What was judged similar and has too short an HS code waits for the declaration, not for a person.
        """
        self.ensure_one()
        if not self.id or not self.starts_on or self.state not in OPEN:
            return []
        return [group for group in self._likely(MOST) if not group["judged_similar"]]

    def _note_likely(self):
        """Note how many ways of describing goods wait for a judgement."""
        for suspension in self:
            count = len(suspension._queue())
            if suspension.likely_count != count:
                suspension.sudo()._write_guarded({"likely_count": count})

    def action_open_likely(self):
        """Open the queue of goods that are likely to be similar, as it stands now."""
        self.ensure_one()
        self.check_access("write")
        rows = self.env["customs.likely.goods"].create(self._queue_values())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("To Be Judged: %s", self.display_name),
            "res_model": rows._name,
            "view_mode": "list,kanban",
            "mobile_view_mode": "kanban",
            "views": [(False, "list"), (False, "kanban")],
            "search_view_id": [
                self.env.ref("customs_verification.customs_likely_goods_view_search").id,
                "search",
            ],
            "domain": [("suspension_id", "=", self.id), ("id", "in", rows.ids)],
            "context": {"create": False},
            "help": self._queue_help(),
        }

    def _queue_help(self):
        title = self.env._("Nothing waits for a judgement")
        text = self.env._(
            "Goods come here when their HS code and their producer or exporter are the same, and the "
            "declaration leaves out what the suspension names, or the suspension leaves it to a person."
        )
        return Markup("<p class='o_view_nocontent_smiling_face'>{}</p><p>{}</p>").format(title, text)

    def _queue_values(self):
        """Return the rows of the queue as they are shown."""
        queue = self._queue()
        lines = self.env["customs.declaration.line"].browse([group["line_id"] for group in queue])
        return [
            {
                "suspension_id": self.id,
                "goods_id": group["goods_id"],
                "characteristics_key": group["characteristics_key"],
                "described_as": group["described_as"],
                "hs_code": line.hs_code,
                "line_count": group["line_count"],
                "duty": self._duty_in_words(group["duty"]),
                "sample_line_id": line.id,
                "why": " ".join(group["why"][: len(group["agrees"])]),
                "missing": " ".join(group["why"][len(group["agrees"]) :]),
            }
            for group, line in zip(queue, lines, strict=True)
        ]

    def _duty_in_words(self, duty):
        """Return ``duty``, amounts by the id of their currency, as a person reads it."""
        currencies = self.env["res.currency"].browse(duty)
        return ", ".join(
            format_amount(self.env, duty[currency.id], currency)
            for currency in currencies.sorted("name")
            if not currency.is_zero(duty[currency.id])
        )

    # Judgements

    def judge(self, goods_id, characteristics_keys, similar, reason):
        """Judge whether goods described alike have the characteristics of those of the suspension (RS16.12c).

        Of a suspension in force each judgement is in the record of the case, and the goods follow at once.

        :param goods_id: the goods of the suspension with which they were compared
        :param characteristics_keys: how the goods are described: keys from the queue (`characteristics_key`)
        :param similar: whether they have the same characteristics
        :param reason: why
        :return: the ids of the judgements
        :raises AccessError: the user may not change the suspension
        :raises UserError: no reason; goods not of this suspension; goods that wait for none
        """
        self._begin_act(*OPEN)
        reason, keys = given_text(reason), self._given_keys(characteristics_keys)
        goods = self.goods_ids.filtered(lambda row: row.id in given_ids([goods_id]))
        problems = [] if reason else [self.env._("Give the reason for the judgement.")]
        if not goods:
            problems.append(self.env._("Goods %(row)s are not in %(name)s.", row=goods_id, name=self.name))
        waiting = {
            group["characteristics_key"]: group["described_as"]
            for group in self._queue()
            if group["goods_id"] == goods.id
        }
        unknown = [key for key in keys if key not in waiting]
        if goods and (unknown or not keys):
            problems.append(
                self.env._(
                    "These goods do not wait for a judgement (judged already, or certain): %s.",
                    ", ".join(unknown) or "-",
                )
            )
        if problems:
            raise UserError("\n".join(problems))
        verdict = {"similar": bool(similar), "reason": reason, **self._judged_now()}
        judgements = (
            self.env["customs.suspension.judgement"]
            .sudo()
            ._behind_the_door()
            .create(
                [
                    {
                        "suspension_id": self.id,
                        "goods_id": goods.id,
                        "characteristics_key": key,
                        "described_as": waiting[key],
                        **verdict,
                    }
                    for key in keys
                ]
            )
        )
        self._after_judgements(judgements, reason)
        return judgements.ids

    @api.model
    def _given_keys(self, keys):
        """Return ``keys``, one or a list of them, as a list of texts."""
        keys = keys if isinstance(keys, list | tuple) else [keys]
        return list(dict.fromkeys(text for key in keys if (text := given_text(key))))

    def _judged_now(self):
        return {"judged_by_id": self.env.uid, "judged_on": self._today()}

    def _correct_judgement(self, judgement, similar, reason):
        """Judge anew: a supervisor does, once the suspension is in force."""
        self._begin_act(*OPEN)
        if self.state == "in_force":
            self._require_supervisor()
        problems = [] if reason else [self.env._("Give the reason for the correction.")]
        if judgement.similar == similar:
            problems.append(self.env._("It is judged so already: %s.", judgement.described_as))
        if problems:
            raise UserError("\n".join(problems))
        judgement.sudo()._write_guarded({"similar": similar, "reason": reason, **self._judged_now()})
        self._after_judgements(judgement, reason, corrected=True)

    def _after_judgements(self, judgements, reason, corrected=False):
        """Whoever judges in a draft has written it; in force it is an act, and the goods follow at once."""
        if self.state == "draft":
            self._note_author()
            self._note_likely()
            return
        label = (
            self.env._("Judgement on similar goods corrected")
            if corrected
            else self.env._("Similar goods judged")
        )
        self._log(
            "suspension_judged",
            label,
            self._today(),
            note="\n".join(self._judgements_in_words(judgements)),
            reason=reason,
        )
        self._follow_act()

    def _judgements_in_words(self, judgements):
        """Return judgements as the record of the case names them."""
        words = {True: self.env._("similar"), False: self.env._("not similar")}
        return [
            self.env._(
                "%(goods)s: %(verdict)s to %(named)s",
                goods=judgement.described_as,
                verdict=words[judgement.similar],
                named=judgement.goods_id._name_in_sentence(),
            )
            for judgement in judgements
        ]

    def action_open_judgements(self):
        """Open what was judged for this suspension."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Judged for %s", self.display_name),
            "res_model": "customs.suspension.judgement",
            "view_mode": "list,kanban,form",
            "mobile_view_mode": "kanban",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("suspension_id", "=", self.id)],
            "context": {"create": False},
        }

    def _action_judge(self, title, likely=None, judgement=None):
        """Return the action that opens the form in which goods are judged."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "customs.judge.goods",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_suspension_id": self.id,
                "default_likely_ids": likely.ids if likely else [],
                "default_judgement_id": judgement.id if judgement else False,
            },
        }

    # Once a day: what came in since

    @api.model
    def _cron_tell_likely(self):
        """Tell the officers of likely goods that came in since yesterday, once a day for each suspension.

        Looks at new declared goods alone, a range of them at a time, and goes on where it stopped.
        """
        marks = self.env["customs.suspended.line"].sudo()
        after = int(self._mark_setting(SEEN) or 0)
        while (last := marks._end_of_range(after, BATCH)) is not None:
            candidates = marks._candidates_of_lines(SQL("l.id > %s AND l.id <= %s", after, last), likely=True)
            marks._flush_matched()
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT c.suspension_id FROM (%s) c
                      JOIN customs_preference_suspension s ON s.id = c.suspension_id
                     WHERE c.likely AND NOT c.certain AND s.ended_on IS NULL
                    """,
                    candidates,
                )
            )
            self.sudo().browse(row[0] for row in rows)._tell_likely()
            self._mark_setting(SEEN, str(last))
            after = last
            if not self.env["ir.cron"]._commit_progress(1, remaining=1):
                return
        self.env["ir.cron"]._commit_progress(1, remaining=0)

    def _tell_likely(self):
        """Count the queue anew, and give the officer one activity for it."""
        self._note_likely()
        for suspension in self.filtered("likely_count"):
            user = suspension.visit_id._responsible()
            if user and not suspension.activity_ids.filtered(
                lambda activity: activity.activity_type_id == self.env.ref(ACTIVITY)
            ):
                suspension.with_context(mail_activity_quick_update=True).activity_schedule(
                    ACTIVITY,
                    summary=self.env._("Judge %s ways of describing goods", suspension.likely_count),
                    user_id=user.id,
                )
