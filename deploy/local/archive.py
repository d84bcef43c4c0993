"""`./zvonok archive verify FILE`: is a signed archive as the school signed it?"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kit.documents.archive import verify


def main(arguments: Sequence[str]) -> int:
    """0: it is as it was signed; 1: it is not; 2: asked wrongly, or the file can't be read."""
    parser = argparse.ArgumentParser(prog="./zvonok archive", description=__doc__)
    parser.add_argument("action", choices=["verify"])
    parser.add_argument("file", type=Path, metavar="FILE", help="the ZIP file")
    parser.add_argument(
        "--key", default="", metavar="FINGERPRINT", help="of the school's key, as the page of documents shows it"
    )
    asked = parser.parse_args(arguments)
    try:
        verdict = verify(asked.file, asked.key)
    except OSError as error:
        print(f"zvonok: {asked.file} can't be read: {error.strerror}.", file=sys.stderr)
        return 2
    school, period = verdict.facts.get("school"), verdict.facts.get("period")
    if isinstance(school, dict) and isinstance(period, dict):
        print(f"{school.get('title')}: {period.get('title')}, made on {verdict.facts.get('made_at')}")
    for path, problem in verdict.findings:
        print(f"{path}: {problem}")
    if verdict.findings:
        print("NOT as it was signed.")
        return 1
    print(f"{verdict.parts} files, all as they were signed by the key {verdict.key_fingerprint}.")
    if not asked.key:
        print("Compare the key with the one that the school publishes, or give it with --key.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
