"""Why pupils were absent: reasons cell by cell and for days, kept in the lessons' histories."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from zvonok.gradebook.events.v1 import attendance_pb2 as events_pb2
from zvonok.gradebook.v1 import attendance_pb2 as pb
from zvonok.gradebook.v1 import gradebook_pb2, rules_pb2

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.rpc.attendance import AttendanceServicer
from services.gradebook.rpc.rules import RuleServicer
from tests.conftest import Pool
from tests.integration.gradebook.test_bulk import Desk
from tests.integration.gradebook.world import TODAY, World, tell

ILL, EXCUSED, UNEXCUSED = (
    gradebook_pb2.ABSENCE_REASON_ILL,
    gradebook_pb2.ABSENCE_REASON_EXCUSED,
    gradebook_pb2.ABSENCE_REASON_UNEXCUSED,
)
NONE = gradebook_pb2.ABSENCE_REASON_UNSPECIFIED
SAVED, SO = gradebook_pb2.CELL_OUTCOME_SAVED, gradebook_pb2.CELL_OUTCOME_ALREADY_SO
ABSENT, PRESENT, LATE = (
    gradebook_pb2.ATTENDANCE_ABSENT,
    gradebook_pb2.ATTENDANCE_PRESENT,
    gradebook_pb2.ATTENDANCE_LATE,
)
YESTERDAY = TODAY - timedelta(days=1)


class ClassTeacher:
    """The class teacher's calls."""

    def __init__(self, world: World) -> None:
        self.world, self.person_id = world, new_id()
        self.servicer = AttendanceServicer(world.servicer_resources)
        self.place = f"schools/{world.school_id}/classes/{world.class_id}"

    def call(self, name: str, **fields: Any) -> Any:
        """A call with a request id of its own, for the class."""
        kind = getattr(pb, f"{name}Request")
        if "request_id" in kind.DESCRIPTOR.fields_by_name:
            fields.setdefault("request_id", new_id())
        return self.world.call(getattr(self.servicer, name), kind(**({"class": self.place} | fields)), self.person_id)

    def set(self, *edits: tuple[str, str, int, int], **fields: Any) -> pb.SetAbsenceReasonsResponse:
        """Sets reasons: (lesson, pupil, reason, version seen)."""
        reasons = [pb.AbsenceReasonEdit(lesson=x, pupil=p, reason=r, seen_version=v) for x, p, r, v in edits]  # type: ignore[arg-type]
        answer: pb.SetAbsenceReasonsResponse = self.call("SetAbsenceReasons", reasons=reasons, **fields)
        return answer

    def period(self, begin: Any, end: Any, reason: int = ILL, **fields: Any) -> pb.CreateAbsencePeriodResponse:
        """Enters a period of the first pupil."""
        fields.setdefault("pupil", self.world.pupil())
        days = {"begin_date": begin.isoformat(), "end_date": end.isoformat()}
        answer: pb.CreateAbsencePeriodResponse = self.call("CreateAbsencePeriod", reason=reason, **days, **fields)
        return answer


@pytest.fixture
def teacher(world: World) -> ClassTeacher:
    return ClassTeacher(world)


@pytest.fixture(autouse=True)
def told_truly(world: World) -> Iterator[None]:
    """After every test the journal is as its history ends."""
    yield
    assert list(findings(world.pool, {})) == []


def record(world: World, lesson: str, attendance: int = ABSENT, pupil: int = 0, minutes: int = 0) -> int:
    """Records attendance as the subject teacher does; gives the cell's version."""
    there = {each.pupil: each.version for each in world.get(lesson).attendance}
    edit = gradebook_pb2.AttendanceEdit(
        pupil=world.pupil(pupil),
        attendance=attendance,  # type: ignore[arg-type]
        minutes_late=minutes,
        seen_version=there.get(world.pupil(pupil), 0),
    )
    answer = world.record(lesson, attendance=[edit])
    assert not answer.refusals
    return answer.attendance[0].version


def cell(world: World, lesson: str, pupil: int = 0) -> tuple[int, int, int]:
    """Attendance, reason and version as the journal shows them."""
    [found] = [each for each in world.get(lesson).attendance if each.pupil == world.pupil(pupil)]
    return found.attendance, found.reason, found.version


