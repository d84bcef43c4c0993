"""Foreign ids in the calls of the timetable: in every field that holds an id, also deep inside and in files.

Whoever adds a method to the service adds a request here, its fields that hold ids to FIELDS, the others to HOLD_NO_ID.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from zvonok.gradebook.v1 import timetable_pb2 as pb

from deploy.local.policy_page import services
from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from kit.rpc.client import with_token
from kit.sheets import read_rows
from tests.access import doors
from tests.access.attacks import mixtures, texts
from tests.access.doors import ANSWERED, REFUSED, Names, Outcome, Platform
from tests.integration.gradebook.world import TODAY

SOON = (TODAY + timedelta(days=7)).isoformat()
# By method (GetWeek: by what it is asked for): its fields that hold ids.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "GetCalendar": ("school",),
    "SetBellSchedules": ("school", "bell_schedules.bell_schedule"),
    "SetCalendar": ("school", "special_days.bell_schedule"),
    "GetTimetable": ("school", "class"),
    "SetTimetable": ("school", "groups.group", "groups.entries.teacher"),
    "GetWeek class": ("school", "class"),
    "GetWeek group": ("school", "group"),
    "GetWeek teacher": ("school", "teacher"),
    "MoveLessons": ("school", "moves.lesson"),
    "CancelLesson": ("school", "lesson"),
    "RestoreLesson": ("school", "lesson"),
    "ImportTimetable": ("school",),
    "ExportTimetable": ("school", "class"),
}
HOLD_NO_ID = {
    "request_id", "reason", "begin_date", "language", "date", "room", "a_weeks", "shared_rooms", "moves.date",
    "moves.room", "bell_schedules.title", "bell_schedules.bells.begin_time", "bell_schedules.bells.end_time",
    "special_days.begin_date", "special_days.end_date", "special_days.title", "groups.entries.room",
    "groups.entries.begin_date", "groups.entries.end_date",
}  # fmt: skip
TABLES = (
    "bell_schedule", "bell", "special_day", "school_calendar", "group_timetable", "timetable_entry", "lesson",
    "rule_history",
)  # fmt: skip
PLACES = ("own", "other_school", "other_municipality")


def known() -> dict[str, MethodDescriptor]:
    [service] = [each for each in services() if each.name == "TimetableService"]
    return {method.name: method for method in service.methods}


METHODS = known()


@pytest.fixture(autouse=True)
def methods_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform calls these methods as well."""
    own = {f"TimetableService/{name}": method for name, method in METHODS.items()}
    monkeypatch.setattr(doors, "METHODS", {**doors.METHODS, **own})


def requests(names: Names, person: str, schedule: str) -> dict[str, Message]:
    """Requests that are right for who has every right at the place."""
    bells = [pb.Bell(bell=1, begin_time="08:30", end_time="09:15")]
    week = {"school": names.school, "date": TODAY.isoformat()}
    class_ = {"class": names.class_}
    entry = pb.TimetableEntry(weekday=6, bell=1, teacher=person)
    file = f"Группа;День;Урок;Код группы\n;пн;1;{names.group}\n".encode()
    return {
        "GetCalendar": pb.GetCalendarRequest(school=names.school),
        "SetBellSchedules": pb.SetBellSchedulesRequest(
            school=names.school, request_id=new_id(),
            bell_schedules=[pb.BellSchedule(bell_schedule=schedule, title="Дни", bells=bells)],
        ),
        "SetCalendar": pb.SetCalendarRequest(
            school=names.school, request_id=new_id(),
            special_days=[pb.SpecialDay(begin_date=SOON, end_date=SOON, bell_schedule=schedule)],
        ),
        "GetTimetable": pb.GetTimetableRequest(school=names.school, **class_),
        "SetTimetable": pb.SetTimetableRequest(
            school=names.school, request_id=new_id(), begin_date=TODAY.isoformat(), dry_run=True,
            groups=[pb.GroupEntries(group=names.group, entries=[entry])],
        ),
        "GetWeek class": pb.GetWeekRequest(**week, **class_),
        "GetWeek group": pb.GetWeekRequest(**week, group=names.group),
        "GetWeek teacher": pb.GetWeekRequest(**week, teacher=person),
        "MoveLessons": pb.MoveLessonsRequest(
            school=names.school, request_id=new_id(),
            moves=[pb.LessonMove(lesson=names.lesson, seen_version=1, date=SOON, bell=7)],
        ),
        "CancelLesson": pb.CancelLessonRequest(
            school=names.school, request_id=new_id(), lesson=names.lesson, seen_version=1, reason="Проверка"
        ),
        "RestoreLesson": pb.RestoreLessonRequest(
            school=names.school, request_id=new_id(), lesson=names.lesson, seen_version=2, reason="Проверка"
        ),
        "ImportTimetable": pb.ImportTimetableRequest(
            school=names.school, request_id=new_id(), begin_date=TODAY.isoformat(), content=file, dry_run=True
        ),
        "ExportTimetable": pb.ExportTimetableRequest(school=names.school, **class_),
    }  # fmt: skip


