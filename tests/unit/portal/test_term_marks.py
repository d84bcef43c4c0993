"""A group's term marks over fake services: what is shown, chosen, sent, refused and kept."""

import html
import json

import grpc
import pytest
from zvonok.gradebook.v1 import terms_pb2 as pb

from services.portal.lesson_form import BadForm
from services.portal.term_form import Cell, read_form
from tests.unit.portal.conftest import Browser, Start
from tests.unit.portal.fakes import GROUP, PUPILS, SCHOOL, TERM, School, refusal
from tests.unit.portal.fakes_terms import FIRST

Code = grpc.StatusCode
PAGE = f"/{GROUP}/term-marks"
ID = [pupil.rpartition("/")[2] for pupil in PUPILS]
RUNNING = TERM.rpartition("/")[2]


def field(pupil: int, kind: str = "term", period: str = f"terms-{RUNNING}") -> str:
    return f"mark.{period}.{kind}.{ID[pupil]}"


def send(browser: Browser, query: str = "", **fields: str) -> tuple[int, str]:
    """Posts what the page shows with changes; the answer's status and text."""
    page = browser.get(PAGE + query).text
    seen = html.unescape(page.split('name="seen" value="')[1].split('"')[0])
    form = {"seen": seen, "request_id": "0190b2ac-0000-7000-8000-000000000001", "action": "save"} | fields
    answer = browser.post(PAGE + query, page, **form)
    return answer.status_code, answer.text


def refuse(school: School, rule: str, **fields: object) -> None:
    refused = pb.TermMarkRefusal(field="marks[0]", rule=rule, **fields)  # type: ignore[arg-type]
    school.answers["RecordTermMarks"] = pb.RecordTermMarksResponse(refusals=[refused])


def test_the_page_shows_decisions_beside_what_they_are_judged_by(start: Start) -> None:
    browser, _, _ = start()
    page = browser.get(PAGE).text
    for text in ("Абрамова Вера", "2 четверть", "Взять предложенные", "4.60", "3.50 → 4", "расходится со средним"):
        assert text in page
    # The closed term is text; what runs can be chosen; nobody is shown who is not assessed.
    assert f'name="{field(0)}"' in page
    assert f'name="{field(0, period=f"terms-{FIRST}")}"' not in page
    assert ID[4] not in page
    assert f'href="{PAGE}"' in browser.get(f"/{GROUP}/journal").text


def test_only_what_was_changed_is_sent_with_the_versions_seen(start: Start) -> None:
    browser, school, _ = start()
    status, _ = send(browser, **{field(0): "4", field(1): "4", field(2): ""})
    assert status == 302
    [sent] = school.asked("RecordTermMarks")
    assert sent.group == GROUP
    assert [(mark.period, mark.kind, mark.pupil, mark.value, mark.seen_version) for mark in sent.marks] == [
        (TERM, pb.TERM_MARK_KIND_TERM, PUPILS[0], "4", 2),
        (TERM, pb.TERM_MARK_KIND_TERM, PUPILS[1], "4", 0),
    ]
    send(browser, **{field(0): "5"})
    assert len(school.asked("RecordTermMarks")) == 1, "nothing was changed"


def test_the_year_has_its_own_columns(start: Start) -> None:
    browser, school, _ = start()
    send(browser, "?all=1", **{field(0, "annual", "years-2027"): "5", field(0, "exam", "years-2027"): "4"})
    [sent] = school.asked("RecordTermMarks")
    assert [(mark.period, mark.kind) for mark in sent.marks] == [
        (f"{SCHOOL}/years/2027", pb.TERM_MARK_KIND_ANNUAL),
        (f"{SCHOOL}/years/2027", pb.TERM_MARK_KIND_EXAM),
    ]


def test_proposals_fill_empty_cells_and_nothing_is_saved_yet(start: Start) -> None:
    browser, school, _ = start()
    status, page = send(browser, action=f"take:terms-{RUNNING}.term", **{field(0): "3", field(1): "", field(2): ""})
    assert status == 200
    assert "1 предложение вписано" in page
    chosen = page.split(f'name="{field(1)}"')[1].split("</select>")[0]
    assert "<option selected>4</option>" in chosen
    own = page.split(f'name="{field(0)}"')[1].split("</select>")[0]
    assert "<option selected>3</option>" in own, "what was chosen stays"
    assert not school.asked("RecordTermMarks")


def test_a_conflict_is_shown_at_its_cell_and_the_choice_stays(start: Start) -> None:
    browser, school, _ = start()
    refuse(school, "VERSION_CONFLICT", current_value="5", current_version=2)
    status, page = send(browser, **{field(0): "3"})
    assert status == 409
    assert "Сейчас сохранено: 5; вы выбрали: 3" in page
    cell = page.split(f'name="{field(0)}"')[1].split("</td>")[0]
    assert 'aria-invalid="true"' in cell
    assert "<option selected>3</option>" in cell


def test_a_closed_term_is_corrected_after_an_unlock(start: Start) -> None:
    browser, school, _ = start()
    closed = field(0, period=f"terms-{FIRST}")
    assert "Исправить закрытую" in browser.get(PAGE).text
    refuse(school, "PERIOD_CLOSED")
    status, page = send(browser, "?correct=1", **{closed: "3"}, reason="Ошибка")
    assert status == 409
    assert "Попросить завуча открыть группу" in page
    assert 'value="Ошибка"' in page
    status, page = send(browser, "?correct=1", action="ask_unlock", **{closed: "3"}, reason="Ошибка")
    assert "Завуч увидит ваш запрос" in page
    assert "<option selected>3</option>" in page.split(f'name="{closed}"')[1].split("</select>")[0]
    [asked] = school.asked("RequestUnlock")
    assert (asked.place, asked.reason) == (GROUP, "Ошибка")


@pytest.mark.parametrize(("code", "reason"), [(Code.INVALID_ARGUMENT, "TEXT_TOO_LONG"), (Code.ABORTED, "")])
def test_a_refusal_of_everything_keeps_what_was_chosen(start: Start, code: Code, reason: str) -> None:
    browser, school, _ = start()
    school.fail["RecordTermMarks"] = refusal(code, reason)
    status, page = send(browser, **{field(0): "3"})
    assert status == 409
    assert "<option selected>3</option>" in page.split(f'name="{field(0)}"')[1].split("</select>")[0]


def test_what_was_chosen_is_kept_while_a_service_is_away(start: Start) -> None:
    browser, school, _ = start()
    school.fail["RecordTermMarks"] = refusal(Code.UNAVAILABLE)
    status, page = send(browser, **{field(0): "3"})
    assert status == 503
    assert f'name="{field(0)}" value="3"' in page


def test_who_does_not_teach_the_group_only_reads(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(PAGE).text
    assert "<select" not in page
    assert "4.60" in page


def test_a_damaged_form_is_loaded_again(start: Start) -> None:
    browser, school, _ = start()
    for seen in ("", "[]", '{"x":["5",1]}', json.dumps({field(0): "5"})):
        assert send(browser, seen=seen)[0] == 302
    with pytest.raises(BadForm):
        read_form({"seen": "null"})
    assert not school.asked("RecordTermMarks")
    assert read_form({"seen": "{}", field(0): " 5 "}).changed == [Cell(f"terms-{RUNNING}", "term", ID[0])]
