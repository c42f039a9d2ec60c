"""Formulas of tables: which ask another computer, file or program, or lead there by a click.

A formula is taken apart as the program does it before anything in it is judged: a name of a sheet may hold a
quotation mark, a text may hold the name of a function.
"""

import re
from functools import lru_cache

from .file_links import is_fetched_from_elsewhere, is_harmless_link, leads_to_a_share
from .file_names import words

LONGEST = 100_000  # characters; Excel takes 8,192

# Functions that ask something outside of the document, in the words in which files hold them. Russian Excel
# reads its own in texts (CSV); tables of Google, theirs.
ASKING = words("""
    WEBSERVICE IMAGE RTD CALL REGISTER REGISTER.ID EXEC EXECUTE INITIATE POKE FOPEN DDE SQL.REQUEST
    STOCKHISTORY IMPORTTEXT IMPORTCSV COPILOT
    IMPORTDATA IMPORTXML IMPORTHTML IMPORTFEED IMPORTRANGE GOOGLEFINANCE GOOGLETRANSLATE
    ВЕБСЛУЖБА ДРВ ИЗОБРАЖЕНИЕ ВЫЗВАТЬ РЕГИСТРАТОР.ИД
    """)
LINKS = frozenset({"HYPERLINK", "ГИПЕРССЫЛКА"})
POINTERS = frozenset({"INDIRECT", "ДВССЫЛ"})
# Functions younger than the format of Excel, which it marks as such: those that only calculate.
YOUNG = words("""
    ACOT ACOTH AGGREGATE ANCHORARRAY ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST
    BINOM.DIST.RANGE BINOM.INV BITAND BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH
    CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHISQ.TEST CHOOSECOLS CHOOSEROWS
    COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P COVARIANCE.S CSC CSCH DAYS DECIMAL
    DROP ECMA.CEILING ENCODEURL ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST F.DIST F.DIST.RT F.INV
    F.INV.RT F.TEST FIELDVALUE FILTER FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS
    FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT GAMMA
    GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS GROUPBY HSTACK HYPGEOM.DIST IFERROR IFNA IFS IMCOSH IMCOT
    IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN ISFORMULA ISO.CEILING ISOMITTED ISOWEEKNUM LAMBDA LET
    LOGNORM.DIST LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST
    NETWORKDAYS.INTL NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC
    PERCENTILE.INC PERCENTOF PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI PIVOTBY POISSON.DIST
    QUARTILE.EXC QUARTILE.INC QUERYSTRING RANDARRAY RANK.AVG RANK.EQ REDUCE REGEXEXTRACT REGEXREPLACE
    REGEXTEST RRI SCAN SEC SECH SEQUENCE SHEET SHEETS SINGLE SKEW.P SORT SORTBY STDEV.P STDEV.S SUMIFS
    SWITCH T.DIST T.DIST.2T T.DIST.RT T.INV T.INV.2T T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT
    TOCOL TOROW TRIMRANGE UNICHAR UNICODE UNIQUE VALUETOTEXT VAR.P VAR.S VSTACK WEIBULL.DIST
    WORKDAY.INTL WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST
    """)
MARKED_YOUNG = "_XLFN."
# What a text with commas may hold as a formula: a program that saves such a text saves values.
PLAIN = words("""
    ABS AVERAGE CHAR CONCATENATE COUNT DATE IF INT LEFT LEN LOWER MAX MID MIN PRODUCT RIGHT ROUND SUM T TEXT
    TRIM UPPER VALUE СРЗНАЧ СЦЕПИТЬ СЧЁТ ДАТА ЕСЛИ ЦЕЛОЕ ЛЕВСИМВ МАКС ПСТР МИН ПРАВСИМВ ОКРУГЛ СУММ ТЕКСТ
    СЖПРОБЕЛЫ ЗНАЧЕН
    """)

TEXT, NAME, COLUMN = "\ue000", "\ue001", "\ue002"  # in their place; the formula itself holds none of them
MARKS = {'"': TEXT, "'": NAME, "[": COLUMN}
STRAY = dict.fromkeys(map(ord, MARKS.values()), "\ufffd")
CALL = re.compile(r"(?<![\w.])([^\W\d][\w.]*)\s*\(")
STEP = re.compile(rf"(?<![\w.])([^\W\d][\w.]*)\s*\(|[(){{}},;{TEXT}]")
ADDRESS = re.compile(r"://|\\\\")
APPLICATION = re.compile(rf"[\w.?\\{NAME}]\s*\|")
CHANNEL = re.compile(rf"(?:(?<!\w)[^\W\d]\w*|{NAME})\s*\|\s*(?:{NAME}|\w+)\s*!")
ARRAY = re.compile(r"\{[^{}]*\}")
OPENING = re.compile(r"[\"']")
OPENING_OF_EXCEL = re.compile(r"[\"'\[]")
COLUMN_SIGNS = re.compile(r"'.|[\[\]]", re.DOTALL)
# Signs without which nothing but a function leads anywhere, whatever stands between quotation marks.
LEADING = re.compile(r"[|\\]|//|'\s*#")
SLASH = re.compile(r"[\\/]")


def codes_of_excel(formula):
    """Return the codes of what speaks against a formula as Excel keeps it, without its sign of equality."""
    if _is_simple(formula):
        return set()
    parts = _Parts(formula, OPENING_OF_EXCEL)
    codes = parts.codes()
    if "|" in parts.code or any(map(_is_foreign_book, parts.names)):
        codes.add("fetches")
    return codes


