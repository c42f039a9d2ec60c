"""Values as they come from outside, through a remote call or an import: a wrong one gets a sentence."""

import base64
import binascii

from odoo import fields
from odoo.exceptions import UserError


def given_day(env, value):
    """Return ``value`` (date, ``YYYY-MM-DD`` or nothing) as a date or False, or raise a UserError."""
    try:
        return fields.Date.to_date(value or None) or False
    except (ValueError, TypeError, AttributeError):
        raise UserError(
            env._("'%s' is no date. Write it as YYYY-MM-DD, for example 2026-03-02.", value)
        ) from None


def given_content(value):
    """Return the bytes of ``value`` (base64, as remote calls send files), or nothing where it is none."""
    try:
        return base64.b64decode(value or b"", validate=True)
    except (binascii.Error, ValueError, TypeError):
        return b""


def given_text(value):
    """Return ``value`` as text without spaces around it and without characters that no form can write."""
    text = value if isinstance(value, str) else str(value or "")
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable()).strip()


def given_files(value):
    """Return ``value``, a list of (file name, content), with base64 as remote calls send it made bytes.

    :raises ValueError: it is something else
    """
    files = []
    for pair in value or ():
        name, content = pair
        files.append((given_text(name), given_content(content) if isinstance(content, str) else content))
    return files
