"""The page of the journal's rules, a teacher's request to open a lesson, the history, and what moves on the pages."""

import datetime
import json

import grpc
import pytest
from zvonok.gradebook.v1 import changes_pb2, rules_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.notify.v1 import notify_pb2

from kit.ids import new_id
from tests.unit.portal.conftest import Browser, Start
from tests.unit.portal.fakes import (
    CLASS,
    GROUP,
    LOCK,
    PUPILS,
    SCHOOL,
    TERM,
    FakeError,
    School,
    Stream,
    moment,
    refusal,
)

PAGE = f"/{SCHOOL}/journal-rules"
UNLOCK = new_id()


def waiting(*unlocks: rules_pb2.Unlock) -> rules_pb2.ListUnlocksResponse:
    return rules_pb2.ListUnlocksResponse(unlocks=unlocks)


def unlock(**fields: object) -> rules_pb2.Unlock:
    values: dict[str, object] = {
        "unlock": UNLOCK, "place": GROUP, "reason": "Забыла итог", "class_title": "7А", "subject_title": "Алгебра",
        "request_time": moment(30), "state": rules_pb2.UNLOCK_STATE_REQUESTED,
    }  # fmt: skip
    return rules_pb2.Unlock(**(values | fields))  # type: ignore[arg-type]


def do(browser: Browser, path: str, **fields: str) -> str:
    """Posts a form of the page and shows the page again."""
    answer = browser.post(f"{PAGE}/{path}", browser.get(PAGE).text, **fields)
    assert answer.status_code == 302
    return browser.get(PAGE).text


