"""How far the groups of a school have come in their lesson plans."""

import re
from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from zvonok.gradebook.v1 import plans_pb2 as pb
from zvonok.identity.v1.schools_pb2 import School

from services.portal.days import parse_day, today, zone_of
from services.portal.sessions import ask, clients, me

pages = Blueprint("coverage", __name__)

_PAGE = 400


@dataclass(frozen=True, slots=True)
class Part:
    """Groups that are shown together, and what they make together."""

    title: str
    rows: list[pb.Coverage]

    @property
    def due(self) -> int:
        """Topics that were due."""
        return sum(row.topics_due for row in self.rows)

    @property
    def taught(self) -> int:
        """How many of these were taught."""
        return sum(row.due_topics_taught for row in self.rows)

    @property
    def behind(self) -> int:
        """Groups in which a topic that was due is not taught."""
        return sum(row.due_topics_taught < row.topics_due for row in self.rows)

    @property
    def short(self) -> int:
        """Groups with fewer lessons left than hours to give."""
        return sum(row.hours_left > row.lessons_left for row in self.rows)

    @property
    def without(self) -> int:
        """Groups without a plan."""
        return sum(not row.topics for row in self.rows)


@pages.get("/schools/<id:school>/coverage")
def show(school: str) -> str:
    """All groups, by class or by subject, as of a day."""
    name, person = f"schools/{school}", me()
    now = today(zone_of(person, name))
    day = parse_day(request.args.get("day"), now)
    by = "subject" if request.args.get("by") == "subject" else "class"
    rows = _rows(name, day.isoformat())
    return render_template(
        "coverage.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        day=day,
        today=now,
        by=by,
        whole=Part("", rows),
        parts=_parts(rows, by),
    )


def _rows(school: str, day: str) -> list[pb.Coverage]:
    rows: list[pb.Coverage] = []
    token = ""
    while True:
        wanted = pb.ListCoverageRequest(school=school, as_of_date=day, page_size=_PAGE, page_token=token)
        answer: pb.ListCoverageResponse = ask(clients().plans.ListCoverage, wanted)
        rows += answer.coverage
        token = answer.next_page_token
        if not token:
            return rows


def _parts(rows: list[pb.Coverage], by: str) -> list[Part]:
    """The rows by class or by subject; 7А stands before 10А."""
    found: dict[str, list[pb.Coverage]] = defaultdict(list)
    for row in rows:
        found[row.subject_title if by == "subject" else row.class_title].append(row)
    return [
        Part(title, sorted(found[title], key=lambda row: (_order(row.class_title), row.subject_title)))
        for title in sorted(found, key=_order)
    ]


def _order(title: str) -> tuple[int, str]:
    number = re.match(r"\d{1,3}", title)
    return (int(number[0]) if number else 0, title)
