"""A group's marks out as a table and back in: all or nothing, nothing in silence, by the rules of a save."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from zvonok.gradebook.v1 import bulk_pb2, rules_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.errors import InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.rpc.bulk import BulkServicer
from services.gradebook.rpc.rules import RuleServicer
from tests.conftest import Pool
from tests.integration.gradebook.world import MONDAY, TODAY, World, _Resources, tell, told

END = MONDAY + timedelta(days=27)
YESTERDAY, OLD = TODAY - timedelta(days=1), TODAY - timedelta(days=5)


class Desk:
    """A teacher's table: taken out, changed, put in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.servicer = BulkServicer(_Resources(world.pool))  # type: ignore[arg-type]
        self.table = bulk_pb2.ExportMarksResponse()

    def take(self, **fields: Any) -> "Desk":
        request = bulk_pb2.ExportMarksRequest(
            group=self.world.group_name, begin_date=MONDAY.isoformat(), end_date=END.isoformat(), **fields
        )
        self.table = self.world.call(self.servicer.ExportMarks, request)
        return self

    def column(self, day: Any, number: int = 0) -> int:
        """The place of a day's column."""
        return [n for n, each in enumerate(self.table.columns) if each.date == day.isoformat()][number]

    def row(self, pupil: int) -> bulk_pb2.MarksRow:
        name = self.world.pupil(pupil)
        return next(row for row in self.table.rows if row.pupil == name)

    def get(self, pupil: int, day: Any, number: int = 0) -> str:
        cells = self.row(pupil).cells
        column = self.column(day, number)
        return cells[column] if column < len(cells) else ""

    def put(self, pupil: int, day: Any, text: str, number: int = 0) -> None:
        row, column = self.row(pupil), self.column(day, number)
        row.cells.extend([""] * (column + 1 - len(row.cells)))
        row.cells[column] = text

    def request(self, **fields: Any) -> bulk_pb2.ImportMarksRequest:
        rows = [
            bulk_pb2.MarksEntry(key=f"r{n}", pupil=row.pupil, cells=row.cells) for n, row in enumerate(self.table.rows)
        ]
        values = {
            "group": self.world.group_name,
            "request_id": new_id(),
            "begin_date": MONDAY.isoformat(),
            "end_date": END.isoformat(),
            "columns": self.table.columns,
            "rows": rows,
        }
        return bulk_pb2.ImportMarksRequest(**(values | fields))

    def give(self, **fields: Any) -> bulk_pb2.ImportMarksResponse:
        answer: bulk_pb2.ImportMarksResponse = self.world.call(self.servicer.ImportMarks, self.request(**fields))
        return answer


@pytest.fixture
def desk(pool: Callable[[str], Pool]) -> Desk:
    return Desk(World(pool("gradebook")).begin())


def problems(answer: bulk_pb2.ImportMarksResponse) -> list[tuple[str, str, str]]:
    assert answer.problem_count == len(answer.problems)
    return [(each.row, each.column, each.rule) for each in answer.problems]


def filled(desk: Desk) -> tuple[str, str]:
    """Marks and absences in two lessons; the two line items."""
    world = desk.world
    first, second = world.lesson(OLD), world.lesson(YESTERDAY)
    item, test = world.item(first), world.item(second, "test")
    world.record(
        first,
        marks=[pb.MarkEdit(line_item=item, pupil=world.pupil(0), value="5")],
        attendance=[pb.AttendanceEdit(pupil=world.pupil(0), attendance=pb.ATTENDANCE_LATE, minutes_late=7),
                    pb.AttendanceEdit(pupil=world.pupil(1), attendance=pb.ATTENDANCE_ABSENT)],
    )  # fmt: skip
    world.record(second, marks=[pb.MarkEdit(line_item=test, pupil=world.pupil(2), value="4/5")])
    return item, test


def test_what_is_exported_says_what_is_stored_and_changes_nothing_when_it_comes_back(desk: Desk) -> None:
    filled(desk)
    desk.take()
    assert [desk.get(n, OLD) for n in range(4)] == ["ОП7 5", "Н", "", ""]
    assert [desk.get(n, YESTERDAY) for n in range(4)] == ["", "", "4/5", ""]
    assert len(desk.table.columns) == 28, "a lesson without work has one column for it"
    before, events = desk.world.history(), len(told(desk.world.pool, "lesson.recorded"))
    answer = desk.give()
    assert not answer.applied
    assert (len(answer.changes), answer.unchanged, problems(answer)) == (0, 3, [])
    assert desk.world.history() == before
    assert len(told(desk.world.pool, "lesson.recorded")) == events


