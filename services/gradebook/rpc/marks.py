"""MarkService: a line item as a whole."""

from datetime import UTC, datetime
from typing import Any

import grpc
from psycopg import Connection
from zvonok.gradebook.v1 import marks_pb2 as pb
from zvonok.gradebook.v1 import marks_pb2_grpc

from kit.database import pipelined_transaction
from kit.errors import InvalidArgument
from kit.idempotency import Claim
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.gradebook.actions import sitting
from services.gradebook.actions.asking import Asker
from services.gradebook.actions.recording import Save, load_lesson
from services.gradebook.domain.lesson import WantedItem, WantedMark, WantedSave
from services.gradebook.domain.sitting import Sitting
from services.gradebook.domain.texts import clean
from services.gradebook.rpc import messages
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import LESSON
from services.gradebook.store.items import StoredItem
from services.gradebook.store.journal import ItemRow

_MOST_CELLS = 1000


class MarkServicer(marks_pb2_grpc.MarkServiceServicer):
    """See proto/zvonok/gradebook/v1/marks.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def BatchRecordMarks(
        self, request: pb.BatchRecordMarksRequest, context: grpc.ServicerContext
    ) -> pb.BatchRecordMarksResponse:
        """Marks in one sitting."""
        call = current_call()
        save, wanted = _sitting(request, call.person_id)
        with pipelined_transaction(self._pool, save.school_id) as connection:
            claim = Claim(connection, call.subject, request.request_id, request, pb.BatchRecordMarksResponse)
            now = datetime.now(UTC)
            loaded = load_lesson(connection, save, now)
            answer = claim.answer()
            if answer is None:
                sat = sitting.batch_record_marks(connection, save, wanted, loaded, now)
                answer = pb.BatchRecordMarksResponse(
                    saved=messages.saved_message(sat.save, sat.saved),
                    skipped=[
                        pb.SkippedPupil(
                            pupil=f"schools/{save.school_id}/pupils/{each.pupil_id}", why=each.why, owed=each.owed
                        )
                        for each in sat.skipped
                    ],
                )
                claim.keep(answer)
        return answer

    def UpdateLineItem(
        self, request: pb.UpdateLineItemRequest, context: grpc.ServicerContext
    ) -> pb.UpdateLineItemResponse:
        """Title and category."""
        ids = parse(request.lesson, LESSON)
        change = _change(request, ids)
        lessons = f"schools/{ids['school']}/groups/{ids['group']}/lessons/"

        def item(row: StoredItem) -> pb.UpdateLineItemResponse:
            shown = ItemRow(row.lesson_id, row.line_item_id, row.category, row.title, row.weight, row.version)
            return pb.UpdateLineItemResponse(line_item=messages.item_message(lessons, shown))

        return change_once(
            self._pool, request, ids["school"], pb.UpdateLineItemResponse,
            lambda connection, asker: item(sitting.update_item(connection, asker, change)),
        )  # fmt: skip

    def DeleteLineItem(
        self, request: pb.DeleteLineItemRequest, context: grpc.ServicerContext
    ) -> pb.DeleteLineItemResponse:
        """Away."""
        ids = parse(request.lesson, LESSON)
        change = _change(request, ids)

        def delete(connection: Connection[Any], asker: Asker) -> pb.DeleteLineItemResponse:
            sitting.delete_item(connection, asker, change)
            return pb.DeleteLineItemResponse()

        return change_once(self._pool, request, ids["school"], pb.DeleteLineItemResponse, delete)


def _sitting(request: pb.BatchRecordMarksRequest, person_id: str) -> tuple[Save, Sitting]:
    """A sitting as asked for. Raises InvalidArgument for a bad lesson name or too many cells."""
    if len(request.marks) > _MOST_CELLS:
        raise InvalidArgument("TOO_MANY_CELLS", f"At most {_MOST_CELLS} cells in one save.")
    ids = parse(request.lesson, LESSON)
    # A name of another school or lesson stays whole, and so is nobody in the group and no item of the lesson.
    pupils = f"schools/{ids['school']}/pupils/"
    line_item = request.line_item.removeprefix(f"{request.lesson}/lineItems/")
    new = request.new_line_item
    item = None
    if request.HasField("new_line_item"):
        item = WantedItem("new_line_item", new.client_key, new.category, clean(new.title))
    marks = [
        WantedMark(
            f"marks[{n}]", line_item, each.pupil.removeprefix(pupils), clean(each.value), each.seen_version,
            clean(each.reason), clean(each.comment) if each.HasField("comment") else None, each.due_date.strip(),
        )
        for n, each in enumerate(request.marks)
    ]  # fmt: skip
    save = Save(
        ids["school"], ids["group"], ids["lesson"], person_id, request.request_id, WantedSave(None, [], [], []),
        request.all_or_nothing,
    )  # fmt: skip
    return save, Sitting(item, line_item, marks, clean(request.fill_value), request.absent_due_date.strip())


def _change(request: pb.UpdateLineItemRequest | pb.DeleteLineItemRequest, ids: dict[str, str]) -> sitting.ItemChange:
    update = request if isinstance(request, pb.UpdateLineItemRequest) else None
    return sitting.ItemChange(
        ids["group"],
        ids["lesson"],
        request.line_item.removeprefix(f"{request.lesson}/lineItems/"),
        request.seen_version,
        clean(update.category) if update is not None and update.HasField("category") else None,
        clean(update.title) if update is not None and update.HasField("title") else None,
        clean(request.reason),
    )
