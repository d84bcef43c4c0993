"""Requests as what they ask for: ids out of resource names, days, parts of a school."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.names import parse
from services.reports.actions.control_room import Wanted
from services.reports.actions.statistics import WantedPeriod
from services.reports.domain.metrics import MARKS_OF_COUNTED
from services.reports.store.control_room import LACKS, Cut

SCHOOL = "schools/{school}"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_DAYS = 370
# What was filled late can't be mended.
REMINDED = ("lessons_filled", "homework_recorded")
_LAST_YEAR_GROUP = 12
_YEAR = re.compile(r"schools/([^/]+)/years/(2\d{3})", re.ASCII)


def read_wanted(request: Any) -> Wanted:
    """The days that a request names by term, as_of_date, begin_date and end_date. Raises InvalidArgument."""
    school_id = parse(request.school, SCHOOL)["school"]
    term_id = _part(request.term, school_id, "terms", "TERM_OF_ANOTHER_SCHOOL") if request.term else None
    as_of = read_day(request.as_of_date, "as_of_date") if request.as_of_date else None
    if not request.begin_date and not request.end_date:
        return Wanted(term_id, None, as_of)
    begin, end = read_day(request.begin_date, "begin_date"), read_day(request.end_date, "end_date")
    if term_id is not None:
        raise InvalidArgument("TERM_OR_DAYS", "Name a term or two days, not both.", metadata={"field": "term"})
    if begin > end:
        raise InvalidArgument("DATES_REVERSED", "begin_date must not be after end_date.")
    if (end - begin).days > _LONGEST_DAYS:
        raise InvalidArgument("PERIOD_TOO_LONG", f"The two dates may be at most {_LONGEST_DAYS} days apart.")
    return Wanted(None, (begin, end), as_of)


def read_period(request: Any, school_id: str) -> WantedPeriod:
    """The period that a request names by period and as_of_date: a term or a school year. Raises InvalidArgument."""
    as_of = read_day(request.as_of_date, "as_of_date") if request.as_of_date else None
    year = _YEAR.fullmatch(request.period)
    if year is not None and year[1] == school_id:
        return WantedPeriod(None, int(year[2]), as_of)
    term_id = _part(request.period, school_id, "terms", "TERM_OF_ANOTHER_SCHOOL") if request.period else None
    return WantedPeriod(term_id, None, as_of)


def read_metric(metric: str) -> str:
    """The name of a metric that lessons are behind. Raises InvalidArgument (UNKNOWN_METRIC)."""
    if metric not in LACKS:
        known = ", ".join(LACKS)
        raise InvalidArgument("UNKNOWN_METRIC", f"Lessons are behind {known}.", metadata={"field": "metric"})
    return metric


def read_reminded(metric: str) -> str:
    """The name of a metric that teachers can still do something about. Raises InvalidArgument (UNKNOWN_METRIC)."""
    if metric not in REMINDED:
        known = ", ".join(REMINDED)
        raise InvalidArgument("UNKNOWN_METRIC", f"Teachers are reminded of {known}.", metadata={"field": "metric"})
    return metric


def read_counted(metric: str) -> str:
    """The name of a metric that counts pupils. Raises InvalidArgument (UNKNOWN_METRIC)."""
    if metric not in MARKS_OF_COUNTED:
        known = ", ".join(MARKS_OF_COUNTED)
        raise InvalidArgument("UNKNOWN_METRIC", f"Pupils are counted by {known}.", metadata={"field": "metric"})
    return metric


def read_cut(request: Any, school_id: str) -> Cut:
    """The part of the school, by teacher too. Raises InvalidArgument for names that are none of this school's."""
    teacher_id = parse(request.teacher, "persons/{person}")["person"] if request.teacher else None
    return replace(read_part(request, school_id), teacher_id=teacher_id)


def read_part(request: Any, school_id: str) -> Cut:
    """The part of the school, by class, group, subject and year group. Raises InvalidArgument as `read_cut` does."""
    class_name = getattr(request, "class")
    if not 0 <= request.year_group <= _LAST_YEAR_GROUP:
        raise InvalidArgument("BAD_YEAR_GROUP", "year_group is 1 to 12.", metadata={"field": "year_group"})
    return Cut(
        class_id=_part(class_name, school_id, "classes", "BAD_RESOURCE_NAME") if class_name else None,
        group_id=_part(request.group, school_id, "groups", "BAD_RESOURCE_NAME") if request.group else None,
        subject_title=request.subject_title or None,
        year_group=request.year_group or None,
    )


def read_token(token: str) -> tuple[date, str] | None:
    """The last lesson shown, by day and id; None for an empty token. Raises InvalidArgument (BAD_PAGE_TOKEN)."""
    if not token:
        return None
    day, lesson_id = pages.decode(token, str, str)
    if not is_id(str(lesson_id)):
        raise InvalidArgument("BAD_PAGE_TOKEN", "The page token is not one of ours: leave it empty to start again.")
    return read_day(str(day), "page_token"), str(lesson_id)


def read_pair(token: str) -> tuple[str, str] | None:
    """The last pupil shown, by group and pupil; None for an empty token. Raises InvalidArgument (BAD_PAGE_TOKEN)."""
    if not token:
        return None
    group_id, pupil_id = pages.decode(token, str, str)
    if not (is_id(str(group_id)) and is_id(str(pupil_id))):
        raise InvalidArgument("BAD_PAGE_TOKEN", "The page token is not one of ours: leave it empty to start again.")
    return str(group_id), str(pupil_id)


def _part(name: str, school_id: str, collection: str, rule: str) -> str:
    ids = parse(name, f"schools/{{school}}/{collection}/{{part}}")
    if ids["school"] != school_id:
        raise InvalidArgument(rule, "It must be of the school that is asked about.")
    return ids["part"]


def read_day(text: str, field: str) -> date:
    """A date of a request. Raises InvalidArgument (BAD_DATE)."""
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidArgument("BAD_DATE", f"{field} must be a date of the form YYYY-MM-DD.", metadata={"field": field})
