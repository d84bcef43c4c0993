"""Signed archives: whatever is changed, left out or added afterwards is named."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local import archive as program
from kit.documents.archive import ArchiveWriter, fingerprint_of, verify

KEY = Ed25519PrivateKey.generate().private_bytes_raw()
MARKS = b"pupil_id,value\n1,5,\n" * 40


def written(file: Path, key: bytes = KEY) -> Path:
    """An archive of two parts."""
    with file.open("w+b") as content:
        writer = ArchiveWriter(content, datetime(2026, 11, 1, tzinfo=UTC))
        writer.add("data/marks.csv", io.BytesIO(MARKS))
        with writer.part("pdf/Журнал 7А.pdf") as part:
            part.write(b"%PDF")
        writer.close({"school": {"title": "Школа"}, "period": {"title": "I четверть"}, "made_at": "2026"}, key)
    return file


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return written(tmp_path / "archive.zip")


def parts_of(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as read:
        return {name: read.read(name) for name in read.namelist()}


def rewritten(file: Path, **changes: bytes | None) -> Path:
    """The archive with parts replaced, added, or (None) left out."""
    parts: dict[str, bytes | None] = {**parts_of(file), **changes}
    other = file.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as written:
        for name, content in parts.items():
            if content is not None:
                written.writestr(name, content)
    return other


def test_what_was_signed_is_found_so(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verdict = verify(archive)
    assert (verdict.findings, verdict.parts, verdict.key_fingerprint) == ([], 2, fingerprint_of(KEY))
    colons = ":".join(fingerprint_of(KEY)[place : place + 2] for place in range(0, 64, 2))
    assert program.main(["verify", str(archive), "--key", colons.upper()]) == 0
    told = capsys.readouterr().out
    assert "Школа: I четверть" in told and "2 files, all as they were signed" in told


def test_every_change_of_an_archive_is_named(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = parts_of(archive)
    manifest = json.loads(parts["manifest.json"])
    forged = json.dumps({**manifest, "title": "x"}).encode()
    marks = parts["data/marks.csv"]
    for changes, findings in (
        ({"data/marks.csv": marks.replace(b",5,", b",4,")}, [("data/marks.csv", "was changed")]),
        ({"data/marks.csv": marks + b" " * 100}, [("data/marks.csv", "was changed")]),
        ({"data/marks.csv": None}, [("data/marks.csv", "is missing")]),
        ({"data/more.csv": b"x"}, [("data/more.csv", "was added: the manifest does not name it")]),
        ({"manifest.json": forged},
         [("manifest.json.sig", "does not fit the manifest: one of them, or the key, was changed")]),
        ({"manifest.json": b"[]"}, [
            ("manifest.json.sig", "does not fit the manifest: one of them, or the key, was changed"),
            ("manifest.json", "is no manifest of this form"),
        ]),
        ({"key.pem": b"x"}, [("key.pem", "is no Ed25519 key")]),
        ({"manifest.json.sig": None}, [("manifest.json.sig", "is missing")]),
    ):  # fmt: skip
        other = rewritten(archive, **changes)
        assert verify(other).findings == findings
        assert program.main(["verify", str(other)]) == 1
        told = capsys.readouterr().out
        assert all(f"{path}: {problem}" in told for path, problem in findings) and "NOT as it was signed" in told


def test_an_archive_signed_by_somebody_else_is_not_the_schools(archive: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "theirs.zip", Ed25519PrivateKey.generate().private_bytes_raw())
    assert verify(other).findings == [], "whole in itself"
    [(path, problem)] = verify(other, fingerprint_of(KEY)).findings
    assert path == "key.pem" and problem.startswith("is another key than the school's")
    # Their key beside our manifest fits neither.
    mixed = rewritten(archive, **{"key.pem": parts_of(other)["key.pem"]})
    assert {path for path, _ in verify(mixed).findings} == {"manifest.json.sig", "key.pem"}


def test_a_part_that_is_there_twice_is_named(archive: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(archive, "a") as again:
        again.writestr("data/marks.csv", MARKS)
    assert verify(archive).findings == [("data/marks.csv", "is there twice")]


def test_what_is_no_archive_is_told_so(tmp_path: Path, archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"x")
    assert program.main(["verify", str(file)]) == 1
    assert "is no ZIP file" in capsys.readouterr().out
    assert program.main(["verify", str(tmp_path / "nowhere.zip")]) == 2
    content = archive.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    assert verify(file).findings == [("x.zip", "is no ZIP file, or is damaged as one")]
    # A flipped bit in the middle of a part.
    with zipfile.ZipFile(archive) as read:
        place = read.getinfo("data/marks.csv").header_offset + 72
    file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    assert [path for path, _ in verify(file).findings] == ["data/marks.csv"]