def test_a_template_is_empty_and_names_the_pupils_and_lessons(desk: Desk) -> None:
    filled(desk)
    desk.take(empty=True)
    assert {row.pupil for row in desk.table.rows} == {desk.world.pupil(n) for n in range(4)}
    assert not [row for row in desk.table.rows if row.cells]
    assert len(desk.table.columns) == 28
    assert desk.give().unchanged == 0


def test_cells_are_saved_by_one_call_with_history_and_one_event_a_lesson(desk: Desk) -> None:
    filled(desk)
    desk.take()
    desk.put(0, OLD, "ОП7 4")
    desk.put(1, YESTERDAY, "3")
    desk.put(2, TODAY, "Н")
    desk.put(3, TODAY, "оп5 осв")
    events = len(told(desk.world.pool, "lesson.recorded"))
    dry = desk.give(dry_run=True)
    assert not dry.applied
    assert len(told(desk.world.pool, "lesson.recorded")) == events
    answer = desk.give(reason="Проверил ещё раз")
    assert answer.applied
    changes = [(each.old_value, each.new_value) for each in answer.changes]
    assert sorted(changes) == [("", "3"), ("", "Н"), ("", "ОП5 осв"), ("5", "4")]
    assert dry.changes == answer.changes
    assert (answer.lessons, answer.new_line_items, answer.unchanged) == (3, 1, 2)
    assert len(told(desk.world.pool, "lesson.recorded")) == events + 3
    assert ("mark", desk.world.pupil_ids[0], "5", "4", "Проверил ещё раз", 2, desk.world.teacher_id) in [
        tuple(line) for line in desk.world.history()
    ]
    assert not list(findings(desk.world.pool, {}))
    again = Desk(desk.world).take()
    assert [again.get(0, OLD), again.get(1, YESTERDAY), again.get(2, TODAY), again.get(3, TODAY)] == [
        "ОП7 4", "3", "Н", "ОП5 осв",
    ]  # fmt: skip


def test_a_repeat_by_request_id_and_the_same_table_again_change_nothing(desk: Desk) -> None:
    desk.take()
    desk.put(0, OLD, "5")
    request = desk.request()
    first = desk.world.call(desk.servicer.ImportMarks, request)
    assert desk.world.call(desk.servicer.ImportMarks, request) == first
    assert first.new_line_items == 1
    again = desk.give()
    assert not again.applied
    assert (again.new_line_items, again.unchanged) == (0, 1), "the column that was made is found again"


def test_an_empty_cell_never_deletes(desk: Desk) -> None:
    filled(desk)
    desk.take()
    for row in desk.table.rows:
        del row.cells[:]
    desk.put(3, YESTERDAY, "5")
    assert desk.give().applied
    desk.take()
    assert [desk.get(0, OLD), desk.get(1, OLD), desk.get(2, YESTERDAY)] == ["ОП7 5", "Н", "4/5"]


def test_one_wrong_cell_changes_nothing_and_all_wrong_ones_are_named(desk: Desk) -> None:
    filled(desk)
    desk.take()
    keys = {row.pupil: f"r{n}" for n, row in enumerate(desk.table.rows)}
    row = [keys[desk.world.pupil(n)] for n in range(4)]
    desk.put(0, TODAY, "5")
    desk.put(1, TODAY, "7")
    desk.put(2, TODAY, "NaN")
    desk.put(3, TODAY, "ОП99")
    desk.put(0, YESTERDAY, "Б")
    desk.put(1, YESTERDAY, "ОП 5")
    desk.put(3, YESTERDAY, "4 5")
    desk.put(0, TODAY + timedelta(days=1), "5")
    desk.put(1, OLD, "Н 5")
    before = desk.world.history()
    answer = desk.give()
    column = {day: desk.table.columns[desk.column(day)].key for day in (OLD, YESTERDAY, TODAY)}
    future = desk.table.columns[desk.column(TODAY + timedelta(days=1))].key
    assert sorted(problems(answer)) == sorted(
        [
            (row[1], column[TODAY], "NOT_IN_SCALE"),
            (row[2], column[TODAY], "NOT_IN_SCALE"),
            (row[3], column[TODAY], "MINUTES_OUT_OF_RANGE"),
            (row[0], column[YESTERDAY], "REASON_NOT_BY_FILE"),
            (row[1], column[YESTERDAY], "MINUTES_NEEDED"),
            (row[3], column[YESTERDAY], "TWO_MARKS"),
            (row[0], future, "FUTURE_LESSON"),
            (row[1], column[OLD], "ABSENT_WITH_ANSWER"),
        ]
    )
    assert not answer.applied
    assert desk.world.history() == before


