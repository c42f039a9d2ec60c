"""Time stamps of a third party (RFC 3161) of the heads of all chains. No ORM.

A stamp proves that the heads stood so at a moment, by a signature that nobody here can make. What is stamped
is a list: the hash of the stamp before, then the heads that moved since.
"""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import NamedTuple

import requests
from cryptography import x509

URL = "customs_time_stamp"
ROOTS = "customs_time_stamp_ca"
SECONDS = 20
LARGEST_ANSWER = 1024 * 1024
BEFORE = "before "
TYPE = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class StampError(Exception):
    """A time stamp cannot be had or checked; the text says why, for the administrator."""


class Head(NamedTuple):
    """The head of a chain as it was stamped."""

    case: str
    chain: str
    index: int
    hash: str


def list_of(heads: Iterable[Mapping], before: str) -> bytes:
    """Return what is stamped: the hash of the stamp ``before`` and the heads, one a line, in order."""
    lines = sorted(f"{head['case']} {head['chain']} {head['chain_index']} {head['hash']}" for head in heads)
    return "\n".join((BEFORE + before, *lines)).encode() + b"\n"


def digest(content: bytes) -> str:
    """Return the hash that is stamped."""
    return hashlib.sha256(content).hexdigest()


def packed(content: bytes) -> bytes:
    """Return the list as it is stored."""
    return gzip.compress(content, mtime=0)


def unpacked(content: bytes) -> bytes:
    """Return the list as it was stamped.

    :raises StampError: it is not stored whole
    """
    try:
        return gzip.decompress(content)
    except (OSError, EOFError) as error:
        raise StampError(f"The stamped list cannot be read: {error}.") from error


def before_of(content: bytes) -> str:
    """Return the hash of the stamp before, as the list names it."""
    return content.split(b"\n", 1)[0].decode(errors="replace").removeprefix(BEFORE)


def heads_of(content: bytes, cases: Iterable[str]) -> list[Head]:
    """Return the heads of ``cases`` ("model,id") in a list."""
    wanted, heads = {case.encode() for case in cases}, []
    for line in content.splitlines()[1:]:
        parts = line.split(b" ")
        if parts[0] in wanted and len(parts) == 4 and parts[2].isdigit():
            case, chain, index, value = (part.decode(errors="replace") for part in parts)
            heads.append(Head(case, chain, int(index), value))
    return heads


def is_wanted(url: str | None) -> bool:
    """Tell whether the configuration asks for time stamps."""
    return (url or "").strip().lower() not in ("", "false", "none")


def _library():
    try:
        import rfc3161_client  # noqa: PLC0415 - not a must, loaded when a stamp is asked for
    except ImportError as error:
        raise StampError(
            "Time stamps need the Python package rfc3161-client (see requirements.txt)."
        ) from error
    return rfc3161_client


def stamp(hashed: str, url: str) -> bytes:
    """Ask the authority at ``url`` to stamp a hash, and return its answer as it came.

    :raises StampError: it cannot be reached, refuses, or answers something else
    """
    library = _library()
    if not url.startswith(("https://", "http://")):
        raise StampError(f"{URL} = {url}: give the address of a time stamp authority.")
    builder = library.TimestampRequestBuilder().data(hashed.encode())
    query = builder.hash_algorithm(library.HashAlgorithm.SHA256).cert_request(cert_request=True).build()
    try:
        with requests.post(
            url, data=query.as_bytes(), headers=TYPE, timeout=SECONDS, allow_redirects=False, stream=True
        ) as answer:
            content = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
            code = answer.status_code
    except (requests.RequestException, OSError) as error:
        raise StampError(f"The time stamp authority {url} cannot be reached: {error}") from error
    if code != 200 or len(content) > LARGEST_ANSWER:
        raise StampError(f"The time stamp authority {url} answers {code}.")
    read = _read(library, content)
    if read.status != 0 or read.tst_info.nonce != query.nonce:
        raise StampError(f"The time stamp authority {url} refuses, or answers another question.")
    if read.tst_info.message_imprint.message != hashlib.sha256(hashed.encode()).digest():
        raise StampError(f"The time stamp authority {url} stamped something else.")
    return content


def moment_of(answer: bytes) -> datetime:
    """Return the moment in UTC of which a stamp speaks, without checking its signature.

    :raises StampError: it is no stamp
    """
    return _moment(_read(_library(), answer))


def checked(answer: bytes, hashed: str, roots: bytes) -> datetime:
    """Return the moment in UTC at which a hash was stamped, by an authority under the ``roots`` (PEM).

    :raises StampError: the signature, the certificates or the hash do not fit
    """
    library = _library()
    try:
        certificates = x509.load_pem_x509_certificates(roots)
    except ValueError as error:
        raise StampError(f"{ROOTS} names no certificates: {error}") from error
    read = _read(library, answer)
    builder = library.VerifierBuilder()
    for certificate in certificates:
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(read, hashed.encode())
    except (library.VerificationError, ValueError) as error:
        raise StampError(f"The time stamp is not valid: {error}") from error
    return _moment(read)


def _read(library, answer):
    try:
        return library.decode_timestamp_response(answer)
    except ValueError as error:
        raise StampError(f"That is no answer of a time stamp authority: {error}") from error


def _moment(read):
    moment = read.tst_info.gen_time
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0) if moment.tzinfo else moment
