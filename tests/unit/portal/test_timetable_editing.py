"""Editing the timetable: a class's grid, bells and days, a single lesson, files. Nothing typed is lost."""

import base64
import html
import io
import json
import re

import grpc
import pytest
from werkzeug.test import TestResponse
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.gradebook.v1 import timetable_pb2 as pb

from kit.ids import new_id
from tests.unit.portal.conftest import Browser, Start
from tests.unit.portal.fakes import CLASS, GROUP, SCHOOL, TODAY, School, refusal
from tests.unit.portal.fakes_substitutions import ABSENT, FREE

Code = grpc.StatusCode
PATTERN = f"/{SCHOOL}/timetable/classes/{CLASS.rpartition('/')[2]}"
CALENDAR = f"/{SCHOOL}/timetable/calendar"
FILE = f"/{SCHOOL}/timetable/file"
NOW = TODAY.isoformat()


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's last form, apart from its buttons and unchecked boxes."""
    form = max(page.split("<form")[1:], key=len)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and not ('type="checkbox"' in tag and " checked" not in tag):
            found[name[1]] = html.unescape(value[1]) if value else "on" if "checkbox" in tag else ""
    for name_, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name_] = html.unescape(chosen[1]) if chosen else ""
    return found


def send(browser: Browser, page: str, **changes: str) -> TestResponse:
    fields = fields_of(page) | {name.replace("__", "."): value for name, value in changes.items()}
    return browser.client.post(PATTERN, data=fields)


