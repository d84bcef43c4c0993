"""What was changed in a lesson or a group's journal: who, when, from what to what, why."""

from typing import Any

from flask import Blueprint, render_template, request
from zvonok.gradebook.v1.changes_pb2 import JournalChange, ListChangesRequest, ListChangesResponse
from zvonok.identity.v1.people_pb2 import ListGroupPupilsRequest, ListGroupPupilsResponse

from kit.ids import is_id
from services.portal.days import local, zone_of
from services.portal.pages.home import school_of
from services.portal.sessions import ask, clients, me
from services.portal.texts import short_name
from services.portal.words.changes import CELLS, STATES, value_text

pages = Blueprint("changes", __name__)

_PAGE = 100


@pages.get("/schools/<id:school>/groups/<id:group>/changes")
def of_group(school: str, group: str) -> str:
    """Changes in all lessons of a group, or of one pupil there."""
    return _page(f"schools/{school}/groups/{group}", "")


@pages.get("/schools/<id:school>/groups/<id:group>/lessons/<id:lesson>/changes")
def of_lesson(school: str, group: str, lesson: str) -> str:
    """Changes in one lesson."""
    return _page(f"schools/{school}/groups/{group}", lesson)


def _page(group: str, lesson: str) -> str:
    person, school = me(), school_of(group)
    pupil = request.args.get("pupil", "")
    wanted = ListChangesRequest(
        place=f"{group}/lessons/{lesson}" if lesson else group,
        pupil=f"{school}/pupils/{pupil}" if is_id(pupil) else "",
        page_size=_PAGE,
        page_token=request.args.get("page", ""),
    )
    answer: ListChangesResponse = ask(clients().changes.ListChanges, wanted)
    names: ListGroupPupilsResponse = ask(clients().people.ListGroupPupils, ListGroupPupilsRequest(group=group))
    return render_template(
        "changes.html",
        me=person,
        group=names.group,
        lesson=lesson,
        day=answer.changes[0].date if lesson and answer.changes else "",
        changes=answer.changes,
        next_page=answer.next_page_token,
        pupils={one.name: short_name(one) for one in names.pupils},
        pupil=pupil,
        zone=zone_of(person, school),
        local=local,
        own=person.person.name,
        cells=CELLS,
        value=_value,
    )


def _value(change: JournalChange, value: str) -> Any:
    return STATES.get(value, value) if change.cell == "state" else value_text(change.cell, value)
