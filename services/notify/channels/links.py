"""Where in the portal a notice leads."""

from services.notify.domain.topics import TOPICS
from services.notify.store.notices import Notice

_PAGES = {"security": "/account", "reminder": "/"}


def leads_to_diary(notice: Notice) -> bool:
    """Whether the page of a notice is the diary."""
    return not TOPICS[notice.topic].themselves and notice.topic not in ("message", "verification")


def link(public_url: str, notice: Notice) -> str:
    """The page that shows what a notice is about: the diary of its week; of somebody's own affairs the notices; of a
    check of personal data these."""
    if notice.topic == "verification":
        return f"{public_url}/schools/{notice.school_id}/pupils/{notice.pupil_id}/data"
    if TOPICS[notice.topic].themselves or notice.topic == "message":
        return public_url + _PAGES.get(notice.topic, "/notices")
    return f"{public_url}/diary/{notice.school_id}/{notice.pupil_id}?date={notice.day.isoformat()}"
