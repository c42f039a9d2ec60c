"""Measuring side by side: each way in turn, so that a slow minute of the machine hits all of them."""

import statistics
import time
from dataclasses import dataclass

from .odoo_process import Statements

WARM_UP, RUNS = 2, 7


@dataclass(frozen=True)
class Measure:
    """The median of the runs in milliseconds, and what was sent to PostgreSQL in the median's run."""

    ms: float
    queries: int
    sql_ms: float
    slowest_ms: float
    slowest: str


def side_by_side(**ways):
    """Call each of `ways` (name -> function) in turn, and return {name: Measure}: medians of 7 warm runs."""
    runs = {name: [] for name in ways}
    for turn in range(WARM_UP + RUNS):
        for name, way in ways.items():
            run = once(way)
            if turn >= WARM_UP:
                runs[name].append(run)
    return {name: median(found) for name, found in runs.items()}


def once(way):
    """Call `way` and measure it."""
    with Statements() as statements:
        start = time.perf_counter()
        way()
        seconds = time.perf_counter() - start
    slowest, text = statements.slowest
    return Measure(seconds * 1000, statements.count, statements.seconds * 1000, slowest * 1000, text)


def median(runs):
    """The run in the middle."""
    middle = statistics.median_low(run.ms for run in runs)
    return next(run for run in runs if run.ms == middle)
