"""The register of substitutions as a file for the time sheet."""

import datetime
import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import xlsxwriter

_WIDTHS = (11, 8, 8, 24, 32, 18, 32, 24, 12)
_TOP = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A lesson that somebody else had."""

    day: datetime.date
    bell: int
    class_title: str
    subject_title: str
    absent: str
    why: str
    substitute: str
    how: str
    filled: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The file's words in the language of the page."""

    title: str
    school: str
    sheet: str
    totals: str
    headings: Sequence[str]
    total_headings: Sequence[str]
    signature: str


def write_xlsx(lines: Sequence[Line], totals: Sequence[tuple[str, dict[str, int]]], labels: Labels) -> bytes:
    """The register on one sheet, lessons by person and kind on another. Days are days, numbers are numbers, texts are
    never formulas."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    book.set_properties({"title": labels.title})
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#eeeeee", "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    text = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    day = book.add_format({"border": 1, "valign": "top", "num_format": "dd.mm.yyyy", "align": "left"})
    sheet = book.add_worksheet(labels.sheet)
    _begin(sheet, labels, labels.headings, (title, head))
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for number, line in enumerate(lines, _TOP + 1):
        first, bell, *texts = astuple(line)
        sheet.write_datetime(number, 0, datetime.datetime.combine(first, datetime.time.min), day)
        sheet.write_number(number, 1, bell, text)
        for column, cell in enumerate(texts, 2):
            sheet.write_string(number, column, cell, text)
    sheet.autofilter(_TOP, 0, _TOP + max(len(lines), 1), len(_WIDTHS) - 1)
    sheet.write_string(_TOP + len(lines) + 2, 0, labels.signature)
    sheet.set_landscape()
    _add_totals(book.add_worksheet(labels.totals), totals, labels, (title, head, text))
    book.close()
    return buffer.getvalue()


def _begin(
    sheet: xlsxwriter.worksheet.Worksheet, labels: Labels, headings: Sequence[str], looks: Sequence[object]
) -> None:
    sheet.write_string(0, 0, labels.title, looks[0])
    sheet.write_string(1, 0, labels.school)
    for column, heading in enumerate(headings):
        sheet.write_string(_TOP, column, heading, looks[1])
    sheet.freeze_panes(_TOP + 1, 0)
    sheet.repeat_rows(_TOP)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _add_totals(
    sheet: xlsxwriter.worksheet.Worksheet,
    totals: Sequence[tuple[str, dict[str, int]]],
    labels: Labels,
    looks: Sequence[object],
) -> None:
    _begin(sheet, labels, labels.total_headings, looks)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 26)
    rows = [(name, kind, count) for name, kinds in totals for kind, count in sorted(kinds.items())]
    for number, (name, kind, count) in enumerate(rows, _TOP + 1):
        sheet.write_string(number, 0, name, looks[2])
        sheet.write_string(number, 1, kind, looks[2])
        sheet.write_number(number, 2, count, looks[2])
