"""The report card: a pupil's published marks of a school year, subject by subject; of a class, a page a pupil."""

from collections.abc import Iterator
from dataclasses import dataclass

from kit.database import transaction
from kit.documents.model import Column, Document, Section, Table, Value
from services.gradebook.actions.summing_up import get_pupil_term_marks
from services.gradebook.documents.source import Source, found
from services.gradebook.domain.terms import YEAR, Period
from services.gradebook.store import documents as store
from services.gradebook.store import terms as term_store
from services.gradebook.store.periods import today_at
from services.gradebook.store.terms import PupilMark


@dataclass(frozen=True, slots=True)
class _Card:
    pupil_id: str
    school_year: int
    periods: list[Period]
    marks: list[PupilMark]


def report_card(source: Source) -> tuple[str, Document]:
    """Of a pupil, or of every pupil of a class as it is today."""
    place = source.place
    if place.kind == "pupil":
        pupils, whose = [place.thing_id], ""
    else:
        with transaction(source.pool, source.school_id) as connection:
            whose = found(term_store.class_title(connection, source.school_id, place.thing_id))
            today = found(today_at(connection, source.school_id, source.now))
            pupils = store.class_pupils_on(connection, source.school_id, place.thing_id, today)
    year = int(source.parameter("school_year") or 0) or _latest(source, pupils)
    names = source.office.names(pupils)
    pupils = sorted(pupils, key=lambda each: (names[each], each))
    title = f"{source.say('report_card')} {whose}".strip()
    if year:
        title += f", {source.say('school_year', first=year - 1, last=year)}"
    return title, source.document(title, _sections(source, pupils, year))


def _latest(source: Source, pupils: list[str]) -> int:
    for pupil_id in pupils:
        year, _, _ = get_pupil_term_marks(source.pool, source.school_id, pupil_id, 0, source.now)
        if year:
            return year
    return 0


def _sections(source: Source, pupils: list[str], year: int) -> Iterator[Section]:
    for pupil_id in source.step_by_step(pupils):
        year_of, periods, marks = get_pupil_term_marks(
            source.pool, source.school_id, pupil_id, year, source.now
        )  # fmt: skip
        yield _section(source, _Card(pupil_id, year_of, periods, marks))


def _section(source: Source, card: _Card) -> Section:
    name = source.office.names([card.pupil_id])[card.pupil_id].full
    if not card.marks:
        return Section(name, [source.say("nothing_published")], own_page=True)
    there = {(each.period_id, each.kind) for each in card.marks}
    wanted = [
        (period, kind) for period in card.periods for kind in period.kinds if (period.period_id, kind) in there
    ]  # fmt: skip
    values = {(each.subject_title, each.period_id, each.kind): each.value for each in card.marks}
    subjects = list(dict.fromkeys(each.subject_title for each in card.marks))
    rows: list[list[Value]] = [
        [subject, *(values.get((subject, period.period_id, kind), "") for period, kind in wanted)]
        for subject in subjects
    ]
    columns = [Column(source.say("subject"), 32), *(Column(_heading(source, *each), 12, "mark") for each in wanted)]
    return Section(
        name, tables=[Table("", columns, rows)],
        ending=[source.say("class_teacher_signature"), source.say("guardian_signature")], own_page=True,
    )  # fmt: skip


def _heading(source: Source, period: Period, kind: str) -> str:
    if period.period_id == YEAR:
        return source.say(f"kind.{kind}").capitalize()
    title = source.period_title(period)
    return title if kind == "term" else f"{title}, {source.say(f'kind.{kind}')}"
