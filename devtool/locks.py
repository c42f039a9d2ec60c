"""Two commands at once must not build the same thing, and one killed half-way must not leave half of it."""

import contextlib
import fcntl
import os
import shutil
import time

from . import paths
from .progress import say


@contextlib.contextmanager
def locked(name, waiting="Another ./dev is at work on the same thing; waiting for it"):
    """Hold a lock by name; the system lets go of it when the process dies, however it dies."""
    with open(paths.folder(paths.cache() / "locks") / name, "w", encoding="utf-8") as handle:
        if not taken_within(handle, seconds=1):
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def taken_within(handle, seconds):
    """Whether the lock came in time: most waits are too short to speak of."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def whole_or_nothing(target):
    """A folder to fill; it takes its final name only when the block has ended well."""
    for left_over in target.parent.glob(f".{target.name}.*"):
        shutil.rmtree(left_over, ignore_errors=True)
    unfinished = paths.folder(target.parent / f".{target.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
