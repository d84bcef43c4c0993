"""The school's rule of a full day of absence, and the way to the attendance of every class."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import attendance_pb2 as pb
from zvonok.identity.v1 import schools_pb2

from kit.ids import new_id
from services.portal.forms import attempt, request_id, whole_number
from services.portal.menu import HEADS, roles_at
from services.portal.sessions import ask, clients, me

pages = Blueprint("attendance_rule", __name__)

KINDS = {
    "every": pb.FULL_DAY_KIND_EVERY_LESSON,
    "at_least": pb.FULL_DAY_KIND_AT_LEAST,
    "any": pb.FULL_DAY_KIND_ANY_LESSON,
}


@pages.get("/schools/<id:school>/attendance")
def show(school: str) -> str:
    """The rule, and the classes for who may look into them."""
    name, person = f"schools/{school}", me()
    return render_template(
        "attendance_rule.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), schools_pb2.School(name=name)),
        rule=ask(clients().attendance.GetFullDayRule, pb.GetFullDayRuleRequest(school=name)).rule,
        kinds=KINDS,
        classes=ask(clients().schools.ListClasses, schools_pb2.ListClassesRequest(school=name)).classes,
        looks=bool(roles_at(person, name) & HEADS),
        request_id=new_id(),
    )


@pages.post("/schools/<id:school>/attendance")
def change(school: str) -> Response:
    """Sets the rule."""
    kind = request.form.get("kind", "")
    rule = pb.FullDayRule(kind=KINDS.get(kind, pb.FULL_DAY_KIND_UNSPECIFIED), version=whole_number("version"))
    if kind == "at_least":
        rule.lessons = whole_number("lessons")
    wanted = pb.SetFullDayRuleRequest(
        school=f"schools/{school}", request_id=request_id(), rule=rule, reason=request.form.get("reason", "")
    )
    attempt(clients().attendance.SetFullDayRule, wanted, gettext("Saved."))
    return redirect(url_for("attendance_rule.show", school=school))
