"""What the portal's pages share: own records by id, dates and days in words, ids and words from a form."""

import re

from odoo.http import content_disposition, request
from odoo.tools.misc import get_lang

from ..tools.dates import length_in_words, long_moment
from .file import LAST_ID

ID = f"int(min=1, max={LAST_ID})"

# A download is nothing that a browser renders on our host, and nothing that it keeps.
DOWNLOAD_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("Cache-Control", "no-store"),
)


def download(content, name, mimetype=None):
    """Return a response that sends ``content`` as a download of this name; its type may be unknown."""
    headers = [
        ("Content-Type", mimetype or "application/octet-stream"),
        ("Content-Length", str(len(content))),
        ("Content-Disposition", content_disposition(name)),
        *DOWNLOAD_HEADERS,
    ]
    return request.make_response(content, headers)


def count_of_days(env, days):
    """Return a number of days with its word in the user's language: 1 day, 5 days."""
    return length_in_words(abs(days), "day", get_lang(env).code)


def days_in_words(env, days):
    """Return in words how many ``days`` are left until the last day, or by how many it has passed."""
    if days < 0:
        return env._("%(days)s late", days=count_of_days(env, days))
    if days == 0:
        return env._("today is the last day")
    return env._("%(days)s left", days=count_of_days(env, days))


def moment_in_words(env, moment, tz):
    """Return a moment in the time zone ``tz`` (that of the authority), which is named beside it."""
    return long_moment(moment, get_lang(env).code, tz)


def given_ids(values):
    """Return the ids among what a form sent, and whether all of it were ids."""
    ids = [int(text) for text in values if re.fullmatch("[0-9]{1,10}", text) and int(text) <= LAST_ID]
    return ids, len(ids) == len(values)


def sentences(error):
    """Return the sentences of an error, one by one; whoever sent too much is told when to come again."""
    seconds = getattr(error, "seconds", None)
    if seconds:
        request.future_response.headers["Retry-After"] = str(seconds)
    return [line.strip() for line in str(error).splitlines() if line.strip()]


def status_of(problems, refused=422):
    """Return the status of an answer with ``problems``: fine, refused, or too much for now."""
    if not problems:
        return 200
    return 429 if "Retry-After" in request.future_response.headers else refused
