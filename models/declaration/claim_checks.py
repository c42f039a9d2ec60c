"""The conditions of a claim of preference (RS10.1): each is passed, failed or not known, with the reason.

Nothing of it is stored: it says what the data say now. What they do not tell (which way the goods came) is
not known until an officer records it.
"""

from dataclasses import dataclass

from ...tools.dates import decimal_number, long_date
from ..law import goods_outside
from ..origin.customs_original_mixin import DEMANDED, MISSING, OVERDUE, WAIVED
from ..origin.proof_specimens import is_asked
from .customs_excluded_finding_mixin import INSIDE

HS_DIGITS = 6  # so many at least every code has
PASSED, FAILED, UNKNOWN = "passed", "failed", "unknown"
# What an officer recorded of a document of transit: that one was presented, or none.
DOCUMENT_SEEN, NOTHING_SHOWN = "document", "none"


@dataclass(frozen=True, slots=True)
class Known:
    """What the checks of many lines ask for, found once for all of them."""

    findings: dict  # proof -> [(goods of the proof or none of them, state, sentence)]
    unweighed: set  # proofs that goods without a gross weight use
    unproven: dict  # (declaration, agreement) -> value of goods without a proof, goods without a rate
    split: dict  # line -> declarations that look like one consignment with its own
    excluded: dict  # line -> (its goods, what the lists of excluded goods say of them)
    labels: dict  # code -> label, in the user's language


