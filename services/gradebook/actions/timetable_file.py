"""Files of the timetable: taking one in, giving one out in the form that is taken in."""

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import InvalidArgument
from kit.sheets import LARGEST_FILE, read_rows
from services.gradebook.actions.asking import Asker
from services.gradebook.actions.timetabling import (
    GroupPattern,
    Outcome,
    Refused,
    Timetable,
    WantedPattern,
    get_timetable,
    set_timetable,
)
from services.gradebook.domain.timetable import Entry
from services.gradebook.domain.timetable_icalendar import is_icalendar, read_icalendar
from services.gradebook.domain.timetable_sheet import (
    HEADINGS,
    WEEKDAYS,
    WEEKS,
    FileEntry,
    FileProblem,
    GroupIndex,
    read_timetable,
)
from services.gradebook.store import timetable as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_WIDTHS = {"subject": 26, "title": 36, "weekday": 14, "teacher": 38, "group": 38}


@dataclass(slots=True)
class Imported:
    """What a file made, or what is wrong with it; and how many rows or events it has."""

    outcome: Outcome
    rows: int


def import_timetable(
    connection: Connection[Any], asker: Asker, content: bytes, begin: date, *, dry_run: bool
) -> Imported:
    """Sets the patterns of all groups that a file names from a day on; wrong in one line, nothing is done.

    Raises InvalidArgument for what is no such file, and as set_timetable does.
    """
    table = Timetable(connection, asker.school_id, asker.now)
    groups = GroupIndex(table.facts[each] for each, group in table.groups.items() if not group.ended)
    entries, problems, rows = _read(connection, table, content, groups)
    if problems:
        refused = [Refused(each.column, each.rule, each.message, line=each.line) for each in problems]
        return Imported(Outcome(refused=refused), rows)
    # What has ended before that day says nothing of the days from it on.
    wanted = _patterns([each for each in entries if each.entry.end >= begin], table)
    return Imported(set_timetable(connection, asker, wanted, begin, dry_run=dry_run), rows)


def _read(
    connection: Connection[Any], table: Timetable, content: bytes, groups: GroupIndex
) -> tuple[list[FileEntry], list[FileProblem], int]:
    if not is_icalendar(content):
        rows = [(row.line, row.cells) for row in read_rows(content)]
        return *read_timetable(rows, groups), max(0, len(rows) - 1)
    if len(content) > LARGEST_FILE:
        raise InvalidArgument("FILE_TOO_LARGE", f"A file holds at most {LARGEST_FILE // 1024 // 1024} MiB: divide it.")
    return read_icalendar(content, groups, table.calendar, store.zone_of(connection, table.school_id))


def _patterns(entries: Sequence[FileEntry], table: Timetable) -> list[WantedPattern]:
    of_group: Mapping[str, list[FileEntry]] = defaultdict(list)
    for each in entries:
        of_group[each.group_id].append(each)
    return [
        WantedPattern(
            field="group",
            group_id=group_id,
            seen_version=own.version if (own := table.own.get(group_id)) else 0,
            entries=[each.entry for each in found],
            entry_fields=[""] * len(found),
            lines=[each.line for each in found],
        )
        for group_id, found in of_group.items()
    ]


def export_timetable(pool: Pool, school_id: str, class_id: str | None, language: str, now: datetime) -> bytes:
    """The patterns that hold today or later as an XLSX file; a group without lessons has a row to fill in."""
    groups = get_timetable(pool, school_id, class_id, now)
    with transaction(pool, school_id) as connection:
        today = store.today_at(connection, school_id, now) or now.date()
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
    )
    sheet = book.add_worksheet("Расписание" if language == "ru" else "Timetable")
    head = book.add_format({"bold": True, "bottom": 1})
    for column, (name, title) in enumerate(HEADINGS[language].items()):
        sheet.write_string(0, column, title, head)
        sheet.set_column(column, column, _WIDTHS.get(name, 10))
    line = 0
    for group in groups:
        held: list[Entry | None] = [each for each in group.entries if each.end >= today]
        for entry in held or [None]:
            line += 1
            for column, cell in enumerate(_cells(group, entry, language)):
                sheet.write(line, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(HEADINGS[language]) - 1)
    book.close()
    return buffer.getvalue()


def _cells(group: GroupPattern, entry: Entry | None, language: str) -> list[str | int]:
    facts = group.facts
    place: list[str | int] = ["", "", "", "", "", "", ""]
    if entry is not None:
        place = [
            WEEKDAYS[language][entry.weekday - 1],
            entry.bell,
            WEEKS[language][entry.weeks],
            entry.room,
            "" if entry.begin == date.min else entry.begin.isoformat(),
            "" if entry.end == date.max else entry.end.isoformat(),
            entry.teacher_id or "",
        ]
    return [facts.class_title, facts.subject_title, facts.title, *place, facts.group_id]
