"""The pages of substitutions: a day, the register and its file, and where else substitutions are shown."""

import datetime
import io
from typing import Any

import grpc
import openpyxl
import pytest
from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.gradebook.v1 import substitutions_pb2 as pb

from services.portal.pages.substitution_register import month_of
from services.portal.pages.substitutions import read_bells
from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import GROUP, PUPILS, SCHOOL, TODAY, refusal
from tests.unit.portal.fakes_substitutions import ABSENCE, ABSENT, FREE, LESSONS, MERGING, SUBSTITUTION, substitution

PATH = f"/{SCHOOL}/substitutions"


def chosen(*lines: tuple[str, str, str]) -> dict[str, Any]:
    """What the form sends of these lessons: lesson, choice, kind."""
    lessons, choices, kinds = zip(*lines, strict=True)
    return {"lesson": list(lessons), "choice": list(choices), "kind": list(kinds)}


def test_a_day_shows_who_is_away_and_proposes_somebody_for_every_lesson(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(PATH).text
    assert "Абрикосова Нина Львовна" in page
    assert "уроки 1, 2" in page
    assert (
        f'<option value="{FREE}" selected>Берёзкин\u00a0П.\u00a0И. — ведёт предмет, 3 в этот день, 14 в неделю' in page
    )
    assert f'<option value="merged:{MERGING}" selected>' in page
    assert "<b>Берёзкин Пётр Ильич</b>" in page, "who covers the third"
    assert page.count('name="lesson"') == 2, "what is covered is not asked for again"


def test_a_whole_day_is_assigned_at_once(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(f"{PATH}?day=2027-09-07").text
    lines = chosen(
        (LESSONS[0], FREE, "SUPERVISING"), (LESSONS[1], f"merged:{MERGING}", "SUBSTITUTE"),
        (LESSONS[2], "self_study", "SUBSTITUTE"), ("elsewhere", "", "SUBSTITUTE"),
    )  # fmt: skip
    answer = browser.post(f"{PATH}/assign", page, day="2027-09-07", **lines)
    assert answer.location.endswith("substitutions?day=2027-09-07")
    [request] = school.asked("AssignSubstitutes")
    assert [(each.lesson, each.person, each.kind) for each in request.lines] == [
        (LESSONS[0], FREE, pb.SUBSTITUTION_KIND_SUPERVISING), (LESSONS[1], MERGING, pb.SUBSTITUTION_KIND_MERGED),
        (LESSONS[2], "", pb.SUBSTITUTION_KIND_SELF_STUDY),
    ]  # fmt: skip
    assert "Назначены замены: 3 урока" in browser.get(PATH).text


def test_what_is_refused_stands_beside_its_lesson_and_nothing_typed_is_lost(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(PATH).text
    school.answers["AssignSubstitutes"] = pb.AssignSubstitutesResponse(
        outcomes=[
            pb.SubstituteOutcome(
                rule="CANDIDATE_BUSY", other_lesson="x", other_class_title="8Б", other_subject_title="Физика"
            )
        ]
    )
    lines = chosen((LESSONS[0], f"merged:{MERGING}", "SUPERVISING"), (LESSONS[1], "", "SUBSTITUTE"))
    answer = browser.post(f"{PATH}/assign", page, **lines)
    assert answer.status_code == 422
    assert "В это время у этого учителя другой урок: 8Б Физика." in answer.text
    assert f'<option value="merged:{MERGING}" selected>' in answer.text
    assert '<option value="SUPERVISING" selected>' in answer.text
    assert answer.text.count(f'<option value="merged:{MERGING}" selected>') == 1, "the other stays open, as chosen"
    nothing = browser.post(f"{PATH}/assign", page, **chosen((LESSONS[0], "", "SUBSTITUTE")))
    assert (nothing.status_code, "Ничего не выбрано." in nothing.text) == (422, True)
    assert len(school.asked("AssignSubstitutes")) == 1


def test_an_absence_is_noted_and_a_refused_one_keeps_what_was_typed(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    page = browser.get(PATH).text
    typed = {"person": ABSENT, "begin": "2027-09-07", "end": "", "bells": "1, 2", "kind": "TRIP"}
    assert browser.post(f"{PATH}/absences", page, **typed).location.endswith("?day=2027-09-07")
    [request] = school.asked("RecordTeacherAbsence")
    assert (request.begin_date, request.end_date, list(request.bells), request.kind) == (
        "2027-09-07", "2027-09-07", [1, 2], pb.ABSENCE_KIND_TRIP,
    )  # fmt: skip
    school.fail["RecordTeacherAbsence"] = refusal(grpc.StatusCode.ALREADY_EXISTS, "ALREADY_ABSENT")
    for changes, text in (
        ({}, "Отсутствие учителя в эти дни уже отмечено."), ({"bells": "1,x"}, "Номер урока — от 1 до 20."),
        ({"person": ""}, "Выберите учителя."),
    ):  # fmt: skip
        answer = browser.post(f"{PATH}/absences", page, **(typed | changes))
        assert answer.status_code == 422
        assert text in answer.text
        assert 'value="2027-09-07"' in answer.text
        assert '<option value="TRIP" selected>' in answer.text
    assert len(school.asked("RecordTeacherAbsence")) == 2


def test_who_is_back_and_what_is_taken_back(start: Start) -> None:
    browser, school, _ = start("director")
    page = browser.get(PATH).text
    browser.post(f"{PATH}/absences/{ABSENCE}/end", page, version="3", last="2027-09-06", day="2027-09-07")
    [request] = school.asked("EndTeacherAbsence")
    assert (request.seen_version, request.last_date) == (3, "2027-09-06")
    assert "Сняты замены: 2" in browser.get(PATH).text
    browser.post(f"{PATH}/{SUBSTITUTION}/end", page, version="1")
    assert school.asked("EndSubstitution")[0].seen_version == 1


def test_the_register_of_a_month_and_its_file(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(f"{PATH}/register?month=2027-02&ended=1").text
    [request] = school.asked("ListSubstitutions")
    assert (request.begin_date, request.end_date, request.ended) == ("2027-02-01", "2027-02-28", True)
    assert "Берёзкин Пётр Ильич</b>: замещение 1, присмотр 1" in page, "what was taken back does not count"
    assert "учитель вернулся" in page
    answer = browser.get(f"{PATH}/register.xlsx?month=2027-02")
    assert "substitutions-2027-02.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet, totals = book.worksheets
    rows = list(sheet.iter_rows(min_row=5, max_row=6, values_only=True))
    assert rows[0] == (
        datetime.datetime(2027, 2, 1), 3, "7А", "=Физика", "Абрикосова Нина Львовна", "болезнь",  # noqa: DTZ001
        "Берёзкин Пётр Ильич", "замещение", "да",
    )  # fmt: skip
    assert sheet["D5"].data_type == "s", "a text is never a formula"
    assert sheet["A5"].number_format == "dd.mm.yyyy"
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.print_title_rows) == ("A5", "landscape", "$4:$4")
    assert "февраль 2027" in str(sheet["A1"].value)
    assert [row[2] for row in totals.iter_rows(min_row=5, max_row=6, values_only=True)] == [1, 1]


@pytest.mark.parametrize("text", [None, "", "2027", "2027-13", "0000-00", "x"])
def test_a_month_that_is_none_is_the_present_one(text: str | None) -> None:
    assert month_of(text, datetime.date(2027, 9, 7)) == datetime.date(2027, 9, 1)


def test_bells_as_people_type_them() -> None:
    assert read_bells(" 1, 2 3") == [1, 2, 3]
    assert read_bells("") == []
    assert read_bells("1-3") is None


def test_a_teacher_sees_on_the_start_page_where_to_stand_in(start: Start) -> None:
    browser, school, _ = start("subject_teacher")
    assert "Где вы заменяете" not in browser.get("/").text
    tomorrow = TODAY + datetime.timedelta(days=1)
    school.answers["ListOwnSubstitutions"] = pb.ListOwnSubstitutionsResponse(
        substitutions=[substitution(TODAY, LESSONS[0]), substitution(tomorrow, LESSONS[1])]
    )
    page = browser.get("/").text
    assert "Где вы заменяете" in page
    assert f"/{LESSONS[0]}" in page
    assert f"/{LESSONS[1]}" not in page, "tomorrow's lesson opens tomorrow"


def test_journal_lesson_and_diary_show_a_substitution(start: Start) -> None:
    browser, school, _ = start("subject_teacher", "guardian")
    assert "замена" not in browser.get(f"/{school.lesson.name}").text
    school.lesson.substitute, school.lesson.substitution_kind = FREE, pb.SUBSTITUTION_KIND_SUBSTITUTE
    assert "замещение: Берёзкин\u00a0П.\u00a0И." in browser.get(f"/{school.lesson.name}").text
    assert "замещение: Берёзкин\u00a0П.\u00a0И." in browser.get(f"/{GROUP}/journal").text
    assert "замена" in browser.get("/").text
    browser, school, _ = start("guardian")
    covered = gradebook_pb2.DiaryLesson(lesson=school.lesson)
    covered.lesson.substitution_kind, covered.lesson.substitute = pb.SUBSTITUTION_KIND_SUBSTITUTE, FREE
    school.answers["GetDiary"] = gradebook_pb2.GetDiaryResponse(lessons=[covered])
    page = browser.get(f"/{PUPILS[0]}/diary").text
    assert "замена" in page
    assert "Берёзкин" not in page, "a family is told that, not who"
