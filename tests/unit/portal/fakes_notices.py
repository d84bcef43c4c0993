"""Stand-ins for settings of notices."""

from typing import Any

from zvonok.notify.v1 import notify_pb2
from zvonok.notify.v1 import settings_pb2 as pb


def settings(version: int = 0, **changes: Any) -> pb.Settings:
    """As the service answers: every kind and channel."""
    routes = [
        pb.Route(kind=kind, channel=channel, mode=pb.MODE_AT_ONCE)
        for kind in ("mark", "absence", "late")
        for channel in ("in_app", "email")
    ]
    values: dict[str, Any] = {"quiet_begin": "22:00", "quiet_end": "07:00", "daily_at": "18:30", "weekly_on": 5}
    return pb.Settings(routes=routes, version=version, **(values | changes))


class NoticeFakes:
    """SettingService."""

    def methods(self) -> list[Any]:
        return [self.GetSettings, self.SetSettings, self.GetSchoolSettings, self.SetSchoolSettings]

    def CountDeliveries(self, request: Any) -> Any:
        rows = [("email", "sent", "", 41), ("email", "failed", "NO_ADDRESS", 3), ("in_app", "held", "", 2)]
        return notify_pb2.CountDeliveriesResponse(
            counts=[
                notify_pb2.DeliveryCount(channel=channel, state=state, reason=reason, count=count)
                for channel, state, reason, count in rows
            ]
        )

    def GetSettings(self, request: Any) -> Any:
        return pb.GetSettingsResponse(settings=settings(4))

    def SetSettings(self, request: Any) -> Any:
        return pb.SetSettingsResponse(settings=request.settings)

    def GetSchoolSettings(self, request: Any) -> Any:
        return pb.GetSchoolSettingsResponse(settings=pb.SchoolSettings(grace_seconds=600, defaults=settings(2)))

    def SetSchoolSettings(self, request: Any) -> Any:
        return pb.SetSchoolSettingsResponse(settings=request.settings)
