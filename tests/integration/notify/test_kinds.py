"""Homework, owed work, term marks, the timetable, substitutions: who is told what and when, on real PostgreSQL."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from zvonok.gradebook.events.v1 import homework_pb2, marks_pb2, substitutions_pb2, terms_pb2, timetable_pb2
from zvonok.identity.events.v1 import roster_pb2, security_pb2
from zvonok.reports.events.v1 import reminders_pb2

from kit.errors import FailedPrecondition
from kit.ids import new_id
from services.notify.domain.settings import AT_ONCE, SchoolSettings, Settings
from tests.integration.notify.test_settings import choose, quiet_now
from tests.integration.notify.test_telling import MakePool, World

ZONE = ZoneInfo("Europe/Moscow")
TOMORROW = datetime.now(ZONE).date() + timedelta(days=1)
LATER = TOMORROW + timedelta(days=6)
EVERYTHING = Settings(routes={("homework", "email"): AT_ONCE, ("homework_due", "email"): AT_ONCE})


@dataclass
class Lessons(World):
    """The school with a group of the pupil's, and what gradebook says of it."""

    group: str = field(default_factory=new_id)
    teacher: str = field(default_factory=new_id)
    versions: dict[str, int] = field(default_factory=dict)

    def introduce(self) -> None:
        super().introduce()
        self.apply(
            "zvonok.identity.group.changed.v1",
            roster_pb2.GroupChanged(
                school_id=self.school,
                group_id=self.group,
                version=1,
                subject_title="Физика",
                class_title="7 «А»",
                pupils=[roster_pb2.Membership(person_id=self.pupil, begin_date="2026-09-01")],
            ),
        )

    def next(self, thing: str) -> int:
        self.versions[thing] = self.versions.get(thing, 0) + 1
        return self.versions[thing]

    def homework(self, state: str, due: date | None = None, **more: Any) -> None:
        message = homework_pb2.HomeworkChanged(
            school_id=self.school, group_id=self.group, lesson_id=self.lesson, item_id=self.lesson, state=state,
            due_date=due.isoformat() if due else "", version=self.next("homework"),
            lesson_date=(TOMORROW - timedelta(days=1)).isoformat(), subject_title="Физика", **more,
        )  # fmt: skip
        self.apply("zvonok.gradebook.homework.changed.v1", message)

    def owe(self, state: str) -> None:
        message = marks_pb2.OwedWorkChanged(
            school_id=self.school, lesson_id=self.lesson, date=TOMORROW.isoformat(), subject_title="Физика"
        )
        message.works.add(
            line_item_id=self.item, pupil_id=self.pupil, category="test", state=state, due_date=LATER.isoformat(),
            version=self.next("owed"),
        )  # fmt: skip
        self.apply("zvonok.gradebook.owed_work.changed.v1", message)

    def term_mark(self, value: str) -> None:
        message = terms_pb2.TermMarksRecorded(
            school_id=self.school, group_id=self.group, subject_title="Физика", school_year=2026, term_id=self.item
        )
        message.marks.add(kind="term", pupil_id=self.pupil, new_value=value, version=self.next("term"))
        self.apply("zvonok.gradebook.term_marks.recorded.v1", message)

    def publish(self) -> None:
        period = terms_pb2.PeriodPublished(school_id=self.school, school_year=2026, term_id=self.item)
        self.apply("zvonok.gradebook.period.published.v1", period)

    def reschedule(self, change: str, old: tuple[date, int], new: tuple[date, int]) -> None:
        message = timetable_pb2.LessonRescheduled(
            school_id=self.school, group_id=self.group, lesson_id=self.lesson, change=change,
            old_date=old[0].isoformat(), old_bell=old[1], new_date=new[0].isoformat(), new_bell=new[1],
            version=self.next("lesson"),
        )  # fmt: skip
        self.apply("zvonok.gradebook.lesson.rescheduled.v1", message)

    def substitute(self, person: str, state: str = "assigned", substitution: str = "") -> None:
        message = substitutions_pb2.SubstitutionChanged(
            school_id=self.school, substitution_id=substitution or self.item, version=self.next(substitution),
            group_id=self.group, lesson_id=self.lesson, date=TOMORROW.isoformat(), bell=3, person_id=person,
            kind="substitute", state=state,
        )  # fmt: skip
        self.apply("zvonok.gradebook.substitution.changed.v1", message)

    def told_by(self, person: str) -> list[tuple[str, list[tuple[str, str]]]]:
        self.make_due()
        self.deliver_all()
        return [(kind, items) for each, kind, items in self.received if each == person]


