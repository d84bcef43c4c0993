"""A child's attendance for the family: what was missed, why, and what adds up."""

from flask import Blueprint, render_template, request
from zvonok.gradebook.v1 import attendance_pb2 as pb

from services.portal import absences
from services.portal.days import today, zone_of
from services.portal.pages.diary import find_pupil
from services.portal.sessions import ask, clients, me

pages = Blueprint("child_attendance", __name__)


@pages.get("/schools/<id:school>/pupils/<id:pupil>/attendance")
def show(school: str, pupil: str) -> str:
    """A month of a pupil."""
    name, person = f"schools/{school}/pupils/{pupil}", me()
    now = today(zone_of(person, f"schools/{school}"))
    month = absences.Month(absences.month_of(request.args.get("month"), now), [])
    wanted = pb.GetPupilAttendanceRequest(
        pupil=name, begin_date=month.first.isoformat(), end_date=month.last.isoformat()
    )
    answer: pb.GetPupilAttendanceResponse = ask(clients().attendance.GetPupilAttendance, wanted)
    return render_template(
        "child_attendance.html",
        me=person,
        pupil=find_pupil(person, name),
        month=month,
        sums=answer.attendance,
        days=list(reversed(answer.attendance.days)),
        periods=answer.periods,
        reason_words=absences.reason_words,
    )
