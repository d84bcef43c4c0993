"""Reading a package: the ZIP file, its manifest, its tables. Nothing is believed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kit.csv_archive import ArchiveError, CsvArchive, open_archive
from services.identity.domain.oneroster.columns import ALWAYS_NEEDED, FILES, Column, columns_of, problem


class PackageError(Exception):
    """The file as a whole can't be read; the refusal says why and what to do."""

    def __init__(self, refusal: "Refusal") -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong where, and what to do; never the value itself. The header is line 1; 0: the whole file."""

    file: str
    line: int
    column: str
    value_kind: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(slots=True)
class Package:
    """A package as read. `broken` are rows with wrong cells: kept apart, to tell which schools they concern."""

    version: str = ""
    modes: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    broken: dict[str, list[Row]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, file: str, row: Row, column: str, kind: str, reason: str, remedy: str) -> None:
        """Notes what is wrong with a row and takes the row out."""
        self.refusals.append(Refusal(f"{file}.csv", row.line, column, kind, reason, remedy))
        self.broken.setdefault(file, []).append(row)


# What is wrong with an archive: the kind of value that was needed, and what to do.
_ARCHIVE = {
    "NOT_A_ZIP": ("a ZIP file", "Send the package as one ZIP file, deflated and without a password."),
    "PACKAGE_TOO_LARGE": ("a package of usual size", "Split the package by school."),
    "FILE_TWICE": ("one file of a name", "Keep one file of this name in the package."),
    "NOT_UTF8": ("text in UTF-8", "Save the file in UTF-8."),
    "NOT_CSV": ("a CSV table", "Check the quotes in and above this line."),
}


def read_package(path: Path) -> Package:
    """Reads a package from a ZIP file. Raises PackageError when it is none of ours."""
    try:
        with open_archive(path) as archive:
            return _read(archive)
    except ArchiveError as error:
        kind, remedy = _ARCHIVE[error.reason]
        raise _whole(error.name, error.reason, kind, remedy, error.line) from error


def _read(archive: CsvArchive) -> Package:
    if "manifest.csv" not in archive:
        raise _whole("manifest.csv", "FILE_MISSING", "a manifest", "Add manifest.csv to the package.")
    package = Package()
    _read_manifest(package, archive.table("manifest.csv"))
    for file in FILES:
        mode = package.modes.get(file, "absent")
        there = f"{file}.csv" in archive
        if mode == "absent":
            continue
        if not there:
            raise _whole(
                f"{file}.csv", "FILE_MISSING", "a table", f"Add {file}.csv, or call it absent in the manifest."
            )
        _read_table(package, file, mode, archive.table(f"{file}.csv"))
    return package


def _read_manifest(package: Package, table: Iterator[tuple[int, list[str]]]) -> None:
    properties = {cells[0].strip(): cells[1].strip() for _, cells in table if len(cells) > 1}
    version = properties.get("oneroster.version", "")
    if version not in {"1.1", "1.2"}:
        raise _whole("manifest.csv", "VERSION_UNKNOWN", "1.1 or 1.2", "Set oneroster.version to 1.1 or 1.2.")
    package.version = version
    for file in FILES:
        mode = properties.get(f"file.{file}", "absent")
        if mode not in {"absent", "bulk", "delta"}:
            raise _whole("manifest.csv", "MODE_UNKNOWN", "absent, bulk or delta", f"Correct file.{file}.")
        package.modes[file] = mode
    needed = (*ALWAYS_NEEDED, "roles") if version == "1.2" else ALWAYS_NEEDED
    modes = {mode for mode in package.modes.values() if mode != "absent"}
    if not modes:
        raise _whole("manifest.csv", "NOTHING_IN_PACKAGE", "a file that is not absent", "Say which files there are.")
    if "bulk" in modes and (absent := [file for file in needed if package.modes[file] == "absent"]):
        raise _whole(
            "manifest.csv", "FILE_MISSING", "a full package", f"A bulk package needs {', '.join(absent)} as well."
        )


def _read_table(package: Package, file: str, mode: str, table: Iterator[tuple[int, list[str]]]) -> None:
    name = f"{file}.csv"
    header = next(table, None)
    if header is None:
        raise _whole(name, "HEADER_MISSING", "a header line", "Write the column names into the first line.")
    names = [cell.strip() for cell in header[1]]
    columns = columns_of(file, package.version, mode)
    if twice := next((column for column in columns if names.count(column) > 1), None):
        raise _whole(name, "COLUMN_TWICE", "one column of a name", f"Keep one column {twice}.", 1, twice)
    for column, rule in columns.items():
        if rule.required and column not in names:
            raise _whole(name, "COLUMN_MISSING", "a needed column", f"Add the column {column}.", 1, column)
    seen: set[str] = set()
    rows = package.rows.setdefault(file, [])
    for line, cells in table:
        row = Row(line, {key: cell.strip() for key, cell in zip(names, cells, strict=False) if key in columns})
        if _is_right(package, file, row, columns, width=(len(cells), len(names))) and _is_new(package, file, row, seen):
            rows.append(row)


def _is_right(package: Package, file: str, row: Row, columns: dict[str, Column], *, width: tuple[int, int]) -> bool:
    if width[0] > width[1]:
        package.refuse(file, row, "", "a row as wide as the header", "TOO_MANY_CELLS", "Check commas and quotes.")
        return False
    removed = row["status"] == "tobedeleted"
    for name, column in columns.items():
        found = problem(column, row[name])
        if found is None or (removed and found[0] == "VALUE_MISSING" and name != "sourcedId"):
            continue
        package.refuse(file, row, name, column.kind.title, *found)
        return False
    return True


def _is_new(package: Package, file: str, row: Row, seen: set[str]) -> bool:
    if row["sourcedId"] in seen:
        package.refuse(file, row, "sourcedId", "an identifier of its own", "DUPLICATE", "Give one row to each thing.")
        return False
    seen.add(row["sourcedId"])
    return True


def _whole(file: str, reason: str, kind: str, remedy: str, line: int = 0, column: str = "") -> PackageError:
    return PackageError(Refusal(file, line, column, kind, reason, remedy))
