"""What people want to be told of a child, how and when; and what the school lays down for who has chosen nothing."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.identity.v1.people_pb2 import GetMeResponse, Pupil
from zvonok.identity.v1.schools_pb2 import School
from zvonok.notify.v1 import notify_pb2
from zvonok.notify.v1 import settings_pb2 as pb

from kit.ids import new_id
from services.portal.days import weekday_of
from services.portal.forms import attempt, request_id, whole_number
from services.portal.sessions import ask, clients, me
from services.portal.words.notices import OF_TOMORROW

pages = Blueprint("notice_settings", __name__)

_MODES = {
    "at_once": pb.MODE_AT_ONCE,
    "daily": pb.MODE_DAILY,
    "weekly": pb.MODE_WEEKLY,
    "reserve": pb.MODE_RESERVE,
    "off": pb.MODE_OFF,
}
_MODE_CODES = {number: code for code, number in _MODES.items()}
_NO_NUMBER = 10**6
_WEEK = range(1, 8)
_SECONDS = 60


@pages.get("/notices/settings/<id:school>/<id:pupil>")
def show(school: str, pupil: str) -> str:
    """The caller's settings about a child."""
    name = f"schools/{school}/pupils/{pupil}"
    settings = ask(clients().notice_settings.GetSettings, pb.GetSettingsRequest(pupil=name)).settings
    return _page(name, settings)


@pages.post("/notices/settings/<id:school>/<id:pupil>")
def change(school: str, pupil: str) -> Response | tuple[str, int]:
    """Changes them, for this child or for all children; what was refused stays on the page."""
    name = f"schools/{school}/pupils/{pupil}"
    typed = _typed()
    wanted = pb.SetSettingsRequest(pupil=name, request_id=request_id(), settings=typed)
    if attempt(clients().notice_settings.SetSettings, wanted, gettext("Saved.")) is None:
        return _page(name, typed), 422
    if request.form.get("everyone") and not _change_others(name, typed):
        return _page(name, ask(clients().notice_settings.GetSettings, pb.GetSettingsRequest(pupil=name)).settings), 422
    return redirect(url_for("notice_settings.show", school=school, pupil=pupil))


def _change_others(name: str, typed: pb.Settings) -> bool:
    """The same for the caller's other children, whatever was set for them."""
    for child in me().children:
        if child.name == name:
            continue
        seen = ask(clients().notice_settings.GetSettings, pb.GetSettingsRequest(pupil=child.name)).settings
        settings = pb.Settings()
        settings.CopyFrom(typed)
        settings.version = seen.version
        wanted = pb.SetSettingsRequest(pupil=child.name, request_id=new_id(), settings=settings)
        if attempt(clients().notice_settings.SetSettings, wanted, "") is None:
            flash(gettext("Not saved for %(child)s.", child=child.given_name), "problem")
            return False
    return True


@pages.get("/schools/<id:school>/notice-settings")
def show_school(school: str) -> str:
    """What the school lays down."""
    wanted = pb.GetSchoolSettingsRequest(school=f"schools/{school}")
    settings = ask(clients().notice_settings.GetSchoolSettings, wanted).settings
    return _school_page(school, settings, _minutes(settings.grace_seconds))


@pages.post("/schools/<id:school>/notice-settings")
def change_school(school: str) -> Response | tuple[str, int]:
    """Lays it down; what was refused stays on the page."""
    typed = request.form.get("grace", "").strip()
    seconds = whole_number("grace") * _SECONDS if typed.isascii() and typed.isdigit() else _NO_NUMBER
    settings = pb.SchoolSettings(grace_seconds=min(seconds, _NO_NUMBER), defaults=_typed())
    wanted = pb.SetSchoolSettingsRequest(school=f"schools/{school}", request_id=request_id(), settings=settings)
    if attempt(clients().notice_settings.SetSchoolSettings, wanted, gettext("Saved.")) is None:
        return _school_page(school, settings, typed), 422
    return redirect(url_for("notice_settings.show_school", school=school))


def _typed() -> pb.Settings:
    """The settings of the form. What is no number or time goes on as it is, to be refused."""
    settings = pb.Settings(
        quiet_begin=request.form.get("quiet_begin", "").strip(),
        quiet_end=request.form.get("quiet_end", "").strip(),
        daily_at=request.form.get("daily_at", "").strip(),
        weekly_on=whole_number("weekly_on"),
        version=whole_number("version"),
    )
    most = request.form.get("marks_at_most", "")
    if most:
        settings.marks_at_most = whole_number("marks_at_most")
    for field, code in request.form.items():
        way, kind, channel = (*field.split(":"), "", "")[:3]
        if way == "way":
            settings.routes.add(kind=kind, channel=channel, mode=_MODES.get(code, pb.MODE_UNSPECIFIED))
    return settings


def _minutes(seconds: int) -> str:
    """Seconds as minutes, rounded up: a window of seconds is one of the demonstration's."""
    return str(-(-seconds // _SECONDS))


def _page(name: str, settings: pb.Settings) -> str:
    person = me()
    return render_template(
        "notice_settings.html",
        me=person,
        pupil=next((one for one in (*person.children, *person.pupils) if one.name == name), Pupil(name=name)),
        others=_others(person, name),
        **_choices(settings),
    )


def _others(person: GetMeResponse, name: str) -> list[Pupil]:
    return [one for one in person.children if one.name != name]


def _school_page(school: str, settings: pb.SchoolSettings, grace: str) -> str:
    name, person = f"schools/{school}", me()
    return render_template(
        "school_notices.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        grace=grace,
        counts=_counts(name),
        **_choices(settings.defaults),
    )


def _counts(school: str) -> dict[str, list[notify_pb2.DeliveryCount]]:
    """How the notices of a week got through, by channel."""
    answer = ask(clients().notices.CountDeliveries, notify_pb2.CountDeliveriesRequest(school=school, days=7))
    found: dict[str, list[notify_pb2.DeliveryCount]] = {}
    for count in answer.counts:
        found.setdefault(count.channel, []).append(count)
    return found


def _choices(settings: pb.Settings) -> dict[str, object]:
    ways: dict[str, dict[str, str]] = {}
    for route in settings.routes:
        ways.setdefault(route.kind, {})[route.channel] = _MODE_CODES.get(route.mode, "")
    return {
        "settings": settings,
        "ways": ways,
        "offered": list(_MODES),
        "of_tomorrow": OF_TOMORROW,
        "weekdays": {number: weekday_of(number) for number in _WEEK},
        "request_id": new_id(),
    }
