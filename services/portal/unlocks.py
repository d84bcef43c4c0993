"""A teacher's own requests to open a lesson, as the lesson's page shows them."""

import datetime
from dataclasses import dataclass

from zvonok.gradebook.v1 import rules_pb2

from services.portal.days import local, zone_of
from services.portal.pages.home import school_of
from services.portal.sessions import ask, clients, me

_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class OwnUnlock:
    """What became of the newest request that concerns a lesson."""

    waits: bool = False
    # Until when it is open, by the school's clock; None: it is not.
    until: datetime.datetime | None = None
    answer: str = ""

    @property
    def open(self) -> bool:
        """Whether the lesson can be edited by it now."""
        return self.until is not None


def own_unlock(lesson: str) -> OwnUnlock | None:
    """The newest of the person's requests for this lesson or its group; None: there is none that still tells."""
    school, group = school_of(lesson), lesson.partition("/lessons/")[0]
    wanted = rules_pb2.ListOwnUnlocksRequest(school=school, group=group, page_size=_LOOKED_AT)
    now = datetime.datetime.now(datetime.UTC)
    for one in ask(clients().rules.ListOwnUnlocks, wanted).unlocks:
        if one.place not in (lesson, group):
            continue
        if one.state == rules_pb2.UNLOCK_STATE_REQUESTED:
            return OwnUnlock(waits=True)
        if one.state == rules_pb2.UNLOCK_STATE_REFUSED:
            return OwnUnlock(answer=one.answer)
        if one.until.ToDatetime(datetime.UTC) > now:
            return OwnUnlock(until=local(one.until, zone_of(me(), school)), answer=one.answer)
    return None


def request_unlock(lesson: str, reason: str, request_id: str) -> None:
    """Asks for the lesson. Raises grpc.RpcError."""
    ask(
        clients().rules.RequestUnlock,
        rules_pb2.RequestUnlockRequest(place=lesson, reason=reason, request_id=request_id),
    )
