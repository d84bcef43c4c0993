"""Reading a OneRoster package: the archive, its manifest, the rows of the gradebook's files. Nothing is believed."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from kit.csv_archive import ArchiveError, CsvArchive, open_archive
from services.gradebook.domain.lesson import EMPTY, Cell
from services.gradebook.domain.oneroster import COLUMNS, NEEDED
from services.gradebook.domain.texts import LONGEST_TITLE, bad_text

LARGEST_PACKAGE = 7 * 1024 * 1024
MOST_ROWS = 100_000
_STATUS = ("", "active", "tobedeleted")
_WHOLE = {
    "NOT_A_ZIP": "Send the package as one ZIP file, deflated and without a password.",
    "PACKAGE_TOO_LARGE": "The package unpacks to more than a school has: divide it.",
    "FILE_TWICE": "Keep one file of this name in the package.",
    "NOT_UTF8": "Save the file in UTF-8.",
    "NOT_CSV": "Look at the quotation marks in and above this line.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which file, line (1: the heading; 0: the file) and column, and what to do."""

    file: str
    line: int
    column: str
    rule: str
    message: str
    current: Cell = EMPTY
    pupil_id: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(slots=True)
class Package:
    """A package as read: rows by file, and what is wrong."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, file: str, row: Row, column: str, rule: str, message: str) -> None:
        """Notes what is wrong in a row."""
        self.faults.append(Fault(f"{file}.csv", row.line, column, rule, message))


def read_package(content: bytes) -> Package:
    """The gradebook's files of a package; with faults alone when it can't be read at all."""
    package = Package()
    if len(content) > LARGEST_PACKAGE:
        megabytes = LARGEST_PACKAGE // 1024 // 1024
        package.faults.append(Fault("", 0, "", "PACKAGE_TOO_LARGE", f"At most {megabytes} MiB: divide the package."))
        return package
    try:
        with open_archive(io.BytesIO(content)) as archive:
            _read(archive, package)
    except ArchiveError as error:
        package.rows.clear()
        package.faults.append(Fault(error.name, error.line, "", error.reason, _WHOLE[error.reason]))
    return package


def _read(archive: CsvArchive, package: Package) -> None:
    if "manifest.csv" not in archive:
        package.faults.append(Fault("manifest.csv", 0, "", "FILE_MISSING", "Add manifest.csv to the package."))
        return
    manifest = {cells[0].strip(): cells[1].strip() for _, cells in archive.table("manifest.csv") if len(cells) > 1}
    if manifest.get("oneroster.version") not in {"1.1", "1.2"}:
        package.faults.append(Fault("manifest.csv", 0, "", "VERSION_UNKNOWN", "oneroster.version is 1.1 or 1.2."))
        return
    named = [file for file in COLUMNS if manifest.get(f"file.{file}", "absent") != "absent"]
    if not named:
        message = "The package holds none of categories, lineItems and results."
        package.faults.append(Fault("manifest.csv", 0, "", "NOTHING_IN_PACKAGE", message))
    for file in named:
        if f"{file}.csv" in archive:
            _read_table(file, archive.table(f"{file}.csv"), package)
        else:
            message = f"Add {file}.csv, or call it absent in the manifest."
            package.faults.append(Fault(f"{file}.csv", 0, "", "FILE_MISSING", message))


def _read_table(file: str, table: Iterator[tuple[int, list[str]]], package: Package) -> None:
    _, heading = next(table, (0, []))
    names = [cell.strip() for cell in heading]
    missing = [column for column in NEEDED[file] if column not in names]
    for column in missing:
        message = f"Add the column {column}."
        package.faults.append(Fault(f"{file}.csv", 1, column, "COLUMN_MISSING", message))
    for column in COLUMNS[file]:
        if names.count(column) > 1:
            package.faults.append(Fault(f"{file}.csv", 1, column, "COLUMN_TWICE", f"Keep one column {column}."))
    rows = package.rows.setdefault(file, [])
    if missing:
        return
    seen: set[str] = set()
    known = set(COLUMNS[file])
    for line, cells in table:
        if len(rows) >= MOST_ROWS:
            message = f"At most {MOST_ROWS} rows: divide the package."
            package.faults.append(Fault(f"{file}.csv", line, "", "TOO_MANY_ROWS", message))
            return
        row = Row(line, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name in known})
        if _is_right(file, row, package, too_wide=len(cells) > len(names)) and _is_new(file, row, seen, package):
            rows.append(row)


def _is_right(file: str, row: Row, package: Package, *, too_wide: bool) -> bool:
    before = len(package.faults)
    if too_wide:
        package.refuse(file, row, "", "TOO_MANY_CELLS_IN_ROW", "Look at the commas and quotation marks of this line.")
    for column in NEEDED[file]:
        if not row[column]:
            package.refuse(file, row, column, "VALUE_MISSING", "Fill in the value.")
    for column, text in row.cells.items():
        # Comments and descriptions are not taken, so their length is nobody's matter.
        problem = bad_text(text, LONGEST_TITLE) if column not in ("comment", "description") else None
        if problem is not None:
            package.refuse(file, row, column, *problem)
    if row["status"] not in _STATUS:
        package.refuse(file, row, "status", "UNKNOWN_STATUS", "The status is active, or empty.")
    elif row["status"] == "tobedeleted":
        message = "A package deletes nothing: take the row out, and delete in the journal."
        package.refuse(file, row, "status", "NOTHING_IS_DELETED", message)
    return len(package.faults) == before


def _is_new(file: str, row: Row, seen: set[str], package: Package) -> bool:
    if row["sourcedId"] in seen:
        package.refuse(file, row, "sourcedId", "ROW_TWICE", "Give one row to each thing.")
        return False
    seen.add(row["sourcedId"])
    return True
