"""What came with the form of a group's term marks: the values chosen, and the values and versions that the page had
shown. Only what differs from what was shown is sent, each with the version seen."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from zvonok.gradebook.v1 import terms_pb2 as pb

from services.portal.lesson_form import BadForm

KINDS: Mapping[str, pb.TermMarkKind] = {
    "term": pb.TERM_MARK_KIND_TERM,
    "interim": pb.TERM_MARK_KIND_INTERIM,
    "annual": pb.TERM_MARK_KIND_ANNUAL,
    "exam": pb.TERM_MARK_KIND_EXAM,
    "final": pb.TERM_MARK_KIND_FINAL,
}
KIND_OF: Mapping[int, str] = {number: kind for kind, number in KINDS.items()}
_FIELD = re.compile(r"mark\.(terms-[0-9a-f-]{36}|years-\d{4})\.([a-z]{1,10})\.([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class Cell:
    """Which mark of whom: "terms-{id}" or "years-{year}", a kind, a pupil's id."""

    period: str
    kind: str
    pupil: str

    @property
    def column(self) -> str:
        """What it has in common with the column's other cells."""
        return f"{self.period}.{self.kind}"

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"mark.{self.column}.{self.pupil}"


def period_key(name: str) -> str:
    """A period's name inside names of fields: "terms-{id}" of "schools/{school}/terms/{id}"."""
    return "-".join(name.split("/")[2:])


@dataclass(frozen=True, slots=True)
class TypedMarks:
    """One posted form."""

    request_id: str
    # What the page had shown: value, version; a cell that is missing was empty, version 0.
    seen: Mapping[Cell, tuple[str, int]]
    values: Mapping[Cell, str]
    reason: str = ""

    @property
    def changed(self) -> list[Cell]:
        """The cells that were changed on the page, in its order."""
        return [cell for cell, value in self.values.items() if value != self.seen.get(cell, ("", 0))[0]]


def seen_text(shown: Mapping[Cell, tuple[str, int]]) -> str:
    """For the hidden field of the form."""
    rows = {f"{cell.name}": list(entry) for cell, entry in shown.items() if entry[1]}
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def read_form(form: Mapping[str, str]) -> TypedMarks:
    """The form as posted. Raises BadForm when the hidden part is damaged."""
    try:
        raw = json.loads(form.get("seen", ""))
        seen = {_cell(name): (str(value), int(version)) for name, (value, version) in raw.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise BadForm from error
    values = {_cell(name): value.strip() for name, value in form.items() if _FIELD.fullmatch(name)}
    return TypedMarks(form.get("request_id", ""), seen, values, form.get("reason", "").strip())


def _cell(name: str) -> Cell:
    match = _FIELD.fullmatch(name)
    if match is None:
        raise ValueError
    return Cell(*match.groups())


def build_save(typed: TypedMarks, school: str, group: str) -> pb.RecordTermMarksRequest:
    """The changed cells as a request."""
    name = f"schools/{school}"
    return pb.RecordTermMarksRequest(
        group=f"{name}/groups/{group}",
        request_id=typed.request_id,
        reason=typed.reason,
        marks=[
            pb.TermMarkEdit(
                period=f"{name}/{cell.period.replace('-', '/', 1)}",
                kind=KINDS.get(cell.kind, pb.TERM_MARK_KIND_UNSPECIFIED),
                pupil=f"{name}/pupils/{cell.pupil}",
                value=typed.values[cell],
                seen_version=typed.seen.get(cell, ("", 0))[1],
            )
            for cell in typed.changed
        ],
    )
