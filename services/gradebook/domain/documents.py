"""Which documents there are, of which places, in which forms, and what an order of one must say. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.gradebook.domain.texts import Problem

Needs = Literal["period", "year", "days", "week"]
LOCALES = ("ru", "en")
_LONGEST_DAYS = 370


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: kinds of places that have it, its forms, what it is about."""

    places: tuple[str, ...]
    forms: tuple[str, ...]
    needs: Needs


SUMMARY_SHEET, REPORT_CARD, CLASS_JOURNAL = "summary_sheet", "report_card", "class_journal"
DIARY_WEEK, SUBSTITUTION_REGISTER, TERM_ARCHIVE = "diary_week", "substitution_register", "term_archive"
_PAPERS = ("pdf", "xlsx")
KINDS: Mapping[str, Kind] = {
    SUMMARY_SHEET: Kind(("class", "school"), _PAPERS, "period"),
    REPORT_CARD: Kind(("class", "pupil"), _PAPERS, "year"),
    CLASS_JOURNAL: Kind(("group", "class"), _PAPERS, "days"),
    DIARY_WEEK: Kind(("pupil",), _PAPERS, "week"),
    SUBSTITUTION_REGISTER: Kind(("school",), _PAPERS, "days"),
    TERM_ARCHIVE: Kind(("school",), ("zip",), "period"),
}
PERMISSIONS = {place: f"gradebook.{place}_documents.make" for place in ("school", "class", "group", "pupil")}
_COLLECTIONS = {"classes": "class", "groups": "group", "pupils": "pupil"}


@dataclass(frozen=True, slots=True)
class Place:
    """What a document is about: its kind, and its id."""

    kind: str
    thing_id: str


def place_of(name: str) -> Place:
    """The place of a resource name: schools/{school}, schools/{school}/classes/{class} …"""
    parts = name.split("/")
    return Place("school", parts[1]) if len(parts) == 2 else Place(_COLLECTIONS[parts[2]], parts[3])  # noqa: PLR2004


def order_problem(
    place: str, kind: str, form: str, period: str, begin: date | None, end: date | None
) -> Problem | None:  # fmt: skip
    """What is wrong with an order, if anything; `place` is a kind of place."""
    known = KINDS.get(kind)
    if known is None or place not in known.places:
        return "UNKNOWN_DOCUMENT", "There is no such document of this place."
    if form not in known.forms:
        return "UNKNOWN_FORM", f"This document has the forms {', '.join(known.forms)}."
    if known.needs in ("period", "year"):
        return _period_problem(known.needs, period)
    return _days_problem(known.needs, begin, end)


def _period_problem(needs: Needs, period: str) -> Problem | None:
    if needs == "year" and period and "/years/" not in period:
        return "YEAR_NEEDED", "Say which school year it is about, or leave the period empty."
    if needs == "period" and not period:
        return "PERIOD_NEEDED", "Say which period it is about."
    return None


def _days_problem(needs: Needs, begin: date | None, end: date | None) -> Problem | None:
    if begin is None:
        return "DAYS_NEEDED", "Say which days it is about, or a day of the week."
    if needs == "week":
        return None
    if end is None:
        return "DAYS_NEEDED", "Say which days it is about: begin_date and end_date."
    if begin > end:
        return "DATES_REVERSED", "begin_date must not be after end_date."
    if (end - begin).days > _LONGEST_DAYS:
        return "PERIOD_TOO_LONG", f"The two dates may be at most {_LONGEST_DAYS} days apart."
    return None
