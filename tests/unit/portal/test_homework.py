"""Pages of plans and homework over fake services."""

import base64
import html
import io
import re

import grpc
import pytest
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.gradebook.v1 import homework_pb2 as hw
from zvonok.gradebook.v1 import plans_pb2 as plans

from kit.ids import new_id
from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import GROUP, PUPILS, SCHOOL, TODAY, refusal
from tests.unit.portal.fakes_homework import FILE, ITEM, TOPICS

Code = grpc.StatusCode


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("subject_teacher", f"/{GROUP}/plan"),
        ("journal_administrator", f"/{GROUP}/plan"),
        ("subject_teacher", f"/{GROUP}/homework"),
        ("deputy_head", f"/{SCHOOL}/coverage"),
        ("deputy_head", f"/{SCHOOL}/coverage?day=2026-10-01"),
        ("deputy_head", f"/{SCHOOL}/homework-limits"),
    ],
    ids=["plan", "plan of the office", "homework", "coverage", "coverage of a day", "limits"],
)
def test_pages_answer(start: Start, role: str, path: str, language: str) -> None:
    browser, _, _ = start(role)
    browser.client.set_cookie("zvonok-language", language)
    answer = browser.get(path)
    assert answer.status_code == 200
    assert " style=" not in answer.text


def test_the_plan_shows_what_is_taught_what_was_due_and_that_lessons_are_short(start: Start) -> None:
    browser, _, _ = start()
    page = browser.get(f"/{GROUP}/plan").text
    assert "50 %" in page
    assert page.count("✓ пройдена") == 1
    assert "пора было пройти" in page
    assert "уроков не хватает" in page
    assert "7Б Алгебра" in page


def test_topics_are_added_changed_moved_and_taken_out(start: Start) -> None:
    browser, school, _ = start()
    page = browser.get(f"/{GROUP}/plan").text
    new = {"version": "4", "title": "Шар", "hours": "2", "category": "test", "homework": "§ 9", "position": "2"}
    assert browser.post(f"/{GROUP}/plan/topics", page, **new).status_code == 302
    [added] = school.asked("SetTopic")
    assert (added.seen_version, added.position, added.topic.topic, added.topic.title, added.topic.hours) == (
        4, 2, "", "Шар", 2,
    )  # fmt: skip
    path = f"/{GROUP}/plan/topics/{TOPICS[1]}"
    browser.post(path, page, version="4", action="move", position="1")
    browser.post(path, page, version="4", action="delete")
    browser.post(path, page, version="4", action="save", title="Сфера", hours="x")
    assert (school.asked("MoveTopic")[0].topic, school.asked("MoveTopic")[0].position) == (TOPICS[1], 1)
    assert school.asked("DeleteTopic")[0].topic == TOPICS[1]
    assert (school.asked("SetTopic")[1].topic.topic, school.asked("SetTopic")[1].topic.hours) == (TOPICS[1], 0)


def test_a_refused_change_of_the_plan_is_told(start: Start) -> None:
    browser, school, _ = start()
    page = browser.get(f"/{GROUP}/plan").text
    school.fail["SetTopic"] = refusal(Code.INVALID_ARGUMENT, "HOURS_OUT_OF_RANGE")
    typed = {"version": "4", "title": "Шар <3", "hours": "0", "category": "test", "homework": "§ 9", "position": "2"}
    for path, place in (("topics", "add-topic"), (f"topics/{TOPICS[1]}", f"topic-{TOPICS[1]}")):
        answer = browser.post(f"/{GROUP}/plan/{path}", page, **typed)
        assert answer.status_code == 409
        assert "от 1 до 99" in answer.text
        assert f'href="#{place}"' in answer.text
        # Shown once, in the form that was sent, as it was typed.
        for field in ('name="title" maxlength="500" required value="Шар &lt;3"', 'value="0"', 'value="§ 9"'):
            assert answer.text.count(field) == 1
        assert answer.text.count("<details open>") == (0 if path == "topics" else 1)


