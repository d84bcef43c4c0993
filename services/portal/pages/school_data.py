"""Personal data at the school: requests to put something right, bulk exports that need a second person."""

import io

from flask import Blueprint, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.identity.v1 import exports_pb2, subjects_pb2
from zvonok.identity.v1.schools_pb2 import School

from kit.ids import new_id
from services.portal.days import local, zone_of
from services.portal.download import received
from services.portal.forms import attempt, request_id
from services.portal.roles import deciding_schools
from services.portal.sessions import ask, clients, me

pages = Blueprint("school_data", __name__)

_CONTENTS = {
    "pupils": exports_pb2.EXPORT_CONTENT_PUPILS,
    "guardians": exports_pb2.EXPORT_CONTENT_GUARDIANS,
    "staff": exports_pb2.EXPORT_CONTENT_STAFF,
}
_EXPORT_STATES = {
    exports_pb2.EXPORT_STATE_WAITING: "waiting",
    exports_pb2.EXPORT_STATE_CONFIRMED: "confirmed",
    exports_pb2.EXPORT_STATE_REFUSED: "refused_export",
    exports_pb2.EXPORT_STATE_EXPIRED: "expired",
}


@pages.get("/schools/<id:school>/personal-data")
def show(school: str) -> str:
    """What waits for a decision, and the exports."""
    name, person = f"schools/{school}", me()
    decides = any(one.name == name for one in deciding_schools(person))
    corrections = []
    if decides:
        wanted = subjects_pb2.ListCorrectionsRequest(school=name, open_only=True, page_size=200)
        corrections = list(ask(clients().subjects.ListCorrections, wanted).corrections)
    exports = ask(clients().exports.ListExports, exports_pb2.ListExportsRequest(school=name, page_size=50)).exports
    return render_template(
        "school_data.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        decides=decides,
        corrections=corrections,
        exports=exports,
        contents={number: word for word, number in _CONTENTS.items()},
        states=_EXPORT_STATES,
        own=person.person.name,
        zone=zone_of(person, name),
        local=local,
        request_id=new_id(),
    )


@pages.post("/schools/<id:school>/corrections/<id:correction>")
def decide(school: str, correction: str) -> Response:
    """Accepts a request or refuses it."""
    accept = request.form.get("accept") == "1"
    wanted = subjects_pb2.DecideCorrectionRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        correction=correction,
        accept=accept,
        answer=request.form.get("answer", ""),
    )
    done = gettext("Accepted.") if accept else gettext("Refused.")
    answer = attempt(clients().subjects.DecideCorrection, wanted, done)
    if answer is not None and answer.certificate:
        certificate = io.BytesIO(answer.certificate.encode())
        return send_file(certificate, mimetype="application/jose", as_attachment=True, download_name="erasure.jws")
    return _back(school)


@pages.post("/schools/<id:school>/exports")
def ask_for(school: str) -> Response:
    """Asks for an export."""
    wanted = exports_pb2.CreateExportRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        content=_CONTENTS.get(request.form.get("content", ""), exports_pb2.EXPORT_CONTENT_UNSPECIFIED),
        purpose=request.form.get("purpose", ""),
    )
    attempt(clients().exports.CreateExport, wanted, gettext("Somebody else of the school must confirm it now."))
    return _back(school)


@pages.post("/schools/<id:school>/exports/<id:export>")
def confirm(school: str, export: str) -> Response:
    """Confirms or refuses somebody else's export."""
    yes = request.form.get("confirm") == "1"
    wanted = exports_pb2.DecideExportRequest(
        school=f"schools/{school}", request_id=request_id(), export=export, confirm=yes
    )
    attempt(clients().exports.DecideExport, wanted, gettext("Confirmed.") if yes else gettext("Refused."))
    return _back(school)


@pages.get("/schools/<id:school>/exports/<id:export>/file")
def download(school: str, export: str) -> Response:
    """The file, for who asked."""
    wanted = exports_pb2.DownloadExportRequest(school=f"schools/{school}", export=export)
    file = received(clients().exports.DownloadExport, wanted)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(file, mimetype=kind, as_attachment=True, download_name=f"export-{export[:8]}.xlsx")


def _back(school: str) -> Response:
    return redirect(url_for("school_data.show", school=school))