def codes_of_opendocument(formula):
    """Return the same for a formula of OpenDocument, with what stands before it (``of:=``)."""
    if _is_simple(formula):
        return set()
    parts = _Parts(formula, OPENING)
    codes = parts.codes()
    code = parts.code
    # In the tables of a text it stands between the members of a list.
    has_channel = not code.startswith("ooow:") and "|" in ARRAY.sub("", code)
    if (
        has_channel
        or any(map(_is_foreign_book, parts.names))
        or any(map(is_fetched_from_elsewhere, parts.books))
    ):
        codes.add("fetches")
    return codes


def codes_of_cell(cell):
    """Return the same for a cell of a text that a program takes for a table (CSV).

    A number with a sign, a telephone and a line with a dash are no formulas, whatever the program thinks.
    """
    sign, formula = cell[0], cell[1:]
    if sign != "=" and _is_simple(formula):
        return set()
    parts = _Parts(formula, OPENING)
    called = parts.called - LINKS - POINTERS - PLAIN
    is_foreign = any(map(_is_foreign_book, parts.names))
    if sign == "=" and not formula.startswith("="):
        codes = parts.codes_of_calls()
        if called or is_foreign or parts.points_elsewhere() or APPLICATION.search(parts.code):
            codes.add("fetches")
        return codes
    codes = parts.codes_of_calls()
    has_address = bool(called) and any(map(is_fetched_from_elsewhere, parts.texts))
    if has_address or (is_foreign and re.search("[!#]", parts.code)) or CHANNEL.search(parts.code):
        codes.add("fetches")
    return codes


def _is_simple(formula):
    """Tell whether nothing in a formula could lead anywhere: a table has a hundred thousand of them."""
    if len(formula) > LONGEST or LEADING.search(formula) or ("'" in formula and "/" in formula):
        return False
    return not any(map(_is_telling, CALL.findall(formula)))


@lru_cache(1000)
def _is_telling(name):
    name = _plain_name(name)
    return name in ASKING | LINKS | POINTERS or _is_unknown(name)


def _is_foreign_book(name):
    """Tell whether a name between apostrophes is a book on another computer: that of a sheet has no slash."""
    return bool(SLASH.search(name)) and is_fetched_from_elsewhere(name)


class _Parts:
    """A formula with marks in the place of its `texts`, its `names` (of sheets and books) and columns.

    What is begun and never closed is judged as if it were not between signs at all.
    """

    def __init__(self, formula, opening):
        self.texts, self.names, self.books = [], [], []
        self.is_too_long = len(formula) > LONGEST
        self.code = "" if self.is_too_long else "".join(self._taken_apart(formula.translate(STRAY), opening))
        self.called = {_plain_name(match[1]) for match in CALL.finditer(self.code)}

    def _taken_apart(self, formula, opening):
        place = 0
        while match := opening.search(formula, place):
            yield formula[place : match.start()]
            sign = match[0]
            end = _end_of_columns(formula, match.end()) if sign == "[" else _end(formula, sign, match.end())
            if end < 0:
                place = match.end()
                break
            content = formula[match.end() : end - 1].replace(sign * 2, sign)
            if sign == '"':
                self.texts.append(content)
            elif sign == "'":
                self.names.append(content)
                if formula[end : end + 50].lstrip().startswith("#"):
                    self.books.append(content)
            yield MARKS[sign]
            place = end
        yield formula[place:]

    def codes(self):
        """Return what speaks against the formula in every format."""
        codes = self.codes_of_calls()
        if self.points_elsewhere() or ADDRESS.search(self.code):
            codes.add("fetches")
        return codes

    def points_elsewhere(self):
        return bool(self.called & POINTERS) and any(_is_foreign_book(text.lstrip("'")) for text in self.texts)

    def codes_of_calls(self):
        codes = set()
        if self.is_too_long or self.called & ASKING or any(_is_unknown(name) for name in self.called):
            codes.add("fetches")
        if self.called & LINKS and not all(map(is_harmless_link, self._links())):
            codes.add("link")
        return codes

    def _links(self):
        """Yield where the links lead: the texts of the first argument, together where they are joined.

        Of texts deeper in it (what a link is looked up by) only those that are addresses.
        """
        texts = iter(self.texts)
        stack = [[False, []]]  # for each bracket: is it still the address of a link, its texts so far
        links = 0
        for step in STEP.finditer(self.code):
            sign = step[0][-1]
            is_address, joined = stack[-1]
            if sign == TEXT:
                text = next(texts, "")
                if is_address:
                    joined.append(text)
                elif links and (leads_to_a_share(text) or "://" in text):
                    yield text
            elif sign in "({":
                is_link = bool(step[1]) and _plain_name(step[1]) in LINKS
                links += is_link
                stack.append([is_link, []])
            elif is_address:
                yield "".join(joined)
                links -= 1
                stack[-1][0] = False
            if sign in ")}" and len(stack) > 1:
                stack.pop()
        yield from ("".join(joined) for is_address, joined in stack if is_address)


def _plain_name(name):
    """Return a function's name in capitals, without what says whose it is: unknown young ones keep it."""
    name = name.upper()
    if name.startswith(MARKED_YOUNG):
        plain = name.removeprefix(MARKED_YOUNG).removeprefix("_XLWS.")
        return plain if plain in YOUNG | ASKING | LINKS | POINTERS else name
    last = name.rpartition(".")[2]
    return last if last in ASKING | LINKS | POINTERS else name


def _is_unknown(name):
    return name.startswith(MARKED_YOUNG)


def _end(formula, sign, place):
    """Return the place behind the sign that closes what begins before ``place``; doubled, it is a letter."""
    while (found := formula.find(sign, place)) >= 0:
        if formula[found + 1 : found + 2] != sign:
            return found + 1
        place = found + 2
    return -1


def _end_of_columns(formula, place):
    """Return the place behind a name of columns, which holds quotation marks as they are."""
    depth = 1
    for match in COLUMN_SIGNS.finditer(formula, place):
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return -1
