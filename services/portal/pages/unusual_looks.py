"""Unusual looks at children's data, for the director and the journal administrator of a school."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from zvonok.identity.v1.access_pb2 import ListUnusualLooksRequest, ListUnusualLooksResponse, UnusualLook
from zvonok.identity.v1.schools_pb2 import School

from services.portal.days import local, zone_of
from services.portal.sessions import ask, clients, me

pages = Blueprint("unusual_looks", __name__)

_PAGE = 100
# Where identity stops counting.
_MOST_COUNTED = 1000


@dataclass(slots=True)
class Look:
    """An entry of the report, with its time by the school's clock."""

    time: datetime
    entry: UnusualLook


@dataclass(slots=True)
class Report:
    """A school and how many unusual looks it had in the last seven days, as far as they are counted."""

    school: School
    count: int

    @property
    def more(self) -> bool:
        """Whether there may be more than the count says."""
        return self.count >= _MOST_COUNTED


@pages.get("/schools/<id:school>/unusual-looks")
def show(school: str) -> str:
    """The report of one school, newest first, a page at a time."""
    name = f"schools/{school}"
    person = me()
    wanted = ListUnusualLooksRequest(school=name, page_size=_PAGE, page_token=request.args.get("page", ""))
    answer: ListUnusualLooksResponse = ask(clients().access.ListUnusualLooks, wanted)
    zone = zone_of(person, name)
    return render_template(
        "unusual_looks.html",
        me=person,
        report=Report(next((one for one in person.schools if one.name == name), School()), answer.recent_count),
        looks=[Look(local(entry.time, zone), entry) for entry in answer.looks],
        next_page=answer.next_page_token,
        first_page="page" not in request.args,
    )


def report_of(school: School) -> Report:
    """The number for the start page; no name is asked for."""
    wanted = ListUnusualLooksRequest(school=school.name, count_only=True)
    answer: ListUnusualLooksResponse = ask(clients().access.ListUnusualLooks, wanted)
    return Report(school, answer.recent_count)
