"""Requests as what they ask for: ids out of resource names, days, cells of a save."""

import re
from datetime import date

from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1.changes_pb2 import ListChangesRequest

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.names import parse
from services.gradebook.actions.recording import Save
from services.gradebook.domain.lesson import (
    WantedAttendance,
    WantedEdit,
    WantedHomework,
    WantedItem,
    WantedMark,
    WantedSave,
)
from services.gradebook.domain.texts import clean
from services.gradebook.store.history import Place

GROUP = "schools/{school}/groups/{group}"
LESSON = GROUP + "/lessons/{lesson}"
PUPIL = "schools/{school}/pupils/{pupil}"
CLASS = "schools/{school}/classes/{class}"
TERM = "schools/{school}/terms/{term}"
LONGEST_JOURNAL_DAYS = 370
_MOST_CELLS = 1000
_LAST_BELL = 1000
_LAST_CHANGE = 2**63
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ATTENDANCE = {pb.ATTENDANCE_PRESENT: "present", pb.ATTENDANCE_ABSENT: "absent", pb.ATTENDANCE_LATE: "late"}


def read_save(request: pb.RecordLessonRequest, person_id: str) -> Save:
    """A save as asked for. Raises InvalidArgument for a bad lesson name or too many cells; a wrong cell is refused
    by itself, later."""
    if len(request.marks) + len(request.attendance) + len(request.new_line_items) > _MOST_CELLS:
        raise InvalidArgument("TOO_MANY_CELLS", f"At most {_MOST_CELLS} cells in one save.")
    ids = parse(request.lesson, LESSON)
    # A name of another school or lesson stays whole, and so is nobody in the group and no item of the lesson.
    pupils, line_items = f"schools/{ids['school']}/pupils/", f"{request.lesson}/lineItems/"
    return Save(
        school_id=ids["school"],
        group_id=ids["group"],
        lesson_id=ids["lesson"],
        person_id=person_id,
        request_id=request.request_id,
        wanted=WantedSave(
            edit=_edit(request.lesson_edit) if request.HasField("lesson_edit") else None,
            items=[
                WantedItem(f"new_line_items[{n}]", each.client_key, each.category, clean(each.title))
                for n, each in enumerate(request.new_line_items)
            ],
            marks=[
                WantedMark(
                    f"marks[{n}]", each.line_item.removeprefix(line_items), each.pupil.removeprefix(pupils),
                    clean(each.value), each.seen_version, clean(each.reason),
                    clean(each.comment) if each.HasField("comment") else None, each.due_date.strip(),
                )
                for n, each in enumerate(request.marks)
            ],
            attendance=[
                WantedAttendance(
                    f"attendance[{n}]", each.pupil.removeprefix(pupils), _ATTENDANCE.get(each.attendance, ""),
                    each.minutes_late, each.seen_version,
                )
                for n, each in enumerate(request.attendance)
            ],
        ),
        all_or_nothing=request.all_or_nothing,
    )  # fmt: skip


def _edit(edit: pb.LessonEdit) -> WantedEdit:
    homework = None
    if edit.HasField("homework"):
        homework = WantedHomework(edit.homework.none, clean(edit.homework.text), edit.homework.due_date.strip())
    return WantedEdit(
        seen_version=edit.seen_version,
        topic=clean(edit.topic) if edit.HasField("topic") else None,
        homework=homework,
        confirmed=edit.attendance_confirmed if edit.HasField("attendance_confirmed") else None,
    )


def read_days(begin: str, end: str, longest: int) -> tuple[date, date]:
    """Two days, both inclusive, at most `longest` days apart. Raises InvalidArgument."""
    first, last = read_day(begin, "begin_date"), read_day(end, "end_date")
    if first > last:
        raise InvalidArgument("DATES_REVERSED", "begin_date must not be after end_date.")
    if (last - first).days > longest:
        raise InvalidArgument("PERIOD_TOO_LONG", f"The two dates may be at most {longest} days apart.")
    return first, last


def read_optional_day(text: str, name: str) -> date | None:
    """A day; None for an empty text. Raises InvalidArgument."""
    return read_day(text, name) if text else None


def read_day(text: str, name: str) -> date:
    """An ISO date; `name` is the field that held it. Raises InvalidArgument (BAD_DATE)."""
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidArgument("BAD_DATE", f"{name} must be a date YYYY-MM-DD.", metadata={"field": name})


def read_lesson_token(token: str) -> tuple[date, int, str] | None:
    """The last lesson shown, by day, bell and id; None for an empty token. Raises InvalidArgument."""
    if not token:
        return None
    day, bell, lesson_id = pages.decode(token, str, int, str)
    if not 0 < int(bell) < _LAST_BELL or not is_id(str(lesson_id)):
        raise InvalidArgument("BAD_PAGE_TOKEN", "The page token is not one of ours: leave it empty to start again.")
    return read_day(str(day), "page_token"), int(bell), str(lesson_id)


def read_place(request: ListChangesRequest) -> Place:
    """Whose history is asked for. Raises InvalidArgument, also for a pupil or a line item of elsewhere."""
    ids = parse(request.place, LESSON if "/lessons/" in request.place else GROUP)
    here = f"schools/{ids['school']}"
    pupil = parse(request.pupil, f"{here}/pupils/{{id}}")["id"] if request.pupil else None
    items = f"{here}/groups/{ids['group']}/lessons/{{lesson}}/lineItems/{{id}}"
    item = parse(request.line_item, items)["id"] if request.line_item else None
    begin = read_day(request.begin_date, "begin_date") if request.begin_date else date.min
    end = read_day(request.end_date, "end_date") if request.end_date else date.max
    return Place(ids["school"], ids["group"], ids.get("lesson"), pupil, item, begin, end)


def read_change_token(token: str) -> int | None:
    """The last line of the history shown; None for an empty token. Raises InvalidArgument."""
    if not token:
        return None
    [change_id] = pages.decode(token, int)
    if not 0 < int(change_id) < _LAST_CHANGE:
        raise InvalidArgument("BAD_PAGE_TOKEN", "The page token is not one of ours: leave it empty to start again.")
    return int(change_id)
