"""What notices can be about, and when each is ready to be told (DOMAIN.md "Notifications").

One notice is about one topic of one thing: a lesson, a day at a school, a period, a message. Things without an id of
their own get one that is made of what they are.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from services.notify.domain.timing import instant

# News of tomorrow are told at this time of the school's clock, later ones at once.
EVE = time(17)
# What concerns an account is of no school.
NO_SCHOOL = str(UUID(int=0))
_NAMES = UUID("5b7f0c3e-6d0e-4a64-9d5c-2f6f6d1f8a10")


@dataclass(frozen=True, slots=True)
class Topic:
    """Whether it waits for the grace window, or the eve of its day; whether it goes to whom it is about; whether it
    comes always: at once, by every channel in use, whatever is set, also in quiet hours."""

    grace: bool = False
    eve: bool = False
    themselves: bool = False
    always: bool = False


TOPICS = {
    "mark": Topic(grace=True),
    "attendance": Topic(),
    "homework": Topic(grace=True),
    "homework_due": Topic(eve=True),
    "owed": Topic(grace=True),
    "term_mark": Topic(grace=True),
    "timetable": Topic(grace=True, eve=True),
    "substitution": Topic(grace=True, eve=True),
    # Of a teacher: lessons to stand in at.
    "duty": Topic(grace=True, themselves=True),
    "reminder": Topic(themselves=True),
    "message": Topic(),
    "verification": Topic(),
    "security": Topic(themselves=True, always=True),
}


def ready_at(topic: str, moment: datetime, grace_seconds: int, day: date, zone: str) -> datetime:
    """When news that came at a moment, about a day, may be told."""
    rule = TOPICS[topic]
    ready = moment + timedelta(seconds=grace_seconds if rule.grace else 0)
    return max(ready, eve_of(day, zone)) if rule.eve else ready


def eve_of(day: date, zone: str) -> datetime:
    """When people are told of what is on the next day."""
    return instant(day - timedelta(days=1), EVE, zone)


def day_thing(school_id: str, topic: str, day: date) -> str:
    """The id of a day at a school as what a notice is about: the news of a day make one message."""
    return str(uuid5(_NAMES, f"{school_id}/{topic}/{day.isoformat()}"))


def part(thing_id: str, name: str) -> str:
    """The id of a part of something that has an id."""
    return str(uuid5(_NAMES, f"{thing_id}/{name}"))
