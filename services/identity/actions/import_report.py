"""What an import tells: counts by file, what was refused, which schools went in."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class FileCount:
    """What became of the rows of one file."""

    mode: str = "absent"
    rows_read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    ended: int = 0


@dataclass(slots=True)
class Report:
    """The outcome of an import, as kept and answered."""

    municipality_id: str = ""
    dry_run: bool = False
    version: str = ""
    files: dict[str, FileCount] = field(default_factory=dict)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    refusal_count: int = 0
    # title, school id (empty: not known before and not applied), applied
    schools: list[tuple[str, str, bool]] = field(default_factory=list)
    # The version of relations after the import; 0: it changed none.
    relations_version: int = 0


def report_of(kept: dict[str, Any]) -> Report:
    """The report as it was kept."""
    files = {name: FileCount(**count) for name, count in kept.pop("files").items()}
    schools = [(title, school_id, applied) for title, school_id, applied in kept.pop("schools")]
    return Report(files=files, schools=schools, **kept)
