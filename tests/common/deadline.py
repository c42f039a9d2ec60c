"""What tests of deadlines stand on: rules and visits with their clocks, moments in a time zone."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytz

from .cases import CustomsCase

VISIT = "customs.verification.visit"


def local(zone, day, hour=0, minute=0):
    """Return the moment (UTC, without zone) at which it is ``hour:minute`` of ``day`` in ``zone``."""
    moment = pytz.timezone(zone).localize(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001
    return moment.astimezone(UTC).replace(tzinfo=None)


class ClockCase(CustomsCase):
    @classmethod
    def rule(cls, procedure=None, **values):
        """Create a rule of the visit's procedure."""
        return cls.env["customs.deadline.rule"].create(
            {
                "procedure_id": (procedure or cls.visit_procedure).id,
                "code": "T1",
                "name": f"Test step {values.get('code', 'T1')}",
                "article": "Test, Art. 1",
                "start_fact": "request_sent_on",
                "done_fact": "visit_ended_on",
                "length": 10,
                "owed_by": "importing_authority",
                **values,
            }
        )

    @classmethod
    def sent_on(cls, day, **values):
        """Create a visit whose request was approved and sent on a given date."""
        visit = cls.visit(**values)
        visit.with_user(cls.supervisor)._record_facts({"request_approved_on": day})
        visit.with_user(cls.officer).record_fact("request_sent_on", day)
        return visit

    @classmethod
    def many(cls, template, count):
        """Return ``count`` copies of a visit with its facts, made in one statement."""
        cls.env.flush_all()
        columns = ", ".join(
            name
            for name, field in template._fields.items()
            if field.store and field.column_type and name not in ("id", "name")
        )
        cls.env.cr.execute(
            f"INSERT INTO customs_verification_visit (name, {columns}) "
            f"SELECT 'B/' || number, {columns} "
            "FROM customs_verification_visit, generate_series(1, %s) AS number WHERE id = %s RETURNING id",
            [count, template.id],
        )
        return template.browse([row[0] for row in cls.env.cr.fetchall()])

    def correct(self, case, fact, day, reason="Postmark"):
        return case.with_user(self.supervisor).record_fact(fact, day, reason=reason)

    @contextmanager
    def undone(self):
        """What is done inside is undone afterwards."""
        with self.cr.savepoint() as savepoint:
            yield
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()
