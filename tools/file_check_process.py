"""The check of PDFs, archives and documents, in a process of its own: what is cunning there stays there.

A parser can be kept busy, filled up or broken by the file that it reads. So files are read by a child of this
process that has few seconds, bounded memory, no right to write a file, nothing in its environment and a
lower priority. It answers with what speaks against each file, one line each, and ends. When it does not, the
file that it was reading is not taken.
"""

import dataclasses
import json
import os
import shutil
import subprocess
import sys

from .file_problem import Problem

ROOM = 1536 * 1024 * 1024  # bytes of addresses, of which the interpreter and the parsers need a third …
ROOM_PER_BYTE = 8  # … and for what is read, unpacked and laid out anew
OPEN_FILES = 64
MOST_ANSWER = 1024 * 1024

START = """
import json, sys
sys.path[:0] = json.loads(sys.argv[1])
from tools.file_check_process import answer
answer()
"""
SLOW = (Problem("too_slow"),)


def problems_of(files, limits, seconds):
    """Return, for each of ``files``, the problems of its content.

    :param files: list of (extension, bytes)
    :param limits: `Limits` of one file
    :param seconds: for all of them together; what was not read by then has the problem ``too_slow``
    """
    if not files:
        return []
    if seconds <= 0:
        return [SLOW] * len(files)
    head = {
        "limits": {name: _plain(value) for name, value in dataclasses.asdict(limits).items()},
        "files": [(extension, len(content)) for extension, content in files],
        "seconds": seconds,
    }
    lines = _ask([json.dumps(head).encode() + b"\n", *(content for _extension, content in files)], seconds)
    found = []
    for line in lines:
        problems = _problems(line)
        if problems is None:
            break
        found.append(problems)
    # The first without an answer is the one that it was reading; the others were not looked at.
    return found[: len(files)] + [SLOW] * (len(files) - len(found))


def _ask(parts, seconds):
    """Let a child read ``parts`` (bytes); return the lines of its answer, complete ones alone."""
    paths = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))), *filter(None, sys.path)]
    with subprocess.Popen(
        [_python(), "-I", "-B", "-c", START, json.dumps(paths)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"LANG": "C.UTF-8", "PATH": os.defpath},
    ) as child:
        try:
            lines, _errors = child.communicate(b"".join(parts), timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            lines, _errors = child.communicate()
    return lines[:MOST_ANSWER].split(b"\n")[:-1]


def _python():
    return sys.executable or shutil.which("python3") or "python3"


def _plain(value):
    return sorted(value) if isinstance(value, frozenset) else value


def _problems(line):
    """Return the problems that a ``line`` of the answer names, or None where it is no answer."""
    try:
        rows = json.loads(line)
        if not isinstance(rows, list):
            return None
        return tuple(Problem(str(code), dict(params), str(inside)) for code, params, inside in rows)
    except (ValueError, TypeError):
        return None


# In the child


def answer():
    """Read the files from the standard input, and write what speaks against each."""
    # Imported by the child alone: a server needs no parser of its own.
    from .file_check import (  # noqa: PLC0415  # pylint: disable=cyclic-import
        Limits,
        content_problems,
    )
    from .file_zip import Budget  # noqa: PLC0415

    source, target = sys.stdin.buffer, sys.stdout.buffer
    head = json.loads(source.readline())
    size = sum(length for _extension, length in head["files"])
    _restrict(head["seconds"], size)
    limits = Limits(**{**head["limits"], "types": frozenset(head["limits"]["types"])})
    for extension, length in head["files"]:
        content = source.read(length)
        try:
            problems = content_problems(extension, content, limits, Budget(limits))
        except (MemoryError, RecursionError):
            problems = SLOW
        del content
        target.write(json.dumps([_short(problem) for problem in problems[:100]]).encode() + b"\n")
        target.flush()


def _short(problem):
    return problem._replace(inside=problem.inside[:500])


def _restrict(seconds, size):
    """Bound what this process may use, before it reads anything of the files."""
    os.nice(5)
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # not on Windows: there the time alone is bounded, from outside
        return
    for kind, most in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, ROOM + ROOM_PER_BYTE * size),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))
