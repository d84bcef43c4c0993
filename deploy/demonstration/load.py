"""Brings the demonstration municipality in through the same doors as a real one, and teaches two weeks of lessons.

`python -m deploy.demonstration.load`, run by `./zvonok up` with the platform's settings in the environment. Interrupted
and run again, it goes on: a lesson that was recorded is passed by.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import NAMESPACE_URL, uuid4, uuid5
from zoneinfo import ZoneInfo

import grpc
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.gradebook.v1 import gradebook_pb2_grpc, homework_pb2, homework_pb2_grpc, plans_pb2, plans_pb2_grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc, sessions_pb2, sessions_pb2_grpc

from deploy.demonstration.generate import MUNICIPALITY, PASSWORD, Demonstration, generate, write_package
from deploy.demonstration.office import cover
from deploy.demonstration.timetable import set_timetable
from deploy.demonstration.topics import plan_of
from deploy.local.connection import Platform, platform_of_environment, state_folder
from deploy.local.import_roster import send_package, show
from kit.rpc.client import with_token
from kit.telemetry import attach

_DAYS = 14
_TEACHERS_AT_ONCE = 4
_PLANNED_WITHIN_SECONDS = 180
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TOPICS = ("Повторение", "Новый материал", "Закрепление", "Решение задач", "Практикум", "Обобщение", "Разбор ошибок")
_UNFILLED = 0.06
_BY_PLAN = 0.97
_WEEK = 7
_YEAR_SO_FAR_DAYS = 60
_ESTIMATED_DAYS = 3
_ABSENT = 0.04
_LATE = 0.02


@dataclass(frozen=True, slots=True)
class _Doors:
    """The services that a teacher's program talks to."""

    sessions: sessions_pb2_grpc.SessionServiceStub
    people: people_pb2_grpc.PeopleServiceStub
    gradebook: gradebook_pb2_grpc.GradebookServiceStub
    plans: plans_pb2_grpc.PlanServiceStub
    homework: homework_pb2_grpc.HomeworkServiceStub


def main() -> int:
    """Generates, imports, teaches; 0 when all of it is done."""
    folder = state_folder() / "demonstration"
    folder.mkdir(parents=True, exist_ok=True)
    made = generate(_day_of_generation(folder))
    (folder / "accounts.json").write_text(json.dumps(made.accounts, ensure_ascii=False, indent=1), encoding="utf-8")
    package = folder / "municipality.zip"
    write_package(made, package)
    platform = platform_of_environment()
    report = send_package(platform, package, MUNICIPALITY, dry_run=False)
    show(report, dry_run=False)
    if report.refusal_count:
        return 1
    return _teach(platform, made)


def _day_of_generation(folder: Path) -> date:
    """Today at the schools; a load that was interrupted goes on with its own day."""
    file = folder / "date"
    if not file.exists():
        file.write_text(datetime.now(ZoneInfo("Europe/Moscow")).date().isoformat(), encoding="utf-8")
    return date.fromisoformat(file.read_text(encoding="utf-8"))


def _teach(platform: Platform, made: Demonstration) -> int:
    began = time.monotonic()
    with platform.channel("identity") as identity, platform.channel("gradebook") as gradebook_channel:
        doors = _Doors(
            sessions_pb2_grpc.SessionServiceStub(identity),
            people_pb2_grpc.PeopleServiceStub(identity),
            gradebook_pb2_grpc.GradebookServiceStub(gradebook_channel),
            plans_pb2_grpc.PlanServiceStub(gradebook_channel),
            homework_pb2_grpc.HomeworkServiceStub(gradebook_channel),
        )
        with ThreadPoolExecutor(_TEACHERS_AT_ONCE) as threads:
            lessons = sum(threads.map(lambda teacher: _teach_as(doors, made, *teacher), sorted(made.teachers.items())))
        _office(platform, doors, made)
    print(f"{lessons} lessons recorded in {time.monotonic() - began:.0f} s", flush=True)
    return 0


