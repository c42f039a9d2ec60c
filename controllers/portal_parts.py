"""What the portal's pages share: own records by id, dates and days in words, ids and words from a form."""

import re

from babel.units import format_unit, get_unit_name

from odoo.tools import babel_locale_parse, format_datetime
from odoo.tools.misc import get_lang

from .file import LAST_ID

ID = f"int(min=1, max={LAST_ID})"

# A download is nothing that a browser renders on our host, and nothing that it keeps.
DOWNLOAD_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("Cache-Control", "no-store"),
)


def count_of_days(env, days):
    """Return a number of days with its word in the user's language: 1 day, 5 days."""
    locale = babel_locale_parse(get_lang(env).code)
    if not get_unit_name("duration-day", locale=locale):  # Babel knows Kazakh, but not this word
        return env._("%(number)s days", number=abs(days))
    return format_unit(abs(days), "duration-day", "long", locale=locale)


def days_in_words(env, days):
    """Return in words how many ``days`` are left until the last day, or by how many it has passed."""
    if days < 0:
        return env._("%(days)s late", days=count_of_days(env, days))
    if days == 0:
        return env._("today is the last day")
    return env._("%(days)s left", days=count_of_days(env, days))


def moment_in_words(env, moment, tz):
    """Return a moment in the time zone ``tz`` (that of the authority), which is named beside it."""
    if not moment:
        return ""
    return f"{format_datetime(env, moment, tz=tz or 'UTC', dt_format='long')} ({tz or 'UTC'})"


def given_ids(values):
    """Return the ids among what a form sent, and whether all of it were ids."""
    ids = [int(text) for text in values if re.fullmatch("[0-9]{1,10}", text) and int(text) <= LAST_ID]
    return ids, len(ids) == len(values)


def sentences(error):
    """Return the sentences of an error, one by one."""
    return [line.strip() for line in str(error).splitlines() if line.strip()]
