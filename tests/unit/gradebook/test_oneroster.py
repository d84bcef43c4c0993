"""Marks as OneRoster results and back, ids that others give, and packages that are none."""

import csv
import io
import zipfile
from typing import Any

import pytest

from kit.ids import is_id, new_id
from services.gradebook.domain.marks import OTHER
from services.gradebook.domain.oneroster import (
    category_id,
    code_for,
    line_item_id,
    mark_of,
    read_moment,
    score_of,
)
from services.gradebook.domain.oneroster_reading import LARGEST_PACKAGE, Package, read_package

SCHOOL = new_id()
NUMERIC = ["2", "3", "4", "5"]
DOUBLE = [f"{a}/{b}" for a in NUMERIC for b in NUMERIC]


@pytest.mark.parametrize("mark", [*NUMERIC, *sorted(OTHER), *DOUBLE])
def test_a_mark_goes_out_and_comes_back(mark: str) -> None:
    assert mark_of(*score_of(mark)) == mark


@pytest.mark.parametrize(
    ("mark", "result"),
    [
        ("5", ("fully graded", "5", "")),
        ("4/5", ("fully graded", "4.5", "4/5")),
        ("осв", ("exempt", "", "осв")),
        ("н/а", ("not submitted", "", "н/а")),
        ("зачёт", ("fully graded", "", "зачёт")),
        ("•", ("not submitted", "", "")),
    ],
)
def test_a_result_says(mark: str, result: tuple[str, str, str]) -> None:
    assert score_of(mark) == result


@pytest.mark.parametrize(
    ("result", "mark"),
    [
        (("fully graded", "5.0", ""), "5"),
        (("fully graded", "4.0000", ""), "4"),
        (("exempt", "", ""), "осв"),
        (("not submitted", "", ""), None),
        (("submitted", "5", ""), None),
        (("partially graded", "3", ""), None),
        (("fully graded", "", ""), "SCORE_OUT_OF_SCALE"),
        (("fully graded", "85", ""), "SCORE_OUT_OF_SCALE"),
        (("fully graded", "4.5", ""), "SCORE_OUT_OF_SCALE"),
        (("fully graded", "1", ""), "SCORE_OUT_OF_SCALE"),
        (("fully graded", "NaN", ""), "SCORE_OUT_OF_SCALE"),
        (("fully graded", "5e0", ""), "SCORE_OUT_OF_SCALE"),
        (("fully graded", "٥", ""), "SCORE_OUT_OF_SCALE"),
        (("fully graded", "", "A+"), "SCORE_OUT_OF_SCALE"),
        (("fully graded", "", "•"), "SCORE_OUT_OF_SCALE"),
        (("fully graded", "5", "4/5"), "SCORES_DISAGREE"),
        (("done", "5", ""), "UNKNOWN_SCORE_STATUS"),
        (("", "5", ""), "UNKNOWN_SCORE_STATUS"),
    ],
)
def test_a_result_is_read(result: tuple[str, str, str], mark: str | None) -> None:
    found = mark_of(*result)
    assert (found[0] if isinstance(found, tuple) else found) == mark


def test_ids_of_others_lead_to_the_same_thing_every_time() -> None:
    own = new_id()
    assert line_item_id(SCHOOL, own) == own
    assert is_id(line_item_id(SCHOOL, "LMS-17"))
    assert line_item_id(SCHOOL, "LMS-17") == line_item_id(SCHOOL, "LMS-17") != line_item_id(new_id(), "LMS-17")
    assert code_for(SCHOOL, "project") == "project"
    assert code_for(SCHOOL, "Проекты").startswith("or_")
    assert category_id(SCHOOL, "test") != category_id(SCHOOL, "project")


@pytest.mark.parametrize("text", ["", "2026-10-05", "yesterday", "2026-10-05T10:00:00", "NaN"])
def test_a_time_has_its_zone(text: str) -> None:
    assert read_moment(text) is None


