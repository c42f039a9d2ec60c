from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.citing import with_article
from ...tools.dates import long_date
from ...tools.inputs import given_day, given_ids, given_text
from ..setup.roles import OFFICERS, SUPERVISORS
from . import original_task_words

# What is known of the paper original, the first that holds.
PRESENTED, WAIVED, MISSING, OVERDUE, DEMANDED = "presented", "waived", "missing", "overdue", "demanded"
# The facts, in the order in which they are told.
FACTS = (
    "original_reason_id",
    "original_demanded_on",
    "original_due_on",
    "original_note",
    "original_task_id",
    "paper_original_on",
    "original_certificate_id",
    "original_not_presented_on",
    "original_waived_on",
    "original_waived_reason",
)


class CustomsOriginalMixin(models.AbstractModel):
    """The paper original of a proof: presented, waived, demanded, not presented (RS12.2, RS13.4, RS14.3).

    Each is a fact that an officer records by an act, and the history keeps; a supervisor withdraws them with
    a reason. The agreement sets no time for presenting it: the last day is the authority's own, or none.
    """

    _name = "customs.original.mixin"
    _description = "Proof with a Paper Original"
    _inherit = ["customs.guarded.mixin"]
    _acts_with_reason = ("waive_original", "withdraw_original")

    paper_original_on = fields.Date(
        string="Paper Original Presented on", tracking=True, copy=False, readonly=True
    )
    original_reason_id = fields.Many2one(
        "customs.original.reason",
        string="Why It Was Demanded",
        tracking=True,
        copy=False,
        readonly=True,
        ondelete="restrict",
    )
    original_demanded_on = fields.Date(string="Demanded on", tracking=True, copy=False, readonly=True)
    original_due_on = fields.Date(
        string="To Be Presented by",
        tracking=True,
        copy=False,
        readonly=True,
        help="The last day, if the authority sets one. The agreement sets none.",
    )
    original_note = fields.Char(string="Remark on the Demand", tracking=True, copy=False, readonly=True)
    original_task_id = fields.Many2one(
        "customs.task", string="Task of the Importer", copy=False, readonly=True, ondelete="restrict"
    )
    original_certificate_id = fields.Many2one(
        "customs.origin.proof",
        string="Certificate Presented",
        tracking=True,
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The certificate of origin that was presented instead of this proof.",
    )
    original_not_presented_on = fields.Date(
        string="Not Presented", tracking=True, copy=False, readonly=True, help="Recorded on this day."
    )
    original_waived_on = fields.Date(string="Original Waived on", tracking=True, copy=False, readonly=True)
    original_waived_reason = fields.Char(string="Why It Was Waived", tracking=True, copy=False, readonly=True)
    original_state = fields.Selection(
        [
            (PRESENTED, "Presented"),
            (WAIVED, "Waived"),
            (MISSING, "Not presented"),
            (OVERDUE, "Overdue"),
            (DEMANDED, "Demanded"),
        ],
        string="Paper Original",
        compute="_compute_original_state",
    )

    @api.depends(*FACTS, "importing_authority_id.tz")
    def _compute_original_state(self):
        for proof in self:
            overdue = proof.original_due_on and proof.original_due_on < proof._today()
            states = (
                (proof.paper_original_on, PRESENTED),
                (proof.original_not_presented_on, MISSING),
                (proof.original_demanded_on and overdue, OVERDUE),
                (proof.original_demanded_on, DEMANDED),
                (proof.original_waived_on, WAIVED),
            )
            proof.original_state = next((state for known, state in states if known), False)

    @api.model
    def _original_not_presented(self):
        """Return the domain of proofs whose original was demanded and is missing, or overdue today."""
        demanded = fields.Domain("original_demanded_on", "!=", False) & fields.Domain(
            "paper_original_on", "=", False
        )
        overdue = self.env["customs.authority"]._by_today("original_due_on", "<")
        return demanded & (fields.Domain("original_not_presented_on", "!=", False) | overdue)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | set(FACTS)

    # The acts

    def demand_original(self, reason, due_on=False, note="", case=False):
        """Record that the paper original, or a certificate instead, is demanded today (RS13.4, RS14.3).

        :param reason: code of one of the reasons that the type of the proof names
        :param due_on: the authority's own last day for presenting it (``YYYY-MM-DD`` or date); empty: none
        :param note: what gives rise to the doubt
        :param case: ask the importer on the portal, in the open verification or visit that concerns the proof
        :raises AccessError: the user is no officer of the authority
        :raises UserError: everything that stands against it, all at once
        """
        self._check_may_record_original()
        reason = self.proof_type_id.original_reason_ids.filtered(lambda row: row.code == reason)
        due_on, today = given_day(self.env, due_on), self._today()
        asked_in = self._open_case() if case else None
        person = self._importer()
        checks = [
            (not reason, self.env._("Choose the reason for the demand.")),
            (due_on and due_on < today, self.env._("The last day is in the past.")),
            (self.paper_original_on, self.env._("The original was already presented.")),
            (self.original_demanded_on, self.env._("The original was already demanded.")),
            (
                case and not asked_in,
                self.env._(
                    "No open documentary verification or visit concerns the proof. Open one first, or "
                    "inform the importer by letter."
                ),
            ),
            (case and not person, self.env._("The proof names no importer who can be asked.")),
        ]
        self._refuse_original(checks)
        values = {
            "original_reason_id": reason.id,
            "original_demanded_on": today,
            "original_due_on": due_on,
            "original_note": given_text(note),
            "original_not_presented_on": False,
            "original_certificate_id": False,
        }
        if asked_in:
            values["original_task_id"] = self._ask_for_original(asked_in, person, reason, due_on).id
        return self._write_original(values)

    def record_original(self, day, certificate_id=False):
        """Record that the paper original, or the certificate demanded instead, was presented on ``day``.

        :param certificate_id: the registered certificate, where one was demanded instead of the proof
        :raises AccessError: the user is no officer of the authority
        :raises UserError: everything that stands against it, all at once
        """
        self._check_may_record_original()
        day = given_day(self.env, day)
        given = self.browse(given_ids([certificate_id] if certificate_id else [])).exists()
        certificate = given._filtered_access("read")  # another's is like one that is not there
        asked = self.original_reason_id.demanded == "certificate"
        fits = certificate.kind == "certificate" and certificate.agreement_id == self.agreement_id
        checks = [
            *self._day_checks(day),
            (self.paper_original_on, self.env._("The original was already presented.")),
            (asked and not certificate, self.env._("Choose the certificate that was presented.")),
            (
                certificate and not (asked and fits),
                self.env._("Choose a certificate of the same agreement, and only where one was demanded."),
            ),
        ]
        self._refuse_original(checks)
        return self._write_original(
            {
                "paper_original_on": day,
                "original_certificate_id": certificate.id,
                "original_not_presented_on": False,
            }
        )

    def record_original_missing(self, day, note):
        """Record that what was demanded was not presented, as was found or stated on ``day`` (RS11.1.6).

        :param note: how it is known: the day has passed, the importer says so
        :raises AccessError: the user is no officer of the authority
        :raises UserError: everything that stands against it, all at once
        """
        self._check_may_record_original()
        day, note = given_day(self.env, day), given_text(note)
        checks = [
            *self._day_checks(day),
            (not self.original_demanded_on, self.env._("The original was not demanded.")),
            (self.paper_original_on, self.env._("The original was already presented.")),
            (self.original_not_presented_on, self.env._("It is already recorded as not presented.")),
            (not note, self.env._("Enter how it is known that it is not presented.")),
        ]
        self._refuse_original(checks)
        return self._write_original({"original_not_presented_on": day, "original_note": note})

    def waive_original(self, reason):
        """Record that the paper original is waived, with the reason (RS12.2, RS14.2).

        :raises AccessError: the user is no officer of the authority
        :raises UserError: everything that stands against it, all at once
        """
        self._check_may_record_original()
        reason = given_text(reason)
        checks = [
            (not reason, self.env._("Enter why the original is waived.")),
            (self.paper_original_on, self.env._("The original was already presented.")),
            (self.original_demanded_on, self.env._("The original was already demanded.")),
            (self.original_waived_on, self.env._("The original is already waived.")),
        ]
        self._refuse_original(checks)
        return self._write_original({"original_waived_on": self._today(), "original_waived_reason": reason})

    def withdraw_original(self, reason):
        """Withdraw what is recorded of the paper original: it was an error, or the doubt is settled.

        :raises AccessError: the user is no supervisor of the authority
        :raises UserError: there is no reason, or nothing is recorded
        """
        self._check_may_record_original()
        if not self.env.su and not self.env.user.has_group(SUPERVISORS):
            raise AccessError(self.env._("Only a supervisor can do this."))
        reason = given_text(reason)
        checks = [
            (not reason, self.env._("Enter the reason for withdrawing it.")),
            (not any(self[name] for name in FACTS), self.env._("Nothing is recorded of the original.")),
        ]
        self._refuse_original(checks)
        self._message_log(body=self.env._("Records of the paper original withdrawn: %s", reason))
        if self.original_task_id.state in ("asked", "sent_back", "answered"):
            self.original_task_id.withdraw(reason)
        return self._write_original(dict.fromkeys(FACTS, False))

    def _check_may_record_original(self):
        self.ensure_one()
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(OFFICERS):
            raise AccessError(self.env._("Only an officer can record this."))

    def _day_checks(self, day):
        """A fact is not in the future, and not before the proof was issued or its original demanded."""
        first = max(filter(None, (self.issued_on, self.original_demanded_on)), default=day)
        return [
            (not day, self.env._("Enter the day.")),
            (
                day and day > self._today(),
                self.env._("%s is in the future.", long_date(day, self.env.lang)),
            ),
            (
                day and first and day < first,
                self.env._(
                    "%(day)s is before %(first)s, the day of issue or of the demand.",
                    day=long_date(day, self.env.lang),
                    first=long_date(first, self.env.lang),
                ),
            ),
        ]

    @api.model
    def _refuse_original(self, checks):
        problems = [text for wrong, text in checks if wrong]
        if problems:
            raise UserError("\n".join(problems))

    def _write_original(self, values):
        self._behind_the_door().write(values)
        self._after_original()
        return True

    def _after_original(self):
        """Hook: something follows from what was recorded of the paper original."""

    def _why_no_original(self):
        """Return what was demanded, when and why, and that it was not presented, as a sentence (RS11.1.6)."""
        self.ensure_one()
        said = {
            "proof": self.display_name,
            "day": long_date(self.original_demanded_on, self.env.lang),
            "due": long_date(self.original_due_on, self.env.lang),
            "what": dict(self.original_reason_id._fields["demanded"]._description_selection(self.env))[
                self.original_reason_id.demanded
            ],
            "why": self.original_reason_id.name,
        }
        text = (
            self.env._(
                "%(proof)s: demanded on %(day)s to be presented by %(due)s: %(what)s. Reason: %(why)s. "
                "It was not presented.",
                **said,
            )
            if self.original_due_on
            else self.env._(
                "%(proof)s: demanded on %(day)s: %(what)s. Reason: %(why)s. It was not presented.", **said
            )
        )
        article = self.agreement_id._cite(self.original_reason_id.article)
        return " ".join(filter(None, (with_article(text, article), self.original_note)))

    # The importer is asked in a case of the proof

    def _open_case(self):
        """Return the last open case in which the importer can be asked, a visit if no other; or nothing."""
        requests = self.verification_request_ids.filtered(lambda request: not request.closed_on)
        visits = self.env["customs.verification.visit"]
        visits = visits if requests else visits.search([("goods_ids.proof_id", "=", self.id)])
        open_visits = visits.filtered(lambda visit: not visit.closed_on)
        return requests.sorted("id")[-1:] or open_visits.sorted("id")[-1:]

    def _ask_for_original(self, case, person, reason, due_on):
        """Ask the importer on the portal to present it; return the task."""
        words = self.with_context(lang=person.lang or self.env.lang)
        task = self.env["customs.task"].create(
            {
                "res_model": case._name,
                "res_id": case.id,
                "kind": "documents",
                "person_id": person.id,
                "name": original_task_words.title(words),
                "question": original_task_words.question(words, reason),
                "due_on": due_on,
            }
        )
        # What a visit says of its own documents does not hold for these.
        task.write({"article": reason.article, "warning": original_task_words.warning(words)})
        task.action_ask()
        return task
