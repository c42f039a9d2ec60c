"""The workbook of an importer's own goods under a suspension or decision, from plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .xlsx_table import Column, Properties, Sheet, build_workbook

KINDS = {
    "declaration": "text",
    "position": "integer",
    "hs_code": "text",
    "description": "long_text",
    "registered_on": "date",
    "duty": "money",
    "currency": "text",
    "state": "text",
    "restorable_until": "date",
}


@dataclass(frozen=True, slots=True)
class NoticeData:
    """One notice: ``rows`` are mappings by the keys of ``KINDS``, ``labels`` their headings."""

    title: str
    note: str
    rows: Iterable[Mapping[str, Any]]
    as_of: date
    date_format: str
    labels: Mapping[str, str]


def build_notice(data: NoticeData) -> bytes:
    """Return the workbook; text from outside is written as text, never as a formula."""
    columns = [Column(key, data.labels[key], kind) for key, kind in KINDS.items()]
    sheet = Sheet(data.labels["sheet"], columns, data.rows, frozen_columns=2)
    properties = Properties(
        title=data.title, created=data.as_of, note=data.note, date_format=data.date_format
    )
    return build_workbook([sheet], properties)
