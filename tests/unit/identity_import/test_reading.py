"""Reading packages: what is tolerated, what is refused and how it is told."""

import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.identity.domain.oneroster.checking import Known, check
from services.identity.domain.oneroster.package import Package, PackageError, read_package
from services.identity.domain.oneroster.roster import Before, build_roster
from tests.unit.identity_import.packages import Tables, csv_of, two_schools, write, write_files

MANIFEST = [
    {"propertyName": "oneroster.version", "value": "1.2"},
    *({"propertyName": f"file.{file}", "value": "bulk"} for file in two_schools()),
]


def cells(package: Package) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """What was read, without order and lines."""
    return {
        file: sorted(tuple(sorted((key, value) for key, value in row.cells.items() if value)) for row in rows)
        for file, rows in package.rows.items()
    }


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_order_marks_and_line_ends_change_nothing(data: st.DataObject) -> None:
    tables = two_schools()
    files = {}
    for file, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row)) or ["sourcedId"]
        order = data.draw(st.permutations([*columns, "metadata.unknown"]))
        text = csv_of(data.draw(st.permutations(rows)), order, line_end=data.draw(st.sampled_from(["\n", "\r\n"])))
        files[f"{file}.csv"] = (data.draw(st.sampled_from(["", "\ufeff"])) + text).encode()
    files["unknown.csv"] = b"a,b\n1,2\n"
    folder = data.draw(st.sampled_from(["", "export/2026/"]))
    with tempfile.TemporaryDirectory() as place:
        plain = read_package(write(Path(place) / "a.zip", tables))
        mixed = read_package(write_files(Path(place) / "b.zip", files, MANIFEST, folder))
    assert not plain.refusals
    assert not mixed.refusals
    assert cells(mixed) == cells(plain)
    assert check(mixed, Known()) == set()
    first, second = build_roster(plain, set(), Before()), build_roster(mixed, set(), Before())
    assert set(first.relations) == set(second.relations)


def test_quoted_line_ends_keep_the_count_of_lines(tmp_path: Path) -> None:
    tables = two_schools()
    tables["orgs"][1]["name"] = 'Школа "А",\nновая'
    tables["orgs"][2]["type"] = "castle"
    package = read_package(write(tmp_path / "x.zip", tables))
    [refusal] = package.refusals
    assert (refusal.file, refusal.line, refusal.column, refusal.reason) == ("orgs.csv", 5, "type", "VALUE_WRONG")


SECRET = "Тайное-значение"


@pytest.mark.parametrize(
    ("file", "column", "value", "reason"),
    [
        ("orgs", "type", SECRET, "VALUE_WRONG"),
        ("orgs", "metadata.timeZone", SECRET, "VALUE_WRONG"),
        ("orgs", "name", "", "VALUE_MISSING"),
        ("academicSessions", "startDate", "01.09.2026", "VALUE_WRONG"),
        ("academicSessions", "startDate", "2026-W01-1", "VALUE_WRONG"),
        ("academicSessions", "startDate", "2026-02-30", "VALUE_WRONG"),
        ("academicSessions", "schoolYear", "²⁰²⁶", "VALUE_WRONG"),
        ("academicSessions", "endDate", "2020-01-01", "DATES_REVERSED"),
        ("users", "givenName", SECRET * 20, "VALUE_TOO_LONG"),
        ("users", "familyName", f"{SECRET}\x00", "CONTROL_CHARACTER"),
        ("users", "enabledUser", SECRET, "VALUE_WRONG"),
        ("users", "agentSourcedIds", SECRET, "BROKEN_REFERENCE"),
        ("users", "username", "B-T.LOGIN", "USERNAME_TAKEN"),
        ("users", "username", "taken", "USERNAME_TAKEN"),
        ("roles", "role", SECRET, "VALUE_WRONG"),
        ("roles", "role", "ext:ops", "VALUE_WRONG"),
        ("roles", "orgSourcedId", SECRET, "BROKEN_REFERENCE"),
        ("classes", "courseSourcedId", SECRET, "BROKEN_REFERENCE"),
        ("classes", "termSourcedIds", f"year,{SECRET}", "BROKEN_REFERENCE"),
        ("enrollments", "userSourcedId", SECRET, "BROKEN_REFERENCE"),
        ("enrollments", "role", "guardian", "VALUE_WRONG"),
    ],
)
def test_a_wrong_value_is_told_by_place_and_kind_alone(
    tmp_path: Path, file: str, column: str, value: str, reason: str
) -> None:
    tables = two_schools()
    tables[file][0][column] = value
    package = read_package(write(tmp_path / "x.zip", tables))
    assert check(package, Known(usernames={"taken": ""}))
    refusal = package.refusals[0]
    assert (refusal.file, refusal.column, refusal.reason) == (f"{file}.csv", column, reason)
    assert refusal.remedy
    assert SECRET not in repr(package.refusals)


