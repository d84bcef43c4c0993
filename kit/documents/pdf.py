"""A document as PDF/UA-1 (ISO 14289-1): tagged, with language and title, fonts inside, the school at the head of every
page and its number at the foot."""

import base64
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from typing import IO, Any

from kit.documents.model import Chart, Column, Document, Section, Table, Value, split_columns

# What fits beside the fixed columns, in characters.
_WIDE, _NARROW = 132, 95
_TURNED_WIDTH = 4
# A turned heading of more letters has three lines.
_TWO_LINES = 32
# A table of so few rows goes to the next page as a whole.
_SHORT = 12
# The mean width of a letter; columns of tables of one document stand under each other by it.
_LETTER = 0.55
# One layout at a time in a process: it is all work for one processor, and takes memory by the size of the document.
_LAYOUT = threading.Lock()
_BAR, _BAR_GAP, _SCALE, _AFTER = 12, 6, 360, 70
# Of the longest label that is shown whole, and of a letter in it.
_MOST_LETTERS, _LETTER_PIXELS = 34, 6.6
# So many bars have room on a page, with the title: a picture can't go on on the next one.
_BARS_WIDE, _BARS_NARROW = 30, 48

_STYLE = """
@page { size: A4 %(orientation)s; margin: 18mm 14mm 15mm 14mm;
  @top-left { content: string(school); font-size: 8pt; color: #333c52; }
  @top-right { content: string(title); font-size: 8pt; color: #333c52; }
  @bottom-left { content: string(watermark); font-size: 7pt; color: #7a1f1f; width: 80%%; }
  @bottom-right { content: "%(page)s " counter(page) " / " counter(pages); font-size: 8pt; } }
html { font-family: "DejaVu Sans", sans-serif; font-size: 8.5pt; line-height: 1.3; color: #10131a; }
.school { string-set: school content(); font-size: 10pt; color: #333c52; margin: 0; }
h1 { string-set: title content(); font-size: 15pt; margin: 1mm 0 2mm; }
.watermark { string-set: watermark content(); font-size: 7.5pt; color: #7a1f1f; margin: 0 0 3mm; }
h2 { font-size: 12pt; margin: 4mm 0 1mm; break-after: avoid; }
p { margin: 0 0 1mm; }
section.own { break-before: page; } section.own.first { break-before: auto; }
section.own:not(.first) h2 { margin-top: 0; }
table { border-collapse: collapse; margin: 2mm 0 4mm; width: auto; }
caption { text-align: left; font-weight: bold; padding: 1mm 0; break-after: avoid; }
thead { break-inside: avoid; break-after: avoid; }
th, td { border: 0.4pt solid #9aa3b5; padding: 0.6mm 1.2mm; vertical-align: top; text-align: left; }
thead th { background: #e3e8f1; vertical-align: bottom; }
tbody th { font-weight: normal; }
tr, table.short { break-inside: avoid; }
/* The last row alone would have a page and headings of its own. */
tbody tr:last-child, tr.foot { break-before: avoid; }
tr.foot th, tr.foot td { background: #eef1f6; font-weight: bold; }
.mark { text-align: center; } .number, .share, .day { text-align: right; white-space: nowrap; }
th.turned { height: 30mm; padding: 0 3.5mm; position: relative; }
th.turned.long { padding: 0 4.8mm; }
th.turned span { position: absolute; left: 50%%; bottom: 1mm; width: 29mm; line-height: 1.05; font-size: 7.5pt;
  transform: rotate(-90deg) translateY(50%%); transform-origin: 0 100%%; }
figure { margin: 3mm 0; break-inside: avoid; } figcaption { font-weight: bold; margin-bottom: 1mm; }
.ending { margin-top: 6mm; }
"""


def write_pdf(document: Document, file: IO[bytes]) -> None:
    """Writes it. Raises OSError as the disk does."""
    # Brings fonts and shaping with it: only who makes a PDF waits for them.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    # It reaches for nothing outside of itself but its own charts.
    fetcher = URLFetcher(allowed_protocols=["data"])
    html = "".join(_html(document))
    with _LAYOUT:
        HTML(string=html, url_fetcher=fetcher).write_pdf(file, pdf_variant="pdf/ua-1", font_config=_fonts())


