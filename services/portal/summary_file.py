"""A term summary sheet as a file for people: XLSX with names, numbers as numbers, ready to be printed."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from flask_babel import gettext
from zvonok.gradebook.v1 import terms_pb2 as pb

_TOP = 3
_A4 = 9


@dataclass(frozen=True, slots=True)
class SummaryFile:
    """What goes into the file."""

    title: str
    watermark: str
    # (subject code, kind, title)
    columns: Sequence[tuple[str, str, str]]
    # Pupil, marks by subject and kind.
    rows: Sequence[tuple[str, Mapping[tuple[str, str], pb.SheetMark]]]
    names: Mapping[str, str]
    subjects: Mapping[str, pb.Assessment]
    total: pb.Assessment


def write_xlsx(file: SummaryFile) -> bytes:
    """The file: title, who took it, the table with frozen headings, the shares under each subject."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    book.set_properties({"title": file.title, "comments": file.watermark})
    sheet = book.add_worksheet(gettext("Summary sheet"))
    look = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"italic": True, "font_color": "#7a1f1f"}),
        "head": book.add_format({"bold": True, "rotation": 90, "text_wrap": True, "align": "center", "border": 1}),
        "name": book.add_format({"border": 1}),
        "mark": book.add_format({"align": "center", "border": 1}),
        "share": book.add_format({"num_format": "0.00", "align": "center", "border": 1, "bg_color": "#eef1f6"}),
        "label": book.add_format({"bold": True, "border": 1, "bg_color": "#eef1f6"}),
    }
    sheet.write_string(0, 0, file.title, look["title"])
    sheet.write_string(1, 0, file.watermark, look["note"])
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 36)
    sheet.set_column(2, 1 + len(file.columns), 7)
    sheet.set_row(_TOP - 1, 110)
    sheet.write_string(_TOP - 1, 0, "№", look["head"])
    sheet.write_string(_TOP - 1, 1, gettext("Pupil"), look["label"])
    for number, (_, _, title) in enumerate(file.columns):
        sheet.write_string(_TOP - 1, 2 + number, title, look["head"])
    _write_pupils(sheet, file, look)
    _write_shares(sheet, file, look)
    sheet.freeze_panes(_TOP, 2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TOP - 1)
    sheet.set_footer("&C&P / &N")
    book.close()
    return buffer.getvalue()


def _write_pupils(sheet: Any, file: SummaryFile, look: Mapping[str, Any]) -> None:
    for line, (pupil, marks) in enumerate(file.rows):
        row = _TOP + line
        sheet.write_number(row, 0, line + 1, look["mark"])
        sheet.write_string(row, 1, file.names.get(pupil, gettext("has left")), look["name"])
        for number, (subject, kind, _) in enumerate(file.columns):
            value = marks[subject, kind].value if (subject, kind) in marks else ""
            if value.isascii() and value.isdigit():
                sheet.write_number(row, 2 + number, int(value), look["mark"])
            else:
                sheet.write_string(row, 2 + number, value, look["mark"])


def _write_shares(sheet: Any, file: SummaryFile, look: Mapping[str, Any]) -> None:
    """Under each subject's leading column its shares; one without pupils stays empty."""
    end = _TOP + len(file.rows)
    labels = [
        (gettext("Pass rate"), "pass_rate"),
        (gettext("Quality rate"), "quality_rate"),
        (gettext("Learning index"), "learning_index"),
    ]
    for line, (label, field) in enumerate(labels):
        sheet.write_string(end + line, 1, f"{label}, %", look["label"])
        for number, (subject, kind, _) in enumerate(file.columns):
            text = getattr(file.subjects[subject], field) if kind in ("term", "annual") else ""
            if text:
                sheet.write_number(end + line, 2 + number, float(text), look["share"])
            else:
                sheet.write_blank(end + line, 2 + number, None, look["share"])
        whole = getattr(file.total, field)
        if whole:
            sheet.write_number(end + line, 2 + len(file.columns), float(whole), look["share"])
    sheet.write_string(_TOP - 1, 2 + len(file.columns), gettext("All subjects"), look["head"])
