"""What every kind of document is made from: the order, the school, the words, and the way to say how far it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.documents.making import Bench, CanNotMake
from kit.documents.model import Document, Section
from kit.documents.office import Office
from services.gradebook.actions.periods import Named
from services.gradebook.documents.texts import day_text, text
from services.gradebook.domain.documents import Place, place_of
from services.gradebook.domain.terms import YEAR, Period

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Source:
    """See above. `who`: for whom it is made, in words."""

    pool: Pool
    bench: Bench
    office: Office
    now: datetime
    who: str

    @property
    def school_id(self) -> str:
        """The school."""
        return self.bench.order.school_id

    @property
    def place(self) -> Place:
        """What it is about."""
        return place_of(self.bench.order.place)

    def say(self, key: str, **values: object) -> str:
        """A text in the document's language."""
        return text(self.bench.order.locale, key, **values)

    def parameter(self, name: str) -> str:
        """What the order says; empty: nothing."""
        return self.bench.order.parameters.get(name, "")

    def days(self) -> tuple[date, date]:
        """The days that the order is about."""
        return date.fromisoformat(self.parameter("begin")), date.fromisoformat(self.parameter("end"))

    def named(self) -> Named:
        """The period that the order is about."""
        year = self.parameter("school_year")
        return Named(self.parameter("period_id"), int(year) if year else None)

    def period_title(self, period: Period) -> str:
        """As the school calls it."""
        if period.period_id == YEAR:
            return self.say("school_year", first=period.school_year - 1, last=period.school_year)
        term = self.office.terms.get(period.period_id)
        return term.title if term else f"{day_text(period.begin)} – {day_text(period.end)}"

    def period_lines(self, period: Period) -> list[str]:
        """Its days and how far it is."""
        day = day_text(period.protocol_date) if period.protocol_date else ""
        return [
            self.say("period", begin=day_text(period.begin), end=day_text(period.end)),
            self.say(f"state.{period.state}", protocol=period.protocol, day=day),
        ]

    def document(
        self, title: str, sections: Iterable[Section], lines: Sequence[str] = (), *, landscape: bool = False
    ) -> Document:
        """The whole, with the school at its head and for whom it was made at its foot."""
        return Document(
            title=title,
            school=self.office.title,
            sections=sections,
            watermark=self.say("watermark", title=title, time=self.office.local(self.now), who=self.who),
            language=self.bench.order.locale,
            page_word=self.say("page"),
            lines=lines,
            landscape=landscape,
        )

    def step_by_step(self, parts: Sequence[Part]) -> Iterator[Part]:
        """The parts one after another; before each it is said how far it is. Raises Stopped."""
        for number, part in enumerate(parts):
            self.bench.reach(number, len(parts))
            yield part
        self.bench.reach(len(parts), len(parts))


def found(part: Part | None) -> Part:
    """What must be there. Raises CanNotMake (NOTHING_THERE)."""
    if part is None:
        raise CanNotMake("NOTHING_THERE")
    return part