def test_a_later_save_is_kept_where_the_table_was_not_touched_and_refuses_where_it_was(desk: Desk) -> None:
    item, _ = filled(desk)
    world = desk.world
    desk.take()
    world.record(
        world.lesson(OLD), marks=[pb.MarkEdit(line_item=item, pupil=world.pupil(0), value="3", seen_version=1)]
    )
    desk.put(1, YESTERDAY, "5")
    assert not problems(desk.give())
    assert Desk(world).take().get(0, OLD) == "ОП7 3", "the table's old 5 was not touched"
    desk.put(0, OLD, "ОП7 2")
    desk.put(2, YESTERDAY, "5")
    answer = desk.give()
    [problem] = answer.problems
    assert (problem.rule, problem.current_value, problem.pupil) == ("VERSION_CONFLICT", "3", world.pupil(0))
    assert Desk(world).take().get(2, YESTERDAY) == "4/5", "nothing else is saved either"
    # What the later save left is what the table wants: so already.
    desk.put(0, OLD, "3")
    desk.put(2, YESTERDAY, "4/5")
    assert not problems(desk.give())


def test_a_column_of_the_teachers_own_is_found_by_day_and_bell(desk: Desk) -> None:
    desk.take()
    own = bulk_pb2.MarksColumn(key="AD", date=YESTERDAY.isoformat(), category="test", title="Контрольная")
    desk.table.columns.append(own)
    desk.row(0).cells.append("5")
    answer = desk.give()
    assert (answer.applied, answer.new_line_items) == (True, 1)
    [item] = desk.world.get(desk.world.lesson(YESTERDAY)).line_items
    assert (item.category, item.title) == ("test", "Контрольная")
    assert not desk.give().applied, "the same file again"
    desk.row(0).cells[28] = "4"
    assert problems(desk.give()) == [(f"r{list(desk.table.rows).index(desk.row(0))}", "AD", "VERSION_CONFLICT")]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"date": (MONDAY - timedelta(days=1)).isoformat()}, "NO_LESSON_THEN"),
        ({"date": ""}, "DATE_NEEDED"),
        ({"bell": 3}, "NO_LESSON_THEN"),
        ({"category": ""}, "CATEGORY_NEEDED"),
        ({"category": "magic"}, "UNKNOWN_CATEGORY"),
        ({"title": "x" * 201}, "TEXT_TOO_LONG"),
        ({"lesson": f"schools/{new_id()}/groups/{new_id()}/lessons/{new_id()}"}, "UNKNOWN_LESSON"),
    ],
)
def test_a_wrong_column_is_one_problem_of_the_column(desk: Desk, change: dict[str, Any], rule: str) -> None:
    desk.take()
    values = {"key": "AD", "date": YESTERDAY.isoformat(), "category": "test", "title": "Контрольная"} | change
    desk.table.columns.append(bulk_pb2.MarksColumn(**values))
    for row in desk.table.rows:
        row.cells.append("5")
    answer = desk.give()
    assert problems(answer) == [("", "AD", rule)]
    assert not desk.world.history()


def test_headings_and_places_of_known_columns_are_held_to(desk: Desk) -> None:
    filled(desk)
    desk.take()
    desk.table.columns[desk.column(OLD)].title = "Другое"
    desk.table.columns[desk.column(YESTERDAY)].bell = 2
    assert sorted(rule for _, _, rule in problems(desk.give())) == ["HEADING_CHANGED", "LESSON_MOVED"]
    gone = desk.take().table.columns[desk.column(OLD)]
    gone.line_item = f"{gone.lesson}/lineItems/{new_id()}"
    assert [rule for _, _, rule in problems(desk.give())] == ["UNKNOWN_LINE_ITEM"]


def test_rows_and_columns_stand_once(desk: Desk) -> None:
    filled(desk)
    desk.take()
    desk.table.columns.append(desk.table.columns[desk.column(OLD)])
    desk.table.rows.append(desk.table.rows[0])
    desk.table.rows.append(bulk_pb2.MarksRow(pupil=f"schools/{desk.world.school_id}/pupils/{new_id()}", cells=["5"]))
    desk.table.rows.append(bulk_pb2.MarksRow(pupil="", cells=["5"]))
    desk.table.rows.append(bulk_pb2.MarksRow(pupil="", cells=[""]))
    desk.row(0).cells.append("5")
    found = [(row, rule) for row, _, rule in problems(desk.give())]
    assert sorted(found) == [
        ("", "COLUMN_TWICE"),
        ("r4", "PUPIL_TWICE"),
        ("r5", "PUPIL_UNKNOWN"),
        ("r6", "PUPIL_UNKNOWN"),
    ]


