"""DocumentService: documents made as jobs."""

from collections.abc import Iterator, Mapping
from typing import Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.gradebook.v1 import documents_pb2 as pb
from zvonok.gradebook.v1 import documents_pb2_grpc

from kit import pages
from kit.documents import ordering
from kit.documents.jobs import Job, Order
from kit.errors import InvalidArgument
from kit.file_store import FileStore
from kit.ids import is_id, new_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.gradebook.actions import documents
from services.gradebook.actions.asking import refuse
from services.gradebook.actions.documents import SERVICE
from services.gradebook.domain.documents import LOCALES, order_problem, place_of
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import CLASS, GROUP, PUPIL, read_optional_day
from services.gradebook.rpc.term_messages import read_period

_SCHOOL = "schools/{school}"
_PATTERNS = {"classes": CLASS, "groups": GROUP, "pupils": PUPIL}
_COLLECTION = 2
_PAGE, _MOST = 20, 100
_KIND: Mapping[int, str] = {
    value: name.removeprefix("DOCUMENT_KIND_").lower() for name, value in pb.DocumentKind.items() if value
}
_FORM: Mapping[int, str] = {
    value: name.removeprefix("DOCUMENT_FORM_").lower() for name, value in pb.DocumentForm.items() if value
}
# The hints know the numbers of an enum as numbers alone.
_STATE: Mapping[str, Any] = {name.removeprefix("DOCUMENT_STATE_").lower(): n for name, n in pb.DocumentState.items()}
_KIND_NUMBER: Mapping[str, Any] = {name: number for number, name in _KIND.items()}
_FORM_NUMBER: Mapping[str, Any] = {name: number for number, name in _FORM.items()}