def set_events(world: World) -> list[Any]:
    """What was told of reasons, oldest first."""
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        rows = connection.execute(
            "SELECT payload FROM outbox WHERE name = 'zvonok.gradebook.absence_reasons.set.v1'"
            " ORDER BY created_at, outbox_id"
        ).fetchall()
    return [events_pb2.AbsenceReasonsSet.FromString(row[0]) for row in rows]


def refused(answer: pb.SetAbsenceReasonsResponse) -> list[tuple[str, str]]:
    return [(each.field, each.rule) for each in answer.refusals]


def test_the_class_teacher_says_why_and_it_stands_in_journal_history_and_event(
    world: World, teacher: ClassTeacher
) -> None:
    lesson = world.lesson()
    record(world, lesson)
    request_id = new_id()
    answer = teacher.set((lesson, world.pupil(), ILL, 1), request_id=request_id)
    [saved] = answer.absences
    assert (saved.lesson, saved.pupil, saved.reason, saved.version, saved.outcome) == (
        lesson, world.pupil(), ILL, 2, SAVED,
    )  # fmt: skip
    assert cell(world, lesson) == (ABSENT, ILL, 2)
    assert world.history()[-1] == (
        "attendance", world.pupil_ids[0], "absent", "absent ill", "", 2, teacher.person_id,
    )  # fmt: skip
    [event] = set_events(world)
    assert (event.school_id, event.lesson_id, event.date) == (
        world.school_id, lesson.rpartition("/")[2], TODAY.isoformat(),
    )  # fmt: skip
    [change] = event.reasons
    assert (change.pupil_id, change.old_reason, change.new_reason, change.version) == (
        world.pupil_ids[0], "", "ill", 2,
    )  # fmt: skip
    # A repeat gets the first answer; the same again is so already, whatever was seen.
    assert teacher.set((lesson, world.pupil(), ILL, 1), request_id=request_id) == answer
    assert [each.outcome for each in teacher.set((lesson, world.pupil(), ILL, 1)).absences] == [SO]
    assert cell(world, lesson) == (ABSENT, ILL, 2)


def test_cells_are_saved_so_already_or_refused_each_by_itself(world: World, teacher: ClassTeacher) -> None:
    lesson = world.lesson()
    for pupil in range(3):
        record(world, lesson, pupil=pupil)
    teacher.set((lesson, world.pupil(1), ILL, 1), (lesson, world.pupil(2), ILL, 1))
    answer = teacher.set(
        (lesson, world.pupil(0), EXCUSED, 1),
        (lesson, world.pupil(1), ILL, 2),
        (lesson, world.pupil(2), UNEXCUSED, 1),
        (lesson, world.pupil(0), ILL, 1),
    )
    assert [(each.pupil, each.outcome) for each in answer.absences] == [(world.pupil(0), SAVED), (world.pupil(1), SO)]
    assert refused(answer) == [("reasons[2]", "VERSION_CONFLICT"), ("reasons[3]", "CELL_TWICE")]
    conflict = answer.refusals[0]
    assert (conflict.current_value, conflict.current_version, conflict.pupil) == ("absent ill", 2, world.pupil(2))
    # An empty reason takes it away.
    assert [each.version for each in teacher.set((lesson, world.pupil(2), NONE, 2)).absences] == [3]
    assert cell(world, lesson, 2) == (ABSENT, NONE, 3)


@pytest.mark.parametrize("attendance", [PRESENT, LATE])
def test_a_reason_belongs_to_an_absence(world: World, teacher: ClassTeacher, attendance: int) -> None:
    lesson = world.lesson()
    record(world, lesson, attendance, minutes=5 if attendance == LATE else 0)
    answer = teacher.set((lesson, world.pupil(), ILL, 1), (lesson, world.pupil(1), ILL, 0))
    assert refused(answer) == [("reasons[0]", "NOT_ABSENT"), ("reasons[1]", "NOT_ABSENT")]
    # Nothing to take away is nothing to refuse with a conflict either.
    assert refused(teacher.set((lesson, world.pupil(), NONE, 0))) == [("reasons[0]", "NOT_ABSENT")]