def test_a_file_is_looked_at_first_and_then_taken_as_it_was(start: Start) -> None:
    browser, school, _ = start()
    page = browser.get(f"/{GROUP}/plan").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "version": "4", "file": (io.BytesIO("Тема\nШар".encode()), "план.csv")}
    answer = browser.client.post(f"/{GROUP}/plan/file", data=sent, content_type="multipart/form-data")
    assert "Шар и сфера" in answer.text
    [looked] = school.asked("ImportPlan")
    assert (looked.preview, looked.content) == (True, "Тема\nШар".encode())
    kept = base64.b64encode("Тема\nШар".encode()).decode()
    assert f'value="{kept}"' in answer.text
    browser.post(f"/{GROUP}/plan/file", answer.text, version="4", content=kept, action="take")
    taken = school.asked("ImportPlan")[1]
    assert (taken.preview, taken.content, taken.seen_version) == (False, looked.content, 4)


def test_mistakes_of_a_file_are_told_by_line(start: Start) -> None:
    browser, school, _ = start()
    page = browser.get(f"/{GROUP}/plan").text
    school.answers["ImportPlan"] = plans.ImportPlanResponse(
        problems=[plans.ImportProblem(line=3, column="hours", rule="HOURS_OUT_OF_RANGE")]
    )
    kept = base64.b64encode(b"x").decode()
    answer = browser.post(f"/{GROUP}/plan/file", page, version="4", content=kept)
    assert "Строка 3" in answer.text
    assert "На тему отводится" in answer.text
    assert browser.post(f"/{GROUP}/plan/file", page, version="4").status_code == 302


def test_a_plan_goes_to_the_chosen_classes_with_the_versions_seen(start: Start) -> None:
    browser, school, _ = start()
    page = browser.get(f"/{GROUP}/plan").text
    browser.post(f"/{GROUP}/plan/copy", page, to=TOPICS[0], **{f"version.{TOPICS[0]}": "7"})
    [copied] = school.asked("CopyPlan")
    other = f"{SCHOOL}/groups/{TOPICS[0]}"
    assert (list(copied.groups), dict(copied.seen_versions)) == ([GROUP, other], {other: 7})


def test_the_lesson_takes_the_proposed_topic_with_one_click_and_keeps_what_was_typed(start: Start) -> None:
    browser, school, _ = start()
    path = f"/{school.lesson.name}"
    page = browser.get(path).text
    assert '<datalist id="planned-topics"><option value="Дроби">' in page
    assert "По плану, № 2" in page
    seen = html.unescape(page.split('name="seen" value="')[1].split('"')[0])
    pupil = PUPILS[1].rpartition("/")[2]
    typed = {"seen": seen, "request_id": new_id(), "topic": "", f"att.{pupil}": "absent"}
    answer = browser.post(path, page, action="take_topic", **typed)
    assert answer.status_code == 200
    assert 'name="topic" value="Дроби"' in answer.text
    assert "§ 3, № 5</textarea>" in answer.text
    assert f'name="att.{pupil}" value="absent" checked' in answer.text
    assert not school.asked("RecordLesson")
    answer = browser.post(path, page, action="take_topic", **(typed | {"homework": "своё"}))
    assert "своё</textarea>" in answer.text


def lesson_path(school: object) -> str:
    return f"/{school.lesson.name}/homework"  # type: ignore[attr-defined]


def test_the_homework_of_a_lesson_shows_whose_it_is_and_who_has_done_it(start: Start) -> None:
    browser, school, _ = start()
    page = browser.get(lesson_path(school)).text
    assert "Абрамова Вера" in page
    assert "сделали: 2 из 18" in page
    assert "Лист &lt;1&gt;.pdf" in page
    assert "больше, чем" in page, "the day that is too full"