def package(files: dict[str, list[dict[str, str]]], **manifest: str) -> bytes:
    """A package of rows by file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        properties = {"oneroster.version": "1.2", **{f"file.{name}": "bulk" for name in files}, **manifest}
        archive.writestr("manifest.csv", table([["propertyName", "value"], *map(list, properties.items())]))
        for name, rows in files.items():
            columns = list(dict.fromkeys(column for row in rows for column in row))
            cells = [[row.get(column, "") for column in columns] for row in rows]
            archive.writestr(f"{name}.csv", table([columns, *cells]))
    return buffer.getvalue()


def table(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


RESULT = {
    "sourcedId": "r",
    "lineItemSourcedId": "i",
    "studentSourcedId": "p",
    "scoreStatus": "fully graded",
    "score": "5",
}


def rules(read: Package) -> list[tuple[str, int, str, str]]:
    return [(fault.file, fault.line, fault.column, fault.rule) for fault in read.faults]


def test_rows_are_read_with_their_lines_and_unknown_columns_are_not() -> None:
    read = read_package(package({"results": [RESULT | {"metadata.x": "y"}, RESULT | {"sourcedId": "s"}]}))
    assert not read.faults
    assert [(row.line, row["sourcedId"], row["metadata.x"]) for row in read.rows["results"]] == [
        (2, "r", ""),
        (3, "s", ""),
    ]


@pytest.mark.parametrize(
    ("change", "column", "rule"),
    [
        ({"sourcedId": ""}, "sourcedId", "VALUE_MISSING"),
        ({"scoreStatus": ""}, "scoreStatus", "VALUE_MISSING"),
        ({"textScore": "x" * 201}, "textScore", "TEXT_TOO_LONG"),
        ({"textScore": "5\u202e"}, "textScore", "BAD_CHARACTER"),
        ({"status": "tobedeleted"}, "status", "NOTHING_IS_DELETED"),
        ({"status": "gone"}, "status", "UNKNOWN_STATUS"),
    ],
)
def test_a_wrong_row_is_named_by_file_line_and_column(change: dict[str, str], column: str, rule: str) -> None:
    read = read_package(package({"results": [RESULT | {"sourcedId": "0"}, RESULT | change]}))
    assert rules(read) == [("results.csv", 3, column, rule)]


def test_every_wrong_row_is_named() -> None:
    rows = [RESULT, RESULT, RESULT | {"sourcedId": "2", "scoreStatus": ""}, RESULT | {"sourcedId": ""}]
    assert [fault.line for fault in read_package(package({"results": rows})).faults] == [3, 4, 5]


def raw(**files: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return buffer.getvalue()


HEADING = "sourcedId,lineItemSourcedId,studentSourcedId,scoreStatus\n"
MANIFEST = "propertyName,value\noneroster.version,1.2\nfile.results,bulk\n"


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("results.csv", b"0" * 50_000_000)
    return buffer.getvalue()


LIES: dict[str, tuple[Any, tuple[str, int, str, str]]] = {
    "nothing": (b"", ("", 0, "", "NOT_A_ZIP")),
    "text": (b"sourcedId,score\n", ("", 0, "", "NOT_A_ZIP")),
    "half": (raw(manifest=MANIFEST)[:-30], ("", 0, "", "NOT_A_ZIP")),
    "bomb": (bomb(), ("", 0, "", "PACKAGE_TOO_LARGE")),
    "huge": (b"PK" + b"0" * LARGEST_PACKAGE, ("", 0, "", "PACKAGE_TOO_LARGE")),
    "no manifest": (raw(results="sourcedId"), ("manifest.csv", 0, "", "FILE_MISSING")),
    "version": (raw(manifest="oneroster.version,2.0"), ("manifest.csv", 0, "", "VERSION_UNKNOWN")),
    "nothing in it": (package({}), ("manifest.csv", 0, "", "NOTHING_IN_PACKAGE")),
    "no file": (raw(manifest=MANIFEST), ("results.csv", 0, "", "FILE_MISSING")),
    "no heading": (raw(manifest=MANIFEST, results=""), ("results.csv", 1, "sourcedId", "COLUMN_MISSING")),
    "a column twice": (
        raw(manifest=MANIFEST, results="sourcedId,lineItemSourcedId,studentSourcedId,scoreStatus,score,score\n"),
        ("results.csv", 1, "score", "COLUMN_TWICE"),
    ),
    "quotation marks": (raw(manifest=MANIFEST, results=f'{HEADING}"a'), ("results.csv", 2, "", "NOT_CSV")),
    "encoding": (raw(manifest=MANIFEST, results=f"{HEADING}й".encode("cp1251")), ("results.csv", 2, "", "NOT_UTF8")),
    "too wide": (
        raw(manifest=MANIFEST, results="sourcedId,lineItemSourcedId,studentSourcedId,scoreStatus\na,b,c,exempt,5,6\n"),
        ("results.csv", 2, "", "TOO_MANY_CELLS_IN_ROW"),
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_no_package_is_told_where(lie: str) -> None:
    content, fault = LIES[lie]
    assert rules(read_package(content))[0] == fault
