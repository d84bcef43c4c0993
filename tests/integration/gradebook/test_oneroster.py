"""A school's marks as a OneRoster package, out and in: the same comes back, all or nothing, by the rules of a save."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from zvonok.gradebook.v1 import bulk_pb2, rules_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.domain.oneroster import COLUMNS
from services.gradebook.rpc.bulk import BulkServicer
from services.gradebook.rpc.rules import RuleServicer
from tests.conftest import Pool
from tests.integration.gradebook.world import MONDAY, TODAY, World, _Resources, told
from tests.unit.gradebook.test_oneroster import package

END = MONDAY + timedelta(days=27)
YESTERDAY, OLD = TODAY - timedelta(days=1), TODAY - timedelta(days=5)
Tables = dict[str, list[dict[str, str]]]


class Office:
    """The office's packages, out and in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.person = new_id()
        self.servicer = BulkServicer(_Resources(world.pool))  # type: ignore[arg-type]
        self.school = f"schools/{world.school_id}"

    def answers(self) -> list[bulk_pb2.ExportOneRosterResponse]:
        request = bulk_pb2.ExportOneRosterRequest(
            school=self.school, begin_date=MONDAY.isoformat(), end_date=END.isoformat()
        )
        return self.world.call(lambda *call: list(self.servicer.ExportOneRoster(*call)), request, self.person)  # type: ignore[no-any-return]

    def take(self) -> Tables:
        """The tables of a package; its manifest as properties."""
        content = b"".join(answer.chunk for answer in self.answers())
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {
                name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
                for name in archive.namelist()
            }

    def give(self, tables: Tables, *, dry_run: bool = False, request_id: str = "") -> bulk_pb2.ImportOneRosterResponse:
        files = {name: rows for name, rows in tables.items() if name != "manifest"}
        request = bulk_pb2.ImportOneRosterRequest(
            school=self.school, request_id=request_id or new_id(), package=package(files), dry_run=dry_run
        )
        [answer] = self.world.call(lambda *call: list(self.servicer.ImportOneRoster(*call)), request, self.person)
        return answer  # type: ignore[no-any-return]


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> Office:
    return Office(World(pool("gradebook")).begin())


def filled(world: World) -> tuple[str, str]:
    first, second = world.lesson(OLD), world.lesson(YESTERDAY)
    item, test = world.item(first), world.item(second, "test")
    values = ["5", "4/5", "осв", "н/а"]
    world.record(
        first,
        marks=[
            pb.MarkEdit(line_item=item, pupil=world.pupil(number), value=value) for number, value in enumerate(values)
        ],
    )
    world.record(second, marks=[pb.MarkEdit(line_item=test, pupil=world.pupil(2), value="зачёт")])
    return item, test


def counts(answer: bulk_pb2.ImportOneRosterResponse) -> dict[str, tuple[int, int, int, int]]:
    return {each.file: (each.rows, each.created, each.changed, each.unchanged) for each in answer.files}


def problems(answer: bulk_pb2.ImportOneRosterResponse) -> list[tuple[str, int, str]]:
    assert answer.problem_count == len(answer.problems)
    return [(each.file, each.line, each.rule) for each in answer.problems]


def last(name: str) -> str:
    return name.rpartition("/")[2]


def lms(world: World, day: Any = YESTERDAY, value: str = "4", **changes: str) -> Tables:
    """What another system sends: ids of its own, and ours of class and pupil."""
    result = {"sourcedId": "lms-r1", "lineItemSourcedId": "lms-i1", "studentSourcedId": world.pupil_ids[0],
              "scoreStatus": "fully graded", "score": value}  # fmt: skip
    item = {"sourcedId": "lms-i1", "title": "Проект о реках", "assignDate": day.isoformat(),
            "classSourcedId": world.group_id, "categorySourcedId": "Проекты"}  # fmt: skip
    return {
        "categories": [{"sourcedId": "Проекты", "title": "Проект", "weight": "1.5"}],
        "lineItems": [item | {key: text for key, text in changes.items() if key in COLUMNS["lineItems"]}],
        "results": [result | {key: text for key, text in changes.items() if key in COLUMNS["results"]}],
    }


