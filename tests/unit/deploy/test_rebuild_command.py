"""How `./zvonok reports` answers to wrong arguments, and to a platform that does not run."""

from pathlib import Path

import pytest

from deploy.local import rebuild

WRONG_USAGE = 2


@pytest.mark.parametrize(
    ("arguments", "named"), [([], "action"), (["build"], "rebuild"), (["rebuild", "--school"], "--school")]
)
def test_a_wrong_argument_is_refused_by_name(
    capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    with pytest.raises(SystemExit) as end:
        rebuild.main(arguments)
    assert end.value.code == WRONG_USAGE
    assert named in capsys.readouterr().err


def test_without_a_platform_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZVONOK_VAR", str(tmp_path))
    assert rebuild.main(["rebuild"]) == WRONG_USAGE
    assert "./zvonok up" in capsys.readouterr().err
