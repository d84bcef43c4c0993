"""The school's own rules: categories and weights, windows, locks and unlocks, enforced in the service."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1 import rules_pb2

from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.errors import AlreadyExists, Conflict, FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.rpc.rules import RuleServicer
from tests.conftest import DatabaseUrls, Pool
from tests.integration.gradebook.world import TODAY, World, _Resources, rules

OLD = TODAY - timedelta(days=5)


@pytest.fixture
def world(pool: Callable[[str], Pool]) -> World:
    return World(pool("gradebook")).begin()


class Office:
    """The deputy head's calls."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.servicer = RuleServicer(_Resources(world.pool))  # type: ignore[arg-type]
        self.school = f"schools/{world.school_id}"

    def call(self, name: str, **fields: Any) -> Any:
        """A call with a request id of its own, in this school unless it names a place."""
        method = getattr(self.servicer, name)
        kind = getattr(rules_pb2, f"{name}Request")
        if "school" in kind.DESCRIPTOR.fields_by_name:
            fields.setdefault("school", self.school)
        if "request_id" in kind.DESCRIPTOR.fields_by_name:
            fields.setdefault("request_id", new_id())
        answer = self.world.call(method, kind(**fields))
        # Of an answer that holds one thing, the thing.
        names = [field.name for field in answer.DESCRIPTOR.fields]
        return getattr(answer, names[0]) if len(names) == 1 else answer

    def category(self, code: str = "project", weight: str = "1.5", **fields: Any) -> rules_pb2.Category:
        return rules_pb2.Category(code=code, weight=weight, **fields)


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def save(world: World, lesson: str) -> list[tuple[str, str]]:
    """Tries to save a topic, an absence and a test."""
    stored = world.get(lesson)
    seen = next(iter(stored.attendance), pb.AttendanceEntry()).version
    return rules(
        world.record(
            lesson,
            lesson_edit=pb.LessonEdit(seen_version=stored.lesson.version, topic=f"Тема {new_id()}"),
            attendance=[
                pb.AttendanceEdit(
                    pupil=world.pupil(), attendance=pb.ATTENDANCE_LATE, minutes_late=1 + seen, seen_version=seen
                )
            ],
            new_line_items=[pb.NewLineItem(client_key="k", category="test")],
        )
    )


def all_parts(rule: str) -> list[tuple[str, str]]:
    return [("new_line_items[0]", rule), ("attendance[0]", rule), ("lesson_edit", rule)]


