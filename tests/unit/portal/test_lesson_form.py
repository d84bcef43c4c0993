"""What the lesson's form sends: only what was changed, with versions seen; what a refusal leaves on the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.identity.v1.people_pb2 import Pupil

from kit.ids import new_id
from services.portal.lesson_form import (
    ABSENT,
    LATE,
    PRESENT,
    BadForm,
    PartValues,
    Seen,
    build_save,
    clean_mark,
    read_form,
)
from services.portal.sheet import Sheet, build_sheet, show_refusals, type_over
from tests.unit.portal.fakes import PUPILS, School

ANNA, BORIS, VERA = (name.rpartition("/")[2] for name in PUPILS[:3])
ITEM = new_id()
SEEN = Seen(
    version=4,
    part=PartValues("Дроби", "№ 1", due="2026-12-01"),
    attendance={ANNA: (ABSENT, 0, 2), BORIS: (LATE, 7, 1)},
    marks={(ITEM, ANNA): ("4", 3)},
)


def posted(**changes: str) -> dict[str, str]:
    form = {
        "request_id": new_id(),
        "seen": SEEN.to_json(),
        "topic": "Дроби",
        "homework": "№ 1",
        "due": "2026-12-01",
        f"att.{ANNA}": ABSENT,
        f"att.{BORIS}": LATE,
        f"late.{BORIS}": "7",
        f"att.{VERA}": PRESENT,
        f"mark.{ITEM}.{ANNA}": "4",
        f"mark.{ITEM}.{VERA}": "",
    }
    return form | changes


def request_of(form: dict[str, str]) -> gradebook.RecordLessonRequest:
    return build_save(read_form(form), lesson="L", line_item="L/lineItems/{id}", pupil="P/{id}").request


def test_an_untouched_form_sends_nothing() -> None:
    save = build_save(read_form(posted()), lesson="L", line_item="L/lineItems/{id}", pupil="P/{id}")
    assert save.empty


def test_a_changed_mark_goes_with_the_version_seen() -> None:
    request = request_of(posted(**{f"mark.{ITEM}.{ANNA}": " 5 "}))
    assert list(request.marks) == [
        gradebook.MarkEdit(line_item=f"L/lineItems/{ITEM}", pupil=f"P/{ANNA}", value="5", seen_version=3)
    ]
    assert not request.attendance
    assert not request.HasField("lesson_edit")


def test_a_mark_taken_away_is_a_deletion() -> None:
    assert [(m.value, m.seen_version) for m in request_of(posted(**{f"mark.{ITEM}.{ANNA}": ""})).marks] == [("", 3)]


@pytest.mark.parametrize("letter", ["н", "Н", "H", "n"])
def test_the_letter_for_absent_in_a_mark_cell_marks_absent(letter: str) -> None:
    request = request_of(posted(**{f"mark.{ITEM}.{VERA}": letter}))
    assert not request.marks
    assert list(request.attendance) == [
        gradebook.AttendanceEdit(pupil=f"P/{VERA}", attendance=gradebook.ATTENDANCE_ABSENT, seen_version=0)
    ]


def test_attendance_and_minutes() -> None:
    request = request_of(posted(**{f"att.{ANNA}": PRESENT, f"late.{VERA}": "12", f"late.{BORIS}": "x"}))
    assert {one.pupil: (one.attendance, one.minutes_late, one.seen_version) for one in request.attendance} == {
        f"P/{ANNA}": (gradebook.ATTENDANCE_PRESENT, 0, 2),
        f"P/{VERA}": (gradebook.ATTENDANCE_LATE, 12, 0),
        f"P/{BORIS}": (gradebook.ATTENDANCE_LATE, 0, 1),
    }


def test_only_the_changed_part_of_the_lesson_is_sent() -> None:
    edit = request_of(posted(confirmed="on")).lesson_edit
    assert edit.seen_version == 4
    assert edit.attendance_confirmed
    assert not edit.HasField("topic")
    assert not edit.HasField("homework")
    edit = request_of(posted(homework="№ 2")).lesson_edit
    assert edit.homework == gradebook.Homework(text="№ 2", due_date="2026-12-01")


def test_a_new_column_goes_only_with_a_mark() -> None:
    empty = request_of(posted(**{"column.new-1": "test", f"mark.new-1.{ANNA}": ""}))
    assert not empty.new_line_items
    filled = request_of(posted(**{"column.new-1": "test", f"mark.new-1.{ANNA}": "5"}))
    assert list(filled.new_line_items) == [gradebook.NewLineItem(client_key="new-1", category="test")]
    assert filled.marks[0].line_item == "new-1"


@pytest.mark.parametrize("damaged", ["", "{}", "[]", '{"v":1}', '{"v":"x","p":[1,2,3,4,5],"a":{},"m":{}}', "nonsense"])
def test_a_damaged_hidden_part_is_told(damaged: str) -> None:
    with pytest.raises(BadForm):
        read_form(posted(seen=damaged))


def test_marks_are_spelled_as_in_the_scale() -> None:
    assert [clean_mark(text) for text in (" Н/А ", "4\\5", "ЗАЧЁТ", "")] == ["н/а", "4/5", "зачёт", ""]


ids = st.uuids().map(str)


@given(
    st.builds(
        Seen,
        version=st.integers(0, 2**40),
        part=st.builds(PartValues, st.text(), st.text(), st.booleans(), st.text(), st.booleans()),
        attendance=st.dictionaries(
            ids, st.tuples(st.sampled_from([PRESENT, ABSENT, LATE]), st.integers(0, 99), st.integers(1, 9))
        ),
        marks=st.dictionaries(st.tuples(ids, ids), st.tuples(st.text(max_size=8), st.integers(1, 9))),
    )
)
def test_what_was_seen_survives_the_form(seen: Seen) -> None:
    assert Seen.from_json(seen.to_json()) == seen


def names() -> list[Pupil]:
    return [Pupil(name=name, family_name=f"Ф{n}", given_name="И") for n, name in enumerate(PUPILS)]


def sheet_of(school: School) -> Sheet:
    return build_sheet(school.GetLesson(None), names())


def form_of(sheet: Sheet, **changes: str) -> dict[str, str]:
    """The form that a page with this sheet posts back."""
    form = {
        "request_id": new_id(),
        "seen": sheet.seen.to_json(),
        "topic": sheet.part.topic,
        "homework": sheet.part.homework,
    }
    form |= {f"column.{c.key}": c.category for c in sheet.columns if c.new}
    for row in sheet.rows:
        form[f"att.{row.pupil}"] = row.attendance.state
        form[f"late.{row.pupil}"] = str(row.attendance.minutes or "")
        form |= {f"mark.{cell.column}.{row.pupil}": cell.value for cell in row.marks}
    return form | changes


def test_a_page_posted_back_untouched_changes_nothing() -> None:
    typed = read_form(form_of(sheet_of(School())))
    assert not (typed.changed_marks() or typed.changed_attendance() or typed.part_changed())


def test_pupils_stand_in_the_order_of_the_register_and_strangers_stay_out() -> None:
    strangers = [Pupil(name=f"schools/x/pupils/{new_id()}", family_name="Чужой")]
    sheet = build_sheet(School().GetLesson(None), [*reversed(names()), *strangers])
    assert [row.pupil for row in sheet.rows] == [name.rpartition("/")[2] for name in reversed(PUPILS)]


def test_adding_a_column_keeps_all_that_was_typed() -> None:
    school = School()
    sheet = sheet_of(school)
    item = sheet.columns[0].key
    form = form_of(sheet, topic="Новая", **{f"mark.{item}.{VERA}": "4", f"att.{ANNA}": LATE, f"late.{ANNA}": "9"})
    # Another teacher saved the cell meanwhile: what was seen stays what was seen, so the save will tell.
    school.marks.append(gradebook.Mark(line_item=school.item.name, pupil=PUPILS[2], value="2", version=6))
    fresh = sheet_of(school)
    type_over(fresh, read_form(form))
    assert fresh.part.topic == "Новая"
    row = {one.pupil: one for one in fresh.rows}
    assert (row[VERA].marks[0].value, row[VERA].marks[0].version) == ("4", 0)
    assert (row[ANNA].attendance.state, row[ANNA].attendance.minutes) == (LATE, 9)
    again = read_form(form_of(fresh, topic="Новая"))
    assert again.changed_marks() == [(item, VERA)]
    assert again.changed_attendance() == [ANNA]


def refused(
    school: School, form: dict[str, str], *refusals: gradebook.CellRefusal, made: tuple[str, ...] = ()
) -> Sheet:
    typed = read_form(form)
    save = build_save(typed, lesson="L", line_item="L/lineItems/{id}", pupil="P/{id}")
    sheet = sheet_of(school)
    show_refusals(sheet, typed, save, refusals, made)
    return sheet


def test_a_conflict_shows_both_values_and_saving_again_overrules() -> None:
    school = School()
    sheet = sheet_of(school)
    item = sheet.columns[0].key
    form = form_of(sheet, **{f"mark.{item}.{ANNA}": "2"})
    school.marks[0].value, school.marks[0].version = "3", 8
    shown = refused(school, form, gradebook.CellRefusal(field="marks[0]", rule="VERSION_CONFLICT", current_value="3"))
    cell = shown.rows[0].marks[0]
    assert (cell.value, cell.seen, cell.version) == ("2", "3", 8)
    assert cell.problem
    assert cell.problem.conflict
    again = build_save(read_form(form_of(shown)), lesson="L", line_item="{id}", pupil="{id}").request.marks
    assert [(one.value, one.seen_version) for one in again] == [("2", 8)]


def test_a_conflict_over_the_same_value_is_none() -> None:
    school = School()
    sheet = sheet_of(school)
    form = form_of(sheet, **{f"mark.{sheet.columns[0].key}.{ANNA}": "3"})
    school.marks[0].value, school.marks[0].version = "3", 8
    assert not refused(school, form, gradebook.CellRefusal(field="marks[0]", rule="VERSION_CONFLICT")).has_problems


def test_a_refusal_in_a_new_column_moves_to_the_line_item_that_was_made() -> None:
    school = School()
    sheet = sheet_of(school)
    key = sheet.add_column("dictation")
    form = form_of(sheet, **{f"mark.{key}.{ANNA}": "5", f"mark.{key}.{BORIS}": "6"})
    made = gradebook.LineItem(name=f"{school.lesson.name}/lineItems/{new_id()}", category="dictation")
    school.item = made
    shown = refused(school, form, gradebook.CellRefusal(field="marks[1]", rule="NOT_IN_SCALE"), made=(made.name,))
    cell = next(row for row in shown.rows if row.pupil == BORIS).marks[0]
    assert cell.value == "6"
    assert cell.problem
    assert cell.problem.rule == "NOT_IN_SCALE"


def test_a_refused_topic_keeps_what_was_typed() -> None:
    school = School()
    form = form_of(sheet_of(school), topic="Моя тема")
    school.lesson.topic, school.lesson.version = "Чужая", 9
    shown = refused(school, form, gradebook.CellRefusal(field="lesson_edit", rule="VERSION_CONFLICT"))
    assert (shown.part.topic, shown.seen_part.topic, shown.version) == ("Моя тема", "Чужая", 9)
    assert shown.problem


def test_a_point_is_owed_work_until_the_day_of_the_page() -> None:
    request = request_of(posted(**{f"mark.{ITEM}.{VERA}": ".", "owed_until": "2026-12-08", "reason": "Описка"}))
    [mark] = request.marks
    # Nothing stood there: nothing is corrected.
    assert (mark.value, mark.due_date, mark.reason) == ("•", "2026-12-08", "")


def test_what_is_corrected_goes_with_the_reason_of_the_page() -> None:
    [mark] = request_of(posted(**{f"mark.{ITEM}.{ANNA}": "5", "owed_until": "2026-12-08", "reason": "Описка"})).marks
    assert (mark.value, mark.due_date, mark.reason) == ("5", "", "Описка")
