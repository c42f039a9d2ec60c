"""A request to a person directly, on the portal: the task that goes with it, its receipt, the answer.

Who is asked reads the letter there and answers as itself; what it does is recorded as a fact of the case.
"""

from datetime import timedelta

from ...tools import periods
from ...tools.dates import long_date
from .visit_task_words import note_of_answer, request_was_withdrawn, title_of_request

RECEIVED = "request_acknowledged_on"
# Where neither a clock nor its rule says how long: days that a person has on the portal.
USUAL_DAYS = 30


class PortalRequest:
    """The request of one case, to the persons whom it asks."""

    def __init__(self, case):
        self.case, self.env = case, case.env

    def follow(self, facts):
        """Keep the tasks in step with ``facts`` just recorded: sent, received, withdrawn."""
        if facts.get("request_sent_on"):
            readers = self._persons().commercial_partner_id._portal_readers()
            self.ask([person for person in self._persons() if readers.get(person.commercial_partner_id)])
            # Of several, or with copies, some may have had it before all were sent it.
            letter = self.case.sudo()._letter("request")
            if letter.service_ids.filtered(lambda row: (row.opened_at or row.proof) and not row.cancelled):
                self.note_receipt(letter, None, None)
        elif "request_sent_on" in facts or facts.get("withdrawn_on"):
            waiting = self.tasks().filtered(lambda task: task.state in ("asked", "sent_back", "answered"))
            for task in waiting.with_env(self.env):
                there = task.with_context(lang=task.sudo().person_id.lang or self.env.lang)
                task.withdraw(request_was_withdrawn(there.env))
        if RECEIVED in facts:
            self._move_last_day()

    def tasks(self):
        """Return the tasks, as superuser, by which the request is asked on the portal."""
        letter = self.case.sudo()._letter("request")
        kind = self.case._kind_of_request_task()
        return self.case.sudo().task_ids.filtered(
            lambda task: (
                task.kind == kind
                # A consent to a letter that another one has replaced is no consent to what that one says.
                and (
                    not task.document_id.superseded
                    if kind == "consent"
                    else letter and task.document_id == letter
                )
            )
        )

    def is_answered_by(self, task):
        """Return whether an answer to ``task`` answers the request."""
        return task in self.tasks() and task.commercial_person_id in self._persons().commercial_partner_id

    def _persons(self):
        return self.case.sudo()._asked_persons()

    def _not_asked(self):
        asked = self.tasks().filtered(lambda task: task.state != "withdrawn").commercial_person_id
        return self._persons().filtered(lambda person: person.commercial_partner_id not in asked)

    def problems(self):
        """Return why nobody can be asked on the portal now, as sentences."""
        case = self.case
        if not case._asked_persons():
            return [self.env._("%s: the request goes to an authority, not to a person.", case.display_name)]
        if not case.request_sent_on:
            return [self.env._("%s: the request was not sent yet.", case.display_name)]
        if case.closed_on:
            return [self.env._("%s is closed.", case.display_name)]
        if not self._not_asked():
            return [self.env._("Everybody to whom the request was sent was already asked on the portal.")]
        return []

    def ask(self, persons=None):
        """Ask ``persons``, or all who were not asked yet, to answer the request on the portal."""
        waiting = self._not_asked()
        chosen = [person for person in (waiting if persons is None else persons) if person in waiting]
        if chosen:
            tasks = self.env["customs.task"].create([self._values(person) for person in chosen])
            tasks.action_ask()

    def _values(self, person):
        case = self.case.with_context(lang=person.lang or self.env.lang)
        letter = self.case.sudo()._letter("request")
        return {
            "name": title_of_request(case.env, letter.name or case.name),
            "kind": case._kind_of_request_task(),
            "res_model": case._name,
            "res_id": case.id,
            "person_id": person.id,
            "officer_id": case.officer_id.id or self.env.uid,
            "document_id": letter.id,
            "question": case._question_of_request(letter),
            "due_on": self.last_day(),
        }

    def last_day(self):
        """Return the last day for the answer: that of its clock, else counted from today by its rule."""
        case, today = self.case, self.case._today()
        clock, rule = case._reply_clock(), case._reply_rule()
        if clock.due_on:
            return max(clock.due_on, today)
        if not rule or rule.unit == "working_day":
            return today + timedelta(days=USUAL_DAYS)
        return periods.last_day(today, rule._term(case._chosen_length()))

    def _move_last_day(self):
        """The time for the answer counts from the receipt: what is asked on the portal follows it."""
        clock = self.case._reply_clock()
        waiting = self.tasks().filtered(lambda task: task.state == "asked")
        if clock.due_on and clock.due_on >= self.case._today():
            waiting._write_guarded({"due_on": clock.due_on})

    def note_receipt(self, document, day, note):
        """Record the receipt of the letter, once all who are asked have it: the last one counts.

        Where it is recorded already, and this one says that it was earlier, the case says so: a supervisor
        corrects it.
        """
        case = self.case
        if RECEIVED not in case._steps() or document.kind != "request" or document.superseded:
            return
        served = {}
        for service in document.service_ids.filtered(lambda row: not row.cancelled and row.served_on):
            served[service.commercial_person_id] = service.served_on
        companies = self._persons().commercial_partner_id
        if not all(company in served for company in companies):
            return
        day = max(served[company] for company in companies)
        day = max(min(day, case._today()), case.request_sent_on or day)
        if case[RECEIVED]:
            if day < case[RECEIVED]:
                self._say_earlier(document, day)
            return
        if not case._fact_problems({RECEIVED: day}, None):
            case._record_facts({RECEIVED: day}, note=note)

    def _say_earlier(self, document, day):
        case = self.case
        label = case._steps()[RECEIVED].label
        case._message_log(
            body=self.env._(
                "%(letter)s was received on %(day)s, earlier than %(fact)s says (%(recorded)s). "
                "A supervisor corrects the fact: last days count from it.",
                letter=document.display_name,
                day=long_date(day, self.env.lang),
                fact=label,
                recorded=long_date(case[RECEIVED], self.env.lang),
            )
        )

    def facts_of_answer(self, facts):
        """Return ``facts`` with their days, those that the procedure has and that are not recorded yet.

        Who answers a request has received it.
        """
        case = self.case
        steps = case._steps()
        new = [name for name in facts if name in steps and not case[name]]
        if new and self._persons() and RECEIVED in steps and not case[RECEIVED]:
            new.insert(0, RECEIVED)
        return {name: case._today_there(name) for name in new}

    def problems_of_answer(self, facts):
        """Return why an answer on the portal that is ``facts`` cannot be given, as sentences."""
        days = self.facts_of_answer(facts)
        # The number is that of the receipt, once there is one.
        number = {"reference": self.case.name} if self._persons() else {}
        return self.case.sudo()._fact_problems(days, None, **number) if days else []

    def record_answer(self, answer, facts):
        """Record ``facts``: ``answer`` came on the portal. To whom was asked, its receipt is the number."""
        days = self.facts_of_answer(facts)
        number = {"reference": answer._receipt_number()} if self._persons() else {}
        if days:
            self.case._record_facts(days, note=note_of_answer(self.case, answer), **number)