def _drop_file(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    del files["users.csv"]


def _drop_column(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    files["users.csv"] = files["users.csv"].replace(b"username", b"login", 1)


def _twice(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    files["users.csv"] = files["users.csv"].replace(b"familyName", b"givenName", 1)


def _encode(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    files["users.csv"] = files["users.csv"].decode().encode("cp1251")


def _version(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    manifest[0]["value"] = "2.0"


def _mode(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    manifest[1]["value"] = "some"


def _absent(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    manifest[1]["value"] = "absent"


def _quote(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    files["users.csv"] += b'"open'


def _empty(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    files["users.csv"] = b""


def _same_name(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    files["old/users.csv"] = files["users.csv"]


def _bomb(files: dict[str, bytes], manifest: list[dict[str, str]]) -> None:
    files["zeros.csv"] = bytes(20_000_000)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_drop_file, "FILE_MISSING"),
        (_drop_column, "COLUMN_MISSING"),
        (_twice, "COLUMN_TWICE"),
        (_encode, "NOT_UTF8"),
        (_version, "VERSION_UNKNOWN"),
        (_mode, "MODE_UNKNOWN"),
        (_absent, "FILE_MISSING"),
        (_quote, "NOT_CSV"),
        (_empty, "HEADER_MISSING"),
        (_same_name, "FILE_TWICE"),
        (_bomb, "PACKAGE_TOO_LARGE"),
    ],
)
def test_what_is_wrong_with_a_file_refuses_the_package(
    tmp_path: Path, spoil: Callable[[dict[str, bytes], list[dict[str, str]]], None], reason: str
) -> None:
    files = {f"{file}.csv": csv_of(rows).encode() for file, rows in two_schools().items()}
    manifest = [dict(row) for row in MANIFEST]
    spoil(files, manifest)
    with pytest.raises(PackageError) as caught:
        read_package(write_files(tmp_path / "x.zip", files, manifest))
    assert caught.value.refusal.reason == reason
    assert caught.value.refusal.remedy


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "x.zip", two_schools())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("users.csv")
    content = bytearray(path.read_bytes())
    begin = info.header_offset + 30 + len("users.csv") + 5
    content[begin : begin + 40] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(PackageError) as caught:
        read_package(path)
    assert caught.value.refusal.reason in {"NOT_A_ZIP", "NOT_UTF8", "NOT_CSV"}


def _wrong_enrolment(tables: Tables) -> None:
    tables["enrollments"][0]["userSourcedId"] = "nobody"


def _wrong_family(tables: Tables) -> None:
    next(row for row in tables["users"] if row["sourcedId"] == "mother")["enabledUser"] = "perhaps"


def _wrong_course(tables: Tables) -> None:
    tables["courses"][0]["title"] = ""


def _wrong_session(tables: Tables) -> None:
    tables["academicSessions"][0]["schoolYear"] = "x"


def _twice_a_class(tables: Tables) -> None:
    tables["classes"].append(tables["classes"][0])


@pytest.mark.parametrize(
    ("spoil", "blocked"),
    [
        (_wrong_enrolment, {"a/1"}),
        (_wrong_family, {"a/1", "b/1"}),
        (_wrong_course, {"a/1"}),
        (_wrong_session, {"a/1", "b/1"}),
        (_twice_a_class, {"a/1"}),
    ],
)
def test_a_wrong_row_concerns_its_schools_alone(
    tmp_path: Path, spoil: Callable[[Tables], None], blocked: set[str]
) -> None:
    tables = two_schools()
    spoil(tables)
    package = read_package(write(tmp_path / "x.zip", tables))
    assert check(package, Known()) == blocked