def test_other_attendance_takes_the_reason_away_and_the_same_leaves_it(world: World, teacher: ClassTeacher) -> None:
    lesson = world.lesson()
    record(world, lesson)
    teacher.set((lesson, world.pupil(), ILL, 1))
    # The subject teacher saves the absence once more, with an old page: it is so already.
    edit = gradebook_pb2.AttendanceEdit(pupil=world.pupil(), attendance=ABSENT, seen_version=1)
    assert world.record(lesson, attendance=[edit]).attendance[0].outcome == SO
    assert cell(world, lesson) == (ABSENT, ILL, 2)
    # With an old page nobody makes it a lateness; the conflict shows the reason too.
    edit = gradebook_pb2.AttendanceEdit(pupil=world.pupil(), attendance=LATE, minutes_late=7, seen_version=1)
    [refusal] = world.record(lesson, attendance=[edit]).refusals
    assert (refusal.rule, refusal.current_value, refusal.current_version) == ("VERSION_CONFLICT", "absent ill", 2)
    record(world, lesson, LATE, minutes=7)
    assert cell(world, lesson) == (LATE, NONE, 3)
    assert [line[2:4] for line in world.history() if line[0] == "attendance"] == [
        ("", "absent"),
        ("absent", "absent ill"),
        ("absent ill", "late 7"),
    ]
    assert refused(teacher.set((lesson, world.pupil(), ILL, 2))) == [("reasons[0]", "NOT_ABSENT")]


def test_pupils_and_lessons_of_elsewhere_are_refused_alike(
    world: World, teacher: ClassTeacher, pool: Callable[[str], Pool]
) -> None:
    """Another class's pupil, a pupil of another group, a lesson named with another group, none at all."""
    stranger, other_group, other_class = new_id(), new_id(), new_id()
    tell(
        world.pool,
        world.group(2, pupils=[(p, TODAY.isoformat(), "") for p in world.pupil_ids]),
        world.group(
            1, pupils=[(stranger, "", "")], group_id=other_group, class_id=other_class, class_title="8Б", periods=[]
        ),
    )
    lesson = world.lesson()
    record(world, lesson)
    moved = lesson.replace(world.group_id, other_group)
    answer = teacher.set(
        (lesson, f"schools/{world.school_id}/pupils/{stranger}", ILL, 0),
        (moved, world.pupil(), ILL, 1),
        (lesson.rpartition("/")[0] + "/" + new_id(), world.pupil(), ILL, 1),
        # Not yet in the class on that day.
        (world.lesson(YESTERDAY), world.pupil(1), ILL, 0),
    )
    assert [rule for _, rule in refused(answer)] == ["NOT_IN_CLASS_ON_DATE"] * 4
    # The same absence, asked for as another class's teacher.
    teacher.place = f"schools/{world.school_id}/classes/{other_class}"
    assert refused(teacher.set((lesson, world.pupil(), ILL, 1))) == [("reasons[0]", "NOT_IN_CLASS_ON_DATE")]
    second = World(world.pool).begin()
    teacher.place = f"schools/{world.school_id}/classes/{world.class_id}"
    for edit in (
        (second.lesson(), second.pupil(), ILL, 1),
        (lesson, second.pupil(), ILL, 1),
        (lesson, "pupils/x", ILL, 1),
    ):
        with pytest.raises(InvalidArgument):
            teacher.set(edit)
    assert cell(world, lesson) == (ABSENT, NONE, 1)


def test_a_mixed_groups_lesson_is_in_the_class_teachers_reach_for_own_pupils_alone(
    world: World, teacher: ClassTeacher
) -> None:
    mixed, stranger = new_id(), new_id()
    tell(
        world.pool,
        world.group(1, group_id=mixed, class_id="", class_title="", subject_title="Танцы",
                    pupils=[(world.pupil_ids[0], "", ""), (stranger, "", "")]),
    )  # fmt: skip
    place = f"schools/{world.school_id}/groups/{mixed}"
    request = gradebook_pb2.ListLessonsRequest(groups=[place], begin_date=TODAY.isoformat(), end_date=TODAY.isoformat())
    [lesson] = world.call(world.servicer.ListLessons, request).lessons
    foreign = f"schools/{world.school_id}/pupils/{stranger}"
    edits = [gradebook_pb2.AttendanceEdit(pupil=p, attendance=ABSENT) for p in (world.pupil(), foreign)]
    world.record(lesson.name, attendance=edits)
    answer = teacher.set((lesson.name, world.pupil(), ILL, 1), (lesson.name, foreign, ILL, 1))
    assert [each.pupil for each in answer.absences] == [world.pupil()]
    assert refused(answer) == [("reasons[1]", "NOT_IN_CLASS_ON_DATE")]


