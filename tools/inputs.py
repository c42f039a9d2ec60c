"""Values as they come from outside, through a remote call or an import: a wrong one gets a sentence."""

import base64
import binascii
import re
from datetime import date, datetime

from odoo.exceptions import UserError

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What PostgreSQL takes in no text: NUL, and halves of characters as JSON can bring them.
UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def as_given_day(value):
    """Return ``value`` (date, ``YYYY-MM-DD`` or nothing) as a date or False.

    A moment is no day: which day it falls on depends on the time zone, so nothing of it is cut off.

    :raises ValueError: it is something else
    """
    if value is None or value is False or value == "":
        return False
    if isinstance(value, str) and DAY.fullmatch(value.strip()):
        return date.fromisoformat(value.strip())
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError(value)


def given_day(env, value):
    """Return ``value`` (date, ``YYYY-MM-DD`` or nothing) as a date or False, or raise a UserError."""
    try:
        return as_given_day(value)
    except ValueError:
        raise UserError(
            env._("'%s' is not a date. Write it as YYYY-MM-DD, for example 2026-03-02.", given_text(value))
        ) from None


def given_content(value):
    """Return the bytes of ``value`` (base64, as remote calls send files), or nothing where it is none."""
    try:
        return base64.b64decode(value or b"", validate=True)
    except (binascii.Error, ValueError, TypeError):
        return b""


def given_text(value):
    """Return ``value`` as text without spaces around it and without characters that no form can write.

    What is neither text nor number is no text at all.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    text = value if isinstance(value, str) else ""
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable()).strip()


def given_files(value):
    """Return ``value``, a list of (file name, content), with base64 as remote calls send it made bytes.

    :raises ValueError: it is something else
    """
    files = []
    for pair in value or ():
        name, content = pair
        upload = isinstance(content, bytes) or hasattr(content, "stream")
        files.append((given_text(name), content if upload else given_content(content)))
    return files


def given_ids(value):
    """Return ``value``, a list of ids or nothing, as a list of ids; anything else is that of no record: 0."""
    ids = value or []
    if not isinstance(ids, list | tuple) or not all(
        isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**31 for number in ids
    ):
        return [0]
    return list(dict.fromkeys(ids))
