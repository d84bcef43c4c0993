"""RelationService: rights as people give and take them."""

from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from psycopg import Connection
from zvonok.identity.v1 import relations_pb2 as pb
from zvonok.identity.v1 import relations_pb2_grpc

from kit import pages
from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument
from kit.idempotency import once
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.identity.actions import clients, ordering, relating
from services.identity.actions.relating import Thing
from services.identity.domain.relating import Days
from services.identity.rpc.requests import read_day
from services.identity.store.relations import PLATFORM, Order, RelationRow

_PAGE, _MOST = 100, 500
_PUPIL = "schools/{school}/pupils/{pupil}"
_FORMS = {
    "group": "schools/{school}/groups/{id}",
    "class": "schools/{school}/classes/{id}",
}
Answer = TypeVar("Answer", bound=Message)


class RelationServicer(relations_pb2_grpc.RelationServiceServicer):
    """See proto/zvonok/identity/v1/relations.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def AssignSubstitute(
        self, request: pb.AssignSubstituteRequest, context: grpc.ServicerContext
    ) -> pb.AssignSubstituteResponse:
        """Lets somebody stand in."""
        group, person, days = _thing(request.group), _person(request.person), _days(request)

        def work(connection: Connection[Any], actor: str) -> pb.AssignSubstituteResponse:
            given = relating.assign_substitute(connection, actor, person, group, days)
            return pb.AssignSubstituteResponse(relation=_name(group, given), relations_version=given.version)

        return self._once(request, pb.AssignSubstituteResponse, work)

    def GrantRole(self, request: pb.GrantRoleRequest, context: grpc.ServicerContext) -> pb.GrantRoleResponse:
        """Gives a role."""
        thing, person, days = _thing(request.object), _person(request.person), _days(request)
        if thing.school_id != parse(request.school, "schools/{school}")["school"]:
            raise InvalidArgument("WRONG_OBJECT", "The object must be one of the school.", metadata={"field": "object"})

        def work(connection: Connection[Any], actor: str) -> pb.GrantRoleResponse:
            given = relating.grant_role(connection, actor, person, request.role, thing, days)
            return pb.GrantRoleResponse(relation=_name(thing, given), relations_version=given.version)

        return self._once(request, pb.GrantRoleResponse, work)

    def EndRelation(self, request: pb.EndRelationRequest, context: grpc.ServicerContext) -> pb.EndRelationResponse:
        """Ends one."""
        school = parse(request.school, "schools/{school}")["school"]
        relation = parse(request.relation, f"schools/{school}/relations/{{relation}}")["relation"]
        last = read_day(request.end_date, "end_date")

        def work(connection: Connection[Any], actor: str) -> pb.EndRelationResponse:
            version = relating.end_relation(connection, actor, school, relation, last)
            return pb.EndRelationResponse(relations_version=version)

        return self._once(request, pb.EndRelationResponse, work)

    def ListRelations(
        self, request: pb.ListRelationsRequest, context: grpc.ServicerContext
    ) -> pb.ListRelationsResponse:
        """The staff's relations."""
        school = parse(request.school, "schools/{school}")["school"]
        person = _person(request.person) if request.person else None
        thing = _thing(request.object) if request.object else None
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        rows = relating.list_relations(
            self._pool, school, person, thing.object_id if thing else None, pages.read_id(request.page_token), size + 1
        )
        return pb.ListRelationsResponse(
            relations=[_relation(school, row) for row in rows[:size]],
            next_page_token=pages.encode([rows[size - 1].relation_id]) if len(rows) > size else "",
        )

    def GrantOffice(self, request: pb.GrantOfficeRequest, context: grpc.ServicerContext) -> pb.GrantOfficeResponse:
        """Gives an office."""
        scope, days = _thing(request.scope), _days(request)
        person = _person(request.person) if "/" in request.person else request.person

        def work(connection: Connection[Any], actor: str) -> pb.GrantOfficeResponse:
            given = relating.grant_office(connection, actor, person, request.office, scope, days)
            return pb.GrantOfficeResponse(relation=_name(scope, given), relations_version=given.version)

        return self._once(request, pb.GrantOfficeResponse, work)

    def RecordGuardianOrder(
        self, request: pb.RecordGuardianOrderRequest, context: grpc.ServicerContext
    ) -> pb.RecordGuardianOrderResponse:
        """Takes rights away by a court's order."""
        ids, guardian, days = parse(request.pupil, _PUPIL), _person(request.guardian), _days(request)

        def work(connection: Connection[Any], actor: str) -> pb.RecordGuardianOrderResponse:
            order, version = ordering.record_order(
                connection, actor, ids["school"], ids["pupil"], guardian, request.document.strip(), days
            )
            return pb.RecordGuardianOrderResponse(order=_order(order), relations_version=version)

        return self._once(request, pb.RecordGuardianOrderResponse, work)

    def LiftGuardianOrder(
        self, request: pb.LiftGuardianOrderRequest, context: grpc.ServicerContext
    ) -> pb.LiftGuardianOrderResponse:
        """Puts them back."""
        ids = parse(request.pupil, _PUPIL)
        order = parse(request.order, "{order}")["order"]

        def work(connection: Connection[Any], actor: str) -> pb.LiftGuardianOrderResponse:
            version = ordering.lift_order(connection, actor, ids["school"], ids["pupil"], order)
            return pb.LiftGuardianOrderResponse(relations_version=version)

        return self._once(request, pb.LiftGuardianOrderResponse, work)

    def ListGuardians(
        self, request: pb.ListGuardiansRequest, context: grpc.ServicerContext
    ) -> pb.ListGuardiansResponse:
        """A child's guardians."""
        ids = parse(request.pupil, _PUPIL)
        family = ordering.family_of(self._pool, ids["school"], ids["pupil"])
        orders = {order.guardian_id: _order(order) for order in family.orders}
        return pb.ListGuardiansResponse(
            guardians=[
                pb.Guardian(
                    person=f"persons/{row.person_id}",
                    given_name=row.given_name,
                    family_name=row.family_name,
                    middle_name=row.middle_name,
                    rights=row.rights,
                    order=orders.get(row.person_id),
                )
                for row in family.guardians
            ]
        )

    def CreateClient(self, request: pb.CreateClientRequest, context: grpc.ServicerContext) -> pb.CreateClientResponse:
        """Makes an integration client."""
        scopes = [
            clients.Scope(each.permission, parse(each.school, "schools/{school}")["school"], _days(each))
            for each in request.scopes
        ]

        def work(connection: Connection[Any], actor: str) -> pb.CreateClientResponse:
            client, version = clients.create_client(
                connection, actor, request.title.strip(), request.secret_sha256, scopes
            )
            return pb.CreateClientResponse(client=f"clients/{client}", relations_version=version)

        return self._once(request, pb.CreateClientResponse, work)

    def EndClient(self, request: pb.EndClientRequest, context: grpc.ServicerContext) -> pb.EndClientResponse:
        """Ends it."""
        client = parse(request.client, "clients/{client}")["client"]

        def work(connection: Connection[Any], actor: str) -> pb.EndClientResponse:
            return pb.EndClientResponse(relations_version=clients.end_client(connection, actor, client))

        return self._once(request, pb.EndClientResponse, work)

    def _once(self, request: Any, answer: type[Answer], work: Callable[[Connection[Any], str], Answer]) -> Answer:
        """Rights span schools, and so does who may have them: no wall here but the decision at the door."""
        subject = current_call().subject
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            return once(connection, subject, request, answer, lambda: work(connection, subject))


