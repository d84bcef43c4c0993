"""Where pupils stand by subject: averages, what is needed for the next mark, and work that is owed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from zvonok.gradebook.v1 import progress_pb2 as pb
from zvonok.gradebook.v1.exemptions_pb2 import Exemption, ListExemptionsRequest
from zvonok.identity.v1.people_pb2 import (
    ListClassPupilsRequest,
    ListClassPupilsResponse,
    ListGroupPupilsRequest,
    ListGroupPupilsResponse,
    Pupil,
)
from zvonok.identity.v1.schools_pb2 import ListClassesRequest, School

from services.portal.days import today, zone_of
from services.portal.pages.diary import find_pupil
from services.portal.pages.journal import choose_term, list_terms
from services.portal.sessions import ask, ask_all, clients, me
from services.portal.texts import category_titles, short_name

pages = Blueprint("progress", __name__)

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed for a mark: the shortest way by each kind of work; none: more than anybody can do."""

    mark: int
    threshold: str
    ways: Sequence[pb.Way]


@dataclass(frozen=True, slots=True)
class Overdue:
    """How much overdue work a class has in a subject, and since when."""

    class_title: str
    class_id: str
    subject_title: str
    count: int
    oldest: str


@pages.get("/schools/<id:school>/pupils/<id:pupil>/progress")
def of_pupil(school: str, pupil: str) -> str:
    """A pupil's subjects in a term."""
    name, person = f"schools/{school}/pupils/{pupil}", me()
    now = today(zone_of(person, f"schools/{school}"))
    terms = list_terms(f"schools/{school}", now)
    term = choose_term(terms, request.args.get("term", ""), now)
    wanted = pb.GetForecastRequest(pupil=name, begin_date=term.begin_date, end_date=term.end_date)
    answer: pb.GetForecastResponse = ask(clients().progress.GetForecast, wanted)
    owed = pb.ListPupilOwedWorkRequest(pupil=name, page_size=_PAGE)
    return render_template(
        "progress_pupil.html",
        me=person,
        pupil=find_pupil(person, name),
        terms=terms,
        term=term,
        over=term.end_date < now.isoformat(),
        courses=sorted(answer.courses, key=lambda course: course.subject_title),
        works=ask_all(clients().progress.ListPupilOwedWork, owed, "works"),
        exemptions=_exemptions(name) if any(course.exempt_times for course in answer.courses) else [],
        needs=needs,
        titles=category_titles(answer.categories),
    )


@pages.get("/schools/<id:school>/groups/<id:group>/progress")
def of_group(school: str, group: str) -> str:
    """Everybody of a group in a term, and what the group owes."""
    name, person = f"schools/{school}/groups/{group}", me()
    names: ListGroupPupilsResponse = ask(clients().people.ListGroupPupils, ListGroupPupilsRequest(group=name))
    now = today(zone_of(person, f"schools/{school}"))
    terms = list_terms(f"schools/{school}", now)
    term = choose_term(terms, request.args.get("term", ""), now)
    wanted = pb.GetGroupForecastRequest(group=name, begin_date=term.begin_date, end_date=term.end_date)
    answer: pb.GetGroupForecastResponse = ask(clients().progress.GetGroupForecast, wanted)
    owed = pb.ListGroupOwedWorkRequest(group=name, page_size=_PAGE)
    found = {each.pupil: each.forecast for each in answer.pupils}
    return render_template(
        "progress_group.html",
        me=person,
        group=names.group,
        terms=terms,
        term=term,
        over=term.end_date < now.isoformat(),
        rows=[(short_name(one), found[one.name]) for one in names.pupils if one.name in found],
        works=ask_all(clients().progress.ListGroupOwedWork, owed, "works"),
        names=names_of(names.pupils),
        needs=needs,
        titles=category_titles(answer.categories),
    )


@pages.get("/schools/<id:school>/classes/<id:class_>/owed-work")
def of_class(school: str, class_: str) -> str:
    """What a class owes in all subjects."""
    name = f"schools/{school}/classes/{class_}"
    owed = pb.ListClassOwedWorkRequest(page_size=_PAGE, **{"class": name})
    works = ask_all(clients().progress.ListClassOwedWork, owed, "works")
    names: ListClassPupilsResponse = ask(clients().people.ListClassPupils, ListClassPupilsRequest(**{"class": name}))
    return render_template(
        "owed_class.html",
        me=me(),
        school=school,
        class_id=class_,
        title=getattr(names, "class").title,
        works=works,
        names=names_of(names.pupils),
    )


@pages.get("/schools/<id:school>/overdue-work")
def of_school(school: str) -> str:
    """What is overdue in a school, by class and subject; names stand on the classes' own pages."""
    name, person = f"schools/{school}", me()
    works = ask_all(
        clients().progress.ListOverdueWork, pb.ListOverdueWorkRequest(school=name, page_size=_PAGE), "works"
    )
    classes = ask_all(clients().schools.ListClasses, ListClassesRequest(school=name, page_size=_PAGE), "classes")
    return render_template(
        "overdue_work.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        rows=overdue_by_class(works, {one.title: one.name.rpartition("/")[2] for one in classes}),
        all=len(works),
    )


def _exemptions(pupil: str) -> list[Exemption]:
    wanted = ListExemptionsRequest(pupil=pupil, page_size=_PAGE)
    return ask_all(clients().exemptions.ListExemptions, wanted, "exemptions")


def needs(forecast: pb.Forecast) -> list[Need]:
    """The marks that are not reached yet, each with the shortest way by each kind of work, the shortest first."""
    found = []
    for target in forecast.targets:
        if target.reached:
            continue
        best: dict[str, pb.Way] = {}
        for way in target.ways:
            known = best.get(way.category)
            # As few works as can be, and then the lowest mark that is enough.
            if known is None or (way.count, way.value) < (known.count, known.value):
                best[way.category] = way
        ways = sorted(best.values(), key=lambda way: (way.count, way.value, way.category))
        found.append(Need(target.mark, target.threshold, ways))
    return found


def names_of(pupils: Iterable[Pupil]) -> dict[str, str]:
    """Pupils' names by resource name."""
    return {one.name: short_name(one) for one in pupils}


def overdue_by_class(works: Iterable[pb.OwedWork], ids: dict[str, str]) -> list[Overdue]:
    """Overdue work counted by class and subject, the most first. It comes by due day, the oldest first."""
    counts: Counter[tuple[str, str]] = Counter()
    oldest: dict[tuple[str, str], str] = {}
    for work in works:
        key = work.class_title, work.subject_title
        counts[key] += 1
        oldest.setdefault(key, work.due_date)
    return [
        Overdue(title, ids.get(title, ""), subject, count, oldest[title, subject])
        for (title, subject), count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]
