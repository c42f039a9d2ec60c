from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools import exact
from ...tools.citing import with_article
from ...tools.dates import long_date


class CustomsDeclaration(models.Model):
    """A customs declaration as the clearance system holds it: a register of references, nothing more.

    A claim of preference that the agreement does not bear is refused with every reason named.
    """

    _name = "customs.declaration"
    _description = "Customs Declaration"
    _inherit = ["customs.inner.thread.mixin", "customs.checked.mixin"]
    _order = "registered_on desc, id desc"
    _rec_name = "number"
    _part_fields = ("line_ids",)
    _checked_fields = frozenset(
        ["number", "registered_on", "importing_authority_id", "importer_id", "exporter_id", "line_ids"]
    )

    number = fields.Char(required=True, index="trigram")
    registered_on = fields.Date(required=True, index=True)
    importing_authority_id = fields.Many2one(
        "customs.authority",
        string="Customs Authority",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.customs_authority_ids.filtered("is_customs_authority")[:1],
        domain="[('is_customs_authority', '=', True)]",
    )
    importer_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    exporter_id = fields.Many2one(
        "res.partner",
        index=True,
        ondelete="restrict",
        help="Who sold the goods to the importer. By this person goods are similar to others.",
    )
    consignor_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Who handed the goods over to the carrier, if not the exporter.",
    )
    consignee_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Who received the goods from the carrier, if not the importer.",
    )
    consignment_country_id = fields.Many2one(
        "res.country", string="Country of Consignment", help="Country from which the goods were sent."
    )
    line_ids = fields.One2many("customs.declaration.line", "declaration_id", string="Goods")

    _number_uniq = models.UniqueIndex(
        "(importing_authority_id, upper(number))",
        "A declaration with this number is already in the register.",
    )

    splitting_reasons = fields.Text(
        string="Possibly Split",
        compute="_compute_splitting_reasons",
        help="Why one consignment may have been split to avoid the proof.",
    )

    @api.depends("number", "registered_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for declaration in self:
            day = long_date(declaration.registered_on, self.env.lang)
            declaration.display_name = f"{declaration.number} ({day})"

    # A wrong claim is refused with every reason named

    def _problems_title(self):
        self.ensure_one()
        return self.env._("Customs declaration %s:", self.number or "")

    def _problems(self):
        """Return every reason why the declaration cannot be accepted as entered, as sentences."""
        self.ensure_one()
        problems = super()._problems()
        if self.registered_on and self.registered_on > self._today():
            problems.append(
                self.env._(
                    "The date of registration %s is in the future.",
                    long_date(self.registered_on, self.env.lang),
                )
            )
        for line in self.line_ids:
            problems += line._problems()
        positions = self.line_ids.mapped("position")
        if len(positions) != len(set(positions)):
            problems.append(self.env._("Two items have the same number. Change one of them."))
        return problems + self._claim_problems()

    def _claim_problems(self):
        """Return every reason against the preference that the lines claim, as sentences."""
        claimed = self.line_ids.filtered("preference_claimed")
        problems = []
        for agreement in claimed.agreement_id:
            if (
                self.registered_on
                and agreement.in_force_on
                and not agreement._is_in_force(self.registered_on)
            ):
                problems.append(
                    self.env._(
                        "%(agreement)s was not in force on %(day)s.",
                        agreement=agreement.code,
                        day=long_date(self.registered_on, self.env.lang),
                    )
                )
            problems += self._missing_proof_problems(
                claimed.filtered(lambda line, law=agreement: line.agreement_id == law and not line.proof_id)
            )
        for proof in claimed.proof_id:
            problems += proof._reasons_not_usable(self.registered_on) + proof._reasons_over_limit()
        return problems

    def _missing_proof_problems(self, lines):
        """Without a proof the preference is possible up to the agreement's limit only (RS14.1)."""
        agreement, day = lines.agreement_id, self.registered_on or self._today()
        if not lines:
            return []
        problems = [
            agreement._no_rate_message(currency, day, agreement.waiver_article)
            for currency in lines.filtered("customs_value").currency_id
            if agreement._limit_rate(currency, day) is None
        ]
        value = exact.total(lines.mapped("limit_value"))
        return problems or self._over_waiver_problems(agreement, value)

    @api.model
    def _over_waiver_problems(self, agreement, value):
        """Return that goods without a proof are worth more than the agreement waives it for (RS14.1)."""
        if not exact.exceeds(value, agreement.waiver_limit):
            return []
        return [
            with_article(
                self.env._(
                    "The value of goods without a proof of origin is %(value)s %(currency)s, but a proof "
                    "is not needed only up to %(limit).2f %(currency)s.",
                    value=exact.amount(value, agreement.waiver_limit),
                    currency=agreement.limit_currency_id.name or "",
                    limit=agreement.waiver_limit,
                ),
                agreement._cite(agreement.waiver_article),
            )
            + " "
            + self.env._("Enter a proof.")
        ]

    def _today(self):
        """Return today where the declaration is registered."""
        self.ensure_one()
        authority = self.importing_authority_id
        return authority._today() if authority else fields.Date.context_today(self)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidied(vals) for vals in vals_list])

    def write(self, vals):
        self.check_access("write")
        self._refuse_giving_away(vals)
        return super().write(self._tidied(vals))

    def unlink(self):
        self.check_access("unlink")
        notes = self._notes_of_loss()
        result = super().unlink()
        self.env["customs.origin.proof"].sudo().browse(notes)._message_log_batch(notes)
        return result

    def _notes_of_loss(self):
        """Return id of a proof -> the note of declared goods that are deleted, for its history (RS12.10).

        The history of a declaration goes with it; entered anew it could say another day.
        """
        gone = defaultdict(list)
        for line in self.sudo().line_ids:
            if line.proof_id:
                named = f"{line.declaration_id.display_name}, {line.position}: {line.hs_code}"
                gone[line.proof_id.id].append(named)
        title = self.env._("Declared goods deleted")
        return {
            number: Markup("<p>%s</p><ul>%s</ul>")
            % (title, Markup("").join(Markup("<li>%s</li>") % text for text in texts))
            for number, texts in gone.items()
        }

    @api.model
    def _tidied(self, vals):
        """Return ``vals`` with the number as one reads it: spaces around and doubled ones do not count."""
        if isinstance(vals.get("number"), str):
            return {**vals, "number": " ".join(vals["number"].split())}
        return vals

    def _refuse_giving_away(self, vals):
        """A declaration does not vanish into the register of an authority which the user does not serve."""
        new = vals.get("importing_authority_id")
        if not new or self.env.su or new in self.env.user.customs_authority_ids.ids:
            return
        if any(declaration.importing_authority_id.id != new for declaration in self):
            raise AccessError(
                self.env._("You are not a user of the authority you chose for the declaration.")
            )

    @api.depends("line_ids.splitting_reason")
    def _compute_splitting_reasons(self):
        for declaration in self:
            reasons = filter(None, declaration.line_ids.mapped("splitting_reason"))
            declaration.splitting_reasons = "\n".join(dict.fromkeys(reasons)) or False

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """Number goods as they are added, under the same agreement as those before."""
        known, agreement = set(), self.env["customs.agreement"]
        for line in self.line_ids:
            if line.position in known:
                line.position = max(known) + 1
                line.agreement_id = line.agreement_id or agreement
            known.add(line.position)
            agreement = line.agreement_id or agreement