def _thing(name: str) -> Thing:
    if not name:
        return Thing("platform", PLATFORM, None)
    if name.startswith("municipalities/"):
        return Thing("municipality", parse(name, "municipalities/{id}")["id"], None)
    kind = next((kind for kind, form in _FORMS.items() if form.split("/")[2] in name.split("/")), None)
    if kind is None:
        school = parse(name, "schools/{school}")["school"]
        return Thing("school", school, school)
    ids = parse(name, _FORMS[kind])
    return Thing(kind, ids["id"], ids["school"])


def _person(name: str) -> str:
    return parse(name, "persons/{person}")["person"]


def _days(request: Any) -> Days:
    return Days(read_day(request.begin_date, "begin_date"), read_day(request.end_date, "end_date"))


def _name(thing: Thing, given: relating.Given) -> str:
    return (
        f"schools/{thing.school_id}/relations/{given.relation_id}"
        if thing.school_id
        else f"relations/{given.relation_id}"
    )


def _relation(school_id: str, row: RelationRow) -> pb.Relation:
    plural = {"group": "/groups/", "class": "/classes/"}.get(row.object_kind)
    return pb.Relation(
        name=f"schools/{school_id}/relations/{row.relation_id}",
        person=f"persons/{row.person_id}",
        given_name=row.given_name,
        family_name=row.family_name,
        middle_name=row.middle_name,
        role=row.relation,
        object=f"schools/{school_id}{plural}{row.object_id}" if plural else f"schools/{school_id}",
        object_title=row.object_title,
        begin_date=row.begin.isoformat() if row.begin else "",
        end_date=row.end.isoformat() if row.end else "",
        by_hand=row.by_hand,
    )


def _order(order: Order) -> pb.GuardianOrder:
    return pb.GuardianOrder(
        order=order.order_id,
        document=order.document,
        begin_date=order.begin.isoformat(),
        end_date=order.end.isoformat() if order.end else "",
        record_time=order.recorded_at,
    )