def test_homework_with_files_goes_in_pieces_and_in_one_call(start: Start) -> None:
    browser, school, _ = start()
    path = lesson_path(school)
    page = browser.get(path).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    # More than other forms may hold.
    content = b"x" * (3 * 1024 * 1024)
    data = {
        "csrf_token": token, "request_id": new_id(), "text": "Стих", "due": "2026-10-09", "minutes": "30",
        "whom": "some", "pupil": [PUPILS[0].rpartition("/")[2], PUPILS[1].rpartition("/")[2]],
        "files": [(io.BytesIO(content), "Лист.pdf")],
    }  # fmt: skip
    answer = browser.client.post(path, data=data, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert school.uploaded == content
    [given] = school.asked("SetAssignment")
    assert (given.text, given.due_date, given.minutes, list(given.pupils), list(given.add_uploads)) == (
        "Стих", "2026-10-09", 30, PUPILS[:2], [FILE],
    )  # fmt: skip


def test_refused_homework_keeps_what_was_typed_and_the_files_that_came(start: Start) -> None:
    browser, school, _ = start()
    path = lesson_path(school)
    page = browser.get(path).text
    school.fail["SetAssignment"] = refusal(Code.INVALID_ARGUMENT, "DUE_DATE_OUT_OF_RANGE")
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {
        "csrf_token": token, "text": "Стих", "due": "2020-01-01", "whom": "some",
        "pupil": PUPILS[1].rpartition("/")[2], "files": [(io.BytesIO(b"%PDF-"), "Лист.pdf")],
    }  # fmt: skip
    answer = browser.client.post(path, data=data, content_type="multipart/form-data")
    assert answer.status_code == 409
    assert "Стих</textarea>" in answer.text
    assert f'name="upload" value="{FILE}"' in answer.text
    assert f'value="{PUPILS[1].rpartition("/")[2]}" checked' in answer.text
    del school.fail["SetAssignment"]
    kept = {"text": "Стих", "upload": FILE, f"upload.{FILE}": "Лист.pdf"}
    assert browser.post(path, answer.text, **kept).status_code == 302
    assert list(school.asked("SetAssignment")[-1].add_uploads) == [FILE]


def test_homework_for_single_pupils_never_goes_to_everybody_by_mistake(start: Start) -> None:
    browser, school, _ = start()
    path = lesson_path(school)
    answer = browser.post(path, browser.get(path).text, text="Стих", whom="some")
    assert answer.status_code == 409
    assert "хотя бы одного ученика" in answer.text
    assert not school.asked("SetAssignment")


def test_homework_is_changed_and_taken_back_with_the_version_seen(start: Start) -> None:
    browser, school, _ = start()
    path = lesson_path(school)
    page = browser.get(f"{path}?edit={ITEM}").text
    assert "Выучить стих</textarea>" in page
    assert f'name="assignment" value="{ITEM}"' in page
    browser.post(path, page, assignment=ITEM, version="3", text="Другое", remove=FILE)
    [changed] = school.asked("SetAssignment")
    assert (changed.assignment, changed.seen_version, list(changed.remove_files)) == (ITEM, 3, [FILE])
    browser.post(f"{path}/{ITEM}/withdrawal", page, version="3")
    assert (school.asked("WithdrawAssignment")[0].assignment, school.asked("WithdrawAssignment")[0].seen_version) == (
        ITEM, 3,
    )  # fmt: skip


def test_a_full_day_is_told_when_homework_was_given(start: Start) -> None:
    browser, school, _ = start()
    path = lesson_path(school)
    school.answers["SetHomeworkMinutes"] = hw.SetHomeworkMinutesResponse(
        overloaded=hw.LoadDay(date="2026-10-05", minutes=200, limit_minutes=150)
    )
    browser.post(f"{path}/minutes", browser.get(path).text, minutes="90")
    assert school.asked("SetHomeworkMinutes")[0].minutes == 90
    assert "200 минут" in browser.get(path).text


@pytest.mark.parametrize(
    ("role", "path"),
    [("guardian", f"/{PUPILS[0]}/homework/files/{FILE}"), ("subject_teacher", "lesson")],
    ids=["family", "teacher"],
)
def test_a_file_is_saved_and_never_shown_as_a_page(start: Start, role: str, path: str) -> None:
    browser, school, _ = start(role)
    if path == "lesson":
        path = f"{lesson_path(school)}/files/{FILE}"
    answer = browser.get(path)
    assert answer.data == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"


def diary(school: object) -> None:
    answer = gradebook.GetDiaryResponse()
    answer.homework.add(
        item=ITEM, lesson=f"{GROUP}/lessons/{new_id()}", subject_title="Физика", text="Опыт <дома>", minutes=80,
        due_date=TODAY.isoformat(), assignment=True, personal=True,
        files=[hw.HomeworkFile(file=FILE, name="Опыт.pdf", size=10)],
    )  # fmt: skip
    school.answers["GetDiary"] = answer  # type: ignore[attr-defined]


def test_the_diary_shows_what_is_due_and_the_pupil_ticks_it(start: Start) -> None:
    browser, school, _ = start("pupil")
    diary(school)
    page = browser.get(f"/{PUPILS[0]}/diary").text
    assert "Опыт &lt;дома&gt;" in page
    assert "1 ч 20 мин" in page
    assert f"/{PUPILS[0]}/homework/files/{FILE}" in page
    answer = browser.post(f"/{PUPILS[0]}/homework/{ITEM}/done", page, done="1", day=TODAY.isoformat())
    assert answer.headers["Location"].endswith(f"/diary?day={TODAY.isoformat()}#item-{ITEM}")
    [ticked] = school.asked("SetHomeworkDone")
    assert (ticked.pupil, ticked.item, ticked.done) == (PUPILS[0], ITEM, True)


def test_a_guardian_sees_what_is_done_and_ticks_nothing(start: Start) -> None:
    browser, school, _ = start("guardian")
    diary(school)
    school.answers["GetDiary"].homework[0].done = True
    page = browser.get(f"/{PUPILS[0]}/diary").text
    assert "✓ сделано" in page
    assert "/done" not in page


def test_coverage_is_shown_by_class_and_by_subject(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    rows = [
        plans.Coverage(
            group=f"{SCHOOL}/groups/{new_id()}", class_title=title, subject_title=subject, topics=topics,
            topics_due=due, due_topics_taught=taught, hours_left=hours, lessons_left=lessons,
        )
        for title, subject, topics, due, taught, hours, lessons in (
            ("10А", "Алгебра", 3, 2, 2, 3, 3),
            ("7А", "Алгебра", 3, 2, 1, 9, 3),
            ("7А", "Физика", 0, 0, 0, 0, 0),
        )
    ]  # fmt: skip
    school.answers["ListCoverage"] = plans.ListCoverageResponse(coverage=rows)
    page = browser.get(f"/{SCHOOL}/coverage").text
    found = re.findall("(?s)<summary>.*?</summary>", page)
    summaries = [" ".join(re.sub("<[^>]+>", " ", each).split()) for each in found]
    assert summaries == ["7А 50 % отстают: 1 из 2 уроков не хватает: 1 без плана: 1", "10А 100 %"]
    assert "75 %" in page
    page = browser.get(f"/{SCHOOL}/coverage?by=subject").text
    titles = re.findall("<summary><b>(.*?)</b>", page)
    assert titles == ["Алгебра", "Физика"]
    assert page.index("<b>7А</b> Алгебра") < page.index("<b>10А</b> Алгебра")


def test_limits_are_set_and_an_empty_field_is_the_norm(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(f"/{SCHOOL}/homework-limits").text
    for typed in ("100", "", "много"):
        browser.post(f"/{SCHOOL}/homework-limits", page, year="7", minutes=typed)
    wanted = school.asked("SetHomeworkLimit")
    assert [(one.year_group, one.HasField("minutes"), one.minutes) for one in wanted] == [
        (7, True, 100), (7, False, 0), (7, True, 10**6),
    ]  # fmt: skip


def test_who_administers_the_journal_is_led_to_no_page_of_marks(start: Start) -> None:
    for page in (f"/{GROUP}/plan", f"/{GROUP}/homework"):
        shown = start("journal_administrator")[0].get(page).text
        addresses = set(re.findall(rf'href="(/{GROUP}/[^"?]+)', shown))
        assert {
            one for one in addresses if not re.search(r"/(plan|homework)(/|\.|$)", one.removeprefix(f"/{GROUP}"))
        } == set()
        assert f"/{GROUP}/journal" in start("subject_teacher")[0].get(page).text
        both = start("journal_administrator", "subject_teacher")[0].get(page).text
        assert f"/{GROUP}/journal" in both
