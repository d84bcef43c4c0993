"""Documents in their two forms: PDF/UA as its rules want it, XLSX as spreadsheets want it; 700 rows are 700 rows."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from kit.documents.model import Chart, Column, Document, Section, Table, Value, split_columns
from kit.documents.pdf import write_pdf
from kit.documents.sealed import keep_sealed, read_sealed
from kit.documents.workbook import write_workbook
from kit.file_store import FileStore

SCHOOL = "МБОУ «Лицей № 5 & К°»"
PUPILS = 700
COLUMNS = [
    Column("№", 5, "number"), Column("Ученик", 30), Column("Алгебра", 6, "mark", turned=True),
    Column("Доля, %", 9, "share"), Column("Дата", 11, "day"),
]  # fmt: skip


def rows(count: int) -> Iterator[list[Value]]:
    for number in range(1, count + 1):
        yield [number, f"Ученик{number:04}", "5" if number % 2 else "н/а", Decimal("66.67"), date(2026, 9, 1)]


def document(count: int = 3, **changes: Any) -> Document:
    table = Table("Отметки <b>", COLUMNS, list(rows(count)), [[None, "Итого", None, Decimal(100), None]], fixed=2)
    chart = Chart("Качество", "Предмет", "%", [("Алгебра", Decimal("75.5")), ("Физика", None)])
    section = Section("Класс 7А", ["Строка"], [table], [chart], ["Подпись ______"], own_page=True)
    values = {"lines": ["Период"], "landscape": True, "page_word": "Страница", **changes}
    return Document("Ведомость", SCHOOL, [section], **({"watermark": "Персональные данные"} | values))


def pdf_of(made: Document) -> PdfReader:
    file = io.BytesIO()
    write_pdf(made, file)
    return PdfReader(file)


def book_of(made: Document, folder: Path) -> Any:
    file = io.BytesIO()
    write_workbook(made, file, folder)
    assert list(folder.iterdir()) == [], "what was under way is gone"
    return load_workbook(file)


def kinds_in(element: Any) -> Iterator[str]:
    """The kinds of the elements of a tagged document."""
    found = element.get_object()
    if not isinstance(found, dict):
        return
    if "/S" in found:
        yield str(found["/S"])
    children = found.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield from kinds_in(child)


def test_a_pdf_is_tagged_has_language_title_numbers_and_its_fonts_inside() -> None:
    read = pdf_of(document())
    root: Any = read.trailer["/Root"]
    assert (bool(root["/MarkInfo"]["/Marked"]), root["/Lang"]) == (True, "ru")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata and read.metadata.title == "Ведомость"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()
    kinds = set(kinds_in(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/Figure", "/P"} <= kinds
    pages: list[Any] = list(read.pages)
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert descriptors and all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)
    text = read.pages[0].extract_text()
    for words in (SCHOOL, "Ведомость", "Отметки <b>", "66,67", "01.09.2026", "Страница 1 / 1", "Подпись ______"):
        assert words in text, words


def test_a_chart_says_what_it_shows() -> None:
    root: Any = pdf_of(document()).trailer["/Root"]

    def figures(element: Any) -> Iterator[str]:
        found = element.get_object()
        if isinstance(found, dict):
            if found.get("/S") == "/Figure" and "/Alt" in found:
                yield str(found["/Alt"])
            children = found.get("/K", [])
            for child in children if isinstance(children, list) else [children]:
                yield from figures(child)

    assert list(figures(root["/StructTreeRoot"])) == ["Качество. Алгебра: 75,50; Физика: —"]


@pytest.mark.parametrize(("landscape", "bars", "pictures"), [(True, 28, 1), (True, 40, 2), (False, 40, 1)])
def test_a_chart_stays_on_its_page_with_its_title(landscape: bool, bars: int, pictures: int) -> None:
    chart = Chart("Качество", "Класс", "%", [(f"{number}А", 50) for number in range(bars)])
    made = Document("Отчёт", SCHOOL, [Section("Школа", charts=[chart])], "Кому", landscape=landscape)
    pages = pdf_of(made).pages
    assert len(pages) == pictures
    for page in pages:
        text = page.extract_text()
        assert "Качество" in text
        assert text.count("50 %") == bars // pictures


def test_a_last_row_is_not_alone_on_its_page() -> None:
    for count in range(24, 32):
        table = Table("", [Column("Класс", 20), Column("Уроков", 9, "number")], [[f"{n}А", n] for n in range(count)])
        made = Document("Отчёт", SCHOOL, [Section("Школа", tables=[table])], "Кому", landscape=True)
        last = pdf_of(made).pages[-1].extract_text()
        assert f"{count - 2}А" in last, count


def test_a_short_table_goes_to_the_next_page_with_its_heading() -> None:
    columns = [Column("Урок", 6, "number"), Column("Предмет", 20)]
    days = [
        Section(f"День {day}", tables=[Table("", columns, [[bell, f"Урок {day}.{bell}"] for bell in range(1, 7)])])
        for day in range(1, 13)
    ]
    for page in pdf_of(Document("Дневник", SCHOOL, days, "Кому")).pages:
        text = page.extract_text()
        for day in range(1, 13):
            assert (f"День {day}\n" in text) == (f"Урок {day}.1\n" in text) == (f"Урок {day}.6\n" in f"{text}\n"), text


def test_a_pdf_of_seven_hundred_holds_seven_hundred_under_headings_on_every_page() -> None:
    table = Table("", COLUMNS[:2], [row[:2] for row in rows(PUPILS)], fixed=2)
    read = pdf_of(Document("Ведомость", SCHOOL, [Section("7А", tables=[table])], "x", page_word="Страница"))
    texts = [page.extract_text() for page in read.pages]
    names = [f"Ученик{number:04}" for number in range(1, PUPILS + 1)]
    whole = "\n".join(texts)
    assert [name for name in names if whole.count(name) != 1] == []
    pages_of_rows = [text for text in texts if "Ученик0" in text]
    assert len(pages_of_rows) > 10
    assert all("№ Ученик" in text and SCHOOL in text for text in pages_of_rows)
    assert f"Страница {len(texts)} / {len(texts)}" in texts[-1]


def test_a_workbook_of_seven_hundred_has_real_forms_frozen_headings_and_a_printed_page(tmp_path: Path) -> None:
    [sheet] = book_of(document(PUPILS), tmp_path)
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(number for number, row in enumerate(values) if row[0] == "№")
    body = values[head + 1 : head + 1 + PUPILS]
    assert [row[1] for row in body] == [f"Ученик{number:04}" for number in range(1, PUPILS + 1)]
    assert body[0] == [1, "Ученик0001", 5, 66.67, body[0][4]]
    assert (body[0][4].date(), body[1][2]) == (date(2026, 9, 1), "н/а")
    assert sheet.cell(head + 2, 4).number_format == "0.00"
    assert sheet.cell(head + 2, 5).number_format == "dd.mm.yyyy"
    assert sheet.freeze_panes == f"C{head + 2}"
    assert sheet.print_title_rows == f"${head + 1}:${head + 1}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.oddFooter.center.text == "&P / &N"
    assert "Лицей" in str(sheet.oddHeader.left.text)
    [chart] = sheet._charts
    assert chart.y_axis is not None


def test_a_workbook_has_a_sheet_for_each_table_and_room_for_long_headings(tmp_path: Path) -> None:
    marks = Table(
        "Отметки", [Column("№", 5, "number"), Column("Ученик", 30), Column("01.09", 6)], [[1, "Б", 4]], fixed=2
    )
    topics = Table("Темы", [Column("Тема", 12)], [["Квадратные уравнения и неравенства"]])
    chart = Chart("Качество", "Предмет", "%", [("Алгебра", Decimal("75.5"))])
    made = Document("Журнал", SCHOOL, [Section("7А", tables=[marks, topics], charts=[chart])], "Кому")
    book = book_of(made, tmp_path)
    assert book.sheetnames == ["7А", "7А, Темы"]
    first, second = (book[name] for name in book.sheetnames)
    assert (first.column_dimensions["A"].width < 7, first.column_dimensions["B"].width > 29) == (True, True)
    [place] = [cell for row in first.iter_rows() for cell in row if cell.value == "Алгебра"]
    assert place.column_letter == "B", "what a chart shows stands under the names"
    [topic] = [cell for row in second.iter_rows() for cell in row if str(cell.value).startswith("Квадратные")]
    assert second.row_dimensions[topic.row].height >= 45


def test_a_text_is_never_a_formula_and_names_of_sheets_are_as_spreadsheets_take_them(tmp_path: Path) -> None:
    table = Table("", [Column("=1+1")], [["=HYPERLINK(1)"], ["http://x.example"], ["'"]])
    titles = [
        "10А/11А: алгебра [углублённая] очень длинное имя",
        "10А/11А: алгебра [углублённая] очень длинное имя",
        "",
    ]
    made = Document("x", "y", [Section(title, tables=[table]) for title in titles], "z")
    book = book_of(made, tmp_path)
    assert len({name.casefold() for name in book.sheetnames}) == 3
    assert all(0 < len(name) <= 31 for name in book.sheetnames)
    for sheet in book:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)


def test_rows_of_a_workbook_go_to_the_disk_as_they_come(tmp_path: Path) -> None:
    """Ten times as many rows take no more memory at a time."""

    def peak(count: int) -> int:
        tracemalloc.start()
        section = Section("x", tables=[Table("", COLUMNS, rows(count))])
        with (tmp_path / "x.xlsx").open("w+b") as file:
            write_workbook(Document("x", "y", [section], "z"), file, tmp_path)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(10)
    # Texts that differ are kept once each only without constant memory.
    assert peak(8_000) < peak(800) * 1.5


def test_a_table_wider_than_the_page_goes_on_beside_itself() -> None:
    columns = [
        Column("№", 5, "number"),
        Column("Ученик", 30),
        *(Column(f"{day:02}.09", 6, "mark") for day in range(60)),
    ]
    table = Table("Журнал", columns, [[1, "Абрамова", *(str(day) for day in range(60))]], fixed=2)
    made = Document("x", "y", [Section("z", tables=[table])], "w", landscape=True, page_word="с.")
    text = "\n".join(page.extract_text() for page in pdf_of(made).pages)
    assert text.count("Абрамова") == 4
    assert all(f"{day:02}.09" in text for day in range(60))
    assert split_columns([5, 30, 6, 6, 6, 20, 90, 1], 2, 50) == [
        range(2, 4),
        range(4, 5),
        range(5, 6),
        range(6, 7),
        range(7, 8),
    ]
    assert split_columns([5, 30], 2, 20) == [range(2, 2)]


def test_a_turned_heading_stands_over_its_column_whatever_is_in_it() -> None:
    titles = ["Алгебра", "География", "Информатика", "Труд"]
    columns = [Column("Ученик", 20), *(Column(title, 6, "mark", turned=True) for title in titles)]
    # One column is empty, one is wide.
    table = Table("", columns, [["Берёза", "1", "", "3", "4444444"]])
    page = pdf_of(Document("Ведомость", SCHOOL, [Section("Класс", tables=[table])], "Кому")).pages[0]
    found: dict[str, list[float]] = {}

    def note(text: str, matrix: list[float], own: list[float], _font: object, size: float) -> None:
        # Where the run begins, by the page.
        found.setdefault(text.strip(), []).append(own[4] * matrix[0] + own[5] * matrix[2] + matrix[4])

    page.extract_text(visitor_text=note)
    places = {title: found[title][0] for title in titles}
    assert list(places) == sorted(places, key=lambda title: places[title])
    for title, mark in (("Алгебра", "1"), ("Информатика", "3")):
        assert abs(places[title] - found[mark][0]) < 8, (title, places, found)
    gaps = [places[two] - places[one] for one, two in pairwise(titles)]
    assert min(gaps) > 18, "no heading lies over its neighbour, an empty column's neither"


def test_a_pdf_reaches_for_nothing_outside() -> None:
    read = pdf_of(document(watermark="<img src='http://127.0.0.1:1/x'><script>"))
    assert "<img src=" in read.pages[0].extract_text()


def test_what_is_sealed_is_read_back_whole_and_its_change_is_told(tmp_path: Path) -> None:
    store, content = FileStore(tmp_path), b"secret" * 100_000
    digest, key, size = keep_sealed(store, io.BytesIO(content))
    again, other_key, _ = keep_sealed(store, io.BytesIO(content))
    assert (size, digest == again, key == other_key) == (len(content), False, False)
    assert b"".join(read_sealed(store, digest, key)) == content
    assert b"secret" not in store.path_of(digest).read_bytes()
    store.path_of(digest).write_bytes(b"x")
    with pytest.raises(ValueError, match="not what it was"):
        b"".join(read_sealed(store, digest, key))
