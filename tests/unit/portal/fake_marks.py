"""Stand-ins for the services of scales, exemptions, line items and progress: answers by hand."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from zvonok.gradebook.v1 import exemptions_pb2, gradebook_pb2, marks_pb2, progress_pb2, scales_pb2

from kit.ids import new_id

CATEGORIES = [
    gradebook_pb2.WorkCategory(code="answer", weight="1"),
    gradebook_pb2.WorkCategory(code="test", weight="2"),
    gradebook_pb2.WorkCategory(code="project", title="Проект", weight="1.5"),
]
WORDS = ["зачёт", "незачёт", "н/а", "осв"]
EXEMPTION = new_id()


def scale(year_group: int = 7) -> scales_pb2.Scale:
    """The usual scale; none in the first grade."""
    if year_group == 1:
        return scales_pb2.Scale(year_group=1)
    return scales_pb2.Scale(
        year_group=year_group, lowest=2, highest=5, words=WORDS, double_marks=True, minimum_marks=3
    )  # fmt: skip


class FakeMarks:
    """The four services over one pupil, group and school."""

    def __init__(self, pupils: list[str], group: str, school: str) -> None:
        self.pupils, self.group, self.school = pupils, group, school

    def stubs(self, method: Callable[[Any], Any]) -> dict[str, Any]:
        """Stubs by their names among the clients; `method` makes a recorded call of a method."""

        def stub(*methods: Any) -> Any:
            return SimpleNamespace(**{each.__name__: method(each) for each in methods})

        return {
            "scales": stub(self.GetScales, self.SetScale, self.ListFormulas, self.GetTermFormula, self.RebaseTerm),
            "exemptions": stub(self.CreateExemption, self.EndExemption, self.ListExemptions, self.ListClassExemptions),
            "line_items": stub(self.BatchRecordMarks, self.UpdateLineItem, self.DeleteLineItem),
            "progress": stub(
                self.GetForecast,
                self.GetGroupForecast,
                self.ListGroupOwedWork,
                self.ListPupilOwedWork,
                self.ListClassOwedWork,
                self.ListOverdueWork,
            ),
        }

    # scales
    def GetScales(self, request: Any) -> Any:
        return scales_pb2.GetScalesResponse(scales=[scale(grade) for grade in range(1, 13)])

    def SetScale(self, request: Any) -> Any:
        return scales_pb2.SetScaleResponse(scale=request.scale)

    def ListFormulas(self, request: Any) -> Any:
        weights = [scales_pb2.FormulaWeight(category="test", weight="2.00")]
        return scales_pb2.ListFormulasResponse(formulas=[scales_pb2.Formula(version=1, weights=weights)])

    def GetTermFormula(self, request: Any) -> Any:
        return scales_pb2.GetTermFormulaResponse(formula=scales_pb2.TermFormula())

    def RebaseTerm(self, request: Any) -> Any:
        return scales_pb2.RebaseTermResponse(formula=scales_pb2.TermFormula(version=1), changed_line_items=4)

    # exemptions
    def exemption(self) -> exemptions_pb2.Exemption:
        return exemptions_pb2.Exemption(
            exemption=EXEMPTION, pupil=self.pupils[0], subject_code="PE", subject_title="Физическая культура",
            begin_date="2026-11-01", end_date="2026-12-31", document="ВК-17/2026",
        )  # fmt: skip

    def CreateExemption(self, request: Any) -> Any:
        return exemptions_pb2.CreateExemptionResponse(exemption=self.exemption())

    def EndExemption(self, request: Any) -> Any:
        return exemptions_pb2.EndExemptionResponse(exemption=self.exemption())

    def ListExemptions(self, request: Any) -> Any:
        return exemptions_pb2.ListExemptionsResponse(exemptions=[self.exemption()])

    def ListClassExemptions(self, request: Any) -> Any:
        return exemptions_pb2.ListClassExemptionsResponse(
            exemptions=[self.exemption()],
            subjects=[exemptions_pb2.LearntSubject(code="PE", title="Физическая культура")],
        )

    # line items
    def BatchRecordMarks(self, request: Any) -> Any:
        saved = gradebook_pb2.RecordLessonResponse(lesson=gradebook_pb2.Lesson(name=request.lesson))
        skipped = [marks_pb2.SkippedPupil(pupil=self.pupils[2], why="ABSENT", owed=bool(request.absent_due_date))]
        return marks_pb2.BatchRecordMarksResponse(saved=saved, skipped=skipped)

    def UpdateLineItem(self, request: Any) -> Any:
        return marks_pb2.UpdateLineItemResponse()

    def DeleteLineItem(self, request: Any) -> Any:
        return marks_pb2.DeleteLineItemResponse()

    # progress
    def forecast(self) -> progress_pb2.Forecast:
        way = progress_pb2.Way
        return progress_pb2.Forecast(
            average="3.60", marks=5, minimum_marks=3,
            targets=[
                progress_pb2.Target(mark=3, threshold="2.50", reached=True),
                progress_pb2.Target(mark=4, threshold="3.50", reached=True),
                progress_pb2.Target(mark=5, threshold="4.50", ways=[
                    way(category="test", value=5, count=4), way(category="answer", value=5, count=9),
                ]),
            ],
        )  # fmt: skip

    def GetForecast(self, request: Any) -> Any:
        mark = gradebook_pb2.DiaryMark(value="4", category="test", weight="2", comment="Хорошая работа")
        course = progress_pb2.Course(
            group=self.group,
            subject_title="Алгебра",
            marks=[progress_pb2.CourseMark(date="2026-11-20", mark=mark)],
            forecast=self.forecast(),
        )
        return progress_pb2.GetForecastResponse(courses=[course], categories=CATEGORIES)

    def GetGroupForecast(self, request: Any) -> Any:
        pupils = [progress_pb2.PupilForecast(pupil=pupil, forecast=self.forecast()) for pupil in self.pupils]
        return progress_pb2.GetGroupForecastResponse(pupils=pupils, categories=CATEGORIES)

    def works(self) -> list[progress_pb2.OwedWork]:
        lesson = f"{self.group}/lessons/{new_id()}"
        return [
            progress_pb2.OwedWork(
                line_item=f"{lesson}/lineItems/{new_id()}", pupil=self.pupils[2], date="2026-11-20",
                due_date="2026-11-27", category="test", title="Контрольная № 3", subject_title="Алгебра",
                class_title="7А", version=1, overdue=overdue,
            )
            for overdue in (True, False)
        ]  # fmt: skip

    def ListGroupOwedWork(self, request: Any) -> Any:
        return progress_pb2.ListGroupOwedWorkResponse(works=self.works())

    def ListPupilOwedWork(self, request: Any) -> Any:
        return progress_pb2.ListPupilOwedWorkResponse(works=self.works())

    def ListClassOwedWork(self, request: Any) -> Any:
        return progress_pb2.ListClassOwedWorkResponse(works=self.works())

    def ListOverdueWork(self, request: Any) -> Any:
        return progress_pb2.ListOverdueWorkResponse(works=self.works()[:1])
