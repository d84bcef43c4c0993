"""A pipelined transaction saves all or nothing, and says which, though no statement waits for an answer."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest

from kit.database import EVERY_SCHOOL, pipelined_transaction, transaction
from tests.conftest import Pool

_ADD = "INSERT INTO school (school_id, version, time_zone, live_from) VALUES (%s, 1, 'UTC', '2000-01-01')"


@pytest.fixture
def one(pool: Callable[[str], Pool]) -> Iterator[Pool]:
    yield pool("gradebook")


def stored(pool: Pool) -> set[str]:
    with transaction(pool, EVERY_SCHOOL) as connection:
        return {row[0] for row in connection.execute("SELECT school_id FROM school").fetchall()}


def test_what_was_sent_is_saved_at_the_end_though_nothing_was_fetched(one: Pool) -> None:
    first, second = str(uuid4()), str(uuid4())
    with pipelined_transaction(one, EVERY_SCHOOL) as connection:
        for each in (first, second):
            connection.execute(_ADD, [each])
    assert {first, second} <= stored(one)


def test_a_statement_that_fails_unseen_is_raised_at_the_end_and_nothing_is_saved(one: Pool) -> None:
    first, twice = str(uuid4()), str(uuid4())
    with pytest.raises(psycopg.errors.UniqueViolation), pipelined_transaction(one, EVERY_SCHOOL) as connection:
        for each in (first, twice, twice):
            connection.execute(_ADD, [each])
    assert not {first, twice} & stored(one)


def test_a_refusal_between_rolls_back_what_was_sent(one: Pool) -> None:
    first = str(uuid4())
    with pytest.raises(LookupError), pipelined_transaction(one, EVERY_SCHOOL) as connection:
        connection.execute(_ADD, [first])
        assert connection.execute("SELECT count(*) FROM school").fetchone() is not None
        raise LookupError
    assert first not in stored(one)


def test_who_goes_on_after_a_failure_is_told_that_nothing_is_saved(one: Pool) -> None:
    first = str(uuid4())
    with pytest.raises(psycopg.Error), pipelined_transaction(one, EVERY_SCHOOL) as connection:
        connection.execute(_ADD, [first])
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1 / 0").fetchone()
    assert first not in stored(one)


def test_the_connection_is_good_for_the_next_one_after_each_kind_of_end(one: Pool) -> None:
    first = str(uuid4())
    for statement in ("SELECT 1 / 0", "SELECT nothing_like_it"):
        with pytest.raises(psycopg.Error), pipelined_transaction(one, EVERY_SCHOOL) as connection:
            connection.execute(statement)
    with pytest.raises(KeyboardInterrupt), pipelined_transaction(one, EVERY_SCHOOL):
        raise KeyboardInterrupt
    with pipelined_transaction(one, EVERY_SCHOOL) as connection:
        connection.execute(_ADD, [first])
    assert first in stored(one)


def test_a_savepoint_inside_takes_back_its_own_alone(one: Pool) -> None:
    first, second = str(uuid4()), str(uuid4())
    with pipelined_transaction(one, EVERY_SCHOOL) as connection:
        connection.execute(_ADD, [first])
        with connection.transaction(force_rollback=True):
            connection.execute(_ADD, [second])
    assert first in stored(one)
    assert second not in stored(one)
