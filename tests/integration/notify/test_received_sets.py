"""Whatever happens in whatever order, everybody receives what the model says, on real PostgreSQL with a moved clock.

Nothing is missing, nothing comes twice, in quiet hours or about another's child, and the newest value comes last.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.events.v1 import lessons_pb2
from zvonok.identity.events.v1 import roster_pb2

from kit.consumer import Event
from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.ids import new_id
from services.notify.actions import setting
from services.notify.actions.delivering import deliver, sweep
from services.notify.actions.digesting import send_digest
from services.notify.actions.sending import Channel, Desk, Parcel, TemporaryFailure
from services.notify.domain.settings import AT_ONCE, DAILY, KINDS, OF_TOMORROW, OFF, WEEKLY, SchoolSettings, Settings
from services.notify.domain.telling import attendance_to_tell
from services.notify.domain.timing import QuietHours
from services.notify.events import handlers
from tests.conftest import DatabaseUrls, Pool

ZONE = ZoneInfo("Europe/Berlin")
GRACE = timedelta(minutes=10)
NIGHT = QuietHours(time(21), time(8))
PLATFORM = SchoolSettings(int(GRACE.total_seconds()), Settings(quiet=NIGHT))
TOLERANCE = timedelta(seconds=2)
TOLD_KINDS = ("mark", "absence", "late")
# All what notify does with time goes by now(): one that comes first in the search path moves it.
CLOCK = """
    CREATE SCHEMA clock;
    CREATE TABLE clock.shift (shift interval NOT NULL);
    INSERT INTO clock.shift VALUES ('0');
    CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT pg_catalog.now() + shift FROM clock.shift';
    GRANT USAGE ON SCHEMA clock TO PUBLIC;
    GRANT SELECT ON clock.shift TO PUBLIC;
