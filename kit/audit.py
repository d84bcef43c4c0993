"""Chains of records: each record holds a hash over itself and over the hash before it.

Whoever changes, takes out, puts in or moves a record must rewrite every record after it; the daily roots, which are
kept apart from the database, tell that as well.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from kit.moments import micros_of

Value = str | int | bool | None
# The hash before the first record of a chain.
NOTHING = bytes(32)
# Made once: a save has fifty records, and json.dumps() makes an encoder for each.
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is stored: its place in its chain, what it says, the hash it was given."""

    id: str
    number: int
    values: Sequence[Value]
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a chain."""

    number: int = 0
    hash: bytes = NOTHING


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that is not as it was written: which, and what was found."""

    chain: str
    record: str
    problem: str


@dataclass(frozen=True, slots=True)
class Root:
    """What a chain's head was at a moment."""

    chain: str
    day: str
    at: str
    number: int
    hash: str


def link(previous: bytes, number: int, values: Sequence[Value]) -> bytes:
    """The hash of a record (32 bytes): SHA-256 over the hash before it and the record as compact JSON."""
    return hashlib.sha256(previous + _compact([number, *values]).encode()).digest()


@lru_cache(maxsize=256)
def moment(time: datetime) -> str:
    """A time as it stands in a hashed record: UTC microseconds since 1970."""
    return str(micros_of(time))


def verify(chain: str, records: Iterable[Record], head: Head, roots: Sequence[Root] = ()) -> Iterator[Finding]:
    """What is wrong with a chain whose records come by number; nothing when all is as it was written."""
    left = {root.number: root for root in roots}
    expected, previous, known = 1, NOTHING, True
    for record in records:
        where = f"number {record.number} ({record.id})"
        if record.number < expected:
            yield Finding(chain, where, "inserted: its number was taken already")
            continue
        if record.number > expected:
            gap = f"number {expected}" if record.number == expected + 1 else f"numbers {expected}-{record.number - 1}"
            yield Finding(chain, gap, "removed")
            known = False
        # After a gap nobody can tell what the first record followed.
        if known and record.hash != link(previous, record.number, record.values):
            yield Finding(chain, where, "altered, moved or inserted: its hash does not follow from what it says")
        yield from _against_root(chain, where, record, left.pop(record.number, None))
        expected, previous, known = record.number + 1, record.hash, True
    yield from _against_head(chain, Head(expected - 1, previous), head)
    for number in sorted(left):
        if number >= expected:
            yield Finding(chain, f"number {number}", f"removed: the root of {left[number].day} knows it")


def _against_root(chain: str, where: str, record: Record, root: Root | None) -> Iterator[Finding]:
    if root is not None and root.hash != record.hash.hex():
        yield Finding(chain, where, f"rewritten, or one before it: the root of {root.day} knows another hash")


def _against_head(chain: str, last: Head, head: Head) -> Iterator[Finding]:
    if last.number < head.number:
        yield Finding(chain, f"numbers {last.number + 1}-{head.number}", "removed from the end")
    elif last.number > head.number:
        yield Finding(chain, f"numbers {head.number + 1}-{last.number}", "inserted at the end")
    elif last.hash != head.hash:
        yield Finding(chain, f"number {last.number}", "the last record is not the one that was written last")


def read_roots(folder: Path, service: str) -> Mapping[str, list[Root]]:
    """The kept roots of a service by chain. Raises ValueError when a line can't be read."""
    found: dict[str, list[Root]] = {}
    file = folder / f"{service}.roots"
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        root = Root(**json.loads(line))
        found.setdefault(root.chain, []).append(root)
    return found


def keep_roots(folder: Path, service: str, roots: Iterable[Root]) -> None:
    """Adds roots to the service's file; the folder should be on another machine than the database."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(asdict(root), separators=(",", ":")) + "\n" for root in roots)
    with (folder / f"{service}.roots").open("a", encoding="utf-8") as file:
        file.write(lines)
