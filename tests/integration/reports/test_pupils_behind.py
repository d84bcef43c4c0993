"""The pupils behind "without a mark" and "with one mark": the same that the numbers count, page by page."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.reports.v1 import reports_pb2

from kit.errors import InvalidArgument, NotAllowed
from kit.ids import new_id
from kit.listening import Bell
from services.reports.actions.control_room import Wanted, control_room_of, pupils_behind
from services.reports.rpc.control_room import ControlRoomServicer
from services.reports.store.control_room import Cut
from tests.conftest import Pool
from tests.integration.reports.history import GROUPS, MONDAY, School, steps
from tests.integration.reports.test_read_models import apply, counts

WITHOUT, WITH_ONE = "pupils_without_marks", "pupils_with_one_mark"


@pytest.fixture
def reports_pool(pool: Callable[[str], Pool]) -> Pool:
    return pool("reports")


def asked(pool: Pool, school: School, **given: Any) -> reports_pb2.ListPupilsBehindResponse:
    servicer = ControlRoomServicer(cast("Any", SimpleNamespace(pool=pool)), cast("Bell", None))
    values = {"school": f"schools/{school.school_id}", "metric": WITHOUT, **given}
    return servicer.ListPupilsBehind(reports_pb2.ListPupilsBehindRequest(**values), cast("Any", None))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=25), st.randoms(use_true_random=False))
def test_they_are_those_whom_the_numbers_count(
    reports_pool: Pool, history: list[tuple[Any, ...]], random: Random
) -> None:
    """After any history, as of any days: by the numbers of each group, and by a recount of each pupil."""
    school = School()
    for step in history:
        school.take(step)
    told = list(school.events)
    random.shuffle(told)
    apply(reports_pool, told)
    for offset in (0, 7, 19, 33):
        for term, begin, end in school.terms:
            day = MONDAY + timedelta(days=offset)
            until = min(day, end)
            wanted = Wanted(term, None, day)
            numbers = counts(control_room_of(reports_pool, school.school_id, wanted).groups)
            for marks, metric in enumerate((WITHOUT, WITH_ONE)):
                rows = pupils_behind(reports_pool, school.school_id, metric, Cut(), wanted, None, 1000)
                found = {group_id: [one.pupil_id for one in rows if one.group_id == group_id] for group_id in numbers}
                assert {group_id: len(each) for group_id, each in found.items()} == {
                    group_id: counted[6 + marks] for group_id, counted in numbers.items()
                }
                for group in range(GROUPS):
                    for pupil_id in found[school.group_ids[group]]:
                        pupil = school.pupil_ids.index(pupil_id)
                        assert school.marks_of(group, pupil, begin, until, day) == marks


def test_they_come_page_by_page_and_each_once(reports_pool: Pool) -> None:
    school = School()
    school.plan(0, MONDAY, 1)
    school.marks(0, [(0, 0, "5"), (1, 0, "4/5")])
    apply(reports_pool, school.events)
    days = {"as_of_date": MONDAY.isoformat()}
    found: list[tuple[str, str, str]] = []
    token = ""
    while True:
        answer = asked(reports_pool, school, page_size=2, page_token=token, **days)
        assert len(answer.pupils) <= 2
        found += [(one.group[-36:], one.pupil[-36:], one.subject_title) for one in answer.pupils]
        token = answer.next_page_token
        if not token:
            break
    first, second, _ = school.group_ids
    # Grade 1, the third group, has no marks by rule. By subject, then by the pupil.
    assert found == sorted(found, key=lambda one: (one[2], one[0], one[1]))
    assert {one[:2] for one in found} == {
        *((first, pupil) for pupil in school.pupil_ids[2:]), *((second, pupil) for pupil in school.pupil_ids),
    }  # fmt: skip
    assert len(found) == 6
    [one] = asked(reports_pool, school, metric=WITH_ONE, **days).pupils
    assert (one.pupil[-36:], one.group[-36:], one.class_title) == (school.pupil_ids[0], first, "7А")


def test_a_part_of_the_school_narrows_them(reports_pool: Pool) -> None:
    school, name = School(), "schools/{}/{}/{}"
    apply(reports_pool, school.events)
    days = {"as_of_date": MONDAY.isoformat()}
    for part, expected in (
        ({"group": name.format(school.school_id, "groups", school.group_ids[1])}, 4),
        ({"group": name.format(school.school_id, "groups", new_id())}, 0),
        ({"class": name.format(school.school_id, "classes", new_id())}, 0),
        ({"subject_title": "Предмет 0"}, 4),
        ({"year_group": 7}, 8),
        ({"year_group": 1}, 0),
    ):
        assert len(asked(reports_pool, school, **days, **part).pupils) == expected, part
    # A group of another school opens nothing as the place to go on from.
    other = School()
    apply(reports_pool, other.events)
    token = asked(reports_pool, other, page_size=1, **days).next_page_token
    assert not asked(reports_pool, school, page_token=token, **days).pupils


def test_of_a_school_that_nobody_told_of_there_are_none(reports_pool: Pool) -> None:
    assert not asked(reports_pool, School()).pupils


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"metric": "lessons_filled"}, "UNKNOWN_METRIC"),
        ({"group": f"schools/{new_id()}/groups/{new_id()}"}, "BAD_RESOURCE_NAME"),
        ({"year_group": -1}, "BAD_YEAR_GROUP"),
        ({"page_token": "x"}, "BAD_PAGE_TOKEN"),
        ({"page_size": -1}, "BAD_PAGE_SIZE"),
        ({"begin_date": "2026-09-02"}, "BAD_DATE"),
    ],
)
def test_wrong_questions_are_told_apart(reports_pool: Pool, change: dict[str, object], reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        asked(reports_pool, School(), **change)
    assert refused.value.reason == reason


def test_a_term_of_no_school_is_refused(reports_pool: Pool) -> None:
    school = School()
    apply(reports_pool, school.events)
    with pytest.raises(NotAllowed):
        asked(reports_pool, school, term=f"schools/{school.school_id}/terms/{new_id()}")
