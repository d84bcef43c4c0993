"""Which days and which part of a school an address of the control room asks for."""

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import request
from zvonok.reports.v1.reports_pb2 import GetControlRoomResponse

from kit.ids import is_id
from services.portal.days import parse_day, today, zone_of
from services.portal.sessions import me

_DAYS = ("term", "day", "begin", "end")
_CUTS = ("year_group", "class", "subject", "group", "teacher")


def wanted_days(name: str) -> dict[str, Any]:
    """The days that the address asks for, as the service takes them: two days, or a term; as of a day."""
    given = request.values
    day = parse_day(given.get("day"), today(zone_of(me(), name)))
    begin, end = given.get("begin", ""), given.get("end", "")
    if begin and end:
        first, last = sorted((parse_day(begin, day), parse_day(end, day)))
        return {"begin_date": first.isoformat(), "end_date": last.isoformat(), "as_of_date": day.isoformat()}
    term = given.get("term", "")
    return {"term": f"{name}/terms/{term}" if term else "", "as_of_date": day.isoformat()}


def chosen_days() -> dict[str, Any]:
    """The same as parts of an address, for links."""
    return {key: value for key in _DAYS if (value := request.values.get(key))}


def cut_of(given: Mapping[str, str]) -> dict[str, Any]:
    """The part of the school that an address or form names."""
    return {key: value for key in _CUTS if (value := given.get(key))}


def narrow(wanted: Any, room: GetControlRoomResponse, cut: Mapping[str, str]) -> None:
    """Puts a part of the school, as addresses name it, into a request; a part that there is not narrows to nothing."""
    if "class" in cut:
        setattr(wanted, "class", f"{wanted.school}/classes/{cut['class']}")
    if "group" in cut:
        wanted.group = f"{wanted.school}/groups/{cut['group']}"
    if "teacher" in cut:
        wanted.teacher = f"persons/{cut['teacher']}" if is_id(cut["teacher"]) else "persons/none"
    if "year_group" in cut:
        wanted.year_group = int(cut["year_group"]) if cut["year_group"].isdecimal() else -1
    if "subject" in cut:
        titles = [one.subject_title for one in room.subjects if subject_key(one.subject_title) == cut["subject"]]
        wanted.subject_title = titles[0] if titles else cut["subject"]


def subject_key(title: str) -> str:
    """An opaque word for a subject, since subjects have no id: addresses hold no titles."""
    return hashlib.sha256(title.encode()).hexdigest()[:12]
