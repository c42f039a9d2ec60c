"""What the law says of one case: which acts it takes, which last days it has, what follows."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .days import last_day, last_day_before

ONE_DAY = 1


@dataclass(frozen=True)
class Act:
    """Something that a person enters.

    :param kind: record (also a correction), withdraw (a recorded step), more time, undo (the time that was
        given), answers (of the result), propose (a day)
    :param about: the step or time limit
    :param day: the day that is entered
    :param dated: the date of the paper, if it is given
    :param supervisor: whether a supervisor enters it
    :param reason: whether a reason is given
    :param answers: (question, yes or no or nothing) of a result
    :param length: how much more time both sides agreed on, where the text leaves it to them
    """

    kind: str
    about: str = ""
    day: date | None = None
    dated: date | None = None
    supervisor: bool = False
    reason: bool = False
    answers: tuple = ()
    length: int = 0


class LimitNow(NamedTuple):
    """A time limit as it is on a day."""

    start: date | None = None
    first: date | None = None
    last: date | None = None
    done: date | None = None
    status: str = "waiting"
    left: int | None = None


class Case:
    """A case under one procedure, by what was entered."""

    def __init__(self, procedure):
        self.procedure = procedure
        self.days, self.papers, self.asked, self.answers = {}, {}, {}, {}
        self.agreed, self.planned = {}, {}

    # What the law takes

    def objections(self, act, here, there):
        """Return why ``act`` is not possible, as sentences; nothing if it is.

        :param here: the day at the importing authority
        :param there: the day at the authority of the other Party
        """
        return getattr(self, "_against_" + act.kind.replace(" ", "_"))(act, here, there)

    def _against_record(self, act, here, there):
        step, day = self.procedure.step(act.about), act.day
        before = self.days.get(act.about)
        paper = act.dated or self.papers.get(act.about)
        if day == before and (not act.dated or act.dated == self.papers.get(act.about)):
            return ["it is already recorded so"]
        return [
            *self._against_correction(act, before),
            *(["only a supervisor says so"] if step.supervisor and not act.supervisor else []),
            *(["the day is in the future"] if day > here else []),
            *self._against_place(step, day),
            *(["its paper is of a later day"] if paper and paper > day else []),
            *self._against_over(step, day, there),
            *self._against_early(step, day),
            *(self._against_others_over(act.about, day, there) if before else []),
        ]

    @staticmethod
    def _against_correction(act, before):
        if not before:
            return []
        return [
            *([] if act.supervisor else ["only a supervisor corrects"]),
            *([] if act.reason else ["a correction needs a reason"]),
        ]

    def _against_place(self, step, day):
        """A step comes after those on which it depends, before those that depend on it, and not with some."""
        found = []
        for name in step.after:
            if name not in self.days:
                found.append(f"'{name}' is missing")
            elif self.days[name] > day:
                found.append(f"it would be before '{name}'")
        found += [f"it contradicts '{name}'" for name in step.never_with if name in self.days]
        found += [
            f"it would be after '{later.name}'"
            for later in self.procedure.steps
            if step.name in later.after and later.name in self.days and self.days[later.name] < day
        ]
        return found

    def _against_over(self, step, day, there):
        """That a time is over is established after its last day, once that ended where the step is due."""
        if not step.over:
            return []
        last = self.last(self.procedure.limit(step.over))
        if last is None:
            return ["the time has not begun"]
        if day <= last:
            return [f"the time ({last}) is not over on that day"]
        return [f"the last day ({last}) has not ended there"] if there <= last else []

    def _against_early(self, step, day):
        """Who is given so many days has them all: what waits for them comes after the last of them."""
        last = self.last(self.procedure.limit(step.waits_for)) if step.waits_for else None
        return [f"the time until {last} is not over on that day"] if last and day <= last else []

    def _against_others_over(self, name, day, there):
        """A correction must not make it untrue that a time was over."""
        changed = self.known_alike()
        changed.put(name, day)
        return changed.contradictions(there)

    def contradictions(self, there):
        """Return what is recorded and, by the days as they are now, was established too early."""
        return [
            objection
            for step in self.procedure.steps
            if step.name in self.days
            for objection in (
                *self._against_over(step, self.days[step.name], there),
                *self._against_early(step, self.days[step.name]),
            )
        ]

    def _against_withdraw(self, act, _here, there):
        name = act.about
        if name not in self.days:
            return ["it is not recorded"]
        found = self._against_correction(act, self.days[name])
        found += [
            f"'{later.name}' depends on it"
            for later in self.procedure.steps
            if name in later.after and later.name in self.days
        ]
        found += [
            "more time was given from it"
            for limit in self.procedure.limits
            if name in (limit.start, limit.only_with) and limit.name in self.asked
        ]
        changed = self.known_alike()
        changed.take(name)
        return found + changed.contradictions(there)

    def _against_more_time(self, act, here, there):
        limit = self.procedure.limit(act.about)
        start = self.start(limit)
        if not limit.extended and not limit.longer:
            return ["the law gives no more time"]
        found = [] if act.reason else ["more time is asked for with reasons"]
        if not start or self._done(limit) or self._ended(limit):
            found.append("the time does not run")
        if limit.name in self.asked:
            found.append("more time is given once")
        if act.day > (there if limit.there else here):
            found.append("the day is in the future")
        if start and not self._in_time(limit, start, act.day):
            found.append("it was not asked for within the time")
        return found

    @staticmethod
    def _in_time(limit, start, asked):
        """Return whether more time was asked for on a day on which it can be; agreed on, on any."""
        return start <= asked and (bool(limit.longer) or asked <= last_day(start, limit.terms))

    @staticmethod
    def _against_propose(_act, _here, _there):
        return []

    def _against_undo(self, act, _here, there):
        if act.about not in self.asked:
            return ["no more time was given"]
        changed = self.known_alike()
        del changed.asked[act.about]
        return [
            *([] if act.supervisor else ["only a supervisor corrects"]),
            *([] if act.reason else ["a correction needs a reason"]),
            *changed.contradictions(there),
        ]

    @staticmethod
    def _against_answers(_act, _here, _there):
        return []

    # What is entered

    def enter(self, act):
        """Enter an act against which nothing stands."""
        if act.kind == "record":
            self.put(act.about, act.day)
            if act.dated:
                self.papers[act.about] = act.dated
        elif act.kind == "withdraw":
            self.take(act.about)
        elif act.kind == "more time":
            self.asked[act.about] = act.day
            self.agreed[act.about] = act.length
        elif act.kind == "propose":
            self._plan(act.about, act.day)
        elif act.kind == "undo":
            del self.asked[act.about]
        else:
            self.answers.update(act.answers)

    def _plan(self, name, day):
        """Plan a day; once the request is approved, what was proposed first stays what it was."""
        self.planned[name] = day
        if "approved" not in self.days or name not in self.days:
            self.days[name] = day

    def put(self, name, day):
        """Put a step on a day; more time that was asked for outside the time that runs now is lost."""
        self.days[name] = day
        for limit in self.procedure.limits:
            asked = self.asked.get(limit.name)
            if limit.start == name and asked and not self._in_time(limit, day, asked):
                del self.asked[limit.name]

    def take(self, name):
        """Take a step back, with its paper; a request that is no longer approved proposes what is planned."""
        del self.days[name]
        self.papers.pop(name, None)
        if name == "approved":
            self.days.update(self.planned)

    def known_alike(self):
        """Return a case of which the same is known."""
        other = Case(self.procedure)
        other.days, other.papers = dict(self.days), dict(self.papers)
        other.asked, other.answers = dict(self.asked), dict(self.answers)
        other.agreed, other.planned = dict(self.agreed), dict(self.planned)
        return other

    # What it means

    def start(self, limit):
        """Return the day from which a time limit counts, or nothing if it does not run."""
        if limit.only_with and limit.only_with not in self.days:
            return None
        return self.days.get(limit.start)

    def last(self, limit):
        """Return the last day of a time limit, or nothing if it does not run."""
        start = self.start(limit)
        if not start:
            return None
        terms = limit.terms
        if limit.name in self.asked:
            terms = limit.extended or (*terms, (self.agreed[limit.name], limit.longer))
        return self._counted(limit, start, terms)

    @staticmethod
    def _counted(limit, start, terms):
        return last_day_before(start, *terms[0]) if limit.before else last_day(start, terms)

    def _done(self, limit):
        return next((self.days[name] for name in limit.met_by if name in self.days), None)

    def _end(self):
        """Return the day on which the case ended."""
        days = [self.days[step.name] for step in self.procedure.steps if step.ends and step.name in self.days]
        return min(days, default=None)

    def _ended(self, limit):
        """Return the day on which it was said that a time limit is over, or on which the case ended."""
        over = [
            self.days[step.name]
            for step in self.procedure.steps
            if step.over == limit.name and step.name in self.days
        ]
        return min(filter(None, (*over, self._end())), default=None)

    def state(self):
        """Return where the case is: the furthest of its steps in the order of the text."""
        reached = [step.state for step in self.procedure.steps if step.state and step.name in self.days]
        return reached[-1] if reached else "draft"

    def ended_on(self):
        """Return the day on which the case ended, or nothing."""
        return self._end()

    def limits_now(self, here, there):
        """Return how each time limit is on this day: name -> `LimitNow`."""
        return {
            limit.name: self._now(limit, there if limit.there else here) for limit in self.procedure.limits
        }

    def _governs(self, limit):
        """Return whether it is the earliest of the limits of the same thing; of two on a day, the first."""
        same = [one for one in self.procedure.limits if limit.cap_of and one.cap_of == limit.cap_of]
        running = [one for one in same if self.last(one)]
        return not running or min(running, key=self.last) is limit

    def _now(self, limit, today):
        start = self.start(limit)
        if not start:
            return LimitNow()
        last, done, end = self.last(limit), self._done(limit), self._ended(limit)
        left = None
        if not self._governs(limit):
            status = "governed by an earlier one"
        elif done:
            status = "met late" if done > last and not limit.at_least else "met"
        elif limit.at_least:
            status = self._status_of_least(limit, last, end, today)
        elif end:
            status = "lapsed" if last < end else "no longer needed"
        else:
            status = "late" if last < today else "running"
            left = (last - today).days
        return LimitNow(start, self._counted(limit, start, limit.terms), last, done, status, left)

    @staticmethod
    def _status_of_least(limit, last, end, today):
        """After at least so many days nobody is late; where silence is a refusal, it is silence then."""
        if last < (end or today):
            return "silent" if limit.refusal else "no longer needed"
        return "no longer needed" if end else "running"

    def refusals(self, here, there):
        """Return the refusals of the preference that follow on this day: {(ground, day, sent in time on)}."""
        if any(step.undoes and step.name in self.days for step in self.procedure.steps):
            return set()
        found = {
            (step.refusal, self.days[step.name], None)
            for step in self.procedure.steps
            if step.refusal and step.name in self.days
        } | self._by_answers()
        grounds = {ground for ground, _day, _sent in found}
        for limit in self.procedure.limits:
            if (
                limit.refusal
                and limit.refusal not in grounds
                and self._missed(limit, there if limit.there else here)
            ):
                found.add((limit.refusal, self.last(limit), self._sent_in_time(limit)))
        return found

    def refusal_waits(self, here, there):
        """Return whether somebody still has, or has yet to be given, the days before a refusal is decided."""
        for limit in self.procedure.limits:
            last, today = self.last(limit), there if limit.there else here
            if limit.holds and (today <= last if last else limit.holds == "always"):
                return True
        return False

    def _by_answers(self):
        day = self.days.get("result")
        if not day or not self.procedure.questions:
            return set()
        found = {
            (question.refusal, day, None)
            for question in self.procedure.questions
            if question.refusal and self.answers.get(question.name) == "no"
        }
        left_open = [one for one in self.procedure.questions if one.needed and not self.answers.get(one.name)]
        said = not self.procedure.assessed or any(self.answers.values())
        if left_open and said and self.procedure.insufficient:
            found.add((self.procedure.insufficient, day, None))
        return found

    def _missed(self, limit, today):
        """Return whether the last day passed without the step; an answer, whenever it comes, ends silence."""
        last, done = self.last(limit), self._done(limit)
        if not last or (limit.at_least and done):
            return False
        return last < (done or self._ended(limit) or today)

    def _sent_in_time(self, limit):
        sent = [self.papers[name] for name in limit.met_by if name in self.days and name in self.papers]
        return sent[0] if sent and sent[0] <= self.last(limit) else None
