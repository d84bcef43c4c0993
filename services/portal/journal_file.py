"""A group's marks as a file for people: XLSX or CSV with names, and what a file that comes back asks for.

The first column holds keys and is hidden: of the rows of headings their words, of pupils' rows their ids. The first row
holds the keys of columns. Names are for people alone: they are written, and never read.
"""

import csv
import datetime
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from zvonok.gradebook.v1 import bulk_pb2 as pb

from kit.errors import InvalidArgument
from kit.sheets import Row, read_rows

_MARK = "zvonok-marks"
_NOTE = "#"
_HEADINGS = ("date", "bell", "category", "title")
_FIRST = 2
# Columns for work that is not in the journal yet.
_ROOM = 20
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
# What a spreadsheet would take for a formula when it opens a CSV file (OWASP "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_LIST = 255


@dataclass(frozen=True, slots=True)
class Labels:
    """The file's words in the language of the page: its heading rows by key, what stands over and under the table."""

    headings: Mapping[str, str]
    watermark: str
    help: str
    sheet: str


@dataclass(frozen=True, slots=True)
class MarksFile:
    """What goes into a file."""

    # The group's id and the days of the period (ISO).
    key: tuple[str, str, str]
    table: pb.ExportMarksResponse
    # Names by pupil; in the order of the register.
    names: Mapping[str, str]
    # Words of kinds of work by code.
    categories: Mapping[str, str]
    labels: Labels

    def heads(self) -> list[list[str]]:
        """The rows above the pupils, whole."""
        group, begin, end = self.key
        columns = self.table.columns
        words: dict[str, list[str]] = {
            "date": [column.date for column in columns],
            "bell": [str(column.bell) for column in columns],
            "category": [self.categories.get(column.category, column.category) for column in columns],
            "title": [column.title for column in columns],
        }
        return [
            [f"{_MARK} 1 {group} {begin} {end}", "", *(_key_of(column) for column in columns)],
            [_NOTE, self.labels.watermark],
            *([each, self.labels.headings[each], *words[each]] for each in _HEADINGS),
        ]

    def pupils(self) -> list[list[str]]:
        """A row a pupil."""
        rows = {row.pupil: row for row in self.table.rows}
        known = [pupil for pupil in self.names if pupil in rows]
        return [
            [_last(pupil), self.names.get(pupil, ""), *rows[pupil].cells]
            for pupil in (*known, *sorted(rows.keys() - set(known)))
        ]


def write_csv(file: MarksFile) -> bytes:
    """The file as CSV that spreadsheets open: UTF-8 with its mark, semicolons."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    rows = [*file.heads(), *file.pupils(), [_NOTE, file.labels.help]]
    width = len(rows[0])
    for row in rows:
        day = row[0] == "date"
        cells = [_shown_day(cell) if day else _harmless(cell) for cell in row]
        writer.writerow([*cells, *[""] * (width - len(cells))])
    return buffer.getvalue().encode("utf-8-sig")


def write_xlsx(file: MarksFile) -> bytes:
    """The file as XLSX. Every cell is text, so that 4/5 stays a mark and =1 is no formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
    )
    book.set_properties({"title": file.labels.sheet, "comments": file.labels.watermark})
    sheet = book.add_worksheet(file.labels.sheet)
    text = book.add_format({"num_format": "@", "align": "center"})
    head = book.add_format({"num_format": "@", "bold": True, "align": "center", "text_wrap": True})
    name = book.add_format({"num_format": "@", "bold": True})
    note = book.add_format({"italic": True, "font_color": "#7a1f1f"})
    outside = book.add_format({"num_format": "@", "align": "center", "bg_color": "#e4e4e4"})
    heads, pupils = file.heads(), file.pupils()
    last = _FIRST + len(file.table.columns) + _ROOM - 1
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.set_column(1, 1, 30, name)
    sheet.set_column(_FIRST, last, 11, text)
    for number, row in enumerate((*heads, *pupils, [_NOTE, file.labels.help])):
        note_row = row[0] == _NOTE
        for column, cell in enumerate(row):
            look = note if note_row else name if column < _FIRST else head if number < len(heads) else text
            sheet.write_string(number, column, _shown_day(cell) if row[0] == "date" else cell, look)
    _grey_days_outside(sheet, file, pupils, len(heads), outside)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.freeze_panes(len(heads), _FIRST)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(last)}{len(heads) + len(pupils) + 1}"})
    words = list(file.categories.values())
    if words and len(",".join(words)) <= _LONGEST_LIST:
        sheet.data_validation(5 - 1, last - _ROOM + 1, 5 - 1, last, {"validate": "list", "source": words})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(1, len(heads) - 1)
    sheet.repeat_columns(1, 1)
    sheet.set_footer("&C&P / &N")
    book.close()
    return buffer.getvalue()


