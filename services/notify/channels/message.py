"""Notices in words. Names come from identity at this moment and are kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from services.notify.channels.links import leads_to_diary
from services.notify.channels.texts import TEXTS, category_title, date_text, role_title, text
from services.notify.domain.values import read_value
from services.notify.store.notices import Notice


@dataclass(frozen=True, slots=True)
class Words:
    """A message; the subject names nobody."""

    subject: str
    plain: str
    html: str
    # The news alone, for a small window.
    brief: str = ""


@dataclass(frozen=True, slots=True)
class _Section:
    """One child: its heading, its notices as a line about the lesson and lines of news, the way to its diary."""

    heading: str
    notices: list[tuple[str, list[str]]]
    url: str
    # The way leads elsewhere.
    elsewhere: bool = False


def put_in_words(notice: Notice, *, locale: str, recipient_name: str, child_name: str, diary_url: str) -> Words:
    """The message of one notice in the recipient's language."""
    about = f"{child_name}: {_about(locale, notice)}" if child_name else _about(locale, notice)
    elsewhere = not child_name or not leads_to_diary(notice)
    section = _Section("", [(about, _lines(locale, notice))], diary_url, elsewhere)
    return _words(locale, text(locale, f"subject.{notice.kind}"), recipient_name, [section])


def put_digest_in_words(
    notices: Sequence[Notice],
    *,
    locale: str,
    recipient_name: str,
    child_names: Mapping[str, str],
    diary_urls: Mapping[str, str],
) -> Words:
    """One message of many notices: a part for each child, in it the lessons from the oldest on."""
    sections = []
    for pupil_id in dict.fromkeys(notice.pupil_id for notice in notices):
        own = sorted((n for n in notices if n.pupil_id == pupil_id), key=lambda n: (n.day, n.bell, n.subject_title))
        told = [(_about(locale, notice), _lines(locale, notice)) for notice in own]
        elsewhere = not any(leads_to_diary(notice) for notice in own)
        sections.append(_Section(child_names[pupil_id], told, diary_urls[pupil_id], elsewhere))
    return _words(locale, text(locale, "subject.digest"), recipient_name, sections)


def with_footer(words: Words, line: str, url: str) -> Words:
    """The message with one more line at its end, which leads somewhere."""
    footer = f'<p style="color:#555"><a href="{escape(url)}">{escape(line.partition(":")[0])}</a></p></body>'
    return replace(words, plain=f"{words.plain}{line}\n", html=words.html.replace("</body>", footer))


def _words(locale: str, subject: str, recipient_name: str, sections: Sequence[_Section]) -> Words:
    greeting = text(locale, "greeting", name=recipient_name)
    signature = text(locale, "signature")
    plain = [greeting, ""]
    html = [f"<p>{escape(greeting)}</p>"]
    for section in sections:
        link = text(locale, "link.own" if section.elsewhere else "link", url=section.url)
        if section.heading:
            plain += [section.heading, ""]
            html.append(f"<h2>{escape(section.heading)}</h2>")
        for about, lines in section.notices:
            plain += [about, *(f"  {line}" for line in lines), ""]
            items = "".join(f"<li>{escape(line)}</li>" for line in lines)
            html.append(f"<p><strong>{escape(about)}</strong></p><ul>{items}</ul>")
        plain += [link, ""]
        html.append(f'<p><a href="{escape(section.url)}">{escape(link)}</a></p>')
    plain += [signature, ""]
    html.append(f'<p style="color:#555">{escape(signature)}</p>')
    body = f'<html lang="{locale}"><body style="font-family:sans-serif;line-height:1.5">{"".join(html)}</body></html>'
    return Words(subject, "\n".join(plain), body, _brief(sections))


def _brief(sections: Sequence[_Section]) -> str:
    parts: list[str] = []
    for section in sections:
        parts.append(section.heading)
        for about, lines in section.notices:
            parts += [about, *lines]
    return "\n".join(filter(None, parts))


def _about(locale: str, notice: Notice) -> str:
    day = date_text(locale, notice.day.isoformat())
    if notice.bell:
        return text(locale, "about", subject=notice.subject_title, date=day, bell=notice.bell)
    if notice.subject_title:
        return text(locale, "about.subject", subject=notice.subject_title, date=day)
    key = f"about.{notice.kind}"
    return text(locale, key if key in TEXTS["ru"] else "about.day", date=day)


def _lines(locale: str, notice: Notice) -> list[str]:
    if notice.topic == "message":
        wanted = [text(locale, "message.confirm")] if notice.confirm else []
        return [*(notice.text or text(locale, "message.gone")).splitlines(), *wanted]
    return [line(locale, item) for item in notice.items]


def line(locale: str, item: Mapping[str, str]) -> str:
    """One line of a notice."""
    kind, new, old = item["kind"], read_value(item["new_value"]), read_value(item["old_value"])
    key, place = (f"{kind}.removed", old) if not new.code else (f"{kind}.{new.code}", new)
    if kind in ("mark", "term_mark"):
        key = f"{kind}.removed" if not new.code else f"{kind}.changed" if old.code else f"{kind}.new"
    if kind == "reminder":
        key = f"{kind}.{item['category']}"
    return text(
        locale,
        key if key in TEXTS["ru"] else "other",
        category=category_title(locale, item["category"]),
        role=role_title(locale, item["category"]),
        old=old.code,
        new=new.code,
        minutes=new.minutes_late,
        subject=item.get("subject_title", ""),
        date=date_text(locale, place.day) if place.day else text(locale, "no_date"),
        bell=place.bell,
        room=text(locale, "room", room=place.room) if place.room else "",
    )
