"""What the letters of decisions may print: the list that their words go by (RS11.1, RS10.3).

`reports/decision/decision_letter_data.py` gives the values under the same names.
"""

from ...tools.letter_template import LetterField


def of_decision(env):
    """Return the fields of the letter of a decision to one importer, over the importer's own goods."""
    reasons = {
        "refusal": env._("It follows from a refusal of consent to the visit"),
        "no_reply": env._("It follows from a missing answer to the request for a visit"),
        "obstruction": env._("It follows from an obstruction of the visit"),
        "report": env._("It follows from the report of the visit"),
        "insufficient": env._("It follows from a result that does not allow a conclusion"),
        "no_result": env._("It follows from a missing result of the documentary verification"),
        "false": env._("It follows from a proof that is not authentic"),
        "not_originating": env._("It follows from a result that the goods do not originate"),
        "rules_not_met": env._("It follows from a result that other rules are not met"),
        "confirmed": env._("It follows from a result that confirms the proofs"),
        "complies": env._("It follows from a report that the goods comply"),
        "annulled": env._("It follows from the annulment of the proof"),
        "overweight": env._("It follows from the weight of the goods"),
        "restoration": env._("It follows from the end of the suspension"),
        "revoked": env._("It follows from the revocation of a refusal"),
        "application": env._("It follows from an application"),
    }
    return {
        "agreement": LetterField(env._("Agreement, as letters cite it")),
        "number": LetterField(env._("Number of the decision")),
        "date": LetterField(env._("Date of the decision"), "day"),
        "authority": LetterField(env._("Deciding authority")),
        "has_matter": LetterField(env._("There is a case, a proof or an exporter to name"), "yes_no"),
        "case": LetterField(env._("Case")),
        "proofs": LetterField(env._("Proofs of origin, with number and date")),
        "exporters": LetterField(env._("Exporters")),
        "ground": LetterField(env._("Ground, in the words of the law")),
        "ground_article": LetterField(env._("Article of the ground"), may_be_empty=True),
        "states_article_alone": LetterField(
            env._("The facts say what happened, so that the article of the ground is enough"), "yes_no"
        ),
        "has_facts": LetterField(env._("The letter has words for the fact it follows from"), "yes_no"),
        "follows_article": LetterField(env._("Article on that fact"), may_be_empty=True),
        **{f"follows_{code}": LetterField(label, "yes_no") for code, label in reasons.items()},
        "source_number": LetterField(
            env._("Number of what it follows from: letter, report, proof, decision")
        ),
        "source_date": LetterField(env._("Date of what it follows from"), "day"),
        "fact_on": LetterField(env._("Day of the fact that it follows from"), "day"),
        "goods": LetterField(
            env._("Goods"),
            "table",
            {
                "no": env._("Number in the table"),
                "declaration": env._("Declaration, and number of the goods in it"),
                "hs_code": env._("HS code"),
                "description": env._("Description"),
                "value": env._("Customs value"),
                "duty": env._("Duty"),
            },
        ),
        "total": LetterField(env._("Total duty, in each currency; empty where some is not known")),
        "reasons": LetterField(env._("Reasons of the decision"), "lines"),
        "conditions": LetterField(env._("Why conditions that the data do not show are met"), "lines"),
        "has_payment": LetterField(env._("There is duty to pay"), "yes_no"),
        "payment": LetterField(env._("How to pay"), "lines"),
        "pay_by": LetterField(env._("Last day of payment"), "day"),
        "rights": LetterField(env._("Right of appeal"), "lines"),
    }
