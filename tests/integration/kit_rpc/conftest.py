import pytest

from kit import telemetry


@pytest.fixture(scope="session", autouse=True)
def traces() -> None:
    """Spans are made, as in every process, and sent nowhere."""
    telemetry.start("test", "serve", "")
