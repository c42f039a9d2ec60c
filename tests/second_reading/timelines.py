"""What may happen in cases, drawn by a seed: in the law's order, around its last days, and also otherwise.

Cases of one set live through the same moments of the world: at each, people enter what happened meanwhile,
some of it wrongly, late, or against the law. Entries change with the seed alone.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from .case import Act
from .days import last_day, last_day_before

YEARS = (2023, 2024, 2025, 2026, 2027, 2028, 2031, 2035)
MOMENTS = 14
# Hours (UTC) at which it is another day in the East, in the West, and the same day nearly everywhere.
HOURS = (0, 3, 9, 9, 12, 16, 18, 19, 20, 21, 22, 23)
STEP_GAPS = (0, 0, 1, 2, 5, 9, 20, 31, 47)


@dataclass(frozen=True)
class World:
    """The moments at which people work, and where: ``here`` the importing authority, ``there`` the other."""

    moments: tuple
    zone: str
    zone_there: str

    @classmethod
    def drawn(cls, rng, reading):
        """Draw a world: some 14 moments of about a year and a half, some of them on days in a row."""
        moment = datetime(rng.choice(YEARS), rng.randint(1, 12), rng.randint(1, 28))  # noqa: DTZ001
        moments = []
        for _ in range(MOMENTS):
            moment += timedelta(days=rng.choice((1, 1, 2, 7, 30, 31, 45, 59, 60, 61, 90)))
            moments.append(moment.replace(hour=rng.choice(HOURS), minute=rng.choice((0, 1, 29, 30, 59))))
        return cls(tuple(moments), rng.choice(reading.zones), rng.choice(reading.zones_there))

    def _days(self, zone):
        utc = ZoneInfo("UTC")
        return tuple(moment.replace(tzinfo=utc).astimezone(ZoneInfo(zone)).date() for moment in self.moments)

    @cached_property
    def here(self):
        """The day at each moment at the importing authority."""
        return self._days(self.zone)

    @cached_property
    def there(self):
        """The day at each moment at the authority of the other Party."""
        return self._days(self.zone_there)


@dataclass(frozen=True)
class Timeline:
    """What people enter in one case: for each moment of its world the acts, in their order."""

    name: str
    procedure: object
    world: World
    acts: tuple


def drawn(seed, reading, procedure, world, number):
    """Draw the timeline ``number`` of a seed."""
    name = f"{reading.code}/{procedure.code}/{seed}/{number}"
    return _Drawing(random.Random(name), procedure, world).timeline(name)


class _Drawing:
    def __init__(self, rng, procedure, world):
        self.rng, self.procedure, self.world = rng, procedure, world
        self.acts = [[] for _ in world.moments]
        self.days = {}

    def timeline(self, name):
        for step in self._story():
            self._happens(step)
        for _ in range(self.rng.choice((0, 1, 1, 2, 3, 4))):
            self._otherwise()
        if self.rng.random() < 0.15:
            self.rng.shuffle(self.rng.choice(self.acts))
        return Timeline(name, self.procedure, self.world, tuple(map(tuple, self.acts)))

    # A story in the law's order

    def _story(self):
        """Draw which steps come, in an order that the law allows, and where they stop."""
        rng, _names = self.rng, []
        chosen = [step for step in self.procedure.steps if step.state in ("approved", "requested")]
        others = [step for step in self.procedure.steps if step not in chosen]
        for step in others:
            if any(name not in [one.name for one in chosen] for name in step.after):
                continue
            if any(name in [one.name for one in chosen] for name in step.never_with):
                continue
            if rng.random() < (0.12 if step.ends and step.undoes else 0.2 if step.over else 0.75):
                chosen.append(step)
        return chosen[: rng.randint(1, len(chosen))] if rng.random() < 0.25 else chosen

    def _happens(self, step):
        day = self._day_of(step)
        self.days[step.name] = day
        dated = None
        if step.dated and self.rng.random() < 0.6:
            dated = day - timedelta(days=self.rng.choice((0, 1, 3, 10)))
        supervisor = step.supervisor or self.rng.random() < 0.3
        if step.name == "approved":
            self._propose(day)
        self._enter(Act("record", step.name, day, dated, supervisor), day)
        self._ask_for_more_time(step.name)
        if step.name == "result" and self.procedure.questions:
            self._answer(day)

    def _day_of(self, step):
        """Draw a day: near the last day of a time limit that waits for it, or some days after the former."""
        rng = self.rng
        after = max((self.days[name] for name in step.after if name in self.days), default=None)
        if after is None:
            return self._beginning()
        waiting = [limit for limit in self.procedure.limits if self._waits(limit, step)]
        if waiting and rng.random() < 0.6:
            limit = rng.choice(waiting)
            terms = limit.extended if limit.extended and rng.random() < 0.4 else limit.terms
            near = self._near(limit, terms)
            return max(after, near + timedelta(days=rng.choice((-2, -1, 0, 0, 1, 1, 2, 20))))
        return after + timedelta(days=rng.choice(STEP_GAPS))

    def _waits(self, limit, step):
        names = (step.over, step.waits_for)
        return limit.start in self.days and (step.name in limit.met_by or limit.name in names)

    def _near(self, limit, terms):
        start = self.days[limit.start]
        return last_day_before(start, *terms[0]) if limit.before else last_day(start, terms)

    def _beginning(self):
        """Draw the first day: such that some last day falls about a moment of the world, or any day."""
        rng, limit = self.rng, self.rng.choice(self.procedure.limits)
        day = rng.choice(self.world.there if limit.there else self.world.here)
        if rng.random() < 0.7:
            length, unit = limit.terms[0]
            days = length if unit == "day" else round(length * 30.44)
            day = day - timedelta(days=days) + timedelta(days=rng.choice((-2, -1, -1, 0, 0, 1, 2)))
        else:
            day = self.world.here[0] + timedelta(days=rng.randint(-200, 60))
        if rng.random() < 0.1:  # an end of a month, where months differ
            day = date(day.year, day.month, 28) + timedelta(days=rng.randint(0, 3))
        return day

    # People enter it

    def _enter(self, act, day):
        """Enter it at the first moment of which the day has come, or later; at times before it has come."""
        there = [number for number, today in enumerate(self.world.here) if today >= day]
        if not there or self.rng.random() < 0.04:
            self.acts[-1 if not there else max(0, there[0] - 1)].append(act)
            if not there:
                return
        number = min(there[0] + self.rng.choice((0, 0, 0, 0, 1, 2)), len(self.acts) - 1)
        last = max((place for place, acts in enumerate(self.acts) if acts), default=0)
        # What depends on something that was entered late comes later still.
        self.acts[max(number, last) if self.rng.random() < 0.9 else number].append(act)

    def _ask_for_more_time(self, name):
        rng = self.rng
        for limit in self.procedure.limits:
            if limit.start != name or not (limit.extended or limit.longer) or rng.random() < 0.45:
                continue
            start = self.days[name]
            last = last_day(start, limit.terms)
            asked = rng.choice(
                (start, start + timedelta(days=30), *(last + timedelta(days=n) for n in (-1, 0, 1)))
            )
            length = rng.choice((1, 10, 30, 61)) if limit.longer else 0
            act = Act("more time", limit.name, asked, reason=rng.random() < 0.9, length=length)
            self._enter(act, asked)

    def _propose(self, approved):
        """Propose days before the request is approved, and perhaps plan others afterwards."""
        rng = self.rng
        for name in self.procedure.proposed:
            day = self.days[name] = approved + timedelta(days=rng.choice((5, 29, 30, 31, 32, 45, 90)))
            self._enter(Act("propose", name, day), approved)
            if rng.random() < 0.3:
                other = day + timedelta(days=rng.choice((-20, 1, 30, 60)))
                self._enter(Act("propose", name, other), approved + timedelta(days=rng.choice((0, 30, 60))))

    def _answer(self, day):
        answers = tuple(
            (question.name, self.rng.choice(("yes", "yes", "yes", "no", None)))
            for question in self.procedure.questions
        )
        self._enter(Act("answers", answers=answers), day)

    # And not only in the law's order

    def _otherwise(self):
        rng = self.rng
        known = [name for name in self.days if name not in self.procedure.proposed]
        step = self.procedure.step(rng.choice(known)) if known else self.procedure.steps[0]
        place = rng.randrange(len(self.acts))
        by = {"supervisor": rng.random() < 0.85, "reason": rng.random() < 0.9}
        kind = rng.choice(
            ("correct", "correct", "correct", "withdraw", "again", "any", "any", "undo", "over")
        )
        day = self.days.get(step.name, self.world.here[place])
        if kind == "correct":
            moved = day + timedelta(days=rng.choice((-31, -3, -1, -1, 1, 1, 2, 7, 30)))
            dated = (
                moved - timedelta(days=rng.choice((0, 2, 60))) if step.dated and rng.random() < 0.5 else None
            )
            act = Act("record", step.name, moved, dated, **by)
            self.days[step.name] = moved
        elif kind == "withdraw":
            act = Act("withdraw", step.name, **by)
        elif kind == "again":
            act = Act("record", step.name, day, **by)
        elif kind == "undo":
            limits = [limit for limit in self.procedure.limits if limit.extended or limit.longer]
            if not limits:
                return
            act = Act("undo", rng.choice(limits).name, **by)
        elif kind == "over":
            steps = [one for one in self.procedure.steps if one.over]
            limit = steps and self.procedure.limit(steps[0].over)
            if not steps or limit.start not in self.days:
                return
            day = last_day(self.days[limit.start], limit.terms) + timedelta(days=rng.choice((0, 1, 1, 2)))
            act = Act("record", steps[0].name, day, **by)
            place = min(
                (number for number, today in enumerate(self.world.here) if today >= day),
                default=len(self.acts) - 1,
            )
        else:
            other = rng.choice(self.procedure.steps)
            act = Act(
                "record", other.name, self.world.here[place] - timedelta(days=rng.choice((0, 1, 30))), **by
            )
        self.acts[place].insert(rng.randint(0, len(self.acts[place])), act)
