"""What is typed into the form of homework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zvonok.gradebook.v1 import homework_pb2 as pb

from kit.ids import is_id

_MOST_DIGITS = 6


@dataclass(slots=True)
class Draft:
    """Homework as typed; an empty id: a new one."""

    assignment: str = ""
    version: int = 0
    text: str = ""
    due: str = ""
    minutes: int = 0
    # For some pupils (resource names), not for everybody.
    some: bool = False
    pupils: list[str] = field(default_factory=list)
    # Files that came already, by upload: their names.
    uploads: dict[str, str] = field(default_factory=dict)
    # Files to take off.
    remove: list[str] = field(default_factory=list)
    problem: str = ""

    def request(self, lesson: str, request_id: str) -> pb.SetAssignmentRequest:
        """The call that gives it."""
        return pb.SetAssignmentRequest(
            lesson=lesson,
            request_id=request_id,
            assignment=self.assignment,
            seen_version=self.version,
            text=self.text,
            due_date=self.due,
            minutes=self.minutes,
            pupils=self.pupils if self.some else [],
            add_uploads=self.uploads,
            remove_files=self.remove,
        )


def read_draft(form: Any, school: str) -> Draft:
    """Reads the posted form (a MultiDict)."""
    return Draft(
        assignment=_id(form.get("assignment", "")),
        version=_number(form, "version"),
        text=form.get("text", "").replace("\r\n", "\n").strip(),
        due=form.get("due", "").strip(),
        minutes=_number(form, "minutes"),
        some=form.get("whom") == "some",
        pupils=[f"schools/{school}/pupils/{each}" for each in form.getlist("pupil") if is_id(each)],
        uploads={each: form.get(f"upload.{each}", "") for each in form.getlist("upload") if is_id(each)},
        remove=[each for each in form.getlist("remove") if is_id(each)],
    )


def _id(text: str) -> str:
    return text if is_id(text) else ""


def _number(form: Mapping[str, str], name: str) -> int:
    text = form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