class Claim:
    """The claim of preference for goods of a declaration; the caller has checked the access to them."""

    def __init__(self, line, known):
        self.line, self.known, self.env = line, known, line.env

    def checks(self):
        """Return the conditions that the agreement asks of these goods, as dicts."""
        law, proof = self.line.agreement_id, self.line.proof_id
        terms = proof.proof_type_id
        goods, proven = goods_of_proof(self.line), self._check_proof()
        criterion = goods[:1].criterion_id.article
        rows = [
            ("agreement", law.preference_article, self._check_agreement()),
            ("excluded", self._excluded_article(), self._check_excluded()),
            ("origin", criterion or law.preference_article, self._check_origin(goods, proven)),
            ("proof", terms.article or law.waiver_article, proven),
            ("validity", terms.article, self._check_validity()),
            ("consignment", self._transit_article(), self._check_consignment()),
            ("specimen", law.cooperation_article, self._check_specimen()),
            ("original", proof.original_reason_id.article or terms.original_article, self._check_original()),
            ("weight", terms.weight_article, self._check_weight()),
            ("value", terms.article, self._check_value()),
            ("splitting", law.waiver_article, self._check_splitting()),
        ]
        return [
            {
                "code": code,
                "label": self.known.labels[code],
                "article": article or "",
                "state": result[0],
                "reason": result[1],
            }
            for code, article, result in rows
            if result
        ]

    def _day(self, day):
        return long_date(day, self.env.lang)

    def _weight(self, weight):
        return decimal_number(weight, self.env.lang, 3)

    # Each condition: (state, reason), or None where it is not asked

    def _check_agreement(self):
        """The agreement is named and was in force on the day."""
        law, day = self.line.agreement_id, self.line.registered_on
        if not law:
            return FAILED, self.env._("No agreement is given for the claimed preference.")
        if not law.in_force_on or not day:
            return UNKNOWN, self.env._("It is not known when %s entered into force.", law.code)
        if not law._is_in_force(day):
            return FAILED, self.env._(
                "%(agreement)s was not in force on %(day)s.", agreement=law.code, day=self._day(day)
            )
        return PASSED, self.env._(
            "%(agreement)s has been in force since %(day)s.",
            agreement=law.code,
            day=self._day(law.in_force_on),
        )

    def _excluded_article(self):
        """Return the article of the row that says something of these goods, else that of all of them."""
        _goods, answer = self.known.excluded.get(self.line, (None, None))
        rows = answer.rows if answer else ()
        return rows[0][0]["article"] if rows else self.line.agreement_id.excluded_article

    def _check_excluded(self):
        """The goods are not among those that the agreement leaves outside the preference (RSM4.3)."""
        goods, answer = self.known.excluded.get(self.line, (None, None))
        if not answer:
            return None
        if reasons := goods_outside.sentences(self.env, goods, answer):
            return self._assessed(answer.state, "\n".join(reasons))
        if answer.exempt:
            return PASSED, self.env._(
                "Free of duty outside the tariff quota, by the remark on the proof: %s.",
                answer.exempt["description"],
            )
        return PASSED, self.env._("The agreement does not exclude goods of HS code %s.", goods.hs_code)

    def _assessed(self, state, reasons):
        """Return what the lists say for certain; else what an officer found; else that it is not known."""
        finding = self.line._finding_that_holds()
        if state == goods_outside.EXCLUDED or not finding:
            return FAILED if state == goods_outside.EXCLUDED else UNKNOWN, reasons
        findings = dict(self.line._fields["excluded_finding"]._description_selection(self.env))
        text = self.env._(
            "%(kind)s: %(note)s (%(who)s, %(day)s).",
            kind=findings[finding],
            note=self.line.excluded_note,
            who=self.line.excluded_seen_by_id.name,
            day=self._day(self.line.excluded_seen_on),
        )
        return PASSED if finding == INSIDE else FAILED, f"{text}\n{reasons}"

    def _check_origin(self, goods, proven):
        """The proof is about these goods, states a criterion, and nothing was found against it."""
        proof = self.line.proof_id
        if not self.line.agreement_id:
            return None
        if not proof:
            return self._check_origin_unproven(proven)
        if not proof.line_ids:
            return UNKNOWN, self.env._("%s names no goods.", proof.display_name)
        if not goods:
            return FAILED, self.env._(
                "HS code %(code)s is not among the goods of %(proof)s (%(codes)s).",
                code=self.line.hs_code,
                proof=proof.display_name,
                codes=", ".join(dict.fromkeys(proof.line_ids.mapped("hs_code"))),
            )
        found = [
            (state, text)
            for of_goods, state, text in self.known.findings.get(proof._origin, ())
            if not of_goods or of_goods in goods._origin
        ]
        for state in (FAILED, UNKNOWN):
            texts = [text for its_state, text in found if its_state == state]
            if texts:
                return state, "\n".join(texts)
        criterion = goods[0].criterion_text
        if not criterion:
            return UNKNOWN, self.env._("%s states no origin criterion for these goods.", proof.display_name)
        return PASSED, self.env._(
            "Item %(no)s of %(proof)s: criterion %(criterion)s; no objections found.",
            no=goods[0].position,
            proof=proof.display_name,
            criterion=criterion,
        )

    def _check_origin_unproven(self, proven):
        """If no proof is needed, the origin is as declared (RS14.1); otherwise it is not known."""
        if proven[0] == PASSED:
            return PASSED, self.env._("As declared; no proof is needed.")
        return UNKNOWN, self.env._("Without a proof, the data do not show the origin of the goods.")

    def _check_proof(self):
        """There is a proof, or none is needed because the consignment is small (RS14.1)."""
        law = self.line.agreement_id
        if self.line.proof_id:
            return PASSED, self.line.proof_id.display_name
        if not law:
            return None
        limited = bool(law.waiver_limit and law.limit_currency_id)
        value, unrated = self.known.unproven.get(
            (self.line.declaration_id, law), (self.line.limit_value, self.line.browse())
        )
        over = limited and self.line.declaration_id._over_waiver_problems(law, value)
        if limited and not unrated and not over:
            return PASSED, self.env._(
                "None is needed up to %(limit).2f %(currency)s.",
                limit=law.waiver_limit,
                currency=law.limit_currency_id.name,
            )
        if self.line.proof_reference:
            return UNKNOWN, self.env._(
                "The declaration states %s, which is not registered.",
                f"{self.line.proof_reference} {self._day(self.line.proof_dated_on)}".strip(),
            )
        if limited and unrated:
            return UNKNOWN, law._no_rate_message(
                unrated.currency_id, unrated.registered_on, law.waiver_article
            )
        return FAILED, "\n".join(over) if limited else self.env._("There is no proof of origin.")

    def _check_validity(self):
        """The proof was valid, and not annulled, on the day of registration (RS12.4, RS13.2)."""
        proof = self.line.proof_id
        if not proof:
            return None
        reasons = proof._reasons_not_valid(self.line.registered_on)
        if reasons:
            return FAILED, "\n".join(reasons)
        if not proof.valid_until:
            return UNKNOWN, self.env._("It is not known until when %s is valid.", proof.display_name)
        return PASSED, self.env._(
            "Valid until %(until)s, registered on %(day)s.",
            until=self._day(proof.valid_until),
            day=self._day(self.line.registered_on),
        )

    def _check_specimen(self):
        """What the Parties exchange had been received when the certificate was issued (RS15.1-3)."""
        proof = self.line.proof_id
        if not proof or proof.kind == "declaration" or not is_asked(proof.agreement_id):
            return None
        if not proof.issuing_body_id:
            return UNKNOWN, self.env._("%s does not state which body issued it.", proof.display_name)
        reasons = proof._reasons_no_specimen()
        if reasons:
            return FAILED, "\n".join(reasons)
        if proof.specimen_unknown:
            return UNKNOWN, proof.specimen_unknown
        return PASSED, self.env._(
            "What the agreement asks of %(body)s was exchanged by %(day)s.",
            body=proof.issuing_body_id.name,
            day=self._day(proof.issued_on),
        )

    def _check_original(self):
        """The paper original was presented or waived; where it was demanded, presented (RS12.2, RS14.3)."""
        proof, terms = self.line.proof_id, self.line.proof_id.proof_type_id
        if not terms.original_article:
            return None
        if not proof.original_state:
            text = self.env._("It is not recorded whether the paper original was presented or waived.")
            return (UNKNOWN, text) if terms.original_asked else None
        if proof.original_state in (MISSING, OVERDUE):
            return FAILED, proof._why_no_original()
        if proof.original_state == DEMANDED:
            if not proof.original_due_on:
                return UNKNOWN, self.env._(
                    "Demanded on %(day)s: %(why)s.",
                    day=self._day(proof.original_demanded_on),
                    why=proof.original_reason_id.name,
                )
            return UNKNOWN, self.env._(
                "Demanded on %(day)s, to be presented by %(due)s: %(why)s.",
                day=self._day(proof.original_demanded_on),
                due=self._day(proof.original_due_on),
                why=proof.original_reason_id.name,
            )
        if proof.original_state == WAIVED:
            return PASSED, self.env._(
                "Waived on %(day)s: %(why)s.",
                day=self._day(proof.original_waived_on),
                why=proof.original_waived_reason,
            )
        return PASSED, self.env._("Presented on %s.", self._day(proof.paper_original_on))

    def _check_weight(self):
        """The gross weight of all goods that use the certificate is within the tolerance (RS12.5)."""
        proof = self.line.proof_id
        if not proof.proof_type_id.weight_article:
            return None
        doubts = proof._weight_doubts()
        if doubts:
            return FAILED if proof.weight_exceeded else UNKNOWN, "\n".join(doubts)
        if not proof.actual_gross_weight_kg and (
            proof._origin in self.known.unweighed or not self.line.gross_weight_kg
        ):
            return UNKNOWN, self.env._(
                "Some of the goods that use %s are declared without a gross weight.", proof.display_name
            )
        return PASSED, self.env._(
            "All goods under this proof: %(declared)s kg. The proof states %(stated)s kg, and "
            "%(percent)g %% more is allowed.",
            declared=self._weight(proof.actual_gross_weight_kg or proof.declared_gross_weight_kg),
            stated=self._weight(proof.total_gross_weight_kg),
            percent=proof.proof_type_id.weight_tolerance_percent,
        )

    def _check_value(self):
        """The consignment is not worth more than this kind of proof will do for (RS13.1)."""
        proof, terms = self.line.proof_id, self.line.proof_id.proof_type_id
        if not terms.value_limit or not terms.limit_currency_id:
            return None
        if unknown := proof._reasons_value_unknown():
            return UNKNOWN, "\n".join(unknown)
        if over := proof._reasons_over_limit():
            return FAILED, "\n".join(over)
        return PASSED, self.env._(
            "A %(type)s may be used up to %(limit).2f %(currency)s.",
            type=terms.name.lower(),
            limit=terms.value_limit,
            currency=terms.limit_currency_id.name,
        )

    def _check_splitting(self):
        """The consignment was not split to need no proof (RS14.1): a suspicion is for a person to settle."""
        if not self.line._may_be_split():
            return None
        declarations = self.known.split.get(self.line)
        if declarations:
            return UNKNOWN, self.line._splitting_text(declarations)
        return PASSED, self.env._(
            "No other small consignments of the same exporter and importer within %s days.",
            self.line.agreement_id.splitting_days,
        )

    # Direct consignment

    def _transit_article(self):
        """Return the article on which direct consignment is checked: once a document was seen, its own."""
        law, document = self.line.agreement_id, self.line.transit_document_id
        return (
            document.article or (self.line.transit_proof and law.transit_article) or law.consignment_article
        )

    def _check_consignment(self):
        """The goods came from the exporting Party, directly or in transit under customs control (RS9)."""
        if not self.line.agreement_id.consignment_article:
            return None
        if self.line.transit_proof:
            return self._check_transit()
        country = self.line.declaration_id.consignment_country_id
        if not country:
            return UNKNOWN, self.env._(
                "The declaration does not state the country from which the goods were sent."
            )
        if self._is_exporting_party(country):
            return PASSED, self.env._("Sent from %s; no other country is declared.", country.name)
        return UNKNOWN, self.env._(
            "Sent from %(country)s, which is not the exporting Party. No transit document was "
            "checked yet (%(article)s).",
            country=country.name,
            article=self._cite(
                self.line.agreement_id.transit_article or self.line.agreement_id.consignment_article
            ),
        )

    def _cite(self, article):
        return self.line.agreement_id._cite(article)

    def _check_transit(self):
        """What an officer saw proves transit when the agreement says so of such documents (RS9.3)."""
        line, document = self.line, self.line.transit_document_id
        kinds = dict(line._fields["transit_proof"]._description_selection(self.env))
        text = self.env._(
            "%(kind)s: %(note)s (%(who)s, %(day)s).",
            kind=document._names_together() or kinds[line.transit_proof],
            note=self.line.transit_note or "",
            who=self.line.transit_seen_by_id.name or "",
            day=self._day(self.line.transit_seen_on),
        )
        if line.transit_proof == NOTHING_SHOWN:
            return FAILED, text
        if not document or document.agreement_id != line.agreement_id:
            # Nobody was asked then who issued or confirmed it, or another agreement asked.
            return UNKNOWN, f"{text} {self.env._('Record the document again: other data are asked now.')}"
        if not document.proves:
            return FAILED, f"{text} {document.why_not}"
        return PASSED, "\n".join(filter(None, (text, line.transit_answers)))

    def _is_exporting_party(self, country):
        """Tell whether ``country`` is on the side from which the goods are exported."""
        law, day = self.line.agreement_id, self.line.registered_on
        side = law._side_of(country, day)
        issued = law._side_of(self.line.proof_id.issue_country_id, day)
        own = law._side_of(self.line.importing_authority_id.country_id, day)
        return bool(side) and (side == issued if issued else side != own)


