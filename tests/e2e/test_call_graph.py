"""Who calls whom on the running platform, by the spans of all that was done to it: no edge that is not listed."""

import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.platform import ROOT

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform"), pytest.mark.timeout(300)]

CALLERS: dict[str, list[str]] = yaml.safe_load((ROOT / "deploy" / "callers.yaml").read_text(encoding="utf-8"))
LISTED = {(caller, callee) for callee, callers in CALLERS.items() for caller in callers}
# What the main job takes; `cli` is a person's program and sends no spans.
NEEDED = {
    ("portal", "identity"), ("portal", "gradebook"), ("portal", "notify"), ("portal", "reports"),
    ("gradebook", "identity"), ("notify", "identity"), ("reports", "identity"),
}  # fmt: skip
_EDGES = """
SELECT DISTINCT caller.service, callee.service
FROM span AS callee JOIN span AS caller ON caller.trace_id = callee.trace_id AND caller.span_id = callee.parent_id
WHERE callee.kind = 'server' AND callee.name LIKE '/zvonok.%' AND caller.kind = 'client'
"""


def edges(state: Path) -> set[tuple[str, str]]:
    """Caller and callee of every call whose two spans are kept."""
    connection = sqlite3.connect(f"file:{state / 'traces.sqlite'}?mode=ro", uri=True)
    try:
        return {(str(caller), str(callee)) for caller, callee in connection.execute(_EDGES)}
    finally:
        connection.close()


def test_no_service_calls_another_that_the_list_does_not_give_it(endpoints: dict[str, Any], state: Path) -> None:
    ends = time.monotonic() + 30
    while NEEDED - (found := edges(state)):
        assert time.monotonic() < ends, NEEDED - found
    assert found <= LISTED, found - LISTED
