"""The pages on which guardians and schools set what families are told."""

from datetime import UTC, datetime

import grpc
from zvonok.notify.v1 import settings_pb2 as pb

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import PUPILS, SCHOOL, refusal

CHILD = PUPILS[0].split("/")
PAGE = f"/notices/settings/{CHILD[1]}/{CHILD[3]}"
OFFICE = f"/{SCHOOL}/notice-settings"
TYPED = {
    "version": "4", "marks_at_most": "3", "quiet_begin": "21:00", "quiet_end": "08:00", "daily_at": "19:00",
    "weekly_on": "7", "way:mark:email": "off", "way:late:in_app": "at_once",
}  # fmt: skip


def test_a_guardian_sees_every_kind_and_way(start: Start) -> None:
    browser, _, _ = start("guardian")
    page = browser.get(PAGE).text
    for word in ("Отметки", "Пропуски", "Опоздания", "сразу", "никогда", 'value="22:00"', 'name="way:mark:email"'):
        assert word in page
    assert PAGE in browser.get("/notices").text


def test_what_a_guardian_sets_is_sent_as_typed(start: Start) -> None:
    browser, school, _ = start("guardian")
    answer = browser.post(PAGE, browser.get(PAGE).text, **TYPED)
    assert answer.status_code == 302
    [sent] = school.asked("SetSettings")
    wanted = sent.settings
    assert (sent.pupil, wanted.version, wanted.marks_at_most, wanted.weekly_on) == (PUPILS[0], 4, 3, 7)
    assert (wanted.quiet_begin, wanted.quiet_end, wanted.daily_at) == ("21:00", "08:00", "19:00")
    assert [(each.kind, each.channel, each.mode) for each in wanted.routes] == [
        ("mark", "email", pb.MODE_OFF), ("late", "in_app", pb.MODE_AT_ONCE),
    ]  # fmt: skip


def test_all_marks_is_no_threshold(start: Start) -> None:
    browser, school, _ = start("guardian")
    browser.post(PAGE, browser.get(PAGE).text, **(TYPED | {"marks_at_most": ""}))
    [sent] = school.asked("SetSettings")
    assert not sent.settings.HasField("marks_at_most")


def test_what_is_refused_is_told_and_stays_typed(start: Start) -> None:
    browser, school, _ = start("guardian")
    school.fail["SetSettings"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "QUIET_ALL_DAY")
    answer = browser.post(PAGE, browser.get(PAGE).text, **(TYPED | {"quiet_end": "21:00"}))
    assert answer.status_code == 422
    assert "Тихие часы должны" in answer.text
    assert answer.text.count('value="21:00"') == 2
    assert '<option value="off" selected>' in answer.text


def test_the_same_goes_for_the_other_children(start: Start) -> None:
    browser, school, _ = start("guardian")
    children = [child.name for child in school.GetMe(None).children]
    assert len(children) > 1
    browser.post(PAGE, browser.get(PAGE).text, everyone="1", **TYPED)
    sent = school.asked("SetSettings")
    assert sorted(each.pupil for each in sent) == sorted(children)
    assert all(each.settings.marks_at_most == 3 for each in sent)


def test_the_office_lays_down_grace_and_defaults(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(OFFICE).text
    assert 'name="grace" inputmode="numeric" maxlength="4" required value="10"' in page
    assert f'href="{OFFICE}"' in browser.get(f"/{SCHOOL}").text
    assert browser.post(OFFICE, page, grace="30", **TYPED).status_code == 302
    [sent] = school.asked("SetSchoolSettings")
    assert (sent.school, sent.settings.grace_seconds, sent.settings.defaults.version) == (SCHOOL, 1800, 4)


def test_a_grace_of_words_is_refused_and_stays_typed(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    school.fail["SetSchoolSettings"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "GRACE_OUT_OF_RANGE")
    answer = browser.post(OFFICE, browser.get(OFFICE).text, grace="час", **TYPED)
    assert answer.status_code == 422
    assert "от 0 до 1440 минут" in answer.text
    assert 'value="час"' in answer.text
    [sent] = school.asked("SetSchoolSettings")
    assert sent.settings.grace_seconds > 86_400


def test_the_office_sees_how_notices_got_through(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(OFFICE).text
    assert "доставлено: <b>41</b>" in page
    assert "нет адреса" in page
    [sent] = school.asked("CountDeliveries")
    assert (sent.school, sent.days) == (SCHOOL, 7)


def test_a_guardian_sees_what_waits_and_for_which_digest(start: Start) -> None:
    browser, school, _ = start("guardian")
    answer = school.ListNotices(None)
    answer.held = 3
    answer.next_time.FromDatetime(datetime(2026, 11, 26, 4, tzinfo=UTC))
    delivery = answer.notices[0].deliveries.add(channel="email", state="held")
    delivery.due_time.FromDatetime(datetime(2026, 11, 25, 15, 30, tzinfo=UTC))
    school.answers["ListNotices"] = answer
    page = browser.get("/notices").text
    assert "Ещё 3 уведомления ждут, до 26 ноября, 07:00" in page
    assert "в сводке 25 ноября, 18:30" in page


def test_a_guardian_sees_that_a_way_fails_and_which_took_its_place(start: Start) -> None:
    browser, school, _ = start("guardian")
    answer = school.ListNotices(None)
    del answer.notices[0].deliveries[:]
    failing = answer.notices[0].deliveries.add(channel="messenger", state="queued", reason="MESSENGER_503")
    school.answers["ListNotices"] = answer
    page = browser.get("/notices").text
    assert "мессенджер: отправляется (этот способ сейчас не работает)" in page
    failing.state = "abandoned"
    answer.notices[0].deliveries.add(channel="sms", state="sent")
    page = browser.get("/notices").text
    assert "мессенджер: доставить не удалось</span>" in page
    assert ">SMS: доставлено</span>" in page
    assert "MESSENGER_503" not in page
