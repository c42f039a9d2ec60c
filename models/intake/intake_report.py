"""What became of the lines of a batch."""

from dataclasses import dataclass, field

from ...tools.import_batch import Batch

NEW, CHANGED, UNCHANGED, BAD = "new", "changed", "unchanged", "bad"


@dataclass(slots=True)
class Record:
    """A line with what became of it."""

    line_no: int
    values: dict
    problems: list
    status: str = BAD
    declaration_id: int = 0
    line_id: int = 0


@dataclass
class Report:
    """What became of a batch: how many lines of each status, and the rejected ones."""

    batch: Batch
    counts: dict
    results: dict = field(
        default_factory=dict
    )  # place -> (status, declaration, goods), where they are asked for

    def bad(self):
        """Return the rejected lines, with all their reasons."""
        return [self.record(place) for place in sorted(self.batch.problems)]

    def records(self):
        """Return every line."""
        return [self.record(place) for place in range(len(self.batch))]

    def record(self, place):
        batch = self.batch
        record = Record(batch.line_nos[place], batch.values(place), batch.problems.get(place, []))
        status, record.declaration_id, record.line_id = self.results.get(place, (BAD, 0, 0))
        record.status = BAD if record.problems else status
        return record
