"""A child's attendance for the family: what was missed, why, what adds up; and the family's own notes."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import absence_notes_pb2 as notes_pb
from zvonok.gradebook.v1 import attendance_pb2 as pb

from kit.ids import new_id
from services.portal import absences
from services.portal.days import local, today, zone_of
from services.portal.forms import attempt, request_id
from services.portal.pages.diary import find_pupil
from services.portal.sessions import ask, clients, me

pages = Blueprint("child_attendance", __name__)

_MOST_NOTES = 20
# What a family may say; the class teacher may judge otherwise.
FAMILY_REASONS = ("ill", "excused")


@pages.get("/schools/<id:school>/pupils/<id:pupil>/attendance")
def show(school: str, pupil: str) -> str:
    """A month of a pupil, and the notes about him."""
    return _page(school, pupil, {})


def _page(school: str, pupil: str, typed: dict[str, str]) -> str:
    name, person = f"schools/{school}/pupils/{pupil}", me()
    zone = zone_of(person, f"schools/{school}")
    now = today(zone)
    month = absences.Month(absences.month_of(request.args.get("month"), now), [])
    wanted = pb.GetPupilAttendanceRequest(
        pupil=name, begin_date=month.first.isoformat(), end_date=month.last.isoformat()
    )
    answer: pb.GetPupilAttendanceResponse = ask(clients().attendance.GetPupilAttendance, wanted)
    listed = notes_pb.ListPupilAbsenceNotesRequest(pupil=name, page_size=_MOST_NOTES)
    return render_template(
        "child_attendance.html",
        me=person,
        pupil=find_pupil(person, name),
        month=month,
        sums=answer.attendance,
        days=list(reversed(answer.attendance.days)),
        periods=answer.periods,
        reason_words=absences.reason_words,
        notes=ask(clients().absence_notes.ListPupilAbsenceNotes, listed).notes,
        # The service decides; the form is for guardians.
        announces=any(one.name == name for one in person.children),
        family_reasons=FAMILY_REASONS,
        reasons=absences.REASONS,
        typed=typed,
        today=now,
        zone=zone,
        local=local,
        request_id=new_id(),
    )


@pages.post("/schools/<id:school>/pupils/<id:pupil>/attendance")
def send(school: str, pupil: str) -> Response | tuple[str, int]:
    """Announces an absence. What was typed stays on the page where it is refused."""
    form = request.form
    wanted = notes_pb.SendAbsenceNoteRequest(
        pupil=f"schools/{school}/pupils/{pupil}",
        request_id=request_id(),
        begin_date=form.get("begin", ""),
        end_date=form.get("end", "") or form.get("begin", ""),
        reason=absences.reason_number(form.get("reason", "")),
        text=form.get("text", ""),
    )
    done = gettext("Sent. The class teacher sees it; the teachers of these days see that the absence is announced.")
    if attempt(clients().absence_notes.SendAbsenceNote, wanted, done) is None:
        return _page(school, pupil, form.to_dict()), 409
    return redirect(url_for("child_attendance.show", school=school, pupil=pupil))


@pages.post("/schools/<id:school>/pupils/<id:pupil>/attendance/notes/<id:note>/withdraw")
def withdraw(school: str, pupil: str, note: str) -> Response:
    """Takes back a note that waits."""
    wanted = notes_pb.WithdrawAbsenceNoteRequest(
        pupil=f"schools/{school}/pupils/{pupil}", request_id=request_id(), note=note
    )
    attempt(clients().absence_notes.WithdrawAbsenceNote, wanted, gettext("The note is taken back."))
    return redirect(url_for("child_attendance.show", school=school, pupil=pupil))
