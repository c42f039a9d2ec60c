"""Run other programs quietly: their output goes to a log, the user sees a step and, if it fails, why."""

import os
import subprocess

from . import paths
from .progress import Echo, Ticker, Trouble


def run(command, failure, log, env=None, cwd=None):
    """Run to the end and return the output; on failure raise `failure` with the last line said."""
    code, output = record(command, log, env, cwd)
    if code:
        reason = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "no output")
        raise Trouble(f"{failure} ({reason[:300]}; all of it in {paths.log(log)}).")
    return output


def record(command, log, env=None, cwd=None, echo=False):
    """Run with the output in a log; all of it is shown too, or only its newest line: (exit code, output)."""
    lines = []
    ticker = Echo() if echo else Ticker()
    with (
        open(paths.log(log), "w", encoding="utf-8") as place,
        begin(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=env,
            cwd=cwd,
        ) as child,
    ):
        for line in child.stdout:
            place.write(line)
            lines.append(line)
            ticker.show(line)
        ticker.clear()
    return child.returncode, "".join(lines)


def begin(command, **options):
    """A child that ends when we do, even when we are killed: nothing goes on building behind our back."""
    return subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *map(str, command)], **options)


def ask(command, env=None):
    """The output of a short command, or an empty text when it fails or is not there."""
    try:
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            env=env,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def captured(command):
    """Run a short command and return its end, with its output as bytes."""
    return subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )


def foreground(command, env, cwd=None):
    """Run with the user's own terminal and return the exit code; Ctrl-C belongs to the program then."""
    with begin(command, env=env, cwd=cwd) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


def plain_environment(**extra):
    """The environment without what changes the meaning of other programs' output."""
    return os.environ | {"LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"} | extra
