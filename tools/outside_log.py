"""The outside log: where the heads of the records are kept out of the database's reach. No ORM.

A file of JSON lines or syslog, as the server's configuration file says. A line once written is never changed.
A log is begun for one database, by a line of its own, and moved by another (`outside_log_owner.py`).
"""

import contextlib
import fcntl
import json
import logging
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from logging.handlers import SysLogHandler

from . import database_code

OPTION = "customs_fact_log"
SYSLOG_SOCKET = "/dev/log"
IDENT = "customs_verification: "
NAMES = ("log", "database", "case", "chain", "chain_index", "hash", "recorded_at")
FACTS = "facts"
# What a line says of its case can be found without reading the whole line: a log has millions of them.
_CASE = re.compile(rb'"case":"([a-z0-9_.]+,[0-9]+)"')
_ACT = b'"act":'


def head(entry: Mapping, chain: str, moment: datetime) -> dict:
    """Return an entry or a seal as the log writes it: of which record, in which chain and place, its hash.

    :param entry: with res_model, res_id, chain_index and hash
    :param moment: when it was recorded, UTC
    """
    return {
        "case": f"{entry['res_model']},{entry['res_id']}",
        "chain": chain,
        "chain_index": entry["chain_index"],
        "hash": entry["hash"],
        "recorded_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
    }


def place(values: Mapping) -> tuple:
    """Return where a head or a line stands, and with which hash: (case, chain, place, hash)."""
    return tuple(values[name] for name in NAMES[2:6])


class LogError(Exception):
    """The outside log cannot be written or read; the text says why, for the administrator."""


@dataclass
class Known:
    """What the log knows of one chain.

    :param hashes: place in the chain -> hashes
    :param covered: up to this place the beginning of the log covers the chain by its head
    :param begun: the beginning of the log has its head
    :param lost: how many places were given up when a backup was restored, as an administrator stated
    :param late: place -> (who, when): an administrator added the line afterwards
    :param code: place -> which code kept in the database wrote in that transaction
    """

    hashes: dict[int, set[str]] = field(default_factory=dict)
    covered: int = 0
    begun: bool = False
    lost: int = 0
    late: dict[int, tuple[str, str]] = field(default_factory=dict)
    code: dict[int, str] = field(default_factory=dict)

    def add(self, values: Mapping) -> None:
        index = values["chain_index"]
        if values.get("act") == "lost":
            gone = [known for known in self.hashes if known >= index]
            # Places that the head of the beginning covers have no line of their own.
            self.lost += len(gone) + len(set(range(index, self.covered + 1)).difference(gone))
            self.covered = min(self.covered, index - 1)
            for known in gone:
                for kept in (self.hashes, self.late, self.code):
                    kept.pop(known, None)
            return
        if values.get("begun"):
            self.covered = max(self.covered, index)
            self.begun = True
        if "written_by" in values and index not in self.hashes:
            self.late[index] = str(values["written_by"]), str(values.get("written_at", ""))
        if "code" in values:
            self.code[index] = str(values["code"])
        self.hashes.setdefault(index, set()).add(values["hash"])


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


def line(values: Mapping) -> bytes:
    """A line of the log: JSON, the names of a head in the order of NAMES and first, without blanks."""
    ordered = {name: values[name] for name in NAMES if name in values} | dict(values)
    return json.dumps(ordered, separators=(",", ":"), ensure_ascii=True).encode()


def _refuse_code() -> None:
    """Code kept in the database writes no line of its own: only the end of a transaction does."""
    if database_code.running() and not database_code.inside_of("_write_log"):
        raise LogError("Code kept in the database does not write into the outside log.")


class FileLog:
    """A file of JSON lines that is only ever added to."""

    readable = True

    def __init__(self, path: str):
        self.path = path

    def append(self, lines: Iterable[Mapping]) -> None:
        """Add the lines, all or none, and wait until they are on the disk. Safe for several processes."""
        _refuse_code()
        content = b"".join(line(values) + b"\n" for values in lines)
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

    def acts(self, offset: int = 0) -> tuple[list[dict], int, tuple]:
        """Return the acts (begun, moved) after ``offset``, where the last line ends, and which file it is.

        :raises LogError: the file cannot be read
        """
        try:
            with open(self.path, "rb") as file:
                status = os.fstat(file.fileno())
                file.seek(offset)
                acts = []
                for raw in file:
                    if not raw.endswith(b"\n"):
                        break  # somebody is writing it
                    offset += len(raw)
                    if _ACT in raw and b'"case":' not in raw:
                        acts += _parsed(raw)
                return acts, offset, (status.st_dev, status.st_ino)
        except FileNotFoundError:
            return [], 0, ()
        except OSError as error:
            raise LogError(f"The outside log {self.path} cannot be read: {error.strerror}.") from error

    def lines(self, belongs: Callable[[Mapping], bool], wanted: Callable[[str], bool]) -> Iterator[dict]:
        """Yield the lines that ``belongs`` takes of cases for which `wanted("model,id")`, in their order."""
        try:
            with open(self.path, "rb") as file:
                for raw in file:
                    found = _CASE.search(raw)
                    if found and wanted(found[1].decode()):
                        for values in _parsed(raw):
                            if _is_head(values) and belongs(values):
                                yield values
        except FileNotFoundError:
            return
        except OSError as error:
            raise LogError(f"The outside log {self.path} cannot be read: {error.strerror}.") from error

    def known(self, belongs: Callable[[Mapping], bool], cases: Iterable[str]) -> dict[str, dict[str, Known]]:
        """Return what the log knows of ``cases`` ("model,id"): case -> chain -> `Known`."""
        known: dict = defaultdict(lambda: defaultdict(Known))
        for values in self.lines(belongs, frozenset(cases).__contains__):
            known[values["case"]][values.get("chain", FACTS)].add(values)
        return {case: dict(chains) for case, chains in known.items()}


def _parsed(raw: bytes) -> Iterator[dict]:
    """Yield the line when it is whole; what is no line of ours is passed over."""
    try:
        values = json.loads(raw)
    except ValueError:
        return
    if isinstance(values, dict):
        yield values


def _is_head(values: Mapping) -> bool:
    """Tell whether a line is the head of a chain, or says that its end was lost."""
    return (
        isinstance(values.get("case"), str)
        and isinstance(values.get("chain", FACTS), str)
        and isinstance(values.get("chain_index"), int)
        and (isinstance(values.get("hash"), str) or values.get("act") == "lost")
    )


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

    def append(self, lines: Iterable[Mapping]) -> None:
        """Send each line as a message."""
        _refuse_code()
        facility = SysLogHandler.facility_names[self.facility]
        try:
            if not os.path.exists(self.path):
                raise FileNotFoundError(2, "there is no such socket")
            handler = _Handler(self.path, facility)
            try:
                handler.ident = IDENT
                for values in lines:
                    text = line(values).decode()
                    handler.emit(logging.LogRecord("facts", logging.INFO, "", 0, text, None, None))
            finally:
                handler.close()
        except OSError as error:
            raise LogError(f"The system's log {self.path} cannot be written: {error.strerror}.") from error
