"""Who looked at our data: the record of disclosures of one child, refused attempts included, in words."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from zvonok.identity.v1.access_pb2 import DisclosureEntry, ListDisclosuresRequest, ListDisclosuresResponse

from services.portal.days import local, zone_of
from services.portal.pages.diary import find_pupil
from services.portal.pages.home import school_of
from services.portal.sessions import ask, clients, me

pages = Blueprint("disclosures", __name__)

_PAGE = 100


@dataclass(slots=True)
class Look:
    """An entry of the record, with its time by the school's clock."""

    time: datetime
    entry: DisclosureEntry


@pages.get("/schools/<id:school>/pupils/<id:pupil>/disclosures")
def show(school: str, pupil: str) -> str:
    """The record of one child, newest first, a page at a time."""
    name = f"schools/{school}/pupils/{pupil}"
    person = me()
    wanted = ListDisclosuresRequest(pupil=name, page_size=_PAGE, page_token=request.args.get("page", ""))
    answer: ListDisclosuresResponse = ask(clients().access.ListDisclosures, wanted)
    zone = zone_of(person, school_of(name))
    return render_template(
        "disclosures.html",
        me=person,
        pupil=find_pupil(person, name),
        looks=[Look(local(entry.time, zone), entry) for entry in answer.entries],
        next_page=answer.next_page_token,
    )
