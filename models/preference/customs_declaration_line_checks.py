from dataclasses import dataclass

from odoo import api, fields, models

HS_DIGITS = 6  # so many at least every code has
PASSED, FAILED, UNKNOWN = "passed", "failed", "unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """What the checks of many lines ask for, found once for all of them."""

    findings: dict  # proof -> [(goods of the proof or none of them, state, sentence)]
    unweighed: set  # proofs that goods without a gross weight use
    unproven: dict  # (declaration, agreement) -> value of goods without a proof, goods without a rate
    split: dict  # line -> declarations that look like one consignment with its own
    labels: dict  # code -> label, in the user's language


class CustomsDeclarationLine(models.Model):
    """The checklist of a claim (RS10.1): each condition is passed, failed or not known, with the reason.

    Nothing of it is stored: it says what the data say now. What they do not tell (which way the goods came)
    is not known until an officer records it.
    """

    _inherit = "customs.declaration.line"

    preference_checks = fields.Json(
        string="Conditions of the Preference",
        compute="_compute_preference_checks",
        help="The conditions on which the preference is granted (RS10.1), one by one.",
    )
    checks_summary = fields.Char(
        string="Conditions",
        compute="_compute_preference_checks",
        help="How many conditions of the preference failed, and how many are not known (RS10.1).",
    )
    checks_state = fields.Selection(
        [(PASSED, "All passed"), (FAILED, "Failed"), (UNKNOWN, "Not known")],
        string="Conditions in a Word",
        compute="_compute_preference_checks",
    )

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
        "splitting_suspected",
        "declaration_id.consignment_country_id",
        "declaration_id.line_ids.limit_value",
        "declaration_id.line_ids.proof_id",
    )
    def _compute_preference_checks(self):
        for line, checks in self._preference_checks().items():
            states = [check["state"] for check in checks]
            line.preference_checks = checks
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
        return {line: line.sudo()._checks(known) if line.preference_claimed else [] for line in self}

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
            self._labels_of_checks(),
        )

    def _unproven_values(self):
        """Return what the declarations hold without a proof: {(declaration, agreement): (value, no rate)}.

        The value is in the currency of the limits; ``no rate`` are goods whose value is not known in it.
        """
        found = {}
        for line in self._lines_without_proof():
            key = (line.declaration_id, line.agreement_id)
            value, unrated = found.get(key, (0.0, line.browse()))
            if line.customs_value and not line.limit_value:
                unrated = unrated or line
            found[key] = (value + line.limit_value, unrated)
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

    def _checks(self, known):
        self.ensure_one()
        law, proof = self.agreement_id, self.proof_id
        terms = proof.proof_type_id
        goods, proven = self._goods_of_proof(), self._check_proof(known)
        criterion = goods[:1].criterion_id.article
        rows = [
            ("agreement", law.preference_article, self._check_agreement()),
            ("origin", criterion or law.preference_article, self._check_origin(known, goods, proven)),
            ("proof", terms.article or law.waiver_article, proven),
            ("validity", terms.article, self._check_validity()),
            ("consignment", self._transit_article(), self._check_consignment()),
            ("specimen", law.cooperation_article, self._check_specimen()),
            ("weight", terms.weight_article, self._check_weight(known)),
            ("value", terms.article, self._check_value()),
            ("splitting", law.waiver_article, self._check_splitting(known)),
        ]
        return [
            {
                "code": code,
                "label": known.labels[code],
                "article": article or "",
                "state": result[0],
                "reason": result[1],
            }
            for code, article, result in rows
            if result
        ]

    @api.model
    def _labels_of_checks(self):
        return {
            "agreement": self.env._("Agreement"),
            "origin": self.env._("Origin"),
            "proof": self.env._("Proof of origin"),
            "validity": self.env._("Valid on the day of registration"),
            "consignment": self.env._("Direct consignment"),
            "specimen": self.env._("Specimen of the issuing body"),
            "weight": self.env._("Gross weight"),
            "value": self.env._("Value for this kind of proof"),
            "splitting": self.env._("Splitting"),
        }

    # Each condition: (state, reason), or None where it is not asked

    def _check_agreement(self):
        """The agreement is named and was in force on the day."""
        law, day = self.agreement_id, self.registered_on
        if not law:
            return FAILED, self.env._("No agreement is named under which the preference is claimed.")
        if not law.in_force_on or not day:
            return UNKNOWN, self.env._("It is not known since when %s is in force.", law.code)
        if not law._is_in_force(day):
            return FAILED, self.env._(
                "%(agreement)s was not in force on %(day)s.", agreement=law.code, day=day
            )
        return PASSED, self.env._(
            "%(agreement)s is in force since %(day)s.", agreement=law.code, day=law.in_force_on
        )

    def _goods_of_proof(self):
        """Return the goods of the proof whose HS code agrees with the declared one, as far as both go."""
        code = self.hs_code or ""

        def agrees(goods):
            digits = min(len(code), len(goods.hs_code or ""))
            return digits >= HS_DIGITS and code[:digits] == goods.hs_code[:digits]

        return self.proof_id.line_ids.filtered(agrees)

    def _check_origin(self, known, goods, proven):
        """The proof is about these goods, states a criterion, and nothing was found against it."""
        proof = self.proof_id
        if not self.agreement_id:
            return None
        if not proof:
            return self._check_origin_unproven(proven)
        if not proof.line_ids:
            return UNKNOWN, self.env._("%s names no goods.", proof.display_name)
        if not goods:
            return FAILED, self.env._(
                "HS code %(code)s is not among the goods of %(proof)s (%(codes)s).",
                code=self.hs_code,
                proof=proof.display_name,
                codes=", ".join(dict.fromkeys(proof.line_ids.mapped("hs_code"))),
            )
        found = [
            (state, text)
            for of_goods, state, text in known.findings.get(proof._origin, ())
            if not of_goods or of_goods in goods._origin
        ]
        for state in (FAILED, UNKNOWN):
            texts = [text for its_state, text in found if its_state == state]
            if texts:
                return state, "\n".join(texts)
        criterion = goods[0].criterion_text
        if not criterion:
            return UNKNOWN, self.env._("%s states no criterion of origin for them.", proof.display_name)
        return PASSED, self.env._(
            "Goods %(no)s of %(proof)s: criterion %(criterion)s; nothing was found against it.",
            no=goods[0].position,
            proof=proof.display_name,
            criterion=criterion,
        )

    def _check_origin_unproven(self, proven):
        """Where no proof is needed the origin is the declared one (RS14.1); else nothing tells of it."""
        if proven[0] == PASSED:
            return PASSED, self.env._("As declared: no proof is needed.")
        return UNKNOWN, self.env._("Without a proof the data do not say where the goods originate.")

    def _check_proof(self, known):
        """There is a proof, or none is needed because the consignment is small (RS14.1)."""
        law = self.agreement_id
        if self.proof_id:
            return PASSED, self.proof_id.display_name
        if not law:
            return None
        limited = bool(law.waiver_limit and law.limit_currency_id)
        value, unrated = known.unproven.get((self.declaration_id, law), (self.limit_value, self.browse()))
        over = limited and self.declaration_id._over_waiver_problems(law, value)
        if limited and not unrated and not over:
            return PASSED, self.env._(
                "None is needed up to %(limit).2f %(currency)s.",
                limit=law.waiver_limit,
                currency=law.limit_currency_id.name,
            )
        if self.proof_reference:
            return UNKNOWN, self.env._(
                "The declaration names %s, which is not in the register.",
                f"{self.proof_reference} {self.proof_dated_on or ''}".strip(),
            )
        if limited and unrated:
            return UNKNOWN, law._no_rate_message(
                unrated.currency_id, unrated.registered_on, law.waiver_article
            )
        return FAILED, "\n".join(over) if limited else self.env._("There is no proof of origin.")

    def _check_validity(self):
        """The proof was valid, and not annulled, on the day of registration (RS12.4, RS13.2)."""
        proof = self.proof_id
        if not proof:
            return None
        reasons = proof._reasons_not_valid(self.registered_on)
        if reasons:
            return FAILED, "\n".join(reasons)
        if not proof.valid_until:
            return UNKNOWN, self.env._("It is not known until when %s is valid.", proof.display_name)
        return PASSED, self.env._(
            "Valid until %(until)s, registered on %(day)s.", until=proof.valid_until, day=self.registered_on
        )

    def _check_specimen(self):
        """The body that issued the certificate had exchanged its specimens (RS15.1-3)."""
        proof = self.proof_id
        if not proof or proof.kind == "declaration":
            return None
        if not proof.issuing_body_id:
            return UNKNOWN, self.env._("%s does not say which body issued it.", proof.display_name)
        reasons = proof._reasons_no_specimen()
        if reasons:
            return FAILED, "\n".join(reasons)
        return PASSED, self.env._(
            "%(body)s had exchanged its specimen by %(day)s.",
            body=proof.issuing_body_id.name,
            day=proof.issued_on,
        )

    def _check_weight(self, known):
        """The gross weight of all goods that use the certificate is within the tolerance (RS12.5)."""
        proof = self.proof_id
        if not proof.proof_type_id.weight_article:
            return None
        doubts = proof._weight_doubts()
        if doubts:
            return FAILED if proof.weight_exceeded else UNKNOWN, "\n".join(doubts)
        if proof._origin in known.unweighed or not self.gross_weight_kg:
            return UNKNOWN, self.env._(
                "Some of the goods that use %s are declared without a gross weight.", proof.display_name
            )
        return PASSED, self.env._(
            "All goods that use it: %(declared).3f kg; the proof states %(stated).3f kg, and %(percent)g %% "
            "more are allowed.",
            declared=proof.declared_gross_weight_kg,
            stated=proof.total_gross_weight_kg,
            percent=proof.proof_type_id.weight_tolerance_percent,
        )

    def _check_value(self):
        """The consignment is not worth more than this kind of proof will do for (RS13.1)."""
        proof, terms = self.proof_id, self.proof_id.proof_type_id
        if not terms.value_limit or not terms.limit_currency_id:
            return None
        if unknown := proof._reasons_value_unknown():
            return UNKNOWN, "\n".join(unknown)
        if over := proof._reasons_over_limit():
            return FAILED, "\n".join(over)
        return PASSED, self.env._(
            "A %(type)s will do up to %(limit).2f %(currency)s.",
            type=terms.name.lower(),
            limit=terms.value_limit,
            currency=terms.limit_currency_id.name,
        )

    def _check_splitting(self, known):
        """The consignment was not split to need no proof (RS14.1): a suspicion is for a person to settle."""
        if not self._may_be_split():
            return None
        declarations = known.split.get(self)
        if declarations:
            return UNKNOWN, self._splitting_text(declarations)
        return PASSED, self.env._(
            "No other small consignments of the same exporter and importer within %s days.",
            self.agreement_id.splitting_days,
        )
