"""The class teacher's page, the family's tab, the school's rule of a full day."""

import datetime
import re
from typing import Any

import grpc
import pytest
from zvonok.gradebook.v1 import absence_notes_pb2 as notes_pb
from zvonok.gradebook.v1 import attendance_pb2 as pb
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook

from kit.ids import new_id
from services.portal import absences
from tests.unit.portal.conftest import Browser, Start
from tests.unit.portal.fakes import CLASS, PUPILS, SCHOOL, TODAY, School, moment, refusal
from tests.unit.portal.fakes_attendance import LESSONS, MISSING_GROUP, PERIOD, missed

PAGE = f"/{CLASS}/attendance"
ILL, UNEXCUSED = gradebook.ABSENCE_REASON_ILL, gradebook.ABSENCE_REASON_UNEXCUSED
FIRST = TODAY.replace(day=1).isoformat()


def day(*entries: pb.MissedLesson, date: str = FIRST, full: bool = False) -> pb.AttendanceDay:
    count = sum(each.attendance == gradebook.ATTENDANCE_ABSENT for each in entries)
    return pb.AttendanceDay(date=date, full_day=full, lessons=6, recorded=6, missed=count, entries=entries)


def month(school: School, *days: pb.AttendanceDay, pupil: str = PUPILS[0], **sums: Any) -> None:
    """What the class missed."""
    school.answers["GetClassAttendance"] = pb.GetClassAttendanceResponse(
        pupils=[pb.PupilAttendance(pupil=pupil, days=days, **sums)],
        full_day_rule=pb.FullDayRule(kind=pb.FULL_DAY_KIND_AT_LEAST, lessons=3),
    )


@pytest.fixture
def class_page(start: Start) -> tuple[Browser, School]:
    browser, school, _ = start("class_teacher")
    month(school, day(missed(SCHOOL, 1), missed(SCHOOL, 2), full=True), full_days=1, without_reason=2)
    return browser, school


