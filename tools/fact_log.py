"""The outside log: where the heads of the records are kept out of the database's reach. No ORM.

A file of JSON lines or syslog, as the server's configuration file says. A line once written is never changed.
"""

import contextlib
import fcntl
import json
import logging
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from logging.handlers import SysLogHandler

OPTION = "customs_fact_log"
SYSLOG_SOCKET = "/dev/log"
IDENT = "customs_verification: "
NAMES = ("database", "uuid", "case", "chain_index", "hash", "recorded_at")
# What a line says of its case can be found without reading the whole line: a log has millions of them.
_CASE = re.compile(rb'"case":"([a-z0-9_.]+,[0-9]+)"')


class LogError(Exception):
    """The outside log cannot be written or read; the text says why, for the administrator."""


def open_log(setting: str | None) -> "FileLog | SysLog | None":
    """Return the log that the configuration names: a path, ``syslog``, ``syslog:facility[:/socket]``.

    :raises LogError: the setting names no log
    """
    setting = (setting or "").strip()
    if setting.lower() in ("", "false", "none"):
        return None
    if setting.split(":", 1)[0] == "syslog":
        return SysLog(setting)
    if not os.path.isabs(setting):
        raise LogError(f"{OPTION} = {setting}: give an absolute path, or syslog.")
    return FileLog(setting)


def line(head: dict, **more) -> bytes:
    """One head as its line: JSON in the order of NAMES, without blanks."""
    values = {name: head[name] for name in NAMES} | more
    return json.dumps(values, separators=(",", ":"), ensure_ascii=True).encode()


class FileLog:
    """A file of JSON lines that is only ever added to."""

    readable = True

    def __init__(self, path: str):
        self.path = path

    def append(self, heads: Iterable[dict], **more) -> None:
        """Add the heads, all or none, and wait until they are on the disk. Safe for several processes."""
        content = b"".join(line(head, **more) + b"\n" for head in heads)
        if not content:
            return
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
            try:
                self._add(descriptor, content)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise LogError(f"The outside log {self.path} cannot be written: {error.strerror}.") from error

    def _add(self, descriptor: int, content: bytes) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # let go when the file is closed
        size = os.fstat(descriptor).st_size
        # A machine that went down may have left half a line: it stays, and what follows begins anew.
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            content = b"\n" + content
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        except OSError:
            with contextlib.suppress(OSError):  # a log that can only be added to keeps the half line
                os.ftruncate(descriptor, size)
            raise

    def lines(self, uuid: str, wanted: Callable[[str], bool]) -> Iterator[dict]:
        """Yield the lines of a database's cases for which `wanted("model,id")`, one after the other."""
        try:
            with open(self.path, "rb") as file:
                for raw in file:
                    found = _CASE.search(raw)
                    if found and wanted(found[1].decode()):
                        yield from _parsed(raw, uuid)
        except FileNotFoundError:
            return
        except OSError as error:
            raise LogError(f"The outside log {self.path} cannot be read: {error.strerror}.") from error

    def hashes(self, uuid: str, cases: Iterable[str]) -> dict[str, dict[int, frozenset[str]]]:
        """Return what the log knows of `cases` ("model,id"): case -> place in the chain -> hashes."""
        known: dict = defaultdict(lambda: defaultdict(set))
        for values in self.lines(uuid, frozenset(cases).__contains__):
            known[values["case"]][values["chain_index"]].add(values["hash"])
        return {
            case: {index: frozenset(hashes) for index, hashes in places.items()}
            for case, places in known.items()
        }


def _parsed(raw: bytes, uuid: str) -> Iterator[dict]:
    """Yield the line when it is whole and of this database; what is no line of ours is passed over."""
    try:
        values = json.loads(raw)
    except ValueError:
        return
    if (
        isinstance(values, dict)
        and values.get("uuid") == uuid
        and isinstance(values.get("case"), str)
        and isinstance(values.get("chain_index"), int)
        and isinstance(values.get("hash"), str)
    ):
        yield values


class _Handler(SysLogHandler):
    def handleError(self, record):  # noqa: N802 - the library's name
        raise sys.exc_info()[1]  # the library would print it and go on


class SysLog:
    """The system's log, from where it can be sent to another machine. It is written, never read."""

    readable = False

    def __init__(self, setting: str):
        _word, facility, address = [*setting.split(":", 2), "", ""][:3]
        if facility.startswith("/"):
            facility, address = "", facility
        self.facility, self.path = facility or "auth", address or SYSLOG_SOCKET
        if self.facility not in SysLogHandler.facility_names:
            raise LogError(f"{OPTION} = {setting}: syslog has no facility {self.facility}.")
        if not os.path.isabs(self.path):
            raise LogError(f"{OPTION} = {setting}: give the absolute path of the socket.")

    def append(self, heads: Iterable[dict], **more) -> None:
        """Send each head as a message."""
        facility = SysLogHandler.facility_names[self.facility]
        try:
            if not os.path.exists(self.path):
                raise FileNotFoundError(2, "there is no such socket")
            handler = _Handler(self.path, facility)
            try:
                handler.ident = IDENT
                for head in heads:
                    text = line(head, **more).decode()
                    handler.emit(logging.LogRecord("facts", logging.INFO, "", 0, text, None, None))
            finally:
                handler.close()
        except OSError as error:
            raise LogError(f"The system's log {self.path} cannot be written: {error.strerror}.") from error