def test_the_deputy_head_sees_windows_locks_and_who_waits(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.answers["ListUnlocks"] = waiting(unlock(date="2026-10-05"), unlock(unlock=new_id()))
    page = browser.get(PAGE).text
    assert "7А Алгебра, 5 октября" in page
    assert "все уроки" in page
    assert "Забыла итог" in page
    assert "2 четверть" in page
    assert "Итоги выставлены" in page
    assert f'value="{CLASS}"' in page
    assert '<option value="ALG">Алгебра</option>' in page
    assert f'href="{PAGE}"' in browser.get(f"/{SCHOOL}").text


def test_an_administrator_sets_rules_but_decides_on_no_request(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    assert "Сколько можно править урок" in browser.get(PAGE).text
    assert not school.asked("ListUnlocks")


@pytest.mark.parametrize(("days", "wanted"), [("14", 14), ("0", 0), ("", None), ("две недели", -1), ("1e3", -1)])
def test_the_window_is_sent_as_typed_and_nonsense_is_refused_by_the_service(
    start: Start, days: str, wanted: int | None
) -> None:
    browser, school, _ = start("deputy_head")
    do(browser, "window", days=days, version="3", reason="Приказ № 5")
    [sent] = school.asked("SetEditWindow")
    assert (sent.edit_days if sent.HasField("edit_days") else None) == wanted
    assert (sent.school, sent.seen_version, sent.reason) == (SCHOOL, 3, "Приказ № 5")


def test_a_refused_window_is_told_in_words(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.fail["SetEditWindow"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "EDIT_DAYS_OUT_OF_RANGE")
    assert "Число дней — от 0 до 3650" in do(browser, "window", days="x", version="1")
    school.fail["SetEditWindow"] = refusal(grpc.StatusCode.ABORTED, "VERSION_CONFLICT")
    assert "Пока вы вводили" in do(browser, "window", days="7", version="1")


def test_a_window_of_a_kind_of_work_leaves_the_rest_of_it_alone(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    do(browser, "categories/project/window", days="3", version="1")
    [sent] = school.asked("SetCategory")
    assert (sent.category.code, sent.category.title, sent.category.weight) == ("project", "Проект", "2")
    assert (sent.category.edit_days, sent.category.version) == (3, 1)
    do(browser, "categories/nothing/window", days="3")
    assert len(school.asked("SetCategory")) == 1


def test_a_part_of_the_journal_is_locked_and_opened_again(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    do(browser, "locks", term=TERM, subject="ALG", reason="Четверть закрыта", **{"class": CLASS})
    [sent] = school.asked("CreateLock")
    assert (sent.term, sent.subject_code, getattr(sent, "class"), sent.reason) == (
        TERM, "ALG", CLASS, "Четверть закрыта",
    )  # fmt: skip
    do(browser, f"locks/{LOCK}/end", reason="Ошибка")
    [ended] = school.asked("EndLock")
    assert (ended.lock, ended.reason) == (LOCK, "Ошибка")


def test_a_request_is_granted_for_some_hours_or_refused_with_an_answer(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.answers["ListUnlocks"] = waiting(unlock())
    before = datetime.datetime.now(datetime.UTC)
    do(browser, f"unlocks/{UNLOCK}", grant="1", hours="72", answer="До пятницы")
    do(browser, f"unlocks/{UNLOCK}", grant="0", answer="Четверть закрыта")
    granted, refused = school.asked("DecideUnlock")
    assert (granted.unlock, granted.grant, granted.answer) == (UNLOCK, True, "До пятницы")
    hours = (granted.until.ToDatetime(datetime.UTC) - before).total_seconds() / 3600
    assert 71.9 < hours < 72.1
    assert (refused.grant, refused.HasField("until"), refused.answer) == (False, False, "Четверть закрыта")


def test_the_start_page_of_a_deputy_head_says_how_many_wait(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.answers["ListUnlocks"] = waiting(unlock(), unlock(unlock=new_id()))
    page = browser.client.get("/", follow_redirects=True).text
    assert "Ждут ответа 2 запроса на открытие урока" in page
    assert f'href="{PAGE}#unlocks"' in page
    school.answers["ListUnlocks"] = waiting()
    assert "на открытие урока" not in browser.client.get("/", follow_redirects=True).text


# The teacher


def shut(school: School, rule: str = "EDIT_WINDOW_CLOSED") -> None:
    school.answers["RecordLesson"] = gradebook.RecordLessonResponse(
        lesson=school.lesson, refusals=[gradebook.CellRefusal(field="lesson_edit", rule=rule)]
    )


def typed_lesson(browser: Browser, school: School, **fields: str) -> str:
    path = f"/{school.lesson.name}"
    page = browser.get(path).text
    seen = page.split('name="seen" value="')[1].split('"')[0].replace("&#34;", '"')
    form = {"action": "save", "topic": "Дроби", "seen": seen, "request_id": new_id()} | fields
    return browser.post(path, page, **form).text


@pytest.mark.parametrize("rule", ["EDIT_WINDOW_CLOSED", "PERIOD_LOCKED"])
def test_a_shut_lesson_offers_to_ask_for_an_unlock_and_keeps_what_was_typed(start: Start, rule: str) -> None:
    browser, school, _ = start()
    shut(school, rule)
    page = typed_lesson(browser, school)
    assert "Попросить открыть" in page
    assert 'value="Дроби"' in page
    page = typed_lesson(browser, school, action="ask_unlock", unlock_reason="Не успела внести")
    [asked] = school.asked("RequestUnlock")
    assert (asked.place, asked.reason) == (school.lesson.name, "Не успела внести")
    assert 'value="Дроби"' in page
    assert "Завуч увидит ваш запрос" in page


def test_another_refusal_offers_no_unlock(start: Start) -> None:
    browser, school, _ = start()
    shut(school, "LESSON_CANCELLED")
    assert "Попросить открыть" not in typed_lesson(browser, school)


def test_without_a_reason_the_request_is_refused_beside_what_was_typed(start: Start) -> None:
    browser, school, _ = start()
    school.fail["RequestUnlock"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "REASON_NEEDED")
    page = typed_lesson(browser, school, action="ask_unlock")
    assert "Напишите причину" in page
    assert 'value="Дроби"' in page
    assert "Попросить открыть" in page


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ({"state": rules_pb2.UNLOCK_STATE_REQUESTED}, "Завуч ещё не ответил"),
        ({"state": rules_pb2.UNLOCK_STATE_REFUSED, "answer": "Поздно"}, "Поздно"),
        ({"state": rules_pb2.UNLOCK_STATE_GRANTED, "until": moment(-90)}, "Урок открыт для правки до"),
        ({"state": rules_pb2.UNLOCK_STATE_GRANTED, "until": moment(90)}, ""),
    ],
)
def test_the_page_of_a_past_lesson_says_what_became_of_the_request(
    start: Start, state: dict[str, object], text: str
) -> None:
    browser, school, _ = start()
    school.lesson.date = "2026-09-07"
    school.answers["ListOwnUnlocks"] = rules_pb2.ListOwnUnlocksResponse(
        unlocks=[unlock(place=f"{GROUP}/lessons/{new_id()}"), unlock(**state)]
    )
    page = browser.get(f"/{school.lesson.name}").text
    said = "запрос открыть" in page or "попросили открыть" in page or "Урок открыт" in page
    assert text in page
    assert said is bool(text)


def test_todays_lesson_asks_for_no_requests(start: Start) -> None:
    browser, school, _ = start()
    browser.get(f"/{school.lesson.name}")
    assert not school.asked("ListOwnUnlocks")


# The history


def test_the_history_says_who_when_what_and_why(start: Start) -> None:
    browser, school, _ = start()
    mine = school.GetMe(None)
    school.answers["GetMe"] = mine
    change = {"time": moment(5), "lesson": school.lesson.name, "date": school.lesson.date}
    school.answers["ListChanges"] = changes_pb2.ListChangesResponse(
        changes=[
            changes_pb2.JournalChange(
                cell="mark", pupil=PUPILS[0], old_value="3", new_value="4", reason="Описка", category="test",
                person=mine.person.name, **change,
            ),
            changes_pb2.JournalChange(
                cell="attendance", pupil=PUPILS[1], new_value="late 5", person=f"persons/{new_id()}", **change
            ),
            changes_pb2.JournalChange(cell="topic", new_value="Дроби", person=mine.person.name, **change),
            changes_pb2.JournalChange(cell="state", old_value="planned", new_value="held", **change),
        ],
        next_page_token="older",
    )  # fmt: skip
    page = browser.get(f"/{school.lesson.name}/changes").text
    for text in ("Абрамова Вера", "Описка", "опоздание 5 мин", "Дроби", "Вы", "другой сотрудник", "проведён"):
        assert text in page
    assert 'href="?page=older"' in page
    pupil = PUPILS[0].split("/")[3]
    browser.get(f"/{GROUP}/changes?pupil={pupil}&page=older")
    asked = school.asked("ListChanges")
    assert [(each.place, each.pupil, each.page_token) for each in asked] == [
        (school.lesson.name, "", ""), (GROUP, PUPILS[0], "older"),
    ]  # fmt: skip
    assert f'href="/{school.lesson.name}/changes"' in browser.get(f"/{school.lesson.name}").text
    assert f'href="/{GROUP}/changes"' in browser.get(f"/{GROUP}/journal").text


def test_a_history_without_a_line_says_so(start: Start) -> None:
    browser, _, _ = start()
    assert "Изменений нет" in browser.get(f"/{GROUP}/changes").text


# What moves


def test_one_stream_tells_of_notices_and_of_lessons_that_moved(start: Start) -> None:
    browser, school, _ = start()
    moved = changes_pb2.WatchJournalResponse(
        lessons=[
            changes_pb2.MovedLesson(lesson=school.lesson.name, change_number=7),
            changes_pb2.MovedLesson(lesson=f"{GROUP}/lessons/{UNLOCK}", gone=True),
        ]
    )
    school.streams["journal"] = Stream(moved, hold=False)
    page = browser.get(f"/{GROUP}/journal").text
    path = page.split('data-events="')[1].split('"')[0].replace("&amp;", "&")
    text = browser.get(path).text
    [line] = [line for line in text.splitlines() if line.startswith("data: {")]
    assert json.loads(line[6:]) == {school.lesson.name.rpartition("/")[2]: 7, UNLOCK: -1}
    [asked] = school.asked("WatchJournal")
    assert asked.group == GROUP
    assert asked.begin_date < asked.end_date
    assert f'data-lesson-id="{school.lesson.name.rpartition("/")[2]}" data-change="0"' in page
    own = browser.get(f"/{school.lesson.name}").text
    assert f"begin={school.lesson.date}&amp;end={school.lesson.date}" in own
    assert "data-moved" in own


class Refused(Stream):
    """A stream that the service refuses."""

    def __init__(self, code: grpc.StatusCode) -> None:
        super().__init__()
        self._code = code

    def __iter__(self):  # type: ignore[no-untyped-def]
        raise FakeError(self._code)
        yield


@pytest.mark.parametrize("code", [grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.PERMISSION_DENIED])
def test_without_a_watch_the_count_of_notices_comes_all_the_same(start: Start, code: grpc.StatusCode) -> None:
    browser, school, _ = start()
    school.streams["journal"] = Refused(code)
    school.streams["unread"] = Stream(*(notify_pb2.WatchUnreadResponse(unread=number) for number in (3, 4)), hold=False)
    text = browser.get(f"/{GROUP}/events?begin=2026-09-01&end=2026-10-01").text
    assert "event: unread\ndata: 4" in text
    assert "over" not in text