def test_a_category_is_added_changed_and_retired_and_items_keep_their_weight(world: World, office: Office) -> None:
    answer = office.call("SetCategory", category=office.category(title="Проект"))
    project = next(each for each in answer.categories if each.code == "project")
    assert (project.weight, project.title, project.version) == ("1.5", "Проект", 1)
    lesson = world.lesson()
    item = world.item(lesson, "project")
    world.record(lesson, marks=[pb.MarkEdit(line_item=item, pupil=world.pupil(), value="4")])
    office.call("SetCategory", category=office.category(weight="3", version=1))
    stored = world.get(lesson)
    assert [each.weight for each in stored.line_items] == ["1.5"]
    office.call("SetCategory", category=office.category(weight="3", version=2, retired=True))
    answer = world.record(lesson, new_line_items=[pb.NewLineItem(client_key="k", category="project")])
    assert rules(answer) == [("new_line_items[0]", "UNKNOWN_CATEGORY")]
    assert not world.record(
        lesson, marks=[pb.MarkEdit(line_item=item, pupil=world.pupil(), value="5", seen_version=1)]
    ).refusals, "what was set goes on"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": "Тест"}, "BAD_CATEGORY_CODE"),
        ({"code": "x" * 41}, "BAD_CATEGORY_CODE"),
        ({"weight": "NaN"}, "BAD_WEIGHT"),
        ({"weight": "1e1"}, "BAD_WEIGHT"),
        ({"weight": "0"}, "BAD_WEIGHT"),
        ({"weight": "-1"}, "BAD_WEIGHT"),
        ({"weight": "100"}, "BAD_WEIGHT"),
        ({"weight": "٣"}, "BAD_WEIGHT"),
        ({"title": "x" * 201}, "TEXT_TOO_LONG"),
        ({"title": "a\u202eb"}, "BAD_CHARACTER"),
        ({"edit_days": -1}, "EDIT_DAYS_OUT_OF_RANGE"),
        ({"edit_days": 4000}, "EDIT_DAYS_OUT_OF_RANGE"),
    ],
)
def test_a_wrong_category_is_refused(office: Office, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        office.call("SetCategory", category=office.category(**changes))
    assert refused.value.reason == reason
    assert "project" not in {each.code for each in office.call("GetRules").categories}


def test_two_who_change_one_category_do_not_overwrite_each_other(office: Office) -> None:
    office.call("SetCategory", category=office.category())
    with pytest.raises(AlreadyExists):
        office.call("SetCategory", category=office.category(weight="2"))
    office.call("SetCategory", category=office.category(weight="2", version=1))
    with pytest.raises(Conflict):
        office.call("SetCategory", category=office.category(weight="4", version=1))
    with pytest.raises(NotAllowed):
        office.call("SetCategory", category=office.category(code="nothing", version=1))


def test_the_window_closes_lessons_and_a_category_may_have_a_longer_one(world: World, office: Office) -> None:
    answer = office.call("SetEditWindow", edit_days=3, seen_version=1)
    assert (answer.edit_days, answer.version) == (3, 2)
    lesson = world.lesson(OLD)
    assert save(world, lesson) == all_parts("EDIT_WINDOW_CLOSED")
    office.call("SetCategory", category=office.category("test", "2", version=1, edit_days=10))
    assert save(world, lesson) == all_parts("EDIT_WINDOW_CLOSED")[1:]
    office.call("SetEditWindow", seen_version=2)
    assert save(world, lesson) == []
    with pytest.raises(Conflict):
        office.call("SetEditWindow", edit_days=1, seen_version=2)


@pytest.mark.parametrize("scope", ["all", "class", "subject", "term", "whole"])
def test_a_lock_closes_what_it_names_until_it_ends(world: World, office: Office, scope: str) -> None:
    every = {
        "class": f"{office.school}/classes/{world.class_id}",
        "subject_code": "ALG",
        "term": f"{office.school}/terms/{world.term_id}",
    }
    named = {"all": every, "class": {"class": every["class"]}, "subject": {"subject_code": "ALG"},
             "term": {"term": every["term"]}, "whole": {}}[scope]  # fmt: skip
    lock = office.call("CreateLock", **named, reason="Четверть закрыта")
    assert save(world, world.lesson()) == all_parts("PERIOD_LOCKED")
    assert [each.lock for each in office.call("ListLocks").locks] == [lock.lock]
    office.call("EndLock", lock=lock.lock)
    assert save(world, world.lesson()) == []
    assert not office.call("ListLocks").locks
    with pytest.raises(NotAllowed):
        office.call("EndLock", lock=lock.lock)


def test_a_lock_of_another_subject_or_term_closes_nothing_here(world: World, office: Office) -> None:
    for wrong in ({"subject_code": "GEO"}, {"term": f"{office.school}/terms/{new_id()}"}):
        with pytest.raises(NotAllowed):
            office.call("CreateLock", **wrong)
    other = World(world.pool).begin()
    Office(other).call("CreateLock")
    with pytest.raises(InvalidArgument):
        office.call("CreateLock", **{"class": f"schools/{other.school_id}/classes/{other.class_id}"})
    assert save(world, world.lesson()) == []


def test_an_unlock_is_asked_for_granted_and_over(world: World, office: Office) -> None:
    office.call("SetEditWindow", edit_days=3, seen_version=1)
    office.call("CreateLock")
    lesson = world.lesson(OLD)
    asked = office.call("RequestUnlock", place=lesson, reason="Работа сдана позже")
    waiting = office.call("ListUnlocks").unlocks
    assert [(each.unlock, each.place, each.subject_title, each.date) for each in waiting] == [
        (asked.unlock, lesson, "Алгебра", OLD.isoformat())
    ]
    assert save(world, lesson) == all_parts("PERIOD_LOCKED")
    until = Timestamp()
    until.FromDatetime(datetime.now(UTC) + timedelta(days=1))
    granted = office.call("DecideUnlock", unlock=asked.unlock, grant=True, until=until)
    assert granted.state == rules_pb2.UNLOCK_STATE_GRANTED
    assert save(world, lesson) == []
    assert save(world, world.lesson(OLD - timedelta(days=1))) == all_parts("PERIOD_LOCKED"), (
        "another lesson stays closed"
    )
    with pytest.raises(FailedPrecondition):
        office.call("DecideUnlock", unlock=asked.unlock)
    # Its time is over.
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        connection.execute("UPDATE unlock SET until = now()")
    assert save(world, lesson) == all_parts("PERIOD_LOCKED")
    assert not office.call("ListUnlocks").unlocks
    assert [each.unlock for each in office.call("ListUnlocks", decided=True).unlocks] == [asked.unlock]


def test_an_unlock_of_a_group_opens_all_its_lessons_and_a_refused_one_none(world: World, office: Office) -> None:
    office.call("SetEditWindow", edit_days=0, seen_version=1)
    for grant in (False, True):
        asked = office.call("RequestUnlock", place=world.group_name, reason="Болела")
        until = Timestamp(seconds=int((datetime.now(UTC) + timedelta(hours=2)).timestamp()))
        office.call("DecideUnlock", unlock=asked.unlock, grant=grant, until=until, answer="Хорошо" if grant else "Нет")
        expected = [] if grant else all_parts("EDIT_WINDOW_CLOSED")
        assert save(world, world.lesson(OLD)) == save(world, world.lesson(OLD - timedelta(days=1))) == expected


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("RequestUnlock", {"reason": ""}, "REASON_NEEDED"),
        ("RequestUnlock", {"reason": "x" * 501}, "TEXT_TOO_LONG"),
        ("RequestUnlock", {"place": "schools/x"}, "BAD_RESOURCE_NAME"),
        ("DecideUnlock", {"grant": True}, "GRANT_OUT_OF_RANGE"),
        ("DecideUnlock", {"grant": True, "until": Timestamp(seconds=10**11)}, "GRANT_OUT_OF_RANGE"),
        ("DecideUnlock", {"grant": True, "until": Timestamp(seconds=10**15)}, "BAD_TIME"),
        ("DecideUnlock", {"unlock": "1"}, "BAD_ID"),
        ("SetEditWindow", {"edit_days": -1}, "EDIT_DAYS_OUT_OF_RANGE"),
    ],
)
def test_bad_requests_are_refused(world: World, office: Office, name: str, fields: dict[str, Any], reason: str) -> None:
    given = {"RequestUnlock": {"place": world.group_name, "reason": "x"}, "DecideUnlock": {"unlock": new_id()}}
    with pytest.raises(ServiceError) as refused:
        office.call(name, **(given.get(name, {}) | fields))
    assert refused.value.reason == reason


