from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import characteristics, exact, periods
from ...tools.citing import with_article
from ..law.customs_agreement import LIMIT_DIGITS
from ..origin.customs_origin_proof_line import HS_CODE
from .claim_checks import (
    FAILED,
    PASSED,
    UNKNOWN,
    Claim,
    Known,
    excluded_goods,
    labels_of_checks,
)

# What tells goods of one HS code apart, beside who made and who sold them (RS16.12c).


class CustomsDeclarationLine(models.Model):
    """Goods of a declaration with the proof of origin they use.

    Weights in kg. Whether a proof is usable, heavy enough or not needed at all is the agreement's to say.
    """

    _name = "customs.declaration.line"
    _description = "Goods on a Customs Declaration"
    _inherit = ["customs.excluded.finding.mixin", "customs.transit.mixin", "customs.checked.mixin"]
    _order = "declaration_id, position, id"
    _whole_field = "declaration_id"
    _checked_fields = frozenset(
        [
            "position",
            "hs_code",
            "description",
            "gross_weight_kg",
            "customs_value",
            "currency_id",
            "agreement_id",
            "preference_claimed",
            "proof_id",
            "net_weight_kg",
            "rate_without",
            "rate_with",
            "duty_without",
            "duty_with",
            "without_is_zero",
            "with_is_zero",
        ]
    )

    declaration_id = fields.Many2one("customs.declaration", required=True, index=True, ondelete="cascade")
    registered_on = fields.Date(related="declaration_id.registered_on", store=True, index=True)
    importing_authority_id = fields.Many2one(
        related="declaration_id.importing_authority_id", store=True, index=True
    )
    importer_id = fields.Many2one(related="declaration_id.importer_id", store=True, index=True)
    exporter_id = fields.Many2one(related="declaration_id.exporter_id", store=True, index=True)
    position = fields.Integer(string="No.", required=True, default=1)
    hs_code = fields.Char(string="HS Code", required=True, index=True)
    description = fields.Char(required=True)
    gross_weight_kg = fields.Float(string="Gross Weight (kg)", digits=(16, 3))
    customs_value = fields.Monetary(currency_field="currency_id")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    agreement_id = fields.Many2one("customs.agreement", index=True, ondelete="restrict")
    preference_claimed = fields.Boolean(default=True)
    proof_id = fields.Many2one(
        "customs.origin.proof",
        string="Proof of Origin",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('agreement_id', '=', agreement_id)]",
    )
    limit_value = fields.Float(
        string="Value in the Limits' Currency",
        digits=(32, LIMIT_DIGITS),
        compute="_compute_limit_value",
        store=True,
        help="Customs value in the currency of the agreement's limits, at the rate of the day of "
        "registration.",
    )
    limit_currency_id = fields.Many2one(
        related="agreement_id.limit_currency_id", string="Currency of the Limits"
    )
    splitting_suspected = fields.Boolean(
        compute="_compute_splitting_suspected",
        help="Small consignments from one exporter to one importer within a short time together "
        "exceed the limit above which a proof is needed.",
    )

    # Not unique: goods of one declaration are renumbered one after the other, and checked as a whole.
    _position_idx = models.Index("(declaration_id, position)")

    preference_checks = fields.Json(
        string="Conditions of the Preference",
        compute="_compute_preference_checks",
        help="The conditions for granting the preference.",
    )
    checks_summary = fields.Char(
        string="Conditions",
        compute="_compute_preference_checks",
        help="How many conditions of the preference are not met and how many are not known.",
    )
    checks_state = fields.Selection(
        [(PASSED, "All passed"), (FAILED, "Failed"), (UNKNOWN, "Not known")],
        string="Result",
        compute="_compute_preference_checks",
    )
    # Odoo reads a number that was never given as 0, so a mark says that zero was given.
    without_is_zero = fields.Boolean(
        string="No Duty without Preference",
        help="The rate or duty without preference is zero. If not ticked, zero means not known.",
    )
    with_is_zero = fields.Boolean(
        string="No Duty with Preference",
        help="The rate or duty with preference is zero. If not ticked, zero means not known.",
    )
    rate_without = fields.Float(
        string="Rate without Preference (%)",
        digits=(16, 4),
        aggregator=None,
        help="Percentage of the customs value.",
    )
    rate_with = fields.Float(
        string="Rate with Preference (%)",
        digits=(16, 4),
        aggregator=None,
        help="Percentage of the customs value.",
    )
    duty_without = fields.Monetary(
        string="Duty without Preference",
        currency_field="currency_id",
        compute="_compute_duty_without",
        store=True,
        readonly=False,
        help="As given by the clearance system, or else computed from the rate and the customs value.",
    )
    duty_with = fields.Monetary(
        string="Duty with Preference",
        currency_field="currency_id",
        compute="_compute_duty_with",
        store=True,
        readonly=False,
        help="As given by the clearance system, or else computed from the rate and the customs value.",
    )
    duty_at_stake = fields.Monetary(
        currency_field="currency_id",
        compute="_compute_duty_at_stake",
        store=True,
        help="Value of the preference: the duty without it minus the duty with it. Empty if one of them is "
        "not known; it is then not included in totals.",
    )
    duty_known = fields.Boolean(
        string="Duty Is Known",
        compute="_compute_duty_known",
        store=True,
        help="The duty with and without preference is known, as an amount or a rate. Unknown duty is "
        "not included in totals, and letters that state a total cannot be approved.",
    )
    preference_state = fields.Selection(
        [
            ("not_claimed", "Not claimed"),
            ("claimed", "Claimed"),
            ("suspended", "Suspended"),
            ("released", "Released without preference"),
            ("refused", "Refused"),
            ("restored", "Restored"),
        ],
        string="Preference",
        compute="_compute_preference_state",
        store=True,
        help="Suspended: covered by a suspension in force. Released without preference: the "
        "suspensions ended without a decision yet, so the preference can be restored.",
    )
    restorable_always = fields.Boolean(
        string="Restorable without a Time Limit", compute="_compute_restorable_always"
    )
    restorable_until = fields.Date(
        string="Restorable until",
        compute="_compute_restorable_until",
        store=True,
        help="The last day on which the preference can be restored.",
    )
    producer_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    brand = fields.Char(help="Trade mark.")
    goods_model = fields.Char(string="Model")
    article_no = fields.Char(string="Article No.", help="The producer's article number.")
    origin_country_id = fields.Many2one("res.country", string="Country of Origin", help="As declared.")
    goods_condition = fields.Selection([("new", "New"), ("used", "Used")], string="New or Used")
    net_weight_kg = fields.Float(string="Net Weight (kg)", digits=(16, 3))
    proof_reference = fields.Char(
        string="Proof as Declared",
        help="Number of the proof of origin as stated in the declaration, even if the proof is not "
        "registered.",
    )
    proof_dated_on = fields.Date(string="Date of the Proof as Declared")
    importer_firm_id = fields.Many2one(
        "res.partner", compute="_compute_firms", store=True, index=True, string="Importing Company"
    )
    exporter_firm_id = fields.Many2one(
        "res.partner", compute="_compute_firms", store=True, string="Exporting Company"
    )
    producer_firm_id = fields.Many2one(
        "res.partner", compute="_compute_firms", store=True, string="Producing Company"
    )
    hs_chapter = fields.Char(
        string="HS Chapter", compute="_compute_hs_chapter", store=True, help="First two digits."
    )
    brand_key = fields.Char(compute="_compute_characteristics", store=True)
    goods_model_key = fields.Char(compute="_compute_characteristics", store=True)
    article_no_key = fields.Char(compute="_compute_characteristics", store=True)
    characteristics_key = fields.Char(
        compute="_compute_characteristics",
        store=True,
        help="The same value for goods with the same brand, model, article number and description.",
    )
    splitting_reason = fields.Text(string="Why Splitting Is Suspected", compute="_compute_splitting_reason")

    @api.depends("declaration_id.number", "position")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.declaration_id.number} / {line.position}"

    def _names(self, most=20):
        """Return the names of the goods, of the first ones where there are many."""
        names = ", ".join(self[:most].mapped("display_name"))
        return f"{names} …" if len(self) > most else names

    @api.depends(
        "customs_value",
        "currency_id",
        "agreement_id.limit_currency_id",
        "registered_on",
        # The rate may have been entered after the line: it is taken anew when the value begins to matter.
        "proof_id",
        "preference_claimed",
    )
    def _compute_limit_value(self):
        rates = {}
        for line in self:
            key = (line.agreement_id, line.currency_id, line.registered_on or fields.Date.context_today(line))
            if key not in rates:
                rates[key] = line.agreement_id._limit_rate(*key[1:]) if line.agreement_id else 1.0
            line.limit_value = line.customs_value * (rates[key] or 0.0)

    @api.depends(
        "agreement_id.waiver_limit",
        "agreement_id.splitting_days",
        "preference_claimed",
        "proof_id",
        "registered_on",
        "importer_id",
        "exporter_id",
        "limit_value",
    )
    def _compute_splitting_suspected(self):
        split = self._split_consignments()
        for line in self:
            line.splitting_suspected = bool(split.get(line))

    def _split_consignments(self):
        """Return {line: declarations} where these look like one consignment split to need no proof (RS14.1).

        Each lies under the limit; together those of some days in a row, as many as the authority has set, lie
        above it. Persons are one by their firm, and who is not named counts as one, so that leaving out the
        exporter hides nothing. One query for any number of lines.
        """
        small = self.filtered(lambda line: line._may_be_split())
        consignments = small._small_consignments()
        found = {}
        for line in small:
            limit, days = line.agreement_id.waiver_limit, timedelta(days=line.agreement_id.splitting_days)
            near = consignments.get(
                line._trade_key(line.agreement_id, line.importer_id, line.exporter_id), []
            )
            split = {
                declaration.id
                for first_on in {day for day, _value, _declaration in near}
                if first_on <= line.registered_on <= first_on + days
                for declaration in self._over_limit(near, first_on, first_on + days, limit)
            }
            if split:
                found[line] = self.env["customs.declaration"].browse(sorted(split))
        return found

    def _may_be_split(self):
        self.ensure_one()
        law = self.agreement_id
        return bool(
            self.preference_claimed
            and not self.proof_id
            and self.registered_on
            and law.waiver_limit > 0
            and law.splitting_days > 0
        )

    def _small_consignments(self):
        """Return the declarations around these lines: {trade: [(day, value, declaration)]}."""
        if not self:
            return {}
        days = max(self.agreement_id.mapped("splitting_days"))
        registered = self.mapped("registered_on")
        rows = self.env["customs.declaration.line"]._read_group(
            [
                ("agreement_id", "in", self.agreement_id.ids),
                ("proof_id", "=", False),
                ("preference_claimed", "=", True),
                ("importer_id.commercial_partner_id", "in", self.importer_id.commercial_partner_id.ids),
                ("registered_on", ">=", min(registered) - timedelta(days=days)),
                ("registered_on", "<=", max(registered) + timedelta(days=days)),
            ],
            ["agreement_id", "importer_id", "exporter_id", "declaration_id"],
            ["registered_on:min", "limit_value:sum"],
        )
        consignments = {}
        for agreement, importer, exporter, declaration, day, value in rows:
            key = self._trade_key(agreement, importer, exporter)
            consignments.setdefault(key, []).append((day, value, declaration))
        return consignments

    @api.model
    def _trade_key(self, agreement, importer, exporter):
        return agreement.id, importer.commercial_partner_id.id, exporter.commercial_partner_id.id

    @api.model
    def _over_limit(self, consignments, first_on, last_on, limit):
        """Return the declarations of these days when they are several and worth more than the limit."""
        inside = [
            (value, declaration) for day, value, declaration in consignments if first_on <= day <= last_on
        ]
        over = exact.exceeds(exact.total(value for value, _declaration in inside), limit)
        return [declaration for _value, declaration in inside] if over and len(inside) > 1 else []

    @api.model
    def _field_title(self, name, number=None):
        return self.env._(
            "Item %(no)s: %(field)s", no=number or "?", field=super()._field_title(name, number)
        )

    def _problems(self):
        """Return every reason why the line cannot be accepted as entered, as sentences."""
        problems, no = super()._problems(), self.position
        checks = [
            (no < 1, self.env._("Number the goods from 1.")),
            (
                self.hs_code and not HS_CODE.match(self.hs_code),
                self.env._(
                    "Item %(no)s: HS code '%(code)s' must have 6 to 10 digits.", no=no, code=self.hs_code
                ),
            ),
            (self.gross_weight_kg < 0, self.env._("Item %s: the gross weight is negative.", no)),
            (self.customs_value < 0, self.env._("Item %s: the customs value is negative.", no)),
            (self.net_weight_kg < 0, self.env._("Item %s: the net weight is negative.", no)),
            (
                self.gross_weight_kg and self.net_weight_kg > self.gross_weight_kg,
                self.env._("Item %s: the net weight is greater than the gross weight.", no),
            ),
            (
                min(self.rate_without, self.rate_with, self.duty_without, self.duty_with) < 0,
                self.env._("Item %s: a rate or duty is negative.", no),
            ),
            *(
                (
                    self[f"{side}_is_zero"] and (self[f"rate_{side}"] or self[f"duty_{side}"]),
                    self.env._(
                        "Item %(no)s: '%(mark)s' is ticked, but a rate or duty is entered. "
                        "Remove one of them.",
                        no=no,
                        mark=self._fields[f"{side}_is_zero"]._description_string(self.env),
                    ),
                )
                for side in ("without", "with")
            ),
            (
                self.preference_claimed and not self.agreement_id,
                self.env._("Item %s: choose the agreement under which the preference is claimed.", no),
            ),
            (
                self.proof_id and self.agreement_id and self.proof_id.agreement_id != self.agreement_id,
                self.env._(
                    "Item %(no)s: %(proof)s was issued under another agreement.",
                    no=no,
                    proof=self.proof_id.display_name,
                ),
            ),
        ]
        return problems + [text for wrong, text in checks if wrong]

    # The checklist of a claim (RS10.1): each condition is passed, failed or not known, with the reason.
    #
    # Nothing of it is stored: it says what the data say now. What they do not tell (which way the goods came)
    # is not known until an officer records it.

    @api.depends(
        "preference_claimed",
        "agreement_id",
        "proof_id",
        "hs_code",
        "registered_on",
        "gross_weight_kg",
        "customs_value",
        "limit_value",
        "proof_reference",
        "transit_proof",
        "transit_document_id",
        "origin_country_id",
        "goods_condition",
        "excluded_finding",
        "splitting_suspected",
        "declaration_id.consignment_country_id",
        "declaration_id.line_ids.limit_value",
        "declaration_id.line_ids.proof_id",
    )
    def _compute_preference_checks(self):
        for line, checks in self._preference_checks().items():
            states = [check["state"] for check in checks]
            line.preference_checks = checks
            line.excluded_open = ("excluded", UNKNOWN) in [
                (check["code"], check["state"]) for check in checks
            ]
            line.checks_summary = self._summary_of_checks(states)
            line.checks_state = next((state for state in (FAILED, UNKNOWN, PASSED) if state in states), False)

    @api.model
    def _summary_of_checks(self, states):
        """Return in words how many of the ``states`` are failed and not known; nothing for no states."""
        parts = []
        if failed := states.count(FAILED):
            parts.append(self.env._("%s failed", failed))
        if unknown := states.count(UNKNOWN):
            parts.append(self.env._("%s not known", unknown))
        return ", ".join(parts) or (bool(states) and self.env._("All passed"))

    def _preference_checks(self):
        """Return {line: [check]} for these lines; a line that claims no preference has no checks.

        A check is a dict: ``code``, ``label``, ``article``, ``state`` (``passed``, ``failed``, ``unknown``)
        and ``reason``, in the user's language. What the agreement does not ask of these goods is left out. A
        constant number of queries for any number of lines. The caller has checked the access to the lines;
        proofs and findings are read for the user, because the line names them.
        """
        claimed = self.filtered("preference_claimed")
        known = claimed._known_for_checks()
        return {line: Claim(line.sudo(), known).checks() if line.preference_claimed else [] for line in self}

    def _known_for_checks(self):
        # Before sudo: only what the user may read counts as split.
        split = self._split_consignments()
        lines = self.sudo()
        proofs = lines.proof_id._origin
        proofs._fetch_originals()
        return Known(
            proofs._findings(),
            proofs._used_unweighed(),
            lines._unproven_values(),
            split,
            excluded_goods(lines),
            labels_of_checks(self.env),
        )

    def _unproven_values(self):
        """Return what the declarations hold without a proof: {(declaration, agreement): (value, no rate)}.

        The exact value is in the currency of the limits; ``no rate`` are goods whose value is not known.
        """
        found = {}
        for line in self._lines_without_proof():
            key = (line.declaration_id, line.agreement_id)
            value, unrated = found.get(key, (0, line.browse()))
            if line.customs_value and not line.limit_value:
                unrated = unrated or line
            found[key] = (exact.total((value, line.limit_value)), unrated)
        return found

    def _lines_without_proof(self):
        """Return all goods without a proof of those declarations on which some of these have none."""
        declarations = self.filtered(lambda line: not line.proof_id).declaration_id
        if not all(declarations._ids):  # a form that is not saved yet
            lines = declarations.line_ids
            return lines.filtered(lambda line: line.preference_claimed and not line.proof_id)
        return self.search_fetch(
            [
                ("declaration_id", "in", declarations.ids),
                ("preference_claimed", "=", True),
                ("proof_id", "=", False),
            ],
            ["declaration_id", "agreement_id", "customs_value", "limit_value", "currency_id"],
        )

    # The duty with and without the preference, and the state of the preference.
    #
    # Amounts are in the currency of the customs value, rates in per cent of it. `preference_state` follows
    # from suspensions and decisions and is kept by SQL; what depends on the day (may it still be restored?)
    # is never stored, only the last day of it (RS10.3).

    @api.depends("customs_value", "rate_without", "currency_id")
    def _compute_duty_without(self):
        for line in self:
            line.duty_without = line._share(line.rate_without)

    @api.depends("customs_value", "rate_with", "currency_id")
    def _compute_duty_with(self):
        for line in self:
            line.duty_with = line._share(line.rate_with)

    def _share(self, rate):
        """Return ``rate`` per cent of the customs value, rounded as its currency is."""
        amount = self.customs_value * rate / 100
        return self.currency_id.round(amount) if self.currency_id else amount

    @api.depends("duty_without", "duty_with", "duty_known", "preference_claimed")
    def _compute_duty_at_stake(self):
        for line in self:
            line.duty_at_stake = max(line.duty_without - line.duty_with, 0.0) if line.duty_known else 0.0

    @api.depends(
        "customs_value",
        "rate_without",
        "rate_with",
        "duty_without",
        "duty_with",
        "without_is_zero",
        "with_is_zero",
    )
    def _compute_duty_known(self):
        for line in self:
            line.duty_known = all(line._knows_duty(side) for side in ("without", "with"))

    def _knows_duty(self, side):
        """Tell whether the duty ``without`` or ``with`` the preference was given, as amount or as rate."""
        rated = self[f"rate_{side}"] and self.customs_value
        return bool(self[f"{side}_is_zero"] or self[f"duty_{side}"] or rated)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_zero_marks(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_zero_marks(vals))

    def _with_zero_marks(self, vals):
        """Return ``vals`` with the marks that follow: a zero that is given is known, `False` is not given.

        A form sends its marks itself, beside the zeros of fields that nobody touched.
        """
        vals = dict(vals)
        for side in ("without", "with"):
            names = (f"rate_{side}", f"duty_{side}")
            given = [vals[name] for name in names if vals.get(name) is not None and vals[name] is not False]
            others = [name for name in names if name not in vals]
            if given and f"{side}_is_zero" not in vals:
                beside = any(line[name] for line in self for name in others)
                vals[f"{side}_is_zero"] = not any(given) and not beside
        return vals

    @api.onchange("rate_without", "duty_without")
    def _onchange_without(self):
        if self.rate_without or self.duty_without:
            self.without_is_zero = False

    @api.onchange("rate_with", "duty_with")
    def _onchange_with(self):
        if self.rate_with or self.duty_with:
            self.with_is_zero = False

    @api.depends(
        "registered_on",
        "agreement_id.restoration",
        "agreement_id.restoration_length",
        "agreement_id.restoration_unit",
    )
    def _compute_restorable_until(self):
        for line in self:
            law = line.agreement_id
            line.restorable_until = law and law._restorable_until(line.registered_on)

    @api.depends("restorable_until")
    def _compute_restorable_always(self):
        for line in self:
            line.restorable_always = line.restorable_until == periods.NO_LIMIT

    @api.depends("preference_claimed")
    def _compute_preference_state(self):
        """Read the state from the database, where it follows from suspensions and decisions in sets."""
        stored = self._states_in_database() if self.ids else {}
        for line in self:
            plain = "claimed" if line.preference_claimed else "not_claimed"
            known = stored.get(line._origin.id)
            line.preference_state = known if known not in (None, "claimed", "not_claimed") else plain

    @api.model
    def _sources_of_state(self):
        """Return SQL expressions for the state of the preference of a line `l`: the first that is no NULL.

        A room that knows more of the goods (that they are suspended, or decided upon) puts its own before.
        """
        return [SQL("CASE WHEN l.preference_claimed IS TRUE THEN 'claimed' ELSE 'not_claimed' END")]

    @api.model
    def _state_in_sql(self):
        return SQL("COALESCE(%s)", SQL(", ").join(self._sources_of_state()))

    def _states_in_database(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT l.id, %s FROM customs_declaration_line l WHERE l.id = ANY(%s)",
                self._state_in_sql(),
                self.ids,
            )
        )
        return dict(rows)

    @api.model
    def _refresh_preference_states(self, lines):
        """Store the state of the lines of the SQL query ``lines`` (of ids) anew, where it is another one.

        :return: the number of lines whose state changed
        """
        # Marks just written in great numbers are in no statistics yet: PostgreSQL would read all of them
        # for each line, a hundred times the work. By their index it is the same for few and for many. And
        # it would compile what it fears to be long, for longer than that runs.
        self.env.cr.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"
        )
        self.env.cr.execute(
            SQL(
                """
                WITH now AS MATERIALIZED (  -- else the state of every line is asked for, not of these alone
                    SELECT l.id, %(state)s AS state FROM customs_declaration_line l
                     WHERE l.id = ANY(ARRAY(%(lines)s))
                )
                UPDATE customs_declaration_line AS l SET preference_state = now.state FROM now
                 WHERE l.id = now.id AND l.preference_state IS DISTINCT FROM now.state
                """,
                state=self._state_in_sql(),
                lines=lines,
            )
        )
        changed = self.env.cr.rowcount
        self.env.cr.execute("SELECT set_config('enable_seqscan', 'on', true)")
        self.invalidate_model(["preference_state"])
        return changed

    # What makes goods similar: their characteristics and the firms behind them (RS16.12c).
    #
    # Persons are one by their firm (`commercial_partner_id`); characteristics are compared by their keys
    # (`tools/characteristics.py`). Both are stored, because millions of lines are matched by them in SQL.

    # When a person moves to another firm, its goods follow in SQL (`res_partner.py`).
    @api.depends("declaration_id.importer_id", "declaration_id.exporter_id", "producer_id")
    def _compute_firms(self):
        for line in self:
            line.importer_firm_id = line.declaration_id.importer_id.sudo().commercial_partner_id
            line.exporter_firm_id = line.declaration_id.exporter_id.sudo().commercial_partner_id
            line.producer_firm_id = line.producer_id.sudo().commercial_partner_id

    @api.depends("hs_code")
    def _compute_hs_chapter(self):
        for line in self:
            line.hs_chapter = (line.hs_code or "")[:2]

    @api.depends(*characteristics.FIELDS, "description")
    def _compute_characteristics(self):
        for line in self:
            for name in characteristics.FIELDS:
                line[f"{name}_key"] = characteristics.key(line[name])
            texts = (line[name] for name in characteristics.FIELDS)
            line.characteristics_key = characteristics.digest(*texts, line.description)

    # What the form of a declaration says of goods that look like one consignment split (RS14.1).

    @api.depends("splitting_suspected")
    def _compute_splitting_reason(self):
        split = self._split_consignments()
        for line in self:
            declarations = split.get(line)
            line.splitting_reason = line._splitting_text(declarations) if declarations else False

    def _splitting_text(self, declarations):
        text = self.env._(
            "%(declarations)s: small consignments of the same exporter and importer within %(days)s "
            "days. Their total value exceeds %(limit).2f %(currency)s. Up to that value a proof is "
            "not needed unless a consignment was split to avoid it.",
            declarations=", ".join(declarations.mapped("display_name")),
            days=self.agreement_id.splitting_days,
            limit=self.agreement_id.waiver_limit,
            currency=self.limit_currency_id.name or "",
        )
        return with_article(text, self.agreement_id._cite(self.agreement_id.waiver_article))
