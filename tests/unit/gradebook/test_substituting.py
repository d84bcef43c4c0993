"""Who is to be covered, in which order candidates stand, and which lines are refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gradebook.domain.substituting import (
    Absence,
    Days,
    Line,
    StandIn,
    Taught,
    Teacher,
    absence_problem,
    candidates,
    line_refusal,
    proposals,
)

DAY = date(2027, 9, 7)
WHOLE = frozenset({DAY})


def lesson(name: str, bell: int, *teachers: str, subject: str = "ALG", school_class: str = "7A") -> Taught:
    return Taught(name, f"g-{name}", school_class, school_class, subject, subject, DAY, bell, "21", frozenset(teachers))


def away(person: str, *bells: int, **changes: Any) -> Absence:
    return Absence(f"a-{person}", person, changes.get("begin", DAY), changes.get("end", DAY), bells, "ill")


def teacher(*subjects: str, classes: tuple[str, ...] = (), days: frozenset[date] = WHOLE) -> Teacher:
    return Teacher(frozenset(subjects), frozenset(classes), days)


def days(
    lessons: list[Taught], absences: list[Absence], teachers: dict[str, Teacher], *stand_ins: StandIn
) -> Days:  # fmt: skip
    return Days(absences, lessons, stand_ins, teachers)


def test_a_lesson_is_to_cover_when_all_its_teachers_are_away() -> None:
    lessons = [
        lesson("alone", 1, "ann"), lesson("two", 2, "ann", "bob"), lesson("other", 3, "bob"), lesson("late", 4, "ann"),
    ]  # fmt: skip
    there = days(lessons, [away("ann", 1, 2, 3)], {})
    assert [each.lesson_id for each in there.to_cover(DAY)] == ["alone"], "bob is there at 2; ann is back at 4"
    assert [each.lesson_id for each in days([lesson("vacant", 1)], [away("ann")], {}).to_cover(DAY)] == []
    both = days(lessons, [away("ann"), away("bob")], {})
    assert [each.lesson_id for each in both.to_cover(DAY)] == ["alone", "two", "other", "late"]


def test_candidates_stand_by_subject_then_class_then_being_there_then_load() -> None:
    wanted = lesson("wanted", 2, "ann")
    lessons = [
        wanted, lesson("x", 1, "near", subject="PE", school_class="8A"), lesson("y", 4, "loaded", school_class="8A"),
        lesson("z", 5, "loaded", school_class="8A"), lesson("busy", 2, "busy", school_class="8A"),
    ]  # fmt: skip
    staff = {
        "ann": teacher("ALG", classes=("7A",)), "subject": teacher("ALG"), "both": teacher("ALG", classes=("7A",)),
        "class": teacher("PE", classes=("7A",)), "near": teacher("PE"), "loaded": teacher("ALG", classes=("7A",)),
        "none": teacher("PE"), "busy": teacher("ALG"), "ill": teacher("ALG"),
        "elsewhen": teacher("ALG", days=frozenset()),
    }  # fmt: skip
    there = days(lessons, [away("ann"), away("ill")], staff)
    found = candidates(there, wanted, there.loads())
    assert [each.person_id for each in found] == ["both", "loaded", "subject", "class", "near", "none"]
    assert (found[1].lessons_of_day, found[1].lessons_of_week) == (2, 2)
    assert (found[4].there_anyway, found[4].teaches_subject) == (True, False)


def test_the_teacher_of_the_other_subgroup_stands_last_and_only_while_he_has_but_his_own() -> None:
    wanted, other = lesson("one", 2, "ann"), lesson("two", 2, "bob")
    staff = {"ann": teacher("ALG"), "bob": teacher("ALG", classes=("7A",)), "cid": teacher("PE")}
    there = days([wanted, other], [away("ann")], staff)
    assert [(each.person_id, each.merges) for each in candidates(there, wanted, there.loads())] == [
        ("cid", False), ("bob", True),
    ]  # fmt: skip
    assert line_refusal(there, Line("one", "bob", "merged"), "head", DAY) is None
    refused = line_refusal(there, Line("one", "cid", "merged"), "head", DAY)
    assert refused is not None
    assert refused.rule == "NOTHING_TO_MERGE"


def test_a_day_at_once_gives_nobody_two_lessons_at_a_bell_and_spreads_them() -> None:
    lessons = [lesson(f"{bell}{letter}", bell, "ann", school_class=letter) for bell in (1, 2, 3) for letter in "AB"]
    staff = {each: teacher("ALG") for each in ("bob", "cid", "dan")}
    there = days(lessons, [away("ann")], staff)
    loads = there.loads()
    chosen = proposals({each.lesson_id: (each.bell, candidates(there, each, loads)) for each in lessons})
    assert set(chosen) == {each.lesson_id for each in lessons}
    for bell in "123":
        assert len({person for name, person in chosen.items() if name.startswith(bell)}) == 2
    assert sorted(list(chosen.values()).count(each) for each in staff) == [2, 2, 2]


BUSY = lesson("busy", 2, "busy", school_class="8A")
STAFF = {each: teacher("ALG") for each in ("ann", "bob", "busy", "ill", "head")}


@pytest.mark.parametrize(
    ("line", "rule", "person"),
    [
        (Line("nothing", "bob", "substitute"), "NO_SUCH_LESSON", None),
        (Line("busy", "bob", "substitute"), "NOT_TO_COVER", None),
        (Line("wanted", None, "substitute"), "PERSON_NEEDED", None),
        (Line("wanted", "bob", "self_study"), "PERSON_NOT_NEEDED", None),
        (Line("wanted", "bob", ""), "KIND_NEEDED", None),
        (Line("wanted", "stranger", "substitute"), "NOT_STAFF", "stranger"),
        (Line("wanted", "ill", "substitute"), "CANDIDATE_ABSENT", "ill"),
        (Line("wanted", "ann", "substitute"), "CANDIDATE_ABSENT", "ann"),
        (Line("wanted", "busy", "supervising"), "CANDIDATE_BUSY", "busy"),
        (Line("wanted", "head", "substitute"), "OWN_RIGHT", None),
        (Line("wanted", "bob", "substitute", "s9", 1), "VERSION_CONFLICT", None),
        (Line("covered", "bob", "substitute"), "ALREADY_COVERED", "cid"),
        (Line("covered", "bob", "substitute", "s1", 2), "VERSION_CONFLICT", None),
    ],
)
def test_a_line_is_refused_by_its_rule(line: Line, rule: str, person: str | None) -> None:
    lessons = [lesson("wanted", 2, "ann"), lesson("covered", 3, "ann"), BUSY]
    there = days(lessons, [away("ann"), away("ill")], STAFF, StandIn("s1", "covered", "cid", 1))
    refused = line_refusal(there, line, "head", DAY)
    assert refused is not None
    assert (refused.rule, refused.person_id) == (rule, person)
    assert (refused.lesson is BUSY) == (rule == "CANDIDATE_BUSY"), "both sides are named"


def test_what_may_be_saved() -> None:
    lessons = [lesson("wanted", 2, "ann"), lesson("covered", 3, "ann"), BUSY]
    there = days(lessons, [away("ann")], STAFF, StandIn("s1", "covered", "busy", 4))
    for line in (
        Line("wanted", "bob", "substitute"), Line("wanted", "bob", "supervising"), Line("wanted", None, "self_study"),
        Line("covered", "bob", "substitute", "s1", 4), Line("covered", "busy", "supervising", "s1", 4),
    ):  # fmt: skip
        assert line_refusal(there, line, "head", DAY) is None, line


@pytest.mark.parametrize(("late", "refused"), [(31, False), (32, True), (-92, False), (-93, True)])
def test_the_register_is_put_right_for_a_month_and_a_term_ahead(late: int, refused: bool) -> None:
    there = days([lesson("wanted", 2, "ann")], [away("ann")], STAFF)
    found = line_refusal(there, Line("wanted", "bob", "substitute"), "head", DAY + timedelta(days=late))
    assert (found is not None and found.rule == "DATE_OUT_OF_RANGE") == refused


@pytest.mark.parametrize(
    ("absence", "rule"),
    [
        (away("ann", end=DAY - timedelta(days=1)), "DATES_REVERSED"),
        (away("ann", end=DAY + timedelta(days=366)), "PERIOD_TOO_LONG"),
        (away("ann", begin=date(9999, 1, 1), end=date(9999, 1, 1)), "PERIOD_TOO_LONG"),
        (away("ann", begin=DAY - timedelta(days=32)), "DATE_OUT_OF_RANGE"),
        (away("ann", 0), "BAD_BELL"),
        (away("ann", 21), "BAD_BELL"),
        (Absence("a", "ann", DAY, DAY, (), "secret"), "KIND_NEEDED"),
    ],
)
def test_a_wrong_absence_is_refused(absence: Absence, rule: str) -> None:
    problem = absence_problem(absence, DAY)
    assert problem is not None
    assert problem[0] == rule


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 5), st.sampled_from("ABC")), min_size=1, max_size=14),
    st.lists(st.integers(0, 5), max_size=3),
)
def test_whatever_is_proposed_may_be_saved(given_lessons: list[tuple[int, int, str]], away_ones: list[int]) -> None:
    lessons = [
        lesson(f"{number}", bell, f"t{who}", school_class=letter)
        for number, (bell, who, letter) in enumerate(given_lessons)
    ]
    staff = {f"t{n}": teacher("ALG") for n in range(6)}
    there = days(lessons, [away(f"t{n}") for n in away_ones], staff)
    loads = there.loads()
    able = {each.lesson_id: (each.bell, candidates(there, each, loads)) for each in there.to_cover(DAY)}
    for name, person in proposals(able).items():
        merges = next(each.merges for each in able[name][1] if each.person_id == person)
        line = Line(name, person, "merged" if merges else "substitute")
        assert line_refusal(there, line, "head", DAY) is None
        there.put(StandIn(f"s{name}", name, person, 1))
