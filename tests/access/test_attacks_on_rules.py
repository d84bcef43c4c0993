"""Foreign ids in the calls that change rules and rights: every field that holds an id, alone and mixed into own names.

The calls that are known to test_attacks.py are attacked there; those about personal data and exports in tests of their
own (tests/integration/identity/test_subjects.py, test_exports.py) and by the sweeps. Whoever adds a method to these
services adds a request, its fields that hold ids to FIELDS, and the others to HOLD_NO_ID.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from zvonok.gradebook.v1 import rules_pb2
from zvonok.identity.v1 import relations_pb2

from deploy.local.policy_page import services
from kit import pages
from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from kit.rpc.client import with_token
from kit.rpc.rules import rules_of
from services.identity.domain.policy import POLICY
from tests.access import doors
from tests.access.attacks import attacks, filled, ids_in, texts
from tests.access.doors import ANSWERED, REFUSED, UUID, Names, Outcome, Platform
from tests.integration.gradebook.world import TODAY

ELSEWHERE = ("other_school", "other_municipality")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "RuleService/GetRules": ("school",),
    "RuleService/SetCategory": ("school",),
    "RuleService/SetEditWindow": ("school",),
    "RuleService/CreateLock": ("school", "class", "term"),
    "RuleService/EndLock": ("school", "lock"),
    "RuleService/ListLocks": ("school", "page_token"),
    "RuleService/RequestUnlock": ("place",),
    "RuleService/DecideUnlock": ("school", "unlock"),
    "RuleService/ListUnlocks": ("school", "page_token"),
    "RuleService/ListOwnUnlocks": ("school", "group", "page_token"),
    "RelationService/AssignSubstitute": ("group", "person"),
    "RelationService/GrantRole": ("school", "person", "object"),
    "RelationService/EndRelation": ("school", "relation"),
    "RelationService/ListRelations": ("school", "person", "object", "page_token"),
    "RelationService/RecordGuardianOrder": ("pupil", "guardian"),
    "RelationService/LiftGuardianOrder": ("pupil", "order"),
    "RelationService/ListGuardians": ("pupil",),
}
# Lists that a foreign id narrows to nothing.
NARROWED = ("RelationService/ListRelations", "RuleService/ListOwnUnlocks")
ATTACKED = ("RuleService", "RelationService")
HOLD_NO_ID = {
    "request_id", "reason", "answer", "begin_date", "end_date", "role", "document", "subject_code", "category.code",
    "category.title", "category.weight",
}  # fmt: skip


def known_here() -> dict[str, MethodDescriptor]:
    """The methods of rules and rights that people may use."""
    rules = rules_of(services())
    found = {}
    for service in services():
        for method in service.methods if service.name in ATTACKED else ():
            rule, name = rules[f"/{service.full_name}/{method.name}"], f"{service.name}/{method.name}"
            of_people = rule.own or (rule.permission and POLICY[rule.permission].relations)
            if of_people and name not in doors.METHODS:
                found[name] = method
    return found


METHODS = known_here()


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


@dataclass
class Place:
    """A school's names, somebody of its staff, a guardian, and what of its rules and rights has ids of its own."""

    names: Names
    person: str
    guardian: str
    relation: str
    order: str = field(default_factory=new_id)
    lock: str = field(default_factory=new_id)
    unlock: str = field(default_factory=new_id)

    @property
    def ids(self) -> set[str]:
        return set(UUID.findall(str(self)))

    def requests(self) -> dict[str, Message]:
        """Requests that are right for who has every right at the place."""
        names = self.names
        return {
            "RuleService/GetRules": rules_pb2.GetRulesRequest(school=names.school),
            "RuleService/SetEditWindow": rules_pb2.SetEditWindowRequest(
                school=names.school, edit_days=99, request_id=new_id()
            ),
            "RuleService/SetCategory": rules_pb2.SetCategoryRequest(
                school=names.school,
                category=rules_pb2.Category(code="debate", title="Тест", weight="2"),
                request_id=new_id(),
            ),
            "RuleService/CreateLock": rules_pb2.CreateLockRequest(
                school=names.school, term=names.term, reason="Проверка", request_id=new_id(), **{"class": names.class_}
            ),
            "RuleService/EndLock": rules_pb2.EndLockRequest(
                school=names.school, lock=self.lock, reason="Проверка", request_id=new_id()
            ),
            "RuleService/ListLocks": rules_pb2.ListLocksRequest(school=names.school),
            "RuleService/RequestUnlock": rules_pb2.RequestUnlockRequest(
                place=names.lesson, reason="Опечатка", request_id=new_id()
            ),
            "RuleService/DecideUnlock": rules_pb2.DecideUnlockRequest(
                school=names.school, unlock=self.unlock, answer="Нет", request_id=new_id()
            ),
            "RuleService/ListUnlocks": rules_pb2.ListUnlocksRequest(school=names.school),
            "RuleService/ListOwnUnlocks": rules_pb2.ListOwnUnlocksRequest(school=names.school, group=names.group),
            "RelationService/AssignSubstitute": relations_pb2.AssignSubstituteRequest(
                group=names.group, person=self.person, begin_date=TODAY.isoformat(), request_id=new_id()
            ),
            "RelationService/GrantRole": relations_pb2.GrantRoleRequest(
                school=names.school, person=self.person, role="class_teacher", object=names.class_, request_id=new_id()
            ),
            "RelationService/EndRelation": relations_pb2.EndRelationRequest(
                school=names.school, relation=self.relation, request_id=new_id()
            ),
            "RelationService/ListRelations": relations_pb2.ListRelationsRequest(
                school=names.school, person=self.person, object=names.group
            ),
            "RelationService/RecordGuardianOrder": relations_pb2.RecordGuardianOrderRequest(
                pupil=names.pupil, guardian=self.guardian, document="2-1/2026", request_id=new_id()
            ),
            "RelationService/LiftGuardianOrder": relations_pb2.LiftGuardianOrderRequest(
                pupil=names.pupil, order=self.order, request_id=new_id()
            ),
            "RelationService/ListGuardians": relations_pb2.ListGuardiansRequest(pupil=names.pupil),
        }


