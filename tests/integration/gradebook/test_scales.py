"""Scales by year group and versions of the formula: judged in every save, and never on what is stored."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from zvonok.gradebook.v1 import gradebook_pb2, progress_pb2, rules_pb2
from zvonok.gradebook.v1 import scales_pb2 as pb

from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from services.gradebook.actions.audit import findings
from services.gradebook.rpc.progress import ProgressServicer
from services.gradebook.rpc.rules import RuleServicer
from services.gradebook.rpc.scales import ScaleServicer
from tests.conftest import Pool
from tests.integration.gradebook.office import TermOffice
from tests.integration.gradebook.test_marks import call, exempt
from tests.integration.gradebook.test_recording import mark
from tests.integration.gradebook.world import MONDAY, TODAY, World, rules

PERIOD = {"begin_date": MONDAY.isoformat(), "end_date": (MONDAY + timedelta(days=27)).isoformat()}


def set_scale(world: World, version: int = 0, year_group: int = 7, **fields: Any) -> pb.Scale:
    given = {"lowest": 2, "highest": 5, "words": ["зачёт", "незачёт", "н/а", "осв"], "double_marks": True}
    scale = pb.Scale(**(given | {"version": version, "year_group": year_group} | fields))
    school = f"schools/{world.school_id}"
    found: pb.Scale = call(world, ScaleServicer, "SetScale", pb.SetScaleRequest, school=school, scale=scale).scale
    return found


def set_weight(world: World, code: str, weight: str, version: int) -> None:
    category = rules_pb2.Category(code=code, weight=weight, version=version)
    call(world, RuleServicer, "SetCategory", rules_pb2.SetCategoryRequest, school=f"schools/{world.school_id}",
         category=category)  # fmt: skip


def of_term(world: World) -> dict[str, str]:
    school = f"schools/{world.school_id}"
    return {"school": school, "group": world.group_name, "term": f"{school}/terms/{world.term_id}"}


def average(world: World, number: int = 0) -> str:
    request = gradebook_pb2.GetJournalRequest(group=world.group_name, **PERIOD)
    pupils = world.call(world.servicer.GetJournal, request).pupils
    return next(pupil.average for pupil in pupils if pupil.pupil == world.pupil(number))


def test_a_school_sets_its_own_scale_and_marks_that_are_there_stay(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    world.record(lesson, marks=[mark(world, item, "2"), mark(world, item, "зачёт", 1)])
    assert set_scale(world, lowest=1, highest=10, words=["осв"]).version == 1
    answer = world.record(lesson, marks=[mark(world, item, "10", 2), mark(world, item, "11", 3)])
    assert rules(answer) == [("marks[1]", "NOT_IN_SCALE")]
    assert "1 to 10" in answer.refusals[0].message
    set_scale(world, 1, lowest=0, highest=0, words=["зачёт", "незачёт"])
    assert rules(world.record(lesson, marks=[mark(world, item, "5", 3)])) == [("marks[0]", "NOT_IN_SCALE")]
    stored = world.get(lesson)
    assert sorted(each.value for each in stored.marks) == ["10", "2", "зачёт"]
    assert (stored.scale.highest, list(stored.scale.words)) == (0, ["зачёт", "незачёт"])
    assert average(world) == "2.00", "what was given still counts"


def test_a_year_group_without_marks_and_subjects_with_double_marks(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    set_scale(world, double_subjects=["RUS", "LIT"])
    assert rules(world.record(lesson, marks=[mark(world, item, "4/5")])) == [("marks[0]", "DOUBLE_NOT_ALLOWED")]
    set_scale(world, 1, double_subjects=["ALG"])
    assert not world.record(lesson, marks=[mark(world, item, "4/5")]).refusals
    set_scale(world, 2, lowest=0, highest=0, words=[], double_marks=False)
    answer = world.record(
        lesson,
        new_line_items=[gradebook_pb2.NewLineItem(client_key="k", category="test")],
        marks=[mark(world, item, "4", 1)],
    )
    assert rules(answer) == [("new_line_items[0]", "NO_MARKS_IN_YEAR_GROUP"), ("marks[0]", "NO_MARKS_IN_YEAR_GROUP")]


def test_all_year_groups_are_listed_and_two_who_set_one_do_not_overwrite_each_other(world: World) -> None:
    set_scale(world, thresholds=["2.5", "3.5", "4.6"], minimum_marks=5)
    request = pb.GetScalesRequest(school=f"schools/{world.school_id}")
    scales = world.call(ScaleServicer(world.servicer_resources).GetScales, request).scales
    assert [scale.year_group for scale in scales] == list(range(1, 13))
    assert (scales[0].highest, list(scales[0].words)) == (0, [])
    assert (list(scales[6].thresholds), scales[6].minimum_marks, scales[6].version) == (["2.50", "3.50", "4.60"], 5, 1)
    with pytest.raises(Conflict):
        set_scale(world, 0, lowest=1)
    assert list(findings(world.pool, {})) == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"year_group": 1}, "NO_MARKS_IN_GRADE_1"),
        ({"year_group": 0}, "BAD_YEAR_GROUP"),
        ({"lowest": 5, "highest": 2}, "BAD_RANGE"),
        ({"highest": 2**31 - 1}, "BAD_RANGE"),
        ({"words": ["супер"]}, "UNKNOWN_WORD"),
        ({"thresholds": ["NaN", "3", "4"]}, "BAD_THRESHOLDS"),
        ({"thresholds": ["3.5"]}, "BAD_THRESHOLDS"),
        ({"words": ["осв"] * 201}, "TOO_MANY_VALUES"),
        ({"minimum_marks": -1}, "BAD_MINIMUM"),
        ({"double_subjects": ["x" * 101]}, "BAD_SUBJECTS"),
    ],
)
def test_a_wrong_scale_is_refused_and_nothing_changes(world: World, fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        set_scale(world, **fields)
    assert refused.value.reason == reason
    assert world.get(world.lesson()).scale.version == 0


# versions of the formula


def with_marks(world: World) -> None:
    """3 for an answer and 5 for a test: (3·1 + 5·2) ÷ 3."""
    for day, category, value in ((TODAY, "answer", "3"), (TODAY - timedelta(days=1), "test", "5")):
        lesson = world.lesson(day)
        world.record(lesson, marks=[mark(world, world.item(lesson, category), value)])
    assert average(world) == "4.33"


def test_a_change_of_weights_is_a_new_version_and_rewrites_nothing_until_a_term_is_rebased(world: World) -> None:
    with_marks(world)
    set_weight(world, "test", "4", 1)
    assert average(world) == "4.33"
    school = f"schools/{world.school_id}"
    listing = pb.ListFormulasRequest(school=school)
    formulas = world.call(ScaleServicer(world.servicer_resources).ListFormulas, listing).formulas
    weights = [{each.category: each.weight for each in formula.weights}["test"] for formula in formulas]
    assert ([formula.version for formula in formulas], weights) == ([2, 1], ["4.00", "2.00"])
    assert call(world, ScaleServicer, "GetTermFormula", pb.GetTermFormulaRequest, **of_term(world)).formula.version == 0
    answer = call(
        world, ScaleServicer, "RebaseTerm", pb.RebaseTermRequest, **of_term(world), reason="Решение педсовета"
    )
    assert (answer.formula.version, answer.changed_line_items) == (2, 1)
    assert average(world) == "4.60"
    assert list(findings(world.pool, {})) == []
    lines = [row[2:6] for row in world.history() if row[0] == "weight"]
    assert lines == [("2.00", "4.00", "Решение педсовета", 2)]


@pytest.mark.parametrize("scope", ["term", "class", "subject", "all"])
def test_closed_terms_never_change_by_a_change_of_weights(world: World, scope: str) -> None:
    with_marks(world)
    school = f"schools/{world.school_id}"
    named = {"term": {"term": f"{school}/terms/{world.term_id}"},
             "class": {"class": f"{school}/classes/{world.class_id}"}, "subject": {"subject_code": "ALG"},
             "all": {}}[scope]  # fmt: skip
    lock = call(world, RuleServicer, "CreateLock", rules_pb2.CreateLockRequest, school=school, **named).lock
    set_weight(world, "test", "9", 1)
    set_weight(world, "answer", "0.5", 1)
    assert average(world) == "4.33"
    history = world.history()
    with pytest.raises(FailedPrecondition) as refused:
        call(world, ScaleServicer, "RebaseTerm", pb.RebaseTermRequest, **of_term(world), reason="Пересчитать")
    assert refused.value.reason == "TERM_CLOSED"
    formula = call(world, ScaleServicer, "GetTermFormula", pb.GetTermFormulaRequest, **of_term(world)).formula
    assert (formula.version, formula.closed) == (0, True)
    # An unlock lets a teacher put a mark right, and opens no way to other weights.
    asked = call(world, RuleServicer, "RequestUnlock", rules_pb2.RequestUnlockRequest, place=world.group_name,
                 reason="Ошибка")  # fmt: skip
    until = rules_pb2.DecideUnlockRequest().until
    until.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
    call(world, RuleServicer, "DecideUnlock", rules_pb2.DecideUnlockRequest, school=school, unlock=asked.unlock.unlock,
         grant=True, until=until)  # fmt: skip
    with pytest.raises(FailedPrecondition):
        call(world, ScaleServicer, "RebaseTerm", pb.RebaseTermRequest, **of_term(world), reason="Пересчитать")
    assert average(world) == "4.33"
    assert world.history() == history
    call(world, RuleServicer, "EndLock", rules_pb2.EndLockRequest, school=school, lock=lock.lock)
    call(world, ScaleServicer, "RebaseTerm", pb.RebaseTermRequest, **of_term(world), reason="Открыта снова")
    assert average(world) == "4.89"


def test_a_closed_term_is_not_rebased_though_its_lock_was_ended_by_hand(world: World) -> None:
    with_marks(world)
    office = TermOffice(world)
    office.close()
    school = f"schools/{world.school_id}"
    [lock] = call(world, RuleServicer, "ListLocks", rules_pb2.ListLocksRequest, school=school).locks
    call(world, RuleServicer, "EndLock", rules_pb2.EndLockRequest, school=school, lock=lock.lock)
    set_weight(world, "test", "9", 1)
    with pytest.raises(FailedPrecondition) as refused:
        call(world, ScaleServicer, "RebaseTerm", pb.RebaseTermRequest, **of_term(world), reason="Пересчитать")
    assert refused.value.reason == "TERM_CLOSED"
    assert average(world) == "4.33"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reason": " "}, "REASON_NEEDED"),
        ({"reason": "x" * 501}, "TEXT_TOO_LONG"),
        ({"group": "schools/x"}, "BAD_RESOURCE_NAME"),
        ({"term": "x"}, "BAD_RESOURCE_NAME"),
    ],
)
def test_a_wrong_rebase_is_refused(world: World, fields: dict[str, str], reason: str) -> None:
    with pytest.raises(ServiceError) as refused:
        call(world, ScaleServicer, "RebaseTerm", pb.RebaseTermRequest, **({"reason": "x"} | of_term(world) | fields))
    assert refused.value.reason == reason


def test_a_group_of_another_school_is_not_rebased(world: World, pool: Callable[[str], Pool]) -> None:
    other = World(world.pool).begin()
    with pytest.raises(InvalidArgument):
        call(world, ScaleServicer, "RebaseTerm", pb.RebaseTermRequest, reason="x",
             **(of_term(world) | {"group": other.group_name}))  # fmt: skip
    foreign = f"schools/{world.school_id}/groups/{other.group_id}"
    with pytest.raises(NotAllowed):
        call(world, ScaleServicer, "RebaseTerm", pb.RebaseTermRequest, reason="x",
             **(of_term(world) | {"group": foreign}))  # fmt: skip


# forecasts


def test_a_family_sees_marks_by_subject_averages_and_what_is_needed(world: World) -> None:
    with_marks(world)
    set_scale(world, thresholds=["2.5", "3.5", "4.6"], minimum_marks=3)
    answer = call(
        world, ProgressServicer, "GetForecast", progress_pb2.GetForecastRequest, pupil=world.pupil(), **PERIOD
    )
    [course] = answer.courses
    assert course.subject_title == "Алгебра"
    assert [(each.mark.value, each.mark.category) for each in course.marks] == [("5", "test"), ("3", "answer")]
    assert (course.forecast.average, course.forecast.marks, course.forecast.minimum_marks) == ("4.33", 2, 3)
    targets = {target.mark: target for target in course.forecast.targets}
    assert (targets[4].reached, targets[5].reached, targets[5].threshold) == (True, False, "4.60")
    # (13 + 5·2) ÷ 5 = 4.60
    assert ("test", 5, 1) in [(way.category, way.value, way.count) for way in targets[5].ways]
    assert {each.code for each in answer.categories} == {"answer", "homework", "independent_work", "dictation", "test"}
    group = call(world, ProgressServicer, "GetGroupForecast", progress_pb2.GetGroupForecastRequest,
                 group=world.group_name, **PERIOD)  # fmt: skip
    assert next(each.forecast for each in group.pupils if each.pupil == world.pupil()) == course.forecast


def test_an_exempt_days_marks_are_shown_and_not_counted(world: World) -> None:
    with_marks(world)
    exempt(world, begin_date=TODAY.isoformat(), end_date=TODAY.isoformat())
    [course] = call(
        world, ProgressServicer, "GetForecast", progress_pb2.GetForecastRequest, pupil=world.pupil(), **PERIOD
    ).courses
    assert [(each.mark.value, each.exempt) for each in course.marks] == [("5", False), ("3", True)]
    assert course.forecast.average == "5.00"
    assert course.exempt_times[0].begin_date == TODAY.isoformat()
