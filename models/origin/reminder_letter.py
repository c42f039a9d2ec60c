"""The reminder that the reply to a request is awaited, and when there is nothing to remind of (RS16.5a)."""

from odoo.exceptions import UserError

from ...tools.dates import long_date

# With one of these nothing is awaited any more.
REPLIES = ("consent_received_on", "refusal_received_on", "no_answer_on", "withdrawn_on")


class Reminder:
    """The reminder of one visit. It says that no reply has been received: so it needs that to be true."""

    def __init__(self, visit):
        self.visit, self.env = visit, visit.env

    def problems(self):
        """Return why there is nothing to remind of, as sentences."""
        if not self.visit.request_sent_on:
            return [
                self.env._(
                    "%s: the request was not sent, so no reminder is possible.", self.visit.display_name
                )
            ]
        problems = [
            self.env._(
                "%(case)s: a reply is no longer awaited. %(fact)s: %(day)s.",
                case=self.visit.display_name,
                fact=self.visit._fact_label(fact),
                day=long_date(self.visit[fact], self.env.lang),
            )
            for fact in REPLIES
            if self.visit[fact]
        ]
        clock = self.visit._reply_clock()
        if not problems and not clock:
            problems.append(self.env._("%s: no period is running for the reply.", self.visit.display_name))
        if clock.paused_on:
            problems.append(
                self.env._(
                    "%(case)s: the period for the reply has been paused since %(day)s.",
                    case=self.visit.display_name,
                    day=long_date(clock.paused_on, self.env.lang),
                )
            )
        return problems

    def problems_of_sending(self, document, day):
        """Return why ``document``, which says that no reply came, is not sent on ``day``, as sentences."""
        return [
            self.env._(
                "%(document)s states that no reply was received. %(fact)s: %(day)s.",
                document=document.display_name,
                fact=self.visit._fact_label(fact),
                day=long_date(self.visit[fact], self.env.lang),
            )
            for fact in REPLIES
            if self.visit[fact] and self.visit[fact] <= day
        ]

    def pdf(self):
        """Return the reminder: the draft that waits for its approval, else the last one as approved.

        :raises UserError: there is none, and nothing to remind of, or it was not drawn up
        """
        reminders = self.visit.document_ids.filtered(
            lambda document: document.kind == "reminder" and document.is_composed
        ).sorted("id")
        drafts = reminders.filtered(lambda document: not document.approved_at)
        if drafts and not self.problems():
            return drafts[-1]._draft_pdf()
        approved = reminders - drafts
        if approved:
            return approved[-1]._printed_content()
        problems = self.problems() or [
            self.env._(
                "%s: prepare the reminder first, so that another person can approve it.",
                self.visit.display_name,
            )
        ]
        raise UserError("\n".join(problems))
