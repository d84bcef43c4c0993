"""A lesson plan out of the rows of a table: columns by their headings, in Russian or English. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.gradebook.domain.lesson_plans import MOST_TOPICS, Topic, title_key, topic_problem
from services.gradebook.domain.texts import clean

# Headings without case and signs; the first of each is what our own files have.
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "ru": {"topic": "Тема урока", "hours": "Часы", "category": "Вид работы", "homework": "Домашнее задание"},
    "en": {"topic": "Topic", "hours": "Hours", "category": "Kind of work", "homework": "Homework"},
}
_ALSO = {
    "topic": ("тема", "темы", "тема занятия", "наименование темы", "содержание", "title"),
    "hours": ("часов", "час", "кол во часов", "количество часов", "число часов", "lessons"),
    "category": ("контроль", "вид контроля", "форма контроля", "контрольная работа", "category"),
    "homework": ("д з", "дз", "задание на дом", "home work"),
}
_COLUMN_OF = {title_key(words[name]): name for words in HEADINGS.values() for name in words} | {
    word: name for name, words in _ALSO.items() for word in words
}
# The kinds of work that every school begins with, as our files call them; a school's own titles go before.
KINDS: Mapping[str, dict[str, str]] = {
    "ru": {
        "test": "контрольная работа",
        "dictation": "диктант",
        "independent_work": "самостоятельная работа",
        "answer": "ответ",
        "homework": "домашняя работа",
    },
    "en": {
        "test": "test",
        "dictation": "dictation",
        "independent_work": "independent work",
        "answer": "answer",
        "homework": "homework",
    },
}
_KINDS = {title: code for words in KINDS.values() for code, title in words.items()} | {
    "контрольная": "test",
    "к р": "test",
    "тест": "test",
    "самостоятельная": "independent_work",
    "с р": "independent_work",
}
_HEADING_WITHIN = 20
_TOTALS = ("итого", "всего", "total")
_NO_WORK = ("нет", "no")

# A row: its number in the file, and its cells.
Line = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """What is wrong in a file: its line (0: the whole file), the column's name, a rule, what to do."""

    line: int
    column: str
    rule: str
    message: str


def read_plan(rows: Sequence[Line], categories: Mapping[str, str]) -> tuple[list[Topic], list[SheetProblem]]:
    """The topics of a file in their order, or everything that is wrong with it. `categories`: title by code."""
    found = _heading(rows)
    if found is None:
        message = "The file has no heading: name a column 'Тема урока' (or 'Topic'), best take our template."
        return [], [SheetProblem(0, "topic", "HEADING_NEEDED", message)]
    at, columns = found
    kinds = _KINDS | {title_key(title): code for code, title in categories.items() if title}
    kinds |= {title_key(code): code for code in categories}
    topics: list[Topic] = []
    problems: list[SheetProblem] = []
    for line, row in rows[at + 1 :]:
        cells = {name: row[column] if column < len(row) else "" for name, column in columns.items()}
        if _is_no_topic(row, cells, columns.values()):
            continue
        topic, problem = _topic(line, cells, kinds, categories)
        if problem is not None:
            problems.append(problem)
        elif topic is not None:
            topics.append(topic)
    if not topics and not problems:
        problems.append(SheetProblem(0, "topic", "FILE_EMPTY", "There is no topic below the heading."))
    if len(topics) > MOST_TOPICS:
        problems.append(SheetProblem(0, "", "TOO_MANY_TOPICS", f"A plan has at most {MOST_TOPICS} topics."))
    return topics, problems


def _heading(rows: Sequence[Line]) -> tuple[int, dict[str, int]] | None:
    for at, (_, row) in enumerate(rows[:_HEADING_WITHIN]):
        columns: dict[str, int] = {}
        for number, cell in enumerate(row):
            name = _COLUMN_OF.get(title_key(cell))
            if name is not None:
                columns.setdefault(name, number)
        if "topic" in columns:
            return at, columns
    return None


def _is_no_topic(row: Sequence[str], cells: Mapping[str, str], columns: Iterable[int]) -> bool:
    """Whether a row is the title of a section, or a total: nothing in our columns, or hours beside the word."""
    if not any(cells.values()):
        return True
    known = set(columns)
    beside = [cell for number, cell in enumerate(row) if number not in known and cell]
    first = next(iter(beside), cells["topic"])
    return title_key(first).startswith(_TOTALS) and (not cells["topic"] or first == cells["topic"])


def _topic(
    line: int, cells: Mapping[str, str], kinds: Mapping[str, str], categories: Iterable[str]
) -> tuple[Topic | None, SheetProblem | None]:
    hours = cells.get("hours", "") or "1"
    kind = title_key(cells.get("category", ""))
    code = "" if kind in ("", *_NO_WORK) else kinds.get(kind, "?")
    number = int(hours) if hours.isascii() and hours.isdigit() and len(hours) < 4 else 0  # noqa: PLR2004
    topic = Topic("", " ".join(clean(cells["topic"]).split()), number, code, clean(cells.get("homework", "")))
    problem = topic_problem(topic, categories)
    if problem is None:
        return topic, None
    column = {"HOURS_OUT_OF_RANGE": "hours", "UNKNOWN_CATEGORY": "category"}.get(problem[0], "topic")
    return None, SheetProblem(line, column, *problem)
