"""Who is on the lists of pupils to look at."""

from services.portal.watching import Seen, Standing, Watch, watch


def standing(value: str = "", average: str = "", subject: str = "Алгебра", pupil: str = "p") -> Standing:
    return Standing(pupil, subject, value, average)


def seen(now: list[Standing], before: list[Standing] | None = None) -> Watch:
    return watch(now, {(one.pupil, one.subject): one for one in before or []})


def test_one_three_beside_fours_and_fives_by_decision_or_average() -> None:
    three = standing(average="3.49")
    assert seen([three, standing("4", subject="b"), standing("5", subject="c")]).one_three == [Seen(three)]
    assert seen([standing("3"), standing("3", subject="b"), standing("5", subject="c")]).one_three == []
    assert seen([standing("3"), standing("2", subject="b")]).one_three == []
    assert seen([standing("3"), standing("н/а", subject="b")]).one_three == []
    # An exemption is no mark; an average of 3.50 is a 4.
    assert len(seen([standing("3"), standing("осв", subject="b")]).one_three) == 1
    assert seen([standing(average="3.50")]).one_three == []


def test_the_edge_is_within_a_tenth_of_the_half_while_nothing_is_decided() -> None:
    near = [standing(average=average) for average in ("3.40", "3.50", "3.60", "2.45", "4.59")]
    assert [one.other for one in seen(near).edge] == ["3.5", "3.5", "3.5", "2.5", "4.5"]
    assert seen([standing(average=average) for average in ("3.39", "3.61", "5.00", "4.00")]).edge == []
    assert seen([standing("4", "3.50")]).edge == []


def test_falling_is_a_lower_decision_or_half_a_mark_of_average() -> None:
    assert [one.other for one in seen([standing("3")], [standing("4")]).falling] == ["4"]
    assert seen([standing("4")], [standing("4")]).falling == []
    assert [one.other for one in seen([standing(average="3.50")], [standing("4", "4.00")]).falling] == ["4.00"]
    assert seen([standing(average="3.51")], [standing("4", "4.00")]).falling == []
    assert seen([standing("3")], []).falling == []
    assert seen([standing("3")], [standing("осв")]).falling == []


def test_a_decision_beside_its_average_by_six_tenths() -> None:
    assert [one.standing.value for one in seen([standing("4", "3.40"), standing("4", "3.41")]).departing] == ["4"]
    assert seen([standing("зачёт", "3.40")]).departing == []