def test_the_grid_shows_what_holds(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(PATTERN).text
    assert getattr(school.asked("GetTimetable")[0], "class") == CLASS
    for text in ("Алгебра", "1 подгруппа", "неделя А", "понедельник", "До сих пор", "31 мая"):
        assert text in page, text
    assert fields_of(page)["group.1.2.0"] == GROUP
    assert fields_of(page)["weeks.3.1.0"] == "2"
    # Every cell has a line to fill in.
    assert all(f"group.{weekday}.{bell}." in page for weekday in range(1, 7) for bell in range(1, 8))
    assert " style=" not in page


def test_only_the_groups_that_were_changed_are_sent(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(PATTERN).text
    answer = send(browser, page, room__1__2__0=" 22 ", group__5__4__0=GROUP, weeks__5__4__0="3", action="save")
    assert answer.status_code == 302
    [asked] = school.asked("SetTimetable")
    [group] = asked.groups
    assert (asked.begin_date, asked.dry_run, group.group, group.seen_version) == (NOW, False, GROUP, 2)
    assert [(e.weekday, e.bell, e.weeks, e.room, e.end_date) for e in group.entries] == [
        (1, 2, 1, "22", ""), (3, 1, 2, "21", "2199-05-31"), (5, 4, 3, "", ""),
    ]  # fmt: skip
    assert "появится: 5, исчезнет: 3" in browser.get(PATTERN).text


def test_a_lesson_is_given_to_one_of_several_teachers(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    groups = school.timetable.groups()
    del groups[0].teachers[:]
    groups[0].teachers.extend([ABSENT, FREE])
    school.answers["GetTimetable"] = pb.GetTimetableResponse(groups=groups)
    page = browser.get(PATTERN).text
    assert "Берёзкин\u00a0П.\u00a0И." in page
    assert "teacher.1.2.0" in fields_of(page)
    assert "teacher.1.3.0" not in fields_of(page)
    send(browser, page, teacher__1__2__0=FREE, action="save")
    [group] = school.asked("SetTimetable")[0].groups
    assert [entry.teacher for entry in group.entries] == [FREE, ""]


def test_taking_a_lesson_out_and_changing_nothing(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(PATTERN).text
    assert "Ничего не изменено" in send(browser, page, action="save").text
    assert not school.asked("SetTimetable")
    send(browser, page, group__1__3__0="", action="save")
    assert [list(group.entries) for group in school.asked("SetTimetable")[0].groups] == [[]]


def test_a_conflict_stands_in_its_cell_with_both_sides(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(PATTERN).text
    side = {"subject_title": "Физика", "class_title": "8Б", "weekday": 5, "bell": 4, "room": "22"}
    school.answers["SetTimetable"] = pb.SetTimetableResponse(
        refusals=[
            pb.TimetableRefusal(
                field="groups[0].entries[2]", rule="ROOM_TAKEN",
                wanted=pb.Occupation(subject_title="Алгебра", class_title="7А", weekday=5, bell=4),
                other=pb.Occupation(**side),  # type: ignore[arg-type]
            ),
            pb.TimetableRefusal(field="groups[0]", rule="VERSION_CONFLICT"),
        ]
    )  # fmt: skip
    answer = send(browser, page, group__5__4__0=GROUP, room__5__4__0="22", action="save")
    assert answer.status_code == 409
    cell = answer.text[answer.text.index('id="field-5.4.0"') :][:1500]
    assert "Кабинет в это время занят" in cell
    assert "8Б Физика, пятница, 4-й урок, каб.\u00a022" in cell
    assert 'aria-invalid="true"' in cell
    assert "это сохранил другой" in answer.text
    assert fields_of(answer.text)["room.5.4.0"] == "22"
    # Sent again it is the same change, with the versions seen first.
    del school.answers["SetTimetable"]
    assert send(browser, answer.text, action="save").status_code == 302
    first, second = school.asked("SetTimetable")
    assert first.groups == second.groups


def test_a_check_saves_nothing_and_keeps_what_was_typed(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    answer = send(browser, browser.get(PATTERN).text, room__1__2__0="22", action="check")
    assert school.asked("SetTimetable")[0].dry_run
    assert "ничего не сохранено" in answer.text
    assert fields_of(answer.text)["room.1.2.0"] == "22"


@pytest.mark.parametrize("code", [Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED])
def test_a_service_that_is_away_loses_nothing(start: Start, code: grpc.StatusCode) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(PATTERN).text
    school.fail["SetTimetable"] = refusal(code)
    answer = send(browser, page, room__1__2__0="Новый", action="save")
    assert answer.status_code == 503
    assert 'value="Новый"' in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"seen": "{}"},
        {"seen": "[1]"},
        {"seen": '{"x": [1, [[1]]]}'},
        {"seen": "[" * 100_000},
        {"since": "gestern"},
        {"kept.1.2.0": "x;y"},
        {"group.1.2.0": f"{SCHOOL}/groups/{new_id()}"},
    ],
)
def test_a_form_that_is_none_of_ours_is_loaded_again(start: Start, changes: dict[str, str]) -> None:
    browser, school, _ = start("deputy_head")
    answer = browser.client.post(PATTERN, data=fields_of(browser.get(PATTERN).text) | {"action": "save"} | changes)
    assert answer.status_code == 302
    assert not school.asked("SetTimetable")


def test_whom_the_timetable_does_not_concern_gets_no_editor(start: Start) -> None:
    browser, school, _ = start("subject_teacher")
    for path in (PATTERN, CALENDAR, FILE, f"{FILE}/timetable.xlsx", f"/{GROUP}/lessons/{new_id()}/place"):
        assert browser.get(path).status_code == 404, path
    assert not school.asked("GetTimetable")


def post(browser: Browser, path: str, page: str, part: int, **changes: str) -> TestResponse:
    """Sends one of the forms of a page."""
    form = fields_of("<form" + page.split("<form")[part])
    return browser.client.post(path, data=form | {name.replace("__", "."): value for name, value in changes.items()})


def form_number(page: str, action: str) -> int:
    return next(number for number, part in enumerate(page.split("<form")) if f'action="{action}"' in part[:300])


def test_bells_are_replaced_as_a_whole(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(CALENDAR).text
    number = form_number(page, f"{CALENDAR}/bells")
    changes = {"s__0__end__6": "14:20", "s__1__title": "Короткие", "s__1__begin__1": "08:30", "s__1__end__1": "09:00"}
    assert post(browser, f"{CALENDAR}/bells", page, number, **changes).status_code == 302
    [asked] = school.asked("SetBellSchedules")
    assert asked.seen_version == 3
    first, second = asked.bell_schedules
    assert (first.title, list(first.weekdays), first.bells[5].end_time) == ("Обычные дни", [1, 2, 3, 4, 5], "14:20")
    assert (second.bell_schedule, second.title, list(second.weekdays)) == ("", "Короткие", [])
    assert post(browser, f"{CALENDAR}/bells", page, number, s__0__drop="1").status_code == 302
    assert not school.asked("SetBellSchedules")[1].bell_schedules


def test_wrong_bells_stand_again_with_the_reason(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(CALENDAR).text
    number = form_number(page, f"{CALENDAR}/bells")
    reason = refusal(Code.INVALID_ARGUMENT, "BAD_TIME_OF_DAY", field="bell_schedules[0].bells[5]")
    school.fail["SetBellSchedules"] = reason
    answer = post(browser, f"{CALENDAR}/bells", page, number, s__0__end__6="полдень", s__0__title="Иначе")
    assert answer.status_code == 409
    assert 'value="полдень"'[:12] in answer.text
    assert 'value="Иначе"' in answer.text
    assert "08:30" in answer.text[answer.text.index('id="why-s-0"') :][:200]


def test_days_are_replaced_and_problems_stand_beside_them(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.timetable.days = [
        pb.SpecialDay(begin_date="2020-01-01", end_date="2020-01-08", title="Прошлое", off=True),
        pb.SpecialDay(begin_date="2199-11-01", end_date="2199-11-08", title="Каникулы", off=True),
    ]
    page = browser.get(CALENDAR).text
    number = form_number(page, f"{CALENDAR}/days")
    changes = {
        "d__2__begin": "2199-12-05",
        "d__2__kind": "3",
        "d__2__weeks": "2",
        "rooms": "Спортзал\n Зал \n",
        "a_week": "2026-08-31",
    }
    assert post(browser, f"{CALENDAR}/days", page, number, **changes).status_code == 302
    [asked] = school.asked("SetCalendar")
    assert [(d.begin_date, d.end_date, d.off, d.as_weekday, d.weeks) for d in asked.special_days] == [
        ("2020-01-01", "2020-01-08", True, 0, 0), ("2199-11-01", "2199-11-08", True, 0, 0),
        ("2199-12-05", "2199-12-05", False, 3, 2),
    ]  # fmt: skip
    assert (list(asked.shared_rooms), list(asked.a_weeks)) == (["Спортзал", "Зал"], ["2026-08-31"])
    school.answers["SetCalendar"] = pb.SetCalendarResponse(
        refusals=[
            pb.TimetableRefusal(field="special_days[2]", rule="DAYS_OVERLAP"),
            pb.TimetableRefusal(field="a_weeks", rule="WEEKS_IN_PAST"),
        ]
    )
    answer = post(browser, f"{CALENDAR}/days", page, number, **changes)
    assert answer.status_code == 409
    assert "указан дважды" in answer.text[answer.text.index('id="why-d-2"') :][:200]
    assert "2199-12-05" in answer.text
    assert "Недели до сегодняшнего дня" in answer.text


def lesson_page(browser: Browser, school: School, **fields: object) -> tuple[str, gradebook.Lesson]:
    week = school.timetable.GetWeek(pb.GetWeekRequest(date=NOW))
    lesson = week.lessons[0].lesson
    for name, value in fields.items():
        setattr(lesson, name, value)
    lesson.version = 7
    for one in week.lessons:
        one.lesson.date = max(one.lesson.date, NOW)
    setattr(week.lessons[0], "class", CLASS)
    school.answers["GetWeek"] = week
    path = f"/{lesson.name}/place"
    return path, lesson


def test_a_lesson_is_moved(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    path, lesson = lesson_page(browser, school)
    page = browser.get(f"{path}?day={lesson.date}").text
    assert "Журнал урока" not in page
    answer = browser.post(
        f"{path}/move", page, action="move", day=lesson.date, version="7", date="2199-03-02", bell="4", room="31",
        reason="Олимпиада",
    )  # fmt: skip
    assert answer.status_code == 302
    [asked] = school.asked("MoveLessons")
    [one] = asked.moves
    assert (one.lesson, one.seen_version, one.date, one.bell, one.room) == (lesson.name, 7, "2199-03-02", 4, "31")
    assert asked.reason == "Олимпиада"
    # The same room is not sent: it stays.
    browser.post(f"{path}/move", page, action="move", day=lesson.date, version="7", date="2199-03-02", bell="4",
                 room=lesson.room)  # fmt: skip
    assert not school.asked("MoveLessons")[1].moves[0].HasField("room")


def test_two_lessons_change_places(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    path, lesson = lesson_page(browser, school)
    other = school.answers["GetWeek"].lessons[1].lesson
    other.version = 9
    page = browser.get(f"{path}?day={lesson.date}").text
    assert f'value="{other.name}"' in page
    browser.post(f"{path}/move", page, action="swap", day=lesson.date, version="7", swap=other.name)
    moves = school.asked("MoveLessons")[0].moves
    assert [(one.lesson, one.seen_version, one.date, one.bell) for one in moves] == [
        (lesson.name, 7, other.date, other.bell), (other.name, 9, lesson.date, lesson.bell),
    ]  # fmt: skip


def test_a_refused_move_says_why_and_keeps_what_was_typed(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    path, lesson = lesson_page(browser, school)
    page = browser.get(f"{path}?day={lesson.date}").text
    side = pb.Occupation(subject_title="Физика", class_title="7А", date="2199-03-02", bell=4)
    school.answers["MoveLessons"] = pb.MoveLessonsResponse(
        refusals=[pb.TimetableRefusal(field="moves[0]", rule="PUPILS_BUSY", wanted=side, other=side)]
    )
    answer = browser.post(f"{path}/move", page, action="move", day=lesson.date, date="2199-03-02", bell="4", room="x9")
    assert answer.status_code == 409
    assert "7А Физика, 2 марта" in answer.text
    assert 'value="x9"' in answer.text
    assert 'value="2199-03-02"' in answer.text


def test_a_lesson_is_cancelled_and_restored(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    path, lesson = lesson_page(browser, school)
    page = browser.get(f"{path}?day={lesson.date}").text
    browser.post(f"{path}/cancel", page, day=lesson.date, version="7", reason="Мороз")
    asked = school.asked("CancelLesson")[0]
    assert (asked.lesson, asked.seen_version, asked.reason) == (lesson.name, 7, "Мороз")
    path, lesson = lesson_page(
        browser, school, state=gradebook.LESSON_STATE_CANCELLED, cancel_reason="Мороз", name=lesson.name
    )
    page = browser.get(f"{path}?day={lesson.date}").text
    assert "Мороз" in page
    assert "Перенести" not in page
    school.answers["RestoreLesson"] = pb.RestoreLessonResponse(refusals=[pb.TimetableRefusal(rule="ROOM_TAKEN")])
    browser.post(f"{path}/restore", page, day=lesson.date, version="7")
    assert "Кабинет в это время занят" in browser.get(f"{path}?day={lesson.date}").text


def test_a_lesson_that_there_is_not_has_no_page(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    assert browser.get(f"/{GROUP}/lessons/{new_id()}/place").status_code == 404


def give(browser: Browser, content: bytes, **fields: str) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(FILE).text)
    assert token
    data = {"csrf_token": token[1], "since": NOW, "file": (io.BytesIO(content), "t.csv"), **fields}
    return browser.client.post(FILE, data=data, content_type="multipart/form-data")


def test_a_file_is_looked_at_before_it_is_taken(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    answer = give(browser, b"a;b", action="check")
    asked = school.asked("ImportTimetable")[0]
    assert (asked.content, asked.begin_date, asked.dry_run) == (b"a;b", NOW, True)
    assert "Строк: 2, групп: 2" in answer.text
    waiting = fields_of("<form" + answer.text.split("<form")[form_number(answer.text, FILE)])
    assert base64.b64decode(waiting["waiting"]) == b"a;b"
    taken = browser.client.post(FILE, data=waiting | {"action": "take"})
    assert taken.status_code == 302
    assert (school.asked("ImportTimetable")[1].content, school.asked("ImportTimetable")[1].dry_run) == (b"a;b", False)


def test_a_large_file_does_not_wait_in_the_form(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    answer = give(browser, b"x" * 3_000_000, action="check")
    assert len(school.asked("ImportTimetable")[0].content) == 3_000_000
    assert 'name="waiting"' not in answer.text
    assert give(browser, b"x" * 7_000_000).status_code == 413


def test_mistakes_of_a_file_are_listed_by_line(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.answers["ImportTimetable"] = pb.ImportTimetableResponse(
        rows=3,
        refusals=[pb.TimetableRefusal(line=number, field="group", rule="UNKNOWN_GROUP") for number in range(2, 300)],
    )
    answer = give(browser, b"x", action="take")
    assert answer.status_code == 409
    assert "Ошибок: 298" in answer.text
    assert "Такой группы нет" in answer.text
    assert "Показаны первые 200" in answer.text
    del school.answers["ImportTimetable"]
    school.fail["ImportTimetable"] = refusal(Code.INVALID_ARGUMENT, "FILE_NOT_A_TABLE")
    assert "XLSX" in give(browser, b"\x00").text


def test_the_file_is_given_out(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    answer = browser.get(f"{FILE}/timetable.xlsx?class={CLASS.rpartition('/')[2]}")
    assert answer.data == b"PK xlsx"
    asked = school.asked("ExportTimetable")[0]
    assert (getattr(asked, "class"), asked.language) == (CLASS, "ru")


def test_what_the_page_hides_is_what_it_shows(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    seen = json.loads(fields_of(browser.get(PATTERN).text)["seen"])
    assert seen[GROUP][0] == 2
    assert sorted(place[:3] for place in seen[GROUP][1]) == [[1, 2, 1], [3, 1, 2]]