@cache
def _fonts() -> Any:
    """The machine's fonts, looked up once: what the library loads of them for a document it never gives back."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    return FontConfiguration()


def _html(document: Document) -> Iterator[str]:
    style = _STYLE % {"orientation": "landscape" if document.landscape else "portrait", "page": document.page_word}
    yield f'<!doctype html><html lang="{escape(document.language)}"><head><meta charset="utf-8">'
    yield f'<title>{escape(document.title)}</title><meta name="author" content="{escape(document.school)}">'
    yield f"<style>{style}</style></head><body>"
    yield f'<p class="school">{escape(document.school)}</p><h1>{escape(document.title)}</h1>'
    yield from (f"<p>{escape(line)}</p>" for line in document.lines)
    yield f'<p class="watermark">{escape(document.watermark)}</p>'
    for number, section in enumerate(document.sections):
        yield from _section(document, section, first=number == 0)
    yield "</body></html>"


def _section(document: Document, section: Section, *, first: bool) -> Iterator[str]:
    yield f'<section class="{"own" if section.own_page else ""}{" first" if first else ""}">'
    if section.title != document.title:
        yield f"<h2>{escape(section.title)}</h2>"
    yield from (f"<p>{escape(line)}</p>" for line in section.lines)
    for table in section.tables:
        yield from _table(table, _WIDE if document.landscape else _NARROW)
    for chart in section.charts:
        yield from _figures(chart, _BARS_WIDE if document.landscape else _BARS_NARROW)
    yield from (f'<p class="ending">{escape(line)}</p>' for line in section.ending)
    yield "</section>"


def _table(table: Table, room: int) -> Iterator[str]:
    """The table; where it is wider than the page, in parts beside each other, each with the fixed columns."""
    widths = [_TURNED_WIDTH if column.turned else column.width for column in table.columns]
    parts = split_columns(widths, table.fixed, room)
    rows = list(table.rows) if len(parts) > 1 else table.rows
    short = isinstance(rows, Sequence) and len(rows) <= _SHORT
    for part in parts:
        chosen = [*range(table.fixed), *part]
        yield '<table class="short">' if short else "<table>"
        if table.caption:
            yield f"<caption>{escape(table.caption)}</caption>"
        yield "<thead><tr>" + "".join(_heading(table.columns[number]) for number in chosen) + "</tr></thead><tbody>"
        for row in rows:
            yield _row(table, chosen, row, "")
        for row in table.foot:
            yield _row(table, chosen, row, ' class="foot"')
        yield "</tbody></table>"


def _heading(column: Column) -> str:
    if column.turned:
        look = "turned long" if len(column.title) > _TWO_LINES else "turned"
        return f'<th scope="col" class="{look}"><span>{escape(column.title)}</span></th>'
    return f'<th scope="col" style="width: {column.width * _LETTER:.1f}em">{escape(column.title)}</th>'


def _row(table: Table, chosen: Sequence[int], row: Sequence[Value], look: str) -> str:
    cells = []
    # The last fixed column says whose row it is.
    whose = table.fixed - 1
    for number in chosen:
        text, kind = escape(_text(row[number])), table.columns[number].kind
        if number == whose:
            cells.append(f'<th scope="row" class="{kind}">{text}</th>')
        else:
            cells.append(f'<td class="{kind}">{text}</td>')
    return f"<tr{look}>{''.join(cells)}</tr>"


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    return str(value)


def _figures(chart: Chart, room: int) -> Iterator[str]:
    """The chart; where it has more bars than a page has room for, in parts of much the same length."""
    most = chart.most or max((float(value) for _, value in chart.bars if value is not None), default=1) or 1
    count = -(-len(chart.bars) // room) or 1
    length = -(-len(chart.bars) // count)
    for begin in range(0, len(chart.bars), length or 1):
        bars = chart.bars[begin : begin + length]
        said = "; ".join(f"{label}: {'—' if value is None else _text(value)}" for label, value in bars)
        picture = base64.b64encode(_svg(bars, most, "" if chart.most is None else " %").encode()).decode()
        yield (
            f"<figure><figcaption>{escape(chart.title)}</figcaption>"
            f'<img alt="{escape(f"{chart.title}. {said}")}" src="data:image/svg+xml;base64,{picture}"></figure>'
        )


def _svg(bars: Sequence[tuple[str, Decimal | int | None]], most: float, unit: str) -> str:
    """Bars with their numbers; a bar without data says so by a dash."""
    step = _BAR + _BAR_GAP
    height = step * len(bars) + _BAR_GAP
    left = 16 + round(max((len(_short(label)) for label, _ in bars), default=0) * _LETTER_PIXELS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + _SCALE + _AFTER}" height="{height}"'
        ' font-family="DejaVu Sans" font-size="11">'
    ]
    for number, (label, value) in enumerate(bars):
        top = _BAR_GAP + number * step
        middle = top + _BAR - 2
        parts.append(f'<text x="{left - 8}" y="{middle}" text-anchor="end">{escape(_short(label))}</text>')
        parts.append(f'<rect x="{left}" y="{top}" width="{_SCALE}" height="{_BAR}" fill="#e9ecf3"/>')
        if value is None:
            parts.append(f'<text x="{left + 6}" y="{middle}">—</text>')
            continue
        width = min(_SCALE, round(_SCALE * float(value) / most, 1))
        parts.append(f'<rect x="{left}" y="{top}" width="{width}" height="{_BAR}" fill="#3b5bdb"/>')
        parts.append(f'<text x="{left + _SCALE + 6}" y="{middle}">{_text(value)}{unit}</text>')
    parts.append("</svg>")
    return "".join(parts)


def _short(label: str) -> str:
    return label if len(label) <= _MOST_LETTERS else label[: _MOST_LETTERS - 1] + "…"