def test_what_is_not_of_the_school_is_no_such_thing(world: World, office: Office) -> None:
    other = World(world.pool).begin()
    foreign = Office(other).call("RequestUnlock", place=other.group_name, reason="x")
    with pytest.raises(NotAllowed):
        office.call("DecideUnlock", unlock=foreign.unlock)
    with pytest.raises(NotAllowed):
        office.call("RequestUnlock", place=f"{world.group_name}/lessons/{other.lesson()[-36:]}", reason="x")


def test_a_repeated_request_is_answered_and_done_once(office: Office) -> None:
    request_id = new_id()
    first = office.call("CreateLock", request_id=request_id, reason="Четверть")
    assert office.call("CreateLock", request_id=request_id, reason="Четверть") == first
    assert len(office.call("ListLocks").locks) == 1


def test_pages_of_locks_lose_none(office: Office) -> None:
    made = {office.call("CreateLock", reason=str(n)).lock for n in range(5)}
    found: list[str] = []
    token = ""
    while True:
        page = office.call("ListLocks", page_size=2, page_token=token)
        found += [each.lock for each in page.locks]
        token = page.next_page_token
        if not token:
            break
    assert len(found) == len(made)
    assert set(found) == made


def test_the_history_of_rules_is_chained_and_a_changed_line_is_found(
    database: Callable[[str], DatabaseUrls],
) -> None:
    urls = database("gradebook")
    with open_pool(urls.app) as pool:
        office = Office(World(pool).begin())
        office.call("SetEditWindow", edit_days=3, seen_version=1, reason="Приказ 12")
        office.call("SetCategory", category=office.category())
        office.call("EndLock", lock=office.call("CreateLock").lock)
        assert list(findings(pool, {})) == []
        with pytest.raises(psycopg.errors.RaiseException), transaction(pool, EVERY_SCHOOL) as connection:
            connection.execute("UPDATE rule_history SET new_value = '300'")
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            owner.execute("ALTER TABLE rule_history DISABLE TRIGGER ALL")
            owner.execute("UPDATE rule_history SET new_value = '300' WHERE number = 1")
        assert [(each.chain, each.record) for each in findings(pool, {})] == [
            (f"rules of {office.school.replace('schools/', 'school ')}", "number 1 (rule 1)")
        ]


def test_a_teacher_sees_the_own_requests_and_what_became_of_them(world: World, office: Office) -> None:
    def own(person: str = "", **fields: Any) -> Any:
        request = rules_pb2.ListOwnUnlocksRequest(school=office.school, **fields)
        return world.call(office.servicer.ListOwnUnlocks, request, person or world.teacher_id)

    places = [world.lesson(OLD), world.lesson(), world.group_name]
    asked = [office.call("RequestUnlock", place=place, reason=f"Причина {place[-3:]}") for place in places]
    office.call("DecideUnlock", unlock=asked[0].unlock, answer="Срок прошёл")
    found = own().unlocks
    assert [(each.place, each.state, each.answer) for each in found] == [
        (places[2], rules_pb2.UNLOCK_STATE_REQUESTED, ""),
        (places[1], rules_pb2.UNLOCK_STATE_REQUESTED, ""),
        (places[0], rules_pb2.UNLOCK_STATE_REFUSED, "Срок прошёл"),
    ]
    assert not own(person=new_id()).unlocks, "a colleague's are not mine"
    assert len(own(group=world.group_name).unlocks) == 3
    assert not own(group=f"{office.school}/groups/{new_id()}").unlocks
    first = own(page_size=2)
    rest = own(page_size=2, page_token=first.next_page_token)
    assert [*first.unlocks, *rest.unlocks] == list(found)
    assert not rest.next_page_token
    with pytest.raises(InvalidArgument):
        own(group=f"schools/{new_id()}/groups/{world.group_id}")
