"""Answers of tasks become rows of their own: one for the answer that stands, or that was sent back."""

from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Domain

ANSWERED = Domain.OR([(name, "!=", False)] for name in ("answered_on", "sent_back_on", "accepted_on"))


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for task in env["customs.task"].search(ANSWERED, order="id"):
        _enter_answer(env, task)


def _enter_answer(env, task):
    """Enter what the former version kept on the task: text, files, days, and what was decided."""
    if task.answer_ids:
        return
    sent_back = bool(task.sent_back_on and not task.answered_on and not task.accepted_on)
    outcome = "accepted" if task.accepted_on else "sent_back" if sent_back else False
    day = task.answered_on or task.sent_back_on or task.accepted_on
    recorder = task.officer_id or task.create_uid
    answers = env["customs.task.answer"]._behind_the_door().with_user(SUPERUSER_ID)
    answers.create(
        {
            "task_id": task.id,
            "number": 1,
            "text": task.answer,
            "by_letter": True,
            "attachment_ids": [fields.Command.set(task.answer_attachment_ids.ids)],
            "answered_by_id": recorder.id,
            "answered_by_name": recorder.name,
            # The former version kept the day alone.
            "answered_at": fields.Datetime.to_datetime(day),
            "answered_on": day,
            "outcome": outcome,
            "decided_on": task.accepted_on or (task.sent_back_on if sent_back else False),
            "reason": task.sent_back_reason if sent_back else False,
        }
    )
    task._write_guarded({"answer": False, "answer_attachment_ids": [fields.Command.clear()]})
