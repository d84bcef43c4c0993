"""Marks by file and by OneRoster package in a real browser: taken, filled in, looked at, saved."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import problems_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]


def a_mark_in(path: Path) -> str:
    """Changes a mark in the file; the cell it stands in."""
    book = load_workbook(path)
    sheet: Any = book.active
    for row in sheet.iter_rows(min_row=7, min_col=3):
        for cell in row:
            if cell.value in ("4", "5"):
                cell.value = {"4": "5", "5": "4"}[cell.value]
                book.save(path)
                return str(cell.coordinate)
    raise AssertionError("no mark in the file")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_teacher_changes_a_mark_by_file(log_in: LogIn, tmp_path: Path, width: int) -> None:
    page = log_in("teacher", width=width)
    page.goto("/journals")
    page.locator("main a[href$='/journal']").first.click()
    page.get_by_role("link", name="Файл").click()
    term = page.locator("article", has=page.locator(".tag.good"))
    expect(term).to_have_count(1)
    with page.expect_download() as download:
        term.get_by_role("link", name="Отметки, XLSX").click()
    path = tmp_path / "marks.xlsx"
    download.value.save_as(path)
    assert not problems_of(page, width)
    cell = a_mark_in(path)
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="Посмотреть, что изменится").click()
    expect(page.get_by_role("heading", name="Что изменится")).to_be_visible()
    expect(page.locator("table.report tbody tr")).to_have_count(1)
    expect(page.locator("table.report tbody tr")).to_contain_text(cell)
    assert not problems_of(page, width)
    page.fill("[name=reason]", "Проверено ещё раз")
    page.get_by_role("button", name="Сохранить в журнал").click()
    expect(page.locator(".flash.saved")).to_contain_text("Из файла сохранено клеток: 1")
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="Посмотреть, что изменится").click()
    expect(page.get_by_role("heading", name="Ничего не изменится")).to_be_visible()
    book = load_workbook(path)
    sheet: Any = book.active
    sheet[cell].value = "7"
    book.save(path)
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="Посмотреть, что изменится").click()
    expect(page.get_by_role("heading", name="Ничего не сохранено")).to_be_visible()
    expect(page.locator("table.report tbody tr")).to_contain_text(cell)
    assert not problems_of(page, width)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_package_goes_out_and_comes_in(log_in: LogIn, tmp_path: Path, width: int) -> None:
    page = log_in("deputy", width=width)
    page.goto(page.locator("header a[href^='/schools/'][href$='/control-room']").get_attribute("href") or "")
    school = page.url.split("/schools/")[1].split("/")[0]
    page.goto(f"/schools/{school}/oneroster")
    with page.expect_download() as download:
        page.locator("a.button.main").click()
    path = tmp_path / "package.zip"
    download.value.save_as(path)
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="Проверить, ничего не сохраняя").click()
    expect(page.get_by_role("heading", name="Пакет составлен верно")).to_be_visible()
    assert not problems_of(page, width)
    path.write_bytes(b"no package")
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="Загрузить").click()
    expect(page.get_by_role("alert")).to_contain_text("Ошибок: 1")
    assert not problems_of(page, width)
