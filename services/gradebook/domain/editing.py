"""The rules of topic, homework and confirmation."""

from datetime import date, timedelta

from services.gradebook.domain.lesson import Cell, Edit, Homework, Lesson, LessonState, Refusal, WantedEdit
from services.gradebook.domain.texts import LONGEST_HOMEWORK, LONGEST_TOPIC, bad_text, read_day

_LONGEST_DUE = timedelta(days=366)
TOPIC, HOMEWORK, CONFIRMED = "lesson_edit.topic", "lesson_edit.homework", "lesson_edit.attendance_confirmed"


def judge_edit(state: LessonState, edit: WantedEdit, refusals: list[Refusal]) -> Edit:
    """The parts that change; each wrong part is refused by itself.

    They share one version: the caller must have seen the lesson since one of them last changed. A lesson that only
    became held meanwhile, by somebody's marks, is no conflict.
    """
    lesson = state.lesson
    topic = edit.topic
    if topic is not None and (problem := bad_text(topic, LONGEST_TOPIC)) is not None:
        refusals.append(Refusal(TOPIC, *problem))
        topic = None
    homework = _read_homework(lesson, edit, refusals)
    confirmed = edit.confirmed
    if confirmed and lesson.day > state.today:
        message = "The lesson has not been yet: confirm attendance on its day."
        refusals.append(Refusal(CONFIRMED, "FUTURE_LESSON", message))
        confirmed = None
    changes = Edit(
        topic=topic if topic != lesson.topic else None,
        homework=homework if homework != homework_of(lesson) else None,
        confirmed=confirmed if confirmed != lesson.attendance_confirmed else None,
    )
    if not changes or lesson.edit_version <= edit.seen_version <= lesson.version:
        return changes
    refusals.extend(_conflicts(lesson, changes))
    return Edit()


def homework_of(lesson: Lesson) -> Homework:
    """The homework as stored."""
    return lesson.homework, lesson.homework_text, lesson.homework_due


def homework_value(homework: Homework) -> str:
    """How homework stands in history and in conflicts: "none", or the text with its due date before it."""
    kind, text, due = homework
    return f"[{due.isoformat()}] {text}" if due is not None else (text or kind)


def confirmed_value(confirmed: bool) -> str:
    """How the confirmation of attendance stands in history and in conflicts."""
    return "true" if confirmed else "false"


def _conflicts(lesson: Lesson, changes: Edit) -> list[Refusal]:
    stored = {}
    if changes.topic is not None:
        stored[TOPIC] = lesson.topic
    if changes.homework is not None:
        stored[HOMEWORK] = homework_value(homework_of(lesson))
    if changes.confirmed is not None:
        stored[CONFIRMED] = confirmed_value(lesson.attendance_confirmed)
    message = "Another save came between: look at both values and choose."
    return [
        Refusal(name, "VERSION_CONFLICT", message, Cell(value, lesson.version)) for name, value in stored.items()
    ]  # fmt: skip


def _read_homework(lesson: Lesson, edit: WantedEdit, refusals: list[Refusal]) -> Homework | None:
    """The homework wanted; None when it is not touched or refused. Without homework there is no due date."""
    wanted = edit.homework
    if wanted is None:
        return None
    problem = bad_text(wanted.text, LONGEST_HOMEWORK, lines=True)
    due: date | None = None
    if problem is None and wanted.none and wanted.text:
        problem = "HOMEWORK_NONE_WITH_TEXT", "Say that there is none, or write what it is."
    if problem is None and wanted.text and wanted.due:
        due = read_day(wanted.due)
        if due is None:
            problem = "BAD_DATE", "The due date must be a date YYYY-MM-DD."
        elif not lesson.day <= due <= lesson.day + _LONGEST_DUE:
            problem = "DUE_DATE_OUT_OF_RANGE", "Homework is due from its lesson's day on, within a year."
    if problem is not None:
        refusals.append(Refusal(HOMEWORK, *problem))
        return None
    return ("none" if wanted.none else ("given" if wanted.text else "")), wanted.text, due
