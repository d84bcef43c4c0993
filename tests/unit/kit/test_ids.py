"""Ids of things."""

from itertools import pairwise

from kit.ids import is_id, new_id


def test_ids_are_in_order_of_time_and_ours() -> None:
    ids = [new_id() for _ in range(1000)]
    assert all(earlier < later for earlier, later in pairwise(ids))
    assert all(map(is_id, ids))


def test_other_texts_are_no_ids() -> None:
    for text in ("", "1", "x" * 36, new_id().upper(), new_id().replace("-", ""), f" {new_id()}"):
        assert not is_id(text)
