"""What a line of an import can say of declared goods, and under which headings systems say it. No ORM.

Each file names its columns in its own way. The mapping is proposed from the headings in `import_headings.csv`
and kept with the source; a person can change it.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

TEXT, DATE, INTEGER, NUMBER, FLAG, HS_CODE = "text", "date", "integer", "number", "flag", "hs_code"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a line can say: its name, kind and longest text."""

    name: str
    title: str
    kind: str = TEXT
    required: bool = False
    longest: int = 250


TARGETS = (
    Target("number", "Declaration: number", TEXT, required=True, longest=60),
    Target("registered_on", "Declaration: registered on", DATE, required=True),
    Target("importer_code", "Importer: code", TEXT, longest=60),
    Target("importer_name", "Importer: name", TEXT),
    Target("exporter_code", "Exporter: code", TEXT, longest=60),
    Target("exporter_name", "Exporter: name", TEXT),
    Target("consignor_code", "Consignor: code", TEXT, longest=60),
    Target("consignor_name", "Consignor: name", TEXT),
    Target("consignee_code", "Consignee: code", TEXT, longest=60),
    Target("consignee_name", "Consignee: name", TEXT),
    Target("consignment_country", "Declaration: country of consignment", TEXT, longest=60),
    Target("position", "Goods: number", INTEGER, required=True),
    Target("hs_code", "Goods: HS code", HS_CODE, required=True),
    Target("description", "Goods: description", TEXT, required=True, longest=4000),
    Target("brand", "Goods: brand", TEXT),
    Target("goods_model", "Goods: model", TEXT),
    Target("article_no", "Goods: article no.", TEXT),
    Target("origin_country", "Goods: country of origin", TEXT, longest=60),
    Target("condition", "Goods: new or used", TEXT, longest=60),
    Target("producer_code", "Producer: code", TEXT, longest=60),
    Target("producer_name", "Producer: name", TEXT),
    Target("gross_weight_kg", "Goods: gross weight (kg)", NUMBER),
    Target("net_weight_kg", "Goods: net weight (kg)", NUMBER),
    Target("customs_value", "Goods: customs value", NUMBER),
    Target("currency", "Goods: currency", TEXT, longest=60),
    Target("agreement", "Goods: agreement", TEXT),
    Target("preference_claimed", "Goods: preference claimed", FLAG),
    Target("proof_reference", "Proof of origin: number", TEXT, longest=100),
    Target("proof_dated_on", "Proof of origin: date", DATE),
    Target("rate_without", "Duty: rate without preference (%)", NUMBER),
    Target("rate_with", "Duty: rate with preference (%)", NUMBER),
    Target("duty_without", "Duty: amount without preference", NUMBER),
    Target("duty_with", "Duty: amount with preference", NUMBER),
)
BY_NAME = {target.name: target for target in TARGETS}
# Of an importer, at least one of these.
IMPORTER = ("importer_code", "importer_name")

HEADINGS = Path(__file__).with_name("import_headings.csv")
_SIGNS = re.compile(r"[\W_]+")


def heading_key(text):
    """Return what two headings that say the same have in common."""
    plain = str(text or "").casefold().replace("ё", "е").replace("№", " no ")
    return " ".join(_SIGNS.sub(" ", plain).split())


def _known_headings():
    """Return {heading as it is compared: name}; of two columns that share a heading the first one has it."""
    with open(HEADINGS, newline="", encoding="utf-8") as file:
        rows = [(row["column"], row["heading"]) for row in csv.DictReader(file)]
    known = {}
    for target in TARGETS:
        own = (heading for name, heading in rows if name == target.name)
        for heading in (target.name, target.title, *own):
            known.setdefault(heading_key(heading), target.name)
    return known


_KNOWN = _known_headings()


def proposed(headings):
    """Return {target name: heading} for the headings whose meaning is known, each once."""
    found = {}
    for heading in headings:
        name = _KNOWN.get(heading_key(heading))
        if name and name not in found:
            found[name] = heading
    return found


def places(mapping, headings):
    """Return {target name: place of its column} for a mapping {target name: heading}, and headings not found.

    A heading is found however its letters are spaced and capitalised.
    """
    where = {}
    for place, heading in enumerate(headings):
        where.setdefault(heading_key(heading), place)
    found = {
        name: where[heading_key(heading)]
        for name, heading in mapping.items()
        if heading_key(heading) in where
    }
    return found, [heading for name, heading in mapping.items() if name not in found]


def lacking(names):
    """Return the names of what must be there and is not among ``names``."""
    missing = [target.name for target in TARGETS if target.required and target.name not in names]
    if not set(IMPORTER) & set(names):
        missing.append(IMPORTER[1])
    return missing
