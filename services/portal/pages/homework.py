"""Homework: what a group has to do and when, giving it with files, ticking it off."""

import datetime
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

import grpc
from flask import Blueprint, flash, make_response, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.gradebook.v1 import homework_pb2 as pb
from zvonok.identity.v1.people_pb2 import ListGroupPupilsRequest, ListGroupPupilsResponse

from kit.ids import new_id
from services.portal.days import today, zone_of
from services.portal.errors import reason_of
from services.portal.forms import TOLD, attempt, request_id, whole_number
from services.portal.homework_form import Draft, read_draft
from services.portal.sessions import ask, clients, me
from services.portal.texts import rule_text

pages = Blueprint("homework", __name__)

_GROUP = "/schools/<id:school>/groups/<id:group>"
_LESSON = f"{_GROUP}/lessons/<id:lesson>/homework"
_PUPIL = "/schools/<id:school>/pupils/<id:pupil>/homework"
# Five files of the largest size, or ten smaller ones.
LARGEST_FORM = 52 * 1024 * 1024
_PIECE = 512 * 1024
_UPLOAD_SECONDS = 60
_KEPT_IN_MEMORY = 4 * 1024 * 1024
_SHOWN_DAYS = 20


@pages.get(f"{_GROUP}/homework")
def of_group(school: str, group: str) -> str:
    """What the group has to do in the next weeks, and how much comes together on which day."""
    person, name = me(), f"schools/{school}/groups/{group}"
    begin = today(zone_of(person, f"schools/{school}"))
    days = {"begin_date": begin.isoformat(), "end_date": (begin + datetime.timedelta(days=_SHOWN_DAYS)).isoformat()}
    answer: pb.ListHomeworkResponse = ask(
        clients().homework.ListHomework, pb.ListHomeworkRequest(group=name, **days)
    )  # fmt: skip
    load = ask(clients().homework.GetHomeworkLoad, pb.GetHomeworkLoadRequest(group=name, **days))
    taught = next((one for one in person.groups if one.name == name), None)
    return render_template(
        "homework_group.html", me=person, group=name, title=taught, items=answer.items, load=load, request_id=new_id()
    )


@pages.get(_LESSON)
def of_lesson(school: str, group: str, lesson: str) -> Response:
    """All homework of a lesson."""
    return _page(school, group, lesson)


@pages.post(_LESSON)
def give(school: str, group: str, lesson: str) -> Response:
    """Gives homework, or changes what was given. Refused, everything typed is shown again; files that came are kept."""
    name = _lesson_name(school, group, lesson)
    draft = read_draft(request.form, school)
    try:
        for number, sent in enumerate(file for file in request.files.getlist("files") if file.filename):
            answer = _upload(name, sent, str(uuid5(NAMESPACE_URL, f"{request_id()} {number} {sent.filename}")))
            draft.uploads[answer.upload] = answer.file.name
        if draft.some and not draft.pupils:
            draft.problem = gettext("Choose at least one pupil.")
            return _page(school, group, lesson, draft, status=409)
        given: pb.SetAssignmentResponse = ask(clients().homework.SetAssignment, draft.request(name, request_id()))
    except grpc.RpcError as error:
        if error.code() not in TOLD or reason_of(error) in ("", "BAD_RESOURCE_NAME"):
            raise
        draft.problem = rule_text(reason_of(error))
        return _page(school, group, lesson, draft, status=409)
    flash(gettext("The homework was given."), "saved")
    _warn(given)
    return _back(school, group, lesson)


@pages.post(f"{_LESSON}/minutes")
def minutes(school: str, group: str, lesson: str) -> Response:
    """Says how long the class-wide homework takes."""
    wanted = pb.SetHomeworkMinutesRequest(
        lesson=_lesson_name(school, group, lesson), request_id=request_id(), minutes=whole_number("minutes")
    )
    answer = attempt(clients().homework.SetHomeworkMinutes, wanted, gettext("Saved."))
    if answer is not None:
        _warn(answer)
    return _back(school, group, lesson)


@pages.post(f"{_LESSON}/<id:assignment>/withdrawal")
def withdraw(school: str, group: str, lesson: str, assignment: str) -> Response:
    """Takes homework back."""
    wanted = pb.WithdrawAssignmentRequest(
        lesson=_lesson_name(school, group, lesson),
        request_id=request_id(),
        assignment=assignment,
        seen_version=whole_number("version"),
    )
    attempt(clients().homework.WithdrawAssignment, wanted, gettext("The homework was taken back."))
    return _back(school, group, lesson)


@pages.get(f"{_LESSON}/files/<id:file>")
def lesson_file(school: str, group: str, lesson: str, file: str) -> Response:
    """A file, for teachers and heads."""
    wanted = pb.DownloadFileRequest(lesson=_lesson_name(school, group, lesson), file=file)
    return _send(clients().homework.DownloadFile, wanted)


@pages.get(f"{_PUPIL}/files/<id:file>")
def pupil_file(school: str, pupil: str, file: str) -> Response:
    """A file, for the pupil and the family."""
    wanted = pb.DownloadPupilFileRequest(pupil=f"schools/{school}/pupils/{pupil}", file=file)
    return _send(clients().homework.DownloadPupilFile, wanted)


