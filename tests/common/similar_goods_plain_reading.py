"""RS16.12 and RS16.12c read word by word, slowly, in plain Python: what the set-based result must be.

Nothing here uses the product's code: not its SQL, not its keys. Goods are plain objects whose attributes are
named as the statute's words are.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

ENCLOSING = " \t\n\r\"'`´«»„“”‘’.,;:()[]<>/\\-–—_*#№"
SAYS_NOTHING = re.compile(
    r"|n/a|na|none|no|нет|отсутствует|не указан|не указана|не обозначен|bez", re.IGNORECASE
)


def word(text):
    """A characteristic as one compares it: letter case, spaces and enclosing marks are no difference."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text or "").casefold()).strip(ENCLOSING)
    return "" if SAYS_NOTHING.fullmatch(plain) else plain


@dataclass
class Line:
    """Declared goods."""

    name: object
    authority: object
    agreement: object
    claimed: bool
    registered_on: date
    hs_code: str
    producer: object = None  # the firm
    exporter: object = None
    brand: str = ""
    model: str = ""
    article_no: str = ""
    description: str = ""

    def described(self):
        return self.describe(self.brand, self.model, self.article_no, self.description)

    @staticmethod
    def describe(*texts):
        return tuple(word(text) for text in texts)


@dataclass
class Goods:
    """Goods of a suspension."""

    hs_code: str
    producer: object = None
    exporter: object = None
    brand: str = ""
    model: str = ""
    article_no: str = ""
    nothing_tells_apart: bool = False
    judgements: dict = field(default_factory=dict)  # how goods are described -> similar


@dataclass
class Suspension:
    """A suspension of the preference."""

    name: object
    authority: object
    agreement: object
    digits: int
    starts_on: date | None
    put_in_force: bool
    ended_on: date | None = None
    goods: list = field(default_factory=list)


def falls_under(line, suspension):
    """Return (firm, by judgement) when the line falls under the suspension, else None."""
    found = [how for goods in suspension.goods if (how := _similar(line, goods, suspension))]
    if not found:
        return None
    firms = {firm for firms, _judged in found for firm in firms}
    return "both" if len(firms) == 2 else firms.pop(), all(judged for _firms, judged in found)


def _similar(line, goods, suspension):
    if not suspension.put_in_force or not line.claimed:
        return None
    if (line.authority, line.agreement) != (suspension.authority, suspension.agreement):
        return None
    if not _within(line.registered_on, suspension) or not _same_code(line, goods, suspension.digits):
        return None
    firms = _same_firms(line, goods)
    if not firms:
        return None
    if line.described() in goods.judgements:
        return (firms, True) if goods.judgements[line.described()] else None
    return (firms, False) if _same_characteristics(line, goods) else None


def _within(day, suspension):
    if suspension.starts_on is None or day < suspension.starts_on:
        return False
    return suspension.ended_on is None or day < suspension.ended_on


def _same_code(line, goods, digits):
    if len(line.hs_code) < digits or len(goods.hs_code) < digits:
        return False
    return line.hs_code[:digits] == goods.hs_code[:digits]


def _same_firms(line, goods):
    firms = set()
    if line.producer and goods.producer and line.producer == goods.producer:
        firms.add("producer")
    if line.exporter and goods.exporter and line.exporter == goods.exporter:
        firms.add("exporter")
    return firms


def _characteristics(line, goods):
    pairs = ((goods.brand, line.brand), (goods.model, line.model), (goods.article_no, line.article_no))
    return [(word(named), word(declared)) for named, declared in pairs if word(named)]


def _same_characteristics(line, goods):
    if goods.nothing_tells_apart:
        return True
    named = _characteristics(line, goods)
    return bool(named) and all(wanted == declared for wanted, declared in named)


def is_likely(line, suspension):
    """Return whether a person must say if the line falls under the suspension."""
    if falls_under(line, suspension):
        return False
    return any(_is_likely(line, goods, suspension) for goods in suspension.goods)


def _is_likely(line, goods, suspension):
    if not line.claimed or (line.authority, line.agreement) != (suspension.authority, suspension.agreement):
        return False
    if not _within(line.registered_on, suspension) or not _same_firms(line, goods):
        return False
    judged = goods.judgements.get(line.described())
    named = _characteristics(line, goods)
    contradicted = not goods.nothing_tells_apart and any(
        declared and declared != wanted for wanted, declared in named
    )
    if _same_code(line, goods, suspension.digits):
        return judged is None and not contradicted and not _same_characteristics(line, goods)
    if len(goods.hs_code) < suspension.digits or len(line.hs_code) >= suspension.digits:
        return False
    if not goods.hs_code[: suspension.digits].startswith(line.hs_code):
        return False
    return not contradicted if judged is None else judged


def state(line, suspensions, decisions=()):
    """Return where the preference of the line stands."""
    if decisions:
        return decisions[-1]
    if not line.claimed:
        return "not_claimed"
    under = [suspension for suspension in suspensions if falls_under(line, suspension)]
    if not under:
        return "claimed"
    return "suspended" if any(suspension.ended_on is None for suspension in under) else "released"
