"""An event's attributes on the wire."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pika
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.envelope import (
    REASON,
    TRIES,
    MalformedEvent,
    event_properties,
    read_event,
    trace_of,
    tries_of,
    without_history,
)
from kit.ids import new_id

TRACE = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
# What AMQP can carry in a header, from anybody.
anything = st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.text() | st.binary() | st.lists(st.text())


def properties(**changes: Any) -> pika.BasicProperties:
    made = event_properties(
        event_id=new_id(),
        event_type="zvonok.identity.family.changed.v1",
        source="identity",
        time=datetime(2026, 10, 1, 10, tzinfo=UTC),
        school_id=new_id(),
        trace=TRACE,
    )
    made.headers = {name: value for name, value in (made.headers | changes).items() if value is not ...}
    return made


times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.timezones())  # noqa: DTZ001  # hypothesis adds the zone


@given(st.uuids().map(str), times, st.none() | st.uuids().map(str))
def test_what_is_written_is_read(event_id: str, time: datetime, school_id: str | None) -> None:
    written = event_properties(
        event_id=event_id,
        event_type="a.b.v1",
        source="identity",
        time=time,
        school_id=school_id,
        trace=TRACE,
        replay_id=school_id,
    )
    event = read_event(written)
    assert (event.id, event.type, event.time, event.school_id) == (event_id, "a.b.v1", time.astimezone(UTC), school_id)
    assert event.replay_id == school_id
    assert trace_of(written) == TRACE
    assert written.delivery_mode == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"cloudEvents_id": ...},
        {"cloudEvents_id": "17"},
        {"cloudEvents_type": ...},
        {"cloudEvents_time": ...},
        {"cloudEvents_time": "yesterday"},
        {"cloudEvents_time": "2026-10-01T10:00:00"},
        {"cloudEvents_schoolid": "school 1"},
        {"zvonok-replay": "again"},
    ],
)
def test_an_event_with_wrong_attributes_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedEvent):
        read_event(properties(**changes))


@given(st.dictionaries(st.sampled_from(["cloudEvents_id", "cloudEvents_time", "cloudEvents_schoolid"]), anything))
def test_any_header_is_either_read_or_malformed(changes: dict[str, Any]) -> None:
    with suppress(MalformedEvent):
        read_event(properties(**changes))


@given(anything)
def test_tries_of_any_header_is_a_count(value: Any) -> None:
    assert tries_of(properties(**{TRIES: value})) >= 0


def test_a_copy_carries_no_history() -> None:
    old = properties(**{TRIES: 3, REASON: "NOT_YET", "x-death": [{"queue": "q"}], "x-delivery-count": 2})
    assert (
        without_history(old)
        == properties(
            cloudEvents_id=old.headers["cloudEvents_id"], cloudEvents_schoolid=old.headers["cloudEvents_schoolid"]
        ).headers
    )
    assert tries_of(old) == 3