@pages.post(f"{_PUPIL}/<id:item>/done")
def done(school: str, pupil: str, item: str) -> Response:
    """The pupil ticks homework off, or takes the tick away."""
    wanted = pb.SetHomeworkDoneRequest(
        pupil=f"schools/{school}/pupils/{pupil}",
        request_id=request_id(),
        item=item,
        done=request.form.get("done") == "1",
    )
    attempt(clients().homework.SetHomeworkDone, wanted, "")
    day = request.form.get("day", "")
    return redirect(f"{url_for('diary.week', school=school, pupil=pupil, day=day or None)}#item-{item}")


def _page(school: str, group: str, lesson: str, draft: Draft | None = None, *, status: int = 200) -> Response:
    person, name = me(), _lesson_name(school, group, lesson)
    stored = ask(clients().gradebook.GetLesson, gradebook_pb2.GetLessonRequest(lesson=name))
    answer: pb.GetLessonHomeworkResponse = ask(
        clients().homework.GetLessonHomework, pb.GetLessonHomeworkRequest(lesson=name)
    )
    people: ListGroupPupilsResponse = ask(
        clients().people.ListGroupPupils, ListGroupPupilsRequest(group=f"schools/{school}/groups/{group}")
    )
    begin = datetime.date.fromisoformat(stored.lesson.date)
    days = {"begin_date": begin.isoformat(), "end_date": (begin + datetime.timedelta(days=_SHOWN_DAYS)).isoformat()}
    wanted = pb.GetHomeworkLoadRequest(group=f"schools/{school}/groups/{group}", **days)
    load = ask(clients().homework.GetHomeworkLoad, wanted)
    there = {one.pupil for one in stored.pupils}
    if draft is None:
        draft = _draft(answer, request.args.get("edit", ""))
    html = render_template(
        "homework_lesson.html",
        me=person,
        lesson=stored.lesson,
        items=answer.items,
        next_lesson_date=answer.next_lesson_date,
        names={one.name: " ".join((one.family_name, one.given_name)) for one in people.pupils},
        pupils=[one for one in people.pupils if one.name in there],
        load=load,
        draft=draft,
        files={file.file: file.name for item in answer.items if item.item == draft.assignment for file in item.files},
        # Menus only: the service decides.
        teaches=any(one.name == f"schools/{school}/groups/{group}" for one in person.groups),
        request_id=new_id(),
    )
    return make_response(html, status)


def _draft(answer: pb.GetLessonHomeworkResponse, edit: str) -> Draft:
    """What the form begins with: an assignment to change, or nothing."""
    for item in answer.items:
        if item.assignment and item.item == edit:
            return Draft(
                assignment=item.item,
                version=item.version,
                text=item.text,
                due="" if item.due_next_lesson else item.due_date,
                minutes=item.minutes,
                some=bool(item.pupils),
                pupils=list(item.pupils),
            )
    return Draft()


def _upload(lesson: str, sent: FileStorage, upload_request: str) -> pb.UploadFileResponse:
    """Sends a file on in pieces, as it lies here."""
    begin = pb.UploadFileRequest(lesson=lesson, request_id=upload_request, name=sent.filename or "")

    def parts() -> Iterator[pb.UploadFileRequest]:
        sent.stream.seek(0)
        yield begin
        while piece := sent.stream.read(_PIECE):
            yield pb.UploadFileRequest(chunk=piece)

    # The parts are made anew where a token has to be renewed.
    def send(make: Callable[[], Iterator[pb.UploadFileRequest]], metadata: Any) -> Any:
        return clients().homework.UploadFile(make(), metadata=metadata, timeout=_UPLOAD_SECONDS)

    answer: pb.UploadFileResponse = ask(send, parts)
    return answer


def _send(method: Any, wanted: Any) -> Response:
    """Gives a file to the browser, whole, to be saved and never shown inside our own pages."""
    content: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115  (sent, then closed)
    name, kind = "", "application/octet-stream"
    for part in ask(method, wanted):
        if part.HasField("file"):
            name, kind = part.file.name, part.file.media_type
        content.write(part.chunk)
    content.seek(0)
    response: Response = send_file(content, mimetype=kind, as_attachment=True, download_name=name or "file")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _warn(answer: pb.SetAssignmentResponse | pb.SetHomeworkMinutesResponse) -> None:
    if answer.HasField("overloaded"):
        flash(
            gettext(
                "On this day %(minutes)d minutes of homework come together, and %(limit)d are the limit. "
                "Perhaps choose another day.",
                minutes=answer.overloaded.minutes,
                limit=answer.overloaded.limit_minutes,
            ),
            "problem",
        )


def _lesson_name(school: str, group: str, lesson: str) -> str:
    return f"schools/{school}/groups/{group}/lessons/{lesson}"


def _back(school: str, group: str, lesson: str) -> Response:
    return redirect(url_for("homework.of_lesson", school=school, group=group, lesson=lesson))
