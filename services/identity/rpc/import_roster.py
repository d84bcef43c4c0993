"""SchoolService.ImportRoster: a package in chunks, progress and the report back."""

import queue
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool
from zvonok.identity.v1 import schools_pb2

from kit.errors import InvalidArgument
from kit.ids import is_id
from services.identity.actions.import_report import Report
from services.identity.actions.import_roster import import_roster

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_MOST_BYTES = 256 * 1024 * 1024
_LONGEST_TITLE = 200


def import_roster_stream(
    pool: Pool, requests: Iterator[schools_pb2.ImportRosterRequest]
) -> Iterator[schools_pb2.ImportRosterResponse]:
    """Receives the package, imports it, tells of progress, and last gives the report. Raises InvalidArgument."""
    first = next(requests, None)
    if first is None or first.WhichOneof("part") != "start":
        raise InvalidArgument("START_MISSING", "The first message must be `start`.")
    start = first.start
    title = start.municipality.strip()
    if not title or not title.isprintable() or len(title) > _LONGEST_TITLE:
        raise InvalidArgument("FIELD_REQUIRED", "municipality needs a title.", metadata={"field": "municipality"})
    if not is_id(start.request_id):
        raise InvalidArgument("BAD_REQUEST_ID", "request_id must be a UUID.", metadata={"field": "request_id"})
    with tempfile.TemporaryDirectory(prefix="zvonok-import-") as folder:
        path = Path(folder) / "package.zip"
        _receive(requests, path, start.size_bytes)
        yield from _run(pool, path, start)


def _receive(requests: Iterator[schools_pb2.ImportRosterRequest], path: Path, size: int) -> None:
    received = 0
    with path.open("wb") as file:
        for request in requests:
            received += file.write(request.chunk)
            if received > _MOST_BYTES:
                raise InvalidArgument("PACKAGE_TOO_LARGE", f"At most {_MOST_BYTES} bytes: split the package by school.")
    if received != size:
        raise InvalidArgument("PACKAGE_CUT_SHORT", "Fewer or more bytes came than size_bytes said: send it again.")


def _run(pool: Pool, path: Path, start: schools_pb2.ImportStart) -> Iterator[schools_pb2.ImportRosterResponse]:
    """The import runs in a thread of its own, so that its progress can be sent while it works."""
    messages: queue.SimpleQueue[schools_pb2.ImportRosterResponse | None] = queue.SimpleQueue()
    outcome: list[Report | Exception] = []

    def tell(step: str, done: int, total: int) -> None:
        progress = schools_pb2.ImportProgress(step=step, rows_done=done, rows_total=total)
        messages.put(schools_pb2.ImportRosterResponse(progress=progress))

    def work() -> None:
        try:
            outcome.append(
                import_roster(
                    pool, path, start.municipality.strip(), start.request_id, dry_run=start.dry_run, progress=tell
                )
            )
        except Exception as error:
            outcome.append(error)
        finally:
            messages.put(None)

    worker = threading.Thread(target=work, name="import")
    worker.start()
    try:
        while (message := messages.get()) is not None:
            yield message
    finally:
        # A caller that went away does not stop what was begun: it commits whole, and a repeat gets its report.
        worker.join()
    [result] = outcome
    if isinstance(result, Exception):
        raise result
    yield schools_pb2.ImportRosterResponse(report=_report_message(result))


def _report_message(report: Report) -> schools_pb2.ImportReport:
    return schools_pb2.ImportReport(
        municipality=f"municipalities/{report.municipality_id}" if report.municipality_id else "",
        dry_run=report.dry_run,
        version=report.version,
        files=[
            schools_pb2.FileReport(
                file=f"{name}.csv",
                mode=count.mode,
                rows_read=count.rows_read,
                created=count.created,
                changed=count.changed,
                unchanged=count.unchanged,
                refused=count.refused,
                ended=count.ended,
            )
            for name, count in report.files.items()
        ],
        refusals=[schools_pb2.Refusal(**refusal) for refusal in report.refusals],
        refusal_count=report.refusal_count,
        relations_version=report.relations_version,
        schools=[
            schools_pb2.SchoolReport(title=title, school=f"schools/{id_}" if id_ else "", applied=applied)
            for title, id_, applied in report.schools
        ],
    )
