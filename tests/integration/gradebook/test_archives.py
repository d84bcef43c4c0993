"""The signed archive of a closed term: what is in it, and what a look at it finds."""

import csv
import io
import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from zvonok.gradebook.v1 import documents_pb2 as pb

from deploy.local import archive as program
from kit.documents.archive import verify
from tests.conftest import Pool
from tests.integration.gradebook.documenting import TITLE, Documents, documents_of, parts_of, text_of
from tests.integration.gradebook.office import TermOffice
from tests.integration.gradebook.world import MONDAY, World, tell


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> TermOffice:
    return TermOffice(World(pool("gradebook")).begin())


@pytest.fixture
def documents(office: TermOffice, tmp_path: Path) -> Iterator[Documents]:
    with documents_of(office.world, tmp_path / "documents") as made:
        yield made


@pytest.fixture
def closed(office: TermOffice, documents: Documents) -> str:
    """A closed term with a mark, and decisions of all but one."""
    office.mark("5")
    office.decide(*(office.edit(str(3 + number), pupil=number) for number in range(3)))
    office.close()
    return office.term


@pytest.fixture
def archive(documents: Documents, closed: str, tmp_path: Path) -> Path:
    file = tmp_path / "archive.zip"
    file.write_bytes(documents.made(documents.school, "term_archive", "zip", period=closed))
    return file


def rows_of(parts: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(parts[f"data/{name}.csv"].decode())))


def test_an_archive_holds_the_term_for_people_and_for_machines(documents: Documents, archive: Path) -> None:
    parts = parts_of(archive.read_bytes())
    assert {name for name in parts if name.startswith("pdf/")} == {
        "pdf/7А/Сводная ведомость.pdf", "pdf/7А/Классный журнал, Алгебра.pdf"
    }  # fmt: skip
    summary = text_of(parts["pdf/7А/Сводная ведомость.pdf"])
    assert TITLE in summary and "Период закрыт" in summary and "Абрамова" in summary
    assert {row["value"] for row in rows_of(parts, "marks")} == {"5"}
    assert sorted(row["value"] for row in rows_of(parts, "term_marks")) == ["", "3", "4", "5"]
    lessons = {row["lesson_id"] for row in rows_of(parts, "lessons")}
    assert len(lessons) == 28
    assert {
        row["lesson_id"] for table in ("marks", "changes", "line_items") for row in rows_of(parts, table)
    } <= lessons
    people = {row["person_id"]: row["family_name"] for row in rows_of(parts, "people")}
    assert {people[each] for each in documents.world.pupil_ids} == {"Абрамова", "Белов", "Васильева", "Громов"}
    manifest = json.loads(parts["manifest.json"])
    assert manifest["school"]["title"] == TITLE
    assert manifest["title"] == "Архив периода: I четверть"
    assert (manifest["period"]["title"], manifest["period"]["state"]) == ("I четверть", "closed")
    assert {each["path"] for each in manifest["files"]} == parts.keys() - {
        "manifest.json", "manifest.json.sig", "key.pem"
    }  # fmt: skip


def test_what_was_signed_is_found_so_by_the_program_and_by_openssl(
    documents: Documents, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = verify(archive)
    assert verdict.findings == []
    [document] = documents.listed(documents.school).documents
    assert document.note == verdict.key_fingerprint
    assert program.main(["verify", str(archive), "--key", verdict.key_fingerprint.upper()]) == 0
    assert f"{verdict.parts} files, all as they were signed" in capsys.readouterr().out
    for name in ("manifest.json", "manifest.json.sig", "key.pem"):
        (tmp_path / name).write_bytes(parts_of(archive.read_bytes())[name])
    openssl = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "manifest.json"]
    subprocess.run([*openssl, "-sigfile", "manifest.json.sig"], cwd=tmp_path, check=True, capture_output=True)


def test_an_open_term_goes_into_no_archive(documents: Documents, office: TermOffice) -> None:
    document = documents.order(documents.school, "term_archive", "zip", period=office.term)
    documents.work()
    [found] = documents.listed(documents.school).documents
    assert (found.document, found.state, found.reason) == (document, pb.DOCUMENT_STATE_FAILED, "NOT_CLOSED")


def test_one_school_keeps_its_key_and_another_has_its_own(
    documents: Documents, closed: str, archive: Path, pool: Callable[[str], Pool], tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"
    again.write_bytes(documents.made(documents.school, "term_archive", "zip", period=closed))
    assert verify(again, verify(archive).key_fingerprint).findings == []
    other = World(documents.world.pool)
    tell(other.pool, other.school(begin=MONDAY - timedelta(days=1)), other.school_class(), other.group())
    office = TermOffice(other)
    office.close()
    with documents_of(other, tmp_path / "others") as others:
        file = tmp_path / "others.zip"
        file.write_bytes(others.made(others.school, "term_archive", "zip", period=office.term))
    assert verify(file).findings == []
    assert verify(file).key_fingerprint != verify(archive).key_fingerprint
