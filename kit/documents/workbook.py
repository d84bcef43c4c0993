"""A document as XLSX: days are days, numbers are numbers, texts are never formulas. Rows go to disk as they come."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from textwrap import wrap
from typing import IO, Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from kit.documents.model import Chart, Column, Document, Section, Table, Value

_A4 = 9
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_TURNED_HEIGHT, _LINE_HEIGHT = 120, 15
_CHART_ROWS = 16
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(document: Document, file: IO[bytes], folder: Path) -> None:
    """Writes it; what is under way lies in `folder`. Raises OSError as the disk does."""
    book = xlsxwriter.Workbook(file, {**_OPTIONS, "tmpdir": str(folder)})
    book.set_properties({"title": document.title, "author": document.school, "comments": document.watermark})
    looks = _looks(book)
    names: set[str] = set()
    for section in document.sections:
        for part in _parts(section):
            _Sheet(book, book.add_worksheet(_sheet_name(part.title, names)), document, looks).write(part)
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


def _parts(section: Section) -> Iterator[Section]:
    """A sheet has one width for each column: another table than the first has a sheet of its own."""
    yield replace(section, tables=section.tables[:1])
    for table in section.tables[1:]:
        yield Section(f"{section.title}, {table.caption}", tables=[replace(table, caption="")])


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that spreadsheets take: short, without their signs, once in the workbook."""
    clean = _NOT_IN_SHEET_NAMES.sub(" ", title).strip("' ")[:_LONGEST_SHEET_NAME] or "1"
    name, number = clean, 1
    while name.casefold() in taken:
        number += 1
        ending = f" ({number})"
        name = clean[: _LONGEST_SHEET_NAME - len(ending)] + ending
    taken.add(name.casefold())
    return name


