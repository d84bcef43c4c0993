"""From a OneRoster package to the categories and saves that it asks for."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from kit.ids import is_id
from services.gradebook.domain.bulk import Place
from services.gradebook.domain.lesson import EMPTY, Cell, WantedItem, WantedMark, WantedSave
from services.gradebook.domain.oneroster import (
    CATEGORIES,
    HIGHEST,
    LINE_ITEMS,
    LOWEST,
    RESULTS,
    category_id,
    code_for,
    line_item_id,
    mark_of,
    read_moment,
)
from services.gradebook.domain.oneroster_reading import Package, Row
from services.gradebook.domain.rules import Category, category_problem, read_weight
from services.gradebook.domain.texts import Problem, clean

_NOT_SEEN = -1
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A line item that is there, with its lesson."""

    item_id: str
    lesson_id: str
    group_id: str
    day: date
    category: str
    title: str


@dataclass(frozen=True, slots=True)
class KnownMark:
    """A mark that is there, and when it last changed."""

    cell: Cell
    updated_at: datetime


@dataclass(slots=True)
class Known:
    """What the school has of what a package speaks of: lessons by group, marks by (line item, pupil)."""

    categories: Mapping[str, Category]
    groups: frozenset[str] = frozenset()
    places: Mapping[str, list[Place]] = field(default_factory=dict)
    items: Mapping[str, KnownItem] = field(default_factory=dict)
    marks: Mapping[tuple[str, str], KnownMark] = field(default_factory=dict)


@dataclass(slots=True)
class Counts:
    """What becomes of the rows of a file."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    not_graded: int = 0
    comments_left_out: int = 0


@dataclass(slots=True)
class PackagePlan:
    """Categories to set; saves with their groups by lesson; counts by file. Fields of parts are "file/line"."""

    categories: list[Category] = field(default_factory=list)
    saves: dict[str, tuple[str, WantedSave]] = field(default_factory=dict)
    counts: dict[str, Counts] = field(default_factory=dict)

    def save_of(self, lesson_id: str, group_id: str) -> WantedSave:
        """The save of a lesson."""
        return self.saves.setdefault(lesson_id, (group_id, WantedSave(None, [], [], [])))[1]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a package names, to be looked up: ids of line items, and days of lessons by group."""

    items: frozenset[str]
    days: frozenset[tuple[str, date]]


def wishes_of(package: Package, school_id: str) -> Wishes:
    """What to look up for a package."""
    named = [row["sourcedId"] for row in package.rows.get(LINE_ITEMS, ())]
    named += [row["lineItemSourcedId"] for row in package.rows.get(RESULTS, ())]
    days = {
        (row["classSourcedId"], day)
        for row in package.rows.get(LINE_ITEMS, ())
        if is_id(row["classSourcedId"]) and (day := _day(row["assignDate"])) is not None
    }
    return Wishes(frozenset(line_item_id(school_id, each) for each in named), frozenset(days))


def plan_package(package: Package, known: Known, school_id: str) -> PackagePlan:
    """What a package asks for; what is wrong in it is noted there."""
    return _Planner(package, known, school_id).run()


