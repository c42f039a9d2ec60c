"""The conditions of the preference, asked before it is restored (RS10.3, RS10.1)."""

from collections import defaultdict

from ...tools.citing import with_article
from ..declaration.claim_checks import FAILED, UNKNOWN, Claim, goods_of_proof


def conditions(lines):
    """Return ({sentence: goods} that are not met, {sentence: goods} that are not known).

    Also of goods that were released without a claim. A constant number of queries for any number of goods.
    """
    found = {FAILED: defaultdict(lines.browse), UNKNOWN: defaultdict(lines.browse)}
    lines = lines.filtered("agreement_id")
    known, compliant = lines._known_for_checks(), _found_compliant(lines)
    for line in lines:
        for check in Claim(line.sudo(), known).checks():
            if check["code"] == "origin" and check["state"] == FAILED and line in compliant:
                check["state"] = UNKNOWN
            if check["state"] in found:
                found[check["state"]][_sentence(line, check)] |= line
    return found[FAILED], found[UNKNOWN]


def _found_compliant(lines):
    """Return those goods that the report of a visit found to comply, whatever a former result says."""
    rows = lines.env["customs.visit.goods"].sudo()
    found = rows.search(
        [
            ("proof_id", "in", lines.sudo().proof_id.ids),
            ("conclusion", "in", ("complies", "not_complies")),
            ("visit_id.report_approved_on", "!=", False),
        ]
    )
    of_proof = found.grouped("proof_id")

    def complies(line):
        goods = goods_of_proof(line.sudo())
        its = of_proof.get(line.sudo().proof_id, rows).filtered(
            lambda row: not row.proof_line_id or row.proof_line_id in goods
        )
        return bool(its) and set(its.mapped("conclusion")) == {"complies"}

    return lines.filtered(complies)


def _sentence(line, check):
    label = with_article(check["label"], line.agreement_id._cite(check["article"]))
    reason = " ".join(check["reason"].split()).rstrip(".")
    if check["state"] == FAILED:
        return line.env._("Condition not met - %(label)s: %(reason)s", label=label, reason=reason)
    return line.env._("Condition not known - %(label)s: %(reason)s", label=label, reason=reason)


def in_words(lines, groups):
    """Return the conditions as sentences that name their goods."""
    return [
        lines.env._("%(problem)s: %(goods)s", problem=problem, goods=among._names())
        for problem, among in groups.items()
    ]


def of_decision(decision):
    """Return (what is not met, what is not known) of the goods of a restoration, as sentences."""
    if decision.kind != "restoration":
        return [], []
    lines = decision.sudo().line_ids.filtered(lambda row: not row.left_out).line_id
    failed, unknown = conditions(lines)
    return in_words(lines, failed), in_words(lines, unknown)


def problems_of_restoring(decision, note, failed, unknown):
    """Return every reason why the preference cannot be restored, as sentences.

    :param note: why the conditions that are not known are met, as the supervisor says
    """
    env = decision.env
    if decision.kind != "restoration":
        return []
    lines = decision.sudo().line_ids.filtered(lambda row: not row.left_out).line_id
    problems = lines._restoration_problems(decision, conditions=False) + failed
    if not lines:
        problems = [env._("%s has no goods, so there is nothing to restore.", decision.name), *problems]
    if unknown and not note:
        problems.append(
            env._("%s: say why these conditions are met, which the data do not show.", decision.name)
        )
        problems += unknown
    return problems
