"""`./zvonok bench [--growth] [--digest] [--json FILE]`: measures the running platform against bare floors."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import grpc
import psycopg
from rich.console import Console
from rich.table import Table

from deploy.bench import (
    access_decision,
    control_room,
    diary_open,
    digest,
    documents,
    events_applied,
    growth,
    journal_open,
    lesson_save,
    notice,
    notices,
    rights,
    term_close,
)
from deploy.bench.quiet import quiet
from deploy.bench.rows import Row, as_json, machine
from deploy.bench.stand import NotMeasured, open_stand
from deploy.local import supervisor
from deploy.local.settings import read_settings
from deploy.local.state import open_state
from kit.rpc.errors import error_info
from kit.service import spare_collector

_BENCHMARKS = (
    lesson_save,
    journal_open,
    diary_open,
    notice,
    notices,
    access_decision,
    rights,
    term_close,
    control_room,
    events_applied,
    documents,
)


def main(argv: Sequence[str]) -> int:
    """0: measured; 1: something to be measured did not happen; 2: the platform does not run, or is no demonstration."""
    parser = argparse.ArgumentParser(prog="./zvonok bench", description=__doc__)
    parser.add_argument(
        "--growth", action="store_true", help="also fills a database with 15 million marks (takes about ten minutes)"
    )
    parser.add_argument(
        "--digest", action="store_true", help="also sends the digests of 28,000 guardians to a sink (some minutes)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args(argv)
    state = open_state(os.environ)
    settings = read_settings(state, os.environ)
    if not supervisor.is_running(state) or not state.endpoints.exists():
        sys.stderr.write("Zvonok is not running: start it with ./zvonok up\n")
        return 2
    if not settings.demonstration:
        sys.stderr.write("bench brings in a school of its own: run it on a demonstration platform.\n")
        return 2
    console = Console(highlight=False)
    try:
        rows: list[Row] = []
        stand = open_stand(settings, console.print)
        # As in the services: what is measured pays for no look through all that this program has loaded.
        spare_collector()
        for benchmark in _BENCHMARKS:
            console.print(f"{benchmark.__name__.rpartition('.')[2]} …")
            # What the last one has led to is no part of the next.
            with quiet(settings) as rest:
                rest.wait()
            rows += benchmark.run(stand)
        stand.close()
        if options.growth:
            console.print("growth … (fills a database of its own)")
            rows += growth.run(settings)
            console.print("documents … (the archive of a term)")
            rows.append(documents.measure_archive(settings))
            console.print("control_room … (25 schools)")
            rows += control_room.measure_municipality(settings)
        if options.digest:
            console.print("digest … (fills a database of its own)")
            rows += digest.run(settings)
    except (NotMeasured, psycopg.Error) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except grpc.RpcError as error:
        info = error_info(error)
        sys.stderr.write(f"{info.reason if info else error.code().name}: {error.details()}\n")
        return 1
    show(console, rows)
    if options.json:
        options.json.write_text(json.dumps(as_json(rows), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def show(console: Console, rows: Sequence[Row]) -> None:
    """The table of ratios."""
    here = machine()
    title = f"{here['processor']}, {here['cores']} cores, {here['memory_gib']} GiB, Python {here['python']}"
    table = Table(title=title, title_justify="left")
    for column in ("what", "unit", "value", "floor", "ratio", "aim"):
        table.add_column(column, justify="left" if column in ("what", "unit") else "right")
    for row in rows:
        aim = "" if row.aim is None else f"≤ {row.aim:g}"
        ratio = f"{row.ratio:.2f}" if row.ratio >= 0.1 else f"{row.ratio:.3f}"  # noqa: PLR2004
        table.add_row(row.name, row.unit, f"{row.value:.3f}", f"{row.floor:.3f}", ratio, aim)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
