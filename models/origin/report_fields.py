"""What the report of a visit may print and ask: the fields that its words may name."""

from dataclasses import replace

from ...tools.letter_template import LetterField
from .letter_fields import columns_of_goods, columns_of_persons


def of_report(env):
    """Return the fields of a report (RS16.10, VN4.31(7)); the articles of its content list come with it."""
    signature = {
        "group": env._("Party"),
        "name": env._("Name"),
        "position": env._("Position"),
        "authority": env._("Authority"),
    }
    known = {
        "importing_authority": LetterField(env._("Authority of the importing Party, with its Party")),
        "exporting_authority": LetterField(env._("Authority of the exporting Party, with its Party")),
        "team": LetterField(
            env._("Members of the team"),
            "table",
            {
                "no": env._("Number in the table"),
                "first_name": env._("First name"),
                "surname": env._("Surname"),
                "position": env._("Position"),
                "authority": env._("Authority"),
                "party": env._("Party"),
            },
        ),
        "persons": LetterField(
            env._("Verified persons"),
            "table",
            {**columns_of_persons(env), "country": env._("Country")},
        ),
        "goods": LetterField(
            env._("Goods"),
            "table",
            {
                **columns_of_goods(env),
                "criterion": env._("Criterion"),
                "quantity": env._("Quantity"),
                "gross_weight": env._("Gross weight in kg"),
            },
        ),
        "began_on": LetterField(env._("First day of the visit"), "day"),
        "ended_on": LetterField(env._("Last day of the visit"), "day"),
        "days": LetterField(env._("Days of the visit")),
        "request": LetterField(env._("Number and date of the request")),
        "consent": LetterField(env._("Number and date of the consent")),
        "consent_by": LetterField(env._("Who gave the consent")),
        "consent_received_on": LetterField(env._("Day on which the consent was received"), "day"),
        "doubts": LetterField(env._("Original doubts"), "lines"),
        "premises": LetterField(
            env._("Premises that were inspected"),
            "table",
            {
                "no": env._("Number in the table"),
                "name": env._("Premises or territory"),
                "address": env._("Address"),
                "inspected": env._("What was inspected"),
                "date": env._("Date"),
            },
        ),
        "no_premises": LetterField(env._("Why no premises were inspected"), "lines"),
        "process": LetterField(env._("Production process, or why none is described"), "lines"),
        "process_lines": LetterField(
            env._("Production of each of the goods"),
            "table",
            {
                "goods_no": env._("Number of the goods"),
                "operations": env._("Operations"),
                "materials": env._("Materials"),
                "foreign_share": env._("Foreign materials in per cent"),
            },
        ),
        "conclusions": LetterField(
            env._("Conclusion on each of the goods"),
            "table",
            {
                "goods_no": env._("Number of the goods"),
                "hs_code": env._("HS code"),
                "conclusion": env._("Conclusion"),
                "criterion_found": env._("Criterion found"),
                "reason": env._("Reason"),
            },
        ),
        "statement": LetterField(env._("Overall conclusion, as a sentence")),
        "conclusion_text": LetterField(env._("Conclusion in words"), "lines"),
        "obstruction": LetterField(env._("Obstruction"), "lines"),
        "documents": LetterField(env._("Documents examined"), "list"),
        "annexes": LetterField(env._("Annexes"), "list"),
        "place": LetterField(env._("Place of the report")),
        "date": LetterField(env._("Date of the report"), "day"),
        "signers": LetterField(env._("Who signs for the team (blocks for signatures)"), "table", signature),
        "own_signers": LetterField(
            env._("Who signs for the importing Party (blocks for signatures)"), "table", signature
        ),
        "receivers": LetterField(
            env._("Verified persons that receive the approved report (blocks for signatures)"),
            "table",
            {
                "group": env._("Party"),
                "name": env._("Line for the name"),
                "caption": env._("Name and position"),
                "person": env._("Verified person"),
            },
        ),
        "is_draft": LetterField(env._("It is a draft"), "yes_no"),
        "approved_by": LetterField(env._("Who approved the report")),
        "approver_position": LetterField(env._("Position of who approved it")),
        "approved_on": LetterField(env._("Day of the approval"), "day"),
    }
    # What a report must contain its content list says, not its words.
    optional = {name: replace(field, may_be_empty=True) for name, field in known.items()}
    return optional | {"article_procedure": LetterField(env._("Article of the procedure"))}
