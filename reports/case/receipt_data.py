"""What the receipt of an answer says, taken from the record: the thin layer between the answer and its PDF.

Reads fields only, as the user who asks for it, and in that user's language.
"""

from hashlib import sha256

from ...tools.dates import html_language, long_date, long_moment
from . import receipt_pdf as pdf


def receipt_data(answer):
    """Return the plain data of the receipt of ``answer``."""
    env, task = answer.env, answer.task_id
    authority = task._asking_authority()
    # The print is noted, not each of its lines.
    text = answer.sudo().text or ""
    choices = dict(answer._fields["choice"]._description_selection(env))
    rows = (
        (env._("Number"), answer._receipt_number()),
        (env._("Received by"), task.authority_name or ""),
        (env._("Case"), task.case_name or ""),
        (env._("What was requested"), task.name),
        (env._("Under"), ", ".join(filter(None, (task.article_cited, task.citation)))),
        (env._("Round"), str(answer.number)),
        (env._("Answered by"), _answered_by(env, answer)),
        # Whose answer it is, whoever prints it: the person itself, or an officer.
        (env._("Company"), answer.sudo().commercial_person_id.display_name),
        # In the time zone of the authority, which is named: two readers read one moment.
        (env._("Received at"), long_moment(answer.answered_at, env.lang, task.authority_tz)),
        (env._("Day of the answer"), long_date(answer.answered_on, env.lang)),
        (env._("Last day"), long_date(answer.due_on, env.lang)),
        (env._("In time"), _in_time(env, answer)),
        (env._("Choice"), choices.get(answer.choice, "")),
        (env._("Provided in confidence"), env._("Yes") if answer.is_confidential else env._("No")),
    )
    return pdf.ReceiptData(
        number=answer._receipt_number(),
        authority=task.authority_name or "",
        rows=rows,
        address="\n".join(authority._address_lines()),
        text_sha256=sha256(text.encode()).hexdigest() if text else "",
        date=answer.answered_on,
        text=text,
        files=tuple(_files(answer)),
        words=_words(env),
        language=html_language(env.lang),
    )


def _answered_by(env, answer):
    """Name who answered; a letter is the person's own, whoever recorded it."""
    name = answer.answered_by_name or ""
    return env._("%s, by letter", name) if answer.by_letter else name


def _in_time(env, answer):
    """Say whether the answer came by the last day that held for it; nothing where that was not kept."""
    if not answer.due_on:
        return ""
    in_time = answer.answered_on <= answer.due_on
    return env._("Received by the last day") if in_time else env._("Received after the last day")


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
        no_files=env._("No files were submitted."),
        unprintable=env._(
            "These characters of the answer cannot be printed: {letters}. The answer is stored as it "
            "was given."
        ),
        note=env._(
            "The SHA-256 of a file changes whenever its content changes. It shows whether a file is "
            "the one that was submitted."
        ),
        page=env._("Page {page} of {pages}"),
    )
