"""Records of the law, types of activities and jobs get their plain English, unless somebody edited them.

They are never written over by an update. A text that is still the one that was shipped gets its new words;
its translations go, and those of the new words are loaded after this. In SQL: a rule on which deadlines run
is not written by anybody, and its terms stay as they are.
Jobs call their methods by the names of today.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

MODULE = "customs_verification"
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
# Model: field: what was shipped: what is shipped now.
WORDS = {
    "mail.activity.type": {
        "name": {
            "Deadline ahead": "Deadline approaching",
            "Answer to be judged": "Review answer",
            "Mail to be read": "Read email",
            "Judge similar goods": "Assess similar goods",
            "Mail not sent": "Email not sent",
        },
        "summary": {
            "A last day is near": "A deadline is approaching",
            "A last day has passed": "A deadline has passed",
            "The record of the case is not as it was recorded": "The record of the case was changed",
            "An answer has come": "An answer was received",
            "A mail has come to the case": "An email was received in the case",
            "Declared goods are likely to be similar to suspended ones": (
                "Declared goods may be similar to suspended goods"
            ),
            "A preference can soon no longer be restored": "The period for restoring a preference ends soon",
            "A mail to somebody outside was not sent": "An email to an external person was not sent",
        },
    },
    "ir.cron": {
        "name": {
            "Customs Verification: reminders of tasks": "Customs Verification: task reminders",
            "Customs Verification: check of the records": "Customs Verification: check of records",
            "Customs Verification: likely similar goods": "Customs Verification: possible similar goods",
            "Customs Verification: mails to importers": "Customs Verification: emails to importers",
            "Customs Verification: mails that were not sent": "Customs Verification: emails not sent",
            "Customs Verification: time stamp of the records": "Customs Verification: time stamp of records",
        },
        # The methods that they call have new names.
        "code": {
            "model._cron_tell()": "model._cron_notify_importers()",
            "model._cron_tell_likely()": "model._cron_notify_likely()",
            "model._cron_tell_failed()": "model._cron_notify_failed()",
        },
    },
    "customs.ground": {
        "note": {
            (
                "Slips that cast no doubt on the origin of the goods are no ground for a refusal "
                "(Annex 3, Art. 11(2))."
            ): (
                "Errors and minor discrepancies that neither affect the accuracy or completeness of the data "
                "nor cast doubt on the origin of the goods are not a ground for refusal (Annex 3, "
                "Art. 11(2))."
            ),
        },
        "name": {
            "The actual gross weight exceeds the certificate's by more than 5 %": (
                "The actual weight exceeds that of the certificate or declaration of origin by more than 5 %"
            ),
            (
                "The verification authority states that the proof was not issued or is forged, was "
                "annulled, or was issued on invalid documents or data"
            ): (
                "The verification authority states that the proof was not issued or is forged, was "
                "annulled or withdrawn, or was issued on invalid, inaccurate or incomplete documents or data"
            ),
        },
    },
    "customs.deadline.rule": {
        "lapse_meaning": {
            "Preference is refused (Annex 3, Art. 11(1)(4)).": (
                "The preference is refused (Annex 3, Art. 11(1)(4))."
            ),
            (
                "Preference is refused for the goods already imported that the request named (Annex "
                "3, Art. 16(6))."
            ): (
                "The preference is refused for the goods already imported that the request named "
                "(Annex 3, Art. 16(6))."
            ),
            "The visit no longer begins in time; the agreement attaches no consequence of its own.": (
                "The visit does not start in time. The agreement sets no consequence."
            ),
            "The visit no longer ends in time; the agreement attaches no consequence of its own.": (
                "The visit does not end in time. The agreement sets no consequence."
            ),
            "The report no longer arrives in time; the agreement attaches no consequence of its own.": (
                "The report is not sent in time. The agreement sets no consequence."
            ),
        },
        "name": {
            "Visit begins": "Visit starts",
        },
    },
    "customs.content.item": {
        # The items of the report are dashes in the text: their numbers were the addon's own.
        "article": {
            **{
                f"Annex 3, Art. 16(10)({number})": f"Annex 3, Art. 16(10), {ordinal} indent"
                for number, ordinal in enumerate(ORDINALS, 1)
            },
            "Annex 3, Art. 15(4)": "Annex 3, Art. 15(5)",
        },
        "name": {
            "What is to be confirmed, and which further data or copies are asked for": (
                "What must be confirmed, and which further data or copies are requested"
            ),
            "The reasons for the request, unless it is made at random": (
                "The reasons for the request, unless it is a random check"
            ),
            "The documentary verification whose result did not satisfy": (
                "The documentary verification with an unsatisfactory result"
            ),
            "Why its result did not satisfy, and the exceptional circumstances": (
                "Why the result was not satisfactory, and the exceptional circumstances"
            ),
            "The competent bodies taking part (preliminary)": (
                "The participating competent bodies (preliminary)"
            ),
        },
        "hint": {
            "write it under 'What Is Asked'": "enter it under 'What Is Requested'",
            "write them under 'Justified Doubts'": "enter them under 'Justified Doubts'",
            "choose one whose result was received or whose time has passed": (
                "choose one whose result was received"
            ),
            "write it under 'Why Its Result Did Not Satisfy'": (
                "enter it under 'Why the Result Was Not Satisfactory'"
            ),
            "name the exporter or the producer": "choose the exporter or the producer",
            "add the goods, and write the doubts down": "both the goods and the doubts must be entered",
            "name at least one authority": "choose at least one authority",
            "add each with its address and what was inspected there": (
                "each must be on the visit, with its address and what was inspected there"
            ),
            "write them down, or tick that there are none": "enter them, or tick that there are none",
            "name members of both Parties on the visit, under 'Inspection Team'": (
                "members of both Parties, each with position, must be on the visit, under 'Inspection Team'"
            ),
            "name it on the visit": "choose it on the visit",
            "write the doubts in English; record the reference of the consent on the visit": (
                "enter the doubts in English and record the reference of the consent on the visit"
            ),
            ("conclude on each of the goods and in all; the whole complies only if each of the goods does"): (
                "enter a conclusion for each item of goods and an overall one; the overall "
                "conclusion is compliance only if all goods comply"
            ),
        },
    },
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.flush_all()
    for name, fields in WORDS.items():
        rows = env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", name)])
        records = env[name].browse(rows.mapped("res_id")).exists()
        crons = records if name == "ir.cron" else env["ir.cron"]
        records = crons.ir_actions_server_id if crons else records
        for field, words in fields.items():
            _say_anew(cr, records, field, words)
        # A job keeps a copy of the name of its action.
        cr.execute(
            "UPDATE ir_cron c SET cron_name = a.name->>'en_US' FROM ir_act_server a"
            " WHERE a.id = c.ir_actions_server_id AND c.id = ANY(%s)",
            [crons.ids],
        )
    env.invalidate_all()


def _say_anew(cr, records, field, words):
    """Give what still says ``former`` the words of today."""
    column, table = SQL.identifier(field), SQL.identifier(records._table)
    translated = records._fields[field].translate
    for former, now in words.items():
        text = SQL("%s->>'en_US'", column) if translated else column
        value = SQL("jsonb_build_object('en_US', %s::text)", now) if translated else SQL("%s", now)
        # Texts of the data files were wrapped: spaces and line ends between words do not count.
        cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s) AND regexp_replace(trim(%s), "
                "'\\s+', ' ', 'g') = %s",
                *(table, column, value, records.ids, text, former),
            )
        )