def cells(page: str) -> str:
    found = re.search(r'name="cells" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_start_page_leads_to_the_class_and_counts_what_waits(class_page: tuple[Browser, School]) -> None:
    browser, _ = class_page
    page = browser.get("/").text
    assert PAGE in page
    assert "1 день без причины" in page


def test_a_month_shows_who_missed_what_and_why(class_page: tuple[Browser, School]) -> None:
    browser, school = class_page
    month(
        school,
        day(missed(SCHOOL, 1, reason=ILL), missed(SCHOOL, 2, reason=ILL), full=True),
        day(missed(SCHOOL, 1, reason=UNEXCUSED), date=(TODAY.replace(day=2)).isoformat()),
        day(
            missed(SCHOOL, 3, attendance=gradebook.ATTENDANCE_LATE, minutes_late=7),
            date=TODAY.replace(day=3).isoformat(),
        ),
        full_days=1, ill=2, unexcused=1, late=1, minutes_late=7,
    )  # fmt: skip
    page = browser.get(f"{PAGE}?month={FIRST[:7]}").text
    assert re.search(r'class="mark excused"[^>]*title="1. Алгебра: болезнь; 2. Алгебра: болезнь">Б</a>', page)
    assert re.search(r'class="mark absent"[^>]*>НП 1</a>', page)
    assert re.search(r'class="mark late"[^>]*>ОП 7</a>', page)
    assert "от 3 пропущенных уроков" in page
    assert "У всех пропусков этого месяца указана причина." in page
    [asked] = school.asked("GetClassAttendance")
    assert (getattr(asked, "class"), asked.begin_date) == (CLASS, FIRST)


def test_one_click_gives_a_day_its_reason_and_ticks_give_many(class_page: tuple[Browser, School]) -> None:
    browser, school = class_page
    page = browser.get(PAGE).text
    answer = browser.post(f"{PAGE}?month={FIRST[:7]}", page, only=f"ill {cells(page)}", request_id=new_id())
    assert answer.headers["Location"].endswith(f"attendance?month={FIRST[:7]}")
    browser.post(PAGE, page, cells=cells(page), reason="unexcused")
    first, second = school.asked("SetAbsenceReasons")
    assert [(each.lesson, each.pupil, each.reason, each.seen_version) for each in first.reasons] == [
        (f"{SCHOOL}/groups/{MISSING_GROUP}/lessons/{LESSONS[0]}", PUPILS[0], ILL, 1),
        (f"{SCHOOL}/groups/{MISSING_GROUP}/lessons/{LESSONS[1]}", PUPILS[0], ILL, 2),
    ]
    assert {each.reason for each in second.reasons} == {UNEXCUSED}
    assert "Сохранены причины 2 пропусков." in browser.get(PAGE).text


@pytest.mark.parametrize(
    "fields",
    [{}, {"reason": "ill"}, {"cells": "x", "reason": "ill"}, {"only": "ill x|2026-01-01|y"}, {"only": "holiday x"}],
)
def test_what_no_form_of_ours_sends_saves_nothing(class_page: tuple[Browser, School], fields: dict[str, str]) -> None:
    browser, school = class_page
    browser.post(PAGE, browser.get(PAGE).text, **fields)
    assert not school.asked("SetAbsenceReasons")
    assert "Отметьте дни, затем выберите причину." in browser.get(PAGE).text


def test_refused_cells_are_named_with_what_stands_there_now(class_page: tuple[Browser, School]) -> None:
    browser, school = class_page
    school.answers["SetAbsenceReasons"] = pb.SetAbsenceReasonsResponse(
        refusals=[
            gradebook.CellRefusal(field="reasons[1]", rule="VERSION_CONFLICT", current_value="absent excused"),
            gradebook.CellRefusal(field="reasons[0]", rule="PERIOD_LOCKED"),
        ]
    )
    page = browser.get(PAGE).text
    browser.post(PAGE, page, only=f"ill {cells(page)}")
    page = browser.get(PAGE).text
    assert "Абрамова" in page
    assert "Сейчас: отсутствовал, уважительная причина." in page
    assert "закрыта" in page


def test_a_day_is_changed_lesson_by_lesson(class_page: tuple[Browser, School]) -> None:
    browser, school = class_page
    month(
        school,
        day(missed(SCHOOL, 1, reason=ILL), missed(SCHOOL, 2), missed(SCHOOL, 3, attendance=3, minutes_late=4)),
    )
    path = f"{PAGE}/{PUPILS[0].rpartition('/')[2]}/{FIRST}"
    page = browser.get(path).text
    assert page.count('name="cells"') == 2
    assert "ОП 4" in page
    both = re.findall(r'name="cells" value="([^"]+)"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    browser.client.post(
        path,
        data={
            "csrf_token": token[1], "cells": both, "was.0": "ill", "reason.0": "", "was.1": "", "reason.1": "excused",
        },
    )  # fmt: skip
    [asked] = school.asked("SetAbsenceReasons")
    assert [(each.reason, each.seen_version) for each in asked.reasons] == [
        (gradebook.ABSENCE_REASON_UNSPECIFIED, 1),
        (gradebook.ABSENCE_REASON_EXCUSED, 2),
    ]
    # Nothing changed, nothing asked.
    browser.client.post(path, data={"csrf_token": token[1], "cells": both[:1], "was.0": "ill", "reason.0": "ill"})
    assert len(school.asked("SetAbsenceReasons")) == 1
    assert browser.get(f"{PAGE}/{new_id()}/{FIRST}").status_code == 404


def test_days_get_a_reason_and_a_refusal_keeps_what_was_typed(class_page: tuple[Browser, School]) -> None:
    browser, school = class_page
    fields = {
        "pupil": PUPILS[3].rpartition("/")[2], "begin": "2026-10-12", "end": "2026-10-09", "reason": "excused",
        "document": "справка № 117", "replace": "1",
    }  # fmt: skip
    school.fail["CreateAbsencePeriod"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "DATES_REVERSED")
    answer = browser.post(f"{PAGE}/periods", browser.get(PAGE).text, **fields)
    assert answer.status_code == 409
    page = answer.text
    assert "Последний день раньше первого" in page
    for kept in ('value="2026-10-12"', 'value="2026-10-09"', 'value="справка № 117"', "checked> и там"):
        assert kept in page, kept
    del school.fail["CreateAbsencePeriod"]
    assert browser.post(f"{PAGE}/periods", page, **(fields | {"end": ""})).status_code == 302
    asked = school.asked("CreateAbsencePeriod")[-1]
    assert (asked.pupil, asked.begin_date, asked.end_date, asked.reason, asked.document, asked.replace) == (
        PUPILS[3], "2026-10-12", "2026-10-12", gradebook.ABSENCE_REASON_EXCUSED, "справка № 117", True,
    )  # fmt: skip
    page = browser.get(PAGE).text
    assert "Сохранены причины 2 пропусков." in page
    assert "1 пропуск оставлен как есть" in page


def test_days_entered_in_error_are_taken_back(class_page: tuple[Browser, School]) -> None:
    browser, school = class_page
    school.answers["ListAbsencePeriods"] = pb.ListAbsencePeriodsResponse(
        periods=[
            pb.AbsencePeriod(
                period=PERIOD, pupil=PUPILS[1], begin_date="2026-10-05", end_date="2026-10-09", reason=ILL,
                document="справка № 8",
            )
        ]
    )  # fmt: skip
    page = browser.get(PAGE).text
    assert "5 октября – 9 октября · болезнь · справка № 8" in page
    browser.post(f"{PAGE}/periods/{PERIOD}/end", page, clear="1")
    [asked] = school.asked("EndAbsencePeriod")
    assert (asked.period, asked.clear_reasons) == (PERIOD, True)


def test_the_family_sees_the_childs_month(start: Start) -> None:
    browser, school, _ = start("guardian")
    school.answers["GetPupilAttendance"] = pb.GetPupilAttendanceResponse(
        attendance=pb.PupilAttendance(
            pupil=PUPILS[0], days=[day(missed(SCHOOL, 1, reason=ILL), full=True)], full_days=1, ill=1
        ),
        periods=[
            pb.AbsencePeriod(pupil=PUPILS[0], begin_date=FIRST, end_date=FIRST, reason=ILL, document="справка № 8")
        ],
    )
    page = browser.get(f"/{PUPILS[0]}/attendance").text
    assert "весь день" in page
    assert re.search(r'title="отсутствовал, болезнь">Б</span>', page)
    assert "справка № 8" in page


NOTE = new_id()


def note(**fields: Any) -> notes_pb.AbsenceNote:
    values: dict[str, Any] = {
        "note": NOTE, "pupil": PUPILS[0], "begin_date": "2026-10-05", "end_date": "2026-10-06", "reason": ILL,
        "text": "Температура\nидём к врачу", "send_time": moment(30), "state": notes_pb.ABSENCE_NOTE_STATE_WAITING,
    }  # fmt: skip
    return notes_pb.AbsenceNote(**(values | fields))


def test_a_guardian_announces_an_absence_and_a_refusal_keeps_what_was_typed(start: Start) -> None:
    browser, school, _ = start("guardian")
    path = f"/{PUPILS[0]}/attendance"
    assert f"{path}#notes" in browser.get("/").text
    fields = {"begin": "2026-10-05", "end": "2026-10-06", "reason": "excused", "text": "Соревнования"}
    school.fail["SendAbsenceNote"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "TOO_LONG_AGO")
    answer = browser.post(path, browser.get(path).text, **fields)
    assert answer.status_code == 409
    for kept in ('value="2026-10-05"', 'value="2026-10-06"', 'value="excused" selected', ">Соревнования<"):
        assert kept in answer.text, kept
    assert "слишком давно" in answer.text
    del school.fail["SendAbsenceNote"]
    assert browser.post(path, answer.text, **fields).status_code == 302
    asked = school.asked("SendAbsenceNote")[-1]
    assert (asked.pupil, asked.begin_date, asked.end_date, asked.reason, asked.text) == (
        PUPILS[0], "2026-10-05", "2026-10-06", gradebook.ABSENCE_REASON_EXCUSED, "Соревнования",
    )  # fmt: skip


def test_the_family_sees_what_became_of_its_notes_and_takes_one_back(start: Start) -> None:
    browser, school, _ = start("guardian")
    school.answers["ListPupilAbsenceNotes"] = notes_pb.ListPupilAbsenceNotesResponse(
        notes=[note(), note(note=new_id(), state=notes_pb.ABSENCE_NOTE_STATE_REFUSED, answer="Нужна справка")]
    )
    path = f"/{PUPILS[0]}/attendance"
    page = browser.get(path).text
    assert "Нужна справка" in page
    assert "5 октября – 6 октября" in page
    assert page.count("/withdraw") == 1
    browser.post(f"{path}/notes/{NOTE}/withdraw", page)
    assert [each.note for each in school.asked("WithdrawAbsenceNote")] == [NOTE]


def test_the_class_teacher_reads_notes_and_decides(class_page: tuple[Browser, School]) -> None:
    browser, school = class_page
    school.answers["ListClassAbsenceNotes"] = notes_pb.ListClassAbsenceNotesResponse(notes=[note()])
    assert "1 заявление семьи" in browser.get("/").text
    page = browser.get(PAGE).text
    assert "идём к врачу" in page
    path = f"{PAGE}/notes/{NOTE}"
    school.fail["DecideAbsenceNote"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "TEXT_TOO_LONG")
    answer = browser.post(path, page, accept="0", answer="Приложите справку", reason="excused")
    assert answer.status_code == 409
    assert 'value="Приложите справку"' in answer.text
    del school.fail["DecideAbsenceNote"]
    browser.post(path, page, accept="1", answer="Выздоравливайте", reason="ill")
    asked = school.asked("DecideAbsenceNote")[-1]
    assert (asked.note, asked.accept, asked.reason, asked.answer) == (NOTE, True, ILL, "Выздоравливайте")
    assert "Сохранена причина 1 пропуска." in browser.get(PAGE).text


def test_a_teacher_of_the_day_sees_that_an_absence_was_announced(start: Start) -> None:
    browser, school, _ = start()
    path = f"/{school.lesson.name}"
    assert "об отсутствии сообщили" not in browser.get(path).text
    school.answers["ListAnnouncedAbsences"] = notes_pb.ListAnnouncedAbsencesResponse(
        absences=[notes_pb.AnnouncedAbsence(pupil=PUPILS[3])]
    )
    page = browser.get(path).text
    assert page.count("об отсутствии сообщили") == 1
    asked = school.asked("ListAnnouncedAbsences")[-1]
    assert (asked.begin_date, asked.end_date) == (school.lesson.date, school.lesson.date)


def test_the_schools_rule_is_shown_and_set(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    path = f"/{SCHOOL}/attendance"
    page = browser.get(path).text
    assert re.search(r'value="at_least" checked', page)
    assert 'name="lessons" inputmode="numeric" maxlength="2" size="3" value="3"' in page
    browser.post(path, page, kind="any", lessons="3", version="2", reason="приказ № 4")
    [asked] = school.asked("SetFullDayRule")
    assert (asked.rule.kind, asked.rule.lessons, asked.rule.version, asked.reason) == (
        pb.FULL_DAY_KIND_ANY_LESSON, 0, 2, "приказ № 4",
    )  # fmt: skip


def test_journal_and_lesson_show_the_reason(start: Start) -> None:
    browser, school, _ = start()
    school.attendance[0].reason = ILL
    assert re.search(r'title="отсутствовал, болезнь">Б</span>', browser.get(f"/{school.lesson.name}").text)


def test_months() -> None:
    today = datetime.date(2026, 12, 31)
    assert absences.month_of("2026-02", today) == datetime.date(2026, 2, 1)
    for text in (None, "", "2026-13", "x", "2026-02-03"):
        assert absences.month_of(text, today) == datetime.date(2026, 12, 1)
    page = absences.month_page(datetime.date(2026, 12, 1), today, [], [])
    assert (page.before, page.after, page.last) == ("2026-11", "2027-01", today)
