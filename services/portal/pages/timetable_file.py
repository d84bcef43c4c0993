"""The timetable as a file: what is set and the template, out; CSV, XLSX or iCalendar, looked at first, in."""

import base64
import binascii
import io
from dataclasses import dataclass
from typing import Any

import grpc
from flask import Blueprint, flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import timetable_pb2 as pb
from zvonok.identity.v1.schools_pb2 import School

from kit.ids import is_id, new_id
from services.portal.days import today, zone_of
from services.portal.errors import AWAY, details_of, keep, reason_of
from services.portal.forms import TOLD, request_id
from services.portal.languages import language
from services.portal.pages.timetable import classes_of
from services.portal.pages.timetable_pattern import office
from services.portal.sessions import LogInNeeded, ask, clients
from services.portal.texts import rule_text
from services.portal.timetable_texts import counts_text, refusal_text

pages = Blueprint("timetable_file", __name__)

_PATH = "/schools/<id:school>/timetable/file"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A file of the size that gradebook takes, and the rest of the form.
_LARGEST_FORM = 6 * 1024 * 1024
# A looked-at file of up to this size waits in the form; a larger one is chosen again.
_LARGEST_WAITING = 300 * 1024
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a file: refusals by line, or what it would make; and the file itself, where it waits."""

    answer: pb.ImportTimetableResponse
    waiting: str = ""
    problem: str = ""


@pages.url_value_preprocessor
def make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A file is larger than other forms. Before anything reads the form, its protection first of all."""
    request.max_content_length = _LARGEST_FORM
    request.max_form_memory_size = 2 * _LARGEST_WAITING


@pages.get(_PATH)
def show(school: str) -> Response:
    """Files to take, and a form to send one."""
    return _page(school)


@pages.get(f"{_PATH}/timetable.xlsx")
def download(school: str) -> Response:
    """The pattern of the school or of a class, in the form that is taken in."""
    office(school)
    wanted = pb.ExportTimetableRequest(school=f"schools/{school}", language=language())
    class_ = request.args.get("class", "")
    if is_id(class_):
        setattr(wanted, "class", f"schools/{school}/classes/{class_}")
    answer: pb.ExportTimetableResponse = ask(clients().timetable.ExportTimetable, wanted)
    return send_file(
        io.BytesIO(answer.content), mimetype=_XLSX, as_attachment=True, download_name=f"{gettext('Timetable')}.xlsx"
    )


@pages.post(_PATH)
def send(school: str) -> Response:
    """Looks at a file, or takes it in; one problem and nothing is done."""
    office(school)
    content, check = _content(), request.form.get("action") != "take"
    try:
        answer: pb.ImportTimetableResponse = ask(
            clients().timetable.ImportTimetable,
            pb.ImportTimetableRequest(
                school=f"schools/{school}",
                request_id=new_id() if check else request_id(),
                begin_date=request.form.get("since", ""),
                content=content,
                dry_run=check,
            ),
        )
    except LogInNeeded:
        return keep("session", 401)
    except grpc.RpcError as error:
        if error.code() in AWAY:
            return keep("away", 503)
        if error.code() not in TOLD or reason_of(error) in ("", "BAD_RESOURCE_NAME"):
            raise
        line = details_of(error).get("line", "")
        where = gettext("Row %(line)s: ", line=line) if line else ""
        return _page(school, Looked(pb.ImportTimetableResponse(), problem=f"{where}{rule_text(reason_of(error))}"), 409)
    if answer.refusals:
        return _page(school, Looked(answer), 409)
    if check:
        waiting = base64.b64encode(content).decode() if len(content) <= _LARGEST_WAITING else ""
        return _page(school, Looked(answer, waiting))
    flash(f"{gettext('The timetable was taken from the file.')} {counts_text(answer.lessons)}", "saved")
    return redirect(url_for("timetable_file.show", school=school))


def _content() -> bytes:
    sent = request.files.get("file")
    content = sent.read() if sent else b""
    if content:
        return content
    try:
        return base64.b64decode(request.form.get("waiting", ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _page(school: str, looked: Looked | None = None, status: int = 200) -> Response:
    person, name = office(school), f"schools/{school}"
    now = today(zone_of(person, name)).isoformat()
    html = render_template(
        "timetable_file.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        classes=classes_of(person, name),
        looked=looked,
        shown=looked.answer.refusals[:_MOST_SHOWN] if looked else [],
        since=request.form.get("since") or now,
        today=now,
        refusal_text=refusal_text,
        counts_text=counts_text,
        request_id=new_id(),
    )
    return make_response(html, status)
