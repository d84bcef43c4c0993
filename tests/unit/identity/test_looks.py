"""Which looks are unusual: hours at their edges, refusals, and windows against a naive model."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.domain.looks import (
    FOREIGN_WITHIN,
    MANY_CHILDREN,
    MANY_WITHIN,
    MOST_CHILDREN,
    MOST_FOREIGN,
    OFFICES,
    OUTSIDE_HOURS,
    OUTSIDE_OWN_CLASSES,
    REFUSED,
    STAFF,
    OfficeLook,
    Own,
    RecentLooks,
    unusual_at_once,
)
from services.identity.domain.policy import OBJECT_KIND

READER = "persons/0190a000-0000-7000-8000-000000000001"
TUESDAY_NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 11, 29, 3, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
NOTHING = Own(teaches=False, children=frozenset())


@pytest.mark.parametrize(
    ("local", "reasons"),
    [
        (datetime(2026, 11, 24, 6, 59, 59, 999_999, tzinfo=UTC), [OUTSIDE_HOURS]),
        (datetime(2026, 11, 24, 7, tzinfo=UTC), []),
        (TUESDAY_NOON, []),
        (datetime(2026, 11, 24, 19, 59, 59, 999_999, tzinfo=UTC), []),
        (datetime(2026, 11, 24, 20, tzinfo=UTC), [OUTSIDE_HOURS]),
        (datetime(2026, 11, 24, 0, tzinfo=UTC), [OUTSIDE_HOURS]),
        (datetime(2026, 11, 28, 12, tzinfo=UTC), []),  # Saturday
        (datetime(2026, 11, 29, 12, tzinfo=UTC), [OUTSIDE_HOURS]),  # Sunday
    ],
)
def test_staff_is_not_expected_at_night_and_on_sundays(local: datetime, reasons: list[str]) -> None:
    for relation in STAFF:
        assert unusual_at_once(READER, relation, local, refused=False) == reasons


def test_families_and_services_may_look_at_any_time() -> None:
    for relation in ("guardian", "self", "own", "service", "pupil", ""):
        assert unusual_at_once(READER, relation, SUNDAY_NIGHT, refused=False) == []
    assert unusual_at_once("services/notify", "service", SUNDAY_NIGHT, refused=False) == []


def test_staff_are_all_relations_of_a_school_but_those_of_families() -> None:
    of_schools = {relation for relation, kind in OBJECT_KIND.items() if kind in ("group", "class", "school")}
    assert set(STAFF) == of_schools - {"pupil"}


@pytest.mark.parametrize("local", [TUESDAY_NOON, SUNDAY_NIGHT])
def test_whoever_is_refused_is_marked_at_any_time_but_not_a_service(local: datetime) -> None:
    assert unusual_at_once(READER, "", local, refused=True) == [REFUSED]
    assert unusual_at_once("services/portal", "", local, refused=True) == []


def after(minutes: float, *children: str) -> OfficeLook:
    return OfficeLook(MIDNIGHT + timedelta(minutes=minutes), frozenset(children))


def class_of(name: str, size: int) -> list[str]:
    return [f"{name}{number}" for number in range(size)]


def marked(recent: RecentLooks, own: Own = NOTHING) -> list[tuple[float, str, int]]:
    """Minute, reason and number of children of what is marked now, once."""
    found = recent.marks(own) if recent.worth_asking() else []
    recent.settle(found)
    return [((one.look.time - MIDNIGHT) / timedelta(minutes=1), one.reason, len(one.children)) for one in found]


def test_a_hundred_children_are_not_many_and_one_more_marks_all_looks_of_the_ten_minutes() -> None:
    recent = RecentLooks()
    for number in range(4):
        recent.add(after(number, *class_of(f"{number} ", 25)))
        # The same class again adds nobody.
        recent.add(after(number, *class_of(f"{number} ", 25)))
        assert marked(recent) == []
    recent.add(after(9.99, "one more"))
    found = marked(recent)
    assert [(minute, size) for minute, _, size in found] == [
        (0, 25), (0, 25), (1, 25), (1, 25), (2, 25), (2, 25), (3, 25), (3, 25), (9.99, 1)
    ]  # fmt: skip
    assert {reason for _, reason, _ in found} == {MANY_CHILDREN}
    # Later ones alone are new, as long as there are that many.
    recent.add(after(9.995, "another"))
    assert marked(recent) == [(9.995, MANY_CHILDREN, 1)]
    recent.add(after(20, "much later"))
    assert marked(recent) == []


def test_ten_minutes_end_after_ten_minutes() -> None:
    recent = RecentLooks()
    recent.add(after(0, *class_of("a", MOST_CHILDREN)))
    recent.add(after(10, "one more"))
    assert marked(recent) == []


def test_children_of_the_own_classes_are_not_counted() -> None:
    recent = RecentLooks()
    recent.add(after(0, *class_of("own", 100)))
    recent.add(after(1, *class_of("other", 100)))
    own = Own(teaches=True, children=frozenset(class_of("own", 100)))
    assert marked(recent, own) == []
    recent.add(after(2, "own1", "one more"))
    assert marked(recent, own) == [(1, MANY_CHILDREN, 100), (2, MANY_CHILDREN, 1)]


def test_who_teaches_is_marked_for_the_fourth_single_child_of_other_classes_within_an_hour() -> None:
    recent, own = RecentLooks(), Own(teaches=True, children=frozenset({"own"}))
    recent.add(after(0, "own"))
    recent.add(after(1, *class_of("a journal", 25)))
    for minute, child in ((5, "a"), (20, "b"), (40, "c"), (41, "a")):
        recent.add(after(minute, child))
        assert marked(recent, own) == []
    recent.add(after(64, "d"))
    assert marked(recent, own) == [(minute, OUTSIDE_OWN_CLASSES, 1) for minute in (5, 20, 40, 41, 64)]


def test_an_hour_ends_after_an_hour() -> None:
    recent, own = RecentLooks(), Own(teaches=True, children=frozenset())
    for minute, child in ((0, "a"), (1, "b"), (2, "c"), (60, "d")):
        recent.add(after(minute, child))
    assert marked(recent, own) == []


def test_an_office_without_classes_looks_at_single_children_as_it_is_there_for() -> None:
    recent = RecentLooks()
    for number in range(50):
        recent.add(after(number, f"child {number}"))
        assert marked(recent) == []


@st.composite
def courses(draw: st.DrawFn) -> list[OfficeLook]:
    """Looks over some hours: at single children, now and then at a class."""
    now, looks = MIDNIGHT, []
    for _ in range(draw(st.integers(0, 40))):
        now += timedelta(seconds=draw(st.sampled_from([0, 1, 59, 60, 120, 599, 600, 1800, 3600])))
        single = st.integers(0, 9).map(lambda number: [f"c{number}"])
        classes = st.integers(0, 9).map(lambda number: class_of(f"class {number} ", 30))
        looks.append(OfficeLook(now, frozenset(draw(single | classes))))
    return looks


def naive(looks: list[OfficeLook], own: Own) -> set[tuple[int, str]]:
    """Position and reason of every look that is in some window with too many children, by going through all."""
    found = set()
    for last in range(len(looks)):
        for reason, within, most, single in (
            (MANY_CHILDREN, MANY_WITHIN, MOST_CHILDREN, False),
            (OUTSIDE_OWN_CLASSES, FOREIGN_WITHIN, MOST_FOREIGN, True),
        ):
            window = [
                number
                for number in range(last + 1)
                if looks[last].time - looks[number].time < within and (not single or len(looks[number].children) == 1)
            ]
            foreign = {child for number in window for child in looks[number].children - own.children}
            if len(foreign) > most and (own.teaches or not single):
                found |= {(number, reason) for number in window if looks[number].children - own.children}
    return found


@given(courses(), st.booleans(), st.sets(st.integers(0, 9)))
def test_marks_are_those_of_the_naive_model_each_once(looks: list[OfficeLook], teaches: bool, own: set[int]) -> None:
    work = Own(
        teaches, frozenset({f"c{number}" for number in own}) | set(class_of("class 1 ", 30)) if teaches else frozenset()
    )
    recent, found = RecentLooks(), []
    for look in looks:
        recent.add(look)
        marks = recent.marks(work) if recent.worth_asking() else []
        recent.settle(marks)
        found += [(looks.index(mark.look), mark.reason) for mark in marks]
        assert all(mark.children == mark.look.children - work.children for mark in marks)
    assert len(found) == len(set(found))
    assert set(found) == naive(looks, work)


@given(courses(), st.data())
def test_a_look_that_is_taken_back_leaves_no_trace(looks: list[OfficeLook], data: st.DataObject) -> None:
    kept, plain = RecentLooks(), RecentLooks()
    for look in looks:
        if data.draw(st.booleans()):
            lost = OfficeLook(look.time, frozenset({"lost"}))
            kept.add(lost)
            kept.add(look)
            kept.take_back(look)
            kept.take_back(lost)
        kept.add(look)
        plain.add(look)
    own = Own(teaches=True, children=frozenset())
    assert [(one.look, one.reason) for one in kept.marks(own)] == [(one.look, one.reason) for one in plain.marks(own)]
    kept.forget(MIDNIGHT + timedelta(days=9))
    assert kept.is_empty()


def test_offices_are_held_to_a_school() -> None:
    assert {OBJECT_KIND[relation] for relation in OFFICES} == {"school"}
