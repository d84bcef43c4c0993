"""Notices in words. Names come from identity at this moment and are kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.notify.channels.letter import News, Section, letter_html, with_link
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


def put_in_words(notice: Notice, *, locale: str, recipient_name: str, child_name: str, diary_url: str) -> Words:
    """The message of one notice in the recipient's language."""
    news = _news(locale, notice)
    if child_name:
        news = replace(news, about=f"{child_name}: {news.about}")
    section = Section("", [news], _link(locale, [notice]), diary_url)
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
        told = [_news(locale, notice) for notice in own]
        sections.append(Section(child_names[pupil_id], told, _link(locale, own), diary_urls[pupil_id]))
    return _words(locale, text(locale, "subject.digest"), recipient_name, sections)


def with_footer(words: Words, title: str, url: str) -> Words:
    """The message with one more line at its end, which leads somewhere."""
    return replace(words, plain=f"{words.plain}{title}: {url}\n", html=with_link(words.html, title, url))


def _words(locale: str, subject: str, recipient_name: str, sections: Sequence[Section]) -> Words:
    greeting = text(locale, "greeting", name=recipient_name)
    signature = text(locale, "signature")
    plain = [greeting, ""]
    for section in sections:
        if section.heading:
            plain += [section.heading, ""]
        for news in section.news:
            plain += [news.about, *(f"  {line}" for line in _all_lines(news)), ""]
        plain += [f"{section.link}: {section.url}", ""]
    plain += [signature, ""]
    html = letter_html(locale, subject, greeting, sections, signature)
    return Words(subject, "\n".join(plain), html, _brief(sections))


def _brief(sections: Sequence[Section]) -> str:
    parts: list[str] = []
    for section in sections:
        parts.append(section.heading)
        for news in section.news:
            parts += [news.about, *_all_lines(news)]
    return "\n".join(filter(None, parts))


def _all_lines(news: News) -> list[str]:
    return [*news.quote.splitlines(), *news.lines]


def _link(locale: str, notices: Sequence[Notice]) -> str:
    return text(locale, "link" if any(leads_to_diary(notice) for notice in notices) else "link.elsewhere")


def _news(locale: str, notice: Notice) -> News:
    about = _about(locale, notice)
    if notice.topic != "message":
        return News(about, [line(locale, item) for item in notice.items])
    wanted = [text(locale, "message.confirm")] if notice.confirm else []
    return News(about, wanted, notice.text or text(locale, "message.gone"))


def _about(locale: str, notice: Notice) -> str:
    day = date_text(locale, notice.day.isoformat())
    if notice.bell:
        return text(locale, "about", subject=notice.subject_title, date=day, bell=notice.bell)
    if notice.subject_title:
        return text(locale, "about.subject", subject=notice.subject_title, date=day)
    key = f"about.{notice.kind}"
    return text(locale, key if key in TEXTS["ru"] else "about.day", date=day)


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
