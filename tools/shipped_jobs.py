"""The scheduled actions that the addon delivers, as its data files say.

Who may write to the database may not write there.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree

DATA = Path(__file__).parent.parent / "data"


class Job(NamedTuple):
    """One of them.

    :param name: its external id, without the module
    :param title: its name in English
    :param model: name of the model that its code begins with
    :param every: how often it runs
    """

    name: str
    title: str
    model: str
    code: str
    every: timedelta


@cache
def shipped_jobs() -> tuple[Job, ...]:
    """Return the jobs of all data files."""
    return tuple(job for path in sorted(DATA.glob("*.xml")) for job in _jobs_of(etree.parse(path)))


def _jobs_of(document) -> Iterator[Job]:
    for record in document.iterfind(".//record[@model='ir.cron']"):
        fields = {field.get("name"): field for field in record.iterfind("field")}
        words = {name: (field.text or "").strip() for name, field in fields.items()}
        number = fields["interval_number"].get("eval") or words["interval_number"]
        every = timedelta(**{words["interval_type"]: int(number)})
        model = fields["model_id"].get("ref").split(".")[-1].removeprefix("model_").replace("_", ".")
        yield Job(record.get("id"), words["name"], model, words["code"], every)
