"""Marks by file: what people get, what comes back as, and what a wrong file is told."""

import csv
import html
import io
import re
from typing import Any

import grpc
import pytest
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse
from zvonok.gradebook.v1 import bulk_pb2

from kit.ids import new_id
from tests.unit.portal.conftest import Browser, Start
from tests.unit.portal.fakes import GROUP, NAMES, PUPILS, refusal

PATH = f"/{GROUP}/file"
Code = grpc.StatusCode


def send(browser: Browser, content: bytes, name: str = "marks.xlsx") -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(PATH).text)
    assert token
    data = {"csrf_token": token[1], "file": (io.BytesIO(content), name)}
    return browser.client.post(PATH, data=data, content_type="multipart/form-data")


def book_of(browser: Browser, what: str = "marks.xlsx") -> Any:
    return load_workbook(io.BytesIO(browser.get(f"{PATH}/{what}").data))


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def told(answer: TestResponse, browser: Browser) -> str:
    page = browser.get(answer.headers["Location"]).text if answer.status_code == 302 else answer.text
    return html.unescape(page)


def test_the_file_has_names_keys_marks_and_who_took_it(start: Start) -> None:
    browser, school, _ = start()
    answer = browser.get(f"{PATH}/marks.xlsx")
    assert "7" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[1].hidden
    assert str(sheet["B2"].value).startswith("7А Алгебра 2 четверть. Персональные данные. Выгрузил(а) ")
    assert "Ветрова Полина Олеговна" in str(sheet["B2"].value)
    names = [row[1].value for row in sheet.iter_rows(min_row=7, max_row=6 + len(NAMES))]
    assert names == [" ".join(name) for name in NAMES], "in the order of the register"
    assert {row[0].value for row in sheet.iter_rows(min_row=7, max_row=6 + len(NAMES))} == {
        pupil.rpartition("/")[2] for pupil in PUPILS
    }
    assert [sheet["B3"].value, sheet["B4"].value, sheet["B5"].value] == ["Дата", "Номер урока", "Вид работы"]
    assert sheet["C5"].value == "ответ"
    [asked] = school.asked("ExportMarks")
    assert asked.group == GROUP
    assert not asked.empty


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_was_taken_comes_back_as_it_was_without_names(start: Start, form: str) -> None:
    browser, school, _ = start()
    content = browser.get(f"{PATH}/marks.{form}").data
    [exported] = [school.ExportMarks(each) for each in school.asked("ExportMarks")]
    answer = send(browser, content, f"marks.{form}")
    assert answer.status_code == 200
    assert "Ничего не изменится" in answer.text
    [wanted] = school.asked("ImportMarks")
    assert wanted.dry_run
    assert [(c.date, c.bell, c.category, c.seen_history) for c in wanted.columns] == [
        (c.date, c.bell, c.category, c.seen_history) for c in exported.columns
    ]
    assert [c.lesson for c in wanted.columns] == [c.lesson for c in exported.columns]
    cells = {row.pupil: list(row.cells) for row in exported.rows}
    for row in wanted.rows:
        got = list(row.cells)
        assert got + [""] * (len(cells[row.pupil]) - len(got)) == cells[row.pupil]
    assert len(wanted.rows) == len(PUPILS)
    assert NAMES[0][0] not in str(wanted)


def test_a_template_has_no_marks(start: Start) -> None:
    browser, school, _ = start()
    sheet = book_of(browser, "template.xlsx").active
    assert school.asked("ExportMarks")[0].empty
    assert {cell.value for row in sheet.iter_rows(min_row=7, max_row=6 + len(NAMES), min_col=3) for cell in row} <= {
        None,
        "",
    }


def test_what_would_change_is_shown_and_saved_only_when_confirmed(start: Start) -> None:
    browser, school, _ = start()
    change = bulk_pb2.MarksChange(row="7", column="C", pupil=PUPILS[0], old_value="4", new_value="5")
    content = browser.get(f"{PATH}/marks.xlsx").data
    school.answers["ImportMarks"] = bulk_pb2.ImportMarksResponse(changes=[change], lessons=1, unchanged=9)
    page = send(browser, content).text
    assert "Что изменится" in page
    assert ">C7<" in page
    assert "Абрамова Вера" in page
    table = html.unescape(re.search(r'name="table" value="([^"]+)"', page)[1])  # type: ignore[index]
    school.answers["ImportMarks"] = bulk_pb2.ImportMarksResponse(applied=True, changes=[change])
    request_id = new_id()
    answer = browser.post(f"{PATH}/save", page, table=table, request_id=request_id, reason="Ошибка в работе")
    assert "Из файла сохранено клеток: 1" in told(answer, browser)
    look, save = school.asked("ImportMarks")
    assert (look.dry_run, save.dry_run) == (True, False)
    assert (save.request_id, save.reason) == (request_id, "Ошибка в работе")
    assert list(save.columns) == list(look.columns)
    assert list(save.rows) == list(look.rows)


