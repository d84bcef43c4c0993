"""Progress by subject, and work that is owed."""

from zvonok.gradebook.v1 import progress_pb2

from services.portal.pages.progress import needs
from tests.unit.portal.conftest import Start
from tests.unit.portal.fake_marks import FakeMarks
from tests.unit.portal.fakes import CLASS, GROUP, PUPILS, SCHOOL


def way(category: str, value: int, count: int) -> progress_pb2.Way:
    return progress_pb2.Way(category=category, value=value, count=count)


def test_a_family_sees_marks_by_subject_and_what_is_needed(start: Start) -> None:
    browser, school, _ = start("guardian")
    page = browser.get(f"/{PUPILS[0]}/progress").text
    assert "3.60" in page
    assert "Хорошая работа" in page
    assert "Для отметки 5" in page
    assert "контрольная: 4 × <b>5</b>" in page
    # Reached already: nothing is needed for it.
    assert "Для отметки 4" not in page
    # What is owed, with the day and whether it is over.
    assert "27 ноября" in page
    assert "просрочено" in page
    asked = next(request for name, request in school.calls if name == "GetForecast")
    assert asked.pupil == PUPILS[0]


def test_a_family_sees_by_which_document_the_child_is_exempt(start: Start) -> None:
    browser, school, _ = start("guardian")
    assert "ВК-17/2026" not in browser.get(f"/{PUPILS[0]}/progress").text
    assert not school.asked("ListExemptions")
    answer = FakeMarks(PUPILS, GROUP, SCHOOL).GetForecast(None)
    answer.courses[0].exempt_times.add(begin_date="2026-11-01", end_date="2026-12-31")
    school.answers["GetForecast"] = answer
    assert "ВК-17/2026" in browser.get(f"/{PUPILS[0]}/progress").text


def test_in_a_term_that_is_over_nothing_is_needed_any_more(start: Start) -> None:
    browser, school, _ = start("guardian")
    terms = school.ListTerms(None)
    school.answers["ListTerms"] = terms
    page = browser.get(f"/{PUPILS[0]}/progress?term={terms.terms[0].name.split('/')[3]}").text
    assert "3.60" in page
    assert "Для отметки" not in page


def test_a_teacher_sees_everybody_of_the_group_and_what_it_owes(start: Start) -> None:
    browser, _, _ = start()
    page = browser.get(f"/{GROUP}/progress").text
    assert page.count("Для отметки 5") == len(PUPILS)
    assert "Васильева Ника" in page
    assert f"/{GROUP}/lessons/" in page
    assert f'href="/{GROUP}/progress" aria-current="page"' in page


def test_a_class_teacher_sees_what_the_class_owes(start: Start) -> None:
    browser, _, _ = start("class_teacher")
    page = browser.get(f"/{CLASS}/owed-work").text
    assert "Васильева Ника" in page
    assert "Контрольная № 3" in page
    # No way into lessons that others teach.
    assert "/lessons/" not in page


def test_the_deputy_head_sees_how_much_is_overdue_without_names(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(f"/{SCHOOL}/overdue-work").text
    assert "Просрочена 1 работа" in page
    assert f'href="/{CLASS}/owed-work"' in page
    assert "Васильева" not in page


def test_of_the_ways_to_a_mark_the_shortest_of_each_kind_is_told() -> None:
    ways = [way("test", 5, 1), way("test", 4, 1), way("answer", 5, 2), way("answer", 4, 7)]
    forecast = progress_pb2.Forecast(targets=[progress_pb2.Target(mark=4, threshold="3.50", ways=ways)])
    [need] = needs(forecast)
    assert list(need.ways) == [way("test", 4, 1), way("answer", 5, 2)]
