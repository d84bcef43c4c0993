"""Personal data on the pages of families and of the school."""

import io
import json
import zipfile

import grpc
import pytest
from zvonok.gradebook.v1 import subjects_pb2 as journal
from zvonok.identity.v1 import subjects_pb2

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import CORRECTION, EXPORT, PUPILS, SCHOOL, refusal

DATA = f"/{PUPILS[0]}/data"
OFFICE = f"/{SCHOOL}/personal-data"
Code = grpc.StatusCode


def test_a_family_sees_everything_with_consents_and_requests(start: Start) -> None:
    browser, _, _ = start("guardian")
    assert f'href="{DATA}"' in browser.get("/").text
    page = browser.get(DATA).text
    told = ["2014-02-03", "в классе: 7А", "есть законный представитель", "нужно обновить", "по закону", "Абрамцева"]
    for text in (*told, "отказано, с ответом", "В документах иначе", "Просмотров этих данных"):
        assert text in page, text
    browser.client.set_cookie("zvonok-language", "en")
    assert "Photograph" in browser.get(DATA).text


def test_the_file_holds_all_marks_and_names_nobody_in_its_name(start: Start) -> None:
    browser, _, _ = start("guardian")
    answer = browser.get(f"{DATA}.zip")
    assert answer.headers["Content-Disposition"] == "attachment; filename=zvonok-data.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    package = zipfile.ZipFile(io.BytesIO(answer.data))
    content = json.loads(package.read("data.json"))
    assert content["identity"]["birth_date"] == "2014-02-03"
    assert len(content["journal"]["marks"]) == 4000
    page = package.read("data.html").decode()
    assert page.count("<tr>") == 4000
    assert "src=" not in page
    assert "href=" not in page


def test_the_file_holds_whatever_the_journal_tells(start: Start) -> None:
    browser, school, _ = start("guardian")
    school.answers["JournalData"] = [
        journal.GetSubjectDataResponse(exemptions=[journal.SubjectExemption(document="№ 7")]),
        journal.GetSubjectDataResponse(
            homework=[
                journal.SubjectHomework(date="2026-10-01", text="Карточка <1>", files=["Лист.pdf"], personal=True),
                journal.SubjectHomework(date="2026-10-02", text="§ 12"),
            ]
        ),
    ]
    package = zipfile.ZipFile(io.BytesIO(browser.get(f"{DATA}.zip").data))
    found = json.loads(package.read("data.json"))["journal"]
    assert found["exemptions"] == [{"document": "№ 7"}]
    assert [one["text"] for one in found["homework"]] == ["Карточка <1>", "§ 12"]
    page = package.read("data.html").decode()
    assert "Карточка &lt;1&gt; Лист.pdf" in page
    assert page.count("лично ученику") == 1


def test_own_data_is_there_for_everybody(start: Start) -> None:
    browser, school, _ = start("subject_teacher")
    assert 'href="/account/data"' in browser.get("/account").text
    page = browser.get("/account/data").text
    assert "Абрамова" in page
    assert "Согласия" not in page
    assert zipfile.ZipFile(io.BytesIO(browser.get("/account/data.zip").data)).namelist() == ["data.json", "data.html"]
    browser.post("/account/corrections", page, field="email", proposed="a@example.org", explanation="")
    [asked] = school.asked("RequestOwnCorrection")
    assert (asked.school, asked.field, asked.proposed) == (SCHOOL, "email", "a@example.org")


def test_consents_are_given_and_withdrawn_with_the_version_that_was_read(start: Start) -> None:
    browser, school, _ = start("guardian")
    page = browser.get(DATA).text
    answer = browser.post(f"/{PUPILS[0]}/consents", page, kind="photo", version="2", give="1")
    assert answer.headers["Location"] == DATA
    [given] = school.asked("GiveConsent")
    assert (given.pupil, given.kind, given.version) == (PUPILS[0], "photo", 2)
    browser.post(f"/{PUPILS[0]}/consents", page, kind="photo", version="2", give="0")
    assert len(school.asked("WithdrawConsent")) == 1
    school.fail["GiveConsent"] = refusal(Code.FAILED_PRECONDITION, "TOO_YOUNG")
    browser.post(f"/{PUPILS[0]}/consents", page, kind="photo", version="x", give="1")
    assert "Ученик решает сам с 14 лет" in browser.get(DATA).text