def test_mistakes_are_listed_by_cell_with_words(start: Start) -> None:
    browser, school, _ = start()
    content = browser.get(f"{PATH}/marks.xlsx").data
    problem = bulk_pb2.MarksProblem
    school.answers["ImportMarks"] = bulk_pb2.ImportMarksResponse(
        problems=[
            problem(column="D", rule="CATEGORY_NEEDED"),
            problem(row="8", rule="PUPIL_TWICE"),
            problem(row="9", column="E", rule="NOT_IN_SCALE"),
            problem(row="9", column="F", rule="VERSION_CONFLICT", current_value="2", pupil=PUPILS[2]),
        ],
        problem_count=4,
    )
    answer = send(browser, content)
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    assert "Ошибок: 4" in page
    assert "Укажите над столбцом вид работы." in page
    assert [f">{place}<" in page for place in ("D", "8", "E9", "F9")] == [True] * 4
    assert "Сейчас в журнале:" in page
    assert 'name="table"' not in page, "there is nothing to confirm"


def test_work_of_the_teachers_own_is_read_from_the_headings(start: Start) -> None:
    browser, school, _ = start()
    book = book_of(browser)
    sheet = book.active
    place = sheet.max_column + 1
    for row, value in ((3, "05.11.2026"), (4, 2), (5, "ПРОЕКТ"), (6, "=Итог"), (7, 5), (8, 4.0)):
        sheet.cell(row, place).value = value
    sheet.cell(6, place).data_type = "s"
    send(browser, saved(book))
    column = school.asked("ImportMarks")[0].columns[-1]
    assert (column.date, column.bell, column.category, column.title) == ("2026-11-05", 2, "project", "=Итог")
    assert (column.lesson, column.line_item, column.seen_history) == ("", "", 0)
    assert [row.cells[-1] for row in school.asked("ImportMarks")[0].rows[:2]] == ["5", "4"]


def test_a_name_that_is_a_formula_stays_a_text(start: Start) -> None:
    browser, school, _ = start()
    names = school.ListGroupPupils(None)
    names.pupils[0].family_name = "=1+1"
    school.answers["ListGroupPupils"] = names
    sheet = book_of(browser).active
    assert (sheet["B7"].value, sheet["B7"].data_type) == ("=1+1 Вера", "s")
    rows = list(csv.reader(io.StringIO(browser.get(f"{PATH}/marks.csv").data.decode("utf-8-sig")), delimiter=";"))
    assert rows[6][1] == "'=1+1 Вера"


def other_group(sheet: Any) -> None:
    sheet["A1"].value = sheet["A1"].value.replace(GROUP.rpartition("/")[2], new_id())


def no_keys(sheet: Any) -> None:
    sheet.delete_rows(1)


def no_heading(sheet: Any) -> None:
    sheet.delete_rows(4)


def damaged_key(sheet: Any) -> None:
    sheet["C1"].value = "a:b:c"


def no_date(sheet: Any) -> None:
    sheet["D3"].value = "вчера"


def no_bell(sheet: Any) -> None:
    sheet["D4"].value = "второй"


def control(sheet: Any) -> None:
    sheet["C7"].value = "5\u202e"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (other_group, "Это файл другой группы."),
        (no_keys, "Это не файл отметок с этой страницы"),
        (no_heading, "В файле нет одной из строк заголовков"),
        (damaged_key, "Столбец C: Это не файл отметок"),
        (no_date, "Столбец D: Такой даты нет."),
        (no_bell, "Столбец D: Номер урока над столбцом должен быть числом."),
        (control, "Строка 7: "),
    ],
)
def test_a_damaged_file_is_told_where(start: Start, damage: Any, words: str) -> None:
    browser, school, _ = start()
    book = book_of(browser)
    damage(book.active)
    assert words in told(send(browser, saved(book)), browser)
    assert not school.asked("ImportMarks")


