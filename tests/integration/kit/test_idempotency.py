"""A change that is asked for twice under one request id."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from zvonok.identity.events.v1 import roster_pb2

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument
from kit.idempotency import first_answer, keep_answer
from kit.ids import new_id
from tests.conftest import Pool

Answer = roster_pb2.FamilyChanged
REQUEST = roster_pb2.FamilyChanged(pupil_id="p1")


def test_a_repeat_gets_the_first_answer(notify_pool: Pool) -> None:
    request_id, answer = new_id(), Answer(version=7)
    with transaction(notify_pool, EVERY_SCHOOL) as connection:
        assert first_answer(connection, "persons/a", request_id, REQUEST, Answer) is None
        keep_answer(connection, "persons/a", request_id, REQUEST, answer)
    with transaction(notify_pool, EVERY_SCHOOL) as connection:
        assert first_answer(connection, "persons/a", request_id, REQUEST, Answer) == answer
        assert first_answer(connection, "persons/b", request_id, REQUEST, Answer) is None


def test_an_empty_answer_is_an_answer(notify_pool: Pool) -> None:
    request_id = new_id()
    with transaction(notify_pool, EVERY_SCHOOL) as connection:
        first_answer(connection, "persons/a", request_id, REQUEST, Answer)
        keep_answer(connection, "persons/a", request_id, REQUEST, Answer())
    with transaction(notify_pool, EVERY_SCHOOL) as connection:
        assert first_answer(connection, "persons/a", request_id, REQUEST, Answer) == Answer()


@pytest.mark.parametrize("other", [Answer(pupil_id="p2"), roster_pb2.SchoolChanged()], ids=["contents", "method"])
def test_another_request_under_the_same_id_is_refused(notify_pool: Pool, other: object) -> None:
    request_id = new_id()
    with transaction(notify_pool, EVERY_SCHOOL) as connection:
        first_answer(connection, "persons/a", request_id, Answer(), Answer)
        keep_answer(connection, "persons/a", request_id, Answer(), Answer())
    with pytest.raises(InvalidArgument) as refusal, transaction(notify_pool, EVERY_SCHOOL) as connection:
        first_answer(connection, "persons/a", request_id, other, Answer)  # type: ignore[arg-type]
    assert refusal.value.reason == "REQUEST_ID_REUSED"


@pytest.mark.parametrize("request_id", ["", "1", "x" * 36])
def test_a_request_id_is_a_uuid(notify_pool: Pool, request_id: str) -> None:
    with pytest.raises(InvalidArgument) as refusal, transaction(notify_pool, EVERY_SCHOOL) as connection:
        first_answer(connection, "persons/a", request_id, REQUEST, Answer)
    assert refusal.value.reason == "BAD_REQUEST_ID"


def test_of_many_same_requests_at_once_one_works(notify_pool: Pool) -> None:
    request_id = new_id()
    worked: list[int] = []
    together = threading.Barrier(6)

    def ask(number: int) -> int:
        with transaction(notify_pool, EVERY_SCHOOL) as connection:
            together.wait(10)
            found = first_answer(connection, "persons/a", request_id, REQUEST, Answer)
            if found is not None:
                return int(found.version)
            worked.append(number)
            keep_answer(connection, "persons/a", request_id, REQUEST, Answer(version=number + 1))
            return number + 1

    with ThreadPoolExecutor(6) as threads:
        answers = set(threads.map(ask, range(6)))
    assert len(worked) == 1
    assert answers == {worked[0] + 1}


def test_when_the_first_fails_the_second_works(notify_pool: Pool) -> None:
    request_id = new_id()
    begun, failing = threading.Event(), threading.Event()

    def first() -> None:
        with pytest.raises(RuntimeError), transaction(notify_pool, EVERY_SCHOOL) as connection:
            first_answer(connection, "persons/a", request_id, REQUEST, Answer)
            begun.set()
            failing.wait(10)
            raise RuntimeError

    def second() -> object:
        with transaction(notify_pool, EVERY_SCHOOL) as connection:
            begun.wait(10)
            failing.set()
            return first_answer(connection, "persons/a", request_id, REQUEST, Answer)

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.submit(first), threads.submit(second)
        one.result(30)
        assert other.result(30) is None
