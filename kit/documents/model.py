"""A document as a service says it: headings, tables, charts. The same for XLSX (`workbook`) and PDF (`pdf`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Value = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `width` in characters; a turned heading is read from below."""

    title: str
    width: int = 12
    kind: Literal["text", "mark", "number", "share", "day"] = "text"
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `foot` are the rows that sum up. The first `fixed` columns say whose row it is."""

    caption: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    foot: Sequence[Sequence[Value]] = ()
    fixed: int = 1


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one measure; None where there is no data. `most`: the end of the scale; None: the largest bar."""

    title: str
    label: str
    unit: str
    bars: Sequence[tuple[str, Decimal | int | None]]
    most: int | None = 100


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a heading: a sheet of a workbook; in PDF it can begin a page."""

    title: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    # Words after the tables: places for signatures.
    ending: Sequence[str] = ()
    own_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The whole. `school` heads every page, `watermark` (what it is, when and for whom it was made) ends it."""

    title: str
    school: str
    sections: Iterable[Section]
    watermark: str
    # "ru", "en"; and "Page" in that language.
    language: str = "ru"
    page_word: str = ""
    lines: Sequence[str] = ()
    landscape: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)


def split_columns(widths: Sequence[int], fixed: int, room: int) -> list[range]:
    """Which columns after the fixed ones stand beside each other where a page has room for so many characters."""
    left = room - sum(widths[:fixed])
    parts: list[range] = []
    begin, used = fixed, 0
    for number in range(fixed, len(widths)):
        if used + widths[number] > left and number > begin:
            parts.append(range(begin, number))
            begin, used = number, 0
        used += widths[number]
    return [*parts, range(begin, len(widths))]
