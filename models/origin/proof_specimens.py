"""What had been exchanged when a proof was issued, and what had not (RS15.1-RS15.3)."""

from collections import defaultdict
from typing import NamedTuple

from ...tools.citing import with_article


class Exchanged(NamedTuple):
    """What the agreement asks for a proof and was not received by its day of issue, as sentences."""

    missing: list
    unknown: list  # it is not recorded when it was received


def exchanged(proofs):
    """Return {proof: Exchanged} of the ``proofs``, which have a day of issue; two queries for all of them."""
    specimens = _specimens(proofs)
    return {proof: _of(proof, specimens) for proof in proofs}


def is_asked(agreement):
    """Tell whether the ``agreement`` names something that must be exchanged."""
    return bool(_asked(agreement))


def _asked(agreement):
    return agreement.sudo().specimen_kind_ids.filtered("is_required")


def _specimens(proofs):
    """Return {(kind, authority or country): its specimens} under the agreements of the ``proofs``."""
    found = defaultdict(list)
    agreements, countries = proofs.agreement_id._origin, proofs.issue_country_id._origin
    if agreements and countries:
        domain = [("agreement_id", "in", agreements.ids), ("authority_id.country_id", "in", countries.ids)]
        for specimen in proofs.env["customs.authority.specimen"].sudo().search(domain):
            authority = specimen.authority_id
            place = authority if specimen.kind_id.sent_for == "body" else authority.country_id
            found[specimen.kind_id.id, place.id].append(specimen)
    return found


def _of(proof, specimens):
    env, found = proof.env, Exchanged([], [])
    places = {"body": proof.issuing_body_id._origin.id, "country": proof.issue_country_id._origin.id}
    for kind in _asked(proof.agreement_id):
        used = [
            specimen
            for specimen in specimens.get((kind._origin.id, places[kind.sent_for]), ())
            if specimen._is_valid(proof.issued_on)
        ]
        article = proof.agreement_id._cite(kind.article)
        if any(specimen.received_on and specimen.received_on <= proof.issued_on for specimen in used):
            continue
        if any(not specimen.received_on for specimen in used):
            text = env._("%s: it is not recorded when it was received.", kind.name)
            found.unknown.append(with_article(text, article))
        else:
            text = env._("%s: not received and in use by the day of issue.", kind.name)
            found.missing.append(with_article(text, article))
    return found
