"""Where lines, bars and cells of charts stand."""

import datetime

from services.portal.charts import bars, heat_by_week, heat_by_weekday, line_chart

MONDAY = datetime.date(2026, 9, 7)


def test_a_line_goes_from_the_left_to_the_right_and_higher_is_more() -> None:
    chart = line_chart(["1", "2", "3"], [("Quality", [50.0, 75.0, 100.0])])
    dots = chart.lines[0].dots
    assert (dots[0].x, dots[-1].x) == (chart.left, chart.right)
    assert dots[0].y > dots[1].y > dots[2].y
    # The scale begins at the ten below: the lowest value stands on the bottom line.
    assert chart.ticks[0] == (dots[0].y, 50)
    assert (dots[0].y, chart.ticks[-1][1]) == (chart.bottom, 100)


def test_a_line_breaks_where_there_is_no_data() -> None:
    chart = line_chart(["1", "2", "3", "4"], [("Quality", [50.0, None, 60.0, 70.0])])
    assert [len(stretch) for stretch in chart.lines[0].stretches] == [1, 2]
    assert chart.lines[0].values == [50.0, None, 60.0, 70.0]


def test_a_chart_of_one_point_or_of_nothing_is_empty() -> None:
    assert line_chart([], [("Quality", [])]).empty
    assert line_chart(["1"], [("Quality", [50.0])]).empty
    assert line_chart(["1", "2"], [("Quality", [50.0, None])]).empty
    assert not line_chart(["1", "2"], [("Quality", [100.0, 100.0])]).empty


def test_labels_do_not_crowd() -> None:
    assert len(line_chart([str(n) for n in range(40)], [("x", [1.0] * 40)]).marks) <= 7


def test_bars_fill_their_width_and_nothing_has_no_bar() -> None:
    [bar] = bars([("7А", [("m5", 1), ("m4", 0), ("m3", 3)]), ("7Б", [("m5", 0)])])
    assert [(piece.key, piece.x, piece.width) for piece in bar.pieces] == [("m5", 0, 25), ("m3", 25, 75)]
    assert (bar.title, bar.whole) == ("7А", 4)


def test_a_heat_map_adds_up_weeks_and_keeps_a_hundred_for_everybody() -> None:
    later = MONDAY + datetime.timedelta(days=7)
    heat = heat_by_week(
        [("a", MONDAY, 500, 0), ("a", MONDAY, 500, 1), ("b", later, 10, 3), ("mixed", later, 10, 0)],
        [("a", "7А"), ("b", "7Б"), ("c", "7В")],
    )
    assert heat.columns == [MONDAY, later]
    assert [(title, [cell.percent for cell in cells]) for title, cells in heat.rows] == [
        ("7А", [99, None]), ("7Б", [None, 70])
    ]  # fmt: skip
    assert [(cell.level, cell.percent) for cell in heat.total] == [("0", 99), ("4", 85)]


def test_days_of_the_week_stand_below_each_other() -> None:
    heat = heat_by_weekday(
        [("", MONDAY, 10, 1), ("", MONDAY + datetime.timedelta(days=3), 10, 0)], [str(n) for n in range(7)]
    )
    assert [title for title, _ in heat.rows] == ["0", "3"]
