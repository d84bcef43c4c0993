"""The pages of the trace store: recent traces, and one trace as a waterfall. HTML and CSS alone, any width."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from deploy.local.trace_store import Span

_COLOURS = {"portal": 265, "identity": 205, "gradebook": 150, "notify": 35, "reports": 335}
_TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Трассы", "Traces"),
    "search": ("Номер трассы", "Trace id"),
    "find": ("Найти", "Find"),
    "stories": ("Вызовы и задания", "Calls and jobs"),
    "all": ("Все, с одиночными запросами к базе", "All, with single database statements"),
    "none": ("Трасс пока нет: сделайте что-нибудь на портале.", "No traces yet: do something in the portal."),
    "unknown": (
        "Такой трассы нет: она ещё не пришла или уже забыта (хранится сутки).",
        "There is no such trace: it has not come yet or is forgotten already (kept for a day).",
    ),
    "older": ("Раньше", "Older"),
    "when": ("Когда (UTC)", "When (UTC)"),
    "what": ("Что", "What"),
    "spans": ("отрезков", "spans"),
    "errors": ("ошибок", "errors"),
    "back": ("Все трассы", "All traces"),
    "took": ("длилась", "took"),
    "metrics": ("Показатели", "Metrics"),
}
_STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def list_page(traces: Sequence[Mapping[str, Any]], more: str, *, all_of_them: bool, service: str, language: str) -> str:
    """Recent traces, newest first. `more` is where the next page begins (empty: there is none)."""
    say = _speaker(language)
    tabs = "".join(
        f'<a href="/?{urlencode(query)}"{" aria-current=page" if current else ""}>{say(text)}</a>'
        for text, query, current in (
            ("stories", {"service": service}, not all_of_them),
            ("all", {"service": service, "all": "1"}, all_of_them),
        )
    )
    rows = "".join(_row(trace, say) for trace in traces)
    body = f'<nav>{tabs}<a href="/metrics">{say("metrics")}</a></nav>'
    body += f'<div class="card">{rows}</div>' if rows else f'<p class="dim">{say("none")}</p>'
    if more:
        query = urlencode({"service": service, "all": "1" if all_of_them else "", "before": more})
        body += f'<p><a href="/?{query}">{say("older")} →</a></p>'
    form = (
        f'<form><input name="trace" aria-label="{say("search")}" placeholder="{say("search")}" class="mono">'
        f"<button>{say('find')}</button></form>"
    )
    return _page(say("title"), f"<h1>{say('title')}</h1>{form}", body, language)


def trace_page(trace_id: str, spans: Sequence["Span"], language: str) -> str:
    """One trace as a waterfall; each line opens into the span's attributes."""
    say = _speaker(language)
    head = f'<a href="/">← {say("back")}</a>'
    if not spans:
        return _page(trace_id, f'{head}<h1 class="mono">{escape(trace_id)}</h1>', f"<p>{say('unknown')}</p>", language)
    begin, end = min(span.start_ns for span in spans), max(span.end_ns for span in spans)
    order = _in_tree_order(spans)
    failed = sum(bool(span.error) for span in spans)
    facts = f"{_when(begin)} · {say('took')} {_duration(end - begin)} · {len(spans)} {say('spans')}"
    bad = f' · <span class="bad">{failed} {say("errors")}</span>' if failed else ""
    services = sorted({span.service for span in spans})
    legend = "".join(f'<span class="tag" style="--h:{_hue(name)}">{escape(name)}</span>' for name in services)
    lines = "".join(_line(span, depth, begin, max(end - begin, 1)) for span, depth in order)
    body = (
        f'<p class="dim">{facts}{bad}<br><span class="mono">{escape(trace_id)}</span></p>'
        f'<div class="legend">{legend}</div><div class="card">{lines}</div>'
    )
    return _page(order[0][0].name, f"{head}<h1>{escape(order[0][0].name)}</h1>", body, language)


def _in_tree_order(spans: Sequence["Span"]) -> list[tuple["Span", int]]:
    """Spans under their parents with their depth; one whose parent has not come stands at the top."""
    known = {span.span_id for span in spans}
    children: dict[str, list[Span]] = {}
    for span in spans:
        children.setdefault(span.parent_id if span.parent_id in known else "", []).append(span)
    found: list[tuple[Span, int]] = []
    waiting = [(span, 0) for span in reversed(children.get("", []))]
    while waiting:
        span, depth = waiting.pop()
        found.append((span, depth))
        waiting += [(child, depth + 1) for child in reversed(children.pop(span.span_id, []))]
    return found


def _line(span: "Span", depth: int, begin: int, whole: int) -> str:
    left = (span.start_ns - begin) * 100 / whole
    width = (span.end_ns - span.start_ns) * 100 / whole
    where = f"{span.service} {span.role}".strip()
    side = "before" if left > 60 else "after"  # noqa: PLR2004  (where the number has room)
    facts = {"span": span.span_id, "kind": span.kind, "error": span.error, **span.attributes}
    for number, event in enumerate(span.events, 1):
        facts[f"event {number}"] = " ".join(f"{name}={value}" for name, value in event.items())
    details = "".join(
        f"<dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd>" for name, value in facts.items() if value != ""
    )
    return (
        f'<details class="span{" failed" if span.error else ""}" style="--h:{_hue(span.service)};--d:{min(depth, 12)};'
        f'--l:{left:.3f};--w:{width:.3f}"><summary><span class="label">{escape(span.name)} '
        f'<small class="dim">{escape(where)}</small></span><span class="lane"><span class="bar"></span>'
        f'<i class="{side}">{_duration(span.end_ns - span.start_ns)}</i></span></summary><dl>{details}</dl></details>'
    )


def _row(trace: Mapping[str, Any], say: Any) -> str:
    tags = "".join(
        f'<span class="tag" style="--h:{_hue(name)}">{escape(name)}</span> '
        for name in filter(None, trace["services"].split(","))
    )
    bad = f'<span class="bad">{trace["errors"]} {say("errors")}</span>' if trace["errors"] else ""
    return (
        f'<a class="row" href="/traces/{trace["trace_id"]}">'
        f'<span class="dim time">{_when(trace["start_ns"])[11:]}</span>'
        f'<span class="what name">{escape(trace["name"])}<br>{tags}</span><span class="time">'
        f'{_duration(trace["end_ns"] - trace["start_ns"])}<br><span class="dim">{trace["spans"]} {say("spans")}</span> '
        f"{bad}</span></a>"
    )


def _hue(service: str) -> int:
    return _COLOURS.get(service, sum(service.encode()) * 47 % 360)


def _when(nanoseconds: int) -> str:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _duration(nanoseconds: int) -> str:
    milliseconds = nanoseconds / 1e6
    if milliseconds >= 1000:  # noqa: PLR2004  (a second)
        return f"{milliseconds / 1000:.2f} s"
    return f"{milliseconds:.1f} ms"


def _speaker(language: str) -> Any:
    russian = not language or language.strip().lower().startswith("ru")
    return lambda text: _TEXTS[text][0 if russian else 1]


def _page(title: str, head: str, body: str, language: str) -> str:
    code = "ru" if not language or language.strip().lower().startswith("ru") else "en"
    return (
        f'<!doctype html><html lang="{code}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><header>{head}</header><main>{body}</main></html>"
    )
