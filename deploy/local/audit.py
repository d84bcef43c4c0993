"""`./zvonok audit verify`: are the records of disclosures, of rights and of marks as they were written?"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from deploy.local import supervisor
from deploy.local.settings import read_settings
from deploy.local.state import open_state

# The services that keep chains of records, and which.
_AUDITED = {"identity": "disclosures and rights", "gradebook": "history of marks"}


def main(arguments: Sequence[str]) -> int:
    """0: all is as it was written; 1: something is not, or could not be read; 2: asked wrongly or not running."""
    parser = argparse.ArgumentParser(prog="./zvonok audit", description=__doc__)
    parser.add_argument("action", choices=["verify"])
    parser.parse_args(arguments)
    state = open_state(os.environ)
    if not supervisor.is_running(state):
        print("zvonok: nothing is running: ./zvonok up", file=sys.stderr)
        return 2
    settings = read_settings(state, os.environ)
    worst = 0
    for service, what in _AUDITED.items():
        command = [sys.executable, "-m", f"services.{service}.main", "verify"]
        result = subprocess.run(
            command,
            env=settings.of_service(service),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        sys.stdout.write(result.stdout)
        verdict = {0: "as they were written", 1: "NOT as they were written: see above"}
        print(f"{what}: {verdict.get(result.returncode, 'could not be read: ' + result.stderr[-300:])}")
        worst = max(worst, min(result.returncode, 1))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
