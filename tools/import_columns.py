"""What a line of an import can say of declared goods, and under which headings systems say it. No ORM.

Each file names its columns in its own way. The mapping is proposed from the headings here and kept with
the source; a person can change it.
"""

import re
from dataclasses import dataclass

TEXT, DATE, INTEGER, NUMBER, FLAG, HS_CODE = "text", "date", "integer", "number", "flag", "hs_code"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a line can say: its name, kind, longest text, and headings that mean it."""

    name: str
    title: str
    kind: str = TEXT
    required: bool = False
    head: bool = False
    longest: int = 250
    headings: tuple[str, ...] = ()


def _target(name, title, kind, *headings, **more):
    return Target(name, title, kind, headings=headings, **more)


TARGETS = (
    _target(
        "number",
        "Declaration: number",
        TEXT,
        *("declaration", "declaration number", "declaration no", "mrn", "номер дт", "номер декларации"),
        *("регистрационный номер", "рег номер дт", "№ дт", "номер гтд", "broj deklaracije"),
        required=True,
        head=True,
        longest=60,
    ),
    _target(
        "registered_on",
        "Declaration: registered on",
        DATE,
        *("registered on", "registration date", "date of registration", "date", "дата регистрации"),
        *("дата дт", "дата декларации", "дата", "datum registracije"),
        required=True,
        head=True,
    ),
    _target(
        "importer_code",
        "Importer: code",
        TEXT,
        *("importer code", "importer bin", "importer vat", "importer tax id", "бин импортера"),
        *("бин получателя", "инн импортера", "инн получателя", "код импортера", "pib uvoznika"),
        head=True,
        longest=60,
    ),
    _target(
        "importer_name",
        "Importer: name",
        TEXT,
        *("importer", "importer name", "consignee", "импортер", "получатель", "наименование импортера"),
        *("наименование получателя", "uvoznik"),
        head=True,
    ),
    _target(
        "exporter_code",
        "Exporter: code",
        TEXT,
        *("exporter code", "exporter vat", "exporter tax id", "код экспортера", "код отправителя"),
        *("инн отправителя", "pib izvoznika"),
        head=True,
        longest=60,
    ),
    _target(
        "exporter_name",
        "Exporter: name",
        TEXT,
        *("exporter", "exporter name", "consignor", "экспортер", "отправитель"),
        *("наименование отправителя", "наименование экспортера", "izvoznik"),
        head=True,
    ),
    _target(
        "consignment_country",
        "Declaration: country of consignment",
        TEXT,
        *("country of consignment", "consignment country", "dispatch country", "страна отправления"),
        *("код страны отправления", "zemlja otpreme"),
        head=True,
        longest=60,
    ),
    _target(
        "position",
        "Goods: number",
        INTEGER,
        *("position", "item", "item no", "goods no", "no", "номер товара", "№ товара", "товар №"),
        *("графа 32", "naimenovanje"),
        required=True,
    ),
    _target(
        "hs_code",
        "Goods: HS code",
        HS_CODE,
        *("hs code", "hs", "tariff code", "commodity code", "cn code", "код тн вэд", "тн вэд", "код товара"),
        *("код тнвэд", "tarifna oznaka"),
        required=True,
    ),
    _target(
        "description",
        "Goods: description",
        TEXT,
        *("description", "goods", "goods description", "наименование товара", "описание товара"),
        *("описание", "товар", "opis robe"),
        required=True,
        longest=4000,
    ),
    _target(
        "brand",
        "Goods: brand",
        TEXT,
        "brand",
        "trade mark",
        "trademark",
        "товарный знак",
        "торговая марка",
        "бренд",
        "марка",
    ),
    _target("goods_model", "Goods: model", TEXT, "model", "goods model", "модель", "model robe"),
    _target(
        "article_no",
        "Goods: article no.",
        TEXT,
        "article",
        "article no",
        "article number",
        "sku",
        "артикул",
        "artikal",
    ),
    _target(
        "producer_code",
        "Producer: code",
        TEXT,
        *("producer code", "manufacturer code", "producer vat", "код производителя", "код изготовителя"),
        longest=60,
    ),
    _target(
        "producer_name",
        "Producer: name",
        TEXT,
        *("producer", "producer name", "manufacturer", "производитель", "изготовитель"),
        *("наименование производителя", "наименование изготовителя", "proizvodjac", "proizvođač"),
    ),
    _target(
        "gross_weight_kg",
        "Goods: gross weight (kg)",
        NUMBER,
        *("gross weight", "gross weight kg", "gross kg", "gross", "вес брутто", "вес брутто кг", "брутто"),
        *("масса брутто", "bruto"),
    ),
    _target(
        "net_weight_kg",
        "Goods: net weight (kg)",
        NUMBER,
        *(
            "net weight",
            "net weight kg",
            "net kg",
            "net",
            "вес нетто",
            "вес нетто кг",
            "нетто",
            "масса нетто",
        ),
        "neto",
    ),
    _target(
        "customs_value",
        "Goods: customs value",
        NUMBER,
        *("customs value", "value", "таможенная стоимость", "стоимость", "carinska vrednost"),
    ),
    _target(
        "currency",
        "Goods: currency",
        TEXT,
        "currency",
        "currency code",
        "валюта",
        "код валюты",
        "valuta",
        longest=60,
    ),
    _target(
        "agreement",
        "Goods: agreement",
        TEXT,
        *("agreement", "agreement code", "соглашение", "код соглашения", "sporazum"),
    ),
    _target(
        "preference_claimed",
        "Goods: preference claimed",
        FLAG,
        *("preference", "preference claimed", "преференция", "заявлена преференция", "преференции"),
        *("тарифная преференция", "preferencijal"),
    ),
    _target(
        "proof_reference",
        "Proof of origin: number",
        TEXT,
        *("proof", "proof number", "proof of origin", "certificate", "certificate number", "certificate no"),
        *("номер сертификата", "сертификат", "сертификат происхождения", "номер ст 2", "ст 2"),
        longest=100,
    ),
    _target(
        "proof_dated_on",
        "Proof of origin: date",
        DATE,
        *("proof date", "date of proof", "certificate date", "дата сертификата", "дата ст 2"),
    ),
    _target(
        "rate_without",
        "Duty: rate without preference (%)",
        NUMBER,
        *(
            "rate",
            "duty rate",
            "rate without preference",
            "ставка",
            "ставка пошлины",
            "ставка без преференции",
        ),
    ),
    _target(
        "rate_with",
        "Duty: rate with preference (%)",
        NUMBER,
        *("rate with preference", "preferential rate", "ставка с преференцией", "преференциальная ставка"),
    ),
    _target(
        "duty_without",
        "Duty: amount without preference",
        NUMBER,
        *("duty", "duty without preference", "пошлина", "сумма пошлины", "пошлина без преференции"),
    ),
    _target(
        "duty_with",
        "Duty: amount with preference",
        NUMBER,
        *("duty with preference", "preferential duty", "пошлина с преференцией"),
    ),
)
BY_NAME = {target.name: target for target in TARGETS}
# Of an importer, at least one of these.
IMPORTER = ("importer_code", "importer_name")

_SIGNS = re.compile(r"[\W_]+")


def heading_key(text):
    """Return what two headings that say the same have in common."""
    return " ".join(_SIGNS.sub(" ", str(text or "").casefold().replace("ё", "е")).split())


def _known_headings():
    known = {}
    for target in TARGETS:
        for heading in (target.name, target.title, *target.headings):
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
