"""The school's limits of homework a day, by year."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import homework_pb2 as pb
from zvonok.identity.v1.schools_pb2 import School

from kit.ids import new_id
from services.portal.forms import attempt, request_id, whole_number
from services.portal.sessions import ask, clients, me

pages = Blueprint("homework_limits", __name__)


@pages.get("/schools/<id:school>/homework-limits")
def show(school: str) -> str:
    """The limits of all years."""
    name, person = f"schools/{school}", me()
    answer = ask(clients().homework.GetHomeworkLimits, pb.GetHomeworkLimitsRequest(school=name))
    return render_template(
        "homework_limits.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        limits=answer.limits,
        request_id=new_id(),
    )


@pages.post("/schools/<id:school>/homework-limits")
def change(school: str) -> Response:
    """Sets the limit of a year; an empty field is the sanitary norm again."""
    wanted = pb.SetHomeworkLimitRequest(
        school=f"schools/{school}", request_id=request_id(), year_group=whole_number("year")
    )  # fmt: skip
    typed = request.form.get("minutes", "").strip()
    if typed:
        # What is no number is more than any limit, and refused so.
        wanted.minutes = whole_number("minutes") if typed.isdigit() else 10**6
    attempt(clients().homework.SetHomeworkLimit, wanted, gettext("Saved."))
    return redirect(url_for("homework_limits.show", school=school))
