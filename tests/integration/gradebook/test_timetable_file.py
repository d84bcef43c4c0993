"""Files of the timetable: tables and iCalendar in, our template out; errors by line, and then nothing changes."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from zvonok.gradebook.v1 import timetable_pb2 as pb

from kit.errors import InvalidArgument
from kit.ids import new_id
from tests.conftest import Pool
from tests.integration.gradebook.test_planning import stored
from tests.integration.gradebook.timetables import NEXT, Office, bells, entry
from tests.integration.gradebook.world import TODAY, World

HEAD = ["Класс", "Предмет", "Группа", "День", "Урок", "Недели", "Кабинет", "С", "По", "Код учителя", "Код группы"]


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> Office:
    return Office(World(pool("gradebook")))


def table(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([head, *rows])
    return text.getvalue().encode()


def take_in(office: Office, content: bytes, begin: date = NEXT, **fields: Any) -> pb.ImportTimetableResponse:
    answer: pb.ImportTimetableResponse = office.call(
        "ImportTimetable", content=content, begin_date=begin.isoformat(), **fields
    )
    return answer


def wrong(answer: pb.ImportTimetableResponse) -> list[tuple[int, str, str]]:
    return [(each.line, each.field, each.rule) for each in answer.refusals]


def test_a_table_sets_the_groups_that_it_names(office: Office) -> None:
    algebra, physics = office.course(periods=["fri-1"]), office.course("Физика", periods=["fri-2"])
    office.set_calendar(a_weeks=[NEXT])
    content = table(
        ["7А", "Алгебра", "", "пн", 1, "", "21", "", "", "", ""],
        ["", "", "7а алгебра", "Вторник", 2, "А", "22", "", "", algebra.teacher_ids[0], ""],
        ["", "", "", "3", 3, "B", "", NEXT.strftime("%d.%m.%Y"), (NEXT + timedelta(days=30)).isoformat(), "",
         algebra.name],
        ["7А", "Физика", "", "", "", "", "", "", "", "", ""],
    )  # fmt: skip
    preview = take_in(office, content, dry_run=True)
    assert (wrong(preview), preview.rows, preview.lessons.added > 0) == ([], 4, True)
    assert algebra.places() == [((NEXT + timedelta(days=4)).isoformat(), 1, "")]
    assert wrong(take_in(office, content)) == []
    tuesday, wednesday = NEXT + timedelta(days=1), NEXT + timedelta(days=9)
    assert algebra.places(NEXT, NEXT + timedelta(days=13)) == [
        (NEXT.isoformat(), 1, "21"), (tuesday.isoformat(), 2, "22"),
        ((NEXT + timedelta(days=7)).isoformat(), 1, "21"), (wednesday.isoformat(), 3, ""),
    ]  # fmt: skip
    # A row without day and lesson says nothing of its group.
    assert physics.places() == [((NEXT + timedelta(days=4)).isoformat(), 2, "")]


def test_what_goes_out_comes_in_and_changes_nothing(office: Office) -> None:
    one, two = office.world.pupil_ids[:2], office.world.pupil_ids[2:]
    first = office.course("Английский", pupils=one)
    second = office.course("Английский", pupils=two, teacher_ids=[new_id(), new_id()])
    office.course("Музыка")
    office.set_calendar(a_weeks=[NEXT])
    office.set(
        first.entries(entry(1, 1, "5", weeks=pb.WEEK_KIND_A), entry(2, 3, end_date=(NEXT + timedelta(30)).isoformat())),
        second.entries(entry(1, 1, "6", teacher=f"persons/{second.teacher_ids[1]}")),
    )
    before = office.call("GetTimetable").groups
    for language in ("ru", "en"):
        content = office.call("ExportTimetable", language=language).content
        answer = take_in(office, content)
        assert (wrong(answer), answer.lessons) == ([], pb.LessonCounts())
        assert office.call("GetTimetable").groups == before
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert [row[1].value for row in sheet.iter_rows(min_row=2)].count("Музыка") == 1


def test_everything_wrong_is_listed_by_line_and_nothing_changes(office: Office) -> None:
    office.course("Алгебра")
    office.course("Английский", pupils=[new_id()])
    office.course("Английский", pupils=[new_id()])
    before = stored(office.world.pool)
    content = table(
        ["7А", "Алгебра", "", "пн", 1],
        ["9Я", "Алгебра", "", "пн", 1],
        ["7А", "Английский", "", "пн", 2],
        ["7А", "Алгебра", "", "позавчера", "первый", "Ц", "", "когда-нибудь", "31.02.2027", "Иванов", ""],
        ["", "", "", "пн", 1, "", "", "", "", "", new_id()],
    )
    answer = take_in(office, content)
    assert wrong(answer) == [
        (3, "group", "UNKNOWN_GROUP"),
        (4, "group", "AMBIGUOUS_GROUP"),
        (5, "weekday", "BAD_WEEKDAY"), (5, "bell", "BAD_BELL"), (5, "weeks", "BAD_WEEKS"), (5, "begin", "BAD_DATE"),
        (5, "end", "BAD_DATE"), (5, "teacher", "NOT_A_TEACHER_OF_GROUP"),
        (6, "group", "UNKNOWN_GROUP"),
    ]  # fmt: skip
    assert stored(office.world.pool) == before


def test_a_conflict_in_a_file_names_both_lines(office: Office) -> None:
    office.course("Алгебра")
    office.course("Физика")
    answer = take_in(
        office, table(["7А", "Алгебра", "", "пн", 1], ["7А", "Физика", "", "пн", 1], ["7А", "Физика", "", "пн", 99])
    )
    assert wrong(answer) == [(4, "", "BAD_BELL")]
    answer = take_in(office, table(["7А", "Алгебра", "", "пн", 1], ["7А", "Физика", "", "пн", 1]))
    [refusal] = answer.refusals
    assert (refusal.rule, refusal.wanted.line, refusal.other.line) == ("PUPILS_BUSY", 3, 2)
    assert (refusal.wanted.subject_title, refusal.other.subject_title) == ("Физика", "Алгебра")


def test_what_is_given_out_comes_back_for_a_later_day_without_what_has_ended_by_then(office: Office) -> None:
    algebra = office.course("Алгебра")
    assert not office.set(algebra.entries(entry(1, 1)), begin=TODAY).refusals
    assert not office.set(algebra.entries(entry(2, 2), seen=1), begin=NEXT).refusals
    content = office.call("ExportTimetable", language="ru").content
    answer = take_in(office, content)
    assert (wrong(answer), answer.rows) == ([], 2)
    assert algebra.places() == [((NEXT + timedelta(days=1)).isoformat(), 2, "")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"   ", "FILE_EMPTY"),
        (b"\x00\x01\x02", "FILE_NOT_A_TABLE"),
        (b"PK\x03\x04lies", "FILE_BROKEN"),
        (b"BEGIN:VCALENDAR\n" + b"x" * (4 * 1024 * 1024), "FILE_TOO_LARGE"),
    ],
)
def test_a_file_that_is_none_is_refused(office: Office, content: bytes, reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        take_in(office, content)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"a;b\n1;2\n", "TIMETABLE_HEADING_NEEDED"),
        (table(), "FILE_EMPTY"),
        (b"BEGIN:VCALENDAR\nnonsense\nEND:VCALENDAR\n", "FILE_BROKEN"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "FILE_EMPTY"),
    ],
)
def test_a_file_without_a_timetable_is_refused_as_a_whole(office: Office, content: bytes, rule: str) -> None:
    assert [(line, found) for line, _, found in wrong(take_in(office, content))] == [(0, rule)]


def test_an_import_into_the_past_is_refused(office: Office) -> None:
    office.course("Алгебра")
    with pytest.raises(InvalidArgument) as refused:
        take_in(office, table(["7А", "Алгебра", "", "пн", 1]), TODAY - timedelta(days=1))
    assert refused.value.reason == "BEGINS_IN_PAST"


def ical(*events: str) -> bytes:
    parts = "".join(f"BEGIN:VEVENT\r\nUID:{number}\r\n{each}\r\nEND:VEVENT\r\n" for number, each in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Timetable//EN\r\n{parts}END:VCALENDAR\r\n".encode()


def at(day: date, clock: str, summary: str, *more: str) -> str:
    return "\r\n".join([f"DTSTART:{day:%Y%m%d}T{clock}00", f"SUMMARY:{summary}", *more])


def ring(office: Office) -> None:
    office.set_bells(bells("Дни", [1, 2, 3, 4, 5], "08:30-09:15", "09:25-10:10", "10:30-11:15"))


def test_icalendar_by_weekly_rules(office: Office) -> None:
    algebra = office.course("Алгебра")
    ring(office)
    office.set_calendar(a_weeks=[NEXT])
    content = ical(
        at(NEXT, "0830", "7А Алгебра", "LOCATION:21", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270525T220000Z"),
        at(NEXT, "0925", "Алгебра 7А", "RRULE:FREQ=WEEKLY;INTERVAL=2"),
    )
    assert wrong(take_in(office, content)) == []
    wednesday = NEXT + timedelta(days=2)
    later = NEXT + timedelta(days=7)
    assert algebra.places() == [
        (NEXT.isoformat(), 1, "21"),
        (NEXT.isoformat(), 2, ""),
        (wednesday.isoformat(), 1, "21"),
    ]
    assert len(algebra.places(later, later + timedelta(days=6))) == 2


def test_icalendar_by_single_events_of_some_weeks_in_any_zone(office: Office) -> None:
    algebra, physics = office.course("Алгебра"), office.course("Физика")
    ring(office)
    office.set_calendar(a_weeks=[NEXT])
    events = [at(NEXT + timedelta(days=7 * week), "0832", "7А Алгебра") for week in range(4)]
    # 11:30 in Moscow is 08:30 at the school, whose zone is UTC.
    events += [
        f"DTSTART;TZID=Europe/Moscow:{NEXT + timedelta(days=7 * week + 1):%Y%m%d}T113000\r\nSUMMARY:7А Физика"
        for week in (0, 2)
    ]
    answer = take_in(office, ical(*events))
    assert (wrong(answer), answer.rows) == ([], 6)
    entries = {group.subject_title: list(group.entries) for group in office.call("GetTimetable").groups}
    assert [(each.weekday, each.bell, each.weeks) for each in entries["Алгебра"]] == [(1, 1, pb.WEEK_KIND_EVERY)]
    assert [(each.weekday, each.bell, each.weeks) for each in entries["Физика"]] == [(2, 1, pb.WEEK_KIND_A)]
    assert (algebra.lessons() != [], physics.lessons() != []) == (True, True)


def test_icalendar_errors_name_the_line_of_their_event(office: Office) -> None:
    office.course("Алгебра")
    ring(office)
    good = [at(NEXT + timedelta(days=7 * week), "0830", "7А Алгебра") for week in range(3)]
    content = ical(
        *good,
        at(NEXT, "0830", "Неизвестно что"),
        at(NEXT, "1200", "7А Алгебра"),
        at(NEXT + timedelta(days=5), "0830", "7А Алгебра"),
        f"DTSTART;VALUE=DATE:{NEXT:%Y%m%d}\r\nSUMMARY:7А Алгебра",
        at(NEXT, "0830", "7А Алгебра", "RRULE:FREQ=DAILY"),
        at(NEXT, "0925", "7А Алгебра", "RRULE:FREQ=WEEKLY;INTERVAL=2"),
        at(NEXT + timedelta(days=1), "0925", "7А Алгебра"),
        "SUMMARY:7А Алгебра",
    )
    lines = content.splitlines()
    found = [(line, rule) for line, _, rule in wrong(take_in(office, content))]
    assert [rule for _, rule in found] == [
        "UNKNOWN_GROUP", "NO_BELL_AT_TIME", "BELLS_NEEDED", "EVENT_WITHOUT_TIME", "RULE_NOT_WEEKLY", "NO_A_WEEKS",
        "EVENT_NOT_WEEKLY", "EVENT_BROKEN",
    ]  # fmt: skip
    assert {lines[line - 1] for line, _ in found} == {b"BEGIN:VEVENT"}
