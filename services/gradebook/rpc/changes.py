"""ChangeService: the changes of a journal, many at once and as others make them."""

import threading
import time
from collections.abc import Iterator

import grpc
import psycopg
from zvonok.gradebook.v1 import changes_pb2 as pb
from zvonok.gradebook.v1 import changes_pb2_grpc, gradebook_pb2

from kit import pages
from kit.errors import DependencyDown, InvalidArgument, NotAllowed, RateLimited, ServiceError
from kit.listening import Bell
from kit.names import parse
from kit.service import Resources
from services.gradebook.actions import reading, watching
from services.gradebook.rpc import messages
from services.gradebook.rpc.requests import GROUP, LONGEST_JOURNAL_DAYS, read_change_token, read_days, read_place
from services.gradebook.rpc.saving import save_once
from services.gradebook.store.watching import Standing

_MOST_SAVES = 50
_PAGE, _MOST = 100, 500
# Each watcher holds one of the server's threads (kit/rpc/server.py): half of them stay for calls that end.
_MOST_WATCHERS = 64
_LIFE_SECONDS = 300.0
_LEAST_SECONDS_BETWEEN = 1.0


class ChangeServicer(changes_pb2_grpc.ChangeServiceServicer):
    """See proto/zvonok/gradebook/v1/changes.proto."""

    def __init__(self, resources: Resources, bell: Bell) -> None:
        self._pool = resources.pool
        self._bell = bell
        self._seats = threading.BoundedSemaphore(_MOST_WATCHERS)

    def RecordLessons(
        self, request: pb.RecordLessonsRequest, context: grpc.ServicerContext
    ) -> pb.RecordLessonsResponse:
        """Saves one after the other."""
        parse(request.group, GROUP)
        if len(request.saves) > _MOST_SAVES:
            raise InvalidArgument("TOO_MANY_SAVES", f"At most {_MOST_SAVES} saves in one call.")
        return pb.RecordLessonsResponse(saves=[self._record(request.group, save) for save in request.saves])

    def _record(self, group: str, save: gradebook_pb2.RecordLessonRequest) -> pb.RecordedLesson:
        """One save, or why it can't be taken. Raises what is no fault of the save: the whole call is then repeated,
        and what was saved before is answered again."""
        answer = pb.RecordedLesson(request_id=save.request_id)
        try:
            # The door has let the caller into this group and no other.
            if not save.lesson.startswith(f"{group}/lessons/"):
                raise NotAllowed
            answer.response.CopyFrom(save_once(self._pool, save))
        except DependencyDown:
            raise
        except ServiceError as error:
            answer.refusal.rule, answer.refusal.message = error.reason, error.message
        except psycopg.DataError:
            answer.refusal.rule = "VALUE_NOT_STORABLE"
            answer.refusal.message = "A field holds a character or a number that can't be stored."
        return answer

    def WatchJournal(
        self, request: pb.WatchJournalRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.WatchJournalResponse]:
        """Where the lessons stand, at once and whenever one moves."""
        ids = parse(request.group, GROUP)
        begin, end = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        if not self._seats.acquire(blocking=False):
            raise RateLimited("TOO_MANY_WATCHERS", "Too many watch at this moment.", metadata={"retry_seconds": "60"})
        try:
            seen: dict[str, Standing] = {}
            for first in self._rings(ids["group"], context):
                now = watching.look(self._pool, ids["school"], ids["group"], begin, end)
                changed, gone = watching.moved(seen, now)
                if first or changed or gone:
                    yield messages.moved_message(ids, changed, gone)
                seen = now
        finally:
            self._seats.release()

    def ListChanges(self, request: pb.ListChangesRequest, context: grpc.ServicerContext) -> pb.ListChangesResponse:
        """Who changed what."""
        place = read_place(request)
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        rows = reading.list_changes(self._pool, place, read_change_token(request.page_token), size + 1)
        return pb.ListChangesResponse(
            changes=[messages.change_message(place, row) for row in rows[:size]],
            next_page_token=pages.encode([rows[size - 1].change_id]) if len(rows) > size else "",
        )

    def _rings(self, group_id: str, context: grpc.ServicerContext) -> Iterator[bool]:
        """True at once, then False after each ring, until the caller is gone or some minutes are over."""
        ends, over = time.monotonic() + _LIFE_SECONDS, threading.Event()
        with self._bell.subscribe(group_id) as rung:

            def end() -> None:
                over.set()
                rung.set()

            if not context.add_callback(end):
                return
            first = True
            while True:
                # Many changes within a second are one message; none is missed, because the ring is kept.
                rung.clear()
                yield first
                first = False
                over.wait(_LEAST_SECONDS_BETWEEN)
                if not rung.wait(max(0.0, ends - time.monotonic())) or over.is_set():
                    return
