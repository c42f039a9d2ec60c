from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...reports.origin.visit_report_data import visit_report_data
from ...reports.origin.visit_report_pdf import build_visit_report, report_paper, report_values
from ...tools import writing_scripts
from ...tools.citing import with_article
from ...tools.dates import long_date
from ...tools.letter_template import LANGUAGES
from .visit_team import required_sides

CONTENT = {
    "place",
    "reported_on",
    "grounds",
    "production_process",
    "no_process_reason",
    "no_premises_reason",
    "documents_examined",
    "conclusion",
    "conclusion_text",
    "annexes",
}


class CustomsVerificationReport(models.Model):
    """The report of a verification visit, with what the content list asks for (RS16.10, VN4.31(7)).

    Its words, sections and language are those of the procedure's letter "report". It is approved by a
    supervisor who did not write it, only when complete and, in English, in Latin script; the PDF is stored
    for good with its SHA-256. A later version takes its place only after the approval was withdrawn.
    """

    _name = "customs.verification.report"
    _description = "Report of a Verification Visit"
    _inherit = [
        "customs.printed.mixin",
        "customs.sealed.mixin",
        "customs.inner.thread.mixin",
        "customs.cited.mixin",
    ]
    _cited_depends = ("visit_id",)
    _seal_path = ("visit_id",)
    _sealed_derived = frozenset({"state"})
    _order = "visit_id desc, version desc"
    _approval_act = "action_approve"
    _author_field = "author_ids"

    visit_id = fields.Many2one("customs.verification.visit", required=True, index=True, ondelete="restrict")
    importing_authority_id = fields.Many2one(
        related="visit_id.importing_authority_id", store=True, index=True
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    name = fields.Char(compute="_compute_name", store=True)
    place = fields.Char(help="Place where the report is written.")
    reported_on = fields.Date(string="Date of the Report")
    author_ids = fields.Many2many(
        "res.users",
        string="Written by",
        copy=False,
        readonly=True,
        ondelete="restrict",
        help="Authors of the report. They cannot approve it.",
    )
    grounds = fields.Text(string="Original Doubts", help="In English.")
    production_process = fields.Text(help="The production process actually carried out, in English.")
    no_premises_reason = fields.Text(
        string="Why No Premises Were Inspected",
        help="In English, because it is printed in the report. Only if no premises were inspected.",
    )
    no_process_reason = fields.Text(
        string="Why No Production Process Is Described",
        help="In English, because it is printed in the report. Only if no premises were inspected.",
    )
    documents_examined = fields.Text(help="One document per line, in English.")
    annexes = fields.Text(help="One annex per line, in English.")
    conclusion = fields.Selection(
        [("complies", "The goods comply"), ("not_complies", "The goods do not comply")], tracking=True
    )
    conclusion_text = fields.Text(
        string="Conclusion in Words", help="Reasons for the conclusion, in English."
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    approver_position = fields.Char(help="Position of the approving supervisor, as printed in the report.")
    approved_at = fields.Datetime(readonly=True, copy=False)
    document_id = fields.Many2one("customs.document", readonly=True, copy=False, ondelete="restrict")
    sha256 = fields.Char(related="document_id.sha256")
    superseded = fields.Boolean(readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("superseded", "Superseded")],
        compute="_compute_state",
        store=True,
    )
    # What the visit says already
    verified_person_id = fields.Many2one(related="visit_id.verified_person_id")
    verified_role = fields.Selection(related="visit_id.verified_role")
    second_person_id = fields.Many2one(related="visit_id.second_person_id")
    visit_started_on = fields.Date(related="visit_id.visit_started_on")
    visit_ended_on = fields.Date(related="visit_id.visit_ended_on")
    report_sent_on = fields.Date(related="visit_id.report_sent_on")
    consent_received_on = fields.Date(related="visit_id.consent_received_on")
    consent_reference = fields.Char(related="visit_id.consent_reference")
    # The visit's own rows, edited beside the text
    member_ids = fields.One2many(related="visit_id.member_ids")
    goods_ids = fields.One2many(related="visit_id.goods_ids", readonly=False)
    premises_ids = fields.One2many(related="visit_id.premises_ids", readonly=False)
    obstruction_ids = fields.One2many(related="visit_id.obstruction_ids", readonly=False)
    # What the content list RS16.10 asks for
    team_complete = fields.Boolean(compute="_compute_content")
    person_complete = fields.Boolean(compute="_compute_content")
    goods_complete = fields.Boolean(compute="_compute_content")
    dates_complete = fields.Boolean(compute="_compute_content")
    grounds_complete = fields.Boolean(compute="_compute_content")
    has_premises = fields.Boolean(string="Premises Were Inspected", compute="_compute_content")
    premises_complete = fields.Boolean(compute="_compute_content")
    process_complete = fields.Boolean(compute="_compute_content")
    conclusion_complete = fields.Boolean(compute="_compute_content")
    missing_items = fields.Json(compute="_compute_missing_items")

    _version_uniq = models.Constraint(
        "UNIQUE(visit_id, version)", "This version of the report already exists."
    )
    _one_current = models.UniqueIndex(
        "(visit_id) WHERE superseded IS NOT TRUE", "The visit already has a report."
    )

    @api.depends("visit_id.name", "version")
    def _compute_name(self):
        for report in self:
            suffix = f"-{report.version}" if report.version > 1 else ""
            report.name = f"{report.visit_id.name}/R{suffix}"

    @api.depends("approved_at", "superseded")
    def _compute_state(self):
        for report in self:
            approved = "approved" if report.approved_at else "draft"
            report.state = "superseded" if report.superseded else approved

    @api.depends(
        "grounds",
        "production_process",
        "conclusion",
        "visit_id.member_ids.side",
        "visit_id.member_ids.first_name",
        "visit_id.member_ids.last_name",
        "visit_id.member_ids.position",
        "visit_id.goods_ids.conclusion",
        "visit_id.goods_ids.description",
        "visit_id.goods_ids.hs_code",
        "visit_id.premises_ids.inspected",
        "visit_id.visit_started_on",
        "visit_id.visit_ended_on",
        "visit_id.consent_reference",
        "visit_id.consent_received_on",
        "visit_id.procedure_id.team",
        "visit_id.verified_person_id",
    )
    def _compute_content(self):
        for report in self:
            visit = report.visit_id
            members = visit.member_ids
            sides = set(members.mapped("side"))
            report.team_complete = required_sides(visit.procedure_id) <= sides and all(
                member.first_name and member.last_name and member.position for member in members
            )
            report.person_complete = bool(visit.verified_person_id)
            report.goods_complete = bool(visit.goods_ids) and all(
                goods.hs_code and goods.description for goods in visit.goods_ids
            )
            report.dates_complete = bool(visit.visit_started_on and visit.visit_ended_on)
            report.grounds_complete = bool(
                (report.grounds or "").strip() and visit.consent_reference and visit.consent_received_on
            )
            report.has_premises = bool(visit.premises_ids)
            report.premises_complete = report.has_premises and all(
                (premises.inspected or "").strip() for premises in visit.premises_ids
            )
            report.process_complete = bool((report.production_process or "").strip())
            report.conclusion_complete = report._conclusion_is_unambiguous()

    def _conclusion_is_unambiguous(self):
        """Each line complies or does not, and the whole says the same as the lines (RS16.10.8)."""
        self.ensure_one()
        lines = self.visit_id.goods_ids.mapped("conclusion")
        if not lines or not all(lines) or not self.conclusion:
            return False
        return self.conclusion == ("complies" if set(lines) == {"complies"} else "not_complies")

    @api.depends(
        "team_complete",
        "person_complete",
        "goods_complete",
        "dates_complete",
        "grounds_complete",
        "premises_complete",
        "process_complete",
        "conclusion_complete",
        "grounds",
        "production_process",
        "no_process_reason",
        "no_premises_reason",
        "documents_examined",
        "annexes",
        "conclusion_text",
        "approver_position",
        "place",
        "reported_on",
        "approved_at",
        "visit_id.goods_ids.production_found",
        "visit_id.goods_ids.conclusion_reason",
        "visit_id.premises_ids.address",
        "visit_id.obstruction_ids.description",
    )
    def _compute_missing_items(self):
        for report in self:
            missing = report._missing() if report.visit_id and report.state == "draft" else []
            report.missing_items = [{"fact": "approve", "label": self.env._("Approve"), "missing": missing}]

    def _cited(self):
        """Return what is cited on the visit, and the articles of the sections, from the content list."""
        visit = self.visit_id
        items = visit.procedure_id.content_item_ids.filtered(lambda item: item.content_list == "report")
        sections = {item.field_name: visit.agreement_id._cite(item.article) for item in items}
        return visit._cited() | sections

    def _missing(self):
        """Return everything that prevents approval, as sentences (RS16.10)."""
        self.ensure_one()
        missing = self.visit_id._missing_content("report", self)
        if not self.reported_on or not (self.place or "").strip():
            missing.append(self.env._("Place and date of the report"))
        if not self._conclusion_is_unambiguous() and "conclusion_complete" not in (
            self.visit_id.procedure_id.content_item_ids.mapped("field_name")
        ):
            missing.append(self.env._("A conclusion on each item of goods and a matching overall conclusion"))
        missing += self._date_problems() + self._script_problems() + self._words_problems()
        return missing + self._print_problems(visit_report_data(self))

    def _language(self):
        """Return the language of the report: English where the procedure has words for it, else another."""
        letters = self.visit_id.procedure_id.sudo().letter_ids
        known = letters.filtered(lambda letter: letter.kind == "report").mapped("language")
        return next((code for code, _name in LANGUAGES if code in known), "en")

    def _words_problems(self):
        """Return what the words of the report lack: the words themselves, or an article that they cite."""
        data = visit_report_data(self)
        return self.visit_id._write_letter("report", report_paper(data), report_values(data))[1]

    def _draft_pdf(self):
        """Return the report as it stands now in PDF.

        :raises UserError: the procedure has no words for a report
        """
        data = visit_report_data(self)
        words = self.visit_id._letter_words("report", data.language)
        if not words:
            raise UserError(self.visit_id._without_words("report", data.language))
        return build_visit_report(data, words)

    def _preview(self):
        """Return (frame, values) of the report as it stands now, as a draft."""
        data = visit_report_data(self)
        return replace(report_paper(data), draft=True), report_values(data)

    @api.model
    def _print_words(self):
        return super()._print_words() | {"doubts": self._fields["grounds"]._description_string(self.env)}

    def _date_problems(self):
        """The report is drawn up after the visit, and not in the future."""
        day, ended_on = self.reported_on, self.visit_id.visit_ended_on
        if day and ended_on and day < ended_on:
            return [
                self.env._(
                    "The report is dated %(day)s, before the visit ended on %(end)s",
                    day=long_date(day, self.env.lang),
                    end=long_date(ended_on, self.env.lang),
                )
            ]
        if day and day > self.visit_id._today():
            return [self.env._("The report is dated %s, in the future", long_date(day, self.env.lang))]
        return []

    def _script_problems(self):
        """A report in English: only names may be in another script than Latin (RS16.10)."""
        problems = []
        if self._language() != "en":
            return problems
        step = self.visit_id._steps().get("report_approved_on")
        article = step.article if step else ""
        for label, text in self._english_texts():
            words = writing_scripts.foreign_words(text)
            if words:
                problems.append(
                    with_article(
                        self.env._(
                            "%(where)s is not in Latin letters: %(words)s. The report must be in English.",
                            where=label,
                            words=", ".join(words[:5]) + (" …" if len(words) > 5 else ""),
                        ),
                        article,
                    )
                )
        return problems

    def _english_texts(self):
        """Return (label, text) of everything that the report prints and that is no name."""
        self.ensure_one()
        visit = self.visit_id
        texts = [
            (self._fields[name]._description_string(self.env), self[name])
            for name in (
                "place",
                "grounds",
                "production_process",
                "no_process_reason",
                "no_premises_reason",
                "documents_examined",
                "annexes",
                "conclusion_text",
                "approver_position",
            )
        ]
        for member in visit.member_ids:
            texts.append((self.env._("Position of %s", member.display_name), member.position))
        for number, goods in enumerate(visit.goods_ids, 1):
            for row, name in (
                (goods, "description"),
                (goods, "production_found"),
                (goods, "conclusion_reason"),
                (goods.proof_line_id, "quantity_unit"),
            ):
                label = row._fields[name]._description_string(self.env)
                texts.append(
                    (self.env._("Item %(number)s, %(field)s", number=number, field=label), row[name])
                )
        for premises in visit.premises_ids:
            texts.append((self.env._("Address of %s", premises.name), premises.address))
            texts.append((self.env._("What was inspected at %s", premises.name), premises.inspected))
        for row in visit.obstruction_ids:
            texts.append(
                (self.env._("Obstruction of %s", long_date(row.happened_on, self.env.lang)), row.description)
            )
        there = visit.exporting_authority_id or visit.informed_authority_id
        for authority in visit.importing_authority_id | there:
            address = "\n".join(authority._address_lines())
            texts.append((self.env._("Address of %s", authority.display_name), address))
        for person in visit._verified_persons():
            texts.append((self.env._("Address of %s", person.display_name), person._customs_address()))
        return texts

    # Writing

    @api.model
    def _guarded_fields(self):
        acts = {"version", "approved_by_id", "approved_at", "document_id", "superseded"}
        return super()._guarded_fields() | acts

    @api.model
    def _guarded_message(self, names):
        return self.env._("%s: this is set by the button 'Approve' of the report.", names)

    @api.model
    def _own_values(self, vals):
        reports = self._visit_of(vals).report_ids
        return super()._own_values(vals) | {"version": max(reports.mapped("version"), default=0) + 1}

    @api.model
    def _visit_of(self, vals):
        visit_id = vals.get("visit_id") or self.env.context.get("default_visit_id")
        return self.env["customs.verification.visit"].browse(visit_id)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            visit = self._visit_of(vals)
            visit.check_access("write")
            if not visit.visit_started_on:
                raise UserError(self.env._("The report can be created once the visit has started."))
        reports = super().create(vals_list)
        for report in reports.filtered(lambda report: not report.grounds):
            report.grounds = report.visit_id.doubts
        reports._add_author()
        return reports

    def write(self, vals):
        self.check_access("write")
        if "visit_id" in vals and any(report.visit_id.id != vals["visit_id"] for report in self):
            raise UserError(self.env._("A report cannot be moved to another visit."))
        if (CONTENT | {"approver_position"}) & vals.keys():
            self._refuse_change_of_approved()
        result = super().write(vals)
        if CONTENT & vals.keys():
            self._add_author()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._refuse_change_of_approved()

    def _refuse_change_of_approved(self):
        """Refuse any change of what an approved report says."""
        for report in self:
            if report.approved_at:
                raise UserError(
                    self.env._(
                        "The report %s is approved and cannot be changed. A supervisor can "
                        "withdraw the approval "
                        "on the visit, with a reason, and create a new version.",
                        report.name,
                    )
                )

    # Approval

    def _problems_of_signing(self):
        """Return what prevents the approval, for who is about to sign."""
        self.ensure_one()
        if self.approved_at or self.superseded:
            return [self.env._("%s is already approved.", self.name)]
        return self._own_work_problems() + self._missing()

    def action_approve(self):
        """Approve the report today, store its PDF for good and record the fact on the visit.

        :raises AccessError: the user is no supervisor
        :raises UserError: the user wrote it, or something is missing or not in Latin script: all is named
        """
        self.ensure_one()
        self._check_may_approve()
        self._refuse_change_of_approved()
        if self.superseded:
            raise UserError(self.env._("%s was superseded. Approve the current version.", self.name))
        self._refuse_own_work()
        missing = self._missing()
        if missing:
            raise UserError(self.env._("The report cannot be approved. Missing:") + "\n" + "\n".join(missing))
        self._approve(self.visit_id._today())
        return True

    def _approve(self, day):
        """Record the approval of ``day``, store the PDF for good, and let the case draw its consequences."""
        visit = self.visit_id
        self._write_guarded(self._approved_now())
        visit._record_facts({"report_approved_on": day})
        document = self.env["customs.document"]._store(
            visit,
            "report",
            self.name,
            self._draft_pdf(),
            addressee_id=visit.verified_person_id.id,
            language=self._language(),
        )
        self._write_guarded({"document_id": document.id})
        visit._on_outcome()

    def _supersede(self):
        """Let a new version take the place of an approved report; the old one stays as it was.

        The new one begins with the old text, so it begins with its authors: who withdrew the approval wrote
        nothing.
        """
        for report in self.filtered("approved_at"):
            values = {name: report[name] for name in CONTENT}
            report._write_guarded({"superseded": True})
            report.flush_recordset(["superseded"])  # before there is another current one
            report.sudo().document_id._write_guarded({"superseded": True})
            new = self.create({"visit_id": report.visit_id.id, **values})
            new.sudo()._write_guarded({"author_ids": [fields.Command.set(report.author_ids.ids)]})

    def _pdf_report(self):
        """Return the PDF of the report: the stored one once approved, a draft before."""
        self.ensure_one()
        if self.document_id:
            return self.document_id._printed_content()
        return self._draft_pdf()

    def action_open_visit(self):
        """Open the visit of the report."""
        self.ensure_one()
        return self.visit_id._get_records_action(context={})

    def action_send(self):
        """Send the approved report to the verified person, and record that it was sent (RS16.11)."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "approved":
            raise UserError(
                self.env._("The report must be approved before it is sent to the verified person.")
            )
        return self.visit_id.action_send_report()
