"""The file of a bulk export: XLSX with its watermark on every page, in its first row and in its properties."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import xlsxwriter

from services.identity.domain.exporting import Export
from services.identity.store.exports import Row

_HEADINGS = {
    "pupils": ("Фамилия", "Имя", "Отчество", "Класс", "Дата рождения"),
    "guardians": ("Класс", "Ученик", "Фамилия", "Имя", "Отчество", "E-mail", "Телефон"),
    "staff": ("Фамилия", "Имя", "Отчество", "Роли"),
}
_WIDTH = 22


def file_of(export: Export, rows: Sequence[Row], *, school_title: str, time_zone: str, now: datetime) -> bytes:
    """The whole file. A cell that begins like a formula is text as any other."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
    )
    watermark = _watermark(export, school_title, now.astimezone(ZoneInfo(time_zone)))
    book.set_properties({"title": school_title, "comments": watermark, "keywords": export.export_id})
    sheet = book.add_worksheet("Выгрузка")
    mark = book.add_format({"italic": True, "font_color": "#7a1f1f", "text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
    headings = _HEADINGS[export.content]
    sheet.merge_range(0, 0, 0, len(headings) - 1, watermark, mark)
    sheet.set_row(0, 60)
    sheet.write_row(1, 0, headings, head)
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    for number, row in enumerate(rows, 2):
        for column, cell in enumerate(row.cells):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            else:
                sheet.write_string(number, column, cell or "")
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    # A header holds 255 characters: the id leads to the rest.
    sheet.set_header(f'&C&"-,Italic"Персональные данные. Выгрузка {export.export_id}')
    sheet.set_footer("&C&P / &N")
    book.close()
    return buffer.getvalue()


def _watermark(export: Export, school_title: str, now: datetime) -> str:
    return (
        f"Персональные данные. {school_title}. Выгрузка {export.export_id} от {now:%d.%m.%Y %H:%M}. "
        f"Получил: {export.asked_by_name}. Подтвердил: {export.decided_by_name}. Цель: {export.purpose}."
    )