def test_a_lock_holds_for_reasons_and_the_edit_window_does_not(world: World, teacher: ClassTeacher) -> None:
    office = RuleServicer(world.servicer_resources)
    school = f"schools/{world.school_id}"
    lesson = world.lesson(YESTERDAY)
    record(world, lesson)
    world.call(
        office.SetEditWindow,
        rules_pb2.SetEditWindowRequest(school=school, request_id=new_id(), edit_days=0, seen_version=1),
    )
    assert not teacher.set((lesson, world.pupil(), ILL, 1)).refusals
    lock = rules_pb2.CreateLockRequest(school=school, request_id=new_id(), subject_code="ALG")
    world.call(office.CreateLock, lock)
    assert refused(teacher.set((lesson, world.pupil(), EXCUSED, 2))) == [("reasons[0]", "PERIOD_LOCKED")]
    answer = teacher.period(YESTERDAY, TODAY, EXCUSED, replace=True)
    assert [(each.lesson, each.rule, each.reason) for each in answer.left] == [(lesson, "PERIOD_LOCKED", ILL)]
    asked = world.call(
        office.RequestUnlock, rules_pb2.RequestUnlockRequest(place=lesson, request_id=new_id(), reason="справка")
    )
    grant = rules_pb2.DecideUnlockRequest(
        school=school, request_id=new_id(), unlock=asked.unlock.unlock, grant=True, answer="до вечера"
    )
    grant.until.FromDatetime(asked.unlock.request_time.ToDatetime() + timedelta(hours=1))
    world.call(office.DecideUnlock, grant)
    assert not teacher.set((lesson, world.pupil(), UNEXCUSED, 2)).refusals
    assert cell(world, lesson) == (ABSENT, UNEXCUSED, 3)


def test_a_period_gives_its_reason_to_absences_there_and_to_those_to_come(world: World, teacher: ClassTeacher) -> None:
    before, first, second = (world.lesson(TODAY - timedelta(days=days)) for days in (2, 1, 0))
    record(world, before)
    record(world, first)
    answer = teacher.period(YESTERDAY, TODAY + timedelta(days=3), document="справка № 117")
    assert [(each.lesson, each.version, each.outcome) for each in answer.absences] == [(first, 2, SAVED)]
    assert not answer.left
    # In the same save as the absence: one version, one line of history, one event with the reason.
    record(world, second)
    record(world, second, pupil=1)
    assert cell(world, second) == (ABSENT, ILL, 1)
    assert cell(world, second, 1) == (ABSENT, NONE, 1)
    assert cell(world, before) == (ABSENT, NONE, 1)
    # A correction drops the reason, and a correction of that finds it again.
    record(world, second, PRESENT)
    assert cell(world, second) == (PRESENT, NONE, 2)
    record(world, second)
    assert cell(world, second) == (ABSENT, ILL, 3)
    [listed] = teacher.call("ListAbsencePeriods", begin_date=TODAY.isoformat(), end_date=TODAY.isoformat()).periods
    assert listed == answer.period
    assert (listed.document, listed.reason, listed.created_by) == ("справка № 117", ILL, f"persons/{teacher.person_id}")
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        lines = connection.execute("SELECT rule, old_value, new_value, reason FROM rule_history").fetchall()
        payloads = connection.execute("SELECT payload FROM outbox").fetchall()
    assert len(lines) == 1
    # The paper's number is health: it stands in the period alone.
    assert not any("справка" in part for part in lines[0])
    assert not any("справка".encode() in row[0] for row in payloads)


def test_a_period_leaves_other_reasons_unless_told_to_replace_them(world: World, teacher: ClassTeacher) -> None:
    lesson = world.lesson()
    record(world, lesson)
    teacher.set((lesson, world.pupil(), UNEXCUSED, 1))
    answer = teacher.period(TODAY, TODAY)
    assert not answer.absences
    [left] = answer.left
    assert (left.lesson, left.pupil, left.rule, left.reason, left.version) == (
        lesson, world.pupil(), "OTHER_REASON", UNEXCUSED, 2,
    )  # fmt: skip
    answer = teacher.period(TODAY, TODAY, replace=True)
    assert [each.reason for each in answer.absences] == [ILL]
    assert cell(world, lesson) == (ABSENT, ILL, 3)


