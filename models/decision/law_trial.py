"""What a case under a procedure would show by some dates: the functions of cases, over records never stored.

The case and its deadlines are new records (`new`), which have no row and take no number. Days, states, next
steps and proposals are worked out by what works them out for a case: there is no second calculation.
"""

from typing import NamedTuple

from ...tools.dates import long_date
from ...tools.trial_moment import TRIAL, TrialMoment


def as_after_the_job(rows):
    """Return deadlines that are not stored as the daily job leaves them: what is late has lapsed."""
    for row in rows:
        if row.status in ("late", "silent"):
            row.lapse_handled_on = row._today()
    return rows


def deadlines_of(case, known):
    """Return the deadlines that a ``case`` which is not stored has, as the daily job leaves them.

    From then on the case has them, wherever its functions ask for them.

    :param known: (id of the case, id of the rule) -> deadline that is stored
    """
    rows = case.env["customs.deadline"]
    for _case, _rule, row, values in rows._worked_out(case, known):
        if values and values["start_on"]:
            rows |= rows.new(values | {"lapse_handled_on": row.lapse_handled_on})
    as_after_the_job(rows)
    case._fields["deadline_ids"]._update_cache(case, rows._ids)
    return rows


def with_proposal(deadlines):
    """Return those of the ``deadlines`` from whose lapse a proposal may follow."""
    return deadlines.filtered(lambda row: row.rule_id.lapse == "proposed_decision")


class Given(NamedTuple):
    """What a trial is given: the procedure, both authorities, what is recorded, and when it is looked at.

    :param facts: name of the date -> date, of steps and of other dates that rules name
    :param outcomes: code of the outcome -> day on which the record shows it
    :param at: the moment, in UTC with its zone
    """

    procedure: object
    importing: object
    exporting: object
    facts: dict
    outcomes: dict
    at: object


class Trial:
    """A case that is not stored, with its deadlines, as it stands at the moment given."""

    def __init__(self, given):
        self.given = given
        procedure = given.procedure.sudo().with_context(**{TRIAL: TrialMoment(given.at)})
        kind = procedure.env[procedure.case_model]
        self.case = kind.new(
            {
                "name": kind.env._("Trial"),
                "procedure_id": procedure.id,
                "importing_authority_id": given.importing.id,
                **kind._usual_addressee(procedure, given.exporting),
                "officer_id": False,
                **given.facts,
            }
        )
        self.rows = deadlines_of(self.case, {})

    def clocks(self):
        """Return the steps of the deadline overview, as a case shows them."""
        return self.case.clock_strip

    def state(self):
        """Return the state of the case in the words of the procedure."""
        return dict(self.case.state_way).get(self.case.state, self.case.state)

    def problems(self):
        """Return fact -> why it could not have been recorded for that day."""
        steps = self.case._steps()
        found = {
            name: self.case._order_problems(name, steps[name], day, {})
            for name, day in self.given.facts.items()
            if day and name in steps
        }
        return {name: problems for name, problems in found.items() if problems}

    def next_steps(self):
        """Return (step, why it is closed today) for each step that may come next."""
        steps, today = self.case._steps(), self.case._today()
        return [
            (steps[name], self.case._too_early_problems(name, steps[name], today))
            for name in self.case._next_steps()
        ]

    def follows(self):
        """Return trigger -> values of the refusal that is proposed."""
        return self.case._what_follows(self.clocks_of_lapses(), outcome=self._outcome)

    def clocks_of_lapses(self):
        """Return the deadlines from which a proposal may follow."""
        return with_proposal(self.rows)

    def _outcome(self, code):
        """Return (day, sentence) of an outcome that is given, or None."""
        day = self.given.outcomes.get(code)
        words = self.case._outcomes().get(code, code)
        return (day, f"{words}: {long_date(day, self.case.env.lang)}.") if day else None
