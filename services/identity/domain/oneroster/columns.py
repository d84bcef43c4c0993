"""The files of a package and their columns: which are needed, and what kind of value each holds."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import available_timezones

LONGEST_VALUE = 255
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# date.fromisoformat also takes week dates ("2026-W01-1"), which are none of the specification.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_OWN_ROLE = re.compile(r"ext:[A-Za-z0-9_.-]+")
# Roles of the platform itself are given by its operators, never by a school's file.
_NOT_BY_FILE = "ext:ops"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: how it is called in refusals, what to do when it is wrong, and whether a text is one."""

    title: str
    remedy: str
    fits: Callable[[str], bool]


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _one_of(*values: str) -> Kind:
    names = ", ".join(values)
    return Kind(f"one of: {names}", f"Write one of: {names}.", lambda text: text in values)


ID = Kind("an identifier", "Give every row an identifier of at most 255 characters.", lambda text: bool(text.strip()))
IDS = Kind("identifiers with commas between", "Separate identifiers by commas.", lambda _: True)
TEXT = Kind("a text", "Write a text of at most 255 characters.", lambda _: True)
DATE = Kind("a date YYYY-MM-DD", "Write the date as YYYY-MM-DD.", _is_date)
YEAR = Kind("a year of four digits", "Write the year with four digits.", lambda text: bool(_YEAR.fullmatch(text)))
TIME_ZONE = Kind("an IANA time zone", "Write a name such as Europe/Moscow.", lambda text: text in available_timezones())
BOOLEAN = _one_of("true", "false")
STATUS = _one_of("active", "tobedeleted")
ORG_TYPE = _one_of("department", "school", "district", "local", "state", "national")
SESSION_TYPE = _one_of("gradingPeriod", "semester", "schoolYear", "term")
CLASS_TYPE = _one_of("homeroom", "scheduled")
ENROLMENT_ROLE = _one_of("administrator", "proctor", "student", "teacher")
# The words of 1.1 and 1.2 together. Roles of one's own (`ext:`, 1.2) are tolerated; we know `ext:deputyHead`.
_ROLES = {
    "administrator", "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor",
    "relative", "siteAdministrator", "student", "systemAdministrator", "teacher",
}  # fmt: skip


def _is_role(text: str) -> bool:
    return text in _ROLES or (_OWN_ROLE.fullmatch(text) is not None and text != _NOT_BY_FILE)


ROLE = Kind("a role of OneRoster", f"Write one of: {', '.join(sorted(_ROLES))}, ext:deputyHead.", _is_role)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read."""

    kind: Kind
    required: bool = False


def _optional(kind: Kind) -> Column:
    return Column(kind)


def _needed(kind: Kind) -> Column:
    return Column(kind, required=True)


FILES: Mapping[str, Mapping[str, Column]] = {
    "orgs": {
        "sourcedId": _needed(ID),
        "name": _needed(TEXT),
        "type": _needed(ORG_TYPE),
        "parentSourcedId": _optional(TEXT),
        "metadata.timeZone": _optional(TIME_ZONE),
    },
    "academicSessions": {
        "sourcedId": _needed(ID),
        "title": _needed(TEXT),
        "type": _needed(SESSION_TYPE),
        "startDate": _needed(DATE),
        "endDate": _needed(DATE),
        "parentSourcedId": _optional(TEXT),
        "schoolYear": _needed(YEAR),
    },
    "courses": {
        "sourcedId": _needed(ID),
        "title": _needed(TEXT),
        "courseCode": _optional(TEXT),
        "orgSourcedId": _needed(ID),
    },
    "classes": {
        "sourcedId": _needed(ID),
        "title": _needed(TEXT),
        "grades": _optional(TEXT),
        "courseSourcedId": _needed(ID),
        "classType": _needed(CLASS_TYPE),
        "location": _optional(TEXT),
        "schoolSourcedId": _needed(ID),
        "termSourcedIds": _needed(IDS),
        "periods": _optional(IDS),
    },
    "users": {
        "sourcedId": _needed(ID),
        "enabledUser": _needed(BOOLEAN),
        "username": _needed(TEXT),
        "givenName": _needed(TEXT),
        "familyName": _needed(TEXT),
        "middleName": _optional(TEXT),
        "email": _optional(TEXT),
        "sms": _optional(TEXT),
        "phone": _optional(TEXT),
        "agentSourcedIds": _optional(IDS),
        "password": _optional(TEXT),
    },
    "roles": {
        "sourcedId": _needed(ID),
        "userSourcedId": _needed(ID),
        "role": _needed(ROLE),
        "beginDate": _optional(DATE),
        "endDate": _optional(DATE),
        "orgSourcedId": _needed(ID),
    },
    "enrollments": {
        "sourcedId": _needed(ID),
        "classSourcedId": _needed(ID),
        "schoolSourcedId": _needed(ID),
        "userSourcedId": _needed(ID),
        "role": _needed(ENROLMENT_ROLE),
        "primary": _optional(BOOLEAN),
        "beginDate": _optional(DATE),
        "endDate": _optional(DATE),
    },
    "demographics": {"sourcedId": _needed(ID), "birthDate": _optional(DATE)},
}
USERS_1_1 = {"orgSourcedIds": _needed(IDS), "role": _needed(ROLE)}
ALWAYS_NEEDED = ("orgs", "academicSessions", "courses", "classes", "users", "enrollments")


def columns_of(file: str, version: str, mode: str) -> dict[str, Column]:
    """The columns that are read of a file. In a delta the status says what becomes of a row."""
    columns = dict(FILES[file])
    if file == "users" and version == "1.1":
        columns |= USERS_1_1
    columns["status"] = Column(STATUS, required=mode == "delta")
    return columns


def problem(column: Column, text: str) -> tuple[str, str] | None:
    """(reason, remedy) when a cell is wrong, else None."""
    if not text:
        return ("VALUE_MISSING", "Fill in the value.") if column.required else None
    if len(text) > (LONGEST_VALUE if column.kind is not IDS else LONGEST_VALUE * 40):
        return "VALUE_TOO_LONG", f"Shorten the value to {LONGEST_VALUE} characters."
    if _CONTROL.search(text):
        return "CONTROL_CHARACTER", "Take the control characters out of the value."
    if not column.kind.fits(text):
        return "VALUE_WRONG", column.kind.remedy
    return None


def split_ids(text: str) -> list[str]:
    """The identifiers in a cell that holds several."""
    return [part for each in text.split(",") if (part := each.strip())]
