"""The school's month: how the journals were kept, attendance by class, and the lessons that were not filled."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from kit.database import transaction
from kit.documents.model import Chart, Column, Document, Section, Table, Value
from services.reports.actions.control_room import ControlRoom, Wanted, control_room_of, lessons_behind
from services.reports.documents.source import Source, cuts, percent, whole_school
from services.reports.domain.metrics import Share
from services.reports.store import statistics
from services.reports.store.control_room import Cut
from services.reports.store.statistics import AttendanceRow, Part

_AT_ONCE = 1000
_PARTS = 4
_COUNTS = ("absent", "ill", "excused", "unexcused", "late")


def month_report(source: Source) -> tuple[str, Document]:
    """Of the month that the order's day is in."""
    first = date.fromisoformat(source.parameter("date")).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    wanted = Wanted(None, (first, last), None)
    room = control_room_of(source.pool, source.school_id, wanted)
    title = f"{source.say('month')}, {first:%m.%Y}"
    return title, source.document(title, _sections(source, room, wanted), source.lines_of(room))


def _sections(source: Source, room: ControlRoom, wanted: Wanted) -> Iterator[Section]:
    source.bench.reach(0, _PARTS)
    yield whole_school(source, room)
    source.bench.reach(1, _PARTS)
    if room.span is not None:
        yield _attendance(source, room.span.begin, room.span.until)
    source.bench.reach(2, _PARTS)
    yield from cuts(source, room)
    source.bench.reach(3, _PARTS)
    yield _behind(source, wanted)
    source.bench.reach(_PARTS, _PARTS)


def _attendance(source: Source, begin: date, until: date) -> Section:
    with transaction(source.pool, source.school_id) as connection:
        rows = statistics.attendance(connection, source.school_id, begin, until, Part())
        titles = statistics.classes(connection, source.school_id)
    sums: dict[str | None, list[int]] = defaultdict(lambda: [0] * (1 + len(_COUNTS)))
    for row in rows:
        sums[row.class_id] = [one + more for one, more in zip(sums[row.class_id], _numbers(row), strict=True)]
    # Mixed groups after the classes.
    order = sorted(sums, key=lambda each: (each is None, titles.get(each or "", ("", 0))[::-1]))
    named = [(titles[each][0] if each in titles else source.say("mixed"), sums[each]) for each in order]
    whole = [sum(column) for column in zip(*sums.values(), strict=True)] or [0] * (1 + len(_COUNTS))
    columns = [
        Column(source.say("class"), 20), Column(source.say("places"), 13, "number"),
        *(Column(source.say(name), 13, "number") for name in _COUNTS), Column(source.say("missed_share"), 13, "share"),
    ]  # fmt: skip
    chart = Chart(
        source.say("missed_chart"), source.say("class"), "%",
        [(name, percent(Share(numbers[1], numbers[0]))) for name, numbers in named], most=None,
    )  # fmt: skip
    table = Table("", columns, [_row(*each) for each in named], foot=[_row(source.say("all"), whole)])
    return Section(source.say("attendance"), tables=[table], charts=[chart] if named else [], own_page=True)


def _numbers(row: AttendanceRow) -> list[int]:
    return [row.places, *(getattr(row, name) for name in _COUNTS)]


def _row(name: str, numbers: list[int]) -> list[Value]:
    return [name, *numbers, percent(Share(numbers[1], numbers[0]))]


def _behind(source: Source, wanted: Wanted) -> Section:
    columns = [
        Column(source.say("day"), 12, "day"), Column(source.say("class"), 10), Column(source.say("subject"), 34),
        Column(source.say("filled_on"), 16, "day"),
    ]  # fmt: skip
    return Section(source.say("behind"), tables=[Table("", columns, _lessons(source, wanted))], own_page=True)


def _lessons(source: Source, wanted: Wanted) -> Iterator[list[Value]]:
    """All of them, page by page: a report has no limit of rows."""
    after: tuple[date, str] | None = None
    while some := lessons_behind(
        source.pool, source.school_id, "lessons_filled", Cut(), wanted, after, _AT_ONCE
    ):  # fmt: skip
        for row in some:
            yield [row.day, row.class_title, row.subject_title, row.filled_on]
        after = (some[-1].day, some[-1].lesson_id)
