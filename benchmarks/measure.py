"""Measuring two things in turn and telling their ratio."""

import gc
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    work: str
    floor: float
    desk: float
    unit: str
    bar: float

    @property
    def ratio(self):
        return self.desk / self.floor if self.floor else float("nan")

    def __str__(self):
        verdict = "ok" if self.ratio <= self.bar else "MISSED"
        return (
            f"| {self.work} | {self.floor:.3g} {self.unit} | {self.desk:.3g} {self.unit} "
            f"| {self.ratio:.2f} | {self.bar:g} | {verdict} |"
        )


HEAD = "| work | floor | desk | ratio | bar | |\n|---|---|---|---|---|---|"


def in_turn(runs: int, *works: Callable[[], object], warm_up: int = 1) -> list[list[float]]:
    """Return the seconds of each work, measured A B A B …, after a warm-up."""
    for _ in range(warm_up):
        for work in works:
            work()
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for kept, work in zip(seconds, works, strict=True):
            gc.collect()
            started = time.perf_counter()
            work()
            kept.append(time.perf_counter() - started)
    return seconds


def median(seconds: list[float]) -> float:
    return statistics.median(seconds)


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95) - 1]


def peak_mib() -> float:
    """Return the most memory this process has had."""
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kib / 1024


def tell(line: object) -> None:
    print(line, flush=True)
    sys.stdout.flush()
