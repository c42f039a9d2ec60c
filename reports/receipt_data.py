"""What the receipt of an answer says, taken from the record: the thin layer between the answer and its PDF.

Reads fields only, as the user who asks for it, and in that user's language.
"""

from odoo.tools import format_date, format_datetime

from . import receipt_pdf as pdf


def receipt_data(answer):
    """Return the plain data of the receipt of ``answer``."""
    env, task = answer.env, answer.task_id
    # As the server took it, in the time zone of the authority, which is named: two readers read one moment.
    tz = task.authority_tz or "UTC"
    moment = format_datetime(env, answer.answered_at, tz=tz, dt_format="long")
    choices = dict(answer._fields["choice"]._description_selection(env))
    rows = (
        (env._("Number"), answer._receipt_number()),
        (env._("Received by"), task.authority_name or ""),
        (env._("Case"), task.case_name or ""),
        (env._("What was asked"), task.name),
        (env._("Under"), ", ".join(filter(None, (task.article, task.citation)))),
        (env._("Round"), str(answer.number)),
        (env._("Answered by"), answer.answered_by_name or ""),
        # Whose answer it is, whoever prints it: the person itself, or an officer.
        (env._("Company"), answer.sudo().commercial_person_id.display_name),
        (env._("Received at"), f"{moment} ({tz})"),
        (env._("Day of the answer"), format_date(env, answer.answered_on, date_format="long")),
        (env._("Choice"), choices.get(answer.choice, "")),
        (env._("Given in confidence"), env._("Yes") if answer.is_confidential else env._("No")),
    )
    return pdf.ReceiptData(
        number=answer._receipt_number(),
        authority=task.authority_name or "",
        rows=rows,
        text=answer.text or "",
        files=tuple(_files(answer)),
        words=_words(env),
        language=(env.lang or "en_US").split("_")[0].split("@")[0],
    )


def _files(answer):
    marks = dict(answer.file_ids._fields["scan"]._description_selection(answer.env))
    for file in answer.file_ids:
        yield pdf.ReceivedFile(file.name, file.size_text, file.sha256, marks.get(file.scan, ""))


def _words(env):
    return pdf.ReceiptWords(
        title=env._("Receipt"),
        answer=env._("Answer"),
        files=env._("Files"),
        name=env._("Name"),
        size=env._("Size"),
        scan=env._("Virus scan"),
        no_files=env._("No files were given."),
        note=env._(
            "The SHA-256 of a file changes with every change of its content: with it anybody can tell "
            "whether a file is the one that was given."
        ),
        page=env._("Page {page} of {pages}"),
    )