@pytest.fixture
def world(pool: MakePool) -> Lessons:
    made = Lessons(pool("notify"))
    made.platform = SchoolSettings(0, EVERYTHING)
    made.introduce()
    return made


def due_times(world: Lessons, topic: str) -> set[datetime]:
    return {due for due, each in world.run("SELECT due_at, topic FROM notice WHERE state = 'held'") if each == topic}


def test_homework_is_told_when_given_and_on_the_eve_of_its_day(world: Lessons) -> None:
    world.homework("given", LATER)
    [eve] = due_times(world, "homework_due")
    assert eve.astimezone(ZONE).replace(tzinfo=None) == datetime.combine(
        LATER - timedelta(days=1), datetime.min.time().replace(hour=17)
    )
    world.deliver_all()
    assert {kind for _, kind, _ in world.received} == {"homework"}
    told = world.told_by(world.guardians[0])
    assert told == [("homework", [("", f"given|{LATER}")]), ("homework_due", [("", "due")])]


def test_a_due_day_that_moved_takes_the_reminder_along(world: Lessons) -> None:
    world.homework("given", LATER)
    world.homework("given", LATER + timedelta(days=7))
    assert len(due_times(world, "homework_due")) == 2
    told = world.told_by(world.guardians[0])
    assert [kind for kind, _ in told] == ["homework", "homework_due"]
    assert world.run("SELECT count(*) FROM notice WHERE reason = 'NOTHING_LEFT'") == [(2,)]


def test_homework_taken_back_in_the_grace_window_is_told_to_nobody(world: Lessons) -> None:
    world.platform = SchoolSettings(600, EVERYTHING)
    world.homework("given", LATER)
    world.homework("")
    assert world.told_by(world.guardians[0]) == []


def test_homework_for_others_concerns_nobody_else(world: Lessons) -> None:
    stranger = new_id()
    with pytest.raises(FailedPrecondition, match="family"):
        world.homework("given", LATER, pupil_ids=[stranger])
    assert world.run("SELECT count(*) FROM notice") == [(0,)]


def test_owed_work_is_told_and_settled_by_its_mark_alone(world: Lessons) -> None:
    world.owe("owed")
    assert world.told_by(world.guardians[0]) == [("owed", [("", f"owed|{LATER}")])]
    world.owe("done")
    assert len(world.told_by(world.guardians[0])) == 1
    world.owe("owed")
    world.make_due()
    world.deliver_all()
    world.owe("cleared")
    assert world.told_by(world.guardians[0])[2:] == [("owed", [(f"owed|{LATER}", "")])]


def test_term_marks_are_told_from_publication_on(world: Lessons) -> None:
    world.term_mark("3")
    world.term_mark("4")
    assert world.told_by(world.guardians[0]) == []
    world.publish()
    world.publish()  # a doubled event
    assert world.told_by(world.guardians[0]) == [("term_mark", [("", "4")])]
    world.term_mark("5")
    assert world.told_by(world.guardians[0])[1:] == [("term_mark", [("4", "5")])]


def test_a_lesson_moved_is_told_on_the_eve_of_both_days(world: Lessons) -> None:
    world.reschedule("moved", (LATER, 2), (LATER + timedelta(days=2), 4))
    assert len(due_times(world, "timetable")) == 2
    assert world.told_by(world.guardians[0]) == [
        ("timetable", [("", f"moved|{LATER + timedelta(days=2)}|4")]),
        ("timetable", [("", f"added|{LATER + timedelta(days=2)}|4")]),
    ]


