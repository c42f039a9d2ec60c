from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import float_round

from ...tools import periods
from ...tools.citing import with_article
from ...tools.dates import long_date
from . import law_file, law_takeover
from .customs_guarded_mixin import DOOR

# Amounts are compared with limits to the last digit: what is rounded before passes half a cent over.
LIMIT_DIGITS = 10


class CustomsAgreement(models.Model):
    """A free trade agreement, or a customs code, from which procedures take their rules.

    The law is data: a new agreement is a data file with its Parties, procedures, deadline rules,
    grounds and content lists, never a change of the code.
    """

    _name = "customs.agreement"
    _description = "Agreement or Code"
    _inherit = ["customs.noted.mixin", "mail.thread", "customs.verified.mixin"]
    _belongs_to = None
    _noted_on = None
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, tracking=True, help="Short code, by which lists name it.")
    name = fields.Char(required=True, translate=True, tracking=True)
    kind = fields.Selection(
        [("agreement", "Free trade agreement"), ("code", "Customs code")],
        required=True,
        default="agreement",
        tracking=True,
    )
    citation = fields.Char(
        translate=True,
        help="How official letters and reports cite the text, with place and date of signature.",
    )
    rules_of_origin = fields.Char(
        string="Rules of Origin",
        translate=True,
        help="The part that holds the rules of origin, as letters cite it.",
    )
    authentic_language = fields.Char(translate=True)
    signed_on = fields.Date(tracking=True)
    in_force_on = fields.Date(tracking=True)
    in_force_verified = fields.Boolean(
        string="First Day in Force Verified",
        tracking=True,
        help="The day was compared with an official source. The text of an agreement often names none.",
    )
    ended_on = fields.Date(tracking=True)
    party_ids = fields.One2many("customs.party", "agreement_id", string="Parties")
    procedure_ids = fields.One2many("customs.procedure", "agreement_id", string="Procedures")
    ground_ids = fields.One2many("customs.ground", "agreement_id", string="Grounds")
    proof_type_ids = fields.One2many("customs.proof.type", "agreement_id", string="Proofs of Origin")
    criterion_ids = fields.One2many("customs.origin.criterion", "agreement_id", string="Origin Criteria")
    specimen_kind_ids = fields.One2many(
        "customs.specimen.kind", "agreement_id", string="What Parties Exchange"
    )
    specimen_ids = fields.One2many("customs.authority.specimen", "agreement_id", string="Specimens")
    transit_document_ids = fields.One2many(
        "customs.transit.document", "agreement_id", string="Transit Documents"
    )
    waiver_limit = fields.Monetary(
        string="No Proof Needed up to",
        currency_field="limit_currency_id",
        tracking=True,
        help="Customs value of a consignment up to which no proof of origin is needed, unless the "
        "consignment was split to avoid the proof. Zero: a proof is always needed.",
    )
    waiver_article = fields.Char(tracking=True)
    splitting_days = fields.Integer(
        tracking=True,
        help="Small consignments from one exporter to one importer that need no proof and were "
        "registered within this number of days are shown as possibly split. The agreement sets "
        "no number; the authority chooses it.",
    )
    limit_currency_id = fields.Many2one("res.currency", string="Currency of the Limits", tracking=True)
    preference_article = fields.Char(
        string="Article of the Preference", help="Article on the conditions for granting the preference."
    )
    consignment_article = fields.Char(
        string="Article on Direct Consignment",
        help="Article on sending goods directly from the exporting Party to the importing Party. "
        "Leave empty if the agreement does not require it.",
    )
    transit_article = fields.Char(
        string="Article on Transit", help="Article on the documents that prove transit under customs control."
    )
    grounds_note = fields.Text(
        string="Note on All Grounds",
        translate=True,
        help="Shown with every ground, for example what is not a ground for refusal.",
    )
    one_authority_for_side = fields.Boolean(
        string="One Authority for a Side",
        tracking=True,
        help="An authority of one country of a side answers for the whole side. If not ticked, a request "
        "goes to the country where the proof was issued or where the verified person is.",
    )
    cooperation_article = fields.Char(
        string="Article on Specimens",
        help=(
            "Article on the exchange of specimens and addresses. Certificates issued before the "
            "exchange are not accepted."
        ),
    )
    restoration = fields.Selection(
        [("none", "Not provided for"), ("period", "Within a period"), ("always", "Without a time limit")],
        compute="_compute_restoration",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
        help="Whether a preference that was suspended or not granted can be restored, and how long.",
    )
    restoration_length = fields.Integer(
        string="Restoration Period",
        tracking=True,
        help="Period after registration of the declaration within which the preference can be restored.",
    )
    restoration_unit = fields.Selection(
        [("day", "Days"), ("month", "Months"), ("year", "Years")], default="month", tracking=True
    )
    restoration_day = fields.Selection(
        [("application", "The application"), ("decision", "The decision")],
        string="Within the Period Must Be",
        required=True,
        default="application",
        tracking=True,
        help="Which act must take place within the period. A restoration for which nobody applied is decided "
        "within it.",
    )
    restoration_article = fields.Char(string="Article of the Restoration")
    falsification_article = fields.Char(
        string="Article on Falsified Proofs",
        help="Article that excludes restoration after a falsified proof.",
    )
    restoration_warning_days = fields.Integer(
        string="Reminder (Days before the Last Day)",
        help="Days before the last day when officers are reminded of goods whose preference can still "
        "be restored. Set by the authority. Zero: no reminder.",
    )
    active = fields.Boolean(default=True, tracking=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "An agreement with this code already exists.")
    _limits_not_negative = models.Constraint(
        "CHECK(COALESCE(waiver_limit, 0) >= 0 AND COALESCE(splitting_days, 0) >= 0"
        " AND COALESCE(restoration_length, 0) >= 0 AND COALESCE(restoration_warning_days, 0) >= 0)",
        "Limits and numbers of days must not be negative.",
    )

    _restoration_period = models.Constraint(
        "CHECK(restoration <> 'period' OR COALESCE(restoration_length, 0) > 0)",
        "Enter the period for restoration, or choose that it has no time limit or is not provided for.",
    )

    excluded_article = fields.Char(
        string="Article on Excluded Goods",
        help="Article on the goods outside the preference, which have a screen of their own.",
    )
    article_ids = fields.One2many("customs.article", "agreement_id", string="Articles")
    provision_ids = fields.One2many("customs.provision", "agreement_id", string="Provisions")
    excluded_ids = fields.One2many("customs.excluded.goods", "agreement_id", string="Excluded Goods")
    letter_ids = fields.One2many(
        "customs.letter.template",
        "agreement_id",
        string="Letters of Decisions",
        domain=[("procedure_id", "=", False)],
    )

    @api.depends("restoration_length")
    def _compute_restoration(self):
        """A period that is entered says so; what was chosen beside it stays."""
        for agreement in self:
            if agreement.restoration_length:
                agreement.restoration = "period"
            elif agreement.restoration != "always":
                agreement.restoration = "none"

    def _restorable_until(self, day):
        """Return the last day on which goods registered on ``day`` may be restored, or False (RS10.3).

        `periods.NO_LIMIT` where the agreement sets no time limit.
        """
        self.ensure_one()
        if not day or self.restoration not in ("period", "always"):
            return False
        if self.restoration == "always":
            return periods.NO_LIMIT
        if not self.restoration_length or not self.restoration_unit:
            return False
        return periods.last_day(day, periods.Term(self.restoration_length, self.restoration_unit))

    @api.depends("code", "name")
    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = (
                f"{agreement.code} {agreement.name}" if agreement.code else agreement.name
            )

    @api.constrains("in_force_on", "ended_on")
    def _check_dates(self):
        for agreement in self:
            if agreement.in_force_on and agreement.ended_on and agreement.ended_on < agreement.in_force_on:
                raise ValidationError(
                    self.env._(
                        "%(agreement)s: the last day in force (%(end)s) is before the first (%(start)s).",
                        agreement=agreement.display_name,
                        end=long_date(agreement.ended_on, self.env.lang),
                        start=long_date(agreement.in_force_on, self.env.lang),
                    )
                )

    def unlink(self):
        """Delete with the history; what anything refers to stays."""
        return super(CustomsAgreement, self.with_context(customs_history_goes=DOOR)).unlink()

    def _with_kept_history(self):
        """Return those whose history is kept: all. It says what the law said before."""
        return self

    def _is_in_force(self, day):
        """Return whether the agreement is in force on the date ``day``."""
        self.ensure_one()
        return bool(
            self.in_force_on and self.in_force_on <= day and (not self.ended_on or day <= self.ended_on)
        )

    def _side_of(self, country, day):
        """Return the side ('EAEU', 'RS', ...) on which ``country`` (res.country) stands on ``day``, or ''.

        Without a day: the side on which it stands at any time.
        """
        self.ensure_one()
        parties = self.party_ids.filtered(lambda party: party.country_id == country)
        return parties.filtered(lambda party: not day or party._is_party_on(day))[:1].side or ""

    def _limit_rate(self, currency, day):
        """Return the rate from ``currency`` to that of the limits on ``day``; None when none is known.

        Odoo takes 1 for a currency without rates, and the first rate for a day before it: a limit in euros
        (RS13.1, RS14.1) would then be compared with another currency's number.
        """
        self.ensure_one()
        target = self.limit_currency_id
        if not currency or not target or currency == target:
            return 1.0
        if not (self._has_rate(currency, day) and self._has_rate(target, day)):
            return None
        return currency._get_conversion_rate(currency, target, self.env.company, day)

    @api.model
    def _has_rate(self, currency, day):
        """Return whether a rate of ``currency`` is known for ``day``; for the own currency it is 1."""
        company = self.env.company
        if currency == company.currency_id:
            return True
        domain = [
            ("currency_id", "=", currency.id),
            ("name", "<=", day),
            ("company_id", "in", (False, company.root_id.id)),
        ]
        return bool(self.env["res.currency.rate"].sudo().search_count(domain, limit=1))

    def _no_rate_message(self, currency, day, article):
        """Return the sentence for a limit that cannot be compared."""
        text = self.env._(
            "There is no exchange rate between %(from)s and %(to)s for %(day)s. Enter it first, so "
            "that the value can be compared with the limit.",
            **{"from": currency.name, "to": self.limit_currency_id.name, "day": day},
        )
        return with_article(text, self._cite(article))

    def _in_limit_currency(self, value, currency, day):
        """Return ``value`` in the currency of the limits on ``day``, not rounded; None without a rate."""
        rate = self._limit_rate(currency, day)
        if rate is None:
            return None
        return float_round(value * rate, precision_digits=LIMIT_DIGITS)

    def _cite(self, article, lang=None):
        """Return how ``article`` of this agreement is cited in ``lang``, else in the user's language.

        What has no citation of its own is cited as it is named. No query beyond the first of each language.
        """
        if not article or not self:
            return article or ""
        self.ensure_one()
        return self._citations(lang or self.env.lang or "en_US").get(article, article)

    @api.private
    @tools.ormcache("self.id", "lang")
    def _citations(self, lang):
        """Return {article: how it is cited in ``lang``}."""
        articles = self.env["customs.article"].sudo().with_context(lang=lang)
        rows = articles.search_fetch([("agreement_id", "=", self.id)], ["name", "citation"])
        return {row.name: row.citation for row in rows}

    # As a file

    def action_export_file(self):
        """Download the agreement with all its law as a file; its SHA-256 is noted in the history.

        :raises AccessError: the user may not change the law
        """
        self.ensure_one()
        self.check_access("write")
        content = law_file.to_file(self)
        self._message_log(body=self.env._("Exported as a file, SHA-256 %s", law_file.digest(content)))
        return {"type": "ir.actions.act_url", "url": f"/customs/agreement/{self.id}", "target": "self"}

    @api.model
    def _load_file(self, content, name, keep_marks=False):
        """Create the agreement that the bytes of a file hold, and return it; its SHA-256 is noted.

        ``keep_marks``: the marks "Verified" of the file are kept. Else nothing of it counts as verified here.

        :raises AccessError: the user may not create agreements
        :raises ValidationError: something in the file is wrong: all of it is named, and nothing is created
        """
        self.browse().check_access("create")
        row = law_file.read(self.env, content)
        if self.with_context(active_test=False).search_count([("code", "=", row["code"])], limit=1):
            raise ValidationError(
                self.env._(
                    "An agreement with the code '%s' is already there. Change the code in the file, or "
                    "rename and archive the other one.",
                    row["code"],
                )
            )
        with self.env.cr.savepoint():
            agreement = law_file.Loader(self.env, keep_marks).agreement(row)
        agreement._message_log(
            body=self.env._(
                "Loaded from the file %(name)s, SHA-256 %(digest)s",
                name=name,
                digest=law_file.digest(content),
            )
        )
        return agreement

    def _take_over_file(self, content, name, keep_marks=False):
        """Create drafts of what the procedures in the bytes of a file say otherwise; return them.

        Its SHA-256 is noted, with what the file says otherwise of rows that have no versions.

        :raises AccessError: the user may not change the law
        :raises ValidationError: something in the file is wrong, or it is that of another agreement
        :raises UserError: no procedure differs, or there is a draft already
        """
        self.ensure_one()
        self.check_access("write")
        row = law_file.read(self.env, content)
        if row["code"] != self.code:
            raise ValidationError(
                self.env._("The file is that of the agreement '%s', not of this one.", row["code"])
            )
        with self.env.cr.savepoint():
            drafts, rest = law_takeover.take_over(self, row, keep_marks)
        note = self.env._(
            "Taken over as drafts from the file %(name)s, SHA-256 %(digest)s: %(drafts)s.",
            name=name,
            digest=law_file.digest(content),
            drafts=", ".join(drafts.mapped("display_name")),
        )
        if rest:
            note += " " + self.env._(
                "Rows that have no versions differ in %s places: compare the file, and change them by hand.",
                len(rest),
            )
        self._message_log(body=note)
        return drafts

    @api.model
    def _provision_codes(self):
        """Hook: return code -> what it says, of what sentences cite and no other row of law names."""
        return {}

    def _provision(self, code, lang=None):
        """Return how the article of the provision ``code`` is cited, or "" where the agreement names none."""
        if not self:
            return ""
        self.ensure_one()
        return self._cite(self._provisions().get(code), lang)

    @api.private
    @tools.ormcache("self.id")
    def _provisions(self):
        """Return {code: article} of the provisions, as the rows name the articles."""
        rows = self.env["customs.provision"].sudo()
        return {
            row.code: row.article
            for row in rows.search_fetch([("agreement_id", "=", self.id)], ["code", "article"])
        }
