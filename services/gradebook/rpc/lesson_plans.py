"""PlanService: planned topics of groups, proposals, coverage."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import grpc
from psycopg import Connection
from zvonok.gradebook.v1 import plans_pb2 as pb
from zvonok.gradebook.v1 import plans_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.names import parse
from kit.service import Resources
from kit.sheets import read_rows
from services.gradebook.actions import covering, lesson_plans
from services.gradebook.actions.asking import Asker
from services.gradebook.actions.following import set_lesson_topic
from services.gradebook.domain.lesson_plans import Topic
from services.gradebook.domain.plan_sheet import HEADINGS
from services.gradebook.domain.texts import clean
from services.gradebook.rpc import plan_messages as messages
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import GROUP, LESSON, read_days, read_optional_day

_PAGE, _MOST = 100, 400
_LONGEST_DAYS = 370
Change = Callable[[Connection[Any], Asker], None]
Answer = TypeVar("Answer", pb.SetTopicResponse, pb.DeleteTopicResponse, pb.MoveTopicResponse)


class PlanServicer(plans_pb2_grpc.PlanServiceServicer):
    """See proto/zvonok/gradebook/v1/plans.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetPlan(self, request: pb.GetPlanRequest, context: grpc.ServicerContext) -> pb.GetPlanResponse:
        """The plan."""
        ids, day = parse(request.group, GROUP), read_optional_day(request.as_of_date, "as_of_date")
        page = covering.get_plan(self._pool, ids["school"], ids["group"], day)
        return messages.plan_page(ids["school"], page)

    def SetTopic(self, request: pb.SetTopicRequest, context: grpc.ServicerContext) -> pb.SetTopicResponse:
        """Adds or changes a topic."""
        group, topic = parse(request.group, GROUP)["group"], _topic(request.topic)
        return self._change(
            request, pb.SetTopicResponse,
            lambda connection, asker: lesson_plans.set_topic(
                connection, asker, group, request.seen_version, topic, request.position
            ),
        )  # fmt: skip

    def DeleteTopic(self, request: pb.DeleteTopicRequest, context: grpc.ServicerContext) -> pb.DeleteTopicResponse:
        """Takes a topic out."""
        group, topic = parse(request.group, GROUP)["group"], _id(request.topic)
        return self._change(
            request, pb.DeleteTopicResponse,
            lambda connection, asker: lesson_plans.delete_topic(connection, asker, group, request.seen_version, topic),
        )  # fmt: skip

    def MoveTopic(self, request: pb.MoveTopicRequest, context: grpc.ServicerContext) -> pb.MoveTopicResponse:
        """Puts it elsewhere."""
        group, topic = parse(request.group, GROUP)["group"], _id(request.topic)
        return self._change(
            request, pb.MoveTopicResponse,
            lambda connection, asker: lesson_plans.move_topic(
                connection, asker, group, request.seen_version, topic, request.position
            ),
        )  # fmt: skip

    def ImportPlan(self, request: pb.ImportPlanRequest, context: grpc.ServicerContext) -> pb.ImportPlanResponse:
        """Takes a plan from a file."""
        ids = parse(request.group, GROUP)
        rows = [(row.line, row.cells) for row in read_rows(request.content)]

        def work(connection: Connection[Any], asker: Asker) -> pb.ImportPlanResponse:
            made = lesson_plans.import_plan(
                connection, asker, ids["group"], request.seen_version, rows,
                preview=request.preview, append=request.append,
            )  # fmt: skip
            return messages.imported(ids["school"], made)

        return change_once(self._pool, request, ids["school"], pb.ImportPlanResponse, work)

    def ExportPlan(self, request: pb.ExportPlanRequest, context: grpc.ServicerContext) -> pb.ExportPlanResponse:
        """The plan as a file."""
        ids, language = parse(request.group, GROUP), request.language or "ru"
        if language not in HEADINGS:
            raise InvalidArgument("UNKNOWN_LANGUAGE", "The language is ru or en.", metadata={"field": "language"})
        return pb.ExportPlanResponse(content=covering.export_plan(self._pool, ids["school"], ids["group"], language))

    def CopyPlan(self, request: pb.CopyPlanRequest, context: grpc.ServicerContext) -> pb.CopyPlanResponse:
        """Gives a plan to other groups."""
        school, groups = _groups(request.groups)
        seen = {parse(name, GROUP)["group"]: version for name, version in request.seen_versions.items()}

        def work(connection: Connection[Any], asker: Asker) -> pb.CopyPlanResponse:
            others = lesson_plans.copy_plan(connection, asker, groups, seen)
            views = [covering.view_of(connection, school, each) for each in others]
            return pb.CopyPlanResponse(plans=[messages.plan(school, view) for view in views])

        return change_once(self._pool, request, school, pb.CopyPlanResponse, work)

    def ProposeTopics(
        self, request: pb.ProposeTopicsRequest, context: grpc.ServicerContext
    ) -> pb.ProposeTopicsResponse:
        """What comes next."""
        ids = parse(request.group, GROUP)
        begin, end = read_days(request.begin_date, request.end_date, _LONGEST_DAYS)
        proposals = covering.propose_topics(self._pool, ids["school"], ids["group"], begin, end)
        return pb.ProposeTopicsResponse(proposals=[messages.proposal(request.group, each) for each in proposals])

    def SetLessonTopic(
        self, request: pb.SetLessonTopicRequest, context: grpc.ServicerContext
    ) -> pb.SetLessonTopicResponse:
        """What a lesson taught."""
        ids = parse(request.lesson, LESSON)
        topic = _id(request.topic) if request.topic else None

        def work(connection: Connection[Any], asker: Asker) -> pb.SetLessonTopicResponse:
            set_lesson_topic(connection, asker, ids["group"], ids["lesson"], topic)
            view = covering.view_of(connection, ids["school"], ids["group"])
            return pb.SetLessonTopicResponse(plan=messages.plan(ids["school"], view))

        return change_once(self._pool, request, ids["school"], pb.SetLessonTopicResponse, work)

    def BatchGetCoverage(
        self, request: pb.BatchGetCoverageRequest, context: grpc.ServicerContext
    ) -> pb.BatchGetCoverageResponse:
        """How far groups have come."""
        school, groups = _groups(request.groups)
        wanted = read_optional_day(request.as_of_date, "as_of_date")
        views, day = covering.batch_get_coverage(self._pool, school, groups, wanted)
        return pb.BatchGetCoverageResponse(coverage=[messages.coverage(school, view, day) for view in views])

    def ListCoverage(self, request: pb.ListCoverageRequest, context: grpc.ServicerContext) -> pb.ListCoverageResponse:
        """How far a school's groups have come."""
        school = parse(request.school, "schools/{school}")["school"]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        wanted: date | None = read_optional_day(request.as_of_date, "as_of_date")
        views, day = covering.list_coverage(self._pool, school, pages.read_id(request.page_token), size + 1, wanted)
        return pb.ListCoverageResponse(
            coverage=[messages.coverage(school, view, day) for view in views[:size]],
            next_page_token=pages.encode([views[size - 1].plan.group_id]) if len(views) > size else "",
        )

    def _change(self, request: Any, answer: type[Answer], change: Change) -> Answer:
        """Runs a change of the plan of `request.group`; answers with the plan after it."""
        ids = parse(request.group, GROUP)

        def work(connection: Connection[Any], asker: Asker) -> Answer:
            change(connection, asker)
            return answer(plan=messages.plan(ids["school"], covering.view_of(connection, ids["school"], ids["group"])))

        return change_once(self._pool, request, ids["school"], answer, work)


def _topic(message: pb.PlannedTopic) -> Topic:
    if message.topic:
        _id(message.topic)
    title = " ".join(clean(message.title).split(" "))
    return Topic(message.topic, title, message.hours, message.category, clean(message.homework))


def _groups(names: Any) -> tuple[str, list[str]]:
    """The school and the groups of it. Raises InvalidArgument where they are of several schools."""
    found = [parse(name, GROUP) for name in names]
    if len({ids["school"] for ids in found}) != 1:
        raise InvalidArgument("ONE_SCHOOL", "Name groups of one school.", metadata={"field": "groups"})
    return found[0]["school"], [ids["group"] for ids in found]


def _id(text: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", "topic must be an id that this service gave.", metadata={"field": "topic"})
    return text
