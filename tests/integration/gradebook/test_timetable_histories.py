"""Random patterns, weeks, days off, exchanged days, moves, cancellations and saves in any order, against a naive model.

After every step the lessons that are there are those of the model; what holds anything never changed; and planning
again changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.gradebook.v1 import timetable_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition
from services.gradebook.actions.audit import findings
from tests.conftest import Pool
from tests.integration.gradebook.test_planning import scheduled
from tests.integration.gradebook.timetables import NEXT, TERM_DAYS, Course, Office, day_as, entry, off
from tests.integration.gradebook.world import MONDAY, TODAY, World, tell

DAY = timedelta(days=1)
DAYS = [MONDAY + number * DAY for number in range(TERM_DAYS)]
KINDS = {"every": pb.WEEK_KIND_EVERY, "a": pb.WEEK_KIND_A, "b": pb.WEEK_KIND_B}
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

Place = tuple[date, int]


@dataclass
class Lesson:
    """A lesson of the model: where it stands, where it came from, whether it stays whatever happens."""

    room: str
    home: Place
    stays: bool = False


@dataclass
class Model:
    """The rules in the plainest form: every day of the term is looked at, again and again."""

    periods: list[tuple[int, int]] = field(default_factory=list)
    room: str = ""
    # From which day on which entries hold, in the order in which they were set.
    patterns: list[tuple[date, list[tuple[int, int, str]]]] = field(default_factory=list)
    special: dict[date, int] = field(default_factory=dict)
    lessons: dict[Place, Lesson] = field(default_factory=dict)

    def wanted(self, day: date) -> dict[int, str]:
        """Bell → room of the lessons that a day should have."""
        weekday = self.special.get(day, day.isoweekday())
        kind = "ab"[(day - NEXT).days // 7 % 2]
        setting = next((entries for begin, entries in reversed(self.patterns) if begin <= day), None)
        if setting is None:
            return {bell: self.room for on, bell in self.periods if on == weekday}
        return {bell: f"r{bell}" for on, bell, weeks in setting if on == weekday and weeks in ("every", kind)}

    def plan(self) -> None:
        """The lessons that should be, around those that stay."""
        kept = {place: lesson for place, lesson in self.lessons.items() if lesson.stays}
        homes = {lesson.home for lesson in kept.values()}
        self.lessons = dict(kept)
        for day in DAYS:
            for bell, room in self.wanted(day).items():
                if (day, bell) not in kept and (day, bell) not in homes:
                    self.lessons[day, bell] = Lesson(room, (day, bell))


class Play:
    """One history: every step is done to the service and to the model."""

    def __init__(self, world: World) -> None:
        self.office, self.model = Office(world), Model()
        self.course: Course = self.office.course()
        self.office.set_calendar(a_weeks=[NEXT])

    def register(self, periods: list[tuple[int, int]], room: str) -> None:
        self.model.periods, self.model.room = periods, room
        self.course.periods, self.course.room = [f"{WEEKDAYS[on - 1]}-{bell}" for on, bell in periods], room
        self.course.tell()
        self.model.plan()

    def pattern(self, ahead: int, entries: list[tuple[int, int, str]]) -> None:
        begin = TODAY + ahead * DAY
        version = self.office.call("GetTimetable").groups[0].version
        wanted = [entry(on, bell, f"r{bell}", weeks=KINDS[weeks]) for on, bell, weeks in entries]
        assert not self.office.set(self.course.entries(*wanted, seen=version), begin=begin).refusals
        # What was to begin on that day or later is gone.
        self.model.patterns = [each for each in self.model.patterns if each[0] < begin] + [(begin, entries)]
        self.model.plan()

    def days(self, offsets: dict[int, int]) -> None:
        """Special days: 0 is off, 1 to 7 by the timetable of that day."""
        self.model.special = {TODAY + ahead * DAY: weekday for ahead, weekday in offsets.items()}
        special = [off(day) if not on else day_as(day, on) for day, on in self.model.special.items()]
        assert not self.office.set_calendar(*special, a_weeks=[NEXT]).refusals
        self.model.plan()

    def pick(self, number: int, since: date) -> tuple[Place, Any] | None:
        """Some lesson from a day on."""
        found = [each for each in self.course.lessons() if date.fromisoformat(each.date) >= since]
        if not found:
            return None
        lesson = found[number % len(found)]
        return (date.fromisoformat(lesson.date), lesson.bell), lesson

    def save(self, number: int) -> None:
        picked = self.pick(number, MONDAY)
        if picked is not None:
            place, lesson = picked
            topic = gradebook_pb2.LessonEdit(seen_version=lesson.version, topic=f"Тема {number} {lesson.version}")
            if not self.office.world.record(lesson.name, lesson_edit=topic).refusals:
                self.model.lessons[place].stays = True

    def cancel(self, number: int) -> None:
        picked = self.pick(number, MONDAY)
        if picked is not None:
            place, lesson = picked
            name = "RestoreLesson" if lesson.cancel_reason else "CancelLesson"
            self.office.call(name, lesson=lesson.name, seen_version=lesson.version, reason="Причина")
            recorded = self.recorded(lesson.name)
            self.model.lessons[place].stays = (
                name == "CancelLesson" or recorded or self.model.lessons[place].home != place
            )

    def recorded(self, name: str) -> bool:
        with transaction(self.office.world.pool, EVERY_SCHOOL) as connection:
            row = connection.execute(
                "SELECT recorded_at IS NOT NULL FROM lesson WHERE lesson_id = %s", [name[-36:]]
            ).fetchone()
        assert row is not None
        return bool(row[0])

    def move(self, number: int, ahead: int, bell: int) -> None:
        picked = self.pick(number, TODAY)
        if picked is None:
            return
        place, lesson = picked
        to = TODAY + ahead * DAY, bell
        refused = [each.rule for each in self.office.move(lesson, *to).refusals]
        held = gradebook_pb2.LESSON_STATE_HELD
        if lesson.cancel_reason:
            assert refused == ["LESSON_CANCELLED"]
        elif lesson.state == held:
            assert refused == ["LESSON_RECORDED"]
        elif self.model.special.get(to[0]) == 0:
            assert refused == ["DAY_OFF"]
        elif to != place and to in self.model.lessons:
            assert refused[0] in ("PUPILS_BUSY", "CANCELLED_LESSON_THERE")
        else:
            assert refused == []
            moved = self.model.lessons.pop(place)
            moved.stays = moved.home != to or self.recorded(lesson.name)
            self.model.lessons[to] = moved

    def check(self) -> None:
        """The service's lessons are the model's."""
        found = {(date.fromisoformat(each.date), each.bell): each.room for each in self.course.lessons()}
        assert found == {place: lesson.room for place, lesson in self.model.lessons.items()}


bell = st.integers(1, 3)
weekday = st.integers(1, 7)
period = st.tuples(weekday, bell)
steps = st.one_of(
    st.tuples(st.just("register"), st.lists(period, unique=True, max_size=4), st.sampled_from(["", "21"])),
    st.tuples(
        st.just("pattern"),
        st.integers(0, 20),
        st.lists(st.tuples(weekday, bell, st.sampled_from(["every", "a", "b"])), max_size=5,
                 unique_by=lambda each: each[:2]),
    ),
    st.tuples(st.just("days"), st.dictionaries(st.integers(0, 25), st.integers(0, 7), max_size=4)),
    st.tuples(st.just("save"), st.integers(0, 200)),
    st.tuples(st.just("cancel"), st.integers(0, 200)),
    st.tuples(st.just("move"), st.integers(0, 200), st.integers(0, 25), bell),
)  # fmt: skip


@pytest.fixture
def journal(pool: Callable[[str], Pool]) -> Pool:
    """One database for all histories: each is of a school of its own."""
    return pool("gradebook")


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=3, max_size=9))
def test_any_history_leaves_the_lessons_of_the_model(journal: Pool, history: list[tuple[Any, ...]]) -> None:
    play = Play(World(journal))
    play.register([(1, 1), (3, 2)], "5")
    for name, *arguments in history:
        kept = content(play.office)
        try:
            getattr(play, name)(*arguments)
        except FailedPrecondition as error:
            assert name == "cancel", error
            assert error.reason == "LESSON_RECORDED"
        play.check()
        if name in ("register", "pattern", "days"):
            assert content(play.office) == kept
            before = all_lessons(play.office)
            play.course.tell()
            tell(play.office.world.pool, play.office.world.school(100 + play.course.version, days=TERM_DAYS))
            assert all_lessons(play.office) == before
    assert list(findings(play.office.world.pool, {})) == []
    told = {row[0]: row[1:3] for row in scheduled(play.office.world.pool)}
    alive = {row[0]: (str(row[3]), row[4]) for row in all_lessons(play.office) if row[5] != "cancelled"}
    assert told == alive


def all_lessons(office: Office) -> list[tuple[Any, ...]]:
    return _rows(office, "true")


def content(office: Office) -> list[tuple[Any, ...]]:
    """Everything of the lessons that hold anything, or were moved or cancelled."""
    return _rows(office, "recorded_at IS NOT NULL OR moved_from_date IS NOT NULL OR state = 'cancelled'")


def _rows(office: Office, which: str) -> list[tuple[Any, ...]]:
    with transaction(office.world.pool, EVERY_SCHOOL) as connection:
        return connection.execute(
            f"""SELECT lesson_id, group_id, version, date, bell, state, room, term_id, topic, recorded_at,
                       moved_from_date, moved_from_bell FROM lesson WHERE {which} ORDER BY lesson_id"""  # type: ignore[arg-type]  # noqa: S608
        ).fetchall()