def test_a_lesson_moved_back_before_the_eve_is_no_news(world: Lessons) -> None:
    world.reschedule("moved", (LATER, 2), (LATER + timedelta(days=2), 4))
    world.reschedule("moved", (LATER + timedelta(days=2), 4), (LATER, 2))
    assert world.told_by(world.guardians[0]) == []


def test_changes_of_yesterday_are_history(world: Lessons) -> None:
    yesterday = TOMORROW - timedelta(days=2)
    world.reschedule("cancelled", (yesterday, 2), (yesterday, 2))
    assert world.run("SELECT count(*) FROM notice") == [(0,)]


def test_a_substitution_is_told_to_families_and_to_who_stands_in(world: Lessons) -> None:
    world.substitute(world.teacher)
    assert world.told_by(world.guardians[0]) == [("substitution", [("", "substitute||3")])]
    assert world.told_by(world.teacher) == [("duty", [("", "duty||3")])]
    # Somebody else stands in: the family's news are the same, both teachers' are not.
    other, second = new_id(), new_id()
    world.substitute(world.teacher, "ended")
    world.substitute(other, substitution=second)
    assert len(world.told_by(world.guardians[0])) == 1
    assert world.told_by(world.teacher)[1:] == [("duty", [("duty||3", "")])]
    assert world.told_by(other) == [("duty", [("", "duty||3")])]


def test_teachers_are_reminded_once_a_day(world: Lessons) -> None:
    other = new_id()
    message = reminders_pb2.ReminderRequested(
        school_id=world.school, date=TOMORROW.isoformat(), asked_by=new_id(), metric="lessons_filled",
        teachers=[reminders_pb2.RemindedTeacher(person_id=world.teacher, lessons=7)],
    )  # fmt: skip
    for _ in range(2):
        world.apply("zvonok.reports.reminder.requested.v1", message)
    assert world.told_by(world.teacher) == [("reminder", [("", "7")])]
    assert world.told_by(other) == []


def test_a_group_that_is_not_known_yet_is_waited_for(world: Lessons) -> None:
    world.group = new_id()
    with pytest.raises(FailedPrecondition, match="group"):
        world.substitute(world.teacher)


def test_a_pupil_from_14_is_told_by_settings_of_their_own(world: Lessons) -> None:
    family = roster_pb2.FamilyChanged(
        pupil_id=world.pupil, version=2, guardians=[roster_pb2.Membership(person_id=world.guardians[0])],
        own_notices=True,
    )  # fmt: skip
    world.apply("zvonok.identity.family.changed.v1", family)
    world.record(mark="5")
    # Of what nobody chose a pupil reads on the portal alone.
    assert (world.told_by(world.pupil), len(world.told_by(world.guardians[0]))) == ([], 1)
    listed = world.run("SELECT guardian_id::text, kind, listed_at IS NOT NULL FROM notice")
    assert (world.pupil, "mark", True) in listed
    world.guardians = (world.pupil, world.guardians[0])
    choose(world, 0, Settings(routes={("mark", "email"): AT_ONCE}))
    world.record(mark="4")
    assert world.told_by(world.pupil) == [("mark_corrected", [("5", "4")])]


def test_what_concerns_an_account_goes_always_to_its_owner_alone(world: Lessons) -> None:
    world.platform = SchoolSettings(600, Settings(quiet=quiet_now()))
    noticed = security_pb2.AccountNoticed(person_id=world.teacher, kind="new_device")
    world.apply("zvonok.identity.account.noticed.v1", noticed)
    world.apply("zvonok.identity.account.noticed.v1", noticed)  # a doubled event
    world.deliver_all()
    assert world.received == [(world.teacher, "security", [("", "new_device")])]
    assert world.run("SELECT listed_at <= now() FROM notice") == [(True,)]
