"""How `./zvonok grant` answers to wrong arguments, and to a platform that does not run."""

from pathlib import Path

import pytest

from deploy.local import grant

WRONG_USAGE = 2


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "OFFICE | client"),
        (["king", "vetrova"], "king"),
        (["director", "vetrova"], "scope"),
        (["ops"], "person"),
        (["client", "Сайт"], "--scope"),
    ],
)
def test_a_wrong_argument_is_refused_by_name(
    capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    with pytest.raises(SystemExit) as end:
        grant.main(arguments)
    assert end.value.code == WRONG_USAGE
    assert named in capsys.readouterr().err


def test_without_a_platform_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZVONOK_VAR", str(tmp_path))
    assert grant.main(["ops", "vetrova"]) == WRONG_USAGE
    assert "./zvonok up" in capsys.readouterr().err
