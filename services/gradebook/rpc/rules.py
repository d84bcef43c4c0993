"""RuleService: the school's own rules of its journal, locks and unlocks."""

from datetime import UTC, datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.gradebook.v1 import rules_pb2 as pb
from zvonok.gradebook.v1 import rules_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.gradebook.actions import ruling
from services.gradebook.domain.rules import Category, read_weight
from services.gradebook.domain.texts import clean
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.messages import decimal_text
from services.gradebook.rpc.requests import GROUP, LESSON
from services.gradebook.store.rules import Lock, Unlock

_SCHOOL = "schools/{school}"
_PAGE, _MOST = 50, 200
_STATE = {
    "requested": pb.UNLOCK_STATE_REQUESTED,
    "granted": pb.UNLOCK_STATE_GRANTED,
    "refused": pb.UNLOCK_STATE_REFUSED,
}


class RuleServicer(rules_pb2_grpc.RuleServiceServicer):
    """See proto/zvonok/gradebook/v1/rules.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetRules(self, request: pb.GetRulesRequest, context: grpc.ServicerContext) -> pb.GetRulesResponse:
        """The rules."""
        rules = ruling.get_rules(self._pool, parse(request.school, _SCHOOL)["school"])
        return pb.GetRulesResponse(rules=_rules(rules))

    def SetCategory(self, request: pb.SetCategoryRequest, context: grpc.ServicerContext) -> pb.SetCategoryResponse:
        """Adds or changes a category."""
        category, reason = _category(request.category), clean(request.reason)
        return change_once(
            self._pool, request, parse(request.school, _SCHOOL)["school"], pb.SetCategoryResponse,
            lambda connection, asker: pb.SetCategoryResponse(
                rules=_rules(ruling.set_category(connection, asker, category, reason))
            ),
        )  # fmt: skip

    def SetEditWindow(
        self, request: pb.SetEditWindowRequest, context: grpc.ServicerContext
    ) -> pb.SetEditWindowResponse:
        """Sets the window."""
        days = request.edit_days if request.HasField("edit_days") else None
        reason = clean(request.reason)
        return change_once(
            self._pool, request, parse(request.school, _SCHOOL)["school"], pb.SetEditWindowResponse,
            lambda connection, asker: pb.SetEditWindowResponse(
                rules=_rules(ruling.set_edit_window(connection, asker, days, request.seen_version, reason))
            ),
        )  # fmt: skip

    def CreateLock(self, request: pb.CreateLockRequest, context: grpc.ServicerContext) -> pb.CreateLockResponse:
        """Closes a part of the journal."""
        school = parse(request.school, _SCHOOL)["school"]
        class_id = _part(getattr(request, "class"), f"schools/{school}/classes/{{id}}")
        term_id = _part(request.term, f"schools/{school}/terms/{{id}}")
        subject, reason = clean(request.subject_code) or None, clean(request.reason)
        return change_once(
            self._pool, request, school, pb.CreateLockResponse,
            lambda connection, asker: pb.CreateLockResponse(
                lock=_lock(school, ruling.create_lock(connection, asker, class_id, subject, term_id, reason))
            ),
        )  # fmt: skip

    def EndLock(self, request: pb.EndLockRequest, context: grpc.ServicerContext) -> pb.EndLockResponse:
        """Opens it again."""
        school, reason = parse(request.school, _SCHOOL)["school"], clean(request.reason)
        lock_id = _id(request.lock, "lock")
        return change_once(
            self._pool, request, school, pb.EndLockResponse,
            lambda connection, asker: pb.EndLockResponse(
                lock=_lock(school, ruling.end_lock(connection, asker, lock_id, reason))
            ),
        )  # fmt: skip

    def ListLocks(self, request: pb.ListLocksRequest, context: grpc.ServicerContext) -> pb.ListLocksResponse:
        """The locks that hold."""
        school = parse(request.school, _SCHOOL)["school"]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        rows = ruling.list_locks(self._pool, school, pages.read_moment(request.page_token), size + 1)
        more = len(rows) > size
        return pb.ListLocksResponse(
            locks=[_lock(school, row) for row in rows[:size]],
            next_page_token=pages.encode_moment(rows[size - 1].locked_at, rows[size - 1].lock_id) if more else "",
        )

    def RequestUnlock(
        self, request: pb.RequestUnlockRequest, context: grpc.ServicerContext
    ) -> pb.RequestUnlockResponse:
        """A teacher's request."""
        ids = parse(request.place, LESSON if "/lessons/" in request.place else GROUP)
        reason = clean(request.reason)
        return change_once(
            self._pool, request, ids["school"], pb.RequestUnlockResponse,
            lambda connection, asker: pb.RequestUnlockResponse(
                unlock=_unlock(
                    ids["school"], ruling.request_unlock(connection, asker, ids["group"], ids.get("lesson"), reason)
                )
            ),
        )  # fmt: skip

    def DecideUnlock(self, request: pb.DecideUnlockRequest, context: grpc.ServicerContext) -> pb.DecideUnlockResponse:
        """Grants or refuses it."""
        school, answer = parse(request.school, _SCHOOL)["school"], clean(request.answer)
        unlock_id = _id(request.unlock, "unlock")
        until = _time(request.until) if request.grant else None
        return change_once(
            self._pool, request, school, pb.DecideUnlockResponse,
            lambda connection, asker: pb.DecideUnlockResponse(
                unlock=_unlock(school, ruling.decide_unlock(connection, asker, unlock_id, until, answer))
            ),
        )  # fmt: skip

    def ListUnlocks(self, request: pb.ListUnlocksRequest, context: grpc.ServicerContext) -> pb.ListUnlocksResponse:
        """Requests of the school."""
        school = parse(request.school, _SCHOOL)["school"]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = pages.read_moment(request.page_token)
        rows = ruling.list_unlocks(self._pool, school, after, size + 1, decided=request.decided)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListUnlocksResponse(
            unlocks=[_unlock(school, row) for row in rows[:size]],
            next_page_token=pages.encode_moment(last.requested_at, last.unlock_id) if last else "",
        )

    def ListOwnUnlocks(
        self, request: pb.ListOwnUnlocksRequest, context: grpc.ServicerContext
    ) -> pb.ListOwnUnlocksResponse:
        """The caller's own requests."""
        school, person_id = parse(request.school, _SCHOOL)["school"], current_call().person_id
        group_id = _part(request.group, f"schools/{school}/groups/{{id}}")
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        before = pages.read_moment(request.page_token)
        rows = ruling.list_own_unlocks(self._pool, school, person_id, group_id, before, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListOwnUnlocksResponse(
            unlocks=[_unlock(school, row) for row in rows[:size]],
            next_page_token=pages.encode_moment(last.requested_at, last.unlock_id) if last else "",
        )


def _category(message: pb.Category) -> Category:
    weight = read_weight(message.weight)
    if weight is None:
        raise InvalidArgument(
            "BAD_WEIGHT", "A weight is a number from 0.01 to 99.99, for example 1.5.", metadata={"field": "weight"}
        )
    return Category(
        message.code,
        clean(message.title),
        weight,
        message.edit_days if message.HasField("edit_days") else None,
        message.retired,
        message.version,
    )


def _part(name: str, pattern: str) -> str | None:
    return parse(name, pattern)["id"] if name else None


def _id(text: str, field: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", f"{field} must be an id that this service gave.", metadata={"field": field})
    return text


def _time(time: Timestamp) -> datetime:
    try:
        return time.ToDatetime(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidArgument("BAD_TIME", "until must be a time.", metadata={"field": "until"}) from error


def _rules(rules: ruling.Rules) -> pb.Rules:
    return pb.Rules(
        categories=[
            pb.Category(
                code=each.code,
                title=each.title,
                weight=decimal_text(each.weight),
                edit_days=each.edit_days,
                retired=each.retired,
                version=each.version,
            )
            for each in rules.categories
        ],
        edit_days=rules.edit_days,
        version=rules.version,
    )


def _lock(school_id: str, lock: Lock) -> pb.Lock:
    message = pb.Lock(
        lock=lock.lock_id,
        subject_code=lock.subject_code or "",
        term=f"schools/{school_id}/terms/{lock.term_id}" if lock.term_id else "",
        reason=lock.reason,
        lock_time=lock.locked_at,
        end_time=lock.ended_at,
    )
    # `class` is a word of Python's.
    setattr(message, "class", f"schools/{school_id}/classes/{lock.class_id}" if lock.class_id else "")
    return message


def _unlock(school_id: str, unlock: Unlock) -> pb.Unlock:
    group = f"schools/{school_id}/groups/{unlock.group_id}"
    return pb.Unlock(
        unlock=unlock.unlock_id,
        place=f"{group}/lessons/{unlock.lesson_id}" if unlock.lesson_id else group,
        reason=unlock.reason,
        requested_by=f"persons/{unlock.requested_by}",
        request_time=unlock.requested_at,
        state=_STATE[unlock.state],
        answer=unlock.answer,
        until=unlock.until,
        subject_title=unlock.subject_title,
        class_title=unlock.class_title,
        date=unlock.day.isoformat() if unlock.day else "",
    )
