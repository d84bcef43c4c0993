"""`./zvonok reports rebuild [--school schools/ID]`: read models made anew, while the old ones answer."""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

import grpc
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from zvonok.gradebook.v1 import gradebook_pb2, gradebook_pb2_grpc
from zvonok.identity.v1 import schools_pb2, schools_pb2_grpc
from zvonok.reports.v1 import rebuilds_pb2, rebuilds_pb2_grpc

from deploy.local.connection import NotRunning, Platform, running_platform
from deploy.local.tables import new_table, open_screen
from kit.ids import new_id
from kit.rpc.errors import error_info

_REPLAY_SECONDS = 3600.0
# Longer than an event that fails waits for its last try (kit/topology.py).
_FINISH_SECONDS = 3600.0


class UnknownSchool(Exception):
    """Identity has no such school: nothing is rebuilt from nothing."""


def main(argv: Sequence[str]) -> int:
    """0: rebuilt; 1: not all of it; 2: wrong usage or the platform is not running."""
    parser = argparse.ArgumentParser(prog="./zvonok reports", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    rebuilding = actions.add_parser("rebuild", help="of one school, or of all, one after another")
    rebuilding.add_argument("--school", help="schools/ID; left out: all schools", metavar="schools/ID")
    options = parser.parse_args(argv)
    screen = open_screen()
    try:
        platform = running_platform()
        for school in [options.school] if options.school else _schools(platform):
            show(screen, school, rebuild(platform, school))
    except NotRunning as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except UnknownSchool:
        sys.stderr.write("Identity knows no such school, and the old numbers stand: give it as schools/ID.\n")
        return 1
    except grpc.RpcError as error:
        sys.stderr.write(_refusal(error))
        return 1
    return 0


def rebuild(platform: Platform, school: str) -> rebuilds_pb2.RebuildReport:
    """Rebuilds one school, with a bar of how far it is. Raises UnknownSchool, grpc.RpcError: it may be run again."""
    with (
        platform.channel("identity") as identity,
        platform.channel("gradebook") as gradebook,
        platform.channel("reports") as reports,
    ):
        rebuilds = rebuilds_pb2_grpc.RebuildServiceStub(reports)
        start = rebuilds_pb2.StartRebuildRequest(school=school)
        rebuild_id = rebuilds.StartRebuild(start, timeout=_REPLAY_SECONDS).rebuild
        roster = schools_pb2.ReplayRosterRequest(school=school, request_id=rebuild_id)
        register = schools_pb2_grpc.SchoolServiceStub(identity).ReplayRoster(roster, timeout=_REPLAY_SECONDS)
        if school not in register.schools:
            raise UnknownSchool
        told = Counter(register.told)
        lessons = gradebook_pb2.ReplayLessonsRequest(school=school, request_id=rebuild_id)
        told.update(
            gradebook_pb2_grpc.GradebookServiceStub(gradebook).ReplayLessons(lessons, timeout=_REPLAY_SECONDS).told
        )
        return _finish(rebuilds, school, rebuild_id, told)


def _finish(
    rebuilds: rebuilds_pb2_grpc.RebuildServiceStub, school: str, rebuild_id: str, told: Mapping[str, int]
) -> rebuilds_pb2.RebuildReport:
    finish = rebuilds_pb2.FinishRebuildRequest(school=school, rebuild=rebuild_id, told=told)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("applies what was told again", total=None)
        for answer in rebuilds.FinishRebuild(finish, timeout=_FINISH_SECONDS):
            bar.update(task, total=answer.awaited, completed=answer.taken)
            if answer.HasField("report"):
                report: rebuilds_pb2.RebuildReport = answer.report
                return report
    raise AssertionError("a rebuild ends with a report or an error")


def show(screen: Console, school: str, report: rebuilds_pb2.RebuildReport) -> None:
    """What was not as it is now: counts alone."""
    table = new_table("table", "rows", "missing", "surplus", "different")
    for each in report.tables:
        table.add_row(each.table, *map(str, (each.rows, each.missing, each.surplus, each.different)))
    differed = sum(each.missing + each.surplus + each.different for each in report.tables)
    screen.print(f"{school}: rebuilt; {differed or 'no'} rows were not as they are now.", soft_wrap=True)
    screen.print(table)


def _schools(platform: Platform) -> list[str]:
    """All schools that identity knows, also those of which reports has lost everything."""
    with platform.channel("identity") as channel:
        request = schools_pb2.ReplayRosterRequest(request_id=new_id())
        answer = schools_pb2_grpc.SchoolServiceStub(channel).ReplayRoster(request, timeout=_REPLAY_SECONDS)
        return list(answer.schools)


def _refusal(error: grpc.RpcError) -> str:
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return (
            "Not all events have come within the hour, and the old numbers stand. Were some put aside?"
            " ./zvonok dead-letters list reports; then run it again.\n"
        )
    if error.code() is grpc.StatusCode.UNAVAILABLE:
        return "A service does not answer, and the old numbers stand: ./zvonok status; then run it again.\n"
    info = error_info(error)
    return f"Refused: {info.reason if info else error.code().name}: {error.details()}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
