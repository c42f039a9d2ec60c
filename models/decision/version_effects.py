"""What another version of its procedure means for an open case: worked out beside it, and not written.

Each case is read as it is, and once more as a record of the same facts under the version (`NewId`): days,
state, next steps and proposals of both come from the functions that all cases have.
"""

from typing import NamedTuple

from odoo.api import NewId

from ...tools.dates import long_date
from ..clock.deadline_rows import SYNCED
from .law_trial import as_after_the_job, deadlines_of, with_proposal


class Effect(NamedTuple):
    """One change: ``kind`` is deadline, state, step, gate, proposal or move."""

    kind: str
    name: str
    article: str
    before: str
    after: str


class Effects:
    """The effects of ``version`` on ``cases`` (of one kind), in a constant number of queries."""

    def __init__(self, cases, version):
        self.env = cases.env
        self.cases, self.version = cases.sudo(), version.sudo()
        self.deadlines = self.env["customs.deadline"].sudo()
        self.lang = self.env.lang

    def of_each(self):
        """Yield (case, list of `Effect`) of each case, also of those for which nothing changes."""
        rows = self._read()
        others = self.cases.browse([NewId(case.id) for case in self.cases])
        for other in others:
            other.procedure_id = self.version
        for case, other in zip(self.cases, others, strict=True):
            yield case, list(self._of(case, other, rows.get(case.id, self.deadlines)))

    def _read(self):
        """Read for all cases at once what is looked at; return their deadlines by case."""
        names = [name for name, field in self.cases._fields.items() if field.store and field.column_type]
        self.cases.fetch(names)
        rows = self.deadlines.search_fetch(
            [("res_model", "=", self.cases._name), ("res_id", "in", self.cases.ids)],
            [*SYNCED, "extension_ids", "pause_ids", "lapse_handled_on"],
        )
        return rows.grouped("res_id")

    def _of(self, case, other, rows):
        moved = deadlines_of(other, {(other.id, row.rule_id.id): row for row in rows})
        now = self.deadlines.union(*(self.deadlines.new(origin=row) for row in rows if row.start_on))
        as_after_the_job(now)
        yield from self._of_the_move(case)
        yield from self._of_days(now, moved)
        yield from self._of_state(case, other)
        yield from self._of_steps(case, other)
        yield from self._of_proposals(case, other, now, moved)

    def _of_the_move(self, case):
        """Yield what stands against the move of the case as it is."""
        for problem in case._problems_of_move(self.version):
            yield Effect("move", self.env._("Move"), "", "", problem)

    def _of_days(self, now, moved):
        """Yield the last days that differ, of clocks that are not settled on both sides."""
        sides = [{row.rule_id.code: row for row in rows} for rows in (now, moved)]
        for code in dict.fromkeys([*sides[0], *sides[1]]):
            rows = [side.get(code) for side in sides]
            days = [row.due_on if row else False for row in rows]
            if days[0] != days[1] and any(row and not row.done_on for row in rows):
                rule = (rows[1] or rows[0]).rule_id
                article = rule.procedure_id.agreement_id._cite(rule.article)
                words = [long_date(day, self.lang) if day else "" for day in days]
                yield Effect("deadline", rule.name, article, *words)

    def _of_state(self, case, other):
        words = [dict(each.state_way).get(each.state, each.state) for each in (case, other)]
        if words[0] != words[1]:
            yield Effect("state", self.env._("State"), "", *words)

    def _of_steps(self, case, other):
        """Yield next steps that come, go, or are closed for other reasons."""
        sides = [{name: each._steps()[name] for name in each._next_steps()} for each in (case, other)]
        yes = self.env._("Possible")
        for name in dict.fromkeys([*sides[0], *sides[1]]):
            steps = [side.get(name) for side in sides]
            step = steps[1] or steps[0]
            if not all(steps):
                yield Effect("step", step.label, step.article, *(yes if each else "" for each in steps))
                continue
            closed = [
                " ".join(self._closed(each, each_step))
                for each, each_step in zip((case, other), steps, strict=True)
            ]
            if closed[0] != closed[1]:
                yield Effect("gate", step.label, step.article, *(text or yes for text in closed))

    def _closed(self, case, step):
        """Return what stands against a step today: a last day, and what the request must contain."""
        problems = case._too_early_problems(step.fact, step, case._today())
        return problems + (case._missing_content("request") if step.spec.gate else [])

    def _of_proposals(self, case, other, now, moved):
        found = []
        for record, rows in ((case, now), (other, moved)):
            found.append(record._what_follows(with_proposal(rows)))
        for trigger in dict.fromkeys([*found[0], *found[1]]):
            proposals = [side.get(trigger) for side in found]
            words = [
                f"{each['ground'].display_name} ({each['article']})" if each else "" for each in proposals
            ]
            if words[0] != words[1]:
                article = (proposals[1] or proposals[0])["article"]
                yield Effect("proposal", self.env._("Proposed refusal"), article, *words)