class DocumentServicer(documents_pb2_grpc.DocumentServiceServicer):
    """See proto/zvonok/gradebook/v1/documents.proto."""

    def __init__(self, resources: Resources, files: FileStore) -> None:
        self._pool, self._files = resources.pool, files

    def CreateSchoolDocument(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Of a school."""
        return self._create(request, request.school, pb.CreateSchoolDocumentResponse)

    def CreateClassDocument(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Of a class."""
        return self._create(request, getattr(request, "class"), pb.CreateClassDocumentResponse)

    def CreateGroupDocument(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Of a group."""
        return self._create(request, request.group, pb.CreateGroupDocumentResponse)

    def CreatePupilDocument(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Of a pupil."""
        return self._create(request, request.pupil, pb.CreatePupilDocumentResponse)

    def DownloadSchoolDocument(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        """Of a school."""
        return self._download(request.school, request.document, pb.DownloadSchoolDocumentResponse)

    def DownloadClassDocument(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        """Of a class."""
        return self._download(getattr(request, "class"), request.document, pb.DownloadClassDocumentResponse)

    def DownloadGroupDocument(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        """Of a group."""
        return self._download(request.group, request.document, pb.DownloadGroupDocumentResponse)

    def DownloadPupilDocument(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        """Of a pupil."""
        return self._download(request.pupil, request.document, pb.DownloadPupilDocumentResponse)

    def ListSchoolDocuments(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The caller's own, of a school."""
        return self._list(request, request.school, pb.ListSchoolDocumentsResponse)

    def ListClassDocuments(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The caller's own, of a class."""
        name = getattr(request, "class")
        answer = self._list(request, name, pb.ListClassDocumentsResponse)
        answer.class_title = documents.class_title(self._pool, *parse(name, CLASS).values())
        return answer

    def ListGroupDocuments(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The caller's own, of a group."""
        answer = self._list(request, request.group, pb.ListGroupDocumentsResponse)
        answer.group_title = documents.group_title(self._pool, *parse(request.group, GROUP).values())
        return answer

    def ListPupilDocuments(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The caller's own, of a pupil."""
        return self._list(request, request.pupil, pb.ListPupilDocumentsResponse)

    def CancelDocument(
        self, request: pb.CancelDocumentRequest, context: grpc.ServicerContext
    ) -> pb.CancelDocumentResponse:
        """Ends one."""
        school, document_id = parse(request.school, _SCHOOL)["school"], _id(request.document)

        def work(connection: Any, asker: Any) -> pb.CancelDocumentResponse:
            ordering.cancel_document(connection, school, document_id, asker.person_id, asker.now)
            return pb.CancelDocumentResponse()

        return change_once(self._pool, request, school, pb.CancelDocumentResponse, work)

    def RepeatDocument(
        self, request: pb.RepeatDocumentRequest, context: grpc.ServicerContext
    ) -> pb.RepeatDocumentResponse:
        """Makes one anew."""
        school, document_id = parse(request.school, _SCHOOL)["school"], _id(request.document)

        def work(connection: Any, asker: Any) -> pb.RepeatDocumentResponse:
            ordering.repeat_document(connection, SERVICE, school, document_id, asker.person_id)
            return pb.RepeatDocumentResponse()

        return change_once(self._pool, request, school, pb.RepeatDocumentResponse, work)

    def _list(self, request: Any, place: str, answer: Any) -> Any:
        school, size = _school_of(place), pages.page_size(request.page_size, _PAGE, _MOST)
        before = pages.read_moment(request.page_token)
        rows = ordering.list_documents(self._pool, school, place, current_call().person_id, before, size + 1)
        last = rows[size - 1].order if len(rows) > size else None
        return answer(
            documents=[_document(row) for row in rows[:size]],
            next_page_token=pages.encode_moment(last.asked_at, last.document_id) if last else "",
        )

    def _create(self, request: Any, place: str, answer: Any) -> Any:
        school, wanted = _school_of(place), request.order
        kind, form = _KIND.get(wanted.kind, ""), _FORM.get(wanted.form, "")
        begin = read_optional_day(wanted.begin_date, "order.begin_date")
        end = read_optional_day(wanted.end_date, "order.end_date")
        refuse(order_problem(place_of(place).kind, kind, form, wanted.period, begin, end))
        named = read_period(wanted.period, school) if wanted.period else None
        locale = wanted.locale or LOCALES[0]
        if locale not in LOCALES:
            raise InvalidArgument("UNKNOWN_LOCALE", f"locale is one of {', '.join(LOCALES)}.")
        about = {"begin": wanted.begin_date, "end": wanted.end_date, "period": wanted.period}
        if named is not None:
            about |= {"period_id": named.period_id, "school_year": str(named.school_year or "")}

        def work(connection: Any, asker: Any) -> Any:
            order = Order(school, new_id(), place, kind, form, about, locale, asker.person_id, asker.now)
            return answer(document=ordering.create_document(connection, SERVICE, order))

        return change_once(self._pool, request, school, answer, work)

    def _download(self, place: str, document: str, part: Any) -> Iterator[Any]:
        school, document_id = _school_of(place), _id(document)
        found = ordering.find_content(self._pool, school, place, document_id, current_call().person_id)
        pieces = ordering.pieces_of(self._files, found)
        yield part(
            title=found.title,
            form=_FORM_NUMBER[found.form],
            data_subjects=[f"schools/{school}/persons/{each}" for each in found.data_subjects],
        )
        for piece in pieces:
            yield part(chunk=piece)


def _school_of(place: str) -> str:
    """Raises InvalidArgument for what is no place of documents."""
    parts = place.split("/")
    pattern = _PATTERNS.get(parts[_COLLECTION], _SCHOOL) if len(parts) > _COLLECTION else _SCHOOL
    return parse(place, pattern)["school"]


def _id(text: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", "document must be an id that an order gave.", metadata={"field": "document"})
    return text


def _document(job: Job) -> pb.Document:
    order = job.order
    message = pb.Document(
        document=order.document_id,
        order=pb.DocumentOrder(
            kind=_KIND_NUMBER[order.kind],
            form=_FORM_NUMBER[order.form],
            period=order.parameters.get("period", ""),
            begin_date=order.parameters.get("begin", ""),
            end_date=order.parameters.get("end", ""),
            locale=order.locale,
        ),
        state=_STATE[job.state],
        done_parts=job.done_parts,
        all_parts=job.all_parts,
        order_time=order.asked_at,
        reason=job.reason,
        title=job.title,
        size=job.size,
        note=job.note,
    )
    for field, moment in (("end_time", job.ended_at), ("expire_time", job.expires_at)):
        if moment is not None:
            stamp = Timestamp()
            stamp.FromDatetime(moment)
            getattr(message, field).CopyFrom(stamp)
    return message