def test_the_package_is_of_the_specification_and_says_who_took_it(office: Office) -> None:
    item, _ = filled(office.world)
    first, *rest = office.answers()
    assert set(first.data_subjects) == {office.world.pupil(number) for number in range(4)}
    assert not first.chunk
    assert rest
    assert not any(answer.data_subjects for answer in rest)
    tables = office.take()
    assert {name: tuple(rows[0]) for name, rows in tables.items() if name in COLUMNS} == COLUMNS
    manifest = {row["propertyName"]: row["value"] for row in tables["manifest"]}
    assert (manifest["oneroster.version"], manifest["file.results"], manifest["file.users"]) == (
        "1.2",
        "bulk",
        "absent",
    )
    assert f"persons/{office.person}" in manifest["source.systemName"]
    assert {row["title"]: row["weight"] for row in tables["categories"]}["test"] == "2"
    [answer] = [row for row in tables["lineItems"] if row["sourcedId"] == last(item)]
    assert (answer["assignDate"], answer["classSourcedId"]) == (OLD.isoformat(), office.world.group_id)
    scores = {(row["scoreStatus"], row["score"], row["textScore"]) for row in tables["results"]}
    assert scores == {
        ("fully graded", "5", ""), ("fully graded", "4.5", "4/5"), ("exempt", "", "осв"), ("not submitted", "", "н/а"),
        ("fully graded", "", "зачёт"),
    }  # fmt: skip


def test_what_went_out_comes_in_and_changes_nothing(office: Office) -> None:
    filled(office.world)
    tables = office.take()
    before, events = office.world.history(), len(told(office.world.pool, "lesson.recorded"))
    answer = office.give(tables)
    assert not answer.applied
    assert not problems(answer)
    assert counts(answer) == {"categories": (5, 0, 0, 5), "lineItems": (2, 0, 0, 2), "results": (5, 0, 0, 5)}
    assert office.world.history() == before
    assert len(told(office.world.pool, "lesson.recorded")) == events
    assert office.take() | {"manifest": []} == tables | {"manifest": []}


def test_another_systems_package_is_taken_once(office: Office) -> None:
    world = office.world
    tables = lms(world)
    tables["results"].append(tables["results"][0] | {"sourcedId": "2", "studentSourcedId": world.pupil_ids[1],
                                                     "scoreStatus": "submitted", "comment": "Сдано"})  # fmt: skip
    dry = office.give(tables, dry_run=True)
    assert not dry.applied
    assert not world.history()
    request_id = new_id()
    answer = office.give(tables, request_id=request_id)
    assert answer.applied
    assert dry.files == answer.files
    assert counts(answer) == {"categories": (1, 1, 0, 0), "lineItems": (1, 1, 0, 0), "results": (2, 1, 0, 0)}
    assert [(each.not_graded, each.comments_left_out) for each in answer.files if each.file == "results"] == [(1, 1)]
    stored = world.get(world.lesson(YESTERDAY))
    assert [(each.title, each.weight) for each in stored.line_items] == [("Проект о реках", "1.5")]
    assert [(each.pupil, each.value) for each in stored.marks] == [(world.pupil(0), "4")]
    assert {line[-1] for line in world.history()} == {office.person}, "who did it stands in the history"
    assert told(world.pool, "lesson.recorded")[-1].teacher_id == world.teacher_id, "whose lesson it is, stays"
    assert office.give(tables, request_id=request_id) == answer
    again = office.give(tables)
    assert not again.applied
    assert counts(again) == {"categories": (1, 0, 0, 1), "lineItems": (1, 0, 0, 1), "results": (2, 0, 0, 1)}
    assert not list(findings(world.pool, {}))


def test_results_may_come_without_their_line_items(office: Office) -> None:
    item, _ = filled(office.world)
    row = {"sourcedId": "x", "lineItemSourcedId": last(item), "studentSourcedId": office.world.pupil_ids[0],
           "scoreStatus": "fully graded", "score": "5"}  # fmt: skip
    assert counts(office.give({"results": [row]})) == {"results": (1, 0, 0, 1)}
    row["lineItemSourcedId"] = new_id()
    assert problems(office.give({"results": [row]})) == [("results.csv", 2, "UNKNOWN_LINE_ITEM")]