def plain(*rows: list[str]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    return saved(book)


# What the bytes are, and what is said of them.
LIES = {
    "nothing": (b"", "Файл пуст"),
    "an old table": (b"\xd0\xcf\x11\xe0 old", "Это не таблица"),
    "a document": (b"%PDF-1.7\n\x00\x01", "Это не таблица"),
    "a broken archive": (b"PK\x03\x04 broken", "Файл не читается"),
    "open quotation marks": (b'a;"b\nc', "Файл не читается"),
    "another CSV": ("Фамилия;Отметка\nБелов;5\n".encode("cp1251"), "Это не файл отметок"),
    "another XLSX": (plain(["Фамилия", "5"]), "Это не файл отметок"),
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("name", ["marks.xlsx", "marks.csv"])
def test_a_file_with_a_lying_type_is_refused(start: Start, lie: str, name: str) -> None:
    content, words = LIES[lie]
    browser, school, _ = start()
    assert words in told(send(browser, content, name), browser)
    assert not school.asked("ImportMarks")


def test_a_huge_file_is_refused(start: Start) -> None:
    browser, school, _ = start()
    assert send(browser, b"x" * (3 * 1024 * 1024)).status_code == 413
    assert not school.asked("ImportMarks")


@pytest.mark.parametrize("table", ["", "x", "eJxLTEoGAAJNASc=", "AAAA"])
def test_a_damaged_table_of_the_form_changes_nothing(start: Start, table: str) -> None:
    browser, school, _ = start()
    answer = browser.post(f"{PATH}/save", browser.get(PATH).text, table=table)
    assert "Это не файл отметок" in told(answer, browser)
    assert not school.asked("ImportMarks")


def test_the_table_of_the_form_goes_to_the_group_of_the_page(start: Start) -> None:
    browser, school, _ = start()
    school.answers["ImportMarks"] = bulk_pb2.ImportMarksResponse(
        changes=[bulk_pb2.MarksChange(row="7", column="C", pupil=PUPILS[0], new_value="5")]
    )
    page = send(browser, browser.get(f"{PATH}/marks.xlsx").data).text
    table = html.unescape(re.search(r'name="table" value="([^"]+)"', page)[1])  # type: ignore[index]
    other = GROUP.replace(GROUP.rpartition("/")[2], new_id())
    browser.post(f"/{other}/file/save", page, table=table, request_id=new_id())
    assert school.asked("ImportMarks")[-1].group == other


def test_a_refusal_of_the_service_is_told_and_a_missing_right_is_a_missing_page(start: Start) -> None:
    browser, school, _ = start()
    content = browser.get(f"{PATH}/marks.xlsx").data
    school.fail["ImportMarks"] = refusal(Code.INVALID_ARGUMENT, "TOO_MANY_CELLS")
    assert "Слишком много клеток" in told(send(browser, content), browser)
    school.fail["ImportMarks"] = refusal(Code.PERMISSION_DENIED, "NOT_ALLOWED")
    assert send(browser, content).status_code == 404
    school.fail["ExportMarks"] = refusal(Code.PERMISSION_DENIED, "NOT_ALLOWED")
    assert browser.get(f"{PATH}/marks.xlsx").status_code == 404


def test_who_does_not_teach_the_group_can_only_take(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(PATH).text
    assert "marks.xlsx" in page
    assert 'type="file"' not in page


def test_the_pages_speak_both_languages(start: Start) -> None:
    browser, school, _ = start()
    browser.client.set_cookie("zvonok-language", "en")
    book = book_of(browser)
    assert book.active["C5"].value == "answer"
    browser.client.set_cookie("zvonok-language", "ru")
    send(browser, saved(book))
    assert {column.category for column in school.asked("ImportMarks")[0].columns} == {"answer"}


@pytest.mark.parametrize(("code", "status"), [(Code.UNAVAILABLE, 503), (Code.UNAUTHENTICATED, 401)])
def test_a_looked_at_table_is_not_lost(start: Start, code: grpc.StatusCode, status: int) -> None:
    browser, school, _ = start()
    change = bulk_pb2.MarksChange(row="7", column="C", pupil=PUPILS[0], new_value="5")
    school.answers["ImportMarks"] = bulk_pb2.ImportMarksResponse(changes=[change])
    page = send(browser, browser.get(f"{PATH}/marks.xlsx").data).text
    fields = dict(re.findall(r'name="(table|request_id)" value="([^"]+)"', page))
    school.fail["ImportMarks"] = refusal(code)
    kept = browser.post(f"{PATH}/save", page, **fields)
    assert kept.status_code == status
    assert dict(re.findall(r'name="(table|request_id)" value="([^"]+)"', kept.text)) == fields


def test_merged_cells_hold_their_first_cell_and_sorted_rows_stay_their_pupils(start: Start) -> None:
    browser, school, _ = start()
    book = book_of(browser)
    sheet = book.active
    before = {row[0].value: [cell.value or "" for cell in row[2:]] for row in sheet.iter_rows(min_row=7, max_row=24)}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7, max_row=24)]
    for number, row in enumerate(reversed(rows), 7):
        for place, value in enumerate(row, 1):
            sheet.cell(number, place).value = value
    sheet["B7"].value = "Другая фамилия"
    sheet.merge_cells("C7:E7")
    send(browser, saved(book))
    [wanted] = school.asked("ImportMarks")
    got = {row.pupil.rpartition("/")[2]: list(row.cells) for row in wanted.rows}
    merged = rows[-1][0]
    for pupil, cells in before.items():
        kept = [*cells[:1], "", "", *cells[3:]] if pupil == merged else cells
        assert got[pupil] + [""] * (len(kept) - len(got[pupil])) == kept
