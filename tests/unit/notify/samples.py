"""A notice of every kind, with invented names: what docs/guide/messages.md shows."""

from dataclasses import asdict
from datetime import date

from services.notify.channels.links import link
from services.notify.channels.message import Words, put_digest_in_words, put_in_words
from services.notify.domain.settings import setting_kind
from services.notify.domain.telling import Item
from services.notify.domain.topics import TOPICS
from services.notify.store.notices import Notice

PORTAL = "https://dnevnik.example"
DAY = date(2026, 11, 26)
GUARDIAN, TEACHER, CHILD = "Анна Ивановна", "Ольга Петровна", "Варя"
_GUARDIAN, _CHILD, _SCHOOL = "parent", "child", "school"
_TEXT = "Уважаемые родители! В пятницу, 4 декабря, в 18:00 родительское собрание в кабинете 204.\nЖду всех."


def _item(kind: str, new: str, old: str = "", category: str = "", subject: str = "") -> Item:
    return Item("", kind, category, old, new, subject)


# Kind → its lines.
_LINES = {
    "mark": [_item("mark", "4", category="answer"), _item("mark", "5", category="test")],
    "mark_corrected": [_item("mark", "5", "4", category="test")],
    "absence": [_item("absence", "absent")],
    "late": [_item("late", "late 7")],
    "homework": [_item("homework", "given|2026-11-30")],
    "homework_due": [_item("homework_due", "due", subject="Физика"), _item("homework_due", "due", subject="История")],
    "owed": [_item("owed", "owed|2026-12-04", category="test")],
    "term_mark": [
        _item("term_mark", "5", category="term", subject="Алгебра"),
        _item("term_mark", "4", category="term", subject="Физика"),
    ],
    "timetable": [
        _item("timetable", "moved|2026-11-30|2|204", subject="История"),
        _item("timetable", "cancelled||6", subject="Физическая культура"),
        _item("timetable", "added||7|118", subject="Алгебра"),
    ],
    "substitution": [_item("substitution", "substitute||3|204", subject="Физика")],
    "duty": [_item("duty", "duty||3|204", category="7 «А»", subject="Физика")],
    "reminder": [_item("reminder", "3", category="lessons_filled")],
    "message": [_item("message", "sent")],
    "verification": [_item("verification", "asked|2026-12-10")],
    "security": [_item("security", "new_device")],
}
# Those about a lesson; the others are about a day, or about the account.
_OF_A_LESSON = {"mark": 3, "mark_corrected": 3, "absence": 3, "late": 3, "homework": 0, "owed": 3}
_OF_TOMORROW = ("homework_due", "timetable", "substitution")
_TOPIC_OF = {"mark_corrected": "mark", "absence": "attendance", "late": "attendance"}


def sample(kind: str) -> Notice:
    """The notice of this kind."""
    topic = _TOPIC_OF.get(kind, setting_kind(kind))
    person = _GUARDIAN if TOPICS[topic].themselves else _CHILD
    return Notice(
        f"notice-{kind}", _GUARDIAN, person, _SCHOOL, "lesson", topic, kind, "visible",
        date(2026, 11, 27) if kind in _OF_TOMORROW else DAY, _OF_A_LESSON.get(kind, 0),
        "Алгебра" if kind in _OF_A_LESSON else "", [asdict(item) for item in _LINES[kind]],
        due=True, listed_at=None, read=False, visible_at=None,
        text=_TEXT if kind == "message" else "", confirm=kind == "message",
    )  # fmt: skip


KINDS = tuple(_LINES)


def words(kind: str) -> Words:
    """The message of this kind, as every channel gets it."""
    notice = sample(kind)
    own = TOPICS[notice.topic].themselves
    return put_in_words(
        notice,
        locale="ru",
        recipient_name=TEACHER if kind in ("duty", "reminder") else GUARDIAN,
        child_name="" if own else CHILD,
        diary_url=link(PORTAL, notice),
    )


def digest() -> Words:
    """A digest of the day."""
    notices = [sample("mark"), sample("late"), sample("homework")]
    return put_digest_in_words(
        notices,
        locale="ru",
        recipient_name=GUARDIAN,
        child_names={_CHILD: CHILD},
        diary_urls={_CHILD: link(PORTAL, notices[0])},
    )
