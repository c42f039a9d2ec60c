"""ClamAV over its socket: is there a known virus in these bytes.

The protocol is clamd's ``INSTREAM``: chunks, each with its length in front, then an empty one; one line comes
back.
"""

import io
import re
import socket
import struct
import time
from contextlib import closing, suppress
from typing import NamedTuple

CHUNK = 64 * 1024
MAX_ANSWER = 4096
TIMEOUT = 20.0  # seconds for one file, from the first byte to the answer
# A scanner that let somebody wait until the end is asked shortly for a while: others do not wait as long.
SHY_SECONDS = 30.0
SHY_TIMEOUT = 2.0
_silent_until = {}  # of this process: address: time

# The text that every scanner takes for a virus, though it is none (in pieces, for this file is none either).
TEST_VIRUS = "".join(
    ("X5O!P%@AP[4\\PZX54(P^)7CC)7}", "$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*")
).encode()


class Scan(NamedTuple):
    """What a scan gave: clean, infected (``detail``: by what), not_scanned, or failed (``detail``: why)."""

    status: str
    detail: str = ""


class _RefusedError(Exception):
    """The scanner did not scan."""


def parse_address(address):
    """Return ``(family, address)`` for the socket: a path (``/run/clamav/clamd.ctl``) or ``host:port``.

    :raises ValueError: it is neither
    """
    address = re.sub("^(unix|tcp):(//)?", "", (address or "").strip())
    if address.startswith("/"):
        if len(address.encode()) > 100 or "\0" in address:
            raise ValueError(address)
        return socket.AF_UNIX, address
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})", address, re.ASCII)
    if not match or not 0 < int(match[2]) < 65_536:
        raise ValueError(address)
    return socket.AF_INET, (match[1].strip("[]"), int(match[2]))


def scan(content, address, timeout=TIMEOUT):
    """Return the `Scan` of ``content`` (bytes or a seekable stream) by the scanner at ``address``.

    Never raises for what a scanner does: whoever asked decides what a failed scan means. Without an address
    nothing is scanned. A stream is left at its beginning.

    :param timeout: seconds for the whole scan
    """
    if not (address or "").strip():
        return Scan("not_scanned")
    begun = time.monotonic()
    if begun < _silent_until.get(address, 0):
        timeout = min(timeout, SHY_TIMEOUT)
    stream = io.BytesIO(content) if isinstance(content, bytes | bytearray) else content
    stream.seek(0)
    try:
        verdict = _verdict(_ask(stream, address, begun + timeout))
        _silent_until.pop(address, None)
        return verdict
    except _RefusedError as error:
        return Scan("failed", str(error))
    except TimeoutError:
        _silent_until[address] = time.monotonic() + SHY_SECONDS
        return Scan("failed", "timed out")
    except (OSError, ValueError) as error:
        return Scan("failed", getattr(error, "strerror", None) or str(error) or type(error).__name__)
    finally:
        stream.seek(0)


def scan_all(contents, address, seconds):
    """Return the `Scan` of each of ``contents``, all of them within ``seconds``.

    The first that fails is the last that is sent: who does not answer once is not asked again. What was not
    sent any more has failed as well.
    """
    deadline = time.monotonic() + seconds
    scans = []
    for content in contents:
        left = deadline - time.monotonic()
        if scans and scans[-1].status == "failed":
            scans.append(scans[-1])
        elif left <= 0 and (address or "").strip():
            scans.append(Scan("failed", "no time left"))
        else:
            scans.append(scan(content, address, min(left, TIMEOUT) if address else TIMEOUT))
    return scans


def _ask(stream, address, deadline):
    with closing(_connect(address, deadline)) as sock:
        # It says why before it hangs up, or it says nothing, which is no verdict.
        with suppress(BrokenPipeError, ConnectionResetError):
            _send(sock, b"zINSTREAM\0", deadline)
            while chunk := stream.read(CHUNK):
                _send(sock, struct.pack("!L", len(chunk)) + chunk, deadline)
            _send(sock, struct.pack("!L", 0), deadline)
        return _receive(sock, deadline)


def _connect(address, deadline):
    family, place = parse_address(address)
    if family == socket.AF_INET:
        return socket.create_connection(place, timeout=_left(deadline))
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(_left(deadline))
        sock.connect(place)
    except BaseException:
        sock.close()
        raise
    return sock


def _send(sock, data, deadline):
    sock.settimeout(_left(deadline))
    sock.sendall(data)


def _receive(sock, deadline):
    """Return the line of the answer; one that comes drop by drop may take no longer than one at once."""
    answer = b""
    while not answer.endswith((b"\0", b"\n")):
        sock.settimeout(_left(deadline))
        part = sock.recv(MAX_ANSWER)
        answer += part
        if not part or len(answer) > MAX_ANSWER:
            break
    return answer.strip(b"\0\r\n ").decode("utf-8", "replace")


def _left(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


def _verdict(answer):
    """Return the `Scan` that the line ``answer`` means. Whatever is not plainly clean is not clean."""
    if answer == "stream: OK":
        return Scan("clean")
    found = re.fullmatch(r"stream: (.+) FOUND", answer)
    if found:
        return Scan("infected", found[1])
    raise _RefusedError(answer or "no answer")
