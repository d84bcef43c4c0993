"""What a document needs of identity: whether its reader may have it, how people are called, what stands in its head."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc

from kit.documents.making import CanNotMake
from kit.errors import DependencyDown
from kit.rpc.gate import RemoteGate

_AT_ONCE = 200
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """How somebody is called."""

    family: str
    given: str
    middle: str = ""

    @property
    def full(self) -> str:
        """In the order of a register."""
        return " ".join(filter(None, (self.family, self.given, self.middle)))


NOBODY = Name("—", "")


@dataclass(frozen=True, slots=True)
class TermOf:
    """A term as the school calls it."""

    term_id: str
    title: str
    begin: date
    end: date
    school_year: int


@dataclass(slots=True)
class Office:
    """A school's own facts, and the names of its people, asked for once."""

    school_id: str
    title: str
    zone: ZoneInfo
    terms: Mapping[str, TermOf]
    _people: Any
    _known: dict[str, Name] = field(default_factory=dict)

    def names(self, person_ids: Iterable[str | None]) -> Mapping[str, Name]:
        """Names by id, NOBODY for those who are not known any more. Raises DependencyDown."""
        wanted = {each for each in person_ids if each}
        missing = sorted(wanted - self._known.keys())
        for begin in range(0, len(missing), _AT_ONCE):
            some = missing[begin : begin + _AT_ONCE]
            answer = _ask(self._people, self.school_id, some)
            found = {
                each.person.removeprefix("persons/"): Name(each.family_name, each.given_name, each.middle_name)
                for each in answer.names
            }
            self._known.update({each: found.get(each, NOBODY) for each in some})
        return {each: self._known[each] for each in wanted}

    @property
    def named(self) -> frozenset[str]:
        """Everybody whose name was given out."""
        return frozenset(each for each, name in self._known.items() if name is not NOBODY)

    def local(self, moment: datetime) -> str:
        """A moment by the school's clock."""
        return f"{moment.astimezone(self.zone):%d.%m.%Y %H:%M}"


def open_office(identity: grpc.Channel, school_id: str) -> Office:
    """Asks for what is the school's own. Raises DependencyDown."""
    stub = people_pb2_grpc.PeopleServiceStub(identity)
    answer = _ask(stub, school_id, ())
    terms = [
        TermOf(
            each.name.rpartition("/")[2], each.title, date.fromisoformat(each.begin_date),
            date.fromisoformat(each.end_date), each.school_year,
        )
        for each in answer.terms
    ]  # fmt: skip
    zone = ZoneInfo(answer.school.time_zone)
    return Office(school_id, answer.school.title, zone, {each.term_id: each for each in terms}, stub)


def check_right(gate: RemoteGate, person_id: str, permission: str, place: str) -> None:
    """That who ordered a document may have it now. Raises CanNotMake (RIGHT_ENDED), DependencyDown."""
    [decision] = gate.decide(f"persons/{person_id}", permission, [place], fresh=True)
    if not decision.allowed:
        raise CanNotMake("RIGHT_ENDED")


def _ask(stub: Any, school_id: str, person_ids: Iterable[str]) -> people_pb2.BatchGetNamesResponse:
    request = people_pb2.BatchGetNamesRequest(
        school=f"schools/{school_id}", persons=[f"persons/{each}" for each in person_ids]
    )
    try:
        answer: people_pb2.BatchGetNamesResponse = stub.BatchGetNames(request)
    except grpc.RpcError as error:
        if error.code() in _AWAY:
            raise DependencyDown("NAMES_AWAY", "Names can't be had right now: try again.") from error
        raise
    return answer
