"""ExemptionService: pupils who are exempt from a subject for a time."""

from collections.abc import Sequence
from datetime import date

import grpc
from zvonok.gradebook.v1 import exemptions_pb2 as pb
from zvonok.gradebook.v1 import exemptions_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id, new_id
from kit.names import parse
from kit.service import Resources
from services.gradebook.actions import exempting
from services.gradebook.domain.exemptions import Exemption
from services.gradebook.domain.texts import clean
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import CLASS, PUPIL, read_day
from services.gradebook.store.exemptions import Listed

_PAGE, _MOST = 50, 200


class ExemptionServicer(exemptions_pb2_grpc.ExemptionServiceServicer):
    """See proto/zvonok/gradebook/v1/exemptions.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def CreateExemption(
        self, request: pb.CreateExemptionRequest, context: grpc.ServicerContext
    ) -> pb.CreateExemptionResponse:
        """Exempts a pupil."""
        ids = parse(request.pupil, PUPIL)
        wanted = Exemption(
            new_id(),
            ids["pupil"],
            clean(request.subject_code),
            read_day(request.begin_date, "begin_date"),
            read_day(request.end_date, "end_date"),
            clean(request.document),
            request.partial,
        )
        return change_once(
            self._pool, request, ids["school"], pb.CreateExemptionResponse,
            lambda connection, asker: pb.CreateExemptionResponse(
                exemption=_message(ids["school"], exempting.create_exemption(connection, asker, wanted))
            ),
        )  # fmt: skip

    def EndExemption(self, request: pb.EndExemptionRequest, context: grpc.ServicerContext) -> pb.EndExemptionResponse:
        """Ends it earlier."""
        ids, reason = parse(request.pupil, PUPIL), clean(request.reason)
        end = read_day(request.end_date, "end_date")
        if not is_id(request.exemption):
            raise InvalidArgument(
                "BAD_ID", "exemption must be an id that this service gave.", metadata={"field": "exemption"}
            )
        return change_once(
            self._pool, request, ids["school"], pb.EndExemptionResponse,
            lambda connection, asker: pb.EndExemptionResponse(
                exemption=_message(
                    ids["school"],
                    exempting.end_exemption(connection, asker, ids["pupil"], request.exemption, end, reason),
                )
            ),
        )  # fmt: skip

    def ListExemptions(
        self, request: pb.ListExemptionsRequest, context: grpc.ServicerContext
    ) -> pb.ListExemptionsResponse:
        """A pupil's."""
        ids = parse(request.pupil, PUPIL)
        rows, token = self._page(ids["school"], ids["pupil"], None, request.page_size, request.page_token)
        return pb.ListExemptionsResponse(
            exemptions=[_message(ids["school"], row) for row in rows], next_page_token=token
        )  # fmt: skip

    def ListClassExemptions(
        self, request: pb.ListClassExemptionsRequest, context: grpc.ServicerContext
    ) -> pb.ListClassExemptionsResponse:
        """Those of a class."""
        ids = parse(getattr(request, "class"), CLASS)
        rows, token = self._page(ids["school"], None, ids["class"], request.page_size, request.page_token)
        subjects = exempting.subjects_of_class(self._pool, ids["school"], ids["class"])
        return pb.ListClassExemptionsResponse(
            exemptions=[_message(ids["school"], row) for row in rows],
            next_page_token=token,
            subjects=[pb.LearntSubject(code=code, title=title) for code, title in subjects],
        )

    def _page(
        self, school_id: str, pupil_id: str | None, class_id: str | None, page_size: int, page_token: str
    ) -> tuple[Sequence[Listed], str]:
        size = pages.page_size(page_size, _PAGE, _MOST)
        before = _read_token(page_token)
        rows = exempting.list_exemptions(self._pool, school_id, pupil_id, class_id, before, size + 1)
        last = rows[size - 1].exemption if len(rows) > size else None
        return rows[:size], pages.encode([last.begin.isoformat(), last.exemption_id]) if last else ""


def _read_token(token: str) -> tuple[date, str] | None:
    if not token:
        return None
    day, exemption_id = pages.decode(token, str, str)
    if not is_id(str(exemption_id)):
        raise InvalidArgument("BAD_PAGE_TOKEN", "The page token is not one of ours: leave it empty to start again.")
    return read_day(str(day), "page_token"), str(exemption_id)


def _message(school_id: str, row: Listed) -> pb.Exemption:
    exemption = row.exemption
    return pb.Exemption(
        exemption=exemption.exemption_id,
        pupil=f"schools/{school_id}/pupils/{exemption.pupil_id}",
        subject_code=exemption.subject_code,
        subject_title=row.subject_title,
        begin_date=exemption.begin.isoformat(),
        end_date=exemption.end.isoformat(),
        document=exemption.document,
        partial=exemption.partial,
    )
