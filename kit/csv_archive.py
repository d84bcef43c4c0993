"""ZIP archives of CSV tables that other systems send. Nothing is believed: sizes, names, encodings, quotation marks."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

_MOST_BYTES = 512 * 1024**2
_MOST_RATIO = 200
_MOST_FILES = 200
_LONGEST_CELL = 100_000


class ArchiveError(Exception):
    """An archive that can't be read. `reason`: NOT_A_ZIP, PACKAGE_TOO_LARGE, FILE_TWICE, NOT_UTF8, NOT_CSV.

    `name` is the file in it and `line` its line, from 1; '' and 0: the archive.
    """

    def __init__(self, reason: str, name: str = "", line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.name = name
        self.line = line


class CsvArchive:
    """An open archive: which files there are, by their names without folders, and their tables."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._twice: set[str] = set()
        for info in archive.infolist():
            name = PurePosixPath(info.filename).name
            if not info.is_dir() and self._members.setdefault(name, info) is not info:
                self._twice.add(name)

    def __contains__(self, name: str) -> bool:
        """Whether there is a file of this name. Raises ArchiveError when there are two."""
        if name in self._twice:
            raise ArchiveError("FILE_TWICE", name)
        return name in self._members

    def table(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of a file: RFC 4180, UTF-8 with or without a mark, any line ends. Raises ArchiveError."""
        csv.field_size_limit(_LONGEST_CELL)
        with (
            self._archive.open(self._members[name]) as raw,
            io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text,
        ):
            reader = csv.reader(text, strict=True)
            line = 1
            try:
                for cells in reader:
                    if cells:
                        yield line, cells
                    line = reader.line_num + 1
            except UnicodeDecodeError as error:
                raise ArchiveError("NOT_UTF8", name, line) from error
            except csv.Error as error:
                raise ArchiveError("NOT_CSV", name, line) from error


@contextmanager
def open_archive(file: Path | IO[bytes]) -> Iterator[CsvArchive]:
    """Opens an archive for the block. Raises ArchiveError, also for what is found wrong inside the block."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_sizes(archive.infolist())
            yield CsvArchive(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveError("NOT_A_ZIP") from error


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    # A member never yields more than it declares: zipfile stops there and its checksum fails.
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise ArchiveError("NOT_A_ZIP")
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if len(infos) > _MOST_FILES or total > _MOST_BYTES or total > max(packed, 10_000) * _MOST_RATIO:
        raise ArchiveError("PACKAGE_TOO_LARGE")
