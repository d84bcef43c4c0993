"""A week of a pupil's diary: day by day lessons, what was due, marks and attendance."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from kit.documents.model import Column, Document, Section, Table, Value
from services.gradebook.actions.reading import Homework, get_diary_with_homework
from services.gradebook.documents.class_journal import attendance_word
from services.gradebook.documents.source import Source
from services.gradebook.documents.texts import day_text
from services.gradebook.domain.lesson import Lesson
from services.gradebook.store.journal import DiaryRows

_WEEK = timedelta(days=6)


def diary_week(source: Source) -> tuple[str, Document]:
    """The week of the day that the order names."""
    day = date.fromisoformat(source.parameter("begin"))
    monday = day - timedelta(days=day.weekday())
    pupil_id = source.place.thing_id
    rows, _, homework = get_diary_with_homework(
        source.pool, source.school_id, pupil_id, monday, monday + _WEEK
    )  # fmt: skip
    week = source.say("week", begin=day_text(monday), end=day_text(monday + _WEEK))
    title = f"{source.say('diary_week')}, {week[:1].lower()}{week[1:]}"
    name = source.office.names([pupil_id])[pupil_id].full
    lines = [name, source.say("legend")]
    sections = list(_days(source, rows, homework)) or [Section(source.say("no_lessons"))]
    # A place for the signature under the last day.
    sections[-1] = replace(sections[-1], ending=[source.say("guardian_signature")])
    source.bench.reach(1, 1)
    return title, source.document(title, sections, lines)


def _days(source: Source, rows: DiaryRows, homework: Homework) -> Iterator[Section]:
    marks: dict[str, list[str]] = defaultdict(list)
    for mark in rows.marks:
        marks[mark.lesson_id].append(mark.value)
    attendance = {each.lesson_id: attendance_word(source, each) for each in rows.attendance}
    due: dict[tuple[str, date | None], list[str]] = defaultdict(list)
    for item, _ in homework:
        if item.text:
            due[item.group_id, item.due].append(item.text)
    by_day: dict[date, list[Lesson]] = defaultdict(list)
    for lesson in rows.lessons:
        by_day[lesson.day].append(lesson)
    for day, lessons in by_day.items():
        lines: list[list[Value]] = [
            [
                each.bell, each.subject_title, each.room if each.state != "cancelled" else source.say("cancelled"),
                "; ".join(due[each.group_id, day]), " ".join(marks[each.lesson_id]), attendance.get(each.lesson_id, ""),
            ]
            for each in lessons
        ]  # fmt: skip
        columns = [
            Column(source.say("bell"), 6, "number"),
            Column(source.say("subject"), 24),
            Column(source.say("room"), 9),
            Column(source.say("homework_due"), 32),
            Column(source.say("marks"), 9, "mark"),
            Column(source.say("attendance"), 13, "mark"),
        ]
        yield Section(
            f"{source.say(f'weekday.{day.weekday()}')}, {day_text(day)}", tables=[Table("", columns, lines, fixed=2)]
        )
