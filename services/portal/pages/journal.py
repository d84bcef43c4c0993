"""The journal: a group's term as a grid; and the list of the groups that a teacher teaches."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from flask import Blueprint, render_template, request
from zvonok.gradebook.v1.gradebook_pb2 import (
    ATTENDANCE_ABSENT,
    ATTENDANCE_LATE,
    AttendanceEntry,
    GetJournalRequest,
    GetJournalResponse,
    Lesson,
    Mark,
)
from zvonok.identity.v1.people_pb2 import ListGroupPupilsRequest, ListGroupPupilsResponse
from zvonok.identity.v1.schools_pb2 import ListTermsRequest, ListTermsResponse, Term

from services.portal.days import today, zone_of
from services.portal.pages.home import school_of
from services.portal.sessions import ask, clients, me
from services.portal.sheet import exempt_on, last_part
from services.portal.staff import who_stands_in

pages = Blueprint("journal", __name__)

_WITHOUT_TERMS_DAYS = 60


@dataclass(slots=True)
class Cell:
    """A pupil's lesson: marks in the order of the line items, absence, lateness."""

    marks: list[Mark] = field(default_factory=list)
    absent: bool = False
    late: bool = False
    minutes: int = 0
    # Why absent (AbsenceReason).
    reason: int = 0
    # Not a member of the group on this date.
    outside: bool = False
    # Exempt from the subject on this date, without other work.
    exempt: bool = False


@dataclass(slots=True)
class Line:
    """A pupil's row."""

    name: str
    cells: list[Cell]
    average: str


@dataclass(slots=True)
class Grid:
    """The journal as it is drawn."""

    # Month (its first day) and how many lessons it has.
    months: list[tuple[datetime.date, int]]
    lessons: Sequence[Lesson]
    lines: list[Line]


@pages.get("/journals")
def index() -> str:
    """The groups that the person teaches."""
    return render_template("journals.html", me=me())


@pages.get("/schools/<id:school>/groups/<id:group>/journal")
def show(school: str, group: str) -> str:
    """The group's journal of a term; of the present one when none is chosen."""
    person = me()
    name = f"schools/{school}/groups/{group}"
    names: ListGroupPupilsResponse = ask(clients().people.ListGroupPupils, ListGroupPupilsRequest(group=name))
    now = today(zone_of(person, school_of(name)))
    terms = list_terms(f"schools/{school}", now)
    term = choose_term(terms, request.args.get("term", ""), now)
    wanted = GetJournalRequest(group=name, begin_date=term.begin_date, end_date=term.end_date)
    answer: GetJournalResponse = ask(clients().gradebook.GetJournal, wanted)
    return render_template(
        "journal.html",
        me=person,
        group=names.group,
        terms=terms,
        term=term,
        today=now.isoformat(),
        grid=build_grid(answer, names),
        covered=who_stands_in(f"schools/{school}", answer.lessons),
    )


def list_terms(school: str, now: datetime.date) -> list[Term]:
    """The terms of the school year that `now` is in; the newest school year when it is in none."""
    answer: ListTermsResponse = ask(clients().schools.ListTerms, ListTermsRequest(school=school))
    terms = sorted(answer.terms, key=lambda term: (term.begin_date, term.end_date))
    if not terms:
        begin = now - datetime.timedelta(days=_WITHOUT_TERMS_DAYS)
        return [Term(begin_date=begin.isoformat(), end_date=now.isoformat())]
    begun = [term.school_year for term in terms if term.begin_date <= now.isoformat()]
    year = max(begun) if begun else terms[0].school_year
    return [term for term in terms if term.school_year == year]


def choose_term(terms: Sequence[Term], wanted: str, now: datetime.date) -> Term:
    """The term with this id; else the one that `now` is in; else the last one begun; else the first."""
    day = now.isoformat()
    chosen = [term for term in terms if wanted and last_part(term.name) == wanted]
    present = [term for term in terms if term.begin_date <= day <= term.end_date]
    begun = [term for term in terms if term.begin_date <= day]
    return (chosen or present or begun[-1:] or list(terms))[0]


def build_grid(answer: GetJournalResponse, names: ListGroupPupilsResponse) -> Grid:
    """The journal's rows, pupils in the order of the register."""
    lesson_of = {item.name: item.name.rpartition("/lineItems/")[0] for item in answer.line_items}
    marks: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    order = {item.name: number for number, item in enumerate(answer.line_items)}
    for mark in sorted(answer.marks, key=lambda one: order.get(one.line_item, 0)):
        marks[mark.pupil, lesson_of.get(mark.line_item, "")].append(mark)
    attendance = {(entry.pupil, entry.lesson): entry for entry in answer.attendance}
    members = {one.pupil: one for one in answer.pupils}
    lines = []
    for pupil in names.pupils:
        member = members.get(pupil.name)
        if member is None:
            continue
        cells = []
        for lesson in answer.lessons:
            outside = lesson.date < member.begin_date or bool(member.end_date and lesson.date > member.end_date)
            entry = attendance.get((pupil.name, lesson.name))
            cell = _cell(marks.get((pupil.name, lesson.name), []), entry, outside=outside)
            cell.exempt = exempt_on(member, lesson.date)
            cells.append(cell)
        lines.append(Line(f"{pupil.family_name} {pupil.given_name}", cells, member.average))
    return Grid(_months(answer.lessons), answer.lessons, lines)


def _cell(marks: list[Mark], entry: AttendanceEntry | None, *, outside: bool) -> Cell:
    cell = Cell(marks=marks, outside=outside)
    if entry is not None:
        cell.absent = entry.attendance == ATTENDANCE_ABSENT
        cell.late = entry.attendance == ATTENDANCE_LATE
        cell.minutes = entry.minutes_late
        cell.reason = entry.reason
    return cell


def _months(lessons: Sequence[Lesson]) -> list[tuple[datetime.date, int]]:
    days = [datetime.date.fromisoformat(lesson.date) for lesson in lessons]
    return [(month, len(list(some))) for month, some in groupby(days, key=lambda day: day.replace(day=1))]
