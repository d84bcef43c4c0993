"""A timetable out of the rows of a table: columns by their headings, in Russian or English. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.gradebook.domain.calendar import EVERY, A, B
from services.gradebook.domain.lesson_plans import title_key
from services.gradebook.domain.texts import Problem, clean
from services.gradebook.domain.timetable import Entry
from services.gradebook.domain.timetable_setting import GroupFacts

# Headings without case and signs; these are what our own files have.
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "class": "Класс", "subject": "Предмет", "title": "Группа", "weekday": "День", "bell": "Урок",
        "weeks": "Недели", "room": "Кабинет", "begin": "С", "end": "По", "teacher": "Код учителя",
        "group": "Код группы",
    },
    "en": {
        "class": "Class", "subject": "Subject", "title": "Group", "weekday": "Day", "bell": "Lesson",
        "weeks": "Weeks", "room": "Room", "begin": "From", "end": "To", "teacher": "Teacher code",
        "group": "Group code",
    },
}  # fmt: skip
_ALSO = {
    "день недели": "weekday", "номер урока": "bell", "урока": "bell", "аудитория": "room", "ауд": "room",
    "неделя": "weeks", "подгруппа": "title", "дата начала": "begin", "дата окончания": "end", "bell": "bell",
    "day of the week": "weekday", "period": "bell", "week": "weeks",
}  # fmt: skip
_COLUMN_OF = {title_key(words[name]): name for words in HEADINGS.values() for name in words} | _ALSO
WEEKDAYS: Mapping[str, Sequence[str]] = {
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT = (("пн", "пон"), ("вт",), ("ср",), ("чт", "чет"), ("пт", "пят"), ("сб", "суб"), ("вс", "вос"))
_WEEKDAY_OF = (
    {word.casefold(): number for words in WEEKDAYS.values() for number, word in enumerate(words, 1)}
    | {word[:3].casefold(): number for number, word in enumerate(WEEKDAYS["en"], 1)}
    | {word: number for number, words in enumerate(_SHORT, 1) for word in words}
    | {str(number): number for number in range(1, 8)}
)
WEEKS: Mapping[str, Mapping[str, str]] = {"ru": {EVERY: "", A: "А", B: "Б"}, "en": {EVERY: "", A: "A", B: "B"}}
# Both alphabets: people type the letter that their keyboard gives.
_WEEKS_OF = {"": EVERY, "каждая": EVERY, "каждую": EVERY, "every": EVERY, "a": A, "а": A, "b": B, "б": B}
_HEADING_WITHIN = 20
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_RUSSIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_ID = re.compile(r"(?:.*/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII)

# A row: its number in the file, and its cells.
Line = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """An entry of a file: its line, its group."""

    line: int
    group_id: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is wrong in a file: its line (0: the whole file), the column's name, a rule, what to do."""

    line: int
    column: str
    rule: str
    message: str


class GroupIndex:
    """Finds the group that a file means: by its id, its title, or by class and subject where that is one group."""

    def __init__(self, groups: Iterable[GroupFacts]) -> None:
        self._ids: set[str] = set()
        self._by_title: Mapping[str, set[str]] = defaultdict(set)
        for group in groups:
            self._ids.add(group.group_id)
            for title in (
                group.title,
                f"{group.class_title} {group.subject_title}",
                f"{group.subject_title} {group.class_title}",
            ):
                self._by_title[title_key(title)].add(group.group_id)

    def find(self, code: str, *titles: str) -> str | Problem:
        """The id of the group; (rule, what to do) where it can't be told. The first title that names one group does."""
        if code:
            match = _ID.fullmatch(code)
            if match is not None and match[1] in self._ids:
                return match[1]
            return "UNKNOWN_GROUP", "There is no group of this code: take the code from the template."
        several = False
        for title in titles:
            found = self._by_title.get(title_key(title), set()) if title.strip() else set()
            if len(found) == 1:
                return next(iter(found))
            several = several or len(found) > 1
        if several:
            return "AMBIGUOUS_GROUP", "Several groups are called so: fill in the group's title or its code."
        return "UNKNOWN_GROUP", "There is no such group: take titles and codes from the template."


