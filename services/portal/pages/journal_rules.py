"""The rules of the school's journal: how long it can be edited, what is locked, and who asks to open it again."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import rules_pb2
from zvonok.identity.v1 import schools_pb2

from kit.ids import new_id
from services.portal.days import local, zone_of
from services.portal.forms import attempt, request_id
from services.portal.menu import roles_at
from services.portal.sessions import ask, ask_all, clients, me

pages = Blueprint("journal_rules", __name__)

_DECIDE = frozenset({"deputy_head", "director"})
# For how many hours an unlock can be granted.
HOURS = (2, 8, 24, 72, 168)
_PAGE = 200
_MOST_DAYS_DIGITS = 5
# Asks for whether some wait, without reading them all.
_MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Titles:
    """What ids of classes, subjects and terms are called."""

    classes: dict[str, str]
    subjects: dict[str, str]
    terms: dict[str, str]


@pages.get("/schools/<id:school>/journal-rules")
def show(school: str) -> str:
    """Windows, locks, and the requests that wait."""
    name, person = f"schools/{school}", me()
    decides = bool(roles_at(person, name) & _DECIDE)
    return render_template(
        "journal_rules.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), schools_pb2.School(name=name)),
        rules=ask(clients().rules.GetRules, rules_pb2.GetRulesRequest(school=name)).rules,
        locks=ask_all(clients().rules.ListLocks, rules_pb2.ListLocksRequest(school=name, page_size=_PAGE), "locks"),
        unlocks=_waiting(name) if decides else [],
        titles=_titles(name),
        decides=decides,
        hours=HOURS,
        scope_text=scope_text,
        zone=zone_of(person, name),
        local=local,
        request_id=new_id(),
    )


@pages.post("/schools/<id:school>/journal-rules/window")
def set_window(school: str) -> Response:
    """Sets for how many days lessons can be edited."""
    wanted = rules_pb2.SetEditWindowRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        seen_version=_number(request.form.get("version", "")) or 0,
        reason=request.form.get("reason", ""),
    )
    days = _days()
    if days is not None:
        wanted.edit_days = days
    attempt(clients().rules.SetEditWindow, wanted, gettext("Saved."))
    return _back(school)


@pages.post("/schools/<id:school>/journal-rules/categories/<code>/window")
def set_category_window(school: str, code: str) -> Response:
    """Sets the window of one kind of work; everything else about it stays as it is."""
    name = f"schools/{school}"
    rules = ask(clients().rules.GetRules, rules_pb2.GetRulesRequest(school=name)).rules
    category = next((one for one in rules.categories if one.code == code), None)
    if category is not None:
        changed = rules_pb2.Category()
        changed.CopyFrom(category)
        changed.version = _number(request.form.get("version", "")) or category.version
        changed.ClearField("edit_days")
        days = _days()
        if days is not None:
            changed.edit_days = days
        wanted = rules_pb2.SetCategoryRequest(school=name, request_id=request_id(), category=changed)
        attempt(clients().rules.SetCategory, wanted, gettext("Saved."))
    return _back(school)


@pages.post("/schools/<id:school>/journal-rules/locks")
def lock(school: str) -> Response:
    """Closes a part of the journal."""
    name = f"schools/{school}"
    wanted = rules_pb2.CreateLockRequest(
        school=name,
        request_id=request_id(),
        subject_code=request.form.get("subject", ""),
        reason=request.form.get("reason", ""),
        **{"class": request.form.get("class", "")},  # a word of Python's
    )
    wanted.term = request.form.get("term", "")
    attempt(clients().rules.CreateLock, wanted, gettext("Locked."))
    return _back(school)


@pages.post("/schools/<id:school>/journal-rules/locks/<id:lock_id>/end")
def end_lock(school: str, lock_id: str) -> Response:
    """Opens it again."""
    wanted = rules_pb2.EndLockRequest(
        school=f"schools/{school}", request_id=request_id(), lock=lock_id, reason=request.form.get("reason", "")
    )
    attempt(clients().rules.EndLock, wanted, gettext("Open again."))
    return _back(school)


@pages.post("/schools/<id:school>/journal-rules/unlocks/<id:unlock>")
def decide(school: str, unlock: str) -> Response:
    """Grants a request for some hours, or refuses it."""
    grant = request.form.get("grant") == "1"
    wanted = rules_pb2.DecideUnlockRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        unlock=unlock,
        grant=grant,
        answer=request.form.get("answer", ""),
    )
    if grant:
        hours = _number(request.form.get("hours", "")) or HOURS[0]
        wanted.until.FromDatetime(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours))
    done = gettext("Opened for the teacher.") if grant else gettext("Refused.")
    attempt(clients().rules.DecideUnlock, wanted, done)
    return _back(school)


def waiting_count(school: str) -> int:
    """How many requests wait at a school, for who decides them; 100 stands for more."""
    wanted = rules_pb2.ListUnlocksRequest(school=school, page_size=_MOST_COUNTED)
    return len(ask(clients().rules.ListUnlocks, wanted).unlocks)


def scope_text(lock: rules_pb2.Lock, titles: Titles) -> str:
    """What a lock closes, in words."""
    class_name = getattr(lock, "class")
    parts = [
        titles.classes.get(class_name, gettext("a class that is no more")) if class_name else "",
        titles.subjects.get(lock.subject_code, lock.subject_code) if lock.subject_code else "",
        titles.terms.get(lock.term, gettext("a term that is no more")) if lock.term else "",
    ]
    return " · ".join(part for part in parts if part) or gettext("the whole journal")


def _waiting(school: str) -> list[rules_pb2.Unlock]:
    return ask_all(clients().rules.ListUnlocks, rules_pb2.ListUnlocksRequest(school=school, page_size=_PAGE), "unlocks")


def _titles(school: str) -> Titles:
    service = clients().schools
    classes: Sequence[schools_pb2.SchoolClass] = ask_all(
        service.ListClasses, schools_pb2.ListClassesRequest(school=school, page_size=_PAGE), "classes"
    )
    groups: Sequence[schools_pb2.Group] = ask_all(
        service.ListGroups, schools_pb2.ListGroupsRequest(school=school, page_size=_PAGE), "groups"
    )
    terms = ask(service.ListTerms, schools_pb2.ListTermsRequest(school=school)).terms
    year = max((term.school_year for term in terms), default=0)
    return Titles(
        {one.name: one.title for one in classes},
        dict(sorted({one.subject_code: one.subject_title for one in groups}.items(), key=lambda each: each[1])),
        {one.name: one.title for one in terms if one.school_year == year},
    )


def _days() -> int | None:
    """The days of the form; None: without a limit. What is no number becomes one that the service refuses."""
    typed = request.form.get("days", "").strip()
    return (_number(typed) if _number(typed) is not None else -1) if typed else None


def _number(text: str) -> int | None:
    fits = text.isascii() and text.isdigit() and len(text) <= _MOST_DAYS_DIGITS
    return int(text) if fits else None


def _back(school: str) -> Response:
    return redirect(url_for("journal_rules.show", school=school))
