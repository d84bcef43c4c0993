"""Tables that people send as files: XLSX or CSV by what the bytes are, not by what the name says.

Every reader of such a file gets the same rows, limits and refusals. What the cells mean is the reader's business.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from defusedxml import DefusedXmlException
from openpyxl import load_workbook

from kit.errors import InvalidArgument

LARGEST_FILE = 4 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 400
LONGEST_CELL = 4_000
# What a file of the allowed size may unpack to: more is a bomb.
_LARGEST_UNPACKED = 100 * 1024 * 1024
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its number in the file, from 1, and its cells as text, without blanks around them.

    Days stand as YYYY-MM-DD, times as HH:MM, whole numbers without a point. Cells that are not there are ''.
    """

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """The cell of a column, from 0; '' beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else ""


def read_rows(content: bytes) -> list[Row]:
    """The rows of the file's first sheet that are not empty, in order.

    Raises InvalidArgument: FILE_EMPTY, FILE_TOO_LARGE, FILE_NOT_A_TABLE (neither XLSX nor text), FILE_BROKEN,
    TOO_MANY_ROWS, TOO_MANY_COLUMNS; of a cell, with metadata `line`, CELL_TOO_LONG, BAD_CHARACTER.
    """
    if not content.strip():
        raise InvalidArgument("FILE_EMPTY", "The file is empty: send one with a heading and rows.")
    if len(content) > LARGEST_FILE:
        raise InvalidArgument("FILE_TOO_LARGE", f"A file holds at most {LARGEST_FILE // 1024 // 1024} MiB: divide it.")
    if content.startswith(_OLD_OFFICE):
        raise InvalidArgument("FILE_NOT_A_TABLE", "This is an old .xls or a file with a password: save it as .xlsx.")
    found = _xlsx(content) if content.startswith(_ZIP) else _csv(content)
    rows = []
    for line, values in found:
        if line > MOST_ROWS:
            raise InvalidArgument("TOO_MANY_ROWS", f"A file holds at most {MOST_ROWS} rows: divide it.")
        cells = _trimmed(_checked(_text(value), line) for value in values)
        if len(cells) > MOST_COLUMNS:
            raise InvalidArgument("TOO_MANY_COLUMNS", f"A file holds at most {MOST_COLUMNS} columns: divide it.")
        if cells:
            rows.append(Row(line, cells))
    return rows


def _xlsx(content: bytes) -> Iterator[tuple[int, tuple[object, ...]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST_UNPACKED:
                raise InvalidArgument("FILE_TOO_LARGE", "The file unpacks to more than a table can hold.")
            if "xl/workbook.xml" not in archive.namelist():
                raise InvalidArgument("FILE_NOT_A_TABLE", "This archive is no XLSX table: save the table as .xlsx.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # A file may claim a million rows of nothing: what is read is bounded by what is there.
        sheet.reset_dimensions()
        yield from enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True), 1)
    # openpyxl raises whatever its parts raise; each means that the file is not what it says.
    except (zipfile.BadZipFile, DefusedXmlException, KeyError, ValueError, IndexError, TypeError, SyntaxError,
            AttributeError, OSError, EOFError) as error:  # fmt: skip
        raise InvalidArgument("FILE_BROKEN", "The file can't be read: open it, save it as .xlsx, send that.") from error


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for values in reader:
            yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidArgument(
            "FILE_BROKEN", "The file is no table from this line on: look at its quotation marks.",
            metadata={"line": str(line)},
        ) from error  # fmt: skip


def _decoded(content: bytes) -> str:
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidArgument("FILE_NOT_A_TABLE", "This is no table: send XLSX, or CSV as text.")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        # What spreadsheets of Russian Windows write as CSV.
        try:
            return content.decode("cp1251")
        except UnicodeDecodeError as error:
            raise InvalidArgument("FILE_NOT_A_TABLE", "The text is neither UTF-8 nor Windows-1251.") from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").strip()


def _checked(text: str, line: int) -> str:
    where = {"line": str(line)}
    if len(text) > LONGEST_CELL:
        raise InvalidArgument("CELL_TOO_LONG", f"A cell holds at most {LONGEST_CELL} characters.", metadata=where)
    if _CONTROL.search(text):
        raise InvalidArgument("BAD_CHARACTER", "Take control characters out of this line.", metadata=where)
    return text


def _trimmed(cells: Iterator[str]) -> tuple[str, ...]:
    values = list(cells)
    while values and not values[-1]:
        values.pop()
    return tuple(values)