def goods_of_proof(line):
    """Return the goods of a line's proof whose HS code agrees with the declared one, as far as both go."""
    code = line.hs_code or ""

    def agrees(goods):
        digits = min(len(code), len(goods.hs_code or ""))
        return digits >= HS_DIGITS and code[:digits] == goods.hs_code[:digits]

    return line.proof_id.line_ids.filtered(agrees)


def excluded_goods(lines):
    """Return {line: (its goods, what the lists of excluded goods say)}; the caller has checked the access."""
    asked = {
        line: goods_outside.Goods(
            line.agreement_id._origin.id,
            line.importing_authority_id.country_id.id,
            line.hs_code,
            line.registered_on,
            tuple(
                {
                    country.id
                    for country in (line.origin_country_id, line.proof_id.origin_country_id)
                    if country
                }
            ),
            line.goods_condition or "",
            "\n".join(goods_of_proof(line).mapped("description")),
        )
        for line in lines
    }
    found = goods_outside.answers(lines.env, asked)
    return {line: (asked[line], answer) for line, answer in found.items()}


def labels_of_checks(env):
    """Return {code: label} of the conditions, in the user's language."""
    return {
        "agreement": env._("Agreement"),
        "excluded": env._("Goods not excluded"),
        "origin": env._("Origin"),
        "proof": env._("Proof of origin"),
        "validity": env._("Valid on the day of registration"),
        "consignment": env._("Direct consignment"),
        "specimen": env._("Specimens and addresses exchanged"),
        "original": env._("Paper original"),
        "weight": env._("Gross weight"),
        "value": env._("Value for this kind of proof"),
        "splitting": env._("Splitting"),
    }
