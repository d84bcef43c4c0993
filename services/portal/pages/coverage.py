"""How far the groups of a school have come in their lesson plans."""

from flask import Blueprint, render_template, request
from zvonok.gradebook.v1 import plans_pb2 as pb
from zvonok.identity.v1.schools_pb2 import School

from services.portal.days import parse_day, today, zone_of
from services.portal.sessions import ask, clients, me

pages = Blueprint("coverage", __name__)

_PAGE = 400


@pages.get("/schools/<id:school>/coverage")
def show(school: str) -> str:
    """All groups by class and subject, as of a day."""
    name, person = f"schools/{school}", me()
    now = today(zone_of(person, name))
    day = parse_day(request.args.get("day"), now)
    rows: list[pb.Coverage] = []
    token = ""
    while True:
        wanted = pb.ListCoverageRequest(school=name, as_of_date=day.isoformat(), page_size=_PAGE, page_token=token)
        answer: pb.ListCoverageResponse = ask(clients().plans.ListCoverage, wanted)
        rows += answer.coverage
        token = answer.next_page_token
        if not token:
            break
    due = sum(row.topics_due for row in rows)
    return render_template(
        "coverage.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        day=day,
        today=now,
        rows=rows,
        due=due,
        taught=sum(row.due_topics_taught for row in rows),
        without=sum(not row.topics for row in rows),
    )
