"""SettingService: what people want to be told, and what schools lay down."""

from collections.abc import Sequence
from datetime import time

import grpc
from zvonok.notify.v1 import settings_pb2 as pb
from zvonok.notify.v1 import settings_pb2_grpc

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument
from kit.idempotency import once
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.notify.actions import setting
from services.notify.domain.settings import (
    AT_ONCE,
    DAILY,
    KINDS,
    OFF,
    RESERVE,
    WEEKLY,
    SchoolSettings,
    Settings,
    read_time,
)
from services.notify.domain.timing import QuietHours

_SCHOOL, _PUPIL = "schools/{school}", "schools/{school}/pupils/{pupil}"
_MODES = {
    AT_ONCE: pb.MODE_AT_ONCE,
    DAILY: pb.MODE_DAILY,
    WEEKLY: pb.MODE_WEEKLY,
    RESERVE: pb.MODE_RESERVE,
    OFF: pb.MODE_OFF,
}
_MODE_NAMES = {number: name for name, number in _MODES.items()}


class SettingServicer(settings_pb2_grpc.SettingServiceServicer):
    """See proto/zvonok/notify/v1/settings.proto."""

    def __init__(self, resources: Resources, platform: SchoolSettings, channels: Sequence[str]) -> None:
        self._pool = resources.pool
        self._platform = platform
        self._channels = channels

    def GetSettings(self, request: pb.GetSettingsRequest, context: grpc.ServicerContext) -> pb.GetSettingsResponse:
        """The caller's settings about a child."""
        ids = parse(request.pupil, _PUPIL)
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            found, version = setting.get_settings(
                connection, ids["school"], current_call().person_id, ids["pupil"], self._platform
            )
        return pb.GetSettingsResponse(settings=_message(found, version, self._channels))

    def SetSettings(self, request: pb.SetSettingsRequest, context: grpc.ServicerContext) -> pb.SetSettingsResponse:
        """Changes them."""
        call, ids = current_call(), parse(request.pupil, _PUPIL)
        wanted, version = _settings(request.settings), request.settings.version

        with transaction(self._pool, EVERY_SCHOOL) as connection:

            def work() -> pb.SetSettingsResponse:
                changed = setting.set_settings(
                    connection, ids["school"], call.person_id, ids["pupil"], wanted, version, self._platform
                )
                return pb.SetSettingsResponse(settings=_message(*changed, self._channels))

            return once(connection, call.subject, request, pb.SetSettingsResponse, work)

    def GetSchoolSettings(
        self, request: pb.GetSchoolSettingsRequest, context: grpc.ServicerContext
    ) -> pb.GetSchoolSettingsResponse:
        """What the school has laid down."""
        school_id = parse(request.school, _SCHOOL)["school"]
        with transaction(self._pool, school_id) as connection:
            found = setting.get_school_settings(connection, school_id, self._platform)
        return pb.GetSchoolSettingsResponse(settings=_school_message(*found, self._channels))

    def SetSchoolSettings(
        self, request: pb.SetSchoolSettingsRequest, context: grpc.ServicerContext
    ) -> pb.SetSchoolSettingsResponse:
        """Lays it down."""
        school_id = parse(request.school, _SCHOOL)["school"]
        defaults = request.settings.defaults
        wanted = SchoolSettings(request.settings.grace_seconds, _settings(defaults))
        with transaction(self._pool, school_id) as connection:

            def work() -> pb.SetSchoolSettingsResponse:
                changed = setting.set_school_settings(connection, school_id, wanted, defaults.version)
                return pb.SetSchoolSettingsResponse(settings=_school_message(*changed, self._channels))

            return once(connection, current_call().subject, request, pb.SetSchoolSettingsResponse, work)


def _settings(message: pb.Settings) -> Settings:
    """Raises InvalidArgument for times that no clock shows; the rest is judged by the domain."""
    quiet = None
    if message.quiet_begin or message.quiet_end:
        quiet = QuietHours(_time(message.quiet_begin, "quiet_begin"), _time(message.quiet_end, "quiet_end"))
    return Settings(
        routes={(each.kind, each.channel): _MODE_NAMES.get(each.mode, "") for each in message.routes},
        marks_at_most=message.marks_at_most if message.HasField("marks_at_most") else None,
        quiet=quiet,
        daily_at=_time(message.daily_at, "daily_at"),
        weekly_on=message.weekly_on - 1,
    )


def _time(text: str, name: str) -> time:
    found = read_time(text)
    if found is None:
        raise InvalidArgument("BAD_CLOCK_TIME", f"{name} must be a time from 00:00 to 23:59.", metadata={"field": name})
    return found


def _message(settings: Settings, version: int, channels: Sequence[str]) -> pb.Settings:
    return pb.Settings(
        routes=[
            pb.Route(kind=kind, channel=channel, mode=_MODES[settings.mode(kind, channel)])
            for kind in KINDS
            for channel in channels
        ],
        marks_at_most=settings.marks_at_most,
        quiet_begin=_clock(settings.quiet.begin) if settings.quiet else "",
        quiet_end=_clock(settings.quiet.end) if settings.quiet else "",
        daily_at=_clock(settings.daily_at),
        weekly_on=settings.weekly_on + 1,
        version=version,
    )


def _school_message(settings: SchoolSettings, version: int, channels: Sequence[str]) -> pb.SchoolSettings:
    return pb.SchoolSettings(
        grace_seconds=settings.grace_seconds, defaults=_message(settings.defaults, version, channels)
    )


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