class _Planner:
    def __init__(self, package: Package, known: Known, school_id: str) -> None:
        self.package, self.known, self.school_id = package, known, school_id
        self.plan = PackagePlan()
        # Codes by the sourcedIds of categories; lessons and groups by ids of line items.
        self.codes = {category_id(school_id, code): code for code in known.categories}
        self.titles = {code: each.title or code for code, each in known.categories.items()}
        self.homes = {item.item_id: (item.lesson_id, item.group_id) for item in known.items.values()}
        self.refused: set[str] = set()

    def run(self) -> PackagePlan:
        for file, take in ((CATEGORIES, self._category), (LINE_ITEMS, self._line_item), (RESULTS, self._result)):
            if file not in self.package.rows:
                continue
            counts = self.plan.counts[file] = Counts(rows=len(self.package.rows[file]))
            twice = Counter((row["lineItemSourcedId"], row["studentSourcedId"]) for row in self.package.rows[file])
            for row in self.package.rows[file]:
                counts.comments_left_out += bool(row["comment"] or row["description"])
                if file == RESULTS and twice[row["lineItemSourcedId"], row["studentSourcedId"]] > 1:
                    message = "The pupil has two results for this line item."
                    self.package.refuse(file, row, "studentSourcedId", "ROW_TWICE", message)
                else:
                    take(row, counts)
        return self.plan

    def _category(self, row: Row, counts: Counts) -> None:
        code = self.codes.get(row["sourcedId"]) or code_for(self.school_id, row["sourcedId"])
        self.codes[row["sourcedId"]] = code
        before = self.known.categories.get(code)
        title = clean(row["title"])
        title = "" if title == code else title
        weight = read_weight(row["weight"]) if row["weight"] else (before.weight if before else Decimal(1))
        if weight is None:
            message = "A weight is a number from 0.01 to 99.99, for example 1.5."
            self.package.refuse(CATEGORIES, row, "weight", "BAD_WEIGHT", message)
            return
        after = (
            replace(before, title=title, weight=weight)
            if before is not None
            else Category(code, title, weight, None, retired=False)
        )
        problem = category_problem(after.code, after.title, after.edit_days)
        if problem is not None:
            self.package.refuse(CATEGORIES, row, "title", *problem)
            return
        self.titles[code] = title or code
        if after == before:
            counts.unchanged += 1
            return
        self.plan.categories.append(after)
        counts.created += before is None
        counts.changed += before is not None

    def _line_item(self, row: Row, counts: Counts) -> None:
        item_id = line_item_id(self.school_id, row["sourcedId"])
        stored = self.known.items.get(item_id)
        code, day = self._code_of(row["categorySourcedId"]), _day(row["assignDate"])
        title, default = clean(row["title"]), self.titles.get(code, "")
        problem = self._line_item_problem(row, code, day)
        if problem is None and stored is not None:
            here = (row["classSourcedId"], day, code, title)
            if here == (stored.group_id, stored.day, stored.category, stored.title or default):
                counts.unchanged += 1
                return
            problem = "sourcedId", "LINE_ITEM_DIFFERS", "A line item that is there is changed in the journal, not here."
        place = self._place_of(row, day) if problem is None and day is not None else None
        if not isinstance(place, Place):
            self.refused.add(item_id)
            self.package.refuse(LINE_ITEMS, row, *(problem or ("assignDate", *(place or ("", "")))))
            return
        group_id = row["classSourcedId"]
        self.homes[item_id] = place.lesson_id, group_id
        wanted = WantedItem(f"{LINE_ITEMS}/{row.line}", item_id, code, "" if title == default else title, item_id)
        self.plan.save_of(place.lesson_id, group_id).items.append(wanted)
        counts.created += 1

    def _line_item_problem(self, row: Row, code: str, day: date | None) -> tuple[str, str, str] | None:
        if day is None:
            return "assignDate", "BAD_DATE", "assignDate is a date YYYY-MM-DD."
        if row["classSourcedId"] not in self.known.groups:
            return "classSourcedId", "UNKNOWN_CLASS", "The school has no group of this id."
        if code not in self.titles:
            return "categorySourcedId", "UNKNOWN_CATEGORY", "Add the category to categories.csv."
        limits = (row["resultValueMin"] or LOWEST, row["resultValueMax"] or HIGHEST)
        if limits != (LOWEST, HIGHEST):
            return "resultValueMax", "SCORE_OUT_OF_SCALE", "Results are 2 to 5: other scales are not converted."
        return None

    def _place_of(self, row: Row, day: date) -> Place | Problem:
        bell = row["metadata.bell"]
        found = [
            place
            for place in self.known.places.get(row["classSourcedId"], ())
            if place.day == day and bell in ("", str(place.bell))
        ]
        if not found:
            return "NO_LESSON_THEN", "The group has no lesson on this day and bell."
        if len(found) > 1:
            return "BELL_NEEDED", "The group has several lessons on this day: say metadata.bell."
        return found[0]

    def _code_of(self, sourced_id: str) -> str:
        return self.codes.get(sourced_id) or code_for(self.school_id, sourced_id)

    def _result(self, row: Row, counts: Counts) -> None:
        item_id, pupil_id = line_item_id(self.school_id, row["lineItemSourcedId"]), row["studentSourcedId"]
        home, value = self.homes.get(item_id), mark_of(row["scoreStatus"], row["score"], row["textScore"])
        if home is None:
            # Of a line item that was refused itself its results are no faults of their own.
            if item_id not in self.refused:
                message = "There is no such line item: add it to lineItems.csv."
                self.package.refuse(RESULTS, row, "lineItemSourcedId", "UNKNOWN_LINE_ITEM", message)
        elif not is_id(pupil_id):
            message = "A pupil has the id that this platform gave."
            self.package.refuse(RESULTS, row, "studentSourcedId", "PUPIL_UNKNOWN", message)
        elif isinstance(value, tuple):
            self.package.refuse(RESULTS, row, "scoreStatus" if "STATUS" in value[0] else "score", *value)
        elif value is None:
            counts.not_graded += 1
        else:
            self._mark(row, counts, home, WantedMark(f"{RESULTS}/{row.line}", item_id, pupil_id, value, 0, ""))

    def _mark(self, row: Row, counts: Counts, home: tuple[str, str], wanted: WantedMark) -> None:
        known = self.known.marks.get((wanted.line_item, wanted.pupil_id))
        stored = known.cell if known is not None else EMPTY
        if wanted.value == stored.value:
            counts.unchanged += 1
            return
        version = stored.version if known is None or not stored.value or _was_seen(row, known) else _NOT_SEEN
        self.plan.save_of(*home).marks.append(replace(wanted, seen_version=version))
        counts.changed += bool(stored.value)
        counts.created += not stored.value


def _was_seen(row: Row, known: KnownMark) -> bool:
    """Whether who wrote the row knew the mark that is stored: by its version, or by a later time of his own change."""
    if row["metadata.version"]:
        return row["metadata.version"] == str(known.cell.version)
    time = read_moment(row["dateLastModified"])
    stored = known.updated_at
    # Written to the millisecond.
    return time is not None and time >= stored.replace(microsecond=stored.microsecond // 1000 * 1000)


def _day(text: str) -> date | None:
    # date.fromisoformat also takes week dates ("2026-W40-1"), which are none of the specification.
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
