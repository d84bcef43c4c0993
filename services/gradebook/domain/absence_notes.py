"""What families announce, and the rules of it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.gradebook.domain.absences import days_problem
from services.gradebook.domain.texts import LONGEST_REASON, Problem, bad_text

# How long ago the first day may be: a family that is late writes to the class teacher in person.
LONGEST_AGO = timedelta(days=31)
LONGEST_TEXT = 500
# Notes of one pupil that may wait at once.
MOST_WAITING = 10
_OF_FAMILIES = frozenset({"ill", "excused"})


@dataclass(frozen=True, slots=True)
class Note:
    """A family's note. state: waiting, accepted, refused, withdrawn. Days are inclusive."""

    note_id: str
    pupil_id: str
    begin: date
    end: date
    reason: str
    text: str
    sent_by: str
    sent_at: datetime
    state: str = "waiting"
    answer: str = ""
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def told(self) -> str:
        """How it stands in the school's history: its words stay out."""
        return f"{self.state} {self.begin.isoformat()} to {self.end.isoformat()} pupil {self.pupil_id}"


def note_problem(note: Note, today: date) -> Problem | None:
    """Why a note can't be taken."""
    if note.reason not in _OF_FAMILIES:
        return "REASON_NOT_OF_FAMILIES", "A family announces an illness or another good reason."
    if note.begin < today - LONGEST_AGO:
        return "TOO_LONG_AGO", f"A note is about days of the last {LONGEST_AGO.days} at most, or to come."
    return days_problem(note.begin, note.end, today) or bad_text(note.text, LONGEST_TEXT, lines=True)


def answer_problem(answer: str, *, accept: bool) -> Problem | None:
    """Why an answer can't be taken: a refusal says why."""
    if not answer and not accept:
        return "REASON_NEEDED", "Say why."
    return bad_text(answer, LONGEST_REASON)
