"""Where a document from outside leads: to a page of the web, to a file, to another computer."""

import re
from urllib.parse import unquote

from .file_names import DANGEROUS, extension_of

# What a person follows by a click, and sees in the program before it opens.
HARMLESS_SCHEMES = frozenset({"http", "https", "mailto", "tel", "fax", "ftp", "ftps"})
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
LOCAL_FILE = re.compile(r"file:(?:///|/)?(?=[^/\\])", re.IGNORECASE)
PLAIN_PAGE = re.compile(r"https?://[A-Za-z0-9][\w.,:/?&=#%~+@!;-]*\Z", re.ASCII)
DRIVE = re.compile(r"/?[A-Za-z](:|%3A|\|)[\\/]", re.IGNORECASE)


def is_harmless_link(target):
    """Tell whether a click on ``target`` opens a page, a mail or a document, and starts nothing."""
    if PLAIN_PAGE.match(target):
        return True
    target = _plain(target)
    if leads_to_a_share(target):
        return False
    scheme = _scheme(target)
    if scheme in HARMLESS_SCHEMES:
        return True
    return scheme in ("", "file") and extension_of(target.partition("#")[0].rstrip(". ")) not in DANGEROUS


def is_fetched_from_elsewhere(target):
    """Tell whether a program that fetches ``target`` by itself asks another computer for it."""
    target = _plain(target)
    return leads_to_a_share(target) or _scheme(target) not in ("", "file", "cid", "data")


def leads_to_a_share(target):
    r"""Tell whether ``target`` is on a named computer of a network: ``\\server\x``, ``file://server/x``.

    Windows sends the user's name and a proof of the password to whatever computer is named there.
    """
    target = _plain(target)
    if target.lower().startswith("file:"):
        return not LOCAL_FILE.match(target) or leads_to_a_share(LOCAL_FILE.sub("", target))
    return target[:2].replace("\\", "/") == "//"


def _plain(target):
    """Return ``target`` as programs read it: without escapes, control characters and spaces around it."""
    for _round in range(3):
        target = unquote(target)
    return "".join(sign for sign in target if sign.isprintable()).strip()


def _scheme(target):
    """Return the scheme in small letters; that of a path on a drive is ``file``, of a relative one empty."""
    if DRIVE.match(target):
        return "file"
    match = SCHEME.match(target)
    return match[1].lower() if match else ""