"""
Cell = tuple[str, str, str]  # pupil, lesson, topic


@dataclass
class Clock:
    """The clock of a database."""

    owner: psycopg.Connection[Any]

    def move(self, by: timedelta) -> None:
        self.owner.execute("UPDATE clock.shift SET shift = shift + %s", [by])

    def now(self) -> datetime:
        row = self.owner.execute("SELECT clock.now()").fetchone()
        assert row is not None
        moment: datetime = row[0]
        return moment


@pytest.fixture
def school(database: Callable[[str], DatabaseUrls]) -> Iterator[tuple[Pool, Clock]]:
    urls = database("notify")
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute(CLOCK)
        name = urls.app.rpartition("/")[2]
        owner.execute(f"ALTER DATABASE {name} SET search_path = clock, public, pg_catalog")
        with open_pool(urls.app) as pool:
            yield pool, Clock(owner)


@dataclass
class Story:
    """Two families of one school, what is true, and what came to whom."""

    pool: Pool
    clock: Clock
    school: str = field(default_factory=new_id)
    pupils: tuple[str, str] = field(default_factory=lambda: (new_id(), new_id()))
    lessons: tuple[str, str] = field(default_factory=lambda: (new_id(), new_id()))
    # Anna has both children, Boris the first one.
    anna: str = field(default_factory=new_id)
    boris: str = field(default_factory=new_id)
    versions: dict[Any, int] = field(default_factory=dict)
    truth: dict[Cell, str] = field(default_factory=dict)
    rights: set[tuple[str, str]] = field(default_factory=set)
    quiet: dict[tuple[str, str], QuietHours | None] = field(default_factory=dict)
    thresholds: dict[tuple[str, str], int] = field(default_factory=dict)
    was_off: set[tuple[str, str]] = field(default_factory=set)
    # When news that a guardian was not told of yet began.
    pending: dict[tuple[str, Cell], datetime] = field(default_factory=dict)
    chains: dict[tuple[str, Cell], list[tuple[str, str]]] = field(default_factory=dict)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    fate: str = "well"

    def begin(self) -> None:
        self.clock.owner.execute("TRUNCATE outbox, notice, delivery, digest, told, cell")
        self._apply(
            "identity.school",
            roster_pb2.SchoolChanged(school_id=self.school, version=1, time_zone=str(ZONE), live_from="2020-01-01"),
        )
        self._family(0, self.anna, self.boris)
        self._family(1, self.anna)

    def _family(self, child: int, *guardians: str) -> None:
        pupil = self.pupils[child]
        self.rights = {pair for pair in self.rights if pair[1] != pupil} | {(each, pupil) for each in guardians}
        members = [roster_pb2.Membership(person_id=each) for each in guardians]
        family = roster_pb2.FamilyChanged(pupil_id=pupil, version=self._next(pupil), guardians=members)
        self._apply("identity.family", family)

    def _next(self, thing: Any) -> int:
        self.versions[thing] = self.versions.get(thing, 0) + 1
        return self.versions[thing]

    def _apply(self, kind: str, message: Any) -> None:
        event = Event(new_id(), "", datetime.now(UTC), None)
        name = f"zvonok.{kind}.changed.v1" if kind.startswith("identity") else f"zvonok.{kind}.v1"
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            handlers(PLATFORM)[name].apply(connection, message, event)

    # What can happen

    def record(self, child: int, lesson: int, mark: str | None, attendance: str | None) -> None:
        pupil, lesson_id = self.pupils[child], self.lessons[lesson]
        message = lessons_pb2.LessonRecorded(
            school_id=self.school, lesson_id=lesson_id, date="2026-11-25", bell=2, subject_title="Алгебра"
        )
        if mark is not None:
            self._change((pupil, lesson_id, "mark"), mark)
            message.marks.add(
                line_item_id=lesson_id, pupil_id=pupil, category="test", new_value=mark,
                version=self._next((pupil, lesson_id, "mark")),
            )  # fmt: skip
        if attendance is not None:
            cell = (pupil, lesson_id, "attendance")
            self._change(cell, attendance_to_tell(attendance, 5))
            message.attendance.add(pupil_id=pupil, new_attendance=attendance, minutes_late=5, version=self._next(cell))
        self._apply("gradebook.lesson.recorded", message)

    def _change(self, cell: Cell, value: str) -> None:
        self.truth[cell] = value
        for guardian in (self.anna, self.boris):
            self.pending.setdefault((guardian, cell), self.clock.now())

    def choose(self, who: int, child: int, mode: str, threshold: int | None, quiet: QuietHours | None) -> None:
        pair = ((self.anna, self.boris)[who], self.pupils[child])
        if pair not in self.rights:
            return
        ways = {(kind, "email"): mode for kind in KINDS if kind not in OF_TOMORROW}
        chosen = Settings(routes=ways, marks_at_most=threshold, quiet=quiet)
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            setting.set_settings(connection, self.school, *pair, chosen, self.versions.get(pair, 0), PLATFORM)
        self._next(pair)
        self.quiet[pair] = quiet
        if mode == OFF:
            self.was_off.add(pair)
        if threshold is not None:
            self.thresholds[pair] = min(threshold, self.thresholds.get(pair, threshold))

    def lose_rights(self) -> None:
        self._family(0, self.anna)

    def work(self, fate: str = "well") -> None:
        """The jobs that are due are done, lost, done twice; or the channel fails, or the worker dies having sent."""
        self.fate = fate
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            jobs = connection.execute(
                "DELETE FROM outbox WHERE kind = 'task' AND available_at <= now() RETURNING name, payload"
            ).fetchall()
        if fate == "lost":
            return
        for name, payload in jobs * (2 if fate == "doubled" else 1):
            try:
                self._job(name)(Desk(self.pool, [Channel("email", self._send)], PLATFORM), *json.loads(payload))
            except WorkerDied:
                continue
        sweep(self.pool)

    def _job(self, name: str) -> Callable[[Desk, str], None]:
        return send_digest if name == "notify.digest" else deliver

    # What came of it

    def _send(self, parcel: Parcel) -> None:
        if self.fate == "failing" and parcel.parcel_id not in self.failed:
            self.failed.add(parcel.parcel_id)
            raise TemporaryFailure("SMTP_451")
        known = self.parcels.get(parcel.parcel_id)
        if known is None:
            self.parcels[parcel.parcel_id] = parcel
            self._receive(parcel)
        else:
            # A repeat after a crash is known as one by its id, and says the same.
            assert parcel.parcel_id in self.failed
            assert known.recipient_id == parcel.recipient_id
        if self.fate == "dying" and parcel.parcel_id not in self.failed:
            self.failed.add(parcel.parcel_id)
            raise WorkerDied

    def _receive(self, parcel: Parcel) -> None:
        moment, guardian = self.clock.now(), parcel.recipient_id
        for notice in parcel.notices:
            pair = (guardian, notice.pupil_id)
            assert pair in self.rights, "about another's child"
            assert not in_quiet_hours(moment - TOLERANCE, self.quiet.get(pair, NIGHT)), "in quiet hours"
            cell = (notice.pupil_id, notice.lesson_id, notice.topic)
            for item in notice.items:
                chain = self.chains.setdefault((guardian, cell), [])
                chain.append((item["old_value"], item["new_value"]))
            began = self.pending.pop((guardian, cell), moment - GRACE)
            assert notice.topic != "mark" or moment >= began + GRACE - TOLERANCE, "before the teacher has finished"

    def check(self) -> None:
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute(
                "SELECT guardian_id, pupil_id, lesson_id, value, line_item_id FROM told"
            ).fetchall()
            told = {
                (g, (pupil, lesson, "mark" if item == lesson else "attendance")): value
                for g, pupil, lesson, value, item in rows
            }
            waiting = connection.execute(
                """SELECT (SELECT count(*) FROM notice WHERE state = 'held')
                        + (SELECT count(*) FROM delivery WHERE state IN ('held', 'queued'))"""
            ).fetchone()
        assert waiting == (0,)
        for guardian, pupil in self.rights:
            for cell, value in self.truth.items():
                if cell[0] != pupil:
                    continue
                last = told.get((guardian, cell), "")
                assert last == value or self._may_be_kept_quiet((guardian, pupil), cell, value, last), "missing"
                if (guardian, pupil) not in self.was_off:
                    chain = self.chains.get((guardian, cell), [])
                    assert (chain[-1][1] if chain else "") == last, "the newest value comes last"
                    assert [old for old, _ in chain] == ["", *(new for _, new in chain)][: len(chain)]
                    assert all(old != new for old, new in chain), "told twice"

    def _may_be_kept_quiet(self, pair: tuple[str, str], cell: Cell, value: str, last: str) -> bool:
        """A mark above a threshold that the guardian had once chosen, of which nothing was told."""
        most = self.thresholds.get(pair)
        return cell[2] == "mark" and most is not None and last == "" and int(value) > most


class WorkerDied(Exception):
    """The process is gone."""


def in_quiet_hours(moment: datetime, hours: QuietHours | None) -> bool:
    now = moment.astimezone(ZONE).time()
    if hours is None:
        return False
    if hours.begin < hours.end:
        return hours.begin <= now < hours.end
    return now >= hours.begin or now < hours.end


CHILD, LESSON = st.integers(0, 1), st.integers(0, 1)
MARKS, ATTENDANCE = st.sampled_from(["", "2", "3", "5"]), st.sampled_from(["present", "absent", "late"])
STEPS = st.one_of(
    st.tuples(st.just("record"), CHILD, LESSON, MARKS, st.none()),
    st.tuples(st.just("record"), CHILD, LESSON, st.none() | MARKS, ATTENDANCE),
    st.tuples(
        st.just("choose"), CHILD, CHILD, st.sampled_from([AT_ONCE, DAILY, WEEKLY, OFF]), st.sampled_from([None, 3]),
        st.sampled_from([None, NIGHT, QuietHours(time(9), time(15))]),
    ),
    st.tuples(st.just("move"), st.sampled_from([1, 11, 240, 780, 1440])),
    st.tuples(st.just("work"), st.sampled_from(["well", "well", "lost", "doubled", "failing", "dying"])),
    st.just(("lose_rights",)),
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=8, max_size=20))
def test_everybody_receives_what_is_theirs(school: tuple[Pool, Clock], steps: list[Any]) -> None:
    pool, clock = school
    story = Story(pool, clock)
    story.begin()
    for name, *values in steps:
        if name == "move":
            clock.move(timedelta(minutes=values[0]))
        else:
            getattr(story, name)(*values)
    # A week and a day later everything that waited has come.
    for _ in range(18):
        clock.move(timedelta(hours=11))
        story.work()
        story.work()
    story.check()
