"""Which names and contents of files are taken."""

import base64
import io
import unicodedata
import zipfile
from pathlib import Path

import pytest

from kit.file_store import FileStore
from services.gradebook.domain.files import MEDIA_TYPES, clean_name, content_problem, name_problem

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def package(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


GOOD = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "png": PNG,
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40),
    "jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x01" + bytes(40),
    "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20),
    "txt": "Прочитай и перескажи.\r\n".encode(),
    "mp3": b"ID3\x03\x00" + bytes(50),
    "docx": package("[Content_Types].xml", "word/document.xml"),
    "xlsx": package("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": package("[Content_Types].xml", "ppt/presentation.xml"),
    "odt": package("content.xml", mimetype=MEDIA_TYPES["odt"]),
    "ods": package("content.xml", mimetype=MEDIA_TYPES["ods"]),
    "odp": package("content.xml", mimetype=MEDIA_TYPES["odp"]),
}
EXECUTABLE = b"MZ\x90\x00\x03" + bytes(60)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"


def rule(name: str, content: bytes) -> str:
    problem = name_problem(name) or content_problem(name, io.BytesIO(content), len(content))
    return problem[0] if problem else ""


def test_every_type_has_an_example() -> None:
    assert GOOD.keys() == MEDIA_TYPES.keys()


@pytest.mark.parametrize("extension", GOOD)
def test_a_file_that_is_what_it_says_is_taken(extension: str) -> None:
    assert rule(f"Задание 1.{extension}", GOOD[extension]) == ""
    assert rule(f"ЗАДАНИЕ.{extension.upper()}", GOOD[extension]) == ""


@pytest.mark.parametrize("extension", GOOD)
def test_a_file_that_lies_about_its_type_is_refused(extension: str) -> None:
    same = {"jpg": "jpeg", "jpeg": "jpg"}.get(extension)
    others = [each for each in GOOD if each not in (extension, same)]
    lies = [EXECUTABLE, bytes(100), package("evil.exe"), *(GOOD[each] for each in others)]
    if extension != "txt":
        lies.append(HTML)
    taken = [content[:20] for content in lies if rule(f"x.{extension}", content) != "FILE_LIES"]
    assert not taken


def test_packages_with_programs_in_them_are_refused() -> None:
    assert rule("x.docx", package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")) == "FILE_LIES"
    assert rule("x.odt", package("Basic/run.js", mimetype=MEDIA_TYPES["odt"])) == "FILE_LIES"
    assert rule("x.docx", GOOD["docx"][:-30]) == "FILE_LIES"


def test_size() -> None:
    assert rule("x.txt", b"") == "FILE_EMPTY"
    assert rule("x.txt", b"a" * (10 * 1024 * 1024)) == ""
    assert rule("x.txt", b"a" * (10 * 1024 * 1024 + 1)) == "FILE_TOO_LARGE"


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt", "..\\..\\boot.txt", "/etc/x.txt", "C:\\x.txt", "a/b.pdf", "x\x00.pdf", "x\n.pdf",
        "x\u202efdp.txt", "x\u200b.pdf", "x\ufeff.pdf", "con.txt", "NUL.pdf", "Com1.txt", "lpt9.tar.txt",
        ".htaccess.txt",        "a..txt", 'a".txt', "a?.txt", "a\ue000.txt", "aux.pdf",
    ],
)  # fmt: skip
def test_names_that_mean_something_else_are_refused(name: str) -> None:
    problem = name_problem(clean_name(name))
    assert problem is not None
    assert problem[0] == "BAD_FILE_NAME"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("", "FILE_NAME_LENGTH"),
        ("x" * 147 + ".pdf", "FILE_NAME_LENGTH"),
        ("x.exe", "FILE_TYPE_NOT_ALLOWED"),
        ("x.pdf.exe", "FILE_TYPE_NOT_ALLOWED"),
        ("x.html", "FILE_TYPE_NOT_ALLOWED"),
        ("x.svg", "FILE_TYPE_NOT_ALLOWED"),
        ("pdf", "FILE_TYPE_NOT_ALLOWED"),
        ("x.docm", "FILE_TYPE_NOT_ALLOWED"),
    ],
)
def test_other_names_are_refused_with_their_reason(name: str, rule: str) -> None:
    problem = name_problem(clean_name(name))
    assert problem is not None
    assert problem[0] == rule


def test_names_are_stored_in_normal_form() -> None:
    assert clean_name(unicodedata.normalize("NFD", " Йод и ёж.pdf ")) == "Йод и ёж.pdf"
    assert name_problem("Параграф 12 (часть 1), № 341–344.pdf") is None


def test_a_content_is_kept_once_under_its_digest(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    digests = set()
    for _ in range(2):
        incoming = store.begin()
        for chunk in (b"one", b"two"):
            incoming.write(chunk)
        store.keep(incoming)
        digests.add(incoming.sha256)
    [digest] = digests
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest.hex()]
    assert b"".join(store.read(digest)) == b"onetwo"
    assert store.path_of(digest).stat().st_mode & 0o077 == 0
    store.path_of(digest).write_bytes(b"something else")
    with pytest.raises(ValueError, match="not what it was"):
        list(store.read(digest))


def test_what_did_not_end_leaves_no_content(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    incoming = store.begin()
    incoming.write(b"half")
    store.drop(incoming)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    store.begin().write(b"killed")
    assert store.drop_unfinished(3600) == 0
    assert store.drop_unfinished(-1) == 1
