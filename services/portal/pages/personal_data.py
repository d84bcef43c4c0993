"""The rights of data subjects: all data as page and file, consents, requests to have something put right."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import subjects_pb2 as journal
from zvonok.identity.v1 import subjects_pb2 as pb

from kit.ids import new_id
from services.portal.data_file import write_file
from services.portal.days import local, zone_of
from services.portal.forms import attempt, request_id
from services.portal.pages.diary import find_pupil
from services.portal.pages.home import school_of
from services.portal.sessions import ask, clients, me

pages = Blueprint("personal_data", __name__)

_PUPIL = "/schools/<id:school>/pupils/<id:pupil>"
FIELDS = (
    "given_name",
    "family_name",
    "middle_name",
    "birth_date",
    "email",
    "phone",
    "other",
    "restriction",
    "lift_restriction",
    "erasure",
)


@pages.get(f"{_PUPIL}/data")
def show(school: str, pupil: str) -> str:
    """All that identity knows of a child, consents, requests."""
    name, person = f"schools/{school}/pupils/{pupil}", me()
    record: pb.SubjectRecord = ask(clients().subjects.GetSubjectData, pb.GetSubjectDataRequest(pupil=name)).record
    context = _context(record, zone_of(person, school_of(name)))
    asked = [one for one in person.verifications if one.pupil == name]
    return render_template("personal_data.html", me=person, pupil=find_pupil(person, name), asked=asked, **context)


@pages.get("/account/data")
def show_own() -> str:
    """The same of the person who asks."""
    person = me()
    record: pb.SubjectRecord = ask(clients().subjects.GetOwnData, pb.GetOwnDataRequest()).record
    own = {one.name for one in person.pupils}
    asked = [one for one in person.verifications if one.pupil in own]
    context = _context(record, zone_of(person))
    return render_template("personal_data.html", me=person, pupil=None, asked=asked, **context)


@pages.get(f"{_PUPIL}/data.zip")
def download(school: str, pupil: str) -> Response:
    """Everything about a child as one file, whatever its size."""
    name = f"schools/{school}/pupils/{pupil}"
    record = ask(clients().subjects.GetSubjectData, pb.GetSubjectDataRequest(pupil=name)).record
    parts = ask(clients().journal_subjects.GetSubjectData, journal.GetSubjectDataRequest(pupil=name))
    return _sent(record, parts, show_time=lambda time: local(time, zone_of(me(), school_of(name))))


@pages.get("/account/data.zip")
def download_own() -> Response:
    """Everything about the person who asks."""
    record = ask(clients().subjects.GetOwnData, pb.GetOwnDataRequest()).record
    return _sent(record, (), show_time=lambda time: local(time, zone_of(me())))


@pages.post(f"{_PUPIL}/consents")
def consent(school: str, pupil: str) -> Response:
    """Gives or withdraws a consent."""
    name, kind = f"schools/{school}/pupils/{pupil}", request.form.get("kind", "")
    if request.form.get("give") == "1":
        version = request.form.get("version", "")
        wanted: Any = pb.GiveConsentRequest(
            pupil=name, request_id=request_id(), kind=kind, version=int(version) if version.isdecimal() else 0
        )
        attempt(clients().subjects.GiveConsent, wanted, gettext("The consent is given."))
    else:
        wanted = pb.WithdrawConsentRequest(pupil=name, request_id=request_id(), kind=kind)
        attempt(clients().subjects.WithdrawConsent, wanted, gettext("The consent is withdrawn."))
    return redirect(url_for("personal_data.show", school=school, pupil=pupil))


@pages.post(f"{_PUPIL}/corrections")
def correct(school: str, pupil: str) -> Response:
    """Asks to have something about a child put right."""
    wanted = pb.RequestCorrectionRequest(pupil=f"schools/{school}/pupils/{pupil}", **_wanted())
    attempt(clients().subjects.RequestCorrection, wanted, _asked())
    return redirect(url_for("personal_data.show", school=school, pupil=pupil))


@pages.post("/account/corrections")
def correct_own() -> Response:
    """Asks to have something about oneself put right: at the first school of one's own."""
    schools = me().schools
    if not schools:
        abort(404)
    wanted = pb.RequestOwnCorrectionRequest(school=schools[0].name, **_wanted())
    attempt(clients().subjects.RequestOwnCorrection, wanted, _asked())
    return redirect(url_for("personal_data.show_own"))


def _context(record: pb.SubjectRecord, zone: Any) -> dict[str, Any]:
    return {
        "record": record,
        "zone": zone,
        "local": local,
        "fields": FIELDS,
        "request_id": new_id(),
        "waiting": [each for each in record.corrections if each.state == pb.CORRECTION_STATE_OPEN],
        "states": {
            pb.CORRECTION_STATE_OPEN: "open",
            pb.CORRECTION_STATE_ACCEPTED: "accepted",
            pb.CORRECTION_STATE_REFUSED: "refused",
        },
    }


def _wanted() -> dict[str, str]:
    form = request.form
    return {
        "request_id": request_id(),
        "field": form.get("field", ""),
        "proposed": form.get("proposed", ""),
        "explanation": form.get("explanation", ""),
    }


def _asked() -> str:
    return str(gettext("The school will decide, and the answer will stand here."))


def _sent(record: pb.SubjectRecord, parts: Any, *, show_time: Any) -> Response:
    file = write_file(record, parts, show_time)
    # No name in the file's name: it stands in lists of downloads.
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name="zvonok-data.zip")
