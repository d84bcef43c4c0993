"""Results: a value, its floor, their ratio; what machine they are from."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

# Odd, so that the median is a round that was.
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result. `ratio` is value over floor; `aim` is the most it should be, where one is set."""

    name: str
    unit: str
    value: float
    floor: float
    ratio: float
    aim: float | None = None


def measure(
    name: str, value: Callable[[], float], floor: Callable[[], float], *, unit: str = "ms", aim: float | None = None
) -> Row:
    """Takes both in turn, so that what else happens on the machine meets both alike; the medians of the rounds."""
    values: list[float] = []
    floors: list[float] = []
    for number in range(ROUNDS):
        # Whoever goes second finds warmer caches: take turns at that too.
        pair = [(values, value), (floors, floor)]
        for kept, take in pair if number % 2 == 0 else reversed(pair):
            kept.append(take())
    return row(name, values, floors, unit=unit, aim=aim)


def row(
    name: str, values: Sequence[float], floors: Sequence[float], *, unit: str = "ms", aim: float | None = None
) -> Row:
    """The medians of rounds as one line."""
    value, floor = statistics.median(values), statistics.median(floors)
    return Row(name, unit, round(value, 4), round(floor, 4), round(value / floor, 3), aim)


def each(action: Callable[[], object], times: int) -> float:
    """Milliseconds of one, over so many in a row."""
    began = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - began) * 1000 / times


def typical(action: Callable[[], object], times: int) -> float:
    """Milliseconds of one: the median of so many in a row, which a neighbour on the machine moves little."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def as_json(rows: Sequence[Row]) -> dict[str, Any]:
    """What `--json` writes."""
    return {"machine": machine(), "rows": [asdict(each) for each in rows]}


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
    }


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
