"""Contracts: generated code is fresh, style is clean, nothing that landed is broken."""

import filecmp
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf import descriptor_pb2

from deploy.local.generate import ROOT, build_image, generate
from deploy.local.policy_page import PAGE, page


def differences(one: filecmp.dircmp[str]) -> list[str]:
    own = [*one.left_only, *one.right_only, *one.diff_files]
    return own + [each for sub in one.subdirs.values() for each in differences(sub)]


def test_generated_code_equals_a_fresh_generation(tmp_path: Path) -> None:
    generate(tmp_path / "gen")
    found = differences(filecmp.dircmp(tmp_path / "gen", ROOT / "gen", ignore=["__pycache__"]))
    assert not found, "run ./zvonok generate and commit gen/"


def test_the_page_of_the_policy_is_fresh() -> None:
    assert page() == PAGE.read_text(encoding="utf-8"), "run ./zvonok generate and commit docs/guide/who-sees-what.md"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("image") / "image.binpb"
    build_image(target)
    return target


def buf(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "buf"
    return subprocess.run([program, *arguments], capture_output=True, text=True, cwd=ROOT / "proto", check=False)


def test_contracts_pass_lint(image: Path) -> None:
    result = buf("lint", str(image), "--config", "buf.yaml")
    assert result.returncode == 0, result.stdout + result.stderr


def test_contracts_break_nothing_that_landed(image: Path) -> None:
    result = buf("breaking", str(image), "--against", "landed.binpb", "--config", "buf.yaml")
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_break_is_found(image: Path, tmp_path: Path) -> None:
    """The check above can fail: an image without one of the contracts is refused."""
    whole = descriptor_pb2.FileDescriptorSet.FromString(image.read_bytes())
    for file in whole.file:
        if file.name == "zvonok/gradebook/v1/gradebook.proto":
            del file.message_type[0].field[-1:]
    broken = tmp_path / "broken.binpb"
    broken.write_bytes(whole.SerializeToString())
    assert buf("breaking", str(broken), "--against", str(image), "--config", "buf.yaml").returncode != 0