def _office(platform: Platform, doors: _Doors, made: Demonstration) -> None:
    """What the deputy head of the first school has done today."""
    roles = {one["role"]: one["login"] for one in made.accounts}
    people = {
        role: doors.people.GetMe(people_pb2.GetMeRequest(), metadata=_log_in(doors, roles[role]))
        for role in ("deputy", "teacher", "class-teacher")
        if role in roles
    }
    present = frozenset(me.person.name for me in people.values())
    school = people["deputy"].schools[0].name
    metadata = _log_in(doors, roles["deputy"])
    cover(platform, school, made.today, metadata, present)
    set_timetable(platform, school, made.today, metadata)


def _teach_as(doors: _Doors, made: Demonstration, username: str, periods: Sequence[str]) -> int:
    """Records a teacher's lessons of the two weeks before today; how many."""
    # Thousands of saves that nobody will look at: their spans would fill the trace store and slow the first start.
    with attach({"traceparent": f"00-{uuid4().hex}-{uuid4().hex[:16]}-00"}):
        return _record(doors, made, username, periods)


def _record(doors: _Doors, made: Demonstration, username: str, periods: Sequence[str]) -> int:
    metadata = _log_in(doors, username)
    me = doors.people.GetMe(people_pb2.GetMeRequest(), metadata=metadata)
    lessons = _planned_lessons(doors, made, [group.name for group in me.groups], periods, metadata)
    topics = _plan(doors, made, lessons, metadata)
    members: dict[str, list[gradebook.GroupPupil]] = {}
    recorded = 0
    for lesson in lessons:
        # Of its own for each lesson: a load that goes on where another was interrupted writes the same.
        random = Random(f"{username} {lesson.date} {lesson.bell}")
        if random.random() < _UNFILLED or lesson.version > 1:
            continue
        group = lesson.name.rpartition("/lessons/")[0]
        if group not in members:
            answer = doors.gradebook.GetLesson(gradebook.GetLessonRequest(lesson=lesson.name), metadata=metadata)
            members[group] = list(answer.pupils)
        request = _lesson_request(lesson, [each.pupil for each in members[group]], topics.get(lesson.name, ""), random)
        answer = doors.gradebook.RecordLesson(request, metadata=metadata)
        if answer.refusals:
            raise RuntimeError(f"a demonstration lesson was refused by {answer.refusals[0].rule}")
        recorded += 1
        if lesson.date >= (made.today - timedelta(days=_ESTIMATED_DAYS)).isoformat():
            _estimate(doors, request, random, metadata)
    print(f"{username}: {recorded} lessons", flush=True)
    return recorded


def _log_in(doors: _Doors, username: str) -> tuple[tuple[str, str], ...]:
    session = doors.sessions.LogIn(
        sessions_pb2.LogInRequest(username=username, password=PASSWORD, device="demonstration")
    )
    token = doors.sessions.IssueToken(sessions_pb2.IssueTokenRequest(session_secret=session.session_secret))
    return with_token(token.access_token)


def _planned_lessons(
    doors: _Doors,
    made: Demonstration,
    groups: list[str],
    periods: Sequence[str],
    metadata: tuple[tuple[str, str], ...],
) -> list[gradebook.Lesson]:
    """The teacher's lessons of the two weeks, once gradebook has planned them all from identity's events."""
    begin, end = made.today - timedelta(days=_DAYS), made.today - timedelta(days=1)
    days = [begin + timedelta(days=number) for number in range(_DAYS)]
    expected = sum(period.startswith(_WEEKDAYS[day.weekday()]) for day in days for period in periods)
    request = gradebook.ListLessonsRequest(
        groups=groups, begin_date=begin.isoformat(), end_date=end.isoformat(), page_size=1000
    )
    ends = time.monotonic() + _PLANNED_WITHIN_SECONDS
    pause = 0.2
    while True:
        found = list(doors.gradebook.ListLessons(request, metadata=metadata).lessons) if groups else []
        if len(found) >= expected:
            return found
        if time.monotonic() > ends:
            raise TimeoutError(f"gradebook has planned {len(found)} of {expected} lessons: see its consumer's log")
        time.sleep(pause)  # Planning follows events; a client outside sees only its result.
        pause = min(pause * 1.5, 3.0)


