"""Stand-ins for plans and homework: answers by hand, which tests replace."""

from collections.abc import Iterator
from typing import Any

from zvonok.gradebook.v1 import homework_pb2 as hw
from zvonok.gradebook.v1 import plans_pb2 as plans

from kit.ids import new_id

TOPICS = [new_id() for _ in range(3)]
ITEM, FILE = new_id(), new_id()


class PlanFakes:
    """PlanService."""

    def methods(self) -> list[Any]:
        return [
            self.GetPlan, self.SetTopic, self.DeleteTopic, self.MoveTopic, self.ImportPlan, self.ExportPlan,
            self.CopyPlan, self.ProposeTopics, self.SetLessonTopic, self.ListCoverage,
        ]  # fmt: skip

    def GetPlan(self, request: Any) -> Any:
        topics = [
            plans.PlannedTopic(topic=TOPICS[0], title="Целые числа", hours=2, taught=True, due_date="2026-09-02"),
            plans.PlannedTopic(topic=TOPICS[1], title="Дроби", hours=1, due_date="2026-09-03", homework="§ 3"),
            plans.PlannedTopic(topic=TOPICS[2], title="Контрольная работа", hours=1, category="test"),
        ]
        topics[0].lessons.add(lesson=f"{request.group}/lessons/{new_id()}", date="2026-09-01")
        coverage = plans.Coverage(
            group=request.group, class_title="7А", subject_title="Алгебра", date="2026-10-01", topics=3, topics_due=2,
            due_topics_taught=1, topics_taught=1, hours_left=5, lessons_left=4,
        )  # fmt: skip
        return plans.GetPlanResponse(
            plan=plans.Plan(group=request.group, topics=topics, version=4),
            coverage=coverage,
            unplanned=[
                plans.UnplannedLesson(lesson=f"{request.group}/lessons/{new_id()}", date="2026-09-04", topic="Игра")
            ],
            parallel=[
                plans.ParallelGroup(
                    group=request.group[:-36] + TOPICS[0],
                    class_title="7Б",
                    subject_title="Алгебра",
                    topics=2,
                    version=7,
                )
            ],
        )

    def SetTopic(self, request: Any) -> Any:
        return plans.SetTopicResponse()

    def DeleteTopic(self, request: Any) -> Any:
        return plans.DeleteTopicResponse()

    def MoveTopic(self, request: Any) -> Any:
        return plans.MoveTopicResponse()

    def ImportPlan(self, request: Any) -> Any:
        return plans.ImportPlanResponse(
            plan=plans.Plan(topics=[plans.PlannedTopic(title="Шар и сфера", hours=3, category="test")])
        )

    def ExportPlan(self, request: Any) -> Any:
        return plans.ExportPlanResponse(content=b"PK")

    def CopyPlan(self, request: Any) -> Any:
        return plans.CopyPlanResponse()

    def ProposeTopics(self, request: Any) -> Any:
        lesson = getattr(self, "lesson", None)
        topics = [plans.PlannedTopic(topic=TOPICS[1], title="Дроби", hours=1, homework="§ 3, № 5")]
        return plans.ProposeTopicsResponse(
            proposals=[plans.TopicProposal(lesson=lesson.name, topic=topics[0], position=2, hour=1)] if lesson else []
        )

    def SetLessonTopic(self, request: Any) -> Any:
        return plans.SetLessonTopicResponse()

    def ListCoverage(self, request: Any) -> Any:
        row = plans.Coverage
        group = f"{request.school}/groups/"
        return plans.ListCoverageResponse(
            coverage=[
                row(group=group + TOPICS[0], class_title="7А", subject_title="Алгебра", topics=3, topics_due=2,
                    due_topics_taught=1, hours_left=9, lessons_left=3),
                row(group=group + TOPICS[1], class_title="7Б", subject_title="Алгебра"),
            ]
        )  # fmt: skip


