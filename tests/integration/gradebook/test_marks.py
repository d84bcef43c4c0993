"""Comments, owed work, exemptions, marks in one sitting, line items as such: on real PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest
from zvonok.gradebook.events.v1 import marks_pb2
from zvonok.gradebook.v1 import exemptions_pb2, gradebook_pb2, progress_pb2, subjects_pb2
from zvonok.gradebook.v1 import marks_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.actions.replaying import replay_lessons
from services.gradebook.rpc.exemptions import ExemptionServicer
from services.gradebook.rpc.marks import MarkServicer
from services.gradebook.rpc.progress import ProgressServicer
from services.gradebook.rpc.subjects import SubjectServicer
from tests.integration.gradebook.test_recording import attends, mark
from tests.integration.gradebook.world import MONDAY, TODAY, World, rules, tell, told

LATER = (TODAY + timedelta(days=5)).isoformat()
PERIOD = {"begin_date": MONDAY.isoformat(), "end_date": (MONDAY + timedelta(days=27)).isoformat()}


def edit(world: World, item: str, value: str, number: int = 0, **fields: Any) -> gradebook_pb2.MarkEdit:
    return gradebook_pb2.MarkEdit(line_item=item, pupil=world.pupil(number), value=value, **fields)


def owed_events(world: World) -> list[marks_pb2.OwedWorkChanged]:
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        rows = connection.execute(
            "SELECT payload FROM outbox WHERE name = 'zvonok.gradebook.owed_work.changed.v1' ORDER BY created_at"
        ).fetchall()
    return [marks_pb2.OwedWorkChanged.FromString(row[0]) for row in rows]


def payloads(world: World) -> bytes:
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        return b"".join(row[0] for row in connection.execute("SELECT payload FROM outbox"))


def call(world: World, servicer: Any, name: str, kind: Any, **fields: Any) -> Any:
    """A call with a request id of its own."""
    if "request_id" in kind.DESCRIPTOR.fields_by_name:
        fields.setdefault("request_id", new_id())
    return world.call(getattr(servicer(world.servicer_resources), name), kind(**fields))


def exempt(world: World, number: int = 0, **fields: Any) -> exemptions_pb2.Exemption:
    given: dict[str, Any] = {
        "pupil": world.pupil(number),
        "subject_code": "ALG",
        "begin_date": (TODAY - timedelta(days=3)).isoformat(),
        "end_date": TODAY.isoformat(),
        "document": "ВК-17/2026",
    }
    request = exemptions_pb2.CreateExemptionRequest
    found: exemptions_pb2.Exemption = call(
        world, ExemptionServicer, "CreateExemption", request, **(given | fields)
    ).exemption
    return found


# comments


def test_a_comment_stands_with_its_mark_in_version_history_and_diary_and_in_no_event(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    world.record(lesson, marks=[edit(world, item, "4", comment="Хорошо, но тихо")])
    [stored] = world.get(lesson).marks
    assert (stored.value, stored.comment, stored.version) == ("4", "Хорошо, но тихо", 1)
    world.record(lesson, marks=[edit(world, item, "5", seen_version=1)])
    assert world.get(lesson).marks[0].comment == "Хорошо, но тихо", "what is not said is not touched"
    world.record(lesson, marks=[edit(world, item, "5", seen_version=2, comment="Отлично")])
    world.record(lesson, marks=[edit(world, item, "", seen_version=3, reason="Не та клетка")])
    lines = [row[:6] for row in world.history() if row[0] in ("mark", "comment")]
    pupil = world.pupil_ids[0]
    assert lines == [
        ("mark", pupil, "", "4", "", 1),
        ("comment", pupil, "", "Хорошо, но тихо", "", 1),
        ("mark", pupil, "4", "5", "", 2),
        ("comment", pupil, "Хорошо, но тихо", "Отлично", "", 3),
        ("mark", pupil, "5", "", "Не та клетка", 4),
        ("comment", pupil, "Отлично", "", "Не та клетка", 4),
    ]
    assert "тихо".encode() not in payloads(world)
    changed = [[(m.old_value, m.new_value) for m in event.marks] for event in told(world.pool, "lesson.recorded")]
    assert changed == [[], [("", "4")], [("4", "5")], [], [("5", "")]]
    assert list(findings(world.pool, {})) == []


def test_a_comment_is_shown_in_the_diary_and_given_to_the_family(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    world.record(lesson, marks=[edit(world, item, "4", comment="Молодец")])
    day = TODAY.isoformat()
    request = gradebook_pb2.GetDiaryRequest(pupil=world.pupil(), begin_date=day, end_date=day)
    [shown] = world.call(world.servicer.GetDiary, request).lessons[0].marks
    assert (shown.value, shown.comment) == ("4", "Молодец")
    wanted = subjects_pb2.GetSubjectDataRequest(pupil=world.pupil())
    parts = list(world.call(lambda r, c: list(SubjectServicer(world.servicer_resources).GetSubjectData(r, c)), wanted))
    assert [mark.comment for part in parts for mark in part.marks] == ["Молодец"]


def test_the_same_comment_again_is_already_so_and_another_ones_is_a_conflict(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    world.record(lesson, marks=[edit(world, item, "4", comment="А")])
    again = world.record(lesson, marks=[edit(world, item, "4", comment="А")])
    assert [each.outcome for each in again.marks] == [gradebook_pb2.CELL_OUTCOME_ALREADY_SO]
    other = world.record(lesson, marks=[edit(world, item, "4", comment="Б")])
    assert rules(other) == [("marks[0]", "VERSION_CONFLICT")]
    assert (other.refusals[0].current_value, other.refusals[0].current_comment) == ("4", "А")


# owed work


def test_owed_work_is_set_becomes_a_mark_and_is_in_no_average(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    answer = world.record(
        lesson,
        marks=[edit(world, item, "•", due_date=LATER, comment="Сдать § 4"), mark(world, item, "5", 1)],
        attendance=[attends(world, gradebook_pb2.ATTENDANCE_ABSENT)],
    )
    assert not answer.refusals
    stored = world.get(lesson)
    assert [(m.value, m.due_date) for m in stored.marks if m.pupil == world.pupil()] == [("•", LATER)]
    assert {p.pupil: p.average for p in stored.pupils}[world.pupil()] == ""
    works = call(world, ProgressServicer, "ListGroupOwedWork", progress_pb2.ListGroupOwedWorkRequest,
                 group=world.group_name).works  # fmt: skip
    assert [(w.pupil, w.due_date, w.line_item, w.comment, w.version, w.overdue) for w in works] == [
        (world.pupil(), LATER, item, "Сдать § 4", 1, False)
    ]
    assert world.record(lesson, marks=[edit(world, item, "3", seen_version=1)]).marks[0].version == 2
    assert not call(world, ProgressServicer, "ListPupilOwedWork", progress_pb2.ListPupilOwedWorkRequest,
                    pupil=world.pupil()).works  # fmt: skip
    assert [(w.state, w.due_date, w.version, w.category) for e in owed_events(world) for w in e.works] == [
        ("owed", LATER, 1, "test"),
        ("done", LATER, 2, "test"),
    ]
    # Readers of marks are told of the mark, and never of the dot.
    assert [
        [(m.pupil_id, m.old_value, m.new_value, m.version) for m in event.marks]
        for event in told(world.pool, "lesson.recorded")
    ] == [[], [(world.pupil_ids[1], "", "5", 1)], [(world.pupil_ids[0], "", "3", 2)]]
    assert [row[:6] for row in world.history() if row[0] == "owed_until"] == [
        ("owed_until", world.pupil_ids[0], "", LATER, "", 1),
        ("owed_until", world.pupil_ids[0], LATER, "", "", 2),
    ]


def test_owed_work_is_cleared_with_a_reason_and_moved_to_another_day(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    world.record(lesson, marks=[edit(world, item, "•", due_date=LATER)])
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    world.record(lesson, marks=[edit(world, item, "•", due_date=tomorrow, seen_version=1)])
    assert rules(world.record(lesson, marks=[edit(world, item, "", seen_version=2)])) == [("marks[0]", "REASON_NEEDED")]
    world.record(lesson, marks=[edit(world, item, "", seen_version=2, reason="Освобождён от работы")])
    assert [(w.state, w.due_date) for e in owed_events(world) for w in e.works] == [
        ("owed", LATER), ("owed", tomorrow), ("cleared", tomorrow),
    ]  # fmt: skip


def test_a_replay_tells_of_owed_work_and_of_no_mark_for_it(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    world.record(lesson, marks=[edit(world, item, "•", due_date=LATER)])
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        connection.execute("DELETE FROM outbox")
    replay_lessons(world.pool, world.school_id)
    [event] = owed_events(world)
    assert (event.replayed, [(w.state, w.due_date, w.version) for w in event.works]) == (True, [("owed", LATER, 1)])
    [recorded] = told(world.pool, "lesson.recorded")
    assert [(m.new_value, m.version) for m in recorded.marks] == [("", 1)]


def test_lists_of_owed_work_are_paged_and_overdue_work_is_the_deputy_heads(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    world.record(lesson, marks=[edit(world, item, "•", n, due_date=LATER) for n in range(4)])
    found: list[str] = []
    token = ""
    while True:
        page = call(world, ProgressServicer, "ListClassOwedWork", progress_pb2.ListClassOwedWorkRequest, page_size=3,
                    page_token=token, **{"class": f"schools/{world.school_id}/classes/{world.class_id}"})  # fmt: skip
        found += [work.pupil for work in page.works]
        token = page.next_page_token
        if not token:
            break
    assert sorted(found) == sorted(world.pupil(n) for n in range(4))
    school = f"schools/{world.school_id}"
    overdue = progress_pb2.ListOverdueWorkRequest
    assert not call(world, ProgressServicer, "ListOverdueWork", overdue, school=school).works
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        connection.execute("UPDATE mark SET due_date = %s WHERE pupil_id = %s",
                           [TODAY - timedelta(days=1), world.pupil_ids[2]])  # fmt: skip
    works = call(world, ProgressServicer, "ListOverdueWork", overdue, school=school).works
    assert [(work.pupil, work.overdue) for work in works] == [(world.pupil(2), True)]
    other = World(world.pool).begin()
    assert not call(other, ProgressServicer, "ListOverdueWork", overdue, school=f"schools/{other.school_id}").works


# exemptions


def test_while_exempt_no_mark_is_taken_and_cells_and_averages_say_so(world: World) -> None:
    yesterday, before = TODAY - timedelta(days=1), TODAY - timedelta(days=10)
    for day, value in ((before, "5"), (yesterday, "2")):
        lesson = world.lesson(day)
        world.record(lesson, marks=[mark(world, world.item(lesson), value), mark(world, world.item(lesson), value, 1)])
    made = exempt(world)
    assert (made.document, made.subject_title, made.partial) == ("ВК-17/2026", "Алгебра", False)
    lesson = world.lesson(yesterday)
    item = world.item(lesson)
    answer = world.record(
        lesson,
        marks=[edit(world, item, "4"), edit(world, item, "4", 1)],
        attendance=[attends(world, gradebook_pb2.ATTENDANCE_LATE, minutes=5)],
    )
    assert rules(answer) == [("marks[0]", "EXEMPT")]
    assert len(answer.attendance) == 1, "who is exempt from marks may still be late"
    other = world.record(lesson, marks=[edit(world, item, "•", due_date=LATER)])
    assert rules(other) == [("marks[0]", "EXEMPT")]
    assert not world.record(world.lesson(before), marks=[
        edit(world, world.item(world.lesson(before)), "4")
    ]).refusals, "another day is open"  # fmt: skip
    request = gradebook_pb2.GetJournalRequest(group=world.group_name, **PERIOD)
    pupils = {pupil.pupil: pupil for pupil in world.call(world.servicer.GetJournal, request).pupils}
    assert [(t.end_date, t.partial) for t in pupils[world.pupil()].exempt_times] == [(TODAY.isoformat(), False)]
    assert pupils[world.pupil()].average == "4.50", "the mark of an exempt day is in no average"
    assert pupils[world.pupil(1)].average == "3.67"
    day = yesterday.isoformat()
    diary = gradebook_pb2.GetDiaryRequest(pupil=world.pupil(), begin_date=day, end_date=TODAY.isoformat())
    assert [each.exempt for each in world.call(world.servicer.GetDiary, diary).lessons] == [True, True]


def test_a_partial_exemption_takes_marks(world: World) -> None:
    exempt(world, partial=True)
    lesson = world.lesson()
    assert not world.record(lesson, marks=[edit(world, world.item(lesson), "4")]).refusals
    assert world.get(lesson).pupils[0].average or world.get(lesson).pupils[1].average


def test_an_exemption_ends_earlier_and_its_history_and_events_hold_no_document(world: World) -> None:
    made = exempt(world)
    end = exemptions_pb2.EndExemptionRequest
    given = {"pupil": world.pupil(), "exemption": made.exemption, "reason": "Выздоровел"}
    last = (TODAY - timedelta(days=2)).isoformat()
    ended = call(world, ExemptionServicer, "EndExemption", end, end_date=last, **given).exemption
    assert (ended.begin_date, ended.end_date) == (made.begin_date, last)
    lesson = world.lesson()
    assert not world.record(lesson, marks=[edit(world, world.item(lesson), "4")]).refusals
    with pytest.raises(FailedPrecondition) as refused:
        call(world, ExemptionServicer, "EndExemption", end, end_date=LATER, **given)
    assert refused.value.reason == "NOT_EARLIER"
    call(world, ExemptionServicer, "EndExemption", end, end_date="2020-01-01", **given)
    listing = exemptions_pb2.ListExemptionsRequest
    assert not call(world, ExemptionServicer, "ListExemptions", listing, pupil=world.pupil()).exemptions
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        lines = connection.execute("SELECT rule, old_value, new_value, reason FROM rule_history").fetchall()
    assert len(lines) == 3
    assert "ВК-17" not in str(lines)
    assert "ВК-17".encode() not in payloads(world)
    assert list(findings(world.pool, {})) == []


def test_exemptions_of_a_class_are_paged(world: World) -> None:
    for number in range(3):
        exempt(world, number)
    found: list[str] = []
    token = ""
    while True:
        page = call(world, ExemptionServicer, "ListClassExemptions", exemptions_pb2.ListClassExemptionsRequest,
                    page_size=2, page_token=token,
                    **{"class": f"schools/{world.school_id}/classes/{world.class_id}"})  # fmt: skip
        found += [each.pupil for each in page.exemptions]
        token = page.next_page_token
        if not token:
            break
    assert sorted(found) == sorted(world.pupil(number) for number in range(3))
    # An exemption names one of what the class learns.
    made = exempt(world, 3)
    assert (made.subject_code, made.subject_title) in [(each.code, each.title) for each in page.subjects]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"subject_code": "PHYS"}, "NOT_LEARNT"),
        ({"document": " "}, "DOCUMENT_NEEDED"),
        ({"document": "x" * 101}, "TEXT_TOO_LONG"),
        ({"document": "1\x002"}, "BAD_CHARACTER"),
        ({"begin_date": "2026-13-01"}, "BAD_DATE"),
        ({"begin_date": "١٢"}, "BAD_DATE"),
        ({"begin_date": LATER}, "EXEMPTION_OUT_OF_RANGE"),
        ({"end_date": "2099-01-01"}, "EXEMPTION_OUT_OF_RANGE"),
        ({"pupil": "schools/x/pupils/y"}, "BAD_RESOURCE_NAME"),
    ],
)
def test_a_wrong_exemption_is_refused(world: World, fields: dict[str, str], reason: str) -> None:
    with pytest.raises(ServiceError) as refused:
        exempt(world, **fields)
    assert refused.value.reason == reason


def test_two_exemptions_of_one_time_and_another_ones_are_refused(world: World) -> None:
    made = exempt(world)
    with pytest.raises(InvalidArgument) as refused:
        exempt(world, begin_date=TODAY.isoformat(), end_date=LATER)
    assert refused.value.reason == "EXEMPTION_OVERLAPS"
    with pytest.raises(NotAllowed):
        call(world, ExemptionServicer, "EndExemption", exemptions_pb2.EndExemptionRequest, pupil=world.pupil(1),
             exemption=made.exemption, reason="x", end_date="2020-01-01")  # fmt: skip


# one sitting


def sit(world: World, lesson: str, item: str, **fields: Any) -> pb.BatchRecordMarksResponse:
    answer: pb.BatchRecordMarksResponse = call(
        world, MarkServicer, "BatchRecordMarks", pb.BatchRecordMarksRequest, lesson=lesson, line_item=item, **fields
    )
    return answer


def test_a_written_work_in_one_sitting_fills_down_and_skips_who_is_absent_or_exempt(world: World) -> None:
    lesson = world.lesson()
    world.record(lesson, attendance=[attends(world, gradebook_pb2.ATTENDANCE_ABSENT, 2)])
    exempt(world, 3)
    answer = sit(
        world, lesson, "new",
        new_line_item=gradebook_pb2.NewLineItem(client_key="new", category="test", title="Контрольная № 3"),
        marks=[pb.SittingMark(pupil=world.pupil(), value="5", comment="Лучшая работа"),
               pb.SittingMark(pupil=world.pupil(2), value="4")],
        fill_value="3",
        absent_due_date=LATER,
    )  # fmt: skip
    assert not answer.saved.refusals
    assert {(each.pupil, each.why, each.owed) for each in answer.skipped} == {
        (world.pupil(2), "ABSENT", True), (world.pupil(3), "EXEMPT", False),
    }  # fmt: skip
    stored = world.get(lesson)
    assert {(each.pupil, each.value, each.comment, each.due_date) for each in stored.marks} == {
        (world.pupil(0), "5", "Лучшая работа", ""), (world.pupil(1), "3", "", ""), (world.pupil(2), "•", "", LATER),
    }  # fmt: skip
    again = sit(world, lesson, stored.line_items[0].name, fill_value="2")
    assert not again.saved.marks, "filled cells are not filled again"


def test_a_sitting_is_answered_once_and_absent_pupils_are_left_empty_unless_asked(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    world.record(lesson, attendance=[attends(world, gradebook_pb2.ATTENDANCE_ABSENT, 2)])
    request_id = new_id()
    first = sit(world, lesson, item, fill_value="4", request_id=request_id)
    assert sit(world, lesson, item, fill_value="4", request_id=request_id) == first
    assert [(each.pupil, each.owed) for each in first.skipped] == [(world.pupil(2), False)]
    assert len(world.get(lesson).marks) == 3


def test_a_wrong_mark_of_a_sitting_is_refused_and_the_others_saved_or_nothing(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    wrong = [pb.SittingMark(pupil=world.pupil(), value="6"), pb.SittingMark(pupil=world.pupil(1), value="5")]
    nothing = sit(world, lesson, item, marks=wrong, all_or_nothing=True)
    assert rules(nothing.saved) == [("marks[0]", "NOT_IN_SCALE")]
    assert not world.get(lesson).marks
    assert [each.value for each in sit(world, lesson, item, marks=wrong).saved.marks] == ["5"]
    bad_fill = sit(world, lesson, item, fill_value="NaN")
    assert set(rules(bad_fill.saved)) == {("fill_value", "NOT_IN_SCALE")}
    past = (TODAY - timedelta(days=30)).isoformat()
    world.record(lesson, attendance=[attends(world, gradebook_pb2.ATTENDANCE_ABSENT, 2)])
    late = sit(world, lesson, item, absent_due_date=past)
    assert rules(late.saved) == [("absent_due_date", "OWED_DATE_OUT_OF_RANGE")]
    assert [each.owed for each in late.skipped] == [False]


# line items


def test_a_line_item_is_renamed_moved_to_another_category_and_deleted_when_empty(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "answer")
    world.record(lesson, marks=[mark(world, item, "4")])
    update = pb.UpdateLineItemRequest
    changed = call(world, MarkServicer, "UpdateLineItem", update, lesson=lesson, line_item=item, seen_version=1,
                   category="test", title="Срез", reason="Не тот вид").line_item  # fmt: skip
    assert (changed.category, changed.title, changed.weight, changed.version) == ("test", "Срез", "2", 2)
    with pytest.raises(Conflict):
        call(world, MarkServicer, "UpdateLineItem", update, lesson=lesson, line_item=item, seen_version=1, title="x")
    delete = pb.DeleteLineItemRequest
    with pytest.raises(FailedPrecondition) as refused:
        call(world, MarkServicer, "DeleteLineItem", delete, lesson=lesson, line_item=item, seen_version=2)
    assert refused.value.reason == "LINE_ITEM_HAS_MARKS"
    world.record(lesson, marks=[mark(world, item, "", seen=1)])
    call(world, MarkServicer, "DeleteLineItem", delete, lesson=lesson, line_item=item, seen_version=2)
    assert not world.get(lesson).line_items
    assert [row[2:6] for row in world.history() if row[0] == "line_item"] == [
        ("", "answer", "", 1), ("answer", "test Срез", "Не тот вид", 2), ("test Срез", "", "", 3),
    ]  # fmt: skip
    assert list(findings(world.pool, {})) == []
    replay_lessons(world.pool, world.school_id)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"category": "riddle"}, "UNKNOWN_CATEGORY"),
        ({"title": "x" * 201}, "TEXT_TOO_LONG"),
        ({"title": "a\u202eb"}, "BAD_CHARACTER"),
        ({"reason": "x" * 501}, "TEXT_TOO_LONG"),
        ({"line_item": "nothing"}, "UNKNOWN_LINE_ITEM"),
        ({"seen_version": 7}, "VERSION_CONFLICT"),
        ({"request_id": "x"}, "BAD_REQUEST_ID"),
    ],
)
def test_a_wrong_change_of_a_line_item_is_refused(world: World, fields: dict[str, Any], reason: str) -> None:
    lesson = world.lesson()
    given: dict[str, Any] = {"lesson": lesson, "line_item": world.item(lesson), "seen_version": 1, "title": "Срез"}
    with pytest.raises(ServiceError) as refused:
        call(world, MarkServicer, "UpdateLineItem", pb.UpdateLineItemRequest, **(given | fields))
    assert refused.value.reason == reason
    assert [(each.category, each.title) for each in world.get(lesson).line_items] == [("answer", "")]


def test_a_test_with_marks_of_absent_pupils_does_not_become_an_answer(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    world.record(lesson, marks=[mark(world, item, "4")], attendance=[attends(world, gradebook_pb2.ATTENDANCE_ABSENT)])
    with pytest.raises(InvalidArgument) as refused:
        call(world, MarkServicer, "UpdateLineItem", pb.UpdateLineItemRequest, lesson=lesson, line_item=item,
             seen_version=1, category="answer")  # fmt: skip
    assert refused.value.reason == "ABSENT_WITH_ANSWER"


# hand-made calls


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"value": "4", "comment": "x" * 301}, "TEXT_TOO_LONG"),
        ({"value": "4", "comment": "x" * 1_000_000}, "TEXT_TOO_LONG"),
        ({"value": "4", "comment": "a\x00b"}, "BAD_CHARACTER"),
        ({"value": "4", "comment": "a\u202eb"}, "BAD_CHARACTER"),
        ({"value": "4", "comment": "две\nстроки"}, "BAD_CHARACTER"),
        ({"value": "", "comment": "без отметки"}, "COMMENT_WITHOUT_MARK"),
        ({"value": "•"}, "OWED_DATE_NEEDED"),
        ({"value": "•", "due_date": "NaN"}, "OWED_DATE_NEEDED"),
        ({"value": "•", "due_date": "2026-02-30"}, "OWED_DATE_NEEDED"),
        ({"value": "•", "due_date": "٢٠٢٦-١٢-٠١"}, "OWED_DATE_NEEDED"),
        ({"value": "•", "due_date": "0001-01-01"}, "OWED_DATE_OUT_OF_RANGE"),
        ({"value": "•", "due_date": (TODAY - timedelta(days=1)).isoformat()}, "OWED_DATE_OUT_OF_RANGE"),
        ({"value": "•", "due_date": "9999-12-31"}, "OWED_DATE_OUT_OF_RANGE"),
        ({"value": "5", "due_date": LATER}, "DUE_DATE_WITHOUT_OWED_WORK"),
        ({"value": "••", "due_date": LATER}, "NOT_IN_SCALE"),
        ({"value": "Infinity"}, "NOT_IN_SCALE"),
    ],
)
def test_hand_made_cells_are_refused_by_rule_and_change_nothing(
    world: World, fields: dict[str, Any], rule: str
) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    lines = len(world.history())
    answer = world.record(lesson, marks=[gradebook_pb2.MarkEdit(line_item=item, pupil=world.pupil(), **fields)])
    assert rules(answer) == [("marks[0]", rule)]
    assert answer.refusals[0].message
    assert not world.get(lesson).marks
    assert len(world.history()) == lines


def test_a_mark_that_rules_would_not_take_any_more_stays_and_may_be_commented(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    world.record(lesson, marks=[mark(world, item, "5")])
    tell(world.pool, world.group(2, year_group=1))
    assert world.get(lesson).marks[0].value == "5"
    assert not world.record(lesson, marks=[edit(world, item, "5", seen_version=1, comment="Перенесено")]).refusals
    assert rules(world.record(lesson, marks=[edit(world, item, "4", seen_version=2)])) == [
        ("marks[0]", "NO_MARKS_IN_GRADE_1")
    ]
