"""A group's marks by file: out as XLSX or CSV, a template, and back in with a look at what would change."""

import base64
import binascii
import datetime
import io
import zlib
from dataclasses import dataclass
from typing import Any

import grpc
from flask import Blueprint, flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import force_locale, gettext
from google.protobuf.message import DecodeError
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import bulk_pb2 as pb
from zvonok.gradebook.v1.rules_pb2 import GetRulesRequest, GetRulesResponse
from zvonok.identity.v1.people_pb2 import GetMeResponse, ListGroupPupilsRequest, ListGroupPupilsResponse

from kit.errors import InvalidArgument
from kit.ids import new_id
from services.portal.days import show_day, today, zone_of
from services.portal.errors import AWAY, details_of, keep, reason_of
from services.portal.forms import request_id
from services.portal.journal_file import Labels, MarksFile, read_file, write_csv, write_xlsx
from services.portal.languages import LANGUAGES
from services.portal.pages.journal import choose_term, list_terms
from services.portal.sessions import LogInNeeded, ask, clients, me
from services.portal.texts import CATEGORIES, full_name, rule_text, word

pages = Blueprint("journal_file", __name__)

_PATH = "/schools/<id:school>/groups/<id:group>/file"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the hidden field of a looked-at table may unpack to.
_LARGEST_TABLE = 4 * 1024 * 1024
_MOST_SHOWN = 500
_TOLD = (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the look: where, whose, of which lesson; what changes or what is wrong."""

    where: str
    who: str
    lesson: str
    old: str = ""
    new: str = ""
    problem: str = ""


@pages.get(_PATH)
def show(school: str, group: str) -> str:
    """Files to take, and a form to send one."""
    return _page(school, _names(school, group))


@pages.get(f"{_PATH}/<any(marks, template):content>.<any(xlsx, csv):form>")
def download(school: str, group: str, content: str, form: str) -> Response:
    """The file of a term."""
    person, names = me(), _names(school, group)
    zone = zone_of(person, f"schools/{school}")
    now = datetime.datetime.now(zone)
    term = choose_term(list_terms(f"schools/{school}", now.date()), request.args.get("term", ""), now.date())
    wanted = pb.ExportMarksRequest(
        group=f"schools/{school}/groups/{group}",
        begin_date=term.begin_date,
        end_date=term.end_date,
        empty=content == "template",
    )
    table: pb.ExportMarksResponse = ask(clients().bulk.ExportMarks, wanted)
    title = " ".join(part for part in (names.group.class_title, names.group.subject_title, term.title) if part)
    file = MarksFile(
        key=(group, term.begin_date, term.end_date),
        table=table,
        names={pupil.name: full_name(pupil) for pupil in names.pupils},
        categories=_category_words(school),
        labels=_labels(title, person, now),
    )
    made = io.BytesIO(write_xlsx(file) if form == "xlsx" else write_csv(file))
    kind = _XLSX if form == "xlsx" else "text/csv; charset=utf-8"
    return send_file(made, mimetype=kind, as_attachment=True, download_name=f"{title}.{form}")


@pages.post(_PATH)
def look(school: str, group: str) -> Response:
    """What a file would change, or what is wrong in it. Nothing is saved yet."""
    names, sent = _names(school, group), request.files.get("file")
    try:
        wanted = read_file(sent.read() if sent else b"", school, group, _category_codes(school))
    except InvalidArgument as error:
        return _refused(school, group, error.reason, error.metadata)
    return _tried(school, group, names, wanted, dry_run=True)


@pages.post(f"{_PATH}/save")
def save(school: str, group: str) -> Response:
    """Saves the table that was looked at; it stays in the form when the session has ended or a service is away."""
    try:
        return _save(school, group)
    except LogInNeeded:
        return keep("session", 401)
    except grpc.RpcError as error:
        if error.code() not in AWAY:
            raise
        return keep("away", 503)


def _save(school: str, group: str) -> Response:
    names, wanted = _names(school, group), _unpacked(request.form.get("table", ""))
    if wanted is None:
        return _refused(school, group, "FILE_NOT_MARKS", {})
    # Whatever the field says: the place is the page's.
    wanted.group = f"schools/{school}/groups/{group}"
    wanted.reason = request.form.get("reason", "")
    return _tried(school, group, names, wanted, dry_run=False)


def _tried(
    school: str, group: str, names: ListGroupPupilsResponse, wanted: pb.ImportMarksRequest, *, dry_run: bool
) -> Response:
    wanted.request_id, wanted.dry_run = (new_id() if dry_run else request_id()), dry_run
    try:
        answer: pb.ImportMarksResponse = ask(clients().bulk.ImportMarks, wanted)
    except grpc.RpcError as error:
        if error.code() not in _TOLD or reason_of(error) in ("", "BAD_RESOURCE_NAME"):
            raise
        return _refused(school, group, reason_of(error), details_of(error))
    if answer.applied:
        flash(gettext("Saved from the file: %(num)d cells.", num=len(answer.changes)), "saved")
        return redirect(url_for("journal_file.show", school=school, group=group))
    html = _page(school, names, wanted, answer)
    return make_response(html, 409 if answer.problem_count else 200)


def _page(
    school: str,
    names: ListGroupPupilsResponse,
    wanted: pb.ImportMarksRequest | None = None,
    answer: pb.ImportMarksResponse | None = None,
) -> str:
    person = me()
    now = today(zone_of(person, f"schools/{school}"))
    terms = list_terms(f"schools/{school}", now)
    return render_template(
        "journal_file.html",
        me=person,
        group=names.group,
        terms=terms,
        term=choose_term(terms, request.args.get("term", ""), now),
        # Menus only: the services decide.
        teaches=any(one.name == names.group.name for one in person.groups),
        wanted=wanted,
        answer=answer,
        table=_packed(wanted) if wanted is not None else "",
        changes=_changes(wanted, answer, names) if wanted is not None and answer is not None else [],
        problems=_problems(wanted, answer, names) if wanted is not None and answer is not None else [],
        request_id=new_id(),
    )


def _refused(school: str, group: str, reason: str, details: dict[str, str]) -> Response:
    where = ""
    if details.get("line"):
        where = gettext("Row %(line)s: ", line=details["line"])
    elif details.get("column"):
        where = gettext("Column %(column)s: ", column=details["column"])
    flash(f"{where}{rule_text(reason)}", "problem")
    return redirect(url_for("journal_file.show", school=school, group=group))


def _names(school: str, group: str) -> ListGroupPupilsResponse:
    wanted = ListGroupPupilsRequest(group=f"schools/{school}/groups/{group}")
    answer: ListGroupPupilsResponse = ask(clients().people.ListGroupPupils, wanted)
    return answer


def _category_words(school: str) -> dict[str, str]:
    """The words of the school's kinds of work, by code."""
    answer: GetRulesResponse = ask(clients().rules.GetRules, GetRulesRequest(school=f"schools/{school}"))
    return {
        one.code: one.title or word(CATEGORIES, one.code) for one in answer.rules.categories if not one.retired
    }  # fmt: skip


def _category_codes(school: str) -> dict[str, str]:
    """Codes by words: the school's own, and those of every language, since a file outlives a choice of language."""
    found = {}
    for language in LANGUAGES:
        with force_locale(language):
            found.update({str(text).casefold(): code for code, text in CATEGORIES.items()})
    return found | {text.casefold(): code for code, text in _category_words(school).items()}


def _labels(title: str, person: GetMeResponse, now: datetime.datetime) -> Labels:
    return Labels(
        headings={
            "date": gettext("Date"),
            "bell": gettext("Lesson number"),
            "category": gettext("Kind of work"),
            "title": gettext("Title"),
        },
        watermark=gettext(
            "%(title)s. Personal data. Downloaded on %(time)s by %(who)s.",
            title=title,
            time=f"{now:%d.%m.%Y %H:%M}",
            who=full_name(person.person),
        ),
        help=gettext(
            "Н — absent, ОП5 — 5 minutes late, ОП5 4 — late with a mark. An empty cell changes nothing and deletes "
            "nothing. For new work fill in date, kind and title above a free column on the right."
        ),
        sheet=gettext("Marks"),
    )


def _packed(wanted: pb.ImportMarksRequest) -> str:
    """The looked-at table for the form: ids, marks and headings, nobody's name."""
    table = pb.ImportMarksRequest()
    table.CopyFrom(wanted)
    table.ClearField("request_id")
    return base64.b64encode(zlib.compress(table.SerializeToString())).decode()


def _unpacked(text: str) -> pb.ImportMarksRequest | None:
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(base64.b64decode(text, validate=True), _LARGEST_TABLE)
        return None if not unpacker.eof else pb.ImportMarksRequest.FromString(content)
    except (binascii.Error, zlib.error, DecodeError, ValueError):
        return None


def _changes(
    wanted: pb.ImportMarksRequest, answer: pb.ImportMarksResponse, names: ListGroupPupilsResponse
) -> list[Shown]:
    places = _Places(wanted, names)
    return [
        Shown(*places.of(each.row, each.column), old=each.old_value, new=each.new_value)
        for each in answer.changes[:_MOST_SHOWN]
    ]


def _problems(
    wanted: pb.ImportMarksRequest, answer: pb.ImportMarksResponse, names: ListGroupPupilsResponse
) -> list[Shown]:
    places = _Places(wanted, names)
    return [
        Shown(*places.of(each.row, each.column), old=each.current_value, problem=rule_text(each.rule))
        for each in answer.problems
    ]


class _Places:
    """Rows and columns as people find them in their file."""

    def __init__(self, wanted: pb.ImportMarksRequest, names: ListGroupPupilsResponse) -> None:
        self._columns: dict[str, Any] = {column.key: column for column in wanted.columns}
        self._pupils = {row.key: row.pupil for row in wanted.rows}
        self._names = {pupil.name: f"{pupil.family_name} {pupil.given_name}" for pupil in names.pupils}

    def of(self, row: str, column: str) -> tuple[str, str, str]:
        """Cell, pupil, lesson; empty texts where there is none."""
        found = self._columns.get(column)
        lesson = show_day(found.date, "d MMM") if found is not None and found.date else ""
        if found is not None and found.category:
            lesson = f"{lesson}, {word(CATEGORIES, found.category)}"
        return f"{column}{row}", self._names.get(self._pupils.get(row, ""), ""), lesson
