"""Tables that people send: XLSX and CSV of every kind, and files that are something else."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import InvalidArgument
from kit.sheets import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, Row, read_rows


def xlsx(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "dd.mm.yyyy", "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.close()
    return out.getvalue()


def refusal(content: bytes) -> tuple[str, str]:
    with pytest.raises(InvalidArgument) as caught:
        read_rows(content)
    return caught.value.reason, caught.value.metadata.get("line", "")


def test_an_xlsx_gives_text_numbers_and_days() -> None:
    moment = datetime(2027, 9, 2, 8, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
    content = xlsx(["№", "Тема", "Дата"], [], [1.0, " Дроби ", date(2027, 9, 1)], [2.5, moment])
    assert read_rows(content) == [
        Row(1, ("№", "Тема", "Дата")),
        Row(3, ("1", "Дроби", "2027-09-01")),
        Row(4, ("2.5", "2027-09-02 08:30")),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_csv_of_any_encoding_and_delimiter(encoding: str, mark: str) -> None:
    text = f'Тема{mark}Часы\r\n"Дроби{mark} и\r\nдоли"{mark}2\r\n\r\nСтепени{mark}3\r\n'
    assert read_rows(text.encode(encoding)) == [
        Row(1, ("Тема", "Часы")),
        Row(2, (f"Дроби{mark} и\nдоли", "2")),
        Row(5, ("Степени", "3")),
    ]


def test_files_that_are_something_else_are_refused() -> None:
    assert refusal(b" \n") == ("FILE_EMPTY", "")
    assert refusal(b"x" * (LARGEST_FILE + 1)) == ("FILE_TOO_LARGE", "")
    assert refusal(b"\xd0\xcf\x11\xe0old office") == ("FILE_NOT_A_TABLE", "")
    assert refusal(b"\x89PNG\r\n\x1a\n\x00\x00") == ("FILE_NOT_A_TABLE", "")
    assert refusal(b"PK\x03\x04 torn") == ("FILE_BROKEN", "")
    assert refusal(xlsx(["a"])[:-200]) == ("FILE_BROKEN", "")
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("letter.txt", "x")
    assert refusal(other.getvalue()) == ("FILE_NOT_A_TABLE", "")
    assert refusal(b'a;b\n1;"2\n3;4\n') == ("FILE_BROKEN", "2")


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (101 * 1024 * 1024))
    assert refusal(bomb.getvalue()) == ("FILE_TOO_LARGE", "")


def test_entities_are_not_expanded() -> None:
    source, out = zipfile.ZipFile(io.BytesIO(xlsx(["a"]))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/workbook.xml":
                text = text.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY e "e"><!ENTITY f "&e;&e;">]><workbook', 1)
            archive.writestr(name, text)
    assert refusal(out.getvalue()) == ("FILE_BROKEN", "")


def test_limits_of_rows_columns_and_cells() -> None:
    assert refusal(b"a\n" * (MOST_ROWS + 1)) == ("TOO_MANY_ROWS", "")
    assert refusal(b"a" + b";a" * MOST_COLUMNS) == ("TOO_MANY_COLUMNS", "")
    assert refusal(b"a\n" + b"a" * 4001) == ("CELL_TOO_LONG", "2")
    assert refusal("a\nb\u202e".encode()) == ("BAD_CHARACTER", "2")


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_there_are_rows_or_a_refusal(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"a;b\n"):
        try:
            read_rows(start + content)
        except InvalidArgument as error:
            assert error.reason
