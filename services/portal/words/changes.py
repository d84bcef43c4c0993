"""Words of the history, of locks and unlocks."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

RULES = {
    "EDIT_DAYS_OUT_OF_RANGE": _l("The number of days must be from 0 to 3650, or empty."),
    "REASON_NEEDED": _l("Write the reason."),
    "GRANT_OUT_OF_RANGE": _l("It can be opened for at most 31 days."),
    "ALREADY_DECIDED": _l("This request was decided already: the teacher may ask again."),
    "TOO_MANY_SAVES": _l("Too many saves at once."),
}
PURPOSES = {
    "ListChanges": _l("looking at what was changed in the journal"),
    "RecordLessons": _l("keeping lessons"),
}
# Cells of the history.
CELLS = {
    "mark": _l("Mark"),
    "attendance": _l("Attendance"),
    "topic": _l("Topic"),
    "homework": _l("Homework"),
    "attendance_confirmed": _l("Attendance checked"),
    "state": _l("Lesson"),
    "line_item": _l("Column"),
    "comment": _l("Comment"),
    "owed_until": _l("Owed until"),
    "weight": _l("Weight"),
    "place": _l("Day, bell, room"),
}
STATES = {"planned": _l("planned"), "held": _l("held"), "cancelled": _l("cancelled")}
_ATTENDANCE = {
    "present": _l("present"),
    "absent": _l("absent"),
    "absent ill": _l("absent: ill"),
    "absent excused": _l("absent: excused"),
    "absent unexcused": _l("absent: unexcused"),
}


def value_text(cell: str, value: str) -> Any:
    """A value of the history as people say it."""
    if cell == "attendance":
        if value.startswith("late "):
            return gettext("late, %(minutes)s min", minutes=value[5:])
        return _ATTENDANCE.get(value, value)
    if cell == "attendance_confirmed":
        return gettext("yes") if value == "true" else gettext("no")
    if cell == "homework" and value == "none":
        return gettext("No homework")
    return value
