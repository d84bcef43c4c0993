"""`./zvonok logs [SERVICE] [-f]`: the last lines that a service's processes (or all) wrote; -f goes on."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local.state import State, open_state

_LINES = 200


def main(arguments: Sequence[str]) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="./zvonok logs", description=__doc__)
    parser.add_argument("service", nargs="?", default="", help="identity, notify-work, postgres …; none: all")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with what is being written")
    options = parser.parse_args(arguments)
    state = open_state(os.environ)
    files = logs_of(state, options.service)
    if not files:
        there = ", ".join(sorted(file.stem for file in state.log.glob("*.log"))) or "nothing yet"
        print(f"zvonok: there is no log of {options.service or 'anything'}; there is: {there}.", file=sys.stderr)
        return 2
    lines = max(_LINES // len(files), 10)
    command = ["tail", "-n", str(lines), *(["-F"] if options.follow else []), *(str(file) for file in files)]
    try:
        return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode
    except KeyboardInterrupt:
        return 0


def logs_of(state: State, service: str) -> list[Path]:
    """The logs of a process, or of all processes of a service, or all."""
    return sorted(
        file
        for file in state.log.glob("*.log")
        if not service or file.stem == service or file.stem.startswith(f"{service}-")
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
