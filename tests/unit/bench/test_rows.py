"""How figures of rounds become a line, and the package of the school for measuring."""

import zipfile
from datetime import date
from pathlib import Path

from deploy.bench import lesson_save, package, stand
from deploy.bench.rows import ROUNDS, as_json, measure, row


def test_medians_and_their_ratio() -> None:
    assert row("save", [9.0, 3.0, 6.0], [2.0, 100.0, 1.0], aim=3).ratio == 3
    assert row("save", [9.0, 3.0, 6.0], [2.0, 100.0, 1.0]).value == 6


def test_a_school_with_room_for_a_run_has_enough_lessons() -> None:
    assert lesson_save.LESSONS_TAKEN <= stand.LESSONS_A_RUN


def test_rounds_take_turns() -> None:
    order: list[str] = []
    measure("x", lambda: order.append("value") or 1.0, lambda: order.append("floor") or 1.0)  # type: ignore[func-returns-value]
    assert order.count("value") == order.count("floor") == ROUNDS
    assert order[:4] == ["value", "floor", "floor", "value"]


def test_the_json_has_the_agreed_keys() -> None:
    made = as_json([row("save", [3.0], [1.0], aim=3), row("notice", [3.0], [1.0])])
    assert set(made) == {"machine", "rows"}
    assert made["rows"][0] == {"name": "save", "unit": "ms", "value": 3.0, "floor": 1.0, "ratio": 3.0, "aim": 3}
    assert made["rows"][1]["aim"] is None


def test_the_package_is_the_same_again(tmp_path: Path) -> None:
    texts = []
    for name in ("one.zip", "two.zip"):
        package.write_package(tmp_path / name, 1, date(2026, 11, 23), "secret")
        with zipfile.ZipFile(tmp_path / name) as archive:
            texts.append({file: archive.read(file) for file in archive.namelist()})
    assert texts[0] == texts[1]
    assert texts[0]["enrollments.csv"].count(b"teacher") == package.CLIENTS + 3
