"""The lesson plan of a group: topics in order, what was taught, files in and out, copies to parallel classes."""

import base64
import binascii
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, send_file, url_for
from flask_babel import gettext, ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import plans_pb2 as pb
from zvonok.gradebook.v1 import rules_pb2
from zvonok.identity.v1.people_pb2 import GetMeResponse

from kit.ids import is_id, new_id
from services.portal.days import today, zone_of
from services.portal.forms import attempt, attempt_or_problem, request_id, whole_number
from services.portal.languages import language
from services.portal.menu import roles_at
from services.portal.sessions import ask, clients, me
from services.portal.texts import CATEGORIES, rule_text, word

pages = Blueprint("plan", __name__)

_PATH = "/schools/<id:school>/groups/<id:group>/plan"
_OFFICE = frozenset({"deputy_head", "director", "journal_administrator"})
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A plan that was looked at waits in its form; a table of 500 topics is a tenth of this.
_LARGEST_FILE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Refused:
    """A topic that was refused: its id (empty: a new one), what was typed, what the rule says."""

    topic: str
    typed: Mapping[str, str]
    problem: str


@pages.get(_PATH)
def show(school: str, group: str) -> str:
    """The plan."""
    return _page(school, group)


@pages.post(f"{_PATH}/topics")
def add(school: str, group: str) -> Response:
    """Adds a topic."""
    wanted = pb.SetTopicRequest(
        group=_name(school, group),
        request_id=request_id(),
        seen_version=_seen(),
        topic=_topic(""),
        position=whole_number("position"),
    )
    return _set_topic(school, group, wanted)


@pages.post(f"{_PATH}/topics/<id:topic>")
def change(school: str, group: str, topic: str) -> Response:
    """Changes a topic, moves it or takes it out."""
    action = request.form.get("action", "save")
    common: dict[str, Any] = {
        "group": _name(school, group), "request_id": request_id(), "seen_version": _seen(),
    }  # fmt: skip
    if action == "delete":
        wanted: Any = pb.DeleteTopicRequest(topic=topic, **common)
        attempt(clients().plans.DeleteTopic, wanted, gettext("Taken out of the plan."))
    elif action == "move":
        wanted = pb.MoveTopicRequest(topic=topic, position=whole_number("position"), **common)
        attempt(clients().plans.MoveTopic, wanted, gettext("Moved."))
    else:
        return _set_topic(school, group, pb.SetTopicRequest(topic=_topic(topic), **common))
    return redirect(f"{url_for('plan.show', school=school, group=group)}#topic-{topic}")


def _set_topic(school: str, group: str, wanted: pb.SetTopicRequest) -> Response:
    """Adds or changes a topic; what a rule refuses is shown again as it was typed."""
    topic = wanted.topic.topic
    _, problem = attempt_or_problem(clients().plans.SetTopic, wanted)
    if problem:
        return make_response(_page(school, group, refused=_Refused(topic, request.form, problem)), 409)
    flash(gettext("Saved."), "saved")
    return redirect(f"{url_for('plan.show', school=school, group=group)}#{f'topic-{topic}' if topic else 'add-topic'}")


@pages.get(f"{_PATH}.xlsx")
def download(school: str, group: str) -> Response:
    """The plan as a file; without topics a template."""
    wanted = pb.ExportPlanRequest(group=_name(school, group), language=language())
    content = ask(clients().plans.ExportPlan, wanted).content
    return send_file(
        io.BytesIO(content), mimetype=_XLSX, as_attachment=True, download_name=f"{gettext('plan')}.xlsx"
    )  # fmt: skip


@pages.post(f"{_PATH}/file")
def look(school: str, group: str) -> Response | str:
    """Shows what a file would make of the plan, or takes it when it was looked at."""
    content = _content()
    if not content or len(content) > _LARGEST_FILE:
        flash(rule_text("FILE_TOO_LARGE" if content else "FILE_EMPTY"), "problem")
        return _back(school, group)
    take = request.form.get("action") == "take"
    wanted = pb.ImportPlanRequest(
        group=_name(school, group),
        request_id=request_id() if take else new_id(),
        seen_version=_seen(),
        content=content,
        preview=not take,
        append="append" in request.form,
    )
    done = gettext("The plan was taken from the file.") if take else ""
    answer = attempt(clients().plans.ImportPlan, wanted, done)
    if answer is None or (take and not answer.problems):
        return _back(school, group)
    return _page(school, group, wanted=wanted, answer=answer)


@pages.post(f"{_PATH}/copy")
def copy(school: str, group: str) -> Response:
    """Gives the plan to parallel classes."""
    chosen = [_name(school, each) for each in request.form.getlist("to") if is_id(each)]
    wanted = pb.CopyPlanRequest(groups=[_name(school, group), *chosen], request_id=request_id())
    for each in chosen:
        wanted.seen_versions[each] = whole_number(f"version.{each.rpartition('/')[2]}")
    done = ngettext("The plan went to %(num)d class.", "The plan went to %(num)d classes.", len(chosen))
    attempt(clients().plans.CopyPlan, wanted, done)
    return _back(school, group)


@pages.post(f"{_PATH}/lessons/<id:lesson>")
def teach(school: str, group: str, lesson: str) -> Response:
    """Says which planned topic a lesson taught."""
    topic = request.form.get("topic", "")
    wanted = pb.SetLessonTopicRequest(
        lesson=f"{_name(school, group)}/lessons/{lesson}",
        request_id=request_id(),
        topic=topic if is_id(topic) else "",
    )
    attempt(clients().plans.SetLessonTopic, wanted, gettext("Saved."))
    return _back(school, group)


def _page(
    school: str,
    group: str,
    *,
    wanted: pb.ImportPlanRequest | None = None,
    answer: pb.ImportPlanResponse | None = None,
    refused: _Refused | None = None,
) -> str:
    person, name = me(), _name(school, group)
    found: pb.GetPlanResponse = ask(clients().plans.GetPlan, pb.GetPlanRequest(group=name))
    changes = _may_change(person, school, name)
    return render_template(
        "plan.html",
        me=person,
        group=name,
        found=found,
        # Menus only: the service decides.
        changes=changes,
        teaches=any(one.name == name for one in person.groups),
        categories=_categories(school) if changes else {},
        today=today(zone_of(person, f"schools/{school}")).isoformat(),
        wanted=wanted,
        answer=answer,
        refused=refused,
        content=base64.b64encode(wanted.content).decode() if wanted is not None else "",
        request_id=new_id(),
    )


def _may_change(person: GetMeResponse, school: str, group: str) -> bool:
    return any(one.name == group for one in person.groups) or bool(roles_at(person, f"schools/{school}") & _OFFICE)


def _categories(school: str) -> dict[str, str]:
    rules = ask(clients().rules.GetRules, rules_pb2.GetRulesRequest(school=f"schools/{school}")).rules
    return {each.code: each.title or word(CATEGORIES, each.code) for each in rules.categories if not each.retired}


def _topic(topic: str) -> pb.PlannedTopic:
    form = request.form
    return pb.PlannedTopic(
        topic=topic,
        title=form.get("title", ""),
        hours=whole_number("hours"),
        category=form.get("category", ""),
        homework=form.get("homework", ""),
    )


def _content() -> bytes:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return bytes(sent.read(_LARGEST_FILE + 1))
    try:
        return base64.b64decode(request.form.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _seen() -> int:
    return whole_number("version")


def _name(school: str, group: str) -> str:
    return f"schools/{school}/groups/{group}"


def _back(school: str, group: str) -> Response:
    return redirect(url_for("plan.show", school=school, group=group))
