"""Material covered as the gradebook itself counts it; parents and pupils who opened a diary; lessons by week."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.events.v1 import plans_pb2
from zvonok.identity.events.v1 import roster_pb2, visits_pb2

from kit.ids import new_id
from services.gradebook.domain.lesson_plans import PlanLesson, Topic, coverage
from services.reports.actions.control_room import ControlRoom, Wanted, control_room_of
from services.reports.actions.statistics import WantedPeriod, statistics_of
from services.reports.domain.metrics import Participation, Share
from services.reports.store.participation import NO_PARTICIPANTS
from services.reports.store.statistics import Part
from tests.conftest import Pool
from tests.integration.reports.history import MONDAY, School
from tests.integration.reports.test_read_models import apply


@pytest.fixture
def reports_pool(pool: Callable[[str], Pool]) -> Pool:
    return pool("reports")


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def room(pool: Pool, school: School, begin: int, until: int) -> ControlRoom:
    return control_room_of(pool, school.school_id, Wanted(None, (day(begin), day(until)), day(until)))


steps = st.one_of(
    st.tuples(st.just("plan"), st.integers(0, 20)),
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 20)),
    st.tuples(st.just("cancel"), st.integers(0, 9)),
    st.tuples(st.just("link"), st.integers(0, 9), st.integers(-1, 4)),
    st.tuples(st.just("link"), st.integers(0, 5), st.integers(0, 2)),
    st.tuples(st.just("topics"), st.lists(st.integers(1, 3), max_size=5)),
)


class Taught:
    """A group with its plan; what it does adds the events that tell of it."""

    def __init__(self) -> None:
        self.school = School()
        self.topics: list[Topic] = []
        self.links: dict[int, str | None] = {}
        self.versions: dict[Any, int] = {}

    @property
    def events(self) -> list[Message]:
        return self.school.events

    def take(self, step: tuple[Any, ...]) -> None:
        kind, *rest = step
        if kind == "plan":
            self.school.plan(0, day(rest[0]), 1)
        elif kind == "topics":
            kept = [topic.topic_id for topic in self.topics]
            ids = [kept[n] if n < len(kept) else new_id() for n in range(len(rest[0]))]
            self.topics = [Topic(topic_id, "Тема", hours, "", "") for topic_id, hours in zip(ids, rest[0], strict=True)]
            self.events.append(
                plans_pb2.PlanChanged(
                    school_id=self.school.school_id, group_id=self.school.group_ids[0], version=self.next("plan"),
                    topics=[plans_pb2.PlanTopic(topic_id=one.topic_id, hours=one.hours) for one in self.topics],
                )
            )  # fmt: skip
        elif self.school.lessons:
            number = rest[0] % len(self.school.lessons)
            if kind == "move":
                self.school.move(number, day(rest[1]))
            elif kind == "cancel":
                self.school.cancel(number)
            else:
                self.link(number, rest[1])

    def link(self, number: int, topic: int) -> None:
        self.links[number] = self.topics[topic % len(self.topics)].topic_id if topic >= 0 and self.topics else None
        self.events.append(
            plans_pb2.LessonTopicChanged(
                school_id=self.school.school_id, group_id=self.school.group_ids[0],
                lesson_id=self.school.lessons[number].lesson_id, topic_id=self.links[number] or "",
                version=self.next(("link", number)),
            )
        )  # fmt: skip

    def next(self, thing: Any) -> int:
        self.versions[thing] = self.versions.get(thing, 0) + 1
        return self.versions[thing]

    def lessons(self) -> list[PlanLesson]:
        given = [
            PlanLesson(one.lesson_id, one.day, "", self.links.get(number), False, 1)
            for number, one in enumerate(self.school.lessons)
            if one.state != "cancelled"
        ]
        return sorted(given, key=lambda one: (one.day, one.lesson_id))


@settings(
    max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(history=st.lists(steps, min_size=2, max_size=14), seed=st.integers(0, 999))
def test_material_covered_is_what_the_gradebook_counts_on_every_day(
    reports_pool: Pool, history: list[tuple[Any, ...]], seed: int
) -> None:
    group = Taught()
    # Enough to be behind and ahead of.
    begun: list[tuple[Any, ...]] = [("topics", [2, 1, 2]), *(("plan", number) for number in (1, 2, 4, 7, 9, 15))]
    for step in begun + history:
        group.take(step)
    told = group.events + group.events[::2]
    Random(seed).shuffle(told)
    apply(reports_pool, told)
    for number in range(0, 21, 4):
        expected = coverage(group.topics, group.lessons(), day(number))
        [found] = [
            one for one in room(reports_pool, group.school, 0, number).groups
            if one.group_id == group.school.group_ids[0]
        ]  # fmt: skip
        assert (found.counts.topics.due, found.counts.topics.taught) == (expected.due, expected.due_taught), number


@pytest.fixture
def families(reports_pool: Pool) -> tuple[School, list[str], list[str]]:
    """Two classes with two pupils each; the first and the third pupil are of one mother, the others have one each."""
    school, classes, mothers = School(), [new_id(), new_id()], [new_id() for _ in range(3)]
    events: list[Message] = list(school.events)
    for number, class_id in enumerate(classes):
        pupils = school.pupil_ids[2 * number : 2 * number + 2]
        events.append(
            roster_pb2.ClassChanged(
                school_id=school.school_id, class_id=class_id, version=1, title=f"{7 + number}А", year_group=7 + number,
                pupils=[roster_pb2.Membership(person_id=each, begin_date=MONDAY.isoformat()) for each in pupils],
            )
        )  # fmt: skip
    for pupil, mother in zip(school.pupil_ids, (0, 1, 0, 2), strict=True):
        events.append(
            roster_pb2.FamilyChanged(
                pupil_id=pupil, version=1, school_ids=[school.school_id],
                guardians=[roster_pb2.Membership(person_id=mothers[mother], begin_date=MONDAY.isoformat())],
            )
        )  # fmt: skip
    apply(reports_pool, events)
    return school, classes, mothers


def visit(school: School, number: int, *pairs: tuple[str, str]) -> visits_pb2.DiaryOpened:
    return visits_pb2.DiaryOpened(
        school_id=school.school_id, date=day(number).isoformat(),
        visits=[visits_pb2.DiaryVisit(person_id=person, pupil_id=pupil) for person, pupil in pairs],
    )  # fmt: skip


def test_parents_and_pupils_are_people_who_opened_a_diary_in_the_period(
    reports_pool: Pool, families: tuple[School, list[str], list[str]]
) -> None:
    school, classes, mothers = families
    first, third = school.pupil_ids[0], school.pupil_ids[2]
    told = [visit(school, 2, (mothers[0], third), (first, first)), visit(school, 9, (mothers[2], school.pupil_ids[3]))]
    apply(reports_pool, told + told)
    people = room(reports_pool, school, 0, 5).participants
    assert people is not None
    # One of three parents, though she is a parent in both classes; one of four pupils.
    assert people.whole == Participation(parents=Share(1, 3), pupils=Share(1, 4))
    # Of the first class she has opened no diary.
    assert people.classes == {
        classes[0]: Participation(parents=Share(0, 2), pupils=Share(1, 2)),
        classes[1]: Participation(parents=Share(1, 2), pupils=Share(0, 2)),
    }
    assert people.year_groups[8].parents == Share(1, 2)
    # Statistics of the term say the same of the school and its classes; a group has no parents of its own.
    wanted = WantedPeriod(school.term_ids[0], None, day(5))
    assert statistics_of(reports_pool, school.school_id, Part(), wanted).participants == people
    of_group = statistics_of(reports_pool, school.school_id, Part(group_id=school.group_ids[0]), wanted)
    assert of_group.participants == NO_PARTICIPANTS
    later = room(reports_pool, school, 0, 9)
    assert later.participants is not None
    assert later.participants.whole.parents == Share(2, 3)
    before = room(reports_pool, school, 10, 12)
    assert before.participants is not None
    assert before.participants.whole == Participation(parents=Share(0, 3), pupils=Share(0, 4))


def test_a_mother_without_rights_and_a_pupil_who_left_count_no_more(
    reports_pool: Pool, families: tuple[School, list[str], list[str]]
) -> None:
    school, _, _ = families
    apply(
        reports_pool,
        [
            roster_pb2.FamilyChanged(pupil_id=school.pupil_ids[1], version=3),
            # An older state comes late.
            roster_pb2.FamilyChanged(
                pupil_id=school.pupil_ids[1], version=2, guardians=[roster_pb2.Membership(person_id=new_id())]
            ),
        ],
    )
    people = room(reports_pool, school, 0, 5).participants
    assert people is not None
    assert people.whole.parents == Share(0, 2)


def test_weeks_add_up_to_the_span(reports_pool: Pool) -> None:
    school = School()
    for number in (0, 3, 7, 8, 30):
        school.plan(0, day(number), 1)
    school.enter(0, True, True, "given", day(0))
    school.enter(2, True, True, "", day(9))
    apply(reports_pool, school.events)
    weeks = room(reports_pool, school, 0, 8).weeks
    # The lesson of the seventh day was filled two days later, which was not known yet.
    assert [(monday, counts.due, counts.filled) for monday, counts in weeks] == [(day(0), 2, 1), (day(7), 2, 0)]
