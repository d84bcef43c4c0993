"""`./zvonok import FILE.zip --municipality NAME [--dry-run]`: schools come in by file."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import grpc
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from zvonok.identity.v1 import schools_pb2, schools_pb2_grpc

from deploy.local.connection import NotRunning, Platform, running_platform
from kit.ids import new_id
from kit.rpc.errors import error_info

_CHUNK = 512 * 1024
_REFUSALS_SHOWN = 50
_STEPS = {"reading": "reads the package", "checking": "checks it", "writing": "writes people and relations"}


def main(argv: Sequence[str]) -> int:
    """0: all went in; 1: something was refused; 2: wrong usage or the platform is not running."""
    parser = argparse.ArgumentParser(prog="./zvonok import", description=__doc__)
    parser.add_argument("file", type=Path, help="a OneRoster 1.1 or 1.2 CSV package")
    parser.add_argument("--municipality", required=True, help="its title; made when there is none")
    parser.add_argument("--dry-run", action="store_true", help="tell what would happen and change nothing")
    options = parser.parse_args(argv)
    if not options.file.is_file():
        sys.stderr.write(f"{options.file} is no file: give the path of a OneRoster ZIP package.\n")
        return 2
    try:
        platform = running_platform()
        report = send_package(platform, options.file, options.municipality, dry_run=options.dry_run)
    except NotRunning as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except grpc.RpcError as error:
        if error.code() is grpc.StatusCode.UNAVAILABLE:
            sys.stderr.write("identity does not answer: ./zvonok status\n")
            return 2
        info = error_info(error)
        sys.stderr.write(
            f"identity refused the package: {info.reason if info else error.code().name}: {error.details()}\n"
        )
        return 2
    show(report, dry_run=options.dry_run)
    return 1 if report.refusal_count else 0


def send_package(platform: Platform, file: Path, municipality: str, *, dry_run: bool) -> schools_pb2.ImportReport:
    """Streams a package to identity with a progress bar; returns the report. Raises grpc.RpcError."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with platform.channel("identity") as channel, Progress(*columns) as bar:
        task = bar.add_task("sends the package", total=None)
        stub = schools_pb2_grpc.SchoolServiceStub(channel)
        for answer in stub.ImportRoster(_parts(file, municipality, dry_run=dry_run)):
            if answer.WhichOneof("part") == "report":
                bar.update(task, total=1, completed=1, description="done")
                report: schools_pb2.ImportReport = answer.report
                return report
            progress = answer.progress
            total = progress.rows_total or None
            bar.update(task, description=_STEPS[progress.step], total=total, completed=progress.rows_done)
    raise AssertionError("identity ends with a report or an error")


def _parts(file: Path, municipality: str, *, dry_run: bool) -> Iterator[schools_pb2.ImportRosterRequest]:
    start = schools_pb2.ImportStart(
        municipality=municipality, dry_run=dry_run, size_bytes=file.stat().st_size, request_id=new_id()
    )
    yield schools_pb2.ImportRosterRequest(start=start)
    with file.open("rb") as package:
        while chunk := package.read(_CHUNK):
            yield schools_pb2.ImportRosterRequest(chunk=chunk)


def show(report: schools_pb2.ImportReport, *, dry_run: bool) -> None:
    """Prints the report: a line a file, then what was refused and what to do."""
    console = Console()
    table = Table(
        title=f"OneRoster {report.version or '?'}" + (" · dry run, nothing was changed" if report.dry_run else "")
    )
    for column in ("file", "mode", "rows", "created", "changed", "unchanged", "ended", "refused"):
        table.add_column(column, justify="left" if column in {"file", "mode"} else "right")
    for file in report.files:
        numbers = (file.rows_read, file.created, file.changed, file.unchanged, file.ended, file.refused)
        table.add_row(file.file, file.mode, *map(str, numbers))
    console.print(table)
    for school in report.schools:
        done = "would go in" if dry_run else "went in"
        console.print(f"{school.title}: {done if school.applied else 'NOT touched: see what was refused'}")
    for refusal in report.refusals[:_REFUSALS_SHOWN]:
        where = f"{refusal.file or 'the package'}" + (f", line {refusal.line}" if refusal.line else "")
        column = f", column {refusal.column}" if refusal.column else ""
        console.print(f"refused: {where}{column}: {refusal.reason}, needs {refusal.value_kind}. {refusal.remedy}")
    if report.refusal_count > _REFUSALS_SHOWN:
        console.print(f"… and {report.refusal_count - _REFUSALS_SHOWN} more.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
