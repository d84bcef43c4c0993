"""Homework as messages."""

from collections.abc import Sequence
from datetime import date

from zvonok.gradebook.v1 import homework_pb2 as pb

from services.gradebook.actions.homework_reading import Item, Load
from services.gradebook.domain.homework import DayLoad
from services.gradebook.store.homework import FileRow, ItemRow


def file_message(row: FileRow) -> pb.HomeworkFile:
    """A file without its content."""
    return pb.HomeworkFile(file=row.file_id, name=row.name, media_type=row.media_type, size=row.size)


def item_message(school_id: str, item: Item, *, people: bool) -> pb.HomeworkItem:
    """A piece of homework. Without people: neither who has it and did it, nor the text of what single pupils got."""
    row = item.row
    message = pb.HomeworkItem(
        item=row.item_id,
        lesson=_lesson(school_id, row),
        lesson_date=row.lesson_day.isoformat(),
        subject_title=row.subject_title,
        text=row.text if people or row.for_group else "",
        due_date=_day(row.due),
        due_next_lesson=row.wanted_due is None,
        minutes=row.minutes or 0,
        assignment=row.assignment,
        version=row.version,
        done_count=len(item.done),
        pupil_count=len(item.pupils),
    )
    if people or row.for_group:
        message.files.extend(map(file_message, row.files))
    if people:
        pupils = f"schools/{school_id}/pupils/"
        message.pupils.extend(pupils + each for each in ([] if row.for_group else sorted(item.pupils)))
        message.done_by.extend(pupils + each for each in sorted(item.done))
    return message


def pupil_homework(school_id: str, items: Sequence[tuple[ItemRow, bool]]) -> list[pb.PupilHomework]:
    """Homework as its pupil has it."""
    return [
        pb.PupilHomework(
            item=row.item_id,
            lesson=_lesson(school_id, row),
            lesson_date=row.lesson_day.isoformat(),
            subject_title=row.subject_title,
            text=row.text,
            due_date=_day(row.due),
            due_next_lesson=row.wanted_due is None,
            minutes=row.minutes or 0,
            files=map(file_message, row.files),
            assignment=row.assignment,
            done=done,
            personal=not row.for_group,
        )
        for row, done in items
    ]


def load_message(load: Load) -> pb.GetHomeworkLoadResponse:
    """What is due on which day."""
    return pb.GetHomeworkLoadResponse(
        days=[load_day(day, load.limit) for day in load.days], limit_minutes=load.limit
    )  # fmt: skip


def load_day(load: DayLoad, limit: int) -> pb.LoadDay:
    """One day."""
    return pb.LoadDay(
        date=load.day.isoformat(),
        items=load.items,
        minutes=load.minutes,
        not_estimated=load.not_estimated,
        limit_minutes=limit,
        overloaded=load.minutes > limit,
        parts=[
            pb.LoadPart(
                subject_title=item.subject_title, minutes=item.minutes or 0, personal=item.pupil_ids is not None
            )
            for item in load.parts
        ],
    )


def limits(rows: Sequence[tuple[int, int, bool]]) -> list[pb.HomeworkLimit]:
    """The limits of all year groups."""
    return [pb.HomeworkLimit(year_group=year, minutes=minutes, own=own) for year, minutes, own in rows]


def _lesson(school_id: str, row: ItemRow) -> str:
    return f"schools/{school_id}/groups/{row.group_id}/lessons/{row.lesson_id}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
