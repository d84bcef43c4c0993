"""Archives of tables: what is read, and what is refused. (Packages of identity and gradebook test the rest.)"""

import io
import zipfile
from pathlib import Path

import pytest

from kit.csv_archive import ArchiveError, open_archive


def archive(**files: bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/") + ".csv", content)
    buffer.seek(0)
    return buffer


def test_tables_are_found_by_name_in_any_folder_and_read_line_by_line(tmp_path: Path) -> None:
    content = archive(folder__a='\ufeffx,y\r\n"1\n2",3\n\n4,5\n'.encode())
    path = tmp_path / "a.zip"
    path.write_bytes(content.getvalue())
    for file in (content, path):
        with open_archive(file) as opened:
            assert "a.csv" in opened
            assert "b.csv" not in opened
            assert list(opened.table("a.csv")) == [(1, ["x", "y"]), (2, ["1\n2", "3"]), (5, ["4", "5"])]


def test_two_files_of_a_name_are_told_when_they_are_asked_for() -> None:
    with (
        pytest.raises(ArchiveError) as refused,
        open_archive(archive(one__a=b"x", two__a=b"y", other=b"z")) as opened,
    ):
        assert "other.csv" in opened
        assert "a.csv" in opened
    assert (refused.value.reason, refused.value.name) == ("FILE_TWICE", "a.csv")


def test_a_damaged_member_is_found_where_it_is_read() -> None:
    content = bytearray(archive(a=b"x,y\n" * 1000).getvalue())
    content[45] ^= 0xFF
    with pytest.raises(ArchiveError) as refused, open_archive(io.BytesIO(bytes(content))) as opened:
        list(opened.table("a.csv"))
    assert refused.value.reason == "NOT_A_ZIP"


def test_too_many_files_are_too_large() -> None:
    with pytest.raises(ArchiveError) as refused, open_archive(archive(**{f"f{n}": b"x" for n in range(201)})):
        pass
    assert refused.value.reason == "PACKAGE_TOO_LARGE"
