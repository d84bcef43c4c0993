"""What families and schools do with personal data, in the browser: consents, requests, a file, an export by two."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from kit.ids import new_id
from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import problems_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]

DESK, PHONE = 1280, 390


def open_data(page: Page) -> None:
    """Opens the page as people find it: a family from the child's card, the office from the page of its school."""
    school = page.get_by_role("navigation", name="Главное меню").get_by_role("link", name="Школа", exact=True)
    if school.count():
        school.first.click()
    page.get_by_role("link", name="Персональные данные").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Персональные данные")


def test_a_family_reads_consents_asks_and_takes_its_data(log_in: LogIn, tmp_path: Path) -> None:
    page = log_in("guardian")
    open_data(page)
    assert not problems_of(page, DESK)
    site = page.locator("article", has_text="Сайт школы")
    site.get_by_role("button", name="Дать согласие").click()
    expect(site).to_contain_text("дано")
    site.get_by_role("button", name="Отозвать").click()
    expect(site).to_contain_text("не дано")
    told = f"Отметка за диктант {new_id()}"
    page.get_by_label("Что", exact=True).select_option("other")
    page.get_by_label("Пояснение").fill(told)
    page.get_by_role("button", name="Отправить школе").click()
    expect(page.get_by_role("status")).to_contain_text("Школа рассмотрит")
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать всё").click()
    download.value.save_as(tmp_path / "data.zip")
    assert zipfile.ZipFile(tmp_path / "data.zip").namelist() == ["data.json", "data.html"]

    office = log_in("administrator")
    open_data(office)
    request = office.locator("article", has_text=told)
    request.get_by_label("Ответ").fill("Учитель проверил: всё верно")
    request.get_by_role("button", name="Отклонить").click()
    expect(office.get_by_role("status")).to_contain_text("Отклонено")
    page.reload()
    expect(page.get_by_text("Учитель проверил: всё верно").first).to_be_visible()


def test_an_export_takes_two_and_the_family_reads_of_it(log_in: LogIn, tmp_path: Path) -> None:
    director, purpose = log_in("director"), f"Олимпиада {new_id()}"
    open_data(director)
    assert not problems_of(director, DESK)
    director.get_by_label("Для чего").fill(purpose)
    director.get_by_role("button", name="Запросить выгрузку").click()
    mine = director.locator("li", has_text=purpose)
    expect(mine).to_contain_text("ждёт второго человека")
    expect(mine.get_by_role("button", name="Подтвердить")).to_have_count(0)

    deputy = log_in("deputy")
    open_data(deputy)
    deputy.locator("li", has_text=purpose).get_by_role("button", name="Подтвердить").click()
    expect(deputy.get_by_role("status")).to_contain_text("Подтверждено")

    director.reload()
    with director.expect_download() as download:
        mine.get_by_role("link", name="Скачать файл").click()
    download.value.save_as(tmp_path / "export.xlsx")
    sheet = load_workbook(io.BytesIO((tmp_path / "export.xlsx").read_bytes())).active
    assert purpose in sheet["A1"].value
    assert sheet.max_row == 700 + 2

    family = log_in("guardian")
    family.get_by_role("link", name="Кто смотрел данные").first.click()
    expect(family.get_by_text("файл с данными многих людей").first).to_be_visible()


@pytest.mark.parametrize("login", ["guardian", "administrator"])
def test_the_pages_fit_a_phone(log_in: LogIn, login: str) -> None:
    page = log_in(login, width=PHONE)
    open_data(page)
    assert not problems_of(page, PHONE)
