"""MunicipalityService: request → action → response."""

import grpc
from zvonok.reports.v1 import municipality_pb2 as pb
from zvonok.reports.v1 import municipality_pb2_grpc

from kit.names import parse
from kit.service import Resources
from services.reports.actions.municipality import SchoolShares, municipality_of
from services.reports.domain.municipality import Aggregate, aggregate, total
from services.reports.rpc.requests import read_day

MUNICIPALITY = "municipalities/{municipality}"
_NAMES = tuple(field.name for field in pb.MunicipalMetrics.DESCRIPTOR.fields)


class MunicipalityServicer(municipality_pb2_grpc.MunicipalityServiceServicer):
    """See proto/zvonok/reports/v1/municipality.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetMunicipality(
        self, request: pb.GetMunicipalityRequest, context: grpc.ServicerContext
    ) -> pb.GetMunicipalityResponse:
        """The schools of a municipality."""
        municipality_id = parse(request.municipality, MUNICIPALITY)["municipality"]
        as_of = read_day(request.as_of_date, "as_of_date") if request.as_of_date else None
        schools = municipality_of(self._pool, municipality_id, as_of)
        shares = [each.shares for each in schools if each.shares]
        return pb.GetMunicipalityResponse(
            total=pb.MunicipalMetrics(**{name: _message(total(shares, name)) for name in _NAMES}),
            schools=[_school(each) for each in schools],
        )


def _school(school: SchoolShares) -> pb.MunicipalSchool:
    message = pb.MunicipalSchool(school=f"schools/{school.school_id}", school_title=school.title)
    if school.span is not None:
        message.begin_date, message.end_date = school.span.begin.isoformat(), school.span.until.isoformat()
    for name in _NAMES:
        told = aggregate(school.shares[name]) if school.shares else Aggregate()
        getattr(message.metrics, name).CopyFrom(_message(told))
    return message


def _message(told: Aggregate) -> pb.Aggregate:
    if told.hidden:
        return pb.Aggregate(state=pb.AGGREGATE_STATE_HIDDEN)
    if told.percent is None:
        return pb.Aggregate(state=pb.AGGREGATE_STATE_NO_DATA)
    return pb.Aggregate(state=pb.AGGREGATE_STATE_SHOWN, percent=told.percent)
