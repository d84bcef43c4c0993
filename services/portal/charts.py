"""Charts as numbers: where lines, bars and cells stand. Templates draw them (charts.html), with a table of the same."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

_WIDTH, _HEIGHT = 440, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 12, 12, 28
# Labels under a line are left out where they would overlap.
_MOST_LABELS = 7
# Attendance below these percents is darker and darker: a class of 25 with one away is at 96.
_HEAT_STEPS = (98, 95, 92, 88, 80)


@dataclass(frozen=True, slots=True)
class Dot:
    """A value of a line with its place; percent of 0 to 100."""

    x: float
    y: float
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of percents; stretches end where there is no data."""

    title: str
    values: list[float | None]
    stretches: list[list[Dot]]

    @property
    def dots(self) -> list[Dot]:
        """All its values that there are."""
        return [dot for stretch in self.stretches for dot in stretch]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over the same labels, with the heights of the grid's percents."""

    labels: list[str]
    lines: list[Line]
    ticks: list[tuple[float, int]]
    # (x, label) of what is written under it.
    marks: list[tuple[float, str]]
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT
    right: int = _WIDTH - _RIGHT
    bottom: int = _HEIGHT - _BOTTOM

    @property
    def empty(self) -> bool:
        """Whether there is nothing that a line could show."""
        return len(self.labels) < 2 or not any(len(line.dots) > 1 for line in self.lines)  # noqa: PLR2004


def line_chart(labels: Sequence[str], series: Iterable[tuple[Any, Sequence[float | None]]]) -> LineChart:
    """Lines (title, percents by label; None: no data). The scale begins at the ten below the lowest value."""
    known = [(str(title), list(values)) for title, values in series]
    found = [value for _, values in known for value in values if value is not None]
    lowest = int(min(found, default=0) // 10 * 10) if found else 0
    lowest = min(lowest, 90)
    span = 100 - lowest

    def x_of(place: int) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * (place / max(1, len(labels) - 1)), 1)

    def y_of(value: float) -> float:
        return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * (100 - value) / span, 1)

    lines = []
    for title, values in known:
        stretches: list[list[Dot]] = [[]]
        for place, value in enumerate(values):
            if value is None:
                stretches.append([])
            else:
                stretches[-1].append(Dot(x_of(place), y_of(value), labels[place], value))
        lines.append(Line(title, values, [each for each in stretches if each]))
    step = 10 if span <= 50 else 20  # noqa: PLR2004
    every = -(-len(labels) // _MOST_LABELS) or 1
    return LineChart(
        list(labels),
        lines,
        [(y_of(value), value) for value in range(lowest, 101, step)],
        [(x_of(place), label) for place, label in enumerate(labels) if place % every == 0],
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: what it is ("m5"), from where, how wide, how many."""

    key: str
    x: float
    width: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a distribution: its title, its parts over a width of 100, all together."""

    title: str
    pieces: list[Piece]
    whole: int


def bars(rows: Iterable[tuple[str, Sequence[tuple[str, int]]]]) -> list[Bar]:
    """Distributions (title, (key, count) …); rows of nothing are left out."""
    found = []
    for title, counts in rows:
        whole, x, pieces = sum(count for _, count in counts), 0.0, []
        for key, count in counts:
            if count:
                width = 100 * count / whole
                pieces.append(Piece(key, round(x, 2), round(width, 2), count))
                x += width
        if whole:
            found.append(Bar(title, pieces, whole))
    return found


@dataclass(slots=True)
class Heat:
    """A cell of a heat map: who was away of how many places."""

    places: int = 0
    absent: int = 0

    @property
    def percent(self) -> int | None:
        """Who was there, in whole percent; never 100 when somebody was away; None: no data."""
        if not self.places:
            return None
        return min(round(100 * (self.places - self.absent) / self.places), 100 if not self.absent else 99)

    @property
    def level(self) -> str:
        """0 (everybody) to 5; "" without data."""
        found = self.percent
        return "" if found is None else str(sum(found < step for step in _HEAT_STEPS))

    def add(self, places: int, absent: int) -> None:
        """Counts more of the same."""
        self.places += places
        self.absent += absent


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows of cells under columns; `total` is the row of all together."""

    columns: list[datetime.date]
    rows: list[tuple[str, list[Heat]]]
    total: list[Heat] = field(default_factory=list)


Attended = tuple[str, datetime.date, int, int]


def week_of(day: datetime.date) -> datetime.date:
    """The Monday of a day."""
    return day - datetime.timedelta(days=day.weekday())


def heat_by_week(days: Iterable[Attended], titles: Sequence[tuple[str, str]]) -> HeatMap:
    """Rows (key, title) over weeks, of days as (key, day, places, absent); keys without a title are in the total."""
    cells: dict[str, dict[datetime.date, Heat]] = defaultdict(lambda: defaultdict(Heat))
    total: dict[datetime.date, Heat] = defaultdict(Heat)
    for key, day, places, absent in days:
        cells[key][week_of(day)].add(places, absent)
        total[week_of(day)].add(places, absent)
    weeks = sorted(total)
    rows = [(title, [cells[key].get(week, Heat()) for week in weeks]) for key, title in titles if key in cells]
    return HeatMap(weeks, rows, [total[week] for week in weeks])


def heat_by_weekday(days: Iterable[Attended], titles: Sequence[str]) -> HeatMap:
    """Days of the week over weeks; `titles` of the days, from Monday. Days on which there is nothing are left out."""
    cells: dict[int, dict[datetime.date, Heat]] = defaultdict(lambda: defaultdict(Heat))
    total: dict[datetime.date, Heat] = defaultdict(Heat)
    for _, day, places, absent in days:
        cells[day.weekday()][week_of(day)].add(places, absent)
        total[week_of(day)].add(places, absent)
    weeks = sorted(total)
    rows = [(titles[number], [cells[number].get(week, Heat()) for week in weeks]) for number in sorted(cells)]
    return HeatMap(weeks, rows, [total[week] for week in weeks])
