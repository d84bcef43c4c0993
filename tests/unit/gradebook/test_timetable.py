"""Planning: a pattern and terms give slots; the difference to what is stored makes the plan come true."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gradebook.domain.calendar import Calendar
from services.gradebook.domain.timetable import Planned, SchoolDays, Slot, Term, plan, register_entries

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
periods = st.lists(st.builds("{}-{}".format, st.sampled_from(DAYS), st.integers(1, 8)), max_size=8)


def slots_of(pattern: list[str], given_terms: list[Term]) -> list[Slot]:
    """The slots of the register's pattern in a school that has said nothing of its days."""
    return SchoolDays(given_terms, Calendar()).slots(register_entries(pattern, ""))


days = st.dates(date(2026, 8, 1), date(2027, 6, 30))


@st.composite
def terms(draw: st.DrawFn) -> list[Term]:
    found = []
    for number in range(draw(st.integers(0, 3))):
        begin = draw(days)
        found.append(Term(f"t{number}", begin, begin + timedelta(days=draw(st.integers(0, 80))), 2027))
    return found


@given(periods, terms())
def test_slots_are_the_days_of_the_pattern_within_terms(pattern: list[str], given_terms: list[Term]) -> None:
    slots = slots_of(pattern, given_terms)
    places = [(slot.day, slot.bell) for slot in slots]
    expected = {
        (day, int(period[4:]))
        for term in given_terms
        for offset in range((term.end - term.begin).days + 1)
        for day in [term.begin + timedelta(days=offset)]
        for period in pattern
        if DAYS[day.weekday()] == period[:3]
    }
    assert len(places) == len(set(places))
    assert set(places) == expected
    assert slots == sorted(slots)
    by_id = {term.term_id: term for term in given_terms}
    for slot in slots:
        assert by_id[slot.term_id].begin <= slot.day <= by_id[slot.term_id].end


def test_where_terms_overlap_the_later_begun_has_the_day() -> None:
    half = Term("half", date(2026, 9, 1), date(2026, 12, 31), 2027)
    quarter = Term("quarter", date(2026, 11, 2), date(2026, 12, 31), 2027)
    found = {slot.day: slot.term_id for slot in slots_of(["mon-1"], [quarter, half])}
    assert found[date(2026, 10, 26)] == "half"
    assert found[date(2026, 11, 2)] == "quarter"


@pytest.mark.parametrize("period", ["", "mon", "mon-0", "mon-x", "foo-1", "mon-99", "mon--1"])
def test_a_period_of_another_form_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match="mon-3"):
        slots_of([period], [])


slots = st.builds(Slot, days, st.integers(1, 3), st.sampled_from(["t1", "t2"]), st.just(2027))
stored_lessons = st.dictionaries(
    st.tuples(days, st.integers(1, 3)), st.tuples(st.sampled_from(["t1", "t2"]), st.booleans()), max_size=20
)


@given(st.lists(slots, unique_by=lambda slot: (slot.day, slot.bell), max_size=20), stored_lessons)
def test_a_plan_carried_out_leaves_the_slots_and_all_that_holds_anything(
    wanted: list[Slot], stored: dict[tuple[date, int], tuple[str, bool]]
) -> None:
    lessons = [
        Planned(f"l{number}", Slot(*place, term, 2027), 1, empty)
        for number, (place, (term, empty)) in enumerate(stored.items())
    ]
    difference = plan(wanted, lessons)
    after = {lesson.lesson_id: lesson.slot for lesson in lessons}
    for lesson in difference.drop:
        assert lesson.empty
        del after[lesson.lesson_id]
    for lesson, slot in difference.move:
        assert lesson.empty
        after[lesson.lesson_id] = slot
    result = [*after.values(), *difference.add]
    kept = {(lesson.slot.day, lesson.slot.bell) for lesson in lessons if not lesson.empty}
    assert sorted((slot.day, slot.bell) for slot in result) == sorted(kept | {(slot.day, slot.bell) for slot in wanted})
    for lesson in lessons:
        if not lesson.empty:
            assert after[lesson.lesson_id] == lesson.slot
    assert {slot for slot in wanted if (slot.day, slot.bell) not in kept} <= set(result)
    # Once more changes nothing.
    again = [Planned(str(number), slot, 1, True) for number, slot in enumerate(result)]
    settled = plan(result, again)
    assert not (settled.add or settled.drop or settled.move)