def test_every_text_field_is_attacked_or_holds_no_id() -> None:
    found = {
        f"{name} {path}"
        for name, method in METHODS.items()
        for path in texts(method.input_type)
        if path not in HOLD_NO_ID
    }
    assert found == {f"{name.split()[0]} {path}" for name, paths in FIELDS.items() for path in paths}


def spot(request: Message, path: str) -> tuple[Any, str]:
    """The message inside that has the field at a path, the first one of every list."""
    *above, last = path.split(".")
    for name in above:
        request = getattr(request, name)[0]
    return request, last


def tries(right: Message, path: str, strange: Message) -> Iterator[tuple[tuple[bool, ...], Message]]:
    """The right request with the strange one's name in a field, whole or in part."""
    mine, theirs = (getattr(*spot(each, path)) for each in (right, strange))
    for key, name in mixtures(mine, theirs).items():
        changed = type(right)()
        changed.CopyFrom(right)
        setattr(*spot(changed, path), name)
        if "request_id" in right.DESCRIPTOR.fields_by_name:
            setattr(changed, "request_id", new_id())  # noqa: B010 - not every message has one
        yield key, changed


class Town:
    """The places with a bell schedule each, and somebody of the own school with every role."""

    def __init__(self, platform: Platform) -> None:
        platform.serve_gradebook_and_reports()
        self.platform = platform
        self.people = {place: platform.everything(place) for place in PLACES}
        self.right = {place: self.settle(place) for place in PLACES}
        self.right["nowhere"] = requests(platform.names("nowhere"), f"persons/{new_id()}", new_id())

    def settle(self, place: str) -> dict[str, Message]:
        """The right requests of a place, after it has got bells."""
        names = self.platform.names(place)
        bells = [
            pb.Bell(bell=number, begin_time=f"{7 + number:02}:30", end_time=f"{8 + number:02}:15")
            for number in range(1, 9)
        ]
        made = pb.SetBellSchedulesRequest(
            school=names.school, request_id=new_id(), bell_schedules=[pb.BellSchedule(title="Дни", bells=bells)]
        )
        answer: Any = self.ask("SetBellSchedules", made, place)
        school = names.school[-36:]
        [(teacher,), *_] = self.run("SELECT person_id::text FROM group_teacher WHERE school_id = %s", school)
        [schedule] = answer.calendar.bell_schedules
        return requests(names, f"persons/{teacher}", schedule.bell_schedule)

    def run(self, query: str, *values: object) -> list[Any]:
        with transaction(self.platform.worlds["own"].pool, EVERY_SCHOOL) as connection:
            return connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def written(self) -> list[Any]:
        """All that the timetable has to do with, of all schools."""
        return [self.run(f"SELECT {table}::text FROM {table} ORDER BY 1") for table in TABLES]  # noqa: S608

    def outcome(self, name: str, request: Message) -> Outcome:
        return self.platform.as_person(self.people["own"])(f"TimetableService/{name.split(maxsplit=1)[0]}", request)

    def ask(self, name: str, request: Message, place: str = "own") -> Message:
        metadata = with_token(self.platform.token(self.people[place]))
        [answer] = self.platform.ask(f"TimetableService/{name.split(maxsplit=1)[0]}", request, metadata)
        return answer

    def told(self, name: str, request: Message) -> tuple[Outcome, str]:
        """What became of a call, with all that its answer says."""
        outcome = self.outcome(name, request)
        if outcome != ANSWERED:
            return outcome, ""
        answer: Any = self.ask(name, request)
        if name == "ExportTimetable":
            return outcome, str([row.cells for row in read_rows(answer.content)])
        return outcome, str(answer)


