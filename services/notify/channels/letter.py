"""The HTML of a letter: one narrow column with styles in the tags, since mail programs drop style sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_PAGE = (
    "margin:0;padding:16px;background:#f5f6fa;color:#1b2237;line-height:1.5;"
    "font-family:system-ui,'Segoe UI',Roboto,'Liberation Sans',sans-serif;font-size:16px"
)
_CARD = "max-width:560px;margin:0 auto;padding:20px;background:#ffffff;border:1px solid #d9dde8;border-radius:12px"
_BUTTON = (
    "display:inline-block;padding:10px 18px;background:#1f3f8f;color:#ffffff;border-radius:8px;"
    "font-weight:bold;text-decoration:none"
)
_QUOTE = "margin:0 0 8px;padding:2px 0 2px 12px;border-left:3px solid #b4bccf"
_SMALL = "max-width:560px;margin:12px auto 0;color:#5a6379;font-size:13px"
_FOOT = "</body></html>"


@dataclass(frozen=True, slots=True)
class News:
    """One notice: what it is about, a person's own words where there are some, lines of news."""

    about: str
    lines: Sequence[str]
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """News about one child, and the way to the page that shows more. The heading may be empty."""

    heading: str
    news: Sequence[News]
    link: str
    url: str


def letter_html(locale: str, title: str, greeting: str, sections: Sequence[Section], signature: str) -> str:
    """A whole HTML document. Texts are plain: they are escaped here."""
    parts = [f'<h1 style="margin:0 0 12px;font-size:20px">{escape(title)}</h1>', _paragraph(greeting)]
    for section in sections:
        if section.heading:
            parts.append(f'<h2 style="margin:20px 0 8px;font-size:18px">{escape(section.heading)}</h2>')
        for news in section.news:
            parts += _news(news)
        button = f'<a href="{escape(section.url)}" style="{_BUTTON}">{escape(section.link)}</a>'
        parts.append(f'<p style="margin:16px 0 4px">{button}</p>')
    card = f'<div style="{_CARD}">{"".join(parts)}</div><p style="{_SMALL}">{escape(signature)}</p>'
    return f'<html lang="{escape(locale)}"><body style="{_PAGE}">{card}{_FOOT}'


def with_link(html: str, title: str, url: str) -> str:
    """The letter with one more line at its end, which leads somewhere."""
    line = f'<p style="{_SMALL}"><a href="{escape(url)}" style="color:#5a6379">{escape(title)}</a></p>'
    return html.removesuffix(_FOOT) + line + _FOOT


def _news(news: News) -> list[str]:
    parts = [f'<p style="margin:16px 0 4px"><strong>{escape(news.about)}</strong></p>']
    if news.quote:
        parts.append(f'<p style="{_QUOTE}">{escape(news.quote).replace(chr(10), "<br>")}</p>')
    if len(news.lines) == 1:
        parts.append(_paragraph(news.lines[0]))
    elif news.lines:
        items = "".join(f"<li>{escape(line)}</li>" for line in news.lines)
        parts.append(f'<ul style="margin:0 0 8px;padding-left:20px">{items}</ul>')
    return parts


def _paragraph(text: str) -> str:
    return f'<p style="margin:0 0 8px">{escape(text)}</p>'
