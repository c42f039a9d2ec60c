"""What the letters of a documentary verification and of a visit may print: the list that their words go by.

`reports/origin/letter_data.py` gives the values under the same names.
"""

from ...tools.letter_template import LetterField


def of_request(env):
    """Return the fields of the request for documentary verification (RS15.5)."""
    return {
        "proofs": LetterField(
            env._("Proofs of origin to be verified"),
            "table",
            {
                "no": env._("Number in the table"),
                "proof": env._("Number and date of the proof"),
                "issued_by": env._("Issuing body"),
                "exporter": env._("Exporter"),
                "importer": env._("Importer"),
                "invoices": env._("Invoices, with number and date"),
            },
        ),
        "reasons": LetterField(env._("Doubts; empty for a random check"), "lines"),
        "issue": LetterField(env._("What is to be resolved; also in a random check"), "lines"),
        "asked": LetterField(env._("Further data or copies that are requested"), "list"),
        "is_enclosed": LetterField(env._("A copy of each proof is enclosed"), "yes_no"),
        **_of_case(env),
    }


def of_visit(env):
    """Return the fields of the request for a verification visit (RS16.4)."""
    return {
        "sender": LetterField(env._("Sending authority, with address and contact"), "lines"),
        "persons": LetterField(env._("Verified persons"), "table", columns_of_persons(env)),
        "goods": _goods(env),
        "doubts": LetterField(env._("Doubts"), "lines"),
        "bodies": LetterField(
            env._("Authorities and bodies that take part"),
            "table",
            {"name": env._("Name"), "party": env._("Country"), "function": env._("Function")},
        ),
        "other_reasons": LetterField(env._("Other reasons"), "lines"),
        "members": LetterField(
            env._("Members of the inspection team"),
            "table",
            {
                "name": env._("Name"),
                "position": env._("Position"),
                "authority": env._("Authority"),
            },
        ),
        "location": LetterField(env._("Location of the visit"), "lines"),
        "studies_documents": LetterField(env._("Documents are to be studied"), "yes_no"),
        "inspects_premises": LetterField(env._("Premises are to be inspected"), "yes_no"),
        "has_planned_dates": LetterField(env._("Both dates are planned"), "yes_no"),
        "planned_from": LetterField(env._("Planned first day"), "day"),
        "planned_to": LetterField(env._("Planned last day"), "day"),
        "preceding_number": LetterField(env._("Number of the request for documentary verification before")),
        "preceding_date": LetterField(env._("Date of that request"), "day"),
        "preceding_received_on": LetterField(env._("Day on which its result was received"), "day"),
        "preceding_sent_on": LetterField(env._("Day on which its result was sent, as it is dated"), "day"),
        "preceding_reasons": LetterField(env._("Why that result did not satisfy, without the final stop")),
        **_of_case(env),
    }


def of_reminder(env):
    """Return the fields of the reminder that the answer to a request for a visit is awaited (RS16.5a)."""
    return {
        "request_number": LetterField(env._("Number of the request")),
        "request_date": LetterField(env._("Date of the request"), "day"),
        "sent_on": LetterField(env._("Day on which the request was sent"), "day"),
        "reply_due": LetterField(env._("Last day for the answer"), "day"),
        "is_provisional": LetterField(
            env._("The last day depends on working days that are not published yet"), "yes_no"
        ),
        "is_running": LetterField(env._("The last day is still to come"), "yes_no"),
        "is_last_day": LetterField(env._("Today is the last day"), "yes_no"),
        "is_over": LetterField(env._("The last day has passed"), "yes_no"),
        "reply_until": LetterField(env._("Day until which one may tell that the answer was sent"), "day"),
        "goods": _goods(env),
        **_of_case(env),
    }


def columns_of_persons(env):
    """Return the columns of a table of verified persons: name -> label."""
    return {
        "name": env._("Name"),
        "role": env._("Role"),
        "registration_number": env._("Registration number"),
        "address": env._("Address"),
    }


def columns_of_goods(env):
    """Return the columns of a table of the goods of a visit: name -> label."""
    return {
        "no": env._("Number in the table"),
        "hs_code": env._("HS code"),
        "description": env._("Description"),
        "proof": env._("Number and date of the proof"),
    }


def _goods(env):
    return LetterField(env._("Goods"), "table", columns_of_goods(env))


def _of_case(env):
    """Return the fields that every letter of a case has."""
    return {
        "goes_to_authority": LetterField(env._("It goes to the verification authority"), "yes_no"),
        "goes_to_body": LetterField(env._("It goes to the issuing body"), "yes_no"),
        "goes_to_exporter": LetterField(env._("It goes to the exporter or producer"), "yes_no"),
        "goes_to_importer": LetterField(env._("It goes to the importer"), "yes_no"),
        "informed_authority": LetterField(env._("Authority that receives a copy, if a person is asked")),
        "copied": LetterField(env._("Who receives the letter, too")),
        "enclosures": LetterField(env._("Copies that are enclosed"), "list"),
        "agreement": LetterField(env._("Agreement, as letters cite it")),
        "period": LetterField(env._("Period for the answer, in words")),
        "extension": LetterField(env._("Extension of the period, where there is one")),
        "article_procedure": LetterField(env._("Article of the procedure")),
        "article_period": LetterField(env._("Article of the period for the answer")),
        "article_lapse": LetterField(env._("Article on what follows without an answer")),
    }
