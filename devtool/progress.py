"""What the user sees while `./dev` works: one line a step with the time since the start."""

import shutil
import sys
import time

STARTED = time.monotonic()


class Trouble(Exception):  # noqa: N818 - it is the user's trouble, and mostly no error of ours
    """Something the user can mend. Its text is the one clear sentence they get instead of a traceback."""


def say(text):
    """Print one step, so that nobody has to wonder what a silent terminal is doing."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


class Ticker:
    """The newest line of a long command, shown in place on a terminal and nowhere else."""

    def __init__(self):
        self.shown = sys.stdout.isatty()

    def show(self, line):
        """Replace the line shown before: the end of a long line tells more than its beginning."""
        if self.shown:
            width = shutil.get_terminal_size().columns - 14
            print(f"\r\033[K             {line.strip()[-width:]}", end="", flush=True)

    def clear(self):
        """Leave no half-line behind."""
        if self.shown:
            print("\r\033[K", end="", flush=True)


class Echo:
    """Every line of a command, as it comes."""

    def show(self, line):
        """Pass the line on."""
        print(line, end="", flush=True)

    def clear(self):
        """Nothing is left behind."""
