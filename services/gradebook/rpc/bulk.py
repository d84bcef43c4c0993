"""BulkService: many marks at once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import grpc
from zvonok.gradebook.v1 import bulk_pb2 as pb
from zvonok.gradebook.v1 import bulk_pb2_grpc

from kit.errors import InvalidArgument
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.gradebook.actions import bulk, oneroster
from services.gradebook.actions.asking import refuse
from services.gradebook.domain.bulk import MOST_COLUMNS, MOST_PROBLEMS, MOST_ROWS, Column, Row, Table
from services.gradebook.domain.rules import reason_problem
from services.gradebook.domain.texts import clean
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.oneroster import exported_messages, imported_message
from services.gradebook.rpc.requests import GROUP, read_day, read_days

_SCHOOL = "schools/{school}"
_LONGEST_DAYS = 370
_LONGEST_CELL = 100


class BulkServicer(bulk_pb2_grpc.BulkServiceServicer):
    """See proto/zvonok/gradebook/v1/bulk.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def ExportMarks(self, request: pb.ExportMarksRequest, context: grpc.ServicerContext) -> pb.ExportMarksResponse:
        """A group's table."""
        ids = parse(request.group, GROUP)
        period = bulk.Period(ids["group"], *read_days(request.begin_date, request.end_date, _LONGEST_DAYS))
        exported = bulk.export_marks(self._pool, ids["school"], period, empty=request.empty)
        return pb.ExportMarksResponse(
            columns=[_column_message(request.group, each) for each in exported.columns],
            rows=[
                pb.MarksRow(
                    pupil=f"schools/{ids['school']}/pupils/{member.pupil_id}",
                    cells=cells,
                    begin_date="" if member.begin == date.min else member.begin.isoformat(),
                    end_date="" if member.end == date.max else member.end.isoformat(),
                )
                for member, cells in exported.rows
            ],
        )

    def ImportMarks(self, request: pb.ImportMarksRequest, context: grpc.ServicerContext) -> pb.ImportMarksResponse:
        """A table comes back."""
        ids = parse(request.group, GROUP)
        period = bulk.Period(ids["group"], *read_days(request.begin_date, request.end_date, _LONGEST_DAYS))
        table, reason = _table(request, ids["school"]), clean(request.reason)
        refuse(reason_problem(reason, needed=False))
        return change_once(
            self._pool, request, ids["school"], pb.ImportMarksResponse,
            lambda connection, asker: _answer(
                ids["school"],
                table,
                bulk.import_marks(connection, asker, period, table, reason, dry_run=request.dry_run),
            ),
        )  # fmt: skip

    def ExportOneRoster(
        self, request: pb.ExportOneRosterRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.ExportOneRosterResponse]:
        """A school's package."""
        school = parse(request.school, _SCHOOL)["school"]
        begin, end = read_days(request.begin_date, request.end_date, _LONGEST_DAYS)
        subject = current_call().subject
        yield from exported_messages(
            school, oneroster.export_package(self._pool, school, begin, end, subject, datetime.now(UTC))
        )

    def ImportOneRoster(
        self, request: pb.ImportOneRosterRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.ImportOneRosterResponse]:
        """A package comes in."""
        school = parse(request.school, _SCHOOL)["school"]
        yield change_once(
            self._pool, request, school, pb.ImportOneRosterResponse,
            lambda connection, asker: imported_message(
                school, oneroster.import_package(connection, asker, request.package, dry_run=request.dry_run)
            ),
        )  # fmt: skip


def _column_message(group: str, column: Column) -> pb.MarksColumn:
    lesson = f"{group}/lessons/{column.lesson_id}"
    return pb.MarksColumn(
        key=column.key,
        lesson=lesson,
        date=column.day.isoformat() if column.day else "",
        bell=column.bell,
        line_item=f"{lesson}/lineItems/{column.item_id}" if column.item_id else "",
        category=column.category,
        title=column.title,
        seen_history=column.seen,
    )


def _table(request: pb.ImportMarksRequest, school_id: str) -> Table:
    """The table as asked for. A name of another school, group or lesson stays whole, and so is nobody's here."""
    if len(request.columns) > MOST_COLUMNS:
        raise InvalidArgument("TOO_MANY_COLUMNS", f"A table has at most {MOST_COLUMNS} columns.")
    if len(request.rows) > MOST_ROWS:
        raise InvalidArgument("TOO_MANY_ROWS", f"A table has at most {MOST_ROWS} rows.")
    pupils = f"schools/{school_id}/pupils/"
    rows = []
    for entry in request.rows:
        if len(entry.cells) > len(request.columns):
            raise InvalidArgument(
                "CELL_WITHOUT_COLUMN", "A row has more cells than there are columns.", metadata={"line": entry.key}
            )
        if any(len(text) > _LONGEST_CELL for text in entry.cells):
            raise InvalidArgument("CELL_TOO_LONG", "A cell holds a mark, not a text.", metadata={"line": entry.key})
        rows.append(Row(entry.key, entry.pupil.removeprefix(pupils), [clean(text) for text in entry.cells]))
    return Table([_column(request.group, each) for each in request.columns], rows)


def _column(group: str, column: pb.MarksColumn) -> Column:
    if column.seen_history < 0 or column.bell < 0:
        raise InvalidArgument(
            "BAD_COLUMN", "seen_history and bell are not negative.", metadata={"column": column.key}
        )  # fmt: skip
    return Column(
        key=column.key,
        lesson_id=column.lesson.removeprefix(f"{group}/lessons/"),
        day=read_day(column.date, "columns.date") if column.date else None,
        bell=column.bell,
        item_id=column.line_item.removeprefix(f"{column.lesson}/lineItems/"),
        category=clean(column.category),
        title=clean(column.title),
        seen=column.seen_history,
    )


def _answer(school_id: str, table: Table, imported: bulk.Imported) -> pb.ImportMarksResponse:
    plan = imported.plan

    def pupil(row: int) -> str:
        return f"schools/{school_id}/pupils/{table.rows[row].pupil_id}"

    wrong = sorted(plan.wrong, key=lambda each: (_place(each.row), _place(each.column)))
    return pb.ImportMarksResponse(
        applied=imported.applied,
        changes=[
            pb.MarksChange(
                row=table.rows[each.row].key,
                column=table.columns[each.column].key,
                pupil=pupil(each.row),
                old_value=each.old,
                new_value=each.new,
            )
            for each in plan.moved
        ],
        unchanged=plan.unchanged,
        lessons=len(plan.saves),
        new_line_items=sum(len(save.items) for save in plan.saves.values()),
        problems=[
            pb.MarksProblem(
                row="" if each.row is None else table.rows[each.row].key,
                column="" if each.column is None else table.columns[each.column].key,
                rule=each.rule,
                message=each.message,
                current_value=each.current.value,
                # What somebody else has stored is disclosed by it.
                pupil=pupil(each.row) if each.row is not None and each.current.version else "",
            )
            for each in wrong[:MOST_PROBLEMS]
        ],
        problem_count=len(wrong),
    )


def _place(number: int | None) -> int:
    return -1 if number is None else number