@pytest.fixture
def town(platform: Platform) -> Town:
    return Town(platform)


def test_foreign_ids_change_nothing_and_are_answered_like_ids_of_nothing(town: Town) -> None:
    before, own, wrong = town.written(), town.right["own"], []
    for name, paths in FIELDS.items():
        for path in paths:
            nothing = {key: town.told(name, each) for key, each in tries(own[name], path, town.right["nowhere"][name])}
            for place in ("other_school", "other_municipality"):
                for key, each in tries(own[name], path, town.right[place][name]):
                    answer = town.told(name, each)
                    if answer != nothing[key]:
                        wrong.append((name, path, place, key, answer, nothing[key]))
    assert not wrong
    assert town.written() == before


def test_a_file_that_names_groups_of_others_is_refused_by_line(town: Town) -> None:
    before = town.written()
    foreign = []
    for place in ("other_school", "other_municipality", "nowhere"):
        request: Any = pb.ImportTimetableRequest()
        request.CopyFrom(town.right["own"]["ImportTimetable"])
        request.request_id = new_id()
        request.content, request.dry_run = town.right[place]["ImportTimetable"].content, False  # type: ignore[attr-defined]
        answer: Any = town.ask("ImportTimetable", request)
        foreign.append([(each.line, each.rule) for each in answer.refusals])
    assert foreign == [[(2, "UNKNOWN_GROUP")]] * 3
    assert town.written() == before


def test_the_right_requests_are_answered(town: Town) -> None:
    """Else the refusals would show nothing."""
    for name, request in town.right["own"].items():
        if "seen_version" in request.DESCRIPTOR.fields_by_name and name.startswith("Set"):
            answer: Any = town.ask("GetCalendar", town.right["own"]["GetCalendar"])
            setattr(request, "seen_version", answer.calendar.version)  # noqa: B010 - not every message has one
        if name == "CancelLesson":
            lesson = request.lesson[-36:]  # type: ignore[attr-defined]
            [(version,)] = town.run("SELECT version FROM lesson WHERE lesson_id = %s", lesson)
            request.seen_version = version  # type: ignore[attr-defined]
            town.right["own"]["RestoreLesson"].seen_version = version + 1  # type: ignore[attr-defined]
        assert town.outcome(name, request) == ANSWERED, name


def test_the_family_reads_the_timetable_and_changes_nothing(town: Town) -> None:
    before, readers = town.written(), {"GetCalendar", "GetTimetable", "GetWeek", "ExportTimetable"}
    guardian = town.platform.as_person(town.platform.guardian())
    stranger = town.platform.as_person(town.people["other_school"])
    for name, request in town.right["own"].items():
        method = name.split()[0]
        expected = ANSWERED if method in readers else REFUSED
        assert guardian(f"TimetableService/{method}", request) == expected, name
        assert stranger(f"TimetableService/{method}", request) == REFUSED, name
    assert town.written() == before