def test_a_mark_is_changed_only_by_who_has_seen_it(office: Office) -> None:
    world = office.world
    item, _ = filled(world)
    seen = office.take()
    [row] = [each for each in seen["results"] if each["score"] == "5"]
    world.record(
        world.lesson(OLD), marks=[pb.MarkEdit(line_item=item, pupil=world.pupil(0), value="3", seen_version=1)]
    )
    row["score"] = "2"
    [problem] = office.give(seen).problems
    assert (problem.rule, problem.current_value, problem.pupil) == ("VERSION_CONFLICT", "3", world.pupil(0))
    del row["metadata.version"]
    assert [each.rule for each in office.give(seen).problems] == ["VERSION_CONFLICT"], (
        "who says nothing has not seen it"
    )
    row["dateLastModified"] = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert [each.rule for each in office.give(seen).problems] == ["VERSION_CONFLICT"]
    row["dateLastModified"] = datetime.now(UTC).isoformat()
    answer = office.give(seen)
    assert answer.applied
    assert counts(answer)["results"] == (5, 0, 1, 4)
    fresh = office.take()
    [row] = [each for each in fresh["results"] if each["score"] == "2"]
    row["score"] = "4"
    assert office.give(fresh).applied


def test_a_row_that_is_not_there_deletes_nothing(office: Office) -> None:
    filled(office.world)
    tables = office.take()
    assert not office.give({"results": tables["results"][:1]}).applied
    assert len(office.take()["results"]) == 5


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"classSourcedId": "7A"}, ("lineItems.csv", 2, "UNKNOWN_CLASS")),
        ({"classSourcedId": new_id()}, ("lineItems.csv", 2, "UNKNOWN_CLASS")),
        ({"assignDate": "05.10.2026"}, ("lineItems.csv", 2, "BAD_DATE")),
        ({"assignDate": "2026-W40-1"}, ("lineItems.csv", 2, "BAD_DATE")),
        ({"assignDate": "2001-01-01"}, ("lineItems.csv", 2, "NO_LESSON_THEN")),
        ({"metadata.bell": "7"}, ("lineItems.csv", 2, "NO_LESSON_THEN")),
        ({"categorySourcedId": "?"}, ("lineItems.csv", 2, "UNKNOWN_CATEGORY")),
        ({"resultValueMax": "100"}, ("lineItems.csv", 2, "SCORE_OUT_OF_SCALE")),
        ({"score": "85"}, ("results.csv", 2, "SCORE_OUT_OF_SCALE")),
        ({"studentSourcedId": "p-1"}, ("results.csv", 2, "PUPIL_UNKNOWN")),
        ({"studentSourcedId": new_id()}, ("results.csv", 2, "NOT_IN_GROUP_ON_DATE")),
        ({"lineItemSourcedId": "other"}, ("results.csv", 2, "UNKNOWN_LINE_ITEM")),
    ],
)
def test_one_wrong_row_changes_nothing(office: Office, changes: dict[str, str], expected: tuple[str, int, str]) -> None:
    answer = office.give(lms(office.world, **changes))
    assert problems(answer) == [expected]
    assert not answer.applied
    assert not office.world.history()
    assert len(office.take()["categories"]) == 5


def test_all_wrong_rows_are_named(office: Office) -> None:
    tables = lms(office.world, score="85")
    tables["categories"].append({"sourcedId": "b", "title": "Б", "weight": "NaN"})
    tables["lineItems"].append(tables["lineItems"][0] | {"sourcedId": "i2", "assignDate": ""})
    tables["results"].append(tables["results"][0] | {"sourcedId": "r2", "score": "5", "lineItemSourcedId": "i9"})
    tables["results"].append(tables["results"][1] | {"sourcedId": "r3", "lineItemSourcedId": "i8"})
    tables["results"].append(tables["results"][2] | {"sourcedId": "r4"})
    assert problems(office.give(tables)) == [
        ("categories.csv", 3, "BAD_WEIGHT"),
        ("lineItems.csv", 3, "VALUE_MISSING"),
        ("results.csv", 2, "SCORE_OUT_OF_SCALE"),
        ("results.csv", 3, "UNKNOWN_LINE_ITEM"),
        ("results.csv", 4, "ROW_TWICE"),
        ("results.csv", 5, "ROW_TWICE"),
    ]