def test_of_two_periods_the_one_entered_last_holds(world: World, teacher: ClassTeacher) -> None:
    teacher.period(TODAY, TODAY)
    second = teacher.period(TODAY - timedelta(days=3), TODAY, EXCUSED)
    record(world, world.lesson())
    assert cell(world, world.lesson()) == (ABSENT, EXCUSED, 1)
    # Ended, it gives no more; what it gave goes where that is asked for.
    ended = teacher.call("EndAbsencePeriod", period=second.period.period, clear_reasons=True)
    assert [(each.reason, each.version) for each in ended.absences] == [(NONE, 2)]
    record(world, world.lesson(), PRESENT)
    record(world, world.lesson())
    assert cell(world, world.lesson()) == (ABSENT, ILL, 4)
    with pytest.raises(NotAllowed):
        teacher.call("EndAbsencePeriod", period=second.period.period)


def test_pages_of_periods_hold_each_once(world: World, teacher: ClassTeacher) -> None:
    made = [teacher.period(TODAY, TODAY, pupil=world.pupil(n)).period.period for n in range(4)]
    found, token = [], ""
    while True:
        answer = teacher.call(
            "ListAbsencePeriods", begin_date=TODAY.isoformat(), end_date=TODAY.isoformat(), page_size=3,
            page_token=token,
        )  # fmt: skip
        found += [each.period for each in answer.periods]
        token = answer.next_page_token
        if not token:
            break
    assert found == made[::-1]


@pytest.mark.parametrize(
    ("begin", "end", "fields", "rule"),
    [
        (0, -1, {}, "DATES_REVERSED"),
        (-100, 100, {}, "PERIOD_TOO_LONG"),
        (370, 380, {}, "DAY_TOO_FAR"),
        (-380, -375, {}, "DAY_TOO_FAR"),
        (0, 1, {"document": "х" * 101}, "TEXT_TOO_LONG"),
        (0, 1, {"document": "x" * 1_000_000}, "TEXT_TOO_LONG"),
        (0, 1, {"document": "справка\u0000"}, "BAD_CHARACTER"),
        (0, 1, {"document": "\u202eакварпс"}, "BAD_CHARACTER"),
        (0, 1, {"reason": NONE}, "UNKNOWN_REASON"),
        (0, 1, {"reason": 17}, "UNKNOWN_REASON"),
    ],
)
def test_a_period_that_cannot_be_is_refused(
    world: World, teacher: ClassTeacher, begin: int, end: int, fields: dict[str, Any], rule: str
) -> None:
    days = TODAY + timedelta(days=begin), TODAY + timedelta(days=end)
    with pytest.raises(InvalidArgument) as error:
        teacher.period(*days, **fields)
    assert error.value.reason == rule
    assert "справка" not in error.value.message


def test_days_that_are_none_and_pupils_of_elsewhere(world: World, teacher: ClassTeacher) -> None:
    for text in ("", "2027-02-30", "2027-2-3", "вчера", "9" * 1000):
        with pytest.raises(InvalidArgument) as error:
            teacher.call(
                "CreateAbsencePeriod", pupil=world.pupil(), begin_date=text, end_date=TODAY.isoformat(), reason=ILL
            )
        assert error.value.reason == "BAD_DATE"
    with pytest.raises(NotAllowed):
        teacher.period(TODAY, TODAY, pupil=f"schools/{world.school_id}/pupils/{new_id()}")
    teacher.place = f"schools/{world.school_id}/classes/{new_id()}"
    with pytest.raises(NotAllowed):
        teacher.period(TODAY, TODAY)


def test_a_table_taken_out_before_the_reason_came_is_no_conflict(world: World, teacher: ClassTeacher) -> None:
    lesson = world.lesson()
    record(world, lesson)
    desk = Desk(world).take()
    teacher.set((lesson, world.pupil(), ILL, 1))
    assert desk.get(0, TODAY) == "Н"
    desk.put(0, TODAY, "ОП5")
    answer = desk.give()
    assert not answer.problems
    assert answer.applied
    assert cell(world, lesson) == (LATE, NONE, 3)


def test_too_many_at_once(world: World, teacher: ClassTeacher) -> None:
    with pytest.raises(InvalidArgument) as error:
        teacher.set(*[(world.lesson(), world.pupil(), ILL, 1)] * 1001)
    assert error.value.reason == "TOO_MANY_CELLS"
