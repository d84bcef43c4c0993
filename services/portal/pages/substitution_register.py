"""The register of substitutions: a month, on the page and as a file for the time sheet."""

import datetime
import io

from flask import Blueprint, render_template, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import substitutions_pb2 as pb
from zvonok.identity.v1.schools_pb2 import School

from services.portal.days import show_day, today, zone_of
from services.portal.sessions import ask, clients, me
from services.portal.staff import Names, staff_of
from services.portal.substitution_file import Labels, Line, write_xlsx
from services.portal.words.substitutions import absence_text, end_text, kind_text

pages = Blueprint("substitution_register", __name__)

_PAGE = 1000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DECEMBER = 12


@pages.get("/schools/<id:school>/substitutions/register")
def show(school: str) -> str:
    """A month of the register, ended ones when asked for."""
    name, person = f"schools/{school}", me()
    first = month_of(request.args.get("month"), today(zone_of(person, name)))
    ended = request.args.get("ended") == "1"
    rows = _rows(name, first, ended=ended)
    names = staff_of(name, first)
    return render_template(
        "substitution_register.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        first=first,
        before=_month_before(first),
        after=_month_after(first),
        ended=ended,
        rows=rows,
        totals=totals_of(rows, names),
        names=names,
        absence_text=absence_text,
        kind_text=kind_text,
        end_text=end_text,
    )


@pages.get("/schools/<id:school>/substitutions/register.xlsx")
def download(school: str) -> Response:
    """The same as a file."""
    name, person = f"schools/{school}", me()
    first = month_of(request.args.get("month"), today(zone_of(person, name)))
    names = staff_of(name, first)
    rows = _rows(name, first, ended=False)
    title = next((one.title for one in person.schools if one.name == name), "")
    content = write_xlsx([_line(row, names) for row in rows], totals_of(rows, names), _labels(title, first))
    return send_file(
        io.BytesIO(content), mimetype=_XLSX, as_attachment=True, download_name=f"substitutions-{first:%Y-%m}.xlsx"
    )


def totals_of(rows: list[pb.Substitution], names: Names) -> list[tuple[str, dict[str, int]]]:
    """Name and lessons by kind of everybody who stood in, by name."""
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.person and row.state == pb.SUBSTITUTION_STATE_ASSIGNED:
            of_person = counts.setdefault(row.person, {})
            kind = kind_text(row.kind)
            of_person[kind] = of_person.get(kind, 0) + 1
    return [(names.full(person), counts[person]) for person in sorted(counts, key=names.key)]


def month_of(text: str | None, day: datetime.date) -> datetime.date:
    """The first day of a month "2027-09"; of the day's month when it is none."""
    try:
        return datetime.datetime.strptime(text or "", "%Y-%m").date()  # noqa: DTZ007  (a month)
    except ValueError:
        return day.replace(day=1)


def _rows(school: str, first: datetime.date, *, ended: bool) -> list[pb.Substitution]:
    last = _month_after(first) - datetime.timedelta(days=1)
    wanted = pb.ListSubstitutionsRequest(
        school=school, begin_date=first.isoformat(), end_date=last.isoformat(), ended=ended, page_size=_PAGE
    )
    rows: list[pb.Substitution] = []
    while True:
        answer: pb.ListSubstitutionsResponse = ask(clients().substitutions.ListSubstitutions, wanted)
        rows += answer.substitutions
        wanted.page_token = answer.next_page_token
        if not wanted.page_token:
            return rows


def _line(row: pb.Substitution, names: Names) -> Line:
    return Line(
        datetime.date.fromisoformat(row.date),
        row.bell,
        row.class_title,
        row.subject_title,
        names.full(row.absent_person),
        absence_text(row.absence_kind),
        names.full(row.person) if row.person else "",
        kind_text(row.kind),
        gettext("yes") if row.filled else gettext("no"),
    )


def _labels(school: str, first: datetime.date) -> Labels:
    return Labels(
        title=gettext("Register of substitutions, %(month)s", month=show_day(first, "LLLL y")),
        school=school,
        sheet=gettext("Register"),
        totals=gettext("In total"),
        headings=(
            gettext("Day"), gettext("Lesson no."), gettext("Class"), gettext("Subject"), gettext("Who was away"),
            gettext("Why"), gettext("Who stood in"), gettext("How"), gettext("Journal filled"),
        ),
        total_headings=(gettext("Who stood in"), gettext("How"), gettext("Lessons")),
        signature=gettext("Deputy head ____________________"),
    )  # fmt: skip


def _month_after(first: datetime.date) -> datetime.date:
    year, month = divmod(first.year * _DECEMBER + first.month, _DECEMBER)
    return first.replace(year=year, month=month + 1)


def _month_before(first: datetime.date) -> datetime.date:
    return (first - datetime.timedelta(days=1)).replace(day=1)
