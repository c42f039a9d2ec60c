"""Dates, moments, numbers and countries as people outside the officers' screens read them; knows no model.

One form everywhere, on pages, in mails, letters and receipts: the day in words, in the language of the
reader, so that nobody takes 09/12 for September. The four languages of the addon are written out here, so
that a date is the same on every machine (Babel writes Odoo's ``sr@latin`` in Cyrillic letters, and the months
that Serbian inflects in their first form); any other language is Babel's.

Languages are Odoo's codes (``en_US``, ``ru_RU``, ``sr@latin``, ``kk_KZ``) or the bare word (``en``, ``ru``).
"""

from datetime import date, datetime
from decimal import Decimal

import pytz
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.units import UnknownUnitError, format_unit

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    "sr": (
        "januara", "februara", "marta", "aprila", "maja", "juna",
        "jula", "avgusta", "septembra", "oktobra", "novembra", "decembra",
    ),
    "kk": (
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
        "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
    ),
}  # fmt: skip
FORMS = {
    "en": "{day} {month} {year}",
    "ru": "{day} {month} {year} г.",
    "sr": "{day}. {month} {year}.",
    "kk": "{year} жылғы {day} {month}",
}


def locale_of(lang):
    """Return Babel's locale of a language; English where Babel knows none."""
    code = (lang or "en").replace("@latin", "_Latn").replace("@Cyrl", "_Cyrl").replace("-", "_")
    try:
        return Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en")


def long_date(day, lang, empty=""):
    """Return a day in words: 9 December 2026, 9 декабря 2026 г., 9. decembra 2026."""
    if not day:
        return empty
    locale = locale_of(lang)
    if not _is_written_here(locale):
        return format_date(day, "long", locale=locale)
    month = MONTHS[locale.language][day.month - 1]
    return FORMS[locale.language].format(day=day.day, month=month, year=day.year)


def _is_written_here(locale):
    """Tell whether the dates of a language are written out here: Serbian only in Latin letters."""
    return locale.language in MONTHS and (locale.language != "sr" or locale.script == "Latn")


def _local(moment, zone):
    if not moment.tzinfo:
        moment = pytz.utc.localize(moment)
    return moment.astimezone(pytz.timezone(zone))


def day_of(moment, zone):
    """Return the day on which a moment (in UTC, as Odoo stores it) falls in a time zone, or None."""
    return _local(moment, zone or "UTC").date() if moment else None


def long_moment(moment, lang, zone, empty=""):
    """Return a moment (in UTC, as Odoo stores it) in words, in a time zone that is named beside it."""
    if not moment:
        return empty
    zone = zone or "UTC"
    local = _local(moment, zone)
    between = " u " if locale_of(lang).language == "sr" else ", "
    return f"{long_date(local.date(), lang)}{between}{local:%H:%M:%S} ({zone})"


def decimal_number(value, lang, places=2, fixed=False, empty=""):
    """Return a number with the marks of a language.

    :param places: how many decimals at most; with ``fixed`` always so many, as amounts of money have them
    """
    if value is None or value is False:
        return empty
    pattern = "#,##0" + ("." + ("0" if fixed else "#") * places if places else "")
    return format_decimal(Decimal(str(value)), pattern, locale=locale_of(lang))


def amount_in_words(value, currency, lang, places=2):
    """Return an amount with the code of its currency, as letters have it: 1,234.50 EUR."""
    return unbroken(f"{decimal_number(value, lang, places, fixed=True)} {currency}")


def html_language(lang):
    """Return the language as HTML and PDF name it: sr-Latn, ru, kk, en."""
    locale = locale_of(lang)
    return "-".join(filter(None, (locale.language, locale.script)))


# Babel knows Kazakh, but not these words, and inflects the Serbian ones wrongly (40 dani): forms for 1, 2, 5.
UNITS = {
    "kk": {"day": ("күн",) * 3, "month": ("ай",) * 3, "year": ("жыл",) * 3},
    "sr": {
        "day": ("dan", "dana", "dana"),
        "month": ("mesec", "meseca", "meseci"),
        "year": ("godina", "godine", "godina"),
    },
}


def length_in_words(number, unit, lang):
    """Return a length of time with its word (1 day, 60 дней); nothing for a unit without words."""
    locale = locale_of(lang)
    if locale.language == "kk" or (locale.language == "sr" and locale.script == "Latn"):
        forms = UNITS[locale.language].get(unit)
        return f"{number} {forms[_form_of(number)]}" if forms else ""
    try:
        return format_unit(number, f"duration-{unit}", "long", locale=locale)
    except UnknownUnitError:  # working days have no word in Babel
        return ""


def _form_of(number):
    """Return which form of a Slavic word follows a number: 0 after 1 and 21, 1 after 2 to 4, else 2."""
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else 2


def country_name(code, lang):
    """Return the name of a country in a language that Odoo does not bring along (Kazakh); else nothing."""
    locale = locale_of(lang)
    return locale.territories.get(code, "") if code and locale.language == "kk" else ""


def unbroken(text):
    """Return a short text that no line is broken within: a date, a number with its unit."""
    return text.replace(" ", NO_BREAK_SPACE)


def as_day(value):
    """Return the day of what a field of Odoo holds, a date or text of one; None where it holds none."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
