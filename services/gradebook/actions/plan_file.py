"""A lesson plan as an XLSX file of the form that ImportPlan reads; without topics it is a template to fill in."""

import io
from collections.abc import Sequence

import xlsxwriter

from services.gradebook.domain.lesson_plans import Topic
from services.gradebook.domain.plan_sheet import HEADINGS

_WIDTHS = {"topic": 60, "hours": 10, "category": 24, "homework": 40}


def file_of(topics: Sequence[Topic], titles: dict[str, str], language: str) -> bytes:
    """The whole file. `titles`: what categories are called in it. A cell that begins like a formula is text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
    )
    sheet = book.add_worksheet("КТП" if language == "ru" else "Plan")
    head = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    headings = HEADINGS[language]
    for column, (name, title) in enumerate(headings.items()):
        sheet.write_string(0, column, title, head)
        sheet.set_column(column, column, _WIDTHS[name], text)
    for line, topic in enumerate(topics, 1):
        sheet.write_string(line, 0, topic.title, text)
        sheet.write_number(line, 1, topic.hours, text)
        sheet.write_string(line, 2, titles.get(topic.category, topic.category), text)
        sheet.write_string(line, 3, topic.homework, text)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()
