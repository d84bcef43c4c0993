"""PeopleService: the only place where names and addresses are given out."""

import grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc

from kit import pages
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.identity.actions import people
from services.identity.rpc.messages import (
    class_message,
    group_message,
    person_message,
    pupil_message,
    school_message,
    term_message,
)
from services.identity.rpc.requests import read_day

_STAFF, _MOST_STAFF = 300, 1000


class PeopleServicer(people_pb2_grpc.PeopleServiceServicer):
    """See proto/zvonok/identity/v1/people.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetMe(self, request: people_pb2.GetMeRequest, context: grpc.ServicerContext) -> people_pb2.GetMeResponse:
        """The caller's own data."""
        me = people.get_me(self._pool, current_call().person_id)
        return people_pb2.GetMeResponse(
            person=person_message(me.person),
            roles=[people_pb2.Role(role=role, scope=scope) for role, scope in me.roles],
            groups=[group_message(each) for each in me.groups],
            classes=[class_message(each) for each in me.classes],
            children=[pupil_message(each) for each in me.children],
            pupils=[pupil_message(each) for each in me.pupils],
            schools=[school_message(each) for each in me.schools],
            verifications=[
                people_pb2.WaitingVerification(pupil=f"schools/{school}/pupils/{pupil}", due_date=due.isoformat())
                for school, pupil, due in me.verifications
            ],
        )

    def ListGroupPupils(
        self, request: people_pb2.ListGroupPupilsRequest, context: grpc.ServicerContext
    ) -> people_pb2.ListGroupPupilsResponse:
        """A group's pupils by name."""
        ids = parse(request.group, "schools/{school}/groups/{group}")
        group, pupils = people.list_group_pupils(self._pool, ids["school"], ids["group"], restricted=_sees_restricted())
        return people_pb2.ListGroupPupilsResponse(
            group=group_message(group), pupils=[pupil_message(each) for each in pupils]
        )

    def ListClassPupils(
        self, request: people_pb2.ListClassPupilsRequest, context: grpc.ServicerContext
    ) -> people_pb2.ListClassPupilsResponse:
        """A class's pupils by name."""
        ids = parse(getattr(request, "class"), "schools/{school}/classes/{klass}")
        found, pupils = people.list_class_pupils(self._pool, ids["school"], ids["klass"], restricted=_sees_restricted())
        answer = people_pb2.ListClassPupilsResponse(pupils=[pupil_message(each) for each in pupils])
        getattr(answer, "class").CopyFrom(class_message(found))
        return answer

    def GetPupil(
        self, request: people_pb2.GetPupilRequest, context: grpc.ServicerContext
    ) -> people_pb2.GetPupilResponse:
        """One pupil."""
        ids = parse(request.pupil, "schools/{school}/pupils/{pupil}")
        return people_pb2.GetPupilResponse(
            pupil=pupil_message(people.get_pupil(self._pool, ids["school"], ids["pupil"]))
        )

    def BatchGetPupilNames(
        self, request: people_pb2.BatchGetPupilNamesRequest, context: grpc.ServicerContext
    ) -> people_pb2.BatchGetPupilNamesResponse:
        """Names for a list of pupils."""
        school = parse(request.school, "schools/{school}")["school"]
        # A pupil is named by the school of the list: the same person may be a pupil of another school too.
        wanted = [parse(name, "schools/{school}/pupils/{pupil}") for name in request.pupils]
        own = [ids["pupil"] for ids in wanted if ids["school"] == school]
        found = people.get_pupil_names(self._pool, school, own)
        return people_pb2.BatchGetPupilNamesResponse(pupils=[pupil_message(each) for each in found])

    def BatchGetContacts(
        self, request: people_pb2.BatchGetContactsRequest, context: grpc.ServicerContext
    ) -> people_pb2.BatchGetContactsResponse:
        """Names and addresses for a delivery."""
        ids = [parse(name, "persons/{person}")["person"] for name in request.persons]
        phones_of = [parse(name, "persons/{person}")["person"] for name in request.phones_of]
        found, phones = people.get_contacts(self._pool, ids, phones_of)
        return people_pb2.BatchGetContactsResponse(
            contacts=[
                people_pb2.Contact(
                    person=person_message(each),
                    email=each.email,
                    person_id=each.person_id,
                    phone=phones.get(each.person_id, ""),
                )
                for each in found
            ]
        )

    def BatchGetNames(
        self, request: people_pb2.BatchGetNamesRequest, context: grpc.ServicerContext
    ) -> people_pb2.BatchGetNamesResponse:
        """Names for a document."""
        school = parse(request.school, "schools/{school}")["school"]
        found = people.get_names(
            self._pool, school, [parse(name, "persons/{person}")["person"] for name in request.persons]
        )
        return people_pb2.BatchGetNamesResponse(
            school=school_message(found.school),
            terms=[term_message(school, each) for each in found.terms],
            names=[
                people_pb2.PersonName(
                    person=f"persons/{each.person_id}",
                    given_name=each.given_name,
                    family_name=each.family_name,
                    middle_name=each.middle_name,
                )
                for each in found.people
            ],
        )

    def ListStaff(
        self, request: people_pb2.ListStaffRequest, context: grpc.ServicerContext
    ) -> people_pb2.ListStaffResponse:
        """The school's staff by name."""
        school = parse(request.school, "schools/{school}")["school"]
        size = pages.page_size(request.page_size, _STAFF, _MOST_STAFF)
        since = read_day(request.since_date, "since_date")
        rows = people.list_staff(self._pool, school, since, pages.read_id(request.page_token), size + 1)
        return people_pb2.ListStaffResponse(
            staff=[
                people_pb2.StaffMember(
                    person=f"persons/{row.person_id}",
                    given_name=row.given_name,
                    family_name=row.family_name,
                    middle_name=row.middle_name,
                )
                for row in rows[:size]
            ],
            next_page_token=pages.encode([rows[size - 1].person_id]) if len(rows) > size else "",
        )


def _sees_restricted() -> bool:
    """A teacher must call the roll; an integration gets nobody whose processing is restricted."""
    return not current_call().subject.startswith("clients/")
