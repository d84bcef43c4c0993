"""Random histories of saves, corrections, queues, locks, windows, unlocks, substitutes and enrolment moves against a
simple model, on real PostgreSQL.

Whatever was done in whatever order: cells, averages (exact fractions), refusals, history and events tell the same
story, the audit finds nothing, and nothing is lost. ZVONOK_EXAMPLES=500 tries that many histories instead of a few.
"""

import os
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.v1 import changes_pb2, rules_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from kit.listening import Bell
from services.gradebook.actions.audit import findings
from services.gradebook.rpc.changes import ChangeServicer
from services.gradebook.store.watching import MOVED
from tests.conftest import Pool
from tests.integration.gradebook.test_rules import Office
from tests.integration.gradebook.world import MONDAY, TODAY, World, tell, told

EXAMPLES = int(os.environ.get("ZVONOK_EXAMPLES", "0"))
DAYS = (TODAY, TODAY - timedelta(days=3))
WEIGHTS = {"answer": Fraction(1), "test": Fraction(2)}
VALUES = ["2", "3", "4", "5", "4/5", "осв", "", "6"]
ATTENDANCE = {
    "present": (pb.ATTENDANCE_PRESENT, 0),
    "absent": (pb.ATTENDANCE_ABSENT, 0),
    "late 5": (pb.ATTENDANCE_LATE, 5),
    "late 99": (pb.ATTENDANCE_LATE, 99),
}
# How a pupil was in the group: on which days from, until which (counted from today; None: open).
STAYS: dict[str, tuple[int | None, int | None]] = {
    "always": (None, None), "left": (None, -2), "joined": (-1, None), "never there": (1, None), "came back": (-9, -3),
}  # fmt: skip


@dataclass(frozen=True)
class Save:
    """What a teacher sends of one lesson. `lag`: how many versions behind the cells the page is; a mark (category,
    pupil), attendance (pupil)."""

    teacher: int
    lesson: int
    marks: dict[tuple[str, int], str]
    attendance: dict[int, str]
    lag: int
    all_or_nothing: bool
    reason: str


@dataclass(frozen=True)
class Queue:
    """Saves of one teacher that are sent together, hours later."""

    saves: list[Save]


@dataclass(frozen=True)
class Lock:
    scope: str


@dataclass(frozen=True)
class EndLocks:
    pass


@dataclass(frozen=True)
class Window:
    """Days, of the school ("") or of a category."""

    category: str
    days: int | None


@dataclass(frozen=True)
class Unlock:
    """Of a lesson, or of the group (None); granted, or refused."""

    lesson: int | None
    granted: bool


@dataclass(frozen=True)
class TimeIsOver:
    """All unlocks that were granted are over."""


@dataclass(frozen=True)
class Move:
    """A pupil's days in the group become others."""

    pupil: int
    stay: str


pupils = st.integers(0, 2)
cells = st.tuples(st.sampled_from(list(WEIGHTS)), pupils)
saves = st.builds(
    Save,
    st.integers(0, 2),
    st.integers(0, 1),
    st.dictionaries(cells, st.sampled_from(VALUES), max_size=3),
    st.dictionaries(pupils, st.sampled_from(list(ATTENDANCE)), max_size=2),
    st.sampled_from([0, 0, 0, 1]),
    st.booleans(),
    st.sampled_from(["", "Описка"]),
)
office_work = st.one_of(
    st.builds(Lock, st.sampled_from(["whole", "class", "subject", "term"])),
    st.just(EndLocks()),
    st.builds(Window, st.sampled_from(["", "answer", "test"]), st.sampled_from([None, 0, 2, 9])),
    st.builds(Unlock, st.sampled_from([None, 0, 1]), st.booleans()),
    st.just(TimeIsOver()),
    st.builds(Move, pupils, st.sampled_from(list(STAYS))),
)
steps = st.one_of(saves, saves, saves, st.builds(Queue, st.lists(saves, min_size=1, max_size=3)), office_work)

# (lesson, category, pupil) or (lesson, pupil)
Key = tuple[Any, ...]