def test_line_items_that_are_there_are_not_changed_by_a_package(office: Office) -> None:
    filled(office.world)
    tables = office.take()
    for row, (column, text) in zip(
        tables["lineItems"], [("title", "Другое"), ("assignDate", TODAY.isoformat())], strict=True
    ):
        row[column] = text
    assert problems(office.give(tables)) == [
        ("lineItems.csv", 2, "LINE_ITEM_DIFFERS"),
        ("lineItems.csv", 3, "LINE_ITEM_DIFFERS"),
    ]


def test_a_category_is_changed_by_the_package_and_old_work_keeps_its_weight(office: Office) -> None:
    _, test = filled(office.world)
    tables = office.take()
    next(row for row in tables["categories"] if row["title"] == "test")["weight"] = "3"
    assert counts(office.give(tables))["categories"] == (5, 0, 1, 4)
    assert {row["title"]: row["weight"] for row in office.take()["categories"]}["test"] == "3"
    items = office.world.get(office.world.lesson(YESTERDAY)).line_items
    assert [each.weight for each in items if each.name == test] == ["2"]
    assert not list(findings(office.world.pool, {}))


def test_locks_hold_for_a_package(office: Office) -> None:
    filled(office.world)
    tables = office.take()
    rules = RuleServicer(_Resources(office.world.pool))  # type: ignore[arg-type]
    office.world.call(
        rules.CreateLock, rules_pb2.CreateLockRequest(school=office.school, request_id=new_id(), reason="Конец")
    )
    assert not problems(office.give(tables)), "what is only shown is not judged"
    locked = problems(office.give(lms(office.world)))
    assert locked == [("lineItems.csv", 2, "PERIOD_LOCKED"), ("results.csv", 2, "PERIOD_LOCKED")]


def test_another_schools_things_are_nobodys(office: Office) -> None:
    other = Office(World(office.world.pool).begin())
    filled(other.world)
    assert not office.take()["lineItems"]
    answer = office.give({name: rows for name, rows in other.take().items() if name != "categories"})
    assert {rule for _, _, rule in problems(answer)} == {"UNKNOWN_CLASS"}
    other.school = f"schools/{new_id()}"
    with pytest.raises(NotAllowed):
        other.take()


def test_a_group_with_two_lessons_a_day_needs_the_bell(pool: Callable[[str], Pool]) -> None:
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    world = World(pool("gradebook"), periods=[f"{day}-{bell}" for day in days for bell in (1, 2)]).begin()
    office = Office(world)
    assert problems(office.give(lms(world))) == [("lineItems.csv", 2, "BELL_NEEDED")]
    assert office.give(lms(world, **{"metadata.bell": "2"})).applied
    assert [row["metadata.bell"] for row in office.take()["lineItems"]] == ["2"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", "Фамилия;5".encode()])
def test_what_is_no_package_changes_nothing(office: Office, content: bytes) -> None:
    request = bulk_pb2.ImportOneRosterRequest(school=office.school, request_id=new_id(), package=content)
    [answer] = office.world.call(lambda *call: list(office.servicer.ImportOneRoster(*call)), request)
    assert problems(answer) == [("", 0, "NOT_A_ZIP")]


def test_a_request_id_is_needed(office: Office) -> None:
    with pytest.raises(InvalidArgument):
        office.give(lms(office.world), request_id="1")


def test_nothing_of_the_school_is_left_locked(office: Office) -> None:
    """The import's attempt is rolled back, and what it had locked is free: another save comes through at once."""
    office.give(lms(office.world, score="85"))
    with transaction(office.world.pool, EVERY_SCHOOL) as connection:
        connection.execute("SELECT FROM lesson FOR UPDATE NOWAIT")