def _looks(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "border_color": "#9aa3b5", "valign": "top"}
    foot = {**cell, "bg_color": "#eef1f6", "bold": True}
    kinds: dict[str, dict[str, Any]] = {
        "text": {"text_wrap": True},
        "mark": {"align": "center"},
        "number": {"align": "right"},
        "share": {"align": "right", "num_format": "0.00"},
        "day": {"align": "left", "num_format": "dd.mm.yyyy"},
    }
    head = {**cell, "bold": True, "text_wrap": True, "bg_color": "#e3e8f1", "valign": "bottom"}
    return {
        "school": book.add_format({"font_color": "#45506a"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "line": book.add_format({}),
        "watermark": book.add_format({"italic": True, "font_color": "#7a1f1f"}),
        "caption": book.add_format({"bold": True}),
        "head": book.add_format(head),
        "turned": book.add_format({**head, "rotation": 90, "align": "center"}),
        **{kind: book.add_format({**cell, **look}) for kind, look in kinds.items()},
        **{f"foot {kind}": book.add_format({**foot, **look}) for kind, look in kinds.items()},
    }


class _Sheet:
    """One sheet, written from the top down: in constant memory there is no way back."""

    def __init__(self, book: Any, sheet: Any, document: Document, looks: dict[str, Any]) -> None:
        self._book, self._sheet, self._document, self._looks = book, sheet, document, looks
        self._row = 0
        self._widths: dict[int, int] = {}
        # The column of names: what charts show stands under them.
        self._names = 0
        self._frozen = False

    def write(self, section: Section) -> None:
        """All of it."""
        document = self._document
        self._line(document.school, "school")
        title = document.title if section.title == document.title else f"{document.title}: {section.title}"
        self._line(title, "title")
        for text in (*document.lines, *section.lines):
            self._line(text, "line")
        self._line(document.watermark, "watermark")
        for table in section.tables:
            self._table(table)
        for chart in section.charts:
            self._chart(chart)
        for text in section.ending:
            self._row += 1
            self._line(text, "line")
        self._print()

    def _print(self) -> None:
        sheet = self._sheet
        for column, width in self._widths.items():
            sheet.set_column(column, column, width)
        if self._document.landscape:
            sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L{_in_header(self._document.school)}&R{_in_header(self._document.title)}")
        sheet.set_footer("&C&P / &N")

    def _line(self, text: str, look: str) -> None:
        self._sheet.write_string(self._row, 0, text, self._looks[look])
        self._row += 1

    def _table(self, table: Table) -> None:
        self._headings(table, 0)
        self._names = max(0, table.fixed - 1)
        for row in table.rows:
            self._cells(table.columns, row, "")
        for row in table.foot:
            self._cells(table.columns, row, "foot ")

    def _headings(self, table: Table, first: int) -> None:
        """The caption, and the headings from this column on."""
        self._row += 1
        if table.caption:
            self._sheet.write_string(self._row, first, table.caption, self._looks["caption"])
            self._row += 1
        if any(column.turned for column in table.columns):
            self._sheet.set_row(self._row, _TURNED_HEIGHT)
        else:
            self._make_room(table.columns, [column.title for column in table.columns])
        for number, column in enumerate(table.columns, first):
            self._widths[number] = max(self._widths.get(number, 0), column.width)
            self._sheet.write_string(
                self._row, number, column.title, self._looks["turned" if column.turned else "head"]
            )
        if not self._frozen:
            # Headings stay in sight, and stand on every printed page.
            self._sheet.freeze_panes(self._row + 1, table.fixed)
            self._sheet.repeat_rows(self._row)
            self._frozen = True
        self._row += 1

    def _make_room(self, columns: Sequence[Column], row: Sequence[Value]) -> None:
        """Height for the text that has most lines in its column: not every program finds it by itself."""
        texts = [
            (text, column.width)
            for column, text in zip(columns, row, strict=True)
            if isinstance(text, str) and len(text) >= column.width
        ]
        lines = max((len(wrap(text, max(width - 1, 1))) for text, width in texts), default=1)
        if lines > 1:
            self._sheet.set_row(self._row, _LINE_HEIGHT * lines)

    def _cells(self, columns: Sequence[Column], row: Sequence[Value], before: str, first: int = 0) -> None:
        self._make_room(columns, row)
        for number, (column, value) in enumerate(zip(columns, row, strict=True), first):
            self._cell(number, value, column.kind, before)
        self._row += 1

    def _cell(self, number: int, value: Value, kind: str, before: str) -> None:
        sheet, row = self._sheet, self._row
        look = self._looks[before + kind]
        if value is None or value == "":
            sheet.write_blank(row, number, None, look)
        elif isinstance(value, date):
            sheet.write_datetime(row, number, datetime.combine(value, time.min), self._looks[f"{before}day"])
        elif isinstance(value, Decimal):
            sheet.write_number(row, number, float(value), self._looks[f"{before}share"])
        elif isinstance(value, int):
            sheet.write_number(row, number, value, look)
        elif kind == "mark" and value.isascii() and value.isdigit():
            sheet.write_number(row, number, int(value), look)
        else:
            sheet.write_string(row, number, value, look)

    def _chart(self, chart: Chart) -> None:
        """A table of what it shows, and the chart itself beside it."""
        begin, column = self._row + 1, self._names
        columns = (Column(chart.label, 30), Column(chart.unit, 6, "share"))
        self._headings(Table(chart.title, columns, []), column)
        for bar in chart.bars:
            self._cells(columns, bar, "", column)
        first, last = begin + 2, self._row - 1
        if last < first:
            return
        made = self._book.add_chart({"type": "bar"})
        name = self._sheet.get_name()
        made.add_series(
            {
                "categories": [name, first, column, last, column],
                "values": [name, first, column + 1, last, column + 1],
                "fill": {"color": "#3b5bdb"},
                "data_labels": {"value": True},
            }
        )
        made.set_title({"name": chart.title, "name_font": {"size": 11}})
        made.set_legend({"none": True})
        made.set_x_axis({"min": 0, "max": chart.most} if chart.most else {"min": 0})
        made.set_y_axis({"reverse": True})
        made.set_size({"width": 640, "height": 120 + 26 * len(chart.bars)})
        self._sheet.insert_chart(begin, column + 3, made, {"description": chart.title})
        self._row += max(0, _CHART_ROWS - len(chart.bars))


def _in_header(text: str) -> str:
    """Text where & begins a code."""
    return text.replace("&", "&&")[:120]