@dataclass
class Model:
    """The rules in the plainest form: one cell after the other, in a dictionary."""

    cells: dict[Key, tuple[str, int]] = field(default_factory=dict)
    # (key, old, new, reason, version, teacher)
    history: list[tuple[Key, str, str, str, int, int]] = field(default_factory=list)
    locks: int = 0
    windows: dict[str, int | None] = field(default_factory=dict)
    unlocks: set[int | None] = field(default_factory=set)
    stays: dict[int, str] = field(default_factory=dict)

    def get(self, key: Key) -> tuple[str, int]:
        return self.cells.get(key, ("", 0))

    def seen(self, key: Key, lag: int) -> int:
        return max(0, self.get(key)[1] - lag)

    def wanted(self, save: Save) -> dict[Key, str]:
        marks = {(save.lesson, *cell): value for cell, value in save.marks.items()}
        return marks | {(save.lesson, pupil): value for pupil, value in save.attendance.items()}

    def save(self, save: Save, seen: dict[Key, int]) -> list[str]:
        """Applies a save; gives the rules of its refusals."""
        wanted = self.wanted(save)
        unlocked = bool({None, save.lesson} & self.unlocks)
        if self.locks and not unlocked:
            return ["PERIOD_LOCKED"] * len(wanted)
        refused = {
            key: rule for key, value in wanted.items() if (rule := self.refusal(key, value, seen[key], unlocked))
        }
        good = {key: value for key, value in wanted.items() if key not in refused and value != self.get(key)[0]}
        self.refuse_answers_of_absent(good, refused)
        if not (save.all_or_nothing and refused):
            for key, value in good.items():
                old, version = self.get(key)
                self.cells[key] = value, version + 1
                reason = save.reason if len(key) == 3 else ""
                self.history.append((key, old, value, reason, version + 1, save.teacher))
        return sorted(refused.values())

    def refusal(self, key: Key, value: str, seen: int, unlocked: bool) -> str:
        lesson, pupil = key[0], key[-1]
        own = self.windows.get(key[1] if len(key) == 3 else "")
        days = own if own is not None else self.windows.get("")
        if days is not None and not unlocked and DAYS[lesson] + timedelta(days=days) < TODAY:
            return "EDIT_WINDOW_CLOSED"
        begin, end = stay_of(self.stays.get(pupil, "always"))
        if not begin <= DAYS[lesson] <= end:
            return "NOT_IN_GROUP_ON_DATE"
        if value == "6":
            return "NOT_IN_SCALE"
        if value == "late 99":
            return "MINUTES_OUT_OF_RANGE"
        stored, version = self.get(key)
        return "VERSION_CONFLICT" if value != stored and seen != version and (seen or stored) else ""

    def refuse_answers_of_absent(self, good: dict[Key, str], refused: dict[Key, str]) -> None:
        def after(key: Key) -> str:
            return good.get(key, self.get(key)[0])

        for kind in ("answer", None):
            for key in [key for key in good if (key[1] if len(key) == 3 else None) == kind]:
                absent, answer = (key[0], key[-1]), (key[0], "answer", key[-1])
                answered = after(answer) not in ("", "осв") and after(absent) == "absent"
                if answered and (kind == "answer" or good[key] == "absent"):
                    refused[key] = "ABSENT_WITH_ANSWER"
                    del good[key]

    def average(self, pupil: int, lessons: tuple[int, ...]) -> str:
        counted = [
            (int(part), WEIGHTS[key[1]])
            for key, (value, _) in self.cells.items()
            if len(key) == 3 and key[2] == pupil and key[0] in lessons and value not in ("осв", "")
            for part in value.split("/")
        ]
        if not counted:
            return ""
        exact = sum(mark * weight for mark, weight in counted) / sum(weight for _, weight in counted)
        return str((Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP))


def stay_of(stay: str) -> tuple[date, date]:
    begin, end = STAYS[stay]
    first = TODAY + timedelta(days=begin) if begin is not None else date.min
    return first, TODAY + timedelta(days=end) if end is not None else date.max


