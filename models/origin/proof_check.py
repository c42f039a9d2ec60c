"""Why a proof of origin is not accepted as entered: every reason, as sentences (RS12, RS13, RS18)."""

from ...tools import box_remark, exact, periods
from ...tools.citing import with_article
from ...tools.dates import long_date

# The fields that name the other proof which a remark refers to.
LINKS = {"duplicate": "original_id", "replacement": "replaced_id", "back_to_back": "basis_id"}


class ProofCheck:
    """The check of one proof of origin."""

    def __init__(self, proof):
        self.proof, self.env = proof, proof.env
        self.box = proof.proof_type_id._in_box

    def in_remarks(self, text):
        """Return ``text`` with the box of the remarks."""
        return self.box("official_remarks", text)

    def problems(self):
        """Return every reason, as sentences, but what the form itself asks for."""
        problems = self._head_problems() + self._date_problems() + self._remark_problems()
        problems += self._value_problems()
        for part in (*self.proof.line_ids, *self.proof.invoice_ids):
            problems += part._problems()
        if self.proof.breach_ids.proof_type_id._origin - self.proof.proof_type_id._origin:
            problems.append(self.env._("A requirement that is not met belongs to another type of proof."))
        positions = self.proof.line_ids.mapped("position")
        if len(positions) != len(set(positions)):
            problems.append(self.box("position", self.env._("two items have the same number.")))
        return problems

    def _head_problems(self):
        problems = []
        if self.proof.proof_type_id and self.proof.proof_type_id.agreement_id != self.proof.agreement_id:
            problems.append(self.env._("The type of proof belongs to another agreement."))
        body = self.proof.issuing_body_id
        if body and not body.is_authorised_body:
            problems.append(
                self.box("issuing_body_id", self.env._("%s is not an authorised body.", body.display_name))
            )
        if body and self.proof.issue_country_id and body.country_id != self.proof.issue_country_id:
            problems.append(
                self.box(
                    "issuing_body_id",
                    self.env._("the authorised body is in a different country from the proof."),
                )
            )
        return problems + (self._party_problems() if self.proof.agreement_id else [])

    def _party_problems(self):
        """Issued by a Party, for submission on the other side of the agreement, where it is registered."""
        agreement, problems, day = self.proof.agreement_id, [], self.proof.issued_on
        side = agreement._side_of(self.proof.issue_country_id, day)
        for name in ("issue_country_id", "origin_country_id"):
            country = self.proof[name]
            if country and not agreement._side_of(country, day):
                problems.append(
                    self.box(name, self.env._("%s is not a Party to the agreement.", country.name))
                )
        if (
            side
            and self.proof.submission_country_id
            and agreement._side_of(self.proof.submission_country_id, day) in ("", side)
        ):
            problems.append(
                self.box(
                    "submission_country_id",
                    self.env._(
                        "%s is not on the other side of the agreement, so the proof cannot be submitted "
                        "there.",
                        self.proof.submission_country_id.name,
                    ),
                )
            )
        authority = self.proof.importing_authority_id
        if side and authority and agreement._side_of(authority.country_id, day) in ("", side):
            problems.append(
                self.env._(
                    "%s is not on the other side of the agreement and cannot register this proof.",
                    authority.display_name,
                )
            )
        return problems

    def _date_problems(self):
        """Agreement, applicant and authorised body signed in this order, and not tomorrow."""
        today, issued_on, signed_on = (
            self.proof._today(),
            self.proof.issued_on,
            self.proof.agreement_id.signed_on,
        )
        earliest = signed_on or periods.EARLIEST
        checks = [
            (
                issued_on and issued_on > today,
                self.box(
                    "issued_on",
                    self.env._("the date of issue %s is in the future.", long_date(issued_on, self.env.lang)),
                ),
            ),
            (
                issued_on and issued_on < earliest,
                self.box(
                    "issued_on",
                    self.env._(
                        "%(day)s is before the entry into force of the agreement on %(first)s.",
                        day=long_date(issued_on, self.env.lang),
                        first=long_date(earliest, self.env.lang),
                    ),
                ),
            ),
            (
                self.proof.kind == "certificate"
                and self.proof.applicant_on
                and issued_on
                and self.proof.applicant_on > issued_on,
                self.box(
                    "applicant_on",
                    self.env._("the applicant's signature is dated after the issue of the certificate."),
                ),
            ),
        ]
        day = self.proof.annulled_on
        words = {
            "what": self.proof._fields["annulled_on"]._description_string(self.env),
            "day": long_date(day, self.env.lang),
        }
        checks += [
            (day and day > today, self.env._("%(what)s: %(day)s is in the future.", **words)),
            (
                day and issued_on and day < issued_on,
                self.env._("%(what)s: %(day)s is before the day of issue.", **words),
            ),
        ]
        return [text for wrong, text in checks if wrong]

    def _remark_problems(self):
        """A remark says in the agreement's words what this proof is, and names the other one (RS12.6-9)."""
        problems = []
        for remark in self.proof.remark_ids:
            if remark.proof_type_id._origin != self.proof.proof_type_id._origin:
                problems.append(
                    self.in_remarks(
                        self.env._("the remark '%s' belongs to another type of proof.", remark.wording)
                    )
                )
            elif not box_remark.says(self.proof.official_remarks, remark.wording, remark.wording_ru):
                problems.append(
                    self.in_remarks(
                        self.env._(
                            "it must state '%(words)s' (%(article)s).",
                            words=remark.wording,
                            article=self._cite(remark),
                        )
                    )
                )
            if remark.kind in LINKS:
                problems += self._link_problems(remark, self.proof[LINKS[remark.kind]])
        return problems + self._unticked_problems()

    def _unticked_problems(self):
        """What is said, and what the proof points at, is ticked as a remark: the terms follow from it."""
        kinds = set(self.proof.remark_ids.mapped("kind"))
        problems = [
            self.in_remarks(
                self.env._(
                    "it states '%(words)s'. Tick this remark (%(article)s).",
                    words=remark.wording,
                    article=self._cite(remark),
                )
            )
            for remark in self.proof.proof_type_id.remark_ids
            if remark.kind not in kinds
            and box_remark.says(self.proof.official_remarks, remark.wording, remark.wording_ru)
        ]
        labels = dict(self.env["customs.proof.remark"]._fields["kind"]._description_selection(self.env))
        problems += [
            self.env._(
                "It refers to %(proof)s, but has no remark '%(kind)s'.",
                proof=self.proof[name].display_name,
                kind=labels[kind],
            )
            for kind, name in LINKS.items()
            if self.proof[name] and kind not in kinds
        ]
        return problems

    def _link_problems(self, remark, linked):
        """Return what is wrong with the proof to which ``remark`` refers, as sentences."""
        if not linked:
            return [
                self.in_remarks(
                    self.env._(
                        "'%(words)s': choose the certificate it refers to (%(article)s).",
                        words=remark.wording,
                        article=self._cite(remark),
                    )
                )
            ]
        if linked._origin == self.proof._origin or (
            self.proof.id and self.proof._origin._has_cycle(LINKS[remark.kind])
        ):
            return [self.env._("A proof cannot refer to itself, directly or through other proofs.")]
        named = {"proof": linked.display_name, "article": self._cite(remark)}
        checks = [
            (
                linked.proof_type_id != self.proof.proof_type_id,
                self.env._(
                    "%(proof)s, to which the remark refers, is a proof of another type (%(article)s).",
                    **named,
                ),
            ),
            (
                remark.kind != "back_to_back" and linked.issue_country_id != self.proof.issue_country_id,
                self.env._(
                    "%(proof)s, to which the remark refers, was issued in another country (%(article)s).",
                    **named,
                ),
            ),
            (
                remark.kind == "duplicate" and linked.exporter_id != self.proof.exporter_id,
                self.env._(
                    "%(proof)s, of which this is a duplicate, has a different exporter (%(article)s).",
                    **named,
                ),
            ),
            (
                self.proof.issued_on and linked.issued_on and self.proof.issued_on < linked.issued_on,
                self.env._("It was issued before %(proof)s, to which it refers (%(article)s).", **named),
            ),
            (
                remark.kind == "replacement"
                and linked.number_key == box_remark.number_key(self.proof.number),
                self.env._("A replacement must have a new number (%(article)s).", **named),
            ),
        ]
        problems = [text for wrong, text in checks if wrong]
        return problems + (self._naming_problems(remark, linked) if remark.names_original else [])

    def _cite(self, remark):
        """Return how the article of ``remark`` is cited in the user's language."""
        return self.proof.agreement_id._cite(remark.article)

    def _naming_problems(self, remark, linked):
        """It gives number and date of the other proof, and who issued it where asked (RS12.7-RS12.9)."""
        named = {"proof": linked.display_name, "article": self._cite(remark)}
        box, problems = self.proof.official_remarks, []
        if not box_remark.names_number(box, linked.number):
            problems.append(
                self.in_remarks(self.env._("it must give the number of %(proof)s (%(article)s).", **named))
            )
        if linked.issued_on and not box_remark.names_day(box, linked.issued_on):
            problems.append(
                self.in_remarks(self.env._("it must give the date of %(proof)s (%(article)s).", **named))
            )
        return problems + (self._body_problems(linked, named) if remark.names_body else [])

    def _body_problems(self, linked, named):
        """It gives the body that issued the certificate on whose basis this one was issued (RS12.9)."""
        body, issuer = self.proof.basis_body_id, linked.issuing_body_id
        if not body:
            return [
                self.in_remarks(
                    self.env._("it must give the body that issued %(proof)s (%(article)s).", **named)
                )
            ]
        if issuer and body != issuer:
            return [
                self.in_remarks(
                    self.env._(
                        "it gives %(body)s, but %(proof)s was issued by %(issuer)s (%(article)s).",
                        body=body.name,
                        issuer=issuer.name,
                        **named,
                    )
                )
            ]
        return []

    def _value_problems(self):
        """A declaration of origin will do up to the agreement's limit only (RS13.1)."""
        proof, law, terms = self.proof, self.proof.agreement_id, self.proof.proof_type_id
        if proof.customs_value < 0:
            return [self.env._("The customs value is negative.")]
        if proof.customs_value and not proof.currency_id:
            return [self.env._("Choose the currency of the customs value.")]
        if not terms.value_limit or not proof.customs_value:
            return []
        day = proof.issued_on or proof._today()
        value = law._in_limit_currency(proof.customs_value, proof.currency_id, day)
        if value is None:
            return [law._no_rate_message(proof.currency_id, day, terms.value_article or terms.article)]
        if not exact.exceeds(value, terms.value_limit):
            return []
        text = self.env._(
            "Customs value %(value)s %(currency)s: a %(type)s may be used only up to "
            "%(limit).2f %(currency)s.",
            value=exact.amount(value, terms.value_limit),
            currency=terms.limit_currency_id.name,
            type=terms.name.lower(),
            limit=terms.value_limit,
        )
        return [with_article(text, law._cite(terms.value_article or terms.article))]
