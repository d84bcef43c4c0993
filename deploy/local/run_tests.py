"""`./zvonok test [PYTEST ARGUMENTS]`: all tests, on all cores unless the arguments say otherwise."""

import os
import sys
from collections.abc import Sequence

from deploy.local.state import ROOT


def pytest_command(arguments: Sequence[str], cores: int) -> list[str]:
    """The command; a later -n among the arguments wins over ours."""
    return [sys.executable, "-m", "pytest", "-n", str(cores), "--dist", "loadgroup", *arguments]


def main(arguments: Sequence[str]) -> int:
    """Becomes pytest, whose exit code is ours."""
    os.chdir(ROOT)
    command = pytest_command(arguments, os.cpu_count() or 1)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