class School:
    """The same done with the service."""

    def __init__(self, pool: Pool) -> None:
        self.world = World(pool).begin()
        self.office = Office(self.world)
        self.queue = ChangeServicer(self.world.servicer_resources, Bell("", MOVED))
        # The group's own, a substitute, a colleague who shares the group.
        self.teachers = [self.world.teacher_id, new_id(), new_id()]
        self.lessons = [self.world.lesson(day) for day in DAYS]
        self.items = {
            (n, category): self.world.item(lesson, category)
            for n, lesson in enumerate(self.lessons)
            for category in WEIGHTS
        }
        self.categories = {name[-36:]: key for key, name in self.items.items()}
        self.number = {pupil_id: n for n, pupil_id in enumerate(self.world.pupil_ids)}
        self.lesson_number = {name[-36:]: n for n, name in enumerate(self.lessons)}
        self.stays: dict[int, str] = {}
        self.version = 1
        self.begun = len(self.events())

    def request(self, save: Save, seen: dict[Key, int]) -> pb.RecordLessonRequest:
        n = save.lesson
        return pb.RecordLessonRequest(
            request_id=new_id(),
            lesson=self.lessons[n],
            all_or_nothing=save.all_or_nothing,
            marks=[
                pb.MarkEdit(
                    line_item=self.items[n, category], pupil=self.world.pupil(pupil), value=value, reason=save.reason,
                    seen_version=seen[n, category, pupil],
                )
                for (category, pupil), value in save.marks.items()
            ],
            attendance=[
                pb.AttendanceEdit(
                    pupil=self.world.pupil(pupil), attendance=ATTENDANCE[value][0], minutes_late=ATTENDANCE[value][1],
                    seen_version=seen[n, pupil],
                )
                for pupil, value in save.attendance.items()
            ],
        )  # fmt: skip

    def save(self, save: Save, seen: dict[Key, int]) -> pb.RecordLessonResponse:
        request = self.request(save, seen)
        answer: pb.RecordLessonResponse = self.world.call(
            self.world.servicer.RecordLesson, request, self.teachers[save.teacher]
        )
        return answer

    def send(self, sent: list[tuple[Save, dict[Key, int]]]) -> list[pb.RecordLessonResponse]:
        request = changes_pb2.RecordLessonsRequest(
            group=self.world.group_name, saves=[self.request(save, seen) for save, seen in sent]
        )
        answers = self.world.call(self.queue.RecordLessons, request, self.teachers[sent[0][0].teacher]).saves
        assert not any(each.refusal.rule for each in answers)
        return [each.response for each in answers]

    def work(self, step: Any) -> None:
        """What the office does."""
        if isinstance(step, Lock):
            term = f"{self.office.school}/terms/{self.world.term_id}"
            named = {"class": {"class": f"{self.office.school}/classes/{self.world.class_id}"},
                     "subject": {"subject_code": "ALG"}, "term": {"term": term}, "whole": {}}[step.scope]  # fmt: skip
            self.office.call("CreateLock", **named)
        elif isinstance(step, EndLocks):
            for lock in self.office.call("ListLocks").locks:
                self.office.call("EndLock", lock=lock.lock)
        elif isinstance(step, Window):
            self.set_window(step)
        elif isinstance(step, Unlock):
            place = self.world.group_name if step.lesson is None else self.lessons[step.lesson]
            asked = self.office.call("RequestUnlock", place=place, reason="Нужно")
            until = Timestamp(seconds=int((datetime.now(UTC) + timedelta(hours=1)).timestamp()))
            self.office.call("DecideUnlock", unlock=asked.unlock, grant=step.granted, until=until)
        elif isinstance(step, TimeIsOver):
            with transaction(self.world.pool, EVERY_SCHOOL) as connection:
                connection.execute("UPDATE unlock SET until = now() WHERE state = 'granted'")
        else:
            self.stays[step.pupil] = step.stay
            self.version += 1
            tell(self.world.pool, self.world.group(self.version, pupils=self.members()))

    def set_window(self, step: Window) -> None:
        rules = self.office.call("GetRules")
        days = {} if step.days is None else {"edit_days": step.days}
        if not step.category:
            self.office.call("SetEditWindow", seen_version=rules.version, **days)
            return
        stored = next(each for each in rules.categories if each.code == step.category)
        self.office.call(
            "SetCategory",
            category=rules_pb2.Category(code=stored.code, weight=stored.weight, version=stored.version, **days),
        )

    def members(self) -> list[tuple[str, str, str]]:
        found = []
        for n, pupil_id in enumerate(self.world.pupil_ids):
            begin, end = stay_of(self.stays.get(n, "always"))
            found.append((pupil_id, max(begin, MONDAY).isoformat(), "" if end == date.max else end.isoformat()))
        return found

    def cells(self) -> dict[Key, tuple[str, int]]:
        """All cells as stored, deleted marks too."""
        with transaction(self.world.pool, self.world.school_id) as connection:
            marks = connection.execute("SELECT line_item_id, pupil_id, value, version FROM mark").fetchall()
            attendance = connection.execute(
                "SELECT lesson_id, pupil_id, attendance, minutes_late, version FROM attendance"
            ).fetchall()
        found: dict[Key, tuple[str, int]] = {
            (*self.categories[item], self.number[pupil]): (value, version) for item, pupil, value, version in marks
        }
        for lesson, pupil, value, minutes, version in attendance:
            told_value = f"late {minutes}" if value == "late" else value
            found[self.lesson_number[lesson], self.number[pupil]] = told_value, version
        return found

    def history(self) -> list[tuple[Key, str, str, str, int, int]]:
        with transaction(self.world.pool, self.world.school_id) as connection:
            rows = connection.execute(
                """SELECT lesson_id, line_item_id, pupil_id, old_value, new_value, reason, version, person_id
                   FROM change_history WHERE cell IN ('mark', 'attendance') ORDER BY change_id"""
            ).fetchall()
        return [
            (
                (*(self.categories[item] if item else (self.lesson_number[lesson],)), self.number[pupil]),
                old, new, reason, version, self.teachers.index(person),
            )
            for lesson, item, pupil, old, new, reason, version, person in rows
        ]  # fmt: skip

    def events(self) -> list[Any]:
        return [each for each in told(self.world.pool, "lesson.recorded") if each.school_id == self.world.school_id]

    def told_steps(self) -> list[tuple[Key, str, int]]:
        """(key, new value, version) of every change that was told."""
        found: list[tuple[Key, str, int]] = []
        for event in self.events()[self.begun :]:
            found += [
                ((*self.categories[each.line_item_id], self.number[each.pupil_id]), each.new_value, each.version)
                for each in event.marks
            ]
            for each in event.attendance:
                value = f"late {each.minutes_late}" if each.new_attendance == "late" else each.new_attendance
                found.append(((self.lesson_number[event.lesson_id], self.number[each.pupil_id]), value, each.version))
        return found

    def averages(self, answer: Any) -> dict[int, str]:
        return {self.number[each.pupil.rpartition("/")[2]]: each.average for each in answer.pupils}

    def journal(self) -> pb.GetJournalResponse:
        request = pb.GetJournalRequest(
            group=self.world.group_name, begin_date=MONDAY.isoformat(), end_date=TODAY.isoformat()
        )
        answer: pb.GetJournalResponse = self.world.call(self.world.servicer.GetJournal, request)
        return answer


