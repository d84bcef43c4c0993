"""The rules of bulk exports (DOMAIN.md "Personal data": a second person's confirmation, a watermark)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_ROWS = 2000
MOST_DOWNLOADS = 3
LONGEST_PURPOSE = 300
LIFE = timedelta(hours=24)
WAITING, CONFIRMED, REFUSED, EXPIRED = "waiting", "confirmed", "refused", "expired"


@dataclass(frozen=True, slots=True)
class Export:
    """A request for a file, and how far it is."""

    export_id: str
    content: str
    class_id: str | None
    purpose: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    decided: str
    decided_by_name: str
    decided_at: datetime | None
    downloads: int

    @property
    def expires_at(self) -> datetime:
        """Until when it can be decided, or downloaded."""
        return (self.decided_at or self.asked_at) + LIFE

    def state(self, now: datetime) -> str:
        """Where it stands: what nobody decided or downloaded in time is over."""
        if self.decided != REFUSED and now >= self.expires_at:
            return EXPIRED
        return self.decided


# rule, what to do
Problem = tuple[str, str]


def decision_problem(export: Export, actor_id: str, now: datetime) -> Problem | None:
    """Why this person can't decide on it."""
    if export.asked_by == actor_id:
        return "SECOND_PERSON_NEEDED", "Somebody else than who asked confirms an export."
    if export.state(now) != WAITING:
        return "NOT_WAITING", "The export was decided already, or nobody decided in time: ask anew."
    return None


def download_problem(export: Export, now: datetime) -> Problem | None:
    """Why it can't be downloaded now."""
    if export.state(now) != CONFIRMED:
        return "NOT_CONFIRMED", "The export is not confirmed, or its time is over: ask anew."
    if export.downloads >= MOST_DOWNLOADS:
        return "TOO_MANY_DOWNLOADS", f"An export is downloaded at most {MOST_DOWNLOADS} times: ask anew."
    return None


def purpose_problem(purpose: str) -> Problem | None:
    """Why a purpose can't be taken."""
    if not purpose or len(purpose) > LONGEST_PURPOSE or not purpose.isprintable():
        return "PURPOSE_NEEDED", f"Say what it is for, in 1 to {LONGEST_PURPOSE} characters of one line."
    return None
