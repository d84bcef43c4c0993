"""The class journal: of each group pupils × lessons with marks and attendance, then what was taught and given."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from kit.database import transaction
from kit.documents.model import Column, Document, Section, Table, Value
from services.gradebook.actions.reading import get_journal
from services.gradebook.documents.source import Source, found
from services.gradebook.documents.texts import day_text
from services.gradebook.domain.lesson import Lesson
from services.gradebook.store import documents as store
from services.gradebook.store import terms as term_store
from services.gradebook.store.journal import AttendanceRow, JournalRows

_CANCELLED = "cancelled"
GroupOf = tuple[str, str, str]


def class_journal(source: Source) -> tuple[str, Document]:
    """Of a group, or of all groups of a class, a part each."""
    place, days = source.place, source.days()
    with transaction(source.pool, source.school_id) as connection:
        if place.kind == "class":
            whose = found(term_store.class_title(connection, source.school_id, place.thing_id))
            groups = store.groups_between(connection, source.school_id, place.thing_id, None, days)
        else:
            groups = store.groups_between(connection, source.school_id, None, place.thing_id, days)
            whose = f"{groups[0][1]} {groups[0][2]}".strip() if groups else ""
    title = f"{source.say('class_journal')} {whose}".strip()
    lines = [source.say("period", begin=day_text(days[0]), end=day_text(days[1])), source.say("legend")]
    return title, source.document(title, journal_sections(source, groups, days), lines, landscape=True)


def journal_sections(source: Source, groups: list[GroupOf], days: tuple[date, date]) -> Iterator[Section]:
    """A part for every group, or one that says that there are no lessons."""
    if not groups:
        yield Section(source.say("no_lessons"))
    for group_id, class_title, subject in source.step_by_step(groups):
        yield group_section(source, group_id, f"{class_title} {subject}".strip(), days)


def group_section(source: Source, group_id: str, title: str, days: tuple[date, date]) -> Section:
    """A group's part."""
    rows, averages = get_journal(source.pool, source.school_id, group_id, *days)
    lessons = [each for each in rows.lessons if each.state != _CANCELLED]
    pupils = [member.pupil_id for member in rows.members]
    names = source.office.names([*pupils, *(_teacher(lesson) for lesson in lessons)])
    cells = cells_of(source, rows)
    missed: dict[str, int] = defaultdict(int)
    for cell in rows.attendance:
        missed[cell.pupil_id] += cell.attendance == "absent"
    lines: list[list[Value]] = []
    for number, pupil_id in enumerate(sorted(pupils, key=lambda each: (names[each], each)), 1):
        values = [" ".join(cells.get((lesson.lesson_id, pupil_id), ())) for lesson in lessons]
        lines.append([number, names[pupil_id].full, *values, averages.get(pupil_id), missed[pupil_id]])
    grid = Table(
        caption=source.say("marks_and_attendance"),
        columns=[
            Column(source.say("number"), 5, "number"),
            Column(source.say("pupil"), 34),
            *(Column(heading, 6, "mark") for heading in _headings(lessons)),
            Column(source.say("average"), 9, "share"),
            Column(source.say("missed"), 9, "number"),
        ],
        rows=lines,
        fixed=2,
    )
    taught = Table(
        caption=source.say("lessons"),
        columns=[
            Column(source.say("day"), 11, "day"),
            Column(source.say("bell"), 5, "number"),
            Column(source.say("topic"), 44),
            Column(source.say("homework"), 44),
            Column(source.say("teacher"), 26),
        ],
        rows=[
            [each.day, each.bell, each.topic, each.homework_text, names[who].full if (who := _teacher(each)) else ""]
            for each in lessons
        ],
    )
    return Section(title, tables=[grid, taught], own_page=True)


def cells_of(source: Source, rows: JournalRows) -> Mapping[tuple[str, str], list[str]]:
    """(lesson, pupil) → what stands in the cell: attendance, then marks in the order of the works."""
    cells: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in rows.attendance:
        if word := attendance_word(source, each):
            cells[each.lesson_id, each.pupil_id].append(word)
    order = {item.line_item_id: number for number, item in enumerate(rows.items)}
    for mark in sorted(rows.marks, key=lambda each: order.get(each.line_item_id, 0)):
        cells[mark.lesson_id, mark.pupil_id].append(mark.value)
    return cells


def attendance_word(source: Source, cell: AttendanceRow) -> str:
    """Н, Б, ОП5 …; empty: there."""
    if cell.attendance == "absent":
        return source.say(f"absence.{cell.reason}" if cell.reason else "absence")
    return source.say("late", minutes=cell.minutes_late) if cell.attendance == "late" else ""


def _headings(lessons: list[Lesson]) -> list[str]:
    """Days; where a day has two lessons, with the number of the lesson."""
    days = [lesson.day for lesson in lessons]
    return [f"{each.day:%d.%m}" if days.count(each.day) == 1 else f"{each.day:%d.%m} ({each.bell})" for each in lessons]


def _teacher(lesson: Lesson) -> str | None:
    """Who really taught."""
    return lesson.substitute_id or lesson.teacher_id or lesson.planned_teacher_id
