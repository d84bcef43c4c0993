"""One save of a lesson, as RecordLesson and RecordLessons have in common."""

from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.database import pipelined_transaction
from kit.idempotency import Claim
from kit.rpc.call import current_call
from services.gradebook.actions.recording import load_lesson, record_loaded
from services.gradebook.rpc import messages
from services.gradebook.rpc.requests import read_save


def save_once(
    pool: ConnectionPool[Connection[tuple[Any, ...]]], request: pb.RecordLessonRequest
) -> pb.RecordLessonResponse:
    """What became of a save, in a transaction of its own; a repeat gets the first answer.

    Raises InvalidArgument for a request that can't be taken as a whole, NotAllowed when there is no such lesson.
    """
    call = current_call()
    save = read_save(request, call.person_id)
    # Two journeys to the database: the request's id with the lesson as it is, and all that is written.
    with pipelined_transaction(pool, save.school_id) as connection:
        claim = Claim(connection, call.subject, request.request_id, request, pb.RecordLessonResponse)
        now = datetime.now(UTC)
        loaded = load_lesson(connection, save, now)
        answer = claim.answer()
        if answer is None:
            answer = messages.saved_message(save, record_loaded(connection, save, loaded, now))
            claim.keep(answer)
    return answer
