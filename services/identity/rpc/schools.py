"""SchoolService: schools and their parts, and the import of a register."""

from collections.abc import Iterator

import grpc
from google.protobuf.message import Message
from zvonok.identity.v1 import schools_pb2, schools_pb2_grpc

from kit import pages
from kit.database import EVERY_SCHOOL, transaction
from kit.idempotency import first_answer, keep_answer
from kit.names import parse
from kit.outbox import replaying
from kit.rpc.call import current_call
from kit.service import Resources
from services.identity.actions import publishing, structure
from services.identity.rpc.import_roster import import_roster_stream
from services.identity.rpc.messages import class_message, group_message, school_message, term_message

_PAGE, _MOST = 100, 500


class SchoolServicer(schools_pb2_grpc.SchoolServiceServicer):
    """See proto/zvonok/identity/v1/schools.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def ListSchools(
        self, request: schools_pb2.ListSchoolsRequest, context: grpc.ServicerContext
    ) -> schools_pb2.ListSchoolsResponse:
        """Schools of a municipality."""
        municipality_id = parse(request.municipality, "municipalities/{municipality}")["municipality"]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        rows = structure.list_schools(self._pool, municipality_id, pages.read_id(request.page_token), size + 1)
        return schools_pb2.ListSchoolsResponse(
            schools=[school_message(row) for row in rows[:size]],
            next_page_token=pages.encode([rows[size - 1].school_id]) if len(rows) > size else "",
        )

    def ListClasses(
        self, request: schools_pb2.ListClassesRequest, context: grpc.ServicerContext
    ) -> schools_pb2.ListClassesResponse:
        """Classes of a school."""
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = pages.read_id(request.page_token)
        rows = structure.list_classes(self._pool, _school(request.school), after, size + 1)
        return schools_pb2.ListClassesResponse(
            classes=[class_message(row) for row in rows[:size]],
            next_page_token=pages.encode([rows[size - 1].class_id]) if len(rows) > size else "",
        )

    def ListGroups(
        self, request: schools_pb2.ListGroupsRequest, context: grpc.ServicerContext
    ) -> schools_pb2.ListGroupsResponse:
        """Teaching groups of a school."""
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = pages.read_id(request.page_token)
        rows = structure.list_groups(self._pool, _school(request.school), after, size + 1)
        return schools_pb2.ListGroupsResponse(
            groups=[group_message(row) for row in rows[:size]],
            next_page_token=pages.encode([rows[size - 1].group_id]) if len(rows) > size else "",
        )

    def ListTerms(
        self, request: schools_pb2.ListTermsRequest, context: grpc.ServicerContext
    ) -> schools_pb2.ListTermsResponse:
        """Terms of a school."""
        school_id = _school(request.school)
        return schools_pb2.ListTermsResponse(
            terms=[term_message(school_id, row) for row in structure.list_terms(self._pool, school_id)]
        )

    def ImportRoster(
        self, request_iterator: Iterator[schools_pb2.ImportRosterRequest], context: grpc.ServicerContext
    ) -> Iterator[Message]:
        """Takes a package."""
        return import_roster_stream(self._pool, request_iterator)

    def ReplayRoster(
        self, request: schools_pb2.ReplayRosterRequest, context: grpc.ServicerContext
    ) -> schools_pb2.ReplayRosterResponse:
        """Publishes the register again."""
        caller = current_call().subject
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            answer = first_answer(connection, caller, request.request_id, request, schools_pb2.ReplayRosterResponse)
            if answer is not None:
                return answer
            with replaying(request.request_id.lower()) as told:
                school_ids = publishing.replay_roster(self._pool, _school(request.school) if request.school else None)
            answer = schools_pb2.ReplayRosterResponse(
                events=told.total(), told=told, schools=[f"schools/{each}" for each in school_ids]
            )
            keep_answer(connection, caller, request.request_id, request, answer)
            return answer


def _school(name: str) -> str:
    return parse(name, "schools/{school}")["school"]