class HomeworkFakes:
    """HomeworkService."""

    uploaded: bytes = b""

    def methods(self) -> list[Any]:
        return [
            self.GetLessonHomework, self.ListHomework, self.SetAssignment, self.WithdrawAssignment,
            self.SetHomeworkMinutes, self.UploadFile, self.DownloadFile, self.DownloadPupilFile, self.SetHomeworkDone,
            self.GetHomeworkLoad, self.GetHomeworkLimits, self.SetHomeworkLimit,
        ]  # fmt: skip

    def _items(self, lesson: str) -> list[hw.HomeworkItem]:
        file = hw.HomeworkFile(file=FILE, name="Лист <1>.pdf", media_type="application/pdf", size=2_500_000)
        return [
            hw.HomeworkItem(item=lesson.rpartition("/")[2], lesson=lesson, lesson_date="2026-10-01", text="§ 12",
                            due_date="2026-10-02", due_next_lesson=True, done_count=2, pupil_count=18),
            hw.HomeworkItem(item=ITEM, lesson=lesson, lesson_date="2026-10-01", text="Выучить стих", minutes=75,
                            due_date="2026-10-05", assignment=True, version=3, pupil_count=1, files=[file]),
        ]  # fmt: skip

    def GetLessonHomework(self, request: Any) -> Any:
        items = self._items(request.lesson)
        school = "/".join(request.lesson.split("/")[:2])
        items[1].pupils.append(f"{school}/pupils/{self._first_pupil()}")
        items[0].done_by.append(items[1].pupils[0])
        return hw.GetLessonHomeworkResponse(items=items, next_lesson_date="2026-10-02")

    def _first_pupil(self) -> str:
        people: Any = self.ListGroupPupils(None)  # type: ignore[attr-defined]
        return str(people.pupils[0].name.rpartition("/")[2])

    def ListHomework(self, request: Any) -> Any:
        return hw.ListHomeworkResponse(items=self._items(f"{request.group}/lessons/{new_id()}"))

    def SetAssignment(self, request: Any) -> Any:
        return hw.SetAssignmentResponse(item=hw.HomeworkItem(item=ITEM))

    def WithdrawAssignment(self, request: Any) -> Any:
        return hw.WithdrawAssignmentResponse()

    def SetHomeworkMinutes(self, request: Any) -> Any:
        return hw.SetHomeworkMinutesResponse()

    def UploadFile(self, request: Iterator[Any]) -> Any:
        parts = list(request)
        self.uploaded = b"".join(part.chunk for part in parts)
        return hw.UploadFileResponse(upload=FILE, file=hw.HomeworkFile(file=FILE, name=parts[0].name))

    def _parts(self, kind: Any) -> Iterator[Any]:
        yield kind(file=hw.HomeworkFile(file=FILE, name="Лист.html.pdf", media_type="application/pdf"))
        yield kind(chunk=b"%PDF-")
        yield kind(chunk=b"1.7")

    def DownloadFile(self, request: Any) -> Any:
        return self._parts(hw.DownloadFileResponse)

    def DownloadPupilFile(self, request: Any) -> Any:
        return self._parts(hw.DownloadPupilFileResponse)

    def SetHomeworkDone(self, request: Any) -> Any:
        return hw.SetHomeworkDoneResponse()

    def GetHomeworkLoad(self, request: Any) -> Any:
        return hw.GetHomeworkLoadResponse(
            limit_minutes=150,
            days=[
                hw.LoadDay(date="2026-10-05", items=3, minutes=170, not_estimated=1, limit_minutes=150, overloaded=True,
                           parts=[hw.LoadPart(subject_title="Физика", minutes=95)]),
                hw.LoadDay(date="2026-10-06", items=1, limit_minutes=150, not_estimated=1),
            ],
        )  # fmt: skip

    def GetHomeworkLimits(self, request: Any) -> Any:
        return hw.GetHomeworkLimitsResponse(
            limits=[hw.HomeworkLimit(year_group=year, minutes=90 + year, own=year == 7) for year in range(1, 13)]
        )

    def SetHomeworkLimit(self, request: Any) -> Any:
        return hw.SetHomeworkLimitResponse()
