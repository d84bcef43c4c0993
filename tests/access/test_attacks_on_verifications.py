"""Foreign ids in the calls of checks of personal data: each field that holds an id, alone and mixed into own names."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from google.protobuf.message import Message
from zvonok.identity.v1 import verifications_pb2 as pb

from kit import pages
from kit.ids import new_id
from kit.rpc.client import with_token
from tests.access import doors
from tests.access.attacks import attacks, filled, ids_in, texts
from tests.access.doors import ANSWERED, REFUSED, UUID, Names, Platform
from tests.integration.gradebook.world import TODAY

SERVICE = pb.DESCRIPTOR.services_by_name["VerificationService"]
METHODS = {f"{SERVICE.name}/{method.name}": method for method in SERVICE.methods}
ELSEWHERE = ("other_school", "other_municipality")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "VerificationService/StartVerification": ("class",),
    "VerificationService/ListVerifications": ("class", "page_token"),
    "VerificationService/ListVerificationPupils": ("class", "verification"),
    "VerificationService/RemindVerification": ("class", "verification"),
    "VerificationService/EndVerification": ("class", "verification"),
    "VerificationService/ConfirmData": ("pupil",),
}
HOLD_NO_ID = {"request_id", "due_date"}


@pytest.fixture(autouse=True)
def methods_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform calls these methods as well."""
    monkeypatch.setattr(doors, "METHODS", {**doors.METHODS, **METHODS})


def test_every_text_field_of_these_requests_is_attacked_or_holds_no_id() -> None:
    found = {
        f"{name} {path}"
        for name, method in METHODS.items()
        for path in texts(method.input_type)
        if path not in HOLD_NO_ID
    }
    assert found == {f"{name} {path}" for name, paths in FIELDS.items() for path in paths}


def requests(names: Names, verification: str) -> dict[str, Message]:
    """Requests that are right for who has every right at a place, in an order in which all of them are answered."""
    class_: dict[str, Any] = {"class": names.class_}
    due = (TODAY + timedelta(days=30)).isoformat()
    found: list[Message] = [
        pb.ListVerificationsRequest(**class_),
        pb.ListVerificationPupilsRequest(**class_, verification=verification),
        pb.RemindVerificationRequest(**class_, verification=verification, request_id=new_id()),
        pb.ConfirmDataRequest(pupil=names.pupil, request_id=new_id()),
        pb.EndVerificationRequest(**class_, verification=verification, request_id=new_id()),
        pb.StartVerificationRequest(**class_, due_date=due, request_id=new_id()),
    ]
    return {f"VerificationService/{type(each).__name__.removesuffix('Request')}": each for each in found}


class Places:
    """A check in a class of each place, begun by its own people, and the ids of each."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.person = {place: platform.everything(place) for place in ("own", *ELSEWHERE)}
        self.checks = {place: self._start(place) for place in self.person}
        # Families were asked a day ago, so that they can be reminded.
        platform.town.own.run("UPDATE verification SET asked_on = asked_on - 1")

    def ask(self, method: str, request: Message, place: str = "own") -> Any:
        [answer] = self.platform.ask(method, request, with_token(self.platform.token(self.person[place])))
        return answer

    def _start(self, place: str) -> str:
        method = "VerificationService/StartVerification"
        answer = self.ask(method, requests(self.platform.names(place), new_id())[method], place)
        return str(answer.verification.verification)

    def requests(self, place: str) -> dict[str, Message]:
        return requests(self.platform.names(place), self.checks.get(place) or new_id())

    def foreign_ids(self) -> set[str]:
        found = {self.checks[place] for place in ELSEWHERE}
        for place in ELSEWHERE:
            found.update(UUID.findall(str(self.platform.names(place))))
        return found - set(UUID.findall(str(self.platform.names("own"))))

    def written(self) -> list[Any]:
        own, run = self.platform.town.own.school_id, self.platform.town.own.run
        return [
            run(f"SELECT t::text FROM {table} t WHERE school_id <> %s ORDER BY 1", own)  # noqa: S608
            for table in ("verification", "verification_pupil")
        ]


@pytest.fixture
def places(platform: Platform) -> Places:
    return Places(platform)


def test_foreign_ids_change_nothing_and_are_refused_like_ids_of_nothing(places: Places) -> None:
    before, right = places.written(), places.requests("own")
    ask = places.platform.as_person(places.person["own"])
    wrong: list[Any] = []
    for name, paths in FIELDS.items():
        for path in paths:
            for place in ("nowhere", *ELSEWHERE) if path != "page_token" else ():
                for key, request in attacks(right[name], path, places.requests(place)[name]).items():
                    answer = ask(name, request)
                    if answer != REFUSED:
                        wrong.append((name, path, place, key, answer))
    assert not wrong
    assert places.written() == before


def test_the_right_requests_are_answered(places: Places) -> None:
    """Else the refusals would show nothing."""
    right = places.requests("own")
    assert right.keys() == METHODS.keys() == FIELDS.keys()
    ask = places.platform.as_person(places.person["own"])
    assert {name: ask(name, request) for name, request in right.items()} == dict.fromkeys(right, ANSWERED)


def test_a_page_token_with_a_foreign_key_turns_no_foreign_page(places: Places) -> None:
    name, foreign = "VerificationService/ListVerifications", places.foreign_ids()
    for key in sorted(foreign):
        for front in (0, 2**50):
            request = filled(places.requests("own")[name], "page_token", pages.encode([front, key]))
            assert not ids_in([places.ask(name, request)]) & foreign


def test_who_has_no_role_and_a_guardian_get_nothing_of_a_class(places: Places) -> None:
    platform, right = places.platform, places.requests("own")
    confirm = "VerificationService/ConfirmData"
    for person in (platform.guardian("other_school"), places.person["other_school"], new_id()):
        ask = platform.as_person(person)
        assert {name: ask(name, request) for name, request in right.items()} == dict.fromkeys(right, REFUSED)
    ask = platform.as_person(platform.guardian())
    assert {name for name, request in right.items() if ask(name, request) != REFUSED} == {confirm}
    classmate = platform.town.own.pupil_name(platform.town.pupils["same_class"])
    assert ask(confirm, filled(right[confirm], "pupil", classmate)) == REFUSED


def test_the_staff_confirms_nothing_for_a_family(places: Places) -> None:
    platform, name = places.platform, "VerificationService/ConfirmData"
    own = platform.town.own
    for role, kind, thing in (
        ("class_teacher", "class", own.class_id),
        ("deputy_head", "school", own.school_id),
        ("director", "school", own.school_id),
        ("journal_administrator", "school", own.school_id),
    ):
        person = own.person()
        own.relate(person, role, kind, thing)
        assert platform.as_person(person)(name, places.requests("own")[name]) == REFUSED, role
