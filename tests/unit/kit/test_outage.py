"""Waiting for a neighbour that is away."""

from structlog.testing import capture_logs

from kit.outage import Outage


def test_an_outage_is_two_lines_however_long_it_lasts() -> None:
    pauses: list[float] = []
    outage = Outage("broker", pauses.append)
    with capture_logs() as lines:
        outage.over()
        for _ in range(20):
            outage.wait(ConnectionError("amqp://user:secret@host"))
        outage.over()
        outage.over()
    assert [line["event"] for line in lines] == ["away", "back"]
    assert "secret" not in str(lines)


def test_pauses_grow_to_five_seconds_and_begin_anew() -> None:
    pauses: list[float] = []
    outage = Outage("broker", pauses.append)
    for _ in range(10):
        outage.wait(ConnectionError())
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (0.1, 5.0)
    outage.over()
    outage.wait(ConnectionError())
    assert pauses[-1] == 0.1