def test_a_request_goes_to_the_school_under_the_id_of_its_page(start: Start) -> None:
    browser, school, _ = start("guardian")
    page = browser.get(DATA).text
    request_id = page.split('name="request_id" value="')[1][:36]
    fields = {"field": "other", "proposed": "", "explanation": "Отметка не та", "request_id": request_id}
    for _ in range(2):
        browser.post(f"/{PUPILS[0]}/corrections", page, **fields)
    assert [asked.request_id for asked in school.asked("RequestCorrection")] == [request_id] * 2
    school.fail["RequestCorrection"] = refusal(Code.INVALID_ARGUMENT, "EXPLANATION_NEEDED")
    browser.post(f"/{PUPILS[0]}/corrections", page, **fields)
    assert "Напишите, что неверно" in browser.get(DATA).text


@pytest.mark.parametrize(
    ("role", "decides"), [("director", True), ("journal_administrator", True), ("deputy_head", False)]
)
def test_the_school_decides_and_exports(start: Start, role: str, decides: bool) -> None:
    browser, school, _ = start(role)
    page = browser.get(OFFICE).text
    assert ("Абрамова → <b>Абрамцева</b>" in page) is decides
    assert bool(school.asked("ListCorrections")) is decides
    assert "ждёт второго человека" in page
    browser.post(f"/{SCHOOL}/corrections/{CORRECTION}", page, accept="0", answer="Нет")
    assert [(one.correction, one.accept, one.answer) for one in school.asked("DecideCorrection")] == [
        (CORRECTION, False, "Нет")
    ]
    browser.post(f"/{SCHOOL}/exports", page, content="guardians", purpose="Собрание")
    [asked] = school.asked("CreateExport")
    assert (asked.school, asked.content, asked.purpose) == (SCHOOL, 2, "Собрание")
    browser.post(f"/{SCHOOL}/exports/{EXPORT}", page, confirm="1")
    assert [(one.export, one.confirm) for one in school.asked("DecideExport")] == [(EXPORT, True)]
    school.fail["DecideExport"] = refusal(Code.FAILED_PRECONDITION, "SECOND_PERSON_NEEDED")
    browser.post(f"/{SCHOOL}/exports/{EXPORT}", page, confirm="1")
    assert "не тот, кто её запросил" in browser.get(OFFICE).text


def test_an_accepted_erasure_gives_its_certificate(start: Start) -> None:
    browser, school, _ = start("director")
    page = browser.get(OFFICE).text
    school.answers["DecideCorrection"] = subjects_pb2.DecideCorrectionResponse(certificate="a.b.c")
    answer = browser.post(f"/{SCHOOL}/corrections/{CORRECTION}", page, accept="1", answer="")
    assert answer.data == b"a.b.c"
    assert answer.headers["Content-Disposition"] == "attachment; filename=erasure.jws"


def test_a_file_comes_whole_or_not_at_all(start: Start) -> None:
    browser, school, _ = start("director")
    answer = browser.get(f"/{SCHOOL}/exports/{EXPORT}/file")
    assert answer.data == b"xlsx"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=export-{EXPORT[:8]}.xlsx"
    school.fail["DownloadExport"] = refusal(Code.PERMISSION_DENIED, "NOT_ALLOWED")
    assert browser.get(f"/{SCHOOL}/exports/{EXPORT}/file").status_code == 404


def test_who_has_no_right_finds_no_such_page(start: Start) -> None:
    browser, school, _ = start("guardian")
    for name, path in (("GetSubjectData", DATA), ("ListExports", OFFICE)):
        school.fail[name] = refusal(Code.PERMISSION_DENIED, "NOT_ALLOWED")
        assert browser.get(path).status_code == 404
