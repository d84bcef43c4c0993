"""The page of marks and weights."""

import grpc
import pytest
from werkzeug.datastructures import MultiDict
from zvonok.gradebook.v1 import scales_pb2

from kit.ids import new_id
from services.portal.scale_form import new_code, scale_requests, thresholds
from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import GROUP, SCHOOL, TERM, refusal

PAGE = f"/{SCHOOL}/scales"


def test_the_deputy_head_sees_scales_weights_and_how_they_changed(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(PAGE).text
    assert "2–5, зачёт, незачёт, н/а, осв" in page
    assert "без отметок" in page
    assert "Проект" in page
    assert "контрольная: 2.00" in page


def test_a_scale_is_set_for_all_ticked_year_groups_with_the_versions_seen(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(PAGE).text
    answer = browser.post(
        PAGE, page, year_group="7", lowest="1", highest="10", minimum_marks="4", thresholds="", word="н/а",
        **{"version.7": "3"},
    )  # fmt: skip
    assert answer.status_code == 302
    [asked] = school.asked("SetScale")
    scale = asked.scale
    assert (scale.year_group, scale.lowest, scale.highest, scale.minimum_marks, scale.version) == (7, 1, 10, 4, 3)
    assert list(scale.words) == ["н/а"]


def test_each_year_group_is_a_call_of_its_own_and_a_second_click_the_same_calls() -> None:
    form = MultiDict([("year_group", "5"), ("year_group", "6"), ("year_group", "1"), ("year_group", "x")])
    given = new_id()
    first, second = (scale_requests(form, SCHOOL, given) for _ in range(2))
    assert [each.scale.year_group for each in first] == [5, 6]
    assert first == second
    assert first[0].request_id != first[1].request_id


@pytest.mark.parametrize("typed", ["", "x", "-1", "1e3", "٥", "99999999999999999999"])
def test_what_is_no_number_is_left_to_the_rule(typed: str) -> None:
    form = MultiDict([("year_group", "5"), ("lowest", typed), ("highest", typed), ("minimum_marks", typed)])
    [request] = scale_requests(form, SCHOOL, new_id())
    assert (request.scale.lowest, request.scale.highest, request.scale.minimum_marks) == (-1, -1, -1)


def test_no_marks_at_all_is_an_empty_scale() -> None:
    form = MultiDict([("year_group", "2"), ("no_marks", "on"), ("lowest", "2"), ("highest", "5"), ("word", "зачёт")])
    [request] = scale_requests(form, SCHOOL, new_id())
    assert request.scale == scales_pb2.Scale(year_group=2)


def test_thresholds_come_as_people_write_them() -> None:
    assert thresholds("2,5; 3,6 4.55") == ["2.5", "3.6", "4.55"]


def test_a_refused_scale_stays_typed(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.fail["SetScale"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "BAD_THRESHOLDS")
    answer = browser.post(
        PAGE, browser.get(PAGE).text, what="scale", year_group="7", lowest="2", highest="5", minimum_marks="4",
        thresholds="9", reason="Приказ 7",
    )  # fmt: skip
    assert answer.status_code == 409
    assert 'value="9"' in answer.text
    assert 'value="Приказ 7"' in answer.text
    assert "В 7-й параллели" in answer.text


def test_a_kind_of_work_gets_another_weight(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    browser.post(f"{PAGE}/categories/project", browser.get(PAGE).text, version="1", title="Проект", weight="2,5")
    [asked] = school.asked("SetCategory")
    assert (asked.category.code, asked.category.weight, asked.category.version) == ("project", "2.5", 1)
    assert not asked.category.retired


def test_a_kind_of_work_is_added_by_its_name_alone(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(PAGE).text
    browser.post(f"{PAGE}/categories", page, what="category", title="Зачётная  работа", weight="3")
    [asked] = school.asked("SetCategory")
    assert (asked.category.code, asked.category.title, asked.category.version) == ("own_1", "Зачётная работа", 0)
    assert browser.post(f"{PAGE}/categories", page, title=" ", weight="3").status_code == 409
    assert len(school.asked("SetCategory")) == 1


def test_codes_of_added_kinds_never_meet() -> None:
    known: list[str] = ["test", "own_2"]
    for _ in range(5):
        known.append(new_code(known))
    assert len(set(known)) == len(known)


def test_a_term_is_counted_by_todays_weights(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    group, term = GROUP.split("/")[3], TERM.split("/")[3]
    page = browser.get(f"{PAGE}?group={group}&term={term}").text
    assert "по весу того дня" in page
    answer = browser.post(f"{PAGE}/terms", page, group=group, term=term, reason="Решение педсовета")
    [asked] = school.asked("RebaseTerm")
    assert (asked.group, asked.term, asked.reason) == (GROUP, TERM, "Решение педсовета")
    assert "с другим весом: 4" in browser.get(answer.headers["Location"]).text


def test_a_closed_term_offers_nothing(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.answers["GetTermFormula"] = scales_pb2.GetTermFormulaResponse(formula=scales_pb2.TermFormula(closed=True))
    page = browser.get(f"{PAGE}?group={GROUP.split('/')[3]}&term={TERM.split('/')[3]}").text
    assert "период закрыт" in page.lower()
    assert "rebase-reason" not in page
