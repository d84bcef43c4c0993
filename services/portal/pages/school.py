"""The school's page: everything that the person can do there, by area."""

from flask import Blueprint, abort, render_template
from zvonok.identity.v1.schools_pb2 import School

from services.portal.menu import school_entries
from services.portal.sessions import me

pages = Blueprint("school", __name__)


@pages.get("/schools/<id:school>")
def show(school: str) -> str:
    """The pages of the school that concern the person."""
    person, name = me(), f"schools/{school}"
    found: School | None = next((one for one in person.schools if one.name == name), None)
    entries = school_entries(person, name)
    if found is None or not entries:
        abort(404)
    return render_template("school.html", me=person, school=found, entries=entries)
