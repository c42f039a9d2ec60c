"""The workbook of an importer's own goods under a suspension or decision, from plain data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..kit.xlsx_table import Column, Properties, Sheet, build_workbook

KINDS = {
    "declaration": "text",
    "position": "integer",
    "hs_code": "text",
    "description": "long_text",
    "proof": "text",
    "registered_on": "date",
    "customs_value": "money",
    "duty": "money",
    "duty_unknown": "flag",
    "currency": "text",
    "state": "text",
    "restorable_until": "date",
}
SUMS = ("customs_value", "duty")


@dataclass(frozen=True, slots=True)
class NoticeData:
    """One notice: ``rows`` are mappings by the keys of ``KINDS``, ``labels`` their headings."""

    properties: Properties
    rows: Iterable[Mapping[str, Any]]
    labels: Mapping[str, str]


def build_notice(data: NoticeData) -> bytes:
    """Return the workbook: the goods, and their totals for each currency of its own."""
    columns = [Column(key, data.labels[key], kind) for key, kind in KINDS.items()]
    totals = _Totals()
    sheets = (
        Sheet(data.labels["sheet"], columns, totals.follow(data.rows), frozen_columns=2),
        Sheet(data.labels["sheet_totals"], _total_columns(data.labels), totals.rows()),
    )
    return build_workbook(sheets, data.properties)


def _total_columns(labels: Mapping[str, str]) -> list[Column]:
    return [
        Column("currency", labels["currency"]),
        Column("goods", labels["goods"], "integer"),
        *(Column(key, labels[key], "money") for key in SUMS),
    ]


class _Totals:
    """Adds up while the rows are written: amounts of different currencies are never added together.

    What is not known is no zero: a sum with such an amount in it is not known either, and stays empty.
    """

    def __init__(self):
        self.sums: dict[str, list] = {}

    def follow(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            sums = self.sums.setdefault(row["currency"] or "", [0, *(0.0 for _key in SUMS)])
            sums[0] += 1
            for index, key in enumerate(SUMS, 1):
                known = sums[index] is not None and isinstance(row[key], int | float)
                sums[index] = sums[index] + row[key] if known else None
            yield row

    def rows(self) -> Iterator[tuple]:
        for currency, sums in sorted(self.sums.items()):
            yield (currency, *sums)
