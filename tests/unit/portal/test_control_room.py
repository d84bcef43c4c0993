"""The control room's page: comparison, any days, and the way from a share to the lessons behind it."""

import re
from html import unescape

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import CLASSES, NAMES, PUPILS, SCHOOL, TERM, TODAY
from tests.unit.portal.fakes_statistics import TOWN
from tests.unit.portal.fakes_substitutions import STAFF

ROOM = f"/{SCHOOL}/control-room"


def test_a_share_leads_to_the_lessons_behind_it(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(ROOM).text
    addresses = [unescape(one) for one in re.findall(r'href="([^"]+/control-room/lessons[^"]+)"', page)]
    assert addresses
    assert not [one for one in addresses if "metric=pupils" in one]
    assert not re.findall(r'href="[^"]+/control-room/pupils\?metric=(?!pupils)', page)
    page = browser.get(next(one for one in addresses if "class=" in one)).text
    assert school.lesson.name.split("/")[-1] in page
    asked = school.asked("ListLessonsBehind")[-1]
    assert getattr(asked, "class").startswith(f"{SCHOOL}/classes/")
    # The next page asks for the same part.
    browser.get(unescape(re.findall(r'href="([^"]*page=more[^"]*)"', page)[0]))
    again = school.asked("ListLessonsBehind")[-1]
    assert (again.page_token, again.metric, getattr(again, "class")) == ("more", asked.metric, getattr(asked, "class"))


def test_a_subject_is_found_by_its_opaque_key_and_an_unknown_one_narrows_to_nothing(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(ROOM).text
    address = next(unescape(one) for one in re.findall(r'href="([^"]+/lessons[^"]+subject=[^"]+)"', page))
    browser.get(address)
    assert school.asked("ListLessonsBehind")[-1].subject_title == "Алгебра"
    browser.get(f"{ROOM}/lessons?metric=lessons_filled&subject=nothing")
    assert school.asked("ListLessonsBehind")[-1].subject_title == "nothing"
    assert browser.get(f"{ROOM}/lessons?metric=pupils_without_marks").status_code == 404


def test_a_share_of_pupils_leads_to_their_names(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(f"{ROOM}?day={TODAY}").text
    addresses = [unescape(one) for one in re.findall(r'href="([^"]+/control-room/pupils[^"]+)"', page)]
    # Of the school as a whole, of a class, a subject, a year group; each keeps the day.
    for cut in ("class=", "subject=", "year_group="):
        assert [one for one in addresses if cut in one]
    assert [one for one in addresses if not re.search("class=|subject=|year_group=", one)]
    assert all(f"day={TODAY}" in one for one in addresses)
    page = browser.get(next(one for one in addresses if "class=" in one)).text
    asked = school.asked("ListPupilsBehind")[-1]
    assert getattr(asked, "class").startswith(f"{SCHOOL}/classes/")
    # Names of those on the list are asked for, and of nobody else; they stand by name.
    [names] = school.asked("BatchGetPupilNames")
    assert (names.school, sorted(names.pupils)) == (SCHOOL, sorted(PUPILS[:3]))
    places = [page.index(f"{family} {given}") for family, given in sorted(NAMES[:3])]
    assert places == sorted(places)
    browser.get(unescape(re.findall(r'href="([^"]*page=more[^"]*)"', page)[0]))
    again = school.asked("ListPupilsBehind")[-1]
    assert (again.page_token, again.metric, getattr(again, "class")) == ("more", asked.metric, getattr(asked, "class"))


def test_a_list_of_pupils_is_of_a_metric_that_counts_them_and_of_no_teacher(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    assert browser.get(f"{ROOM}/pupils?metric=lessons_filled").status_code == 404
    assert browser.get(f"{ROOM}/pupils?metric=pupils_with_one_mark&teacher={TERM[-36:]}").status_code == 200
    assert school.asked("ListPupilsBehind")[-1].metric == "pupils_with_one_mark"


def test_any_days_can_be_asked_for_instead_of_a_term(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(f"{ROOM}?begin=2026-10-05&end=2026-10-01&day={TODAY}").text
    asked = school.asked("GetControlRoom")[-1]
    assert (asked.begin_date, asked.end_date, asked.term) == ("2026-10-01", "2026-10-05", "")
    # Links keep the days.
    assert "begin=2026-10-05" in unescape(re.findall(r'href="([^"]+/lessons[^"]+)"', page)[0])


def test_tiles_compare_with_the_days_before(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(ROOM).text
    assert "п. п." in page
    assert "Учителя без пропусков" in page
    assert "Сравнение:" in page


def test_all_metrics_have_a_tile_and_subjects_no_people(start: Start) -> None:
    page = start("deputy_head")[0].get(ROOM).text
    for title in ("Прохождение программы", "Участие родителей", "Участие учеников"):
        assert title in page
    classes, subjects = page.index("По классам"), page.index("По предметам")
    assert "Участие родителей" in page[classes:subjects]
    assert "Участие родителей" not in page[subjects : page.index("По параллелям")]
    # The weeks are drawn, and told as a table.
    assert "<polyline" in page
    assert "Ведение журналов по неделям" in page


def test_teachers_behind_a_tile_are_reminded_in_one_click(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(f"{ROOM}?day={TODAY}").text
    answer = browser.post(f"{ROOM}/remind", page, metric="lessons_filled", day=str(TODAY), **{"from": "room"})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"control-room?day={TODAY}")
    [asked] = school.asked("RemindTeachers")
    assert (asked.metric, asked.as_of_date, getattr(asked, "class")) == ("lessons_filled", str(TODAY), "")
    page = browser.get(ROOM).text
    assert "Напоминание отправлено 2 учителям. 1 учителю сегодня уже напоминали." in page


def test_the_lessons_of_a_class_are_reminded_of_and_shown_again(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    class_id = CLASSES[0].rpartition("/")[2]
    page = browser.get(f"{ROOM}/lessons?metric=homework_recorded&class={class_id}").text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert (fields["metric"], fields["class"]) == ("homework_recorded", class_id)
    answer = browser.post(f"{ROOM}/remind", page, **{k: v for k, v in fields.items() if k != "csrf_token"})
    assert f"class={class_id}" in answer.headers["Location"]
    assert getattr(school.asked("RemindTeachers")[0], "class") == CLASSES[0]
    # What was filled late can't be mended.
    assert "remind" not in browser.get(f"{ROOM}/lessons?metric=filled_in_time").text


def test_teachers_are_named_and_lead_to_their_lessons(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(f"{ROOM}/teachers").text
    for name in STAFF:
        assert name in page
    address = next(unescape(one) for one in re.findall(r'href="([^"]+/lessons[^"]+teacher=[^"]+)"', page))
    browser.get(address)
    assert school.asked("ListLessonsBehind")[-1].teacher in STAFF.values()
    assert [request.period for request in school.asked("ListTeacherResults")] == [TERM]


def test_the_municipal_operator_starts_at_the_schools(start: Start) -> None:
    browser, school, _ = start("municipal_operator")
    school.lessons.clear()
    answer = browser.get("/municipalities/" + TOWN.rpartition("/")[2])
    assert answer.status_code == 200
    assert "Школа при больнице" in answer.text
    assert answer.text.count("скрыто") == 4
    assert [request.municipality for request in school.asked("GetMunicipality")] == [TOWN]