def apply(model: Model, step: Any) -> None:
    """The office's work in the model."""
    if isinstance(step, Lock):
        model.locks += 1
    elif isinstance(step, EndLocks):
        model.locks = 0
    elif isinstance(step, Window):
        model.windows[step.category] = step.days
    elif isinstance(step, Unlock):
        model.unlocks |= {step.lesson} if step.granted else set()
    elif isinstance(step, TimeIsOver):
        model.unlocks.clear()
    else:
        model.stays[step.pupil] = step.stay


def check(school: School, model: Model) -> None:
    """Everything that is kept tells the model's story."""
    assert school.cells() == model.cells
    assert school.history() == model.history
    assert [(key, new, version) for key, _, new, _, version, _ in model.history] == school.told_steps()
    assert list(findings(school.world.pool, {})) == []
    for n, lesson in enumerate(school.lessons):
        for pupil, average in school.averages(school.world.get(lesson)).items():
            assert average == (model.average(pupil, (n,)) if pupil in range(3) else "")
    for pupil, average in school.averages(school.journal()).items():
        assert average == (model.average(pupil, (0, 1)) if pupil in range(3) else "")


@pytest.fixture
def any_pool(pool: Callable[[str], Pool]) -> Pool:
    return pool("gradebook")


@settings(max_examples=EXAMPLES or 30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([None, 0, 2, 9]),
    st.dictionaries(pupils, st.sampled_from(list(STAYS)), max_size=3),
    st.lists(steps, min_size=1, max_size=14),
)
def test_a_school_comes_out_as_the_model_says(
    any_pool: Pool, window: int | None, stays: dict[int, str], history: list[Any]
) -> None:
    school, model = School(any_pool), Model()
    begin = [Window("", window), *(Move(pupil, stay) for pupil, stay in stays.items())]
    for step in (*begin, *history):
        if isinstance(step, Save):
            seen = {key: model.seen(key, step.lag) for key in model.wanted(step)}
            rules = sorted(each.rule for each in school.save(step, seen).refusals)
            assert rules == model.save(step, seen)
        elif isinstance(step, Queue):
            # All were made before any was sent, by one teacher.
            sent = [
                (each, {key: model.seen(key, each.lag) for key in model.wanted(each)})
                for each in (Save(**{**vars_of(one), "teacher": step.saves[0].teacher}) for one in step.saves)
            ]
            for (save, seen), answer in zip(sent, school.send(sent), strict=True):
                assert sorted(each.rule for each in answer.refusals) == model.save(save, seen)
        else:
            school.work(step)
            apply(model, step)
    check(school, model)


