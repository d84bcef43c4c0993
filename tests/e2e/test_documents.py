"""Documents in a real browser: ordered, watched while a worker makes them, taken, found on record by the family."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import problems_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]
_MADE_MS = 60_000


@pytest.mark.parametrize("width", [390])
def test_a_class_teacher_has_a_journal_and_a_family_a_diary(
    log_in: LogIn, class_teacher: str, tmp_path: Path, width: int
) -> None:
    page = log_in(class_teacher, width=width)
    page.goto("/")
    page.locator("main a[href$='/documents'][href*='/classes/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Документы")
    assert not problems_of(page, width)
    form = page.locator("form", has=page.get_by_role("heading", name="Табель успеваемости"))
    form.get_by_label("Файл").select_option("xlsx")
    form.get_by_role("button", name="Заказать").click()
    # The list is fetched again by itself.
    ready = page.get_by_role("link", name="Скачать Табель").first
    expect(ready).to_be_visible(timeout=_MADE_MS)
    assert not problems_of(page, width)
    with page.expect_download() as download:
        ready.click()
    path = tmp_path / "cards.xlsx"
    download.value.save_as(path)
    # A sheet for each pupil of the class.
    assert len(load_workbook(path, read_only=True).sheetnames) > 15

    family = log_in("guardian", width=width)
    family.goto("/diary")
    family.get_by_role("link", name="Документы").first.click()
    form = family.locator("form", has=family.get_by_role("heading", name="Дневник за неделю"))
    form.get_by_role("button", name="Заказать").click()
    ready = family.get_by_role("link", name="Скачать Дневник").first
    expect(ready).to_be_visible(timeout=_MADE_MS)
    with family.expect_download() as download:
        ready.click()
    path = tmp_path / "diary.pdf"
    download.value.save_as(path)
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    assert "Дневник" in text and "Страница 1" in text
    family.get_by_role("link", name="Кто смотрел данные").first.click()
    expect(family.locator("main")).to_contain_text("скачивание документа об ученике")
