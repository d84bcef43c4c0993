"""AccessService: decisions, the record of disclosures, changes of relations."""

from collections.abc import Iterator

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.identity.v1 import access_pb2, access_pb2_grpc

from kit import pages
from kit.listening import Bell
from kit.names import parse
from kit.rpc.gate import GateDisclosure
from kit.service import Resources
from services.identity.actions import access, explaining, looks, records

_PAGE, _MOST = 50, 200
PUPIL = "schools/{school}/pupils/{pupil}"
_COLLECTION = {
    "pupil": "persons",
    "group": "groups",
    "class": "classes",
    "school": "schools",
    "municipality": "municipalities",
    "platform": "platform",
}
_STATE = {
    "holds": access_pb2.PATH_STATE_HOLDS,
    "not yet": access_pb2.PATH_STATE_NOT_YET,
    "over": access_pb2.PATH_STATE_OVER,
}


class AccessServicer(access_pb2_grpc.AccessServiceServicer):
    """See proto/zvonok/identity/v1/access.proto."""

    def __init__(self, resources: Resources, writer: access.DisclosureWriter, bell: Bell) -> None:
        self._pool = resources.pool
        self._writer = writer
        self._bell = bell

    def Check(self, request: access_pb2.CheckRequest, context: grpc.ServicerContext) -> access_pb2.CheckResponse:
        """Decides."""
        [decision], version = access.check(self._pool, request.subject, [(request.permission, request.resource)])
        access.demand(version, request.at_least_version)
        return access_pb2.CheckResponse(decision=_decision(decision), relations_version=version)

    def Explain(self, request: access_pb2.ExplainRequest, context: grpc.ServicerContext) -> access_pb2.ExplainResponse:
        """Says why."""
        school_id = parse(request.school, "schools/{school}")["school"]
        person_id = parse(request.subject, "persons/{person}")["person"]
        found = explaining.explain(self._pool, school_id, person_id, request.permission, request.resource)
        return access_pb2.ExplainResponse(
            allowed=found.allowed,
            date=found.day.isoformat(),
            granting_relations=found.granting,
            counting_objects=[f"{_COLLECTION[kind]}/{object_id}" for kind, object_id in found.objects],
            paths=[_path(path) for path in found.paths],
        )

    def BatchCheck(
        self, request: access_pb2.BatchCheckRequest, context: grpc.ServicerContext
    ) -> access_pb2.BatchCheckResponse:
        """Decides."""
        asked = [(item.permission, item.resource) for item in request.items]
        decisions, version = access.check(self._pool, request.subject, asked)
        access.demand(version, request.at_least_version)
        return access_pb2.BatchCheckResponse(
            decisions=[_decision(each) for each in decisions], relations_version=version
        )

    def ListVisible(
        self, request: access_pb2.ListVisibleRequest, context: grpc.ServicerContext
    ) -> access_pb2.ListVisibleResponse:
        """What a person may see of one kind."""
        resources, version = access.list_visible(self._pool, request.subject, request.permission, request.kind)
        access.demand(version, request.at_least_version)
        return access_pb2.ListVisibleResponse(resources=resources, relations_version=version)

    def RecordDisclosures(
        self, request: access_pb2.RecordDisclosuresRequest, context: grpc.ServicerContext
    ) -> access_pb2.RecordDisclosuresResponse:
        """Writes records durably."""
        self._writer.write(
            [
                GateDisclosure(
                    each.reader,
                    tuple(each.data_subjects),
                    each.school,
                    each.kind,
                    each.relation,
                    each.method,
                    each.trace_id,
                    each.refused,
                )
                for each in request.disclosures
            ]
        )
        return access_pb2.RecordDisclosuresResponse()

    def WatchRelations(
        self, request: access_pb2.WatchRelationsRequest, context: grpc.ServicerContext
    ) -> Iterator[access_pb2.WatchRelationsResponse]:
        """The version of relations, at once and at every change."""
        with self._bell.subscribe() as rung:
            context.add_callback(rung.set)
            while context.is_active():
                rung.clear()
                version = access.relations_version(self._pool)
                yield access_pb2.WatchRelationsResponse(relations_version=version)
                rung.wait()

    def ListDisclosures(
        self, request: access_pb2.ListDisclosuresRequest, context: grpc.ServicerContext
    ) -> access_pb2.ListDisclosuresResponse:
        """Who looked at a pupil's data."""
        pupil_id = parse(request.pupil, PUPIL)["pupil"]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        found = records.list_looks(self._pool, pupil_id, pages.read_moment(request.page_token), size + 1)
        last = found[size - 1] if len(found) > size else None
        return access_pb2.ListDisclosuresResponse(
            entries=[_entry(look) for look in found[:size]],
            next_page_token=pages.encode_moment(last.time, last.last_id) if last else "",
        )

    def ListUnusualLooks(
        self, request: access_pb2.ListUnusualLooksRequest, context: grpc.ServicerContext
    ) -> access_pb2.ListUnusualLooksResponse:
        """A school's unusual looks."""
        school_id = parse(request.school, "schools/{school}")["school"]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        before = pages.read_moment(request.page_token)
        answer = access_pb2.ListUnusualLooksResponse(recent_count=looks.count_lately(self._pool, school_id))
        if request.count_only:
            return answer
        found = looks.list_unusual(self._pool, school_id, before, size + 1)
        answer.looks.extend(_unusual(entry) for entry in found[:size])
        if len(found) > size:
            answer.next_page_token = pages.encode_moment(found[size - 1].time, found[size - 1].first_id)
        return answer


def _decision(decision: access.Decision) -> access_pb2.Decision:
    return access_pb2.Decision(
        allowed=decision.allowed, relation=decision.relation, cache_seconds=decision.cache_seconds
    )


def _path(path: explaining.Path) -> access_pb2.RelationPath:
    return access_pb2.RelationPath(
        relation=path.relation,
        object=f"{_COLLECTION[path.object_kind]}/{path.object_id}",
        begin_date=path.begin.isoformat() if path.begin else "",
        end_date=path.end.isoformat() if path.end else "",
        state=_STATE[path.state],
    )


def _entry(look: records.Look) -> access_pb2.DisclosureEntry:
    time = Timestamp()
    time.FromDatetime(look.time)
    role = look.relation if look.reader.startswith("persons/") else look.reader
    return access_pb2.DisclosureEntry(
        time=time,
        reader_name=look.reader_name,
        reader_role=role,
        kind=look.kind,
        method=look.method,
        refused=look.refused,
        count=look.count,
        unusual=look.reasons,
    )


def _unusual(entry: looks.UnusualEntry) -> access_pb2.UnusualLook:
    time = Timestamp()
    time.FromDatetime(entry.time)
    return access_pb2.UnusualLook(
        time=time,
        reader=f"persons/{entry.reader_id}" if entry.reader_id else "",
        reader_name=entry.reader_name,
        reader_role=entry.reader_role,
        kind=entry.kind,
        method=entry.method,
        reasons=entry.reasons,
        refused=entry.refused,
        count=entry.count,
        children=entry.children,
    )