@dataclass
class Districts:
    """The places of the town, and the own school's person with every role."""

    platform: Platform
    everybody: dict[str, str]
    places: dict[str, Place]

    def ask(self, method: str, request: Message, place: str = "own") -> Message:
        [answer] = self.platform.ask(method, request, with_token(self.platform.token(self.everybody[place])))
        return answer

    def outcome(self, method: str, request: Message) -> Outcome:
        return self.platform.as_person(self.everybody["own"])(method, request)

    def written(self) -> list[Any]:
        """What stands in the tables of rights and rules of others than the own school."""
        own = self.platform.town.own.school_id
        of_rights = (
            "SELECT relation_id, begin_date::text, end_date::text FROM relation WHERE school_id <> %s ORDER BY 1"
        )
        orders = "SELECT guardian_order::text FROM guardian_order WHERE school_id <> %s ORDER BY 1"
        found = [self.platform.town.own.run(query, own) for query in (of_rights, orders)]
        with transaction(self.platform.worlds["own"].pool, EVERY_SCHOOL) as connection:
            for table in ("period_lock", "unlock", "rule_history"):
                query = f"SELECT {table}::text FROM {table} WHERE school_id <> %s ORDER BY 1"  # noqa: S608
                found.append(connection.execute(query, [own]).fetchall())
        return found


@pytest.fixture
def districts(platform: Platform) -> Districts:
    platform.serve_gradebook_and_reports()
    found = Districts(platform, {}, {})
    for name in ("own", *ELSEWHERE):
        found.everybody[name] = platform.everything(name)
        found.places[name] = settle(found, name)
    school = f"schools/{new_id()}"
    found.places["nowhere"] = Place(
        platform.names("nowhere"), f"persons/{new_id()}", f"persons/{new_id()}", f"{school}/relations/{new_id()}"
    )
    return found


