"""Term, annual and final marks: what is proposed, flagged and counted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.gradebook.domain import terms
from services.gradebook.domain.scales import DEFAULT, WITHOUT_MARKS, Scale
from services.gradebook.domain.term_sheet import Achievement, Assessment, achieve, assess
from services.gradebook.domain.terms import YEAR, GroupState, Key, Period, Standing, Wanted, judge

TODAY = date(2026, 10, 20)
TERM = Period("t1", 2027, date(2026, 9, 1), date(2026, 10, 25))


@pytest.mark.parametrize(
    ("average", "proposed"),
    [("2.49", "2"), ("2.50", "3"), ("3.49", "3"), ("3.50", "4"), ("4.50", "5"), ("5.00", "5"), ("1.00", "2")],
)
def test_a_proposal_rounds_half_up_within_the_scale(average: str, proposed: str) -> None:
    assert terms.proposal(Decimal(average), DEFAULT) == proposed


def test_a_school_of_its_own_scale_has_proposals_and_values_by_it() -> None:
    strict = Scale(2, 5, (), double_marks=False, thresholds=(Decimal("2.6"), Decimal("3.6"), Decimal("4.7")))
    assert [terms.proposal(Decimal(each), strict) for each in ("2.59", "3.60", "4.69")] == ["2", "4", "4"]
    assert terms.values_of(strict) == ("5", "4", "3", "2")
    words = Scale(0, 0, ("зачёт", "незачёт"))
    assert terms.values_of(words) == ("зачёт", "незачёт")
    assert terms.proposal(Decimal(4), words) == ""
    assert terms.values_of(WITHOUT_MARKS) == ()


def test_no_numeric_mark_proposes_nothing() -> None:
    assert terms.proposal(None, DEFAULT) == ""
    assert terms.mean(["н/а", "осв", "", "зачёт"]) == (None, 0)


@pytest.mark.parametrize(
    ("value", "average", "count", "flags"),
    [
        ("", "4.00", 5, {"missing"}),
        ("4", "3.41", 5, set()),
        ("4", "3.40", 5, {"departs"}),
        ("4", "4.60", 5, {"departs"}),
        ("4", "4.59", 5, set()),
        ("4", "4.00", 2, {"few_marks"}),
        ("5", "4.00", 2, {"departs", "few_marks"}),
        ("н/а", None, 0, set()),
        ("зачёт", "2.00", 1, set()),
    ],
)
def test_flags(value: str, average: str | None, count: int, flags: set[str]) -> None:
    standing = Standing(value, 1, Decimal(average) if average else None, count)
    assert set(terms.flags("term", standing, 3)) == flags


def test_the_year_proposes_from_the_terms_and_from_where_a_pupil_was_before() -> None:
    standings = {
        Key("t2", "term", "p"): Standing("4", 1),
        Key("t3", "term", "p"): Standing("н/а", 1),
        Key("t4", "term", "p"): Standing("4", 1),
        Key(YEAR, "exam", "p"): Standing("3", 1),
        Key(YEAR, "annual", "p"): Standing("4", 1),
    }
    found = terms.with_year(standings, ["p", "q"], {"p": {"t1": "5", "t2": "2"}})
    # 5 (from elsewhere), 4, 4: the group's own mark of t2 goes before the other's.
    assert found[Key(YEAR, "annual", "p")] == Standing("4", 1, Decimal("4.33"), 3)
    assert found[Key(YEAR, "final", "p")] == Standing("", 0, Decimal("3.50"), 2)
    assert found[Key(YEAR, "annual", "q")] == Standing()


def test_what_a_closing_kept_stays() -> None:
    kept = Standing("4", 1, Decimal("3.90"), 7, frozen=True)
    standings = {Key("t1", "term", "p"): kept}
    assert terms.with_term(standings, TERM, ["p"], {"p": (Decimal("2.00"), 1)}) == standings


def state(**changes: object) -> GroupState:
    known = GroupState(
        scale=DEFAULT,
        today=TODAY,
        unlocked=False,
        periods={"t1": TERM},
        members={"t1": frozenset({"p"})},
        standings={Key("t1", "term", "p"): Standing("4", 3)},
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def wanted(value: str = "5", seen: int = 3, **changes: object) -> Wanted:
    return replace(Wanted("marks[0]", Key("t1", "term", "p"), value, seen), **changes)  # type: ignore[arg-type]


CLOSED = {"t1": replace(TERM, state="closed")}


@pytest.mark.parametrize(
    ("known", "asked", "rule"),
    [
        ({}, wanted("6"), "NOT_IN_SCALE"),
        ({}, wanted("4/5"), "NOT_IN_SCALE"),
        ({}, wanted("NaN"), "NOT_IN_SCALE"),
        ({}, wanted("٤"), "NOT_IN_SCALE"),
        ({}, wanted(seen=2), "VERSION_CONFLICT"),
        ({}, wanted(seen=0), "VERSION_CONFLICT"),
        ({}, wanted(key=Key("t1", "annual", "p")), "UNKNOWN_PERIOD"),
        ({}, wanted(key=Key("t1", "", "p")), "UNKNOWN_PERIOD"),
        ({}, wanted(key=Key("t9", "term", "p")), "UNKNOWN_PERIOD"),
        ({}, wanted(school_year=2026), "UNKNOWN_PERIOD"),
        ({}, wanted(key=Key("t1", "term", "q")), "NOT_IN_GROUP_ON_DATE"),
        ({"scale": WITHOUT_MARKS}, wanted(), "NO_MARKS_IN_YEAR_GROUP"),
        ({"today": TERM.begin - timedelta(days=1)}, wanted(), "FUTURE_PERIOD"),
        ({"periods": CLOSED}, wanted(), "PERIOD_CLOSED"),
        ({"periods": CLOSED, "unlocked": True}, wanted(), "REASON_NEEDED"),
    ],
)
def test_refusals(known: dict[str, object], asked: Wanted, rule: str) -> None:
    judged = judge(state(**known), [asked], "")
    assert [refusal.rule for refusal in judged.refusals] == [rule]
    assert not judged.changes
    assert not judged.same


def test_a_conflict_shows_what_is_stored_and_a_repeat_is_none() -> None:
    [refusal] = judge(state(), [wanted(seen=1)], "").refusals
    assert refusal.current.value == "4"
    judged = judge(state(), [wanted("4", seen=1), wanted("5")], "")
    assert [stored.version for _, stored in judged.same] == [3]
    assert [refusal.rule for refusal in judged.refusals] == ["CELL_TWICE"]


def test_an_unlock_with_a_reason_lets_a_closed_period_be_corrected() -> None:
    judged = judge(state(periods=CLOSED, unlocked=True), [wanted()], "пересчёт")
    assert len(judged.changes) == 1


def test_shares_leave_the_exempt_out_and_are_none_without_pupils() -> None:
    found = assess(["5", "4", "4", "3", "2", "н/а", "осв", "", "зачёт"])
    assert found == Assessment(1, 2, 1, 1, 1, 1, 1)
    assert (found.whole, found.pass_rate, found.quality_rate) == (6, Decimal("66.67"), Decimal("50.00"))
    # (100 + 2·64 + 36 + 16 + 7) ÷ 6
    assert found.learning_index == Decimal("47.83")
    assert assess(["осв", ""]).pass_rate is None


def test_pupils_are_sorted_by_all_they_have() -> None:
    found = achieve(
        [["5", "5", "осв"], ["5", "4"], ["5", "3"], ["3", "3"], ["5", "2"], ["5", "н/а"], ["5", ""], ["зачёт"]]
    )
    assert found == Achievement(pupils=8, excellent=1, good=1, with_one_three=1, failing=2)


def test_a_moment_of_publication_is_to_come() -> None:
    now = datetime(2026, 10, 26, tzinfo=UTC)
    assert terms.publication_problem(now, now) is None
    assert terms.publication_problem(now - timedelta(microseconds=1), now) is not None
    assert terms.publication_problem(now + timedelta(days=367), now) is not None


def test_a_period_is_published_from_its_moment_on() -> None:
    moment = datetime(2026, 10, 30, 12, tzinfo=UTC)
    period = replace(TERM, publish_at=moment)
    assert not period.published(moment - timedelta(microseconds=1))
    assert period.published(moment)