def _grey_days_outside(sheet: Any, file: MarksFile, pupils: Sequence[Sequence[str]], top: int, look: Any) -> None:
    """Days on which a pupil was not in the group."""
    rows = {_last(row.pupil): row for row in file.table.rows}
    for number, pupil in enumerate(pupils):
        member = rows[pupil[0]]
        for place, column in enumerate(file.table.columns):
            if column.date < member.begin_date or (member.end_date and column.date > member.end_date):
                sheet.write_blank(top + number, _FIRST + place, None, look)


def read_file(content: bytes, school: str, group: str, codes: Mapping[str, str]) -> pb.ImportMarksRequest:
    """What a file asks for, without its names. `group` is the id of the group that it should be of; `codes`: codes of
    kinds of work by their words (lower case).

    Rows and columns are named as a spreadsheet names them. Raises InvalidArgument: as kit.sheets.read_rows, and
    FILE_NOT_MARKS, FILE_OF_OTHER_GROUP, HEADINGS_MISSING.
    """
    rows = read_rows(content)
    keys = next((row for row in rows if row.cell(0).startswith(f"{_MARK} 1 ")), None)
    parts = keys.cell(0).split() if keys is not None else []
    if keys is None or len(parts) != 5:  # noqa: PLR2004 - mark, version, group, two days
        raise InvalidArgument("FILE_NOT_MARKS", "This is no file of marks: take it from this page, with its first row.")
    if parts[2] != group:
        raise InvalidArgument("FILE_OF_OTHER_GROUP", "This is the file of another group.")
    heads = {row.cell(0): row for row in rows if row.cell(0) in _HEADINGS}
    if len(heads) != len(_HEADINGS):
        raise InvalidArgument("HEADINGS_MISSING", "A row of headings is missing: take the file anew.")
    name = f"schools/{school}/groups/{group}"
    pupils = [row for row in rows if row is not keys and row.cell(0) not in (*_HEADINGS, _NOTE)]
    width = max(len(row.cells) for row in (*pupils, *heads.values(), keys))
    return pb.ImportMarksRequest(
        group=name,
        begin_date=parts[3],
        end_date=parts[4],
        columns=[_column(name, number, keys, heads, codes) for number in range(_FIRST, width)],
        rows=[
            pb.MarksEntry(
                key=str(row.line),
                pupil=f"schools/{school}/pupils/{row.cell(0)}" if row.cell(0) else "",
                cells=row.cells[_FIRST:],
            )
            for row in pupils
        ],
    )


def _column(group: str, number: int, keys: Row, heads: Mapping[str, Row], codes: Mapping[str, str]) -> pb.MarksColumn:
    lesson, _, rest = keys.cell(number).partition(":")
    item, _, seen = rest.partition(":")
    column = xl_col_to_name(number)
    bell = heads["bell"].cell(number)
    if seen and not _is_number(seen):
        raise InvalidArgument("FILE_NOT_MARKS", "The first row was changed.", metadata={"column": column})
    if bell and not _is_number(bell):
        raise InvalidArgument("BELL_NO_NUMBER", "The bell is a number.", metadata={"column": column})
    day = heads["date"].cell(number)
    if day and not _is_day(_iso(day)):
        raise InvalidArgument("BAD_DATE", "The date can't be read.", metadata={"column": column})
    category, lesson_name = _as_typed(heads["category"].cell(number)), f"{group}/lessons/{lesson}"
    return pb.MarksColumn(
        key=column,
        lesson=lesson_name if lesson else "",
        date=_iso(day),
        bell=int(bell or 0),
        line_item=f"{lesson_name}/lineItems/{item}" if item else "",
        category=codes.get(category.casefold(), category),
        title=_as_typed(heads["title"].cell(number)),
        seen_history=int(seen or 0),
    )


def _key_of(column: pb.MarksColumn) -> str:
    return f"{_last(column.lesson)}:{_last(column.line_item)}:{column.seen_history}"


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9  # noqa: PLR2004 - fits 32 bits


def _shown_day(text: str) -> str:
    """An ISO day as people write it; other texts as they are."""
    return f"{text[8:]}.{text[5:7]}.{text[:4]}" if _is_day(text) else text


def _iso(text: str) -> str:
    match = _DAY.fullmatch(text)
    return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else text


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(datetime.date.fromisoformat(text))  # noqa: PLR2004 - YYYY-MM-DD
    except ValueError:
        return False


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _as_typed(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