def settle(districts: Districts, name: str) -> Place:
    """A place with a lock, a request to unlock and a court's order, each made by its own people."""
    platform = districts.platform
    there = getattr(platform.town, name)
    staff, lost = there.person(), platform.guardian(name)
    there.relate(staff, "subject_teacher", "group", there.group_id)
    [(relation,)] = there.run("SELECT relation_id::text FROM relation WHERE person_id = %s", staff)
    place = Place(
        platform.names(name), f"persons/{staff}", f"persons/{platform.guardian(name)}",
        f"{there.school_name}/relations/{relation}",
    )  # fmt: skip
    right = place.requests()

    def ask(method: str, request: Message) -> Any:
        return districts.ask(method, request, name)

    place.lock = ask("RuleService/CreateLock", right["RuleService/CreateLock"]).lock.lock
    place.unlock = ask("RuleService/RequestUnlock", right["RuleService/RequestUnlock"]).unlock.unlock
    order = filled(right["RelationService/RecordGuardianOrder"], "guardian", f"persons/{lost}")
    place.order = ask("RelationService/RecordGuardianOrder", order).order.order
    return place


def of_strangers(path: str) -> tuple[str, ...]:
    # Schools of a municipality share people: a head may take anybody of it into service.
    return ("other_municipality",) if path == "person" else ELSEWHERE


def fields() -> Iterator[tuple[str, str]]:
    for name, paths in FIELDS.items():
        for path in paths:
            if path != "page_token":
                yield name, path


def test_foreign_ids_change_nothing_and_are_refused_like_ids_of_nothing(districts: Districts) -> None:
    before, own = districts.written(), districts.places["own"]
    foreign = set().union(*(districts.places[place].ids for place in ELSEWHERE)) - own.ids
    assert len(foreign) > 10
    wrong: list[Any] = []
    nothing_at_all = districts.places["nowhere"].requests()
    for name, path in fields():
        right = own.requests()[name]
        nothing = {
            key: districts.outcome(name, each) for key, each in attacks(right, path, nothing_at_all[name]).items()
        }
        for place in of_strangers(path):
            tries = attacks(right, path, districts.places[place].requests()[name])
            for key, request in tries.items():
                answer = districts.outcome(name, request)
                if answer != nothing[key]:
                    wrong.append((name, path, place, key, answer, nothing[key]))
                if answer == ANSWERED and ids_in([districts.ask(name, request)]) & foreign:
                    wrong.append((name, path, place, key, "shows what is another's"))
                if answer == ANSWERED and name not in NARROWED:
                    wrong.append((name, path, place, key, answer))
    assert not wrong
    assert districts.written() == before


def test_the_right_requests_are_answered(districts: Districts) -> None:
    """Else the refusals would show nothing."""
    right = districts.places["own"].requests()
    assert right.keys() == METHODS.keys() == FIELDS.keys()
    rules: Any = districts.ask("RuleService/GetRules", right["RuleService/GetRules"])
    name = "RuleService/SetEditWindow"
    setattr(right[name], "seen_version", rules.rules.version)  # noqa: B010 - not every message has one
    answers = {name: districts.outcome(name, request) for name, request in right.items()}
    assert {name: answer for name, answer in answers.items() if answer != ANSWERED} == {}


def test_a_page_token_with_a_foreign_key_turns_no_foreign_page(districts: Districts) -> None:
    own = districts.places["own"]
    foreign = set().union(*(districts.places[place].ids for place in ELSEWHERE)) - own.ids
    fronts: Mapping[str, tuple[tuple[int, ...], ...]] = {
        "RuleService/ListLocks": ((0,), (2**50,)),
        "RuleService/ListUnlocks": ((0,), (2**50,)),
        "RuleService/ListOwnUnlocks": ((0,), (2**50,)),
        "RelationService/ListRelations": ((),),
    }
    assert fronts.keys() == {name for name, paths in FIELDS.items() if "page_token" in paths}
    for name, key in product(fronts, sorted(foreign)):
        for front in fronts[name]:
            page = districts.ask(name, filled(own.requests()[name], "page_token", pages.encode([*front, key])))
            assert not ids_in([page]) & foreign, name


def test_whoever_has_no_role_gets_nothing_of_rules_and_rights(districts: Districts) -> None:
    right = districts.places["own"].requests()
    for person in (districts.platform.guardian(), districts.everybody["other_school"], new_id()):
        ask = districts.platform.as_person(person)
        assert {name: ask(name, request) for name, request in right.items()} == dict.fromkeys(right, REFUSED)
