"""Term, annual and final marks on real PostgreSQL: decisions beside proposals, closing, confirmation, publication."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, LiteralString

import pytest
from zvonok.gradebook.events.v1 import terms_pb2 as events_pb
from zvonok.gradebook.v1 import gradebook_pb2 as journal_pb
from zvonok.gradebook.v1 import rules_pb2, subjects_pb2
from zvonok.gradebook.v1 import terms_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.actions.summing_up import get_pupil_term_marks
from services.gradebook.rpc.subjects import SubjectServicer
from tests.conftest import Pool
from tests.integration.gradebook.office import ANNUAL, TERM, TermOffice
from tests.integration.gradebook.world import MONDAY, TODAY, World, rules, tell

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> TermOffice:
    return TermOffice(World(pool("gradebook")).begin())


def outbox(office: TermOffice, name: str, kind: Any) -> list[tuple[datetime, Any]]:
    """(when, event) of a kind that wait."""
    with transaction(office.world.pool, EVERY_SCHOOL) as connection:
        rows = connection.execute(
            "SELECT available_at, payload FROM outbox WHERE name = %s AND school_id = %s ORDER BY outbox_id",
            [f"zvonok.gradebook.{name}.v1", office.world.school_id],
        ).fetchall()
    return [(at, kind.FromString(payload)) for at, payload in rows]


def reasons(answer: pb.RecordTermMarksResponse) -> list[tuple[str, str]]:
    return [(refusal.field, refusal.rule) for refusal in answer.refusals]


def test_a_decision_stands_beside_its_proposal_with_flags(office: TermOffice) -> None:
    for value in ("5", "4", "4"):
        office.mark(value)
    before = office.stands()
    assert (before.value, before.average, before.mark_count, before.proposal) == ("", "4.33", 3, "4")
    assert list(before.flags) == [pb.FLAG_MISSING]
    answer = office.decide(office.edit("3"))
    assert not answer.refusals
    assert [(each.value, each.version, each.changed) for each in answer.marks] == [("3", 1, True)]
    after = office.stands()
    assert (after.value, after.version, list(after.flags)) == ("3", 1, [pb.FLAG_DEPARTS])
    [(_, event)] = outbox(office, "term_marks.recorded", events_pb.TermMarksRecorded)
    assert (event.term_id, event.school_year, event.subject_code) == (office.world.term_id, 2027, "ALG")
    [change] = event.marks
    assert (change.old_value, change.new_value, change.version, change.average) == ("", "3", 1, "4.33")


def test_a_repeat_is_so_already_and_a_conflict_shows_both(office: TermOffice) -> None:
    office.decide(office.edit("4"), office.edit("5", pupil=1))
    again = office.decide(office.edit("4"), office.edit("3", pupil=1), office.edit("5", pupil=2))
    assert [(each.pupil, each.changed) for each in again.marks] == [
        (office.world.pupil(0), False),
        (office.world.pupil(2), True),
    ]
    [refusal] = again.refusals
    assert (refusal.field, refusal.rule) == ("marks[1]", "VERSION_CONFLICT")
    assert (refusal.current_value, refusal.current_version, refusal.pupil) == ("5", 1, office.world.pupil(1))
    one = office.decide(office.edit("2", pupil=1, seen=1), office.edit("6", pupil=3), all_or_nothing=True)
    assert reasons(one) == [("marks[1]", "NOT_IN_SCALE")]
    assert not one.marks
    assert office.stands(1).value == "5"


def test_a_decision_taken_back_keeps_its_version(office: TermOffice) -> None:
    office.decide(office.edit("4"))
    office.decide(office.edit("", seen=1))
    assert (office.stands().value, office.stands().version) == ("", 2)
    assert reasons(office.decide(office.edit("5", seen=1))) == [("marks[0]", "VERSION_CONFLICT")]
    assert not office.decide(office.edit("5", seen=2)).refusals


def test_a_closed_term_refuses_decisions_and_lessons_until_an_unlock(office: TermOffice) -> None:
    office.decide(office.edit("4"))
    closed = office.close()
    assert closed.state == pb.PERIOD_STATE_CLOSED
    assert reasons(office.decide(office.edit("5", seen=1))) == [("marks[0]", "PERIOD_CLOSED")]
    answer = office.world.record(
        office.world.lesson(), new_line_items=[journal_pb.NewLineItem(client_key="k", category="answer")]
    )
    assert rules(answer) == [("new_line_items[0]", "PERIOD_LOCKED")]
    office.unlock(datetime.now(UTC) + timedelta(hours=1))
    assert reasons(office.decide(office.edit("5", seen=1))) == [("marks[0]", "REASON_NEEDED")]
    assert not office.decide(office.edit("5", seen=1), reason="контрольная пересдана").refusals
    assert office.stands().value == "5"


def test_a_closed_term_never_changes_by_a_change_of_weights(office: TermOffice) -> None:
    office.mark("5", weight="test")
    office.mark("2")
    office.decide(office.edit("4"))
    office.close()
    before = office.stands()
    assert before.average == "4.00"
    for code, weight in (("test", "1"), ("answer", "9")):
        known = office.world.call(office.rules.GetRules, rules_pb2.GetRulesRequest(school=office.school)).rules
        [category] = [each for each in known.categories if each.code == code]
        category.weight = weight
        office.world.call(
            office.rules.SetCategory,
            rules_pb2.SetCategoryRequest(school=office.school, category=category, request_id=new_id()),
        )
    assert office.stands() == before
    # Not even a weight that was rewritten in the journal itself reaches what a closing kept.
    with transaction(office.world.pool, EVERY_SCHOOL) as connection:
        connection.execute("UPDATE line_item SET weight = 9 WHERE category = 'answer'")
    assert office.stands() == before
    office.reopen()
    assert office.stands().average == "2.55"


def test_missing_decisions_hinder_a_closing_unless_accepted(office: TermOffice) -> None:
    office.decide(*(office.edit("4", pupil=number) for number in range(3)))
    with pytest.raises(FailedPrecondition) as refused:
        office.close(accept_missing=False)
    assert (refused.value.reason, refused.value.metadata) == ("TERM_MARKS_MISSING", {"missing": "1"})
    assert office.period().state == pb.PERIOD_STATE_OPEN
    assert not office.world.record(
        office.world.lesson(), new_line_items=[journal_pb.NewLineItem(client_key="k", category="answer")]
    ).refusals, "a refused closing leaves no lock"
    office.decide(office.edit("5", pupil=3))
    assert office.close(accept_missing=False).state == pb.PERIOD_STATE_CLOSED
    with pytest.raises(FailedPrecondition) as twice:
        office.close()
    assert twice.value.reason == "NOT_OPEN"


def test_the_council_confirms_and_a_reopening_takes_it_back(office: TermOffice) -> None:
    def confirm(**fields: Any) -> pb.Period:
        values = {"protocol": "№ 3", "protocol_date": TODAY.isoformat()} | fields
        answer: pb.ConfirmPeriodResponse = office.call(
            "ConfirmPeriod", period=office.term, seen_version=office.period().version, **values
        )
        return answer.period

    with pytest.raises(FailedPrecondition):
        confirm()
    office.close()
    for wrong in ({"protocol": " "}, {"protocol": "x" * 101}, {"protocol_date": "9999-12-31"}, {"protocol_date": "?"}):
        with pytest.raises(InvalidArgument):
            confirm(**wrong)
    period = confirm()
    assert (period.state, period.protocol) == (pb.PERIOD_STATE_CONFIRMED, "№ 3")
    opened = office.reopen()
    assert (opened.state, opened.protocol, opened.protocol_date) == (pb.PERIOD_STATE_OPEN, "", "")
    assert not office.decide(office.edit("5")).refusals
    office.mark("5")
    with pytest.raises(InvalidArgument):
        office.reopen(reason="x" * 501)
    with pytest.raises(FailedPrecondition):
        office.reopen()


def test_nobody_sees_marks_before_the_moment(office: TermOffice) -> None:
    office.decide(office.edit("4"))
    assert office.family() == []
    with pytest.raises(FailedPrecondition):
        office.publish(datetime.now(UTC) + timedelta(days=1))
    office.close()
    assert office.family() == []
    moment = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=500_000)
    assert not office.publish(moment).published
    assert office.family() == []

    def family_at(at: datetime) -> list[str]:
        world = office.world
        _, periods, marks = get_pupil_term_marks(world.pool, world.school_id, world.pupil_ids[0], 0, at)
        assert len(periods) == len(marks)
        return [mark.value for mark in marks]

    assert family_at(moment - timedelta(microseconds=1)) == []
    assert family_at(moment) == ["4"]
    [(at, event)] = outbox(office, "period.published", events_pb.PeriodPublished)
    assert (at, event.term_id) == (moment, office.world.term_id)


def test_a_moment_set_anew_voids_the_earlier_event(office: TermOffice) -> None:
    office.decide(office.edit("4"))
    office.close()
    first, second = (datetime.now(UTC) + timedelta(days=days) for days in (1, 2))
    office.publish(first)
    office.publish(second)
    assert [at for at, _ in outbox(office, "period.published", events_pb.PeriodPublished)] == [second]
    office.publish(None)
    assert outbox(office, "period.published", events_pb.PeriodPublished) == []
    assert office.publish(None, now=True).published
    assert office.family() == [("Алгебра", "4")]
    with pytest.raises(FailedPrecondition) as refused:
        office.publish(second)
    assert refused.value.reason == "PUBLISHED"
    office.reopen()
    assert office.family() == [("Алгебра", "4")], "what was published stays"


@pytest.mark.parametrize("days", [-1, 400])
def test_a_moment_gone_by_or_far_away_is_refused(office: TermOffice, days: int) -> None:
    office.close()
    with pytest.raises(InvalidArgument) as refused:
        office.publish(datetime.now(UTC) + timedelta(days=days))
    assert refused.value.reason == "PUBLICATION_OUT_OF_RANGE"


def test_the_year_is_proposed_from_its_terms(office: TermOffice) -> None:
    office.decide(office.edit("4"), office.edit("5", period=office.year, kind=ANNUAL))
    annual = office.stands(period=office.year, kind=ANNUAL)
    assert (annual.value, annual.average, annual.proposal) == ("5", "4.00", "4")
    assert list(annual.flags) == [pb.FLAG_DEPARTS]
    final = office.stands(period=office.year, kind=pb.TERM_MARK_KIND_FINAL)
    assert (final.value, final.average) == ("", "5.00")
    closed = office.close(office.year)
    assert closed.period == office.year
    office.decide(office.edit("2", seen=1))
    assert office.stands(period=office.year, kind=ANNUAL).average == "4.00"
    assert not office.world.record(
        office.world.lesson(), new_line_items=[journal_pb.NewLineItem(client_key="k", category="answer")]
    ).refusals, "a closed year locks no lessons"


def test_a_pupil_who_came_from_another_group_brings_marks_along(office: TermOffice) -> None:
    world = office.world
    other = World(world.pool, school_id=world.school_id, class_id=world.class_id, term_id=world.term_id)
    moved = world.pupil_ids[0]
    members = [(pupil, MONDAY.isoformat(), "") for pupil in world.pupil_ids[1:]]
    tell(
        world.pool,
        other.group(pupils=[(moved, MONDAY.isoformat(), YESTERDAY.isoformat())]),
        world.group(2, pupils=[*members, (moved, TODAY.isoformat(), "")]),
    )
    other.pupil_ids[0] = moved
    TermOffice(other).mark("5", day=YESTERDAY)
    office.mark("2")
    found = office.stands()
    assert (found.average, found.mark_count) == ("3.50", 2)
    left = TermOffice(other).decide(office.edit("4"), group=other.group_name)
    assert reasons(left) == [("marks[0]", "NOT_IN_GROUP_ON_DATE")]


def test_the_schools_own_scale_and_exemptions_hold_for_term_marks(office: TermOffice) -> None:
    office.mark("5")
    office.mark("2", day=YESTERDAY)
    world = office.world
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        connection.execute(
            "INSERT INTO mark_scale VALUES (%s, 7, 2, 5, %s, false, %s, 2, %s, 1)",
            [world.school_id, ["н/а"], [], ["2.6", "3.6", "4.8"]],
        )
        connection.execute(
            "INSERT INTO exemption VALUES (%s, %s, %s, 'ALG', %s, %s, false, '7', %s, now())",
            [world.school_id, new_id(), world.pupil_ids[0], YESTERDAY, YESTERDAY, world.teacher_id],
        )
    found = office.stands()
    assert (found.average, found.mark_count, found.proposal) == ("5.00", 1, "5")
    assert list(office.call("GetTermMarks", group=world.group_name).scale) == ["5", "4", "3", "2", "н/а"]
    assert reasons(office.decide(office.edit("зачёт"))) == [("marks[0]", "NOT_IN_SCALE")]
    office.decide(office.edit("5"))
    assert list(office.stands().flags) == [pb.FLAG_FEW_MARKS]


def test_the_summary_sheet_counts_a_class(office: TermOffice) -> None:
    office.decide(*(office.edit(value, pupil=number) for number, value in enumerate(["5", "4", "2"])))
    sheet = office.call(
        "GetSummarySheet", **{"class": f"{office.school}/classes/{office.world.class_id}"}, period=office.term
    )
    assert sheet.class_title == "7А"
    assert [(each.subject_title, each.assessment.pass_rate) for each in sheet.subjects] == [("Алгебра", "66.67")]
    assert (sheet.total.quality_rate, sheet.total.learning_index, sheet.total.missing) == ("66.67", "60.00", 1)
    assert (sheet.achievement.excellent, sheet.achievement.good, sheet.achievement.failing) == (1, 1, 1)
    assert len(sheet.pupils) == 4
    with pytest.raises(NotAllowed):
        office.call("GetSummarySheet", **{"class": f"{office.school}/classes/{new_id()}"}, period=office.term)


def test_the_deputy_head_sees_progress_and_flags_page_by_page(office: TermOffice) -> None:
    for value in ("5", "5", "5"):
        office.mark(value)
    second = World(
        office.world.pool,
        school_id=office.world.school_id,
        class_id=office.world.class_id,
        term_id=office.world.term_id,
    )
    tell(office.world.pool, second.group(subject_code="GEO", subject_title="Геометрия"))
    office.decide(office.edit("3"), office.edit("4", pupil=1))
    TermOffice(second).decide(TermOffice(second).edit("4"), group=second.group_name)
    answer = office.call("GetPeriod", period=office.term)
    assert [
        (each.subject_title, each.pupils, each.decided, each.departing, each.with_few_marks) for each in answer.groups
    ] == [("Алгебра", 4, 2, 1, 1), ("Геометрия", 4, 1, 0, 1)]
    token, found = "", []
    while True:
        page = office.call("ListFlags", period=office.term, page_size=1, page_token=token)
        found.append([(each.subject_title, each.mark.value) for each in page.marks])
        token = page.next_page_token
        if not token:
            break
    assert found[0] in ([("Алгебра", "3"), ("Алгебра", "4")], [("Алгебра", "4"), ("Алгебра", "3")])
    assert found[1:] == [[("Геометрия", "4")]]


@pytest.mark.parametrize(
    ("edit", "rule"),
    [
        ({"value": "NaN"}, "NOT_IN_SCALE"),
        ({"value": "5" * 10_000}, "NOT_IN_SCALE"),
        ({"value": "5\x00"}, "NOT_IN_SCALE"),
        ({"kind": 99}, "UNKNOWN_PERIOD"),
        ({"kind": pb.TERM_MARK_KIND_UNSPECIFIED}, "UNKNOWN_PERIOD"),
        ({"kind": ANNUAL}, "UNKNOWN_PERIOD"),
        ({"period": "schools/x/terms/y"}, "UNKNOWN_PERIOD"),
        ({"period": f"schools/{new_id()}/terms/{new_id()}"}, "UNKNOWN_PERIOD"),
        ({"pupil": f"schools/{new_id()}/pupils/{new_id()}"}, "NOT_IN_GROUP_ON_DATE"),
        ({"pupil": ""}, "NOT_IN_GROUP_ON_DATE"),
        ({"seen_version": -1}, None),
        ({"seen_version": 2**62}, "VERSION_CONFLICT"),
    ],
)
def test_a_wrong_decision_is_refused_by_itself(office: TermOffice, edit: dict[str, Any], rule: str | None) -> None:
    wrong = office.edit("4")
    for name, value in edit.items():
        setattr(wrong, name, value)
    answer = office.decide(wrong, office.edit("5", pupil=1))
    assert office.stands(1).value == "5"
    if rule is not None:
        assert reasons(answer) == [("marks[0]", rule)]
        assert office.stands().value == ""


def test_hand_made_calls_are_refused_whole(office: TermOffice) -> None:
    with pytest.raises(InvalidArgument):
        office.decide(*[office.edit("4")] * 1001)
    with pytest.raises(InvalidArgument) as refused:
        office.decide(office.edit("4"), reason="x" * 100_000)
    assert refused.value.reason == "TEXT_TOO_LONG"
    with pytest.raises(NotAllowed):
        office.decide(office.edit("4"), group=f"{office.school}/groups/{new_id()}")
    elsewhere = TermOffice(World(office.world.pool).begin())
    for period in (elsewhere.term, f"{elsewhere.school}/years/2027"):
        with pytest.raises(ServiceError):
            office.call("ClosePeriod", period=period, seen_version=0)
    with pytest.raises(NotAllowed):
        office.call("ClosePeriod", period=f"{office.school}/years/2031", seen_version=0)
    with pytest.raises(Conflict):
        office.call("ClosePeriod", period=office.term, seen_version=7)
    with pytest.raises(InvalidArgument):
        office.call("ListFlags", period=office.term, page_token="x")
    with pytest.raises(InvalidArgument):
        office.call("GetTermMarks", group=office.world.group_name, school_year=-1)


def test_a_period_to_come_is_neither_decided_nor_closed(pool: Callable[[str], Pool]) -> None:
    world = World(pool("gradebook"))
    tell(world.pool, world.school(begin=TODAY + timedelta(days=1)), world.school_class(), world.group())
    office = TermOffice(world)
    assert reasons(office.decide(office.edit("4"))) == [("marks[0]", "FUTURE_PERIOD")]
    with pytest.raises(FailedPrecondition) as refused:
        office.close()
    assert refused.value.reason == "FUTURE_PERIOD"


def test_the_first_grade_has_no_marks(pool: Callable[[str], Pool]) -> None:
    office = TermOffice(World(pool("gradebook"), year_group=1).begin())
    assert reasons(office.decide(office.edit("4"))) == [("marks[0]", "NO_MARKS_IN_YEAR_GROUP")]
    answer = office.call("GetTermMarks", group=office.world.group_name)
    assert not answer.scale
    assert not any(mark.flags for mark in answer.marks)
    assert office.close(accept_missing=False).state == pb.PERIOD_STATE_CLOSED


def test_periods_of_a_year_are_listed(office: TermOffice) -> None:
    answer = office.call("ListPeriods")
    assert [each.period for each in answer.periods] == [office.term, office.year]
    assert list(answer.school_years) == [2027]
    assert date.fromisoformat(answer.periods[0].begin_date) == MONDAY
    assert not office.call("ListPeriods", school_year=2031).periods


def test_everything_is_told_again(office: TermOffice) -> None:
    office.decide(office.edit("4"), office.edit("5", period=office.year, kind=ANNUAL))
    office.close()
    office.publish(None, now=True)
    request = journal_pb.ReplayLessonsRequest(school=office.school, request_id=new_id())
    office.world.call(office.world.servicer.ReplayLessons, request)
    told = [event for _, event in outbox(office, "term_marks.recorded", events_pb.TermMarksRecorded) if event.replayed]
    assert sorted((event.term_id, event.marks[0].new_value, event.marks[0].version) for event in told) == [
        ("", "5", 1),
        (office.world.term_id, "4", 1),
    ]
    [first, again] = [event for _, event in outbox(office, "period.published", events_pb.PeriodPublished)]
    assert (first.replayed, again.replayed, first.version == again.version) == (False, True, True)


def test_a_request_repeated_does_nothing_twice(office: TermOffice) -> None:
    request = pb.RecordTermMarksRequest(group=office.world.group_name, request_id=new_id(), marks=[office.edit("4")])
    first = office.world.call(office.servicer.RecordTermMarks, request)
    assert office.world.call(office.servicer.RecordTermMarks, request) == first
    assert office.stands().version == 1
    assert first.marks[0].kind == TERM


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE term_mark SET value = '5' WHERE kind = 'term' AND version > 0", "altered: its history ends with"),
        ("UPDATE term_mark SET version = 9 WHERE kind = 'term' AND version > 0", "altered: its history ends with"),
        ("UPDATE term_mark SET value = '5' WHERE version = 0", "written without a line of history"),
        ("DELETE FROM term_mark WHERE version > 0", "removed: its history tells of it"),
        ("UPDATE term_mark SET average = 4.99 WHERE frozen", "altered: its history tells another"),
        ("UPDATE period SET publish_at = now()", "altered: its history tells another"),
        ("UPDATE period SET state = 'open'", "altered: its history tells another"),
        ("SELECT", ""),
    ],
)
def test_the_audit_finds_what_was_changed_past_the_service(
    office: TermOffice, statement: LiteralString, found: str
) -> None:
    office.mark("5")
    office.decide(office.edit("4"))
    office.decide(office.edit("3", seen=1))
    office.close()
    office.publish(datetime.now(UTC) + timedelta(days=1))
    assert not list(findings(office.world.pool, {}))
    with transaction(office.world.pool, EVERY_SCHOOL) as connection:
        connection.execute(statement)
    problems = {finding.problem for finding in findings(office.world.pool, {})}
    assert any(problem.startswith(found) for problem in problems) if found else not problems
    office_school = office.world.school_id
    assert all(office_school in finding.chain for finding in findings(office.world.pool, {}))


def test_the_familys_file_has_term_marks_once_they_are_published(office: TermOffice) -> None:
    def told() -> list[tuple[int, str, str, str]]:
        servicer = SubjectServicer(office.world.servicer_resources)
        request = subjects_pb2.GetSubjectDataRequest(pupil=office.world.pupil())
        parts = list(office.world.call(servicer.GetSubjectData, request))
        return [(each.school_year, each.end_date, each.kind, each.value) for part in parts for each in part.term_marks]

    office.decide(office.edit("4"))
    office.close()
    office.publish(datetime.now(UTC) + timedelta(days=1))
    assert told() == []
    office.publish(None, now=True)
    assert told() == [(2027, (MONDAY + timedelta(days=27)).isoformat(), "term", "4")]
