"""StatisticsService: request → action → response."""

from typing import Any

import grpc
from zvonok.reports.v1 import statistics_pb2 as pb
from zvonok.reports.v1 import statistics_pb2_grpc

from kit.names import parse
from kit.service import Resources
from services.reports.actions.statistics import statistics_of, teacher_results
from services.reports.rpc.requests import SCHOOL, read_period
from services.reports.rpc.statistics_messages import (
    class_messages,
    results_message,
    statistics_message,
    subject_messages,
    year_group_messages,
)
from services.reports.store.statistics import Part


class StatisticsServicer(statistics_pb2_grpc.StatisticsServiceServicer):
    """See proto/zvonok/reports/v1/statistics.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetSchoolStatistics(
        self, request: pb.GetSchoolStatisticsRequest, context: grpc.ServicerContext
    ) -> pb.GetSchoolStatisticsResponse:
        """Statistics of a school."""
        school_id = parse(request.school, SCHOOL)["school"]
        found = statistics_of(self._pool, school_id, Part(), read_period(request, school_id))
        return pb.GetSchoolStatisticsResponse(
            statistics=statistics_message(school_id, found),
            classes=class_messages(school_id, found),
            subjects=subject_messages(found),
            year_groups=year_group_messages(found),
        )

    def ListTeacherResults(
        self, request: pb.ListTeacherResultsRequest, context: grpc.ServicerContext
    ) -> pb.ListTeacherResultsResponse:
        """Results by teacher."""
        school_id = parse(request.school, SCHOOL)["school"]
        found = teacher_results(self._pool, school_id, read_period(request, school_id))
        return pb.ListTeacherResultsResponse(
            teachers=[
                pb.TeacherResults(teacher=f"persons/{person_id}", results=results_message(results))
                for person_id, results in found
            ]
        )

    def GetClassStatistics(
        self, request: pb.GetClassStatisticsRequest, context: grpc.ServicerContext
    ) -> pb.GetClassStatisticsResponse:
        """Statistics of a class."""
        ids = _ids(request, "class", "classes")
        found = statistics_of(self._pool, ids[0], Part(class_id=ids[1]), read_period(request, ids[0]))
        return pb.GetClassStatisticsResponse(
            statistics=statistics_message(ids[0], found, ids[1]),
            class_title=found.classes.get(ids[1], ("", 0))[0],
            subjects=subject_messages(found),
        )

    def GetGroupStatistics(
        self, request: pb.GetGroupStatisticsRequest, context: grpc.ServicerContext
    ) -> pb.GetGroupStatisticsResponse:
        """Statistics of a teaching group."""
        ids = _ids(request, "group", "groups")
        found = statistics_of(self._pool, ids[0], Part(group_id=ids[1]), read_period(request, ids[0]))
        return pb.GetGroupStatisticsResponse(
            statistics=statistics_message(ids[0], found), class_title=found.titles[0], subject_title=found.titles[1]
        )


def _ids(request: Any, field: str, collection: str) -> tuple[str, str]:
    ids = parse(getattr(request, field), f"schools/{{school}}/{collection}/{{part}}")
    return ids["school"], ids["part"]
