"""Generates gen/ from proto/ (messages, stubs and type hints), and the image that breaking changes are judged by."""

import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def proto_files(root: Path = ROOT) -> list[str]:
    """All contracts, as paths relative to proto/, sorted."""
    return sorted(str(path.relative_to(root / "proto")) for path in (root / "proto").rglob("*.proto"))


def well_known_protos() -> list[Path]:
    """Folders that hold google/protobuf and google/api contracts."""
    import google.api  # noqa: PLC0415  (a namespace package of googleapis-common-protos)

    api = Path(next(iter(google.api.__path__)))
    return [Path(str(files("grpc_tools"))) / "_proto", api.parents[1]]


def generate(target: Path) -> None:
    """Writes the generated package into `target`, replacing what is there.

    Raises CalledProcessError when a contract is wrong.
    """
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    _protoc(f"--python_out={target}", f"--pyi_out={target}", f"--grpc_python_out={target}")


def build_image(target: Path) -> None:
    """Writes the descriptors of all contracts with their sources into the file `target`, for buf."""
    _protoc("--include_imports", "--include_source_info", f"--descriptor_set_out={target}")


def _protoc(*options: str) -> None:
    includes = [f"-I{ROOT / 'proto'}", *(f"-I{folder}" for folder in well_known_protos())]
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", *includes, *options, *proto_files()], check=True)


def write_policy_page() -> None:
    """Writes the page of the policy, in a process that has not seen the old contracts."""
    program = "from deploy.local.policy_page import PAGE, page; PAGE.write_text(page(), encoding='utf-8')"
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}"}
    subprocess.run([sys.executable, "-c", program], env=environ, check=True)


if __name__ == "__main__":
    generate(ROOT / "gen")
    write_policy_page()
    if sys.argv[1:] == ["--land"]:
        build_image(ROOT / "proto" / "landed.binpb")