def vars_of(save: Save) -> dict[str, Any]:
    return {name: getattr(save, name) for name in Save.__dataclass_fields__}


@settings(
    max_examples=max(4, EXAMPLES // 5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(saves, min_size=2, max_size=6), min_size=3, max_size=3), st.lists(office_work, max_size=5))
def test_teachers_and_the_office_at_once_lose_nothing(
    any_pool: Pool, teachers: list[list[Save]], office: list[Any]
) -> None:
    school, faults = School(any_pool), list[BaseException]()
    given_out: dict[tuple[str, str], set[tuple[int, str]]] = defaultdict(set)

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:  # the thread's end is looked at below
            faults.append(fault)

    def teach(number: int, history: list[Save]) -> None:
        for n, save in enumerate(history):
            own, stored = Save(**{**vars_of(save), "teacher": number}), school.cells()
            seen = {key: max(0, stored.get(key, ("", 0))[1] - own.lag) for key in Model().wanted(own)}
            answer = school.send([(own, seen)])[0] if n % 2 else school.save(own, seen)
            for mark in answer.marks:
                given_out[mark.line_item, mark.pupil].add((mark.version, mark.value))

    def govern() -> None:
        for step in office:
            school.work(step)

    threads = [
        threading.Thread(target=run, args=[lambda n=n, history=history: teach(n, history)])
        for n, history in enumerate(teachers)
    ]
    threads.append(threading.Thread(target=run, args=[govern]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    # No version was ever given to two values.
    assert all(len({version for version, _ in versions}) == len(versions) for versions in given_out.values())
    # The history, replayed from nothing, gives what is stored: each step from where the last one ended.
    replayed: dict[Key, tuple[str, int]] = defaultdict(lambda: ("", 0))
    for key, old, new, _, version, _ in school.history():
        assert replayed[key] == (old, version - 1)
        replayed[key] = new, version
    assert dict(replayed) == school.cells()
    # Every step was told once; the newest version of each cell is what is stored, whatever the order.
    newest: dict[Key, tuple[str, int]] = {}
    for key, new, version in school.told_steps():
        newest[key] = max(newest.get(key, ("", 0)), (new, version), key=lambda cell: cell[1])
    assert newest == school.cells()
    assert len(school.told_steps()) == len(school.history()) == sum(version for _, version in newest.values())
    assert list(findings(school.world.pool, {})) == []
