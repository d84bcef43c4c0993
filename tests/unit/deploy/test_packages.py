"""What is said when the system lacks packages that only its owner can install."""

import os
import shutil
from pathlib import Path

import pytest

from deploy.local.packages import has_own_databases, install
from deploy.local.steps import Refused, Steps

SOMEBODY = 1000


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an installation would write: by somebody who is not root, where there is apt-get."""
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    return tmp_path / "log" / "install.log"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (
            ["postgresql"],
            "missing on this machine: postgresql; "
            "run `sudo apt-get install -y --no-install-recommends postgresql`, then this again.",
        ),
        (
            ["postgresql", "rabbitmq-server"],
            "missing on this machine: postgresql, rabbitmq-server; "
            "run `sudo apt-get install -y --no-install-recommends postgresql rabbitmq-server`, then this again.",
        ),
    ],
    ids=["one", "two"],
)
def test_who_is_not_root_is_told_the_one_command_that_helps(
    log: Path, capsys: pytest.CaptureFixture[str], wanted: list[str], sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        install(wanted, log, Steps())
    assert str(refusal.value) == sentence
    assert not log.parent.exists()
    assert capsys.readouterr().out == ""


def test_a_system_without_apt_is_told_what_it_lacks(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    for user in (0, SOMEBODY):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        with pytest.raises(
            Refused, match="lacks postgresql chromium and has no apt-get: install them and run this again"
        ):
            install(["postgresql", "chromium"], log, Steps())
    assert not log.parent.exists()


def test_no_server_is_wanted_where_every_service_has_a_database_elsewhere() -> None:
    services = ("IDENTITY", "GRADEBOOK", "NOTIFY", "REPORTS")
    environ = {f"ZVONOK_{service}_DATABASE_URL": "postgresql://db" for service in services}
    assert has_own_databases(environ)
    for name in environ:
        assert not has_own_databases(environ | {name: ""})
