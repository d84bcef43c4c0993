"""Marking unusual looks as they are recorded, and reading them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.ids import is_id, new_id
from kit.rpc.gate import GateDisclosure
from services.identity.domain.looks import OF_COLLEAGUES, OFFICES, Mark, OfficeLook, Own, RecentLooks, unusual_at_once
from services.identity.store import looks as store
from services.identity.store.looks import UnusualEntry

__all__ = ["LATELY", "MOST_COUNTED", "LookWatch", "UnusualEntry", "count_lately", "list_unusual"]

LATELY = timedelta(days=7)
# Beyond it a number says no more, and counting on would cost more.
MOST_COUNTED = 1000
_FALLBACK_ZONE = "Europe/Moscow"
_OWN_KEPT = timedelta(minutes=10)
_SWEEP_AT = 1000

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
# Reader and school.
Key = tuple[str, str]


@dataclass(slots=True)
class _Recent:
    """A reader's lately looks by an office at a school, and his own work there as it was when last asked."""

    looks: RecentLooks = field(default_factory=RecentLooks)
    own: Own | None = None
    own_until: datetime | None = None

    def own_is_old(self, now: datetime) -> bool:
        return self.own_until is None or now >= self.own_until


def concerns_children(look: GateDisclosure) -> bool:
    """Whether a look is weighed: what staff see of each other's work is on record, and unusual only when refused."""
    return look.refused or look.kind not in OF_COLLEAGUES


@dataclass(slots=True)
class LookWatch:
    """Weighs looks while they are being recorded. Used by one thread.

    Looks by an office are remembered for an hour, in this process. What is usual costs no statement: a reader's own
    classes are asked for when a number is passed, and marks are written when there are some.
    """

    _recent: dict[Key, _Recent] = field(default_factory=dict)
    # Of the transaction in hand: looks added to memory, and marks to be settled.
    _added: list[tuple[Key, OfficeLook]] = field(default_factory=list)
    _marked: list[tuple[Key, list[Mark]]] = field(default_factory=list)

    @contextmanager
    def weighing(self) -> Iterator[None]:
        """Around the transaction: what it did not keep is forgotten here too."""
        self._added, self._marked = [], []
        try:
            yield
        except BaseException:
            for key, look in reversed(self._added):
                self._recent[key].looks.take_back(look)
            raise
        for key, marks in self._marked:
            self._recent[key].looks.settle(marks)
        if len(self._recent) > _SWEEP_AT:
            self._forget_idle()

    def mark(
        self,
        connection: Connection[Any],
        disclosures: Sequence[GateDisclosure],
        zones: Mapping[str, str],
        now: datetime,
    ) -> None:
        """Writes the marks of these looks, which are being recorded now; `zones`: time zones of schools by id."""
        rows: list[store.UnusualLook] = []
        for each in disclosures:
            children = [subject for subject in each.data_subjects if is_id(subject)] if concerns_children(each) else []
            # A school that there is not has nobody to be told.
            if children and each.school in zones:
                rows += self._weigh(each, children, now, now.astimezone(_zone(zones[each.school])))
        rows += self._weigh_windows(connection, now)
        if rows:
            store.insert(connection, rows)

    def _weigh(
        self, each: GateDisclosure, children: list[str], now: datetime, local: datetime
    ) -> list[store.UnusualLook]:
        """What the look shows by itself; one by an office is remembered."""
        look_id = new_id()
        if each.relation in OFFICES and not each.refused and is_id(each.reader.removeprefix("persons/")):
            look = OfficeLook(now, frozenset(children), look_id, each.relation, each.kind, each.method)
            key = (each.reader, each.school)
            self._recent.setdefault(key, _Recent()).looks.add(look)
            self._added.append((key, look))
        reasons = unusual_at_once(each.reader, each.relation, local, refused=each.refused)
        return [
            store.UnusualLook(
                each.school, look_id, reason, now, each.reader, each.kind, each.relation, each.method, each.refused,
                children,
            )
            for reason in reasons
        ]  # fmt: skip

    def _weigh_windows(self, connection: Connection[Any], now: datetime) -> list[store.UnusualLook]:
        """What the looks of these readers show together with those before them."""
        asking = [key for key in {key: None for key, _ in self._added} if self._recent[key].looks.worth_asking()]
        if not asking:
            return []
        self._load_own(connection, [key for key in asking if self._recent[key].own_is_old(now)], now)
        for key in asking:
            recent = self._recent[key]
            if recent.own and (marks := recent.looks.marks(recent.own)):
                self._marked.append((key, marks))
        return [
            store.UnusualLook(
                school, mark.look.look_id, mark.reason, mark.look.time, reader, mark.look.kind, mark.look.relation,
                mark.look.method, refused=False, data_subjects=sorted(mark.children),
            )
            for (reader, school), marks in self._marked
            for mark in marks
        ]  # fmt: skip

    def _load_own(self, connection: Connection[Any], keys: Sequence[Key], now: datetime) -> None:
        if not keys:
            return
        asked = [(reader.removeprefix("persons/"), school) for reader, school in keys]
        for key, own in zip(keys, store.load_own(connection, asked, now), strict=True):
            self._recent[key].own, self._recent[key].own_until = own, now + _OWN_KEPT

    def _forget_idle(self) -> None:
        newest = max((look.time for _, look in self._added), default=None)
        if newest is None:
            return
        for recent in self._recent.values():
            recent.looks.forget(newest)
        self._recent = {key: recent for key, recent in self._recent.items() if not recent.looks.is_empty()}


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(_FALLBACK_ZONE)


def list_unusual(pool: Pool, school_id: str, before: tuple[datetime, str] | None, most: int) -> list[UnusualEntry]:
    """A school's unusual looks, newest first."""
    with transaction(pool, school_id) as connection:
        return store.list_unusual(connection, school_id, before, most)


def count_lately(pool: Pool, school_id: str) -> int:
    """How many looks of the last seven days were unusual; MOST_COUNTED stands for that or more."""
    with transaction(pool, school_id) as connection:
        return store.count_since(connection, school_id, datetime.now(UTC), LATELY, MOST_COUNTED)
