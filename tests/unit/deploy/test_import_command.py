"""How `./zvonok import` answers to wrong arguments, and to a platform that does not run."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import import_roster
from deploy.local.state import ROOT, State

WRONG_USAGE = 2
Said = pytest.CaptureFixture[str]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file to import, beside a state folder where nothing runs."""
    monkeypatch.setenv("ZVONOK_VAR", str(tmp_path / "var"))
    file = tmp_path / "школа.zip"
    file.write_bytes(b"PK")
    return str(file)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (lambda _file: [], "file, --municipality"),
        (lambda file: [file], "--municipality"),
        (lambda _file: ["--municipality", "Город"], "file"),
        (lambda file: [file, "--municipality"], "--municipality"),
        (lambda file: [file, "--municipality", "Город", "--force"], "--force"),
        (lambda file: [file, file, "--municipality", "Город"], "unrecognized arguments"),
        (lambda file: [file, "--municipality", "Город", "--dry-run=yes"], "--dry-run"),
    ],
    ids=["nothing", "no municipality", "no file", "no title", "unknown option", "two files", "value of a flag"],
)
def test_a_wrong_argument_is_refused_by_name_with_the_usage(
    package: str, capsys: Said, arguments: Callable[[str], list[str]], named: str
) -> None:
    with pytest.raises(SystemExit) as end:
        import_roster.main(arguments(package))
    assert end.value.code == WRONG_USAGE
    error = capsys.readouterr().err
    assert error.startswith("usage: ./zvonok import")
    assert named in error.rpartition("error:")[2]


@pytest.mark.parametrize("name", ["missing.zip", "."], ids=["missing", "a folder"])
def test_what_is_no_file_is_refused_with_what_to_give(package: str, tmp_path: Path, capsys: Said, name: str) -> None:
    assert import_roster.main([str(tmp_path / name), "--municipality", "Город"]) == WRONG_USAGE
    assert capsys.readouterr().err == f"{tmp_path / name} is no file: give the path of a OneRoster ZIP package.\n"


@pytest.mark.parametrize("flags", [[], ["--dry-run"]])
def test_without_a_platform_it_says_how_to_start_one(package: str, capsys: Said, flags: list[str]) -> None:
    assert import_roster.main([package, "--municipality", "Город", *flags]) == WRONG_USAGE
    assert capsys.readouterr().err == "Zvonok is not running: start it with ./zvonok up\n"


def test_help_tells_the_arguments_and_does_nothing(capsys: Said) -> None:
    with pytest.raises(SystemExit) as end:
        import_roster.main(["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    for word in ("file", "--municipality", "--dry-run", "change nothing"):
        assert word in text


def test_looking_for_a_platform_makes_no_folder(package: str, tmp_path: Path) -> None:
    import_roster.main([package, "--municipality", "Город"])
    assert not State(tmp_path / "var").folder.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["imprt"], "zvonok: unknown command imprt: ./zvonok help tells which there are."),
        (["up", "now"], "zvonok: up takes no arguments, but got now: ./zvonok help."),
        (["status", "-f"], "zvonok: status takes no arguments, but got -f: ./zvonok help."),
    ],
)
def test_the_program_refuses_what_it_does_not_know_in_one_sentence(arguments: list[str], sentence: str) -> None:
    ended = subprocess.run(
        [sys.executable, ROOT / "zvonok", *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (WRONG_USAGE, "", f"{sentence}\n")
