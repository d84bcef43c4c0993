"""Chains of records: whatever is done to one, the right record is named."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.audit import NOTHING, Head, Record, Root, keep_roots, link, read_roots, verify

Chain = list[Record]


def chain_of(texts: list[str]) -> Chain:
    records: Chain = []
    previous = NOTHING
    for number, text in enumerate(texts, 1):
        previous = link(previous, number, [text, None, True, number])
        records.append(Record(f"r{number}", number, [text, None, True, number], previous))
    return records


def head_of(records: Chain) -> Head:
    return Head(records[-1].number, records[-1].hash) if records else Head()


TEXTS = st.lists(st.text(max_size=5), min_size=3, max_size=12)


@given(texts=TEXTS)
def test_a_chain_as_it_was_written_is_right(texts: list[str]) -> None:
    records = chain_of(texts)
    roots = [Root("c", "2026-11-23", "", record.number, record.hash.hex()) for record in records]
    assert not list(verify("c", records, head_of(records), roots))


@given(texts=TEXTS, data=st.data())
def test_an_altered_record_is_named(texts: list[str], data: st.DataObject) -> None:
    records = chain_of(texts)
    at = data.draw(st.integers(0, len(records) - 1))
    old = records[at]
    changed = [*records[:at], Record(old.id, old.number, [f"{old.values[0]}!", *old.values[1:]], old.hash)]
    [finding] = verify("c", [*changed, *records[at + 1 :]], head_of(records))
    assert old.id in finding.record


@given(texts=TEXTS, data=st.data())
def test_a_removed_record_is_named(texts: list[str], data: st.DataObject) -> None:
    records = chain_of(texts)
    at = data.draw(st.integers(0, len(records) - 1))
    [finding] = verify("c", [*records[:at], *records[at + 1 :]], head_of(records))
    assert "removed" in finding.problem
    assert str(at + 1) in finding.record


@given(texts=TEXTS, data=st.data())
def test_two_records_that_changed_places_are_both_named(texts: list[str], data: st.DataObject) -> None:
    records = chain_of([f"{number} {text}" for number, text in enumerate(texts)])
    one, other = sorted(data.draw(st.sets(st.integers(0, len(records) - 1), min_size=2, max_size=2)))
    first, second = records[one], records[other]
    moved = list(records)
    moved[one] = Record(second.id, first.number, second.values, second.hash)
    moved[other] = Record(first.id, second.number, first.values, first.hash)
    found = " ".join(finding.record for finding in verify("c", moved, head_of(records)))
    assert first.id in found
    assert second.id in found


@given(texts=TEXTS, data=st.data())
def test_a_chain_written_anew_from_a_record_on_is_found_by_the_root(texts: list[str], data: st.DataObject) -> None:
    """Who can write the database can make all hashes right again, but not the root that is kept apart."""
    records = chain_of(texts)
    at = data.draw(st.integers(0, len(records) - 1))
    anew = chain_of([f"{text}!" if number == at else text for number, text in enumerate(texts)])
    root = Root("c", "2026-11-23", "", records[-1].number, records[-1].hash.hex())
    assert not list(verify("c", anew, head_of(anew)))
    assert list(verify("c", anew, head_of(anew), [root]))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda records: records[:-1], "removed from the end"),
        (lambda _records: [], "removed from the end"),
        (lambda records: [*records, chain_of(["a", "b", "c", "d"])[-1]], "inserted at the end"),
        (lambda records: [records[0], *records], "inserted"),
    ],
)
def test_ends_and_doubles(change: Callable[[Chain], Chain], problem: str) -> None:
    records = chain_of(["a", "b", "c"])
    assert any(problem in finding.problem for finding in verify("c", change(records), head_of(records)))


def test_a_tail_cut_off_with_its_head_is_found_by_the_root() -> None:
    records = chain_of(["a", "b", "c"])
    root = Root("c", "2026-11-23", "", 3, records[2].hash.hex())
    [finding] = verify("c", records[:2], head_of(records[:2]), [root])
    assert "the root of 2026-11-23" in finding.problem


def test_roots_are_read_as_they_were_kept(tmp_path: Path) -> None:
    roots = [Root("c", "2026-11-23", "2026-11-23T00:00:00+00:00", 3, "00"), Root("d", "2026-11-23", "", 1, "01")]
    keep_roots(tmp_path / "apart", "identity", roots[:1])
    keep_roots(tmp_path / "apart", "identity", roots[1:])
    assert read_roots(tmp_path / "apart", "gradebook") == {}
    assert read_roots(tmp_path / "apart", "identity") == {"c": roots[:1], "d": roots[1:]}
