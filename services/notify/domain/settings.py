"""What a person wants to be told of a child, how and when (DOMAIN.md "Notifications")."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from services.notify.domain.telling import TellableCell
from services.notify.domain.timing import QuietHours, end_of_quiet, next_time

IN_APP, EMAIL, WEB_PUSH, MESSENGER, SMS = "in_app", "email", "web_push", "messenger", "sms"
# In the order in which those in reserve are asked.
CHANNELS = (IN_APP, EMAIL, WEB_PUSH, MESSENGER, SMS)
KINDS = (
    "mark", "absence", "late", "homework", "homework_due", "owed", "term_mark", "timetable", "substitution", "message",
    "verification",
)  # fmt: skip
# News of tomorrow: a digest would come too late.
OF_TOMORROW = ("homework_due", "timetable", "substitution")
AT_ONCE, DAILY, WEEKLY, RESERVE, OFF = "at_once", "daily", "weekly", "reserve", "off"
# RESERVE: only where another channel has failed for good or for long.
MODES = (AT_ONCE, DAILY, WEEKLY, RESERVE, OFF)
_SILENT = (RESERVE, OFF)
# What leaves our walls in plain text, or costs money, is for who asks for it.
_ON_REQUEST = (MESSENGER, SMS)
# Where neither the person nor the school has said anything and it is not at once: one letter a day about homework.
_UNLESS_CHOSEN = {("homework", EMAIL): DAILY, ("homework_due", EMAIL): OFF, ("homework", WEB_PUSH): OFF}
_WORST, _BEST = 2, 5
_LAST_WEEKDAY = 6
MOST_GRACE_SECONDS = 86_400

_CLOCK = re.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)

Routes = dict[tuple[str, str], str]  # (kind, channel) → mode


@dataclass(frozen=True, slots=True)
class Problem:
    """Why settings cannot be: a reason in capitals, a plain text, the field at fault."""

    reason: str
    message: str
    field: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Ways that are not in `routes` are the platform's: at once, but for homework, and never by messenger and SMS."""

    routes: Routes = field(default_factory=dict)
    # Marks above it are not told of; None: all are.
    marks_at_most: int | None = None
    quiet: QuietHours | None = None
    daily_at: time = time(18, 30)
    # 0 is Monday.
    weekly_on: int = 4

    def mode(self, kind: str, channel: str) -> str:
        """How news of a kind goes by a channel."""
        usual = OFF if channel in _ON_REQUEST else _UNLESS_CHOSEN.get((kind, channel), AT_ONCE)
        return self.routes.get((kind, channel)) or usual

    def due(self, mode: str, moment: datetime, zone: str) -> datetime | None:
        """When news that is ready at a moment goes out, outside quiet hours; None: not by itself."""
        if is_silent(mode):
            return None
        if mode != AT_ONCE:
            moment = next_time(moment, self.daily_at, self.weekly_on if mode == WEEKLY else None, zone)
        return end_of_quiet(moment, self.quiet, zone)


@dataclass(frozen=True, slots=True)
class SchoolSettings:
    """What a school lays down: how long a mark waits, and what holds for people who have chosen nothing."""

    grace_seconds: int
    defaults: Settings


def is_silent(mode: str) -> bool:
    """Whether a channel says nothing by itself."""
    return mode in _SILENT


def setting_kind(notice_kind: str) -> str:
    """The kind under which people set a kind of notices."""
    return "mark" if notice_kind == "mark_corrected" else notice_kind


def notice_kinds(kind: str) -> tuple[str, ...]:
    """The kinds of notices that people set under a kind."""
    return ("mark", "mark_corrected") if kind == "mark" else (kind,)


def over_defaults(own: Settings, defaults: Settings) -> Settings:
    """A person's settings; ways of which they say nothing are as the school has them."""
    return replace(own, routes={**defaults.routes, **own.routes})


def of_oneself(defaults: Settings) -> Settings:
    """What holds for a pupil from 14 who has chosen nothing: the list on the portal alone."""
    elsewhere = [channel for channel in CHANNELS if channel != IN_APP]
    return replace(defaults, routes=defaults.routes | {(kind, channel): OFF for kind in KINDS for channel in elsewhere})


def wanted_cells(cells: Iterable[TellableCell], settings: Settings) -> list[TellableCell]:
    """The cells that pass the threshold. What was told once is told again when it changes, however good it is now."""
    return [cell for cell in cells if cell.told or cell.kind != "mark" or _passes(cell.value, settings.marks_at_most)]


def _passes(value: str, most: int | None) -> bool:
    # Marks that are no number (a pass, a fail) have no place on the scale: they are told.
    return most is None or not value[:1].isdigit() or int(value[0]) <= most


def find_problem(settings: Settings) -> Problem | None:
    """What is wrong with settings; None: nothing."""
    problem = _find_route_problem(settings)
    if problem is not None:
        return problem
    if settings.marks_at_most is not None and not _WORST <= settings.marks_at_most <= _BEST:
        return Problem("THRESHOLD_OUT_OF_RANGE", "marks_at_most must be from 2 to 5, or absent.", "marks_at_most")
    if not 0 <= settings.weekly_on <= _LAST_WEEKDAY:
        return Problem("BAD_WEEKDAY", "weekly_on must be from 1 (Monday) to 7 (Sunday).", "weekly_on")
    if settings.quiet is not None and settings.quiet.begin == settings.quiet.end:
        return Problem("QUIET_ALL_DAY", "Quiet hours must end at another time than they begin.", "quiet_end")
    return None


def _find_route_problem(settings: Settings) -> Problem | None:
    for reason, name, allowed, given in (
        ("UNKNOWN_KIND", "kind", KINDS, {kind for kind, _ in settings.routes}),
        ("UNKNOWN_CHANNEL", "channel", CHANNELS, {channel for _, channel in settings.routes}),
        ("UNKNOWN_MODE", "mode", MODES, set(settings.routes.values())),
    ):
        if not given <= set(allowed):
            return Problem(reason, f"{name} must be one of {', '.join(allowed)}.", f"routes.{name}")
    if settings.routes.get(("message", IN_APP), AT_ONCE) != AT_ONCE:
        return Problem("ALWAYS_ON_PAGE", "A message of the class teacher stands on the page at once.", "routes.mode")
    for (kind, channel), mode in settings.routes.items():
        if kind in OF_TOMORROW and mode in (DAILY, WEEKLY):
            return Problem("TOO_LATE", f"News of tomorrow ({kind}, {channel}) go at once or not.", "routes.mode")
        if channel == IN_APP and mode == RESERVE:
            return Problem("PAGE_IN_RESERVE", "The page itself fails nobody: it can't be in reserve.", "routes.mode")
    return None


def find_school_problem(settings: SchoolSettings) -> Problem | None:
    """What is wrong with what a school lays down; None: nothing."""
    if not 0 <= settings.grace_seconds <= MOST_GRACE_SECONDS:
        return Problem("GRACE_OUT_OF_RANGE", "grace_seconds must be from 0 to 86400.", "grace_seconds")
    return find_problem(settings.defaults)


def read_time(text: str) -> time | None:
    """A time of the wall clock, "18:30"; None where no clock shows it."""
    found = _CLOCK.fullmatch(text)
    return time(int(found[1]), int(found[2])) if found else None
