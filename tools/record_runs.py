"""How far the check of all records came, and when it was last at its end, by the outside log. No ORM.

What the database says of it, who may write to the database writes anew.
"""

import json

from .outside_log import FileLog

GOING_ON = "checking"  # a part is checked, the check goes on behind it
DONE = "checked"
# Where the database keeps the last of these acts, for where no log can be read.
HELD = "customs_verification.record_check"
TAIL = 200  # bytes
MOST_NAMED = 200  # cases that an act names


class RunsReader:
    """Reads the acts of a check once, and then what was added. One for each process."""

    def __init__(self):
        self._seen: dict[str, tuple[bytes, int, dict[str, dict[str, dict]]]] = {}

    def last(self, log: FileLog, identity: str) -> dict[str, dict]:
        """Return act -> the last line with it, of the log ``identity`` as it stands now.

        :raises LogError: it cannot be read
        """
        before, offset, found = self._seen.get(log.path, (b"", 0, {}))
        if before != _bytes_before(log.path, offset):  # another file, or one that was cut
            offset, found = 0, {}
        acts, end, _file = log.acts(offset)
        for act in acts:
            if act.get("act") in (GOING_ON, DONE) and isinstance(act.get("log"), str):
                found.setdefault(act["log"], {})[act["act"]] = act
        self._seen[log.path] = (_bytes_before(log.path, end), end, found)
        return found.get(identity, {})


def _bytes_before(path: str, offset: int) -> bytes:
    """Return the end of what was read of a file: by it another file is known, whatever its number."""
    try:
        with open(path, "rb") as file:
            file.seek(max(offset - TAIL, 0))
            return file.read(min(offset, TAIL))
    except OSError:
        return b""


def parsed(text: str) -> dict[str, dict]:
    """Return what the database holds: act -> the last line with it."""
    try:
        held = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(held, dict):
        return {}
    return {act: held[act] for act in (GOING_ON, DONE) if isinstance(held.get(act), dict)}


def is_unfinished(last: dict[str, dict]) -> bool:
    """Tell whether the last check was cut short: it goes on from there."""
    going_on, done = last.get(GOING_ON), last.get(DONE)
    return bool(going_on) and (not done or done.get("run") != going_on.get("run"))
