"""What both reports are made from, and the tables that both have."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.documents.making import Bench
from kit.documents.model import Chart, Column, Document, Section, Table, Value
from kit.documents.office import Office
from services.reports.actions.control_room import ControlRoom
from services.reports.documents.texts import text
from services.reports.domain.metrics import (
    Counts,
    Share,
    by_class,
    by_subject,
    by_year_group,
    metrics_of,
    teachers_in_full,
    total_of,
)

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
METRICS = (
    "lessons_filled", "filled_in_time", "pupils_without_marks", "pupils_with_one_mark", "homework_recorded"
)  # fmt: skip
_OF_TEACHERS = ("lessons_filled", "filled_in_time", "homework_recorded")


@dataclass(frozen=True, slots=True)
class Source:
    """The order, the school, the words. `who`: for whom it is made, in words."""

    pool: Pool
    bench: Bench
    office: Office
    now: datetime
    who: str

    @property
    def school_id(self) -> str:
        """The school."""
        return self.bench.order.school_id

    def say(self, key: str, **values: object) -> str:
        """A text in the document's language."""
        return text(self.bench.order.locale, key, **values)

    def parameter(self, name: str) -> str:
        """What the order says; empty: nothing."""
        return self.bench.order.parameters.get(name, "")

    def document(self, title: str, sections: Iterable[Section], lines: Sequence[str]) -> Document:
        """The whole."""
        return Document(
            title=title,
            school=self.office.title,
            sections=sections,
            watermark=self.say("watermark", title=title, time=self.office.local(self.now), who=self.who),
            language=self.bench.order.locale,
            page_word=self.say("page"),
            lines=lines,
            landscape=True,
        )

    def lines_of(self, room: ControlRoom) -> list[str]:
        """Which days were counted, and with which they are compared."""
        if room.span is None:
            return [self.say("nothing")]
        span = room.span
        lines = [self.say("period", begin=shown(span.begin), end=shown(span.until), as_of=shown(span.as_of))]
        if room.before is not None and room.total_before is not None:
            lines.append(self.say("compared", begin=shown(room.before.begin), end=shown(room.before.until)))
        return lines


def shown(day: date) -> str:
    """A day as documents write it."""
    return f"{day:%d.%m.%Y}"


def percent(share: Share) -> Decimal | None:
    """Per cent with two decimals, half up; None where there is no data."""
    if not share.whole:
        return None
    return (Decimal(share.part * 100) / share.whole).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def whole_school(source: Source, room: ControlRoom) -> Section:
    """Every metric with what it is made of, beside the days before; the classes' journals as a chart."""
    now = metrics_of(total_of(room.groups))
    before = metrics_of(room.total_before) if room.total_before is not None else None
    shares = [(name, getattr(now, name), getattr(before, name) if before else Share()) for name in METRICS]
    shares.append(("teachers_in_full", teachers_in_full(room.teachers), Share()))
    rows: list[list[Value]] = [
        [source.say(name), share.part, share.whole, percent(share), percent(earlier)] for name, share, earlier in shares
    ]
    columns = [
        Column(source.say("metric"), 38), Column(source.say("part"), 11, "number"),
        Column(source.say("whole"), 11, "number"), Column(source.say("share"), 11, "share"),
        Column(source.say("before"), 11, "share"),
    ]  # fmt: skip
    bars = [(each.class_title, percent(metrics_of(each.counts).lessons_filled)) for each in by_class(room.groups)]
    chart = Chart(source.say("chart"), source.say("class"), "%", bars)
    return Section(
        source.say("school"), tables=[Table("", columns, rows)], charts=[chart] if bars else [],
        ending=[source.say("signature")],
    )  # fmt: skip


def cuts(source: Source, room: ControlRoom) -> list[Section]:
    """The same by class, by year, by subject and by teacher."""
    classes = [(each.class_title, each.counts) for each in by_class(room.groups)]
    years = [(str(year), counts) for year, counts in by_year_group(room.groups)]
    names = source.office.names(each.person_id for each in room.teachers)
    teachers = [
        (names[each.person_id].full, Counts(lessons=each.lessons))
        for each in sorted(room.teachers, key=lambda one: (names[one.person_id], one.person_id))
        if each.lessons.due
    ]
    return [
        _cut(source, "classes", "class", classes, METRICS),
        _cut(source, "year_groups", "year_group", years, METRICS),
        _cut(source, "subjects", "subject", by_subject(room.groups), METRICS),
        _cut(source, "teachers", "teacher", teachers, _OF_TEACHERS),
    ]


def _cut(
    source: Source, title: str, whose: str, parts: Sequence[tuple[str, Counts]], metrics: Sequence[str]
) -> Section:  # fmt: skip
    columns = [
        Column(source.say(whose), 34), Column(source.say("lessons"), 9, "number"),
        *(Column(f"{source.say(name)}, %", 15, "share") for name in metrics),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [name, counts.lessons.due, *(percent(getattr(metrics_of(counts), metric)) for metric in metrics)]
        for name, counts in parts
    ]
    return Section(source.say(title), tables=[Table("", columns, rows)], own_page=True)