def test_the_rules_of_a_save_hold_for_a_table(desk: Desk) -> None:
    filled(desk)
    world = desk.world
    late = [(p, (MONDAY if n else YESTERDAY).isoformat(), "") for n, p in enumerate(world.pupil_ids)]
    tell(world.pool, world.group(2, pupils=late))
    desk.take()
    desk.put(0, OLD - timedelta(days=1), "5")
    assert [rule for _, _, rule in problems(desk.give())] == ["NOT_IN_GROUP_ON_DATE"]
    office = RuleServicer(_Resources(world.pool))  # type: ignore[arg-type]
    school = f"schools/{world.school_id}"
    world.call(
        office.SetEditWindow,
        rules_pb2.SetEditWindowRequest(school=school, request_id=new_id(), edit_days=2, seen_version=1),
    )
    desk.take()
    desk.put(1, OLD - timedelta(days=1), "5")
    desk.put(2, OLD, "4")
    assert sorted({rule for _, _, rule in problems(desk.give())}) == ["EDIT_WINDOW_CLOSED"]
    world.call(office.CreateLock, rules_pb2.CreateLockRequest(school=school, request_id=new_id(), reason="Конец"))
    desk.take()
    assert not problems(desk.give()), "what is only shown is not judged"
    desk.put(1, YESTERDAY, "5")
    assert {rule for _, _, rule in problems(desk.give())} == {"PERIOD_LOCKED"}


def test_lessons_of_other_days_and_groups_are_none_of_the_table(desk: Desk, pool: Callable[[str], Pool]) -> None:
    desk.take()
    desk.put(0, TODAY, "5")
    early = desk.give(end_date=YESTERDAY.isoformat())
    assert [rule for _, _, rule in problems(early)] == ["UNKNOWN_LESSON"]
    other = Desk(World(desk.world.pool).begin())
    other.table = desk.table
    rules = {rule for _, _, rule in problems(other.give())}
    assert rules == {"UNKNOWN_LESSON", "PUPIL_UNKNOWN"}
    assert not desk.world.history()


def test_a_group_that_is_not_there_has_no_table(desk: Desk) -> None:
    desk.world.group_id = new_id()
    with pytest.raises(NotAllowed):
        desk.take()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"begin_date": "2026-02-30"}, "BAD_DATE"),
        ({"begin_date": TODAY.isoformat(), "end_date": OLD.isoformat()}, "DATES_REVERSED"),
        ({"columns": [bulk_pb2.MarksColumn()] * 401, "rows": []}, "TOO_MANY_COLUMNS"),
        ({"rows": [bulk_pb2.MarksEntry()] * 201}, "TOO_MANY_ROWS"),
        ({"columns": [], "rows": [bulk_pb2.MarksEntry(key="r1", cells=["5"])]}, "CELL_WITHOUT_COLUMN"),
        ({"rows": [bulk_pb2.MarksEntry(key="r1", cells=["5" * 101])]}, "CELL_TOO_LONG"),
        ({"columns": [bulk_pb2.MarksColumn(seen_history=-1)], "rows": []}, "BAD_COLUMN"),
        ({"reason": "x" * 501}, "TEXT_TOO_LONG"),
        ({"reason": "a\u202eb"}, "BAD_CHARACTER"),
        ({"request_id": "1"}, "BAD_REQUEST_ID"),
        ({"group": "groups/1"}, "BAD_RESOURCE_NAME"),
    ],
)
def test_what_is_no_table_is_refused_whole(desk: Desk, fields: dict[str, Any], reason: str) -> None:
    desk.take()
    with pytest.raises(InvalidArgument) as refused:
        desk.give(**fields)
    assert refused.value.reason == reason


def test_the_same_table_given_twice_at_once_adds_its_columns_once(desk: Desk) -> None:
    desk.take()
    for day in (OLD, YESTERDAY, TODAY):
        for pupil in range(4):
            desk.put(pupil, day, "5")
    desks = [Desk(desk.world), Desk(desk.world)]
    for each in desks:
        each.table.CopyFrom(desk.table)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda each: each.give(), desks))
    assert not [problem for answer in answers for problem in answer.problems]
    assert sorted((answer.applied, answer.new_line_items) for answer in answers) == [(False, 0), (True, 3)]
    assert len(desk.world.get(desk.world.lesson(TODAY)).line_items) == 1