def read_timetable(rows: Sequence[Line], groups: GroupIndex) -> tuple[list[FileEntry], list[FileProblem]]:
    """The entries of a table, or everything that is wrong with it. A row with neither day nor lesson says nothing."""
    found = _heading(rows)
    if found is None:
        message = "The file has no heading with day, lesson and group: best take the template."
        return [], [FileProblem(0, "", "TIMETABLE_HEADING_NEEDED", message)]
    at, columns = found
    entries: list[FileEntry] = []
    problems: list[FileProblem] = []
    for line, row in rows[at + 1 :]:
        cells = {name: clean(row[column]) if column < len(row) else "" for name, column in columns.items()}
        if not cells.get("weekday") and not cells.get("bell"):
            continue
        entry, wrong = _entry(line, cells, groups)
        problems += wrong
        entries += [entry] if entry is not None else []
    if not entries and not problems:
        problems.append(FileProblem(0, "", "FILE_EMPTY", "There is no lesson below the heading."))
    return entries, problems


def _heading(rows: Sequence[Line]) -> tuple[int, dict[str, int]] | None:
    for at, (_, row) in enumerate(rows[:_HEADING_WITHIN]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = _COLUMN_OF.get(title_key(cell))
            if name is not None:
                columns.setdefault(name, column)
        names_group = columns.keys() & {"group", "title"} or {"class", "subject"} <= columns.keys()
        if {"weekday", "bell"} <= columns.keys() and names_group:
            return at, columns
    return None


def _entry(line: int, cells: Mapping[str, str], groups: GroupIndex) -> tuple[FileEntry | None, list[FileProblem]]:
    problems: list[FileProblem] = []

    def wrong(column: str, rule: str, message: str) -> None:
        problems.append(FileProblem(line, column, rule, message))

    group = groups.find(
        cells.get("group", ""), cells.get("title", ""), f"{cells.get('class', '')} {cells.get('subject', '')}"
    )
    if not isinstance(group, str):
        wrong("group", *group)
    weekday = _WEEKDAY_OF.get(cells["weekday"].casefold().rstrip("."))
    if weekday is None:
        wrong("weekday", "BAD_WEEKDAY", "Write the day of the week, for example Monday or 1.")
    bell = int(cells["bell"]) if re.fullmatch(r"[0-9]{1,2}", cells["bell"]) else None
    if bell is None:
        wrong("bell", "BAD_BELL", "Write the number of the lesson, for example 3.")
    weeks = _WEEKS_OF.get(cells.get("weeks", "").casefold())
    if weeks is None:
        wrong("weeks", "BAD_WEEKS", "Weeks are A, B or empty: every week.")
    days = {}
    for name, default in (("begin", date.min), ("end", date.max)):
        days[name] = read_date(cells[name]) if cells.get(name) else default
        if days[name] is None:
            wrong(name, "BAD_DATE", "Write the date as 01.09.2026 or 2026-09-01.")
    code = cells.get("teacher", "")
    match = _ID.fullmatch(code) if code else None
    if code and match is None:
        wrong("teacher", "NOT_A_TEACHER_OF_GROUP", "Take the teacher's code from the template, or leave it empty.")
    if problems or not isinstance(group, str) or weekday is None or bell is None or weeks is None:
        return None, problems
    begin, end = days["begin"] or date.min, days["end"] or date.max
    entry = Entry(weekday, bell, weeks, cells.get("room", ""), match[1] if match else None, begin, end)
    return FileEntry(line, group, entry), []


def read_date(text: str) -> date | None:
    """A date YYYY-MM-DD or DD.MM.YYYY; None for anything else."""
    iso, russian = _ISO.fullmatch(text), _RUSSIAN.fullmatch(text)
    try:
        if iso is not None:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(russian[3]), int(russian[2]), int(russian[1])) if russian is not None else None
    except ValueError:
        return None
