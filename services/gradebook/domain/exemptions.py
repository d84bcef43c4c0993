"""Exemption from a subject for a time (DOMAIN.md "Mark scale": осв)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.gradebook.domain.texts import Problem, bad_text

LONGEST_EXEMPTION = timedelta(days=370)
LONGEST_DOCUMENT = 100


@dataclass(frozen=True, slots=True)
class Exemption:
    """Days (inclusive) on which a pupil is exempt from a subject; ended before it begins: it never held."""

    exemption_id: str
    pupil_id: str
    subject_code: str
    begin: date
    end: date
    document: str
    partial: bool
    version: int = 1

    @property
    def told(self) -> str:
        """How it stands in the history: without the document."""
        kind = "partial" if self.partial else "full"
        return f"pupil {self.pupil_id}, {self.subject_code}, {self.begin} to {self.end}, {kind}"


def exemption_problem(exemption: Exemption, others: Iterable[Exemption]) -> Problem | None:
    """Why it can't be made beside the pupil's others."""
    if exemption.begin > exemption.end or exemption.end - exemption.begin > LONGEST_EXEMPTION:
        days = LONGEST_EXEMPTION.days
        return "EXEMPTION_OUT_OF_RANGE", f"It ends on its first day or later, at most {days} days after it."
    if not exemption.document:
        return "DOCUMENT_NEEDED", "Name the document that it rests on, by its number."
    for other in others:
        same = other.subject_code == exemption.subject_code and other.begin <= other.end
        if same and other.begin <= exemption.end and exemption.begin <= other.end:
            return "EXEMPTION_OVERLAPS", "The pupil is exempt from the subject in a part of this time: end that first."
    return bad_text(exemption.document, LONGEST_DOCUMENT)
