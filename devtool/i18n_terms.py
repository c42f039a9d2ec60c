"""Which terms of the addon are translated: what people outside the authority see, and all of the workbooks.

Both `./dev i18n` and the test of the translations ask here; this file stands by itself.
"""

import re

LANGUAGES = {"ru": "ru_RU", "sr@latin": "sr@latin", "kk": "kk_KZ"}  # name of the file: code in Odoo
ADDON = "customs_verification"

# Where sentences stand that an outside person may read: pages, acts, errors, mails.
CODE = (
    "controllers/(?!report).*",
    r"reports/\w+/(receipt|notice|workbook|deadline_register|document_register|suspended_goods|preference_analysis).*",
    "static/src/portal/.*",
    "models/(case|setup)/ir_http",
    "models/case/customs_file.*",
    "models/case/customs_task.*",
    "models/case/customs_upload_limit",
    "models/case/(answer_check|task_reminder|task_mail_words|service_mail_words)",
    "models/law/authority_mail_words",
    "models/law/res_users",
    "models/origin/customs_incoming_request.*",
    "models/notice/customs_preference_notice.*",
    "models/setup/res_users",
    "wizards/notice/customs_ask_importers",
    "models/origin/result_questions",
    "models/origin/visit_task_words",
    "models/origin/original_task_words",
    "models/origin/window_persons",
    "tools/inputs",
)
SELECTIONS = (
    "task__kind",
    "task__state",
    "task_answer__choice",
    "task_answer__outcome",
    "preference_notice__kind",
    "declaration_line__preference_state",
    "document__kind",
    "document__state",
    "document__direction",
    "document__confidentiality",
    "document__language",
    "incoming_request__.*",
    "inspection_member__.*",
    "file__scan",
    "service__channel",
    "deadline__.*",
    "deadline_rule__(owed_by|owner|unit|lapse)",
    "verification_visit__(state|conclusion)",
    "suspended_line__same_firm",
)
PAGES = "portal_.*|mail_layout_person|invitation_page|second_factor_page"
MAILS = "mail_template_(task_.*|preference_.*|document_ready|invitation.*|report)"
SEEN = re.compile(
    "|".join(
        (
            rf"code:addons/{ADDON}/({'|'.join(CODE)})\.(py|js|xml)(:\d+)?$",
            rf"model_terms:ir\.ui\.view,arch_db:{ADDON}\.({PAGES})$",
            rf"model(_terms)?:mail\.template,(subject|body_html):{ADDON}\.{MAILS}$",
            r"model:customs\.agreement,(name|citation):",
            r"model:customs\.(ground|procedure),name:",
            r"model:customs\.article,citation:",
            r"model:customs\.original\.reason,name:",
            rf"model:customs\.proof\.question,name:{ADDON}\.question_\w+_documents$",
            r"model:customs\.result\.question,question:",
            r"model:customs\.deadline\.rule,(name|lapse_meaning|words):",
            rf"model:ir\.model\.fields,field_description:{ADDON}\.field_customs_verification_(visit|request)__\w+_on$",
            rf"model:ir\.model\.fields,field_description:{ADDON}\.field_customs_preference_analysis__\w+$",
            rf"model:ir\.model\.fields\.selection,name:{ADDON}\.selection__customs_({'|'.join(SELECTIONS)})__",
        )
    )
)
# The same in all languages, or in one of them: OCA wants such a translation left empty.
SAME = frozenset(
    {
        *("SHA-256", "SHA-256:", 'SHA-256: <code class="o_customs_sha"/>'),
        *("Portal", "Model", "Status", "Filter", "closed_on"),
    }
)
# What stands between the braces of the languages in which sentences are put together.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}|\{\w+\}|%%|<[^>]*\bt-[^>]*>")


def is_seen(references):
    """Tell whether a term with these references (``type:name:record``) is seen outside the authority."""
    return any(SEEN.match(reference) for reference in references)


def placeholders(text):
    """Return what a translation must hold as the source does, in any order."""
    return sorted(PLACEHOLDER.findall(text))
