"""Times as whole numbers: UTC microseconds since 1970, as hashed records and page tokens hold them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros_of(time: datetime) -> int:
    """A time (with its zone) as a number."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def time_of(micros: int) -> datetime:
    """The time (UTC) of a number."""
    return _EPOCH + timedelta(microseconds=micros)