def _plan(
    doors: _Doors, made: Demonstration, lessons: list[gradebook.Lesson], metadata: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    """Gives the teacher's groups their lesson plans; what the plans propose by lesson."""
    proposed: dict[str, str] = {}
    weekly: dict[str, int] = defaultdict(int)
    subjects = {}
    for lesson in lessons:
        group = lesson.name.rpartition("/lessons/")[0]
        subjects[group] = lesson.subject_title
        weekly[group] += 1
    for group, subject in subjects.items():
        # One that is there was given by a load that was interrupted.
        if not doors.plans.GetPlan(plans_pb2.GetPlanRequest(group=group), metadata=metadata).plan.version:
            content = plan_of(subject, max(1, round(weekly[group] * _WEEK / _DAYS))).encode()
            wanted = plans_pb2.ImportPlanRequest(group=group, request_id=str(uuid4()), content=content)
            if doors.plans.ImportPlan(wanted, metadata=metadata).problems:
                raise RuntimeError("a demonstration plan was refused")
        begin, end = made.today - timedelta(days=_YEAR_SO_FAR_DAYS), made.today
        answer = doors.plans.ProposeTopics(
            plans_pb2.ProposeTopicsRequest(group=group, begin_date=begin.isoformat(), end_date=end.isoformat()),
            metadata=metadata,
        )
        proposed.update((one.lesson, one.topic.title) for one in answer.proposals)
    return proposed


def _estimate(
    doors: _Doors, saved: gradebook.RecordLessonRequest, random: Random, metadata: tuple[tuple[str, str], ...]
) -> None:
    """Says how long the homework of a lesson takes, so that days show a load."""
    if saved.lesson_edit.homework.text:
        wanted = homework_pb2.SetHomeworkMinutesRequest(
            lesson=saved.lesson, request_id=str(uuid4()), minutes=random.choice((15, 20, 25, 30, 40))
        )
        doors.homework.SetHomeworkMinutes(wanted, metadata=metadata)


def _lesson_request(
    lesson: gradebook.Lesson, pupils: list[str], topic: str, random: Random
) -> gradebook.RecordLessonRequest:
    """What a teacher would have written: marks of about a third, who was away, a topic, homework."""
    request = gradebook.RecordLessonRequest(
        request_id=str(uuid5(NAMESPACE_URL, f"demonstration {lesson.name}")), lesson=lesson.name
    )
    request.lesson_edit.seen_version = lesson.version
    own = f"{lesson.subject_title}: {random.choice(_TOPICS).lower()}"
    # Now and then a teacher does something else than was planned.
    request.lesson_edit.topic = topic if topic and random.random() < _BY_PLAN else own
    request.lesson_edit.attendance_confirmed = True
    homework = random.random()
    if homework < 0.8:
        request.lesson_edit.homework.text = f"§ {random.randrange(5, 60)}, упр. {random.randrange(1, 300)}"
    elif homework < 0.9:
        request.lesson_edit.homework.none = True
    away = {pupil for pupil in pupils if random.random() < _ABSENT}
    for pupil in pupils:
        late = pupil not in away and random.random() < _LATE
        kind = gradebook.ATTENDANCE_LATE if late else gradebook.ATTENDANCE_PRESENT
        request.attendance.add(
            pupil=pupil,
            attendance=gradebook.ATTENDANCE_ABSENT if pupil in away else kind,
            minutes_late=random.randrange(2, 16) if late else 0,
        )
    if lesson.class_title.startswith("1") and lesson.class_title[1:2].isalpha():
        return request
    category = random.choices(("answer", "test", "homework"), (6, 1, 3))[0]
    request.new_line_items.add(client_key="a", category=category)
    share = 0.95 if category == "test" else 0.3
    for place, pupil in enumerate(pupils):
        if pupil not in away and random.random() < share:
            level = Random(f"{lesson.class_title} {place}").gauss(4.1, 0.6)
            value = min(5, max(2, round(random.gauss(level, 0.7))))
            request.marks.add(line_item="a", pupil=pupil, value=str(value))
    return request


if __name__ == "__main__":
    try:
        sys.exit(main())
    except grpc.RpcError as problem:
        print(f"{datetime.now(UTC).isoformat()} {problem.code().name}: {problem.details()}", flush=True)
        sys.exit(1)
