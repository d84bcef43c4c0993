"""The identity service: people, schools, log-in, the access policy, disclosures."""

import sys
from functools import cache

from psycopg_pool import ConnectionPool
from zvonok.identity.v1 import (
    access_pb2,
    access_pb2_grpc,
    exports_pb2,
    exports_pb2_grpc,
    people_pb2,
    people_pb2_grpc,
    relations_pb2,
    relations_pb2_grpc,
    schools_pb2,
    schools_pb2_grpc,
    sessions_pb2,
    sessions_pb2_grpc,
    subjects_pb2,
    subjects_pb2_grpc,
    verifications_pb2,
    verifications_pb2_grpc,
)

from kit.listening import Bell
from kit.rpc.server import Binding, bind
from kit.service import Auditor, Resources, Service, run
from services.identity.actions import audit
from services.identity.actions.access import DisclosureWriter, OwnGate
from services.identity.actions.sessions import signing_keys
from services.identity.events import HANDLERS
from services.identity.rpc.access import AccessServicer
from services.identity.rpc.exports import ExportServicer
from services.identity.rpc.people import PeopleServicer
from services.identity.rpc.relations import RelationServicer
from services.identity.rpc.schools import SchoolServicer
from services.identity.rpc.sessions import SessionServicer
from services.identity.rpc.subjects import SubjectServicer
from services.identity.rpc.verifications import VerificationServicer


@cache
def _writer(pool: ConnectionPool) -> DisclosureWriter:
    """One for the process: looks that come together, from wherever, share a commit."""
    return DisclosureWriter(pool)


def _servicers(resources: Resources) -> list[Binding]:
    bell = Bell(resources.config.database_url, "relations_changed")
    bell.start()
    return [
        bind(sessions_pb2, sessions_pb2_grpc, "SessionService", SessionServicer(resources)),
        bind(access_pb2, access_pb2_grpc, "AccessService", AccessServicer(resources, _writer(resources.pool), bell)),
        bind(people_pb2, people_pb2_grpc, "PeopleService", PeopleServicer(resources)),
        bind(relations_pb2, relations_pb2_grpc, "RelationService", RelationServicer(resources)),
        bind(subjects_pb2, subjects_pb2_grpc, "SubjectService", SubjectServicer(resources)),
        bind(verifications_pb2, verifications_pb2_grpc, "VerificationService", VerificationServicer(resources)),
        bind(exports_pb2, exports_pb2_grpc, "ExportService", ExportServicer(resources)),
        bind(schools_pb2, schools_pb2_grpc, "SchoolService", SchoolServicer(resources)),
    ]


SERVICE = Service(
    name="identity",
    servicers=_servicers,
    handlers=lambda _resources: HANDLERS,
    gate=lambda resources: OwnGate(resources.pool, _writer(resources.pool)),
    signing_keys=lambda resources: signing_keys(resources.pool),
    auditor=Auditor(audit.findings, audit.todays_roots),
)

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
