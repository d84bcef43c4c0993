"""A notice in words. Names come from identity at this moment and are kept nowhere."""

from dataclasses import dataclass
from html import escape

from services.notify.channels.texts import category_title, date_text, text
from services.notify.store.notices import Notice


@dataclass(frozen=True, slots=True)
class Words:
    """A message; the subject names nobody."""

    subject: str
    plain: str
    html: str


def put_in_words(notice: Notice, *, locale: str, guardian_name: str, child_name: str, diary_url: str) -> Words:
    """The message of a notice in the guardian's language."""
    lines = [_line(locale, item) for item in notice.items]
    about = text(
        locale,
        "about",
        child=child_name,
        subject=notice.subject_title,
        date=date_text(locale, notice.day.isoformat()),
        bell=notice.bell,
    )
    greeting = text(locale, "greeting", name=guardian_name)
    signature = text(locale, "signature")
    link = text(locale, "link", url=diary_url)
    plain = "\n".join([greeting, "", about, *(f"  {line}" for line in lines), "", link, "", signature, ""])
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    html = (
        f'<html lang="{locale}"><body style="font-family:sans-serif;line-height:1.5">'
        f"<p>{escape(greeting)}</p><p><strong>{escape(about)}</strong></p><ul>{items}</ul>"
        f'<p><a href="{escape(diary_url)}">{escape(link)}</a></p>'
        f'<p style="color:#555">{escape(signature)}</p></body></html>'
    )
    return Words(text(locale, f"subject.{notice.kind}"), plain, html)


def _line(locale: str, item: dict[str, str]) -> str:
    old, new = item["old_value"], item["new_value"]
    if item["kind"] == "mark":
        key = "mark.removed" if not new else ("mark.changed" if old else "mark.new")
        return text(locale, key, category=category_title(locale, item["category"]), old=old, new=new)
    if not new:
        return text(locale, "attendance.removed")
    if new == "absent":
        return text(locale, "attendance.absent")
    return text(locale, "attendance.late", minutes=new.partition(" ")[2])
