"""The reminder that the reply to a request is awaited, and when there is nothing to remind of (RS16.5a)."""

from odoo.exceptions import UserError

from ...tools.dates import long_date
from .portal_request import PortalRequest

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
        if not problems and self.visit._asked_persons() and not self.visit._silent_persons():
            problems.append(self.env._("%s: everybody who was asked has replied.", self.visit.display_name))
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

    def problems_of_sending(self, document, values):
        """Return why ``document``, which says that no reply came, is not sent, as sentences.

        :param values: what is recorded of the sending (`customs.service`)
        """
        day, approved_at = values["sent_on"], document.approved_at
        persons = self.visit._asked_persons()
        replied = persons - self.visit._silent_persons()
        addressee = persons.browse(values.get("addressee_id") or ())
        since = [
            task.commercial_person_id
            for task in PortalRequest(self.visit).tasks()
            if any(approved_at and answer.answered_at > approved_at for answer in task.answer_ids)
        ]
        gone = [
            person
            for person in replied
            if person.commercial_partner_id in (addressee.commercial_partner_id, *since)
        ]
        problems = [
            self.env._(
                "%(document)s states that no reply was received, and %(person)s has replied. "
                "Prepare a new reminder to those who have not.",
                document=document.display_name,
                person=person.display_name,
            )
            for person in gone
        ]
        return problems + [
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
