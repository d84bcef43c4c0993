"""The demonstration municipality and changed copies of it through the import, on real PostgreSQL."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from deploy.demonstration.generate import Demonstration, generate, write_package
from kit.ids import new_id
from services.identity.actions.access import check
from services.identity.actions.import_report import Report
from services.identity.actions.import_roster import import_roster
from tests.conftest import Pool
from tests.unit.identity_import.packages import two_schools, write

TODAY = date(2026, 11, 23)
MakePool = Callable[[str], Pool]


@pytest.fixture(scope="module")
def made() -> Demonstration:
    return generate(TODAY)


@pytest.fixture
def package(tmp_path: Path, made: Demonstration) -> Path:
    write_package(made, tmp_path / "demo.zip")
    return tmp_path / "demo.zip"


@pytest.fixture
def small_package(tmp_path: Path) -> Path:
    return write(tmp_path / "small.zip", two_schools())


def bring_in(pool: Pool, path: Path, *, dry_run: bool = False, request_id: str | None = None) -> Report:
    return import_roster(
        pool, path, "Звонаревск", request_id or new_id(), dry_run=dry_run, progress=lambda *_: None
    )  # fmt: skip


def count(pool: Pool, query: str) -> int:
    with pool.connection() as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    assert row is not None
    return int(row[0])


def test_a_municipality_comes_in_and_the_same_again_changes_nothing(pool: MakePool, package: Path) -> None:
    identity = pool("identity")
    first = bring_in(identity, package)
    assert not first.refusals
    assert [applied for _, _, applied in first.schools] == [True, True]
    assert first.files["users"].created == first.files["users"].rows_read > 3000
    assert count(identity, "SELECT count(*) FROM relation WHERE relation = 'pupil'") == 1400
    assert count(identity, "SELECT count(*) FROM relation WHERE relation = 'deputy_head'") == 2
    assert count(identity, "SELECT count(*) FROM relation WHERE relation = 'class_teacher'") == 56
    assert count(identity, "SELECT count(*) FROM teaching_group WHERE class_id IS NOT NULL") > 600
    events = count(identity, "SELECT count(*) FROM outbox")
    assert events >= 2 + 56 + 660 + 1400
    version = count(identity, "SELECT version FROM relations_version")
    second = bring_in(identity, package)
    for name, file in second.files.items():
        assert (file.created, file.changed, file.ended) == (0, 0, 0), name
        assert file.unchanged == file.rows_read or name in {"orgs", "academicSessions"}, name
    assert count(identity, "SELECT count(*) FROM outbox") == events
    assert count(identity, "SELECT version FROM relations_version") == version


def test_a_dry_run_tells_all_and_changes_nothing(pool: MakePool, small_package: Path) -> None:
    identity = pool("identity")
    report = bring_in(identity, small_package, dry_run=True)
    assert report.files["users"].created == report.files["users"].rows_read > 0
    assert count(identity, "SELECT count(*) FROM person") == 0
    assert count(identity, "SELECT count(*) FROM outbox") == 0


def test_a_repeat_of_a_request_gets_the_first_report(pool: MakePool, small_package: Path) -> None:
    identity, request_id = pool("identity"), new_id()
    first = bring_in(identity, small_package, request_id=request_id)
    assert bring_in(identity, small_package, request_id=request_id) == first


def test_a_broken_reference_leaves_its_school_alone_and_lets_the_other_in(pool: MakePool, tmp_path: Path) -> None:
    identity = pool("identity")
    broken = generate(TODAY)
    row = next(row for row in broken.tables["enrollments"] if row["schoolSourcedId"] == "s2")
    row["userSourcedId"] = "nobody"
    write_package(broken, tmp_path / "broken.zip")
    report = bring_in(identity, tmp_path / "broken.zip")
    [refusal] = report.refusals
    assert (refusal["file"], refusal["column"], refusal["reason"]) == (
        "enrollments.csv",
        "userSourcedId",
        "BROKEN_REFERENCE",
    )
    assert "nobody" not in str(report)
    assert {title: applied for title, _, applied in report.schools} == {"Школа № 1": True, "Школа № 2": False}
    assert count(identity, "SELECT count(*) FROM school") == 1
    assert count(identity, "SELECT count(*) FROM relation WHERE relation = 'pupil'") == 700


def test_what_a_full_package_no_longer_says_ends(pool: MakePool, package: Path, tmp_path: Path) -> None:
    identity = pool("identity")
    bring_in(identity, package)
    later = generate(TODAY)
    teacher = later.users["s1-h0"].username
    assert teacher == "deputy"
    later.tables["roles"] = [row for row in later.tables["roles"] if row["userSourcedId"] != "s1-h0"]
    write_package(later, tmp_path / "later.zip")
    with identity.connection() as connection:
        found = connection.execute(
            "SELECT p.person_id, s.school_id FROM account a JOIN person p USING (person_id), school s"
            " WHERE a.username = 'deputy' AND s.source_id = 's1'"
        ).fetchone()
    assert found is not None
    question = [("reports.control_room.read", f"schools/{found[1]}")]
    assert check(identity, f"persons/{found[0]}", question)[0][0].allowed
    bring_in(identity, tmp_path / "later.zip")
    assert not check(identity, f"persons/{found[0]}", question)[0][0].allowed


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04broken"])
def test_what_is_no_package_is_refused_whole(pool: MakePool, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    report = bring_in(pool("identity"), tmp_path / "x.zip")
    assert [refusal["reason"] for refusal in report.refusals] == ["NOT_A_ZIP"]
