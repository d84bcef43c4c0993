"""Statistics of a school, a class and a teaching group: shares, charts and the pupils to look at."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _l
from zvonok.gradebook.v1 import terms_pb2
from zvonok.identity.v1.people_pb2 import (
    ListClassPupilsRequest,
    ListClassPupilsResponse,
    ListGroupPupilsRequest,
    ListGroupPupilsResponse,
)
from zvonok.identity.v1.schools_pb2 import Term
from zvonok.reports.v1 import statistics_pb2 as pb
from zvonok.reports.v1.reports_pb2 import Share

from services.portal.charts import (
    Attended,
    Bar,
    HeatMap,
    LineChart,
    bars,
    heat_by_week,
    heat_by_weekday,
    line_chart,
)
from services.portal.days import parse_day, today, weekday_of, zone_of
from services.portal.pages.journal import choose_term, list_terms
from services.portal.sessions import ask, clients, me
from services.portal.sheet import last_part
from services.portal.texts import short_name
from services.portal.watching import Standing, Watch, watch

pages = Blueprint("statistics", __name__)

# Field of Results, class of its colour, title.
MARKS = (("fives", "m5", "5"), ("fours", "m4", "4"), ("threes", "m3", "3"), ("twos", "m2", "2"),
         ("not_assessed", "na", "н/а"))  # fmt: skip
# Field of Results, its title, what it is.
SHARES = (
    ("pass_rate", _l("Pass rate"), _l("5, 4 and 3 of all marks")),
    ("quality_rate", _l("Quality rate"), _l("5 and 4 of all marks")),
)
_WEEKDAYS = 7
_YEAR = "year"


@dataclass(frozen=True, slots=True)
class Choice:
    """The periods that can be looked at, which of them is, and the day."""

    # (part of the address, name, title)
    periods: list[tuple[str, str, str]]
    key: str
    name: str
    day: datetime.date
    today: datetime.date
    # The term before the chosen one; none before the first, and of a year.
    before: Term | None
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Charts:
    """What all three pages draw."""

    terms: LineChart
    weeks: LineChart
    names: dict[str, str]


@pages.get("/schools/<id:school>/statistics")
def of_school(school: str) -> str:
    """The whole school."""
    name, choice = f"schools/{school}", _choice(f"schools/{school}")
    answer: pb.GetSchoolStatisticsResponse = ask(
        clients().statistics.GetSchoolStatistics, pb.GetSchoolStatisticsRequest(school=name, **_wanted(choice))
    )
    titles = [(getattr(one, "class"), one.class_title) for one in answer.classes]
    return render_template(
        "statistics_school.html",
        school=next((one for one in me().schools if one.name == name), None),
        answer=answer,
        class_ids=[last_part(getattr(one, "class")) for one in answer.classes],
        subject_rows=[(one.subject_title, one.results) for one in answer.subjects],
        year_rows=[(one.year_group, one.results) for one in answer.year_groups],
        heat=heat_by_week(_attended(answer.statistics), titles),
        by_subject=_distribution((one.subject_title, one.results) for one in answer.subjects),
        by_class=_distribution((one.class_title, one.results) for one in answer.classes),
        **_shown(school, choice, answer.statistics),
    )


@pages.get("/schools/<id:school>/classes/<id:class_>/statistics")
def of_class(school: str, class_: str) -> str:
    """A class, with its pupils to look at."""
    name, choice = f"schools/{school}/classes/{class_}", _choice(f"schools/{school}")
    answer: pb.GetClassStatisticsResponse = ask(
        clients().statistics.GetClassStatistics,
        pb.GetClassStatisticsRequest(**{"class": name}, **_wanted(choice)),
    )
    names: ListClassPupilsResponse = ask(clients().people.ListClassPupils, ListClassPupilsRequest(**{"class": name}))
    return render_template(
        "statistics_class.html",
        class_id=class_,
        answer=answer,
        subject_rows=[(one.subject_title, one.results) for one in answer.subjects],
        by_subject=_distribution((one.subject_title, one.results) for one in answer.subjects),
        heat=_heat_of_days(answer.statistics),
        lists=_watch_class(name, choice, [pupil.name for pupil in names.pupils]) if choice.name else Watch(),
        pupil_names={pupil.name: short_name(pupil) for pupil in names.pupils},
        **_shown(school, choice, answer.statistics),
    )


@pages.get("/schools/<id:school>/groups/<id:group>/statistics")
def of_group(school: str, group: str) -> str:
    """A teaching group, with its pupils to look at."""
    name, choice = f"schools/{school}/groups/{group}", _choice(f"schools/{school}")
    answer: pb.GetGroupStatisticsResponse = ask(
        clients().statistics.GetGroupStatistics, pb.GetGroupStatisticsRequest(group=name, **_wanted(choice))
    )
    names: ListGroupPupilsResponse = ask(clients().people.ListGroupPupils, ListGroupPupilsRequest(group=name))
    return render_template(
        "statistics_group.html",
        group_id=group,
        answer=answer,
        distribution=_distribution([(answer.subject_title, answer.statistics.total)]),
        heat=_heat_of_days(answer.statistics),
        lists=_watch_group(name, choice, [pupil.name for pupil in names.pupils]),
        pupil_names={pupil.name: short_name(pupil) for pupil in names.pupils},
        **_shown(school, choice, answer.statistics),
    )


def _choice(school: str) -> Choice:
    now = today(zone_of(me(), school))
    day = parse_day(request.args.get("day"), now)
    terms = sorted((term for term in list_terms(school, day) if term.name), key=lambda term: term.begin_date)
    periods = [(last_part(term.name), term.name, term.title) for term in terms]
    periods += [
        (_YEAR, f"{school}/years/{year}", gettext("Year")) for year in sorted({term.school_year for term in terms})
    ]
    titles = {term.name: term.title for term in terms}
    wanted = request.args.get("period", "")
    if not terms:
        return Choice([], "", "", day, now, None, titles)
    key = wanted if any(wanted == each[0] for each in periods) else last_part(choose_term(terms, "", day).name)
    name = next(each[1] for each in periods if each[0] == key)
    number = next((place for place, term in enumerate(terms) if term.name == name), 0)
    return Choice(periods, key, name, day, now, terms[number - 1] if number else None, titles)


def _wanted(choice: Choice) -> dict[str, str]:
    return {"period": choice.name, "as_of_date": choice.day.isoformat()}


def _shown(school: str, choice: Choice, statistics: pb.Statistics) -> dict[str, Any]:
    """What the templates of all three pages need."""
    return {
        "me": me(),
        "school_id": school,
        "choice": choice,
        "statistics": statistics,
        "charts": Charts(_terms(statistics, choice), _weeks(statistics), {key: title for _, key, title in MARKS}),
        "shares": SHARES,
    }


def _terms(statistics: pb.Statistics, choice: Choice) -> LineChart:
    """Quality, learning index and pass rate from term to term."""
    results = [one.results for one in statistics.terms]
    return line_chart(
        [choice.titles.get(one.term, "–") for one in statistics.terms],
        [
            (_l("Quality rate"), [_percent(one.quality_rate) for one in results]),
            (_l("Pass rate"), [_percent(one.pass_rate) for one in results]),
            (_l("Learning index"), [float(Decimal(one.learning_index)) if one.learning_index else None
                                    for one in results]),
        ],
    )  # fmt: skip


def _weeks(statistics: pb.Statistics) -> LineChart:
    """Attendance from week to week."""
    heat = heat_by_week(_attended(statistics), [])
    percents = [
        round(100 * (cell.places - cell.absent) / cell.places, 1) if cell.places else None for cell in heat.total
    ]
    return line_chart([format_date(week, "d.MM") for week in heat.columns], [(_l("Attendance"), percents)])


def _percent(share: Share) -> float | None:
    return round(100 * share.part / share.whole, 1) if share.whole else None


def _distribution(rows: Iterable[tuple[str, pb.Results]]) -> list[Bar]:
    return bars((title, [(key, getattr(results, field)) for field, key, _ in MARKS]) for title, results in rows)


def _attended(statistics: pb.Statistics) -> list[Attended]:
    return [
        (getattr(one, "class"), datetime.date.fromisoformat(one.date), one.places, one.absent)
        for one in statistics.attendance
    ]


def _heat_of_days(statistics: pb.Statistics) -> HeatMap:
    return heat_by_weekday(_attended(statistics), [weekday_of(number + 1) for number in range(_WEEKDAYS)])


def _watch_class(name: str, choice: Choice, pupils: Sequence[str]) -> Watch:
    now = _sheet(name, choice.name)
    before = _sheet(name, choice.before.name) if choice.before else []
    order = {pupil: number for number, pupil in enumerate(pupils)}
    # Who has left is not looked after any more.
    here = sorted((one for one in now if one.pupil in order), key=lambda one: order[one.pupil])
    return watch(here, {(one.pupil, one.subject): one for one in before})


def _sheet(name: str, period: str) -> list[Standing]:
    """The leading marks of a class's summary sheet."""
    wanted = terms_pb2.GetSummarySheetRequest(period=period, **{"class": name})
    answer: terms_pb2.GetSummarySheetResponse = ask(clients().term_marks.GetSummarySheet, wanted)
    titles = {subject.subject_code: subject.subject_title for subject in answer.subjects}
    return [
        Standing(pupil.pupil, titles.get(mark.subject_code, ""), mark.value, mark.average)
        for pupil in answer.pupils
        for mark in pupil.marks
        if mark.kind in (terms_pb2.TERM_MARK_KIND_TERM, terms_pb2.TERM_MARK_KIND_ANNUAL)
    ]


def _watch_group(name: str, choice: Choice, pupils: Sequence[str]) -> Watch:
    """The same of one subject, where "one 3" says nothing."""
    answer: terms_pb2.GetTermMarksResponse = ask(
        clients().term_marks.GetTermMarks, terms_pb2.GetTermMarksRequest(group=name)
    )
    order = {pupil: number for number, pupil in enumerate(pupils)}
    leading = (terms_pb2.TERM_MARK_KIND_TERM, terms_pb2.TERM_MARK_KIND_ANNUAL)
    marks = [mark for mark in answer.marks if mark.kind in leading and mark.pupil in order]
    marks.sort(key=lambda mark: order[mark.pupil])
    of_period = {
        period: [Standing(mark.pupil, "", mark.value, mark.average) for mark in marks if mark.period == period]
        for period in {mark.period for mark in marks}
    }
    before = of_period.get(choice.before.name, []) if choice.before else []
    found = watch(of_period.get(choice.name, []), {(one.pupil, one.subject): one for one in before})
    found.one_three = []
    return found
