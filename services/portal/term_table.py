"""A group's term marks as the page draws them: what is stored, what was chosen over it, what was refused where."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from zvonok.gradebook.v1 import terms_pb2 as pb
from zvonok.identity.v1.people_pb2 import Pupil

from services.portal.days import show_day
from services.portal.sheet import last_part
from services.portal.term_form import KIND_OF, KINDS, Cell, TypedMarks, period_key, seen_text
from services.portal.texts import TERM_KINDS, short_name

CONFLICT = "VERSION_CONFLICT"
FLAG_TITLES = {
    pb.FLAG_DEPARTS: _l("departs from the average"),
    pb.FLAG_FEW_MARKS: _l("few marks"),
}
# Always shown; the others from their first mark on, or when asked for.
_ALWAYS = ("term", "annual")


@dataclass(slots=True)
class Column:
    """Marks of one kind in one period."""

    key: str
    period: pb.Period
    kind: str
    title: str
    # Whether marks can be chosen here.
    editable: bool = False
    # How many empty cells have a proposal.
    proposals: int = 0


@dataclass(slots=True)
class MarkCell:
    """One pupil's mark beside what it is judged by."""

    cell: Cell
    # The pupil is assessed in this period.
    inside: bool = False
    value: str = ""
    seen: str = ""
    version: int = 0
    average: str = ""
    mark_count: int = 0
    proposal: str = ""
    flags: list[Any] = field(default_factory=list)
    # The rule by which it was refused; `seen` is what is stored now.
    problem: str = ""


@dataclass(slots=True)
class Row:
    """A pupil."""

    name: str
    cells: list[MarkCell]


@dataclass(slots=True)
class Table:
    """The whole page."""

    columns: list[Column]
    rows: list[Row]
    scale: Sequence[str]
    # Rules that refused everything together.
    refusals: list[str] = field(default_factory=list)

    @property
    def seen(self) -> str:
        """What the page shows as stored, for the hidden field."""
        return seen_text({cell.cell: (cell.seen, cell.version) for row in self.rows for cell in row.cells})

    @property
    def problems(self) -> list[tuple[str, MarkCell]]:
        """(pupil, cell) of everything that was refused."""
        return [(row.name, cell) for row in self.rows for cell in row.cells if cell.problem]

    @property
    def closed(self) -> bool:
        """Whether a period that is shown is closed."""
        return any(column.period.state != pb.PERIOD_STATE_OPEN for column in self.columns)


@dataclass(frozen=True, slots=True)
class Wish:
    """How the page is wanted: for somebody who decides, with closed periods open for correction, with all kinds."""

    decides: bool = False
    correct: bool = False
    all_kinds: bool = False


def period_title(period: pb.Period, terms: Mapping[str, str]) -> str:
    """A term's title or days; of a year that it is one."""
    if "/years/" in period.period:
        return str(gettext("Year"))
    days = f"{show_day(period.begin_date, 'd.MM')}–{show_day(period.end_date, 'd.MM')}"
    return terms.get(period.period) or days


def build_table(
    answer: pb.GetTermMarksResponse,
    pupils: Sequence[Pupil],
    terms: Mapping[str, str],
    today: datetime.date,
    wish: Wish,
) -> Table:
    """The page's table; pupils in the order of the register. `terms`: titles by resource name."""
    marks = {(mark.period, KIND_OF.get(mark.kind, ""), mark.pupil): mark for mark in answer.marks}
    given = {key[:2] for key, mark in marks.items() if mark.value}
    inside = {(period, each.pupil) for each in answer.pupils for period in each.periods}
    columns = [
        _column(period, kind, terms, today, wish)
        for period in answer.periods
        for kind in KINDS
        if (kind in ("term", "interim")) == ("/terms/" in period.period)
        and (kind in _ALWAYS or wish.all_kinds or (period.period, kind) in given)
    ]
    known = {each.pupil for each in answer.pupils}
    rows = []
    for pupil in pupils:
        if pupil.name in known:
            cells = [
                _cell(
                    column,
                    pupil.name,
                    marks.get((column.period.period, column.kind, pupil.name), pb.TermMark()),
                    inside=(column.period.period, pupil.name) in inside,
                )
                for column in columns
            ]
            rows.append(Row(short_name(pupil), cells))
    for number, column in enumerate(columns):
        cells = [row.cells[number] for row in rows]
        column.proposals = sum(cell.inside and not cell.value and bool(cell.proposal) for cell in cells)
    return Table(columns, rows, answer.scale)


def _column(period: pb.Period, kind: str, terms: Mapping[str, str], today: datetime.date, wish: Wish) -> Column:
    begun = period.begin_date <= today.isoformat()
    opened = period.state == pb.PERIOD_STATE_OPEN or wish.correct
    title = period_title(period, terms)
    if kind != "term":
        title = f"{title}: {str(TERM_KINDS[kind]).lower()}" if kind == "interim" else str(TERM_KINDS[kind])
    return Column(f"{period_key(period.period)}.{kind}", period, kind, title, wish.decides and begun and opened)


def _cell(column: Column, pupil: str, mark: pb.TermMark, *, inside: bool) -> MarkCell:
    return MarkCell(
        cell=Cell(period_key(column.period.period), column.kind, last_part(pupil)),
        inside=inside,
        value=mark.value,
        seen=mark.value,
        version=mark.version,
        average=mark.average,
        mark_count=mark.mark_count,
        proposal=mark.proposal,
        flags=[FLAG_TITLES[flag] for flag in mark.flags if flag in FLAG_TITLES],
    )


def choose_over(table: Table, typed: TypedMarks) -> None:
    """Puts what was chosen over what is stored."""
    for row in table.rows:
        for cell in row.cells:
            cell.value = typed.values.get(cell.cell, cell.value)


def take_proposals(table: Table, key: str) -> int:
    """Puts the proposals into a column's empty cells; returns into how many."""
    taken = 0
    for number, column in enumerate(table.columns):
        if column.key == key and column.editable:
            for row in table.rows:
                cell = row.cells[number]
                if cell.inside and not cell.value and cell.proposal:
                    cell.value = cell.proposal
                    taken += 1
            column.proposals = 0
    return taken


def show_refusals(table: Table, typed: TypedMarks, refusals: Sequence[pb.TermMarkRefusal]) -> None:
    """What was refused stays as it was chosen, with the rule; what was saved is as stored."""
    cells = {cell.cell: cell for row in table.rows for cell in row.cells}
    for refusal in refusals:
        number = refusal.field[len("marks[") : -1]
        asked = typed.changed[int(number)] if number.isdigit() and int(number) < len(typed.changed) else None
        if asked is None or asked not in cells:
            table.refusals.append(refusal.rule)
            continue
        cells[asked].value, cells[asked].problem = typed.values[asked], refusal.rule
